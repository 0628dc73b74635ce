// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll learn - run a command, and look at each of its calls
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "learn.h"
#include "scll-cmd.h"

/* How long processes may take to end after the first one. */
#define TELL_MS		2000

struct recorder {
	struct learned *learned;
	int (*go)(void *arg);
	void *arg;
	int listener, signals;
	int starting;		/* closed by the child when it executes the command; -1: it has */
	bool failed;		/* it cannot execute the command, and wrote that there */
	uint32_t mark;		/* of calls between the two of us, which nobody else knows */
	int status;		/* of the command as of wait(2), -1: it runs */
	sigset_t old;
};

static int fail(const struct recorder *r, const char *what, int error)
{
	fprintf(stderr, "%s: %s: %s\n", r->learned->who, what, strerror(error));
	return -1;
}

/* The child, until it executes a command. */
static void __attribute__((noreturn)) start(struct recorder *r, pid_t parent, int to, int from)
{
	int told[2], status;
	char byte;

	sigprocmask(SIG_SETMASK, &r->old, NULL);
	/* Without a recorder its calls fail. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		_exit(EXIT_SETUP);
	r->listener = learn_filter(r->learned, r->mark);
	if (r->listener < 0)
		fail(r, "cannot listen to system calls", -r->listener);
	told[0] = r->listener;
	told[1] = r->learned->asks;
	/* Nobody would answer another call yet. */
	if (r->listener < 0 ||
	    syscall(SYS_write, to, told, sizeof(told), 0L, 0L, (long)r->mark) < 0 ||
	    syscall(SYS_read, from, &byte, 1L, 0L, 0L, (long)r->mark) != 1)
		_exit(EXIT_SETUP);
	close(r->listener);
	status = r->go(r->arg);
	syscall(SYS_write, to, "", 1L, 0L, 0L, (long)r->mark);
	_exit(status);
}

/* Takes the listener from the command, which waits for that. */
static int take_listener(struct recorder *r, int from, int to)
{
	int process, told[2];

	if (read(from, told, sizeof(told)) != (ssize_t)sizeof(told))
		return -1;
	r->learned->asks = told[1];
	process = syscall(SYS_pidfd_open, r->learned->command, 0);
	r->listener = syscall(SYS_pidfd_getfd, process, told[0], 0);
	if (r->listener < 0)
		fail(r, "cannot take the listener of the command, as where nobody may trace", errno);
	close(process);
	return r->listener < 0 || write(to, "", 1) != 1 ? -1 : 0;
}

static int launch_command(struct recorder *r)
{
	pid_t parent = getpid();
	int up[2], down[2], ret;

	if (pipe2(up, O_CLOEXEC) || pipe2(down, O_CLOEXEC))
		return fail(r, "pipe", errno);
	fflush(NULL);
	r->learned->command = fork();
	if (r->learned->command < 0)
		return fail(r, "fork", errno);
	if (!r->learned->command)
		start(r, parent, up[1], down[0]);
	close(up[1]);
	close(down[0]);
	ret = take_listener(r, up[0], down[1]);
	r->starting = up[0];
	close(down[1]);
	if (ret)
		waitpid(r->learned->command, NULL, 0);
	return ret;
}

/* Returns true if the recording is to end. */
static bool on_signal(struct recorder *r)
{
	struct signalfd_siginfo info;

	if (read(r->signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return false;
	if (info.ssi_signo == SIGCHLD) {
		if (waitpid(r->learned->command, &r->status, WNOHANG) <= 0)
			r->status = -1;
		return false;
	}
	if (r->status != -1)
		return true;
	/* Those of the terminal go to the command anyway. */
	if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGHUP)
		kill(r->learned->command, info.ssi_signo);
	return false;
}

/* Calls before that are those of scll itself. */
static bool has_begun(struct recorder *r)
{
	struct pollfd event = { .fd = r->starting };
	char byte;

	if (r->starting < 0)
		return true;
	if (poll(&event, 1, 0) <= 0)
		return false;
	r->failed = read(r->starting, &byte, 1) == 1;
	close(r->starting);
	r->starting = -1;
	return true;
}

/* A call, or the file that it is about to execute; either goes on. */
static void record_question(struct recorder *r, struct scll_question *q)
{
	if (q->kind != SCLL_KIND_CALL) {
		learn_asked(r->learned, q);
	} else {
		learn_call(r->learned, q);
		if (r->learned->profile && has_begun(r))
			learned_syscall(r->learned, q->arch, q->call);
	}
	scll_question_yes(q);
	scll_question_free(q);
}

static void record(struct recorder *r)
{
	struct scll_question q;
	struct pollfd events[] = {
		{ .fd = r->signals, .events = POLLIN },
		{ .fd = r->listener, .events = POLLIN },
	};

	for (bool told = false;;) {
		int ret, nr = poll(events, 2, r->status == -1 || told ? -1 : TELL_MS);

		if (!nr) {
			fprintf(stderr,
				"%s: the command has ended and other processes go on; Ctrl-C ends the recording\n",
				r->learned->who);
			told = true;
		}
		/* The command can lower a limit of its parent. */
		if (nr < 0 && errno != EINTR) {
			learned_note(r->learned, "the rest: %s", strerror(errno));
			break;
		}
		if (nr <= 0)
			continue;
		if (events[0].revents && on_signal(r)) {
			learned_note(r->learned, "what processes did that go on running");
			break;
		}
		if (!(events[1].revents & POLLIN)) {
			/* The last process has ended. */
			if (events[1].revents)
				break;
			continue;
		}
		q.size = sizeof(q);
		ret = scll_question_receive(r->listener, 0, &q);
		/* Its process has been killed. */
		if (ret == -EAGAIN || ret == -EINTR)
			continue;
		if (ret) {
			learned_note(r->learned, "the rest: %s", strerror(-ret));
			break;
		}
		record_question(r, &q);
	}
	close(r->listener);
	if (r->status == -1)
		waitpid(r->learned->command, &r->status, 0);
}

int learn_record(struct learned *l, int (*go)(void *arg), void *arg, int *status)
{
	struct recorder r = { .learned = l, .go = go, .arg = arg, .status = -1 };
	sigset_t set;
	int ret;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGQUIT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, &r.old);
	r.signals = signalfd(-1, &set, SFD_CLOEXEC);
	if (r.signals < 0 || getrandom(&r.mark, sizeof(r.mark), 0) != sizeof(r.mark))
		return fail(&r, "cannot begin a recording", errno);
	ret = launch_command(&r);
	if (!ret) {
		record(&r);
		has_begun(&r);
	}
	*status = r.status;
	return ret ? ret : r.failed;
}

int learn_exit_status(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
