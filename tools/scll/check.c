// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll check - what this kernel can do
 */
#include <errno.h>
#include <getopt.h>
#include <linux/seccomp.h>
#include <linux/seccomp_landlock.h>
#include <scll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "scll-cmd.h"
#include "util.h"

/* Exit statuses beyond 0. */
#define EXIT_LESS	1	/* some of it is missing */
#define EXIT_NOTHING	2	/* neither filters nor rules */

struct bit_name {
	uint64_t bit;
	const char *name;
};

static const struct bit_name policy_flags[] = {
	{ SECCOMP_LANDLOCK_PTRACE_DENY, "ptrace-deny" },
	{ SECCOMP_LANDLOCK_TRUST_DELEGATE, "trust-delegate" },
	{ 0, NULL }
};

/* Not all headers have all SECCOMP_FILTER_FLAG_*. */
static const struct bit_name filter_flags[] = {
	{ 1 << 0, "tsync" },
	{ 1 << 1, "log" },
	{ 1 << 2, "spec-allow" },
	{ 1 << 3, "new-listener" },
	{ 1 << 4, "tsync-esrch" },
	{ 1 << 5, "wait-killable-recv" },
	{ 0, NULL }
};

static const struct bit_name net_rights[] = {
	{ SCLL_BIND_TCP, "bind-tcp" },
	{ SCLL_CONNECT_TCP, "connect-tcp" },
	{ 0, NULL }
};

static const struct bit_name scopes[] = {
	{ SCLL_SCOPE_ABSTRACT_UNIX, "abstract-unix" },
	{ SCLL_SCOPE_SIGNAL, "signal" },
	{ 0, NULL }
};

static void usage(FILE *out)
{
	fputs("Usage: scll check\n"
	      "Tell what this kernel can do, one line each.\n"
	      "\n"
	      "  -h, --help  this text\n"
	      "\n"
	      "Exit status: 0 'scll run' can do everything here, 1 it needs --best-effort for\n"
	      "some of it, 2 this kernel has neither seccomp filters nor Landlock.\n", out);
}

static void print_bits(const char *label, uint64_t bits, const struct bit_name *names)
{
	printf("%s:", label);
	for (; names->name; names++)
		if (bits & names->bit)
			printf(" %s", names->name);
	puts(bits ? "" : " none");
}

/* The first line of a file, or NULL. */
static char *first_line(const char *path, char *line, int size)
{
	FILE *file = fopen(path, "re");
	char *got = NULL;

	if (file) {
		got = fgets(line, size, file);
		fclose(file);
	}
	if (got)
		line[strcspn(line, "\n")] = '\0';
	return got;
}

/* A filter around this process can deny the calls that ask the kernel. */
#define HIDDEN	", or the filters of this process deny to ask"

static bool is_filtered(void)
{
	int mode = prctl(PR_GET_SECCOMP);

	/* Only a filter can make it fail, but for a kernel without seccomp. */
	return mode == SECCOMP_MODE_FILTER || (mode < 0 && errno != EINVAL);
}

static void check_landlock(const struct scll_kernel *kernel)
{
	if (kernel->landlock_abi < 0) {
		printf("landlock: no, %s\n",
		       kernel->landlock_abi == -EOPNOTSUPP ? "it was disabled at boot" :
		       kernel->landlock_abi == -ENOSYS ? "it is not built in" :
		       strerror(-kernel->landlock_abi));
		return;
	}
	printf("landlock: ABI %d\n", kernel->landlock_abi);
	print_bits("landlock-net", kernel->net, net_rights);
	print_bits("landlock-scopes", kernel->scopes, scopes);
}

static void check_yama(void)
{
	static const char *const meanings[] = {
		"processes of the same user", "descendants only", "CAP_SYS_PTRACE only", "nobody",
	};
	char line[32];
	uint64_t scope;

	if (!first_line("/proc/sys/kernel/yama/ptrace_scope", line, sizeof(line)))
		puts("yama: no");
	else if (parse_number(line, 3, &scope))
		printf("yama: ptrace_scope %s\n", line);
	else
		printf("yama: ptrace_scope %s, tracing of %s\n", line, meanings[scope]);
}

static void check_tracepoint(void)
{
	static const char *const mounts[] = { "/sys/kernel/tracing", "/sys/kernel/debug/tracing" };
	const char *answer = "unknown, tracefs is not mounted";
	char path[128];

	for (size_t i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/events/seccomp/landlock_ptrace_denied", mounts[i]);
		if (!access(path, F_OK)) {
			answer = "seccomp:landlock_ptrace_denied";
			break;
		}
		if (errno == EACCES) {
			answer = "unknown, no permission to look into tracefs";
			break;
		}
		snprintf(path, sizeof(path), "%s/events", mounts[i]);
		if (!access(path, F_OK)) {
			answer = "no";
			break;
		}
	}
	printf("tracepoint: %s\n", answer);
}

static int verdict(const struct scll_kernel *kernel)
{
	if (!kernel->filter_flags && kernel->landlock_abi < 0) {
		printf("scll-run: no, neither seccomp filters nor Landlock%s\n",
		       is_filtered() ? HIDDEN : "");
		return EXIT_NOTHING;
	}
	if (kernel->abi && kernel->fs == SCLL_FS_ALL && kernel->net == SCLL_NET_ALL &&
	    kernel->scopes == SCLL_SCOPE_ALL) {
		puts("scll-run: yes");
		return 0;
	}
	puts("scll-run: with --best-effort");
	return EXIT_LESS;
}

int cmd_check(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	struct scll_kernel kernel = { .size = sizeof(kernel) };
	char line[256];
	int c, ret;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (c == 'h') {
			usage(stdout);
			return 0;
		}
		return EXIT_SETUP;
	}
	if (optind < argc) {
		fprintf(stderr, "scll check: unexpected argument '%s'\n", argv[optind]);
		return EXIT_SETUP;
	}
	ret = scll_probe(&kernel);
	if (ret) {
		fprintf(stderr, "scll check: %s\n", strerror(-ret));
		return EXIT_SETUP;
	}
	if (kernel.abi) {
		printf("extension: ABI %u\n", kernel.abi);
		print_bits("extension-flags", kernel.flags, policy_flags);
	} else {
		printf("extension: no%s\n", is_filtered() ? HIDDEN : ", this is a stock kernel");
	}
	check_landlock(&kernel);
	print_bits("seccomp-flags", kernel.filter_flags, filter_flags);
	if (first_line("/proc/sys/kernel/seccomp/actions_avail", line, sizeof(line)))
		printf("seccomp-actions: %s\n", line);
	else
		puts("seccomp-actions: unknown");
	check_yama();
	check_tracepoint();
	return verdict(&kernel);
}
