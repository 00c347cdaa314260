//! Wrong addresses, and folders and boards that are not what was thought.

use snapbox::str;

use super::world::{check_here, work};
use crate::support::deck_server::Served;
use crate::support::sandbox::Sandbox;

/// A sandbox with an empty folder `boards` to run in.
fn nothing() -> Sandbox {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.path("boards")).expect("a folder");
    sandbox
}

#[test]
fn an_address_that_is_none_is_named() {
    let sandbox = nothing();
    check_here(
        &sandbox,
        &["clone", "http://"],
        2,
        str![[r#"
error: `http://` is not an address: empty host
hint: write the server's address, for example https://cloud.example.com

"#]],
    );
    check_here(
        &sandbox,
        &["clone", "https://a b.example"],
        2,
        str![[r#"
error: `https://a b.example` is not an address: invalid international domain name
hint: write the server's address, for example https://cloud.example.com

"#]],
    );
    check_here(
        &sandbox,
        &["clone", "ftp://cloud.example.com"],
        2,
        str![[r#"
error: `ftp://cloud.example.com` is not a server's address
hint: addresses begin with https://

"#]],
    );
}

#[test]
fn a_password_in_an_address_is_refused_and_not_repeated() {
    let sandbox = nothing();
    let url = "https://alice:s3cret@cloud.example.com";
    let ran = check_here(
        &sandbox,
        &["clone", url],
        2,
        str![[r#"
error: the address holds a password
hint: leave it out: it would stand in the shell's history; `clone` asks for it, or set GIT_BOARD_USER and GIT_BOARD_TOKEN

"#]],
    );
    assert!(!ran.err.contains("s3cret"));
}

#[test]
fn a_password_never_goes_to_another_machine_in_the_clear() {
    let mut sandbox = nothing();
    sandbox.set("GIT_BOARD_USER", "alice");
    sandbox.set("GIT_BOARD_TOKEN", "s3cret");
    check_here(
        &sandbox,
        &["clone", "http://cloud.example.com"],
        2,
        str![[r#"
error: `http://cloud.example.com/` is plain http: everybody on the way could read the password
hint: use https; where nobody else can listen: git -c board.allowHttp=true board …

"#]],
    );
}

#[test]
fn credentials_that_nobody_knows_are_asked_for() {
    let sandbox = nothing();
    check_here(
        &sandbox,
        &["clone", "https://cloud.example.com"],
        5,
        str![[r#"
error: no credentials for https://cloud.example.com
  neither the environment nor git's credential helpers know any
hint: run `git board login https://cloud.example.com` in a terminal, or set GIT_BOARD_USER and GIT_BOARD_TOKEN (an app password)

"#]],
    );
}

#[test]
fn a_folder_with_something_in_it_is_not_cloned_into() {
    let served = work();
    let url = served.server.url().to_owned();
    served.server.log().clear();
    served.write("full/notes.txt", "mine");
    check_here(
        &served,
        &["clone", &url, "../full"],
        2,
        str![[r#"
error: `../full` is there already and is not an empty folder
hint: name another folder behind the address

"#]],
    );
    assert_eq!(served.server.log().count(), 0);
    assert_eq!(served.read("full/notes.txt"), "mine");
    assert!(!served.path("full/.git").exists());
}

#[test]
fn a_board_that_is_not_there_is_told_with_those_that_are() {
    let served = Served::example();
    std::fs::create_dir(served.path("boards")).expect("a folder");
    let url = served.server.url().to_owned();
    check_here(
        &served,
        &["clone", &url, "new", "--board", "Rodemap"],
        1,
        str![[r#"
error: there is no board `Rodemap`; there are: `Product roadmap` (1), `Reading group` (2)
hint: name one of these, by its title or its id

"#]],
    );
    assert!(!served.path("boards/new").exists());
}

#[test]
fn a_failed_clone_leaves_an_empty_folder_empty() {
    let served = Served::example();
    std::fs::create_dir(served.path("boards")).expect("a folder");
    let url = served.server.url().to_owned();
    let ran = served.git_board("boards", &["clone", &url, ".", "--board", "Rodemap"]);
    ran.code(1);
    let left = std::fs::read_dir(served.path("boards")).expect("it is still there");
    assert_eq!(left.count(), 0);
}

#[test]
fn an_option_that_is_none_is_told_with_the_one_that_is_close() {
    let served = work();
    check_here(
        &served,
        &["push", "--dryrun"],
        2,
        str![[r#"
error: unexpected argument '--dryrun' found

  tip: a similar argument exists: '--dry-run'

Usage: git board push --dry-run

For more information, try '--help'.

"#]],
    );
    check_here(
        &served,
        &["pusch"],
        2,
        str![[r#"
error: unrecognized subcommand 'pusch'

  tip: a similar subcommand exists: 'push'

Usage: git board [OPTIONS] <COMMAND>

For more information, try '--help'.

"#]],
    );
}
