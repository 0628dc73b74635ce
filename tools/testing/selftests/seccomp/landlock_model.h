/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What filters with Landlock rules do, told once more and without the kernel
 *
 * A chain is a list of filters, a domain is a list of rulesets, and "ancestor"
 * means "prefix".  Nothing is pending here: a thread that was synchronized has its
 * rules at once, because nobody is able to see it without them.  Where several
 * reasons for a failure hold together, any of them is right.
 *
 * Written from include/uapi/linux/seccomp_landlock.h and the manual pages, not
 * from kernel/seccomp_landlock.c.
 */
#ifndef _SECCOMP_LANDLOCK_MODEL_H
#define _SECCOMP_LANDLOCK_MODEL_H

#include "landlock_common.h"

#define TASKS		8
#define PROBES		4	/* files that rulesets are about */
#define MODEL_LAYERS	16
#define MODEL_FILTERS	400	/* in one history */
#define NOBODY		-1

#define fallthrough	__attribute__((__fallthrough__))

/* A ruleset: which files it lets its tasks write, and if it forbids readdir */
#define RULE_FILES	0x0f	/* a bit for each */
#define RULE_NO_DIR	0x10
#define NO_RULESET	-1

enum what {
	DO_NNP,
	DO_DROP_ADMIN,
	DO_ATTACH,
	DO_RESTRICT,
	DO_JOIN,
	DO_FORK,
	DO_THREAD,
	DO_EXEC,
	DO_EXIT,
	DO_SEIZE,
	DO_DETACH,
	NUM_WHAT,
	/* For the workers only */
	DO_PING,
	DO_OBSERVE,
};

enum prog {
	PROG_ALLOW,
	PROG_ERRNO,	/* of one system call */
	PROG_TRACE,	/* of one system call */
	PROG_COMPUTED,
	NUM_PROG,
};

struct op {
	enum what what;
	int task, other;	/* who, and to whom or which free place */
	unsigned int flags;	/* SECCOMP_FILTER_FLAG_*, of an attachment */
	__u32 attr;		/* SECCOMP_LANDLOCK_* */
	int rule;		/* NO_RULESET, or files and RULE_NO_DIR */
	enum prog prog;
	int times;		/* stops at the first failure */
	bool keep;		/* the listener stays open */
	int first;		/* who looks around afterwards first, */
	unsigned int look;	/* and who does at all */
};

/* Deliberate mistakes, to see that a comparison finds them */
enum mutant {
	MODEL_RIGHT,
	SYNC_WITHOUT_RULES,
	SYNC_WITHOUT_NNP,
	SYNC_DIVERGED,
	SYNC_UNRELATED_DOMAIN,
	STRICT_READS_TOO,
	STRICT_IGNORED,
	TRUST_COVERS_OTHERS,
	PLAIN_DOES_NOT_DELEGATE,
	COMPUTED_DOES_NOT_DELEGATE,
	SELF_MADE_IGNORED,
	ZOMBIE_IS_FREE,
	ANCESTRY_TURNED,
	TRACER_MAY_ATTACH,
	SEVENTEEN_LAYERS,
	JOIN_WITHOUT_ANCESTRY,
	JOIN_WITHOUT_DOMAIN,
	JOIN_WITHOUT_NNP,
	JOIN_WHILE_TRACING,
	FORK_WITHOUT_RULES,
	EXEC_WITHOUT_RULES,
	LISTENERS_STACK,
	NUM_MUTANTS,
};

struct m_domain {
	int num, layer[MODEL_LAYERS + 1];
};

struct m_filter {
	bool ruled, strict, trusted, delegates;
	enum prog prog;
	bool brings;		/* a ruleset, and so this domain: */
	struct m_domain domain;
	int listener;		/* process that holds it open, or NOBODY */
};

struct m_task {
	bool used, zombie;
	int process;
	bool leader, nnp, admin;
	int num, chain[MODEL_FILTERS];
	struct m_domain domain;
	int tracer;
};

static struct model {
	enum mutant mutant;
	struct m_task task[TASKS];
	int num_filters, num_layers, num_processes;
	struct m_filter filter[MODEL_FILTERS];
	struct { bool self_made; int rule; } layer[MODEL_FILTERS];
} model;

/* What a call may do: succeed, or fail in one of these ways */
struct outcome {
	int count;		/* how often it succeeds before that */
	int num, err[8];
	unsigned int tids;	/* returns the thread id of one of these tasks */
};

static bool mutated(enum mutant mutant)
{
	return model.mutant == mutant;
}

static void may_fail(struct outcome *out, int err)
{
	out->err[out->num++] = err;
}

static bool fails(const struct outcome *out)
{
	return out->num || out->tids;
}

static bool is_prefix(const int *a, int num_a, const int *b, int num_b)
{
	return num_a <= num_b && !memcmp(a, b, num_a * sizeof(*a));
}

static bool chain_within(const struct m_task *a, const struct m_task *b)
{
	return is_prefix(a->chain, a->num, b->chain, b->num);
}

static bool domain_within(const struct m_domain *a, const struct m_domain *b)
{
	return is_prefix(a->layer, a->num, b->layer, b->num);
}

static int ruled_filters(const struct m_task *t)
{
	int i, num = 0;

	for (i = 0; i < t->num; i++)
		num += model.filter[t->chain[i]].ruled;
	return num;
}

/* The newest domain that a filter of the chain brought, NULL for none */
static const struct m_domain *chain_domain(const struct m_task *t)
{
	int i;

	for (i = t->num - 1; i >= 0; i--) {
		if (model.filter[t->chain[i]].brings)
			return &model.filter[t->chain[i]].domain;
	}
	return NULL;
}

static bool is_live(const struct m_task *t)
{
	return t->used && !t->zombie;
}

static bool is_tracing(const struct m_task *t)
{
	int i;

	for (i = 0; i < TASKS; i++) {
		if (model.task[i].used && model.task[i].tracer == t - model.task)
			return true;
	}
	return false;
}

static bool any_filter(const struct m_task *t,
		       bool (*test)(const struct m_filter *f))
{
	int i;

	for (i = 0; i < t->num; i++) {
		if (test(&model.filter[t->chain[i]]))
			return true;
	}
	return false;
}

static bool filter_strict(const struct m_filter *f)
{
	return f->strict;
}

static bool filter_trusted(const struct m_filter *f)
{
	return f->trusted;
}

static bool filter_delegates(const struct m_filter *f)
{
	if (mutated(PLAIN_DOES_NOT_DELEGATE) && !f->ruled)
		return false;
	if (mutated(TRUST_COVERS_OTHERS))
		return f->delegates;
	return f->delegates && !f->trusted;
}

/* What the chains say */
static bool chains_allow(const struct m_task *t, const struct m_task *c,
			 bool attach)
{
	if (!ruled_filters(t))
		return true;
	if ((attach || mutated(STRICT_READS_TOO)) && !mutated(STRICT_IGNORED) &&
	    any_filter(t, filter_strict))
		return false;
	if (c->zombie && !mutated(ZOMBIE_IS_FREE))
		return false;
	if (!(mutated(ANCESTRY_TURNED) ? chain_within(c, t) : chain_within(t, c)))
		return false;
	if (mutated(TRUST_COVERS_OTHERS) && any_filter(c, filter_trusted))
		return true;
	return !any_filter(c, filter_delegates);
}

/* What Landlock says about domains that landlock_restrict_self(2) made */
static bool domains_allow(const struct m_task *t, const struct m_task *c)
{
	int i, last = NOBODY;

	for (i = 0; i < t->domain.num; i++) {
		if (model.layer[t->domain.layer[i]].self_made)
			last = t->domain.layer[i];
	}
	if (last == NOBODY || mutated(SELF_MADE_IGNORED))
		return true;
	for (i = 0; i < c->domain.num; i++) {
		if (c->domain.layer[i] == last)
			return true;
	}
	return false;
}

static bool may_access(int tracer, int target, bool attach)
{
	const struct m_task *t = &model.task[tracer], *c = &model.task[target];

	if (t->process == c->process)
		return true;
	return chains_allow(t, c, attach) && domains_allow(t, c);
}

static int add_layer_to(struct m_domain *domain, bool self_made, int rule)
{
	const int id = model.num_layers++;

	model.layer[id].self_made = self_made;
	model.layer[id].rule = rule;
	domain->layer[domain->num++] = id;
	return id;
}

static bool is_full(const struct m_domain *domain)
{
	return domain->num >= MODEL_LAYERS + mutated(SEVENTEEN_LAYERS);
}

static bool may_restrict(const struct m_task *t)
{
	return t->nnp || t->admin;
}

/* The filter that an attachment would install */
static struct m_filter new_filter(const struct op *op, int process)
{
	const bool listener = op->flags & SECCOMP_FILTER_FLAG_NEW_LISTENER;
	struct m_filter f = {
		.ruled = op->flags & SECCOMP_FILTER_FLAG_LANDLOCK,
		.prog = op->prog,
		.listener = listener && op->keep ? process : NOBODY,
	};

	if (f.ruled) {
		f.strict = op->attr & SECCOMP_LANDLOCK_PTRACE_DENY;
		f.trusted = op->attr & SECCOMP_LANDLOCK_TRUST_DELEGATE;
		f.brings = op->rule != NO_RULESET;
	}
	f.delegates = listener || op->prog == PROG_TRACE ||
		      (op->prog == PROG_COMPUTED &&
		       !mutated(COMPUTED_DOES_NOT_DELEGATE));
	return f;
}

static void check_sync(const struct m_task *old, const struct m_task *new,
		       const struct op *op, struct outcome *out)
{
	const struct m_domain *domain = chain_domain(new);
	const struct m_task *s;
	unsigned int diverged = 0;

	for (s = model.task; s < model.task + TASKS; s++) {
		if (!is_live(s) || s->process != new->process ||
		    s - model.task == op->task)
			continue;
		if (!chain_within(s, old) && !mutated(SYNC_DIVERGED))
			diverged |= 1U << (s - model.task);
		if (domain && !domain_within(&s->domain, domain) &&
		    !domain_within(domain, &s->domain) &&
		    !mutated(SYNC_UNRELATED_DOMAIN))
			diverged |= 1U << (s - model.task);
	}
	if (diverged && (op->flags & SECCOMP_FILTER_FLAG_TSYNC_ESRCH))
		may_fail(out, ESRCH);
	else
		out->tids = diverged;
}

/* Would a link from a thread of the caller get around the new filter? */
static bool links_escape(const struct m_task *old, const struct m_task *new,
			 const struct op *op)
{
	const bool sync = op->flags & SECCOMP_FILTER_FLAG_TSYNC;
	const struct m_task *s;

	if (mutated(TRACER_MAY_ATTACH))
		return false;
	if (!(op->flags & SECCOMP_FILTER_FLAG_LANDLOCK) &&
	    !(sync && ruled_filters(old)))
		return false;
	for (s = model.task; s < model.task + TASKS; s++) {
		if (is_live(s) && s->process == new->process &&
		    (s == old || sync) &&
		    ruled_filters(s) < ruled_filters(new) && is_tracing(s))
			return true;
	}
	return false;
}

static void sync_threads(const struct m_task *caller)
{
	const struct m_domain *domain = chain_domain(caller);
	struct m_task *s;

	for (s = model.task; s < model.task + TASKS; s++) {
		if (!is_live(s) || s->process != caller->process || s == caller)
			continue;
		s->num = caller->num;
		memcpy(s->chain, caller->chain, sizeof(s->chain));
		if (!mutated(SYNC_WITHOUT_NNP))
			s->nnp |= caller->nnp;
		if (domain && domain_within(&s->domain, domain) &&
		    !mutated(SYNC_WITHOUT_RULES))
			s->domain = *domain;
	}
}

static bool has_listener(const struct m_filter *f)
{
	return f->listener != NOBODY;
}

static void attach_once(const struct op *op, struct outcome *out)
{
	const unsigned int tsync_listener = SECCOMP_FILTER_FLAG_TSYNC |
					    SECCOMP_FILTER_FLAG_NEW_LISTENER;
	struct m_task *t = &model.task[op->task], new = *t;
	struct m_filter *f = &model.filter[model.num_filters];

	if ((op->flags & tsync_listener) == tsync_listener &&
	    !(op->flags & SECCOMP_FILTER_FLAG_TSYNC_ESRCH))
		may_fail(out, EINVAL);
	if (!may_restrict(t))
		may_fail(out, EACCES);

	*f = new_filter(op, t->process);
	if (f->brings) {
		if (is_full(&new.domain)) {
			may_fail(out, E2BIG);
			return;
		}
		add_layer_to(&new.domain, false, op->rule);
		f->domain = new.domain;
	}
	new.chain[new.num++] = model.num_filters++;

	if ((op->flags & SECCOMP_FILTER_FLAG_NEW_LISTENER) &&
	    any_filter(t, has_listener) && !mutated(LISTENERS_STACK))
		may_fail(out, EBUSY);
	if (links_escape(t, &new, op))
		may_fail(out, EBUSY);
	if (op->flags & SECCOMP_FILTER_FLAG_TSYNC)
		check_sync(t, &new, op, out);
	if (fails(out))
		return;
	*t = new;
	if (op->flags & SECCOMP_FILTER_FLAG_TSYNC)
		sync_threads(t);
}

static void restrict_once(const struct op *op, struct outcome *out)
{
	struct m_task *t = &model.task[op->task];

	if (!may_restrict(t))
		may_fail(out, EPERM);
	if (is_full(&t->domain))
		may_fail(out, E2BIG);
	if (!fails(out))
		add_layer_to(&t->domain, true, op->rule);
}

static void join(const struct op *op, struct outcome *out)
{
	struct m_task *t = &model.task[op->task];
	const struct m_task *c = &model.task[op->other];

	if (!may_restrict(t))
		may_fail(out, EACCES);
	if (!c->leader || c->zombie)
		may_fail(out, ESRCH);
	if (!ruled_filters(c) && may_access(op->task, op->other, false))
		may_fail(out, EINVAL);
	if (!may_access(op->task, op->other, false) ||
	    (!chain_within(t, c) && !mutated(JOIN_WITHOUT_ANCESTRY)) ||
	    (!domain_within(&t->domain, &c->domain) &&
	     !mutated(JOIN_WITHOUT_DOMAIN)))
		may_fail(out, EPERM);
	if (is_tracing(t) && !mutated(JOIN_WHILE_TRACING))
		may_fail(out, EBUSY);
	if (fails(out))
		return;
	t->num = c->num;
	memcpy(t->chain, c->chain, sizeof(t->chain));
	t->domain = c->domain;
	if (!mutated(JOIN_WITHOUT_NNP))
		t->nnp |= c->nnp;
}

static void start_task(const struct op *op)
{
	struct m_task *new = &model.task[op->other];

	*new = model.task[op->task];
	new->tracer = NOBODY;
	new->leader = op->what == DO_FORK;
	if (new->leader)
		new->process = model.num_processes++;
	if (mutated(FORK_WITHOUT_RULES))
		new->domain.num = 0;
}

/* @t is gone for good, and so are the links that it made. */
static void remove_task(struct m_task *t)
{
	int i;

	t->used = false;
	for (i = 0; i < TASKS; i++) {
		if (model.task[i].tracer == t - model.task)
			model.task[i].tracer = NOBODY;
	}
}

static void close_listeners(int process)
{
	int i;

	for (i = 0; i < model.num_filters; i++) {
		if (model.filter[i].listener == process)
			model.filter[i].listener = NOBODY;
	}
}

static void exec(struct m_task *t)
{
	struct m_task *s;

	for (s = model.task; s < model.task + TASKS; s++) {
		if (s->used && s->process == t->process && s != t)
			remove_task(s);
	}
	close_listeners(t->process);
	t->leader = true;
	/* A root user gets capabilities back, unless no_new_privs forbids. */
	t->admin |= !t->nnp;
	if (mutated(EXEC_WITHOUT_RULES))
		t->domain.num = 0;
}

static void exit_task(struct m_task *t)
{
	struct m_task *s, *leader = NULL;
	bool others = false;

	for (s = model.task; s < model.task + TASKS; s++) {
		if (!s->used || s->process != t->process)
			continue;
		if (s->leader)
			leader = s;
		others |= s != t && !s->zombie;
	}
	remove_task(t);
	if (others) {
		t->used = t->leader;
		t->zombie = t->leader;
		return;
	}
	close_listeners(t->process);
	if (leader)
		leader->used = false;
}

static void seize(const struct op *op, struct outcome *out)
{
	struct m_task *c = &model.task[op->other];

	if (c->process == model.task[op->task].process || c->zombie ||
	    c->tracer != NOBODY || !may_access(op->task, op->other, true))
		may_fail(out, EPERM);
	else
		c->tracer = op->task;
}

static void detach(const struct op *op)
{
	int i;

	for (i = 0; i < TASKS; i++) {
		if (model.task[i].tracer == op->task)
			model.task[i].tracer = NOBODY;
	}
}

static void model_start(enum mutant mutant)
{
	memset(&model, 0, sizeof(model));
	model.mutant = mutant;
	model.num_processes = 1;
	model.task[0].used = true;
	model.task[0].leader = true;
	model.task[0].admin = true;
	model.task[0].tracer = NOBODY;
}

static int live_tasks(void)
{
	int i, num = 0;

	for (i = 0; i < TASKS; i++)
		num += is_live(&model.task[i]);
	return num;
}

/* Does the operation make sense?  If not, neither side executes it. */
static bool model_applies(const struct op *op)
{
	const struct m_task *t = &model.task[op->task];
	const struct m_task *o = &model.task[op->other], *s;

	if (!is_live(t) || model.num_filters + op->times >= MODEL_FILTERS ||
	    model.num_layers + op->times >= MODEL_FILTERS)
		return false;
	switch (op->what) {
	case DO_FORK:
	case DO_THREAD:
		return !o->used;
	case DO_JOIN:
		return o->used;
	case DO_SEIZE:
		return o->used && o != t;
	case DO_DETACH:
		return is_tracing(t);
	case DO_EXIT:
		if (live_tasks() == 1)
			return false;
		fallthrough;
	case DO_EXEC:
		/* The dead that are traced wait for their tracer. */
		for (s = model.task; s < model.task + TASKS; s++) {
			if (s->used && s->process == t->process &&
			    s->tracer != NOBODY)
				return false;
		}
		return true;
	default:
		return true;
	}
}

static struct outcome model_do(const struct op *op)
{
	struct m_task *t = &model.task[op->task];
	struct outcome out = {};

	switch (op->what) {
	case DO_NNP:
		t->nnp = true;
		break;
	case DO_DROP_ADMIN:
		t->admin = false;
		break;
	case DO_ATTACH:
	case DO_RESTRICT:
		while (out.count < op->times) {
			if (op->what == DO_ATTACH)
				attach_once(op, &out);
			else
				restrict_once(op, &out);
			if (fails(&out))
				return out;
			out.count++;
		}
		return out;
	case DO_JOIN:
		join(op, &out);
		break;
	case DO_FORK:
	case DO_THREAD:
		start_task(op);
		break;
	case DO_EXEC:
		exec(t);
		break;
	case DO_EXIT:
		exit_task(t);
		break;
	case DO_SEIZE:
		seize(op, &out);
		break;
	case DO_DETACH:
		detach(op);
		break;
	default:
		break;
	}
	out.count = !fails(&out);
	return out;
}

/* What the rules of a task allow */
static bool model_may_write(const struct m_task *t, int file)
{
	int i;

	for (i = 0; i < t->domain.num; i++) {
		if (!(model.layer[t->domain.layer[i]].rule & (1 << file)))
			return false;
	}
	return true;
}

static bool model_may_readdir(const struct m_task *t)
{
	int i;

	for (i = 0; i < t->domain.num; i++) {
		if (model.layer[t->domain.layer[i]].rule & RULE_NO_DIR)
			return false;
	}
	return true;
}

/* What the filters make of the system call that they are about */
static enum prog model_call(const struct m_task *t)
{
	enum prog worst = PROG_ALLOW, prog;
	int i;

	for (i = 0; i < t->num; i++) {
		prog = model.filter[t->chain[i]].prog;
		if (prog == PROG_ERRNO)
			return prog;
		if (prog == PROG_TRACE)
			worst = prog;
	}
	return worst;
}

#endif /* _SECCOMP_LANDLOCK_MODEL_H */
