// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll run - the command as a child, and its scratch directory
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "scll-cmd.h"

/* Nobody needs more, and each level takes a descriptor. */
#define DEPTH_MAX	500

static char scratch[PATH_MAX];	/* "": there is none */
static int scratch_fd = -1;

const char *scratch_make(void)
{
	const char *base = getenv("TMPDIR");
	int len = snprintf(scratch, sizeof(scratch), "%s/scll-XXXXXX",
			   base && *base == '/' ? base : "/tmp");

	if (len >= (int)sizeof(scratch) || !mkdtemp(scratch)) {
		fprintf(stderr, "scll run: --tmp %s: %s\n", scratch, strerror(errno));
		*scratch = '\0';
		return NULL;
	}
	scratch_fd = open(scratch, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (scratch_fd < 0) {
		fprintf(stderr, "scll run: --tmp %s: %s\n", scratch, strerror(errno));
		rmdir(scratch);
		*scratch = '\0';
		return NULL;
	}
	return scratch;
}

/* A directory whose mode does not let its owner in is opened nevertheless. */
static int open_directory(int at, const char *name)
{
	const int flags = O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(at, name, O_RDONLY | flags);
	char path[64];

	if (fd >= 0 || errno != EACCES)
		return fd;
	fd = openat(at, name, O_PATH | flags);
	if (fd < 0)
		return fd;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	chmod(path, 0700);
	close(fd);
	return openat(at, name, O_RDONLY | flags);
}

/*
 * Removes all that is in a directory, and closes it.  Processes of the sandbox may still
 * be there and change it meanwhile: no step follows a symbolic link or a whole path, which
 * could lead out of it.
 */
static bool remove_below(int fd, int depth)
{
	DIR *dir = fdopendir(fd);
	struct dirent *entry;
	bool done = dir && depth < DEPTH_MAX;

	if (!dir) {
		close(fd);
		return false;
	}
	/* Without this mode nothing is removed from it. */
	fchmod(fd, 0700);
	/* As much as can be, also if something cannot. */
	while (depth < DEPTH_MAX && (entry = readdir(dir))) {
		int below;

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
		    !unlinkat(fd, entry->d_name, 0))
			continue;
		below = open_directory(fd, entry->d_name);
		if (below < 0 || !remove_below(below, depth + 1) ||
		    unlinkat(fd, entry->d_name, AT_REMOVEDIR))
			done = false;
	}
	closedir(dir);
	return done;
}

static void scratch_remove(void)
{
	if (!*scratch)
		return;
	if (!remove_below(scratch_fd, 0) || rmdir(scratch))
		fprintf(stderr, "scll run: --tmp %s: not removed\n", scratch);
	*scratch = '\0';
}

/* What ended it.  The signals that @set blocks go to the child, but once only. */
static int wait_for(pid_t child, bool session, const sigset_t *set)
{
	siginfo_t info;
	int status;

	for (;;) {
		int sig = sigwaitinfo(set, &info);

		if (sig < 0)
			continue;
		if (sig != SIGCHLD) {
			/* The terminal has sent it to both. */
			if (session || info.si_code != SI_KERNEL)
				kill(child, sig);
			continue;
		}
		while (waitpid(child, &status, WNOHANG | WUNTRACED) == child) {
			if (!WIFSTOPPED(status))
				return WIFEXITED(status) ? WEXITSTATUS(status) :
							   128 + WTERMSIG(status);
			/* For the shell, which waits for this process. */
			raise(SIGSTOP);
		}
	}
}

int child_run(bool session)
{
	struct sigaction old_action, action = { .sa_handler = SIG_DFL };
	sigset_t all, old;
	pid_t parent = getpid(), child;
	int status;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &old);
	/* If it is ignored, as by who started us, there is nothing to wait for. */
	sigaction(SIGCHLD, &action, &old_action);
	child = fork();
	if (!child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent || (session && setsid() < 0))
			_exit(EXIT_SETUP);
		sigaction(SIGCHLD, &old_action, NULL);
		sigprocmask(SIG_SETMASK, &old, NULL);
		return -1;
	}
	if (child < 0) {
		fprintf(stderr, "scll run: cannot start a child: %s\n", strerror(errno));
		status = EXIT_SETUP;
	} else {
		status = wait_for(child, session, &all);
	}
	scratch_remove();
	return status;
}
