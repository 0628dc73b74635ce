// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - tests of ps and explain: what can be decided without a kernel
 *
 * The parts are included, because they are commands and not readers.
 */
#define _GNU_SOURCE
#include "unit.h"

#include <errno.h>
#include <stdlib.h>

#include "../../explain-text.c"
#include "../../ps-dot.c"
#include "../../ps-probe.c"
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

/* /proc/PID/stat with this name, starttime and startcode. */
static const char *stat_line(const char *name, const char *began, const char *code)
{
	static char line[512];

	snprintf(line, sizeof(line),
		 "12 (%s) S 1 12 12 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 %s 100 200 300 %s 9 0\n",
		 name, began, code);
	return line;
}

static void stat_fields(void **state)
{
	unsigned long long began, code;

	(void)state;
	assert_int_equal(ps_parse_stat(stat_line("sh", "777", "4096"), &began, &code), 0);
	assert_int_equal(began, 777);
	assert_int_equal(code, 4096);
	/* A process can choose its name. */
	assert_int_equal(ps_parse_stat(stat_line("a) S 1 2 3 (", "778", "1"), &began, &code), 0);
	assert_int_equal(began, 778);
	assert_int_equal(code, 1);
	assert_int_equal(ps_parse_stat("", &began, &code), -1);
	assert_int_equal(ps_parse_stat("12 (sh) S 1 2 3", &began, &code), -1);
}

static void answers(void **state)
{
	(void)state;
	assert_int_equal(ps_judge(9, 0, ""), PS_TRACE);
	assert_int_equal(ps_judge(-1, EPERM, stat_line("sh", "1", "4096")), PS_READ);
	assert_int_equal(ps_judge(-1, EPERM, stat_line("sh", "1", "1")), PS_NO);
	/* No memory, no file, an error that is not that of the check: no verdict. */
	assert_int_equal(ps_judge(-1, EPERM, stat_line("sh", "1", "0")), PS_UNKNOWN);
	assert_int_equal(ps_judge(-1, EPERM, ""), PS_UNKNOWN);
	assert_int_equal(ps_judge(-1, ESRCH, stat_line("sh", "1", "1")), PS_UNKNOWN);
	assert_int_equal(ps_judge(-1, EACCES, stat_line("sh", "1", "1")), PS_UNKNOWN);
	assert_int_equal(ps_judge(0, 0, stat_line("sh", "1", "1")), PS_UNKNOWN);
}

static struct ps_proc procs[] = {
	{ .pid = 10, .ppid = 1, .began = 1, .filters = { 1, 1 }, .ruled = { 1, 1 },
	  .members = PS_TRACE, .command = "first" },
	{ .pid = 11, .ppid = 10, .began = 2, .filters = { 2, 2 }, .ruled = { 2, 2 },
	  .members = PS_READ, .command = "a \"quoted\\ name" },
	{ .pid = 12, .ppid = 11, .began = 3, .filters = { 1, 3 }, .ruled = { 1, 3 },
	  .members = PS_NO, .command = "third" },
	{ .pid = 13, .ppid = 12, .began = 2, .filters = { 1, 1 },
	  .command = "older than its parent" },
	{ .pid = 14, .ppid = 1, .began = 2, .filters = { 0, 0 }, .command = "outside" },
	{ .pid = 15, .ppid = 14, .began = 4, .filters = { 1, 1 }, .ruled = { 1, 1 },
	  .members = PS_UNKNOWN, .why = "why not", .command = "last" },
};

static char *print_tree(bool extended)
{
	const struct ps_list list = {
		.procs = procs, .count = sizeof(procs) / sizeof(*procs), .extended = extended,
	};
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	ps_tree(&list, out);
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
		"     15       1     1 unknown   last  (why not)\n";
	char *text = print_tree(true);

	(void)state;
	assert_string_equal(text, want);
	free(text);
}

static void tree_of_a_stock_kernel(void **state)
{
	char *text = print_tree(false);

	(void)state;
	assert_non_null(strstr(text, "\n     10       1     - -         first\n"));
	free(text);
}

/* 10 is above 11 and that above 12; 13 is beside 10. */
static void picture(void **state)
{
	struct ps_proc *four[] = { &procs[0], &procs[1], &procs[2], &procs[3] };
	enum ps_answer table[] = {
		PS_TRACE, PS_TRACE, PS_TRACE, PS_TRACE,
		PS_NO, PS_READ, PS_READ, PS_NO,
		PS_NO, PS_NO, PS_NO, PS_NO,
		PS_TRACE, PS_TRACE, PS_TRACE, PS_TRACE,
	};
	const struct ps_relation rel = { .procs = four, .count = 4, .answers = table };
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	ps_dot(&rel, out);
	fclose(out);
	assert_non_null(strstr(text, "cluster_0 {\n\t\tlabel=\"members trace each other\";\n"
			       "\t\tp10 [label=\"10\\nfirst\\nfilters 1, ruled 1\"];\n\t\tp13 ["));
	assert_non_null(strstr(text, "p11 [label=\"11\\na \\\"quoted\\\\ name\\n"));
	assert_null(strstr(text, "cluster_3 {"));
	assert_non_null(strstr(text, "p10 -> p11 [ltail=cluster_0, lhead=cluster_1, label=\"tra"));
	assert_non_null(strstr(text, "p11 -> p12 [ltail=cluster_1, lhead=cluster_2, label=\"rea"));
	/* Over two arrows, and not a third one. */
	assert_null(strstr(text, "p10 -> p12 [ltail"));
	assert_non_null(strstr(text, "p12 -> p13 [style=dashed]"));
	free(text);
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
		  "a filter of PID 34 leaves decisions to a process that is not trusted (delegated)" },
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

static void denial_reasons(void **state)
{
	(void)state;
	assert_string_equal(denial_reason("target=b:2 mode=attach reason=strict"), "strict");
	/* A name can look like it, and comes before. */
	assert_string_equal(denial_reason("target= reason=dying:1 reason=strict"), "strict");
	assert_string_equal(denial_reason("tracer=a:1"), "");
	assert_string_equal(denial_reason(""), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stat_fields),
		cmocka_unit_test(answers),
		cmocka_unit_test(tree),
		cmocka_unit_test(tree_of_a_stock_kernel),
		cmocka_unit_test(picture),
		cmocka_unit_test(denials),
		cmocka_unit_test(denial_names),
		cmocka_unit_test(denial_ids),
		cmocka_unit_test(denial_reasons),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
