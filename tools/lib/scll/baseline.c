// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The baseline filter: what rules cannot see.
 *
 * The kernel reads most arguments of these calls as 32 bits and ignores the rest of
 * the register, so the program never looks at more than the lower half.  libseccomp
 * compares 64 bits, and has no way to say "one of these, and no other".
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/fs.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "baseline.h"
#include "sandbox.h"

#define NR(array) (sizeof(array) / sizeof((array)[0]))

/* The system's headers may be older than the kernel. */
#ifndef IPPROTO_UDPLITE
#define IPPROTO_UDPLITE	136
#endif
#define OPT_TCP_ULP	31
#define LEVEL_ALG	279
#define OPT_ALG_KEY	7		/* ALG_SET_KEY_BY_KEY_SERIAL */

#define FLAG_FASTOPEN	0x20000000
#define TYPE_MASK	0xf		/* of SOCK_*, without SOCK_CLOEXEC and so on */
#define ROUTE		0		/* NETLINK_ROUTE */
#define X32_BIT		0x40000000u

/* Of file systems; the first has another number for 32-bit programs. */
#define SET_FLAGS	FS_IOC_SETFLAGS
#define SET_FLAGS_32	FS_IOC32_SETFLAGS
#define SET_VERSION	FS_IOC_SETVERSION
#define SET_VERSION_32	FS_IOC32_SETVERSION
#define SET_XATTR	FS_IOC_FSSETXATTR
#define SET_EXT4_VERSION _IOW('f', 4, long)
#define SET_FAT		_IOW('r', 0x11, uint32_t)

#define REFUSE(error)	(SECCOMP_RET_ERRNO | (error))
/* A jump to where the program goes on if the baseline has nothing against a call. */
#define PASS		UINT32_MAX
/* The word of memory that holds the answer of the other filter. */
#define ANSWER		15

/* With a number if libseccomp may be older than the call. */
struct call {
	const char *name;
	int number;
};

static const struct call calls_keyring[] = {
	{ "add_key", 0 }, { "request_key", 0 }, { "keyctl", 0 },
};

static const struct call calls_uring[] = {
	{ "io_uring_setup", 0 }, { "io_uring_enter", 0 }, { "io_uring_register", 0 },
};

static const struct call calls_metadata[] = {
	{ "chmod", 0 }, { "fchmod", 0 }, { "fchmodat", 0 }, { "fchmodat2", 452 },
	{ "chown", 0 }, { "fchown", 0 }, { "lchown", 0 }, { "fchownat", 0 },
	{ "chown32", 0 }, { "fchown32", 0 }, { "lchown32", 0 },
	{ "utime", 0 }, { "utimes", 0 }, { "futimesat", 0 }, { "utimensat", 0 },
	{ "utimensat_time64", 0 },
	{ "setxattr", 0 }, { "lsetxattr", 0 }, { "fsetxattr", 0 },
	{ "removexattr", 0 }, { "lremovexattr", 0 }, { "fremovexattr", 0 },
	{ "setxattrat", 463 }, { "removexattrat", 466 }, { "file_setattr", 469 },
};

#define MAX_CALLS	(2 * NR(calls_metadata))	/* for two ABIs */

/* One that shares the audit architecture with another has only a bit of its own. */
struct abi {
	uint32_t arch;
	uint32_t twin;		/* or 0 */
};

/* The other ABIs of a kernel reach the same system calls. */
static const struct kernel_abis {
	uint32_t arch;
	struct abi abis[2];
} known_kernels[] = {
	{ SCMP_ARCH_X86_64, { { SCMP_ARCH_X86_64, SCMP_ARCH_X32 }, { SCMP_ARCH_X86, 0 } } },
	{ SCMP_ARCH_AARCH64, { { SCMP_ARCH_AARCH64, 0 }, { SCMP_ARCH_ARM, 0 } } },
};

/* A program that is being written.  What does not fit is only counted. */
struct code {
	struct sock_filter *insns;
	size_t len;
	size_t start;		/* of the part whose passes are open */
	const struct abi *abi;
};

static void emit(struct code *c, uint16_t op, uint8_t jt, uint8_t jf, uint32_t k)
{
	if (c->len < BPF_MAXINSNS)
		c->insns[c->len] = (struct sock_filter)BPF_JUMP(op, k, jt, jf);
	c->len++;
}

static void refuse(struct code *c, int error)
{
	emit(c, BPF_RET | BPF_K, 0, 0, REFUSE(error));
}

static void pass(struct code *c)
{
	emit(c, BPF_JMP | BPF_JA, 0, 0, PASS);
}

/* The lower half of an argument. */
static void load_argument(struct code *c, unsigned int nr)
{
	size_t offset = offsetof(struct seccomp_data, args) + nr * sizeof(uint64_t);

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	offset += sizeof(uint32_t);
#endif
	emit(c, BPF_LD | BPF_W | BPF_ABS, 0, 0, offset);
}

/*
 * Starts a block that is only for these values; end_block() ends it.  Blocks are
 * shorter than the 255 instructions that a conditional jump can skip.
 */
static size_t begin_block(struct code *c, const uint32_t *values, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		emit(c, BPF_JMP | BPF_JEQ | BPF_K, nr - 1 - i, i == nr - 1, values[i]);
	return c->len - 1;
}

static void end_block(struct code *c, size_t begin)
{
	if (begin < BPF_MAXINSNS)
		c->insns[begin].jf = c->len - begin - 1;
}

static void refuse_values(struct code *c, const uint32_t *values, size_t nr, int error)
{
	size_t begin = begin_block(c, values, nr);

	refuse(c, error);
	end_block(c, begin);
}

static void pass_values(struct code *c, const uint32_t *values, size_t nr)
{
	size_t begin = begin_block(c, values, nr);

	pass(c);
	end_block(c, begin);
}

/*
 * Where there is a socketcall(2), libseccomp knows the calls only as a part of it.
 * Those that are needed of them have numbers too.
 */
static const struct direct {
	const char *name;
	int x86;
	int native;
} calls_direct[] = {
	{ "socket", 359, SYS_socket }, { "socketpair", 360, SYS_socketpair },
	{ "listen", 363, SYS_listen }, { "setsockopt", 366, SYS_setsockopt },
	{ "sendto", 369, SYS_sendto }, { "sendmsg", 370, SYS_sendmsg },
	{ "sendmmsg", 345, SYS_sendmmsg },
};

static int direct_number(uint32_t arch, const char *name)
{
	size_t i;

	for (i = 0; i < NR(calls_direct); i++) {
		if (strcmp(calls_direct[i].name, name))
			continue;
		if (arch == SCMP_ARCH_X86)
			return calls_direct[i].x86;
		if (arch == seccomp_arch_native())
			return calls_direct[i].native;
	}
	return -1;
}

/* The number of a call, or -1 if the ABI has none. */
static int number_of(uint32_t arch, const struct call *call)
{
	int nr = seccomp_syscall_resolve_name_arch(arch, call->name);

	if (nr == __NR_SCMP_ERROR && call->number)
		/* New calls have one number, but for an offset that an ABI may have. */
		return call->number - 425 +
		       seccomp_syscall_resolve_name_arch(arch, "io_uring_setup");
	return nr < 0 ? direct_number(arch, call->name) : nr;
}

static size_t numbers_of(const struct abi *abi, const struct call *calls, size_t nr_calls,
			 uint32_t *numbers)
{
	size_t count = 0, i;
	int nr, twin;

	for (i = 0; i < nr_calls; i++) {
		nr = number_of(abi->arch, &calls[i]);
		if (nr >= 0)
			numbers[count++] = nr;
		twin = abi->twin ? number_of(abi->twin, &calls[i]) : -1;
		if (twin >= 0 && (twin & ~X32_BIT) != (uint32_t)nr)
			numbers[count++] = twin & ~X32_BIT;
	}
	return count;
}

static void refuse_calls(struct code *c, const struct call *calls, size_t nr, int error)
{
	uint32_t numbers[MAX_CALLS];
	size_t count = numbers_of(c->abi, calls, nr, numbers);

	if (count)
		refuse_values(c, numbers, count, error);
}

static void refuse_call(struct code *c, const char *name, int error)
{
	refuse_calls(c, &(struct call){ name, 0 }, 1, error);
}

/* Starts the block of a call if the ABI has it. */
static bool begin_call(struct code *c, const char *name, size_t *begin)
{
	uint32_t numbers[2];
	size_t count = numbers_of(c->abi, &(struct call){ name, 0 }, 1, numbers);

	if (count)
		*begin = begin_block(c, numbers, count);
	return count;
}

/* Input that the terminal takes for its user's, and the metadata of files. */
static void write_ioctl(struct code *c, uint32_t what)
{
	const uint32_t values[] = {
		TIOCSTI, TIOCLINUX,
		SET_FLAGS, SET_FLAGS_32, SET_VERSION, SET_VERSION_32, SET_XATTR,
		SET_EXT4_VERSION, SET_FAT,
	};
	size_t begin;

	if (!begin_call(c, "ioctl", &begin))
		return;
	load_argument(c, 1);
	refuse_values(c, values, what & BASELINE_KEEP_METADATA ? NR(values) : 2, EPERM);
	pass(c);
	end_block(c, begin);
}

/* Those of TCP that Landlock sees, and those of other protocols that are no TCP. */
static void write_inet(struct code *c, uint32_t what)
{
	static const uint32_t stream[] = { 0, IPPROTO_TCP };
	static const uint32_t dgram[] = {
		0, IPPROTO_UDP, IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_UDPLITE,
	};
	static const uint32_t raw[] = { SOCK_RAW, SOCK_PACKET };
	size_t begin;

	load_argument(c, 1);
	emit(c, BPF_ALU | BPF_AND | BPF_K, 0, 0, TYPE_MASK);
	refuse_values(c, raw, NR(raw), EPERM);
	begin = begin_block(c, &(uint32_t){ SOCK_STREAM }, 1);
	load_argument(c, 2);
	if (what & BASELINE_TCP)
		refuse_values(c, stream, NR(stream), EACCES);
	else
		pass_values(c, stream, NR(stream));
	refuse(c, EPROTONOSUPPORT);
	end_block(c, begin);
	begin = begin_block(c, &(uint32_t){ SOCK_DGRAM }, 1);
	load_argument(c, 2);
	pass_values(c, dgram, NR(dgram) - !!(what & BASELINE_UDP));
	refuse(c, EPROTONOSUPPORT);
	end_block(c, begin);
	refuse(c, ESOCKTNOSUPPORT);
}

/* The families that are known to be harmless: later kernels have more of the others. */
static void write_families(struct code *c, uint32_t what)
{
	static const uint32_t inet[] = { AF_INET, AF_INET6 };
	size_t begin;

	pass_values(c, &(uint32_t){ AF_ALG }, 1);
	begin = begin_block(c, &(uint32_t){ AF_NETLINK }, 1);
	if (what & BASELINE_NO_NETWORK) {
		/* Other protocols reach other processes. */
		load_argument(c, 2);
		pass_values(c, &(uint32_t){ ROUTE }, 1);
		refuse(c, EPROTONOSUPPORT);
	} else {
		pass(c);
	}
	end_block(c, begin);
	if (!(what & BASELINE_NO_NETWORK)) {
		begin = begin_block(c, inet, NR(inet));
		write_inet(c, what);
		end_block(c, begin);
	}
	refuse(c, EAFNOSUPPORT);
}

static void write_socket(struct code *c, uint32_t what)
{
	size_t begin;

	if (!begin_call(c, "socket", &begin))
		return;
	load_argument(c, 0);
	if (what & BASELINE_NO_UNIX)
		refuse_values(c, &(uint32_t){ AF_UNIX }, 1, EAFNOSUPPORT);
	else
		pass_values(c, &(uint32_t){ AF_UNIX }, 1);
	if (what & (BASELINE_NO_NETWORK | BASELINE_SOCKETS))
		write_families(c, what);
	else
		pass(c);
	end_block(c, begin);
}

/* A pair stays a pair, but for datagrams, which can be sent elsewhere too. */
static void write_socketpair(struct code *c, uint32_t what)
{
	static const uint32_t fixed[] = { SOCK_STREAM, SOCK_SEQPACKET };
	size_t begin, unix_begin;

	if (!begin_call(c, "socketpair", &begin))
		return;
	load_argument(c, 0);
	unix_begin = begin_block(c, &(uint32_t){ AF_UNIX }, 1);
	if (what & BASELINE_NO_UNIX) {
		load_argument(c, 1);
		emit(c, BPF_ALU | BPF_AND | BPF_K, 0, 0, TYPE_MASK);
		pass_values(c, fixed, NR(fixed));
		refuse(c, ESOCKTNOSUPPORT);
	} else {
		pass(c);
	}
	end_block(c, unix_begin);
	if (what & (BASELINE_NO_NETWORK | BASELINE_SOCKETS))
		refuse(c, EAFNOSUPPORT);
	else
		pass(c);
	end_block(c, begin);
}

static void write_fastopen(struct code *c)
{
	static const struct {
		const char *name;
		unsigned int flags;
	} calls[] = { { "send", 3 }, { "sendto", 3 }, { "sendmsg", 2 }, { "sendmmsg", 3 } };
	size_t begin, i;

	for (i = 0; i < NR(calls); i++) {
		if (!begin_call(c, calls[i].name, &begin))
			continue;
		load_argument(c, calls[i].flags);
		emit(c, BPF_JMP | BPF_JSET | BPF_K, 0, 1, FLAG_FASTOPEN);
		refuse(c, EOPNOTSUPP);
		pass(c);
		end_block(c, begin);
	}
}

/*
 * AF_ALG can use a key of a key ring.  TCP_ULP can make a socket of another protocol of
 * one that Landlock would see.
 */
static void write_setsockopt(struct code *c, uint32_t what)
{
	size_t begin, level;

	if (!begin_call(c, "setsockopt", &begin))
		return;
	load_argument(c, 1);
	level = begin_block(c, &(uint32_t){ LEVEL_ALG }, 1);
	load_argument(c, 2);
	refuse_values(c, &(uint32_t){ OPT_ALG_KEY }, 1, EPERM);
	pass(c);
	end_block(c, level);
	if (what & BASELINE_SOCKETS) {
		level = begin_block(c, &(uint32_t){ IPPROTO_TCP }, 1);
		load_argument(c, 2);
		refuse_values(c, &(uint32_t){ OPT_TCP_ULP }, 1, ENOPROTOOPT);
		end_block(c, level);
	}
	pass(c);
	end_block(c, begin);
}

static void write_rules(struct code *c, uint32_t what)
{
	const uint32_t sockets = BASELINE_NO_NETWORK | BASELINE_NO_UNIX | BASELINE_SOCKETS;

	write_ioctl(c, what);
	refuse_calls(c, calls_keyring, NR(calls_keyring), EPERM);
	if (what & (sockets | BASELINE_KEEP_METADATA))
		/* It does the same without a system call that a filter could see. */
		refuse_calls(c, calls_uring, NR(calls_uring), EPERM);
	if (what & BASELINE_KEEP_METADATA)
		refuse_calls(c, calls_metadata, NR(calls_metadata), EPERM);
	if (what & sockets) {
		write_socket(c, what);
		write_socketpair(c, what);
		/* Its arguments are in memory. */
		refuse_call(c, "socketcall", ENOSYS);
	}
	if (what & BASELINE_FASTOPEN)
		write_fastopen(c);
	write_setsockopt(c, what);
	if (what & BASELINE_LISTEN)
		refuse_call(c, "listen", EACCES);
}

/* Lets all open passes go to the next instruction. */
static void close_passes(struct code *c)
{
	size_t i;

	for (i = c->start; i < c->len && i < BPF_MAXINSNS; i++)
		if (c->insns[i].code == (BPF_JMP | BPF_JA) && c->insns[i].k == PASS)
			c->insns[i].k = c->len - i - 1;
}

static void write_abi(struct code *c, uint32_t what)
{
	size_t begin;

	/* The rules may be longer than a conditional jump. */
	emit(c, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, c->abi->arch);
	begin = c->len;
	emit(c, BPF_JMP | BPF_JA, 0, 0, 0);
	emit(c, BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr));
	if (c->abi->twin)
		emit(c, BPF_ALU | BPF_AND | BPF_K, 0, 0, ~X32_BIT);
	write_rules(c, what);
	pass(c);
	if (begin < BPF_MAXINSNS)
		c->insns[begin].k = c->len - begin - 1;
}

/* All of the baseline; what passes goes on behind it. */
static void write_baseline(struct code *c, uint32_t what, uint32_t arch)
{
	const struct abi native[2] = { { arch, 0 }, { 0, 0 } };
	const struct abi *abis = native;
	size_t i;

	for (i = 0; i < NR(known_kernels); i++)
		if (known_kernels[i].arch == arch)
			abis = known_kernels[i].abis;
	c->start = c->len;
	emit(c, BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, arch));
	for (i = 0; i < 2 && abis[i].arch; i++) {
		c->abi = &abis[i];
		write_abi(c, what);
	}
	/* An ABI that is not listed must not be a way around. */
	refuse(c, ENOSYS);
	close_passes(c);
}

/* Whether an error of the baseline counts more: in seccomp(2) the smaller number does. */
static bool is_weaker(uint32_t answer)
{
	return (int32_t)(answer & SECCOMP_RET_ACTION_FULL) > (int32_t)SECCOMP_RET_ERRNO;
}

static bool returns(const struct sock_filter *insn, uint16_t source)
{
	return insn->code == (BPF_RET | source);
}

/* Sends all returns of @answer in the first @len instructions here. */
static bool redirect(struct code *c, const struct sock_filter *user, size_t len,
		     uint16_t source, uint32_t answer)
{
	bool any = false;
	size_t i;

	for (i = 0; i < len; i++) {
		if (!returns(&user[i], source) || (source == BPF_K && user[i].k != answer))
			continue;
		c->insns[i] = (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, c->len - i - 1);
		any = true;
	}
	return any;
}

/* Has @user[@i] an answer that an instruction before it does not have? */
static bool is_first_other(const struct sock_filter *user, size_t i)
{
	size_t j;

	if (!returns(&user[i], BPF_K) || !is_weaker(user[i].k) ||
	    user[i].k == SECCOMP_RET_ALLOW)
		return false;
	for (j = 0; j < i; j++)
		if (returns(&user[j], BPF_K) && user[j].k == user[i].k)
			return false;
	return true;
}

/*
 * For what the filter answers beside SECCOMP_RET_ALLOW: store the answer, judge, and
 * return it.  The answers are constants where they were: the kernel's verdict about
 * tracing looks for them.
 */
static void write_others(struct code *c, uint32_t what, uint32_t arch,
			 const struct sock_filter *user, size_t len)
{
	size_t i, others = 0;
	bool computed;

	/* Jumps of the stores to the one baseline are patched by close_passes(). */
	c->start = c->len;
	for (i = 0; i < len; i++) {
		if (!is_first_other(user, i))
			continue;
		redirect(c, user, len, BPF_K, user[i].k);
		emit(c, BPF_LD | BPF_IMM, 0, 0, user[i].k);
		emit(c, BPF_ST, 0, 0, ANSWER);
		pass(c);
		others++;
	}
	computed = redirect(c, user, len, BPF_A, 0);
	if (computed) {
		emit(c, BPF_ST, 0, 0, ANSWER);
		/* As is_weaker(). */
		emit(c, BPF_JMP | BPF_JSET | BPF_K, 1, 0, 0x80000000);
		emit(c, BPF_JMP | BPF_JGE | BPF_K, 1, 0, SECCOMP_RET_ERRNO + 0x10000);
		emit(c, BPF_RET | BPF_A, 0, 0, 0);
	}
	if (!others && !computed)
		return;
	close_passes(c);
	write_baseline(c, what, arch);
	emit(c, BPF_LD | BPF_MEM, 0, 0, ANSWER);
	for (i = 0; i < len; i++) {
		if (!is_first_other(user, i))
			continue;
		emit(c, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, user[i].k);
		emit(c, BPF_RET | BPF_K, 0, 0, user[i].k);
	}
	if (computed)
		emit(c, BPF_RET | BPF_A, 0, 0, 0);
	else
		emit(c, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_KILL_PROCESS);
}

size_t scll_baseline_write(uint32_t what, uint32_t arch, const struct sock_filter *user,
			   size_t user_len, struct sock_filter *out)
{
	struct code c = { .insns = out, .len = user_len };

	memcpy(out, user, user_len * sizeof(*user));
	write_others(&c, what, arch, user, user_len);
	/* A copy of its own without memory: the kernel finds out what it always allows. */
	if (redirect(&c, user, user_len, BPF_K, SECCOMP_RET_ALLOW)) {
		write_baseline(&c, what, arch);
		emit(&c, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
	}
	return c.len;
}

SCLL_EXPORT int scll_baseline(struct scll *sb, uint32_t flags)
{
	const uint32_t all = SCLL_BASELINE_NO_NETWORK | SCLL_BASELINE_NO_UNIX |
			     SCLL_BASELINE_KEEP_METADATA;
	int err = scll_changeable(sb);

	if (err)
		return err;
	if (flags & ~all)
		return scll_fail(sb, -EINVAL, "unknown flags of the baseline filter 0x%x",
				 flags & ~all);
	sb->baseline = flags;
	sb->has_baseline = true;
	return 0;
}

static bool any_port_allows(const struct scll *sb, uint64_t right)
{
	size_t i;

	for (i = 0; i < sb->nr_rules; i++)
		if (sb->rules[i].fd < 0 && sb->rules[i].rights & right)
			return true;
	return false;
}

/* What is there to close.  @net: the rights that the kernel will enforce. */
static uint32_t what_to_close(const struct scll *sb, uint64_t net)
{
	uint32_t what = sb->baseline;

	/* Nobody can look into a ruleset. */
	if (sb->given_fd >= 0)
		return what | BASELINE_SOCKETS | BASELINE_FASTOPEN | BASELINE_UDP;
	if (net & SCLL_UDP_ALL)
		what |= BASELINE_UDP;
	if (net & NET_KNOWN)
		what |= BASELINE_SOCKETS;
	if (net & SCLL_CONNECT_TCP)
		what |= BASELINE_FASTOPEN;
	if (!(net & SCLL_BIND_TCP) || any_port_allows(sb, SCLL_BIND_TCP))
		return what;
	/*
	 * Without TCP sockets nothing has to be said about listen(2), also for others.  A
	 * listener may allow a port to connect to.
	 */
	if (net & SCLL_CONNECT_TCP && !any_port_allows(sb, SCLL_CONNECT_TCP) &&
	    !(sb->flags & SCLL_SUPERVISE))
		return what | BASELINE_TCP;
	return what | BASELINE_LISTEN;
}

/* Behind a jump beyond its end there would now be instructions. */
static bool stays_inside(const struct sock_filter *prog, size_t len)
{
	size_t i, left;

	for (i = 0; i < len; i++) {
		left = len - i - 1;
		if (BPF_CLASS(prog[i].code) != BPF_JMP)
			continue;
		if (BPF_OP(prog[i].code) == BPF_JA ? prog[i].k >= left :
		    prog[i].jt >= left || prog[i].jf >= left)
			return false;
	}
	return BPF_CLASS(prog[len - 1].code) == BPF_RET;
}

int scll_add_baseline(const struct scll *sb, uint64_t net, struct scll_plan *plan)
{
	struct sock_filter *prog;
	size_t len;

	if (!sb->has_baseline)
		return 0;
	if (!stays_inside(plan->prog.filter, plan->prog.len))
		return scll_fail(sb, -EINVAL,
				 "the filter jumps beyond its end, or does not return there");
	prog = calloc(BPF_MAXINSNS, sizeof(*prog));
	if (!prog)
		return scll_fail(sb, -ENOMEM, "out of memory for the filter");
	len = scll_baseline_write(what_to_close(sb, net), seccomp_arch_native(),
				  plan->prog.filter, plan->prog.len, prog);
	if (len > BPF_MAXINSNS) {
		free(prog);
		return scll_fail(sb, -EINVAL,
				 "the filter has %u instructions, which with the %zu of the baseline filter are more than %d",
				 plan->prog.len, len - plan->prog.len, BPF_MAXINSNS);
	}
	plan->with_baseline = prog;
	plan->prog.filter = prog;
	plan->prog.len = len;
	return 0;
}
