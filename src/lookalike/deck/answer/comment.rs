//! Comments as answers show them.

use serde::Serialize;

use crate::lookalike::deck::Deck;
use crate::lookalike::deck::card::Card;
use crate::lookalike::deck::comment::Comment;
use crate::lookalike::deck::moment::iso;

/// A comment; `replyTo` is absent if it answers none, or one that is gone.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CommentAnswer<'a> {
    id: i64,
    object_id: i64,
    message: &'a str,
    actor_id: &'a str,
    actor_type: &'static str,
    actor_display_name: &'a str,
    creation_date_time: String,
    mentions: Vec<MentionAnswer<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to: Option<Box<CommentAnswer<'a>>>,
}

/// A user whom a comment mentions.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MentionAnswer<'a> {
    mention_id: &'a str,
    mention_type: &'static str,
    mention_display_name: &'a str,
}

impl Deck {
    /// Returns a comment with the one that it answers.
    pub fn comment_answer<'a>(&'a self, card: &'a Card, comment: &'a Comment) -> CommentAnswer<'a> {
        let parent = comment.parent.and_then(|parent| card.comment(parent));
        CommentAnswer {
            reply_to: parent.map(|parent| Box::new(self.lone_comment_answer(card.id, parent))),
            ..self.lone_comment_answer(card.id, comment)
        }
    }

    /// Returns a comment without the one that it answers, as editing it does.
    pub fn lone_comment_answer<'a>(&'a self, card: i64, comment: &'a Comment) -> CommentAnswer<'a> {
        let author = self.users.get(&comment.author);
        CommentAnswer {
            id: comment.id,
            object_id: card,
            message: &comment.message,
            actor_id: &comment.author,
            actor_type: "users",
            actor_display_name: author.map_or("", |user| &user.display_name),
            creation_date_time: iso(comment.created_at),
            mentions: self.mentions(&comment.message),
            reply_to: None,
        }
    }

    /// Finds `@uid` and `@"uid"` of known users; each once, the longest uid first.
    fn mentions<'a>(&'a self, message: &str) -> Vec<MentionAnswer<'a>> {
        let names = message
            .split('@')
            .skip(1)
            .map(|rest| match rest.strip_prefix('"') {
                Some(quoted) => quoted.split('"').next().unwrap_or_default(),
                None => {
                    let is_name = |c: char| c.is_alphanumeric() || "_.-'".contains(c);
                    let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
                    rest[..end].trim_end_matches('.')
                }
            });
        let mut users: Vec<_> = names.filter_map(|name| self.users.get(name)).collect();
        users.sort_by_key(|user| (std::cmp::Reverse(user.id.len()), user.id.as_str()));
        users.dedup_by(|a, b| a.id == b.id);
        let mention = |user: &'a crate::lookalike::deck::person::User| MentionAnswer {
            mention_id: &user.id,
            mention_type: "user",
            mention_display_name: &user.display_name,
        };
        users.into_iter().map(mention).collect()
    }
}
