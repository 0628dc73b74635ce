// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The program of the baseline filter, simulated for all architectures, against a
 * model that knows the numbers of the calls from the kernel's tables and nothing of
 * how the program is made.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "baseline.h"
#include "bpf-run.h"
#include "sandbox.h"

#define NR(array)	(sizeof(array) / sizeof((array)[0]))
#define X32		0x40000000u
#define REFUSED(error)	(SECCOMP_RET_ERRNO | (error))
#define RET(k)		BPF_STMT(BPF_RET | BPF_K, (k))

static const struct sock_filter allow = RET(SECCOMP_RET_ALLOW);

static uint32_t simulate(const struct sock_filter *prog, size_t len,
			 const struct seccomp_data *data)
{
	const struct scll_bpf_call call = { .data = *data };
	struct scll_bpf m = { .prog = prog, .len = len };
	uint32_t action = 0;

	if (scll_bpf_run(&m, &call, &action) != 1)
		fail_msg("no answer");
	return action;
}

enum call {
	IOCTL, KEYRING, URING, SOCKET, SOCKETPAIR, SOCKETCALL, FLAGS2, FLAGS3, SETSOCKOPT,
	LISTEN, METADATA,
};

/* By the kernel's tables of 6.18.  -1: there is none. */
static const struct entry {
	enum call call;
	int x86_64, i386, x32, aarch64, arm;
} table[] = {
	{ IOCTL, 16, 54, 514, 29, 54 },
	{ KEYRING, 248, 286, 248, 217, 309 },		/* add_key */
	{ KEYRING, 249, 287, 249, 218, 310 },		/* request_key */
	{ KEYRING, 250, 288, 250, 219, 311 },		/* keyctl */
	{ URING, 425, 425, 425, 425, 425 },
	{ URING, 426, 426, 426, 426, 426 },
	{ URING, 427, 427, 427, 427, 427 },
	{ SOCKET, 41, 359, 41, 198, 281 },
	{ SOCKETPAIR, 53, 360, 53, 199, 288 },
	{ SOCKETCALL, -1, 102, -1, -1, -1 },
	{ FLAGS3, -1, -1, -1, -1, 289 },		/* send */
	{ FLAGS3, 44, 369, 44, 206, 290 },		/* sendto */
	{ FLAGS2, 46, 370, 518, 211, 296 },		/* sendmsg */
	{ FLAGS3, 307, 345, 538, 269, 374 },		/* sendmmsg */
	{ SETSOCKOPT, 54, 366, 541, 208, 294 },
	{ LISTEN, 50, 363, 50, 201, 284 },
	{ METADATA, 90, 15, 90, -1, 15 },		/* chmod */
	{ METADATA, 91, 94, 91, 52, 94 },		/* fchmod */
	{ METADATA, 268, 306, 268, 53, 333 },		/* fchmodat */
	{ METADATA, 452, 452, 452, 452, 452 },		/* fchmodat2 */
	{ METADATA, 92, 182, 92, -1, 182 },		/* chown */
	{ METADATA, 93, 95, 93, 55, 95 },		/* fchown */
	{ METADATA, 94, 16, 94, -1, 16 },		/* lchown */
	{ METADATA, 260, 298, 260, 54, 325 },		/* fchownat */
	{ METADATA, -1, 212, -1, -1, 212 },		/* chown32 */
	{ METADATA, -1, 207, -1, -1, 207 },		/* fchown32 */
	{ METADATA, -1, 198, -1, -1, 198 },		/* lchown32 */
	{ METADATA, 132, 30, 132, -1, -1 },		/* utime */
	{ METADATA, 235, 271, 235, -1, 269 },		/* utimes */
	{ METADATA, 261, 299, 261, -1, 326 },		/* futimesat */
	{ METADATA, 280, 320, 280, 88, 348 },		/* utimensat */
	{ METADATA, -1, 412, -1, -1, 412 },		/* utimensat_time64 */
	{ METADATA, 188, 226, 188, 5, 226 },		/* setxattr */
	{ METADATA, 189, 227, 189, 6, 227 },
	{ METADATA, 190, 228, 190, 7, 228 },
	{ METADATA, 197, 235, 197, 14, 235 },		/* removexattr */
	{ METADATA, 198, 236, 198, 15, 236 },
	{ METADATA, 199, 237, 199, 16, 237 },
	{ METADATA, 463, 463, 463, 463, 463 },		/* setxattrat */
	{ METADATA, 466, 466, 466, 466, 466 },		/* removexattrat */
	{ METADATA, 469, 469, 469, 469, 469 },		/* file_setattr */
};

static const struct abi {
	const char *name;
	uint32_t kernel, arch, bit;
	size_t column;
} abis[] = {
	{ "x86-64", SCMP_ARCH_X86_64, SCMP_ARCH_X86_64, 0, offsetof(struct entry, x86_64) },
	{ "i386", SCMP_ARCH_X86_64, SCMP_ARCH_X86, 0, offsetof(struct entry, i386) },
	{ "x32", SCMP_ARCH_X86_64, SCMP_ARCH_X86_64, X32, offsetof(struct entry, x32) },
	{ "aarch64", SCMP_ARCH_AARCH64, SCMP_ARCH_AARCH64, 0, offsetof(struct entry, aarch64) },
	{ "arm", SCMP_ARCH_AARCH64, SCMP_ARCH_ARM, 0, offsetof(struct entry, arm) },
	{ "i386 alone", SCMP_ARCH_X86, SCMP_ARCH_X86, 0, offsetof(struct entry, i386) },
};

/* Numbers that the ABIs of one audit architecture share are of both. */
static bool is_call(const struct abi *abi, const struct entry *entry, int nr)
{
	if (*(const int *)((const char *)entry + abi->column) == nr)
		return true;
	return abi->kernel == SCMP_ARCH_X86_64 && abi->arch == SCMP_ARCH_X86_64 &&
	       (entry->x86_64 == nr || entry->x32 == nr);
}

static int model_inet(uint32_t what, int type, int protocol)
{
	switch (type & 0xf) {
	case 1:
		if (protocol && protocol != 6)
			return -EPROTONOSUPPORT;
		return what & BASELINE_TCP ? -EACCES : 0;
	case 2:
		return !protocol || protocol == 17 ||
		       (protocol == 136 && !(what & BASELINE_UDP)) || protocol == 1 ||
		       protocol == 58 ? 0 : -EPROTONOSUPPORT;
	case 3:
	case 10:
		return -EPERM;
	}
	return -ESOCKTNOSUPPORT;
}

static int model_socket(uint32_t what, int family, int type, int protocol)
{
	if (family == 1)
		return what & BASELINE_NO_UNIX ? -EAFNOSUPPORT : 0;
	if (!(what & (BASELINE_NO_NETWORK | BASELINE_SOCKETS)) || family == 38)
		return 0;
	if (family == 16)
		return what & BASELINE_NO_NETWORK && protocol ? -EPROTONOSUPPORT : 0;
	if (what & BASELINE_NO_NETWORK || (family != 2 && family != 10))
		return -EAFNOSUPPORT;
	return model_inet(what, type, protocol);
}

static int model_pair(uint32_t what, int family, int type)
{
	if (family != 1)
		return what & (BASELINE_NO_NETWORK | BASELINE_SOCKETS) ? -EAFNOSUPPORT : 0;
	if (!(what & BASELINE_NO_UNIX) || (type & 0xf) == 1 || (type & 0xf) == 5)
		return 0;
	return -ESOCKTNOSUPPORT;
}

static int model_ioctl(uint32_t what, uint32_t cmd)
{
	switch (cmd) {
	case 0x5412:
	case 0x541c:
		return -EPERM;
	case 0x40086602:
	case 0x40046602:
	case 0x40087602:
	case 0x40047602:
	case 0x401c5820:
	case 0x40086604:
	case 0x40047211:
		return what & BASELINE_KEEP_METADATA ? -EPERM : 0;
	}
	return 0;
}

/* With arguments as the kernel reads them. */
static int model(uint32_t what, enum call call, const int *args)
{
	const uint32_t sockets = BASELINE_NO_NETWORK | BASELINE_NO_UNIX | BASELINE_SOCKETS;

	switch (call) {
	case IOCTL:
		return model_ioctl(what, args[1]);
	case KEYRING:
		return -EPERM;
	case URING:
		return what & (sockets | BASELINE_KEEP_METADATA) ? -EPERM : 0;
	case SOCKET:
		return model_socket(what, args[0], args[1], args[2]);
	case SOCKETPAIR:
		return model_pair(what, args[0], args[1]);
	case SOCKETCALL:
		return what & sockets ? -ENOSYS : 0;
	case FLAGS2:
	case FLAGS3:
		return what & BASELINE_FASTOPEN && args[call == FLAGS2 ? 2 : 3] & 0x20000000 ?
			-EOPNOTSUPP : 0;
	case SETSOCKOPT:
		if (args[1] == 279 && args[2] == 7)
			return -EPERM;
		return what & BASELINE_SOCKETS && args[1] == 6 && args[2] == 31 ? -ENOPROTOOPT : 0;
	case LISTEN:
		return what & BASELINE_LISTEN ? -EACCES : 0;
	case METADATA:
		return what & BASELINE_KEEP_METADATA ? -EPERM : 0;
	}
	return 0;
}

static uint32_t expected(uint32_t what, const struct abi *abi, int nr, const int *args)
{
	size_t i;
	int error = 0;

	for (i = 0; !error && i < NR(table); i++)
		if (is_call(abi, &table[i], nr))
			error = model(what, table[i].call, args);
	return error ? REFUSED(-error) : SECCOMP_RET_ALLOW;
}

static struct sock_filter prog[BPF_MAXINSNS];

/* The low halves count, whatever is above them. */
static void try_call(uint32_t what, const struct abi *abi, size_t len, int nr, const int *args,
		     uint64_t above)
{
	struct seccomp_data data = { .nr = nr | abi->bit, .arch = abi->arch };
	uint32_t got, want = expected(what, abi, nr, args);
	size_t i;

	for (i = 0; i < 6; i++)
		data.args[i] = (uint32_t)args[i] | above << 32;
	got = simulate(prog, len, &data);
	if (got != want)
		fail_msg("%s, closing 0x%x: call %d (0x%x, 0x%x, 0x%x, 0x%x) above 0x%llx: 0x%x, not 0x%x",
			 abi->name, what, nr, args[0], args[1], args[2], args[3],
			 (unsigned long long)above, got, want);
}

/* Each value that some rule looks at, and its neighbours, in each argument. */
static const int values[] = {
	0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 15, 16, 17, 18, 21, 26, 28, 30, 31, 32, 33, 38, 40, 43,
	44, 46, 58, 115, 132, 136, 137, 255, 256, 262, 263, 278, 279, 280,
	0x801, 0x80001, 0x80002, 0x80802,
	0x80003, 0x8000a, 0x5411, 0x5412, 0x5413, 0x541b, 0x541c, 0x541d, 0x40086602, 0x40046602,
	0x40087602, 0x40047602, 0x401c5820, 0x801c581f, 0x40086604, 0x40047211, 0x20000000,
	0x20004000, 0x1fffffff, -1, -0x7fffffff, 0x10000 + 1, 0x100 + 2,
};

static void try_arguments(uint32_t what, const struct abi *abi, size_t len, int nr,
			  enum call call)
{
	static const uint64_t above[] = { 0, 1, 0x80000000, 0xffffffff };
	/* Of the others one or two arguments count, and of setsockopt(2) not the first. */
	size_t i, j, k, first = call == SETSOCKOPT ? 1 : NR(values);
	size_t last = call == SOCKET || call == SETSOCKOPT ? NR(values) : 4;
	int args[6] = { 0 };

	for (i = 0; i < first; i++) {
		for (j = 0; j < NR(values); j++) {
			for (k = 0; k < last; k++) {
				args[0] = values[i];
				args[1] = values[j];
				args[2] = values[last == 4 ? i : k];
				args[3] = values[j];
				try_call(what, abi, len, nr, args, above[(i + j + k) % 4]);
			}
		}
	}
}

static const uint32_t whats[] = {
	0, BASELINE_NO_NETWORK, BASELINE_NO_UNIX, BASELINE_KEEP_METADATA,
	BASELINE_SOCKETS | BASELINE_FASTOPEN | BASELINE_LISTEN,
	BASELINE_SOCKETS | BASELINE_FASTOPEN | BASELINE_TCP,
	BASELINE_SOCKETS, BASELINE_SOCKETS | BASELINE_LISTEN,
	BASELINE_SOCKETS | BASELINE_UDP,
	BASELINE_NO_NETWORK | BASELINE_NO_UNIX | BASELINE_KEEP_METADATA | BASELINE_SOCKETS |
		BASELINE_FASTOPEN | BASELINE_TCP,
};

static void the_program_is_the_model(void **state)
{
	size_t i, w, len;
	int nr, args[6] = { 0 };

	(void)state;
	for (w = 0; w < NR(whats); w++) {
		for (i = 0; i < NR(abis); i++) {
			len = scll_baseline_write(whats[w], abis[i].kernel, &allow, 1, prog);
			assert_true(len < BPF_MAXINSNS / 4);
			for (nr = 0; nr < 1024; nr++)
				try_call(whats[w], &abis[i], len, nr, args, nr & 1);
			/* The calls whose arguments count. */
			for (nr = 0; nr < (int)NR(table); nr++) {
				const int *number = (const void *)((const char *)&table[nr] +
								   abis[i].column);

				if (*number >= 0 && table[nr].call < METADATA &&
				    table[nr].call != KEYRING && table[nr].call != URING)
					try_arguments(whats[w], &abis[i], len, *number,
						      table[nr].call);
			}
		}
	}
}

/* Whatever it is: an architecture that the kernel may have and the program does not. */
static void other_architectures_are_no_way_around(void **state)
{
	static const uint32_t kernels[] = {
		SCMP_ARCH_X86_64, SCMP_ARCH_AARCH64, SCMP_ARCH_RISCV64, SCMP_ARCH_PPC64LE,
		SCMP_ARCH_S390X,
	};
	struct seccomp_data data = { .nr = 39 };
	size_t i, j, len;

	(void)state;
	for (i = 0; i < NR(kernels); i++) {
		len = scll_baseline_write(0, kernels[i], &allow, 1, prog);
		for (j = 0; j < NR(kernels); j++) {
			data.arch = kernels[j];
			assert_int_equal(i == j ? SECCOMP_RET_ALLOW : REFUSED(ENOSYS),
					 simulate(prog, len, &data));
		}
		data.arch = 0;
		assert_int_equal(REFUSED(ENOSYS), simulate(prog, len, &data));
		data.arch = kernels[i];
		data.nr = seccomp_syscall_resolve_name_arch(kernels[i], "keyctl");
		assert_int_equal(REFUSED(EPERM), simulate(prog, len, &data));
		data.nr = 39;
	}
}

/* Of two answers the one with the higher precedence; of equal ones the filter's. */
static uint32_t stricter(uint32_t filter, uint32_t baseline)
{
	int32_t a = filter & SECCOMP_RET_ACTION_FULL, b = baseline & SECCOMP_RET_ACTION_FULL;

	return b < a ? baseline : filter;
}

static const uint32_t answers[] = {
	SECCOMP_RET_KILL_PROCESS, SECCOMP_RET_KILL_THREAD, SECCOMP_RET_TRAP, SECCOMP_RET_TRAP | 7,
	SECCOMP_RET_ERRNO, SECCOMP_RET_ERRNO | 1, SECCOMP_RET_ERRNO | 38, SECCOMP_RET_USER_NOTIF,
	SECCOMP_RET_TRACE, SECCOMP_RET_TRACE | 5, SECCOMP_RET_LOG, SECCOMP_RET_ALLOW,
	SECCOMP_RET_ALLOW | 1, 0x00040000, 0x00060000, 0x0005ffff, 0x7fffffff, 0xffffffff,
};

static void compare_with_two_filters(const struct sock_filter *user, size_t user_len)
{
	static struct sock_filter alone[BPF_MAXINSNS];
	const uint32_t what = BASELINE_SOCKETS | BASELINE_FASTOPEN;
	struct seccomp_data data = { .arch = SCMP_ARCH_X86_64 };
	size_t alone_len = scll_baseline_write(what, SCMP_ARCH_X86_64, &allow, 1, alone);
	size_t len = scll_baseline_write(what, SCMP_ARCH_X86_64, user, user_len, prog);
	static const int calls[] = { 16, 39, 41, 53, 250, 425, X32 | 514, 0 };
	size_t i, j;

	assert_true(len <= BPF_MAXINSNS);
	for (i = 0; i < NR(calls); i++) {
		for (j = 0; j < NR(values); j++) {
			uint32_t a, b;

			data.nr = calls[i];
			data.args[0] = 2 + j % 2 * 41;
			data.args[1] = values[j];
			data.args[2] = values[j * 7 % NR(values)];
			a = simulate(user, user_len, &data);
			b = simulate(alone, alone_len, &data);
			assert_int_equal(stricter(a, b), simulate(prog, len, &data));
		}
	}
}

static void each_answer_has_its_precedence(void **state)
{
	struct sock_filter computed[] = {
		BPF_STMT(BPF_LD | BPF_IMM, 0), BPF_STMT(BPF_RET | BPF_A, 0),
	};
	size_t i;

	(void)state;
	for (i = 0; i < NR(answers); i++) {
		compare_with_two_filters(&(struct sock_filter)RET(answers[i]), 1);
		computed[0].k = answers[i];
		compare_with_two_filters(computed, 2);
	}
}

/* Random programs: loads, memory, jumps to anywhere ahead, and all answers. */
static size_t random_program(struct sock_filter *user)
{
	size_t len = 2 + rand() % 40, i;

	for (i = 0; i < BPF_MEMWORDS; i++)
		user[i] = (struct sock_filter)BPF_STMT(BPF_ST, i);
	for (; i < BPF_MEMWORDS + len; i++) {
		size_t left = BPF_MEMWORDS + len - i;

		switch (rand() % 8) {
		case 0:
			user[i] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
							       rand() % 16 * 4);
			break;
		case 1:
			user[i] = (struct sock_filter)BPF_STMT(BPF_ST, rand() % 16);
			break;
		case 2:
			user[i] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_MEM, rand() % 16);
			break;
		case 3:
			user[i] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K,
							       1U << rand() % 32, rand() % left,
							       rand() % left);
			break;
		case 4:
			user[i] = (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, rand() % left);
			break;
		case 5:
			user[i] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_A, 0);
			break;
		case 6:
			user[i] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_IMM,
							       answers[rand() % NR(answers)]);
			break;
		default:
			user[i] = (struct sock_filter)RET(answers[rand() % NR(answers)]);
			break;
		}
	}
	user[i] = (struct sock_filter)RET(answers[rand() % NR(answers)]);
	return i + 1;
}

static void a_program_and_the_baseline_are_two_filters(void **state)
{
	struct sock_filter user[BPF_MEMWORDS + 64];
	int i;

	(void)state;
	srand(18);
	for (i = 0; i < 3000; i++)
		compare_with_two_filters(user, random_program(user));
}

/* 0 or the error of the kernel. */
static int kernel_takes(size_t len)
{
	struct sock_fprog fprog = { .len = len, .filter = prog };
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		status = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &fprog);
		syscall(SYS_exit_group, status ? errno : 0);
	}
	assert_true(pid > 0);
	assert_int_equal(pid, waitpid(pid, &status, 0));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

static void the_kernel_takes_the_program(void **state)
{
	const struct sock_filter user[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getcwd, 0, 1),
		RET(SECCOMP_RET_LOG),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 2),
		BPF_STMT(BPF_LD | BPF_IMM, SECCOMP_RET_TRACE),
		BPF_STMT(BPF_RET | BPF_A, 0),
		RET(SECCOMP_RET_ALLOW),
	};
	size_t w, len;

	(void)state;
	for (w = 0; w < NR(whats); w++) {
		len = scll_baseline_write(whats[w], seccomp_arch_native(), &allow, 1, prog);
		assert_int_equal(0, kernel_takes(len));
		len = scll_baseline_write(whats[w], seccomp_arch_native(), user, NR(user), prog);
		assert_int_equal(0, kernel_takes(len));
	}
}

static bool has(size_t len, uint16_t code)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (prog[i].code == code)
			return true;
	return false;
}

/*
 * A computed answer would make the kernel's verdict about tracing think of a tracer,
 * and with memory it would not find out what is always allowed.
 */
static void the_program_is_no_more_than_it_needs(void **state)
{
	const struct sock_filter both[] = {
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1), RET(SECCOMP_RET_LOG),
		RET(SECCOMP_RET_ALLOW),
	};
	size_t len = scll_baseline_write(0, SCMP_ARCH_X86_64, &allow, 1, prog);

	(void)state;
	assert_false(has(len, BPF_ST));
	assert_false(has(len, BPF_RET | BPF_A));
	len = scll_baseline_write(0, SCMP_ARCH_X86_64, both, NR(both), prog);
	assert_true(has(len, BPF_ST));
	assert_false(has(len, BPF_RET | BPF_A));
	assert_int_equal(1, scll_baseline_write(0, SCMP_ARCH_X86_64,
						&(struct sock_filter)RET(0), 1, prog));
}

static char msg[256];

static struct scll *make(uint32_t flags)
{
	struct scll_options opts = {
		.size = sizeof(opts), .flags = flags, .msg = msg, .msg_size = sizeof(msg),
		.accept = flags & SCLL_BEST_EFFORT ? SCLL_DROPPED_RULES : 0,
	};
	struct scll *sb;

	assert_int_equal(0, scll_new(&sb, &opts));
	return sb;
}

static void arguments_are_checked(void **state)
{
	struct scll *sb = make(0);
	struct seccomp_data data = { .arch = seccomp_arch_native(), .nr = SYS_socket,
				     .args = { AF_UNIX, SOCK_STREAM } };

	(void)state;
	assert_int_equal(-EINVAL, scll_baseline(sb, 8));
	assert_string_equal("unknown flags of the baseline filter 0x8", msg);
	assert_false(sb->has_baseline);
	assert_int_equal(0, scll_baseline(sb, SCLL_BASELINE_NO_UNIX));
	assert_int_equal(0, scll_baseline(sb, SCLL_BASELINE_NO_NETWORK));
	assert_int_equal(0, scll_prepare(sb));
	assert_int_equal(-EBUSY, scll_baseline(sb, 0));
	assert_int_equal(SECCOMP_RET_ALLOW,
			 simulate(sb->plan.prog.filter, sb->plan.prog.len, &data));
	data.args[0] = AF_INET;
	assert_int_equal(REFUSED(EAFNOSUPPORT),
			 simulate(sb->plan.prog.filter, sb->plan.prog.len, &data));
	assert_int_equal(sb->plan.attr.filter_len, sb->plan.prog.len);
	assert_int_equal(sb->plan.attr.filter, (uintptr_t)sb->plan.prog.filter);
	scll_free(sb);
	sb = make(0);
	assert_int_equal(0, scll_prepare(sb));
	assert_int_equal(1, sb->plan.prog.len);
	scll_free(sb);
}

static void what_does_not_fit_is_refused(void **state)
{
	static struct sock_filter many[BPF_MAXINSNS];
	static const struct sock_filter invalid[][2] = {
		{ BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0), RET(SECCOMP_RET_ALLOW) },
		{ BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1), RET(SECCOMP_RET_ALLOW) },
		{ BPF_STMT(BPF_JMP | BPF_JA, 1), RET(SECCOMP_RET_ALLOW) },
		{ RET(SECCOMP_RET_ALLOW), BPF_STMT(BPF_LD | BPF_IMM, 0) },
	};
	struct scll *sb = make(0);
	char want[256];
	size_t i;

	(void)state;
	for (i = 0; i < BPF_MAXINSNS; i++)
		many[i] = (struct sock_filter)RET(SECCOMP_RET_ALLOW);
	assert_int_equal(0, scll_set_filter(sb, many, BPF_MAXINSNS));
	assert_int_equal(0, scll_baseline(sb, 0));
	assert_int_equal(-EINVAL, scll_prepare(sb));
	snprintf(want, sizeof(want),
		 "the filter has 4096 instructions, which with the %zu of the baseline filter are more than 4096",
		 scll_baseline_write(0, seccomp_arch_native(), &allow, 1, prog) - 1);
	assert_string_equal(want, msg);
	scll_free(sb);

	/* What the kernel refuses must not become valid by what follows. */
	for (i = 0; i < NR(invalid); i++) {
		sb = make(0);
		assert_int_equal(0, scll_set_filter(sb, invalid[i], 2));
		assert_int_equal(0, scll_baseline(sb, 0));
		assert_int_equal(-EINVAL, scll_prepare(sb));
		assert_string_equal("the filter jumps beyond its end, or does not return there", msg);
		scll_free(sb);
	}
}

/* What the rules of a sandbox make of one call; the kernel is the fake one. */
static uint32_t with_rules(uint64_t handled, uint64_t allowed, uint32_t nr, uint64_t a0,
			   uint64_t a1, uint64_t a2)
{
	struct seccomp_data data = { .nr = nr, .arch = seccomp_arch_native(),
				     .args = { a0, a1, a2 } };
	struct scll *sb = make(SCLL_BEST_EFFORT);
	uint32_t answer;

	assert_int_equal(0, scll_handle_net(sb, handled));
	if (allowed)
		assert_int_equal(0, scll_allow_port(sb, 443, allowed));
	assert_int_equal(0, scll_baseline(sb, 0));
	assert_int_equal(0, scll_prepare(sb));
	answer = simulate(sb->plan.prog.filter, sb->plan.prog.len, &data);
	scll_free(sb);
	return answer;
}

static uint32_t answer_of(int error)
{
	return error ? REFUSED(error) : SECCOMP_RET_ALLOW;
}

static void rules_decide_what_is_closed(void **state)
{
	static const struct {
		uint64_t handled, allowed;
		int mptcp, tcp, fastopen, listen, udplite;
	} map[] = {
		{ 0, 0, 0, 0, 0, 0, 0 },
		{ SCLL_NET_ALL, 0, EPROTONOSUPPORT, EACCES, EOPNOTSUPP, 0, 0 },
		{ SCLL_NET_ALL, SCLL_CONNECT_TCP, EPROTONOSUPPORT, 0, EOPNOTSUPP, EACCES, 0 },
		{ SCLL_NET_ALL, SCLL_BIND_TCP, EPROTONOSUPPORT, 0, EOPNOTSUPP, 0, 0 },
		{ SCLL_NET_ALL, SCLL_NET_ALL, EPROTONOSUPPORT, 0, EOPNOTSUPP, 0, 0 },
		{ SCLL_CONNECT_TCP, 0, EPROTONOSUPPORT, 0, EOPNOTSUPP, 0, 0 },
		{ SCLL_BIND_TCP, 0, EPROTONOSUPPORT, 0, 0, EACCES, 0 },
		{ SCLL_BIND_UDP, 0, EPROTONOSUPPORT, 0, 0, 0, EPROTONOSUPPORT },
		{ SCLL_UDP_ALL | SCLL_NET_ALL, SCLL_BIND_UDP, EPROTONOSUPPORT, EACCES, EOPNOTSUPP,
		  0, EPROTONOSUPPORT },
		/* The kernel does not know it, and nothing is enforced. */
		{ UINT64_C(1) << 40, 0, 0, 0, 0, 0, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < NR(map); i++) {
		uint64_t h = map[i].handled, a = map[i].allowed;

		assert_int_equal(answer_of(map[i].mptcp), with_rules(h, a, SYS_socket, 2, 1, 262));
		assert_int_equal(answer_of(map[i].tcp), with_rules(h, a, SYS_socket, 10, 0x80801, 0));
		assert_int_equal(answer_of(map[i].fastopen),
				 with_rules(h, a, SYS_sendmsg, 3, 0, 0x20004000));
		assert_int_equal(answer_of(map[i].udplite), with_rules(h, a, SYS_socket, 2, 2, 136));
		assert_int_equal(answer_of(map[i].listen), with_rules(h, a, SYS_listen, 3, 1, 0));
		assert_int_equal(answer_of(map[i].mptcp ? EPERM : 0),
				 with_rules(h, a, SYS_io_uring_setup, 0, 0, 0));
		assert_int_equal(REFUSED(EPERM), with_rules(h, a, SYS_ioctl, 0, 0x5412, 0));
	}
}

/* Nobody can look into it: TCP ports may be handled, and bound to. */
static void ruleset_from_elsewhere(void **state)
{
	struct seccomp_data data = { .nr = SYS_socket, .arch = seccomp_arch_native(),
				     .args = { AF_INET, SOCK_STREAM, 262 } };
	struct scll_ruleset_attr attr = { .fs = 1 };
	int fd = scll_sys_create_ruleset(&attr);
	struct scll *sb = make(0);

	(void)state;
	assert_int_equal(0, scll_set_ruleset(sb, fd));
	assert_int_equal(0, scll_baseline(sb, 0));
	assert_int_equal(0, scll_prepare(sb));
	assert_int_equal(REFUSED(EPROTONOSUPPORT),
			 simulate(sb->plan.prog.filter, sb->plan.prog.len, &data));
	data.nr = SYS_listen;
	assert_int_equal(SECCOMP_RET_ALLOW,
			 simulate(sb->plan.prog.filter, sb->plan.prog.len, &data));
	scll_free(sb);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_program_is_the_model),
		cmocka_unit_test(other_architectures_are_no_way_around),
		cmocka_unit_test(each_answer_has_its_precedence),
		cmocka_unit_test(a_program_and_the_baseline_are_two_filters),
		cmocka_unit_test(the_kernel_takes_the_program),
		cmocka_unit_test(the_program_is_no_more_than_it_needs),
		cmocka_unit_test(arguments_are_checked),
		cmocka_unit_test(what_does_not_fit_is_refused),
		cmocka_unit_test(rules_decide_what_is_closed),
		cmocka_unit_test(ruleset_from_elsewhere),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
