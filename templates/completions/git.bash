# git's own completion calls this for `git board`: what follows `board` is ours.
_git_board() {
    local -a all=("${COMP_WORDS[@]}")
    local -i at=1 cword=COMP_CWORD
    while (( at < cword )) && [[ ${all[at]} != board ]]; do
        (( at++ ))
    done
    local -a COMP_WORDS=(git-board "${all[@]:at+1}")
    local -i COMP_CWORD=$(( cword - at ))
    _clap_complete_git_board git-board "${COMP_WORDS[COMP_CWORD]-}" "${COMP_WORDS[COMP_CWORD-1]-}"
}
