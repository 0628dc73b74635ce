// SPDX-License-Identifier: GPL-2.0-only
/*
 * SECCOMP_JOIN_LANDLOCK: who may join by users, capabilities and no_new_privs
 *
 * The attacker is the author of the filters that are adopted: they fake results of
 * system calls, and with a listener they hand in descriptors.  So nobody joins
 * who is stronger than the sandbox, and nobody who could become stronger later.
 *
 * rst: "the sandbox has power over the caller"
 */
#include "landlock_join.h"

#include <grp.h>
#include <linux/nsfs.h>
#include <linux/xattr.h>
#include <sys/sendfile.h>
#include <sys/xattr.h>

#define USER		1000
#define OTHER		2000

/* Of a container whose root is another user outside */
#define RANGE_START	100000
#define RANGE_LEN	1000
#define RANGE_USER	5

#define ALL_CAPS	(~0ULL >> (63 - CAP_LAST_CAP))
#define CAP(_name)	(1ULL << CAP_##_name)

/* What a process can be, by all ids that it has */
enum id {
	RUID, EUID, SUID, FSUID, RGID, EGID, SGID, FSGID, GROUP, NUM_IDS
};

struct who {
	int id[NUM_IDS];	/* GROUP 0: no supplementary groups */
	__u64 caps;
};

static struct who same_ids(int id, __u64 caps)
{
	const struct who who = {
		{ id, id, id, id, id, id, id, id, 0 }, caps
	};

	return who;
}

static int set_caps(__u64 effective, __u64 permitted, __u64 inheritable)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];
	int i;

	for (i = 0; i < 2; i++) {
		data[i].effective = effective >> (32 * i);
		data[i].permitted = permitted >> (32 * i);
		data[i].inheritable = inheritable >> (32 * i);
	}
	return syscall(__NR_capset, &head, data);
}

static __u64 effective_caps(void)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];

	if (syscall(__NR_capget, &head, data))
		return 0;
	return data[0].effective | (__u64)data[1].effective << 32;
}

static int drop_groups(void)
{
	return syscall(__NR_setgroups, 0, NULL);
}

/* Of a task with all capabilities.  What follows changes of users comes last. */
static int become(const struct who *who)
{
	const int *const id = who->id;
	gid_t group = id[GROUP];

	if (syscall(__NR_setgroups, !!group, &group) ||
	    syscall(__NR_setresgid, id[RGID], id[EGID], id[SGID]) ||
	    prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) ||
	    syscall(__NR_setresuid, id[RUID], id[EUID], id[SUID]) ||
	    set_caps(ALL_CAPS, ALL_CAPS, 0))
		return -1;
	syscall(__NR_setfsgid, id[FSGID]);
	syscall(__NR_setfsuid, id[FSUID]);
	return set_caps(who->caps, who->caps, 0) ?:
	       prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) ?:
	       prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}

static int become_user(int id)
{
	const struct who who = same_ids(id, 0);

	return become(&who);
}

/* User namespaces */
static int write_file(const char *path, const char *text)
{
	const int fd = open(path, O_WRONLY | O_CLOEXEC);
	const ssize_t len = strlen(text);
	ssize_t ret;

	if (fd < 0)
		return -1;
	ret = write(fd, text, len);
	close(fd);
	return ret == len ? 0 : -1;
}

/* Makes the caller root of a namespace of its own, without any help. */
static int own_namespace(void)
{
	char text[32];
	const int uid = getuid(), gid = getgid();

	if (unshare(CLONE_NEWUSER) ||
	    write_file("/proc/self/setgroups", "deny"))
		return -1;
	snprintf(text, sizeof(text), "0 %d 1", uid);
	if (write_file("/proc/self/uid_map", text))
		return -1;
	snprintf(text, sizeof(text), "0 %d 1", gid);
	return write_file("/proc/self/gid_map", text);
}

static int open_namespace(pid_t pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/ns/user", pid);
	return open(path, O_RDONLY | O_CLOEXEC);
}

/* A process to be joined */
static struct peer sandbox;
static int sandbox_fd = -1;

static long attach_last(void *arg)
{
	const struct sock_fprog *const prog = arg;
	struct seccomp_landlock_attr attr = attr_make(allow_all, 1, -1);

	if (prog) {
		attr.filter = (uintptr_t)prog->filter;
		attr.filter_len = prog->len;
	}
	/* Who has no privilege needs this, who has it goes without. */
	if (!(effective_caps() & CAP(SYS_ADMIN)) && set_nnp())
		return -1;
	return install_ruled(0, &attr);
}

static long sandbox_of(void *arg)
{
	return become(arg);
}

static long sandbox_user(void *arg)
{
	return become_user(USER);
}

static long sandbox_root(void *arg)
{
	return 0;
}

static long sandbox_ns_root(void *arg)
{
	return become_user(USER) ?: own_namespace();
}

static long sandbox_nested_root(void *arg)
{
	return sandbox_ns_root(NULL) ?: own_namespace();
}

/* The test writes the maps in between. */
static long range_unshare(void *arg)
{
	return unshare(CLONE_NEWUSER);
}

static long range_map(void *arg)
{
	static const char *const files[] = { "uid_map", "gid_map" };
	char path[64], text[64];
	unsigned int i;

	snprintf(text, sizeof(text), "0 %d %d", RANGE_START, RANGE_LEN);
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		snprintf(path, sizeof(path), "/proc/%d/%s", sandbox.pid,
			 files[i]);
		if (write_file(path, text))
			return -1;
	}
	return 0;
}

static long range_root(void *arg)
{
	const struct who root = same_ids(0, ALL_CAPS);

	return become(&root);
}

static long range_user(void *arg)
{
	return become_user(RANGE_USER);
}

static int start_sandbox(long (*fn)(void *arg), void *arg)
{
	if (peer_init(&sandbox) || peer_start(&sandbox) < 0)
		return -1;
	if ((fn == range_root || fn == range_user) &&
	    (peer_call(&sandbox, range_unshare, NULL) || range_map(NULL)))
		return -1;
	return peer_call(&sandbox, fn, arg);
}

/* With the filter @prog, or one that does nothing */
static int close_sandbox(struct sock_fprog *prog)
{
	const long ret = peer_call(&sandbox, attach_last, prog);

	if (ret)
		return -1;
	sandbox_fd = open_sandbox(sandbox.pid);
	return sandbox_fd < 0 ? -1 : 0;
}

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

/* Ids in the namespace; becoming another user does not take capabilities. */
static int take_ids(int id, __u64 caps)
{
	return syscall(__NR_setresgid, id, id, id) ||
	       syscall(__NR_setresuid, id, id, id) || set_caps(caps, caps, 0);
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

FIXTURE(userns) {};

FIXTURE_VARIANT(userns)
{
	long (*sandbox)(void *arg);
	int (*caller)(void);
	int err;
};

#define USERNS(_sandbox, _caller, _err)					\
	FIXTURE_VARIANT_ADD(userns, _sandbox ## _ ## _caller) {		\
		.sandbox = _sandbox, .caller = _caller, .err = _err	\
	}

/* Root of the machine can take what it wants, wherever the caller is. */
USERNS(sandbox_root, as_root, 0);
USERNS(sandbox_root, as_user, 0);
USERNS(sandbox_root, in_own_namespace, 0);
USERNS(sandbox_root, in_nested_namespace, 0);

/* A user owns the namespaces that it makes, and no other. */
USERNS(sandbox_user, as_root, EPERM);
USERNS(sandbox_user, as_user, 0);
USERNS(sandbox_user, in_own_namespace, 0);
USERNS(sandbox_user, in_nested_namespace, 0);
USERNS(sandbox_user, in_namespace_of_other, EPERM);

/* Root of a namespace has power in it and in those beneath it. */
USERNS(sandbox_ns_root, as_root, EPERM);
USERNS(sandbox_ns_root, as_user, 0);
USERNS(sandbox_ns_root, as_namespace_root, 0);
USERNS(sandbox_ns_root, as_namespace_root_without_caps, 0);
USERNS(sandbox_ns_root, in_child_namespace, 0);
USERNS(sandbox_ns_root, in_own_namespace, EPERM);
USERNS(sandbox_ns_root, in_namespace_of_other, EPERM);
USERNS(sandbox_nested_root, as_root, EPERM);
USERNS(sandbox_nested_root, as_user, 0);
USERNS(sandbox_nested_root, as_namespace_root, 0);
USERNS(sandbox_nested_root, as_parent_namespace_root, EPERM);

/* A container: its root has power over its users, they have none. */
USERNS(range_root, as_root, EPERM);
USERNS(range_root, as_user, EPERM);
USERNS(range_root, as_namespace_root, 0);
USERNS(range_root, as_namespace_user, 0);
USERNS(range_user, as_namespace_root, EPERM);
USERNS(range_user, as_namespace_root_without_caps, EPERM);
USERNS(range_user, as_namespace_user, 0);
USERNS(range_user, as_other_namespace_user, EPERM);

/* Ids that are not mapped in it are nothing that it could have taken. */
USERNS(sandbox_ns_root, as_namespace_stranger, EPERM);
USERNS(sandbox_ns_root, with_strange_user, EPERM);
USERNS(range_root, as_namespace_stranger, EPERM);
USERNS(range_root, as_namespace_stranger_without_caps, EPERM);
USERNS(range_root, with_strange_user, EPERM);
USERNS(range_root, with_strange_saved_user, EPERM);
USERNS(range_root, with_strange_group, EPERM);
USERNS(range_root, with_strange_supplementary_group, EPERM);

FIXTURE_SETUP(userns)
{
	ASSERT_EQ(0, start_sandbox(variant->sandbox, NULL));
	ASSERT_EQ(0, close_sandbox(NULL));
}

FIXTURE_TEARDOWN(userns)
{
}

TEST_F(userns, join)
{
	EXPECT_EQ(variant->err, in_child(variant->caller));
}

/*
 * Programs that somebody stronger runs after joining.  What they are fooled into is
 * local root, were it not for the conditions above.
 */
#define VICTIM_ENV	"SECCOMP_LANDLOCK_VICTIM"

enum outcome {
	SAFE = 70,		/* not the status of anything else */
	FOOLED,
	WEAK,			/* it had no privilege to lose */
};

/* Tells the supervisor which open it has waited for. */
#define OPEN_MARK	0640

static char trusted_path[64], hostile_path[64];

/* Gives up a privilege, and goes on with what it believes to be none. */
static enum outcome drop_user(bool careful)
{
	const int id = getuid();

	if (geteuid() || !id)
		return WEAK;
	if (syscall(__NR_setresuid, id, id, id) && careful)
		return SAFE;
	return geteuid() ? SAFE : FOOLED;
}

static enum outcome drop_group(void)
{
	const int id = getgid();

	if (getegid() || !id)
		return WEAK;
	if (syscall(__NR_setresgid, id, id, id))
		return SAFE;
	return getegid() ? SAFE : FOOLED;
}

static enum outcome drop_capabilities(void)
{
	if (!effective_caps())
		return WEAK;
	if (set_caps(0, 0, 0))
		return SAFE;
	return effective_caps() ? FOOLED : SAFE;
}

/* As the loader of programs: the second file is what matters. */
static enum outcome load_file(const char *path)
{
	char text[16] = "";
	int fd;

	if (geteuid() && !effective_caps())
		return WEAK;
	try_open("/dev/null", O_RDONLY);
	fd = syscall(__NR_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC,
		     OPEN_MARK);
	if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0)
		return SAFE;
	return strcmp(text, "trusted") ? FOOLED : SAFE;
}

/* Joins of its own accord, with what its file gave it. */
static enum outcome join_then_load(const char *path, const char *fd)
{
	if (!effective_caps())
		return WEAK;
	if (set_nnp() || !join_sandbox(atoi(fd)) || errno != EPERM)
		return FOOLED;
	return load_file(path);
}

static enum outcome be_victim(char *kind)
{
	char *const path = strchr(kind, ' ') + 1, *const fd = strchr(path, ' ');

	*fd = '\0';
	switch (*kind) {
	case 'u':
		return drop_user(true);
	case 't':
		return drop_user(false);
	case 'g':
		return drop_group();
	case 'c':
		return drop_capabilities();
	case 'l':
		return load_file(path);
	default:
		return join_then_load(path, fd + 1);
	}
}

static void __attribute__((constructor)) victim_entry(void)
{
	char *const kind = getenv(VICTIM_ENV);

	if (kind)
		_exit(be_victim(kind));
}

/* A program of root, that gives a privilege to who executes it */
static int copy_victim(const char *path, mode_t mode, __u64 caps)
{
	struct vfs_cap_data data = {
		.magic_etc = VFS_CAP_REVISION_2 | VFS_CAP_FLAGS_EFFECTIVE,
		.data[0].permitted = caps,
	};
	int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	int to = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
	struct stat st;
	ssize_t ret;

	if (from < 0 || to < 0 || fstat(from, &st))
		return -1;
	ret = sendfile(to, from, NULL, st.st_size);
	if (ret != st.st_size || fchmod(to, mode) ||
	    (caps && fsetxattr(to, XATTR_NAME_CAPS, &data, XATTR_CAPS_SZ_2, 0)))
		return -1;
	close(from);
	return close(to);
}

static int create_file(const char *path, const char *text)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	if (fd < 0)
		return -1;
	close(fd);
	return write_file(path, text);
}

/* The calls that give up privileges, and one that opens what is trusted */
static const int faked_calls[] = {
	__NR_setuid, __NR_setreuid, __NR_setresuid, __NR_setgid, __NR_setregid,
	__NR_setresgid, __NR_setgroups, __NR_capset, __NR_openat,
};

#define NUM_FAKED	((int)ARRAY_SIZE(faked_calls))
#define LOAD_NR		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,		\
				 offsetof(struct seccomp_data, nr))

/* All of them for a listener, all but the last for another action */
static struct sock_fprog hostile_filter(__u32 action)
{
	static struct sock_filter prog[ARRAY_SIZE(faked_calls) + 3];
	const int num = NUM_FAKED - (action != SECCOMP_RET_USER_NOTIF);
	const struct sock_fprog ret = { .len = num + 3, .filter = prog };
	int i;

	prog[0] = (struct sock_filter)LOAD_NR;
	for (i = 0; i < num; i++)
		prog[i + 1] = (struct sock_filter)
			BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, faked_calls[i],
				 num - i, 0);
	prog[num + 1] = (struct sock_filter)ALLOW;
	prog[num + 2] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action);
	return ret;
}

/* The listener belongs to an ordinary filter, on which the ruled one goes. */
static long listen_faked(void *arg)
{
	const struct sock_fprog prog = hostile_filter(SECCOMP_RET_USER_NOTIF);

	if (!(effective_caps() & CAP(SYS_ADMIN)) && set_nnp())
		return -1;
	return attach_prog(SECCOMP_FILTER_FLAG_NEW_LISTENER, prog.filter,
			   prog.len);
}

static int supervise(int listener)
{
	const int hostile = open(hostile_path, O_RDONLY | O_CLOEXEC);
	struct seccomp_notif_addfd addfd = {
		.flags = SECCOMP_ADDFD_FLAG_SEND, .srcfd = hostile,
	};
	struct seccomp_notif_resp resp;
	struct seccomp_notif req;

	for (;;) {
		memset(&req, 0, sizeof(req));
		if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &req))
			return 1;
		if (req.data.nr == __NR_openat &&
		    req.data.args[3] == OPEN_MARK) {
			addfd.id = req.id;
			ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &addfd);
			continue;
		}
		memset(&resp, 0, sizeof(resp));
		resp.id = req.id;
		if (req.data.nr == __NR_openat)
			resp.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
		ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &resp);
	}
}

static pid_t start_supervisor(void)
{
	const int pidfd = sys_pidfd_open(sandbox.pid, 0);
	int fd = peer_call(&sandbox, listen_faked, NULL);
	pid_t pid;

	if (pidfd < 0 || fd < 0)
		return -1;
	fd = syscall(__NR_pidfd_getfd, pidfd, fd, 0);
	pid = fork_tied();
	if (pid == 0)
		_exit(become_user(USER) ?: supervise(fd));
	close(fd);
	close(pidfd);
	return pid;
}

/*
 * Who joins, in a child that ends with an enum outcome.  The errno of the attempt
 * is in *joined.
 */
static int *joined;
static char victim_path[64], victim_kind;

static void try_join(void)
{
	*joined = join_sandbox(sandbox_fd) ? errno : 0;
}

static int run_victim(void)
{
	const char *const argv[] = { victim_path, NULL };
	char env[160];
	const char *const envp[] = { env, NULL };

	snprintf(env, sizeof(env), VICTIM_ENV "=%c %s %d", victim_kind,
		 trusted_path, sandbox_fd);
	syscall(__NR_execve, victim_path, argv, envp);
	return -1;
}

/* An ordinary user, to whom a program would give more than the user has */
static int user_runs_victim(void)
{
	if (become_user(USER))
		return WEAK;
	try_join();
	return run_victim();
}

/* The program itself joins; a descriptor goes along. */
static int user_runs_joiner(void)
{
	*joined = EPERM;
	if (become_user(USER) || fcntl(sandbox_fd, F_SETFD, 0))
		return WEAK;
	return run_victim();
}

/* Capabilities that stay over execve(2), no_new_privs or not */
static int ambient_runs_victim(void)
{
	const struct who who = same_ids(USER, CAP(NET_RAW));

	if (become(&who) || set_caps(who.caps, who.caps, who.caps) ||
	    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_RAW, 0, 0) ||
	    set_nnp())
		return WEAK;
	try_join();
	return run_victim();
}

/* "Join, then drop" */
static int root_drops(void)
{
	bool failed;

	if (set_nnp())
		return WEAK;
	try_join();
	failed = syscall(__NR_setgroups, 0, NULL) ||
		 syscall(__NR_setresgid, USER, USER, USER) ||
		 syscall(__NR_setresuid, USER, USER, USER) ||
		 set_caps(0, 0, 0);
	if (failed && victim_kind == 'u')
		return SAFE;
	return geteuid() && !effective_caps() ? SAFE : FOOLED;
}

static int root_loads(void)
{
	if (set_nnp())
		return WEAK;
	try_join();
	return load_file(trusted_path);
}

static int container_root_drops(void)
{
	const int fd = open_namespace(sandbox.pid);

	if (drop_groups() ||
	    setns(ioctl(fd, NS_GET_PARENT), CLONE_NEWUSER) ||
	    take_ids(0, ALL_CAPS) || set_nnp())
		return WEAK;
	try_join();
	if (set_caps(0, 0, 0))
		return SAFE;
	return effective_caps() ? FOOLED : SAFE;
}

FIXTURE(attack) {
	char dir[32];
};

FIXTURE_VARIANT(attack)
{
	long (*sandbox)(void *arg);
	__u32 action;
	int (*caller)(void);
	char kind;
	mode_t mode;
	__u64 caps;
	int err;
};

#define FAKED		(SECCOMP_RET_ERRNO | 0)
#define TRACED		SECCOMP_RET_TRACE
#define HEARD		SECCOMP_RET_USER_NOTIF

/*
 * Without no_new_privs, which root of a namespace does not need for a filter.  Both
 * sides are the same user: nothing but EACCES is in the way.
 */
#define PRIVILEGED_FILE(_name, _action, _kind, _mode, _caps)		\
	FIXTURE_VARIANT_ADD(attack, file_ ## _name) {			\
		.sandbox = sandbox_ns_root, .action = _action,		\
		.caller = user_runs_victim, .kind = _kind,		\
		.mode = _mode, .caps = _caps, .err = EACCES		\
	}

PRIVILEGED_FILE(setuid, FAKED, 'u', 04755, 0);
PRIVILEGED_FILE(setuid_traced, TRACED, 't', 04755, 0);
PRIVILEGED_FILE(setuid_heard, HEARD, 'u', 04755, 0);
PRIVILEGED_FILE(setuid_loads, HEARD, 'l', 04755, 0);
PRIVILEGED_FILE(setgid, FAKED, 'g', 02755, 0);
PRIVILEGED_FILE(setgid_heard, HEARD, 'g', 02755, 0);
PRIVILEGED_FILE(caps, FAKED, 'c', 0755, CAP(NET_RAW));
PRIVILEGED_FILE(caps_heard, HEARD, 'c', 0755, CAP(NET_RAW));
PRIVILEGED_FILE(caps_loads, HEARD, 'l', 0755, CAP(NET_RAW));

FIXTURE_VARIANT_ADD(attack, file_of_nested_namespace) {
	.sandbox = sandbox_nested_root, .action = FAKED,
	.caller = user_runs_victim, .kind = 'u', .mode = 04755, .err = EACCES
};

/* With no_new_privs, and with more than the sandbox has */
#define STRONGER(_name, _sandbox, _action, _caller, _kind)		\
	FIXTURE_VARIANT_ADD(attack, _name) {				\
		.sandbox = _sandbox, .action = _action,			\
		.caller = _caller, .kind = _kind, .mode = 0755,		\
		.err = EPERM						\
	}

STRONGER(root_drops, sandbox_user, FAKED, root_drops, 'u');
STRONGER(root_drops_traced, sandbox_user, TRACED, root_drops, 't');
STRONGER(root_drops_heard, sandbox_user, HEARD, root_drops, 'u');
STRONGER(root_loads, sandbox_user, HEARD, root_loads, 'l');
STRONGER(root_drops_ns_root, sandbox_ns_root, FAKED, root_drops, 'u');
STRONGER(root_loads_ns_root, sandbox_ns_root, HEARD, root_loads, 'l');
STRONGER(root_drops_nested, sandbox_nested_root, FAKED, root_drops, 'u');
STRONGER(root_drops_container, range_root, FAKED, root_drops, 'u');
STRONGER(root_loads_container, range_root, HEARD, root_loads, 'l');
STRONGER(container_root_drops, sandbox_nested_root, FAKED,
	 container_root_drops, 'c');
STRONGER(ambient, sandbox_user, FAKED, ambient_runs_victim, 'c');
STRONGER(ambient_loads, sandbox_user, HEARD, ambient_runs_victim, 'l');

FIXTURE_VARIANT_ADD(attack, file_caps_join) {
	.sandbox = sandbox_user, .action = HEARD, .caller = user_runs_joiner,
	.kind = 'j', .mode = 0755, .caps = CAP(NET_RAW), .err = EPERM
};

FIXTURE_SETUP(attack)
{
	struct sock_fprog prog = hostile_filter(variant->action);

	joined = shared_alloc(sizeof(*joined));
	ASSERT_NE(NULL, joined);
	*joined = -1;
	snprintf(self->dir, sizeof(self->dir), "/tmp/landlock.XXXXXX");
	ASSERT_NE(NULL, mkdtemp(self->dir));
	ASSERT_EQ(0, chmod(self->dir, 0755));
	snprintf(victim_path, sizeof(victim_path), "%s/victim", self->dir);
	snprintf(trusted_path, sizeof(trusted_path), "%s/trusted", self->dir);
	snprintf(hostile_path, sizeof(hostile_path), "%s/hostile", self->dir);
	ASSERT_EQ(0, create_file(trusted_path, "trusted"));
	ASSERT_EQ(0, create_file(hostile_path, "hostile"));
	ASSERT_EQ(0, copy_victim(victim_path, variant->mode, variant->caps));
	victim_kind = variant->kind;
	ASSERT_EQ(0, start_sandbox(variant->sandbox, NULL));
	if (variant->action == HEARD) {
		ASSERT_LT(0, start_supervisor());
		ASSERT_EQ(0, close_sandbox(NULL));
	} else {
		ASSERT_EQ(0, close_sandbox(&prog));
	}
}

FIXTURE_TEARDOWN_PARENT(attack)
{
	EXPECT_EQ(0, remove_tree(self->dir));
}

TEST_F(attack, refused)
{
	EXPECT_EQ(SAFE, in_child(variant->caller));
	EXPECT_EQ(variant->err, *joined);
}

TEST_HARNESS_MAIN
