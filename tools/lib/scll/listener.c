// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Handing a listener to the process that answers for the sandbox.  Nothing here may
 * allocate, lock, or call into libc beyond wrappers of system calls.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sandbox.h"

/* Room for one descriptor: the kernel closes what does not fit. */
union control {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int))];
};

/* A message is a number, 0 or an error; with 0 there is a descriptor. */
struct message {
	struct msghdr header;
	struct iovec part;
	union control control;
};

static void set_up(struct message *m, int *number)
{
	memset(m, 0, sizeof(*m));
	m->part.iov_base = number;
	m->part.iov_len = sizeof(*number);
	m->header.msg_iov = &m->part;
	m->header.msg_iovlen = 1;
	m->header.msg_control = &m->control;
	/* Not the space with its padding, in which there is room for a second one. */
	m->header.msg_controllen = CMSG_LEN(sizeof(int));
}

SCLL_EXPORT int scll_send_listener(int sock, int listener)
{
	int number = listener < 0 ? listener : 0;
	int saved = errno, err = 0;
	struct message m;
	ssize_t ret;

	set_up(&m, &number);
	if (listener < 0) {
		m.header.msg_control = NULL;
		m.header.msg_controllen = 0;
	} else {
		m.control.header.cmsg_level = SOL_SOCKET;
		m.control.header.cmsg_type = SCM_RIGHTS;
		m.control.header.cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(&m.control.header), &listener, sizeof(listener));
	}
	do {
		ret = sendmsg(sock, &m.header, MSG_NOSIGNAL);
	} while (ret < 0 && errno == EINTR);
	if (ret < 0)
		err = -errno;
	else if (ret != sizeof(number))
		err = -EPROTO;
	errno = saved;
	return err;
}

/* The descriptor of a message, or -1. */
static int descriptor(struct message *m)
{
	const struct cmsghdr *header = CMSG_FIRSTHDR(&m->header);
	int fd;

	if (!header || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS ||
	    header->cmsg_len != CMSG_LEN(sizeof(fd)))
		return -1;
	memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	return fd;
}

static int receive(int sock)
{
	struct message m;
	int number, fd;
	ssize_t ret;

	set_up(&m, &number);
	do {
		ret = recvmsg(sock, &m.header, MSG_CMSG_CLOEXEC);
	} while (ret < 0 && errno == EINTR);
	if (ret < 0)
		return -errno;
	fd = descriptor(&m);
	if (!ret && fd < 0)
		return -EPIPE;
	if (ret == sizeof(number) && !(m.header.msg_flags & (MSG_TRUNC | MSG_CTRUNC))) {
		if (number < 0 && fd < 0)
			return number;
		if (!number && fd >= 0)
			return fd;
	}
	if (fd >= 0)
		close(fd);
	return -EPROTO;
}

SCLL_EXPORT int scll_receive_listener(int sock)
{
	int saved = errno;
	int ret = receive(sock);

	errno = saved;
	return ret;
}
