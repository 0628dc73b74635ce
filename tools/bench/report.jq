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

# One target: met if limit is at least (or at most) what was measured.
def at_most($name; $limit; $value; $unit):
	{ name: $name, rule: "at most", limit: $limit, unit: $unit, value: $value,
	  met: (if $value == null then null else $value <= $limit end) };
def at_least($name; $limit; $value; $unit):
	{ name: $name, rule: "at least", limit: $limit, unit: $unit, value: $value,
	  met: (if $value == null then null else $value >= $limit end) };

def both($f; $peer):
	minus(value({kernel: "patched", figure: $f, peer: $peer});
	      value({kernel: "pristine", figure: $f, peer: $peer}));

# The largest amount by which a ruled filter costs more than two calls do, of the
# medians or of the smallest counts.
def worst_excess($of):
	. as $all
	| [.[] | select(.kernel == "patched" and .peer == "ruled" and
			(.figure | . == "open" or . == "bind" or . == "connect"))
	   | . as $r
	   | {kernel, figure, depth, rules, layers, peer: "two-calls"}
	   | with_entries(select(.value != null)) as $peer
	   | minus($r[$of]; $all | find($peer)[$of])]
	| max;

def sync($way; $insns):
	value({kernel: "patched", figure: "tsync", way: $way, threads: 1000, insns: $insns});

# The most that any depth costs as a multiple of depth 1, of what is more than $base.
def deepest($base):
	ratio(minus([.[] | select(.kernel == "patched" and .figure == "verdict-read" and
				  (.kind == "ruled" or .kind == "ruled-once")) | .median] | max;
		    $base);
	      minus(value({kernel: "patched", figure: "verdict-read", kind: "ruled",
			   reader: 1, target: 1}); $base));

def without_verdict:
	value({kernel: "patched", figure: "verdict-read", kind: "ordinary", reader: 1, target: 1});

def memory($way):
	minus(value({kernel: "patched", figure: "memory", per: "process", way: $way});
	      value({kernel: "patched", figure: "memory", per: "process", way: "fork"}));

# One call more than two calls on the kernel $than.
def install_excess($than):
	minus(value({kernel: "patched", figure: "install", way: "ruled", insns: 1});
	      value({kernel: $than, figure: "install", way: "two-calls", insns: 1}));

def targets: [
	at_most("getpid without seccomp, patched minus unpatched"; 0;
		both("getpid"; "none"); "instructions"),
	at_most("read without seccomp, patched minus unpatched"; 0;
		both("read"; "none"); "instructions"),
	at_most("getpid with an ordinary filter, patched minus unpatched"; 3;
		both("getpid"; "filter"); "instructions"),
	at_most("read with an ordinary filter, patched minus unpatched"; 3;
		both("read"; "filter"); "instructions"),
	at_most("open, bind and connect with a ruled filter, minus Landlock and a filter, worst case";
		0; worst_excess("median"); "instructions"),
	at_most("the same, of the smallest counts instead of the medians"; 0;
		worst_excess("min"); "instructions"),
	at_most("install with one call minus with two, 10 rules, 1-instruction filter"; 0;
		install_excess("patched"); "instructions"),
	at_most("the same, minus two on the unpatched kernel"; 0;
		install_excess("pristine"); "instructions"),
	at_least("thread sync of 1,000: cheaper than both calls in each thread by signals"; 20;
		 ratio(sync("signals"; 1); sync("ruled-tsync"; 1)); "times"),
	at_least("thread sync of 1,000: cheaper than rules by signals and one sync of the filter"; 20;
		 ratio(sync("signals-and-tsync"; 1); sync("ruled-tsync"; 1)); "times"),
	(sync("ruled-tsync"; 1) as $sync
	 | at_least("the same, with the first call of each thread, where it takes the domain"; 20;
		 ratio(sync("signals-and-tsync"; 1);
		       value({kernel: "patched", figure: "tsync-first-call"})
		       | if . then 1000 * . + $sync else null end);
		 "times")),
	at_most("read under a verdict at any depth, as a multiple of depth 1"; 2; deepest(0);
		"times"),
	at_most("the verdict alone at any depth (less the read with ordinary filters), the same"; 2;
		deepest(without_verdict); "times"),
	at_least("memory of separate installs against join, per process"; 10;
		 # less than what can be told counts as that
		 ratio(memory("ruled"); memory("join") | if . then [., 200] | max else null end);
		 "times")
];

[inputs | select(startswith("kernel=")) | record]
| figures as $f
| $about[0] + {
	unit: "guest instructions; memory in bytes",
	runs: ([.[].run] | max),
	filters_in_longest_chain: ([.[] | select(has("limit")) | .value] | max),
	figures: $f,
	spread: {
		identical: ([$f[] | select(.spread == 0)] | length),
		figures: ($f | length),
		largest_percent: ([$f[] | select(.median > 0) | 100 * .spread / .median] | max)
	},
	targets: ($f | targets),
	account: ($account[0] // [])
}
