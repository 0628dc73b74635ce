// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - seccomp filters as programs
 *
 * The kernel says EINVAL to whatever is wrong with a program.  The same checks here
 * say which instruction it is; the kernel's still decide.
 */
#include <errno.h>
#include <linux/bpf_common.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>

#include "bpf.h"

bool bpf_is_program(const char *buf, size_t len)
{
	return len >= 2 && (!buf[0] || !buf[1]);
}

/* Why an instruction that does not jump is not valid, or NULL. */
static const char *check_plain(const struct sock_filter *insn)
{
	switch (insn->code) {
	case BPF_LD | BPF_W | BPF_ABS:
		if (insn->k % 4 || insn->k >= sizeof(struct seccomp_data))
			return "loads from outside of struct seccomp_data, or not aligned";
		return NULL;
	case BPF_ALU | BPF_DIV | BPF_K:
		return insn->k ? NULL : "divides by 0";
	case BPF_ALU | BPF_LSH | BPF_K:
	case BPF_ALU | BPF_RSH | BPF_K:
		return insn->k < 32 ? NULL : "shifts by more than 31";
	case BPF_LD | BPF_MEM:
	case BPF_LDX | BPF_MEM:
	case BPF_ST:
	case BPF_STX:
		return insn->k < BPF_MEMWORDS ? NULL : "has no such word of memory";
	case BPF_LD | BPF_W | BPF_LEN:
	case BPF_LDX | BPF_W | BPF_LEN:
	case BPF_LD | BPF_IMM:
	case BPF_LDX | BPF_IMM:
	case BPF_MISC | BPF_TAX:
	case BPF_MISC | BPF_TXA:
	case BPF_RET | BPF_K:
	case BPF_RET | BPF_A:
	case BPF_ALU | BPF_NEG:
	case BPF_ALU | BPF_ADD | BPF_K:
	case BPF_ALU | BPF_ADD | BPF_X:
	case BPF_ALU | BPF_SUB | BPF_K:
	case BPF_ALU | BPF_SUB | BPF_X:
	case BPF_ALU | BPF_MUL | BPF_K:
	case BPF_ALU | BPF_MUL | BPF_X:
	case BPF_ALU | BPF_DIV | BPF_X:
	case BPF_ALU | BPF_AND | BPF_K:
	case BPF_ALU | BPF_AND | BPF_X:
	case BPF_ALU | BPF_OR | BPF_K:
	case BPF_ALU | BPF_OR | BPF_X:
	case BPF_ALU | BPF_XOR | BPF_K:
	case BPF_ALU | BPF_XOR | BPF_X:
	case BPF_ALU | BPF_LSH | BPF_X:
	case BPF_ALU | BPF_RSH | BPF_X:
		return NULL;
	}
	return "is not an instruction that a seccomp filter may use";
}

/* As check_plain(), with @left instructions behind this one. */
static const char *check_insn(const struct sock_filter *insn, size_t left)
{
	static const char too_far[] = "jumps beyond the end";

	switch (insn->code) {
	case BPF_JMP | BPF_JA:
		return insn->k < left ? NULL : too_far;
	case BPF_JMP | BPF_JEQ | BPF_K:
	case BPF_JMP | BPF_JEQ | BPF_X:
	case BPF_JMP | BPF_JGE | BPF_K:
	case BPF_JMP | BPF_JGE | BPF_X:
	case BPF_JMP | BPF_JGT | BPF_K:
	case BPF_JMP | BPF_JGT | BPF_X:
	case BPF_JMP | BPF_JSET | BPF_K:
	case BPF_JMP | BPF_JSET | BPF_X:
		return insn->jt < left && insn->jf < left ? NULL : too_far;
	}
	return check_plain(insn);
}

/*
 * Finds a load of a word of memory that some way through the program does not store
 * before: @stored has, for each instruction, what is stored on all ways to it.
 * Returns its index, or @count.
 */
static size_t find_early_load(const struct sock_filter *prog, size_t count, uint16_t *stored)
{
	uint16_t have = 0;

	memset(stored, 0xff, count * sizeof(*stored));
	for (size_t i = 0; i < count; i++) {
		const struct sock_filter *insn = &prog[i];

		have = i ? have & stored[i] : 0;
		switch (BPF_CLASS(insn->code)) {
		case BPF_ST:
		case BPF_STX:
			have |= 1U << insn->k;
			break;
		case BPF_LD:
		case BPF_LDX:
			if (BPF_MODE(insn->code) == BPF_MEM && !(have >> insn->k & 1))
				return i;
			break;
		case BPF_JMP:
			if (BPF_OP(insn->code) == BPF_JA) {
				stored[i + 1 + insn->k] &= have;
			} else {
				stored[i + 1 + insn->jt] &= have;
				stored[i + 1 + insn->jf] &= have;
			}
			/* What follows is reached by jumps only. */
			have = 0xffff;
			break;
		}
	}
	return count;
}

static int check_program(const char *name, const struct sock_filter *prog, size_t count,
			 struct errmsg *err)
{
	uint16_t *stored;
	size_t early;

	for (size_t i = 0; i < count; i++) {
		const char *wrong = check_insn(&prog[i], count - i - 1);

		if (wrong)
			return errmsg_set(err, -EINVAL, "%s: instruction %zu (code 0x%02x) %s",
					  name, i, prog[i].code, wrong);
	}
	if (BPF_CLASS(prog[count - 1].code) != BPF_RET)
		return errmsg_set(err, -EINVAL,
				  "%s: instruction %zu is the last and does not return", name,
				  count - 1);

	stored = malloc(count * sizeof(*stored));
	if (!stored)
		return errmsg_set(err, -ENOMEM, "%s: out of memory", name);
	early = find_early_load(prog, count, stored);
	free(stored);
	if (early < count)
		return errmsg_set(err, -EINVAL,
				  "%s: instruction %zu loads memory that was not stored", name,
				  early);
	return 0;
}

int bpf_read(const char *name, const char *buf, size_t len,
	     struct sock_filter **prog, size_t *count, struct errmsg *err)
{
	struct sock_filter *copy;
	int ret;

	if (!len || len % sizeof(*copy))
		return errmsg_set(err, -EINVAL,
				  "%s: %zu bytes are no number of instructions of %zu bytes",
				  name, len, sizeof(*copy));
	if (len / sizeof(*copy) > BPF_MAXINSNS)
		return errmsg_set(err, -EINVAL, "%s: %zu instructions are more than %d", name,
				  len / sizeof(*copy), BPF_MAXINSNS);
	copy = malloc(len);
	if (!copy)
		return errmsg_set(err, -ENOMEM, "%s: out of memory", name);
	memcpy(copy, buf, len);
	ret = check_program(name, copy, len / sizeof(*copy), err);
	if (ret) {
		free(copy);
		return ret;
	}
	*prog = copy;
	*count = len / sizeof(*copy);
	return 0;
}
