// SPDX-License-Identifier: GPL-2.0-only
/*
 * For launchers that take a descriptor: "ruleset FD PATH... -- COMMAND..." runs COMMAND
 * with a Landlock ruleset as descriptor FD.  It handles what the first version of
 * Landlock knows, and allows all of it beneath the paths.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ALL ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)

int main(int argc, char **argv)
{
	const struct landlock_ruleset_attr handled = { .handled_access_fs = ALL };
	struct landlock_path_beneath_attr rule = { .allowed_access = ALL };
	int ruleset = syscall(SYS_landlock_create_ruleset, &handled, sizeof(handled), 0);
	int i;

	if (argc < 4)
		errx(2, "usage: ruleset FD PATH... -- COMMAND...");
	if (ruleset < 0)
		err(2, "landlock_create_ruleset");
	for (i = 2; i < argc && strcmp(argv[i], "--"); i++) {
		rule.parent_fd = open(argv[i], O_PATH | O_CLOEXEC);
		if (rule.parent_fd < 0 ||
		    syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0))
			err(2, "%s", argv[i]);
		close(rule.parent_fd);
	}
	/* Not close-on-exec, unlike the original */
	if (dup2(ruleset, atoi(argv[1])) < 0)
		err(2, "descriptor %s", argv[1]);
	if (i + 1 >= argc)
		errx(2, "no command");
	execvp(argv[i + 1], argv + i + 1);
	err(2, "%s", argv[i + 1]);
}
