// SPDX-License-Identifier: GPL-2.0-only
/*
 * The verdict and the depth of the chains: one byte read from another process with
 * process_vm_readv(2).  The chain of the target is that of the reader and a number
 * of filters on top.  The reader's own chain is short, or as long as can be.
 */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define AS_MANY_AS_POSSIBLE (~0U)

struct chains {
	bool ruled;		/* is the reader's first filter a ruled one? */
	bool ruled_on_top;	/* are the further filters ruled? */
	unsigned int below;	/* further filters of the reader */
	unsigned int above;	/* further filters of the target alone */
};

static char byte = 'x';
/* Written by the target: how many filters it could install. */
static volatile unsigned int *installed;

static unsigned int stack_filters(unsigned int count, bool ruled)
{
	for (unsigned int i = 0; i < count; i++) {
		const int ret = ruled ? install_ruled(&one_instruction, -1, 0) :
					install_filter(&one_instruction, 0);

		if (!ret)
			continue;
		if (errno != ENOMEM || count != AS_MANY_AS_POSSIBLE)
			die("filter %u: %s", i, strerror(errno));
		return i;
	}
	return count;
}

static pid_t start_target(const struct chains *c)
{
	int ready[2];
	pid_t pid;

	ok(pipe(ready));
	pid = ok(fork());
	if (!pid) {
		*installed = stack_filters(c->above, c->ruled_on_top);
		ok(write(ready[1], "", 1));
		for (;;)
			pause();
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

static void depth(struct samples *samples, const void *arg)
{
	const struct chains *c = arg;
	pid_t pid;

	no_new_privs();
	if (c->ruled)
		ok(install_ruled(&one_instruction, -1, 0));
	*installed = stack_filters(c->below, c->ruled_on_top);
	if (c->above)
		pid = start_target(c);
	else
		pid = start_target(&(struct chains){ .above = 0 });
	measure(samples, 101, read_byte(pid));
	ok(kill(pid, SIGKILL));
	ok(waitpid(pid, NULL, 0));
}

static const char *count_name(unsigned int count)
{
	static char text[8][16];
	static unsigned int next;
	char *t = text[next++ % ARRAY_SIZE(text)];

	if (count == AS_MANY_AS_POSSIBLE)
		return "max";
	snprintf(t, sizeof(text[0]), "%u", count);
	return t;
}

void bench_depth(void)
{
	static const unsigned int counts[] = { 0, 1, 16, 256, AS_MANY_AS_POSSIBLE };

	installed = mmap(NULL, sizeof(*installed), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (int kind = kernel_has_rules ? 0 : 2; kind < 3; kind++) {
		static const char * const names[] = {
			"first=ruled further=ruled", "first=ruled further=ordinary",
			"first=none further=ordinary",
		};

		for (size_t i = 0; i < ARRAY_SIZE(counts) * 2 - 1; i++) {
			struct chains c = { .ruled = kind < 2, .ruled_on_top = kind == 0 };

			if (i < ARRAY_SIZE(counts))
				c.above = counts[i];
			else
				c.below = counts[i - ARRAY_SIZE(counts) + 1];
			run_case(depth, &c, "figure=depth %s reader=%s target=%s",
				 names[kind], count_name(c.below), count_name(c.above));
			emit("note=filters value=%u", *installed);
		}
	}
}
