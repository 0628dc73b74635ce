// SPDX-License-Identifier: GPL-2.0-only
/*
 * "load [WORD=NUMBER...] -- COMMAND..." runs COMMAND with a filter that the patched
 * libseccomp loads.  It denies getcwd, seccomp and Landlock's calls.  Words: fd and flags
 * are the attributes, tsync is one, api the level that is pretended after they were set,
 * merge=1 has a second filter without them merged into the first.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static scmp_filter_ctx ctx;

static void check(const char *what, int rc)
{
	if (rc)
		errx(125, "%s: %s", what, strerrorname_np(-rc));
}

static void word(const char *name, unsigned int value)
{
	scmp_filter_ctx other;

	if (!strcmp(name, "fd")) {
		check(name, seccomp_attr_set(ctx, SCMP_FLTATR_CTL_LANDLOCK_FD, value));
	} else if (!strcmp(name, "flags")) {
		check(name, seccomp_attr_set(ctx, SCMP_FLTATR_CTL_LANDLOCK_FLAGS, value));
	} else if (!strcmp(name, "tsync")) {
		check(name, seccomp_attr_set(ctx, SCMP_FLTATR_CTL_TSYNC, value));
	} else if (!strcmp(name, "api")) {
		check(name, seccomp_api_set(value));
	} else if (!strcmp(name, "merge")) {
		other = seccomp_init(SCMP_ACT_ALLOW);
		if (!other)
			errx(125, "seccomp_init");
		check("arch", seccomp_arch_remove(other, SCMP_ARCH_NATIVE));
		check("arch", seccomp_arch_add(other, SCMP_ARCH_X86));
		check(name, seccomp_merge(other, ctx));
		ctx = other;
	} else {
		errx(125, "unknown: %s", name);
	}
}

int main(int argc, char **argv)
{
	static const int denied[] = {
		SCMP_SYS(getcwd), SCMP_SYS(seccomp), 444, 445, 446,
	};
	char *value;
	size_t n;
	int i;

	ctx = seccomp_init(SCMP_ACT_ALLOW);
	if (!ctx)
		errx(125, "seccomp_init");
	for (n = 0; n < sizeof(denied) / sizeof(denied[0]); n++)
		check("rule", seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), denied[n], 0));
	check("raw", seccomp_attr_set(ctx, SCMP_FLTATR_API_SYSRAWRC, 1));
	for (i = 1; i < argc && strcmp(argv[i], "--"); i++) {
		value = strchr(argv[i], '=');
		if (!value)
			errx(125, "not WORD=NUMBER: %s", argv[i]);
		*value++ = '\0';
		word(argv[i], strtol(value, NULL, 0));
	}
	if (i + 1 >= argc)
		errx(125, "no command");
	check("seccomp_load", seccomp_load(ctx));
	seccomp_release(ctx);
	/* It need not be close-on-exec; nobody has to have it any more. */
	closefrom(3);
	execvp(argv[i + 1], argv + i + 1);
	err(127, "%s", argv[i + 1]);
}
