// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Filters run without the kernel.
 */
#include <errno.h>
#include <string.h>

#include "bpf-run.h"

static const struct scll_bpf_word unknown = { .unknown = true };

static struct scll_bpf_word number(uint32_t n)
{
	return (struct scll_bpf_word){ .number = n };
}

static bool is_known(const struct scll_bpf_call *call, uint32_t offset)
{
	return offset < sizeof(call->data) && !(offset % 4) &&
	       !(call->unknown & SCLL_BPF_UNKNOWN(offset));
}

static struct scll_bpf_word load(const struct scll_bpf *m, const struct scll_bpf_call *call,
				 const struct sock_filter *insn)
{
	struct scll_bpf_word word = unknown;

	switch (BPF_MODE(insn->code)) {
	case BPF_IMM:
		return number(insn->k);
	case BPF_LEN:
		return number(sizeof(call->data));
	case BPF_MEM:
		if (insn->k < BPF_MEMWORDS)
			word = m->mem[insn->k];
		break;
	case BPF_ABS:
		if (is_known(call, insn->k)) {
			memcpy(&word.number, (const char *)&call->data + insn->k,
			       sizeof(word.number));
			word.unknown = false;
		}
		break;
	}
	return word;
}

static struct scll_bpf_word alu(struct scll_bpf_word a, struct scll_bpf_word b, uint16_t op)
{
	uint32_t x = a.number, y = b.number;

	if (a.unknown || (op != BPF_NEG && b.unknown))
		return unknown;
	switch (op) {
	case BPF_ADD:
		return number(x + y);
	case BPF_SUB:
		return number(x - y);
	case BPF_MUL:
		return number(x * y);
	case BPF_DIV:
		return y ? number(x / y) : unknown;
	case BPF_AND:
		return number(x & y);
	case BPF_OR:
		return number(x | y);
	case BPF_XOR:
		return number(x ^ y);
	case BPF_LSH:
		return y < 32 ? number(x << y) : unknown;
	case BPF_RSH:
		return y < 32 ? number(x >> y) : unknown;
	case BPF_NEG:
		return number(-x);
	}
	return unknown;
}

static bool holds(uint32_t a, uint32_t b, uint16_t op)
{
	switch (op) {
	case BPF_JEQ:
		return a == b;
	case BPF_JGT:
		return a > b;
	case BPF_JGE:
		return a >= b;
	default:
		return a & b;
	}
}

static int jump(struct scll_bpf *m, const struct sock_filter *insn, struct scll_bpf_word b,
		size_t *other)
{
	if (BPF_OP(insn->code) == BPF_JA) {
		m->pc += insn->k;
		return 0;
	}
	*other = m->pc + insn->jf;
	m->pc += insn->jt;
	if (m->a.unknown || b.unknown)
		return SCLL_BPF_DEPENDS;
	if (!holds(m->a.number, b.number, BPF_OP(insn->code)))
		m->pc = *other;
	return 0;
}

int scll_bpf_step(struct scll_bpf *m, const struct scll_bpf_call *call, size_t *other)
{
	const struct sock_filter *insn = &m->prog[m->pc++];
	struct scll_bpf_word operand = BPF_SRC(insn->code) == BPF_X ? m->x : number(insn->k);

	switch (BPF_CLASS(insn->code)) {
	case BPF_LD:
		m->a = load(m, call, insn);
		break;
	case BPF_LDX:
		m->x = load(m, call, insn);
		break;
	case BPF_ST:
	case BPF_STX:
		if (insn->k < BPF_MEMWORDS)
			m->mem[insn->k] = BPF_CLASS(insn->code) == BPF_ST ? m->a : m->x;
		break;
	case BPF_ALU:
		m->a = alu(m->a, operand, BPF_OP(insn->code));
		break;
	case BPF_MISC:
		if (BPF_MISCOP(insn->code) == BPF_TAX)
			m->x = m->a;
		else
			m->a = m->x;
		break;
	case BPF_JMP:
		return jump(m, insn, operand, other);
	case BPF_RET:
		if (BPF_RVAL(insn->code) != BPF_A)
			m->a = number(insn->k);
		return SCLL_BPF_RETURNS;
	}
	return 0;
}

int scll_bpf_run(struct scll_bpf *m, const struct scll_bpf_call *call, uint32_t *verdict)
{
	size_t other;
	int ret = 0;

	while (!ret && m->pc < m->len) {
		const struct sock_filter *insn = &m->prog[m->pc];

		if (insn->code == (BPF_LD | BPF_W | BPF_ABS) && !is_known(call, insn->k))
			return 0;
		/* Most of a long program: one number after the other. */
		if (insn->code == (BPF_JMP | BPF_JEQ | BPF_K) && !m->a.unknown)
			m->pc += 1 + (m->a.number == insn->k ? insn->jt : insn->jf);
		else
			ret = scll_bpf_step(m, call, &other);
	}
	if (ret != SCLL_BPF_RETURNS || m->a.unknown)
		return -EINVAL;
	*verdict = m->a.number;
	return 1;
}
