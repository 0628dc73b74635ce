/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll run --ask - a person is asked about what the rules deny
 */
#ifndef SCLL_ASK_H
#define SCLL_ASK_H

#include <scll.h>
#include <stdbool.h>
#include <stdio.h>
#include <termios.h>

#include "learn.h"
#include "options.h"

/**
 * ask_start() - go on in a child process, and ask about what is denied to it
 *
 * @opts: What the command line asks for.
 *
 * The child gets a terminal of its own, if this process has one: it can neither read the
 * answers nor change what is shown.  The parent hands on to it what is typed, and signals.
 *
 * Return: -1 in the child, which is to call ask_prepared() and ask_begin(); in the parent,
 * when the command has ended, the exit status, 128 and the number of the signal if one killed
 * it; %EXIT_SETUP after a message.
 */
int ask_start(const struct run_options *opts);

/**
 * ask_prepared() - tell the parent the rules, for a policy
 *
 * @sb: The sandbox, prepared.
 *
 * Return: 0, or -1 after a message: nothing would ever be asked, for example.
 */
int ask_prepared(const struct scll *sb);

/**
 * ask_begin() - give the listener to the parent
 *
 * @listener: From scll_apply(); it is closed.
 *
 * Return: 0, or -1 after a message.
 */
int ask_begin(int listener);

/* Of a person, and of the command. */
struct terminal {
	int tty;		/* the person's, or -1: there is none */
	int master, slave;	/* of the command's own, or -1 */
	int lock;		/* of the person's, for as long as this process is there; -1 */
	struct termios before;
	bool keys;		/* the command reads what is typed */
	bool raw;		/* what is typed comes as it is */
	char typed[1024];	/* and was not taken by the command yet */
	size_t typed_len;
};

/* The person's terminal, and one for the command.  -1 after a message; no terminal is 0. */
int terminal_open(struct terminal *t);
/* In the child: in the place of the person's terminal it has its own.  -1 if it has not. */
int terminal_enter(struct terminal *t);
/* Everything that is typed comes here at once, and back. */
void terminal_raw(struct terminal *t);
void terminal_restore(struct terminal *t);
void terminal_resize(struct terminal *t);
int terminal_width(const struct terminal *t);
int terminal_rows(const struct terminal *t);
/* Whether a device is the person's terminal. */
bool terminal_is(const struct terminal *t, dev_t device);
/* What the command has printed goes to the person; false if it has ended. */
bool terminal_output(struct terminal *t);
/* What is typed goes to the command; false if the person is gone. */
bool terminal_input(struct terminal *t);
void terminal_flush(struct terminal *t);
/* What the command has done to the person's terminal must not change what is shown. */
void terminal_begin_question(struct terminal *t);
void terminal_end_question(struct terminal *t, const char *said);
/* As what is typed to interrupt or to quit. */
void terminal_signal(struct terminal *t, int sig);
void terminal_print(const struct terminal *t, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* What was allowed for the run.  The files stay open, so that no other gets their numbers. */
struct answers {
	struct scll_question *of;
	size_t count;
};

bool answers_allow(const struct answers *a, const struct scll_question *q);
/* Keeps a copy with a descriptor of its own; -1: it cannot, and will be asked again. */
int answers_keep(struct answers *a, const struct scll_question *q);
void answers_free(struct answers *a);

/* Writes the question, as lines for a terminal of that width, each with a CR. */
void ask_describe(const struct scll_question *q, int width, char *text, size_t size);

/* The rules of a sandbox by a file that both processes have. */
int ask_write_rules(const struct scll *sb, int fd);
int ask_read_rules(struct learned *l, int fd);
/* What was allowed, for the policy. */
void ask_learn(struct learned *l, const struct scll_question *q);
void ask_write_policy(struct learned *l, const char *place);

/* Questions that wait for their turn; others wait in the kernel. */
#define QUEUE_MAX	32

/* What is typed so soon was not typed for this question: a hand that is surprised goes on. */
#define QUIET_MS	1000

/* And for one that came in the place of another one, a hand does not stop so soon. */
#define SWAPPED_MS	2000

/* A question takes five, and the cursor may be in another one. */
#define ROWS_MIN	6

/* As many answers by Control-C kill the command. */
#define INTERRUPTS_MAX	3

struct ask {
	struct terminal term;
	int signals;
	int sock;		/* from the child, until the listener has come; -1 */
	int rules;		/* file with the rules, for a policy */
	int listener;		/* or -1 */
	pid_t command;
	int status;		/* exit status, -1: it runs */
	int timeout;		/* in seconds, 0: none */
	struct scll_question queue[QUEUE_MAX];
	size_t waiting;		/* in the queue; the first one is asked */
	bool asking;
	int rows;		/* that the question takes, and what makes it readable */
	int width, height;	/* of the terminal that it was shown for */
	bool began;		/* the sandbox is in force */
	bool no_more;		/* nobody is to be asked any more */
	int64_t until;		/* when the time is over, in ms */
	int64_t quiet;		/* from when on it counts what is typed */
	int64_t withdrawn;	/* when a question was over without an answer */
	char line[8];
	size_t line_len;
	int interrupts;		/* since there was another answer */
	struct answers allowed;
	struct learned learned;
	char *place;		/* of the policy, or NULL */
};

/* In ms. */
int64_t ask_now(void);
/* What is typed now and soon is not for the question. */
void ask_keep_quiet(struct ask *a);
/* Asks the first one that waits. */
void ask_begin_question(struct ask *a);
/* The same once more, as when the terminal has another size now; its time goes on. */
void ask_show_question(struct ask *a);
/* It is over; without an answer that is no. */
void ask_end_question(struct ask *a, const char *said);
/* A key; true if what comes behind it is not for this question. */
bool ask_take_key(struct ask *a, char c);
/* One of those that wait is over, with an answer or without. */
void ask_drop(struct ask *a, size_t i);

#endif /* SCLL_ASK_H */
