/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of the guest program share.  It is process 1 of a guest whose
 * time stamp counter counts instructions.
 */
#ifndef BENCH_H
#define BENCH_H

#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <sys/types.h>
#include <x86intrin.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* For what another thread, or a process that shares it, writes meanwhile. */
#define load(p) __atomic_load_n(p, __ATOMIC_SEQ_CST)
#define store(p, v) __atomic_store_n(p, v, __ATOMIC_SEQ_CST)

/* Ends a case, or process 1 and with it the guest, and names the reason. */
#define die(...) \
	do { \
		char text_[400]; \
		snprintf(text_, sizeof(text_), __VA_ARGS__); \
		die_at(__FILE__, __LINE__, text_); \
	} while (0)
noreturn void die_at(const char *file, int line, const char *text);

/* ok(CALL): the result of a call that must not fail */
#define ok(call) ok_at(__FILE__, __LINE__, #call, (long)(call))
long ok_at(const char *file, int line, const char *call, long ret);

/* Samples of one figure, in memory that a case shares with process 1. */
#define MAX_SAMPLES 1001
struct samples {
	unsigned int count;
	uint64_t value[MAX_SAMPLES];
};

static inline uint64_t now(void)
{
	return __rdtsc();
}

void add_sample(struct samples *samples, uint64_t from, uint64_t to);

/* measure(SAMPLES, COUNT, CALL): after some calls to warm up */
#define measure(samples, n, call) \
	do { \
		for (unsigned int i_ = 0; i_ < (n) + 8; i_++) { \
			const uint64_t from_ = now(); \
			(void)(call); \
			const uint64_t to_ = now(); \
			if (i_ >= 8) \
				add_sample(samples, from_, to_); \
		} \
	} while (0)

/*
 * run_case(FUNCTION, ARGUMENT, FORMAT...): in a process of its own, and reports
 * its samples under the formatted "figure=NAME key=value ...".
 */
typedef void (*case_fn)(struct samples *samples, const void *arg);
#define run_case(fn, arg, ...) \
	do { \
		char name_[256]; \
		snprintf(name_, sizeof(name_), __VA_ARGS__); \
		run_named_case(fn, arg, name_, 0, NULL); \
	} while (0)
/*
 * Things that are compared and take turns within one case, so that what changes
 * with time changes for all of them: @fn is given an array of samples, and each
 * set of them is reported with its word of @sets at the end of the name.
 */
#define MAX_SETS 4
void run_named_case(case_fn fn, const void *arg, const char *name, unsigned int sets,
		    const char * const *set_names);

/* The order of @count things in a round; all orders occur equally often. */
void order_of_round(unsigned int round, unsigned int count, unsigned int order[]);

/* One line of the report. */
#define emit(...) \
	do { \
		char line_[512]; \
		snprintf(line_, sizeof(line_), __VA_ARGS__); \
		emit_line(line_); \
	} while (0)
void emit_line(const char *line);

/* sandbox.c */
enum peer {
	PEER_NONE,		/* no sandbox */
	PEER_FILTER,		/* a filter only */
	PEER_TWO_CALLS,		/* landlock_restrict_self(2), then the filter */
	PEER_RULED,		/* a ruled filter */
	PEER_NOTIFY,		/* a supervisor with a listener lets the call go on */
	PEER_NOTIFY_FD,		/* as above, and opens the file itself */
	PEER_TRACE,		/* a supervisor with ptrace(2) */
	PEER_SUPERVISED,	/* a ruled filter whose listener has nothing to answer */
	PEER_ASKED,		/* the same, and it is asked about what the rules deny */
};

struct rules {
	uint64_t handled_fs;
	uint64_t handled_net;
	unsigned int paths;	/* number of rules; the first one allows "/" */
	uint16_t port;		/* that may be bound and connected to, if handled */
	unsigned int ports;	/* number of rules for ports */
};

extern bool kernel_has_rules;
const char *peer_name(enum peer peer);
bool peer_is_possible(enum peer peer);
void make_rule_paths(unsigned int count);
int make_ruleset(const struct rules *rules);
void no_new_privs(void);
int install_filter(const struct sock_fprog *prog, unsigned int flags);
int install_ruled(const struct sock_fprog *prog, int ruleset, unsigned int flags);
void install_peer(enum peer peer, int ruleset, unsigned int layers);
extern const struct sock_fprog one_instruction;
const struct sock_fprog *deny_list(void);
long restrict_self(int ruleset);

/* supervise.c */
void start_supervised(enum peer peer, int ruleset);

/* The figures. */
void bench_calls(void);
void bench_open(void);
void bench_contention(void);
void bench_net(void);
void bench_install(void);
void bench_tsync(void);
void bench_verdict(void);
void bench_memory(void);

/* account.c; false if there is no such thing to account for */
bool account(const char *name);
/* Marks in the log.  In another file, so that they are really called. */
void account_begin(void);
void account_end(void);

#endif /* BENCH_H */
