//! The documented REST calls, `/apps/deck/api/v1.x/…`.

use super::{Call, Outcome, attachment, board, card, label, stack};
use crate::lookalike::deck::Deck;
use crate::lookalike::deck::refusal::Refusal;
use crate::lookalike::message::{Answer, Request};

/// Carries out a REST call; `None` is a route that does not exist.
pub(super) fn dispatch(
    deck: &mut Deck,
    who: &str,
    request: &Request,
    version: &str,
    path: &str,
) -> Option<Outcome> {
    let (pattern, mut held) = pattern(path);
    held.push(("apiVersion", version));
    let mut call = Call::new(deck, who, request, &held);
    let outcome = match (request.method.as_str(), pattern.as_str()) {
        ("GET", "boards") => board::list(&call),
        ("POST", "boards") => board::create(&mut call),
        ("GET", "boards/#") => board::read(&call),
        ("PUT", "boards/#") => board::update(&mut call),
        ("DELETE", "boards/#") => board::delete(&mut call),
        ("POST", "boards/#/undo_delete") => board::restore(&mut call),
        ("POST", "boards/#/acl") => board::add_rule(&mut call),
        ("PUT", "boards/#/acl/#") => board::change_rule(&mut call),
        ("DELETE", "boards/#/acl/#") => board::remove_rule(&mut call),
        ("GET", "boards/#/stacks") => stack::list(&call, true),
        ("GET", "boards/#/stacks/archived") => stack::list_archived(&call),
        ("POST", "boards/#/stacks") => stack::create(&mut call),
        ("GET", "boards/#/stacks/#") => stack::read(&call),
        ("PUT", "boards/#/stacks/#") => stack::update(&mut call),
        ("DELETE", "boards/#/stacks/#") => stack::delete(&mut call),
        ("POST", "boards/#/stacks/#/cards") => card::create(&mut call),
        ("GET", "boards/#/stacks/#/cards/#") => card::read(&call),
        ("PUT", "boards/#/stacks/#/cards/#") => card::replace(&mut call),
        ("DELETE", "boards/#/stacks/#/cards/#") => card::delete(&mut call),
        ("PUT", "boards/#/stacks/#/cards/#/archive") => card::archive(&mut call, true),
        ("PUT", "boards/#/stacks/#/cards/#/unarchive") => card::archive(&mut call, false),
        ("PUT", "boards/#/stacks/#/cards/#/assignLabel") => card::assign_label(&mut call),
        ("PUT", "boards/#/stacks/#/cards/#/removeLabel") => card::remove_label(&mut call),
        ("PUT", "boards/#/stacks/#/cards/#/assignUser") => card::assign_user(&mut call),
        ("PUT", "boards/#/stacks/#/cards/#/unassignUser") => card::unassign_user(&mut call),
        ("PUT", "boards/#/stacks/#/cards/#/reorder") => card::reorder(&mut call),
        ("POST", "boards/#/labels") => label::create(&mut call),
        ("GET", "boards/#/labels/#") => label::read(&call),
        ("PUT", "boards/#/labels/#") => label::update(&mut call),
        ("DELETE", "boards/#/labels/#") => label::delete(&mut call),
        ("GET", "dashboard/due") => Ok(Answer::html(500, "<!DOCTYPE html>\n".to_owned())),
        (method, pattern) if pattern.starts_with(ATTACHMENTS) => {
            return attachments(&mut call, version, method, &pattern[ATTACHMENTS.len()..]);
        }
        (_, pattern) => return not_yet(pattern),
    };
    Some(outcome)
}

const ATTACHMENTS: &str = "boards/#/stacks/#/cards/#/attachments";

/// Attachments, which exist for exactly two versions of the interface; 1.1 names their kinds in
/// the path, 1.0 as a parameter or not at all.
fn attachments(call: &mut Call<'_>, version: &str, method: &str, rest: &str) -> Option<Outcome> {
    if !matches!(version, "1.0" | "1.1") {
        return None;
    }
    let parts: Vec<&str> = rest.split('/').skip(1).collect();
    let is_1_1 = version == "1.1";
    let asked = call.params.optional_text("type").ok().flatten();
    let (kind, id, action) = match (is_1_1, parts.as_slice()) {
        (_, []) => {
            return match method {
                "GET" => Some(attachment::list(call, is_1_1)),
                "POST" => Some(attachment::create(call)),
                _ => None,
            };
        }
        (true, [kind, id, action @ ..]) => ((*kind).to_owned(), *id, action),
        (false, [id, action @ ..]) => (asked.unwrap_or("deck_file".to_owned()), *id, action),
        _ => return None,
    };
    call.params.set("attachmentId", id);
    match (method, action) {
        ("GET" | "HEAD", []) => Some(attachment::read(call, &kind)),
        ("PUT", []) => Some(attachment::update(call)),
        ("DELETE", []) => Some(attachment::delete(call, &kind)),
        ("PUT", ["restore"]) => Some(attachment::restore(call)),
        _ => None,
    }
}

/// Importing boards answers 501.
fn not_yet(pattern: &str) -> Option<Outcome> {
    pattern
        .starts_with("boards/import")
        .then(|| Ok(Answer::empty(501)))
}

/// Splits a path into its pattern, ids being `#`, and the ids under their parameters' names.
fn pattern(path: &str) -> (String, Vec<(&'static str, &str)>) {
    let mut parts: Vec<&str> = Vec::new();
    let mut held = Vec::new();
    let mut id_of = None;
    for part in path.trim_end_matches('/').split('/') {
        match id_of.take() {
            Some("stackId") if part == "archived" => parts.push(part),
            Some("boardId") if part == "import" => parts.push(part),
            Some(name) => {
                held.push((name, part));
                parts.push("#");
            }
            None => {
                parts.push(part);
                id_of = match part {
                    "boards" => Some("boardId"),
                    "stacks" => Some("stackId"),
                    "cards" => Some("cardId"),
                    "labels" => Some("labelId"),
                    "acl" => Some("aclId"),
                    _ => None,
                };
            }
        }
    }
    (parts.join("/"), held)
}

/// Returns the refusal for a parameter that the call's controller itself demands.
pub(super) const DEMANDED: Refusal = Refusal::Incomplete;

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn a_path_is_split_into_its_pattern_and_its_ids() {
        let (text, ids) = pattern("boards/1/stacks/2/cards/3/archive");
        assert_eq!(text, "boards/#/stacks/#/cards/#/archive");
        assert_eq!(ids, [("boardId", "1"), ("stackId", "2"), ("cardId", "3")]);
        assert_eq!(
            pattern("boards/1/stacks/archived").0,
            "boards/#/stacks/archived"
        );
        assert_eq!(
            pattern("boards/import/getSystems").0,
            "boards/import/getSystems"
        );
    }
}
