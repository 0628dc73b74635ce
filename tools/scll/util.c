// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - messages, files, numbers, lists
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util.h"

/* Reads until the end, into a buffer that grows. */
static int read_all(int fd, char **buf, size_t *len)
{
	size_t size = 0, have = 0;
	char *data = NULL;
	ssize_t n;

	do {
		if (size - have < 2) {
			char *more = realloc(data, size ? size * 2 : 65536);

			if (!more)
				goto fail;
			data = more;
			size = size ? size * 2 : 65536;
		}
		n = read(fd, data + have, size - have - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			goto fail;
		have += n;
		if (have > FILE_MAX) {
			errno = EFBIG;
			goto fail;
		}
	} while (n != 0);

	data[have] = '\0';
	*buf = data;
	*len = have;
	return 0;
fail:
	free(data);
	return -errno;
}

int file_read(const char *path, char **buf, size_t *len, struct errmsg *err)
{
	const bool is_stdin = !strcmp(path, "-");
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int ret;

	if (is_stdin)
		path = "standard input";
	if (fd < 0)
		return errmsg_set(err, -errno, "%s: %s", path, strerror(errno));
	ret = read_all(fd, buf, len);
	if (!is_stdin)
		close(fd);
	if (ret)
		errmsg_set(err, ret, "%s: %s", path, strerror(-ret));
	return ret;
}

int parse_number(const char *text, uint64_t max, uint64_t *out)
{
	unsigned long long value;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	value = strtoull(text, &end, 10);
	if (*end)
		return -EINVAL;
	if (errno || value > max)
		return -ERANGE;
	*out = value;
	return 0;
}

int list_each(const char *list, int (*each)(void *arg, const char *word), void *arg)
{
	char *copy = strdup(list);
	char *rest = copy;
	char *word;
	int ret = 0;

	if (!copy)
		return -ENOMEM;
	while (!ret && (word = strsep(&rest, ",")))
		ret = *word ? each(arg, word) : -EINVAL;
	free(copy);
	return ret;
}

char *plain(char *text)
{
	for (unsigned char *c = (unsigned char *)text; *c; c++) {
		/* U+0080 to U+009F in UTF-8 */
		if (*c == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0)
			*c++ = '?';
		else if (*c >= ' ' && *c != 0x7f)
			continue;
		*c = '?';
	}
	return text;
}

void one_write_a_line(void)
{
	static char buf[BUFSIZ];

	setvbuf(stderr, buf, _IOLBF, sizeof(buf));
}
