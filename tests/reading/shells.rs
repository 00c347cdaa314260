//! Completions in the shells themselves, as far as this machine has them. PowerShell is none of them:
//! of its script only the text is looked at, in `machine.rs`.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::world::clean;
use crate::support::deck_server::Served;

/// Returns a clone in whose environment `git-board` is found and `completions.SHELL` has the script
/// for a shell; none, and says so, where this machine has no such shell.
fn with_shell(shell: &str) -> Option<Served> {
    let found = Command::new(shell).arg("--version").output();
    if found.is_err() {
        println!("{shell} is not installed: nothing was tried, and nothing is proved");
        return None;
    }
    let mut served = clean();
    let program = Path::new(env!("CARGO_BIN_EXE_git-board"));
    let folder = program.parent().expect("a folder").to_string_lossy();
    let path = std::env::var("PATH").unwrap_or_default();
    served.set("PATH", &format!("{folder}:{path}"));
    let ran = served.git_board(".", &["completions", shell]).code(0);
    served.write(&format!("completions.{shell}"), &ran.out);
    Some(served)
}

/// Runs a script of a shell in the clone; returns what it prints.
#[track_caller]
fn said(served: &Served, shell: &str, script: &str) -> String {
    let mut command = served.command(shell, "boards");
    let no_settings: &[&str] = match shell {
        "bash" => &["--noprofile", "--norc"],
        "fish" => &["--no-config"],
        _ => &["-f"],
    };
    let command = command.args(no_settings).args(["-c", script]);
    let command = command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::piped()).spawn().expect("it runs");
    let began = Instant::now();
    while child.try_wait().expect("it was started").is_none() {
        if began.elapsed() > Duration::from_secs(60) {
            // What it has said tells where it waits.
            let _ = child.kill();
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let mut text = String::new();
    let pipes: [Option<Box<dyn Read>>; 2] = [
        child.stdout.take().map(|pipe| Box::new(pipe) as _),
        child.stderr.take().map(|pipe| Box::new(pipe) as _),
    ];
    for pipe in pipes.into_iter().flatten() {
        let mut bytes = Vec::new();
        let mut pipe = pipe;
        pipe.read_to_end(&mut bytes).expect("it can be read");
        text.push_str(&String::from_utf8_lossy(&bytes));
    }
    text
}

#[test]
fn bash_completes_behind_git_board_too_where_it_is_installed() {
    let Some(served) = with_shell("bash") else {
        return;
    };
    let asks = "source ../completions.bash
        COMP_WORDS=(git board rm work/to-do/2); COMP_CWORD=3; COMP_TYPE=9
        _git_board; printf '%s\\n' \"${COMPREPLY[@]}\"
        COMP_WORDS=(git-board new ''); COMP_CWORD=2
        _clap_complete_git_board git-board '' new; printf '%s\\n' \"${COMPREPLY[@]}\"";
    let said = said(&served, "bash", asks);
    let words: Vec<&str> = said.lines().collect();
    assert_eq!(words[0], "work/to-do/2-logout.md", "{said}");
    assert!(words.contains(&"work/done"), "{said}");
}

#[test]
fn fish_completes_behind_git_board_too_where_it_is_installed() {
    let Some(served) = with_shell("fish") else {
        return;
    };
    let asks = "source ../completions.fish
        complete --do-complete 'git board rm work/to-do/2'
        complete --do-complete 'git-board new work/d'
        complete --do-complete 'git board archive 3'";
    let said = said(&served, "fish", asks);
    let words: Vec<&str> = said.lines().collect();
    assert_eq!(
        words,
        [
            "work/to-do/2-logout.md\tLogout",
            "work/done\tDone",
            "3\tProfile"
        ]
    );
}

#[test]
fn zsh_completes_behind_git_board_too_where_it_is_installed() {
    let Some(served) = with_shell("zsh") else {
        return;
    };
    // zsh completes for a person at a terminal only: a shell within the shell, on one of its own.
    let asks = "zmodload zsh/zpty
        typed() {
            zpty person zsh -f -i
            zpty -w person 'PS1=; autoload -Uz compinit; compinit -u -D; source ../completions.zsh'
            zpty -w person \"print READY\"
            zpty -r person shown $'*\\nREADY*'
            zpty -w -n person \"$1\"$'\\t'
            zpty -r person shown \"*$2*\" && print \"found $2\"
            zpty -d person
        }
        typed 'git board rm work/to-do/2' 2-logout.md
        typed 'git-board new work/d' work/done
        typed 'git board pus' 'board push'";
    let said = said(&served, "zsh", asks);
    assert_eq!(
        said,
        "found 2-logout.md\nfound work/done\nfound board push\n"
    );
}
