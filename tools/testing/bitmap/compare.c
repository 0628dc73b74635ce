// SPDX-License-Identifier: GPL-2.0-only
/*
 * compare PROGRAMS SEED: the bitmap of always allowed calls, a word at a time and call
 * by call, of random programs.  The functions are those of the kernel: see ./run.
 */

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t u64;
typedef uint32_t u32;
typedef uint16_t u16;

#define BITS_PER_LONG	64
#define BIT(n)		(1UL << (n))
#define BIT_WORD(n)	((n) / BITS_PER_LONG)
#define WARN_ON(c)	(warned |= (c))
#define WARN_ON_ONCE(c)	WARN_ON(c)
#define __ffs(w)	((unsigned int)__builtin_ctzl(w))

struct sock_fprog_kern {
	u16 len;
	struct sock_filter *filter;
};

static bool warned;

/* One number, as on x86-64 */
static bool seccomp_uprobe_exception(struct seccomp_data *sd)
{
	return sd->arch == AUDIT_ARCH_X86_64 && sd->nr == 335;
}

#include "extracted.h"

#define CALLS	470
#define MAX_LEN	40

static u64 state;

static u32 pick(u32 n)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (state >> 33) % n;
}

static u32 pick_number(void)
{
	static const u32 edges[] = {
		0, 1, 63, 64, 65, 127, 128, 447, 448, CALLS - 1, CALLS, 0x40000000,
		0x7fffffff, 0x80000000, 0xffffffff, AUDIT_ARCH_X86_64, AUDIT_ARCH_I386,
	};

	return pick(3) ? pick(CALLS + 10) : edges[pick(sizeof(edges) / sizeof(*edges))];
}

static struct sock_filter pick_insn(u32 left)
{
	static const u16 jumps[] = { BPF_JEQ, BPF_JEQ, BPF_JEQ, BPF_JGE, BPF_JGT, BPF_JSET };
	static const u32 loads[] = { 0, 0, 0, 4, 4, 8, 16 };
	static const u32 rets[] = {
		SECCOMP_RET_ALLOW, SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO, SECCOMP_RET_LOG,
	};
	const u32 far = left < 255 ? left : 255;

	/* Seldom what no filter of libseccomp has. */
	switch (pick(40)) {
	case 0:
		return (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, pick_number());
	case 1:
		return (struct sock_filter)BPF_STMT(BPF_LD | BPF_IMM, pick_number());
	case 2:
		return (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, pick(left));
	case 3:
		return (struct sock_filter)BPF_STMT(BPF_RET | BPF_A, 0);
	case 4 ... 7:
		return (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, rets[pick(4)]);
	case 8 ... 14:
		return (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, loads[pick(7)]);
	default:
		return (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_K | jumps[pick(6)],
						    pick_number(), pick(far), pick(far));
	}
}

static void pick_program(struct sock_fprog_kern *prog)
{
	u32 pc = 0;

	prog->len = 1 + pick(MAX_LEN);
	if (prog->len > 1 && pick(8))
		prog->filter[pc++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
								  pick(4) ? 0 : 4);
	for (; pc < prog->len - 1u; pc++)
		prog->filter[pc] = pick_insn(prog->len - 1u - pc);
	prog->filter[pc] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, pick(2) ?
							SECCOMP_RET_ALLOW : SECCOMP_RET_ERRNO);
}

static int differ(const struct sock_fprog_kern *prog, u32 nr, u32 arch, bool each)
{
	printf("call %u of 0x%x: %s at a time, %s each\n", nr, arch,
	       each ? "not allowed" : "allowed", each ? "allowed" : "not allowed");
	for (u32 pc = 0; pc < prog->len; pc++)
		printf("%3u: code 0x%02x jt %u jf %u k 0x%x\n", pc, prog->filter[pc].code,
		       prog->filter[pc].jt, prog->filter[pc].jf, prog->filter[pc].k);
	return 1;
}

static u64 allowed_calls, all_calls;

static int compare(struct sock_fprog_kern *prog, u32 arch)
{
	static unsigned long at[MAX_LEN], bitmap[BIT_WORD(CALLS) + 1];

	seccomp_cache_prepare_bitmap(prog, at, bitmap, CALLS, arch);
	for (u32 nr = 0; nr < CALLS; nr++) {
		struct seccomp_data sd = { .nr = nr, .arch = arch };
		const bool each = seccomp_is_const_allow(prog, &sd);

		if (each != !!(bitmap[BIT_WORD(nr)] & BIT(nr % BITS_PER_LONG)))
			return differ(prog, nr, arch, each);
		allowed_calls += each;
		all_calls++;
	}
	for (u32 pc = 0; pc < MAX_LEN; pc++) {
		if (at[pc])
			return printf("instruction %u is left with calls\n", pc), 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct sock_filter filter[MAX_LEN];
	struct sock_fprog_kern prog = { .filter = filter };
	const u64 programs = argc == 3 ? strtoull(argv[1], NULL, 0) : 0;

	if (!programs)
		return 2;
	state = strtoull(argv[2], NULL, 0);
	for (u64 n = 0; n < programs; n++) {
		pick_program(&prog);
		if (compare(&prog, AUDIT_ARCH_X86_64) || compare(&prog, AUDIT_ARCH_I386) ||
		    warned)
			return printf("program %llu differs\n", (unsigned long long)n), 1;
	}
	printf("%llu programs, %llu calls, %llu of them always allowed: no difference\n",
	       (unsigned long long)programs, (unsigned long long)all_calls,
	       (unsigned long long)allowed_calls);
	return 0;
}
