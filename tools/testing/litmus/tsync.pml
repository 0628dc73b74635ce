/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Thread synchronization of filters and domains on a weakly ordered machine
 *
 * Two threads, A and B, attach a filter with TSYNC; a third one, S, makes system
 * calls, forks, executes, restricts itself, looks at its own leaf and exits; a
 * process V outside judges S.  Every order is tried, of the steps and of the
 * moments at which a store reaches memory.  The numbers in brackets are the steps
 * of the comment in kernel/seccomp_landlock.c.
 *
 * The machine: each CPU has a buffer from which stores drain in any order, except
 * that a release store drains after those before it; smp_mb() waits for the
 * buffer; an atomic operation works on memory at once.  A CPU sees its own
 * stores early.  Loads that no barrier and no acquire separates are made in any
 * order where the program below says "any order", other loads in the order of
 * the program.  That is close to what arm64 does, and x86 does less.
 *
 * A chain of filters and a domain are numbers in base 4: the last digit is the
 * newest.  Digit 1 is what A brings, 2 what B brings, 3 what S puts on itself
 * with landlock_restrict_self().  So "a is an ancestor of b" is "a is a prefix
 * of b".  FORGET_* and the like, on the command line of spin, take something
 * out; tools/testing/litmus/run has the list.
 */

#ifndef ACTIONS
#define ACTIONS 1		/* of S, before its last call */
#endif

#define A 0
#define B 1
#define S 2

/* What thread t has in struct seccomp and in its credentials */
#define FILTER(t)	(5 * (t))
#define COUNT(t)	(5 * (t) + 1)
#define PENDING(t)	(5 * (t) + 2)
#define MODE(t)		(5 * (t) + 3)
#define CRED(t)		(5 * (t) + 4)
#define SIGLOCK		15
#define DONE(t)		(16 + (t))	/* in user space: seccomp() returned */
#define LOCATIONS	18

/* Not here: reference counts that overflow, memory that runs out, CLONE_THREAD. */
byte mem[LOCATIONS];
byte buf[54];		/* [cpu * LOCATIONS + location] */
int after[54];		/* what has to drain before it */
int stored[3];		/* locations with a store in the buffer */
bit work[3];		/* SYSCALL_WORK_SECCOMP, changed by atomic operations */
bit cred_guard;		/* a mutex */

byte refs[16];		/* of the chain that ends with a filter */
byte domain[16];	/* chain_domain of a filter */
bit exiting[3];		/* PF_EXITING */
bit rules[2];		/* did the filter of A, of B bring a domain? */

#define AT(c, l)	((c) * LOCATIONS + (l))
#define LOAD(c, l)	(((stored[c] >> (l)) & 1) -> buf[AT(c, l)] : mem[l])

#define ANCESTOR(a, b)	((a) == 0 || (a) == (b) || (a) == (b) / 4 || (a) == (b) / 16)
#define RELATED(a, b)	(ANCESTOR(a, b) || ANCESTOR(b, a))
#define HAS(d, x)	((d) % 4 == (x) || (d) / 4 % 4 == (x) || (d) / 16 == (x))
/* What counts of a thread: its credentials may lag behind its filters. */
#define EFFECTIVE(f, d)	(ANCESTOR(domain[f], d) -> d : domain[f])
#define LENGTH(f)	(((f) > 0) + ((f) > 3))

inline store(c, l, v)
{
	atomic {
		!((stored[c] >> (l)) & 1);
		buf[AT(c, l)] = v;
		after[AT(c, l)] = 0;
		stored[c] = stored[c] | (1 << (l))
	}
}

inline store_release(c, l, v)
{
	atomic {
		!((stored[c] >> (l)) & 1);
		buf[AT(c, l)] = v;
		after[AT(c, l)] = stored[c];
		stored[c] = stored[c] | (1 << (l))
	}
}

inline smp_mb(c)
{
	stored[c] == 0
}

/* An atomic operation with acquire semantics; what follows comes later. */
inline lock(c)
{
	atomic { mem[SIGLOCK] == 0 && !((stored[c] >> SIGLOCK) & 1); mem[SIGLOCK] = 1 }
}

inline unlock(c)
{
	store_release(c, SIGLOCK, 0)
}

inline lock_guard()
{
	atomic { cred_guard == 0; cred_guard = 1 }
}

/* Only who takes the mutex next can tell that this waits for the stores. */
inline unlock_guard(c)
{
	atomic { stored[c] == 0; cred_guard = 0 }
}

#define DRAIN(l) \
	:: atomic { \
		((stored[c] >> (l)) & 1) && after[AT(c, l)] == 0 -> \
		mem[l] = buf[AT(c, l)]; \
		buf[AT(c, l)] = 0; \
		stored[c] = stored[c] & ~(1 << (l)); \
		i = 0; \
		do \
		:: i < LOCATIONS -> \
			after[AT(c, i)] = after[AT(c, i)] & ~(1 << (l)); \
			i++ \
		:: else -> break \
		od; \
		i = 0 \
	}

proctype buffer(byte c)
{
	byte i;

end:	do
	DRAIN(0)
	DRAIN(1)
	DRAIN(2)
	DRAIN(3)
	DRAIN(4)
	DRAIN(5)
	DRAIN(6)
	DRAIN(7)
	DRAIN(8)
	DRAIN(9)
	DRAIN(10)
	DRAIN(11)
	DRAIN(12)
	DRAIN(13)
	DRAIN(14)
	DRAIN(15)
	DRAIN(16)
	DRAIN(17)
	od
}

/* A filter is freed without RCU, with its reference to the one before. */
inline put(f)
{
	d_step {
		put_f = f;
		do
		:: put_f == 0 -> break
		:: else ->
			assert(refs[put_f] > 0);
			refs[put_f]--;
			if
			:: refs[put_f] == 0 -> put_f = put_f / 4
			:: else -> put_f = 0
			fi
		od
	}
}

/* Uses a chain, and the domain that its leaf borrows. */
#define USE(f)	assert(refs[f] > 0)

/* [8], [9]: __seccomp_landlock_take_domain() */
inline take(t)
{
	do
	:: LOAD(t, PENDING(t)) == 0 -> break
	:: else ->
#ifdef CLEAR_WITHOUT_LOCK
		leaf = LOAD(t, FILTER(t));
		store(t, PENDING(t), 0);
#else
		atomic {
			lock(t);
			leaf = LOAD(t, FILTER(t));
#ifndef CLEAR_AFTER_COMMIT
			store(t, PENDING(t), 0);
#endif
			unlock(t)
		};
#endif
		/* The lock is not held any more, and there is no reference. */
		atomic {
		USE(leaf);
		cred = LOAD(t, CRED(t));
		/* There would be nothing left but to terminate it. */
		assert(RELATED(domain[leaf], cred));
		if
		:: ANCESTOR(domain[leaf], cred)
		:: else -> store_release(t, CRED(t), domain[leaf])
		fi;
		leaf = 0; cred = 0
		};
#ifdef CLEAR_AFTER_COMMIT
		store(t, PENDING(t), 0)
#endif
	od
}

/* seccomp_landlock_lock_creds() */
inline lock_creds(t)
{
	do
	::
#ifndef NOT_TAKEN_FIRST
		take(t);
#endif
		lock_guard();
#ifdef NOT_TAKEN_FIRST
		break
#else
		if
		:: LOAD(t, PENDING(t)) -> unlock_guard(t)
		:: else -> break
		fi
#endif
	od
}

/*
 * [6] to [11]: syscall_trace_enter() and __secure_computing(), up to the start of
 * the call.  Sets ran to the chain that judged it, or 0.
 */
inline enter(t)
{
	ran = 0; got = 0;
	/* The flag, the mode and the mark: nothing is between them, any order. */
	do
	:: !(got & 1) -> atomic { flag = work[t]; got = got | 1 }
	:: !(got & 2) -> atomic { mark = LOAD(t, PENDING(t)); got = got | 2 }
#ifdef MODE_IN_ANY_ORDER
	:: !(got & 4) -> atomic { mode = LOAD(t, MODE(t)); got = got | 4 }
#else
	:: (got & 1) && !(got & 4) -> atomic { mode = LOAD(t, MODE(t)); got = got | 4 }
#endif
	:: got == 7 -> got = 0; break
	od;
	if
	:: flag && mark ->
		mark = 0;
#ifndef FORGET_TO_TAKE
		take(t)
#endif
	:: else
	fi;
	if
	:: flag -> atomic {
		assert(mode);		/* BUG() */
		ran = LOAD(t, FILTER(t));	/* after smp_rmb() */
		assert(ran != 0);	/* WARN_ON() in seccomp_run_filters() */
		USE(ran);
		flag = 0; mode = 0
	   }
	:: else
	fi
}

/* What holds for a call that starts after somebody's seccomp() returned */
inline check(filter, dom)
{
	assert(!seen_a || HAS(filter, 1));
	assert(!seen_b || HAS(filter, 2));
	assert(!(seen_a && rules[A]) || HAS(dom, 1));
	assert(!(seen_b && rules[B]) || HAS(dom, 2));
	assert(!mine || HAS(dom, 3))
}

/* A thread knows only through something that synchronizes: load-acquire. */
inline look_for_done(t)
{
	atomic {
		seen_a = LOAD(t, DONE(A));
		seen_b = LOAD(t, DONE(B))
	}
}

/* A call that starts now, with what is known now */
inline start_call(t)
{
	look_for_done(t);
	enter(t);
	atomic { cred = LOAD(t, CRED(t)); check(ran, cred); cred = 0; ran = 0 }
}

inline can_sync(t, s)
{
	if
	:: exiting[s]
	:: else ->
		old = LOAD(t, FILTER(s));
		if
		:: ANCESTOR(old, leaf)
		:: else -> ok = 0
		fi;
		cred = LOAD(t, CRED(s));
		if
		:: RELATED(cred, domain[new])
		:: else -> ok = 0
		fi
	fi
}

/* [4]: mode, barrier, flag */
inline assign_mode(cpu, who)
{
	store(cpu, MODE(who), 1);
#ifndef FORGET_MB_BEFORE_FLAG
	smp_mb(cpu);
#endif
	work[who] = 1
}

inline set_mark(t, s)
{
	cred = LOAD(t, CRED(s));
	if
	:: domain[new] && !ANCESTOR(domain[new], cred) -> store(t, PENDING(s), 1)
	:: else
	fi
}

/* [1] to [4] for a sibling */
inline sync_thread(t, s)
{
	if
	:: exiting[s]
	:: else ->
		refs[new]++;
		old = LOAD(t, FILTER(s));
		put(old);
		store_release(t, FILTER(s), new);
#ifdef COUNT_WITHOUT_RELEASE
		store(t, COUNT(s), LENGTH(new));
#else
		store_release(t, COUNT(s), LENGTH(new));
#endif
#ifndef MARK_AFTER_UNLOCK
		set_mark(t, s);
#endif
		if
		:: LOAD(t, MODE(s)) == 0 -> assign_mode(t, s)
		:: else
		fi
	fi
}

/* seccomp_filter_release() */
inline release(t)
{
	exiting[t] = 1;
#ifdef RELEASE_WITHOUT_LOCK
	leaf = LOAD(t, FILTER(t));
	store(t, FILTER(t), 0);
#else
	atomic {
		lock(t);
		leaf = LOAD(t, FILTER(t));
		store(t, FILTER(t), 0);
		unlock(t)
	};
#endif
	atomic { put(leaf); leaf = 0 }
}

/* seccomp(SET_MODE_FILTER, TSYNC) of thread t, whose sibling besides S is o */
proctype caller(byte t; byte o)
{
	byte leaf, new, cred, ran, old, mode, put_f, dom;
	bit flag, mark, ok, seen_a, seen_b, mine;
	byte got;

	start_call(t);
#ifdef MAKE_BEFORE_MUTEX
	dom = LOAD(t, CRED(t)) * 4 + t + 1;
#endif
	if
	:: rules[t] -> lock_creds(t)
	:: else -> lock_guard()
	fi;
#ifndef MAKE_BEFORE_MUTEX
	dom = LOAD(t, CRED(t)) * 4 + t + 1;
#endif
	atomic {
		lock(t);
		leaf = LOAD(t, FILTER(t));
		new = leaf * 4 + t + 1;
		domain[new] = (rules[t] -> dom : domain[leaf])
	};
	ok = 1;
	atomic { can_sync(t, o) };
	atomic { can_sync(t, S) };
	if
	:: !ok ->
		unlock(t);
		unlock_guard(t);
		goto end_failed
	:: else
	fi;
	atomic {
		/* The reference of the task to its leaf becomes that of the new one. */
		refs[new] = 1;
		store(t, FILTER(t), new);
		store_release(t, COUNT(t), LENGTH(new))
	};
	/* Stores go to the buffer, so doing them in one go hides nothing. */
	atomic { sync_thread(t, o) };
	atomic { sync_thread(t, S) };
	atomic {
		assign_mode(t, t);
		unlock(t);
#ifdef MARK_AFTER_UNLOCK
	};
	atomic {
		set_mark(t, o);
		set_mark(t, S);
#endif
	};
	atomic {
		if
		:: rules[t] -> store_release(t, CRED(t), dom)
		:: else
		fi
	};
	unlock_guard(t);
	atomic {
		store_release(t, DONE(t), 1);
		leaf = 0; new = 0; old = 0; dom = 0; cred = 0; ok = 0
	};
#ifdef CALLERS_GO_ON
	start_call(t);
#endif
end_failed:
	release(t)
}

/* A child: never without what its parent had to have, and no later sync sees it. */
inline fork(t)
{
	start_call(t);
	dom = LOAD(t, CRED(t));			/* copy_creds() */
#ifndef COPY_WITHOUT_LOCK
	lock(t);
#endif
	new = LOAD(t, FILTER(t));		/* copy_seccomp() */
	if
	:: new -> USE(new); refs[new]++
	:: else
	fi;
#ifdef COPY_WITHOUT_MARK
	mark = 0;
#else
	mark = LOAD(t, PENDING(t));
#endif
#ifndef COPY_WITHOUT_LOCK
	unlock(t);
#endif
	/* Its first call.  A sync that it can know of is in what it was given. */
	atomic {
		if
		:: mark ->
			USE(new);
			assert(RELATED(domain[new], dom));
			dom = EFFECTIVE(new, dom)
		:: else
		fi;
		/* What the chain says has to be enforced. */
		assert(new == 0 || ANCESTOR(domain[new], dom));
		check(new, dom)
	};
	put(new);
	new = 0; dom = 0
}

inline exec(t)
{
	start_call(t);
	lock_guard();
	dom = LOAD(t, CRED(t));
	store_release(t, CRED(t), dom);
	unlock_guard(t);
	dom = 0
}

inline restrict_self(t)
{
	start_call(t);
#ifdef RESTRICT_WITHOUT_MUTEX
	take(t);
#else
	lock_creds(t);
#endif
	dom = LOAD(t, CRED(t)) * 4 + 3;
	store_release(t, CRED(t), dom);
#ifndef RESTRICT_WITHOUT_MUTEX
	unlock_guard(t);
#endif
	mine = 1;
	dom = 0
}

/* The tracer's half of a verdict, without a lock: count, then leaf */
inline judge_others(t)
{
#ifdef COUNT_WITHOUT_ACQUIRE
	leaf = LOAD(t, FILTER(t));
	got = LOAD(t, COUNT(t));
#else
	got = LOAD(t, COUNT(t));
	leaf = LOAD(t, FILTER(t));
#endif
	assert(LENGTH(leaf) >= got);
	if
	:: leaf -> USE(leaf)
	:: else
	fi;
	leaf = 0; got = 0
}

proctype sibling()
{
	byte leaf, new, cred, ran, mode, put_f, dom, n, got;
	bit flag, mark, seen_a, seen_b, mine;

	do
	:: n < ACTIONS ->
		n++;
		/* ONLY: one kind at a time, for what does not fit into memory. */
		if
#if !defined(ONLY) || ONLY == 1
		:: start_call(S)
#endif
#if !defined(ONLY) || ONLY == 2
		:: fork(S)
#endif
#if !defined(ONLY) || ONLY == 3
		:: exec(S)
#endif
#if !defined(ONLY) || ONLY == 4
		:: !mine -> restrict_self(S)
#endif
#if !defined(ONLY) || ONLY == 5
		:: judge_others(S)
#endif
#if !defined(ONLY) || ONLY == 6
		:: goto leave
#endif
		fi
	:: n == ACTIONS -> break
	od;
	start_call(S);
leave:	release(S)
}

/*
 * The target's half of a verdict, and what opening its sandbox takes: filters and
 * credentials of one moment, of which the filters are never the older ones.
 */
proctype outsider()
{
	byte leaf, cred;
	bit seen_a, seen_b;

	seen_a = mem[DONE(A)];
	seen_b = mem[DONE(B)];
#ifndef JUDGE_WITHOUT_LOCK
	atomic { mem[SIGLOCK] == 0; mem[SIGLOCK] = 1 };
#endif
	leaf = mem[FILTER(S)];
	cred = mem[CRED(S)];
	if
	:: leaf ->
		USE(leaf);
		assert(!(HAS(cred, 1) && !HAS(leaf, 1)));
		assert(!(HAS(cred, 2) && !HAS(leaf, 2)));
		assert(RELATED(domain[leaf], cred));
#ifndef LAGGING_BY_CRED
		cred = EFFECTIVE(leaf, cred);
#endif
		assert(!(seen_a && rules[A]) || HAS(cred, 1) || exiting[S]);
		assert(!(seen_b && rules[B]) || HAS(cred, 2) || exiting[S]);
		/* A sync passes by a thread that runs no more calls. */
		assert(!seen_a || HAS(leaf, 1) || exiting[S]);
		assert(!seen_b || HAS(leaf, 2) || exiting[S])
	:: else ->
		/* "Dying", if anybody put a filter on it */
		assert(!(seen_a || seen_b) || exiting[S])
	fi;
#ifndef JUDGE_WITHOUT_LOCK
	mem[SIGLOCK] = 0
#endif
}

init {
	atomic {
		rules[A] = 1;
		if
		:: rules[B] = 1
		:: rules[B] = 0
		fi;
		run buffer(A);
		run buffer(B);
		run buffer(S);
		run caller(A, B);
#ifdef ONE_CALLER
		exiting[B] = 1;
#else
		run caller(B, A);
#endif
		run sibling();
#ifndef NO_OUTSIDER
		run outsider()
#endif
	}
}
