
# _scll_pids: processes that can be seen
_scll_pids() {
	local pid

	for pid in /proc/[1-9]*; do
		printf '%s\n' "${pid##*/}"
	done
}

# _scll_list WORD...: complete the last word of a comma-separated list
_scll_list() {
	local head=

	[[ $cur == *,* ]] && head=${cur%,*},
	mapfile -t COMPREPLY < <(compgen -P "$head" -W "$*" -- "${cur##*,}")
	compopt -o nospace
}

# _scll_files LETTER: files (f) or directories (d)
_scll_files() {
	mapfile -t COMPREPLY < <(compgen "-$1" -- "$cur")
	compopt -o filenames
}

# _scll_path_list: a comma-separated list of files
_scll_path_list() {
	local head=

	[[ $cur == *,* ]] && head=${cur%,*},
	mapfile -t COMPREPLY < <(compgen -P "$head" -f -- "${cur##*,}")
	compopt -o filenames -o nospace
}

# _scll_command FIRST: the words from index FIRST on are a command line
_scll_command() {
	if declare -F _command_offset >/dev/null; then
		_command_offset "$1"
	elif ((COMP_CWORD == $1)); then
		mapfile -t COMPREPLY < <(compgen -c -- "$cur")
	else
		_scll_files f
	fi
}

# _scll_offer WHAT: for the argument of an option, as the table calls it
_scll_offer() {
	case $1 in
	paths) _scll_path_list ;;
	file) _scll_files f ;;
	dir) _scll_files d ;;
	pid) mapfile -t COMPREPLY < <(compgen -W "$(_scll_pids)" -- "$cur") ;;
	profile)
		words=("${XDG_CONFIG_HOME:-$HOME/.config}"/scll/*.json /usr{,/local}/share/scll/profiles/*.json)
		words=("${words[@]##*/}")
		mapfile -t COMPREPLY < <(compgen -W "${words[*]%.json}" -X '[*]' -- "$cur")
		;;
	variable) mapfile -t COMPREPLY < <(compgen -e -- "$cur") ;;
	*,*) IFS=, read -ra words <<<"$1" && _scll_list "${words[@]}" ;;
	esac
}

# _scll_argument WORD: what the option takes as its argument, or nothing
_scll_argument() {
	local option

	for option in ${_scll_options[$command]}; do
		[[ $option == "$1="* ]] && printf '%s\n' "${option#*=}"
	done
}

_scll() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local command=${COMP_WORDS[1]} words operands i offer

	COMPREPLY=()
	if ((COMP_CWORD == 1)); then
		mapfile -t COMPREPLY < <(compgen -W "${!_scll_options[*]} --help --version" -- "$cur")
		return
	fi
	[[ -v _scll_options[$command] ]] || return
	operands=${_scll_operands[$command]}
	for ((i = 2; i < COMP_CWORD; i++)); do
		if [[ -n $(_scll_argument "${COMP_WORDS[i]}") ]]; then
			((i++))
		elif [[ $operands == pid && ${COMP_WORDS[i]} != -* ]]; then
			[[ ${COMP_WORDS[i + 1]} == -- && $((i + 1)) -lt $COMP_CWORD ]] && ((i++))
			_scll_command $((i + 1))
			return
		elif [[ $operands == command && ${COMP_WORDS[i]} == -- ]]; then
			_scll_command $((i + 1))
			return
		elif [[ $operands == command && ${COMP_WORDS[i]} != -* ]]; then
			_scll_command "$i"
			return
		fi
	done
	offer=$(_scll_argument "$prev")
	if [[ -n $offer ]]; then
		_scll_offer "$offer"
	elif [[ $cur == -* || -z $operands ]]; then
		words=
		for i in ${_scll_options[$command]}; do
			words="$words ${i%%=*}"
		done
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	elif [[ $operands == pid || $operands == file ]]; then
		_scll_offer "$operands"
	else
		_scll_command "$COMP_CWORD"
	fi
}

complete -F _scll scll
