// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - ways around a sandbox, tried
 *
 * probe WAY [ARGUMENT]: prints "ok" or the name of an error, and exits with 0 or 1.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <unistd.h>

#define MPTCP	262
#define HIGH	(1UL << 32)	/* what the kernel does not look at */

static struct sockaddr_in to(const char *port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons(atoi(port)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

static long connect_by(int fd, const char *port)
{
	struct sockaddr_in addr = to(port);

	return fd < 0 ? -1 : connect(fd, (void *)&addr, sizeof(addr));
}

static long by_socket(const char *port, int protocol)
{
	return connect_by(socket(AF_INET, SOCK_STREAM, protocol), port);
}

static long mptcp(const char *port)
{
	return by_socket(port, MPTCP);
}

static long mptcp_high(const char *port)
{
	return connect_by(syscall(SYS_socket, AF_INET | HIGH, SOCK_STREAM | HIGH, MPTCP | HIGH),
			  port);
}

static long mptcp_type_flags(const char *port)
{
	return connect_by(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, MPTCP), port);
}

static long sctp(const char *port)
{
	return by_socket(port, IPPROTO_SCTP);
}

static long smc(const char *port)
{
	return connect_by(socket(43, SOCK_STREAM, 0), port);
}

static long smc_protocol(const char *port)
{
	return by_socket(port, 256);
}

static long tcp(const char *port)
{
	return by_socket(port, 0);
}

/* Another port that is allowed, left again. */
static long reconnect(const char *ports)
{
	struct sockaddr none = { .sa_family = AF_UNSPEC };
	const char *second = strchr(ports, ',');
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (!second || connect_by(fd, ports) || connect(fd, &none, sizeof(none)))
		errx(2, "reconnect: %s", strerror(errno));
	return connect_by(fd, second + 1);
}

static long v4_mapped(const char *port)
{
	struct sockaddr_in6 addr = {
		.sin6_family = AF_INET6,
		.sin6_port = htons(atoi(port)),
		.sin6_addr.s6_addr = { [10] = 0xff, 0xff, 127, 0, 0, 1 },
	};

	return connect(socket(AF_INET6, SOCK_STREAM, 0), (void *)&addr, sizeof(addr));
}

#ifdef __x86_64__
/* The system calls of 32-bit programs, from a 64-bit one. */
static long int80(long nr, long a, long b, long c)
{
	long ret;

	__asm__ volatile("int $0x80" : "=a"(ret) : "a"(nr), "b"(a), "c"(b), "d"(c)
			 : "memory", "r8", "r9", "r10", "r11");
	if (ret < 0 && ret > -4096) {
		errno = -ret;
		return -1;
	}
	return ret;
}

static long mptcp_32(const char *port)
{
	return connect_by(int80(359, AF_INET, SOCK_STREAM, MPTCP), port);
}

static long mptcp_socketcall(const char *port)
{
	uint32_t *args = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);

	if (args == MAP_FAILED)
		err(2, "mmap");
	args[0] = AF_INET;
	args[1] = SOCK_STREAM;
	args[2] = MPTCP;
	return connect_by(int80(102, 1, (long)args, 0), port);
}

static long keyring_32(const char *unused)
{
	(void)unused;
	return int80(288, 0, -2, 1);
}
#endif

/* One request of a ring, without the help of a library. */
static long by_uring(struct io_uring_sqe *request)
{
	struct io_uring_params params = { 0 };
	int ring = syscall(SYS_io_uring_setup, 1, &params);
	struct io_uring_sqe *sqes;
	struct io_uring_cqe *cqe;
	char *rings;

	if (ring < 0)
		return -1;
	rings = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
	sqes = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
	if (rings == MAP_FAILED || sqes == MAP_FAILED)
		err(2, "mmap");
	sqes[0] = *request;
	*(uint32_t *)(rings + params.sq_off.array) = 0;
	*(uint32_t *)(rings + params.sq_off.tail) = 1;
	if (syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) < 0)
		return -1;
	cqe = (void *)(rings + params.cq_off.cqes);
	if (cqe->res < 0) {
		errno = -cqe->res;
		return -1;
	}
	return cqe->res;
}

static long mptcp_uring(const char *port)
{
	struct io_uring_sqe request = {
		.opcode = 45,			/* IORING_OP_SOCKET */
		.fd = AF_INET,
		.off = SOCK_STREAM,
		.len = MPTCP,
	};

	return connect_by(by_uring(&request), port);
}

static long xattr_uring(const char *path)
{
	struct io_uring_sqe request = {
		.opcode = 42,			/* IORING_OP_SETXATTR */
		.addr = (uintptr_t)"user.x",
		.len = 1,
		.off = (uintptr_t)"1",
		.addr3 = (uintptr_t)path,
	};

	return by_uring(&request);
}

static long uring(const char *unused)
{
	struct io_uring_params params = { 0 };

	(void)unused;
	return syscall(SYS_io_uring_setup, 1, &params);
}

static long fastopen_sendto(const char *port)
{
	struct sockaddr_in addr = to(port);

	return sendto(socket(AF_INET, SOCK_STREAM, 0), "x", 1, MSG_FASTOPEN, (void *)&addr,
		      sizeof(addr));
}

static struct msghdr message(struct sockaddr_in *addr)
{
	static struct iovec data = { "x", 1 };

	return (struct msghdr){ .msg_name = addr, .msg_namelen = sizeof(*addr), .msg_iov = &data,
				.msg_iovlen = 1 };
}

static long fastopen_sendmsg(const char *port)
{
	struct sockaddr_in addr = to(port);
	struct msghdr msg = message(&addr);

	return syscall(SYS_sendmsg, socket(AF_INET, SOCK_STREAM, 0), &msg, MSG_FASTOPEN | HIGH);
}

static long fastopen_sendmmsg(const char *port)
{
	struct sockaddr_in addr = to(port);
	struct mmsghdr msg = { message(&addr), 0 };

	return sendmmsg(socket(AF_INET, SOCK_STREAM, 0), &msg, 1, MSG_FASTOPEN);
}

/* connect(2) is called first, and the packet goes out later. */
static long fastopen_connect(const char *port)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (setsockopt(fd, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &(int){ 1 }, sizeof(int)))
		err(2, "TCP_FASTOPEN_CONNECT");
	return connect_by(fd, port) ? -1 : send(fd, "x", 1, 0);
}

/* Connecting to a port that is allowed, later; sending to another. */
static long fastopen_switch(const char *ports)
{
	const char *second = strchr(ports, ',') + 1;
	struct sockaddr_in addr = to(second), peer;
	socklen_t len = sizeof(peer);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (setsockopt(fd, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &(int){ 1 }, sizeof(int)) ||
	    connect_by(fd, ports))
		err(2, "connect");
	if (sendto(fd, "x", 1, 0, (void *)&addr, sizeof(addr)) < 0 ||
	    getpeername(fd, (void *)&peer, &len))
		return -1;
	errno = EXDEV;
	return peer.sin_port == addr.sin_port ? 0 : -1;
}

static struct sockaddr_un named(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", path);
	return addr;
}

static long listen_unbound(const char *unused)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	(void)unused;
	return fd < 0 ? -1 : listen(fd, 1);
}

static long listen_unix(const char *path)
{
	struct sockaddr_un addr = named(path);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (void *)&addr, sizeof(addr)))
		return -1;
	return listen(fd, 1);
}

static long tcp_ulp(const char *port)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (connect_by(fd, port))
		err(2, "connect");
	return setsockopt(fd, IPPROTO_TCP, TCP_ULP, "none", 4);
}

static long raw(const char *unused)
{
	(void)unused;
	return socket(AF_INET, SOCK_RAW, IPPROTO_TCP);
}

static long raw_high(const char *unused)
{
	(void)unused;
	return syscall(SYS_socket, AF_INET6 | HIGH, SOCK_RAW | SOCK_NONBLOCK | HIGH, IPPROTO_RAW);
}

static long packet(const char *unused)
{
	(void)unused;
	return socket(AF_PACKET, SOCK_DGRAM, 0);
}

static long packet_old(const char *unused)
{
	(void)unused;
	return socket(AF_INET, SOCK_PACKET, htons(3));
}

static long udp(const char *port)
{
	struct sockaddr_in addr = to(port);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	return fd < 0 ? -1 : sendto(fd, "x", 1, 0, (void *)&addr, sizeof(addr));
}

static long udp_connect(const char *port)
{
	return connect_by(socket(AF_INET, SOCK_DGRAM, 0), port);
}

static long udp_bind(const char *port)
{
	struct sockaddr_in addr = to(port);

	return bind(socket(AF_INET, SOCK_DGRAM, 0), (void *)&addr, sizeof(addr));
}

/* A port of the range that is picked from, and none other. */
static long udp_bind_range(const char *port)
{
	struct sockaddr_in addr = to("0");
	uint32_t range = atoi(port) << 16 | atoi(port);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	/* IP_LOCAL_PORT_RANGE, new in 6.3 */
	if (setsockopt(fd, IPPROTO_IP, 51, &range, sizeof(range)))
		err(2, "IP_LOCAL_PORT_RANGE");
	return bind(fd, (void *)&addr, sizeof(addr));
}

static long netlink_route(const char *unused)
{
	(void)unused;
	return socket(AF_NETLINK, SOCK_RAW, 0);
}

static long netlink_user(const char *unused)
{
	(void)unused;
	return socket(AF_NETLINK, SOCK_RAW, 2);
}

static long unix_named(const char *path)
{
	struct sockaddr_un addr = named(path);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	return fd < 0 ? -1 : connect(fd, (void *)&addr, sizeof(addr));
}

/* One of a pair sends to somebody else. */
static long pair_datagram(const char *path)
{
	struct sockaddr_un addr = named(path);
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, fds) && socketpair(AF_UNIX, SOCK_RAW, 0, fds))
		return -1;
	return sendto(fds[0], "x", 1, 0, (void *)&addr, sizeof(addr));
}

static long pair_stream(const char *path)
{
	struct sockaddr_un addr = named(path);
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds))
		err(2, "socketpair");
	close(fds[1]);
	return connect(fds[0], (void *)&addr, sizeof(addr));
}

static long pair(const char *unused)
{
	int fds[2];

	(void)unused;
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds);
}

/* A terminal of its own, into which it types. */
static long type_into_terminal(unsigned long request)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave;
	char c = 'x';

	if (master < 0 || grantpt(master) || unlockpt(master))
		err(2, "posix_openpt");
	setsid();
	slave = open(ptsname(master), O_RDWR);
	if (slave < 0 || ioctl(slave, TIOCSCTTY, 1))
		err(2, "terminal");
	if (syscall(SYS_ioctl, slave, request, &c) || syscall(SYS_ioctl, slave, request, "\n"))
		return -1;
	return read(slave, &c, 1) == 1 && c == 'x' ? 0 : -1;
}

static long sti(const char *unused)
{
	(void)unused;
	return type_into_terminal(TIOCSTI);
}

static long sti_high(const char *unused)
{
	(void)unused;
	return type_into_terminal(TIOCSTI | HIGH);
}

/* Where there is no such terminal, the kernel says so. */
static long tioclinux(const char *unused)
{
	(void)unused;
	return ioctl(0, TIOCLINUX, "\3") < 0 && errno == EPERM ? -1 : 0;
}

static long device_ioctl(const char *path)
{
	int fd = open(path, O_RDONLY | O_NOCTTY);

	if (fd < 0)
		err(2, "%s", path);
	return ioctl(fd, TCGETS, NULL) < 0 && errno == EACCES ? -1 : 0;
}

static long keyring(const char *unused)
{
	(void)unused;
	return syscall(SYS_add_key, "user", "scll", "x", 1, -2);
}

static long keyctl(const char *unused)
{
	(void)unused;
	return syscall(SYS_keyctl, 0 | HIGH, -2, 1);
}

static long change_mode(const char *path)
{
	return chmod(path, 0600);
}

static long change_mode_at(const char *path)
{
	/* fchmodat2, new in 6.6 */
	return syscall(452, AT_FDCWD, path, 0600, 0);
}

static long change_owner(const char *path)
{
	return fchownat(AT_FDCWD, path, getuid(), getgid(), 0);
}

static long change_times(const char *path)
{
	return utimensat(AT_FDCWD, path, NULL, 0);
}

static long change_xattr(const char *path)
{
	return setxattr(path, "trusted.x", "1", 1, 0);
}

static long change_flags(const char *path)
{
	int fd = open(path, O_RDONLY), flags = 0;

	return syscall(SYS_ioctl, fd, FS_IOC_SETFLAGS | HIGH, &flags);
}

static long namespaces(const char *unused)
{
	(void)unused;
	return unshare(CLONE_NEWUSER | CLONE_NEWNET);
}

static const struct way {
	const char *name;
	long (*try)(const char *argument);
} ways[] = {
	{ "tcp", tcp }, { "mptcp", mptcp }, { "mptcp-high", mptcp_high },
	{ "mptcp-type-flags", mptcp_type_flags }, { "mptcp-uring", mptcp_uring },
	{ "sctp", sctp }, { "smc", smc }, { "smc-protocol", smc_protocol },
	{ "reconnect", reconnect }, { "v4-mapped", v4_mapped },
#ifdef __x86_64__
	{ "mptcp-32", mptcp_32 }, { "mptcp-socketcall", mptcp_socketcall },
	{ "keyring-32", keyring_32 },
#endif
	{ "fastopen-sendto", fastopen_sendto }, { "fastopen-sendmsg", fastopen_sendmsg },
	{ "fastopen-sendmmsg", fastopen_sendmmsg }, { "fastopen-connect", fastopen_connect },
	{ "fastopen-switch", fastopen_switch },
	{ "listen-unbound", listen_unbound }, { "listen-unix", listen_unix },
	{ "tcp-ulp", tcp_ulp }, { "raw", raw }, { "raw-high", raw_high },
	{ "packet", packet }, { "packet-old", packet_old }, { "udp", udp },
	{ "udp-connect", udp_connect }, { "udp-bind", udp_bind },
	{ "udp-bind-range", udp_bind_range },
	{ "netlink-route", netlink_route }, { "netlink-user", netlink_user },
	{ "unix-named", unix_named }, { "pair-datagram", pair_datagram },
	{ "pair-stream", pair_stream }, { "pair", pair }, { "sti", sti },
	{ "sti-high", sti_high }, { "tioclinux", tioclinux }, { "device-ioctl", device_ioctl },
	{ "keyring", keyring }, { "keyctl", keyctl }, { "uring", uring },
	{ "xattr-uring", xattr_uring }, { "mode", change_mode }, { "mode-at", change_mode_at },
	{ "owner", change_owner }, { "times", change_times }, { "xattr", change_xattr },
	{ "flags", change_flags }, { "namespaces", namespaces },
};

int main(int argc, char **argv)
{
	long ret;

	for (size_t i = 0; argc > 1 && i < sizeof(ways) / sizeof(*ways); i++) {
		if (strcmp(argv[1], ways[i].name))
			continue;
		ret = ways[i].try(argc > 2 ? argv[2] : "");
		puts(ret < 0 ? strerrorname_np(errno) : "ok");
		return ret < 0;
	}
	errx(2, "usage: probe WAY [ARGUMENT]; unknown: %s", argc > 1 ? argv[1] : "none");
}
