
(( $+functions[_scll_paths] )) || {
	_scll_paths() { _sequence _files }
	_scll_file() { _files }
	_scll_dir() { _files -/ }
	_scll_pid() { _pids }
	_scll_variable() { _parameters -g '*export*' }
	_scll_profile() {
		compadd -- {${XDG_CONFIG_HOME:-$HOME/.config}/scll,/usr/share/scll/profiles,/usr/local/share/scll/profiles}/*.json(N:t:r)
	}
	_scll_none() { _message -e argument }
}

if (( CURRENT == 2 )); then
	_describe command _scll_commands
	_arguments '--help[help]' '--version[version]'
	return
fi

local _scll_command=$words[2]
(( $+_scll_operands[$_scll_command] )) || return
local _scll_array=_scll_options_$_scll_command
shift words
(( CURRENT-- ))
case $_scll_operands[$_scll_command] in
command) _arguments -S -s "${(@P)_scll_array}" '(-):command:_command_names -e' '*::arguments:_normal' ;;
pid)
	if (( CURRENT == 2 )); then
		_arguments -S -s "${(@P)_scll_array}" ':process:_pids'
		return
	fi
	[[ $words[3] == -- ]] && (( CURRENT > 3 )) && shift words && (( CURRENT-- ))
	shift 2 words
	(( CURRENT -= 2 ))
	_normal
	;;
file) _arguments -S -s "${(@P)_scll_array}" '*:file:_files' ;;
*) _arguments -S -s "${(@P)_scll_array}" ;;
esac
