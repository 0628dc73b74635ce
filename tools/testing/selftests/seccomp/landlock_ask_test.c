// SPDX-License-Identifier: GPL-2.0-only
/*
 * Supervised rules: which calls ask what, what each answer does, and who is not asked
 */
#include "landlock_ask.h"

#include <sys/resource.h>
#include <sys/un.h>

#define NAME_50		"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
#define NAME_255	NAME_50 NAME_50 NAME_50 NAME_50 NAME_50 "nnnnn"

static struct sockaddr_un unix_addr = {
	.sun_family = AF_UNIX, .sun_path = "socket",
};

static struct sockaddr_un unix_closed_addr = {
	.sun_family = AF_UNIX, .sun_path = "closed/socket",
}, unix_probe_addr = {
	.sun_family = AF_UNIX, .sun_path = "probe",
};

/* struct open_how */
static __u64 how_write[3] = { O_WRONLY }, how_create[3] = { O_RDWR | O_CREAT, 0600 };

/* Descriptors with a number of their own, and what more the calls need */
static int fixed_descriptors(void)
{
	return make_sockets() || make_programs() || symlink("sub/target", "dangling") ||
	       mkdir("private", 0700) || make_file("private/file", "", 0666) ||
	       mkdir("closed/empty", 0777) ||
	       dup2(open("sub", O_PATH | O_CLOEXEC), DIRFD) < 0 ||
	       dup2(open("interp", O_PATH | O_CLOEXEC), EXECFD) < 0;
}

/*
 * What a call asks, and what it does when the answers are yes
 */
FIXTURE(call) {
	char dir[32];
	struct ask ask;
};

FIXTURE_VARIANT(call)
{
	struct call call;
	long (*run)(void *arg);		/* NULL: run_call() */
	long ret;			/* 0: a descriptor too */
	bool user;			/* not root */
	__u64 allowed;			/* in the directory */
	int num;			/* questions, 0 stands for 1 */
	struct want want[4];
	const char *made, *gone;	/* by the call */
};

/* Opens of what exists */
FIXTURE_VARIANT_ADD(call, read) { OPENAT("file", O_RDONLY), .want = { OBJECT("file", READ) } };

FIXTURE_VARIANT_ADD(call, write) {
	OPENAT("file", O_WRONLY), .want = { OBJECT("file", WRITE) }
};

FIXTURE_VARIANT_ADD(call, both) {
	OPENAT("file", O_RDWR), .want = { OBJECT("file", READ | WRITE) }
};

FIXTURE_VARIANT_ADD(call, write_readable) {
	OPENAT("file", O_RDWR), .allowed = READ,
	.want = { OBJECT("file", READ | WRITE, .denied = WRITE) }
};

FIXTURE_VARIANT_ADD(call, through_link) {
	OPENAT("link", O_RDONLY), .want = { OBJECT("file", READ) }
};

FIXTURE_VARIANT_ADD(call, through_directory) {
	OPENAT("dirlink/../sub/file", O_RDONLY), .want = { OBJECT("sub/file", READ) }
};

FIXTURE_VARIANT_ADD(call, directory) {
	OPENAT("sub", O_RDONLY | O_DIRECTORY), .want = { OBJECT("sub", READ_DIR) }
};

FIXTURE_VARIANT_ADD(call, beneath_descriptor) {
	.call = CALL(openat, DIRFD, P("file"), O_RDONLY), .want = { OBJECT("sub/file", READ) }
};

FIXTURE_VARIANT_ADD(call, magic_link) {
	OPENAT("/proc/self/fd/105", O_RDONLY), .want = { OBJECT("interp", READ) }
};

FIXTURE_VARIANT_ADD(call, create_existing) {
	OPENAT("file", O_WRONLY | O_CREAT, 0600), .want = { OBJECT("file", WRITE) }
};

FIXTURE_VARIANT_ADD(call, truncate_open) {
	OPENAT("file", O_WRONLY | O_TRUNC), .want = { OBJECT("file", WRITE | TRUNCATE) }
};

FIXTURE_VARIANT_ADD(call, truncate_read) {
	OPENAT("file", O_RDWR | O_TRUNC), .allowed = READ,
	.want = { OBJECT("file", READ | WRITE | TRUNCATE, .denied = WRITE | TRUNCATE) }
};

FIXTURE_VARIANT_ADD(call, truncate_writable) {
	OPENAT("file", O_WRONLY | O_TRUNC), .allowed = WRITE,
	.want = { OBJECT("file", 0, .denied = TRUNCATE) }
};

FIXTURE_VARIANT_ADD(call, tmpfile) {
	OPENAT("sub", O_TMPFILE | O_WRONLY, 0600), .want = { OBJECT("sub", WRITE) }
};

FIXTURE_VARIANT_ADD(call, tmpfile_both) {
	OPENAT(".", O_TMPFILE | O_RDWR | O_EXCL, 0600), .want = { OBJECT(".", READ | WRITE) }
};

FIXTURE_VARIANT_ADD(call, openat2) {
	.call = CALL(openat2, AT_FDCWD, P("file"), P(how_write), sizeof(how_write)),
	.want = { OBJECT("file", WRITE) }
};

/* Opens that make a file: one question */
FIXTURE_VARIANT_ADD(call, create) {
	OPENAT("new", O_WRONLY | O_CREAT, 0600), .made = "new",
	.want = { ENTRY(".", "new", MAKE(REG) | WRITE, .denied = MAKE(REG)) }
};

FIXTURE_VARIANT_ADD(call, create_truncate) {
	OPENAT("new", O_WRONLY | O_CREAT | O_TRUNC, 0600), .made = "new",
	.want = { ENTRY(".", "new", MAKE(REG) | WRITE, .denied = MAKE(REG)) }
};

FIXTURE_VARIANT_ADD(call, create_both) {
	OPENAT("sub/new", O_RDWR | O_CREAT, 0), .made = "sub/new",
	.want = { ENTRY("sub", "new", MAKE(REG) | READ | WRITE, .denied = MAKE(REG)) }
};

FIXTURE_VARIANT_ADD(call, create_read) {
	OPENAT("new", O_RDONLY | O_CREAT, 0600), .made = "new",
	.want = { ENTRY(".", "new", MAKE(REG) | READ, .denied = MAKE(REG)) }
};

FIXTURE_VARIANT_ADD(call, create_exclusive) {
	OPENAT("new", O_RDWR | O_CREAT | O_EXCL, 0600), .made = "new",
	.want = { ENTRY(".", "new", MAKE(REG) | READ | WRITE, .denied = MAKE(REG)) }
};

FIXTURE_VARIANT_ADD(call, create_writable) {
	OPENAT("new", O_WRONLY | O_CREAT, 0600), .made = "new", .allowed = WRITE,
	.want = { ENTRY(".", "new", MAKE(REG) | WRITE, .denied = MAKE(REG)) }
};

FIXTURE_VARIANT_ADD(call, create_dangling) {
	OPENAT("dangling", O_WRONLY | O_CREAT, 0600), .made = "sub/target",
	.want = { ENTRY("sub", "target", MAKE(REG) | WRITE, .denied = MAKE(REG)) }
};

FIXTURE_VARIANT_ADD(call, create_openat2) {
	.made = "new",
	.call = CALL(openat2, AT_FDCWD, P("new"), P(how_create), sizeof(how_create)),
	.want = { ENTRY(".", "new", MAKE(REG) | READ | WRITE, .denied = MAKE(REG)) }
};

/* Programs */
#define EXEC		.run = run_exec

FIXTURE_VARIANT_ADD(call, exec_program) {
	EXEC, .call = EXECVE("interp"), .num = 2,
	.want = { SCRIPT("interp"), LOADER }
};

FIXTURE_VARIANT_ADD(call, exec_script) {
	EXEC, .call = EXECVE("script"), .num = 3,
	.want = { SCRIPT("script"), SCRIPT("interp"), LOADER }
};

FIXTURE_VARIANT_ADD(call, exec_script_twice) {
	EXEC, .call = EXECVE("script2"), .num = 4,
	.want = { SCRIPT("script2"), SCRIPT("script"), SCRIPT("interp"), LOADER }
};

FIXTURE_VARIANT_ADD(call, exec_readable) {
	EXEC, .call = EXECVE("script"), .num = 3, .allowed = READ,
	.want = { OBJECT("script", READ | EXECUTE, .denied = EXECUTE),
		  OBJECT("interp", READ | EXECUTE, .denied = EXECUTE), LOADER }
};

FIXTURE_VARIANT_ADD(call, execveat) {
	EXEC, .num = 3, .call = EXECVEAT(AT_FDCWD, "script", 0),
	.want = { SCRIPT("script"), SCRIPT("interp"), LOADER }
};

FIXTURE_VARIANT_ADD(call, execveat_descriptor) {
	EXEC, .num = 2, .call = EXECVEAT(EXECFD, "", AT_EMPTY_PATH),
	.want = { SCRIPT("interp"), LOADER }
};

/* Entries of directories */
FIXTURE_VARIANT_ADD(call, mkdir) {
	.call = CALL(mkdirat, AT_FDCWD, P("new"), 0700), .made = "new",
	.want = { ENTRY(".", "new", MAKE(DIR)) }
};

FIXTURE_VARIANT_ADD(call, mkdir_slash) {
	.call = CALL(mkdirat, DIRFD, P("new/"), 0700), .made = "sub/new",
	.want = { ENTRY("sub", "new", MAKE(DIR)) }
};

FIXTURE_VARIANT_ADD(call, mkdir_long) {
	.call = CALL(mkdirat, AT_FDCWD, P(NAME_255), 0700), .made = NAME_255,
	.want = { ENTRY(".", NAME_255, MAKE(DIR)) }
};

FIXTURE_VARIANT_ADD(call, mkdir_bytes) {
	.call = CALL(mkdirat, AT_FDCWD, P("\n\xff "), 0700), .made = "\n\xff ",
	.want = { ENTRY(".", "\n\xff ", MAKE(DIR)) }
};

FIXTURE_VARIANT_ADD(call, mkfifo) {
	.call = CALL(mknodat, AT_FDCWD, P("new"), S_IFIFO | 0600), .made = "new",
	.want = { ENTRY(".", "new", MAKE(FIFO)) }
};

FIXTURE_VARIANT_ADD(call, mknod_regular) {
	.call = CALL(mknodat, AT_FDCWD, P("new"), S_IFREG | 0600), .made = "new",
	.want = { ENTRY(".", "new", MAKE(REG)) }
};

FIXTURE_VARIANT_ADD(call, mknod_no_type) {
	.call = CALL(mknodat, AT_FDCWD, P("new"), 0600), .made = "new",
	.want = { ENTRY(".", "new", MAKE(REG)) }
};

FIXTURE_VARIANT_ADD(call, mknod_socket) {
	.call = CALL(mknodat, AT_FDCWD, P("new"), S_IFSOCK | 0600), .made = "new",
	.want = { ENTRY(".", "new", MAKE(SOCK)) }
};

FIXTURE_VARIANT_ADD(call, mknod_char) {
	.call = CALL(mknodat, AT_FDCWD, P("new"), S_IFCHR | 0600, 0x103), .made = "new",
	.want = { ENTRY(".", "new", MAKE(CHAR)) }
};

FIXTURE_VARIANT_ADD(call, unlinkat) {
	.call = CALL(unlinkat, AT_FDCWD, P("file"), 0), .gone = "file",
	.want = { ENTRY(".", "file", REMOVE(FILE)) }
};

FIXTURE_VARIANT_ADD(call, unlink_link) {
	.call = CALL(unlinkat, AT_FDCWD, P("link"), 0), .gone = "link",
	.want = { ENTRY(".", "link", REMOVE(FILE)) }
};

FIXTURE_VARIANT_ADD(call, unlink_removedir) {
	.call = CALL(unlinkat, AT_FDCWD, P("empty"), AT_REMOVEDIR), .gone = "empty",
	.want = { ENTRY(".", "empty", REMOVE(DIR)) }
};

FIXTURE_VARIANT_ADD(call, rmdir_full) {
	.call = CALL(unlinkat, AT_FDCWD, P("sub"), AT_REMOVEDIR), .ret = -ENOTEMPTY,
	.made = "sub", .want = { ENTRY(".", "sub", REMOVE(DIR)) }
};

FIXTURE_VARIANT_ADD(call, symlinkat) {
	.call = CALL(symlinkat, P("to"), AT_FDCWD, P("new")), .made = "new",
	.want = { ENTRY(".", "new", MAKE(SYM)) }
};

FIXTURE_VARIANT_ADD(call, truncate) {
	.call = CALL(truncate, P("link"), 1), .want = { OBJECT("file", TRUNCATE) }
};

FIXTURE_VARIANT_ADD(call, renameat) {
	.call = CALL(renameat, AT_FDCWD, P("file"), AT_FDCWD, P("new")), .made = "new",
	.gone = "file", .want = { RENAME(".", "file", "new", MAKE(REG) | REMOVE(FILE)) }
};

FIXTURE_VARIANT_ADD(call, renameat_two_ways) {
	.call = CALL(renameat, AT_FDCWD, P("sub/file"), DIRFD, P("new")), .made = "sub/new",
	.gone = "sub/file", .want = { RENAME("sub", "file", "new", MAKE(REG) | REMOVE(FILE)) }
};

FIXTURE_VARIANT_ADD(call, rename_replaces) {
	.call = CALL(renameat2, AT_FDCWD, P("file"), AT_FDCWD, P("other"), 0), .gone = "file",
	.want = { RENAME(".", "file", "other", MAKE(REG) | REMOVE(FILE)) }
};

FIXTURE_VARIANT_ADD(call, rename_directory) {
	.call = CALL(renameat2, AT_FDCWD, P("sub"), AT_FDCWD, P("new"), 1), .made = "new",
	.gone = "sub", .want = { RENAME(".", "sub", "new", MAKE(DIR) | REMOVE(DIR)) }
};

#define FILE_AND_DIR	(MAKE(REG) | LANDLOCK_ACCESS_FS_MAKE_DIR |	\
			 LANDLOCK_ACCESS_FS_REMOVE_FILE | REMOVE(DIR))
FIXTURE_VARIANT_ADD(call, rename_exchange) {
	.call = CALL(renameat2, AT_FDCWD, P("file"), AT_FDCWD, P("sub"), 2),
	.made = "file/hard",
	.want = { EXCHANGE(".", "file", "sub", FILE_AND_DIR) }
};

#ifdef __NR_open
FIXTURE_VARIANT_ADD(call, old_open) {
	.call = CALL(open, P("file"), O_RDONLY), .want = { OBJECT("file", READ) }
};

FIXTURE_VARIANT_ADD(call, old_creat) {
	.call = CALL(creat, P("file"), 0600), .want = { OBJECT("file", WRITE | TRUNCATE) }
};

FIXTURE_VARIANT_ADD(call, old_creat_new) {
	.call = CALL(creat, P("new"), 0600), .made = "new",
	.want = { ENTRY(".", "new", MAKE(REG) | WRITE, .denied = MAKE(REG)) }
};

FIXTURE_VARIANT_ADD(call, old_mkdir) {
	.call = CALL(mkdir, P("new"), 0700), .made = "new",
	.want = { ENTRY(".", "new", MAKE(DIR)) }
};

FIXTURE_VARIANT_ADD(call, old_mknod) {
	.call = CALL(mknod, P("new"), S_IFIFO | 0600), .made = "new",
	.want = { ENTRY(".", "new", MAKE(FIFO)) }
};

FIXTURE_VARIANT_ADD(call, old_unlink) {
	.call = CALL(unlink, P("sub/hard")), .gone = "sub/hard",
	.want = { ENTRY("sub", "hard", REMOVE(FILE)) }
};

FIXTURE_VARIANT_ADD(call, old_rmdir) {
	.call = CALL(rmdir, P("empty")), .gone = "empty",
	.want = { ENTRY(".", "empty", REMOVE(DIR)) }
};

FIXTURE_VARIANT_ADD(call, old_symlink) {
	.call = CALL(symlink, P("to"), P("new")), .made = "new",
	.want = { ENTRY(".", "new", MAKE(SYM)) }
};

FIXTURE_VARIANT_ADD(call, old_rename) {
	.call = CALL(rename, P("file"), P("new")), .made = "new",
	.want = { RENAME(".", "file", "new", MAKE(REG) | REMOVE(FILE)) }
};
#endif

/* Where permissions count and do not forbid it; see "silent" */
FIXTURE_VARIANT_ADD(call, user_read) {
	OPENAT("file", O_RDONLY), .user = true, .want = { OBJECT("file", READ) }
};

FIXTURE_VARIANT_ADD(call, user_create) {
	OPENAT("sub/new", O_WRONLY | O_CREAT, 0600), .user = true, .made = "sub/new",
	.want = { ENTRY("sub", "new", MAKE(REG) | WRITE, .denied = MAKE(REG)) }
};

FIXTURE_VARIANT_ADD(call, user_mkdir) {
	.call = CALL(mkdirat, DIRFD, P("new"), 0700), .user = true, .made = "sub/new",
	.want = { ENTRY("sub", "new", MAKE(DIR)) }
};

FIXTURE_VARIANT_ADD(call, user_unlink) {
	.call = CALL(unlinkat, DIRFD, P("file"), 0), .user = true, .gone = "sub/file",
	.want = { ENTRY("sub", "file", REMOVE(FILE)) }
};

FIXTURE_VARIANT_ADD(call, user_rename) {
	.call = CALL(renameat, DIRFD, P("file"), DIRFD, P("new")), .user = true,
	.gone = "sub/file", .want = { RENAME("sub", "file", "new", MAKE(REG) | REMOVE(FILE)) }
};

/* Sockets */
FIXTURE_VARIANT_ADD(call, connect) {
	.call = CALL(connect, TCP, P(&tcp_addr), sizeof(tcp_addr)),
	.want = { ADDRESS(CONNECT, tcp_addr) }
};

FIXTURE_VARIANT_ADD(call, bind) {
	.call = CALL(bind, TCP, P(&tcp_addr2), sizeof(tcp_addr2)),
	.want = { ADDRESS(BIND, tcp_addr2) }
};

FIXTURE_VARIANT_ADD(call, bind_in_use) {
	.call = CALL(bind, TCP, P(&tcp_addr), sizeof(tcp_addr)), .ret = -EADDRINUSE,
	.want = { ADDRESS(BIND, tcp_addr) }
};

FIXTURE_VARIANT_ADD(call, connect6) {
	.call = CALL(connect, TCP6, P(&tcp6_addr), sizeof(tcp6_addr)), .ret = -ECONNREFUSED,
	.want = { ADDRESS(CONNECT, tcp6_addr) }
};

FIXTURE_VARIANT_ADD(call, bind6) {
	.call = CALL(bind, TCP6, P(&tcp6_addr), sizeof(tcp6_addr)),
	.want = { ADDRESS(BIND, tcp6_addr) }
};

#ifdef LANDLOCK_ACCESS_NET_BIND_UDP
static struct sockaddr_storage any_port = { .ss_family = AF_INET };

FIXTURE_VARIANT_ADD(call, bind_udp) {
	.call = CALL(bind, UDP, P(&tcp_addr2), sizeof(tcp_addr2)),
	.want = { ADDRESS(LANDLOCK_ACCESS_NET_BIND_UDP, tcp_addr2) }
};

/* It binds the socket, too. */
FIXTURE_VARIANT_ADD(call, connect_udp) {
	.call = CALL(connect, UDP, P(&tcp_addr), sizeof(tcp_addr)), .num = 2,
	.want = { ADDRESS(LANDLOCK_ACCESS_NET_CONNECT_SEND_UDP, tcp_addr),
		  ADDRESS(LANDLOCK_ACCESS_NET_BIND_UDP, any_port) }
};
#endif

FIXTURE_VARIANT_ADD(call, bind_unix) {
	.call = CALL(bind, UNIX, P(&unix_addr), sizeof(unix_addr)), .made = "socket",
	.want = { ENTRY(".", "socket", MAKE(SOCK)) }
};

FIXTURE_SETUP(call)
{
	ask_setup(_metadata, self->dir, fixed_descriptors);
}

FIXTURE_TEARDOWN_PARENT(call)
{
	ask_teardown(_metadata, self->dir);
}

static pid_t asking;

/* What would wait for a lock of the directory, of the file or of the task */
static int use_everything(void)
{
	int fd;

	alarm(PATIENCE / 2);
	if (mkdir("probe", 0700) || rename("probe", "probe2") || rmdir("probe2") ||
	    mkdir("sub/probe", 0700) || rmdir("sub/probe"))
		return 1;
	fd = open("file", O_WRONLY | O_APPEND | O_CLOEXEC);
	if (fd < 0 || write(fd, "x", 1) != 1 || fchmod(fd, 0666))
		return 2;
	if (try_open("probe", O_WRONLY | O_CREAT | O_EXCL) || unlink("probe"))
		return 3;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(fd, (void *)&unix_probe_addr, sizeof(unix_probe_addr)) ||
	    unlink("probe"))
		return 4;
	if (ptrace(PTRACE_SEIZE, asking, NULL, NULL) ||
	    task_status(asking, "Seccomp") != 2)
		return 5;
	return 0;
}

static int probe(struct ask *a)
{
	asking = a->asked[a->num - 1].req.pid;
	return in_child(use_everything);
}

static bool exists(const char *path)
{
	return !faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW);
}

/*
 * rst: "the thread asks on its way back to user space, where it holds no lock and no
 * reference but those of the question."
 */
TEST_F(call, yes)
{
	const struct plan plan = {
		.user = variant->user, .layers = { { LAYER_SUPERVISED, variant->allowed } },
	};
	struct ask *const a = &self->ask;
	const struct seccomp_data *const data = &a->asked[0].req.data;
	long ret;

	ASSERT_EQ(0, start_ask(a, &plan));
	a->swap = probe;
	a->want = variant->want;
	a->num_want = variant->num ?: 1;
	ret = ask(a, variant->run ?: run_call, (void *)&variant->call, "syyy");
	EXPECT_EQ(0, a->swapped);
	EXPECT_EQ(variant->ret, outcome(ret));
	EXPECT_ASKED(a->num_want, a);
	EXPECT_EQ(variant->call.nr, data->nr);
	EXPECT_EQ(0, memcmp(variant->call.args, data->args, sizeof(data->args)));
	if (variant->made)
		EXPECT_TRUE(exists(variant->made));
	if (variant->gone)
		EXPECT_FALSE(exists(variant->gone));
}

TEST_F(call, no)
{
	const struct plan plan = {
		.user = variant->user, .layers = { { LAYER_SUPERVISED, variant->allowed } },
	};
	struct ask *const a = &self->ask;

	ASSERT_EQ(0, start_ask(a, &plan));
	a->want = variant->want;
	a->num_want = 1;
	EXPECT_EQ(-ENOTTY, ask(a, variant->run ?: run_call, (void *)&variant->call, "n"));
	EXPECT_ASKED(1, a);
	if (variant->made && !variant->ret)
		EXPECT_FALSE(exists(variant->made));
	if (variant->gone)
		EXPECT_TRUE(exists(variant->gone));
}

/*
 * What ends a call instead of a yes, for one call of each kind of question
 *
 * rst: "A no is the result of the call."
 * rst: "Without an open listener, be it closed before, during or after the question,
 * the call fails as without supervision."
 */
FIXTURE(answer) {
	char dir[32];
	struct ask ask;
};

FIXTURE_VARIANT(answer)
{
	unsigned int flags;
	const char *answers;
	long ret;
};

FIXTURE_VARIANT_ADD(answer, error) { 0, "n", -ENOTTY };
FIXTURE_VARIANT_ADD(answer, error_killable) { KILLABLE, "n", -ENOTTY };
FIXTURE_VARIANT_ADD(answer, value) { 0, "v", 77 };
FIXTURE_VARIANT_ADD(answer, closed_before_receiving) { 0, "C", -EACCES };
FIXTURE_VARIANT_ADD(answer, closed_after_receiving) { 0, "c", -EACCES };
FIXTURE_VARIANT_ADD(answer, closed_killable) { KILLABLE, "c", -EACCES };
/* After a yes, but before the call is made again */
FIXTURE_VARIANT_ADD(answer, closed_before_use) { KILLABLE, "d", -EACCES };

FIXTURE_SETUP(answer)
{
	ask_setup(_metadata, self->dir, fixed_descriptors);
}

FIXTURE_TEARDOWN_PARENT(answer)
{
	ask_teardown(_metadata, self->dir);
}

TEST_F(answer, ends_call)
{
	static struct call calls[] = {
		CALL(openat, AT_FDCWD, P("file"), O_RDWR | O_TRUNC),
		CALL(openat, AT_FDCWD, P("new"), O_RDWR | O_CREAT, 0600),
		EXECVE("script"),
		CALL(mkdirat, AT_FDCWD, P("new"), 0700),
		CALL(unlinkat, AT_FDCWD, P("file"), 0),
		CALL(renameat, AT_FDCWD, P("file"), AT_FDCWD, P("new")),
		CALL(bind, TCP, P(&tcp_addr2), sizeof(tcp_addr2)),
	};
	const struct plan plan = { .flags = variant->flags };
	struct ask *const a = &self->ask;
	struct stat st;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		ASSERT_EQ(0, start_ask(a, &plan));
		EXPECT_EQ(variant->ret, ask(a, calls[i].nr == __NR_execve ?
					    run_exec : run_call, &calls[i],
					    variant->answers)) {
			TH_LOG("call %zu", i);
		}
		EXPECT_ASKED(1, a);
		EXPECT_EQ(0, stat("file", &st));
		EXPECT_EQ(4, st.st_size);
		EXPECT_FALSE(exists("new"));
		stop_ask(a);
	}
}

/*
 * What fails, or succeeds, and nobody is asked
 *
 * rst: "Not asked is: link(2), rename(2) from one directory to another, what a right for
 * an open file decides later, as ftruncate(2) and ioctl(2), sendto(2) with an address,
 * connect(2) to a Unix socket, opening with O_CREAT | O_EXCL if only the making is
 * allowed, io_uring, a system call of another architecture than the kernel's own, a core
 * dump, and whatever is done with other credentials than the thread's own."
 * rst: "What file modes deny is not asked about."
 */
FIXTURE(silent) {
	char dir[32];
	struct ask ask;
};

FIXTURE_VARIANT(silent)
{
	struct call call;
	long (*run)(void *arg);
	bool user;			/* not root, whom permissions concern */
	__u64 allowed;
	long ret;			/* 0: -EACCES */
	bool works;
	bool skip;			/* EPERM, or its end: the kernel does without */
};

#define MQ_FLAGS	(O_RDWR | O_CREAT)

/* Calls that are not on the list */
FIXTURE_VARIANT_ADD(silent, linkat) {
	.call = CALL(linkat, AT_FDCWD, P("file"), AT_FDCWD, P("new"), 0)
};

FIXTURE_VARIANT_ADD(silent, link_elsewhere) {
	.ret = -EXDEV, .allowed = ALL_FS & ~LANDLOCK_ACCESS_FS_REFER,
	.call = CALL(linkat, AT_FDCWD, P("file"), DIRFD, P("new"), 0)
};

FIXTURE_VARIANT_ADD(silent, rename_elsewhere) {
	.call = CALL(renameat2, AT_FDCWD, P("file"), DIRFD, P("new"), 0)
};

FIXTURE_VARIANT_ADD(silent, rename_elsewhere_refer) {
	.ret = -EXDEV, .allowed = ALL_FS & ~LANDLOCK_ACCESS_FS_REFER,
	.call = CALL(renameat, AT_FDCWD, P("file"), DIRFD, P("new"))
};

FIXTURE_VARIANT_ADD(silent, exchange_elsewhere) {
	.call = CALL(renameat2, AT_FDCWD, P("file"), DIRFD, P("file"), 2)
};

FIXTURE_VARIANT_ADD(silent, mq_open) {
	.skip = true, .call = CALL(mq_open, P("scll"), MQ_FLAGS, 0600, 0)
};

static long open_by_handle(void *arg)
{
	struct {
		struct file_handle head;
		unsigned char rest[MAX_HANDLE_SZ];
	} handle = { .head.handle_bytes = MAX_HANDLE_SZ };
	int mount;

	if (name_to_handle_at(AT_FDCWD, "file", &handle.head, &mount, 0))
		return -errno;
	return open_by_handle_at(AT_FDCWD, &handle.head, O_RDONLY) < 0 ? -errno : 0;
}

FIXTURE_VARIANT_ADD(silent, open_by_handle) { .run = open_by_handle };

#ifdef LANDLOCK_ACCESS_NET_BIND_UDP
FIXTURE_VARIANT_ADD(silent, send_udp) {
	.call = CALL(sendto, UDP, P("x"), 1, 0, P(&tcp_addr), sizeof(tcp_addr))
};
#endif

/* Calls on the list, for a file that the call makes itself */
FIXTURE_VARIANT_ADD(silent, exclusive) {
	.allowed = MAKE(REG),
	.call = CALL(openat, AT_FDCWD, P("new"), O_WRONLY | O_CREAT | O_EXCL, 0600)
};

/* No right of Landlock's, or an error of another kind */
FIXTURE_VARIANT_ADD(silent, path_only) {
	.works = true, .call = CALL(openat, AT_FDCWD, P("file"), O_PATH)
};

FIXTURE_VARIANT_ADD(silent, no_entry) {
	.ret = -ENOENT, .call = CALL(unlinkat, AT_FDCWD, P("none"), 0)
};

FIXTURE_VARIANT_ADD(silent, no_file) {
	.ret = -ENOENT, .call = CALL(openat, AT_FDCWD, P("none"), O_RDWR)
};

FIXTURE_VARIANT_ADD(silent, exists) {
	.ret = -EEXIST, .call = CALL(mkdirat, AT_FDCWD, P("sub"), 0700)
};

FIXTURE_VARIANT_ADD(silent, exists_exclusive) {
	.ret = -EEXIST,
	.call = CALL(openat, AT_FDCWD, P("file"), O_WRONLY | O_CREAT | O_EXCL, 0600)
};

FIXTURE_VARIANT_ADD(silent, wrong_pointer) {
	.ret = -EFAULT, .call = CALL(openat, AT_FDCWD, 1, O_RDONLY)
};

FIXTURE_VARIANT_ADD(silent, open_link) {
	.ret = -ELOOP, .call = CALL(openat, AT_FDCWD, P("link"), O_RDONLY | O_NOFOLLOW)
};

FIXTURE_VARIANT_ADD(silent, unconnect) {
	.works = true, .call = CALL(connect, TCP, P(no_strings), 8)
};

/* What the permissions of files forbid in any case */
#define FORBIDDEN(...)	.user = true, .call = CALL(__VA_ARGS__)
FIXTURE_VARIANT_ADD(silent, dac_read) { FORBIDDEN(openat, AT_FDCWD, P("secret"), O_RDONLY) };

FIXTURE_VARIANT_ADD(silent, dac_create_existing) {
	FORBIDDEN(openat, AT_FDCWD, P("secret"), O_WRONLY | O_CREAT, 0600)
};

FIXTURE_VARIANT_ADD(silent, dac_truncate_open) {
	FORBIDDEN(openat, AT_FDCWD, P("secret"), O_WRONLY | O_TRUNC)
};

FIXTURE_VARIANT_ADD(silent, dac_exec) { .user = true, .call = EXECVE("file") };

FIXTURE_VARIANT_ADD(silent, dac_search) {
	FORBIDDEN(openat, AT_FDCWD, P("private/file"), O_RDONLY)
};

FIXTURE_VARIANT_ADD(silent, dac_create) {
	FORBIDDEN(openat, AT_FDCWD, P("closed/new"), O_WRONLY | O_CREAT, 0600)
};

FIXTURE_VARIANT_ADD(silent, dac_tmpfile) {
	FORBIDDEN(openat, AT_FDCWD, P("closed"), O_TMPFILE | O_RDWR, 0600)
};

FIXTURE_VARIANT_ADD(silent, dac_mkdir) { FORBIDDEN(mkdirat, AT_FDCWD, P("closed/new"), 0700) };

FIXTURE_VARIANT_ADD(silent, dac_mknod) {
	FORBIDDEN(mknodat, AT_FDCWD, P("closed/new"), S_IFIFO | 0600)
};

FIXTURE_VARIANT_ADD(silent, dac_unlink) { FORBIDDEN(unlinkat, AT_FDCWD, P("closed/file"), 0) };

FIXTURE_VARIANT_ADD(silent, dac_rmdir) {
	FORBIDDEN(unlinkat, AT_FDCWD, P("closed/empty"), AT_REMOVEDIR)
};

FIXTURE_VARIANT_ADD(silent, dac_symlink) {
	FORBIDDEN(symlinkat, P("to"), AT_FDCWD, P("closed/new"))
};

FIXTURE_VARIANT_ADD(silent, dac_truncate) { FORBIDDEN(truncate, P("secret"), 1) };

FIXTURE_VARIANT_ADD(silent, dac_rename) {
	FORBIDDEN(renameat2, AT_FDCWD, P("closed/file"), AT_FDCWD, P("closed/new"), 0)
};

FIXTURE_VARIANT_ADD(silent, dac_bind) {
	FORBIDDEN(bind, UNIX, P(&unix_closed_addr), sizeof(unix_closed_addr))
};

#ifdef __x86_64__
/* A call of the other architecture: open(2) */
static long run_int80(void *arg)
{
	char *const path = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	long ret = 5;

	if (path == MAP_FAILED)
		return -errno;
	memcpy(path, "file", 5);
	asm volatile("int $0x80" : "+a"(ret)
		     : "b"(path), "c"(O_RDONLY), "d"(0)
		     : "memory", "r8", "r9", "r10", "r11");
	return (int)ret;
}

FIXTURE_VARIANT_ADD(silent, other_architecture) { .run = run_int80, .skip = true };
#endif

/* openat(2) by a ring that is made for it; the arguments are the flags */
static long run_ring(void *arg)
{
	const struct call *const c = arg;
	struct ask_ring r;
	int i;

	if (ring_make(&r, c->args[0]))
		return -EPERM;
	ring_open(r.sqes, "file", c->args[1]);
	ring_submit(&r, 1);
	for (i = 0; i < PATIENCE * 1000 && !ring_done(&r, 0); i++)
		usleep(1000);
	return ring_done(&r, 0) ? ring_result(&r, 0) : -ETIME;
}

#define RING(...)	.run = run_ring, .skip = true, .call = { 0, { __VA_ARGS__ } }
FIXTURE_VARIANT_ADD(silent, ring) { RING(0, 0) };
FIXTURE_VARIANT_ADD(silent, ring_worker) { RING(0, IOSQE_ASYNC) };
FIXTURE_VARIANT_ADD(silent, ring_thread) { RING(IORING_SETUP_SQPOLL, 0) };

FIXTURE_SETUP(silent)
{
	ask_setup(_metadata, self->dir, fixed_descriptors);
}

FIXTURE_TEARDOWN_PARENT(silent)
{
	ask_teardown(_metadata, self->dir);
}

TEST_F(silent, not_asked)
{
	const struct plan plan = {
		.user = variant->user,
		.layers = { { LAYER_SUPERVISED, variant->allowed } },
	};
	long ret;

	ASSERT_EQ(0, start_ask(&self->ask, &plan));
	ret = ask(&self->ask, variant->run ?: run_call, (void *)&variant->call, "");
	if (variant->skip && (ret == PEER_DIED || ret == -EPERM))
		SKIP(return, "the kernel does not have this call");
	EXPECT_EQ(variant->works ? 0 : variant->ret ?: -EACCES, outcome(ret));
	EXPECT_EQ(0, self->ask.num);
	EXPECT_EQ(0, self->ask.hung);
	EXPECT_TRUE(quiet(&self->ask));
}

/*
 * Several layers: a question only if all that deny are supervised
 *
 * rst: "Every Landlock domain that denies must be one of a supervised filter with an
 * open listener.  What another filter, or landlock_restrict_self(2), denies stays denied,
 * and nobody is asked."
 */
FIXTURE(layers) {
	char dir[32];
	struct ask ask;
};

FIXTURE_VARIANT(layers)
{
	struct layer layers[4];
	__u64 denied;			/* 0: not asked */
};

#define DENY(_kind)		{ LAYER_##_kind, 0 }
#define PERMIT(_kind)		{ LAYER_##_kind, READ | WRITE }

FIXTURE_VARIANT_ADD(layers, alone) { { DENY(SUPERVISED) }, READ | WRITE };

FIXTURE_VARIANT_ADD(layers, permitting) {
	{ PERMIT(RESTRICT), DENY(SUPERVISED), PERMIT(RULED), PERMIT(RESTRICT) }, READ | WRITE
};

FIXTURE_VARIANT_ADD(layers, plain) {
	{ DENY(PLAIN), DENY(SUPERVISED), DENY(PLAIN) }, READ | WRITE
};

FIXTURE_VARIANT_ADD(layers, ruled_below) { { DENY(RULED), DENY(SUPERVISED) }, 0 };
FIXTURE_VARIANT_ADD(layers, ruled_above) { { DENY(SUPERVISED), DENY(RULED) }, 0 };
FIXTURE_VARIANT_ADD(layers, domain_below) { { DENY(RESTRICT), DENY(SUPERVISED) }, 0 };
FIXTURE_VARIANT_ADD(layers, domain_above) { { DENY(SUPERVISED), DENY(RESTRICT) }, 0 };
FIXTURE_VARIANT_ADD(layers, domain_alone) { { PERMIT(SUPERVISED), DENY(RESTRICT) }, 0 };

FIXTURE_VARIANT_ADD(layers, domain_denies_other) {
	{ { LAYER_SUPERVISED, WRITE }, { LAYER_RESTRICT, READ } }, 0
};

FIXTURE_VARIANT_ADD(layers, domain_denies_some) {
	{ DENY(SUPERVISED), { LAYER_RESTRICT, READ } }, 0
};

FIXTURE_VARIANT_ADD(layers, supervised_denies_some) {
	{ { LAYER_SUPERVISED, WRITE }, PERMIT(RESTRICT) }, READ
};

/* What the older one denies, which is asked nothing any more, stays denied. */
FIXTURE_VARIANT_ADD(layers, both_supervised) { { DENY(CLOSED), DENY(SUPERVISED) }, 0 };
FIXTURE_VARIANT_ADD(layers, older_denies) { { DENY(CLOSED), PERMIT(SUPERVISED) }, 0 };

FIXTURE_VARIANT_ADD(layers, newer_denies) {
	{ PERMIT(CLOSED), DENY(SUPERVISED) }, READ | WRITE
};

FIXTURE_VARIANT_ADD(layers, plain_listener_below) {
	{ DENY(PLAIN_CLOSED), DENY(SUPERVISED) }, READ | WRITE
};

FIXTURE_VARIANT_ADD(layers, seven_rounds) {
	{ PERMIT(CLOSED), PERMIT(CLOSED), DENY(SUPERVISED), PERMIT(RULED) }, READ | WRITE
};

FIXTURE_SETUP(layers)
{
	ask_setup(_metadata, self->dir, NULL);
}

FIXTURE_TEARDOWN_PARENT(layers)
{
	ask_teardown(_metadata, self->dir);
}

static struct call open_file = { __NR_openat, { AT_FDCWD, P("file"), O_RDWR } };
static struct call read_file = { __NR_openat, { AT_FDCWD, P("file"), O_RDONLY } };

TEST_F(layers, who_denies)
{
	const struct want want = OBJECT("file", READ | WRITE,
					.denied = variant->denied);
	struct plan plan = {};
	long ret;

	memcpy(plan.layers, variant->layers, sizeof(plan.layers));
	ASSERT_EQ(0, start_ask(&self->ask, &plan));
	self->ask.want = &want;
	self->ask.num_want = 1;
	ret = ask(&self->ask, run_call, &open_file, "y");
	if (variant->denied) {
		EXPECT_LE(0, ret);
		EXPECT_ASKED(1, &self->ask);
	} else {
		EXPECT_EQ(-EACCES, ret);
		EXPECT_EQ(0, self->ask.num);
	}
}

/*
 * One process and its listener
 */
FIXTURE(one) {
	char dir[32];
	struct ask ask;
};

static const struct plan no_plan;

FIXTURE_SETUP(one)
{
	ask_setup(_metadata, self->dir, NULL);
	if (!_metadata->exit_code)
		ASSERT_EQ(0, start_ask(&self->ask, &no_plan));
}

FIXTURE_TEARDOWN_PARENT(one)
{
	ask_teardown(_metadata, self->dir);
}

FIXTURE(own) {
	char dir[32];
	struct ask ask;
};

FIXTURE_SETUP(own)
{
	ask_setup(_metadata, self->dir, NULL);
}

FIXTURE_TEARDOWN_PARENT(own)
{
	ask_teardown(_metadata, self->dir);
}

/* A yes is for one call. */
TEST_F(one, asked_again)
{
	EXPECT_LE(0, ask(&self->ask, run_call, &read_file, "y"));
	EXPECT_ASKED(1, &self->ask);
	EXPECT_LE(0, ask(&self->ask, run_call, &read_file, "y"));
	EXPECT_ASKED(1, &self->ask);
	EXPECT_EQ(-ENOTTY, ask(&self->ask, run_call, &read_file, "n"));
	EXPECT_EQ(-EACCES, ask(&self->ask, run_call, &read_file, "c"));
	EXPECT_EQ(-EACCES, ask(&self->ask, run_call, &read_file, ""));
	EXPECT_EQ(0, self->ask.num);
}

/* The file of a yes has the rights that were asked for, and no others. */
static long write_then_truncate(void *arg)
{
	const long fd = run_call(arg);

	if (fd < 0)
		return fd;
	if (write(fd, "x", 1) != 1)
		return -EIO;
	return ftruncate(fd, 0) ? -errno : 0;
}

TEST_F(one, truncate_not_included)
{
	EXPECT_EQ(-EACCES, ask(&self->ask, write_then_truncate, &open_file, "yy"));
	EXPECT_ASKED(1, &self->ask);
}

/* Without O_EXCL a file that the call makes may be asked about. */
TEST_F(own, making_allowed)
{
	static struct call create = {
		__NR_openat, { AT_FDCWD, P("new"), O_WRONLY | O_CREAT, 0600 },
	};
	const struct plan plan = { .layers = { { LAYER_SUPERVISED, MAKE(REG) } } };
	struct ask *const a = &self->ask;

	ASSERT_EQ(0, start_ask(a, &plan));
	EXPECT_LE(0, ask(a, run_call, &create, "y"));
	EXPECT_ASKED(1, a);
	EXPECT_EQ(WRITE, a->asked[0].info.denied);
}

/* A descriptor of the supervisor's, as the result or beside it */
static long open_is_null(void *arg)
{
	const long fd = run_call(arg);
	struct stat st;

	if (fd < 0)
		return fd;
	return fstat(fd, &st) ? -errno : st.st_rdev == makedev(1, 3);
}

TEST_F(one, descriptor_instead)
{
	EXPECT_EQ(1, ask(&self->ask, open_is_null, &open_file, "f"));
	EXPECT_ASKED(1, &self->ask);
}

TEST_F(one, descriptor_beside)
{
	struct seccomp_notif_addfd addfd = {
		.srcfd = open("/dev/null", O_RDONLY | O_CLOEXEC),
	};
	struct asked *const q = &self->ask.asked[0];
	int fd;

	ASSERT_EQ(0, peer_post(&self->ask.peer, open_is_null, &open_file));
	ASSERT_TRUE(wait_question(&self->ask, &self->ask.peer));
	ASSERT_EQ(0, take_question(&self->ask, q));
	addfd.id = q->req.id;
	fd = ioctl(self->ask.listener, SECCOMP_IOCTL_NOTIF_ADDFD, &addfd);
	ASSERT_LT(0, fd);
	EXPECT_EQ(0, reply(&self->ask, q->req.id, 0, fd, 0));
	EXPECT_EQ(1, peer_answer(&self->ask.peer));
}

/* What is no answer leaves the question where it is. */
TEST_F(one, wrong_answers)
{
	static const struct {
		int error;
		__s64 val;
		__u32 flags;
		int err;
	} answers[] = {
		{ 1, 0, 0, EINVAL },
		{ EACCES, 0, 0, EINVAL },
		{ INT_MAX, 0, 0, EINVAL },
		{ -512, 0, 0, EINVAL },
		{ -513, 0, 0, EINVAL },
		{ -516, 0, 0, EINVAL },
		{ -4095, 0, 0, EINVAL },
		{ INT_MIN, 0, 0, EINVAL },
		{ 0, -1, 0, EINVAL },
		{ 0, -EACCES, 0, EINVAL },
		{ 0, -512, 0, EINVAL },
		{ 0, LLONG_MIN, 0, EINVAL },
		{ 0, 0, 2, EINVAL },
		{ 0, 0, ~0U, EINVAL },
		{ -EPERM, 0, CONTINUE, EINVAL },
		{ 0, 1, CONTINUE, EINVAL },
		{ -511, 0, 0, 0 },
	};
	struct ask *const a = &self->ask;
	struct asked *const q = &a->asked[0];
	size_t i;

	ASSERT_EQ(0, peer_post(&a->peer, run_call, &open_file));
	ASSERT_TRUE(wait_question(a, &a->peer));
	ASSERT_EQ(0, take_question(a, q));
	EXPECT_EQ(ENOENT, reply(a, q->req.id + 1, 0, 0, CONTINUE));
	for (i = 0; i < ARRAY_SIZE(answers); i++) {
		EXPECT_EQ(answers[i].err,
			  reply(a, q->req.id, answers[i].error, answers[i].val,
				answers[i].flags)) {
			TH_LOG("answer %zu", i);
		}
		EXPECT_EQ(answers[i].err ? 0 : -1,
			  ioctl(a->listener, SECCOMP_IOCTL_NOTIF_ID_VALID,
				&q->req.id));
	}
	EXPECT_EQ(-511, peer_answer(&a->peer));
	EXPECT_EQ(ENOENT, reply(a, q->req.id, 0, 0, CONTINUE));
}

/* A value that is no error */
TEST_F(one, large_value)
{
	struct asked *const q = &self->ask.asked[0];

	ASSERT_EQ(0, peer_post(&self->ask.peer, run_call, &open_file));
	ASSERT_TRUE(wait_question(&self->ask, &self->ask.peer));
	ASSERT_EQ(0, take_question(&self->ask, q));
	EXPECT_EQ(0, reply(&self->ask, q->req.id, 0, LONG_MAX, 0));
	EXPECT_EQ(LONG_MAX, peer_answer(&self->ask.peer));
}

/* The errno of asking what a question is about, 0 if there is an answer */
static int explain(struct ask *a, __u64 id, __u32 size, void *arg)
{
	struct seccomp_notif_landlock *const i = arg;

	i->id = id;
	i->size = size;
	i->fd = -1;
	if (ioctl(a->listener, SECCOMP_IOCTL_NOTIF_LANDLOCK, i))
		return errno;
	close(i->fd);
	return 0;
}

TEST_F(one, explain_errors)
{
	struct seccomp_notif req = {};
	struct ask *const a = &self->ask;
	struct rlimit limit, few = { 3, 3 };
	char *mem = mmap(NULL, 12288, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct seccomp_notif_landlock *const i = (void *)mem;
	const __u32 size = SECCOMP_NOTIF_LANDLOCK_SIZE_VER0;

	ASSERT_NE(MAP_FAILED, (void *)mem);
	ASSERT_EQ(size, sizeof(*i));
	ASSERT_EQ(0, munmap(mem + 8192, 4096));
	ASSERT_EQ(0, peer_post(&a->peer, run_call, &open_file));
	ASSERT_TRUE(wait_question(a, &a->peer));
	/* Nobody has received it: only a guess could know its number. */
	EXPECT_EQ(ENOENT, explain(a, 0, size, mem));
	EXPECT_EQ(ENOENT, explain(a, 1, size, mem));
	ASSERT_EQ(0, ioctl(a->listener, SECCOMP_IOCTL_NOTIF_RECV, &req));
	EXPECT_EQ(SECCOMP_NOTIF_LANDLOCK, req.flags);
	EXPECT_EQ(a->peer.pid, (pid_t)req.pid);

	EXPECT_EQ(ENOENT, explain(a, req.id + 1, size, mem));
	EXPECT_EQ(EINVAL, explain(a, req.id, 0, mem));
	EXPECT_EQ(EINVAL, explain(a, req.id, size - 1, mem));
	EXPECT_EQ(E2BIG, explain(a, req.id, 4097, mem));
	mem[size] = 1;
	EXPECT_EQ(E2BIG, explain(a, req.id, size + 1, mem));
	EXPECT_EQ(0, explain(a, req.id, size, mem));
	EXPECT_EQ(1, mem[size]);
	mem[size] = 0;
	mem[4095] = 1;
	EXPECT_EQ(E2BIG, explain(a, req.id, 4096, mem));
	mem[4095] = 0;
	EXPECT_EQ(0, explain(a, req.id, 4096, mem));
	EXPECT_EQ(size, i->size);
	EXPECT_EQ(0, mem[size]);

	/* Not readable, not writable, half of it not there */
	errno = 0;
	EXPECT_EQ(-1, ioctl(a->listener, SECCOMP_IOCTL_NOTIF_LANDLOCK, mem + 8192));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(-1, ioctl(a->listener, SECCOMP_IOCTL_NOTIF_LANDLOCK, NULL));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(EFAULT, explain(a, req.id, size, mem + 8192 - 64));
	i->id = req.id;
	i->size = size;
	ASSERT_EQ(0, mprotect(mem, 4096, PROT_READ));
	EXPECT_EQ(-1, ioctl(a->listener, SECCOMP_IOCTL_NOTIF_LANDLOCK, mem));
	EXPECT_EQ(EFAULT, errno);
	ASSERT_EQ(0, mprotect(mem, 4096, PROT_READ | PROT_WRITE));

	/* Neither was there a descriptor made. */
	ASSERT_EQ(0, getrlimit(RLIMIT_NOFILE, &limit));
	few.rlim_max = limit.rlim_max;
	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &few));
	EXPECT_EQ(EMFILE, explain(a, req.id, size, mem));
	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &limit));

	/* It is still the same question. */
	EXPECT_EQ(0, explain(a, req.id, size, mem));
	EXPECT_EQ(READ | WRITE, i->denied);
	EXPECT_EQ(0, reply(a, req.id, 0, 0, CONTINUE));
	EXPECT_EQ(ENOENT, explain(a, req.id, size, mem));
	EXPECT_LE(0, peer_answer(&a->peer));
	EXPECT_EQ(ENOENT, explain(a, req.id, size, mem));
}

/* No question leaves descriptors behind, nor does a failing ioctl(2). */
TEST_F(one, no_descriptor_left)
{
	const int before = count_fds();

	EXPECT_LE(0, ask(&self->ask, run_call, &read_file, "y"));
	EXPECT_EQ(before, count_fds());
}

/* An ordinary notification is none about rules; both come by one listener. */
TEST_F(own, call_filter_and_rule)
{
	struct sock_filter prog[ONE_CALL_LEN];
	const struct plan plan = { .prog = prog, .prog_len = ONE_CALL_LEN };
	struct seccomp_notif_landlock info;
	struct ask *const a = &self->ask;
	static const char *const names[] = { "call", "rule", "call again" };
	int i;

	filter_one_call(prog, __NR_openat, SECCOMP_RET_USER_NOTIF);
	ASSERT_EQ(0, start_ask(a, &plan));
	ASSERT_EQ(0, peer_post(&a->peer, run_call, &read_file));
	for (i = 0; i < 3; i++) {
		ASSERT_TRUE(wait_question(a, &a->peer)) {
			TH_LOG("%s", names[i]);
		}
		ASSERT_EQ(0, take_question(a, &a->asked[i]));
		EXPECT_EQ(i == 1 ? 0 : ENOMSG, a->asked[i].err);
		EXPECT_EQ(i == 1 ? SECCOMP_NOTIF_LANDLOCK : 0,
			  a->asked[i].req.flags);
		memset(&info, 0, sizeof(info));
		if (i != 1)
			EXPECT_EQ(EINVAL, explain(a, a->asked[i].req.id,
						  sizeof(info), &info));
		EXPECT_EQ(0, reply(a, a->asked[i].req.id, 0, 0, CONTINUE));
	}
	EXPECT_LE(0, peer_answer(&a->peer));

	/* An ordinary one may be answered with anything. */
	ASSERT_EQ(0, peer_post(&a->peer, run_call, &read_file));
	ASSERT_TRUE(wait_question(a, &a->peer));
	ASSERT_EQ(0, take_question(a, &a->asked[0]));
	EXPECT_EQ(0, reply(a, a->asked[0].req.id, 0, -ENOTTY, 0));
	EXPECT_EQ(-ENOTTY, peer_answer(&a->peer));
}

/* A call that its filter ends is over, and its answers are as well. */
static long read_twice(void *arg)
{
	long ret = run_call(&read_file);

	return ret == -ENOTTY ? run_call(&read_file) : ret;
}

TEST_F(own, call_filter_refuses)
{
	static const struct {
		bool rule, yes;
	} steps[] = {
		{ false, true }, { true, true }, { false, false },
		{ false, true }, { true, false },
	};
	struct sock_filter prog[ONE_CALL_LEN];
	const struct plan plan = { .prog = prog, .prog_len = ONE_CALL_LEN };
	struct ask *const a = &self->ask;
	size_t i;

	filter_one_call(prog, __NR_openat, SECCOMP_RET_USER_NOTIF);
	ASSERT_EQ(0, start_ask(a, &plan));
	ASSERT_EQ(0, peer_post(&a->peer, read_twice, NULL));
	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		ASSERT_TRUE(wait_question(a, &a->peer)) {
			TH_LOG("step %zu", i);
		}
		ASSERT_EQ(0, take_question(a, &a->asked[i]));
		EXPECT_EQ(steps[i].rule ? 0 : ENOMSG, a->asked[i].err);
		EXPECT_EQ(0, reply(a, a->asked[i].req.id,
				   steps[i].yes ? 0 : -ENOTTY, 0,
				   steps[i].yes ? CONTINUE : 0));
	}
	EXPECT_EQ(-ENOTTY, peer_answer(&a->peer));
}

/* What poll(2) says: a question, and that nobody is left */
TEST_F(one, poll)
{
	struct pollfd p = { .fd = self->ask.listener, .events = POLLIN | POLLOUT };
	struct seccomp_notif req = {};

	EXPECT_EQ(0, poll(&p, 1, 0));
	ASSERT_EQ(0, peer_post(&self->ask.peer, run_call, &read_file));
	ASSERT_EQ(1, poll(&p, 1, PATIENCE * 1000));
	EXPECT_EQ(POLLIN, p.revents);
	ASSERT_EQ(0, ioctl(p.fd, SECCOMP_IOCTL_NOTIF_RECV, &req));
	EXPECT_EQ(1, poll(&p, 1, 0));
	EXPECT_EQ(POLLOUT, p.revents);
	ASSERT_EQ(0, kill(self->ask.peer.pid, SIGKILL));
	ASSERT_EQ(-SIGKILL, wait_child(self->ask.peer.pid));
	EXPECT_EQ(ENOENT, reply(&self->ask, req.id, 0, 0, CONTINUE));
	ASSERT_EQ(1, poll(&p, 1, PATIENCE * 1000));
	EXPECT_EQ(POLLHUP, p.revents);
}

/* Two threads, one call: each is asked for itself. */
TEST_F(own, threads)
{
	const struct plan plan = { .twin = true, .flags = SECCOMP_FILTER_FLAG_TSYNC |
				   SECCOMP_FILTER_FLAG_TSYNC_ESRCH };
	struct ask *const a = &self->ask;
	int i;

	ASSERT_EQ(0, start_ask(a, &plan));
	ASSERT_EQ(0, peer_post(&a->peer, run_call, &read_file));
	ASSERT_EQ(0, peer_post(&a->twin, run_call, &read_file));
	for (i = 0; i < 2; i++) {
		ASSERT_TRUE(wait_question(a, &a->peer));
		ASSERT_EQ(0, take_question(a, &a->asked[i]));
		EXPECT_EQ(0, a->asked[i].err);
	}
	EXPECT_EQ(a->peer.pid + a->twin_tid,
		  (pid_t)(a->asked[0].req.pid + a->asked[1].req.pid));
	for (i = 0; i < 2; i++) {
		if ((pid_t)a->asked[i].req.pid == a->peer.pid)
			EXPECT_EQ(0, reply(a, a->asked[i].req.id, 0, 0, CONTINUE));
	}
	EXPECT_LE(0, peer_answer(&a->peer));
	/* That was no yes for the other one. */
	for (i = 0; i < 2; i++) {
		if ((pid_t)a->asked[i].req.pid == a->twin_tid)
			EXPECT_EQ(0, reply(a, a->asked[i].req.id, -ENOTTY, 0, 0));
	}
	EXPECT_EQ(-ENOTTY, peer_answer(&a->twin));
}

/*
 * Installation
 */
FIXTURE(install) {
	int unused;
};

FIXTURE_VARIANT(install)
{
	unsigned int flags;
	__u32 attr_flags;
	bool no_ruleset, privileged;	/* instead of no_new_privs */
	int err;
};

FIXTURE_VARIANT_ADD(install, works) { .flags = NEW_LISTENER, .attr_flags = SUPERVISE };

FIXTURE_VARIANT_ADD(install, trusted) {
	.flags = NEW_LISTENER, .attr_flags = SUPERVISE | SECCOMP_LANDLOCK_TRUST_DELEGATE
};

FIXTURE_VARIANT_ADD(install, strict) {
	.flags = NEW_LISTENER, .attr_flags = SUPERVISE | SECCOMP_LANDLOCK_PTRACE_DENY
};

FIXTURE_VARIANT_ADD(install, killable) {
	.flags = NEW_LISTENER | KILLABLE, .attr_flags = SUPERVISE
};

FIXTURE_VARIANT_ADD(install, no_listener) { .attr_flags = SUPERVISE, .err = EINVAL };

FIXTURE_VARIANT_ADD(install, no_listener_logged) {
	.flags = SECCOMP_FILTER_FLAG_LOG, .attr_flags = SUPERVISE, .err = EINVAL
};

FIXTURE_VARIANT_ADD(install, no_ruleset) {
	.flags = NEW_LISTENER, .attr_flags = SUPERVISE, .no_ruleset = true, .err = EINVAL
};

/* rst: "The installer needs no_new_privs, and CAP_SYS_ADMIN does not stand in for it" */
FIXTURE_VARIANT_ADD(install, privileged) {
	.flags = NEW_LISTENER, .attr_flags = SUPERVISE, .privileged = true, .err = EACCES
};

FIXTURE_VARIANT_ADD(install, privileged_unsupervised) {
	.flags = NEW_LISTENER, .privileged = true
};

FIXTURE_VARIANT_ADD(install, unknown_flag) {
	.flags = NEW_LISTENER, .attr_flags = SUPERVISE | SUPERVISE << 1, .err = EINVAL
};

FIXTURE_VARIANT_ADD(install, last_flag) {
	.flags = NEW_LISTENER, .attr_flags = SUPERVISE | 1U << 31, .err = EINVAL
};

FIXTURE_SETUP(install)
{
	skip_unsupervised(_metadata);
	if (!variant->privileged)
		ASSERT_EQ(0, set_nnp());
}

FIXTURE_TEARDOWN(install)
{
}

TEST_F(install, errors)
{
	const struct snapshot before = snapshot_task(getpid());
	const int fd = variant->no_ruleset ? -1 :
		       ruleset_fs(LANDLOCK_ACCESS_FS_MAKE_SOCK);
	const long ret = attach_fd(variant->flags, variant->attr_flags, fd);

	if (variant->err) {
		EXPECT_EQ(-1, ret);
		EXPECT_EQ(variant->err, errno);
		close(fd);
		EXPECT_SAME_STATE(before, snapshot_task(getpid()));
	} else {
		EXPECT_LT(0, ret);
		EXPECT_EQ(1, self_status("Seccomp_landlock"));
	}
}

/* There is one listener at a time. */
TEST_F(own, second_listener)
{
	int fd, listener;

	ASSERT_EQ(0, set_nnp());
	fd = ruleset_fs(LANDLOCK_ACCESS_FS_MAKE_SOCK);
	listener = attach_fd(NEW_LISTENER, SUPERVISE, fd);
	ASSERT_LT(0, listener);
	EXPECT_EQ(-1, attach_fd(NEW_LISTENER, SUPERVISE, fd));
	EXPECT_EQ(EBUSY, errno);
	close(listener);
	EXPECT_LT(0, attach_fd(NEW_LISTENER, SUPERVISE, fd));
	EXPECT_EQ(2, self_status("Seccomp_landlock"));
}

/* rst: "A supervised filter has a listener, so it delegates" */
FIXTURE(delegates) {
	char dir[32];
	struct ask ask;
};

FIXTURE_VARIANT(delegates)
{
	__u32 attr_flags;
	long err;
};

FIXTURE_VARIANT_ADD(delegates, untrusted) { .err = EPERM };
FIXTURE_VARIANT_ADD(delegates, trusted) { SECCOMP_LANDLOCK_TRUST_DELEGATE };

FIXTURE_SETUP(delegates)
{
	ask_setup(_metadata, self->dir, NULL);
}

FIXTURE_TEARDOWN_PARENT(delegates)
{
	ask_teardown(_metadata, self->dir);
}

static long trace_child(void *arg)
{
	const pid_t pid = fork_tied();
	long err;

	if (pid == 0)
		for (;;)
			pause();
	err = ptrace(PTRACE_SEIZE, pid, NULL, NULL) ? errno : 0;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, __WALL);
	return err;
}

TEST_F(delegates, tracing)
{
	const struct plan plan = { .attr_flags = variant->attr_flags };

	ASSERT_EQ(0, start_ask(&self->ask, &plan));
	EXPECT_EQ(variant->err, ask(&self->ask, trace_child, NULL, ""));
	EXPECT_EQ(0, self->ask.num);
}

TEST_HARNESS_MAIN
