/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll explain - a denial in words
 */
#ifndef SCLL_EXPLAIN_H
#define SCLL_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct denial - what the tracepoint seccomp:seccomp_deny_ptrace tells
 *
 * @tracer: Process that wanted access; the parent in the case of PTRACE_TRACEME.
 * @target: Process to be accessed.
 * @tracer_name: Name of the thread, cut as the kernel cuts it.
 * @target_name: Likewise.
 * @attach: The access asked for more than reading.
 * @reason: The kernel's word for it.
 */
struct denial {
	int tracer;
	int target;
	char tracer_name[32];
	char target_name[32];
	bool attach;
	char reason[32];
};

/**
 * denial_text() - tell about a denial in words
 *
 * @denial: The denial.
 * @buf: Out: one line without a newline and without control characters.
 * @size: Its size in bytes.
 */
void denial_text(const struct denial *denial, char *buf, size_t size);

/* denial_json() - print it as an object on a line of its own, with its text; 0 or -EIO */
int denial_json(const struct denial *denial, const char *text);

#endif /* SCLL_EXPLAIN_H */
