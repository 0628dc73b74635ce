// SPDX-License-Identifier: GPL-2.0-only
/*
 * Landlock rulesets as metadata of seccomp filters
 *
 * A filter installed with SECCOMP_SET_MODE_RULED_FILTER is a ruled filter: it may
 * bring a Landlock domain, and it restricts whom its tasks can trace.  seccomp
 * owns the filters, their tree and their locking; Landlock owns the domains and
 * enforces them through credentials; this file connects the two.
 *
 * The invariant that everything below keeps: a task whose chain has a ruled
 * filter that brought a domain starts every system call with credentials whose
 * domain is that one or a descendant of it.  The filter is published first, so
 * for a while it can be ahead of the credentials; the verdict on tracing
 * therefore looks at filters only, and nobody has to wait for anybody.
 *
 * A verdict is a function of the filters and of nothing else.  It must never
 * depend on the cgroup, the time or the user of a task: equal chains would not be
 * equal rights any more.  Metadata of such a kind has to count as delegating.
 *
 * Lock order: cred_guard_mutex, tasklist_lock or task_lock(target), siglock of one
 * task.  Never two siglocks: tasks made with CLONE_SIGHAND share one.
 */

#include <linux/audit.h>
#include <linux/bug.h>
#include <linux/cred.h>
#include <linux/filter.h>
#include <linux/io_uring.h>
#include <linux/landlock_seccomp.h>
#include <linux/proc_fs.h>
#include <linux/ptrace.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/seccomp.h>
#include <linux/seq_file.h>
#include <linux/string_helpers.h>
#include <linux/trace_seq.h>
#include <linux/uaccess.h>

#include <asm/syscall.h>

#include "seccomp_landlock.h"

#define CREATE_TRACE_POINTS
#include <trace/events/seccomp.h>

#define SECCOMP_LANDLOCK_ABI	2

/* Some callers ask about each thread of a process, with tasklist_lock held. */
#define MAX_DIVERGED_THREADS	256

/* Attach */

/*
 * Copies an extensible structure, which begins with its size.  An upper limit
 * keeps a mistaken caller from having gigabytes checked for zeros.
 */
static int copy_struct(void *dst, size_t ksize, const void __user *src)
{
	u32 size;

	if (get_user(size, (const u32 __user *)src))
		return -EFAULT;
	/* ksize is that of the first published version so far. */
	if (size < ksize)
		return -EINVAL;
	if (size > PAGE_SIZE)
		return -E2BIG;
	return copy_struct_from_user(dst, ksize, src, size);
}

/**
 * seccomp_landlock_copy_attr - Copy and check what user space asks for
 * @attr: Where to copy to.
 * @fprog: Set to the program, in user space.
 * @uattr: &struct seccomp_landlock_attr of the caller.
 *
 * Context: Process context, may sleep.
 * Return: 0, or -EFAULT, -EINVAL, -E2BIG as documented for the structure.
 */
int seccomp_landlock_copy_attr(struct seccomp_landlock_attr *attr,
			       struct sock_fprog *fprog,
			       const void __user *uattr)
{
	int err;

	BUILD_BUG_ON(sizeof(*attr) != SECCOMP_LANDLOCK_ATTR_SIZE_VER0);

	err = copy_struct(attr, sizeof(*attr), uattr);
	if (err)
		return err;

	if ((attr->flags & ~SECCOMP_LANDLOCK_FLAGS) || attr->reserved)
		return -EINVAL;
	if (attr->ruleset_fd == -1 && attr->landlock_flags)
		return -EINVAL;
	/* struct sock_fprog has 16 bits for it. */
	if (attr->filter_len == 0 || attr->filter_len > BPF_MAXINSNS)
		return -EINVAL;

	fprog->len = attr->filter_len;
	fprog->filter = u64_to_user_ptr(attr->filter);
	return 0;
}

/**
 * seccomp_landlock_prepare - Make the credentials for a ruled filter
 * @meta: Metadata of the filter, gets the domain.
 * @attr: What the caller asks for, from seccomp_landlock_copy_attr().
 * @new_cred: Set to credentials to commit once the filter is attached, or to
 *            abort if it is not.  Unchanged if the filter brings no domain.
 *
 * Context: Process context, may sleep.  On success with cred_guard_mutex of
 * current acquired, for seccomp_landlock_unlock_creds() after the commit.
 * Return: 0, -EINTR, -ENOMEM, or an error of landlock_seccomp_restrict().
 */
int seccomp_landlock_prepare(struct seccomp_landlock *meta,
			     const struct seccomp_landlock_attr *attr,
			     struct cred **new_cred)
{
	struct landlock_domain *domain;
	struct cred *cred;
	int err;

	err = seccomp_landlock_lock_creds();
	if (err || attr->ruleset_fd == -1)
		return err;

	cred = prepare_creds();
	if (!cred) {
		err = -ENOMEM;
		goto out_unlock;
	}

	domain = landlock_seccomp_restrict(cred, attr->ruleset_fd,
					   attr->landlock_flags);
	if (IS_ERR(domain)) {
		abort_creds(cred);
		err = PTR_ERR(domain);
		goto out_unlock;
	}

	meta->domain = domain;
	*new_cred = cred;
	return 0;

out_unlock:
	seccomp_landlock_unlock_creds();
	return err;
}

/*
 * Can the program return SECCOMP_RET_TRACE?  Instructions that are never reached
 * count, and so does every value that is computed: a verdict must not depend on
 * how clever this is.
 */
static bool can_return_trace(const struct sock_fprog_kern *prog)
{
	unsigned int pc;

	for (pc = 0; pc < prog->len; pc++) {
		const struct sock_filter *insn = &prog->filter[pc];

		if (insn->code == (BPF_RET | BPF_A))
			return true;
		if (insn->code == (BPF_RET | BPF_K) &&
		    (insn->k & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_TRACE)
			return true;
	}
	return false;
}

/**
 * seccomp_landlock_init - Find out the facts about a filter itself
 * @meta: Metadata of a filter that is to be attached, all zero.
 * @attr: From seccomp_landlock_copy_attr(), NULL for an ordinary filter.
 * @filter_flags: SECCOMP_FILTER_FLAG_* that it is installed with.
 * @prog: Its program as it was handed in.
 *
 * That a filter has a listener is a fact about how it was created: whether the
 * listener is still open later does not matter.
 *
 * Context: Any.
 */
void seccomp_landlock_init(struct seccomp_landlock *meta,
			   const struct seccomp_landlock_attr *attr,
			   unsigned int filter_flags,
			   const struct sock_fprog_kern *prog)
{
	if (filter_flags & SECCOMP_FILTER_FLAG_NEW_LISTENER)
		meta->facts |= CHAIN_LISTENER;
	if (can_return_trace(prog))
		meta->facts |= CHAIN_TRACE;
	if (!attr)
		return;

	meta->ruled = true;
	if (meta->facts && (attr->flags & SECCOMP_LANDLOCK_TRUST_DELEGATE))
		meta->facts = CHAIN_TRUSTED;
	if (attr->flags & SECCOMP_LANDLOCK_PTRACE_DENY)
		meta->facts |= CHAIN_STRICT;
	if (filter_flags & SECCOMP_FILTER_FLAG_LOG)
		meta->facts |= CHAIN_LOG;
}

/**
 * seccomp_landlock_link - Complete the metadata of a filter from its ancestors'
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

	meta->prev = prev;
	meta->chain_domain = meta->domain;
	meta->filters = meta->ruled;
	if (!prev)
		return;

	meta->filters += prev->filters;
	meta->facts |= prev->facts;
	if (!meta->chain_domain)
		meta->chain_domain = prev->chain_domain;
}

/**
 * seccomp_landlock_get_info - Implement %SECCOMP_GET_LANDLOCK_INFO
 * @uinfo: &struct seccomp_landlock_info of the caller.
 *
 * Context: Process context, may sleep.
 * Return: 0, or -EFAULT, -EINVAL, -E2BIG as documented for the structure.
 */
long seccomp_landlock_get_info(void __user *uinfo)
{
	struct seccomp_landlock_info info;
	int err;

	BUILD_BUG_ON(sizeof(info) != SECCOMP_LANDLOCK_INFO_SIZE_VER0);

	/* Rejects a tail that is not zero; what else is in there is output. */
	err = copy_struct(&info, sizeof(info), uinfo);
	if (err)
		return err;

	info.size = sizeof(info);
	info.abi = SECCOMP_LANDLOCK_ABI;
	info.flags = SECCOMP_LANDLOCK_FLAGS;
	info.landlock_abi = landlock_seccomp_abi();

	return copy_to_user(uinfo, &info, sizeof(info)) ? -EFAULT : 0;
}

/*
 * Thread synchronization
 *
 * Only a task changes its own credentials, so a thread sync cannot hand a domain
 * to the siblings.  It marks them, and they take it at their next system call.
 * tools/testing/litmus/tsync.pml, in the repository of this extension, tries all
 * orders of the steps.
 *
 * The caller of seccomp(2), for each sibling, with siglock and cred_guard_mutex:
 *
 *  1. takes a reference to the new leaf, stores seccomp.filter (release);
 *  2. stores seccomp.landlock_count (release);
 *  3. sets seccomp.landlock_pending, if the sibling's credentials lack the domain;
 *  4. if the sibling had no filter: stores the mode, smp_mb, sets
 *     SYSCALL_WORK_SECCOMP;
 *  5. drops siglock, commits its own credentials, drops the mutex, returns to user
 *     space.
 *
 * A sibling that enters a system call:
 *
 *  6. reads SYSCALL_WORK_SECCOMP;
 *  7. reads landlock_pending, and goes on with 10 if it is not set;
 *  8. with siglock: reads its leaf and clears landlock_pending;
 *  9. commits credentials with chain_domain of that leaf, or dies if there is no
 *     memory for them; back to 7;
 * 10. reads the mode;
 * 11. smp_rmb, reads its leaf, runs the filters; the call starts.
 *
 * A call that starts after the sync returned has the domain: a thread knows that
 * only through a release and an acquire, be it in user space, and these order 1
 * to 4 before 6.  A call that overlaps may read an old value at 6 or 7, as
 * nothing orders 7 after 6; it runs with what was there before, or with the new
 * filters and the old domain.  Nothing orders 10 after 6 either, and nothing did
 * before: a CPU that reads ahead could run into BUG(), not past a rule.
 *
 * No mark is lost: 3 and 8 exclude each other.  A sync after 8 sets the mark again,
 * and 7 finds it; clearing it anywhere later would erase that one.
 *
 * What the caller reads of a sibling's credentials at 3 cannot be overtaken by
 * another domain: who makes credentials with one, for an attachment, a join or
 * landlock_restrict_self(2), holds cred_guard_mutex until they are committed, and
 * takes a domain that is marked first.  9 alone commits without that mutex, and
 * then to a domain of the same chain: the mark is set needlessly at worst.
 * Landlock's own thread sync, if it has one, cannot hold the mutex: it looks at the
 * filters of all threads while none of them can make a call.
 *
 * fork(2) copies the credentials first, then filter and mark in one section under
 * siglock: a child has both or neither.  exec keeps the mark.
 *
 * Between 8 and 9 the leaf is used without lock or reference: others replace it by
 * descendants only, which keep it, and only the thread itself releases it, after
 * PF_EXITING, with siglock, which a later sync respects.  For the same reasons a
 * tracer reads its own count (acquire) and then its leaf without a lock.  The leaf
 * of a target is read with the target's siglock: filters are freed without RCU.
 */

static int compare_thread(const struct task_struct *thread,
			  const struct seccomp_landlock *meta)
{
	lockdep_assert_held(&current->sighand->siglock);

	guard(rcu)();
	return landlock_seccomp_compare(__task_cred(thread), meta->chain_domain);
}

/**
 * seccomp_landlock_can_sync - Can a thread take the domain of a chain?
 * @thread: Sibling of current.
 * @meta: Metadata of the new leaf, linked.
 *
 * Context: siglock of current is held.
 * Return: False if @thread has a Landlock domain that has nothing to do with the
 * chain's, and so has diverged.
 */
bool seccomp_landlock_can_sync(const struct task_struct *thread,
			       const struct seccomp_landlock *meta)
{
	return compare_thread(thread, meta) >= 0;
}

/**
 * seccomp_landlock_sync_thread - Account for a new leaf of a thread
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
	/* Step 2.  Pairs with the acquire in seccomp_landlock_count(). */
	smp_store_release(&thread->seccomp.landlock_count, meta->filters);
	/* Step 3. */
	if (thread != current && compare_thread(thread, meta))
		WRITE_ONCE(thread->seccomp.landlock_pending, true);
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
		/* Step 8. */
		spin_lock_irq(&sighand->siglock);
		meta = seccomp_filter_landlock(current->seccomp.filter);
		WRITE_ONCE(current->seccomp.landlock_pending, false);
		spin_unlock_irq(&sighand->siglock);

		/* Step 9. */
		if (!landlock_seccomp_compare(current_cred(), meta->chain_domain))
			continue;
		cred = prepare_creds();
		if (!cred || landlock_seccomp_adopt(cred, NULL, meta->chain_domain))
			goto kill;
		landlock_seccomp_commit(cred, false);
	}
	return;

kill:
	/*
	 * Running on with less is not an option, and there is no caller to report
	 * to.  No core dump: that would be written with the old credentials.
	 */
	audit_seccomp(syscall_get_nr(current, current_pt_regs()), SIGSYS,
		      SECCOMP_RET_KILL_PROCESS);
	do_group_exit(SIGSYS);
}

/* Out of line half of seccomp_landlock_get_domain(). */
struct landlock_domain *__seccomp_landlock_get_domain(struct task_struct *task)
{
	struct landlock_domain *domain = NULL;
	unsigned long irqflags;

	if (!lock_task_sighand(task, &irqflags))
		return NULL;

	if (task->seccomp.filter)
		domain = seccomp_filter_landlock(task->seccomp.filter)->chain_domain;
	landlock_seccomp_get(domain);

	unlock_task_sighand(task, &irqflags);
	return domain;
}

/* Verdict */

/*
 * A task releases its filters on the way out, and stays visible for long.  It
 * keeps its mode and its count of ruled filters: NULL is not "unsandboxed".
 */
static bool filter_released(const struct task_struct *task)
{
	return !task->seccomp.filter &&
	       task->seccomp.mode >= SECCOMP_MODE_FILTER;
}

static u32 chain_facts(const struct seccomp_filter *leaf)
{
	return leaf ? seccomp_filter_landlock(leaf)->facts : 0;
}

/*
 * Does every thread of the process of @target have the filters of @tracer?  Tracing
 * acts on memory, and memory is the process's: one thread must not open the door
 * to others that have less.  Threads on their way out and workers of the kernel,
 * such as io_uring's, run no code of the process.  OR-s the facts of all to @facts.
 * With more threads than can be looked at the answer is no.
 *
 * Context: siglock of @target is held, so that no thread comes or goes.
 */
static bool is_subset(const struct seccomp_filter *tracer,
		      struct task_struct *target, u32 *facts)
{
	const struct task_struct *thread;
	bool found = false;

	if (likely(!target->signal->seccomp_diverged &&
		   !(target->flags & PF_USER_WORKER))) {
		*facts |= chain_facts(target->seccomp.filter);
		return seccomp_is_ancestor(tracer, target->seccomp.filter);
	}

	if (get_nr_threads(target) > MAX_DIVERGED_THREADS)
		return false;
	for_each_thread(target, thread) {
		if ((thread->flags & PF_USER_WORKER) ||
		    ((thread->flags & PF_EXITING) && thread != target))
			continue;
		if (!seccomp_is_ancestor(tracer, thread->seccomp.filter))
			return false;
		*facts |= chain_facts(thread->seccomp.filter);
		found = true;
	}
	return found;
}

/*
 * The verdict on a ruled tracer, first match wins.  A filter that can return
 * SECCOMP_RET_TRACE counts in the tracer's chain: the tracer would decide for
 * the target what its own tracer decides for it.  One with a listener counts in
 * the target's, which includes the tracer's: its supervisor can hand the target
 * what the tracer may not have.
 *
 * Context: siglock of @target is held, or @target is NULL: it is gone.
 *
 * Return: The reason for a denial, or NULL.
 */
static const char *judge(const struct seccomp_filter *tracer,
			 struct task_struct *target, unsigned int mode)
{
	const u32 tracer_facts = chain_facts(tracer);
	u32 target_facts = 0;

	if (!tracer)
		return "dying";
	if ((mode & PTRACE_MODE_ATTACH) && (tracer_facts & CHAIN_STRICT))
		return "strict";
	if (!target || filter_released(target))
		return "dying";
	if (!is_subset(tracer, target, &target_facts))
		return "not-subset";
	if ((tracer_facts & CHAIN_TRACE) || (target_facts & CHAIN_LISTENER))
		return "delegated";
	return NULL;
}

static const char *judge_locked(const struct seccomp_filter *tracer,
				struct task_struct *target, unsigned int mode)
{
	unsigned long irqflags;
	const char *reason;

	if (!lock_task_sighand(target, &irqflags))
		return judge(tracer, NULL, mode);

	reason = judge(tracer, target, mode);
	unlock_task_sighand(target, &irqflags);
	return reason;
}

static void audit_log_task_comm(struct audit_buffer *ab,
				const struct task_struct *task)
{
	char comm[TASK_COMM_LEN];

	/* Not get_task_comm(): task_lock is held, or forbidden here. */
	memcpy(comm, task->comm, sizeof(comm));
	comm[sizeof(comm) - 1] = '\0';
	audit_log_untrustedstring(ab, comm);
}

/*
 * Tells about a denial, with no siglock held, but possibly task_lock(@target) or
 * tasklist_lock: nothing here may sleep or take either.  @facts are those of the
 * tracer's chain.
 */
static void report(struct task_struct *tracer, struct task_struct *target,
		   unsigned int mode, const char *reason, u32 facts)
{
	const struct cred *cred;
	struct audit_buffer *ab;

	trace_seccomp_deny_ptrace(tracer, target, mode, reason);

	if (!audit_enabled || !(facts & CHAIN_LOG) ||
	    (mode & PTRACE_MODE_NOAUDIT))
		return;

	ab = audit_log_start(audit_context(), GFP_ATOMIC | __GFP_NOWARN,
			     AUDIT_LANDLOCK_ACCESS);
	if (!ab)
		return;
	rcu_read_lock();
	cred = __task_cred(tracer);
	audit_log_format(ab, "op=landlock_ptrace pid=%d auid=%u uid=%u gid=%u ses=%u",
			 task_tgid_nr(tracer),
			 from_kuid(&init_user_ns, audit_get_loginuid(tracer)),
			 from_kuid(&init_user_ns, cred->uid),
			 from_kgid(&init_user_ns, cred->gid),
			 audit_get_sessionid(tracer));
	rcu_read_unlock();
	if (tracer == current)
		audit_log_task_context(ab);
	audit_log_format(ab, " comm=");
	audit_log_task_comm(ab, tracer);
	audit_log_format(ab, " opid=%d ocomm=", task_tgid_nr(target));
	audit_log_task_comm(ab, target);
	audit_log_format(ab, " mode=%s reason=%s",
			 mode & PTRACE_MODE_ATTACH ? "attach" : "read", reason);
	audit_log_end(ab);
}

/*
 * Out of line half of seccomp_landlock_ptrace_access(), for current or whom it
 * works for.  No lock for the tracer's leaf: its chain only grows, and a sibling
 * that syncs replaces the leaf by a descendant, which keeps the old one alive.
 */
int __seccomp_landlock_ptrace_access(struct task_struct *child,
				     unsigned int mode)
{
	struct task_struct *tracer = io_uring_worker_owner(current);
	const struct seccomp_filter *leaf;
	const char *reason;

	if (!seccomp_landlock_count(tracer))
		return 0;

	leaf = READ_ONCE(tracer->seccomp.filter);
	reason = judge_locked(leaf, child, mode);
	if (!reason)
		return 0;

	report(tracer, child, mode, reason, chain_facts(leaf));
	return -EPERM;
}

/* Out of line half of seccomp_landlock_ptrace_request(), for a ruled tracer. */
int __seccomp_landlock_ptrace_request(struct task_struct *child, long request)
{
	/* A tracer must be able to give up its tracee. */
	if (request == PTRACE_DETACH || request == PTRACE_INTERRUPT)
		return 0;
	return __seccomp_landlock_ptrace_access(child,
						PTRACE_MODE_ATTACH_REALCREDS);
}

/*
 * The leaf of @parent, facts about its chain, and whether that of current descends
 * from it.  If so, that keeps it when the siglock of @parent is dropped.  If not,
 * it must not be looked at.
 */
static const struct seccomp_filter *
get_parent_leaf(struct task_struct *parent, u32 *facts, bool *related)
{
	const struct seccomp_filter *leaf;
	unsigned long irqflags;

	if (!lock_task_sighand(parent, &irqflags))
		return NULL;

	leaf = parent->seccomp.filter;
	*facts = chain_facts(leaf);
	*related = seccomp_is_ancestor(leaf,
				       READ_ONCE(current->seccomp.filter));
	unlock_task_sighand(parent, &irqflags);
	return leaf;
}

/* Out of line half of seccomp_landlock_ptrace_traceme(), for a ruled parent. */
int __seccomp_landlock_ptrace_traceme(struct task_struct *parent)
{
	const unsigned int mode = PTRACE_MODE_ATTACH_REALCREDS;
	const struct seccomp_filter *tracer;
	bool related = false;
	const char *reason;
	u32 facts = 0;

	tracer = get_parent_leaf(parent, &facts, &related);
	if (!tracer)
		reason = "dying";
	else if (related)
		reason = judge_locked(tracer, current, mode);
	else
		reason = facts & CHAIN_STRICT ? "strict" : "not-subset";
	if (!reason)
		return 0;

	report(parent, current, mode, reason, facts);
	return -EPERM;
}

/* Introspection */

/**
 * seccomp_landlock_trace_comm - Print the name of a task for a tracepoint
 * @p: Where to print to.
 * @comm: Name of a task, %TASK_COMM_LEN bytes, chosen by that task.
 *
 * Context: Any.
 * Return: The name, without characters that could end or imitate a field.
 */
const char *seccomp_landlock_trace_comm(struct trace_seq *p, const char *comm)
{
	const char *ret = trace_seq_buffer_ptr(p);
	char buf[TASK_COMM_LEN * sizeof("\\xHH")];

	trace_seq_putmem(p, buf,
			 string_escape_mem(comm, strnlen(comm, TASK_COMM_LEN), buf,
					   sizeof(buf), ESCAPE_NAP | ESCAPE_HEX |
					   ESCAPE_APPEND, " \"\\"));
	trace_seq_putc(p, 0);
	return ret;
}

/**
 * proc_pid_seccomp_landlock - Show what the sandbox of a task is made of
 * @m: Where to print to.
 * @ns: Unused.
 * @pid: Unused.
 * @task: The task.
 *
 * Context: Process context, may sleep.
 * Return: 0, -EACCES if current may not read from @task, or -ESRCH.
 */
int proc_pid_seccomp_landlock(struct seq_file *m, struct pid_namespace *ns,
			      struct pid *pid, struct task_struct *task)
{
	const struct seccomp_landlock *meta;
	struct seccomp_filter *leaf = NULL;
	unsigned long irqflags;
	unsigned int layers;

	if (!seccomp_landlock_count(task))
		return 0;
	if (!ptrace_may_access(task, PTRACE_MODE_READ_FSCREDS))
		return -EACCES;

	if (lock_task_sighand(task, &irqflags)) {
		get_seccomp_filter(task);
		leaf = task->seccomp.filter;
		unlock_task_sighand(task, &irqflags);
	}
	if (!leaf)
		return -ESRCH;

	meta = seccomp_filter_landlock(leaf);
	rcu_read_lock();
	layers = landlock_seccomp_layers(__task_cred(task), meta->chain_domain);
	rcu_read_unlock();
	seq_printf(m, "filters=%u layers=%u strict=%d listener=%d trace=%d trusted=%d logged=%d chain=%p",
		   meta->filters, layers, !!(meta->facts & CHAIN_STRICT),
		   !!(meta->facts & CHAIN_LISTENER), !!(meta->facts & CHAIN_TRACE),
		   !!(meta->facts & CHAIN_TRUSTED), !!(meta->facts & CHAIN_LOG), meta);
	/* A hashed address tells filters apart, and nothing else. */
	while ((meta = meta->prev))
		seq_printf(m, ",%p", meta);
	seq_putc(m, '\n');

	__seccomp_filter_release(leaf);
	return 0;
}
