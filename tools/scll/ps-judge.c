// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll ps - the kernel's verdict on tracing, from what it tells about filters
 *
 * The rule is that of Documentation/userspace-api/seccomp_landlock.rst.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "ps.h"

int ps_parse_chain(const char *line, struct ps_chain *chain)
{
	int strict, listener, trace, begin = 0;

	if (sscanf(line, "filters=%*u layers=%u strict=%d listener=%d trace=%d trusted=%*d "
			 "logged=%*d chain=%n", &chain->layers, &strict, &listener, &trace,
		   &begin) != 4 || !begin)
		return -1;
	chain->strict = strict;
	chain->listener = listener;
	chain->trace = trace;
	chain->ids = strndup(line + begin, strcspn(line + begin, "\n "));
	return chain->ids && *chain->ids ? 0 : -1;
}

/* contains: is the first of @ids one of @others? */
static bool contains(const char *others, const char *ids)
{
	size_t len = strcspn(ids, ",");

	for (;;) {
		size_t other = strcspn(others, ",");

		if (other == len && !memcmp(others, ids, len))
			return true;
		if (!others[other])
			return false;
		others += other + 1;
	}
}

/* The kernel does not look at more threads that have different filters. */
#define MAX_DIVERGED_THREADS	256

static enum ps_verdict judge_chains(const struct ps_chain *tracer, const struct ps_chain *target)
{
	/* More Landlock layers than the target has: one of them is not its. */
	if (!contains(target->ids, tracer->ids) || tracer->layers > target->layers)
		return PS_NOT_SUBSET;
	if (tracer->trace || target->listener)
		return PS_DELEGATED;
	return tracer->strict ? PS_STRICT : PS_TRACE;
}

enum ps_verdict ps_judge(const struct ps_proc *tracer, const struct ps_proc *target)
{
	enum ps_verdict best = PS_UNKNOWN;

	if (!target->ruled.min)
		return PS_NOT_SUBSET;
	if (tracer->why || target->why)
		return PS_UNKNOWN;
	if (target->chain_count > 1 && target->threads > MAX_DIVERGED_THREADS)
		return PS_NOT_SUBSET;
	/* One thread is enough to trace, but all of the target are traced. */
	for (size_t i = 0; i < tracer->chain_count; i++) {
		enum ps_verdict worst = PS_TRACE;

		for (size_t j = 0; j < target->chain_count; j++) {
			enum ps_verdict one = judge_chains(&tracer->chains[i], &target->chains[j]);

			if (one < worst)
				worst = one;
		}
		if (worst > best)
			best = worst;
	}
	return best;
}

const char *ps_unknown(const struct ps_list *list, const struct ps_proc *tracer)
{
	if (!list->extended)
		return "this kernel does not tell about filters, and none tells about Landlock, "
			"which may limit it too";
	/* Its Landlock domain, Yama and other security modules have their say. */
	if (!tracer->ruled.min)
		return "no ruled filter limits it; Landlock without a filter would, and cannot be seen";
	return NULL;
}
