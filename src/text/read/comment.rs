//! Reading the comments in a card's folder.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::{HashMap, HashSet};
use jiff::Timestamp;

use super::card::unmerged;
use super::{ReadCard, Reader, Written};
use crate::board::{Card, Comment, CommentKey};
use crate::files::{ContentId, File};
use crate::text::attachment_names::COMMENTS;
use crate::text::body::{LineEnds, marker_line, with_ends_of_base};
use crate::text::card_file::UNCLOSED;
use crate::text::comment_file::{CommentText, copied_text, read_comment};
use crate::text::fields::Spelled;
use crate::text::front_matter::Split;
use crate::text::layout::{CardFile, CommentFile};
use crate::text::names::{card_stem, is_card_name, is_ignored_name, join, split_path};
use crate::text::problem::Problem;

/// A comment as its file says it, before what it answers is looked for.
struct Draft {
    key: Option<CommentKey>,
    comment: Comment,
    file: CommentFile,
    /// What `reply_to` says in a new comment's file.
    answers: Option<Spelled>,
    /// When the file says that it was written.
    said_created: Option<Timestamp>,
}

/// What base knows of a card's comments.
struct Before<'a> {
    card: Option<&'a Card>,
    file: Option<&'a CardFile>,
    by_content: HashMap<ContentId, &'a CommentKey>,
}

impl Reader<'_> {
    /// Adds the comments in a card's folder; a card that has those of base stays the one of base.
    pub(super) fn read_comments(&mut self, read: &mut ReadCard) {
        let drafts = self.comment_drafts(read);
        let found = self.comments_of(drafts);
        let same = found.len() == read.card.comments.len()
            && found
                .iter()
                .all(|(key, (comment, _))| read.card.comments.get(key) == Some(comment));
        if !same {
            let of_card = Arc::make_mut(&mut read.card);
            let comments = found.iter();
            of_card.comments = comments
                .map(|(key, (comment, _))| (key.clone(), comment.clone()))
                .collect();
            let base = self.base.and_then(|base| base.cards.get(&read.card.key));
            if let Some(base) = base.filter(|base| **base.card == *read.card) {
                read.card = Arc::clone(base.card);
            }
        }
        let files = found.into_iter().map(|(key, (_, file))| (key, file));
        read.file.comments = files.collect();
    }

    fn comment_drafts(&mut self, read: &ReadCard) -> Vec<Draft> {
        let Some(folder) = read.file.folder.as_deref().map(|one| join(one, COMMENTS)) else {
            return Vec::new();
        };
        let base = self.base;
        let before = base.and_then(|base| base.known.layout.cards.get(&read.card.key));
        let of_base = before.iter().flat_map(|file| &file.comments);
        let before = Before {
            card: base
                .and_then(|base| base.cards.get(&read.card.key))
                .map(|at| at.card.as_ref()),
            file: before,
            by_content: of_base
                .filter(|(_, file)| !file.lacks_id && !file.needs_writing)
                .map(|(key, file)| (file.content, key))
                .collect(),
        };
        let files = self.files;
        let mut drafts = Vec::new();
        for (path, file) in files.below(&folder) {
            let name = &path[folder.len() + 1..];
            let is_ours = self.written == Written::ByUs;
            if is_ignored_name(name) && !is_ours {
                continue;
            }
            if name.contains('/') || !is_card_name(name) {
                let message = "comments are `.md` files; this one is none, and is not sent";
                self.problems
                    .push(Problem::error(path, message).as_warning());
                continue;
            }
            drafts.extend(self.comment_draft(path, file, &before));
        }
        if self.written == Written::ByPeople {
            self.check_lost_comment_ids(&drafts, before.file);
        }
        drafts
    }

    fn comment_draft(&mut self, path: &str, file: &File, before: &Before<'_>) -> Option<Draft> {
        let same = before
            .by_content
            .get(&file.id)
            .filter(|_| file.is_regular());
        if let (Some(key), Some(card), Some(was)) = (same, before.card, before.file)
            && let (Some(comment), Some(was)) = (card.comments.get(*key), was.comments.get(*key))
        {
            return Some(Draft {
                key: Some((*key).clone()),
                comment: comment.clone(),
                file: CommentFile {
                    path: path.to_owned(),
                    ..was.clone()
                },
                answers: None,
                said_created: comment.created,
            });
        }
        let bytes = self.text_of(path, file)?;
        let text = std::str::from_utf8(&bytes).ok()?;
        // Without base, a server's text cannot be told from what a merge left.
        let before_of_people = Some(before).filter(|_| self.base_of_people().is_some());
        let was = comment_at(before, path).map(|was| &*was.text);
        if let Some(line) = marker_line(text, was).filter(|_| before_of_people.is_some()) {
            self.problems.push(unmerged(path, line));
            return None;
        }
        let Ok(split) = Split::of(text) else {
            let problem = Problem::error(path, UNCLOSED).at((1, 1));
            self.problems.push(problem);
            return None;
        };
        let (says, mut problems) = read_comment(self.service, path, &split);
        let is_wrong = problems.iter().any(Problem::is_error);
        self.problems.append(&mut problems);
        let says = says.filter(|_| !is_wrong)?;
        let draft = self.parsed_comment(path, file, text, &split, says, before_of_people);
        if draft.key.is_none() && draft.comment.text.is_empty() {
            let message = "a new comment needs a text; write one, or delete the file";
            self.problems.push(Problem::error(path, message));
        }
        Some(draft)
    }

    fn parsed_comment(
        &mut self,
        path: &str,
        file: &File,
        text: &str,
        split: &Split<'_>,
        says: CommentText,
        before: Option<&Before<'_>>,
    ) -> Draft {
        let thread = says.thread(self.service);
        let CommentText {
            id,
            author,
            created,
            reply_to,
            kind: _,
            closed: _,
        } = says;
        let line_ends = LineEnds::of(text);
        let key = id.map(CommentKey::known);
        let was = key.as_ref().and_then(|key| before?.card?.comments.get(key));
        let ends_before = key.as_ref().and_then(|key| before?.file?.comments.get(key));
        let body = match (was, ends_before) {
            (Some(was), Some(file)) => {
                with_ends_of_base(split.rest, line_ends, Some(&was.text), file.line_ends)
            }
            _ => None,
        };
        let body = body.unwrap_or_else(|| split.body().unwrap_or("").to_owned());
        let body = self.service.comment_text(&body);
        let mut comment = match &key {
            Some(_) => Comment {
                text: Arc::from(body),
                reply_to: reply_to.as_ref().map(|one| CommentKey::known(&*one.text)),
                author: author.clone(),
                created,
                thread,
            },
            // Nobody can write in somebody else's name: the text tells whose it was.
            None => {
                let text = copied_text(author.as_deref(), created, body);
                Comment {
                    thread,
                    ..Comment::new(self.service.comment_text(&text))
                }
            }
        };
        let mut needs_writing = false;
        if let Some(was) = was {
            let kind = |comment: &Comment| comment.thread.as_ref().map(|thread| thread.kind);
            let is_as_read = comment.author == was.author
                && comment.created == was.created
                && comment.reply_to == was.reply_to
                && kind(&comment) == kind(was);
            if !is_as_read {
                needs_writing = true;
                let message = match self.service.has_threads() {
                    true => {
                        "`author`, `created`, `reply_to` and `kind` of a comment cannot be \
                         changed; what is written here is not sent"
                    }
                    false => {
                        "`author`, `created` and `reply_to` of a comment cannot be changed; what \
                         is written here is not sent"
                    }
                };
                self.problems
                    .push(Problem::error(path, message).as_warning());
            }
            comment = was.saying(&comment);
        }
        Draft {
            answers: reply_to.filter(|_| key.is_none()),
            said_created: created,
            file: CommentFile {
                path: path.to_owned(),
                content: file.id,
                line_ends,
                lacks_id: key.is_none(),
                needs_writing,
            },
            key,
            comment,
        }
    }

    /// Gives numbers to what is new, the oldest first, and finds what it answers.
    fn comments_of(
        &mut self,
        mut drafts: Vec<Draft>,
    ) -> BTreeMap<CommentKey, (Comment, CommentFile)> {
        let order = |one: &Draft| {
            let created = one.said_created;
            (created.is_none(), created, one.file.path.clone())
        };
        drafts.sort_by_key(order);
        for draft in &mut drafts {
            if draft.key.is_none() {
                let number = self.new_number(&draft.file.path);
                draft.key = Some(CommentKey::New(number));
            }
        }
        let named: Vec<(CommentKey, String)> = drafts
            .iter()
            .filter_map(|draft| Some((draft.key.clone()?, draft.file.path.clone())))
            .collect();
        let mut found: BTreeMap<CommentKey, (Comment, CommentFile)> = BTreeMap::new();
        for draft in drafts {
            let Draft {
                key: Some(key),
                mut comment,
                file,
                answers,
                ..
            } = draft
            else {
                continue;
            };
            if let Some(spelled) = answers {
                comment.reply_to = named_by(&spelled.text, &named);
                if comment.reply_to.is_none() {
                    let message = format!(
                        "`reply_to: {}` is no comment of this card; name one by its id or the \
                         name of its file, or take the line out",
                        spelled.text
                    );
                    let problem = Problem::error(file.path.clone(), message);
                    self.problems.push(problem.at(spelled.place));
                }
            }
            if let Some((_, twin)) = found.get(&key) {
                let (twin, path) = (twin.path.clone(), file.path.clone());
                self.same_id(&twin, &path, "comment", &key.to_string());
                continue;
            }
            found.insert(key, (comment, file));
        }
        self.check_circles(&found);
        found
    }

    /// Reports new comments that answer each other in a circle, which nobody can write.
    fn check_circles(&mut self, found: &BTreeMap<CommentKey, (Comment, CommentFile)>) {
        for (key, (_, file)) in found.iter().filter(|(key, _)| key.is_new()) {
            let parent = |key: &CommentKey| found.get(key)?.0.reply_to.as_ref();
            let above = std::iter::successors(parent(key), |key| parent(key));
            if above.take(found.len()).any(|other| other == key) {
                let message =
                    "this comment answers itself, by way of others; take a `reply_to` out";
                self.problems
                    .push(Problem::error(file.path.clone(), message));
            }
        }
    }

    /// Reports files that lost the id of their comment.
    fn check_lost_comment_ids(&mut self, drafts: &[Draft], before: Option<&CardFile>) {
        let seen: HashSet<&CommentKey> = drafts.iter().filter_map(|one| one.key.as_ref()).collect();
        let of_base: HashMap<&str, &CommentKey> = before
            .iter()
            .flat_map(|file| &file.comments)
            .map(|(key, file)| (file.path.as_str(), key))
            .collect();
        for draft in drafts.iter().filter(|draft| draft.key.is_none()) {
            let path = draft.file.path.as_str();
            let Some(key) = of_base.get(path).filter(|key| !seen.contains(**key)) else {
                continue;
            };
            if let Some(id) = key.id() {
                let message = format!(
                    "the id of comment {id} is gone from this file; put back `id: {id}`, or rename \
                     the file to write a new comment"
                );
                self.problems.push(Problem::error(path, message));
            }
        }
    }
}

/// Returns the comment whose file base has at a path.
fn comment_at<'a>(before: &'a Before<'_>, path: &str) -> Option<&'a Comment> {
    let mut files = before.file?.comments.iter();
    let (key, _) = files.find(|(_, file)| file.path == path)?;
    before.card?.comments.get(key)
}

/// Returns the comment that `reply_to` names: by id, by the name of its file, or, as in a copy whose
/// ids were taken out, by the number at the end of that name.
fn named_by(name: &str, comments: &[(CommentKey, String)]) -> Option<CommentKey> {
    let stem = |path: &str| {
        let file = split_path(path).1;
        card_stem(file).unwrap_or(file).to_owned()
    };
    let by_id = |(key, _): &&(CommentKey, String)| key.id().is_some_and(|id| id.as_str() == name);
    let by_name = |(_, path): &&(CommentKey, String)| {
        let wanted = card_stem(name).unwrap_or(name);
        stem(path) == wanted
    };
    let by_number = |(key, path): &&(CommentKey, String)| {
        key.is_new() && stem(path).rsplit('-').next() == Some(name)
    };
    let mut found = comments.iter().find(by_id);
    found = found.or_else(|| comments.iter().find(by_name));
    found = found.or_else(|| comments.iter().find(by_number));
    found.map(|(key, _)| key.clone())
}
