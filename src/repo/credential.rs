//! Passwords and tokens, kept by git's credential helpers; they pass through pipes only.

use std::fmt;

use super::config::{git_command, run};
use super::{RepoError, UserConfig};

/// A password or token; it is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a password or token.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the text itself, for the request that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

/// Who logs in where, with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// The address that the credential is for, without user and password.
    pub url: String,
    /// The user's name.
    pub username: String,
    /// The password or token.
    pub secret: Secret,
}

impl UserConfig {
    /// Returns what git's credential helpers know for `url`; none if they know nothing. Nobody is
    /// asked.
    ///
    /// # Errors
    /// An address or name has a line break, or `git` cannot be started.
    pub fn find_credential(
        &self,
        url: &str,
        username: Option<&str>,
    ) -> Result<Option<Credential>, RepoError> {
        let mut lines = vec![("url", url)];
        lines.extend(username.map(|name| ("username", name)));
        let answer = match self.ask("fill", &lines) {
            Ok(answer) => answer,
            // git ends with an error when nobody knows and it may not ask.
            Err(RepoError::Program { reason, .. }) if is_nothing_known(&reason) => return Ok(None),
            Err(error) => return Err(error),
        };
        let text = String::from_utf8_lossy(&answer);
        let field = |key: &str| {
            let mut lines = text.lines().filter_map(|line| line.split_once('='));
            lines
                .find(|(name, _)| *name == key)
                .map(|(_, value)| value.to_owned())
        };
        Ok(match (field("username"), field("password")) {
            (Some(username), Some(password)) if !password.is_empty() => Some(Credential {
                url: url.to_owned(),
                username,
                secret: Secret(password),
            }),
            _ => None,
        })
    }

    /// Tells git's credential helpers that a credential was accepted, so that they keep it.
    ///
    /// # Errors
    /// A field has a line break, or `git` cannot be started.
    pub fn approve_credential(&self, credential: &Credential) -> Result<(), RepoError> {
        self.tell("approve", credential)
    }

    /// Tells git's credential helpers that a credential was refused, so that they forget it.
    ///
    /// # Errors
    /// A field has a line break, or `git` cannot be started.
    pub fn reject_credential(&self, credential: &Credential) -> Result<(), RepoError> {
        self.tell("reject", credential)
    }

    /// Returns true if git has a credential helper for `url`, so that something can be kept.
    ///
    /// # Errors
    /// `git` cannot be started.
    pub fn has_credential_helper(&self, url: &str) -> Result<bool, RepoError> {
        let mut command = git_command(&self.folder, &self.environment);
        command.args(["config", "--get-urlmatch", "credential.helper", url]);
        match run(command, None, "look for git's credential helpers") {
            // An empty one takes back those that were named before it.
            Ok(answer) => Ok(!answer.trim_ascii().is_empty()),
            // git ends with an error, and says nothing, where there is none.
            Err(RepoError::Program { reason, .. }) if reason.contains("ended with") => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn tell(&self, verb: &str, credential: &Credential) -> Result<(), RepoError> {
        let Credential {
            url,
            username,
            secret,
        } = credential;
        let lines = [
            ("url", url.as_str()),
            ("username", username.as_str()),
            ("password", secret.expose()),
        ];
        self.ask(verb, &lines).map(drop)
    }

    fn ask(&self, verb: &str, lines: &[(&str, &str)]) -> Result<Vec<u8>, RepoError> {
        let doing = format!("ask git's credential helpers (`git credential {verb}`)");
        let mut input = String::new();
        for (key, value) in lines {
            // A line break would smuggle a line of another meaning in.
            if value.contains(['\n', '\r', '\0']) {
                let reason = format!("the {key} has a line break or NUL");
                return Err(RepoError::Program { doing, reason });
            }
            input.push_str(&format!("{key}={value}\n"));
        }
        input.push('\n');
        let mut command = git_command(&self.folder, &self.environment);
        // In git's own language, since its words tell whether nobody knows or something failed.
        command.args(["credential", verb]).env("LC_ALL", "C");
        // What it cannot find it shall not ask for: we do, and say what the service wants.
        command
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_ASKPASS", "")
            .env("GCM_INTERACTIVE", "never");
        run(command, Some(input.as_bytes()), &doing)
    }
}

fn is_nothing_known(reason: &str) -> bool {
    reason.contains("terminal prompts disabled") || reason.contains("could not read")
}
