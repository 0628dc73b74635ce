# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What is written about the library and the tool, and what they are.  Sourced by
# scripts/check-docs, and by scripts/check-controls, which shows that each part of it
# finds something.  Every function reads below a directory like that of the repository.

# words_differ WHERE LIST OTHER-WHERE OTHER-LIST: lists of words, one a line
words_differ() {
	comm -23 <(sort -u <<<"$2") <(sort -u <<<"$4") | grep . | sed "s,.*,$1 has & and $3 has not,"
	comm -13 <(sort -u <<<"$2") <(sort -u <<<"$4") | grep . | sed "s,.*,$3 has & and $1 has not,"
}

# table TREE COMMAND: its options, from the table of which --help and completions are made
table() {
	sed -nE "/ $2_options\[\] = /,/^};/s/^\t\{ \"([a-z-]+)\", .*/--\1/p" "$1/tools/scll/table.c"
}

# tagged PAGE [SUBSECTION]: the options that a manual page explains
tagged() {
	awk -v want="${2:-}" '
		/^\.S[hs] / { inside = want == "" || $0 == ".Ss " want }
		inside && /^\.It Fl / {
			for (i = 2; i < NF; i++)
				if ($i == "Fl" && $(i + 1) ~ /^-[a-z]/)
					print "-" $(i + 1)
		}' "$1"
}

# in_synopsis PAGE COMMAND
in_synopsis() {
	awk -v command="$2" '
		/^\.Sh / { inside = $2 == "SYNOPSIS" }
		inside && /^\.Cm / { here = $2 == command }
		inside && /^\.Nm$/ { here = 0 }
		inside && here { gsub("[|]", "\n.Fl"); print }' "$1" |
		grep -oE '(Fl +)+-[a-z-]+' | sed -E 's/.* /-/'
}

# long_options FILE...: what strings of the sources call one
long_options() {
	grep -ohE '"[^"]*--[a-z][^"]*"' "$@" | grep -oE -e '--[a-z][a-z-]+' | sort -u
}

find_options() {
	local scll=$1/tools/scll command commands page section options

	mapfile -t commands < <(sed -nE 's/^\t\t\.name = "([a-z]+)",/\1/p' "$scll/table.c")
	[ "${#commands[@]}" -gt 0 ] || echo "the table has no commands"
	for command in "${commands[@]}"; do
		options=$(table "$1" "$command")
		[ -n "$options" ] || echo "the table of scll $command has no options"
		page=$scll/scll-$command.1
		section=
		[ -f "$page" ] || { page=$scll/scll.1 section="scll $command"; }
		# scll.1 has one sentence for all commands about --help.
		options=$(grep -vx -e --help <<<"$options")
		words_differ "the table of scll $command" "$options" "${page##*/}" \
			"$(tagged "$page" "$section" | grep -vx -e --help)"
		case $page in
		*/scll.1) ;;
		*)
			words_differ "the table of scll $command" "$options" "the synopsis of ${page##*/}" \
				"$(in_synopsis "$page" "$command")"
			words_differ "the table of scll $command" "$options" 'the synopsis of scll.1' \
				"$(in_synopsis "$scll/scll.1" "$command")" ;;
		esac
	done
}

# Options of other programs: of the loader, and of those that examples show.
foreign='--list --nofile --reuid --regid --init-groups --inh-caps --user --pid --target --seccomp-filter --version'

find_unknown_options() {
	local scll=$1/tools/scll

	comm -13 <({ table "$1" '[a-z]+'; tr ' ' '\n' <<<"$foreign"; } | sort -u) \
		<({
			long_options "$scll"/*.c
			grep -ohE '(Fl +)-[a-z][a-z-]+' "$scll"/*.1 | sed -E 's/.* -/--/'
		} | sort -u) | sed 's,.*,tools/scll mentions &\, which no command has,'
}

# Comments of kernel-doc, and what follows them
find_returns() {
	find "$1"/tools/lib/scll "$1"/tools/scll -name '*.h' | sort | while read -r file; do
		awk -v file="${file#"$1"/}" '
			/^\/\*\*$/ { doc = 1; returns = 0; next }
			doc && /^ \* Return/ { returns = 1 }
			doc && /^ \*\// { doc = 0; after = 1; next }
			after && /^struct|^enum|^typedef|^#/ { after = 0 }
			after && /^[a-z].*\(/ {
				nothing = $0 ~ /^void [a-z]/
				if (nothing && returns)
					print file ": documented to return, and does not: " $0
				if (!nothing && !returns)
					print file ": not documented what it returns: " $0
				after = 0
			}' "$file"
	done
}

# listed PREFIX FILE: the names of symbols
listed() {
	sed -nE "s/^[[:space:]]*(scll_[a-z_]+)$1.*/\1/p" "$2"
}

find_packaging() {
	local version packaged lib=$1/tools/lib/scll

	words_differ libscll.map "$(listed ';' "$1/tools/lib/scll/libscll.map")" \
		debian/libscll0.symbols "$(listed '@' "$1/debian/libscll0.symbols")"
	words_differ 'debian/libscll-core0.symbols with what needs other libraries' "$(
		listed '@' "$1/debian/libscll-core0.symbols"
		sed -nE 's/^SCLL_EXPORT .*\b(scll_[a-z_]+)\(.*/\1/p' "$lib"/{baseline,filter-seccomp,load}.c
	)" debian/libscll0.symbols "$(listed '@' "$1/debian/libscll0.symbols")"
	version=$(sed -n 's/^VERSION := //p' "$1/tools/user.mk")
	packaged=$(sed -n '1s/^[^(]*(\([^)]*\)).*/\1/p' "$1/debian/changelog")
	[ "$version" = "$packaged" ] ||
		echo "debian/changelog is about $packaged, and tools/user.mk about $version"
}

find_docs() {
	find_options "$1"
	find_unknown_options "$1"
	find_returns "$1"
	find_packaging "$1"
}
