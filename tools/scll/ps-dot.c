// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll ps - a picture for dot(1)
 *
 * Processes with the same filters are drawn in one box.  Boxes form a tree, as
 * filters do, so there is an arrow from each box to those directly below it only.
 */
#include <stdlib.h>

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

static void print_label(const struct ps_proc *proc, FILE *out)
{
	size_t left = 40;

	fprintf(out, "%d\\n", proc->pid);
	for (const char *c = proc->command; *c && left--; c++) {
		if (*c == '"' || *c == '\\')
			fputc('\\', out);
		fputc(*c, out);
	}
	fprintf(out, "\\nfilters %u, ruled %u", proc->filters.max, proc->ruled.max);
}

static const char *box_label(const struct ps_relation *rel, size_t i)
{
	static const char *const labels[] = {
		[PS_UNKNOWN] = "unknown", [PS_NOT_SUBSET] = "threads differ",
		[PS_DELEGATED] = "delegated: members trace nobody",
		[PS_STRICT] = "strict: members trace nobody",
		[PS_TRACE] = "members trace each other",
	};

	return rel->procs[i]->ruled.min ? labels[verdict(rel, i, i)] : "ordinary filters";
}

static void print_boxes(const struct ps_relation *rel, FILE *out)
{
	for (size_t i = 0; i < rel->count; i++) {
		if (box(rel, i) != i)
			continue;
		fprintf(out, "\tsubgraph cluster_%zu {\n\t\tlabel=\"%s\";\n", i, box_label(rel, i));
		for (size_t j = i; j < rel->count; j++) {
			if (box(rel, j) != i)
				continue;
			fprintf(out, "\t\tp%d [label=\"", rel->procs[j]->pid);
			print_label(rel->procs[j], out);
			fputs("\"];\n", out);
		}
		fputs("\t}\n", out);
	}
}

static void print_arrows(const struct ps_relation *rel, FILE *out)
{
	static const char *const labels[] = {
		[PS_DELEGATED] = "delegated", [PS_STRICT] = "reads", [PS_TRACE] = "traces",
	};

	for (size_t i = 0; i < rel->count; i++) {
		for (size_t j = 0; j < rel->count; j++) {
			if (rel->procs[j]->ppid == rel->procs[i]->pid)
				fprintf(out, "\tp%d -> p%d [style=dashed];\n",
					rel->procs[i]->pid, rel->procs[j]->pid);
			if (box(rel, i) != i || box(rel, j) != j || !directly_above(rel, i, j))
				continue;
			fprintf(out, "\tp%d -> p%d [ltail=cluster_%zu, lhead=cluster_%zu, ",
				rel->procs[i]->pid, rel->procs[j]->pid, i, j);
			fprintf(out, "label=\"%s\"];\n", labels[verdict(rel, i, j)]);
		}
	}
}

void ps_dot(const struct ps_relation *rel, FILE *out)
{
	fputs("digraph sandboxes {\n"
	      "\tcompound=true;\n"
	      "\tnode [shape=box];\n"
	      "\t/* dashed: is the parent of */\n", out);
	print_boxes(rel, out);
	print_arrows(rel, out);
	fputs("}\n", out);
}
