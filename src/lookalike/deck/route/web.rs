//! The calls of the web page, `/apps/deck/…`, as far as a client may need them.

use super::{Call, Outcome, attachment, board, card, stack};
use crate::lookalike::deck::Deck;
use crate::lookalike::message::{Answer, Request};

/// Carries out a call of the web page; `None` is a route that does not exist.
pub(super) fn dispatch(
    deck: &mut Deck,
    who: &str,
    request: &Request,
    path: &str,
) -> Option<Outcome> {
    let parts: Vec<&str> = path.split('/').collect();
    let method = request.method.as_str();
    let held: Vec<(&str, &str)> = match parts.as_slice() {
        ["boards", id, ..] | [id, "stacks" | "cards", "deleted"] => vec![("boardId", id)],
        ["stacks", id] | ["stacks", id, "archived"] if method == "GET" => vec![("boardId", id)],
        ["stacks", id, ..] => vec![("stackId", id)],
        ["cards", id, ..] => vec![("cardId", id)],
        _ => Vec::new(),
    };
    let mut call = Call::new(deck, who, request, &held);
    let outcome = match (method, parts.as_slice()) {
        ("GET", ["boards"]) => board::list_plain(&call),
        ("POST", ["boards"]) => board::create(&mut call),
        ("GET", ["boards", _]) => board::read_plain(&call),
        ("PUT", ["boards", _]) => board::update(&mut call),
        ("DELETE", ["boards", _]) => board::delete(&mut call),
        ("POST", ["boards", _, "deleteUndo"]) => board::restore(&mut call),
        ("GET", ["boards", _, "permissions"]) => board::permissions(&call),
        ("GET", ["boards", _, "export"]) => board::export(&call),
        ("GET", ["stacks", _]) => stack::list(&call, false),
        ("GET", ["stacks", _, "archived"]) => stack::list_archived(&call),
        ("POST", ["stacks"]) => stack::create(&mut call),
        ("PUT", ["stacks", _, "reorder"]) => stack::reorder(&mut call),
        ("DELETE", ["stacks", _]) => stack::delete(&mut call),
        ("GET", [_, "stacks", "deleted"]) => stack::list_deleted(&call),
        ("GET", [_, "cards", "deleted"]) => card::list_deleted(&call),
        ("GET", ["cards", _]) => card::read_plain(&call),
        ("POST", ["cards"]) => card::create(&mut call),
        ("PUT", ["cards", _]) => card::replace_with_trash(&mut call),
        ("DELETE", ["cards", _]) => card::delete(&mut call),
        ("PUT", ["cards", _, "done"]) => card::finish(&mut call, true),
        ("PUT", ["cards", _, "undone"]) => card::finish(&mut call, false),
        ("PUT", ["cards", _, "archive"]) => card::archive(&mut call, true),
        ("PUT", ["cards", _, "unarchive"]) => card::archive(&mut call, false),
        ("PUT", ["cards", _, "rename"]) => card::rename(&mut call),
        ("PUT", ["cards", _, "reorder"]) => card::reorder(&mut call),
        ("POST", ["cards", _, "attachment"]) => attachment::create(&mut call),
        (method, ["cards", _, "attachment", which]) => {
            let (kind, id) = which.split_once(':').unwrap_or(("deck_file", which));
            call.params.set("attachmentId", id);
            match method {
                "GET" => attachment::read(&call, kind),
                "POST" => attachment::replace(&mut call, kind),
                "DELETE" => attachment::delete(&mut call, kind),
                _ => return None,
            }
        }
        (_, ["boards", "import"] | ["boards", _, "clone"]) => Ok(Answer::empty(501)),
        _ => return None,
    };
    Some(outcome)
}
