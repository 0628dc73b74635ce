// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll learn - what is executed, where the kernel asks about rules
 *
 * Scripts have interpreters, these have a loader, and binfmt_misc(5) names others: the kernel
 * finds them, and says by its questions which files they were.  Nothing else is denied by
 * these rules.  A right to make or to change something is needed by calls as well that are
 * never asked about, link(2), ftruncate(2) and opening what the call has made (O_EXCL) among
 * them; these would fail while it is learned.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <unistd.h>

#include "ask.h"

/* A descriptor of them.  That for the root lets files move from one directory to another. */
static int make_rules(void)
{
	const struct scll_options options = {
		.size = sizeof(options),
		.accept = SCLL_DROPPED_ATOMIC | SCLL_DROPPED_VERDICT,
	};
	struct scll *sb;
	int ret = scll_new(&sb, &options);

	if (ret)
		return ret;
	ret = scll_handle_fs(sb, LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_REFER);
	if (!ret)
		ret = scll_allow_path_rights(sb, "/", LANDLOCK_ACCESS_FS_REFER);
	if (!ret)
		ret = scll_prepare(sb);
	if (!ret) {
		ret = fcntl(scll_fd(sb), F_DUPFD_CLOEXEC, 0);
		ret = ret < 0 ? -errno : ret;
	}
	scll_free(sb);
	return ret;
}

int learn_load_asking(const struct sock_filter *prog, size_t len)
{
	struct scll_kernel kernel = { .size = sizeof(kernel) };
	struct scll_result result = { .size = sizeof(result) };
	int ret, rules;

	if (scll_probe(&kernel) || !(kernel.flags & SECCOMP_LANDLOCK_SUPERVISE))
		return -EOPNOTSUPP;
	rules = make_rules();
	if (rules < 0)
		return rules;
	/* Debuggers work while it is learned. */
	ret = scll_load(prog, len, rules, 0, SCLL_NEW_LISTENER | SCLL_WAIT_KILL |
			SCLL_SUPERVISE | SCLL_TRUST_DELEGATE, 0, &result);
	/* If it worked, nobody would answer close(2) yet; the file is close-on-exec. */
	if (!ret)
		return result.listener;
	close(rules);
	return ret;
}

void learn_asked(struct learned *l, const struct scll_question *q)
{
	struct scll_question file = *q;

	/* It is opened to be read, too, which these rules do not deny. */
	file.needed |= LANDLOCK_ACCESS_FS_READ_FILE;
	ask_learn(l, &file);
}
