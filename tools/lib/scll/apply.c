// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What runs between fork and exec.  Nothing here may allocate, lock, open, or
 * call into libc beyond syscall(2).
 */
#define _GNU_SOURCE
#include <errno.h>

#include "sandbox.h"

/* @ret: what seccomp(2) returned. */
static int filter_outcome(int ret, unsigned int flags, struct scll_result *result)
{
	if (ret <= 0)
		return ret;
	/* A positive number is a thread, if it is not the listener. */
	if (flags & SECCOMP_FILTER_FLAG_NEW_LISTENER)
		return 0;
	result->tid = ret;
	return -ESRCH;
}

static int install(unsigned int flags, const void *args,
		   struct scll_result *result)
{
	int ret = scll_sys_seccomp(SECCOMP_SET_MODE_FILTER, flags, args);

	if (ret >= 0 && flags & SECCOMP_FILTER_FLAG_NEW_LISTENER)
		result->listener = ret;
	return filter_outcome(ret, flags, result);
}

/* On a stock kernel.  The filter comes last, as it may deny the other calls. */
static int run_steps(const struct scll_plan *plan, struct scll_result *result)
{
	const unsigned int listener = SECCOMP_FILTER_FLAG_NEW_LISTENER |
				      SECCOMP_FILTER_FLAG_TSYNC_ESRCH |
				      SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
	int err;

	if (plan->ruleset_fd >= 0) {
		result->step = SCLL_STEP_RULES;
		err = scll_sys_restrict_self(plan->ruleset_fd);
		if (err)
			return err;
		result->partial = 1;
	}
	if (plan->no_trace.filter) {
		result->step = SCLL_STEP_NO_TRACE;
		err = install(plan->filter_flags & ~listener, &plan->no_trace,
			      result);
		if (err)
			return err;
		result->partial = 1;
	}
	result->step = SCLL_STEP_FILTER;
	err = install(plan->filter_flags, &plan->prog, result);
	if (!err)
		result->partial = 0;
	return err;
}

int scll_run(const struct scll_plan *plan, struct scll_result *result)
{
	int err;

	if (plan->no_new_privs) {
		result->step = SCLL_STEP_NO_NEW_PRIVS;
		err = scll_sys_no_new_privs();
		if (err)
			return err;
	}
	if (!plan->extended)
		return run_steps(plan, result);
	result->step = SCLL_STEP_ATTACH;
	return install(plan->filter_flags | SECCOMP_FILTER_FLAG_LANDLOCK,
		       &plan->attr, result);
}

SCLL_EXPORT int scll_apply(const struct scll *sb, struct scll_result *result)
{
	struct scll_result unseen;

	if (result && result->size < sizeof(*result))
		return -EINVAL;
	if (!result)
		result = &unseen;
	result->step = SCLL_STEP_NONE;
	result->partial = 0;
	result->listener = -1;
	result->tid = 0;
	if (!sb->prepared)
		return -EINVAL;
	if (result == &unseen && (sb->flags & SCLL_NEW_LISTENER))
		return -EINVAL;
	return scll_run(&sb->plan, result);
}

SCLL_EXPORT int scll_join(int pidfd)
{
	struct seccomp_landlock_info info = { .size = sizeof(info) };
	int32_t fd = pidfd;
	int err = scll_sys_seccomp(SECCOMP_JOIN_LANDLOCK, 0, &fd);

	/* A stock kernel does not know the operation. */
	if (err == -EINVAL &&
	    scll_sys_seccomp(SECCOMP_GET_LANDLOCK_INFO, 0, &info))
		return -EOPNOTSUPP;
	return err;
}
