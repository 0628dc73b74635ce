// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll learn - run a command and write a policy of what it used
 *
 * A recording, not a guard: each call goes on, whatever it is.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "learn.h"
#include "scll-cmd.h"
#include "table.h"
#include "util.h"

/* More components than a path can have. */
#define DEPTH_MAX	PATH_MAX

/* What is asked for. */
struct learn_options {
	struct learned *learned;
	const char *output;
	char *place;		/* the same, whatever becomes of its directory's name */
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

/*
 * What the policy replaces must be one, and not a device or a link to something.  The
 * command must not lead us to another directory later.
 */
static int check_output(struct learn_options *o)
{
	const char *name = o->output ? strrchr(o->output, '/') : NULL;
	struct stat st;
	char *dir;
	int fd;

	if (!o->output) {
		fputs("scll learn: no policy given; -o POLICY is where it goes to\n", stderr);
		return -1;
	}
	dir = name ? strndup(o->output, name - o->output + 1) : strdup(".");
	fd = dir ? open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
	free(dir);
	if (fd < 0 || asprintf(&o->place, "/proc/self/fd/%d/%s", fd,
			       name ? name + 1 : o->output) < 0)
		return fail(o->output, errno);
	if (lstat(o->place, &st))
		return errno == ENOENT ? 0 : fail(o->output, errno);
	if (S_ISREG(st.st_mode))
		return 0;
	fprintf(stderr, "scll learn: --output %s: not a regular file, and would be replaced\n",
		o->output);
	return -1;
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
	int status;

	if (check_output(o) || (o->merge && learned_merge(o->learned, o->output, o->place)) ||
	    learn_record(o->learned, go, o, &status))
		return EXIT_SETUP;
	learned_finish(o->learned, o->depth);
	learned_report(o->learned);
	return learned_write(o->learned, o->place) ? EXIT_SETUP : learn_exit_status(status);
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
	return status;
}
