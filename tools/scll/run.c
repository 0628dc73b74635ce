// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll run, scll ruleset - run a command in a new sandbox, or give it the rules
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <scll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ask.h"
#include "bpf.h"
#include "child.h"
#include "dry-run.h"
#include "launch.h"
#include "options.h"
#include "scll-cmd.h"
#include "system.h"
#include "util.h"

/* A sandbox while it is set up. */
struct setup {
	const struct run_options *opts;
	struct scll *sb;
	struct errmsg err;	/* of the library, or of a reader */
	struct launch launch;
	struct rlimit files;	/* what the command is to have */
	uint32_t implied;	/* SCLL_DROPPED_* that are not this program's matter */
	bool unknown;		/* --seccomp-deny has a name that is none */
	bool newer;		/* a policy may be for a later kernel */
	bool dry;		/* nothing is made, and nothing will run */
	int here;		/* O_PATH, with --ask and --chdir: where the options' paths are */
};

static void warn_profile(void *arg, const char *text)
{
	(void)arg;
	warnx("--seccomp %s", text);
}

static void warn_newer(void *arg, const char *text)
{
	(void)arg;
	warnx("best effort: --policy %s", text);
}

/* Says what is wrong with an option; the library's words if it has some. */
static int fail(const struct setup *s, const char *option, const char *value, int error)
{
	const char *text = *s->err.text ? s->err.text : strerror(-error);
	char line[2 * PATH_MAX];
	/* A text that begins with the path needs no other. */
	bool said = *value && !strncmp(text, value, strlen(value));

	snprintf(line, sizeof(line), "%s%s%s%s%s", option, *value ? " " : "",
		 said ? "" : value, said ? "" : ": ", text);
	warnx("%s", plain(line));
	if (error == -EMFILE)
		fprintf(stderr,
			"%s: each path takes one open file, and the hard limit is %ju: allow a directory above them, or raise it, as with prlimit --nofile\n",
			program_invocation_short_name, (uintmax_t)s->files.rlim_max);
	return error;
}

/* How messages call a file. */
static const char *file_name(const char *path)
{
	return strcmp(path, "-") ? path : "standard input";
}

static void refuse_unknown(void *arg, const char *text)
{
	((struct setup *)arg)->unknown = true;
	warnx("%s", text);
}

/* As a profile, whose reader knows the other ABIs of a machine, and socketcall(2). */
static int deny_calls(struct setup *s)
{
	json_t *names = json_array(), *profile;
	char *text;
	int ret;

	for (size_t i = 0; i < s->opts->denied_count; i++)
		json_array_append_new(names, json_string(s->opts->denied[i]));
	profile = json_pack("{s:s, s:[{s:s, s:[s,s]}, {s:s, s:[s]}], s:[{s:o, s:s}]}",
			    "defaultAction", "SCMP_ACT_ALLOW", "archMap",
			    "architecture", "SCMP_ARCH_X86_64",
			    "subArchitectures", "SCMP_ARCH_X86", "SCMP_ARCH_X32",
			    "architecture", "SCMP_ARCH_AARCH64",
			    "subArchitectures", "SCMP_ARCH_ARM",
			    "syscalls", "names", names, "action", "SCMP_ACT_ERRNO");
	text = profile ? json_dumps(profile, 0) : NULL;
	ret = text ? scll_load_profile(s->sb, "--seccomp-deny", text, strlen(text), refuse_unknown,
				       s) : -ENOMEM;
	free(text);
	json_decref(profile);
	if (ret)
		return fail(s, "--seccomp-deny", "", ret);
	return s->unknown ? -EINVAL : 0;
}

static int read_filter(struct setup *s)
{
	const char *path = s->opts->seccomp;
	const char *name = path ? file_name(path) : NULL;
	struct sock_filter *prog = NULL;
	size_t len;
	char *buf;
	int ret;

	if (s->opts->denied_count)
		return deny_calls(s);
	if (!name)
		return 0;
	ret = file_read(path, &buf, &len, &s->err);
	if (ret)
		return fail(s, "--seccomp", name, ret);
	if (bpf_is_program(buf, len)) {
		ret = bpf_read(name, buf, len, &prog, &len, &s->err);
		if (!ret)
			ret = scll_set_filter(s->sb, prog, len);
		free(prog);
	} else {
		ret = scll_load_profile(s->sb, name, buf, len, warn_profile, NULL);
	}
	free(buf);
	return ret ? fail(s, "--seccomp", name, ret) : 0;
}

static int read_policy(struct setup *s, const struct run_policy *policy)
{
	const char *name = file_name(policy->path);
	size_t len = policy->text ? strlen(policy->text) : 0;
	char *buf = NULL;
	int ret = policy->text ? 0 : file_read(policy->path, &buf, &len, &s->err);

	if (!ret && policy->in_profile)
		ret = profile_check_policy(policy->text ? policy->text : buf, len, &s->err);
	if (!ret)
		ret = scll_load_policy(s->sb, name, policy->text ? policy->text : buf, len,
				       s->newer ? warn_newer : NULL, NULL);
	free(buf);
	if (ret)
		fail(s, policy->text ? "-p" : "--policy", name, ret);
	if (ret == -EOPNOTSUPP)
		warnx("--best-effort takes it as the newest that is known");
	return ret;
}

static int read_policies(struct setup *s)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < s->opts->policy_count; i++)
		ret = read_policy(s, &s->opts->policies[i]);
	return ret;
}

/*
 * What is denied unless allowed.  Without a policy that is everything.  A policy
 * says it by itself, and an option that allows a file or a port adds to it that all
 * other files or ports are denied.
 */
static int set_handled(struct setup *s)
{
	const struct run_options *opts = s->opts;
	bool paths = opts->path_count || opts->add_exec || opts->ldd || opts->system ||
		     opts->tmp;
	bool files = opts->policy_count ? paths : !opts->any_file;
	bool ports = opts->policy_count ? opts->port_count || opts->newer_net : !opts->any_network;
	uint64_t net = (ports ? SCLL_NET_ALL : 0) | opts->newer_net;
	int ret;

	ret = scll_handle_fs(s->sb, (files ? SCLL_FS_ALL : 0) | opts->newer_fs);
	if (!ret)
		ret = scll_handle_net(s->sb,
				      net & ~(opts->any_udp ? SCLL_CONNECT_SEND_UDP : 0));
	if (!ret)
		ret = scll_set_scope(s->sb, opts->scopes);
	return ret ? fail(s, "sandbox", "", ret) : 0;
}

static int set_baseline(struct setup *s)
{
	int ret = s->opts->no_baseline ? 0 : scll_baseline(s->sb, s->opts->baseline);

	return ret ? fail(s, "sandbox", "", ret) : 0;
}

/* The kernel picks a port for who sends, and asks the rules for it. */
static int add_udp_rules(struct setup *s)
{
	const struct run_options *opts = s->opts;
	bool sends = opts->any_udp;
	int ret = 0;

	for (size_t i = 0; i < opts->port_count; i++)
		sends |= opts->ports[i].rights == SCLL_CONNECT_SEND_UDP;
	if (sends)
		ret = scll_allow_port(s->sb, 0, SCLL_BIND_UDP);
	return ret ? fail(s, "--connect-udp", "", ret) : 0;
}

static int add_place_rules(struct setup *s)
{
	for (size_t i = 0; i < s->opts->place_count; i++) {
		const struct run_place *place = &s->opts->places[i];
		int ret = place->quiet ? scll_quiet_path(s->sb, place->path) :
			  scll_allow_path_rights(s->sb, place->path, SCLL_RESOLVE_UNIX);

		if (ret)
			return fail(s, place->option, place->path, ret);
	}
	return add_udp_rules(s);
}

static int make_directories(const char *path)
{
	char part[PATH_MAX];
	size_t len = strlen(path);

	if (len >= sizeof(part))
		return -ENAMETOOLONG;
	for (size_t i = 1; i <= len; i++) {
		if (path[i] != '/' && path[i])
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (mkdir(part, 0777) && errno != EEXIST)
			return -errno;
	}
	return 0;
}

static int add_path_rule(struct setup *s, const struct run_path *path)
{
	bool missing = access(path->path, F_OK) && (errno == ENOENT || errno == ENOTDIR);
	int ret = 0;

	if (missing && s->opts->create && path->access & SCLL_WRITE) {
		if (s->dry)
			return 0;
		ret = make_directories(path->path);
	} else if (missing && !path->may_miss && !s->opts->ignore_missing &&
		   !(s->opts->accept & SCLL_DROPPED_PATH)) {
		/* The library would pass over it for the sake of a profile. */
		ret = -errno;
	}
	if (!ret && path->may_miss)
		ret = profile_check_path(path->path, &s->err);
	if (!ret)
		ret = scll_allow_path(s->sb, path->path, path->access);
	return ret ? fail(s, path->option, path->path, ret) : 0;
}

static int allow_system(void *arg, const char *path, uint64_t rights)
{
	struct setup *s = arg;
	int ret = scll_allow_path_rights(s->sb, path, rights);

	return ret ? fail(s, "--system", path, ret) : 0;
}

static int add_presets(struct setup *s)
{
	const struct run_options *opts = s->opts;
	int ret = opts->system ? system_each(!opts->new_session, allow_system, s) : 0;

	if (!ret && opts->scratch) {
		ret = scll_allow_path(s->sb, opts->scratch, SCLL_READ | SCLL_WRITE);
		if (ret)
			return fail(s, "--tmp", opts->scratch, ret);
	}
	return ret;
}

static int add_option_rules(struct setup *s)
{
	int err = add_presets(s);

	for (size_t i = 0; !err && i < s->opts->path_count; i++)
		err = add_path_rule(s, &s->opts->paths[i]);
	if (err)
		return err;
	for (size_t i = 0; i < s->opts->port_count; i++) {
		const struct run_port *port = &s->opts->ports[i];
		int ret = 0;

		/* What is not restricted needs no rule. */
		if (!s->opts->any_udp || port->rights != SCLL_CONNECT_SEND_UDP)
			ret = scll_allow_port(s->sb, port->port, port->rights);
		if (ret)
			return fail(s, port->option, "", ret);
	}
	return add_place_rules(s);
}

static void print_dropped(void *arg, uint32_t dropped, const char *text)
{
	const struct setup *s = arg;

	/* What was named needs no more words, and what a profile names may be missing. */
	if (dropped == SCLL_DROPPED_PATH && !s->opts->ignore_missing)
		return;
	if (!(dropped & (s->opts->accept | s->implied)))
		warnx("best effort: %s%s",
		      dropped == SCLL_DROPPED_PATH ? "no such file: " : "", text);
}

static void print_refused(void *arg, uint32_t dropped, const char *text)
{
	if (dropped & *(uint32_t *)arg)
		warnx("sandbox: missing here: %s", text);
}

/* What this kernel lacks: all of it, and what would accept it. */
static void print_missing(const struct setup *s)
{
	uint32_t refused = scll_dropped(s->sb) & ~(s->opts->accept | s->implied);

	if (s->opts->flags & SCLL_BEST_EFFORT)
		refused &= SCLL_DROPPED_RULES;
	if (s->opts->flags & SCLL_IGNORE_MISSING)
		refused &= ~SCLL_DROPPED_PATH;
	if (!refused) {
		fail(s, s->opts->ask ? "--ask" : "sandbox", "", -EOPNOTSUPP);
		if (s->opts->ask)
			warnx("without --ask it is denied; --policy and 'scll learn' allow it beforehand");
		return;
	}
	scll_report(s->sb, print_refused, &refused);
	if (refused & SCLL_DROPPED_UNIX && s->opts->newer_fs)
		warnx("to allow no Unix sockets at all: --no-unix in the place of --unix");
	fprintf(stderr, "%s: to do without: --accept ", program_invocation_short_name);
	print_accept(stderr, refused | s->opts->accept);
	fputs("\n", stderr);
}

static int fail_prepare(const struct setup *s, int error)
{
	const char *file = s->opts->seccomp ? s->opts->seccomp : "";

	/* The filter would not let the command run. */
	if (error == -ENOEXEC)
		return fail(s, s->opts->denied_count ? "--seccomp-deny" : "--seccomp", file, error);
	return fail(s, s->opts->ask && error == -EOPNOTSUPP ? "--ask" : "sandbox", "", error);
}

static int prepare(struct setup *s)
{
	int ret = scll_prepare(s->sb);

	if (ret == -EOPNOTSUPP) {
		print_missing(s);
		return ret;
	}
	if (ret)
		return fail_prepare(s, ret);
	if ((s->opts->flags & SCLL_BEST_EFFORT) && !s->opts->quiet)
		ret = scll_report(s->sb, print_dropped, s);
	return ret ? fail(s, "report", "", ret) : 0;
}

static int allow_file(void *arg, const char *path)
{
	struct setup *s = arg;
	int ret = scll_allow_path(s->sb, path, SCLL_READ | SCLL_EXEC);

	return ret ? fail(s, "--ldd", path, ret) : 0;
}

/* Where the paths of all options have been opened. */
static int find_command(struct setup *s)
{
	const struct run_options *opts = s->opts;
	int ret = 0;

	if (opts->dir && chdir(opts->dir))
		return fail(s, "--chdir", opts->dir, -errno);
	launch_find(&s->launch, opts->command[0]);
	s->launch.terse = opts->seccomp;
	if (opts->add_exec && s->launch.count)
		ret = scll_allow_path(s->sb, s->launch.files[0].path, SCLL_READ | SCLL_EXEC);
	if (ret)
		return fail(s, "--add-exec", s->launch.files[0].path, ret);
	return opts->ldd ? launch_libraries(&s->launch, allow_file, s) : 0;
}

/* Each path takes a descriptor until the rules are made. */
static void raise_files(struct setup *s)
{
	struct rlimit most;

	if (getrlimit(RLIMIT_NOFILE, &s->files))
		return;
	most = s->files;
	most.rlim_cur = most.rlim_max;
	setrlimit(RLIMIT_NOFILE, &most);
}

static int restore_files(struct setup *s)
{
	int ret = setrlimit(RLIMIT_NOFILE, &s->files) ? -errno : 0;

	return ret ? fail(s, "limit of open files", "", ret) : 0;
}

/* -1 to go on, or the exit status of the command that a child has run. */
static int start(struct run_options *opts)
{
	const char *dir;

	if (!opts->tmp)
		/* It fails for the leader of a process group, as a shell makes it. */
		return opts->new_session && setsid() < 0 ? child_run(true) : -1;
	dir = scratch_make();
	if (!dir || run_options_tmp(opts, dir))
		return EXIT_SETUP;
	return child_run(opts->new_session);
}

/* Everything before the sandbox is prepared. */
static int describe(struct setup *s)
{
	struct scll_options options = {
		.size = sizeof(options),
		.flags = s->opts->flags,
		.accept = s->opts->accept | s->implied,
		.msg = s->err.text,
		.msg_size = sizeof(s->err.text),
	};
	int ret = scll_new(&s->sb, &options);

	if (ret)
		return fail(s, "sandbox", "", ret);
	ret = read_filter(s);
	if (!ret)
		ret = set_handled(s);
	if (!ret)
		ret = read_policies(s);
	if (!ret)
		ret = set_baseline(s);
	if (!ret)
		ret = add_option_rules(s);
	if (!ret && *s->opts->command)
		ret = find_command(s);
	return ret;
}

static int set_up(struct setup *s)
{
	int ret = describe(s);

	return ret ? ret : prepare(s);
}

static void clean_up(struct setup *s)
{
	scll_free(s->sb);
	launch_free(&s->launch);
}

/* What there would be, whatever of it this kernel lacks. */
static int prepare_any(struct setup *s, struct run_options *all)
{
	int ret;

	s->newer = all->flags & SCLL_BEST_EFFORT;
	all->flags |= SCLL_BEST_EFFORT;
	all->accept |= SCLL_DROPPED_RULES;
	raise_files(s);
	ret = describe(s);
	if (ret)
		return ret;
	ret = scll_prepare(s->sb);
	return ret ? fail_prepare(s, ret) : 0;
}

int run_missing(const struct run_options *opts, uint32_t *missing)
{
	struct run_options all = *opts;
	struct setup s = { .opts = &all, .dry = true };
	int ret = prepare_any(&s, &all);

	if (!ret)
		*missing = scll_dropped(s.sb);
	clean_up(&s);
	return ret;
}

/* The exit status. */
static int look(const struct run_options *opts)
{
	struct run_options all = *opts;
	struct setup s = { .opts = &all, .dry = true };
	/* Where the paths of options are, and with --chdir not the command. */
	int here = open(".", O_PATH | O_CLOEXEC);
	int status = prepare_any(&s, &all) ? EXIT_SETUP : 0;

	if (!status && opts->dir && fchdir(here)) {
		fail(&s, "working directory", "", -errno);
		status = EXIT_SETUP;
	}
	if (!status)
		status = dry_run(s.sb, opts);
	if (here >= 0)
		close(here);
	clean_up(&s);
	return status;
}

static int apply(const struct setup *s)
{
	struct scll_result result = { .size = sizeof(result) };
	int ret = scll_apply(s->sb, &result);

	if (ret)
		warnx("sandbox: %s", scll_why(ret, result.step));
	else if (s->opts->ask)
		ret = ask_begin(result.listener);
	return ret;
}

/* With --chdir the command is not where the paths of options are. */
static int tell_rules(const struct setup *s)
{
	int there, ret = -1;

	if (!s->opts->dir)
		return ask_prepared(s->sb);
	there = open(".", O_PATH | O_CLOEXEC);
	if (there < 0 || fchdir(s->here))
		fail(s, "working directory", "", -errno);
	else if (!ask_prepared(s->sb))
		ret = fchdir(there) ? fail(s, "working directory", "", -errno) : 0;
	if (there >= 0)
		close(there);
	close(s->here);
	return ret;
}

static int go(void *arg)
{
	struct setup *s = arg;

	/* The filter may deny what restores the limit, and cleaning up. */
	if ((s->opts->ask && tell_rules(s)) || restore_files(s) || apply(s))
		return EXIT_SETUP;
	_exit(launch_run("scll run", &s->launch, s->opts->command,
			 s->opts->env ? s->opts->env : environ, s->sb));
}

int cmd_run(int argc, char **argv)
{
	struct run_options opts;
	struct setup s = { .opts = &opts };
	int status = run_options_parse(argc, argv, "run", &opts);

	if (status < 0 && opts.json && !opts.dry_run) {
		warnx("--json is for --dry-run");
		status = EXIT_SETUP;
	}
	if (status < 0 && opts.dry_run)
		status = look(&opts);
	if (status < 0 && !*opts.command) {
		warnx("no command given; 'scll run --help' tells more");
		status = EXIT_SETUP;
	}
	if (status < 0)
		status = start(&opts);
	if (status < 0 && opts.ask)
		status = ask_start(&opts);
	if (status < 0) {
		status = EXIT_SETUP;
		s.newer = opts.flags & SCLL_BEST_EFFORT;
		s.here = opts.ask && opts.dir ? open(".", O_PATH | O_CLOEXEC) : -1;
		raise_files(&s);
		if (!set_up(&s))
			status = opts.explain ? run_explained(s.sb, go, &s) : go(&s);
	}
	clean_up(&s);
	run_options_free(&opts);
	return status;
}

/* For a launcher, which enforces it: not close-on-exec. */
static int hand_over(struct setup *s)
{
	int fd = scll_fd(s->sb), wanted = s->opts->fd;

	if (fd == -ENOENT) {
		warnx("there is no ruleset: nothing would be restricted");
		return fd;
	}
	if (restore_files(s))
		return -1;
	if (fd == wanted ? fcntl(fd, F_SETFD, 0) : dup2(fd, wanted) < 0) {
		warnx("--fd %d: %s", wanted,
		      errno == EBADF ? "beyond the limit of open files" : strerror(errno));
		return -1;
	}
	return 0;
}

/* Before anything is opened that the number could belong to. */
static int check_fd(const struct run_options *opts)
{
	if (opts->fd < 0) {
		warnx("no descriptor given: --fd N");
	} else if (!*opts->command) {
		warnx("no command given; 'scll ruleset --help' tells more");
	} else if (fcntl(opts->fd, F_GETFD) >= 0) {
		warnx("--fd %d: the caller has this one open; take a number that is free",
		      opts->fd);
	} else {
		return -1;
	}
	return EXIT_SETUP;
}

int cmd_ruleset(int argc, char **argv)
{
	struct run_options opts;
	/* How rules and filter go in, and who traces whom, is up to the launcher. */
	struct setup s = { .opts = &opts, .implied = SCLL_DROPPED_ATOMIC | SCLL_DROPPED_VERDICT };
	int status = run_options_parse(argc, argv, "ruleset", &opts);

	opts.no_baseline = true;
	if (status < 0)
		status = check_fd(&opts);
	if (status < 0) {
		status = EXIT_SETUP;
		raise_files(&s);
		if (!set_up(&s) && !hand_over(&s))
			status = launch_run("scll ruleset", &s.launch, opts.command, environ, NULL);
	}
	clean_up(&s);
	run_options_free(&opts);
	return status;
}
