/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * Landlock rulesets as metadata of seccomp filters - user space API
 *
 * A Landlock ruleset (see linux/landlock.h) can be attached to the seccomp
 * filter that a seccomp(2) call installs.  The call installs the filter and
 * enforces the ruleset, or it changes nothing.  A filter installed this way is
 * a *ruled filter*, a task that has one is a *ruled task*, and a ruled task may
 * use ptrace(2), or anything else behind the kernel's ptrace access check, only
 * on processes whose filters descend from its own.
 */
#ifndef _UAPI_LINUX_SECCOMP_LANDLOCK_H
#define _UAPI_LINUX_SECCOMP_LANDLOCK_H

#include <linux/types.h>

/**
 * SECCOMP_SET_MODE_RULED_FILTER - seccomp(2) operation
 *
 * As %SECCOMP_SET_MODE_FILTER, but the third argument points to a &struct
 * seccomp_landlock_attr, and the filter is a ruled one.  Takes every
 * %SECCOMP_FILTER_FLAG_* that %SECCOMP_SET_MODE_FILTER takes.  The caller needs
 * no_new_privs or %CAP_SYS_ADMIN in its user namespace.
 *
 * A kernel that knows the operation answers a NULL argument with %EFAULT, one
 * that does not answers %EINVAL.
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
 * A thread that has to take rules and for which there is no memory never runs
 * with less: its process is terminated by SIGSYS.
 *
 * A caller that is tracing somebody is not refused: what it asks of a tracee
 * from then on is judged, request by request.  %PTRACE_DETACH always works but
 * delivers no signal then, and %PTRACE_INTERRUPT always works.
 */
#define SECCOMP_SET_MODE_RULED_FILTER	4

/**
 * SECCOMP_GET_LANDLOCK_INFO - seccomp(2) operation
 *
 * Fills a &struct seccomp_landlock_info.  The flags argument must be 0.  Needs
 * no privilege and changes nothing.
 */
#define SECCOMP_GET_LANDLOCK_INFO	5

/**
 * SECCOMP_OPEN_LANDLOCK - seccomp(2) operation
 *
 * Returns a file descriptor, close-on-exec, of the sandbox of a process as it is
 * now: the filters, the Landlock domain and the credentials of the thread group
 * leader whose pidfd the third argument points to, an __s32.  The flags argument
 * must be 0.  The descriptor is for %SECCOMP_JOIN_LANDLOCK.  It can be passed on,
 * and outlives the process; while it is open, the listeners of its filters are not
 * told that nobody uses them any more.
 *
 * Errors:
 *
 * - %EINVAL: the flags argument is not 0, the process has no ruled filter, or the
 *   kernel does not know %SECCOMP_OPEN_LANDLOCK;
 * - %EFAULT: the third argument is not readable;
 * - %EBADF: not a pidfd;
 * - %ESRCH: the process is dying or dead, or the pidfd is that of a thread that
 *   does not lead its process;
 * - %EPERM: the caller may not attach to the process by the rules of ptrace(2)
 *   (%PTRACE_MODE_ATTACH_REALCREDS);
 * - %EOPNOTSUPP: the process has io_uring restrictions of its own, which are not a
 *   part of its filters;
 * - %EINTR: interrupted while the process was executing a program;
 * - %EMFILE, %ENFILE: too many open files;
 * - %ENOMEM: out of memory.
 */
#define SECCOMP_OPEN_LANDLOCK		6

/**
 * SECCOMP_JOIN_LANDLOCK - seccomp(2) operation
 *
 * The caller adopts all filters and the Landlock domain of a sandbox: that of the
 * descriptor, from %SECCOMP_OPEN_LANDLOCK, which the third argument points to, an
 * __s32.  The flags argument must be 0.  This is for entering a sandbox that runs
 * already, so that the caller can debug its processes and be debugged by them:
 * filters that are installed once more are equal, but not the same.
 *
 * The adopted filters were made by others, who may be hostile: a filter fakes
 * results of system calls, and with a listener hands in descriptors.  Hence only
 * who cannot lose by it may join.  All conditions must hold, looked at in the
 * order given here; after an error the caller is as before:
 *
 * - %EINVAL: the flags argument is not 0, or the kernel does not know
 *   %SECCOMP_JOIN_LANDLOCK;
 * - %EFAULT: the third argument is not readable;
 * - %EBADF: not an open file descriptor;
 * - %EBADFD: not a descriptor from %SECCOMP_OPEN_LANDLOCK;
 * - %EACCES: the caller does not have no_new_privs.  No capability stands in for
 *   it;
 * - %EINVAL: the caller shares its memory, with another thread or process;
 * - %EPERM: the sandbox has no power over the caller.  It has, if the caller has
 *   a process id in the process id namespace of the opened process, if in the
 *   caller's user namespace the credentials of the opened process hold all
 *   capabilities that are permitted to the caller, and if these credentials have
 *   each user and group id of the caller, in the same user namespace, or could
 *   have taken it: they hold %CAP_SYS_PTRACE, or %CAP_SETUID and %CAP_SETGID, in
 *   the caller's user namespace, where the id is mapped;
 * - %EXDEV: the filters or the Landlock domain of the caller are not ancestors of
 *   those to be adopted;
 * - %EINTR: interrupted by a fatal signal;
 * - %ENOMEM: out of memory.
 */
#define SECCOMP_JOIN_LANDLOCK		7

/**
 * SECCOMP_FILTER_FLAG_LANDLOCK - reported of a ruled filter
 *
 * %PTRACE_SECCOMP_GET_METADATA sets this flag for a ruled filter.  No operation
 * accepts it: who installs the program of a ruled filter again, with the flags
 * reported, gets %EINVAL and not a filter without rules.
 */
#define SECCOMP_FILTER_FLAG_LANDLOCK	(1UL << 31)

/**
 * SECCOMP_LANDLOCK_PTRACE_DENY - flag of &struct seccomp_landlock_attr
 *
 * Tasks with this filter trace nobody, not even a task with the same filters:
 * every access that asks for %PTRACE_MODE_ATTACH is denied, so are the requests
 * of a tracer that got the filter later, and nobody can make such a task its
 * tracer with %PTRACE_TRACEME.  Read accesses, for example most of /proc, follow
 * the filters' ancestry as without this flag.  Threads of the same process are
 * never kept apart.
 */
#define SECCOMP_LANDLOCK_PTRACE_DENY	(1U << 0)

/**
 * SECCOMP_LANDLOCK_TRUST_DELEGATE - flag of &struct seccomp_landlock_attr
 *
 * A filter delegates when somebody else takes its decisions, so that two tasks
 * with equal filters need not have equal rights:
 *
 * - installed with %SECCOMP_FILTER_FLAG_NEW_LISTENER, its supervisor can hand a
 *   task what another may not have.  A ruled task cannot trace a process that has
 *   such a filter in any of its threads, however the listener fares later;
 * - its program can return %SECCOMP_RET_TRACE, where a return value that the
 *   program computes counts as that.  A ruled task that has such a filter itself
 *   traces nobody: it would decide for the tracee what its own tracer decides for
 *   it.  One that the tracee alone has does not matter.
 *
 * With this flag the installer vouches that what is decided on behalf of a task
 * with this filter is safe in the hands of every task with this filter.  It
 * speaks for this filter only.  Without effect if the filter does not delegate.
 */
#define SECCOMP_LANDLOCK_TRUST_DELEGATE	(1U << 1)

/**
 * struct seccomp_landlock_attr - argument of %SECCOMP_SET_MODE_RULED_FILTER
 *
 * @size: Size of this structure in bytes as the caller knows it, at least
 *        %SECCOMP_LANDLOCK_ATTR_SIZE_VER0.  A larger structure is accepted when
 *        all bytes that the kernel does not know are zero.
 * @flags: Bitwise OR of %SECCOMP_LANDLOCK_PTRACE_DENY,
 *         %SECCOMP_LANDLOCK_TRUST_DELEGATE, flags of other headers and future
 *         flags, or 0.
 * @filter_len: Number of instructions in @filter, 1 to 4096 (BPF_MAXINSNS).
 * @ruleset_fd: File descriptor made by landlock_create_ruleset(2), or -1 for a
 *              filter without object rules, whose only effect beyond an
 *              ordinary filter is the restriction of ptrace.  The ruleset is
 *              read during the call: the descriptor may be closed, and rules
 *              added later do not count.
 * @filter: Address of an array of &struct sock_filter, the program.
 * @landlock_flags: Flags of landlock_restrict_self(2) for the ruleset, as far as
 *                  the kernel's Landlock knows them and they concern one thread:
 *                  thread synchronization is what %SECCOMP_FILTER_FLAG_TSYNC is
 *                  for.  The one that sets no_new_privs does so if the call
 *                  succeeds, for all threads that the filter moves to.  0 with
 *                  @ruleset_fd -1.
 * @reserved: 0.
 *
 * The layout is the same for 32-bit and 64-bit callers.
 *
 * Errors of the call, beyond those of an ordinary filter.  After an error the
 * caller, its threads and its file descriptors are as before.
 *
 * - %EINVAL: @size is too small, @flags or @landlock_flags has an unknown bit,
 *   @filter is 0, @filter_len is 0 or too large, @landlock_flags is not 0 and
 *   @ruleset_fd is -1, @reserved is not 0, the program is not a valid seccomp
 *   filter, the flags argument of seccomp(2) has an unknown bit, or the kernel
 *   does not know %SECCOMP_SET_MODE_RULED_FILTER;
 * - %E2BIG: a byte beyond what this kernel knows is not zero, @size is larger
 *   than a page, or the caller already has Landlock's maximum of 16 stacked
 *   rulesets;
 * - %EFAULT: the structure or @filter is not readable;
 * - %EBADF: @ruleset_fd is neither -1 nor an open file descriptor;
 * - %EBADFD: @ruleset_fd is not a Landlock ruleset;
 * - %EPERM: @ruleset_fd is not open for reading;
 * - %EOPNOTSUPP: @ruleset_fd is not -1 and Landlock was disabled at boot;
 * - %EACCES: the caller has neither no_new_privs nor %CAP_SYS_ADMIN in its user
 *   namespace, and @landlock_flags do not set no_new_privs;
 * - %EBUSY: %SECCOMP_FILTER_FLAG_NEW_LISTENER and the caller's filters have a
 *   listener already;
 * - %EINTR: interrupted by a fatal signal;
 * - %ENOMEM: out of memory, or the filters became too long together.
 */
struct seccomp_landlock_attr {
	__u32 size;
	__u32 flags;
	__u32 filter_len;
	__s32 ruleset_fd;
	__aligned_u64 filter;
	__u32 landlock_flags;
	__u32 reserved;
};

/* Size of the first published version of struct seccomp_landlock_attr. */
#define SECCOMP_LANDLOCK_ATTR_SIZE_VER0	32

/**
 * struct seccomp_landlock_info - argument of %SECCOMP_GET_LANDLOCK_INFO
 *
 * @size: In: size of this structure in bytes as the caller knows it, at least
 *        %SECCOMP_LANDLOCK_INFO_SIZE_VER0.  Out: size as the kernel knows it.
 *        Bytes that the kernel does not know must be zero and stay so.
 * @abi: Out: version of this interface, 2.
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
