/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll run -p - options and a policy by one name
 */
#ifndef SCLL_PROFILE_H
#define SCLL_PROFILE_H

#include <stddef.h>

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

void profile_free(struct run_profile *profile);

#endif /* SCLL_PROFILE_H */
