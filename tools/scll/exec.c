// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll exec - run a command in the sandbox of a process
 */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <scll.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "scll-cmd.h"
#include "util.h"

static void usage(FILE *out)
{
	fputs("Usage: scll exec PID -- COMMAND [ARGUMENT]...\n"
	      "Run a command with the filters and the rules of a process.\n"
	      "\n"
	      "The command and the processes of that sandbox can trace each other, as far as\n"
	      "they can trace among themselves.  Namespaces, the user and the environment stay\n"
	      "those of the caller.\n"
	      "\n"
	      "  -h, --help  this text\n"
	      "\n"
	      "Exit status: that of the command; 126 it cannot be executed, 127 it was not\n"
	      "found, 125 the sandbox was not entered and the command did not run.\n", out);
}

static int join(const char *text)
{
	uint64_t pid;
	int pidfd, ret;

	if (parse_number(text, INT_MAX, &pid) || !pid) {
		fprintf(stderr, "scll exec: '%s' is not a process id\n", text);
		return -1;
	}
	/* The descriptor is close-on-exec. */
	pidfd = syscall(SYS_pidfd_open, (pid_t)pid, 0);
	if (pidfd < 0) {
		fprintf(stderr, "scll exec: process %s: %s\n", text,
			errno == EINVAL ? "is a thread of another process" : strerror(errno));
		return -1;
	}
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) {
		fprintf(stderr, "scll exec: no_new_privs: %s\n", strerror(errno));
		return -1;
	}
	ret = scll_join(pidfd);
	close(pidfd);
	if (ret) {
		fprintf(stderr, "scll exec: process %s: %s\n", text, scll_why(ret, NULL));
		return -1;
	}
	return 0;
}

int cmd_exec(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	const char *pid;
	int c;

	while ((c = getopt_long(argc, argv, "+h", options, NULL)) != -1) {
		if (c == 'h') {
			usage(stdout);
			return 0;
		}
		return EXIT_SETUP;
	}
	if (optind >= argc) {
		fputs("scll exec: no process id given\n", stderr);
		return EXIT_SETUP;
	}
	pid = argv[optind++];
	if (optind < argc && !strcmp(argv[optind], "--"))
		optind++;
	if (optind >= argc) {
		fputs("scll exec: no command given\n", stderr);
		return EXIT_SETUP;
	}
	if (join(pid))
		return EXIT_SETUP;
	return run_command("scll exec", argv + optind, environ);
}
