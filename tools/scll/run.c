// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll run - run a command in a new sandbox
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <scll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bpf.h"
#include "launch.h"
#include "options.h"
#include "policy.h"
#include "profile.h"
#include "scll-cmd.h"
#include "util.h"

/* A sandbox while it is set up. */
struct setup {
	const struct run_options *opts;
	struct scll *sb;
	struct policy policy;
	struct errmsg err;	/* of the library, or of a reader */
	struct launch launch;
	struct rlimit files;	/* what the command is to have */
	int dir;		/* of the paths in options, or AT_FDCWD */
};

static void warn(const char *text)
{
	fprintf(stderr, "scll run: --seccomp %s\n", text);
}

/* Prints a text of the library, with our names for its options. */
static void print_library_text(const char *text)
{
	static const struct {
		const char *flag, *option;
	} names[] = {
		{ "SCLL_BEST_EFFORT", "--best-effort" },
		{ "SCLL_IGNORE_MISSING", "--ignore-missing" },
		{ "SCLL_NO_TRACE", "--no-debug" },
		{ "SCLL_LOG", "--log" },
	};

	while (*text) {
		size_t i = 0;

		while (i < 4 && strncmp(text, names[i].flag, strlen(names[i].flag)))
			i++;
		if (i < 4) {
			fputs(names[i].option, stderr);
			text += strlen(names[i].flag);
		} else {
			putc(*text++, stderr);
		}
	}
	putc('\n', stderr);
}

/* Says what is wrong with an option; the library's words if it has some. */
static int fail(const struct setup *s, const char *option, const char *value, int error)
{
	const char *text = *s->err.text ? s->err.text : strerror(-error);

	fprintf(stderr, "scll run: %s", option);
	/* A text that begins with the path needs no other. */
	if (*value && !strncmp(text, value, strlen(value)))
		fputs(" ", stderr);
	else
		fprintf(stderr, "%s%s: ", *value ? " " : "", value);
	print_library_text(text);
	if (error == -EMFILE)
		fprintf(stderr,
			"scll run: each path takes one open file, and the hard limit is %ju: allow a directory above them, or raise it, as with prlimit --nofile\n",
			(uintmax_t)s->files.rlim_max);
	return error;
}

static int set_profile(struct setup *s, const char *name, const char *buf, size_t len)
{
	struct profile_host host;
	scmp_filter_ctx ctx;
	int ret;

	ret = profile_host_get(&host, &s->err);
	if (!ret)
		ret = profile_read(name, buf, len, &host, warn, &ctx, &s->err);
	if (ret)
		return ret;
	ret = scll_set_seccomp(s->sb, ctx);
	seccomp_release(ctx);
	return ret;
}

static int set_program(struct setup *s, const char *name, const char *buf, size_t len)
{
	struct sock_filter *prog;
	size_t count;
	int ret = bpf_read(name, buf, len, &prog, &count, &s->err);

	if (ret)
		return ret;
	ret = scll_set_filter(s->sb, prog, count);
	free(prog);
	return ret;
}

static int set_filter(struct setup *s)
{
	const char *name = s->opts->seccomp;
	size_t len;
	char *buf;
	int ret;

	if (!name)
		return 0;
	ret = file_read(name, &buf, &len, &s->err);
	if (!ret) {
		if (bpf_is_program(buf, len))
			ret = set_program(s, name, buf, len);
		else
			ret = set_profile(s, name, buf, len);
		free(buf);
	}
	return ret ? fail(s, "--seccomp", name, ret) : 0;
}

static int read_policy(struct setup *s)
{
	const char *name = s->opts->policy;
	size_t len;
	char *buf;
	int ret;

	if (!name)
		return 0;
	ret = file_read(name, &buf, &len, &s->err);
	if (!ret) {
		ret = policy_read(name, buf, len, &s->policy, &s->err);
		free(buf);
	}
	return ret ? fail(s, "--policy", name, ret) : 0;
}

/*
 * What is denied unless allowed.  Without a policy that is everything.  A policy
 * says it by itself, and an option that allows a file or a port adds to it that all
 * other files or ports are denied.
 */
static int set_handled(struct setup *s)
{
	const struct run_options *opts = s->opts;
	bool paths = opts->path_count || opts->add_exec || opts->ldd;
	bool files = opts->policy ? paths : !opts->any_file;
	bool ports = opts->policy ? opts->port_count : !opts->any_network;
	int ret;

	ret = scll_handle_fs(s->sb, s->policy.fs | (files ? SCLL_FS_ALL : 0));
	if (!ret)
		ret = scll_handle_net(s->sb, s->policy.net | (ports ? SCLL_NET_ALL : 0));
	if (!ret)
		ret = scll_set_scope(s->sb, s->policy.scopes | opts->scopes);
	return ret ? fail(s, "sandbox", "", ret) : 0;
}

static int add_option_rules(struct setup *s)
{
	for (size_t i = 0; i < s->opts->path_count; i++) {
		const struct run_path *path = &s->opts->paths[i];
		int ret = scll_allow_path(s->sb, path->path, path->access);

		if (ret)
			return fail(s, path->option, path->path, ret);
	}
	for (size_t i = 0; i < s->opts->port_count; i++) {
		const struct run_port *port = &s->opts->ports[i];
		int ret = scll_allow_port(s->sb, port->port, port->rights);

		if (ret)
			return fail(s, port->option, "", ret);
	}
	return 0;
}

static int add_policy_rules(struct setup *s)
{
	const struct policy *policy = &s->policy;
	int ret = 0;

	for (size_t i = 0; !ret && i < policy->path_count; i++)
		ret = scll_allow_path_rights(s->sb, policy->paths[i].path,
					     policy->paths[i].rights);
	for (size_t i = 0; !ret && i < policy->port_count; i++)
		ret = scll_allow_port(s->sb, policy->ports[i].port, policy->ports[i].rights);
	return ret ? fail(s, "--policy", s->opts->policy, ret) : 0;
}

static void print_dropped(void *arg, uint32_t dropped, const char *text)
{
	(void)arg;
	fprintf(stderr, "scll run: best effort: %s",
		dropped == SCLL_DROPPED_PATH ? "no such file: " : "");
	print_library_text(text);
}

static int prepare(struct setup *s)
{
	int ret = scll_prepare(s->sb);

	if (ret) {
		fail(s, "sandbox", "", ret);
		if (ret == -EOPNOTSUPP && !strstr(s->err.text, "SCLL_BEST_EFFORT"))
			fputs("scll run: --best-effort would do what this kernel can do\n", stderr);
		return ret;
	}
	if ((s->opts->flags & SCLL_BEST_EFFORT) && !s->opts->quiet)
		ret = scll_report(s->sb, print_dropped, NULL);
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

	if (opts->dir) {
		s->dir = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (chdir(opts->dir))
			return fail(s, "--chdir", opts->dir, -errno);
	}
	launch_find(&s->launch, opts->command[0]);
	if (opts->add_exec && s->launch.count)
		ret = scll_allow_path(s->sb, s->launch.files[0].path, SCLL_READ | SCLL_EXEC);
	if (ret)
		return fail(s, "--add-exec", s->launch.files[0].path, ret);
	return opts->ldd ? launch_libraries(&s->launch, allow_file, s) : 0;
}

/* launch_allows_fn: what the rules say about executing a file */
static bool allows(void *arg, const char *path)
{
	const struct setup *s = arg;
	const struct run_options *opts = s->opts;
	bool paths = opts->path_count || opts->add_exec || opts->ldd;
	bool command = s->launch.count && !strcmp(path, s->launch.files[0].path);

	if (opts->policy ? !paths && !(s->policy.fs & LANDLOCK_ACCESS_FS_EXECUTE) : opts->any_file)
		return true;
	if (command ? opts->add_exec : opts->ldd)
		return true;
	for (size_t i = 0; i < opts->path_count; i++)
		if ((opts->paths[i].access & SCLL_EXEC) &&
		    is_beneath(s->dir, opts->paths[i].path, path))
			return true;
	for (size_t i = 0; i < s->policy.path_count; i++)
		if ((s->policy.paths[i].rights & LANDLOCK_ACCESS_FS_EXECUTE) &&
		    is_beneath(s->dir, s->policy.paths[i].path, path))
			return true;
	return false;
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

/* -1 to go on in a session of its own, or the exit status of the command. */
static int new_session(void)
{
	pid_t parent = getpid(), child;
	int status;

	if (setsid() >= 0)
		return -1;
	/* The leader of a process group, as an interactive shell makes it. */
	child = fork();
	if (child < 0) {
		fprintf(stderr, "scll run: --new-session: %s\n", strerror(errno));
		return EXIT_SETUP;
	}
	if (!child) {
		/* It does not get the signals of the terminal. */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent || setsid() < 0)
			_exit(EXIT_SETUP);
		return -1;
	}
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return EXIT_SETUP;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int set_up(struct setup *s)
{
	const struct scll_options options = {
		.size = sizeof(options),
		.flags = s->opts->flags,
		.msg = s->err.text,
		.msg_size = sizeof(s->err.text),
	};
	int ret = scll_new(&s->sb, &options);

	if (ret)
		return fail(s, "sandbox", "", ret);
	ret = set_filter(s);
	if (!ret)
		ret = read_policy(s);
	if (!ret)
		ret = set_handled(s);
	if (!ret)
		ret = add_option_rules(s);
	if (!ret)
		ret = add_policy_rules(s);
	if (!ret)
		ret = find_command(s);
	if (!ret)
		ret = prepare(s);
	return ret;
}

static int apply(const struct setup *s)
{
	struct scll_result result = { .size = sizeof(result) };
	int ret = scll_apply(s->sb, &result);

	if (ret)
		fprintf(stderr, "scll run: sandbox: %s\n", scll_why(ret, result.step));
	return ret;
}

int cmd_run(int argc, char **argv)
{
	struct run_options opts;
	struct setup s = { .opts = &opts, .dir = AT_FDCWD };
	int status = run_options_parse(argc, argv, &opts);

	if (status < 0 && opts.new_session)
		status = new_session();
	if (status < 0) {
		status = EXIT_SETUP;
		raise_files(&s);
		/* The filter may deny what restores the limit. */
		if (!set_up(&s) && !restore_files(&s) && !apply(&s))
			status = launch_run("scll run", &s.launch, opts.command,
					    opts.env ? opts.env : environ, allows, &s);
	}
	scll_free(s.sb);
	launch_free(&s.launch);
	policy_free(&s.policy);
	run_options_free(&opts);
	return status;
}
