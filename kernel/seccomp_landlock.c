// SPDX-License-Identifier: GPL-2.0-only
/*
 * Landlock rulesets as metadata of seccomp filters
 *
 * A filter installed with SECCOMP_FILTER_FLAG_LANDLOCK is a ruled filter: it may
 * bring a Landlock domain, and it restricts whom its tasks can trace.  seccomp
 * owns the filters, their tree and their locking; Landlock owns the domains and
 * enforces them through credentials; this file joins the two.
 *
 * The invariant that everything below keeps: a task whose chain has a ruled
 * filter that brought a domain runs every system call with credentials whose
 * domain is that one or a descendant of it.  The filter is published first, so
 * for a while it can be ahead of the credentials; the verdict on tracing
 * therefore looks at filters only, and nobody has to wait for anybody.
 *
 * Lock order: tasklist_lock or task_lock(target), then siglock of one task.
 * Never two siglocks: tasks made with CLONE_SIGHAND share one.
 */

#include <linux/audit.h>
#include <linux/bug.h>
#include <linux/cred.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/mm.h>
#include <linux/ptrace.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/seccomp.h>
#include <linux/seccomp_landlock.h>
#include <linux/signal.h>
#include <linux/uaccess.h>

#include <asm/syscall.h>

#define SECCOMP_LANDLOCK_ABI	1

#define SECCOMP_LANDLOCK_FLAGS	SECCOMP_LANDLOCK_PTRACE_DENY

/* Attach */

/*
 * Reads the size field that every extensible structure here begins with.  An
 * upper limit keeps a mistaken caller from having gigabytes checked for zeros.
 */
static int get_struct_size(u32 *size, const void __user *ustruct, u32 min)
{
	if (get_user(*size, (const u32 __user *)ustruct))
		return -EFAULT;
	if (*size < min)
		return -EINVAL;
	if (*size > PAGE_SIZE)
		return -E2BIG;
	return 0;
}

/**
 * seccomp_landlock_copy_attr - Copy and check what user space asks for
 *
 * @attr: Where to copy to.  All fields but the program and the ruleset, which
 *        their owners check, are valid on success.
 * @uattr: &struct seccomp_landlock_attr of the caller.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0, or -EFAULT, -EINVAL, -E2BIG as documented for the structure.
 */
int seccomp_landlock_copy_attr(struct seccomp_landlock_attr *attr,
			       const void __user *uattr)
{
	u32 size;
	int err;

	BUILD_BUG_ON(sizeof(*attr) != SECCOMP_LANDLOCK_ATTR_SIZE_VER0);

	err = get_struct_size(&size, uattr, SECCOMP_LANDLOCK_ATTR_SIZE_VER0);
	if (err)
		return err;

	err = copy_struct_from_user(attr, sizeof(*attr), uattr, size);
	if (err)
		return err;

	if (attr->flags & ~SECCOMP_LANDLOCK_FLAGS)
		return -EINVAL;

	/* struct sock_fprog, which takes it from here, has 16 bits for it. */
	if (attr->filter_len == 0 || attr->filter_len > BPF_MAXINSNS)
		return -EINVAL;

	return 0;
}

/**
 * seccomp_landlock_prepare - Prepare the metadata of a filter to be attached
 *
 * @meta: Metadata of the filter, all zero.  seccomp_landlock_free() releases it
 *        whether or not the filter gets attached.
 * @attr: What the caller asks for, from seccomp_landlock_copy_attr().
 * @new_cred: Set to the credentials that the caller of seccomp(2) must commit
 *            once the filter is attached, or abort if it is not; NULL if the
 *            filter brings no domain.  Unchanged on error.
 *
 * The new credentials are those of current as they are now.  They are stale if a
 * sibling synchronizes the threads before the filter is attached: current then
 * has a domain to take, and the attachment must start over.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0, -ENOMEM, or an error of landlock_restrict_cred().
 */
int seccomp_landlock_prepare(struct seccomp_landlock *meta,
			     const struct seccomp_landlock_attr *attr,
			     struct cred **new_cred)
{
	struct landlock_domain *domain;
	struct cred *cred;

	meta->filters = 1;
	meta->flags = attr->flags;
	if (attr->ruleset_fd == -1) {
		*new_cred = NULL;
		return 0;
	}

	cred = prepare_creds();
	if (!cred)
		return -ENOMEM;

	domain = landlock_restrict_cred(cred, attr->ruleset_fd);
	if (IS_ERR(domain)) {
		abort_creds(cred);
		return PTR_ERR(domain);
	}

	meta->domain = domain;
	*new_cred = cred;
	return 0;
}

/**
 * seccomp_landlock_link - Complete the metadata of a filter from its ancestors'
 *
 * @meta: Metadata of a filter, ruled or not, that is about to be attached.
 * @prev: Metadata of the filter that it goes on top of, or NULL.
 *
 * After this @meta is immutable.
 *
 * Context: siglock of current is held.
 */
void seccomp_landlock_link(struct seccomp_landlock *meta,
			   const struct seccomp_landlock *prev)
{
	lockdep_assert_held(&current->sighand->siglock);

	meta->chain_domain = meta->domain;
	if (!prev)
		return;

	meta->filters += prev->filters;
	meta->flags |= prev->flags;
	if (!meta->chain_domain)
		meta->chain_domain = prev->chain_domain;
}

/**
 * seccomp_landlock_free - Release what the metadata of a filter owns
 *
 * @meta: Metadata of a filter that nobody uses any more.
 *
 * Context: Any; a thread sync drops filters with a siglock held.
 */
void seccomp_landlock_free(struct seccomp_landlock *meta)
{
	landlock_put_domain(meta->domain);
}

/**
 * seccomp_landlock_get_info - Implement %SECCOMP_GET_LANDLOCK_INFO
 *
 * @uinfo: &struct seccomp_landlock_info of the caller.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0, or -EFAULT, -EINVAL, -E2BIG as documented for the structure.
 */
long seccomp_landlock_get_info(void __user *uinfo)
{
	struct seccomp_landlock_info info;
	u32 size;
	int err;

	BUILD_BUG_ON(sizeof(info) != SECCOMP_LANDLOCK_INFO_SIZE_VER0);

	err = get_struct_size(&size, uinfo, SECCOMP_LANDLOCK_INFO_SIZE_VER0);
	if (err)
		return err;

	/* Rejects a tail that is not zero; what else is in there is output. */
	err = copy_struct_from_user(&info, sizeof(info), uinfo, size);
	if (err)
		return err;

	info.size = sizeof(info);
	info.abi = SECCOMP_LANDLOCK_ABI;
	info.flags = SECCOMP_LANDLOCK_FLAGS;
	info.landlock_abi = landlock_get_abi();

	if (copy_to_user(uinfo, &info, sizeof(info)))
		return -EFAULT;

	return 0;
}

/* Thread synchronization */

/*
 * Only a task changes its own credentials, so a thread sync cannot hand a domain
 * to the siblings.  It marks them, and they take it:
 *
 *	caller, siglock held			sibling, entering a system call
 *
 *	1. publish sibling->seccomp.filter	a. see SYSCALL_WORK_SECCOMP
 *	2. publish landlock_count		b. see landlock_pending
 *	3. set landlock_pending			c. with siglock: clear it, get the
 *	4. set mode, smp_mb, set		   chain's domain
 *	   SYSCALL_WORK_SECCOMP if new		d. commit credentials
 *						e. run the filters, the call
 *
 * A sibling without filters sees 4 at a, and then sees 3 at b: a is read before
 * the entry calls into seccomp, 4 is after a full barrier.  A sibling that had
 * filters can read b before 3 and the filter at e after 1; that call then
 * overlaps the sync, and it is judged by the new filters and the old rules, both
 * of which are at least as strict as before the sync.  Its next call sees 3,
 * because the caller's unlock of siglock came before the sync returned.
 *
 * The mark stays over fork (copied with the rest of struct seccomp under siglock,
 * after the credentials were: a child is never without both) and over exec
 * (which keeps struct seccomp).
 */

/**
 * seccomp_landlock_can_sync - Can a thread take the domain of a chain?
 *
 * @thread: Sibling of current.
 * @meta: Metadata of the new leaf, linked.
 *
 * Context: siglock of current is held.
 *
 * Return: False if @thread has a Landlock domain that has nothing to do with the
 * chain's, and so has diverged.
 */
bool seccomp_landlock_can_sync(const struct task_struct *thread,
			       const struct seccomp_landlock *meta)
{
	bool ret;

	lockdep_assert_held(&current->sighand->siglock);

	if (!meta->chain_domain)
		return true;

	rcu_read_lock();
	ret = landlock_may_adopt_domain(__task_cred(thread),
					meta->chain_domain);
	rcu_read_unlock();
	return ret;
}

/**
 * seccomp_landlock_sync_thread - Account for a new leaf of a thread
 *
 * @thread: Thread whose filter was just replaced: current, which commits its
 *          credentials itself, or a sibling, which is marked.
 * @meta: Metadata of the new leaf.
 *
 * Context: siglock of current is held, and was since seccomp_landlock_can_sync()
 * agreed.
 */
void seccomp_landlock_sync_thread(struct task_struct *thread,
				  const struct seccomp_landlock *meta)
{
	lockdep_assert_held(&current->sighand->siglock);

	/* Pairs with the acquire in seccomp_landlock_count(). */
	smp_store_release(&thread->seccomp.landlock_count, meta->filters);
	if (thread != current && meta->chain_domain)
		WRITE_ONCE(thread->seccomp.landlock_pending, true);
}

/*
 * current has to enforce @domain as well and can not.  Running on with less is
 * not an option, and there is no caller to report to.  No core dump: that would
 * be written with the credentials that failed to change.
 */
static void __noreturn kill_unrestricted(void)
{
	audit_seccomp(syscall_get_nr(current, current_pt_regs()), SIGSYS,
		      SECCOMP_RET_KILL_PROCESS);
	do_group_exit(SIGSYS);
}

/*
 * Out of line half of seccomp_landlock_take_domain().  The domain needs no
 * reference: the chain of current keeps it, and only current can shorten that.
 */
void __seccomp_landlock_take_domain(void)
{
	/* Only current changes its own sighand. */
	struct sighand_struct *sighand =
		rcu_dereference_protected(current->sighand, true);
	const struct seccomp_landlock *meta;
	struct cred *cred;

	/* A further sync can set the mark again at any time. */
	while (seccomp_landlock_pending()) {
		spin_lock_irq(&sighand->siglock);
		meta = seccomp_filter_landlock(current->seccomp.filter);
		WRITE_ONCE(current->seccomp.landlock_pending, false);
		spin_unlock_irq(&sighand->siglock);

		cred = prepare_creds();
		if (!cred)
			kill_unrestricted();

		/*
		 * Fails if a landlock_restrict_self(2) was already under way
		 * when the mark was set, with the domain from before.
		 */
		if (landlock_adopt_domain(cred, meta->chain_domain)) {
			abort_creds(cred);
			kill_unrestricted();
		}
		commit_creds(cred);
	}
}

/**
 * seccomp_landlock_enter - Enter a system call with a domain to take
 *
 * @sd: Argument of __secure_computing().
 *
 * Tail of __secure_computing(), so that tasks with nothing to take do not pay
 * for a call.
 *
 * Context: Entry of a system call of current, may sleep.
 *
 * Return: As __secure_computing(), which it ends with.
 */
int seccomp_landlock_enter(const struct seccomp_data *sd)
{
	__seccomp_landlock_take_domain();
	return __secure_computing(sd);
}

/* Verdict */

/**
 * enum verdict - Whether a tracer may access a target, and why not
 *
 * @VERDICT_ALLOW: No objection.
 * @VERDICT_STRICT: The tracer's chain denies all tracing.
 * @VERDICT_DYING: A filter that would have to be compared is gone already.
 * @VERDICT_NOT_SUBSET: The tracer's chain is not part of the target's.
 */
enum verdict {
	VERDICT_ALLOW,
	VERDICT_STRICT,
	VERDICT_DYING,
	VERDICT_NOT_SUBSET,
};

/*
 * A task releases its filters on the way out, and stays visible for long.  It
 * keeps its mode and its count of ruled filters: NULL is not "unsandboxed".
 */
static bool filter_released(const struct task_struct *task)
{
	return !task->seccomp.filter &&
	       task->seccomp.mode >= SECCOMP_MODE_FILTER;
}

static bool chain_is_strict(const struct seccomp_filter *leaf)
{
	return seccomp_filter_landlock(leaf)->flags &
	       SECCOMP_LANDLOCK_PTRACE_DENY;
}

static enum verdict judge_access(const struct seccomp_filter *tracer,
				 struct task_struct *child, unsigned int mode)
{
	enum verdict verdict = VERDICT_ALLOW;
	unsigned long irqflags;

	/* current has a count of ruled filters and none of them: it is exiting. */
	if (!tracer)
		return VERDICT_DYING;

	if ((mode & PTRACE_MODE_ATTACH) && chain_is_strict(tracer))
		return VERDICT_STRICT;

	if (!lock_task_sighand(child, &irqflags))
		return VERDICT_DYING;

	if (filter_released(child))
		verdict = VERDICT_DYING;
	else if (!seccomp_is_ancestor(tracer, child->seccomp.filter))
		verdict = VERDICT_NOT_SUBSET;

	unlock_task_sighand(child, &irqflags);
	return verdict;
}

/*
 * Out of line half of seccomp_landlock_ptrace_access(), for a ruled current.  No
 * lock for the leaf of current: its chain only grows, and a sibling that syncs
 * replaces the leaf by a descendant, which keeps the old one alive.
 */
int __seccomp_landlock_ptrace_access(struct task_struct *child,
				     unsigned int mode)
{
	const struct seccomp_filter *leaf = READ_ONCE(current->seccomp.filter);

	return judge_access(leaf, child, mode) == VERDICT_ALLOW ? 0 : -EPERM;
}

static enum verdict judge_traceme(struct task_struct *parent)
{
	enum verdict verdict = VERDICT_ALLOW;
	const struct seccomp_filter *tracer;
	unsigned long irqflags;

	if (!lock_task_sighand(parent, &irqflags))
		return VERDICT_DYING;

	/* current is not exiting, so its own filters are all there. */
	tracer = parent->seccomp.filter;
	if (!tracer)
		verdict = VERDICT_DYING;
	else if (chain_is_strict(tracer))
		verdict = VERDICT_STRICT;
	else if (!seccomp_is_ancestor(tracer,
				      READ_ONCE(current->seccomp.filter)))
		verdict = VERDICT_NOT_SUBSET;

	unlock_task_sighand(parent, &irqflags);
	return verdict;
}

/* Out of line half of seccomp_landlock_ptrace_traceme(), for a ruled parent. */
int __seccomp_landlock_ptrace_traceme(struct task_struct *parent)
{
	return judge_traceme(parent) == VERDICT_ALLOW ? 0 : -EPERM;
}
