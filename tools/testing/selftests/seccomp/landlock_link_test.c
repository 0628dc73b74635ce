// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tracing links from before a ruled filter
 *
 * A task that is tracing somebody gets a ruled filter like any other, and from then
 * on each of its requests is judged: on a link that is older than the filter, on one
 * that its child made by PTRACE_TRACEME, and on one whose target has changed.  Only
 * PTRACE_DETACH and PTRACE_INTERRUPT pass, the former without its signal, so that
 * the link can be given up.
 */
#include "landlock_pairs.h"

#include <elf.h>

/* These may be missing in sys/ptrace.h, which has names and no macros. */
#define GET_RSEQ_CONFIGURATION			0x420f
#define SET_SYSCALL_USER_DISPATCH_CONFIG	0x4210
#define GET_SYSCALL_USER_DISPATCH_CONFIG	0x4211
#define OLDSETOPTIONS				21
#define UNKNOWN_REQUEST				0x4299

/* What glibc makes of PTRACE_PEEKDATA and its like is of no use here. */
static long request(long op, pid_t pid, unsigned long addr, unsigned long data)
{
	return as_errno(syscall(__NR_ptrace, op, pid, addr, data));
}

static int peek(pid_t pid)
{
	long word;

	return request(PTRACE_PEEKDATA, pid, (long)page, (long)&word);
}

static int stop_task(pid_t pid)
{
	const int err = request(PTRACE_INTERRUPT, pid, 0, 0);

	return err ?: waitpid(pid, NULL, __WALL) == pid ? 0 : -1;
}

static const struct layer plain = { .kind = PLAIN };
static const struct layer plain_sync = { .kind = PLAIN, .flags = TSYNC };
static const struct layer ruled = { .kind = RULED, .rule = RULE_WRITE };
static const struct layer ruled_sync = {
	.kind = RULED, .rule = RULE_WRITE, .flags = TSYNC
};

static const struct layer listener = { .kind = PLAIN, .flags = LISTENER };

/*
 * Every request of a tracer: T, a child of this test, traces its own child C.
 *
 * Where a request is denied, its data are garbage, so that C would not go on as it
 * does if the request had been carried out.
 */
enum arg {
	NOTHING,
	NUMBER,		/* variant->num */
	BUFFER,
	VECTOR,		/* an iovec that tells of the buffer */
	WORD,		/* the first long of the buffer */
	IN_TARGET,	/* the address of a page that C has */
};

FIXTURE(request) {
	struct peer *tracer, *target;
};

FIXTURE_VARIANT(request)
{
	long op;
	enum arg addr, data;
	unsigned long num;
	long read_op;		/* tells what to write, before T is ruled */
	int err;		/* of a request that is not denied */
	int filtered_err;	/* the same, of a T with filters */
};

FIXTURE_VARIANT_ADD(request, peektext) {
	.op = PTRACE_PEEKTEXT, .addr = IN_TARGET, .data = BUFFER
};

FIXTURE_VARIANT_ADD(request, peekdata) {
	.op = PTRACE_PEEKDATA, .addr = IN_TARGET, .data = BUFFER
};

FIXTURE_VARIANT_ADD(request, poketext) {
	.op = PTRACE_POKETEXT, .addr = IN_TARGET, .data = WORD,
	.read_op = PTRACE_PEEKTEXT
};

FIXTURE_VARIANT_ADD(request, pokedata) {
	.op = PTRACE_POKEDATA, .addr = IN_TARGET, .data = WORD,
	.read_op = PTRACE_PEEKDATA
};

FIXTURE_VARIANT_ADD(request, cont) { .op = PTRACE_CONT };

FIXTURE_VARIANT_ADD(request, cont_signal) {
	.op = PTRACE_CONT, .data = NUMBER, .num = SIGURG
};

FIXTURE_VARIANT_ADD(request, syscall) { .op = PTRACE_SYSCALL };

FIXTURE_VARIANT_ADD(request, singlestep) { .op = PTRACE_SINGLESTEP };

FIXTURE_VARIANT_ADD(request, kill) { .op = PTRACE_KILL };

FIXTURE_VARIANT_ADD(request, listen) { .op = PTRACE_LISTEN };

FIXTURE_VARIANT_ADD(request, setoptions) { .op = PTRACE_SETOPTIONS };

FIXTURE_VARIANT_ADD(request, oldsetoptions) { .op = OLDSETOPTIONS };

FIXTURE_VARIANT_ADD(request, geteventmsg) {
	.op = PTRACE_GETEVENTMSG, .data = BUFFER
};

FIXTURE_VARIANT_ADD(request, getsiginfo) {
	.op = PTRACE_GETSIGINFO, .data = BUFFER
};

FIXTURE_VARIANT_ADD(request, setsiginfo) {
	.op = PTRACE_SETSIGINFO, .data = BUFFER, .read_op = PTRACE_GETSIGINFO
};

/* The address is that of an empty range: no signal is looked for. */
FIXTURE_VARIANT_ADD(request, peeksiginfo) {
	.op = PTRACE_PEEKSIGINFO, .addr = BUFFER, .data = BUFFER
};

FIXTURE_VARIANT_ADD(request, getsigmask) {
	.op = PTRACE_GETSIGMASK, .addr = NUMBER, .num = 8, .data = BUFFER
};

FIXTURE_VARIANT_ADD(request, setsigmask) {
	.op = PTRACE_SETSIGMASK, .addr = NUMBER, .num = 8, .data = BUFFER,
	.read_op = PTRACE_GETSIGMASK
};

FIXTURE_VARIANT_ADD(request, getregset) {
	.op = PTRACE_GETREGSET, .addr = NUMBER, .num = NT_PRSTATUS,
	.data = VECTOR
};

FIXTURE_VARIANT_ADD(request, setregset) {
	.op = PTRACE_SETREGSET, .addr = NUMBER, .num = NT_PRSTATUS,
	.data = VECTOR, .read_op = PTRACE_GETREGSET
};

/* No task that has filters itself may read those of others. */
FIXTURE_VARIANT_ADD(request, seccomp_get_filter) {
	.op = PTRACE_SECCOMP_GET_FILTER, .data = BUFFER, .filtered_err = EACCES
};

FIXTURE_VARIANT_ADD(request, seccomp_get_metadata) {
	.op = PTRACE_SECCOMP_GET_METADATA, .addr = NUMBER, .num = 16,
	.data = BUFFER, .filtered_err = EACCES
};

FIXTURE_VARIANT_ADD(request, get_syscall_info) {
	.op = PTRACE_GET_SYSCALL_INFO, .addr = NUMBER, .num = 88, .data = BUFFER
};

FIXTURE_VARIANT_ADD(request, get_rseq_configuration) {
	.op = GET_RSEQ_CONFIGURATION, .addr = NUMBER, .num = 24, .data = BUFFER
};

FIXTURE_VARIANT_ADD(request, get_dispatch_config) {
	.op = GET_SYSCALL_USER_DISPATCH_CONFIG, .addr = NUMBER, .num = 32,
	.data = BUFFER
};

FIXTURE_VARIANT_ADD(request, set_dispatch_config) {
	.op = SET_SYSCALL_USER_DISPATCH_CONFIG, .addr = NUMBER, .num = 32,
	.data = BUFFER, .read_op = GET_SYSCALL_USER_DISPATCH_CONFIG
};

FIXTURE_VARIANT_ADD(request, unknown) {
	.op = UNKNOWN_REQUEST, .err = EIO, .filtered_err = EIO
};

#ifdef __x86_64__
#define ARCH_GET_FS	0x1003

FIXTURE_VARIANT_ADD(request, peekuser) {
	.op = PTRACE_PEEKUSER, .data = BUFFER
};

FIXTURE_VARIANT_ADD(request, pokeuser) {
	.op = PTRACE_POKEUSER, .data = WORD, .read_op = PTRACE_PEEKUSER
};

FIXTURE_VARIANT_ADD(request, getregs) { .op = PTRACE_GETREGS, .data = BUFFER };

FIXTURE_VARIANT_ADD(request, setregs) {
	.op = PTRACE_SETREGS, .data = BUFFER, .read_op = PTRACE_GETREGS
};

FIXTURE_VARIANT_ADD(request, getfpregs) {
	.op = PTRACE_GETFPREGS, .data = BUFFER
};

FIXTURE_VARIANT_ADD(request, setfpregs) {
	.op = PTRACE_SETFPREGS, .data = BUFFER, .read_op = PTRACE_GETFPREGS
};

FIXTURE_VARIANT_ADD(request, sysemu) { .op = PTRACE_SYSEMU };

FIXTURE_VARIANT_ADD(request, sysemu_singlestep) {
	.op = PTRACE_SYSEMU_SINGLESTEP
};

FIXTURE_VARIANT_ADD(request, arch_prctl) {
	.op = PTRACE_ARCH_PRCTL, .addr = BUFFER, .data = NUMBER,
	.num = ARCH_GET_FS
};

#endif

FIXTURE_SETUP(request)
{
	ASSERT_EQ(0, init_context());
	self->tracer = &ctx->tracer_peer;
	self->target = &ctx->target_peer;
	ASSERT_LT(0, peer_start(self->tracer));
}

FIXTURE_TEARDOWN(request)
{
}

/* What follows runs in T. */
static char buffer[4096];
static struct iovec vector;

static unsigned long arg_value(enum arg arg, unsigned long num)
{
	switch (arg) {
	case NUMBER:
		return num;
	case BUFFER:
		return (unsigned long)buffer;
	case VECTOR:
		return (unsigned long)&vector;
	case WORD:
		return *(unsigned long *)buffer;
	case IN_TARGET:
		return (unsigned long)page;
	default:
		return 0;
	}
}

static long seize_target(void *arg)
{
	return request(PTRACE_SEIZE, ctx->target, 0, (long)arg);
}

static long stop_target(void *arg)
{
	return stop_task(ctx->target);
}

/* The argument is a variant of the fixture. */
static long send_request(void *arg)
{
	const struct _fixture_variant_request *v = arg;

	if (!v->read_op)
		vector = (struct iovec){ buffer, sizeof(buffer) };
	return request(v->op, ctx->target, arg_value(v->addr, v->num),
		       arg_value(v->data, v->num));
}

/* Reads what the request is to write, and lets C run. */
static long prepare_request(void *arg)
{
	struct _fixture_variant_request v =
		*(const struct _fixture_variant_request *)arg;
	int err;

	v.op = v.read_op;
	v.read_op = 0;
	if (v.data == WORD)
		v.data = BUFFER;
	err = stop_task(ctx->target) ?: send_request(&v);
	return err ?: request(PTRACE_CONT, ctx->target, 0, 0);
}

/* To be written if the request is carried out against the rules */
static long garble(void *arg)
{
	memset(buffer, 0x5a, sizeof(buffer));
	return 0;
}

static long detach_target(void *sig)
{
	return request(PTRACE_DETACH, ctx->target, 0, (long)sig);
}

static long traceme_and_stop(void *arg)
{
	return call_traceme(NULL) ?: raise(SIGSTOP);
}

static long wait_target(void *arg)
{
	return waitpid(ctx->target, NULL, __WALL) == ctx->target ? 0 : -1;
}

static long call_layer(void *arg)
{
	return add_layer(arg);
}

static long ping(void *arg)
{
	return (long)arg + 1;
}

/* T and C, both with one filter, linked, and C is running. */
#define LINK(_base)							\
do {									\
	ASSERT_EQ(0, peer_call(self->tracer, call_layer, (void *)(_base))); \
	ASSERT_LT(0, peer_call(self->tracer, start_target, NULL));	\
	ASSERT_EQ(0, peer_call(self->tracer, seize_target, NULL));	\
	if (variant->read_op)						\
		ASSERT_EQ(0, peer_call(self->tracer, prepare_request,	\
				       (void *)variant));		\
} while (0)

#define EXPECT_PASSES(_err)						\
do {									\
	ASSERT_EQ(0, peer_call(self->tracer, stop_target, NULL));	\
	EXPECT_EQ(_err, peer_call(self->tracer, send_request,		\
				  (void *)variant));			\
} while (0)

/* C is stopped; it is so afterwards, and is unchanged when T gives it up. */
#define EXPECT_DENIED()							\
do {									\
	ASSERT_TRUE(wait_state(ctx->target, 't'));			\
	ASSERT_EQ(0, peer_call(self->tracer, garble, NULL));		\
	EXPECT_EQ(EPERM, peer_call(self->tracer, send_request,		\
				   (void *)variant));			\
	EXPECT_EQ('t', task_state(ctx->target));			\
	EXPECT_EQ(1, page[0]);						\
	EXPECT_EQ(0, peer_call(self->tracer, detach_target, NULL));	\
	EXPECT_EQ(48, peer_call(self->target, ping, (void *)47));	\
	EXPECT_EQ(0, tracer_pid(ctx->target));				\
} while (0)

static const struct layer no_layer;

TEST_F(request, unruled)
{
	LINK(&no_layer);
	ASSERT_EQ(0, peer_call(self->target, call_layer, (void *)&plain));
	EXPECT_PASSES(variant->err);
}

TEST_F(request, same_chain)
{
	LINK(&ruled);
	EXPECT_PASSES(variant->filtered_err);
}

TEST_F(request, child_chain)
{
	LINK(&ruled);
	ASSERT_EQ(0, peer_call(self->target, call_layer, (void *)&ruled));
	EXPECT_PASSES(variant->filtered_err);
}

TEST_F(request, tracer_ruled_later)
{
	LINK(&no_layer);
	ASSERT_EQ(0, peer_call(self->tracer, call_layer, (void *)&ruled));
	ASSERT_EQ(0, peer_call(self->tracer, stop_target, NULL));
	EXPECT_DENIED();
}

TEST_F(request, tracer_ruled_while_stopped)
{
	LINK(&no_layer);
	ASSERT_EQ(0, peer_call(self->tracer, stop_target, NULL));
	ASSERT_EQ(0, peer_call(self->tracer, call_layer, (void *)&ruled));
	EXPECT_DENIED();
}

/* Its supervisor can hand C from now on what T may not have. */
TEST_F(request, target_gets_listener)
{
	LINK(&ruled);
	ASSERT_EQ(0, peer_call(self->target, call_layer, (void *)&listener));
	ASSERT_EQ(0, peer_call(self->tracer, stop_target, NULL));
	EXPECT_DENIED();
}

/* The other direction: T did not ask for it. */
TEST_F(request, target_called_traceme)
{
	const struct peer_call call = { .fn = traceme_and_stop };
	long ret;

	ASSERT_LT(0, peer_call(self->tracer, start_target, NULL));
	ASSERT_EQ(sizeof(call), write(self->target->sv[0], &call,
				      sizeof(call)));
	ASSERT_EQ(0, peer_call(self->tracer, wait_target, NULL));
	ASSERT_EQ(0, peer_call(self->tracer, call_layer, (void *)&ruled));
	ASSERT_TRUE(wait_state(ctx->target, 't'));
	EXPECT_EQ(EPERM, peer_call(self->tracer, send_request,
				   (void *)variant));
	EXPECT_EQ('t', task_state(ctx->target));
	EXPECT_EQ(0, peer_call(self->tracer, detach_target, (void *)SIGKILL));
	ASSERT_EQ(sizeof(ret), read(self->target->sv[0], &ret, sizeof(ret)));
	EXPECT_EQ(0, ret);
	EXPECT_EQ(48, peer_call(self->target, ping, (void *)47));
}

/* Who is not the tracer is told so, ruled or not. */
TEST_F(request, no_link)
{
	ASSERT_LT(0, peer_call(self->tracer, start_target, NULL));
	EXPECT_EQ(ESRCH, peer_call(self->tracer, send_request,
				   (void *)variant));
	ASSERT_EQ(0, peer_call(self->tracer, call_layer, (void *)&ruled));
	EXPECT_EQ(ESRCH, peer_call(self->tracer, send_request,
				   (void *)variant));
	EXPECT_EQ(ESRCH, peer_call(self->tracer, detach_target, NULL));
}

/*
 * How the link came about, and what is installed: never an error, and the link is
 * of no use from then on.  This test is the tracer.
 */
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

	return pid < 0 || ptrace(PTRACE_SEIZE, pid, 0, 0) || stop_task(pid) ?
	       -1 : pid;
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

/* A process that forks when it is told to, with PTRACE_O_TRACEFORK */
static int fork_order[2];

static pid_t seize_forker(void)
{
	pid_t pid;
	char c;

	if (pipe(fork_order))
		return -1;
	pid = fork_tied();
	if (pid == 0) {
		if (read(fork_order[0], &c, 1) == 1)
			start_pausing();
		for (;;)
			pause();
	}
	return pid < 0 || ptrace(PTRACE_SEIZE, pid, 0, PTRACE_O_TRACEFORK) ?
	       -1 : pid;
}

static int let_fork(pid_t pid)
{
	int status;

	if (write(fork_order[1], "", 1) != 1 ||
	    waitpid(pid, &status, __WALL) != pid)
		return -1;
	return status >> 8 == (SIGTRAP | PTRACE_EVENT_FORK << 8) ? 0 : -1;
}

/* A link to a grandchild that nobody asked for by name, and to nobody else */
static pid_t link_auto(void)
{
	const pid_t pid = seize_forker();
	unsigned long msg;

	if (pid < 0 || let_fork(pid) ||
	    ptrace(PTRACE_GETEVENTMSG, pid, 0, &msg) ||
	    waitpid(msg, NULL, __WALL) != (pid_t)msg ||
	    ptrace(PTRACE_DETACH, pid, 0, 0))
		return -1;
	return msg;
}

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

FIXTURE_SETUP(link)
{
	ASSERT_EQ(0, init_context());
	ASSERT_EQ(0, set_nnp());
}

FIXTURE_TEARDOWN(link)
{
}

TEST_F(link, from_before)
{
	const pid_t pid = variant->link();

	ASSERT_LT(0, pid);
	EXPECT_EQ(0, peek(pid));
	EXPECT_EQ(0, add_layer(&variant->layer));
	EXPECT_EQ(1, self_status("Seccomp_landlock"));
	EXPECT_EQ(getpid(), tracer_pid(pid));
	EXPECT_EQ(EPERM, peek(pid));
	EXPECT_EQ(EPERM, request(PTRACE_CONT, pid, 0, 0));
	EXPECT_EQ('t', task_state(pid));
	EXPECT_EQ(0, request(PTRACE_DETACH, pid, 0, 0));
	EXPECT_EQ(0, tracer_pid(pid));
	EXPECT_EQ(EPERM, request(PTRACE_SEIZE, pid, 0, 0));
}

/* To a member, until the tracer has more filters than it, of whatever kind */
TEST_F(link, to_member)
{
	pid_t pid;

	ASSERT_EQ(0, add_layer(&ruled));
	pid = variant->link();
	ASSERT_LT(0, pid);
	EXPECT_EQ(0, peek(pid));
	EXPECT_EQ(0, add_layer(&plain));
	EXPECT_EQ(EPERM, peek(pid));
	EXPECT_EQ(0, add_layer(&variant->layer));
	EXPECT_EQ(EPERM, peek(pid));
	EXPECT_EQ(0, request(PTRACE_DETACH, pid, 0, 0));
}

/* Neither ordinary filters nor Landlock on its own look at links that exist. */
TEST_F(link, unruled)
{
	const struct layer restricted = {
		.kind = RESTRICT, .rule = RULE_WRITE,
	};
	const pid_t pid = variant->link();
	struct layer same = variant->layer;

	ASSERT_LT(0, pid);
	same.kind = PLAIN;
	same.rule = RULE_NONE;
	same.attr_flags = 0;
	EXPECT_EQ(0, add_layer(&same));
	EXPECT_EQ(0, add_layer(&restricted));
	EXPECT_EQ(0, peek(pid));
	EXPECT_EQ(0, request(PTRACE_CONT, pid, 0, 0));
}

/* A stranger who blocks a sandbox: a tracee that died and nobody waited for. */
TEST(dead_tracee)
{
	pid_t pid;

	ASSERT_NE(SIG_ERR, signal(SIGCHLD, SIG_IGN));
	pid = fork_tied();
	if (pid == 0)
		_exit(ptrace(PTRACE_TRACEME, 0, 0, 0) ? 1 : 0);
	ASSERT_LT(0, pid);
	ASSERT_TRUE(wait_state(pid, 'Z'));
	ASSERT_EQ(0, set_nnp());
	EXPECT_EQ(0, attach_rule(0, 0, RULE_WRITE));
	EXPECT_EQ(0, attach_rule(TSYNC, 0, RULE_WRITE));
	EXPECT_EQ(EACCES, try_write());
}

/* A tracee of a tracer that may not ask forks: the link to its child is no better. */
TEST(attached_after_the_rules)
{
	const pid_t pid = seize_forker();
	unsigned long msg;
	pid_t child;

	ASSERT_EQ(0, init_context());
	ASSERT_LT(0, pid);
	ASSERT_EQ(0, set_nnp());
	ASSERT_EQ(0, add_layer(&ruled));
	ASSERT_EQ(0, let_fork(pid));
	EXPECT_EQ(EPERM, request(PTRACE_GETEVENTMSG, pid, 0, (long)&msg));
	child = waitpid(-1, NULL, __WALL);
	ASSERT_LT(0, child);
	ASSERT_NE(pid, child);
	EXPECT_EQ(getpid(), tracer_pid(child));
	EXPECT_EQ(EPERM, peek(child));
	EXPECT_EQ(EPERM, request(PTRACE_CONT, child, 0, 0));
	EXPECT_EQ(0, request(PTRACE_DETACH, child, 0, 0));
	EXPECT_EQ(0, request(PTRACE_DETACH, pid, 0, 0));
}

/*
 * A signal that the tracee was about to take, or another one that the tracer would
 * like it to take, is lost when a tracer that may not ask detaches.
 */
FIXTURE(detach) {
	struct peer *tracer, *target;
};

FIXTURE_VARIANT(detach)
{
	long op;
	int sig;
};

FIXTURE_VARIANT_ADD(detach, same) { .op = PTRACE_DETACH, .sig = SIGUSR1 };
FIXTURE_VARIANT_ADD(detach, other) { .op = PTRACE_DETACH, .sig = SIGTERM };
FIXTURE_VARIANT_ADD(detach, kill) { .op = PTRACE_DETACH, .sig = SIGKILL };
FIXTURE_VARIANT_ADD(detach, none) { .op = PTRACE_DETACH };
FIXTURE_VARIANT_ADD(detach, cont_same) { .op = PTRACE_CONT, .sig = SIGUSR1 };
FIXTURE_VARIANT_ADD(detach, cont_other) { .op = PTRACE_CONT, .sig = SIGTERM };

FIXTURE_SETUP(detach)
{
	ASSERT_EQ(0, init_context());
	self->tracer = &ctx->tracer_peer;
	self->target = &ctx->target_peer;
	ASSERT_LT(0, start_target(NULL));
	ASSERT_LT(0, peer_start(self->tracer));
	ASSERT_EQ(0, peer_call(self->tracer, seize_target, NULL));
	ASSERT_EQ(0, kill(ctx->target, SIGUSR1));
	ASSERT_EQ(0, peer_call(self->tracer, wait_target, NULL));
}

FIXTURE_TEARDOWN(detach)
{
}

static long wait_exit(void *arg)
{
	return wait_child(ctx->target);
}

static long resume_target(void *arg)
{
	const struct _fixture_variant_detach *v = arg;

	return request(v->op, ctx->target, 0, v->sig);
}

TEST_F(detach, unruled)
{
	EXPECT_EQ(0, peer_call(self->tracer, resume_target, (void *)variant));
	EXPECT_EQ(!variant->sig ? 48 : -variant->sig,
		  !variant->sig ?
		  peer_call(self->target, ping, (void *)47) :
		  variant->op == PTRACE_DETACH ? wait_child(ctx->target) :
		  peer_call(self->tracer, wait_exit, NULL));
}

TEST_F(detach, ruled)
{
	const bool detach = variant->op == PTRACE_DETACH;

	ASSERT_EQ(0, peer_call(self->tracer, call_layer, (void *)&ruled));
	EXPECT_EQ(detach ? 0 : EPERM,
		  peer_call(self->tracer, resume_target, (void *)variant));
	if (!detach) {
		EXPECT_EQ('t', task_state(ctx->target));
		ASSERT_EQ(0, peer_call(self->tracer, detach_target, NULL));
	}
	EXPECT_EQ(48, peer_call(self->target, ping, (void *)47));
	EXPECT_EQ(0, tracer_pid(ctx->target));
}

/* What goes on working, or not, when something else changes */
FIXTURE(change) {
	struct peer *tracer, *target;
};

FIXTURE_SETUP(change)
{
	ASSERT_EQ(0, init_context());
	self->tracer = &ctx->tracer_peer;
	self->target = &ctx->target_peer;
	ASSERT_LT(0, start_target(NULL));
	ASSERT_LT(0, peer_start(self->tracer));
	ASSERT_EQ(0, peer_call(self->tracer, seize_target, NULL));
}

FIXTURE_TEARDOWN(change)
{
}

static long peek_target(void *arg)
{
	return stop_task(ctx->target) ?: peek(ctx->target);
}

static long join_pid(void *pid)
{
	return set_nnp() ? -1 : as_errno(join_process((long)pid));
}

/* The tracer joins the sandbox of its tracee, or that of another process. */
TEST_F(change, joins_target)
{
	ASSERT_EQ(0, peer_call(self->target, call_layer, (void *)&ruled));
	ASSERT_EQ(0, peer_call(self->tracer, join_pid,
			       (void *)(long)ctx->target));
	EXPECT_EQ(0, peer_call(self->tracer, peek_target, NULL));
}

TEST_F(change, joins_other)
{
	struct peer other;

	ASSERT_EQ(0, peer_init(&other));
	ASSERT_LT(0, peer_start(&other));
	ASSERT_EQ(0, peer_call(&other, call_layer, (void *)&ruled));
	ASSERT_EQ(0, peer_call(self->target, call_layer, (void *)&ruled));
	ASSERT_EQ(0, peer_call(self->tracer, join_pid,
			       (void *)(long)other.pid));
	EXPECT_EQ(EPERM, peer_call(self->tracer, peek_target, NULL));
}

/* PTRACE_KILL does not ask whether the tracee is stopped. */
static long kill_target(void *arg)
{
	return request(PTRACE_KILL, ctx->target, 0, 0);
}

TEST_F(change, kill_of_running)
{
	ASSERT_EQ(0, peer_call(self->tracer, call_layer, (void *)&ruled));
	EXPECT_EQ(EPERM, peer_call(self->tracer, kill_target, NULL));
	EXPECT_EQ(48, peer_call(self->target, ping, (void *)47));
}

/* To be traced by somebody outside is no obstacle to a ruled filter. */
TEST_F(change, target_ruled)
{
	ASSERT_EQ(0, peer_call(self->target, call_layer, (void *)&ruled_sync));
	EXPECT_EQ(0, peer_call(self->tracer, peek_target, NULL));
	EXPECT_EQ(self->tracer->pid, tracer_pid(ctx->target));
}

/*
 * What remains of the link: wait status, and that the tracee stays stopped until
 * the tracer lets it go
 */
static long exit_with(void *arg)
{
	_exit((long)arg);
}

TEST_F(change, stop_and_wait_status_remain)
{
	const struct peer_call call = { .fn = exit_with, .arg = (void *)7 };

	ASSERT_EQ(0, peer_call(self->tracer, call_layer, (void *)&ruled));
	ASSERT_EQ(0, kill(ctx->target, SIGUSR1));
	EXPECT_EQ(0, peer_call(self->tracer, wait_target, NULL));
	EXPECT_EQ('t', task_state(ctx->target));
	EXPECT_EQ(0, peer_call(self->tracer, detach_target, NULL));
	EXPECT_EQ(EPERM, peer_call(self->tracer, seize_target, NULL));
	ASSERT_EQ(sizeof(call), write(self->target->sv[0], &call,
				      sizeof(call)));
	EXPECT_EQ(7, wait_child(ctx->target));
}

TEST_F(change, exit_status_remains)
{
	const struct peer_call call = { .fn = exit_with, .arg = (void *)7 };

	ASSERT_EQ(0, peer_call(self->tracer, call_layer, (void *)&ruled));
	ASSERT_EQ(sizeof(call), write(self->target->sv[0], &call,
				      sizeof(call)));
	EXPECT_EQ(7, peer_call(self->tracer, wait_exit, NULL));
}

/* And the options: how the tracee ends, and what it is spared */
FIXTURE(options) {
	struct peer *tracer, *target;
};

FIXTURE_VARIANT(options)
{
	long options;
};

FIXTURE_VARIANT_ADD(options, none) {};
FIXTURE_VARIANT_ADD(options, exitkill) { .options = PTRACE_O_EXITKILL };
FIXTURE_VARIANT_ADD(options, suspend) { .options = PTRACE_O_SUSPEND_SECCOMP };

static long call_unused(void *arg)
{
	return as_errno(syscall(UNUSED_NR, SCHED_OTHER));
}

static const struct program deny_unused = {
	4, { BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		      offsetof(struct seccomp_data, nr)),
	     BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, UNUSED_NR, 0, 1),
	     BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EXDEV), ALLOW }
};

FIXTURE_SETUP(options)
{
	static const struct layer deny = { .kind = PLAIN, .prog = &deny_unused };

	ASSERT_EQ(0, init_context());
	self->tracer = &ctx->tracer_peer;
	self->target = &ctx->target_peer;
	ASSERT_LT(0, start_target(NULL));
	ASSERT_EQ(0, peer_call(self->target, call_layer, (void *)&deny));
	ASSERT_LT(0, peer_start(self->tracer));
	ASSERT_EQ(0, peer_call(self->tracer, seize_target,
			       (void *)variant->options));
	ASSERT_EQ(0, peer_call(self->tracer, call_layer, (void *)&ruled));
}

FIXTURE_TEARDOWN(options)
{
}

TEST_F(options, remain)
{
	EXPECT_EQ(variant->options & PTRACE_O_SUSPEND_SECCOMP ? 0 : EXDEV,
		  peer_call(self->target, call_unused, NULL));
	ASSERT_EQ(0, kill(self->tracer->pid, SIGKILL));
	ASSERT_EQ(-SIGKILL, wait_child(self->tracer->pid));
	EXPECT_EQ(variant->options & PTRACE_O_EXITKILL ? -SIGKILL : 48,
		  variant->options & PTRACE_O_EXITKILL ?
		  wait_child(ctx->target) :
		  peer_call(self->target, ping, (void *)47));
}

TEST_F(options, end_with_the_link)
{
	ASSERT_EQ(0, peer_call(self->tracer, stop_target, NULL));
	ASSERT_EQ(0, peer_call(self->tracer, detach_target, NULL));
	EXPECT_EQ(EXDEV, peer_call(self->target, call_unused, NULL));
	ASSERT_EQ(0, kill(self->tracer->pid, SIGKILL));
	ASSERT_EQ(-SIGKILL, wait_child(self->tracer->pid));
	EXPECT_EQ(48, peer_call(self->target, ping, (void *)47));
}

/* Links of several threads: who gets the filter, by thread sync too, is judged. */
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

static int use_link(void)
{
	return peek(linked);
}

static int end_link(void)
{
	return request(PTRACE_DETACH, linked, 0, 0);
}

FIXTURE(sibling) {
	struct helper helper;
};

FIXTURE_SETUP(sibling)
{
	ASSERT_EQ(0, init_context());
	ASSERT_EQ(0, set_nnp());
	ASSERT_EQ(0, helper_start(&self->helper));
	ASSERT_EQ(0, helper_call(&self->helper, make_link));
	ASSERT_EQ(0, helper_call(&self->helper, use_link));
}

FIXTURE_TEARDOWN(sibling)
{
}

TEST_F(sibling, synced)
{
	EXPECT_EQ(0, add_layer(&ruled_sync));
	EXPECT_EQ(EPERM, helper_call(&self->helper, use_link));
	EXPECT_EQ(0, helper_call(&self->helper, end_link));
	/* Its next link is to a member of the sandbox. */
	EXPECT_EQ(0, helper_call(&self->helper, make_link));
	EXPECT_EQ(0, helper_call(&self->helper, use_link));
}

/* Without thread sync it gets no filter. */
TEST_F(sibling, not_synced)
{
	EXPECT_EQ(0, add_layer(&ruled));
	EXPECT_EQ(0, helper_call(&self->helper, use_link));
	/* The link is that of the thread and of nobody else. */
	EXPECT_EQ(ESRCH, use_link());
	EXPECT_EQ(ESRCH, end_link());
}

/* The caller is ruled, and an ordinary filter brings that to the sibling. */
TEST_F(sibling, ordinary_sync_of_ruled)
{
	ASSERT_EQ(0, add_layer(&ruled));
	EXPECT_EQ(0, add_layer(&plain));
	EXPECT_EQ(0, helper_call(&self->helper, use_link));
	EXPECT_EQ(0, add_layer(&plain_sync));
	EXPECT_EQ(EPERM, helper_call(&self->helper, use_link));
	EXPECT_EQ(0, helper_call(&self->helper, end_link));
}

TEST_F(sibling, ordinary_sync)
{
	EXPECT_EQ(0, add_layer(&plain_sync));
	EXPECT_EQ(1, task_status(self->helper.tid, "Seccomp_filters"));
	EXPECT_EQ(0, helper_call(&self->helper, use_link));
}

/*
 * Another thread of the tracee changes: what is looked at is the process.  T is the
 * parent of C, both are ruled, and T traces one thread of C.
 */
FIXTURE(tracee_thread) {
	struct peer *tracer, *target;
};

FIXTURE_VARIANT(tracee_thread)
{
	bool trace_thread;	/* the second thread, and not the leader */
	const struct layer *layer;	/* of the one that is not traced */
	int err;
};

FIXTURE_VARIANT_ADD(tracee_thread, none) { .layer = &no_layer };
FIXTURE_VARIANT_ADD(tracee_thread, plain) { .layer = &plain };
FIXTURE_VARIANT_ADD(tracee_thread, ruled) { .layer = &ruled };

FIXTURE_VARIANT_ADD(tracee_thread, listener) {
	.layer = &listener, .err = EPERM
};

FIXTURE_VARIANT_ADD(tracee_thread, of_thread_plain) {
	.trace_thread = true, .layer = &plain
};

FIXTURE_VARIANT_ADD(tracee_thread, of_thread_listener) {
	.trace_thread = true, .layer = &listener, .err = EPERM
};

FIXTURE_SETUP(tracee_thread)
{
	ASSERT_EQ(0, init_context());
	self->tracer = &ctx->tracer_peer;
	self->target = &ctx->target_peer;
	ASSERT_LT(0, peer_start(self->tracer));
	ASSERT_EQ(0, peer_call(self->tracer, call_layer, (void *)&ruled));
	ASSERT_LT(0, peer_call(self->tracer, start_target, NULL));
}

FIXTURE_TEARDOWN(tracee_thread)
{
}

static struct helper c_helper;
static const struct layer *c_layer;

static int add_c_layer(void)
{
	return add_layer(c_layer);
}

static long start_c_helper(void *arg)
{
	if (helper_start(&c_helper))
		return -1;
	ctx->thread = c_helper.tid;
	return 0;
}

static long call_c_helper(void *layer)
{
	c_layer = layer;
	return helper_call(&c_helper, add_c_layer);
}

TEST_F(tracee_thread, judged_as_process)
{
	const pid_t leader = ctx->target;

	ASSERT_EQ(0, peer_call(self->target, start_c_helper, NULL));
	if (variant->trace_thread)
		ctx->target = ctx->thread;
	ASSERT_EQ(0, peer_call(self->tracer, seize_target, NULL));
	ASSERT_EQ(0, peer_call(self->target, variant->trace_thread ?
			       call_layer : call_c_helper,
			       (void *)variant->layer));
	EXPECT_EQ(variant->err, peer_call(self->tracer, peek_target, NULL));
	EXPECT_EQ(0, peer_call(self->tracer, detach_target, NULL));
	EXPECT_EQ(0, tracer_pid(leader));
}

#ifdef __x86_64__
/* The 32-bit entry judges as well. */
static long int80(long nr, long a, long b, long c, long d)
{
	long ret;

	asm volatile("int $0x80" : "=a" (ret)
		     : "0" (nr), "b" (a), "c" (b), "d" (c), "S" (d)
		     : "memory", "r8", "r9", "r10", "r11");
	return (int)ret;
}

#define NR32_GETPID	20
#define NR32_PTRACE	26

static int compat_probe(void)
{
	return int80(NR32_GETPID, 0, 0, 0, 0) != getpid();
}

TEST(compat)
{
	long ret = in_child(compat_probe);
	pid_t pid;

	if (ret == -SIGSEGV)
		SKIP(return, "no 32-bit system calls");
	ASSERT_EQ(0, ret);
	pid = link_seize();
	ASSERT_LT(0, pid);
	ASSERT_EQ(0, set_nnp());
	EXPECT_EQ(0, int80(NR32_PTRACE, PTRACE_SETOPTIONS, pid, 0, 0));
	ASSERT_EQ(0, add_layer(&ruled));
	EXPECT_EQ(-EPERM, int80(NR32_PTRACE, PTRACE_SETOPTIONS, pid, 0, 0));
	EXPECT_EQ(-EPERM, int80(NR32_PTRACE, PTRACE_CONT, pid, 0, 0));
	EXPECT_EQ(0, int80(NR32_PTRACE, PTRACE_DETACH, pid, 0, SIGKILL));
	EXPECT_TRUE(wait_state(pid, 'S'));
}
#endif

TEST_HARNESS_MAIN
