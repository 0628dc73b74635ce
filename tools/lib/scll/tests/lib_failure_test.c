// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A failure at any step leaves the process unrestricted, and says why.  On a
 * stock kernel most of them come from scll_prepare(), which tries the steps.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "common.h"

static const struct sock_filter allow[] = {
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};

/* Loads, but jumps behind its end. */
static const struct sock_filter broken[] = {
	BPF_STMT(BPF_JMP | BPF_JA, 7),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};

static int filters(void)
{
	return status_field("Seccomp_filters");
}

static void check_unrestricted(void)
{
	CHECK_EQ(0, status_field("Seccomp"));
	CHECK_EQ(0, filters());
	CHECK_EQ(0, status_field("NoNewPrivs"));
	CHECK_EQ(0, try_open("/etc/passwd", O_RDONLY));
	CHECK_EQ(0, try_open("made", O_WRONLY | O_CREAT));
	CHECK_EQ(0, outcome(unlink("made")));
}

/* The message, if it came from scll_prepare(), else the words for the result. */
static void check_says(const char *words, int error,
		       const struct scll_result *result)
{
	const char *text = result ? scll_why(error, result->step) : message;

	if (!strstr(text, words)) {
		tap_note(text, error, "does not say", 0);
		_exit(1);
	}
}

/* Fails with @error, in scll_apply() or on a stock kernel in scll_prepare(). */
static void check_fails(struct scll *sb, int error, const char *words)
{
	struct scll_result result = { .size = sizeof(result) };
	int prepared = scll_prepare(sb);

	if (!extended()) {
		CHECK_EQ(error, prepared);
		check_says(words, error, NULL);
		return;
	}
	CHECK_EQ(0, prepared);
	CHECK_EQ(error, scll_apply(sb, &result));
	CHECK_EQ(SCLL_STEP_ATTACH, result.step);
	CHECK_EQ(0, result.partial);
	CHECK_EQ(-1, result.listener);
	check_says(words, error, &result);
}

static struct scll *new_denying(uint32_t flags)
{
	struct scll *sb = new_sandbox(flags);

	CHECK_EQ(0, scll_handle_fs(sb, SCLL_FS_ALL));
	return sb;
}

static void missing_path(void)
{
	struct scll *sb = new_sandbox(0);

	CHECK_EQ(-ENOENT, scll_allow_path(sb, "/no/such/path", SCLL_READ));
	check_says("/no/such/path: No such file or directory", 0, NULL);
	check_unrestricted();
	scll_free(sb);
}

static void closed_ruleset(void)
{
	struct scll *sb = new_denying(0);
	struct scll_result result = { .size = sizeof(result) };
	int fd;

	CHECK_EQ(0, scll_prepare(sb));
	for (fd = 3; fd < 64; fd++)
		close(fd);
	CHECK_EQ(-EBADF, scll_apply(sb, &result));
	CHECK_EQ(extended() ? SCLL_STEP_ATTACH : SCLL_STEP_RULES, result.step);
	CHECK_EQ(0, result.partial);
	check_says("closed a descriptor", -EBADF, &result);
	check_unrestricted();
}

static void closed_descriptor(void)
{
	struct scll *sb = new_sandbox(0);

	CHECK_EQ(-EBADF, scll_allow_fd(sb, 60, SCLL_READ));
	check_says("descriptor 60: Bad file descriptor", 0, NULL);
	CHECK_EQ(-EBADF, scll_set_ruleset(sb, 60));
	check_says("descriptor 60: Bad file descriptor", 0, NULL);
	CHECK_EQ(-EBADFD, scll_set_ruleset(sb, 1));
	check_says("not a Landlock ruleset", 0, NULL);
	check_unrestricted();
	scll_free(sb);
}

static void rule_for_a_pipe(void)
{
	struct scll *sb = new_sandbox(0);
	int fds[2];

	CHECK_EQ(0, pipe(fds));
	CHECK_EQ(0, scll_allow_fd(sb, fds[0], SCLL_READ));
	CHECK_EQ(-EBADFD, scll_prepare(sb));
	check_says("no rules for this kind of file", 0, NULL);
	check_unrestricted();
	scll_free(sb);
}

static void right_that_is_not_handled(void)
{
	struct scll *sb = new_sandbox(0);

	CHECK_EQ(0, scll_handle_fs(sb, LANDLOCK_ACCESS_FS_READ_FILE));
	CHECK_EQ(0, scll_allow_path_rights(sb, "/etc", LANDLOCK_ACCESS_FS_READ_DIR));
	CHECK_EQ(-EINVAL, scll_prepare(sb));
	check_says("/etc: allows rights that are not handled", 0, NULL);
	CHECK_EQ(0, scll_handle_fs(sb, LANDLOCK_ACCESS_FS_READ_DIR));
	CHECK_EQ(0, scll_prepare(sb));
	check_unrestricted();
	scll_free(sb);
}

static void right_that_no_kernel_knows(void)
{
	struct scll *sb = new_exact(0);

	if (!extended())
		SKIP("strict mode needs the extension");
	CHECK_EQ(0, scll_handle_fs(sb, UINT64_C(1) << 60));
	CHECK_EQ(-EOPNOTSUPP, scll_prepare(sb));
	check_says("missing here: no rules at all", 0, NULL);
	check_unrestricted();
	scll_free(sb);
}

static void bad_filter(void)
{
	struct scll *sb = new_denying(0);

	CHECK_EQ(0, scll_set_filter(sb, broken, 2));
	check_fails(sb, -EINVAL, "not a valid filter");
	check_unrestricted();
	scll_free(sb);
}

static void no_new_privs_missing(void)
{
	struct scll *sb = new_denying(0);
	struct scll_result result = { .size = sizeof(result) };

	CHECK_EQ(0, chmod(".", 0777));
	CHECK_EQ(0, setresgid(65534, 65534, 65534));
	CHECK_EQ(0, setresuid(65534, 65534, 65534));
	CHECK_EQ(0, scll_prepare(sb));
	CHECK_EQ(extended() ? -EACCES : -EPERM, scll_apply(sb, &result));
	CHECK_EQ(0, result.partial);
	check_says("no_new_privs is not set", extended() ? -EACCES : -EPERM, &result);
	check_unrestricted();
	scll_free(sb);
}

static void unprivileged(void)
{
	struct scll *sb = new_denying(SCLL_NO_NEW_PRIVS);

	CHECK_EQ(0, setresuid(65534, 65534, 65534));
	enter(sb);
	CHECK_EQ(EACCES, try_open("/etc/passwd", O_RDONLY));
	scll_free(sb);
}

static void seventeenth_layer(void)
{
	struct scll *sb;
	int i;

	for (i = 0; i < 16; i++) {
		sb = new_sandbox(0);
		CHECK_EQ(0, scll_handle_fs(sb, LANDLOCK_ACCESS_FS_MAKE_BLOCK));
		enter(sb);
		scll_free(sb);
	}
	CHECK_EQ(16, filters());
	sb = new_denying(0);
	check_fails(sb, -E2BIG, "maximum of 16 stacked rulesets");
	scll_free(sb);
	CHECK_EQ(16, filters());
	CHECK_EQ(0, status_field("NoNewPrivs"));
	CHECK_EQ(0, try_open("/etc/passwd", O_RDONLY));
}

static struct sock_filter *long_filter(size_t len)
{
	struct sock_filter *insns = calloc(len, sizeof(*insns));
	size_t i;

	CHECK(insns);
	for (i = 0; i < len; i++)
		insns[i] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_IMM, i);
	insns[len - 1] = allow[0];
	return insns;
}

static void filter_too_long(void)
{
	struct sock_filter *insns = long_filter(BPF_MAXINSNS + 1);
	struct scll *sb = new_denying(0);

	CHECK_EQ(-EINVAL, scll_set_filter(sb, insns, BPF_MAXINSNS + 1));
	check_says("1 to 4096 instructions, not 4097", 0, NULL);
	CHECK_EQ(-EINVAL, scll_set_filter(sb, insns, 0));
	check_unrestricted();
	scll_free(sb);
	free(insns);
}

static void filters_too_long_together(void)
{
	struct sock_filter *insns = long_filter(BPF_MAXINSNS);
	struct scll *sb;
	int i;

	for (i = 0; i < 20; i++) {
		struct sock_fprog prog = { .len = BPF_MAXINSNS, .filter = insns };

		if (scll_sys_seccomp(SECCOMP_SET_MODE_FILTER, 0, &prog))
			break;
	}
	CHECK(i > 2 && i < 20);
	sb = new_denying(0);
	CHECK_EQ(0, scll_set_filter(sb, insns, BPF_MAXINSNS));
	check_fails(sb, -ENOMEM, "too many and too long filters");
	scll_free(sb);
	CHECK_EQ(i, filters());
	CHECK_EQ(0, status_field("NoNewPrivs"));
	CHECK_EQ(0, try_open("/etc/passwd", O_RDONLY));
}

static void no_descriptors_left(void)
{
	struct rlimit none = { .rlim_cur = 4, .rlim_max = 64 };
	struct rlimit some = { .rlim_cur = 64, .rlim_max = 64 };
	struct scll *sb = new_sandbox(0);
	int fd;

	CHECK_EQ(0, scll_allow_path(sb, "/dev", SCLL_READ));
	while ((fd = dup(0)) >= 0 && fd < 64)
		;
	CHECK_EQ(0, setrlimit(RLIMIT_NOFILE, &none));
	CHECK_EQ(-EMFILE, scll_allow_path(sb, "/etc", SCLL_READ));
	check_says("/etc: Too many open files", 0, NULL);
	CHECK_EQ(-EMFILE, scll_prepare(sb));
	check_says("Too many open files", 0, NULL);
	CHECK_EQ(0, scll_dropped(sb) & ~SCLL_DROPPED_PATH);
	CHECK_EQ(0, setrlimit(RLIMIT_NOFILE, &some));
	for (fd = 20; fd < 64; fd++)
		close(fd);
	check_unrestricted();
	CHECK_EQ(0, scll_prepare(sb));
	CHECK_EQ(0, scll_apply(sb, NULL));
	CHECK_EQ(EACCES, try_open("/etc/passwd", O_RDONLY));
	scll_free(sb);
}

static pthread_barrier_t barrier;

/* Gets a filter of its own, so that it cannot follow, and rules that it is to keep. */
static void *diverge(void *tid)
{
	const struct scll_ruleset_attr attr = { .fs = LANDLOCK_ACCESS_FS_READ_FILE };
	struct sock_fprog prog = { .len = 1, .filter = (void *)allow };
	int fd = scll_sys_create_ruleset(&attr);

	*(pid_t *)tid = gettid();
	CHECK_EQ(0, scll_sys_seccomp(SECCOMP_SET_MODE_FILTER, 0, &prog));
	CHECK_EQ(0, scll_sys_restrict_self(fd, 0));
	CHECK_EQ(EACCES, try_open("/etc/passwd", O_RDONLY));
	pthread_barrier_wait(&barrier);
	pthread_barrier_wait(&barrier);
	CHECK_EQ(EACCES, try_open("/etc/passwd", O_RDONLY));
	pthread_barrier_wait(&barrier);
	pause();
	return NULL;
}

static void check_keeps_rules(void)
{
	pthread_barrier_wait(&barrier);
	pthread_barrier_wait(&barrier);
}

static pid_t start_diverged(void)
{
	static pid_t tid;
	pthread_t thread;

	CHECK_EQ(0, pthread_barrier_init(&barrier, NULL, 2));
	CHECK_EQ(0, pthread_create(&thread, NULL, diverge, &tid));
	pthread_barrier_wait(&barrier);
	return tid;
}

static void thread_that_cannot_follow(void)
{
	struct scll *sb = new_sandbox(SCLL_TSYNC);
	struct scll_result result = { .size = sizeof(result) };
	pid_t tid = start_diverged();

	CHECK_EQ(0, scll_prepare(sb));
	CHECK_EQ(-ESRCH, scll_apply(sb, &result));
	CHECK_EQ(tid, result.tid);
	CHECK_EQ(0, result.partial);
	check_says("cannot follow", -ESRCH, &result);
	check_unrestricted();
	scll_free(sb);
}

static void thread_that_cannot_follow_with_rules(void)
{
	struct scll *sb = new_denying(SCLL_TSYNC);
	struct scll_result result = { .size = sizeof(result) };
	pid_t tid = start_diverged();

	CHECK_EQ(0, scll_prepare(sb));
	CHECK_EQ(-ESRCH, scll_apply(sb, &result));
	CHECK_EQ(tid, result.tid);
	if (extended() || knows(RESTRICT_TSYNC)) {
		CHECK_EQ(extended() ? SCLL_STEP_ATTACH : SCLL_STEP_THREADS, result.step);
		CHECK_EQ(0, result.partial);
		check_unrestricted();
	} else {
		/* The one case that cannot be tried before: it is told. */
		CHECK_EQ(1, result.partial);
		CHECK_EQ(SCLL_STEP_FILTER, result.step);
		CHECK_EQ(EACCES, try_open("/etc/passwd", O_RDONLY));
	}
	check_keeps_rules();
	scll_free(sb);
}

/* With Landlock's flag it is set with the rules, and else stays set. */
static void no_new_privs_of_what_failed(void)
{
	struct scll *sb = new_denying(SCLL_NO_NEW_PRIVS | SCLL_TSYNC);
	struct scll_result result = { .size = sizeof(result) };
	bool before = !extended() || !knows(RESTRICT_NO_NEW_PRIVS);

	start_diverged();
	CHECK_EQ(0, scll_prepare(sb));
	CHECK_EQ(-ESRCH, scll_apply(sb, &result));
	CHECK_EQ(before, prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
	scll_free(sb);
}

static void wrong_calls(void)
{
	struct scll_result result = { .size = 1 };
	struct scll *sb = new_denying(SCLL_NEW_LISTENER);

	CHECK_EQ(-EINVAL, scll_apply(sb, NULL));
	CHECK_EQ(0, scll_prepare(sb));
	CHECK_EQ(-EBUSY, scll_prepare(sb));
	CHECK_EQ(-EBUSY, scll_handle_fs(sb, 0));
	CHECK_EQ(-EBUSY, scll_allow_path(sb, "/", SCLL_READ));
	check_says("prepared already", 0, NULL);
	CHECK_EQ(-EINVAL, scll_apply(sb, NULL));
	CHECK_EQ(-EINVAL, scll_apply(sb, &result));
	check_unrestricted();
	scll_free(sb);
}

/* There is nothing strict about half of it. */
static void stock_kernel_is_refused(void)
{
	struct scll *sb = new_exact(0);

	if (extended())
		SKIP("this kernel has the extension");
	CHECK_EQ(-EOPNOTSUPP, scll_prepare(sb));
	check_says("missing here: who may trace whom is not decided", 0, NULL);
	check_unrestricted();
	CHECK_EQ(-EOPNOTSUPP, scll_open(0));
	CHECK_EQ(-EOPNOTSUPP, scll_join(0));
	scll_free(sb);
}

static const struct test tests[] = {
	TEST(missing_path),
	TEST(closed_ruleset),
	TEST(closed_descriptor),
	TEST(rule_for_a_pipe),
	TEST(right_that_is_not_handled),
	TEST(right_that_no_kernel_knows),
	TEST(bad_filter),
	TEST(no_new_privs_missing),
	TEST(unprivileged),
	TEST(seventeenth_layer),
	TEST(filter_too_long),
	TEST(filters_too_long_together),
	TEST(no_descriptors_left),
	TEST(thread_that_cannot_follow),
	TEST(thread_that_cannot_follow_with_rules),
	TEST(no_new_privs_of_what_failed),
	TEST(wrong_calls),
	TEST(stock_kernel_is_refused),
};

TAP_MAIN(tests)
