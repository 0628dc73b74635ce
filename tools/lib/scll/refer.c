// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Renames and links from one directory to another.  Landlock denies them in each
 * layer of a domain with any rules for files, unless the layer handles and allows
 * them: who does not ask for this right must not lose it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox.h"

static void __attribute__((noreturn)) answer(int (*ask)(void))
{
	/* If a filter kills it, that is no crash anybody wants to see. */
	syscall(SYS_prctl, PR_SET_DUMPABLE, 0L, 0L, 0L, 0L);
	syscall(SYS_exit_group, (long)ask());
	for (;;)
		__builtin_trap();
}

int scll_ask_child(int (*ask)(void))
{
	sigset_t all, old;
	int status = 0;
	long pid;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	pid = syscall(SYS_clone, 0L, 0L, 0L, 0L, 0L);
	if (!pid)
		answer(ask);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (pid < 0)
		return -1;
	while (waitpid(pid, &status, __WCLONE) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 256;
}

/* Tries to mount without naming a type, which is not permitted or not valid. */
static int cannot_mount(void)
{
	syscall(SYS_unshare, (long)(CLONE_NEWUSER | CLONE_NEWNS));
	return syscall(SYS_mount, NULL, "/", NULL, 0L, NULL) >= 0 || errno != EINVAL;
}

/*
 * Landlock denies to mount where rules for files hold.  Who cannot mount, with a user
 * namespace neither, loses nothing by one more layer that has such rules: it may be
 * under some already.
 */
bool scll_refer_is_free(void)
{
	return scll_ask_child(cannot_mount) > 0;
}

int scll_allow_refer(const struct scll *sb, int ruleset)
{
	struct landlock_path_beneath_attr attr = {
		.allowed_access = LANDLOCK_ACCESS_FS_REFER,
		.parent_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC),
	};
	int err;

	if (attr.parent_fd < 0)
		return scll_fail(sb, -errno, "/: %s", strerror(errno));
	err = scll_sys_add_rule(ruleset, LANDLOCK_RULE_PATH_BENEATH, &attr, 0);
	close(attr.parent_fd);
	if (err)
		return scll_landlock_failed(sb, err, "/", "landlock_add_rule");
	return 0;
}
