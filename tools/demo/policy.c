// SPDX-License-Identifier: GPL-2.0-only
/*
 * Write the filter of the demo to standard output: everything is allowed but the
 * system calls by which a sandbox is made, which fail with EPERM.
 */
#include <err.h>
#include <errno.h>
#include <seccomp.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

static const int denied[] = {
	SCMP_SYS(landlock_create_ruleset),
	SCMP_SYS(landlock_add_rule),
	SCMP_SYS(landlock_restrict_self),
	SCMP_SYS(seccomp),
};

int main(void)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
	size_t i;
	int ret;

	if (!ctx)
		errx(1, "seccomp_init");
	for (i = 0; i < ARRAY_SIZE(denied); i++) {
		ret = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), denied[i], 0);
		if (ret)
			errx(1, "seccomp_rule_add: %s", strerror(-ret));
	}
	ret = seccomp_export_bpf(ctx, STDOUT_FILENO);
	if (ret)
		errx(1, "seccomp_export_bpf: %s", strerror(-ret));
	seccomp_release(ctx);
	return 0;
}
