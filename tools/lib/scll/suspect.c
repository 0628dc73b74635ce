// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Whether the kernel has answered, or a filter around this process in its place:
 * container engines answer ENOSYS or EPERM for what they do not know.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>

#include "sandbox.h"

bool scll_filtered(void)
{
	int mode = scll_sys_seccomp_mode();

	/* Only a filter can make it fail, but for a kernel without seccomp. */
	return mode == SECCOMP_MODE_FILTER || (mode < 0 && mode != -EINVAL);
}

const char *scll_no_landlock(int landlock_abi)
{
	if (landlock_abi == -EOPNOTSUPP)
		return "Landlock was disabled when this kernel was booted";
	/* landlock_create_ruleset(2) has no other error for a version. */
	if (landlock_abi != -ENOSYS)
		return "a filter around this process denies Landlock's system calls";
	if (!scll_filtered())
		return "this kernel has no Landlock";
	switch (scll_sys_landlock_listed()) {
	case 0:
		return "this kernel has no Landlock";
	case 1:
		return "a filter around this process denies Landlock's system calls";
	default:
		return "this kernel has no Landlock, or a filter around this process denies its system calls";
	}
}

int scll_landlock_failed(const struct scll *sb, int error, const char *what,
			 const char *call)
{
	/* None of these is an error of the call itself on our own ruleset. */
	if (error == -ENOSYS || error == -EPERM || error == -EACCES)
		return scll_fail(sb, error, "%s: a filter around this process denies %s(2): %s",
				 what, call, strerror(-error));
	return scll_fail(sb, error, "%s: %s: %s", what, call, strerror(-error));
}
