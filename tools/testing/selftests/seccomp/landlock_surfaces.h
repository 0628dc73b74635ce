/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The surfaces behind the kernel's ptrace access check, as a table
 *
 * Each surface is a function that accesses the task ctx->target and returns 0 or
 * an errno; -1 stands for something that should not happen at all.
 */
#ifndef _SECCOMP_LANDLOCK_SURFACES_H
#define _SECCOMP_LANDLOCK_SURFACES_H

#include "landlock_common.h"

#include <dirent.h>
#include <linux/kcmp.h>
#include <linux/sched.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#ifndef PIDFD_GET_UTS_NAMESPACE
#define PIDFD_GET_UTS_NAMESPACE	_IO(0xFF, 10)
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

/* Shared by the test and both peers */
static struct context {
	pid_t target;
	pid_t thread;		/* set by targets that have one */
	char dir[64];		/* of the target in /proc */
	struct peer tracer_peer, target_peer;
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
	return syscall(__NR_pidfd_open, ctx->target, 0);
}

/* System calls */
static int do_attach(void)
{
	if (ptrace(PTRACE_ATTACH, ctx->target, 0, 0))
		return errno;
	if (waitpid(ctx->target, NULL, __WALL) != ctx->target ||
	    ptrace(PTRACE_DETACH, ctx->target, 0, 0))
		return -1;
	return 0;
}

static int do_seize(void)
{
	if (ptrace(PTRACE_SEIZE, ctx->target, 0, 0))
		return errno;
	if (ptrace(PTRACE_INTERRUPT, ctx->target, 0, 0) ||
	    waitpid(ctx->target, NULL, __WALL) != ctx->target ||
	    ptrace(PTRACE_DETACH, ctx->target, 0, 0))
		return -1;
	return 0;
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

static int do_setns(void)
{
	const int pidfd = target_pidfd();
	int err = as_errno(setns(pidfd, CLONE_NEWUTS));

	close(pidfd);
	return err;
}

static int do_pidfd_ns(void)
{
	const int pidfd = target_pidfd();
	int err = as_fd_errno(ioctl(pidfd, PIDFD_GET_UTS_NAMESPACE, 0));

	close(pidfd);
	return err;
}

/* Files of /proc */
static int do_ns_readlink(void)
{
	return proc_readlink("ns/uts");
}

static int do_ns_open(void)
{
	return proc_open("ns/uts", O_RDONLY);
}

static int do_cwd_readlink(void)
{
	return proc_readlink("cwd");
}

static int do_cwd_open(void)
{
	return proc_open("cwd", O_PATH);
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

static int do_wchan(void)
{
	char text[128];
	int err = proc_read("wchan", text, sizeof(text));

	if (err)
		return err;
	return strcmp(text, "0") ? 0 : HIDDEN;
}

/* The address of the stack is field 28. */
static int do_stat(void)
{
	char text[1024], *p;
	int err = proc_read("stat", text, sizeof(text)), i;

	if (err)
		return err;
	p = strrchr(text, ')');
	for (i = 2; p && i < 28; i++)
		p = strchr(p + 1, ' ');
	if (!p)
		return -1;
	return strtoul(p, NULL, 10) ? 0 : HIDDEN;
}

static int do_io(void)
{
	char text[512];

	return proc_read("io", text, sizeof(text));
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

static int do_hidepid_2(void)
{
	char path[64];
	struct stat st;

	snprintf(path, sizeof(path), HIDE_DIR "/2/%d", ctx->target);
	return as_errno(stat(path, &st));
}

static int do_hidepid_2_file(void)
{
	return hidden_open(2, "status", O_RDONLY);
}

static int do_hidepid_4(void)
{
	return hidden_open(4, "", O_PATH);
}

enum mode {
	MODE_READ,
	MODE_ATTACH,
};

#define PER_THREAD	1	/* exists in /proc/PID/task/TID/ too */
#define OPTIONAL	2	/* not in every kernel configuration */

static const struct surface {
	const char *name;
	int (*call)(void);
	enum mode mode;
	int denied;
	int flags;
} surfaces[] = {
	{ "ptrace attach", do_attach, MODE_ATTACH, EPERM, 0 },
	{ "ptrace seize", do_seize, MODE_ATTACH, EPERM, 0 },
	{ "process_vm_readv", do_vm_readv, MODE_ATTACH, EPERM, 0 },
	{ "process_vm_writev", do_vm_writev, MODE_ATTACH, EPERM, 0 },
	{ "pidfd_getfd", do_pidfd_getfd, MODE_ATTACH, EPERM, 0 },
	{ "kcmp, second", do_kcmp_second, MODE_READ, EPERM, 0 },
	{ "kcmp, first", do_kcmp_first, MODE_READ, EPERM, 0 },
	{ "get_robust_list", do_robust_list, MODE_READ, EPERM, 0 },
	{ "move_pages", do_move_pages, MODE_READ, EPERM, OPTIONAL },
	{ "migrate_pages", do_migrate_pages, MODE_READ, EPERM, OPTIONAL },
	{ "process_madvise", do_madvise, MODE_READ, EACCES, 0 },
	{ "sched_core", do_sched_core, MODE_READ, EPERM, OPTIONAL },
	{ "setns", do_setns, MODE_READ, EPERM, 0 },
	{ "pidfd namespace", do_pidfd_ns, MODE_READ, EACCES, 0 },
	{ "ns readlink", do_ns_readlink, MODE_READ, EACCES, PER_THREAD },
	{ "ns open", do_ns_open, MODE_READ, EACCES, PER_THREAD },
	{ "cwd readlink", do_cwd_readlink, MODE_READ, EACCES, PER_THREAD },
	{ "cwd open", do_cwd_open, MODE_READ, EACCES, PER_THREAD },
	{ "root readlink", do_root_readlink, MODE_READ, EACCES, PER_THREAD },
	{ "root walk", do_root_walk, MODE_READ, EACCES, PER_THREAD },
	{ "exe readlink", do_exe_readlink, MODE_READ, EACCES, PER_THREAD },
	{ "exe open", do_exe_open, MODE_READ, EACCES, PER_THREAD },
	{ "fd readlink", do_fd_readlink, MODE_READ, EACCES, PER_THREAD },
	{ "fd open", do_fd_open, MODE_READ, EACCES, PER_THREAD },
	{ "map_files list", do_map_files_list, MODE_READ, EACCES, 0 },
	{ "map_files lookup", do_map_files_lookup, MODE_READ, EACCES, 0 },
	{ "mem", do_mem, MODE_ATTACH, EACCES, PER_THREAD },
	{ "mem for writing", do_mem_write, MODE_ATTACH, EACCES, PER_THREAD },
	{ "environ", do_environ, MODE_READ, EACCES, PER_THREAD },
	{ "auxv", do_auxv, MODE_READ, EACCES, PER_THREAD },
	{ "maps", do_maps, MODE_READ, EACCES, PER_THREAD },
	{ "smaps", do_smaps, MODE_READ, EACCES, PER_THREAD },
	{ "smaps_rollup", do_smaps_rollup, MODE_READ, EACCES, PER_THREAD },
	{ "pagemap", do_pagemap, MODE_READ, EACCES, PER_THREAD },
	{ "syscall", do_syscall, MODE_ATTACH, EPERM, PER_THREAD },
	{ "personality", do_personality, MODE_ATTACH, EPERM, PER_THREAD },
	{ "stack", do_stack, MODE_ATTACH, EPERM, PER_THREAD },
	{ "wchan", do_wchan, MODE_READ, HIDDEN, PER_THREAD },
	{ "stat", do_stat, MODE_READ, HIDDEN, PER_THREAD },
	{ "io", do_io, MODE_READ, EACCES, PER_THREAD | OPTIONAL },
	{ "fdinfo directory", do_fdinfo_dir, MODE_READ, EACCES, PER_THREAD },
	{ "fdinfo file", do_fdinfo_file, MODE_READ, EACCES, PER_THREAD },
	{ "hidepid=1", do_hidepid_1, MODE_READ, EPERM, 0 },
	{ "hidepid=2", do_hidepid_2, MODE_READ, ENOENT, 0 },
	{ "hidepid=2, file", do_hidepid_2_file, MODE_READ, ENOENT, 0 },
	{ "hidepid=4", do_hidepid_4, MODE_READ, ENOENT, 0 },
};

static inline long call_surface(void *arg)
{
	return ((const struct surface *)arg)->call();
}

/* What an optional surface returns for the caller itself if it is built in */
static inline bool surface_exists(const struct surface *s)
{
	const pid_t target = ctx->target;
	int err;

	if (!(s->flags & OPTIONAL))
		return true;
	ctx->target = getpid();
	snprintf(ctx->dir, sizeof(ctx->dir), "/proc/%d", getpid());
	err = s->call();
	ctx->target = target;
	snprintf(ctx->dir, sizeof(ctx->dir), "/proc/%d", target);
	return err == 0;
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

#endif /* _SECCOMP_LANDLOCK_SURFACES_H */
