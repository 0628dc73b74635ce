// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What the library asks for, accepts and says on kernels of each kind.  This file is
 * such a kernel: it stands in for sys.c, and knows what each version of Landlock does
 * from the kernel's documentation.
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

#include "sandbox.h"

/* In the order of LANDLOCK_ACCESS_FS_*. */
#define FS_EXECUTE	(UINT64_C(1) << 0)
#define FS_MAKE_BLOCK	(UINT64_C(1) << 11)
#define FS_REFER	(UINT64_C(1) << 13)
#define FS_IOCTL_DEV	(UINT64_C(1) << 15)

static struct {
	int landlock;		/* version, or what its calls answer */
	bool extended;
	bool old;		/* knows no SCLL_WAIT_KILL */
	int seccomp;		/* what seccomp(2) answers, if not 0 */
	int mode;		/* SECCOMP_MODE_* */
	int listed;
	bool no_tcp;
	int add_rule;		/* what landlock_add_rule(2) answers, if not 0 */
} kernel;

/* What was made last. */
static struct scll_ruleset_attr made;
static int refer_rules, other_rules;
static bool has_rules;

int scll_sys_no_new_privs(void)
{
	return 0;
}

int scll_sys_seccomp(unsigned int op, unsigned int flags, const void *args)
{
	struct seccomp_landlock_info *info = (void *)args;

	if (kernel.seccomp)
		return kernel.seccomp;
	if (op == SECCOMP_GET_LANDLOCK_INFO && kernel.extended) {
		info->abi = 2;
		info->flags = SECCOMP_LANDLOCK_PTRACE_DENY | SECCOMP_LANDLOCK_TRUST_DELEGATE;
		return 0;
	}
	if (op != SECCOMP_SET_MODE_FILTER &&
	    !(op == SECCOMP_SET_MODE_RULED_FILTER && kernel.extended))
		return -EINVAL;
	if (flags & ~(kernel.old ? 0x1fU : 0x3fU))
		return -EINVAL;
	return args ? 0 : -EFAULT;
}

int scll_sys_landlock_abi(void)
{
	return kernel.landlock;
}

static uint64_t fs_of(int abi)
{
	return abi >= 5 ? 0xffff : abi >= 3 ? 0x7fff : abi == 2 ? 0x3fff : 0x1fff;
}

int scll_sys_create_ruleset(const struct scll_ruleset_attr *attr)
{
	int abi = kernel.landlock;

	if (abi < 0)
		return abi;
	if (attr->fs & ~fs_of(abi) || attr->net & ~(abi >= 4 ? UINT64_C(3) : 0) ||
	    attr->scopes & ~(abi >= 6 ? UINT64_C(3) : 0))
		return abi < 4 && (attr->net || attr->scopes) ? -E2BIG : -EINVAL;
	made = *attr;
	refer_rules = 0;
	other_rules = 0;
	return memfd_create("ruleset", MFD_CLOEXEC);
}

int scll_sys_add_rule(int ruleset, unsigned int type, const void *attr)
{
	const struct landlock_path_beneath_attr *file = attr;

	(void)ruleset;
	if (kernel.add_rule)
		return kernel.add_rule;
	if (type == SCLL_RULE_NET_PORT && kernel.no_tcp)
		return -EAFNOSUPPORT;
	if (type == LANDLOCK_RULE_PATH_BENEATH && file->allowed_access == FS_REFER)
		refer_rules++;
	else
		other_rules++;
	return 0;
}

int scll_sys_restrict_self(int ruleset)
{
	(void)ruleset;
	return 0;
}

int scll_sys_seccomp_mode(void)
{
	return kernel.mode;
}

int scll_sys_landlock_listed(void)
{
	return kernel.listed;
}

/* What is asked for. */
struct wish {
	uint64_t fs, net, scopes;
	uint32_t flags;
};

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
	uint64_t fs = abi < 1 ? 0 : wish->fs & fs_of(abi);
	uint64_t net = abi < 4 ? 0 : wish->net;
	uint64_t scopes = abi < 6 ? 0 : wish->scopes;
	bool any = wish->fs || wish->net || wish->scopes;
	bool kept = fs || net || scopes;
	uint32_t bits = 0;

	if (any && !kept)
		bits |= SCLL_DROPPED_RULES;
	/* Not to know refer is to deny it. */
	else if ((wish->fs & ~fs & ~(refer ? FS_REFER : 0)))
		bits |= SCLL_DROPPED_FS;
	if (kept && wish->net != net)
		bits |= SCLL_DROPPED_NET;
	if (kept && wish->scopes != scopes)
		bits |= SCLL_DROPPED_SCOPE;
	if (wish->flags & SCLL_WAIT_KILL && kernel.old)
		bits |= SCLL_DROPPED_WAIT_KILL;
	if (kernel.extended)
		return bits;
	bits |= SCLL_DROPPED_VERDICT;
	if (wish->flags & SCLL_NO_TRACE)
		bits |= SCLL_DROPPED_NO_TRACE;
	if (kept || wish->flags & SCLL_NO_TRACE)
		bits |= SCLL_DROPPED_ATOMIC;
	if (kept && wish->flags & SCLL_TSYNC)
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
};

#define NR(array)	(sizeof(array) / sizeof((array)[0]))

static void each_kernel(void (*test)(const struct wish *wish))
{
	static const int versions[] = { -ENOSYS, -EOPNOTSUPP, -EPERM, 1, 2, 3, 4, 5, 6, 7 };

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
	for (uint32_t bit = 1; bit <= SCLL_DROPPED_PATH; bit <<= 1) {
		if (!(missing & bit))
			continue;
		assert_int_equal(-EOPNOTSUPP,
				 attempt(wish, 0, (SCLL_DROPPED_PATH - 1) & ~bit &
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
		.size = sizeof(opts), .accept = SCLL_DROPPED_PATH << 1,
		.msg = msg, .msg_size = sizeof(msg),
	};
	struct scll *sb;

	(void)state;
	assert_int_equal(-EINVAL, scll_new(&sb, &opts));
	assert_string_equal("what may be missing has unknown bits: 0x400", msg);
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
	for (int abi = 1; abi <= 7; abi++) {
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

static void names(void **state)
{
	(void)state;
	assert_string_equal("execute", scll_name(SCLL_NAME_FS, 0));
	assert_string_equal("ioctl_dev", scll_name(SCLL_NAME_FS, 15));
	assert_null(scll_name(SCLL_NAME_FS, 16));
	assert_string_equal("connect_tcp", scll_name(SCLL_NAME_NET, 1));
	assert_string_equal("signal", scll_name(SCLL_NAME_SCOPE, 1));
	assert_string_equal("path", scll_name(SCLL_NAME_DROPPED, 9));
	assert_int_equal(SCLL_DROPPED_WAIT_KILL, 1 << 8);
	assert_string_equal("wait-kill", scll_name(SCLL_NAME_DROPPED, 8));
	assert_null(scll_name(SCLL_NAME_DROPPED, 10));
	assert_null(scll_name(-1, 0));
	assert_null(scll_name(4, 0));
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepting),
		cmocka_unit_test(best_effort),
		cmocka_unit_test(accepted_bits_are_checked),
		cmocka_unit_test(all_paths_missing),
		cmocka_unit_test(no_tcp),
		cmocka_unit_test(filters_around_are_suspected),
		cmocka_unit_test(later_calls_are_suspected_too),
		cmocka_unit_test(refer_stays_allowed),
		cmocka_unit_test(messages_have_no_identifiers),
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
