// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - output in JSON
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "json-out.h"

json_t *json_text(const char *text)
{
	json_t *value = json_string(text);
	char *copy;

	if (value)
		return value;
	copy = strdup(text);
	for (char *c = copy; c && *c; c++)
		if ((unsigned char)*c >= 0x80)
			*c = '?';
	value = copy ? json_string(copy) : NULL;
	free(copy);
	return value;
}

int json_print(json_t *root, size_t flags)
{
	int ret = root ? json_dumpf(root, stdout, flags) : -1;

	json_decref(root);
	putchar('\n');
	return ret || fflush(stdout) ? -EIO : 0;
}
