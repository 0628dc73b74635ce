// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - tests of files, numbers and lists
 */
#define _GNU_SOURCE
#include "unit.h"

#include <errno.h>
#include <locale.h>
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

static void shown_names(void **state)
{
	static const struct {
		const char *name, *utf8, *ascii;
	} cases[] = {
		{ "plain name", "plain name", "plain name" },
		{ "\033[2J\n\r\t\x7f", "\\x1b[2J\\x0a\\x0d\\x09\\x7f", NULL },
		/* What would be taken for an escape, or for the end. */
		{ "a\\x\"b'", "a\\x5cx\\x22b'", NULL },
		{ "\xc3\xa9\xe4\xb8\xad", "\xc3\xa9\xe4\xb8\xad", "\\xc3\\xa9\\xe4\\xb8\\xad" },
		/* Not UTF-8, too long for it, and CSI in 8 bits. */
		{ "\xff\xc0\xaf\xe4\xb8", "\\xff\\xc0\\xaf\\xe4\\xb8", NULL },
		{ "\302\23331m", "\\xc2\\x9b31m", NULL },
		/* From right to left, isolated, joined, combined; not to be seen. */
		{ "\xe2\x80\xae\xe2\x81\xa6", "\\xe2\\x80\\xae\\xe2\\x81\\xa6", NULL },
		{ "e\xcc\x81\xe2\x80\x8d", "e\\xcc\\x81\\xe2\\x80\\x8d", NULL },
		{ "\xe2\x80\x87\xe2\x80\xaf", "\\xe2\\x80\\x87\\xe2\\x80\\xaf", NULL },
		/* Like a slash, and like a quote. */
		{ "\xe2\x81\x84\xe2\x88\x95", "\\xe2\\x81\\x84\\xe2\\x88\\x95", NULL },
		{ "\xe2\xa7\xb8\xef\xbc\x8f", "\\xe2\\xa7\\xb8\\xef\\xbc\\x8f", NULL },
		{ "\xef\xbc\x82\xe2\x80\x9c", "\\xef\\xbc\\x82\\xe2\\x80\\x9c", NULL },
		{ "\xe2\x80\x9d\xe2\x80\xb3", "\\xe2\\x80\\x9d\\xe2\\x80\\xb3", NULL },
		/* Letters from right to left: Hebrew, Arabic, of a later plane. */
		{ "\xd7\x90\xd8\xa7", "\\xd7\\x90\\xd8\\xa7", NULL },
		{ "\xef\xba\x8d", "\\xef\\xba\\x8d", NULL },
		{ "\xf0\x90\xa4\x80", "\\xf0\\x90\\xa4\\x80", NULL },
		/* Private use: a font shows anything, and kitty a picture. */
		{ "\xee\x80\x80", "\\xee\\x80\\x80", NULL },
		{ "\xf4\x8e\xbb\xae", "\\xf4\\x8e\\xbb\\xae", NULL },
		{ "\xc2\xad\xc2\xa0\xe2\x80\xa8", "\\xc2\\xad\\xc2\\xa0\\xe2\\x80\\xa8", NULL },
	};
	char text[256];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
		show_name(text, sizeof(text), cases[i].name, strlen(cases[i].name), 60);
		assert_string_equal(cases[i].utf8, text);
		assert_non_null(setlocale(LC_CTYPE, "C"));
		show_name(text, sizeof(text), cases[i].name, strlen(cases[i].name), 60);
		assert_string_equal(cases[i].ascii ?: cases[i].utf8, text);
	}
}

static void shown_names_fit(void **state)
{
	char text[256], name[64];

	(void)state;
	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
	show_name(text, sizeof(text), "/0123456789/abcdefghij", 22, 22);
	assert_string_equal("/0123456789/abcdefghij", text);
	show_name(text, sizeof(text), "/0123456789/abcdefghij", 22, 20);
	assert_string_equal("/0123456...bcdefghij", text);
	/* No escape is cut, and no character of two columns. */
	memset(name, '\n', sizeof(name));
	show_name(text, sizeof(text), name, sizeof(name), 20);
	assert_string_equal("\\x0a\\x0a...\\x0a\\x0a", text);
	for (size_t i = 0; i < 60; i += 3)
		memcpy(name + i, "\xe4\xb8\xad", 3);
	show_name(text, sizeof(text), name, 60, 20);
	assert_int_equal(3 + 8 * 3, strlen(text));
	/* Whatever the width is, no more than there is room for. */
	show_name(text, 16, name, 60, 60);
	assert_true(strlen(text) < 16);
	show_name(text, sizeof(text), "", 0, 20);
	assert_string_equal("", text);
	setlocale(LC_CTYPE, "C");
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
		cmocka_unit_test(shown_names),
		cmocka_unit_test(shown_names_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
