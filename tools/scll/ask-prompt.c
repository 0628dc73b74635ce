// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll run --ask - one question at a time, and what is typed
 */
#define _GNU_SOURCE
#include <signal.h>
#include <string.h>
#include <time.h>

#include "ask.h"

#define PROMPT	"  allow it? o once, r for this run, n no, q no and ask no more: "

int64_t ask_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void ask_keep_quiet(struct ask *a)
{
	int64_t from = ask_now() + QUIET_MS;

	if (a->quiet < from)
		a->quiet = from;
}

void ask_drop(struct ask *a, size_t i)
{
	scll_question_free(&a->queue[i]);
	a->waiting--;
	memmove(&a->queue[i], &a->queue[i + 1], (a->waiting - i) * sizeof(a->queue[0]));
}

void ask_end_question(struct ask *a, const char *said)
{
	terminal_end_question(&a->term, said);
	a->asking = false;
	ask_drop(a, 0);
}

/* Rows of a text, at most: a character has no more columns than bytes. */
static int rows_of(const char *text, size_t width)
{
	int rows = 0;

	for (size_t len; *text; text += len + strspn(text + len, "\r\n")) {
		len = strcspn(text, "\r\n");
		rows += 1 + len / width;
	}
	return rows;
}

static void print_question(struct ask *a)
{
	const int width = terminal_width(&a->term);
	char text[32768];

	a->line_len = 0;
	ask_keep_quiet(a);
	terminal_begin_question(&a->term);
	ask_describe(&a->queue[0], width, text, sizeof(text) - sizeof(PROMPT));
	strcat(text, PROMPT);
	a->rows = rows_of(text, width);
	if (a->rows < ROWS_MIN)
		a->rows = ROWS_MIN;
	a->width = width;
	a->height = terminal_rows(&a->term);
	terminal_print(&a->term, "%s", text);
}

void ask_begin_question(struct ask *a)
{
	a->asking = true;
	a->quiet = a->withdrawn + SWAPPED_MS;
	a->until = a->timeout ? ask_now() + a->timeout * INT64_C(1000) : INT64_MAX;
	print_question(a);
}

void ask_show_question(struct ask *a)
{
	terminal_end_question(&a->term, "");
	print_question(a);
}

static void allow(struct ask *a, bool run)
{
	struct scll_question *q = &a->queue[0];

	if (run && answers_keep(&a->allowed, q))
		terminal_print(&a->term, "(once: there is no room to keep it) ");
	/* What is not known of is not in the policy. */
	if (a->place)
		ask_learn(&a->learned, q);
	ask_end_question(a, scll_question_yes(q) ? "(nobody waits for it any more)" : "");
	for (size_t i = a->waiting; run && i--;)
		if (answers_allow(&a->allowed, &a->queue[i])) {
			scll_question_yes(&a->queue[i]);
			ask_drop(a, i);
		}
}

/* What was typed, with Enter. */
static void take_line(struct ask *a)
{
	const char c = a->line_len == 1 ? a->line[0] : 0;

	a->line_len = 0;
	if (c)
		a->interrupts = 0;
	switch (c) {
	case 'o':
	case 'r':
		allow(a, c == 'r');
		return;
	case 'n':
	case 'q':
		a->no_more = c == 'q';
		ask_end_question(a, "");
		return;
	}
	terminal_print(&a->term, "\r\n  o, r, n or q, and Enter: ");
}

bool ask_take_key(struct ask *a, char c)
{
	switch (c) {
	case '\r':
	case '\n':
		take_line(a);
		return !a->asking;
	case CTRL('c'):
	case CTRL('\\'):
		/* Who ignores it can ask so often that no other answer is possible. */
		if (++a->interrupts == INTERRUPTS_MAX)
			kill(a->command, SIGKILL);
		else
			terminal_signal(&a->term, c == CTRL('c') ? SIGINT : SIGQUIT);
		ask_end_question(a, "^C");
		return true;
	case CTRL('d'):
		ask_end_question(a, "");
		return true;
	case 0x7f:
	case '\b':
		a->line_len -= !!a->line_len;
		terminal_print(&a->term, "\b \b");
		return false;
	}
	/* A terminal answers by itself to some sequences. */
	if ((unsigned char)c < ' ' || (unsigned char)c >= 0x80) {
		a->line_len = 0;
		ask_keep_quiet(a);
		terminal_print(&a->term, "\r\n  o, r, n or q, and Enter: ");
		return true;
	}
	if (a->line_len < sizeof(a->line)) {
		a->line[a->line_len++] = c;
		terminal_print(&a->term, "%c", c);
	}
	return false;
}
