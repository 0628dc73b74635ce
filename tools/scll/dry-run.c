// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll run --dry-run - what would be enforced
 *
 * An object of JSON is made in any case; without --json it is printed in words.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dry-run.h"
#include "json-out.h"
#include "scll-cmd.h"
#include "util.h"

#define EXIT_LESS	1	/* the kernel lacks something that was not accepted */

/* No later kernel has a number as large soon; ARM has a few calls of its own above. */
#define NR_MAX		1024
#define NR_ARM		0xf0001
#define NR_ARM_END	0xf0007
#define X32_BIT		0x40000000

/* The ABIs of this kernel.  Those of x32 have the names of the first, and a bit. */
static const struct abi {
	const char *name;
	uint32_t names, audit;	/* of libseccomp, of the kernel */
	int bit;
} abis[] = {
#if defined(__x86_64__)
	{ "x86_64", SCMP_ARCH_X86_64, AUDIT_ARCH_X86_64, 0 },
	{ "x86", SCMP_ARCH_X86, AUDIT_ARCH_I386, 0 },
	{ "x32", SCMP_ARCH_X86_64, AUDIT_ARCH_X86_64, X32_BIT },
#elif defined(__aarch64__)
	{ "aarch64", SCMP_ARCH_AARCH64, AUDIT_ARCH_AARCH64, 0 },
	{ "arm", SCMP_ARCH_ARM, AUDIT_ARCH_ARM, 0 },
#endif
};

json_t *json_names(enum scll_names kind, uint64_t bits)
{
	json_t *names = json_array();
	const char *name;

	for (unsigned int i = 0; (name = scll_name(kind, i)); i++)
		if (bits & UINT64_C(1) << i)
			json_array_append_new(names, json_string(name));
	return names;
}

/* Where a path leads if a link is on its way, or NULL. */
static json_t *leads_to(const char *path)
{
	char whole[2 * PATH_MAX] = "", real[PATH_MAX];
	size_t len;

	if (!realpath(path, real) || (*path != '/' && !getcwd(whole, PATH_MAX)))
		return NULL;
	len = strlen(whole);
	snprintf(whole + len, sizeof(whole) - len, "%s%s", len ? "/" : "", path);
	return strcmp(whole, real) ? json_text(real) : NULL;
}

static void add_fact(void *arg, int fact, const char *path, uint16_t port, uint64_t rights)
{
	static const char *const keys[] = {
		"files", "network", "scopes", "paths", "ports", "quiet_paths", "quiet_ports",
	};
	const bool file = path || fact == SCLL_FACT_FS;
	json_t *names = json_names(fact == SCLL_FACT_SCOPE ? SCLL_NAME_SCOPE :
				   file ? SCLL_NAME_FS : SCLL_NAME_NET, rights);
	json_t *root = arg, *list = json_object_get(root, keys[fact]);

	if (fact <= SCLL_FACT_SCOPE) {
		json_object_set_new(root, keys[fact], names);
		return;
	}
	if (path)
		json_array_append_new(list, json_pack("{s:o, s:o*, s:o}", "path", json_text(path),
						      "leads_to", leads_to(path), "rights", names));
	else
		json_array_append_new(list, json_pack("{s:i, s:o}", "port", port, "rights",
						      names));
}

/* "allow", "errno 1", "depends" and so on: what a filter does. */
static void action_name(int ret, uint32_t action, char *text, size_t size)
{
	static const struct {
		uint32_t action;
		const char *name;
	} names[] = {
		{ SECCOMP_RET_KILL_PROCESS, "kill-process" },
		{ SECCOMP_RET_KILL_THREAD, "kill-thread" }, { SECCOMP_RET_TRAP, "trap" },
		{ SECCOMP_RET_TRACE, "trace" }, { SECCOMP_RET_LOG, "log" },
		{ SECCOMP_RET_ALLOW, "allow" }, { SECCOMP_RET_USER_NOTIF, "notify" },
	};

	/* What the kernel does not know kills.  What cannot be interpreted may do anything. */
	snprintf(text, size, "%s", ret < 0 ? "unknown" : ret ? "depends" : "kill-process");
	if (ret)
		return;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i].action == (action & SECCOMP_RET_ACTION_FULL))
			snprintf(text, size, "%s", names[i].name);
	if ((action & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_ERRNO)
		snprintf(text, size, "errno %u", action & SECCOMP_RET_DATA);
}

static void judge(const struct scll *sb, const struct abi *abi, int nr, char text[32])
{
	uint32_t action = 0;
	int ret = scll_try_call(sb, abi->audit, nr | abi->bit, &action);

	action_name(ret, action, text, 32);
}

static void add_call(json_t *table, const char *action, const char *name)
{
	if (!json_object_get(table, action))
		json_object_set_new(table, action, json_array());
	json_array_append_new(json_object_get(table, action), json_string(name));
}

/* A number without a name, as of a later kernel, has a place if it is not like the others. */
static void add_number(const struct scll *sb, const struct abi *abi, int nr, const char *others,
		       json_t *table)
{
	char *name = seccomp_syscall_resolve_num_arch(abi->names, nr);
	char text[32], number[16];

	judge(sb, abi, nr, text);
	snprintf(number, sizeof(number), "%d", nr);
	if (name || strcmp(text, others))
		add_call(table, text, name ? name : number);
	free(name);
}

static json_t *calls_of(const struct scll *sb, const struct abi *abi)
{
	/* From this bit on, numbers are those of x32. */
	const int end = abi->audit == AUDIT_ARCH_X86_64 ? X32_BIT : INT_MAX;
	json_t *table = json_object();
	char others[32];

	judge(sb, abi, NR_MAX, others);
	for (int nr = 0; nr < NR_MAX; nr++)
		add_number(sb, abi, nr, others, table);
	for (int nr = NR_ARM; nr < NR_ARM_END; nr++)
		add_number(sb, abi, nr, others, table);
	/* A filter that knows limits of its own mostly has them at one of these. */
	for (int64_t nr = NR_MAX; nr < end; nr *= 2)
		add_number(sb, abi, nr, others, table);
	add_call(table, others, "others");
	return table;
}

static json_t *calls(const struct scll *sb)
{
	json_t *all = json_object();

	for (size_t i = 0; i < sizeof(abis) / sizeof(*abis); i++)
		json_object_set_new(all, abis[i].name, calls_of(sb, &abis[i]));
	return all;
}

static void add_missing(void *arg, uint32_t dropped, const char *text)
{
	json_t *names = json_names(SCLL_NAME_DROPPED, dropped), *name = json_array_get(names, 0);

	json_array_append_new(arg, json_pack("{s:O?, s:o}", "word", name, "text",
					     json_text(text)));
	json_decref(names);
}

static json_t *strings(char **words)
{
	json_t *list = json_array();

	for (; words && *words; words++)
		json_array_append_new(list, json_text(*words));
	return list;
}

/* What --create would make. */
static json_t *made(const struct run_options *opts)
{
	json_t *list = json_array();

	for (size_t i = 0; opts->create && i < opts->path_count; i++)
		if (opts->paths[i].access & SCLL_WRITE && access(opts->paths[i].path, F_OK))
			json_array_append_new(list, json_text(opts->paths[i].path));
	return list;
}

/* A word of the output: a path can have a line or an escape sequence in it. */
static void print_text(const char *text)
{
	char *copy = strdup(text);

	fputs(copy ? plain(copy) : "?", stdout);
	free(copy);
}

static void print_list(const char *before, const json_t *list)
{
	const json_t *value;
	size_t i;

	fputs(before, stdout);
	json_array_foreach(list, i, value) {
		putchar(' ');
		print_text(json_string_value(value));
	}
	putchar('\n');
}

static void print_rules(const json_t *rules, const char *key)
{
	const json_t *rule;
	size_t i;

	json_array_foreach(rules, i, rule) {
		const json_t *what = json_object_get(rule, key);

		fputs("  ", stdout);
		if (json_is_integer(what))
			printf("%d", (int)json_integer_value(what));
		else
			print_text(json_string_value(what));
		if (json_object_get(rule, "leads_to")) {
			fputs(" -> ", stdout);
			print_text(json_string_value(json_object_get(rule, "leads_to")));
		}
		print_list(":", json_object_get(rule, "rights"));
	}
}

/* Most calls are allowed, or get what is the default of a profile: these are counted. */
static void print_calls(json_t *all)
{
	const char *abi, *action;
	json_t *table, *names;

	json_object_foreach(all, abi, table) {
		printf("system calls of %s:\n", abi);
		json_object_foreach(table, action, names) {
			char before[64];

			if (!strcmp(action, "allow") && json_array_size(names) > 100) {
				printf("  allow: %zu\n", json_array_size(names));
				continue;
			}
			snprintf(before, sizeof(before), "  %s:", action);
			print_list(before, names);
		}
	}
}

static void print_words(json_t *root)
{
	const json_t *missing = json_object_get(root, "missing"), *one;
	size_t i;

	print_list("command:", json_object_get(root, "command"));
	print_list("files, denied unless allowed:", json_object_get(root, "files"));
	print_rules(json_object_get(root, "paths"), "path");
	print_list("network, denied unless allowed:", json_object_get(root, "network"));
	print_rules(json_object_get(root, "ports"), "port");
	print_list("kept inside:", json_object_get(root, "scopes"));
	if (json_array_size(json_object_get(root, "quiet_paths"))) {
		puts("denied and not logged:");
		print_rules(json_object_get(root, "quiet_paths"), "path");
	}
	if (json_array_size(json_object_get(root, "create")))
		print_list("made, and allowed:", json_object_get(root, "create"));
	if (json_is_true(json_object_get(root, "tmp")))
		puts("made, and allowed: a directory for TMPDIR");
	print_calls(json_object_get(root, "calls"));
	json_array_foreach(missing, i, one) {
		const char *word = json_string_value(json_object_get(one, "word"));

		printf("missing here: %s", word && !strcmp(word, "path") ? "no such file: " : "");
		print_text(json_string_value(json_object_get(one, "text")));
		putchar('\n');
	}
	if (json_array_size(json_object_get(root, "refused")))
		print_list("does not run without --accept for:", json_object_get(root, "refused"));
}

int dry_run(const struct scll *sb, const struct run_options *opts)
{
	uint32_t accepted = opts->accept, refused;
	json_t *root;

	if (opts->flags & SCLL_BEST_EFFORT)
		accepted |= ~SCLL_DROPPED_RULES;
	refused = scll_dropped(sb) & ~accepted & ~SCLL_DROPPED_PATH;
	root = json_pack("{s:o, s:[], s:[], s:[], s:[], s:[], s:[], s:[], s:b, s:o, s:[], s:o, s:o}",
			 "command", strings(opts->command), "files", "paths", "network", "ports",
			 "scopes", "quiet_paths", "quiet_ports", "tmp", opts->tmp, "create", made(opts),
			 "missing", "refused", json_names(SCLL_NAME_DROPPED, refused), "calls", calls(sb));
	scll_describe(sb, add_fact, root);
	scll_report(sb, add_missing, json_object_get(root, "missing"));
	if (!opts->json)
		print_words(root);
	if (opts->json && json_print(json_incref(root), JSON_INDENT(1)))
		return EXIT_SETUP;
	json_decref(root);
	if (fflush(stdout) || ferror(stdout))
		return EXIT_SETUP;
	return refused ? EXIT_LESS : 0;
}
