/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * Supervised rules: the listener of a filter is asked about what the rules of the
 * filter deny
 *
 * A denial by rules alone becomes a question to the listener, about the object
 * itself: the file that was found, the directory and the name in it, the address as
 * the kernel copied it.  The task has left the call by then and holds nothing; the
 * call is made again after the answer, and finds the answer only if it comes to the
 * same object in the same way.  Otherwise that is a new question.
 */
#ifndef _UAPI_LINUX_SECCOMP_SUPERVISE_H
#define _UAPI_LINUX_SECCOMP_SUPERVISE_H

#include <linux/types.h>

/**
 * SECCOMP_LANDLOCK_SUPERVISE - flag of &struct seccomp_landlock_attr
 *
 * What the rules of this filter deny, and those of no other filter or domain, is
 * asked of the listener before the call fails with %EACCES.  Without an open
 * listener, before, during or after the question, the call fails as without this
 * flag.
 *
 * Asked about are calls of the family of open(2) and of execve(2), mkdir(2),
 * mknod(2), unlink(2), rmdir(2), symlink(2), truncate(2), rename(2) within one
 * directory, with their variants that take a directory, bind(2) and connect(2).
 * Not asked is what is denied elsewhere: link(2), rename(2) between directories,
 * what an open descriptor may be used for (ftruncate(2), ioctl(2) of a device),
 * sendto(2), the lookup of a Unix socket, the use of a file that the call itself
 * makes with %O_CREAT and %O_EXCL if the making is allowed, io_uring, calls of
 * another architecture than the kernel's own, work on behalf of a task with other
 * credentials than its own, and what the permissions of the directory would deny in
 * any case.
 *
 * A supervised filter has a listener, so it delegates; see
 * %SECCOMP_LANDLOCK_TRUST_DELEGATE.
 *
 * Errors beyond those of &struct seccomp_landlock_attr:
 *
 * - %EINVAL: without %SECCOMP_FILTER_FLAG_NEW_LISTENER, or @ruleset_fd is -1;
 * - %EACCES: the caller does not have no_new_privs.  No capability stands in for
 *   it: the listener gets descriptors of what its owner may not reach.  A flag of
 *   @landlock_flags that sets no_new_privs comes too late for this.
 */
#define SECCOMP_LANDLOCK_SUPERVISE	(1U << 2)

/**
 * SECCOMP_NOTIF_LANDLOCK - flag of &struct seccomp_notif
 *
 * The notification is a question about rules: %SECCOMP_IOCTL_NOTIF_LANDLOCK tells
 * which.  It says nothing about the memory that pointers in @data lead to: what is
 * there now need not be what the call used.
 *
 * %SECCOMP_USER_NOTIF_FLAG_CONTINUE is a yes.  The call starts anew, all filters
 * run, and this thread may do with this object what was asked, in this call with
 * these arguments only.  Otherwise @error or @val is the result of the call, with
 * @error between -511 and 0, and @val not negative and no larger than a long:
 * %SECCOMP_IOCTL_NOTIF_SEND fails with %EINVAL else.  %SECCOMP_IOCTL_NOTIF_ADDFD
 * works as usual, and with %SECCOMP_ADDFD_FLAG_SEND answers an open with a file of
 * the supervisor's choice.
 *
 * A yes does not say when: the task can be stopped, or in a handler of a signal,
 * before it makes the call again.  Nothing comes of it once the listener is closed
 * or the task executes another program.
 *
 * A signal withdraws the question, as do a tracer that stops the task and a freeze
 * of its cgroup, and the call asks again afterwards, whatever %SA_RESTART says; but
 * with %SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, once the question was received, only
 * a fatal signal does.
 */
#define SECCOMP_NOTIF_LANDLOCK		(1U << 0)

/**
 * enum seccomp_landlock_kind - what a question is about
 *
 * @SECCOMP_LANDLOCK_OBJECT: The file, directory or device of the descriptor.
 * @SECCOMP_LANDLOCK_ENTRY: The entry @name of the directory of the descriptor, to
 *	be made or removed.
 * @SECCOMP_LANDLOCK_RENAME: The entry @name of the directory of the descriptor,
 *	to become @name2 in the same directory, in the place of what that is.
 * @SECCOMP_LANDLOCK_EXCHANGE: The entries @name and @name2 of the directory of the
 *	descriptor, to change places (%RENAME_EXCHANGE).
 * @SECCOMP_LANDLOCK_ADDRESS: The @address to bind or connect a socket to.
 */
enum seccomp_landlock_kind {
	SECCOMP_LANDLOCK_OBJECT = 1,
	SECCOMP_LANDLOCK_ENTRY,
	SECCOMP_LANDLOCK_RENAME,
	SECCOMP_LANDLOCK_EXCHANGE,
	SECCOMP_LANDLOCK_ADDRESS,
};

/**
 * struct seccomp_notif_landlock - argument of %SECCOMP_IOCTL_NOTIF_LANDLOCK
 *
 * @id: In: as received with &struct seccomp_notif.
 * @size: In: size of this structure in bytes as the caller knows it, at least
 *	%SECCOMP_NOTIF_LANDLOCK_SIZE_VER0.  Out: size as the kernel knows it.
 *	Bytes that the kernel does not know must be zero and stay so.
 * @kind: Out: &enum seccomp_landlock_kind.
 * @needed: Out: access rights of Landlock that the call needs there:
 *	%LANDLOCK_ACCESS_NET_* for an address, otherwise %LANDLOCK_ACCESS_FS_*.
 *	For a new file that a call of the family of open(2) makes, these are
 *	%LANDLOCK_ACCESS_FS_MAKE_REG and what it opens the file for; reading and
 *	writing with openat2(2), whose flags are in memory.  Without %O_EXCL, some
 *	file systems do not tell whether the file is new, as FUSE: the file is asked
 *	about as well then.
 * @denied: Out: those of @needed that the rules were found to deny, perhaps not all:
 *	a yes allows the whole of @needed.  Decide by that.
 * @ino: Out: inode number of the object, or of the entry @name, 0 if there is
 *	none.  These numbers and the device are the kernel's own: what statx(2) says
 *	of @fd and of the entry can differ, on overlayfs and btrfs for example.
 * @ino2: Out: inode number of the entry @name2, 0 if there is none.
 * @dev_major: Out: major number of the device of the file system.
 * @dev_minor: Out: its minor number.
 * @fd: Out: a new descriptor, %O_PATH and close-on-exec, of the object or of the
 *	directory, -1 for an address.  For an unnamed file (%O_TMPFILE), the
 *	directory.
 * @address_len: Out: bytes of @address that the call uses, 0 if not an address.
 * @name_len: Out: bytes of @name, 0 if there is none.
 * @name2_len: Out: bytes of @name2, 0 if there is none.
 * @address: Out: a &struct sockaddr, the copy that the call uses.
 * @name: Out: name of the entry, raw bytes and a null byte.
 * @name2: Out: new name of the entry, raw bytes and a null byte.
 *
 * The layout is the same for 32-bit and 64-bit callers.  The structure is written
 * before the descriptor is made.  What the three arrays hold beyond their lengths
 * and the null bytes is left as it was.
 *
 * Errors of the call:
 *
 * - %EINVAL: @size is too small, the notification is not a question about rules,
 *   or the kernel does not know the call;
 * - %E2BIG: a byte beyond what this kernel knows is not zero, or @size is larger
 *   than a page;
 * - %ENOENT: no such notification was received and waits for an answer;
 * - %EMFILE, %ENFILE, %ENOMEM, or what a security module says about the receipt
 *   of files: no descriptor could be made; the question waits on;
 * - %EFAULT: what is used of the structure is not readable and writable;
 * - %EINTR: interrupted by a signal.
 */
struct seccomp_notif_landlock {
	__u64 id;
	__u32 size;
	__u32 kind;
	__u64 needed;
	__u64 denied;
	__u64 ino;
	__u64 ino2;
	__u32 dev_major;
	__u32 dev_minor;
	__s32 fd;
	__u32 address_len;
	__u32 name_len;
	__u32 name2_len;
	__u8 address[128];
	__u8 name[256];
	__u8 name2[256];
};

/* Size of the first published version of struct seccomp_notif_landlock. */
#define SECCOMP_NOTIF_LANDLOCK_SIZE_VER0	712

/* Whatever the size of the structure in the number, @size counts. */
#define SECCOMP_IOCTL_NOTIF_LANDLOCK	_IOWR('!', 5, struct seccomp_notif_landlock)

#endif /* _UAPI_LINUX_SECCOMP_SUPERVISE_H */
