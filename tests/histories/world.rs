//! A server, the desks with their clones, and the ledger; syncs run here, each under the rules.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use git_board::repo::Base;
use git_board::sync::error::SyncError;
use git_board::sync::fetch::fetch;
use git_board::sync::pull;
use git_board::sync::remote::HowToRead;
use jiff::Timestamp;
use tempfile::TempDir;

use super::chance::Chance;
use super::check::{self, Sides};
use super::desk::Desk;
use super::ledger::Ledger;
use super::model::{Kind, Model, Origin};
use super::there::{BEGIN, first_account, operation};
use crate::support::fake_server::{FakeServer, URL};
use crate::support::folder::new_folder;

/// How a sync ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ended {
    /// There was nothing to do.
    Nothing,
    /// All was done.
    Done,
    /// The server stopped it on the way.
    Partly,
    /// There are conflicts.
    Conflicts,
    /// Files or commits cannot be read as boards.
    Unreadable,
    /// Not here and not now: another branch, a merge in progress.
    NotNow,
    /// The service cannot do it.
    Refused,
    /// What was sent could not be written here.
    NotWritten,
}

/// Everything that a history plays in.
pub struct World {
    /// The server.
    pub server: Arc<FakeServer>,
    /// The clones.
    pub desks: Vec<Desk>,
    /// The bookkeeping.
    pub ledger: Ledger,
    /// What happened, in words.
    pub log: Vec<String>,
    /// How syncs ended, counted.
    pub counts: BTreeMap<(&'static str, Ended), usize>,
    /// What runs asynchronous work.
    pub runtime: tokio::runtime::Runtime,
    _folder: TempDir,
}

/// What stands on all sides before a sync.
pub struct Before {
    /// What the files say, if they can be read.
    pub here: Option<Model>,
    /// What HEAD says, if it can be read.
    pub head: Option<Model>,
    /// The states that count as base.
    pub bases: Vec<Model>,
    /// What the server shows.
    pub there: Model,
    /// What it holds besides.
    pub hidden: BTreeSet<Origin>,
}

impl World {
    /// Returns a server with an account, and clones of it.
    pub fn new(chance: &mut Chance, desks: usize) -> Self {
        let folder = new_folder();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("a runtime");
        let mut ledger = Ledger::default();
        let (account, next_id) = first_account(chance, &mut ledger);
        let there = Model::of_account(&account, &mut ledger).expect("a new account is sound");
        ledger.see_there(&there);
        let server = Arc::new(FakeServer::new(account, next_id, BEGIN));
        let mut world = Self {
            server,
            desks: Vec::new(),
            ledger,
            log: Vec::new(),
            counts: BTreeMap::new(),
            runtime,
            _folder: folder,
        };
        for number in 0..desks {
            let place = world._folder.path().join(format!("desk{number}"));
            let user = if number == 0 { "alice" } else { "bob" };
            let clone = Desk::clone_of(&world.server, &place, user, world.now());
            world.desks.push(world.runtime.block_on(clone));
        }
        world
    }

    /// Returns the time.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_second(self.server.shelf().clock).expect("a time of this age")
    }

    /// Returns what the server holds.
    pub fn there(&mut self) -> Result<Model, String> {
        let account = self.server.shelf().account.clone();
        Model::of_account(&account, &mut self.ledger)
    }

    /// Returns what the server shows, and what it holds besides.
    pub fn seen(&mut self) -> Result<(Model, BTreeSet<Origin>), String> {
        let seen = self.server.shelf().seen();
        let seen = Model::of_account(&seen, &mut self.ledger)?;
        let all = self.there()?;
        let boards: BTreeSet<Origin> = all
            .things
            .iter()
            .filter(|(origin, thing)| {
                thing.kind == Kind::Board && !seen.things.contains_key(origin)
            })
            .map(|(origin, _)| *origin)
            .collect();
        // What was deleted on a board that is out of sight is out of sight too.
        let hidden = self.ledger.ever_on(&boards);
        Ok((seen, hidden))
    }

    /// One of several boards is no longer shared with us, or all are again.
    pub fn hide(&mut self, chance: &mut Chance) {
        let mut shelf = self.server.shelf();
        if !shelf.hidden.is_empty() {
            shelf.hidden.clear();
            self.log
                .push("there: all boards are shared again".to_owned());
        } else if shelf.account.boards.len() > 1 {
            let ids: Vec<_> = shelf
                .account
                .boards
                .iter()
                .filter_map(|board| board.key.id().cloned())
                .collect();
            let id = chance.pick(&ids).cloned();
            self.log
                .push(format!("there: board {id:?} is no longer shared"));
            shelf.hidden.extend(id);
        }
    }

    /// Returns what a desk's files say.
    pub fn here(&mut self, desk: usize) -> Result<Model, String> {
        let files = self.desks[desk].files();
        Model::of_files(&files, &mut self.ledger)
    }

    pub fn before(&mut self, desk: usize) -> Result<Before, String> {
        let (there, hidden) = self.seen()?;
        let here = self.here(desk).ok();
        let one = &self.desks[desk];
        let head = Model::of_files(&one.texts(one.head()), &mut self.ledger).ok();
        let mut bases = Vec::new();
        if let Ok(Base::Tips(tips)) = one.repo.base(URL, Some(one.head())) {
            for tip in tips {
                bases.push(Model::of_files(&one.texts(tip.commit), &mut self.ledger)?);
            }
        }
        for model in [&here, &head].into_iter().flatten() {
            for (origin, thing) in &model.things {
                if !thing.has_id && self.ledger.there.contains_key(origin) {
                    self.ledger.forgotten.insert(*origin);
                }
            }
        }
        Ok(Before {
            here,
            head,
            bases,
            there,
            hidden,
        })
    }

    pub fn ended(&mut self, what: &'static str, desk: usize, how: Ended, words: &str) -> Ended {
        *self.counts.entry((what, how)).or_default() += 1;
        self.log
            .push(format!("desk {desk}: {what}: {how:?} {words}"));
        how
    }

    /// Somebody does something on the server.
    ///
    /// # Errors
    /// The ledger's, none of which this can cause.
    pub fn edit_there(&mut self, chance: &mut Chance) -> Result<(), String> {
        let account = self.server.shelf().account.clone();
        let Some(operation) = operation(&account, chance, &mut self.ledger) else {
            return Ok(());
        };
        let before = self.there()?;
        let applied = self.server.shelf().apply(&operation);
        if let Err(error) = applied {
            return Err(format!("the test's own operation {operation:?}: {error}"));
        }
        let after = self.there()?;
        self.ledger.note_values(&before, &after);
        self.ledger.see_there(&after);
        self.log.push(format!(
            "there: {}",
            check::difference(&before, &after, &self.ledger).trim()
        ));
        Ok(())
    }

    /// Fetches.
    ///
    /// # Errors
    /// A rule that was broken.
    pub fn fetch(&mut self, desk: usize) -> Result<Ended, String> {
        let (there, hidden) = self.seen()?;
        let one = &self.desks[desk];
        let untouched = one.untouched();
        let now = self.now();
        let fetched =
            self.runtime
                .block_on(fetch(one.session(), None, &HowToRead::Conditional, now));
        let one = &self.desks[desk];
        if one.untouched() != untouched {
            return Err("a fetch touched files, index or HEAD".to_owned());
        }
        match fetched {
            Err(error) => self.stopped("fetch", desk, &error),
            Ok(_) => {
                let state = one.repo.fetched().map_err(|error| error.to_string())?;
                let texts = one.texts(state.ok_or("a fetch without board/main")?);
                let model = Model::of_files(&texts, &mut self.ledger)?;
                self.same("board/main and the server", &model.without(&hidden), &there)?;
                Ok(self.ended("fetch", desk, Ended::Done, ""))
            }
        }
    }

    pub fn same(&self, what: &str, one: &Model, other: &Model) -> Result<(), String> {
        let words = check::difference(one, other, &self.ledger);
        if words.is_empty() {
            return Ok(());
        }
        Err(format!("{what} differ:{words}"))
    }

    /// Sorts errors into those that may come and those that may not.
    pub fn stopped(
        &mut self,
        what: &'static str,
        desk: usize,
        error: &SyncError,
    ) -> Result<Ended, String> {
        let (how, words) = match error {
            SyncError::Conflicts(conflicts) | SyncError::CommittedConflicts(conflicts) => {
                (Ended::Conflicts, in_words(conflicts))
            }
            SyncError::Problems(problems) | SyncError::BrokenState(problems) => {
                (Ended::Unreadable, in_words(problems))
            }
            SyncError::OtherBranch { .. } | SyncError::Busy(_) | SyncError::NoBase { .. } => {
                (Ended::NotNow, error.to_string())
            }
            error => return Err(format!("{what} failed: {error:?}")),
        };
        Ok(self.ended(what, desk, how, &words))
    }

    /// Pulls.
    ///
    /// # Errors
    /// A rule that was broken.
    pub fn pull(&mut self, desk: usize) -> Result<Ended, String> {
        let before = self.before(desk)?;
        let one = &self.desks[desk];
        let untouched = one.untouched();
        let was_clean = one.is_clean();
        let now = self.now();
        let prepare = pull::prepare(one.session(), &HowToRead::Conditional, now);
        let prepared = self.runtime.block_on(prepare);
        if self.desks[desk].untouched() != untouched {
            return Err("preparing a pull touched files, index or HEAD".to_owned());
        }
        let plan = match prepared {
            Ok(plan) => plan,
            Err(error) => return self.stopped("pull", desk, &error),
        };
        // What a pull leaves in the files then is the matter of other tests.
        if !plan.conflicts.is_empty() {
            let conflicts: Vec<_> = plan.conflicts.iter().map(|one| &one.conflict).collect();
            let words = in_words(&conflicts);
            return Ok(self.ended("pull", desk, Ended::Conflicts, &words));
        }
        let one = &self.desks[desk];
        let pulled = match pull::carry_out(one.session(), plan) {
            Ok(pulled) => pulled,
            Err(error) => return Err(format!("a pull failed on its way: {error:?}")),
        };
        if !pulled.left.is_empty() {
            return Err(format!("a pull left {:?}", pulled.left));
        }
        if was_clean && !one.is_clean() {
            return Err("a pull made a clean tree unclean".to_owned());
        }
        self.check_sides(desk, &before, &before.there.clone(), true)
            .map_err(|error| format!("pull: {error}"))?;
        let how = if pulled.head.is_some() {
            Ended::Done
        } else {
            Ended::Nothing
        };
        Ok(self.ended("pull", desk, how, ""))
    }

    /// Checks files and HEAD after a sync, with the server as it is at its end.
    pub fn check_sides(
        &mut self,
        desk: usize,
        before: &Before,
        there: &Model,
        is_alone: bool,
    ) -> Result<(), String> {
        // What somebody else wrote while a push ran was merged over what the push had merged.
        let bases: &[Model] = if is_alone { &before.bases } else { &[] };
        let lagging = before.bases.first().filter(|_| !is_alone);
        let after = self.here(desk)?;
        if let Some(here) = &before.here {
            let sides = Sides {
                here,
                bases,
                there,
                hidden: &before.hidden,
                lagging,
            };
            check::merged(&sides, &after, &self.ledger)
                .map_err(|error| format!("files: {error}"))?;
        }
        let one = &self.desks[desk];
        let head = Model::of_files(&one.texts(one.head()), &mut self.ledger);
        if let (Some(here), Ok(head)) = (&before.head, head) {
            let sides = Sides {
                here,
                bases,
                there,
                hidden: &before.hidden,
                lagging,
            };
            // What was committed nowhere and sent is committed now: only losses count here.
            let lost = check::merged(&sides, &head, &self.ledger);
            if before.here == before.head {
                lost.map_err(|error| format!("HEAD: {error}"))?;
            }
        }
        Ok(())
    }
}

/// Returns things in words, in one line.
pub fn in_words<T: std::fmt::Display>(things: &[T]) -> String {
    let words: Vec<String> = things.iter().map(ToString::to_string).collect();
    words.join("; ")
}
