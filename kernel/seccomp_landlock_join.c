// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entering the sandbox of a process that runs already
 *
 * Who joins imports filters that others made.  These fake results of system calls
 * and, with a listener, hand in descriptors: the attacker is the author of the
 * adopted filters.  So nobody may join who could lose by it, see may_join().
 *
 * As with namespaces, a sandbox is opened first and joined last: a runtime is
 * privileged early.  Who may debug a process may open its sandbox.
 */

#include <linux/anon_inodes.h>
#include <linux/cred.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/io_uring.h>
#include <linux/landlock_seccomp.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/ptrace.h>
#include <linux/rwsem.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/seccomp.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/uidgid.h>
#include <linux/user_namespace.h>

#include "seccomp_landlock.h"

/*
 * What a descriptor refers to: filters, counted as used by a task, their number,
 * and the credentials and the process id namespace of the opened process.
 */
struct sandbox {
	struct seccomp_filter *leaf;
	const struct cred *cred;
	struct pid_namespace *pidns;
	int filter_count;
};

static void free_sandbox(struct sandbox *sandbox)
{
	if (sandbox->leaf)
		__seccomp_filter_release(sandbox->leaf);
	if (sandbox->cred)
		put_cred(sandbox->cred);
	if (sandbox->pidns)
		put_pid_ns(sandbox->pidns);
	kfree(sandbox);
}

static int sandbox_release(struct inode *inode, struct file *file)
{
	free_sandbox(file->private_data);
	return 0;
}

static const struct file_operations sandbox_fops = {
	.release = sandbox_release,
};

/*
 * Takes filters and credentials in one section.  The credentials can lag behind by
 * the domain of the filters, which landlock_seccomp_adopt() makes up for.  They
 * are never newer: a filter is published before its domain is committed.
 */
static int take_sandbox(struct sandbox *sandbox, struct task_struct *task)
{
	unsigned long irqflags;
	int ret = 0;

	if (!lock_task_sighand(task, &irqflags))
		return -ESRCH;

	if (task->flags & PF_EXITING) {
		ret = -ESRCH;
	} else if (!seccomp_landlock_count(task)) {
		ret = -EINVAL;
	} else if (io_uring_restricted(task)) {
		/* Not a part of the filters: who joins would not have them. */
		ret = -EOPNOTSUPP;
	} else {
		get_seccomp_filter(task);
		sandbox->leaf = task->seccomp.filter;
		sandbox->filter_count = atomic_read(&task->seccomp.filter_count);
		sandbox->cred = get_task_cred(task);
		sandbox->pidns = get_pid_ns(task_active_pid_ns(task));
	}

	unlock_task_sighand(task, &irqflags);
	return ret;
}

/*
 * The permission is asked for after the filters were taken, so that what they
 * delegate has been judged.  As for pidfd_getfd(2), an exec in between may change
 * who has it.
 */
static int open_sandbox(struct sandbox *sandbox, struct task_struct *task)
{
	int ret;

	ret = down_read_interruptible(&task->signal->exec_update_lock);
	if (ret)
		return ret;
	ret = take_sandbox(sandbox, task);
	if (!ptrace_may_access(task, PTRACE_MODE_ATTACH_REALCREDS))
		ret = ret == -ESRCH ? ret : -EPERM;
	up_read(&task->signal->exec_update_lock);
	return ret;
}

/**
 * seccomp_landlock_open - Implement %SECCOMP_OPEN_LANDLOCK
 * @upidfd: Pidfd of the caller, an s32.
 *
 * Context: Process context, may sleep.
 * Return: A file descriptor, or an error as documented for the operation.
 */
long seccomp_landlock_open(const void __user *upidfd)
{
	struct task_struct *task;
	struct sandbox *sandbox;
	unsigned int f_flags;
	s32 pidfd;
	long ret;

	if (get_user(pidfd, (const s32 __user *)upidfd))
		return -EFAULT;

	task = pidfd_get_task(pidfd, &f_flags);
	if (IS_ERR(task))
		return PTR_ERR(task);

	ret = -ENOMEM;
	sandbox = kzalloc(sizeof(*sandbox), GFP_KERNEL_ACCOUNT);
	if (!sandbox)
		goto out_put;

	ret = open_sandbox(sandbox, task);
	if (!ret)
		ret = anon_inode_getfd("[seccomp-landlock]", &sandbox_fops,
				       sandbox, O_RDONLY | O_CLOEXEC);
	if (ret < 0)
		free_sandbox(sandbox);

out_put:
	put_task_struct(task);
	return ret;
}

static bool holds(const struct cred *cred, struct user_namespace *ns, int cap)
{
	return !security_capable(cred, ns, cap, CAP_OPT_NOAUDIT);
}

/* Is it the same id, or one that can be taken in @power, a namespace or NULL? */
static bool holds_uid(kuid_t has, kuid_t needs, struct user_namespace *power)
{
	return uid_eq(has, needs) || (power && kuid_has_mapping(power, needs));
}

static bool holds_gid(kgid_t has, kgid_t needs, struct user_namespace *power)
{
	return gid_eq(has, needs) || (power && kgid_has_mapping(power, needs));
}

/* Has @cred each id of @who, or could it have taken those, in the namespace of @who? */
static bool holds_ids(const struct cred *cred, const struct cred *who)
{
	struct user_namespace *ns = who->user_ns, *power = NULL;
	int i;

	if (holds(cred, ns, CAP_SYS_PTRACE) ||
	    (holds(cred, ns, CAP_SETUID) && holds(cred, ns, CAP_SETGID)))
		power = ns;
	else if (cred->user_ns != ns)
		return false;

	for (i = 0; i < who->group_info->ngroups; i++) {
		const kgid_t gid = who->group_info->gid[i];

		if (!groups_search(cred->group_info, gid) &&
		    !holds_gid(cred->egid, gid, power))
			return false;
	}

	return holds_uid(cred->uid, who->uid, power) &&
	       holds_uid(cred->euid, who->euid, power) &&
	       holds_uid(cred->suid, who->suid, power) &&
	       holds_uid(cred->fsuid, who->fsuid, power) &&
	       holds_gid(cred->gid, who->gid, power) &&
	       holds_gid(cred->egid, who->egid, power) &&
	       holds_gid(cred->sgid, who->sgid, power) &&
	       holds_gid(cred->fsgid, who->fsgid, power);
}

/*
 * All that joining takes but ancestry, which is for those who change filters and
 * domain.  In this order:
 *
 * - no_new_privs, always: else filters of an unprivileged namespace reach
 *   set-user-ID programs of others, whatever capabilities the caller has;
 * - memory of its own: else the members of the sandbox reach threads or a parent
 *   without the filters by way of the caller;
 * - the sandbox has power over the caller already: it holds in the namespace of
 *   the caller whatever the caller could use there, and it sees the caller.  Equal
 *   ids alone mean nothing in another user namespace, as for ptrace(2).
 */
static int may_join(const struct sandbox *sandbox)
{
	const struct cred *cred = current_cred();
	int cap;

	if (!task_no_new_privs(current))
		return -EACCES;
	if (!current_is_single_threaded())
		return -EINVAL;

	if (!task_tgid_nr_ns(current, sandbox->pidns))
		return -EPERM;
	for (cap = 0; cap_valid(cap); cap++)
		if (cap_raised(cred->cap_permitted, cap) &&
		    !holds(sandbox->cred, cred->user_ns, cap))
			return -EPERM;
	return holds_ids(sandbox->cred, cred) ? 0 : -EPERM;
}

static int join_sandbox(const struct sandbox *sandbox)
{
	struct cred *cred;
	int ret;

	ret = may_join(sandbox);
	if (ret)
		return ret;

	ret = seccomp_landlock_lock_creds();
	if (ret)
		return ret;

	ret = -ENOMEM;
	cred = prepare_creds();
	if (!cred)
		goto out_unlock;

	ret = landlock_seccomp_adopt(cred, sandbox->cred,
				     seccomp_filter_landlock(sandbox->leaf)->chain_domain);
	if (!ret)
		ret = seccomp_adopt_chain(sandbox->leaf, sandbox->filter_count);
	if (ret)
		abort_creds(cred);
	else
		landlock_seccomp_commit(cred, true);

out_unlock:
	seccomp_landlock_unlock_creds();
	return ret;
}

/**
 * seccomp_landlock_join - Implement %SECCOMP_JOIN_LANDLOCK
 * @ufd: File descriptor from seccomp_landlock_open(), an s32.
 *
 * Context: Process context, may sleep.
 * Return: 0, or an error as documented for the operation.
 */
long seccomp_landlock_join(const void __user *ufd)
{
	struct file *file;
	long ret = -EBADFD;
	s32 fd;

	if (get_user(fd, (const s32 __user *)ufd))
		return -EFAULT;

	file = fget(fd);
	if (!file)
		return -EBADF;
	if (file->f_op == &sandbox_fops)
		ret = join_sandbox(file->private_data);
	fput(file);
	return ret;
}
