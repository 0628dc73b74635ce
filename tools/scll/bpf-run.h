/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll - run a seccomp filter without the kernel
 */
#ifndef SCLL_BPF_RUN_H
#define SCLL_BPF_RUN_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>

/* A program and where it stands; all zero but @prog and @len at its start. */
struct bpf_run {
	const struct sock_filter *prog;
	size_t len;
	size_t pc;
	uint32_t a;
};

/**
 * bpf_run() - run a program
 *
 * @run: Where it is; moves on.
 * @data: The system call.
 * @limit: Stop in front of the first instruction that loads from this offset or a
 *	larger one; sizeof(*data) to go to the end.
 * @verdict: Out: what the program returned.
 *
 * Knows the instructions that libseccomp uses.
 *
 * Return: 1 if it returned, 0 if it stopped at @limit, or -EINVAL.
 */
int bpf_run(struct bpf_run *run, const struct seccomp_data *data, size_t limit,
	    uint32_t *verdict);

#endif /* SCLL_BPF_RUN_H */
