//! Questions to a person at a terminal.

use std::io::{self, BufRead, IsTerminal, Write};

use super::interrupt;

/// Returns true if there is a person to ask: standard input and error are a terminal.
pub fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
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
