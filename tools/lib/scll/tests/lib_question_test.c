// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Questions about rules, and each answer, with the kernel; on one that cannot ask, that the
 * library says so and nothing is restricted.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "common.h"

static int listener = -1;

static bool can_ask(void)
{
	struct scll_kernel kernel = { .size = sizeof(kernel) };

	CHECK_EQ(0, scll_probe(&kernel));
	return kernel.abi && kernel.flags & SECCOMP_LANDLOCK_SUPERVISE;
}

/* Reading and executing the system is allowed. */
static struct scll *supervised(uint32_t flags)
{
	struct scll *sb = new_exact(SCLL_NO_NEW_PRIVS | SCLL_SUPERVISE | SCLL_NEW_LISTENER | flags);

	CHECK_EQ(0, scll_allow_path(sb, "/usr", SCLL_READ | SCLL_EXEC));
	return sb;
}

/* A child with the sandbox, in which @run runs.  On a kernel that cannot ask the test ends. */
static pid_t start(struct scll *sb, int (*run)(void))
{
	struct scll_result result = { .size = sizeof(result) };
	int pair[2];
	pid_t pid;

	if (!can_ask()) {
		CHECK_EQ(-EOPNOTSUPP, scll_prepare(sb));
		CHECK(strstr(message, "cannot ask about what rules deny"));
		CHECK_EQ(0, try_open("/", O_RDONLY));
		exit(0);
	}
	CHECK_EQ(0, scll_prepare(sb));
	CHECK_EQ(0, socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair));
	pid = fork();
	CHECK(pid >= 0);
	if (!pid) {
		CHECK_EQ(0, scll_apply(sb, &result));
		CHECK_EQ(0, scll_send_listener(pair[1], result.listener));
		close(result.listener);
		_exit(run());
	}
	close(pair[1]);
	listener = scll_receive_listener(pair[0]);
	CHECK(listener >= 0);
	scll_free(sb);
	return pid;
}

static struct scll_question ask(int kind)
{
	struct scll_question q = { .size = sizeof(q) };

	CHECK_EQ(0, scll_question_receive(listener, -1, &q));
	CHECK_EQ(kind, q.kind);
	CHECK_EQ(0, scll_question_waits(&q));
	return q;
}

static void ends_with(pid_t pid, int wanted)
{
	int status;

	CHECK_EQ(pid, waitpid(pid, &status, 0));
	CHECK(WIFEXITED(status));
	CHECK_EQ(wanted, WEXITSTATUS(status));
}

static bool is_about(const struct scll_question *q, const char *path)
{
	struct stat st, found;

	CHECK_EQ(0, stat(path, &st));
	CHECK_EQ(0, fstat(q->fd, &found));
	return st.st_dev == found.st_dev && st.st_ino == found.st_ino;
}

static int open_file(void)
{
	return try_open("file", O_RDONLY);
}

static void yes(void)
{
	struct scll_question q;
	char text[256];
	pid_t pid;

	make_file("file");
	pid = start(supervised(0), open_file);
	q = ask(SCLL_KIND_OBJECT);
	CHECK_EQ(pid, q.pid);
	CHECK(is_about(&q, "file"));
	CHECK_EQ(LANDLOCK_ACCESS_FS_READ_FILE, q.denied);
	CHECK_EQ(O_PATH, fcntl(q.fd, F_GETFL) & O_PATH);
	CHECK_EQ(FD_CLOEXEC, fcntl(q.fd, F_GETFD));
	CHECK_EQ(0, q.args[1]);
	CHECK_EQ(0, scll_question_rights(&q, q.denied, text, sizeof(text)));
	CHECK(!strcmp("read_file", text));
	CHECK_EQ(0, scll_question_path(&q, text, sizeof(text)));
	CHECK(strstr(text, "/file"));
	CHECK_EQ(0, scll_question_yes(&q));
	CHECK_EQ(-ENOENT, scll_question_waits(&q));
	scll_question_free(&q);
	ends_with(pid, 0);
	/* Nobody is there any more. */
	CHECK_EQ(-EPIPE, scll_question_receive(listener, -1, &q));
}

static void no(void)
{
	struct scll_question q;
	pid_t pid;

	make_file("file");
	pid = start(supervised(SCLL_WAIT_KILL), open_file);
	q = ask(SCLL_KIND_OBJECT);
	CHECK_EQ(0, scll_question_no(&q, -EROFS));
	scll_question_free(&q);
	ends_with(pid, EROFS);
}

static void forgotten(void)
{
	struct scll_question q;
	pid_t pid;

	make_file("file");
	pid = start(supervised(0), open_file);
	q = ask(SCLL_KIND_OBJECT);
	scll_question_free(&q);
	ends_with(pid, EACCES);
}

static int make_two(void)
{
	if (mkdir("a", 0700))
		return 1;
	return mkdir("b", 0700) ? errno : 0;
}

/* A call that was answered has not been made. */
static void value(void)
{
	struct scll_question q;
	char path[256];
	pid_t pid = start(supervised(0), make_two);

	q = ask(SCLL_KIND_ENTRY);
	CHECK(is_about(&q, "."));
	CHECK(!strcmp("a", q.name));
	CHECK_EQ(1, q.name_len);
	CHECK_EQ(0, q.ino);
	CHECK_EQ(LANDLOCK_ACCESS_FS_MAKE_DIR, q.denied);
	CHECK_EQ(0, scll_question_path(&q, path, sizeof(path)));
	CHECK(!strcmp("/a", path + strlen(path) - 2));
	CHECK_EQ(0, scll_question_value(&q, 0));
	scll_question_free(&q);
	q = ask(SCLL_KIND_ENTRY);
	CHECK(!strcmp("b", q.name));
	CHECK_EQ(0, scll_question_yes(&q));
	scll_question_free(&q);
	ends_with(pid, 0);
	CHECK(access("a", F_OK));
	CHECK(!access("b", F_OK));
}

static int read_other(void)
{
	char text[8] = "";
	int fd = open("file", O_RDONLY);

	if (fd < 0 || read(fd, text, sizeof(text) - 1) != 6)
		return 1;
	return strcmp(text, "other\n") || fcntl(fd, F_GETFD) != FD_CLOEXEC;
}

static void own_file(void)
{
	struct scll_question q;
	pid_t pid;
	int fd;

	make_file("file");
	fd = memfd_create("other", MFD_CLOEXEC);
	CHECK_EQ(6, pwrite(fd, "other\n", 6, 0));
	pid = start(supervised(0), read_other);
	q = ask(SCLL_KIND_OBJECT);
	CHECK_EQ(0, scll_question_file(&q, fd, O_CLOEXEC));
	scll_question_free(&q);
	ends_with(pid, 0);
}

static int make_call(void)
{
	int ret = mkdirat(AT_FDCWD, "made", 0700);

	if (ret != 5)
		return 1;
	return open_file();
}

/* One listener, for the filter and for the rules. */
static void filter_and_rules(void)
{
	struct sock_filter insns[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mkdirat, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct scll *sb = supervised(0);
	struct scll_question q;
	pid_t pid;

	make_file("file");
	CHECK_EQ(0, scll_set_filter(sb, insns, 4));
	pid = start(sb, make_call);
	q = ask(SCLL_KIND_CALL);
	CHECK_EQ(SYS_mkdirat, q.call);
	CHECK_EQ(0700, q.args[2]);
	CHECK_EQ(-1, q.fd);
	CHECK_EQ(0, scll_question_value(&q, 5));
	scll_question_free(&q);
	q = ask(SCLL_KIND_OBJECT);
	CHECK_EQ(0, scll_question_yes(&q));
	scll_question_free(&q);
	ends_with(pid, 0);
}

static int wait_and_open(void)
{
	usleep(200000);
	return open_file();
}

static void polled(void)
{
	struct scll_question q = { .size = sizeof(q) };
	struct pollfd event = { .events = POLLIN };
	pid_t pid;

	make_file("file");
	pid = start(supervised(0), wait_and_open);
	event.fd = listener;
	CHECK_EQ(-EAGAIN, scll_question_receive(listener, 0, &q));
	CHECK_EQ(-EAGAIN, scll_question_receive(listener, 20, &q));
	CHECK_EQ(1, poll(&event, 1, 10000));
	CHECK_EQ(POLLIN, event.revents);
	CHECK_EQ(0, scll_question_receive(listener, 0, &q));
	/* Killed: a yes comes too late. */
	kill(pid, SIGKILL);
	CHECK_EQ(pid, waitpid(pid, NULL, 0));
	CHECK_EQ(-ENOENT, scll_question_waits(&q));
	CHECK_EQ(-ENOENT, scll_question_yes(&q));
	scll_question_free(&q);
	CHECK_EQ(1, poll(&event, 1, 10000));
	CHECK_EQ(POLLHUP, event.revents);
	CHECK_EQ(-EPIPE, scll_question_receive(listener, 0, &q));
}

/* No descriptor is left for the object. */
static void no_descriptor(void)
{
	const struct rlimit few = { 64, 64 };
	struct scll_question q = { .size = sizeof(q) };
	pid_t pid;

	make_file("file");
	pid = start(supervised(0), open_file);
	CHECK_EQ(0, setrlimit(RLIMIT_NOFILE, &few));
	while (dup(listener) >= 0)
		;
	CHECK_EQ(-EMFILE, scll_question_receive(listener, -1, &q));
	ends_with(pid, EACCES);
}

static void no_new_privs_comes_first(void)
{
	struct scll *sb = new_exact(SCLL_SUPERVISE | SCLL_NEW_LISTENER);
	struct scll_result result = { .size = sizeof(result) };

	CHECK_EQ(0, scll_allow_path(sb, "/usr", SCLL_READ));
	if (!can_ask())
		return;
	CHECK_EQ(0, scll_prepare(sb));
	/* Also for root. */
	CHECK_EQ(-EACCES, scll_apply(sb, &result));
	CHECK_EQ(SCLL_STEP_ATTACH, result.step);
	CHECK(strstr(scll_why(-EACCES, result.step), "no_new_privs is not set"));
	CHECK_EQ(0, try_open("/", O_RDONLY));
	CHECK_EQ(0, prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	CHECK_EQ(0, scll_apply(sb, &result));
	/* Without an open listener it is denied. */
	close(result.listener);
	CHECK_EQ(EACCES, try_open("/", O_RDONLY));
}

static const struct test tests[] = {
	TEST(yes),
	TEST(no),
	TEST(forgotten),
	TEST(value),
	TEST(own_file),
	TEST(filter_and_rules),
	TEST(polled),
	TEST(no_descriptor),
	TEST(no_new_privs_comes_first),
};

TAP_MAIN(tests)
