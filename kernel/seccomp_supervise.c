// SPDX-License-Identifier: GPL-2.0-only
/*
 * Supervised rules: the listener of a filter is asked about what its rules deny
 *
 * Nobody can be asked where Landlock denies: locks of inodes are held there, a
 * freeze of the file system waits for the call, an exec holds cred_guard_mutex.
 * So a question goes through these steps, all taken by the task itself:
 *
 *  1. seccomp_landlock_answered(), called by a hook, finds no answer and makes a
 *     record of what was denied, with references to it; the hook denies.  A later
 *     denial of the same call replaces the record.
 *  2. The call fails.  seccomp_supervise_exit(), with nothing held, asks if it
 *     failed with EACCES, and waits in the same way as for any notification.
 *  3. A yes turns the record into an answer, and the call is made again.
 *  4. seccomp_supervise_enter() tells that the new call has passed all filters.
 *  5. The hook finds the answer, if the call with the same arguments came to the
 *     same object, and to no more rights and layers than asked about.
 *  6. seccomp_supervise_exit() drops the answer when that call is over.
 *
 * This is done at the exit of calls and not as task_work because some architectures
 * decide whether to make a call again before they run task_work.
 *
 * What stands between two calls is nobody's call: task_work of io_uring runs there,
 * with the registers of the call that is to be made again.  An answer counts only
 * from 4 to 6.
 *
 * A call can need several answers, a script and its interpreter for one.  While it
 * waits for one, a signal handler makes other calls: these keep the answers, as
 * long as they come from deeper in the stack.  Without a handler they would be left
 * over from a call that was given up by longjmp(3).  A call that is interrupted
 * while it does what was allowed is over: that may have had its effect, a connection
 * for one, and if the call is made again or not is up to the program.
 *
 * Locking: the record and the answers belong to current and need no lock.  Others
 * see a record by the notification that refers to it, with notify_lock.
 */

#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/errno.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/mount.h>
#include <linux/path.h>
#include <linux/ptrace.h>
#include <linux/sched/signal.h>
#include <linux/seccomp.h>
#include <linux/seccomp_denial.h>
#include <linux/slab.h>
#include <linux/sock_diag.h>
#include <linux/socket.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <uapi/linux/landlock.h>

#include <asm/syscall.h>
#include <asm/unistd.h>

#include "seccomp_landlock.h"
#include "seccomp_supervise.h"

/* A script, its interpreter, and so on: more than any call needs. */
#define MAX_QUESTIONS	16

/**
 * struct seccomp_question - what was denied, and what may be done after a yes
 *
 * @list: Entry of one of the lists of &struct seccomp_supervised.
 * @filter: Filter whose listener is asked.  In the chain of current, which never
 *          gets shorter.
 * @sd: The call.
 * @sp: User stack pointer of the call.
 * @kind: What it is about.
 * @needed: Access rights that are needed.
 * @denied: Those of them that are denied.
 * @path: The object, or the directory of the entry, with references; or empty.
 * @victims: What the entry and the new entry were, with references, or NULL.  Not
 *           the dentries: file systems look at how many references these have.
 * @socket: Cookie of the socket.
 * @address_len: Bytes of @address.
 * @names: Names of the entry and the new entry, or empty.
 * @address: What to bind or connect to.
 */
struct seccomp_question {
	struct list_head list;
	struct seccomp_filter *filter;
	struct seccomp_data sd;
	unsigned long sp;
	enum seccomp_landlock_kind kind;
	u64 needed;
	u64 denied;
	struct path path;
	struct inode *victims[2];
	u64 socket;
	int address_len;
	/* From here on it is not cleared: most of it is never used. */
	char names[2][NAME_MAX + 1];
	struct sockaddr_storage address;
};

/**
 * struct seccomp_supervised - what a task is asking
 *
 * @sd: The call that is under way.
 * @sp: Its user stack pointer.
 * @question: What it was denied last, or NULL.
 * @answers: Questions that were answered with yes.
 * @stale: What was denied before, to be freed where no lock is held.
 * @exec_id: &task_struct.self_exec_id when this came into use.
 * @in_call: The call that is under way has passed all filters.
 */
struct seccomp_supervised {
	struct seccomp_data sd;
	unsigned long sp;
	struct seccomp_question *question;
	struct list_head answers;
	struct list_head stale;
	u64 exec_id;
	bool in_call;
};

static void free_question(struct seccomp_question *question)
{
	unsigned int i;

	if (!question)
		return;
	/* The mount last: it keeps the file system of the inodes. */
	for (i = 0; i < ARRAY_SIZE(question->victims); i++)
		iput(question->victims[i]);
	path_put(&question->path);
	kfree(question);
}

static void free_questions(struct list_head *questions)
{
	struct seccomp_question *question, *next;

	list_for_each_entry_safe(question, next, questions, list)
		free_question(question);
	INIT_LIST_HEAD(questions);
}

/**
 * seccomp_supervise_check - Check what %SECCOMP_LANDLOCK_SUPERVISE needs
 * @attr: What the caller of seccomp(2) asks for.
 * @filter_flags: SECCOMP_FILTER_FLAG_* of the call.
 *
 * Context: Any.
 * Return: 0, or -EINVAL or -EACCES as documented for the flag.
 */
int seccomp_supervise_check(const struct seccomp_landlock_attr *attr,
			    unsigned int filter_flags)
{
	if (!(attr->flags & SECCOMP_LANDLOCK_SUPERVISE))
		return 0;
	if (!(filter_flags & SECCOMP_FILTER_FLAG_NEW_LISTENER) ||
	    attr->ruleset_fd == -1)
		return -EINVAL;
	return task_no_new_privs(current) ? 0 : -EACCES;
}

/* Calls that come to the same end when they are made again after %EACCES. */
static bool is_call_asked(const struct seccomp_data *sd)
{
	if (sd->arch != SECCOMP_ARCH_NATIVE)
		return false;

	switch (sd->nr) {
#ifdef __NR_open
	case __NR_open:
	case __NR_creat:
	case __NR_mkdir:
	case __NR_mknod:
	case __NR_unlink:
	case __NR_rmdir:
	case __NR_symlink:
	case __NR_rename:
#endif
#ifdef __NR_renameat
	case __NR_renameat:
#endif
	case __NR_openat:
	case __NR_openat2:
	case __NR_execve:
	case __NR_execveat:
	case __NR_mkdirat:
	case __NR_mknodat:
	case __NR_unlinkat:
	case __NR_symlinkat:
#ifdef __NR_truncate
	case __NR_truncate:
#endif
#ifdef __NR_truncate64
	case __NR_truncate64:
#endif
	case __NR_renameat2:
	case __NR_bind:
	case __NR_connect:
		return true;
	default:
		return false;
	}
}

/*
 * What a call that makes a file opens it for.  The flags of openat2(2) are in
 * memory that may have changed since: nothing is left out then.
 */
static u64 get_open_access(const struct seccomp_data *sd)
{
	const u64 both = LANDLOCK_ACCESS_FS_READ_FILE |
			 LANDLOCK_ACCESS_FS_WRITE_FILE;
	u64 flags;

	switch (sd->nr) {
#ifdef __NR_open
	case __NR_open:
		flags = sd->args[1];
		break;
	case __NR_creat:
		flags = O_WRONLY;
		break;
#endif
	case __NR_openat:
		flags = sd->args[2];
		break;
	case __NR_openat2:
		return both;
	default:
		return 0;
	}

	switch (flags & O_ACCMODE) {
	case O_RDONLY:
		return LANDLOCK_ACCESS_FS_READ_FILE;
	case O_WRONLY:
		return LANDLOCK_ACCESS_FS_WRITE_FILE;
	default:
		return both;
	}
}

/* Is it current itself that does this, in its call and with its credentials? */
static bool is_own_call(const struct seccomp_supervised *sup)
{
	if (current->flags & (PF_USER_WORKER | PF_EXITING | PF_DUMPCORE))
		return false;
	if (current_cred() != current_real_cred())
		return false;
	return !sup || sup->in_call;
}

/* Two calls with the same arguments, from the same place in the program. */
static bool is_same_call(const struct seccomp_data *a,
			 const struct seccomp_data *b)
{
	return !memcmp(a, b, sizeof(*a));
}

/* An unnamed file is another one each time: what stays is its directory. */
static bool is_path_same(const struct seccomp_question *question,
			 const struct seccomp_denial *denial)
{
	if (question->path.mnt != denial->path->mnt)
		return false;
	if (denial->unnamed)
		return question->path.dentry ==
		       READ_ONCE(denial->path->dentry->d_parent);
	return question->path.dentry == denial->path->dentry;
}

static bool is_entry_same(const struct seccomp_question *question, unsigned int i,
			  const struct dentry *entry)
{
	if (!entry)
		return !question->names[i][0];
	return strlen(question->names[i]) == entry->d_name.len &&
	       !memcmp(question->names[i], entry->d_name.name,
		       entry->d_name.len) &&
	       question->victims[i] == d_inode(entry);
}

static bool is_address_same(const struct seccomp_question *question,
			    const struct seccomp_denial *denial)
{
	return question->socket == sock_gen_cookie(denial->sk) &&
	       question->address_len == denial->address_len &&
	       !memcmp(&question->address, denial->address,
		       denial->address_len);
}

/* The file was made by this call, after a yes to its name in its directory. */
static bool is_new_file_of(const struct seccomp_question *question,
			   const struct seccomp_denial *denial)
{
	struct name_snapshot name;
	struct dentry *dentry;
	bool same;

	if (!denial->made || question->kind != SECCOMP_LANDLOCK_ENTRY ||
	    question->victims[0] || question->path.mnt != denial->path->mnt)
		return false;

	dentry = denial->path->dentry;
	if (question->path.dentry != READ_ONCE(dentry->d_parent))
		return false;
	take_dentry_name_snapshot(&name, dentry);
	same = !strcmp(question->names[0], name.name.name);
	release_dentry_name_snapshot(&name);
	return same;
}

static bool is_same_object(const struct seccomp_question *question,
			   const struct seccomp_denial *denial)
{
	if (question->kind != denial->kind)
		return is_new_file_of(question, denial);
	if (denial->kind == SECCOMP_LANDLOCK_ADDRESS)
		return is_address_same(question, denial);
	/* An exec runs work of io_uring, which opens for other things. */
	if ((question->needed ^ denial->needed) & LANDLOCK_ACCESS_FS_EXECUTE)
		return false;
	return is_path_same(question, denial) &&
	       is_entry_same(question, 0, denial->entry) &&
	       is_entry_same(question, 1, denial->new_entry);
}

static bool has_answer(const struct seccomp_supervised *sup,
		       const struct seccomp_filter *filter,
		       const struct seccomp_denial *denial,
		       const struct seccomp_data *sd)
{
	const struct seccomp_question *answer;

	if (!sup)
		return false;
	list_for_each_entry(answer, &sup->answers, list) {
		if (answer->filter == filter && is_same_call(&answer->sd, sd) &&
		    is_same_object(answer, denial) &&
		    !(denial->denied & ~answer->needed))
			return true;
	}
	return false;
}

/* Returns false if the name does not fit. */
static bool record_entry(struct seccomp_question *question, unsigned int i,
			 const struct dentry *entry)
{
	if (!entry)
		return true;
	if (entry->d_name.len >= sizeof(question->names[i]))
		return false;
	memcpy(question->names[i], entry->d_name.name, entry->d_name.len);
	question->names[i][entry->d_name.len] = '\0';
	if (d_is_positive(entry)) {
		question->victims[i] = d_inode(entry);
		ihold(question->victims[i]);
	}
	return true;
}

static bool record_object(struct seccomp_question *question,
			  const struct seccomp_denial *denial)
{
	if (denial->kind == SECCOMP_LANDLOCK_ADDRESS) {
		if (denial->address_len > sizeof(question->address))
			return false;
		question->socket = sock_gen_cookie(denial->sk);
		question->address_len = denial->address_len;
		memcpy(&question->address, denial->address,
		       denial->address_len);
		return true;
	}

	question->path.mnt = mntget(denial->path->mnt);
	if (denial->unnamed)
		question->path.dentry = dget_parent(denial->path->dentry);
	else
		question->path.dentry = dget(denial->path->dentry);
	return record_entry(question, 0, denial->entry) &&
	       record_entry(question, 1, denial->new_entry);
}

static void note_call(struct seccomp_supervised *sup)
{
	seccomp_get_call(&sup->sd);
	sup->sp = user_stack_pointer(current_pt_regs());
}

/* Returns NULL if current asks nothing: its calls are not accounted for. */
static struct seccomp_supervised *get_asking(void)
{
	return current->seccomp.landlock_asking ? current->seccomp.supervised :
						  NULL;
}

static struct seccomp_supervised *start_asking(void)
{
	struct seccomp_supervised *sup = current->seccomp.supervised;

	if (!sup) {
		sup = kzalloc(sizeof(*sup), GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
		if (!sup)
			return NULL;
		INIT_LIST_HEAD(&sup->answers);
		INIT_LIST_HEAD(&sup->stale);
		current->seccomp.supervised = sup;
	}
	sup->exec_id = current->self_exec_id;
	sup->in_call = true;
	note_call(sup);
	current->seccomp.landlock_asking = true;
	set_syscall_work(SECCOMP_SUPERVISE);
	return sup;
}

/* Without memory nobody is asked, and the denial stays one. */
static void record(struct seccomp_supervised *sup, struct seccomp_filter *filter,
		   const struct seccomp_denial *denial,
		   const struct seccomp_data *sd)
{
	struct seccomp_question *question;

	if (!sup)
		sup = start_asking();
	if (!sup || list_count_nodes(&sup->stale) >= MAX_QUESTIONS)
		return;
	question = kmalloc(sizeof(*question), GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!question)
		return;

	memset(question, 0, offsetof(struct seccomp_question, names));
	question->names[0][0] = '\0';
	question->names[1][0] = '\0';
	question->filter = filter;
	question->sd = *sd;
	question->sp = sup->sp;
	question->kind = denial->kind;
	question->needed = denial->needed;
	question->denied = denial->denied;
	if (denial->kind == SECCOMP_LANDLOCK_ENTRY &&
	    denial->needed == LANDLOCK_ACCESS_FS_MAKE_REG)
		question->needed |= get_open_access(sd);
	if (record_object(question, denial))
		sup->question = question;
	else
		list_add(&question->list, &sup->stale);
}

/**
 * seccomp_landlock_answered - May current do what its rules deny, after all?
 * @denial: What they deny.
 *
 * If not, the listener may be asked when the call is over.
 *
 * One layer has to be all that denies.  It has the listener, if there is one: no
 * filter can be installed with a listener while an older one has one.
 *
 * Context: Process context, may sleep; locks of inodes may be held, but no RCU read
 * lock.
 * Return: True if this was asked and answered with yes.
 */
bool seccomp_landlock_answered(const struct seccomp_denial *denial)
{
	struct seccomp_supervised *const sup = get_asking();
	struct seccomp_filter *filter;
	struct seccomp_data sd;

	might_sleep();

	if (!is_own_call(sup))
		return false;
	/* What is denied last decides, also if nobody can be asked about it. */
	if (sup && sup->question) {
		list_add(&sup->question->list, &sup->stale);
		sup->question = NULL;
	}
	if (!is_power_of_2(denial->layers))
		return false;
	filter = seccomp_find_supervisor(fls_long(denial->layers));
	if (!filter || !seccomp_has_listener(filter))
		return false;

	if (sup)
		sd = sup->sd;
	else
		seccomp_get_call(&sd);
	if (!is_call_asked(&sd))
		return false;
	if (has_answer(sup, filter, denial, &sd))
		return true;
	if (!denial->once)
		record(sup, filter, denial, &sd);
	return false;
}

/* The listener's side */

static void describe_entry(const struct seccomp_question *question, unsigned int i,
			   u8 *name, u32 *name_len, u64 *ino)
{
	*name_len = strlen(question->names[i]);
	memcpy(name, question->names[i], *name_len + 1);
	if (question->victims[i])
		*ino = question->victims[i]->i_ino;
}

/**
 * seccomp_describe_question - Tell what a question is about
 * @question: A question that is being asked.
 * @info: Where to describe it, cleared up to @address.
 * @path: Set to the object, with references, if there is one.
 *
 * Context: notify_lock of the listener is held, so that the question waits.
 */
void seccomp_describe_question(const struct seccomp_question *question,
			       struct seccomp_notif_landlock *info,
			       struct path *path)
{
	BUILD_BUG_ON(sizeof(info->name) != sizeof(question->names[0]));
	BUILD_BUG_ON(sizeof(info->address) != sizeof(question->address));

	info->kind = question->kind;
	info->needed = question->needed;
	info->denied = question->denied;
	describe_entry(question, 0, info->name, &info->name_len, &info->ino);
	describe_entry(question, 1, info->name2, &info->name2_len, &info->ino2);
	if (question->kind == SECCOMP_LANDLOCK_ADDRESS) {
		info->address_len = question->address_len;
		memcpy(info->address, &question->address,
		       question->address_len);
		return;
	}

	*path = question->path;
	path_get(path);
	info->dev_major = MAJOR(path->dentry->d_sb->s_dev);
	info->dev_minor = MINOR(path->dentry->d_sb->s_dev);
	if (question->kind == SECCOMP_LANDLOCK_OBJECT)
		info->ino = d_inode(path->dentry)->i_ino;
}

/* Writes no more of the arrays than is used, as most questions use none. */
static long write_info(const struct seccomp_notif_landlock *info,
		       struct seccomp_notif_landlock __user *uinfo)
{
	if (copy_to_user(uinfo, info,
			 offsetof(struct seccomp_notif_landlock, address)) ||
	    copy_to_user(uinfo->address, info->address, info->address_len) ||
	    copy_to_user(uinfo->name, info->name, info->name_len + 1) ||
	    copy_to_user(uinfo->name2, info->name2, info->name2_len + 1))
		return -EFAULT;
	return 0;
}

/* The structure is written first: what was installed cannot be taken back. */
static long tell(const struct seccomp_notif_landlock *info,
		 const struct path *path,
		 struct seccomp_notif_landlock __user *uinfo)
{
	struct file *file;
	long err;
	int fd;

	err = write_info(info, uinfo);
	if (err || !path->dentry)
		return err;

	file = dentry_open(path, O_PATH, current_cred());
	if (IS_ERR(file))
		return PTR_ERR(file);
	fd = receive_fd(file, &uinfo->fd, O_CLOEXEC);
	fput(file);
	return fd < 0 ? fd : 0;
}

/**
 * seccomp_notify_question - Implement %SECCOMP_IOCTL_NOTIF_LANDLOCK
 * @filter: Filter of the listener.
 * @uinfo: &struct seccomp_notif_landlock of the caller.
 *
 * Context: Process context, may sleep.
 * Return: 0, or an error as documented for the structure.
 */
long seccomp_notify_question(struct seccomp_filter *filter,
			     struct seccomp_notif_landlock __user *uinfo)
{
	struct seccomp_notif_landlock *info;
	struct path path = {};
	u32 size;
	long err;

	BUILD_BUG_ON(sizeof(*info) != SECCOMP_NOTIF_LANDLOCK_SIZE_VER0);

	if (get_user(size, &uinfo->size))
		return -EFAULT;
	if (size < SECCOMP_NOTIF_LANDLOCK_SIZE_VER0)
		return -EINVAL;
	if (size > PAGE_SIZE)
		return -E2BIG;
	/* What is beyond has to be zero; but for the id, the rest is output. */
	err = check_zeroed_user((void __user *)uinfo + sizeof(*uinfo),
				size - sizeof(*uinfo));
	if (err <= 0)
		return err ?: -E2BIG;
	info = kmalloc(sizeof(*info), GFP_KERNEL);
	if (!info)
		return -ENOMEM;

	memset(info, 0, offsetof(struct seccomp_notif_landlock, address));
	info->size = sizeof(*info);
	info->fd = -1;
	err = -EFAULT;
	if (!get_user(info->id, &uinfo->id))
		err = seccomp_get_question(filter, info, &path);
	if (!err)
		err = tell(info, &path, uinfo);

	path_put(&path);
	kfree(info);
	return err;
}

/* Entry and exit of calls */

/**
 * seccomp_supervise_enter - Account for a call that is about to be made
 * @passed: It has passed all filters.
 *
 * What was denied before the call is no matter of that: it is dropped, and without
 * answers current asks nothing until the call is denied something.
 *
 * An emulated vsyscall enters and never exits.  This does no harm: it is no call
 * that anybody is asked about.
 *
 * Context: Process context, at the entry of a system call: after each stop for a
 * tracer, which is where task_work runs, and, if seccomp_landlock_work() tells to,
 * before the filters and after them.
 */
void seccomp_supervise_enter(bool passed)
{
	struct seccomp_supervised *const sup = get_asking();

	if (!sup)
		return;
	free_question(sup->question);
	sup->question = NULL;
	free_questions(&sup->stale);
	sup->in_call = passed;
	if (passed)
		note_call(sup);
	else if (list_empty(&sup->answers))
		current->seccomp.landlock_asking = false;
}

/* Looked up by the call itself, a moment ago: if it is there, it is cached. */
static bool is_there(const struct seccomp_question *question)
{
	struct dentry *const dir = question->path.dentry;
	const char *const name = question->names[0];
	struct dentry *dentry;
	struct qstr qstr = { .name = name, .len = strlen(name) };
	bool there;

	if (dir->d_flags & DCACHE_OP_HASH)
		return false;
	qstr.hash = full_name_hash(dir, name, qstr.len);
	dentry = d_lookup(dir, &qstr);
	there = dentry && d_is_positive(dentry);
	dput(dentry);
	return there;
}

/*
 * Landlock judges entries of a directory before the permissions of the directory
 * are looked at, and new files before it is known whether they are there.
 */
static bool is_in_vain(const struct seccomp_question *question)
{
	const struct path *const dir = &question->path;

	if (question->kind == SECCOMP_LANDLOCK_OBJECT ||
	    question->kind == SECCOMP_LANDLOCK_ADDRESS)
		return false;
	if (question->kind == SECCOMP_LANDLOCK_ENTRY &&
	    !question->victims[0] && is_there(question))
		return true;
	return inode_permission(mnt_idmap(dir->mnt), d_inode(dir->dentry),
				MAY_WRITE | MAY_EXEC);
}

static void restart(struct pt_regs *regs)
{
	/* Unlike ERESTARTSYS, this leaves no choice to the handler of a signal. */
	syscall_set_return_value(current, regs, -ERESTARTNOINTR, 0);
	/*
	 * Makes the way out look at the result.  Without a signal, TIF_SIGPENDING
	 * would not: work that runs in a stop for a tracer can clear it, as
	 * p9_client_rpc() does.
	 */
	set_notify_signal(current);
}

/* The answer that gives way to another one, of a call that was left longest, or NULL */
static struct seccomp_question *get_oldest(struct seccomp_supervised *sup)
{
	if (list_count_nodes(&sup->answers) < MAX_QUESTIONS)
		return NULL;
	return list_last_entry(&sup->answers, struct seccomp_question, list);
}

/* Returns true if the call is to be made again. */
static bool ask(struct seccomp_supervised *sup, struct seccomp_question *question,
		struct pt_regs *regs)
{
	struct seccomp_question *const oldest = get_oldest(sup);

	if (is_in_vain(question) || (oldest && is_same_call(&oldest->sd, &sup->sd)))
		goto out;

	if (seccomp_ask(question->filter, &question->sd, question)) {
		if (oldest) {
			list_del(&oldest->list);
			free_question(oldest);
		}
		list_add(&question->list, &sup->answers);
		restart(regs);
		return true;
	}
	/* Only a signal leads to this: a listener cannot answer with it. */
	if (syscall_get_error(current, regs) == -ERESTARTSYS) {
		free_question(question);
		restart(regs);
		return true;
	}

out:
	free_question(question);
	return false;
}

/* Does the end of the call that is under way leave that of @answer for good? */
static bool is_left(const struct seccomp_question *answer,
		    const struct seccomp_supervised *sup)
{
	return (sup->sp >= answer->sp && !on_sig_stack(sup->sp)) ||
	       is_same_call(&answer->sd, &sup->sd);
}

static void drop_answers(struct seccomp_supervised *sup)
{
	const bool all = sup->exec_id != current->self_exec_id;
	struct seccomp_question *answer, *next;

	list_for_each_entry_safe(answer, next, &sup->answers, list) {
		if (!all && !is_left(answer, sup))
			continue;
		list_del(&answer->list);
		free_question(answer);
	}
}

/**
 * seccomp_supervise_exit - Ask about what was denied, at the exit of a call
 * @regs: Registers of current.
 *
 * Can change the result of the call.
 *
 * Context: Process context, nothing held.
 */
void seccomp_supervise_exit(struct pt_regs *regs)
{
	struct seccomp_supervised *const sup = get_asking();
	struct seccomp_question *question;

	clear_syscall_work(SECCOMP_SUPERVISE);
	if (!sup)
		return;

	/* What a filter or a tracer did not let through ends here as well. */
	if (!sup->in_call)
		note_call(sup);
	question = sup->question;
	sup->question = NULL;
	free_questions(&sup->stale);
	if (question && syscall_get_error(current, regs) != -EACCES) {
		free_question(question);
		question = NULL;
	}
	/* Also if it may be made again after a signal: nobody knows if it will be. */
	if (!(question && ask(sup, question, regs)))
		drop_answers(sup);
	sup->in_call = false;

	if (list_empty(&sup->answers))
		current->seccomp.landlock_asking = false;
	else
		set_syscall_work(SECCOMP_SUPERVISE);
}

/**
 * seccomp_supervise_forget - Drop what a task has asked
 * @task: Task that exits: current.
 *
 * Context: Process context, may sleep.
 */
void seccomp_supervise_forget(struct task_struct *task)
{
	struct seccomp_supervised *const sup = task->seccomp.supervised;

	if (!sup)
		return;
	task->seccomp.landlock_asking = false;
	task->seccomp.supervised = NULL;
	free_questions(&sup->answers);
	free_questions(&sup->stale);
	free_question(sup->question);
	kfree(sup);
}
