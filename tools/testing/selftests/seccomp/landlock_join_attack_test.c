// SPDX-License-Identifier: GPL-2.0-only
/*
 * SECCOMP_JOIN_LANDLOCK: what an author of filters could do with who joins
 *
 * The attacker runs the sandbox.  Its filter fakes that privileges were given up, or
 * has a listener that hands in a file at the second open, as the loader of programs
 * makes.  What would be fooled is a program with more rights than the attacker, which
 * joins, or is executed by who joined: local root, were it not refused.
 *
 * rst: "The attacker is the author of the adopted filters"
 */
#include "landlock_join_who.h"

#include <linux/xattr.h>
#include <sys/sendfile.h>
#include <sys/xattr.h>

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

/* The same with what lets install filters without no_new_privs */
static int admin_runs_victim(void)
{
	const struct who who = same_ids(USER, CAP(SYS_ADMIN));

	if (become(&who))
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
 * Without no_new_privs, which the sandbox has or, as root of a namespace, did not
 * need.  Both sides are the same user, and at first in the same namespace: nothing
 * but EACCES is in the way.
 */
#define PRIVILEGED_FILE(_action, _kind, _mode, _caps)			\
	{ .sandbox = sandbox_user, .action = _action,			\
	  .caller = user_runs_victim, .kind = _kind, .mode = _mode,	\
	  .caps = _caps, .err = EACCES }

FIXTURE_VARIANT_ADD(attack, file_setuid)
	PRIVILEGED_FILE(FAKED, 'u', 04755, 0);

FIXTURE_VARIANT_ADD(attack, file_setuid_traced)
	PRIVILEGED_FILE(TRACED, 't', 04755, 0);

FIXTURE_VARIANT_ADD(attack, file_setuid_heard)
	PRIVILEGED_FILE(HEARD, 'u', 04755, 0);

FIXTURE_VARIANT_ADD(attack, file_setuid_loads)
	PRIVILEGED_FILE(HEARD, 'l', 04755, 0);

FIXTURE_VARIANT_ADD(attack, file_setgid)
	PRIVILEGED_FILE(FAKED, 'g', 02755, 0);

FIXTURE_VARIANT_ADD(attack, file_setgid_heard)
	PRIVILEGED_FILE(HEARD, 'g', 02755, 0);

FIXTURE_VARIANT_ADD(attack, file_caps)
	PRIVILEGED_FILE(FAKED, 'c', 0755, CAP(NET_RAW));

FIXTURE_VARIANT_ADD(attack, file_caps_heard)
	PRIVILEGED_FILE(HEARD, 'c', 0755, CAP(NET_RAW));

FIXTURE_VARIANT_ADD(attack, file_caps_loads)
	PRIVILEGED_FILE(HEARD, 'l', 0755, CAP(NET_RAW));

FIXTURE_VARIANT_ADD(attack, file_of_namespace) {
	.sandbox = sandbox_ns_root, .action = FAKED,
	.caller = user_runs_victim, .kind = 'u', .mode = 04755, .err = EACCES
};

FIXTURE_VARIANT_ADD(attack, file_of_nested_namespace) {
	.sandbox = sandbox_nested_root, .action = FAKED,
	.caller = user_runs_victim, .kind = 'u', .mode = 04755, .err = EACCES
};

/* These sandboxes lack no_new_privs as well. */
FIXTURE_VARIANT_ADD(attack, file_of_namespace_admin) {
	.sandbox = sandbox_ns_root, .action = FAKED,
	.caller = admin_runs_victim, .kind = 'u', .mode = 04755, .err = EACCES
};

FIXTURE_VARIANT_ADD(attack, file_of_nested_namespace_admin) {
	.sandbox = sandbox_nested_root, .action = FAKED,
	.caller = admin_runs_victim, .kind = 'u', .mode = 04755, .err = EACCES
};

/* With no_new_privs, and with more than the sandbox has */
#define STRONGER(_sandbox, _action, _caller, _kind)			\
	{ .sandbox = _sandbox, .action = _action, .caller = _caller,	\
	  .kind = _kind, .mode = 0755, .err = EPERM }

FIXTURE_VARIANT_ADD(attack, root_drops)
	STRONGER(sandbox_user, FAKED, root_drops, 'u');

FIXTURE_VARIANT_ADD(attack, root_drops_traced)
	STRONGER(sandbox_user, TRACED, root_drops, 't');

FIXTURE_VARIANT_ADD(attack, root_drops_heard)
	STRONGER(sandbox_user, HEARD, root_drops, 'u');

FIXTURE_VARIANT_ADD(attack, root_loads)
	STRONGER(sandbox_user, HEARD, root_loads, 'l');

FIXTURE_VARIANT_ADD(attack, root_drops_ns_root)
	STRONGER(sandbox_ns_root, FAKED, root_drops, 'u');

FIXTURE_VARIANT_ADD(attack, root_loads_ns_root)
	STRONGER(sandbox_ns_root, HEARD, root_loads, 'l');

FIXTURE_VARIANT_ADD(attack, root_drops_nested)
	STRONGER(sandbox_nested_root, FAKED, root_drops, 'u');

FIXTURE_VARIANT_ADD(attack, root_drops_container)
	STRONGER(range_root, FAKED, root_drops, 'u');

FIXTURE_VARIANT_ADD(attack, root_loads_container)
	STRONGER(range_root, HEARD, root_loads, 'l');

FIXTURE_VARIANT_ADD(attack, container_root_drops)
	STRONGER(sandbox_nested_root, FAKED, container_root_drops, 'c');

FIXTURE_VARIANT_ADD(attack, ambient)
	STRONGER(sandbox_user, FAKED, ambient_runs_victim, 'c');

FIXTURE_VARIANT_ADD(attack, ambient_loads)
	STRONGER(sandbox_user, HEARD, ambient_runs_victim, 'l');

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
