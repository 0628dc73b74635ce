// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - files that are written for the user
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output.h"

int output_place(const char *who, const char *option, const char *path, char **place)
{
	const char *name = strrchr(path, '/'), *why = NULL;
	struct stat st;
	char *dir;
	int fd;

	dir = name ? strndup(path, name - path + 1) : strdup(".");
	fd = dir ? open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
	free(dir);
	if (fd < 0 || asprintf(place, "/proc/self/fd/%d/%s", fd, name ? name + 1 : path) < 0) {
		why = strerror(errno);
		/* What asprintf() leaves there is not defined. */
		*place = NULL;
	} else if (lstat(*place, &st)) {
		why = errno == ENOENT ? NULL : strerror(errno);
	} else if (!S_ISREG(st.st_mode)) {
		why = "not a regular file, and would be replaced";
	}
	if (!why)
		return 0;
	fprintf(stderr, "%s: %s %s: %s\n", who, option, path, why);
	return -1;
}

static int write_all(int fd, const char *data, size_t len)
{
	ssize_t done;

	for (; len; data += done, len -= done) {
		done = write(fd, data, len);
		if (done <= 0)
			return -1;
	}
	return 0;
}

int output_write(const char *who, const char *what, const char *place, const void *data,
		 size_t len)
{
	mode_t mask = umask(0);
	char *temporary = NULL;
	int ret = -ENOMEM, fd = -1;

	umask(mask);
	if (data && asprintf(&temporary, "%s.XXXXXX", place) >= 0) {
		fd = mkostemp(temporary, O_CLOEXEC);
		ret = fd < 0 ? -errno : 0;
	}
	if (fd >= 0) {
		if (write_all(fd, data, len) || fchmod(fd, 0666 & ~mask) ||
		    rename(temporary, place)) {
			ret = errno ? -errno : -EIO;
			unlink(temporary);
		}
		close(fd);
	}
	free(temporary);
	if (ret)
		fprintf(stderr, "%s: cannot write the %s: %s\n", who, what, strerror(-ret));
	return ret;
}

int output_json(const char *who, const char *what, const char *place, json_t *root)
{
	char *text = root ? json_dumps(root, JSON_INDENT(2)) : NULL;
	size_t len = text ? strlen(text) : 0;
	int ret;

	json_decref(root);
	if (text)
		text[len++] = '\n';
	ret = output_write(who, what, place, text, len);
	free(text);
	return ret;
}
