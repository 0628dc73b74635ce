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

static const char *members_text(const struct ps_list *list, const struct ps_proc *proc)
{
	static const char *const texts[] = {
		[PS_UNKNOWN] = "unknown", [PS_NOT_SUBSET] = "differ",
		[PS_DELEGATED] = "delegated", [PS_STRICT] = "strict", [PS_TRACE] = "trace",
	};

	if (!list->extended || !proc->ruled.min)
		return "-";
	return texts[ps_judge(proc, proc)];
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
		       FILE *out)
{
	char filters[32], ruled[32];

	fprintf(out, "%7d %7s %5s %-9s ", proc->pid,
		range_text(&proc->filters, filters, sizeof(filters)),
		list->extended ? range_text(&proc->ruled, ruled, sizeof(ruled)) : "-",
		members_text(list, proc));
	if (depth)
		fprintf(out, "%*s\\_ ", 4 * ((int)depth - 1), "");
	fprintf(out, "%s%s%s%s\n", proc->command, proc->why ? "  (" : "",
		proc->why ? proc->why : "", proc->why ? ")" : "");
}

/* parent: NULL for the processes at the left */
static void print_children(const struct ps_list *list, const struct ps_proc *parent,
			   unsigned int depth, FILE *out)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct ps_proc *proc = &list->procs[i];

		if (!ps_sandboxed(proc) || sandboxed_parent(list, proc) != parent)
			continue;
		print_proc(list, proc, depth < DEPTH_MAX ? depth : DEPTH_MAX, out);
		print_children(list, proc, depth + 1, out);
	}
}

void ps_tree(const struct ps_list *list, FILE *out)
{
	fprintf(out, "%7s %7s %5s %-9s %s\n", "PID", "FILTERS", "RULED", "MEMBERS", "COMMAND");
	print_children(list, NULL, 0, out);
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
