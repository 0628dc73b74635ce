// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - tests of the check of programs
 *
 * A fresh child of the test tries each program on the kernel: the verdict must be the
 * same.
 */
#define _GNU_SOURCE
#include "unit.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bpf.h"

#define ALLOW		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define LOAD(k)		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, k)

struct program {
	struct sock_filter insns[8];
	size_t count;
	const char *message;	/* NULL: valid */
};

static const struct program programs[] = {
	{ { ALLOW }, 1, NULL },
	{ { LOAD(0), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 1, 1, 0), ALLOW, ALLOW }, 4, NULL },
	{ { LOAD(60), BPF_STMT(BPF_RET | BPF_A, 0) }, 2, NULL },
	{ { BPF_STMT(BPF_LD | BPF_IMM, 1), BPF_STMT(BPF_ST, 15),
	    BPF_STMT(BPF_LDX | BPF_MEM, 15), ALLOW }, 4, NULL },
	{ { BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0), BPF_STMT(BPF_ALU | BPF_NEG, 0),
	    BPF_STMT(BPF_MISC | BPF_TAX, 0), BPF_STMT(BPF_ALU | BPF_DIV | BPF_X, 0), ALLOW }, 5,
	  NULL },
	{ { BPF_STMT(BPF_JMP | BPF_JA, 0), ALLOW }, 2, NULL },
	{ { BPF_STMT(BPF_ALU | BPF_RSH | BPF_K, 31), ALLOW }, 2, NULL },

	{ { LOAD(0) }, 1, ": instruction 0 is the last and does not return" },
	{ { LOAD(64), ALLOW }, 2,
	  ": instruction 0 (code 0x20) loads from outside of struct seccomp_data, or not aligned" },
	{ { LOAD(2), ALLOW }, 2,
	  ": instruction 0 (code 0x20) loads from outside of struct seccomp_data, or not aligned" },
	{ { BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 0), ALLOW }, 2,
	  ": instruction 0 (code 0x30) is not an instruction that a seccomp filter may use" },
	{ { BPF_STMT(BPF_ALU | BPF_MOD | BPF_K, 3), ALLOW }, 2,
	  ": instruction 0 (code 0x94) is not an instruction that a seccomp filter may use" },
	{ { BPF_STMT(BPF_LD | BPF_W | BPF_IND, 0), ALLOW }, 2,
	  ": instruction 0 (code 0x40) is not an instruction that a seccomp filter may use" },
	{ { BPF_STMT(BPF_JMP | BPF_JA, 1), ALLOW }, 2,
	  ": instruction 0 (code 0x05) jumps beyond the end" },
	{ { BPF_STMT(BPF_JMP | BPF_JA, 0xffffffff), ALLOW }, 2,
	  ": instruction 0 (code 0x05) jumps beyond the end" },
	{ { ALLOW, BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 1, 1, 0), ALLOW }, 3,
	  ": instruction 1 (code 0x15) jumps beyond the end" },
	{ { ALLOW, BPF_JUMP(BPF_JMP | BPF_JSET | BPF_X, 1, 0, 1), ALLOW }, 3,
	  ": instruction 1 (code 0x4d) jumps beyond the end" },
	{ { BPF_STMT(BPF_ALU | BPF_DIV | BPF_K, 0), ALLOW }, 2,
	  ": instruction 0 (code 0x34) divides by 0" },
	{ { BPF_STMT(BPF_ALU | BPF_LSH | BPF_K, 32), ALLOW }, 2,
	  ": instruction 0 (code 0x64) shifts by more than 31" },
	{ { BPF_STMT(BPF_ST, 16), ALLOW }, 2,
	  ": instruction 0 (code 0x02) has no such word of memory" },
	{ { BPF_STMT(BPF_LD | BPF_MEM, 0), ALLOW }, 2,
	  ": instruction 0 loads memory that was not stored" },
	/* Stored on one of two ways only. */
	{ { LOAD(0), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 1), BPF_STMT(BPF_ST, 3),
	    BPF_STMT(BPF_LD | BPF_MEM, 3), ALLOW }, 5,
	  ": instruction 3 loads memory that was not stored" },
};

/* Does the kernel take the program?  A child finds out. */
static bool kernel_takes(const struct program *p)
{
	const struct sock_fprog fprog = { p->count, (struct sock_filter *)p->insns };
	pid_t pid = fork();
	int status;

	if (!pid) {
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
			_exit(3);
		if (!prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &fprog))
			syscall(SYS_exit_group, 0);
		_exit(errno == EINVAL ? 1 : 2);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	/* A program with a nonsensical result can kill: it was taken. */
	if (WIFSIGNALED(status))
		return true;
	assert_true(WEXITSTATUS(status) <= 1);
	return !WEXITSTATUS(status);
}

static void verdicts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++) {
		const struct program *p = &programs[i];
		struct sock_filter *prog;
		struct errmsg err;
		size_t count;
		int ret = bpf_read("FILE", (const char *)p->insns,
				   p->count * sizeof(*p->insns), &prog, &count, &err);

		if (p->message) {
			assert_refused(ret, &err, &(struct refused){ "program", p->message });
		} else {
			if (ret)
				fail_msg("program %zu: %s", i, err.text);
			assert_int_equal(count, p->count);
			assert_memory_equal(prog, p->insns, count * sizeof(*prog));
			free(prog);
		}
		if (kernel_takes(p) != !p->message)
			fail_msg("program %zu: the kernel does not agree", i);
	}
}

static void lengths(void **state)
{
	struct sock_filter *prog, *many = calloc(BPF_MAXINSNS + 1, sizeof(*many));
	const char *text = (const char *)many;
	struct errmsg err;
	size_t count;

	(void)state;
	assert_non_null(many);
	for (size_t i = 0; i <= BPF_MAXINSNS; i++)
		many[i] = (struct sock_filter)ALLOW;
	assert_int_equal(bpf_read("FILE", text, BPF_MAXINSNS * 8, &prog, &count, &err), 0);
	assert_int_equal(count, BPF_MAXINSNS);
	free(prog);
	assert_refused(bpf_read("FILE", text, (BPF_MAXINSNS + 1) * 8, &prog, &count, &err), &err,
		       &(struct refused){ "4097", ": 4097 instructions are more than 4096" });
	assert_refused(bpf_read("FILE", text, 0, &prog, &count, &err), &err,
		       &(struct refused){ "0",
		  ": 0 bytes are no number of instructions of 8 bytes" });
	assert_refused(bpf_read("FILE", text, 12, &prog, &count, &err), &err,
		       &(struct refused){ "12",
		  ": 12 bytes are no number of instructions of 8 bytes" });
	free(many);
}

static void told_apart(void **state)
{
	static const struct sock_filter prog[] = { LOAD(0), ALLOW };

	(void)state;
	assert_true(bpf_is_program((const char *)prog, sizeof(prog)));
	assert_true(bpf_is_program((const char *)&prog[1], sizeof(*prog)));
	assert_false(bpf_is_program("{}", 2));
	assert_false(bpf_is_program("  {}", 4));
	assert_false(bpf_is_program("", 0));
	assert_false(bpf_is_program("", 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts),
		cmocka_unit_test(lengths),
		cmocka_unit_test(told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
