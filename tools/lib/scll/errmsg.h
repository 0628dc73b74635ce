/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Messages of the readers, which the tool uses for its own files too.
 */
#ifndef SCLL_ERRMSG_H
#define SCLL_ERRMSG_H

#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

/* One line that says what was wrong and where, without a newline. */
struct errmsg {
	char text[1024];
};

/* What a reader has to say although it succeeds. */
struct note {
	void (*line)(void *arg, const char *text);
	void *arg;
};

/* Writes a message, if @err is not NULL, and returns @code. */
static inline int __attribute__((format(printf, 3, 4)))
errmsg_set(struct errmsg *err, int code, const char *fmt, ...)
{
	va_list ap;

	if (!err)
		return code;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	/* What comes from a file must not break the line, or the terminal. */
	for (char *p = err->text; *p; p++)
		if (iscntrl((unsigned char)*p))
			*p = '?';
	return code;
}

#endif /* SCLL_ERRMSG_H */
