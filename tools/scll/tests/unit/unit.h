/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll - what the tests of the readers share
 */
#ifndef SCLL_UNIT_H
#define SCLL_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "util.h"

/* An input that must be refused, and the message after "FILE". */
struct refused {
	const char *input;
	const char *message;
};

/* Compares the message of a refusal, of file "FILE". */
static inline void assert_refused(int ret, const struct errmsg *err, const struct refused *want)
{
	if (!ret)
		fail_msg("accepted: %s", want->input);
	if (strncmp(err->text, "FILE", 4) || strcmp(err->text + 4, want->message))
		fail_msg("input %s: message\n  %s\ninstead of\n  FILE%s", want->input, err->text,
			 want->message);
}

#endif /* SCLL_UNIT_H */
