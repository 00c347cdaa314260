# zsh's own completion of git calls this for `git board`, with `board` as the first word.
_git-board() {
    words[1]=git-board
    _clap_dynamic_completer_git_board
}
