//! Completions, the manual, the version.

use super::world::clean;
use crate::support::sandbox::Sandbox;

/// Returns what the program answers a shell that completes the last of these words.
fn completed(sandbox: &Sandbox, words: &[&str]) -> Vec<String> {
    let mut command = sandbox.command(env!("CARGO_BIN_EXE_git-board"), "boards");
    command
        .env("GIT_BOARD_COMPLETE", "fish")
        .arg("--")
        .arg("git-board");
    let output = command.args(words).output().expect("the program runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn cards_stacks_and_boards_are_completed() {
    let served = clean();
    assert_eq!(completed(&served, &["rm", "1"]), ["1\tLogin"]);
    assert_eq!(
        completed(&served, &["archive", "work/to-do/2"]),
        ["work/to-do/2-logout.md\tLogout"]
    );
    assert_eq!(
        completed(&served, &["new", "w"]),
        ["work/done\tDone", "work/to-do\tTo do"]
    );
    assert_eq!(completed(&served, &["open", "h"])[0], "home\tHome");
    assert!(
        completed(&served, &["pu"])
            .iter()
            .any(|line| line.starts_with("push\t"))
    );
    assert!(completed(&served, &["push", "--al"])[0].starts_with("--allow-deletes\t"));
    assert_eq!(
        completed(&served, &["check", "work/to-do"]),
        [
            "work/to-do\tTo do",
            "work/to-do/1-login.md\tLogin",
            "work/to-do/2-logout.md\tLogout",
            "work/to-do/3-profile.md\tProfile"
        ]
    );
}

#[test]
fn outside_of_a_repository_nothing_is_completed() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.path("boards")).expect("a folder");
    assert_eq!(completed(&sandbox, &["rm", "1"]), [""; 0]);
}

#[test]
fn every_shell_has_a_script() {
    let sandbox = Sandbox::new();
    for (shell, word) in [
        ("bash", "_git_board()"),
        ("zsh", "_git-board()"),
        ("fish", "__fish_git_board"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let ran = sandbox.git_board(".", &["completions", shell]).code(0);
        assert!(ran.out.contains(word), "{}", ran.out);
        assert!(ran.out.contains("GIT_BOARD_COMPLETE"), "{}", ran.out);
    }
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let sandbox = Sandbox::new();
    sandbox.git_board(".", &["man", "manual"]).code(0);
    let page = sandbox.read("manual/man1/git-board-push.1");
    assert!(page.contains(".TH GIT-BOARD-PUSH 1"), "{page}");
    assert!(page.contains("git board push"), "{page}");
    assert!(page.contains("Examples:"), "{page}");
    let main = sandbox.read("manual/man1/git-board.1");
    assert_eq!(sandbox.git_board(".", &["man"]).code(0).out, main);
    for name in ["clone", "status", "mv", "log", "completions"] {
        assert!(
            sandbox
                .path(&format!("manual/man1/git-board-{name}.1"))
                .exists()
        );
    }
    assert!(
        !sandbox
            .path("manual/man1/git-board-merge-driver.1")
            .exists()
    );
}

#[test]
fn the_version_tells_what_a_report_of_a_mistake_needs() {
    let sandbox = Sandbox::new();
    let short = sandbox.git_board(".", &["version"]).code(0).out;
    assert_eq!(
        short,
        concat!("git-board ", env!("CARGO_PKG_VERSION"), "\n")
    );
    let long = sandbox
        .git_board(".", &["version", "--verbose"])
        .code(0)
        .out;
    for name in [
        "built for: ",
        "git: 2.",
        "libgit2: 1.",
        "services: Nextcloud Deck",
        "json: version 1",
    ] {
        assert!(long.contains(name), "{long}");
    }
}
