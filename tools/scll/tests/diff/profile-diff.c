// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - compare profiles with crun, and with what they mean
 *
 *	profile-diff SEED COUNT DIR [SHIM]
 *
 * Makes COUNT small profiles, the first from SEED.  Each is compiled by this tool, and as
 * crun 1.8.1 does it: a few lines below do the same with libseccomp.  With SHIM, which is
 * preloaded into crun and hands out its program, by crun too; both must be the same.
 *
 * The program of this tool must be crun's, but for what is put in front of it.  The model
 * below says what a profile means; no call that it denies may pass.  scll may refuse a
 * profile that crun takes only if crun's program lets such a call pass, or if two rules
 * have the same conditions and different actions.
 *
 * DIR is for files.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pcap/bpf.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "profile.h"

#define RULES_MAX	8
#define CONDS_MAX	5
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof(*(a)))
#define X32		0x40000000U

/* By the kernel's tables; -1: none.  Some are also part of socketcall or ipc on x86. */
static const struct call {
	const char *name;
	int amd64, x86, x32;
	int whole, part;
} calls[] = {
	{ "dup", 32, 41, 32, -1, 0 },
	{ "lseek", 8, 19, 8, -1, 0 },
	{ "personality", 135, 136, 135, -1, 0 },
	{ "ioctl", 16, 54, 514, -1, 0 },
	{ "socket", 41, 359, 41, 102, 1 },
	{ "semop", 65, -1, 65, 117, 1 },
	{ "kill", 62, 37, 62, -1, 0 },
};

static const struct action {
	const char *name;
	int data;		/* -1: none */
	uint32_t value;
} actions[] = {
	{ "SCMP_ACT_ALLOW", -1, SECCOMP_RET_ALLOW },
	{ "SCMP_ACT_ERRNO", -1, SECCOMP_RET_ERRNO | 1 },
	{ "SCMP_ACT_ERRNO", 2, SECCOMP_RET_ERRNO | 2 },
	{ "SCMP_ACT_ERRNO", 38, SECCOMP_RET_ERRNO | 38 },
	{ "SCMP_ACT_KILL", -1, SECCOMP_RET_KILL_THREAD },
	{ "SCMP_ACT_KILL_PROCESS", -1, SECCOMP_RET_KILL_PROCESS },
	{ "SCMP_ACT_TRAP", -1, SECCOMP_RET_TRAP },
	{ "SCMP_ACT_LOG", -1, SECCOMP_RET_LOG },
	{ "SCMP_ACT_TRACE", 7, SECCOMP_RET_TRACE | 7 },
};

static const char *const ops[] = { "NE", "LT", "LE", "EQ", "GE", "GT", "MASKED_EQ" };

static const uint64_t numbers[] = {
	0, 1, 2, 3, 5, 16, 0x7fffffff, 0xffffffff, 0x100000000, 0x100000001, 0x200000002,
};

static const uint64_t masks[] = {
	0, 1, 3, 0xf0, 0xffffffff, 0x100000000, 0x100000003, 0x7fffffffffffffff,
};

struct cond {
	unsigned int index, op;
	uint64_t value, two;
};

struct rule {
	const struct call *call[2];
	unsigned int call_count;
	bool unknown;		/* and a name that nobody knows */
	const struct action *action;
	struct cond cond[CONDS_MAX];
	unsigned int cond_count;
	const char *when;	/* "includes" and "excludes", or "" */
	bool applies;
};

struct sample {
	const struct action *def;
	bool x86, x32, arch_map;
	struct rule rule[RULES_MAX];
	unsigned int rule_count;
};

/* For a host with CAP_SYS_ADMIN alone, amd64, 6.12. */
static const struct profile_host host = { "amd64", UINT64_C(1) << 21, { 6, 12 }, 1 };
static const struct {
	const char *text;
	bool applies;
} whens[] = {
	{ ",\"includes\":{\"caps\":[\"CAP_SYS_ADMIN\"]}", true },
	{ ",\"includes\":{\"caps\":[\"CAP_SYS_ADMIN\",\"CAP_BPF\"]}", false },
	{ ",\"excludes\":{\"caps\":[\"CAP_BPF\",\"CAP_SYS_ADMIN\"]}", false },
	{ ",\"excludes\":{\"caps\":[\"CAP_BPF\"]}", true },
	{ ",\"includes\":{\"arches\":[\"arm64\",\"amd64\"]}", true },
	{ ",\"includes\":{\"arches\":[\"arm64\"]}", false },
	{ ",\"excludes\":{\"arches\":[\"amd64\"]}", false },
	{ ",\"includes\":{\"minKernel\":\"6.12\"}", true },
	{ ",\"includes\":{\"minKernel\":\"6.13\"}", false },
	{ ",\"excludes\":{\"minKernel\":\"4.8\"}", false },
};

static uint64_t state;

static unsigned int pick(unsigned int n)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (state >> 33) % n;
}

static void make_conds(struct rule *rule)
{
	unsigned int used = 0;

	rule->cond_count = pick(4);
	for (unsigned int i = 0; i < rule->cond_count; i++) {
		struct cond *cond = &rule->cond[i];

		do {
			cond->index = pick(3);
		} while (used >> cond->index & 1 && pick(5));
		used |= 1U << cond->index;
		cond->op = pick(ARRAY_SIZE(ops));
		cond->value = pick(3) ? numbers[pick(4)] : numbers[pick(ARRAY_SIZE(numbers))];
		cond->two = 0;
		if (cond->op == 6) {
			cond->value = masks[pick(ARRAY_SIZE(masks))];
			cond->two = numbers[pick(ARRAY_SIZE(numbers))];
		}
	}
}

static void make_rule(struct sample *s, const struct call *const *favourites)
{
	struct rule *rule = &s->rule[s->rule_count++];

	if (s->rule_count > 1 && !pick(8)) {
		/* The one before once more, with its conditions the other way round. */
		*rule = rule[-1];
		for (unsigned int i = 0; i < rule->cond_count; i++)
			rule->cond[i] = rule[-1].cond[rule->cond_count - 1 - i];
		if (!pick(4))
			rule->action = &actions[pick(ARRAY_SIZE(actions))];
		return;
	}
	rule->call_count = 1 + !pick(6);
	for (unsigned int i = 0; i < rule->call_count; i++)
		rule->call[i] = favourites[(i + pick(2)) % 2];
	rule->unknown = !pick(12);
	rule->action = pick(2) ? &actions[pick(2)] : &actions[pick(ARRAY_SIZE(actions))];
	make_conds(rule);
	rule->when = "";
	rule->applies = true;
	if (!pick(6)) {
		unsigned int when = pick(ARRAY_SIZE(whens));

		rule->when = whens[when].text;
		rule->applies = whens[when].applies;
	}
}

static void make_sample(struct sample *s, uint64_t seed)
{
	const struct call *favourites[2];

	state = seed * 0x9e3779b97f4a7c15ULL;
	for (int i = 0; i < 4; i++)
		pick(2);
	memset(s, 0, sizeof(*s));
	s->def = pick(3) ? &actions[pick(2)] : &actions[pick(ARRAY_SIZE(actions))];
	s->x86 = !pick(4);
	s->x32 = !pick(8);
	s->arch_map = !pick(3);
	for (int i = 0; i < 2; i++)
		favourites[i] = &calls[pick(ARRAY_SIZE(calls))];
	for (unsigned int i = 1 + pick(6); i; i--)
		make_rule(s, favourites);
}

static void print_action(FILE *out, const char *action, const char *data, const struct action *a)
{
	fprintf(out, "\"%s\":\"%s\"", action, a->name);
	if (a->data >= 0)
		fprintf(out, ",\"%s\":%d", data, a->data);
}

static void print_rule(FILE *out, const struct rule *rule, bool for_engine)
{
	fprintf(out, "{\"names\":[");
	if (rule->unknown)
		fprintf(out, "\"no_such_call\",");
	for (unsigned int i = 0; i < rule->call_count; i++)
		fprintf(out, "%s\"%s\"", i ? "," : "", rule->call[i]->name);
	fprintf(out, "],");
	print_action(out, "action", "errnoRet", rule->action);
	if (rule->cond_count)
		fprintf(out, ",\"args\":[");
	for (unsigned int i = 0; i < rule->cond_count; i++)
		fprintf(out, "%s{\"index\":%u,\"value\":%llu,\"valueTwo\":%llu,\"op\":\"SCMP_CMP_%s\"}",
			i ? "," : "", rule->cond[i].index, (unsigned long long)rule->cond[i].value,
			(unsigned long long)rule->cond[i].two, ops[rule->cond[i].op]);
	fprintf(out, "%s%s}", rule->cond_count ? "]" : "", for_engine ? "" : rule->when);
}

static void print_arches(FILE *out, const struct sample *s, bool map)
{
	const char *const subs = s->x86 ? s->x32 ? "\"SCMP_ARCH_X86\",\"SCMP_ARCH_X32\"" :
				 "\"SCMP_ARCH_X86\"" : s->x32 ? "\"SCMP_ARCH_X32\"" : "";

	if (map)
		fprintf(out, ",\"archMap\":[{\"architecture\":\"SCMP_ARCH_X86_64\",\"subArchitectures\":[%s]}]",
			subs);
	else
		fprintf(out, ",\"architectures\":[\"SCMP_ARCH_X86_64\"%s%s]", *subs ? "," : "",
			subs);
}

/* An engine gets the rules that apply: container managers leave out the others. */
static char *print_sample(const struct sample *s, bool for_engine)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	bool first = true;

	if (!out)
		exit(99);
	putc('{', out);
	print_action(out, "defaultAction", "defaultErrnoRet", s->def);
	print_arches(out, s, !for_engine && s->arch_map);
	fprintf(out, ",\"syscalls\":[");
	for (unsigned int i = 0; i < s->rule_count; i++) {
		if (for_engine && !s->rule[i].applies)
			continue;
		fputs(first ? "\n" : ",\n", out);
		print_rule(out, &s->rule[i], for_engine);
		first = false;
	}
	fprintf(out, "]}\n");
	fclose(out);
	return text;
}

/* A program, or why there is none. */
struct result {
	struct sock_filter prog[BPF_MAXINSNS];
	size_t len;
	char error[1024];
};

static void compile_here(const char *text, struct result *result)
{
	struct profile_filter filter;
	struct errmsg err;

	result->len = 0;
	result->error[0] = '\0';
	if (scll_profile_read("profile", text, strlen(text), &host, NULL, &filter, &err)) {
		snprintf(result->error, sizeof(result->error), "%s", err.text);
		return;
	}
	result->len = filter.len;
	memcpy(result->prog, filter.prog, filter.len * sizeof(*filter.prog));
	free(filter.prog);
}

static const char config[] =
	"{\"ociVersion\":\"1.0.0\",\"root\":{\"path\":\"rootfs\",\"readonly\":true},\"mounts\":[],"
	"\"process\":{\"terminal\":false,\"cwd\":\"/\",\"user\":{\"uid\":0,\"gid\":0},"
	"\"env\":[\"PATH=/\"],\"args\":[\"/x\"]},"
	"\"linux\":{\"namespaces\":[{\"type\":\"mount\"}],\"seccomp\":";

static void make_bundle(const char *dir)
{
	int fd;

	if (chdir(dir) || (mkdir("rootfs", 0755) && errno != EEXIST) ||
	    (mkdir("rootfs/dev", 0755) && errno != EEXIST) ||
	    (mkdir("rootfs/proc", 0755) && errno != EEXIST))
		exit(99);
	fd = open("rootfs/x", O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
	if (fd < 0)
		exit(99);
	close(fd);
}

static void run_crun(const char *shim)
{
	const struct rlimit limit = { 1, 1 };
	int out = open("crun.err", O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (out < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0)
		_exit(99);
	setrlimit(RLIMIT_CPU, &limit);
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
	setenv("LD_PRELOAD", shim, 1);
	setenv("SHIM_OUT", "crun.bpf", 1);
	execlp("crun", "crun", "--root", "state", "--cgroup-manager=disabled", "run", "c", NULL);
	_exit(99);
}

static size_t read_file(const char *name, void *buf, size_t size)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? -1 : read(fd, buf, size);

	if (fd >= 0)
		close(fd);
	return len < 0 ? 0 : len;
}

static void compile_crun(const char *text, const char *shim, struct result *result)
{
	FILE *out = fopen("config.json", "w");
	int status;
	pid_t pid;

	if (!out || fprintf(out, "%s%s}}\n", config, text) < 0 || fclose(out))
		exit(99);
	unlink("crun.bpf");
	/* What the last one left. */
	unlink("state/c/seccomp.bpf");
	unlink("state/c/exec.fifo");
	unlink("state/c/config.json");
	rmdir("state/c");
	pid = fork();
	if (!pid)
		run_crun(shim);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		exit(99);
	memset(result->error, 0, sizeof(result->error));
	result->len = read_file("crun.bpf", result->prog, sizeof(result->prog)) / 8;
	if (status || !result->len) {
		result->len = 0;
		if (WIFSIGNALED(status))
			strcpy(result->error, "seccomp: endless");
		else
			read_file("crun.err", result->error, sizeof(result->error) - 1);
		/* Anything else is not about the profile. */
		if (!strstr(result->error, "seccomp")) {
			printf("# crun: status %#x: %s\n", status, result->error);
			exit(99);
		}
	}
}

/* One argument twice: each condition is a rule of its own. */
static bool is_any(const struct rule *rule)
{
	for (unsigned int i = 0; i < rule->cond_count; i++)
		for (unsigned int j = 0; j < i; j++)
			if (rule->cond[i].index == rule->cond[j].index)
				return true;
	return false;
}

/* What crun does with libseccomp. */
static int add_as_crun(scmp_filter_ctx ctx, const struct rule *rule, int nr)
{
	struct scmp_arg_cmp cmp[CONDS_MAX];
	int ret = 0;

	for (unsigned int i = 0; i < rule->cond_count; i++)
		cmp[i] = (struct scmp_arg_cmp){ rule->cond[i].index,
						SCMP_CMP_NE + rule->cond[i].op,
						rule->cond[i].value, rule->cond[i].two };
	if (!is_any(rule))
		return seccomp_rule_add_array(ctx, rule->action->value, nr, rule->cond_count, cmp);
	for (unsigned int i = 0; !ret && i < rule->cond_count; i++)
		ret = seccomp_rule_add_array(ctx, rule->action->value, nr, 1, &cmp[i]);
	return ret;
}

static int export_as_crun(const struct sample *s, int fd)
{
	scmp_filter_ctx ctx = seccomp_init(s->def->value);
	int ret = 0;

	if (s->x86)
		ret = seccomp_arch_add(ctx, SCMP_ARCH_X86);
	if (!ret && s->x32)
		ret = seccomp_arch_add(ctx, SCMP_ARCH_X32);
	for (unsigned int i = 0; i < s->rule_count; i++) {
		const struct rule *rule = &s->rule[i];

		if (!rule->applies || rule->action->value == s->def->value)
			continue;
		for (unsigned int j = 0; !ret && j < rule->call_count; j++)
			ret = add_as_crun(ctx, rule, rule->call[j]->amd64);
	}
	return ret ? ret : seccomp_export_bpf(ctx, fd);
}

static void compile_as_crun(const struct sample *s, struct result *result)
{
	const struct rlimit limit = { 1, 1 };
	int fd = open("model.bpf", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	pid_t pid = fork();
	int status;

	if (!pid) {
		setrlimit(RLIMIT_CPU, &limit);
		setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
		_exit(export_as_crun(s, fd) ? 1 : 0);
	}
	if (fd < 0 || pid < 0 || waitpid(pid, &status, 0) != pid)
		exit(99);
	result->len = status ? 0 : pread(fd, result->prog, sizeof(result->prog), 0) / 8;
	snprintf(result->error, sizeof(result->error), "%s", status ? "refused" : "");
	close(fd);
}

/* The kernel's order; 3 and more deny. */
static int strength(uint32_t action)
{
	switch (action & SECCOMP_RET_ACTION_FULL) {
	case SECCOMP_RET_KILL_PROCESS:
		return 6;
	case SECCOMP_RET_KILL_THREAD:
		return 5;
	case SECCOMP_RET_TRAP:
		return 4;
	case SECCOMP_RET_ERRNO:
		return 3;
	case SECCOMP_RET_TRACE:
		return 2;
	case SECCOMP_RET_LOG:
		return 1;
	}
	return 0;
}

static bool cond_holds(const struct cond *cond, uint64_t a)
{
	const uint64_t v = cond->value;
	const bool truth[] = { a != v, a < v, a <= v, a == v, a >= v, a > v,
			       (a & v) == (cond->two & v) };

	return truth[cond->op];
}

static bool rule_matches(const struct rule *rule, const struct call *call, const uint64_t *args)
{
	unsigned int held = 0;
	bool named = false;

	for (unsigned int i = 0; i < rule->call_count; i++)
		named |= rule->call[i] == call;
	if (!named || !rule->applies)
		return false;
	for (unsigned int i = 0; i < rule->cond_count; i++)
		held += cond_holds(&rule->cond[i], args[rule->cond[i].index]);
	return is_any(rule) ? held : held == rule->cond_count;
}

/* What the profile means: the strictest rule that matches, else the default. */
static uint32_t model(const struct sample *s, const struct call *call, const uint64_t *args)
{
	uint32_t action = s->def->value;
	bool matched = false;

	for (unsigned int i = 0; i < s->rule_count; i++) {
		const struct rule *rule = &s->rule[i];

		if (!rule_matches(rule, call, args))
			continue;
		if (!matched || strength(rule->action->value) > strength(action))
			action = rule->action->value;
		matched = true;
	}
	return action;
}

/* The strictest that any arguments may get, for what hides them. */
static uint32_t model_hidden(const struct sample *s, const struct call *call)
{
	uint32_t action = s->def->value;
	bool asks = false, first = true;

	for (int pass = 0; pass < 2; pass++) {
		for (unsigned int i = 0; i < s->rule_count; i++) {
			const struct rule *rule = &s->rule[i];

			bool named = rule->call[0] == call || rule->call[1] == call;

			if (!rule->applies || !named)
				continue;
			asks |= rule->cond_count > 0;
			if ((first && !pass) ||
			    strength(rule->action->value) > strength(action))
				action = rule->action->value;
			first = false;
		}
		if (asks && strength(s->def->value) > strength(action))
			action = s->def->value;
	}
	return action;
}

/* libpcap runs the program: it wants big-endian words. */
static uint32_t run(const struct result *result, uint32_t nr, uint32_t arch, const uint64_t *args)
{
	uint32_t words[16] = { htonl(nr), htonl(arch) };

	for (int i = 0; i < 6; i++) {
		words[4 + 2 * i] = htonl((uint32_t)args[i]);
		words[5 + 2 * i] = htonl(args[i] >> 32);
	}
	return bpf_filter((const struct bpf_insn *)result->prog, (const u_char *)words,
			  sizeof(words), sizeof(words));
}

/* All that is tried of an argument: what makes a difference to a condition, and more. */
static struct {
	uint64_t value[128];
	size_t count;
} dense[3];

static void add_dense(unsigned int arg, uint64_t value)
{
	for (size_t i = 0; i < dense[arg].count; i++)
		if (dense[arg].value[i] == value)
			return;
	if (dense[arg].count == ARRAY_SIZE(dense[arg].value))
		exit(99);
	dense[arg].value[dense[arg].count++] = value;
	/* What is left of it where arguments have 32 bits. */
	add_dense(arg, (uint32_t)value);
}

static void add_near(unsigned int arg, uint64_t value)
{
	add_dense(arg, value);
	add_dense(arg, value - 1);
	add_dense(arg, value + 1);
	add_dense(arg, value ^ UINT64_C(1) << 32);
}

static void make_dense(const struct sample *s)
{
	for (unsigned int arg = 0; arg < 3; arg++) {
		dense[arg].count = 0;
		add_dense(arg, 0);
	}
	for (unsigned int i = 0; i < s->rule_count; i++) {
		for (unsigned int j = 0; j < s->rule[i].cond_count; j++) {
			const struct cond *cond = &s->rule[i].cond[j];

			add_dense(cond->index, UINT32_MAX);
			add_dense(cond->index, UINT64_MAX);
			add_dense(cond->index, UINT64_C(0x1ffffffff));
			if (cond->op == 6) {
				add_dense(cond->index, cond->two & cond->value);
				add_dense(cond->index, (cond->two & cond->value) | ~cond->value);
				add_dense(cond->index, ~cond->value);
				add_dense(cond->index, ~cond->two & cond->value);
				/* All bits but one. */
				add_dense(cond->index, (cond->two & cond->value) ^
						       (cond->value & -cond->value));
				add_dense(cond->index, ((cond->two & cond->value) | ~cond->value) ^
						       (cond->value & -cond->value));
			} else {
				add_near(cond->index, cond->value);
			}
		}
	}
}

struct tally {
	unsigned long weaker, stricter;
	char first[256];	/* of the weaker ones */
};

static void try_one(const struct sample *s, const struct call *call, uint32_t arch, uint32_t nr,
		    const uint64_t *args, const struct result *result, struct tally *tally)
{
	uint32_t want = model(s, call, args), have = run(result, nr, arch, args);

	if (strength(have) < strength(want) && !tally->weaker++)
		snprintf(tally->first, sizeof(tally->first),
			 "%s (%#x on %#x) with %#llx %#llx %#llx gets %#x, not %#x",
			 call->name, nr, arch, (unsigned long long)args[0],
			 (unsigned long long)args[1], (unsigned long long)args[2], have, want);
	tally->stricter += strength(have) > strength(want);
}

static void try_args(const struct sample *s, const struct call *call, uint32_t arch, uint32_t nr,
		     bool is_64, const struct result *result, struct tally *tally)
{
	uint64_t args[6] = { 0 };

	for (size_t i = 0; i < dense[0].count; i++) {
		for (size_t j = 0; j < dense[1].count; j++) {
			for (size_t k = 0; k < dense[2].count; k++) {
				args[0] = dense[0].value[i];
				args[1] = dense[1].value[j];
				args[2] = dense[2].value[k];
				if (!is_64 && (args[0] | args[1] | args[2]) >> 32)
					continue;
				try_one(s, call, arch, nr, args, result, tally);
			}
		}
	}
}

static bool is_named(const struct sample *s, const struct call *call)
{
	for (unsigned int i = 0; i < s->rule_count; i++)
		for (unsigned int j = 0; j < s->rule[i].call_count; j++)
			if (s->rule[i].call[j] == call)
				return true;
	return false;
}

static void try_part(const struct sample *s, const struct call *call, uint32_t part,
		     const struct result *result, struct tally *tally)
{
	const uint64_t args[6] = { part, 5 };
	uint32_t want = model_hidden(s, call);
	uint32_t have = run(result, call->whole, AUDIT_ARCH_I386, args);

	if (strength(have) < strength(want) && !tally->weaker++)
		snprintf(tally->first, sizeof(tally->first),
			 "%s as part %#x of %d gets %#x, not %#x", call->name, part, call->whole,
			 have, want);
}

/* ipc(2) ignores the upper half of the part's number. */
static void try_whole(const struct sample *s, const struct call *call,
		      const struct result *result, struct tally *tally)
{
	try_part(s, call, call->part, result, tally);
	if (call->whole == 117)
		try_part(s, call, call->part | 0x10000, result, tally);
}

static void judge(const struct sample *s, const struct result *result, struct tally *tally)
{
	const uint64_t none[6] = { 0 };

	memset(tally, 0, sizeof(*tally));
	make_dense(s);
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		const struct call *call = &calls[i];

		if (!is_named(s, call)) {
			try_one(s, call, AUDIT_ARCH_X86_64, call->amd64, none, result, tally);
			continue;
		}
		try_args(s, call, AUDIT_ARCH_X86_64, call->amd64, true, result, tally);
		if (s->x86 && call->x86 >= 0)
			try_args(s, call, AUDIT_ARCH_I386, call->x86, false, result, tally);
		if (s->x86 && call->whole >= 0)
			try_whole(s, call, result, tally);
		/* libseccomp compares 32 bits of them. */
		if (s->x32)
			try_args(s, call, AUDIT_ARCH_X86_64, X32 | call->x32, false, result,
				 tally);
	}
}

/* Is it so that the call which a message names gets less than it should? */
static bool is_weaker_as_said(const struct sample *s, const char *message,
			      const struct result *crun)
{
	const bool x86 = strstr(message, " on x86"), x32 = strstr(message, " on x32");
	struct tally tally = { 0 };
	uint64_t args[6] = { 0 };

	for (const char *p = message; (p = strstr(p, "argument ")); p += strlen("argument ")) {
		const unsigned int arg = p[strlen("argument ")] - '0';

		if (arg < 6)
			args[arg] = strtoull(p + strlen("argument 0 = "), NULL, 0);
	}
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		const struct call *call = &calls[i];
		uint32_t nr = x86 ? call->x86 : call->amd64;
		char name[32];

		if (x32)
			nr = X32 | call->x32;
		snprintf(name, sizeof(name), "'%s'", call->name);
		if (strstr(message, name))
			try_one(s, call, x86 ? AUDIT_ARCH_I386 : AUDIT_ARCH_X86_64, nr, args, crun,
				&tally);
	}
	return tally.weaker;
}

enum verdict {
	SAME,
	OVERRIDDEN,	/* rules that depend on the host */
	BOTH_REFUSE,
	CRUN_WEAKER,	/* scll refuses it */
	CONTRADICTION,	/* and so this */
	FAILED,
	VERDICTS,
};

static bool same_end(const struct result *ours, const struct result *crun)
{
	return ours->len >= crun->len &&
	       !memcmp(ours->prog + ours->len - crun->len, crun->prog,
		       crun->len * sizeof(*crun->prog));
}

static bool has_when(const struct sample *s)
{
	for (unsigned int i = 0; i < s->rule_count; i++)
		if (s->rule[i].applies && *s->rule[i].when)
			return true;
	return false;
}

/* Number of rules that a rule is made of, and which of its conditions are in the nth. */
static unsigned int pieces(const struct rule *rule)
{
	return is_any(rule) ? rule->cond_count : 1;
}

static bool piece_holds(const struct rule *rule, unsigned int piece, const uint64_t *args)
{
	if (is_any(rule))
		return cond_holds(&rule->cond[piece], args[rule->cond[piece].index]);
	for (unsigned int i = 0; i < rule->cond_count; i++)
		if (!cond_holds(&rule->cond[i], args[rule->cond[i].index]))
			return false;
	return true;
}

static bool same_pieces(const struct rule *a, unsigned int pa, const struct rule *b,
			unsigned int pb)
{
	for (size_t i = 0; i < dense[0].count; i++) {
		for (size_t j = 0; j < dense[1].count; j++) {
			for (size_t k = 0; k < dense[2].count; k++) {
				const uint64_t args[] = { dense[0].value[i], dense[1].value[j],
							  dense[2].value[k] };

				if (piece_holds(a, pa, args) != piece_holds(b, pb, args))
					return false;
			}
		}
	}
	return true;
}

static bool share_call(const struct rule *a, const struct rule *b)
{
	for (unsigned int i = 0; i < a->call_count; i++)
		for (unsigned int j = 0; j < b->call_count; j++)
			if (a->call[i] == b->call[j])
				return true;
	return false;
}

/* Do two rules that do not depend on the host say different things of the same? */
static bool contradicts(const struct sample *s)
{
	make_dense(s);
	for (unsigned int i = 0; i < s->rule_count; i++) {
		for (unsigned int j = 0; j < i; j++) {
			const struct rule *a = &s->rule[i], *b = &s->rule[j];

			if (!a->applies || !b->applies || a->action->value == b->action->value ||
			    !share_call(a, b))
				continue;
			for (unsigned int k = 0; k < pieces(a) * pieces(b); k++)
				if (same_pieces(a, k % pieces(a), b, k / pieces(a)))
					return true;
		}
	}
	return false;
}

static enum verdict compare(const struct sample *s, const struct result *ours,
			    const struct result *crun, struct tally *tally)
{
	if (ours->len) {
		judge(s, ours, tally);
		if (tally->weaker)
			return FAILED;
		if (crun->len && same_end(ours, crun))
			return SAME;
		snprintf(tally->first, sizeof(tally->first), "crun: %.200s",
			 crun->len ? "another program" : crun->error);
		return has_when(s) ? OVERRIDDEN : FAILED;
	}
	if (!crun->len)
		return BOTH_REFUSE;
	if (contradicts(s))
		return CONTRADICTION;
	judge(s, crun, tally);
	if (tally->weaker || is_weaker_as_said(s, ours->error, crun))
		return CRUN_WEAKER;
	snprintf(tally->first, sizeof(tally->first), "refused without need: %.200s", ours->error);
	return FAILED;
}

static enum verdict one(uint64_t seed, const char *shim)
{
	static struct result ours, like_crun, crun;
	struct sample s;
	struct tally tally = { 0 };
	char *text, *for_crun;
	enum verdict verdict;

	make_sample(&s, seed);
	text = print_sample(&s, false);
	for_crun = print_sample(&s, true);
	compile_here(text, &ours);
	compile_as_crun(&s, &like_crun);
	verdict = compare(&s, &ours, &like_crun, &tally);
	if (shim) {
		compile_crun(for_crun, shim, &crun);
		if (crun.len != like_crun.len ||
		    memcmp(crun.prog, like_crun.prog, crun.len * sizeof(*crun.prog))) {
			snprintf(tally.first, sizeof(tally.first),
				 "crun's program is not what is expected of it: %.150s", crun.error);
			verdict = FAILED;
		}
	}
	if (verdict == FAILED) {
		printf("# seed %llu: %s\n", (unsigned long long)seed, tally.first);
		for (const char *p = strtok(text, "\n"); p; p = strtok(NULL, "\n"))
			printf("#   %s\n", p);
	}
	if (getenv("VERBOSE"))
		printf("# %llu: %d: %s | %s | %s\n", (unsigned long long)seed, verdict,
		       ours.error, crun.error, tally.first);
	free(text);
	free(for_crun);
	return verdict;
}

int main(int argc, char **argv)
{
	unsigned long count[VERDICTS] = { 0 };
	uint64_t seed;

	if (argc < 4)
		return 99;
	seed = strtoull(argv[1], NULL, 10);
	make_bundle(argv[3]);
	for (unsigned long i = strtoul(argv[2], NULL, 10); i; i--, seed++)
		count[one(seed, argc > 4 ? argv[4] : NULL)]++;
	printf("# %lu same program as crun, %lu where rules that depend on the host override, "
	       "%lu refused by both, %lu refused here because crun lets a denied call pass, "
	       "%lu contradictions that crun takes, %lu wrong\n", count[SAME], count[OVERRIDDEN],
	       count[BOTH_REFUSE], count[CRUN_WEAKER], count[CONTRADICTION], count[FAILED]);
	return count[FAILED] || !count[SAME];
}
