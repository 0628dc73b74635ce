// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Trying a filter on the system calls without which no command runs: execve(2)
 * comes after it is in force, and exit_group(2) ends the command or what could not
 * execute it.
 *
 * The program is interpreted with what is known of a call, which is its number and
 * the architecture.  Where a jump depends on more, both ways are followed, so a call
 * that is refused here is denied whatever its arguments are.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/audit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "sandbox.h"

/* seccomp_arch_native() has the same numbers, and its own for x32. */
#if defined(__x86_64__)
#define ARCH_NATIVE	AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH_NATIVE	AUDIT_ARCH_AARCH64
#else
#include <seccomp.h>
#define ARCH_NATIVE	seccomp_arch_native()
#endif

/* A number, or one that is not known. */
struct value {
	uint32_t number;
	bool known;
};

/* What holds before an instruction, whatever way leads there. */
struct state {
	struct value a, x, mem[BPF_MEMWORDS];
	bool reached;
};

struct trial {
	const struct sock_fprog *prog;
	struct value nr, arch;
	bool listener;		/* there is somebody to ask */
	bool tracer;
	struct state *states;	/* one for each instruction */
	bool allowed;		/* by one of the ways */
	uint32_t action;	/* of another one */
};

static struct value number(uint32_t n)
{
	return (struct value){ .number = n, .known = true };
}

static void join_value(struct value *into, const struct value *from)
{
	if (!from->known || from->number != into->number)
		into->known = false;
}

static void reach(struct trial *t, size_t pc, const struct state *from)
{
	struct state *into;
	size_t i;

	/* The kernel refuses such a program. */
	if (pc >= t->prog->len) {
		t->allowed = true;
		return;
	}
	into = &t->states[pc];
	if (!into->reached) {
		*into = *from;
		return;
	}
	join_value(&into->a, &from->a);
	join_value(&into->x, &from->x);
	for (i = 0; i < BPF_MEMWORDS; i++)
		join_value(&into->mem[i], &from->mem[i]);
}

static struct value load(const struct trial *t, const struct state *s,
			 const struct sock_filter *insn)
{
	switch (BPF_MODE(insn->code)) {
	case BPF_IMM:
		return number(insn->k);
	case BPF_LEN:
		return number(sizeof(struct seccomp_data));
	case BPF_MEM:
		if (insn->k < BPF_MEMWORDS)
			return s->mem[insn->k];
		break;
	case BPF_ABS:
		if (insn->k == offsetof(struct seccomp_data, nr))
			return t->nr;
		if (insn->k == offsetof(struct seccomp_data, arch))
			return t->arch;
		break;
	}
	return (struct value){ 0 };
}

static struct value operand(const struct state *s, const struct sock_filter *insn)
{
	return BPF_SRC(insn->code) == BPF_X ? s->x : number(insn->k);
}

static struct value alu(struct value a, struct value b, uint16_t op)
{
	uint32_t x = a.number, y = b.number;

	if (!a.known || (op != BPF_NEG && !b.known))
		return (struct value){ 0 };
	switch (op) {
	case BPF_ADD:
		return number(x + y);
	case BPF_SUB:
		return number(x - y);
	case BPF_MUL:
		return number(x * y);
	case BPF_DIV:
		return y ? number(x / y) : (struct value){ 0 };
	case BPF_AND:
		return number(x & y);
	case BPF_OR:
		return number(x | y);
	case BPF_XOR:
		return number(x ^ y);
	case BPF_LSH:
		return y < 32 ? number(x << y) : (struct value){ 0 };
	case BPF_RSH:
		return y < 32 ? number(x >> y) : (struct value){ 0 };
	case BPF_NEG:
		return number(-x);
	}
	return (struct value){ 0 };
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

static void jump(struct trial *t, size_t pc, const struct state *s,
		 const struct sock_filter *insn)
{
	struct value b = operand(s, insn);
	bool known = s->a.known && b.known;
	bool taken;

	if (BPF_OP(insn->code) == BPF_JA) {
		reach(t, pc + 1 + insn->k, s);
		return;
	}
	taken = known && holds(s->a.number, b.number, BPF_OP(insn->code));
	if (!known || taken)
		reach(t, pc + 1 + insn->jt, s);
	if (!known || !taken)
		reach(t, pc + 1 + insn->jf, s);
}

static void end(struct trial *t, const struct value *ret)
{
	switch (ret->known ? ret->number & SECCOMP_RET_ACTION_FULL : SECCOMP_RET_ALLOW) {
	case SECCOMP_RET_ALLOW:
	case SECCOMP_RET_LOG:
		t->allowed = true;
		return;
	case SECCOMP_RET_USER_NOTIF:
		t->allowed |= t->listener;
		break;
	case SECCOMP_RET_TRACE:
		t->allowed |= t->tracer;
		break;
	}
	t->action = ret->number;
}

static void step(struct trial *t, size_t pc)
{
	const struct sock_filter *insn = &t->prog->filter[pc];
	struct state s = t->states[pc];
	struct value ret;

	switch (BPF_CLASS(insn->code)) {
	case BPF_LD:
		s.a = load(t, &s, insn);
		break;
	case BPF_LDX:
		s.x = load(t, &s, insn);
		break;
	case BPF_ST:
	case BPF_STX:
		if (insn->k < BPF_MEMWORDS)
			s.mem[insn->k] = BPF_CLASS(insn->code) == BPF_ST ? s.a : s.x;
		break;
	case BPF_ALU:
		s.a = alu(s.a, operand(&s, insn), BPF_OP(insn->code));
		break;
	case BPF_MISC:
		if (BPF_MISCOP(insn->code) == BPF_TAX)
			s.x = s.a;
		else
			s.a = s.x;
		break;
	case BPF_JMP:
		jump(t, pc, &s, insn);
		return;
	case BPF_RET:
		ret = BPF_RVAL(insn->code) == BPF_A ? s.a : number(insn->k);
		end(t, &ret);
		return;
	}
	reach(t, pc + 1, &s);
}

/* Jumps lead forward only: each instruction is done when all that leads to it is. */
static int run(struct trial *t)
{
	size_t pc;

	t->allowed = false;
	t->states = calloc(t->prog->len, sizeof(*t->states));
	if (!t->states)
		return -ENOMEM;
	/* All zero at first, which is known. */
	t->states[0].reached = true;
	t->states[0].a = number(0);
	t->states[0].x = number(0);
	for (pc = 0; pc < t->prog->len; pc++)
		if (t->states[pc].reached)
			step(t, pc);
	free(t->states);
	return 0;
}

static bool is_traced(void)
{
	FILE *status = fopen("/proc/self/status", "re");
	char line[256];
	int tracer = 0;

	while (status && fgets(line, sizeof(line), status))
		if (sscanf(line, "TracerPid: %d", &tracer) == 1)
			break;
	if (status)
		fclose(status);
	return tracer;
}

static int run_for(struct trial *t, struct value arch, struct value nr)
{
	t->arch = arch;
	t->nr = nr;
	return run(t);
}

/* Whether it is this call alone, in words. */
static int extent(struct trial t, const char **words)
{
	const struct value any = { 0 };
	int err = run_for(&t, number(ARCH_NATIVE), any);

	*words = "";
	if (err || t.allowed)
		return err;
	*words = ", as it does with every system call";
	err = run_for(&t, any, any);
	if (!err && t.allowed)
		*words = ", as it does with every system call of this architecture: "
			 "it was made for another one";
	return err;
}

static int refuse(const struct scll *sb, const struct trial *t, const char *call)
{
	uint32_t data = t->action & SECCOMP_RET_DATA;
	const char *words;

	if (extent(*t, &words))
		return scll_fail(sb, -ENOMEM, "out of memory to try the filter");
	switch (t->action & SECCOMP_RET_ACTION_FULL) {
	case SECCOMP_RET_ERRNO:
		if (!data)
			return scll_fail(sb, -ENOEXEC, "the filter lets %s(2) do nothing%s",
					 call, words);
		return scll_fail(sb, -ENOEXEC, "the filter denies %s(2): %s%s", call,
				 strerror(data), words);
	case SECCOMP_RET_TRAP:
		return scll_fail(sb, -ENOEXEC, "the filter answers %s(2) with SIGSYS%s", call,
				 words);
	case SECCOMP_RET_TRACE:
		return scll_fail(sb, -ENOEXEC,
				 "the filter leaves %s(2) to a tracer, and without one it fails: %s%s",
				 call, strerror(ENOSYS), words);
	case SECCOMP_RET_USER_NOTIF:
		return scll_fail(sb, -ENOEXEC,
				 "the filter leaves %s(2) to a listener, and there will be none%s",
				 call, words);
	default:
		return scll_fail(sb, -ENOEXEC, "the filter kills %s(2)%s", call, words);
	}
}

int scll_try_filter(const struct scll *sb, const struct sock_fprog *prog)
{
	static const struct {
		const char *name;
		uint32_t nr;
	} calls[] = { { "execve", SYS_execve }, { "exit_group", SYS_exit_group } };
	struct trial t = {
		.prog = prog,
		.listener = sb->flags & SCLL_NEW_LISTENER,
		.tracer = is_traced(),
	};
	size_t i;

	if (sb->flags & SCLL_ANY_FILTER)
		return 0;
	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		if (run_for(&t, number(ARCH_NATIVE), number(calls[i].nr)))
			return scll_fail(sb, -ENOMEM, "out of memory to try the filter");
		if (!t.allowed)
			return refuse(sb, &t, calls[i].name);
	}
	return 0;
}
