// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll ps - show sandboxed processes
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ps.h"
#include "scll-cmd.h"
#include "table.h"
#include "util.h"

struct options {
	bool dot;
	bool json;
	pid_t may_trace;
};

/* in_colour: for a terminal that has it and a user who wants it, see no-color.org */
static bool in_colour(void)
{
	const char *no = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && (!no || !*no) && term && strcmp(term, "dumb");
}

static void print_pair(const struct ps_proc *tracer, const struct ps_proc *target)
{
	static const char *const texts[][2] = {
		[PS_UNKNOWN] = { "unknown" }, [PS_NOT_SUBSET] = { "no", "not-subset" },
		[PS_DELEGATED] = { "no", "delegated" }, [PS_STRICT] = { "read", "strict" },
		[PS_TRACE] = { "trace" },
	};
	enum ps_verdict verdict = ps_judge(tracer, target);
	const char *why = texts[verdict][1];

	if (verdict == PS_UNKNOWN)
		why = tracer->why ? tracer->why : target->why;
	printf("%7d %7d ", tracer->pid, target->pid);
	ps_cell(stdout, in_colour(), verdict, 8, texts[verdict][0]);
	printf(" %s", target->command);
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
	const char *unknown;
	size_t count;

	if (!proc) {
		fprintf(stderr, "scll ps: process %d: %s\n", pid, strerror(ESRCH));
		return EXIT_SETUP;
	}
	procs = calloc(list->count + 1, sizeof(struct ps_proc *));
	if (!procs) {
		fprintf(stderr, "scll ps: %s\n", strerror(ENOMEM));
		return EXIT_SETUP;
	}
	count = others(list, proc, getpid(), procs);
	printf("%7s %7s %-8s %s\n", "TRACER", "TARGET", "MAY", "TARGET'S COMMAND");
	unknown = ps_unknown(list, proc);
	if (unknown) {
		printf("%7d %7s ", pid, "any");
		ps_cell(stdout, in_colour(), PS_UNKNOWN, 8, "unknown");
		printf(" %s\n", unknown);
	}
	for (size_t i = 0; proc->ruled.min && i < count; i++)
		print_pair(proc, procs[i]);
	for (size_t i = 0; i < count; i++)
		if (procs[i]->ruled.min)
			print_pair(procs[i], proc);
	free(procs);
	return 0;
}

static int picture(const struct ps_list *list)
{
	struct ps_relation rel = {};
	int ret = 0;

	rel.procs = calloc(list->count + 1, sizeof(struct ps_proc *));
	if (rel.procs)
		rel.count = others(list, NULL, 0, rel.procs);
	rel.verdicts = calloc(rel.count * rel.count + 1, sizeof(enum ps_verdict));
	if (!rel.procs || !rel.verdicts) {
		fprintf(stderr, "scll ps: %s\n", strerror(ENOMEM));
		ret = EXIT_SETUP;
		goto out;
	}
	for (size_t i = 0; i < rel.count; i++)
		for (size_t j = 0; rel.procs[i]->ruled.min && j < rel.count; j++)
			rel.verdicts[i * rel.count + j] = ps_judge(rel.procs[i], rel.procs[j]);
	ps_dot(&rel, stdout);
out:
	free(rel.procs);
	free(rel.verdicts);
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
	if (opts->may_trace)
		ret = may_trace(&list, opts->may_trace);
	else if (opts->dot)
		ret = picture(&list);
	else if (opts->json)
		ret = ps_json(&list) ? EXIT_SETUP : 0;
	else
		ps_tree(&list, in_colour(), stdout);
	ps_free(&list);
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "scll ps: cannot write: %s\n", strerror(errno));
		return EXIT_SETUP;
	}
	return ret;
}

int cmd_ps(int argc, char **argv)
{
	struct options opts = {};
	uint64_t pid;
	int c;

	while ((c = table_getopt(argc, argv, "ps")) != -1) {
		switch (c) {
		case 'd':
			opts.dot = true;
			break;
		case OPT_JSON:
			opts.json = true;
			break;
		case 'm':
			if (parse_number(optarg, INT_MAX, &pid) || !pid) {
				fprintf(stderr, "scll ps: --may-trace: '%s' is not a process id\n",
					optarg);
				return EXIT_SETUP;
			}
			opts.may_trace = pid;
			break;
		case 'h':
			table_help(stdout, "ps");
			return 0;
		default:
			return EXIT_SETUP;
		}
	}
	if (optind < argc) {
		fprintf(stderr, "scll ps: unexpected argument '%s'\n", argv[optind]);
		return EXIT_SETUP;
	}
	if (!!opts.may_trace + opts.dot + opts.json > 1) {
		fputs("scll ps: --may-trace, --dot and --json do not go together\n", stderr);
		return EXIT_SETUP;
	}
	return show(&opts);
}
