// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll learn - run a command and write a policy of what it used
 *
 * A recording, not a guard: each call goes on, whatever it is.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "learn.h"
#include "scll-cmd.h"
#include "table.h"
#include "util.h"

/* More components than a path can have. */
#define DEPTH_MAX	PATH_MAX

/* How long processes may take to end after the first one. */
#define TELL_MS		2000

struct recorder {
	struct learned learned;
	const char *output;
	char *place;		/* the same, whatever becomes of its directory's name */
	const char *dir;	/* --chdir */
	uint64_t depth;
	bool merge;
	char **command;
	int listener, signals;
	int status;		/* of the command as of wait(2), -1: it runs */
	sigset_t old;
};

static int fail(const char *what, int error)
{
	fprintf(stderr, "scll learn: %s: %s\n", what, strerror(error));
	return -1;
}

/* The command, until it is executed. */
static void __attribute__((noreturn)) start(struct recorder *r, pid_t parent, int to, int from)
{
	char byte;

	sigprocmask(SIG_SETMASK, &r->old, NULL);
	/* Without a recorder its calls fail. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		_exit(EXIT_SETUP);
	if (r->dir && chdir(r->dir)) {
		fail(r->dir, errno);
		_exit(EXIT_SETUP);
	}
	r->listener = learn_filter();
	if (r->listener < 0)
		fail("cannot listen to system calls", -r->listener);
	if (r->listener < 0 || write(to, &r->listener, sizeof(r->listener)) < 0 ||
	    read(from, &byte, 1) != 1)
		_exit(EXIT_SETUP);
	close(r->listener);
	execvp(*r->command, r->command);
	fail(*r->command, errno);
	_exit(errno == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_RUN);
}

/* Takes the listener from the command, which waits for that. */
static int take_listener(struct recorder *r, int from, int to)
{
	int process, fd;

	if (read(from, &fd, sizeof(fd)) != (ssize_t)sizeof(fd))
		return -1;
	process = syscall(SYS_pidfd_open, r->learned.command, 0);
	r->listener = syscall(SYS_pidfd_getfd, process, fd, 0);
	if (r->listener < 0)
		fail("cannot take the listener of the command, as where nobody may trace", errno);
	close(process);
	return r->listener < 0 || write(to, "", 1) != 1 ? -1 : 0;
}

static int launch_command(struct recorder *r)
{
	pid_t parent = getpid();
	int up[2], down[2], ret;

	if (pipe2(up, O_CLOEXEC) || pipe2(down, O_CLOEXEC))
		return fail("pipe", errno);
	fflush(NULL);
	r->learned.command = fork();
	if (r->learned.command < 0)
		return fail("fork", errno);
	if (!r->learned.command)
		start(r, parent, up[1], down[0]);
	close(up[1]);
	close(down[0]);
	ret = take_listener(r, up[0], down[1]);
	close(up[0]);
	close(down[1]);
	if (ret)
		waitpid(r->learned.command, NULL, 0);
	return ret;
}

/* Returns true if the recording is to end. */
static bool on_signal(struct recorder *r)
{
	struct signalfd_siginfo info;

	if (read(r->signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return false;
	if (info.ssi_signo == SIGCHLD) {
		if (waitpid(r->learned.command, &r->status, WNOHANG) <= 0)
			r->status = -1;
		return false;
	}
	if (r->status != -1)
		return true;
	/* Those of the terminal go to the command anyway. */
	if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGHUP)
		kill(r->learned.command, info.ssi_signo);
	return false;
}

static void record(struct recorder *r, struct seccomp_notif *call,
		   struct seccomp_notif_resp *answer)
{
	struct pollfd events[] = {
		{ .fd = r->signals, .events = POLLIN },
		{ .fd = r->listener, .events = POLLIN },
	};

	for (bool told = false;;) {
		int nr = poll(events, 2, r->status == -1 || told ? -1 : TELL_MS);

		if (!nr) {
			fputs("scll learn: the command has ended and other processes go on; Ctrl-C ends the recording\n",
			      stderr);
			told = true;
		}
		if (nr <= 0)
			continue;
		if (events[0].revents && on_signal(r)) {
			learned_note(&r->learned, "what processes did that go on running");
			break;
		}
		if (!(events[1].revents & POLLIN)) {
			/* The last process has ended. */
			if (events[1].revents)
				break;
			continue;
		}
		memset(call, 0, sizeof(*call));
		if (seccomp_notify_receive(r->listener, call)) {
			/* Its process has been killed. */
			if (errno == ENOENT || errno == EINTR)
				continue;
			learned_note(&r->learned, "the rest: %s", strerror(errno));
			break;
		}
		learn_call(&r->learned, r->listener, call);
		*answer = (struct seccomp_notif_resp){
			.id = call->id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE,
		};
		seccomp_notify_respond(r->listener, answer);
	}
	close(r->listener);
	if (r->status == -1)
		waitpid(r->learned.command, &r->status, 0);
}

static int run(struct recorder *r)
{
	struct seccomp_notif *call;
	struct seccomp_notif_resp *answer;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGQUIT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, &r->old);
	r->signals = signalfd(-1, &set, SFD_CLOEXEC);
	if (r->signals < 0 || seccomp_notify_alloc(&call, &answer))
		return fail("no memory for a recording", ENOMEM);
	if (launch_command(r)) {
		seccomp_notify_free(call, answer);
		return -1;
	}
	record(r, call, answer);
	seccomp_notify_free(call, answer);
	return 0;
}

/*
 * What the policy replaces must be one, and not a device or a link to something.  The
 * command must not lead us to another directory later.
 */
static int check_output(struct recorder *r)
{
	const char *name = r->output ? strrchr(r->output, '/') : NULL;
	struct stat st;
	char *dir;
	int fd;

	if (!r->output) {
		fputs("scll learn: no policy given; -o POLICY is where it goes to\n", stderr);
		return -1;
	}
	dir = name ? strndup(r->output, name - r->output + 1) : strdup(".");
	fd = dir ? open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
	free(dir);
	if (fd < 0 || asprintf(&r->place, "/proc/self/fd/%d/%s", fd,
			       name ? name + 1 : r->output) < 0)
		return fail(r->output, errno);
	if (lstat(r->place, &st))
		return errno == ENOENT ? 0 : fail(r->output, errno);
	if (S_ISREG(st.st_mode))
		return 0;
	fprintf(stderr, "scll learn: --output %s: not a regular file, and would be replaced\n",
		r->output);
	return -1;
}

struct path_list {
	struct recorder *r;
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
	learned_add(&list->r->learned, LEARNED_RULES, real,
		    S_ISDIR(st.st_mode) ? rights : rights & LEARN_FILE_RIGHTS);
	return 0;
}

static int add_paths(struct recorder *r, const char *option)
{
	struct path_list list = { r, option };
	int ret = list_each(optarg, add_path, &list);

	if (ret == -EINVAL)
		fprintf(stderr, "scll learn: --%s '%s': empty word\n", option, optarg);
	return ret;
}

/* -1 to go on, or the exit status. */
static int read_options(struct recorder *r, int argc, char **argv)
{
	static const char *const paths[] = { "ro", "rox", "rw", "rwx" };
	int c;

	while ((c = table_getopt(argc, argv, "learn")) != -1) {
		switch (c) {
		case 'o':
			r->output = optarg;
			break;
		case OPT_MERGE:
			r->merge = true;
			break;
		case OPT_DEPTH:
			if (!parse_number(optarg, DEPTH_MAX, &r->depth) && r->depth)
				break;
			fprintf(stderr, "scll learn: --depth: '%s' is not a number from 1 to %d\n",
				optarg, DEPTH_MAX);
			return EXIT_SETUP;
		case OPT_CHDIR:
			r->dir = optarg;
			break;
		case 'h':
			table_help(stdout, "learn");
			return 0;
		case OPT_RO:
		case OPT_ROX:
		case OPT_RW:
		case OPT_RWX:
			if (!add_paths(r, paths[c - OPT_RO]))
				break;
			return EXIT_SETUP;
		default:
			return EXIT_SETUP;
		}
	}
	r->command = argv + optind;
	if (*r->command)
		return -1;
	fputs("scll learn: no command given; 'scll learn --help' tells more\n", stderr);
	return EXIT_SETUP;
}

static int learn(struct recorder *r)
{
	if (check_output(r) || (r->merge && learned_merge(&r->learned, r->output, r->place)) || run(r))
		return EXIT_SETUP;
	learned_finish(&r->learned, r->depth);
	learned_report(&r->learned);
	if (learned_write(&r->learned, r->place))
		return EXIT_SETUP;
	return WIFEXITED(r->status) ? WEXITSTATUS(r->status) : 128 + WTERMSIG(r->status);
}

int cmd_learn(int argc, char **argv)
{
	struct recorder r = { .status = -1 };
	int status;

	if (learned_init(&r.learned)) {
		fail("recording", ENOMEM);
		return EXIT_SETUP;
	}
	status = read_options(&r, argc, argv);
	if (status < 0)
		status = learn(&r);
	learned_free(&r.learned);
	free(r.place);
	return status;
}
