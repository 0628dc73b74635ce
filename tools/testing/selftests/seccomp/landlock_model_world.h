/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Real processes and threads that do what the model does
 *
 * Each task serves commands of the driver, which is in no sandbox itself, on a
 * socket that has the same number in all of them.  Before a command comes, a task
 * sleeps in read(2), so that a thread synchronization finds it there.
 *
 * The listeners of supervised filters are the driver's too, where a thread answers.
 */
#ifndef _SECCOMP_LANDLOCK_MODEL_WORLD_H
#define _SECCOMP_LANDLOCK_MODEL_WORLD_H

#include "landlock_model.h"

#include <linux/close_range.h>
#include <linux/kcmp.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>

#ifndef PIDFD_THREAD
#define PIDFD_THREAD	O_EXCL
#endif

#define WORKER_FD(i)	(100 + (i))
#define SANDBOX_FD	WORKER_FD(TASKS)
#define DRIVER_FD(i)	(SANDBOX_FD + 1 + (i))
#define ENV_TASK	"SECCOMP_LANDLOCK_MODEL_TASK"
#define ENV_DIR		"SECCOMP_LANDLOCK_MODEL_DIR"
#define PROBE_NR	__NR_sched_get_priority_max
/* A descriptor that nobody has open, for pidfd_getfd(2) */
#define NO_FD		1000
#define ANSWER_MS	60000

struct command {
	struct op op;
	pid_t tid[TASKS];	/* 0 for none */
};

struct answer {
	int count, err;		/* calls that succeeded, errno of the next */
	long ret;		/* a thread id */
	int listener;		/* a descriptor of the task, 0 for none */
	int execs, signals;	/* of this task */
	int request[TASKS];	/* errno of a request to a tracee, or 0 */
	/* What DO_OBSERVE sees: errno or 0 */
	int write[PROBES], readdir;
	enum prog call;
	int read_access[TASKS], attach_access[TASKS];
};

static char probe_dir[64];
static int num_execs;
static __thread int num_signals;
static pid_t tids[TASKS];	/* in the driver */

static void probe_path(char *path, size_t size, int file)
{
	snprintf(path, size, "%s/p%d", probe_dir, file);
}

static int error_of(long ret)
{
	return ret < 0 ? errno : 0;
}

/* Runs in a task. */
static int make_ruleset(int rule)
{
	__u64 access = LANDLOCK_ACCESS_FS_WRITE_FILE;
	char path[128];
	int fd, i;

	if (rule == NO_RULESET)
		return -1;
	if (rule & RULE_NO_DIR)
		access |= LANDLOCK_ACCESS_FS_READ_DIR;
	fd = ruleset_fs(access);
	for (i = 0; i < PROBES; i++) {
		probe_path(path, sizeof(path), i);
		if ((rule & (1 << i)) &&
		    ruleset_allow(fd, LANDLOCK_ACCESS_FS_WRITE_FILE, path))
			_exit(90);
	}
	return fd;
}

static int make_prog(struct sock_filter *code, enum prog prog)
{
	const struct sock_filter computed[] = {
		BPF_STMT(BPF_LD | BPF_IMM, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_A, 0),
	};

	switch (prog) {
	case PROG_ERRNO:
		filter_one_call(code, PROBE_NR, SECCOMP_RET_ERRNO | EXDEV);
		return ONE_CALL_LEN;
	case PROG_TRACE:
		filter_one_call(code, PROBE_NR, SECCOMP_RET_TRACE);
		return ONE_CALL_LEN;
	case PROG_COMPUTED:
		memcpy(code, computed, sizeof(computed));
		return ARRAY_SIZE(computed);
	default:
		memcpy(code, allow_all, sizeof(allow_all));
		return ARRAY_SIZE(allow_all);
	}
}

static long attach(const struct op *op, int ruleset)
{
	struct sock_filter code[ONE_CALL_LEN];
	const int len = make_prog(code, op->prog);
	struct seccomp_landlock_attr attr = attr_make(code, len, ruleset);

	if (!op->ruled)
		return attach_prog(op->flags, code, len);
	attr.flags = op->attr;
	return install_ruled(op->flags, &attr);
}

static void do_restricting(const struct op *op, struct answer *ans)
{
	const int fd = make_ruleset(op->rule);
	long ret = 0;

	while (ans->count < op->times) {
		ret = op->what == DO_ATTACH ? attach(op, fd) : ll_restrict(fd);
		ans->err = error_of(ret);
		if (op->flags & SECCOMP_FILTER_FLAG_NEW_LISTENER) {
			if (ret >= 0 && !op->keep)
				close(ret);
			else if (ret >= 0 && op->ruled &&
				 op->attr & SECCOMP_LANDLOCK_SUPERVISE)
				ans->listener = ret;
		} else if (ret > 0) {
			ans->ret = ret;
		}
		if (ans->err || ans->ret)
			break;
		ans->count++;
	}
	if (fd >= 0)
		close(fd);
}

static void do_drop_caps(unsigned int caps, struct answer *ans)
{
	static const int numbers[] = {
		CAP_SYS_ADMIN, CAP_SYS_PTRACE, CAP_SETUID, CAP_SETGID,
	};
	__u64 drop = caps == M_ALL ? ~0ULL : 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		if (caps & (1 << i))
			drop |= 1ULL << numbers[i];
	}
	ans->err = error_of(drop_caps(drop));
}

/* Of the calling thread alone; whoever may trace the process still may. */
static void do_set_id(bool group, struct answer *ans)
{
	const int nr = group ? __NR_setresgid : __NR_setresuid;

	ans->err = error_of(syscall(nr, SOME_ID, SOME_ID, SOME_ID));
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static void do_open(pid_t target, struct answer *ans)
{
	int pidfd = sys_pidfd_open(target, PIDFD_THREAD), fd;

	if (pidfd < 0)
		_exit(91);
	fd = sys_seccomp(SECCOMP_OPEN_LANDLOCK, 0, &pidfd);
	ans->err = error_of(fd);
	close(pidfd);
	if (fd < 0)
		return;
	dup2(fd, SANDBOX_FD);
	close(fd);
}

/* Those that are somebody else's are refused; with a signal, it stopped them. */
static void do_use_links(const struct op *op, const pid_t *tid,
			 struct answer *ans)
{
	const int sig = op->keep ? SIGUSR1 : 0;
	unsigned long msg;
	int i;

	for (i = 0; i < TASKS; i++) {
		if (!tid[i] || ptrace(PTRACE_INTERRUPT, tid[i], 0, 0))
			continue;
		if (waitpid(tid[i], NULL, __WALL) != tid[i])
			_exit(92);
		ans->request[i] = error_of(ptrace(PTRACE_GETEVENTMSG, tid[i], 0,
						  &msg));
		if (ptrace(PTRACE_DETACH, tid[i], 0, sig))
			_exit(93);
	}
}

/* Neither has an effect on the target, and a zombie can be asked too. */
static int try_read_access(pid_t tid)
{
	return error_of(syscall(__NR_kcmp, getpid(), tid, KCMP_VM, 0, 0));
}

static int try_attach_access(pid_t tid)
{
	const int pidfd = sys_pidfd_open(tid, PIDFD_THREAD);
	int err;

	if (pidfd < 0)
		return -1;
	err = error_of(syscall(__NR_pidfd_getfd, pidfd, NO_FD, 0));
	close(pidfd);
	return err == EBADF || err == ESRCH ? 0 : err;
}

/* There is no tracer that would answer for PROG_TRACE, and so no such call. */
static enum prog call_probe(void)
{
	switch (error_of(syscall(PROBE_NR, SCHED_OTHER))) {
	case 0:
		return PROG_ALLOW;
	case EXDEV:
		return PROG_ERRNO;
	default:
		return PROG_TRACE;
	}
}

static void observe(const pid_t *tid, struct answer *ans)
{
	char path[128];
	int i;

	for (i = 0; i < PROBES; i++) {
		probe_path(path, sizeof(path), i);
		ans->write[i] = try_open(path, O_WRONLY);
	}
	ans->readdir = try_readdir();
	ans->call = call_probe();
	for (i = 0; i < TASKS; i++) {
		if (!tid[i])
			continue;
		ans->read_access[i] = try_read_access(tid[i]);
		ans->attach_access[i] = try_attach_access(tid[i]);
	}
}

static void serve(int task);

static void *thread_main(void *arg)
{
	serve((long)arg);
	return NULL;
}

static long start_thread(int task)
{
	pthread_attr_t attr;
	pthread_t thread;
	int before, after;

	/* Who is new among the threads is left for its first answer. */
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 128 * 1024);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	before = pthread_create(&thread, &attr, thread_main,
				(void *)(long)task);
	after = pthread_attr_destroy(&attr);
	return before || after ? -1 : 0;
}

/* Drops what belongs to the parent, the listeners above all. */
static void start_process(int task)
{
	close_range(3, WORKER_FD(0) - 1, 0);
	close_range(DRIVER_FD(0), ~0U, 0);
	num_execs = 0;
	serve(task);
}

static void do_exec(int task)
{
	char name[64], dir[128];
	char *const argv[] = { "model_task", NULL };
	char *const envp[] = { name, dir, NULL };

	snprintf(name, sizeof(name), ENV_TASK "=%d:%d", task, num_execs + 1);
	snprintf(dir, sizeof(dir), ENV_DIR "=%s", probe_dir);
	execve("/proc/thread-self/exe", argv, envp);
}

static void do_command(const struct command *cmd, struct answer *ans, int task)
{
	const struct op *op = &cmd->op;

	switch (op->what) {
	case DO_NNP:
		ans->err = error_of(set_nnp());
		break;
	case DO_DROP_CAPS:
		do_drop_caps(op->attr, ans);
		break;
	case DO_SET_ID:
		do_set_id(op->attr, ans);
		break;
	case DO_ATTACH:
	case DO_RESTRICT:
		do_restricting(op, ans);
		return;
	case DO_OPEN:
		do_open(cmd->tid[op->other], ans);
		break;
	case DO_JOIN:
		ans->err = error_of(join_sandbox(SANDBOX_FD));
		break;
	case DO_FORK:
		ans->ret = fork();
		if (!ans->ret)
			start_process(op->other);
		ans->err = error_of(ans->ret);
		break;
	case DO_THREAD:
		ans->err = error_of(start_thread(op->other));
		break;
	case DO_EXEC:
		do_exec(task);
		ans->err = errno;
		break;
	case DO_EXIT:
		syscall(__NR_exit, 0);
		break;
	case DO_SEIZE:
		ans->err = error_of(ptrace(PTRACE_SEIZE, cmd->tid[op->other], 0,
					   0));
		break;
	case DO_USE_LINKS:
		do_use_links(op, cmd->tid, ans);
		break;
	case DO_OBSERVE:
		observe(cmd->tid, ans);
		break;
	default:
		ans->ret = syscall(__NR_gettid);
		break;
	}
	ans->count = !ans->err;
}

static void count_signal(int sig)
{
	STORE(num_signals, num_signals + 1);
}

static void serve(int task)
{
	const struct sigaction count = {
		.sa_handler = count_signal,
		.sa_flags = SA_RESTART,
	};
	struct command cmd;
	struct answer ans;

	sigaction(SIGUSR1, &count, NULL);
	num_signals = 0;
	while (read(WORKER_FD(task), &cmd, sizeof(cmd)) == sizeof(cmd)) {
		memset(&ans, 0, sizeof(ans));
		ans.execs = num_execs;
		do_command(&cmd, &ans, task);
		ans.signals = LOAD(num_signals);
		if (write(WORKER_FD(task), &ans, sizeof(ans)) != sizeof(ans))
			break;
	}
	_exit(0);
}

static void __attribute__((constructor)) model_exec_entry(void)
{
	const char *name = getenv(ENV_TASK), *dir = getenv(ENV_DIR);
	int task;

	if (!name || !dir || sscanf(name, "%d:%d", &task, &num_execs) != 2)
		return;
	snprintf(probe_dir, sizeof(probe_dir), "%s", dir);
	/* Capabilities may have come back. */
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	serve(task);
}

/* The driver: who answers questions about rules */
static struct stat probe_stats[PROBES];
static int listeners[MODEL_FILTERS];	/* as the filters in the model, 0 for none */
static int epoll_fd;
static long num_questions;

static bool is_probe_allowed(const struct stat *st)
{
	int i;

	for (i = 0; i < PROBES; i++) {
		if (st->st_ino == probe_stats[i].st_ino &&
		    st->st_dev == probe_stats[i].st_dev)
			return is_answer_yes(i);
	}
	return false;
}

/* False if the question was withdrawn, or cannot be understood. */
static bool answer_one(int fd)
{
	struct seccomp_notif req = {};
	struct seccomp_notif_landlock info = { .size = sizeof(info) };
	struct seccomp_notif_resp resp = { .error = -ANSWER_NO };
	struct stat st;

	if (ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, &req))
		return false;
	resp.id = req.id;
	info.id = req.id;
	if (!(req.flags & SECCOMP_NOTIF_LANDLOCK) ||
	    ioctl(fd, SECCOMP_IOCTL_NOTIF_LANDLOCK, &info))
		return false;
	if (!fstat(info.fd, &st) && is_probe_allowed(&st)) {
		resp.error = 0;
		resp.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	}
	close(info.fd);
	STORE(num_questions, num_questions + 1);
	return !ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, &resp);
}

static void *answer_main(void *arg)
{
	struct epoll_event event;

	for (;;) {
		if (epoll_wait(epoll_fd, &event, 1, -1) != 1)
			continue;
		if (event.events & EPOLLIN)
			answer_one(event.data.fd);
	}
	return NULL;
}

/* @index: the filter in the model */
static bool world_listen(int task, int fd, int index)
{
	const int pidfd = sys_pidfd_open(tids[task], PIDFD_THREAD);
	/* One event for each question, and none for a listener that nobody asks. */
	struct epoll_event event = { .events = EPOLLIN | EPOLLET };

	event.data.fd = syscall(__NR_pidfd_getfd, pidfd, fd, 0);
	close(pidfd);
	if (event.data.fd <= 0 ||
	    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, event.data.fd, &event))
		return false;
	listeners[index] = event.data.fd;
	return true;
}

/* Lets go of what the process that made it has closed. */
static void world_hang_up(bool all)
{
	int i;

	for (i = 0; i < MODEL_FILTERS; i++) {
		if (!listeners[i] || (!all && has_listener(&model.filter[i])))
			continue;
		epoll_ctl(epoll_fd, EPOLL_CTL_DEL, listeners[i], NULL);
		close(listeners[i]);
		listeners[i] = 0;
	}
}

static bool world_ask(int task, const struct op *op, struct answer *ans)
{
	struct pollfd pfd = { .fd = DRIVER_FD(task), .events = POLLIN };
	struct command cmd = { .op = *op };

	memcpy(cmd.tid, tids, sizeof(tids));
	if (write(DRIVER_FD(task), &cmd, sizeof(cmd)) != sizeof(cmd))
		return false;
	if (op->what == DO_EXEC || op->what == DO_EXIT)
		return true;
	return poll(&pfd, 1, ANSWER_MS) == 1 &&
	       read(DRIVER_FD(task), ans, sizeof(*ans)) == sizeof(*ans);
}

/* The thread id of a task that was started, or has executed, just now */
static bool world_ping(int task, struct answer *ans)
{
	const struct op ping = { .what = DO_PING, .task = task };

	if (!world_ask(task, &ping, ans))
		return false;
	tids[task] = ans->ret;
	return true;
}

/* A leader with other threads stays as a zombie, and its pidfd tells nobody. */
static bool world_exit(const struct op *op)
{
	struct answer ans;
	char state;
	int ms;

	if (!world_ask(op->task, op, &ans))
		return false;
	for (ms = 0; ms < ANSWER_MS; ms++) {
		state = task_state(tids[op->task]);
		if (!state || state == 'Z' || state == 'X')
			return true;
		usleep(1000);
	}
	return false;
}

/* Stops all tracees of a task. */
static bool stop_by_signal(int task)
{
	int i;

	for (i = 0; i < TASKS; i++) {
		if (tids[i] && task_status(tids[i], "TracerPid") == tids[task] &&
		    (syscall(__NR_tkill, tids[i], SIGUSR1) ||
		     !wait_state(tids[i], 't')))
			return false;
	}
	return true;
}

/* False if a task does not answer any more. */
static bool world_do(const struct op *op, struct answer *ans)
{
	struct answer next;
	int before;

	memset(ans, 0, sizeof(*ans));
	switch (op->what) {
	case DO_EXIT:
		ans->count = 1;
		return world_exit(op);
	case DO_EXEC:
		if (!world_ping(op->task, &next))
			return false;
		before = next.execs;
		if (!world_ask(op->task, op, ans) ||
		    !world_ping(op->task, &next))
			return false;
		ans->count = next.execs == before + 1;
		return true;
	case DO_FORK:
	case DO_THREAD:
		if (!world_ask(op->task, op, ans))
			return false;
		ans->ret = 0;
		return ans->err || world_ping(op->other, &next);
	case DO_USE_LINKS:
		if (op->keep && !stop_by_signal(op->task))
			return false;
		fallthrough;
	default:
		return world_ask(op->task, op, ans);
	}
}

static int world_init(void)
{
	char path[128];
	int fd, i, sv[2];
	pthread_t thread;

	snprintf(probe_dir, sizeof(probe_dir), "/tmp/model.XXXXXX");
	if (!mkdtemp(probe_dir) || chmod(probe_dir, 0755) ||
	    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0))
		return -1;
	for (i = 0; i < PROBES; i++) {
		probe_path(path, sizeof(path), i);
		fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0666);
		if (fd < 0 || fchmod(fd, 0666) || fstat(fd, &probe_stats[i]))
			return -1;
		close(fd);
	}
	for (i = 0; i < TASKS; i++) {
		if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, sv) ||
		    dup2(sv[1], WORKER_FD(i)) < 0 ||
		    dup2(sv[0], DRIVER_FD(i)) < 0 ||
		    fcntl(DRIVER_FD(i), F_SETFD, FD_CLOEXEC))
			return -1;
		close(sv[0]);
		close(sv[1]);
	}
	epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	return epoll_fd < 0 ? -1 :
	       pthread_create(&thread, NULL, answer_main, NULL);
}

static bool world_start(void)
{
	sigset_t set;
	struct answer ans;
	pid_t pid;

	memset(tids, 0, sizeof(tids));
	pid = fork();
	if (pid)
		return pid > 0 && world_ping(0, &ans);
	/* A task that is traced must not stop because a child of it died. */
	signal(SIGCHLD, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	start_process(0);
	return false;
}

static void world_end(void)
{
	char junk[sizeof(struct command) + sizeof(struct answer)];
	int i;

	for (i = 0; i < TASKS; i++) {
		if (tids[i])
			kill(tids[i], SIGKILL);
	}
	while (waitpid(-1, NULL, __WALL) > 0 || errno == EINTR)
		;
	world_hang_up(true);
	for (i = 0; i < TASKS; i++) {
		while (recv(DRIVER_FD(i), junk, sizeof(junk), MSG_DONTWAIT) > 0)
			;
		while (recv(WORKER_FD(i), junk, sizeof(junk), MSG_DONTWAIT) > 0)
			;
	}
}

static void world_fini(void)
{
	remove_tree(probe_dir);
}

#endif /* _SECCOMP_LANDLOCK_MODEL_WORLD_H */
