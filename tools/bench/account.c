// SPDX-License-Identifier: GPL-2.0-only
/*
 * For tools/bench/account: waits until the host logs every instruction, and then
 * does once what is to be accounted for, between two functions that the host finds
 * in the log.
 */

#include <string.h>
#include <sys/io.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define PORT_UART	0x2f8
#define UART_LSR	5
#define UART_LSR_DR	1

static void do_filter(int ruleset)
{
	(void)ruleset;
	ok(install_filter(&one_instruction, 0));
}

static void do_two_calls(int ruleset)
{
	ok(restrict_self(ruleset));
	ok(install_filter(&one_instruction, 0));
}

static void do_ruled(int ruleset)
{
	ok(install_ruled(&one_instruction, ruleset, 0));
}

static pid_t target;

static void do_read(int ruleset)
{
	static char byte, copy;
	struct iovec to = { &copy, 1 }, from = { &byte, 1 };

	(void)ruleset;
	ok(process_vm_readv(target, &to, 1, &from, 1, 0));
}

static void do_getpid(int ruleset)
{
	(void)ruleset;
	syscall(SYS_getpid);
}

static const struct {
	const char *name;
	void (*once)(int ruleset);
	void (*before)(int ruleset);
} accounts[] = {
	{ "filter", do_filter, NULL },
	{ "two-calls", do_two_calls, NULL },
	{ "ruled", do_ruled, NULL },
	{ "read-filter", do_read, do_filter },
	{ "read-ruled", do_read, do_ruled },
	{ "getpid-filter", do_getpid, do_filter },
};

static void wait_for_host(void)
{
	ok(ioperm(PORT_UART, 8, 1));
	emit("account=ready");
	while (!(inb(PORT_UART + UART_LSR) & UART_LSR_DR))
		;
}

static void account_once(size_t n, int ruleset)
{
	no_new_privs();
	if (accounts[n].before)
		accounts[n].before(ruleset);
	target = ok(fork());
	if (!target)
		for (;;)
			pause();
	/* Twice in a process that stays: all memory and the caches are warm then. */
	for (int i = 0; i < 3; i++) {
		const pid_t pid = ok(fork());

		if (pid && i < 2)
			continue;
		if (pid) {
			ok(waitpid(pid, NULL, 0));
			break;
		}
		restrict_self(-1);
		install_filter(NULL, 0);
		install_ruled(&one_instruction, -2, 0);
		if (accounts[n].before)
			do_read(ruleset);
		if (i == 2)
			wait_for_host();
		account_begin();
		accounts[n].once(ruleset);
		account_end();
		if (i < 2)
			for (;;)
				pause();
		_exit(0);
	}
}

bool account(const char *name)
{
	const struct rules rules = {
		.handled_fs = (LANDLOCK_ACCESS_FS_IOCTL_DEV << 1) - 1,
		.paths = 10,
	};

	make_rule_paths(rules.paths);
	for (size_t n = 0; n < ARRAY_SIZE(accounts); n++) {
		if (strcmp(name, accounts[n].name))
			continue;
		account_once(n, make_ruleset(&rules));
		return true;
	}
	return false;
}
