/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The layout of the user space API, which can never change: compiled, not run, in
 * each language and for each word size that may use the header.
 *
 * The figures are those of the contract that the header documents, not of a
 * compiler.
 */
#include <stddef.h>
#include <linux/seccomp_landlock.h>
#include <linux/seccomp.h>

#define ASSERT(_name, _cond) extern char assert_ ## _name[(_cond) ? 1 : -1]

/* Each field ends where the next one begins. */
ASSERT(attr_size, offsetof(struct seccomp_landlock_attr, size) == 0);
ASSERT(attr_flags, offsetof(struct seccomp_landlock_attr, flags) == 4);
ASSERT(attr_filter_len, offsetof(struct seccomp_landlock_attr, filter_len) == 8);
ASSERT(attr_ruleset_fd, offsetof(struct seccomp_landlock_attr, ruleset_fd) == 12);
ASSERT(attr_filter, offsetof(struct seccomp_landlock_attr, filter) == 16);
ASSERT(attr_landlock_flags, offsetof(struct seccomp_landlock_attr, landlock_flags) == 24);
ASSERT(attr_reserved, offsetof(struct seccomp_landlock_attr, reserved) == 28);
ASSERT(attr_total, sizeof(struct seccomp_landlock_attr) == 32);
ASSERT(attr_ver0, SECCOMP_LANDLOCK_ATTR_SIZE_VER0 == 32);

ASSERT(info_size, offsetof(struct seccomp_landlock_info, size) == 0);
ASSERT(info_abi, offsetof(struct seccomp_landlock_info, abi) == 4);
ASSERT(info_flags, offsetof(struct seccomp_landlock_info, flags) == 8);
ASSERT(info_landlock_abi, offsetof(struct seccomp_landlock_info, landlock_abi) == 12);
ASSERT(info_total, sizeof(struct seccomp_landlock_info) == 16);
ASSERT(info_ver0, SECCOMP_LANDLOCK_INFO_SIZE_VER0 == 16);

ASSERT(op_filter, SECCOMP_SET_MODE_RULED_FILTER == 4);
ASSERT(op_info, SECCOMP_GET_LANDLOCK_INFO == 5);
ASSERT(op_open, SECCOMP_OPEN_LANDLOCK == 6);
ASSERT(op_join, SECCOMP_JOIN_LANDLOCK == 7);
ASSERT(flag, SECCOMP_FILTER_FLAG_LANDLOCK == 1UL << 31);
ASSERT(deny, SECCOMP_LANDLOCK_PTRACE_DENY == 1);
ASSERT(trust, SECCOMP_LANDLOCK_TRUST_DELEGATE == 2);

/* The system's header is still there. */
ASSERT(tsync, SECCOMP_FILTER_FLAG_TSYNC == 1UL);

ASSERT(notif_id, offsetof(struct seccomp_notif_landlock, id) == 0);
ASSERT(notif_size, offsetof(struct seccomp_notif_landlock, size) == 8);
ASSERT(notif_kind, offsetof(struct seccomp_notif_landlock, kind) == 12);
ASSERT(notif_needed, offsetof(struct seccomp_notif_landlock, needed) == 16);
ASSERT(notif_denied, offsetof(struct seccomp_notif_landlock, denied) == 24);
ASSERT(notif_ino, offsetof(struct seccomp_notif_landlock, ino) == 32);
ASSERT(notif_ino2, offsetof(struct seccomp_notif_landlock, ino2) == 40);
ASSERT(notif_dev_major, offsetof(struct seccomp_notif_landlock, dev_major) == 48);
ASSERT(notif_dev_minor, offsetof(struct seccomp_notif_landlock, dev_minor) == 52);
ASSERT(notif_fd, offsetof(struct seccomp_notif_landlock, fd) == 56);
ASSERT(notif_address_len, offsetof(struct seccomp_notif_landlock, address_len) == 60);
ASSERT(notif_name_len, offsetof(struct seccomp_notif_landlock, name_len) == 64);
ASSERT(notif_name2_len, offsetof(struct seccomp_notif_landlock, name2_len) == 68);
ASSERT(notif_address, offsetof(struct seccomp_notif_landlock, address) == 72);
ASSERT(notif_name, offsetof(struct seccomp_notif_landlock, name) == 200);
ASSERT(notif_name2, offsetof(struct seccomp_notif_landlock, name2) == 456);
ASSERT(notif_total, sizeof(struct seccomp_notif_landlock) == 712);
ASSERT(notif_ver0, SECCOMP_NOTIF_LANDLOCK_SIZE_VER0 == 712);
