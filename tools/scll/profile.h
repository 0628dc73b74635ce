/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll run -p - options and a policy by one name
 */
#ifndef SCLL_PROFILE_H
#define SCLL_PROFILE_H

#include <stddef.h>

#include "errmsg.h"

struct run_profile {
	char *path;
	char *policy;		/* JSON, or NULL: it has only options */
	char **words;		/* of its options, as main() gets them */
	int word_count;
};

/**
 * profile_read() - find and read a profile
 *
 * @name: Its name, no path.
 * @profile: Out, for profile_free().
 *
 * Return: 0, or a negative errno after a message.
 */
int profile_read(const char *name, struct run_profile *profile);

/*
 * A profile is for the directory of a project, which no longer is one where the home
 * directory is.  These return -EPERM if a path, or one of a policy, opens all of it.
 */
int profile_check_path(const char *path, struct errmsg *err);
int profile_check_policy(const char *text, size_t len, struct errmsg *err);

void profile_free(struct run_profile *profile);

#endif /* SCLL_PROFILE_H */
