// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - messages, files, numbers, lists
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

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

/* Like the slash between names, and like the quote behind one. */
static const wchar_t alike[] = {
	0x2044, 0x2215, 0x2571, 0x27cb, 0x29f8, 0x2f03, 0xff0f,
	0x2ba, 0x201c, 0x201d, 0x201e, 0x201f, 0x2033, 0x2036, 0x3003, 0x301d, 0x301e, 0xff02, 0
};

/* Letters from right to left, which move what is beside them, and private use. */
static bool is_unfit(wchar_t c)
{
	static const struct { wchar_t from, to; } ranges[] = {
		{ 0x590, 0x8ff }, { 0xfb1d, 0xfdff }, { 0xfe70, 0xfeff }, { 0x10800, 0x10fff },
		{ 0x1e800, 0x1efff }, { 0xe000, 0xf8ff }, { 0xf0000, 0x10ffff },
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
		if (c >= ranges[i].from && c <= ranges[i].to)
			return true;
	return wcschr(alike, c);
}

/* Characters of no width are marks; and there are some that cannot be seen. */
static bool can_be_seen(wchar_t c)
{
	static const wchar_t blanks[] = { 0xa0, 0xad, 0x115f, 0x1160, 0x2007, 0x202f, 0x2800,
					  0x3000, 0x3164, 0xffa0, 0x1d159, 0 };
	bool utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");

	return (c < 0x80 || utf8) && (c == ' ' || iswgraph(c)) && wcwidth(c) > 0 &&
	       !wcschr(blanks, c) && c != '\\' && c != '"' && !is_unfit(c);
}

/* The bytes of one character, or one byte; and what it is shown as. */
static size_t show_one(const char *name, size_t len, char shown[MB_LEN_MAX + 1], size_t *columns)
{
	mbstate_t state = { 0 };
	wchar_t c = 0;
	size_t used = mbrtowc(&c, name, len, &state);

	if (used - 1 < len && can_be_seen(c)) {
		memcpy(shown, name, used);
		shown[used] = '\0';
		*columns = wcwidth(c);
		return used;
	}
	snprintf(shown, MB_LEN_MAX + 1, "\\x%02x", (unsigned char)*name);
	*columns = 4;
	return 1;
}

void show_name(char *text, size_t size, const char *name, size_t len, size_t width)
{
	const size_t head = (width - 3) / 2, tail = width - 3 - head;
	size_t total = 0, done = 0, used = 0, columns;
	char shown[MB_LEN_MAX + 1];
	bool cut = false;

	*text = '\0';
	for (size_t i = 0; i < len; total += columns)
		i += show_one(name + i, len - i, shown, &columns);
	for (size_t i = 0; i < len && used + sizeof(shown) < size; done += columns) {
		i += show_one(name + i, len - i, shown, &columns);
		if (total > width && done + columns > head && done < total - tail) {
			used += snprintf(text + used, size - used, "%s", cut ? "" : "...");
			cut = true;
		} else {
			used += snprintf(text + used, size - used, "%s", shown);
		}
	}
}

void one_write_a_line(void)
{
	static char buf[BUFSIZ];

	setvbuf(stderr, buf, _IOLBF, sizeof(buf));
}
