//! Calls on attachments: REST, the web page's, OCS.

use serde_json::json;

use super::{Call, Outcome};
use crate::lookalike::deck::answer::attachment::{detached_answer, mime_type};
use crate::lookalike::deck::attachment::{AttachmentKind, NO_FILE, Uploaded};
use crate::lookalike::deck::refusal::Refusal;
use crate::lookalike::message::Answer;
use crate::lookalike::multipart::{Form, FormFile};

/// No text that a client sends is as long.
const ANY_LENGTH: usize = 1 << 20;

/// Lists a card's attachments; 1.0 shows deck files only.
pub(super) fn list(call: &Call<'_>, with_files: bool) -> Outcome {
    let id = call.params.id("cardId")?;
    let card = call.deck.read_card(&call.who, id)?;
    Ok(Answer::json(
        &call.deck.attachment_answers(card, with_files),
    ))
}

/// Uploads a file. One of an unknown kind is answered as if it were kept.
pub(super) fn create(call: &mut Call<'_>) -> Outcome {
    let kind = call.params.text("type", ANY_LENGTH, &Refusal::Incomplete)?;
    if !call.is_old() && call.params.get("data").is_none() {
        return Err(Refusal::Incomplete);
    }
    let card = call.params.id("cardId")?;
    let Some(kind) = AttachmentKind::from_word(&kind) else {
        call.deck.read_card(&call.who, card)?;
        return Ok(Answer::json(
            &call.deck.bogus_answer(&call.who, card, &kind),
        ));
    };
    let FormFile { name, content, .. } = sent_file(call)?;
    let uploaded = call.deck.attach(&call.who, card, kind, &name, content)?;
    Ok(match uploaded {
        Uploaded::DeckFile(file) => Answer::json(&call.deck.deck_file_answer(&file)),
        Uploaded::Share(share) => {
            let file = call.deck.user_file(share.file).ok_or(Refusal::Crash)?;
            Answer::json(&call.deck.share_answer(&share, file))
        }
        Uploaded::Taken(file) => {
            let present = call.deck.bare_deck_file_answer(&file);
            let body = json!({
                "status": 409,
                "message": "File already exists.",
                "data": present,
            });
            Answer::json_with_status(409, &body)
        }
    })
}

/// Returns the file that was sent in the field `file`.
fn sent_file(call: &Call<'_>) -> Result<FormFile, Refusal> {
    let limit = call.deck.largest_upload_bytes;
    let missing = || Refusal::Impossible(format!("{NO_FILE}{} MB", limit >> 20));
    let form = Form::of(call.request).unwrap_or_default();
    let file = form.file("file").cloned().ok_or_else(missing)?;
    if file.content.len() as u64 > limit {
        return Err(missing());
    }
    if file.name.is_empty() {
        return Err(Refusal::Impossible("No file was uploaded".to_owned()));
    }
    Ok(file)
}

/// Answers an attachment's bytes, whatever range was asked for.
pub(super) fn read(call: &Call<'_>, kind: &str) -> Outcome {
    let kind = AttachmentKind::from_word(kind).ok_or_else(|| Refusal::NotFound(String::new()))?;
    let (card, id) = (call.params.id("cardId")?, call.params.id("attachmentId")?);
    let (name, content) = call.deck.attached(&call.who, card, kind, id)?;
    let name = percent_decoded(&name);
    let is_asked_for_head = call.request.method == "HEAD";
    Ok(Answer {
        status: 200,
        content_type: Some(served_type(&name)),
        headers: vec![(
            "Content-Disposition",
            format!("attachment; filename=\"{name}\""),
        )],
        body: match is_asked_for_head {
            true => Vec::new(),
            false => content.to_vec(),
        },
    })
}

fn served_type(name: &str) -> &'static str {
    match mime_type(name) {
        "text/plain" => "text/plain;charset=UTF-8",
        "text/html" | "image/svg+xml" | "application/x-php" => "text/plain",
        kind => kind,
    }
}

fn percent_decoded(name: &str) -> String {
    let bytes = name.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%')
            .then(|| name.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(code.unwrap_or(bytes[at]));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// The documented call that replaces, which PHP never gets a file in.
pub(super) fn update(call: &Call<'_>) -> Outcome {
    call.params.text("data", ANY_LENGTH, &Refusal::Incomplete)?;
    let card = call.params.id("cardId")?;
    call.deck.read_card(&call.who, card)?;
    sent_file(call).map(|_| Answer::json(&json!(null)))
}

/// The web page's call that replaces: a deck file under its own name; a user's file is replaced,
/// and the call fails all the same.
pub(super) fn replace(call: &mut Call<'_>, kind: &str) -> Outcome {
    call.params.text("data", ANY_LENGTH, &Refusal::Incomplete)?;
    let kind = AttachmentKind::from_word(kind).ok_or_else(|| Refusal::NotFound(String::new()))?;
    let (card, id) = (call.params.id("cardId")?, call.params.id("attachmentId")?);
    let FormFile { name, content, .. } = sent_file(call)?;
    match kind {
        AttachmentKind::DeckFile => {
            let who = call.who.clone();
            let file = call
                .deck
                .replace_deck_file(&who, card, id, &name, content)?;
            Ok(Answer::json(&call.deck.deck_file_answer(&file)))
        }
        AttachmentKind::File => {
            let (_, file) = call.deck.share_on(card, id)?;
            let file = file.id;
            call.deck.write_user_file(file, content);
            Err(Refusal::Crash)
        }
    }
}

/// Deletes an attachment.
pub(super) fn delete(call: &mut Call<'_>, kind: &str) -> Outcome {
    let kind = AttachmentKind::from_word(kind).ok_or_else(|| Refusal::NotFound(String::new()))?;
    let (card, id) = (call.params.id("cardId")?, call.params.id("attachmentId")?);
    match kind {
        AttachmentKind::DeckFile => {
            let file = call.deck.delete_deck_file(&call.who, card, id)?;
            Ok(Answer::json(&call.deck.bare_deck_file_answer(&file)))
        }
        AttachmentKind::File => {
            let (share, file) = call.deck.detach_file(&call.who, card, id)?;
            Ok(Answer::json(&detached_answer(&share, &file)))
        }
    }
}

/// Restores the deck file of that id, whatever kind was named.
pub(super) fn restore(call: &mut Call<'_>) -> Outcome {
    let (card, id) = (call.params.id("cardId")?, call.params.id("attachmentId")?);
    let file = call.deck.restore_deck_file(&call.who, card, id)?;
    Ok(Answer::json(&call.deck.bare_deck_file_answer(&file)))
}
