// SPDX-License-Identifier: GPL-2.0-only
/*
 * A thread that makes one system call after the other is given rules: all the
 * moments in which SECCOMP_FILTER_FLAG_TSYNC can find a thread on its way into a
 * call, or taking the domain of the sync before
 *
 *	TAKE_SECONDS	for how long, at least (2, with KCSAN 180)
 *
 * A kernel with KCSAN is made to watch more accesses than usually while rules are
 * given: a sync writes the mark of a thread once, and no more than
 * LANDLOCK_MAX_LAYERS of them can follow each other in one process.
 */
#include "landlock_common.h"

#include <time.h>

#define TSYNC		SECCOMP_FILTER_FLAG_TSYNC
#define SKIP_WATCH	"/sys/module/kcsan/parameters/skip_watch"
#define OFTEN		"50"

/* What went wrong, as exit status of a process */
enum fault {
	FAULT_NONE,
	FAULT_SETUP,
	FAULT_SYNC,		/* a sync failed */
	FAULT_OPENED,		/* a call that began after a sync was not denied */
};

/* Syncs that have returned */
static int synced, stop_flag;
/* Calls of this process that have returned, and whether there are more */
static int done, ended;

/* What the thread has found, for the test */
static struct seen {
	long calls, syncs, denied;
} *seen;

/* The number of accesses of which KCSAN watches one, if there is KCSAN */
static int skip_fd = -1;
static char skip_watch[32];

static int watch(const char *number)
{
	const ssize_t len = strlen(number);

	return skip_fd < 0 || pwrite(skip_fd, number, len, 0) == len ? 0 : -1;
}

/* Most of the calls are short, or one would seldom begin at the right moment. */
static int call_loop(void)
{
	int i;

	while (!LOAD(stop_flag)) {
		const int before = LOAD(synced);
		const int ret = try_write();

		if (before && ret != EACCES) {
			STORE(ended, 1);
			return FAULT_OPENED;
		}
		seen->calls++;
		seen->denied += ret == EACCES;
		STORE(done, done + 1);
		for (i = 0; i < 100; i++)
			syscall(__NR_getppid);
	}
	return FAULT_NONE;
}

/* With two, one of them began after this. */
static void wait_for_calls(int more)
{
	const int before = LOAD(done);

	while (LOAD(done) - before < more && !LOAD(ended))
		sched_yield();
}

static int take_process(void)
{
	struct worker w = { .first = call_loop };
	int fd = ruleset_open(RULE_WRITE), ret = FAULT_NONE, i;

	if (fd < 0 || worker_start(&w) || watch(OFTEN))
		return FAULT_SETUP;
	worker_release(&w);
	wait_for_calls(1);
	for (i = 0; i < LANDLOCK_MAX_LAYERS && !ret; i++) {
		delay((getpid() + i) % 8 * 300);
		if (attach_fd(TSYNC, 0, fd))
			ret = FAULT_SYNC;
		else
			STORE(synced, i + 1);
	}
	seen->syncs += LOAD(synced);
	wait_for_calls(2);
	STORE(stop_flag, 1);
	pthread_join(w.thread, NULL);
	if (watch(skip_watch))
		return FAULT_SETUP;
	return ret ?: w.first_ret;
}

FIXTURE(take) {};

FIXTURE_SETUP(take)
{
	seen = shared_alloc(sizeof(*seen));
	ASSERT_NE(NULL, seen);
	ASSERT_EQ(0, set_nnp());
	skip_fd = open(SKIP_WATCH, O_RDWR | O_CLOEXEC);
	if (skip_fd < 0) {
		ASSERT_EQ(ENOENT, errno);
		return;
	}
	ASSERT_LT(0, read(skip_fd, skip_watch, sizeof(skip_watch) - 1));
}

FIXTURE_TEARDOWN(take)
{
	/* A process may have ended before it could. */
	EXPECT_EQ(0, watch(skip_watch));
}

TEST_F_TIMEOUT(take, calls, 24 * 3600)
{
	const char *env = getenv("TAKE_SECONDS");
	const int seconds = skip_fd < 0 ? 2 : 180;
	const time_t end = time(NULL) + (env ? atoi(env) : seconds);
	int ret, processes = 0;

	do {
		ret = in_child(take_process);
		EXPECT_EQ(FAULT_NONE, ret);
		processes++;
	} while (!ret && time(NULL) < end);
	TH_LOG("%d processes, %ld syncs, %ld calls, of which %ld were denied",
	       processes, seen->syncs, seen->calls, seen->denied);
	EXPECT_EQ(processes * LANDLOCK_MAX_LAYERS, seen->syncs);
	/* One call of each thread came before its rules, and one after. */
	EXPECT_LE(processes, seen->denied);
	EXPECT_LE(seen->denied + processes, seen->calls);
}

TEST_HARNESS_MAIN
