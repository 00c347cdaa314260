//! Addresses that are none, or of something else.

use git_board::lookalike::clock::Clock;
use git_board::lookalike::kanbanik::{Kanbanik, Release};
use git_board::lookalike::server::{Options, Server};
use snapbox::str;

use super::table::{check_at, work};
use crate::support::sandbox::Sandbox;

/// A sandbox whose person is known everywhere.
fn somebody() -> Sandbox {
    let mut sandbox = Sandbox::new();
    sandbox.set("GIT_BOARD_USER", "alice");
    sandbox.set("GIT_BOARD_TOKEN", "look-alike");
    sandbox
}

#[test]
fn addresses_that_are_none() {
    let sandbox = somebody();
    check_at(
        &sandbox,
        &["clone", "htps://cloud.example.com"],
        2,
        str![[r#"
error: `htps://cloud.example.com` is not a server's address
hint: did you mean `https://cloud.example.com`?

"#]],
    );
    check_at(
        &sandbox,
        &["clone", "cloud example com"],
        2,
        str![[r#"
error: `cloud example com` is not an address: invalid international domain name
hint: write the server's address, for example https://cloud.example.com

"#]],
    );
    check_at(
        &sandbox,
        &["clone", "/srv/boards"],
        2,
        str![[r#"
error: `/srv/boards` is a path, and no server's address
  nothing was sent
hint: write the server's address, for example https://cloud.example.com

"#]],
    );
    check_at(
        &sandbox,
        &["clone", "ftp://cloud.example.com"],
        2,
        str![[r#"
error: `ftp://cloud.example.com` is not a server's address
hint: addresses begin with https://

"#]],
    );
    check_at(
        &sandbox,
        &["clone", "git@cloud.example.com:boards"],
        2,
        str![[r#"
error: `git@cloud.example.com:boards` is not an address: invalid port number
hint: write the server's address, for example https://cloud.example.com

"#]],
    );
    check_at(
        &sandbox,
        &["clone", "https://alice:s3cret@cloud.example.com"],
        2,
        str![[r#"
error: the address holds a password
hint: leave it out: it would stand in the shell's history; `clone` asks for it, or set GIT_BOARD_USER and GIT_BOARD_TOKEN

"#]],
    );
    check_at(
        &sandbox,
        &["clone", "http://cloud.example.com"],
        2,
        str![[r#"
error: `http://cloud.example.com/` is plain http: everybody on the way could read the password
hint: use https; where nobody else can listen: git -c board.allowHttp=true board …

"#]],
    );
    check_at(
        &sandbox,
        &["clone", "dek+https://cloud.example.com"],
        2,
        str![[r#"
error: no service is called `dek` in `dek+https://cloud.example.com`
hint: did you mean `deck+https://…`?

"#]],
    );
    check_at(
        &sandbox,
        &["clone", "codecks:"],
        2,
        str![[r#"
error: `codecks:` names no organization
hint: write it behind, like codecks:myteam

"#]],
    );
    check_at(
        &sandbox,
        &["login", "htps://cloud.example.com"],
        2,
        str![[r#"
error: `htps://cloud.example.com` is not a server's address
hint: did you mean `https://cloud.example.com`?

"#]],
    );
}

#[test]
fn addresses_of_something_else() {
    let mut sandbox = somebody();
    check_at(
        &sandbox,
        &["clone", "http://127.0.0.1:1"],
        1,
        str![[r#"
error: failed to read the boards
  GET http://127.0.0.1:1/ocs/v2.php/cloud/user: cannot connect: Connection refused (os error 111)
  nothing was changed here and nothing sent
hint: run this again when the server can be reached; nothing is lost

"#]],
    );
    let model = Kanbanik::new(Release::Master, Clock::stopped(1_795_283_837));
    let server = Server::start(model, Options::default()).expect("a server on loopback");
    sandbox.replace(server.url(), "SERVER");
    check_at(
        &sandbox,
        &["clone", server.url()],
        1,
        str![[r#"
error: failed to read the boards
  GET SERVER/ocs/v2.php/cloud/user: 404: not there; the app Deck may be missing or disabled on this server
  nothing was changed here and nothing sent
hint: is the address right, and is Deck installed there? if it is another service, say so: kanbanik+URL or codecks+URL

"#]],
    );
    sandbox.set("GIT_BOARD_TOKEN", "no-token");
    check_at(
        &sandbox,
        &["clone", "codecks:myteam"],
        5,
        str![[r#"
error: this is no API token of Codecks: they begin with `cdxat_` or `cdxut_`
  nothing was sent
hint: make one in your profile → API Tokens, and run `git board login`; a server of your own before version 2.96 needs `git config board.codecksLegacyToken true`

"#]],
    );
}

#[test]
fn folders_and_boards_that_are_others() {
    let served = work();
    let url = served.server.url().to_owned();
    check_at(
        &served,
        &["clone", &url, "boards"],
        2,
        str![[r#"
error: `boards` is there already and is not an empty folder
hint: name another folder behind the address

"#]],
    );
    check_at(
        &served,
        &["clone", &url, "new", "--board", "Wrok"],
        1,
        str![[r#"
error: there is no board `Wrok`; there are: `Work` (1)
hint: did you mean `Work`?

"#]],
    );
    assert!(!served.path("new").exists());
}
