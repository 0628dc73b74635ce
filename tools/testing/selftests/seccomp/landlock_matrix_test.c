// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who may access whom: relations of two tasks by their filters, times all
 * surfaces behind the kernel's ptrace access check
 *
 * A tracer that is ruled reaches a target only if the filters of all threads of
 * the target descend from its own, and neither its own can return
 * SECCOMP_RET_TRACE nor those of the target have a listener; a strict one gets no
 * access of mode PTRACE_MODE_ATTACH at all.  Each surface is tried in each
 * relation, so every row of the table is seen to succeed as well as to fail, and
 * with the errno that this surface has for it.  Where a cell has to fail, a task
 * without filters does the same right after and has to succeed.
 *
 * With LANDLOCK_MATRIX=1 in the environment each cell is shown in a line:
 * # matrix: RELATION ROW expected=RESULT got=RESULT
 */
#include "landlock_surfaces.h"

#define READ	1
#define ATTACH	2
#define ALL	(READ | ATTACH)

/* What a peer puts on itself, one of the first four and what goes with it */
enum layer {
	PLAIN = 1,
	RULED = 2,
	RESTRICT = 4,	/* landlock_restrict_self(2), no filter */
	STRICT = RULED | 8,
	TRUST = RULED | 16,
	LISTENER = 32,
	TRACE = 64,	/* the program can return SECCOMP_RET_TRACE */
	RULESET = 128,	/* added to all: a ruled filter brings one */
};

/* How the two came into being */
enum family {
	DOWN,		/* the tracer is the parent and has the base before */
	UP,		/* the target is the parent and has the base before */
	APART,		/* the test is the parent of both */
};

enum target_state {
	ALIVE,
	SHARED,		/* the memory of the tracer, but not a thread of it */
	ZOMBIE,
	HEADLESS,	/* a zombie too, but another thread lives on */
};

/* When the second thread of the target starts, and what it does */
enum start {
	LATE,		/* after the target's filters, which it has too */
	EARLY,		/* before, with the base alone */
	PARENT,		/* like that, and it is the parent of the tracer */
};

enum join {
	NOBODY,
	TARGET,		/* joins the tracer's sandbox */
	TRACER,		/* joins the target's sandbox */
};

struct relation {
	enum target_state state;
	enum family family;
	enum layer base, base2;		/* of both */
	enum layer tracer, target;	/* of one, on top of these */
	enum start start;
	enum layer thread;		/* of the second thread of the target */
	bool linked;			/* traced by the tracer since the base */
	enum join join;			/* after that */
	enum layer joiner;		/* of the one that has joined */
	int allow;			/* to the tracer */
	int after;			/* the same, after joining */
	int dead;			/* the same, of a dead process */
};

FIXTURE(matrix) {};

FIXTURE_VARIANT(matrix)
{
	const char *name;
	const struct relation *rel;
	bool ruleset;			/* all ruled filters bring one */
};

#define RELATION(_name, _state, ...)					\
	static const struct relation _name##_rel = {			\
		.state = _state, __VA_ARGS__				\
	};								\
	FIXTURE_VARIANT_ADD(matrix, _name) {				\
		#_name, &_name##_rel					\
	}

/* With ruleset_fd -1 and with a ruleset */
#define RULED_RELATION(_name, _state, ...)				\
	static const struct relation _name##_rel = {			\
		.state = _state, __VA_ARGS__				\
	};								\
	FIXTURE_VARIANT_ADD(matrix, _name) {				\
		#_name, &_name##_rel					\
	};								\
	FIXTURE_VARIANT_ADD(matrix, _name##_ruleset) {			\
		#_name "_ruleset", &_name##_rel, true			\
	}

/* No ruled filter in the tracer: as without the extension */
RELATION(unruled, ALIVE, .allow = ALL);
RELATION(unruled_to_plain, ALIVE, .target = PLAIN, .allow = ALL);
RELATION(unruled_to_delegating, ALIVE, .target = LISTENER, .allow = ALL);
RULED_RELATION(unruled_to_ruled, ALIVE, .target = RULED, .allow = ALL);
RULED_RELATION(unruled_to_strict, ALIVE, .target = STRICT, .allow = ALL);
RULED_RELATION(unruled_to_ruled_listener, ALIVE, .target = RULED | LISTENER,
	       .allow = ALL);
RULED_RELATION(unruled_to_ruled_trace, ALIVE, .target = RULED | TRACE,
	       .allow = ALL);
RELATION(plain_to_unsandboxed, ALIVE, .tracer = PLAIN, .allow = ALL);
RELATION(plain_to_plain, ALIVE, .tracer = PLAIN, .target = PLAIN, .allow = ALL);
RELATION(plain_same, ALIVE, .base = PLAIN, .allow = ALL);
RELATION(plain_upward, ALIVE, .family = UP, .base = PLAIN, .tracer = PLAIN,
	 .allow = ALL);
RELATION(plain_same_listener, ALIVE, .base = LISTENER, .allow = ALL);
RELATION(plain_same_trace, ALIVE, .base = TRACE, .allow = ALL);
RULED_RELATION(plain_to_ruled, ALIVE, .tracer = PLAIN, .target = RULED,
	       .allow = ALL);
RULED_RELATION(plain_to_strict, ALIVE, .base = PLAIN, .tracer = PLAIN,
	       .target = STRICT, .allow = ALL);
RULED_RELATION(listener_to_ruled, ALIVE, .tracer = LISTENER,
	       .target = RULED | TRACE, .allow = ALL);

/* The same chain */
RULED_RELATION(same, ALIVE, .base = RULED, .allow = ALL);
RULED_RELATION(same_upward, ALIVE, .family = UP, .base = RULED, .allow = ALL);
RULED_RELATION(same_plain_on_ruled, ALIVE, .base = RULED, .base2 = PLAIN,
	       .allow = ALL);
RULED_RELATION(same_ruled_on_plain, ALIVE, .base = PLAIN, .base2 = RULED,
	       .allow = ALL);
RULED_RELATION(same_twice, ALIVE, .base = RULED, .base2 = RULED, .allow = ALL);

/* Child chain: the target has more. */
RULED_RELATION(child_plain, ALIVE, .base = RULED, .target = PLAIN,
	       .allow = ALL);
RULED_RELATION(child_ruled, ALIVE, .base = RULED, .target = RULED,
	       .allow = ALL);
RULED_RELATION(child_strict, ALIVE, .base = RULED, .target = STRICT,
	       .allow = ALL);
RULED_RELATION(child_upward, ALIVE, .family = UP, .base = RULED,
	       .target = PLAIN, .allow = ALL);

/* Parent chain: the tracer has more. */
RULED_RELATION(parent_plain, ALIVE, .base = RULED, .tracer = PLAIN);
RULED_RELATION(parent_ruled, ALIVE, .base = RULED, .tracer = RULED);
RULED_RELATION(parent_strict, ALIVE, .base = RULED, .tracer = STRICT);
RULED_RELATION(parent_upward, ALIVE, .family = UP, .base = RULED,
	       .tracer = PLAIN);

/* The target is not sandboxed, or has nothing but what is below the rules. */
RULED_RELATION(outside, ALIVE, .tracer = RULED);
RULED_RELATION(outside_plain, ALIVE, .base = PLAIN, .tracer = RULED);
RULED_RELATION(outside_strict, ALIVE, .tracer = STRICT);
RULED_RELATION(outside_upward, ALIVE, .family = UP, .tracer = RULED);
RULED_RELATION(outside_apart, ALIVE, .family = APART, .tracer = RULED);

/* Sibling chains: both have more; equal filters are not the same filter. */
RULED_RELATION(siblings, ALIVE, .tracer = RULED, .target = RULED);
RULED_RELATION(siblings_plain, ALIVE, .base = RULED, .tracer = PLAIN,
	       .target = PLAIN);
RULED_RELATION(siblings_ruled, ALIVE, .base = RULED, .tracer = RULED,
	       .target = RULED);
RULED_RELATION(siblings_to_plain, ALIVE, .base = PLAIN, .tracer = RULED,
	       .target = PLAIN);
RULED_RELATION(siblings_to_strict, ALIVE, .tracer = RULED, .target = STRICT);
RULED_RELATION(siblings_upward, ALIVE, .family = UP, .base = RULED,
	       .tracer = PLAIN, .target = RULED);
RULED_RELATION(siblings_apart, ALIVE, .family = APART, .tracer = RULED,
	       .target = RULED);

/* Joined: not before, but after */
RULED_RELATION(joined, ALIVE, .family = APART, .tracer = RULED, .join = TARGET,
	       .after = ALL);
RULED_RELATION(joined_by_tracer, ALIVE, .family = APART, .target = RULED,
	       .allow = ALL, .join = TRACER, .after = ALL);
RULED_RELATION(joined_more, ALIVE, .family = APART, .tracer = RULED,
	       .join = TARGET, .joiner = PLAIN, .after = ALL);
RULED_RELATION(joined_more_by_tracer, ALIVE, .family = APART, .target = RULED,
	       .allow = ALL, .join = TRACER, .joiner = PLAIN);
RULED_RELATION(joined_inner, ALIVE, .base = RULED, .tracer = RULED,
	       .join = TARGET, .after = ALL);
RULED_RELATION(joined_on_plain, ALIVE, .base = PLAIN, .tracer = RULED,
	       .join = TARGET, .after = ALL);
RULED_RELATION(joined_strict, ALIVE, .family = APART, .tracer = STRICT,
	       .join = TARGET, .after = READ);
RULED_RELATION(joined_strict_by_tracer, ALIVE, .family = APART,
	       .target = STRICT, .allow = ALL, .join = TRACER, .after = READ);
RULED_RELATION(joined_listener, ALIVE, .family = APART,
	       .tracer = RULED | LISTENER, .join = TARGET);
RULED_RELATION(joined_trust, ALIVE, .family = APART, .tracer = TRUST | LISTENER,
	       .join = TARGET, .after = ALL);

/* Strict: never more than reading */
RULED_RELATION(strict_same, ALIVE, .base = STRICT, .allow = READ);
RULED_RELATION(strict_same_upward, ALIVE, .family = UP, .base = STRICT,
	       .allow = READ);
RULED_RELATION(strict_below_plain, ALIVE, .base = STRICT, .base2 = PLAIN,
	       .allow = READ);
RULED_RELATION(strict_below_ruled, ALIVE, .base = STRICT, .base2 = RULED,
	       .allow = READ);
RULED_RELATION(strict_on_ruled, ALIVE, .base = RULED, .base2 = STRICT,
	       .allow = READ);
RULED_RELATION(strict_child_plain, ALIVE, .base = STRICT, .target = PLAIN,
	       .allow = READ);
RULED_RELATION(strict_child_ruled, ALIVE, .base = STRICT, .target = RULED,
	       .allow = READ);
RULED_RELATION(strict_child_strict, ALIVE, .base = STRICT, .target = STRICT,
	       .allow = READ);
RULED_RELATION(strict_parent, ALIVE, .base = STRICT, .tracer = PLAIN);
RULED_RELATION(strict_siblings, ALIVE, .base = STRICT, .tracer = PLAIN,
	       .target = PLAIN);
RULED_RELATION(strict_siblings_apart, ALIVE, .family = APART, .tracer = STRICT,
	       .target = STRICT);

/* A listener counts if the target has it, and nobody vouches for it. */
RULED_RELATION(listener_same, ALIVE, .base = RULED | LISTENER);
RULED_RELATION(listener_same_upward, ALIVE, .family = UP,
	       .base = RULED | LISTENER);
RULED_RELATION(listener_strict, ALIVE, .base = STRICT | LISTENER);
RULED_RELATION(listener_below, ALIVE, .base = LISTENER, .base2 = RULED);
RULED_RELATION(listener_above, ALIVE, .base = RULED, .base2 = LISTENER);
RULED_RELATION(listener_child_plain, ALIVE, .base = RULED, .target = LISTENER);
RULED_RELATION(listener_child_ruled, ALIVE, .base = RULED,
	       .target = RULED | LISTENER);
RULED_RELATION(listener_parent, ALIVE, .base = RULED, .tracer = LISTENER);

/* SECCOMP_RET_TRACE counts if the tracer has it. */
RULED_RELATION(trace_same, ALIVE, .base = RULED | TRACE);
RULED_RELATION(trace_same_upward, ALIVE, .family = UP, .base = RULED | TRACE);
RULED_RELATION(trace_strict, ALIVE, .base = STRICT | TRACE);
RULED_RELATION(trace_below, ALIVE, .base = TRACE, .base2 = RULED);
RULED_RELATION(trace_above, ALIVE, .base = RULED, .base2 = TRACE);
RULED_RELATION(trace_in_both, ALIVE, .base = RULED | TRACE, .target = TRACE);
RULED_RELATION(trace_in_target, ALIVE, .base = RULED, .target = TRACE,
	       .allow = ALL);
RULED_RELATION(trace_in_target_ruled, ALIVE, .base = RULED,
	       .target = RULED | TRACE, .allow = ALL);
RULED_RELATION(trace_in_target_strict, ALIVE, .base = STRICT, .target = TRACE,
	       .allow = READ);
RULED_RELATION(trace_and_listener_in_target, ALIVE, .base = RULED,
	       .target = TRACE | LISTENER);
RULED_RELATION(trace_in_tracer, ALIVE, .base = RULED, .tracer = TRACE);

/* Who vouches speaks for one filter. */
RULED_RELATION(trust_listener_same, ALIVE, .base = TRUST | LISTENER,
	       .allow = ALL);
RULED_RELATION(trust_listener_child, ALIVE, .base = RULED,
	       .target = TRUST | LISTENER, .allow = ALL);
RULED_RELATION(trust_listener_strict, ALIVE, .base = STRICT | TRUST | LISTENER,
	       .allow = READ);
RULED_RELATION(trust_listener_parent, ALIVE, .base = RULED,
	       .tracer = TRUST | LISTENER);
RULED_RELATION(trust_listener_siblings, ALIVE, .tracer = TRUST | LISTENER,
	       .target = TRUST | LISTENER);
RULED_RELATION(trust_trace_same, ALIVE, .base = TRUST | TRACE, .allow = ALL);
RULED_RELATION(trust_trace_strict, ALIVE, .base = STRICT | TRUST | TRACE,
	       .allow = READ);
RULED_RELATION(trust_nothing, ALIVE, .base = TRUST, .allow = ALL);
RULED_RELATION(trust_not_below, ALIVE, .base = LISTENER, .base2 = TRUST);
RULED_RELATION(trust_not_trace_below, ALIVE, .base = TRACE,
	       .base2 = TRUST | LISTENER);
RULED_RELATION(trust_not_above, ALIVE, .base = TRUST | LISTENER,
	       .base2 = TRACE);
RULED_RELATION(trust_not_child, ALIVE, .base = TRUST | TRACE,
	       .target = LISTENER);

/* Together with landlock_restrict_self(2): both have a say. */
RELATION(restrict_only, ALIVE, .tracer = RESTRICT);
RELATION(restrict_same, ALIVE, .base = RESTRICT, .allow = ALL);
RULED_RELATION(restrict_below_ruled, ALIVE, .base = RESTRICT, .base2 = RULED,
	       .allow = ALL);
RULED_RELATION(restrict_on_ruled, ALIVE, .base = RULED, .base2 = RESTRICT,
	       .allow = ALL);
RULED_RELATION(restrict_in_target, ALIVE, .base = RULED, .target = RESTRICT,
	       .allow = ALL);
RULED_RELATION(restrict_in_tracer, ALIVE, .base = RULED, .tracer = RESTRICT);
RULED_RELATION(restrict_to_ruled, ALIVE, .tracer = RESTRICT, .target = RULED);
RULED_RELATION(restrict_to_its_ruled, ALIVE, .base = RESTRICT, .target = RULED,
	       .allow = ALL);
RULED_RELATION(ruled_to_restrict, ALIVE, .tracer = RULED, .target = RESTRICT);

/*
 * A target that dies has given up its filters, so nothing can be said about it:
 * out of reach for a ruled tracer, and as before for the others.  What is allowed
 * of the second thread of a headless process follows the verdict.
 */
RELATION(zombie_unruled, ZOMBIE, .dead = ALL);
RELATION(headless_unruled, HEADLESS, .allow = ALL, .dead = ALL);
RELATION(zombie_plain, ZOMBIE, .base = PLAIN, .tracer = PLAIN, .dead = ALL);
RELATION(headless_plain, HEADLESS, .base = PLAIN, .tracer = PLAIN, .allow = ALL,
	 .dead = ALL);
RULED_RELATION(zombie_unruled_to_ruled, ZOMBIE, .target = RULED,
	       .dead = ALL);
RULED_RELATION(headless_unruled_to_ruled, HEADLESS, .target = RULED,
	       .allow = ALL, .dead = ALL);
RULED_RELATION(zombie_same, ZOMBIE, .base = RULED);
RULED_RELATION(headless_same, HEADLESS, .base = RULED, .allow = ALL);
RULED_RELATION(zombie_same_upward, ZOMBIE, .family = UP, .base = RULED);
RULED_RELATION(headless_same_upward, HEADLESS, .family = UP, .base = RULED,
	       .allow = ALL);
RULED_RELATION(zombie_child, ZOMBIE, .base = RULED, .target = PLAIN);
RULED_RELATION(headless_child, HEADLESS, .base = RULED, .target = PLAIN,
	       .allow = ALL);
RULED_RELATION(zombie_parent, ZOMBIE, .base = RULED, .tracer = PLAIN);
RULED_RELATION(headless_parent, HEADLESS, .base = RULED, .tracer = PLAIN);
RULED_RELATION(zombie_outside, ZOMBIE, .tracer = RULED);
RULED_RELATION(headless_outside, HEADLESS, .tracer = RULED);
RULED_RELATION(zombie_siblings, ZOMBIE, .base = RULED, .tracer = PLAIN,
	       .target = PLAIN);
RULED_RELATION(headless_siblings, HEADLESS, .base = RULED, .tracer = PLAIN,
	       .target = PLAIN);
RULED_RELATION(zombie_strict, ZOMBIE, .base = STRICT);
RULED_RELATION(headless_strict, HEADLESS, .base = STRICT, .allow = READ);
RULED_RELATION(zombie_listener, ZOMBIE, .base = RULED | LISTENER);
RULED_RELATION(headless_listener, HEADLESS, .base = RULED | LISTENER);
RULED_RELATION(zombie_trust, ZOMBIE, .base = TRUST | LISTENER);
RULED_RELATION(headless_trust, HEADLESS, .base = TRUST | LISTENER,
	       .allow = ALL);

/*
 * Threads that have diverged: it is the process that counts, whichever thread is
 * asked for.  One thread that is outside, or has a listener, closes all doors; one
 * that has more does not matter.
 */
RELATION(diverged_plain, ALIVE, .tracer = PLAIN, .thread = RULED, .allow = ALL);
RULED_RELATION(diverged_to_unruled, ALIVE, .thread = RULED | LISTENER,
	       .allow = ALL);
RULED_RELATION(diverged_unruled_leader, ALIVE, .family = UP, .start = PARENT,
	       .thread = RULED);
RULED_RELATION(diverged_loose_leader, ALIVE, .family = UP, .base = RULED,
	       .start = PARENT, .thread = RULED);
RULED_RELATION(diverged_loose_leader_plain, ALIVE, .family = UP, .base = RULED,
	       .start = PARENT, .thread = PLAIN);
RULED_RELATION(diverged_unruled_thread, ALIVE, .start = EARLY, .target = RULED,
	       .allow = ALL, .join = TRACER);
RULED_RELATION(diverged_loose_thread, ALIVE, .base = RULED, .start = EARLY,
	       .target = PLAIN, .allow = ALL, .join = TRACER);
RULED_RELATION(diverged_tight_thread, ALIVE, .base = RULED, .thread = PLAIN,
	       .allow = ALL);
RULED_RELATION(diverged_tight_leader, ALIVE, .base = RULED, .start = EARLY,
	       .target = RULED, .allow = ALL);
RULED_RELATION(diverged_tight_both, ALIVE, .base = RULED, .start = EARLY,
	       .target = RULED, .thread = STRICT, .allow = ALL);
RULED_RELATION(diverged_siblings, ALIVE, .base = RULED, .start = EARLY,
	       .tracer = PLAIN, .target = RULED, .thread = RULED);
RULED_RELATION(diverged_strict, ALIVE, .base = STRICT, .thread = PLAIN,
	       .allow = READ);
RULED_RELATION(diverged_thread_listener, ALIVE, .base = RULED,
	       .thread = LISTENER);
RULED_RELATION(diverged_thread_ruled_listener, ALIVE, .base = RULED,
	       .thread = RULED | LISTENER);
RULED_RELATION(diverged_thread_trust, ALIVE, .base = RULED,
	       .thread = TRUST | LISTENER, .allow = ALL);
RULED_RELATION(diverged_thread_trace, ALIVE, .base = RULED, .thread = TRACE,
	       .allow = ALL);
RULED_RELATION(diverged_leader_listener, ALIVE, .base = RULED, .start = EARLY,
	       .target = LISTENER);
/* A thread that has exited no longer counts, not even the leader. */
RULED_RELATION(headless_diverged, HEADLESS, .family = UP, .start = PARENT,
	       .thread = RULED, .allow = ALL);

/* Traced already: the verdict is the same, on that link and beside it. */
RELATION(linked_unruled, ALIVE, .linked = true, .allow = ALL);
RELATION(linked_plain, ALIVE, .linked = true, .tracer = PLAIN, .target = PLAIN,
	 .allow = ALL);
RULED_RELATION(linked_to_ruled, ALIVE, .linked = true, .target = RULED,
	       .allow = ALL);
RULED_RELATION(linked_same, ALIVE, .linked = true, .base = RULED, .allow = ALL);
RULED_RELATION(linked_child, ALIVE, .linked = true, .base = RULED,
	       .target = RULED, .allow = ALL);
RULED_RELATION(linked_outside, ALIVE, .linked = true, .tracer = RULED);
RULED_RELATION(linked_outside_plain, ALIVE, .linked = true, .base = PLAIN,
	       .tracer = RULED);
RULED_RELATION(linked_outside_upward, ALIVE, .linked = true, .family = UP,
	       .tracer = RULED);
RULED_RELATION(linked_parent, ALIVE, .linked = true, .base = RULED,
	       .tracer = PLAIN);
RULED_RELATION(linked_siblings, ALIVE, .linked = true, .base = RULED,
	       .tracer = RULED, .target = RULED);
RULED_RELATION(linked_joined, ALIVE, .linked = true, .target = RULED,
	       .allow = ALL, .join = TRACER, .after = ALL);
RULED_RELATION(linked_joined_strict, ALIVE, .linked = true, .target = STRICT,
	       .allow = ALL, .join = TRACER, .after = READ);
RULED_RELATION(linked_joined_trace, ALIVE, .linked = true,
	       .target = RULED | TRACE, .allow = ALL, .join = TRACER);
RULED_RELATION(linked_listener, ALIVE, .linked = true, .base = RULED,
	       .target = LISTENER);
RULED_RELATION(linked_trust, ALIVE, .linked = true, .base = RULED,
	       .target = TRUST | LISTENER, .allow = ALL);
RULED_RELATION(linked_trace, ALIVE, .linked = true, .base = RULED,
	       .target = TRACE, .allow = ALL);
RULED_RELATION(linked_diverged, ALIVE, .linked = true, .base = RULED,
	       .thread = LISTENER);
RULED_RELATION(linked_diverged_tight, ALIVE, .linked = true, .base = RULED,
	       .thread = RULED, .allow = ALL);

RULED_RELATION(linked_shared, SHARED, .linked = true, .tracer = RULED);
RULED_RELATION(linked_shared_same, SHARED, .linked = true, .base = RULED,
	       .allow = ALL);

/*
 * Whoever shares its memory with a task can do anything with it, so the kernel
 * does not ask before it gives access to that memory.  It does for the rest.
 */
RELATION(shared_unruled, SHARED, .allow = ALL);
RELATION(shared_plain, SHARED, .base = PLAIN, .allow = ALL);
RULED_RELATION(shared_same, SHARED, .base = RULED, .allow = ALL);
RULED_RELATION(shared_child, SHARED, .base = RULED, .target = RULED,
	       .allow = ALL);
RULED_RELATION(shared_parent, SHARED, .base = RULED, .tracer = RULED);
RULED_RELATION(shared_outside, SHARED, .tracer = RULED);
RULED_RELATION(shared_siblings, SHARED, .tracer = RULED, .target = RULED);
RULED_RELATION(shared_strict, SHARED, .base = STRICT, .allow = READ);
RULED_RELATION(shared_strict_outside, SHARED, .tracer = STRICT);
RULED_RELATION(shared_listener, SHARED, .base = RULED | LISTENER);
RULED_RELATION(shared_trace, SHARED, .base = RULED | TRACE);
RULED_RELATION(shared_trust, SHARED, .base = TRUST | LISTENER, .allow = ALL);

static long add_filter(enum layer layer, int ruleset_fd)
{
	struct sock_filter prog[ONE_CALL_LEN];
	unsigned int flags = 0;
	struct seccomp_landlock_attr attr;

	/* A system call that nobody makes */
	filter_one_call(prog, -2, layer & TRACE ? SECCOMP_RET_TRACE :
			SECCOMP_RET_ALLOW);
	if (layer & LISTENER)
		flags |= SECCOMP_FILTER_FLAG_NEW_LISTENER;
	if (!(layer & RULED))
		return attach_prog(flags, prog, ONE_CALL_LEN);
	attr = attr_make(prog, ONE_CALL_LEN, ruleset_fd);
	if (layer & STRICT & ~RULED)
		attr.flags |= SECCOMP_LANDLOCK_PTRACE_DENY;
	if (layer & TRUST & ~RULED)
		attr.flags |= SECCOMP_LANDLOCK_TRUST_DELEGATE;
	return install_ruled(flags, &attr);
}

static long add_layer(void *arg)
{
	const enum layer layer = (long)arg;
	int fd = -1;
	long ret;

	if (set_nnp())
		return -1;
	if (!(layer & ~RULESET))
		return 0;
	if (layer & RESTRICT || (layer & RULED && layer & RULESET)) {
		/* A right that no surface needs */
		fd = ruleset_fs(LANDLOCK_ACCESS_FS_MAKE_SOCK);
		if (fd < 0)
			return -1;
	}
	ret = layer & RESTRICT ? ll_restrict(fd) : add_filter(layer, fd);
	if (fd >= 0)
		close(fd);
	/* A listener stays open. */
	return ret < 0 ? ret : 0;
}

static long put_on(const struct peer *peer, enum layer layer, bool ruleset)
{
	return peer_call(peer, add_layer,
			 (void *)(layer | (ruleset ? RULESET : 0L)));
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

static int shared_target(void *arg)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	peer_serve(&ctx->target_peer);
	return 0;
}

static long start_shared_target(void *arg)
{
	static long double stack[4096];

	ctx->target = clone(shared_target, stack + ARRAY_SIZE(stack),
			    CLONE_VM | SIGCHLD, NULL);
	return ctx->target;
}

/* The second thread; -1 is for a thread that did not get its filter. */
struct second {
	enum layer layer;
	bool is_parent;
};

static void *second_thread(void *arg)
{
	const struct second *second = arg;
	long err;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	err = add_layer((void *)(long)second->layer);
	if (!err && second->is_parent && start_tracer(NULL) < 0)
		err = -1;
	STORE(ctx->thread, err ? -1 : syscall(__NR_gettid));
	for (;;)
		pause();
	return NULL;
}

static long start_second(void *arg)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, second_thread, arg))
		return -1;
	while (!LOAD(ctx->thread))
		sched_yield();
	return ctx->thread < 0 ? -1 : 0;
}

static long join_peer(void *arg)
{
	const struct peer *peer = arg;

	return join_process(peer == &ctx->target_peer ? ctx->target :
			    peer->pid);
}

static long exit_all(void *arg)
{
	_exit(EXIT_CODE);
}

static long exit_leader(void *arg)
{
	return syscall(__NR_exit, EXIT_CODE);
}

/* For a tracer whose parent is to die */
static long outlive_parent(void *arg)
{
	return prctl(PR_SET_PDEATHSIG, 0);
}

static long end_target(enum target_state state)
{
	const struct peer_call call = {
		.fn = state == ZOMBIE ? exit_all : exit_leader,
	};

	/* There will be no answer. */
	return write(ctx->target_peer.sv[0], &call, sizeof(call)) ==
	       sizeof(call) ? 0 : -1;
}

static bool is_dead(enum target_state state)
{
	return state == ZOMBIE || state == HEADLESS;
}

/* What the second thread is told; the peers were forked after this was written. */
static struct second second;

/* One of the two, with the base that both have, and then the other */
static long start_both(const struct relation *rel, bool ruleset)
{
	const bool up = rel->family == UP;
	const struct peer *first = up ? &ctx->target_peer : &ctx->tracer_peer;

	second.layer = rel->thread | (ruleset ? RULESET : 0);
	second.is_parent = rel->start == PARENT;
	if ((up ? start_target(NULL) : start_tracer(NULL)) < 0 ||
	    put_on(first, rel->base, ruleset) ||
	    put_on(first, rel->base2, ruleset))
		return -1;
	if (rel->family == APART)
		return start_target(NULL) < 0 ? -1 : 0;
	if (rel->start == PARENT)
		return peer_call(first, start_second, &second);
	return peer_call(first, up ? start_tracer : rel->state == SHARED ?
			 start_shared_target : start_target, NULL) < 0 ? -1 : 0;
}

FIXTURE_SETUP(matrix)
{
	const struct relation *rel = variant->rel;

	ASSERT_EQ(0, init_context());
	ctx->landlock_alone = rel->tracer == RESTRICT;
	ASSERT_EQ(0, mount_hidden());
	ASSERT_EQ(0, start_both(rel, variant->ruleset));
	if (rel->start == EARLY)
		ASSERT_EQ(0, peer_call(&ctx->target_peer, start_second,
				       &second));
	if (rel->linked)
		ASSERT_EQ(0, peer_call(&ctx->tracer_peer, link_target, NULL));
	ASSERT_EQ(0, put_on(&ctx->tracer_peer, rel->tracer, variant->ruleset));
	ASSERT_EQ(0, put_on(&ctx->target_peer, rel->target, variant->ruleset));
}

FIXTURE_TEARDOWN(matrix)
{
	/* See outlive_parent(). */
	if (ctx->tracer_peer.pid > 0)
		kill(ctx->tracer_peer.pid, SIGKILL);
}

static const char *result_name(long result)
{
	if (result == 0)
		return "0";
	if (result == HIDDEN)
		return "hidden";
	return strerrorname_np(result) ?: "nonsense";
}

/* All rows for one task */
struct pass {
	const char *name;
	enum target_state state;
	bool thread;		/* this is for a thread of the target */
	bool before_join;
	bool linked;
	bool child;		/* the tracer is the parent of the target */
	int allow;
	int allow_group;	/* the same for all threads at once */
};

static bool pass_dead(const struct pass *pass)
{
	return is_dead(pass->state) && !pass->thread;
}

/* Why a row of the table is not tried; every other one is. */
static const char *why_not(const struct pass *pass, const struct surface *s)
{
	const bool dead = pass_dead(pass);

	if (pass->before_join && s->flags & (BY_TARGET | LINKED))
		return "tried after joining";
	if (!pass->linked && s->flags & LINKED)
		return "not traced before";
	if (pass->linked && !pass->thread && s->flags & UNTRACED)
		return "traced already";
	if (pass->thread && s->flags & LEADER)
		return "for processes only";
	if (pass->thread && pass->state == SHARED && !(s->flags & PER_THREAD))
		return "as for its process";
	if (!pass->thread && s->flags & ONE_THREAD)
		return "for threads only";
	if (dead && s->dead == NO_ANSWER)
		return "no answer from the dead";
	if (!dead && s->flags & NOT_ALIVE)
		return "for the dead only";
	if (s->flags & RULED_ONLY &&
	    task_status(ctx->target, "Seccomp_landlock") <= 0)
		return "for ruled targets only";
	return surface_exists(s) ? NULL : s->needs;
}

static bool is_allowed(const struct pass *pass, const struct surface *s)
{
	if (pass->state == SHARED && s->flags & MM)
		return true;
	/* The parent of the target may be this test, which has no filter. */
	if (s->flags & BY_TARGET && !pass->child)
		return true;
	return (s->flags & GROUP ? pass->allow_group : pass->allow) &
	       (s->mode == MODE_READ ? READ : ATTACH);
}

static bool has_control(const struct pass *pass, const struct surface *s)
{
	return !is_allowed(pass, s) && s->mode != MODE_NONE &&
	       !(s->flags & (BY_TARGET | LINKED));
}

static void call_rows(struct __test_metadata *const _metadata,
		      const struct pass *pass, long *control)
{
	const struct surface *s;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(surfaces); i++) {
		s = &surfaces[i];
		ctx->cells[i].seen = -1;
		ctx->cells[i].turn = why_not(pass, s) ? TURN_NONE :
				     s->flags & BY_TARGET ? TURN_TARGET :
				     s->flags & CACHED ? TURN_CACHED :
				     TURN_FIRST;
	}
	/* The target waits for its next order. */
	if (!pass_dead(pass))
		ASSERT_EQ(true, wait_state(ctx->target, 'S'));
	ASSERT_EQ(0, peer_call(&ctx->tracer_peer, call_surfaces,
			       (void *)TURN_FIRST));
	for (i = 0; i < ARRAY_SIZE(surfaces); i++) {
		s = &surfaces[i];
		if (ctx->cells[i].turn && has_control(pass, s))
			control[i] = s->call();
	}
	ASSERT_EQ(0, peer_call(&ctx->tracer_peer, call_surfaces,
			       (void *)TURN_CACHED));
	if (!is_dead(pass->state))
		ASSERT_EQ(0, peer_call(&ctx->target_peer, call_surfaces,
				       (void *)TURN_TARGET));
}

static void check_row(struct __test_metadata *const _metadata,
		      const struct pass *pass, const struct surface *s,
		      long seen, long control)
{
	/* What somebody gets who is allowed to */
	const long success = pass_dead(pass) && s->dead != WORKS ? s->dead : 0;
	const char *const suffix = pass->thread ? "/thread" : "";
	long want = is_allowed(pass, s) ? success : s->denied;

	/* It is the wrong task in any case, but is it the wrong memory too? */
	if (s->mode == MODE_NONE)
		want = pass->state == SHARED ? EACCES : s->denied;
	if (getenv("LANDLOCK_MATRIX"))
		dprintf(1, "# matrix: %s %d:%s%s expected=%s got=%s\n",
			pass->name, s->row, s->name, suffix, result_name(want),
			result_name(seen));
	EXPECT_EQ(want, seen) {
		TH_LOG("%d:%s%s in %s: expected %s, got %s", s->row, s->name,
		       suffix, ctx->dir, result_name(want), result_name(seen));
	}
	if (!has_control(pass, s))
		return;
	EXPECT_EQ(success, control) {
		TH_LOG("%d:%s%s without filters: expected %s, got %s", s->row,
		       s->name, suffix, result_name(success),
		       result_name(control));
	}
}

static void try_rows(struct __test_metadata *const _metadata,
		     const struct pass *pass)
{
	long control[MAX_SURFACES] = {};
	unsigned int i;

	call_rows(_metadata, pass, control);
	for (i = 0; i < ARRAY_SIZE(surfaces); i++) {
		if (ctx->cells[i].turn)
			check_row(_metadata, pass, &surfaces[i],
				  ctx->cells[i].seen, control[i]);
		else if (getenv("LANDLOCK_MATRIX"))
			dprintf(1, "# matrix: %s %d:%s%s skipped: %s\n",
				pass->name, surfaces[i].row, surfaces[i].name,
				pass->thread ? "/thread" : "",
				why_not(pass, &surfaces[i]));
	}
}

TEST_F(matrix, rows)
{
	const struct relation *rel = variant->rel;
	struct peer *joiner, *other;
	struct pass pass = {
		.name = variant->name,
		.state = rel->state,
		.allow = rel->allow,
		.allow_group = rel->allow,
		.child = rel->family == DOWN,
		.linked = rel->linked,
	};
	const pid_t leader = ctx->target;

	snprintf(ctx->dir, sizeof(ctx->dir), "/proc/%d", leader);
	if (rel->join) {
		pass.before_join = true;
		try_rows(_metadata, &pass);
		joiner = rel->join == TARGET ? &ctx->target_peer :
			 &ctx->tracer_peer;
		other = rel->join == TARGET ? &ctx->tracer_peer :
			&ctx->target_peer;
		ASSERT_EQ(0, peer_call(joiner, join_peer, other));
		ASSERT_EQ(0, put_on(joiner, rel->joiner, variant->ruleset));
		pass.before_join = false;
		pass.allow = rel->after;
		pass.allow_group = rel->after;
	}
	if (rel->state != SHARED && !ctx->thread)
		ASSERT_EQ(0, peer_call(&ctx->target_peer, start_second,
				       &second));
	if (is_dead(rel->state)) {
		ASSERT_EQ(0, peer_call(&ctx->tracer_peer, outlive_parent,
				       NULL));
		ASSERT_EQ(0, end_target(rel->state));
		ASSERT_EQ(true, wait_state(leader, 'Z'));
		pass.allow_group = rel->dead;
	}
	if (rel->state != ZOMBIE) {
		pass.thread = true;
		ctx->target = ctx->thread ?: leader;
		snprintf(ctx->dir, sizeof(ctx->dir), "/proc/%d/task/%d",
			 leader, ctx->target);
		try_rows(_metadata, &pass);
	}
	if (is_dead(rel->state))
		pass.allow = rel->dead;
	pass.thread = false;
	ctx->target = leader;
	snprintf(ctx->dir, sizeof(ctx->dir), "/proc/%d", leader);
	try_rows(_metadata, &pass);
}

/* Every kind of surface has a row. */
TEST(table)
{
	bool found[NUM_ROWS + 1] = {};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(surfaces); i++)
		found[surfaces[i].row] = true;
	for (i = 1; i <= NUM_ROWS; i++) {
		EXPECT_EQ(true, found[i]) {
			TH_LOG("row %u", i);
		}
	}
}

/* The kernel may lack some surfaces; then they were not tried above. */
TEST(optional_surfaces)
{
	char missing[256] = "";
	unsigned int i;
	size_t len;

	ASSERT_EQ(0, init_context());
	for (i = 0; i < ARRAY_SIZE(surfaces); i++) {
		if (surface_exists(&surfaces[i]))
			continue;
		len = strlen(missing);
		snprintf(missing + len, sizeof(missing) - len, " %s (%s)",
			 surfaces[i].name, surfaces[i].needs);
	}
	if (missing[0])
		SKIP(return, "not in this kernel:%s", missing);
}

TEST_HARNESS_MAIN
