// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Deciding what scll_apply() will do on this kernel, and allocating it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sandbox.h"

static const struct sock_filter allow_all =
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);

static void choose_way(struct scll *sb, const struct scll_kernel *kernel,
		       struct scll_plan *plan, uint32_t *dropped)
{
	uint32_t wanted = 0;

	if (sb->flags & SCLL_NO_TRACE)
		wanted |= SECCOMP_LANDLOCK_PTRACE_DENY;
	if (sb->flags & SCLL_TRUST_DELEGATE)
		wanted |= SECCOMP_LANDLOCK_TRUST_DELEGATE;

	plan->extended = kernel->abi && !(wanted & ~kernel->flags);
	if (plan->extended) {
		plan->attr.flags = wanted;
		return;
	}
	sb->hidden = scll_filtered();
	*dropped |= SCLL_DROPPED_VERDICT;
	if (sb->flags & SCLL_NO_TRACE)
		*dropped |= SCLL_DROPPED_NO_TRACE;
}

static uint32_t wanted_filter_flags(uint32_t flags)
{
	uint32_t wanted = 0;

	if (flags & SCLL_TSYNC)
		wanted |= SECCOMP_FILTER_FLAG_TSYNC;
	if (flags & SCLL_LOG)
		wanted |= SECCOMP_FILTER_FLAG_LOG;
	if (flags & SCLL_SPEC_ALLOW)
		wanted |= SECCOMP_FILTER_FLAG_SPEC_ALLOW;
	if (flags & SCLL_NEW_LISTENER)
		wanted |= SECCOMP_FILTER_FLAG_NEW_LISTENER;
	if (flags & SCLL_WAIT_KILL)
		wanted |= SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
	/* One return value cannot be a thread and a listener. */
	if (flags & SCLL_TSYNC && flags & SCLL_NEW_LISTENER)
		wanted |= SECCOMP_FILTER_FLAG_TSYNC_ESRCH;
	return wanted;
}

static int choose_filter_flags(const struct scll *sb,
			       const struct scll_kernel *kernel,
			       struct scll_plan *plan, uint32_t *dropped)
{
	uint32_t wanted = wanted_filter_flags(sb->flags);
	uint32_t unknown = wanted & ~kernel->filter_flags;

	if (unknown == SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV)
		*dropped |= SCLL_DROPPED_WAIT_KILL;
	else if (unknown)
		return scll_fail(sb, -EOPNOTSUPP,
				 "seccomp: this kernel does not know the filter flags 0x%x%s",
				 unknown, sb->hidden ?
				 ", or a filter around this process denies to ask" : "");
	plan->filter_flags = wanted & kernel->filter_flags;
	return 0;
}

/* How the rules are put in force, and whether somebody has to set no_new_privs before. */
static int choose_restrict_flags(struct scll *sb, const struct scll_kernel *kernel,
				 struct scll_plan *plan, uint32_t *dropped)
{
	const struct scll_ruleset_attr *handled = &sb->handled;
	uint32_t known = plan->ruleset_fd >= 0 ? kernel->restrict_flags : 0;
	uint32_t wanted = 0;

	if (sb->flags & SCLL_LOG_SAME_EXEC_OFF)
		wanted |= RESTRICT_LOG_SAME_EXEC_OFF;
	if (sb->flags & SCLL_LOG_NEW_EXEC_ON)
		wanted |= RESTRICT_LOG_NEW_EXEC_ON;
	if (sb->flags & SCLL_LOG_SUBDOMAINS_OFF)
		wanted |= RESTRICT_LOG_SUBDOMAINS_OFF;
	if (wanted && sb->given_fd < 0 && !handled->fs && !handled->net && !handled->scopes)
		return scll_fail(sb, -EINVAL,
				 "an option says how denials by rules are logged, and there are no rules");
	sb->lost_flags = wanted & ~known;
	if (sb->lost_flags)
		*dropped |= SCLL_DROPPED_LOG;

	if (!plan->extended && sb->flags & SCLL_TSYNC)
		wanted |= RESTRICT_TSYNC;
	else if (plan->no_new_privs)
		/* With RESTRICT_TSYNC a filter comes first, which needs it. */
		wanted |= RESTRICT_NO_NEW_PRIVS;
	plan->restrict_flags = wanted & known;
	if (plan->restrict_flags & RESTRICT_NO_NEW_PRIVS)
		plan->no_new_privs = false;
	return 0;
}

/* What is missing, and nobody has accepted. */
static int check_missing(struct scll *sb, const struct scll_plan *plan,
			 uint32_t dropped)
{
	bool rules = plan->ruleset_fd >= 0;
	uint32_t refused;

	if (!plan->extended && (rules || sb->flags & SCLL_NO_TRACE))
		dropped |= SCLL_DROPPED_ATOMIC;
	if (!plan->extended && rules && sb->flags & SCLL_TSYNC &&
	    !(plan->restrict_flags & RESTRICT_TSYNC))
		dropped |= SCLL_DROPPED_TSYNC;
	sb->dropped = dropped;
	refused = dropped & ~scll_accepted(sb);
	return refused ? scll_fail_missing(sb, refused) : 0;
}

static int prepare_steps(const struct scll *sb, struct scll_plan *plan)
{
	struct scll_result result = { .size = sizeof(result) };
	int err;

	if (sb->flags & SCLL_NO_TRACE) {
		err = scll_no_trace_filter(sb, &plan->no_trace);
		if (!err)
			err = scll_try_filter(sb, &plan->no_trace);
		if (err)
			return err;
	}
	err = scll_rehearse(plan, &result);
	if (err)
		return scll_fail(sb, err, "%s", result.step == SCLL_STEP_NONE ?
				 "cannot try the sandbox in a child process" :
				 scll_why(err, result.step));
	return 0;
}

static void drop_plan(const struct scll *sb, struct scll_plan *plan)
{
	if (plan->ruleset_fd >= 0 && plan->ruleset_fd != sb->given_fd)
		close(plan->ruleset_fd);
	free(plan->no_trace.filter);
	free(plan->with_baseline);
}

/* The ruleset has its own references to the files. */
static void close_rules(struct scll *sb)
{
	size_t i;

	for (i = 0; i < sb->nr_rules; i++) {
		if (sb->rules[i].fd >= 0)
			close(sb->rules[i].fd);
		sb->rules[i].fd = -1;
	}
}

SCLL_EXPORT int scll_prepare(struct scll *sb)
{
	struct scll_kernel kernel = { .size = sizeof(kernel) };
	struct scll_plan plan = {
		.no_new_privs = sb->flags & SCLL_NO_NEW_PRIVS,
		.ruleset_fd = -1,
		.attr = { .size = sizeof(plan.attr) },
	};
	/* An attempt that failed may have left more. */
	uint32_t dropped = sb->dropped & SCLL_DROPPED_PATH;
	int err = scll_changeable(sb);

	if (err)
		return err;
	plan.prog.filter = sb->prog ? sb->prog : (struct sock_filter *)&allow_all;
	plan.prog.len = sb->prog ? sb->prog_len : 1;

	sb->dropped = dropped;
	sb->refer_denied = false;
	scll_probe(&kernel);
	choose_way(sb, &kernel, &plan, &dropped);
	err = scll_try_filter(sb, &plan.prog);
	if (!err)
		err = choose_filter_flags(sb, &kernel, &plan, &dropped);
	if (!err)
		err = scll_make_ruleset(sb, &plan, &dropped);
	if (!err)
		err = choose_restrict_flags(sb, &kernel, &plan, &dropped);
	if (!err)
		err = check_missing(sb, &plan, dropped);
	if (!err)
		err = scll_add_baseline(sb, sb->handled.net & ~sb->lost.net, &plan);
	if (!err && !plan.extended)
		err = prepare_steps(sb, &plan);
	if (err) {
		drop_plan(sb, &plan);
		return err;
	}

	plan.attr.filter = (uintptr_t)plan.prog.filter;
	plan.attr.filter_len = plan.prog.len;
	plan.attr.ruleset_fd = plan.ruleset_fd;
	plan.attr.landlock_flags = plan.restrict_flags;
	close_rules(sb);
	sb->plan = plan;
	sb->prepared = true;
	return 0;
}
