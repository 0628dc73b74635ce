// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz: random programs of seccomp(2), Landlock, ptrace(2) and clone(2) calls
 *
 *	fuzz --seed N --calls N [--seconds N] [--pcs FILE] [--out DIR]
 *	fuzz --replay FILE [--times N]
 *	fuzz --decode HEX
 *
 * A program is run by three actors, two threads and a child of theirs, in turns.
 * FILE of --pcs lists the addresses in our code where the kernel reports coverage;
 * programs that reach one for the first time are kept and changed further.  What
 * is left in DIR: "covered", the addresses that were reached, and "crash.prog", the
 * program after which the kernel reported something.
 *
 * Each program goes to the serial console before it runs, so that it is known even
 * if the kernel does not survive it.  tools/testing/fuzz/run does all of this.
 */
#include <getopt.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/stat.h>
#include <time.h>

#include "calls.h"

#define MAX_CALLS	256
#define CORPUS		512
#define MAX_PCS		8192
#define COVER_SIZE	(64 << 10)
#define PROGRAM_MS	1500
#define IDLE_MS		40	/* all asleep, for a listener or a tracer */
#define SLICE_US	500	/* for a turn of an actor that did not take its last one */
#define SLICES		20	/* for any other */

#define KCOV_INIT_TRACE	_IOR('c', 1, unsigned long)
#define KCOV_ENABLE	_IO('c', 100)
#define KCOV_DISABLE	_IO('c', 101)

struct program {
	int num;
	struct call call[MAX_CALLS];
};

static struct kcov {
	int fd;
	unsigned long *area;
} kcov[ACTORS];

static unsigned long pcs[MAX_PCS];
static bool reached[MAX_PCS];
static int num_pcs, num_reached;
static struct program corpus[CORPUS];
static int num_corpus;
static const struct program *current;
static unsigned long long rand_state;

static void die(const char *what)
{
	perror(what);
	exit(2);
}

/* splitmix64 */
static unsigned int rand_below(unsigned int limit)
{
	unsigned long long z = (rand_state += 0x9e3779b97f4a7c15ULL);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return ((z ^ (z >> 31)) >> 32) % limit;
}

static struct call rand_call(void)
{
	unsigned int i, total = 0, pick;
	struct call c = {
		.who = rand_below(ACTORS) | (rand_below(4) ? 0 : RACE),
		.a = rand_below(256), .b = rand_below(256),
		.c = rand_below(256), .d = rand_below(256),
	};

	for (i = 0; i < NUM_CALLS; i++)
		total += calls[i].weight;
	pick = rand_below(total);
	for (i = 0; pick >= calls[i].weight; i++)
		pick -= calls[i].weight;
	c.what = i;
	return c;
}

static void rand_program(struct program *p)
{
	p->num = 4 + rand_below(MAX_CALLS - 4);
	for (int i = 0; i < p->num; i++)
		p->call[i] = rand_call();
}

static void change_program(struct program *p)
{
	const struct program *other;
	int i, n, from;

	for (n = 1 + rand_below(4); n; n--) {
		i = rand_below(p->num);
		switch (rand_below(5)) {
		case 0:
			p->call[i] = rand_call();
			break;
		case 1:
			((uint8_t *)&p->call[i])[2 + rand_below(4)] = rand_below(256);
			break;
		case 2:
			if (p->num < MAX_CALLS)
				p->call[p->num++] = rand_call();
			break;
		case 3:
			if (p->num > 2) {
				p->num--;
				memmove(&p->call[i], &p->call[i + 1],
					(p->num - i) * sizeof(p->call[0]));
			}
			break;
		default:	/* the end of another one */
			other = &corpus[rand_below(num_corpus)];
			from = rand_below(other->num);
			while (i < MAX_CALLS && from < other->num)
				p->call[i++] = other->call[from++];
			if (i > p->num)
				p->num = i;
			break;
		}
	}
}

/* Each actor waits for a bit of its own, so that a turn wakes only its owner. */
static long futex_turn(int op, int val, int actor, const struct timespec *timeout)
{
	return syscall(__NR_futex, &arena->turn, op, val, timeout, NULL, 1U << actor);
}

static int owner_of(int turn)
{
	return (current->call[turn].who & ~RACE) % ACTORS;
}

static void end_turn(int turn)
{
	int now = turn;

	if (__atomic_compare_exchange_n(&arena->turn, &now, turn + 1, false,
					__ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST) &&
	    turn + 1 < current->num)
		futex_turn(FUTEX_WAKE_BITSET, 1, owner_of(turn + 1), NULL);
}

/*
 * A turn that nobody takes, because its actor is dead or asleep, is passed on, and
 * later turns of that actor are not waited for as long until it takes one.
 */
static void wait_turn(int actor, int turn)
{
	int now, owner, slices = 0;

	for (;;) {
		struct timespec until;

		now = __atomic_load_n(&arena->turn, __ATOMIC_SEQ_CST);
		if (now >= turn)
			break;
		owner = owner_of(now);
		/* Not in the vdso: strict mode takes the time stamp counter away. */
		syscall(__NR_clock_gettime, CLOCK_MONOTONIC, &until);
		until.tv_nsec += SLICE_US * 1000;
		if (until.tv_nsec >= 1000000000) {
			until.tv_sec++;
			until.tv_nsec -= 1000000000;
		}
		if (futex_turn(FUTEX_WAIT_BITSET, now, actor, &until) == 0 ||
		    errno != ETIMEDOUT ||
		    __atomic_load_n(&arena->turn, __ATOMIC_SEQ_CST) != now) {
			slices = 0;
			continue;
		}
		if (++slices >= (__atomic_load_n(&arena->late[owner], __ATOMIC_SEQ_CST) ?
				 1 : SLICES)) {
			__atomic_store_n(&arena->late[owner], 1, __ATOMIC_SEQ_CST);
			end_turn(now);
			slices = 0;
		}
	}
	__atomic_store_n(&arena->late[actor], 0, __ATOMIC_SEQ_CST);
}

static void act(int actor)
{
	const struct kcov *k = &kcov[actor];
	int i;

	__atomic_store_n(&arena->tid[actor], syscall(__NR_gettid), __ATOMIC_SEQ_CST);
	if (k->area) {
		__atomic_store_n(&k->area[0], 0, __ATOMIC_RELAXED);
		ioctl(k->fd, KCOV_ENABLE, 0);
	}
	for (i = 0; i < current->num; i++) {
		const struct call *c = &current->call[i];

		if ((c->who & ~RACE) % ACTORS != actor)
			continue;
		wait_turn(actor, i);
		if ((c->who & RACE) || c->what % NUM_CALLS == NUM_CALLS - 1)
			end_turn(i);
		if (calls[c->what % NUM_CALLS].make(c) != NO_CALL)
			__atomic_add_fetch(&arena->made, 1, __ATOMIC_SEQ_CST);
		end_turn(i);
	}
	if (k->area)
		ioctl(k->fd, KCOV_DISABLE, 0);
}

static void *act_thread(void *arg)
{
	act(1);
	return NULL;
}

/* The process of a program; everything that it starts is in its process group. */
static void run_actors(void)
{
	pthread_t thread;
	pid_t child;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, passing))
		die("socketpair");
	child = fork();
	if (child == 0) {
		act(2);
		_exit(0);
	}
	if (pthread_create(&thread, NULL, act_thread, NULL) == 0) {
		act(0);
		pthread_join(thread, NULL);
	}
	_exit(0);
}

static void note_coverage(void)
{
	int actor, lo, hi, mid;
	unsigned long i, pc, num;

	for (actor = 0; actor < ACTORS; actor++) {
		if (!kcov[actor].area)
			continue;
		num = __atomic_load_n(&kcov[actor].area[0], __ATOMIC_RELAXED);
		for (i = 1; i <= num && i < COVER_SIZE; i++) {
			pc = kcov[actor].area[i];
			for (lo = 0, hi = num_pcs; lo < hi;) {
				mid = (lo + hi) / 2;
				if (pcs[mid] < pc)
					lo = mid + 1;
				else
					hi = mid;
			}
			if (lo < num_pcs && pcs[lo] == pc && !reached[lo]) {
				reached[lo] = true;
				num_reached++;
			}
		}
	}
}

static void run_program(const struct program *p)
{
	unsigned long made, last_made = 0;
	int ms, turn, last_turn = -1, idle = 0;
	pid_t pid, gone;

	current = p;
	memset(arena->tid, 0, ACTORS * sizeof(arena->tid[0]));
	memset(arena->late, 0, sizeof(arena->late));
	arena->turn = 0;
	arena->listener = 0;
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0)
		run_actors();
	setpgid(pid, pid);
	for (ms = 0; ms < PROGRAM_MS; ms++) {
		gone = waitpid(pid, NULL, WNOHANG | __WALL);
		if (gone)
			break;
		usleep(1000);
		turn = __atomic_load_n(&arena->turn, __ATOMIC_SEQ_CST);
		made = __atomic_load_n(&arena->made, __ATOMIC_SEQ_CST);
		if (turn != last_turn || made != last_made)
			idle = 0;
		else if (++idle == IDLE_MS)
			break;
		last_turn = turn;
		last_made = made;
	}
	kill(-pid, SIGKILL);
	do {
		gone = waitpid(-pid, NULL, __WALL);
	} while (gone > 0 || (gone < 0 && errno == EINTR));
}

static void print_program(FILE *f, const struct program *p)
{
	int i;

	fprintf(f, "# who call a b c d; who + 128: the next one does not wait\n");
	for (i = 0; i < p->num; i++) {
		const struct call *c = &p->call[i];

		fprintf(f, "%u %s %u %u %u %u\n", c->who,
			calls[c->what % NUM_CALLS].name, c->a, c->b, c->c, c->d);
	}
}

static void read_program(FILE *f, struct program *p)
{
	unsigned int who, a, b, c, d, i;
	char line[128], name[32];

	p->num = 0;
	while (fgets(line, sizeof(line), f)) {
		if (line[0] == '#' || line[0] == '\n')
			continue;
		if (sscanf(line, "%u %31s %u %u %u %u", &who, name, &a, &b, &c,
			   &d) != 6 || p->num == MAX_CALLS) {
			fprintf(stderr, "not a call, or too many: %s", line);
			exit(2);
		}
		for (i = 0; i < NUM_CALLS && strcmp(name, calls[i].name); i++)
			;
		if (i == NUM_CALLS) {
			fprintf(stderr, "there is no call '%s'\n", name);
			exit(2);
		}
		p->call[p->num++] = (struct call){ who, i, a, b, c, d };
	}
}

/* To the console, as one line; returns only when the device has it. */
static void announce(int console, const struct program *p)
{
	char line[16 + 2 * sizeof(*p)];
	const uint8_t *bytes = (const uint8_t *)p->call;
	int len = sprintf(line, "fuzz: ");
	unsigned int i;

	for (i = 0; i < p->num * sizeof(p->call[0]); i++)
		len += sprintf(line + len, "%02x", bytes[i]);
	line[len++] = '\n';
	if (console >= 0 && write(console, line, len) != len)
		die("console");
}

static void decode(const char *hex)
{
	struct program p = {};
	uint8_t *bytes = (uint8_t *)p.call;
	unsigned int i, byte;

	for (i = 0; i < sizeof(p.call) && sscanf(hex + 2 * i, "%2x", &byte) == 1; i++)
		bytes[i] = byte;
	p.num = i / sizeof(p.call[0]);
	print_program(stdout, &p);
}

/* Not all reports taint the kernel, so what was logged since is looked at too. */
static bool logged_report(void)
{
	static const char * const marks[] = {
		"BUG:", "WARNING:", "UBSAN:", "refcount_t:", "possible circular",
		"inconsistent lock state", "suspicious RCU usage",
	};
	static int kmsg = -1;
	char record[1024];
	bool found = false;
	ssize_t len;

	if (kmsg < 0) {
		kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		if (kmsg < 0 || lseek(kmsg, 0, SEEK_END) < 0)
			die("/dev/kmsg");
	}
	/* A record that was overwritten meanwhile is skipped by EPIPE. */
	while ((len = read(kmsg, record, sizeof(record) - 1)) > 0 ||
	       (len < 0 && errno == EPIPE)) {
		for (size_t i = 0; len > 0 && i < ARRAY_SIZE(marks); i++) {
			record[len] = '\0';
			if (strstr(record, marks[i]))
				found = true;
		}
	}
	return found;
}

static int taint(void)
{
	char text[32] = "";
	int fd = open("/proc/sys/kernel/tainted", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0)
		die("/proc/sys/kernel/tainted");
	close(fd);
	return atoi(text);
}

static FILE *out_file(const char *dir, const char *name)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	if (!f)
		die(path);
	return f;
}

static void load_pcs(const char *path)
{
	FILE *f = fopen(path, "r");
	int i;

	if (!f)
		die(path);
	while (num_pcs < MAX_PCS && fscanf(f, "%lx", &pcs[num_pcs]) == 1)
		num_pcs++;
	fclose(f);
	for (i = 1; i < num_pcs; i++) {
		if (pcs[i - 1] >= pcs[i]) {
			fprintf(stderr, "%s is not sorted\n", path);
			exit(2);
		}
	}
	for (i = 0; i < ACTORS; i++) {
		kcov[i].fd = open("/sys/kernel/debug/kcov", O_RDWR);
		if (kcov[i].fd < 0 || ioctl(kcov[i].fd, KCOV_INIT_TRACE, COVER_SIZE))
			die("kcov (is this the debug kernel?)");
		kcov[i].area = mmap(NULL, COVER_SIZE * sizeof(unsigned long),
				    PROT_READ | PROT_WRITE, MAP_SHARED,
				    kcov[i].fd, 0);
		if (kcov[i].area == MAP_FAILED)
			die("mmap of kcov");
	}
}

static void start(void)
{
	const pid_t outsider = fork();
	int i;

	if (outsider == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	arena = mmap(NULL, sizeof(*arena), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (arena == MAP_FAILED || outsider < 0)
		die("start");
	arena->tid[OUTSIDER] = outsider;
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	for (i = 0; i < RULESETS; i++) {
		struct landlock_ruleset_attr attr = {
			.handled_access_fs = LANDLOCK_ACCESS_FS_WRITE_FILE << i,
		};

		rulesets[i] = syscall(__NR_landlock_create_ruleset, &attr,
				      sizeof(attr), 0);
	}
}

static int crashed(const struct program *p, const char *out)
{
	const int flags = taint();
	FILE *f;

	if (!logged_report() && !flags)
		return 0;
	printf("the kernel reported something (taint %d) after this program:\n",
	       flags);
	print_program(stdout, p);
	if (out) {
		f = out_file(out, "crash.prog");
		print_program(f, p);
		fclose(f);
	}
	return 1;
}

static int fuzz(unsigned long limit, unsigned long seconds, const char *out)
{
	const time_t start = time(NULL);
	const int console = open("/dev/ttyS0", O_WRONLY | O_CLOEXEC);
	unsigned long done = 0, programs = 0, said = 0;
	struct program p;
	int before, i, ret = 0;
	FILE *f;

	while (done < limit && !ret &&
	       (!seconds || time(NULL) - start < (time_t)seconds)) {
		if (num_corpus && rand_below(8)) {
			p = corpus[rand_below(num_corpus)];
			change_program(&p);
		} else {
			rand_program(&p);
		}
		announce(console, &p);
		run_program(&p);
		before = num_reached;
		note_coverage();
		if (num_reached > before && num_corpus < CORPUS)
			corpus[num_corpus++] = p;
		done = __atomic_load_n(&arena->made, __ATOMIC_SEQ_CST);
		programs++;
		ret = crashed(&p, out);
		if (done - said >= 10000) {
			said = done;
			printf("%lu calls, %d of %d places\n", done, num_reached,
			       num_pcs);
			fflush(stdout);
		}
	}
	printf("%lu calls in %lu programs, %d kept; %d of %d places reached\n",
	       done, programs, num_corpus, num_reached, num_pcs);
	if (out) {
		f = out_file(out, "covered");
		for (i = 0; i < num_pcs; i++) {
			if (reached[i])
				fprintf(f, "%lx\n", pcs[i]);
		}
		fclose(f);
	}
	return ret;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "seed", required_argument, NULL, 's' },
		{ "calls", required_argument, NULL, 'c' },
		{ "seconds", required_argument, NULL, 'S' },
		{ "pcs", required_argument, NULL, 'p' },
		{ "out", required_argument, NULL, 'o' },
		{ "replay", required_argument, NULL, 'r' },
		{ "times", required_argument, NULL, 't' },
		{ "decode", required_argument, NULL, 'd' },
		{}
	};
	const char *out = NULL, *replay = NULL, *cover = NULL;
	unsigned long limit = 50000, seconds = 0, times = 20;
	struct program p;
	FILE *f;
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case 's':
			rand_state = strtoul(optarg, NULL, 0) << 20;
			break;
		case 'c':
			limit = strtoul(optarg, NULL, 0);
			break;
		case 'S':
			seconds = strtoul(optarg, NULL, 0);
			break;
		case 'p':
			cover = optarg;
			break;
		case 'o':
			out = optarg;
			break;
		case 'r':
			replay = optarg;
			break;
		case 't':
			times = strtoul(optarg, NULL, 0);
			break;
		case 'd':
			decode(optarg);
			return 0;
		default:
			return 2;
		}
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (logged_report() || taint()) {
		fprintf(stderr, "the kernel is tainted before anything was done\n");
		return 2;
	}
	if (cover)
		load_pcs(cover);
	start();
	if (!replay)
		return fuzz(limit, seconds, out);
	f = fopen(replay, "r");
	if (!f)
		die(replay);
	read_program(f, &p);
	fclose(f);
	while (times--) {
		run_program(&p);
		if (crashed(&p, out))
			return 1;
	}
	printf("no taint\n");
	return 0;
}
