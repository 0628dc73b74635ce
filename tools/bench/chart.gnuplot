# SPDX-License-Identifier: GPL-2.0-only
#
# The chart of a report; reads the data files of tools/bench/report in the current
# directory and the variable "linux", writes the file "output".

set terminal svg size 1200,1500 font "sans-serif,13" background "white" enhanced
set output output
set datafile separator "\t"
set datafile missing "-"
set multiplot layout 3,2 columnsfirst title "What a sandbox costs: lower is better\n{/*0.75 Ruled filter: a seccomp filter and a Landlock ruleset, installed as one in one call.}\n{/*0.75 Two calls: landlock\\_restrict\\_self(2), then seccomp(2). TSYNC: one thread installs a filter for all threads of its process.}\n{/*0.75 Counted in instructions of an emulated processor, Linux ".linux.", patched.}" \
	font ",18" margins 0.09,0.97,0.06,0.87 spacing 0.10,0.09
set style fill solid 0.9 border -1
set boxwidth 0.65
set grid ytics lc rgb "#dddddd"
set border 3
set tics nomirror
set format y "%.0s%c"
none = "#999999"; filter = "#e6a700"; two = "#4477aa"; ruled = "#228833"; other = "#cc6677"
colour(name) = name eq "ruled" ? 0x228833 : name eq "join" ? 0x228833 : name eq "two-calls" ? 0x4477aa : \
	name eq "restrict-self" ? 0x4477aa : name eq "filter" ? 0xe6a700 : \
	name eq "none" || name eq "fork" ? 0x999999 : 0xcc6677
set xtics noenhanced

set key off
set title "Opening and closing a file 10 directories deep, with 10 rules\n(red: another process is asked each time)"
set ylabel "instructions"
set xtics font ",10"
set yrange [0:*]
plot "chart_open" using 0:2:(colour(strcol(1))):xtic(4) with boxes lc rgb variable, \
	"" using 0:2:3 with labels offset 0,0.7

set title "What a system call costs more than without a sandbox\n(getpid and read have no rules to check)"
set key top left Left reverse samplen 2 font ",11"
set offsets 0,0,graph 0.4,0
set xtics font ",12"
set style data histograms
set style histogram cluster gap 1
set boxwidth 0.9
plot "chart_calls" using 2:xtic(1) lc rgb filter title "seccomp filter", \
	"" using 3 lc rgb two title "Landlock, then filter: two calls", \
	"" using 4 lc rgb ruled title "ruled filter: one call", \
	for [i=2:4] "" using ($0+(i-3)*0.25):i:i with labels offset 0,0.6 font ",9" notitle
set offsets 0,0,graph 0.08,0
set boxwidth 0.65

set title "Making a sandbox: installing 10 rules and a filter of 1 instruction"
set key off
plot "chart_install" using 0:2:(colour(strcol(1))):xtic(4) with boxes lc rgb variable, \
	"" using 0:2:3 with labels offset 0,0.7

unset offsets
set title "Sandboxing all threads of a process, with 10 rules"
set key top left Left reverse samplen 2 font ",11"
set logscale xy
set format y "%.0s%c"
set xlabel "threads" offset 0,0.5
set yrange [1e4:3e8]
set xrange [0.8:1500]
set xtics enhanced
plot "chart_sync" using 1:5 with linespoints lw 2 pt 4 lc rgb other title "both calls in each thread, by signals", \
	"" using 1:4 with linespoints lw 2 pt 8 lc rgb two title "rules in each thread by signals, filter with TSYNC", \
	"" using 1:3 with linespoints lw 2 pt 7 lc rgb ruled title "ruled filter with TSYNC, one call", \
	"" using 1:2 with linespoints lw 2 pt 6 lc rgb filter title "filter alone with TSYNC"

set title "Reading one byte of another process (process\\_vm\\_readv),\nby the number of filters it has"
set key top left Left reverse samplen 2 font ",11"
unset logscale y
set format y "%.0f"
set ytics 1000
set xlabel "filters (domains for Landlock) of the target" offset 0,0.5
set yrange [0:3800]
set xrange [0.8:6000]
plot "chart_verdict" using 1:4 with linespoints lw 2 pt 7 lc rgb ruled title "all filters ruled, reader is the first", \
	"chart_verdict" using 1:6 with linespoints lw 2 dt 2 pt 5 lc rgb ruled title "all filters ruled, reader at the worst place", \
	"" using 1:3 with linespoints lw 2 pt 6 lc rgb two title "one ruled, others ordinary", \
	"" using 1:5 with linespoints lw 2 pt 4 lc rgb other title "ordinary filter and Landlock domains", \
	"" using 1:2 with linespoints lw 2 pt 8 lc rgb filter title "ordinary filters"

set title "Kernel memory for the sandbox of one process,\nmore than for one that was forked in a sandbox"
set key off
unset logscale
unset xlabel
set format y "%.0s%c"
set ytics autofreq
set offsets 0,0,graph 0.08,0
set ylabel "bytes"
set yrange [-500:*]
set xrange [-0.6:*]
set xtics noenhanced
plot "chart_memory" using 0:2:(colour(strcol(1))):xtic(4) with boxes lc rgb variable, \
	"" using 0:($2 > 0 ? $2 : 0):3 with labels offset 0,0.7
unset multiplot
