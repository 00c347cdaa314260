//! From a request to an answer: login, then the REST, web or OCS calls.

mod attachment;
mod board;
mod card;
mod cloud;
mod comment;
mod dav;
mod label;
mod login_flow;
mod ocs;
mod rest;
mod stack;
mod web;
mod xml;

use super::param::Params;
use super::person::{Credentials, Login};
use super::refusal::Refusal;
use super::{Deck, Release};
use crate::lookalike::message::{Answer, Request};

/// A call by a user who is logged in.
struct Call<'a> {
    deck: &'a mut Deck,
    who: String,
    params: Params,
    request: &'a Request,
}

/// What a call answers; a refusal is worded by the face it came through.
type Outcome = Result<Answer, Refusal>;

impl Deck {
    /// Answers a request as the server does.
    pub fn answer(&mut self, request: &Request) -> Answer {
        let path = request.path.as_str();
        let path = path.strip_prefix("/index.php").unwrap_or(path);
        if !is_trusted(request) {
            return Answer::html(
                400,
                "<!DOCTYPE html>\n<title>Untrusted</title>\n".to_owned(),
            );
        }
        if path == "/status.php" {
            return cloud::status(self);
        }
        if let Some(rest) = ocs_path(path) {
            return ocs::answer(self, request, rest);
        }
        if self.is_in_maintenance {
            return Answer::html(
                503,
                "<!DOCTYPE html>\n<title>Maintenance</title>\n".to_owned(),
            )
            .with_header("X-Nextcloud-Maintenance-Mode", "1".to_owned())
            .with_header("Retry-After", "120".to_owned());
        }
        if let Some(rest) = path.strip_prefix("/login/v2") {
            return login_flow::login_flow(self, request, rest);
        }
        if let Some(rest) = path.strip_prefix("/remote.php/dav/files/") {
            return dav::answer(self, request, rest);
        }
        let Some(path) = path.strip_prefix("/apps/deck/") else {
            return Answer::html(
                404,
                "<!DOCTYPE html>\n<title>Not found</title>\n".to_owned(),
            );
        };
        match path
            .strip_prefix("api/v")
            .and_then(|rest| rest.split_once('/'))
        {
            Some((version, path)) => self.face(request, |deck, who| {
                rest::dispatch(deck, who, request, version, path)
            }),
            None => self.web_answer(request, path),
        }
    }

    fn web_answer(&mut self, request: &Request, path: &str) -> Answer {
        if request.header("ocs-apirequest").is_none() {
            let answer = message(412, "CSRF check failed");
            return match self.login(request) {
                Login::User(who) => answer.with_header("X-User-Id", who),
                _ => answer,
            };
        }
        self.face(request, |deck, who| web::dispatch(deck, who, request, path))
    }

    /// Logs in and words what comes back; a route that does not exist is `None`.
    fn face(
        &mut self,
        request: &Request,
        dispatch: impl FnOnce(&mut Deck, &str) -> Option<Outcome>,
    ) -> Answer {
        if request.method == "OPTIONS" {
            return cloud::preflight(request);
        }
        let who = match self.login(request) {
            Login::User(who) => who,
            Login::Anonymous if request.header("ocs-apirequest").is_some() => {
                return message(401, "Current user is not logged in");
            }
            Login::Anonymous => return message(401, "CORS requires basic auth"),
            Login::Wrong => return message(401, ""),
            Login::Disabled => return message(401, "Account disabled"),
            Login::Blocked => return message(429, "Reached maximum delay"),
        };
        if self.is_disabled {
            return Answer::empty(404);
        }
        self.welcome(&who);
        let answer = match dispatch(self, &who) {
            None => Answer::empty(405),
            Some(Ok(answer)) => answer,
            Some(Err(refusal)) => {
                let request_id = self.fresh_token(20);
                refusal.answer(&request_id)
            }
        };
        answer.with_header("X-User-Id", who)
    }

    fn login(&mut self, request: &Request) -> Login {
        let credentials = request
            .header("authorization")
            .and_then(Credentials::from_header);
        self.log_in(credentials.as_ref())
    }
}

impl<'a> Call<'a> {
    fn new(deck: &'a mut Deck, who: &str, request: &'a Request, path: &[(&str, &str)]) -> Call<'a> {
        Call {
            params: Params::new(deck.release, request, path, deck.largest_post_bytes),
            who: who.to_owned(),
            deck,
            request,
        }
    }

    fn is_old(&self) -> bool {
        self.deck.release == Release::V1_16
    }

    /// Returns the time after which things have to be changed to be listed.
    ///
    /// # Errors
    /// `Crash` for a date that cannot be read, and for any date in 1.16.
    fn modified_since(&self) -> Result<Option<i64>, Refusal> {
        match self.request.header("if-modified-since") {
            None => Ok(None),
            Some(_) if self.is_old() => Err(Refusal::Crash),
            Some(text) => super::moment::from_http_date(text)
                .map(Some)
                .ok_or(Refusal::Crash),
        }
    }
}

fn ocs_path(path: &str) -> Option<(OcsVersion, &str)> {
    let v2 = path
        .strip_prefix("/ocs/v2.php/")
        .map(|rest| (OcsVersion::V2, rest));
    v2.or_else(|| {
        path.strip_prefix("/ocs/v1.php/")
            .map(|rest| (OcsVersion::V1, rest))
    })
}

/// Whether the request names this machine's own host.
fn is_trusted(request: &Request) -> bool {
    let host = request
        .header("host")
        .map(|host| host.split(':').next().unwrap_or_default());
    host.is_none_or(|host| matches!(host, "127.0.0.1" | "localhost" | "[" | "::1"))
}

/// Which of the two envelopes an OCS call asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OcsVersion {
    V1,
    V2,
}

fn message(status: u16, words: &str) -> Answer {
    Answer::json_with_status(status, &serde_json::json!({ "message": words }))
}
