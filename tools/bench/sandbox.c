// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sandboxes that are compared.  All install the same programs and the same
 * rulesets; what differs is by which calls.
 */

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench.h"

bool kernel_has_rules;

static const char * const peer_names[] = {
	[PEER_NONE] = "none",
	[PEER_FILTER] = "filter",
	[PEER_TWO_CALLS] = "two-calls",
	[PEER_RULED] = "ruled",
	[PEER_NOTIFY] = "notify",
	[PEER_NOTIFY_FD] = "notify-fd",
	[PEER_TRACE] = "ptrace",
	[PEER_SUPERVISED] = "supervised",
	[PEER_ASKED] = "asked",
};

const char *peer_name(enum peer peer)
{
	return peer_names[peer];
}

bool peer_is_possible(enum peer peer)
{
	return (peer != PEER_RULED && peer < PEER_SUPERVISED) || kernel_has_rules;
}

static struct sock_filter allow_insn[] = {
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};

const struct sock_fprog one_instruction = { 1, allow_insn };

/* A usual policy: some system calls are denied, all others allowed. */
#define DENIED 60

const struct sock_fprog *deny_list(void)
{
	static struct sock_filter insns[DENIED + 6];
	static struct sock_fprog prog = { ARRAY_SIZE(insns), insns };
	unsigned int n = 0;

	insns[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
						  offsetof(struct seccomp_data, arch));
	insns[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
						  AUDIT_ARCH_X86_64, 0, DENIED + 2);
	insns[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
						  offsetof(struct seccomp_data, nr));
	/* Numbers from 1000 on: no system call of this program is denied. */
	for (unsigned int i = 0; i < DENIED; i++)
		insns[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
							  1000 + i, DENIED - i, 0);
	insns[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	insns[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
						  SECCOMP_RET_ERRNO | EPERM);
	insns[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
						  SECCOMP_RET_KILL_PROCESS);
	return &prog;
}

void no_new_privs(void)
{
	ok(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
}

int install_filter(const struct sock_fprog *prog, unsigned int flags)
{
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, prog);
}

int install_ruled(const struct sock_fprog *prog, int ruleset, unsigned int flags)
{
	const struct seccomp_landlock_attr attr = {
		.size = sizeof(attr),
		.filter = (uintptr_t)prog->filter,
		.filter_len = prog->len,
		.ruleset_fd = ruleset,
	};

	return syscall(SYS_seccomp, SECCOMP_SET_MODE_RULED_FILTER, flags, &attr);
}

long restrict_self(int ruleset)
{
	return syscall(SYS_landlock_restrict_self, ruleset, 0);
}

/* Directories that rules are made for, besides the one that counts. */
void make_rule_paths(unsigned int count)
{
	char path[32];

	mkdir("/rules", 0755);
	for (unsigned int i = 1; i < count; i++) {
		snprintf(path, sizeof(path), "/rules/%u", i);
		mkdir(path, 0755);
	}
}

static void add_path(int ruleset, const char *path, uint64_t access)
{
	struct landlock_path_beneath_attr rule = { .allowed_access = access };

	rule.parent_fd = ok(open(path, O_PATH | O_CLOEXEC));
	ok(syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
		   &rule, 0));
	close(rule.parent_fd);
}

int make_ruleset(const struct rules *rules)
{
	const struct landlock_ruleset_attr attr = {
		.handled_access_fs = rules->handled_fs,
		.handled_access_net = rules->handled_net,
	};
	const int ruleset = ok(syscall(SYS_landlock_create_ruleset, &attr,
				       sizeof(attr), 0));

	for (unsigned int i = 0; i < rules->paths; i++) {
		char path[32] = "/";

		if (i)
			snprintf(path, sizeof(path), "/rules/%u", i);
		add_path(ruleset, path, rules->handled_fs);
	}
	for (unsigned int i = 0; i < rules->ports; i++) {
		const struct landlock_net_port_attr rule = {
			.allowed_access = rules->handled_net,
			.port = rules->port + i,
		};

		ok(syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_NET_PORT,
			   &rule, 0));
	}
	return ruleset;
}

/* Once per layer, so that all peers have the same number of filters and rules. */
void install_peer(enum peer peer, int ruleset, unsigned int layers)
{
	no_new_privs();
	for (unsigned int i = 0; i < layers; i++) {
		if (peer == PEER_TWO_CALLS)
			ok(restrict_self(ruleset));
		if (peer == PEER_TWO_CALLS || peer == PEER_FILTER)
			ok(install_filter(deny_list(), 0));
		if (peer == PEER_RULED)
			ok(install_ruled(deny_list(), ruleset, 0));
	}
}
