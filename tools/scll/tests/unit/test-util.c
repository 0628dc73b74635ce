// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - tests of files, numbers and lists
 */
#define _GNU_SOURCE
#include "unit.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static void numbers(void **state)
{
	uint64_t n = 7;

	(void)state;
	assert_int_equal(parse_number("0", 10, &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(parse_number("65535", UINT16_MAX, &n), 0);
	assert_int_equal(n, 65535);
	assert_int_equal(parse_number("007", 10, &n), 0);
	assert_int_equal(n, 7);
}

static void wrong_numbers(void **state)
{
	static const char *const wrong[] = { "", "-1", "+1", " 1", "1 ", "0x1", "1.0", "a", "1a" };
	uint64_t n = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_int_equal(parse_number(wrong[i], 100, &n), -EINVAL);
	assert_int_equal(parse_number("65536", UINT16_MAX, &n), -ERANGE);
	assert_int_equal(parse_number("99999999999999999999999", UINT64_MAX, &n), -ERANGE);
	assert_int_equal(n, 7);
}

static int collect(void *arg, const char *word)
{
	char *out = arg;

	if (!strcmp(word, "stop"))
		return 42;
	strcat(out, "<");
	strcat(out, word);
	strcat(out, ">");
	return 0;
}

static void lists(void **state)
{
	char out[64] = "";

	(void)state;
	assert_int_equal(list_each("a", collect, out), 0);
	assert_int_equal(list_each("b,c d,/e", collect, out), 0);
	assert_string_equal(out, "<a><b><c d></e>");
	assert_int_equal(list_each("f,stop,g", collect, out), 42);
	assert_string_equal(out, "<a><b><c d></e><f>");
}

static void wrong_lists(void **state)
{
	static const char *const wrong[] = { "", ",", "a,", ",a", "a,,b" };
	char out[64] = "";

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_int_equal(list_each(wrong[i], collect, out), -EINVAL);
}

static void files(void **state)
{
	char name[] = "/tmp/scll-test.XXXXXX", text[100000], *buf;
	int fd = mkstemp(name);
	struct errmsg err;
	size_t len;

	(void)state;
	memset(text, 'x', sizeof(text));
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, sizeof(text)), sizeof(text));
	close(fd);
	assert_int_equal(file_read(name, &buf, &len, &err), 0);
	assert_int_equal(len, sizeof(text));
	assert_memory_equal(buf, text, sizeof(text));
	assert_int_equal(buf[len], 0);
	free(buf);
	assert_int_equal(truncate(name, 0), 0);
	assert_int_equal(file_read(name, &buf, &len, &err), 0);
	assert_int_equal(len, 0);
	free(buf);
	assert_int_equal(truncate(name, FILE_MAX + 1), 0);
	assert_int_equal(file_read(name, &buf, &len, &err), -EFBIG);
	assert_non_null(strstr(err.text, name));
	unlink(name);
}

static void wrong_files(void **state)
{
	struct errmsg err;
	size_t len;
	char *buf;

	(void)state;
	assert_int_equal(file_read("/nonexistent/x", &buf, &len, &err), -ENOENT);
	assert_string_equal(err.text, "/nonexistent/x: No such file or directory");
	assert_int_equal(file_read("/tmp", &buf, &len, &err), -EISDIR);
	assert_string_equal(err.text, "/tmp: Is a directory");
}

static void messages(void **state)
{
	struct errmsg err;

	(void)state;
	assert_int_equal(errmsg_set(&err, -EINVAL, "a%sb", "\n\033["), -EINVAL);
	assert_string_equal(err.text, "a??[b");
	assert_int_equal(errmsg_set(NULL, -EINVAL, "x"), -EINVAL);
}

static void plain_text(void **state)
{
	char text[] = "a\x1b[31m\n\x7f\xc2\x9b\xc3\xa9\xc2\xa9\xc2";

	(void)state;
	assert_string_equal(plain(text), "a?[31m????\xc3\xa9\xc2\xa9\xc2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		cmocka_unit_test(wrong_numbers),
		cmocka_unit_test(lists),
		cmocka_unit_test(wrong_lists),
		cmocka_unit_test(files),
		cmocka_unit_test(wrong_files),
		cmocka_unit_test(messages),
		cmocka_unit_test(plain_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
