/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll - one table of the options of each command: getopt_long(3), --help and the
 * completions of shells are made from it
 */
#ifndef SCLL_TABLE_H
#define SCLL_TABLE_H

#include <stdbool.h>
#include <stdio.h>

/* Options without a letter. */
enum {
	/* Of scll run, about rules alone. */
	OPT_RO = 256,
	OPT_ROX,
	OPT_RW,
	OPT_RWX,
	OPT_CREATE,
	OPT_POLICY,
	OPT_ANY_FILE,
	OPT_BIND_TCP,
	OPT_CONNECT_TCP,
	OPT_BIND_UDP,
	OPT_CONNECT_UDP,
	OPT_ANY_NETWORK,
	OPT_UNIX,
	OPT_SCOPE,
	OPT_SYSTEM,
	OPT_IGNORE_MISSING,
	OPT_ACCEPT,
	OPT_BEST_EFFORT,
	OPT_QUIET,
	OPT_RULES = OPT_QUIET,	/* the last one of these */
	OPT_SECCOMP,
	OPT_ENV,
	OPT_NO_NETWORK,
	OPT_NO_UNIX,
	OPT_KEEP_METADATA,
	OPT_NO_BASELINE,
	OPT_NO_DEBUG,
	OPT_LOG,
	OPT_LOG_NEW_EXEC,
	OPT_NO_LOG,
	OPT_NO_LOG_SUBDOMAINS,
	OPT_ADD_EXEC,
	OPT_LDD,
	OPT_NEW_SESSION,
	OPT_CHDIR,
	OPT_EXPLAIN,
	OPT_TMP,
	OPT_SECCOMP_DENY,
	OPT_FD,
	OPT_SECCOMP_OUT,
	OPT_MERGE,
	OPT_DEPTH,
	OPT_ASK,
	OPT_ASK_TIMEOUT,
	OPT_ASK_POLICY,
	OPT_DRY_RUN,
	OPT_JSON,
};

/* An option, or if it has no name the title of a group of those that follow. */
struct table_option {
	const char *name;
	int key;		/* what table_getopt() returns; below 256 also its letter */
	const char *arg;	/* what --help calls its argument, or NULL */
	/*
	 * What a shell offers for the argument: paths, file, dir, pid, variable, profile, none, or
	 * words separated by commas.
	 */
	const char *offer;
	const char *help;	/* one line */
};

struct table_command {
	const char *name;
	const char *summary;
	const char *head, *tail;	/* of --help, before and after the options */
	const struct table_option *options;	/* ends with an empty one */
	const char *options_of;	/* the command whose options it takes beside these */
	bool only_rules;	/* of these only up to OPT_RULES; --help lists them */
	/* command: a command line; pid: that after a process id; file: no command line */
	const char *operands;
};

/* Ends with an empty one. */
extern const struct table_command table_commands[];

/* table_find() - the command of that name, or NULL */
const struct table_command *table_find(const char *name);

/* The most options of a command, with the empty one that ends them. */
#define TABLE_OPTIONS	64

/* table_options() - all that a command takes, also those of another */
void table_options(const struct table_command *cmd, struct table_option all[TABLE_OPTIONS]);

/* table_help() - what --help prints of a command */
void table_help(FILE *out, const char *name);

/* table_getopt() - getopt_long(3) with the options of a command */
int table_getopt(int argc, char **argv, const char *name);

#endif /* SCLL_TABLE_H */
