// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Trying in a child what a stock kernel does in steps.  Half a sandbox cannot be
 * taken back, so what can fail has to fail here.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox.h"

/* Shared with the child, whose filter may deny every other way to report. */
struct report {
	struct scll_result result;
	int error;
	int done;
};

static void __attribute__((noreturn))
child(const struct scll_plan *plan, struct report *report)
{
	/* If the filter kills, that is no crash anybody wants to see. */
	syscall(SYS_prctl, PR_SET_DUMPABLE, 0L, 0L, 0L, 0L);
	report->error = scll_run(plan, &report->result);
	report->done = 1;
	syscall(SYS_exit_group, 0L);
	/* The filter may deny even that. */
	for (;;)
		__builtin_trap();
}

/* Without handlers of the process running in the child, and without SIGCHLD. */
static int run_child(const struct scll_plan *plan, struct report *report)
{
	sigset_t all, old;
	int status;
	long pid;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	pid = syscall(SYS_clone, 0L, 0L, 0L, 0L, 0L);
	if (!pid)
		child(plan, report);
	if (pid < 0)
		pid = -errno;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (pid < 0)
		return pid;
	while (waitpid(pid, &status, __WCLONE) < 0 && errno == EINTR)
		;
	return 0;
}

int scll_rehearse(const struct scll_plan *plan, struct scll_result *result)
{
	/* The child has no other threads, and nobody would answer its listener. */
	const unsigned int elsewhere = SECCOMP_FILTER_FLAG_TSYNC |
				       SECCOMP_FILTER_FLAG_TSYNC_ESRCH |
				       SECCOMP_FILTER_FLAG_NEW_LISTENER |
				       SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
	struct scll_plan tried = *plan;
	struct report *report;
	int err;

	report = mmap(NULL, sizeof(*report), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (report == MAP_FAILED)
		return -errno;
	/* The caller may set it later; only then the steps can be tried. */
	tried.no_new_privs = true;
	tried.filter_flags &= ~elsewhere;
	err = run_child(&tried, report);
	if (!err) {
		/* Killed by somebody else: as if there had been no memory. */
		err = report->done ? report->error : -ENOMEM;
		*result = report->result;
	}
	munmap(report, sizeof(*report));
	return err;
}
