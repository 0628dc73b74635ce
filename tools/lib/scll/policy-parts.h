/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The parts of the reader of Landlock policies
 */
#ifndef SCLL_POLICY_PARTS_H
#define SCLL_POLICY_PARTS_H

#include <scll.h>

#include "json.h"
#include "policy.h"

/* A policy while it is read. */
struct policy_reader {
	struct json_file file;
	struct policy *policy;
	unsigned int abi;		/* 0: not given */
	const struct note *newer;	/* set: @abi is newer than what is known */
	const json_t *variables;	/* "variable", checked, or NULL */
};

/* Reads an array of the names of rights, which must not be empty. */
int scll_policy_rights(const struct policy_reader *r, enum scll_names kind, const json_t *list,
		       const struct json_pos *pos, uint64_t *rights);

/* Checks "variable", and keeps it for scll_policy_expand(). */
int scll_policy_variables(struct policy_reader *r, const json_t *list, const struct json_pos *pos);

/*
 * Calls a function for each string that a template stands for: "${name}" is replaced
 * by each value of the variable in turn, "$$" stands for "$".
 */
int scll_policy_expand(const struct policy_reader *r, const json_t *template,
		       const struct json_pos *pos, int (*each)(void *arg, const char *text),
		       void *arg);

#endif /* SCLL_POLICY_PARTS_H */
