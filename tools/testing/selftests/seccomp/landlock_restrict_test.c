// SPDX-License-Identifier: GPL-2.0-only
/*
 * What later versions of Landlock added to landlock_restrict_self(2), and later
 * kernels to tasks, beside ruled filters.  A kernel without an addition refuses it
 * and leaves everything as it was.
 */
#include "landlock_common.h"

#include <linux/io_uring.h>

#define TSYNC	SECCOMP_FILTER_FLAG_TSYNC

/* The LANDLOCK_RESTRICT_SELF_* flags, and the ABI versions that brought them */
#define RESTRICT_SUBDOMAINS_OFF	4
#define RESTRICT_TSYNC		8
#define RESTRICT_NNP		16
#define ABI_TSYNC		8
#define ABI_NNP			11

#define ROUNDS			40

static long restrict_flags(enum rule rule, __u32 flags)
{
	const int fd = ruleset_open(rule);
	long ret;
	int err;

	ret = syscall(__NR_landlock_restrict_self, fd, flags);
	err = errno;
	if (fd >= 0)
		close(fd);
	errno = err;
	return ret;
}

/* Landlock's own thread sync, with a ruleset or only of the log configuration */
static long sync_rule(enum rule rule)
{
	return restrict_flags(rule, RESTRICT_TSYNC | (rule == RULE_NONE ?
						      RESTRICT_SUBDOMAINS_OFF : 0));
}

/* 0 or the errno that Landlock's thread sync gives */
static int sync_err(int err)
{
	return ll_abi() < ABI_TSYNC ? EINVAL : err;
}

static int sync_try(enum rule rule)
{
	return sync_rule(rule) ? errno : 0;
}

static int own_filter(void)
{
	return attach_rule(0, 0, RULE_READDIR);
}

static int own_filter_no_ruleset(void)
{
	return attach_fd(0, 0, -1);
}

static int own_restriction(void)
{
	return own_filter_no_ruleset() ?: restrict_rule(RULE_READDIR);
}

FIXTURE(restrict_tsync) {};

FIXTURE_VARIANT(restrict_tsync)
{
	enum rule rule;
};

FIXTURE_VARIANT_ADD(restrict_tsync, ruleset) { .rule = RULE_WRITE };
FIXTURE_VARIANT_ADD(restrict_tsync, log_only) { .rule = RULE_NONE };

FIXTURE_SETUP(restrict_tsync)
{
	ASSERT_EQ(0, set_nnp());
}

FIXTURE_TEARDOWN(restrict_tsync)
{
}

/* A thread keeps the rules of its filter: the call fails, and changes nobody. */
TEST_F(restrict_tsync, diverged)
{
	struct worker ruled = { .before = own_filter, .wait = WAIT_READ };
	struct worker other = { .wait = WAIT_READ };

	ASSERT_EQ(0, worker_start(&ruled));
	ASSERT_EQ(0, worker_start(&other));
	EXPECT_EQ(sync_err(ESRCH), sync_try(variant->rule));
	EXPECT_EQ(0, try_write());
	ASSERT_EQ(0, worker_join(&ruled));
	ASSERT_EQ(0, worker_join(&other));
	EXPECT_EQ(EACCES, ruled.readdir);
	EXPECT_EQ(0, ruled.write);
	EXPECT_EQ(0, other.readdir);
	EXPECT_EQ(0, other.write);
}

/* Once it is gone the call works. */
TEST_F(restrict_tsync, diverged_gone)
{
	struct worker ruled = { .before = own_filter, .wait = WAIT_READ };

	ASSERT_EQ(0, worker_start(&ruled));
	ASSERT_EQ(0, worker_join(&ruled));
	EXPECT_EQ(sync_err(0), sync_try(variant->rule));
}

/* A filter without a ruleset holds its thread to none. */
TEST_F(restrict_tsync, no_ruleset)
{
	struct worker w = {
		.before = own_filter_no_ruleset, .wait = WAIT_READ
	};
	const int err = sync_err(variant->rule ? EACCES : 0);

	ASSERT_EQ(0, worker_start(&w));
	EXPECT_EQ(sync_err(0), sync_try(variant->rule));
	ASSERT_EQ(0, worker_join(&w));
	EXPECT_EQ(err == EINVAL ? 0 : err, w.write);
}

/* As upstream has it: what a thread restricted itself to is overwritten. */
TEST_F(restrict_tsync, own_domain)
{
	struct worker w = { .before = own_restriction, .wait = WAIT_READ };

	ASSERT_EQ(0, worker_start(&w));
	EXPECT_EQ(sync_err(0), sync_try(variant->rule));
	ASSERT_EQ(0, worker_join(&w));
	EXPECT_EQ(ll_abi() < ABI_TSYNC ? EACCES : 0, w.readdir);
}

/* A thread that has not taken the rules of its filters yet gets both, and lives. */
TEST_F(restrict_tsync, pending)
{
	struct worker w = {};

	ASSERT_EQ(0, worker_start(&w));
	ASSERT_EQ(0, attach_rule(TSYNC, 0, RULE_READDIR));
	EXPECT_EQ(sync_err(0), sync_try(variant->rule));
	ASSERT_EQ(0, worker_join(&w));
	EXPECT_EQ(EACCES, w.readdir);
	EXPECT_EQ(sync_err(0) == 0 && variant->rule ? EACCES : 0, w.write);
}

/* Filters synced after the domain stack on it. */
TEST_F(restrict_tsync, then_filter)
{
	struct worker w = {};

	ASSERT_EQ(0, worker_start(&w));
	EXPECT_EQ(sync_err(0), sync_try(variant->rule));
	ASSERT_EQ(0, attach_rule(TSYNC, 0, RULE_READDIR));
	ASSERT_EQ(0, worker_join(&w));
	EXPECT_EQ(EACCES, w.readdir);
	EXPECT_EQ(sync_err(0) == 0 && variant->rule ? EACCES : 0, w.write);
}

/* Both syncs at once, from two threads, with a third that makes no call */
static int start, synced, sync_ret;

static int filter_at_start(void)
{
	while (!LOAD(start))
		;
	sync_ret = attach_rule(TSYNC, 0, RULE_READDIR);
	while (!LOAD(synced))
		;
	return 0;
}

static enum rule racing_rule;

static int race(void)
{
	struct worker filter = { .first = filter_at_start }, idle = {};
	int err;

	if (worker_start(&idle) || worker_start(&filter))
		return 1;
	worker_release(&filter);
	STORE(start, 1);
	delay(getpid() % 64 * 100);
	err = sync_try(racing_rule);
	STORE(synced, 1);
	if (worker_join(&filter) || worker_join(&idle))
		return 2;
	if (err != sync_err(0))
		return 3;
	if (sync_ret)
		return 4;
	if (idle.readdir != EACCES || filter.readdir != EACCES ||
	    try_readdir() != EACCES)
		return 5;
	if (racing_rule && !err &&
	    (idle.write != EACCES || filter.write != EACCES ||
	     try_write() != EACCES))
		return 6;
	return 0;
}

TEST_F(restrict_tsync, race)
{
	int i;

	racing_rule = variant->rule;
	for (i = 0; i < ROUNDS; i++) {
		ASSERT_EQ(0, in_child(race)) {
			TH_LOG("round %d", i);
		}
	}
}

/* A thread that gets rules of its own meanwhile keeps them, whoever comes first. */
static int own_filter_at_start(void)
{
	while (!LOAD(start))
		;
	sync_ret = own_filter();
	while (!LOAD(synced))
		;
	return 0;
}

static int race_diverge(void)
{
	struct worker own = { .first = own_filter_at_start };
	int err;

	if (worker_start(&own))
		return 1;
	worker_release(&own);
	STORE(start, 1);
	delay(getpid() % 64 * 100);
	err = sync_try(racing_rule);
	STORE(synced, 1);
	if (worker_join(&own))
		return 2;
	if (err && err != sync_err(ESRCH))
		return 3;
	if (sync_ret || own.readdir != EACCES)
		return 4;
	if (racing_rule && !err &&
	    (own.write != EACCES || try_write() != EACCES))
		return 5;
	return !err || !try_write() ? 0 : 6;
}

TEST_F(restrict_tsync, race_diverge)
{
	int i;

	racing_rule = variant->rule;
	for (i = 0; i < ROUNDS; i++) {
		ASSERT_EQ(0, in_child(race_diverge)) {
			TH_LOG("round %d", i);
		}
	}
}

/* Opening the own sandbox waits for the same lock as the sync, and gives way. */
static int stop;

static int open_own(void)
{
	int fd;

	while (!LOAD(stop)) {
		fd = open_sandbox(getpid());
		if (fd < 0 && errno != EINTR)
			return errno;
		close(fd);
	}
	return 0;
}

TEST_F(restrict_tsync, open_meanwhile)
{
	struct worker w = { .first = open_own };
	int i;

	ASSERT_EQ(0, attach_rule(TSYNC, 0, RULE_NONE));
	ASSERT_EQ(0, worker_start(&w));
	worker_release(&w);
	for (i = 0; i < 10; i++)
		EXPECT_EQ(sync_err(0), sync_try(variant->rule));
	STORE(stop, 1);
	ASSERT_EQ(0, worker_join(&w));
	EXPECT_EQ(0, w.first_ret);
}

/* no_new_privs comes with the filter, or not at all. */
static long install_nnp(unsigned int flags, int fd, __u32 landlock_flags)
{
	struct seccomp_landlock_attr attr = attr_make(allow_all, 1, fd);

	attr.landlock_flags = landlock_flags;
	return install_ruled(flags, &attr);
}

static int nnp_err(int err)
{
	return ll_abi() < ABI_NNP ? EACCES : err;
}

TEST(nnp_unprivileged)
{
	struct worker w = { .wait = WAIT_READ };
	const int fd = ruleset_open(RULE_WRITE);
	struct snapshot before;
	int err;

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, drop_caps(~0ULL));
	ASSERT_EQ(0, worker_start(&w));
	before = snapshot_task(getpid());

	EXPECT_EQ(-1, install_nnp(0, fd, 0));
	EXPECT_EQ(EACCES, errno);
	EXPECT_EQ(-1, install_nnp(0, 1000, RESTRICT_NNP));
	EXPECT_EQ(nnp_err(EBADF), errno);
	EXPECT_EQ(-1, install_nnp(0, fd, RESTRICT_NNP | RESTRICT_TSYNC));
	EXPECT_EQ(nnp_err(EINVAL), errno);
	EXPECT_EQ(-1, install_nnp(0, -1, RESTRICT_NNP));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_SAME_STATE(before, snapshot_task(getpid()));

	err = install_nnp(TSYNC, fd, RESTRICT_NNP) ? errno : 0;
	EXPECT_EQ(nnp_err(0), err);
	EXPECT_EQ(!err, task_status(getpid(), "NoNewPrivs"));
	EXPECT_EQ(!err, task_status(w.tid, "NoNewPrivs"));
	EXPECT_EQ(err ? 0 : EACCES, try_write());
	ASSERT_EQ(0, worker_join(&w));
	EXPECT_EQ(err ? 0 : EACCES, w.write);
}

static int filter_and_nothing_else(void)
{
	return attach_plain(0);
}

TEST(nnp_diverged)
{
	struct worker w = {
		.before = filter_and_nothing_else, .wait = WAIT_READ
	};
	const int fd = ruleset_open(RULE_WRITE);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, worker_start(&w));
	EXPECT_EQ(ll_abi() < ABI_NNP ? -1 : w.tid,
		  install_nnp(TSYNC, fd, RESTRICT_NNP));
	EXPECT_EQ(0, task_status(getpid(), "NoNewPrivs"));
	EXPECT_EQ(0, task_status(w.tid, "NoNewPrivs"));
	ASSERT_EQ(0, worker_join(&w));
}

/* Restrictions of io_uring are a task's own, and joining would not bring them. */
static long restrict_io_uring(void *arg)
{
	/* struct io_uring_task_restriction without an entry: nothing is allowed. */
	const __u32 none[4] = {};

	return syscall(__NR_io_uring_register, -1, IORING_REGISTER_RESTRICTIONS,
		       none, 1) ? errno : 0;
}

static long peer_own_filter(void *arg)
{
	return own_filter();
}

TEST(io_uring_restricted)
{
	struct peer peer;
	long err;
	int fd;

	ASSERT_EQ(0, set_nnp());
	ASSERT_EQ(0, peer_init(&peer));
	ASSERT_LT(0, peer_start(&peer));
	ASSERT_EQ(0, peer_call(&peer, peer_own_filter, NULL));
	fd = open_sandbox(peer.pid);
	ASSERT_LE(0, fd);
	close(fd);

	err = peer_call(&peer, restrict_io_uring, NULL);
	if (err) {
		/* Older kernels restrict rings only. */
		ASSERT_TRUE(err == EBADF || err == EINVAL);
		ASSERT_GT(ABI_TSYNC, ll_abi());
	}
	fd = open_sandbox(peer.pid);
	if (err) {
		EXPECT_LE(0, fd);
	} else {
		EXPECT_EQ(-1, fd);
		EXPECT_EQ(EOPNOTSUPP, errno);
	}
}

TEST_HARNESS_MAIN
