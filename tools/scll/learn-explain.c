// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll run --explain - what the rules denied, by a recording of what was tried
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn.h"
#include "options.h"
#include "policy.h"
#include "scll-cmd.h"
#include "util.h"

/* What a policy denies, and allows for a port; the file has been read without an error. */
static uint64_t policy_net(const struct run_options *opts, int port, uint64_t *allowed)
{
	struct policy policy;
	uint64_t net = 0;
	size_t len;
	char *buf;

	/* Standard input is gone. */
	if (!opts->policy || !strcmp(opts->policy, "-") ||
	    file_read(opts->policy, &buf, &len, NULL))
		return 0;
	if (!scll_policy_read(opts->policy, buf, len, NULL, &policy, NULL)) {
		net = policy.net;
		for (size_t i = 0; i < policy.port_count; i++)
			if (policy.ports[i].port == port)
				*allowed |= policy.ports[i].rights;
		scll_policy_free(&policy);
	}
	free(buf);
	return net;
}

static uint64_t denied_port(const struct run_options *opts, int port, uint64_t rights)
{
	uint64_t allowed = 0, net = policy_net(opts, port, &allowed);

	if (opts->policy ? opts->port_count : !opts->any_network)
		net |= SCLL_NET_ALL;
	for (size_t i = 0; i < opts->port_count; i++)
		if (opts->ports[i].port == port)
			allowed |= opts->ports[i].rights;
	return rights & net & ~allowed;
}

static size_t report_ports(const struct learned *l, const struct run_options *opts)
{
	const char *key;
	json_t *value;
	size_t count = 0;

	/* Not denied where the kernel cannot. */
	if (scll_dropped(l->sb) & SCLL_DROPPED_NET)
		return 0;
	json_object_foreach(l->of[LEARNED_PORTS], key, value) {
		uint64_t rights = denied_port(opts, atoi(key), json_integer_value(value));

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

int run_explained(const struct run_options *opts, const struct scll *sb, int (*go)(void *arg),
		  void *arg)
{
	int status, ret = EXIT_SETUP;
	struct learned l;

	if (!learned_init(&l, "scll run")) {
		l.sb = sb;
		if (!learn_record(&l, go, arg, &status)) {
			ret = learn_exit_status(status);
			learned_report_proposed(&l, "denied");
			if (!report_ports(&l, opts) && ret &&
			    !json_object_size(l.of[LEARNED_PROPOSED]))
				fputs("scll run: no denied file or port was seen; other denials cannot be\n",
				      stderr);
		}
	}
	learned_free(&l);
	return ret;
}
