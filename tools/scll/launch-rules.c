// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - which rule a file is under
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "launch.h"

/* As Landlock does: is it this inode, or one of those above it? */
bool is_beneath(int dir, const char *rule, const char *path)
{
	char real[PATH_MAX];
	struct stat top, st;

	/* Not being able to tell must not accuse a rule. */
	if (fstatat(dir, rule, &top, 0))
		return false;
	if (!realpath(path, real))
		return true;
	for (;;) {
		char *slash;

		if (!stat(*real ? real : "/", &st) && st.st_dev == top.st_dev &&
		    st.st_ino == top.st_ino)
			return true;
		if (!*real)
			return false;
		slash = strrchr(real, '/');
		*slash = '\0';
	}
}
