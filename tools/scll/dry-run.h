/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll run --dry-run - what would be enforced
 */
#ifndef SCLL_DRY_RUN_H
#define SCLL_DRY_RUN_H

#include <jansson.h>
#include <scll.h>

#include "options.h"

/* json_names() - an array of what scll_name() calls the bits */
json_t *json_names(enum scll_names kind, uint64_t bits);

/**
 * dry_run() - print what a prepared sandbox would enforce
 *
 * @sb: The sandbox, which was allowed to lack anything.
 * @opts: The options, with what is accepted.
 *
 * Return: the exit status.
 */
int dry_run(const struct scll *sb, const struct run_options *opts);

#endif /* SCLL_DRY_RUN_H */
