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

#include "bpf-run.h"
#include "sandbox.h"

#if defined(__x86_64__)
#define ARCH_NATIVE	AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH_NATIVE	AUDIT_ARCH_AARCH64
#elif defined(__i386__)
#define ARCH_NATIVE	AUDIT_ARCH_I386
#elif defined(__arm__) && defined(__ARMEL__)
#define ARCH_NATIVE	AUDIT_ARCH_ARM
#elif defined(__riscv) && __riscv_xlen == 64
#define ARCH_NATIVE	AUDIT_ARCH_RISCV64
#elif defined(__s390x__)
#define ARCH_NATIVE	AUDIT_ARCH_S390X
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
#define ARCH_NATIVE	AUDIT_ARCH_PPC64LE
#else
#define ARCH_UNKNOWN	true	/* less is found */
#define ARCH_NATIVE	0
#endif

#ifndef ARCH_UNKNOWN
#define ARCH_UNKNOWN	false
#endif

/* Nothing is known but this word. */
#define ALL_BUT(field)	(~SCLL_BPF_UNKNOWN(offsetof(struct seccomp_data, field)))

struct trial {
	const struct sock_fprog *prog;
	struct scll_bpf_call call;
	bool listener;		/* there is somebody to ask */
	bool tracer;
	struct scll_bpf *states; /* before each instruction, whatever way leads there */
	bool allowed;		/* by one of the ways */
	uint32_t action;	/* of another one */
};

static void join_word(struct scll_bpf_word *into, const struct scll_bpf_word *from)
{
	into->unknown |= from->unknown || from->number != into->number;
}

static void reach(struct trial *t, const struct scll_bpf *from)
{
	struct scll_bpf *into;
	size_t i;

	/* The kernel refuses such a program. */
	if (from->pc >= from->len) {
		t->allowed = true;
		return;
	}
	into = &t->states[from->pc];
	if (!into->prog) {
		*into = *from;
		return;
	}
	join_word(&into->a, &from->a);
	join_word(&into->x, &from->x);
	for (i = 0; i < BPF_MEMWORDS; i++)
		join_word(&into->mem[i], &from->mem[i]);
}

static void end(struct trial *t, const struct scll_bpf_word *ret)
{
	switch (ret->unknown ? SECCOMP_RET_ALLOW : ret->number & SECCOMP_RET_ACTION_FULL) {
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

static void step(struct trial *t, struct scll_bpf m)
{
	size_t other;

	switch (scll_bpf_step(&m, &t->call, &other)) {
	case SCLL_BPF_RETURNS:
		end(t, &m.a);
		return;
	case SCLL_BPF_DEPENDS:
		reach(t, &m);
		m.pc = other;
		break;
	}
	reach(t, &m);
}

/* Jumps lead forward only: each instruction is done when all that leads to it is. */
static int run(struct trial *t, uint32_t unknown)
{
	size_t pc;

	t->allowed = false;
	t->call.unknown = unknown;
	t->states = calloc(t->prog->len, sizeof(*t->states));
	if (!t->states)
		return -ENOMEM;
	t->states[0] = (struct scll_bpf){ .prog = t->prog->filter, .len = t->prog->len };
	/* What was not stored may be anything. */
	for (pc = 0; pc < BPF_MEMWORDS; pc++)
		t->states[0].mem[pc].unknown = true;
	for (pc = 0; pc < t->prog->len; pc++)
		if (t->states[pc].prog)
			step(t, t->states[pc]);
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

/* Whether it is this call alone, in words. */
static int extent(struct trial t, const char **words)
{
	int err = run(&t, ALL_BUT(arch));

	*words = "";
	if (err || t.allowed)
		return err;
	*words = ", as it does with every system call";
	err = run(&t, ~0U);
	if (!err && t.allowed)
		*words = ", as it does with every system call of this architecture: "
			 "it was made for another one";
	return err;
}

static int refuse(const struct scll *sb, const struct trial *t, const char *call,
		  const char *origin)
{
	uint32_t data = t->action & SECCOMP_RET_DATA;
	const char *does = "kills", *how = "", *error = "", *words;

	if (extent(*t, &words))
		return scll_fail(sb, -ENOMEM, "out of memory to try the filter");
	switch (t->action & SECCOMP_RET_ACTION_FULL) {
	case SECCOMP_RET_ERRNO:
		does = data ? "denies" : "lets";
		how = data ? ": " : " do nothing";
		error = data ? strerror(data) : "";
		break;
	case SECCOMP_RET_TRAP:
		does = "answers";
		how = " with SIGSYS";
		break;
	case SECCOMP_RET_TRACE:
		does = "leaves";
		how = " to a tracer, and without one it fails: ";
		error = strerror(ENOSYS);
		break;
	case SECCOMP_RET_USER_NOTIF:
		does = "leaves";
		how = " to a listener, and there will be none";
		break;
	}
	return scll_fail(sb, -ENOEXEC, "%sthe filter %s %s(2)%s%s%s", origin, does, call, how,
			 error, words);
}

int scll_try_filter(const struct scll *sb, const struct sock_fprog *prog)
{
	static const struct {
		const char *name;
		uint32_t nr;
	} calls[] = { { "execve", SYS_execve }, { "exit_group", SYS_exit_group } };
	struct trial t = {
		.prog = prog,
		.call.data.arch = ARCH_NATIVE,
		.listener = sb->flags & SCLL_NEW_LISTENER,
		.tracer = is_traced(),
	};
	size_t i;

	if (sb->flags & SCLL_ANY_FILTER)
		return 0;
	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		t.call.data.nr = calls[i].nr;
		if (run(&t, ALL_BUT(nr) & (ARCH_UNKNOWN ? ~0U : ALL_BUT(arch))))
			return scll_fail(sb, -ENOMEM, "out of memory to try the filter");
		if (!t.allowed)
			return refuse(sb, &t, calls[i].name, sb->origin[i]);
	}
	return 0;
}
