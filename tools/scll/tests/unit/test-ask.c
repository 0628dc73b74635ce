// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll run --ask - tests of questions in words, of answers that are kept, and of the policy
 */
#define _GNU_SOURCE
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <locale.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

static bool no_poll;

static int test_poll(struct pollfd *events, nfds_t count, int timeout)
{
	errno = EINVAL;
	return no_poll ? -1 : poll(events, count, timeout);
}

/* cmocka has another one. */
#pragma push_macro("fail")
#undef fail
#define poll test_poll
#include "../../ask.c"
#undef poll
#pragma pop_macro("fail")

static char dir[32] = "/tmp/scll-ask-XXXXXX";

static struct scll_question about(int kind, const char *path, const char *name, const char *name2)
{
	struct scll_question q = {
		.size = sizeof(q), .listener = -1, .answered = 1, .pid = 4711, .kind = kind,
		.fd = open(path, O_PATH | O_CLOEXEC),
		.name_len = strlen(name), .name2_len = strlen(name2),
	};

	assert_true(q.fd >= 0);
	strcpy(q.name, name);
	strcpy(q.name2, name2);
	return q;
}

static void asks(const struct scll_question *q, const char *want)
{
	char text[4096];

	ask_describe(q, 200, text, sizeof(text));
	if (!strstr(text, want))
		fail_msg("not in the question: %s\n%s", want, text);
}

static void exchange(void **state)
{
	struct scll_question q = about(SCLL_KIND_EXCHANGE, dir, "one", "two");
	struct scll_question other = q;
	struct answers answers = { 0 };

	(void)state;
	q.ino2 = 5;
	other.ino2 = 5;
	asks(&q, "/one\"\r\n  to change places with \"two\"\r\n");
	assert_int_equal(0, answers_keep(&answers, &q));
	assert_true(answers_allow(&answers, &other));
	other.kind = SCLL_KIND_RENAME;
	assert_false(answers_allow(&answers, &other));
	asks(&other, "/one\"\r\n  to be called \"two\", which is there already\r\n");
	answers_free(&answers);
	scll_question_free(&q);
}

/* A yes is for all that the call needs: it is shown, kept, and in the policy. */
static void all_that_is_needed(void **state)
{
	struct scll_question q = about(SCLL_KIND_OBJECT, "/etc/passwd", "", ""), other = q;
	struct answers answers = { 0 };
	struct learned l;

	(void)state;
	q.denied = LANDLOCK_ACCESS_FS_EXECUTE;
	q.needed = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE;
	asks(&q, "is denied: execute\r\n  a yes allows: execute,read_file\r\n  file \"");
	assert_int_equal(0, answers_keep(&answers, &q));
	other.denied = LANDLOCK_ACCESS_FS_READ_FILE;
	other.needed = LANDLOCK_ACCESS_FS_READ_FILE;
	assert_true(answers_allow(&answers, &other));
	asks(&other, "is denied: read_file\r\n  file \"");
	/* What is denied was allowed, and what is needed was not. */
	other.needed |= LANDLOCK_ACCESS_FS_WRITE_FILE;
	assert_false(answers_allow(&answers, &other));
	assert_int_equal(0, answers_keep(&answers, &other));
	assert_true(answers_allow(&answers, &other));
	answers_free(&answers);
	assert_int_equal(0, learned_init(&l, "test"));
	ask_learn(&l, &q);
	assert_int_equal(q.needed, json_integer_value(json_object_get(l.of[LEARNED_USED],
								      "/etc/passwd")));
	learned_free(&l);
	scll_question_free(&q);
}

int learn_exit_status(int status)
{
	return status;
}

/* The command can lower a limit of this process by prlimit(2).  It must not go on. */
static void cannot_wait(void **state)
{
	struct ask a = { .term = { .tty = -1, .master = -1, .slave = -1 },
			 .signals = -1, .sock = -1, .listener = -1, .status = -1 };

	(void)state;
	fflush(NULL);
	a.command = fork();
	if (!a.command) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		pause();
		_exit(0);
	}
	no_poll = true;
	supervise(&a);
	no_poll = false;
	assert_int_equal(EXIT_SETUP, a.status);
	assert_int_equal(-1, waitpid(a.command, NULL, WNOHANG));
}

/* A hand that was typing when the question came. */
static void typed_too_early(void **state)
{
	struct ask a = { .term = { .tty = -1, .master = -1, .slave = -1 }, .place = NULL };
	int64_t now = ask_now();

	(void)state;
	a.queue[0] = about(SCLL_KIND_OBJECT, "/etc/passwd", "", "");
	a.waiting = 1;
	ask_begin_question(&a);
	assert_in_range(a.quiet, now + 1000, now + 1100);
	a.withdrawn = now;
	ask_begin_question(&a);
	assert_in_range(a.quiet, now + 2000, now + 2100);
	a.asking = false;
	ask_drop(&a, 0);
}

static bool is_warned(const struct run_options *opts, const char *name)
{
	FILE *before = stderr;
	char *text = NULL;
	size_t len = 0;
	bool warned;

	stderr = open_memstream(&text, &len);
	warn_sockets(opts);
	fclose(stderr);
	stderr = before;
	warned = strstr(text, name);
	assert_true(warned || !len);
	free(text);
	return warned;
}

static void sockets(void **state)
{
	static const char *const names[] = {
		"TMUX", "STY", "ZELLIJ", "KITTY_LISTEN_ON", "DISPLAY", "WAYLAND_DISPLAY",
		"DBUS_SESSION_BUS_ADDRESS", "NVIM", "WEZTERM_UNIX_SOCKET", "VSCODE_IPC_HOOK_CLI",
	};
	struct run_options opts = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		unsetenv(names[i]);
	assert_false(is_warned(&opts, "$"));
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		setenv(names[i], "x", 1);
		assert_true(is_warned(&opts, names[i]));
		unsetenv(names[i]);
	}
	/* Those with a path and those without. */
	setenv("DISPLAY", ":0", 1);
	opts.newer_fs = SCLL_RESOLVE_UNIX;
	assert_true(is_warned(&opts, "--scope abstract-unix"));
	opts.scopes = SCLL_SCOPE_ABSTRACT_UNIX;
	assert_false(is_warned(&opts, "$"));
	opts.accept = SCLL_DROPPED_UNIX;
	assert_true(is_warned(&opts, "$DISPLAY"));
	opts.accept = SCLL_DROPPED_RULES;
	assert_true(is_warned(&opts, "$DISPLAY"));
	opts.newer_fs = 0;
	opts.accept = 0;
	assert_true(is_warned(&opts, "$DISPLAY"));
	opts = (struct run_options){ .baseline = SCLL_BASELINE_NO_UNIX };
	assert_false(is_warned(&opts, "$"));
	opts = (struct run_options){ .quiet = true };
	assert_false(is_warned(&opts, "$"));
	unsetenv("DISPLAY");
}

static void devices(void **state)
{
	static const struct { unsigned int major, minor; bool screen; } known[] = {
		{ 4, 0, true }, { 4, 1, true }, { 4, 64, true }, { 7, 0, true }, { 7, 129, true },
		{ 5, 1, true }, { 136, 255, true }, { 143, 0, true }, { 1, 3, false },
		/* The command's own, and what makes another one. */
		{ 5, 0, false }, { 5, 2, false },
	};
	struct terminal t = { .tty = -1, .master = posix_openpt(O_RDWR | O_NOCTTY), .slave = -1 };
	struct scll_question q = about(SCLL_KIND_OBJECT, "/dev/null", "", "");
	struct stat st;

	(void)state;
	asks(&q, "\n  character device 1:3 \"/dev/null\"");
	scll_question_free(&q);
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		assert_int_equal(known[i].screen,
				 is_screen(&t, makedev(known[i].major, known[i].minor)));
	assert_true(t.master >= 0 && !grantpt(t.master) && !unlockpt(t.master));
	t.slave = open(ptsname(t.master), O_RDWR | O_NOCTTY);
	assert_int_equal(0, fstat(t.slave, &st));
	assert_false(is_screen(&t, st.st_rdev));
	assert_true(is_screen(&t, st.st_rdev + 1));
	t.tty = t.slave;
	assert_true(is_screen(&t, st.st_rdev));
	close(t.slave);
	close(t.master);
}

/* A question that cannot be seen as a whole is a no, also if that comes later. */
static void too_small(void **state)
{
	static const struct { int rows, columns; bool asked; } sizes[] = {
		{ 5, 80, false }, { 6, 80, true }, { 24, 80, true }, { 0, 0, true }, { 24, 4, false },
	};
	struct ask a = { .term = { .slave = -1, .keys = true }, .listener = -1, .status = -1 };
	int person = posix_openpt(O_RDWR | O_NOCTTY);
	struct pollfd event = { .fd = person, .events = POLLIN };
	char text[8192];
	ssize_t len;

	(void)state;
	assert_true(person >= 0 && !grantpt(person) && !unlockpt(person));
	a.term.tty = open(ptsname(person), O_RDWR | O_NOCTTY);
	a.term.master = a.term.tty;
	assert_int_equal(0, tcgetattr(a.term.tty, &a.term.before));
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		for (int later = 0; later < 2; later++) {
			struct winsize size = { .ws_row = 24, .ws_col = 80 };

			assert_int_equal(0, ioctl(person, TIOCSWINSZ, &size));
			a.queue[0] = about(SCLL_KIND_OBJECT, "/etc/passwd", "", "");
			a.queue[0].answered = 0;
			a.waiting = 1;
			if (later)
				ask_begin_question(&a);
			size.ws_row = sizes[i].rows;
			size.ws_col = sizes[i].columns;
			assert_int_equal(0, ioctl(person, TIOCSWINSZ, &size));
			if (later)
				ask_show_question(&a);
			else
				ask_begin_question(&a);
			end_too_small(&a);
			if (sizes[i].asked != a.asking)
				fail_msg("%d rows, %d columns, later: %d: needs %d", sizes[i].rows,
					 sizes[i].columns, later, a.rows);
			if (a.asking)
				ask_end_question(&a, "");
			assert_int_equal(0, a.waiting);
			/* It comes in pieces. */
			for (size_t have = 0; poll(&event, 1, 100) > 0; have += len) {
				len = read(person, text + have, sizeof(text) - 1 - have);
				assert_true(len > 0);
				text[have + len] = '\0';
			}
			assert_int_equal(!sizes[i].asked, !!strstr(text, "too small"));
		}
	close(a.term.tty);
	close(person);
}

/* Where one path of a policy ends up, with these rights. */
static bool is_in(enum learned_kind kind, const char *path, uint64_t rights, bool exact)
{
	struct learned l;
	struct stat st;
	bool found;

	assert_int_equal(0, stat(path, &st));
	assert_int_equal(0, learned_init(&l, "test"));
	learned_path(&l, path, &st, rights);
	l.exact = exact;
	learned_finish(&l, 0);
	found = learned_has(&l, kind, path);
	learned_free(&l);
	return found;
}

/* O_TMPFILE needs rights for files in a directory, and a rule would be for all below. */
static void shared_places(void **state)
{
	const uint64_t file = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;
	struct scll_question q = about(SCLL_KIND_OBJECT, dir, "", "");
	char home[64];

	(void)state;
	q.denied = file;
	q.needed = file;
	asks(&q, "\n  a new file without a name in directory \"/tmp/scll-ask-");
	q.denied = LANDLOCK_ACCESS_FS_READ_DIR;
	q.needed = LANDLOCK_ACCESS_FS_READ_DIR;
	asks(&q, "\n  directory \"/tmp/scll-ask-");
	scll_question_free(&q);
	for (int exact = 0; exact < 2; exact++) {
		assert_true(is_in(LEARNED_RULES, dir, file, exact));
		assert_true(is_in(LEARNED_RULES, dir, LANDLOCK_ACCESS_FS_READ_DIR, exact));
		assert_true(is_in(LEARNED_PROPOSED, "/tmp", file, exact));
		assert_false(is_in(LEARNED_RULES, "/tmp", file, exact));
		setenv("HOME", dir, 1);
		assert_true(is_in(LEARNED_PROPOSED, dir, file, exact));
		assert_false(is_in(LEARNED_RULES, dir, file, exact));
		/* Nobody has looked at what is below, or a person was asked about this one. */
		assert_int_equal(exact, is_in(LEARNED_PROPOSED, dir, LANDLOCK_ACCESS_FS_READ_DIR,
					      exact));
		assert_int_equal(!exact, is_in(LEARNED_RULES, dir, LANDLOCK_ACCESS_FS_READ_DIR,
					       exact));
		unsetenv("HOME");
	}
	/* However it is spelled, and what is above it. */
	snprintf(home, sizeof(home), "%s/", dir);
	setenv("HOME", home, 1);
	assert_true(is_in(LEARNED_PROPOSED, dir, file, false));
	snprintf(home, sizeof(home), "%s/home", dir);
	assert_int_equal(0, mkdir(home, 0700));
	setenv("HOME", home, 1);
	assert_true(is_in(LEARNED_PROPOSED, dir, file, false));
	assert_int_equal(0, rmdir(home));
	unsetenv("HOME");
	assert_true(is_in(LEARNED_RULES, "/etc/passwd", LANDLOCK_ACCESS_FS_READ_FILE, true));
}

/* What comes to a person's terminal with a question, and behind it. */
static void shown_by(void (*show)(struct terminal *t), char *text, size_t size)
{
	struct terminal t = { .tty = -1, .slave = -1, .keys = true };
	int person = posix_openpt(O_RDWR | O_NOCTTY);
	size_t len = 0;
	ssize_t part;

	assert_true(person >= 0 && !grantpt(person) && !unlockpt(person));
	t.tty = open(ptsname(person), O_RDWR | O_NOCTTY);
	t.master = t.tty;
	assert_int_equal(0, tcgetattr(t.tty, &t.before));
	terminal_raw(&t);
	show(&t);
	/* It comes in parts, up to an error when all is read. */
	close(t.tty);
	while ((part = read(person, text + len, size - 1 - len)) > 0)
		len += part;
	assert_true(len > 0);
	text[len] = '\0';
	close(person);
}

static void begin_question(struct terminal *t)
{
	terminal_begin_question(t);
}

static void end_question(struct terminal *t)
{
	terminal_end_question(t, "said");
}

/* What is wrong with one that comes to a terminal where there is one already; or NULL. */
static const char *second_at(const char *path)
{
	struct terminal one, other;
	int fd;

	if (setsid() < 0)
		return "setsid";
	fd = open(path, O_RDWR);
	if (fd < 0 || terminal_open(&one) || one.lock < 0)
		return "no terminal, or no lock";
	if (!terminal_open(&other))
		return "both ask";
	/* As the end of the process. */
	close(one.lock);
	return terminal_open(&other) ? "none can ask any more" : NULL;
}

static void one_at_a_terminal(void **state)
{
	int person = posix_openpt(O_RDWR | O_NOCTTY), status;
	const char *wrong;
	pid_t pid;

	(void)state;
	assert_true(person >= 0 && !grantpt(person) && !unlockpt(person));
	fflush(NULL);
	pid = fork();
	if (!pid) {
		wrong = second_at(ptsname(person));
		if (wrong)
			fprintf(stderr, "%s\n", wrong);
		_exit(!!wrong);
	}
	assert_int_equal(pid, waitpid(pid, &status, 0));
	assert_int_equal(0, status);
	close(person);
}

/* Else the rest is taken for something else: a string that has begun, Tek's mode, VT52's. */
static void plain_terminal(void **state)
{
	static const char first[] = "\r\030\033\\\033\003\033<";
	static const char *const more[] = {
		"\033_Ga=d,d=A\033\\", "\033]8;;\033\\", "\033[!p", "\033[?9001l", "\033[>0u",
	};
	char text[512], *new_line;

	(void)state;
	shown_by(begin_question, text, sizeof(text));
	assert_memory_equal(first, text, strlen(first));
	new_line = strstr(text, "\r\n");
	assert_non_null(new_line);
	for (size_t i = 0; i < sizeof(more) / sizeof(*more); i++)
		if (!strstr(text, more[i]))
			fail_msg("not printed: ESC %s", more[i] + 1);
	assert_true(strstr(text, more[1]) < new_line);
	shown_by(end_question, text, sizeof(text));
	assert_memory_equal("said", text, 4);
	assert_non_null(strstr(text, more[0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exchange),
		cmocka_unit_test(all_that_is_needed),
		cmocka_unit_test(cannot_wait),
		cmocka_unit_test(typed_too_early),
		cmocka_unit_test(sockets),
		cmocka_unit_test(devices),
		cmocka_unit_test(too_small),
		cmocka_unit_test(shared_places),
		cmocka_unit_test(plain_terminal),
		cmocka_unit_test(one_at_a_terminal),
	};
	int ret;

	setlocale(LC_CTYPE, "");
	if (!mkdtemp(dir))
		return 1;
	ret = cmocka_run_group_tests(tests, NULL, NULL);
	rmdir(dir);
	return ret;
}
