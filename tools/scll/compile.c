// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll compile - a profile as a program, made once and not at each start
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <scll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of the library. */
#include <profile.h>

#include "bpf.h"
#include "output.h"
#include "scll-cmd.h"
#include "table.h"

static void warn_profile(void *arg, const char *text)
{
	(void)arg;
	warnx("%s", text);
}

/* Whether "scll run" would take it: with the message that it would have. */
static int try(const char *name, const char *buf, size_t len, struct errmsg *err)
{
	struct scll_options options = {
		.size = sizeof(options),
		.flags = SCLL_NO_NEW_PRIVS | SCLL_BEST_EFFORT,
		.msg = err->text,
		.msg_size = sizeof(err->text),
	};
	struct scll *sb;
	int ret = scll_new(&sb, &options);

	if (ret)
		return ret;
	ret = scll_load_profile(sb, name, buf, len, warn_profile, NULL);
	if (!ret)
		ret = scll_prepare(sb);
	scll_free(sb);
	return ret;
}

static int compile(const char *name, const char *place)
{
	struct profile_filter filter = { 0 };
	struct errmsg err = { "" };
	struct profile_host host;
	size_t len = 0;
	char *buf = NULL;
	int ret = file_read(name, &buf, &len, &err);

	if (!strcmp(name, "-"))
		name = "standard input";
	if (!ret && bpf_is_program(buf, len))
		ret = errmsg_set(&err, -EINVAL, "%s: is a program already", name);
	if (!ret)
		ret = try(name, buf, len, &err);
	if (!ret)
		ret = scll_profile_host_get(&host, &err);
	if (!ret)
		ret = scll_profile_read(name, buf, len, &host, NULL, &filter, &err);
	free(buf);
	if (ret) {
		/* That of a filter which lets no command run names the rule, not the file. */
		warnx("%s%s%s", ret == -ENOEXEC ? name : "", ret == -ENOEXEC ? ": " : "",
		      *err.text ? plain(err.text) : strerror(-ret));
		return ret;
	}
	if (filter.flags)
		warnx("%s: flags: a program has none; --log is for SECCOMP_FILTER_FLAG_LOG", name);
	ret = output_write(program_invocation_short_name, "program", place, filter.prog,
			   filter.len * sizeof(*filter.prog));
	free(filter.prog);
	return ret;
}

int cmd_compile(int argc, char **argv)
{
	const char *output = NULL;
	char *place = NULL;
	int c, ret;

	while ((c = table_getopt(argc, argv, "compile")) != -1) {
		switch (c) {
		case 'o':
			output = optarg;
			break;
		case 'h':
			table_help(stdout, "compile");
			return 0;
		default:
			return EXIT_SETUP;
		}
	}
	if (!output || argc != optind + 1) {
		warnx(output ? "one PROFILE must be given" :
		      "no file given; -o FILE is where the program goes to");
		return EXIT_SETUP;
	}
	ret = output_place(program_invocation_short_name, "--output", output, &place);
	if (!ret)
		ret = compile(argv[optind], place);
	free(place);
	return ret ? EXIT_SETUP : 0;
}
