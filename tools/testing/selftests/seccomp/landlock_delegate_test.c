// SPDX-License-Identifier: GPL-2.0-only
/*
 * Filters whose decisions somebody else takes
 *
 * It counts who gains by it.  A filter with a listener counts if it is among those of
 * the target, whom a supervisor can hand what the tracer may not have.  One that can
 * return SECCOMP_RET_TRACE counts if it is among those of the tracer, who would
 * decide for the target what its own tracer decides for it.  Neither counts if that
 * one filter was installed with SECCOMP_LANDLOCK_TRUST_DELEGATE.
 */
#include "landlock_pairs.h"

#include <sys/user.h>

#define LOAD_NR		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,		\
				 offsetof(struct seccomp_data, nr))
#define RETURN(_val)	BPF_STMT(BPF_RET | BPF_K, _val)

/* Answers UNUSED_NR with _val and allows the rest */
#define ANSWER(_val)							\
	{ 4, { LOAD_NR, BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, UNUSED_NR,	\
				 0, 1), RETURN(_val), ALLOW } }

static const struct program trace = ANSWER(SECCOMP_RET_TRACE);
static const struct program trace_data = ANSWER(SECCOMP_RET_TRACE | 0xffff);
static const struct program unreachable = {
	2, { ALLOW, RETURN(SECCOMP_RET_TRACE) }
};

/* Returns the accumulator, which is always "allow" */
static const struct program computed = {
	2, { BPF_STMT(BPF_LD | BPF_IMM, SECCOMP_RET_ALLOW),
	     BPF_STMT(BPF_RET | BPF_A, 0) }
};

static const struct program computed_unreachable = {
	3, { ALLOW, LOAD_NR, BPF_STMT(BPF_RET | BPF_A, 0) }
};

/* These decide on their own. */
static const struct program kill_process = ANSWER(SECCOMP_RET_KILL_PROCESS);
static const struct program kill_thread = ANSWER(SECCOMP_RET_KILL_THREAD);
static const struct program trap = ANSWER(SECCOMP_RET_TRAP | 1);
static const struct program err = ANSWER(SECCOMP_RET_ERRNO | EPERM);
static const struct program user_notif = ANSWER(SECCOMP_RET_USER_NOTIF);
static const struct program log_call = ANSWER(SECCOMP_RET_LOG);
static const struct program allow_data = ANSWER(SECCOMP_RET_ALLOW | 0xffff);
/* A neighbour of SECCOMP_RET_TRACE that has no meaning: the task is killed */
static const struct program unknown = ANSWER(SECCOMP_RET_TRACE + 0x10000);

FIXTURE(delegate) {
	struct peer *tracer, *target;
};

FIXTURE_VARIANT(delegate)
{
	struct layer base[LAYERS], tracer[LAYERS], target[LAYERS];
	int allow;
};

/* The filter of both, on its own */
#define SAME(_allow, ...)						\
	{ .base = { { __VA_ARGS__ } }, .allow = (_allow) }

/* Two filters of both, the older first */
#define SAME_TWO(_allow, _older, _newer)				\
	{ .base = { _older, _newer }, .allow = (_allow) }

/* A filter of both and one more of the target */
#define MORE(_allow, _base, _target)					\
	{ .base = { _base }, .target = { _target }, .allow = (_allow) }

#define ITEM(...)	{ __VA_ARGS__ }

FIXTURE_VARIANT_ADD(delegate, none)
	SAME(BOTH, .kind = RULED);

FIXTURE_VARIANT_ADD(delegate, none_ruleset)
	SAME(BOTH, .kind = RULED, .rule = RULE_SOCK);

/* Ruled filters that delegate */
FIXTURE_VARIANT_ADD(delegate, listener)
	SAME(0, .kind = RULED, .flags = LISTENER);

FIXTURE_VARIANT_ADD(delegate, listener_ruleset)
	SAME(0, .kind = RULED, .flags = LISTENER, .rule = RULE_SOCK);

FIXTURE_VARIANT_ADD(delegate, listener_closed)
	SAME(0, .kind = RULED, .flags = LISTENER, .close = true);

FIXTURE_VARIANT_ADD(delegate, listener_tsync)
	SAME(0, .kind = RULED,
	     .flags = LISTENER | TSYNC | SECCOMP_FILTER_FLAG_TSYNC_ESRCH);

FIXTURE_VARIANT_ADD(delegate, listener_killable)
	SAME(0, .kind = RULED,
	     .flags = LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV);

FIXTURE_VARIANT_ADD(delegate, listener_notif)
	SAME(0, .kind = RULED, .flags = LISTENER, .prog = &user_notif);

FIXTURE_VARIANT_ADD(delegate, trace)
	SAME(0, .kind = RULED, .prog = &trace);

FIXTURE_VARIANT_ADD(delegate, trace_ruleset)
	SAME(0, .kind = RULED, .prog = &trace, .rule = RULE_SOCK);

FIXTURE_VARIANT_ADD(delegate, trace_tsync)
	SAME(0, .kind = RULED, .prog = &trace, .flags = TSYNC);

FIXTURE_VARIANT_ADD(delegate, trace_data)
	SAME(0, .kind = RULED, .prog = &trace_data);

FIXTURE_VARIANT_ADD(delegate, unreachable)
	SAME(0, .kind = RULED, .prog = &unreachable);

FIXTURE_VARIANT_ADD(delegate, computed)
	SAME(0, .kind = RULED, .prog = &computed);

FIXTURE_VARIANT_ADD(delegate, computed_unreachable)
	SAME(0, .kind = RULED, .prog = &computed_unreachable);

/* Other return values do not delegate. */
FIXTURE_VARIANT_ADD(delegate, kill_process)
	SAME(BOTH, .kind = RULED, .prog = &kill_process);

FIXTURE_VARIANT_ADD(delegate, kill_thread)
	SAME(BOTH, .kind = RULED, .prog = &kill_thread);

FIXTURE_VARIANT_ADD(delegate, trap)
	SAME(BOTH, .kind = RULED, .prog = &trap);

FIXTURE_VARIANT_ADD(delegate, err)
	SAME(BOTH, .kind = RULED, .prog = &err);

FIXTURE_VARIANT_ADD(delegate, user_notif)
	SAME(BOTH, .kind = RULED, .prog = &user_notif);

FIXTURE_VARIANT_ADD(delegate, log_call)
	SAME(BOTH, .kind = RULED, .prog = &log_call);

FIXTURE_VARIANT_ADD(delegate, log_flag)
	SAME(BOTH, .kind = RULED, .flags = LOGGED);

FIXTURE_VARIANT_ADD(delegate, allow_data)
	SAME(BOTH, .kind = RULED, .prog = &allow_data);

FIXTURE_VARIANT_ADD(delegate, unknown)
	SAME(BOTH, .kind = RULED, .prog = &unknown);

FIXTURE_VARIANT_ADD(delegate, plain_err_older)
	SAME_TWO(BOTH, ITEM(.kind = PLAIN, .prog = &err), ITEM(.kind = RULED));

FIXTURE_VARIANT_ADD(delegate, plain_user_notif_newer)
	SAME_TWO(BOTH, ITEM(.kind = RULED),
		 ITEM(.kind = PLAIN, .prog = &user_notif));

/* Ordinary filters that delegate, older or newer than the ruled one */
FIXTURE_VARIANT_ADD(delegate, plain_listener_older)
	SAME_TWO(0, ITEM(.kind = PLAIN, .flags = LISTENER),
		 ITEM(.kind = RULED));

FIXTURE_VARIANT_ADD(delegate, plain_listener_older_closed)
	SAME_TWO(0, ITEM(.kind = PLAIN, .flags = LISTENER, .close = true),
		 ITEM(.kind = RULED));

FIXTURE_VARIANT_ADD(delegate, plain_trace_older)
	SAME_TWO(0, ITEM(.kind = PLAIN, .prog = &trace), ITEM(.kind = RULED));

FIXTURE_VARIANT_ADD(delegate, plain_computed_older)
	SAME_TWO(0, ITEM(.kind = PLAIN, .prog = &computed),
		 ITEM(.kind = RULED));

FIXTURE_VARIANT_ADD(delegate, prctl_trace_older)
	SAME_TWO(0, ITEM(.kind = PRCTL, .prog = &trace), ITEM(.kind = RULED));

FIXTURE_VARIANT_ADD(delegate, prctl_none_older)
	SAME_TWO(BOTH, ITEM(.kind = PRCTL), ITEM(.kind = RULED));

FIXTURE_VARIANT_ADD(delegate, plain_listener_newer)
	SAME_TWO(0, ITEM(.kind = RULED),
		 ITEM(.kind = PLAIN, .flags = LISTENER));

FIXTURE_VARIANT_ADD(delegate, plain_trace_newer)
	SAME_TWO(0, ITEM(.kind = RULED), ITEM(.kind = PLAIN, .prog = &trace));

FIXTURE_VARIANT_ADD(delegate, prctl_computed_newer)
	SAME_TWO(0, ITEM(.kind = RULED),
		 ITEM(.kind = PRCTL, .prog = &computed));

FIXTURE_VARIANT_ADD(delegate, ruled_trace_older)
	SAME_TWO(0, ITEM(.kind = RULED, .prog = &trace), ITEM(.kind = RULED));

/* The fact is inherited through filters that do not delegate. */
FIXTURE_VARIANT_ADD(delegate, inherited) {
	.base = { { .kind = PLAIN, .prog = &trace }, { .kind = PLAIN },
		  { .kind = RULED }, { .kind = PLAIN } },
	.target = { { .kind = PLAIN }, { .kind = RULED } },
};

FIXTURE_VARIANT_ADD(delegate, inherited_listener) {
	.base = { { .kind = PLAIN, .flags = LISTENER, .close = true },
		  { .kind = PLAIN }, { .kind = PLAIN }, { .kind = RULED } },
	.target = { { .kind = PLAIN }, { .kind = PLAIN } },
};

FIXTURE_VARIANT_ADD(delegate, inherited_none) {
	.base = { { .kind = PLAIN }, { .kind = PLAIN }, { .kind = RULED },
		  { .kind = PLAIN } },
	.target = { { .kind = PLAIN }, { .kind = RULED } }, .allow = BOTH
};

/* Only the target has the filter that delegates: the listener counts. */
FIXTURE_VARIANT_ADD(delegate, target_none)
	MORE(BOTH, ITEM(.kind = RULED), ITEM(.kind = PLAIN));

FIXTURE_VARIANT_ADD(delegate, target_plain_trace)
	MORE(BOTH, ITEM(.kind = RULED), ITEM(.kind = PLAIN, .prog = &trace));

FIXTURE_VARIANT_ADD(delegate, target_plain_listener)
	MORE(0, ITEM(.kind = RULED), ITEM(.kind = PLAIN, .flags = LISTENER));

FIXTURE_VARIANT_ADD(delegate, target_plain_listener_closed)
	MORE(0, ITEM(.kind = RULED),
	     ITEM(.kind = PLAIN, .flags = LISTENER, .close = true));

FIXTURE_VARIANT_ADD(delegate, target_ruled_trace)
	MORE(BOTH, ITEM(.kind = RULED), ITEM(.kind = RULED, .prog = &trace));

FIXTURE_VARIANT_ADD(delegate, target_ruled_computed)
	MORE(BOTH, ITEM(.kind = RULED, .rule = RULE_SOCK),
	     ITEM(.kind = RULED, .prog = &computed, .rule = RULE_SOCK));

FIXTURE_VARIANT_ADD(delegate, target_ruled_listener)
	MORE(0, ITEM(.kind = RULED),
	     ITEM(.kind = RULED, .prog = &trace, .flags = LISTENER));

FIXTURE_VARIANT_ADD(delegate, target_trusted)
	MORE(BOTH, ITEM(.kind = RULED),
	     ITEM(.kind = RULED, .flags = LISTENER, .attr_flags = TRUST));

FIXTURE_VARIANT_ADD(delegate, target_on_trace)
	MORE(0, ITEM(.kind = RULED, .prog = &trace), ITEM(.kind = PLAIN));

FIXTURE_VARIANT_ADD(delegate, target_trace_twice)
	MORE(0, ITEM(.kind = RULED, .prog = &trace),
	     ITEM(.kind = PLAIN, .prog = &trace));

FIXTURE_VARIANT_ADD(delegate, target_trace_on_trusted)
	MORE(BOTH, ITEM(.kind = RULED, .prog = &trace, .attr_flags = TRUST),
	     ITEM(.kind = PLAIN, .prog = &trace));

FIXTURE_VARIANT_ADD(delegate, target_prctl_computed)
	MORE(BOTH, ITEM(.kind = RULED),
	     ITEM(.kind = PRCTL, .prog = &computed));

/* The installer vouches for its filter. */
FIXTURE_VARIANT_ADD(delegate, trust_listener)
	SAME(BOTH, .kind = RULED, .flags = LISTENER, .attr_flags = TRUST);

FIXTURE_VARIANT_ADD(delegate, trust_listener_ruleset)
	SAME(BOTH, .kind = RULED, .flags = LISTENER, .attr_flags = TRUST,
	     .rule = RULE_SOCK);

FIXTURE_VARIANT_ADD(delegate, trust_trace)
	SAME(BOTH, .kind = RULED, .prog = &trace, .attr_flags = TRUST);

FIXTURE_VARIANT_ADD(delegate, trust_computed)
	SAME(BOTH, .kind = RULED, .prog = &computed, .attr_flags = TRUST);

FIXTURE_VARIANT_ADD(delegate, trust_both)
	SAME(BOTH, .kind = RULED, .prog = &trace, .flags = LISTENER,
	     .attr_flags = TRUST);

FIXTURE_VARIANT_ADD(delegate, trust_nothing)
	SAME(BOTH, .kind = RULED, .attr_flags = TRUST);

FIXTURE_VARIANT_ADD(delegate, trust_each)
	SAME_TWO(BOTH, ITEM(.kind = RULED, .prog = &trace, .attr_flags = TRUST),
		 ITEM(.kind = RULED, .flags = LISTENER, .attr_flags = TRUST));

FIXTURE_VARIANT_ADD(delegate, trust_below_plain)
	SAME_TWO(BOTH, ITEM(.kind = RULED, .prog = &trace, .attr_flags = TRUST),
		 ITEM(.kind = PLAIN));

FIXTURE_VARIANT_ADD(delegate, trust_on_plain)
	SAME_TWO(BOTH, ITEM(.kind = PLAIN),
		 ITEM(.kind = RULED, .prog = &trace, .attr_flags = TRUST));

/* But not for another one */
FIXTURE_VARIANT_ADD(delegate, trust_wrong_plain_older)
	SAME_TWO(0, ITEM(.kind = PLAIN, .prog = &trace),
		 ITEM(.kind = RULED, .attr_flags = TRUST));

FIXTURE_VARIANT_ADD(delegate, trust_wrong_plain_newer)
	SAME_TWO(0, ITEM(.kind = RULED, .attr_flags = TRUST),
		 ITEM(.kind = PLAIN, .prog = &trace));

FIXTURE_VARIANT_ADD(delegate, trust_wrong_listener_older)
	SAME_TWO(0, ITEM(.kind = PLAIN, .flags = LISTENER),
		 ITEM(.kind = RULED, .attr_flags = TRUST));

FIXTURE_VARIANT_ADD(delegate, trust_wrong_ruled_older)
	SAME_TWO(0, ITEM(.kind = RULED, .prog = &trace),
		 ITEM(.kind = RULED, .attr_flags = TRUST));

FIXTURE_VARIANT_ADD(delegate, trust_wrong_ruled_newer)
	SAME_TWO(0, ITEM(.kind = RULED, .attr_flags = TRUST),
		 ITEM(.kind = RULED, .prog = &trace));

FIXTURE_VARIANT_ADD(delegate, trust_one_of_two)
	SAME_TWO(0, ITEM(.kind = RULED, .prog = &trace, .attr_flags = TRUST),
		 ITEM(.kind = RULED, .prog = &trace));

FIXTURE_VARIANT_ADD(delegate, trust_other_of_two)
	SAME_TWO(0, ITEM(.kind = RULED, .prog = &trace),
		 ITEM(.kind = RULED, .prog = &trace, .attr_flags = TRUST));

FIXTURE_VARIANT_ADD(delegate, trust_wrong_target)
	MORE(0, ITEM(.kind = RULED, .attr_flags = TRUST),
	     ITEM(.kind = PLAIN, .flags = LISTENER));

/* Strictness comes first, and is no matter of trust. */
FIXTURE_VARIANT_ADD(delegate, strict_trust)
	SAME(READ, .kind = RULED, .prog = &trace, .attr_flags = STRICT | TRUST);

FIXTURE_VARIANT_ADD(delegate, strict_no_trust)
	SAME(0, .kind = RULED, .prog = &trace, .attr_flags = STRICT);

FIXTURE_VARIANT_ADD(delegate, strict_trust_apart)
	SAME_TWO(READ, ITEM(.kind = RULED, .attr_flags = STRICT),
		 ITEM(.kind = RULED, .prog = &trace, .attr_flags = TRUST));

/* The tracer has more than its target: trust does not help. */
FIXTURE_VARIANT_ADD(delegate, tracer_trace) {
	.base = { { .kind = RULED } },
	.tracer = { { .kind = PLAIN, .prog = &trace } },
};

FIXTURE_VARIANT_ADD(delegate, tracer_trust) {
	.base = { { .kind = RULED } },
	.tracer = { { .kind = RULED, .prog = &trace, .attr_flags = TRUST } },
};

/* Without a ruled filter in the tracer nothing is different. */
FIXTURE_VARIANT_ADD(delegate, unruled_trace)
	SAME(BOTH, .kind = PLAIN, .prog = &trace);

FIXTURE_VARIANT_ADD(delegate, unruled_listener)
	SAME(BOTH, .kind = PLAIN, .flags = LISTENER);

FIXTURE_VARIANT_ADD(delegate, unruled_computed)
	SAME(BOTH, .kind = PLAIN, .prog = &computed);

FIXTURE_VARIANT_ADD(delegate, unruled_to_plain)
	MORE(BOTH, ITEM(.kind = END), ITEM(.kind = PLAIN, .prog = &trace));

/* A supervisor outside */
FIXTURE_VARIANT_ADD(delegate, unruled_to_ruled)
	MORE(BOTH, ITEM(.kind = PLAIN, .prog = &trace),
	     ITEM(.kind = RULED, .flags = LISTENER));

FIXTURE_SETUP(delegate)
{
	ASSERT_EQ(0, init_context());
	ASSERT_EQ(0, start_pair(variant->base, variant->tracer,
				variant->target));
	self->tracer = &ctx->tracer_peer;
	self->target = &ctx->target_peer;
}

FIXTURE_TEARDOWN(delegate)
{
}

/* Reads and attachments alike: this does not depend on the mode. */
TEST_F(delegate, access)
{
	EXPECT_ACCESS(self->tracer, variant->allow);
	/* It is the verdict that is in the way: this test has no filter. */
	EXPECT_EQ(0, do_environ());
	EXPECT_EQ(0, do_vm_readv());
	EXPECT_EQ(0, do_attach());
}

TEST_F(delegate, traceme)
{
	EXPECT_EQ(variant->allow & ATTACH ? 0 : EPERM,
		  peer_call(self->target, call_traceme, NULL));
	EXPECT_EQ(variant->allow & ATTACH ? tracer_task : 0,
		  tracer_pid(ctx->target));
}

static int listener;

static long open_listener(void *arg)
{
	if (set_nnp())
		return -1;
	listener = attach_fd(LISTENER, 0, -1);
	return listener > 0 ? 0 : errno;
}

static long close_listener(void *arg)
{
	return close(listener);
}

/* It does not matter whether the listener is still open. */
TEST(listener_closed_later)
{
	struct peer *tracer;

	ASSERT_EQ(0, init_context());
	tracer = &ctx->tracer_peer;
	ASSERT_LT(0, peer_start(tracer));
	ASSERT_EQ(0, peer_call(tracer, open_listener, NULL));
	ASSERT_LT(0, peer_call(tracer, start_target, NULL));
	EXPECT_ACCESS(tracer, 0);
	ASSERT_EQ(0, peer_call(tracer, close_listener, NULL));
	EXPECT_ACCESS(tracer, 0);
	ASSERT_EQ(0, peer_call(&ctx->target_peer, close_listener, NULL));
	EXPECT_ACCESS(tracer, 0);
}

/* Nor whether the filter has a second one made in its place. */
TEST(second_listener)
{
	static const struct layer layers[LAYERS] = {
		{ .kind = RULED, .flags = LISTENER, .attr_flags = TRUST,
		  .close = true },
		{ .kind = PLAIN, .flags = LISTENER, .close = true },
	};
	struct peer *tracer;

	ASSERT_EQ(0, init_context());
	tracer = &ctx->tracer_peer;
	ASSERT_LT(0, peer_start(tracer));
	ASSERT_EQ(0, peer_call(tracer, add_layers, (void *)layers));
	ASSERT_LT(0, peer_call(tracer, start_target, NULL));
	EXPECT_ACCESS(tracer, 0);
}

/* An attempt that failed leaves no fact behind. */
static long fail_listener(void *arg)
{
	struct layer l = { .kind = RULED, .flags = LISTENER | TSYNC };

	return add_layer(&l);
}

TEST(failed_listener)
{
	static const struct layer ruled[LAYERS] = { { .kind = RULED } };
	struct peer *tracer;

	ASSERT_EQ(0, init_context());
	tracer = &ctx->tracer_peer;
	ASSERT_LT(0, peer_start(tracer));
	ASSERT_EQ(0, peer_call(tracer, add_layers, (void *)ruled));
	EXPECT_EQ(EINVAL, peer_call(tracer, fail_listener, NULL));
	ASSERT_LT(0, peer_call(tracer, start_target, NULL));
	EXPECT_ACCESS(tracer, BOTH);
}

/* A thread that was synchronized has the filter, and the fact with it. */
static long sync_trace(void *arg)
{
	const struct layer l = {
		.kind = RULED, .prog = &trace, .flags = TSYNC,
		.attr_flags = (uintptr_t)arg,
	};

	return add_layer(&l);
}

static void *pausing_thread(void *arg)
{
	STORE(ctx->thread, syscall(__NR_gettid));
	pause();
	return NULL;
}

static long start_thread(void *arg)
{
	pthread_t thread;

	ctx->thread = 0;
	if (pthread_create(&thread, NULL, pausing_thread, NULL))
		return -1;
	while (!LOAD(ctx->thread))
		sched_yield();
	return 0;
}

static void try_thread(struct __test_metadata *const _metadata, __u32 flags,
		       int want)
{
	struct peer *tracer;

	ASSERT_EQ(0, init_context());
	tracer = &ctx->tracer_peer;
	ASSERT_LT(0, peer_start(tracer));
	ASSERT_EQ(0, peer_call(tracer, start_thread, NULL));
	ASSERT_EQ(0, peer_call(tracer, sync_trace, (void *)(uintptr_t)flags));
	ASSERT_LT(0, peer_call(tracer, start_target, NULL));
	ctx->target = ctx->thread;
	EXPECT_EQ(want, peer_call(&ctx->target_peer, call_named,
				  "kcmp-second"));
}

TEST(thread_sync)
{
	try_thread(_metadata, 0, EPERM);
}

TEST(thread_sync_trust)
{
	try_thread(_metadata, TRUST, 0);
}

/*
 * What strace --seccomp-bpf and its like do inside of a sandbox: the tracee has a
 * filter that stops it for its tracer, who reads its memory, takes a descriptor, and
 * answers the call.
 */
static long seize_for_stops(void *arg)
{
	return as_errno(ptrace(PTRACE_SEIZE, ctx->target, 0,
			       PTRACE_O_TRACESECCOMP));
}

static int answer_call(pid_t pid, long ret)
{
#ifdef __x86_64__
	if (ptrace(PTRACE_POKEUSER, pid, offsetof(struct user_regs_struct,
						  orig_rax), -1) ||
	    ptrace(PTRACE_POKEUSER, pid, offsetof(struct user_regs_struct,
						  rax), ret))
		return errno;
#endif
	return 0;
}

#define ANSWERED	47

static long serve_stop(void *arg)
{
	int status;

	if (waitpid(ctx->target, &status, __WALL) != ctx->target ||
	    status >> 8 != (SIGTRAP | PTRACE_EVENT_SECCOMP << 8))
		return -1;
	return do_vm_readv() ?: do_vm_writev() ?: do_mem() ?: do_mem_write() ?:
	       do_pidfd_getfd() ?: do_environ() ?: do_syscall() ?:
	       answer_call(ctx->target, ANSWERED) ?:
	       as_errno(ptrace(PTRACE_CONT, ctx->target, 0, 0));
}

static long call_unused(void *arg)
{
	return syscall(UNUSED_NR, SCHED_OTHER);
}

TEST(tracer_of_its_own)
{
	static const struct layer base[LAYERS] = {
		{ .kind = RULED, .rule = RULE_SOCK },
	};
	static const struct layer stops[LAYERS] = {
		{ .kind = PLAIN, .prog = &trace },
	};
	const struct peer_call call = { .fn = call_unused };
	long ret;

	ASSERT_EQ(0, init_context());
	ASSERT_EQ(0, start_pair(base, stops + 1, stops));
	ASSERT_EQ(0, peer_call(&ctx->tracer_peer, seize_for_stops, NULL));
	ASSERT_EQ(sizeof(call), write(ctx->target_peer.sv[0], &call,
				      sizeof(call)));
	EXPECT_EQ(0, peer_call(&ctx->tracer_peer, serve_stop, NULL));
	ASSERT_EQ(sizeof(ret), read(ctx->target_peer.sv[0], &ret,
				    sizeof(ret)));
#ifdef __x86_64__
	EXPECT_EQ(ANSWERED, ret);
#endif
}

TEST_HARNESS_MAIN
