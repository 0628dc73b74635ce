// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random histories, executed by the kernel and by landlock_model.h
 *
 * After each step everything that can be seen from outside is compared: the result
 * of the call, the numbers in /proc, who may access whom, and what the rules of
 * each task allow.  A history is a function of its seed.  One that ends in a
 * disagreement is printed, without the steps that it does not need.
 *
 * The environment changes what is run:
 *	MODEL_SEED=N	of the first history, 1 if not set
 *	MODEL_STEPS=N	compare at least that many steps (3000)
 *	MODEL_MUTANT=N	with that mistake in the model, to see what is printed
 *	MODEL_VERBOSE=1	print each step
 */
#include "landlock_model_world.h"

#define HISTORY		45
#define MAX_STEPS	(HISTORY + 2)

struct history {
	int num;
	struct op op[MAX_STEPS];
};

static const char *const what_names[] = {
	[DO_NNP] = "set_no_new_privs", [DO_DROP_CAPS] = "drop_caps",
	[DO_SET_ID] = "set_id", [DO_ATTACH] = "attach",
	[DO_RESTRICT] = "restrict_self", [DO_OPEN] = "open",
	[DO_JOIN] = "join", [DO_FORK] = "fork", [DO_THREAD] = "thread",
	[DO_EXEC] = "exec", [DO_EXIT] = "exit", [DO_SEIZE] = "seize",
	[DO_USE_LINKS] = "use_links",
};

/* What was compared, and what it was about */
static struct {
	long steps, histories, values;
	long ok[NUM_WHAT], failed[NUM_WHAT];
	long tid, err[NUM_WHAT][256];
	long denied_reads, denied_attaches, denied_requests;
	long yes, no, not_asked;
} seen;

static unsigned long long rand_state;
static char reason[256];
static bool verbose, supervise_known;

/* splitmix64 */
static unsigned int rand_below(unsigned int limit)
{
	unsigned long long z = (rand_state += 0x9e3779b97f4a7c15ULL);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return ((z ^ (z >> 31)) >> 32) % limit;
}

static bool one_in(unsigned int num)
{
	return !rand_below(num);
}

static enum what rand_what(void)
{
	static const unsigned char weights[NUM_WHAT] = {
		[DO_NNP] = 4, [DO_DROP_CAPS] = 4, [DO_SET_ID] = 2,
		[DO_ATTACH] = 30, [DO_RESTRICT] = 6, [DO_OPEN] = 8,
		[DO_JOIN] = 10, [DO_FORK] = 12, [DO_THREAD] = 12,
		[DO_EXEC] = 1, [DO_EXIT] = 4, [DO_SEIZE] = 9, [DO_USE_LINKS] = 4,
	};
	unsigned int total = 0, pick;
	int i;

	for (i = 0; i < NUM_WHAT; i++)
		total += weights[i];
	pick = rand_below(total);
	for (i = 0; pick >= weights[i]; i++)
		pick -= weights[i];
	return i;
}

/* Has the task a thread that can be synchronized to something new? */
static bool can_sync(const struct m_task *t)
{
	const struct m_task *s;

	for (s = model.task; s < model.task + TASKS; s++) {
		if (is_live(s) && s != t && s->process == t->process &&
		    chain_within(s, t))
			return true;
	}
	return false;
}

/* Who makes sense, as far as the model knows; nobody has to. */
static bool is_likely(const struct op *op)
{
	const struct m_task *t = &model.task[op->task];
	const struct m_task *o = &model.task[op->other];

	switch (op->what) {
	case DO_NNP:
		return is_live(t) && !t->nnp;
	case DO_ATTACH:
		return !(op->flags & SECCOMP_FILTER_FLAG_TSYNC) || can_sync(t);
	case DO_RESTRICT:
		return op->keep || !may_restrict(t);
	case DO_SEIZE:
		return o->used && o->process != t->process &&
		       o->tracer == NOBODY && may_access(op->task, op->other, true);
	case DO_OPEN:
		return o->leader && ruled_filters(o) &&
		       o->process != t->process &&
		       may_access(op->task, op->other, true);
	case DO_JOIN:
		return model.sandbox[t->process].used && is_single(t) &&
		       chain_within(t, &model.sandbox[t->process]);
	case DO_USE_LINKS:
		return is_tracing(t);
	default:
		return true;
	}
}

/* Mostly with what it needs */
static void rand_supervise(struct op *op)
{
	op->ruled = true;
	op->attr |= SECCOMP_LANDLOCK_SUPERVISE;
	op->keep = !one_in(6);
	if (one_in(10))
		return;
	op->flags |= SECCOMP_FILTER_FLAG_NEW_LISTENER |
		     SECCOMP_FILTER_FLAG_TSYNC_ESRCH;
	op->times = 1;
	op->rule = rand_below(RULE_FILES + RULE_NO_DIR + 1);
}

static void rand_attach(struct op *op)
{
	/* It may have been something else before it was steered. */
	op->attr = 0;
	op->ruled = !one_in(4);
	if (one_in(3))
		op->flags |= SECCOMP_FILTER_FLAG_TSYNC;
	if (one_in(4))
		op->flags |= SECCOMP_FILTER_FLAG_LOG;
	if (one_in(5))
		op->flags |= SECCOMP_FILTER_FLAG_TSYNC_ESRCH;
	if (one_in(8)) {
		op->flags |= SECCOMP_FILTER_FLAG_NEW_LISTENER;
		op->times = 1;
	}
	if (one_in(8))
		op->attr |= SECCOMP_LANDLOCK_PTRACE_DENY;
	if (one_in(2))
		op->attr |= SECCOMP_LANDLOCK_TRUST_DELEGATE;
	if (one_in(3))
		op->rule = NO_RULESET;
	if (one_in(14) && supervise_known)
		rand_supervise(op);
}

static void rand_args(struct op *op)
{
	if (op->what == DO_ATTACH)
		rand_attach(op);
	else if (op->what == DO_DROP_CAPS)
		op->attr = one_in(3) ? M_ALL : 1 << rand_below(4);
	else if (op->what == DO_SET_ID)
		op->attr = one_in(2);
}

static struct op rand_op(void)
{
	struct op op = {
		.what = rand_what(),
		.task = rand_below(TASKS),
		.other = rand_below(TASKS),
		.rule = rand_below(RULE_FILES + RULE_NO_DIR + 1),
		.prog = one_in(4) ? rand_below(NUM_PROG) : PROG_ALLOW,
		.times = one_in(8) ? 2 + rand_below(8) : 1,
		.keep = one_in(2),
		.first = rand_below(TASKS),
		.look = rand_below(1U << TASKS),
	};
	int i;

	rand_args(&op);
	for (i = one_in(4) ? 0 : 2 * TASKS; i && !is_likely(&op); i--) {
		op.task = rand_below(TASKS);
		op.other = rand_below(TASKS);
	}
	return op;
}

static void print_op(int step, const struct op *op)
{
	printf("# %3d: task %d %s", step, op->task, what_names[op->what]);
	switch (op->what) {
	case DO_ATTACH:
		printf("%s flags %#x attr %#x rule %d prog %d times %d%s",
		       op->ruled ? " ruled" : "", op->flags, op->attr, op->rule,
		       op->prog, op->times, op->keep ? " keep" : "");
		break;
	case DO_DROP_CAPS:
	case DO_SET_ID:
		printf(" %#x", op->attr);
		break;
	case DO_USE_LINKS:
		printf("%s", op->keep ? " signal" : "");
		break;
	case DO_RESTRICT:
		printf(" rule %d times %d", op->rule, op->times);
		break;
	case DO_OPEN:
	case DO_FORK:
	case DO_THREAD:
	case DO_SEIZE:
		printf(" task %d", op->other);
		break;
	default:
		break;
	}
	printf("\n");
}

static bool differ(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(reason, sizeof(reason), fmt, args);
	va_end(args);
	return false;
}

static bool same(int task, const char *what, int other, long want, long is)
{
	seen.values++;
	if (want == is)
		return true;
	return differ("task %d, %s (%d): model %ld, kernel %ld", task, what,
		      other, want, is);
}

/* Is that what the call may do? */
static bool same_result(const struct op *op, const struct outcome *out,
			const struct answer *ans)
{
	int i;

	for (i = 0; i < TASKS; i++) {
		seen.denied_requests += out->request[i] != 0;
		if (!same(op->task, "request", i, out->request[i],
			  ans->request[i]))
			return false;
	}
	if (!same(op->task, "calls that succeed", op->what, out->count,
		  ans->count))
		return false;
	seen.values++;
	if (!fails(out) && !ans->err && !ans->ret) {
		seen.ok[op->what]++;
		return true;
	}
	seen.failed[op->what]++;
	for (i = 0; i < out->num; i++) {
		if (ans->err == out->err[i]) {
			seen.err[op->what][ans->err & 255]++;
			return true;
		}
	}
	for (i = 0; i < TASKS; i++) {
		if ((out->tids & (1U << i)) && ans->ret && ans->ret == tids[i]) {
			seen.tid++;
			return true;
		}
	}
	return differ("task %d, %s: returns %ld, errno %d; model: %d errors (%d), tasks %#x",
		      op->task, what_names[op->what], ans->ret, ans->err,
		      out->num, out->num ? out->err[0] : 0, out->tids);
}

/* Each filter has a number of its own in /proc. */
static bool same_ids_of_chain(int task, const char *text)
{
	const struct m_task *t = &model.task[task], *o;
	struct m_filter *f;
	unsigned long long id;
	int i, k;

	for (i = t->num - 1; i >= 0; i--) {
		f = &model.filter[t->chain[i]];
		id = strtoull(text, NULL, 16);
		if (!f->id)
			f->id = id;
		if (!id || f->id != id)
			return differ("task %d: filter %d is another one", task, i);
		for (o = model.task; o < model.task + TASKS; o++) {
			for (k = 0; is_live(o) && k < o->num; k++) {
				if (o->chain[k] != t->chain[i] &&
				    model.filter[o->chain[k]].id == id)
					return differ("task %d: filter %d is task %d's %d",
						      task, i, (int)(o - model.task), k);
			}
		}
		text = strchr(text, ',') + 1;
	}
	return !*text || differ("task %d: more filters", task);
}

/*
 * What /proc/PID/seccomp_landlock says.  A mistake has to be found by what it does,
 * not by what is told.
 */
static bool same_facts(int task)
{
	const struct m_task *t = &model.task[task];
	const int ruled = ruled_filters(t);
	struct facts f;
	const int err = task_facts(tids[task], &f);

	if (!mutated(MODEL_RIGHT))
		return true;
	if (!ruled || t->zombie)
		return same(task, "facts", 0, ruled ? ESRCH : ENODATA, err);
	return same(task, "facts", 0, 0, err) &&
	       same(task, "filters", 0, ruled, f.filters) &&
	       same(task, "layers", 0, t->domain.num, f.layers) &&
	       same(task, "strict", 0, any_filter(t, filter_strict), f.strict) &&
	       same(task, "listener", 0, any_filter(t, filter_listens), f.listener) &&
	       same(task, "trace", 0, any_filter(t, filter_traces), f.trace) &&
	       same(task, "trusted", 0, any_filter(t, filter_trusted), f.trusted) &&
	       same(task, "logged", 0, any_filter(t, filter_logged), f.logged) &&
	       same_ids_of_chain(task, f.chain);
}

/* The numbers behind some names in the status file of a task */
static void read_numbers(pid_t tid, const char *const *names, int num, long *to)
{
	char path[64], text[4096], *at;
	ssize_t len;
	int fd, i;

	snprintf(path, sizeof(path), "/proc/%d/status", tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	len = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);
	text[len < 0 ? 0 : len] = '\0';
	for (i = 0; i < num; i++) {
		at = strstr(text, names[i]);
		to[i] = at ? strtol(at + strlen(names[i]), NULL, 10) : -1;
	}
	if (fd >= 0)
		close(fd);
}

static bool same_status(int task)
{
	static const char *const names[] = {
		"\nNoNewPrivs:", "\nSeccomp_filters:", "\nSeccomp_landlock:",
	};
	const struct m_task *t = &model.task[task];
	long is[ARRAY_SIZE(names)];

	read_numbers(tids[task], names, ARRAY_SIZE(names), is);
	return same(task, "NoNewPrivs", 0, t->nnp, is[0]) &&
	       same(task, "Seccomp_filters", 0, t->num, is[1]) &&
	       same(task, "Seccomp_landlock", 0, ruled_filters(t), is[2]) &&
	       same_facts(task);
}

/* What a task that does not answer waits for */
static void print_where(pid_t tid)
{
	static const char *const files[] = { "status", "wchan", "syscall", "stack" };
	char path[64], text[4096];
	ssize_t len;
	size_t i;
	int fd;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		snprintf(path, sizeof(path), "/proc/%d/%s", tid, files[i]);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		len = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
		close(fd);
		if (len < 0)
			len = 0;
		text[len] = '\0';
		printf("# %s: %s\n", path, text);
	}
}

static bool filter_asks(const struct m_filter *f)
{
	return f->supervised;
}

static bool same_view(int task)
{
	const struct m_task *t = &model.task[task];
	const struct op op = { .what = DO_OBSERVE, .task = task };
	const long before = LOAD(num_questions);
	struct answer ans;
	bool allowed, asked;
	long questions = 0;
	int i, want;

	if (!world_ask(task, &op, &ans)) {
		print_where(tids[task]);
		return differ("task %d does not answer", task);
	}
	if (!same(task, "signals", 0, t->signals, ans.signals))
		return false;
	for (i = 0; i < PROBES; i++) {
		want = model_write(t, i, &asked);
		questions += asked;
		seen.yes += asked && !want;
		seen.no += asked && want;
		seen.not_asked += want == EACCES && any_filter(t, filter_asks);
		if (!same(task, "write", i, want, ans.write[i]))
			return false;
	}
	want = model_readdir(t, &asked);
	questions += asked;
	if (!same(task, "readdir", 0, want, ans.readdir) ||
	    !same(task, "questions", 0, questions, LOAD(num_questions) - before) ||
	    !same(task, "filtered call", 0, model_call(t), ans.call))
		return false;
	for (i = 0; i < TASKS; i++) {
		if (!model.task[i].used)
			continue;
		allowed = may_access(task, i, false);
		seen.denied_reads += !allowed;
		if (!same(task, "read access", i, allowed ? 0 : EPERM,
			  ans.read_access[i]))
			return false;
		allowed = may_access(task, i, true);
		seen.denied_attaches += !allowed;
		if (!same(task, "attach access", i, allowed ? 0 : EPERM,
			  ans.attach_access[i]))
			return false;
	}
	return true;
}

/* Whoever comes first sees threads that have rules to take. */
static bool same_state(const struct op *op)
{
	int i, task;

	for (i = 0; i < TASKS; i++) {
		if (model.task[i].used && !same_status(i))
			return false;
	}
	for (i = 0; i < TASKS; i++) {
		task = (op->first + i) % TASKS;
		if (is_live(&model.task[task]) && (op->look & (1U << task)) &&
		    !same_view(task))
			return false;
	}
	return true;
}

static bool run_op(int step, const struct op *op)
{
	struct outcome out;
	struct answer ans;
	int i;

	if (verbose)
		print_op(step, op);
	out = model_do(op);
	if (!world_do(op, &ans))
		return differ("task %d, %s: no answer", op->task,
			      what_names[op->what]);
	if (!same_result(op, &out, &ans))
		return false;
	if (ans.listener &&
	    !world_listen(op->task, ans.listener, model.num_filters - 1))
		return differ("task %d: no listener", op->task);
	world_hang_up(false);
	for (i = 0; i < TASKS; i++) {
		if (!model.task[i].used)
			tids[i] = 0;
	}
	seen.steps++;
	return same_state(op);
}

/* True if model and kernel agree; steps that do not apply any more are left out. */
static bool run_history(struct history *h, enum mutant mutant)
{
	bool agree;
	int i;

	model_start(mutant);
	agree = world_start() || differ("no first task");
	for (i = 0; agree && i < h->num; i++) {
		if (model_applies(&h->op[i]))
			agree = run_op(i, &h->op[i]);
	}
	world_end();
	seen.histories++;
	return agree;
}

/* How a history begins */
static const struct start {
	int num;
	struct { enum what what; int task, other; } step[9];
} starts[] = {
	/* Anyhow, */
	{ 0, {} },
	/* with a task that may restrict itself, */
	{ 1, { { DO_NNP, 0, 0 } } },
	/* with a thread that may, beside one that may not, */
	{ 3, { { DO_THREAD, 0, 1 }, { DO_NNP, 1, 1 }, { DO_ATTACH, 1, 1 } } },
	/* with a manager that stays free while what it starts does not, */
	{ 3, { { DO_FORK, 0, 1 }, { DO_NNP, 1, 1 }, { DO_ATTACH, 1, 1 } } },
	/* or with a second task that enters the sandbox of the first. */
	{ 9, { { DO_FORK, 0, 1 }, { DO_NNP, 1, 1 }, { DO_ATTACH, 1, 1 },
	       { DO_SET_ID, 1, 1 }, { DO_OPEN, 0, 1 }, { DO_FORK, 0, 2 },
	       { DO_SET_ID, 2, 2 }, { DO_NNP, 2, 2 }, { DO_JOIN, 2, 2 } } },
};

static void steer(struct op *op, const struct start *start, int step)
{
	if (step >= start->num)
		return;
	op->what = start->step[step].what;
	if (op->what == DO_SET_ID && op->keep)
		op->what = DO_DROP_CAPS;
	op->task = start->step[step].task;
	op->other = start->step[step].other;
	rand_args(op);
	op->ruled = true;
}

/* The same with steps that are made up on the way */
static bool random_history(struct history *h, unsigned long seed,
			   enum mutant mutant)
{
	const struct start *start;
	struct op op;
	bool agree;

	rand_state = seed * 0x2545f4914f6cdd1dULL;
	start = &starts[rand_below(ARRAY_SIZE(starts))];
	h->num = 0;
	model_start(mutant);
	agree = world_start() || differ("no first task");
	while (agree && h->num < HISTORY) {
		op = rand_op();
		steer(&op, start, h->num);
		if (!model_applies(&op))
			continue;
		h->op[h->num++] = op;
		agree = run_op(h->num - 1, &op);
	}
	world_end();
	seen.histories++;
	return agree;
}

/* Drops steps as long as the rest still ends in a disagreement. */
static void shrink(struct history *h, enum mutant mutant)
{
	struct history less;
	int len, i;

	for (len = h->num / 2; len; len /= 2) {
		for (i = h->num - len; i >= 0; i -= len) {
			less = *h;
			less.num -= len;
			memmove(&less.op[i], &less.op[i + len],
				(less.num - i) * sizeof(less.op[0]));
			if (!run_history(&less, mutant))
				*h = less;
			if (i > h->num)
				i = h->num;
		}
	}
}

static void explain(struct history *h, unsigned long seed, enum mutant mutant)
{
	const int num = h->num;
	int i;

	printf("# seed %lu disagrees after %d steps: %s\n", seed, num, reason);
	shrink(h, mutant);
	verbose = false;
	if (run_history(h, mutant))
		printf("# not every time: the last steps depend on timing\n");
	printf("# %d of its steps are needed: %s\n", h->num, reason);
	for (i = 0; i < h->num; i++)
		print_op(i, &h->op[i]);
}

static unsigned long env_number(const char *name, unsigned long other)
{
	const char *value = getenv(name);

	return value ? strtoul(value, NULL, 0) : other;
}

static void print_seen(void)
{
	int i, err;

	printf("# %ld steps of %ld histories, %ld values\n", seen.steps,
	       seen.histories, seen.values);
	printf("# denied: %ld reads, %ld attachments, %ld requests\n",
	       seen.denied_reads, seen.denied_attaches, seen.denied_requests);
	printf("# files asked about: %ld yes, %ld no; %ld denied without\n",
	       seen.yes, seen.no, seen.not_asked);
	for (i = 0; i < NUM_WHAT; i++) {
		printf("# %-17s %6ld ok, %6ld failed:", what_names[i],
		       seen.ok[i], seen.failed[i]);
		for (err = 0; err < 256; err++) {
			if (seen.err[i][err])
				printf(" %s %ld,", strerrorname_np(err),
				       seen.err[i][err]);
		}
		if (i == DO_ATTACH)
			printf(" thread id %ld", seen.tid);
		printf("\n");
	}
}

FIXTURE(model)
{
};

FIXTURE_SETUP(model)
{
	struct seccomp_landlock_info info = { .size = sizeof(info) };

	memset(&seen, 0, sizeof(seen));
	ASSERT_EQ(0, sys_seccomp(SECCOMP_GET_LANDLOCK_INFO, 0, &info));
	supervise_known = info.flags & SECCOMP_LANDLOCK_SUPERVISE;
	verbose = env_number("MODEL_VERBOSE", 0);
	setvbuf(stdout, NULL, _IOLBF, 0);
	ASSERT_EQ(0, world_init());
}

FIXTURE_TEARDOWN(model)
{
	world_fini();
}

/* Agreement says something only if it was about all of this. */
#define EXPECT_SEEN(_what, _err) EXPECT_LT(0, seen.err[_what][_err])

TEST_F_TIMEOUT(model, agrees_with_kernel, 86400)
{
	const long steps = env_number("MODEL_STEPS", 3000);
	const enum mutant mutant = env_number("MODEL_MUTANT", MODEL_RIGHT);
	unsigned long seed = env_number("MODEL_SEED", 1);
	struct history h;
	int what;

	for (; seen.steps < steps; seed++) {
		if (!random_history(&h, seed, mutant)) {
			explain(&h, seed, mutant);
			ASSERT_EQ(MODEL_RIGHT, NUM_MUTANTS) {
				TH_LOG("seed %lu: %s", seed, reason);
			}
		}
	}
	print_seen();
	if (steps < 3000)
		return;
	for (what = 0; what < NUM_WHAT; what++) {
		EXPECT_LT(0, seen.ok[what]) {
			TH_LOG("%s never succeeded", what_names[what]);
		}
	}
	EXPECT_LT(0, seen.tid);
	EXPECT_LT(0, seen.denied_reads);
	EXPECT_LT(seen.denied_reads, seen.denied_attaches);
	EXPECT_LT(0, seen.denied_requests);
	if (supervise_known) {
		EXPECT_LT(0, seen.yes);
		EXPECT_LT(0, seen.no);
		EXPECT_LT(0, seen.not_asked);
	}
	EXPECT_SEEN(DO_ATTACH, EACCES);
	EXPECT_SEEN(DO_ATTACH, E2BIG);
	EXPECT_SEEN(DO_ATTACH, EBUSY);
	EXPECT_SEEN(DO_ATTACH, ESRCH);
	EXPECT_SEEN(DO_ATTACH, EINVAL);
	EXPECT_SEEN(DO_RESTRICT, E2BIG);
	EXPECT_SEEN(DO_RESTRICT, EPERM);
	EXPECT_SEEN(DO_OPEN, EINVAL);
	EXPECT_SEEN(DO_OPEN, EPERM);
	EXPECT_SEEN(DO_OPEN, ESRCH);
	EXPECT_SEEN(DO_JOIN, EACCES);
	EXPECT_SEEN(DO_JOIN, EBADF);
	EXPECT_SEEN(DO_JOIN, EINVAL);
	EXPECT_SEEN(DO_JOIN, EPERM);
	EXPECT_SEEN(DO_JOIN, EXDEV);
	EXPECT_SEEN(DO_SEIZE, EPERM);
}

/* Where a mistake was found last that takes many histories: looked at first. */
static const unsigned char found_last[NUM_MUTANTS] = {
	[SYNC_UNRELATED_DOMAIN] = 14,
	[TRUST_COVERS_OTHERS] = 6,
	[PLAIN_DOES_NOT_DELEGATE] = 18,
	[TRACE_COUNTS_IN_TARGET] = 16,
	[LISTENER_OF_ONE_THREAD] = 14,
	[ZOMBIE_IS_FREE] = 45,
	[OPEN_BY_READERS] = 5,
	[JOIN_WITHOUT_NNP] = 17,
	[JOIN_WITH_MORE_CAPS] = 9,
	[JOIN_WITH_OTHER_IDS] = 52,
	[JOIN_WITHOUT_ANCESTRY] = 6,
	[JOIN_WITHOUT_DOMAIN] = 9,
	[JOIN_TAKES_LATER] = 30,
	[LISTENERS_STACK] = 11,
	[ASKS_BESIDE_OTHER_LAYERS] = 5,
	[ASKS_WITHOUT_LISTENER] = 7,
	[ASKS_WITHOUT_SUPERVISION] = 10,
	[SUPERVISE_WITHOUT_LISTENER] = 6,
	[SUPERVISED_DOES_NOT_DELEGATE] = 13,
};

/*
 * A comparison that finds no mistake would agree with anything.  Time enough for a
 * debug kernel beside others: what is too long is for who runs it to say.
 */
TEST_F_TIMEOUT(model, mistakes_are_found, 86400)
{
	unsigned long seed = 0;
	struct history h;
	int mutant, num;

	for (mutant = MODEL_RIGHT + 1; mutant < NUM_MUTANTS; mutant++) {
		if (mutant >= ASKS_BESIDE_OTHER_LAYERS && !supervise_known)
			break;
		for (num = !found_last[mutant]; num <= 200; num++) {
			seed = num ?: found_last[mutant];
			if (!random_history(&h, seed, mutant))
				break;
		}
		EXPECT_GE(200, num) {
			TH_LOG("mistake %d is not found", mutant);
		}
		printf("# mistake %d: seed %lu, step %d: %s\n", mutant, seed,
		       h.num, reason);
	}
}

TEST_F_TIMEOUT(model, histories_shrink, 86400)
{
	struct history h;
	unsigned long seed = 1;
	int num;

	while (random_history(&h, seed, STRICT_IGNORED))
		seed++;
	num = h.num;
	shrink(&h, STRICT_IGNORED);
	EXPECT_GE(num, h.num);
	/* At least a ruled filter that is strict, and somebody to access */
	EXPECT_LE(2, h.num);
	EXPECT_GE(6, h.num);
	EXPECT_FALSE(run_history(&h, STRICT_IGNORED));
}

TEST_HARNESS_MAIN
