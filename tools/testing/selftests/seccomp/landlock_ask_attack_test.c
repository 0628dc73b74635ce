// SPDX-License-Identifier: GPL-2.0-only
/*
 * Supervised rules against those who want more than a yes gives, and in odd moments
 *
 * What a path, a pointer or a descriptor leads to changes while the supervisor
 * thinks: the yes must not be good for anything else.  Each such test has a control
 * run without the change, which succeeds with the same yes.
 */
#include "landlock_ask.h"

#include <linux/fuse.h>
#include <setjmp.h>
#include <stdalign.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/user.h>
#include <ucontext.h>

/* Memory that all processes of a test share, at the same address */
static alignas(65536) union {
	struct {
		char path[64];
		__u64 how[3];
		struct sockaddr_in addr;
		struct sockaddr_un un;
		int handled, forked;
		long nested;
	};
	char page[65536];
} shared;

static int set_up(void)
{
	if (mmap(&shared, sizeof(shared), PROT_READ | PROT_WRITE,
		 MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED ||
	    unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    make_sockets() || make_programs() ||
	    make_file("script3", "#!./interp\n", 0755) ||
	    copy_program("/bin/true", "interp2") || mkdir("mnt", 0777) ||
	    mount(".", "mnt", NULL, MS_BIND, NULL) ||
	    dup2(open("sub", O_PATH | O_CLOEXEC), DIRFD) < 0 ||
	    dup2(open("sub2", O_PATH | O_CLOEXEC), EXECFD) < 0)
		return -1;
	sprintf(shared.path, "file");
	shared.how[0] = O_RDONLY;
	shared.addr = tcp_addr;
	shared.un.sun_family = AF_UNIX;
	sprintf(shared.un.sun_path, "socket");
	return 0;
}

/*
 * The swaps: 0 or an error
 */
static int relink(const char *target, const char *path)
{
	return unlink(path) || symlink(target, path);
}

static int link_to_other(struct ask *a)
{
	return relink("other", "link");
}

static int link_to_hard_link(struct ask *a)
{
	return relink("sub/hard", "link");
}

static int link_to_mount(struct ask *a)
{
	return relink("mnt/file", "link");
}

static int link_to_sub2(struct ask *a)
{
	return relink("sub2", "dirlink");
}

static int name_other(struct ask *a)
{
	sprintf(shared.path, "other");
	return 0;
}

static int replace(struct ask *a)
{
	return rename("other", "file");
}

static int exchange(struct ask *a)
{
	return syscall(__NR_renameat2, AT_FDCWD, "file", AT_FDCWD, "other", 2);
}

static int recreate(struct ask *a)
{
	return unlink("file") || make_file("file", "", 0666);
}

static int recreate_empty(struct ask *a)
{
	return rename("empty", "empty2") || mkdir("empty", 0777);
}

static int remove_file(struct ask *a)
{
	return unlink("file");
}

static int forbid(struct ask *a)
{
	return chmod("file", 0);
}

static int exchange_directories(struct ask *a)
{
	return syscall(__NR_renameat2, AT_FDCWD, "sub", AT_FDCWD, "sub2", 2);
}

static int mount_over(struct ask *a)
{
	return mount("sub2", "sub", NULL, MS_BIND, NULL);
}

static int more_rights(struct ask *a)
{
	shared.how[0] = O_RDWR;
	return 0;
}

static int other_port(struct ask *a)
{
	shared.addr.sin_port = tcp_addr2.sin_port;
	return 0;
}

static int other_socket_name(struct ask *a)
{
	sprintf(shared.un.sun_path, "socket2");
	return 0;
}

static int make_new(struct ask *a)
{
	return make_file("new", "", 0666);
}

static int make_new_directory(struct ask *a)
{
	return mkdir("new", 0777);
}

static int make_new_link(struct ask *a)
{
	return symlink("other", "new");
}

static int replace_script(struct ask *a)
{
	return rename("script3", "script");
}

static int rewrite_script(struct ask *a)
{
	return unlink("script3") || make_file("script3", "#!./interp2\n", 0755) ||
	       copy_program("script3", "script");
}

static int replace_interpreter(struct ask *a)
{
	return rename("interp2", "interp");
}

/* What a thread does that shares descriptors and the working directory */
static long twin_socket(void *arg)
{
	return dup2(TCP2, TCP) != TCP;
}

static long twin_descriptor(void *arg)
{
	return dup2(EXECFD, DIRFD) != DIRFD;
}

static long twin_chdir(void *arg)
{
	return chdir("sub2");
}

static long twin_restrict(void *arg)
{
	const int fd = ask_ruleset(0, false);

	return fd < 0 ? -1 : ll_restrict(fd);
}

static long twin_tsync(void *arg)
{
	return attach_fd(SECCOMP_FILTER_FLAG_TSYNC, 0, ask_ruleset(0, false));
}

static long twin_filter(void *arg)
{
	struct sock_filter prog[ONE_CALL_LEN];

	filter_one_call(prog, __NR_openat, SECCOMP_RET_ERRNO | ENODEV);
	return attach_prog(SECCOMP_FILTER_FLAG_TSYNC, prog, ONE_CALL_LEN);
}

#define TWIN(_name)							\
	static int by_##_name(struct ask *a)				\
	{								\
		return peer_call(&a->twin, _name, NULL);		\
	}
TWIN(twin_socket)
TWIN(twin_descriptor)
TWIN(twin_chdir)
TWIN(twin_restrict)
TWIN(twin_tsync)
TWIN(twin_filter)

FIXTURE(swap) {
	char dir[32];
	struct ask ask;
};

FIXTURE_VARIANT(swap)
{
	struct call call;
	long (*run)(void *arg);
	int (*swap)(struct ask *a);
	bool twin, user;		/* a thread does it; not root */
	int late;			/* questions before it, answered with yes */
	int control;			/* further questions without it */
	struct want want;		/* what is asked next, if anything */
	long ret;			/* if nothing is */
};

#define AT(_nr, ...)		.call = CALL(_nr, AT_FDCWD, __VA_ARGS__)

FIXTURE_VARIANT_ADD(swap, link) {
	.swap = link_to_other, OPENAT("link", O_RDONLY), .want = OBJECT("other", READ)
};

FIXTURE_VARIANT_ADD(swap, link_same_inode) {
	.swap = link_to_hard_link, OPENAT("link", O_RDONLY), .want = OBJECT("sub/hard", READ)
};

FIXTURE_VARIANT_ADD(swap, link_other_mount) {
	.swap = link_to_mount, OPENAT("link", O_RDONLY), .want = OBJECT("mnt/file", READ)
};

FIXTURE_VARIANT_ADD(swap, path) {
	.swap = name_other, OPENAT(shared.path, O_RDONLY), .want = OBJECT("other", READ)
};

FIXTURE_VARIANT_ADD(swap, path_write) {
	.swap = name_other, OPENAT(shared.path, O_RDWR), .want = OBJECT("other", READ | WRITE)
};

FIXTURE_VARIANT_ADD(swap, file) {
	.swap = replace, OPENAT("file", O_RDONLY), .want = OBJECT("file", READ)
};

FIXTURE_VARIANT_ADD(swap, file_exchanged) {
	.swap = exchange, OPENAT("file", O_RDONLY), .want = OBJECT("file", READ)
};

FIXTURE_VARIANT_ADD(swap, file_new) {
	.swap = recreate, OPENAT("file", O_RDONLY), .want = OBJECT("file", READ)
};

FIXTURE_VARIANT_ADD(swap, file_gone) {
	.swap = remove_file, OPENAT("file", O_RDONLY), .ret = -ENOENT
};

FIXTURE_VARIANT_ADD(swap, file_forbidden) {
	.swap = forbid, OPENAT("file", O_RDONLY), .user = true, .ret = -EACCES
};

FIXTURE_VARIANT_ADD(swap, directory) {
	.swap = exchange_directories, OPENAT("sub/file", O_RDONLY),
	.want = OBJECT("sub/file", READ)
};

FIXTURE_VARIANT_ADD(swap, directory_mount) {
	.swap = mount_over, OPENAT("sub/file", O_RDONLY), .want = OBJECT("sub/file", READ)
};

FIXTURE_VARIANT_ADD(swap, directory_link) {
	.swap = link_to_sub2, OPENAT("dirlink/file", O_RDONLY),
	.want = OBJECT("sub2/file", READ)
};

FIXTURE_VARIANT_ADD(swap, descriptor) {
	.swap = by_twin_descriptor, .twin = true,
	.call = CALL(openat, DIRFD, P("file"), O_RDONLY), .want = OBJECT("sub2/file", READ)
};

FIXTURE_VARIANT_ADD(swap, cwd) {
	.swap = by_twin_chdir, .twin = true, OPENAT("file", O_RDONLY),
	.want = OBJECT("sub2/file", READ)
};

FIXTURE_VARIANT_ADD(swap, rights) {
	.swap = more_rights, AT(openat2, P("file"), P(shared.how), 24),
	.want = OBJECT("file", READ | WRITE)
};

FIXTURE_VARIANT_ADD(swap, tmpfile) {
	.swap = link_to_sub2, OPENAT("dirlink", O_TMPFILE | O_WRONLY, 0600),
	.want = OBJECT("sub2", WRITE)
};

FIXTURE_VARIANT_ADD(swap, create_path) {
	.swap = name_other, OPENAT(shared.path, O_WRONLY | O_TRUNC),
	.want = OBJECT("other", WRITE | TRUNCATE)
};

FIXTURE_VARIANT_ADD(swap, create_file) {
	.swap = make_new, OPENAT("new", O_WRONLY | O_CREAT, 0600), .want = OBJECT("new", WRITE)
};

FIXTURE_VARIANT_ADD(swap, create_link) {
	.swap = make_new_link, OPENAT("new", O_WRONLY | O_CREAT, 0600),
	.want = OBJECT("other", WRITE)
};

FIXTURE_VARIANT_ADD(swap, create_exists) {
	.swap = make_new, OPENAT("new", O_WRONLY | O_CREAT | O_EXCL, 0600), .ret = -EEXIST
};

FIXTURE_VARIANT_ADD(swap, create_directory) {
	.swap = exchange_directories, OPENAT("sub/new", O_WRONLY | O_CREAT, 0600),
	.want = ENTRY("sub", "new", MAKE(REG) | WRITE, .denied = MAKE(REG))
};

FIXTURE_VARIANT_ADD(swap, truncate) {
	.swap = link_to_other, .call = CALL(truncate, P("link"), 0),
	.want = OBJECT("other", TRUNCATE)
};

FIXTURE_VARIANT_ADD(swap, mkdir) {
	.swap = exchange_directories, AT(mkdirat, P("sub/new"), 0700),
	.want = ENTRY("sub", "new", MAKE(DIR))
};

FIXTURE_VARIANT_ADD(swap, mkdir_cwd) {
	.swap = by_twin_chdir, .twin = true, AT(mkdirat, P("new"), 0700),
	.want = ENTRY("sub2", "new", MAKE(DIR))
};

FIXTURE_VARIANT_ADD(swap, mkdir_exists) {
	.swap = make_new_directory, AT(mkdirat, P("new"), 0700), .ret = -EEXIST
};

FIXTURE_VARIANT_ADD(swap, symlink) {
	.swap = link_to_sub2, .call = CALL(symlinkat, P("x"), AT_FDCWD, P("dirlink/new")),
	.want = ENTRY("sub2", "new", MAKE(SYM))
};

FIXTURE_VARIANT_ADD(swap, unlink) {
	.swap = replace, AT(unlinkat, P("file"), 0), .want = ENTRY(".", "file", REMOVE(FILE))
};

FIXTURE_VARIANT_ADD(swap, unlink_exchanged) {
	.swap = exchange, AT(unlinkat, P("file"), 0), .want = ENTRY(".", "file", REMOVE(FILE))
};

FIXTURE_VARIANT_ADD(swap, unlink_path) {
	.swap = name_other, AT(unlinkat, P(shared.path), 0),
	.want = ENTRY(".", "other", REMOVE(FILE))
};

FIXTURE_VARIANT_ADD(swap, unlink_gone) {
	.swap = remove_file, AT(unlinkat, P("file"), 0), .ret = -ENOENT
};

FIXTURE_VARIANT_ADD(swap, rmdir) {
	.swap = recreate_empty, AT(unlinkat, P("empty"), AT_REMOVEDIR),
	.want = ENTRY(".", "empty", REMOVE(DIR))
};

FIXTURE_VARIANT_ADD(swap, rename_source) {
	.swap = exchange, AT(renameat, P("file"), AT_FDCWD, P("new")),
	.want = RENAME(".", "file", "new", MAKE(REG) | REMOVE(FILE))
};

FIXTURE_VARIANT_ADD(swap, rename_victim) {
	.swap = make_new, AT(renameat, P("file"), AT_FDCWD, P("new")),
	.want = RENAME(".", "file", "new", MAKE(REG) | REMOVE(FILE))
};

FIXTURE_VARIANT_ADD(swap, rename_names) {
	.swap = exchange, AT(renameat, P("file"), AT_FDCWD, P("other")),
	.want = RENAME(".", "file", "other", MAKE(REG) | REMOVE(FILE))
};

FIXTURE_VARIANT_ADD(swap, rename_path) {
	.swap = name_other, AT(renameat, P(shared.path), AT_FDCWD, P("new")),
	.want = RENAME(".", "other", "new", MAKE(REG) | REMOVE(FILE))
};

FIXTURE_VARIANT_ADD(swap, rename_directory) {
	.swap = exchange_directories, AT(renameat, P("sub/file"), AT_FDCWD, P("sub/new")),
	.want = RENAME("sub", "file", "new", MAKE(REG) | REMOVE(FILE))
};

/* Two directories by then: nobody is asked about that. */
FIXTURE_VARIANT_ADD(swap, rename_apart) {
	.swap = link_to_sub2, AT(renameat, P("sub/file"), AT_FDCWD, P("dirlink/new")),
	.ret = -EACCES
};

FIXTURE_VARIANT_ADD(swap, script) {
	.swap = replace_script, .run = run_exec, .call = EXECVE("script"),
	.control = 2, .want = SCRIPT("script")
};

FIXTURE_VARIANT_ADD(swap, script_rewritten) {
	.swap = rewrite_script, .run = run_exec, .late = 1, .control = 1,
	.call = EXECVE("script"), .want = SCRIPT("interp2")
};

FIXTURE_VARIANT_ADD(swap, interpreter) {
	.swap = replace_interpreter, .run = run_exec, .late = 1, .control = 1,
	.call = EXECVE("script"), .want = SCRIPT("interp")
};

FIXTURE_VARIANT_ADD(swap, interpreter_late) {
	.swap = replace_interpreter, .run = run_exec, .late = 2,
	.call = EXECVE("script"), .want = SCRIPT("interp")
};

FIXTURE_VARIANT_ADD(swap, port) {
	.swap = other_port, .call = CALL(connect, TCP, P(&shared.addr), sizeof(shared.addr)),
	.want = ADDRESS(CONNECT, tcp_addr2)
};

FIXTURE_VARIANT_ADD(swap, socket) {
	.swap = by_twin_socket, .twin = true,
	.call = CALL(connect, TCP, P(&tcp_addr), sizeof(tcp_addr)),
	.want = ADDRESS(CONNECT, tcp_addr)
};

FIXTURE_VARIANT_ADD(swap, socket_name) {
	.swap = other_socket_name, .call = CALL(bind, UNIX, P(&shared.un), sizeof(shared.un)),
	.want = ENTRY(".", "socket2", MAKE(SOCK))
};

/* New rules of the same thread are no matter of the supervisor's. */
FIXTURE_VARIANT_ADD(swap, new_rules) {
	.swap = by_twin_tsync, .twin = true, OPENAT("file", O_RDONLY), .ret = -EACCES
};

FIXTURE_VARIANT_ADD(swap, new_rules_create) {
	.swap = by_twin_tsync, .twin = true, OPENAT("new", O_RDWR | O_CREAT, 0), .ret = -EACCES
};

FIXTURE_VARIANT_ADD(swap, new_filter) {
	.swap = by_twin_filter, .twin = true, OPENAT("file", O_RDONLY), .ret = -ENODEV
};

/* Those of another one are none of its own. */
FIXTURE_VARIANT_ADD(swap, new_rules_elsewhere) {
	.swap = by_twin_restrict, .twin = true, OPENAT("file", O_RDONLY)
};

FIXTURE_SETUP(swap)
{
	ask_setup(_metadata, self->dir, set_up);
}

FIXTURE_TEARDOWN_PARENT(swap)
{
	ask_teardown(_metadata, self->dir);
}

/* The result if the question before the swap is answered so, the rest as told */
static long run(struct __test_metadata *_metadata, struct ask *a,
		const struct _fixture_variant_swap *variant, unsigned int flags,
		const char *how)
{
	const struct plan plan = { .flags = flags, .user = variant->user };
	char answers[8];

	snprintf(answers, sizeof(answers), "%.*s%s", variant->late, "yyy", how);
	ASSERT_EQ(0, start_ask(a, &plan));
	if (variant->twin)
		ASSERT_LT(0, peer_call(&a->peer, start_twin, a));
	a->swap = variant->swap;
	a->want = &variant->want;
	a->want_from = variant->late + 1;
	a->num_want = *how != 'y' && variant->want.kind;
	return ask(a, variant->run ?: run_call, (void *)&variant->call, answers);
}

static void run_swap(struct __test_metadata *_metadata, struct ask *a,
		     const struct _fixture_variant_swap *variant, unsigned int flags,
		     const char *how)
{
	const long ret = run(_metadata, a, variant, flags, how);
	const bool asked = variant->want.kind;

	EXPECT_EQ(0, a->swapped);
	EXPECT_EQ(asked ? -ENOTTY : variant->ret, outcome(ret));
	EXPECT_ASKED(variant->late + 1 + asked, a);
}

/*
 * rst: "If it comes to something else by then, that is a new question."
 * rst: "A yes is for this thread, this system call with the same arguments in its
 * registers, the object that was asked about, the names and what they stood for, the
 * rights, and the rules that denied them."
 */
TEST_F(swap, control)
{
	const long ret = run(_metadata, &self->ask, variant, 0, "yyyy");

	EXPECT_EQ(0, outcome(ret));
	EXPECT_ASKED(variant->late + 1 + variant->control, &self->ask);
}

TEST_F(swap, during)
{
	run_swap(_metadata, &self->ask, variant, 0, "sn");
}

/* The asking thread has its yes already, and is stopped. */
TEST_F(swap, before_use)
{
	run_swap(_metadata, &self->ask, variant, KILLABLE, "bn");
}

static struct call read_file = { __NR_openat, { AT_FDCWD, P("file"), O_RDONLY } };
static struct call read_other = { __NR_openat, { AT_FDCWD, P("other"), O_RDONLY } };
static struct call read_path = { __NR_openat, { AT_FDCWD, P(shared.path), O_RDONLY } };
static struct call exec_script = EXECVE("script");

/*
 * Signals during a question, and what their handlers do
 */
static void count_signal(int sig)
{
	shared.handled++;
}

static void write_something(int sig)
{
	shared.handled += write(1, "", 0) == 0;
}

static void open_other(int sig)
{
	shared.handled++;
	shared.nested = run_call(&read_other);
}

static void restrict_more(int sig)
{
	shared.handled += twin_restrict(NULL) == 0;
}

static sigjmp_buf jump;

static void jump_out(int sig)
{
	shared.handled++;
	siglongjmp(jump, 1);
}

static long jump_then_other(void *arg)
{
	return run_call(sigsetjmp(jump, 1) ? &read_other : &read_file);
}

/* The same call with the same arguments at the same place, but for the memory */
static long jump_then_rewrite(void *arg)
{
	if (sigsetjmp(jump, 1))
		name_other(NULL);
	return run_call(&read_path);
}

#ifdef __x86_64__
static long jump_elsewhere(void *arg)
{
	long ret = __NR_openat;

	if (!sigsetjmp(jump, 1))
		return run_call(&read_file);
	asm volatile("syscall" : "+a"(ret)
		     : "D"((long)AT_FDCWD), "S"("file"), "d"((long)O_RDONLY)
		     : "rcx", "r11", "memory");
	return ret;
}

/* What the call is made again with */
static void change_registers(int sig, siginfo_t *info, void *ucontext)
{
	ucontext_t *const uc = ucontext;

	shared.handled++;
	uc->uc_mcontext.gregs[REG_RSI] = P("other");
}
#endif

FIXTURE(handler) {
	char dir[32];
	struct ask ask;
};

FIXTURE_VARIANT(handler)
{
	void (*handler)(int sig);
	void (*action)(int sig, siginfo_t *info, void *ucontext);
	int sa_flags;
	unsigned int flags;
	long (*run)(void *arg);
	struct call *call;
	const char *answers;
	int num, fewer;			/* questions, so many fewer will do */
	const char *last;		/* the object of the last one */
	long ret, nested;		/* 0: a descriptor */
};

/*
 * rst: "Signals withdraw a question, and the call asks again after the handler, whatever
 * SA_RESTART says."  But not if the answer is there already.
 */
FIXTURE_VARIANT_ADD(handler, again) {
	.handler = count_signal, .answers = "iy", .num = 2, .last = "file"
};

FIXTURE_VARIANT_ADD(handler, again_no) {
	.handler = count_signal, .answers = "in", .num = 2, .last = "file", .ret = -ENOTTY
};

FIXTURE_VARIANT_ADD(handler, again_restart) {
	.handler = count_signal, .answers = "iy", .num = 2, .last = "file",
	.sa_flags = SA_RESTART
};

FIXTURE_VARIANT_ADD(handler, again_twice) {
	.handler = count_signal, .answers = "iiy", .num = 3, .last = "file"
};

FIXTURE_VARIANT_ADD(handler, again_closed) {
	.handler = count_signal, .answers = "ic", .num = 2, .ret = -EACCES
};

FIXTURE_VARIANT_ADD(handler, killable) {
	.handler = count_signal, .answers = "I", .num = 1, .last = "file", .flags = KILLABLE
};

FIXTURE_VARIANT_ADD(handler, killable_restart) {
	.handler = count_signal, .answers = "I", .num = 1, .last = "file", .flags = KILLABLE,
	.sa_flags = SA_RESTART
};

/* Each of two nested calls is asked about by itself. */
FIXTURE_VARIANT_ADD(handler, nested) {
	.handler = open_other, .answers = "iyy", .num = 3, .last = "file"
};

FIXTURE_VARIANT_ADD(handler, nested_no) {
	.handler = open_other, .answers = "iny", .num = 3, .last = "file", .nested = -ENOTTY
};

FIXTURE_VARIANT_ADD(handler, nested_outer_no) {
	.handler = open_other, .answers = "iyn", .num = 3, .last = "file", .ret = -ENOTTY
};

FIXTURE_VARIANT_ADD(handler, nested_killable) {
	.handler = open_other, .answers = "Iyy", .num = 3, .fewer = 1, .flags = KILLABLE
};

FIXTURE_VARIANT_ADD(handler, nested_killable_no) {
	.handler = open_other, .answers = "Iny", .num = 3, .fewer = 1, .flags = KILLABLE,
	.nested = -ENOTTY
};

/* The answers of a call outlast a handler that makes other calls. */
FIXTURE_VARIANT_ADD(handler, exec) {
	.handler = write_something, .answers = "yiyy", .num = 4, .last = loader,
	.run = run_exec, .call = &exec_script
};

FIXTURE_VARIANT_ADD(handler, exec_late) {
	.handler = write_something, .answers = "yyiy", .num = 4, .last = loader,
	.run = run_exec, .call = &exec_script
};

FIXTURE_VARIANT_ADD(handler, exec_killable) {
	.handler = write_something, .answers = "yIy", .num = 3, .last = loader, .run = run_exec,
	.call = &exec_script, .flags = KILLABLE
};

FIXTURE_VARIANT_ADD(handler, exec_other_stack) {
	.handler = write_something, .answers = "yyiy", .num = 4, .last = loader,
	.run = run_exec, .call = &exec_script, .sa_flags = SA_ONSTACK
};

/* A yes that was never used is not for anything else. */
FIXTURE_VARIANT_ADD(handler, jump) {
	.handler = jump_out, .answers = "In", .num = 2, .run = jump_then_other, .last = "other",
	.flags = KILLABLE, .ret = -ENOTTY
};

FIXTURE_VARIANT_ADD(handler, jump_rewrite) {
	.handler = jump_out, .answers = "In", .num = 2, .run = jump_then_rewrite,
	.last = "other", .flags = KILLABLE, .ret = -ENOTTY
};

FIXTURE_VARIANT_ADD(handler, jump_unanswered) {
	.handler = jump_out, .answers = "in", .num = 2, .run = jump_then_other, .last = "other",
	.ret = -ENOTTY
};

#ifdef __x86_64__
FIXTURE_VARIANT_ADD(handler, jump_elsewhere) {
	.handler = jump_out, .answers = "In", .num = 2, .run = jump_elsewhere, .last = "file",
	.flags = KILLABLE, .ret = -ENOTTY
};

FIXTURE_VARIANT_ADD(handler, registers) {
	.answers = "In", .num = 2, .action = change_registers, .last = "other",
	.flags = KILLABLE, .ret = -ENOTTY
};

FIXTURE_VARIANT_ADD(handler, registers_unanswered) {
	.answers = "in", .num = 2, .action = change_registers, .last = "other", .ret = -ENOTTY
};
#endif

/* Rules that the handler takes upon itself */
FIXTURE_VARIANT_ADD(handler, restricted) {
	.handler = restrict_more, .answers = "i", .num = 1, .ret = -EACCES
};

FIXTURE_VARIANT_ADD(handler, restricted_killable) {
	.handler = restrict_more, .answers = "I", .num = 1, .ret = -EACCES, .flags = KILLABLE
};

FIXTURE_SETUP(handler)
{
	ask_setup(_metadata, self->dir, set_up);
}

FIXTURE_TEARDOWN_PARENT(handler)
{
	ask_teardown(_metadata, self->dir);
}

static long set_handler(void *arg)
{
	static char stack[65536];
	const stack_t ss = { .ss_sp = stack, .ss_size = sizeof(stack) };

	return sigaltstack(&ss, NULL) ?: sigaction(SIGUSR1, arg, NULL);
}

static long set_alarm_handler(void *arg)
{
	return sigaction(SIGALRM, arg, NULL);
}

TEST_F(handler, during)
{
	struct sigaction sa = {
		.sa_handler = variant->handler, .sa_flags = variant->sa_flags,
	};
	const struct plan plan = { .flags = variant->flags };
	struct ask *const a = &self->ask;
	struct stat st;
	int num, i;
	long ret;

	if (variant->action) {
		sa.sa_sigaction = variant->action;
		sa.sa_flags |= SA_SIGINFO;
	}
	ASSERT_EQ(0, start_ask(a, &plan));
	ASSERT_EQ(0, peer_call(&a->peer, set_handler, &sa)) {
		TH_LOG("it has its own memory since");
	}
	ret = ask(a, variant->run ?: run_call, variant->call ?: &read_file,
		  variant->answers);
	EXPECT_EQ(variant->ret, outcome(ret));
	EXPECT_EQ(variant->nested, outcome(shared.nested));
	num = a->num == variant->num - variant->fewer ? a->num : variant->num;
	EXPECT_ASKED(num, a);
	if (variant->last) {
		ASSERT_EQ(0, stat(variant->last, &st));
		EXPECT_EQ(st.st_ino, a->asked[num - 1].st.st_ino);
	}
	EXPECT_EQ(1, shared.handled > 0);
	/* A question that was withdrawn cannot be answered any more. */
	for (i = 0; variant->answers[i] && a->listener >= 0; i++)
		EXPECT_EQ(ENOENT, reply(a, a->asked[i].req.id, 0, 0, CONTINUE));
}

/*
 * One process, and what happens to it
 */
FIXTURE(odd) {
	char dir[32];
	struct ask ask;
};

FIXTURE_SETUP(odd)
{
	ask_setup(_metadata, self->dir, set_up);
}

FIXTURE_TEARDOWN_PARENT(odd)
{
	ask_teardown(_metadata, self->dir);
}

#define START(...)							\
	const struct plan __plan = { __VA_ARGS__ };			\
	struct ask *const a = &self->ask;				\
									\
	ASSERT_EQ(0, start_ask(a, &__plan))

/* rst: "So do a tracer that stops the task and a freeze of its cgroup." */
static int stop_by_signal(pid_t pid, int sig)
{
	return kill(pid, sig);
}

static int stop_by_tracer(pid_t pid, int sig)
{
	int status;

	if (sig == SIGCONT)
		return ptrace(PTRACE_DETACH, pid, NULL, NULL);
	if (ptrace(PTRACE_SEIZE, pid, NULL, NULL) ||
	    ptrace(PTRACE_INTERRUPT, pid, NULL, NULL))
		return -1;
	return waitpid(pid, &status, __WALL) == pid ? 0 : -1;
}

FIXTURE(stop) {
	char dir[32];
	struct ask ask;
};

FIXTURE_VARIANT(stop)
{
	int (*stop)(pid_t pid, int sig);
	char state;
};

FIXTURE_VARIANT_ADD(stop, signal) { stop_by_signal, 'T' };
FIXTURE_VARIANT_ADD(stop, tracer) { stop_by_tracer, 't' };

FIXTURE_SETUP(stop)
{
	ask_setup(_metadata, self->dir, set_up);
}

FIXTURE_TEARDOWN_PARENT(stop)
{
	ask_teardown(_metadata, self->dir);
}

TEST_F(stop, during)
{
	struct asked q;

	START();
	ASSERT_EQ(0, peer_post(&a->peer, run_call, &read_file));
	ASSERT_TRUE(wait_question(a, &a->peer));
	ASSERT_EQ(0, take_question(a, &q));
	ASSERT_EQ(0, variant->stop(a->peer.pid, SIGSTOP));
	EXPECT_TRUE(wait_state(a->peer.pid, variant->state));
	EXPECT_EQ(ENOENT, reply(a, q.req.id, 0, 0, CONTINUE));
	ASSERT_EQ(0, variant->stop(a->peer.pid, SIGCONT));
	EXPECT_EQ(0, outcome(serve(a, &a->peer, "y")));
	EXPECT_ASKED(1, a);
}

/*
 * rst: "With SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, only a fatal signal does once the
 * question was received."
 */
TEST_F(odd, signal_before_receiving)
{
	struct sigaction sa = { .sa_handler = count_signal };
	int i;

	START(.flags = KILLABLE);
	ASSERT_EQ(0, peer_call(&a->peer, set_handler, &sa));
	ASSERT_EQ(0, peer_post(&a->peer, run_call, &read_file));
	ASSERT_TRUE(wait_question(a, &a->peer));
	ASSERT_EQ(0, kill(a->peer.pid, SIGUSR1));
	for (i = 0; i < 10000 && !LOAD(shared.handled); i++)
		usleep(1000);
	EXPECT_EQ(1, shared.handled);
	EXPECT_LE(0, serve(a, &a->peer, "y"));
	EXPECT_ASKED(1, a);
}

/* From deeper in the stack, and with no other call since. */
static long call_again_deeper(void *call)
{
	long ret = run_call(call);

	if (ret != -EINTR)
		return ret;
	asm volatile("" : : "r"(__builtin_alloca(8192)));
	return run_call(call);
}

/* A signal while the call does what was allowed: a yes is good for one time only. */
FIXTURE(fifo) {
	char dir[32];
	struct ask ask;
};

FIXTURE_VARIANT(fifo)
{
	int sa_flags;
	long (*run)(void *call);
	const char *answers;
	long ret;
};

FIXTURE_VARIANT_ADD(fifo, restarts) { SA_RESTART, run_call, "n", -ENOTTY };
FIXTURE_VARIANT_ADD(fifo, restarts_allowed) { SA_RESTART, run_call, "y", 0 };
FIXTURE_VARIANT_ADD(fifo, ends) { 0, run_call, "", -EINTR };
FIXTURE_VARIANT_ADD(fifo, again_deeper) { 0, call_again_deeper, "n", -ENOTTY };

FIXTURE_SETUP(fifo)
{
	ask_setup(_metadata, self->dir, set_up);
}

FIXTURE_TEARDOWN_PARENT(fifo)
{
	ask_teardown(_metadata, self->dir);
}

TEST_F(fifo, interrupted)
{
	static struct call call = { __NR_openat, { AT_FDCWD, P("fifo"), O_WRONLY } };
	struct sigaction sa = {
		.sa_handler = count_signal, .sa_flags = variant->sa_flags,
	};
	struct asked q;
	int i, fd;

	START();
	ASSERT_EQ(0, mkfifo("fifo", 0666));
	ASSERT_EQ(0, peer_call(&a->peer, set_handler, &sa));
	ASSERT_EQ(0, peer_post(&a->peer, variant->run, &call));
	ASSERT_TRUE(wait_question(a, &a->peer));
	ASSERT_EQ(0, take_question(a, &q));
	ASSERT_EQ(0, reply(a, q.req.id, 0, 0, CONTINUE));
	/* Until it waits for a reader; the answer has woken it. */
	ASSERT_TRUE(wait_state(a->peer.pid, 'S'));
	usleep(100000);
	ASSERT_EQ(0, kill(a->peer.pid, SIGUSR1));
	for (i = 0; i < 10000 && !LOAD(shared.handled); i++)
		usleep(1000);
	fd = open("fifo", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	ASSERT_LE(0, fd);
	EXPECT_EQ(variant->ret, outcome(serve(a, &a->peer, variant->answers)));
	EXPECT_ASKED(strlen(variant->answers), a);
	/* The next one is asked about. */
	EXPECT_EQ(-ENOTTY, ask(a, run_call, &call, "n"));
}

/* A file that is another one after each yes: a call adds up 16 answers, not more. */
FIXTURE(changing) {
	char dir[32];
	struct ask ask;
};

FIXTURE_VARIANT(changing)
{
	const char *answers;
	long ret;
};

FIXTURE_VARIANT_ADD(changing, sixteen) { "sssssssssssssssy", 0 };
FIXTURE_VARIANT_ADD(changing, seventeen) { "ssssssssssssssssy", -EACCES };

FIXTURE_SETUP(changing)
{
	ask_setup(_metadata, self->dir, set_up);
}

FIXTURE_TEARDOWN_PARENT(changing)
{
	ask_teardown(_metadata, self->dir);
}

TEST_F(changing, answers_of_a_call)
{
	START();
	a->swap = recreate;
	EXPECT_EQ(variant->ret, outcome(ask(a, run_call, &read_file, variant->answers)));
	EXPECT_ASKED(16, a);
	EXPECT_EQ(0, a->swapped);
	/* Nothing is left of them. */
	EXPECT_EQ(-ENOTTY, ask(a, run_call, &read_file, "n"));
}

/* More unused answers than are kept, each of a call deeper in the stack */
#define MANY	20

static long give_up_many(void *arg)
{
	const long nth = (long)arg;
	struct call call = read_file;

	call.args[1] = (long)(shared.page + 4096 + 8 * nth);
	if (nth == MANY)
		return run_call(&read_file);
	if (!sigsetjmp(jump, 1))
		return run_call(&call);
	return give_up_many((void *)(nth + 1));
}

TEST_F(odd, many_unused)
{
	struct sigaction sa = { .sa_handler = jump_out };
	char answers[MANY + 2] = "";
	int i;

	for (i = 0; i < MANY; i++) {
		memcpy(shared.page + 4096 + 8 * i, "file", 5);
		answers[i] = 'I';
	}
	answers[MANY] = 'y';
	START(.flags = KILLABLE);
	ASSERT_EQ(0, peer_call(&a->peer, set_handler, &sa));
	EXPECT_EQ(0, outcome(ask(a, give_up_many, NULL, answers)));
	EXPECT_ASKED(MANY + 1, a);
	EXPECT_EQ(MANY, shared.handled);
	/* Nothing is left of them. */
	EXPECT_EQ(-ENOTTY, ask(a, run_call, &read_file, "n"));
}

/* Signals all the time: each call comes to its end all the same. */
#define STORM	100

/* On a slow machine no question outlasts the interval: it has to end by itself. */
static void count_in_storm(int sig)
{
	const struct itimerval never = {};

	if (++shared.handled >= STORM)
		setitimer(ITIMER_REAL, &never, NULL);
}

static long open_in_storm(void *arg)
{
	const struct itimerval often = { { 0, 10000 }, { 0, 10000 } };
	long ret = 0;

	setitimer(ITIMER_REAL, &often, NULL);
	while (ret >= 0 && LOAD(shared.handled) < STORM) {
		ret = run_call(&read_file);
		if (ret >= 0)
			close(ret);
	}
	return ret;
}

TEST_F(odd, signal_storm)
{
	struct sigaction sa = { .sa_handler = count_in_storm };
	struct asked q;

	START();
	ASSERT_EQ(0, peer_call(&a->peer, set_alarm_handler, &sa));
	ASSERT_EQ(0, peer_post(&a->peer, open_in_storm, NULL));
	while (wait_question(a, &a->peer)) {
		if (take_question(a, &q) || q.err == ENOENT)
			continue;
		EXPECT_EQ(0, q.err);
		reply(a, q.req.id, 0, 0, CONTINUE);
	}
	EXPECT_EQ(0, a->hung);
	EXPECT_LE(0, peer_answer(&a->peer));
	EXPECT_EQ(STORM, shared.handled);
}

/*
 * A ring that opens the same file as soon as a pipe can be read.  It does so in the
 * asking task, between two calls of that, and nobody's yes is meant for it.
 */
static int ring_pipe[2];

static long ring_wait(struct ask_ring *r, unsigned int flags, const char *path)
{
	if (ring_make(r, flags))
		return -EPERM;
	r->sqes->opcode = IORING_OP_POLL_ADD;
	r->sqes->flags = IOSQE_IO_LINK;
	r->sqes->fd = ring_pipe[0];
	r->sqes->poll32_events = POLLIN;
	ring_open(r->sqes + 1, path, 0);
	return ring_submit(r, 2) == 2 ? 0 : -EPROTO;
}

static long open_beside_ring(void *arg)
{
	struct ask_ring r;
	long ret;
	int i;

	ret = ring_wait(&r, 0, "file");
	for (i = 0; i < 1000 && ret >= 0 && !ring_done(&r, 1); i++) {
		ret = run_call(arg);
		if (ret >= 0)
			close(ret);
		if (i == 10 && write(ring_pipe[1], "", 1) != 1)
			return -EIO;
	}
	shared.nested = ring_done(&r, 1) ? ring_result(&r, 1) : -ETIME;
	return ret;
}

static int fill_pipe(struct ask *a)
{
	return write(ring_pipe[1], "", 1) != 1;
}

FIXTURE(ring) {
	char dir[32];
	struct ask ask;
};

FIXTURE_VARIANT(ring)
{
	struct call call;
	unsigned int flags;
	const char *answers;
	int num;
};

/* The yes is there, but the call is not made again yet. */
FIXTURE_VARIANT_ADD(ring, answered) {
	OPENAT("file", O_RDONLY), .flags = KILLABLE, .answers = "s", .num = 1
};

/* It withdraws the question, as a signal does. */
FIXTURE_VARIANT_ADD(ring, asking) {
	OPENAT("file", O_RDONLY), .answers = "Sy", .num = 2
};

/* After a call that was allowed */
FIXTURE_VARIANT_ADD(ring, allowed) { OPENAT("/dev/null", O_RDONLY), .answers = "" };

FIXTURE_SETUP(ring)
{
	ask_setup(_metadata, self->dir, set_up);
}

FIXTURE_TEARDOWN_PARENT(ring)
{
	ask_teardown(_metadata, self->dir);
}

TEST_F(ring, beside)
{
	long ret;

	ASSERT_EQ(0, pipe2(ring_pipe, O_CLOEXEC));
	START(.flags = variant->flags);
	a->swap = fill_pipe;
	ret = ask(a, open_beside_ring, (void *)&variant->call, variant->answers);
	if (ret == -EPERM)
		SKIP(return, "the kernel has no io_uring");
	EXPECT_EQ(0, outcome(ret));
	EXPECT_EQ(-EACCES, shared.nested);
	EXPECT_ASKED(variant->num, a);
	EXPECT_EQ(0, a->swapped);
}

/*
 * What the ring was denied is no matter of the call that is made next, although a
 * filter refuses that with the same error.
 */
static long open_after_ring(void *arg)
{
	struct ask_ring r;
	long ret;
	int i;

	ret = ring_wait(&r, 0, "file") ?: run_call(arg);
	if (ret == -EPERM)
		return ret;
	/* For a tracer that ends a call */
	syscall(__NR_getppid);
	for (i = 0; i < 1000 && !ring_done(&r, 1); i++)
		usleep(1000);
	shared.nested = ring_done(&r, 1) ? ring_result(&r, 1) : -ETIME;
	return ret;
}

TEST_F(odd, ring_then_refused)
{
	struct sock_filter prog[ONE_CALL_LEN];
	long ret;

	ASSERT_EQ(0, pipe2(ring_pipe, O_CLOEXEC));
	filter_one_call(prog, __NR_openat, SECCOMP_RET_USER_NOTIF);
	START(.prog = prog, .prog_len = ONE_CALL_LEN);
	ASSERT_EQ(0, peer_post(&a->peer, open_after_ring, &read_file));
	if (wait_question(a, &a->peer)) {
		ASSERT_EQ(0, take_question(a, &a->asked[0]));
		EXPECT_EQ(ENOMSG, a->asked[0].err);
		/* The notification is withdrawn, and the ring gets its turn. */
		ASSERT_EQ(1, write(ring_pipe[1], "", 1));
		ASSERT_TRUE(wait_question(a, &a->peer));
		ASSERT_EQ(0, take_question(a, &a->asked[1]));
		EXPECT_EQ(ENOMSG, a->asked[1].err);
		EXPECT_EQ(0, reply(a, a->asked[1].req.id, -EACCES, 0, 0));
		EXPECT_FALSE(wait_question(a, &a->peer));
	}
	ret = peer_answer(&a->peer);
	if (ret == -EPERM)
		SKIP(return, "the kernel has no io_uring");
	EXPECT_EQ(-EACCES, ret);
	EXPECT_EQ(-EACCES, shared.nested);
}

/* The ring has its turn in the exec, and may not open what may be executed. */
static long exec_beside_ring(void *arg)
{
	struct ask_ring *const r = shared_alloc(sizeof(*r));
	const pid_t pid = syscall(__NR_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
	int status;

	if (pid == 0) {
		if (!ring_wait(r, IORING_SETUP_SINGLE_ISSUER |
			       IORING_SETUP_DEFER_TASKRUN, "interp") &&
		    write(ring_pipe[1], "", 1) == 1)
			run_call(arg);
		_exit(1);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -ECHILD;
	if (r->fd < 0)
		return -EPERM;
	r->mem = mmap(NULL, 65536, PROT_READ, MAP_SHARED, r->fd,
		      IORING_OFF_SQ_RING);
	if (r->mem == MAP_FAILED)
		return -ENOMEM;
	shared.nested = ring_done(r, 1) ? ring_result(r, 1) : -ETIME;
	return status ? -ENOEXEC : 0;
}

TEST_F(odd, ring_in_exec)
{
	static struct call exec_interp = EXECVE("interp");
	long ret;

	ASSERT_EQ(0, pipe2(ring_pipe, O_CLOEXEC));
	START(.programs = true);
	ret = ask(a, exec_beside_ring, &exec_interp, "y");
	if (ret == -EPERM)
		SKIP(return, "the kernel has no io_uring of this kind");
	EXPECT_EQ(0, ret);
	EXPECT_EQ(-EACCES, shared.nested);
	EXPECT_ASKED(1, a);
}

/* rst: "and a child has none."  One that a handler forks makes the call again too. */
static void fork_child(int sig)
{
	shared.forked = fork() ?: shared.forked;
}

TEST_F(odd, forked_child)
{
	struct sigaction sa = { .sa_handler = fork_child };
	struct stat script;
	int i, of_child = 0;
	__u64 first = 0;

	START();
	ASSERT_EQ(0, stat("script", &script));
	ASSERT_EQ(0, peer_call(&a->peer, set_handler, &sa));
	ASSERT_EQ(0, peer_post(&a->peer, run_exec, &exec_script));
	for (i = 0; i < 7; i++) {
		struct pollfd p = { .fd = a->listener, .events = POLLIN };
		struct asked *const q = &a->asked[i];

		ASSERT_EQ(1, poll(&p, 1, PATIENCE * 1000)) {
			TH_LOG("question %d", i);
		}
		if (take_question(a, q))
			continue;
		if (q->req.pid != a->asked[0].req.pid && !of_child++)
			first = q->info.ino;
		/* The second one is about the interpreter. */
		answer(a, &q->req, i == 1 ? 'i' : 'y');
		EXPECT_EQ(0, a->reply_err);
	}
	EXPECT_EQ(3, of_child);
	EXPECT_EQ(script.st_ino, first);
	EXPECT_EQ(0, peer_answer(&a->peer));
	EXPECT_TRUE(quiet(a));
}

/*
 * Between a yes and the call, a handler joins a sandbox that came out of the same one:
 * what its other rules deny stays denied.
 */
static void join_taken_sandbox(int sig)
{
	shared.handled += join_taken(NULL) == 0;
}

static long start_inner(void *arg)
{
	const struct layer layer = { LAYER_RULED, (long)arg };
	const struct plan plan = {};
	const pid_t pid = fork_tied();

	if (pid == 0) {
		if (add_one(&plan, &layer))
			_exit(1);
		for (;;)
			pause();
	}
	return pid;
}

static void joins(struct __test_metadata *_metadata, struct ask *a, long allowed,
		  long result)
{
	struct sigaction sa = { .sa_handler = join_taken_sandbox };
	const struct plan plan = { .flags = KILLABLE };
	pid_t pid;
	int i;

	ASSERT_EQ(0, mail_init());
	ASSERT_EQ(0, start_ask(a, &plan));
	pid = peer_call(&a->peer, start_inner, (void *)allowed);
	ASSERT_LT(0, pid);
	for (i = 0; i < 10000 && task_status(pid, "Seccomp_landlock") < 2; i++)
		usleep(1000);
	ASSERT_EQ(0, hand_fd(&a->peer, open_sandbox(pid)));
	ASSERT_EQ(0, peer_call(&a->peer, set_handler, &sa));
	EXPECT_EQ(result, outcome(ask(a, run_call, &read_file, "I")));
	EXPECT_ASKED(1, a);
	EXPECT_EQ(1, shared.handled);
	EXPECT_EQ(2, task_status(a->peer.pid, "Seccomp_landlock"));
}

TEST_F(odd, joins_stricter)
{
	joins(_metadata, &self->ask, 0, -EACCES);
}

TEST_F(odd, joins_permitting)
{
	joins(_metadata, &self->ask, ALL_FS, 0);
}

/*
 * While a program waits for its second answer, a handler executes it again, and it makes
 * the same call with the same arguments from the same place: it has to ask twice again.
 * Its environment keeps the new stack below the old one, as if the first call were still
 * to come back to.
 */
#define AGAIN_ENV	"SECCOMP_LANDLOCK_AGAIN"

static const char *const self_first[] = { AGAIN_ENV "=first", NULL };
static char deeper_env[100000] = AGAIN_ENV "=deeper";
static const char *const self_deeper[] = { deeper_env, NULL };
static struct call exec_same = {
	__NR_execve, { P("self"), P(program_argv), P(self_first) },
};

static void exec_deeper(int sig)
{
	struct call call = exec_same;

	call.args[2] = P(self_deeper);
	run_call(&call);
	_exit(2);
}

static void __attribute__((constructor)) again_entry(void)
{
	const char *const which = getenv(AGAIN_ENV);

	if (!which)
		return;
	if (!strcmp(which, "first")) {
		memset(deeper_env + strlen(deeper_env), 'x', 90000);
		signal(SIGUSR1, exec_deeper);
	}
	_exit(run_call(&exec_same) == -ENOTTY ? 0 : 1);
}

static long exec_self_first(void *arg)
{
	/* Otherwise no two programs have anything at the same address. */
	personality(ADDR_NO_RANDOMIZE);
	return run_exec(&exec_same);
}

/* rst: "exec drops them" */
TEST_F(odd, exec_drops_answers)
{
	const struct asked *q = self->ask.asked;
	struct stat st;

	START();
	ASSERT_EQ(0, copy_program("/proc/self/exe", "self"));
	ASSERT_EQ(0, stat("self", &st));
	EXPECT_EQ(0, ask(a, exec_self_first, NULL, "yyyiyyn"));
	EXPECT_ASKED(7, a);
	/* It was the same call, and about the program, not about its loader. */
	EXPECT_EQ(0, memcmp(&q[2].req.data, &q[6].req.data, sizeof(q->req.data)));
	EXPECT_EQ(st.st_ino, q[2].st.st_ino);
	EXPECT_NE(st.st_ino, q[3].st.st_ino);
	EXPECT_EQ(st.st_ino, q[6].st.st_ino);
}

static long run_vfork(void *arg)
{
	static long ret;
	int status;
	pid_t pid;

	ret = 0;
	pid = vfork();
	if (pid == 0) {
		ret = run_call(arg);
		_exit(1);
	}
	return waitpid(pid, &status, 0) != pid ? -errno : status ? ret : 0;
}

TEST_F(odd, vfork)
{
	START();
	EXPECT_EQ(0, ask(a, run_vfork, &exec_script, "yyy"));
	EXPECT_ASKED(3, a);
	EXPECT_EQ(-ENOTTY, ask(a, run_vfork, &exec_script, "yn"));
	EXPECT_ASKED(2, a);
}

TEST_F(odd, killed)
{
	START();
	EXPECT_EQ(PEER_DIED, ask(a, run_call, &read_file, "k"));
	EXPECT_EQ(-SIGKILL, wait_child(a->peer.pid));
	EXPECT_EQ(ENOENT, reply(a, a->asked[0].req.id, 0, 0, CONTINUE));
}

TEST_F(odd, killed_killable)
{
	START(.flags = KILLABLE);
	EXPECT_EQ(PEER_DIED, ask(a, run_call, &read_file, "k"));
	EXPECT_EQ(-SIGKILL, wait_child(a->peer.pid));
}

/* Another thread executes a program: the asking one has to go. */
static int twin_executes(struct ask *a)
{
	static struct call call = EXECVE("/bin/true");

	return peer_post(&a->twin, run_call, &call);
}

TEST_F(odd, sibling_executes)
{
	START(.flags = KILLABLE, .programs = true);
	ASSERT_LT(0, peer_call(&a->peer, start_twin, a));
	a->swap = twin_executes;
	EXPECT_EQ(PEER_DIED, ask(a, run_call, &read_file, "S"));
	EXPECT_ASKED(1, a);
	EXPECT_EQ(0, wait_child(a->peer.pid));
}

TEST_F(odd, supervisor_dies)
{
	struct seccomp_notif req = {};
	int listener;
	pid_t pid;

	START();
	listener = a->listener;
	pid = fork_tied();
	if (pid == 0)
		_exit(ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &req) ? 1 : 0);
	close_listener(a);
	EXPECT_EQ(-EACCES, ask(a, run_call, &read_file, ""));
	EXPECT_EQ(0, wait_child(pid));
	EXPECT_EQ(-EACCES, ask(a, run_call, &read_file, ""));
}

/* A thread that answers for another one of its process */
static void *read_in_thread(void *arg)
{
	STORE(shared.nested, run_call(&read_file));
	return NULL;
}

static int supervise_itself(void)
{
	static const struct layer layer = { LAYER_SUPERVISED };
	const struct plan plan = {};
	struct ask own = {};
	struct asked q;
	pthread_t thread;

	if (set_nnp())
		return 1;
	own.listener = add_one(&plan, &layer);
	if (own.listener < 0 ||
	    pthread_create(&thread, NULL, read_in_thread, NULL))
		return 2;
	alarm(PATIENCE);
	if (take_question(&own, &q) || q.err || q.info.denied != READ)
		return 3;
	if (reply(&own, q.req.id, 0, 0, CONTINUE) || pthread_join(thread, NULL))
		return 4;
	return shared.nested >= 0 ? 0 : 5;
}

TEST_F(odd, member_supervises)
{
	EXPECT_EQ(0, in_child(supervise_itself));
}

static long open_and_close(void *arg)
{
	long ret;

	if (sigsetjmp(jump, 1))
		return -EINTR;
	ret = run_call(arg);
	if (ret > 0)
		close(ret);
	return ret;
}

/* Nothing but the mount itself is kept. */
static int try_umount(void)
{
	alarm(PATIENCE / 2);
	return umount("empty") ? errno : 0;
}

static int umount_busy(struct ask *a)
{
	return in_child(try_umount) == EBUSY ? 0 : -1;
}

/* What is about to write would keep it from this, as from a freeze. */
static int make_read_only(struct ask *a)
{
	return mount(NULL, "empty", NULL, MS_REMOUNT | MS_RDONLY, NULL) ||
	       mount(NULL, "empty", NULL, MS_REMOUNT, NULL);
}

static int detach(struct ask *a)
{
	return umount2("empty", MNT_DETACH);
}

TEST_F(odd, umount)
{
	static struct call call = {
		__NR_openat, { AT_FDCWD, P("empty/file"), O_RDONLY },
	}, changes[] = {
		CALL(openat, AT_FDCWD, P("empty/file"), O_WRONLY | O_TRUNC),
		CALL(openat, AT_FDCWD, P("empty/new"), O_WRONLY | O_CREAT, 0600),
		CALL(mkdirat, AT_FDCWD, P("empty/dir"), 0700),
		CALL(renameat, AT_FDCWD, P("empty/new"), AT_FDCWD, P("empty/new2")),
		CALL(unlinkat, AT_FDCWD, P("empty/new2"), 0),
		CALL(truncate, P("empty/file"), 0),
	};
	size_t i;

	START();
	ASSERT_EQ(0, mount("tmpfs", "empty", "tmpfs", 0, NULL));
	ASSERT_EQ(0, make_file("empty/file", "", 0666));
	a->swap = umount_busy;
	EXPECT_LE(0, ask(a, run_call, &call, "s"));
	EXPECT_ASKED(1, a);
	EXPECT_EQ(0, a->swapped);
	a->swap = make_read_only;
	for (i = 0; i < ARRAY_SIZE(changes); i++) {
		EXPECT_EQ(0, outcome(ask(a, open_and_close, &changes[i], "s")));
		EXPECT_ASKED(1, a);
		EXPECT_EQ(0, a->swapped) {
			TH_LOG("call %zu", i);
		}
	}
	a->swap = detach;
	EXPECT_EQ(-ENOENT, ask(a, run_call, &call, "s"));
	EXPECT_ASKED(1, a);
	EXPECT_EQ(0, a->swapped);
}

/* However a question ends, nothing is kept of it. */
TEST_F(odd, umount_afterwards)
{
	static const char *const answers[] = { "y", "n", "v", "c", "C", "d", "I", "k" };
	static struct call calls[] = {
		{ __NR_openat, { AT_FDCWD, P("empty/file"), O_RDONLY } },
		{ __NR_openat, { AT_FDCWD, P("empty/new"), O_WRONLY | O_CREAT, 0600 } },
		{ __NR_unlinkat, { AT_FDCWD, P("empty/file"), 0 } },
	};
	struct sigaction sa = { .sa_handler = jump_out };
	const struct plan plan = { .flags = KILLABLE };
	struct ask *const a = &self->ask;
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(answers) * ARRAY_SIZE(calls); i++) {
		ASSERT_EQ(0, mount("tmpfs", "empty", "tmpfs", 0, NULL));
		ASSERT_EQ(0, make_file("empty/file", "", 0666));
		ASSERT_EQ(0, start_ask(a, &plan));
		ASSERT_EQ(0, peer_call(&a->peer, set_handler, &sa));
		ask(a, open_and_close, &calls[i % ARRAY_SIZE(calls)],
		    answers[i / ARRAY_SIZE(calls)]);
		EXPECT_ASKED(1, a);
		/* What is killed, or says that it is ready, needs a moment. */
		for (j = 0; umount("empty") && errno == EBUSY && j < 2000; j++)
			usleep(1000);
		EXPECT_GT(2000, j) {
			TH_LOG("answer %zu", i);
		}
		stop_ask(a);
	}
}

/*
 * A file system whose objects change when they are written, and whose entries are
 * not all in memory
 */
FIXTURE(overlay) {
	char dir[32];
	struct ask ask;
};

FIXTURE_VARIANT(overlay)
{
	struct call call;
	bool user, copy_up, drop;
	long ret;
	int num, more;
};

FIXTURE_VARIANT_ADD(overlay, read) { .num = 1, OPENAT("mnt/file", O_RDONLY) };

FIXTURE_VARIANT_ADD(overlay, read_copied) {
	.num = 1, OPENAT("mnt/file", O_RDONLY), .copy_up = true, .more = 1
};

FIXTURE_VARIANT_ADD(overlay, write) { .num = 1, OPENAT("mnt/file", O_RDWR) };

FIXTURE_VARIANT_ADD(overlay, write_copied) {
	.num = 1, OPENAT("mnt/file", O_RDWR), .copy_up = true, .more = 1
};

FIXTURE_VARIANT_ADD(overlay, create_existing) {
	.num = 1, OPENAT("mnt/file", O_RDWR | O_CREAT, 0600), .drop = true
};

FIXTURE_VARIANT_ADD(overlay, create_forbidden) {
	OPENAT("mnt/secret", O_RDWR | O_CREAT, 0600), .drop = true, .user = true, .ret = -EACCES
};

FIXTURE_VARIANT_ADD(overlay, create) {
	.num = 1, OPENAT("mnt/new", O_RDWR | O_CREAT, 0600), .drop = true
};

FIXTURE_VARIANT_ADD(overlay, tmpfile) { .num = 1, OPENAT("mnt/sub", O_RDWR | O_TMPFILE, 0600) };
FIXTURE_VARIANT_ADD(overlay, mkdir) { .num = 1, AT(mkdirat, P("mnt/new"), 0700), .drop = true };

FIXTURE_VARIANT_ADD(overlay, mkdir_forbidden) {
	AT(mkdirat, P("mnt/closed/new"), 0700), .drop = true, .user = true, .ret = -EACCES
};

FIXTURE_VARIANT_ADD(overlay, unlink) { .num = 1, AT(unlinkat, P("mnt/file"), 0) };

FIXTURE_VARIANT_ADD(overlay, unlink_copied) {
	.num = 1, AT(unlinkat, P("mnt/file"), 0), .copy_up = true, .more = 1
};

FIXTURE_VARIANT_ADD(overlay, rename) {
	.num = 1, AT(renameat, P("mnt/file"), AT_FDCWD, P("mnt/new"))
};

FIXTURE_VARIANT_ADD(overlay, truncate) { .num = 1, .call = CALL(truncate, P("mnt/file"), 0) };

FIXTURE_SETUP(overlay)
{
	ask_setup(_metadata, self->dir, set_up);
	if (_metadata->exit_code)
		return;
	ASSERT_EQ(0, umount("mnt"));
	ASSERT_EQ(0, mkdir("scratch", 0777));
	ASSERT_EQ(0, mount("tmpfs", "scratch", "tmpfs", 0, NULL));
	ASSERT_EQ(0, mkdir("scratch/upper", 0777));
	ASSERT_EQ(0, mkdir("scratch/work", 0777));
	if (mount("overlay", "mnt", "overlay", 0,
		  "lowerdir=.,upperdir=scratch/upper,workdir=scratch/work"))
		SKIP(return, "the kernel cannot mount an overlay");
}

FIXTURE_TEARDOWN_PARENT(overlay)
{
	ask_teardown(_metadata, self->dir);
}

static int copy_up(struct ask *a)
{
	return try_open("mnt/file", O_RDWR);
}

TEST_F(overlay, yes)
{
	long ret;
	int fd;

	START(.user = variant->user);
	a->swap = copy_up;
	if (variant->drop) {
		fd = open("/proc/sys/vm/drop_caches", O_WRONLY | O_CLOEXEC);
		ASSERT_EQ(1, write(fd, "2", 1));
		close(fd);
	}
	ret = ask(a, run_call, (void *)&variant->call,
		  variant->copy_up ? "syy" : "yyy");
	EXPECT_EQ(variant->ret, outcome(ret));
	EXPECT_LE(variant->num, a->num);
	EXPECT_GE(variant->num + variant->more, a->num);
	EXPECT_ASKED(a->num, a);
}

/*
 * A file system in user space, which opens and makes a file in one step, with a lock of
 * the directory held
 */
enum { FUSE_DIR = FUSE_ROOT_ID, FUSE_FILE, FUSE_MADE };

static void fuse_attr(struct fuse_attr *attr, __u64 node)
{
	attr->ino = node;
	attr->mode = node == FUSE_DIR ? S_IFDIR | 0777 : S_IFREG | 0666;
	attr->nlink = 1;
}

/* The length of the reply, or -errno */
static ssize_t fuse_reply(const struct fuse_in_header *in, const char *name, void *out)
{
	static int made;
	struct fuse_entry_out *const entry = out;
	struct fuse_init_out *const init = out;
	struct fuse_attr_out *const attr = out;

	switch (in->opcode) {
	case FUSE_INIT:
		init->major = FUSE_KERNEL_VERSION;
		init->minor = FUSE_KERNEL_MINOR_VERSION;
		init->max_write = 4096;
		return sizeof(*init);
	case FUSE_CREATE:
		made++;
		entry->nodeid = FUSE_MADE;
		fuse_attr(&entry->attr, FUSE_MADE);
		return sizeof(*entry) + sizeof(struct fuse_open_out);
	case FUSE_LOOKUP:
		entry->nodeid = !strcmp(name, "file") ? FUSE_FILE : FUSE_MADE;
		fuse_attr(&entry->attr, entry->nodeid);
		return !strcmp(name, "file") || (made && !strcmp(name, "new")) ?
			       (ssize_t)sizeof(*entry) : -ENOENT;
	case FUSE_GETATTR:
		fuse_attr(&attr->attr, in->nodeid);
		return sizeof(*attr);
	case FUSE_OPEN:
	case FUSE_OPENDIR:
		return sizeof(struct fuse_open_out);
	case FUSE_RELEASE:
	case FUSE_RELEASEDIR:
	case FUSE_FLUSH:
		return 0;
	default:
		return -EOPNOTSUPP;
	}
}

static int fuse_serve(int fd)
{
	static alignas(8) char in[65536], out[4096];
	const struct fuse_in_header *const req = (void *)in;
	struct fuse_out_header *const rep = (void *)out;
	size_t name;
	ssize_t ret;

	while (read(fd, in, sizeof(in)) > 0) {
		if (req->opcode == FUSE_FORGET || req->opcode == FUSE_BATCH_FORGET ||
		    req->opcode == FUSE_INTERRUPT)
			continue;
		name = sizeof(*req);
		if (req->opcode == FUSE_CREATE)
			name += sizeof(struct fuse_create_in);
		memset(out, 0, sizeof(out));
		ret = fuse_reply(req, in + name, rep + 1);
		rep->unique = req->unique;
		rep->error = ret < 0 ? ret : 0;
		rep->len = sizeof(*rep) + (ret < 0 ? 0 : ret);
		if (write(fd, out, rep->len) != (ssize_t)rep->len)
			return 1;
	}
	return 0;
}

/* Looks into the directory, which the one that asks must not have locked */
static int look_up(void)
{
	alarm(PATIENCE / 2);
	return try_open("empty/none", O_RDONLY) != ENOENT;
}

static int look_beside(struct ask *a)
{
	return in_child(look_up);
}

TEST_F(odd, fuse)
{
	static struct call create = {
		__NR_openat, { AT_FDCWD, P("empty/new"), O_RDWR | O_CREAT, 0600 },
	}, existing = {
		__NR_openat, { AT_FDCWD, P("empty/file"), O_RDWR | O_CREAT, 0600 },
	};
	static struct call exclusive = {
		__NR_openat, { AT_FDCWD, P("empty/own"), O_RDWR | O_CREAT | O_EXCL, 0600 },
	};
	const struct want made[] = {
		ENTRY("empty", "new", MAKE(REG) | READ | WRITE, .denied = MAKE(REG)),
		OBJECT("empty/new", READ | WRITE),
	}, own = ENTRY("empty", "own", MAKE(REG) | READ | WRITE, .denied = MAKE(REG));
	const struct want file = OBJECT("empty/file", READ | WRITE);
	const int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	char options[64];
	pid_t pid;

	snprintf(options, sizeof(options),
		 "fd=%d,rootmode=40777,user_id=0,group_id=0,allow_other", fd);
	if (fd < 0 || mount("test", "empty", "fuse", 0, options))
		SKIP(return, "the kernel has no FUSE");
	pid = fork_tied();
	if (pid == 0)
		_exit(fuse_serve(fd));
	START();
	a->swap = look_beside;
	a->num_want = 1;
	a->want = made;
	EXPECT_EQ(-ENOTTY, ask(a, run_call, &create, "n"));
	EXPECT_ASKED(1, a);
	/* Somebody may have made it meanwhile. */
	a->num_want = 2;
	EXPECT_EQ(-ENOTTY, ask(a, run_call, &create, "sn"));
	EXPECT_ASKED(2, a);
	EXPECT_EQ(0, a->swapped);
	a->num_want = 1;
	a->want = &own;
	EXPECT_LE(0, ask(a, run_call, &exclusive, "s"));
	EXPECT_ASKED(1, a);
	EXPECT_EQ(0, a->swapped);
	a->want = &file;
	EXPECT_LE(0, ask(a, run_call, &existing, "s"));
	EXPECT_ASKED(1, a);
	EXPECT_EQ(0, a->swapped);
	stop_ask(a);
	EXPECT_EQ(0, umount("empty"));
	EXPECT_EQ(0, wait_child(pid));
}

/* This one says that it has made a file when that is open already. */
TEST_F(odd, exclusive_9p)
{
	static struct call create = {
		__NR_openat, { AT_FDCWD, P("empty/new"), O_RDWR | O_CREAT | O_EXCL, 0600 },
	};
	const struct want made = ENTRY("empty", "new", MAKE(REG) | READ | WRITE,
				       .denied = MAKE(REG));

	if (mount("scratch", "empty", "9p", 0, "trans=virtio,version=9p2000.L"))
		SKIP(return, "no 9p file system \"scratch\" to write to");
	unlink("empty/new");
	START();
	a->num_want = 1;
	a->want = &made;
	EXPECT_LE(0, ask(a, run_call, &create, "yy"));
	EXPECT_ASKED(1, a);
	stop_ask(a);
	EXPECT_EQ(0, unlink("empty/new"));
	EXPECT_EQ(0, umount("empty"));
}

/*
 * An answer that was taken counts, whatever comes meanwhile.  The moment is short: it is
 * met about once in two thousand times.
 */
TEST_F(odd, signal_and_yes)
{
	static struct call call = { __NR_truncate, { P("file"), 0 } };
	struct sigaction sa = { .sa_handler = count_signal };
	int i, spin, sent = 0, lost = 0;

	START();
	ASSERT_EQ(0, peer_call(&a->peer, set_handler, &sa));
	for (i = 0; i < 12000; i++) {
		struct asked q;

		ASSERT_EQ(0, peer_post(&a->peer, run_call, &call));
		ASSERT_TRUE(wait_question(a, &a->peer));
		ASSERT_EQ(0, take_question(a, &q));
		kill(a->peer.pid, SIGUSR1);
		for (spin = 0; spin < i % 100 * 10; spin++)
			asm volatile("");
		if (reply(a, q.req.id, 0, 0, CONTINUE)) {
			EXPECT_EQ(0, serve(a, &a->peer, "y"));
			continue;
		}
		sent++;
		EXPECT_EQ(0, serve(a, &a->peer, "y"));
		lost += a->num;
	}
	EXPECT_LT(0, sent);
	EXPECT_EQ(0, lost);
}

/*
 * A tracer from outside
 */
FIXTURE(tracer) {
	char dir[32];
	struct ask ask;
};

FIXTURE_VARIANT(tracer)
{
	int op;				/* the stop at which the path is changed */
	bool late;			/* after a yes */
};

FIXTURE_VARIANT_ADD(tracer, entry) { PTRACE_SYSCALL_INFO_ENTRY, true };
FIXTURE_VARIANT_ADD(tracer, exit) { PTRACE_SYSCALL_INFO_EXIT, true };
FIXTURE_VARIANT_ADD(tracer, exit_early) { PTRACE_SYSCALL_INFO_EXIT, false };
FIXTURE_VARIANT_ADD(tracer, never) { PTRACE_SYSCALL_INFO_NONE, false };

FIXTURE_SETUP(tracer)
{
	ask_setup(_metadata, self->dir, set_up);
}

FIXTURE_TEARDOWN_PARENT(tracer)
{
	ask_teardown(_metadata, self->dir);
}

/* The inode that was opened, or -errno */
static long open_inode(void *arg)
{
	const long fd = run_call(arg);
	struct stat st;

	if (fd >= 0 && fstat(fd, &st))
		return -errno;
	return fd < 0 ? fd : (long)st.st_ino;
}

/* From now on it stops at each call. */
static bool trace_calls(pid_t pid)
{
	int status;

	return !ptrace(PTRACE_SEIZE, pid, NULL, (void *)PTRACE_O_TRACESYSGOOD) &&
	       !ptrace(PTRACE_INTERRUPT, pid, NULL, NULL) &&
	       waitpid(pid, &status, __WALL) == pid &&
	       !ptrace(PTRACE_SYSCALL, pid, NULL, NULL);
}

/* To the next stop of @pid, after one with that status */
static void trace_on(pid_t pid, int status)
{
	const bool event = WSTOPSIG(status) == (SIGTRAP | 0x80) || status >> 16;

	ptrace(PTRACE_SYSCALL, pid, NULL, event ? 0L : WSTOPSIG(status));
}

/*
 * Each question makes the call again, whatever runs while the task is stopped: files
 * of the call before are closed there.
 */
TEST_F(odd, exec_of_tracee)
{
	static struct call exec_true = EXECVE("/bin/true");
	int i, asked = 0, status = -1;
	struct asked q;

	START();
	ASSERT_TRUE(trace_calls(a->peer.pid));
	ASSERT_EQ(0, peer_post(&a->peer, run_call, &exec_true));
	for (i = 0; i < PATIENCE * 1000; i++) {
		struct pollfd p = { .fd = a->listener, .events = POLLIN };

		if (waitpid(a->peer.pid, &status, WNOHANG | __WALL) > 0) {
			if (!WIFSTOPPED(status))
				break;
			trace_on(a->peer.pid, status);
		}
		if (poll(&p, 1, 1) > 0 && !take_question(a, &q)) {
			asked++;
			answer(a, &q.req, 'y');
		}
	}
	EXPECT_EQ(0, status);
	EXPECT_EQ(2, asked);
	stop_ask(a);
}

#ifdef __x86_64__
/* At a stop of @pid: is it the one, and was the path changed there? */
static bool change_path(pid_t pid, int op)
{
	struct __ptrace_syscall_info info;
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid,
		   (void *)sizeof(info), &info) < 0 ||
	    ptrace(PTRACE_GETREGS, pid, NULL, &regs) || info.op != op ||
	    (long)regs.orig_rax != __NR_openat || regs.rsi != (long)P("file"))
		return false;
	regs.rsi = P("other");
	return !ptrace(PTRACE_SETREGS, pid, NULL, &regs);
}

TEST_F(tracer, changes_path)
{
	bool answered = false, changed = false, other_asked = false;
	struct stat file, other;
	struct asked q;
	int i, status;
	long ret;

	START();
	ASSERT_EQ(0, stat("file", &file));
	ASSERT_EQ(0, stat("other", &other));
	read_file.args[1] = P("file");
	ASSERT_TRUE(trace_calls(a->peer.pid));
	ASSERT_EQ(0, peer_post(&a->peer, open_inode, &read_file));
	for (i = 0; i < PATIENCE * 1000; i++) {
		struct pollfd p[] = {
			{ .fd = a->listener, .events = POLLIN },
			{ .fd = a->peer.sv[0], .events = POLLIN },
		};

		if (waitpid(a->peer.pid, &status, WNOHANG | __WALL) > 0) {
			ASSERT_TRUE(WIFSTOPPED(status));
			if (WSTOPSIG(status) == (SIGTRAP | 0x80) && !changed &&
			    answered == variant->late)
				changed = change_path(a->peer.pid, variant->op);
			trace_on(a->peer.pid, status);
		}
		poll(p, 2, 1);
		if (p[0].revents & POLLIN && !take_question(a, &q)) {
			answered = true;
			other_asked |= q.st.st_ino == other.st_ino;
			answer(a, &q.req, other_asked ? 'n' : 'y');
		}
		if (p[1].revents)
			break;
	}
	ret = peer_answer(&a->peer);
	EXPECT_NE((long)other.st_ino, ret);
	if (!changed) {
		EXPECT_EQ((long)file.st_ino, ret);
	} else if (variant->late) {
		EXPECT_TRUE(other_asked);
		EXPECT_EQ(-ENOTTY, ret);
	}
	if (variant->op == PTRACE_SYSCALL_INFO_ENTRY)
		EXPECT_TRUE(changed);
	stop_ask(a);
}

/*
 * Work of a ring runs in the stops for a tracer.  What it is denied there is no matter
 * of the call that the tracer ends.
 */
static int next_stop(pid_t pid, int request)
{
	int status;

	if (ptrace(request, pid, NULL, NULL) || waitpid(pid, &status, __WALL) != pid)
		return -1;
	return status >> 8;
}

static bool run_to_openat(pid_t pid)
{
	struct __ptrace_syscall_info info;
	int i;

	for (i = 0; i < 1000; i++) {
		if (next_stop(pid, PTRACE_SYSCALL) != (SIGTRAP | 0x80) ||
		    ptrace(PTRACE_GET_SYSCALL_INFO, pid, (void *)sizeof(info),
			   &info) < 0)
			return false;
		if (info.op == PTRACE_SYSCALL_INFO_ENTRY &&
		    info.entry.nr == __NR_openat)
			return true;
	}
	return false;
}

static bool end_call(pid_t pid, long result)
{
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GETREGS, pid, NULL, &regs))
		return false;
	regs.orig_rax = -1;
	regs.rax = result;
	return !ptrace(PTRACE_SETREGS, pid, NULL, &regs) &&
	       !ptrace(PTRACE_CONT, pid, NULL, NULL);
}

static void ring_in_stop(struct __test_metadata *_metadata, struct ask *a,
			 bool emulated)
{
	static struct call open_null = { __NR_openat, { AT_FDCWD, P("/dev/null") } };
	const pid_t pid = a->peer.pid;
	int status;

	ASSERT_EQ(0, ptrace(PTRACE_SEIZE, pid, NULL,
			    (void *)(PTRACE_O_TRACESYSGOOD |
				     PTRACE_O_TRACESECCOMP)));
	ASSERT_EQ(0, ptrace(PTRACE_INTERRUPT, pid, NULL, NULL));
	ASSERT_EQ(pid, waitpid(pid, &status, __WALL));
	ASSERT_EQ(0, peer_post(&a->peer, open_after_ring, &open_null));
	ASSERT_TRUE(run_to_openat(pid));
	/* From now on work waits for the next stop. */
	ASSERT_EQ(1, write(ring_pipe[1], "", 1));
	if (emulated) {
		ASSERT_EQ(SIGTRAP | 0x80, next_stop(pid, PTRACE_SYSCALL));
		ASSERT_EQ(SIGTRAP | 0x80, next_stop(pid, PTRACE_SYSEMU));
	} else {
		ASSERT_EQ(SIGTRAP | PTRACE_EVENT_SECCOMP << 8,
			  next_stop(pid, PTRACE_CONT));
	}
	ASSERT_TRUE(end_call(pid, -EACCES));
	EXPECT_FALSE(wait_question(a, &a->peer));
	EXPECT_EQ(emulated ? 0 : -EACCES, outcome(peer_answer(&a->peer)));
	EXPECT_EQ(-EACCES, shared.nested);
	stop_ask(a);
}

static bool has_ring(void)
{
	struct ask_ring r;

	return !ring_make(&r, 0) && !close(r.fd);
}

TEST_F(odd, ring_in_stop)
{
	struct sock_filter prog[ONE_CALL_LEN];

	if (!has_ring())
		SKIP(return, "the kernel has no io_uring");
	ASSERT_EQ(0, pipe2(ring_pipe, O_CLOEXEC));
	filter_one_call(prog, __NR_openat, SECCOMP_RET_TRACE);
	START(.prog = prog, .prog_len = ONE_CALL_LEN);
	ring_in_stop(_metadata, a, false);
}

TEST_F(odd, ring_before_emulated_call)
{
	if (!has_ring())
		SKIP(return, "the kernel has no io_uring");
	ASSERT_EQ(0, pipe2(ring_pipe, O_CLOEXEC));
	START();
	ring_in_stop(_metadata, a, true);
}
#endif

/* Without filters, but not without rules */
static int suspend_seccomp(struct ask *a)
{
	return ptrace(PTRACE_SEIZE, a->peer.pid, NULL,
		      (void *)PTRACE_O_SUSPEND_SECCOMP) ? errno : 0;
}

TEST_F(odd, suspended)
{
	long ret;

	START();
	if (suspend_seccomp(a) == EINVAL)
		SKIP(return, "the kernel has no checkpoint and restore");
	EXPECT_GT(0, ask(a, run_call, &read_file, "n"));
	ret = ask(a, run_call, &read_file, "");
	EXPECT_EQ(a->num ? -EDOM : -EACCES, ret);
	stop_ask(a);
}

TEST_F(odd, suspended_during)
{
	START();
	a->swap = suspend_seccomp;
	ask(a, run_call, &read_file, "sy");
	if (a->swapped == EINVAL)
		SKIP(return, "the kernel has no checkpoint and restore");
	EXPECT_EQ(0, a->swapped);
	EXPECT_EQ(0, a->hung);
	EXPECT_GT(0, ask(a, run_call, &read_other, "n"));
	stop_ask(a);
}

/*
 * The freezer of control groups
 */
FIXTURE(freezer) {
	char dir[32], cgroup[64];
	struct ask ask;
};

FIXTURE_VARIANT(freezer)
{
	unsigned int flags;
	bool received;
};

FIXTURE_VARIANT_ADD(freezer, waiting) {};
FIXTURE_VARIANT_ADD(freezer, received) { .received = true };
FIXTURE_VARIANT_ADD(freezer, killable) { .flags = KILLABLE };
FIXTURE_VARIANT_ADD(freezer, killable_received) { KILLABLE, true };

FIXTURE_SETUP(freezer)
{
	ask_setup(_metadata, self->dir, set_up);
	if (_metadata->exit_code)
		return;
	snprintf(self->cgroup, sizeof(self->cgroup), "/sys/fs/cgroup/scll-%d", getpid());
	if (access("/sys/fs/cgroup/cgroup.procs", W_OK) || mkdir(self->cgroup, 0700))
		SKIP(return, "there is no second version of control groups");
}

FIXTURE_TEARDOWN_PARENT(freezer)
{
	rmdir(self->cgroup);
	ask_teardown(_metadata, self->dir);
}

static int cgroup_write(const char *cgroup, const char *file, int val)
{
	char path[128], text[16];
	int fd, len = snprintf(text, sizeof(text), "%d", val), ret;

	snprintf(path, sizeof(path), "%s/%s", cgroup, file);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	ret = write(fd, text, len) == len ? 0 : -1;
	close(fd);
	return ret;
}

/* Waits up to five seconds. */
static bool is_frozen(const char *cgroup)
{
	char path[128], text[128] = "";
	int fd, i;

	snprintf(path, sizeof(path), "%s/cgroup.events", cgroup);
	for (i = 0; i < 500 && !strstr(text, "frozen 1"); i++) {
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (read(fd, text, sizeof(text) - 1) < 0)
			return false;
		close(fd);
		usleep(10000);
	}
	return strstr(text, "frozen 1");
}

TEST_F(freezer, freezes)
{
	struct asked q = {};
	int err = ENOENT;

	START(.flags = variant->flags);
	ASSERT_EQ(0, cgroup_write(self->cgroup, "cgroup.procs", a->peer.pid));
	ASSERT_EQ(0, peer_post(&a->peer, run_call, &read_file));
	ASSERT_TRUE(wait_question(a, &a->peer));
	if (variant->received)
		ASSERT_EQ(0, take_question(a, &q));
	ASSERT_EQ(0, cgroup_write(self->cgroup, "cgroup.freeze", 1));
	EXPECT_TRUE(is_frozen(self->cgroup));
	ASSERT_EQ(0, cgroup_write(self->cgroup, "cgroup.freeze", 0));
	if (variant->received)
		err = reply(a, q.req.id, 0, 0, CONTINUE);
	EXPECT_LE(0, serve(a, &a->peer, "y"));
	EXPECT_EQ(err ? 1 : 0, a->num);
	if (variant->received && variant->flags)
		EXPECT_EQ(0, err);
	stop_ask(a);
	/* Its end takes a moment. */
	for (err = 0; rmdir(self->cgroup) && err < 1000; err++)
		usleep(1000);
}

/*
 * Core dumps: nobody asks on behalf of the dead.
 */
#define CORE_PATTERN	"/proc/sys/kernel/core_pattern"

static long dump_core(void *arg)
{
	const struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };
	const pid_t pid = fork_tied();

	if (pid == 0) {
		setrlimit(RLIMIT_CORE, &limit);
		prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
		signal(SIGSEGV, SIG_DFL);
		syscall(__NR_tgkill, getpid(), getpid(), SIGSEGV);
		_exit(1);
	}
	return wait_child(pid);
}

static ssize_t write_pattern(const char *text, ssize_t len)
{
	const int fd = open(CORE_PATTERN, O_WRONLY | O_CLOEXEC);
	const ssize_t ret = write(fd, text, len);

	close(fd);
	return ret;
}

/* Whether a core was written is the control. */
static void core_dump(struct __test_metadata *_metadata, struct ask *a, __u64 allowed)
{
	const struct plan plan = { .layers = { { LAYER_SUPERVISED, allowed } } };
	const int fd = open(CORE_PATTERN, O_RDONLY | O_CLOEXEC);
	char old[256];
	const ssize_t len = read(fd, old, sizeof(old));
	long ret;

	ASSERT_LT(0, len);
	ASSERT_EQ(0, start_ask(a, &plan));
	ASSERT_EQ(4, write_pattern("core", 4));
	ret = ask(a, dump_core, NULL, "yyyy");
	EXPECT_EQ(len, write_pattern(old, len));
	EXPECT_EQ(-SIGSEGV, ret);
	EXPECT_EQ(0, a->num);
	EXPECT_EQ(allowed ? 0 : -1, access("core", F_OK));
}

TEST_F(odd, core_dump)
{
	core_dump(_metadata, &self->ask, 0);
}

TEST_F(odd, core_dump_allowed)
{
	core_dump(_metadata, &self->ask, ALL_FS);
}

/* From microseconds to a tenth of a second: machines need more or less for a question. */
static void sleep_anyhow(void)
{
	usleep(random() % (1 << random() % 18));
}

/*
 * All at once: somebody turns a link to and fro, and nobody must
 * ever read what the supervisor says no to.
 */
static int turn_link(void)
{
	for (;;) {
		if (unlink("turning") && errno != ENOENT)
			return 1;
		if (symlink("file", "turning"))
			return 2;
		sleep_anyhow();
		if (symlink("other", "turning2") || rename("turning2", "turning"))
			return 3;
		usleep(random() % 1000);
	}
}

static long read_turning(void *arg)
{
	int i, fd, opened = 0;
	char text[6];

	for (i = 0; i < 300 || !LOAD(shared.handled); i++) {
		fd = syscall(__NR_openat, AT_FDCWD, "turning", O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			continue;
		opened++;
		if (read(fd, text, 5) != 4 || memcmp(text, "file", 4))
			return -1;
		close(fd);
	}
	return opened;
}

TEST_F(odd, turning_link)
{
	bool good, was_good = false;
	struct asked q;
	struct stat file;
	int turned = 0;
	time_t start;
	pid_t pid;
	long ret;

	START();
	ASSERT_EQ(0, stat("file", &file));
	ASSERT_EQ(0, symlink("file", "turning"));
	pid = fork_tied();
	if (pid == 0)
		_exit(turn_link());
	ASSERT_EQ(0, peer_post(&a->peer, read_turning, NULL));
	start = time(NULL);
	while (wait_question(a, &a->peer)) {
		if (take_question(a, &q))
			continue;
		good = q.st.st_ino == file.st_ino;
		answer(a, &q.req, good ? 'y' : 'n');
		EXPECT_EQ(0, a->reply_err);
		turned += was_good && !good;
		was_good = good;
		if (turned || time(NULL) - start > PATIENCE)
			STORE(shared.handled, 1);
	}
	ret = a->hung ? -2 : peer_answer(&a->peer);
	kill(pid, SIGKILL);
	EXPECT_EQ(-SIGKILL, wait_child(pid));
	/* Not in vain: something was opened, and now and then it was too late. */
	EXPECT_LT(0, ret);
	EXPECT_LT(0, turned);
}

TEST_HARNESS_MAIN
