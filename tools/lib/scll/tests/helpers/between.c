// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Applies a sandbox with files, ports, scopes and a filter between two calls that
 * are easy to find in the output of strace(1).
 *
 * With the argument "nnp", no_new_privs is left to the library.  With "flag", it tells by
 * its exit status if Landlock knows LANDLOCK_RESTRICT_SELF_NO_NEW_PRIVS.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "scll.h"

int main(int argc, char *argv[])
{
	int nnp = argc > 1 && !strcmp(argv[1], "nnp");
	struct scll_kernel kernel = { .size = sizeof(kernel) };
	struct scll_options opts = { .size = sizeof(opts) };
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
	struct scll *sb;
	int err;

	if (argc > 1 && !strcmp(argv[1], "flag"))
		return syscall(446, -2, 1 << 4) < 0 && errno != EBADF;
	if (scll_probe(&kernel) || !ctx)
		return 1;
	opts.flags = kernel.abi ? 0 : SCLL_BEST_EFFORT;
	if (!nnp && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return 1;
	if (seccomp_rule_add(ctx, SCMP_ACT_ERRNO(1), SCMP_SYS(landlock_restrict_self), 0) ||
	    seccomp_rule_add(ctx, SCMP_ACT_ERRNO(1), SCMP_SYS(mount), 0) ||
	    seccomp_attr_set(ctx, SCMP_FLTATR_CTL_NNP, nnp))
		return 1;
	if (scll_new(&sb, &opts) || scll_set_seccomp(sb, ctx) ||
	    scll_allow_path(sb, "/usr", SCLL_READ | SCLL_EXEC) ||
	    scll_allow_port(sb, 443, SCLL_CONNECT_TCP) ||
	    scll_set_scope(sb, SCLL_SCOPE_ALL) || scll_prepare(sb))
		return 1;

	syscall(SYS_getppid);
	err = scll_apply(sb, NULL);
	syscall(SYS_getppid);
	return err ? 1 : 0;
}
