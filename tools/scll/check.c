// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll check - what this kernel can do
 */
#include <errno.h>
#include <linux/seccomp.h>
#include <linux/seccomp_landlock.h>
#include <scll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "dry-run.h"
#include "json-out.h"
#include "options.h"
#include "scll-cmd.h"
#include "table.h"
#include "util.h"

/* Exit statuses beyond 0. */
#define EXIT_LESS	1	/* some of it is missing */
#define EXIT_NOTHING	2	/* neither filters nor rules */

struct bit_name {
	uint64_t bit;
	const char *name;
};

static const struct bit_name policy_flags[] = {
	{ SECCOMP_LANDLOCK_PTRACE_DENY, "ptrace-deny" },
	{ SECCOMP_LANDLOCK_TRUST_DELEGATE, "trust-delegate" },
	{ SECCOMP_LANDLOCK_SUPERVISE, "supervise" },
	{ 0, NULL }
};

/* Not all headers have all SECCOMP_FILTER_FLAG_*. */
static const struct bit_name filter_flags[] = {
	{ 1 << 0, "tsync" },
	{ 1 << 1, "log" },
	{ 1 << 2, "spec-allow" },
	{ 1 << 3, "new-listener" },
	{ 1 << 4, "tsync-esrch" },
	{ 1 << 5, "wait-killable-recv" },
	{ 0, NULL }
};

/* With --json, what is otherwise printed line by line. */
static json_t *answers;

static void say(const char *label, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void say(const char *label, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (answers)
		json_object_set_new(answers, label, json_text(text));
	else
		printf("%s: %s\n", label, text);
}

/* A list, which is given up. */
static void say_list(const char *label, json_t *list)
{
	const json_t *value;
	size_t i;

	if (answers) {
		json_object_set_new(answers, label, list);
		return;
	}
	printf("%s:", label);
	json_array_foreach(list, i, value)
		printf(" %s", json_string_value(value));
	puts(json_array_size(list) ? "" : " none");
	json_decref(list);
}

static void print_bits(const char *label, uint64_t bits, const struct bit_name *names)
{
	json_t *list = json_array();

	for (; names->name; names++)
		if (bits & names->bit)
			json_array_append_new(list, json_string(names->name));
	say_list(label, list);
}

static void print_rights(const char *label, uint64_t bits, enum scll_names kind)
{
	say_list(label, json_names(kind, bits));
}

/* The first line of a file, or NULL. */
static char *first_line(const char *path, char *line, int size)
{
	FILE *file = fopen(path, "re");
	char *got = NULL;

	if (file) {
		got = fgets(line, size, file);
		fclose(file);
	}
	if (got)
		line[strcspn(line, "\n")] = '\0';
	return got;
}

/* A filter around this process can deny the calls that ask the kernel. */
#define HIDDEN	", or the filters of this process deny to ask"

static bool is_filtered(void)
{
	int mode = prctl(PR_GET_SECCOMP);

	/* Only a filter can make it fail, but for a kernel without seccomp. */
	return mode == SECCOMP_MODE_FILTER || (mode < 0 && errno != EINVAL);
}

static void check_landlock(const struct scll_kernel *kernel)
{
	if (kernel->landlock_abi < 0) {
		say("landlock", "no, %s", scll_why(kernel->landlock_abi, SCLL_STEP_PROBE));
		return;
	}
	say("landlock", "ABI %d", kernel->landlock_abi);
	print_rights("landlock-fs", kernel->fs, SCLL_NAME_FS);
	print_rights("landlock-net", kernel->net, SCLL_NAME_NET);
	print_rights("landlock-scopes", kernel->scopes, SCLL_NAME_SCOPE);
	print_rights("landlock-flags", kernel->restrict_flags, SCLL_NAME_RESTRICT);
	print_rights("landlock-rule-flags", kernel->rule_flags, SCLL_NAME_RULE);
}

static void check_yama(void)
{
	static const char *const meanings[] = {
		"processes of the same user", "descendants only", "CAP_SYS_PTRACE only", "nobody",
	};
	char line[32];
	uint64_t scope;

	if (!first_line("/proc/sys/kernel/yama/ptrace_scope", line, sizeof(line)))
		say("yama", "no");
	else if (parse_number(line, 3, &scope))
		say("yama", "ptrace_scope %s", line);
	else
		say("yama", "ptrace_scope %s, tracing of %s", line, meanings[scope]);
}

static void check_tracepoint(void)
{
	static const char *const mounts[] = { "/sys/kernel/tracing", "/sys/kernel/debug/tracing" };
	const char *answer = "unknown, tracefs is not mounted";
	char path[128];

	for (size_t i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/events/seccomp/seccomp_deny_ptrace", mounts[i]);
		if (!access(path, F_OK)) {
			answer = "seccomp:seccomp_deny_ptrace";
			break;
		}
		if (errno == EACCES) {
			answer = "unknown, no permission to look into tracefs";
			break;
		}
		snprintf(path, sizeof(path), "%s/events", mounts[i]);
		if (!access(path, F_OK)) {
			answer = "no";
			break;
		}
	}
	say("tracepoint", "%s", answer);
}

static void say_accept(uint32_t missing)
{
	char *words = NULL;
	size_t size;
	FILE *out = open_memstream(&words, &size);

	if (!out)
		return;
	print_accept(out, missing);
	fclose(out);
	say("scll-run", "with --accept %s", words);
	free(words);
}

static int verdict(const struct scll_kernel *kernel, const struct run_options *opts)
{
	uint32_t missing;

	if (!kernel->filter_flags && kernel->landlock_abi < 0) {
		say("scll-run", "no, neither seccomp filters nor Landlock%s",
		    is_filtered() ? HIDDEN : "");
		return EXIT_NOTHING;
	}
	/* What the kernel can do, before the messages. */
	fflush(stdout);
	if (run_missing(opts, &missing)) {
		say("scll-run", "no");
		return EXIT_SETUP;
	}
	/* A path that does not exist is no matter of the kernel. */
	missing &= ~SCLL_DROPPED_PATH;
	if (answers)
		json_object_set_new(answers, "accept", json_names(SCLL_NAME_DROPPED, missing));
	if (!missing) {
		say("scll-run", "yes");
		return 0;
	}
	say_accept(missing);
	return EXIT_LESS;
}

static void print_kernel(const struct scll_kernel *kernel)
{
	char line[256];

	if (kernel->abi) {
		say("extension", "ABI %u", kernel->abi);
		print_bits("extension-flags", kernel->flags, policy_flags);
	} else {
		say("extension", "no%s", is_filtered() ? HIDDEN : ", this is a stock kernel");
	}
	check_landlock(kernel);
	print_bits("seccomp-flags", kernel->filter_flags, filter_flags);
	if (first_line("/proc/sys/kernel/seccomp/actions_avail", line, sizeof(line)))
		say("seccomp-actions", "%s", line);
	else
		say("seccomp-actions", "unknown");
	check_yama();
	check_tracepoint();
}

int cmd_check(int argc, char **argv)
{
	struct scll_kernel kernel = { .size = sizeof(kernel) };
	struct run_options opts;
	int status, ret;

	status = run_options_parse(argc, argv, "check", &opts);
	if (status < 0) {
		ret = scll_probe(&kernel);
		if (ret) {
			fprintf(stderr, "scll check: %s\n", strerror(-ret));
			status = EXIT_SETUP;
		} else {
			answers = opts.json ? json_object() : NULL;
			print_kernel(&kernel);
			status = verdict(&kernel, &opts);
			if (answers && json_print(answers, JSON_INDENT(1)))
				status = EXIT_SETUP;
		}
	}
	run_options_free(&opts);
	return status;
}
