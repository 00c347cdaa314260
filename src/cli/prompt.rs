//! Questions to a person at a terminal.

use std::io::{self, BufRead, IsTerminal, Write};

use crate::repo::Environment;

use super::interrupt;
#[cfg(unix)]
use super::screen;

/// Returns true if there is a person to ask: standard input and error are a terminal.
pub fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Returns true if a person may be asked to log in; `GIT_TERMINAL_PROMPT=0` forbids it, as it
/// forbids git.
pub fn may_ask_to_log_in(environment: &Environment) -> bool {
    is_interactive()
        && environment
            .get("GIT_TERMINAL_PROMPT")
            .is_none_or(|set| set != "0")
}

/// Asks a question that is answered by yes or no; anything but `y` or `yes` is a no.
///
/// # Errors
/// The terminal could not be read or written.
pub fn confirm(question: &str) -> io::Result<bool> {
    let answer = ask(&format!("{question} [y/N] "))?;
    Ok(matches!(answer.to_lowercase().as_str(), "y" | "yes"))
}

/// Asks for one line; returns it without the blanks around it.
///
/// # Errors
/// The terminal could not be read or written.
pub fn ask(question: &str) -> io::Result<String> {
    let mut terminal = io::stderr().lock();
    write!(terminal, "{question}")?;
    terminal.flush()?;
    let mut line = String::new();
    interrupt::waiting(|| io::stdin().lock().read_line(&mut line))?;
    Ok(line.trim().to_owned())
}

/// Asks for one line that is not shown while it is typed, such as a password.
///
/// # Errors
/// The terminal could not be read or written; or nothing was typed.
pub fn ask_secret(question: &str) -> io::Result<String> {
    let mut terminal = io::stderr().lock();
    write!(terminal, "{question}")?;
    terminal.flush()?;
    drop(terminal);
    let line = read_unseen()?;
    let secret = line.trim_end_matches(['\r', '\n']);
    if secret.is_empty() {
        return Err(io::Error::new(
            io::ErrorKind::UnexpectedEof,
            "nothing was typed",
        ));
    }
    Ok(secret.to_owned())
}

#[cfg(unix)]
fn read_unseen() -> io::Result<String> {
    screen::unseen(|| {
        let mut line = String::new();
        interrupt::waiting(|| io::stdin().lock().read_line(&mut line))?;
        Ok(line)
    })
}

#[cfg(not(unix))]
fn read_unseen() -> io::Result<String> {
    interrupt::waiting(|| console::Term::stderr().read_secure_line())
}
