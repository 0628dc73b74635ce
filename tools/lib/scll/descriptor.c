// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The descriptor of a prepared sandbox, for launchers that close all others.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "sandbox.h"

SCLL_EXPORT int scll_fd(const struct scll *sb)
{
	if (!sb->prepared)
		return -EINVAL;
	return sb->plan.ruleset_fd >= 0 ? sb->plan.ruleset_fd : -ENOENT;
}

SCLL_EXPORT int scll_move_fd(struct scll *sb, int min)
{
	int fd = scll_fd(sb), saved = errno, moved;

	if (fd < 0)
		return fd;
	moved = fcntl(fd, F_DUPFD_CLOEXEC, min);
	if (moved < 0) {
		moved = -errno;
	} else {
		close(fd);
		if (sb->given_fd == fd)
			sb->given_fd = moved;
		sb->plan.ruleset_fd = moved;
		scll_plan_finish(&sb->plan);
	}
	errno = saved;
	return moved;
}
