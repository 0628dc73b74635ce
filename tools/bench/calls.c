// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a sandbox costs a system call that it allows: getpid, read, openat and
 * close, bind, connect.
 */

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define PORT	4000

static const uint64_t all_fs = (LANDLOCK_ACCESS_FS_IOCTL_DEV << 1) - 1;
static const uint64_t all_net = LANDLOCK_ACCESS_NET_BIND_TCP |
				LANDLOCK_ACCESS_NET_CONNECT_TCP;

struct sandbox {
	enum peer peer;
	struct rules rules;
	unsigned int layers;
	unsigned int depth;
};

static void enter(const struct sandbox *sandbox)
{
	int ruleset = -1;

	if (sandbox->peer == PEER_TWO_CALLS || sandbox->peer == PEER_RULED ||
	    sandbox->peer >= PEER_SUPERVISED)
		ruleset = make_ruleset(&sandbox->rules);
	if (sandbox->peer >= PEER_NOTIFY) {
		start_supervised(sandbox->peer, ruleset);
		return;
	}
	if (sandbox->peer != PEER_NONE)
		install_peer(sandbox->peer, ruleset, sandbox->layers);
}

static void getpid_case(struct samples *samples, const void *arg)
{
	enter(arg);
	measure(samples, 501, syscall(SYS_getpid));
}

static void read_case(struct samples *samples, const void *arg)
{
	const int fd = ok(open("/file", O_RDONLY));
	char byte;

	enter(arg);
	measure(samples, 501, ok(pread(fd, &byte, 1, 0)));
}

void bench_calls(void)
{
	make_rule_paths(10);
	close(ok(open("/file", O_CREAT | O_WRONLY, 0644)));
	ok(truncate("/file", 1));
	for (enum peer peer = PEER_NONE; peer <= PEER_SUPERVISED; peer++) {
		const struct sandbox sandbox = {
			.peer = peer, .layers = 1,
			.rules = { .handled_fs = all_fs, .paths = 10 },
		};

		if (!peer_is_possible(peer) ||
		    (peer >= PEER_NOTIFY && peer < PEER_SUPERVISED))
			continue;
		run_case(getpid_case, &sandbox, "figure=getpid peer=%s", peer_name(peer));
		run_case(read_case, &sandbox, "figure=read peer=%s", peer_name(peer));
	}
}

/* The path of a file with this number of components. */
static const char *path_of(unsigned int depth)
{
	static char path[128];
	size_t end = 0;

	for (unsigned int i = 1; i < depth; i++) {
		end += snprintf(path + end, sizeof(path) - end, "/d");
		mkdir(path, 0755);
	}
	snprintf(path + end, sizeof(path) - end, "/f");
	return path;
}

static void open_close(const char *path)
{
	const int fd = ok(open(path, O_RDONLY));

	ok(close(fd));
}

static void open_case(struct samples *samples, const void *arg)
{
	const struct sandbox *sandbox = arg;
	const char *path = path_of(sandbox->depth);

	enter(sandbox);
	measure(samples, 51, open_close(path));
}

static const unsigned int depths[] = { 1, 10, 29 };

/* Without rules, which are all that makes the other peers depend on them. */
static void open_without_rules(enum peer peer)
{
	struct sandbox sandbox = { .peer = peer, .layers = 1 };

	for (size_t d = 0; d < ARRAY_SIZE(depths); d++) {
		sandbox.depth = depths[d];
		run_case(open_case, &sandbox, "figure=open peer=%s depth=%u",
			 peer_name(peer), sandbox.depth);
	}
}

/* Beneath no rule: each open is asked about, and allowed. */
static void open_asked(void)
{
	struct sandbox sandbox = {
		.peer = PEER_ASKED, .layers = 1,
		.rules = { .handled_fs = LANDLOCK_ACCESS_FS_READ_FILE },
	};

	for (size_t d = 0; d < ARRAY_SIZE(depths); d++) {
		sandbox.depth = depths[d];
		run_case(open_case, &sandbox, "figure=open peer=%s depth=%u",
			 peer_name(sandbox.peer), sandbox.depth);
	}
}

static void open_with_rules(enum peer peer, unsigned int rules, unsigned int layers)
{
	struct sandbox sandbox = {
		.peer = peer, .layers = layers,
		.rules = { .handled_fs = all_fs, .paths = rules },
	};

	for (size_t d = 0; d < ARRAY_SIZE(depths); d++) {
		sandbox.depth = depths[d];
		run_case(open_case, &sandbox,
			 "figure=open peer=%s depth=%u rules=%u layers=%u",
			 peer_name(peer), sandbox.depth, rules, layers);
	}
}

void bench_open(void)
{
	static const unsigned int rules[] = { 1, 10, 1000 }, layers[] = { 1, 4, 16 };

	make_rule_paths(1000);
	for (size_t d = 0; d < ARRAY_SIZE(depths); d++)
		close(ok(open(path_of(depths[d]), O_CREAT | O_WRONLY, 0644)));

	open_without_rules(PEER_NONE);
	open_without_rules(PEER_FILTER);
	open_without_rules(PEER_NOTIFY);
	open_without_rules(PEER_NOTIFY_FD);
	open_without_rules(PEER_TRACE);
	if (kernel_has_rules) {
		open_asked();
		open_with_rules(PEER_SUPERVISED, 10, 1);
	}
	for (size_t r = 0; r < ARRAY_SIZE(rules); r++) {
		for (size_t l = 0; l < ARRAY_SIZE(layers); l++) {
			open_with_rules(PEER_TWO_CALLS, rules[r], layers[l]);
			if (kernel_has_rules)
				open_with_rules(PEER_RULED, rules[r], layers[l]);
		}
	}
}

/*
 * Two processors open files of one directory.  How fast one of them is, in per mille of
 * what it is alone: references on what the ways up share are invisible in a count of
 * instructions.  For guests with two processors that run side by side.
 */
#define CONTEND_OPENS	2000

struct pair {
	bool go, running, end;
};

static void on_processor(unsigned int number)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(number, &set);
	ok(sched_setaffinity(0, sizeof(set), &set));
}

static noreturn void open_beside(struct pair *pair, const char *path)
{
	on_processor(1);
	while (!load(&pair->end)) {
		const bool go = load(&pair->go);

		store(&pair->running, go);
		if (go)
			open_close(path);
	}
	_exit(0);
}

static uint64_t time_of_opens(const char *path)
{
	const uint64_t from = now();

	for (unsigned int i = 0; i < CONTEND_OPENS; i++)
		open_close(path);
	return now() - from;
}

static void contention_case(struct samples *samples, const void *arg)
{
	const struct sandbox *sandbox = arg;
	const char *path = path_of(sandbox->depth);
	struct pair *pair = mmap(NULL, sizeof(*pair), PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char other[130];

	snprintf(other, sizeof(other), "%s2", path);
	enter(sandbox);
	if (!ok(fork()))
		open_beside(pair, other);
	on_processor(0);
	time_of_opens(path);
	for (unsigned int i = 0; i < 51; i++) {
		const uint64_t alone = time_of_opens(path);
		uint64_t beside;

		store(&pair->go, true);
		while (!load(&pair->running))
			;
		beside = time_of_opens(path);
		store(&pair->go, false);
		while (load(&pair->running))
			;
		samples->value[samples->count++] = 1000 * alone / beside;
	}
	store(&pair->end, true);
	ok(wait(NULL));
}

void bench_contention(void)
{
	const char *path = path_of(29);
	char other[130];

	snprintf(other, sizeof(other), "%s2", path);
	make_rule_paths(10);
	close(ok(open(path, O_CREAT | O_WRONLY, 0644)));
	close(ok(open(other, O_CREAT | O_WRONLY, 0644)));
	for (enum peer peer = PEER_NONE; peer <= PEER_RULED; peer++) {
		const struct sandbox sandbox = {
			.peer = peer, .layers = 1, .depth = 29,
			.rules = { .handled_fs = all_fs, .paths = 10 },
		};

		if (peer_is_possible(peer))
			run_case(contention_case, &sandbox, "figure=contention peer=%s",
				 peer_name(peer));
	}
}

static struct sockaddr_in loopback(uint16_t port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET, .sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

/* A socket that leaves nothing behind when it is closed. */
static int tcp_socket(void)
{
	const struct linger reset = { .l_onoff = 1 };
	const int one = 1, s = ok(socket(AF_INET, SOCK_STREAM, 0));

	ok(setsockopt(s, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset)));
	ok(setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)));
	return s;
}

static void call_bind(struct samples *samples, int listener)
{
	const struct sockaddr_in to = loopback(PORT);
	const int s = tcp_socket();
	const uint64_t from = now();
	const int ret = bind(s, (const void *)&to, sizeof(to));
	const uint64_t end = now();

	(void)listener;
	ok(ret);
	close(s);
	add_sample(samples, from, end);
}

/* From a port that is given, as the search for one takes longer or shorter. */
static void call_connect(struct samples *samples, int listener)
{
	const struct sockaddr_in own = loopback(PORT + 1), to = loopback(PORT);
	const int s = tcp_socket();
	uint64_t from, end;
	int ret;

	ok(bind(s, (const void *)&own, sizeof(own)));
	from = now();
	ret = connect(s, (const void *)&to, sizeof(to));
	end = now();
	ok(ret);
	close(ok(accept(listener, NULL, NULL)));
	close(s);
	add_sample(samples, from, end);
}

struct net_arg {
	void (*call)(struct samples *samples, int listener);
	bool listens;
};

static const enum peer net_peers[] = {
	PEER_NONE, PEER_FILTER, PEER_TWO_CALLS, PEER_RULED,
};

/* A process in its sandbox that makes one call whenever it is told to. */
static void serve_calls(struct samples *samples, const struct net_arg *net, enum peer peer,
			int listener, const int turn[2], const int done[2])
{
	const struct sandbox sandbox = {
		.peer = peer, .layers = 1,
		.rules = { .handled_net = all_net, .port = PORT, .ports = 10 },
	};

	enter(&sandbox);
	close(turn[1]);
	while (read(turn[0], &(char){ 0 }, 1) == 1) {
		net->call(samples, listener);
		ok(write(done[1], "", 1));
	}
	_exit(0);
}

/*
 * What a connection costs depends on timers, and so on when it is made.  All
 * sandboxes take turns, in each of their orders equally often.
 */
#define ORDERS	24
#define ROUNDS	(20 * ORDERS)
#define WARM_UP	ORDERS

static void net_case(struct samples *samples, const void *arg)
{
	const struct sockaddr_in to = loopback(PORT);
	const unsigned int count = ARRAY_SIZE(net_peers);
	const struct net_arg *net = arg;
	int turns[ARRAY_SIZE(net_peers)][2], done[2], listener = -1;
	unsigned int order[ARRAY_SIZE(net_peers)];

	if (net->listens) {
		listener = tcp_socket();
		ok(bind(listener, (const void *)&to, sizeof(to)));
		ok(listen(listener, 8));
	}
	ok(pipe(done));
	for (unsigned int i = 0; i < count; i++) {
		/* A kernel without ruled filters has two processes with two calls. */
		const enum peer peer = peer_is_possible(net_peers[i]) ? net_peers[i] :
				       PEER_TWO_CALLS;

		ok(pipe(turns[i]));
		if (ok(fork()))
			continue;
		for (unsigned int j = 0; j < i; j++)
			close(turns[j][1]);
		serve_calls(&samples[i], net, peer, listener, turns[i], done);
	}
	for (unsigned int round = 0; round < WARM_UP + ROUNDS; round++) {
		if (round == WARM_UP)
			for (unsigned int i = 0; i < count; i++)
				store(&samples[i].count, 0);
		order_of_round(round, count, order);
		for (unsigned int i = 0; i < count; i++) {
			ok(write(turns[order[i]][1], "", 1));
			ok(read(done[0], &(char){ 0 }, 1));
		}
	}
	for (unsigned int i = 0; i < count; i++)
		close(turns[i][1]);
	for (unsigned int i = 0; i < count; i++) {
		int status;

		ok(wait(&status));
		if (status)
			die("a process with a sandbox ended with 0x%x", status);
	}
}

void bench_net(void)
{
	static const struct net_arg bind_arg = { call_bind, false };
	static const struct net_arg connect_arg = { call_connect, true };
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	const int s = ok(socket(AF_INET, SOCK_DGRAM, 0));
	const char *names[ARRAY_SIZE(net_peers)];

	ok(ioctl(s, SIOCSIFFLAGS, &lo));
	close(s);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		names[i] = peer_is_possible(net_peers[i]) ? peer_name(net_peers[i]) :
			   "two-calls-again";
	run_named_case(net_case, &bind_arg, "figure=bind peer=", ARRAY_SIZE(names), names);
	run_named_case(net_case, &connect_arg, "figure=connect peer=", ARRAY_SIZE(names),
		       names);
}
