/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two tasks with given stacks of filters and domains, and what one can do to the
 * other
 */
#ifndef _SECCOMP_LANDLOCK_PAIRS_H
#define _SECCOMP_LANDLOCK_PAIRS_H

#include "landlock_surfaces.h"

#define READ	1
#define ATTACH	2
#define BOTH	(READ | ATTACH)

#define TSYNC		SECCOMP_FILTER_FLAG_TSYNC
#define LISTENER	SECCOMP_FILTER_FLAG_NEW_LISTENER
#define LOGGED		SECCOMP_FILTER_FLAG_LOG

#define STRICT		SECCOMP_LANDLOCK_PTRACE_DENY
#define TRUST		SECCOMP_LANDLOCK_TRUST_DELEGATE

/* A system call that no test needs, and that needs no privilege */
#define UNUSED_NR	__NR_sched_get_priority_max

/* Stands for a right that no surface needs; see also enum rule */
#define RULE_SOCK	(RULE_READDIR + 1)

enum kind {
	END,
	PLAIN,			/* an ordinary filter */
	PRCTL,			/* the same by prctl(2) */
	RULED,
	RESTRICT,		/* landlock_restrict_self(2), no filter */
};

struct program {
	unsigned short len;
	struct sock_filter code[6];
};

/* One step of a task into its sandbox */
struct layer {
	enum kind kind;
	const struct program *prog;	/* NULL is a single "allow" */
	unsigned int flags;
	__u32 attr_flags;
	int rule;			/* enum rule or RULE_SOCK */
	bool close;			/* the listener, at once */
};

#define LAYERS	4

static inline int layer_ruleset(int rule)
{
	int fd;

	if (rule == RULE_SOCK)
		fd = ruleset_fs(LANDLOCK_ACCESS_FS_MAKE_SOCK);
	else
		fd = ruleset_open(rule);
	return rule != RULE_NONE && fd < 0 ? INT_MIN : fd;
}

static inline long install_layer(const struct layer *l, int ruleset_fd)
{
	static const struct program allow = { 1, { ALLOW } };
	struct program prog = l->prog ? *l->prog : allow;
	struct sock_fprog fprog = { .len = prog.len, .filter = prog.code };
	struct seccomp_landlock_attr attr = attr_make(prog.code, prog.len,
						      ruleset_fd);

	attr.flags = l->attr_flags;
	switch (l->kind) {
	case PLAIN:
		return sys_seccomp(SECCOMP_SET_MODE_FILTER, l->flags, &fprog);
	case PRCTL:
		return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &fprog);
	case RULED:
		return install_ruled(l->flags, &attr);
	case RESTRICT:
		return ll_restrict(ruleset_fd);
	default:
		return 0;
	}
}

/* 0 or an errno; a listener stays open in the caller unless told otherwise. */
static inline long add_layer(const struct layer *l)
{
	const int fd = layer_ruleset(l->rule);
	long ret;
	int err;

	if (fd == INT_MIN || set_nnp())
		return -1;
	ret = install_layer(l, fd);
	err = ret < 0 ? errno : 0;
	if (fd >= 0)
		close(fd);
	if (ret > 0 && l->close)
		close(ret);
	return err;
}

/* For peer_call() with an array of LAYERS that may have an end before */
static inline long add_layers(void *arg)
{
	const struct layer *l = arg;
	int i, err;

	for (i = 0; i < LAYERS && l[i].kind != END; i++) {
		err = add_layer(&l[i]);
		if (err)
			return err;
	}
	return 0;
}

static inline long start_target(void *arg)
{
	ctx->target = peer_start(&ctx->target_peer);
	snprintf(ctx->dir, sizeof(ctx->dir), "/proc/%d", ctx->target);
	return ctx->target;
}

/*
 * Starts a tracer with the layers @base, then a target as its child, and gives
 * each its own layers.  Sets @tracer_task, which the peer itself does not tell.
 */
static pid_t tracer_task;

static inline int start_pair(const struct layer *base,
			     const struct layer *tracer,
			     const struct layer *target)
{
	struct peer *const t = &ctx->tracer_peer, *const c = &ctx->target_peer;

	tracer_task = peer_start(t);
	if (tracer_task < 0 || peer_call(t, add_layers, (void *)base) ||
	    peer_call(t, start_target, NULL) <= 0)
		return -1;
	return peer_call(t, add_layers, (void *)tracer) ?:
	       peer_call(c, add_layers, (void *)target);
}

static inline const struct surface *find_surface(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(surfaces); i++) {
		if (!strcmp(surfaces[i].name, name))
			return &surfaces[i];
	}
	fprintf(stderr, "# no surface is called %s\n", name);
	abort();
}

/* What the row called @arg of the table of surfaces gives in the calling task */
static inline long call_named(void *arg)
{
	return surface_call(find_surface(arg));
}

/* Accesses that are worth a look at in each relation */
static const char *const usual_surfaces[] = {
	"attach", "seize", "vm_readv", "mem", "personality",
	"environ", "kcmp-second", "robust_list", "ns-readlink",
};

/* Tries all of them as @peer, which may do what @allow says. */
#define EXPECT_ACCESS(_peer, _allow)					\
do {									\
	const struct surface *__s;					\
	unsigned int __i;						\
									\
	for (__i = 0; __i < ARRAY_SIZE(usual_surfaces); __i++) {	\
		__s = find_surface(usual_surfaces[__i]);		\
		wait_state(ctx->target, 'S');				\
		EXPECT_EQ((_allow) & (__s->mode == MODE_READ ?		\
				      READ : ATTACH) ? 0 : __s->denied,	\
			  peer_call(_peer, call_surface, (void *)__s)) {	\
			TH_LOG("%s", __s->name);			\
		}							\
	}								\
} while (0)

static inline long join_fd(unsigned int flags, int fd)
{
	return as_errno(sys_seccomp(SECCOMP_JOIN_LANDLOCK, flags, &fd));
}

/* 0 or the errno of opening and joining the sandbox of the target */
static inline long join_target(void *arg)
{
	return as_errno(join_process(ctx->target));
}

static inline long call_traceme(void *arg)
{
	return as_errno(ptrace(PTRACE_TRACEME, 0, 0, 0));
}

/* A child of the caller that waits to be killed, with the caller's filters */
static inline pid_t start_pausing(void)
{
	const pid_t pid = fork_tied();

	if (pid == 0) {
		for (;;)
			pause();
	}
	return pid;
}

static inline long tracer_pid(pid_t pid)
{
	return task_status(pid, "TracerPid");
}

#endif /* _SECCOMP_LANDLOCK_PAIRS_H */
