//! `git board open`.

use super::world::work;

#[test]
fn the_address_of_a_card_and_of_a_board_is_printed() {
    let served = work();
    for (word, address) in [
        (Some("Login"), "/index.php/apps/deck/board/1/card/1"),
        (Some("Home"), "/index.php/apps/deck/board/2"),
        (None, "/index.php/apps/deck"),
    ] {
        let mut arguments = vec!["open", "--print"];
        arguments.extend(word);
        let ran = served.git_board("boards", &arguments).code(0);
        assert_eq!(ran.out, format!("SERVER{address}\n"));
    }
}

#[test]
fn a_card_that_was_not_pushed_has_no_address() {
    let served = work();
    served
        .git_board("boards", &["new", "done", "Menu", "--no-edit"])
        .code(0);
    let ran = served
        .git_board("boards", &["open", "Menu", "--print"])
        .code(1);
    assert_eq!(
        ran.err,
        "error: \"Menu\" is not on the server yet\nhint: git board push\n"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn the_browser_is_started_at_the_address() {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::time::{Duration, Instant};

    let mut served = work();
    served.write(
        "programs/xdg-open",
        "#!/bin/sh\nprintf %s \"$1\" > \"$OPENED.part\"\nmv \"$OPENED.part\" \"$OPENED\"\n",
    );
    let program = served.path("programs/xdg-open");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("it is ours");
    let path = std::env::var("PATH").unwrap_or_default();
    let programs = served.path("programs");
    served.set("PATH", &format!("{}:{path}", programs.display()));
    let opened = served.path("opened");
    served.set("OPENED", &opened.to_string_lossy());
    served.git_board("boards", &["open", "Login"]).code(0);
    // The browser runs on by itself.
    let begun = Instant::now();
    while !opened.exists() && begun.elapsed() < Duration::from_secs(60) {
        std::thread::yield_now();
    }
    let address = format!("{}/index.php/apps/deck/board/1/card/1", served.server.url());
    assert_eq!(served.read("opened"), address);
}
