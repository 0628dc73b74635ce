// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tracing links and ruled filters
 *
 * rst: Tracing links and ruled filters.  The verdict is made when a link is
 * made, so a task that is tracing somebody gets no further ruled filter.
 */
#include "landlock_pairs.h"

/* Makes the caller the tracer of a child; the process id or a negative value */
static pid_t link_attach(void)
{
	const pid_t pid = start_pausing();

	if (pid < 0 || ptrace(PTRACE_ATTACH, pid, 0, 0) ||
	    waitpid(pid, NULL, __WALL) != pid)
		return -1;
	return pid;
}

static pid_t link_seize(void)
{
	const pid_t pid = start_pausing();

	return pid < 0 || ptrace(PTRACE_SEIZE, pid, 0, 0) ? -1 : pid;
}

static pid_t link_traceme(void)
{
	const pid_t pid = fork_tied();

	if (pid == 0) {
		if (ptrace(PTRACE_TRACEME, 0, 0, 0))
			_exit(1);
		raise(SIGSTOP);
		for (;;)
			pause();
	}
	if (pid < 0 || waitpid(pid, NULL, __WALL) != pid)
		return -1;
	return pid;
}

/* A link to a grandchild that nobody asked for by name, and to nobody else */
static pid_t link_auto(void)
{
	int status, fds[2];
	unsigned long msg;
	pid_t pid;
	char c;

	if (pipe(fds))
		return -1;
	pid = fork_tied();
	if (pid == 0) {
		if (read(fds[0], &c, 1) == 1)
			start_pausing();
		for (;;)
			pause();
	}
	if (pid < 0 || ptrace(PTRACE_SEIZE, pid, 0, PTRACE_O_TRACEFORK) ||
	    write(fds[1], "", 1) != 1 || waitpid(pid, &status, __WALL) != pid ||
	    status >> 8 != (SIGTRAP | PTRACE_EVENT_FORK << 8) ||
	    ptrace(PTRACE_GETEVENTMSG, pid, 0, &msg) ||
	    waitpid(msg, NULL, __WALL) != (pid_t)msg ||
	    ptrace(PTRACE_DETACH, pid, 0, 0))
		return -1;
	close(fds[0]);
	close(fds[1]);
	return msg;
}

static int unlink_task(pid_t pid)
{
	if (!ptrace(PTRACE_DETACH, pid, 0, 0))
		return 0;
	if (ptrace(PTRACE_INTERRUPT, pid, 0, 0) ||
	    waitpid(pid, NULL, __WALL) != pid)
		return -1;
	return ptrace(PTRACE_DETACH, pid, 0, 0);
}

/* How the link came about, and what is installed */
FIXTURE(link) {};

FIXTURE_VARIANT(link)
{
	pid_t (*link)(void);
	struct layer layer;
};

FIXTURE_VARIANT_ADD(link, attach) {
	.link = link_attach, .layer = { .kind = RULED, .rule = RULE_WRITE }
};

FIXTURE_VARIANT_ADD(link, seize) {
	.link = link_seize, .layer = { .kind = RULED, .rule = RULE_WRITE }
};

/* rst: "a child that calls PTRACE_TRACEME makes its parent a tracer." */
FIXTURE_VARIANT_ADD(link, traceme) {
	.link = link_traceme, .layer = { .kind = RULED, .rule = RULE_WRITE }
};

FIXTURE_VARIANT_ADD(link, auto_attached) {
	.link = link_auto, .layer = { .kind = RULED, .rule = RULE_WRITE }
};

FIXTURE_VARIANT_ADD(link, no_ruleset) {
	.link = link_seize, .layer = { .kind = RULED }
};

FIXTURE_VARIANT_ADD(link, strict) {
	.link = link_attach, .layer = { .kind = RULED, .attr_flags = STRICT }
};

FIXTURE_VARIANT_ADD(link, listener) {
	.link = link_seize, .layer = { .kind = RULED, .flags = LISTENER }
};

FIXTURE_VARIANT_ADD(link, trusted_listener) {
	.link = link_traceme,
	.layer = { .kind = RULED, .flags = LISTENER, .attr_flags = TRUST }
};

FIXTURE_VARIANT_ADD(link, tsync) {
	.link = link_attach,
	.layer = { .kind = RULED, .flags = TSYNC, .rule = RULE_WRITE }
};

FIXTURE_VARIANT_ADD(link, tsync_traceme) {
	.link = link_traceme, .layer = { .kind = RULED, .flags = TSYNC }
};

FIXTURE_VARIANT_ADD(link, tsync_esrch) {
	.link = link_auto,
	.layer = { .kind = RULED, .flags = TSYNC |
		   SECCOMP_FILTER_FLAG_TSYNC_ESRCH, .rule = RULE_WRITE }
};

FIXTURE_SETUP(link)
{
	ASSERT_EQ(0, init_context());
	ASSERT_EQ(0, set_nnp());
}

FIXTURE_TEARDOWN(link)
{
}

/*
 * rst: "The verdict is made when a tracing link is made. A task that is
 * tracing somebody therefore gets no further ruled filter: EBUSY."
 */
TEST_F(link, busy)
{
	const pid_t me = getpid(), pid = variant->link();
	struct snapshot before;

	ASSERT_LT(0, pid);
	ASSERT_EQ(me, tracer_pid(pid));
	before = snapshot_task(me);
	EXPECT_EQ(EBUSY, add_layer(&variant->layer));
	EXPECT_SAME_STATE(before, snapshot_task(me));
	EXPECT_EQ(me, tracer_pid(pid));

	ASSERT_EQ(0, unlink_task(pid));
	EXPECT_EQ(0, add_layer(&variant->layer));
	EXPECT_EQ(before.ruled + 1, task_status(me, "Seccomp_landlock"));
	/* The child is outside now. */
	EXPECT_EQ(-1, ptrace(PTRACE_SEIZE, pid, 0, 0));
	EXPECT_EQ(EPERM, errno);
}

/* The end of the target is the end of the link. */
TEST_F(link, target_dies)
{
	const pid_t pid = variant->link();

	ASSERT_LT(0, pid);
	EXPECT_EQ(EBUSY, add_layer(&variant->layer));
	kill(pid, SIGKILL);
	ASSERT_EQ(-SIGKILL, wait_child(pid));
	EXPECT_EQ(0, add_layer(&variant->layer));
}

/* Ordinary filters do not care, for a tracer that is not ruled. */
TEST_F(link, ordinary_filter)
{
	struct layer plain = variant->layer;
	const pid_t pid = variant->link();

	ASSERT_LT(0, pid);
	plain.kind = PLAIN;
	plain.rule = RULE_NONE;
	plain.attr_flags = 0;
	EXPECT_EQ(0, add_layer(&plain));
	EXPECT_EQ(getpid(), tracer_pid(pid));
	EXPECT_EQ(0, unlink_task(pid));
}

/* A ruled task that traces a member of its sandbox */
TEST_F(link, further)
{
	const struct layer ruled = { .kind = RULED }, plain = { .kind = PLAIN };
	const struct layer sync = { .kind = PLAIN, .flags = TSYNC };
	pid_t pid;

	ASSERT_EQ(0, add_layer(&ruled));
	pid = variant->link();
	ASSERT_LT(0, pid);
	EXPECT_EQ(EBUSY, add_layer(&variant->layer));
	EXPECT_EQ(0, add_layer(&plain));
	EXPECT_EQ(0, add_layer(&sync));
	EXPECT_EQ(getpid(), tracer_pid(pid));
	EXPECT_EQ(0, unlink_task(pid));
	EXPECT_EQ(0, add_layer(&variant->layer));
}

/* A thread that runs functions for the main one */
struct helper {
	pthread_t thread;
	pid_t tid;
	int (*fn)(void);
	int order, done, ret;
};

static pid_t linked;

static void *helper_main(void *arg)
{
	struct helper *h = arg;
	int done = 0;

	STORE(h->tid, syscall(__NR_gettid));
	for (;;) {
		while (LOAD(h->order) == done)
			sched_yield();
		h->ret = h->fn();
		STORE(h->done, ++done);
	}
	return NULL;
}

static int helper_start(struct helper *h)
{
	memset(h, 0, sizeof(*h));
	if (pthread_create(&h->thread, NULL, helper_main, h))
		return -1;
	while (!LOAD(h->tid))
		sched_yield();
	return 0;
}

static int helper_call(struct helper *h, int (*fn)(void))
{
	h->fn = fn;
	STORE(h->order, h->order + 1);
	while (LOAD(h->done) != h->order)
		sched_yield();
	return h->ret;
}

static int make_link(void)
{
	linked = link_seize();
	return linked < 0 ? -1 : 0;
}

static int end_link(void)
{
	return unlink_task(linked);
}

static const struct layer plain = { .kind = PLAIN };
static const struct layer plain_sync = { .kind = PLAIN, .flags = TSYNC };
static const struct layer ruled = { .kind = RULED, .rule = RULE_WRITE };
static const struct layer ruled_sync = {
	.kind = RULED, .rule = RULE_WRITE, .flags = TSYNC
};

FIXTURE(sibling) {
	struct helper helper;
	pid_t me;
};

FIXTURE_SETUP(sibling)
{
	self->me = getpid();
	ASSERT_EQ(0, set_nnp());
	ASSERT_EQ(0, helper_start(&self->helper));
}

FIXTURE_TEARDOWN(sibling)
{
}

#define EXPECT_BUSY(_layer)						\
do {									\
	const struct snapshot __me = snapshot_task(self->me);		\
	const struct snapshot __helper = snapshot_task(self->helper.tid); \
									\
	EXPECT_EQ(EBUSY, add_layer(_layer));				\
	EXPECT_SAME_STATE(__me, snapshot_task(self->me));		\
	EXPECT_SAME_STATE(__helper, snapshot_task(self->helper.tid));	\
	EXPECT_EQ(self->helper.tid, tracer_pid(linked));		\
} while (0)

/* The target's tracer is the thread, not the process. */
TEST_F(sibling, tracing)
{
	ASSERT_EQ(0, helper_call(&self->helper, make_link));
	EXPECT_BUSY(&ruled_sync);
	ASSERT_EQ(0, helper_call(&self->helper, end_link));
	EXPECT_EQ(0, add_layer(&ruled_sync));
	EXPECT_EQ(1, task_status(self->helper.tid, "Seccomp_landlock"));
	/* Its next link is to a member of the sandbox. */
	EXPECT_EQ(0, helper_call(&self->helper, make_link));
}

/* Without thread sync it gets no filter. */
TEST_F(sibling, not_synced)
{
	ASSERT_EQ(0, helper_call(&self->helper, make_link));
	EXPECT_EQ(0, add_layer(&ruled));
	EXPECT_EQ(0, task_status(self->helper.tid, "Seccomp_landlock"));
	EXPECT_EQ(self->helper.tid, tracer_pid(linked));
}

/* The caller is ruled, and an ordinary filter would bring that to the sibling. */
TEST_F(sibling, ordinary_sync_of_ruled)
{
	ASSERT_EQ(0, helper_call(&self->helper, make_link));
	ASSERT_EQ(0, add_layer(&ruled));
	EXPECT_BUSY(&plain_sync);
	EXPECT_EQ(0, add_layer(&plain));
	EXPECT_BUSY(&plain_sync);
	ASSERT_EQ(0, helper_call(&self->helper, end_link));
	EXPECT_EQ(0, add_layer(&plain_sync));
	EXPECT_EQ(1, task_status(self->helper.tid, "Seccomp_landlock"));
	EXPECT_EQ(3, task_status(self->helper.tid, "Seccomp_filters"));
}

/* Nobody is ruled: as ever */
TEST_F(sibling, ordinary_sync)
{
	ASSERT_EQ(0, helper_call(&self->helper, make_link));
	EXPECT_EQ(0, add_layer(&plain_sync));
	EXPECT_EQ(1, task_status(self->helper.tid, "Seccomp_filters"));
	EXPECT_EQ(self->helper.tid, tracer_pid(linked));
}

/*
 * Each thread that would get a further ruled filter, and only those
 *
 * rst: "With SECCOMP_FILTER_FLAG_TSYNC this holds for each thread that would
 * get one."
 */
TEST_F(sibling, ruled_already)
{
	ASSERT_EQ(0, add_layer(&ruled_sync));
	ASSERT_EQ(0, helper_call(&self->helper, make_link));
	EXPECT_EQ(0, add_layer(&plain_sync));
	EXPECT_BUSY(&ruled_sync);
	EXPECT_EQ(0, add_layer(&plain));
	EXPECT_EQ(0, add_layer(&plain_sync));
	EXPECT_EQ(0, add_layer(&ruled));
	EXPECT_BUSY(&plain_sync);
	ASSERT_EQ(0, helper_call(&self->helper, end_link));
	EXPECT_EQ(0, add_layer(&plain_sync));
	EXPECT_EQ(2, task_status(self->helper.tid, "Seccomp_landlock"));
}

/* The caller's own link counts, whatever the other threads do. */
TEST_F(sibling, caller_tracing)
{
	ASSERT_EQ(0, make_link());
	EXPECT_EQ(EBUSY, add_layer(&ruled));
	EXPECT_EQ(EBUSY, add_layer(&ruled_sync));
	EXPECT_EQ(0, task_status(self->helper.tid, "Seccomp"));
	EXPECT_EQ(0, task_status(self->me, "Seccomp"));
	EXPECT_EQ(0, add_layer(&plain_sync));
	ASSERT_EQ(0, end_link());
	EXPECT_EQ(0, add_layer(&ruled_sync));
}

/* To be traced is no obstacle. */
FIXTURE(traced) {};

FIXTURE_VARIANT(traced)
{
	const struct layer *layer;
};

FIXTURE_VARIANT_ADD(traced, one) { .layer = &ruled };
FIXTURE_VARIANT_ADD(traced, sync) { .layer = &ruled_sync };

FIXTURE_SETUP(traced)
{
	ASSERT_EQ(0, init_context());
}

FIXTURE_TEARDOWN(traced)
{
}

static long call_layer(void *arg)
{
	return add_layer(arg);
}

TEST_F(traced, from_outside)
{
	ASSERT_LT(0, start_target(NULL));
	ASSERT_EQ(0, ptrace(PTRACE_SEIZE, ctx->target, 0, 0));
	EXPECT_EQ(0, peer_call(&ctx->target_peer, call_layer,
			       (void *)variant->layer));
	EXPECT_EQ(1, task_status(ctx->target, "Seccomp_landlock"));
	EXPECT_EQ(getpid(), tracer_pid(ctx->target));
	EXPECT_EQ(0, unlink_task(ctx->target));
}

/*
 * A sibling attaches and detaches while the filter is installed for all threads:
 * the filter is there and no link, and none can be made, or the other way round.
 */
#define RACES		40
#define MAX_LINKS	400

enum race {
	BROKEN = 1,
	LIVE_LINK,
	LATE_LINK,
	HALF_INSTALLED,
	LEFT_ALONE,	/* not a failure */
	AFTER_BUSY,	/* neither */
};

static int race_no;
static pid_t race_target;
static int race_linked, race_refused, race_installed;

/* In the first races, the filter does not come before the link. */
#define FIRST_RACES	5

/* EPERM if that is what the last attempt ended with */
static int attach_loop(void)
{
	int i;

	for (i = 0; i < MAX_LINKS || LOAD(race_installed); i++) {
		if (ptrace(PTRACE_ATTACH, race_target, 0, 0))
			return errno;
		STORE(race_linked, 1);
		while (race_no < FIRST_RACES && !LOAD(race_refused))
			sched_yield();
		if (waitpid(race_target, NULL, __WALL) != race_target ||
		    ptrace(PTRACE_DETACH, race_target, 0, 0))
			return -1;
		if (i > 2 * MAX_LINKS)
			return -2;
	}
	while (!LOAD(race_installed))
		sched_yield();
	return as_errno(ptrace(PTRACE_ATTACH, race_target, 0, 0));
}

static int install_in_race(int *busy)
{
	long err;

	while (race_no < FIRST_RACES && !LOAD(race_linked))
		sched_yield();
	do {
		err = add_layer(&ruled_sync);
		STORE(race_refused, err);
		if (err && err != EBUSY)
			return BROKEN;
		if (err && task_status(getpid(), "Seccomp_landlock"))
			return HALF_INSTALLED;
		*busy += !!err;
	} while (err);
	return 0;
}

static int attach_race(void)
{
	struct helper helper;
	int busy = 0, ret;

	race_target = start_pausing();
	if (race_target < 0 || set_nnp() || helper_start(&helper))
		return BROKEN;
	helper.fn = attach_loop;
	STORE(helper.order, 1);
	delay(race_no * 1000);
	ret = install_in_race(&busy);
	if (ret)
		return ret;
	if (tracer_pid(race_target))
		return LIVE_LINK;
	STORE(race_installed, 1);
	while (!LOAD(helper.done))
		sched_yield();
	if (helper.ret != EPERM || tracer_pid(race_target))
		return LATE_LINK;
	return busy ? AFTER_BUSY : LEFT_ALONE;
}

TEST(race_with_attach)
{
	int seen[AFTER_BUSY + 1] = {}, ret;

	for (race_no = 0; race_no < RACES; race_no++) {
		ret = in_child(attach_race);
		ASSERT_LT(0, ret);
		ASSERT_GE(AFTER_BUSY, ret);
		seen[ret]++;
	}
	TH_LOG("%d at once, %d after EBUSY", seen[LEFT_ALONE],
	       seen[AFTER_BUSY]);
	EXPECT_EQ(0, seen[BROKEN]);
	EXPECT_EQ(0, seen[LIVE_LINK]);
	EXPECT_EQ(0, seen[LATE_LINK]);
	EXPECT_EQ(0, seen[HALF_INSTALLED]);
	EXPECT_LT(0, seen[AFTER_BUSY]);
}

/* A child makes its parent a tracer while the parent gets a ruled filter. */
#define TRACEME_RACES	200

/* Shared: 1 is "go", then 2 + errno; is the child ready; is the parent done */
static int *traceme_result;
static bool parent_is_thread;

static int traceme_child(void)
{
	const pid_t pid = fork_tied();

	if (pid == 0) {
		STORE(traceme_result[1], 1);
		while (LOAD(traceme_result[0]) != 1)
			;
		delay(race_no % 10 * 3000);
		/* And the parent is. */
		while (race_no < 5 && !LOAD(traceme_result[2]))
			sched_yield();
		STORE(traceme_result[0], 2 + call_traceme(NULL));
		for (;;)
			pause();
	}
	linked = pid;
	return pid < 0 ? -1 : 0;
}

static int traceme_race(void)
{
	const struct layer *l = parent_is_thread ? &ruled_sync : &ruled;
	struct helper helper;
	int child, parent;

	traceme_result[0] = 0;
	traceme_result[1] = 0;
	traceme_result[2] = 0;
	if (set_nnp() || helper_start(&helper) ||
	    (parent_is_thread ? helper_call(&helper, traceme_child) :
	     traceme_child()))
		return BROKEN;
	while (!LOAD(traceme_result[1]))
		sched_yield();
	STORE(traceme_result[0], 1);
	delay(race_no / 10 * 1500);
	/* However the machine is loaded, the child is first sometimes. */
	while (race_no >= TRACEME_RACES - 5 && LOAD(traceme_result[0]) == 1)
		sched_yield();
	parent = add_layer(l);
	STORE(traceme_result[2], 1);
	while (LOAD(traceme_result[0]) == 1)
		sched_yield();
	child = traceme_result[0] - 2;
	if (!parent && tracer_pid(linked))
		return LIVE_LINK;
	if (!parent && child == EPERM)
		return LEFT_ALONE;
	if (parent == EBUSY && !child)
		return AFTER_BUSY;
	return BROKEN;
}

static void try_traceme(struct __test_metadata *const _metadata)
{
	int seen[AFTER_BUSY + 1] = {}, ret;

	traceme_result = shared_alloc(3 * sizeof(int));
	ASSERT_NE(NULL, traceme_result);
	for (race_no = 0; race_no < TRACEME_RACES; race_no++) {
		ret = in_child(traceme_race);
		ASSERT_LT(0, ret);
		ASSERT_GE(AFTER_BUSY, ret);
		seen[ret]++;
	}
	TH_LOG("%d times the filter, %d times the link", seen[LEFT_ALONE],
	       seen[AFTER_BUSY]);
	EXPECT_EQ(0, seen[BROKEN]);
	EXPECT_EQ(0, seen[LIVE_LINK]);
	EXPECT_LT(0, seen[LEFT_ALONE]);
	EXPECT_LT(0, seen[AFTER_BUSY]);
}

TEST(race_with_traceme)
{
	try_traceme(_metadata);
}

TEST(race_with_traceme_of_thread)
{
	parent_is_thread = true;
	try_traceme(_metadata);
}

TEST_HARNESS_MAIN
