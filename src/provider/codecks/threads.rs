//! Threads on cards: comments, blocks and reviews, read and written.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Codecks;
use super::decode::moment;
use super::query::Query;
use super::short_code;
use super::wire::{self, User};
use crate::board::CardId;
use crate::monitor::Silent;
use crate::provider::ProviderError;

/// How many threads are asked for at once.
const PAGE: usize = 1000;

/// What a thread is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThreadKind {
    /// Talk.
    Comment,
    /// The card cannot go on until it is closed.
    Block,
    /// The card is looked at by somebody.
    Review,
}

impl ThreadKind {
    /// Returns the service's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Comment => "comment",
            Self::Block => "block",
            Self::Review => "review",
        }
    }

    fn of_word(word: &str) -> Self {
        match word {
            "block" => Self::Block,
            "review" => Self::Review,
            _ => Self::Comment,
        }
    }
}

/// A thread; never without a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// Its id.
    pub id: String,
    /// The card that it is on; `None` if the card is out of sight.
    pub card: Option<CardId>,
    /// What it is for.
    pub kind: ThreadKind,
    /// When it was closed, if it is.
    pub closed: Option<Timestamp>,
    /// Its comments, the oldest first.
    pub comments: Vec<Comment>,
}

/// A comment of a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its id.
    pub id: String,
    /// Who wrote it, by name.
    pub author: Option<String>,
    /// When.
    pub created: Option<Timestamp>,
    /// Its text; mentions stand in it as the service stores them.
    pub text: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireThread {
    id: String,
    #[serde(default)]
    context: String,
    #[serde(default)]
    is_closed: bool,
    #[serde(default)]
    closed_at: Option<String>,
    #[serde(default)]
    created_at: String,
    #[serde(default)]
    card: Option<String>,
    #[serde(default)]
    entries: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireEntry {
    entry_id: String,
    #[serde(default)]
    content: String,
    #[serde(default)]
    created_at: Option<String>,
    #[serde(default)]
    author: Option<String>,
}

impl Codecks {
    /// Returns all threads, the oldest first, a page of a thousand at once.
    ///
    /// # Errors
    /// As met.
    pub async fn threads(&self) -> Result<Vec<Thread>, ProviderError> {
        let mut threads = Vec::new();
        let mut offset = 0;
        loop {
            let mut filter = Map::from_iter([("$limit".to_owned(), json!(PAGE))]);
            if offset > 0 {
                filter.insert("$offset".to_owned(), json!(offset));
            }
            filter.insert("$order".to_owned(), json!(["createdAt", "id"]));
            let key = format!("resolvables({})", Value::Object(filter));
            let count = "count:resolvables";
            let selection = json!([
                "id", "context", "createdAt", "isClosed", "closedAt",
                {
                    "card": ["accountSeq"],
                    "entries": ["entryId", "content", "createdAt", {"author": ["id", "name"]}],
                },
            ]);
            let query = Query::default()
                .with_count(count)
                .with_selection(&key, selection);
            let answered = self.api(&Silent).query(&query).await?;
            let account = answered.tables.root("account");
            let row = account.and_then(|account| answered.tables.row("account", account));
            let listed = row.map(|row| wire::ids_of(row, &key)).unwrap_or_default();
            let counted = row.and_then(|row| row.get(count)?.as_u64());
            for id in &listed {
                threads.extend(thread(&answered, id)?);
            }
            offset += listed.len();
            if listed.is_empty() || counted.is_some_and(|counted| offset as u64 >= counted) {
                return Ok(threads);
            }
        }
    }

    /// Opens a thread on a card; returns its id.
    ///
    /// # Errors
    /// As met.
    pub async fn open_thread(
        &self,
        card: &CardId,
        kind: ThreadKind,
        text: &str,
    ) -> Result<String, ProviderError> {
        let Some(id) = self.id_of_card(card).await? else {
            return Err(ProviderError::Local(format!("there is no card `{card}`")));
        };
        let params = [
            ("cardId", &*id),
            ("context", kind.word()),
            ("content", text),
        ];
        self.act("resolvables/create", &params).await
    }

    /// Answers in a thread; returns the comment's id.
    ///
    /// # Errors
    /// As met.
    pub async fn answer(&self, thread: &str, text: &str) -> Result<String, ProviderError> {
        let params = [("resolvableId", thread), ("content", text)];
        self.act("resolvables/comment", &params).await
    }

    /// Replaces the text of a comment of one's own.
    ///
    /// # Errors
    /// As met; the service refuses for those of others.
    pub async fn edit_comment(&self, comment: &str, text: &str) -> Result<(), ProviderError> {
        let params = [("entryId", comment), ("content", text)];
        self.act("resolvables/updateComment", &params)
            .await
            .map(drop)
    }

    /// Closes a thread.
    ///
    /// # Errors
    /// As met.
    pub async fn close_thread(&self, thread: &str) -> Result<(), ProviderError> {
        self.act("resolvables/close", &[("id", thread)])
            .await
            .map(drop)
    }

    /// Opens a closed thread again.
    ///
    /// # Errors
    /// As met; the service refuses a second open block or review on one card.
    pub async fn reopen_thread(&self, thread: &str) -> Result<(), ProviderError> {
        self.act("resolvables/reopen", &[("id", thread)])
            .await
            .map(drop)
    }

    /// Sends an action of texts; returns the id that it answers, empty if none.
    async fn act(&self, action: &str, params: &[(&str, &str)]) -> Result<String, ProviderError> {
        let params = params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)));
        let answer = self.api(&Silent).dispatch(action, params.collect()).await?;
        Ok(answer.id().unwrap_or_default().to_owned())
    }
}

fn thread(answered: &super::api::Answered, id: &str) -> Result<Option<Thread>, ProviderError> {
    let Some(thread) = answered.get::<WireThread>("resolvable", id)? else {
        return Ok(None);
    };
    let card = thread
        .card
        .as_deref()
        .and_then(|card| {
            answered
                .tables
                .row("card", card)?
                .get("accountSeq")?
                .as_i64()
        })
        .map(|number| CardId::new(short_code::encode(number)));
    let mut comments = Vec::new();
    for id in thread.entries.unwrap_or_default() {
        let Some(entry) = answered.get::<WireEntry>("resolvableEntry", &id)? else {
            continue;
        };
        let author = match &entry.author {
            Some(author) => answered.get::<User>("user", author)?,
            None => None,
        };
        let created = entry.created_at.as_deref().and_then(moment);
        comments.push((
            entry.created_at,
            Comment {
                id: entry.entry_id,
                author: author.map(|user| match user.name {
                    Some(name) if !name.is_empty() => name,
                    _ => user.id,
                }),
                created,
                text: entry.content,
            },
        ));
    }
    comments.sort_by(|one, other| (&one.0, &one.1.id).cmp(&(&other.0, &other.1.id)));
    let closed = thread.closed_at.as_deref().and_then(moment);
    let began = moment(&thread.created_at).unwrap_or_default();
    Ok(Some(Thread {
        id: thread.id,
        card,
        kind: ThreadKind::of_word(&thread.context),
        closed: thread.is_closed.then(|| closed.unwrap_or(began)),
        comments: comments.into_iter().map(|(_, comment)| comment).collect(),
    }))
}
