// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The rights and flags of Landlock, by kind and bit.
 */
#include "rights.h"
#include "sys.h"

const struct scll_right scll_right_names[] = {
	{ SCLL_NAME_FS, LANDLOCK_ACCESS_FS_EXECUTE, 1, "execute" },
	{ SCLL_NAME_FS, LANDLOCK_ACCESS_FS_WRITE_FILE, 1, "write_file" },
	{ SCLL_NAME_FS, LANDLOCK_ACCESS_FS_READ_FILE, 1, "read_file" },
	{ SCLL_NAME_FS, LANDLOCK_ACCESS_FS_READ_DIR, 1, "read_dir" },
	{ SCLL_NAME_FS, LANDLOCK_ACCESS_FS_REMOVE_DIR, 1, "remove_dir" },
	{ SCLL_NAME_FS, LANDLOCK_ACCESS_FS_REMOVE_FILE, 1, "remove_file" },
	{ SCLL_NAME_FS, LANDLOCK_ACCESS_FS_MAKE_CHAR, 1, "make_char" },
	{ SCLL_NAME_FS, LANDLOCK_ACCESS_FS_MAKE_DIR, 1, "make_dir" },
	{ SCLL_NAME_FS, LANDLOCK_ACCESS_FS_MAKE_REG, 1, "make_reg" },
	{ SCLL_NAME_FS, LANDLOCK_ACCESS_FS_MAKE_SOCK, 1, "make_sock" },
	{ SCLL_NAME_FS, LANDLOCK_ACCESS_FS_MAKE_FIFO, 1, "make_fifo" },
	{ SCLL_NAME_FS, LANDLOCK_ACCESS_FS_MAKE_BLOCK, 1, "make_block" },
	{ SCLL_NAME_FS, LANDLOCK_ACCESS_FS_MAKE_SYM, 1, "make_sym" },
	{ SCLL_NAME_FS, LANDLOCK_ACCESS_FS_REFER, 2, "refer" },
	{ SCLL_NAME_FS, LANDLOCK_ACCESS_FS_TRUNCATE, 3, "truncate" },
	{ SCLL_NAME_FS, LANDLOCK_ACCESS_FS_IOCTL_DEV, 5, "ioctl_dev" },
	{ SCLL_NAME_FS, SCLL_RESOLVE_UNIX, 9, "resolve_unix" },
	{ SCLL_NAME_NET, SCLL_BIND_TCP, 4, "bind_tcp" },
	{ SCLL_NAME_NET, SCLL_CONNECT_TCP, 4, "connect_tcp" },
	{ SCLL_NAME_NET, SCLL_BIND_UDP, 10, "bind_udp" },
	{ SCLL_NAME_NET, SCLL_CONNECT_SEND_UDP, 10, "connect_send_udp" },
	{ SCLL_NAME_SCOPE, SCLL_SCOPE_ABSTRACT_UNIX, 6, "abstract_unix_socket" },
	{ SCLL_NAME_SCOPE, SCLL_SCOPE_SIGNAL, 6, "signal" },
	{ SCLL_NAME_RESTRICT, RESTRICT_LOG_SAME_EXEC_OFF, 7, "log_same_exec_off" },
	{ SCLL_NAME_RESTRICT, RESTRICT_LOG_NEW_EXEC_ON, 7, "log_new_exec_on" },
	{ SCLL_NAME_RESTRICT, RESTRICT_LOG_SUBDOMAINS_OFF, 7, "log_subdomains_off" },
	{ SCLL_NAME_RESTRICT, RESTRICT_TSYNC, 8, "tsync" },
	{ SCLL_NAME_RESTRICT, RESTRICT_NO_NEW_PRIVS, 11, "no_new_privs" },
	{ SCLL_NAME_RULE, ADD_RULE_QUIET, 10, "quiet" },
	{ 0, 0, 0, NULL }
};
