// SPDX-License-Identifier: GPL-2.0-only
/*
 * talk [-c COLUMNS] [STEP]... -- COMMAND...: a person at a terminal
 *
 * Runs COMMAND in a session with a terminal of its own, and does the steps one after the
 * other while it copies to standard output what COMMAND prints.  A step is
 *
 *	+TEXT	wait until TEXT was printed, after what the step before waited for
 *	=KEYS	type KEYS: \r, \n, \e, \\ and \cX as elsewhere
 *	~MS	wait so many milliseconds
 *	!WORDS	run a command of the shell
 *	#ROWS	the terminal has so many rows now
 *	-	close the terminal
 *
 * Exits with the status of COMMAND, 128 and the number of its signal, or 99 if a step waits
 * for more than 20 seconds.  If it takes a minute, or 20 seconds after the steps, it is killed.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WAIT_MS	20000

static char printed[1 << 20];
static size_t printed_len, seen;
static int master;

static long now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* false: nothing more will come */
static int copy(int timeout)
{
	struct pollfd event = { .fd = master, .events = POLLIN };
	size_t room = sizeof(printed) - printed_len;
	ssize_t len;

	if (poll(&event, 1, timeout) <= 0)
		return 1;
	len = read(master, printed + printed_len, room);
	if (len <= 0)
		return 0;
	if (write(STDOUT_FILENO, printed + printed_len, len) != len)
		err(98, "write");
	printed_len += len;
	return 1;
}

static void wait_for(const char *text)
{
	long end = now() + WAIT_MS;
	char *at;

	while (!(at = memmem(printed + seen, printed_len - seen, text, strlen(text)))) {
		if (now() >= end || !copy(100))
			errx(99, "not printed: %s", text);
	}
	seen = at + strlen(text) - printed;
}

static void type(const char *keys)
{
	for (; *keys; keys++) {
		char c = *keys;

		if (c == '\\') {
			c = *++keys;
			c = c == 'r' ? '\r' : c == 'n' ? '\n' : c == 'e' ? '\033' : c;
			if (c == 'c')
				c = *++keys & 0x1f;
		}
		if (write(master, &c, 1) != 1)
			err(98, "type");
	}
}

int main(int argc, char **argv)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	int i = 1, status;
	long end;
	pid_t pid;

	if (argc > 2 && !strcmp(argv[1], "-c")) {
		size.ws_col = atoi(argv[2]);
		i = 3;
	}
	int first = i;

	while (i < argc && strcmp(argv[i], "--"))
		i++;
	if (i + 1 >= argc)
		errx(98, "no command");
	pid = forkpty(&master, NULL, NULL, &size);
	if (pid < 0)
		err(98, "forkpty");
	if (!pid) {
		execvp(argv[i + 1], argv + i + 1);
		err(127, "%s", argv[i + 1]);
	}
	fcntl(master, F_SETFD, FD_CLOEXEC);
	/* It ends, and so does the terminal. */
	alarm(60);
	for (int step = first; step < i; step++) {
		const char *arg = argv[step] + 1;

		switch (*argv[step]) {
		case '+':
			wait_for(arg);
			break;
		case '=':
			type(arg);
			break;
		case '~':
			for (end = now() + atoi(arg); now() < end;)
				copy(end - now());
			break;
		case '!':
			if (system(arg))
				errx(98, "failed: %s", arg);
			break;
		case '#':
			size.ws_row = atoi(arg);
			ioctl(master, TIOCSWINSZ, &size);
			break;
		case '-':
			close(master);
			master = -1;
			break;
		default:
			errx(98, "no such step: %s", argv[step]);
		}
	}
	alarm(20);
	while (master >= 0 && copy(-1))
		;
	if (waitpid(pid, &status, 0) != pid)
		err(98, "wait");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
