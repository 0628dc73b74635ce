/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tests that restrict themselves: each runs in a process of its own, which fails
 * by CHECK(), skips by SKIP(), and passes by returning.  Prints TAP.
 */
#ifndef SCLL_TESTS_TAP_H
#define SCLL_TESTS_TAP_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXIT_SKIP	4

struct test {
	const char *name;
	void (*run)(void);
};

#define TEST(function) { #function, function }

/* Works in every descendant, whatever its sandbox denies. */
static struct tap_shared {
	char text[512];
	int set;
} *tap_shared;

static inline void tap_note(const char *file, int line, const char *what, long value)
{
	if (!tap_shared->set++)
		snprintf(tap_shared->text, sizeof(tap_shared->text),
			 "%s:%d: %s (%ld, errno %d)", file, line, what, value,
			 errno);
}

#define CHECK(condition) do {						\
	if (!(condition)) {						\
		tap_note(__FILE__, __LINE__, #condition, 0);		\
		_exit(1);						\
	}								\
} while (0)

#define CHECK_EQ(expected, value) do {					\
	long got_ = (value);						\
	if (got_ != (long)(expected)) {					\
		tap_note(__FILE__, __LINE__, #value " is not " #expected, got_); \
		_exit(1);						\
	}								\
} while (0)

#define SKIP(reason) do {						\
	snprintf(tap_shared->text, sizeof(tap_shared->text), "%s", reason); \
	_exit(EXIT_SKIP);						\
} while (0)

/* Runs @function(@arg) in a child and returns its exit status, or 128 + signal. */
static inline int in_child(void (*function)(void *), void *arg)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		function(arg);
		_exit(0);
	}
	CHECK(pid > 0);
	CHECK(waitpid(pid, &status, 0) == pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static inline void tap_run(void *arg)
{
	const struct test *test = arg;

	alarm(120);
	test->run();
}

static inline int tap_main(const struct test *tests, size_t nr)
{
	int failed = 0, status;
	size_t i;

	tap_shared = mmap(NULL, sizeof(*tap_shared), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (tap_shared == MAP_FAILED)
		return 99;
	printf("TAP version 13\n1..%zu\n", nr);
	for (i = 0; i < nr; i++) {
		memset(tap_shared, 0, sizeof(*tap_shared));
		fflush(stdout);
		status = in_child(tap_run, (void *)&tests[i]);
		if (status == EXIT_SKIP && !tap_shared->set) {
			printf("ok %zu - %s # SKIP %s\n", i + 1, tests[i].name,
			       tap_shared->text);
			continue;
		}
		/* Also what a grandchild noted that nobody looked at. */
		if (status || tap_shared->set) {
			failed = 1;
			printf("# %s, status %d\n", tap_shared->text, status);
		}
		printf("%sok %zu - %s\n", status || tap_shared->set ? "not " : "",
		       i + 1, tests[i].name);
	}
	return failed;
}

#define TAP_MAIN(tests)							\
int main(void)								\
{									\
	return tap_main(tests, sizeof(tests) / sizeof((tests)[0]));	\
}

#endif /* SCLL_TESTS_TAP_H */
