// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll run - what the command line asks for
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <scll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"
#include "scll-cmd.h"
#include "table.h"
#include "util.h"

/* An option that takes a list. */
struct list_option {
	struct run_options *opts;
	const char *name;
	unsigned int access;
	uint64_t rights;
};

static int no_memory(void)
{
	warnx("out of memory");
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
		(struct run_path){ .option = list->name, .path = copy, .access = list->access,
				   .may_miss = opts->in_profile };
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
		warnx("%s: '%s' is not a port, 0 to 65535", list->name, word);
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
		warnx("--scope: unknown scope '%s': signal or abstract-unix", word);
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
	fprintf(stderr, "%s: --accept: unknown word '%s'; there are: ",
		program_invocation_short_name, word);
	print_accept(stderr, ~0U);
	fputs("\n", stderr);
	return -ERANGE;
}

static int add_list(struct list_option list, int (*each)(void *arg, const char *word))
{
	int ret = list_each(optarg, each, &list);

	if (ret == -EINVAL)
		warnx("%s '%s': empty word in the list", list.name, optarg);
	return ret;
}

static int add_file(const char **file, const char *name)
{
	if (*file) {
		warnx("%s %s: given twice", name, optarg);
		return -EINVAL;
	}
	*file = optarg;
	return 0;
}

static int add_policy(struct run_options *opts, const char *path, const char *text)
{
	struct run_policy *more = reallocarray(opts->policies, opts->policy_count + 1,
					       sizeof(*more));

	if (!more)
		return no_memory();
	opts->policies = more;
	opts->policies[opts->policy_count++] =
		(struct run_policy){ path, text, opts->in_profile };
	return 0;
}

static int add_profile(struct run_options *opts)
{
	struct run_profile *more = reallocarray(opts->profiles, opts->profile_count + 1,
						sizeof(*more));
	int ret;

	if (!more)
		return no_memory();
	opts->profiles = more;
	ret = profile_read(optarg, &more[opts->profile_count++]);
	return ret == -ENOMEM ? no_memory() : ret;
}

static int add_call(void *arg, const char *word)
{
	struct run_options *opts = ((const struct list_option *)arg)->opts;
	char **more = reallocarray(opts->denied, opts->denied_count + 1, sizeof(*more));

	if (!more)
		return no_memory();
	opts->denied = more;
	opts->denied[opts->denied_count] = strdup(word);
	return opts->denied[opts->denied_count++] ? 0 : no_memory();
}

/* With the first --env the environment becomes a list of its own; NULL ends it. */
static int add_env(struct run_options *opts, const char *word)
{
	const char *value = strchr(word, '=') ? "" : getenv(word);
	char **more = reallocarray(opts->env, opts->env_count + 2, sizeof(*more));
	char *var = NULL;

	if (!more)
		return no_memory();
	opts->env = more;
	opts->env[opts->env_count] = NULL;
	if (*word == '=' || !*word) {
		warnx("--env '%s': no name", word);
		return -EINVAL;
	}
	if (!value)
		return 0;
	if (asprintf(&var, "%s%s%s", word, strchr(word, '=') ? "" : "=", value) < 0)
		return no_memory();
	opts->env[opts->env_count++] = var;
	opts->env[opts->env_count] = NULL;
	return 0;
}

int run_options_tmp(struct run_options *opts, const char *dir)
{
	size_t i, kept = 0;

	opts->scratch = dir;
	if (setenv("TMPDIR", dir, 1))
		return no_memory();
	if (!opts->env)
		return 0;
	for (i = 0; i < opts->env_count; i++) {
		if (strncmp(opts->env[i], "TMPDIR=", 7))
			opts->env[kept++] = opts->env[i];
		else
			free(opts->env[i]);
	}
	opts->env_count = kept;
	return add_env(opts, "TMPDIR");
}

static int set_fd(struct run_options *opts)
{
	uint64_t fd;

	if (opts->fd >= 0) {
		warnx("--fd %s: given twice", optarg);
		return -EINVAL;
	}
	if (parse_number(optarg, INT_MAX, &fd)) {
		warnx("--fd '%s': not a descriptor, which is a number from 0 on", optarg);
		return -EINVAL;
	}
	opts->fd = fd;
	return 0;
}

static int set_timeout(struct run_options *opts)
{
	uint64_t seconds;

	if (parse_number(optarg, INT_MAX, &seconds) || !seconds) {
		warnx("--ask-timeout '%s': not a number of seconds, from 1 on", optarg);
		return -EINVAL;
	}
	opts->ask_timeout = seconds;
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
		return add_policy(opts, optarg, NULL);
	case OPT_ENV:
		return add_env(opts, optarg);
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
		opts->ignore_missing = true;
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
	case OPT_ASK:
		opts->ask = true;
		opts->flags |= SCLL_SUPERVISE | SCLL_NEW_LISTENER | SCLL_WAIT_KILL;
		return 0;
	case OPT_ASK_TIMEOUT:
		return set_timeout(opts);
	case OPT_ASK_POLICY:
		return add_file(&opts->ask_policy, "--ask-policy");
	case OPT_QUIET:
		opts->quiet = true;
		return 0;
	case OPT_DRY_RUN:
		opts->dry_run = true;
		return 0;
	case OPT_JSON:
		opts->json = true;
		return 0;
	case OPT_SYSTEM:
		opts->system = true;
		return 0;
	case OPT_TMP:
		opts->tmp = true;
		return 0;
	case OPT_CREATE:
		opts->create = true;
		return 0;
	case OPT_FD:
		return set_fd(opts);
	case OPT_SECCOMP_DENY:
		return add_list((struct list_option){ opts, "--seccomp-deny", 0, 0 }, add_call);
	case 'p':
		return add_profile(opts);
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
		warnx("--no-log %s: nothing is logged of the command without --log-new-exec",
		      opts->places[i].path);
		return -EINVAL;
	}

	if (!opts->ask && (opts->ask_timeout || opts->ask_policy)) {
		warnx("%s is for --ask", opts->ask_policy ? "--ask-policy" : "--ask-timeout");
		return -EINVAL;
	}

	if (opts->any_file) {
		one = "--unrestricted-filesystem";
		other = opts->path_count ? opts->paths[0].option :
			opts->add_exec ? "--add-exec" : opts->ldd ? "--ldd" :
			opts->system ? "--system" : opts->tmp ? "--tmp" :
			opts->policy_count ? "--policy" : NULL;
	}
	if (!other && opts->any_network) {
		one = "--unrestricted-network";
		other = opts->port_count ? opts->ports[0].option :
			opts->newer_net ? "--connect-udp" : opts->policy_count ? "--policy" : NULL;
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
	if (!other && opts->denied_count) {
		one = "--seccomp-deny";
		other = opts->seccomp ? "--seccomp" : NULL;
	}
	if (!other && opts->ask) {
		one = "--ask";
		other = opts->explain ? "--explain" : opts->new_session ? "--new-session" : NULL;
	}
	/* Its listener comes before what a filter traces or logs. */
	if (!other && opts->explain) {
		one = "--explain";
		other = opts->seccomp ? "--seccomp" : NULL;
	}
	if (!other && opts->no_baseline) {
		one = "--no-baseline";
		other = opts->baseline & SCLL_BASELINE_NO_NETWORK ? "--no-network" :
			opts->baseline & SCLL_BASELINE_NO_UNIX ? "--no-unix" :
			opts->baseline ? "--keep-metadata" : NULL;
	}
	if (!other)
		return 0;
	warnx("%s cannot be combined with %s", one, other);
	return -EINVAL;
}

/*
 * What only the command line can say: what makes all of a sandbox wider, what it may lack
 * on this machine, and that nothing runs.  NULL if it is not one of these.
 */
static const char *not_for_profile(int key)
{
	static const int keys[] = {
		'h', 'p', OPT_ANY_FILE, OPT_ANY_NETWORK, OPT_NO_BASELINE, OPT_ACCEPT,
		OPT_BEST_EFFORT, OPT_QUIET, OPT_ASK, OPT_ASK_TIMEOUT, OPT_ASK_POLICY,
		OPT_DRY_RUN, OPT_JSON,
	};
	const struct table_option *opt = table_find("run")->options;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		if (keys[i] != key)
			continue;
		while (opt->key != key)
			opt++;
		return opt->name;
	}
	return NULL;
}

/*
 * What is typed and does not exist is a mistake; what a profile names need not be on every
 * machine.
 */
static int parse_profile(struct run_options *opts, const struct run_profile *profile)
{
	char **argv = profile->words;
	int c;

	opts->flags |= SCLL_IGNORE_MISSING;
	opts->in_profile = true;
	/* Another list of words: 0 begins anew. */
	optind = 0;
	while ((c = table_getopt(profile->word_count, argv, "run")) != -1) {
		if (not_for_profile(c)) {
			fprintf(stderr, "%s: options: --%s is for the command line alone\n",
				argv[0], not_for_profile(c));
			return -EINVAL;
		}
		if (add_option(opts, c))
			return -EINVAL;
	}
	if (optind < profile->word_count) {
		fprintf(stderr, "%s: options: '%s' is none\n", argv[0], argv[optind]);
		return -EINVAL;
	}
	return profile->policy ? add_policy(opts, profile->path, profile->policy) : 0;
}

int run_options_parse(int argc, char **argv, const char *name, struct run_options *opts)
{
	int c;

	memset(opts, 0, sizeof(*opts));
	opts->fd = -1;
	opts->flags = SCLL_NO_NEW_PRIVS;
	while ((c = table_getopt(argc, argv, name)) != -1) {
		if (c == 'h') {
			table_help(stdout, name);
			return 0;
		}
		if (add_option(opts, c))
			return EXIT_SETUP;
	}
	opts->command = argv + optind;
	for (size_t i = 0; i < opts->profile_count; i++)
		if (parse_profile(opts, &opts->profiles[i]))
			return EXIT_SETUP;
	return check_conflicts(opts) ? EXIT_SETUP : -1;
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
	for (size_t i = 0; i < opts->denied_count; i++)
		free(opts->denied[i]);
	for (size_t i = 0; i < opts->profile_count; i++)
		profile_free(&opts->profiles[i]);
	free(opts->denied);
	free(opts->profiles);
	free(opts->policies);
	memset(opts, 0, sizeof(*opts));
}
