# SPDX-License-Identifier: GPL-2.0-only
#
# Makes report.json of the lines of all guests, each with "kernel=K run=N" put in
# front.  Takes --slurpfile about (an object that is copied) and account.

def record:
	split(" ") | map(index("=") as $i | {(.[:$i]): (.[$i + 1:] | tonumber? // .)}) | add;

def middle: sort | .[length / 2 | floor];

def figures:
	map(select(has("figure")))
	| group_by(del(.run, .median, .min, .p99, .count))
	| map((.[0] | del(.run, .median, .min, .p99, .count)) + {
		median: (map(.median) | middle),
		runs: map(.median),
		spread: (map(.median) | max - min),
		min: (map(.min) | min),
		p99: (map(.p99) | max),
		count: (map(.count) | add)
	});

# The figures with all of these properties; null if there is none.
def find($what):
	. as $all | $what | to_entries as $w
	| first($all[] | select(. as $f | all($w[]; $f[.key] == .value))) // null;

def value($what): find($what) | .median;

def minus($a; $b): if $a == null or $b == null then null else $a - $b end;
def ratio($a; $b): if $a == null or $b == null or $b == 0 then null else $a / $b end;

# One target.  of: the numbers that the value was made of, if there are two.
def target($name; $rule; $limit; $unit; $value; $of; met):
	{ name: $name, rule: $rule, limit: $limit, unit: $unit, value: $value,
	  of: (if $value == null then null else $of end),
	  met: (if $value == null then null else $value | met end) };

def difference_at_most($name; $limit; $a; $b; $unit):
	target($name; "at most"; $limit; $unit; minus($a; $b);
	       {a: $a, sign: "-", b: $b}; . <= $limit);
def ratio_at_most($name; $limit; $a; $b):
	target($name; "at most"; $limit; "times"; ratio($a; $b);
	       {a: $a, sign: "/", b: $b}; . <= $limit);
def ratio_at_least($name; $limit; $a; $b):
	target($name; "at least"; $limit; "times"; ratio($a; $b);
	       {a: $a, sign: "/", b: $b}; . >= $limit);

def of_kernel($kernel; $figure; $peer):
	value({kernel: $kernel, figure: $figure, peer: $peer});

def patched_unpatched($name; $limit; $figure; $peer):
	difference_at_most("\($name), patched minus unpatched"; $limit;
		of_kernel("patched"; $figure; $peer); of_kernel("pristine"; $figure; $peer);
		"instructions");

# Of a tracer that is not ruled: no more than the look whether it is.
# With a filter every call costs so much more, see above: the request is charged beside it.
def request_target($name; $kind; $filters; $limit):
	{figure: "verdict-request", kind: $kind, reader: $filters, target: 0} as $request
	| difference_at_most("a ptrace request of a tracer with \($name), patched minus unpatched";
			     $limit; value($request + {kernel: "patched"});
			     value($request + {kernel: "pristine"}); "instructions");

# Where a ruled filter costs most more than two calls do.
def worst_excess:
	. as $all
	| [.[] | select(.kernel == "patched" and .peer == "ruled" and
			(.figure | . == "open" or . == "bind" or . == "connect"))
	   | . as $r
	   | {kernel, figure, depth, rules, layers, peer: "two-calls"}
	   | with_entries(select(.value != null)) as $peer
	   | {ruled: $r.median, two: ($all | value($peer))}
	   | select(.two != null)]
	| max_by(.ruled - .two);

def sync($way; $insns):
	value({kernel: "patched", figure: "tsync", way: $way, threads: 1000, insns: $insns});

# With the first call of each of the threads, where it takes the domain.
def sync_and_first_calls($insns):
	value({kernel: "patched", figure: "tsync-first-call", insns: $insns}) as $first
	| sync("ruled-tsync"; $insns)
	| if . == null or $first == null then null else . + 1000 * $first end;

def sync_targets($insns):
	"thread sync of 1,000, \($insns)-instruction filter: cheaper than" as $than
	| ratio_at_least("\($than) both calls in each thread by signals"; 20;
			 sync("signals"; $insns); sync("ruled-tsync"; $insns)),
	  ratio_at_least("the same, with the first call of each thread, where it takes the domain";
			 20; sync("signals"; $insns); sync_and_first_calls($insns)),
	  ratio_at_least("\($than) rules by signals and one sync of the filter"; 20;
			 sync("signals-and-tsync"; $insns); sync("ruled-tsync"; $insns)),
	  ratio_at_least("the same, with the first call of each thread, where it takes the domain";
			 20; sync("signals-and-tsync"; $insns); sync_and_first_calls($insns));

# A verdict takes longest where this is largest.
def deepest($access):
	[.[] | select(.kernel == "patched" and .figure == "verdict-\($access)" and
		      (.kind == "ruled" or .kind == "ruled-once")) | .median] | max;

def verdict($access; $kind; $reader; $target):
	value({kernel: "patched", figure: "verdict-\($access)", kind: $kind, reader: $reader,
	       target: $target});

def verdict_targets($access; $name):
	deepest($access) as $deepest
	| verdict($access; "ruled"; 1; 0) as $depth_1
	| verdict($access; "ordinary"; 1; 0) as $base
	| ratio_at_most("\($name) under a verdict, worst place in any chain, as a multiple of depth 1";
			2; $deepest; $depth_1),
	  ratio_at_most("the verdict alone (less \($name) with ordinary filters), the same"; 2;
			minus($deepest; $base); minus($depth_1; $base));

# Less cannot be told from nothing.
def memory_floor: 200;

def memory($way):
	minus(value({kernel: "patched", figure: "memory", per: "process", way: $way});
	      value({kernel: "patched", figure: "memory", per: "process", way: "fork"}));

def memory_targets:
	"memory of separate installs against join, per process" as $name
	| memory("ruled") as $ruled | memory("join") as $join
	| ratio_at_least("\($name), join at least \(memory_floor) bytes"; 10; $ruled;
			 $join | if . == null then null else [., memory_floor] | max end),
	  (ratio_at_least("the same, as measured"; 10; $ruled; $join)
	   # not a ratio, but no memory at all
	   | if $join != null and $join <= 0 then .value = null | .met = true else . end);

# One call against two calls on the kernel $than.
def install_target($name; $than; $insns):
	difference_at_most($name; 0;
		value({kernel: "patched", figure: "install", way: "ruled", insns: $insns});
		value({kernel: $than, figure: "install", way: "two-calls", insns: $insns});
		"instructions");

def install_targets($insns):
	install_target("install with one call minus with two, 10 rules, \($insns)-instruction filter";
		       "patched"; $insns),
	install_target("the same, minus two on the unpatched kernel"; "pristine"; $insns);

# openat(2) and close(2); the filter of the sandbox is in it.
def open_of($kernel; $depth; $with):
	value({kernel: $kernel, figure: "open", depth: $depth} + $with);

def open_ruled($depth; $rules; $layers):
	open_of("patched"; $depth; {peer: "ruled", rules: $rules, layers: $layers});

def open_target($depth; $layers; $limit):
	ratio_at_most("open at depth \($depth), 10 rules, \($layers) layer\(if $layers > 1 then "s" else "" end), over no sandbox";
		      $limit; open_ruled($depth; 10; $layers);
		      open_of("patched"; $depth; {peer: "none"}));

def open_targets:
	difference_at_most("open without a sandbox at depth 29, patched minus unpatched"; 0;
			   open_of("patched"; 29; {peer: "none"});
			   open_of("pristine"; 29; {peer: "none"}); "instructions"),
	open_target(1; 1; 1.23),
	open_target(10; 1; 1.15),
	open_target(29; 1; 1.105),
	open_target(29; 16; 1.18),
	ratio_at_most("open at depth 29, 1,000 rules over 10 rules"; 1.01;
		      open_ruled(29; 1000; 1); open_ruled(29; 10; 1));

# What supervision costs who never asks, and what a question costs
def supervise_targets:
	("getpid", "read") as $call
	| difference_at_most("\($call) with a supervised filter, minus a ruled one"; 1;
			     of_kernel("patched"; $call; "supervised");
			     of_kernel("patched"; $call; "ruled"); "instructions");

def question_target:
	ratio_at_most("open at depth 10, asked about by rules, over a supervisor that reads the path";
		      1.6; open_of("patched"; 10; {peer: "asked"});
		      open_of("patched"; 10; {peer: "notify"}));

# The one call as such
def install_cost($insns; $limit):
	target("install in one call, 10 rules, \($insns)-instruction filter"; "at most"; $limit;
	       "instructions";
	       value({kernel: "patched", figure: "install", way: "ruled", insns: $insns});
	       null; . <= $limit);

def targets: [
	patched_unpatched("getpid without seccomp"; 0; "getpid"; "none"),
	patched_unpatched("read without seccomp"; 0; "read"; "none"),
	patched_unpatched("getpid with an ordinary filter"; 3; "getpid"; "filter"),
	patched_unpatched("read with an ordinary filter"; 3; "read"; "filter"),
	(worst_excess as $worst
	 | difference_at_most("open, bind and connect with a ruled filter, minus Landlock and a filter, worst case";
			      0; $worst.ruled; $worst.two; "instructions")),
	open_targets,
	supervise_targets,
	question_target,
	install_cost(1; 24500),
	install_cost(66; 160000),
	install_targets(1),
	install_targets(66),
	sync_targets(1),
	sync_targets(66),
	verdict_targets("read"; "read"),
	verdict_targets("attach"; "attach"),
	request_target("no filter"; "none"; 0; 3),
	request_target("an ordinary filter"; "ordinary"; 1; 6),
	memory_targets
];

# What two reports may differ by, more than the spread that they state.
def tolerance: {instructions: 16, percent: 0.5};

[inputs | select(startswith("kernel=")) | record]
| figures as $f
| ($f | map(select(.figure != "contention"))) as $counted
| $about[0] + {
	unit: "guest instructions; memory in bytes",
	runs: ([.[].run] | unique | length),
	instructions_per_repeat: ([.[] | select(.probe == "repeat") | .value] | max),
	memory_floor: memory_floor,
	tolerance: tolerance,
	filters_in_longest_chain: ([.[] | select(has("limit")) | .value] | max),
	figures: $f,
	spread: {
		identical: ([$counted[] | select(.spread == 0)] | length),
		figures: ($counted | length),
		largest_percent: ([$counted[] | select(.median > 0) | 100 * .spread / .median] | max)
	},
	targets: ($f | targets),
	account: ($account[0] // [])
}
