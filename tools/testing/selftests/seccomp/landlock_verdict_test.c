// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a verdict does not depend on: see landlock_matrix_test.c for what it does
 */
#include "landlock_surfaces.h"

static long add_ruled(void *arg)
{
	return set_nnp() ? -1 : attach_rule(0, 0, RULE_NONE);
}

static long start_tracer(void *arg)
{
	return peer_start(&ctx->tracer_peer);
}

static long start_target(void *arg)
{
	ctx->target = peer_start(&ctx->target_peer);
	return ctx->target;
}

/* Threads of one process are never kept apart, whatever they installed. */
static int thread_reaches_leader(void)
{
	ctx->target = getpid();
	snprintf(ctx->dir, sizeof(ctx->dir), "/proc/%d/task/%d", getpid(),
		 getpid());
	if (set_nnp() ||
	    attach_rule(0, SECCOMP_LANDLOCK_PTRACE_DENY, RULE_WRITE))
		return -1;
	return do_kcmp_first() ?: do_environ() ?: do_mem() ?: do_personality()
	       ?: do_robust_list();
}

TEST(threads_of_one_process)
{
	struct worker w = { .first = thread_reaches_leader };

	ASSERT_EQ(0, init_context());
	ASSERT_EQ(0, worker_start(&w));
	ASSERT_EQ(0, worker_join(&w));
	EXPECT_EQ(0, w.first_ret);
}

/*
 * A process whose threads had diverged is as any other one when they agree again: by
 * thread sync, or when those that were different are gone.
 */
static struct worker second;

static long start_second(void *arg)
{
	second.wait = WAIT_READ;
	return worker_start(&second);
}

static long end_second(void *arg)
{
	return worker_join(&second);
}

static long call_attach(void *flags)
{
	return set_nnp() ?: attach_rule((long)flags, 0, RULE_NONE);
}

static long join_target(void *arg)
{
	return set_nnp() ?: join_process(ctx->target);
}

static long call_kcmp_second(void *arg)
{
	return do_kcmp_second();
}

TEST(diverged_and_synced)
{
	struct peer *tracer, *target;

	ASSERT_EQ(0, init_context());
	tracer = &ctx->tracer_peer;
	target = &ctx->target_peer;
	ASSERT_LT(0, start_target(NULL));
	ASSERT_LT(0, start_tracer(NULL));
	ASSERT_EQ(0, peer_call(target, start_second, NULL));
	ASSERT_EQ(0, peer_call(target, call_attach, NULL));
	ASSERT_EQ(0, peer_call(tracer, join_target, NULL));
	EXPECT_EQ(EPERM, peer_call(tracer, call_kcmp_second, NULL));
	ASSERT_EQ(0, peer_call(target, call_attach,
			       (void *)SECCOMP_FILTER_FLAG_TSYNC));
	EXPECT_EQ(0, peer_call(tracer, call_kcmp_second, NULL));
}

TEST(diverged_and_gone)
{
	struct peer *tracer, *target;

	ASSERT_EQ(0, init_context());
	tracer = &ctx->tracer_peer;
	target = &ctx->target_peer;
	ASSERT_LT(0, start_target(NULL));
	ASSERT_LT(0, start_tracer(NULL));
	ASSERT_EQ(0, peer_call(target, start_second, NULL));
	ASSERT_EQ(0, peer_call(target, call_attach, NULL));
	ASSERT_EQ(0, peer_call(tracer, join_target, NULL));
	EXPECT_EQ(EPERM, peer_call(tracer, call_kcmp_second, NULL));
	ASSERT_EQ(0, peer_call(target, end_second, NULL));
	EXPECT_EQ(0, peer_call(tracer, call_kcmp_second, NULL));
}

/*
 * PTRACE_TRACEME by a process whose threads have diverged: the parent must not get
 * hold of it, whichever thread calls.
 */
static long thread_layer;

static int attach_layer(void)
{
	return thread_layer ? attach_plain(thread_layer) < 0 : 0;
}

static int call_traceme(void)
{
	return as_errno(ptrace(PTRACE_TRACEME, 0, 0, 0));
}

static long start_traceme_thread(void *flags)
{
	thread_layer = (long)flags;
	second.wait = WAIT_READ;
	second.before = attach_layer;
	second.first = call_traceme;
	return worker_start(&second);
}

static long end_traceme_thread(void *arg)
{
	worker_release(&second);
	pthread_join(second.thread, NULL);
	return second.first_ret;
}

static long traceme(void *arg)
{
	return call_traceme();
}

static void try_traceme(struct __test_metadata *const _metadata, long flags,
			int want)
{
	ASSERT_EQ(0, init_context());
	ASSERT_LT(0, start_tracer(NULL));
	ASSERT_EQ(0, peer_call(&ctx->tracer_peer, add_ruled, NULL));
	ASSERT_LT(0, peer_call(&ctx->tracer_peer, start_target, NULL));
	ASSERT_EQ(0, peer_call(&ctx->target_peer, start_traceme_thread,
			       (void *)flags));
	EXPECT_EQ(want, peer_call(&ctx->target_peer, traceme, NULL));
	EXPECT_EQ(want, peer_call(&ctx->target_peer, end_traceme_thread, NULL));
}

TEST(traceme_beside_listener)
{
	try_traceme(_metadata, SECCOMP_FILTER_FLAG_NEW_LISTENER, EPERM);
}

TEST(traceme_beside_filter)
{
	try_traceme(_metadata, SECCOMP_FILTER_FLAG_LOG, 0);
}

/* The parent has joined the sandbox of the leader; the thread is outside. */
TEST(traceme_beside_outsider)
{
	struct peer *parent, *child;

	ASSERT_EQ(0, init_context());
	parent = &ctx->tracer_peer;
	child = &ctx->target_peer;
	ASSERT_LT(0, start_tracer(NULL));
	ASSERT_LT(0, peer_call(parent, start_target, NULL));
	ASSERT_EQ(0, peer_call(child, start_traceme_thread, NULL));
	ASSERT_EQ(0, peer_call(child, add_ruled, NULL));
	ASSERT_EQ(0, peer_call(parent, join_target, NULL));
	EXPECT_EQ(EPERM, peer_call(child, traceme, NULL));
	EXPECT_EQ(EPERM, peer_call(child, end_traceme_thread, NULL));
	/* Now it is gone. */
	EXPECT_EQ(0, peer_call(child, traceme, NULL));
}

/*
 * A relation does not depend on how long the chains are.  One process puts filter
 * after filter on itself, the first of them ruled.  At many depths it leaves two
 * peers behind: one that stays as it is then, and one that gets a filter of its
 * own, and so differs from all the others from the next depth on.
 */
static const int depths[] = {
	1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 17, 23, 24, 31, 32, 33, 48,
	63, 64, 65, 100, 127, 128, 129, 255, 256, 257, 511, 512, 513, 1000,
	1023, 1024, 1025, 1536, 2047, 2048, 2049, 2999, 3000,
};

#define NUM_DEEP	((int)(2 * ARRAY_SIZE(depths)))

/* Shared; at depths[i], the ancestor is number 2 * i, the sibling the next. */
static struct deep {
	struct peer peer;
	int seen;	/* by whoever tried the row last */
} *deep;

static long build_chain(void *arg)
{
	int depth = 0, i;

	for (i = 0; i < NUM_DEEP; i++) {
		for (; depth < depths[i / 2]; depth++) {
			if (depth ? attach_plain(0) : add_ruled(NULL))
				return -1;
		}
		if (peer_start(&deep[i].peer) < 0)
			return -1;
	}
	return 0;
}

static long add_plain(void *arg)
{
	return attach_plain(0);
}

static long try_all(void *arg)
{
	int i;

	for (i = 0; i < NUM_DEEP; i++) {
		ctx->target = deep[i].peer.pid;
		deep[i].seen = do_kcmp_second();
	}
	return 0;
}

TEST(depth)
{
	int i, j, want;

	ASSERT_EQ(0, init_context());
	deep = shared_alloc(NUM_DEEP * sizeof(*deep));
	ASSERT_NE(NULL, deep);
	for (i = 0; i < NUM_DEEP; i++)
		ASSERT_EQ(0, peer_init(&deep[i].peer));
	ASSERT_LT(0, start_tracer(NULL));
	ASSERT_EQ(0, peer_call(&ctx->tracer_peer, build_chain, NULL));
	for (i = 1; i < NUM_DEEP; i += 2)
		ASSERT_EQ(0, peer_call(&deep[i].peer, add_plain, NULL));
	for (i = 0; i < NUM_DEEP; i++) {
		ASSERT_EQ(0, peer_call(&deep[i].peer, try_all, NULL));
		for (j = 0; j < NUM_DEEP; j++) {
			/* A sibling has no descendant but itself. */
			want = i == j || (i % 2 == 0 && i <= j) ? 0 : EPERM;
			EXPECT_EQ(want, deep[j].seen) {
				TH_LOG("tracer %d at %d, target %d at %d",
				       i, depths[i / 2], j, depths[j / 2]);
			}
		}
	}
}

/*
 * Attaching does not walk the chain, with a lock held: it takes no longer at the end
 * of a long one.  The shortest of many times tells, whatever else goes on.  An attach
 * that walked the chain would take seven times as long; the speed of a guest changes
 * by less than two while it runs.
 */
#define NUM_TIMED	200
#define LONG_CHAIN	3300

static struct {
	long at_begin, at_end;	/* in nanoseconds */
} *times;

static long now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000L + ts.tv_nsec;
}

static long time_attach(void)
{
	long begin, time, shortest = LONG_MAX;
	int i;

	for (i = 0; i < NUM_TIMED; i++) {
		begin = now();
		if (attach_rule(0, 0, RULE_NONE))
			return 0;
		time = now() - begin;
		if (time < shortest)
			shortest = time;
	}
	return shortest;
}

static int time_attach_twice(void)
{
	int i;

	if (set_nnp())
		return 1;
	times->at_begin = time_attach();
	for (i = NUM_TIMED; i < LONG_CHAIN; i++) {
		if (attach_plain(0))
			return 1;
	}
	times->at_end = time_attach();
	return 0;
}

TEST(attach_on_long_chain)
{
	times = shared_alloc(sizeof(*times));
	ASSERT_NE(NULL, times);
	ASSERT_EQ(0, in_child(time_attach_twice));
	EXPECT_LT(0, times->at_end);
	EXPECT_LT(times->at_end, 3 * times->at_begin);
	TH_LOG("%ld ns, and %ld ns on %d filters", times->at_begin,
	       times->at_end, LONG_CHAIN);
}

/* The verdict only denies: what the user may not do stays denied. */
static long call_kcmp(void *arg)
{
	return do_kcmp_first();
}

static long become_nobody(void *arg)
{
	if (syscall(__NR_setresuid, 65534, 65534, 65534))
		return -1;
	/* That took it away. */
	return prctl(PR_SET_PDEATHSIG, SIGKILL);
}

TEST(never_grants)
{
	struct peer *tracer;
	pid_t target;

	ASSERT_EQ(0, init_context());
	tracer = &ctx->tracer_peer;
	ASSERT_LT(0, start_tracer(NULL));
	ASSERT_EQ(0, peer_call(tracer, add_ruled, NULL));
	target = peer_call(tracer, start_target, NULL);
	ASSERT_LT(0, target);
	EXPECT_EQ(0, peer_call(tracer, call_kcmp, NULL));
	ASSERT_EQ(0, peer_call(tracer, become_nobody, NULL));
	EXPECT_EQ(EPERM, peer_call(tracer, call_kcmp, NULL));
	/* The tracer may not do that by its death either. */
	kill(target, SIGKILL);
}

/*
 * Yama lets an unprivileged task attach to its descendants, and to a task that
 * names it with PR_SET_PTRACER.
 */
#define PTRACE_SCOPE	"/proc/sys/kernel/yama/ptrace_scope"

static int swap_scope(char *value)
{
	int fd = open(PTRACE_SCOPE, O_RDWR | O_CLOEXEC), ret = -1;
	char old;

	if (fd < 0)
		return -1;
	if (pread(fd, &old, 1, 0) == 1 && pwrite(fd, value, 1, 0) == 1)
		ret = 0;
	*value = old;
	close(fd);
	return ret;
}

static long call_vm_parent(void *arg)
{
	struct iovec local = { page, 1 }, remote = { page, 1 };

	return as_errno(syscall(__NR_process_vm_readv, getppid(), &local, 1,
				&remote, 1, 0));
}

static long drop_all_caps(void *arg)
{
	return drop_caps(~0ULL);
}

static long name_tracer(void *arg)
{
	return prctl(PR_SET_PTRACER, ctx->target, 0, 0, 0);
}

/*
 * Threads that have diverged are all looked at, with locks held, by callers that ask
 * about each of them: there is a limit, and beyond it the answer is no.
 */
#define MAX_DIVERGED	256

static void *pause_main(void *arg)
{
	for (;;)
		pause();
	return NULL;
}

static pid_t start_diverged(int threads, int ready)
{
	const pid_t pid = fork_tied();
	pthread_attr_t attr;
	pthread_t thread;
	char c = 0;

	if (pid)
		return pid;
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 65536);
	while (--threads)
		if (pthread_create(&thread, &attr, pause_main, NULL))
			_exit(1);
	if (attach_plain(0) || write(ready, &c, 1) != 1)
		_exit(1);
	pause_main(NULL);
	return -1;
}

TEST(many_diverged_threads)
{
	static const struct {
		int threads, err;
	} rows[] = {
		{ 2, 0 }, { MAX_DIVERGED, 0 }, { MAX_DIVERGED + 1, EACCES },
	};
	char path[64], c;
	int ready[2], fd;
	unsigned int i;
	pid_t pid;

	ASSERT_EQ(0, pipe(ready));
	ASSERT_EQ(0, add_ruled(NULL));
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		pid = start_diverged(rows[i].threads, ready[1]);
		ASSERT_LT(0, pid);
		ASSERT_EQ(1, read(ready[0], &c, 1));
		snprintf(path, sizeof(path), "/proc/%d/environ", pid);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		EXPECT_EQ(rows[i].err, fd < 0 ? errno : 0) {
			TH_LOG("%d threads", rows[i].threads);
		}
		if (fd >= 0)
			close(fd);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
}

FIXTURE(yama) {
	char scope;
};

FIXTURE_SETUP(yama)
{
	self->scope = '1';
	ASSERT_EQ(0, swap_scope(&self->scope));
}

FIXTURE_TEARDOWN(yama)
{
	EXPECT_EQ(0, swap_scope(&self->scope));
}

TEST_F(yama, asked_as_well)
{
	struct peer *parent, *child;

	ASSERT_EQ(0, init_context());
	parent = &ctx->tracer_peer;
	child = &ctx->target_peer;
	ASSERT_LT(0, start_tracer(NULL));
	ASSERT_EQ(0, peer_call(parent, add_ruled, NULL));
	ASSERT_LT(0, peer_call(parent, start_target, NULL));
	ASSERT_EQ(0, peer_call(parent, drop_all_caps, NULL));
	ASSERT_EQ(0, peer_call(child, drop_all_caps, NULL));
	EXPECT_EQ(EPERM, peer_call(child, call_vm_parent, NULL));
	ASSERT_EQ(0, peer_call(parent, name_tracer, NULL));
	EXPECT_EQ(0, peer_call(child, call_vm_parent, NULL));
	ASSERT_EQ(0, peer_call(child, add_ruled, NULL));
	EXPECT_EQ(EPERM, peer_call(child, call_vm_parent, NULL));
}

TEST_HARNESS_MAIN
