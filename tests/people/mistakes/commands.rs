//! Commands and options that are none.

use snapbox::str;

use super::table::check_at;
use crate::support::sandbox::Sandbox;

#[test]
fn commands_that_are_none() {
    let sandbox = Sandbox::new();
    check_at(
        &sandbox,
        &["pusch"],
        2,
        str![[r#"
error: unrecognized subcommand 'pusch'

  tip: a similar subcommand exists: 'push'

Usage: git board [OPTIONS] <COMMAND>

For more information, try '--help'.

"#]],
    );
    check_at(
        &sandbox,
        &["stauts"],
        2,
        str![[r#"
error: unrecognized subcommand 'stauts'

  tip: a similar subcommand exists: 'status'

Usage: git board [OPTIONS] <COMMAND>

For more information, try '--help'.

"#]],
    );
    // What other programs call it.
    check_at(
        &sandbox,
        &["sync"],
        2,
        str![[r#"
error: unrecognized subcommand 'sync'

Usage: git board [OPTIONS] <COMMAND>

For more information, try '--help'.
hint: `pull` brings what is new there, `push` sends what is new here

"#]],
    );
    check_at(
        &sandbox,
        &["update"],
        2,
        str![[r#"
error: unrecognized subcommand 'update'

Usage: git board [OPTIONS] <COMMAND>

For more information, try '--help'.
hint: `pull` brings what is new there, `push` sends what is new here

"#]],
    );
    check_at(
        &sandbox,
        &["init"],
        2,
        str![[r#"
error: unrecognized subcommand 'init'

Usage: git board [OPTIONS] <COMMAND>

For more information, try '--help'.
hint: `clone URL` makes a repository with the boards of an account

"#]],
    );
    // What git itself does.
    check_at(
        &sandbox,
        &["commit", "-am", "x"],
        2,
        str![[r#"
error: unrecognized subcommand 'commit'

Usage: git board [OPTIONS] <COMMAND>

For more information, try '--help'.
hint: that is git's own: `git commit`, without `board`, works on the files as on all others

"#]],
    );
    check_at(
        &sandbox,
        &["add", "."],
        2,
        str![[r#"
error: unrecognized subcommand 'add'

Usage: git board [OPTIONS] <COMMAND>

For more information, try '--help'.
hint: that is git's own: `git add`, without `board`, works on the files as on all others

"#]],
    );
}

#[test]
fn options_that_are_none() {
    let sandbox = Sandbox::new();
    check_at(
        &sandbox,
        &["push", "--dryrun"],
        2,
        str![[r#"
error: unexpected argument '--dryrun' found

  tip: a similar argument exists: '--dry-run'

Usage: git board push --dry-run

For more information, try '--help'.

"#]],
    );
    check_at(
        &sandbox,
        &["push", "--force"],
        2,
        str![[r#"
error: unexpected argument '--force' found

Usage: git board push [OPTIONS]

For more information, try '--help'.
hint: nothing is forced: `pull` first; `--yes` agrees to deletions, `--allow-deletes` to many

"#]],
    );
    check_at(
        &sandbox,
        &["pull", "extra"],
        2,
        str![[r#"
error: unexpected argument 'extra' found

Usage: git board pull [OPTIONS]

For more information, try '--help'.
hint: `pull` takes no path, it is about all boards; `log PATH` and `check PATH` are about one, and so is `git diff PATH`

"#]],
    );
    check_at(
        &sandbox,
        &["clone"],
        2,
        str![[r#"
error: the following required arguments were not provided:
  <URL>

Usage: git board clone <URL> [DIR]

For more information, try '--help'.

"#]],
    );
    check_at(
        &sandbox,
        &["--color", "allways", "status"],
        2,
        str![[r#"
error: invalid value 'allways' for '--color <WHEN>'
  [possible values: auto, always, never]

  tip: a similar value exists: 'always'

For more information, try '--help'.

"#]],
    );
    check_at(
        &sandbox,
        &["-q", "-v", "status"],
        2,
        str![[r#"
error: the argument '--quiet' cannot be used with '--verbose'

Usage: git board --quiet <COMMAND>

For more information, try '--help'.

"#]],
    );
    check_at(
        &sandbox,
        &["login", "--timeout", "soon"],
        2,
        str![[r#"
error: invalid value 'soon' for '--timeout <SECONDS>': a number of seconds is wanted, like `300`

For more information, try '--help'.

"#]],
    );
}

#[test]
fn look_alikes_that_are_none() {
    let sandbox = Sandbox::new();
    check_at(
        &sandbox,
        &["serve", "--service", "dek"],
        2,
        str![[r#"
error: there is no look-alike of `dek`
hint: did you mean `--service deck`?

"#]],
    );
    check_at(
        &sandbox,
        &["serve", "--service", "trello"],
        2,
        str![[r#"
error: there is no look-alike of `trello`
hint: --service deck, kanbanik or codecks

"#]],
    );
    check_at(
        &sandbox,
        &["serve", "--server-version", "2.0"],
        2,
        str![[r#"
error: there is no look-alike of version `2.0`
hint: --server-version knows 1.16 and 1.18

"#]],
    );
    check_at(
        &sandbox,
        &["serve", "--max-upload", "huge"],
        2,
        str![[r#"
error: invalid value 'huge' for '--max-upload <SIZE>': a number of bytes is wanted, like `64m`

For more information, try '--help'.

"#]],
    );
    check_at(
        &sandbox,
        &["serve", "--fault", "cutt@write:1"],
        2,
        str![[r#"
error: invalid value 'cutt@write:1' for '--fault <WHAT@WHEN>': nothing is called `cutt`; did you mean `cut`?

For more information, try '--help'.

"#]],
    );
    check_at(
        &sandbox,
        &["serve", "nowhere"],
        2,
        str![[r#"
error: there is no folder `nowhere`
hint: name one that is there; it counts from the folder that you are in

"#]],
    );
}
