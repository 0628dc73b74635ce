
# The words before the cursor, without "scll".
function __scll_words
    set -l words (commandline -opc)
    string join \n -- $words[2..-1]
end

# __scll_in [COMMAND]: this is the command, and its own options are not over; without
# COMMAND, there is none yet.
function __scll_in
    set -l words (__scll_words)
    if test (count $argv) -eq 0
        test (count $words) -eq 0
        return
    end
    test "$words[1]" = "$argv[1]"; and not contains -- -- $words
end

function __scll_file
    __fish_complete_path (commandline -ct)
end

function __scll_dir
    __fish_complete_directories (commandline -ct)
end

function __scll_pid
    __fish_complete_pids
end

function __scll_variable
    set -x -n
end

function __scll_profile
    set -l config $XDG_CONFIG_HOME
    test -n "$config"; or set config ~/.config
    set -l files $config/scll/*.json /usr/share/scll/profiles/*.json /usr/local/share/scll/profiles/*.json
    string replace -r '.*/(.*)\.json$' '$1' -- $files
end

function __scll_none
end

# The last word of a list, behind the others.
function __scll_list
    set -l head (string match -r '^.*,' -- (commandline -ct))
    for word in (string split , -- $argv[1])
        echo "$head$word"
    end
end

function __scll_paths
    set -l token (commandline -ct)
    set -l head (string match -r '^.*,' -- $token)
    for path in (__fish_complete_path (string replace -- "$head" '' $token))
        echo "$head$path"
    end
end

function __scll_operand_command
    __fish_complete_command
end

function __scll_operand_file
    __fish_complete_path (commandline -ct)
end

function __scll_operand_pid
    __fish_complete_pids
end

# What follows "--" is a command line of its own.
function __scll_rest
    set -l words (__scll_words)
    contains -- -- $words; or return
    while test "$words[1]" != --
        set -e words[1]
    end
    complete -C (string join ' ' -- (string escape -- $words[2..-1]) (commandline -ct))
end

complete -c scll -n 'contains -- -- (__scll_words)' -a '(__scll_rest)'
complete -c scll -n '__scll_in' -l help -d 'help'
complete -c scll -n '__scll_in' -l version -d 'version'
