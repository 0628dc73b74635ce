/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Landlock rulesets as metadata of seccomp filters - in-kernel interface
 *
 * Where things are:
 *
 * - the rules of a filter: &struct seccomp_landlock, embedded in every seccomp
 *   filter; what a task enforces of them: the Landlock domain in its credentials;
 * - the verdict on tracing: seccomp_landlock_ptrace_access() and
 *   seccomp_landlock_ptrace_traceme(), called from kernel/ptrace.c;
 * - thread synchronization: seccomp_landlock_sync_thread() marks a thread,
 *   seccomp_landlock_take_domain() is the thread's own half.
 */
#ifndef _LINUX_SECCOMP_LANDLOCK_H
#define _LINUX_SECCOMP_LANDLOCK_H

#include <uapi/linux/seccomp_landlock.h>

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/types.h>

struct cred;
struct landlock_domain;
struct seccomp_data;
struct seccomp_filter;
struct sock_fprog_kern;

/**
 * enum seccomp_landlock_verdict - May a tracer access a target, and why not?
 *
 * @SECCOMP_LANDLOCK_ALLOW: No objection.
 * @SECCOMP_LANDLOCK_STRICT: The tracer's chain denies all tracing.
 * @SECCOMP_LANDLOCK_DYING: A filter that would have to be compared is gone.
 * @SECCOMP_LANDLOCK_NOT_SUBSET: The tracer's chain is not part of the target's.
 * @SECCOMP_LANDLOCK_DELEGATED: A filter of the target delegates, so that equal
 *                              filters do not mean equal rights.
 */
enum seccomp_landlock_verdict {
	SECCOMP_LANDLOCK_ALLOW,
	SECCOMP_LANDLOCK_STRICT,
	SECCOMP_LANDLOCK_DYING,
	SECCOMP_LANDLOCK_NOT_SUBSET,
	SECCOMP_LANDLOCK_DELEGATED,
};

/* Defined in kernel/seccomp.c, which alone knows what a filter looks like. */
bool seccomp_is_ancestor(const struct seccomp_filter *parent,
			 const struct seccomp_filter *child);
const struct seccomp_landlock *
seccomp_filter_landlock(const struct seccomp_filter *filter);

#ifdef CONFIG_SECCOMP_LANDLOCK

/*
 * Memory order of a thread sync.  tools/testing/litmus/tsync.pml, in the repository
 * of this extension, tries all orders of these steps.
 *
 * The caller of seccomp(2), for each sibling, with siglock and cred_guard_mutex:
 *
 *  1. takes a reference to the new leaf, stores seccomp.filter (release);
 *  2. stores seccomp.landlock_count (release);
 *  3. sets seccomp.landlock_pending, if the sibling's credentials lack the domain;
 *  4. if the sibling had no filter: stores the mode, smp_mb, sets
 *     SYSCALL_WORK_SECCOMP;
 *  5. drops siglock, commits its own credentials, returns to user space.
 *
 * A sibling that enters a system call:
 *
 *  6. reads SYSCALL_WORK_SECCOMP;
 *  7. reads the mode;
 *  8. reads landlock_pending, and goes on with 11 if it is not set;
 *  9. with siglock: reads its leaf and clears landlock_pending;
 * 10. commits credentials with chain_domain of that leaf, or dies; back to 8;
 * 11. smp_rmb, reads its leaf, runs the filters; the call starts.
 *
 * A call that starts after the sync returned has the domain: a thread knows that
 * only through a release and an acquire, be it in user space, and these order 1
 * to 4 before 6.  A call that overlaps may read an old value at 6 or 8, as
 * nothing orders 8 after 6; it runs with what was there before, or with the new
 * filters and the old domain.  Nothing orders 7 after 6 either, and nothing did
 * before: a CPU that reads ahead could run into BUG(), not past a rule.
 *
 * No mark is lost: 3 and 9 exclude each other.  A sync after 9 sets the mark again,
 * and 8 finds it; clearing it anywhere later would erase that one.
 *
 * What the caller reads of a sibling's credentials at 3 can be overtaken by the
 * sibling's own commit.  The mark is then set for credentials that have grown:
 * 10 finds them related, or kills.  An attachment or a join tests the mark with
 * siglock held, after it prepared credentials, and starts over;
 * landlock_restrict_self(2) tests it without, which leaves a window for the kill.
 *
 * fork(2) copies the credentials first, then filter and mark in one section under
 * siglock: a child has both or neither.  exec keeps the mark.
 *
 * Between 9 and 10 the leaf is used without lock or reference: others replace it by
 * descendants only, which keep it, and only the thread itself releases it, after
 * PF_EXITING, with siglock, which a later sync respects.  For the same reasons a
 * tracer reads its own count (acquire) and then its leaf without a lock.  The leaf
 * of a target is read with the target's siglock: filters are freed without RCU.
 */

/**
 * struct seccomp_landlock - Landlock metadata of a seccomp filter
 *
 * @domain: Domain that this filter brought, or NULL.  Owned by the filter.
 * @chain_domain: Domain that tasks with this filter are held to: @domain, or that
 *                of the nearest older filter that brought one.  Borrowed: a filter
 *                keeps the older filters of its chain alive.
 * @filters: Number of ruled filters in the chain that ends with this filter.
 * @facts: What a verdict needs to know about the chain, OR-ed from all of its
 *         filters, so that no verdict looks at more than one filter for it.
 * @flags: SECCOMP_LANDLOCK_* flags that this filter was installed with.
 * @ruled: Was this filter installed with %SECCOMP_FILTER_FLAG_LANDLOCK?
 *
 * Everything here is set before the filter is attached, is a function of what
 * was installed and of nothing else, and never changes again.
 */
struct seccomp_landlock {
	struct landlock_domain *domain;
	struct landlock_domain *chain_domain;
	unsigned int filters;
	u8 facts;
	u8 flags;
	bool ruled;
};

/**
 * struct seccomp_chain - Filters taken from a task
 *
 * @leaf: The newest filter, with a reference, and counted as used by a task.
 * @filter_count: Number of filters.
 * @no_new_privs: Whether the task had no_new_privs.
 */
struct seccomp_chain {
	struct seccomp_filter *leaf;
	int filter_count;
	bool no_new_privs;
};

int seccomp_landlock_copy_attr(struct seccomp_landlock_attr *attr,
			       const void __user *uattr);
int seccomp_landlock_prepare(struct seccomp_landlock *meta,
			     const struct seccomp_landlock_attr *attr,
			     struct cred **new_cred);
void seccomp_landlock_init(struct seccomp_landlock *meta,
			   unsigned int filter_flags,
			   const struct sock_fprog_kern *prog);
void seccomp_landlock_link(struct seccomp_landlock *meta,
			   const struct seccomp_landlock *prev);
void seccomp_landlock_free(struct seccomp_landlock *meta);
long seccomp_landlock_get_info(void __user *uinfo);
long seccomp_landlock_join(const void __user *upidfd);

bool seccomp_landlock_guards_links(unsigned int filter_flags);
bool seccomp_landlock_is_tracing(const struct seccomp_landlock *meta,
				 bool all_threads);
bool seccomp_landlock_can_sync(const struct task_struct *thread,
			       const struct seccomp_landlock *meta);
void seccomp_landlock_sync_thread(struct task_struct *thread,
				  const struct seccomp_landlock *meta);
bool seccomp_landlock_check_chain(struct task_struct *task,
				  bool (*check)(const struct landlock_domain *domain,
						const void *arg),
				  const void *arg);
int seccomp_landlock_enter(const struct seccomp_data *sd);

void __seccomp_landlock_take_domain(void);
int __seccomp_landlock_ptrace_access(struct task_struct *child,
				     unsigned int mode);
int __seccomp_landlock_ptrace_traceme(struct task_struct *parent);

int seccomp_get_chain(struct task_struct *task, struct seccomp_chain *chain);
bool seccomp_has_chain(struct task_struct *task,
		       const struct seccomp_chain *chain);
void seccomp_put_chain(struct seccomp_chain *chain);
int seccomp_adopt_chain(struct seccomp_chain *chain);

/**
 * seccomp_landlock_count - Number of ruled filters of a task
 *
 * @task: Any task; it may be running, or dying and without its filters already.
 *
 * Context: Any, no lock needed.
 *
 * Return: The number, 0 for a task that is not ruled and never was.
 */
static inline unsigned int
seccomp_landlock_count(const struct task_struct *task)
{
	/*
	 * Pairs with the release in seccomp_landlock_sync_thread(): whoever
	 * sees the count also sees the filter that it counts.
	 */
	return smp_load_acquire(&task->seccomp.landlock_count);
}

/**
 * seccomp_landlock_is_ruled - Was a filter installed with Landlock metadata?
 *
 * @meta: Metadata of the filter.
 *
 * Context: Any, no lock needed.
 *
 * Return: True for a filter with %SECCOMP_FILTER_FLAG_LANDLOCK.
 */
static inline bool seccomp_landlock_is_ruled(const struct seccomp_landlock *meta)
{
	return meta->ruled;
}

/**
 * seccomp_landlock_pending - Has current a domain to take?
 *
 * Context: Any, no lock needed.
 *
 * Return: True until current has taken it.
 */
static inline bool seccomp_landlock_pending(void)
{
	return READ_ONCE(current->seccomp.landlock_pending);
}

/**
 * seccomp_landlock_take_domain - Take the domain that came with a thread sync
 *
 * For places that act with the credentials of current on behalf of its process
 * and not of a system call.  The entry of a system call has
 * seccomp_landlock_enter().  Does not return if the domain cannot be taken.
 *
 * Context: Process context, may sleep, credentials of current not overridden.
 */
static inline void seccomp_landlock_take_domain(void)
{
	if (unlikely(seccomp_landlock_pending()))
		__seccomp_landlock_take_domain();
}

/**
 * seccomp_landlock_ptrace_access - May current access another process?
 *
 * @child: Target, not in the thread group of current.
 * @mode: PTRACE_MODE_* flags of the access.
 *
 * Only ever denies: 0 means no objection.
 *
 * Context: Atomic.  Takes the siglock of @child; the caller may hold
 * task_lock(@child), tasklist_lock and an RCU read lock.
 *
 * Return: 0, or -EPERM.
 */
static inline int seccomp_landlock_ptrace_access(struct task_struct *child,
						 unsigned int mode)
{
	/* A worker of io_uring has the filters of an earlier moment. */
	if (likely(!seccomp_landlock_count(current) &&
		   !(current->flags & PF_IO_WORKER)))
		return 0;
	return __seccomp_landlock_ptrace_access(child, mode);
}

/**
 * seccomp_landlock_ptrace_traceme - May the parent of current trace current?
 *
 * Only ever denies: 0 means no objection.
 *
 * Context: Atomic.  Takes the siglock of the parent; the caller holds
 * tasklist_lock.
 *
 * Return: 0, or -EPERM.
 */
static inline int seccomp_landlock_ptrace_traceme(void)
{
	struct task_struct *parent =
		rcu_dereference_protected(current->parent,
					  lockdep_tasklist_lock_is_held());

	if (likely(!seccomp_landlock_count(parent)))
		return 0;
	return __seccomp_landlock_ptrace_traceme(parent);
}

#else /* CONFIG_SECCOMP_LANDLOCK */

struct seccomp_landlock { };

static inline int
seccomp_landlock_copy_attr(struct seccomp_landlock_attr *attr,
			   const void __user *uattr)
{
	return -EINVAL;
}

static inline int
seccomp_landlock_prepare(struct seccomp_landlock *meta,
			 const struct seccomp_landlock_attr *attr,
			 struct cred **new_cred)
{
	return -EINVAL;
}

static inline void seccomp_landlock_init(struct seccomp_landlock *meta,
					 unsigned int filter_flags,
					 const struct sock_fprog_kern *prog)
{
}

static inline void seccomp_landlock_link(struct seccomp_landlock *meta,
					 const struct seccomp_landlock *prev)
{
}

static inline void seccomp_landlock_free(struct seccomp_landlock *meta)
{
}

static inline long seccomp_landlock_get_info(void __user *uinfo)
{
	return -EINVAL;
}

static inline long seccomp_landlock_join(const void __user *upidfd)
{
	return -EINVAL;
}

static inline bool seccomp_landlock_guards_links(unsigned int filter_flags)
{
	return false;
}

static inline bool
seccomp_landlock_is_tracing(const struct seccomp_landlock *meta,
			    bool all_threads)
{
	return false;
}

static inline bool
seccomp_landlock_can_sync(const struct task_struct *thread,
			  const struct seccomp_landlock *meta)
{
	return true;
}

static inline void
seccomp_landlock_sync_thread(struct task_struct *thread,
			     const struct seccomp_landlock *meta)
{
}

static inline bool
seccomp_landlock_check_chain(struct task_struct *task,
			     bool (*check)(const struct landlock_domain *domain,
					   const void *arg),
			     const void *arg)
{
	return false;
}

static inline unsigned int
seccomp_landlock_count(const struct task_struct *task)
{
	return 0;
}

static inline bool seccomp_landlock_is_ruled(const struct seccomp_landlock *meta)
{
	return false;
}

static inline bool seccomp_landlock_pending(void)
{
	return false;
}

static inline int seccomp_landlock_enter(const struct seccomp_data *sd)
{
	return 0;
}

static inline void seccomp_landlock_take_domain(void)
{
}

static inline int seccomp_landlock_ptrace_access(struct task_struct *child,
						 unsigned int mode)
{
	return 0;
}

static inline int seccomp_landlock_ptrace_traceme(void)
{
	return 0;
}

#endif /* CONFIG_SECCOMP_LANDLOCK */

#endif /* _LINUX_SECCOMP_LANDLOCK_H */
