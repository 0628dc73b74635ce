// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll exec - run a command in the sandbox of a process
 */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <scll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "launch.h"
#include "scll-cmd.h"
#include "table.h"
#include "util.h"

/* status_line: of a process; false if there is none that begins with @key */
static bool status_line(const char *pid, const char *key, char *line, int size)
{
	bool found = false;
	char path[64];
	FILE *status;

	snprintf(path, sizeof(path), "/proc/%s/status", pid);
	status = fopen(path, "re");
	while (status && !found && fgets(line, size, status))
		found = !strncmp(line, key, strlen(key));
	if (status)
		fclose(status);
	return found;
}

/* The kernel has one error for all that gives a sandbox no power over us. */
static void print_differences(const char *pid)
{
	static const char *const keys[] = { "Uid:", "Gid:", "Groups:", "CapPrm:" };
	static const char *const namespaces[] = { "user", "pid" };
	char here[1024] = "", there[1024], path[64];
	struct stat ours, its;

	/* In a new PID namespace /proc may still be the old one. */
	if (readlink("/proc/self", here, sizeof(here) - 1) < 0 || atoi(here) != getpid())
		return;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		if (!status_line("self", keys[i], here, sizeof(here)) ||
		    !status_line(pid, keys[i], there, sizeof(there)) || !strcmp(here, there))
			continue;
		fprintf(stderr, "scll exec: here    %sscll exec: there   %s", here, there);
	}
	for (size_t i = 0; i < sizeof(namespaces) / sizeof(*namespaces); i++) {
		snprintf(here, sizeof(here), "/proc/self/ns/%s", namespaces[i]);
		snprintf(path, sizeof(path), "/proc/%s/ns/%s", pid, namespaces[i]);
		if (!stat(here, &ours) && !stat(path, &its) && ours.st_ino != its.st_ino)
			fprintf(stderr, "scll exec: process %s has another %s namespace\n", pid,
				namespaces[i]);
	}
}

static int fail(const char *pid, int error, int step)
{
	fprintf(stderr, "scll exec: process %s: %s\n", pid, scll_why(error, step));
	if (step == SCLL_STEP_JOIN && error == -EPERM)
		print_differences(pid);
	return -1;
}

static int enter(const char *text)
{
	int pidfd, sandbox, ret;
	uint64_t pid;

	if (parse_number(text, INT_MAX, &pid) || !pid) {
		fprintf(stderr, "scll exec: '%s' is not a process id\n", text);
		return -1;
	}
	/* Both descriptors are close-on-exec. */
	pidfd = syscall(SYS_pidfd_open, (pid_t)pid, 0);
	if (pidfd < 0) {
		fprintf(stderr, "scll exec: process %s: %s\n", text,
			errno == EINVAL ? "is a thread of another process" : strerror(errno));
		return -1;
	}
	sandbox = scll_open(pidfd);
	if (sandbox < 0)
		return fail(text, sandbox, SCLL_STEP_OPEN);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) {
		fprintf(stderr, "scll exec: no_new_privs: %s\n", strerror(errno));
		return -1;
	}
	ret = scll_join(sandbox);
	return ret ? fail(text, ret, SCLL_STEP_JOIN) : 0;
}

int cmd_exec(int argc, char **argv)
{
	struct launch launch;
	const char *pid;
	int c, status;

	while ((c = table_getopt(argc, argv, "exec")) != -1) {
		if (c == 'h') {
			table_help(stdout, "exec");
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
	launch_find(&launch, argv[optind]);
	status = EXIT_SETUP;
	if (!enter(pid))
		status = launch_run("scll exec", &launch, argv + optind, environ, NULL);
	launch_free(&launch);
	return status;
}
