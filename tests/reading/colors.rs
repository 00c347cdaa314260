//! Colors mean something, and nothing is lost without them.

use snapbox::{assert_data_eq, str};

use super::world::{edited, run};
use crate::support::sandbox::Sandbox;

/// Makes escapes visible.
fn visible(text: &str) -> String {
    text.replace('\u{1b}', "^")
}

/// Returns the text without colors.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    plain + rest
}

#[test]
fn status_in_colors() {
    let ran = run(&mut edited(), "80", &["status", "--color", "always"]).code(0);
    assert_data_eq!(
        visible(&ran.out),
        str![[r#"
On branch main; agreed with SERVER at 2026-11-21 20:00 UTC
To push (5 operations):
^[1mWork^[0m
  ^[33m~ edit^[0m "Login" ^[2min To do^[0m
      title "Login" → "Signing in, after a change of the password, on every
        phone"
      labels +later −urgent
      due none → 2026-12-01 09:00 UTC
      text: 4 lines added, 2 removed
  ^[32m+ create^[0m attachment "log.txt" ^[2min To do^[0m
      on "Signing in, after a change of the password, on every phone"
  ^[33m> move^[0m "Profile": To do → Done, first
  ^[32m+ create^[0m "Write the notes" ^[2min Done^[0m: 3 lines of text
^[1mHome^[0m
  ^[31m- delete^[0m "Roses" ^[2min Garden^[0m

"#]]
    );
}

#[test]
fn diff_in_colors() {
    let ran = run(&mut edited(), "80", &["diff", "--color", "always"]).code(0);
    assert_data_eq!(
        visible(&ran.out),
        str![[r#"
^[1mWork^[0m
  ^[33medit^[0m card ^[1m"Login"^[0m (1)^[2m in To do^[0m
    title "Login" → "Signing in, after a change of the password, on every phone"
    labels +later −urgent
    due none → 2026-12-01 09:00 UTC
    text: 4 lines added, 2 removed:
      ^[2m@@ -1,5 +1,7 @@^[0m
       # What happens
       
      ~The login fails on ^[31m[-phones-]^[0m^[32m{+all tablets+}^[0m.
       Nobody knows why.
      ~It worked in May^[32m{+, somebody said+}^[0m.
      ^[32m+^[0m
      ^[32m+See the log.^[0m
  ^[32mcreate^[0m attachment ^[1m"log.txt"^[0m^[2m in To do^[0m
    on "Signing in, after a change of the password, on every phone"
  ^[33mmove^[0m card ^[1m"Profile"^[0m (3)^[2m in To do^[0m
    To do → Done, first
  ^[32mcreate^[0m card ^[1m"Write the notes"^[0m^[2m in Done^[0m
    3 lines of text:
      ^[2m@@ -0,0 +1,3 @@^[0m
      ^[32m+# Write the notes^[0m
      ^[32m+^[0m
      ^[32m+Short ones.^[0m

^[1mHome^[0m
  ^[31mdelete^[0m card ^[1m"Roses"^[0m (5)^[2m in Garden^[0m

"#]]
    );
}

#[test]
fn push_in_colors() {
    let ran = run(&mut edited(), "80", &["push", "--yes", "--color", "always"]).code(0);
    assert_data_eq!(
        visible(&ran.out),
        str![[r#"
^[1mWork^[0m
  ^[33m~ edit^[0m "Login" ^[2min To do^[0m
      title "Login" → "Signing in, after a change of the password, on every
        phone"
      labels +later −urgent
      due none → 2026-12-01 09:00 UTC
      text: 4 lines added, 2 removed
  ^[32m+ create^[0m attachment "log.txt" ^[2min To do^[0m
      on "Signing in, after a change of the password, on every phone"
      9 bytes
  ^[33m> move^[0m "Profile": To do → Done, first
  ^[32m+ create^[0m "Write the notes" ^[2min Done^[0m: 3 lines of text
^[1mHome^[0m
  ^[31m- delete^[0m "Roses" ^[2min Garden^[0m
Pushed: 5 operations done.

"#]]
    );
}

#[test]
fn log_in_colors() {
    let mut served = edited();
    served.push(&["--yes"]);
    let ran = run(&mut served, "80", &["log", "--color", "always"]).code(0);
    assert_data_eq!(
        visible(&super::log::stable(&ran.out)),
        str![[r#"
^[1mDATE TIME UTC^[0m ^[2mCOMMIT^[0m git-board, push
  created attachment "log.txt" in Work / To do: on "Signing in, after a change
      of the password, on every phone"
  changed card "Login" in Work / To do: title "Login" → "Signing in, after a
      change of the password, on every phone"; labels +later −urgent; due none →
      2026-12-01 09:00 UTC; text: 4 lines added, 2 removed
  moved card "Profile" in Work: To do → Done, first
  created card "Write the notes" in Work / Done: 3 lines of text
  deleted card "Roses" in Home / Garden

^[1mDATE TIME UTC^[0m ^[2mCOMMIT^[0m git-board, clone
  new board Work (2 stacks, 3 cards)
  new board Home (1 stack, 1 card)

"#]]
    );
}

#[test]
fn push_in_colors_at_200_columns() {
    let ran = run(
        &mut edited(),
        "200",
        &["push", "--yes", "--color", "always"],
    )
    .code(0);
    assert_data_eq!(
        visible(&ran.out),
        str![[r#"
^[1mWork^[0m
  ^[33m~ edit^[0m "Login" ^[2min To do^[0m: title "Login" → "Signing in, after a change of the password, on every phone"; labels +later −urgent; due none → 2026-12-01 09:00 UTC; text: 4 lines added, 2 removed
  ^[32m+ create^[0m attachment "log.txt" ^[2min To do^[0m: on "Signing in, after a change of the password, on every phone"; 9 bytes
  ^[33m> move^[0m "Profile": To do → Done, first
  ^[32m+ create^[0m "Write the notes" ^[2min Done^[0m: 3 lines of text
^[1mHome^[0m
  ^[31m- delete^[0m "Roses" ^[2min Garden^[0m
Pushed: 5 operations done.

"#]]
    );
}

#[test]
fn log_in_colors_at_200_columns() {
    let mut served = edited();
    served.push(&["--yes"]);
    let ran = run(&mut served, "200", &["log", "--color", "always"]).code(0);
    assert_data_eq!(
        visible(&super::log::stable(&ran.out)),
        str![[r#"
^[1mDATE TIME UTC^[0m ^[2mCOMMIT^[0m git-board, push
  created attachment "log.txt" in Work / To do: on "Signing in, after a change of the password, on every phone"
  changed card "Login" in Work / To do: title "Login" → "Signing in, after a change of the password, on every phone"; labels +later −urgent; due none → 2026-12-01 09:00 UTC; text: 4 lines added, 2
      removed
  moved card "Profile" in Work: To do → Done, first
  created card "Write the notes" in Work / Done: 3 lines of text
  deleted card "Roses" in Home / Garden

^[1mDATE TIME UTC^[0m ^[2mCOMMIT^[0m git-board, clone
  new board Work (2 stacks, 3 cards)
  new board Home (1 stack, 1 card)

"#]]
    );
}

#[test]
fn help_in_colors_at_200_columns() {
    let mut sandbox = Sandbox::new();
    sandbox.set("CLICOLOR_FORCE", "1");
    sandbox.set("COLUMNS", "200");
    let ran = sandbox.git_board(".", &["--help"]).code(0);
    assert_data_eq!(
        visible(&ran.out),
        str![[r#"
Kanban boards as folders of Markdown in a git repository.

`clone` writes every board of an account as `board/stack/card.md`; edit the files with any editor,
read `git diff`, and `push` sends the differences to the server.

^[1m^[4mUsage:^[0m ^[1mgit board^[0m [OPTIONS] <COMMAND>

^[1m^[4mCommands:^[0m
  ^[1mclone^[0m        Make a new repository with every board that the account may see
  ^[1mpull^[0m         Fetch, and merge what changed there into the files
  ^[1mfetch^[0m        Only bring the server's state to `board/main`
  ^[1mstatus^[0m       Show what a push would do, and what is wrong with the files (offline)
  ^[1mdiff^[0m         Show edits card by card, old and new
  ^[1mpush^[0m         Show the plan, send it, verify, commit
  ^[1mcheck^[0m        Find everything in the files that a push would refuse (offline)
  ^[1mlogin^[0m        Log in, so that every command finds the credentials
  ^[1mlogout^[0m       Revoke and forget what `login` stored
  ^[1mlog^[0m          Tell the story of boards or of a card from the commits
  ^[1mnew^[0m          Make a card from a template and open it in the editor
  ^[1mmv^[0m           Move cards to another stack, or to another place in theirs
  ^[1mrm^[0m           Delete cards
  ^[1marchive^[0m      Archive cards, or bring them back
  ^[1mopen^[0m         Show a card or a board in the browser
  ^[1mtidy^[0m         Give files and folders the names of today's titles
  ^[1mserve^[0m        Run a look-alike server on this machine that holds the boards of a folder
  ^[1mdemo^[0m         Play the whole round on a built-in server: clone, edit, diff, push, pull
  ^[1mcompletions^[0m  Print completions for a shell
  ^[1mman^[0m          Write the manual's pages
  ^[1mschema^[0m       Print the JSON schema of what `--json` prints
  ^[1mversion^[0m      Print the version, and with `--verbose` what this program is made of
  ^[1mhelp^[0m         Print this message or the help of the given subcommand(s)

^[1m^[4mOptions:^[0m
  ^[1m-C^[0m <DIR>
          Run as if started in this folder

  ^[1m-q^[0m, ^[1m--quiet^[0m
          Print only what went wrong

  ^[1m-v^[0m, ^[1m--verbose^[0m
          Also print requests and how much was read and written

      ^[1m--color^[0m <WHEN>
          When to color what is printed

          Possible values:
          - ^[1mauto^[0m:   On a terminal, unless `NO_COLOR` is set
          - ^[1malways^[0m: Always
          - ^[1mnever^[0m:  Never
          
          [default: auto]

  ^[1m-h^[0m, ^[1m--help^[0m
          Print help (see a summary with '-h')

  ^[1m-V^[0m, ^[1m--version^[0m
          Print version

Try it without a server of your own: git board demo

"#]]
    );
}

#[test]
fn colors_take_nothing_away_and_no_room() {
    for columns in ["80", "200"] {
        for command in ["status", "diff", "log"] {
            let mut served = edited();
            let with = run(&mut served, columns, &[command, "--color", "always"]).code(0);
            let without = run(&mut served, columns, &[command]).code(0);
            assert_eq!(plain(&with.out), without.out);
        }
    }
}

#[test]
fn no_color_is_obeyed() {
    let mut served = edited();
    served.set("CLICOLOR_FORCE", "1");
    let ran = run(&mut served, "80", &["status"]).code(0);
    assert!(ran.out.contains('\u{1b}'));
    served.set("NO_COLOR", "1");
    let ran = run(&mut served, "80", &["status", "--color", "never"]).code(0);
    assert!(!ran.out.contains('\u{1b}'));
}

#[test]
fn help_has_colors_where_they_are_wanted() {
    for columns in ["80", "200"] {
        for command in [&["--help"][..], &["push", "--help"]] {
            let mut sandbox = Sandbox::new();
            sandbox.set("COLUMNS", columns);
            let without = sandbox.git_board(".", command).code(0).out;
            sandbox.set("CLICOLOR_FORCE", "1");
            let with = sandbox.git_board(".", command).code(0).out;
            assert!(with.contains('\u{1b}'));
            assert_eq!(plain(&with), without);
        }
    }
}
