//! Paging, on a terminal and elsewhere.

use super::world::{edited, run};
use crate::support::deck_server::Served;

/// Runs `git-board` on a terminal of its own; returns what came to it, or none where this machine
/// has no `script`.
#[cfg(target_os = "linux")]
fn on_a_terminal(served: &mut Served, arguments: &str) -> Option<String> {
    use std::process::Stdio;
    served.set("TERM", "xterm");
    served.set("COLUMNS", "80");
    let program = env!("CARGO_BIN_EXE_git-board");
    let mut command = served.command("script", "boards");
    command.args(["-qec", &format!("{program} {arguments}"), "/dev/null"]);
    let output = command.stdin(Stdio::null()).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n"))
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_the_pager_of_git_gets_it_in_colors() {
    let mut served = edited();
    served.set("GIT_PAGER", "printenv LESS > ../less; cat > ../paged");
    let Some(shown) = on_a_terminal(&mut served, "diff") else {
        return;
    };
    assert_eq!(shown, "");
    let paged = served.read("paged");
    assert!(paged.contains("\u{1b}[33medit\u{1b}[0m card"), "{paged}");
    assert_eq!(served.read("less"), "FRX\n");
    let plain = run(&mut served, "80", &["diff", "--color", "always"]).code(0);
    assert_eq!(paged, plain.out);
}

#[cfg(target_os = "linux")]
#[test]
fn the_pager_of_the_configuration_is_used_and_cat_is_none() {
    let mut served = edited();
    served
        .git("boards", &["config", "core.pager", "cat > ../paged"])
        .code(0);
    for command in ["status", "diff", "log"] {
        let Some(shown) = on_a_terminal(&mut served, command) else {
            return;
        };
        assert_eq!(shown, "", "{command}");
        served.remove("paged");
    }
    served.set("GIT_PAGER", "cat");
    let shown = on_a_terminal(&mut served, "status").unwrap_or_default();
    assert!(shown.contains("To push"), "{shown}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_pager_that_is_left_early_is_no_error() {
    let mut served = edited();
    served.set("GIT_PAGER", "head -n 1 > ../paged");
    let Some(shown) = on_a_terminal(&mut served, "diff; echo ended with $?") else {
        return;
    };
    assert_eq!(shown, "ended with 0\n");
}

#[test]
fn without_a_terminal_nothing_is_paged() {
    let mut served = edited();
    served.set("GIT_PAGER", "cat > PAGED; exit 1");
    run(&mut served, "80", &["diff"]).code(0);
    assert!(!served.path("boards/PAGED").exists());
}
