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

static int choose_way(struct scll *sb, const struct scll_kernel *kernel,
		      struct scll_plan *plan, uint32_t *dropped)
{
	*dropped |= scll_plan_way(sb->flags, kernel, plan);
	if (!plan->extended)
		sb->hidden = scll_filtered();
	if (!scll_plan_lacks_questions(sb->flags, kernel))
		return 0;
	return scll_fail(sb, -EOPNOTSUPP,
			 "this kernel cannot ask about what rules deny%s", sb->hidden ?
			 ", or a filter around this process denies to find out" : "");
}

/* Without rules nothing would ever be asked. */
static int check_questions(const struct scll *sb, const struct scll_plan *plan)
{
	if (!(sb->flags & SCLL_SUPERVISE) || plan->ruleset_fd >= 0)
		return 0;
	return scll_fail(sb, sb->no_rules ? -EOPNOTSUPP : -EINVAL,
			 "what rules deny is to be asked about, and there are no rules%s%s",
			 sb->no_rules ? ": " : "", sb->no_rules ?: "");
}

static int choose_filter_flags(const struct scll *sb,
			       const struct scll_kernel *kernel,
			       struct scll_plan *plan, uint32_t *dropped)
{
	uint32_t unknown = scll_plan_filter_flags(scll_to_filter_flags(sb->flags), kernel,
						  plan, dropped);

	if (unknown)
		return scll_fail(sb, -EOPNOTSUPP,
				 "seccomp: this kernel does not know the filter flags 0x%x%s",
				 unknown, sb->hidden ?
				 ", or a filter around this process denies to ask" : "");
	return 0;
}

static int choose_restrict_flags(struct scll *sb, const struct scll_kernel *kernel,
				 struct scll_plan *plan, uint32_t *dropped)
{
	const struct scll_ruleset_attr *handled = &sb->handled;

	if (sb->flags & LOG_OPTIONS && sb->given_fd < 0 &&
	    !handled->fs && !handled->net && !handled->scopes)
		return scll_fail(sb, -EINVAL,
				 "an option says how denials by rules are logged, and there are no rules");
	sb->lost_flags = scll_plan_restrict_flags(sb->flags, kernel, plan, dropped);
	return 0;
}

/* What is missing, and nobody has accepted. */
static int check_missing(struct scll *sb, const struct scll_plan *plan,
			 uint32_t dropped)
{
	uint32_t refused;

	dropped |= scll_plan_steps(sb->flags, plan);
	sb->dropped = dropped;
	refused = dropped & ~scll_accepted(sb->flags, sb->accept);
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
	err = sb->flags & SCLL_NO_CHILD ? scll_check_steps(plan, &result) :
	      scll_rehearse(plan, &result);
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
		.ruleset_fd = -1,
		.prog = scll_allow_all,
	};
	/* An attempt that failed may have left more. */
	uint32_t dropped = sb->dropped & SCLL_DROPPED_PATH;
	int err = scll_changeable(sb);

	if (err)
		return err;
	if (sb->prog)
		plan.prog = (struct sock_fprog){ sb->prog_len, sb->prog };

	sb->dropped = dropped;
	sb->refer_denied = false;
	/* A child finds out flags that nobody asks for, too. */
	if (sb->flags & SCLL_NO_CHILD || !(sb->flags & (LOG_OPTIONS | SCLL_TSYNC)))
		scll_ask_kernel(&kernel, true);
	else
		scll_probe(&kernel);
	err = choose_way(sb, &kernel, &plan, &dropped);
	if (!err)
		err = scll_try_filter(sb, &plan.prog);
	if (!err)
		err = choose_filter_flags(sb, &kernel, &plan, &dropped);
	if (!err)
		err = scll_make_ruleset(sb, &plan, &dropped);
	if (!err)
		err = choose_restrict_flags(sb, &kernel, &plan, &dropped);
	if (!err)
		err = check_questions(sb, &plan);
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

	scll_plan_finish(&plan);
	close_rules(sb);
	sb->plan = plan;
	sb->prepared = true;
	return 0;
}
