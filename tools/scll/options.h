/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll run - what the command line asks for
 */
#ifndef SCLL_OPTIONS_H
#define SCLL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "profile.h"

struct scll;

struct run_path {
	const char *option;	/* "--ro", for messages */
	char *path;
	unsigned int access;	/* SCLL_READ and so on */
	bool may_miss;		/* of a profile, which is for many machines */
};

/* A path that is not about files. */
struct run_place {
	const char *option;	/* "--unix" or "--no-log" */
	char *path;
	bool quiet;		/* it is --no-log */
};

struct run_port {
	const char *option;
	uint16_t port;
	uint64_t rights;	/* one of SCLL_BIND_TCP and so on */
};

struct run_policy {
	const char *path;	/* for messages, of a profile */
	const char *text;	/* of a profile; NULL: it is in the file */
	bool in_profile;	/* also if the options of one name it */
};

struct run_options {
	struct run_path *paths;
	size_t path_count;
	struct run_port *ports;
	size_t port_count;
	struct run_place *places;
	size_t place_count;
	uint64_t newer_fs;	/* SCLL_RESOLVE_UNIX if there is --unix */
	uint64_t newer_net;	/* rights for UDP, if there is a port of it */
	bool any_udp;		/* --connect-udp any */
	char **env;		/* of the command, NULL: that of this process */
	size_t env_count;
	uint64_t scopes;	/* SCLL_SCOPE_* */
	const char *seccomp;
	char **denied;		/* names of system calls */
	size_t denied_count;
	struct run_policy *policies;
	size_t policy_count;
	struct run_profile *profiles;
	size_t profile_count;
	uint32_t flags;		/* enum scll_flags */
	uint32_t accept;	/* SCLL_DROPPED_* */
	uint32_t baseline;	/* enum scll_baseline_flags */
	bool no_baseline;	/* --no-baseline */
	bool any_file;		/* --unrestricted-filesystem */
	bool any_network;	/* --unrestricted-network */
	bool add_exec;		/* a rule for the command itself */
	bool ldd;		/* rules for its libraries */
	bool new_session;
	bool dry_run;
	bool json;
	bool system;
	bool create;		/* --create */
	bool tmp;
	const char *scratch;	/* its directory, when it is there */
	bool in_profile;	/* whose options are being read */
	bool ignore_missing;	/* as an option, and not for the sake of a profile */
	bool quiet;
	bool explain;		/* tell what was denied */
	bool ask;
	int ask_timeout;	/* in seconds, 0: none */
	const char *ask_policy;	/* or NULL */
	int fd;			/* of scll ruleset, or -1 */
	const char *dir;	/* working directory of the command, or NULL */
	char **command;		/* ends with NULL, and may be empty */
};

/**
 * run_options_parse() - read the command line
 *
 * @argc: Number of arguments, the name of the command among them.
 * @argv: The arguments.
 * @name: Which one that is, as the table calls it.
 * @opts: Out, for run_options_free().
 *
 * Return: -1 to go on, or the exit status: of --help, or after a message.
 */
int run_options_parse(int argc, char **argv, const char *name, struct run_options *opts);

/* run_options_tmp() - the command has TMPDIR; -ENOMEM after a message */
int run_options_tmp(struct run_options *opts, const char *dir);

void run_options_free(struct run_options *opts);

/**
 * run_missing() - what a sandbox with these options lacks on this kernel
 *
 * @opts: Options.  What is accepted does not matter.
 * @missing: Out: SCLL_DROPPED_*.
 *
 * Return: 0, or a negative errno after a message.
 */
int run_missing(const struct run_options *opts, uint32_t *missing);

/*
 * Calls @go in a child, which is to apply @sb and execute the command, and tells what was
 * denied.  Returns the exit status.
 */
int run_explained(const struct scll *sb, int (*go)(void *arg), void *arg);

/* print_accept() - the words of --accept for SCLL_DROPPED_*, with commas */
void print_accept(FILE *out, uint32_t dropped);

#endif /* SCLL_OPTIONS_H */
