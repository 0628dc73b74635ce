// SPDX-License-Identifier: GPL-2.0-only
/*
 * The calls that the kernel takes for always allowed, of random programs
 *
 * /proc/PID/seccomp_cache has them.  Each program is run here for each call, with
 * nothing known but the number and the architecture; tools/testing/bitmap compares the
 * kernel's two ways with each other, for more programs.
 */
#include "landlock_common.h"

#include <linux/audit.h>

#define PROGRAMS	600
#define MAX_LEN		24

static __u64 rand_state = 1;

static __u32 pick(__u32 n)
{
	rand_state = rand_state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (rand_state >> 33) % n;
}

static __u32 pick_value(void)
{
	static const __u32 edges[] = {
		0, 63, 64, 65, 127, 128, 0x3fffffff, 0x40000000, 0x7fffffff,
		0x80000000, 0xffffffff, AUDIT_ARCH_X86_64, AUDIT_ARCH_I386,
	};

	return pick(4) ? pick(480) : edges[pick(ARRAY_SIZE(edges))];
}

static struct sock_filter pick_insn(__u32 left)
{
	static const __u16 jumps[] = { BPF_JEQ, BPF_JEQ, BPF_JGE, BPF_JGT, BPF_JSET };
	static const __u32 loads[] = { 0, 0, 4, 4, 8 };
	const __u16 jump = BPF_JMP | BPF_K | jumps[pick(ARRAY_SIZE(jumps))];

	switch (pick(16)) {
	case 0:
		return (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K,
						    pick_value());
	case 1:
		return (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, pick(left));
	case 2:
		return (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, pick(2) ?
						    SECCOMP_RET_ALLOW :
						    SECCOMP_RET_ERRNO);
	case 3 ... 5:
		return (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
						    loads[pick(ARRAY_SIZE(loads))]);
	default:
		return (struct sock_filter)BPF_JUMP(jump, pick_value(), pick(left),
						    pick(left));
	}
}

/* Allows seccomp(2) to who installs another one. */
static __u16 pick_program(struct sock_filter *prog)
{
	const __u16 len = 5 + pick(MAX_LEN - 5);
	__u16 pc = 3;

	prog[0] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0);
	prog[1] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
					       __NR_seccomp, 0, 1);
	prog[2] = (struct sock_filter)ALLOW;
	for (; pc < len - 1; pc++)
		prog[pc] = pick_insn(len - 1 - pc);
	prog[pc] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, pick(2) ?
						SECCOMP_RET_ALLOW :
						SECCOMP_RET_ERRNO);
	return len;
}

static bool jumps(const struct sock_filter *insn, __u32 acc)
{
	switch (BPF_OP(insn->code)) {
	case BPF_JEQ:
		return acc == insn->k;
	case BPF_JGE:
		return acc >= insn->k;
	case BPF_JGT:
		return acc > insn->k;
	default:
		return acc & insn->k;
	}
}

static bool always_allows(const struct sock_filter *prog, __u32 arch, __u32 nr)
{
	__u32 acc = 0;
	__u16 pc = 0;

	for (;; pc++) {
		const struct sock_filter *insn = &prog[pc];

		switch (BPF_CLASS(insn->code)) {
		case BPF_LD:
			if (insn->k > offsetof(struct seccomp_data, arch))
				return false;
			acc = insn->k ? arch : nr;
			break;
		case BPF_ALU:
			acc &= insn->k;
			break;
		case BPF_RET:
			return insn->k == SECCOMP_RET_ALLOW;
		default:
			if (BPF_OP(insn->code) == BPF_JA)
				pc += insn->k;
			else
				pc += jumps(insn, acc) ? insn->jt : insn->jf;
		}
	}
}

/* What the kernel makes its own calls with is never filtered. */
static bool is_exception(__u32 arch, int nr)
{
	if (arch != AUDIT_ARCH_X86_64)
		return false;
#ifdef __NR_uprobe
	if (nr == __NR_uprobe)
		return true;
#endif
#ifdef __NR_uretprobe
	if (nr == __NR_uretprobe)
		return true;
#endif
	return false;
}

static struct sock_filter programs[2][MAX_LEN];
static int *installed;

/* Every call may be denied afterwards, also the one to exit. */
static void install_and_spin(const __u16 *len, int num)
{
	int i;

	for (i = 0; i < num; i++) {
		if (attach_prog(0, programs[i], len[i])) {
			STORE(*installed, -1);
			_exit(1);
		}
	}
	STORE(*installed, 1);
	for (;;)
		;
}

/* How many lines are wrong, or -1 if there is none; the first one in @text */
static int wrong_lines(pid_t pid, int num, char *text, size_t size)
{
	char path[64], line[64], arch[16], word[16];
	int nr, i, lines = 0, wrong = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/seccomp_cache", pid);
	f = fopen(path, "re");
	if (!f)
		return -1;
	while (fgets(line, sizeof(line), f)) {
		bool allowed = true;
		__u32 audit_arch;

		if (sscanf(line, "%15s %d %15s", arch, &nr, word) != 3)
			continue;
		lines++;
		audit_arch = strcmp(arch, "x86_64") ? AUDIT_ARCH_I386 :
						      AUDIT_ARCH_X86_64;
		for (i = 0; i < num; i++)
			allowed &= always_allows(programs[i], audit_arch, nr);
		allowed |= is_exception(audit_arch, nr);
		if (allowed == !strcmp(word, "ALLOW"))
			continue;
		if (!wrong++)
			snprintf(text, size, "%s", line);
	}
	fclose(f);
	return lines ? wrong : -1;
}

TEST(of_random_programs)
{
	char text[64] = "";
	int i, round;

	if (access("/proc/self/seccomp_cache", R_OK))
		SKIP(return, "without CONFIG_SECCOMP_CACHE_DEBUG");
	installed = shared_alloc(sizeof(*installed));
	ASSERT_NE(NULL, installed);
	for (round = 0; round < PROGRAMS; round++) {
		const __u64 seed = rand_state;
		const int num = 1 + pick(2);
		__u16 len[2];
		pid_t child;

		for (i = 0; i < num; i++)
			len[i] = pick_program(programs[i]);
		STORE(*installed, 0);
		child = fork_tied();
		ASSERT_LE(0, child);
		if (!child)
			install_and_spin(len, num);
		while (!LOAD(*installed))
			sched_yield();
		ASSERT_EQ(1, LOAD(*installed));
		ASSERT_EQ(0, wrong_lines(child, num, text, sizeof(text)))
		{
			TH_LOG("round %d, seed 0x%llx, %d programs: not so: %s",
			       round, (unsigned long long)seed, num, text);
			kill(child, SIGKILL);
		}
		kill(child, SIGKILL);
		ASSERT_EQ(child, waitpid(child, NULL, 0));
	}
}

TEST_HARNESS_MAIN
