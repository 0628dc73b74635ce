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
 * enum ps_answer - may one process trace another?
 *
 * @PS_UNKNOWN: The kernel could not be asked.
 * @PS_NO: Neither trace nor read.
 * @PS_READ: What ptrace(2) calls reading; this is what is left to the members of
 *	a sandbox made with SECCOMP_LANDLOCK_PTRACE_DENY.
 * @PS_TRACE: Attach, and everything else.
 */
enum ps_answer { PS_UNKNOWN, PS_NO, PS_READ, PS_TRACE };

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
 * struct ps_proc - a process
 *
 * @pid: Process id.
 * @ppid: That of its parent.
 * @began: When it began, in ticks since boot: tells it from a later one with the
 *	same id.
 * @filters: Number of seccomp filters.
 * @ruled: Number of ruled ones among them.
 * @members: May processes with its filters trace each other?
 * @why: If @members is unknown, the reason, else NULL.
 * @command: Command line, or the name in brackets, without control characters.
 */
struct ps_proc {
	pid_t pid;
	pid_t ppid;
	unsigned long long began;
	struct ps_range filters;
	struct ps_range ruled;
	enum ps_answer members;
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

/**
 * ps_probe() - ask the kernel whom a process may trace
 *
 * @tracer: A process with a ruled filter.
 * @targets: Processes.
 * @count: Number of @targets.
 * @answers: Out: one for each target.
 *
 * A child of this process joins the sandbox of @tracer and tries.  The children of
 * the caller must be waited for by nobody else.
 *
 * Return: NULL, or if everything is unknown, the reason.
 */
const char *ps_probe(const struct ps_proc *tracer, struct ps_proc *const *targets,
		     size_t count, enum ps_answer *answers);

/* ps_parse_stat() - fields of /proc/PID/stat: 0, or -1 if that is not what it is */
int ps_parse_stat(const char *text, unsigned long long *began, unsigned long long *code);

/* ps_judge() - the answer from what a helper in the tracer's place could read */
enum ps_answer ps_judge(int attach_len, int attach_errno, const char *stat);

/* ps_tree() - print sandboxed processes below their parents */
void ps_tree(const struct ps_list *list, FILE *out);

/**
 * struct ps_relation - who may trace whom
 *
 * @procs: Processes.
 * @count: Their number.
 * @answers: @count times @count answers, a row for each tracer.
 */
struct ps_relation {
	struct ps_proc **procs;
	size_t count;
	enum ps_answer *answers;
};

/* ps_dot() - print a picture for dot(1): sandboxes, members, and who traces whom */
void ps_dot(const struct ps_relation *rel, FILE *out);

#endif /* SCLL_PS_H */
