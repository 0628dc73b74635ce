// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll run --ask-policy - from the rules and the answers to a policy
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ask.h"

/* What is denied, by kind of right, and the rules by path and by port. */
static const char *const facts[] = {
	[SCLL_FACT_FS] = "fs", [SCLL_FACT_NET] = "net", [SCLL_FACT_SCOPE] = "scopes",
	[SCLL_FACT_PATH] = "paths", [SCLL_FACT_PORT] = "ports",
};

/* A rule for the same once more adds to it. */
static void add(json_t *to, const char *key, uint64_t rights)
{
	uint64_t all = rights | json_integer_value(json_object_get(to, key));

	json_object_set_new(to, key, json_integer(all));
}

static void add_fact(void *arg, int fact, const char *path, uint16_t port, uint64_t rights)
{
	char number[16], real[PATH_MAX];
	json_t *root = arg;

	snprintf(number, sizeof(number), "%u", port);
	switch (fact) {
	case SCLL_FACT_FS:
	case SCLL_FACT_NET:
	case SCLL_FACT_SCOPE:
		add(root, facts[fact], rights);
		break;
	case SCLL_FACT_PATH:
		/* Terminals have other numbers the next time. */
		if (!strncmp(path, "/dev/pts/", 9))
			break;
		/* The policy may be used in another directory. */
		if (*path != '/' && realpath(path, real))
			path = real;
		add(json_object_get(root, facts[fact]), path, rights);
		break;
	case SCLL_FACT_PORT:
		add(json_object_get(root, facts[fact]), number, rights);
		break;
	}
}

int ask_write_rules(const struct scll *sb, int fd)
{
	json_t *root = json_pack("{s:{}, s:{}}", facts[SCLL_FACT_PATH], facts[SCLL_FACT_PORT]);
	uint64_t asked;
	int ret = 0;

	if (root)
		scll_describe(sb, add_fact, root);
	asked = json_integer_value(json_object_get(root, facts[SCLL_FACT_FS])) |
		(json_integer_value(json_object_get(root, facts[SCLL_FACT_NET])) & SCLL_NET_ALL);
	if (!root || (fd >= 0 && json_dumpfd(root, fd, 0))) {
		warnx("--ask-policy: cannot keep the rules");
		ret = -1;
	} else if (!asked) {
		warnx("--ask: no rule of this sandbox denies a file or a TCP port, so nothing would be asked");
		ret = -1;
	}
	json_decref(root);
	return ret;
}

int ask_read_rules(struct learned *l, int fd)
{
	const char *key;
	json_t *root, *value;

	lseek(fd, 0, SEEK_SET);
	root = json_loadfd(fd, 0, NULL);
	if (!root)
		return -1;
	l->fs = json_integer_value(json_object_get(root, facts[SCLL_FACT_FS]));
	l->net = json_integer_value(json_object_get(root, facts[SCLL_FACT_NET]));
	l->scopes = json_integer_value(json_object_get(root, facts[SCLL_FACT_SCOPE]));
	json_object_foreach(json_object_get(root, facts[SCLL_FACT_PATH]), key, value)
		learned_rule(l, key, json_integer_value(value));
	json_object_foreach(json_object_get(root, facts[SCLL_FACT_PORT]), key, value)
		learned_add(l, LEARNED_PORTS, key, json_integer_value(value));
	json_decref(root);
	return 0;
}

void ask_learn(struct learned *l, const struct scll_question *q)
{
	/* A rule for an entry is one for its directory. */
	struct scll_question place = *q;
	char path[PATH_MAX] = "", port[16];
	struct stat st;

	if (q->kind == SCLL_KIND_ADDRESS) {
		int number = scll_question_address(q, path, sizeof(path));

		snprintf(port, sizeof(port), "%d", number);
		if (number >= 0)
			learned_add(l, LEARNED_PORTS, port, q->needed);
		return;
	}
	place.name_len = 0;
	if (fstat(q->fd, &st) || scll_question_path(&place, path, sizeof(path)))
		learned_note(l, "what was allowed and has no path here: %s", path);
	else
		learned_path(l, path, &st, q->needed);
}

void ask_write_policy(struct learned *l, const char *place)
{
	/* Each would allow more than was, and processes go on that can move files. */
	l->exact = true;
	learned_finish(l, 0);
	learned_report_notes(l);
	if (!learned_write(l, place))
		learned_report(l);
}
