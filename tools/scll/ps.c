// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll ps - show sandboxed processes
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "ps.h"
#include "scll-cmd.h"
#include "util.h"

static void usage(FILE *out)
{
	fputs("Usage: scll ps [--no-join] [--dot | --may-trace PID]\n"
	      "Show the processes that have seccomp filters, below their parents.\n"
	      "\n"
	      "  -d, --dot            a picture for dot(1), boxes are sandboxes\n"
	      "  -m, --may-trace PID  whom this process may trace, and who may trace it\n"
	      "  -n, --no-join        only read /proc\n"
	      "  -h, --help           this text\n"
	      "\n"
	      "FILTERS and RULED count seccomp filters and those with Landlock rules among\n"
	      "them, \"1-2\" if threads differ.  MEMBERS tells what processes of this sandbox\n"
	      "may do to each other: trace; strict and delegated are the kernel's reasons why\n"
	      "not; - is no ruled filter.  To find out, a helper joins the sandbox and tries\n"
	      "to access the process.  unknown: it could not join, or not try.\n"
	      "Rules cannot be read back from the kernel.  Landlock without a filter is not\n"
	      "visible.\n"
	      "\n"
	      "Exit status: 0, or 125 if there is an error.\n", out);
}

struct options {
	bool dot;
	bool join;
	pid_t may_trace;
};

/* The first descriptors of a helper's files must not be the last of ours. */
static void raise_limit(void)
{
	struct rlimit limit;

	if (!getrlimit(RLIMIT_NOFILE, &limit)) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static void ask_members(struct ps_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		struct ps_proc *proc = &list->procs[i];

		if (!proc->ruled.max)
			continue;
		proc->why = ps_probe(proc, &proc, 1, &proc->members);
		if (!proc->why && proc->members == PS_UNKNOWN)
			proc->why = "it cannot be read from here";
	}
}

static const char *answer_text(enum ps_answer answer)
{
	static const char *const texts[] = {
		[PS_UNKNOWN] = "unknown", [PS_NO] = "no", [PS_READ] = "read", [PS_TRACE] = "trace",
	};

	return texts[answer];
}

static void print_pair(const struct ps_proc *tracer, const struct ps_proc *target,
		       enum ps_answer answer, const char *why)
{
	printf("%7d %7d %-8s %s", tracer->pid, target->pid, answer_text(answer), target->command);
	if (why)
		printf("  (%s)", why);
	putchar('\n');
}

/* others: all with filters, and for all that have none @outside, or 0 */
static size_t others(const struct ps_list *list, const struct ps_proc *proc, pid_t outside,
		     struct ps_proc **out)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		struct ps_proc *p = &list->procs[i];

		if (p != proc && (ps_sandboxed(p) || p->pid == outside))
			out[count++] = p;
	}
	return count;
}

static int may_trace(const struct ps_list *list, pid_t pid)
{
	struct ps_proc *proc = ps_find(list, pid);
	struct ps_proc **procs;
	enum ps_answer *answers;
	const char *why = NULL;
	size_t count;

	if (!proc) {
		fprintf(stderr, "scll ps: process %d: %s\n", pid, strerror(ESRCH));
		return EXIT_SETUP;
	}
	procs = calloc(list->count + 1, sizeof(struct ps_proc *));
	answers = calloc(list->count + 1, sizeof(enum ps_answer));
	if (!procs || !answers) {
		fprintf(stderr, "scll ps: %s\n", strerror(ENOMEM));
		free(procs);
		free(answers);
		return EXIT_SETUP;
	}
	count = others(list, proc, getpid(), procs);
	printf("%7s %7s %-8s %s\n", "TRACER", "TARGET", "MAY", "TARGET'S COMMAND");
	if (proc->ruled.max) {
		why = ps_probe(proc, procs, count, answers);
		for (size_t i = 0; i < count; i++)
			print_pair(proc, procs[i], answers[i], why);
	} else {
		printf("%7d %7s %-8s no ruled filter limits it\n", pid, "any", "any");
	}
	for (size_t i = 0; i < count; i++) {
		enum ps_answer answer;

		if (!procs[i]->ruled.max)
			continue;
		why = ps_probe(procs[i], &proc, 1, &answer);
		print_pair(procs[i], proc, answer, why);
	}
	free(procs);
	free(answers);
	return 0;
}

static int picture(const struct ps_list *list, bool join)
{
	struct ps_relation rel = {};
	int ret = 0;

	rel.procs = calloc(list->count + 1, sizeof(struct ps_proc *));
	if (rel.procs)
		rel.count = others(list, NULL, 0, rel.procs);
	rel.answers = calloc(rel.count * rel.count + 1, sizeof(enum ps_answer));
	if (!rel.procs || !rel.answers) {
		fprintf(stderr, "scll ps: %s\n", strerror(ENOMEM));
		ret = EXIT_SETUP;
		goto out;
	}
	for (size_t i = 0; join && i < rel.count; i++)
		if (rel.procs[i]->ruled.max)
			ps_probe(rel.procs[i], rel.procs, rel.count, rel.answers + i * rel.count);
	ps_dot(&rel, stdout);
out:
	free(rel.procs);
	free(rel.answers);
	return ret;
}

static int show(const struct options *opts)
{
	struct ps_list list;
	int ret = ps_read(&list);

	if (ret) {
		fprintf(stderr, "scll ps: cannot read /proc: %s\n", strerror(-ret));
		return EXIT_SETUP;
	}
	raise_limit();
	if (opts->may_trace) {
		ret = may_trace(&list, opts->may_trace);
	} else if (opts->dot) {
		ret = picture(&list, opts->join);
	} else {
		if (opts->join)
			ask_members(&list);
		ps_tree(&list, stdout);
	}
	ps_free(&list);
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "scll ps: cannot write: %s\n", strerror(errno));
		return EXIT_SETUP;
	}
	return ret;
}

int cmd_ps(int argc, char **argv)
{
	static const struct option options[] = {
		{ "dot", no_argument, NULL, 'd' },
		{ "may-trace", required_argument, NULL, 'm' },
		{ "no-join", no_argument, NULL, 'n' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	struct options opts = { .join = true };
	uint64_t pid;
	int c;

	while ((c = getopt_long(argc, argv, "dm:nh", options, NULL)) != -1) {
		switch (c) {
		case 'd':
			opts.dot = true;
			break;
		case 'm':
			if (parse_number(optarg, INT_MAX, &pid) || !pid) {
				fprintf(stderr, "scll ps: --may-trace: '%s' is not a process id\n",
					optarg);
				return EXIT_SETUP;
			}
			opts.may_trace = pid;
			break;
		case 'n':
			opts.join = false;
			break;
		case 'h':
			usage(stdout);
			return 0;
		default:
			return EXIT_SETUP;
		}
	}
	if (optind < argc) {
		fprintf(stderr, "scll ps: unexpected argument '%s'\n", argv[optind]);
		return EXIT_SETUP;
	}
	if (opts.may_trace && (opts.dot || !opts.join)) {
		fputs("scll ps: --may-trace does not go with --dot or --no-join\n", stderr);
		return EXIT_SETUP;
	}
	return show(&opts);
}
