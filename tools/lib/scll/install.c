// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A program and a ruleset, put in force by one call between fork and exec.  Nothing
 * here may allocate, lock, open, or call into libc beyond syscall(2).
 */
#define _GNU_SOURCE
#include <errno.h>

#include "sandbox.h"

#define OPTIONS                                                                 \
	(SCLL_NO_NEW_PRIVS | SCLL_TSYNC | SCLL_LOG | SCLL_SPEC_ALLOW |          \
	 SCLL_NEW_LISTENER | SCLL_WAIT_KILL | SCLL_NO_TRACE |                   \
	 SCLL_TRUST_DELEGATE | SCLL_BEST_EFFORT | SCLL_SUPERVISE | LOG_OPTIONS)

/* What was asked for. */
struct request {
	uint32_t options;	/* SCLL_*, also those that flags of seccomp(2) stand for */
	uint32_t filter_flags;
	uint32_t accept;
};

static int check(const struct request *r, const struct sock_fprog *prog, size_t len,
		 int ruleset_fd)
{
	if (!prog->filter != !len || len > BPF_MAXINSNS)
		return -EINVAL;
	if (r->options & ~(uint32_t)OPTIONS || r->accept & ~ALL_DROPPED)
		return -EINVAL;
	if (r->options & SCLL_WAIT_KILL && !(r->options & SCLL_NEW_LISTENER))
		return -EINVAL;
	if (r->options & SCLL_SUPERVISE && !(r->options & SCLL_NEW_LISTENER))
		return -EINVAL;
	if (r->options & (LOG_OPTIONS | SCLL_SUPERVISE) && ruleset_fd < 0)
		return -EINVAL;
	/* No other number means that there are no rules. */
	return ruleset_fd < -1 ? -EBADF : 0;
}

/* What this kernel cannot do is found before anything is done. */
static int make_plan(const struct request *r, struct scll_plan *plan, uint32_t *dropped)
{
	struct scll_kernel kernel;
	uint32_t unknown;

	scll_ask_kernel(&kernel, plan->ruleset_fd >= 0);
	*dropped = scll_plan_way(r->options, &kernel, plan);
	unknown = scll_plan_filter_flags(r->filter_flags, &kernel, plan, dropped);
	scll_plan_restrict_flags(r->options, &kernel, plan, dropped);
	*dropped |= scll_plan_steps(r->options, plan);
	/* The filter that stands in for it is made with libseccomp. */
	if (unknown || *dropped & SCLL_DROPPED_NO_TRACE ||
	    scll_plan_lacks_questions(r->options, &kernel) ||
	    *dropped & ~scll_accepted(r->options, r->accept))
		return -EOPNOTSUPP;
	scll_plan_finish(plan);
	return 0;
}

SCLL_EXPORT int scll_load(const struct sock_filter *prog, size_t len, int ruleset_fd,
			  unsigned int filter_flags, uint32_t flags, uint32_t accept,
			  struct scll_result *result)
{
	const struct request r = {
		.options = flags | scll_from_filter_flags(filter_flags),
		.filter_flags = filter_flags |
			scll_to_filter_flags(flags | scll_from_filter_flags(filter_flags)),
		.accept = accept,
	};
	struct scll_plan plan = {
		.prog = { len, (struct sock_filter *)prog },
		.ruleset_fd = ruleset_fd,
	};
	struct scll_result found = { .listener = -1 };
	int err = scll_check_result(result, r.options & SCLL_NEW_LISTENER);

	if (err)
		return err;
	err = check(&r, &plan.prog, len, ruleset_fd);
	if (!prog)
		plan.prog = scll_allow_all;
	if (!err)
		err = make_plan(&r, &plan, &found.dropped);
	if (!err)
		err = scll_check_steps(&plan, &found);
	if (!err)
		err = scll_run(&plan, &found);
	scll_give_result(result, &found);
	return err;
}
