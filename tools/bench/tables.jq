# SPDX-License-Identifier: GPL-2.0-only
#
# Tables of report.json, as arrays of rows; the first row has the headings.

def report: $report[0];

def find($what):
	$what | to_entries as $w
	| first(report.figures[] | select(. as $f | all($w[]; $f[.key] == .value))) // null;

# Thousands are separated by commas.
def number:
	if . == null then "-"
	elif . < 0 then "-" + (-. | number)
	elif . != floor then (. * 100 | round / 100 | tostring)
	else tostring | [while(length > 0; .[:-3]) | .[-3:]] | reverse | join(",")
	end;

# With the difference between the guests, if there is one.
def with_spread:
	if . == null then "-"
	else (.median | number) + (if .spread > 0 then " ±\(.spread | number)" else "" end)
	end;

def cell($what): find($what) | with_spread;

def kernels: ["pristine", "patched"];

def calls:
	["sandbox"] + [("getpid", "read", "bind", "connect") | "\(.), unpatched", "\(.), patched"],
	(("none", "filter", "two-calls", "ruled", "supervised") as $p
	 | [$p] + [("getpid", "read", "bind", "connect") as $f | kernels[] as $k
		   | cell({figure: $f, peer: $p, kernel: $k})]);

def open_peers:
	["sandbox"] + [(1, 10, 29) | "depth \(.), unpatched", "depth \(.), patched"],
	(("none", "filter", "notify", "notify-fd", "ptrace", "asked") as $p
	 | [$p] + [(1, 10, 29) as $d | kernels[] as $k
		   | cell({figure: "open", peer: $p, depth: $d, kernel: $k})]);

def open_rules:
	["rules", "layers"] + [(1, 10, 29) | "depth \(.): two calls, unpatched",
			       "two calls, patched", "ruled"],
	((1, 10, 1000) as $n | (1, 4, 16) as $l
	 | [$n, $l | tostring] +
	   [(1, 10, 29) as $d
	    | ({kernel: "pristine", peer: "two-calls"}, {kernel: "patched", peer: "two-calls"},
	       {kernel: "patched", peer: "ruled"})
	    | cell(. + {figure: "open", depth: $d, rules: $n, layers: $l})]);

# Of per mille, without a mark for the spread if there is none
def percent:
	if . == null then "-"
	else "\(.median / 10 | round) %" + (if .spread > 0 then " ±\(.spread / 10 | round)" else "" end)
	end;

def contention:
	["sandbox", "unpatched", "patched"],
	(("none", "filter", "two-calls", "ruled") as $p
	 | [$p] + [kernels[] as $k
		   | find({figure: "contention", peer: $p, kernel: $k}) | percent]);

def install:
	["way"] + [(1, 66) | "\(.)-instruction filter, unpatched", "smallest", "patched", "smallest"],
	(("filter", "restrict-self", "two-calls", "two-calls-again", "ruled") as $w
	 | [$w] + [(1, 66) as $i | kernels[] as $k
		   | {figure: "install", way: $w, insns: $i, kernel: $k}
		   | cell(.), (find(.).min | number)]);

def account:
	["function", "two calls, unpatched", "two calls", "one call"],
	(report.account | sort_by(-.ruled, -.two_calls, .name)
	 | .[:25][] | [.name] + [(.unpatched, .two_calls, .ruled) | number]);

# Functions whose work depends on all that was allocated before.
def of_allocators: .name | test("^pcpu_|vmap_area|^_find_next_");

def account_difference:
	["function", "two calls, unpatched", "two calls", "one call", "one call minus unpatched"],
	(report.account | map(select(.name != "total" and (of_allocators | not) and
				     (.ruled - .unpatched | fabs) >= 5))
	 | sort_by(.ruled - .unpatched, .name)[]
	 | [.name] + [(.unpatched, .two_calls, .ruled, .ruled - .unpatched) | number]);

# By how much one call differs from the two calls $than, without allocators.
def account_sum($than):
	[report.account[] | select(.name != "total" and (of_allocators | not))
	 | .ruled - .[$than]] | add | number;

def tsync($insns):
	["threads", "filter-tsync, unpatched", "filter-tsync", "ruled-tsync", "signals-and-tsync",
	 "signals"],
	((1, 10, 100, 1000) as $t
	 | {figure: "tsync", threads: $t, insns: $insns} as $f
	 | [$t | number] +
	   [cell($f + {way: "filter-tsync", kernel: "pristine"}),
	    (("filter-tsync", "ruled-tsync", "signals-and-tsync", "signals") as $w
	     | cell($f + {way: $w, kernel: "patched"}))]);

def verdict:
	["filters", "reader's", "more of the target"] +
	[("read", "attach", "request", "stat") | "\(.), unpatched", "\(.), patched"],
	([report.figures[] | select(.figure == "verdict-read") | {kind, reader, target}] | unique
	 | sort_by(.kind, (.reader | if . == "max" then 1e9 else . end),
		   (.target | if . == "max" then 1e9 else . end))[]
	 | . as $c
	 | [.kind, (.reader | tostring), (.target | tostring)] +
	   [("read", "attach", "request", "stat") as $a | kernels[] as $k
	    | cell($c + {figure: "verdict-\($a)", kernel: $k})]);

def memory_row($per; $k; $w):
	find({figure: "memory", per: $per, way: $w, kernel: $k}) as $m
	| find({figure: "memory", per: $per, way: "fork", kernel: $k}) as $f
	| if $m == null then empty else
	  [$per, $k, $w, ($m | with_spread), "\($m.min | number) to \($m.p99 | number)",
	   (if $per == "process" then $m.median - $f.median | number else "" end)]
	  end;

def memory:
	["per", "kernel", "way", "bytes of the kernel", "range", "more than by fork"],
	(("process", "filter") as $per | kernels[] as $k
	 | ("no-sandbox", "fork", "join", "filter", "two-calls", "ruled") as $w
	 | memory_row($per; $k; $w));

def targets:
	["row", "target", "limit", "measured", "made of", "met"],
	(report.targets | range(length) as $i | .[$i]
	 | [($i + 1 | tostring), .name, "\(.rule) \(.limit | number) \(.unit)", (.value | number),
	    (.of | if . == null then "" else "\(.a | number) \(.sign) \(.b | number)" end),
	    (if .met == null then "not measured" elif .met then "yes" else "NO" end)]);

# Why a target is not met, of those that are not.
def reason:
	if .name | test("unpatched kernel")
	then "every way to install a filter costs more on the patched kernel, two calls too. Of one call \(account_sum("unpatched")) instructions are in functions that are ours or that we changed or no longer enter ([below](#installing-a-sandbox)). The rest is in the allocators, whose searches differ between kernels and guests; it was not taken apart."
	elif .name | test("first call of each thread")
	then "the filter of 66 instructions is prepared once in both ways, and that is most of what a thread sync costs; the first call of each thread comes on top."
	elif .name | test("verdict alone")
	then "the way to the reader takes a number of steps that is logarithmic in the depth of the target, of three to five instructions, and the verdict at depth 1 takes none. Compare the first number with the whole call in the row above."
	else "not explained; see the tables below."
	end;

def reasons:
	[report.targets | range(length) as $i | .[$i] | select(.met == false) | . + {row: ($i + 1)}]
	| if length == 0 then "All targets are met."
	  else "Not met:", "", (group_by(reason)[]
		| "- \(if length > 1 then "rows" else "row" end) \(map(.row | tostring) | join(" and ")): \(.[0] | reason)")
	  end;

# What is written below a bar; a name is for who reads the tables.
def words:
	{"none": "no\nsandbox", "filter": "seccomp\nfilter", "two-calls": "Landlock,\nthen filter:\ntwo calls",
	 "ruled": "ruled filter:\none call", "restrict-self": "Landlock\nrules",
	 "notify": "supervisor\nreads path,\nlets it go on",
	 "notify-fd": "supervisor\nopens file,\npasses it",
	 "ptrace": "tracer\nreads path,\nlets it go on",
	 "asked": "supervisor\nis asked by\nthe rules",
	 "fork": "forked in\na sandbox", "join": "joined\na sandbox",
	 "getpid": "getpid", "read": "read\none byte", "bind": "bind to\na port",
	 "connect": "connect to\na port"}[.]
	// error("tables.jq: the bar \"\(.)\" has no words");

# Data of the chart: a name and numbers in each row, and the words of a bar.
def chart_open:
	("none", "filter", "two-calls", "ruled", "asked", "notify", "notify-fd", "ptrace") as $p
	| {figure: "open", kernel: "patched", depth: 10, peer: $p} as $f
	| find($f + {rules: 10, layers: 1}) // find($f) | select(. != null)
	| [$p, .median, (.median | number), ($p | words)];

def over_none($f; $p):
	find({figure: $f, kernel: "patched", peer: $p}).median -
	find({figure: $f, kernel: "patched", peer: "none"}).median;

def chart_calls:
	("getpid", "read", "bind", "connect") as $f
	| select(find({figure: $f, peer: "none"}) != null)
	| [$f | words] + [over_none($f; "filter", "two-calls", "ruled")];

def chart_sync:
	(1, 10, 100, 1000) as $t
	| [$t] + [("filter-tsync", "ruled-tsync", "signals-and-tsync", "signals") as $w
		  | find({figure: "tsync", kernel: "patched", way: $w, threads: $t, insns: 1})
		  | .median // "-"];

def chart_verdict:
	report.filters_in_longest_chain as $max
	| ((0, 1, 16, 256, "max") as $t
	   | [if $t == "max" then $max else $t + 1 end] +
	     [("ordinary", "ruled-once", "ruled") as $k
	      | find({figure: "verdict-read", kernel: "patched", kind: $k, reader: 1, target: $t})
	      | .median // "-"] + ["-", "-"]),
	  ((0, 3, 15) as $t
	   | [$t + 1, "-", "-", "-",
	      (find({figure: "verdict-read", kernel: "patched", kind: "landlock-filter", reader: 1,
		     target: $t}) | .median // "-"), "-"]),
	  ([report.figures[] | select(.figure == "verdict-read" and .kernel == "patched" and
				      .kind == "ruled" and .reader == 2)]
	   | sort_by(.target)[] | [.target + 2, "-", "-", "-", "-", .median]);

def chart_memory:
	find({figure: "memory", per: "process", kernel: "patched", way: "fork"}).median as $fork
	| ("fork", "join", "filter", "two-calls", "ruled") as $w
	| find({figure: "memory", per: "process", kernel: "patched", way: $w})
	| select(. != null) | (.median - $fork) as $more
	| [$w, $more, ($more | number), ($w | words)];

def chart_install:
	("filter", "restrict-self", "two-calls", "ruled") as $w
	| find({figure: "install", kernel: "patched", way: $w, insns: 1})
	| select(. != null) | [$w, .median, (.median | number), ($w | words)];

# The figure that differs most from run to run, in words.
def largest_of:
	report.figures | map(select(.median > 0 and .figure != "contention")) | max_by(.spread / .median)
	| del(.median, .runs, .spread, .min, .p99, .count)
	| to_entries | map("\(.key) \(.value)") | join(", ");

def about_time:
	if report.accel == "kvm"
	then "Time was not measured: the guest that counts has none, and other machines share the processor."
	else "Time was not measured: under emulation it means nothing, and no accelerator could be proven to work here (`tools/vm/accel` decides)."
	end;

def about_repeat:
	report.instructions_per_repeat
	| if . == null then ""
	  elif . >= 0.5
	  then "Each iteration of a repeated string instruction (`rep`) counts as \(round) here, measured with `rep stosb`; a processor copies and clears memory faster than that."
	  else "A repeated string instruction (`rep`) counts once, whatever it copies." end;

# Of an installation by one call
def bitmap_percent:
	report.account as $a
	| ($a | map(select(.name == "total")) | first) as $all
	| ($a | map(select(.name | test("^seccomp_(cache_prepare|allowed_word|jumpers)")) | .ruled) | add) as $own
	| if $all == null or $own == null then "an unknown part"
	  else "\(100 * $own / $all.ruled | round) %" end;

# What the text mentions: names and values.
def fields:
	[["date", report.date], ["command", report.command], ["commit", report.commit],
	 ["linux", report.linux], ["gcc", report.gcc], ["qemu", report.qemu], ["time", about_time], ["mitigations", report.mitigations],
	 ["runs", (report.runs | number)], ["figures", (report.spread.figures | number)],
	 ["identical", (report.spread.identical | number)],
	 ["largest", (report.spread.largest_percent | number)],
	 ["largest_of", largest_of],
	 ["above_one", ([report.figures[] | select(.figure != "contention" and 100 * .spread > .median)] | length | number)],
	 ["longest", (report.filters_in_longest_chain | number)],
	 ["than_unpatched", account_sum("unpatched")], ["than_two_calls", account_sum("two_calls")],
	 ["repeat", about_repeat], ["bitmap", bitmap_percent], ["floor", (report.memory_floor | number)],
	 ["tolerance", "\(report.tolerance.instructions) instructions or \(report.tolerance.percent) %"],
	 ["firstcall", cell({figure: "tsync-first-call", kernel: "patched", insns: 1})]];

# markdown(TABLE): the lines of a table
def markdown(table):
	[table]
	| .[0], (.[0] | map("---")), .[1:][]
	| "|" + join("|") + "|";
