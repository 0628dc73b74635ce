// SPDX-License-Identifier: GPL-2.0-only
/*
 * Denials of the ptrace verdict are explained: by the tracepoint
 * seccomp:seccomp_deny_ptrace, and in the audit log if a ruled filter of the tracer
 * was installed with SECCOMP_FILTER_FLAG_LOG
 */
#include "landlock_audit.h"
#include "landlock_pairs.h"

#define TRACING		"/sys/kernel/tracing"
#define EVENT		"events/seccomp/seccomp_deny_ptrace"

/* The tracepoint, in a buffer that nobody else writes to */
static char instance[64];

static int write_file(const char *dir, const char *name, const char *text)
{
	const ssize_t len = strlen(text);
	char path[256];
	ssize_t ret;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (fd < 0)
		return -1;
	ret = write(fd, text, len);
	close(fd);
	return ret == len ? 0 : -1;
}

static int trace_start(void)
{
	snprintf(instance, sizeof(instance), TRACING "/instances/scll-%d",
		 getpid());
	if (access(TRACING "/instances", F_OK) &&
	    mount("tracefs", TRACING, "tracefs", 0, NULL))
		return -1;
	if (mkdir(instance, 0700))
		return -1;
	return write_file(instance, EVENT "/enable", "1");
}

static void trace_stop(void)
{
	write_file(instance, EVENT "/enable", "0");
	rmdir(instance);
}

/* Number of events since the last trace_clear(), of one kind or of all */
static int trace_count(const char *tracer, const char *tracee, const char *rest)
{
	char path[128], line[512];
	int num = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/trace", instance);
	f = fopen(path, "re");
	if (!f)
		return -1;
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = ' ';
		num += strstr(line, " seccomp_deny_ptrace: ") &&
		       strstr(line, tracer) && strstr(line, tracee) &&
		       strstr(line, rest);
	}
	fclose(f);
	return num;
}

static int trace_find(pid_t tracer, pid_t target, const char *mode,
		      const char *reason)
{
	char who[64], whom[64], rest[128];

	snprintf(who, sizeof(who), " tracer_pid=%d ", tracer);
	snprintf(whom, sizeof(whom), " tracee_pid=%d ", target);
	snprintf(rest, sizeof(rest), " mode=%s reason=%s ", mode, reason);
	return trace_count(who, whom, rest);
}

static int trace_clear(void)
{
	return write_file(instance, "trace", "");
}

/* The audit records, as any number of listeners gets them */
#define AUDIT_LANDLOCK	1423	/* AUDIT_LANDLOCK_ACCESS of later headers */
#define MARKER		"seccomp_landlock marker"

static int audit_limit(int fd, unsigned int rate)
{
	return audit_set(fd, &(struct audit_status){
			.mask = AUDIT_STATUS_RATE_LIMIT, .rate_limit = rate });
}

static int audit_open(void)
{
	const struct sockaddr_nl addr = {
		.nl_family = AF_NETLINK,
		.nl_groups = 1 << (AUDIT_NLGRP_READLOG - 1),
	};
	const struct timeval timeout = { .tv_sec = 10 };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);

	if (fd < 0 || bind(fd, (void *)&addr, sizeof(addr)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) ||
	    audit_enable(fd, true))
		return -1;
	return fd;
}

/* Whoever runs next must not pay for it. */
static void audit_end(int fd)
{
	audit_enable(fd, false);
	close(fd);
}

/* A record of our own: what comes before was written before. */
static int audit_mark(int fd)
{
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct {
		struct nlmsghdr head;
		char text[sizeof(MARKER)];
	} msg = {
		.head = {
			.nlmsg_len = sizeof(msg),
			.nlmsg_type = AUDIT_USER_AVC,
			.nlmsg_flags = NLM_F_REQUEST,
		},
		.text = MARKER,
	};

	return sendto(fd, &msg, sizeof(msg), 0, (void *)&kernel,
		      sizeof(kernel)) == sizeof(msg) ? 0 : -1;
}

struct record {
	int all;	/* of ptrace, whoever it was */
	int matching;
};

static char last_record[1024];

/* Reads up to the marker; text[] is what a matching record has. */
static int audit_read(int fd, const char *const text[], struct record *found)
{
	char buf[8192 + 1];
	struct nlmsghdr *head = (void *)buf;
	ssize_t len;
	bool match;
	int i;

	memset(found, 0, sizeof(*found));
	while ((len = recv(fd, buf, sizeof(buf) - 1, 0)) > (int)NLMSG_HDRLEN) {
		buf[len] = '\0';
		if (head->nlmsg_type == AUDIT_USER_AVC &&
		    strstr(NLMSG_DATA(head), MARKER))
			return 0;
		if (head->nlmsg_type != AUDIT_LANDLOCK ||
		    !strstr(NLMSG_DATA(head), "op=landlock_ptrace"))
			continue;
		snprintf(last_record, sizeof(last_record), "%.1000s",
			 (char *)NLMSG_DATA(head));
		match = true;
		for (i = 0; text && text[i]; i++)
			match = match && strstr(NLMSG_DATA(head), text[i]);
		found->all++;
		found->matching += match;
	}
	return -1;
}

static int audit_find(int fd, pid_t tracer, pid_t target, const char *mode,
		      const char *reason, struct record *found)
{
	char who[32], whom[32], how[32], why[64];
	const char *const text[] = { who, whom, how, why, NULL };

	snprintf(who, sizeof(who), " pid=%d ", tracer);
	snprintf(whom, sizeof(whom), " opid=%d ", target);
	snprintf(how, sizeof(how), " mode=%s ", mode);
	snprintf(why, sizeof(why), " reason=%s", reason);
	if (audit_mark(fd))
		return -1;
	return audit_read(fd, text, found);
}

#define LOAD_NR		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,		\
				 offsetof(struct seccomp_data, nr))

static const struct program trace = {
	4, { LOAD_NR, BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, UNUSED_NR, 0, 1),
	     BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE), ALLOW }
};

FIXTURE(explain) {
	struct peer *tracer;
	int audit;
};

FIXTURE_VARIANT(explain)
{
	struct layer base[LAYERS], tracer[LAYERS], target[LAYERS];
	const char *attach, *read;	/* reason, NULL if allowed */
	bool log;
};

FIXTURE_VARIANT_ADD(explain, allowed) {
	.base = { { .kind = RULED, .flags = LOGGED } },
};

FIXTURE_VARIANT_ADD(explain, allowed_trusted) {
	.base = { { .kind = RULED, .prog = &trace, .flags = LOGGED,
		    .attr_flags = TRUST } },
};

FIXTURE_VARIANT_ADD(explain, unruled) {
	.target = { { .kind = RULED, .flags = LOGGED } },
};

FIXTURE_VARIANT_ADD(explain, unruled_plain) {
	.tracer = { { .kind = PLAIN, .flags = LOGGED, .prog = &trace } },
	.target = { { .kind = RULED, .flags = LOGGED } },
};

FIXTURE_VARIANT_ADD(explain, not_subset) {
	.tracer = { { .kind = RULED } },
	.attach = "not-subset", .read = "not-subset"
};

FIXTURE_VARIANT_ADD(explain, not_subset_log) {
	.tracer = { { .kind = RULED, .flags = LOGGED } },
	.attach = "not-subset", .read = "not-subset", .log = true
};

FIXTURE_VARIANT_ADD(explain, not_subset_log_older) {
	.tracer = { { .kind = RULED, .flags = LOGGED }, { .kind = RULED } },
	.attach = "not-subset", .read = "not-subset", .log = true
};

FIXTURE_VARIANT_ADD(explain, not_subset_log_of_both) {
	.base = { { .kind = RULED, .flags = LOGGED } },
	.tracer = { { .kind = PLAIN } },
	.attach = "not-subset", .read = "not-subset", .log = true
};

FIXTURE_VARIANT_ADD(explain, not_subset_plain_log) {
	.tracer = { { .kind = RULED }, { .kind = PLAIN, .flags = LOGGED } },
	.attach = "not-subset", .read = "not-subset"
};

FIXTURE_VARIANT_ADD(explain, not_subset_target_log) {
	.tracer = { { .kind = RULED } },
	.target = { { .kind = RULED, .flags = LOGGED } },
	.attach = "not-subset", .read = "not-subset"
};

FIXTURE_VARIANT_ADD(explain, strict) {
	.base = { { .kind = RULED, .attr_flags = STRICT } },
	.attach = "strict"
};

FIXTURE_VARIANT_ADD(explain, strict_log) {
	.base = { { .kind = RULED, .attr_flags = STRICT, .flags = LOGGED } },
	.attach = "strict", .log = true
};

FIXTURE_VARIANT_ADD(explain, strict_ruled_log) {
	.base = { { .kind = RULED, .flags = LOGGED },
		  { .kind = RULED, .attr_flags = STRICT } },
	.attach = "strict", .log = true
};

FIXTURE_VARIANT_ADD(explain, strict_log_below_ruled) {
	.base = { { .kind = RULED, .attr_flags = STRICT, .flags = LOGGED },
		  { .kind = RULED } },
	.attach = "strict", .log = true
};

FIXTURE_VARIANT_ADD(explain, strict_outside_log) {
	.tracer = { { .kind = RULED, .attr_flags = STRICT, .flags = LOGGED } },
	.attach = "strict", .read = "not-subset", .log = true
};

FIXTURE_VARIANT_ADD(explain, delegated) {
	.base = { { .kind = RULED, .prog = &trace } },
	.attach = "delegated", .read = "delegated"
};

FIXTURE_VARIANT_ADD(explain, delegated_log) {
	.base = { { .kind = RULED, .prog = &trace, .flags = LOGGED } },
	.attach = "delegated", .read = "delegated", .log = true
};

FIXTURE_VARIANT_ADD(explain, delegated_plain_log) {
	.base = { { .kind = PLAIN, .flags = LISTENER | LOGGED },
		  { .kind = RULED } },
	.attach = "delegated", .read = "delegated"
};

FIXTURE_VARIANT_ADD(explain, delegated_ruled_log) {
	.base = { { .kind = PLAIN, .flags = LISTENER },
		  { .kind = RULED, .flags = LOGGED } },
	.attach = "delegated", .read = "delegated", .log = true
};

FIXTURE_VARIANT_ADD(explain, delegated_target_log) {
	.base = { { .kind = RULED } },
	.target = { { .kind = RULED, .flags = LISTENER | LOGGED } },
	.attach = "delegated", .read = "delegated"
};

FIXTURE_VARIANT_ADD(explain, delegated_target) {
	.base = { { .kind = RULED, .flags = LOGGED } },
	.target = { { .kind = PLAIN, .flags = LISTENER } },
	.attach = "delegated", .read = "delegated", .log = true
};

FIXTURE_VARIANT_ADD(explain, delegated_trusted_log) {
	.base = { { .kind = RULED, .prog = &trace, .flags = LOGGED,
		    .attr_flags = TRUST }, { .kind = PLAIN, .prog = &trace } },
	.attach = "delegated", .read = "delegated", .log = true
};

FIXTURE_SETUP(explain)
{
	ASSERT_EQ(0, init_context());
	self->audit = audit_open();
	ASSERT_LE(0, self->audit);
	ASSERT_EQ(0, trace_start()) {
		TH_LOG("%s: %s", instance, strerror(errno));
	}
	ASSERT_EQ(0, start_pair(variant->base, variant->tracer,
				variant->target));
	self->tracer = &ctx->tracer_peer;
}

FIXTURE_TEARDOWN(explain)
{
	audit_end(self->audit);
	trace_stop();
}

/* One access that the tracer was asked for, with everything it should leave */
static void expect_told(struct __test_metadata *const _metadata, int audit,
			const char *mode, const char *reason, bool log)
{
	const int num = reason ? 1 : 0;
	struct record found;

	EXPECT_EQ(num, trace_find(tracer_task, ctx->target, mode,
				  reason ?: ""));
	EXPECT_EQ(num, trace_count("", "", ""));
	ASSERT_EQ(0, trace_clear());
	ASSERT_EQ(0, audit_find(audit, tracer_task, ctx->target, mode,
				reason ?: "", &found));
	EXPECT_EQ(reason && log ? 1 : 0, found.matching);
	EXPECT_EQ(reason && log ? 1 : 0, found.all);
}

TEST_F(explain, attach)
{
	EXPECT_EQ(variant->attach ? EPERM : 0,
		  peer_call(self->tracer, call_named, "vm_readv"));
	expect_told(_metadata, self->audit, "attach", variant->attach,
		    variant->log);
	EXPECT_EQ(variant->attach ? EPERM : 0,
		  peer_call(self->tracer, call_named, "attach"));
	expect_told(_metadata, self->audit, "attach", variant->attach,
		    variant->log);
}

TEST_F(explain, read)
{
	EXPECT_EQ(variant->read ? EPERM : 0,
		  peer_call(self->tracer, call_named, "kcmp-second"));
	expect_told(_metadata, self->audit, "read", variant->read,
		    variant->log);
	EXPECT_EQ(variant->read ? EACCES : 0,
		  peer_call(self->tracer, call_named, "environ"));
	expect_told(_metadata, self->audit, "read", variant->read,
		    variant->log);
}

/* Reading /proc/PID/stat is an access with PTRACE_MODE_NOAUDIT. */
TEST_F(explain, noaudit)
{
	EXPECT_EQ(variant->read ? HIDDEN : 0,
		  peer_call(self->tracer, call_named, "stat"));
	expect_told(_metadata, self->audit, "read,noaudit", variant->read,
		    false);
}

/* The tracer of the record is the parent, who did nothing. */
TEST_F(explain, traceme)
{
	EXPECT_EQ(variant->attach ? EPERM : 0,
		  peer_call(&ctx->target_peer, call_traceme, NULL));
	expect_told(_metadata, self->audit, "attach", variant->attach,
		    variant->log);
}

/* This test has no filter: as its accesses are allowed, nothing is told. */
TEST_F(explain, unsandboxed_observer)
{
	EXPECT_EQ(0, call_named("vm_readv"));
	EXPECT_EQ(0, call_named("kcmp-second"));
	EXPECT_EQ(0, call_named("stat"));
	expect_told(_metadata, self->audit, "", NULL, false);
}

/* Every denial, not only the first */
TEST_F(explain, each_time)
{
	const int num = variant->read ? 5 : 0;
	struct record found;
	int i;

	for (i = 0; i < 5; i++)
		peer_call(self->tracer, call_named, "kcmp-second");
	EXPECT_EQ(num, trace_count("", "", ""));
	ASSERT_EQ(0, audit_mark(self->audit));
	ASSERT_EQ(0, audit_read(self->audit, NULL, &found));
	EXPECT_EQ(variant->log ? num : 0, found.all);
}

#define MANY	200

/* Without audit there are events only, and nothing in the kernel's own log. */
TEST_F(explain, audit_disabled)
{
	struct record found;

	ASSERT_EQ(0, audit_enable(self->audit, false));
	peer_call(self->tracer, call_named, "kcmp-second");
	EXPECT_EQ(variant->read ? 1 : 0, trace_count("", "", ""));
	ASSERT_EQ(0, audit_enable(self->audit, true));
	ASSERT_EQ(0, audit_mark(self->audit));
	ASSERT_EQ(0, audit_read(self->audit, NULL, &found));
	EXPECT_EQ(0, found.all);
}

/* Audit's own limit of records per second holds, the tracepoint has none. */
TEST_F(explain, rate_limit)
{
	struct record found;
	int i;

	ASSERT_EQ(0, audit_limit(self->audit, 1));
	/* The first record of a second is always written, if there are any. */
	if (variant->log && variant->read)
		sleep(2);
	for (i = 0; i < MANY; i++)
		peer_call(self->tracer, call_named, "kcmp-second");
	ASSERT_EQ(0, audit_limit(self->audit, 0));
	EXPECT_EQ(variant->read ? MANY : 0, trace_count("", "", ""));
	ASSERT_EQ(0, audit_mark(self->audit));
	ASSERT_EQ(0, audit_read(self->audit, NULL, &found));
	if (variant->log && variant->read) {
		EXPECT_LT(0, found.all);
		EXPECT_GT(MANY / 2, found.all);
	} else {
		EXPECT_EQ(0, found.all);
	}
}

static long exit_now(void *arg)
{
	_exit(0);
}

TEST_F(explain, dying)
{
	const struct peer_call call = { .fn = exit_now };
	const struct layer *l = variant->base[0].kind ? variant->base :
		variant->tracer;
	bool ruled = false, log = false;

	for (; l->kind; l++) {
		ruled = ruled || l->kind == RULED;
		log = log || (l->kind == RULED && l->flags & LOGGED);
	}
	ASSERT_EQ(sizeof(call), write(ctx->target_peer.sv[0], &call,
				      sizeof(call)));
	ASSERT_EQ(true, wait_state(ctx->target, 'Z'));
	EXPECT_EQ(ruled ? EPERM : 0,
		  peer_call(self->tracer, call_named, "kcmp-second"));
	/* To a target that never had a filter, the others come first. */
	expect_told(_metadata, self->audit, "read",
		    !ruled ? NULL : variant->base[0].kind ||
		    variant->target[0].kind ? "dying" : "not-subset", log);
}

/* The texts as they are.  T is ruled, C is outside. */
FIXTURE(text) {
	struct peer *tracer;
	int audit;
};

static const struct layer logged[LAYERS] = {
	{ .kind = RULED, .flags = LOGGED },
};

static const struct layer nothing[LAYERS];

FIXTURE_SETUP(text)
{
	ASSERT_EQ(0, init_context());
	self->audit = audit_open();
	ASSERT_LE(0, self->audit);
	ASSERT_EQ(0, trace_start());
	self->tracer = &ctx->tracer_peer;
}

FIXTURE_TEARDOWN(text)
{
	audit_end(self->audit);
	trace_stop();
}

static long set_name(void *name)
{
	return prctl(PR_SET_NAME, name);
}

/* The record that the kernel wrote last, without the time and number in front */
static const char *read_record(int fd)
{
	struct record found;
	char *start;

	last_record[0] = '\0';
	if (audit_mark(fd) || audit_read(fd, NULL, &found) || found.all != 1)
		return "";
	start = strstr(last_record, "op=");
	return start ?: "";
}

TEST_F(text, fields)
{
	char want[512];

	ASSERT_EQ(0, start_pair(nothing, logged, nothing));
	ASSERT_EQ(0, peer_call(self->tracer, set_name, "who"));
	ASSERT_EQ(0, peer_call(&ctx->target_peer, set_name, "whom"));
	EXPECT_EQ(EPERM, peer_call(self->tracer, call_named, "vm_readv"));
	snprintf(want, sizeof(want),
		 " tracer_pid=%d tracer_comm=who tracee_pid=%d tracee_comm=whom mode=attach reason=not-subset ",
		 tracer_task, ctx->target);
	EXPECT_EQ(1, trace_count(want, "", ""));
	snprintf(want, sizeof(want),
		 "op=landlock_ptrace pid=%d auid=4294967295 uid=0 gid=0 ses=4294967295 comm=\"who\" opid=%d ocomm=\"whom\" mode=attach reason=not-subset",
		 tracer_task, ctx->target);
	EXPECT_STREQ(want, read_record(self->audit));
}

/* The fields of the event itself, for programs */
TEST_F(text, event_format)
{
	static const char *const fields[] = {
		" tracer_comm[16];", " tracee_comm[16];", " tracer_pid;",
		" tracee_pid;", " mode;", " reason;",
	};
	char format[4096] = "", path[128];
	unsigned int i;
	int fd;

	snprintf(path, sizeof(path), "%s/%s/format", instance, EVENT);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	ASSERT_LE(0, fd);
	ASSERT_LT(0, read(fd, format, sizeof(format) - 1));
	close(fd);
	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		EXPECT_NE(NULL, strstr(format, fields[i])) {
			TH_LOG("%s in %s", fields[i], format);
		}
	}
}

/* The subject is who the tracer is now. */
static long become_user(void *arg)
{
	return setresgid(123, 123, 123) ?: setresuid(456, 456, 456) ?:
	       prctl(PR_SET_PDEATHSIG, SIGKILL) ?: prctl(PR_SET_DUMPABLE, 1);
}

TEST_F(text, subject)
{
	ASSERT_EQ(0, start_pair(nothing, logged, nothing));
	ASSERT_EQ(0, peer_call(self->tracer, become_user, NULL));
	ASSERT_EQ(0, peer_call(&ctx->target_peer, become_user, NULL));
	EXPECT_EQ(EPERM, peer_call(self->tracer, call_named, "kcmp-second"));
	EXPECT_NE(NULL, strstr(read_record(self->audit), " uid=456 gid=123 "));
}

/* A request on a link from before is explained as an attempt to attach is. */
TEST_F(text, request)
{
	ASSERT_EQ(0, start_pair(nothing, nothing, nothing));
	ASSERT_EQ(0, peer_call(self->tracer, link_target, NULL));
	ASSERT_EQ(0, peer_call(self->tracer, add_layers, (void *)logged));
	EXPECT_EQ(EPERM, peer_call(self->tracer, call_named, "link"));
	EXPECT_LT(1, trace_find(tracer_task, ctx->target, "attach",
				"not-subset"));
}

/* The ids are those of processes, whichever thread asks for which. */
static struct worker second;

static long start_second(void *arg)
{
	second.wait = WAIT_READ;
	if (worker_start(&second))
		return -1;
	ctx->thread = second.tid;
	return 0;
}

static int compare_with_thread(void)
{
	return as_errno(syscall(__NR_kcmp, getpid(), ctx->thread, 0, 0, 0));
}

static long compare_by_thread(void *arg)
{
	second.first = compare_with_thread;
	if (worker_start(&second) || worker_join(&second))
		return -1;
	return second.first_ret;
}

TEST_F(text, threads)
{
	ASSERT_EQ(0, start_pair(nothing, logged, nothing));
	ASSERT_EQ(0, peer_call(&ctx->target_peer, start_second, NULL));
	ASSERT_NE(ctx->target, ctx->thread);
	EXPECT_EQ(EPERM, peer_call(self->tracer, compare_by_thread, NULL));
	expect_told(_metadata, self->audit, "read", "not-subset", true);
}

/* And those of the initial namespace.  Here the parent has no id to look for. */
static pid_t start_in_namespace(const struct peer *peer)
{
	const pid_t pid = fork();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		peer_serve(peer);
		_exit(0);
	}
	return pid;
}

TEST_F(text, pid_namespace)
{
	ASSERT_EQ(0, unshare(CLONE_NEWPID));
	ctx->thread = start_in_namespace(&ctx->target_peer);
	tracer_task = start_in_namespace(self->tracer);
	ASSERT_LT(2, ctx->thread);
	ASSERT_LT(2, tracer_task);
	ASSERT_EQ(0, peer_call(self->tracer, add_layers, (void *)logged));
	ctx->target = 1;
	EXPECT_EQ(EPERM, peer_call(self->tracer, call_named, "kcmp-second"));
	ctx->target = ctx->thread;
	expect_told(_metadata, self->audit, "read", "not-subset", true);
}

/*
 * A name is what its task chooses.  It must not look like another field, end the
 * line, or do something to a terminal.
 */
FIXTURE(name) {
	struct peer *tracer;
	int audit;
};

FIXTURE_VARIANT(name)
{
	const char *name, *trace, *audit;
};

FIXTURE_VARIANT_ADD(name, plain) {
	.name = "a-b.c_d/e:f=g", .trace = "a-b.c_d/e:f=g",
	.audit = "\"a-b.c_d/e:f=g\""
};

FIXTURE_VARIANT_ADD(name, empty) { .name = "", .trace = "", .audit = "\"\"" };

FIXTURE_VARIANT_ADD(name, space) {
	.name = "a b", .trace = "a\\x20b", .audit = "612062"
};

FIXTURE_VARIANT_ADD(name, quote) {
	.name = "a\"b", .trace = "a\\x22b", .audit = "612262"
};

FIXTURE_VARIANT_ADD(name, backslash) {
	.name = "a\\x22", .trace = "a\\x5cx22", .audit = "\"a\\x22\""
};

FIXTURE_VARIANT_ADD(name, newline) {
	.name = "a\nb", .trace = "a\\x0ab", .audit = "610A62"
};

FIXTURE_VARIANT_ADD(name, escape) {
	.name = "\033[2J", .trace = "\\x1b[2J", .audit = "1B5B324A"
};

FIXTURE_VARIANT_ADD(name, delete) {
	.name = "a\177", .trace = "a\\x7f", .audit = "617F"
};

FIXTURE_VARIANT_ADD(name, not_ascii) {
	.name = "\303\244\377", .trace = "\\xc3\\xa4\\xff", .audit = "C3A4FF"
};

FIXTURE_VARIANT_ADD(name, field) {
	.name = "\"x tracee_pid=1", .trace = "\\x22x\\x20tracee_pid=1",
	.audit = "2278207472616365655F7069643D31"
};

FIXTURE_VARIANT_ADD(name, longest) {
	.name = "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n",
	.trace = "\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a",
	.audit = "0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A"
};

FIXTURE_SETUP(name)
{
	ASSERT_EQ(0, init_context());
	self->audit = audit_open();
	ASSERT_LE(0, self->audit);
	ASSERT_EQ(0, trace_start());
	ASSERT_EQ(0, start_pair(nothing, logged, nothing));
	self->tracer = &ctx->tracer_peer;
}

FIXTURE_TEARDOWN(name)
{
	audit_end(self->audit);
	trace_stop();
}

TEST_F(name, of_tracer)
{
	char want[128];

	ASSERT_EQ(0, peer_call(self->tracer, set_name, (void *)variant->name));
	EXPECT_EQ(EPERM, peer_call(self->tracer, call_named, "kcmp-second"));
	snprintf(want, sizeof(want), " tracer_pid=%d tracer_comm=%s tracee_pid=",
		 tracer_task, variant->trace);
	EXPECT_EQ(1, trace_count(want, "", ""));
	snprintf(want, sizeof(want), " comm=%s ", variant->audit);
	EXPECT_NE(NULL, strstr(read_record(self->audit), want)) {
		TH_LOG("%s", last_record);
	}
}

TEST_F(name, of_target)
{
	char want[128];

	ASSERT_EQ(0, peer_call(&ctx->target_peer, set_name,
			       (void *)variant->name));
	EXPECT_EQ(EPERM, peer_call(self->tracer, call_named, "kcmp-second"));
	snprintf(want, sizeof(want), " tracee_pid=%d tracee_comm=%s mode=",
		 ctx->target, variant->trace);
	EXPECT_EQ(1, trace_count(want, "", ""));
	snprintf(want, sizeof(want), " ocomm=%s ", variant->audit);
	EXPECT_NE(NULL, strstr(read_record(self->audit), want)) {
		TH_LOG("%s", last_record);
	}
}

TEST_HARNESS_MAIN
