/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll ps - what its parts know of processes and sandboxes
 */
#ifndef SCLL_PS_H
#define SCLL_PS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

/**
 * enum ps_verdict - may one process trace another?
 *
 * @PS_UNKNOWN: The filters of one of them could not be read.
 * @PS_NOT_SUBSET: No, the other one is outside of the sandbox.
 * @PS_DELEGATED: No, because a filter leaves decisions to somebody.
 * @PS_STRICT: Only what ptrace(2) calls reading, see SECCOMP_LANDLOCK_PTRACE_DENY.
 * @PS_TRACE: Attach, and everything else.
 */
enum ps_verdict { PS_UNKNOWN, PS_NOT_SUBSET, PS_DELEGATED, PS_STRICT, PS_TRACE };

/**
 * struct ps_range - a number that need not be the same for all threads
 *
 * @min: Of all threads.
 * @max: Of all threads.
 */
struct ps_range {
	unsigned int min;
	unsigned int max;
};

/**
 * struct ps_chain - filters of a thread that has a ruled one
 *
 * @layers: Number of Landlock rulesets that hold for it.
 * @strict: It traces nobody.
 * @listener: A listener, and nobody vouched for it.
 * @trace: It may return SECCOMP_RET_TRACE, and nobody vouched for it.
 * @ids: One word for each filter, newest first, with commas between.
 */
struct ps_chain {
	unsigned int layers;
	bool strict;
	bool listener;
	bool trace;
	char *ids;
};

/**
 * struct ps_proc - a process
 *
 * @pid: Process id.
 * @ppid: That of its parent.
 * @began: When it began, in ticks since boot: tells it from a later one with the
 *	same id.
 * @filters: Number of seccomp filters.
 * @ruled: Number of ruled ones among them.
 * @chains: The filters of its threads, equal ones once.
 * @chain_count: Number of @chains.
 * @threads: Number of threads.
 * @why: If @chains could not be read, the reason, else NULL.
 * @command: Command line, or the name in brackets, in printable ASCII.
 */
struct ps_proc {
	pid_t pid;
	pid_t ppid;
	unsigned long long began;
	struct ps_range filters;
	struct ps_range ruled;
	struct ps_chain *chains;
	size_t chain_count;
	size_t threads;
	const char *why;
	char *command;
};

/**
 * struct ps_list - all processes, ordered by process id
 *
 * @procs: The processes.
 * @count: Their number.
 * @extended: The kernel counts ruled filters, so it has the extension.
 */
struct ps_list {
	struct ps_proc *procs;
	size_t count;
	bool extended;
};

/**
 * ps_read() - read the list of processes
 *
 * @list: Out: to be given to ps_free().
 *
 * A process that vanishes meanwhile is left out, one that appears may be.
 *
 * Return: 0 or a negative errno.
 */
int ps_read(struct ps_list *list);

/* ps_free() - free the content of a list */
void ps_free(struct ps_list *list);

/* ps_find() - a process of the list by its id, or NULL */
struct ps_proc *ps_find(const struct ps_list *list, pid_t pid);

/* ps_sandboxed() - does a thread have a filter? */
bool ps_sandboxed(const struct ps_proc *proc);

/* ps_parse_chain() - the line of /proc/PID/seccomp_landlock: 0 or -1 */
int ps_parse_chain(const char *line, struct ps_chain *chain);

/**
 * ps_judge() - may a process trace another?
 *
 * @tracer: A process whose threads all have ruled filters.
 * @target: A process, or @tracer itself for another one with the same filters.
 *
 * Return: the kernel's verdict.
 */
enum ps_verdict ps_judge(const struct ps_proc *tracer, const struct ps_proc *target);

/**
 * ps_unknown() - why nothing is known of whom a process may trace
 *
 * @list: All processes.
 * @tracer: One of them.
 *
 * Return: the reason, or NULL if ps_judge() can tell.
 */
const char *ps_unknown(const struct ps_list *list, const struct ps_proc *tracer);

/* ps_cell() - print a word of a table, padded to @width, in the colour of a verdict */
void ps_cell(FILE *out, bool colour, enum ps_verdict verdict, int width, const char *text);

/* ps_tree() - print sandboxed processes below their parents, with or without colour */
void ps_tree(const struct ps_list *list, bool colour, FILE *out);

/* ps_json() - the same as JSON, to standard output; 0 or -EIO */
int ps_json(const struct ps_list *list);

/**
 * struct ps_relation - who may trace whom
 *
 * @procs: Processes.
 * @count: Their number.
 * @verdicts: @count times @count verdicts, a row for each tracer.
 */
struct ps_relation {
	struct ps_proc **procs;
	size_t count;
	enum ps_verdict *verdicts;
};

/* ps_dot() - print a picture for dot(1): sandboxes, members, who may trace whom, a legend */
void ps_dot(const struct ps_relation *rel, FILE *out);

#endif /* SCLL_PS_H */
