// SPDX-License-Identifier: GPL-2.0-only
/*
 * Landlock tests - Paths that move while they are looked at
 *
 * A thread without a sandbox moves directories, files and mounts through a cycle of
 * states, and a sandboxed one opens or links a file meanwhile.  The mover tells before
 * and after each step how many it has made, so the other knows between which two
 * states an answer was given: it must be the right one of a state from there to there.
 *
 * And however others move them, a look must come to an end soon.
 *
 * WALK_SECONDS=N in the environment: for each case, instead of half a second.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "../kselftest_harness.h"

#define BASE		"/tmp/landlock_walk"
#define ALLOWED		BASE "/fs/allowed"
#define DENIED		BASE "/fs/denied"
#define SINK		BASE "/fs/sink"
/*
 * So deep that something can happen while it is walked up, and not deeper than a walk goes
 * before it asks whether something did.  Mounts move slowly; they are not deeper than
 * PATH_MAX levels, so that the look with the locks held comes to its end.
 */
#define LEVELS		60
#define MOUNT_LEVELS	4000
#define MAX_STEPS	4

/* What the sandboxed thread uses while its mount may be replaced */
#define DIR_FD		100

#define LOAD(var)	__atomic_load_n(&(var), __ATOMIC_SEQ_CST)
#define STORE(var, val)	__atomic_store_n(&(var), val, __ATOMIC_SEQ_CST)

#define READ		LANDLOCK_ACCESS_FS_READ_FILE
#define WRITE		LANDLOCK_ACCESS_FS_WRITE_FILE
#define LINK		(LANDLOCK_ACCESS_FS_REFER | LANDLOCK_ACCESS_FS_MAKE_REG)
#define RENAME		(LINK | LANDLOCK_ACCESS_FS_REMOVE_FILE)

struct step {
	int (*move)(void);
	/* What the sandboxed thread gets once this is done, or 0 */
	int answer;
};

struct scenario {
	int (*prepare)(void);
	struct step cycle[MAX_STEPS];
	int (*look)(void);
	/* The rules: one ruleset a layer, of what beneath where */
	struct {
		__u64 handled, allowed;
		__u64 inner;	/* beneath the directory that has c */
		__u64 sink;
	} layer[2];
};

static int c_parent_fd;		/* of the directory with the file that is looked for */
static char c_parent[64] = ALLOWED;
static int c_fd, f_fd;

static int mkdir_p(const char *path)
{
	return mkdir(path, 0755) && errno != EEXIST ? -1 : 0;
}

static int make_file(const char *dir, const char *name)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0644);
	return fd < 0 ? -1 : close(fd);
}

static int open_dir(const char *dir, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return open(path, O_PATH | O_CLOEXEC);
}

/* @top/d/d.../c, and q where c goes meanwhile */
static int make_deep(const char *top, int levels)
{
	int fd = open(top, O_PATH | O_CLOEXEC), up;

	while (fd >= 0 && levels--) {
		up = fd;
		fd = mkdirat(up, "d", 0755) ? -1 :
					      openat(up, "d", O_PATH | O_CLOEXEC);
		close(up);
	}
	if (fd < 0 || mkdirat(fd, "c", 0755) || mkdir_p(DENIED "/q"))
		return -1;
	c_parent_fd = fd;
	snprintf(c_parent, sizeof(c_parent), "/proc/self/fd/%d", fd);
	return 0;
}

static int prepare_deep(void)
{
	if (mkdir_p(DENIED "/p") || make_deep(DENIED "/p", LEVELS))
		return -1;
	c_fd = openat(c_parent_fd, "c", O_PATH | O_CLOEXEC);
	return c_fd < 0 || mkdirat(c_fd, "s", 0755) ? -1 :
						      make_file(c_parent, "c/f");
}

static int c_away(void)
{
	return renameat(c_parent_fd, "c", AT_FDCWD, DENIED "/q/c");
}

static int c_back(void)
{
	return renameat(AT_FDCWD, DENIED "/q/c", c_parent_fd, "c");
}

static int p_there(void)
{
	return rename(DENIED "/p", ALLOWED "/p");
}

static int p_back(void)
{
	return rename(ALLOWED "/p", DENIED "/p");
}

static int open_f(void)
{
	const int fd = openat(c_fd, "f", O_RDONLY | O_CLOEXEC);

	return fd < 0 ? errno : close(fd);
}

static int open_f_both(void)
{
	const int fd = openat(c_fd, "f", O_RDWR | O_CLOEXEC);

	return fd < 0 ? errno : close(fd);
}

/* The checks of a rename hold a lock that each rename between directories takes. */
static int link_f(void)
{
	if (linkat(c_fd, "f", AT_FDCWD, SINK "/n", 0))
		return errno == EXDEV ? EACCES : errno;
	return unlink(SINK "/n") ? errno : 0;
}

/* A directory that something is linked into cannot be moved, but those above it can. */
static int link_into_c(void)
{
	if (linkat(AT_FDCWD, SINK "/f", c_fd, "s/n", 0))
		return errno == EXDEV ? EACCES : errno;
	return unlinkat(c_fd, "s/n", 0) ? errno : 0;
}

/* What was decided when it was opened */
static int truncate_f(void)
{
	const int fd = openat(c_fd, "f", O_WRONLY | O_CLOEXEC);
	int err;

	if (fd < 0)
		return -1;
	err = ftruncate(fd, 0) ? errno : 0;
	close(fd);
	return err;
}

/*
 * Never beneath ALLOWED, because c is elsewhere when p comes there.  A walk that sees
 * each directory at another time begins in c, is in p when that moves, and arrives in
 * ALLOWED.
 */
#define NEVER_BENEATH							\
	{								\
		{ c_away, EACCES }, { p_there, EACCES },		\
		{ p_back, EACCES }, { c_back, EACCES },			\
	}

static const struct scenario torn_open = {
	.prepare = prepare_deep,
	.cycle = NEVER_BENEATH,
	.look = open_f,
	.layer = { { .handled = READ, .allowed = READ } },
};

static const struct scenario torn_layers = {
	.prepare = prepare_deep,
	.cycle = NEVER_BENEATH,
	.look = open_f,
	.layer = {
		{ .handled = READ, .allowed = READ },
		{ .handled = READ, .inner = READ },
	},
};

static const struct scenario torn_rights = {
	.prepare = prepare_deep,
	.cycle = NEVER_BENEATH,
	.look = open_f_both,
	.layer = {
		{ .handled = READ | WRITE, .allowed = READ, .inner = WRITE },
	},
};

static const struct scenario torn_link = {
	.prepare = prepare_deep,
	.cycle = NEVER_BENEATH,
	.look = link_f,
	.layer = {
		{ .handled = READ | LINK, .allowed = READ | LINK,
		  .sink = READ | LINK },
	},
};

static int prepare_sink(void)
{
	return prepare_deep() ? -1 : make_file(SINK, "f");
}

static const struct scenario torn_destination = {
	.prepare = prepare_sink,
	.cycle = NEVER_BENEATH,
	.look = link_into_c,
	.layer = {
		{ .handled = READ | LINK, .allowed = READ | LINK,
		  .sink = READ | LINK },
	},
};

/*
 * Each of two layers grants in one of two states.  Who keeps what a look that was in vain
 * found has both.
 */
static int prepare_apart(void)
{
	if (mkdir_p(DENIED "/c") || make_deep(DENIED "/c", LEVELS) ||
	    make_file(c_parent, "f"))
		return -1;
	c_fd = c_parent_fd;
	snprintf(c_parent, sizeof(c_parent), "%s", DENIED);
	return 0;
}

static int c_there(void)
{
	return rename(DENIED "/c", ALLOWED "/c");
}

static int c_from_there(void)
{
	return rename(ALLOWED "/c", DENIED "/c");
}

static const struct scenario layers_apart = {
	.prepare = prepare_apart,
	.cycle = { { c_there, EACCES }, { c_from_there, EACCES } },
	.look = open_f,
	.layer = {
		{ .handled = READ, .allowed = READ },
		{ .handled = READ, .inner = READ },
	},
};

static const struct scenario rights_apart = {
	.prepare = prepare_apart,
	.cycle = { { c_there, EACCES }, { c_from_there, EACCES } },
	.look = open_f_both,
	.layer = {
		{ .handled = READ | WRITE, .allowed = READ, .inner = WRITE },
	},
};

static const struct scenario torn_truncate = {
	.prepare = prepare_deep,
	.cycle = NEVER_BENEATH,
	.look = truncate_f,
	.layer = { { .handled = LANDLOCK_ACCESS_FS_TRUNCATE,
		     .allowed = LANDLOCK_ACCESS_FS_TRUNCATE } },
};

#ifdef LANDLOCK_ACCESS_FS_RESOLVE_UNIX

static struct sockaddr_un address = { .sun_family = AF_UNIX };

static int prepare_socket(void)
{
	const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || prepare_deep())
		return -1;
	snprintf(address.sun_path, sizeof(address.sun_path),
		 "/proc/self/fd/%d/u", c_fd);
	return bind(fd, (void *)&address, sizeof(address));
}

static int connect_u(void)
{
	const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int err;

	if (fd < 0)
		return -1;
	err = connect(fd, (void *)&address, sizeof(address)) ? errno : 0;
	close(fd);
	return err;
}

static const struct scenario torn_connect = {
	.prepare = prepare_socket,
	.cycle = NEVER_BENEATH,
	.look = connect_u,
	.layer = { { .handled = LANDLOCK_ACCESS_FS_RESOLVE_UNIX,
		     .allowed = LANDLOCK_ACCESS_FS_RESOLVE_UNIX } },
};

#endif

static const struct scenario ancestor_link = {
	.prepare = prepare_deep,
	.cycle = { { p_there, 0 }, { p_back, EACCES } },
	.look = link_f,
	.layer = {
		{ .handled = READ | LINK, .allowed = READ | LINK,
		  .sink = READ | LINK },
	},
};

static const struct scenario ancestor = {
	.prepare = prepare_deep,
	.cycle = { { p_there, 0 }, { p_back, EACCES } },
	.look = open_f,
	.layer = { { .handled = READ, .allowed = READ } },
};

/* DENIED/c/f */
static int prepare_shallow(void)
{
	if (mkdir_p(DENIED "/c") || make_file(DENIED "/c", "f"))
		return -1;
	c_fd = open_dir(DENIED, "c");
	f_fd = open_dir(DENIED, "c/f");
	return c_fd < 0 || f_fd < 0 ? -1 : 0;
}

static const struct scenario directory = {
	.prepare = prepare_shallow,
	.cycle = { { c_there, 0 }, { c_from_there, EACCES } },
	.look = open_f,
	.layer = { { .handled = READ, .allowed = READ } },
};

/* A directory that is removed, and freed, as soon as c has left it again */
static int make_parent(void)
{
	return mkdir(ALLOWED "/n", 0755);
}

static int c_into_parent(void)
{
	return rename(DENIED "/c", ALLOWED "/n/c");
}

static int c_out_of_parent(void)
{
	return rename(ALLOWED "/n/c", DENIED "/c");
}

static int remove_parent(void)
{
	return rmdir(ALLOWED "/n");
}

static const struct scenario freed_parent = {
	.prepare = prepare_shallow,
	.cycle = {
		{ make_parent, EACCES }, { c_into_parent, 0 },
		{ c_out_of_parent, EACCES }, { remove_parent, EACCES },
	},
	.look = open_f,
	.layer = { { .handled = READ, .allowed = READ } },
};

static int prepare_exchange(void)
{
	if (mkdir_p(ALLOWED "/e") || make_file(ALLOWED "/e", "f"))
		return -1;
	return prepare_shallow();
}

static int exchange(void)
{
	return syscall(__NR_renameat2, AT_FDCWD, DENIED "/c", AT_FDCWD,
		       ALLOWED "/e", RENAME_EXCHANGE);
}

static const struct scenario exchanged = {
	.prepare = prepare_exchange,
	.cycle = { { exchange, 0 }, { exchange, EACCES } },
	.look = open_f,
	.layer = { { .handled = READ, .allowed = READ } },
};

static int f_there(void)
{
	return rename(DENIED "/c/f", ALLOWED "/f");
}

static int f_back(void)
{
	return rename(ALLOWED "/f", DENIED "/c/f");
}

static int reopen_f(void)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", f_fd);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? errno : close(fd);
}

static const struct scenario file = {
	.prepare = prepare_shallow,
	.cycle = { { f_there, 0 }, { f_back, EACCES } },
	.look = reopen_f,
	.layer = { { .handled = READ, .allowed = READ } },
};

/* What is found beneath ALLOWED may be read, also if it was removed since. */
static int make_c(void)
{
	return mkdir(ALLOWED "/c", 0755) ? -1 : make_file(ALLOWED "/c", "f");
}

static int remove_c(void)
{
	return unlink(ALLOWED "/c/f") ? -1 : rmdir(ALLOWED "/c");
}

static int open_path(void)
{
	const int fd = open(ALLOWED "/c/f", O_RDONLY | O_CLOEXEC);

	/* The name is there before its inode is, and after. */
	return fd < 0 ? (errno == ENOENT ? 0 : errno) : close(fd);
}

static const struct scenario anew = {
	.cycle = { { make_c, 0 }, { remove_c, 0 } },
	.look = open_path,
	.layer = { { .handled = READ, .allowed = READ } },
};

/* A mount of the directory of the file, at one of two places */
static int bind_source(const char *target)
{
	return mount(BASE "/source", target, NULL, MS_BIND, NULL);
}

static int prepare_mount(void)
{
	if (mkdir_p(ALLOWED "/m") || mkdir_p(DENIED "/m") ||
	    bind_source(DENIED "/m"))
		return -1;
	c_fd = open_dir(DENIED, "m");
	return c_fd;
}

static int mount_there(void)
{
	return mount(DENIED "/m", ALLOWED "/m", NULL, MS_MOVE, NULL);
}

static int mount_back(void)
{
	return mount(ALLOWED "/m", DENIED "/m", NULL, MS_MOVE, NULL);
}

static int open_env(void)
{
	const int fd = openat(c_fd, "env", O_RDONLY | O_CLOEXEC);

	return fd < 0 ? errno : close(fd);
}

static const struct scenario moved_mount = {
	.prepare = prepare_mount,
	.cycle = { { mount_there, 0 }, { mount_back, EACCES } },
	.look = open_env,
	.layer = { { .handled = READ, .allowed = READ } },
};

static int inner_away(void)
{
	return syscall(__NR_move_mount, c_parent_fd, "c", AT_FDCWD,
		       DENIED "/q", 0);
}

static int inner_back(void)
{
	return syscall(__NR_move_mount, AT_FDCWD, DENIED "/q", c_parent_fd,
		       "c", 0);
}

/* The last of @levels directories, each named d, beneath @top */
static int open_deep(const char *top, int levels)
{
	int fd = open(top, O_PATH | O_CLOEXEC), up;

	while (fd >= 0 && levels--) {
		up = fd;
		fd = openat(up, "d", O_PATH | O_CLOEXEC);
		close(up);
	}
	return fd;
}

/*
 * A move of a mount counts as a rename too, d_set_mounted(), unless there is a mount
 * already on the directory where it goes and on its own root, and would hide that
 * nobody looks at the count of mounts.  So other mounts of the same file systems keep
 * all of these mount points.
 */
static int keep_mount_points(void)
{
	char path[64];
	int fd, err;

	if (mkdir_p(BASE "/fs2") || mkdir_p(BASE "/m2") ||
	    mount(BASE "/fs", BASE "/fs2", NULL, MS_BIND, NULL) ||
	    mount(DENIED "/m", BASE "/m2", NULL, MS_BIND, NULL) ||
	    bind_source(BASE "/fs2/allowed/m") ||
	    bind_source(BASE "/fs2/denied/m") ||
	    bind_source(BASE "/fs2/denied/q") || bind_source(BASE "/source"))
		return -1;
	fd = open_deep(BASE "/m2", MOUNT_LEVELS);
	snprintf(path, sizeof(path), "/proc/self/fd/%d/c", fd);
	err = fd < 0 || bind_source(path) || bind_source(BASE "/m2");
	close(fd);
	return err ? -1 : 0;
}

/* As NEVER_BENEATH, of mounts: c in one that is at the end of a deep path of another */
static int prepare_mounts(void)
{
	if (mkdir_p(ALLOWED "/m") || mkdir_p(DENIED "/m") ||
	    mount("tmpfs", DENIED "/m", "tmpfs", 0, NULL) ||
	    make_deep(DENIED "/m", MOUNT_LEVELS) || keep_mount_points() ||
	    bind_source(DENIED "/q") || inner_back())
		return -1;
	c_fd = openat(c_parent_fd, "c", O_PATH | O_CLOEXEC);
	return c_fd;
}

#define MOUNTS_NEVER_BENEATH						\
	{								\
		{ inner_away, EACCES }, { mount_there, EACCES },	\
		{ mount_back, EACCES }, { inner_back, EACCES },		\
	}

static const struct scenario torn_mounts = {
	.prepare = prepare_mounts,
	.cycle = MOUNTS_NEVER_BENEATH,
	.look = open_env,
	.layer = { { .handled = READ, .allowed = READ } },
};

/* The same, of both paths of an exchange, which no rename can come between */
static int exchange_inside(void)
{
	if (!syscall(__NR_renameat2, c_fd, "x/f", c_fd, "y/f", RENAME_EXCHANGE))
		return 0;
	return errno == EXDEV ? EACCES : errno;
}

static int prepare_exchange_inside(void)
{
	if (mkdir_p(BASE "/source/x") || make_file(BASE "/source/x", "f") ||
	    mkdir_p(BASE "/source/y") || make_file(BASE "/source/y", "f"))
		return -1;
	return prepare_mounts();
}

static const struct scenario torn_exchange = {
	.prepare = prepare_exchange_inside,
	.cycle = MOUNTS_NEVER_BENEATH,
	.look = exchange_inside,
	.layer = { { .handled = RENAME, .allowed = RENAME } },
};

/* A mount that is freed as soon as another has left it again */
static int make_outer(void)
{
	if (mount("tmpfs", ALLOWED "/m", "tmpfs", 0, NULL))
		return -1;
	return mkdir(ALLOWED "/m/i", 0755);
}

static int mount_into_outer(void)
{
	return mount(DENIED "/m", ALLOWED "/m/i", NULL, MS_MOVE, NULL);
}

static int mount_out_of_outer(void)
{
	return mount(ALLOWED "/m/i", DENIED "/m", NULL, MS_MOVE, NULL);
}

static int remove_outer(void)
{
	return umount2(ALLOWED "/m", MNT_DETACH);
}

static const struct scenario freed_mount = {
	.prepare = prepare_mount,
	.cycle = {
		{ make_outer, EACCES }, { mount_into_outer, 0 },
		{ mount_out_of_outer, EACCES }, { remove_outer, EACCES },
	},
	.look = open_env,
	.layer = { { .handled = READ, .allowed = READ } },
};

/* Of a mount that is in no place, nothing leads to ALLOWED. */
static int take_mount(void)
{
	const int fd = open_dir(ALLOWED, "m");
	const int ret = fd < 0 ? -1 : dup2(fd, DIR_FD);

	close(fd);
	return ret == DIR_FD ? 0 : -1;
}

static int bind_there(void)
{
	return bind_source(ALLOWED "/m");
}

static int prepare_lazy(void)
{
	c_fd = DIR_FD;
	if (mkdir_p(ALLOWED "/m") || bind_there())
		return -1;
	return take_mount();
}

static int umount_lazily(void)
{
	return umount2(ALLOWED "/m", MNT_DETACH);
}

static const struct scenario lazy_umount = {
	.prepare = prepare_lazy,
	.cycle = {
		{ umount_lazily, EACCES }, { bind_there, EACCES },
		{ take_mount, 0 },
	},
	.look = open_env,
	.layer = { { .handled = READ, .allowed = READ } },
};

/* The way up is that of the mount by which the file was found. */
static int other_fd;

static int prepare_two(void)
{
	if (prepare_mount() < 0 || mkdir_p(ALLOWED "/other") ||
	    bind_source(ALLOWED "/other"))
		return -1;
	other_fd = open_dir(ALLOWED, "other");
	return other_fd;
}

static int open_by_both(void)
{
	const int fd = openat(other_fd, "env", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	close(fd);
	return open_env();
}

static const struct scenario two_mounts = {
	.prepare = prepare_two,
	.cycle = { { mount_there, 0 }, { mount_back, EACCES } },
	.look = open_by_both,
	.layer = { { .handled = READ, .allowed = READ } },
};

/* Counts of steps, over all cycles */
static unsigned long begun, done;
static bool ready, ended, looking;
static int failed_step;

static int num_steps(const struct scenario *s)
{
	int n = 0;

	while (n < MAX_STEPS && s->cycle[n].move)
		n++;
	return n;
}

static void *mover_main(void *arg)
{
	const struct scenario *s = arg;
	const int n = num_steps(s);
	unsigned long k = 0;

	while (!LOAD(ready))
		sched_yield();
	/* The cycle is ended, so that there is one state to begin with. */
	while (!LOAD(ended) || k % n) {
		const struct step *step = &s->cycle[k % n];
		int patience = k % n ? 0 : 100000;

		/* A cycle that begins with a look is the most likely to tear it. */
		while (patience-- > 0 && !LOAD(looking))
			;
		STORE(begun, ++k);
		if (step->move()) {
			STORE(failed_step, errno ?: EIO);
			break;
		}
		STORE(done, k);
		/* Sometimes there is one state for longer than a look takes. */
		if (k % 17 == 0)
			usleep(400);
	}
	return NULL;
}

struct result {
	unsigned long looks, wrong, granted, certain;
	int last_wrong;
	bool not_ruled;
};

/* The answer in state @k; the first is that of the end of a cycle. */
static int answer_in(const struct scenario *s, unsigned long k)
{
	const int n = num_steps(s);

	return s->cycle[(k + n - 1) % n].answer;
}

static bool is_right(const struct scenario *s, int answer, unsigned long from,
		     unsigned long to)
{
	if (to - from > MAX_STEPS)
		to = from + MAX_STEPS;
	for (; from <= to; from++) {
		if (answer == answer_in(s, from))
			return true;
	}
	return false;
}

static int add_rule(int ruleset, __u64 access, const char *path)
{
	struct landlock_path_beneath_attr rule = {
		.allowed_access = access,
	};
	int ret;

	if (!access)
		return 0;
	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return -1;
	ret = syscall(__NR_landlock_add_rule, ruleset,
		      LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	close(rule.parent_fd);
	return ret;
}

static int enforce(const struct scenario *s)
{
	size_t i;

	for (i = 0; i < 2 && s->layer[i].handled; i++) {
		const struct landlock_ruleset_attr attr = {
			.handled_access_fs = s->layer[i].handled,
		};
		const int fd = syscall(__NR_landlock_create_ruleset, &attr,
				       sizeof(attr), 0);

		if (fd < 0 || add_rule(fd, s->layer[i].allowed, ALLOWED) ||
		    add_rule(fd, s->layer[i].inner, c_parent) ||
		    add_rule(fd, s->layer[i].sink, SINK) ||
		    syscall(__NR_landlock_restrict_self, fd, 0))
			return -1;
		close(fd);
	}
	return 0;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* Landlock's domain is that of a thread. */
static void look_around(const struct scenario *s, struct result *r)
{
	const char *seconds = getenv("WALK_SECONDS");
	const double end = now() + (seconds ? atof(seconds) : 0.5);

	/* On a slow machine, until one answer was certain */
	while (now() < end + (r->certain ? 0 : 60) && !LOAD(failed_step)) {
		const unsigned long from = LOAD(done);
		unsigned long to;
		int answer;

		STORE(looking, true);
		answer = s->look();
		STORE(looking, false);
		to = LOAD(begun);
		r->looks++;
		r->granted += !answer;
		r->certain += from == to;
		if (!is_right(s, answer, from, to)) {
			r->wrong++;
			r->last_wrong = answer;
		}
	}
}

struct looker {
	const struct scenario *s;
	struct result r;
};

static void *looker_main(void *arg)
{
	struct looker *l = arg;

	l->r.not_ruled = enforce(l->s);
	STORE(ready, true);
	if (!l->r.not_ruled)
		look_around(l->s, &l->r);
	STORE(ended, true);
	return NULL;
}

/* clang-format off */
FIXTURE(walk) {};
/* clang-format on */

FIXTURE_VARIANT(walk)
{
	const struct scenario *s;
	bool overlay;
	/* The source of bind mounts is on the file system of the programs. */
	bool root;
};

FIXTURE_VARIANT_ADD(walk, torn_open) {
	.s = &torn_open
};

FIXTURE_VARIANT_ADD(walk, torn_layers) {
	.s = &torn_layers
};

FIXTURE_VARIANT_ADD(walk, torn_rights) {
	.s = &torn_rights
};

FIXTURE_VARIANT_ADD(walk, layers_apart) {
	.s = &layers_apart
};

FIXTURE_VARIANT_ADD(walk, rights_apart) {
	.s = &rights_apart
};

FIXTURE_VARIANT_ADD(walk, torn_link) {
	.s = &torn_link
};

FIXTURE_VARIANT_ADD(walk, torn_destination) {
	.s = &torn_destination
};

FIXTURE_VARIANT_ADD(walk, torn_truncate) {
	.s = &torn_truncate
};

#ifdef LANDLOCK_ACCESS_FS_RESOLVE_UNIX
FIXTURE_VARIANT_ADD(walk, torn_connect) {
	.s = &torn_connect
};
#endif

FIXTURE_VARIANT_ADD(walk, ancestor) {
	.s = &ancestor
};

FIXTURE_VARIANT_ADD(walk, ancestor_link) {
	.s = &ancestor_link
};

FIXTURE_VARIANT_ADD(walk, directory) {
	.s = &directory
};

FIXTURE_VARIANT_ADD(walk, freed_parent) {
	.s = &freed_parent
};

FIXTURE_VARIANT_ADD(walk, exchanged) {
	.s = &exchanged
};

FIXTURE_VARIANT_ADD(walk, file) {
	.s = &file
};

FIXTURE_VARIANT_ADD(walk, anew) {
	.s = &anew
};

FIXTURE_VARIANT_ADD(walk, moved_mount) {
	.s = &moved_mount
};

FIXTURE_VARIANT_ADD(walk, torn_mounts) {
	.s = &torn_mounts
};

FIXTURE_VARIANT_ADD(walk, torn_exchange) {
	.s = &torn_exchange
};

FIXTURE_VARIANT_ADD(walk, freed_mount) {
	.s = &freed_mount
};

FIXTURE_VARIANT_ADD(walk, lazy_umount) {
	.s = &lazy_umount
};

FIXTURE_VARIANT_ADD(walk, two_mounts) {
	.s = &two_mounts
};

FIXTURE_VARIANT_ADD(walk, torn_open_overlay) {
	.s = &torn_open, .overlay = true
};

FIXTURE_VARIANT_ADD(walk, torn_link_overlay) {
	.s = &torn_link, .overlay = true
};

FIXTURE_VARIANT_ADD(walk, ancestor_overlay) {
	.s = &ancestor, .overlay = true
};

FIXTURE_VARIANT_ADD(walk, freed_parent_overlay) {
	.s = &freed_parent, .overlay = true
};

FIXTURE_VARIANT_ADD(walk, exchanged_overlay) {
	.s = &exchanged, .overlay = true
};

FIXTURE_VARIANT_ADD(walk, file_overlay) {
	.s = &file, .overlay = true
};

FIXTURE_VARIANT_ADD(walk, anew_overlay) {
	.s = &anew, .overlay = true
};

FIXTURE_VARIANT_ADD(walk, moved_mount_overlay) {
	.s = &moved_mount, .overlay = true
};

FIXTURE_VARIANT_ADD(walk, moved_mount_root) {
	.s = &moved_mount, .root = true
};

FIXTURE_VARIANT_ADD(walk, lazy_umount_root) {
	.s = &lazy_umount, .root = true
};

static int make_source(bool root)
{
	if (mkdir_p(BASE "/source"))
		return -1;
	if (root)
		return mount("/usr/bin", BASE "/source", NULL, MS_BIND, NULL);
	return make_file(BASE "/source", "env");
}

static int make_fs(bool overlay)
{
	if (mkdir_p(BASE "/fs"))
		return -1;
	if (overlay &&
	    (mkdir_p(BASE "/lower") || mkdir_p(BASE "/upper") ||
	     mkdir_p(BASE "/work") ||
	     mount("overlay", BASE "/fs", "overlay", 0,
		   "lowerdir=" BASE "/lower,upperdir=" BASE "/upper,workdir=" BASE "/work")))
		return -1;
	return mkdir_p(ALLOWED) || mkdir_p(DENIED) || mkdir_p(SINK);
}

/* What is mounted goes away with the process. */
static int make_base(void)
{
	return unshare(CLONE_NEWNS) ||
	       mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	       mkdir_p(BASE) || mount("tmpfs", BASE, "tmpfs", 0, NULL);
}

FIXTURE_SETUP(walk)
{
	ASSERT_EQ(0, make_base());
	ASSERT_EQ(0, make_source(variant->root));
	ASSERT_EQ(0, make_fs(variant->overlay));
	if (variant->s->prepare)
		ASSERT_LE(0, variant->s->prepare());
	ASSERT_EQ(0, prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
}

FIXTURE_TEARDOWN(walk)
{
}

TEST_F_TIMEOUT(walk, answers_are_of_one_moment, 3600)
{
	struct looker looker = { .s = variant->s };
	pthread_t mover, thread;

	ASSERT_EQ(0, pthread_create(&mover, NULL, mover_main,
				    (void *)variant->s));
	ASSERT_EQ(0, pthread_create(&thread, NULL, looker_main, &looker));
	ASSERT_EQ(0, pthread_join(thread, NULL));
	ASSERT_EQ(0, pthread_join(mover, NULL));

	EXPECT_FALSE(looker.r.not_ruled);
	EXPECT_EQ(0, failed_step);
	/* Both did something. */
	EXPECT_LT(num_steps(variant->s), done);
	EXPECT_LT(0, looker.r.certain);
	EXPECT_EQ(0, looker.r.wrong)
	{
		TH_LOG("%lu of %lu answers were never right, the last %d",
		       looker.r.wrong, looker.r.looks, looker.r.last_wrong);
	}
	TH_LOG("%lu answers, %lu of them yes, %lu in one state, %lu steps",
	       looker.r.looks, looker.r.granted, looker.r.certain, done);
}

/*
 * How long a look takes.  The ring is a chain of segments of directories:
 * ALLOWED/0/d/d.../1/d/d.../2/d...
 */
#define SEGMENTS	6
#define SEGMENT_LEVELS	4000
#define LAYERS		15
/*
 * Three looks in vain and one that is not take less than four undisturbed ones.  But
 * hosts take processors from their guests for parts of a second.
 */
#define LONGEST		10
#define LONGEST_SECONDS	0.25
/* Seconds until somebody must have moved something whenever it was looked at */
#define PATIENCE	30

static const char *const segment[SEGMENTS] = { "0", "1", "2", "3", "4", "5" };
static int lowest[SEGMENTS], highest, allowed_fd;
static double pace, patience;

/*
 * @up/@name/d/d.../f.  A rule in each directory, of a right that is not asked for, makes
 * a level take longer to look at than to rename beneath.
 */
static int make_segment(int ruleset, int up, const char *name, int levels)
{
	if (fchdir(up))
		return -1;
	for (; levels--; name = "d") {
		if (mkdir(name, 0755) || chdir(name) || add_rule(ruleset, WRITE, "."))
			return -1;
	}
	return make_file(".", "f") ? -1 : open(".", O_PATH | O_CLOEXEC);
}

/* The lowest segment becomes the highest. */
static int rotate(void)
{
	const int top = LOAD(highest);
	const int low = (top + SEGMENTS - 1) % SEGMENTS;
	const int above = (top + SEGMENTS - 2) % SEGMENTS;

	if (renameat(lowest[above], segment[low], allowed_fd, segment[low]) ||
	    renameat(allowed_fd, segment[top], lowest[low], segment[top]))
		return -1;
	STORE(highest, low);
	return 0;
}

/* During a look, which begins at the lowest level, keeps it in the middle of the ring. */
static void *rotator_main(void *arg)
{
	while (!LOAD(ended)) {
		const double begin = now(), end = begin + patience;
		double next = begin + pace * (SEGMENTS + 1) / 2;

		while (LOAD(looking)) {
			if (now() < next || next >= end)
				continue;
			if (rotate())
				STORE(failed_step, errno);
			next += pace;
			done++;
		}
	}
	return NULL;
}

/* How many opens of f in @fd are denied, or -1 if one fails in another way */
static int count_denied(int fd, int opens)
{
	int denied = 0, ret;

	c_fd = fd;
	while (opens--) {
		ret = open_f();
		if (ret && ret != EACCES)
			return -1;
		denied += !!ret;
	}
	return denied;
}

/* How long this thread runs to open the lowest file, denied or not */
static double time_open(void)
{
	struct timespec from, to;
	int fd;

	/* The rotator ends what it began. */
	usleep(1000);
	fd = lowest[(LOAD(highest) + SEGMENTS - 1) % SEGMENTS];
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
	STORE(looking, true);
	if (count_denied(fd, 1) < 0)
		STORE(failed_step, errno);
	STORE(looking, false);
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
	return to.tv_sec - from.tv_sec + (to.tv_nsec - from.tv_nsec) / 1e9;
}

static void *renamer_main(void *arg)
{
	while (!LOAD(ended)) {
		if (LOAD(looking) &&
		    (rename(SINK "/a", SINK "/b") || rename(SINK "/b", SINK "/a")))
			STORE(failed_step, errno);
	}
	return NULL;
}

FIXTURE(bounds) {
	int ruleset;
	pthread_t mover;
};

FIXTURE_SETUP(bounds)
{
	const struct landlock_ruleset_attr attr = {
		.handled_access_fs = READ | WRITE | LINK,
	};

	ASSERT_EQ(0, make_base());
	ASSERT_EQ(0, make_fs(false));
	allowed_fd = open(ALLOWED, O_PATH | O_CLOEXEC);
	self->ruleset = syscall(__NR_landlock_create_ruleset, &attr, sizeof(attr), 0);
	ASSERT_LE(0, self->ruleset);
	ASSERT_EQ(0, add_rule(self->ruleset, READ, ALLOWED));
	ASSERT_EQ(0, prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
}

FIXTURE_TEARDOWN(bounds)
{
}

/* Whoever knows the pace of a look moves what is beneath it to above it, for ever. */
TEST_F_TIMEOUT(bounds, ring, 600)
{
	double undisturbed = 1e9, longest = 0, limit, t = now();
	int i, up = allowed_fd, levels = SEGMENT_LEVELS;

	ASSERT_LE(0, make_segment(self->ruleset, up, "trial", SEGMENT_LEVELS / 20));
	/* Less on a kernel that looks at all memory it uses */
	if (now() - t > 0.1)
		levels /= 20;
	for (i = 0; i < SEGMENTS; i++) {
		lowest[i] = make_segment(self->ruleset, up, segment[i], levels);
		ASSERT_LE(0, lowest[i]);
		up = lowest[i];
	}
	ASSERT_EQ(0, pthread_create(&self->mover, NULL, rotator_main, NULL));
	for (i = 0; i < LAYERS; i++)
		ASSERT_EQ(0, syscall(__NR_landlock_restrict_self, self->ruleset, 0));

	ASSERT_EQ(0, count_denied(lowest[SEGMENTS - 1], 10));
	for (i = 0; i < 10; i++) {
		t = time_open();
		undisturbed = t < undisturbed ? t : undisturbed;
	}
	limit = undisturbed * LONGEST;
	if (limit < LONGEST_SECONDS)
		limit = LONGEST_SECONDS;
	patience = limit * 5;
	/* From twice as fast as a look to less than half as fast, in ten steps */
	pace = undisturbed / SEGMENTS / 2;
	for (i = 1; i < 200 && longest <= limit; i++) {
		if (i % 20 == 0)
			pace *= 1.18;
		t = time_open();
		longest = t > longest ? t : longest;
	}
	STORE(ended, true);
	ASSERT_EQ(0, pthread_join(self->mover, NULL));
	EXPECT_EQ(0, failed_step);
	EXPECT_LT(0, done);
	EXPECT_TRUE(longest <= limit);
	TH_LOG("%.1f ms undisturbed, %.1f ms the longest of %d, %lu rotations",
	       undisturbed * 1e3, longest * 1e3, i, done);
}

/* While nothing moves, any depth is looked at; a depth that others would wait for is not. */
TEST_F_TIMEOUT(bounds, deep, 600)
{
	const int fd = make_segment(self->ruleset, allowed_fd, "0", 2000);
	const int deep_fd = make_segment(self->ruleset, allowed_fd, "1", 5000);
	double end;
	int denied;

	ASSERT_LE(0, fd);
	ASSERT_LE(0, deep_fd);
	ASSERT_EQ(0, make_file(SINK, "a"));
	ASSERT_EQ(0, pthread_create(&self->mover, NULL, renamer_main, NULL));
	ASSERT_EQ(0, syscall(__NR_landlock_restrict_self, self->ruleset, 0));

	EXPECT_EQ(0, count_denied(fd, 100));
	EXPECT_EQ(0, count_denied(deep_fd, 100));
	STORE(looking, true);
	EXPECT_EQ(0, count_denied(fd, 500));
	end = now() + PATIENCE;
	do {
		denied = count_denied(deep_fd, 100);
	} while (!denied && now() < end);
	EXPECT_LT(0, denied);
	STORE(ended, true);
	ASSERT_EQ(0, pthread_join(self->mover, NULL));
	EXPECT_EQ(0, failed_step);
	TH_LOG("%d of 100 opens denied", denied);
}

#ifdef LANDLOCK_ACCESS_FS_RESOLVE_UNIX

#define TRACING		"/sys/kernel/tracing"
#define INSTANCE	TRACING "/instances/landlock_walk"
#define ENABLE		INSTANCE "/events/landlock/landlock_deny_access_fs/enable"

/* Where each denial is told */
static int start_telling(void)
{
	int fd;

	if (access(TRACING "/instances", F_OK) &&
	    mount("tracefs", TRACING, "tracefs", 0, NULL))
		return -1;
	if (mkdir_p(INSTANCE))
		return -1;
	fd = open(ENABLE, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "1", 1) != 1 || close(fd))
		return -1;
	return open(INSTANCE "/trace_pipe", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
}

static int stop_telling(int fd)
{
	return close(fd) || rmdir(INSTANCE);
}

/* Was something denied since the last time? */
static bool is_told(int fd)
{
	char events[4096];
	bool told = false;

	while (read(fd, events, sizeof(events)) > 0)
		told = true;
	return told;
}

#else

/* This Landlock tells nobody. */
static int start_telling(void)
{
	return 0;
}

static int stop_telling(int fd)
{
	return 0;
}

static bool is_told(int fd)
{
	return true;
}

#endif

/* What is allowed further up than was looked would be allowed for the link. */
TEST_F_TIMEOUT(bounds, deep_link, 600)
{
	const int deep_fd = make_segment(self->ruleset, allowed_fd, "0", 5000);
	const int events = start_telling();
	int i, linked = 0, denied = 0, others = 0, untold = 0;
	double end;

	ASSERT_LE(0, events);
	ASSERT_LE(0, deep_fd);
	ASSERT_EQ(0, add_rule(self->ruleset, LINK, "."));
	ASSERT_EQ(0, add_rule(self->ruleset, LINK | WRITE, SINK));
	/* Where there is a rule, it is seen that all that was asked for is allowed. */
	ASSERT_EQ(0, add_rule(self->ruleset, WRITE, BASE));
	ASSERT_EQ(0, make_file(SINK, "a") || make_file(SINK, "f"));
	ASSERT_EQ(0, pthread_create(&self->mover, NULL, renamer_main, NULL));
	ASSERT_EQ(0, syscall(__NR_landlock_restrict_self, self->ruleset, 0));

	STORE(looking, true);
	end = now() + PATIENCE;
	for (i = 0; i < 100 || (!denied && now() < end); i++) {
		const int ret = linkat(AT_FDCWD, SINK "/f", deep_fd, "n", 0);
		const int err = ret ? errno : 0;

		untold += err && !is_told(events);
		if (!err)
			linked += !unlinkat(deep_fd, "n", 0);
		else if (err == EACCES)
			denied++;
		else
			others += err != EXDEV;
	}
	STORE(ended, true);
	EXPECT_EQ(0, stop_telling(events));
	ASSERT_EQ(0, pthread_join(self->mover, NULL));
	EXPECT_EQ(0, linked);
	EXPECT_LT(0, denied);
	EXPECT_EQ(0, others);
	EXPECT_EQ(0, untold);
	EXPECT_EQ(0, failed_step);
	TH_LOG("%d of %d links denied without a comparison", denied, i);
}

TEST_HARNESS_MAIN
