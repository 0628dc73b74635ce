// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Questions to a listener about what the rules deny, and answers.  The memory of the
 * process that asks is never looked at.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "sandbox.h"

/* The largest error number that a call can return by an answer. */
#define ERROR_MAX	511

_Static_assert(SECCOMP_LANDLOCK_OBJECT == (int)SCLL_KIND_OBJECT &&
	       SECCOMP_LANDLOCK_EXCHANGE == (int)SCLL_KIND_EXCHANGE &&
	       SECCOMP_LANDLOCK_ADDRESS == (int)SCLL_KIND_ADDRESS, "kinds");
_Static_assert(sizeof(struct seccomp_notif_landlock) == SECCOMP_NOTIF_LANDLOCK_SIZE_VER0, "size");

/* The kernel's structures can be larger than those of its headers, and are then zero. */
union notif {
	struct seccomp_notif notif;
	char room[1024];
};

union response {
	struct seccomp_notif_resp resp;
	char room[1024];
};

static int respond(struct scll_question *q, int error, int64_t value, uint32_t flags)
{
	union response answer;
	int ret;

	if (q->answered)
		return -EINPROGRESS;
	memset(&answer, 0, sizeof(answer));
	answer.resp.id = q->id;
	answer.resp.error = error;
	answer.resp.val = value;
	answer.resp.flags = flags;
	do {
		ret = scll_sys_notif(q->listener, SECCOMP_IOCTL_NOTIF_SEND, &answer.resp);
	} while (ret == -EINTR);
	if (!ret || ret == -ENOENT)
		q->answered = 1;
	return ret;
}

SCLL_EXPORT int scll_question_yes(struct scll_question *q)
{
	return respond(q, 0, 0, SECCOMP_USER_NOTIF_FLAG_CONTINUE);
}

SCLL_EXPORT int scll_question_no(struct scll_question *q, int error)
{
	return error < 0 && error >= -ERROR_MAX ? respond(q, error, 0, 0) : -EINVAL;
}

SCLL_EXPORT int scll_question_value(struct scll_question *q, int64_t value)
{
	return value >= 0 ? respond(q, 0, value, 0) : -EINVAL;
}

SCLL_EXPORT int scll_question_file(struct scll_question *q, int fd, int flags)
{
	struct seccomp_notif_addfd add = {
		.id = q->id, .flags = SECCOMP_ADDFD_FLAG_SEND, .srcfd = fd, .newfd_flags = flags,
	};
	int ret;

	if (flags & ~O_CLOEXEC)
		return -EINVAL;
	if (q->answered)
		return -EINPROGRESS;
	ret = scll_sys_notif(q->listener, SECCOMP_IOCTL_NOTIF_ADDFD, &add);
	if (ret >= 0 || ret == -ENOENT)
		q->answered = 1;
	return ret < 0 ? ret : 0;
}

SCLL_EXPORT void scll_question_free(struct scll_question *q)
{
	int saved = errno;

	/* A question was never received into it. */
	if (!q || q->size < sizeof(*q))
		return;
	if (!q->answered)
		scll_question_no(q, q->kind == SCLL_KIND_CALL ? -ENOSYS : -EACCES);
	if (q->fd >= 0)
		close(q->fd);
	q->fd = -1;
	errno = saved;
}

SCLL_EXPORT int scll_question_waits(const struct scll_question *q)
{
	uint64_t id = q->id;
	int ret;

	if (q->answered)
		return -ENOENT;
	do {
		ret = scll_sys_notif(q->listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &id);
	} while (ret == -EINTR);
	return ret;
}

static int ask_rule(struct scll_question *q)
{
	struct seccomp_notif_landlock rule;
	int ret;

	do {
		rule = (struct seccomp_notif_landlock){ .id = q->id, .size = sizeof(rule) };
		ret = scll_sys_notif(q->listener, SECCOMP_IOCTL_NOTIF_LANDLOCK, &rule);
	} while (ret == -EINTR);
	if (ret)
		return ret;
	q->kind = rule.kind;
	q->fd = rule.fd;
	q->needed = rule.needed;
	q->denied = rule.denied;
	q->ino = rule.ino;
	q->ino2 = rule.ino2;
	q->dev_major = rule.dev_major;
	q->dev_minor = rule.dev_minor;
	q->address_len = rule.address_len;
	q->name_len = rule.name_len;
	q->name2_len = rule.name2_len;
	memcpy(q->address, rule.address, sizeof(q->address));
	memcpy(q->name, rule.name, sizeof(q->name));
	memcpy(q->name2, rule.name2, sizeof(q->name2));
	return 0;
}

/* -ENOENT: it was withdrawn meanwhile. */
static int receive(int listener, struct scll_question *q)
{
	union notif call;
	int ret;

	memset(&call, 0, sizeof(call));
	ret = scll_sys_notif(listener, SECCOMP_IOCTL_NOTIF_RECV, &call.notif);
	if (ret)
		return ret;
	*q = (struct scll_question){
		.size = sizeof(*q), .listener = listener, .id = call.notif.id,
		.pid = call.notif.pid, .kind = SCLL_KIND_CALL, .arch = call.notif.data.arch,
		.call = call.notif.data.nr, .fd = -1,
	};
	if (!(call.notif.flags & SECCOMP_NOTIF_LANDLOCK)) {
		for (size_t i = 0; i < sizeof(q->args) / sizeof(q->args[0]); i++)
			q->args[i] = call.notif.data.args[i];
		return 0;
	}
	ret = ask_rule(q);
	/* It would wait for ever. */
	if (ret)
		scll_question_no(q, -EACCES);
	return ret;
}

/* In ms. */
static int64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Waits for one question.  -ENOENT: there was one, which was withdrawn. */
static int wait_for(int listener, int timeout, struct scll_question *q)
{
	int ret = scll_sys_notif_poll(listener, timeout);

	if (ret < 0)
		return ret;
	if (ret & POLLNVAL)
		return -EBADF;
	if (!(ret & POLLIN))
		return ret ? -EPIPE : -EAGAIN;
	ret = receive(listener, q);
	/* No driver of something else knows it. */
	return ret == -ENOTTY ? -EINVAL : ret;
}

SCLL_EXPORT int scll_question_receive(int listener, int timeout, struct scll_question *question)
{
	const int64_t until = timeout > 0 ? now() + timeout : 0;
	struct scll_question found;
	int64_t rest = timeout;
	int ret;

	if (!question || question->size < sizeof(found))
		return -EINVAL;
	/* After a failure there is nothing to answer or to close. */
	question->fd = -1;
	question->answered = 1;
	/* For which poll(2) would wait. */
	if (listener < 0)
		return -EBADF;
	do {
		ret = wait_for(listener, rest, &found);
		if (timeout >= 0)
			rest = timeout ? until - now() : 0;
	} while (ret == -ENOENT && (timeout < 0 || rest > 0));
	if (ret)
		return ret == -ENOENT ? -EAGAIN : ret;
	found.size = question->size;
	memcpy(question, &found, sizeof(found));
	return 0;
}

SCLL_EXPORT int scll_question_rights(const struct scll_question *q, uint64_t rights, char *text,
				     size_t size)
{
	const int kind = q->kind == SCLL_KIND_ADDRESS ? SCLL_NAME_NET : SCLL_NAME_FS;
	size_t used = 0;
	char unnamed[32];

	if (q->kind == SCLL_KIND_CALL || !size)
		return -EINVAL;
	*text = '\0';
	for (unsigned int i = 0; i < 64; i++) {
		const char *name = scll_name(kind, i);

		if (!(rights & UINT64_C(1) << i))
			continue;
		snprintf(unnamed, sizeof(unnamed), "bit %u", i);
		used += snprintf(text + used, size - used, "%s%s", used ? "," : "",
				 name ?: unnamed);
		if (used >= size)
			return -ENAMETOOLONG;
	}
	return 0;
}

SCLL_EXPORT int scll_question_path(const struct scll_question *q, char *path, size_t size)
{
	char link[32], found[PATH_MAX];
	struct stat here, there;
	ssize_t len;
	int used;

	if (q->fd < 0)
		return -EINVAL;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", q->fd);
	len = readlink(link, found, sizeof(found) - 1);
	if (len < 0)
		return -errno;
	found[len] = '\0';
	used = snprintf(path, size, "%s%s%.*s", found,
			q->name_len && strcmp(found, "/") ? "/" : "", (int)q->name_len, q->name);
	if (used < 0 || (size_t)used >= size)
		return -ENAMETOOLONG;
	/* Not through a symbolic link: an object can be one itself. */
	if (*found != '/' || fstat(q->fd, &here) || lstat(found, &there) ||
	    here.st_dev != there.st_dev || here.st_ino != there.st_ino)
		return -ESTALE;
	return 0;
}

/* A copy: the bytes are not aligned. */
static int family(const struct scll_question *q)
{
	struct sockaddr any = { .sa_family = AF_UNSPEC };

	memcpy(&any.sa_family, q->address, sizeof(any.sa_family));
	return any.sa_family;
}

SCLL_EXPORT int scll_question_address(const struct scll_question *q, char *text, size_t size)
{
	char host[INET6_ADDRSTRLEN] = "", scope[16] = "";
	struct sockaddr_in6 v6;
	struct sockaddr_in v4;
	in_port_t port;
	int used;

	if (q->kind != SCLL_KIND_ADDRESS)
		return -EINVAL;
	/* Without a family, bind(2) takes an address for one of the first. */
	if ((family(q) == AF_INET || family(q) == AF_UNSPEC) && q->address_len >= sizeof(v4)) {
		memcpy(&v4, q->address, sizeof(v4));
		inet_ntop(AF_INET, &v4.sin_addr, host, sizeof(host));
		port = ntohs(v4.sin_port);
	} else if (family(q) == AF_INET6 &&
		   q->address_len >= offsetof(struct sockaddr_in6, sin6_scope_id)) {
		memcpy(&v6, q->address, sizeof(v6));
		inet_ntop(AF_INET6, &v6.sin6_addr, host, sizeof(host));
		port = ntohs(v6.sin6_port);
		if (v6.sin6_scope_id)
			snprintf(scope, sizeof(scope), "%%%u", v6.sin6_scope_id);
	} else {
		return -EAFNOSUPPORT;
	}
	used = snprintf(text, size, "%s%s port %u", host, scope, port);
	return used < 0 || (size_t)used >= size ? -ENAMETOOLONG : port;
}
