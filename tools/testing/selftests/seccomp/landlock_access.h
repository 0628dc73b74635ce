/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ways to access a task that are behind the kernel's ptrace access check
 *
 * Each is a function that accesses the task ctx->target and returns 0 or an errno;
 * -1 stands for something that should not happen at all.
 */
#ifndef _SECCOMP_LANDLOCK_ACCESS_H
#define _SECCOMP_LANDLOCK_ACCESS_H

#include "landlock_common.h"

#include <dirent.h>
#include <elf.h>
#include <linux/kcmp.h>
#include <linux/perf_event.h>
#include <linux/sched.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#ifndef PIDFD_GET_CGROUP_NAMESPACE
#define PIDFD_GET_CGROUP_NAMESPACE	_IO(0xFF, 1)
#define PIDFD_GET_UTS_NAMESPACE		_IO(0xFF, 10)
#endif

#ifndef PIDFD_THREAD
#define PIDFD_THREAD	O_EXCL
#endif

#ifndef MADV_COLD
#define MADV_COLD	20
#endif

#ifndef MPOL_MF_MOVE
#define MPOL_MF_MOVE	2
#endif

/* "Denied" where the surface does not fail, but shows nothing */
#define HIDDEN		ENODATA

#define HIDE_DIR	"/mnt"

#define MAX_SURFACES	80

/* When a surface is to be called, in a bundle that saves switching tasks */
enum turn {
	TURN_NONE,
	TURN_FIRST,
	TURN_CACHED,	/* after somebody else did the same */
	TURN_TARGET,	/* by the target */
};

/* Shared by the test and both peers */
static struct context {
	pid_t target;
	pid_t thread;		/* of the target, if it has a second one */
	char dir[64];		/* of the target in /proc */
	struct peer tracer_peer, target_peer;
	bool landlock_alone;	/* see surface_call() */
	/* One for each row of landlock_surfaces.h */
	struct cell {
		enum turn turn;
		long seen;
	} cells[MAX_SURFACES];
} *ctx;

/* A page that both peers have at the same address */
static char *page;

static int proc_open(const char *name, int flags)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", ctx->dir, name);
	return try_open(path, flags);
}

static int proc_readlink(const char *name)
{
	char path[128], to[256];

	snprintf(path, sizeof(path), "%s/%s", ctx->dir, name);
	return readlink(path, to, sizeof(to)) < 0 ? errno : 0;
}

/* Reads a file that anybody may open. */
static int proc_read(const char *name, char *text, size_t size)
{
	char path[128];
	int fd, err = 0;
	ssize_t len;

	snprintf(path, sizeof(path), "%s/%s", ctx->dir, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	len = read(fd, text, size - 1);
	if (len < 0)
		err = errno;
	else
		text[len] = '\0';
	close(fd);
	return err;
}

static int as_errno(long ret)
{
	return ret < 0 ? errno : 0;
}

/* Like as_errno() for a call that returns a descriptor */
static int as_fd_errno(int fd)
{
	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static int target_pidfd(void)
{
	return sys_pidfd_open(ctx->target, PIDFD_THREAD);
}

/* System calls */
static int do_attach(void)
{
	if (ptrace(PTRACE_ATTACH, ctx->target, 0, 0))
		return errno;
	if (waitpid(ctx->target, NULL, __WALL) != ctx->target ||
	    ptrace(PTRACE_DETACH, ctx->target, 0, 0))
		return -1;
	return wait_state(ctx->target, 'S') ? 0 : -1;
}

static int do_seize(void)
{
	if (ptrace(PTRACE_SEIZE, ctx->target, 0, 0))
		return errno;
	if (ptrace(PTRACE_INTERRUPT, ctx->target, 0, 0) ||
	    waitpid(ctx->target, NULL, __WALL) != ctx->target ||
	    ptrace(PTRACE_DETACH, ctx->target, 0, 0))
		return -1;
	return wait_state(ctx->target, 'S') ? 0 : -1;
}

/* Makes the caller the tracer, for do_link(). */
static inline long link_target(void *arg)
{
	return as_errno(ptrace(PTRACE_SEIZE, ctx->target, 0, 0));
}

/* Requests of a tracer, who is one already and is none afterwards; must agree. */
static int do_link(void)
{
	char buf[4096];
	struct iovec iov = { buf, sizeof(buf) };
	const unsigned long args[][3] = {
		{ PTRACE_PEEKDATA, (long)page, (long)buf },
		{ PTRACE_GETREGSET, NT_PRSTATUS, (long)&iov },
		{ PTRACE_GETSIGINFO, 0, (long)buf },
		{ PTRACE_SETOPTIONS },
		{ PTRACE_CONT },
	};
	int err, ret = -2;
	unsigned int i;

	if (ptrace(PTRACE_INTERRUPT, ctx->target, 0, 0) ||
	    waitpid(ctx->target, NULL, __WALL) != ctx->target)
		return -1;
	for (i = 0; i < ARRAY_SIZE(args); i++) {
		err = as_errno(syscall(__NR_ptrace, args[i][0], ctx->target,
				       args[i][1], args[i][2]));
		ret = ret == -2 || ret == err ? err : -1;
	}
	if (!err && (ptrace(PTRACE_INTERRUPT, ctx->target, 0, 0) ||
		     waitpid(ctx->target, NULL, __WALL) != ctx->target))
		return -1;
	if (ptrace(PTRACE_DETACH, ctx->target, 0, 0))
		return -1;
	return wait_state(ctx->target, 'S') ? ret : -1;
}

static int do_vm_readv(void)
{
	char c;
	struct iovec local = { &c, 1 }, remote = { page, 1 };

	return as_errno(process_vm_readv(ctx->target, &local, 1, &remote, 1,
					 0));
}

static int do_vm_writev(void)
{
	char c = 0;
	struct iovec local = { &c, 1 }, remote = { page, 1 };

	return as_errno(process_vm_writev(ctx->target, &local, 1, &remote, 1,
					  0));
}

/* The parent of the target is its tracer, or not; called by the target. */
static int do_traceme(void)
{
	return as_errno(ptrace(PTRACE_TRACEME, 0, 0, 0));
}

static int do_pidfd_getfd(void)
{
	const int pidfd = target_pidfd();
	int err = as_fd_errno(syscall(__NR_pidfd_getfd, pidfd,
				      ctx->target_peer.sv[1], 0));

	close(pidfd);
	return err;
}

static int do_kcmp_second(void)
{
	return as_errno(syscall(__NR_kcmp, getpid(), ctx->target, KCMP_VM, 0,
				0));
}

static int do_kcmp_first(void)
{
	return as_errno(syscall(__NR_kcmp, ctx->target, getpid(), KCMP_FS, 0,
				0));
}

/* CAP_PERFMON and CAP_SYS_ADMIN skip the check, so put them aside. */
static int perf_open(bool sigtrap)
{
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_TASK_CLOCK,
		.disabled = 1,
		.exclude_kernel = 1,
		.exclude_hv = 1,
		.sigtrap = sigtrap,
		.remove_on_exec = sigtrap,
	};
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct all[2], less[2];
	int err;

	if (syscall(__NR_capget, &head, all))
		return -1;
	memcpy(less, all, sizeof(less));
	less[0].effective &= ~(1U << CAP_SYS_ADMIN);
	less[1].effective &= ~(1U << (CAP_PERFMON - 32));
	if (syscall(__NR_capset, &head, less))
		return -1;
	err = as_fd_errno(syscall(__NR_perf_event_open, &attr, ctx->target, -1,
				  -1, PERF_FLAG_FD_CLOEXEC));
	return syscall(__NR_capset, &head, all) ? -1 : err;
}

static int do_perf(void)
{
	return perf_open(false);
}

static int do_perf_sigtrap(void)
{
	return perf_open(true);
}

static int do_robust_list(void)
{
	void *head;
	size_t len;

	return as_errno(syscall(__NR_get_robust_list, ctx->target, &head,
				&len));
}

static int do_move_pages(void)
{
	return as_errno(syscall(__NR_move_pages, ctx->target, 0, NULL, NULL,
				NULL, MPOL_MF_MOVE));
}

static int do_migrate_pages(void)
{
	unsigned long node = 1;

	return as_errno(syscall(__NR_migrate_pages, ctx->target,
				8 * sizeof(node), &node, &node));
}

static int do_madvise(void)
{
	struct iovec iov = { page, getpagesize() };
	const int pidfd = target_pidfd();
	int err = as_errno(syscall(__NR_process_madvise, pidfd, &iov, 1,
				   MADV_COLD, 0));

	close(pidfd);
	return err;
}

static int do_sched_core(void)
{
	unsigned long cookie;

	return as_errno(prctl(PR_SCHED_CORE, PR_SCHED_CORE_GET, ctx->target,
			      PR_SCHED_CORE_SCOPE_THREAD, &cookie));
}

/* The cookie of the caller, which has none, for all threads of the target */
static int do_sched_core_group(void)
{
	return as_errno(prctl(PR_SCHED_CORE, PR_SCHED_CORE_SHARE_TO,
			      ctx->target, PR_SCHED_CORE_SCOPE_THREAD_GROUP,
			      0));
}

static int do_setns(void)
{
	const int pidfd = target_pidfd();
	int err = as_errno(setns(pidfd, CLONE_NEWUTS));

	close(pidfd);
	return err;
}

/* All kinds; they must agree. */
static int do_pidfd_ns(void)
{
	const int pidfd = target_pidfd();
	unsigned int cmd;
	int err, ret = -2;

	for (cmd = PIDFD_GET_CGROUP_NAMESPACE; cmd <= PIDFD_GET_UTS_NAMESPACE;
	     cmd++) {
		err = as_fd_errno(ioctl(pidfd, cmd, 0));
		if (err != EOPNOTSUPP)
			ret = ret == -2 || ret == err ? err : -1;
	}
	close(pidfd);
	return ret;
}

/* Files of /proc */
static int each_ns(int (*call)(const char *name))
{
	static const char *const names[] = {
		"ns/cgroup", "ns/ipc", "ns/mnt", "ns/net", "ns/pid",
		"ns/pid_for_children", "ns/time", "ns/time_for_children",
		"ns/user", "ns/uts",
	};
	int err, ret = -2;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		err = call(names[i]);
		if (err != ENOENT)
			ret = ret == -2 || ret == err ? err : -1;
	}
	return ret;
}

static int ns_open(const char *name)
{
	return proc_open(name, O_RDONLY);
}

static int do_ns_readlink(void)
{
	return each_ns(proc_readlink);
}

static int do_ns_open(void)
{
	return each_ns(ns_open);
}

/* A dead process still has this one. */
static int do_ns_user(void)
{
	return proc_readlink("ns/user");
}

static int do_cwd_readlink(void)
{
	return proc_readlink("cwd");
}

static int do_cwd_open(void)
{
	return proc_open("cwd", O_PATH);
}

static int do_cwd_walk(void)
{
	return proc_open("cwd/..", O_PATH);
}

static int do_root_readlink(void)
{
	return proc_readlink("root");
}

static int do_root_walk(void)
{
	return proc_open("root/dev/null", O_PATH);
}

static int do_exe_readlink(void)
{
	return proc_readlink("exe");
}

static int do_exe_open(void)
{
	return proc_open("exe", O_RDONLY);
}

static int do_fd_readlink(void)
{
	char name[32];

	snprintf(name, sizeof(name), "fd/%d", ctx->target_peer.sv[1]);
	return proc_readlink(name);
}

static int do_fd_open(void)
{
	return proc_open("fd/0", O_PATH);
}

static int do_map_files_list(void)
{
	char path[128];
	int err, num = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/map_files", ctx->dir);
	dir = opendir(path);
	if (!dir)
		return errno;
	errno = 0;
	while (readdir(dir))
		num++;
	err = errno;
	closedir(dir);
	return err ?: num > 2 ? 0 : -1;
}

static int do_map_files_lookup(void)
{
	char path[128];
	struct stat st;

	snprintf(path, sizeof(path), "%s/map_files/%lx-%lx", ctx->dir,
		 (long)page, (long)page + getpagesize());
	return as_errno(lstat(path, &st));
}

/* Opening succeeds always, and then only the opener's own file is writable. */
static int do_attr_write(void)
{
	char path[128];
	int fd, err;

	snprintf(path, sizeof(path), "%s/attr/current", ctx->dir);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	err = as_errno(write(fd, "x", 1));
	close(fd);
	return err;
}

static int do_mem(void)
{
	return proc_open("mem", O_RDONLY);
}

static int do_mem_write(void)
{
	return proc_open("mem", O_RDWR);
}

static int do_environ(void)
{
	return proc_open("environ", O_RDONLY);
}

static int do_auxv(void)
{
	return proc_open("auxv", O_RDONLY);
}

static int do_maps(void)
{
	return proc_open("maps", O_RDONLY);
}

static int do_smaps(void)
{
	return proc_open("smaps", O_RDONLY);
}

static int do_smaps_rollup(void)
{
	return proc_open("smaps_rollup", O_RDONLY);
}

static int do_pagemap(void)
{
	return proc_open("pagemap", O_RDONLY);
}

static int do_numa_maps(void)
{
	return proc_open("numa_maps", O_RDONLY);
}

static int do_syscall(void)
{
	char text[256];

	return proc_read("syscall", text, sizeof(text));
}

static int do_personality(void)
{
	char text[64];

	return proc_read("personality", text, sizeof(text));
}

static int do_stack(void)
{
	char text[4096];

	return proc_read("stack", text, sizeof(text));
}

/*
 * The kernel says 0 also of a sleeping task that its scheduler has yet to take from the
 * queue, so what looks hidden is looked at again.
 */
static int look_again(int (*look)(void))
{
	int i, seen = HIDDEN;

	for (i = 0; i < 20 && seen == HIDDEN; i++) {
		if (i)
			usleep(1000);
		seen = look();
	}
	return seen;
}

static int look_at_wchan(void)
{
	char text[128];
	int err = proc_read("wchan", text, sizeof(text));

	if (err)
		return err;
	return strcmp(text, "0") ? 0 : HIDDEN;
}

static int do_wchan(void)
{
	return look_again(look_at_wchan);
}

/* Fields as numbered in proc(5), which starts with 1 */
static int read_stat(unsigned long long *fields, int num)
{
	char text[1024], *p;
	int err = proc_read("stat", text, sizeof(text)), i;

	if (err)
		return err;
	p = strrchr(text, ')');
	for (i = 3; p && i <= num; i++) {
		p = strchr(p + 1, ' ');
		fields[i] = p ? strtoull(p, NULL, 10) : 0;
	}
	return p ? 0 : -1;
}

/* All addresses are shown, or none; fields 26 and 27 are 1 if not. */
static int do_stat(void)
{
	static const char addresses[] = {
		26, 27, 28, 45, 46, 47, 48, 49, 50, 51
	};
	unsigned long long fields[52];
	int err = read_stat(fields, 51);
	unsigned int i, shown = 0;

	if (err)
		return err;
	for (i = 0; i < ARRAY_SIZE(addresses); i++)
		shown += fields[(int)addresses[i]] > 1;
	return shown == ARRAY_SIZE(addresses) ? 0 : shown ? -1 : HIDDEN;
}

/* Only processes with a single thread, and threads, have this. */
static int look_at_stat_wchan(void)
{
	unsigned long long fields[36];

	return read_stat(fields, 35) ?: fields[35] ? 0 : HIDDEN;
}

static int do_stat_wchan(void)
{
	return look_again(look_at_stat_wchan);
}

/* The target exits with EXIT_CODE. */
#define EXIT_CODE	7

static int do_stat_exit(void)
{
	unsigned long long fields[53];
	int err = read_stat(fields, 52);

	if (err)
		return err;
	return !fields[52] ? HIDDEN : fields[52] == EXIT_CODE << 8 ? 0 : -1;
}

static int do_io(void)
{
	char text[512];

	return proc_read("io", text, sizeof(text));
}

static int do_facts(void)
{
	char text[512];

	return proc_read("seccomp_landlock", text, sizeof(text));
}

static int do_fdinfo_dir(void)
{
	return proc_open("fdinfo", O_RDONLY | O_DIRECTORY);
}

static int do_fdinfo_file(void)
{
	return proc_open("fdinfo/0", O_RDONLY);
}

/* Mounts of /proc with hidepid, see mount_hidden() */
static int hidden_open(int mode, const char *name, int flags)
{
	char path[64];

	snprintf(path, sizeof(path), HIDE_DIR "/%d/%d/%s", mode, ctx->target,
		 name);
	return try_open(path, flags);
}

static int do_hidepid_1(void)
{
	return hidden_open(1, "status", O_RDONLY);
}

static int hidden_stat(int mode)
{
	char path[64];
	struct stat st;

	snprintf(path, sizeof(path), HIDE_DIR "/%d/%d", mode, ctx->target);
	return as_errno(stat(path, &st));
}

static int do_hidepid_2(void)
{
	return hidden_stat(2);
}

static int do_hidepid_2_file(void)
{
	return hidden_open(2, "status", O_RDONLY);
}

static int do_hidepid_4(void)
{
	return hidden_stat(4);
}

/* EPERM after somebody else has looked the directory up */
static int do_hidepid_4_file(void)
{
	const int err = hidden_open(4, "status", O_RDONLY);

	return err == EPERM ? ENOENT : err;
}

static int hidden_list(int mode)
{
	struct dirent *entry;
	char path[64];
	int err = ENOENT;
	DIR *dir;

	snprintf(path, sizeof(path), HIDE_DIR "/%d", mode);
	dir = opendir(path);
	if (!dir)
		return -1;
	while ((entry = readdir(dir))) {
		if (atoi(entry->d_name) == ctx->target)
			err = 0;
	}
	closedir(dir);
	return err;
}

static int do_hidepid_2_list(void)
{
	return hidden_list(2);
}

static int do_hidepid_4_list(void)
{
	return hidden_list(4);
}

/* A mount namespace with all kinds of hidepid; root is not in their group. */
static inline int mount_hidden(void)
{
	static const char *const options[] = {
		"hidepid=1,gid=54321", "hidepid=2,gid=54321", "hidepid=4",
	};
	static const char *const dirs[] = {
		HIDE_DIR "/1", HIDE_DIR "/2", HIDE_DIR "/4",
	};
	unsigned int i;

	if (unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("hide", HIDE_DIR, "tmpfs", 0, NULL))
		return -1;
	for (i = 0; i < ARRAY_SIZE(dirs); i++) {
		if (mkdir(dirs[i], 0700) ||
		    mount("hide", dirs[i], "proc", 0, options[i]))
			return -1;
	}
	return 0;
}

static inline int init_context(void)
{
	ctx = shared_alloc(sizeof(*ctx));
	page = shared_alloc(getpagesize());
	if (!ctx || !page)
		return -1;
	page[0] = 1;
	return peer_init(&ctx->tracer_peer) ?: peer_init(&ctx->target_peer);
}

#endif /* _SECCOMP_LANDLOCK_ACCESS_H */
