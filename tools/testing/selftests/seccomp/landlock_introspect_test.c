// SPDX-License-Identifier: GPL-2.0-only
/*
 * What tools that look at filters see of ruled ones, and tracers that suspend
 * filters
 *
 * rst: Interplay, "Checkpoint and restore" and "PTRACE_O_SUSPEND_SECCOMP".
 */
#include "landlock_pairs.h"

/* As in linux/ptrace.h, which does not go together with sys/ptrace.h */
struct metadata {
	__u64 filter_off;
	__u64 flags;
};

/* PTRACE_SECCOMP_GET_METADATA */
FIXTURE(metadata) {};

FIXTURE_SETUP(metadata)
{
	static const struct layer layers[LAYERS] = {
		{ .kind = PLAIN, .flags = LOGGED },
		{ .kind = RULED, .flags = LOGGED, .rule = RULE_WRITE },
		{ .kind = RULED },
		{ .kind = PLAIN },
	};

	ASSERT_EQ(0, init_context());
	ASSERT_LT(0, start_target(NULL));
	ASSERT_EQ(0, peer_call(&ctx->target_peer, add_layers, (void *)layers));
	ASSERT_EQ(0, ptrace(PTRACE_ATTACH, ctx->target, 0, 0));
	ASSERT_EQ(ctx->target, waitpid(ctx->target, NULL, __WALL));
}

FIXTURE_TEARDOWN(metadata)
{
	ptrace(PTRACE_DETACH, ctx->target, 0, 0);
}

/*
 * The oldest filter is number 0.
 *
 * rst: "PTRACE_SECCOMP_GET_METADATA reports SECCOMP_FILTER_FLAG_LANDLOCK in
 * its flags"
 */
TEST_F(metadata, flags)
{
	static const __u64 want[] = {
		LOGGED, LOGGED | SECCOMP_FILTER_FLAG_LANDLOCK,
		SECCOMP_FILTER_FLAG_LANDLOCK, 0
	};
	struct metadata md;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(want); i++) {
		memset(&md, 0xff, sizeof(md));
		md.filter_off = i;
		EXPECT_EQ(sizeof(md), ptrace(PTRACE_SECCOMP_GET_METADATA,
					     ctx->target, sizeof(md), &md));
		EXPECT_EQ(want[i], md.flags);
		EXPECT_EQ(i, md.filter_off);
	}
	md.filter_off = ARRAY_SIZE(want);
	EXPECT_EQ(-1, ptrace(PTRACE_SECCOMP_GET_METADATA, ctx->target,
			     sizeof(md), &md));
	EXPECT_EQ(ENOENT, errno);
	EXPECT_EQ(2, task_status(ctx->target, "Seccomp_landlock"));
	EXPECT_EQ(4, task_status(ctx->target, "Seccomp_filters"));
}

/* The program of a ruled filter can be read like that of any other. */
TEST_F(metadata, program)
{
	struct sock_filter code[16];
	int i;

	for (i = 0; i < 4; i++) {
		memset(code, 0, sizeof(code));
		EXPECT_EQ(1, ptrace(PTRACE_SECCOMP_GET_FILTER, ctx->target, i,
				    code));
		EXPECT_EQ(BPF_RET | BPF_K, code[0].code);
		EXPECT_EQ(SECCOMP_RET_ALLOW, code[0].k);
	}
}

/*
 * A tool that does not know of rules installs what it has read, with the flags
 * that it has read: that fails, and never gives a weaker sandbox.
 */
#define MAX_LEN	64

struct reinstall {
	struct sock_fprog fprog;
	unsigned char behind[128];
};

FIXTURE(reinstall) {
	struct reinstall *args;
	struct sock_filter code[MAX_LEN];
};

FIXTURE_VARIANT(reinstall)
{
	unsigned char behind[4];	/* repeated */
	unsigned char padding;
	__u64 flags;
};

FIXTURE_VARIANT_ADD(reinstall, zero) {};

FIXTURE_VARIANT_ADD(reinstall, zero_log) { .flags = LOGGED };

FIXTURE_VARIANT_ADD(reinstall, zero_tsync) { .flags = TSYNC };

FIXTURE_VARIANT_ADD(reinstall, ones) {
	.behind = { 0xff, 0xff, 0xff, 0xff }
};

FIXTURE_VARIANT_ADD(reinstall, pattern) {
	.behind = { 0x5a, 0xa5, 0x5a, 0xa5 }
};

FIXTURE_VARIANT_ADD(reinstall, small_numbers) {
	.behind = { 1, 0, 0, 0 }
};

FIXTURE_VARIANT_ADD(reinstall, text) {
	.behind = { 't', 'e', 'x', 't' }
};

FIXTURE_VARIANT_ADD(reinstall, padding) {
	.padding = 0xff
};

FIXTURE_VARIANT_ADD(reinstall, padding_pattern) {
	.behind = { 0x5a, 0xa5, 0x5a, 0xa5 }, .padding = 1
};

FIXTURE_SETUP(reinstall)
{
	const size_t head = sizeof(struct sock_fprog);
	unsigned int i;

	ASSERT_EQ(0, set_nnp());
	self->args = shared_alloc(sizeof(*self->args));
	ASSERT_NE(NULL, self->args);
	memset(self->args, variant->padding, head);
	for (i = 0; i < sizeof(self->args->behind); i++)
		self->args->behind[i] = variant->behind[i % 4];
	for (i = 0; i < MAX_LEN; i++)
		self->code[i] = (struct sock_filter)ALLOW;
}

FIXTURE_TEARDOWN(reinstall)
{
}

/* rst: "The program alone is not the whole filter." */
TEST_F(reinstall, fails)
{
	const struct snapshot before = snapshot_task(getpid());
	unsigned short len;
	long ret;

	self->args->fprog.filter = self->code;
	for (len = 1; len <= MAX_LEN; len++) {
		self->args->fprog.len = len;
		ret = sys_seccomp(SECCOMP_SET_MODE_FILTER, variant->flags |
				  SECCOMP_FILTER_FLAG_LANDLOCK, self->args);
		EXPECT_EQ(-1, ret) {
			TH_LOG("length %d", len);
		}
	}
	EXPECT_SAME_STATE(before, snapshot_task(getpid()));
	/* The program is not what is wrong. */
	EXPECT_EQ(0, sys_seccomp(SECCOMP_SET_MODE_FILTER, variant->flags,
				 self->args));
	EXPECT_EQ(1, self_status("Seccomp_filters"));
}

/* The argument may also end where mapped memory does. */
TEST(reinstall_at_end_of_memory)
{
	const long size = sysconf(_SC_PAGESIZE);
	struct sock_filter code[MAX_LEN];
	struct sock_fprog *fprog;
	unsigned short len;
	char *mem;

	ASSERT_EQ(0, set_nnp());
	mem = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, mem);
	ASSERT_EQ(0, munmap(mem + size, size));
	fprog = (void *)(mem + size - sizeof(*fprog));
	fprog->filter = code;
	for (len = 0; len < MAX_LEN; len++)
		code[len] = (struct sock_filter)ALLOW;
	for (len = 1; len <= MAX_LEN; len++) {
		fprog->len = len;
		EXPECT_EQ(-1, sys_seccomp(SECCOMP_SET_MODE_FILTER,
					  SECCOMP_FILTER_FLAG_LANDLOCK, fprog));
		EXPECT_EQ(len < 24 ? EINVAL : EFAULT, errno);
	}
	EXPECT_EQ(0, self_status("Seccomp_filters"));
}

/*
 * PTRACE_O_SUSPEND_SECCOMP: filters are suspended, rules and verdict are not.
 * Only a privileged tracer without filters may do this.
 */
static const struct program deny_unused = {
	4, { BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		      offsetof(struct seccomp_data, nr)),
	     BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, UNUSED_NR, 0, 1),
	     BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EXDEV), ALLOW }
};

static int try_unused(void)
{
	return as_errno(syscall(UNUSED_NR, SCHED_OTHER));
}

static long call_unused(void *arg)
{
	return try_unused();
}

static long call_write(void *arg)
{
	return try_write();
}

static long compare_with(void *arg)
{
	return as_errno(syscall(__NR_kcmp, getpid(), (long)arg, 0, 0, 0));
}

/* rst: "Suspends the filters, and neither the rules nor the verdict." */
TEST(suspended_filters)
{
	static const struct layer layers[LAYERS] = {
		{ .kind = RULED, .rule = RULE_WRITE, .prog = &deny_unused },
	};
	struct peer *target;
	pid_t outside;

	ASSERT_EQ(0, init_context());
	target = &ctx->target_peer;
	outside = start_pausing();
	ASSERT_LT(0, outside);
	ASSERT_LT(0, start_target(NULL));
	ASSERT_EQ(0, peer_call(target, compare_with, (void *)(long)outside));
	ASSERT_EQ(0, peer_call(target, add_layers, (void *)layers));
	EXPECT_EQ(EXDEV, peer_call(target, call_unused, NULL));
	EXPECT_EQ(EACCES, peer_call(target, call_write, NULL));

	ASSERT_EQ(0, ptrace(PTRACE_SEIZE, ctx->target, 0,
			    PTRACE_O_SUSPEND_SECCOMP));
	EXPECT_EQ(0, peer_call(target, call_unused, NULL));
	EXPECT_EQ(EACCES, peer_call(target, call_write, NULL));
	EXPECT_EQ(EPERM, peer_call(target, compare_with,
				   (void *)(long)outside));
	EXPECT_EQ(0, peer_call(target, compare_with, (void *)(long)ctx->target));
	EXPECT_EQ(1, task_status(ctx->target, "Seccomp_landlock"));

	ASSERT_EQ(0, ptrace(PTRACE_INTERRUPT, ctx->target, 0, 0));
	ASSERT_EQ(ctx->target, waitpid(ctx->target, NULL, __WALL));
	ASSERT_EQ(0, ptrace(PTRACE_DETACH, ctx->target, 0, 0));
	EXPECT_EQ(EXDEV, peer_call(target, call_unused, NULL));
}

/* A ruled filter that is installed meanwhile is suspended, its rules are not. */
TEST(installed_while_suspended)
{
	static const struct layer layers[LAYERS] = {
		{ .kind = RULED, .rule = RULE_WRITE, .prog = &deny_unused },
	};
	struct peer *target;

	ASSERT_EQ(0, init_context());
	target = &ctx->target_peer;
	ASSERT_LT(0, start_target(NULL));
	ASSERT_EQ(0, ptrace(PTRACE_SEIZE, ctx->target, 0,
			    PTRACE_O_SUSPEND_SECCOMP));
	EXPECT_EQ(0, peer_call(target, call_write, NULL));
	ASSERT_EQ(0, peer_call(target, add_layers, (void *)layers));
	EXPECT_EQ(0, peer_call(target, call_unused, NULL));
	EXPECT_EQ(EACCES, peer_call(target, call_write, NULL));
	EXPECT_EQ(EPERM, peer_call(target, compare_with,
				   (void *)(long)getpid()));
}

/* A domain that is to be taken is taken, though no filter looks at the call. */
FIXTURE(suspended_thread) {};

FIXTURE_VARIANT(suspended_thread)
{
	bool suspend;
};

FIXTURE_VARIANT_ADD(suspended_thread, not) {};
FIXTURE_VARIANT_ADD(suspended_thread, yes) { .suspend = true };

FIXTURE_SETUP(suspended_thread)
{
	ASSERT_EQ(0, init_context());
}

FIXTURE_TEARDOWN(suspended_thread)
{
}

static struct worker spinner;

static int first_calls(void)
{
	/* Write first: that is what the domain is needed for. */
	const int write = try_write();

	return write << 8 | try_unused();
}

static long start_spinner(void *arg)
{
	spinner.first = first_calls;
	if (worker_start(&spinner))
		return -1;
	return spinner.tid;
}

static long sync_spinner(void *arg)
{
	const struct layer sync = {
		.kind = RULED, .rule = RULE_WRITE, .flags = TSYNC,
		.prog = &deny_unused,
	};

	return add_layer(&sync);
}

static long join_spinner(void *arg)
{
	return worker_join(&spinner) ? -1 : spinner.first_ret;
}

TEST_F(suspended_thread, pending_domain)
{
	struct peer *const target = &ctx->target_peer;
	long tid;

	ASSERT_LT(0, start_target(NULL));
	tid = peer_call(target, start_spinner, NULL);
	ASSERT_LT(0, tid);
	if (variant->suspend)
		ASSERT_EQ(0, ptrace(PTRACE_SEIZE, tid, 0,
				    PTRACE_O_SUSPEND_SECCOMP));
	ASSERT_EQ(0, peer_call(target, sync_spinner, NULL));
	EXPECT_EQ(EACCES << 8 | (variant->suspend ? 0 : EXDEV),
		  peer_call(target, join_spinner, NULL));
}

TEST_HARNESS_MAIN
