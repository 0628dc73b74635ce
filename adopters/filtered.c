// SPDX-License-Identifier: GPL-2.0-only
/* "filtered FILE COMMAND..." runs COMMAND with the raw program in FILE as its filter. */
#include <err.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	static struct sock_filter insns[BPF_MAXINSNS];
	struct sock_fprog prog = { .filter = insns };
	FILE *f;

	if (argc < 3)
		errx(2, "usage: filtered FILE COMMAND...");
	f = fopen(argv[1], "re");
	if (!f)
		err(2, "%s", argv[1]);
	prog.len = fread(insns, sizeof(insns[0]), BPF_MAXINSNS, f);
	fclose(f);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog))
		err(2, "the filter in %s", argv[1]);
	execvp(argv[2], argv + 2);
	err(2, "%s", argv[2]);
}
