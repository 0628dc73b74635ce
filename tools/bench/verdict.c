// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the verdict costs an access to another process, by the number of filters
 * that the two have: process_vm_readv(2) of one byte, attaching, a request of a
 * tracer, and a read of /proc/PID/stat for each of 1,000 processes, which looks at
 * the memory of the process and so asks too.  Beside it, accesses by tasks whose
 * filters are all ordinary ones, and by tasks with Landlock domains, which Landlock
 * compares.
 */

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define AS_MANY_AS_POSSIBLE	(~0U)
#define PROCESSES		1000

enum access { ACCESS_READ, ACCESS_ATTACH, ACCESS_REQUEST, ACCESS_STAT };

static const char * const access_names[] = {
	[ACCESS_READ] = "verdict-read", [ACCESS_ATTACH] = "verdict-attach",
	[ACCESS_REQUEST] = "verdict-request", [ACCESS_STAT] = "verdict-stat",
};

struct chains {
	enum access access;
	enum kind {
		KIND_RULED,	/* all filters are ruled */
		KIND_RULED_ONCE, /* the first one is, the others are not */
		KIND_ORDINARY,	/* none is */
		KIND_LANDLOCK,	/* no filters, but domains */
		KIND_LANDLOCK_FILTER, /* domains, and an ordinary filter before */
	} kind;
	unsigned int reader;	/* filters or domains of the reader, and the target */
	unsigned int target;	/* further ones of the target alone */
};

static const char * const kind_names[] = {
	[KIND_RULED] = "ruled", [KIND_RULED_ONCE] = "ruled-once",
	[KIND_ORDINARY] = "ordinary", [KIND_LANDLOCK] = "landlock",
	[KIND_LANDLOCK_FILTER] = "landlock-filter",
};

static char byte = 'x';
/* Filters of the target, as counted when it installed them. */
static unsigned int *installed;

static int stack_one(enum kind kind)
{
	static const struct rules rules = {
		.handled_fs = LANDLOCK_ACCESS_FS_MAKE_BLOCK, .paths = 1,
	};

	if (kind == KIND_LANDLOCK || kind == KIND_LANDLOCK_FILTER) {
		const int ruleset = make_ruleset(&rules);
		const int ret = restrict_self(ruleset);

		close(ruleset);
		return ret;
	}
	if (kind == KIND_RULED || (kind == KIND_RULED_ONCE && !*installed))
		return install_ruled(&one_instruction, -1, 0);
	return install_filter(&one_instruction, 0);
}

static void stack(enum kind kind, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		if (stack_one(kind)) {
			if (errno != ENOMEM || count != AS_MANY_AS_POSSIBLE)
				die("filter %u: %s", i, strerror(errno));
			return;
		}
		++*installed;
	}
}

static void wait_for_ever(void)
{
	for (;;)
		pause();
}

/* Also starts more processes like it, and tells their numbers. */
static pid_t start_target(const struct chains *c, pid_t *more)
{
	int ready[2];
	pid_t pid;

	ok(pipe(ready));
	pid = ok(fork());
	if (!pid) {
		stack(c->kind, c->target);
		for (int i = 0; more && i < PROCESSES; i++) {
			const pid_t one = ok(fork());

			if (!one)
				wait_for_ever();
			more[i] = one;
		}
		ok(write(ready[1], "", 1));
		wait_for_ever();
	}
	close(ready[1]);
	if (read(ready[0], &(char){ 0 }, 1) != 1)
		die("the target ended");
	return pid;
}

static void read_byte(pid_t pid)
{
	char copy;
	struct iovec to = { &copy, 1 }, from = { &byte, 1 };

	ok(process_vm_readv(pid, &to, 1, &from, 1, 0));
}

static void attach(struct samples *samples, pid_t pid)
{
	const struct sched_param first = { .sched_priority = 1 };

	/* The signal that stops the target must not let it run within the call. */
	ok(sched_setscheduler(0, SCHED_FIFO, &first));
	for (int i = 0; i < 109; i++) {
		const uint64_t from = now();
		const long ret = ptrace(PTRACE_ATTACH, pid, 0, 0);
		const uint64_t to = now();

		ok(ret);
		ok(waitpid(pid, NULL, 0));
		ok(ptrace(PTRACE_DETACH, pid, 0, 0));
		if (i >= 8)
			add_sample(samples, from, to);
	}
}

static void request(struct samples *samples, pid_t pid)
{
	ok(ptrace(PTRACE_ATTACH, pid, 0, 0));
	ok(waitpid(pid, NULL, 0));
	/* Not the function of libc, which stores the result elsewhere. */
	measure(samples, 101, syscall(SYS_ptrace, PTRACE_PEEKUSER, pid, 0, &(long){ 0 }));
	ok(ptrace(PTRACE_DETACH, pid, 0, 0));
}

static void read_stat(pid_t pid)
{
	char path[32], text[1024];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	fd = ok(open(path, O_RDONLY));
	ok(read(fd, text, sizeof(text)));
	close(fd);
}

static void verdict(struct samples *samples, const void *arg)
{
	const struct chains *c = arg;
	const size_t size = PROCESSES * sizeof(pid_t);
	pid_t *more = NULL;
	pid_t pid;

	if (c->access == ACCESS_STAT)
		more = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	*installed = 0;
	no_new_privs();
	if (c->kind == KIND_LANDLOCK_FILTER)
		ok(install_filter(&one_instruction, 0));
	stack(c->kind, c->reader);
	pid = start_target(c, more);

	switch (c->access) {
	case ACCESS_READ:
		measure(samples, 101, read_byte(pid));
		break;
	case ACCESS_ATTACH:
		attach(samples, pid);
		break;
	case ACCESS_REQUEST:
		request(samples, pid);
		break;
	case ACCESS_STAT:
		for (int i = 0; i < PROCESSES; i++) {
			const uint64_t from = now();

			read_stat(more[i]);
			add_sample(samples, from, now());
		}
		break;
	}
	for (int i = 0; more && i < PROCESSES; i++)
		ok(kill(more[i], SIGKILL));
	ok(kill(pid, SIGKILL));
	ok(waitpid(pid, NULL, 0));
}

static const char *count_name(char name[static 16], unsigned int count)
{
	if (count == AS_MANY_AS_POSSIBLE)
		return "max";
	snprintf(name, 16, "%u", count);
	return name;
}

static void run_verdict(enum access access, enum kind kind, unsigned int reader,
			unsigned int target)
{
	const struct chains c = { access, kind, reader, target };
	char r[16], t[16];

	run_case(verdict, &c, "figure=%s kind=%s reader=%s target=%s",
		 access_names[access], reader || target ? kind_names[kind] : "none",
		 count_name(r, reader), count_name(t, target));
	if (reader == AS_MANY_AS_POSSIBLE || target == AS_MANY_AS_POSSIBLE)
		emit("limit=filters value=%u", *installed);
}

static void run_filters(enum access access, enum kind kind)
{
	static const unsigned int counts[] = { 0, 1, 16, 256, AS_MANY_AS_POSSIBLE };

	for (size_t i = 0; i < ARRAY_SIZE(counts); i++)
		run_verdict(access, kind, 1, counts[i]);
	for (size_t i = 2; i < ARRAY_SIZE(counts); i++)
		run_verdict(access, kind, counts[i], 0);
}

/*
 * The places in a chain that take longest.  Found by following the pointers that
 * seccomp_link_filter() sets as seccomp_is_ancestor() does, for every reader and
 * target of chains of up to 3,641 filters, once by the number of steps and once by
 * instructions as compiled: 4 for a jump, 3 or 5 for a step to the filter before.  Both
 * say that nothing takes longer than reader 2 with target 3,062 or 3,574: 30 steps.
 * Of targets up to 17, 257 and 1,024 it is reader 2 with target 17, 249 and 1,015.
 */
static void run_worst(enum access access, enum kind kind)
{
	static const unsigned int targets[] = { 17, 249, 1015, 3062, 3574 };

	for (size_t i = 0; i < ARRAY_SIZE(targets); i++)
		run_verdict(access, kind, 2, targets[i] - 2);
}

static void run_landlock(enum access access, enum kind kind)
{
	run_verdict(access, kind, 1, 0);
	run_verdict(access, kind, 1, 3);
	run_verdict(access, kind, 1, 15);
	run_verdict(access, kind, 16, 0);
}

void bench_verdict(void)
{
	installed = mmap(NULL, sizeof(*installed), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	make_rule_paths(1);
	for (enum access a = ACCESS_READ; a <= ACCESS_STAT; a++) {
		run_verdict(a, KIND_ORDINARY, 0, 0);
		run_filters(a, KIND_ORDINARY);
		if (kernel_has_rules) {
			run_filters(a, KIND_RULED_ONCE);
			run_filters(a, KIND_RULED);
			if (a != ACCESS_STAT)
				run_worst(a, KIND_RULED);
		}
		run_landlock(a, KIND_LANDLOCK);
		run_landlock(a, KIND_LANDLOCK_FILTER);
	}
}
