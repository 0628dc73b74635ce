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

/* rst: "Threads of one process are never kept apart." */
TEST(threads_of_one_process)
{
	struct worker w = { .first = thread_reaches_leader };

	ASSERT_EQ(0, init_context());
	ASSERT_EQ(0, worker_start(&w));
	ASSERT_EQ(0, worker_join(&w));
	EXPECT_EQ(0, w.first_ret);
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

/*
 * rst: "leaves the decision to the file owner, to capabilities, Yama and the
 * other security modules, as ever."
 */
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
 *
 * rst: "Are asked as before, after the verdict."
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
