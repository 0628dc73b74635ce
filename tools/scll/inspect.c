// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll ps, scll explain - in the program that has them
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "scll-cmd.h"

/* Next to this program as in a build directory, or where it is installed. */
static int inspect(char **argv)
{
	static const char *const places[] = { "", "../libexec/scll/" };
	char dir[PATH_MAX], path[PATH_MAX + 32];
	ssize_t len = readlink("/proc/self/exe", dir, sizeof(dir) - 1);
	int error = len < 0 ? errno : ENOENT;

	dir[len < 0 ? 0 : len] = '\0';
	for (size_t i = 0; error == ENOENT && len > 0 && i < 2; i++) {
		*(strrchr(dir, '/') + 1) = '\0';
		snprintf(path, sizeof(path), "%s%s%s", dir, places[i], INSPECT_PROGRAM);
		execv(path, argv);
		error = errno;
	}
	fprintf(stderr, "%s: cannot run %s, which should be in %s or %s../libexec/scll: %s\n", argv[0],
		INSPECT_PROGRAM, dir, dir, strerror(error));
	return EXIT_SETUP;
}

int cmd_ps(int argc, char **argv)
{
	(void)argc;
	return inspect(argv);
}

int cmd_explain(int argc, char **argv)
{
	(void)argc;
	return inspect(argv);
}
