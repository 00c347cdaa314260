//! What `--help` prints fits 80 columns, and uses 200.

use snapbox::{assert_data_eq, str};

use crate::support::sandbox::Sandbox;

#[test]
fn help_at_80_columns() {
    let mut served = Sandbox::new();
    served.set("COLUMNS", "80");
    let ran = served.git_board(".", &["--help"]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
Kanban boards as folders of Markdown in a git repository.

`clone` writes every board of an account as `board/stack/card.md`; edit the
files with any editor, read `git diff`, and `push` sends the differences to the
server.

Usage: git board [OPTIONS] <COMMAND>

Commands:
  clone        Make a new repository with every board that the account may see
  pull         Fetch, and merge what changed there into the files
  fetch        Only bring the server's state to `board/main`
  status       Show what a push would do, and what is wrong with the files
               (offline)
  diff         Show edits card by card, old and new
  push         Show the plan, send it, verify, commit
  check        Find everything in the files that a push would refuse (offline)
  login        Log in, so that every command finds the credentials
  logout       Revoke and forget what `login` stored
  log          Tell the story of boards or of a card from the commits
  new          Make a card from a template and open it in the editor
  mv           Move cards to another stack, or to another place in theirs
  rm           Delete cards
  archive      Archive cards, or bring them back
  open         Show a card or a board in the browser
  tidy         Give files and folders the names of today's titles
  serve        Run a look-alike server on this machine that holds the boards of
               a folder
  demo         Play the whole round on a built-in server: clone, edit, diff,
               push, pull
  completions  Print completions for a shell
  man          Write the manual's pages
  schema       Print the JSON schema of what `--json` prints
  version      Print the version, and with `--verbose` what this program is made
               of
  help         Print this message or the help of the given subcommand(s)

Options:
  -C <DIR>
          Run as if started in this folder

  -q, --quiet
          Print only what went wrong

  -v, --verbose
          Also print requests and how much was read and written

      --color <WHEN>
          When to color what is printed

          Possible values:
          - auto:   On a terminal, unless `NO_COLOR` is set
          - always: Always
          - never:  Never
          
          [default: auto]

  -h, --help
          Print help (see a summary with '-h')

  -V, --version
          Print version

Try it without a server of your own: git board demo

"#]]
    );
}

#[test]
fn help_at_200_columns() {
    let mut served = Sandbox::new();
    served.set("COLUMNS", "200");
    let ran = served.git_board(".", &["--help"]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
Kanban boards as folders of Markdown in a git repository.

`clone` writes every board of an account as `board/stack/card.md`; edit the files with any editor,
read `git diff`, and `push` sends the differences to the server.

Usage: git board [OPTIONS] <COMMAND>

Commands:
  clone        Make a new repository with every board that the account may see
  pull         Fetch, and merge what changed there into the files
  fetch        Only bring the server's state to `board/main`
  status       Show what a push would do, and what is wrong with the files (offline)
  diff         Show edits card by card, old and new
  push         Show the plan, send it, verify, commit
  check        Find everything in the files that a push would refuse (offline)
  login        Log in, so that every command finds the credentials
  logout       Revoke and forget what `login` stored
  log          Tell the story of boards or of a card from the commits
  new          Make a card from a template and open it in the editor
  mv           Move cards to another stack, or to another place in theirs
  rm           Delete cards
  archive      Archive cards, or bring them back
  open         Show a card or a board in the browser
  tidy         Give files and folders the names of today's titles
  serve        Run a look-alike server on this machine that holds the boards of a folder
  demo         Play the whole round on a built-in server: clone, edit, diff, push, pull
  completions  Print completions for a shell
  man          Write the manual's pages
  schema       Print the JSON schema of what `--json` prints
  version      Print the version, and with `--verbose` what this program is made of
  help         Print this message or the help of the given subcommand(s)

Options:
  -C <DIR>
          Run as if started in this folder

  -q, --quiet
          Print only what went wrong

  -v, --verbose
          Also print requests and how much was read and written

      --color <WHEN>
          When to color what is printed

          Possible values:
          - auto:   On a terminal, unless `NO_COLOR` is set
          - always: Always
          - never:  Never
          
          [default: auto]

  -h, --help
          Print help (see a summary with '-h')

  -V, --version
          Print version

Try it without a server of your own: git board demo

"#]]
    );
}

#[test]
fn every_command_has_examples_in_its_help() {
    let sandbox = Sandbox::new();
    let help = sandbox.git_board(".", &["--help"]).code(0).out;
    let commands = help.split_once("Commands:\n").expect("commands").1;
    let commands = commands.split_once("\n\n").expect("an end").0;
    let names = commands
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let mut count = 0;
    for name in names.filter_map(|line| line.split_whitespace().next()) {
        if name == "help" {
            continue;
        }
        count += 1;
        let help = sandbox.git_board(".", &[name, "--help"]).code(0).out;
        assert!(help.contains("\nExamples:\n"), "{name}:\n{help}");
    }
    assert!(count >= 20, "{commands}");
}
