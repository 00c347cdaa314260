//! The steps of a history, each with its own seed, so that any of them can be left out.

use git_board::repo::Base;

use super::chance::Chance;
use super::here;
use super::model::Model;
use super::world::{Ended, World};
use crate::support::fake_server::{Fault, URL};

/// A step: what kind, and the seed of its choices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is done.
    pub kind: Kind,
    /// What it is done with.
    pub seed: u64,
}

/// What can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Somebody does something on the server.
    There,
    /// A file is edited.
    Here,
    /// Everything is committed.
    CommitAll,
    /// Some of the edits are committed.
    CommitSome,
    /// The last commit is amended with all edits, or with none.
    Amend,
    /// `git reset --hard` to an older commit.
    ResetHard,
    /// `git reset` to an older commit; the files stay.
    ResetMixed,
    /// `git reset` to an older commit, and everything committed as one.
    Squash,
    /// `git reset --hard board/main`.
    TakeFetched,
    /// `git checkout` of an older commit, a look at a push there, and back.
    LookBack,
    /// A branch from an older commit, and a merge of it.
    Branch,
    /// The other desk's branch is merged by git.
    MergeOther,
    /// A board is no longer shared with us, or is again.
    Hide,
    /// `git board fetch`.
    Fetch,
    /// `git board pull`.
    Pull,
    /// `git board push`.
    Push,
    /// A push that meets a fault.
    PushFaulty,
    /// A push while somebody else is at work.
    PushRaced,
}

const OFTEN: [Kind; 27] = [
    Kind::There,
    Kind::There,
    Kind::There,
    Kind::There,
    Kind::Here,
    Kind::Here,
    Kind::Here,
    Kind::Here,
    Kind::Here,
    Kind::CommitAll,
    Kind::CommitAll,
    Kind::CommitSome,
    Kind::Fetch,
    Kind::Pull,
    Kind::Pull,
    Kind::Pull,
    Kind::Push,
    Kind::Push,
    Kind::Push,
    Kind::PushFaulty,
    Kind::PushRaced,
    Kind::ResetHard,
    Kind::ResetMixed,
    Kind::Squash,
    Kind::TakeFetched,
    Kind::There,
    Kind::Hide,
];

/// Steps that run the git program, which takes longer.
const SELDOM: [Kind; 4] = [Kind::Amend, Kind::LookBack, Kind::Branch, Kind::MergeOther];

/// Returns the steps of a history.
pub fn of_seed(seed: u64) -> Vec<Step> {
    let mut chance = Chance::new(seed);
    let count = 4 + chance.below(22);
    (0..count)
        .map(|_| {
            let kinds: &[Kind] = if chance.one_in(18) { &SELDOM } else { &OFTEN };
            let kind = *chance.pick(kinds).expect("there are kinds");
            Step {
                kind,
                seed: chance.next(),
            }
        })
        .collect()
}

impl World {
    /// Does a step.
    ///
    /// # Errors
    /// A rule that was broken.
    pub fn step(&mut self, step: Step) -> Result<(), String> {
        let chance = &mut Chance::new(step.seed);
        let desk = chance.below(self.desks.len());
        self.server.shelf().clock += chance.below(2) as i64;
        match step.kind {
            Kind::There => self.edit_there(chance),
            Kind::Here => self.edit_here(desk, chance),
            Kind::Hide => {
                self.hide(chance);
                Ok(())
            }
            Kind::Fetch => self.fetch(desk).map(drop),
            Kind::Pull => {
                let ended = self.pull(desk)?;
                self.go_on(desk, ended, chance)
            }
            Kind::Push => {
                let ended = self.push(desk, None, None, chance)?;
                self.go_on(desk, ended, chance)
            }
            Kind::PushFaulty => {
                let faults = [Fault::Refuses, Fault::LostBefore, Fault::LostAfter];
                let fault = chance.pick(&faults).copied();
                let fault = fault.map(|fault| (chance.below(4), fault));
                self.push(desk, fault, None, chance).map(drop)
            }
            Kind::PushRaced => {
                let at = Some(chance.below(4));
                self.push(desk, None, at, chance).map(drop)
            }
            _ => {
                let before = self.here(desk);
                let done = self.git_step(desk, step.kind, chance);
                if let (Ok(before), Ok(after)) = (before, self.here(desk)) {
                    self.ledger.note_deletions(&before, &after);
                }
                if matches!(step.kind, Kind::ResetMixed | Kind::Squash) {
                    self.claim_all(desk);
                }
                self.log
                    .extend(done.map(|done| format!("desk {desk}: {done}")));
                Ok(())
            }
        }
    }

    fn edit_here(&mut self, desk: usize, chance: &mut Chance) -> Result<(), String> {
        // What nobody can read is mended by git's means first, not edited on.
        let Ok(before) = self.here(desk) else {
            self.desks[desk].git(&["clean", "-qfd"]);
            self.log.push(format!("desk {desk}: clean -fd"));
            return Ok(());
        };
        let Some(done) = here::edit(&self.desks[desk].folder, chance, &mut self.ledger) else {
            return Ok(());
        };
        self.log.push(format!("desk {desk}: {done}"));
        let after = self.here(desk)?;
        self.ledger.note_here(&before, &after);
        Ok(())
    }

    /// Who takes the states out of a history makes all that came with them an edit of their own:
    /// what the server took back since cannot be told from what it never had.
    fn claim_all(&mut self, desk: usize) {
        let one = &self.desks[desk];
        let Ok(Base::Tips(tips)) = one.repo.base(URL, Some(one.head())) else {
            return;
        };
        for tip in tips {
            let base = Model::of_files(&self.desks[desk].texts(tip.commit), &mut self.ledger);
            if let (Ok(base), Ok(here)) = (base, self.here(desk)) {
                self.ledger.note_here(&base, &here);
            }
        }
    }

    fn git_step(&mut self, desk: usize, kind: Kind, chance: &mut Chance) -> Option<String> {
        let one = &self.desks[desk];
        let history = one.history();
        let older = *chance.pick(&history)?;
        match kind {
            Kind::CommitAll => one.commit(|_| true).then(|| "commit -a".to_owned()),
            Kind::CommitSome => {
                let is_some = one.commit(|_| chance.one_in(2));
                is_some.then(|| "commit some".to_owned())
            }
            Kind::ResetHard => {
                one.reset_hard(older);
                Some(format!("reset --hard HEAD~{}", at(&history, older)))
            }
            Kind::ResetMixed => {
                one.reset_mixed(older);
                Some(format!("reset HEAD~{}", at(&history, older)))
            }
            Kind::Squash => {
                one.reset_mixed(older);
                let done = one.commit(|_| true);
                let back = at(&history, older);
                Some(format!("reset HEAD~{back}; commit -a: {done}"))
            }
            Kind::TakeFetched => {
                let fetched = one.repo.fetched().ok()??;
                one.reset_hard(fetched);
                Some("reset --hard board/main".to_owned())
            }
            Kind::Amend => {
                let all = if chance.one_in(2) {
                    "-a"
                } else {
                    "--allow-empty"
                };
                let done = one.git(&["commit", "-q", "--amend", "--no-edit", "--no-verify", all]);
                Some(format!("commit --amend {all}: {done}"))
            }
            Kind::LookBack => {
                let back = format!("HEAD~{}", at(&history, older));
                let done = one.git(&["checkout", "-q", "--detach", &back]);
                if done {
                    // A push or pull there must refuse; it is asked for by the caller's rules.
                    let refused = self.push(desk, None, None, chance);
                    let back = self.desks[desk].git(&["checkout", "-q", "main"]);
                    return Some(format!("checkout --detach: {refused:?}, back: {back}"));
                }
                None
            }
            Kind::Branch => {
                let back = format!("HEAD~{}", at(&history, older));
                if !one.is_clean() || !one.git(&["checkout", "-q", "-B", "side", &back]) {
                    return None;
                }
                let edited = self.edit_here(desk, chance);
                let one = &self.desks[desk];
                one.git(&["add", "-A"]);
                one.git(&["commit", "-q", "-m", "aside"]);
                one.git(&["checkout", "-q", "main"]);
                let merged = one.git(&["merge", "-q", "--no-edit", "side"]);
                if !merged {
                    one.git(&["merge", "--abort"]);
                }
                Some(format!(
                    "branch side from {back}: {edited:?}, merged: {merged}"
                ))
            }
            Kind::MergeOther => {
                let other = self
                    .desks
                    .get(1 - desk)?
                    .folder
                    .path()
                    .to_string_lossy()
                    .into_owned();
                if !one.is_clean() || !one.git(&["fetch", "-q", &other, "main"]) {
                    return None;
                }
                let merged = one.git(&["merge", "-q", "--no-edit", "FETCH_HEAD"]);
                if !merged {
                    one.git(&["merge", "--abort"]);
                }
                Some(format!("merge of the other desk: {merged}"))
            }
            _ => None,
        }
    }

    /// Ends every history: all desks settle with the server.
    ///
    /// # Errors
    /// A rule that was broken, or a desk that cannot come to rest.
    pub fn settle(&mut self, chance: &mut Chance) -> Result<(), String> {
        self.server.shelf().hidden.clear();
        for desk in 0..self.desks.len() {
            if !self.comes_to_rest(desk, chance)? {
                self.start_over(desk)?;
                if !self.comes_to_rest(desk, chance)? {
                    return Err(format!("desk {desk} does not come to rest"));
                }
            }
            let (here, there) = (self.here(desk)?, self.there()?);
            let words = super::check::difference(&here, &there, &self.ledger);
            if !words.is_empty() {
                return Err(format!("settled, and yet files and server differ: {words}"));
            }
        }
        Ok(())
    }

    /// Pulls and pushes until both find nothing to do; returns false if that takes too long.
    fn comes_to_rest(&mut self, desk: usize, chance: &mut Chance) -> Result<bool, String> {
        for _ in 0..7 {
            let pulled = self.pull(desk)?;
            self.go_on(desk, pulled, chance)?;
            let pushed = self.push(desk, None, None, chance)?;
            self.go_on(desk, pushed, chance)?;
            if (pulled, pushed) == (Ended::Nothing, Ended::Nothing) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Throws all edits away: what no conflict can survive.
    ///
    /// # Errors
    /// Something survived.
    pub fn start_over(&mut self, desk: usize) -> Result<(), String> {
        self.fetch(desk)?;
        let one = &self.desks[desk];
        let fetched = one.repo.fetched().ok().flatten().ok_or("no board/main")?;
        one.commit(|_| true);
        one.reset_hard(fetched);
        self.log.push(format!(
            "desk {desk}: fetch; commit -a; reset --hard board/main"
        ));
        for (what, ended) in [("pull", self.pull(desk)?), ("pull", self.pull(desk)?)] {
            if !matches!(ended, Ended::Done | Ended::Nothing) {
                return Err(format!("without any edit, a {what} ends {ended:?}"));
            }
        }
        Ok(())
    }
}

fn at<T: PartialEq>(history: &[T], commit: T) -> usize {
    history.iter().position(|one| *one == commit).unwrap_or(0)
}
