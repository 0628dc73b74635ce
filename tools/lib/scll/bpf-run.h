/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Filters run without the kernel, for calls of which not everything need be known.
 */
#ifndef SCLL_BPF_RUN_H
#define SCLL_BPF_RUN_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Word @offset / 4 of a call is not known. */
#define SCLL_BPF_UNKNOWN(offset)	(1U << (offset) / 4)

struct scll_bpf_call {
	struct seccomp_data data;
	uint32_t unknown;	/* a bit for each word */
};

struct scll_bpf_word {
	uint32_t number;
	bool unknown;
};

/* A program and where it stands; all zero but @prog and @len at its start. */
struct scll_bpf {
	const struct sock_filter *prog;
	size_t len, pc;
	struct scll_bpf_word a, x, mem[BPF_MEMWORDS];
};

/* What an instruction does, if it does not just go on. */
enum {
	SCLL_BPF_RETURNS = 1,	/* what is in @a */
	SCLL_BPF_DEPENDS,	/* on what is not known: goes on at @pc, or at *@other */
};

/* Executes the instruction at @pc, which must be in the program. */
int scll_bpf_step(struct scll_bpf *m, const struct scll_bpf_call *call, size_t *other);

/*
 * Runs up to the end or to the first load of a word that is not known.  Returns 1 if the
 * program returned, 0 if it stopped before, or -EINVAL if it is not a valid one.
 */
int scll_bpf_run(struct scll_bpf *m, const struct scll_bpf_call *call, uint32_t *verdict);

#endif /* SCLL_BPF_RUN_H */
