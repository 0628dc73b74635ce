// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll run --ask - the person's terminal, and one of its own for the command
 *
 * Who can write to a terminal can show anything there, and who can read from it gets what
 * is typed.  The command must do neither while a person is asked, so it has another one,
 * and what it prints waits meanwhile.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "ask.h"

/*
 * Ends a sequence or a string that the command has begun (CAN, ST), else the rest is a part of
 * it; then the modes in which other sequences count, of a Tektronix terminal (ESC ETX, and CR
 * before it) and of a VT52 (ESC <), where no string can be begun.  Elsewhere these do nothing:
 * ETX is ignored there, and the ESC after it begins anew.
 */
#define LISTEN	"\r\030\033\\\033\003\033<"

/* Pictures of kitty, which can be in front of all text. */
#define NO_PICTURES	"\033_Ga=d,d=A\033\\"

/*
 * What the command has printed must not hide a question, or a part of it.  Ends output to a
 * printer, what is not shown yet, and a link.  Letters as usual: SI, ASCII, soft reset, and
 * the colours of a console.  Not all know that reset, so there are no margins, no origin, and
 * lines that wrap.  All of that can move the cursor: a new line at the end of the screen has no
 * attributes of its own.
 */
#define PLAIN	LISTEN "\033[4i\033[?2026l" NO_PICTURES "\033]8;;\033\\\017\033(B\033[!p"	\
		"\033]R\033\\\033[0m\033[?6l\033[?69l\033[r\033[?7h\033[999;1H\r\n\033[J"

/* If names are shown in UTF-8: bytes of it are commands to a terminal that takes them alone. */
#define UTF8	"\033%G"

/* White on black, which are not what the command can choose colours for. */
#define COLOURS	"\033[0;38;2;255;255;255;48;2;0;0;0m"

/* Keys as they are: else they can come as sequences.  Of these modes one is as before then. */
#define KEYS	"\033[>4m\033[>0u\033[?9001l"
#define OLD_KEYS "\033[<u"

static bool is_mine(int fd)
{
	return tcgetsid(fd) == getsid(0);
}

static int fail(const char *what)
{
	fprintf(stderr, "scll run: --ask: %s: %s\n", what, strerror(errno));
	return -1;
}

/* A number as the kernel writes it: 12 bits of the minor number are above the major one. */
static dev_t device_of(const struct terminal *t)
{
	unsigned int number;

	if (t->tty < 0 || ioctl(t->tty, TIOCGDEV, &number))
		return 0;
	return makedev(number >> 8 & 0xfff, (number & 0xff) | (number >> 12 & 0xfff00));
}

/*
 * Two at one terminal would take each other's answers, and the command of the one could print
 * over a question of the other.  /dev/tty is one file for all terminals, so the lock is that of
 * the terminal's own file.
 */
static int lock_terminal(struct terminal *t)
{
	char path[32];
	struct stat st;

	for (int i = 0; i <= STDERR_FILENO + 1 && t->lock < 0; i++) {
		if (i <= STDERR_FILENO)
			snprintf(path, sizeof(path), "/proc/self/fd/%d", i);
		else
			snprintf(path, sizeof(path), "/dev/pts/%u", minor(device_of(t)));
		if (!stat(path, &st) && S_ISCHR(st.st_mode) && terminal_is(t, st.st_rdev))
			t->lock = open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	}
	return t->lock >= 0 && flock(t->lock, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK ? -1 : 0;
}

int terminal_open(struct terminal *t)
{
	struct winsize size;

	*t = (struct terminal){ .master = -1, .slave = -1, .lock = -1 };
	t->tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (t->tty < 0 || tcgetattr(t->tty, &t->before)) {
		t->tty = -1;
		return 0;
	}
	if (lock_terminal(t)) {
		fprintf(stderr,
			"scll run: --ask: another scll run --ask is at this terminal; run one after the other\n");
		return -1;
	}
	t->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (t->master < 0 || grantpt(t->master) || unlockpt(t->master))
		return fail("no terminal for the command");
	t->slave = ioctl(t->master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (t->slave < 0 || tcsetattr(t->slave, TCSANOW, &t->before))
		return fail("no terminal for the command");
	if (!ioctl(t->tty, TIOCGWINSZ, &size))
		ioctl(t->slave, TIOCSWINSZ, &size);
	fcntl(t->master, F_SETFL, O_RDWR | O_NONBLOCK);
	t->keys = is_mine(STDIN_FILENO);
	return 0;
}

/* Whatever number it has. */
static int replace_all(const struct terminal *t)
{
	DIR *dir = opendir("/proc/self/fd");
	struct dirent *entry;
	int ret = 0;

	if (!dir)
		return fail("/proc/self/fd");
	while ((entry = readdir(dir))) {
		int fd = atoi(entry->d_name);

		if (*entry->d_name == '.' || fd == dirfd(dir) || fd == t->slave ||
		    fcntl(fd, F_GETFD) & FD_CLOEXEC || !is_mine(fd))
			continue;
		if (dup2(t->slave, fd) < 0)
			ret = fail("the command's terminal");
	}
	closedir(dir);
	return ret;
}

int terminal_enter(struct terminal *t)
{
	if (t->tty < 0)
		return 0;
	if (replace_all(t))
		return -1;
	if (setsid() < 0 || ioctl(t->slave, TIOCSCTTY, 0))
		return fail("the command's terminal");
	close(t->tty);
	close(t->master);
	close(t->slave);
	close(t->lock);
	return 0;
}

void terminal_raw(struct terminal *t)
{
	struct termios raw = t->before;

	if (t->tty < 0)
		return;
	cfmakeraw(&raw);
	t->raw = !tcsetattr(t->tty, TCSADRAIN, &raw);
}

void terminal_restore(struct terminal *t)
{
	if (t->tty >= 0 && t->raw)
		tcsetattr(t->tty, TCSADRAIN, &t->before);
	t->raw = false;
}

void terminal_resize(struct terminal *t)
{
	struct winsize size;

	if (t->tty >= 0 && !ioctl(t->tty, TIOCGWINSZ, &size))
		ioctl(t->master, TIOCSWINSZ, &size);
}

int terminal_width(const struct terminal *t)
{
	struct winsize size;

	return t->tty >= 0 && !ioctl(t->tty, TIOCGWINSZ, &size) && size.ws_col ? size.ws_col : 80;
}

int terminal_rows(const struct terminal *t)
{
	struct winsize size;

	return t->tty >= 0 && !ioctl(t->tty, TIOCGWINSZ, &size) && size.ws_row ? size.ws_row : 24;
}

bool terminal_is(const struct terminal *t, dev_t device)
{
	return t->tty >= 0 && device == device_of(t);
}

static void write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t done = write(fd, data, len);

		if (done < 0 && errno != EINTR)
			return;
		if (done > 0) {
			data += done;
			len -= done;
		}
	}
}

bool terminal_output(struct terminal *t)
{
	char data[4096];
	ssize_t len = read(t->master, data, sizeof(data));

	if (len > 0)
		write_all(t->tty, data, len);
	return len > 0 || (len < 0 && (errno == EAGAIN || errno == EINTR));
}

void terminal_flush(struct terminal *t)
{
	ssize_t done = t->typed_len ? write(t->master, t->typed, t->typed_len) : 0;

	if (done > 0) {
		t->typed_len -= done;
		memmove(t->typed, t->typed + done, t->typed_len);
	}
}

bool terminal_input(struct terminal *t)
{
	ssize_t len = read(t->tty, t->typed, sizeof(t->typed));

	if (len > 0) {
		t->typed_len = len;
		terminal_flush(t);
	}
	return len > 0 || (len < 0 && (errno == EAGAIN || errno == EINTR));
}

void terminal_begin_question(struct terminal *t)
{
	if (!t->raw)
		terminal_raw(t);
	/* What was typed before is no answer. */
	tcflush(t->tty, TCIFLUSH);
	terminal_print(t, PLAIN "%s" KEYS COLOURS,
		       strcmp(nl_langinfo(CODESET), "UTF-8") ? "" : UTF8);
}

void terminal_end_question(struct terminal *t, const char *said)
{
	pid_t group;

	terminal_print(t, "%s\033[0m" NO_PICTURES OLD_KEYS "\r\n", said);
	if (!t->keys)
		terminal_restore(t);
	/* Who draws a screen draws it anew. */
	if (!ioctl(t->master, TIOCGPGRP, &group) && group > 1)
		kill(-group, SIGWINCH);
}

void terminal_signal(struct terminal *t, int sig)
{
	const char byte = t->before.c_cc[sig == SIGINT ? VINTR : VQUIT];
	struct termios now;

	/* A program that reads single keys gets one. */
	if (!tcgetattr(t->master, &now) && !(now.c_lflag & ISIG))
		write_all(t->master, &byte, 1);
	else
		ioctl(t->master, TIOCSIG, sig);
}

void terminal_print(const struct terminal *t, const char *fmt, ...)
{
	va_list ap;

	if (t->tty < 0)
		return;
	va_start(ap, fmt);
	vdprintf(t->tty, fmt, ap);
	va_end(ap);
}
