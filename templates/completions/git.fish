# Behind `git board`: what follows `board` is ours.
function __fish_git_board
    set -l words (commandline --current-process --tokenize --cut-at-cursor)
    set -l at (contains --index -- board $words); or return
    set -l ours
    if test (count $words) -gt $at
        set ours $words[(math $at + 1)..-1]
    end
    GIT_BOARD_COMPLETE=fish git-board -- git-board $ours (commandline --current-token)
end
complete --keep-order --exclusive --command git --condition 'contains -- board (commandline --current-process --tokenize --cut-at-cursor)' --arguments '(__fish_git_board)'
