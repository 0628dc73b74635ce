// SPDX-License-Identifier: GPL-2.0-only
/*
 * How much memory of the kernel sandboxes take.
 *
 * The kernel counts it in pages, and each cache of objects keeps some pages in
 * reserve, so one process or filter cannot be measured.  Many are made, once to
 * warm the caches up and then in three different numbers.  The reserves before and
 * after differ by some pages at most; divided by the numbers that shows as the
 * difference between the three results.
 */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define PROCESSES	1000
#define RULES		10

enum way { WAY_NONE, WAY_FORK, WAY_JOIN, WAY_RULED, WAY_TWO_CALLS, WAY_FILTER };

static const char * const way_names[] = {
	[WAY_NONE] = "no-sandbox", [WAY_FORK] = "fork", [WAY_JOIN] = "join",
	[WAY_RULED] = "ruled", [WAY_TWO_CALLS] = "two-calls", [WAY_FILTER] = "filter",
};

struct memory_arg {
	enum way way;
	bool all;
};

/* The first time warms the caches up and does not count. */
static const unsigned int counts[] = { 1000, 1000, 800, 600 };

static const struct rules rules = {
	.handled_fs = (LANDLOCK_ACCESS_FS_IOCTL_DEV << 1) - 1,
	.paths = RULES,
};

static void write_file(const char *path, const char *text)
{
	const int fd = open(path, O_WRONLY);

	if (fd < 0)
		die("%s: %s", path, strerror(errno));
	ok(write(fd, text, strlen(text)));
	close(fd);
}

/* The sum of all numbers that follow @key in a file of /proc, in its unit. */
static long sum_of(const char *file, const char *key)
{
	static char text[65536];
	const int fd = ok(open(file, O_RDONLY));
	size_t size = 0;
	ssize_t ret;
	long sum = 0;

	while ((ret = ok(read(fd, text + size, sizeof(text) - 1 - size))) > 0)
		size += ret;
	text[size] = '\0';
	close(fd);
	for (const char *p = text; (p = strstr(p, key)); ) {
		long value;

		p += strlen(key);
		if (sscanf(p, "%ld", &value) == 1)
			sum += value;
	}
	return sum;
}

struct usage {
	long kernel;	/* bytes of slabs, vmalloc (with stacks), page tables, per-cpu */
	long taken;	/* bytes that are not free, of the kernel or not */
};

static struct usage usage(void)
{
	struct usage u;

	/* Let what is freed by work and after a grace period be freed. */
	for (int i = 0; i < 3; i++) {
		usleep(100000);
		write_file("/proc/sys/vm/drop_caches", "3");
	}
	u.kernel = sum_of("/proc/meminfo", "\nSlab:") +
		   sum_of("/proc/meminfo", "\nVmallocUsed:") +
		   sum_of("/proc/meminfo", "\nPageTables:") +
		   sum_of("/proc/meminfo", "\nPercpu:");
	u.kernel *= 1024;
	/* Pages on the lists of a processor are free and do not count as such. */
	u.taken = -sum_of("/proc/meminfo", "MemFree:") * 1024 -
		  sum_of("/proc/zoneinfo", " count:") * 4096;
	return u;
}

static void add_usage(struct samples *samples, bool all, struct usage before,
		      unsigned int count)
{
	const struct usage after = usage();
	const long bytes = all ? after.taken - before.taken : after.kernel - before.kernel;

	samples->value[samples->count++] = bytes / (long)count;
}

static void wait_for_ever(void)
{
	for (;;)
		pause();
}

static void enter(enum way way, int ruleset, int sandbox_fd)
{
	if (way == WAY_JOIN)
		ok(syscall(SYS_seccomp, SECCOMP_JOIN_LANDLOCK, 0, &sandbox_fd));
	else if (way == WAY_RULED)
		install_peer(PEER_RULED, ruleset, 1);
	else if (way == WAY_TWO_CALLS)
		install_peer(PEER_TWO_CALLS, ruleset, 1);
	else if (way == WAY_FILTER)
		install_peer(PEER_FILTER, ruleset, 1);
}

/* The processes that are counted, all in the same way in their sandbox. */
static void start_processes(enum way way, pid_t *pids, unsigned int count,
			    int ruleset, int sandbox_fd)
{
	int ready[2];

	ok(pipe(ready));
	for (unsigned int i = 0; i < count; i++) {
		pids[i] = ok(fork());
		if (!pids[i]) {
			enter(way, ruleset, sandbox_fd);
			ok(write(ready[1], "", 1));
			wait_for_ever();
		}
		ok(read(ready[0], &(char){ 0 }, 1));
	}
	close(ready[0]);
	close(ready[1]);
}

static void end_processes(const pid_t *pids, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		ok(kill(pids[i], SIGKILL));
	for (unsigned int i = 0; i < count; i++)
		ok(waitpid(pids[i], NULL, 0));
}

static pid_t start_sandbox(int ruleset)
{
	int ready[2];
	pid_t pid;

	ok(pipe(ready));
	pid = ok(fork());
	if (!pid) {
		install_peer(PEER_RULED, ruleset, 1);
		ok(write(ready[1], "", 1));
		wait_for_ever();
	}
	ok(read(ready[0], &(char){ 0 }, 1));
	return pid;
}

static void process_case(struct samples *samples, const void *arg)
{
	const struct memory_arg *a = arg;
	const enum way way = a->way;
	const int ruleset = make_ruleset(&rules);
	static pid_t pids[PROCESSES];
	pid_t sandbox = 0;
	int sandbox_fd = -1;

	no_new_privs();
	if (way == WAY_JOIN) {
		sandbox = start_sandbox(ruleset);
		sandbox_fd = ok(syscall(SYS_pidfd_open, sandbox, 0));
	}
	if (way == WAY_FORK)
		install_peer(kernel_has_rules ? PEER_RULED : PEER_TWO_CALLS, ruleset, 1);
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		const struct usage before = usage();

		start_processes(way, pids, counts[i], ruleset, sandbox_fd);
		if (i)
			add_usage(samples, a->all, before, counts[i]);
		end_processes(pids, counts[i]);
	}
	if (sandbox)
		ok(kill(sandbox, SIGKILL));
}

/* Filters of one process, without rulesets, of which Landlock takes 16 at most. */
static void filter_case(struct samples *samples, const void *arg)
{
	const struct memory_arg *a = arg;
	const enum way way = a->way;

	no_new_privs();
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		const struct usage before = usage();
		int ready[2];
		pid_t pid;

		ok(pipe(ready));
		pid = ok(fork());
		if (!pid) {
			for (unsigned int f = 0; f < counts[i]; f++)
				ok(way == WAY_RULED ?
				   install_ruled(&one_instruction, -1, 0) :
				   install_filter(&one_instruction, 0));
			ok(write(ready[1], "", 1));
			wait_for_ever();
		}
		ok(read(ready[0], &(char){ 0 }, 1));
		if (i)
			add_usage(samples, a->all, before, counts[i]);
		ok(kill(pid, SIGKILL));
		ok(waitpid(pid, NULL, 0));
	}
}

static void run_memory(struct memory_arg a)
{
	const char *name = a.all ? "-free" : "";

	run_case(process_case, &a, "figure=memory%s per=process way=%s", name,
		 way_names[a.way]);
	if (a.way == WAY_RULED || a.way == WAY_FILTER)
		run_case(filter_case, &a, "figure=memory%s per=filter way=%s", name,
			 way_names[a.way]);
}

void bench_memory(void)
{
	make_rule_paths(RULES);
	for (enum way way = WAY_NONE; way <= WAY_FILTER; way++) {
		if ((way == WAY_RULED || way == WAY_JOIN) && !kernel_has_rules)
			continue;
		run_memory((struct memory_arg){ way, false });
		run_memory((struct memory_arg){ way, true });
	}
}
