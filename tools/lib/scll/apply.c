// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What runs between fork and exec.  Nothing here may allocate, lock, open, or
 * call into libc beyond syscall(2).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>

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

static int install(unsigned int operation, unsigned int flags,
		   const void *args, struct scll_result *result)
{
	int ret = scll_sys_seccomp(operation, flags, args);

	if (ret >= 0 && flags & SECCOMP_FILTER_FLAG_NEW_LISTENER)
		result->listener = ret;
	return filter_outcome(ret, flags, result);
}

static const struct sock_filter allow =
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);

const struct sock_fprog scll_allow_all = { 1, (struct sock_filter *)&allow };

/* A filter ahead of the one that has the listener. */
static int install_ahead(const struct scll_plan *plan, int step, const struct sock_fprog *prog,
			 struct scll_result *result)
{
	const unsigned int listener = SECCOMP_FILTER_FLAG_NEW_LISTENER |
				      SECCOMP_FILTER_FLAG_TSYNC_ESRCH |
				      SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
	int err;

	result->step = step;
	err = install(SECCOMP_SET_MODE_FILTER, plan->filter_flags & ~listener, prog, result);
	if (!err)
		result->partial = 1;
	return err;
}

/*
 * On a stock kernel.  The filter comes last, as it may deny the other calls.
 *
 * RESTRICT_TSYNC takes from a thread the rules of its own, which seccomp(2) does not do
 * with filters.  A thread that has such has mostly both, and is found before by a filter
 * that it does not follow.
 */
static int run_steps(const struct scll_plan *plan, struct scll_result *result)
{
	int err = 0;

	if (plan->restrict_flags & RESTRICT_TSYNC)
		err = install_ahead(plan, SCLL_STEP_THREADS, &scll_allow_all, result);
	if (!err && plan->ruleset_fd >= 0) {
		result->step = SCLL_STEP_RULES;
		err = scll_sys_restrict_self(plan->ruleset_fd, plan->restrict_flags);
		if (!err)
			result->partial = 1;
	}
	if (!err && plan->no_trace.filter)
		err = install_ahead(plan, SCLL_STEP_NO_TRACE, &plan->no_trace, result);
	if (err)
		return err;
	result->step = SCLL_STEP_FILTER;
	err = install(SECCOMP_SET_MODE_FILTER, plan->filter_flags, &plan->prog,
		      result);
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
	return install(SECCOMP_SET_MODE_RULED_FILTER, plan->filter_flags,
		       &plan->attr, result);
}

int scll_check_result(const struct scll_result *result, bool needed)
{
	if (!result)
		return needed ? -EINVAL : 0;
	/* The first version of the structure ended there. */
	return result->size < offsetof(struct scll_result, dropped) ? -EINVAL : 0;
}

void scll_give_result(struct scll_result *result, struct scll_result *found)
{
	if (!result)
		return;
	found->size = result->size;
	memcpy(result, found, found->size < sizeof(*found) ? found->size : sizeof(*found));
}

SCLL_EXPORT int scll_apply(const struct scll *sb, struct scll_result *result)
{
	struct scll_result found = { .listener = -1, .dropped = sb->dropped };
	int err = scll_check_result(result, sb->prepared && sb->flags & SCLL_NEW_LISTENER);

	if (err)
		return err;
	err = sb->prepared ? scll_run(&sb->plan, &found) : -EINVAL;
	scll_give_result(result, &found);
	return err;
}

/* Tells an operation that refuses @fd from one that the kernel does not know. */
static int call_on_fd(unsigned int operation, int32_t fd)
{
	int ret = scll_sys_seccomp(operation, 0, &fd);

	if (ret == -EINVAL && !scll_knows(operation, 0))
		return -EOPNOTSUPP;
	return ret;
}

SCLL_EXPORT int scll_open(int pidfd)
{
	return call_on_fd(SECCOMP_OPEN_LANDLOCK, pidfd);
}

SCLL_EXPORT int scll_join(int sandbox_fd)
{
	return call_on_fd(SECCOMP_JOIN_LANDLOCK, sandbox_fd);
}
