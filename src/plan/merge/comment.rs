//! The comments of one card on three sides, by their ids.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::board::{Card, Comment, CommentKey, Thread};
use crate::plan::body::{MergeBody, merge_body};
use crate::plan::conflict::ThreeValues;
use crate::plan::value::{Settled, merge_value};

/// What contradicts what about a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contradiction {
    /// Both sides changed its text.
    BothChanged,
    /// Both sides have it, base has not, and the text differs.
    DifferentWithoutBase,
    /// Deleted there, changed here: it stays here.
    DeletedThereChangedHere,
    /// Deleted here, changed there: it comes back.
    DeletedHereChangedThere,
    /// It has an id here that neither base nor the server knows.
    GoneThere,
}

/// A comment in conflict, with its versions.
#[derive(Clone, Debug, PartialEq)]
pub struct CommentConflict {
    /// The comment.
    pub key: CommentKey,
    /// What it is in conflict about.
    pub what: Contradiction,
    /// In base; `None` where base has it not.
    pub base: Option<Comment>,
    /// Here.
    pub ours: Option<Comment>,
    /// There.
    pub theirs: Option<Comment>,
}

impl CommentConflict {
    /// Returns the three texts.
    pub fn values(&self) -> ThreeValues {
        let text = |one: &Option<Comment>| one.as_ref().map(|one| one.text.to_string());
        ThreeValues {
            base: text(&self.base),
            ours: text(&self.ours),
            theirs: text(&self.theirs),
        }
    }

    /// Returns the beginning of its text, by which a person knows it.
    pub fn title(&self) -> String {
        let shown = self.ours.as_ref().or(self.theirs.as_ref());
        shown.map(title_of).unwrap_or_default()
    }
}

/// Returns the first line of a comment's text.
pub fn title_of(comment: &Comment) -> String {
    comment.text.lines().next().unwrap_or_default().to_owned()
}

/// Returns true if a text is what the server keeps of one that was sent: Codecks makes
/// `@[userId:…]` of a name behind an `@`.
pub(super) fn is_same_text(sent: &str, kept: &str) -> bool {
    let mut pieces = kept.split("@[userId:");
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = sent.strip_prefix(first) else {
        return false;
    };
    let pieces: Vec<&str> = pieces
        .filter_map(|piece| piece.split_once(']'))
        .map(|(_, behind)| behind)
        .collect();
    let Some((last, between)) = pieces.split_last() else {
        return rest.is_empty() && sent == kept;
    };
    for piece in between {
        let Some(name) = rest.strip_prefix('@') else {
            return false;
        };
        let Some(at) = name.find(piece) else {
            return false;
        };
        rest = &name[at + piece.len()..];
    }
    rest.strip_prefix('@')
        .and_then(|name| name.strip_suffix(last))
        .is_some_and(|name| !name.contains('\n'))
}

type Comments = BTreeMap<CommentKey, Comment>;

/// Merges comments, `bases` the newest first. `earlier` are the versions of the card in every
/// state that was ever agreed, asked for only where a comment is known to nobody else.
pub(super) fn merge_comments(
    bases: &[&Comments],
    ours: &Comments,
    theirs: &Comments,
    earlier: &dyn Fn() -> Vec<Arc<Card>>,
    by_lines: MergeBody<'_>,
) -> (Comments, Vec<CommentConflict>) {
    if ours == theirs || bases.first().is_some_and(|base| *base == ours) {
        return (theirs.clone(), Vec::new());
    }
    let mut merge = Merge {
        bases,
        earlier,
        by_lines,
        conflicts: Vec::new(),
    };
    let mut merged = Comments::new();
    let mut keys: Vec<&CommentKey> = ours.keys().chain(theirs.keys()).collect();
    keys.sort();
    keys.dedup();
    for key in keys {
        let kept = match (ours.get(key), theirs.get(key)) {
            (Some(mine), Some(their)) => Some(merge.both(key, mine, their)),
            (Some(mine), None) if key.is_new() => Some(mine.clone()),
            (Some(mine), None) => merge.only_here(key, mine),
            (None, Some(their)) => merge.only_there(key, their),
            (None, None) => None,
        };
        merged.extend(kept.map(|comment| (key.clone(), comment)));
    }
    let conflicts = merge.conflicts;
    forget_what_is_gone(&mut merged);
    (merged, conflicts)
}

/// What answers a comment that is not there answers none.
pub(super) fn forget_what_is_gone(comments: &mut Comments) {
    let is_gone = |comments: &Comments, comment: &Comment| {
        let parent = comment.reply_to.as_ref();
        parent.is_some_and(|parent| !comments.contains_key(parent))
    };
    let orphans: Vec<CommentKey> = comments
        .iter()
        .filter(|(_, comment)| is_gone(comments, comment))
        .map(|(key, _)| key.clone())
        .collect();
    for key in orphans {
        if let Some(comment) = comments.get_mut(&key) {
            comment.reply_to = None;
        }
    }
}

struct Merge<'m> {
    bases: &'m [&'m Comments],
    earlier: &'m dyn Fn() -> Vec<Arc<Card>>,
    by_lines: MergeBody<'m>,
    conflicts: Vec<CommentConflict>,
}

impl Merge<'_> {
    fn in_bases(&self, key: &CommentKey) -> Vec<&Comment> {
        self.bases.iter().filter_map(|base| base.get(key)).collect()
    }

    fn conflict(
        &mut self,
        key: &CommentKey,
        what: Contradiction,
        ours: Option<&Comment>,
        theirs: Option<&Comment>,
    ) {
        let base = self.in_bases(key).first().map(|base| Comment::clone(base));
        self.conflicts.push(CommentConflict {
            key: key.clone(),
            what,
            base,
            ours: ours.cloned(),
            theirs: theirs.cloned(),
        });
    }

    /// All is as the server says, but the text, and whether the thread is closed.
    fn both(&mut self, key: &CommentKey, mine: &Comment, their: &Comment) -> Comment {
        let text = |comment: &Comment| Some(Arc::clone(&comment.text));
        let in_bases: Vec<Option<Arc<str>>> = self.in_bases(key).into_iter().map(text).collect();
        let in_bases: Vec<&Option<Arc<str>>> = in_bases.iter().collect();
        let is_adopted = in_bases.is_empty() && is_same_text(&mine.text, &their.text);
        let (ours, theirs) = match is_adopted {
            true => (text(their), text(their)),
            false => (text(mine), text(their)),
        };
        let text = match merge_body(&in_bases, &ours, &theirs, self.by_lines) {
            Settled::Value(text) => text.unwrap_or_default(),
            Settled::Conflict => {
                let what = match in_bases.is_empty() {
                    true => Contradiction::DifferentWithoutBase,
                    false => Contradiction::BothChanged,
                };
                let ours = Comment {
                    text: Arc::clone(&mine.text),
                    ..their.clone()
                };
                self.conflict(key, what, Some(&ours), Some(their));
                Arc::clone(&mine.text)
            }
        };
        Comment {
            text,
            thread: self.thread(key, mine, their),
            ..their.clone()
        }
    }

    /// The thread of a comment that both sides have: who closed it, or opened it again, did so.
    fn thread(&self, key: &CommentKey, mine: &Comment, their: &Comment) -> Option<Thread> {
        let there = their.thread.as_ref()?;
        let in_bases: Vec<bool> = self
            .in_bases(key)
            .into_iter()
            .map(Comment::is_closed)
            .collect();
        let in_bases: Vec<&bool> = in_bases.iter().collect();
        let is_closed = match merge_value(&in_bases, &mine.is_closed(), &their.is_closed()) {
            Settled::Value(is_closed) => is_closed,
            Settled::Conflict => their.is_closed(),
        };
        let is_theirs = is_closed == their.is_closed();
        let mine = mine.thread.as_ref();
        Some(Thread {
            kind: there.kind,
            closed: match is_theirs {
                true => there.closed,
                false => mine.and_then(|mine| mine.closed),
            },
        })
    }

    fn only_here(&mut self, key: &CommentKey, mine: &Comment) -> Option<Comment> {
        let in_bases = self.in_bases(key);
        let is_known = !in_bases.is_empty();
        if in_bases.iter().any(|base| base.says_the_same(mine)) {
            return None;
        }
        let was_agreed = || {
            (self.earlier)().iter().any(|card| {
                let was = card.comments.get(key);
                was.is_some_and(|was| was.says_the_same(mine))
            })
        };
        if !is_known && was_agreed() {
            return None;
        }
        let what = match is_known {
            true => Contradiction::DeletedThereChangedHere,
            false => Contradiction::GoneThere,
        };
        self.conflict(key, what, Some(mine), None);
        Some(mine.clone())
    }

    fn only_there(&mut self, key: &CommentKey, their: &Comment) -> Option<Comment> {
        // What one of the states that count as base has not, was not deleted here.
        let in_bases = self.in_bases(key);
        if in_bases.is_empty() || in_bases.len() < self.bases.len() {
            return Some(their.clone());
        }
        if in_bases[0].says_the_same(their) {
            return None;
        }
        self.conflict(
            key,
            Contradiction::DeletedHereChangedThere,
            None,
            Some(their),
        );
        Some(their.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Comments, Contradiction, is_same_text, merge_comments};
    use crate::board::{Card, CardKey, Comment, CommentKey};
    use crate::plan::body::BodyMerge;

    fn comments(list: &[(&str, &str)]) -> Comments {
        let key = |id: &str| match id.strip_prefix('+') {
            Some(number) => CommentKey::New(number.parse().unwrap()),
            None => CommentKey::known(id),
        };
        list.iter()
            .map(|(id, text)| (key(id), Comment::new(*text)))
            .collect()
    }

    fn merged(
        bases: &[&Comments],
        ours: &Comments,
        theirs: &Comments,
    ) -> (Comments, Vec<Contradiction>) {
        let mut before = Card::new(CardKey::known("1"), "a");
        before.comments = comments(&[("90", "once agreed")]);
        let earlier = move || vec![Arc::new(before.clone())];
        let by_lines = |_: &str, _: &str, _: &str| BodyMerge::Conflict;
        let (merged, conflicts) = merge_comments(bases, ours, theirs, &earlier, &by_lines);
        (merged, conflicts.iter().map(|one| one.what).collect())
    }

    #[test]
    fn a_name_that_became_a_mention_is_the_same_text() {
        let kept = "@[userId:b] and @[userId:c]: look";
        assert!(is_same_text("@bob and @Carol C.: look", kept));
        assert!(is_same_text("plain", "plain"));
        for other in ["@bob and @carol", "bob and carol: look", "@bob: look", ""] {
            assert!(!is_same_text(other, kept), "{other}");
        }
    }

    #[test]
    fn what_one_side_did_is_done() {
        let base = comments(&[("1", "a"), ("2", "b"), ("3", "c"), ("4", "d")]);
        let ours = comments(&[
            ("1", "A"),
            ("2", "b"),
            ("4", "d"),
            ("+0", "new"),
            ("90", "once agreed"),
        ]);
        let theirs = comments(&[("1", "a"), ("2", "B"), ("3", "c"), ("5", "e")]);
        let wanted = comments(&[("1", "A"), ("2", "B"), ("5", "e"), ("+0", "new")]);
        assert_eq!(merged(&[&base], &ours, &theirs), (wanted, Vec::new()));
    }

    #[test]
    fn what_contradicts_is_kept_and_told() {
        let base = comments(&[("1", "a"), ("2", "b"), ("3", "c")]);
        let ours = comments(&[("1", "A"), ("2", "B"), ("7", "unknown")]);
        let theirs = comments(&[("1", "AA"), ("3", "C")]);
        let wanted = comments(&[("1", "A"), ("2", "B"), ("3", "C"), ("7", "unknown")]);
        let told = vec![
            Contradiction::BothChanged,
            Contradiction::DeletedThereChangedHere,
            Contradiction::DeletedHereChangedThere,
            Contradiction::GoneThere,
        ];
        assert_eq!(merged(&[&base], &ours, &theirs), (wanted, told));
        let theirs = comments(&[("1", "AA")]);
        let ours = comments(&[("1", "A")]);
        let told = vec![Contradiction::DifferentWithoutBase];
        assert_eq!(merged(&[], &ours, &theirs), (ours.clone(), told));
    }

    #[test]
    fn an_answer_to_what_is_gone_answers_nothing() {
        let mut base = comments(&[("1", "a"), ("2", "b")]);
        let reply = base.get_mut(&CommentKey::known("2")).unwrap();
        reply.reply_to = Some(CommentKey::known("1"));
        let mut ours = base.clone();
        ours.remove(&CommentKey::known("1"));
        let wanted = comments(&[("2", "b")]);
        assert_eq!(merged(&[&base], &ours, &base), (wanted, Vec::new()));
    }
}
