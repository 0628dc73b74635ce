/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What filters with Landlock rules do, told once more and without the kernel
 *
 * A chain is a list of filters, a domain is a list of rulesets, and "ancestor"
 * means "prefix".  Nothing is pending here: a thread that was synchronized has its
 * rules at once, because nobody is able to see it without them.  Where several
 * reasons for a failure hold together, any of them is right.
 *
 * Written from include/uapi/linux/seccomp_landlock.h, seccomp_supervise.h and the
 * manual pages, not from what is in kernel/.
 */
#ifndef _SECCOMP_LANDLOCK_MODEL_H
#define _SECCOMP_LANDLOCK_MODEL_H

#include "landlock_common.h"

#define TASKS		8
#define PROBES		4	/* files that rulesets are about */
#define PROCESSES	64	/* in one history, as filters */
#define MODEL_LAYERS	16
#define MODEL_FILTERS	400	/* in one history */
#define NOBODY		-1
#define ANSWER_NO	EXDEV	/* of a listener that is asked about rules */

#define fallthrough	__attribute__((__fallthrough__))

/* A ruleset: which files it lets its tasks write, and if it forbids readdir */
#define RULE_FILES	0x0f	/* a bit for each */
#define RULE_NO_DIR	0x10
#define NO_RULESET	-1

/* Capabilities, as far as they matter; the last bit stands for all others. */
#define M_ADMIN		0x01
#define M_PTRACE	0x02
#define M_SETUID	0x04
#define M_SETGID	0x08
#define M_ALL		0x1f

#define SOME_ID		1000	/* the other user and group besides root */

enum what {
	DO_NNP,
	DO_DROP_CAPS,
	DO_SET_ID,
	DO_ATTACH,
	DO_RESTRICT,
	DO_OPEN,
	DO_JOIN,
	DO_FORK,
	DO_THREAD,
	DO_EXEC,
	DO_EXIT,
	DO_SEIZE,
	DO_USE_LINKS,	/* one request to each tracee, then detach */
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
	bool ruled;		/* of an attachment, as what follows */
	unsigned int flags;	/* SECCOMP_FILTER_FLAG_* */
	__u32 attr;		/* SECCOMP_LANDLOCK_*; or M_* to drop; or is it the group? */
	int rule;		/* NO_RULESET, or files and RULE_NO_DIR */
	enum prog prog;
	int times;		/* stops at the first failure */
	bool keep;		/* the listener stays open; or stop by a signal */
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
	TRACE_COUNTS_IN_TARGET,
	ONE_THREAD_FOR_ALL,
	LISTENER_OF_ONE_THREAD,
	DOMAINS_IGNORED,
	ZOMBIE_IS_FREE,
	ANCESTRY_TURNED,
	LINK_NOT_JUDGED,
	DETACH_KEEPS_SIGNAL,
	SEVENTEEN_LAYERS,
	OPEN_BY_READERS,
	JOIN_WITHOUT_NNP,
	JOIN_WITH_THREADS,
	JOIN_WITH_MORE_CAPS,
	JOIN_WITH_OTHER_IDS,
	JOIN_WITHOUT_ANCESTRY,
	JOIN_WITHOUT_DOMAIN,
	JOIN_TAKES_LATER,
	FORK_WITHOUT_RULES,
	EXEC_WITHOUT_RULES,
	LISTENERS_STACK,
	ASKS_BESIDE_OTHER_LAYERS,
	ASKS_WITHOUT_LISTENER,
	ASKS_WITHOUT_SUPERVISION,
	SUPERVISE_WITHOUT_NNP,
	SUPERVISE_WITHOUT_LISTENER,
	SUPERVISED_DOES_NOT_DELEGATE,
	NUM_MUTANTS,
};

struct m_domain {
	int num, layer[MODEL_LAYERS + 1];
};

struct m_filter {
	bool ruled, strict, trusted, logged, supervised;
	bool listens, traces;
	enum prog prog;
	bool brings;		/* a ruleset, and so this domain: */
	struct m_domain domain;
	int listener;		/* process that holds it open, or NOBODY */
	unsigned long long id;	/* in /proc, if it was seen there */
};

struct m_task {
	bool used, zombie;
	int process;
	bool leader, nnp;
	unsigned int caps;
	int uid, gid;
	int num, chain[MODEL_FILTERS];
	struct m_domain domain;
	int tracer, signals;
};

static struct model {
	enum mutant mutant;
	struct m_task task[TASKS];
	/* What a process has a descriptor of, if it is used: a task as it was */
	struct m_task sandbox[PROCESSES];
	int num_filters, num_layers, num_processes;
	struct m_filter filter[MODEL_FILTERS];
	int rule[MODEL_FILTERS];	/* of a layer */
} model;

/* What a call may do: succeed, or fail in one of these ways */
struct outcome {
	int count;		/* how often it succeeds before that */
	int num, err[8];
	unsigned int tids;	/* returns the thread id of one of these tasks */
	int request[TASKS];	/* the errno of a request to a tracee */
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

static bool filter_logged(const struct m_filter *f)
{
	return f->logged;
}

static bool filter_trusted(const struct m_filter *f)
{
	return f->trusted && (f->listens || f->traces);
}

static bool filter_counts(const struct m_filter *f)
{
	if (mutated(PLAIN_DOES_NOT_DELEGATE) && !f->ruled)
		return false;
	return !f->trusted || mutated(TRUST_COVERS_OTHERS);
}

static bool filter_listens(const struct m_filter *f)
{
	if (mutated(SUPERVISED_DOES_NOT_DELEGATE) && f->supervised)
		return false;
	return f->listens && filter_counts(f);
}

static bool filter_traces(const struct m_filter *f)
{
	return f->traces && filter_counts(f);
}

/* Does the chain of one thread of the target stand against it? */
static bool thread_allows(const struct m_task *t, const struct m_task *c)
{
	if (!(mutated(ANCESTRY_TURNED) ? chain_within(c, t) : chain_within(t, c)))
		return false;
	if (mutated(TRUST_COVERS_OTHERS) && any_filter(c, filter_trusted))
		return true;
	return !any_filter(c, filter_listens);
}

/* What the chains say, of the tracer and of all threads of the target */
static bool chains_allow(const struct m_task *t, const struct m_task *c,
			 bool attach)
{
	const struct m_task *s;

	if (!ruled_filters(t))
		return true;
	if ((attach || mutated(STRICT_READS_TOO)) && !mutated(STRICT_IGNORED) &&
	    any_filter(t, filter_strict))
		return false;
	if (c->zombie && !mutated(ZOMBIE_IS_FREE))
		return false;
	for (s = model.task; s < model.task + TASKS; s++) {
		if (s != c && (!is_live(s) || s->process != c->process ||
			       mutated(ONE_THREAD_FOR_ALL)))
			continue;
		if (mutated(LISTENER_OF_ONE_THREAD) && s != c ?
		    !chain_within(t, s) : !thread_allows(t, s))
			return false;
	}
	return !any_filter(mutated(TRACE_COUNTS_IN_TARGET) ? c : t,
			   filter_traces);
}

static bool same_ids(const struct m_task *a, const struct m_task *b)
{
	return a->uid == b->uid && a->gid == b->gid;
}

/* What a kernel without any of this says */
static bool ids_allow(const struct m_task *t, const struct m_task *c)
{
	return t->caps & M_PTRACE || (same_ids(t, c) && !(c->caps & ~t->caps));
}

static bool may_access(int tracer, int target, bool attach)
{
	const struct m_task *t = &model.task[tracer], *c = &model.task[target];

	if (t->process == c->process)
		return true;
	return ids_allow(t, c) && chains_allow(t, c, attach) &&
	       (domain_within(&t->domain, &c->domain) ||
		mutated(DOMAINS_IGNORED));
}

static void add_layer_to(struct m_domain *domain, int rule)
{
	model.rule[model.num_layers] = rule;
	domain->layer[domain->num++] = model.num_layers++;
}

static bool is_full(const struct m_domain *domain)
{
	return domain->num >= MODEL_LAYERS + mutated(SEVENTEEN_LAYERS);
}

static bool may_restrict(const struct m_task *t)
{
	return t->nnp || t->caps & M_ADMIN;
}

/* The filter that an attachment would install */
static struct m_filter new_filter(const struct op *op, int process)
{
	const bool listener = op->flags & SECCOMP_FILTER_FLAG_NEW_LISTENER;
	struct m_filter f = {
		.ruled = op->ruled,
		.prog = op->prog,
		.listens = listener,
		.listener = listener && op->keep ? process : NOBODY,
	};

	if (f.ruled) {
		f.strict = op->attr & SECCOMP_LANDLOCK_PTRACE_DENY;
		f.trusted = op->attr & SECCOMP_LANDLOCK_TRUST_DELEGATE;
		f.supervised = op->attr & SECCOMP_LANDLOCK_SUPERVISE;
		f.logged = op->flags & SECCOMP_FILTER_FLAG_LOG;
		f.brings = op->rule != NO_RULESET;
	}
	f.traces = op->prog == PROG_TRACE ||
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

static void check_supervise(const struct m_task *t, const struct op *op,
			    struct outcome *out)
{
	if ((!(op->flags & SECCOMP_FILTER_FLAG_NEW_LISTENER) ||
	     op->rule == NO_RULESET) && !mutated(SUPERVISE_WITHOUT_LISTENER))
		may_fail(out, EINVAL);
	/* No capability stands in for it here. */
	if (!t->nnp && !mutated(SUPERVISE_WITHOUT_NNP))
		may_fail(out, EACCES);
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
	if (op->ruled && op->attr & SECCOMP_LANDLOCK_SUPERVISE)
		check_supervise(t, op, out);

	*f = new_filter(op, t->process);
	if (f->brings) {
		if (is_full(&new.domain)) {
			may_fail(out, E2BIG);
			return;
		}
		add_layer_to(&new.domain, op->rule);
		f->domain = new.domain;
	}
	new.chain[new.num++] = model.num_filters++;

	if ((op->flags & SECCOMP_FILTER_FLAG_NEW_LISTENER) &&
	    any_filter(t, has_listener) && !mutated(LISTENERS_STACK))
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
		add_layer_to(&t->domain, op->rule);
}

static void open_sandbox_of(const struct op *op, struct outcome *out)
{
	const struct m_task *t = &model.task[op->task];
	const struct m_task *c = &model.task[op->other];

	if (!c->leader || c->zombie)
		may_fail(out, ESRCH);
	if (!may_access(op->task, op->other, !mutated(OPEN_BY_READERS)))
		may_fail(out, EPERM);
	if (!ruled_filters(c))
		may_fail(out, EINVAL);
	if (!fails(out))
		model.sandbox[t->process] = *c;
}

/* Could @s do to @t what it does by its filters? */
static bool has_power(const struct m_task *s, const struct m_task *t)
{
	const unsigned int any_id = M_SETUID | M_SETGID;

	if (t->caps & ~s->caps && !mutated(JOIN_WITH_MORE_CAPS))
		return false;
	return same_ids(s, t) || s->caps & M_PTRACE ||
	       (s->caps & any_id) == any_id || mutated(JOIN_WITH_OTHER_IDS);
}

static bool is_single(const struct m_task *t)
{
	const struct m_task *s;

	for (s = model.task; s < model.task + TASKS; s++) {
		if (is_live(s) && s->process == t->process && s != t)
			return false;
	}
	return true;
}

static const struct m_task *leader_of(int process)
{
	const struct m_task *s;

	for (s = model.task; s < model.task + TASKS; s++) {
		if (is_live(s) && s->process == process && s->leader)
			return s;
	}
	return NULL;
}

/* The only call whose conditions have an order */
static void join(const struct op *op, struct outcome *out)
{
	struct m_task *t = &model.task[op->task];
	const struct m_task *c = &model.sandbox[t->process];

	if (!c->used)
		may_fail(out, EBADF);
	else if (!t->nnp && !(mutated(JOIN_WITHOUT_NNP) && t->caps & M_ADMIN))
		may_fail(out, EACCES);
	else if (!is_single(t) && !mutated(JOIN_WITH_THREADS))
		may_fail(out, EINVAL);
	else if (!has_power(c, t))
		may_fail(out, EPERM);
	else if ((!chain_within(t, c) && !mutated(JOIN_WITHOUT_ANCESTRY)) ||
		 (!domain_within(&t->domain, &c->domain) &&
		  !mutated(JOIN_WITHOUT_DOMAIN)))
		may_fail(out, EXDEV);
	if (fails(out))
		return;
	if (mutated(JOIN_TAKES_LATER))
		c = leader_of(c->process) ?: c;
	t->num = c->num;
	memcpy(t->chain, c->chain, sizeof(t->chain));
	t->domain = c->domain;
}

static void set_id(const struct op *op, struct outcome *out)
{
	struct m_task *t = &model.task[op->task];
	int *const id = op->attr ? &t->gid : &t->uid;

	if (*id != SOME_ID && !(t->caps & (op->attr ? M_SETGID : M_SETUID))) {
		may_fail(out, EPERM);
		return;
	}
	*id = SOME_ID;
	if (!op->attr)
		t->caps = 0;
}

static void start_task(const struct op *op)
{
	struct m_task *new = &model.task[op->other];

	*new = model.task[op->task];
	new->tracer = NOBODY;
	new->signals = 0;
	new->leader = op->what == DO_FORK;
	if (new->leader) {
		new->process = model.num_processes++;
		model.sandbox[new->process] =
			model.sandbox[model.task[op->task].process];
	}
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
	t->signals = 0;
	/* A root user gets capabilities back, unless no_new_privs forbids. */
	if (!t->uid && !t->nnp)
		t->caps = M_ALL;
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

static void use_links(const struct op *op, struct outcome *out)
{
	const struct m_task *t = &model.task[op->task];
	struct m_task *c;
	bool allowed;

	for (c = model.task; c < model.task + TASKS; c++) {
		if (!c->used || c->tracer != op->task)
			continue;
		allowed = chains_allow(t, c, true) || mutated(LINK_NOT_JUDGED);
		out->request[c - model.task] = allowed ? 0 : EPERM;
		c->signals += op->keep &&
			      (allowed || mutated(DETACH_KEEPS_SIGNAL));
		c->tracer = NOBODY;
	}
}

static void model_start(enum mutant mutant)
{
	memset(&model, 0, sizeof(model));
	model.mutant = mutant;
	model.num_processes = 1;
	model.task[0].used = true;
	model.task[0].leader = true;
	model.task[0].caps = M_ALL;
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

	if (!is_live(t) || model.num_processes >= PROCESSES ||
	    model.num_filters + op->times >= MODEL_FILTERS ||
	    model.num_layers + op->times >= MODEL_FILTERS)
		return false;
	switch (op->what) {
	case DO_FORK:
	case DO_THREAD:
		return !o->used;
	case DO_OPEN:
		return o->used;
	case DO_JOIN:
		/* Without a descriptor it is always the same. */
		return model.sandbox[t->process].used || !op->first;
	case DO_SEIZE:
		return o->used && o != t;
	case DO_USE_LINKS:
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
	case DO_DROP_CAPS:
		t->caps &= ~op->attr;
		break;
	case DO_SET_ID:
		set_id(op, &out);
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
	case DO_OPEN:
		open_sandbox_of(op, &out);
		break;
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
	case DO_USE_LINKS:
		use_links(op, &out);
		break;
	default:
		break;
	}
	out.count = !fails(&out);
	return out;
}

static bool is_asked(const struct m_filter *f)
{
	if (!f->supervised && !mutated(ASKS_WITHOUT_SUPERVISION))
		return false;
	return has_listener(f) || mutated(ASKS_WITHOUT_LISTENER);
}

/* Is there somebody to be asked about what this layer of a task denies? */
static bool layer_asked(const struct m_task *t, int layer)
{
	const struct m_filter *f;
	int i;

	for (i = 0; i < t->num; i++) {
		f = &model.filter[t->chain[i]];
		if (f->brings && f->domain.layer[f->domain.num - 1] == layer)
			return is_asked(f);
	}
	return false;
}

/*
 * The errno of opening what rules with @bit deny, or those without if @deny is not
 * set; @yes is what a listener says if it is asked.
 */
static int model_open(const struct m_task *t, int bit, bool deny, bool yes,
		      bool *asked)
{
	int i, layer, denying = 0;

	*asked = false;
	for (i = 0; i < t->domain.num; i++) {
		layer = t->domain.layer[i];
		if (!(model.rule[layer] & bit) == deny)
			continue;
		denying++;
		*asked |= layer_asked(t, layer);
	}
	*asked &= denying == 1 || mutated(ASKS_BESIDE_OTHER_LAYERS);
	if (*asked)
		return yes ? 0 : ANSWER_NO;
	return denying ? EACCES : 0;
}

/* Listeners allow every other file, */
static bool is_answer_yes(int file)
{
	return file % 2 == 0;
}

static int model_write(const struct m_task *t, int file, bool *asked)
{
	return model_open(t, 1 << file, false, is_answer_yes(file), asked);
}

/* and no directory. */
static int model_readdir(const struct m_task *t, bool *asked)
{
	return model_open(t, RULE_NO_DIR, true, false, asked);
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
