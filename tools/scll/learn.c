// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll learn - run a command and write a policy of what it used
 *
 * A recording, not a guard: each call goes on, whatever it is.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "learn.h"
#include "output.h"
#include "scll-cmd.h"
#include "table.h"
#include "util.h"

/* More components than a path can have. */
#define DEPTH_MAX	PATH_MAX

/* What is asked for. */
struct learn_options {
	struct learned *learned;
	const char *output, *profile;	/* what is written, or NULL */
	char *place, *profile_place;	/* the same, see output_place() */
	const char *dir;	/* --chdir */
	uint64_t depth;
	bool merge;
	char **command;
};

static int fail(const char *what, int error)
{
	fprintf(stderr, "scll learn: %s: %s\n", what, strerror(error));
	return -1;
}

static int go(void *arg)
{
	const struct learn_options *o = arg;
	int error;

	if (o->dir && chdir(o->dir)) {
		fail(o->dir, errno);
		return EXIT_SETUP;
	}
	execvp(*o->command, o->command);
	error = errno;
	fail(*o->command, error);
	return error == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_RUN;
}

static int check_outputs(struct learn_options *o)
{
	const char *who = o->learned->who;

	if (!o->output && !o->profile) {
		fputs("scll learn: no policy given; -o POLICY names it, --seccomp-out FILE a profile\n",
		      stderr);
		return -1;
	}
	if (!o->output && (o->depth || json_object_size(o->learned->of[LEARNED_RULES]))) {
		fputs("scll learn: --depth, --ro and the like are for a policy, and no -o POLICY is given\n",
		      stderr);
		return -1;
	}
	if (o->output && o->profile && !strcmp(o->output, o->profile)) {
		fprintf(stderr, "scll learn: --seccomp-out %s: the policy goes there\n", o->profile);
		return -1;
	}
	if (o->output && output_place(who, "--output", o->output, &o->place))
		return -1;
	return o->profile ? output_place(who, "--seccomp-out", o->profile, &o->profile_place) : 0;
}

static int merge(struct learn_options *o)
{
	int ret = o->output ? learned_merge(o->learned, o->output, o->place) : 0;

	return ret || !o->profile ? ret :
	       learned_merge_syscalls(o->learned, o->profile, o->profile_place);
}

static int write_outputs(struct learn_options *o)
{
	int ret = 0;

	if (o->output) {
		learned_finish(o->learned, o->depth);
		learned_report(o->learned);
	}
	learned_report_notes(o->learned);
	if (o->output)
		ret = learned_write(o->learned, o->place);
	return ret || !o->profile ? ret : learned_write_syscalls(o->learned, o->profile_place);
}

struct path_list {
	struct learn_options *o;
	const char *option;
};

static int add_path(void *arg, const char *path)
{
	const struct path_list *list = arg;
	uint64_t rights = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
	char real[PATH_MAX];
	struct stat st;

	/* The letters of the option say what it allows. */
	if (strchr(list->option, 'w'))
		rights = SCLL_FS_ALL & ~LANDLOCK_ACCESS_FS_EXECUTE;
	if (strchr(list->option, 'x'))
		rights |= LANDLOCK_ACCESS_FS_EXECUTE;
	if (!realpath(path, real) || stat(real, &st)) {
		fprintf(stderr, "scll learn: --%s %s: %s\n", list->option, path, strerror(errno));
		return -1;
	}
	learned_rule(list->o->learned, real,
		     S_ISDIR(st.st_mode) ? rights : rights & LEARN_FILE_RIGHTS);
	return 0;
}

static int add_paths(struct learn_options *o, const char *option)
{
	struct path_list list = { o, option };
	int ret = list_each(optarg, add_path, &list);

	if (ret == -EINVAL)
		fprintf(stderr, "scll learn: --%s '%s': empty word\n", option, optarg);
	return ret;
}

/* -1 to go on, or the exit status. */
static int read_options(struct learn_options *o, int argc, char **argv)
{
	static const char *const paths[] = { "ro", "rox", "rw", "rwx" };
	int c;

	while ((c = table_getopt(argc, argv, "learn")) != -1) {
		switch (c) {
		case 'o':
			o->output = optarg;
			break;
		case OPT_SECCOMP_OUT:
			o->profile = optarg;
			break;
		case OPT_MERGE:
			o->merge = true;
			break;
		case OPT_DEPTH:
			if (!parse_number(optarg, DEPTH_MAX, &o->depth) && o->depth)
				break;
			fprintf(stderr, "scll learn: --depth: '%s' is not a number from 1 to %d\n",
				optarg, DEPTH_MAX);
			return EXIT_SETUP;
		case OPT_CHDIR:
			o->dir = optarg;
			break;
		case 'h':
			table_help(stdout, "learn");
			return 0;
		case OPT_RO:
		case OPT_ROX:
		case OPT_RW:
		case OPT_RWX:
			if (!add_paths(o, paths[c - OPT_RO]))
				break;
			return EXIT_SETUP;
		default:
			return EXIT_SETUP;
		}
	}
	o->command = argv + optind;
	if (*o->command)
		return -1;
	fputs("scll learn: no command given; 'scll learn --help' tells more\n", stderr);
	return EXIT_SETUP;
}

static int learn(struct learn_options *o)
{
	int status, ret;

	o->learned->profile = o->profile;
	if (check_outputs(o) || (o->merge && merge(o)))
		return EXIT_SETUP;
	ret = learn_record(o->learned, go, o, &status);
	/* A name typed wrong is no reason to replace what was learned before. */
	if (ret > 0)
		return learn_exit_status(status);
	return ret || write_outputs(o) ? EXIT_SETUP : learn_exit_status(status);
}

int cmd_learn(int argc, char **argv)
{
	struct learned learned;
	struct learn_options options = { .learned = &learned };
	int status = learned_init(&learned, "scll learn") ? EXIT_SETUP :
		     read_options(&options, argc, argv);

	if (status < 0)
		status = learn(&options);
	learned_free(&learned);
	free(options.place);
	free(options.profile_place);
	return status;
}
