//! The ways in which Codecks says no.

use serde_json::{Value, json};

use crate::lookalike::message::Answer;

/// Why a request was not carried out.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// A query that names what is not there, with a code, words and the place in the query.
    Query {
        /// `unknown_field` and so on.
        code: &'static str,
        /// The words.
        message: String,
        /// Where in the query: `_root.account.nme`.
        path: String,
    },
    /// A token that is wrong: `invalid_token`, `token_expired`, `not_a_member`.
    Token(&'static str),
    /// The header `X-Account` names another organization.
    OtherAccount,
    /// The token may not do this.
    Scope(&'static str),
    /// An action's own refusal.
    Action(String),
    /// A body that is not as the action documents it.
    Body(String),
    /// Nobody is logged in.
    LoggedOut,
    /// No such address.
    NotFound(String),
    /// The server fails on its own.
    Crash,
}

impl Refusal {
    /// Returns the refusal of a query.
    pub fn query(code: &'static str, message: impl Into<String>, path: &str) -> Refusal {
        Refusal::Query {
            code,
            message: message.into(),
            path: path.to_owned(),
        }
    }

    /// Returns the answer; `old` as servers before version 2.96 word what is wrong with a query.
    pub fn answer(&self, old: bool) -> Answer {
        let (status, body): (u16, Value) = match self {
            Refusal::Query { .. } if old => (500, internal()),
            Refusal::Query {
                code,
                message,
                path,
            } => (
                400,
                json!({"error": code, "message": message, "path": path, "statusCode": 400}),
            ),
            Refusal::Token(code) => (
                401,
                json!({"error": "Unauthorized", "message": code, "statusCode": 401}),
            ),
            Refusal::OtherAccount => (
                400,
                json!({"error": "Bad Request", "message": "token_account_mismatch", "statusCode": 400}),
            ),
            Refusal::Scope(scope) => (
                403,
                json!({"error": "missing_scope", "message": format!("requires {scope}"), "requiredScope": scope, "statusCode": 403}),
            ),
            Refusal::Action(words) => (400, json!({"payload": {"error": words}})),
            Refusal::Body(words) => (
                400,
                json!({"error": "Bad Request", "message": words, "statusCode": 400}),
            ),
            Refusal::LoggedOut => (
                401,
                json!({"error": "Unauthorized", "message": "not logged in", "statusCode": 401}),
            ),
            Refusal::NotFound(path) => (
                404,
                json!({"error": "Not Found", "message": format!("Route {path} not found"), "statusCode": 404}),
            ),
            Refusal::Crash => (500, internal()),
        };
        Answer::json_with_status(status, &body)
    }
}

fn internal() -> Value {
    json!({"error": "Internal Server Error", "message": "An internal server error occurred", "statusCode": 500})
}
