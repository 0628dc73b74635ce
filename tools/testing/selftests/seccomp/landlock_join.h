/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tests of SECCOMP_OPEN_LANDLOCK and SECCOMP_JOIN_LANDLOCK share */
#ifndef _SECCOMP_LANDLOCK_JOIN_H
#define _SECCOMP_LANDLOCK_JOIN_H

#include "landlock_common.h"

#include <sys/ioctl.h>
#include <sys/uio.h>

static inline int send_fd(int sock, int fd)
{
	char control[CMSG_SPACE(sizeof(fd))] = {}, c = 0;
	struct iovec iov = { &c, 1 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);

	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(cmsg), &fd, sizeof(fd));
	return sendmsg(sock, &msg, 0) == 1 ? 0 : -1;
}

static inline int recv_fd(int sock)
{
	char control[CMSG_SPACE(sizeof(int))], c;
	struct iovec iov = { &c, 1 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	struct cmsghdr *cmsg;
	int fd;

	if (recvmsg(sock, &msg, MSG_CMSG_CLOEXEC) != 1)
		return -1;
	cmsg = CMSG_FIRSTHDR(&msg);
	if (!cmsg || cmsg->cmsg_type != SCM_RIGHTS)
		return -1;
	memcpy(&fd, CMSG_DATA(cmsg), sizeof(fd));
	return fd;
}

/*
 * The way of a descriptor into peers that are started later: the test posts it,
 * and the peer takes it by peer_call().
 */
static int mail[2];
static int taken_fd = -1;

static inline int mail_init(void)
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, mail);
}

static inline long take_fd(void *arg)
{
	if (taken_fd >= 0)
		close(taken_fd);
	taken_fd = recv_fd(mail[1]);
	return taken_fd < 0 ? -1 : 0;
}

/* Closes the descriptor of the caller. */
static inline long hand_fd(const struct peer *peer, int fd)
{
	if (fd < 0 || send_fd(mail[0], fd) || close(fd))
		return -1;
	return peer_call(peer, take_fd, NULL);
}

/* The two halves of peer_call(), for a call that waits for somebody */
static inline int peer_post(const struct peer *peer, long (*fn)(void *arg),
			    void *arg)
{
	const struct peer_call call = { .fn = fn, .arg = arg };

	return write(peer->sv[0], &call, sizeof(call)) == sizeof(call) ? 0 : -1;
}

static inline long peer_answer(const struct peer *peer)
{
	long ret;

	return read(peer->sv[0], &ret, sizeof(ret)) == sizeof(ret) ? ret :
								      PEER_DIED;
}

/* 0 or the errno of joining with the descriptor that was taken */
static inline long join_taken(void *arg)
{
	return join_sandbox(taken_fd) ? errno : 0;
}

/* 0 or the errno of opening the sandbox of a process */
static inline long try_open_sandbox(pid_t pid)
{
	const int fd = open_sandbox(pid);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static inline long call_nnp(void *arg)
{
	return set_nnp();
}

static inline long call_status(void *arg)
{
	return self_status(arg);
}

static inline long call_write(void *arg)
{
	return try_write();
}

static inline long drop_all(void *arg)
{
	return drop_caps(~0ULL);
}

static inline long set_dumpable(void *arg)
{
	return prctl(PR_SET_DUMPABLE, (long)arg, 0, 0, 0);
}

#endif /* _SECCOMP_LANDLOCK_JOIN_H */
