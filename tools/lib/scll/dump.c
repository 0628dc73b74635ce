// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What a prepared sandbox will enforce, for a log.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sandbox.h"

#define NR(array) (sizeof(array) / sizeof((array)[0]))

static void dump_filter(const struct scll *sb, FILE *out)
{
	static const struct {
		uint32_t flag;
		const char *text;
	} options[] = {
		{ SCLL_NO_NEW_PRIVS, "no_new_privs" }, { SCLL_TSYNC, "all threads" },
		{ SCLL_LOG, "logged" }, { SCLL_SPEC_ALLOW, "speculation allowed" },
		{ SCLL_NEW_LISTENER, "a listener" }, { SCLL_WAIT_KILL, "waits for the listener" },
		{ SCLL_NO_TRACE, "no tracing" }, { SCLL_TRUST_DELEGATE, "trusts delegates" },
		{ SCLL_SUPERVISE, "asks about what rules deny" },
	};
	size_t i;

	fprintf(out, "filter: %u instructions%s%s", sb->plan.prog.len,
		sb->prog ? "" : ", the sandbox's own allow everything",
		sb->plan.with_baseline ? ", with the baseline" : "");
	for (i = 0; i < NR(options); i++)
		if (sb->flags & options[i].flag)
			fprintf(out, ", %s", options[i].text);
	fprintf(out, "\nin force: %s\n", sb->plan.extended ? "by one call" : "step by step");
}

static void dump_bits(FILE *out, const char *what, uint64_t bits, int kind)
{
	char text[1024];

	if (!bits)
		return;
	scll_name_bits(text, sizeof(text), what, bits, kind);
	fprintf(out, "%s\n", text);
}

/* A name is anybody's: it must not make a line of its own. */
static void dump_text(FILE *out, const char *text)
{
	for (; *text; text++)
		fputc(iscntrl((unsigned char)*text) ? '?' : *text, out);
}

static void dump_fact(void *arg, int fact, const char *path, uint16_t port, uint64_t rights)
{
	static const char *const words[] = {
		[SCLL_FACT_FS] = "denied unless allowed, files",
		[SCLL_FACT_NET] = "denied unless allowed, ports",
		[SCLL_FACT_SCOPE] = "kept inside",
		[SCLL_FACT_PATH] = "allowed: ", [SCLL_FACT_PORT] = "allowed: ",
		[SCLL_FACT_QUIET_PATH] = "not logged: ", [SCLL_FACT_QUIET_PORT] = "not logged: ",
	};
	FILE *out = arg;

	if (fact <= SCLL_FACT_SCOPE) {
		dump_bits(out, words[fact], rights, fact == SCLL_FACT_FS ? SCLL_NAME_FS :
			  fact == SCLL_FACT_NET ? SCLL_NAME_NET : SCLL_NAME_SCOPE);
		return;
	}
	fputs(words[fact], out);
	if (path)
		dump_text(out, path);
	else
		fprintf(out, "port %u", port);
	if (fact >= SCLL_FACT_QUIET_PATH)
		fputc('\n', out);
	else
		dump_bits(out, "", rights, path ? SCLL_NAME_FS : SCLL_NAME_NET);
}

static void dump_rules(const struct scll *sb, FILE *out)
{
	if (sb->given_fd >= 0)
		fprintf(out, "rules: those of a ruleset from elsewhere\n");
	else if (sb->plan.ruleset_fd < 0)
		fprintf(out, "rules: none\n");
	scll_describe(sb, dump_fact, out);
}

static void dump_missing(void *arg, uint32_t dropped, const char *text)
{
	FILE *out = arg;

	fprintf(out, "%s: ", dropped == SCLL_DROPPED_PATH ? "no such path" :
		dropped ? "missing" : "denied too");
	dump_text(out, text);
	fputc('\n', out);
}

static int write_all(int fd, const char *text, size_t len)
{
	ssize_t done;

	while (len) {
		done = write(fd, text, len);
		if (done < 0 && errno != EINTR)
			return -errno;
		if (done > 0) {
			text += done;
			len -= done;
		}
	}
	return 0;
}

SCLL_EXPORT int scll_dump(const struct scll *sb, int fd)
{
	char *text = NULL;
	size_t len = 0;
	int err = 0;
	FILE *out;

	if (!sb->prepared)
		return -EINVAL;
	out = open_memstream(&text, &len);
	if (!out)
		return -ENOMEM;
	dump_filter(sb, out);
	dump_rules(sb, out);
	scll_report(sb, dump_missing, out);
	if (ferror(out))
		err = -ENOMEM;
	if (fclose(out) && !err)
		err = -ENOMEM;
	if (!err)
		err = write_all(fd, text, len);
	free(text);
	return err;
}
