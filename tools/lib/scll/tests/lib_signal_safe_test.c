// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Between fork and exec the library allocates nothing, takes no lock, and makes
 * no system call but the ones that it documents.
 *
 * This program is linked with the shared library and stands in for the functions
 * of libc that allocate, lock or open: any use of one of them while it is
 * forbidden ends the process.  A filter below does the same for system calls.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <seccomp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/syscall.h>

#include "common.h"

static volatile sig_atomic_t forbidden;

static void used(const char *what)
{
	if (!forbidden)
		return;
	forbidden = 0;
	tap_note(what, 0, "was used", 0);
	_exit(1);
}

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t nr, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void __libc_free(void *old);

void *malloc(size_t size)
{
	used("malloc");
	return __libc_malloc(size);
}

void *calloc(size_t nr, size_t size)
{
	used("calloc");
	return __libc_calloc(nr, size);
}

void *realloc(void *old, size_t size)
{
	used("realloc");
	return __libc_realloc(old, size);
}

void free(void *old)
{
	used("free");
	__libc_free(old);
}

int open(const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	used("open");
	va_start(args, flags);
	mode = va_arg(args, mode_t);
	va_end(args);
	return syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

/* What calls it here has one thread or none that holds it. */
int pthread_mutex_lock(pthread_mutex_t *mutex)
{
	used("pthread_mutex_lock");
	return pthread_mutex_trylock(mutex);
}

/* Kills the process for any system call but those of scll_apply() and the test. */
static void allow_only(bool best_effort)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);

	CHECK(ctx);
	CHECK_EQ(0, seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(seccomp), 0));
	CHECK_EQ(0, seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(exit_group), 0));
	if (best_effort)
		CHECK_EQ(0, seccomp_rule_add(ctx, SCMP_ACT_ALLOW,
					     SCMP_SYS(landlock_restrict_self), 0));
	/* On a stock kernel scll_load() asks for the version. */
	if (best_effort)
		CHECK_EQ(0, seccomp_rule_add(ctx, SCMP_ACT_ALLOW,
					     SCMP_SYS(landlock_create_ruleset), 0));
	CHECK_EQ(0, seccomp_load(ctx));
	seccomp_release(ctx);
}

static struct scll *described(uint32_t flags)
{
	struct scll *sb = new_sandbox(flags);

	CHECK_EQ(0, scll_allow_path(sb, "/usr", SCLL_READ));
	CHECK_EQ(0, scll_allow_port(sb, 443, SCLL_CONNECT_TCP));
	CHECK_EQ(0, scll_set_scope(sb, SCLL_SCOPE_ALL));
	CHECK_EQ(0, scll_prepare(sb));
	return sb;
}

static void apply_forbidden(void *sb)
{
	struct scll_result result = { .size = sizeof(result) };
	int err;

	allow_only(!extended());
	errno = 4711;
	forbidden = 1;
	err = scll_apply(sb, &result);
	if (!err && errno != 4711)
		err = -errno;
	if (!scll_why(err, result.step))
		err = -1;
	_exit(err ? 2 : 0);
}

static void apply_is_async_signal_safe(void)
{
	struct scll *sb = described(0);

	CHECK_EQ(0, in_child(apply_forbidden, sb));
	scll_free(sb);
}

static void no_trace_is_async_signal_safe(void)
{
	struct scll *sb = described(SCLL_NO_TRACE);

	CHECK_EQ(0, in_child(apply_forbidden, sb));
	scll_free(sb);
}

static void failure_is_async_signal_safe(void)
{
	struct scll *sb = described(0);
	int fd;

	for (fd = 3; fd < 64; fd++)
		close(fd);
	CHECK_EQ(2, in_child(apply_forbidden, sb));
}

/* Neither a sandbox to open nor one to join: both find out why. */
static void join_forbidden(void *pidfd)
{
	int opened, joined;

	allow_only(false);
	forbidden = 1;
	opened = scll_open(*(int *)pidfd);
	joined = scll_join(*(int *)pidfd);
	if (opened == -EOPNOTSUPP && joined == -EOPNOTSUPP)
		_exit(3);
	_exit(opened == -EINVAL && joined == -EBADFD ? 2 : 1);
}

static void join_is_async_signal_safe(void)
{
	int pidfd = syscall(SYS_pidfd_open, getpid(), 0);

	CHECK(pidfd >= 0);
	CHECK_EQ(extended() ? 2 : 3, in_child(join_forbidden, &pidfd));
}

/* A result on either way is as good: no child, no memory, and no call but these. */
static void load_forbidden(void *ruleset)
{
	struct scll_result result = { .size = sizeof(result) };
	int err;

	allow_only(!extended());
	errno = 4711;
	forbidden = 1;
	err = scll_load(NULL, 0, *(int *)ruleset, 0, SCLL_BEST_EFFORT, 0, &result);
	if (!err && errno != 4711)
		err = -errno;
	if (!scll_why(err, result.step))
		err = -1;
	_exit(err ? 2 : 0);
}

static void load_is_async_signal_safe(void)
{
	const struct scll_ruleset_attr attr = { .fs = LANDLOCK_ACCESS_FS_EXECUTE };
	int ruleset = scll_sys_create_ruleset(&attr), closed = 63;

	CHECK(ruleset >= 0);
	CHECK_EQ(0, in_child(load_forbidden, &ruleset));
	CHECK_EQ(2, in_child(load_forbidden, &closed));
}

static struct scll *for_handler;

static void handler(int signal)
{
	(void)signal;
	forbidden = 1;
	_exit(scll_apply(for_handler, NULL) ? 2 : 0);
}

static void apply_in_a_signal_handler(void)
{
	int status;
	pid_t pid;

	for_handler = described(0);
	pid = fork();
	if (!pid) {
		signal(SIGUSR1, handler);
		raise(SIGUSR1);
		_exit(9);
	}
	CHECK_EQ(pid, waitpid(pid, &status, 0));
	CHECK_EQ(0, status);
	scll_free(for_handler);
}

/* The checks above must be able to fail. */
static void use_malloc(void *unused)
{
	(void)unused;
	forbidden = 1;
	_exit(strdup("x") ? 0 : 2);
}

static void use_call(void *unused)
{
	(void)unused;
	allow_only(true);
	syscall(SYS_getpid);
	_exit(0);
}

static void what_is_forbidden_is_seen(void)
{
	CHECK_EQ(1, in_child(use_malloc, NULL));
	CHECK_EQ(1, tap_shared->set);
	tap_shared->set = 0;
	CHECK_EQ(128 + SIGSYS, in_child(use_call, NULL));
}

static const struct test tests[] = {
	TEST(apply_is_async_signal_safe),
	TEST(no_trace_is_async_signal_safe),
	TEST(failure_is_async_signal_safe),
	TEST(join_is_async_signal_safe),
	TEST(load_is_async_signal_safe),
	TEST(apply_in_a_signal_handler),
	TEST(what_is_forbidden_is_seen),
};

TAP_MAIN(tests)
