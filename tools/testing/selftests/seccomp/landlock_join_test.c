// SPDX-License-Identifier: GPL-2.0-only
/*
 * SECCOMP_JOIN_LANDLOCK: entering a sandbox that runs already
 *
 * rst: Joining a sandbox.  The joiner is the parent of the target here, which
 * makes no difference for what is tested: it has filters of its own, or none.
 */
#include "landlock_pairs.h"

static const struct program deny_unused = {
	4, { BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		      offsetof(struct seccomp_data, nr)),
	     BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, UNUSED_NR, 0, 1),
	     BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EXDEV), ALLOW }
};

/* What a task has, as one number for peer_call() */
static long call_status(void *arg)
{
	return self_status(arg);
}

static long call_write(void *arg)
{
	return try_write();
}

static long call_readdir(void *arg)
{
	return try_readdir();
}

static long call_unused(void *arg)
{
	return as_errno(syscall(UNUSED_NR, SCHED_OTHER));
}

static long call_exec(void *arg)
{
	return exec_child();
}

/*
 * Like struct snapshot, but taken by the task itself and without a limit of
 * what may differ, so that it can be compared between two tasks
 */
static const char *const status_fields[] = {
	"Seccomp", "Seccomp_filters", "Seccomp_landlock", "NoNewPrivs",
};

struct state {
	long fields[ARRAY_SIZE(status_fields)];
	long write, readdir, unused;
};

static struct state peer_state(const struct peer *peer)
{
	struct state s;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(status_fields); i++)
		s.fields[i] = peer_call(peer, call_status,
					(void *)status_fields[i]);
	s.write = peer_call(peer, call_write, NULL);
	s.readdir = peer_call(peer, call_readdir, NULL);
	s.unused = peer_call(peer, call_unused, NULL);
	return s;
}

#define EXPECT_EQUAL_STATE(_a, _b)					\
do {									\
	const struct state __a = (_a), __b = (_b);			\
	unsigned int __i;						\
									\
	for (__i = 0; __i < ARRAY_SIZE(status_fields); __i++) {		\
		EXPECT_LE(0, __a.fields[__i]);				\
		EXPECT_EQ(__a.fields[__i], __b.fields[__i]) {		\
			TH_LOG("%s", status_fields[__i]);		\
		}							\
	}								\
	EXPECT_EQ(__a.write, __b.write);				\
	EXPECT_EQ(__a.readdir, __b.readdir);				\
	EXPECT_EQ(__a.unused, __b.unused);				\
} while (0)

/* Access in both directions; the roles in the context are swapped. */
static long reach_peer(const struct peer *from, pid_t to, const char *surface)
{
	const pid_t target = ctx->target;
	long ret;

	ctx->target = to;
	snprintf(ctx->dir, sizeof(ctx->dir), "/proc/%d", to);
	wait_state(to, 'S');
	ret = peer_call(from, call_named, (void *)surface);
	ctx->target = target;
	snprintf(ctx->dir, sizeof(ctx->dir), "/proc/%d", target);
	return ret;
}

/*
 * Who may join whom
 *
 * rst: "The caller adopts all filters, the domain and no_new_privs of the
 * target's thread group leader, and so can only join what is at least as
 * restricted as itself."
 */
FIXTURE(join) {
	struct peer *joiner, *target;
	pid_t joiner_pid;
};

FIXTURE_VARIANT(join)
{
	struct layer base[LAYERS], joiner[LAYERS], target[LAYERS];
	int err;
	int before, after;	/* access of the joiner to the target */
};

#define ITEM(...)	{ __VA_ARGS__ }

#define JOIN(_err, _before, _joiner, _target)				\
	{ .joiner = { _joiner }, .target = { _target }, .err = (_err),	\
	  .before = (_before) }

/* From outside */
FIXTURE_VARIANT_ADD(join, unsandboxed) {
	.target = { { .kind = RULED } }, .before = BOTH, .after = BOTH
};

FIXTURE_VARIANT_ADD(join, unsandboxed_to_ruleset) {
	.target = { { .kind = RULED, .rule = RULE_WRITE } },
	.before = BOTH, .after = BOTH
};

FIXTURE_VARIANT_ADD(join, unsandboxed_to_stack) {
	.target = { { .kind = PLAIN }, { .kind = RULED, .rule = RULE_WRITE },
		    { .kind = PLAIN, .prog = &deny_unused },
		    { .kind = RULED, .rule = RULE_READDIR } },
	.before = BOTH, .after = BOTH
};

FIXTURE_VARIANT_ADD(join, unsandboxed_to_strict) {
	.target = { { .kind = RULED, .attr_flags = STRICT } },
	.before = BOTH, .after = READ
};

FIXTURE_VARIANT_ADD(join, unsandboxed_to_delegating) {
	.target = { { .kind = RULED, .flags = LISTENER } },
	.before = BOTH, .after = 0
};

FIXTURE_VARIANT_ADD(join, unsandboxed_to_restricted_later) {
	.target = { { .kind = RULED, .rule = RULE_WRITE },
		    { .kind = RESTRICT, .rule = RULE_READDIR } },
	.before = BOTH, .after = BOTH
};

FIXTURE_VARIANT_ADD(join, unsandboxed_to_restricted_before) {
	.target = { { .kind = RESTRICT, .rule = RULE_READDIR },
		    { .kind = RULED } },
	.before = BOTH, .after = BOTH
};

/* From an ancestor */
FIXTURE_VARIANT_ADD(join, plain_ancestor) {
	.base = { { .kind = PLAIN } },
	.target = { { .kind = RULED, .rule = RULE_WRITE } },
	.before = BOTH, .after = BOTH
};

FIXTURE_VARIANT_ADD(join, ruled_ancestor) {
	.base = { { .kind = RULED, .rule = RULE_WRITE } },
	.target = { { .kind = PLAIN, .prog = &deny_unused } },
	.before = BOTH, .after = BOTH
};

FIXTURE_VARIANT_ADD(join, ruled_ancestor_to_ruleset) {
	.base = { { .kind = RULED, .rule = RULE_WRITE } },
	.target = { { .kind = RULED, .rule = RULE_READDIR } },
	.before = BOTH, .after = BOTH
};

FIXTURE_VARIANT_ADD(join, domain_ancestor) {
	.base = { { .kind = RESTRICT, .rule = RULE_WRITE } },
	.target = { { .kind = RULED, .rule = RULE_READDIR } },
	.before = BOTH, .after = BOTH
};

FIXTURE_VARIANT_ADD(join, domain_same) {
	.base = { { .kind = RESTRICT, .rule = RULE_WRITE } },
	.target = { { .kind = RULED } },
	.before = BOTH, .after = BOTH
};

FIXTURE_VARIANT_ADD(join, domain_and_filter_ancestor) {
	.base = { { .kind = RESTRICT, .rule = RULE_WRITE }, { .kind = RULED } },
	.target = { { .kind = RESTRICT, .rule = RULE_READDIR } },
	.before = BOTH, .after = BOTH
};

FIXTURE_VARIANT_ADD(join, same) {
	.base = { { .kind = RULED, .rule = RULE_WRITE } },
	.before = BOTH, .after = BOTH
};

FIXTURE_VARIANT_ADD(join, same_strict) {
	.base = { { .kind = RULED, .attr_flags = STRICT } },
	.before = READ, .after = READ
};

/* The target is not ruled. */
FIXTURE_VARIANT_ADD(join, to_unsandboxed)
	JOIN(EINVAL, BOTH, ITEM(.kind = END), ITEM(.kind = END));

FIXTURE_VARIANT_ADD(join, to_plain)
	JOIN(EINVAL, BOTH, ITEM(.kind = END), ITEM(.kind = PLAIN));

FIXTURE_VARIANT_ADD(join, to_prctl)
	JOIN(EINVAL, BOTH, ITEM(.kind = END), ITEM(.kind = PRCTL));

FIXTURE_VARIANT_ADD(join, to_restricted)
	JOIN(EINVAL, BOTH, ITEM(.kind = END),
	     ITEM(.kind = RESTRICT, .rule = RULE_WRITE));

/* Who may not read from the target is not told. */
FIXTURE_VARIANT_ADD(join, ruled_to_unsandboxed)
	JOIN(EPERM, 0, ITEM(.kind = RULED), ITEM(.kind = END));

/* The filters diverged. */
FIXTURE_VARIANT_ADD(join, diverged_plain)
	JOIN(EPERM, BOTH, ITEM(.kind = PLAIN), ITEM(.kind = RULED));

FIXTURE_VARIANT_ADD(join, diverged_ruled)
	JOIN(EPERM, 0, ITEM(.kind = RULED), ITEM(.kind = RULED));

FIXTURE_VARIANT_ADD(join, diverged_ruleset)
	JOIN(EPERM, 0, ITEM(.kind = RULED, .rule = RULE_WRITE),
	     ITEM(.kind = RULED, .rule = RULE_WRITE));

FIXTURE_VARIANT_ADD(join, diverged_on_plain) {
	.base = { { .kind = PLAIN } }, .joiner = { { .kind = PLAIN } },
	.target = { { .kind = RULED } }, .err = EPERM, .before = BOTH
};

FIXTURE_VARIANT_ADD(join, diverged_on_ruled) {
	.base = { { .kind = RULED } }, .joiner = { { .kind = PLAIN } },
	.target = { { .kind = PLAIN } }, .err = EPERM
};

/* The target has less. */
FIXTURE_VARIANT_ADD(join, less_plain) {
	.base = { { .kind = RULED } }, .joiner = { { .kind = PLAIN } },
	.err = EPERM
};

FIXTURE_VARIANT_ADD(join, less_ruleset) {
	.base = { { .kind = RULED } },
	.joiner = { { .kind = RULED, .rule = RULE_WRITE } }, .err = EPERM
};

/* The domains diverged, though the filters did not. */
FIXTURE_VARIANT_ADD(join, domain_diverged)
	JOIN(EPERM, 0, ITEM(.kind = RESTRICT, .rule = RULE_READDIR),
	     ITEM(.kind = RULED, .rule = RULE_WRITE));

FIXTURE_VARIANT_ADD(join, domain_alike)
	JOIN(EPERM, 0, ITEM(.kind = RESTRICT, .rule = RULE_WRITE),
	     ITEM(.kind = RULED, .rule = RULE_WRITE));

FIXTURE_VARIANT_ADD(join, domain_to_none)
	JOIN(EPERM, 0, ITEM(.kind = RESTRICT, .rule = RULE_WRITE),
	     ITEM(.kind = RULED));

FIXTURE_VARIANT_ADD(join, domain_on_ruleset) {
	.base = { { .kind = RULED, .rule = RULE_WRITE } },
	.joiner = { { .kind = RESTRICT, .rule = RULE_READDIR } }, .err = EPERM
};

FIXTURE_VARIANT_ADD(join, domain_on_ruleset_diverged) {
	.base = { { .kind = RULED, .rule = RULE_WRITE } },
	.joiner = { { .kind = RESTRICT, .rule = RULE_READDIR } },
	.target = { { .kind = RULED, .rule = RULE_READDIR } }, .err = EPERM
};

FIXTURE_VARIANT_ADD(join, domain_on_filter_diverged) {
	.base = { { .kind = RULED } },
	.joiner = { { .kind = RESTRICT, .rule = RULE_READDIR } },
	.target = { { .kind = RESTRICT, .rule = RULE_READDIR } }, .err = EPERM
};

FIXTURE_SETUP(join)
{
	ASSERT_EQ(0, init_context());
	ASSERT_EQ(0, start_pair(variant->base, variant->joiner,
				variant->target));
	self->joiner = &ctx->tracer_peer;
	self->joiner_pid = tracer_task;
	self->target = &ctx->target_peer;
}

FIXTURE_TEARDOWN(join)
{
}

static int denied_or(int allow, int mode, int denied)
{
	return allow & mode ? 0 : denied;
}

TEST_F(join, join)
{
	const struct state before = peer_state(self->joiner);

	EXPECT_EQ(variant->err, peer_call(self->joiner, join_target, NULL));
	if (variant->err) {
		EXPECT_EQUAL_STATE(before, peer_state(self->joiner));
		return;
	}
	/* Counts, no_new_privs, rules and what the filters do are taken over. */
	EXPECT_EQUAL_STATE(peer_state(self->target), peer_state(self->joiner));
}

TEST_F(join, access)
{
	const int after = variant->err ? variant->before : variant->after;

	EXPECT_ACCESS(self->joiner, variant->before);
	EXPECT_EQ(variant->err, peer_call(self->joiner, join_target, NULL));
	EXPECT_ACCESS(self->joiner, after);
	if (variant->err)
		return;
	/* And the other way round */
	EXPECT_EQ(denied_or(after, ATTACH, EPERM),
		  reach_peer(self->target, self->joiner_pid,
			     "vm_readv"));
	EXPECT_EQ(denied_or(after, ATTACH, EPERM),
		  reach_peer(self->target, self->joiner_pid, "seize"));
	EXPECT_EQ(denied_or(after, READ, EACCES),
		  reach_peer(self->target, self->joiner_pid, "environ"));
}

/*
 * Members whose filters delegate may not read from each other.
 *
 * rst: "A task in a sandbox whose filters delegate does not have it for the
 * other members, and cannot join them again."
 */
TEST_F(join, twice)
{
	const int second = denied_or(variant->after, READ, EPERM);

	EXPECT_EQ(variant->err, peer_call(self->joiner, join_target, NULL));
	EXPECT_EQ(variant->err ?: second,
		  peer_call(self->joiner, join_target, NULL));
	if (!variant->err)
		EXPECT_EQUAL_STATE(peer_state(self->target),
				   peer_state(self->joiner));
}

/* What it takes over lasts over fork and exec. */
TEST_F(join, exec)
{
	const long before = peer_call(self->joiner, call_exec, NULL);
	const long target = peer_call(self->target, call_exec, NULL);

	ASSERT_LE(0, before);
	ASSERT_LE(0, target);
	ASSERT_EQ(variant->err, peer_call(self->joiner, join_target, NULL));
	EXPECT_EQ(variant->err ? before : target,
		  peer_call(self->joiner, call_exec, NULL));
}

/*
 * What it is for: "exec into the sandbox".  The second process is sent through
 * the same calls as the first, and yet the two are strangers.
 *
 * rst: "A process that installs the same filters once more has equal filters,
 * but not the same; neither it nor the first process could debug the other.
 * After joining, both can."
 */
TEST(exec_into_sandbox)
{
	static const struct layer sandbox[LAYERS] = {
		{ .kind = PLAIN, .prog = &deny_unused },
		{ .kind = RULED, .rule = RULE_WRITE },
	};
	struct peer *first, *second;
	pid_t joiner;

	ASSERT_EQ(0, init_context());
	first = &ctx->target_peer;
	second = &ctx->tracer_peer;
	ASSERT_LT(0, start_target(NULL));
	ASSERT_EQ(0, peer_call(first, add_layers, (void *)sandbox));

	joiner = peer_start(second);
	ASSERT_LT(0, joiner);
	ASSERT_EQ(0, peer_call(second, add_layers, (void *)sandbox));
	EXPECT_EQUAL_STATE(peer_state(first), peer_state(second));
	EXPECT_ACCESS(second, 0);
	EXPECT_EQ(EPERM, reach_peer(first, joiner, "attach"));
	EXPECT_EQ(EACCES, reach_peer(first, joiner, "environ"));
	EXPECT_EQ(EPERM, peer_call(second, join_target, NULL));

	/* One that joins instead */
	kill(joiner, SIGKILL);
	ASSERT_EQ(-SIGKILL, wait_child(joiner));
	ASSERT_EQ(0, peer_init(second));
	joiner = peer_start(second);
	ASSERT_LT(0, joiner);
	ASSERT_EQ(0, peer_call(second, join_target, NULL));
	EXPECT_EQUAL_STATE(peer_state(first), peer_state(second));
	EXPECT_ACCESS(second, BOTH);
	EXPECT_EQ(0, reach_peer(first, joiner, "attach"));
	EXPECT_EQ(0, reach_peer(first, joiner, "environ"));
}

/* A ruled target and a joiner that is outside */
FIXTURE(outside) {
	struct peer *joiner, *target;
	pid_t joiner_pid;
};

static const struct layer ruled[LAYERS] = {
	{ .kind = RULED, .rule = RULE_WRITE },
};

FIXTURE_SETUP(outside)
{
	static const struct layer none[LAYERS] = {};

	ASSERT_EQ(0, init_context());
	ASSERT_EQ(0, start_pair(none, none, ruled));
	self->joiner = &ctx->tracer_peer;
	self->joiner_pid = tracer_task;
	self->target = &ctx->target_peer;
}

FIXTURE_TEARDOWN(outside)
{
}

/* The arguments, each wrong in one way */
static long join_flags(void *arg)
{
	const int pidfd = target_pidfd();

	return pidfd < 0 ? PEER_DIED : join_fd((uintptr_t)arg, pidfd);
}

static long join_pointer(void *arg)
{
	return as_errno(sys_seccomp(SECCOMP_JOIN_LANDLOCK, 0, arg));
}

static long join_number(void *arg)
{
	return join_fd(0, (long)arg);
}

static long join_path(void *arg)
{
	const int fd = open(arg, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? PEER_DIED : join_fd(0, fd);
}

/* rst: "flags must be 0 and args points to a pidfd, an int." */
TEST_F(outside, arguments)
{
	const struct state before = peer_state(self->joiner);
	struct peer *const joiner = self->joiner;

	EXPECT_EQ(EINVAL, peer_call(joiner, join_flags, (void *)1));
	EXPECT_EQ(EINVAL, peer_call(joiner, join_flags, (void *)TSYNC));
	EXPECT_EQ(EINVAL, peer_call(joiner, join_flags,
				    (void *)SECCOMP_FILTER_FLAG_LANDLOCK));
	EXPECT_EQ(EINVAL, peer_call(joiner, join_flags, (void *)(1UL << 31)));
	EXPECT_EQ(EFAULT, peer_call(joiner, join_pointer, NULL));
	EXPECT_EQ(EFAULT, peer_call(joiner, join_pointer, (void *)-4096L));
	EXPECT_EQ(EBADF, peer_call(joiner, join_number, (void *)-1L));
	EXPECT_EQ(EBADF, peer_call(joiner, join_number, (void *)-100L));
	EXPECT_EQ(EBADF, peer_call(joiner, join_number, (void *)999L));
	EXPECT_EQ(EBADF, peer_call(joiner, join_path, "/dev/null"));
	EXPECT_EQ(EBADF, peer_call(joiner, join_path, "/proc/self/status"));
	EXPECT_EQ(EBADF, peer_call(joiner, join_path, "/"));
	EXPECT_EQUAL_STATE(before, peer_state(joiner));
	EXPECT_EQ(0, peer_call(joiner, join_flags, NULL));
}

static long drop_admin(void *arg)
{
	return drop_caps(1ULL << CAP_SYS_ADMIN);
}

static long call_nnp(void *arg)
{
	return set_nnp();
}

TEST_F(outside, no_new_privs_or_cap)
{
	ASSERT_EQ(0, peer_init(self->joiner));
	ASSERT_LT(0, peer_start(self->joiner));
	EXPECT_EQ(0, peer_call(self->joiner, call_status, "NoNewPrivs"));
	ASSERT_EQ(0, peer_call(self->joiner, drop_admin, NULL));
	EXPECT_EQ(EACCES, peer_call(self->joiner, join_target, NULL));
	EXPECT_EQ(0, peer_call(self->joiner, call_status, "Seccomp_filters"));
	EXPECT_EQ(0, peer_call(self->joiner, call_status, "NoNewPrivs"));
	EXPECT_EQ(0, peer_call(self->joiner, call_write, NULL));
	ASSERT_EQ(0, peer_call(self->joiner, call_nnp, NULL));
	EXPECT_EQ(0, peer_call(self->joiner, join_target, NULL));
}

TEST_F(outside, cap_and_no_new_privs_of_target)
{
	ASSERT_EQ(0, peer_init(self->joiner));
	ASSERT_LT(0, peer_start(self->joiner));
	EXPECT_EQ(0, peer_call(self->joiner, join_target, NULL));
	EXPECT_EQ(1, peer_call(self->joiner, call_status, "NoNewPrivs"));
}

static long attach_privileged(void *arg)
{
	return as_errno(attach_rule(0, 0, RULE_WRITE));
}

/* It takes nothing over that the target does not have. */
TEST(target_without_no_new_privs)
{
	struct peer *joiner;

	ASSERT_EQ(0, init_context());
	joiner = &ctx->tracer_peer;
	ASSERT_LT(0, start_target(NULL));
	ASSERT_LT(0, peer_start(joiner));
	ASSERT_EQ(0, peer_call(&ctx->target_peer, attach_privileged, NULL));
	EXPECT_EQ(0, peer_call(joiner, join_target, NULL));
	EXPECT_EQ(0, peer_call(joiner, call_status, "NoNewPrivs"));
	EXPECT_EQ(1, peer_call(joiner, call_status, "Seccomp_landlock"));
	EXPECT_EQ(EACCES, peer_call(joiner, call_write, NULL));
}

/* The caller must be allowed to read by the rules of ptrace. */
static long become_nobody(void *arg)
{
	return syscall(__NR_setresuid, 65534, 65534, 65534);
}

TEST_F(outside, other_user)
{
	struct state before;

	ASSERT_EQ(0, peer_call(self->joiner, call_nnp, NULL));
	before = peer_state(self->joiner);
	ASSERT_EQ(0, peer_call(self->joiner, become_nobody, NULL));
	EXPECT_EQ(EPERM, peer_call(self->joiner, join_target, NULL));
	EXPECT_EQUAL_STATE(before, peer_state(self->joiner));
}

static long drop_all(void *arg)
{
	return drop_caps(~0ULL);
}

static long set_dumpable(void *arg)
{
	return prctl(PR_SET_DUMPABLE, (long)arg, 0, 0, 0);
}

TEST_F(outside, same_user)
{
	ASSERT_EQ(0, peer_call(self->joiner, call_nnp, NULL));
	ASSERT_EQ(0, peer_call(self->joiner, become_nobody, NULL));
	ASSERT_EQ(0, peer_call(self->target, become_nobody, NULL));
	/* A process that changes its user is not dumpable any more. */
	EXPECT_EQ(EPERM, peer_call(self->joiner, join_target, NULL));
	ASSERT_EQ(0, peer_call(self->target, set_dumpable, (void *)1L));
	EXPECT_EQ(0, peer_call(self->joiner, join_target, NULL));
}

TEST_F(outside, not_dumpable)
{
	struct state before;

	ASSERT_EQ(0, peer_call(self->joiner, call_nnp, NULL));
	before = peer_state(self->joiner);
	ASSERT_EQ(0, peer_call(self->joiner, drop_all, NULL));
	ASSERT_EQ(0, peer_call(self->target, drop_all, NULL));
	ASSERT_EQ(0, peer_call(self->target, set_dumpable, (void *)0L));
	EXPECT_EQ(EPERM, peer_call(self->joiner, join_target, NULL));
	EXPECT_EQUAL_STATE(before, peer_state(self->joiner));
	ASSERT_EQ(0, peer_call(self->target, set_dumpable, (void *)1L));
	EXPECT_EQ(0, peer_call(self->joiner, join_target, NULL));
}

/* The target has capabilities that the joiner lacks. */
TEST_F(outside, more_capable)
{
	ASSERT_EQ(0, peer_call(self->joiner, call_nnp, NULL));
	ASSERT_EQ(0, peer_call(self->joiner, drop_all, NULL));
	EXPECT_EQ(EPERM, peer_call(self->joiner, join_target, NULL));
	ASSERT_EQ(0, peer_call(self->target, drop_all, NULL));
	EXPECT_EQ(0, peer_call(self->joiner, join_target, NULL));
}

/* A tracing link would survive. */
static pid_t traced;

static long trace_child(void *arg)
{
	traced = start_pausing();
	return traced < 0 ? -1 : as_errno(ptrace(PTRACE_SEIZE, traced, 0, 0));
}

static long retrace_child(void *arg)
{
	return as_errno(ptrace(PTRACE_SEIZE, traced, 0, 0));
}

static long untrace_child(void *arg)
{
	if (ptrace(PTRACE_INTERRUPT, traced, 0, 0) ||
	    waitpid(traced, NULL, __WALL) != traced)
		return -1;
	return as_errno(ptrace(PTRACE_DETACH, traced, 0, 0));
}

TEST_F(outside, tracing)
{
	const struct state before = peer_state(self->joiner);

	ASSERT_EQ(0, peer_call(self->joiner, trace_child, NULL));
	EXPECT_EQ(EBUSY, peer_call(self->joiner, join_target, NULL));
	EXPECT_EQUAL_STATE(before, peer_state(self->joiner));
	ASSERT_EQ(0, peer_call(self->joiner, untrace_child, NULL));
	EXPECT_EQ(0, peer_call(self->joiner, join_target, NULL));
	EXPECT_EQ(EPERM, peer_call(self->joiner, retrace_child, NULL));
	EXPECT_EQ(0, peer_call(self->joiner, trace_child, NULL));
}

/* Its own tracer is no matter. */
TEST_F(outside, traced)
{
	ASSERT_EQ(0, ptrace(PTRACE_SEIZE, self->joiner_pid, 0, 0));
	EXPECT_EQ(0, peer_call(self->joiner, join_target, NULL));
	EXPECT_EQ(getpid(), tracer_pid(self->joiner_pid));
}

TEST_HARNESS_MAIN
