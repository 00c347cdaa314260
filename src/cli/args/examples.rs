//! Examples of each command, for its help and its page of the manual.

/// For `clone`.
pub const CLONE: &str = "Examples:
  git board clone https://cloud.example.com my-boards
  git board clone https://cloud.example.com/apps/deck/board/12
  git board clone codecks:myteam --board Art --no-attachments
  git board clone http://localhost:4041/kanbanik";
/// For `pull`.
pub const PULL: &str = "Examples:
  git board pull
  git board pull --full     whatever the stamps say
  git board pull --yes      in a nightly job";
/// For `fetch`.
pub const FETCH: &str = "Examples:
  git board fetch && git diff HEAD board/main";
/// For `status`.
pub const STATUS: &str = "Examples:
  git board status
  git board status --exit-code || git board push
  git board status --json | jq '.operations[].words'";
/// For `diff`.
pub const DIFF: &str = "Examples:
  git board diff            what a push would send
  git board diff --remote   what a pull would bring";
/// For `push`.
pub const PUSH: &str = "Examples:
  git board push
  git board push --dry-run
  git board push --yes --allow-deletes";
/// For `check`.
pub const CHECK: &str = "Examples:
  git board check
  git board check roadmap/doing
  git board check --fix";
/// For `log`.
pub const LOG: &str = "Examples:
  git board log -n 5
  git board log roadmap/doing/12-fix-login.md
  git board log Roadmap";
/// For `new`.
pub const NEW: &str = "Examples:
  git board new roadmap/to-do Fix the login
  git board new \"Road map/To do\" \"Fix: login\" --no-edit

A template of your own goes into `.templates/card.md`; it may name {{ title }}, {{ board }},
{{ stack }}, {{ account }} and {{ date }}.";
/// For `mv`.
pub const MV: &str = "Examples:
  git board mv 12 done
  git board mv \"Fix login\" \"Larger text\" roadmap/doing --first
  git board mv to-do/12-fix-login.md doing --after 7

A card keeps its labels by name on another board, and its project. Where that board has no project
of that name it gets the only one there is, or the one that `--project` names.";
/// For `rm`.
pub const RM: &str = "Examples:
  git board rm 12
  git board rm \"Fix login\"

`git restore FILE` brings back what was committed, `git checkout refs/git-board/before -- FILE` what
was not.";
/// For `archive`.
pub const ARCHIVE: &str = "Examples:
  git board archive 12 13
  git board archive --undo \"Fix login\"";
/// For `open`.
pub const OPEN: &str = "Examples:
  git board open 12
  git board open Roadmap --print";
/// For `tidy`.
pub const TIDY: &str = "Examples:
  git board tidy
  git board tidy --rename";
/// For `serve`.
pub const SERVE: &str = "Examples:
  git board serve
  git board serve my-boards --port 8080
  git board serve --service kanbanik --fault cut-after@write:3";
/// For `demo`.
pub const DEMO: &str = "Examples:
  git board demo
  git board demo /tmp/boards --yes";
/// For `completions`.
pub const COMPLETIONS: &str = "Examples:
  git board completions bash >> ~/.bashrc
  git board completions zsh >> ~/.zshrc         (behind compinit)
  git board completions fish > ~/.config/fish/conf.d/git-board.fish
  git board completions powershell >> $PROFILE";
/// For `man`.
pub const MAN: &str = "Examples:
  git board man | man -l -
  git board man ~/.cargo/share/man && git help board   (beside ~/.cargo/bin)";
/// For `schema`.
pub const SCHEMA: &str = "Examples:
  git board schema > git-board.schema.json";
/// For `version`.
pub const VERSION: &str = "Examples:
  git board version --verbose";
/// For `login`.
pub const LOGIN: &str = "Examples:
  git board login https://cloud.example.com
  git board login codecks:myteam
  git board login --with-token --user alice https://cloud.example.com < app-password.txt";
/// For `logout`.
pub const LOGOUT: &str = "Examples:
  git board logout                              of this repository's server
  git board logout https://cloud.example.com";
