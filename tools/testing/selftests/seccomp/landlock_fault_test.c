// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every allocation and every copy from or to user space on the new paths fails
 * once
 *
 * For a kernel with fault injection (tools/vm/config/debug.config).  The Nth place
 * where a call can fail is made to fail, in a process of its own, for N = 1, 2, ...
 * until a call ends before it reaches the Nth.  A call that fails must say why,
 * leave everything as it was, and succeed when it is repeated; one that gets over
 * the fault must have done all of its work.  At the end nothing may have leaked.
 *
 * A question about rules that cannot be recorded is not asked: the call is denied as
 * without a supervisor.
 *
 * Reading fail-nth back uses up a fault by itself, and so does every other system
 * call that copies anything: between arming and reading there is only the call.
 */
#include "landlock_ask.h"
#include "landlock_audit.h"

#include <sys/ptrace.h>
#include <sys/uio.h>

#define TSYNC		SECCOMP_FILTER_FLAG_TSYNC
#define TSYNC_ESRCH	SECCOMP_FILTER_FLAG_TSYNC_ESRCH
#define LISTENER	SECCOMP_FILTER_FLAG_NEW_LISTENER
#define LOGGED		SECCOMP_FILTER_FLAG_LOG

#define FAULTS		"/sys/kernel/debug/fail"
#define KMEMLEAK	"/sys/kernel/debug/kmemleak"

#define SIBLINGS	2
#define MAX_POINTS	2000

static int write_string(const char *path, const char *text)
{
	const int fd = open(path, O_WRONLY | O_CLOEXEC);
	const ssize_t len = strlen(text);
	ssize_t ret;

	if (fd < 0)
		return -1;
	ret = write(fd, text, len);
	close(fd);
	return ret == len ? 0 : -1;
}

static bool injects_faults(void)
{
	return !access("/proc/self/fail-nth", F_OK);
}

/* Faults of all kinds, for everything but pages of user space, one line each. */
static int configure_faults(void)
{
	return write_string(FAULTS "slab/ignore-gfp-wait", "N") ?:
	       write_string(FAULTS "_page_alloc/ignore-gfp-wait", "N") ?:
	       write_string(FAULTS "_page_alloc/min-order", "0") ?:
	       write_string(FAULTS "slab/verbose", "1") ?:
	       write_string(FAULTS "_page_alloc/verbose", "1") ?:
	       write_string(FAULTS "_usercopy/verbose", "1") ?:
	       write_string(FAULTS "slab/verbose_ratelimit_interval_ms", "0") ?:
	       write_string(FAULTS "_page_alloc/verbose_ratelimit_interval_ms",
			    "0") ?:
	       write_string(FAULTS "_usercopy/verbose_ratelimit_interval_ms",
			    "0");
}

/*
 * Which kind of fault was it?  The kernel log tells, but for allocations that do
 * not want a warning.
 */
enum kind {
	QUIET,
	SLAB,
	PAGE,
	COPY,
	KINDS,
};

static int log_fd;

static int log_open(void)
{
	log_fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return log_fd;
}

/* The kind of the first fault since lseek(log_fd, 0, SEEK_END) */
static enum kind log_kind(void)
{
	static const struct {
		const char *text;
		enum kind kind;
	} names[] = {
		{ "name failslab", SLAB },
		{ "name fail_page_alloc", PAGE },
		{ "name fail_usercopy", COPY },
	};
	char record[4096];
	unsigned int i;
	ssize_t len;

	while ((len = read(log_fd, record, sizeof(record) - 1)) > 0 ||
	       (len < 0 && errno == EPIPE)) {
		record[len < 0 ? 0 : len] = '\0';
		for (i = 0; i < ARRAY_SIZE(names); i++) {
			if (strstr(record, names[i].text))
				return names[i].kind;
		}
	}
	return QUIET;
}

/* Arming the calling thread */
static int nth_fd;

static int open_nth(pid_t tid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/fail-nth", tid);
	return open(path, O_RDWR | O_CLOEXEC);
}

static int write_nth(int fd, int nth)
{
	char text[16];
	const int len = snprintf(text, sizeof(text), "%d", nth);

	return pwrite(fd, text, len, 0) == len ? 0 : -1;
}

/* How many faults are still to come; EFAULT because reading was the last one */
static int read_nth(int fd)
{
	char text[16] = "";

	if (pread(fd, text, sizeof(text) - 1, 0) < 0)
		return errno == EFAULT ? 1 : -1;
	return atoi(text);
}

/* What one thread has, all of it from the thread itself */
struct view {
	long mode, filters, ruled, nnp, write, readdir;
};

static struct view view_self(void)
{
	const struct view view = {
		.mode = self_status("Seccomp"),
		.filters = self_status("Seccomp_filters"),
		.ruled = self_status("Seccomp_landlock"),
		.nnp = self_status("NoNewPrivs"),
		.write = try_write(),
		.readdir = try_readdir(),
	};

	return view;
}

/* Threads that tell what they have when they are asked */
static struct sibling {
	pthread_t thread;
	int ask[2], tell[2];
	struct view view;
} siblings[SIBLINGS];

static void *sibling_main(void *arg)
{
	struct sibling *s = arg;
	char c;

	while (read(s->ask[0], &c, 1) == 1) {
		s->view = view_self();
		if (write(s->tell[1], "", 1) != 1)
			break;
	}
	return NULL;
}

static int start_siblings(void)
{
	pthread_attr_t attr;
	int i;

	/* All memory is going to be locked. */
	if (pthread_attr_init(&attr) ||
	    pthread_attr_setstacksize(&attr, 128 * 1024))
		return -1;
	for (i = 0; i < SIBLINGS; i++) {
		if (pipe(siblings[i].ask) || pipe(siblings[i].tell) ||
		    pthread_create(&siblings[i].thread, &attr, sibling_main,
				   &siblings[i]))
			return -1;
	}
	return 0;
}

static struct view view_sibling(struct sibling *s)
{
	static const struct view none = { .mode = -2 };
	char c;

	if (write(s->ask[1], "", 1) != 1 || read(s->tell[0], &c, 1) != 1)
		return none;
	return s->view;
}

/* What a process has; with threads only on paths that started some */
struct state {
	struct view self, sibling[SIBLINGS];
	long fds;
};

static struct state state_now(bool threads)
{
	struct state state = { .self = view_self(), .fds = count_fds() };
	int i;

	for (i = 0; i < SIBLINGS && threads; i++)
		state.sibling[i] = view_sibling(&siblings[i]);
	return state;
}

/* The paths: what comes before, the call, and what everyone has after it */
static int ruleset = -1;
static struct sock_filter big_prog[3000];
static struct seccomp_landlock_info info;
static char facts_text[256];
static int target_fd;		/* a pidfd, a sandbox, or a file of /proc */
static struct peer target;

static int nothing(void)
{
	return 0;
}

static int make_ruleset(void)
{
	ruleset = ruleset_open(RULE_WRITE);
	return ruleset < 0 ? -1 : 0;
}

/* Rules of a parent and of a child domain, to be copied and merged */
static int make_stacked_ruleset(void)
{
	const __u64 right = LANDLOCK_ACCESS_FS_EXECUTE;
	const int parent = ruleset_fs(right);

	ruleset = ruleset_fs(right | LANDLOCK_ACCESS_FS_WRITE_FILE);
	if (parent < 0 || ruleset < 0 || ruleset_allow(parent, right, "/") ||
	    ruleset_allow(parent, right, "/proc") ||
	    ruleset_allow(ruleset, right, "/") ||
	    ruleset_allow(ruleset, right, "/dev") ||
	    attach_fd(0, 0, parent))
		return -1;
	return close(parent);
}

static int make_big_prog(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(big_prog); i++)
		big_prog[i] = (struct sock_filter)ALLOW;
	return make_ruleset();
}

/* Only the calling thread is ruled: a plain sync hands that on. */
static int make_ruled(void)
{
	return attach_rule(0, 0, RULE_WRITE);
}

static int make_facts(void)
{
	if (make_ruled())
		return -1;
	target_fd = open("/proc/thread-self/seccomp_landlock",
			 O_RDONLY | O_CLOEXEC);
	return target_fd < 0 ? -1 : 0;
}

static long peer_attach(void *arg)
{
	return attach_rule((long)arg, 0, RULE_WRITE);
}

static int make_target(void)
{
	if (peer_init(&target) || peer_start(&target) < 0 ||
	    peer_call(&target, peer_attach, NULL))
		return -1;
	target_fd = sys_pidfd_open(target.pid, 0);
	return target_fd < 0 ? -1 : 0;
}

static int make_sandbox(void)
{
	if (make_target())
		return -1;
	target_fd = open_sandbox(target.pid);
	return target_fd < 0 ? -1 : 0;
}

static long call_attach(unsigned int flags)
{
	return attach_fd(flags, 0, ruleset);
}

static long call_big(unsigned int flags)
{
	struct seccomp_landlock_attr attr =
		attr_make(big_prog, ARRAY_SIZE(big_prog), ruleset);

	return install_ruled(flags, &attr);
}

static long call_plain(unsigned int flags)
{
	return attach_plain(flags);
}

static long call_open(unsigned int flags)
{
	return sys_seccomp(SECCOMP_OPEN_LANDLOCK, 0, &target_fd);
}

static long call_join(unsigned int flags)
{
	return sys_seccomp(SECCOMP_JOIN_LANDLOCK, 0, &target_fd);
}

static long call_info(unsigned int flags)
{
	info.size = sizeof(info);
	return sys_seccomp(SECCOMP_GET_LANDLOCK_INFO, 0, &info) ?:
	       info.abi != 2;
}

static long call_facts(unsigned int flags)
{
	const ssize_t len = pread(target_fd, facts_text, sizeof(facts_text), 0);

	return len < 0 ? len : !len || facts_text[len - 1] != '\n';
}

static long call_restrict(unsigned int flags)
{
	return ll_restrict(ruleset);
}

struct path {
	int (*prepare)(void);
	long (*call)(unsigned int flags);
	unsigned int flags;
	bool threads;		/* there are siblings */
	bool fd;		/* the call returns a descriptor */
	long filters, ruled;	/* after the call */
	bool same;		/* the call is not to change anything */
	int min;		/* points that there are at least */
	bool slab, copy;	/* there are such points; get_user() is none */
};

FIXTURE(fault) {};

FIXTURE_VARIANT(fault)
{
	struct path path;
};

FIXTURE_VARIANT_ADD(fault, attach) {
	.path = { .prepare = make_ruleset, .call = call_attach,
		  .filters = 1, .ruled = 1, .min = 8,
		  .slab = true, .copy = true }
};

FIXTURE_VARIANT_ADD(fault, attach_no_ruleset) {
	.path = { .prepare = nothing, .call = call_attach,
		  .filters = 1, .ruled = 1, .min = 5,
		  .slab = true, .copy = true }
};

FIXTURE_VARIANT_ADD(fault, attach_stacked) {
	.path = { .prepare = make_stacked_ruleset, .call = call_attach,
		  .filters = 2, .ruled = 2, .min = 12,
		  .slab = true, .copy = true }
};

FIXTURE_VARIANT_ADD(fault, attach_big_program) {
	.path = { .prepare = make_big_prog, .call = call_big,
		  .filters = 1, .ruled = 1, .min = 10,
		  .slab = true, .copy = true }
};

FIXTURE_VARIANT_ADD(fault, attach_listener) {
	.path = { .prepare = make_ruleset, .call = call_attach, .flags = LISTENER,
		  .fd = true, .filters = 1, .ruled = 1, .min = 11,
		  .slab = true, .copy = true }
};

FIXTURE_VARIANT_ADD(fault, sync) {
	.path = { .prepare = make_ruleset, .call = call_attach, .flags = TSYNC,
		  .threads = true, .filters = 1, .ruled = 1, .min = 8,
		  .slab = true, .copy = true }
};

FIXTURE_VARIANT_ADD(fault, sync_listener) {
	.path = { .prepare = make_ruleset, .call = call_attach,
		  .flags = TSYNC | TSYNC_ESRCH | LISTENER, .fd = true,
		  .threads = true, .filters = 1, .ruled = 1, .min = 11,
		  .slab = true, .copy = true }
};

FIXTURE_VARIANT_ADD(fault, sync_ordinary_filter) {
	.path = { .prepare = make_ruled, .call = call_plain, .flags = TSYNC,
		  .threads = true, .filters = 2, .ruled = 1, .min = 5,
		  .slab = true, .copy = true }
};

FIXTURE_VARIANT_ADD(fault, open) {
	.path = { .prepare = make_target, .call = call_open, .fd = true,
		  .same = true, .min = 3, .slab = true }
};

FIXTURE_VARIANT_ADD(fault, join) {
	.path = { .prepare = make_sandbox, .call = call_join,
		  .filters = 1, .ruled = 1, .min = 1, .slab = true }
};

FIXTURE_VARIANT_ADD(fault, info) {
	.path = { .prepare = nothing, .call = call_info, .same = true, .min = 2,
		  .copy = true }
};

FIXTURE_VARIANT_ADD(fault, facts) {
	.path = { .prepare = make_facts, .call = call_facts, .same = true,
		  .min = 2, .slab = true, .copy = true }
};

FIXTURE_VARIANT_ADD(fault, restrict_self) {
	.path = { .prepare = make_ruleset, .call = call_restrict, .min = 4,
		  .slab = true }
};

/* What an attempt came to, shared with the test */
enum problem {
	RIGHT,
	NO_SETUP,
	NOT_READABLE,		/* fail-nth does not work as expected */
	UNEXPLAINED,		/* failed, and no fault was injected */
	CHANGED,		/* failed, and something is not as before */
	NOT_REPEATABLE,		/* fails again without a fault */
	INCOMPLETE,		/* succeeded, and something is missing */
	IN_VAIN,		/* asked too often, or denied after a yes */
	MISTOLD,		/* the question is not what it should be */
	NO_END,			/* waits for ever */
	OTHER_ERROR,		/* failed in a way that no fault explains */
};

static struct attempt {
	bool hit;
	long ret;
	int err;
} *attempt;

static bool view_complete(const struct view *v,
			  const struct path *path)
{
	return v->mode == (path->filters ? SECCOMP_MODE_FILTER : 0) &&
	       v->filters == path->filters && v->ruled == path->ruled &&
	       v->nnp == 1 && v->readdir == 0 &&
	       v->write == (path->prepare == nothing ? 0 : EACCES);
}

static bool state_complete(const struct state *before, long ret,
			   const struct path *path)
{
	struct state now = state_now(path->threads);
	int i;

	if (ret < 0 || !!ret != path->fd)
		return false;
	now.fds -= path->fd;
	if (path->same)
		return !memcmp(before, &now, sizeof(now));
	if (now.fds != before->fds || !view_complete(&now.self, path))
		return false;
	for (i = 0; i < SIBLINGS && path->threads; i++) {
		if (!view_complete(&now.sibling[i], path))
			return false;
	}
	return true;
}

static int try_point(const struct path *path, int nth)
{
	struct state before, after;
	long ret;
	int left;

	/* Rules may keep us from opening it later. */
	nth_fd = open_nth(syscall(__NR_gettid));
	if (set_nnp() || (path->threads && start_siblings()) ||
	    path->prepare())
		return NO_SETUP;
	before = state_now(path->threads);
	/* A page fault would use up the fault. */
	if (nth_fd < 0 || mlockall(MCL_CURRENT) || write_nth(nth_fd, nth))
		return NO_SETUP;

	ret = path->call(path->flags);
	attempt->err = ret < 0 ? errno : 0;

	attempt->ret = ret;
	left = read_nth(nth_fd);
	/* This may run into the fault that is left. */
	write_nth(nth_fd, 0);
	if (left < 0 || left > nth || write_nth(nth_fd, 0))
		return NOT_READABLE;
	attempt->hit = left == 0;

	if (ret < 0) {
		if (!attempt->hit)
			return UNEXPLAINED;
		after = state_now(path->threads);
		if (memcmp(&before, &after, sizeof(after)))
			return CHANGED;
		ret = path->call(path->flags);
		if (ret < 0)
			return NOT_REPEATABLE;
	}
	return state_complete(&before, ret, path) ? RIGHT : INCOMPLETE;
}

FIXTURE_SETUP(fault)
{
	if (!injects_faults())
		SKIP(return, "the kernel injects no faults");
	ASSERT_EQ(0, configure_faults());
	ASSERT_LE(0, log_open());
	attempt = shared_alloc(sizeof(*attempt));
	ASSERT_NE(NULL, attempt);
}

FIXTURE_TEARDOWN(fault)
{
}

#define POINT_TIMEOUT	900

/*
 * The debug kernel allocates for itself now and then (stack traces, quarantine,
 * records of kmemleak), so the Nth place of one attempt is not always the Nth of
 * the next, and one pass may step over a place: several passes for the minimum.
 */
#define MAX_PASSES	4

struct count {
	int failed, survived, kinds[KINDS];
};

/* Of all paths, for the last line of the program */
static struct count *total;

static __attribute__((constructor)) void make_total(void)
{
	total = shared_alloc(sizeof(*total));
}

static void count_point(struct count *c, bool failed, enum kind kind)
{
	c->kinds[kind]++;
	if (failed)
		c->failed++;
	else
		c->survived++;
}

/* Fails one place after the other until there is none left. */
static void one_pass(struct __test_metadata *_metadata, const struct path *path,
		     struct count *count)
{
	enum kind kind;
	int nth, ret;
	pid_t pid;

	for (nth = 1; nth < MAX_POINTS; nth++) {
		memset(attempt, 0, sizeof(*attempt));
		ASSERT_LE(0, lseek(log_fd, 0, SEEK_END));
		pid = fork_tied();
		ASSERT_LE(0, pid);
		if (pid == 0)
			_exit(try_point(path, nth));
		ret = wait_child(pid);
		kind = log_kind();
		ASSERT_EQ(RIGHT, ret) {
			TH_LOG("point %d, kind %d: returned %ld, errno %d",
			       nth, kind, attempt->ret, attempt->err);
		}
		if (!attempt->hit)
			break;
		count_point(count, attempt->ret < 0, kind);
		count_point(total, attempt->ret < 0, kind);
		if (attempt->ret >= 0)
			continue;
		EXPECT_EQ(kind == COPY ? EFAULT : ENOMEM, attempt->err) {
			TH_LOG("point %d, kind %d", nth, kind);
		}
	}
	EXPECT_EQ(false, attempt->hit);
}

static bool enough(const struct path *path, const struct count *count)
{
	return count->failed >= path->min &&
	       !!count->kinds[SLAB] == path->slab &&
	       !!count->kinds[COPY] == path->copy;
}

TEST_F_TIMEOUT(fault, each, POINT_TIMEOUT)
{
	const struct path *const path = &variant->path;
	struct count count = {};
	int pass;

	for (pass = 0; pass < MAX_PASSES && !enough(path, &count); pass++) {
		memset(&count, 0, sizeof(count));
		one_pass(_metadata, path, &count);
	}
	EXPECT_EQ(true, enough(path, &count));
	TH_LOG("%d points failed the call, %d did not; passes: %d", count.failed,
	       count.survived, pass);
	TH_LOG("slab %d, page %d, user copy %d, without a warning %d",
	       count.kinds[SLAB], count.kinds[PAGE], count.kinds[COPY],
	       count.kinds[QUIET]);
}

/*
 * Questions about rules: the call of a process that asks fails, or what tells its
 * supervisor what it asks about.
 */
#define YES	"yyyyyyyy"

struct query {
	struct call call;
	struct want want[2];
	int questions;			/* that the call leads to */
	long ret;			/* then, 0 for any number */
	bool fd;			/* that number is a descriptor */
	long (*is_done)(void *arg);	/* did the call do its work? */
	int errors[4];			/* that a fault can lead to */
	int min_asking, min_telling;	/* points that there are at least */
};

static long is_made(void *arg)
{
	return !access("new", F_OK);
}

static long is_gone(void *arg)
{
	return access("other", F_OK) != 0;
}

static long is_connected(void *arg)
{
	struct sockaddr_in addr;
	socklen_t len = sizeof(addr);

	return !getpeername(TCP, (void *)&addr, &len);
}

FIXTURE(question) {};

FIXTURE_VARIANT(question)
{
	struct query query;
};

FIXTURE_VARIANT_ADD(question, open) {
	.query = { OPENAT("file", O_RDWR | O_CLOEXEC), .fd = true,
		   .want = { OBJECT("file", READ | WRITE) }, .questions = 1,
		   .errors = { ENOMEM, EFAULT },
		   .min_asking = 7, .min_telling = 4 }
};

FIXTURE_VARIANT_ADD(question, mkdir) {
	.query = { .call = CALL(mkdirat, AT_FDCWD, P("new"), 0777),
		   .want = { ENTRY(".", "new", MAKE(DIR)) }, .questions = 1,
		   .is_done = is_made,
		   /* tmpfs says the latter about an inode. */
		   .errors = { ENOMEM, EFAULT, ENOSPC },
		   .min_asking = 7, .min_telling = 4 }
};

FIXTURE_VARIANT_ADD(question, unlink) {
	.query = { .call = CALL(unlinkat, AT_FDCWD, P("other"), 0),
		   .want = { ENTRY(".", "other", REMOVE(FILE)) }, .questions = 1,
		   .is_done = is_gone, .errors = { ENOMEM, EFAULT },
		   .min_asking = 5, .min_telling = 4 }
};

/*
 * A script, and an interpreter that is no program: a process that was replaced could
 * not tell what happened.  E2BIG is what becomes of a page for the arguments.
 */
FIXTURE_VARIANT_ADD(question, exec) {
	.query = { .call = EXECVE("script"), .ret = -ENOEXEC,
		   .want = { SCRIPT("script"), SCRIPT("text") }, .questions = 2,
		   .errors = { ENOMEM, EFAULT, E2BIG },
		   .min_asking = 12, .min_telling = 4 }
};

FIXTURE_VARIANT_ADD(question, connect) {
	.query = { .call = CALL(connect, TCP, P(&tcp_addr), sizeof(tcp_addr)),
		   .want = { ADDRESS(CONNECT, tcp_addr) }, .questions = 1,
		   .is_done = is_connected,
		   .errors = { ENOMEM, EFAULT, ENOBUFS },
		   .min_asking = 5, .min_telling = 3 }
};

/* Of an attempt, and so of a process of its own */
static struct ask asking;
static int asking_nth;			/* 0 for none */
static char asking_dir[64];

static long count_own_fds(void *arg)
{
	return count_fds();
}

static int make_question(const struct query *q, int nth)
{
	static const struct plan plan = {};

	asking_nth = nth;
	if (mail_init() || make_world(asking_dir) || make_sockets() ||
	    make_file("script", "#!./text\n", 0755) ||
	    make_file("text", "text", 0755) || start_ask(&asking, &plan))
		return -1;
	asking.want = q->want;
	asking.num_want = q->questions;
	/* Its rules keep the process from opening this. */
	return nth ? hand_fd(&asking.peer, open_nth(asking.peer.pid)) : 0;
}

static void end_question(void)
{
	stop_ask(&asking);
	if (!chdir("/"))
		remove_tree(asking_dir);
}

/* Takes what is left of a fault away; false if it cannot be read. */
static bool end_armed(int fd, int nth)
{
	const int left = read_nth(fd);

	/* This may run into the fault that is left. */
	write_nth(fd, 0);
	if (left < 0 || left > nth || write_nth(fd, 0))
		return false;
	attempt->hit = left == 0;
	return true;
}

/* In the process: as run_call() */
static long run_armed(void *arg)
{
	long ret;

	if (!asking_nth)
		return run_call(arg);
	if (mlockall(MCL_CURRENT) || write_nth(taken_fd, asking_nth))
		return -EPROTO;
	ret = run_call(arg);
	return end_armed(taken_fd, asking_nth) ? ret : -EPROTO;
}

static bool is_done(const struct query *q)
{
	return !q->is_done || peer_call(&asking.peer, q->is_done, NULL) == 1;
}

/* What is wrong with questions that were asked, and with what came of them? */
static int check_success(const struct query *q, long fds)
{
	int i;

	if (asking.num != q->questions)
		return IN_VAIN;
	for (i = 0; i < asking.num; i++) {
		if (*asking.asked[i].wrong)
			return MISTOLD;
	}
	return is_done(q) && peer_call(&asking.peer, count_own_fds, NULL) ==
				     fds + q->fd ? RIGHT : INCOMPLETE;
}

static int check_failure(const struct query *q, long fds)
{
	size_t i;

	if (!attempt->hit)
		return UNEXPLAINED;
	if ((q->is_done && is_done(q)) ||
	    peer_call(&asking.peer, count_own_fds, NULL) != fds)
		return CHANGED;
	/* No memory to ask: this is so only if somebody was not asked. */
	if (attempt->err == EACCES)
		return asking.num < q->questions ? RIGHT : IN_VAIN;
	for (i = 0; i < ARRAY_SIZE(q->errors); i++) {
		if (attempt->err == q->errors[i])
			return asking.num <= q->questions ? RIGHT : IN_VAIN;
	}
	return OTHER_ERROR;
}

static int try_asking(const struct query *q, int nth)
{
	long fds, ret;
	int problem;

	if (make_question(q, nth))
		return NO_SETUP;
	fds = peer_call(&asking.peer, count_own_fds, NULL);
	ret = outcome(ask(&asking, run_armed, (void *)&q->call, YES));
	if (ret == HUNG)
		return NO_END;
	if (ret == -EPROTO)
		return NOT_READABLE;
	if (ret == q->ret) {
		problem = check_success(q, fds);
	} else {
		attempt->ret = -1;
		attempt->err = -ret;
		problem = check_failure(q, fds);
		if (problem == RIGHT &&
		    (outcome(ask(&asking, run_call, (void *)&q->call, YES)) !=
			     q->ret || check_success(q, fds)))
			problem = NOT_REPEATABLE;
	}
	end_question();
	return problem;
}

/* SECCOMP_IOCTL_NOTIF_LANDLOCK, with the fault */
static long tell_armed(struct asked *q, int nth)
{
	long ret;

	if (!nth)
		return ioctl(asking.listener, SECCOMP_IOCTL_NOTIF_LANDLOCK,
			     &q->info);
	if (nth_fd < 0 || mlockall(MCL_CURRENT) || write_nth(nth_fd, nth))
		return -EPROTO;
	ret = ioctl(asking.listener, SECCOMP_IOCTL_NOTIF_LANDLOCK, &q->info);
	attempt->err = ret ? errno : 0;
	attempt->ret = ret;
	return end_armed(nth_fd, nth) ? ret : -EPROTO;
}

/* Of the first question; the repeated request is given what the first one left. */
static int tell(struct asked *q, int nth, bool fd)
{
	const int fds = count_fds();
	long ret;

	ret = tell_armed(q, nth);
	if (ret == -EPROTO)
		return NOT_READABLE;
	if (ret) {
		if (!attempt->hit)
			return UNEXPLAINED;
		if (attempt->err != ENOMEM && attempt->err != EFAULT)
			return OTHER_ERROR;
		if (count_fds() != fds ||
		    ioctl(asking.listener, SECCOMP_IOCTL_NOTIF_ID_VALID,
			  &q->req.id))
			return CHANGED;
		if (ioctl(asking.listener, SECCOMP_IOCTL_NOTIF_LANDLOCK,
			  &q->info))
			return NOT_REPEATABLE;
	}
	if (count_fds() != fds + fd)
		return INCOMPLETE;
	if (fd && (fstat(q->info.fd, &q->st) || close(q->info.fd)))
		return INCOMPLETE;
	return RIGHT;
}

static int try_telling(const struct query *q, int nth)
{
	static struct asked first;
	int problem;

	nth_fd = nth ? open_nth(syscall(__NR_gettid)) : -1;
	if (make_question(q, 0) ||
	    peer_post(&asking.peer, run_call, (void *)&q->call) ||
	    !wait_question(&asking, &asking.peer) ||
	    ioctl(asking.listener, SECCOMP_IOCTL_NOTIF_RECV, &first.req))
		return NO_SETUP;
	first.info.id = first.req.id;
	first.info.size = sizeof(first.info);
	problem = tell(&first, nth, q->want[0].object);
	if (problem)
		return problem;
	if (*compare(&first, &q->want[0]))
		return MISTOLD;
	if (reply(&asking, first.req.id, 0, 0, CONTINUE))
		return CHANGED;
	/* A script has another question. */
	asking.want_from = 0;
	asking.num_want = 0;
	if (outcome(serve(&asking, &asking.peer, YES)) != q->ret ||
	    asking.num != q->questions - 1 || !is_done(q))
		return INCOMPLETE;
	end_question();
	return RIGHT;
}

FIXTURE_SETUP(question)
{
	skip_unsupervised(_metadata);
	attempt = shared_alloc(sizeof(*attempt));
	ASSERT_NE(NULL, attempt);
	if (!injects_faults())
		return;
	ASSERT_EQ(0, configure_faults());
	ASSERT_LE(0, log_open());
}

FIXTURE_TEARDOWN(question)
{
}

typedef int (*try_fn)(const struct query *q, int nth);

static int one_point(struct __test_metadata *_metadata, const struct query *q,
		     try_fn try, int nth)
{
	int ret;
	pid_t pid;

	memset(attempt, 0, sizeof(*attempt));
	pid = fork_tied();
	ASSERT_LE(0, pid);
	if (pid == 0)
		_exit(try(q, nth));
	ret = wait_child(pid);
	ASSERT_EQ(RIGHT, ret) {
		TH_LOG("point %d: returned %ld, errno %d", nth, attempt->ret,
		       attempt->err);
	}
	return ret;
}

static void each_point(struct __test_metadata *_metadata, const struct query *q,
		       try_fn try, struct count *count, int *denied)
{
	enum kind kind;
	int nth;

	for (nth = 1; nth < MAX_POINTS; nth++) {
		ASSERT_LE(0, lseek(log_fd, 0, SEEK_END));
		if (one_point(_metadata, q, try, nth) || !attempt->hit)
			break;
		kind = log_kind();
		count_point(count, attempt->ret < 0, kind);
		count_point(total, attempt->ret < 0, kind);
		*denied += attempt->err == EACCES;
		if (attempt->ret < 0 && attempt->err != EACCES &&
		    kind == COPY) {
			EXPECT_EQ(EFAULT, attempt->err) {
				TH_LOG("point %d", nth);
			}
		}
	}
	EXPECT_EQ(false, attempt->hit);
}

/* @min_denied: points where a question cannot be recorded */
static void each_query(struct __test_metadata *_metadata, const struct query *q,
		       try_fn try, int min, int min_denied)
{
	struct count count = {};
	int pass, denied = 0;

	one_point(_metadata, q, try, 0);
	if (!injects_faults())
		SKIP(return, "the kernel injects no faults");
	for (pass = 0; pass < MAX_PASSES &&
	     (count.failed < min || denied < min_denied ||
	      !count.kinds[COPY]); pass++) {
		memset(&count, 0, sizeof(count));
		denied = 0;
		each_point(_metadata, q, try, &count, &denied);
	}
	EXPECT_LE(min, count.failed);
	EXPECT_LE(min_denied, denied);
	EXPECT_LT(0, count.kinds[COPY]);
	TH_LOG("%d points failed the call, %d of them denied it, %d did not; passes: %d",
	       count.failed, denied, count.survived, pass);
}

/* What a task asks about, and the question: two allocations */
TEST_F_TIMEOUT(question, asking, POINT_TIMEOUT)
{
	each_query(_metadata, &variant->query, try_asking,
		   variant->query.min_asking, 2);
}

TEST_F_TIMEOUT(question, telling, POINT_TIMEOUT)
{
	each_query(_metadata, &variant->query, try_telling,
		   variant->query.min_telling, 0);
}

/*
 * A thread that has to take rules and cannot is terminated.  It is armed by the
 * other one, while it waits in user space.
 */
static struct taker {
	pid_t tid;
	int go, done, err;
	bool reached_end;
} *taker;

static void *taker_main(void *arg)
{
	int err;

	STORE(taker->tid, syscall(__NR_gettid));
	while (!LOAD(taker->go))
		;
	err = try_write();
	STORE(taker->err, err);
	STORE(taker->done, 1);
	while (LOAD(taker->done) == 1)
		;
	return NULL;
}

static int take_process(int nth)
{
	pthread_attr_t attr;
	pthread_t thread;
	int fd;

	if (set_nnp() || pthread_attr_init(&attr) ||
	    pthread_attr_setstacksize(&attr, 128 * 1024) ||
	    pthread_create(&thread, &attr, taker_main, NULL))
		return NO_SETUP;
	while (!LOAD(taker->tid))
		sched_yield();
	/* RULE_WRITE would keep us from opening fail-nth later. */
	fd = open_nth(taker->tid);
	if (fd < 0 || mlockall(MCL_CURRENT) ||
	    attach_rule(TSYNC, 0, RULE_WRITE) || write_nth(fd, nth))
		return NO_SETUP;
	STORE(taker->go, 1);
	while (!LOAD(taker->done))
		sched_yield();
	taker->reached_end = read_nth(fd) > 0;
	write_nth(fd, 0);
	STORE(taker->done, 2);
	pthread_join(thread, NULL);
	return RIGHT;
}

FIXTURE(other) {};

FIXTURE_SETUP(other)
{
	if (!injects_faults())
		SKIP(return, "the kernel injects no faults");
	ASSERT_EQ(0, configure_faults());
	attempt = shared_alloc(sizeof(*attempt));
	ASSERT_NE(NULL, attempt);
	taker = shared_alloc(sizeof(*taker));
	ASSERT_NE(NULL, taker);
}

FIXTURE_TEARDOWN(other)
{
}

TEST_F_TIMEOUT(other, taking, POINT_TIMEOUT)
{
	int nth, ret, killed = 0, failed = 0;
	pid_t pid;

	for (nth = 1; nth < MAX_POINTS; nth++) {
		memset(taker, 0, sizeof(*taker));
		pid = fork_tied();
		ASSERT_LE(0, pid);
		if (pid == 0)
			_exit(take_process(nth));
		ret = wait_child(pid);
		if (ret == -SIGSYS) {
			/* It must not have got through. */
			EXPECT_EQ(0, taker->done);
			killed++;
			continue;
		}
		ASSERT_EQ(RIGHT, ret);
		ASSERT_EQ(1, taker->done != 0);
		EXPECT_NE(0, taker->err);
		if (taker->reached_end)
			break;
		failed++;
	}
	EXPECT_EQ(true, taker->reached_end);
	EXPECT_EQ(EACCES, taker->err);
	/* At least the credentials are allocated. */
	EXPECT_LT(0, killed);
	TH_LOG("%d points killed the process, %d did not", killed, failed);
}

/* Telling about a denial can fail, the denial can not. */
static const char secret[] = "secret";

static long read_secret(void)
{
	char copy[sizeof(secret)];
	const struct iovec local = { copy, sizeof(copy) };
	const struct iovec remote = { (void *)secret, sizeof(secret) };

	return process_vm_readv(target.pid, &local, 1, &remote, 1, 0);
}

/* A link from before the filter */
static int stop_target(void)
{
	return ptrace(PTRACE_SEIZE, target.pid, 0, 0) ||
	       ptrace(PTRACE_INTERRUPT, target.pid, 0, 0) ||
	       waitpid(target.pid, NULL, __WALL) != target.pid;
}

static long peek_secret(void)
{
	return ptrace(PTRACE_PEEKDATA, target.pid, secret, 0);
}

static int verdict_process(int nth, bool link)
{
	int left;

	if (set_nnp() || make_target() || (link && stop_target()) ||
	    read_secret() != sizeof(secret) || attach_fd(LOGGED, 0, -1))
		return NO_SETUP;
	nth_fd = open_nth(syscall(__NR_gettid));
	if (nth_fd < 0 || mlockall(MCL_CURRENT) || write_nth(nth_fd, nth))
		return NO_SETUP;

	attempt->ret = link ? peek_secret() : read_secret();
	attempt->err = errno;

	left = read_nth(nth_fd);
	write_nth(nth_fd, 0);
	if (left < 0 || write_nth(nth_fd, 0))
		return NOT_READABLE;
	attempt->hit = left == 0;
	return RIGHT;
}

static void each_verdict(struct __test_metadata *_metadata, bool link)
{
	const int audit = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
				 NETLINK_AUDIT);
	int nth, ret, points = 0;
	pid_t pid;

	ASSERT_EQ(0, audit_enable(audit, true));
	for (nth = 1; nth < MAX_POINTS; nth++) {
		memset(attempt, 0, sizeof(*attempt));
		pid = fork_tied();
		ASSERT_LE(0, pid);
		if (pid == 0)
			_exit(verdict_process(nth, link));
		ret = wait_child(pid);
		ASSERT_EQ(RIGHT, ret);
		EXPECT_EQ(-1, attempt->ret);
		if (!attempt->hit)
			break;
		points++;
	}
	ASSERT_EQ(0, audit_enable(audit, false));
	close(audit);
	EXPECT_EQ(false, attempt->hit);
	EXPECT_EQ(EPERM, attempt->err);
	EXPECT_LT(0, points);
	TH_LOG("%d points", points);
}

TEST_F_TIMEOUT(other, verdict, POINT_TIMEOUT)
{
	each_verdict(_metadata, false);
}

TEST_F_TIMEOUT(other, verdict_of_a_request, POINT_TIMEOUT)
{
	each_verdict(_metadata, true);
}

/* A leak is found by the second scan, when the object is some seconds old. */
TEST_F_TIMEOUT(other, nothing_leaked, POINT_TIMEOUT)
{
	char report[2048];
	ssize_t len;
	int fd, i;

	for (i = 0; i < 2; i++) {
		sleep(6);
		ASSERT_EQ(0, write_string(KMEMLEAK, "scan"));
	}
	fd = open(KMEMLEAK, O_RDONLY | O_CLOEXEC);
	ASSERT_LE(0, fd);
	len = read(fd, report, sizeof(report) - 1);
	close(fd);
	report[len < 0 ? 0 : len] = '\0';
	EXPECT_EQ(0, len) {
		TH_LOG("%s", report);
	}
	TH_LOG("all passes of all calls: %d points, %d failed the call",
	       total->failed + total->survived, total->failed);
}

TEST_HARNESS_MAIN
