// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What the library asks for, accepts and says on kernels of each kind.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <endian.h>
#include <seccomp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <cmocka.h>

#include "kernel.h"
#include "sandbox.h"

/* What is asked for. */
struct wish {
	uint64_t fs, net, scopes;
	uint32_t flags;
};

static bool has_rules;
static char msg[1024];
static char report[4096];

static struct scll *make(const struct wish *wish, uint32_t flags, uint32_t accept)
{
	struct scll_options opts = {
		.size = sizeof(opts), .flags = wish->flags | flags, .accept = accept,
		.msg = msg, .msg_size = sizeof(msg),
	};
	struct scll *sb;

	*msg = '\0';
	memset(&made, 0, sizeof(made));
	assert_int_equal(0, scll_new(&sb, &opts));
	assert_int_equal(0, scll_handle_fs(sb, wish->fs));
	assert_int_equal(0, scll_handle_net(sb, wish->net));
	assert_int_equal(0, scll_set_scope(sb, wish->scopes));
	return sb;
}

static void add_to_report(void *arg, uint32_t dropped, const char *text)
{
	(void)arg;
	(void)dropped;
	strncat(report, text, sizeof(report) - strlen(report) - 2);
	strcat(report, "\n");
}

/* Prepares, and leaves the report; what it lacked in @dropped. */
static int attempt(const struct wish *wish, uint32_t flags, uint32_t accept, uint32_t *dropped)
{
	struct scll *sb = make(wish, flags, accept);
	int ret = scll_prepare(sb);

	*dropped = scll_dropped(sb);
	has_rules = sb->plan.ruleset_fd >= 0;
	*report = '\0';
	assert_int_equal(0, scll_report(sb, add_to_report, NULL));
	scll_free(sb);
	return ret;
}

/* From the definitions in scll.h and the kernel's documentation. */
static uint32_t expected(const struct wish *wish)
{
	int abi = kernel.landlock;
	bool refer = wish->fs & FS_REFER;
	uint32_t log = 0;
	uint64_t fs = abi < 1 ? 0 : wish->fs & fs_of(abi);
	uint64_t net = abi < 4 ? 0 : wish->net & net_of(abi);
	uint64_t scopes = abi < 6 ? 0 : wish->scopes;
	bool any = wish->fs || wish->net || wish->scopes;
	bool kept = fs || net || scopes;
	uint32_t bits = 0;

	if (any && !kept)
		bits |= SCLL_DROPPED_RULES;
	/* Not to know refer is to deny it. */
	else if ((wish->fs & ~fs & ~(refer ? FS_REFER : 0) & ~SCLL_RESOLVE_UNIX))
		bits |= SCLL_DROPPED_FS;
	if (kept && wish->fs & ~fs & SCLL_RESOLVE_UNIX)
		bits |= SCLL_DROPPED_UNIX;
	if (kept && wish->net != net)
		bits |= SCLL_DROPPED_NET;
	if (kept && wish->scopes != scopes)
		bits |= SCLL_DROPPED_SCOPE;
	if (wish->flags & SCLL_WAIT_KILL && kernel.old)
		bits |= SCLL_DROPPED_WAIT_KILL;
	log |= wish->flags & SCLL_LOG_SAME_EXEC_OFF ? 1 : 0;
	log |= wish->flags & SCLL_LOG_NEW_EXEC_ON ? 2 : 0;
	log |= wish->flags & SCLL_LOG_SUBDOMAINS_OFF ? 4 : 0;
	if (log & ~(kept ? flags_of(abi) : 0))
		bits |= SCLL_DROPPED_LOG;
	if (kernel.extended)
		return bits;
	bits |= SCLL_DROPPED_VERDICT;
	if (wish->flags & SCLL_NO_TRACE)
		bits |= SCLL_DROPPED_NO_TRACE;
	if (kept || wish->flags & SCLL_NO_TRACE)
		bits |= SCLL_DROPPED_ATOMIC;
	if (kept && wish->flags & SCLL_TSYNC && abi < 8)
		bits |= SCLL_DROPPED_TSYNC;
	return bits;
}

static const struct wish wishes[] = {
	{ 0, 0, 0, 0 },
	{ SCLL_FS_ALL, SCLL_NET_ALL, 0, 0 },
	{ SCLL_FS_ALL, SCLL_NET_ALL, SCLL_SCOPE_ALL, SCLL_NO_TRACE },
	{ SCLL_FS_ALL, 0, 0, SCLL_TSYNC },
	{ 0, SCLL_NET_ALL, 0, 0 },
	{ 0, 0, SCLL_SCOPE_SIGNAL, 0 },
	{ FS_IOCTL_DEV, 0, 0, 0 },
	{ FS_IOCTL_DEV, SCLL_BIND_TCP, 0, 0 },
	{ FS_EXECUTE, 0, 0, SCLL_NEW_LISTENER | SCLL_WAIT_KILL },
	{ UINT64_C(1) << 60, 0, 0, 0 },
	{ UINT64_C(1) << 60, 0, 0, SCLL_LOG_SUBDOMAINS_OFF },
	{ SCLL_RESOLVE_UNIX, 0, 0, 0 },
	{ SCLL_FS_ALL | SCLL_RESOLVE_UNIX, SCLL_NET_ALL | SCLL_UDP_ALL, 0, SCLL_TSYNC },
	{ 0, SCLL_UDP_ALL, 0, SCLL_LOG_SAME_EXEC_OFF },
	{ SCLL_FS_ALL, SCLL_BIND_UDP, 0, SCLL_LOG_NEW_EXEC_ON | SCLL_LOG_SUBDOMAINS_OFF },
};

static void each_kernel(void (*test)(const struct wish *wish))
{
	static const int versions[] = { -ENOSYS, -EOPNOTSUPP, -EPERM, 1, 2, 3, 4, 5, 6,
					7, 8, 9, 10, 11 };

	for (size_t i = 0; i < NR(versions) * 4; i++)
		for (size_t j = 0; j < NR(wishes); j++) {
			memset(&kernel, 0, sizeof(kernel));
			kernel.landlock = versions[i / 4];
			kernel.extended = i & 1;
			kernel.old = i & 2;
			if (!kernel.old || wishes[j].flags & SCLL_WAIT_KILL)
				test(&wishes[j]);
		}
}

/* Nothing less than what is missing is enough, and nothing more is needed. */
static void exactly_what_is_missing(const struct wish *wish)
{
	uint32_t missing = expected(wish), dropped;

	assert_int_equal(missing ? -EOPNOTSUPP : 0, attempt(wish, 0, 0, &dropped));
	assert_int_equal(missing, dropped);
	assert_int_equal(0, attempt(wish, 0, missing, &dropped));
	assert_int_equal(missing, dropped);
	for (uint32_t bit = 1; bit <= SCLL_DROPPED_LOG; bit <<= 1) {
		if (!(missing & bit))
			continue;
		assert_int_equal(-EOPNOTSUPP,
				 attempt(wish, 0, ((SCLL_DROPPED_LOG << 1) - 1) & ~bit &
						  ~SCLL_DROPPED_RULES, &dropped));
		assert_int_equal(missing, dropped);
		assert_non_null(strstr(msg, "missing here: "));
	}
}

static void best_effort_is_all_but_no_rules(const struct wish *wish)
{
	uint32_t missing = expected(wish), dropped;
	int ret = attempt(wish, SCLL_BEST_EFFORT, 0, &dropped);

	assert_int_equal(missing & SCLL_DROPPED_RULES ? -EOPNOTSUPP : 0, ret);
	assert_int_equal(missing, dropped);
	if (ret)
		assert_memory_equal("missing here: no rules at all: ", msg, 31);
	if (!ret && (wish->fs || wish->net || wish->scopes))
		assert_true(has_rules);
	assert_int_equal(0, attempt(wish, SCLL_BEST_EFFORT, SCLL_DROPPED_RULES, &dropped));
	assert_int_equal(missing, dropped);
}

static void accepting(void **state)
{
	(void)state;
	each_kernel(exactly_what_is_missing);
}

static void best_effort(void **state)
{
	(void)state;
	each_kernel(best_effort_is_all_but_no_rules);
}

static void accepted_bits_are_checked(void **state)
{
	struct scll_options opts = {
		.size = sizeof(opts), .accept = SCLL_DROPPED_LOG << 1,
		.msg = msg, .msg_size = sizeof(msg),
	};
	struct scll *sb;

	(void)state;
	assert_int_equal(-EINVAL, scll_new(&sb, &opts));
	assert_string_equal("what may be missing has unknown bits: 0x1000", msg);
	opts.accept = SCLL_DROPPED_PATH;
	assert_int_equal(0, scll_new(&sb, &opts));
	assert_int_equal(0, scll_allow_path(sb, "/no/such", SCLL_READ));
	assert_int_equal(SCLL_DROPPED_PATH, scll_dropped(sb));
	scll_free(sb);
}

/* Every path is missing: all is denied, which is not less than was asked for. */
static void all_paths_missing(void **state)
{
	const struct wish wish = { SCLL_FS_ALL, 0, 0, 0 };
	struct scll *sb;

	(void)state;
	memset(&kernel, 0, sizeof(kernel));
	kernel.landlock = 7;
	kernel.extended = true;
	sb = make(&wish, SCLL_IGNORE_MISSING, 0);
	assert_int_equal(0, scll_allow_path(sb, "/no/such", SCLL_READ));
	assert_int_equal(0, scll_prepare(sb));
	assert_int_equal(SCLL_DROPPED_PATH, scll_dropped(sb));
	assert_int_equal(SCLL_FS_ALL, made.fs);
	assert_int_equal(0, other_rules);
	scll_free(sb);
}

/* Ports that cannot be used need no rules, and stay denied. */
static void no_tcp(void **state)
{
	const struct wish wish = { 0, SCLL_NET_ALL, 0, 0 };
	struct scll *sb;

	(void)state;
	memset(&kernel, 0, sizeof(kernel));
	kernel.landlock = 7;
	kernel.extended = true;
	kernel.no_tcp = true;
	sb = make(&wish, 0, 0);
	assert_int_equal(0, scll_allow_port(sb, 443, SCLL_CONNECT_TCP));
	assert_int_equal(0, scll_prepare(sb));
	assert_int_equal(0, scll_dropped(sb));
	assert_int_equal(SCLL_NET_ALL, made.net);
	scll_free(sb);
}

/* Who answers is told, as far as it can be. */
static void filters_around_are_suspected(void **state)
{
	static const struct {
		int landlock, mode, listed;
		const char *says, *says_not;
	} cases[] = {
		{ -ENOSYS, 0, -1, "this kernel has no Landlock", "filter around" },
		{ -ENOSYS, 0, 1, "this kernel has no Landlock", "filter around" },
		{ -ENOSYS, 2, -1, "has no Landlock, or a filter around this process denies",
		  NULL },
		{ -ENOSYS, 2, 0, "this kernel has no Landlock", "Landlock, or a filter" },
		{ -ENOSYS, 2, 1, "a filter around this process denies", "has no Landlock" },
		/* Even to ask for the mode is denied. */
		{ -ENOSYS, -EPERM, -1, "or a filter around this process denies", NULL },
		{ -EPERM, 2, -1, "a filter around this process denies", "has no Landlock" },
		{ -EACCES, 2, 0, "a filter around this process denies", "has no Landlock" },
		{ -EOPNOTSUPP, 0, -1, "was disabled when this kernel was booted", "filter" },
	};
	const struct wish wish = { SCLL_FS_ALL, 0, 0, 0 };
	uint32_t dropped;

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		memset(&kernel, 0, sizeof(kernel));
		kernel.landlock = cases[i].landlock;
		kernel.mode = cases[i].mode;
		kernel.listed = cases[i].listed;
		kernel.extended = true;
		assert_int_equal(-EOPNOTSUPP, attempt(&wish, SCLL_BEST_EFFORT, 0, &dropped));
		assert_non_null(strstr(msg, cases[i].says));
		assert_non_null(strstr(scll_why(kernel.landlock, SCLL_STEP_PROBE), cases[i].says));
		if (cases[i].says_not)
			assert_null(strstr(msg, cases[i].says_not));
		assert_int_equal(0, attempt(&wish, 0, SCLL_DROPPED_RULES, &dropped));
		assert_non_null(strstr(report, cases[i].says));
	}
}

static void later_calls_are_suspected_too(void **state)
{
	const struct wish wish = { SCLL_FS_ALL, 0, 0, 0 };
	static const int errors[] = { -ENOSYS, -EPERM };
	struct scll *sb;
	uint32_t dropped;

	(void)state;
	for (size_t i = 0; i < NR(errors); i++) {
		memset(&kernel, 0, sizeof(kernel));
		kernel.landlock = 7;
		kernel.extended = true;
		kernel.add_rule = errors[i];
		sb = make(&wish, SCLL_BEST_EFFORT, SCLL_DROPPED_RULES);
		assert_int_equal(0, scll_allow_path(sb, "/", SCLL_READ));
		assert_int_equal(errors[i], scll_prepare(sb));
		assert_non_null(strstr(msg, "/: a filter around this process denies landlock_add_rule"));
		scll_free(sb);
		assert_non_null(strstr(scll_why(errors[i], SCLL_STEP_RULES),
				       "a sandbox around this process denies it"));
		assert_non_null(strstr(scll_why(errors[i], SCLL_STEP_ATTACH),
				       "a sandbox around this process denies it"));
		assert_non_null(strstr(scll_why(errors[i], SCLL_STEP_OPEN), "sandbox around"));

		memset(&kernel, 0, sizeof(kernel));
		kernel.landlock = 7;
		kernel.seccomp = errors[i];
		kernel.mode = 2;
		assert_int_not_equal(0, attempt(&wish, SCLL_LOG, 0, &dropped));
		assert_non_null(strstr(msg, "or a filter around this process denies to ask"));
	}
}

/* What nobody asked to deny stays allowed. */
static void refer_stays_allowed(void **state)
{
	const struct wish block = { FS_MAKE_BLOCK, 0, 0, 0 };
	const struct wish refer = { FS_MAKE_BLOCK | FS_REFER, 0, 0, 0 };
	uint32_t dropped;

	(void)state;
	for (int abi = 1; abi <= 11; abi++) {
		memset(&kernel, 0, sizeof(kernel));
		kernel.landlock = abi;
		kernel.extended = true;
		assert_int_equal(0, attempt(&block, 0, 0, &dropped));
		assert_int_equal(0, dropped);
		assert_int_equal(abi > 1 ? FS_MAKE_BLOCK | FS_REFER : FS_MAKE_BLOCK, made.fs);
		assert_int_equal(abi > 1, refer_rules);
		assert_int_equal(abi > 1, !strstr(report, "EXDEV"));
		/* Who asks for it gets it denied. */
		assert_int_equal(0, attempt(&refer, 0, 0, &dropped));
		assert_int_equal(0, dropped);
		assert_int_equal(0, refer_rules);
		assert_int_equal(abi > 1, !strstr(report, "EXDEV"));
	}
}

/* The words are for a user, who does not know our identifiers. */
static void no_identifiers(const char *text)
{
	assert_null(strstr(text, "scll"));
	assert_null(strstr(text, "SCLL"));
}

static void messages_for_users(const struct wish *wish)
{
	uint32_t dropped;

	attempt(wish, 0, 0, &dropped);
	no_identifiers(msg);
	no_identifiers(report);
	attempt(wish, 0, dropped, &dropped);
	no_identifiers(report);
}

static void messages_have_no_identifiers(void **state)
{
	struct scll_options opts = {
		.size = sizeof(opts), .flags = SCLL_WAIT_KILL, .msg = msg, .msg_size = sizeof(msg),
	};
	struct scll *sb;

	(void)state;
	each_kernel(messages_for_users);
	for (int error = 0; error > -200; error--)
		for (int step = -1; step < 11; step++)
			no_identifiers(scll_why(error, step));
	assert_int_equal(-EINVAL, scll_new(&sb, &opts));
	no_identifiers(msg);
}

/* Asking changes nothing, and needs no privileges. */
static void flags_are_probed(void **state)
{
	(void)state;
	for (int abi = 1; abi <= 22; abi++) {
		struct scll_kernel known = { .size = sizeof(known) };

		memset(&kernel, 0, sizeof(kernel));
		kernel.landlock = abi / 2;
		kernel.unprivileged = abi & 1;
		no_new_privs = false;
		*steps = '\0';
		assert_int_equal(0, scll_probe(&known));
		assert_int_equal(flags_of(kernel.landlock), known.restrict_flags);
		assert_int_equal(kernel.landlock >= 10, known.rule_flags);
		assert_int_equal(fs_of(kernel.landlock), known.fs);
		assert_int_equal(net_of(kernel.landlock), known.net);
		assert_false(no_new_privs);
		assert_string_equal("", steps);
	}
}

/* A program that was linked with the first version. */
static void smaller_kernel(void **state)
{
	struct scll_kernel known;
	size_t size = offsetof(struct scll_kernel, restrict_flags);

	(void)state;
	memset(&kernel, 0, sizeof(kernel));
	kernel.landlock = 11;
	memset(&known, 0x55, sizeof(known));
	known.size = size;
	assert_int_equal(0, scll_probe(&known));
	assert_int_equal(size, known.size);
	assert_int_equal(0x1ffff, known.fs);
	assert_int_equal(0x55555555, known.restrict_flags);
	known.size = size - 1;
	assert_int_equal(-EINVAL, scll_probe(&known));
}

/* Prepares and applies; what was called then. */
static int apply_on(int abi, bool extended, uint32_t flags, struct scll_result *result)
{
	const struct wish wish = { SCLL_FS_ALL, 0, 0, flags };
	int restrict_self = kernel.restrict_self, thread = kernel.thread, ret;
	struct scll *sb;

	memset(&kernel, 0, sizeof(kernel));
	kernel.landlock = abi;
	kernel.extended = extended;
	sb = make(&wish, SCLL_BEST_EFFORT, 0);
	assert_int_equal(0, scll_prepare(sb));
	kernel.restrict_self = restrict_self;
	kernel.thread = thread;
	*steps = '\0';
	result->size = sizeof(*result);
	ret = scll_apply(sb, result);
	scll_free(sb);
	return ret;
}

static void steps_in_order(void **state)
{
	static const struct {
		int abi;
		bool extended;
		uint32_t flags;
		const char *steps;
	} cases[] = {
		{ 6, false, SCLL_NO_NEW_PRIVS, "nnp:0 restrict:0 filter:0 " },
		{ 6, false, SCLL_NO_NEW_PRIVS | SCLL_TSYNC, "nnp:0 restrict:0 filter:1 " },
		{ 7, false, SCLL_TSYNC | SCLL_LOG_NEW_EXEC_ON, "restrict:2 filter:1 " },
		{ 8, false, SCLL_TSYNC, "filter:1 restrict:8 filter:1 " },
		{ 8, false, SCLL_NO_TRACE | SCLL_TSYNC, "filter:1 restrict:8 filter:1 filter:1 " },
		{ 11, false, SCLL_NO_NEW_PRIVS | SCLL_TSYNC, "nnp:0 filter:1 restrict:8 filter:1 " },
		{ 11, false, SCLL_NO_NEW_PRIVS, "restrict:10 filter:0 " },
		{ 11, false, SCLL_LOG_SUBDOMAINS_OFF, "restrict:4 filter:0 " },
		{ 6, true, SCLL_NO_NEW_PRIVS | SCLL_TSYNC, "nnp:0 attach:0 " },
		{ 10, true, SCLL_NO_NEW_PRIVS | SCLL_LOG_SAME_EXEC_OFF, "nnp:0 attach:1 " },
		{ 11, true, SCLL_NO_NEW_PRIVS | SCLL_TSYNC | SCLL_LOG_NEW_EXEC_ON, "attach:12 " },
	};
	struct scll_result result;

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		assert_int_equal(0, apply_on(cases[i].abi, cases[i].extended, cases[i].flags,
					     &result));
		assert_string_equal(cases[i].steps, steps);
		assert_int_equal(0, result.partial);
	}
}

/* Nobody loses rules to a sandbox that cannot be put in force. */
static void threads_that_cannot_follow_keep_rules(void **state)
{
	struct scll_result result;

	(void)state;
	kernel.thread = 4711;
	assert_int_equal(-ESRCH, apply_on(8, false, SCLL_TSYNC, &result));
	assert_string_equal("filter:1 ", steps);
	assert_int_equal(SCLL_STEP_THREADS, result.step);
	assert_int_equal(4711, result.tid);
	assert_int_equal(0, result.partial);
	kernel.thread = 0;
	kernel.restrict_self = -ENOMEM;
	assert_int_equal(-ENOMEM, apply_on(8, false, SCLL_TSYNC, &result));
	assert_string_equal("filter:1 restrict:8 ", steps);
	assert_int_equal(SCLL_STEP_RULES, result.step);
	assert_int_equal(1, result.partial);
	kernel.restrict_self = 0;
}

static void logging(void **state)
{
	const struct wish none = { 0, 0, 0, SCLL_LOG_NEW_EXEC_ON };
	const struct wish all = { SCLL_FS_ALL, SCLL_NET_ALL, SCLL_SCOPE_ALL, 0 };
	uint32_t dropped;
	struct scll *sb;

	(void)state;
	for (int abi = 6; abi <= 11; abi++) {
		memset(&kernel, 0, sizeof(kernel));
		kernel.landlock = abi;
		kernel.extended = true;
		assert_int_equal(-EINVAL, attempt(&none, SCLL_BEST_EFFORT, 0, &dropped));
		assert_non_null(strstr(msg, "there are no rules"));

		sb = make(&all, SCLL_BEST_EFFORT, 0);
		assert_int_equal(0, scll_quiet_path(sb, "/etc"));
		assert_int_equal(0, scll_quiet_port(sb, 53));
		assert_int_equal(0, scll_prepare(sb));
		assert_int_equal(abi < 10 ? SCLL_DROPPED_LOG : 0, scll_dropped(sb));
		*report = '\0';
		assert_int_equal(0, scll_report(sb, add_to_report, NULL));
		assert_int_equal(abi < 10, !!strstr(report, "asked for: quiet\n"));
		assert_int_equal(abi < 10 ? 0 : 2, quiet_rules);
		assert_int_equal(abi < 10 ? 0 : SCLL_FS_ALL, made.quiet_fs);
		assert_int_equal(abi < 10 ? 0 : SCLL_NET_ALL, made.quiet_net);
		assert_int_equal(0, made.quiet_scopes);
		scll_free(sb);
	}
	/* Not more than was said: ports are logged. */
	sb = make(&all, 0, 0);
	assert_int_equal(0, scll_quiet_path(sb, "/etc"));
	assert_int_equal(0, scll_quiet_port(sb, 53));
	assert_int_equal(0, scll_quiet_rights(sb, FS_EXECUTE, 0, SCLL_SCOPE_SIGNAL));
	assert_int_equal(0, scll_prepare(sb));
	assert_int_equal(FS_EXECUTE, made.quiet_fs);
	assert_int_equal(0, made.quiet_net);
	assert_int_equal(SCLL_SCOPE_SIGNAL, made.quiet_scopes);
	assert_int_equal(1, quiet_rules);
	scll_free(sb);
}

/* Newer rights are handled by a rule for them, and by no other. */
static void newer_rights_by_rules(void **state)
{
	struct scll_options opts = { .size = sizeof(opts), .flags = SCLL_IGNORE_MISSING };
	struct scll *sb;

	(void)state;
	assert_int_equal(0, scll_new(&sb, &opts));
	assert_int_equal(0, scll_quiet_path(sb, "/"));
	assert_int_equal(0, sb->handled.fs);
	assert_int_equal(0, scll_allow_path(sb, "/", SCLL_ALL));
	assert_int_equal(SCLL_FS_ALL, sb->handled.fs);
	/* Also if there is no such socket yet. */
	assert_int_equal(0, scll_allow_path_rights(sb, "/no/such", SCLL_RESOLVE_UNIX));
	assert_int_equal(SCLL_FS_ALL | SCLL_RESOLVE_UNIX, sb->handled.fs);
	assert_int_equal(0, scll_allow_port(sb, 80, SCLL_BIND_TCP));
	assert_int_equal(SCLL_NET_ALL, sb->handled.net);
	assert_int_equal(0, scll_allow_port(sb, 0, SCLL_BIND_UDP));
	assert_int_equal(SCLL_NET_ALL | SCLL_UDP_ALL, sb->handled.net);
	scll_free(sb);
}

static void names(void **state)
{
	static const uint64_t all[] = {
		[SCLL_NAME_FS] = FS_KNOWN, [SCLL_NAME_NET] = NET_KNOWN,
		[SCLL_NAME_SCOPE] = SCLL_SCOPE_ALL, [SCLL_NAME_DROPPED] = 0xfff,
		[SCLL_NAME_RESTRICT] = 0x1f, [SCLL_NAME_RULE] = ADD_RULE_QUIET,
	};

	(void)state;
	for (int kind = SCLL_NAME_FS; kind <= SCLL_NAME_RULE; kind++)
		for (int bit = 0; bit < 65; bit++)
			assert_int_equal(bit < 64 && all[kind] >> bit & 1, !!scll_name(kind, bit));
	assert_string_equal("execute", scll_name(SCLL_NAME_FS, 0));
	assert_string_equal("ioctl_dev", scll_name(SCLL_NAME_FS, 15));
	assert_string_equal("resolve_unix", scll_name(SCLL_NAME_FS, 16));
	assert_string_equal("connect_send_udp", scll_name(SCLL_NAME_NET, 3));
	assert_string_equal("no_new_privs", scll_name(SCLL_NAME_RESTRICT, 4));
	assert_string_equal("quiet", scll_name(SCLL_NAME_RULE, 0));
	assert_string_equal("connect_tcp", scll_name(SCLL_NAME_NET, 1));
	assert_string_equal("signal", scll_name(SCLL_NAME_SCOPE, 1));
	assert_string_equal("path", scll_name(SCLL_NAME_DROPPED, 9));
	assert_int_equal(SCLL_DROPPED_WAIT_KILL, 1 << 8);
	assert_string_equal("wait-kill", scll_name(SCLL_NAME_DROPPED, 8));
	assert_string_equal("unix", scll_name(SCLL_NAME_DROPPED, 10));
	assert_string_equal("log", scll_name(SCLL_NAME_DROPPED, 11));
	assert_null(scll_name(-1, 0));
	assert_null(scll_name(6, 0));
}

static int try_program(struct sock_filter *insns, size_t len, uint32_t flags)
{
	const struct wish none = { 0, 0, 0, 0 };
	struct sock_fprog prog = { .len = len, .filter = insns };
	struct scll *sb = make(&none, flags, 0);
	int ret = scll_try_filter(sb, &prog);

	scll_free(sb);
	return ret;
}

/* As a filter made with libseccomp. */
static int try_seccomp(scmp_filter_ctx ctx, uint32_t flags)
{
	const struct wish none = { 0, 0, 0, 0 };
	uint32_t dropped_all = SCLL_DROPPED_PATH - 1;
	struct scll *sb = make(&none, flags, dropped_all);
	int ret;

	memset(&kernel, 0, sizeof(kernel));
	kernel.landlock = 7;
	kernel.extended = true;
	assert_int_equal(0, scll_set_seccomp(sb, ctx));
	ret = scll_prepare(sb);
	scll_free(sb);
	return ret;
}

static void calls_that_a_filter_denies(void **state)
{
	static const struct {
		uint32_t action;
		const char *words;
		uint32_t flags;		/* with which it is fine */
	} cases[] = {
		{ SCMP_ACT_KILL_PROCESS, "the filter kills %s(2)", SCLL_ANY_FILTER },
		{ SCMP_ACT_KILL_THREAD, "the filter kills %s(2)", SCLL_ANY_FILTER },
		{ SCMP_ACT_TRAP, "the filter answers %s(2) with SIGSYS", SCLL_ANY_FILTER },
		{ SCMP_ACT_ERRNO(1), "the filter denies %s(2): Operation not permitted",
		  SCLL_ANY_FILTER },
		{ SCMP_ACT_ERRNO(0), "the filter lets %s(2) do nothing", SCLL_ANY_FILTER },
		{ SCMP_ACT_TRACE(7),
		  "the filter leaves %s(2) to a tracer, and without one it fails: Function not implemented",
		  SCLL_ANY_FILTER },
		{ SCMP_ACT_NOTIFY, "the filter leaves %s(2) to a listener, and there will be none",
		  SCLL_NEW_LISTENER },
	};
	static const char *const calls[] = { "execve", "exit_group" };
	char want[256];

	(void)state;
	for (size_t i = 0; i < NR(cases) * 2; i++) {
		const char *call = calls[i % 2];
		scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

		assert_int_equal(0, seccomp_rule_add(ctx, cases[i / 2].action,
						     seccomp_syscall_resolve_name(call), 0));
		assert_int_equal(-ENOEXEC, try_seccomp(ctx, 0));
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(want, sizeof(want), cases[i / 2].words, call);
#pragma GCC diagnostic pop
		assert_string_equal(want, msg);
		assert_int_equal(0, try_seccomp(ctx, cases[i / 2].flags));
		seccomp_release(ctx);
		/* The same as default, with this call allowed. */
		ctx = seccomp_init(cases[i / 2].action);
		assert_int_equal(0, seccomp_rule_add(ctx, SCMP_ACT_ALLOW,
						     seccomp_syscall_resolve_name(call), 0));
		assert_int_equal(-ENOEXEC, try_seccomp(ctx, 0));
		assert_non_null(strstr(msg, calls[!(i % 2)]));
		assert_int_equal(0, seccomp_rule_add(ctx, SCMP_ACT_ALLOW,
						     seccomp_syscall_resolve_name(calls[!(i % 2)]), 0));
		assert_int_equal(0, try_seccomp(ctx, 0));
		seccomp_release(ctx);
	}
}

static void filters_that_let_commands_run(void **state)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_LOG);

	(void)state;
	assert_int_equal(0, try_seccomp(ctx, 0));
	/* It depends on what is not known here. */
	assert_int_equal(0, seccomp_rule_add(ctx, SCMP_ACT_KILL, SCMP_SYS(execve), 1,
					     SCMP_A0(SCMP_CMP_EQ, 4711)));
	assert_int_equal(0, seccomp_rule_add(ctx, SCMP_ACT_ERRNO(1), SCMP_SYS(exit_group), 1,
					     SCMP_A0(SCMP_CMP_NE, 0)));
	assert_int_equal(0, seccomp_rule_add(ctx, SCMP_ACT_KILL, SCMP_SYS(execveat), 0));
	assert_int_equal(0, try_seccomp(ctx, 0));
	seccomp_release(ctx);
	/* The one that stands in for no tracing. */
	memset(&kernel, 0, sizeof(kernel));
	kernel.landlock = 7;
	{
		const struct wish wish = { 0, 0, 0, SCLL_NO_TRACE };
		uint32_t dropped;

		assert_int_equal(0, attempt(&wish, SCLL_BEST_EFFORT, 0, &dropped));
	}
}

static void filters_for_nobody(void **state)
{
	static struct sock_filter all[] = { BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1) };
	static struct sock_filter other[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 4),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x40000014 /* AUDIT_ARCH_PPC */, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};

	(void)state;
	assert_int_equal(-ENOEXEC, try_program(all, 1, 0));
	assert_string_equal("the filter denies execve(2): Operation not permitted, "
			    "as it does with every system call", msg);
	assert_int_equal(-ENOEXEC, try_program(other, 4, 0));
	assert_string_equal("the filter kills execve(2), as it does with every system call "
			    "of this architecture: it was made for another one", msg);
	/* Not a program: the kernel says so. */
	other[1].jf = 200;
	assert_int_equal(0, try_program(other, 4, 0));
	assert_int_equal(0, try_program(other, 1, 0));
}

static uint32_t below(uint32_t n)
{
	return (uint32_t)random() % n;
}

/* Of 1 to 12 instructions, valid, mostly about the number; true: about no more. */
static bool random_program(struct sock_filter *insns, size_t *len)
{
	static const uint16_t ops[] = { BPF_ADD, BPF_SUB, BPF_MUL, BPF_DIV, BPF_AND, BPF_OR,
					BPF_XOR, BPF_LSH, BPF_RSH, BPF_NEG };
	static const uint16_t memory[] = { BPF_ST, BPF_STX, BPF_LD | BPF_MEM, BPF_LDX | BPF_MEM };
	static const uint16_t constants[] = { BPF_LD | BPF_IMM, BPF_LDX | BPF_IMM,
					      BPF_LD | BPF_W | BPF_LEN, BPF_LDX | BPF_W | BPF_LEN };
	static const uint16_t jumps[] = { BPF_JEQ, BPF_JGT, BPF_JGE, BPF_JSET };
	static const uint32_t numbers[] = { SYS_execve, SYS_exit_group, 0, 1, 3, 0xc000003e };
	static const uint32_t actions[] = { SECCOMP_RET_ALLOW, SECCOMP_RET_KILL_PROCESS,
					    SECCOMP_RET_ERRNO | 1, SECCOMP_RET_LOG };
	bool known = true;
	size_t i;

	*len = 1 + below(12);
	for (i = 0; i < *len; i++) {
		uint32_t k = numbers[below(NR(numbers))];
		uint8_t rest = *len - i - 1;

		switch (rest ? below(9) : 8) {
		case 0:
		case 1:
			k = 4 * below(known && below(4) ? 2 : 16);
			known &= k < 8;
			insns[i] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, k);
			break;
		case 2:
			k = 1 + below(31);
			insns[i] = (struct sock_filter)BPF_STMT(BPF_ALU | BPF_K |
								ops[below(NR(ops))], k);
			break;
		case 3:
			insns[i] = (struct sock_filter)BPF_STMT(BPF_MISC | (below(2) ? BPF_TAX : BPF_TXA), 0);
			break;
		case 4:
			insns[i] = (struct sock_filter)BPF_STMT(memory[below(4)], below(2));
			break;
		case 5:
			insns[i] = (struct sock_filter)BPF_STMT(constants[below(4)], k);
			break;
		case 6:
		case 7:
			insns[i] = (struct sock_filter)BPF_JUMP(BPF_JMP | jumps[below(4)] |
				(below(3) ? BPF_K : BPF_X), k, below(rest), below(rest));
			if (!below(8))
				insns[i] = (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, below(rest));
			break;
		default:
			insns[i] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
								actions[below(NR(actions))]);
			if (!below(10))
				insns[i] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_A, 0);
		}
	}
	return known;
}

/* Of libpcap, whose header defines the instructions again. */
unsigned int bpf_filter(const struct sock_filter *insns, const unsigned char *packet,
			unsigned int wire_len, unsigned int len);

/* By libpcap's interpreter, which reads packets: words of big-endian bytes. */
static bool pcap_allows(const struct sock_filter *insns, uint32_t nr)
{
	uint32_t data[16], action;

	for (size_t i = 0; i < 16; i++)
		data[i] = htobe32((uint32_t)random() ^ (uint32_t)random() << 16);
	data[0] = htobe32(nr);
	data[1] = htobe32(seccomp_arch_native());
	action = bpf_filter(insns, (const void *)data, 64, 64) &
		 SECCOMP_RET_ACTION_FULL;
	return action == SECCOMP_RET_ALLOW || action == SECCOMP_RET_LOG;
}

static void as_another_interpreter(void **state)
{
	struct sock_filter insns[16];
	int refused = 0, exact = 0;

	(void)state;
	srandom(18);
	for (int i = 0; i < 30000; i++) {
		size_t len;
		bool known = random_program(insns, &len);
		bool takes = !try_program(insns, len, 0);
		bool exec = false, end = false;

		/* One argument with which it passes is enough. */
		for (int j = 0; j < (known ? 1 : 16); j++) {
			exec |= pcap_allows(insns, SYS_execve);
			end |= pcap_allows(insns, SYS_exit_group);
		}
		/* Memory that was not written is not the same for both. */
		if (exec && end)
			assert_true(takes);
		refused += !takes;
		if (known && (!exec || !end))
			exact += !takes;
	}
	assert_true(refused > 5000);
	assert_true(exact > 5000);
}

static void say(void *arg, const char *text)
{
	strcat(strcat(arg, text), "|");
}

/* Loads into a sandbox that restricts no files yet, but has a rule for a port. */
static int load(struct scll **sb, const char *policy, void *said)
{
	struct scll_options opts = { .size = sizeof(opts), .msg = msg, .msg_size = sizeof(msg) };

	assert_int_equal(0, scll_new(sb, &opts));
	assert_int_equal(0, scll_allow_port(*sb, 1, SCLL_BIND_TCP));
	return scll_load_policy(*sb, "FILE", policy, strlen(policy), said ? say : NULL, said);
}

#define POLICY(path)	"{\"ruleset\":[{\"scoped\":[\"signal\"]}],\"pathBeneath\":[" \
	"{\"allowedAccess\":[\"execute\",\"read_dir\"],\"parent\":[\"/usr\",\"" path "\"]}]}"

static void policies(void **state)
{
	char said[256] = "";
	struct scll *sb;

	(void)state;
	memset(&kernel, 0, sizeof(kernel));
	kernel.landlock = 6;
	kernel.extended = true;
	assert_int_equal(0, load(&sb, POLICY("/bin/sh"), NULL));
	assert_int_equal(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_DIR, sb->handled.fs);
	assert_int_equal(SCLL_NET_ALL, sb->handled.net);
	assert_int_equal(SCLL_SCOPE_SIGNAL, sb->handled.scopes);
	assert_int_equal(3, sb->nr_rules);
	assert_int_equal(0, scll_denied(sb, "/usr/bin/env", SCLL_FS_ALL));
	assert_int_equal(0, scll_denied(sb, "/bin/sh", LANDLOCK_ACCESS_FS_EXECUTE));
	assert_int_equal(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_DIR,
			 scll_denied(sb, "/etc", SCLL_FS_ALL));
	assert_int_equal(0, scll_denied(sb, "/nonexistent", SCLL_FS_ALL));
	/* A rule of its own restricts what it would without a policy. */
	assert_int_equal(0, scll_allow_path(sb, "/etc", SCLL_READ));
	assert_int_equal(SCLL_FS_ALL, sb->handled.fs);
	assert_int_equal(0, scll_prepare(sb));
	assert_int_equal(-EBUSY, scll_load_policy(sb, "FILE", POLICY("/"), sizeof(POLICY("/")) - 1,
						  NULL, NULL));
	scll_free(sb);

	/* What fails leaves nothing. */
	assert_int_equal(-ENOENT, load(&sb, POLICY("/nonexistent"), NULL));
	assert_string_equal("/nonexistent: No such file or directory", msg);
	assert_int_equal(1, sb->nr_rules);
	assert_int_equal(0, sb->handled.fs | sb->handled.scopes);
	scll_free(sb);
	assert_int_equal(-EOPNOTSUPP, load(&sb, "{\"abi\":99}", NULL));
	no_identifiers(msg);
	scll_free(sb);
	assert_int_equal(-EINVAL, load(&sb, "{\"abi\":99}", said));
	assert_true(strstr(said, "FILE: abi: 99 is newer than "));
	assert_string_equal("FILE: restricts nothing", msg);
	scll_free(sb);
}

static void profiles(void **state)
{
	static const char text[] = "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"flags\":"
		"[\"SECCOMP_FILTER_FLAG_LOG\",\"SECCOMP_FILTER_FLAG_SPEC_ALLOW\"],\"syscalls\":[{\"name\":\"execve\",\"action\":"
		"\"SCMP_ACT_ERRNO\"},{\"name\":\"raed\",\"action\":\"SCMP_ACT_KILL\"}]}";
	char said[256] = "";
	struct scll *sb = make(&(struct wish){ 0, 0, 0, 0 }, 0, 0);

	(void)state;
	assert_int_equal(-EINVAL, scll_load_profile(sb, "FILE", "{}", 2, NULL, NULL));
	assert_string_equal("FILE: defaultAction: is missing", msg);
	assert_int_equal(0, scll_load_profile(sb, "FILE", text, strlen(text), say, said));
	assert_string_equal("FILE: syscalls[1].name: unknown system call 'raed' is not denied; "
			    "did you mean read?|", said);
	assert_int_equal(SCLL_LOG | SCLL_SPEC_ALLOW, sb->flags);
	assert_int_equal(-EBUSY, scll_load_profile(sb, "FILE", text, strlen(text), NULL, NULL));
	assert_int_equal(-ENOEXEC, scll_prepare(sb));
	assert_string_equal("syscalls[0]: the filter denies execve(2): Operation not permitted", msg);
	scll_free(sb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(policies),
		cmocka_unit_test(profiles),
		cmocka_unit_test(accepting),
		cmocka_unit_test(best_effort),
		cmocka_unit_test(accepted_bits_are_checked),
		cmocka_unit_test(all_paths_missing),
		cmocka_unit_test(no_tcp),
		cmocka_unit_test(filters_around_are_suspected),
		cmocka_unit_test(later_calls_are_suspected_too),
		cmocka_unit_test(refer_stays_allowed),
		cmocka_unit_test(messages_have_no_identifiers),
		cmocka_unit_test(flags_are_probed),
		cmocka_unit_test(smaller_kernel),
		cmocka_unit_test(steps_in_order),
		cmocka_unit_test(threads_that_cannot_follow_keep_rules),
		cmocka_unit_test(logging),
		cmocka_unit_test(newer_rights_by_rules),
		cmocka_unit_test(names),
		cmocka_unit_test(calls_that_a_filter_denies),
		cmocka_unit_test(filters_that_let_commands_run),
		cmocka_unit_test(filters_for_nobody),
		cmocka_unit_test(as_another_interpreter),
	};

	seccomp_api_set(5);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
