// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - what it costs to start a command
 *
 *	speed COUNT COMMAND... :: OTHER...
 *	speed filter FILE COMMAND...
 *
 * Prints the medians of user and system time of both commands in microseconds, with all
 * children that they wait for, and how many times that of OTHER the first is.  They run in
 * turn: what else the machine does is the same for both.
 *
 * With "filter" writes the newest seccomp filter of what COMMAND executes, as root.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void run(char **argv)
{
	execvp(*argv, argv);
	err(127, "%s", *argv);
}

static long cost(char **argv)
{
	struct rusage use;
	int status;
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (!pid)
		run(argv);
	if (wait4(pid, &status, 0, &use) != pid || status)
		errx(1, "%s: status %d", *argv, status);
	return (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1000000 + use.ru_utime.tv_usec +
	       use.ru_stime.tv_usec;
}

static int compare(const void *a, const void *b)
{
	const long *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void measure(size_t count, char **one, char **other)
{
	long *costs[2];

	for (int i = 0; i < 2; i++) {
		costs[i] = calloc(count, sizeof(**costs));
		if (!costs[i])
			err(1, "calloc");
	}
	for (size_t i = 0; i < count; i++) {
		costs[0][i] = cost(one);
		costs[1][i] = cost(other);
	}
	for (int i = 0; i < 2; i++)
		qsort(costs[i], count, sizeof(**costs), compare);
	printf("%ld %ld %.2f\n", costs[0][count / 2], costs[1][count / 2],
	       (double)costs[0][count / 2] / costs[1][count / 2]);
	free(costs[0]);
	free(costs[1]);
}

/* At the second execve(2) of the process, which is in the sandbox. */
static void save_filter(const char *file, char **argv)
{
	struct sock_filter insns[BPF_MAXINSNS];
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), status;
	pid_t pid = fork();
	long count;

	if (pid < 0 || fd < 0)
		err(1, "%s", file);
	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		run(argv);
	}
	for (int execs = 0, sig; ; ptrace(PTRACE_CONT, pid, 0L, (long)sig)) {
		if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
			errx(1, "%s: it executes nothing", *argv);
		sig = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
		if (!sig && ++execs == 2)
			break;
	}
	count = ptrace(PTRACE_SECCOMP_GET_FILTER, pid, 0L, insns);
	if (count <= 0)
		err(1, "filter of %s", *argv);
	if (write(fd, insns, count * sizeof(*insns)) != (ssize_t)(count * sizeof(*insns)))
		err(1, "%s", file);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	close(fd);
}

int main(int argc, char **argv)
{
	size_t count = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;

	if (argc > 3 && !strcmp(argv[1], "filter")) {
		save_filter(argv[2], argv + 3);
		return 0;
	}
	for (int i = 3; count && i + 1 < argc; i++) {
		if (strcmp(argv[i], "::"))
			continue;
		argv[i] = NULL;
		measure(count, argv + 2, argv + i + 1);
		return 0;
	}
	errx(2, "usage: speed COUNT COMMAND... :: OTHER..., or speed filter FILE COMMAND...");
}
