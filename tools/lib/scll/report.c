// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What a sandbox lacks, as bits and in words.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "rights.h"
#include "sandbox.h"

#define NR(array) (sizeof(array) / sizeof((array)[0]))

#define HIDDEN \
	": this kernel cannot do it, or a filter around this process denies to ask"
#define REFER_DENIED \
	"renames and links from one directory to another fail with EXDEV: " \
	"this kernel's Landlock has no rules that allow them"

static const char *const dropped_names[] = {
	"atomic", "verdict", "no-trace", "tsync", "rules", "fs", "net", "scope",
	"wait-kill", "path", "unix", "log",
};

static const struct {
	uint32_t bit;
	const char *text;
} plain[] = {
	{ SCLL_DROPPED_ATOMIC,
	  "not all or nothing: rules and filters are put in force one after the other" },
	{ SCLL_DROPPED_NO_TRACE,
	  "no tracing: the system calls for it are denied, and not the files in /proc" },
	{ SCLL_DROPPED_TSYNC,
	  "the filter reaches the other threads, and the rules do not" },
	{ SCLL_DROPPED_WAIT_KILL,
	  "any signal interrupts a system call that the listener handles" },
	{ SCLL_DROPPED_UNIX,
	  "not restricted, named sockets: resolve_unix; a filter can deny all Unix sockets" },
};

SCLL_EXPORT const char *scll_name(int kind, unsigned int bit)
{
	const struct scll_right *right;

	if (kind == SCLL_NAME_DROPPED)
		return bit < NR(dropped_names) ? dropped_names[bit] : NULL;
	for (right = scll_right_names; right->name; right++)
		if ((int)right->kind == kind && bit < 64 && right->bit == UINT64_C(1) << bit)
			return right->name;
	return NULL;
}

/* As in tables of names: "FS_READ", "fs_read" and "fs-read" are the same. */
static char fold(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 'a';
	return c == '-' ? '_' : c;
}

/* Where @name goes on after @start, or NULL. */
static const char *after(const char *name, const char *start)
{
	while (*start)
		if (fold(*name++) != fold(*start++))
			return NULL;
	return name;
}

SCLL_EXPORT uint64_t scll_right_from_name(int kind, const char *name)
{
	static const struct {
		int kind;
		const char *text;
	} prefixes[] = {
		{ SCLL_NAME_FS, "landlock_access_fs_" }, { SCLL_NAME_FS, "fs:" },
		{ SCLL_NAME_NET, "landlock_access_net_" }, { SCLL_NAME_NET, "net:" },
		{ SCLL_NAME_SCOPE, "landlock_scope_" }, { SCLL_NAME_SCOPE, "scope:" },
		{ SCLL_NAME_RESTRICT, "landlock_restrict_self_" },
		{ SCLL_NAME_RULE, "landlock_add_rule_" },
	};
	const char *own, *end;
	unsigned int i;

	for (i = 0; i < NR(prefixes); i++) {
		end = prefixes[i].kind == kind ? after(name, prefixes[i].text) : NULL;
		if (end) {
			name = end;
			break;
		}
	}
	for (i = 0; i < 64; i++) {
		own = scll_name(kind, i);
		end = own ? after(name, own) : NULL;
		if (end && !*end)
			return UINT64_C(1) << i;
	}
	return 0;
}

SCLL_EXPORT uint32_t scll_dropped(const struct scll *sb)
{
	return sb->dropped;
}

/* Appends to the @used bytes in @text what fits. */
static size_t append(char *text, size_t size, size_t used, const char *word)
{
	int len = snprintf(text + used, size - used, " %s", word);

	if (len < 0 || (size_t)len >= size - used)
		return size - 1;
	return used + len;
}

void scll_name_bits(char *text, size_t size, const char *what, uint64_t bits, int kind)
{
	size_t used = snprintf(text, size, "%s:", what);
	char unnamed[32];
	unsigned int i;

	for (i = 0; i < 64; i++) {
		if (!(bits & UINT64_C(1) << i))
			continue;
		snprintf(unnamed, sizeof(unnamed), "bit %u", i);
		used = append(text, size, used, scll_name(kind, i) ?: unnamed);
	}
}

/* What is missing because the kernel does not know it. */
static void report_bits(const struct scll *sb, uint32_t bits,
			void (*line)(void *arg, uint32_t dropped, const char *text), void *arg)
{
	char text[1024];
	size_t i;

	if (bits & SCLL_DROPPED_RULES) {
		snprintf(text, sizeof(text), "no rules at all: %s", sb->no_rules);
		line(arg, SCLL_DROPPED_RULES, text);
	}
	if (bits & SCLL_DROPPED_VERDICT) {
		snprintf(text, sizeof(text), "who may trace whom is not decided by the filters%s",
			 sb->hidden ? HIDDEN : "");
		line(arg, SCLL_DROPPED_VERDICT, text);
	}
	for (i = 0; i < NR(plain); i++)
		if (bits & plain[i].bit)
			line(arg, plain[i].bit, plain[i].text);
	if (bits & SCLL_DROPPED_FS) {
		scll_name_bits(text, sizeof(text), "not restricted, files",
			       sb->lost.fs & ~SCLL_RESOLVE_UNIX, SCLL_NAME_FS);
		line(arg, SCLL_DROPPED_FS, text);
	}
	if (bits & SCLL_DROPPED_NET) {
		scll_name_bits(text, sizeof(text), "not restricted, network",
			       sb->lost.net, SCLL_NAME_NET);
		line(arg, SCLL_DROPPED_NET, text);
	}
	if (bits & SCLL_DROPPED_SCOPE) {
		scll_name_bits(text, sizeof(text), "not kept inside",
			       sb->lost.scopes, SCLL_NAME_SCOPE);
		line(arg, SCLL_DROPPED_SCOPE, text);
	}
	if (bits & SCLL_DROPPED_LOG) {
		scll_name_bits(text, sizeof(text), "denials are not logged as asked for",
			       sb->lost_flags, SCLL_NAME_RESTRICT);
		if (sb->lost_quiet)
			append(text, sizeof(text), strlen(text), "quiet");
		line(arg, SCLL_DROPPED_LOG, text);
	}
}

SCLL_EXPORT int scll_report(const struct scll *sb,
			    void (*line)(void *arg, uint32_t dropped,
					 const char *text),
			    void *arg)
{
	size_t i;

	if (!line)
		return -EINVAL;
	report_bits(sb, sb->dropped, line, arg);
	if (sb->refer_denied)
		line(arg, 0, REFER_DENIED);
	for (i = 0; i < sb->nr_missing; i++)
		line(arg, SCLL_DROPPED_PATH, sb->missing[i]);
	return 0;
}

struct list {
	char text[1024];
	size_t used;
};

static void add_line(void *arg, uint32_t dropped, const char *text)
{
	struct list *list = arg;

	(void)dropped;
	if (list->used)
		list->used += snprintf(list->text + list->used, 2, ";");
	list->used = append(list->text, sizeof(list->text) - 1, list->used, text);
}

int scll_fail_missing(const struct scll *sb, uint32_t bits)
{
	struct list list = { .used = 0 };

	report_bits(sb, bits, add_line, &list);
	return scll_fail(sb, -EOPNOTSUPP, "missing here:%s", list.text);
}
