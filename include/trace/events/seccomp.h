/* SPDX-License-Identifier: GPL-2.0-only */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM seccomp

#if !defined(_TRACE_SECCOMP_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_SECCOMP_H

#include <linux/sched.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

/**
 * seccomp_deny_ptrace - Ptrace access denied by the filters of the tracer
 *
 * @tracer: task that wanted access; the parent in the case of PTRACE_TRACEME
 * @tracee: task to be accessed
 * @mode: PTRACE_MODE_* flags of the access
 * @reason: strict, dying, not-subset or delegated
 *
 * Called with or without task_lock(@tracee) or tasklist_lock: no probe may sleep, or
 * take one of them.
 * The names are copied without task_lock and may be torn.  The ids are those of
 * processes, as in the audit record.
 */
TRACE_EVENT(seccomp_deny_ptrace,
	    TP_PROTO(const struct task_struct *tracer,
		     const struct task_struct *tracee, unsigned int mode,
		     const char *reason),

	    TP_ARGS(tracer, tracee, mode, reason),

	    TP_STRUCT__entry(__array(char, tracer_comm, TASK_COMM_LEN)
			     __array(char, tracee_comm, TASK_COMM_LEN)
			     __field(pid_t, tracer_pid)
			     __field(pid_t, tracee_pid)
			     __field(unsigned int, mode)
			     __string(reason, reason)
	    ),

	    TP_fast_assign(memcpy(__entry->tracer_comm, tracer->comm, TASK_COMM_LEN);
			   memcpy(__entry->tracee_comm, tracee->comm, TASK_COMM_LEN);
			   __entry->tracer_pid = tracer->tgid;
			   __entry->tracee_pid = tracee->tgid;
			   __entry->mode = mode;
			   __assign_str(reason);
	    ),

	    TP_printk("tracer_pid=%d tracer_comm=%s tracee_pid=%d tracee_comm=%s mode=%s%s reason=%s",
		      __entry->tracer_pid,
		      seccomp_landlock_trace_comm(p, __entry->tracer_comm),
		      __entry->tracee_pid,
		      seccomp_landlock_trace_comm(p, __entry->tracee_comm),
		      __entry->mode & 0x02 ? "attach" : "read",
		      __entry->mode & 0x04 ? ",noaudit" : "",
		      __get_str(reason))
);

#endif /* _TRACE_SECCOMP_H */

/* This part must be outside protection */
#include <trace/define_trace.h>
