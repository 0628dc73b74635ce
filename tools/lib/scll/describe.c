// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What a prepared sandbox is going to do, for who wants to look at it first.
 */
#include <errno.h>

#include "bpf-run.h"
#include "sandbox.h"

SCLL_EXPORT int scll_describe(const struct scll *sb,
			      void (*each)(void *arg, int fact, const char *path, uint16_t port,
					   uint64_t rights), void *arg)
{
	const struct scll_ruleset_attr *all = &sb->handled, *lost = &sb->lost;
	const uint64_t fs = all->fs & ~lost->fs, net = all->net & ~lost->net;

	if (!each || !sb->prepared)
		return -EINVAL;
	if (sb->given_fd >= 0)
		return 0;
	if (fs)
		each(arg, SCLL_FACT_FS, NULL, 0, fs);
	if (net)
		each(arg, SCLL_FACT_NET, NULL, 0, net);
	if (all->scopes & ~lost->scopes)
		each(arg, SCLL_FACT_SCOPE, NULL, 0, all->scopes & ~lost->scopes);
	for (size_t i = 0; i < sb->nr_rules; i++) {
		const struct scll_rule *rule = &sb->rules[i];
		uint64_t rights = rule->name ? fs : net;

		if (rule->quiet && sb->lost_quiet)
			continue;
		if (!rule->quiet)
			rights &= rule->rights;
		else if (sb->quiet_said)
			rights &= rule->name ? sb->quiet.fs : sb->quiet.net;
		if (!rights)
			continue;
		each(arg, (rule->quiet ? SCLL_FACT_QUIET_PATH : SCLL_FACT_PATH) + !rule->name,
		     rule->name, rule->port, rights);
	}
	return 0;
}

SCLL_EXPORT int scll_try_call(const struct scll *sb, uint32_t arch, int nr, uint32_t *action)
{
	struct scll_bpf machine = { .prog = sb->plan.prog.filter, .len = sb->plan.prog.len };
	/* Everything but the number and the architecture. */
	const struct scll_bpf_call call = {
		.data = { .nr = nr, .arch = arch },
		.unknown = ~(SCLL_BPF_UNKNOWN(0) | SCLL_BPF_UNKNOWN(4)),
	};
	int ret;

	if (!action || !sb->prepared)
		return -EINVAL;
	ret = scll_bpf_run(&machine, &call, action);
	return ret < 0 ? ret : !ret;
}
