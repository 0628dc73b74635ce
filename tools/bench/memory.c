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

/* The number that follows @key in a file of /proc, in its unit. */
static long number_in(const char *file, const char *key)
{
	char text[8192];
	const int fd = ok(open(file, O_RDONLY));
	const char *at;
	long value;

	text[ok(read(fd, text, sizeof(text) - 1))] = '\0';
	close(fd);
	at = strstr(text, key);
	if (!at || sscanf(at + strlen(key), "%ld", &value) != 1)
		die("%s: no %s", file, key);
	return value;
}

/* Bytes of slabs, vmalloc (with stacks), page tables and per-processor memory. */
static long kernel_memory(void)
{
	/* Let what is freed by work and after a grace period be freed. */
	for (int i = 0; i < 3; i++) {
		usleep(100000);
		write_file("/proc/sys/vm/drop_caches", "3");
	}
	return 1024 * (number_in("/proc/meminfo", "\nSlab:") +
		       number_in("/proc/meminfo", "\nVmallocUsed:") +
		       number_in("/proc/meminfo", "\nPageTables:") +
		       number_in("/proc/meminfo", "\nPercpu:"));
}

static void add_difference(struct samples *samples, long before, unsigned int count)
{
	samples->value[samples->count++] = (kernel_memory() - before) / (long)count;
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
	const enum way way = *(const enum way *)arg;
	const int ruleset = make_ruleset(&rules);
	static pid_t pids[PROCESSES];
	pid_t sandbox = 0;
	int sandbox_fd = -1;

	no_new_privs();
	if (way == WAY_JOIN) {
		sandbox = start_sandbox(ruleset);
		sandbox_fd = ok(syscall(SYS_seccomp, SECCOMP_OPEN_LANDLOCK, 0,
					&(int){ ok(syscall(SYS_pidfd_open, sandbox, 0)) }));
	}
	if (way == WAY_FORK)
		install_peer(kernel_has_rules ? PEER_RULED : PEER_TWO_CALLS, ruleset, 1);
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		const long before = kernel_memory();

		start_processes(way, pids, counts[i], ruleset, sandbox_fd);
		if (i)
			add_difference(samples, before, counts[i]);
		end_processes(pids, counts[i]);
	}
	if (sandbox)
		ok(kill(sandbox, SIGKILL));
}

/* Filters of one process, without rulesets, of which Landlock takes 16 at most. */
static void filter_case(struct samples *samples, const void *arg)
{
	const enum way way = *(const enum way *)arg;

	no_new_privs();
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		const long before = kernel_memory();
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
			add_difference(samples, before, counts[i]);
		ok(kill(pid, SIGKILL));
		ok(waitpid(pid, NULL, 0));
	}
}

void bench_memory(void)
{
	make_rule_paths(RULES);
	for (enum way way = WAY_NONE; way <= WAY_FILTER; way++) {
		if ((way == WAY_RULED || way == WAY_JOIN) && !kernel_has_rules)
			continue;
		run_case(process_case, &way, "figure=memory per=process way=%s",
			 way_names[way]);
		if (way == WAY_RULED || way == WAY_FILTER)
			run_case(filter_case, &way, "figure=memory per=filter way=%s",
				 way_names[way]);
	}
}
