// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll run - what the command line asks for
 */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <scll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"
#include "scll-cmd.h"
#include "util.h"

enum {
	OPT_RO = 256,
	OPT_ROX,
	OPT_RW,
	OPT_RWX,
	OPT_BIND_TCP,
	OPT_CONNECT_TCP,
	OPT_BIND_UDP,
	OPT_CONNECT_UDP,
	OPT_UNIX,
	OPT_SCOPE,
	OPT_SECCOMP,
	OPT_POLICY,
	OPT_ENV,
	OPT_ANY_FILE,
	OPT_ANY_NETWORK,
	OPT_NO_NETWORK,
	OPT_NO_UNIX,
	OPT_KEEP_METADATA,
	OPT_NO_BASELINE,
	OPT_NO_DEBUG,
	OPT_LOG,
	OPT_LOG_NEW_EXEC,
	OPT_NO_LOG,
	OPT_NO_LOG_SUBDOMAINS,
	OPT_BEST_EFFORT,
	OPT_ACCEPT,
	OPT_IGNORE_MISSING,
	OPT_ADD_EXEC,
	OPT_LDD,
	OPT_NEW_SESSION,
	OPT_CHDIR,
	OPT_QUIET,
	OPT_EXPLAIN,
};

static const struct option options[] = {
	{ "ro", required_argument, NULL, OPT_RO },
	{ "rox", required_argument, NULL, OPT_ROX },
	{ "rw", required_argument, NULL, OPT_RW },
	{ "rwx", required_argument, NULL, OPT_RWX },
	{ "bind-tcp", required_argument, NULL, OPT_BIND_TCP },
	{ "connect-tcp", required_argument, NULL, OPT_CONNECT_TCP },
	{ "bind-udp", required_argument, NULL, OPT_BIND_UDP },
	{ "connect-udp", required_argument, NULL, OPT_CONNECT_UDP },
	{ "unix", required_argument, NULL, OPT_UNIX },
	{ "scope", required_argument, NULL, OPT_SCOPE },
	{ "seccomp", required_argument, NULL, OPT_SECCOMP },
	{ "policy", required_argument, NULL, OPT_POLICY },
	{ "env", required_argument, NULL, OPT_ENV },
	{ "unrestricted-filesystem", no_argument, NULL, OPT_ANY_FILE },
	{ "unrestricted-network", no_argument, NULL, OPT_ANY_NETWORK },
	{ "no-network", no_argument, NULL, OPT_NO_NETWORK },
	{ "no-unix", no_argument, NULL, OPT_NO_UNIX },
	{ "keep-metadata", no_argument, NULL, OPT_KEEP_METADATA },
	{ "no-baseline", no_argument, NULL, OPT_NO_BASELINE },
	{ "no-debug", no_argument, NULL, OPT_NO_DEBUG },
	{ "log", no_argument, NULL, OPT_LOG },
	{ "log-new-exec", no_argument, NULL, OPT_LOG_NEW_EXEC },
	{ "no-log", required_argument, NULL, OPT_NO_LOG },
	{ "no-log-subdomains", no_argument, NULL, OPT_NO_LOG_SUBDOMAINS },
	{ "best-effort", no_argument, NULL, OPT_BEST_EFFORT },
	{ "accept", required_argument, NULL, OPT_ACCEPT },
	{ "ignore-missing", no_argument, NULL, OPT_IGNORE_MISSING },
	{ "add-exec", no_argument, NULL, OPT_ADD_EXEC },
	{ "ldd", no_argument, NULL, OPT_LDD },
	{ "new-session", no_argument, NULL, OPT_NEW_SESSION },
	{ "chdir", required_argument, NULL, OPT_CHDIR },
	{ "quiet", no_argument, NULL, OPT_QUIET },
	{ "explain", no_argument, NULL, OPT_EXPLAIN },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 }
};

static void usage(FILE *out)
{
	fputs("Usage: scll run [OPTION]... -- COMMAND [ARGUMENT]...\n"
	      "Run a command in a new sandbox.  Files and TCP ports are denied unless allowed.\n"
	      "\n"
	      "Lists are separated by commas; options can be repeated.\n"
	      "  --ro PATH,...           allow reading files, listing directories\n"
	      "  --rox PATH,...          and executing\n"
	      "  --rw PATH,...           allow reading, changing, creating, removing, renaming\n"
	      "  --rwx PATH,...          and executing\n"
	      "  --add-exec              allow reading and executing the command itself\n"
	      "  --ldd                   and its interpreter, loader and shared libraries\n"
	      "  --bind-tcp PORT,...     allow binding to a TCP port\n"
	      "  --connect-tcp PORT,...  allow connecting to a TCP port\n"
	      "  --bind-udp PORT,...     allow binding to a UDP port, and no others\n"
	      "  --connect-udp PORT,...  allow sending to a UDP port, and no others\n"
	      "  --unix PATH,...         allow connecting to named sockets, and no others\n"
	      "  --unrestricted-filesystem\n"
	      "                          no rules for files\n"
	      "  --unrestricted-network  no rules for ports\n"
	      "  --no-network            no sockets but Unix sockets\n"
	      "  --no-unix               no Unix sockets\n"
	      "  --keep-metadata         no changes to modes, owners, times, attributes of files\n"
	      "  --no-baseline           no filter but that of --seccomp\n"
	      "  --scope SCOPE,...       keep inside: signal, abstract-unix\n"
	      "  --policy FILE           rules in the JSON format of landlockconfig\n"
	      "  --seccomp FILE          filter: an OCI or Docker profile, or BPF instructions\n"
	      "  --no-debug              processes of the sandbox cannot trace each other\n"
	      "  --log                   log what the filter denies, and denied tracing\n"
	      "  --log-new-exec          log what the rules deny to the command\n"
	      "  --no-log PATH,...       but not what they deny there\n"
	      "  --no-log-subdomains     do not log what sandboxes inside of this one deny\n"
	      "  --env NAME[=VALUE]      the command gets only such variables\n"
	      "  --chdir DIR             run the command in this directory\n"
	      "  --new-session           run it in a session of its own, without this terminal\n"
	      "  --ignore-missing        pass over paths that do not exist\n"
	      "  --accept WORD,...       what this kernel may lack; 'scll check' tells the words\n"
	      "  --best-effort           accept all of these words but 'rules': no rules at all\n"
	      "  --explain               tell in the end which files and ports were denied\n"
	      "  --quiet                 do not print what --best-effort left out\n"
	      "  -h, --help              this text\n"
	      "\n"
	      "Exit status: that of the command; 126 it cannot be executed, 127 it was not\n"
	      "found, 125 the sandbox could not be set up and the command did not run.\n", out);
}

/* An option that takes a list. */
struct list_option {
	struct run_options *opts;
	const char *name;
	unsigned int access;
	uint64_t rights;
};

static int no_memory(void)
{
	fputs("scll run: out of memory\n", stderr);
	return -ENOMEM;
}

static int add_path(void *arg, const char *word)
{
	const struct list_option *list = arg;
	struct run_options *opts = list->opts;
	struct run_path *more = reallocarray(opts->paths, opts->path_count + 1, sizeof(*more));
	char *copy = strdup(word);

	if (more)
		opts->paths = more;
	if (!more || !copy) {
		free(copy);
		return no_memory();
	}
	opts->paths[opts->path_count++] =
		(struct run_path){ .option = list->name, .path = copy, .access = list->access };
	return 0;
}

static int add_place(void *arg, const char *word)
{
	const struct list_option *list = arg;
	struct run_options *opts = list->opts;
	struct run_place *more = reallocarray(opts->places, opts->place_count + 1, sizeof(*more));
	char *copy = strdup(word);

	if (more)
		opts->places = more;
	if (!more || !copy) {
		free(copy);
		return no_memory();
	}
	opts->places[opts->place_count++] =
		(struct run_place){ .option = list->name, .path = copy, .quiet = !list->rights };
	opts->newer_fs |= list->rights;
	return 0;
}

static int add_port(void *arg, const char *word)
{
	const struct list_option *list = arg;
	struct run_options *opts = list->opts;
	struct run_port *more;
	uint64_t port;

	if (list->rights & SCLL_UDP_ALL)
		opts->newer_net = SCLL_UDP_ALL;
	if (list->rights == SCLL_CONNECT_SEND_UDP && !strcmp(word, "any")) {
		opts->any_udp = true;
		return 0;
	}
	if (parse_number(word, UINT16_MAX, &port)) {
		fprintf(stderr, "scll run: %s: '%s' is not a port, 0 to 65535\n", list->name, word);
		return -ERANGE;
	}
	more = reallocarray(opts->ports, opts->port_count + 1, sizeof(*more));
	if (!more)
		return no_memory();
	opts->ports = more;
	opts->ports[opts->port_count++] =
		(struct run_port){ .option = list->name, .port = port, .rights = list->rights };
	return 0;
}

static int add_scope(void *arg, const char *word)
{
	const struct list_option *list = arg;

	if (!strcmp(word, "signal")) {
		list->opts->scopes |= SCLL_SCOPE_SIGNAL;
	} else if (!strcmp(word, "abstract-unix")) {
		list->opts->scopes |= SCLL_SCOPE_ABSTRACT_UNIX;
	} else {
		fprintf(stderr, "scll run: --scope: unknown scope '%s': signal or abstract-unix\n",
			word);
		return -ERANGE;
	}
	return 0;
}

void print_accept(FILE *out, uint32_t dropped)
{
	const char *comma = "";
	const char *name;

	for (unsigned int i = 0; (name = scll_name(SCLL_NAME_DROPPED, i)); i++) {
		if (!(dropped & 1U << i))
			continue;
		fprintf(out, "%s%s", comma, name);
		comma = ",";
	}
}

static int add_accept(void *arg, const char *word)
{
	const struct list_option *list = arg;
	const char *name;

	for (unsigned int i = 0; (name = scll_name(SCLL_NAME_DROPPED, i)); i++) {
		if (strcmp(word, name))
			continue;
		list->opts->accept |= 1U << i;
		return 0;
	}
	fprintf(stderr, "scll run: --accept: unknown word '%s'; there are: ", word);
	print_accept(stderr, ~0U);
	fputs("\n", stderr);
	return -ERANGE;
}

static int add_list(struct list_option list, int (*each)(void *arg, const char *word))
{
	int ret = list_each(optarg, each, &list);

	if (ret == -EINVAL)
		fprintf(stderr, "scll run: %s '%s': empty word in the list\n", list.name, optarg);
	return ret;
}

static int add_file(const char **file, const char *name)
{
	if (*file) {
		fprintf(stderr, "scll run: %s %s: given twice\n", name, optarg);
		return -EINVAL;
	}
	*file = optarg;
	return 0;
}

/* With the first --env the environment becomes a list of its own; NULL ends it. */
static int add_env(struct run_options *opts)
{
	const char *value = strchr(optarg, '=') ? "" : getenv(optarg);
	char **more = reallocarray(opts->env, opts->env_count + 2, sizeof(*more));
	char *var = NULL;

	if (!more)
		return no_memory();
	opts->env = more;
	opts->env[opts->env_count] = NULL;
	if (*optarg == '=' || !*optarg) {
		fprintf(stderr, "scll run: --env '%s': no name\n", optarg);
		return -EINVAL;
	}
	if (!value)
		return 0;
	if (asprintf(&var, "%s%s%s", optarg, strchr(optarg, '=') ? "" : "=", value) < 0)
		return no_memory();
	opts->env[opts->env_count++] = var;
	opts->env[opts->env_count] = NULL;
	return 0;
}

static int add_option(struct run_options *opts, int c)
{
	switch (c) {
	case OPT_RO:
		return add_list((struct list_option){ opts, "--ro", SCLL_READ, 0 }, add_path);
	case OPT_ROX:
		return add_list((struct list_option){ opts, "--rox", SCLL_READ | SCLL_EXEC, 0 },
				add_path);
	case OPT_RW:
		return add_list((struct list_option){ opts, "--rw", SCLL_READ | SCLL_WRITE, 0 },
				add_path);
	case OPT_RWX:
		return add_list((struct list_option){ opts, "--rwx", SCLL_ALL, 0 }, add_path);
	case OPT_BIND_TCP:
		return add_list((struct list_option){ opts, "--bind-tcp", 0, SCLL_BIND_TCP },
				add_port);
	case OPT_CONNECT_TCP:
		return add_list((struct list_option){ opts, "--connect-tcp", 0, SCLL_CONNECT_TCP },
				add_port);
	case OPT_BIND_UDP:
		return add_list((struct list_option){ opts, "--bind-udp", 0, SCLL_BIND_UDP },
				add_port);
	case OPT_CONNECT_UDP:
		return add_list((struct list_option){ opts, "--connect-udp", 0,
						      SCLL_CONNECT_SEND_UDP }, add_port);
	case OPT_UNIX:
		return add_list((struct list_option){ opts, "--unix", 0, SCLL_RESOLVE_UNIX },
				add_place);
	case OPT_SCOPE:
		return add_list((struct list_option){ opts, "--scope", 0, 0 }, add_scope);
	case OPT_SECCOMP:
		return add_file(&opts->seccomp, "--seccomp");
	case OPT_POLICY:
		return add_file(&opts->policy, "--policy");
	case OPT_ENV:
		return add_env(opts);
	case OPT_ANY_FILE:
		opts->any_file = true;
		return 0;
	case OPT_ANY_NETWORK:
		opts->any_network = true;
		return 0;
	case OPT_NO_NETWORK:
		opts->baseline |= SCLL_BASELINE_NO_NETWORK;
		return 0;
	case OPT_NO_UNIX:
		opts->baseline |= SCLL_BASELINE_NO_UNIX;
		return 0;
	case OPT_KEEP_METADATA:
		opts->baseline |= SCLL_BASELINE_KEEP_METADATA;
		return 0;
	case OPT_NO_BASELINE:
		opts->no_baseline = true;
		return 0;
	case OPT_NO_DEBUG:
		opts->flags |= SCLL_NO_TRACE;
		return 0;
	case OPT_LOG:
		opts->flags |= SCLL_LOG;
		return 0;
	case OPT_LOG_NEW_EXEC:
		opts->flags |= SCLL_LOG_NEW_EXEC_ON;
		return 0;
	case OPT_NO_LOG:
		return add_list((struct list_option){ opts, "--no-log", 0, 0 }, add_place);
	case OPT_NO_LOG_SUBDOMAINS:
		opts->flags |= SCLL_LOG_SUBDOMAINS_OFF;
		return 0;
	case OPT_BEST_EFFORT:
		opts->flags |= SCLL_BEST_EFFORT;
		return 0;
	case OPT_ACCEPT:
		return add_list((struct list_option){ opts, "--accept", 0, 0 }, add_accept);
	case OPT_IGNORE_MISSING:
		opts->flags |= SCLL_IGNORE_MISSING;
		return 0;
	case OPT_ADD_EXEC:
		opts->add_exec = true;
		return 0;
	case OPT_LDD:
		opts->ldd = true;
		return 0;
	case OPT_NEW_SESSION:
		opts->new_session = true;
		return 0;
	case OPT_CHDIR:
		return add_file(&opts->dir, "--chdir");
	case OPT_EXPLAIN:
		opts->explain = true;
		return 0;
	case OPT_QUIET:
		opts->quiet = true;
		return 0;
	}
	/* getopt_long() has said it. */
	return -EINVAL;
}

/* What cannot be meant: allowing one file where all are allowed. */
static int check_conflicts(const struct run_options *opts)
{
	const char *one = NULL, *other = NULL;
	size_t i;

	for (i = 0; i < opts->place_count && !opts->places[i].quiet; i++)
		;
	if (i < opts->place_count && !(opts->flags & SCLL_LOG_NEW_EXEC_ON)) {
		fprintf(stderr,
			"scll run: --no-log %s: nothing is logged of the command without --log-new-exec\n",
			opts->places[i].path);
		return -EINVAL;
	}

	if (opts->any_file) {
		one = "--unrestricted-filesystem";
		other = opts->path_count ? opts->paths[0].option :
			opts->add_exec ? "--add-exec" : opts->ldd ? "--ldd" :
			opts->policy ? "--policy" : NULL;
	}
	if (!other && opts->any_network) {
		one = "--unrestricted-network";
		other = opts->port_count ? opts->ports[0].option :
			opts->newer_net ? "--connect-udp" : opts->policy ? "--policy" : NULL;
	}
	if (!other && opts->baseline & SCLL_BASELINE_NO_NETWORK) {
		one = "--no-network";
		other = opts->port_count ? opts->ports[0].option :
			opts->newer_net ? "--connect-udp" :
			opts->any_network ? "--unrestricted-network" : NULL;
	}
	if (!other && opts->baseline & SCLL_BASELINE_NO_UNIX) {
		one = "--no-unix";
		other = opts->newer_fs ? "--unix" : NULL;
	}
	if (!other && opts->no_baseline) {
		one = "--no-baseline";
		other = opts->baseline & SCLL_BASELINE_NO_NETWORK ? "--no-network" :
			opts->baseline & SCLL_BASELINE_NO_UNIX ? "--no-unix" :
			opts->baseline ? "--keep-metadata" : NULL;
	}
	if (!other)
		return 0;
	fprintf(stderr, "scll run: %s cannot be combined with %s\n", one, other);
	return -EINVAL;
}

int run_options_parse(int argc, char **argv, struct run_options *opts)
{
	int c;

	memset(opts, 0, sizeof(*opts));
	opts->flags = SCLL_NO_NEW_PRIVS;
	while ((c = getopt_long(argc, argv, "+h", options, NULL)) != -1) {
		if (c == 'h') {
			usage(stdout);
			return 0;
		}
		if (add_option(opts, c))
			return EXIT_SETUP;
	}
	if (check_conflicts(opts))
		return EXIT_SETUP;
	opts->command = argv + optind;
	return -1;
}

void run_options_free(struct run_options *opts)
{
	for (size_t i = 0; i < opts->path_count; i++)
		free(opts->paths[i].path);
	for (size_t i = 0; i < opts->env_count; i++)
		free(opts->env[i]);
	for (size_t i = 0; i < opts->place_count; i++)
		free(opts->places[i].path);
	free(opts->places);
	free(opts->paths);
	free(opts->ports);
	free(opts->env);
	memset(opts, 0, sizeof(*opts));
}
