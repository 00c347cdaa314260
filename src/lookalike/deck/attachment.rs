//! Attachments of both kinds: files private to Deck, and files of a user shared with a card.
//!
//! Their ids are separate numbers that collide: a deck file's row and a share.

use std::sync::Arc;

use super::Deck;
use super::attachment_name::{LONGEST_FILE_NAME, check_deck_file_name, file_name};
use super::permission::Right;
use super::refusal::{BOARD_ARCHIVED, Refusal};

/// The words for a file that did not come.
pub const NO_FILE: &str = "No file uploaded or file size exceeds maximum of ";

/// Which kind of attachment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AttachmentKind {
    /// Private to Deck.
    DeckFile,
    /// A file in a user's folder `Deck`, shared with the card.
    File,
}

impl AttachmentKind {
    /// Returns the word in calls.
    pub fn word(self) -> &'static str {
        match self {
            AttachmentKind::DeckFile => "deck_file",
            AttachmentKind::File => "file",
        }
    }

    /// Returns the kind of a word in calls.
    pub fn from_word(word: &str) -> Option<AttachmentKind> {
        [AttachmentKind::DeckFile, AttachmentKind::File]
            .into_iter()
            .find(|kind| kind.word() == word)
    }
}

/// A file private to Deck.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeckFile {
    /// The id; 0 lets [`Deck::insert_deck_file`] choose.
    pub id: i64,
    /// The card's id.
    pub card: i64,
    /// Its name; only one of a name is on a card.
    pub name: String,
    /// Its bytes; `None` where the server could not keep them.
    pub content: Option<Arc<[u8]>>,
    /// Unix seconds.
    pub last_modified: i64,
    /// Unix seconds.
    pub created_at: i64,
    /// Who uploaded it.
    pub created_by: String,
    /// Unix seconds; 0 if not deleted.
    pub deleted_at: i64,
}

/// A file of a user's, in the folder `Deck`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserFile {
    /// The id; 0 lets [`Deck::insert_user_file`] choose.
    pub id: i64,
    /// Whose.
    pub owner: String,
    /// Its name; only one of a name is in the folder.
    pub name: String,
    /// Its bytes.
    pub content: Arc<[u8]>,
    /// Unix seconds.
    pub modified: i64,
}

/// A user's file on a card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// The id; 0 lets [`Deck::insert_share`] choose.
    pub id: i64,
    /// The card's id.
    pub card: i64,
    /// The file's id.
    pub file: i64,
    /// Unix seconds.
    pub created_at: i64,
}

/// What uploading came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Uploaded {
    /// It is a deck file.
    DeckFile(DeckFile),
    /// It is a user's file, shared.
    Share(Share),
    /// The card has a deck file of that name.
    Taken(DeckFile),
}

impl Deck {
    /// Returns a card's deck files, deleted ones included, by id.
    pub fn deck_files(&self, card: i64) -> impl Iterator<Item = &DeckFile> {
        self.deck_files
            .values()
            .filter(move |file| file.card == card)
    }

    /// Returns a card's shares, by id.
    pub fn shares(&self, card: i64) -> impl Iterator<Item = &Share> {
        self.shares.values().filter(move |share| share.card == card)
    }

    /// Returns a user's file.
    pub fn user_file(&self, id: i64) -> Option<&UserFile> {
        self.user_files.get(&id)
    }

    /// Returns a user's file by its name.
    pub fn user_file_named(&self, owner: &str, name: &str) -> Option<&UserFile> {
        let mut files = self.user_files.values();
        files.find(|file| file.owner == owner && file.name == name)
    }

    /// Returns how many attachments answers tell of.
    pub fn attachment_count(&self, card: &super::card::Card) -> i64 {
        let files = self.deck_files(card.id).filter(|file| file.deleted_at == 0);
        let held = files.count() + self.shares(card.id).count();
        card.attachment_count + i64::try_from(held).unwrap_or(i64::MAX)
    }

    /// Adds or replaces a deck file as it is; returns its id (0 means the next one).
    pub fn insert_deck_file(&mut self, mut file: DeckFile) -> i64 {
        file.id = super::insert::choose(file.id, &mut self.next.deck_file);
        let id = file.id;
        self.deck_files.insert(id, file);
        id
    }

    /// Adds or replaces a user's file as it is; returns its id (0 means the next one).
    pub fn insert_user_file(&mut self, mut file: UserFile) -> i64 {
        file.id = super::insert::choose(file.id, &mut self.next.user_file);
        let id = file.id;
        self.user_files.insert(id, file);
        id
    }

    /// Adds or replaces a share as it is; returns its id (0 means the next one).
    pub fn insert_share(&mut self, mut share: Share) -> i64 {
        share.id = super::insert::choose(share.id, &mut self.next.share);
        let id = share.id;
        self.shares.insert(id, share);
        id
    }

    /// Puts a file on a card.
    ///
    /// A user's file gets another name where the folder has one of that name already. A deck
    /// file's name is taken also by one that lies in the trash (not recorded; the harder case).
    ///
    /// # Errors
    /// `Denied` without the right to edit; refused on an archived board, and for names that the
    /// server does not keep.
    pub fn attach(
        &mut self,
        who: &str,
        card: i64,
        kind: AttachmentKind,
        name: &str,
        content: Arc<[u8]>,
    ) -> Result<Uploaded, Refusal> {
        let (_, board) = self.allow_card(who, card, Right::Edit)?;
        if board.archived {
            return Err(BOARD_ARCHIVED);
        }
        let now = self.clock.now();
        let uploaded = match kind {
            AttachmentKind::DeckFile => {
                check_deck_file_name(name)?;
                let taken = self.deck_files(card).find(|file| file.name == name);
                if let Some(taken) = taken {
                    return Ok(Uploaded::Taken(taken.clone()));
                }
                // Of such names the row is kept, and the bytes are not.
                let is_kept = name.len() <= LONGEST_FILE_NAME && !name.contains('\t');
                let id = self.insert_deck_file(DeckFile {
                    card,
                    name: name.to_owned(),
                    content: is_kept.then_some(content),
                    last_modified: now,
                    created_at: now,
                    created_by: who.to_owned(),
                    ..DeckFile::default()
                });
                let file = self.deck_files.get(&id).cloned();
                Uploaded::DeckFile(file.ok_or(Refusal::Crash)?)
            }
            AttachmentKind::File => {
                let name = self.free_name(who, &file_name(self.release, name)?);
                let file = self.insert_user_file(UserFile {
                    id: 0,
                    owner: who.to_owned(),
                    name,
                    content,
                    modified: now,
                });
                let id = self.insert_share(Share {
                    id: 0,
                    card,
                    file,
                    created_at: now,
                });
                let share = self.shares.get(&id).cloned();
                Uploaded::Share(share.ok_or(Refusal::Crash)?)
            }
        };
        self.touch_card(who, card);
        Ok(uploaded)
    }

    /// Returns a name that the user's folder has not: `name (2).ext` and so on.
    fn free_name(&self, owner: &str, name: &str) -> String {
        let (stem, extension) = match name.rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() => (stem, format!(".{extension}")),
            _ => (name, String::new()),
        };
        let is_hidden = name == ".";
        let mut free = name.to_owned();
        let mut number = 2;
        while is_hidden && number == 2 && free == name
            || self.user_file_named(owner, &free).is_some()
        {
            free = format!("{stem} ({number}){extension}");
            number += 1;
        }
        free
    }

    /// Returns the bytes of an attachment, and its name. Deck files are given out under every card
    /// that the user may read, deleted ones too.
    ///
    /// # Errors
    /// `Denied` and `NotOnCard` where there is none.
    pub fn attached(
        &self,
        who: &str,
        card: i64,
        kind: AttachmentKind,
        id: i64,
    ) -> Result<(String, Arc<[u8]>), Refusal> {
        self.allow_card(who, card, Right::Read)?;
        match kind {
            AttachmentKind::DeckFile => {
                let file = self.deck_files.get(&id).ok_or(Refusal::Denied)?;
                self.allow_card(who, file.card, Right::Read)?;
                let content = file.content.clone();
                let content = content.ok_or_else(|| Refusal::NotFound(String::new()))?;
                Ok((file.name.clone(), content))
            }
            AttachmentKind::File => {
                let (_, file) = self.share_on(card, id)?;
                Ok((file.name.clone(), Arc::clone(&file.content)))
            }
        }
    }

    pub(super) fn share_on(&self, card: i64, id: i64) -> Result<(&Share, &UserFile), Refusal> {
        let share = self.shares.get(&id).filter(|share| share.card == card);
        let share = share.ok_or(Refusal::NotOnCard)?;
        let file = self.user_files.get(&share.file).ok_or(Refusal::NotOnCard)?;
        Ok((share, file))
    }

    /// Replaces the bytes of a deck file, under its own name only.
    ///
    /// # Errors
    /// `Crash` for another name; `Denied` where there is none.
    pub fn replace_deck_file(
        &mut self,
        who: &str,
        card: i64,
        id: i64,
        name: &str,
        content: Arc<[u8]>,
    ) -> Result<DeckFile, Refusal> {
        let (_, board) = self.allow_card(who, card, Right::Edit)?;
        if board.archived {
            return Err(BOARD_ARCHIVED);
        }
        let now = self.clock.now();
        let file = self.deck_files.get_mut(&id).ok_or(Refusal::Denied)?;
        if file.name != name {
            return Err(Refusal::Crash);
        }
        file.content = Some(content);
        file.last_modified = now;
        let shown = file.clone();
        self.touch_card(who, card);
        Ok(shown)
    }

    /// Replaces the bytes of a user's file, as another program does: no card changes by it.
    pub fn write_user_file(&mut self, id: i64, content: Arc<[u8]>) -> bool {
        let now = self.clock.now();
        match self.user_files.get_mut(&id) {
            Some(file) => {
                file.content = content;
                file.modified = now;
                true
            }
            None => false,
        }
    }

    /// Puts a deck file into the trash.
    ///
    /// # Errors
    /// `Denied` if it is there already, or there is none, or without the right to edit.
    pub fn delete_deck_file(&mut self, who: &str, card: i64, id: i64) -> Result<DeckFile, Refusal> {
        let (_, board) = self.allow_card(who, card, Right::Edit)?;
        if board.archived {
            return Err(BOARD_ARCHIVED);
        }
        let now = self.clock.now();
        let file = self.deck_files.get_mut(&id);
        let file = file
            .filter(|file| file.deleted_at == 0)
            .ok_or(Refusal::Denied)?;
        file.deleted_at = now;
        let shown = file.clone();
        self.touch_card(who, card);
        Ok(shown)
    }

    /// Takes a user's file off a card; the file stays in its folder.
    ///
    /// # Errors
    /// `NotOnCard` if the card has no such share; `Denied` without the right to edit.
    pub fn detach_file(
        &mut self,
        who: &str,
        card: i64,
        id: i64,
    ) -> Result<(Share, UserFile), Refusal> {
        let (_, board) = self.allow_card(who, card, Right::Edit)?;
        if board.archived {
            return Err(BOARD_ARCHIVED);
        }
        let (share, file) = self.share_on(card, id)?;
        let detached = (share.clone(), file.clone());
        self.shares.remove(&id);
        self.touch_card(who, card);
        Ok(detached)
    }

    /// Takes a deck file out of the trash, whatever kind the call named.
    ///
    /// # Errors
    /// `Denied` if there is none, or without the right to edit.
    pub fn restore_deck_file(
        &mut self,
        who: &str,
        card: i64,
        id: i64,
    ) -> Result<DeckFile, Refusal> {
        self.allow_card(who, card, Right::Edit)?;
        let file = self.deck_files.get_mut(&id).ok_or(Refusal::Denied)?;
        file.deleted_at = 0;
        let shown = file.clone();
        self.touch_card(who, card);
        Ok(shown)
    }
}
