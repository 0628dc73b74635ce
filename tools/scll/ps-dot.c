// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll ps - a picture for dot(1)
 *
 * Processes with the same filters are drawn in one box.  Boxes form a tree, as
 * filters do, so there is an arrow from each box to those directly below it only.
 */
#include <string.h>

#include "ps.h"

/* verdict: row i is the tracer */
static enum ps_verdict verdict(const struct ps_relation *rel, size_t i, size_t j)
{
	return rel->verdicts[i * rel->count + j];
}

/* above: the filters of i are known to be an ancestor of those of j */
static bool above(const struct ps_relation *rel, size_t i, size_t j)
{
	return verdict(rel, i, j) >= PS_DELEGATED;
}

static bool same_box(const struct ps_relation *rel, size_t i, size_t j)
{
	return i == j || (above(rel, i, j) && above(rel, j, i));
}

/* box: the first member stands for all */
static size_t box(const struct ps_relation *rel, size_t i)
{
	size_t first = 0;

	while (!same_box(rel, first, i))
		first++;
	return first;
}

static bool strictly_above(const struct ps_relation *rel, size_t i, size_t j)
{
	return above(rel, i, j) && !above(rel, j, i);
}

static bool directly_above(const struct ps_relation *rel, size_t i, size_t j)
{
	if (!strictly_above(rel, i, j))
		return false;
	for (size_t k = 0; k < rel->count; k++)
		if (strictly_above(rel, i, k) && strictly_above(rel, k, j))
			return false;
	return true;
}

#define GREEN	"#1a7a2c"
#define BROWN	"#8a5a00"
#define PURPLE	"#aa3377"
#define GREY	"#707070"

/* What is printed for each verdict: of members on each other, and of a box on the next */
static const struct {
	const char *members;
	const char *fill;
	const char *arrow;
	const char *look;
} kinds[] = {
	[PS_UNKNOWN] = { "unknown: its filters could not be read", "#ffffff" },
	[PS_NOT_SUBSET] = { "threads differ: none may trace all of them", "#e0e0e0" },
	[PS_DELEGATED] = { "delegated: a filter leaves decisions\\nto somebody, members access nobody",
			   "#f2cfe4", "delegated: no access",
			   "color=\"" PURPLE "\", fontcolor=\"" PURPLE "\", style=dotted, "
			   "penwidth=2, arrowhead=tee" },
	[PS_STRICT] = { "strict: members may read each other\\nand trace nobody", "#fff0c2",
			"strict: may read only",
			"color=\"" BROWN "\", fontcolor=\"" BROWN "\", arrowhead=empty" },
	[PS_TRACE] = { "members may trace each other", "#d5ecd4", "may trace",
		       "color=\"" GREEN "\", fontcolor=\"" GREEN "\", penwidth=2" },
};

/* Title and legend.  Nothing in it comes from a process. */
static const char head[] =
"digraph sandboxes {\n"
"\tgraph [compound=true, rankdir=LR, fontname=\"sans-serif\", labelloc=t, label=<\n"
"\t\t<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLPADDING=\"3\">\n"
"\t\t<TR><TD COLSPAN=\"2\"><FONT POINT-SIZE=\"20\">Who may trace whom</FONT></TD></TR>\n"
"\t\t<TR><TD BGCOLOR=\"#f2f2f2\">box</TD><TD ALIGN=\"LEFT\">"
"a sandbox: processes with the same filters</TD></TR>\n"
"\t\t<TR><TD BGCOLOR=\"#f2f2f2\">no box</TD><TD ALIGN=\"LEFT\">"
"a thread without a ruled filter, so filters do not limit tracing; "
"Landlock alone cannot be seen</TD></TR>\n"
"\t\t<TR><TD><FONT COLOR=\"" GREEN "\"><B>&#8594;</B></FONT></TD><TD ALIGN=\"LEFT\">"
"members may trace those of the next box; of boxes behind it, "
"scll ps --may-trace PID tells</TD></TR>\n"
"\t\t<TR><TD><FONT COLOR=\"" BROWN "\">&#8594;</FONT></TD><TD ALIGN=\"LEFT\">"
"strict: the first box was told to trace nobody; its members may read</TD></TR>\n"
"\t\t<TR><TD><FONT COLOR=\"" PURPLE "\">&#183;&#183;&#183;|</FONT></TD><TD ALIGN=\"LEFT\">"
"delegated: a listener or a SECCOMP_RET_TRACE is not vouched for; no access</TD></TR>\n"
"\t\t<TR><TD><FONT COLOR=\"" GREY "\">- -&gt;</FONT></TD><TD ALIGN=\"LEFT\">"
"is the parent of</TD></TR>\n"
"\t\t</TABLE>>];\n"
"\tnode [shape=box, style=filled, fillcolor=white, fontname=\"sans-serif\", fontsize=11];\n"
"\tedge [fontname=\"sans-serif\", fontsize=11];\n";

/* print_text: a name is no escape sequence, no end of the string and no HTML entity */
static void print_text(const char *text, size_t len, FILE *out)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '&') {
			fputs("&amp;", out);
			continue;
		}
		if (text[i] == '"' || text[i] == '\\')
			fputc('\\', out);
		fputc(text[i], out);
	}
}

#define LINE_MAX_CHARS	32
#define LINES_MAX	3

/* print_wrapped: some lines, which end at a space if there is one in their second half */
static void print_wrapped(const char *text, FILE *out)
{
	for (int lines = 0; *text && lines < LINES_MAX; lines++) {
		size_t len = strnlen(text, LINE_MAX_CHARS + 1);

		if (len > LINE_MAX_CHARS)
			for (len = LINE_MAX_CHARS; text[len] != ' '; len--)
				if (len == LINE_MAX_CHARS / 2) {
					len = LINE_MAX_CHARS;
					break;
				}
		print_text(text, len, out);
		fputs("\\n", out);
		text += len;
		text += strspn(text, " ");
	}
	if (*text)
		fputs("...\\n", out);
}

static void print_node(const struct ps_proc *proc, FILE *out)
{
	fprintf(out, "\t\tp%d [label=\"PID %d\\n", proc->pid, proc->pid);
	print_wrapped(proc->command, out);
	fprintf(out, "filters %u, ruled %u\"];\n", proc->filters.max, proc->ruled.max);
}

static void print_boxes(const struct ps_relation *rel, FILE *out)
{
	for (size_t i = 0; i < rel->count; i++) {
		enum ps_verdict kind = verdict(rel, i, i);

		if (box(rel, i) != i)
			continue;
		if (!rel->procs[i]->ruled.min) {
			print_node(rel->procs[i], out);
			continue;
		}
		fprintf(out, "\tsubgraph cluster_%zu {\n\t\tlabel=\"%s\"; style=filled; "
			"fillcolor=\"%s\"; fontsize=12;\n", i, kinds[kind].members, kinds[kind].fill);
		for (size_t j = i; j < rel->count; j++)
			if (box(rel, j) == i)
				print_node(rel->procs[j], out);
		fputs("\t}\n", out);
	}
}

static void print_arrows(const struct ps_relation *rel, FILE *out)
{
	for (size_t i = 0; i < rel->count; i++) {
		for (size_t j = 0; j < rel->count; j++) {
			pid_t from = rel->procs[i]->pid, to = rel->procs[j]->pid;
			enum ps_verdict kind = verdict(rel, i, j);

			if (rel->procs[j]->ppid == from)
				fprintf(out, "\tp%d -> p%d [style=dashed, color=\"" GREY "\"];\n",
					from, to);
			if (box(rel, i) != i || box(rel, j) != j || !directly_above(rel, i, j))
				continue;
			fprintf(out, "\tp%d -> p%d [ltail=cluster_%zu, lhead=cluster_%zu, ",
				from, to, i, j);
			fprintf(out, "label=\"%s\", %s];\n", kinds[kind].arrow, kinds[kind].look);
		}
	}
}

void ps_dot(const struct ps_relation *rel, FILE *out)
{
	fputs(head, out);
	print_boxes(rel, out);
	print_arrows(rel, out);
	fputs("}\n", out);
}
