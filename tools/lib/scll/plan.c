// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * From options and a kernel to what is put in force.  scll_load() does this between
 * fork and exec: nothing here may allocate, lock, open, or call into libc beyond
 * syscall(2).
 */
#define _GNU_SOURCE
#include <errno.h>

#include "rights.h"
#include "sandbox.h"

static const struct {
	uint32_t option;	/* SCLL_* */
	uint32_t flag;		/* of seccomp(2) */
} filter_flags[] = {
	{ SCLL_TSYNC, SECCOMP_FILTER_FLAG_TSYNC },
	{ SCLL_LOG, SECCOMP_FILTER_FLAG_LOG },
	{ SCLL_SPEC_ALLOW, SECCOMP_FILTER_FLAG_SPEC_ALLOW },
	{ SCLL_NEW_LISTENER, SECCOMP_FILTER_FLAG_NEW_LISTENER },
	{ SCLL_WAIT_KILL, SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV },
};

#define NR_FLAGS	(sizeof(filter_flags) / sizeof(filter_flags[0]))

uint32_t scll_to_filter_flags(uint32_t options)
{
	uint32_t flags = 0;
	size_t i;

	for (i = 0; i < NR_FLAGS; i++)
		if (options & filter_flags[i].option)
			flags |= filter_flags[i].flag;
	/* One return value cannot be a thread and a listener. */
	if (options & SCLL_TSYNC && options & SCLL_NEW_LISTENER)
		flags |= SECCOMP_FILTER_FLAG_TSYNC_ESRCH;
	return flags;
}

uint32_t scll_from_filter_flags(uint32_t flags)
{
	uint32_t options = 0;
	size_t i;

	for (i = 0; i < NR_FLAGS; i++)
		if (flags & filter_flags[i].flag)
			options |= filter_flags[i].option;
	return options;
}

uint32_t scll_accepted(uint32_t options, uint32_t accepted)
{
	/* Half a sandbox is not none. */
	if (options & SCLL_BEST_EFFORT)
		accepted |= ALL_DROPPED & ~SCLL_DROPPED_RULES;
	if (options & SCLL_IGNORE_MISSING)
		accepted |= SCLL_DROPPED_PATH;
	if (accepted & SCLL_DROPPED_RULES)
		accepted |= SCLL_DROPPED_FS | SCLL_DROPPED_NET | SCLL_DROPPED_SCOPE |
			    SCLL_DROPPED_UNIX;
	return accepted;
}

bool scll_plan_lacks_questions(uint32_t options, const struct scll_kernel *kernel)
{
	return options & SCLL_SUPERVISE &&
	       (!kernel->abi || !(kernel->flags & SECCOMP_LANDLOCK_SUPERVISE));
}

uint32_t scll_plan_way(uint32_t options, const struct scll_kernel *kernel,
		       struct scll_plan *plan)
{
	uint32_t wanted = 0;

	if (options & SCLL_NO_TRACE)
		wanted |= SECCOMP_LANDLOCK_PTRACE_DENY;
	if (options & SCLL_TRUST_DELEGATE)
		wanted |= SECCOMP_LANDLOCK_TRUST_DELEGATE;
	if (options & SCLL_SUPERVISE)
		wanted |= SECCOMP_LANDLOCK_SUPERVISE;

	plan->extended = kernel->abi && !(wanted & ~kernel->flags);
	if (plan->extended) {
		plan->attr.flags = wanted;
		return 0;
	}
	return SCLL_DROPPED_VERDICT | (options & SCLL_NO_TRACE ? SCLL_DROPPED_NO_TRACE : 0);
}

uint32_t scll_plan_filter_flags(uint32_t wanted, const struct scll_kernel *kernel,
				struct scll_plan *plan, uint32_t *dropped)
{
	uint32_t unknown = wanted & ~kernel->filter_flags;

	plan->filter_flags = wanted & kernel->filter_flags;
	if (unknown != SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV)
		return unknown;
	*dropped |= SCLL_DROPPED_WAIT_KILL;
	return 0;
}

uint32_t scll_log_flags(uint32_t options)
{
	uint32_t wanted = 0;

	if (options & SCLL_LOG_SAME_EXEC_OFF)
		wanted |= RESTRICT_LOG_SAME_EXEC_OFF;
	if (options & SCLL_LOG_NEW_EXEC_ON)
		wanted |= RESTRICT_LOG_NEW_EXEC_ON;
	if (options & SCLL_LOG_SUBDOMAINS_OFF)
		wanted |= RESTRICT_LOG_SUBDOMAINS_OFF;
	return wanted;
}

uint32_t scll_plan_restrict_flags(uint32_t options, const struct scll_kernel *kernel,
				  struct scll_plan *plan, uint32_t *dropped)
{
	uint32_t known = plan->ruleset_fd >= 0 ? kernel->restrict_flags : 0;
	uint32_t wanted = scll_log_flags(options);
	uint32_t lost = wanted & ~known;

	if (lost)
		*dropped |= SCLL_DROPPED_LOG;
	if (!plan->extended && options & SCLL_TSYNC)
		wanted |= RESTRICT_TSYNC;
	else if (options & SCLL_NO_NEW_PRIVS && !(options & SCLL_SUPERVISE))
		/* With RESTRICT_TSYNC a filter comes first, which needs it; so do questions. */
		wanted |= RESTRICT_NO_NEW_PRIVS;
	plan->restrict_flags = wanted & known;
	plan->no_new_privs = options & SCLL_NO_NEW_PRIVS &&
			     !(plan->restrict_flags & RESTRICT_NO_NEW_PRIVS);
	return lost;
}

uint32_t scll_plan_steps(uint32_t options, const struct scll_plan *plan)
{
	bool rules = plan->ruleset_fd >= 0;
	uint32_t dropped = 0;

	if (!plan->extended && (rules || options & SCLL_NO_TRACE))
		dropped |= SCLL_DROPPED_ATOMIC;
	if (!plan->extended && rules && options & SCLL_TSYNC &&
	    !(plan->restrict_flags & RESTRICT_TSYNC))
		dropped |= SCLL_DROPPED_TSYNC;
	return dropped;
}

void scll_plan_finish(struct scll_plan *plan)
{
	plan->attr.size = sizeof(plan->attr);
	plan->attr.filter = (uintptr_t)plan->prog.filter;
	plan->attr.filter_len = plan->prog.len;
	plan->attr.ruleset_fd = plan->ruleset_fd;
	plan->attr.landlock_flags = plan->restrict_flags;
}

int scll_check_steps(const struct scll_plan *plan, struct scll_result *result)
{
	int ret;

	if (plan->extended)
		return 0;
	result->step = SCLL_STEP_FILTER;
	ret = scll_sys_seccomp(SECCOMP_SET_MODE_FILTER, plan->filter_flags, NULL);
	if (ret == -EFAULT)
		return 0;
	/* A filter around this process pretends to have done it. */
	return ret < 0 ? ret : -EPERM;
}
