// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Supervised rules: that they are never left out, and what a supervisor is asked and
 * answers, with a kernel that keeps to linux/seccomp_supervise.h.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>
#include <seccomp.h>

#include "bpf-run.h"
#include "kernel.h"
#include "sandbox.h"

static char msg[512];

static void reset(int landlock, bool extended, bool asks)
{
	memset(&kernel, 0, sizeof(kernel));
	kernel.landlock = landlock;
	kernel.extended = extended;
	kernel.asks = asks;
	kernel.listener = 77;
	*steps = '\0';
	*msg = '\0';
	memset(&attached, 0, sizeof(attached));
}

static struct scll *make(uint32_t flags, uint32_t accept)
{
	struct scll_options opts = {
		.size = sizeof(opts), .flags = flags | SCLL_SUPERVISE | SCLL_NEW_LISTENER,
		.accept = accept, .msg = msg, .msg_size = sizeof(msg),
	};
	struct scll *sb;

	assert_int_equal(0, scll_new(&sb, &opts));
	return sb;
}

#define ALL_ACCEPTED	((SCLL_DROPPED_LOG << 1) - 1)

/* Whatever is accepted, and nothing has happened. */
static void never_left_out(void **state)
{
	struct scll_result result = { .size = sizeof(result) };

	(void)state;
	for (int abi = 1; abi <= 11; abi++)
		for (int extended = 0; extended < 2; extended++)
			for (uint32_t best = 0; best <= SCLL_BEST_EFFORT; best += SCLL_BEST_EFFORT) {
				int ruleset = memfd_create("ruleset", MFD_CLOEXEC);
				struct scll *sb;

				reset(abi, extended, false);
				sb = make(best, ALL_ACCEPTED);
				assert_int_equal(0, scll_allow_path(sb, "/", SCLL_READ));
				assert_int_equal(-EOPNOTSUPP, scll_prepare(sb));
				assert_non_null(strstr(msg, "cannot ask about what rules deny"));
				scll_free(sb);
				assert_int_equal(-EOPNOTSUPP,
						 scll_load(NULL, 0, ruleset, 0,
							   best | SCLL_SUPERVISE | SCLL_NEW_LISTENER,
							   ALL_ACCEPTED, &result));
				assert_int_equal(SCLL_STEP_NONE, result.step);
				assert_string_equal("", steps);
				close(ruleset);
			}
}

/* By prctl(2): the flag of Landlock comes too late for the kernel. */
static void in_force(void **state)
{
	struct scll_result result = { .size = sizeof(result) };

	(void)state;
	for (int abi = 6; abi <= 11; abi++) {
		struct scll *sb;

		reset(abi, true, true);
		sb = make(SCLL_NO_NEW_PRIVS, 0);
		assert_int_equal(0, scll_allow_path(sb, "/", SCLL_READ));
		assert_int_equal(0, scll_prepare(sb));
		assert_int_equal(0, scll_dropped(sb));
		assert_int_equal(0, scll_apply(sb, &result));
		assert_int_equal(77, result.listener);
		assert_string_equal("nnp:0 attach:0 ", steps);
		assert_int_equal(SECCOMP_LANDLOCK_SUPERVISE, attached.flags);
		assert_true(attached_flags & SECCOMP_FILTER_FLAG_NEW_LISTENER);
		scll_free(sb);
		*steps = '\0';
		assert_int_equal(0, scll_load(NULL, 0, 1, 0, SCLL_NO_NEW_PRIVS | SCLL_SUPERVISE |
					      SCLL_NEW_LISTENER | SCLL_NO_TRACE, 0, &result));
		assert_string_equal("nnp:0 attach:0 ", steps);
		assert_int_equal(SECCOMP_LANDLOCK_SUPERVISE | SECCOMP_LANDLOCK_PTRACE_DENY,
				 attached.flags);
	}
}

static void needs_a_listener_and_rules(void **state)
{
	struct scll_options opts = {
		.size = sizeof(opts), .flags = SCLL_SUPERVISE, .msg = msg, .msg_size = sizeof(msg),
	};
	struct scll_result result = { .size = sizeof(result) };
	struct scll *sb;

	(void)state;
	reset(6, true, true);
	assert_int_equal(-EINVAL, scll_new(&sb, &opts));
	assert_non_null(strstr(msg, "needs a listener"));
	assert_int_equal(-EINVAL, scll_load(NULL, 0, 1, 0, SCLL_SUPERVISE, 0, &result));
	assert_int_equal(-EINVAL, scll_load(NULL, 0, -1, 0, SCLL_SUPERVISE | SCLL_NEW_LISTENER, 0,
					    &result));
	sb = make(0, 0);
	assert_int_equal(-EINVAL, scll_prepare(sb));
	assert_string_equal("what rules deny is to be asked about, and there are no rules", msg);
	scll_free(sb);
	/* Rules that are accepted to be missing are none. */
	reset(-EOPNOTSUPP, true, true);
	sb = make(0, SCLL_DROPPED_RULES);
	assert_int_equal(0, scll_allow_path(sb, "/", SCLL_READ));
	assert_int_equal(-EOPNOTSUPP, scll_prepare(sb));
	assert_non_null(strstr(msg, "there are no rules: Landlock was disabled"));
	scll_free(sb);
	assert_string_equal("", steps);
}

static uint32_t answer_of(const struct scll *sb, int nr, uint64_t a, uint64_t b)
{
	const struct scll_bpf_call call = {
		.data = { .nr = nr, .arch = seccomp_arch_native(), .args = { a, b } },
	};
	struct scll_bpf machine = { .prog = sb->plan.prog.filter, .len = sb->plan.prog.len };
	uint32_t action = 0;

	assert_int_equal(1, scll_bpf_run(&machine, &call, &action));
	return action;
}

/* The listener may allow a port; what binds without a question is denied. */
static void baseline_lets_connect(void **state)
{
	struct scll *sb;

	(void)state;
	reset(6, true, true);
	sb = make(0, 0);
	assert_int_equal(0, scll_handle_net(sb, SCLL_NET_ALL));
	assert_int_equal(0, scll_baseline(sb, 0));
	assert_int_equal(0, scll_prepare(sb));
	assert_int_equal(SECCOMP_RET_ALLOW, answer_of(sb, SYS_socket, AF_INET, SOCK_STREAM));
	assert_int_equal(SECCOMP_RET_ERRNO | EACCES, answer_of(sb, SYS_listen, 3, 1));
	scll_free(sb);
}

/* What the kernel has, and what was answered. */
static struct {
	struct seccomp_notif notif;
	struct seccomp_notif_landlock rule;
	int receive[3], asked[3];	/* errors, one after the other */
	int receives, asks, sends;
	int send, add;			/* errors */
	int waits, interrupts;		/* of SECCOMP_IOCTL_NOTIF_ID_VALID; -EINTR before it */
	struct seccomp_notif_resp answer;
	struct seccomp_notif_addfd added;
	int poll, timeout;
} world;

static int notif(unsigned long command, void *arg)
{
	switch (command) {
	case SECCOMP_IOCTL_NOTIF_RECV:
		for (size_t i = 0; i < sizeof(world.notif); i++)
			assert_int_equal(0, ((char *)arg)[i]);
		if (world.receive[world.receives++])
			return world.receive[world.receives - 1];
		memcpy(arg, &world.notif, sizeof(world.notif));
		return 0;
	case SECCOMP_IOCTL_NOTIF_LANDLOCK: {
		struct seccomp_notif_landlock *rule = arg;

		assert_int_equal(world.notif.id, rule->id);
		assert_int_equal(SECCOMP_NOTIF_LANDLOCK_SIZE_VER0, rule->size);
		/* A later kernel, and one that fails after it has written. */
		rule->size = 4096;
		if (world.asked[world.asks++])
			return world.asked[world.asks - 1];
		*rule = world.rule;
		rule->size = 4096;
		return 0;
	}
	case SECCOMP_IOCTL_NOTIF_SEND:
		world.sends++;
		memcpy(&world.answer, arg, sizeof(world.answer));
		return world.send;
	case SECCOMP_IOCTL_NOTIF_ADDFD:
		memcpy(&world.added, arg, sizeof(world.added));
		return world.add;
	case SECCOMP_IOCTL_NOTIF_ID_VALID:
		assert_int_equal(world.notif.id, *(uint64_t *)arg);
		return world.interrupts-- > 0 ? -EINTR : world.waits;
	}
	return -EINVAL;
}

static int poll_world(int timeout)
{
	world.timeout = timeout;
	usleep(2000);
	return world.poll;
}

/* A question about a rule. */
static void set_question(int kind, int fd, const char *name, const char *name2)
{
	reset(6, true, true);
	memset(&world, 0, sizeof(world));
	kernel.notif = notif;
	kernel.poll = poll_world;
	world.poll = POLLIN;
	world.notif = (struct seccomp_notif){
		.id = 4711, .pid = 12, .flags = SECCOMP_NOTIF_LANDLOCK,
		.data = { .nr = SYS_openat, .arch = 5, .args = { 1, 2, 3, 4, 5, 6 } },
	};
	world.rule = (struct seccomp_notif_landlock){
		.id = 4711, .kind = kind, .needed = 7, .denied = 6, .ino = 8, .ino2 = 9,
		.dev_major = 10, .dev_minor = 11, .fd = fd,
		.name_len = strlen(name), .name2_len = strlen(name2),
	};
	strcpy((char *)world.rule.name, name);
	strcpy((char *)world.rule.name2, name2);
}

static struct scll_question receive(void)
{
	struct scll_question q = { .size = sizeof(q) };

	assert_int_equal(0, scll_question_receive(3, -1, &q));
	assert_int_equal(-1, world.timeout);
	return q;
}

/* The same question once more. */
static void again(void)
{
	world.receives = 0;
	world.asks = 0;
}

static void what_is_asked(void **state)
{
	struct scll_question q;

	(void)state;
	set_question(SECCOMP_LANDLOCK_RENAME, -1, "from", "to");
	q = receive();
	assert_int_equal(SCLL_KIND_RENAME, q.kind);
	assert_int_equal(sizeof(q), q.size);
	assert_int_equal(3, q.listener);
	assert_int_equal(4711, q.id);
	assert_int_equal(12, q.pid);
	assert_int_equal(SYS_openat, q.call);
	assert_int_equal(5, q.arch);
	assert_int_equal(7, q.needed);
	assert_int_equal(6, q.denied);
	assert_int_equal(8, q.ino);
	assert_int_equal(9, q.ino2);
	assert_int_equal(10, q.dev_major);
	assert_int_equal(11, q.dev_minor);
	assert_string_equal("from", q.name);
	assert_string_equal("to", q.name2);
	assert_int_equal(4, q.name_len);
	world.rule.kind = SECCOMP_LANDLOCK_EXCHANGE;
	again();
	assert_int_equal(SCLL_KIND_EXCHANGE, receive().kind);
	world.rule.kind = SECCOMP_LANDLOCK_ADDRESS;
	again();
	assert_int_equal(SCLL_KIND_ADDRESS, receive().kind);
	/* Nobody shall be led to look at what pointers lead to. */
	for (int i = 0; i < 6; i++)
		assert_int_equal(0, q.args[i]);
	world.notif.flags = 0;
	again();
	q = receive();
	assert_int_equal(SCLL_KIND_CALL, q.kind);
	assert_int_equal(6, q.args[5]);
	assert_int_equal(-1, q.fd);
	assert_int_equal(0, q.denied);
	assert_int_equal(0, world.asks);
}

static void waiting(void **state)
{
	struct scll_question q = { .size = sizeof(q) };

	(void)state;
	set_question(SECCOMP_LANDLOCK_OBJECT, -1, "", "");
	world.poll = 0;
	assert_int_equal(-EAGAIN, scll_question_receive(3, 0, &q));
	assert_int_equal(0, world.timeout);
	world.poll = -EINTR;
	assert_int_equal(-EINTR, scll_question_receive(3, 5, &q));
	world.poll = POLLHUP;
	assert_int_equal(-EPIPE, scll_question_receive(3, -1, &q));
	world.poll = POLLNVAL;
	assert_int_equal(-EBADF, scll_question_receive(3, -1, &q));
	assert_int_equal(0, world.receives);
	/* The last one asks, and nobody comes after it. */
	world.poll = POLLIN | POLLHUP;
	assert_int_equal(0, scll_question_receive(3, -1, &q));
	world.receive[1] = -ENOTTY;
	assert_int_equal(-EINVAL, scll_question_receive(3, -1, &q));
	assert_int_equal(-EINVAL, scll_question_receive(3, -1, NULL));
	q.size--;
	assert_int_equal(-EINVAL, scll_question_receive(3, -1, &q));
}

static void withdrawn(void **state)
{
	struct scll_question q;

	(void)state;
	set_question(SECCOMP_LANDLOCK_OBJECT, -1, "", "");
	world.receive[0] = -ENOENT;
	world.asked[0] = -ENOENT;
	q = receive();
	assert_int_equal(3, world.receives);
	assert_int_equal(2, world.asks);
	world.interrupts = 2;
	assert_int_equal(0, scll_question_waits(&q));
	world.waits = -ENOENT;
	assert_int_equal(-ENOENT, scll_question_waits(&q));
	world.send = -ENOENT;
	assert_int_equal(-ENOENT, scll_question_yes(&q));
	world.send = 0;
	world.sends = 0;
	scll_question_free(&q);
	assert_int_equal(0, world.sends);
}

/* Those who withdraw questions all the time do not make it wait for longer. */
static void withdrawn_in_time(void **state)
{
	struct scll_question q = { .size = sizeof(q) };

	(void)state;
	set_question(SECCOMP_LANDLOCK_OBJECT, -1, "", "");
	world.receive[0] = -ENOENT;
	assert_int_equal(0, scll_question_receive(3, 60000, &q));
	assert_true(world.timeout < 60000 && world.timeout > 0);
	again();
	assert_int_equal(-EAGAIN, scll_question_receive(3, 1, &q));
	assert_int_equal(1, world.receives);
	again();
	assert_int_equal(-EAGAIN, scll_question_receive(3, 0, &q));
	assert_int_equal(1, world.receives);
}

/* Nothing of the caller's is closed, and nobody answered. */
static void nothing_to_free(void **state)
{
	static const struct { int poll, receive, asked, listener, want; } failures[] = {
		{ 0, 0, 0, 3, -EAGAIN }, { -EINTR, 0, 0, 3, -EINTR }, { POLLHUP, 0, 0, 3, -EPIPE },
		{ POLLIN, -ENOTTY, 0, 3, -EINVAL }, { POLLIN, 0, -EMFILE, 3, -EMFILE },
		{ 0, 0, 0, -1, -EBADF },
	};
	struct scll_question never = { 0 };

	(void)state;
	/* Its size was forgotten: standard input stays open. */
	assert_int_equal(-EINVAL, scll_question_receive(3, 0, &never));
	world.sends = 0;
	scll_question_free(&never);
	assert_int_equal(0, world.sends);
	assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0);
	for (size_t i = 0; i < NR(failures); i++) {
		struct scll_question q = { .size = sizeof(q) };

		set_question(SECCOMP_LANDLOCK_OBJECT, -1, "", "");
		world.poll = failures[i].poll;
		world.receive[0] = failures[i].receive;
		world.asked[0] = failures[i].asked;
		assert_int_equal(failures[i].want,
				 scll_question_receive(failures[i].listener, 0, &q));
		assert_int_equal(-1, q.fd);
		assert_int_equal(1, q.answered);
		world.sends = 0;
		scll_question_free(&q);
		assert_int_equal(0, world.sends);
	}
}

static void cannot_be_handed_out(void **state)
{
	struct scll_question q = { .size = sizeof(q) };

	(void)state;
	set_question(SECCOMP_LANDLOCK_OBJECT, -1, "", "");
	world.asked[0] = -EINTR;
	world.asked[1] = -EMFILE;
	assert_int_equal(-EMFILE, scll_question_receive(3, -1, &q));
	assert_int_equal(2, world.asks);
	assert_int_equal(1, world.sends);
	assert_int_equal(-EACCES, world.answer.error);
	assert_int_equal(0, world.answer.flags);
}

static void answers(void **state)
{
	struct scll_question q;

	(void)state;
	set_question(SECCOMP_LANDLOCK_OBJECT, -1, "", "");
	q = receive();
	assert_int_equal(0, scll_question_yes(&q));
	assert_int_equal(4711, world.answer.id);
	assert_int_equal(SECCOMP_USER_NOTIF_FLAG_CONTINUE, world.answer.flags);
	assert_int_equal(0, world.answer.error);
	/* Not twice. */
	assert_int_equal(-EINPROGRESS, scll_question_no(&q, -EPERM));
	assert_int_equal(-EINPROGRESS, scll_question_file(&q, 0, 0));
	scll_question_free(&q);
	assert_int_equal(1, world.sends);

	again();
	q = receive();
	/* What could be taken for a success. */
	assert_int_equal(-EINVAL, scll_question_no(&q, 0));
	assert_int_equal(-EINVAL, scll_question_no(&q, EACCES));
	assert_int_equal(-EINVAL, scll_question_no(&q, -512));
	assert_int_equal(-EINVAL, scll_question_value(&q, -1));
	assert_int_equal(-EINVAL, scll_question_file(&q, 0, O_RDWR));
	assert_int_equal(1, world.sends);
	assert_int_equal(0, scll_question_no(&q, -EROFS));
	assert_int_equal(-EROFS, world.answer.error);
	assert_int_equal(0, world.answer.flags);

	again();
	q = receive();
	assert_int_equal(0, scll_question_value(&q, 5));
	assert_int_equal(5, world.answer.val);
	assert_int_equal(0, world.answer.error);

	again();
	q = receive();
	world.add = -EMFILE;
	assert_int_equal(-EMFILE, scll_question_file(&q, 9, O_CLOEXEC));
	world.add = 33;
	assert_int_equal(0, scll_question_file(&q, 9, O_CLOEXEC));
	assert_int_equal(SECCOMP_ADDFD_FLAG_SEND, world.added.flags);
	assert_int_equal(O_CLOEXEC, world.added.newfd_flags);
	assert_int_equal(9, world.added.srcfd);
	assert_int_equal(0, world.added.newfd);
	assert_int_equal(4711, world.added.id);
	assert_int_equal(-EINPROGRESS, scll_question_yes(&q));
}

/* Who forgets to answer does not leave a process waiting. */
static void forgotten(void **state)
{
	struct scll_question q;

	(void)state;
	set_question(SECCOMP_LANDLOCK_OBJECT, open("/", O_PATH | O_CLOEXEC), "", "");
	q = receive();
	scll_question_free(&q);
	assert_int_equal(-EACCES, world.answer.error);
	assert_int_equal(-1, fcntl(world.rule.fd, F_GETFD));
	world.notif.flags = 0;
	q = receive();
	scll_question_free(&q);
	assert_int_equal(-ENOSYS, world.answer.error);
	scll_question_free(NULL);
}

static void rights_in_words(void **state)
{
	struct scll_question q;
	char text[64];

	(void)state;
	set_question(SECCOMP_LANDLOCK_OBJECT, -1, "", "");
	q = receive();
	assert_int_equal(0, scll_question_rights(&q, q.denied, text, sizeof(text)));
	assert_string_equal("write_file,read_file", text);
	assert_int_equal(-ENAMETOOLONG, scll_question_rights(&q, q.denied, text, 12));
	assert_string_equal("write_file,", text);
	assert_int_equal(0, scll_question_rights(&q, 1ULL << 63, text, sizeof(text)));
	assert_string_equal("bit 63", text);
	assert_int_equal(-EINVAL, scll_question_rights(&q, 1, text, 0));
	q.kind = SCLL_KIND_ADDRESS;
	assert_int_equal(0, scll_question_rights(&q, SCLL_CONNECT_TCP, text, sizeof(text)));
	assert_string_equal("connect_tcp", text);
	q.kind = SCLL_KIND_CALL;
	assert_int_equal(-EINVAL, scll_question_rights(&q, 1, text, sizeof(text)));
}

static void paths(void **state)
{
	char dir[] = "/tmp/questions-XXXXXX", path[256], want[256], file[64], other[64];
	struct scll_question q;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(file, sizeof(file), "%s/file", dir);
	snprintf(other, sizeof(other), "%s/other", dir);
	close(open(file, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));

	set_question(SECCOMP_LANDLOCK_ENTRY, open(dir, O_PATH | O_CLOEXEC), "new\n", "");
	q = receive();
	assert_int_equal(0, scll_question_path(&q, path, sizeof(path)));
	snprintf(want, sizeof(want), "%s/new\n", dir);
	assert_string_equal(want, path);
	assert_int_equal(-ENAMETOOLONG, scll_question_path(&q, path, strlen(want)));
	scll_question_free(&q);

	set_question(SECCOMP_LANDLOCK_ENTRY, open("/", O_PATH | O_CLOEXEC), "new", "");
	q = receive();
	assert_int_equal(0, scll_question_path(&q, path, sizeof(path)));
	assert_string_equal("/new", path);
	scll_question_free(&q);

	/* Of two entries it is that of the first one, whatever happens to them. */
	for (int kind = SECCOMP_LANDLOCK_RENAME; kind <= SECCOMP_LANDLOCK_EXCHANGE; kind++) {
		set_question(kind, open("/", O_PATH | O_CLOEXEC), "one", "two");
		q = receive();
		assert_int_equal(0, scll_question_path(&q, path, sizeof(path)));
		assert_string_equal("/one", path);
		scll_question_free(&q);
	}

	/* Another file has its name now. */
	set_question(SECCOMP_LANDLOCK_OBJECT, open(file, O_PATH | O_CLOEXEC), "", "");
	q = receive();
	assert_int_equal(0, scll_question_path(&q, path, sizeof(path)));
	assert_string_equal(file, path);
	assert_int_equal(0, unlink(file));
	assert_int_equal(-ESTALE, scll_question_path(&q, path, sizeof(path)));
	snprintf(want, sizeof(want), "%s (deleted)", file);
	assert_string_equal(want, path);
	close(open(want, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	assert_int_equal(-ESTALE, scll_question_path(&q, path, sizeof(path)));
	unlink(want);
	scll_question_free(&q);

	/* A link to it is not its place. */
	close(open(file, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	set_question(SECCOMP_LANDLOCK_OBJECT, open(file, O_PATH | O_CLOEXEC), "", "");
	q = receive();
	assert_int_equal(0, rename(file, other));
	assert_int_equal(0, scll_question_path(&q, path, sizeof(path)));
	assert_string_equal(other, path);
	scll_question_free(&q);
	unlink(other);
	rmdir(dir);

	set_question(SECCOMP_LANDLOCK_ADDRESS, -1, "", "");
	q = receive();
	assert_int_equal(-EINVAL, scll_question_path(&q, path, sizeof(path)));
}

static void addresses(void **state)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(443) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons(80),
				   .sin6_scope_id = 3 };
	struct scll_question q;
	char text[128];

	(void)state;
	set_question(SECCOMP_LANDLOCK_ADDRESS, -1, "", "");
	inet_pton(AF_INET, "192.0.2.1", &v4.sin_addr);
	inet_pton(AF_INET6, "fe80::1", &v6.sin6_addr);
	memcpy(world.rule.address, &v4, sizeof(v4));
	world.rule.address_len = sizeof(v4);
	q = receive();
	assert_int_equal(443, scll_question_address(&q, text, sizeof(text)));
	assert_string_equal("192.0.2.1 port 443", text);
	assert_int_equal(-ENAMETOOLONG, scll_question_address(&q, text, 18));
	q.address_len--;
	assert_int_equal(-EAFNOSUPPORT, scll_question_address(&q, text, sizeof(text)));
	memcpy(q.address, &v6, sizeof(v6));
	q.address_len = sizeof(v6);
	assert_int_equal(80, scll_question_address(&q, text, sizeof(text)));
	assert_string_equal("fe80::1%3 port 80", text);
	q.kind = SCLL_KIND_OBJECT;
	assert_int_equal(-EINVAL, scll_question_address(&q, text, sizeof(text)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(never_left_out),
		cmocka_unit_test(in_force),
		cmocka_unit_test(needs_a_listener_and_rules),
		cmocka_unit_test(baseline_lets_connect),
		cmocka_unit_test(what_is_asked),
		cmocka_unit_test(waiting),
		cmocka_unit_test(withdrawn),
		cmocka_unit_test(withdrawn_in_time),
		cmocka_unit_test(nothing_to_free),
		cmocka_unit_test(cannot_be_handed_out),
		cmocka_unit_test(answers),
		cmocka_unit_test(forgotten),
		cmocka_unit_test(rights_in_words),
		cmocka_unit_test(paths),
		cmocka_unit_test(addresses),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
