// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What a sandbox lacks, as bits and in words.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>

#include "sandbox.h"

#define NR(array) (sizeof(array) / sizeof((array)[0]))

/* By bit, in Landlock's words. */
static const char *const fs_names[] = {
	"execute", "write_file", "read_file", "read_dir", "remove_dir",
	"remove_file", "make_char", "make_dir", "make_reg", "make_sock",
	"make_fifo", "make_block", "make_sym", "refer", "truncate", "ioctl_dev",
};
static const char *const net_names[] = { "bind_tcp", "connect_tcp" };
static const char *const scope_names[] = { "abstract_unix_socket", "signal" };

static const struct {
	uint32_t bit;
	const char *text;
} plain[] = {
	{ SCLL_DROPPED_RULES,
	  "no rules at all: this kernel has no Landlock, or it was disabled at boot" },
	{ SCLL_DROPPED_ATOMIC,
	  "not all or nothing: rules and filters are put in force one after the other" },
	{ SCLL_DROPPED_VERDICT,
	  "who may trace whom is not decided by the filters" },
	{ SCLL_DROPPED_NO_TRACE,
	  "SCLL_NO_TRACE denies the system calls for tracing, and not the files in /proc" },
	{ SCLL_DROPPED_TSYNC,
	  "SCLL_TSYNC brings the filter to the other threads, and not the rules" },
	{ SCLL_DROPPED_WAIT_KILL, "SCLL_WAIT_KILL is not known to this kernel" },
};

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

static void name_bits(char *text, size_t size, const char *what, uint64_t bits,
		      const char *const *names, size_t nr)
{
	size_t used = snprintf(text, size, "%s:", what);
	char unnamed[32];
	unsigned int i;

	for (i = 0; i < 64; i++) {
		if (!(bits & UINT64_C(1) << i))
			continue;
		if (i < nr) {
			used = append(text, size, used, names[i]);
		} else {
			snprintf(unnamed, sizeof(unnamed), "bit %u", i);
			used = append(text, size, used, unnamed);
		}
	}
}

SCLL_EXPORT int scll_report(const struct scll *sb,
			    void (*line)(void *arg, uint32_t dropped,
					 const char *text),
			    void *arg)
{
	char text[1024];
	size_t i;

	if (!line)
		return -EINVAL;
	for (i = 0; i < NR(plain); i++)
		if (sb->dropped & plain[i].bit)
			line(arg, plain[i].bit, plain[i].text);
	if (sb->dropped & SCLL_DROPPED_FS) {
		name_bits(text, sizeof(text), "not restricted, files",
			  sb->lost.fs, fs_names, NR(fs_names));
		line(arg, SCLL_DROPPED_FS, text);
	}
	if (sb->dropped & SCLL_DROPPED_NET) {
		name_bits(text, sizeof(text), "not restricted, network",
			  sb->lost.net, net_names, NR(net_names));
		line(arg, SCLL_DROPPED_NET, text);
	}
	if (sb->dropped & SCLL_DROPPED_SCOPE) {
		name_bits(text, sizeof(text), "not kept inside",
			  sb->lost.scopes, scope_names, NR(scope_names));
		line(arg, SCLL_DROPPED_SCOPE, text);
	}
	for (i = 0; i < sb->nr_missing; i++)
		line(arg, SCLL_DROPPED_PATH, sb->missing[i]);
	return 0;
}
