//! Logging out, and what becomes of a password that the server takes no more.

use git_board::lookalike::deck::Deck;
use git_board::lookalike::faults::When;
use snapbox::{assert_data_eq, str};

use super::world::{agree, app_passwords, kept, log_in, work};

#[test]
fn in_a_clone_the_server_needs_no_name() {
    let served = work();
    log_in(&served);
    let url = served.server.url().to_owned();
    served.git_board(".", &["clone", &url, "boards"]).code(0);
    let ran = served.git_board("boards", &["logout"]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
Logged out of SERVER: the app password of alice was revoked and forgotten.

"#]]
    );
    agree(&served);
    served.git_board("boards", &["login"]).code(0);
    served.git_board("boards", &["pull"]).code(0);
}

#[test]
fn a_stored_password_that_was_revoked_is_tried_once_and_forgotten() {
    let served = work();
    log_in(&served);
    let url = served.server.url().to_owned();
    served.git_board(".", &["clone", &url, "boards"]).code(0);
    revoke_all(&mut served.server.model());
    served.server.log().clear();
    served.git_board("boards", &["pull"]).code(5);
    assert_eq!(served.server.log().count(), 1);
    assert_eq!(kept(&served), [""; 0]);
    let ran = served.git_board("boards", &["pull"]).code(5);
    assert_data_eq!(
        ran.err,
        str![[r#"
error: no credentials for SERVER
  neither the environment nor git's credential helpers know any
hint: run `git board login SERVER` in a terminal, or set GIT_BOARD_USER and GIT_BOARD_TOKEN (an app password)

"#]]
    );
    assert_eq!(served.server.log().count(), 1);
}

#[test]
fn a_password_that_is_revoked_in_the_middle_of_a_push_is_forgotten() {
    let served = work();
    log_in(&served);
    let url = served.server.url().to_owned();
    served.git_board(".", &["clone", &url, "boards"]).code(0);
    served.substitute("boards/work/to-do/1-login.md", "Fix it.", "Fixed.");
    let faults = served.server.faults();
    faults.before(When::next("PUT", "/cards/1"), revoke_all);
    served.git_board("boards", &["push"]).code(4);
    assert_eq!(kept(&served), [""; 0]);
    agree(&served);
    served.git_board("boards", &["login"]).code(0);
    served.git_board("boards", &["push"]).code(0);
}

#[test]
fn logging_out_revokes_and_forgets() {
    let served = work();
    log_in(&served);
    let url = served.server.url().to_owned();
    let ran = served.git_board(".", &["logout", &url]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
Logged out of SERVER: the app password of alice was revoked and forgotten.

"#]]
    );
    assert_eq!(app_passwords(&served), 0);
    assert_eq!(kept(&served), [""; 0]);
    let ran = served.git_board(".", &["logout", &url]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
Not logged in to SERVER: nothing is stored.

"#]]
    );
}

#[test]
fn logging_out_of_a_server_that_is_away_forgets_and_says_what_is_left() {
    let served = work();
    log_in(&served);
    let url = served.server.url().to_owned();
    let sandbox = served.without_server();
    let ran = sandbox.git_board(".", &["logout", &url]).code(4);
    assert_data_eq!(
        ran.err,
        str![[r#"
error: failed to revoke the app password of alice
  DELETE SERVER/ocs/v2.php/core/apppassword: cannot connect: Connection refused (os error 111)
  it is forgotten here, and still valid at the server
hint: take it back in a browser: SERVER/index.php/settings/user/security

"#]]
    );
    assert_eq!(kept(&sandbox), [""; 0]);
}

#[test]
fn a_real_password_is_forgotten_and_not_revoked() {
    let served = work();
    served.server.model().set_password("alice", "real password");
    let url = served.server.url().to_owned();
    let arguments = ["login", &url, "--with-token", "--user", "alice"];
    served
        .git_board_with_input(".", &arguments, "real password\n")
        .code(0);
    let ran = served.git_board(".", &["logout", &url]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
Logged out of SERVER: the password of alice was forgotten. The server says that it is no app password, or was revoked before.

"#]]
    );
    assert_eq!(kept(&served), [""; 0]);
}

/// Takes all app passwords of alice back, as she may in her browser.
fn revoke_all(deck: &mut Deck) {
    let passwords: Vec<String> = deck
        .users()
        .filter(|user| user.id == "alice")
        .flat_map(|user| user.app_passwords.clone())
        .collect();
    for password in passwords {
        deck.revoke_app_password("alice", &password);
    }
}
