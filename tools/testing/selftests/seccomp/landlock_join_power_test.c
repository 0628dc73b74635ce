// SPDX-License-Identifier: GPL-2.0-only
/*
 * SECCOMP_JOIN_LANDLOCK: who may join by users and capabilities
 *
 * The adopted filters fake results of system calls, and with a listener they hand in
 * descriptors.  So nobody joins who is stronger than the sandbox: what can be done
 * with such a filter is in landlock_join_attack_test.c.
 *
 * rst: "the sandbox has power over the caller"
 */
#include "landlock_join_who.h"

#define NOT_TRIED	255

/* The errno of joining as somebody; runs in a child. */
static int join_status(int failed)
{
	if (failed || set_nnp())
		return NOT_TRIED;
	return join_sandbox(sandbox_fd) ? errno : 0;
}

static int join_as(const struct who *who)
{
	const pid_t pid = fork_tied();

	if (pid == 0)
		_exit(join_status(become(who)));
	return pid < 0 ? -1 : wait_child(pid);
}

/*
 * Other users: the sandbox could have become them, or it could not.
 *
 * rst: "or they hold CAP_SYS_PTRACE, or CAP_SETUID and CAP_SETGID"
 */
FIXTURE(ids) {};

FIXTURE_VARIANT(ids)
{
	__u64 caps;
	bool allow;
};

FIXTURE_VARIANT_ADD(ids, none) {};
FIXTURE_VARIANT_ADD(ids, setuid) { .caps = CAP(SETUID) };
FIXTURE_VARIANT_ADD(ids, setgid) { .caps = CAP(SETGID) };

FIXTURE_VARIANT_ADD(ids, other_caps) {
	.caps = ALL_CAPS & ~(CAP(SETUID) | CAP(SETGID) | CAP(SYS_PTRACE))
};

FIXTURE_VARIANT_ADD(ids, without_setuid) {
	.caps = ALL_CAPS & ~(CAP(SETUID) | CAP(SYS_PTRACE))
};

FIXTURE_VARIANT_ADD(ids, without_setgid) {
	.caps = ALL_CAPS & ~(CAP(SETGID) | CAP(SYS_PTRACE))
};

FIXTURE_VARIANT_ADD(ids, setuid_and_setgid) {
	.caps = CAP(SETUID) | CAP(SETGID), .allow = true
};

FIXTURE_VARIANT_ADD(ids, ptrace) {
	.caps = CAP(SYS_PTRACE), .allow = true
};

FIXTURE_SETUP(ids)
{
	struct who who = same_ids(USER, variant->caps);

	ASSERT_EQ(0, start_sandbox(sandbox_of, &who));
	ASSERT_EQ(0, close_sandbox(NULL));
}

FIXTURE_TEARDOWN(ids)
{
}

static const char *const id_names[] = {
	"real user", "effective user", "saved user", "file system user",
	"real group", "effective group", "saved group", "file system group",
	"supplementary group",
};

TEST_F(ids, one_differs)
{
	struct who who;
	int i;

	for (i = 0; i < NUM_IDS; i++) {
		who = same_ids(USER, 0);
		who.id[i] = OTHER;
		EXPECT_EQ(variant->allow ? 0 : EPERM, join_as(&who)) {
			TH_LOG("%s", id_names[i]);
		}
	}
}

TEST_F(ids, all_differ)
{
	const struct who root = same_ids(0, 0), other = same_ids(OTHER, 0);

	EXPECT_EQ(variant->allow ? 0 : EPERM, join_as(&root));
	EXPECT_EQ(variant->allow ? 0 : EPERM, join_as(&other));
}

TEST_F(ids, equal)
{
	const struct who who = same_ids(USER, 0);

	EXPECT_EQ(0, join_as(&who));
}

/* Groups that the sandbox has are no reason not to join it. */
TEST(groups)
{
	struct who who = same_ids(USER, 0), fewer = who, same, other;

	who.id[GROUP] = OTHER;
	ASSERT_EQ(0, start_sandbox(sandbox_of, &who));
	ASSERT_EQ(0, close_sandbox(NULL));
	same = who;
	other = who;
	other.id[GROUP] = OTHER + 1;
	EXPECT_EQ(0, join_as(&same));
	EXPECT_EQ(0, join_as(&fewer));
	EXPECT_EQ(EPERM, join_as(&other));
}

/*
 * Capabilities, the users being equal: every other one is missing.
 *
 * rst: "all capabilities that are permitted to the caller"
 */
TEST(each_capability)
{
	struct who who = same_ids(USER, 0x5555555555555555ULL & ALL_CAPS);
	int i;

	ASSERT_EQ(0, start_sandbox(sandbox_of, &who));
	ASSERT_EQ(0, close_sandbox(NULL));
	EXPECT_EQ(0, join_as(&who));
	for (i = 0; i <= CAP_LAST_CAP; i++) {
		who.caps = 1ULL << i;
		EXPECT_EQ(i % 2 ? EPERM : 0, join_as(&who)) {
			TH_LOG("capability %d", i);
		}
	}
	who.caps = ALL_CAPS;
	EXPECT_EQ(EPERM, join_as(&who));
}

/* One that is permitted and put aside counts: it can be taken up again. */
static int permitted_only(void)
{
	const struct who who = same_ids(USER, CAP(NET_RAW));

	return join_status(become(&who) || set_caps(0, CAP(NET_RAW), 0));
}

TEST(capability_put_aside)
{
	ASSERT_EQ(0, start_sandbox(sandbox_user, NULL));
	ASSERT_EQ(0, close_sandbox(NULL));
	EXPECT_EQ(EPERM, in_child(permitted_only));
}

/*
 * User namespaces.  The callers start as root of the initial one.
 */
static int enter_namespace(void)
{
	return drop_groups() ||
	       setns(open_namespace(sandbox.pid), CLONE_NEWUSER);
}

static int as_root(void)
{
	return join_status(0);
}

static int as_user(void)
{
	return join_status(become_user(USER));
}

static int as_namespace_root(void)
{
	return join_status(enter_namespace() || take_ids(0, ALL_CAPS));
}

static int as_namespace_root_without_caps(void)
{
	return join_status(enter_namespace() || take_ids(0, 0));
}

static int as_namespace_user(void)
{
	return join_status(enter_namespace() || take_ids(RANGE_USER, 0));
}

static int as_other_namespace_user(void)
{
	return join_status(enter_namespace() || take_ids(RANGE_USER + 1, 0));
}

/* What "nsenter --user" alone comes to: the ids of outside, and nothing left out */
static int as_namespace_stranger(void)
{
	return join_status(enter_namespace());
}

static int as_namespace_stranger_without_caps(void)
{
	return join_status(enter_namespace() || set_caps(0, 0, 0));
}

static int with_strange_user(void)
{
	return join_status(enter_namespace() ||
			   syscall(__NR_setresgid, 0, 0, 0) ||
			   set_caps(0, 0, 0));
}

static int with_strange_saved_user(void)
{
	return join_status(enter_namespace() ||
			   syscall(__NR_setresgid, 0, 0, 0) ||
			   syscall(__NR_setresuid, 0, 0, -1) ||
			   set_caps(0, 0, 0));
}

static int with_strange_group(void)
{
	return join_status(enter_namespace() ||
			   syscall(__NR_setresuid, 0, 0, 0) ||
			   set_caps(0, 0, 0));
}

static int with_strange_supplementary_group(void)
{
	const gid_t group = OTHER;

	return join_status(syscall(__NR_setgroups, 1, &group) ||
			   setns(open_namespace(sandbox.pid), CLONE_NEWUSER) ||
			   take_ids(0, 0));
}

static int as_parent_namespace_root(void)
{
	const int fd = open_namespace(sandbox.pid);

	return join_status(drop_groups() ||
			   setns(ioctl(fd, NS_GET_PARENT), CLONE_NEWUSER) ||
			   take_ids(0, ALL_CAPS));
}

static int in_own_namespace(void)
{
	return join_status(become_user(USER) || own_namespace());
}

static int in_nested_namespace(void)
{
	return join_status(become_user(USER) || own_namespace() ||
			   own_namespace());
}

static int in_namespace_of_other(void)
{
	return join_status(become_user(OTHER) || own_namespace());
}

/* A namespace in that of the sandbox, which owns it */
static int in_child_namespace(void)
{
	return join_status(enter_namespace() || take_ids(0, ALL_CAPS) ||
			   prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) ||
			   own_namespace());
}

static const struct row {
	const char *name;
	long (*sandbox)(void *arg);
	int (*caller)(void);
	int err;
} rows[] = {
#define ROW(_sandbox, _caller, _err)					\
	{ #_sandbox " " #_caller, _sandbox, _caller, _err }
	/* Root of the machine can take what it wants, wherever the caller is. */
	ROW(sandbox_root, as_root, 0),
	ROW(sandbox_root, as_user, 0),
	ROW(sandbox_root, in_own_namespace, 0),
	ROW(sandbox_root, in_nested_namespace, 0),
	/* A user owns the namespaces that it makes, and no other. */
	ROW(sandbox_user, as_root, EPERM),
	ROW(sandbox_user, as_user, 0),
	ROW(sandbox_user, in_own_namespace, 0),
	ROW(sandbox_user, in_nested_namespace, 0),
	ROW(sandbox_user, in_namespace_of_other, EPERM),
	/* Root of a namespace has power in it and in those beneath it. */
	ROW(sandbox_ns_root, as_root, EPERM),
	ROW(sandbox_ns_root, as_user, EPERM),
	ROW(sandbox_ns_root, as_namespace_root, 0),
	ROW(sandbox_ns_root, as_namespace_root_without_caps, 0),
	ROW(sandbox_ns_root, in_child_namespace, 0),
	ROW(sandbox_ns_root, in_own_namespace, EPERM),
	ROW(sandbox_ns_root, in_namespace_of_other, EPERM),
	ROW(sandbox_nested_root, as_root, EPERM),
	ROW(sandbox_nested_root, as_user, EPERM),
	ROW(sandbox_nested_root, as_namespace_root, 0),
	ROW(sandbox_nested_root, as_parent_namespace_root, EPERM),
	/* A container: its root has power over its users, they have none. */
	ROW(range_root, as_root, EPERM),
	ROW(range_root, as_user, EPERM),
	ROW(range_root, as_namespace_root, 0),
	ROW(range_root, as_namespace_user, 0),
	ROW(range_user, as_namespace_root, EPERM),
	ROW(range_user, as_namespace_root_without_caps, EPERM),
	ROW(range_user, as_namespace_user, 0),
	ROW(range_user, as_other_namespace_user, EPERM),
	/* Ids that are not mapped in it are nothing that it could have taken. */
	ROW(sandbox_ns_root, as_namespace_stranger, EPERM),
	ROW(sandbox_ns_root, with_strange_user, EPERM),
	ROW(range_root, as_namespace_stranger, EPERM),
	ROW(range_root, as_namespace_stranger_without_caps, EPERM),
	ROW(range_root, with_strange_user, EPERM),
	ROW(range_root, with_strange_saved_user, EPERM),
	ROW(range_root, with_strange_group, EPERM),
	ROW(range_root, with_strange_supplementary_group, EPERM),
};

TEST(user_namespaces)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		ASSERT_EQ(0, start_sandbox(rows[i].sandbox, NULL)) {
			TH_LOG("%s", rows[i].name);
		}
		ASSERT_EQ(0, close_sandbox(NULL));
		EXPECT_EQ(rows[i].err, in_child(rows[i].caller)) {
			TH_LOG("%s", rows[i].name);
		}
		end_sandbox();
	}
}

/*
 * Equal ids give no power over a process that cannot be named: not by a user in a
 * container with process ids of its own over the same user outside.
 */
static int join_as_user(void)
{
	return join_status(become_user(USER));
}

TEST(process_id_namespaces)
{
	const int outer = open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);

	ASSERT_LE(0, outer);
	ASSERT_EQ(0, unshare(CLONE_NEWPID));
	/* Its first process; it is there as long as the namespace is needed. */
	ASSERT_EQ(0, start_sandbox(sandbox_user, NULL));
	ASSERT_EQ(0, close_sandbox(NULL));
	EXPECT_EQ(0, in_child(join_as_user));
	ASSERT_EQ(0, setns(outer, CLONE_NEWPID));
	EXPECT_EQ(EPERM, in_child(join_as_user));
	end_sandbox();
}

TEST_HARNESS_MAIN
