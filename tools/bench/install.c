// SPDX-License-Identifier: GPL-2.0-only
/*
 * What making a sandbox costs: in one call or in two, for one thread and for all
 * threads of a process.
 */

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define RULES	10

static const struct rules rules = {
	.handled_fs = (LANDLOCK_ACCESS_FS_IOCTL_DEV << 1) - 1,
	.paths = RULES,
};

enum way {
	WAY_FILTER, WAY_RESTRICT, WAY_TWO_CALLS, WAY_RULED,
};

static const char * const way_names[] = {
	[WAY_FILTER] = "filter", [WAY_RESTRICT] = "restrict-self",
	[WAY_TWO_CALLS] = "two-calls", [WAY_RULED] = "ruled",
};

/*
 * A kernel without ruled filters makes the two calls once more in their place, so
 * that there is as much to allocate in each round on both kernels.
 */
static enum way possible_way(enum way way)
{
	return way == WAY_RULED && !kernel_has_rules ? WAY_TWO_CALLS : way;
}

static void install(enum way way, const struct sock_fprog *prog, int ruleset)
{
	if (way == WAY_RESTRICT || way == WAY_TWO_CALLS)
		ok(restrict_self(ruleset));
	if (way == WAY_FILTER || way == WAY_TWO_CALLS)
		ok(install_filter(prog, 0));
	if (way == WAY_RULED)
		ok(install_ruled(prog, ruleset, 0));
}

/* In a new process each time, as what is installed stays. */
static pid_t install_once(struct samples *samples, enum way way,
			  const struct sock_fprog *prog, int ruleset)
{
	int ready[2];
	uint64_t from, to;
	pid_t pid;

	ok(pipe(ready));
	pid = ok(fork());
	if (pid) {
		close(ready[1]);
		ok(read(ready[0], &(char){ 0 }, 1));
		close(ready[0]);
		return pid;
	}
	/* Brings all memory in that is used below; these calls fail. */
	restrict_self(-1);
	install_filter(NULL, 0);
	install_ruled(prog, -2, 0);
	add_sample(samples, now(), now());
	samples->count--;
	from = now();
	install(way, prog, ruleset);
	to = now();
	add_sample(samples, from, to);
	ok(write(ready[1], "", 1));
	for (;;)
		pause();
}

/*
 * The allocators search where the last search ended, so what an installation costs
 * depends on all that were made and ended before.  The ways take turns: each round
 * has all of them, in one of their 24 orders.  The processes of a round stay until
 * its end; then what they had is freed, by work and after a grace period, before
 * the next round.
 */
#define ORDERS	24
#define ROUNDS	(10 * ORDERS)
#define WARM_UP	ORDERS

static void install_case(struct samples *samples, const void *arg)
{
	const int ruleset = make_ruleset(&rules);

	no_new_privs();
	for (unsigned int round = 0; round < WARM_UP + ROUNDS; round++) {
		unsigned int order[ARRAY_SIZE(way_names)];
		pid_t pids[ARRAY_SIZE(way_names)];

		if (round == WARM_UP)
			for (size_t i = 0; i < ARRAY_SIZE(order); i++)
				samples[i].count = 0;
		order_of_round(round, ARRAY_SIZE(order), order);
		for (size_t i = 0; i < ARRAY_SIZE(order); i++)
			pids[i] = install_once(&samples[order[i]], possible_way(order[i]),
					       arg, ruleset);
		for (size_t i = 0; i < ARRAY_SIZE(pids); i++) {
			ok(kill(pids[i], SIGKILL));
			ok(waitpid(pids[i], NULL, 0));
		}
		usleep(50000);
	}
}

void bench_install(void)
{
	const struct sock_fprog *progs[] = { &one_instruction, deny_list() };
	const char *names[ARRAY_SIZE(way_names)];

	memcpy(names, way_names, sizeof(names));
	if (!kernel_has_rules)
		names[WAY_RULED] = "two-calls-again";
	make_rule_paths(RULES);
	for (size_t i = 0; i < ARRAY_SIZE(progs); i++) {
		char name[64];

		snprintf(name, sizeof(name), "figure=install rules=%u insns=%u way=", RULES,
			 progs[i]->len);
		run_named_case(install_case, progs[i], name, ARRAY_SIZE(names), names);
	}
}

/* All threads */

enum sync_way {
	SYNC_FILTER,		/* one call with TSYNC, without rules */
	SYNC_RULED,		/* one call with TSYNC */
	SYNC_SIGNALS,		/* each thread restricts itself, one call with TSYNC */
	SYNC_SIGNALS_BOTH,	/* each thread makes both calls */
};

static const char * const sync_names[] = {
	[SYNC_FILTER] = "filter-tsync",
	[SYNC_RULED] = "ruled-tsync", [SYNC_SIGNALS] = "signals-and-tsync",
	[SYNC_SIGNALS_BOTH] = "signals",
};

struct sync_arg {
	enum sync_way way;
	const struct sock_fprog *prog;
	unsigned int threads;
	bool first_call;	/* measure the threads' next call instead */
};

struct thread {
	pthread_t thread;
	pid_t tid;
	uint64_t first, second;
};

static struct {
	enum sync_way way;
	int ruleset;
	const struct sock_fprog *prog;
	unsigned int done;
	unsigned int measured;
	int wake[2];
} sync_state;

/* What a thread does for itself when it is told to by a signal. */
static void restrict_thread(int signal)
{
	(void)signal;
	ok(restrict_self(sync_state.ruleset));
	if (sync_state.way == SYNC_SIGNALS_BOTH)
		ok(install_filter(sync_state.prog, 0));
	__atomic_add_fetch(&sync_state.done, 1, __ATOMIC_SEQ_CST);
}

static void *run_thread(void *arg)
{
	struct thread *t = arg;
	uint64_t a, b, c;
	char byte;

	store(&t->tid, syscall(SYS_gettid));
	ok(read(sync_state.wake[0], &byte, 1));
	a = now();
	syscall(SYS_getpid);
	b = now();
	syscall(SYS_getpid);
	c = now();
	t->first = b - a;
	t->second = c - b;
	__atomic_add_fetch(&sync_state.measured, 1, __ATOMIC_SEQ_CST);
	for (;;)
		pause();
	return NULL;
}

static struct thread *start_threads(unsigned int count)
{
	struct thread *threads = calloc(count, sizeof(*threads));
	pthread_attr_t attr;

	ok(pipe(sync_state.wake));
	ok(pthread_attr_init(&attr));
	ok(pthread_attr_setstacksize(&attr, PTHREAD_STACK_MIN));
	for (unsigned int i = 0; i < count; i++) {
		const int err = pthread_create(&threads[i].thread, &attr, run_thread,
					       &threads[i]);

		if (err)
			die("thread %u: %s", i, strerror(err));
		while (!load(&threads[i].tid))
			sched_yield();
	}
	/* The last one may not be waiting yet. */
	for (int i = 0; i < 100; i++)
		sched_yield();
	return threads;
}

static void sync_threads(const struct thread *threads, unsigned int count)
{
	const pid_t pid = getpid();

	if (sync_state.way == SYNC_RULED) {
		ok(install_ruled(sync_state.prog, sync_state.ruleset,
				 SECCOMP_FILTER_FLAG_TSYNC));
		return;
	}
	if (sync_state.way == SYNC_FILTER) {
		ok(install_filter(sync_state.prog, SECCOMP_FILTER_FLAG_TSYNC));
		return;
	}
	for (unsigned int i = 0; i < count; i++)
		ok(syscall(SYS_tgkill, pid, threads[i].tid, SIGUSR1));
	restrict_thread(0);
	while (load(&sync_state.done) < count + 1)
		sched_yield();
	if (sync_state.way == SYNC_SIGNALS)
		ok(install_filter(sync_state.prog, SECCOMP_FILTER_FLAG_TSYNC));
}

/* The further cost of a thread's first call: it takes the domain then. */
static void measure_first_calls(struct samples *samples, const struct thread *threads,
				unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		ok(write(sync_state.wake[1], "", 1));
	while (load(&sync_state.measured) < count)
		sched_yield();
	for (unsigned int i = 0; i < count; i++)
		if (samples->count < MAX_SAMPLES)
			samples->value[samples->count++] = threads[i].first - threads[i].second;
}

static void sync_once(struct samples *samples, const struct sync_arg *arg)
{
	struct sigaction action = { .sa_handler = restrict_thread, .sa_flags = SA_RESTART };
	struct thread *threads;
	uint64_t from, to;

	no_new_privs();
	ok(sigaction(SIGUSR1, &action, NULL));
	sync_state.way = arg->way;
	sync_state.prog = arg->prog;
	sync_state.ruleset = make_ruleset(&rules);
	threads = start_threads(arg->threads);
	install_filter(NULL, 0);
	add_sample(samples, now(), now());
	samples->count--;
	from = now();
	sync_threads(threads, arg->threads);
	to = now();
	if (arg->first_call)
		measure_first_calls(samples, threads, arg->threads);
	else
		add_sample(samples, from, to);
	_exit(0);
}

static void sync_case(struct samples *samples, const void *arg)
{
	const struct sync_arg *s = arg;
	const int runs = s->first_call ? 1 : s->threads == 1000 ? 3 : 11;

	for (int i = 0; i < runs; i++) {
		const pid_t pid = ok(fork());
		int status;

		if (!pid)
			sync_once(samples, s);
		ok(waitpid(pid, &status, 0));
		if (status)
			die("a process with threads ended with 0x%x", status);
	}
}

static void sync_with(const struct sock_fprog *prog)
{
	static const unsigned int counts[] = { 1, 10, 100, 1000 };

	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		struct sync_arg arg = { .prog = prog, .threads = counts[i] };

		for (arg.way = 0; arg.way <= SYNC_SIGNALS_BOTH; arg.way++)
			if (arg.way != SYNC_RULED || kernel_has_rules)
				run_case(sync_case, &arg,
					 "figure=tsync way=%s threads=%u insns=%u",
					 sync_names[arg.way], arg.threads, prog->len);
	}
}

static void first_calls(const struct sock_fprog *prog)
{
	const struct sync_arg arg = { SYNC_RULED, prog, 1000, true };

	run_case(sync_case, &arg, "figure=tsync-first-call way=%s threads=%u insns=%u",
		 sync_names[arg.way], arg.threads, prog->len);
}

void bench_tsync(void)
{
	make_rule_paths(RULES);
	sync_with(&one_instruction);
	sync_with(deny_list());
	if (kernel_has_rules) {
		first_calls(&one_instruction);
		first_calls(deny_list());
	}
}
