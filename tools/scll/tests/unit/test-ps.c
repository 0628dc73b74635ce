// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - tests of ps and explain: what can be decided without a kernel
 *
 * The parts are included, because they are commands and not readers.
 */
#define _GNU_SOURCE
#include "unit.h"

#include <stdlib.h>

#include "../../explain-text.c"
#include "../../ps-dot.c"
#include "../../ps-judge.c"
#include "../../ps-tree.c"

/* As in ps-procs.c, which needs libproc2. */
struct ps_proc *ps_find(const struct ps_list *list, pid_t pid)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->procs[i].pid == pid)
			return &list->procs[i];
	return NULL;
}

bool ps_sandboxed(const struct ps_proc *proc)
{
	return proc->filters.max > 0;
}

/* A process whose threads have these filters, as /proc tells. */
static struct ps_proc *process(struct ps_proc *proc, const char *first, const char *second)
{
	static struct ps_chain chains[64];
	static size_t used;

	*proc = (struct ps_proc){ .ruled = { 1, 1 }, .chains = &chains[used] };
	for (const char *line = first; line; line = line == first ? second : NULL) {
		assert_int_equal(ps_parse_chain(line, &chains[used++]), 0);
		proc->chain_count++;
	}
	return proc;
}

#define LINE(layers, strict, listener, trace, ids) \
	"filters=1 layers=" layers " strict=" strict " listener=" listener " trace=" trace \
	" trusted=0 logged=0 chain=" ids "\n"

static void lines(void **state)
{
	struct ps_chain chain;

	(void)state;
	assert_int_equal(ps_parse_chain(LINE("3", "1", "0", "1", "9,77"), &chain), 0);
	assert_int_equal(chain.layers, 3);
	assert_true(chain.strict && !chain.listener && chain.trace);
	assert_string_equal(chain.ids, "9,77");
	free(chain.ids);
	/* A later kernel may tell more. */
	assert_int_equal(ps_parse_chain(LINE("3", "1", "0", "1", "9 more=1"), &chain), 0);
	assert_string_equal(chain.ids, "9");
	free(chain.ids);
	assert_int_equal(ps_parse_chain("filters=1 layers=1\n", &chain), -1);
	assert_int_equal(ps_parse_chain("filters=1 layers=1 strict=0 listener=0 trace=0 logged=0",
					&chain), -1);
}

static void verdicts(void **state)
{
	static const struct {
		const char *tracer, *target, *second;
		enum ps_verdict verdict;
	} cases[] = {
		{ LINE("1", "0", "0", "0", "5"), LINE("1", "0", "0", "0", "5"), NULL, PS_TRACE },
		{ LINE("1", "0", "0", "0", "5,3"), LINE("1", "0", "0", "0", "8,5,3"), NULL, PS_TRACE },
		/* Not the other way round; nor is 5 a part of 55 or of 15. */
		{ LINE("1", "0", "0", "0", "8,5"), LINE("1", "0", "0", "0", "5"), NULL, PS_NOT_SUBSET },
		{ LINE("1", "0", "0", "0", "5"), LINE("1", "0", "0", "0", "55,15"), NULL,
		  PS_NOT_SUBSET },
		{ LINE("1", "1", "0", "0", "5"), LINE("1", "1", "0", "0", "5"), NULL, PS_STRICT },
		{ LINE("1", "0", "0", "0", "5"), LINE("1", "1", "0", "0", "8,5"), NULL, PS_TRACE },
		/* A listener of the target, a RET_TRACE of the tracer. */
		{ LINE("1", "0", "0", "0", "5"), LINE("1", "0", "1", "0", "8,5"), NULL, PS_DELEGATED },
		{ LINE("1", "0", "0", "0", "5"), LINE("1", "0", "0", "1", "8,5"), NULL, PS_TRACE },
		{ LINE("1", "0", "0", "1", "5"), LINE("1", "0", "0", "1", "5"), NULL, PS_DELEGATED },
		{ LINE("1", "1", "1", "0", "5"), LINE("1", "1", "1", "0", "5"), NULL, PS_DELEGATED },
		/* Landlock rules besides those of the filters. */
		{ LINE("2", "0", "0", "0", "5"), LINE("1", "0", "0", "0", "5"), NULL, PS_NOT_SUBSET },
		/* All threads of the target count. */
		{ LINE("1", "0", "0", "0", "5"), LINE("1", "0", "0", "0", "5"),
		  LINE("1", "0", "0", "0", "7,5"), PS_TRACE },
		{ LINE("1", "0", "0", "0", "5"), LINE("1", "0", "0", "0", "5"),
		  LINE("1", "0", "0", "0", "7"), PS_NOT_SUBSET },
		{ LINE("1", "0", "0", "0", "5"), LINE("1", "0", "0", "0", "5"),
		  LINE("1", "0", "1", "0", "7,5"), PS_DELEGATED },
	};
	struct ps_proc tracer, target;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		process(&tracer, cases[i].tracer, NULL);
		process(&target, cases[i].target, cases[i].second);
		assert_int_equal(ps_judge(&tracer, &target), cases[i].verdict);
	}
	/* One thread of the tracer is enough. */
	process(&tracer, LINE("1", "0", "0", "0", "7,5"), LINE("1", "0", "0", "0", "5"));
	process(&target, LINE("1", "0", "0", "0", "5"), NULL);
	assert_int_equal(ps_judge(&tracer, &target), PS_TRACE);
	/* So many threads are not looked at, unless they agree. */
	tracer.threads = 257;
	target.threads = 257;
	assert_int_equal(ps_judge(&tracer, &target), PS_TRACE);
	assert_int_equal(ps_judge(&tracer, &tracer), PS_NOT_SUBSET);
	target.why = "not permitted";
	assert_int_equal(ps_judge(&tracer, &target), PS_UNKNOWN);
	assert_int_equal(ps_judge(&target, &tracer), PS_UNKNOWN);
	/* Without a ruled filter it is outside, whatever else is known. */
	target.ruled.min = 0;
	assert_int_equal(ps_judge(&tracer, &target), PS_NOT_SUBSET);
}

/* Of who has no ruled filter nothing is known: Landlock alone cannot be seen. */
static void unknown(void **state)
{
	struct ps_list list = { .extended = true };
	struct ps_proc proc;

	(void)state;
	process(&proc, LINE("1", "0", "0", "0", "5"), NULL);
	assert_null(ps_unknown(&list, &proc));
	proc.ruled.min = 0;
	assert_non_null(strstr(ps_unknown(&list, &proc), "Landlock"));
	proc.filters.min = 0;
	proc.filters.max = 0;
	proc.ruled.max = 0;
	assert_non_null(strstr(ps_unknown(&list, &proc), "Landlock"));
	list.extended = false;
	assert_non_null(strstr(ps_unknown(&list, &proc), "this kernel does not tell"));
}

static struct ps_chain chains[] = {
	{ .layers = 1, .ids = "1" }, { .layers = 2, .strict = true, .ids = "2,1" },
	{ .layers = 2, .listener = true, .ids = "3,2,1" }, { .layers = 1, .ids = "4" },
};

static struct ps_proc procs[] = {
	{ .pid = 10, .ppid = 1, .began = 1, .filters = { 1, 1 }, .ruled = { 1, 1 },
	  .chains = chains, .chain_count = 1, .command = "first" },
	{ .pid = 11, .ppid = 10, .began = 2, .filters = { 2, 2 }, .ruled = { 2, 2 },
	  .chains = chains + 1, .chain_count = 1, .command = "a \"quoted\\ name" },
	{ .pid = 12, .ppid = 11, .began = 3, .filters = { 1, 3 }, .ruled = { 1, 3 },
	  .chains = chains + 2, .chain_count = 1, .command = "third" },
	{ .pid = 13, .ppid = 12, .began = 2, .filters = { 1, 1 },
	  .command = "older than its parent" },
	{ .pid = 14, .ppid = 1, .began = 2, .filters = { 0, 0 }, .command = "outside" },
	{ .pid = 15, .ppid = 14, .began = 4, .filters = { 1, 1 }, .ruled = { 1, 1 },
	  .why = "why not", .command = "last" },
	{ .pid = 16, .ppid = 14, .began = 4, .filters = { 1, 1 }, .ruled = { 1, 1 },
	  .chains = chains + 2, .chain_count = 2, .command = "two" },
};

static char *print_tree(bool extended, bool colour)
{
	const struct ps_list list = {
		.procs = procs, .count = sizeof(procs) / sizeof(*procs), .extended = extended,
	};
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	ps_tree(&list, colour, out);
	fclose(out);
	return text;
}

static void tree(void **state)
{
	static const char want[] =
		"    PID FILTERS RULED MEMBERS   COMMAND\n"
		"     10       1     1 trace     first\n"
		"     11       2     2 strict    \\_ a \"quoted\\ name\n"
		"     12     1-3   1-3 delegated     \\_ third\n"
		"     13       1     0 -         older than its parent\n"
		"     15       1     1 unknown   last  (why not)\n"
		"     16       1     1 differ    two\n";
	char *text = print_tree(true, false);

	(void)state;
	assert_string_equal(text, want);
	free(text);
}

static void tree_of_a_stock_kernel(void **state)
{
	char *text = print_tree(false, true);

	(void)state;
	/* Nothing is known, so nothing has a colour. */
	assert_non_null(strstr(text, "\n     10       1     - -         first\n"));
	assert_null(strchr(text, '\033'));
	free(text);
}

static void tree_in_colour(void **state)
{
	char *text = print_tree(true, true);

	(void)state;
	assert_non_null(strstr(text, " 1     1 \033[32mtrace    \033[0m first\n"));
	assert_non_null(strstr(text, " 2     2 \033[33mstrict   \033[0m \\_ a \"quoted"));
	assert_non_null(strstr(text, "   1-3 \033[35mdelegated\033[0m "));
	assert_non_null(strstr(text, " 0 -         older"));
	free(text);
}

/* 10 is above 11 and that above 12; 13 is beside 10. */
static void picture(void **state)
{
	struct ps_proc *four[] = { &procs[0], &procs[1], &procs[2], &procs[3] };
	enum ps_verdict table[] = {
		PS_TRACE, PS_TRACE, PS_TRACE, PS_TRACE,
		PS_NOT_SUBSET, PS_STRICT, PS_DELEGATED, PS_NOT_SUBSET,
		PS_NOT_SUBSET, PS_NOT_SUBSET, PS_DELEGATED, PS_NOT_SUBSET,
		PS_TRACE, PS_TRACE, PS_TRACE, PS_TRACE,
	};
	const struct ps_relation rel = { .procs = four, .count = 4, .verdicts = table };
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	ps_dot(&rel, out);
	fclose(out);
	assert_non_null(strstr(text, "Who may trace whom"));
	assert_non_null(strstr(text, "cluster_0 {\n\t\tlabel=\"members may trace each other\"; "));
	assert_non_null(strstr(text, "\t\tp10 [label=\"PID 10\\nfirst\\nfilters 1, ruled 1\"];\n"
			       "\t\tp13 ["));
	assert_non_null(strstr(text, "cluster_1 {\n\t\tlabel=\"strict: "));
	assert_non_null(strstr(text, "cluster_2 {\n\t\tlabel=\"delegated: "));
	assert_null(strstr(text, "cluster_3 {"));
	assert_non_null(strstr(text, "p10 -> p11 [ltail=cluster_0, lhead=cluster_1, label=\"may tra"));
	assert_non_null(strstr(text, "p11 -> p12 [ltail=cluster_1, lhead=cluster_2, label=\"del"));
	/* Over two arrows, and not a third one. */
	assert_null(strstr(text, "p10 -> p12 [ltail"));
	assert_non_null(strstr(text, "p12 -> p13 [style=dashed, "));
	free(text);
}

/* named: a process with that command has this between its id and its filters */
static void named(const char *command, const char *want)
{
	struct ps_proc proc = { .pid = 7, .filters = { 1, 1 }, .command = (char *)command };
	struct ps_proc *one[] = { &proc };
	enum ps_verdict verdict = PS_UNKNOWN;
	const struct ps_relation rel = { .procs = one, .count = 1, .verdicts = &verdict };
	char *text, *end;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	ps_dot(&rel, out);
	fclose(out);
	end = strstr(text, "\\nfilters 1, ruled 0\"];\n}\n");
	assert_non_null(end);
	*end = '\0';
	assert_non_null(strstr(text, "p7 [label=\"PID 7\\n"));
	assert_string_equal(strstr(text, "PID 7\\n") + strlen("PID 7\\n"), want);
	/* No box, as there is no ruled filter. */
	assert_null(strstr(text, "subgraph"));
	free(text);
}

#define TEN "0123456789"

/* What a process is called is not for dot(1) to understand, and ends somewhere. */
static void picture_of_names(void **state)
{
	(void)state;
	named("a\"];b \\N \\", "a\\\"];b \\\\N \\\\");
	named("a&#10;b &lt; </TABLE>", "a&amp;#10;b &amp;lt; </TABLE>");
	named("/usr/sbin/nginx -g daemon off; -c /etc/nginx/nginx.conf",
	      "/usr/sbin/nginx -g daemon off;\\n-c /etc/nginx/nginx.conf");
	named(TEN TEN TEN "01", TEN TEN TEN "01");
	named("a " TEN TEN TEN "0123", "a " TEN TEN TEN "\\n0123");
	named(TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN, TEN TEN TEN "01\\n23456789" TEN TEN "0123\\n"
	      "456789" TEN TEN "012345\\n...");
}

/* explained: a denial gives a line with this beginning and this end */
static void explained(const struct denial *denial, const char *begin, const char *end)
{
	char want[512], text[512];

	snprintf(want, sizeof(want), "%s: %s", begin, end);
	denial_text(denial, text, sizeof(text));
	assert_string_equal(text, want);
}

static void denials(void **state)
{
	static const struct {
		const char *reason;
		const char *words;
	} cases[] = {
		{ "strict", "its sandbox may trace nobody (strict)" },
		{ "dying",
		  "one of the two is ending and has no filters to compare any more (dying)" },
		{ "delegated",
		  "its filters have SECCOMP_RET_TRACE, or those of PID 34 a listener, not vouched "
		  "for (delegated)" },
		{ "new", "this program does not know the reason (new)" },
		{ "", "this program does not know the reason (none given)" },
	};
	struct denial denial = { 12, 34, "gdb", "sleep", true, "" };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		snprintf(denial.reason, sizeof(denial.reason), "%s", cases[i].reason);
		denial.attach = true;
		explained(&denial, "PID 12 (gdb) may not attach to PID 34 (sleep)", cases[i].words);
		denial.attach = false;
		explained(&denial, "PID 12 (gdb) may not read from PID 34 (sleep)", cases[i].words);
	}
}

/* Names are what the processes like to be called. */
static void denial_names(void **state)
{
	const struct denial denial = { 12, 2147483647, "\033[2J\n", "%n%s", true, "strict" };

	(void)state;
	explained(&denial, "PID 12 (?[2J?) may not attach to PID 2147483647 (%n%s)",
		  "its sandbox may trace nobody (strict)");
}

/* Both words for the target have its id. */
static void denial_ids(void **state)
{
	const struct denial denial = { 12, 2147483647, "a", "b", true, "not-subset" };
	const char *words = "its filters are not an ancestor of those of PID 2147483647, which ";
	char end[160];

	(void)state;
	snprintf(end, sizeof(end), "%sis outside of its sandbox (not-subset)", words);
	explained(&denial, "PID 12 (a) may not attach to PID 2147483647 (b)", end);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),
		cmocka_unit_test(verdicts),
		cmocka_unit_test(unknown),
		cmocka_unit_test(tree),
		cmocka_unit_test(tree_of_a_stock_kernel),
		cmocka_unit_test(tree_in_colour),
		cmocka_unit_test(picture),
		cmocka_unit_test(picture_of_names),
		cmocka_unit_test(denials),
		cmocka_unit_test(denial_names),
		cmocka_unit_test(denial_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
