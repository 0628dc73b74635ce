/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The rights of Landlock: all that the library knows of them is in this table.
 */
#ifndef SCLL_RIGHTS_H
#define SCLL_RIGHTS_H

#include "scll.h"

struct scll_right {
	enum scll_names kind;
	uint64_t bit;
	int abi;		/* the first version of Landlock that has it */
	const char *name;	/* in Landlock's words; NULL ends the table */
};

extern const struct scll_right scll_right_names[];

#endif /* SCLL_RIGHTS_H */
