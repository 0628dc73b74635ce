/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The baseline filter, as the parts of the library and its tests see it.
 */
#ifndef SCLL_BASELINE_H
#define SCLL_BASELINE_H

#include <linux/filter.h>
#include <stddef.h>
#include <stdint.h>

#include "scll.h"

/* What the filter closes beside what it always does. */
#define BASELINE_NO_NETWORK	((uint32_t)SCLL_BASELINE_NO_NETWORK)
#define BASELINE_NO_UNIX	((uint32_t)SCLL_BASELINE_NO_UNIX)
#define BASELINE_KEEP_METADATA	((uint32_t)SCLL_BASELINE_KEEP_METADATA)
#define BASELINE_SOCKETS	(1U << 8)	/* ways around rules for TCP ports */
#define BASELINE_FASTOPEN	(1U << 9)	/* connecting by sending */
#define BASELINE_LISTEN		(1U << 10)	/* binding by listening */
#define BASELINE_TCP		(1U << 11)	/* no port is allowed: no TCP socket */
#define BASELINE_UDP		(1U << 12)	/* UDP-Lite, around rules for UDP ports */

/**
 * scll_baseline_write() - write a program that is a filter and the baseline in one
 *
 * @what: BASELINE_*.
 * @arch: The architecture of the kernel, SCMP_ARCH_*.
 * @user: The filter, valid as far as its jumps go.
 * @user_len: Number of its instructions.
 * @out: Out: the program; no more than %BPF_MAXINSNS are written.
 *
 * The result is that of two filters: of the two answers the one that counts more in
 * seccomp(2), and of two errors that of @user.
 *
 * Return: number of instructions of the whole, which may not fit.
 */
size_t scll_baseline_write(uint32_t what, uint32_t arch, const struct sock_filter *user,
			   size_t user_len, struct sock_filter *out);

#endif /* SCLL_BASELINE_H */
