//! What attachments are listed, read and written with.

use mime_guess::MimeGuess;
use reqwest::Method;

use super::judge::judge;
use super::{Api, REST_1_1, WEB, decoded};
use crate::board::{AttachmentId, RemoteAttachment};
use crate::provider::deck::decode::kind_word;
use crate::provider::deck::wire::{Attachment, Conflict};
use crate::provider::http::{Answer, Request, Upload};
use crate::provider::retry::Trouble;
use crate::provider::{OpenContent, ProviderError, Sink};

/// What came of an upload.
#[derive(Debug)]
pub(in crate::provider::deck) enum Uploaded {
    /// It is there.
    New(Attachment),
    /// The card has a deck file of that name, perhaps a deleted one.
    Taken(Attachment),
}

fn card_path(card: &str) -> String {
    // Neither board nor stack is checked, and 0 is no one's number.
    format!("{REST_1_1}/boards/0/stacks/0/cards/{card}/attachments")
}

fn path_of(card: &str, id: &AttachmentId) -> String {
    format!("{}/{}/{}", card_path(card), kind_word(id), id.id)
}

impl Api<'_> {
    /// Lists the attachments of a card, deleted deck files included.
    pub(in crate::provider::deck) async fn attachments(
        &self,
        card: &str,
    ) -> Result<Vec<Attachment>, ProviderError> {
        self.get(card_path(card)).await
    }

    /// Reads the bytes of an attachment; the server tells no length.
    pub(in crate::provider::deck) async fn download(
        &self,
        card: &str,
        which: &RemoteAttachment,
        into: &mut dyn Sink,
    ) -> Result<u64, ProviderError> {
        let request = Request::get(path_of(card, &which.id));
        let count = self
            .http
            .download(&request, judge, into, self.monitor)
            .await?;
        match which.size {
            Some(size) if size != count => Err(ProviderError::Nonsense {
                method: Method::GET.to_string(),
                url: format!("{}{}", self.address(), request.path),
                message: format!("{count} bytes came, and {size} were listed"),
                beginning: String::new(),
                may_have_taken_effect: false,
            }),
            _ => Ok(count),
        }
    }

    /// Uploads a file as a deck file. The field `data` is needed from 1.17 to 1.18.3.
    pub(in crate::provider::deck) async fn create_attachment(
        &self,
        card: &str,
        name: &str,
        file: OpenContent,
    ) -> Result<Uploaded, ProviderError> {
        let fields = [("type", "deck_file"), ("data", "")];
        let answer = self.send_form(card_path(card), &fields, name, file).await?;
        if answer.status == 409 {
            let conflict: Conflict = decoded(&answer)?;
            return Ok(Uploaded::Taken(conflict.data));
        }
        let made: Attachment = decoded(&answer)?;
        if made.id.is_none() {
            // Of a type that it does not know, the server keeps nothing and says 200.
            return Err(answer.nonsense("nothing was kept"));
        }
        Ok(Uploaded::New(made))
    }

    /// Replaces the bytes of a deck file under its own name; the id stays.
    ///
    /// Source: `POST /cards/{cardId}/attachment/{type}:{id}` of Deck's own pages, seen in 1.16.7
    /// and 1.18.3; the REST interface has no such call that works.
    pub(in crate::provider::deck) async fn replace_deck_file(
        &self,
        card: &str,
        id: &str,
        name: &str,
        file: OpenContent,
    ) -> Result<(), ProviderError> {
        let path = format!("{WEB}/cards/{card}/attachment/deck_file:{id}");
        // Here `data` must not be empty.
        let fields = [("type", "deck_file"), ("data", "x")];
        let answer = self.send_form(path, &fields, name, file).await?;
        decoded::<Attachment>(&answer).map(drop)
    }

    /// Replaces the bytes of one of the account's own files, which keeps its share with the card.
    pub(in crate::provider::deck) async fn put_user_file(
        &self,
        path: &str,
        file: OpenContent,
    ) -> Result<(), ProviderError> {
        let parts: Vec<String> = path.split('/').map(percent_encoded).collect();
        let user = percent_encoded(self.user_name());
        let upload = Upload {
            method: Method::PUT,
            path: format!("remote.php/dav/files/{user}{}", parts.join("/")),
            content_type: "application/octet-stream".to_owned(),
            head: Vec::new(),
            file,
            tail: Vec::new(),
        };
        let answer = self.http.upload(upload, judge, self.monitor).await?;
        match answer.status {
            201 | 204 => Ok(()),
            // A login page of something in between comes with 200.
            _ => Err(answer.nonsense("it is not the answer to a file that was written")),
        }
    }

    /// Deletes an attachment: a deck file into the trash, of a user's file only the share.
    pub(in crate::provider::deck) async fn delete_attachment(
        &self,
        card: &str,
        id: &AttachmentId,
    ) -> Result<(), ProviderError> {
        self.change(Method::DELETE, path_of(card, id), None).await
    }

    /// Takes a deck file out of the trash. Never for a user's file: the call would restore the
    /// deck file of that number.
    pub(in crate::provider::deck) async fn restore_deck_file(
        &self,
        card: &str,
        id: &str,
    ) -> Result<(), ProviderError> {
        let path = format!("{}/deck_file/{id}/restore", card_path(card));
        self.change(Method::PUT, path, None).await
    }

    async fn send_form(
        &self,
        path: String,
        fields: &[(&str, &str)],
        name: &str,
        file: OpenContent,
    ) -> Result<Answer, ProviderError> {
        // No file holds its own hash, so none is cut at the boundary.
        let boundary = format!("git-board-{}", file.id);
        let mut head = String::new();
        for (field, value) in fields {
            head.push_str(&format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n\
                 {value}\r\n"
            ));
        }
        let kind = MimeGuess::from_path(name).first_or_octet_stream();
        // PHP reads the name as it stands here, and knows no other spelling of it.
        let name = name.replace(['"', '\r', '\n'], "_");
        head.push_str(&format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; \
             filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n"
        ));
        let upload = Upload {
            method: Method::POST,
            path,
            content_type: format!("multipart/form-data; boundary={boundary}"),
            head: head.into_bytes(),
            file,
            tail: format!("\r\n--{boundary}--\r\n").into_bytes(),
        };
        self.http.upload(upload, judge_form, self.monitor).await
    }
}

fn percent_encoded(part: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let mut text = String::with_capacity(part.len());
    for byte in part.bytes() {
        match is_plain(byte) {
            true => text.push(char::from(byte)),
            false => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

/// Lets a name that is taken pass: what has it is in the answer.
fn judge_form(answer: Answer) -> Result<Answer, Trouble> {
    let is_without_reason = answer.status == 400 && answer.body.is_empty();
    match answer.status {
        409 => Ok(answer),
        413 | 400 if answer.status == 413 || is_without_reason => {
            Err(Trouble::last(ProviderError::Refused {
                message: "the server refused the file without a reason; it may be larger than the \
                          server takes"
                    .to_owned(),
                method: answer.method.to_string(),
                url: answer.url,
                status: answer.status,
            }))
        }
        _ => judge(answer),
    }
}
