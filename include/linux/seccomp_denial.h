/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Supervised rules - for the rest of the kernel
 *
 * - what was asked and what was answered is kept by the task that asks, in &struct
 *   seccomp; others see a question while they hold the lock of the listener;
 * - Landlock tells about its denials by seccomp_landlock_answered();
 * - the entry and the exit of system calls call the functions below it.
 */
#ifndef _LINUX_SECCOMP_DENIAL_H
#define _LINUX_SECCOMP_DENIAL_H

#include <linux/types.h>
#include <uapi/linux/seccomp_supervise.h>

struct dentry;
struct path;
struct pt_regs;
struct sock;
struct sockaddr;
struct task_struct;

/**
 * struct seccomp_denial - what rules deny
 *
 * @kind: What it is about.  Decides which of the other members are used.
 * @path: The object, or the directory of an entry.
 * @entry: The entry, with its directory locked.
 * @new_entry: What a rename puts it in place of, in the same directory.
 * @made: The object is a file that this call has made.
 * @unnamed: The object is a file without a name, which this call has made.
 * @once: The call would fail if it were made again: nobody is to be asked.
 * @address: What to bind or connect to, copied from user space.
 * @address_len: Its length.
 * @sk: The socket.
 * @needed: Access rights that are needed.
 * @denied: Those of them that are denied.
 * @layers: Layers of the domain of current that deny them, a bit for each.
 */
struct seccomp_denial {
	enum seccomp_landlock_kind kind;
	const struct path *path;
	const struct dentry *entry;
	const struct dentry *new_entry;
	bool made;
	bool unnamed;
	bool once;
	const struct sockaddr *address;
	int address_len;
	struct sock *sk;
	u64 needed;
	u64 denied;
	unsigned long layers;
};

#ifdef CONFIG_SECCOMP_LANDLOCK_SUPERVISE

bool seccomp_landlock_answered(const struct seccomp_denial *denial);
void seccomp_supervise_enter(bool passed);
void seccomp_supervise_exit(struct pt_regs *regs);
void seccomp_supervise_forget(struct task_struct *task);

#else /* CONFIG_SECCOMP_LANDLOCK_SUPERVISE */

static inline bool
seccomp_landlock_answered(const struct seccomp_denial *denial)
{
	return false;
}

static inline void seccomp_supervise_enter(bool passed)
{
}

static inline void seccomp_supervise_exit(struct pt_regs *regs)
{
}

static inline void seccomp_supervise_forget(struct task_struct *task)
{
}

#endif /* CONFIG_SECCOMP_LANDLOCK_SUPERVISE */

#endif /* _LINUX_SECCOMP_DENIAL_H */
