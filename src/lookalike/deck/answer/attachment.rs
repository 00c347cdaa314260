//! Attachments as answers show them.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::lookalike::deck::Deck;
use crate::lookalike::deck::attachment::{AttachmentKind, DeckFile, Share, UserFile};
use crate::lookalike::deck::card::Card;

/// An attachment.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AttachmentAnswer {
    id: Option<i64>,
    card_id: i64,
    #[serde(rename = "type")]
    kind: String,
    data: String,
    last_modified: i64,
    created_at: i64,
    created_by: Option<String>,
    deleted_at: i64,
    extended_data: Value,
}

impl Deck {
    /// Returns the attachments of a card as lists show them: deck files, then users' files.
    pub fn attachment_answers(&self, card: &Card, with_files: bool) -> Vec<AttachmentAnswer> {
        let mut list: Vec<AttachmentAnswer> = self
            .deck_files(card.id)
            .map(|file| self.deck_file_answer(file))
            .collect();
        if with_files {
            let shares = self.shares(card.id);
            list.extend(shares.filter_map(|share| {
                let file = self.user_file(share.file)?;
                Some(self.share_answer(share, file))
            }));
        }
        list
    }

    /// Returns a deck file with what its bytes tell.
    pub fn deck_file_answer(&self, file: &DeckFile) -> AttachmentAnswer {
        let mut extended = Map::new();
        if let Some(content) = &file.content {
            extended.extend(about(&file.name, content.len()));
        }
        extended.insert(
            "attachmentCreator".to_owned(),
            self.creator(&file.created_by),
        );
        AttachmentAnswer {
            extended_data: Value::Object(extended),
            ..self.bare_deck_file_answer(file)
        }
    }

    /// Returns a deck file without what its bytes tell, as changes of it answer.
    pub fn bare_deck_file_answer(&self, file: &DeckFile) -> AttachmentAnswer {
        AttachmentAnswer {
            id: Some(file.id),
            card_id: file.card,
            kind: AttachmentKind::DeckFile.word().to_owned(),
            data: file.name.clone(),
            last_modified: file.last_modified,
            created_at: file.created_at,
            created_by: Some(file.created_by.clone()),
            deleted_at: file.deleted_at,
            extended_data: json!([]),
        }
    }

    /// Returns a user's file on a card.
    pub fn share_answer(&self, share: &Share, file: &UserFile) -> AttachmentAnswer {
        let mut answer = detached_answer(share, file);
        answer.last_modified = file.modified;
        answer.created_at = share.created_at;
        answer.created_by = Some(file.owner.clone());
        answer.extended_data["attachmentCreator"] = self.creator(&file.owner);
        answer
    }

    /// Returns what uploading a thing of an unknown kind answers, which keeps nothing.
    pub fn bogus_answer(&self, who: &str, card: i64, kind: &str) -> AttachmentAnswer {
        let now = self.clock.now();
        AttachmentAnswer {
            id: None,
            card_id: card,
            kind: kind.to_owned(),
            data: String::new(),
            last_modified: now,
            created_at: now,
            created_by: Some(who.to_owned()),
            deleted_at: 0,
            extended_data: json!([]),
        }
    }

    fn creator(&self, uid: &str) -> Value {
        let name = self.users.get(uid).map(|user| user.display_name.as_str());
        json!({"displayName": name, "id": uid, "email": null})
    }
}

/// Returns a user's file that was just taken off a card: without times and people.
pub fn detached_answer(share: &Share, file: &UserFile) -> AttachmentAnswer {
    let mut extended = Map::new();
    extended.insert("path".to_owned(), json!(format!("/Deck/{}", file.name)));
    extended.insert("fileid".to_owned(), json!(file.id));
    extended.insert("data".to_owned(), json!(file.name));
    extended.extend(about(&file.name, file.content.len()));
    let kind = mime_type(&file.name);
    let has_preview = matches!(
        kind,
        "text/plain" | "text/markdown" | "image/png" | "image/jpeg" | "image/gif"
    );
    extended.insert("hasPreview".to_owned(), json!(has_preview));
    extended.insert("permissions".to_owned(), json!(1));
    AttachmentAnswer {
        id: Some(share.id),
        card_id: share.card,
        kind: AttachmentKind::File.word().to_owned(),
        data: file.name.clone(),
        last_modified: 0,
        created_at: 0,
        created_by: None,
        deleted_at: 0,
        extended_data: Value::Object(extended),
    }
}

fn about(name: &str, size: usize) -> Map<String, Value> {
    let mut info = Map::new();
    info.insert("dirname".to_owned(), json!("."));
    info.insert("basename".to_owned(), json!(name));
    let stem = match name.rsplit_once('.') {
        Some((stem, extension)) => {
            info.insert("extension".to_owned(), json!(extension));
            stem
        }
        None => name,
    };
    info.insert("filename".to_owned(), json!(stem));
    let mut about = Map::new();
    about.insert("filesize".to_owned(), json!(size));
    about.insert("mimetype".to_owned(), json!(mime_type(name)));
    about.insert("info".to_owned(), Value::Object(info));
    about
}

/// Returns the type that a name tells, by its ending alone.
pub fn mime_type(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending.to_ascii_lowercase().as_str() {
        "txt" => "text/plain",
        "md" => "text/markdown",
        "html" => "text/html",
        "css" => "text/css",
        "csv" => "text/csv",
        "php" => "application/x-php",
        "bin" => "application/x-bin",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "pdf" => "application/pdf",
        "json" => "application/json",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}
