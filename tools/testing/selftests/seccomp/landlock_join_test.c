// SPDX-License-Identifier: GPL-2.0-only
/*
 * SECCOMP_JOIN_LANDLOCK: entering a sandbox that runs already
 *
 * rst: Entering a sandbox.  All tasks have the same users and capabilities here; who
 * may join by those is in landlock_join_power_test.c.
 */
#include "landlock_pairs.h"

#include "landlock_join.h"

#include <linux/io_uring.h>

static const struct program deny_unused = {
	4, { BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		      offsetof(struct seccomp_data, nr)),
	     BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, UNUSED_NR, 0, 1),
	     BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EXDEV), ALLOW }
};

/* What a task has, as numbers for peer_call() */
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

static long open_target(void *arg)
{
	return try_open_sandbox(ctx->target);
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

/* Whatever is known about a sandbox is the same of both. */
#define EXPECT_EQUAL_FACTS(_a, _b)					\
do {									\
	struct facts __a, __b;						\
									\
	EXPECT_EQ(0, task_facts(_a, &__a));				\
	EXPECT_EQ(0, task_facts(_b, &__b));				\
	EXPECT_EQ(0, memcmp(&__a, &__b, offsetof(struct facts, chain)));	\
	EXPECT_STREQ(__a.chain, __b.chain);				\
} while (0)

/*
 * Who may join whom, by the filters and the Landlock domain.  A descriptor is
 * opened by the test, which is not ruled, so that not being able to open it is not
 * what keeps the joiner out.
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

#define DIVERGED(_before, _joiner, _target)				\
	{ .joiner = { _joiner }, .target = { _target }, .err = EXDEV,	\
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

/* rst: "what the process gave itself by landlock_restrict_self(2)" */
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

/* The filters diverged: the joiner would lose its own. */
FIXTURE_VARIANT_ADD(join, diverged_plain)
	DIVERGED(BOTH, ITEM(.kind = PLAIN), ITEM(.kind = RULED));

FIXTURE_VARIANT_ADD(join, diverged_ruled)
	DIVERGED(0, ITEM(.kind = RULED), ITEM(.kind = RULED));

FIXTURE_VARIANT_ADD(join, diverged_ruleset)
	DIVERGED(0, ITEM(.kind = RULED, .rule = RULE_WRITE),
		 ITEM(.kind = RULED, .rule = RULE_WRITE));

FIXTURE_VARIANT_ADD(join, diverged_on_plain) {
	.base = { { .kind = PLAIN } }, .joiner = { { .kind = PLAIN } },
	.target = { { .kind = RULED } }, .err = EXDEV, .before = BOTH
};

FIXTURE_VARIANT_ADD(join, diverged_on_ruled) {
	.base = { { .kind = RULED } }, .joiner = { { .kind = PLAIN } },
	.target = { { .kind = PLAIN } }, .err = EXDEV
};

/* The target has less. */
FIXTURE_VARIANT_ADD(join, less_plain) {
	.base = { { .kind = RULED } }, .joiner = { { .kind = PLAIN } },
	.err = EXDEV
};

FIXTURE_VARIANT_ADD(join, less_ruleset) {
	.base = { { .kind = RULED } },
	.joiner = { { .kind = RULED, .rule = RULE_WRITE } }, .err = EXDEV
};

/* The domains diverged, though the filters did not. */
FIXTURE_VARIANT_ADD(join, domain_diverged)
	DIVERGED(0, ITEM(.kind = RESTRICT, .rule = RULE_READDIR),
		 ITEM(.kind = RULED, .rule = RULE_WRITE));

FIXTURE_VARIANT_ADD(join, domain_alike)
	DIVERGED(0, ITEM(.kind = RESTRICT, .rule = RULE_WRITE),
		 ITEM(.kind = RULED, .rule = RULE_WRITE));

FIXTURE_VARIANT_ADD(join, domain_to_none)
	DIVERGED(0, ITEM(.kind = RESTRICT, .rule = RULE_WRITE),
		 ITEM(.kind = RULED));

FIXTURE_VARIANT_ADD(join, domain_on_ruleset) {
	.base = { { .kind = RULED, .rule = RULE_WRITE } },
	.joiner = { { .kind = RESTRICT, .rule = RULE_READDIR } }, .err = EXDEV
};

FIXTURE_VARIANT_ADD(join, domain_on_ruleset_diverged) {
	.base = { { .kind = RULED, .rule = RULE_WRITE } },
	.joiner = { { .kind = RESTRICT, .rule = RULE_READDIR } },
	.target = { { .kind = RULED, .rule = RULE_READDIR } }, .err = EXDEV
};

FIXTURE_VARIANT_ADD(join, domain_on_filter_diverged) {
	.base = { { .kind = RULED } },
	.joiner = { { .kind = RESTRICT, .rule = RULE_READDIR } },
	.target = { { .kind = RESTRICT, .rule = RULE_READDIR } }, .err = EXDEV
};

FIXTURE_SETUP(join)
{
	ASSERT_EQ(0, init_context());
	ctx->landlock_alone = variant->joiner[0].kind == RESTRICT;
	ASSERT_EQ(0, mail_init());
	ASSERT_EQ(0, start_pair(variant->base, variant->joiner,
				variant->target));
	self->joiner = &ctx->tracer_peer;
	self->joiner_pid = tracer_task;
	self->target = &ctx->target_peer;
	ASSERT_EQ(0, peer_call(self->joiner, call_nnp, NULL));
	ASSERT_EQ(0, hand_fd(self->joiner, open_sandbox(ctx->target)));
}

FIXTURE_TEARDOWN(join)
{
}

static int denied_or(int allow, int mode, int denied)
{
	return allow & mode ? 0 : denied;
}

/* A failure changes nothing; a success may be repeated. */
TEST_F(join, join)
{
	const struct state before = peer_state(self->joiner);
	int i;

	for (i = 0; i < 2; i++) {
		EXPECT_EQ(variant->err,
			  peer_call(self->joiner, join_taken, NULL));
		EXPECT_EQUAL_STATE(variant->err ? before :
						  peer_state(self->target),
				   peer_state(self->joiner));
		if (!variant->err)
			EXPECT_EQUAL_FACTS(ctx->target, self->joiner_pid);
	}
}

/*
 * Opening goes by the verdict, before and after.
 *
 * rst: "who may attach to a process may open its sandbox"
 */
TEST_F(join, access)
{
	const int after = variant->err ? variant->before : variant->after;

	EXPECT_ACCESS(self->joiner, variant->before);
	EXPECT_EQ(denied_or(variant->before, ATTACH, EPERM),
		  peer_call(self->joiner, open_target, NULL));
	EXPECT_EQ(variant->err, peer_call(self->joiner, join_taken, NULL));
	EXPECT_ACCESS(self->joiner, after);
	EXPECT_EQ(denied_or(after, ATTACH, EPERM),
		  peer_call(self->joiner, open_target, NULL));
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

/* What it takes over lasts over fork and exec. */
TEST_F(join, exec)
{
	const long before = peer_call(self->joiner, call_exec, NULL);
	const long target = peer_call(self->target, call_exec, NULL);

	ASSERT_LE(0, before);
	ASSERT_LE(0, target);
	ASSERT_EQ(variant->err, peer_call(self->joiner, join_taken, NULL));
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
	ASSERT_EQ(0, mail_init());
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
	ASSERT_EQ(0, hand_fd(second, open_sandbox(ctx->target)));
	EXPECT_EQ(EXDEV, peer_call(second, join_taken, NULL));

	/* One that joins instead */
	kill(joiner, SIGKILL);
	ASSERT_EQ(-SIGKILL, wait_child(joiner));
	ASSERT_EQ(0, peer_init(second));
	joiner = peer_start(second);
	ASSERT_LT(0, joiner);
	ASSERT_EQ(0, peer_call(second, call_nnp, NULL));
	ASSERT_EQ(0, peer_call(second, join_target, NULL));
	EXPECT_EQUAL_STATE(peer_state(first), peer_state(second));
	EXPECT_EQUAL_FACTS(ctx->target, joiner);
	EXPECT_ACCESS(second, BOTH);
	EXPECT_EQ(0, reach_peer(first, joiner, "attach"));
	EXPECT_EQ(0, reach_peer(first, joiner, "environ"));
}

/* A ruled target and a joiner that is outside and has no no_new_privs */
FIXTURE(outside) {
	struct peer *joiner, *target;
	pid_t joiner_pid;
};

static const struct layer none[LAYERS] = {};
static const struct layer ruled[LAYERS] = {
	{ .kind = RULED, .rule = RULE_WRITE },
};

FIXTURE_SETUP(outside)
{
	ASSERT_EQ(0, init_context());
	ASSERT_EQ(0, mail_init());
	ASSERT_EQ(0, start_pair(none, none, ruled));
	self->joiner = &ctx->tracer_peer;
	self->joiner_pid = tracer_task;
	self->target = &ctx->target_peer;
	ASSERT_EQ(0, hand_fd(self->joiner, open_sandbox(ctx->target)));
}

FIXTURE_TEARDOWN(outside)
{
}

/* The arguments, each wrong in one way */
static long join_flags(void *arg)
{
	return join_fd((uintptr_t)arg, taken_fd);
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
	const long err = fd < 0 ? PEER_DIED : join_fd(0, fd);

	close(fd);
	return err;
}

static long join_pidfd(void *arg)
{
	const int fd = target_pidfd();
	const long err = fd < 0 ? PEER_DIED : join_fd(0, fd);

	close(fd);
	return err;
}

static long join_ruleset(void *arg)
{
	const int fd = ruleset_open(RULE_WRITE);
	const long err = fd < 0 ? PEER_DIED : join_fd(0, fd);

	close(fd);
	return err;
}

TEST_F(outside, arguments)
{
	struct peer *const joiner = self->joiner;
	struct state before;

	ASSERT_EQ(0, peer_call(joiner, call_nnp, NULL));
	before = peer_state(joiner);
	EXPECT_EQ(EINVAL, peer_call(joiner, join_flags, (void *)1));
	EXPECT_EQ(EINVAL, peer_call(joiner, join_flags, (void *)TSYNC));
	EXPECT_EQ(EINVAL, peer_call(joiner, join_flags, (void *)(1UL << 31)));
	EXPECT_EQ(EFAULT, peer_call(joiner, join_pointer, NULL));
	EXPECT_EQ(EFAULT, peer_call(joiner, join_pointer, (void *)-4096L));
	EXPECT_EQ(EBADF, peer_call(joiner, join_number, (void *)-1L));
	EXPECT_EQ(EBADF, peer_call(joiner, join_number, (void *)-100L));
	EXPECT_EQ(EBADF, peer_call(joiner, join_number, (void *)999L));
	EXPECT_EQ(EBADFD, peer_call(joiner, join_path, "/dev/null"));
	EXPECT_EQ(EBADFD, peer_call(joiner, join_path, "/proc/self/status"));
	EXPECT_EQ(EBADFD, peer_call(joiner, join_path, "/"));
	EXPECT_EQ(EBADFD, peer_call(joiner, join_pidfd, NULL));
	EXPECT_EQ(EBADFD, peer_call(joiner, join_ruleset, NULL));
	EXPECT_EQUAL_STATE(before, peer_state(joiner));
	EXPECT_EQ(0, peer_call(joiner, join_flags, NULL));
}

/* A joiner with everything wrong, of which one thing after the other is put right */
static long plain_privileged(void *arg)
{
	return as_errno(attach_plain(0));
}

static long wrong_flags_and_pointer(void *arg)
{
	return as_errno(sys_seccomp(SECCOMP_JOIN_LANDLOCK, 1, NULL));
}

static struct sleeper sleeper;

static long start_thread(void *arg)
{
	return sleeper_start(&sleeper);
}

static long end_thread(void *arg)
{
	return sleeper_end(&sleeper);
}

/* rst: "The conditions are looked at in this order" */
TEST_F(outside, order)
{
	struct peer *const joiner = self->joiner;
	struct state before;

	/* The sandbox could be opened before. */
	ASSERT_EQ(0, peer_call(self->target, drop_all, NULL));
	ASSERT_EQ(0, hand_fd(joiner, open_sandbox(ctx->target)));
	ASSERT_EQ(0, peer_call(joiner, plain_privileged, NULL));
	ASSERT_EQ(0, peer_call(joiner, start_thread, NULL));
	before = peer_state(joiner);
	EXPECT_EQ(EINVAL, peer_call(joiner, wrong_flags_and_pointer, NULL));
	EXPECT_EQ(EFAULT, peer_call(joiner, join_pointer, NULL));
	EXPECT_EQ(EBADF, peer_call(joiner, join_number, (void *)-1L));
	EXPECT_EQ(EBADFD, peer_call(joiner, join_path, "/dev/null"));
	EXPECT_EQ(EACCES, peer_call(joiner, join_taken, NULL));
	EXPECT_EQUAL_STATE(before, peer_state(joiner));
	ASSERT_EQ(0, peer_call(joiner, call_nnp, NULL));
	before = peer_state(joiner);
	EXPECT_EQ(EINVAL, peer_call(joiner, join_taken, NULL));
	ASSERT_EQ(0, peer_call(joiner, end_thread, NULL));
	EXPECT_EQ(EPERM, peer_call(joiner, join_taken, NULL));
	ASSERT_EQ(0, peer_call(joiner, drop_all, NULL));
	EXPECT_EQ(EXDEV, peer_call(joiner, join_taken, NULL));
	EXPECT_EQUAL_STATE(before, peer_state(joiner));
}

/*
 * With or without CAP_SYS_ADMIN, whatever the target has.  Who gains is in
 * landlock_join_attack_test.c.
 *
 * rst: "CAP_SYS_ADMIN does not stand in for it"
 */
static long attach_privileged(void *arg)
{
	return as_errno(attach_rule(0, 0, RULE_WRITE));
}

TEST_F(outside, no_new_privs)
{
	struct peer *const joiner = self->joiner;

	EXPECT_EQ(0, peer_call(joiner, call_status, "NoNewPrivs"));
	EXPECT_EQ(EACCES, peer_call(joiner, join_taken, NULL));
	ASSERT_EQ(0, peer_call(joiner, drop_all, NULL));
	EXPECT_EQ(EACCES, peer_call(joiner, join_taken, NULL));
	EXPECT_EQ(0, peer_call(joiner, call_status, "NoNewPrivs"));
	EXPECT_EQ(0, peer_call(joiner, call_status, "Seccomp_filters"));
	EXPECT_EQ(0, peer_call(joiner, call_write, NULL));
	ASSERT_EQ(0, peer_call(joiner, call_nnp, NULL));
	EXPECT_EQ(0, peer_call(joiner, join_taken, NULL));
	EXPECT_EQ(1, peer_call(joiner, call_status, "NoNewPrivs"));
}

TEST(target_without_no_new_privs)
{
	struct peer *joiner;

	ASSERT_EQ(0, init_context());
	joiner = &ctx->tracer_peer;
	ASSERT_LT(0, start_target(NULL));
	ASSERT_LT(0, peer_start(joiner));
	ASSERT_EQ(0, peer_call(&ctx->target_peer, attach_privileged, NULL));
	EXPECT_EQ(EACCES, peer_call(joiner, join_target, NULL));
	EXPECT_EQ(0, peer_call(joiner, call_status, "Seccomp"));
	ASSERT_EQ(0, peer_call(joiner, call_nnp, NULL));
	EXPECT_EQ(0, peer_call(joiner, join_target, NULL));
	EXPECT_EQ(1, peer_call(joiner, call_status, "NoNewPrivs"));
	EXPECT_EQ(EACCES, peer_call(joiner, call_write, NULL));
}

/* A listener of the sandbox hears who joined. */
static long notify_unused(void *arg)
{
	struct sock_filter prog[ONE_CALL_LEN];

	filter_one_call(prog, UNUSED_NR, SECCOMP_RET_USER_NOTIF);
	return attach_prog(LISTENER, prog, ONE_CALL_LEN);
}

static long unused_result(void *arg)
{
	return syscall(UNUSED_NR, SCHED_OTHER);
}

TEST_F(outside, listener)
{
	struct seccomp_notif_resp resp = { .val = 42 };
	struct seccomp_notif req = {};
	int fd, pidfd;

	fd = peer_call(self->target, notify_unused, NULL);
	ASSERT_LT(0, fd);
	pidfd = target_pidfd();
	ASSERT_LE(0, pidfd);
	fd = syscall(__NR_pidfd_getfd, pidfd, fd, 0);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, peer_call(self->joiner, call_nnp, NULL));
	ASSERT_EQ(0, hand_fd(self->joiner, open_sandbox(ctx->target)));
	ASSERT_EQ(0, peer_call(self->joiner, join_taken, NULL));
	ASSERT_EQ(0, peer_post(self->joiner, unused_result, NULL));
	ASSERT_EQ(0, ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, &req));
	EXPECT_EQ(self->joiner_pid, req.pid);
	EXPECT_EQ(UNUSED_NR, req.data.nr);
	resp.id = req.id;
	EXPECT_EQ(0, ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, &resp));
	EXPECT_EQ(42, peer_answer(self->joiner));
}

/* Its own tracer is no matter. */
TEST_F(outside, traced)
{
	ASSERT_EQ(0, peer_call(self->joiner, call_nnp, NULL));
	ASSERT_EQ(0, ptrace(PTRACE_SEIZE, self->joiner_pid, 0, 0));
	EXPECT_EQ(0, peer_call(self->joiner, join_taken, NULL));
	EXPECT_EQ(getpid(), tracer_pid(self->joiner_pid));
}

/*
 * A task that shares its memory with somebody who is not ruled would hand that to
 * the members: they write to it by the one that joined.
 *
 * rst: "the members could reach these by way of the caller, after vfork(2) the
 * parent."
 */
static struct meeting {
	pid_t tid;
	long err;
	int end;
} *meeting;

static char secret = 1;

static void *join_and_stay(void *arg)
{
	meeting->err = join_taken(NULL);
	STORE(meeting->tid, syscall(__NR_gettid));
	while (!LOAD(meeting->end))
		sched_yield();
	return NULL;
}

static void *stay(void *arg)
{
	while (!LOAD(meeting->end))
		sched_yield();
	return NULL;
}

static long join_alone(void *arg)
{
	return !join_and_stay(NULL) ? 0 : -1;
}

static void *no_thread(void *arg)
{
	return NULL;
}

static long with_thread(void *(*first)(void *), void *(*second)(void *))
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, first, NULL))
		return -1;
	second(NULL);
	return pthread_join(thread, NULL);
}

static long join_after_thread(void *arg)
{
	return with_thread(no_thread, no_thread) ?: join_alone(NULL);
}

static long join_in_thread(void *arg)
{
	return with_thread(join_and_stay, stay);
}

static long join_beside_thread(void *arg)
{
	return with_thread(stay, join_and_stay);
}

static int clone_joins(void *arg)
{
	join_and_stay(NULL);
	return 0;
}

static int clone_stays(void *arg)
{
	stay(NULL);
	return 0;
}

static long with_clone(int flags, int (*child)(void *),
		       void *(*parent)(void *))
{
	static long double stack[1024];
	const pid_t pid = clone(child, stack + ARRAY_SIZE(stack),
				flags | CLONE_VM | SIGCHLD, NULL);

	if (pid < 0)
		return -1;
	parent(NULL);
	return wait_child(pid);
}

static long join_in_vfork(void *arg)
{
	return with_clone(CLONE_VFORK, clone_joins, no_thread);
}

static long join_in_clone(void *arg)
{
	return with_clone(0, clone_joins, stay);
}

static long join_beside_clone(void *arg)
{
	return with_clone(0, clone_stays, join_and_stay);
}

/* Its kernel thread would go on with the rules of before. */
static long join_beside_ring(void *arg)
{
	struct io_uring_params p = {
		.flags = IORING_SETUP_SQPOLL, .sq_thread_idle = 60000
	};

	if (syscall(__NR_io_uring_setup, 1, &p) < 0)
		return -1;
	return join_alone(NULL);
}

static long write_secret(void *arg)
{
	char c = 2;
	struct iovec local = { &c, 1 }, remote = { &secret, 1 };

	return as_errno(process_vm_writev(meeting->tid, &local, 1, &remote, 1,
					  0));
}

static long read_secret(void *arg)
{
	return secret;
}

FIXTURE(shared) {};

FIXTURE_VARIANT(shared)
{
	long (*join)(void *arg);
	bool alone;
};

FIXTURE_VARIANT_ADD(shared, alone) { .join = join_alone, .alone = true };

FIXTURE_VARIANT_ADD(shared, after_thread) {
	.join = join_after_thread, .alone = true
};

FIXTURE_VARIANT_ADD(shared, in_thread) { .join = join_in_thread };
FIXTURE_VARIANT_ADD(shared, beside_thread) { .join = join_beside_thread };
FIXTURE_VARIANT_ADD(shared, in_vfork) { .join = join_in_vfork };
FIXTURE_VARIANT_ADD(shared, in_clone_vm) { .join = join_in_clone };
FIXTURE_VARIANT_ADD(shared, beside_clone_vm) { .join = join_beside_clone };
FIXTURE_VARIANT_ADD(shared, beside_sqpoll) { .join = join_beside_ring };

FIXTURE_SETUP(shared)
{
	ASSERT_EQ(0, init_context());
	ASSERT_EQ(0, mail_init());
	meeting = shared_alloc(sizeof(*meeting));
	ASSERT_NE(NULL, meeting);
	ASSERT_EQ(0, start_pair(none, none, ruled));
	ASSERT_EQ(0, peer_call(&ctx->tracer_peer, call_nnp, NULL));
	ASSERT_EQ(0, hand_fd(&ctx->tracer_peer, open_sandbox(ctx->target)));
}

FIXTURE_TEARDOWN(shared)
{
}

TEST_F(shared, member_writes)
{
	struct peer *const joiner = &ctx->tracer_peer;

	ASSERT_EQ(0, peer_post(joiner, variant->join, NULL));
	while (!LOAD(meeting->tid))
		sched_yield();
	EXPECT_EQ(variant->alone ? 0 : EINVAL, meeting->err);
	EXPECT_EQ(variant->alone, task_status(meeting->tid, "Seccomp_landlock"));
	EXPECT_EQ(variant->alone ? 0 : EPERM,
		  peer_call(&ctx->target_peer, write_secret, NULL));
	STORE(meeting->end, 1);
	EXPECT_EQ(0, peer_answer(joiner));
	EXPECT_EQ(variant->alone ? 2 : 1, peer_call(joiner, read_secret, NULL));
}

TEST_HARNESS_MAIN
