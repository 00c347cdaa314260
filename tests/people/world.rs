//! A server with boards, and a person whose git keeps credentials; nothing is in the environment.

use std::path::PathBuf;

use git_board::lookalike::deck::Deck;
use git_board::lookalike::faults::When;

use crate::support::deck_server::Served;
use crate::support::sandbox::Sandbox;

/// The call by which a program asks whether the person agreed.
pub const POLL: (&str, &str) = ("POST", "/login/v2/poll");

/// A board with two cards, and a person who is not logged in.
pub fn work() -> Served {
    let mut served = Served::files([
        ("work/board.yaml", "id: 1\ntitle: Work\ncolor: 0082c9\n"),
        (
            "work/to-do/stack.yaml",
            "id: 1\ntitle: To do\nposition: 10\n",
        ),
        (
            "work/to-do/1-login.md",
            "---\nid: 1\ntitle: Login\nposition: 10\n---\nFix it.\n",
        ),
        (
            "work/to-do/2-logout.md",
            "---\nid: 2\ntitle: Logout\nposition: 20\n---\n",
        ),
    ]);
    log_out(&mut served);
    keep_credentials(&served);
    served
}

/// Takes the credentials out of the environment.
pub fn log_out(sandbox: &mut Sandbox) {
    sandbox.unset("GIT_BOARD_USER");
    sandbox.unset("GIT_BOARD_TOKEN");
}

/// Lets git keep credentials in a file of the sandbox, outside of the home.
pub fn keep_credentials(sandbox: &Sandbox) {
    let helper = format!("store --file={}", keychain(sandbox).display());
    sandbox
        .git(".", &["config", "--global", "credential.helper", &helper])
        .code(0);
}

/// Where git keeps credentials.
pub fn keychain(sandbox: &Sandbox) -> PathBuf {
    sandbox.path("keychain")
}

/// Returns what git keeps, a line a credential.
pub fn kept(sandbox: &Sandbox) -> Vec<String> {
    let text = std::fs::read_to_string(keychain(sandbox)).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

/// Lets alice agree in her browser just before the program asks next.
pub fn agree(served: &Served) {
    before_poll(served, |deck| deck.grant_login_flows("alice"));
}

/// Lets something happen at the server just before the program asks next whether she agreed.
pub fn before_poll(served: &Served, act: impl FnOnce(&mut Deck) + Send + 'static) {
    let faults = served.server.faults();
    faults.before(When::next(POLL.0, POLL.1), act);
}

/// Returns how many app passwords alice has beside the one that the look-alike began with.
pub fn app_passwords(served: &Served) -> usize {
    let model = served.server.model();
    let alice = model.users().find(|user| user.id == "alice");
    alice.map_or(0, |alice| alice.app_passwords.len() - 1)
}

/// Logs in by the browser.
pub fn log_in(served: &Served) {
    agree(served);
    let url = served.server.url().to_owned();
    served.git_board(".", &["login", &url]).code(0);
}
