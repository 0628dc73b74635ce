// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll run --explain - what the rules denied, by a recording of what was tried
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>

#include "learn.h"
#include "scll-cmd.h"

/* What the rules say about a port. */
struct port_rules {
	int port;
	uint64_t denied, allowed;
};

static void add_rule(void *arg, int fact, const char *path, uint16_t port, uint64_t rights)
{
	struct port_rules *rules = arg;

	(void)path;
	if (fact == SCLL_FACT_NET)
		rules->denied = rights;
	else if (fact == SCLL_FACT_PORT && port == rules->port)
		rules->allowed |= rights;
}

static size_t report_ports(const struct learned *l)
{
	const char *key;
	json_t *value;
	size_t count = 0;

	json_object_foreach(l->of[LEARNED_PORTS], key, value) {
		struct port_rules rules = { .port = atoi(key) };
		uint64_t rights;

		scll_describe(l->sb, add_rule, &rules);
		rights = json_integer_value(value) & rules.denied & ~rules.allowed;
		if (rights & SCLL_BIND_TCP)
			fprintf(stderr, "scll run: denied: bind_tcp: to allow it: --bind-tcp %s\n",
				key);
		if (rights & SCLL_CONNECT_TCP)
			fprintf(stderr,
				"scll run: denied: connect_tcp: to allow it: --connect-tcp %s\n",
				key);
		count += !!rights;
	}
	return count;
}

int run_explained(const struct scll *sb, int (*go)(void *arg), void *arg)
{
	int status, ret = EXIT_SETUP;
	struct learned l;

	if (!learned_init(&l, "scll run")) {
		l.sb = sb;
		if (!learn_record(&l, go, arg, &status)) {
			ret = learn_exit_status(status);
			learned_report_proposed(&l, "denied");
			if (!report_ports(&l) && ret &&
			    !json_object_size(l.of[LEARNED_PROPOSED]))
				fputs("scll run: no denied file or port was seen; other denials cannot be\n",
				      stderr);
		}
	}
	learned_free(&l);
	return ret;
}
