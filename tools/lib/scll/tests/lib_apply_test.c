// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What scll_apply() and scll_join() do beyond rules: threads, listener, tracing,
 * attributes of libseccomp, and what is reported to be missing.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include "common.h"

static uint32_t seen;
static char lines[1024];

static void note_line(void *arg, uint32_t dropped, const char *text)
{
	CHECK_EQ(42, *(int *)arg);
	CHECK(dropped && !(dropped & (dropped - 1)));
	seen |= dropped;
	strncat(lines, text, sizeof(lines) - strlen(lines) - 1);
}

static void check_report(struct scll *sb, uint32_t expected)
{
	int arg = 42;

	CHECK_EQ(expected, scll_dropped(sb));
	CHECK_EQ(0, scll_report(sb, note_line, &arg));
	CHECK_EQ(expected, seen);
}

static void report_of_everything(void)
{
	struct scll *sb = new_sandbox(SCLL_NO_NEW_PRIVS | SCLL_TSYNC |
				      SCLL_NO_TRACE | SCLL_IGNORE_MISSING |
				      SCLL_BEST_EFFORT);
	uint32_t stock = SCLL_DROPPED_ATOMIC | SCLL_DROPPED_VERDICT |
			 SCLL_DROPPED_NO_TRACE |
			 (knows(RESTRICT_TSYNC) ? 0 : SCLL_DROPPED_TSYNC);
	uint32_t both = SCLL_DROPPED_PATH | SCLL_DROPPED_FS | SCLL_DROPPED_NET |
			SCLL_DROPPED_SCOPE;

	CHECK_EQ(0, scll_allow_path(sb, "/no/such/path", SCLL_READ));
	CHECK_EQ(0, scll_handle_fs(sb, UINT64_C(1) << 40 | LANDLOCK_ACCESS_FS_MAKE_REG));
	CHECK_EQ(0, scll_handle_net(sb, UINT64_C(1) << 41));
	CHECK_EQ(0, scll_set_scope(sb, UINT64_C(1) << 42));
	CHECK_EQ(0, scll_prepare(sb));
	check_report(sb, both | (extended() ? 0 : stock));
	CHECK(strstr(lines, "/no/such/path"));
	CHECK(strstr(lines, "files: bit 40"));
	CHECK(strstr(lines, "network: bit 41"));
	CHECK(strstr(lines, "inside: bit 42"));
	CHECK(!strstr(lines, "make_reg"));
	CHECK_EQ(0, scll_apply(sb, NULL));
	CHECK_EQ(EACCES, try_open("new", O_WRONLY | O_CREAT));
	scll_free(sb);
}

static void report_of_nothing(void)
{
	struct scll *sb = new_sandbox(0);

	CHECK_EQ(0, scll_prepare(sb));
	check_report(sb, extended() ? 0 : SCLL_DROPPED_VERDICT);
	CHECK_EQ(-EINVAL, scll_report(sb, NULL, NULL));
	scll_free(sb);
}

static pthread_barrier_t barrier;

static void *open_later(void *outcome)
{
	pthread_barrier_wait(&barrier);
	pthread_barrier_wait(&barrier);
	*(int *)outcome = try_open("/etc/passwd", O_RDONLY);
	return NULL;
}

/* What other threads get after a sandbox that denies all files. */
static void threads_after(uint32_t flags, int expected)
{
	struct scll *sb = new_sandbox(SCLL_NO_NEW_PRIVS | flags);
	pthread_t threads[5];
	int i, outcomes[5];

	CHECK_EQ(0, pthread_barrier_init(&barrier, NULL, 6));
	for (i = 0; i < 5; i++)
		CHECK_EQ(0, pthread_create(&threads[i], NULL, open_later, &outcomes[i]));
	pthread_barrier_wait(&barrier);
	CHECK_EQ(0, scll_handle_fs(sb, SCLL_FS_ALL));
	enter(sb);
	pthread_barrier_wait(&barrier);
	for (i = 0; i < 5; i++) {
		CHECK_EQ(0, pthread_join(threads[i], NULL));
		CHECK_EQ(expected, outcomes[i]);
	}
	CHECK_EQ(EACCES, try_open("/etc/passwd", O_RDONLY));
	CHECK_EQ(flags & SCLL_TSYNC && !expected ? SCLL_DROPPED_TSYNC : 0,
		 scll_dropped(sb) & SCLL_DROPPED_TSYNC);
	CHECK_EQ(extended() ? 0 : SCLL_DROPPED_ATOMIC, scll_dropped(sb) & SCLL_DROPPED_ATOMIC);
	scll_free(sb);
}

/* With the extension, or with Landlock's own flag for it. */
static void threads_follow(void)
{
	threads_after(SCLL_TSYNC, extended() || knows(RESTRICT_TSYNC) ? EACCES : 0);
}

static void threads_do_not_follow(void)
{
	threads_after(0, 0);
}

/* Asks the listener about getppid, and allows the rest. */
static struct scll *new_asking(uint32_t flags)
{
	struct scll *sb = new_sandbox(flags | SCLL_NEW_LISTENER);
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

	CHECK(ctx);
	CHECK_EQ(0, seccomp_rule_add(ctx, SCMP_ACT_NOTIFY, SCMP_SYS(getppid), 0));
	CHECK_EQ(0, scll_set_seccomp(sb, ctx));
	seccomp_release(ctx);
	return sb;
}

static void *call_getppid(void *arg)
{
	*(long *)arg = syscall(SYS_getppid);
	return NULL;
}

static void answer(int listener)
{
	struct seccomp_notif call = { 0 };
	struct seccomp_notif_resp reply = { .val = 4711 };

	CHECK_EQ(0, ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call));
	CHECK_EQ(SYS_getppid, call.data.nr);
	reply.id = call.id;
	CHECK_EQ(0, ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &reply));
}

/* With TSYNC the thread may exist before. */
static void check_listener(uint32_t flags)
{
	struct scll_result result = { .size = sizeof(result) };
	struct scll *sb = new_asking(flags);
	pthread_t thread;
	long value = 0;

	CHECK_EQ(0, scll_prepare(sb));
	CHECK_EQ(0, scll_apply(sb, &result));
	CHECK(result.listener > 2);
	CHECK_EQ(FD_CLOEXEC, fcntl(result.listener, F_GETFD));
	CHECK_EQ(0, pthread_create(&thread, NULL, call_getppid, &value));
	answer(result.listener);
	CHECK_EQ(0, pthread_join(thread, NULL));
	CHECK_EQ(4711, value);
	scll_free(sb);
}

static void listener(void)
{
	check_listener(0);
}

static void listener_with_threads(void)
{
	check_listener(SCLL_TSYNC | SCLL_WAIT_KILL);
}

static void second_listener(void)
{
	struct scll_result result = { .size = sizeof(result) };
	struct scll *sb = new_asking(0);

	CHECK_EQ(0, scll_prepare(sb));
	CHECK_EQ(0, scll_apply(sb, &result));
	CHECK_EQ(-EBUSY, scll_apply(sb, &result));
	CHECK_EQ(-1, result.listener);
	CHECK(strstr(scll_why(-EBUSY, result.step), "filter with a listener"));
	CHECK_EQ(1, status_field("Seccomp_filters"));
	scll_free(sb);
}

/* A process in @sb that waits for ever, and that Yama lets anybody trace. */
static pid_t sandboxed(struct scll *sb)
{
	int fds[2];
	pid_t pid;
	char c;

	CHECK_EQ(0, pipe(fds));
	pid = fork();
	if (!pid) {
		CHECK_EQ(0, scll_apply(sb, NULL));
		CHECK_EQ(1, write(fds[1], "x", 1));
		for (;;)
			pause();
	}
	CHECK_EQ(1, read(fds[0], &c, 1));
	close(fds[0]);
	close(fds[1]);
	return pid;
}

static char secret = 's';

static int try_trace(pid_t pid)
{
	char copy = 0;
	struct iovec local = { &copy, 1 }, remote = { &secret, 1 };

	return process_vm_readv(pid, &local, 1, &remote, 1, 0) == 1 ? 0 : errno;
}

struct peers {
	struct scll *sb;
	pid_t outside;
};

static struct peers make_peers(uint32_t flags)
{
	struct peers peers = { .sb = new_sandbox(SCLL_NO_NEW_PRIVS | flags) };

	CHECK_EQ(0, scll_prepare(peers.sb));
	peers.outside = fork();
	if (!peers.outside)
		for (;;)
			pause();
	return peers;
}

static void drop_peers(struct peers *peers)
{
	kill(peers->outside, SIGKILL);
	scll_free(peers->sb);
}

/* In the first one's sandbox: a child of it. */
static void trace_family(void *arg)
{
	struct peers *peers = arg;
	pid_t child;

	CHECK_EQ(0, scll_apply(peers->sb, NULL));
	child = fork();
	if (!child)
		for (;;)
			pause();
	CHECK_EQ(extended() ? EPERM : 0, try_trace(peers->outside));
	CHECK_EQ(0, try_trace(child));
	kill(child, SIGKILL);
}

static void tracing_stays_inside(void)
{
	struct peers peers = make_peers(0);

	CHECK_EQ(0, in_child(trace_family, &peers));
	drop_peers(&peers);
}

static void trace_nobody(void *arg)
{
	struct peers *peers = arg;
	pid_t child;

	CHECK_EQ(0, scll_apply(peers->sb, NULL));
	child = fork();
	if (!child)
		for (;;)
			pause();
	CHECK_EQ(EPERM, try_trace(child));
	CHECK_EQ(EPERM, try_trace(peers->outside));
	kill(child, SIGKILL);
}

static void no_trace(void)
{
	struct peers peers = make_peers(SCLL_NO_TRACE);

	CHECK_EQ(0, in_child(trace_nobody, &peers));
	drop_peers(&peers);
}

/* Two processes with the same delegating sandbox. */
static int trace_delegated(uint32_t flags)
{
	struct scll_result result = { .size = sizeof(result) };
	struct scll *sb = new_asking(SCLL_NO_NEW_PRIVS | flags);
	int traced;
	pid_t child;

	CHECK_EQ(0, scll_prepare(sb));
	CHECK_EQ(0, scll_apply(sb, &result));
	child = fork();
	if (!child)
		for (;;)
			pause();
	traced = try_trace(child);
	kill(child, SIGKILL);
	scll_free(sb);
	return traced;
}

static void delegated(void)
{
	CHECK_EQ(extended() ? EPERM : 0, trace_delegated(0));
}

static void delegated_with_trust(void)
{
	CHECK_EQ(0, trace_delegated(SCLL_TRUST_DELEGATE));
}

static void join_it(void *arg)
{
	int *sandbox = arg;

	CHECK_EQ(-EACCES, scll_join(*sandbox));
	CHECK_EQ(0, status_field("Seccomp"));
	CHECK_EQ(0, prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	CHECK_EQ(0, scll_join(*sandbox));
	CHECK_EQ(1, status_field("Seccomp_landlock"));
	CHECK_EQ(EACCES, outcome(mkdir("new", 0755)));
}

static void *wait_for_ever(void *unused)
{
	pause();
	return unused;
}

/* An error of a kernel that knows the call, and not -EOPNOTSUPP. */
static void join_with_a_thread(void *arg)
{
	pthread_t thread;

	CHECK_EQ(0, prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	CHECK_EQ(0, pthread_create(&thread, NULL, wait_for_ever, NULL));
	CHECK_EQ(-EINVAL, scll_join(*(int *)arg));
	CHECK_EQ(0, status_field("Seccomp"));
}

static void open_and_join(int self, int member)
{
	int sandbox = scll_open(member);

	CHECK(sandbox >= 0);
	CHECK_EQ(FD_CLOEXEC, fcntl(sandbox, F_GETFD));
	CHECK_EQ(-EINVAL, scll_open(self));
	CHECK_EQ(-EBADF, scll_open(-1));
	CHECK_EQ(-EBADF, scll_join(-1));
	CHECK_EQ(-EBADFD, scll_join(member));
	CHECK_EQ(0, in_child(join_with_a_thread, &sandbox));
	CHECK_EQ(0, in_child(join_it, &sandbox));
	CHECK_EQ(0, status_field("Seccomp"));
}

static void join(void)
{
	struct scll *sb = new_sandbox(SCLL_NO_NEW_PRIVS);
	int self = syscall(SYS_pidfd_open, getpid(), 0);
	pid_t inside;

	CHECK_EQ(0, scll_handle_fs(sb, LANDLOCK_ACCESS_FS_MAKE_DIR));
	CHECK_EQ(0, scll_prepare(sb));
	inside = sandboxed(sb);
	if (extended()) {
		open_and_join(self, syscall(SYS_pidfd_open, inside, 0));
	} else {
		CHECK_EQ(-EOPNOTSUPP, scll_open(self));
		CHECK_EQ(-EOPNOTSUPP, scll_join(self));
	}
	kill(inside, SIGKILL);
	scll_free(sb);
}

/* The filter denies what would be needed to apply it in another order. */
static void filter_denies_sandboxing(void)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
	struct scll *sb = new_sandbox(SCLL_NO_TRACE);

	CHECK_EQ(0, seccomp_rule_add(ctx, SCMP_ACT_KILL_PROCESS, SCMP_SYS(seccomp), 0));
	CHECK_EQ(0, seccomp_rule_add(ctx, SCMP_ACT_KILL_PROCESS, SCMP_SYS(prctl), 0));
	CHECK_EQ(0, seccomp_rule_add(ctx, SCMP_ACT_KILL_PROCESS,
				     SCMP_SYS(landlock_restrict_self), 0));
	CHECK_EQ(0, scll_handle_fs(sb, SCLL_FS_ALL));
	CHECK_EQ(0, scll_set_seccomp(sb, ctx));
	seccomp_release(ctx);
	CHECK_EQ(0, scll_prepare(sb));
	CHECK_EQ(0, scll_apply(sb, NULL));
	CHECK_EQ(EACCES, try_open("/etc/passwd", O_RDONLY));
	scll_free(sb);
}

/* The child that tries it on a stock kernel cannot even exit. */
static void filter_denies_exit(void)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
	struct scll *sb = new_sandbox(SCLL_ANY_FILTER);

	CHECK_EQ(0, seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM),
				     SCMP_SYS(exit_group), 0));
	CHECK_EQ(0, scll_set_seccomp(sb, ctx));
	seccomp_release(ctx);
	CHECK_EQ(0, scll_prepare(sb));
	CHECK_EQ(0, status_field("Seccomp"));
	scll_free(sb);
}

static void attribute_nnp(void)
{
	scmp_filter_ctx on = seccomp_init(SCMP_ACT_ALLOW);
	scmp_filter_ctx off = seccomp_init(SCMP_ACT_ALLOW);
	struct scll *sb = new_sandbox(0);

	CHECK_EQ(0, seccomp_attr_set(off, SCMP_FLTATR_CTL_NNP, 0));
	CHECK_EQ(0, scll_set_seccomp(sb, off));
	enter(sb);
	CHECK_EQ(0, status_field("NoNewPrivs"));
	scll_free(sb);
	sb = new_sandbox(0);
	CHECK_EQ(0, scll_set_seccomp(sb, on));
	enter(sb);
	CHECK_EQ(1, status_field("NoNewPrivs"));
	scll_free(sb);
	seccomp_release(on);
	seccomp_release(off);
}

static int ssb_state(void)
{
	return prctl(PR_GET_SPECULATION_CTRL, PR_SPEC_STORE_BYPASS, 0, 0, 0);
}

static void attribute_tsync(void)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
	struct scll *sb = new_sandbox(0);
	pthread_t thread;
	int outcome;

	CHECK_EQ(0, seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOTTY),
				     SCMP_SYS(openat), 0));
	CHECK_EQ(0, seccomp_attr_set(ctx, SCMP_FLTATR_CTL_TSYNC, 1));
	CHECK_EQ(0, seccomp_attr_set(ctx, SCMP_FLTATR_CTL_LOG, 1));
	CHECK_EQ(0, seccomp_attr_set(ctx, SCMP_FLTATR_CTL_SSB, 1));
	CHECK_EQ(0, pthread_barrier_init(&barrier, NULL, 2));
	CHECK_EQ(0, pthread_create(&thread, NULL, open_later, &outcome));
	pthread_barrier_wait(&barrier);
	CHECK_EQ(0, scll_set_seccomp(sb, ctx));
	enter(sb);
	pthread_barrier_wait(&barrier);
	CHECK_EQ(0, pthread_join(thread, NULL));
	CHECK_EQ(ENOTTY, outcome);
	CHECK(ssb_state() != (PR_SPEC_PRCTL | PR_SPEC_FORCE_DISABLE));
	seccomp_release(ctx);
	scll_free(sb);
}

/* One description for any number of children, also after vfork(). */
static void many_children(void)
{
	struct scll *sb = new_sandbox(SCLL_NO_NEW_PRIVS);
	int i, status;
	pid_t pid;

	CHECK_EQ(0, scll_allow_path(sb, "/usr", SCLL_READ | SCLL_EXEC));
	CHECK_EQ(0, scll_allow_path(sb, "/lib", SCLL_READ | SCLL_EXEC));
	CHECK_EQ(0, scll_allow_path(sb, "/lib64", SCLL_READ | SCLL_EXEC));
	CHECK_EQ(0, scll_prepare(sb));
	for (i = 0; i < 3; i++) {
		pid = vfork();
		if (!pid) {
			if (scll_apply(sb, NULL))
				_exit(125);
			close(2);
			execl("/usr/bin/cat", "cat", "/etc/passwd", NULL);
			_exit(127);
		}
		CHECK_EQ(pid, waitpid(pid, &status, 0));
		CHECK(WIFEXITED(status));
		CHECK_EQ(1, WEXITSTATUS(status));
	}
	CHECK_EQ(0, status_field("Seccomp"));
	scll_free(sb);
}

static const struct test tests[] = {
	TEST(report_of_everything),
	TEST(report_of_nothing),
	TEST(threads_follow),
	TEST(threads_do_not_follow),
	TEST(listener),
	TEST(listener_with_threads),
	TEST(second_listener),
	TEST(tracing_stays_inside),
	TEST(no_trace),
	TEST(delegated),
	TEST(delegated_with_trust),
	TEST(join),
	TEST(filter_denies_sandboxing),
	TEST(filter_denies_exit),
	TEST(attribute_nnp),
	TEST(attribute_tsync),
	TEST(many_children),
};

TAP_MAIN(tests)
