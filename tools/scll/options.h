/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll run - what the command line asks for
 */
#ifndef SCLL_OPTIONS_H
#define SCLL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct run_path {
	const char *option;	/* "--ro", for messages */
	char *path;
	unsigned int access;	/* SCLL_READ and so on */
};

struct run_port {
	const char *option;
	uint16_t port;
	uint64_t rights;	/* SCLL_BIND_TCP or SCLL_CONNECT_TCP */
};

struct run_options {
	struct run_path *paths;
	size_t path_count;
	struct run_port *ports;
	size_t port_count;
	char **env;		/* of the command, NULL: that of this process */
	size_t env_count;
	uint64_t scopes;	/* SCLL_SCOPE_* */
	const char *seccomp;
	const char *policy;
	uint32_t flags;		/* enum scll_flags */
	bool any_file;		/* --unrestricted-filesystem */
	bool any_network;	/* --unrestricted-network */
	bool add_exec;		/* a rule for the command itself */
	bool ldd;		/* rules for its libraries */
	bool new_session;
	bool quiet;
	const char *dir;	/* working directory of the command, or NULL */
	char **command;
};

/**
 * run_options_parse() - read the command line
 *
 * @argc: Number of arguments, the name of the command among them.
 * @argv: The arguments.
 * @opts: Out, for run_options_free().
 *
 * Return: -1 to go on, or the exit status: of --help, or after a message.
 */
int run_options_parse(int argc, char **argv, struct run_options *opts);

void run_options_free(struct run_options *opts);

#endif /* SCLL_OPTIONS_H */
