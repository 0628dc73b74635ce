/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll - output in JSON
 */
#ifndef SCLL_JSON_OUT_H
#define SCLL_JSON_OUT_H

#include <jansson.h>

/* json_text() - a string; what is no UTF-8 has "?" in the place of each such byte */
json_t *json_text(const char *text);

/* json_print() - to standard output, and give it up; 0 or -EIO */
int json_print(json_t *root, size_t flags);

#endif /* SCLL_JSON_OUT_H */
