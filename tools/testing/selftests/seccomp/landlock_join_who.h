/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Users, capabilities and user namespaces of who joins and of the sandbox that is
 * joined
 */
#ifndef _SECCOMP_LANDLOCK_JOIN_WHO_H
#define _SECCOMP_LANDLOCK_JOIN_WHO_H

#include "landlock_join.h"

#include <linux/nsfs.h>

#define USER		1000
#define OTHER		2000

/* Of a container whose root is another user outside */
#define RANGE_START	100000
#define RANGE_LEN	1000
#define RANGE_USER	5

#define ALL_CAPS	(~0ULL >> (63 - CAP_LAST_CAP))

/* What a process can be, by all ids that it has */
enum id {
	RUID, EUID, SUID, FSUID, RGID, EGID, SGID, FSGID, GROUP, NUM_IDS
};

struct who {
	int id[NUM_IDS];	/* GROUP 0: no supplementary groups */
	__u64 caps;
};

static inline struct who same_ids(int id, __u64 caps)
{
	const struct who who = {
		{ id, id, id, id, id, id, id, id, 0 }, caps
	};

	return who;
}

static inline int set_caps(__u64 effective, __u64 permitted, __u64 inheritable)
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

static inline __u64 effective_caps(void)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];

	if (syscall(__NR_capget, &head, data))
		return 0;
	return data[0].effective | (__u64)data[1].effective << 32;
}

static inline int drop_groups(void)
{
	return syscall(__NR_setgroups, 0, NULL);
}

/* Of a task with all capabilities.  What follows changes of users comes last. */
static inline int become(const struct who *who)
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

static inline int become_user(int id)
{
	const struct who who = same_ids(id, 0);

	return become(&who);
}

/* User namespaces */
static inline int write_file(const char *path, const char *text)
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
static inline int own_namespace(void)
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

static inline int open_namespace(pid_t pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/ns/user", pid);
	return open(path, O_RDONLY | O_CLOEXEC);
}

/* A process to be joined */
static struct peer sandbox;
static int sandbox_fd = -1;

static inline long attach_last(void *arg)
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

static inline long sandbox_of(void *arg)
{
	return become(arg);
}

static inline long sandbox_user(void *arg)
{
	return become_user(USER);
}

static inline long sandbox_root(void *arg)
{
	return 0;
}

static inline long sandbox_ns_root(void *arg)
{
	return become_user(USER) ?: own_namespace();
}

static inline long sandbox_nested_root(void *arg)
{
	return sandbox_ns_root(NULL) ?: own_namespace();
}

/* The test writes the maps in between. */
static inline long range_unshare(void *arg)
{
	return unshare(CLONE_NEWUSER);
}

static inline long range_map(void *arg)
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

static inline long range_root(void *arg)
{
	const struct who root = same_ids(0, ALL_CAPS);

	return become(&root);
}

static inline long range_user(void *arg)
{
	return become_user(RANGE_USER);
}

static inline int start_sandbox(long (*fn)(void *arg), void *arg)
{
	if (peer_init(&sandbox) || peer_start(&sandbox) < 0)
		return -1;
	if ((fn == range_root || fn == range_user) &&
	    (peer_call(&sandbox, range_unshare, NULL) || range_map(NULL)))
		return -1;
	return peer_call(&sandbox, fn, arg);
}

static inline void end_sandbox(void)
{
	kill(sandbox.pid, SIGKILL);
	waitpid(sandbox.pid, NULL, __WALL);
	close(sandbox.sv[0]);
	close(sandbox.sv[1]);
	close(sandbox_fd);
}

/* With the filter @prog, or one that does nothing */
static inline int close_sandbox(struct sock_fprog *prog)
{
	const long ret = peer_call(&sandbox, attach_last, prog);

	if (ret)
		return -1;
	sandbox_fd = open_sandbox(sandbox.pid);
	return sandbox_fd < 0 ? -1 : 0;
}

/* Ids in the namespace; becoming another user does not take capabilities. */
static inline int take_ids(int id, __u64 caps)
{
	return syscall(__NR_setresgid, id, id, id) ||
	       syscall(__NR_setresuid, id, id, id) || set_caps(caps, caps, 0);
}

#endif /* _SECCOMP_LANDLOCK_JOIN_WHO_H */
