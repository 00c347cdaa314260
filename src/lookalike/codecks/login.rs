//! Tokens: who sends a request, and what they may see and do.

use std::collections::BTreeSet;

use super::Codecks;
use super::refusal::Refusal;
use super::schema::Schema;
use super::table::{Row, text};
use crate::lookalike::message::Request;

/// A token and what it gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The whole token: `cdxat_…`, `cdxut_…`, or one of the older kind.
    pub secret: String,
    /// The user that it acts as.
    pub user: String,
    /// Whether it may write.
    pub may_write: bool,
    /// The projects that it sees; `None`: those of its user.
    pub projects: Option<BTreeSet<String>>,
    /// Why it is refused (`token_expired`, `not_a_member`), if it is.
    pub refused: Option<&'static str>,
}

impl Token {
    /// Returns a token that may read and write everything that its user sees.
    pub fn new(secret: &str, user: &str) -> Token {
        Token {
            secret: secret.to_owned(),
            user: user.to_owned(),
            may_write: true,
            projects: None,
            refused: None,
        }
    }
}

/// Who reads or writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Viewer {
    /// The organization, where the request names one or the token does.
    pub account: Option<String>,
    /// The user; `None`: nobody is logged in.
    pub user: Option<String>,
    /// Whether actions are allowed.
    pub may_write: bool,
    /// The projects that are seen; `None`: all.
    pub projects: Option<BTreeSet<String>>,
}

impl Codecks {
    /// Returns who sends a request.
    ///
    /// What looks like no token of the kind that it is sent as is nobody's, and no error.
    ///
    /// # Errors
    /// A token of the right form that is unknown or refused; another organization's `X-Account`.
    pub fn viewer(&self, request: &Request) -> Result<Viewer, Refusal> {
        let account = request.header("x-account");
        let is_ours = account.is_some_and(|account| account == self.subdomain);
        let nobody = Viewer {
            account: is_ours.then(|| self.account.clone()),
            ..Viewer::default()
        };
        let bearer = request
            .header("authorization")
            .and_then(|value| value.strip_prefix("Bearer "));
        let token = match (bearer, request.header("x-auth-token")) {
            (Some(bearer), _) if is_new_form(bearer) => {
                let found = self.tokens.iter().find(|token| token.secret == bearer);
                let token = found.ok_or(Refusal::Token("invalid_token"))?;
                if account.is_some() && !is_ours {
                    return Err(Refusal::OtherAccount);
                }
                token
            }
            (None, Some(old)) if self.takes_old_tokens && !is_new_form(old) && is_ours => {
                match self.tokens.iter().find(|token| token.secret == old) {
                    Some(token) => token,
                    None => return Ok(nobody),
                }
            }
            _ => return Ok(nobody),
        };
        if let Some(why) = token.refused {
            return Err(Refusal::Token(why));
        }
        Ok(Viewer {
            account: Some(self.account.clone()),
            user: Some(token.user.clone()),
            may_write: token.may_write,
            projects: token.projects.clone(),
        })
    }

    /// Returns whether a record is there for somebody.
    pub(super) fn may_know(&self, viewer: &Viewer, schema: &Schema, row: &Row) -> bool {
        if schema.name == "account" {
            return true;
        }
        let Some(user) = &viewer.user else {
            return false;
        };
        let sees = |project: &str| {
            let projects = viewer.projects.as_ref();
            projects.is_none_or(|projects| projects.contains(project))
        };
        match schema.name {
            "project" => sees(text(row, "id")),
            "deck" => sees(text(row, "projectId")),
            "card" => match self.tables.get("deck", text(row, "deckId")) {
                None => text(row, "creatorId") == user,
                Some(deck) => sees(text(deck, "projectId")),
            },
            "resolvable" | "resolvableEntry" | "attachment" => {
                let card = self.tables.get("card", text(row, "cardId"));
                let schema = super::schema::schema("card");
                card.zip(schema)
                    .is_some_and(|(card, schema)| self.may_know(viewer, schema, card))
            }
            _ => true,
        }
    }
}

fn is_new_form(token: &str) -> bool {
    token.starts_with("cdxat_") || token.starts_with("cdxut_")
}
