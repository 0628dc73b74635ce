// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Seccomp profiles: system calls by number, those that libseccomp does not know,
 * and what comes in front of its program because of them
 *
 * As with runc, a call that libseccomp does not know fails with ENOSYS if the default
 * action is an error number: callers then use an older call.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profile-parts.h"

#define X32_BIT		0x40000000U
/* What system calls can have; -1 is none. */
#define NR_MAX		0x7fffffffU
#define ARM_PRIVATE	0xf0000U

/* Names of parts, as libseccomp numbers them, and how many there can be. */
#define PART_SOCKET	(-100)
#define PART_IPC	(-200)
#define PARTS		32

static void set_numbers(struct profile_calls *calls)
{
	calls->audit = calls->arch;
	calls->is_64 = calls->arch & __AUDIT_ARCH_64BIT;
	calls->base = 0;
	calls->end = NR_MAX;
	switch (calls->arch) {
	case SCMP_ARCH_X86_64:
		calls->end = X32_BIT;
		break;
	case SCMP_ARCH_X32:
		calls->audit = SCMP_ARCH_X86_64;
		calls->base = X32_BIT;
		break;
	case SCMP_ARCH_ARM:
		calls->end = ARM_PRIVATE;
		break;
	case SCMP_ARCH_MIPS:
	case SCMP_ARCH_MIPSEL:
		calls->base = 4000;
		break;
	case SCMP_ARCH_MIPS64:
	case SCMP_ARCH_MIPSEL64:
		calls->base = 5000;
		break;
	case SCMP_ARCH_MIPS64N32:
	case SCMP_ARCH_MIPSEL64N32:
		calls->base = 6000;
		calls->is_64 = false;
		break;
	}
}

int scll_profile_calls_get(const struct profile *p, uint32_t arch, struct profile_calls *calls)
{
	const size_t window = sizeof(calls->known) / sizeof(*calls->known);

	/* libseccomp looks through all names for each. */
	calls->keys = calloc(p->rule_count + 1, sizeof(*calls->keys));
	if (!calls->keys)
		return scll_json_fail(&p->file, -ENOMEM, NULL, "out of memory");
	for (size_t i = 0; i < p->rule_count; i++)
		calls->keys[i] = seccomp_syscall_resolve_name_arch(arch, p->rules[i].call);
	calls->arch = arch;
	calls->count = 0;
	set_numbers(calls);
	for (uint32_t nr = calls->base; nr < calls->base + window; nr++) {
		char *name = seccomp_syscall_resolve_num_arch(arch, nr);

		if (!name)
			continue;
		calls->known[calls->count].nr = nr;
		calls->known[calls->count++].key = seccomp_syscall_resolve_name_arch(arch, name);
		free(name);
	}
	return 0;
}

int scll_profile_whole(const struct profile_calls *calls, int key, uint32_t *part)
{
	const char *name = "socketcall";
	int first = PART_SOCKET, nr;

	if (key < PART_IPC) {
		name = "ipc";
		first = PART_IPC;
	}
	if (key >= first || key <= first - PARTS)
		return -1;
	*part = first - key;
	nr = seccomp_syscall_resolve_name_arch(calls->arch, name);
	return nr < 0 ? -1 : nr;
}

bool scll_profile_hidden(const struct profile *p, const struct profile_calls *calls, int key,
			 uint32_t *action)
{
	const bool is_ipc = key < PART_IPC;
	const char *whole = is_ipc ? "ipc" : "socketcall";
	bool asks = false;

	*action = p->default_action;
	for (size_t i = 0; i < p->rule_count; i++) {
		const struct profile_rule *r = &p->rules[i];

		/* Who names the whole means all that it can do. */
		if (!strcmp(r->call, whole) && !r->count)
			return false;
		if (calls->keys[i] != key)
			continue;
		asks |= r->count > 0;
		if (scll_profile_severity(r->action) > scll_profile_severity(*action))
			*action = r->action;
	}
	/* ipc(2) has a version in the upper half of the part's number, and ignores it. */
	return asks || (is_ipc && *action != p->default_action);
}

/* A program that grows.  One that does not fit ends with a length beyond @max. */
struct out {
	struct sock_filter *prog;
	size_t len, max;
};

static void emit(struct out *out, struct sock_filter insn)
{
	if (out->len < out->max)
		out->prog[out->len] = insn;
	out->len++;
}

/* Makes the instruction at @at jump to the end if it does not hold. */
static void else_end(struct out *out, size_t at)
{
	if (at < out->max)
		out->prog[at].jf = out->len - at - 1;
}

#define LOAD(field)	((struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, \
						      offsetof(struct seccomp_data, field)))
#define JUMP(op, k, t, f) ((struct sock_filter)BPF_JUMP(BPF_JMP | (op) | BPF_K, k, t, f))
#define MASK(k)		((struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, k))
#define RETURN(action)	((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action))

/* Jumps reach 255 instructions. */
#define RANGES_MAX	60

struct range {
	uint32_t first, last;
};

/* Numbers without a name; the last range is what is newer than all names. */
static size_t unknown_ranges(const struct profile_calls *calls, struct range *ranges)
{
	uint32_t next = calls->base;
	size_t count = 0;

	for (size_t i = 0; i < calls->count; i++) {
		if (calls->known[i].nr > next && count < RANGES_MAX)
			ranges[count++] = (struct range){ next, calls->known[i].nr - 1 };
		next = calls->known[i].nr + 1;
	}
	ranges[count++] = (struct range){ next, calls->end - 1 };
	return count;
}

static void emit_unknown(struct out *out, const struct profile_calls *calls)
{
	struct range ranges[RANGES_MAX + 1];
	size_t count = unknown_ranges(calls, ranges);
	const size_t start = out->len;

	emit(out, LOAD(arch));
	emit(out, JUMP(BPF_JEQ, calls->audit, 0, 0));
	emit(out, LOAD(nr));
	emit(out, JUMP(BPF_JGE, calls->base, 0, 0));
	for (size_t i = 0; i < count; i++) {
		emit(out, JUMP(BPF_JGE, ranges[i].first, 0, 0));
		emit(out, JUMP(BPF_JGT, ranges[i].last, 1, 0));
		emit(out, RETURN(SCMP_ACT_ERRNO(ENOSYS)));
	}
	/* Below a range and not in one before it: known. */
	else_end(out, start + 1);
	else_end(out, start + 3);
	for (size_t i = 0; i < count; i++)
		else_end(out, start + 4 + 3 * i);
}

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define LOAD_FIRST_ARG()	LOAD(args[0])
#else
#define LOAD_FIRST_ARG()	((struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, \
					offsetof(struct seccomp_data, args[0]) + 4))
#endif

/*
 * socketcall(2) and ipc(2) keep the arguments of their parts in memory, where a filter
 * does not see them.  What may have to be denied is.
 */
static void emit_hidden(struct out *out, const struct profile *p,
			const struct profile_calls *calls, int key)
{
	const size_t start = out->len;
	uint32_t part, action;
	int whole = scll_profile_whole(calls, key, &part);

	if (whole < 0 || !scll_profile_hidden(p, calls, key, &action))
		return;
	emit(out, LOAD(arch));
	emit(out, JUMP(BPF_JEQ, calls->audit, 0, 0));
	emit(out, LOAD(nr));
	emit(out, JUMP(BPF_JEQ, (uint32_t)whole, 0, 0));
	emit(out, LOAD_FIRST_ARG());
	emit(out, MASK(key < PART_IPC ? 0xffff : UINT32_MAX));
	emit(out, JUMP(BPF_JEQ, part, 0, 0));
	emit(out, RETURN(action));
	else_end(out, start + 1);
	else_end(out, start + 3);
	else_end(out, start + 6);
}

static bool default_is_errno(const struct profile *p)
{
	return (p->default_action & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_ERRNO;
}

size_t scll_profile_front(const struct profile *p, const struct profile_calls *calls, size_t count,
			  struct sock_filter *prog, size_t max)
{
	struct out out = { .prog = prog, .max = max };

	for (size_t i = 0; i < count; i++) {
		if (default_is_errno(p) && p->default_action != SCMP_ACT_ERRNO(ENOSYS))
			emit_unknown(&out, &calls[i]);
		for (int part = 1; part < PARTS; part++) {
			emit_hidden(&out, p, &calls[i], PART_SOCKET - part);
			emit_hidden(&out, p, &calls[i], PART_IPC - part);
		}
	}
	return out.len;
}

static bool lets_pass(uint32_t action)
{
	return scll_profile_severity(action) < scll_profile_severity(SCMP_ACT_ERRNO(1));
}

static int add_unknown(struct profile *p, const char *name)
{
	char *more;

	if (asprintf(&more, "%s%s%s", p->unknown ? p->unknown : "", p->unknown ? ", " : "",
		     name) < 0)
		return scll_json_fail(&p->file, -ENOMEM, NULL, "out of memory");
	free(p->unknown);
	p->unknown = more;
	return 0;
}

/* Warns that a call is not denied, with the name that was probably meant. */
static void warn_not_denied(const struct profile *p, const char *name,
			    const struct json_pos *pos)
{
	const struct json_file file = { .name = p->file.name, .err = &(struct errmsg){ "" } };
	const uint32_t native = seccomp_arch_native();
	struct json_word words[1024 + 1] = { { NULL, 0 } };
	const char *nearest;
	size_t count = 0;

	for (int nr = 0; nr < 1024; nr++) {
		words[count].word = seccomp_syscall_resolve_num_arch(native, nr);
		if (words[count].word)
			count++;
	}
	nearest = scll_json_nearest(words, name);
	scll_json_fail(&file, 0, pos, "unknown system call '%s' is not denied%s%s%s", name,
		       nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
	p->warn->line(p->warn->arg, file.err->text);
	while (count)
		free((char *)words[--count].word);
}

int scll_profile_note_unknown(struct profile *p, uint32_t action, const char *name,
			      const struct json_pos *pos)
{
	if (lets_pass(action) && !lets_pass(p->default_action))
		return add_unknown(p, name);
	if (p->warn && !lets_pass(action) && lets_pass(p->default_action))
		warn_not_denied(p, name, pos);
	return 0;
}

void scll_profile_warn_unknown(const struct profile *p)
{
	const struct json_file file = { .name = p->file.name, .err = &(struct errmsg){ "" } };

	if (!p->warn || !p->unknown)
		return;
	scll_json_fail(&file, 0, NULL,
		       "the profile allows system calls that libseccomp does not know; they %s: %s",
		       default_is_errno(p) ? "fail with ENOSYS" : "get the default action", p->unknown);
	p->warn->line(p->warn->arg, file.err->text);
}
