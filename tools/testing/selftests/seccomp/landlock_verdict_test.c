// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who may access whom: relations of two tasks by their filters, times all
 * surfaces behind the kernel's ptrace access check
 *
 * A tracer that is ruled reaches a target only if the target's filters descend
 * from its own; a strict one gets no access of mode PTRACE_MODE_ATTACH at all.
 * Each surface is tried in each relation, so every row of the table is seen to
 * succeed as well as to fail, and with the errno that this surface has for it.
 */
#include "landlock_surfaces.h"

#include <linux/perf_event.h>

#define READ	1
#define ATTACH	2

/* What a peer puts on itself */
enum layer {
	NONE,
	PLAIN,
	RULED,
	RULESET,
	STRICT,
	STRICT_RULESET,
	RESTRICT,	/* landlock_restrict_self(2), no filter */
};

static long add_layer(void *arg)
{
	const enum layer layer = (long)arg;
	__u32 flags = 0;
	int fd = -1;
	long ret;

	if (set_nnp())
		return -1;
	if (layer == NONE)
		return 0;
	if (layer == PLAIN)
		return attach_plain(0);
	if (layer == RULESET || layer == STRICT_RULESET || layer == RESTRICT) {
		/* A right that no surface needs */
		fd = ruleset_fs(LANDLOCK_ACCESS_FS_MAKE_SOCK);
		if (fd < 0)
			return -1;
	}
	if (layer == STRICT || layer == STRICT_RULESET)
		flags = SECCOMP_LANDLOCK_PTRACE_DENY;
	ret = layer == RESTRICT ? ll_restrict(fd) : attach_fd(0, flags, fd);
	if (fd >= 0)
		close(fd);
	return ret;
}

static long start_target(void *arg)
{
	ctx->target = peer_start(&ctx->target_peer);
	return ctx->target;
}

static long start_tracer(void *arg)
{
	return peer_start(&ctx->tracer_peer);
}

FIXTURE(verdict) {
	struct peer *tracer, *target;
};

FIXTURE_VARIANT(verdict)
{
	enum layer base, base2;	/* of both */
	enum layer tracer, target;
	bool upward;		/* the tracer is the child */
	int allow;
};

/* No ruled filter in the tracer: as ever */
FIXTURE_VARIANT_ADD(verdict, unsandboxed) {
	.allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, unsandboxed_to_plain) {
	.target = PLAIN, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, unsandboxed_to_ruled) {
	.target = RULED, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, unsandboxed_to_ruleset) {
	.target = RULESET, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, unsandboxed_to_strict) {
	.target = STRICT_RULESET, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, plain_to_unsandboxed) {
	.tracer = PLAIN, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, plain_to_plain) {
	.tracer = PLAIN, .target = PLAIN, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, plain_to_ruled) {
	.tracer = PLAIN, .target = RULED, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, plain_to_strict) {
	.base = PLAIN, .tracer = PLAIN, .target = STRICT, .allow = READ | ATTACH
};

/* The same filters */
FIXTURE_VARIANT_ADD(verdict, same_ruled) {
	.base = RULED, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, same_ruleset) {
	.base = RULESET, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, same_ruled_upward) {
	.base = RULED, .upward = true, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, same_ruleset_upward) {
	.base = RULESET, .upward = true, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, same_plain_on_ruled) {
	.base = RULED, .base2 = PLAIN, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, same_ruled_on_plain) {
	.base = PLAIN, .base2 = RULED, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, same_ruleset_twice) {
	.base = RULESET, .base2 = RULESET, .allow = READ | ATTACH
};

/* The target has more */
FIXTURE_VARIANT_ADD(verdict, more_plain) {
	.base = RULED, .target = PLAIN, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, more_ruled) {
	.base = RULED, .target = RULED, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, more_ruleset) {
	.base = RULED, .target = RULESET, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, more_ruleset_on_ruleset) {
	.base = RULESET, .target = RULESET, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, more_strict) {
	.base = RULED, .target = STRICT, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, more_strict_ruleset) {
	.base = RULESET, .target = STRICT_RULESET, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, more_upward) {
	.base = RULED, .target = PLAIN, .upward = true, .allow = READ | ATTACH
};

/* The tracer has more */
FIXTURE_VARIANT_ADD(verdict, outside_ruled) {
	.tracer = RULED
};

FIXTURE_VARIANT_ADD(verdict, outside_ruleset) {
	.tracer = RULESET
};

FIXTURE_VARIANT_ADD(verdict, outside_strict) {
	.tracer = STRICT
};

FIXTURE_VARIANT_ADD(verdict, outside_upward) {
	.tracer = RULED, .upward = true
};

FIXTURE_VARIANT_ADD(verdict, outside_plain) {
	.base = PLAIN, .tracer = RULED
};

FIXTURE_VARIANT_ADD(verdict, less_plain) {
	.base = RULED, .tracer = PLAIN
};

FIXTURE_VARIANT_ADD(verdict, less_ruled) {
	.base = RULED, .tracer = RULED
};

FIXTURE_VARIANT_ADD(verdict, less_ruleset) {
	.base = RULESET, .tracer = RULESET
};

FIXTURE_VARIANT_ADD(verdict, less_upward) {
	.base = RULED, .tracer = PLAIN, .upward = true
};

FIXTURE_VARIANT_ADD(verdict, less_strict) {
	.base = RULED, .tracer = STRICT_RULESET
};

/* Both have more; equal filters are not the same filter. */
FIXTURE_VARIANT_ADD(verdict, siblings_ruled) {
	.tracer = RULED, .target = RULED
};

FIXTURE_VARIANT_ADD(verdict, siblings_ruleset) {
	.tracer = RULESET, .target = RULESET
};

FIXTURE_VARIANT_ADD(verdict, siblings_plain) {
	.base = RULED, .tracer = PLAIN, .target = PLAIN
};

FIXTURE_VARIANT_ADD(verdict, siblings_on_ruled) {
	.base = RULED, .tracer = RULED, .target = RULED
};

FIXTURE_VARIANT_ADD(verdict, siblings_on_ruleset) {
	.base = RULESET, .tracer = RULESET, .target = RULESET
};

FIXTURE_VARIANT_ADD(verdict, siblings_on_plain) {
	.base = PLAIN, .tracer = RULED, .target = PLAIN
};

FIXTURE_VARIANT_ADD(verdict, siblings_upward) {
	.base = RULED, .tracer = PLAIN, .target = RULED, .upward = true
};

/* Strict: never more than reading */
FIXTURE_VARIANT_ADD(verdict, strict_same) {
	.base = STRICT, .allow = READ
};

FIXTURE_VARIANT_ADD(verdict, strict_same_ruleset) {
	.base = STRICT_RULESET, .allow = READ
};

FIXTURE_VARIANT_ADD(verdict, strict_same_upward) {
	.base = STRICT, .upward = true, .allow = READ
};

FIXTURE_VARIANT_ADD(verdict, strict_below_plain) {
	.base = STRICT, .base2 = PLAIN, .allow = READ
};

FIXTURE_VARIANT_ADD(verdict, strict_below_ruled) {
	.base = STRICT, .base2 = RULED, .allow = READ
};

FIXTURE_VARIANT_ADD(verdict, strict_on_ruled) {
	.base = RULED, .base2 = STRICT, .allow = READ
};

FIXTURE_VARIANT_ADD(verdict, strict_child_plain) {
	.base = STRICT, .target = PLAIN, .allow = READ
};

FIXTURE_VARIANT_ADD(verdict, strict_child_ruleset) {
	.base = STRICT_RULESET, .target = RULESET, .allow = READ
};

FIXTURE_VARIANT_ADD(verdict, strict_child_strict) {
	.base = STRICT, .target = STRICT, .allow = READ
};

FIXTURE_VARIANT_ADD(verdict, strict_less) {
	.base = STRICT, .tracer = PLAIN
};

FIXTURE_VARIANT_ADD(verdict, strict_siblings) {
	.base = STRICT, .tracer = PLAIN, .target = PLAIN
};

/* Together with landlock_restrict_self(2): both have a say. */
FIXTURE_VARIANT_ADD(verdict, restrict_only) {
	.tracer = RESTRICT
};

FIXTURE_VARIANT_ADD(verdict, restrict_same) {
	.base = RESTRICT, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, restrict_below_ruled) {
	.base = RESTRICT, .base2 = RULED, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, restrict_below_ruleset) {
	.base = RESTRICT, .base2 = RULESET, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, restrict_on_ruleset) {
	.base = RULESET, .base2 = RESTRICT, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, restrict_in_target) {
	.base = RULED, .target = RESTRICT, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, restrict_on_ruleset_in_target) {
	.base = RULESET, .target = RESTRICT, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, restrict_in_tracer) {
	.base = RULED, .tracer = RESTRICT
};

FIXTURE_VARIANT_ADD(verdict, restrict_on_ruleset_in_tracer) {
	.base = RULESET, .tracer = RESTRICT
};

FIXTURE_VARIANT_ADD(verdict, restrict_to_ruleset) {
	.tracer = RESTRICT, .target = RULESET
};

FIXTURE_VARIANT_ADD(verdict, restrict_to_its_ruleset) {
	.base = RESTRICT, .target = RULESET, .allow = READ | ATTACH
};

FIXTURE_VARIANT_ADD(verdict, ruled_to_restrict) {
	.tracer = RULED, .target = RESTRICT
};

FIXTURE_VARIANT_ADD(verdict, ruleset_to_restrict) {
	.tracer = RULESET, .target = RESTRICT
};

FIXTURE_SETUP(verdict)
{
	struct peer *first;

	ASSERT_EQ(0, init_context());
	ASSERT_EQ(0, mount_hidden());
	self->tracer = &ctx->tracer_peer;
	self->target = &ctx->target_peer;
	first = variant->upward ? self->target : self->tracer;
	ASSERT_LT(0, variant->upward ? start_target(NULL) : start_tracer(NULL));
	ASSERT_EQ(0, peer_call(first, add_layer, (void *)variant->base));
	ASSERT_EQ(0, peer_call(first, add_layer, (void *)variant->base2));
	ASSERT_LT(0, peer_call(first, variant->upward ? start_tracer :
			       start_target, NULL));
	ASSERT_EQ(0, peer_call(self->tracer, add_layer,
			       (void *)variant->tracer));
	ASSERT_EQ(0, peer_call(self->target, add_layer,
			       (void *)variant->target));
	snprintf(ctx->dir, sizeof(ctx->dir), "/proc/%d", ctx->target);
}

FIXTURE_TEARDOWN(verdict)
{
}

static void try_surfaces(struct __test_metadata *const _metadata, int allow,
			 int flags)
{
	const struct surface *s;
	long want, seen;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(surfaces); i++) {
		s = &surfaces[i];
		if ((s->flags & flags) != flags || !surface_exists(s))
			continue;
		want = allow & (s->mode == MODE_READ ? READ : ATTACH) ? 0 :
		       s->denied;
		/* The target waits for its next order. */
		wait_state(ctx->target, 'S');
		seen = peer_call(&ctx->tracer_peer, call_surface, (void *)s);
		EXPECT_EQ(want, seen) {
			TH_LOG("%s in %s", s->name, ctx->dir);
		}
	}
}

TEST_F(verdict, surfaces)
{
	try_surfaces(_metadata, variant->allow, 0);
	snprintf(ctx->dir, sizeof(ctx->dir), "/proc/%d/task/%d", ctx->target,
		 ctx->target);
	try_surfaces(_metadata, variant->allow, PER_THREAD);
}

/* The tracer is the parent, so this is for the downward variants only. */
static long call_traceme(void *arg)
{
	return as_errno(ptrace(PTRACE_TRACEME, 0, 0, 0));
}

TEST_F(verdict, traceme)
{
	int allow = variant->allow;

	if (variant->upward) {
		/* The parent of the target is this test, which has no filter. */
		allow = READ | ATTACH;
	}
	EXPECT_EQ(allow & ATTACH ? 0 : EPERM,
		  peer_call(self->target, call_traceme, NULL));
}

/* CAP_PERFMON and CAP_SYS_ADMIN skip the check. */
static long drop_all_caps(void *arg)
{
	return drop_caps(~0ULL);
}

static long call_perf(void *arg)
{
	const bool sigtrap = arg;
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_TASK_CLOCK,
		.disabled = 1,
		.exclude_kernel = 1,
		.exclude_hv = 1,
		.sigtrap = sigtrap,
		.remove_on_exec = sigtrap,
	};

	return as_fd_errno(syscall(__NR_perf_event_open, &attr, ctx->target, -1,
				   -1, PERF_FLAG_FD_CLOEXEC));
}

TEST_F(verdict, perf)
{
	ASSERT_EQ(0, peer_call(self->target, drop_all_caps, NULL));
	ASSERT_EQ(0, peer_call(self->tracer, drop_all_caps, NULL));
	EXPECT_EQ(variant->allow & READ ? 0 : EACCES,
		  peer_call(self->tracer, call_perf, NULL));
	EXPECT_EQ(variant->allow & ATTACH ? 0 : EACCES,
		  peer_call(self->tracer, call_perf, "sigtrap"));
}

/*
 * A target that dies has given up its filters, so nothing can be said about it:
 * out of reach for a ruled tracer, as ever for the others.
 */
FIXTURE(dying) {
	struct peer *tracer;
};

FIXTURE_VARIANT(dying)
{
	enum layer base, tracer, target;
	int alive, dead;	/* what is allowed */
};

FIXTURE_VARIANT_ADD(dying, unsandboxed) {
	.alive = READ | ATTACH, .dead = READ | ATTACH
};

FIXTURE_VARIANT_ADD(dying, plain) {
	.base = PLAIN, .alive = READ | ATTACH, .dead = READ | ATTACH
};

FIXTURE_VARIANT_ADD(dying, unsandboxed_to_ruled) {
	.target = RULED, .alive = READ | ATTACH,
	.dead = READ | ATTACH
};

FIXTURE_VARIANT_ADD(dying, same_ruled) {
	.base = RULED, .alive = READ | ATTACH
};

FIXTURE_VARIANT_ADD(dying, same_ruleset) {
	.base = RULESET, .alive = READ | ATTACH
};

FIXTURE_VARIANT_ADD(dying, same_strict) {
	.base = STRICT, .alive = READ
};

FIXTURE_VARIANT_ADD(dying, more) {
	.base = RULED, .target = PLAIN, .alive = READ | ATTACH
};

FIXTURE_VARIANT_ADD(dying, less) {
	.base = RULED, .tracer = PLAIN
};

FIXTURE_VARIANT_ADD(dying, outside) {
	.tracer = RULED
};

FIXTURE_VARIANT_ADD(dying, siblings) {
	.base = RULED, .tracer = PLAIN, .target = PLAIN
};

FIXTURE_SETUP(dying)
{
	ASSERT_EQ(0, init_context());
	ASSERT_EQ(0, mount_hidden());
	self->tracer = &ctx->tracer_peer;
	ASSERT_LT(0, start_tracer(NULL));
	ASSERT_EQ(0, peer_call(self->tracer, add_layer, (void *)variant->base));
}

FIXTURE_TEARDOWN(dying)
{
}

/* Only what works on a task without memory, files and namespaces */
static const struct surface dying_surfaces[] = {
	{ "kcmp, second", do_kcmp_second, MODE_READ, EPERM, 0 },
	{ "kcmp, first", do_kcmp_first, MODE_READ, EPERM, 0 },
	{ "get_robust_list", do_robust_list, MODE_READ, EPERM, 0 },
	{ "personality", do_personality, MODE_ATTACH, EPERM, 0 },
	{ "hidepid=1", do_hidepid_1, MODE_READ, EPERM, 0 },
	{ "hidepid=2", do_hidepid_2_file, MODE_READ, ENOENT, 0 },
};

static void try_dying(struct __test_metadata *const _metadata, int allow)
{
	const struct surface *s;
	unsigned int i;
	long seen;

	snprintf(ctx->dir, sizeof(ctx->dir), "/proc/%d", ctx->target);
	for (i = 0; i < ARRAY_SIZE(dying_surfaces); i++) {
		s = &dying_surfaces[i];
		seen = peer_call(&ctx->tracer_peer, call_surface, (void *)s);
		EXPECT_EQ(allow & (s->mode == MODE_READ ? READ : ATTACH) ? 0 :
			  s->denied, seen) {
			TH_LOG("%s in %s", s->name, ctx->dir);
		}
	}
}

static long exit_now(void *arg)
{
	_exit(0);
}

TEST_F(dying, zombie)
{
	ASSERT_LT(0, peer_call(self->tracer, start_target, NULL));
	ASSERT_EQ(0, peer_call(self->tracer, add_layer,
			       (void *)variant->tracer));
	ASSERT_EQ(0, peer_call(&ctx->target_peer, add_layer,
			       (void *)variant->target));
	try_dying(_metadata, variant->alive);
	EXPECT_EQ(sizeof(struct peer_call),
		  write(ctx->target_peer.sv[0],
			&(struct peer_call){ .fn = exit_now },
			sizeof(struct peer_call)));
	ASSERT_EQ(true, wait_state(ctx->target, 'Z'));
	try_dying(_metadata, variant->dead);
}

/* The first thread of a process has exited, another one lives on. */
static void *pausing_thread(void *arg)
{
	STORE(ctx->thread, syscall(__NR_gettid));
	pause();
	return NULL;
}

static long start_headless(void *arg)
{
	pthread_t thread;
	pid_t pid = fork_tied();

	if (pid == 0) {
		add_layer(arg);
		if (pthread_create(&thread, NULL, pausing_thread, NULL))
			_exit(1);
		while (!LOAD(ctx->thread))
			sched_yield();
		syscall(__NR_exit, 0);
	}
	ctx->target = pid;
	return pid;
}

TEST_F(dying, zombie_leader)
{
	ASSERT_LT(0, peer_call(self->tracer, start_headless,
			       (void *)variant->target));
	ASSERT_EQ(0, peer_call(self->tracer, add_layer,
			       (void *)variant->tracer));
	ASSERT_EQ(true, wait_state(ctx->target, 'Z'));
	try_dying(_metadata, variant->dead);
	/* The living thread still has its filters. */
	ctx->target = ctx->thread;
	EXPECT_EQ(variant->alive & READ ? 0 : EPERM,
		  peer_call(self->tracer, call_surface,
			    (void *)&dying_surfaces[0]));
	kill(ctx->target, SIGKILL);
}

/* Threads of one process are never kept apart, whatever they installed. */
static int thread_reaches_leader(void)
{
	ctx->target = getpid();
	snprintf(ctx->dir, sizeof(ctx->dir), "/proc/%d/task/%d", getpid(),
		 getpid());
	return add_layer((void *)STRICT_RULESET) ?: do_kcmp_first() ?:
	       do_environ() ?: do_mem() ?: do_personality() ?:
	       do_robust_list();
}

TEST(threads_of_one_process)
{
	struct worker w = { .first = thread_reaches_leader };

	ASSERT_EQ(0, init_context());
	ASSERT_EQ(0, worker_start(&w));
	ASSERT_EQ(0, worker_join(&w));
	EXPECT_EQ(0, w.first_ret);
}

/* A relation does not depend on how long the chains are. */
#define DEPTH	1000

static long add_plain(void *arg)
{
	int i;

	for (i = 0; i < DEPTH; i++) {
		if (attach_plain(0))
			return errno;
	}
	return 0;
}

FIXTURE(deep) {};

FIXTURE_VARIANT(deep)
{
	bool tracer, target;
	bool allow;
};

FIXTURE_VARIANT_ADD(deep, target) { .target = true, .allow = true };
FIXTURE_VARIANT_ADD(deep, tracer) { .tracer = true };
FIXTURE_VARIANT_ADD(deep, both) { .tracer = true, .target = true };

FIXTURE_SETUP(deep)
{
	ASSERT_EQ(0, init_context());
	ASSERT_LT(0, start_tracer(NULL));
}

FIXTURE_TEARDOWN(deep)
{
}

TEST_F_TIMEOUT(deep, chains, 60)
{
	struct peer *const tracer = &ctx->tracer_peer;
	struct peer *const target = &ctx->target_peer;

	ASSERT_EQ(0, peer_call(tracer, add_layer, (void *)RULED));
	ASSERT_EQ(0, peer_call(tracer, add_plain, NULL));
	ASSERT_LT(0, peer_call(tracer, start_target, NULL));
	if (variant->tracer)
		ASSERT_EQ(0, peer_call(tracer, add_plain, NULL));
	if (variant->target)
		ASSERT_EQ(0, peer_call(target, add_plain, NULL));
	EXPECT_EQ(variant->allow ? 0 : EPERM,
		  peer_call(tracer, call_surface, (void *)&dying_surfaces[0]));
	EXPECT_EQ(0, peer_call(target, call_surface,
			       (void *)&dying_surfaces[0]));
}

/* The verdict only denies: what the user may not do stays denied. */
static long become_nobody(void *arg)
{
	return syscall(__NR_setresuid, 65534, 65534, 65534);
}

TEST(never_grants)
{
	struct peer *tracer;

	ASSERT_EQ(0, init_context());
	tracer = &ctx->tracer_peer;
	ASSERT_LT(0, start_tracer(NULL));
	ASSERT_EQ(0, peer_call(tracer, add_layer, (void *)RULED));
	ASSERT_LT(0, peer_call(tracer, start_target, NULL));
	EXPECT_EQ(0, peer_call(tracer, call_surface,
			       (void *)&dying_surfaces[0]));
	ASSERT_EQ(0, peer_call(tracer, become_nobody, NULL));
	EXPECT_EQ(EPERM, peer_call(tracer, call_surface,
				   (void *)&dying_surfaces[0]));
}

/*
 * Whoever shares its memory with a task can do anything with it, so the kernel
 * does not ask before it gives access to that memory.  It does for the rest.
 */
static int shared_memory_child(void *arg)
{
	if (add_layer((void *)RULED))
		return 1;
	if (do_vm_readv() || do_environ())
		return 2;
	return do_kcmp_first() == EPERM && do_cwd_readlink() == EACCES ? 0 : 3;
}

TEST(shared_memory)
{
	static long double stack[2048];
	pid_t pid;

	ASSERT_EQ(0, init_context());
	ctx->target = getpid();
	snprintf(ctx->dir, sizeof(ctx->dir), "/proc/%d", getpid());
	pid = clone(shared_memory_child, stack + ARRAY_SIZE(stack),
		    CLONE_VM | CLONE_VFORK | SIGCHLD, NULL);
	ASSERT_LT(0, pid);
	EXPECT_EQ(0, wait_child(pid));
}

/* The kernel may lack some surfaces; then they were not tried above. */
TEST(optional_surfaces)
{
	char missing[256] = "";
	unsigned int i;

	ASSERT_EQ(0, init_context());
	for (i = 0; i < ARRAY_SIZE(surfaces); i++) {
		if (surface_exists(&surfaces[i]))
			continue;
		strncat(missing, " ", sizeof(missing) - strlen(missing) - 1);
		strncat(missing, surfaces[i].name,
			sizeof(missing) - strlen(missing) - 1);
	}
	if (missing[0])
		SKIP(return, "not in this kernel:%s", missing);
}

TEST_HARNESS_MAIN
