//! A comment's file: its values as text, read and written.

use jiff::Timestamp;

use super::body::LineEnds;
use super::card_file::{UNCLOSED, id_scalar};
use super::fields::{Fields, Spelled, refused, time_text};
use super::front_matter::{Document, Editor, Split, text_scalar};
use super::problem::Problem;
use crate::board::{Comment, CommentKey, Done, Service, Thread, ThreadKind};

const KEYS: [&str; 6] = ["id", "author", "created", "reply_to", "kind", "closed"];
/// How many of them there are where comments stand in no threads.
const KEYS_WITHOUT_THREADS: usize = 4;

fn keys(service: Service) -> &'static [&'static str] {
    match service.has_threads() {
        true => &KEYS,
        false => &KEYS[..KEYS_WITHOUT_THREADS],
    }
}

/// What a comment's file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CommentText {
    /// The id; `None` for a comment that the service does not know.
    pub id: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// When it was written.
    pub created: Option<Timestamp>,
    /// The comment that it answers: its id, or the name of its file.
    pub reply_to: Option<Spelled>,
    /// What the thread that it begins is for.
    pub kind: Option<ThreadKind>,
    /// Whether and when that thread was closed.
    pub closed: Option<Done>,
}

impl CommentText {
    /// Returns the thread that the comment begins, on a service that has such.
    pub fn thread(&self, service: Service) -> Option<Thread> {
        let begins_one = service.has_threads() && self.reply_to.is_none();
        begins_one.then(|| Thread {
            kind: self.kind.unwrap_or(ThreadKind::Comment),
            closed: self.closed,
        })
    }
}

/// Returns what the front matter of a comment's file says, and what is wrong with it.
///
/// `None` if it cannot be read at all; then there is an error among the problems.
pub fn read_comment(
    service: Service,
    path: &str,
    split: &Split<'_>,
) -> (Option<CommentText>, Vec<Problem>) {
    let first_line = split.front_line();
    let document = match Document::parse(split.front) {
        Ok(document) => document,
        Err(refusal) => return (None, vec![refused(path, first_line, &refusal)]),
    };
    let mut fields = Fields::new(path, &document, first_line);
    let text = comment_text(service, &mut fields);
    fields.warn_of_unknown(keys(service), "a comment");
    (Some(text), fields.problems)
}

fn comment_text(service: Service, fields: &mut Fields<'_>) -> CommentText {
    let reply_to = fields.text("reply_to").and_then(|text| {
        let at = fields.entry("reply_to")?.at;
        let place = fields.place(at);
        Some(Spelled { text, place })
    });
    let mut text = CommentText {
        id: fields.id("id", service),
        author: fields.text("author"),
        created: fields.time("created"),
        reply_to,
        kind: None,
        closed: None,
    };
    if service.has_threads() {
        text.kind = kind(fields);
        text.closed = fields.done("closed");
        if text.reply_to.is_some() {
            only_of_the_first(fields);
        }
    }
    text
}

/// Reports what an answer cannot say of its thread.
fn only_of_the_first(fields: &mut Fields<'_>) {
    for key in ["kind", "closed"] {
        if let Some(at) = fields.entry(key).map(|entry| entry.at) {
            let message = format!(
                "`{key}` stands in the file of the first comment of a thread, and this one answers \
                 another; take it out"
            );
            fields.error_at(at, message);
        }
    }
}

fn kind(fields: &mut Fields<'_>) -> Option<ThreadKind> {
    let word = fields.text("kind")?;
    let kind = ThreadKind::of_word(&word);
    if kind.is_none() {
        let at = fields.entry("kind")?.at;
        let message = format!("`{word}` is no kind of thread: `comment`, `block` or `review`");
        fields.error_at(at, message);
    }
    kind
}

/// Returns the text of a comment that somebody else wrote elsewhere, or at another time, as the
/// account that copies it says it: no service lets one write in another's name.
pub fn copied_text(author: Option<&str>, created: Option<Timestamp>, text: &str) -> String {
    let when = created.map(|time| time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string());
    let parts: Vec<&str> = author.into_iter().chain(when.as_deref()).collect();
    match parts.as_slice() {
        [] => text.to_owned(),
        parts => format!("{}:\n{text}", parts.join(", ")),
    }
}

/// Returns a comment's file that says what is wanted: `over` with only the values changed that
/// differ; empty for one that has no file yet.
///
/// `known` is the text that the file is known to mean; `None` where it says it in another form.
///
/// # Errors
/// The file cannot be read, or the edited one would not say exactly what is wanted.
pub fn write_comment(
    service: Service,
    path: &str,
    over: &str,
    key: &CommentKey,
    wanted: &Comment,
    known: Option<&str>,
) -> Result<String, Problem> {
    let values = values_of(key, wanted);
    if over.is_empty() {
        let mut out = String::from("---\n");
        for (key, scalar) in &values {
            if let Some(scalar) = scalar {
                out.push_str(&format!("{key}: {scalar}\n"));
            }
        }
        out.push_str(&format!("---\n{}\n", wanted.text));
        return Ok(out);
    }
    let split = Split::of(over).map_err(|_| Problem::error(path, UNCLOSED))?;
    let document = Document::parse(split.front).map_err(|refusal| refused(path, 2, &refusal))?;
    let mut fields = Fields::new(path, &document, split.front_line());
    let present = values_of_text(&comment_text(service, &mut fields));
    if let Some(problem) = fields.problems.into_iter().find(Problem::is_error) {
        return Err(problem);
    }
    let is_crlf = match split.has_front() {
        true => split.opening.ends_with("\r\n"),
        false => LineEnds::of(split.rest) == LineEnds::CrLf,
    };
    let line_end = if is_crlf { "\r\n" } else { "\n" };
    let mut editor = Editor::new(&document, line_end);
    for ((key, wanted), (_, present)) in values.iter().zip(&present) {
        match wanted {
            _ if wanted == present => {}
            Some(scalar) => editor.set(key, scalar, keys(service)),
            None => editor.remove(key),
        }
    }
    let front = editor.finish();
    verify(service, path, &front, &document, &values)?;
    let mut out = String::from(split.bom);
    if split.has_front() {
        out.extend([split.opening, &front, split.closing]);
        if !split.closing.ends_with('\n') {
            out.push_str(line_end);
        }
    } else if !front.is_empty() {
        out.extend(["---", line_end, &front, "---", line_end]);
    }
    if known == Some(&wanted.text) {
        out.push_str(split.rest);
    } else {
        out.push_str(&wanted.text);
        out.push('\n');
    }
    Ok(out)
}

type Values = [(&'static str, Option<String>); 6];

fn values_of(key: &CommentKey, comment: &Comment) -> Values {
    let Comment {
        text: _,
        reply_to,
        author,
        created,
        thread,
    } = comment;
    let reply_to = reply_to.as_ref().and_then(CommentKey::id);
    values(
        [
            key.id().map(|id| id.as_str()),
            reply_to.map(|id| id.as_str()),
        ],
        author.as_deref(),
        *created,
        thread.as_ref().map(|thread| thread.kind),
        thread.as_ref().and_then(|thread| thread.closed),
    )
}

fn values_of_text(text: &CommentText) -> Values {
    let reply_to = text.reply_to.as_ref().map(|spelled| spelled.text.as_str());
    values(
        [text.id.as_deref(), reply_to],
        text.author.as_deref(),
        text.created,
        text.kind,
        text.closed,
    )
}

fn values(
    [id, reply_to]: [Option<&str>; 2],
    author: Option<&str>,
    created: Option<Timestamp>,
    kind: Option<ThreadKind>,
    closed: Option<Done>,
) -> Values {
    let closed = closed.map(|closed| match closed {
        Done::AnyTime => "true".to_owned(),
        Done::At(time) => time_text(time),
    });
    [
        ("id", id.map(id_scalar)),
        ("author", author.map(text_scalar)),
        ("created", created.map(time_text)),
        ("reply_to", reply_to.map(id_scalar)),
        ("kind", kind.map(|kind| kind.word().to_owned())),
        ("closed", closed),
    ]
}

/// Checks that the edited front matter says what is wanted, and all else as before.
fn verify(
    service: Service,
    path: &str,
    front: &str,
    before: &Document<'_>,
    wanted: &Values,
) -> Result<(), Problem> {
    let after = Document::parse_verified(front).map_err(|refusal| refused(path, 2, &refusal))?;
    let mut fields = Fields::new(path, &after, 2);
    let says = values_of_text(&comment_text(service, &mut fields));
    let mut others = before.entries.iter();
    let are_kept = others.all(|entry| {
        keys(service).contains(&entry.key.as_str())
            || after.entry(&entry.key).map(|other| other.value.node()) == Some(entry.value.node())
    });
    if says == *wanted && are_kept {
        return Ok(());
    }
    let message = "cannot be changed without touching other lines; edit it by hand";
    Err(Problem::error(path, message))
}

#[cfg(test)]
mod tests {
    use super::{copied_text, write_comment};
    use crate::board::{Comment, CommentKey, Done, Service, Thread, ThreadKind};

    fn written(over: &str, wanted: &Comment, known: Option<&str>) -> String {
        let key = CommentKey::known("177");
        write_comment(Service::Deck, "c.md", over, &key, wanted, known).unwrap()
    }

    fn comment() -> Comment {
        Comment {
            text: "Looks good, @bob.".into(),
            reply_to: Some(CommentKey::known("175")),
            author: Some("alice".to_owned()),
            created: Some("2026-11-02T10:00:00Z".parse().unwrap()),
            thread: None,
        }
    }

    const WHOLE: &str = "---\nid: 177\nauthor: alice\ncreated: 2026-11-02T10:00:00Z\n\
                         reply_to: 175\n---\nLooks good, @bob.\n";

    #[test]
    fn a_comment_is_written_whole_and_is_not_touched_where_it_says_all() {
        assert_eq!(written("", &comment(), None), WHOLE);
        let known = "Looks good, @bob.";
        assert_eq!(written(WHOLE, &comment(), Some(known)), WHOLE);
        let quoted = WHOLE.replace("author: alice", "author: 'alice' # hers");
        assert_eq!(written(&quoted, &comment(), Some(known)), quoted);
    }

    #[test]
    fn a_new_one_gets_what_the_service_says_and_keeps_the_rest() {
        let new = "---\nmood: glad\nreply_to: 2026-11-01-175\n---\n\n Looks good, @bob.";
        let expected = "---\nid: 177\nauthor: alice\ncreated: 2026-11-02T10:00:00Z\nmood: glad\n\
                        reply_to: 175\n---\nLooks good, @bob.\n";
        let text = written(new, &comment(), None);
        let lines = |text: &str| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(lines(&text), lines(expected));
        let bare = written("Looks good, @bob.\n", &comment(), Some("Looks good, @bob."));
        assert_eq!(bare, WHOLE);
    }

    #[test]
    fn the_first_comment_of_a_thread_tells_what_it_is_for_and_when_it_was_closed() {
        let key = CommentKey::known("e1");
        let at = comment().created.map(Done::At);
        let thread = |closed| {
            Some(Thread {
                kind: ThreadKind::Review,
                closed,
            })
        };
        let open = Comment {
            thread: thread(None),
            ..Comment::new("Look")
        };
        let closed = Comment {
            thread: thread(at),
            ..Comment::new("Look")
        };
        let written = |over: &str, wanted: &Comment| {
            let service = Service::Codecks;
            write_comment(service, "c.md", over, &key, wanted, Some("Look")).unwrap()
        };
        let whole = "---\nid: e1\nkind: review\n---\nLook\n";
        let over = whole.replace("review\n", "review\nclosed: 2026-11-02T10:00:00Z\n");
        assert_eq!(written("", &open), whole);
        assert_eq!(written(whole, &closed), over);
        assert_eq!(written(&over, &open), whole);
        let any_time = whole.replace("review\n", "review\nclosed: true\n");
        assert_eq!(written(&any_time, &closed), over);
    }

    #[test]
    fn a_copy_names_its_author_and_its_time() {
        let time = comment().created;
        assert_eq!(
            copied_text(Some("bob"), time, "x"),
            "bob, 2026-11-02 10:00:00 UTC:\nx"
        );
        assert_eq!(copied_text(Some("bob"), None, "x"), "bob:\nx");
        assert_eq!(copied_text(None, None, "x"), "x");
    }
}
