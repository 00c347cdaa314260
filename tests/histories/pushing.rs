//! Pushes under the rules: faults may meet them, and somebody else may come between.

use std::collections::BTreeSet;

use git_board::monitor::Silent;
use git_board::sync::{push, sending, status};

use super::chance::Chance;
use super::check::{self, Sides};
use super::model::Model;
use super::there::operation;
use super::world::{Before, Ended, World, in_words};
use crate::support::fake_server::{Fault, Sent};

impl World {
    /// Pushes; a fault may meet it, and somebody else may come between.
    ///
    /// # Errors
    /// A rule that was broken.
    pub fn push(
        &mut self,
        desk: usize,
        fault: Option<(usize, Fault)>,
        between: Option<usize>,
        chance: &mut Chance,
    ) -> Result<Ended, String> {
        let before = self.before(desk)?;
        let untouched = self.desks[desk].untouched();
        let fetched = self.desks[desk].repo.fetched().ok();
        let now = self.now();
        let one = &self.desks[desk];
        let prepared =
            self.runtime
                .block_on(push::prepare(one.session(), push::Purpose::Sending, now));
        if one.untouched() != untouched || one.repo.fetched().ok() != fetched {
            return Err("preparing a push touched files, index or refs".to_owned());
        }
        let plan = match prepared {
            Ok(plan) => plan,
            Err(error) => return self.stopped("push", desk, &error),
        };
        if !plan.refusals.is_empty() {
            let words = in_words(&plan.refusals);
            return Ok(self.ended("push", desk, Ended::Refused, &words));
        }
        if plan.is_nothing() {
            if let Some(here) = &before.here {
                let here = &here.without(&before.hidden);
                let bases: Vec<Model> = before
                    .bases
                    .iter()
                    .map(|base| base.without(&before.hidden))
                    .collect();
                let sides = Sides {
                    here,
                    bases: &bases,
                    there: &before.there,
                    hidden: &BTreeSet::new(),
                    lagging: None,
                };
                check::merged(&sides, &before.there, &self.ledger)
                    .map_err(|error| format!("a push that says there is nothing: {error}"))?;
            }
            return Ok(self.ended("push", desk, Ended::Nothing, ""));
        }
        let operations = plan.operations.len();
        self.log.push(format!(
            "desk {desk}: push of {operations} operations, fault {fault:?}, somebody else at {between:?}"
        ));
        self.disturb(fault, between, chance);
        let one = &self.desks[desk];
        let pushed = self
            .runtime
            .block_on(sending::carry_out(one.session(), plan, now));
        let pushed = pushed.map_err(|error| format!("a push failed on its way: {error:?}"))?;
        self.check_pushed(desk, &before, pushed)
    }

    fn disturb(
        &mut self,
        fault: Option<(usize, Fault)>,
        between: Option<usize>,
        chance: &mut Chance,
    ) {
        let account = self.server.shelf().account.clone();
        let others =
            between.and_then(|at| Some((at, operation(&account, chance, &mut self.ledger)?)));
        let mut shelf = self.server.shelf();
        shelf.fault = fault;
        shelf.between = others;
    }

    fn check_pushed(
        &mut self,
        desk: usize,
        before: &Before,
        pushed: sending::Pushed,
    ) -> Result<Ended, String> {
        let sent: Vec<Sent> = {
            let mut shelf = self.server.shelf();
            (shelf.fault, shelf.between) = (None, None);
            std::mem::take(&mut shelf.sent)
        };
        let is_alone = sent.iter().all(|sent| sent.is_ours);
        for sent in &sent {
            self.check_sent(sent)
                .map_err(|error| format!("{error}, by {:?}", sent.operation))?;
        }
        let (there, hidden) = self.seen()?;
        if let Err(error) = &pushed.written {
            if is_alone {
                return Err(format!("what was sent could not be written: {error:?}"));
            }
            let words = format!("{error:?}");
            return Ok(self.ended("push", desk, Ended::NotWritten, &words));
        }
        self.check_sides(desk, before, &there, is_alone)
            .map_err(|error| format!("push: {error}"))?;
        if let Some(stopped) = &pushed.stopped {
            let words = format!("{:?}", stopped.error);
            return Ok(self.ended("push", desk, Ended::Partly, &words));
        }
        if !pushed.differences.is_empty() && is_alone {
            return Err(format!(
                "a push found differences: {:?}",
                pushed.differences
            ));
        }
        if !is_alone {
            return Ok(self.ended("push", desk, Ended::Done, "somebody else wrote meanwhile"));
        }
        let here = self.here(desk)?;
        self.same(
            "after a push, files and server",
            &here.without(&hidden),
            &there,
        )?;
        if hidden.is_empty() {
            self.check_settled(desk)?;
        }
        Ok(self.ended("push", desk, Ended::Done, ""))
    }

    fn check_sent(&mut self, sent: &Sent) -> Result<(), String> {
        let before = Model::of_account(&sent.before, &mut self.ledger)?;
        let after = Model::of_account(&sent.after, &mut self.ledger)?;
        if sent.is_ours {
            check::sent(&before, &after, &self.ledger)?;
        } else {
            self.ledger.note_values(&before, &after);
            let words = check::difference(&before, &after, &self.ledger);
            self.log.push(format!("there, meanwhile: {}", words.trim()));
        }
        self.ledger.see_there(&after);
        Ok(())
    }

    /// Checks that files, HEAD and base agree after a push that did everything.
    fn check_settled(&mut self, desk: usize) -> Result<(), String> {
        let one = &self.desks[desk];
        if !one.is_clean() {
            let how = one.cleanliness();
            return Err(format!(
                "after a push that did everything, there is {how:?}"
            ));
        }
        let status = status::status(&one.repo, &one.server, &Silent, self.now());
        let status = status.map_err(|error| format!("status after a push: {error:?}"))?;
        if status.operations.is_empty() {
            return Ok(());
        }
        Err(format!(
            "after a push, status finds {:?}",
            status.operations
        ))
    }
}
