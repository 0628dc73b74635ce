/* SPDX-License-Identifier: GPL-2.0-only */
/* The surfaces behind the kernel's ptrace access check, as a table */
#ifndef _SECCOMP_LANDLOCK_SURFACES_H
#define _SECCOMP_LANDLOCK_SURFACES_H

#include "landlock_access.h"

#include <assert.h>

enum mode {
	MODE_READ,
	MODE_ATTACH,
	MODE_NONE,	/* no verdict can be seen here: always "denied" */
};

#define PER_THREAD	1	/* exists in /proc/PID/task/TID/ too */
#define LEADER		2	/* exists for processes only */
#define MM		4	/* shared memory is accessed without a check */
#define BY_TARGET	8	/* called by the target; leaves it traced */
#define NOT_ALIVE	16	/* only for targets that are dead */
#define ONE_THREAD	32	/* only for threads by themselves */
#define GROUP		64	/* all threads must be accessible, the dead too */
#define CACHED		128	/* called after somebody else has called it */
#define UNTRACED	256	/* makes a tracing link */
#define LINKED		512	/* needs a tracing link, and ends it */
#define RULED_ONLY	1024	/* only for targets that are ruled */

/* surface.dead: what one that may access it gets of a dead target */
#define NO_ANSWER	0
#define WORKS		(-1)

/*
 * Rows have the numbers of the kinds of surfaces that 6.12 has, see the functions
 * for what each is.  A row is behind PTRACE_MODE_READ or PTRACE_MODE_ATTACH, and
 * its errno for a denial is its own.  The last column is for rows that depend on
 * the kernel's configuration or the machine: what they need.
 */
static const struct surface {
	int row;
	const char *name;
	int (*call)(void);
	enum mode mode;
	int denied;
	int flags;
	int dead;
	const char *needs;
} surfaces[] = {
#define R	MODE_READ
#define A	MODE_ATTACH
#define T	PER_THREAD
#define L	LEADER
	{ 1, "attach", do_attach, A, EPERM, UNTRACED, 0, NULL },
	{ 1, "seize", do_seize, A, EPERM, UNTRACED, 0, NULL },
	{ 3, "vm_readv", do_vm_readv, A, EPERM, MM, 0, NULL },
	{ 3, "vm_writev", do_vm_writev, A, EPERM, MM, 0, NULL },
	{ 4, "pidfd_getfd", do_pidfd_getfd, A, EPERM, 0, ESRCH, NULL },
	{ 5, "kcmp-second", do_kcmp_second, R, EPERM, 0, WORKS, NULL },
	{ 5, "kcmp-first", do_kcmp_first, R, EPERM, 0, WORKS, NULL },
	{ 6, "perf", do_perf, R, EACCES, 0, ESRCH, NULL },
	{ 6, "perf-sigtrap", do_perf_sigtrap, A, EACCES, 0, ESRCH, NULL },
	{ 7, "robust_list", do_robust_list, R, EPERM, 0, WORKS, NULL },
	{ 8, "move_pages", do_move_pages, R, EPERM, 0, EINVAL, "NUMA" },
	{ 9, "migrate_pages", do_migrate_pages, R, EPERM, 0, EINVAL, "NUMA" },
	{ 10, "madvise", do_madvise, R, EACCES, L | MM, 0, NULL },
	{ 11, "sched_core", do_sched_core, R, EPERM, 0, WORKS,
	  "SCHED_CORE and SMT" },
	{ 11, "sched_core-group", do_sched_core_group, R, EPERM, GROUP, WORKS,
	  "SCHED_CORE and SMT" },
	{ 12, "setns", do_setns, R, EPERM, 0, ESRCH, NULL },
	{ 13, "pidfd-ns", do_pidfd_ns, R, EACCES, 0, ESRCH, NULL },
	{ 14, "ns-readlink", do_ns_readlink, R, EACCES, T, 0, NULL },
	{ 14, "ns-open", do_ns_open, R, EACCES, T, 0, NULL },
	{ 14, "ns-user", do_ns_user, R, EACCES, T, WORKS, NULL },
	{ 15, "cwd-readlink", do_cwd_readlink, R, EACCES, T, ENOENT, NULL },
	{ 15, "cwd-open", do_cwd_open, R, EACCES, T, ENOENT, NULL },
	{ 15, "cwd-walk", do_cwd_walk, R, EACCES, T, ENOENT, NULL },
	{ 15, "root-readlink", do_root_readlink, R, EACCES, T, ENOENT, NULL },
	{ 15, "root-walk", do_root_walk, R, EACCES, T, ENOENT, NULL },
	{ 15, "exe-readlink", do_exe_readlink, R, EACCES, T, ENOENT, NULL },
	{ 15, "exe-open", do_exe_open, R, EACCES, T, ENOENT, NULL },
	{ 15, "fd-readlink", do_fd_readlink, R, EACCES, T, 0, NULL },
	{ 15, "fd-open", do_fd_open, R, EACCES, T, 0, NULL },
	{ 16, "map_files", do_map_files_lookup, R, EACCES, L | MM, 0, NULL },
	{ 16, "map_files-cached", do_map_files_lookup, R, EACCES,
	  L | MM | CACHED, 0, NULL },
	{ 16, "map_files-list", do_map_files_list, R, EACCES, L | MM, 0, NULL },
	{ 17, "mem", do_mem, A, EACCES, T | MM, 0, NULL },
	{ 17, "mem-write", do_mem_write, A, EACCES, T | MM, 0, NULL },
	{ 18, "environ", do_environ, R, EACCES, T | MM, 0, NULL },
	{ 18, "auxv", do_auxv, R, EACCES, T | MM, 0, NULL },
	{ 19, "maps", do_maps, R, EACCES, T | MM, 0, NULL },
	{ 19, "smaps", do_smaps, R, EACCES, T | MM, 0, NULL },
	{ 19, "smaps_rollup", do_smaps_rollup, R, EACCES, T | MM, 0, NULL },
	{ 19, "numa_maps", do_numa_maps, R, EACCES, T | MM, 0, "NUMA" },
	{ 19, "pagemap", do_pagemap, R, EACCES, T | MM, 0, NULL },
	{ 20, "attr-write", do_attr_write, MODE_NONE, EPERM, T | MM, 0, NULL },
	{ 21, "syscall", do_syscall, A, EPERM, T, WORKS, NULL },
	{ 21, "personality", do_personality, A, EPERM, T, WORKS, NULL },
	{ 22, "stack", do_stack, A, EPERM, T, WORKS, NULL },
	{ 23, "wchan", do_wchan, R, HIDDEN, T, 0, NULL },
	{ 24, "stat", do_stat, R, HIDDEN, T, 0, NULL },
	{ 24, "stat-wchan", do_stat_wchan, R, HIDDEN, T | ONE_THREAD, 0, NULL },
	{ 24, "stat-exit", do_stat_exit, R, HIDDEN, T | NOT_ALIVE, WORKS, NULL },
	{ 25, "io", do_io, R, EACCES, T, WORKS, "TASK_IO_ACCOUNTING" },
	{ 26, "fdinfo", do_fdinfo_dir, R, EACCES, T, WORKS, NULL },
	{ 26, "fdinfo-file", do_fdinfo_file, R, EACCES, T, 0, NULL },
	{ 27, "hidepid1", do_hidepid_1, R, EPERM, 0, WORKS, NULL },
	{ 27, "hidepid2", do_hidepid_2, R, ENOENT, 0, WORKS, NULL },
	{ 27, "hidepid2-file", do_hidepid_2_file, R, ENOENT, 0, WORKS, NULL },
	{ 27, "hidepid2-list", do_hidepid_2_list, R, ENOENT, L, WORKS, NULL },
	{ 27, "hidepid4", do_hidepid_4, R, ENOENT, 0, WORKS, NULL },
	{ 27, "hidepid4-file", do_hidepid_4_file, R, ENOENT, 0, WORKS, NULL },
	{ 27, "hidepid4-list", do_hidepid_4_list, R, ENOENT, L, WORKS, NULL },
	{ 29, "facts", do_facts, R, EACCES, T | RULED_ONLY, ESRCH, NULL },
	/* These leave or end a tracing link. */
	{ 28, "link", do_link, A, EPERM, L | LINKED, 0, NULL },
	{ 2, "traceme", do_traceme, A, EPERM, L | BY_TARGET | UNTRACED, 0,
	  NULL },
#undef R
#undef A
#undef T
#undef L
};

#define NUM_ROWS	29

static_assert(ARRAY_SIZE(surfaces) <= MAX_SURFACES, "MAX_SURFACES");

/*
 * Where Landlock alone denies, kernels since 7.0 let CAP_PERFMON, and with it
 * CAP_SYS_ADMIN, read of another's memory what tells no content.  The verdict of
 * filters does not yield to it: relations that it decides are tried with both.
 */
static inline long surface_call(const struct surface *s)
{
	const __u64 caps = CAP(PERFMON) | CAP(SYS_ADMIN);
	long ret;

	if (!ctx->landlock_alone || s->mode != MODE_READ || !(s->flags & MM))
		return s->call();
	if (lower_caps(caps))
		return errno;
	ret = s->call();
	return raise_caps() ? errno : ret;
}

static inline long call_surface(void *arg)
{
	return surface_call(arg);
}

/* For peer_call(): all surfaces whose turn it is */
static inline long call_surfaces(void *turn)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(surfaces); i++) {
		if (ctx->cells[i].turn == (long)turn)
			ctx->cells[i].seen = surface_call(&surfaces[i]);
	}
	return 0;
}

/* Does the kernel have it? Then it works on the caller itself. */
static inline bool surface_exists(const struct surface *s)
{
	const pid_t target = ctx->target;
	char dir[sizeof(ctx->dir)];
	int err;

	if (!s->needs)
		return true;
	memcpy(dir, ctx->dir, sizeof(dir));
	ctx->target = getpid();
	snprintf(ctx->dir, sizeof(ctx->dir), "/proc/%d", getpid());
	err = s->call();
	ctx->target = target;
	memcpy(ctx->dir, dir, sizeof(dir));
	return err == 0;
}

#endif /* _SECCOMP_LANDLOCK_SURFACES_H */
