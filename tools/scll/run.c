// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll run - run a command in a new sandbox
 */
#define _GNU_SOURCE
#include <errno.h>
#include <scll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf.h"
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
		{ "scll_baseline", "the baseline filter (see --no-baseline)" },
	};
	const size_t count = sizeof(names) / sizeof(*names);

	while (*text) {
		size_t i = 0;

		while (i < count && strncmp(text, names[i].flag, strlen(names[i].flag)))
			i++;
		if (i < count) {
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
	bool files = opts->policy ? opts->path_count : !opts->any_file;
	bool ports = opts->policy ? opts->port_count : !opts->any_network;
	int ret;

	ret = scll_handle_fs(s->sb, s->policy.fs | (files ? SCLL_FS_ALL : 0));
	if (!ret)
		ret = scll_handle_net(s->sb, s->policy.net | (ports ? SCLL_NET_ALL : 0));
	if (!ret)
		ret = scll_set_scope(s->sb, s->policy.scopes | opts->scopes);
	return ret ? fail(s, "sandbox", "", ret) : 0;
}

static int set_baseline(struct setup *s)
{
	int ret = s->opts->no_baseline ? 0 : scll_baseline(s->sb, s->opts->baseline);

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
	if (s->opts->flags & SCLL_BEST_EFFORT)
		ret = scll_report(s->sb, print_dropped, NULL);
	return ret ? fail(s, "report", "", ret) : 0;
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
		ret = set_baseline(s);
	if (!ret)
		ret = add_option_rules(s);
	if (!ret)
		ret = add_policy_rules(s);
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
	struct setup s = { .opts = &opts };
	int status = run_options_parse(argc, argv, &opts);

	if (status < 0) {
		status = EXIT_SETUP;
		if (!set_up(&s) && !apply(&s))
			status = run_command("scll run", opts.command,
					     opts.env ? opts.env : environ);
	}
	scll_free(s.sb);
	policy_free(&s.policy);
	run_options_free(&opts);
	return status;
}
