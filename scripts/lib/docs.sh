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

# table FILE: the options of getopt_long(3)
table() {
	sed -nE 's/.*\{ "([a-z-]+)", (no|required|optional)_argument.*/--\1/p' "$1"
}

# helped FILE: the options in the text of --help
helped() {
	sed -nE 's/^[[:space:]]*"  (-[a-z], )?(--[a-z-]+).*/\2/p' "$1"
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

# offered COMPLETION COMMAND WORD...: the long options that are offered after these words
offered() (
	# shellcheck source=/dev/null
	. "$1"
	shift
	# compopt works only within a completion.
	# shellcheck disable=SC2317 # called by the completion
	compopt() { :; }
	COMP_WORDS=(scll "$@" --)
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	COMPREPLY=()
	_scll
	printf '%s\n' "${COMPREPLY[@]}"
)

# long_options FILE...: what strings of the sources call one
long_options() {
	grep -ohE '"[^"]*--[a-z][^"]*"' "$@" | grep -oE -e '--[a-z][a-z-]+' | sort -u
}

find_options() {
	local scll=$1/tools/scll file command page section options

	for file in options:run learn:learn exec:exec ps:ps explain:explain; do
		command=${file#*:}
		file=$scll/${file%:*}.c
		options=$(table "$file")
		[ -n "$options" ] || echo "$file has no options"
		words_differ "the table of scll $command" "$options" 'its --help' "$(helped "$file")"
		words_differ "the table of scll $command" "$options" 'the completion' \
			"$(offered "$scll/completion/scll" "$command" 2>&1)"
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
	# It takes those of run.
	words_differ "the table of scll run" "$(table "$scll/options.c")" \
		'the completion of scll check' "$(offered "$scll/completion/scll" check 2>&1)"
}

# Options of other programs: of the loader, and of those that examples show.
foreign='--list --nofile --reuid --regid --init-groups --inh-caps --user --pid --target --version'

find_unknown_options() {
	local scll=$1/tools/scll

	comm -13 <({ cat "$scll"/*.c | table /dev/stdin; tr ' ' '\n' <<<"$foreign"; } | sort -u) \
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
	local version packaged

	words_differ libscll.map "$(listed ';' "$1/tools/lib/scll/libscll.map")" \
		debian/libscll0.symbols "$(listed '@' "$1/debian/libscll0.symbols")"
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
