// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stacks of filters and of Landlock domains, in all orders, and tasks that are
 * about to get or to lose theirs
 *
 * rst: Interplay, "Landlock's own ptrace rule holds for all domains, whether this
 * call or a filter brought them, and is asked after the verdict."
 *
 * A stack is a string: R is landlock_restrict_self(2), F a ruled filter with a
 * ruleset, f one without, the oldest first.
 */
#include "landlock_pairs.h"

#include <linux/kcmp.h>

static long add_stack(void *arg)
{
	const char *stack;
	struct layer l;
	long err;

	for (stack = arg; *stack; stack++) {
		l = (struct layer){
			.kind = *stack == 'R' ? RESTRICT : RULED,
			.rule = *stack == 'f' ? RULE_NONE : RULE_SOCK,
		};
		err = add_layer(&l);
		if (err)
			return err;
	}
	return 0;
}

/* Accesses behind both checks */
static const char *const stack_surfaces[] = {
	"vm_readv", "seize", "environ", "kcmp-second",
};

FIXTURE(stack) {};

FIXTURE_VARIANT(stack)
{
	const char *base;
};

FIXTURE_VARIANT_ADD(stack, none) { .base = "" };
FIXTURE_VARIANT_ADD(stack, f) { .base = "f" };
FIXTURE_VARIANT_ADD(stack, F) { .base = "F" };
FIXTURE_VARIANT_ADD(stack, R) { .base = "R" };
FIXTURE_VARIANT_ADD(stack, f_R) { .base = "fR" };
FIXTURE_VARIANT_ADD(stack, F_R) { .base = "FR" };
FIXTURE_VARIANT_ADD(stack, R_f) { .base = "Rf" };
FIXTURE_VARIANT_ADD(stack, R_F) { .base = "RF" };
FIXTURE_VARIANT_ADD(stack, f_R_f) { .base = "fRf" };
FIXTURE_VARIANT_ADD(stack, F_R_F) { .base = "FRF" };
FIXTURE_VARIANT_ADD(stack, F_R_f) { .base = "FRf" };
FIXTURE_VARIANT_ADD(stack, R_f_R) { .base = "RfR" };
FIXTURE_VARIANT_ADD(stack, R_F_R) { .base = "RFR" };

FIXTURE_SETUP(stack)
{
	ASSERT_EQ(0, init_context());
	ctx->landlock_alone = true;
}

FIXTURE_TEARDOWN(stack)
{
}

static void reset_peer(struct __test_metadata *const _metadata,
		       struct peer *peer, pid_t pid)
{
	if (pid > 0) {
		kill(pid, SIGKILL);
		ASSERT_EQ(-SIGKILL, wait_child(pid));
	}
	close(peer->sv[0]);
	close(peer->sv[1]);
	ASSERT_EQ(0, peer_init(peer));
}

static void try_stack(struct __test_metadata *const _metadata, bool allow,
		      const char *tracer, const char *target)
{
	const struct surface *s;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(stack_surfaces); i++) {
		s = find_surface(stack_surfaces[i]);
		wait_state(ctx->target, 'S');
		EXPECT_EQ(allow ? 0 : s->denied,
			  peer_call(&ctx->tracer_peer, call_surface,
				    (void *)s)) {
			TH_LOG("%s with tracer +%s and target +%s", s->name,
			       tracer, target);
		}
	}
}

/*
 * The target descends from the tracer, and then both may have got more: what the
 * tracer got alone keeps it from its target, whatever that is and whatever the
 * target has.
 *
 * rst: "Can be used before and after, in any order. The rules add up."
 * rst: "Where the verdict allows and no thread used this call, it allows too."
 */
TEST_F_TIMEOUT(stack, family, 60)
{
	static const char *const of_tracer[] = { "", "f", "F", "R", "RF" };
	static const char *const of_target[] = { "", "f", "F", "R", "FR", "Rf" };
	struct peer *const t = &ctx->tracer_peer, *const c = &ctx->target_peer;
	unsigned int i, j;
	pid_t pid;

	for (i = 0; i < ARRAY_SIZE(of_tracer); i++) {
		for (j = 0; j < ARRAY_SIZE(of_target); j++) {
			pid = peer_start(t);
			ASSERT_LT(0, pid);
			ASSERT_EQ(0, peer_call(t, add_stack,
					       (void *)variant->base));
			ASSERT_LT(0, peer_call(t, start_target, NULL));
			ASSERT_EQ(0, peer_call(t, add_stack,
					       (void *)of_tracer[i]));
			ASSERT_EQ(0, peer_call(c, add_stack,
					       (void *)of_target[j]));
			try_stack(_metadata, i == 0, of_tracer[i],
				  of_target[j]);
			EXPECT_EQ(i == 0 ? 0 : EPERM,
				  peer_call(c, call_traceme, NULL));
			reset_peer(_metadata, t, pid);
			reset_peer(_metadata, c, 0);
		}
	}
}

/* Strangers: of no use, even if they went through the same calls */
static void try_stranger(struct __test_metadata *const _metadata,
			 const char *base, const char *target)
{
	struct peer *const t = &ctx->tracer_peer, *const c = &ctx->target_peer;
	pid_t pid;

	ASSERT_LT(0, start_target(NULL));
	pid = peer_start(t);
	ASSERT_LT(0, pid);
	ASSERT_EQ(0, peer_call(t, add_stack, (void *)base));
	ASSERT_EQ(0, peer_call(c, add_stack, (void *)target));
	try_stack(_metadata, !*base, base, target);
	reset_peer(_metadata, t, pid);
	reset_peer(_metadata, c, ctx->target);
}

TEST_F(stack, stranger)
{
	try_stranger(_metadata, variant->base, "");
	try_stranger(_metadata, variant->base, variant->base);
	try_stranger(_metadata, variant->base, "RFRf");
}

/*
 * The target is a thread that spins in user space since its sibling made a
 * thread sync: it has the filter, and the domain still to take.  The tracer is a
 * child of that process, forked before the sync or after.
 */
FIXTURE(pending) {};

FIXTURE_VARIANT(pending)
{
	const char *base;	/* of all threads */
	const char *alone;	/* of the thread that syncs, on top of that */
	const char *tracer;
	bool early;
	bool allow;
};

FIXTURE_VARIANT_ADD(pending, same) {
	.base = "", .tracer = "", .allow = true
};

FIXTURE_VARIANT_ADD(pending, same_on_R) {
	.base = "R", .tracer = "", .allow = true
};

FIXTURE_VARIANT_ADD(pending, same_on_FR) {
	.base = "FR", .tracer = "", .allow = true
};

FIXTURE_VARIANT_ADD(pending, same_on_RF) {
	.base = "RF", .tracer = "", .allow = true
};

/* What one thread gave itself alone comes to the other with the filter. */
FIXTURE_VARIANT_ADD(pending, alone_R) {
	.base = "", .alone = "R", .tracer = "", .allow = true
};

FIXTURE_VARIANT_ADD(pending, alone_R_on_FR) {
	.base = "FR", .alone = "R", .tracer = "", .allow = true
};

FIXTURE_VARIANT_ADD(pending, ancestor_alone_R) {
	.base = "", .alone = "R", .tracer = "", .early = true, .allow = true
};

FIXTURE_VARIANT_ADD(pending, less_R_on_alone_R) {
	.base = "", .alone = "R", .tracer = "R"
};

FIXTURE_VARIANT_ADD(pending, outside_R_on_alone_R) {
	.base = "", .alone = "R", .tracer = "R", .early = true
};

FIXTURE_VARIANT_ADD(pending, less_f) { .base = "", .tracer = "f" };
FIXTURE_VARIANT_ADD(pending, less_F) { .base = "", .tracer = "F" };
FIXTURE_VARIANT_ADD(pending, less_R) { .base = "", .tracer = "R" };
FIXTURE_VARIANT_ADD(pending, less_R_on_R) { .base = "R", .tracer = "R" };
FIXTURE_VARIANT_ADD(pending, less_R_on_FR) { .base = "FR", .tracer = "R" };

FIXTURE_VARIANT_ADD(pending, outside) {
	.base = "", .tracer = "", .early = true, .allow = true
};

FIXTURE_VARIANT_ADD(pending, ancestor_R) {
	.base = "R", .tracer = "", .early = true, .allow = true
};

FIXTURE_VARIANT_ADD(pending, ancestor_F) {
	.base = "F", .tracer = "", .early = true, .allow = true
};

FIXTURE_VARIANT_ADD(pending, ancestor_RFR) {
	.base = "RFR", .tracer = "", .early = true, .allow = true
};

FIXTURE_VARIANT_ADD(pending, outside_R) {
	.base = "", .tracer = "R", .early = true
};

FIXTURE_VARIANT_ADD(pending, outside_R_on_R) {
	.base = "R", .tracer = "R", .early = true
};

FIXTURE_VARIANT_ADD(pending, outside_F) {
	.base = "", .tracer = "F", .early = true
};

FIXTURE_VARIANT_ADD(pending, outside_f_on_F) {
	.base = "F", .tracer = "f", .early = true
};

FIXTURE_SETUP(pending)
{
	ASSERT_EQ(0, init_context());
	ctx->landlock_alone = true;
	ASSERT_EQ(0, set_nnp());
	ASSERT_EQ(0, add_stack((void *)variant->base));
}

FIXTURE_TEARDOWN(pending)
{
}

static void try_pending(struct __test_metadata *const _metadata, bool allow)
{
	static const char *const names[] = { "vm_readv", "environ",
					     "kcmp-second", "mem" };
	const struct surface *s;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		s = find_surface(names[i]);
		EXPECT_EQ(allow ? 0 : s->denied,
			  peer_call(&ctx->tracer_peer, call_surface,
				    (void *)s)) {
			TH_LOG("%s", s->name);
		}
	}
}

TEST_F(pending, target)
{
	const struct layer sync = { .kind = RULED, .rule = RULE_WRITE,
				    .flags = TSYNC };
	struct peer *const tracer = &ctx->tracer_peer;
	struct worker w = { .wait = WAIT_SPIN };

	ASSERT_EQ(0, worker_start(&w));
	if (variant->alone)
		ASSERT_EQ(0, add_stack((void *)variant->alone));
	if (variant->early)
		ASSERT_LT(0, peer_start(tracer));
	ASSERT_EQ(0, add_layer(&sync));
	if (!variant->early)
		ASSERT_LT(0, peer_start(tracer));
	ASSERT_EQ(0, peer_call(tracer, add_stack, (void *)variant->tracer));
	ctx->target = w.tid;
	snprintf(ctx->dir, sizeof(ctx->dir), "/proc/%d/task/%d", getpid(),
		 w.tid);
	try_pending(_metadata, variant->allow);
	ASSERT_EQ('R', task_state(w.tid));
	/* It makes no difference when the thread has taken the domain. */
	ctx->target = getpid();
	snprintf(ctx->dir, sizeof(ctx->dir), "/proc/%d", getpid());
	try_pending(_metadata, variant->allow);
	ASSERT_EQ(0, worker_join(&w));
	EXPECT_EQ(EACCES, w.write);
}

/* The thread is the tracer, and tracing is its first call. */
static int reach_target(void)
{
	struct iovec local = { page, 1 }, remote = { page, 1 };

	return as_errno(syscall(__NR_process_vm_readv, ctx->target, &local, 1,
				&remote, 1, 0));
}

FIXTURE(pending_tracer) {};

FIXTURE_VARIANT(pending_tracer)
{
	const char *base;
	bool early;	/* the target is older than the filter */
};

FIXTURE_VARIANT_ADD(pending_tracer, outside) { .base = "", .early = true };
FIXTURE_VARIANT_ADD(pending_tracer, outside_R) { .base = "R", .early = true };
FIXTURE_VARIANT_ADD(pending_tracer, outside_F) { .base = "F", .early = true };
FIXTURE_VARIANT_ADD(pending_tracer, inside) { .base = "" };
FIXTURE_VARIANT_ADD(pending_tracer, inside_R) { .base = "R" };
FIXTURE_VARIANT_ADD(pending_tracer, inside_RFR) { .base = "RFR" };

FIXTURE_SETUP(pending_tracer)
{
	ASSERT_EQ(0, init_context());
	ctx->landlock_alone = true;
	ASSERT_EQ(0, set_nnp());
	ASSERT_EQ(0, add_stack((void *)variant->base));
}

FIXTURE_TEARDOWN(pending_tracer)
{
}

TEST_F(pending_tracer, first_call)
{
	const struct layer sync = { .kind = RULED, .rule = RULE_WRITE,
				    .flags = TSYNC };
	struct worker w = { .wait = WAIT_SPIN, .first = reach_target };
	pid_t early, late;

	early = start_pausing();
	ASSERT_LT(0, early);
	ctx->target = early;
	EXPECT_EQ(0, reach_target());
	ASSERT_EQ(0, worker_start(&w));
	ASSERT_EQ(0, add_layer(&sync));
	late = start_pausing();
	ASSERT_LT(0, late);
	ctx->target = variant->early ? early : late;
	ASSERT_EQ(0, worker_join(&w));
	EXPECT_EQ(variant->early ? EPERM : 0, w.first_ret);
	EXPECT_EQ(EACCES, w.write);
}

/*
 * Dying tasks.  rst: The verdict, step 3 of the table.  Until then it is judged
 * as before, and after that nobody who is ruled reaches it.
 */
static long exit_now(void *arg)
{
	_exit(0);
}

/* The links of a zombie are gone, but it can be compared. */
static long compare_files(void *arg)
{
	return as_errno(syscall(__NR_kcmp, getpid(), ctx->target, KCMP_FILES,
				0, 0));
}

FIXTURE(dying) {};

FIXTURE_VARIANT(dying)
{
	const char *base, *tracer, *target;
	bool alive, dead;
};

FIXTURE_VARIANT_ADD(dying, unsandboxed) {
	.base = "", .tracer = "", .target = "F", .alive = true, .dead = true
};

FIXTURE_VARIANT_ADD(dying, same) {
	.base = "f", .tracer = "", .target = "", .alive = true
};

FIXTURE_VARIANT_ADD(dying, more) {
	.base = "f", .tracer = "", .target = "F", .alive = true
};

FIXTURE_VARIANT_ADD(dying, less) {
	.base = "f", .tracer = "f", .target = ""
};

FIXTURE_VARIANT_ADD(dying, to_unsandboxed) {
	.base = "", .tracer = "f", .target = ""
};

FIXTURE_VARIANT_ADD(dying, siblings) {
	.base = "", .tracer = "f", .target = "f"
};

FIXTURE_SETUP(dying)
{
	struct peer *t;

	ASSERT_EQ(0, init_context());
	t = &ctx->tracer_peer;
	ASSERT_LT(0, peer_start(t));
	ASSERT_EQ(0, peer_call(t, add_stack, (void *)variant->base));
	ASSERT_LT(0, peer_call(t, start_target, NULL));
	ASSERT_EQ(0, peer_call(t, add_stack, (void *)variant->tracer));
	ASSERT_EQ(0, peer_call(&ctx->target_peer, add_stack,
			       (void *)variant->target));
}

FIXTURE_TEARDOWN(dying)
{
}

/* Stopped by this test on its way out, with filters and memory, then a zombie */
TEST_F(dying, exit_stop)
{
	const struct peer_call call = { .fn = exit_now };
	struct peer *const t = &ctx->tracer_peer;
	int status;

	ASSERT_EQ(0, ptrace(PTRACE_SEIZE, ctx->target, 0, PTRACE_O_TRACEEXIT));
	ASSERT_EQ(sizeof(call), write(ctx->target_peer.sv[0], &call,
				      sizeof(call)));
	ASSERT_EQ(ctx->target, waitpid(ctx->target, &status, __WALL));
	ASSERT_EQ(SIGTRAP | PTRACE_EVENT_EXIT << 8, status >> 8);
	EXPECT_EQ(variant->alive ? 0 : EPERM,
		  peer_call(t, compare_files, NULL));
	EXPECT_EQ(variant->alive ? 0 : EACCES,
		  peer_call(t, call_named, "environ"));
	EXPECT_EQ(variant->alive ? 0 : EPERM,
		  peer_call(t, call_named, "vm_readv"));

	ASSERT_EQ(0, ptrace(PTRACE_CONT, ctx->target, 0, 0));
	ASSERT_EQ(true, wait_state(ctx->target, 'Z'));
	EXPECT_EQ(variant->dead ? 0 : EPERM, peer_call(t, compare_files, NULL));
	EXPECT_EQ(variant->dead ? 0 : EPERM,
		  peer_call(t, call_named, "robust_list"));
	EXPECT_EQ(variant->dead ? 0 : EPERM,
		  peer_call(t, call_named, "personality"));
	/* A zombie still answers this test, which has no filter. */
	EXPECT_EQ(0, compare_files(NULL));
	EXPECT_EQ(0, call_named("robust_list"));
	EXPECT_EQ(0, call_named("personality"));
}

/* The target exits while the tracer asks again and again. */
#define ROUNDS	100

static long ask_until_zombie(void *arg)
{
	long allowed = 0;
	int i;

	for (i = 0; i < 100000; i++) {
		allowed += !compare_files(NULL);
		allowed += !call_named("robust_list");
		if (i % 16 == 0 && task_state(ctx->target) == 'Z')
			return allowed;
	}
	return -1;
}

static int exit_race(const char *tracer, const char *target)
{
	const struct peer_call call = { .fn = exit_now };
	long ret;

	if (init_context() || start_target(NULL) <= 0 ||
	    peer_call(&ctx->target_peer, add_stack, (void *)target) ||
	    add_stack((void *)tracer) ||
	    write(ctx->target_peer.sv[0], &call, sizeof(call)) != sizeof(call))
		return 1;
	ret = ask_until_zombie(NULL);
	if (ret < 0)
		return 2;
	return ret ? 3 : 0;
}

static int exit_race_siblings(void)
{
	return exit_race("f", "f");
}

static int exit_race_unsandboxed(void)
{
	return exit_race("f", "");
}

static int exit_race_unruled(void)
{
	return exit_race("", "f");
}

TEST(race_with_exit)
{
	int i;

	for (i = 0; i < ROUNDS / 5; i++) {
		EXPECT_EQ(0, in_child(exit_race_siblings));
		EXPECT_EQ(0, in_child(exit_race_unsandboxed));
		EXPECT_EQ(3, in_child(exit_race_unruled));
	}
}

/*
 * The parent of a child that asks to be traced is a thread group leader that
 * exits, and whose other thread has the same filters: at no time is there a
 * parent that is not ruled.
 */
enum {
	READY,		/* the parent is ruled */
	ATTEMPTS,
	TRACED,
	STOP,
	LAST,
	ANSWERS,
};

static int *answers;

static int traceme_until_told(void)
{
	alarm(60);
	while (!LOAD(answers[READY]))
		sched_yield();
	while (!LOAD(answers[STOP])) {
		if (!call_traceme(NULL))
			STORE(answers[TRACED], 1);
		STORE(answers[ATTEMPTS], answers[ATTEMPTS] + 1);
	}
	STORE(answers[LAST], 1);
	/* Then the parent is gone, and the test, which is not ruled, adopts. */
	while (LOAD(answers[STOP]) != 2)
		sched_yield();
	STORE(answers[LAST], 2 + call_traceme(NULL));
	return 0;
}

static void *pausing_thread(void *arg)
{
	pause();
	return NULL;
}

static int exiting_parent(void)
{
	const struct layer sync = { .kind = RULED, .flags = TSYNC };
	pthread_t thread;
	pid_t pid = fork();

	/* Not tied: the end of this thread is what the child has to see. */
	if (pid == 0)
		_exit(traceme_until_told());
	if (pid < 0 || pthread_create(&thread, NULL, pausing_thread, NULL) ||
	    add_layer(&sync))
		return 1;
	STORE(answers[READY], 1);
	while (LOAD(answers[ATTEMPTS]) < 10)
		sched_yield();
	return syscall(__NR_exit, 0);
}

static bool wait_answer(int i, int value)
{
	int rounds;

	for (rounds = 0; rounds < 10000 && LOAD(answers[i]) < value; rounds++)
		usleep(1000);
	return LOAD(answers[i]) >= value;
}

TEST(traceme_of_exiting_parent)
{
	pid_t pid;
	int i;

	answers = shared_alloc(ANSWERS * sizeof(int));
	ASSERT_NE(NULL, answers);
	ASSERT_EQ(0, prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
	for (i = 0; i < ROUNDS / 2; i++) {
		memset(answers, 0, ANSWERS * sizeof(int));
		pid = fork_tied();
		if (pid == 0)
			_exit(exiting_parent());
		ASSERT_LT(0, pid);
		ASSERT_EQ(true, wait_answer(ATTEMPTS, 10));
		ASSERT_EQ(true, wait_state(pid, 'Z'));
		ASSERT_EQ(true, wait_answer(ATTEMPTS, answers[ATTEMPTS] + 10));
		EXPECT_EQ(0, LOAD(answers[TRACED]));
		STORE(answers[STOP], 1);
		ASSERT_EQ(true, wait_answer(LAST, 1));
		kill(pid, SIGKILL);
		ASSERT_EQ(pid, waitpid(pid, NULL, __WALL));
		STORE(answers[STOP], 2);
		ASSERT_EQ(true, wait_answer(LAST, 2));
		EXPECT_EQ(2, LOAD(answers[LAST]));
		ASSERT_LT(0, waitpid(-1, NULL, __WALL));
	}
}

TEST_HARNESS_MAIN
