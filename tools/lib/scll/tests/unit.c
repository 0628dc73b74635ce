// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What can be tested without a kernel of a certain kind and without restricting
 * the process: arguments, states, messages, and what the library holds on to.
 * Runs under the sanitizers and under valgrind.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <dirent.h>
#include <linux/audit.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "sandbox.h"

/* Nothing that libseccomp allows must depend on this machine's kernel. */
#define SECCOMP_API_LEVEL	5

static char msg[256];

static int open_files(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int nr = 0;

	assert_non_null(dir);
	while (readdir(dir))
		nr++;
	closedir(dir);
	return nr;
}

static struct scll *make(uint32_t flags)
{
	struct scll_options opts = {
		.size = sizeof(opts), .flags = flags,
		.msg = msg, .msg_size = sizeof(msg),
	};
	struct scll *sb = NULL;

	memset(msg, 0, sizeof(msg));
	assert_int_equal(0, scll_new(&sb, &opts));
	return sb;
}

static void options_are_optional(void **state)
{
	struct scll *sb;

	(void)state;
	assert_int_equal(-EINVAL, scll_new(NULL, NULL));
	assert_int_equal(0, scll_new(&sb, NULL));
	assert_int_equal(-ENOENT, scll_allow_path(sb, "/no/such", SCLL_READ));
	scll_free(sb);
	scll_free(NULL);
}

/* A program that was built for a larger structure, and one for a smaller one. */
static void options_have_a_size(void **state)
{
	struct {
		struct scll_options known;
		char more[16];
	} opts = { .known = { .size = sizeof(opts) } };
	struct scll *sb = (void *)&opts;

	(void)state;
	assert_int_equal(0, scll_new(&sb, &opts.known));
	scll_free(sb);
	opts.more[15] = 1;
	sb = (void *)&opts;
	assert_int_equal(-E2BIG, scll_new(&sb, &opts.known));
	opts.known.size = sizeof(opts.known);
	assert_int_equal(0, scll_new(&sb, &opts.known));
	scll_free(sb);
	sb = (void *)&opts;
	opts.known.size--;
	assert_int_equal(-EINVAL, scll_new(&sb, &opts.known));
	opts.known.size = 0;
	assert_int_equal(-EINVAL, scll_new(&sb, &opts.known));
	assert_ptr_equal(&opts, sb);
}

static void options_are_checked(void **state)
{
	struct scll_options opts = {
		.size = sizeof(opts), .flags = 1u << 31,
		.msg = msg, .msg_size = sizeof(msg),
	};
	struct scll *sb;

	(void)state;
	assert_int_equal(-EINVAL, scll_new(&sb, &opts));
	assert_string_equal("unknown option flags 0x80000000", msg);
	opts.flags = SCLL_WAIT_KILL;
	assert_int_equal(-EINVAL, scll_new(&sb, &opts));
	assert_string_equal("to wait for a listener needs one: the option for it is missing", msg);
}

static void message_is_cut(void **state)
{
	char small[12] = "###########";
	struct scll_options opts = {
		.size = sizeof(opts), .msg = small, .msg_size = 8,
	};
	struct scll *sb;

	(void)state;
	assert_int_equal(0, scll_new(&sb, &opts));
	assert_int_equal('#', small[0]);
	assert_int_equal(-ENOENT, scll_allow_path(sb, "/no/such/path", SCLL_READ));
	assert_memory_equal("/no/suc\0###", small, 11);
	assert_int_equal(0, scll_allow_path(sb, "/", SCLL_READ));
	assert_memory_equal("/no/suc\0###", small, 11);
	scll_free(sb);
}

static void access_is_checked(void **state)
{
	struct scll *sb = make(0);

	(void)state;
	assert_int_equal(-EINVAL, scll_allow_path(sb, "/", 0));
	assert_int_equal(-EINVAL, scll_allow_path(sb, "/", 8));
	assert_string_equal("unknown access 0x8", msg);
	assert_int_equal(-EINVAL, scll_allow_path(sb, NULL, SCLL_READ));
	assert_int_equal(-EINVAL, scll_allow_fd(sb, 0, 8));
	assert_int_equal(-EINVAL, scll_allow_path_rights(sb, "/", 0));
	assert_int_equal(-EINVAL, scll_allow_fd_rights(sb, 0, 0));
	assert_int_equal(-EINVAL, scll_allow_port(sb, 1, 0));
	assert_int_equal(0, sb->nr_rules);
	assert_int_equal(0, sb->handled.fs);
	assert_int_equal(0, sb->handled.net);
	scll_free(sb);
}

#define FILE_READ	LANDLOCK_ACCESS_FS_READ_FILE
#define FILE_WRITE	(LANDLOCK_ACCESS_FS_WRITE_FILE | (1 << 14) | (1 << 15))
#define DIR_WRITE	(FILE_WRITE | 0x3ff0)

static uint64_t rights_of(const char *path, unsigned int access)
{
	struct scll *sb = make(0);
	uint64_t rights;

	assert_int_equal(0, scll_allow_path(sb, path, access));
	assert_int_equal(1, sb->nr_rules);
	assert_int_equal(SCLL_FS_ALL, sb->handled.fs);
	rights = sb->rules[0].rights;
	scll_free(sb);
	return rights;
}

static void access_means_these_rights(void **state)
{
	(void)state;
	assert_int_equal(FILE_READ | LANDLOCK_ACCESS_FS_READ_DIR,
			 rights_of("/", SCLL_READ));
	assert_int_equal(LANDLOCK_ACCESS_FS_EXECUTE, rights_of("/", SCLL_EXEC));
	assert_int_equal(DIR_WRITE, rights_of("/", SCLL_WRITE));
	assert_int_equal(SCLL_FS_ALL, rights_of("/", SCLL_ALL));
	assert_int_equal(FILE_READ, rights_of("/dev/null", SCLL_READ));
	assert_int_equal(LANDLOCK_ACCESS_FS_EXECUTE,
			 rights_of("/dev/null", SCLL_EXEC));
	assert_int_equal(FILE_WRITE, rights_of("/dev/null", SCLL_WRITE));
	assert_int_equal(FILE_WRITE | FILE_READ | LANDLOCK_ACCESS_FS_EXECUTE,
			 rights_of("/etc/passwd", SCLL_ALL));
}

static void raw_rights_are_masked(void **state)
{
	struct scll *sb = make(0);

	(void)state;
	assert_int_equal(0, scll_allow_path_rights(sb, "/etc/passwd",
						   FILE_READ | 1 << 3));
	assert_int_equal(FILE_READ, sb->rules[0].rights);
	assert_int_equal(-EINVAL, scll_allow_path_rights(sb, "/etc/passwd", 1 << 3));
	assert_string_equal("/etc/passwd: not a directory, and the rights are for directories only",
			    msg);
	/* Perhaps a later kernel's right, which may well be for files. */
	assert_int_equal(0, scll_allow_path_rights(sb, "/etc/passwd",
						   UINT64_C(1) << 40));
	assert_int_equal(2, sb->nr_rules);
	scll_free(sb);
}

static void handled_is_said_or_implied(void **state)
{
	struct scll *sb = make(0);

	(void)state;
	assert_int_equal(0, scll_allow_port(sb, 1, SCLL_BIND_TCP));
	assert_int_equal(SCLL_NET_ALL, sb->handled.net);
	assert_int_equal(0, sb->handled.fs);
	assert_int_equal(0, scll_handle_net(sb, SCLL_BIND_TCP));
	assert_int_equal(0, scll_allow_port(sb, 2, SCLL_BIND_TCP));
	assert_int_equal(SCLL_BIND_TCP, sb->handled.net);
	assert_int_equal(0, scll_handle_fs(sb, 1));
	assert_int_equal(0, scll_allow_path(sb, "/", SCLL_READ));
	assert_int_equal(1, sb->handled.fs);
	scll_free(sb);
}

static void missing_paths(void **state)
{
	struct scll *sb = make(SCLL_IGNORE_MISSING);

	(void)state;
	assert_int_equal(0, scll_allow_path(sb, "/no/such", SCLL_READ));
	assert_int_equal(0, scll_allow_path(sb, "/etc/passwd/x", SCLL_READ));
	assert_int_equal(SCLL_DROPPED_PATH, scll_dropped(sb));
	assert_int_equal(2, sb->nr_missing);
	assert_string_equal("/no/such", sb->missing[0]);
	scll_free(sb);
	sb = make(0);
	assert_int_equal(-ENOTDIR, scll_allow_path(sb, "/etc/passwd/x", SCLL_READ));
	assert_string_equal("/etc/passwd/x: Not a directory", msg);
	assert_int_equal(0, scll_dropped(sb));
	scll_free(sb);
}

static const struct sock_filter allow =
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);

static void filters(void **state)
{
	static struct sock_filter many[BPF_MAXINSNS + 1];
	struct scll *sb = make(0);
	struct sock_filter mine = allow;

	(void)state;
	assert_int_equal(-EINVAL, scll_set_filter(sb, NULL, 1));
	assert_int_equal(-EINVAL, scll_set_filter(sb, &mine, 0));
	assert_int_equal(-EINVAL, scll_set_filter(sb, many, BPF_MAXINSNS + 1));
	assert_string_equal("a filter has 1 to 4096 instructions, not 4097", msg);
	assert_int_equal(0, scll_set_filter(sb, &mine, 1));
	mine.k = 0;
	assert_int_equal(SECCOMP_RET_ALLOW, sb->prog[0].k);
	assert_int_equal(-EBUSY, scll_set_filter(sb, &mine, 1));
	assert_string_equal("the sandbox has a filter already", msg);
	scll_free(sb);
	sb = make(0);
	assert_int_equal(0, scll_set_filter(sb, many, BPF_MAXINSNS));
	scll_free(sb);
}

static void seccomp_attributes(void **state)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
	struct scll *sb = make(SCLL_TRUST_DELEGATE);

	(void)state;
	assert_int_equal(0, scll_set_seccomp(sb, ctx));
	assert_int_equal(SCLL_TRUST_DELEGATE | SCLL_NO_NEW_PRIVS, sb->flags);
	scll_free(sb);

	assert_int_equal(0, seccomp_attr_set(ctx, SCMP_FLTATR_CTL_NNP, 0));
	assert_int_equal(0, seccomp_attr_set(ctx, SCMP_FLTATR_CTL_TSYNC, 1));
	assert_int_equal(0, seccomp_attr_set(ctx, SCMP_FLTATR_CTL_LOG, 1));
	assert_int_equal(0, seccomp_attr_set(ctx, SCMP_FLTATR_CTL_SSB, 1));
	sb = make(0);
	assert_int_equal(0, scll_set_seccomp(sb, ctx));
	assert_int_equal(SCLL_TSYNC | SCLL_LOG | SCLL_SPEC_ALLOW, sb->flags);
	assert_int_equal(-EBUSY, scll_set_seccomp(sb, ctx));
	scll_free(sb);
	seccomp_release(ctx);
}

static void seccomp_context_is_checked(void **state)
{
	struct scll *sb = make(0);
	int not_a_context[64] = { 0 };

	(void)state;
	assert_int_equal(-EINVAL, scll_set_seccomp(sb, NULL));
	assert_int_equal(-EINVAL, scll_set_seccomp(sb, not_a_context));
	assert_null(sb->prog);
	assert_int_equal(0, sb->flags);
	scll_free(sb);
}

static void seccomp_program_is_exported(void **state)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(7));
	struct scll *sb = make(0);
	bool found = false;
	size_t i;

	(void)state;
	assert_int_equal(0, scll_set_seccomp(sb, ctx));
	assert_true(sb->prog_len > 1);
	for (i = 0; i < sb->prog_len; i++)
		found |= sb->prog[i].code == (BPF_RET | BPF_K) &&
			 sb->prog[i].k == (SECCOMP_RET_ERRNO | 7);
	assert_true(found);
	seccomp_release(ctx);
	scll_free(sb);
}

static void rulesets(void **state)
{
	struct scll_ruleset_attr attr = { .fs = 1 };
	int fd = scll_sys_create_ruleset(&attr);
	struct scll *sb = make(0);

	(void)state;
	assert_int_equal(-EBADF, scll_set_ruleset(sb, -1));
	assert_int_equal(-EBADFD, scll_set_ruleset(sb, 0));
	if (fd >= 0) {
		assert_int_equal(0, scll_set_ruleset(sb, fd));
		assert_int_equal(-EBUSY, scll_set_ruleset(sb, fd));
		assert_int_equal(-EINVAL, scll_allow_path(sb, "/", SCLL_READ));
		assert_int_equal(-EINVAL, scll_set_scope(sb, 1));
		assert_int_equal(-EINVAL, scll_handle_fs(sb, 1));
		close(fd);
		fd = scll_sys_create_ruleset(&attr);
	}
	scll_free(sb);
	sb = make(0);
	assert_int_equal(0, scll_allow_port(sb, 1, SCLL_BIND_TCP));
	assert_int_equal(-EINVAL, scll_set_ruleset(sb, fd));
	scll_free(sb);
	close(fd);
}

static void probe_has_a_size(void **state)
{
	struct {
		struct scll_kernel known;
		char more[8];
	} kernel = { .known = { .size = sizeof(kernel), .abi = 77 } };

	(void)state;
	assert_int_equal(-EINVAL, scll_probe(NULL));
	assert_int_equal(0, scll_probe(&kernel.known));
	assert_int_equal(sizeof(kernel), kernel.known.size);
	assert_true(kernel.known.abi < 77);
	kernel.more[0] = 1;
	assert_int_equal(-E2BIG, scll_probe(&kernel.known));
	kernel.known.size = 8;
	assert_int_equal(-EINVAL, scll_probe(&kernel.known));
}

static void note_fact(void *arg, int fact, const char *path, uint16_t port, uint64_t rights)
{
	char *text = arg;

	sprintf(text + strlen(text), "%d %s %u %llx;", fact, path ? path : "-", port,
		(unsigned long long)rights);
}

static void facts_after_prepare(void **state)
{
	struct scll *sb = make(SCLL_BEST_EFFORT | SCLL_IGNORE_MISSING);
	char text[512] = "";
	uint32_t action = 1;

	(void)state;
	assert_int_equal(0, scll_handle_net(sb, 0));
	assert_int_equal(0, scll_allow_path_rights(sb, "/usr", LANDLOCK_ACCESS_FS_EXECUTE));
	assert_int_equal(0, scll_quiet_path(sb, "/usr/lib"));
	assert_int_equal(-EINVAL, scll_describe(sb, note_fact, text));
	assert_int_equal(-EINVAL, scll_try_call(sb, AUDIT_ARCH_X86_64, 0, &action));
	assert_int_equal(0, scll_prepare(sb));
	assert_int_equal(-EINVAL, scll_describe(sb, NULL, NULL));
	assert_int_equal(-EINVAL, scll_try_call(sb, AUDIT_ARCH_X86_64, 0, NULL));
	assert_int_equal(0, scll_describe(sb, note_fact, text));
	assert_non_null(strstr(text, ";3 /usr 0 1;"));
	assert_null(strstr(text, ";1 "));
	/* There is no filter. */
	assert_int_equal(0, scll_try_call(sb, AUDIT_ARCH_X86_64, 0, &action));
	assert_int_equal(SECCOMP_RET_ALLOW, action);
	scll_free(sb);
}

static void describe(struct scll *sb)
{
	assert_int_equal(0, scll_allow_path(sb, "/", SCLL_READ));
	assert_int_equal(0, scll_allow_path(sb, "/no/such", SCLL_READ));
	assert_int_equal(0, scll_allow_fd(sb, 0, SCLL_READ));
	assert_int_equal(0, scll_allow_port(sb, 1, SCLL_BIND_TCP));
	assert_int_equal(0, scll_set_filter(sb, &allow, 1));
}

/* What the kernel will be asked for; this machine's may not know it all. */
static void options_become_flags(void **state)
{
	static const struct {
		uint32_t option;
		unsigned int filter_flags;
		uint32_t attr_flags;
	} map[] = {
		{ 0, 0, 0 },
		{ SCLL_TSYNC, SECCOMP_FILTER_FLAG_TSYNC, 0 },
		{ SCLL_LOG, SECCOMP_FILTER_FLAG_LOG, 0 },
		{ SCLL_SPEC_ALLOW, SECCOMP_FILTER_FLAG_SPEC_ALLOW, 0 },
		{ SCLL_NEW_LISTENER, SECCOMP_FILTER_FLAG_NEW_LISTENER, 0 },
		{ SCLL_NEW_LISTENER | SCLL_WAIT_KILL,
		  SECCOMP_FILTER_FLAG_NEW_LISTENER |
		  SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, 0 },
		{ SCLL_NEW_LISTENER | SCLL_TSYNC,
		  SECCOMP_FILTER_FLAG_NEW_LISTENER |
		  SECCOMP_FILTER_FLAG_TSYNC |
		  SECCOMP_FILTER_FLAG_TSYNC_ESRCH, 0 },
		{ SCLL_NO_TRACE, 0, SECCOMP_LANDLOCK_PTRACE_DENY },
		{ SCLL_TRUST_DELEGATE, 0, SECCOMP_LANDLOCK_TRUST_DELEGATE },
	};
	struct scll *sb;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(map) / sizeof(map[0]); i++) {
		sb = make(map[i].option | SCLL_BEST_EFFORT);
		assert_int_equal(0, scll_prepare(sb));
		assert_int_equal(map[i].filter_flags, sb->plan.filter_flags);
		if (sb->plan.extended)
			assert_int_equal(map[i].attr_flags, sb->plan.attr.flags);
		assert_int_equal(sizeof(sb->plan.attr), sb->plan.attr.size);
		assert_int_equal(1, sb->plan.attr.filter_len);
		assert_int_equal(-1, sb->plan.attr.ruleset_fd);
		scll_free(sb);
	}
}

/* Whatever this machine's kernel can do, it is prepared and not restricted. */
static void prepare_leaves_the_process_alone(void **state)
{
	struct scll *sb = make(SCLL_BEST_EFFORT | SCLL_NO_TRACE |
			       SCLL_IGNORE_MISSING | SCLL_NO_NEW_PRIVS);
	int nnp = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
	int mode = prctl(PR_GET_SECCOMP, 0, 0, 0, 0);

	(void)state;
	describe(sb);
	assert_int_equal(0, scll_prepare(sb));
	assert_int_equal(-EBUSY, scll_prepare(sb));
	assert_string_equal("the sandbox is prepared already", msg);
	assert_int_equal(nnp, prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
	assert_int_equal(mode, prctl(PR_GET_SECCOMP, 0, 0, 0, 0));
	scll_free(sb);
}

static void nothing_is_left_open(void **state)
{
	int before = open_files();
	struct scll *sb = make(SCLL_BEST_EFFORT | SCLL_IGNORE_MISSING);

	(void)state;
	describe(sb);
	assert_int_equal(before + 2, open_files());
	assert_int_equal(0, scll_prepare(sb));
	assert_true(open_files() <= before + 1);
	scll_free(sb);
	assert_int_equal(before, open_files());
	sb = make(0);
	assert_int_equal(-EINVAL, scll_allow_path_rights(sb, "/dev/null", 1 << 3));
	assert_int_equal(before, open_files());
	scll_free(sb);
}

static void descriptors_are_close_on_exec(void **state)
{
	struct scll *sb = make(SCLL_BEST_EFFORT);

	(void)state;
	assert_int_equal(0, scll_allow_path(sb, "/", SCLL_READ));
	assert_int_equal(0, scll_allow_fd(sb, 0, SCLL_READ));
	assert_int_equal(FD_CLOEXEC, fcntl(sb->rules[0].fd, F_GETFD));
	assert_int_equal(FD_CLOEXEC, fcntl(sb->rules[1].fd, F_GETFD));
	assert_int_equal(0, scll_prepare(sb));
	if (sb->plan.ruleset_fd >= 0)
		assert_int_equal(FD_CLOEXEC, fcntl(sb->plan.ruleset_fd, F_GETFD));
	scll_free(sb);
}

static void apply_checks_its_arguments(void **state)
{
	struct scll_result result = { .size = sizeof(result), .listener = 9 };
	struct scll *sb = make(0);

	(void)state;
	assert_int_equal(-EINVAL, scll_apply(sb, &result));
	assert_int_equal(SCLL_STEP_NONE, result.step);
	assert_int_equal(-1, result.listener);
	assert_non_null(strstr(scll_why(-EINVAL, result.step), "not prepared"));
	result.size = 4;
	result.listener = 9;
	assert_int_equal(-EINVAL, scll_apply(sb, &result));
	assert_int_equal(9, result.listener);
	scll_free(sb);
}

static void every_error_has_words(void **state)
{
	int error, step;

	(void)state;
	for (error = 0; error > -200; error--)
		for (step = -1; step < 11; step++)
			assert_true(strlen(scll_why(error, step)) > 5);
	assert_string_equal("success", scll_why(0, SCLL_STEP_JOIN));
}

/* What to do about an error of these two depends on which one it is. */
static void each_error_of_join_has_its_own(void **state)
{
	static const int errors[][12] = {
		{ EOPNOTSUPP, EINVAL, EBADF, ESRCH, EPERM, EINTR, EMFILE, ENOMEM },
		{ EOPNOTSUPP, EBADF, EBADFD, EACCES, EINVAL, EPERM, EXDEV, EINTR, ENOMEM },
	};
	const char *words[12];
	int step, i, j;

	(void)state;
	for (step = 0; step < 2; step++) {
		for (i = 0; errors[step][i]; i++) {
			words[i] = scll_why(-errors[step][i], SCLL_STEP_OPEN + step);
			assert_null(strstr(words[i], "unexpected"));
			for (j = 0; j < i; j++)
				assert_string_not_equal(words[i], words[j]);
		}
	}
	assert_string_equal(scll_why(-EMFILE, SCLL_STEP_OPEN),
			    scll_why(-ENFILE, SCLL_STEP_OPEN));
}

static void sandbox_without_descriptors(void **state)
{
	struct rlimit old, none;
	struct scll *sb = make(SCLL_BEST_EFFORT);

	(void)state;
	assert_int_equal(0, getrlimit(RLIMIT_NOFILE, &old));
	none = old;
	none.rlim_cur = 0;
	assert_int_equal(0, setrlimit(RLIMIT_NOFILE, &none));
	assert_int_equal(-EMFILE, scll_allow_path(sb, "/", SCLL_READ));
	assert_string_equal("/: Too many open files", msg);
	assert_int_equal(0, setrlimit(RLIMIT_NOFILE, &old));
	assert_int_equal(0, sb->nr_rules);
	assert_int_equal(0, sb->handled.fs);
	scll_free(sb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_are_optional),
		cmocka_unit_test(options_have_a_size),
		cmocka_unit_test(options_are_checked),
		cmocka_unit_test(message_is_cut),
		cmocka_unit_test(access_is_checked),
		cmocka_unit_test(access_means_these_rights),
		cmocka_unit_test(raw_rights_are_masked),
		cmocka_unit_test(handled_is_said_or_implied),
		cmocka_unit_test(missing_paths),
		cmocka_unit_test(filters),
		cmocka_unit_test(seccomp_attributes),
		cmocka_unit_test(seccomp_context_is_checked),
		cmocka_unit_test(seccomp_program_is_exported),
		cmocka_unit_test(rulesets),
		cmocka_unit_test(facts_after_prepare),
		cmocka_unit_test(probe_has_a_size),
		cmocka_unit_test(options_become_flags),
		cmocka_unit_test(prepare_leaves_the_process_alone),
		cmocka_unit_test(nothing_is_left_open),
		cmocka_unit_test(descriptors_are_close_on_exec),
		cmocka_unit_test(apply_checks_its_arguments),
		cmocka_unit_test(every_error_has_words),
		cmocka_unit_test(each_error_of_join_has_its_own),
		cmocka_unit_test(sandbox_without_descriptors),
	};

	seccomp_api_set(SECCOMP_API_LEVEL);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
