//! Attachments from the service into git: their names, their content ids, downloads.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::sync::Arc;

use futures_util::stream::{self, StreamExt, TryStreamExt};
use jiff::Timestamp;

use crate::board::{Account, Board, Card, CardId, CardKey, RemoteAttachment};
use crate::files::ContentId;
use crate::monitor::{Event, Monitor};
use crate::plan::bytes_in_words;
use crate::provider::{ProviderError, Sink};
use crate::repo::{Repo, Spool, Spooled};
use crate::text::attachment_names;

use super::downloads::Downloads;
use super::error::SyncError;
use super::session::Session;
use super::sides::StateSide;

/// How many files are downloaded at the same time.
const PARALLEL: usize = 8;
/// So many bytes, or files, are held in memory until they are stored together.
const BATCH_BYTES: usize = 8 << 20;
const BATCH_FILES: usize = 1000;
/// How old, in seconds, a file must be at a reading so that no later change looks like it.
const SETTLED_SECONDS: i64 = 2;

/// The attachments of cards, by the names of their files.
pub type ByName = HashMap<CardKey, BTreeMap<String, RemoteAttachment>>;

/// What is known of attachments before a reading.
#[derive(Clone, Copy)]
pub(super) struct Before<'a> {
    /// The newest state.
    pub(super) state: Option<&'a StateSide>,
    /// What this run has uploaded: it is believed to have arrived if it is too large to be read
    /// back and its size is right.
    pub(super) uploaded: &'a Account,
    /// The server's time when it began to list what it holds now.
    pub(super) listed_at: Timestamp,
}

/// The account with its attachments.
pub(super) struct Resolved {
    pub(super) account: Account,
    pub(super) by_name: ByName,
}

/// Gives every card of an account the attachments that the service lists, downloading what is
/// not known to be unchanged.
///
/// # Errors
/// The provider's, git's or the disk's; what was stored by then does no harm.
pub(super) async fn resolve(
    session: Session<'_>,
    account: &Account,
    listed: &BTreeMap<CardId, Vec<RemoteAttachment>>,
    before: Before<'_>,
) -> Result<Resolved, SyncError> {
    let none = Account::default();
    let known = before
        .state
        .map_or(&none, |state| &state.side.known.account);
    let known = known.cards();
    let uploaded = before.uploaded.cards();
    let noted = Downloads::noted(session.repo, session.server)?;
    let mut noting = noted.without_those_on(listed.keys());
    let mut names = ByName::new();
    let mut contents: HashMap<CardKey, BTreeMap<String, ContentId>> = HashMap::new();
    let mut jobs = Vec::new();
    let mut too_large = Vec::new();
    let empty = BTreeMap::new();
    for (card, attachments) in listed {
        let key = CardKey::Known(card.clone());
        let had = known.get(&key).map_or(&empty, |at| &at.card.attachments);
        let sent = uploaded.get(&key).map_or(&empty, |at| &at.card.attachments);
        let present: BTreeSet<&str> = had.keys().chain(sent.keys()).map(String::as_str).collect();
        let named = attachment_names(attachments, &present);
        for attachment in attachments {
            let name = &named[&attachment.id];
            let of_card = contents.entry(key.clone()).or_default();
            let known_here = Known {
                had: had.get(name).copied(),
                sent: sent.get(name).copied(),
                downloaded: noted.content(card, attachment),
            };
            match decide(session, before.state, attachment, known_here) {
                Decision::Is(content) => {
                    of_card.insert(name.clone(), content);
                }
                Decision::WasDownloaded(content) => {
                    of_card.insert(name.clone(), content);
                    noting.add(card, attachment, content);
                }
                Decision::TooLarge => {
                    too_large.push(format!("{name} ({})", size_words(attachment)));
                    of_card.extend(known_here.had.map(|content| (name.clone(), content)));
                }
                Decision::Download => jobs.push(Job {
                    card: card.clone(),
                    name: name.clone(),
                    attachment: attachment.clone(),
                    had: known_here.had,
                }),
            }
            let by_name = names.entry(key.clone()).or_default();
            by_name.insert(name.clone(), attachment.clone());
        }
    }
    tell_too_large(
        session.monitor,
        session.server.largest_attachment_bytes,
        &too_large,
    );
    let Downloaded { read, kept } = download(session, jobs).await?;
    let settled = read
        .iter()
        .filter(|(job, _)| has_settled(&job.attachment, before.listed_at));
    settled.for_each(|(job, content)| noting.add(&job.card, &job.attachment, *content));
    for (job, content) in read.into_iter().chain(kept) {
        let of_card = contents.entry(CardKey::Known(job.card)).or_default();
        of_card.insert(job.name, content);
    }
    if noting != noted {
        noting.keep(session.repo)?;
    }
    Ok(Resolved {
        account: with_attachments(account, &contents),
        by_name: names,
    })
}

/// Returns true if cards of the newest state have just the attachments that the service lists, as
/// far as can be told without a download.
pub(super) fn are_as_agreed<'a>(
    session: Session<'_>,
    state: &StateSide,
    cards: impl IntoIterator<Item = &'a Arc<Card>>,
    listed: &BTreeMap<CardId, Vec<RemoteAttachment>>,
) -> bool {
    // A comfort: without it, more is read than needed.
    let noted = Downloads::noted(session.repo, session.server).ok();
    cards.into_iter().all(|card| {
        let listed = card.key.id().and_then(|id| listed.get_key_value(id));
        let attachments = listed.map_or(&[][..], |(_, list)| list.as_slice());
        let present = card.attachments.keys().map(String::as_str).collect();
        let named = attachment_names(attachments, &present);
        let mut kept = 0;
        let is_known = attachments.iter().all(|attachment| {
            let had = card.attachments.get(&named[&attachment.id]).copied();
            kept += usize::from(had.is_some());
            let noted = noted.as_ref().zip(listed);
            let downloaded = noted.and_then(|(noted, (card, _))| noted.content(card, attachment));
            let known = Known {
                had,
                sent: None,
                downloaded: downloaded.filter(|content| Some(*content) == had),
            };
            !matches!(
                decide(session, Some(state), attachment, known),
                Decision::Download
            )
        });
        is_known && kept == card.attachments.len()
    })
}

/// The content that a name is known to have had.
#[derive(Clone, Copy)]
struct Known {
    /// In the newest state.
    had: Option<ContentId>,
    /// As this run sent it.
    sent: Option<ContentId>,
    /// As it was downloaded when it had settled.
    downloaded: Option<ContentId>,
}

enum Decision {
    Is(ContentId),
    WasDownloaded(ContentId),
    Download,
    TooLarge,
}

/// Decides by name, size and the server's times whether an attachment has to be read.
fn decide(
    session: Session<'_>,
    state: Option<&StateSide>,
    attachment: &RemoteAttachment,
    known: Known,
) -> Decision {
    let is_of_size = |content: &ContentId| {
        let size = session.repo.stored_size(*content);
        size.is_some() && size == attachment.size
    };
    let agreed_at = state.map(|state| state.commit.state.server_time);
    let has_settled = agreed_at.is_some_and(|agreed| has_settled(attachment, agreed));
    if let Some(had) = known.had.filter(|had| has_settled && is_of_size(had)) {
        return Decision::Is(had);
    }
    if let Some(content) = known.downloaded.filter(is_of_size) {
        return Decision::WasDownloaded(content);
    }
    let limit = session.server.largest_attachment_bytes;
    let is_too_large = limit == 0 || attachment.size.is_some_and(|size| size > limit);
    if !is_too_large {
        return Decision::Download;
    }
    match known.sent.filter(is_of_size) {
        Some(sent) => Decision::Is(sent),
        None => Decision::TooLarge,
    }
}

/// Returns true if no later change of the bytes can bear the time that is listed.
pub(super) fn has_settled(attachment: &RemoteAttachment, at: Timestamp) -> bool {
    attachment.modified + SETTLED_SECONDS <= at.as_second()
}

fn size_words(attachment: &RemoteAttachment) -> String {
    attachment
        .size
        .map_or_else(|| "of unknown size".to_owned(), bytes_in_words)
}

fn tell_too_large(monitor: &dyn Monitor, limit: u64, names: &[String]) {
    if names.is_empty() || limit == 0 {
        return;
    }
    let limit = bytes_in_words(limit);
    let shown: Vec<&str> = names.iter().take(3).map(String::as_str).collect();
    let more = names.len() - shown.len();
    let rest = match more {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    monitor.report(Event::Notice(&format!(
        "not downloaded, since larger than board.maxAttachmentSize ({limit}): {}{rest}",
        shown.join(", ")
    )));
}

/// A download.
struct Job {
    card: CardId,
    name: String,
    attachment: RemoteAttachment,
    had: Option<ContentId>,
}

struct IntoSpool(Spool);

impl Sink for IntoSpool {
    fn begin(&mut self) -> io::Result<()> {
        self.0.clear();
        Ok(())
    }

    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.add(bytes)
    }
}

/// What downloads came to.
#[derive(Default)]
struct Downloaded {
    read: Vec<(Job, ContentId)>,
    /// Those that the server does not give out, with what was there of them.
    kept: Vec<(Job, ContentId)>,
}

/// Downloads several at a time, and stores them as they come.
async fn download(session: Session<'_>, jobs: Vec<Job>) -> Result<Downloaded, SyncError> {
    let Session {
        repo,
        provider,
        monitor,
        ..
    } = session;
    if jobs.is_empty() {
        return Ok(Downloaded::default());
    }
    monitor.report(Event::Phase {
        name: "downloading attachments",
        total: Some(jobs.len() as u64),
    });
    monitor.report(Event::Transfers {
        bytes: jobs.iter().filter_map(|job| job.attachment.size).sum(),
    });
    // Made as they are needed: a request that waits is as large as a small file.
    let requests = jobs.into_iter().map(|job| async move {
        let mut sink = IntoSpool(repo.spool(job.attachment.size)?);
        let read = provider
            .read_attachment(&job.card, &job.attachment, &mut sink, monitor)
            .await;
        Ok::<_, SyncError>((job, read.map(|_| sink.0.finish())))
    });
    let mut answers = stream::iter(requests).buffer_unordered(PARALLEL);
    let mut batch = Batch::default();
    let mut downloaded = Downloaded::default();
    let mut count = 0;
    while let Some((job, read)) = answers.try_next().await? {
        count += 1;
        match read {
            Ok(Spooled::Small(bytes)) => {
                batch.add(job, bytes);
                if batch.is_full() {
                    downloaded.read.extend(batch.store(repo)?);
                }
            }
            Ok(Spooled::Large(large)) => {
                let content = repo.store_large(large)?;
                downloaded.read.push((job, content));
            }
            Err(error @ (ProviderError::NotAllowed { .. } | ProviderError::Refused { .. })) => {
                // One broken file on the server does not keep all else from coming; what was
                // there of it stays.
                monitor.report(Event::Notice(&format!(
                    "attachment {} of card {} cannot be read: {error}",
                    job.name, job.card
                )));
                let had = job.had;
                downloaded.kept.extend(had.map(|content| (job, content)));
            }
            Err(error) => return Err(error.into()),
        }
        monitor.report(Event::Step { done: count });
    }
    downloaded.read.extend(batch.store(repo)?);
    Ok(downloaded)
}

/// Small files that are stored together.
#[derive(Default)]
struct Batch {
    jobs: Vec<Job>,
    contents: Vec<Arc<[u8]>>,
    bytes: usize,
}

impl Batch {
    fn add(&mut self, job: Job, bytes: Arc<[u8]>) {
        self.bytes += bytes.len();
        self.jobs.push(job);
        self.contents.push(bytes);
    }

    fn is_full(&self) -> bool {
        self.bytes >= BATCH_BYTES || self.jobs.len() >= BATCH_FILES
    }

    fn store(&mut self, repo: &Repo) -> Result<Vec<(Job, ContentId)>, SyncError> {
        self.bytes = 0;
        let ids = repo.store_small(std::mem::take(&mut self.contents))?;
        let jobs = std::mem::take(&mut self.jobs);
        Ok(jobs.into_iter().zip(ids).collect())
    }
}

/// Returns the account with these attachments on its cards and no others; what is as before is
/// shared.
fn with_attachments(
    account: &Account,
    contents: &HashMap<CardKey, BTreeMap<String, ContentId>>,
) -> Account {
    let empty = BTreeMap::new();
    let is_same = |card: &Card| card.attachments == *contents.get(&card.key).unwrap_or(&empty);
    let boards = account.boards.iter().map(|board| {
        let stacks = board.all_stacks();
        if stacks
            .iter()
            .flat_map(|stack| &stack.cards)
            .all(|card| is_same(card))
        {
            return Arc::clone(board);
        }
        let mut board = Board::clone(board);
        let mut ahead: Vec<_> = board.stacks.iter_mut().collect();
        while let Some(stack) = ahead.pop() {
            let stack = Arc::make_mut(stack);
            for card in &mut stack.cards {
                if !is_same(card) {
                    let wanted = contents.get(&card.key).unwrap_or(&empty);
                    Arc::make_mut(card).attachments.clone_from(wanted);
                }
            }
            ahead.extend(stack.stacks.iter_mut());
        }
        Arc::new(board)
    });
    Account {
        boards: boards.collect(),
        organization: Arc::clone(&account.organization),
    }
}
