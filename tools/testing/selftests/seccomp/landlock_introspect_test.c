// SPDX-License-Identifier: GPL-2.0-only
/*
 * What tools that look at filters see of ruled ones: /proc/PID/seccomp_landlock,
 * ptrace(2), and tracers that suspend filters
 */
#include "landlock_pairs.h"

/* As in linux/ptrace.h, which does not go together with sys/ptrace.h */
struct metadata {
	__u64 filter_off;
	__u64 flags;
};

static const struct program may_trace = {
	4, { BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		      offsetof(struct seccomp_data, nr)),
	     BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, UNUSED_NR, 0, 1),
	     BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE), ALLOW }
};

/* The facts of a chain: all keys, in any combination of filters */
FIXTURE(facts) {};

FIXTURE_VARIANT(facts)
{
	struct layer layers[LAYERS];
	/* Nothing is shown if there is no ruled filter. */
	long filters, layers_held, strict, listener, trace, trusted, logged;
	int length;
};

FIXTURE_VARIANT_ADD(facts, nothing) {};

FIXTURE_VARIANT_ADD(facts, plain) {
	.layers = { { PLAIN, &may_trace, LISTENER | LOGGED } }, .length = 1
};

FIXTURE_VARIANT_ADD(facts, restrict_only) {
	.layers = { { RESTRICT, .rule = RULE_WRITE } }
};

FIXTURE_VARIANT_ADD(facts, ruled) {
	.layers = { { RULED } }, .length = 1, .filters = 1
};

FIXTURE_VARIANT_ADD(facts, ruleset) {
	.layers = { { RULED, .rule = RULE_WRITE } }, .length = 1, .filters = 1,
	.layers_held = 1
};

FIXTURE_VARIANT_ADD(facts, layers) {
	.layers = { { RULED, .rule = RULE_WRITE }, { PLAIN }, { RULED },
		    { RULED, .rule = RULE_WRITE } },
	.length = 4, .filters = 3, .layers_held = 2
};

FIXTURE_VARIANT_ADD(facts, layers_of_both) {
	.layers = { { RESTRICT, .rule = RULE_WRITE },
		    { RULED, .rule = RULE_WRITE }, { PLAIN },
		    { RESTRICT, .rule = RULE_READDIR } },
	.length = 2, .filters = 1, .layers_held = 3
};

FIXTURE_VARIANT_ADD(facts, strict) {
	.layers = { { RULED, .attr_flags = STRICT } }, .length = 1,
	.filters = 1, .strict = 1
};

FIXTURE_VARIANT_ADD(facts, strict_below) {
	.layers = { { RULED, .attr_flags = STRICT }, { RULED }, { PLAIN } },
	.length = 3, .filters = 2, .strict = 1
};

FIXTURE_VARIANT_ADD(facts, listener) {
	.layers = { { RULED, .flags = LISTENER } }, .length = 1, .filters = 1,
	.listener = 1
};

FIXTURE_VARIANT_ADD(facts, listener_closed) {
	.layers = { { RULED, .flags = LISTENER, .close = true } }, .length = 1,
	.filters = 1, .listener = 1
};

FIXTURE_VARIANT_ADD(facts, listener_plain) {
	.layers = { { PLAIN, .flags = LISTENER }, { RULED } }, .length = 2,
	.filters = 1, .listener = 1
};

FIXTURE_VARIANT_ADD(facts, trace) {
	.layers = { { RULED, &may_trace } }, .length = 1, .filters = 1,
	.trace = 1
};

FIXTURE_VARIANT_ADD(facts, trace_plain) {
	.layers = { { RULED }, { PLAIN, &may_trace } }, .length = 2,
	.filters = 1, .trace = 1
};

FIXTURE_VARIANT_ADD(facts, both) {
	.layers = { { RULED, &may_trace, LISTENER } }, .length = 1,
	.filters = 1, .listener = 1, .trace = 1
};

FIXTURE_VARIANT_ADD(facts, trusted) {
	.layers = { { RULED, &may_trace, LISTENER, TRUST } }, .length = 1,
	.filters = 1, .trusted = 1
};

FIXTURE_VARIANT_ADD(facts, trusted_nothing) {
	.layers = { { RULED, .attr_flags = TRUST } }, .length = 1, .filters = 1
};

FIXTURE_VARIANT_ADD(facts, trusted_one_of_two) {
	.layers = { { RULED, .flags = LISTENER, .attr_flags = TRUST },
		    { PLAIN, &may_trace } },
	.length = 2, .filters = 1, .trace = 1, .trusted = 1
};

FIXTURE_VARIANT_ADD(facts, logged) {
	.layers = { { RULED, .flags = LOGGED } }, .length = 1, .filters = 1,
	.logged = 1
};

FIXTURE_VARIANT_ADD(facts, logged_below) {
	.layers = { { RULED, .flags = LOGGED }, { RULED } }, .length = 2,
	.filters = 2, .logged = 1
};

FIXTURE_VARIANT_ADD(facts, logged_plain) {
	.layers = { { PLAIN, .flags = LOGGED }, { RULED } }, .length = 2,
	.filters = 1
};

FIXTURE_VARIANT_ADD(facts, all) {
	.layers = { { PLAIN, .flags = LISTENER, .close = true },
		    { RULED, &may_trace, .attr_flags = TRUST },
		    { RULED, &may_trace },
		    { RULED, .flags = LOGGED, .attr_flags = STRICT,
		      .rule = RULE_SOCK } },
	.length = 4, .filters = 3, .layers_held = 1, .strict = 1, .listener = 1,
	.trace = 1, .trusted = 1, .logged = 1
};

FIXTURE_SETUP(facts)
{
	ASSERT_EQ(0, init_context());
	ASSERT_LT(0, start_target(NULL));
	ASSERT_EQ(0, peer_call(&ctx->target_peer, add_layers,
			       (void *)variant->layers));
}

FIXTURE_TEARDOWN(facts)
{
}

static int count_ids(const struct facts *f)
{
	const char *p;
	int num = 0;

	for (p = f->chain; *p; p++)
		num += *p == ',';
	return num;
}

static long call_text(void *text)
{
	return read_facts_text("/proc/thread-self", text, 512);
}

TEST_F(facts, text)
{
	char text[512], want[5000];
	struct facts f;

	ASSERT_LE(0, read_facts_text(ctx->dir, text, sizeof(text)));
	ASSERT_LE(0, peer_call(&ctx->target_peer, call_text, page));
	EXPECT_STREQ(text, page);
	if (!variant->filters) {
		EXPECT_STREQ("", text);
		return;
	}
	ASSERT_EQ(0, read_facts(ctx->dir, &f));
	EXPECT_EQ(variant->length, count_ids(&f));
	f.chain[strlen(f.chain) - 1] = '\0';
	snprintf(want, sizeof(want), FACTS_FORMAT "%s\n", variant->filters,
		 variant->layers_held, variant->strict, variant->listener,
		 variant->trace, variant->trusted, variant->logged, f.chain);
	EXPECT_STREQ(want, text);
}

static long start_peer(void *peer)
{
	return peer_start(peer);
}

/*
 * The ids of a chain are those of the chain that it grew from, after one more for
 * each filter on top.  Equal filters have different ids.
 */
TEST(chain)
{
	static const struct layer base[LAYERS] = { { PLAIN }, { RULED } };
	static const struct layer more[LAYERS] = { { PLAIN } };
	struct peer parent, child, other;
	struct facts p, c, o;
	pid_t c_pid, o_pid;

	ASSERT_EQ(0, peer_init(&parent) ?: peer_init(&child) ?:
		     peer_init(&other));
	ASSERT_LT(0, peer_start(&parent));
	ASSERT_EQ(0, peer_call(&parent, add_layers, (void *)base));
	c_pid = peer_call(&parent, start_peer, &child);
	o_pid = peer_call(&parent, start_peer, &other);
	ASSERT_EQ(0, task_facts(parent.pid, &p) ?: task_facts(c_pid, &c));
	EXPECT_EQ(2, count_ids(&p));
	EXPECT_STREQ(p.chain, c.chain);

	ASSERT_EQ(0, peer_call(&child, add_layers, (void *)more));
	ASSERT_EQ(0, peer_call(&other, add_layers, (void *)more));
	ASSERT_EQ(0, task_facts(c_pid, &c) ?: task_facts(o_pid, &o));
	EXPECT_STREQ(p.chain, strchr(c.chain, ',') + 1);
	EXPECT_STREQ(p.chain, strchr(o.chain, ',') + 1);
	EXPECT_TRUE(facts_descend(&c, &p));
	EXPECT_TRUE(facts_descend(&o, &p));
	EXPECT_TRUE(facts_descend(&p, &p));
	EXPECT_FALSE(facts_descend(&p, &c));
	EXPECT_FALSE(facts_descend(&c, &o));
	EXPECT_FALSE(facts_descend(&o, &c));
}

/* Each thread has its own file; that of the process is the leader's. */
static int add_strict(void)
{
	return attach_rule(0, STRICT, RULE_NONE);
}

static int thread_facts(const struct worker *w, struct facts *f)
{
	char dir[64];

	snprintf(dir, sizeof(dir), "/proc/%d/task/%d", getpid(), w->tid);
	return read_facts(dir, f);
}

TEST(threads)
{
	struct worker outside = { .wait = WAIT_SPIN };
	struct worker inside = { .wait = WAIT_SPIN, .before = add_strict };
	struct facts leader, f;

	ASSERT_EQ(0, set_nnp());
	ASSERT_EQ(0, worker_start(&outside));
	ASSERT_EQ(0, attach_rule(0, 0, RULE_WRITE));
	ASSERT_EQ(0, worker_start(&inside));
	EXPECT_EQ(0, task_facts(getpid(), &leader));
	EXPECT_EQ(1, leader.filters);
	EXPECT_EQ(1, leader.layers);
	EXPECT_EQ(0, leader.strict);
	EXPECT_EQ(ENODATA, thread_facts(&outside, &f));
	EXPECT_EQ(0, thread_facts(&inside, &f));
	EXPECT_EQ(2, f.filters);
	EXPECT_EQ(1, f.layers);
	EXPECT_EQ(1, f.strict);
	EXPECT_TRUE(facts_descend(&f, &leader));
	ASSERT_EQ(0, worker_join(&inside));

	/* This thread has not taken the domain, but is held to it. */
	ASSERT_EQ(0, attach_rule(TSYNC, 0, RULE_READDIR));
	EXPECT_EQ(0, task_facts(getpid(), &leader));
	EXPECT_EQ(0, thread_facts(&outside, &f));
	EXPECT_EQ(2, f.filters);
	EXPECT_EQ(2, f.layers);
	EXPECT_STREQ(leader.chain, f.chain);
	ASSERT_EQ(0, worker_join(&outside));
}

/* Who may read from the process may read this file of it. */
static long read_target(void *arg)
{
	return do_facts();
}

static long read_shared(void *arg)
{
	char text[16];

	return as_errno(pread((long)arg, text, sizeof(text), 0));
}

static long become_user(void *arg)
{
	const uid_t uid = (long)arg;

	if (syscall(__NR_setresuid, uid, uid, uid))
		return -1;
	return prctl(PR_SET_PDEATHSIG, SIGKILL) ?:
	       prctl(PR_SET_DUMPABLE, 1);
}

TEST(permission)
{
	static const struct layer layers[LAYERS] = { { RULED } };
	struct peer *reader, *target;
	char path[128];
	struct stat st;
	int fd;

	ASSERT_EQ(0, init_context());
	reader = &ctx->tracer_peer;
	target = &ctx->target_peer;
	ASSERT_LT(0, start_target(NULL));
	ASSERT_EQ(0, peer_call(target, add_layers, (void *)layers));
	snprintf(path, sizeof(path), "%s/seccomp_landlock", ctx->dir);
	ASSERT_EQ(0, stat(path, &st));
	EXPECT_EQ(S_IFREG | 0444, st.st_mode);
	fd = open(path, O_RDONLY);
	ASSERT_LE(0, fd);
	ASSERT_LT(0, peer_start(reader));
	EXPECT_EQ(0, peer_call(reader, read_target, NULL));
	EXPECT_EQ(0, peer_call(reader, read_shared, (void *)(long)fd));

	/* Another user; it is the reader that counts, not who opened it. */
	ASSERT_EQ(0, peer_call(reader, become_user, (void *)65534L));
	EXPECT_EQ(EACCES, peer_call(reader, read_target, NULL));
	EXPECT_EQ(EACCES, peer_call(reader, read_shared, (void *)(long)fd));
	EXPECT_EQ(0, read_shared((void *)(long)fd));
	ASSERT_EQ(0, peer_call(target, become_user, (void *)65534L));
	EXPECT_EQ(0, peer_call(reader, read_target, NULL));
	EXPECT_EQ(0, peer_call(reader, read_shared, (void *)(long)fd));

	/* Of the same user, but in another sandbox */
	ASSERT_EQ(0, peer_call(reader, add_layers, (void *)layers));
	EXPECT_EQ(EACCES, peer_call(reader, read_target, NULL));
	EXPECT_EQ(EACCES, peer_call(reader, read_shared, (void *)(long)fd));
	ctx->target = reader->pid;
	snprintf(ctx->dir, sizeof(ctx->dir), "/proc/%d", reader->pid);
	EXPECT_EQ(0, peer_call(reader, read_target, NULL));
	EXPECT_EQ(EACCES, peer_call(target, read_target, NULL));
}

static long exit_now(void *arg)
{
	_exit(0);
}

TEST(dead)
{
	static const struct layer layers[LAYERS] = { { RULED } };
	const struct peer_call call = { .fn = exit_now };
	struct facts f;

	ASSERT_EQ(0, init_context());
	ASSERT_LT(0, start_target(NULL));
	ASSERT_EQ(0, peer_call(&ctx->target_peer, add_layers, (void *)layers));
	ASSERT_EQ(0, task_facts(ctx->target, &f));
	ASSERT_EQ(sizeof(call), write(ctx->target_peer.sv[0], &call,
				      sizeof(call)));
	ASSERT_TRUE(wait_state(ctx->target, 'Z'));
	EXPECT_EQ(ESRCH, task_facts(ctx->target, &f));
}

/* More than a page, read in one piece and in many */
#define LONG_CHAIN	1000

TEST(long_chain)
{
	const size_t size = 64 * LONG_CHAIN;
	char *text = calloc(1, size), *parts = calloc(1, size), *p;
	ssize_t len, part, sum = 0;
	int i, ids = 1, fd;

	ASSERT_EQ(0, set_nnp());
	for (i = 1; i < LONG_CHAIN; i++)
		ASSERT_EQ(0, attach_plain(0));
	ASSERT_EQ(0, attach_fd(0, 0, -1));
	len = read_facts_text("/proc/self", text, size);
	ASSERT_LT(2 * LONG_CHAIN, len);
	EXPECT_EQ('\n', text[len - 1]);
	for (p = text; *p; p++)
		ids += *p == ',';
	EXPECT_EQ(LONG_CHAIN, ids);

	fd = open("/proc/self/seccomp_landlock", O_RDONLY | O_CLOEXEC);
	ASSERT_LE(0, fd);
	while ((part = read(fd, parts + sum, 97)) > 0)
		sum += part;
	EXPECT_EQ(0, part);
	EXPECT_EQ(len, sum);
	EXPECT_STREQ(text, parts);
}

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

/* The oldest filter is number 0. */
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
struct record {
	struct sock_fprog fprog;
	__u64 flags;
};

FIXTURE(reinstall) {};

FIXTURE_VARIANT(reinstall)
{
	struct layer layer;
};

FIXTURE_VARIANT_ADD(reinstall, ruled) { .layer = { .kind = RULED } };

FIXTURE_VARIANT_ADD(reinstall, ruleset) {
	.layer = { .kind = RULED, .rule = RULE_WRITE }
};

FIXTURE_VARIANT_ADD(reinstall, log) {
	.layer = { .kind = RULED, .flags = LOGGED }
};

FIXTURE_VARIANT_ADD(reinstall, all) {
	.layer = { .kind = RULED, .flags = TSYNC | LOGGED |
		   SECCOMP_FILTER_FLAG_SPEC_ALLOW, .attr_flags = STRICT }
};

static long call_layer(void *arg)
{
	return add_layer(arg);
}

FIXTURE_SETUP(reinstall)
{
	ASSERT_EQ(0, init_context());
	ASSERT_LT(0, start_target(NULL));
	ASSERT_EQ(0, peer_call(&ctx->target_peer, call_layer,
			       (void *)&variant->layer));
	ASSERT_EQ(0, ptrace(PTRACE_ATTACH, ctx->target, 0, 0));
	ASSERT_EQ(ctx->target, waitpid(ctx->target, NULL, __WALL));
}

FIXTURE_TEARDOWN(reinstall)
{
	ptrace(PTRACE_DETACH, ctx->target, 0, 0);
}

/* Whatever the length, which is where another structure has its size */
TEST_F(reinstall, fails)
{
	static struct sock_filter code[BPF_MAXINSNS];
	struct metadata md = { .filter_off = 0 };
	struct record record = {};
	struct snapshot before;
	int len;

	ASSERT_EQ(sizeof(md), ptrace(PTRACE_SECCOMP_GET_METADATA, ctx->target,
				     sizeof(md), &md));
	ASSERT_EQ(1, ptrace(PTRACE_SECCOMP_GET_FILTER, ctx->target, 0, code));
	for (len = 1; len < BPF_MAXINSNS; len++)
		code[len] = code[0];
	record.fprog.filter = code;
	record.flags = md.flags;
	ASSERT_EQ(0, set_nnp());
	before = snapshot_task(getpid());
	for (len = 1; len <= BPF_MAXINSNS; len++) {
		record.fprog.len = len;
		if (!sys_seccomp(SECCOMP_SET_MODE_FILTER, record.flags,
				 &record) || errno != EINVAL)
			break;
	}
	EXPECT_EQ(BPF_MAXINSNS + 1, len);
	EXPECT_SAME_STATE(before, snapshot_task(getpid()));
	/* The program is not what is wrong. */
	EXPECT_EQ(0, sys_seccomp(SECCOMP_SET_MODE_FILTER, record.flags &
				 ~SECCOMP_FILTER_FLAG_LANDLOCK, &record));
	EXPECT_EQ(1, self_status("Seccomp_filters"));
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
