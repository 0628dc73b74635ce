// SPDX-License-Identifier: GPL-2.0-only
/*
 * Process 1 of the guest that counts instructions: runs the figures named by its
 * arguments, each case in a process of its own, and writes a line for each to a
 * port of the machine that takes it without an interrupt.  "run-N" is no figure, but
 * makes a guest start from another state than those with another N.
 *
 * A line is "figure=NAME key=value ... median=N min=N p99=N count=N".  The last
 * one is "end=complete".
 */

#include <errno.h>
#include <string.h>
#include <sys/io.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define PORT_OUTPUT	0xe9
#define PORT_EXIT	0xf4

static struct samples *shared;
/* Instructions between two looks at the counter with nothing in between. */
static uint64_t overhead;

static void put(const char *text)
{
	for (; *text; text++)
		outb(*text, PORT_OUTPUT);
}

void emit_line(const char *line)
{
	put(line);
	put("\n");
}

noreturn void die_at(const char *file, int line, const char *text)
{
	emit("error=%s:%d: %s", file, line, text);
	if (getpid() == 1)
		outb(1, PORT_EXIT);
	_exit(1);
}

void account_begin(void)
{
	asm volatile("");
}

void account_end(void)
{
	asm volatile("");
}

long ok_at(const char *file, int line, const char *call, long ret)
{
	if (ret < 0) {
		char text[256];

		snprintf(text, sizeof(text), "%s: %s", call, strerror(errno));
		die_at(file, line, text);
	}
	return ret;
}

void add_sample(struct samples *samples, uint64_t from, uint64_t to)
{
	if (samples->count == MAX_SAMPLES)
		die("too many samples");
	samples->value[samples->count++] = to - from - overhead;
}

static int compare(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void report(const char *name, struct samples *s)
{
	qsort(s->value, s->count, sizeof(s->value[0]), compare);
	emit("%s median=%lu min=%lu p99=%lu count=%u", name,
	     s->value[s->count / 2], s->value[0],
	     s->value[(s->count * 99 + 99) / 100 - 1], s->count);
}

void order_of_round(unsigned int round, unsigned int count, unsigned int order[])
{
	for (unsigned int i = 0; i < count; i++) {
		/* Where in the order of those before it; 0 is first. */
		const unsigned int place = round % (i + 1);

		round /= i + 1;
		memmove(order + place + 1, order + place, (i - place) * sizeof(*order));
		order[place] = i;
	}
}

void run_named_case(case_fn fn, const void *arg, const char *name, unsigned int sets,
		    const char * const *set_names)
{
	int status;
	pid_t pid;

	memset(shared, 0, MAX_SETS * sizeof(*shared));
	pid = ok(fork());
	if (!pid) {
		fn(shared, arg);
		_exit(0);
	}
	ok(waitpid(pid, &status, 0));
	if (status)
		die("%s: the case ended with status 0x%x", name, status);
	for (unsigned int i = 0; i < (sets ? sets : 1); i++) {
		char line[300];

		snprintf(line, sizeof(line), "%s%s", name, sets ? set_names[i] : "");
		if (!shared[i].count)
			die("%s: no samples", line);
		report(line, &shared[i]);
	}
	/* What a case left behind, such as a supervisor or its processes. */
	while (waitpid(-1, &status, WNOHANG) > 0)
		;
}

static void calibrate(void)
{
	measure(shared, 101, 0);
	qsort(shared->value, shared->count, sizeof(shared->value[0]), compare);
	overhead = shared->value[shared->count / 2];
}

/* Does each iteration of a repeated string instruction count? */
static void look_at_repeats(void)
{
	static char bytes[1000];
	uint64_t took[2];

	/* The first time brings the memory in. */
	for (int i = 0; i < 4; i++) {
		size_t count = i % 2 ? sizeof(bytes) : 0;
		void *to = bytes;
		const uint64_t from = now();

		asm volatile("rep stosb" : "+D" (to), "+c" (count) : "a" (0) : "memory");
		took[i % 2] = now() - from;
	}
	emit("probe=repeat value=%.2f", (double)(took[1] - took[0]) / sizeof(bytes));
}

static void look_for_rules(void)
{
	const long ret = syscall(SYS_seccomp, SECCOMP_SET_MODE_RULED_FILTER, 0, NULL);

	kernel_has_rules = ret == -1 && errno == EFAULT;
	emit("probe=rules value=%d", kernel_has_rules);
}

/*
 * Programs of filters share pages for their code.  On any real system some are
 * there already; without one each first filter would pay for two megabytes.
 */
static void hold_filter(void)
{
	int ready[2];

	ok(pipe(ready));
	if (!ok(fork())) {
		no_new_privs();
		ok(install_filter(&one_instruction, 0));
		ok(write(ready[1], "", 1));
		for (;;)
			pause();
	}
	ok(read(ready[0], &(char){ 0 }, 1));
	close(ready[0]);
	close(ready[1]);
}

static void prepare(void)
{
	const struct rlimit files = { 8192, 8192 };

	ok(ioperm(PORT_OUTPUT, 1, 1));
	ok(ioperm(PORT_EXIT, 1, 1));
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	ok(mount("proc", "/proc", "proc", 0, NULL));
	ok(mount("sysfs", "/sys", "sysfs", 0, NULL));
	ok(setrlimit(RLIMIT_NOFILE, &files));
	shared = mmap(NULL, MAX_SETS * sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (shared == MAP_FAILED)
		die("no memory");
	calibrate();
	hold_filter();
	look_for_rules();
	look_at_repeats();
}

/*
 * Guests that do the same count the same.  What runs before differs here from run to
 * run, by time, by what is allocated and by process numbers, so that the spread of
 * the runs tells how much a figure owes to such things.
 */
static void differ(unsigned int run)
{
	const uint64_t start = now();

	for (unsigned int i = 1; i < 5 * run; i++) {
		int kept[2];
		const pid_t pid = ok(fork());

		if (!pid)
			_exit(0);
		ok(waitpid(pid, NULL, 0));
		ok(pipe(kept));
	}
	while (now() - start < 10000000 + run * 1370000)
		;
}

static const struct {
	const char *name;
	void (*run)(void);
} figures[] = {
	{ "calls", bench_calls },
	{ "open", bench_open },
	{ "contention", bench_contention },
	{ "net", bench_net },
	{ "install", bench_install },
	{ "tsync", bench_tsync },
	{ "verdict", bench_verdict },
	{ "memory", bench_memory },
};

int main(int argc, char **argv)
{
	prepare();
	for (int i = 1; i < argc; i++) {
		static const char prefix[] = "account-";
		unsigned int run;
		size_t f;

		if (sscanf(argv[i], "run-%u", &run) == 1) {
			differ(run);
			continue;
		}
		if (!strncmp(argv[i], prefix, sizeof(prefix) - 1) &&
		    account(argv[i] + sizeof(prefix) - 1))
			continue;
		for (f = 0; f < ARRAY_SIZE(figures); f++)
			if (!strcmp(argv[i], figures[f].name))
				break;
		if (f == ARRAY_SIZE(figures))
			die("unknown figure '%s'", argv[i]);
		figures[f].run();
	}
	emit("end=complete");
	outb(0, PORT_EXIT);
	return 0;
}
