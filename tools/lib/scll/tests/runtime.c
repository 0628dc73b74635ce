// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What runtimes and launchers use: a program and a ruleset by one call, the descriptor of a
 * sandbox, names of rights, listeners, a dump, and no child.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "kernel.h"
#include "sandbox.h"

/* Linked with --wrap: no test may make a child unseen. */
static int children;

long __real_syscall(long nr, long a, long b, long c, long d, long e, long f);
long __wrap_syscall(long nr, long a, long b, long c, long d, long e, long f);
pid_t __real_fork(void);
pid_t __wrap_fork(void);

long __wrap_syscall(long nr, long a, long b, long c, long d, long e, long f)
{
	children += nr == SYS_clone;
	return __real_syscall(nr, a, b, c, d, e, f);
}

pid_t __wrap_fork(void)
{
	children++;
	return __real_fork();
}

static const struct sock_filter program[] = {
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mkdirat, 0, 1),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 95),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};

static int ruleset = -1;

static void reset(int landlock, bool extended)
{
	memset(&kernel, 0, sizeof(kernel));
	kernel.landlock = landlock;
	kernel.extended = extended;
	kernel.listener = 77;
	no_new_privs = false;
	*steps = '\0';
	children = 0;
	last_ruleset = -2;
	memset(&attached, 0, sizeof(attached));
}

static int open_ruleset(void **state)
{
	(void)state;
	ruleset = memfd_create("ruleset", MFD_CLOEXEC);
	return ruleset < 0;
}

/* From the words of scll.h, for a stock kernel of this version of Landlock. */
static uint32_t missing(uint32_t options, bool rules)
{
	const uint32_t log = SCLL_LOG_SAME_EXEC_OFF | SCLL_LOG_NEW_EXEC_ON |
			     SCLL_LOG_SUBDOMAINS_OFF;
	uint32_t bits = 0;

	if (options & SCLL_WAIT_KILL && kernel.old)
		bits |= SCLL_DROPPED_WAIT_KILL;
	if (options & log && kernel.landlock < 7)
		bits |= SCLL_DROPPED_LOG;
	if (kernel.extended)
		return bits;
	bits |= SCLL_DROPPED_VERDICT;
	if (rules)
		bits |= SCLL_DROPPED_ATOMIC;
	if (rules && options & SCLL_TSYNC && kernel.landlock < 8)
		bits |= SCLL_DROPPED_TSYNC;
	return bits;
}

static const uint32_t option_bits[] = {
	SCLL_NO_NEW_PRIVS, SCLL_TSYNC, SCLL_LOG, SCLL_NEW_LISTENER, SCLL_WAIT_KILL,
	SCLL_TRUST_DELEGATE, SCLL_LOG_NEW_EXEC_ON, SCLL_LOG_SUBDOMAINS_OFF,
};

static bool makes_sense(uint32_t options, bool rules)
{
	if (options & SCLL_WAIT_KILL && !(options & SCLL_NEW_LISTENER))
		return false;
	return rules || !(options & (SCLL_LOG_NEW_EXEC_ON | SCLL_LOG_SUBDOMAINS_OFF));
}

static void each_load(void (*test)(uint32_t options, bool rules))
{
	for (int abi = 1; abi <= 11; abi++)
		for (int kind = 0; kind < 8; kind++)
			for (uint32_t set = 0; set < 1U << NR(option_bits); set++) {
				uint32_t options = 0;

				for (size_t i = 0; i < NR(option_bits); i++)
					options |= set >> i & 1 ? option_bits[i] : 0;
				reset(abi, kind & 1);
				kernel.old = kind & 2;
				if (makes_sense(options, kind & 4))
					test(options, kind & 4);
			}
}

static int load(uint32_t options, bool rules, uint32_t accept, struct scll_result *result)
{
	*result = (struct scll_result){ .size = sizeof(*result) };
	return scll_load(program, NR(program), rules ? ruleset : -1, 0, options, accept, result);
}

/* Nothing less than what is missing is enough, and what is refused does nothing. */
static void exactly_what_is_missing(uint32_t options, bool rules)
{
	uint32_t lacks = missing(options, rules);
	struct scll_result result;

	for (uint32_t bit = 1; bit <= SCLL_DROPPED_LOG; bit <<= 1) {
		if (!(lacks & bit))
			continue;
		assert_int_equal(-EOPNOTSUPP, load(options, rules, ~bit & 0xfff, &result));
		assert_int_equal(lacks, result.dropped);
		assert_int_equal(SCLL_STEP_NONE, result.step);
		assert_int_equal(-1, result.listener);
		assert_string_equal("", steps);
		assert_false(no_new_privs);
	}
	assert_int_equal(0, load(options, rules, lacks, &result));
	assert_int_equal(lacks, result.dropped);
	assert_int_equal(0, result.partial);
	assert_int_equal(options & SCLL_NEW_LISTENER ? 77 : -1, result.listener);
	assert_int_equal(kernel.extended ? SCLL_STEP_ATTACH : SCLL_STEP_FILTER, result.step);
	*steps = '\0';
	assert_int_equal(0, load(options | SCLL_BEST_EFFORT, rules, 0, &result));
	assert_int_equal(0, children);
}

static void loading_is_strict(void **state)
{
	(void)state;
	each_load(exactly_what_is_missing);
}

/* What a prepared sandbox with the same program and ruleset does. */
static void as_a_sandbox(uint32_t options, bool rules)
{
	struct scll_options opts = { .size = sizeof(opts), .flags = options | SCLL_BEST_EFFORT };
	struct scll_result applied = { .size = sizeof(applied) }, loaded;
	struct seccomp_landlock_attr attr;
	char expected[sizeof(steps)];
	unsigned int flags;
	struct scll *sb;

	/* Children take most of the time. */
	if (kernel.landlock != 6 && kernel.landlock != 8 && kernel.landlock != 11)
		opts.flags |= SCLL_NO_CHILD;
	assert_int_equal(0, scll_new(&sb, &opts));
	assert_int_equal(0, scll_set_filter(sb, program, NR(program)));
	if (rules)
		assert_int_equal(0, scll_set_ruleset(sb, ruleset));
	assert_int_equal(0, scll_prepare(sb));
	assert_int_equal(0, scll_apply(sb, &applied));
	assert_int_equal(scll_dropped(sb), applied.dropped);
	scll_free(sb);
	strcpy(expected, steps);
	attr = attached;
	flags = attached_flags;
	*steps = '\0';
	assert_int_equal(0, load(options | SCLL_BEST_EFFORT, rules, 0, &loaded));
	assert_string_equal(expected, steps);
	assert_memory_equal(&applied, &loaded, sizeof(applied));
	if (!kernel.extended)
		return;
	assert_int_equal(flags, attached_flags);
	assert_int_equal(attr.flags, attached.flags);
	assert_int_equal(attr.landlock_flags, attached.landlock_flags);
	assert_int_equal(NR(program), attached.filter_len);
	assert_ptr_equal(program, (void *)(uintptr_t)attached.filter);
	assert_int_equal(rules ? ruleset : -1, attached.ruleset_fd);
}

static void loading_is_applying(void **state)
{
	(void)state;
	each_load(as_a_sandbox);
}

static void flags_of_the_kernel(void **state)
{
	static const struct {
		uint32_t filter_flags, options;
		int ret;
		const char *steps;
	} cases[] = {
		{ SECCOMP_FILTER_FLAG_TSYNC, 0, 0, "filter:1 restrict:8 filter:1 " },
		{ 0, SCLL_TSYNC, 0, "filter:1 restrict:8 filter:1 " },
		{ SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_TSYNC_ESRCH, 0, 0,
		  "filter:1 restrict:8 filter:11 " },
		{ SECCOMP_FILTER_FLAG_LOG | SECCOMP_FILTER_FLAG_SPEC_ALLOW, SCLL_NO_NEW_PRIVS, 0,
		  "nnp:0 restrict:0 filter:6 " },
		{ SECCOMP_FILTER_FLAG_NEW_LISTENER, SCLL_WAIT_KILL, 0, "restrict:0 filter:28 " },
		{ SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_TSYNC, 0, 0,
		  "filter:1 restrict:8 filter:19 " },
		{ SECCOMP_FILTER_FLAG_LANDLOCK, 0, -EOPNOTSUPP, "" },
		{ 1U << 6, 0, -EOPNOTSUPP, "" },
		{ 0, SCLL_NO_TRACE, -EOPNOTSUPP, "" },
	};
	struct scll_result result = { .size = sizeof(result) };

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		reset(8, false);
		assert_int_equal(cases[i].ret,
				 scll_load(program, NR(program), ruleset, cases[i].filter_flags,
					   cases[i].options | SCLL_BEST_EFFORT, 0, &result));
		assert_string_equal(cases[i].steps, steps);
	}
	reset(8, true);
	assert_int_equal(0, scll_load(program, NR(program), -1, 0, SCLL_NO_TRACE, 0, NULL));
	assert_int_equal(SECCOMP_LANDLOCK_PTRACE_DENY, attached.flags);
	/* The rules bring no_new_privs along. */
	reset(11, false);
	assert_int_equal(0, scll_load(program, NR(program), ruleset, 0,
				      SCLL_NO_NEW_PRIVS | SCLL_BEST_EFFORT, 0, NULL));
	assert_string_equal("restrict:10 filter:0 ", steps);
	reset(11, true);
	assert_int_equal(0, scll_load(program, NR(program), ruleset, 0,
				      SCLL_NO_NEW_PRIVS | SCLL_LOG_NEW_EXEC_ON, 0, NULL));
	assert_string_equal("attach:12 ", steps);
}

static void wrong_arguments(void **state)
{
	static const struct {
		bool program;
		size_t len;
		int ruleset;
		uint32_t filter_flags, options, accept;
		int error;
	} cases[] = {
		{ true, 0, -1, 0, 0, 0, -EINVAL },
		{ false, 4, -1, 0, 0, 0, -EINVAL },
		{ true, BPF_MAXINSNS + 1, -1, 0, 0, 0, -EINVAL },
		/* As 16 bits, this would be a valid length. */
		{ true, 0x10004, -1, 0, 0, 0, -EINVAL },
		{ true, 4, -1, 0, SCLL_IGNORE_MISSING, 0, -EINVAL },
		{ true, 4, -1, 0, SCLL_ANY_FILTER, 0, -EINVAL },
		{ true, 4, -1, 0, SCLL_NO_CHILD, 0, -EINVAL },
		{ true, 4, -1, 0, 1U << 16, 0, -EINVAL },
		{ true, 4, -1, 0, 0, 1U << 12, -EINVAL },
		{ true, 4, -1, 0, SCLL_WAIT_KILL, 0, -EINVAL },
		{ true, 4, -1, SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, 0, 0, -EINVAL },
		{ true, 4, -1, 0, SCLL_LOG_NEW_EXEC_ON, 0, -EINVAL },
		/* No rules by mistake is no sandbox. */
		{ true, 4, -2, 0, 0, 0, -EBADF },
		{ true, 4, -EMFILE, 0, 0, 0, -EBADF },
	};
	struct scll_result result = { .size = sizeof(result) };

	(void)state;
	for (size_t i = 0; i < NR(cases) * 2; i++) {
		const size_t j = i / 2;
		const struct sock_filter *prog = NULL;

		if (cases[j].program)
			prog = program;
		reset(8, i & 1);
		assert_int_equal(cases[j].error,
				 scll_load(prog, cases[j].len, cases[j].ruleset,
					   cases[j].filter_flags, cases[j].options,
					   cases[j].accept | SCLL_DROPPED_VERDICT |
					   SCLL_DROPPED_ATOMIC, &result));
		assert_string_equal("", steps);
		assert_int_equal(SCLL_STEP_NONE, result.step);
		assert_null(strstr(scll_why(cases[j].error, result.step), "unexpected"));
	}
}

static void results(void **state)
{
	struct scll_result result;
	const size_t first = offsetof(struct scll_result, dropped);

	(void)state;
	reset(6, true);
	assert_int_equal(-EINVAL, scll_load(NULL, 0, -1, SECCOMP_FILTER_FLAG_NEW_LISTENER, 0, 0,
					    NULL));
	assert_int_equal(-EINVAL, scll_load(NULL, 0, -1, 0, SCLL_NEW_LISTENER, 0, NULL));
	result.size = first - 1;
	assert_int_equal(-EINVAL, scll_load(NULL, 0, -1, 0, 0, 0, &result));
	assert_string_equal("", steps);
	/* Without a program, one that allows everything. */
	assert_int_equal(0, scll_load(NULL, 0, ruleset, 0, 0, 0, NULL));
	assert_int_equal(1, attached.filter_len);
	assert_int_equal(SECCOMP_RET_ALLOW,
			 ((struct sock_filter *)(uintptr_t)attached.filter)->k);
	/* A program that was linked with the first version. */
	reset(6, false);
	memset(&result, 0x55, sizeof(result));
	result.size = first;
	assert_int_equal(-EOPNOTSUPP, scll_load(NULL, 0, -1, 0, 0, 0, &result));
	assert_int_equal(first, result.size);
	assert_int_equal(-1, result.listener);
	assert_int_equal(0x55555555, result.dropped);
}

/* Half a sandbox is said to be one. */
static void failures_between_the_steps(void **state)
{
	const uint32_t accept = SCLL_DROPPED_ATOMIC | SCLL_DROPPED_VERDICT;
	struct scll_result result;

	(void)state;
	reset(8, false);
	kernel.filter = -EINVAL;
	assert_int_equal(-EINVAL, load(0, true, accept, &result));
	assert_string_equal("restrict:0 filter:0 ", steps);
	assert_int_equal(SCLL_STEP_FILTER, result.step);
	assert_int_equal(1, result.partial);
	assert_int_equal(-1, result.listener);
	reset(8, false);
	kernel.restrict_self = -EBADFD;
	assert_int_equal(-EBADFD, load(0, true, accept, &result));
	assert_string_equal("restrict:0 ", steps);
	assert_int_equal(0, result.partial);
	reset(8, false);
	kernel.thread = 4711;
	assert_int_equal(-ESRCH, load(SCLL_TSYNC, true, accept, &result));
	assert_string_equal("filter:1 ", steps);
	assert_int_equal(4711, result.tid);
	assert_int_equal(0, result.partial);
	reset(8, false);
	kernel.restrict_self = -ENOMEM;
	assert_int_equal(-ENOMEM, load(SCLL_TSYNC, true, accept, &result));
	assert_string_equal("filter:1 restrict:8 ", steps);
	assert_int_equal(1, result.partial);
	/* Who has no privileges is stopped by the first call. */
	reset(8, false);
	kernel.unprivileged = true;
	assert_int_equal(-EPERM, load(0, true, accept, &result));
	assert_string_equal("", steps);
	reset(8, false);
	kernel.unprivileged = true;
	assert_int_equal(0, load(SCLL_NO_NEW_PRIVS, true, accept, &result));
	/* All or nothing. */
	reset(8, true);
	kernel.filter = -EINVAL;
	assert_int_equal(-EINVAL, load(0, true, 0, &result));
	assert_int_equal(SCLL_STEP_ATTACH, result.step);
	assert_int_equal(0, result.partial);
}

/* A filter that denies the last step is found before the first one. */
static void denied_by_a_filter_around(void **state)
{
	static const int errors[] = { -EPERM, -ENOSYS, 0 };
	struct scll_options opts = { .size = sizeof(opts),
				     .flags = SCLL_BEST_EFFORT | SCLL_NO_CHILD };
	struct scll_result result;
	struct scll *sb;

	(void)state;
	for (size_t i = 0; i < NR(errors); i++) {
		reset(8, false);
		kernel.seccomp = errors[i];
		kernel.pretends = !errors[i];
		assert_int_equal(errors[i] ?: -EPERM,
				 load(SCLL_BEST_EFFORT | SCLL_NO_NEW_PRIVS, true, 0, &result));
		assert_int_equal(SCLL_STEP_FILTER, result.step);
		assert_int_equal(0, result.partial);
		assert_string_equal("", steps);
		assert_non_null(strstr(scll_why(errors[i] ?: -EPERM, result.step),
				       "a sandbox around this process denies it"));
		/* So does a sandbox that is not tried in a child. */
		assert_int_equal(0, scll_new(&sb, &opts));
		assert_int_equal(0, scll_set_ruleset(sb, ruleset));
		assert_int_equal(errors[i] ?: -EPERM, scll_prepare(sb));
		scll_free(sb);
	}
}

static struct scll *prepared(uint32_t flags, const char *path)
{
	struct scll_options opts = { .size = sizeof(opts), .flags = flags | SCLL_BEST_EFFORT };
	struct scll *sb;

	assert_int_equal(0, scll_new(&sb, &opts));
	if (path) {
		assert_int_equal(0, scll_allow_path(sb, path, SCLL_READ));
		assert_int_equal(0, scll_allow_port(sb, 443, SCLL_CONNECT_TCP));
		assert_int_equal(-EINVAL, scll_fd(sb));
		assert_int_equal(-EINVAL, scll_move_fd(sb, 0));
		assert_int_equal(-EINVAL, scll_dump(sb, 1));
	}
	assert_int_equal(0, scll_prepare(sb));
	return sb;
}

static void no_children(void **state)
{
	static const char profile[] = "{\"defaultAction\":\"SCMP_ACT_ALLOW\"}";
	struct scll_options opts = { .size = sizeof(opts), .flags = SCLL_NO_CHILD };
	struct scll *sb;

	(void)state;
	/* Each of these has one without the flag: the counter works. */
	for (int extended = 0; extended < 2; extended++) {
		reset(11, extended);
		scll_free(prepared(SCLL_LOG_NEW_EXEC_ON, "/"));
		assert_true(children > 0);
		reset(11, extended);
		sb = prepared(SCLL_LOG_NEW_EXEC_ON | SCLL_NO_CHILD | SCLL_NO_TRACE, "/");
		assert_int_equal(extended ? 0 : SCLL_DROPPED_VERDICT | SCLL_DROPPED_NO_TRACE |
				 SCLL_DROPPED_ATOMIC, scll_dropped(sb));
		assert_int_equal(RESTRICT_LOG_NEW_EXEC_ON, sb->plan.restrict_flags);
		scll_free(sb);
		assert_int_equal(0, children);
		/* Rules that are not about files. */
		opts.flags = SCLL_NO_CHILD | SCLL_BEST_EFFORT;
		assert_int_equal(0, scll_new(&sb, &opts));
		assert_int_equal(0, scll_set_scope(sb, SCLL_SCOPE_ALL));
		assert_int_equal(0, scll_prepare(sb));
		assert_int_equal(0, made.fs);
		scll_free(sb);
		assert_int_equal(0, children);
	}
	assert_int_equal(0, scll_new(&sb, &opts));
	assert_int_equal(-EINVAL, scll_load_profile(sb, "FILE", profile, strlen(profile), NULL,
						    NULL));
	assert_int_equal(0, children);
	scll_free(sb);
}

/* The version of Landlock is that of the extension, if a filter hides the other. */
static void flags_without_a_child(void **state)
{
	struct scll_kernel known;

	(void)state;
	for (int abi = 1; abi <= 11; abi++) {
		reset(abi, false);
		scll_ask_kernel(&known, true);
		assert_int_equal(flags_of(abi), known.restrict_flags);
		assert_int_equal(abi, known.landlock_abi);
		scll_ask_kernel(&known, false);
		assert_int_equal(0, known.restrict_flags);
		reset(abi, true);
		kernel.denied = true;
		scll_ask_kernel(&known, true);
		assert_int_equal(flags_of(abi), known.restrict_flags);
		assert_int_equal(2, known.abi);
		assert_string_equal("", steps);
	}
	assert_int_equal(0, children);
}

static void descriptors(void **state)
{
	struct scll *sb;
	int fd, moved;

	(void)state;
	for (int extended = 0; extended < 2; extended++) {
		reset(6, extended);
		sb = prepared(0, NULL);
		assert_int_equal(-ENOENT, scll_fd(sb));
		assert_int_equal(-ENOENT, scll_move_fd(sb, 0));
		scll_free(sb);
		sb = prepared(0, "/");
		fd = scll_fd(sb);
		assert_int_equal(FD_CLOEXEC, fcntl(fd, F_GETFD));
		moved = scll_move_fd(sb, 100);
		assert_true(moved >= 100);
		assert_int_equal(moved, scll_fd(sb));
		assert_int_equal(FD_CLOEXEC, fcntl(moved, F_GETFD));
		assert_int_equal(-1, fcntl(fd, F_GETFD));
		errno = 4711;
		assert_int_equal(-EINVAL, scll_move_fd(sb, -1));
		assert_int_equal(4711, errno);
		assert_int_equal(moved, scll_fd(sb));
		/* The kernel gets the new number. */
		assert_int_equal(0, scll_apply(sb, NULL));
		assert_int_equal(moved, last_ruleset);
		close(moved);
		assert_int_equal(-EBADF, scll_move_fd(sb, 0));
		assert_int_equal(moved, scll_fd(sb));
		scll_free(sb);
	}
}

/* What has the former number by then is not the sandbox's to close. */
static void a_given_ruleset_is_moved(void **state)
{
	struct scll_options opts = { .size = sizeof(opts) };
	struct scll *sb;
	int fd, moved;

	(void)state;
	reset(6, true);
	assert_int_equal(0, scll_new(&sb, &opts));
	assert_int_equal(0, scll_set_ruleset(sb, ruleset));
	assert_int_equal(0, scll_prepare(sb));
	fd = scll_fd(sb);
	moved = scll_move_fd(sb, 200);
	assert_int_equal(fd, dup2(0, fd));
	scll_free(sb);
	assert_int_equal(0, fcntl(fd, F_GETFD));
	assert_int_equal(-1, fcntl(moved, F_GETFD));
	close(fd);
}

static void every_spelling(void **state)
{
	static const char *const prefixes[][2] = {
		[SCLL_NAME_FS] = { "LANDLOCK_ACCESS_FS_", "fs:" },
		[SCLL_NAME_NET] = { "LANDLOCK_ACCESS_NET_", "net:" },
		[SCLL_NAME_SCOPE] = { "LANDLOCK_SCOPE_", "scope:" },
		[SCLL_NAME_DROPPED] = { "", "" },
		[SCLL_NAME_RESTRICT] = { "LANDLOCK_RESTRICT_SELF_", "" },
		[SCLL_NAME_RULE] = { "LANDLOCK_ADD_RULE_", "" },
	};
	int found = 0;

	(void)state;
	for (int kind = SCLL_NAME_FS; kind <= SCLL_NAME_RULE; kind++)
		for (unsigned int bit = 0; bit < 64; bit++) {
			const char *name = scll_name(kind, bit);
			char text[64], loud[64];

			if (!name)
				continue;
			found++;
			assert_int_equal(UINT64_C(1) << bit, scll_right_from_name(kind, name));
			snprintf(text, sizeof(text), "%s%s", prefixes[kind][1], name);
			for (char *c = text; *c; c++)
				*c = *c == '_' ? '-' : *c;
			assert_int_equal(UINT64_C(1) << bit, scll_right_from_name(kind, text));
			snprintf(loud, sizeof(loud), "%s%s", prefixes[kind][0], name);
			for (char *c = loud; *c; c++)
				*c = *c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c;
			assert_int_equal(UINT64_C(1) << bit, scll_right_from_name(kind, loud));
			/* Of this kind alone. */
			for (int other = SCLL_NAME_FS; other <= SCLL_NAME_RULE; other++)
				if (other != kind && *prefixes[kind][0])
					assert_int_equal(0, scll_right_from_name(other, loud));
			text[strlen(text) - 1] = '\0';
			assert_int_equal(0, scll_right_from_name(kind, text));
			strcat(loud, "S");
			assert_int_equal(0, scll_right_from_name(kind, loud));
		}
	assert_int_equal(17 + 4 + 2 + 12 + 5 + 1, found);
	assert_int_equal(4, scll_right_from_name(SCLL_NAME_FS, "fs:read-file"));
	assert_int_equal(0, scll_right_from_name(SCLL_NAME_FS, "fs:fs:read-file"));
	assert_int_equal(0, scll_right_from_name(SCLL_NAME_FS, "fs"));
	assert_int_equal(0, scll_right_from_name(SCLL_NAME_FS, "fs:"));
	assert_int_equal(0, scll_right_from_name(SCLL_NAME_FS, ""));
	assert_int_equal(0, scll_right_from_name(-1, "execute"));
	assert_int_equal(0, scll_right_from_name(6, "execute"));
}

/* What is written, as one string. */
static const char *dump(const struct scll *sb)
{
	static char text[8192];
	int fd = memfd_create("dump", MFD_CLOEXEC);
	ssize_t len;

	assert_int_equal(0, scll_dump(sb, fd));
	len = pread(fd, text, sizeof(text) - 1, 0);
	assert_true(len > 0);
	text[len] = '\0';
	close(fd);
	return text;
}

static void what_will_be_enforced(void **state)
{
	struct scll_options opts = { .size = sizeof(opts), .accept = SCLL_DROPPED_PATH,
				     .flags = SCLL_NO_NEW_PRIVS | SCLL_LOG | SCLL_BEST_EFFORT };
	char path[] = "/tmp/scll-a\nallowed: b-XXXXXX";
	struct scll *sb;
	int fd;

	(void)state;
	reset(4, false);
	assert_int_equal(0, scll_new(&sb, &opts));
	assert_int_equal(0, scll_set_filter(sb, program, NR(program)));
	assert_int_equal(0, scll_handle_fs(sb, FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |
					   FS_IOCTL_DEV));
	assert_int_equal(0, scll_set_scope(sb, SCLL_SCOPE_SIGNAL));
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(0, scll_allow_path_rights(sb, path, LANDLOCK_ACCESS_FS_READ_FILE |
						   FS_IOCTL_DEV));
	assert_int_equal(0, unlink(path));
	close(fd);
	assert_int_equal(0, scll_allow_path(sb, "/no/such\nfile", SCLL_READ));
	assert_int_equal(0, scll_allow_port(sb, 443, SCLL_CONNECT_TCP));
	assert_int_equal(0, scll_prepare(sb));
	memcpy(path + strlen(path) - 6, "XXXXXX", 6);
	{
		const char *text = dump(sb);
		char *random = strstr(text, "/tmp/scll-a?allowed: b-");

		assert_non_null(random);
		memcpy(random + strlen("/tmp/scll-a?allowed: b-"), "XXXXXX", 6);
		assert_string_equal("filter: 4 instructions, no_new_privs, logged\n"
				    "in force: step by step\n"
				    "denied unless allowed, files: execute read_file\n"
				    "denied unless allowed, ports: bind_tcp connect_tcp\n"
				    "allowed: /tmp/scll-a?allowed: b-XXXXXX: read_file\n"
				    "allowed: port 443: connect_tcp\n"
				    "missing: who may trace whom is not decided by the filters\n"
				    "missing: not all or nothing: rules and filters are put in "
				    "force one after the other\n"
				    "missing: not restricted, files: ioctl_dev\n"
				    "missing: not kept inside: signal\n"
				    "no such path: /no/such?file\n", text);
	}
	assert_int_equal(-EBADF, scll_dump(sb, -1));
	scll_free(sb);
}

static void nothing_to_enforce(void **state)
{
	struct scll_options opts = { .size = sizeof(opts) };
	struct scll *sb;

	(void)state;
	reset(6, true);
	sb = prepared(SCLL_NO_TRACE, NULL);
	assert_string_equal("filter: 1 instructions, the sandbox's own allow everything, no tracing\n"
			    "in force: by one call\nrules: none\n", dump(sb));
	scll_free(sb);
	assert_int_equal(0, scll_new(&sb, &opts));
	assert_int_equal(0, scll_set_ruleset(sb, ruleset));
	assert_int_equal(0, scll_prepare(sb));
	assert_non_null(strstr(dump(sb), "\nrules: those of a ruleset from elsewhere\n"));
	scll_free(sb);
}

/* Sends @number, and so many descriptors. */
static void send_raw(int sock, const void *bytes, size_t len, int fds)
{
	int number[2] = { 0, 0 };
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(number))];
	} control = { .header = {
		.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS,
		.cmsg_len = CMSG_LEN(fds * sizeof(int)),
	} };
	struct iovec part = { (void *)bytes, len };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1 };

	memcpy(CMSG_DATA(&control.header), number, sizeof(number));
	if (fds) {
		m.msg_control = &control;
		m.msg_controllen = control.header.cmsg_len;
	}
	assert_int_equal(len, sendmsg(sock, &m, 0));
}

static int lowest_free(void)
{
	int fd = dup(0);

	close(fd);
	return fd;
}

static void listeners(void **state)
{
	static const struct {
		int number;
		size_t len;
		int fds, ret;
	} wrong[] = {
		{ 0, 4, 0, -EPROTO },
		{ 5, 4, 0, -EPROTO },
		{ 5, 4, 1, -EPROTO },
		{ -5, 4, 1, -EPROTO },
		{ 0, 3, 1, -EPROTO },
		{ -1, 2, 0, -EPROTO },
		{ 0, 4, 2, -EPROTO },
	};
	int type[] = { SOCK_STREAM, SOCK_SEQPACKET, SOCK_DGRAM };
	int pair[2], fd, free_fd;

	(void)state;
	for (size_t i = 0; i < NR(type); i++) {
		assert_int_equal(0, socketpair(AF_UNIX, type[i] | SOCK_CLOEXEC, 0, pair));
		errno = 4711;
		assert_int_equal(0, scll_send_listener(pair[0], ruleset));
		fd = scll_receive_listener(pair[1]);
		assert_true(fd > 0 && fd != ruleset);
		assert_int_equal(FD_CLOEXEC, fcntl(fd, F_GETFD));
		assert_int_equal(0, syscall(SYS_kcmp, getpid(), getpid(), 0 /* KCMP_FILE */, fd,
					    ruleset));
		close(fd);
		assert_int_equal(0, scll_send_listener(pair[0], -EACCES));
		assert_int_equal(-EACCES, scll_receive_listener(pair[1]));
		assert_int_equal(-EBADF, scll_send_listener(pair[0], 999));
		free_fd = lowest_free();
		for (size_t j = 0; type[i] != SOCK_STREAM && j < NR(wrong); j++) {
			send_raw(pair[0], &wrong[j].number, wrong[j].len, wrong[j].fds);
			assert_int_equal(wrong[j].ret, scll_receive_listener(pair[1]));
			/* Nothing that was sent is left open. */
			assert_int_equal(free_fd, lowest_free());
		}
		close(pair[0]);
		if (type[i] != SOCK_DGRAM)
			assert_int_equal(-EPIPE, scll_receive_listener(pair[1]));
		close(pair[1]);
		assert_int_equal(4711, errno);
	}
	assert_int_equal(0, socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	close(pair[1]);
	/* No SIGPIPE. */
	assert_int_equal(-EPIPE, scll_send_listener(pair[0], ruleset));
	close(pair[0]);
	errno = 4711;
	assert_int_equal(-ENOTSOCK, scll_receive_listener(ruleset));
	assert_int_equal(4711, errno);
}

static void version(void **state)
{
	(void)state;
	assert_string_equal(SCLL_VERSION, scll_version());
}

/* The only error with two reasons; the others are in unit.c. */
static void nothing_to_open(void **state)
{
	(void)state;
	reset(6, false);
	assert_int_equal(-EOPNOTSUPP, scll_open(0));
	assert_string_equal("open: this kernel has no sandboxes to enter",
			    scll_why(-EOPNOTSUPP, SCLL_STEP_OPEN));
	kernel.opens = true;
	assert_int_equal(-EOPNOTSUPP, scll_open(0));
	assert_non_null(strstr(scll_why(-EOPNOTSUPP, SCLL_STEP_OPEN), "io_uring"));
	assert_string_equal("join: this kernel has no sandboxes to enter",
			    scll_why(-EOPNOTSUPP, SCLL_STEP_JOIN));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loading_is_strict),
		cmocka_unit_test(loading_is_applying),
		cmocka_unit_test(flags_of_the_kernel),
		cmocka_unit_test(wrong_arguments),
		cmocka_unit_test(results),
		cmocka_unit_test(failures_between_the_steps),
		cmocka_unit_test(denied_by_a_filter_around),
		cmocka_unit_test(no_children),
		cmocka_unit_test(flags_without_a_child),
		cmocka_unit_test(descriptors),
		cmocka_unit_test(a_given_ruleset_is_moved),
		cmocka_unit_test(every_spelling),
		cmocka_unit_test(what_will_be_enforced),
		cmocka_unit_test(nothing_to_enforce),
		cmocka_unit_test(listeners),
		cmocka_unit_test(version),
		cmocka_unit_test(nothing_to_open),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_ruleset, NULL);
}
