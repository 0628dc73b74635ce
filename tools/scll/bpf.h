/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll - seccomp filters as programs
 */
#ifndef SCLL_BPF_H
#define SCLL_BPF_H

#include <linux/filter.h>
#include <stdbool.h>

#include "util.h"

/**
 * bpf_is_program() - tell a program from a text
 *
 * @buf: Content of a file.
 * @len: Its length.
 *
 * The first instruction has a code below 256, and thus a byte that is 0; a text
 * has none.
 *
 * Return: is it a program?
 */
bool bpf_is_program(const char *buf, size_t len);

/**
 * bpf_read() - check a program as the kernel does
 *
 * @name: Name of the file, for messages.
 * @buf: An array of struct sock_filter in the byte order of this machine.
 * @len: Its length in bytes.
 * @prog: Out: the program, to be freed.
 * @count: Out: number of instructions.
 * @err: Out: what is wrong with which instruction, counted from 0.
 *
 * Return: 0, -EINVAL, or -ENOMEM.
 */
int bpf_read(const char *name, const char *buf, size_t len,
	     struct sock_filter **prog, size_t *count, struct errmsg *err);

#endif /* SCLL_BPF_H */
