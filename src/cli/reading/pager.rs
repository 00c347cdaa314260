//! Output that is longer than the screen goes through the person's pager, as git does it.

use crate::cli::printer::Printer;
use crate::repo::Repo;

/// Sends standard output through a pager until it is dropped, and waits then until the person has
/// read it. It does nothing where standard output is no terminal, or git is told to use no pager.
#[must_use]
pub struct Pager {
    #[cfg(unix)]
    running: Option<unix::Running>,
}

impl Pager {
    /// Starts the pager that `GIT_PAGER`, `core.pager` and `PAGER` name, if the output is a
    /// person's to read.
    pub fn start(repo: &Repo, printer: &Printer) -> Self {
        #[cfg(unix)]
        {
            let running = printer
                .is_for_a_person()
                .then(|| unix::Running::start(repo))
                .flatten();
            Self { running }
        }
        #[cfg(not(unix))]
        {
            let _ = (repo, printer);
            Self {}
        }
    }
}

#[cfg(unix)]
impl Drop for Pager {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            running.wait();
        }
    }
}

#[cfg(unix)]
mod unix {
    use std::io::{self, Write};
    use std::os::fd::{AsFd, OwnedFd};
    use std::process::{Child, Command, Stdio};

    use crate::cli::printer;
    use crate::repo::Repo;

    /// What git sets for `less` and `lv` where nobody has: quit if it fits, keep colors and screen.
    const DEFAULTS: [(&str, &str); 2] = [("LESS", "FRX"), ("LV", "-c")];

    pub struct Running {
        child: Child,
        /// The terminal.
        stdout: OwnedFd,
    }

    impl Running {
        /// Starts the pager; none where there is none, or it cannot be started.
        pub fn start(repo: &Repo) -> Option<Self> {
            let pager = repo.program("GIT_PAGER").ok()?;
            if pager.is_empty() || pager == "cat" {
                return None;
            }
            // The terminal's colors, decided while it is still there to be asked.
            printer::settle_colors();
            let stdout = io::stdout().as_fd().try_clone_to_owned().ok()?;
            let mut command = Command::new("sh");
            command.args(["-c", &pager]).stdin(Stdio::piped());
            for (name, value) in DEFAULTS {
                if repo.environment().get(name).is_none() {
                    command.env(name, value);
                }
            }
            let mut child = command.spawn().ok()?;
            let pipe = child.stdin.take()?;
            rustix::stdio::dup2_stdout(&pipe).ok()?;
            Some(Self { child, stdout })
        }

        /// Ends the output and waits for the person.
        pub fn wait(mut self) {
            // A pager that was left early takes no more, which is no error.
            let _ = io::stdout().flush();
            let _ = rustix::stdio::dup2_stdout(&self.stdout);
            let _ = self.child.wait();
        }
    }
}
