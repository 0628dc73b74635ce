// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Everything that the builder can express is enforced, and no more.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <linux/random.h>
#include <netinet/in.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "common.h"

/* in/file, in/sub/, out/file */
static void make_tree(void)
{
	CHECK(!mkdir("in", 0755) || errno == EEXIST);
	CHECK(!mkdir("in/sub", 0755) || errno == EEXIST);
	CHECK(!mkdir("out", 0755) || errno == EEXIST);
	make_file("in/file");
	make_file("out/file");
}

static int try_list(const char *path)
{
	return try_open(path, O_RDONLY | O_DIRECTORY);
}

static void directory_read(void)
{
	struct scll *sb = new_sandbox(SCLL_NO_NEW_PRIVS);

	make_tree();
	CHECK_EQ(0, scll_allow_path(sb, "in", SCLL_READ));
	enter(sb);
	CHECK_EQ(0, try_open("in/file", O_RDONLY));
	CHECK_EQ(0, try_list("in/sub"));
	CHECK_EQ(EACCES, try_open("in/file", O_WRONLY));
	CHECK_EQ(EACCES, try_open("in/new", O_WRONLY | O_CREAT));
	CHECK_EQ(EACCES, try_open("out/file", O_RDONLY));
	CHECK_EQ(EACCES, try_list("out"));
	scll_free(sb);
}

static void directory_write(void)
{
	struct scll *sb = new_sandbox(SCLL_NO_NEW_PRIVS);

	make_tree();
	CHECK_EQ(0, scll_allow_path(sb, "in", SCLL_WRITE));
	enter(sb);
	CHECK_EQ(EACCES, try_open("in/file", O_RDONLY));
	CHECK_EQ(0, try_open("in/file", O_WRONLY | O_TRUNC));
	CHECK_EQ(0, try_open("in/new", O_WRONLY | O_CREAT));
	CHECK_EQ(0, outcome(mkdir("in/dir", 0755)));
	CHECK_EQ(0, outcome(rename("in/new", "in/dir/new")));
	CHECK_EQ(0, outcome(unlink("in/dir/new")));
	CHECK_EQ(0, outcome(rmdir("in/dir")));
	CHECK_EQ(0, outcome(symlink("file", "in/link")));
	CHECK_EQ(0, outcome(mkfifo("in/fifo", 0600)));
	CHECK_EQ(EACCES, outcome(unlink("out/file")));
	CHECK_EQ(EACCES, outcome(truncate("out/file", 0)));
	CHECK_EQ(EACCES, outcome(mkdir("out/dir", 0755)));
	scll_free(sb);
}

static void file_rights_are_masked(void)
{
	struct scll *sb = new_sandbox(SCLL_NO_NEW_PRIVS);

	make_tree();
	CHECK_EQ(0, scll_allow_path(sb, "in/file", SCLL_ALL));
	CHECK_EQ(0, scll_allow_path(sb, "out/file", SCLL_READ));
	enter(sb);
	CHECK_EQ(0, try_open("in/file", O_RDWR | O_TRUNC));
	CHECK_EQ(EACCES, try_list("in"));
	CHECK_EQ(0, try_open("out/file", O_RDONLY));
	CHECK_EQ(EACCES, try_open("out/file", O_RDWR));
	CHECK_EQ(EACCES, outcome(unlink("in/file")));
	scll_free(sb);
}

static void exec_true(void *path)
{
	execl(path, path, NULL);
	_exit(errno);
}

static void execution(void)
{
	static const char *const libraries[] = { "/lib", "/lib64", "/usr/lib" };
	struct scll *sb = new_sandbox(SCLL_NO_NEW_PRIVS);
	size_t i;

	make_tree();
	CHECK_EQ(0, system("cp /bin/true in/true && cp /bin/true out/true"));
	CHECK_EQ(0, scll_allow_path(sb, "/", SCLL_READ));
	CHECK_EQ(0, scll_allow_path(sb, "in", SCLL_EXEC));
	for (i = 0; i < 3; i++)
		CHECK_EQ(0, scll_allow_path(sb, libraries[i], SCLL_EXEC));
	enter(sb);
	CHECK_EQ(0, in_child(exec_true, "in/true"));
	CHECK_EQ(EACCES, in_child(exec_true, "out/true"));
	scll_free(sb);
}

static void device_ioctl(void)
{
	struct scll *sb = new_sandbox(SCLL_NO_NEW_PRIVS);
	int fd, bits;

	CHECK_EQ(0, scll_allow_path(sb, "/dev/random", SCLL_READ));
	CHECK_EQ(0, scll_allow_path(sb, "/dev/urandom", SCLL_READ | SCLL_WRITE));
	enter(sb);
	fd = open("/dev/random", O_RDONLY | O_CLOEXEC);
	CHECK(fd >= 0);
	CHECK_EQ(EACCES, outcome(ioctl(fd, RNDGETENTCNT, &bits)));
	fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	CHECK(fd >= 0);
	CHECK_EQ(0, outcome(ioctl(fd, RNDGETENTCNT, &bits)));
	scll_free(sb);
}

static void descriptor(void)
{
	struct scll *sb = new_sandbox(SCLL_NO_NEW_PRIVS);
	int fd;

	make_tree();
	fd = open("in", O_PATH | O_CLOEXEC);
	CHECK_EQ(0, scll_allow_fd(sb, fd, SCLL_READ));
	close(fd);
	enter(sb);
	CHECK_EQ(0, try_open("in/file", O_RDONLY));
	CHECK_EQ(EACCES, try_open("out/file", O_RDONLY));
	scll_free(sb);
}

static void raw_rights(void)
{
	struct scll *sb = new_sandbox(SCLL_NO_NEW_PRIVS);
	int fd;

	make_tree();
	fd = open("out", O_PATH | O_CLOEXEC);
	CHECK_EQ(0, scll_allow_path_rights(sb, "in", LANDLOCK_ACCESS_FS_READ_FILE));
	CHECK_EQ(0, scll_allow_fd_rights(sb, fd, LANDLOCK_ACCESS_FS_READ_DIR));
	enter(sb);
	CHECK_EQ(0, try_open("in/file", O_RDONLY));
	CHECK_EQ(EACCES, try_list("in"));
	CHECK_EQ(0, try_list("out"));
	CHECK_EQ(EACCES, try_open("out/file", O_RDONLY));
	scll_free(sb);
}

static void handled_is_what_is_said(void)
{
	struct scll *sb = new_sandbox(SCLL_NO_NEW_PRIVS);

	make_tree();
	CHECK_EQ(0, scll_handle_fs(sb, LANDLOCK_ACCESS_FS_WRITE_FILE));
	CHECK_EQ(0, scll_allow_path(sb, "out", SCLL_READ));
	CHECK_EQ(0, scll_allow_path(sb, "in", SCLL_WRITE));
	enter(sb);
	CHECK_EQ(0, try_open("in/file", O_RDWR));
	CHECK_EQ(EACCES, try_open("out/file", O_WRONLY));
	CHECK_EQ(0, try_open("out/file", O_RDONLY));
	CHECK_EQ(0, outcome(mkdir("out/dir", 0755)));
	scll_free(sb);
}

static void no_rule_denies_all(void)
{
	struct scll *sb = new_sandbox(SCLL_NO_NEW_PRIVS);

	make_tree();
	CHECK_EQ(0, scll_handle_fs(sb, SCLL_FS_ALL));
	enter(sb);
	CHECK_EQ(EACCES, try_open("in/file", O_RDONLY));
	CHECK_EQ(EACCES, try_list("/"));
	scll_free(sb);
}

static void only_missing_paths_deny_all(void)
{
	struct scll *sb = new_sandbox(SCLL_NO_NEW_PRIVS | SCLL_IGNORE_MISSING);

	make_tree();
	CHECK_EQ(0, scll_allow_path(sb, "nonesuch", SCLL_READ));
	CHECK_EQ(0, scll_allow_path(sb, "in/file/below", SCLL_READ));
	enter(sb);
	CHECK(scll_dropped(sb) & SCLL_DROPPED_PATH);
	CHECK_EQ(EACCES, try_open("in/file", O_RDONLY));
	scll_free(sb);
}

static void no_rules_restrict_nothing(void)
{
	struct scll *sb = new_sandbox(SCLL_NO_NEW_PRIVS);

	make_tree();
	enter(sb);
	CHECK_EQ(0, try_open("in/file", O_RDWR));
	CHECK_EQ(2, status_field("Seccomp"));
	CHECK_EQ(1, status_field("NoNewPrivs"));
	CHECK_EQ(1, status_field("Seccomp_filters"));
	CHECK_EQ(extended() ? 1 : -1, status_field("Seccomp_landlock"));
	scll_free(sb);
}

static struct sockaddr_in loopback(int port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	return address;
}

static int try_bind(int port)
{
	struct sockaddr_in address = loopback(port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int ret = outcome(bind(fd, (void *)&address, sizeof(address)));

	close(fd);
	return ret;
}

static int try_connect(int port)
{
	struct sockaddr_in address = loopback(port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int ret = outcome(connect(fd, (void *)&address, sizeof(address)));

	close(fd);
	return ret;
}

static void ports(void)
{
	struct scll *sb = new_sandbox(SCLL_NO_NEW_PRIVS);

	CHECK_EQ(0, scll_allow_port(sb, 2001, SCLL_BIND_TCP));
	CHECK_EQ(0, scll_allow_port(sb, 2002, SCLL_CONNECT_TCP));
	enter(sb);
	CHECK_EQ(0, try_bind(2001));
	CHECK_EQ(EACCES, try_bind(2002));
	CHECK_EQ(ECONNREFUSED, try_connect(2002));
	CHECK_EQ(EACCES, try_connect(2001));
	CHECK_EQ(0, try_open("/etc/passwd", O_RDONLY));
	scll_free(sb);
}

static void ports_of_one_kind(void)
{
	struct scll *sb = new_sandbox(SCLL_NO_NEW_PRIVS);

	CHECK_EQ(0, scll_handle_net(sb, SCLL_CONNECT_TCP));
	CHECK_EQ(0, scll_allow_port(sb, 2002, SCLL_CONNECT_TCP));
	enter(sb);
	CHECK_EQ(0, try_bind(2001));
	CHECK_EQ(ECONNREFUSED, try_connect(2002));
	CHECK_EQ(EACCES, try_connect(2001));
	scll_free(sb);
}

static void no_port_denies_all(void)
{
	struct scll *sb = new_sandbox(SCLL_NO_NEW_PRIVS);

	CHECK_EQ(0, scll_handle_net(sb, SCLL_NET_ALL));
	enter(sb);
	CHECK_EQ(EACCES, try_bind(2001));
	CHECK_EQ(EACCES, try_connect(2002));
	scll_free(sb);
}

/* A listening abstract socket outside of the sandbox. */
static int try_abstract(bool listens)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	socklen_t len = offsetof(struct sockaddr_un, sun_path) + 10;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	memcpy(address.sun_path, "\0scll-test", 10);
	if (!listens)
		return outcome(connect(fd, (void *)&address, len));
	return outcome(bind(fd, (void *)&address, len)) ?:
	       outcome(listen(fd, 1));
}

static void scope(uint64_t scopes, int signal_error, int socket_error)
{
	struct scll *sb = new_sandbox(SCLL_NO_NEW_PRIVS);

	CHECK_EQ(0, try_abstract(true));
	CHECK_EQ(0, scll_set_scope(sb, scopes));
	enter(sb);
	CHECK_EQ(signal_error, outcome(kill(getppid(), 0)));
	CHECK_EQ(socket_error, try_abstract(false));
	scll_free(sb);
}

static void scope_signal(void)
{
	scope(SCLL_SCOPE_SIGNAL, EPERM, 0);
}

static void scope_abstract_unix(void)
{
	scope(SCLL_SCOPE_ABSTRACT_UNIX, 0, EPERM);
}

static int ruleset(uint64_t fs)
{
	struct scll_ruleset_attr attr = { .fs = fs };
	int fd = scll_sys_create_ruleset(&attr);

	CHECK(fd >= 0);
	return fd;
}

static void ruleset_from_elsewhere(void)
{
	struct scll *sb = new_sandbox(SCLL_NO_NEW_PRIVS);
	struct landlock_path_beneath_attr rule = {
		.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE,
	};
	int fd = ruleset(LANDLOCK_ACCESS_FS_READ_FILE);

	make_tree();
	rule.parent_fd = open("in", O_PATH | O_CLOEXEC);
	CHECK_EQ(0, scll_set_ruleset(sb, fd));
	CHECK_EQ(0, scll_prepare(sb));
	CHECK_EQ(0, scll_sys_add_rule(fd, LANDLOCK_RULE_PATH_BENEATH, &rule, 0));
	close(fd);
	CHECK_EQ(0, scll_apply(sb, NULL));
	CHECK_EQ(0, try_open("in/file", O_RDWR));
	CHECK_EQ(EACCES, try_open("out/file", O_RDONLY));
	CHECK_EQ(0, try_open("out/file", O_WRONLY));
	scll_free(sb);
}

static const struct test tests[] = {
	TEST(directory_read),
	TEST(directory_write),
	TEST(file_rights_are_masked),
	TEST(execution),
	TEST(device_ioctl),
	TEST(descriptor),
	TEST(raw_rights),
	TEST(handled_is_what_is_said),
	TEST(no_rule_denies_all),
	TEST(only_missing_paths_deny_all),
	TEST(no_rules_restrict_nothing),
	TEST(ports),
	TEST(ports_of_one_kind),
	TEST(no_port_denies_all),
	TEST(scope_signal),
	TEST(scope_abstract_unix),
	TEST(ruleset_from_elsewhere),
};

TAP_MAIN(tests)
