//! The login: made when it is needed, kept in memory, made anew once when the server forgot it.

use std::sync::Mutex;

use serde_json::{Value, json};

use super::call::{decoded, form_of, is_session_over, judge};
use super::wire::{Login, Permission};
use crate::monitor::Monitor;
use crate::provider::http::{Answer, Http, Request};
use crate::provider::{Credentials, ProviderError};

/// Where the interface is, below the server's address.
const PATH: &str = "api";

/// A login that the server took.
#[derive(Clone)]
pub(super) struct Session {
    id: String,
    pub(super) user: String,
    /// `None` before 1.0.0, where everybody may do everything.
    pub(super) permissions: Option<Vec<Permission>>,
}

/// The connection to a server with the session on it.
pub(super) struct Sessions {
    http: Http,
    credentials: Credentials,
    present: Mutex<Option<Session>>,
    /// One login at a time.
    logging_in: tokio::sync::Mutex<()>,
}

impl Sessions {
    pub(super) fn new(http: Http, credentials: Credentials) -> Self {
        Self {
            http,
            credentials,
            present: Mutex::new(None),
            logging_in: tokio::sync::Mutex::new(()),
        }
    }

    /// Returns the session, after logging in where there is none.
    pub(super) async fn session(&self, monitor: &dyn Monitor) -> Result<Session, ProviderError> {
        let _turn = self.logging_in.lock().await;
        if let Some(session) = lock(&self.present).clone() {
            return Ok(session);
        }
        let credentials = &self.credentials;
        let command = json!({
            "commandName": "login",
            "userName": credentials.user,
            "password": credentials.secret,
        });
        let request = Request::form(PATH, form_of(&command)?, true);
        let answer = self.http.read(&request, judge, monitor).await?;
        let login: Login = decoded(&answer)?;
        let session = Session {
            id: login.session_id,
            user: login.user_name,
            permissions: login.permissions,
        };
        *lock(&self.present) = Some(session.clone());
        Ok(session)
    }

    /// Takes over what the user may do by now.
    pub(super) fn set_permissions(&self, permissions: Option<Vec<Permission>>) {
        if let Some(session) = lock(&self.present).as_mut() {
            session.permissions = permissions;
        }
    }

    /// Sends a command; once more after a new login if the server forgot the session, since it
    /// then did nothing.
    ///
    /// # Errors
    /// As met; `may_have_taken_effect` tells of a command that writes whether it may.
    pub(super) async fn call(
        &self,
        name: &str,
        fields: &Value,
        only_reads: bool,
        monitor: &dyn Monitor,
    ) -> Result<Answer, ProviderError> {
        let session = self.session(monitor).await?;
        match self.send(name, fields, only_reads, &session, monitor).await {
            Err(error) if is_session_over(&error) => {
                {
                    let mut present = lock(&self.present);
                    if present
                        .as_ref()
                        .is_some_and(|present| present.id == session.id)
                    {
                        *present = None;
                    }
                }
                let session = self.session(monitor).await?;
                self.send(name, fields, only_reads, &session, monitor).await
            }
            answer => answer,
        }
    }

    async fn send(
        &self,
        name: &str,
        fields: &Value,
        only_reads: bool,
        session: &Session,
        monitor: &dyn Monitor,
    ) -> Result<Answer, ProviderError> {
        let mut command = json!({"commandName": name});
        if let (Some(command), Some(fields)) = (command.as_object_mut(), fields.as_object()) {
            command.extend(fields.clone());
            command.insert("sessionId".to_owned(), json!(session.id));
        }
        let request = Request::form(PATH, form_of(&command)?, only_reads);
        if only_reads {
            self.http.read(&request, judge, monitor).await
        } else {
            self.http.write(&request, judge, monitor).await
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
