// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * In libscll-core only, in the place of what is made with libseccomp.
 */
#define _GNU_SOURCE
#include <errno.h>

#include "sandbox.h"

int scll_no_trace_filter(const struct scll *sb, struct sock_fprog *prog)
{
	(void)prog;
	return scll_fail(sb, -EOPNOTSUPP,
			 "no tracing: only the library with libseccomp has what stands in for it here");
}

/* Only the other library's scll_baseline() can have asked for it. */
int scll_add_baseline(const struct scll *sb, uint64_t net, struct scll_plan *plan)
{
	(void)net;
	(void)plan;
	if (!sb->has_baseline)
		return 0;
	return scll_fail(sb, -EOPNOTSUPP, "only the library with libseccomp has the baseline filter");
}
