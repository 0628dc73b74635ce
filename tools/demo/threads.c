// SPDX-License-Identifier: GPL-2.0-only
/*
 * Restrict all threads of a process by one seccomp(2) call, while half of them
 * are blocked and the other half is busy without making system calls.
 *
 * Prints how many threads could open FILE before and after.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define THREADS 16

static const char *path;
static int wakeup[2];
static atomic_int before, after, ready, restricted;
static pthread_barrier_t finished;

static int can_open(void)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return 0;
	close(fd);
	return 1;
}

static void *thread(void *arg)
{
	char c;

	before += can_open();
	ready++;
	if (arg) {
		while (!restricted)
			;
	} else if (read(wakeup[0], &c, 1) != 1) {
		err(1, "read");
	}
	after += can_open();
	pthread_barrier_wait(&finished);
	return NULL;
}

static void restrict_all_threads(void)
{
	struct sock_filter allow[] = {
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct landlock_ruleset_attr handled = {
		.handled_access_fs = LANDLOCK_ACCESS_FS_READ_FILE,
	};
	struct seccomp_landlock_attr attr = {
		.size = sizeof(attr),
		.filter = (unsigned long)allow,
		.filter_len = 1,
	};

	attr.ruleset_fd = syscall(SYS_landlock_create_ruleset, &handled,
				  sizeof(handled), 0);
	if (attr.ruleset_fd < 0)
		err(1, "landlock_create_ruleset");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		err(1, "no_new_privs");
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_RULED_FILTER,
		    SECCOMP_FILTER_FLAG_TSYNC, &attr))
		err(1, "seccomp with Landlock rules for all threads");
}

int main(int argc, char *argv[])
{
	char wake[THREADS] = { 0 };
	pthread_t tid;
	long i;

	if (argc != 2)
		errx(1, "usage: %s FILE", argv[0]);
	path = argv[1];
	if (pipe(wakeup) ||
	    pthread_barrier_init(&finished, NULL, THREADS + 1))
		err(1, "setup");
	for (i = 0; i < THREADS; i++)
		if (pthread_create(&tid, NULL, thread, (void *)(i & 1)))
			errx(1, "pthread_create");
	while (ready < THREADS)
		usleep(1000);
	restrict_all_threads();
	restricted = 1;
	if (write(wakeup[1], wake, THREADS) != THREADS)
		err(1, "write");
	pthread_barrier_wait(&finished);
	printf("before: %d of %d threads, after: %d of %d\n", before, THREADS,
	       after, THREADS);
	return 0;
}
