// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What runtimes use, by a program that has libscll-core alone: scll_load(), listeners for a
 * parent, and a sandbox of which only one descriptor is kept.
 */
#define _GNU_SOURCE
#include <grp.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "common.h"

#define STOCK	(SCLL_DROPPED_ATOMIC | SCLL_DROPPED_VERDICT)
#define NR(array) (sizeof(array) / sizeof((array)[0]))

#define ON_MKDIR(action) {						\
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),				\
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mkdir, 0, 1),		\
	BPF_STMT(BPF_RET | BPF_K, action),				\
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),			\
}

static const struct sock_filter denies[] = ON_MKDIR(SECCOMP_RET_ERRNO | EXDEV);
static const struct sock_filter asks[] = ON_MKDIR(SECCOMP_RET_USER_NOTIF);

/* Files can be read in the current directory alone. */
static int make_ruleset(void)
{
	const struct scll_ruleset_attr attr = { .fs = LANDLOCK_ACCESS_FS_READ_FILE };
	struct landlock_path_beneath_attr rule = {
		.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE,
		.parent_fd = open(".", O_PATH | O_CLOEXEC),
	};
	int fd = scll_sys_create_ruleset(&attr);

	make_file("mine");
	CHECK(fd >= 0 && rule.parent_fd >= 0);
	CHECK_EQ(0, scll_sys_add_rule(fd, LANDLOCK_RULE_PATH_BENEATH, &rule, 0));
	close(rule.parent_fd);
	return fd;
}

static int make_directory(void)
{
	int ret = mkdir("directory", 0700);

	if (!ret)
		rmdir("directory");
	return outcome(ret);
}

static void check_nothing(void)
{
	CHECK_EQ(0, try_open("/etc/passwd", O_RDONLY));
	CHECK_EQ(0, make_directory());
	CHECK_EQ(0, status_field("Seccomp"));
}

static void check_all(void)
{
	CHECK_EQ(EACCES, try_open("/etc/passwd", O_RDONLY));
	CHECK_EQ(0, try_open("mine", O_RDONLY));
	CHECK_EQ(EXDEV, make_directory());
}

static int load(int ruleset, unsigned int filter_flags, uint32_t flags, uint32_t accept,
		struct scll_result *result)
{
	*result = (struct scll_result){ .size = sizeof(*result) };
	return scll_load(denies, NR(denies), ruleset, filter_flags, flags, accept, result);
}

static void program_and_ruleset(void)
{
	struct scll_result result;
	int ruleset = make_ruleset();

	CHECK_EQ(0, load(ruleset, 0, SCLL_NO_NEW_PRIVS, STOCK, &result));
	CHECK_EQ(extended() ? SCLL_STEP_ATTACH : SCLL_STEP_FILTER, result.step);
	CHECK_EQ(extended() ? 0 : STOCK, result.dropped);
	CHECK_EQ(-1, result.listener);
	CHECK_EQ(1, prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
	CHECK_EQ(0, fcntl(ruleset, F_GETFD) & ~FD_CLOEXEC);
	check_all();
}

/* What this kernel cannot do is refused, and nothing happens. */
static void strict(void)
{
	struct scll_result result;
	int ruleset = make_ruleset();
	uint32_t bit;

	for (bit = 1; bit <= SCLL_DROPPED_VERDICT && !extended(); bit <<= 1) {
		CHECK_EQ(-EOPNOTSUPP, load(ruleset, 0, SCLL_NO_NEW_PRIVS, STOCK & ~bit, &result));
		CHECK_EQ(STOCK, result.dropped);
		CHECK_EQ(0, prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
		check_nothing();
	}
	CHECK_EQ(extended() ? 0 : -EOPNOTSUPP, load(ruleset, 0, SCLL_NO_NEW_PRIVS, 0, &result));
	if (extended())
		check_all();
	else
		check_nothing();
}

static void become_nobody(void)
{
	CHECK_EQ(0, setgroups(0, NULL));
	CHECK_EQ(0, setresgid(65534, 65534, 65534));
	CHECK_EQ(0, setresuid(65534, 65534, 65534));
}

static void privileges(void)
{
	struct scll_result result;
	int ruleset = make_ruleset();

	CHECK_EQ(0, chmod(".", 0777));
	become_nobody();
	CHECK_EQ(extended() ? -EACCES : -EPERM, load(ruleset, 0, 0, STOCK, &result));
	CHECK(strstr(scll_why(extended() ? -EACCES : -EPERM, result.step), "no_new_privs"));
	CHECK_EQ(0, result.partial);
	check_nothing();
	CHECK_EQ(0, load(ruleset, 0, SCLL_NO_NEW_PRIVS, STOCK, &result));
	check_all();
}

static void no_new_privs_stays_off(void)
{
	struct scll_result result;

	CHECK_EQ(0, load(make_ruleset(), 0, 0, STOCK, &result));
	CHECK_EQ(0, prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
	check_all();
}

/* Whoever passes the wrong number gets no sandbox without rules. */
static void wrong_descriptors(void)
{
	struct scll_result result;
	int ruleset = make_ruleset();

	CHECK_EQ(-EBADF, load(-2, 0, SCLL_NO_NEW_PRIVS, STOCK, &result));
	CHECK_EQ(-EBADFD, load(0, 0, SCLL_NO_NEW_PRIVS, STOCK, &result));
	close(ruleset);
	CHECK_EQ(-EBADF, load(ruleset, 0, SCLL_NO_NEW_PRIVS, STOCK, &result));
	CHECK_EQ(0, result.partial);
	check_nothing();
}

/* One call leaves nothing, and steps say that they left something. */
static void invalid_program(void)
{
	static const struct sock_filter invalid[] = { BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 3) };
	struct scll_result result = { .size = sizeof(result) };

	CHECK_EQ(-EINVAL, scll_load(invalid, 1, make_ruleset(), 0, SCLL_NO_NEW_PRIVS, STOCK,
				    &result));
	CHECK_EQ(!extended(), result.partial);
	CHECK_EQ(extended() ? 0 : EACCES, try_open("/etc/passwd", O_RDONLY));
}

static void be_traced(void *unused)
{
	(void)unused;
	_exit(outcome(ptrace(PTRACE_TRACEME, 0, 0, 0)));
}

static void no_tracing(void)
{
	struct scll_result result;
	int ret = load(make_ruleset(), 0, SCLL_NO_NEW_PRIVS | SCLL_NO_TRACE, 0xfff, &result);

	CHECK_EQ(extended() ? 0 : -EOPNOTSUPP, ret);
	if (!extended()) {
		CHECK(result.dropped & SCLL_DROPPED_NO_TRACE);
		check_nothing();
		return;
	}
	CHECK_EQ(EPERM, in_child(be_traced, NULL));
}

/* What stands in for it is made with libseccomp, and nothing less is prepared. */
static void no_tracing_without_libseccomp(void)
{
	struct scll *sb = new_exact(SCLL_NO_TRACE | SCLL_BEST_EFFORT);

	CHECK_EQ(extended() ? 0 : -EOPNOTSUPP, scll_prepare(sb));
	CHECK_EQ(!extended(), !!strstr(message, "no tracing: only the library with libseccomp"));
	CHECK_EQ(extended() ? 0 : -EINVAL, scll_apply(sb, NULL));
}

static pthread_barrier_t barrier;
static pid_t diverged;

static void *open_later(void *filter)
{
	int *found = filter;

	if (*found) {
		struct scll_result result;

		CHECK_EQ(0, load(-1, 0, SCLL_NO_NEW_PRIVS, STOCK, &result));
		diverged = syscall(SYS_gettid);
	}
	pthread_barrier_wait(&barrier);
	pthread_barrier_wait(&barrier);
	*found = try_open("/etc/passwd", O_RDONLY);
	return NULL;
}

static bool rules_follow(void)
{
	return extended() || knows(RESTRICT_TSYNC);
}

static void threads(void)
{
	const uint32_t lacks = rules_follow() ? 0 : SCLL_DROPPED_TSYNC;
	struct scll_result result;
	int ruleset = make_ruleset(), found = 0;
	pthread_t thread;

	CHECK_EQ(0, pthread_barrier_init(&barrier, NULL, 2));
	CHECK_EQ(0, pthread_create(&thread, NULL, open_later, &found));
	pthread_barrier_wait(&barrier);
	if (lacks)
		CHECK_EQ(-EOPNOTSUPP, load(ruleset, SECCOMP_FILTER_FLAG_TSYNC, SCLL_NO_NEW_PRIVS,
					   STOCK, &result));
	CHECK_EQ(0, load(ruleset, SECCOMP_FILTER_FLAG_TSYNC, SCLL_NO_NEW_PRIVS, STOCK | lacks,
			 &result));
	pthread_barrier_wait(&barrier);
	CHECK_EQ(0, pthread_join(thread, NULL));
	CHECK_EQ(lacks ? 0 : EACCES, found);
	check_all();
}

static void thread_that_cannot_follow(void)
{
	const uint32_t lacks = rules_follow() ? 0 : SCLL_DROPPED_TSYNC;
	struct scll_result result;
	int ruleset = make_ruleset(), found = 1;
	pthread_t thread;

	CHECK_EQ(0, pthread_barrier_init(&barrier, NULL, 2));
	CHECK_EQ(0, pthread_create(&thread, NULL, open_later, &found));
	pthread_barrier_wait(&barrier);
	CHECK_EQ(-ESRCH, load(ruleset, SECCOMP_FILTER_FLAG_TSYNC, SCLL_NO_NEW_PRIVS,
			      STOCK | lacks, &result));
	CHECK_EQ(diverged, result.tid);
	CHECK_EQ(lacks ? 1 : 0, result.partial);
	pthread_barrier_wait(&barrier);
	CHECK_EQ(0, pthread_join(thread, NULL));
	CHECK_EQ(0, found);
	if (!lacks)
		check_nothing();
}

/* The child of a launcher; its status is the errno of mkdir(2). */
static void launched(void *arg)
{
	struct scll_result result = { .size = sizeof(result) };
	const int *sock = arg;
	int ret = scll_load(asks, NR(asks), sock[2], SECCOMP_FILTER_FLAG_NEW_LISTENER,
			    SCLL_NO_NEW_PRIVS, STOCK, &result);

	close(sock[0]);
	CHECK_EQ(0, scll_send_listener(sock[1], ret ? ret : result.listener));
	if (ret)
		_exit(200);
	close(result.listener);
	close(sock[1]);
	_exit(try_open("/etc/passwd", O_RDONLY) == EACCES ? make_directory() : 201);
}

static void answer(int listener)
{
	struct seccomp_notif request = { 0 };
	struct seccomp_notif_resp response = { .error = -ENOSPC };

	CHECK_EQ(0, ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &request));
	CHECK_EQ(SYS_mkdir, request.data.nr);
	response.id = request.id;
	CHECK_EQ(0, ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response));
}

static void listener_for_the_parent(void)
{
	int sock[3], listener, status;
	pid_t pid;

	CHECK_EQ(0, socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sock));
	sock[2] = make_ruleset();
	pid = fork();
	if (!pid)
		launched(sock);
	close(sock[1]);
	listener = scll_receive_listener(sock[0]);
	CHECK(listener >= 0);
	CHECK_EQ(FD_CLOEXEC, fcntl(listener, F_GETFD));
	answer(listener);
	CHECK_EQ(pid, waitpid(pid, &status, 0));
	CHECK_EQ(ENOSPC << 8, status);
	CHECK_EQ(-EPIPE, scll_receive_listener(sock[0]));
}

static void error_for_the_parent(void)
{
	int sock[3] = { -1, -1, 0 };

	/* The descriptor is no ruleset. */
	CHECK_EQ(0, socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sock));
	CHECK_EQ(200, in_child(launched, sock));
	CHECK_EQ(-EBADFD, scll_receive_listener(sock[0]));
}

/* As bubblewrap's first process does. */
static void only_one_descriptor_is_kept(void)
{
	struct scll *sb = new_sandbox(SCLL_NO_NEW_PRIVS);
	int fd;

	make_file("mine");
	CHECK_EQ(0, scll_allow_path(sb, ".", SCLL_READ));
	CHECK_EQ(0, scll_set_filter(sb, denies, NR(denies)));
	CHECK_EQ(0, scll_prepare(sb));
	fd = scll_move_fd(sb, 50);
	CHECK_EQ(50, fd);
	CHECK_EQ(0, syscall(SYS_close_range, 3, fd - 1, 0));
	CHECK_EQ(0, syscall(SYS_close_range, fd + 1, ~0U, 0));
	CHECK_EQ(0, scll_apply(sb, NULL));
	CHECK_EQ(EACCES, try_open("/etc/passwd", O_RDONLY));
	CHECK_EQ(0, try_open("mine", O_RDONLY));
	CHECK_EQ(EXDEV, make_directory());
}

static void a_closed_descriptor_is_an_error(void)
{
	struct scll *sb = new_sandbox(SCLL_NO_NEW_PRIVS);
	int fd;

	CHECK_EQ(0, scll_allow_path(sb, ".", SCLL_READ));
	CHECK_EQ(0, scll_prepare(sb));
	fd = scll_fd(sb);
	close(fd);
	CHECK_EQ(-EBADF, scll_apply(sb, NULL));
	CHECK_EQ(fd, dup2(0, fd));
	CHECK_EQ(-EBADFD, scll_apply(sb, NULL));
	check_nothing();
}

/* The kernel's own answer, with and without privileges. */
static void flags_without_a_child(void)
{
	uint32_t flags[] = { SCLL_LOG_SAME_EXEC_OFF, SCLL_LOG_NEW_EXEC_ON,
			     SCLL_LOG_SUBDOMAINS_OFF };
	size_t i;

	for (i = 0; i < NR(flags); i++) {
		struct scll *with = new_exact(flags[i] | SCLL_BEST_EFFORT);
		struct scll *without = new_exact(flags[i] | SCLL_BEST_EFFORT | SCLL_NO_CHILD);

		CHECK_EQ(0, scll_allow_path(with, "/", SCLL_READ));
		CHECK_EQ(0, scll_allow_path(without, "/", SCLL_READ));
		CHECK_EQ(0, scll_prepare(with));
		CHECK_EQ(0, scll_prepare(without));
		CHECK_EQ(scll_dropped(with), scll_dropped(without));
	}
}

static const struct test tests[] = {
	TEST(program_and_ruleset),
	TEST(strict),
	TEST(privileges),
	TEST(no_new_privs_stays_off),
	TEST(wrong_descriptors),
	TEST(invalid_program),
	TEST(no_tracing),
	TEST(no_tracing_without_libseccomp),
	TEST(threads),
	TEST(thread_that_cannot_follow),
	TEST(listener_for_the_parent),
	TEST(error_for_the_parent),
	TEST(only_one_descriptor_is_kept),
	TEST(a_closed_descriptor_is_an_error),
	TEST(flags_without_a_child),
};

TAP_MAIN(tests)
