//! What is printed fits 80 columns, and uses 200.

use snapbox::{assert_data_eq, str};

use super::world::{edited, run};

#[test]
fn status_at_80_columns() {
    let ran = run(&mut edited(), "80", &["status"]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
On branch main; agreed with SERVER at 2026-11-21 20:00 UTC
To push (5 operations):
Work
  ~ edit "Login" in To do
      title "Login" → "Signing in, after a change of the password, on every
        phone"
      labels +later −urgent
      due none → 2026-12-01 09:00 UTC
      text: 4 lines added, 2 removed
  + create attachment "log.txt" in To do
      on "Signing in, after a change of the password, on every phone"
  > move "Profile": To do → Done, first
  + create "Write the notes" in Done: 3 lines of text
Home
  - delete "Roses" in Garden

"#]]
    );
}

#[test]
fn status_at_200_columns() {
    let ran = run(&mut edited(), "200", &["status"]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
On branch main; agreed with SERVER at 2026-11-21 20:00 UTC
To push (5 operations):
Work
  ~ edit "Login" in To do: title "Login" → "Signing in, after a change of the password, on every phone"; labels +later −urgent; due none → 2026-12-01 09:00 UTC; text: 4 lines added, 2 removed
  + create attachment "log.txt" in To do: on "Signing in, after a change of the password, on every phone"
  > move "Profile": To do → Done, first
  + create "Write the notes" in Done: 3 lines of text
Home
  - delete "Roses" in Garden

"#]]
    );
}

#[test]
fn diff_at_80_columns() {
    let ran = run(&mut edited(), "80", &["diff"]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
Work
  edit card "Login" (1) in To do
    title "Login" → "Signing in, after a change of the password, on every phone"
    labels +later −urgent
    due none → 2026-12-01 09:00 UTC
    text: 4 lines added, 2 removed:
      @@ -1,5 +1,7 @@
       # What happens
       
      ~The login fails on [-phones-]{+all tablets+}.
       Nobody knows why.
      ~It worked in May{+, somebody said+}.
      +
      +See the log.
  create attachment "log.txt" in To do
    on "Signing in, after a change of the password, on every phone"
  move card "Profile" (3) in To do
    To do → Done, first
  create card "Write the notes" in Done
    3 lines of text:
      @@ -0,0 +1,3 @@
      +# Write the notes
      +
      +Short ones.

Home
  delete card "Roses" (5) in Garden

"#]]
    );
}

#[test]
fn diff_at_200_columns() {
    let ran = run(&mut edited(), "200", &["diff"]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
Work
  edit card "Login" (1) in To do
    title "Login" → "Signing in, after a change of the password, on every phone"
    labels +later −urgent
    due none → 2026-12-01 09:00 UTC
    text: 4 lines added, 2 removed:
      @@ -1,5 +1,7 @@
       # What happens
       
      ~The login fails on [-phones-]{+all tablets+}.
       Nobody knows why.
      ~It worked in May{+, somebody said+}.
      +
      +See the log.
  create attachment "log.txt" in To do
    on "Signing in, after a change of the password, on every phone"
  move card "Profile" (3) in To do
    To do → Done, first
  create card "Write the notes" in Done
    3 lines of text:
      @@ -0,0 +1,3 @@
      +# Write the notes
      +
      +Short ones.

Home
  delete card "Roses" (5) in Garden

"#]]
    );
}

#[test]
fn push_at_80_columns() {
    let ran = run(&mut edited(), "80", &["push", "--yes"]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
Work
  ~ edit "Login" in To do
      title "Login" → "Signing in, after a change of the password, on every
        phone"
      labels +later −urgent
      due none → 2026-12-01 09:00 UTC
      text: 4 lines added, 2 removed
  + create attachment "log.txt" in To do
      on "Signing in, after a change of the password, on every phone"
      9 bytes
  > move "Profile": To do → Done, first
  + create "Write the notes" in Done: 3 lines of text
Home
  - delete "Roses" in Garden
Pushed: 5 operations done.

"#]]
    );
}

#[test]
fn push_at_200_columns() {
    let ran = run(&mut edited(), "200", &["push", "--yes"]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
Work
  ~ edit "Login" in To do: title "Login" → "Signing in, after a change of the password, on every phone"; labels +later −urgent; due none → 2026-12-01 09:00 UTC; text: 4 lines added, 2 removed
  + create attachment "log.txt" in To do: on "Signing in, after a change of the password, on every phone"; 9 bytes
  > move "Profile": To do → Done, first
  + create "Write the notes" in Done: 3 lines of text
Home
  - delete "Roses" in Garden
Pushed: 5 operations done.

"#]]
    );
}

#[test]
fn log_at_80_columns() {
    let mut served = edited();
    served.push(&["--yes"]);
    let ran = run(&mut served, "80", &["log"]).code(0);
    assert_data_eq!(
        super::log::stable(&ran.out),
        str![[r#"
DATE TIME UTC COMMIT git-board, push
  created attachment "log.txt" in Work / To do: on "Signing in, after a change
      of the password, on every phone"
  changed card "Login" in Work / To do: title "Login" → "Signing in, after a
      change of the password, on every phone"; labels +later −urgent; due none →
      2026-12-01 09:00 UTC; text: 4 lines added, 2 removed
  moved card "Profile" in Work: To do → Done, first
  created card "Write the notes" in Work / Done: 3 lines of text
  deleted card "Roses" in Home / Garden

DATE TIME UTC COMMIT git-board, clone
  new board Work (2 stacks, 3 cards)
  new board Home (1 stack, 1 card)

"#]]
    );
}

#[test]
fn log_at_200_columns() {
    let mut served = edited();
    served.push(&["--yes"]);
    let ran = run(&mut served, "200", &["log"]).code(0);
    assert_data_eq!(
        super::log::stable(&ran.out),
        str![[r#"
DATE TIME UTC COMMIT git-board, push
  created attachment "log.txt" in Work / To do: on "Signing in, after a change of the password, on every phone"
  changed card "Login" in Work / To do: title "Login" → "Signing in, after a change of the password, on every phone"; labels +later −urgent; due none → 2026-12-01 09:00 UTC; text: 4 lines added, 2
      removed
  moved card "Profile" in Work: To do → Done, first
  created card "Write the notes" in Work / Done: 3 lines of text
  deleted card "Roses" in Home / Garden

DATE TIME UTC COMMIT git-board, clone
  new board Work (2 stacks, 3 cards)
  new board Home (1 stack, 1 card)

"#]]
    );
}

#[test]
fn help_at_80_columns() {
    let mut served = crate::support::sandbox::Sandbox::new();
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
    let mut served = crate::support::sandbox::Sandbox::new();
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
fn no_line_is_longer_than_the_terminal_is_wide() {
    let mut served = edited();
    for arguments in [&["status"][..], &["push", "--dry-run"], &["log"]] {
        let ran = run(&mut served, "60", arguments).code(0);
        for line in ran.out.lines().skip(1) {
            assert!(line.chars().count() <= 60, "{line}");
        }
    }
}

#[test]
fn every_command_has_examples_in_its_help() {
    let sandbox = crate::support::sandbox::Sandbox::new();
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
