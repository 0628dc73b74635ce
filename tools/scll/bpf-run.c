// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - run a seccomp filter without the kernel
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "bpf-run.h"

static bool jump_taken(const struct sock_filter *insn, uint32_t a)
{
	switch (BPF_OP(insn->code)) {
	case BPF_JEQ:
		return a == insn->k;
	case BPF_JGT:
		return a > insn->k;
	case BPF_JGE:
		return a >= insn->k;
	}
	return a & insn->k;
}

int bpf_run(struct bpf_run *run, const struct seccomp_data *data, size_t limit,
	    uint32_t *verdict)
{
	while (run->pc < run->len) {
		const struct sock_filter *insn = &run->prog[run->pc];

		switch (insn->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			if (insn->k >= limit)
				return 0;
			if (insn->k > sizeof(*data) - sizeof(run->a))
				return -EINVAL;
			memcpy(&run->a, (const char *)data + insn->k, sizeof(run->a));
			break;
		case BPF_ALU | BPF_AND | BPF_K:
			run->a &= insn->k;
			break;
		case BPF_JMP | BPF_JA:
			run->pc += insn->k;
			break;
		case BPF_JMP | BPF_JEQ | BPF_K:
		case BPF_JMP | BPF_JGT | BPF_K:
		case BPF_JMP | BPF_JGE | BPF_K:
		case BPF_JMP | BPF_JSET | BPF_K:
			run->pc += jump_taken(insn, run->a) ? insn->jt : insn->jf;
			break;
		case BPF_RET | BPF_K:
			*verdict = insn->k;
			return 1;
		default:
			return -EINVAL;
		}
		run->pc++;
	}
	return -EINVAL;
}
