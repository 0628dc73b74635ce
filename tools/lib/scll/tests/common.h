/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the tests of the library in a guest share.  They run on a kernel with the
 * extension and on a stock one, where they ask for best effort.
 */
#ifndef SCLL_TESTS_COMMON_H
#define SCLL_TESTS_COMMON_H

#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "scll.h"
#include "sys.h"
#include "tap.h"

static char message[256];

static inline bool extended(void)
{
	struct scll_kernel kernel = { .size = sizeof(kernel) };

	CHECK_EQ(0, scll_probe(&kernel));
	return kernel.abi;
}

/* Flags of landlock_restrict_self(2): for who may restrict itself. */
static inline bool knows(uint32_t flag)
{
	return scll_sys_restrict_self(-2, flag) == -EBADF;
}

/* With the flags as they are: also strict on a stock kernel. */
static inline struct scll *new_exact(uint32_t flags)
{
	struct scll_options opts = {
		.size = sizeof(opts), .flags = flags,
		.msg = message, .msg_size = sizeof(message),
	};
	struct scll *sb;

	message[0] = 0;
	CHECK_EQ(0, scll_new(&sb, &opts));
	return sb;
}

static inline struct scll *new_sandbox(uint32_t flags)
{
	return new_exact(flags | (extended() ? 0 : SCLL_BEST_EFFORT));
}

/* Prepares and applies what must succeed. */
static inline void enter(struct scll *sb)
{
	struct scll_result result = { .size = sizeof(result) };

	CHECK_EQ(0, scll_prepare(sb));
	CHECK_EQ(0, scll_apply(sb, &result));
	CHECK_EQ(0, result.partial);
	CHECK_EQ(-1, result.listener);
	CHECK_EQ(extended() ? SCLL_STEP_ATTACH : SCLL_STEP_FILTER, result.step);
}

static inline void make_file(const char *path)
{
	int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0755);

	CHECK(fd >= 0);
	CHECK_EQ(5, write(fd, "text\n", 5));
	close(fd);
}

/* 0 or the errno of open(2). */
static inline int try_open(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0644);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static inline int outcome(int ret)
{
	return ret < 0 ? errno : 0;
}

/* A number of /proc/self/status, or -1 if there is no such line. */
static inline int status_field(const char *name)
{
	FILE *file = fopen("/proc/self/status", "re");
	size_t len = strlen(name);
	int value = -1;
	char line[256];

	CHECK(file);
	while (fgets(line, sizeof(line), file))
		if (!strncmp(line, name, len) && line[len] == ':')
			value = atoi(line + len + 1);
	fclose(file);
	return value;
}

#endif /* SCLL_TESTS_COMMON_H */
