// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - sandboxes made of a seccomp filter and Landlock rules
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "scll.h"
#include "scll-cmd.h"
#include "table.h"
#include "util.h"

static const struct command {
	const char *name;
	const char *title;	/* argv[0] of the command, for messages */
	int (*main)(int argc, char **argv);
} commands[] = {
	{ "run", "scll run", cmd_run },
	{ "learn", "scll learn", cmd_learn },
	{ "compile", "scll compile", cmd_compile },
	{ "ruleset", "scll ruleset", cmd_ruleset },
	{ "exec", "scll exec", cmd_exec },
	{ "ps", "scll ps", cmd_ps },
	{ "explain", "scll explain", cmd_explain },
	{ "check", "scll check", cmd_check },
};

#define COMMAND_COUNT	(sizeof(commands) / sizeof(*commands))

static void usage(FILE *out)
{
	fputs("Usage: scll COMMAND [OPTION]...\n"
	      "Sandboxes made of a seccomp filter and Landlock rules.\n"
	      "\n", out);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(out, "  %-9s %s\n", commands[i].name,
			table_find(commands[i].name)->summary);
	fputs("\n"
	      "'scll COMMAND --help' tells about a command, scll(1) about all.\n"
	      "\n"
	      "  --help     this text\n"
	      "  --version  the version\n", out);
}

int main(int argc, char **argv)
{
	static char title[32];

	one_write_a_line();
	if (argc < 2) {
		usage(stderr);
		return EXIT_SETUP;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		usage(stdout);
		return 0;
	}
	if (!strcmp(argv[1], "--version")) {
		printf("scll %s\n", scll_version());
		return 0;
	}
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		if (strcmp(argv[1], commands[i].name))
			continue;
		/* getopt_long(3) and warnx(3) write it before their messages. */
		snprintf(title, sizeof(title), "%s", commands[i].title);
		argv[1] = title;
		program_invocation_short_name = title;
		return commands[i].main(argc - 1, argv + 1);
	}
	fprintf(stderr, "scll: unknown command '%s'; 'scll --help' lists them\n", argv[1]);
	return EXIT_SETUP;
}
