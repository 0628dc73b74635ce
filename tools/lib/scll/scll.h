/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libscll - sandboxes made of a seccomp filter and Landlock rules
 *
 * A sandbox is described step by step, then prepared, then applied:
 *
 *	struct scll_options opts = { .size = sizeof(opts),
 *				     .flags = SCLL_NO_NEW_PRIVS };
 *	struct scll *sb;
 *
 *	if (scll_new(&sb, &opts) ||
 *	    scll_allow_path(sb, "/usr", SCLL_READ | SCLL_EXEC) ||
 *	    scll_allow_path(sb, "/tmp/work", SCLL_READ | SCLL_WRITE) ||
 *	    scll_allow_port(sb, 443, SCLL_CONNECT_TCP) ||
 *	    scll_prepare(sb))
 *		return -1;
 *	if (fork() == 0) {
 *		if (scll_apply(sb, NULL) == 0)
 *			execve(...);
 *		_exit(125);
 *	}
 *	scll_free(sb);
 *
 * All functions that return an int return 0 or a negative errno.  A function
 * that fails leaves the sandbox and the process as they were; the one exception
 * is described at scll_apply().  The library has no global state and prints
 * nothing.  One struct scll must not be used by two threads at the same time,
 * except that any number of them may call functions that take a const one.
 */
#ifndef SCLL_H
#define SCLL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this header. */
#define SCLL_VERSION	"0.1.0"

/**
 * scll_version() - the version of the library in use
 *
 * Async-signal-safe.
 *
 * Return: a string that lives for ever, as %SCLL_VERSION.
 */
const char *scll_version(void);

/* A sandbox that is being described, or is ready to be applied. */
struct scll;

/* An instruction of a program, see <linux/filter.h>. */
struct sock_filter;

/**
 * enum scll_flags - options of a sandbox
 *
 * @SCLL_NO_NEW_PRIVS: scll_apply() sets no_new_privs: with the rules if the kernel
 *	knows a flag for it (Landlock ABI 11) and %SCLL_SUPERVISE is not given, else
 *	by a prctl(2) of its own ahead of the rest.  Without this flag the caller of
 *	scll_apply() must have it set already, or have CAP_SYS_ADMIN in its user
 *	namespace: else -EACCES.
 * @SCLL_TSYNC: For all threads of the process and not only for the calling one.  On a
 *	stock kernel with Landlock ABI 8, a thread that restricted itself with Landlock
 *	and has no filter of its own gets the caller's rules in place of its own, and
 *	can thereby gain rights; on one with the extension it is -ESRCH.
 * @SCLL_LOG: What the filter denies, and tracing that is denied, is logged.
 * @SCLL_SPEC_ALLOW: No mitigation of speculative store bypass.
 * @SCLL_NEW_LISTENER: Create a listener for the filter's SECCOMP_RET_USER_NOTIF.
 * @SCLL_WAIT_KILL: While the listener handles a system call, only a fatal signal
 *	interrupts it.  Needs %SCLL_NEW_LISTENER.
 * @SCLL_NO_TRACE: This sandbox traces nobody, not even its own processes.
 * @SCLL_TRUST_DELEGATE: Processes of this sandbox may trace each other although a
 *	listener or a tracer decides about their system calls.
 * @SCLL_BEST_EFFORT: Do what this kernel can do, and leave out the rest, but not all
 *	rules: %SCLL_DROPPED_RULES must be accepted by its name.  See scll_dropped(),
 *	and the field accept of &struct scll_options for less than all of it.
 * @SCLL_IGNORE_MISSING: scll_allow_path() succeeds without a rule for a path that
 *	does not exist.  scll_report() tells which ones.
 * @SCLL_ANY_FILTER: Take a filter also if it denies execve(2) or exit_group(2), from
 *	a caller that does not execute a program.  Without this flag scll_prepare()
 *	fails with -ENOEXEC.
 * @SCLL_LOG_SAME_EXEC_OFF: What the rules deny to the calling program is not logged,
 *	until it executes another one.
 * @SCLL_LOG_NEW_EXEC_ON: What they deny to programs that it executes is.  The kernel's
 *	default is the opposite of both.
 * @SCLL_LOG_SUBDOMAINS_OFF: What is denied by rules that a process of this sandbox adds
 *	is not logged.  These three need Landlock ABI 7 and a sandbox with rules, else
 *	-EINVAL from scll_prepare(), and are about the audit log.
 * @SCLL_NO_CHILD: Never make a child process, for programs that must not have one.
 *	Without children scll_prepare() does not try on a stock kernel what scll_apply()
 *	does there in steps: a failure, of a program that is not a valid filter for
 *	example, can leave a part of the sandbox in force, see scll_apply().  What the
 *	kernel's Landlock knows is then taken from its version.  scll_load_profile()
 *	needs a child, and fails with -EINVAL.
 * @SCLL_SUPERVISE: What the rules deny is asked of the listener, as a question about the
 *	file, the directory or the address itself, see scll_question_receive(); without an
 *	open listener it is denied.  Needs %SCLL_NEW_LISTENER, a sandbox with rules, else
 *	-EINVAL, and no_new_privs, for which CAP_SYS_ADMIN does not stand in.  It needs a
 *	kernel that can do it, whatever is accepted: -EOPNOTSUPP.  A supervised sandbox has a
 *	listener, so its processes cannot trace each other without %SCLL_TRUST_DELEGATE.
 */
enum scll_flags {
	SCLL_NO_NEW_PRIVS	= 1 << 0,
	SCLL_TSYNC		= 1 << 1,
	SCLL_LOG		= 1 << 2,
	SCLL_SPEC_ALLOW		= 1 << 3,
	SCLL_NEW_LISTENER	= 1 << 4,
	SCLL_WAIT_KILL		= 1 << 5,
	SCLL_NO_TRACE		= 1 << 6,
	SCLL_TRUST_DELEGATE	= 1 << 7,
	SCLL_BEST_EFFORT	= 1 << 8,
	SCLL_IGNORE_MISSING	= 1 << 9,
	SCLL_ANY_FILTER		= 1 << 10,
	SCLL_LOG_SAME_EXEC_OFF	= 1 << 11,
	SCLL_LOG_NEW_EXEC_ON	= 1 << 12,
	SCLL_LOG_SUBDOMAINS_OFF	= 1 << 13,
	SCLL_NO_CHILD		= 1 << 14,
	SCLL_SUPERVISE		= 1 << 15
};

/**
 * struct scll_options - argument of scll_new()
 *
 * @size: Size of this structure in bytes.  A larger one than the library knows is
 *	accepted when the rest is zero.
 * @flags: Bitwise OR of &enum scll_flags.
 * @accept: What may be missing, bitwise OR of SCLL_DROPPED_*.  If the kernel lacks
 *	anything else that was asked for, scll_prepare() fails with -EOPNOTSUPP.
 *	%SCLL_DROPPED_RULES stands for _FS, _NET, _SCOPE and _UNIX too, and
 *	%SCLL_DROPPED_PATH is %SCLL_IGNORE_MISSING.
 * @msg: Buffer for a message, or NULL.  It must live as long as the sandbox.  A
 *	function that fails writes there what was wrong: which path, port, filter
 *	or option.  One line without a newline, cut to fit.  A function that
 *	succeeds leaves it alone, and so does every function that takes a const
 *	struct scll.
 * @msg_size: Size of that buffer in bytes.
 */
struct scll_options {
	size_t size;
	uint32_t flags;
	uint32_t accept;
	char *msg;
	size_t msg_size;
};

/**
 * scll_new() - start the description of a sandbox
 *
 * @sb: Out: the sandbox, to be given back to scll_free().
 * @opts: Options, or NULL for none.
 *
 * A sandbox starts without rules, and with a filter that allows all system calls.
 * If it is applied like this, it still confines tracing.
 *
 * Errors: -EINVAL @sb is NULL, the size is too small, or a bit is unknown or
 * needs another one; -E2BIG a byte of @opts beyond what this library knows is not
 * zero; -ENOMEM.  The message buffer of @opts is used if the size is right.
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_new(struct scll **sb, const struct scll_options *opts);

/**
 * scll_free() - free a sandbox and close the descriptors it holds
 *
 * @sb: The sandbox, or NULL.
 *
 * Processes to which it was applied are not affected.
 */
void scll_free(struct scll *sb);

/**
 * scll_set_filter() - use a program as the filter
 *
 * @sb: The sandbox.
 * @prog: Instructions, which are copied.
 * @len: Number of instructions, 1 to 4096 (BPF_MAXINSNS).
 *
 * The kernel checks the program when the sandbox is applied.  The program may
 * deny seccomp(2), prctl(2), and all of Landlock's system calls, but neither
 * execve(2) nor exit_group(2), see scll_prepare().
 *
 * Errors: -EINVAL @prog is NULL or @len out of range; -EBUSY the sandbox has a
 * filter already or is prepared; -ENOMEM.
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_set_filter(struct scll *sb, const struct sock_filter *prog, size_t len);

/**
 * scll_set_seccomp() - use a filter made with libseccomp
 *
 * @sb: The sandbox.
 * @ctx: A scmp_filter_ctx.  It is read during the call and stays the caller's.
 *
 * The attributes of @ctx that matter to seccomp_load() add to the options:
 * SCMP_FLTATR_CTL_NNP (which is on by default), _CTL_TSYNC, _CTL_LOG, _CTL_SSB,
 * and _CTL_WAITKILL if the libseccomp that is in use knows it.  It matters only
 * together with %SCLL_NEW_LISTENER, which no attribute stands for.
 *
 * Errors: -EINVAL @ctx is not valid or its program is too long; -EBUSY the sandbox
 * has a filter already or is prepared; -ENOMEM, or what else
 * seccomp_export_bpf() or memfd_create(2) returns.
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_set_seccomp(struct scll *sb, void *ctx);

/**
 * scll_load_profile() - make the filter from a seccomp profile
 *
 * @sb: The sandbox.
 * @name: Name of the file, for messages.
 * @buf: The profile, JSON as of the OCI runtime specification, Docker or
 *	containers-common, or a config.json with such a one in "linux.seccomp".
 * @len: Its length in bytes.
 * @note: Called with a line of text for system calls that libseccomp does not know: for
 *	those that are allowed once, for each that is denied and would otherwise be
 *	allowed.  May be NULL.
 * @arg: First argument of @note.
 *
 * Conditions are about this process: architecture, kernel, and the capabilities that are
 * permitted and in the bounding set.  libseccomp makes the program in a child process,
 * which is reaped and may take 5 seconds.  A program that denies less than the profile
 * says is refused.  The flags for logging and speculation count, and no others.
 *
 * Errors: -EINVAL the profile is wrong; -EOPNOTSUPP it needs something that this library
 * or this libseccomp has not; -ETIME libseccomp took too long; else as scll_set_filter().
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_load_profile(struct scll *sb, const char *name, const char *buf, size_t len,
		      void (*note)(void *arg, const char *text), void *arg);

/**
 * enum scll_baseline_flags - what the baseline filter closes beside the rest
 *
 * @SCLL_BASELINE_NO_NETWORK: No sockets but Unix sockets, netlink of the kind that
 *	tells about interfaces (NETLINK_ROUTE), and AF_ALG.
 * @SCLL_BASELINE_NO_UNIX: No Unix sockets, named or abstract.  Pairs of sockets are
 *	left, but not for datagrams, which could be sent elsewhere.
 * @SCLL_BASELINE_KEEP_METADATA: No changes to modes, owners, times, extended
 *	attributes and flags of files.
 */
enum scll_baseline_flags {
	SCLL_BASELINE_NO_NETWORK	= 1 << 0,
	SCLL_BASELINE_NO_UNIX		= 1 << 1,
	SCLL_BASELINE_KEEP_METADATA	= 1 << 2
};

/**
 * scll_baseline() - close by a filter what rules cannot see
 *
 * @sb: The sandbox.
 * @flags: Bitwise OR of &enum scll_baseline_flags.  Replaces those of an earlier call.
 *
 * Rules of Landlock are about files, TCP ports and scopes, as far as its hooks see
 * them.  The baseline filter denies the system calls that lead around them, together
 * with the filter of the sandbox if it has one.  It is what two filters would be:
 * for each call the stricter of both answers counts, and if both are errors then that
 * of the sandbox's own.  Both are installed as one program, so that the kernel's
 * limit of 4096 instructions is for their sum.
 *
 * Always denied (EPERM): the ioctl(2) commands TIOCSTI and TIOCLINUX, which put input
 * into a terminal; add_key(2), request_key(2), keyctl(2), and setsockopt(2) with
 * ALG_SET_KEY_BY_KEY_SERIAL.
 *
 * If the sandbox handles ports and the kernel does enforce that, all sockets
 * that are not known to be harmless are denied: what is left are Unix sockets,
 * netlink, AF_ALG, and of AF_INET and AF_INET6 those for TCP, UDP, UDP-Lite and ping.
 * MPTCP, SMC, RDS, SCTP, DCCP, raw and packet sockets, AF_XDP, AF_VSOCK, TIPC and
 * whatever a later kernel adds are not (EPROTONOSUPPORT, EAFNOSUPPORT, ESOCKTNOSUPPORT;
 * EPERM for raw ones).  So are io_uring (EPERM), which makes sockets unseen by a filter;
 * setsockopt(2) with TCP_ULP (ENOPROTOOPT); and the socketcall(2) of 32-bit programs
 * (ENOSYS).  With %SCLL_CONNECT_TCP handled, MSG_FASTOPEN is (EOPNOTSUPP).
 * With %SCLL_BIND_TCP handled and no rule that allows it, listen(2) is (EACCES), since
 * it can bind to a port that the kernel picks, and it is for all kinds of sockets;
 * but if no rule allows to connect either, TCP sockets are (EACCES), and listen(2) is
 * not.  A rule for port 0 allows listen(2).  A rule for another port cannot be told
 * from it: then a program can listen on a port that the kernel picks.  With
 * %SCLL_SUPERVISE the listener may allow a port: TCP sockets are not denied then, and
 * listen(2) is as if there were a rule for connecting.
 * With rights for UDP ports handled, UDP-Lite is denied too.
 *
 * A ruleset from scll_set_ruleset() cannot be looked into: ports are taken for
 * handled, and listen(2) is allowed.
 *
 * What is open before the sandbox is applied, or comes in by a descriptor that another
 * process sends, can be used.  Without this call the sandbox has no baseline filter.
 *
 * Errors: -EINVAL a flag is unknown; -EBUSY the sandbox is prepared.  If both programs
 * together are too long, or the filter is not a valid one, it is -EINVAL from
 * scll_prepare().
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_baseline(struct scll *sb, uint32_t flags);

/**
 * scll_set_ruleset() - use a Landlock ruleset made elsewhere
 *
 * @sb: The sandbox.
 * @fd: Descriptor made by landlock_create_ruleset(2), by any library.  It stays
 *	the caller's and may be closed after the call.  Rules that are added to
 *	the ruleset before the sandbox is applied count.
 *
 * Excludes rules of the sandbox's own: everything below.
 *
 * Errors: -EBADF not a descriptor; -EBADFD not a ruleset; -EPERM not open for
 * reading; -EINVAL the sandbox has rules of its own; -EBUSY it has a ruleset
 * already or is prepared; -EMFILE; -ENFILE.
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_set_ruleset(struct scll *sb, int fd);

/* What scll_allow_path() and scll_allow_fd() can allow. */
#define SCLL_READ	(1U << 0)	/* read files, list directories */
#define SCLL_EXEC	(1U << 1)	/* execute files */
#define SCLL_WRITE	(1U << 2)	/* change, create, remove, rename; device ioctls */
#define SCLL_ALL	(SCLL_READ | SCLL_EXEC | SCLL_WRITE)

/*
 * Everything that a ruleset can handle, as of Landlock ABI 6 (Linux 6.12).  These values
 * stay as they are; what later versions brought is below.
 */
#define SCLL_FS_ALL	UINT64_C(0xffff)	/* LANDLOCK_ACCESS_FS_* */
#define SCLL_NET_ALL	UINT64_C(0x3)		/* LANDLOCK_ACCESS_NET_* */
#define SCLL_SCOPE_ALL	UINT64_C(0x3)		/* LANDLOCK_SCOPE_* */

/* The values of LANDLOCK_ACCESS_NET_*, for headers that lack them. */
#define SCLL_BIND_TCP		UINT64_C(0x1)
#define SCLL_CONNECT_TCP	UINT64_C(0x2)
#define SCLL_BIND_UDP		UINT64_C(0x4)	/* from ABI 10 on */
#define SCLL_CONNECT_SEND_UDP	UINT64_C(0x8)
#define SCLL_UDP_ALL		UINT64_C(0xc)

/* LANDLOCK_ACCESS_FS_RESOLVE_UNIX: connecting and sending to named sockets, ABI 9. */
#define SCLL_RESOLVE_UNIX	UINT64_C(0x10000)

/* The values of LANDLOCK_SCOPE_*, for headers that lack them. */
#define SCLL_SCOPE_ABSTRACT_UNIX	UINT64_C(0x1)
#define SCLL_SCOPE_SIGNAL		UINT64_C(0x2)

/**
 * scll_handle_fs() - say which accesses to files are denied unless allowed
 *
 * @sb: The sandbox.
 * @rights: Bitwise OR of LANDLOCK_ACCESS_FS_*.  Replaces that of an earlier call.
 *
 * Without this call the first rule for a path or a descriptor stands for
 * %SCLL_FS_ALL, and the first with %SCLL_RESOLVE_UNIX for that too; without both, files
 * are not restricted.  With it and no rule,
 * all of @rights is denied everywhere.  0: files are not restricted.
 *
 * Landlock denies LANDLOCK_ACCESS_FS_REFER, renames and links from one directory to
 * another, also where it is not handled.  Therefore, if @rights lacks it, the library
 * handles it too and allows it below the root directory of the process.  It is denied
 * nevertheless (-EXDEV): for files that are not below that directory, such as those
 * of another mount namespace; where the destination allows more than the origin; by a
 * kernel with Landlock ABI 1, which scll_report() tells; and in a sandbox that
 * restricts no files and in which its processes can mount, as Landlock allows no
 * mounting with it, if another sandbox around or inside restricts files.
 *
 * Errors: -EINVAL the sandbox has a ruleset from elsewhere; -EBUSY it is prepared.
 * Rights that the kernel does not know are for scll_prepare().
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_handle_fs(struct scll *sb, uint64_t rights);

/**
 * scll_handle_net() - say which uses of the network are denied unless allowed
 *
 * @sb: The sandbox.
 * @rights: Bitwise OR of %SCLL_BIND_TCP, %SCLL_CONNECT_TCP, %SCLL_BIND_UDP,
 *	%SCLL_CONNECT_SEND_UDP or other LANDLOCK_ACCESS_NET_*.  Replaces that of an earlier call.
 *
 * Without this call the first rule for a port stands for %SCLL_NET_ALL, so that
 * allowing one port to connect to also denies to bind to any; the first rule for a UDP
 * port stands for %SCLL_UDP_ALL too.
 *
 * Errors: as scll_handle_fs().
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_handle_net(struct scll *sb, uint64_t rights);

/**
 * scll_set_scope() - keep signals and abstract Unix sockets inside
 *
 * @sb: The sandbox.
 * @scopes: Bitwise OR of %SCLL_SCOPE_ABSTRACT_UNIX, %SCLL_SCOPE_SIGNAL or other
 *	LANDLOCK_SCOPE_*.  Replaces that of an earlier call.
 *
 * Errors: as scll_handle_fs().
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_set_scope(struct scll *sb, uint64_t scopes);

/**
 * scll_allow_path() - allow access to a file, or to a directory and all below it
 *
 * @sb: The sandbox.
 * @path: The path, which is opened now: it is looked up in the current directory
 *	if relative, symbolic links are followed, and what is put there later does
 *	not matter.
 * @access: Bitwise OR of %SCLL_READ, %SCLL_EXEC, %SCLL_WRITE.
 *
 * For anything but a directory, what only applies to directories is left out, and
 * so is everything that scll_handle_fs() does not name.
 *
 * Landlock has no rules for a pipe or a socket that is open already, which a path as
 * "/dev/stdin" can mean, and does not restrict it: there is no rule then.
 *
 * The sandbox holds one descriptor per rule until it is prepared.
 *
 * Errors: -EINVAL @access is 0 or has an unknown bit, @path is NULL, or the
 * sandbox has a ruleset from elsewhere; -EBUSY it is prepared; -ENOENT, -ENOTDIR
 * (with %SCLL_IGNORE_MISSING: 0), -EACCES, -EMFILE and what else open(2) returns;
 * -ENOMEM.
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_allow_path(struct scll *sb, const char *path, unsigned int access);

/**
 * scll_allow_fd() - allow access to an open file or directory
 *
 * @sb: The sandbox.
 * @fd: A descriptor, which stays the caller's; O_PATH will do.
 * @access: As for scll_allow_path().
 *
 * Errors: -EBADF, else as scll_allow_path().  Landlock has no rules for sockets,
 * pipes and the like: -EBADFD from scll_prepare().
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_allow_fd(struct scll *sb, int fd, unsigned int access);

/**
 * scll_allow_path_rights() - scll_allow_path() by Landlock's own rights
 *
 * @sb: The sandbox.
 * @path: As for scll_allow_path().
 * @rights: Bitwise OR of LANDLOCK_ACCESS_FS_*.
 *
 * For anything but a directory, rights that only apply to directories are left
 * out.
 *
 * With %SCLL_RESOLVE_UNIX, the path is a socket or a directory that sockets are below.
 * A rule for a socket is for this one: not for that which its server makes in its place
 * later.  Sockets that were made inside of the sandbox need no rule.
 *
 * Errors: -EINVAL nothing is left, else as scll_allow_path().  A right that is not
 * handled is -EINVAL from scll_prepare().
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_allow_path_rights(struct scll *sb, const char *path, uint64_t rights);

/**
 * scll_allow_fd_rights() - scll_allow_fd() by Landlock's own rights
 *
 * @sb: The sandbox.
 * @fd: As for scll_allow_fd().
 * @rights: As for scll_allow_path_rights().
 *
 * Errors: as those two.
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_allow_fd_rights(struct scll *sb, int fd, uint64_t rights);

/**
 * scll_allow_port() - allow the use of a TCP or UDP port
 *
 * @sb: The sandbox.
 * @port: The port in host byte order; 0 means a port that the kernel picks.
 * @rights: Bitwise OR of %SCLL_BIND_TCP, %SCLL_CONNECT_TCP, %SCLL_BIND_UDP,
 *	%SCLL_CONNECT_SEND_UDP or other LANDLOCK_ACCESS_NET_*.
 *
 * A UDP socket that sends or connects without having been bound is bound to a port that
 * the kernel picks: with %SCLL_BIND_UDP handled that takes a rule for port 0.  There is no
 * rule for all ports: a server that answers anybody needs %SCLL_CONNECT_SEND_UDP not to
 * be handled.
 *
 * Errors: -EINVAL @rights is 0, or the sandbox has a ruleset from elsewhere; -EBUSY
 * it is prepared; -ENOMEM.  A right that is not handled is -EINVAL from
 * scll_prepare().
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_allow_port(struct scll *sb, uint16_t port, uint64_t rights);

/**
 * scll_load_policy() - add the rules of a Landlock policy
 *
 * @sb: The sandbox.
 * @name: Name of the file, for messages.
 * @buf: The policy, JSON in the format of landlockconfig.
 * @len: Its length in bytes.
 * @note: Called with a line of text for what is newer than all that the library knows:
 *	the version, which then counts as the newest that is known, and words of it,
 *	which are left out.  NULL: that is an error.
 * @arg: First argument of @note.
 *
 * What the policy handles, and its scopes, add to those of the sandbox.  What a rule
 * allows is denied elsewhere: "ruleset" need not repeat it.  Of several policies each adds
 * its rules: what one of them allows is allowed.
 *
 * The variables HOME, PWD (the current directory) and XDG_CONFIG_HOME, _DATA_HOME,
 * _CACHE_HOME, _STATE_HOME and _RUNTIME_DIR, unless the policy defines them, are those of
 * the environment.  A value that is not an absolute path, or is the root directory, is an
 * error; so are all of them in a set-user-ID program.
 *
 * Errors: -EINVAL the policy is wrong; -EOPNOTSUPP it is newer than what is known, and
 * @note is NULL; else as scll_allow_path_rights().
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_load_policy(struct scll *sb, const char *name, const char *buf, size_t len,
		     void (*note)(void *arg, const char *text), void *arg);

/**
 * scll_denied() - what the rules deny for a file
 *
 * @sb: The sandbox.
 * @path: The file.
 * @rights: Bitwise OR of LANDLOCK_ACCESS_FS_*.
 *
 * For messages after -EACCES, also in force.  Rules of other sandboxes are not known.
 *
 * Return: those of @rights that no rule allows, or 0 if the file cannot be looked at or
 * the ruleset is from elsewhere.
 */
uint64_t scll_denied(const struct scll *sb, const char *path, uint64_t rights);

/**
 * scll_quiet_path() - do not log what the rules deny at a path and below
 *
 * @sb: The sandbox.
 * @path: As for scll_allow_path().
 *
 * This allows nothing, and hides nothing that another ruleset denies.  It holds for all
 * rights that the sandbox handles, unless scll_quiet_rights() was called.  Needs Landlock
 * ABI 10.
 *
 * Errors: as scll_allow_path().
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_quiet_path(struct scll *sb, const char *path);

/**
 * scll_quiet_port() - do not log what the rules deny of a port
 *
 * @sb: The sandbox.
 * @port: As for scll_allow_port().
 *
 * Errors: as scll_allow_port().
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_quiet_port(struct scll *sb, uint16_t port);

/**
 * scll_quiet_rights() - say which denials are not logged
 *
 * @sb: The sandbox.
 * @fs: LANDLOCK_ACCESS_FS_*, for the paths of scll_quiet_path().
 * @net: LANDLOCK_ACCESS_NET_*, for the ports of scll_quiet_port().
 * @scopes: LANDLOCK_SCOPE_*, for all.
 *
 * What the sandbox does not handle does not matter.  If an access is denied for lack of
 * several rights, it is logged unless all of them are named.
 *
 * Errors: as scll_handle_fs().
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_quiet_rights(struct scll *sb, uint64_t fs, uint64_t net, uint64_t scopes);

/**
 * scll_prepare() - do everything that needs memory, descriptors or time
 *
 * @sb: The sandbox.
 *
 * Looks what this kernel can do, makes the ruleset, and decides what
 * scll_apply() will do.  What this kernel lacks must have been accepted, by
 * scll_options.accept or %SCLL_BEST_EFFORT; scll_dropped() tells it, also after
 * -EOPNOTSUPP.  The process itself is not restricted in any way.  Afterwards the
 * sandbox cannot be changed any more, and can be applied any number of times.  After
 * an error it is as before.
 *
 * The filter is tried on execve(2) and exit_group(2), by interpreting it: if it denies
 * one of them whatever the arguments are, no command can run.  An answer by a
 * listener counts as permission with %SCLL_NEW_LISTENER, and one by a tracer if this
 * process has one.
 *
 * A kernel without the extension applies a sandbox in steps, see scll_apply().
 * There a child of the process, made and reaped by this function, tries them
 * first; the process gets no SIGCHLD for it.
 *
 * Errors: -EOPNOTSUPP this kernel cannot do what was asked for, and not all that is
 * missing was accepted; -ENOEXEC the filter lets no command run, and
 * %SCLL_ANY_FILTER was not given; -EINVAL a rule allows what is not handled, or
 * the program is not a valid seccomp filter; -EBADFD a descriptor in a rule is
 * of something that is no file; -E2BIG too many stacked rulesets; -EBUSY prepared already; -EMFILE;
 * -ENFILE; -ENOMEM.
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_prepare(struct scll *sb);

/**
 * scll_fd() - the descriptor without which scll_apply() fails
 *
 * @sb: The sandbox, prepared.
 *
 * A launcher that closes all descriptors before scll_apply() must keep this one, or
 * move it by scll_move_fd().  There is no other.  It is close-on-exec, and is not for
 * others: whoever has it can add rules that allow more, until scll_apply() is called.
 * That does not close it.  If it is closed before, scll_apply() fails with -EBADF, or
 * with -EBADFD if something else has its number.  Async-signal-safe.
 *
 * Errors: -ENOENT the sandbox has no rules, and needs no descriptor; -EINVAL it is
 * not prepared.
 *
 * Return: the descriptor, which stays the sandbox's, or a negative errno, see above.
 */
int scll_fd(const struct scll *sb);

/**
 * scll_move_fd() - give the descriptor of a sandbox another number
 *
 * @sb: The sandbox, prepared.
 * @min: The smallest number that it may have.
 *
 * The descriptor gets the first free number from @min on, and is close-on-exec; its
 * former number is free then.  Async-signal-safe: a child can do this between fork(2)
 * and scll_apply(), though not after vfork(2), as the parent's sandbox would change too.
 *
 * Errors: as scll_fd(); -EINVAL @min is negative or too large; -EBADF somebody closed
 * the descriptor; -EMFILE.
 *
 * Return: the new number, or a negative errno, see above.
 */
int scll_move_fd(struct scll *sb, int min);

/**
 * scll_dump() - write what will be enforced
 *
 * @sb: The sandbox, prepared.
 * @fd: Where to.
 *
 * Lines of text, for a log: the filter, what is denied unless allowed, the rules, and
 * what is missing.  They are for people and may change with the version.  Control
 * characters in paths are written as "?".
 *
 * Errors: -EINVAL the sandbox is not prepared; -ENOMEM; what write(2) returns.
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_dump(const struct scll *sb, int fd);

/* What could be missing from a sandbox if that is accepted, bits. */
#define SCLL_DROPPED_ATOMIC	(1U << 0)	/* more than one call, see scll_apply() */
#define SCLL_DROPPED_VERDICT	(1U << 1)	/* tracing is not decided by filters */
#define SCLL_DROPPED_NO_TRACE	(1U << 2)	/* only the system calls are denied */
#define SCLL_DROPPED_TSYNC	(1U << 3)	/* rules for the calling thread only */
#define SCLL_DROPPED_RULES	(1U << 4)	/* nothing that rules were to deny is */
#define SCLL_DROPPED_FS		(1U << 5)	/* some rights of files */
#define SCLL_DROPPED_NET	(1U << 6)	/* some rights of ports */
#define SCLL_DROPPED_SCOPE	(1U << 7)	/* some scopes */
#define SCLL_DROPPED_WAIT_KILL	(1U << 8)	/* SCLL_WAIT_KILL */
#define SCLL_DROPPED_PATH	(1U << 9)	/* paths that do not exist */
#define SCLL_DROPPED_UNIX	(1U << 10)	/* SCLL_RESOLVE_UNIX: named sockets are open */
#define SCLL_DROPPED_LOG	(1U << 11)	/* SCLL_LOG_NEW_EXEC_ON and so on, quiet */

/**
 * scll_dropped() - what the sandbox lacks
 *
 * @sb: The sandbox, prepared.
 *
 * Return: bitwise OR of SCLL_DROPPED_*; before scll_prepare() only
 * %SCLL_DROPPED_PATH is known, and after -EOPNOTSUPP from it, what it would have been.
 * 0: the sandbox is what was asked for.
 */
uint32_t scll_dropped(const struct scll *sb);

/**
 * scll_report() - what the sandbox lacks, in words
 *
 * @sb: The sandbox, prepared.
 * @line: Called for each thing with one bit SCLL_DROPPED_* and a line of text
 *	without a newline, valid during the call.  For paths that do not exist, it
 *	is called once per path and the text is the path.  0 instead of a bit: what
 *	is denied although nobody asked for it.
 * @arg: First argument of @line.
 *
 * Errors: -EINVAL @line is NULL.
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_report(const struct scll *sb,
		void (*line)(void *arg, uint32_t dropped, const char *text),
		void *arg);

/**
 * enum scll_fact - what scll_describe() tells of
 *
 * @SCLL_FACT_FS: Rights for files that are denied unless allowed.
 * @SCLL_FACT_NET: Rights for ports that are.
 * @SCLL_FACT_SCOPE: Scopes that are kept inside.
 * @SCLL_FACT_PATH: What is allowed at a path and below.
 * @SCLL_FACT_PORT: What is allowed with a port.
 * @SCLL_FACT_QUIET_PATH: A path, and below, where denials are not logged.
 * @SCLL_FACT_QUIET_PORT: A port of which they are not.
 */
enum scll_fact {
	SCLL_FACT_FS,
	SCLL_FACT_NET,
	SCLL_FACT_SCOPE,
	SCLL_FACT_PATH,
	SCLL_FACT_PORT,
	SCLL_FACT_QUIET_PATH,
	SCLL_FACT_QUIET_PORT
};

/**
 * scll_describe() - what the rules of a sandbox do on this kernel
 *
 * @sb: The sandbox, prepared.
 * @each: Called with &enum scll_fact, a path or NULL, a port or 0, and rights or scopes:
 *	those that this kernel restricts.  A rule none of whose rights is restricted here is
 *	left out.  Paths are as they were given.
 * @arg: First argument of @each.
 *
 * What a ruleset from elsewhere says cannot be told: then nothing is.
 *
 * Errors: -EINVAL @each is NULL, or the sandbox is not prepared.
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_describe(const struct scll *sb,
		  void (*each)(void *arg, int fact, const char *path, uint16_t port,
			       uint64_t rights), void *arg);

/**
 * scll_try_call() - what the filter of a sandbox does to a system call
 *
 * @sb: The sandbox, prepared.
 * @arch: AUDIT_ARCH_* of the call.
 * @nr: Its number.
 * @action: Out: SECCOMP_RET_* with its data.
 *
 * The program that scll_apply() installs, with the baseline, is interpreted.  The filter
 * that stands in for %SCLL_NO_TRACE on a stock kernel is one of its own, and not asked.
 *
 * Errors: -EINVAL @action is NULL, the sandbox is not prepared, or the program is not valid.
 *
 * Return: 0; 1 if it depends on the arguments of the call, and maybe on more, and @action is
 * not set; or a negative errno, see above.
 */
int scll_try_call(const struct scll *sb, uint32_t arch, int nr, uint32_t *action);

/**
 * enum scll_names - what scll_name() knows
 *
 * @SCLL_NAME_FS: LANDLOCK_ACCESS_FS_*, "read_file".
 * @SCLL_NAME_NET: LANDLOCK_ACCESS_NET_*, "bind_tcp".
 * @SCLL_NAME_SCOPE: LANDLOCK_SCOPE_*, "signal".
 * @SCLL_NAME_DROPPED: SCLL_DROPPED_*, "no-trace".
 * @SCLL_NAME_RESTRICT: LANDLOCK_RESTRICT_SELF_*, "tsync".
 * @SCLL_NAME_RULE: LANDLOCK_ADD_RULE_*, "quiet".
 */
enum scll_names {
	SCLL_NAME_FS,
	SCLL_NAME_NET,
	SCLL_NAME_SCOPE,
	SCLL_NAME_DROPPED,
	SCLL_NAME_RESTRICT,
	SCLL_NAME_RULE
};

/**
 * scll_name() - the name of a right, or of what is missing
 *
 * @kind: &enum scll_names.
 * @bit: Number of the bit, from 0.
 *
 * Return: a string that lives for ever, or NULL if there is no name.
 */
const char *scll_name(int kind, unsigned int bit);

/**
 * scll_right_from_name() - the right, flag or missing thing of a name
 *
 * @kind: &enum scll_names.
 * @name: As of scll_name() and landlockconfig ("read_file"), as the OCI runtime
 *	specification proposes ("LANDLOCK_ACCESS_FS_READ_FILE"), or as of setpriv(1)
 *	("read-file", "fs:read-file").  Upper and lower case are the same.
 *
 * Async-signal-safe.
 *
 * Return: one bit, or 0 if nothing of that kind has this name.
 */
uint64_t scll_right_from_name(int kind, const char *name);

/**
 * enum scll_step - what was being done
 *
 * @SCLL_STEP_NONE: Nothing yet: an argument is wrong or the sandbox not prepared.
 * @SCLL_STEP_NO_NEW_PRIVS: prctl(PR_SET_NO_NEW_PRIVS).
 * @SCLL_STEP_ATTACH: seccomp(2) with the filter and the rules.
 * @SCLL_STEP_RULES: landlock_restrict_self(2), on a stock kernel only.
 * @SCLL_STEP_NO_TRACE: seccomp(2) with the filter that stands in for
 *	%SCLL_NO_TRACE, on a stock kernel only.
 * @SCLL_STEP_FILTER: seccomp(2) with the filter alone, on a stock kernel only.
 * @SCLL_STEP_OPEN: scll_open(), which hands out no result: for scll_why().
 * @SCLL_STEP_JOIN: scll_join(), likewise.
 * @SCLL_STEP_PROBE: scll_probe(): for scll_why(), with landlock_abi if it is an error.
 * @SCLL_STEP_THREADS: seccomp(2) with a filter that allows everything, for %SCLL_TSYNC
 *	with rules on a stock kernel.
 */
enum scll_step {
	SCLL_STEP_NONE,
	SCLL_STEP_NO_NEW_PRIVS,
	SCLL_STEP_ATTACH,
	SCLL_STEP_RULES,
	SCLL_STEP_NO_TRACE,
	SCLL_STEP_FILTER,
	SCLL_STEP_OPEN,
	SCLL_STEP_JOIN,
	SCLL_STEP_PROBE,
	SCLL_STEP_THREADS
};

/**
 * struct scll_result - what scll_apply() and scll_load() hand out
 *
 * @size: In: size of this structure in bytes.
 * @step: Out: the last step that was begun, &enum scll_step.
 * @partial: Out: 1 if scll_apply() failed after the process was restricted in
 *	part, else 0.
 * @listener: Out: descriptor of the listener, close-on-exec, or -1.
 * @tid: Out: with -ESRCH and %SCLL_TSYNC, the thread that could not follow, or 0 if
 *	the kernel does not tell.
 * @dropped: Out: bitwise OR of SCLL_DROPPED_*: what is missing, and with -EOPNOTSUPP
 *	from scll_load() what would have been.
 */
struct scll_result {
	size_t size;
	int step;
	int partial;
	int listener;
	pid_t tid;
	uint32_t dropped;
};

/**
 * scll_apply() - restrict the calling thread, or with %SCLL_TSYNC the process
 *
 * @sb: The sandbox, prepared, maybe in a parent process.
 * @result: Out: details, or NULL.  With %SCLL_NEW_LISTENER it must be given.  Only
 *	its size needs to be set before.
 *
 * Async-signal-safe: makes system calls and nothing else, keeps errno, and may be
 * called between fork(2) and execve(2), or after vfork(2).
 *
 * On a kernel with the extension this is one call of seccomp(2), which does all or
 * nothing; with %SCLL_NO_NEW_PRIVS, or SCMP_FLTATR_CTL_NNP of
 * scll_set_seccomp(), a prctl(2) comes first unless Landlock's ABI is 11 or later, there are
 * rules, and %SCLL_SUPERVISE is not given.  If seccomp(2) fails after it, then
 * no_new_privs stays set: the kernel has no way back.
 *
 * On a stock kernel, where that was accepted: landlock_restrict_self(2), then a
 * filter in the place of %SCLL_NO_TRACE, then the filter.  With %SCLL_TSYNC, if Landlock
 * can do that too, a filter that allows everything comes first: if a thread cannot
 * follow, nothing has happened, and no thread has lost rules.  If one fails, those
 * before it stay in force, and @result says so in partial.  scll_prepare() tried
 * all of it, so this can only come from a thread that has diverged or from a
 * change since then.  A caller that is not about to _exit(2) must not ignore it.
 *
 * Errors, whose meaning depends on the step, see scll_why(): -EINVAL not prepared,
 * @result is NULL with %SCLL_NEW_LISTENER or has a wrong size, or the program is
 * no valid seccomp filter; -EACCES no_new_privs is not set, and no CAP_SYS_ADMIN
 * (from landlock_restrict_self(2): -EPERM); -ESRCH another thread cannot follow;
 * -EBUSY the process has a listener already; -E2BIG more than 16 stacked rulesets;
 * -ENOMEM no memory, or too many filters; -EBADF somebody closed a descriptor of
 * the sandbox; -EPERM a sandbox around the process denies it.
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_apply(const struct scll *sb, struct scll_result *result);

/**
 * scll_load() - put a program and a ruleset in force, by one call
 *
 * @prog: The program of the filter, or NULL with @len 0: one that allows everything.
 * @len: Number of instructions, 1 to 4096 (BPF_MAXINSNS).
 * @ruleset_fd: Descriptor made by landlock_create_ruleset(2), or -1 for no rules.
 * @filter_flags: Flags of seccomp(2), SECCOMP_FILTER_FLAG_*.
 * @flags: Bitwise OR of &enum scll_flags: %SCLL_NO_NEW_PRIVS, %SCLL_NO_TRACE,
 *	%SCLL_TRUST_DELEGATE, %SCLL_BEST_EFFORT, %SCLL_SUPERVISE, the three about the audit
 *	log, and those that stand for a flag of seccomp(2).
 * @accept: What may be missing, bitwise OR of SCLL_DROPPED_*.  On a stock kernel that is
 *	%SCLL_DROPPED_VERDICT, and with rules %SCLL_DROPPED_ATOMIC.
 * @result: Out: details, or NULL.  With a listener it must be given.  Only its size
 *	needs to be set before.
 *
 * For a runtime that has a program and a ruleset already, and no use for a struct scll.
 * Async-signal-safe: makes system calls and nothing else, no child either, keeps
 * errno, and may be called between fork(2) and execve(2), or after vfork(2).  Leaves
 * @ruleset_fd open.
 *
 * It puts in force what scll_apply() does, in the same steps, and is as strict: if the
 * kernel cannot do all of it and what is missing was not accepted, it fails with
 * -EOPNOTSUPP and changes nothing.  Unlike scll_prepare() it tries neither the program
 * nor the steps before.  So on a stock kernel a program that is not a valid filter, for
 * example, is found after the rules are in force: the result says so in partial, and a
 * caller that is not about to _exit(2) must not ignore it.
 *
 * %SECCOMP_FILTER_FLAG_TSYNC_ESRCH is added where it is needed: the result has
 * the listener, and the thread that could not follow.  %SCLL_NO_TRACE and
 * %SCLL_SUPERVISE need a kernel with the extension that can do it, whatever is accepted.
 *
 * Errors: -EOPNOTSUPP see above, or a flag of seccomp(2) that this kernel or the library
 * does not know; -EINVAL @prog and @len do not agree, a bit of @flags or @accept is
 * unknown or not meant for this function, a flag needs another one, @result is NULL with
 * a listener or has a wrong size, or the program is no valid filter; -EBADF, -EBADFD
 * @ruleset_fd is closed, or not a ruleset; else as scll_apply().  scll_why() tells them.
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_load(const struct sock_filter *prog, size_t len, int ruleset_fd,
	      unsigned int filter_flags, uint32_t flags, uint32_t accept,
	      struct scll_result *result);

/**
 * scll_send_listener() - hand a listener, or an error, to another process
 *
 * @sock: A connected Unix socket, see socketpair(2).
 * @listener: The descriptor, which stays open; or a negative errno, to be returned by
 *	scll_receive_listener().
 *
 * For a child after scll_apply() or scll_load().  Async-signal-safe, and one call of
 * sendmsg(2): the filter must let that through, and not ask its listener, which nobody
 * has yet.  Close the listener afterwards: with it, a process of the sandbox could answer
 * for itself.
 *
 * Errors: what sendmsg(2) returns; -EPIPE the other end is closed.
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_send_listener(int sock, int listener);

/**
 * scll_receive_listener() - get what scll_send_listener() sends
 *
 * @sock: The other end of the socket.
 *
 * Close the end of the child first, or this waits for ever if the child dies.
 * Async-signal-safe.
 *
 * Errors: what was sent; -EPIPE the other end was closed before; -EPROTO something else
 * was sent; what recvmsg(2) returns.
 *
 * Return: the listener, close-on-exec, or a negative errno, see above.
 */
int scll_receive_listener(int sock);

/**
 * enum scll_kind - what a question is about
 *
 * @SCLL_KIND_CALL: The filter asks about a system call (SECCOMP_RET_USER_NOTIF).
 * @SCLL_KIND_OBJECT: The rules deny to use a file, a directory or a device.
 * @SCLL_KIND_ENTRY: They deny to make or to remove an entry of a directory.
 * @SCLL_KIND_RENAME: They deny to rename an entry within its directory.
 * @SCLL_KIND_EXCHANGE: They deny to exchange two entries of one directory (RENAME_EXCHANGE).
 * @SCLL_KIND_ADDRESS: They deny to bind or connect a socket to an address.
 */
enum scll_kind {
	SCLL_KIND_CALL,
	SCLL_KIND_OBJECT,
	SCLL_KIND_ENTRY,
	SCLL_KIND_RENAME,
	SCLL_KIND_EXCHANGE,
	SCLL_KIND_ADDRESS
};

/**
 * struct scll_question - what a listener is asked
 *
 * @size: In: size of this structure in bytes.
 * @listener: Descriptor of the listener, which stays the caller's.
 * @answered: 1 if an answer was given, or nobody waits for one any more.
 * @id: The kernel's number of the question.
 * @pid: Thread that asks, in the PID namespace of the receiver, 0 if it has none there.
 * @kind: &enum scll_kind.
 * @arch: AUDIT_ARCH_* of the system call.
 * @call: Its number.
 * @args: Its arguments, for %SCLL_KIND_CALL only, else 0: what a pointer among them leads to
 *	is memory that others can change, and is not what the question is about.
 * @needed: Rights that the call needs: LANDLOCK_ACCESS_NET_* for %SCLL_KIND_ADDRESS, else
 *	LANDLOCK_ACCESS_FS_*.  0 for %SCLL_KIND_CALL.
 *	A yes allows all of it: decide by that.
 * @denied: Those of them that the rules were found to deny, perhaps not all.
 * @ino: Inode number of the object, or of the entry @name, 0 if there is none.
 * @ino2: Inode number of the entry @name2, 0 if there is none.
 * @dev_major: Major number of the device that @ino is on.  These numbers are the kernel's
 *	own: statx(2) of @fd can say others, on overlayfs and btrfs for example.
 * @dev_minor: Its minor number.
 * @fd: Descriptor of the object, or of the directory with the entry: O_PATH and
 *	close-on-exec.  -1 for %SCLL_KIND_CALL and %SCLL_KIND_ADDRESS.  Of a file without a
 *	name that is to be made (O_TMPFILE), the directory.
 * @address_len: Bytes of @address, 0 if there is none.
 * @name_len: Bytes of @name, 0 if there is none.
 * @name2_len: Bytes of @name2, 0 if there is none.
 * @address: A struct sockaddr, as the kernel is going to use it.
 * @name: Name of the entry: any bytes but "/", with a null byte at the end.
 * @name2: Its new name, or that of the entry to change places with.
 *
 * All but @size is filled in by scll_question_receive() and not to be changed.
 */
struct scll_question {
	size_t size;
	int listener;
	int answered;
	uint64_t id;
	pid_t pid;
	int kind;
	uint32_t arch;
	int call;
	uint64_t args[6];
	uint64_t needed;
	uint64_t denied;
	uint64_t ino;
	uint64_t ino2;
	uint32_t dev_major;
	uint32_t dev_minor;
	int fd;
	uint32_t address_len;
	uint32_t name_len;
	uint32_t name2_len;
	unsigned char address[128];
	char name[256];
	char name2[256];
};

/**
 * scll_question_receive() - wait for what a listener is asked
 *
 * @listener: From scll_apply() or scll_load() with %SCLL_NEW_LISTENER.
 * @timeout: How long to wait in milliseconds; 0 does not wait, and -1 waits for ever.
 * @question: Out: the question, to be answered, and given back to scll_question_free().
 *	Its size must be set before.
 *
 * With %SCLL_SUPERVISE these are questions about rules; the thread that asks has left its
 * system call and holds nothing.  They are about the object itself, which @question has a
 * descriptor of: what a path in the memory of the thread leads to now need not be what it
 * used, and must not be looked at.  Notifications of the filter come by the same listener, as
 * %SCLL_KIND_CALL; see seccomp_unotify(2).
 *
 * For an event loop, the listener can be polled: POLLIN means that there is a question,
 * unless it is withdrawn meanwhile, and POLLHUP that there will be none any more.  Two
 * threads that receive from one listener can wait although @timeout is over, if one of
 * them gets what the other was told of.
 *
 * A question that was received and cannot be handed out, as for want of descriptors, is
 * answered: the call fails with -EACCES.  After an error there is nothing in @question that
 * is to be given back; scll_question_free() does nothing with it then.
 *
 * Async-signal-safe.
 *
 * Errors: -EAGAIN there was no question in that time, or one that was withdrawn; -EINTR a
 * signal; -EPIPE nobody is in the sandbox any more; -EINVAL @question is NULL or has a wrong
 * size, or @listener is of something else; -EBADF; -EMFILE; -ENFILE; -ENOMEM.
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_question_receive(int listener, int timeout, struct scll_question *question);

/**
 * scll_question_waits() - whether somebody still waits for the answer
 *
 * @question: The question.
 *
 * A signal withdraws a question, and the call asks again after its handler; with
 * %SCLL_WAIT_KILL only one that kills does.  Until this says so after something was read by
 * @pid of the question, that may have been about another process.
 *
 * Errors: -ENOENT nobody waits.
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_question_waits(const struct scll_question *question);

/**
 * scll_question_rights() - the rights of a question in words
 *
 * @question: The question.
 * @rights: Its needed, its denied, or others of the same kind.
 * @text: Out: as "read_file,write_file", cut to fit.
 * @size: Size of @text in bytes.
 *
 * Return: 0; -EINVAL it is not about rules, or @size is 0; -ENAMETOOLONG it was cut.
 */
int scll_question_rights(const struct scll_question *question, uint64_t rights, char *text,
			 size_t size);

/**
 * scll_question_path() - a path to the object, for people
 *
 * @question: The question.
 * @path: Out: where the object was found, or the entry: any bytes, also such that a
 *	terminal takes for commands.
 * @size: Size of @path in bytes.
 *
 * The path is the kernel's, of the descriptor, with @name of the question.  It is for
 * messages, and not for being opened: it can change any time.
 *
 * Errors: -EINVAL the question has no descriptor; -ENAMETOOLONG it does not fit; -ESTALE
 * for the caller this path leads elsewhere or nowhere, as that of a file which was removed
 * or is in a mount namespace of its own: it is in @path nevertheless.
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_question_path(const struct scll_question *question, char *path, size_t size);

/**
 * scll_question_address() - the address of a question in words
 *
 * @question: The question.
 * @text: Out: as "192.0.2.1 port 443", at most 128 bytes.
 * @size: Size of @text in bytes.
 *
 * Errors: -EINVAL the question is not about an address; -EAFNOSUPPORT its family is not
 * known; -ENAMETOOLONG it does not fit.
 *
 * Return: the port in host byte order, or a negative errno, see above.
 */
int scll_question_address(const struct scll_question *question, char *text, size_t size);

/**
 * scll_question_yes() - let the call be made
 *
 * @question: The question.
 *
 * About a rule: the call starts anew, and if it comes to the same object in the same way,
 * it may do there all that it needs, once; else it asks again.  Of %SCLL_KIND_CALL, the call is
 * made with whatever its arguments lead to by then, which is no permission that a sandbox
 * can be built on, see seccomp_unotify(2).
 *
 * Errors: -ENOENT nobody waits for an answer; -EINPROGRESS it has one.
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_question_yes(struct scll_question *question);

/**
 * scll_question_no() - let the call fail
 *
 * @question: The question.
 * @error: With which error: -1 to -511; -EACCES is what it would be without a listener.
 *
 * Errors: -EINVAL @error is another number, else as scll_question_yes().
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_question_no(struct scll_question *question, int error);

/**
 * scll_question_value() - let the call do nothing and return a number
 *
 * @question: The question.
 * @value: The number, not negative.
 *
 * Errors: -EINVAL @value is negative, else as scll_question_yes().
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_question_value(struct scll_question *question, int64_t value);

/**
 * scll_question_file() - let the call return a descriptor of a file of the caller's
 *
 * @question: The question, which should be about a call that opens.
 * @fd: The file, which stays the caller's.  O_PATH, or what the process may not do with it
 *	otherwise, is not restricted further.
 * @flags: 0 or O_CLOEXEC, for the new descriptor.
 *
 * Errors: -EINVAL a flag is unknown; -EBADF @fd; -EMFILE no descriptor left there; else as
 * scll_question_yes().  After an error the question waits on.
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_question_file(struct scll_question *question, int fd, int flags);

/**
 * scll_question_free() - close the descriptor of a question
 *
 * @question: The question, or NULL.
 *
 * A question that was not answered is: the call fails with -EACCES, of %SCLL_KIND_CALL with
 * -ENOSYS, as if there were no listener.
 */
void scll_question_free(struct scll_question *question);

/**
 * scll_why() - why scll_apply(), scll_load(), scll_open() or scll_join() failed, in words
 *
 * @error: What it returned.
 * @step: The step of the result of scll_apply() or scll_load(), or the
 *	%SCLL_STEP_ of another call.
 *
 * Async-signal-safe.
 *
 * Return: a string that lives for ever, one line.
 */
const char *scll_why(int error, int step);

/**
 * scll_open() - get a descriptor of the sandbox of another process
 *
 * @pidfd: From pidfd_open(2).
 *
 * The descriptor is of the filters, the rules and the credentials that the process
 * has now.  It can be passed on, outlives the process, and is for scll_join().
 * Async-signal-safe, and one system call unless it fails.
 *
 * Errors: -EOPNOTSUPP this kernel cannot do it, or the process has restrictions of
 * io_uring of its own, which nobody could take over; -EINVAL the process is not in
 * a sandbox made by scll_apply() on such a kernel; -EBADF not a pidfd; -ESRCH the
 * process is gone, or the pidfd is one of a thread; -EPERM no permission to debug
 * the process; -EINTR the process was executing a program; -EMFILE; -ENFILE;
 * -ENOMEM.
 *
 * Return: the descriptor, close-on-exec, or a negative errno, see above.
 */
int scll_open(int pidfd);

/**
 * scll_join() - enter a sandbox that runs already
 *
 * @sandbox_fd: From scll_open(), maybe called by another process.
 *
 * The calling thread takes over all filters and all rules of the sandbox.  Their
 * author may be hostile, and filters can fake the results of system calls: the
 * kernel lets nobody join who could lose by it, see scll_join(3).  Afterwards the
 * members of the sandbox can debug the caller, and use the descriptors that it
 * brought along.  Async-signal-safe, and one system call unless it fails.  There
 * is no best effort: filters that are equal are not the same.
 *
 * Errors, in the order in which they are looked for: -EOPNOTSUPP this kernel cannot
 * do it; -EBADF not an open descriptor; -EBADFD not one from scll_open(); -EACCES
 * no_new_privs is not set; -EINVAL the caller shares its memory with a thread or a
 * process; -EPERM the sandbox has no power over the caller; -EXDEV the caller has
 * a filter or rules that the sandbox has not; -EINTR a fatal signal; -ENOMEM.
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_join(int sandbox_fd);

/**
 * struct scll_kernel - what a kernel can do
 *
 * @size: In: size of this structure in bytes.
 * @abi: Version of the extension, 0 on a stock kernel.
 * @flags: The SECCOMP_LANDLOCK_* flags that it knows.
 * @filter_flags: The SECCOMP_FILTER_FLAG_* flags of seccomp(2) that it knows.
 * @landlock_abi: Version of Landlock, or a negative errno: -EOPNOTSUPP disabled at
 *	boot; -ENOSYS not built in, or denied by a filter around this process; any
 *	other one: denied by such a filter.
 * @fs: The LANDLOCK_ACCESS_FS_* that it knows, of those that scll_name() knows.
 * @net: The LANDLOCK_ACCESS_NET_* that it knows, likewise.
 * @scopes: The LANDLOCK_SCOPE_* that it knows, likewise.
 * @restrict_flags: The LANDLOCK_RESTRICT_SELF_* that it knows, likewise.
 * @rule_flags: The LANDLOCK_ADD_RULE_* that it knows, likewise.
 */
struct scll_kernel {
	size_t size;
	uint32_t abi;
	uint32_t flags;
	uint32_t filter_flags;
	int32_t landlock_abi;
	uint64_t fs;
	uint64_t net;
	uint64_t scopes;
	uint32_t restrict_flags;
	uint32_t rule_flags;
};

/**
 * scll_probe() - find out what this kernel can do
 *
 * @kernel: Out: what it can do.  Its size must be set, as for scll_new().
 *
 * Asks the kernel by calls that change nothing, and not by its version number.
 * A sandbox around the process that denies these calls makes it look like less.
 *
 * Errors: -EINVAL the size is too small; -E2BIG a byte beyond what this library
 * knows is not zero.
 *
 * Return: 0 or a negative errno, see above.
 */
int scll_probe(struct scll_kernel *kernel);

#ifdef __cplusplus
}
#endif

#endif /* SCLL_H */
