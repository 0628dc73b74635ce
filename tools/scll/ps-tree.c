// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll ps - sandboxed processes below their parents
 */
#include <string.h>

#include "json-out.h"
#include "ps.h"

/* Deeper trees are cut at the left, as lines are at the right. */
#define DEPTH_MAX	20

static const char *range_text(const struct ps_range *range, char *buf, size_t size)
{
	if (range->min == range->max)
		snprintf(buf, size, "%u", range->max);
	else
		snprintf(buf, size, "%u-%u", range->min, range->max);
	return buf;
}

static bool members_known(const struct ps_list *list, const struct ps_proc *proc)
{
	return list->extended && proc->ruled.min;
}

static const char *members_text(const struct ps_list *list, const struct ps_proc *proc)
{
	static const char *const texts[] = {
		[PS_UNKNOWN] = "unknown", [PS_NOT_SUBSET] = "differ",
		[PS_DELEGATED] = "delegated", [PS_STRICT] = "strict", [PS_TRACE] = "trace",
	};

	return members_known(list, proc) ? texts[ps_judge(proc, proc)] : "-";
}

void ps_cell(FILE *out, bool colour, enum ps_verdict verdict, int width, const char *text)
{
	static const char *const codes[] = {
		[PS_UNKNOWN] = "2", [PS_NOT_SUBSET] = "31", [PS_DELEGATED] = "35",
		[PS_STRICT] = "33", [PS_TRACE] = "32",
	};

	if (colour)
		fprintf(out, "\033[%sm%-*s\033[0m", codes[verdict], width, text);
	else
		fprintf(out, "%-*s", width, text);
}

/* sandboxed_parent: of the process, or NULL if the parent is not in the tree */
static struct ps_proc *sandboxed_parent(const struct ps_list *list, const struct ps_proc *proc)
{
	struct ps_proc *parent = ps_find(list, proc->ppid);

	/* The list was not read in one moment: this may be a later process. */
	if (!parent || parent == proc || !ps_sandboxed(parent) || parent->began > proc->began)
		return NULL;
	return parent;
}

static void print_proc(const struct ps_list *list, const struct ps_proc *proc, unsigned int depth,
		       bool colour, FILE *out)
{
	char filters[32], ruled[32];

	fprintf(out, "%7d %7s %5s ", proc->pid,
		range_text(&proc->filters, filters, sizeof(filters)),
		list->extended ? range_text(&proc->ruled, ruled, sizeof(ruled)) : "-");
	ps_cell(out, colour && members_known(list, proc), ps_judge(proc, proc), 9,
		members_text(list, proc));
	fputc(' ', out);
	if (depth)
		fprintf(out, "%*s\\_ ", 4 * ((int)depth - 1), "");
	fprintf(out, "%s%s%s%s\n", proc->command, proc->why ? "  (" : "",
		proc->why ? proc->why : "", proc->why ? ")" : "");
}

/* parent: NULL for the processes at the left */
static void print_children(const struct ps_list *list, const struct ps_proc *parent,
			   unsigned int depth, bool colour, FILE *out)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct ps_proc *proc = &list->procs[i];

		if (!ps_sandboxed(proc) || sandboxed_parent(list, proc) != parent)
			continue;
		print_proc(list, proc, depth < DEPTH_MAX ? depth : DEPTH_MAX, colour, out);
		print_children(list, proc, depth + 1, colour, out);
	}
}

void ps_tree(const struct ps_list *list, bool colour, FILE *out)
{
	fprintf(out, "%7s %7s %5s %-9s %s\n", "PID", "FILTERS", "RULED", "MEMBERS", "COMMAND");
	print_children(list, NULL, 0, colour, out);
}

static json_t *range_json(const struct ps_range *range)
{
	return json_pack("{s:i, s:i}", "min", range->min, "max", range->max);
}

int ps_json(const struct ps_list *list)
{
	json_t *all = json_array();

	for (size_t i = 0; i < list->count; i++) {
		const struct ps_proc *proc = &list->procs[i];
		const char *members = members_text(list, proc);
		json_t *one;

		if (!ps_sandboxed(proc))
			continue;
		one = json_pack("{s:i, s:i, s:o, s:o?, s:s?, s:s?, s:o}", "pid", proc->pid,
				"ppid", proc->ppid, "filters", range_json(&proc->filters),
				"ruled", list->extended ? range_json(&proc->ruled) : NULL,
				"members", *members == '-' ? NULL : members,
				"unknown", proc->why, "command", json_text(proc->command));
		json_array_append_new(all, one);
	}
	return json_print(all, JSON_INDENT(1));
}
