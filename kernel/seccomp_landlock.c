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
 * filter that brought a domain starts every system call with credentials whose
 * domain is that one or a descendant of it.  The filter is published first, so
 * for a while it can be ahead of the credentials; the verdict on tracing
 * therefore looks at filters only, and nobody has to wait for anybody.
 *
 * A verdict is a function of the filters and of nothing else.  It must never
 * depend on the cgroup, the time or the user of a task: equal chains would not be
 * equal rights any more.  Metadata of such a kind has to count as delegating.
 *
 * Lock order: tasklist_lock or task_lock(target), then siglock of one task.
 * Never two siglocks: tasks made with CLONE_SIGHAND share one.
 */

#include <linux/audit.h>
#include <linux/bug.h>
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/filter.h>
#include <linux/io_uring.h>
#include <linux/landlock.h>
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/ptrace.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/seccomp.h>
#include <linux/seccomp_landlock.h>
#include <linux/signal.h>
#include <linux/uaccess.h>

#include <asm/syscall.h>

#define CREATE_TRACE_POINTS
#include <trace/events/seccomp.h>

#define SECCOMP_LANDLOCK_ABI	1

#define SECCOMP_LANDLOCK_FLAGS	(SECCOMP_LANDLOCK_PTRACE_DENY | \
				 SECCOMP_LANDLOCK_TRUST_DELEGATE)

/*
 * Facts about a chain.  Each restriction comes with one about whether a filter
 * that is responsible for it was installed with SECCOMP_FILTER_FLAG_LOG.
 */
#define CHAIN_STRICT		BIT(0)
#define CHAIN_DELEGATES		BIT(1)
#define CHAIN_LOG_RULED		BIT(2)
#define CHAIN_LOG_STRICT	BIT(3)
#define CHAIN_LOG_DELEGATES	BIT(4)

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

	BUILD_BUG_ON(SECCOMP_LANDLOCK_FLAGS > U8_MAX);

	meta->ruled = true;
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
 *
 * @meta: Metadata of a filter, ruled or not, that is to be attached.
 * @filter_flags: SECCOMP_FILTER_FLAG_* that it is installed with.
 * @prog: Its program as it was handed in.
 *
 * That a filter has a listener is a fact about how it was created: whether the
 * listener is still open later does not matter.
 *
 * Context: Any.
 */
void seccomp_landlock_init(struct seccomp_landlock *meta,
			   unsigned int filter_flags,
			   const struct sock_fprog_kern *prog)
{
	const bool log = filter_flags & SECCOMP_FILTER_FLAG_LOG;

	if (meta->ruled) {
		meta->filters = 1;
		if (log)
			meta->facts |= CHAIN_LOG_RULED;
	}

	if (meta->flags & SECCOMP_LANDLOCK_PTRACE_DENY) {
		meta->facts |= CHAIN_STRICT;
		if (log)
			meta->facts |= CHAIN_LOG_STRICT;
	}

	if (meta->flags & SECCOMP_LANDLOCK_TRUST_DELEGATE)
		return;

	if ((filter_flags & SECCOMP_FILTER_FLAG_NEW_LISTENER) ||
	    can_return_trace(prog)) {
		meta->facts |= CHAIN_DELEGATES;
		if (log)
			meta->facts |= CHAIN_LOG_DELEGATES;
	}
}

/**
 * seccomp_landlock_link - Complete the metadata of a filter from its ancestors'
 *
 * @meta: Metadata of a filter, ruled or not, that is about to be attached, from
 *        seccomp_landlock_init().
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
	meta->facts |= prev->facts;
	if (!meta->chain_domain)
		meta->chain_domain = prev->chain_domain;
}

/**
 * seccomp_landlock_free - Release what the metadata of a filter owns
 *
 * @meta: Metadata of a filter that nobody uses any more.
 *
 * Context: Any.
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
 * to the siblings.  It marks them, and they take it at their next system call: see
 * "Memory order of a thread sync" in <linux/seccomp_landlock.h>, whose steps are
 * named below.
 *
 * A system call that overlaps the sync may see part of it: no filter at all, or
 * the new filters and not the mark.  It is then judged by what is at least as
 * strict as before.
 */

/**
 * seccomp_landlock_guards_links - Can this call put a thread under a ruled filter?
 *
 * @filter_flags: SECCOMP_FILTER_FLAG_* of the call.
 *
 * Also a thread synchronization of an ordinary filter can, if current is ruled.
 * A sibling that makes current ruled after this was asked synchronizes all
 * threads, so that there is no further one to put under a ruled filter.
 *
 * Context: Any, no lock needed.
 *
 * Return: True if tasklist_lock has to be held while the filter is attached.
 */
bool seccomp_landlock_guards_links(unsigned int filter_flags)
{
	if (filter_flags & SECCOMP_FILTER_FLAG_LANDLOCK)
		return true;
	return (filter_flags & SECCOMP_FILTER_FLAG_TSYNC) &&
	       seccomp_landlock_count(current);
}

/**
 * seccomp_landlock_is_tracing - Would a tracing link get around a new filter?
 *
 * @meta: Metadata of the new leaf, linked.
 * @all_threads: Are the threads of current synchronized?
 *
 * A link that was made before its tracer was ruled is not judged again.  It does
 * not matter for threads that have all ruled filters of @meta already.
 *
 * Context: tasklist_lock and siglock of current are held, and stay so until the
 * new leaf is published: nobody gets a new link in between, and whoever wants one
 * later is judged by the new leaf.
 *
 * Return: True if a thread that would be ruled by more than it is now is tracing
 * somebody.
 */
bool seccomp_landlock_is_tracing(const struct seccomp_landlock *meta,
				 bool all_threads)
{
	const struct task_struct *thread;

	lockdep_assert_held(&tasklist_lock);

	/* The new leaf is ruled itself then. */
	if (!all_threads)
		return !list_empty(&current->ptraced);

	for_each_thread(current, thread) {
		if (seccomp_landlock_count(thread) < meta->filters &&
		    !list_empty(&thread->ptraced))
			return true;
	}
	return false;
}

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
	ret = landlock_needs_domain(__task_cred(thread),
				    meta->chain_domain) >= 0;
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

	/* Step 2.  Pairs with the acquire in seccomp_landlock_count(). */
	smp_store_release(&thread->seccomp.landlock_count, meta->filters);
	if (thread == current || !meta->chain_domain)
		return;

	/* Step 3. */
	rcu_read_lock();
	if (landlock_needs_domain(__task_cred(thread), meta->chain_domain))
		WRITE_ONCE(thread->seccomp.landlock_pending, true);
	rcu_read_unlock();
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
	int ret;

	/* A further sync can set the mark again at any time. */
	while (seccomp_landlock_pending()) {
		/* Step 9. */
		spin_lock_irq(&sighand->siglock);
		meta = seccomp_filter_landlock(current->seccomp.filter);
		WRITE_ONCE(current->seccomp.landlock_pending, false);
		spin_unlock_irq(&sighand->siglock);

		/*
		 * Step 10.  Unrelated if a landlock_restrict_self(2) was about to commit
		 * another domain on top of the old one when the mark was set.
		 */
		ret = landlock_needs_domain(current_cred(), meta->chain_domain);
		if (ret < 0)
			kill_unrestricted();
		if (!ret)
			continue;

		cred = prepare_creds();
		if (!cred)
			kill_unrestricted();
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

/* Join */

/*
 * The credentials of @task as they belong to the filters in @chain: they can lag
 * behind by the domain of the filters, which landlock_join_cred() makes up for.
 * They are not those of further filters, or the caller would have rules whose
 * filters it lacks: a filter is published before its domain is committed, so if
 * the filters are the same after the look, the credentials are not newer.
 */
static const struct cred *get_chain_cred(struct task_struct *task,
					 const struct seccomp_chain *chain)
{
	const struct cred *cred = get_task_cred(task);

	if (seccomp_has_chain(task, chain))
		return cred;
	put_cred(cred);
	return NULL;
}

static long join_chain(struct seccomp_chain *chain, struct task_struct *task)
{
	const struct seccomp_landlock *meta = seccomp_filter_landlock(chain->leaf);
	const struct cred *target_cred;
	struct cred *cred;
	long ret;

	if (!meta->filters)
		return -EINVAL;

	cred = prepare_creds();
	if (!cred)
		return -ENOMEM;

	target_cred = get_chain_cred(task, chain);
	if (!target_cred) {
		ret = restart_syscall();
		goto out_abort;
	}
	ret = landlock_join_cred(cred, target_cred, meta->chain_domain);
	put_cred(target_cred);
	if (ret)
		goto out_abort;

	/* Nobody gets a tracing link until the filters are there to be asked. */
	read_lock(&tasklist_lock);
	ret = seccomp_adopt_chain(chain);
	read_unlock(&tasklist_lock);
	if (ret)
		goto out_abort;

	return commit_creds(cred);

out_abort:
	abort_creds(cred);
	return ret;
}

/*
 * Whether the target is ruled is only told to who may read from it.  The filters
 * are taken before that is asked, so that what they delegate has been judged.
 */
static long join_task(struct task_struct *task)
{
	struct seccomp_chain chain;
	long ret;

	ret = seccomp_get_chain(task, &chain);
	if (ret == -ESRCH)
		return ret;

	if (!ptrace_may_access(task, PTRACE_MODE_READ_REALCREDS)) {
		if (!ret)
			seccomp_put_chain(&chain);
		return -EPERM;
	}
	if (ret)
		return ret;

	ret = join_chain(&chain, task);
	if (ret)
		seccomp_put_chain(&chain);
	return ret;
}

/**
 * seccomp_landlock_join - Implement %SECCOMP_JOIN_LANDLOCK
 *
 * @upidfd: Pidfd of the caller, an s32.
 *
 * Context: Process context, may sleep.
 *
 * Return: 0, or an error as documented for the operation.
 */
long seccomp_landlock_join(const void __user *upidfd)
{
	struct task_struct *task;
	unsigned int f_flags;
	s32 pidfd;
	long ret;

	if (get_user(pidfd, (const s32 __user *)upidfd))
		return -EFAULT;

	if (!task_no_new_privs(current) &&
	    !ns_capable_noaudit(current_user_ns(), CAP_SYS_ADMIN))
		return -EACCES;

	task = pidfd_get_task(pidfd, &f_flags);
	if (IS_ERR(task))
		return PTR_ERR(task);

	/* As for pidfd_getfd(2): an exec in between may change who may. */
	ret = down_read_killable(&task->signal->exec_update_lock);
	if (!ret) {
		ret = join_task(task);
		up_read(&task->signal->exec_update_lock);
	}

	put_task_struct(task);
	return ret;
}

/**
 * seccomp_landlock_check_chain - Look at the domain that a task is held to
 *
 * @task: Any task.
 * @check: Called with the domain, which may be ahead of the one in the credentials
 *         of @task while that has a domain to take.  In atomic context.
 * @arg: Passed to @check.
 *
 * Context: Atomic.  Takes the siglock of @task; the caller may hold
 * task_lock(@task) and tasklist_lock.
 *
 * Return: What @check returns, false if there is no such domain.
 */
bool seccomp_landlock_check_chain(struct task_struct *task,
				  bool (*check)(const struct landlock_domain *domain,
						const void *arg),
				  const void *arg)
{
	const struct landlock_domain *domain = NULL;
	unsigned long irqflags;
	bool ret = false;

	if (!lock_task_sighand(task, &irqflags))
		return false;

	if (task->seccomp.filter)
		domain = seccomp_filter_landlock(task->seccomp.filter)->chain_domain;
	if (domain)
		ret = check(domain, arg);

	unlock_task_sighand(task, &irqflags);
	return ret;
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
 * A worker of the kernel in a process, such as io_uring's, has the filters that
 * its maker had then.  Its memory is that of the process, and so is what the
 * process has delegated since.
 *
 * Context: siglock of @target is held, so that no thread comes or goes.
 */
static u32 target_facts(const struct task_struct *target)
{
	const struct task_struct *thread;
	u32 facts = chain_facts(target->seccomp.filter);

	if (likely(!(target->flags & PF_USER_WORKER)))
		return facts;

	for_each_thread(target, thread)
		facts |= chain_facts(thread->seccomp.filter);
	return facts;
}

/*
 * The verdict on a ruled tracer, first match wins.  @target's chain contains
 * @tracer's where delegation is looked at, so both are covered.  @facts are those
 * about @target.
 */
static enum seccomp_landlock_verdict
judge_chains(const struct seccomp_filter *tracer,
	     const struct seccomp_filter *target, u32 facts, bool target_dying,
	     unsigned int mode)
{
	if (!tracer)
		return SECCOMP_LANDLOCK_DYING;
	if ((mode & PTRACE_MODE_ATTACH) && (chain_facts(tracer) & CHAIN_STRICT))
		return SECCOMP_LANDLOCK_STRICT;
	if (target_dying)
		return SECCOMP_LANDLOCK_DYING;
	if (!seccomp_is_ancestor(tracer, target))
		return SECCOMP_LANDLOCK_NOT_SUBSET;
	if (facts & CHAIN_DELEGATES)
		return SECCOMP_LANDLOCK_DELEGATED;
	return SECCOMP_LANDLOCK_ALLOW;
}

/* Was a filter that is responsible for the verdict installed for logging? */
static bool is_logged(const struct seccomp_filter *tracer, u32 facts,
		      enum seccomp_landlock_verdict verdict)
{
	switch (verdict) {
	case SECCOMP_LANDLOCK_STRICT:
		return chain_facts(tracer) & CHAIN_LOG_STRICT;
	case SECCOMP_LANDLOCK_DELEGATED:
		return facts & CHAIN_LOG_DELEGATES;
	default:
		return chain_facts(tracer) & CHAIN_LOG_RULED;
	}
}

static const char * const verdict_names[] = {
	[SECCOMP_LANDLOCK_STRICT] = "strict",
	[SECCOMP_LANDLOCK_DYING] = "dying",
	[SECCOMP_LANDLOCK_NOT_SUBSET] = "not-subset",
	[SECCOMP_LANDLOCK_DELEGATED] = "delegated",
};

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
 * Tells about a denial, with no siglock held, but task_lock(@target) or
 * tasklist_lock: nothing here may sleep or take either.
 */
static void report(struct task_struct *tracer, struct task_struct *target,
		   unsigned int mode, enum seccomp_landlock_verdict verdict,
		   bool log)
{
	struct audit_buffer *ab;

	trace_landlock_ptrace_denied(tracer, target, mode, verdict);

	if (!log || (mode & PTRACE_MODE_NOAUDIT))
		return;

	ab = audit_log_start(audit_context(), GFP_ATOMIC | __GFP_NOWARN,
			     AUDIT_SECCOMP);
	if (!ab)
		return;
	audit_log_format(ab, "op=landlock_ptrace auid=%u ses=%u pid=%d comm=",
			 from_kuid(&init_user_ns, audit_get_loginuid(tracer)),
			 audit_get_sessionid(tracer), task_tgid_nr(tracer));
	audit_log_task_comm(ab, tracer);
	audit_log_format(ab, " opid=%d ocomm=", task_tgid_nr(target));
	audit_log_task_comm(ab, target);
	audit_log_format(ab, " mode=%s reason=%s",
			 mode & PTRACE_MODE_ATTACH ? "attach" : "read",
			 verdict_names[verdict]);
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
	enum seccomp_landlock_verdict verdict;
	const struct seccomp_filter *leaf;
	unsigned long irqflags;
	bool log;

	if (!seccomp_landlock_count(tracer))
		return 0;
	leaf = READ_ONCE(tracer->seccomp.filter);

	if (!lock_task_sighand(child, &irqflags)) {
		verdict = judge_chains(leaf, NULL, 0, true, mode);
		log = is_logged(leaf, 0, verdict);
	} else {
		const u32 facts = target_facts(child);

		verdict = judge_chains(leaf, child->seccomp.filter, facts,
				       filter_released(child), mode);
		log = is_logged(leaf, facts, verdict);
		unlock_task_sighand(child, &irqflags);
	}

	if (verdict == SECCOMP_LANDLOCK_ALLOW)
		return 0;

	report(tracer, child, mode, verdict, log);
	return -EPERM;
}

/*
 * Out of line half of seccomp_landlock_ptrace_traceme(), for a ruled parent.  No
 * lock for the leaf of current, as above; current is not exiting.
 */
int __seccomp_landlock_ptrace_traceme(struct task_struct *parent)
{
	const struct seccomp_filter *leaf = READ_ONCE(current->seccomp.filter);
	const unsigned int mode = PTRACE_MODE_ATTACH_REALCREDS;
	enum seccomp_landlock_verdict verdict;
	unsigned long irqflags;
	bool log = false;

	if (!lock_task_sighand(parent, &irqflags)) {
		verdict = SECCOMP_LANDLOCK_DYING;
	} else {
		const u32 facts = chain_facts(leaf);

		verdict = judge_chains(parent->seccomp.filter, leaf, facts, false,
				       mode);
		log = is_logged(parent->seccomp.filter, facts, verdict);
		unlock_task_sighand(parent, &irqflags);
	}

	if (verdict == SECCOMP_LANDLOCK_ALLOW)
		return 0;

	report(parent, current, mode, verdict, log);
	return -EPERM;
}
