/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * Landlock rulesets as metadata of seccomp filters - user space API
 *
 * A Landlock ruleset (see linux/landlock.h) can be attached to the seccomp
 * filter that a seccomp(2) call installs.  The call installs the filter and
 * enforces the ruleset, or it changes nothing.  A filter installed this way is
 * a *ruled filter*, a task that has one is a *ruled task*, and a ruled task may
 * use ptrace(2), or anything else behind the kernel's ptrace access check, only
 * on tasks whose filters descend from its own.
 */
#ifndef _UAPI_LINUX_SECCOMP_LANDLOCK_H
#define _UAPI_LINUX_SECCOMP_LANDLOCK_H

#include <linux/types.h>

/**
 * SECCOMP_FILTER_FLAG_LANDLOCK - flag of %SECCOMP_SET_MODE_FILTER
 *
 * The third argument of seccomp(2) points to a &struct seccomp_landlock_attr
 * and not to a &struct sock_fprog.  Combines with every other
 * %SECCOMP_FILTER_FLAG_*.
 *
 * A kernel that knows the flag answers a NULL argument with %EFAULT, one that
 * does not answers %EINVAL.
 *
 * With %SECCOMP_FILTER_FLAG_TSYNC the rules move to the other threads together
 * with the filter: each takes them at the entry of its next system call, before
 * any filter looks at the call.  System calls that were under way finish under
 * the earlier rules, but one that a listener or a tracer of %SECCOMP_RET_TRACE is
 * holding goes on under the new ones.
 *
 * A thread that cannot take the rules, because its filters are not an ancestor of
 * the caller's, or because its Landlock domain and the new one are neither equal
 * nor one an ancestor of the other, makes the call fail as any diverged thread
 * does: with its thread id as return value, or %ESRCH with
 * %SECCOMP_FILTER_FLAG_TSYNC_ESRCH.
 *
 * A thread that has to take rules and cannot, because there is no memory for it
 * or because a landlock_restrict_self(2) of its own was completing in that very
 * moment, never runs with less: its process is terminated by SIGSYS.
 */
#define SECCOMP_FILTER_FLAG_LANDLOCK	(1UL << 6)

/**
 * SECCOMP_GET_LANDLOCK_INFO - seccomp(2) operation
 *
 * Fills a &struct seccomp_landlock_info.  The flags argument must be 0.  Needs
 * no privilege and changes nothing.
 */
#define SECCOMP_GET_LANDLOCK_INFO	4

/**
 * SECCOMP_JOIN_LANDLOCK - seccomp(2) operation
 *
 * The calling thread adopts all filters and the Landlock domain of another
 * process: that of the thread group leader whose pidfd the third argument points
 * to, an __s32.  The flags argument must be 0.  This is for entering a sandbox
 * that runs already, so that the caller can debug its processes and be debugged
 * by them: filters that are installed once more are equal, but not the same.
 *
 * It only adds restrictions.  The filters and the domain of the caller must be
 * ancestors of those it adopts, and no_new_privs is taken over too.  The other
 * threads of the caller are not affected.
 *
 * Errors; after an error the caller is as before:
 *
 * - %EINVAL: the flags argument is not 0, the process has no ruled filter, or the
 *   kernel does not know %SECCOMP_JOIN_LANDLOCK;
 * - %EFAULT: the third argument is not readable;
 * - %EBADF: not a pidfd;
 * - %ESRCH: the process is dying or dead, or the pidfd is that of a thread that
 *   does not lead its process;
 * - %EACCES: the caller has neither no_new_privs nor %CAP_SYS_ADMIN in its user
 *   namespace;
 * - %EPERM: the caller may not read from the process by the rules of ptrace(2)
 *   (%PTRACE_MODE_READ_REALCREDS), or its filters or its domain are not ancestors
 *   of the process's;
 * - %EBUSY: the caller is tracing somebody;
 * - %ENOMEM: out of memory.
 */
#define SECCOMP_JOIN_LANDLOCK		5

/**
 * SECCOMP_LANDLOCK_PTRACE_DENY - flag of &struct seccomp_landlock_attr
 *
 * Tasks with this filter trace nobody, not even a task with the same filters:
 * every access that asks for %PTRACE_MODE_ATTACH is denied, and nobody can make
 * such a task its tracer with %PTRACE_TRACEME.  Read accesses, for example most
 * of /proc, follow the filters' ancestry as without this flag.  Threads of the
 * same process are never kept apart.
 */
#define SECCOMP_LANDLOCK_PTRACE_DENY	(1U << 0)

/**
 * SECCOMP_LANDLOCK_TRUST_DELEGATE - flag of &struct seccomp_landlock_attr
 *
 * A filter delegates when somebody else takes its decisions: it was installed
 * with %SECCOMP_FILTER_FLAG_NEW_LISTENER, or its program can return
 * %SECCOMP_RET_TRACE, where a return value that the program computes counts as
 * that.  Two tasks with the same filters need not have the same rights then, so
 * a ruled task cannot trace anybody whose filters include such a filter, however
 * its listener fares later.
 *
 * With this flag the installer vouches that what is decided on behalf of a task
 * with this filter is safe in the hands of every task with this filter.  It
 * speaks for this filter only.  Without effect if the filter does not delegate.
 */
#define SECCOMP_LANDLOCK_TRUST_DELEGATE	(1U << 1)

/**
 * struct seccomp_landlock_attr - argument of %SECCOMP_FILTER_FLAG_LANDLOCK
 *
 * @size: Size of this structure in bytes as the caller knows it, at least
 *        %SECCOMP_LANDLOCK_ATTR_SIZE_VER0.  A larger structure is accepted when
 *        all bytes that the kernel does not know are zero.
 * @flags: Bitwise OR of %SECCOMP_LANDLOCK_PTRACE_DENY,
 *         %SECCOMP_LANDLOCK_TRUST_DELEGATE and future flags, or 0.
 * @filter: Address of an array of &struct sock_filter, the program.
 * @filter_len: Number of instructions in @filter, 1 to 4096 (BPF_MAXINSNS).
 * @ruleset_fd: File descriptor made by landlock_create_ruleset(2), or -1 for a
 *              filter without object rules, whose only effect beyond an
 *              ordinary filter is the restriction of ptrace.  The ruleset is
 *              read during the call: the descriptor may be closed, and rules
 *              added later do not count.
 *
 * The layout is the same for 32-bit and 64-bit callers.
 *
 * Errors of the call, beyond those of an ordinary filter.  After an error the
 * caller, its threads and its file descriptors are as before.
 *
 * - %EINVAL: @size is too small, @flags has an unknown bit, @filter is 0,
 *   @filter_len is 0 or too large, the program is not a valid seccomp filter, or
 *   the kernel does not know %SECCOMP_FILTER_FLAG_LANDLOCK;
 * - %E2BIG: a byte beyond what this kernel knows is not zero, @size is larger
 *   than a page, or the caller already has Landlock's maximum of 16 stacked
 *   rulesets;
 * - %EFAULT: the structure or @filter is not readable;
 * - %EBADF: @ruleset_fd is neither -1 nor an open file descriptor;
 * - %EBADFD: @ruleset_fd is not a Landlock ruleset;
 * - %EPERM: @ruleset_fd is not open for reading;
 * - %EOPNOTSUPP: @ruleset_fd is not -1 and Landlock was disabled at boot;
 * - %EACCES: the caller has neither no_new_privs nor %CAP_SYS_ADMIN in its user
 *   namespace;
 * - %EBUSY: %SECCOMP_FILTER_FLAG_NEW_LISTENER and the caller's filters have a
 *   listener already, or the caller (with %SECCOMP_FILTER_FLAG_TSYNC: any thread
 *   that gets a ruled filter by the call) is tracing somebody, which the
 *   sandbox could not take back;
 * - %ENOMEM: out of memory, or the filters became too long together.
 */
struct seccomp_landlock_attr {
	__u32 size;
	__u32 flags;
	__aligned_u64 filter;
	__u32 filter_len;
	__s32 ruleset_fd;
};

/* Size of the first published version of struct seccomp_landlock_attr. */
#define SECCOMP_LANDLOCK_ATTR_SIZE_VER0	24

/**
 * struct seccomp_landlock_info - argument of %SECCOMP_GET_LANDLOCK_INFO
 *
 * @size: In: size of this structure in bytes as the caller knows it, at least
 *        %SECCOMP_LANDLOCK_INFO_SIZE_VER0.  Out: size as the kernel knows it.
 *        Bytes that the kernel does not know must be zero and stay so.
 * @abi: Out: version of this interface, 1.
 * @flags: Out: the %SECCOMP_LANDLOCK_* flags that this kernel accepts in
 *         &struct seccomp_landlock_attr.
 * @landlock_abi: Out: what landlock_create_ruleset(2) returns for
 *                %LANDLOCK_CREATE_RULESET_VERSION, or a negative errno:
 *                -EOPNOTSUPP when Landlock was disabled at boot.
 *
 * Errors of the call; after an error the structure is as before:
 *
 * - %EINVAL: the flags argument of seccomp(2) is not 0, @size is too small, or
 *   the kernel does not know %SECCOMP_GET_LANDLOCK_INFO;
 * - %E2BIG: a byte beyond what this kernel knows is not zero, or @size is larger
 *   than a page;
 * - %EFAULT: the structure is not readable and writable.
 */
struct seccomp_landlock_info {
	__u32 size;
	__u32 abi;
	__u32 flags;
	__s32 landlock_abi;
};

/* Size of the first published version of struct seccomp_landlock_info. */
#define SECCOMP_LANDLOCK_INFO_SIZE_VER0	16

#endif /* _UAPI_LINUX_SECCOMP_LANDLOCK_H */
