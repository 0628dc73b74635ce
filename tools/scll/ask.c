// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll run --ask - a person at the terminal decides about what the rules deny
 *
 * This process is outside of the sandbox and answers for it.  One question is asked at a
 * time.  Nothing but a letter that was typed for it is a yes: the end of the time, of the
 * terminal or of this process is a no.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ask.h"
#include "output.h"
#include "scll-cmd.h"
#include "util.h"

/* How often it is looked whether a question still waits. */
#define LOOK_MS		200

/* Of the child. */
static int to_parent = -1, rules_file = -1;

static int fail(const char *what)
{
	fprintf(stderr, "scll run: --ask: %s: %s\n", what, strerror(errno));
	return -1;
}

static void person_gone(struct ask *a)
{
	if (a->asking)
		ask_end_question(a, "");
	a->no_more = true;
	terminal_restore(&a->term);
	/* As when a terminal is closed. */
	close(a->term.master);
	close(a->term.slave);
	close(a->term.tty);
	a->term.tty = -1;
	a->term.master = -1;
	a->term.slave = -1;
}

static void on_keys(struct ask *a)
{
	struct pollfd typed = { .fd = a->term.tty, .events = POLLIN };
	char keys[256];
	ssize_t len;

	/* A signal that came with it can have shown the question anew, which drops it. */
	if (poll(&typed, 1, 0) <= 0)
		return;
	if (!a->asking) {
		if (!terminal_input(&a->term))
			person_gone(a);
		return;
	}
	len = read(a->term.tty, keys, sizeof(keys));
	if (len < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (len <= 0) {
		person_gone(a);
		return;
	}
	if (ask_now() < a->quiet) {
		/* But for what ends the command. */
		if (!memchr(keys, CTRL('c'), len)) {
			ask_keep_quiet(a);
			return;
		}
		keys[0] = CTRL('c');
	}
	/* What comes after an answer is for nobody. */
	for (ssize_t i = 0; i < len; i++)
		if (ask_take_key(a, keys[i]))
			break;
}

/*
 * What shows something to a person: virtual consoles and their content, serial lines, and the
 * terminals of others, who are perhaps asked there.  Not so the command's own terminal, and
 * what makes a new one.
 */
static bool is_screen(const struct terminal *t, dev_t device)
{
	const unsigned int number = major(device);
	struct stat st;

	if (terminal_is(t, device))
		return true;
	if (number == 5)
		return minor(device) != 0 && minor(device) != 2;
	if (number >= 136 && number <= 143)
		return fstat(t->slave, &st) || st.st_rdev != device;
	return number == 4 || number == 7;
}

/* Not asked about: without a person, and what would let the command ask itself. */
static bool is_refused(struct ask *a, const struct scll_question *q)
{
	struct stat st;

	return a->no_more || a->term.tty < 0 || q->kind == SCLL_KIND_CALL ||
	       (q->kind == SCLL_KIND_OBJECT && !fstat(q->fd, &st) && S_ISCHR(st.st_mode) &&
		is_screen(&a->term, st.st_rdev));
}

static void on_question(struct ask *a)
{
	struct scll_question *q = &a->queue[a->waiting];
	char text[32768];
	int ret;

	q->size = sizeof(*q);
	ret = scll_question_receive(a->listener, 0, q);
	if (ret == -EAGAIN || ret == -EINTR)
		return;
	if (ret) {
		if (ret != -EPIPE)
			terminal_print(&a->term, "scll run: --ask: a question is lost: %s\r\n",
				       strerror(-ret));
		if (ret == -EPIPE || ret == -EINVAL || ret == -EBADF) {
			close(a->listener);
			a->listener = -1;
		}
		return;
	}
	a->waiting++;
	if (answers_allow(&a->allowed, q)) {
		scll_question_yes(q);
	} else if (is_refused(a, q)) {
		if (a->term.tty < 0 && !a->no_more && q->kind != SCLL_KIND_CALL) {
			ask_describe(q, 1000, text, sizeof(text));
			for (char *c = text; (c = strchr(c, '\r'));)
				memmove(c, c + 1, strlen(c));
			fprintf(stderr, "%s  not allowed: there is no terminal to ask at\n", text);
		}
	} else {
		return;
	}
	ask_drop(a, a->waiting - 1);
}

/* The listener, or that there will be none: the child has said why. */
static void on_start(struct ask *a)
{
	a->listener = scll_receive_listener(a->sock);
	close(a->sock);
	a->sock = -1;
	a->began = a->listener >= 0;
	if (a->began && a->place && ask_read_rules(&a->learned, a->rules)) {
		fprintf(stderr, "scll run: --ask-policy: the rules are not known, and will not be in it\n");
		free(a->place);
		a->place = NULL;
	}
}

static void on_signal(struct ask *a)
{
	struct signalfd_siginfo info;
	int status;

	if (read(a->signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return;
	switch (info.ssi_signo) {
	case SIGCHLD:
		if (waitpid(a->command, &status, WNOHANG) == a->command)
			a->status = learn_exit_status(status);
		break;
	case SIGWINCH:
		terminal_resize(&a->term);
		/* A part of it may not be in sight any more.  The command can send this, too. */
		if (a->asking && (terminal_width(&a->term) != a->width ||
				  terminal_rows(&a->term) != a->height))
			ask_show_question(a);
		break;
	case SIGTSTP:
		terminal_restore(&a->term);
		raise(SIGSTOP);
		break;
	case SIGCONT:
		if (a->term.keys || a->asking)
			terminal_raw(&a->term);
		break;
	case SIGPIPE:
		break;
	default:
		/* Typed while the command's input is not from here. */
		if (a->term.tty >= 0 && info.ssi_code == SI_KERNEL &&
		    (info.ssi_signo == SIGINT || info.ssi_signo == SIGQUIT))
			terminal_signal(&a->term, info.ssi_signo);
		/* Without a terminal of its own the command has got it too. */
		else if (a->term.tty >= 0 || info.ssi_code != SI_KERNEL)
			kill(a->command, info.ssi_signo);
	}
}

/* The command can tell some terminals how large they are to be. */
static void end_too_small(struct ask *a)
{
	if (!a->asking || terminal_rows(&a->term) >= a->rows)
		return;
	ask_end_question(a, "(no: the terminal is too small for a question)");
	a->withdrawn = ask_now();
}

static void on_time(struct ask *a)
{
	const char *over = NULL;

	end_too_small(a);
	if (a->asking && scll_question_waits(&a->queue[0]))
		over = "(nobody waits for it any more)";
	else if (a->asking && ask_now() >= a->until)
		over = "(no: the time is over)";
	if (over) {
		ask_end_question(a, over);
		a->withdrawn = ask_now();
	}
	/* Those that were waiting when nobody was to be asked any more. */
	while (!a->asking && a->waiting && is_refused(a, &a->queue[0]))
		ask_drop(a, 0);
	if (!a->asking && a->waiting && a->status < 0)
		ask_begin_question(a);
}

/* Nobody would know how the command ends, and it may have been it that brought this about. */
static void give_up(struct ask *a, const char *what)
{
	terminal_restore(&a->term);
	fail(what);
	kill(a->command, SIGKILL);
	waitpid(a->command, NULL, 0);
	a->status = EXIT_SETUP;
}

static void supervise(struct ask *a)
{
	while (a->status < 0) {
		const struct terminal *t = &a->term;
		bool input = a->asking || (t->keys && !t->typed_len);
		struct pollfd events[] = {
			{ .fd = a->signals, .events = POLLIN },
			{ .fd = a->sock, .events = POLLIN },
			{ .fd = a->waiting < QUEUE_MAX ? a->listener : -1, .events = POLLIN },
			{ .fd = input ? t->tty : -1, .events = POLLIN },
			{ .fd = t->master, .events = (a->asking ? 0 : POLLIN) |
						     (t->typed_len ? POLLOUT : 0) },
		};

		if (poll(events, 5, a->asking ? LOOK_MS : -1) < 0 && errno != EINTR) {
			give_up(a, "poll");
			return;
		}
		if (events[0].revents)
			on_signal(a);
		if (events[1].revents)
			on_start(a);
		if (events[2].revents)
			on_question(a);
		if (events[3].revents)
			on_keys(a);
		if (events[4].revents & POLLOUT)
			terminal_flush(&a->term);
		if (events[4].revents & POLLIN)
			terminal_output(&a->term);
		on_time(a);
	}
}

/*
 * The last words of the command, and those who still wait.  Others may print for ever; what
 * the command has printed itself is there, and it is less than that.
 */
static void finish(struct ask *a)
{
	struct pollfd rest = { .fd = a->term.master, .events = POLLIN };
	int chunks = 256;

	if (a->asking)
		ask_end_question(a, "");
	while (a->waiting)
		ask_drop(a, 0);
	while (chunks-- && a->term.tty >= 0 && poll(&rest, 1, 50) > 0 && terminal_output(&a->term))
		;
	terminal_restore(&a->term);
	if (a->listener >= 0)
		close(a->listener);
	answers_free(&a->allowed);
	if (a->place && a->began)
		ask_write_policy(&a->learned, a->place);
	learned_free(&a->learned);
	free(a->place);
}

/* The child is to make the sandbox, and to run the command in it. */
static void enter(const struct ask *a, pid_t parent, int sock, const sigset_t *mask)
{
	struct terminal t = a->term;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent || terminal_enter(&t))
		_exit(EXIT_SETUP);
	close(a->sock);
	close(a->signals);
	to_parent = sock;
	rules_file = a->rules;
	sigprocmask(SIG_SETMASK, mask, NULL);
}

/* Each file that was allowed stays open. */
static void raise_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static int open_all(struct ask *a, const struct run_options *opts, const sigset_t *set)
{
	if (learned_init(&a->learned, "scll run"))
		return fail("the policy");
	if (opts->ask_policy) {
		if (output_place("scll run", "--ask-policy", opts->ask_policy, &a->place))
			return -1;
		a->rules = memfd_create("rules", MFD_CLOEXEC);
		if (a->rules < 0)
			return fail("the policy");
	}
	a->signals = signalfd(-1, set, SFD_CLOEXEC | SFD_NONBLOCK);
	return a->signals < 0 ? fail("signals") : terminal_open(&a->term);
}

/* As fork(2); -1 after a message. */
static pid_t start(struct ask *a, const sigset_t *mask)
{
	pid_t parent = getpid();
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		return fail("socketpair");
	a->sock = pair[0];
	fflush(NULL);
	a->command = fork();
	if (a->command < 0)
		return fail("fork");
	if (a->command) {
		close(pair[1]);
		a->learned.command = a->command;
	} else {
		enter(a, parent, pair[1], mask);
	}
	return a->command;
}

/* Who shows this terminal, or types into it, takes orders by a Unix socket. */
static void warn_sockets(const struct run_options *opts)
{
	static const char *const names[] = {
		"TMUX", "STY", "ZELLIJ", "KITTY_LISTEN_ON", "DISPLAY", "WAYLAND_DISPLAY",
		"DBUS_SESSION_BUS_ADDRESS", "NVIM", "WEZTERM_UNIX_SOCKET", "VSCODE_IPC_HOOK_CLI", NULL,
	};
	/* What the kernel may lack is perhaps not denied. */
	bool lacks = opts->flags & SCLL_BEST_EFFORT || opts->accept &
		     (SCLL_DROPPED_UNIX | SCLL_DROPPED_SCOPE | SCLL_DROPPED_RULES);
	bool named = opts->newer_fs && !lacks;
	bool denied = opts->baseline & SCLL_BASELINE_NO_UNIX ||
		      (named && opts->scopes & SCLL_SCOPE_ABSTRACT_UNIX);

	for (size_t i = 0; !opts->quiet && !denied && names[i]; i++)
		if (getenv(names[i])) {
			fprintf(stderr,
				"scll run: --ask: who is behind $%s can be told to answer, by a Unix socket: --no-unix denies that, or --unix and --scope abstract-unix\n",
				names[i]);
			return;
		}
}

int ask_start(const struct run_options *opts)
{
	static struct ask a = { .sock = -1, .rules = -1, .listener = -1, .status = -1 };
	struct sigaction action = { .sa_handler = SIG_DFL };
	sigset_t set, old;
	pid_t child;

	setlocale(LC_CTYPE, "");
	a.timeout = opts->ask_timeout;
	sigfillset(&set);
	/* Who is in the background stops when it uses the terminal. */
	sigdelset(&set, SIGTTOU);
	sigdelset(&set, SIGTTIN);
	sigprocmask(SIG_BLOCK, &set, &old);
	sigaction(SIGCHLD, &action, NULL);
	child = open_all(&a, opts, &set) ? -1 : start(&a, &old);
	if (!child)
		return -1;
	if (child < 0)
		return EXIT_SETUP;
	raise_files();
	if (a.term.tty >= 0)
		warn_sockets(opts);
	if (a.term.keys)
		terminal_raw(&a.term);
	supervise(&a);
	finish(&a);
	return a.status;
}

int ask_prepared(const struct scll *sb)
{
	return ask_write_rules(sb, rules_file);
}

int ask_begin(int listener)
{
	int ret = scll_send_listener(to_parent, listener);

	close(listener);
	close(to_parent);
	if (ret)
		fprintf(stderr, "scll run: --ask: cannot hand over the listener: %s\n", strerror(-ret));
	return ret ? -1 : 0;
}
