# SPDX-License-Identifier: GPL-2.0-only
#
# zsh -f tests/completion.zsh DIRECTORY LINE: what becomes of the line when it is completed
# with DIRECTORY/_scll.

zmodload zsh/zpty
# Else the echo of what is typed.
zpty z 'stty -echo; exec zsh -f -i'
zpty -w z "PS1= PROMPT_EOL_MARK= fpath=(${(q)1} \$fpath)
	autoload -Uz compinit; compinit -u -D
	probe() { zle complete-word; print -r -- \"<\$LBUFFER>\"; BUFFER= }
	zle -N probe; bindkey '^I' probe"
zpty -n -w z "$2"$'\t'
zpty -r -m z out '*<scll *>*'
out=${out##*<}
print -r -- "${out%%>*}"
zpty -d z
