/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Landlock rulesets as metadata of seccomp filters - for the rest of the kernel
 *
 * - the rules of a filter: &struct seccomp_landlock, embedded in every seccomp
 *   filter; what a task enforces of them: the Landlock domain in its credentials;
 * - the verdict on tracing is made in kernel/seccomp_landlock.c, for
 *   kernel/ptrace.c, by the functions below;
 * - a thread sync marks the threads, seccomp_landlock_take_domain() is the
 *   thread's own half;
 * - who may join a sandbox is decided in kernel/seccomp_landlock_join.c.
 */
#ifndef _LINUX_SECCOMP_RULED_H
#define _LINUX_SECCOMP_RULED_H

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/kconfig.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/types.h>

struct landlock_domain;
struct pid;
struct pid_namespace;
struct seq_file;

/* With the option off no call of these is left, nor a definition. */
void __seccomp_landlock_take_domain(void);
int __seccomp_landlock_ptrace_access(struct task_struct *child,
				     unsigned int mode);
int __seccomp_landlock_ptrace_request(struct task_struct *child, long request);
int __seccomp_landlock_ptrace_traceme(struct task_struct *parent);
struct landlock_domain *__seccomp_landlock_get_domain(struct task_struct *task);
int proc_pid_seccomp_landlock(struct seq_file *m, struct pid_namespace *ns,
			      struct pid *pid, struct task_struct *task);

/**
 * seccomp_landlock_count - Number of ruled filters of a task
 * @task: Any task; it may be running, or dying and without its filters already.
 *
 * Context: Any, no lock needed.
 * Return: The number, 0 for a task that is not ruled and never was.
 */
static inline unsigned int
seccomp_landlock_count(const struct task_struct *task)
{
#ifdef CONFIG_SECCOMP_LANDLOCK
	/*
	 * Pairs with the release in seccomp_landlock_sync_thread(): whoever
	 * sees the count also sees the filter that it counts.
	 */
	return smp_load_acquire(&task->seccomp.landlock_count);
#else
	return 0;
#endif
}

/**
 * seccomp_landlock_pending - Has current a domain to take?
 *
 * Context: Any, no lock needed.
 * Return: True until current has taken it.
 */
static inline bool seccomp_landlock_pending(void)
{
#ifdef CONFIG_SECCOMP_LANDLOCK
	return READ_ONCE(current->seccomp.landlock_pending);
#else
	return false;
#endif
}

/**
 * seccomp_landlock_take_domain - Take the domain that came with a thread sync
 *
 * For places that act with the credentials of current on behalf of its process.
 * Does not return if the domain cannot be taken.
 *
 * Context: Process context, may sleep, credentials of current not overridden.
 */
static inline void seccomp_landlock_take_domain(void)
{
	if (unlikely(seccomp_landlock_pending()))
		__seccomp_landlock_take_domain();
}

/**
 * seccomp_landlock_lock_creds - Keep thread syncs off until credentials are made
 *
 * To be called before prepare_creds() by who changes the Landlock domain of
 * current, and undone by seccomp_landlock_unlock_creds() after commit_creds().
 * Takes the domain that current has to take, if any, first.
 *
 * Context: Process context, may sleep.  Acquires cred_guard_mutex of current.
 * Return: 0, or -EINTR if current got a fatal signal.
 */
static inline int seccomp_landlock_lock_creds(void)
{
	while (IS_ENABLED(CONFIG_SECCOMP_LANDLOCK)) {
		/* Not with the mutex: this may have to kill current. */
		seccomp_landlock_take_domain();
		if (mutex_lock_killable(&current->signal->cred_guard_mutex))
			return -EINTR;
		if (!seccomp_landlock_pending())
			break;
		mutex_unlock(&current->signal->cred_guard_mutex);
	}
	return 0;
}

/**
 * seccomp_landlock_unlock_creds - Undo seccomp_landlock_lock_creds()
 *
 * Context: Process context.  Releases cred_guard_mutex of current.
 */
static inline void seccomp_landlock_unlock_creds(void)
{
	if (IS_ENABLED(CONFIG_SECCOMP_LANDLOCK))
		mutex_unlock(&current->signal->cred_guard_mutex);
}

/**
 * seccomp_landlock_get_domain - Domain of the filters of a task
 * @task: Any task.  Its credentials may have an ancestor of the domain still, or a
 *        descendant of it.
 *
 * Context: Atomic.  Takes the siglock of @task; the caller may hold
 * task_lock(@task), tasklist_lock and an RCU read lock.
 * Return: The domain, with a reference, or NULL.
 */
static inline struct landlock_domain *
seccomp_landlock_get_domain(struct task_struct *task)
{
	if (!seccomp_landlock_count(task))
		return NULL;
	return __seccomp_landlock_get_domain(task);
}

/**
 * seccomp_landlock_ptrace_access - May current access another process?
 * @child: Target, not in the thread group of current.
 * @mode: PTRACE_MODE_* flags of the access.
 *
 * Only ever denies: 0 means no objection.
 *
 * Context: Atomic.  Takes the siglock of @child; the caller may hold
 * task_lock(@child), tasklist_lock and an RCU read lock.
 * Return: 0, or -EPERM.
 */
static inline int seccomp_landlock_ptrace_access(struct task_struct *child,
						 unsigned int mode)
{
	if (!IS_ENABLED(CONFIG_SECCOMP_LANDLOCK))
		return 0;
	/* A worker of io_uring has the filters of an earlier moment. */
	if (likely(!seccomp_landlock_count(current) &&
		   !(current->flags & PF_IO_WORKER)))
		return 0;
	return __seccomp_landlock_ptrace_access(child, mode);
}

/**
 * seccomp_landlock_ptrace_request - May current make a request of its tracee?
 * @child: Tracee of current, in any state.
 * @request: PTRACE_* request, not one that makes a link.
 *
 * Each use of a link is judged, as the filters of both can change after it was
 * made.  A tracer must be able to give up its tracee, though.
 *
 * Context: Process context, no lock held.  Takes the siglock of @child.
 * Return: 0, or -EPERM.
 */
static inline int seccomp_landlock_ptrace_request(struct task_struct *child,
						  long request)
{
	if (likely(!seccomp_landlock_count(current)))
		return 0;
	return __seccomp_landlock_ptrace_request(child, request);
}

/**
 * seccomp_landlock_ptrace_traceme - May the parent of current trace current?
 * @parent: Parent of current.
 *
 * Only ever denies: 0 means no objection.
 *
 * Context: Atomic.  Takes the siglock of the parent, then that of current; the
 * caller holds tasklist_lock.
 * Return: 0, or -EPERM.
 */
static inline int seccomp_landlock_ptrace_traceme(struct task_struct *parent)
{
	if (likely(!seccomp_landlock_count(parent)))
		return 0;
	return __seccomp_landlock_ptrace_traceme(parent);
}

#endif /* _LINUX_SECCOMP_RULED_H */
