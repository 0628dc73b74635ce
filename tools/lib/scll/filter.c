// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The filter of a sandbox: a program of the caller's.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sandbox.h"

int scll_adopt_program(struct scll *sb, struct sock_filter *prog, size_t len)
{
	if (!prog)
		return scll_fail(sb, -ENOMEM, "out of memory for the filter");
	sb->prog = prog;
	sb->prog_len = len;
	return 0;
}

int scll_check_new_filter(const struct scll *sb)
{
	int err = scll_changeable(sb);

	if (err)
		return err;
	if (sb->prog)
		return scll_fail(sb, -EBUSY, "the sandbox has a filter already");
	return 0;
}

SCLL_EXPORT int scll_set_filter(struct scll *sb, const struct sock_filter *prog,
				size_t len)
{
	struct sock_filter *copy;
	int err = scll_check_new_filter(sb);

	if (err)
		return err;
	if (!prog || !len || len > BPF_MAXINSNS)
		return scll_fail(sb, -EINVAL,
				 "a filter has 1 to %d instructions, not %zu",
				 BPF_MAXINSNS, prog ? len : 0);
	copy = malloc(len * sizeof(*copy));
	if (copy)
		memcpy(copy, prog, len * sizeof(*copy));
	return scll_adopt_program(sb, copy, len);
}
