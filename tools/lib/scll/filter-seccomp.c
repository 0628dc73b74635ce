// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Filters made with libseccomp: one of the caller's, and the one that stands in for
 * SCLL_NO_TRACE on a stock kernel.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>

#include "sandbox.h"

/* New in libseccomp 2.6, whose header need not be that of the library in use. */
#define FLTATR_CTL_WAITKILL	10

static int export_program(const struct scll *sb, scmp_filter_ctx ctx,
			  struct sock_fprog *prog)
{
	struct sock_filter *insns = malloc(BPF_MAXINSNS * sizeof(*insns));
	int len = insns ? scll_export(ctx, insns, BPF_MAXINSNS) : -ENOMEM;

	if (len > 0) {
		prog->filter = insns;
		prog->len = len;
		return 0;
	}
	free(insns);
	if (len < 0)
		return scll_fail(sb, len, "filter: libseccomp: %s", strerror(-len));
	return scll_fail(sb, -EINVAL, "a filter has 1 to %d instructions", BPF_MAXINSNS);
}

static bool attribute(scmp_filter_ctx ctx, unsigned int attr)
{
	uint32_t value = 0;

	return !seccomp_attr_get(ctx, (enum scmp_filter_attr)attr, &value) &&
	       value;
}

static uint32_t attribute_flags(scmp_filter_ctx ctx)
{
	uint32_t flags = 0;

	if (attribute(ctx, SCMP_FLTATR_CTL_NNP))
		flags |= SCLL_NO_NEW_PRIVS;
	if (attribute(ctx, SCMP_FLTATR_CTL_TSYNC))
		flags |= SCLL_TSYNC;
	if (attribute(ctx, SCMP_FLTATR_CTL_LOG))
		flags |= SCLL_LOG;
	if (attribute(ctx, SCMP_FLTATR_CTL_SSB))
		flags |= SCLL_SPEC_ALLOW;
	return flags;
}

SCLL_EXPORT int scll_set_seccomp(struct scll *sb, void *ctx)
{
	struct sock_fprog prog;
	int err = scll_check_new_filter(sb);

	if (err)
		return err;
	if (!ctx)
		return scll_fail(sb, -EINVAL, "filter: no libseccomp filter given");
	err = export_program(sb, ctx, &prog);
	if (err)
		return err;
	sb->flags |= attribute_flags(ctx);
	if ((sb->flags & SCLL_NEW_LISTENER) && attribute(ctx, FLTATR_CTL_WAITKILL))
		sb->flags |= SCLL_WAIT_KILL;
	return scll_adopt_program(sb, prog.filter, prog.len);
}

/* What a process could do to another one by ptrace(2) and its relatives. */
int scll_no_trace_filter(const struct scll *sb, struct sock_fprog *prog)
{
	static const char *const calls[] = {
		"ptrace", "process_vm_readv", "process_vm_writev",
		"pidfd_getfd", "process_madvise", "kcmp", "perf_event_open",
	};
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
	size_t i;
	int nr, err = 0;

	if (!ctx)
		return scll_fail(sb, -ENOMEM, "out of memory for the filter");
	/* The other ABIs of this machine reach the same system calls. */
	if (seccomp_arch_native() == SCMP_ARCH_X86_64) {
		err = seccomp_arch_add(ctx, SCMP_ARCH_X86);
		if (!err)
			err = seccomp_arch_add(ctx, SCMP_ARCH_X32);
	} else if (seccomp_arch_native() == SCMP_ARCH_AARCH64) {
		err = seccomp_arch_add(ctx, SCMP_ARCH_ARM);
	}
	for (i = 0; !err && i < sizeof(calls) / sizeof(calls[0]); i++) {
		nr = seccomp_syscall_resolve_name(calls[i]);
		if (nr != __NR_SCMP_ERROR)
			err = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), nr, 0);
	}
	/* An ABI that is not listed must not be a way around. */
	if (!err)
		err = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH,
				       SCMP_ACT_ERRNO(ENOSYS));
	if (err)
		scll_fail(sb, err, "no tracing: libseccomp: %s", strerror(-err));
	else
		err = export_program(sb, ctx, prog);
	seccomp_release(ctx);
	return err;
}
