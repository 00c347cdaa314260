//! The steps of a story, each with its own seed, so that any of them can be left out.

use super::world::World;
use crate::histories::chance::Chance;
use crate::histories::here;
use crate::support::long::is_long;

/// The variable that says how many steps a story has.
const STEPS: &str = "GIT_BOARD_PAIR_STEPS";

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
    /// Files are edited.
    Edit,
    /// Both edit the same card.
    Clash,
    /// Everything is committed.
    Commit,
    /// `git board pull`.
    Pull,
    /// `git board push`.
    Push,
    /// The other's branch is merged by git.
    Exchange,
}

const KINDS: [Kind; 12] = [
    Kind::Edit,
    Kind::Edit,
    Kind::Edit,
    Kind::Edit,
    Kind::Clash,
    Kind::Commit,
    Kind::Commit,
    Kind::Pull,
    Kind::Pull,
    Kind::Push,
    Kind::Push,
    Kind::Exchange,
];

/// Returns the steps of a story; of a long run, two of ten make hundreds of edits: one of clones
/// that git can merge, one of clones that it cannot.
pub fn of_seed(seed: u64) -> Vec<Step> {
    let mut chance = Chance::new(seed);
    let some = chance.below(1000);
    let count = match (is_long(), seed % 10) {
        (true, 0 | 1) => 350,
        (true, _) => 15 + some % 50,
        (false, _) => 16,
    };
    let told = std::env::var(STEPS).ok().and_then(|text| text.parse().ok());
    let count = told.unwrap_or(count);
    (0..count)
        .map(|_| Step {
            kind: *chance.pick(&KINDS).expect("there are kinds"),
            seed: chance.next(),
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
        let who = chance.below(2);
        self.served.later(10);
        match step.kind {
            Kind::Edit => self.edit(who, 1 + chance.below(5), chance),
            Kind::Clash => {
                // Few cards are edited by both by chance alone.
                let few = Chance::new(chance.next());
                for who in [0, 1] {
                    let mut same = few.clone();
                    self.edit(who, 1, &mut same)?;
                }
                Ok(())
            }
            Kind::Commit => {
                self.commit(who);
                Ok(())
            }
            Kind::Pull => self.pull(who, chance).map(drop),
            Kind::Push => self.push(who, chance).map(drop),
            Kind::Exchange if self.is_related => self.exchange(who, chance),
            Kind::Exchange => self.push(who, chance).map(drop),
        }
    }

    fn edit(&mut self, who: usize, count: usize, chance: &mut Chance) -> Result<(), String> {
        for _ in 0..count {
            let before = self.here(who)?;
            let Some(done) = here::edit(&self.people[who].folder, chance, &mut self.ledger) else {
                continue;
            };
            self.tell(who, &done);
            self.count("edits");
            let after = self.here(who)?;
            self.ledger.note_here(&before, &after);
        }
        Ok(())
    }

    /// Ends every story: both pull and push until neither finds anything to do.
    ///
    /// # Errors
    /// A rule that was broken, or no end of it.
    pub fn ends(&mut self, chance: &mut Chance) -> Result<(), String> {
        for _ in 0..8 {
            let mut is_quiet = true;
            for who in [0, 1] {
                is_quiet &= self.is_at_rest(who, chance)?;
            }
            if is_quiet {
                return self.check_end();
            }
        }
        Err("the two do not come to rest".to_owned())
    }

    fn is_at_rest(&mut self, who: usize, chance: &mut Chance) -> Result<bool, String> {
        let mut rounds = 0;
        while !(self.pull(who, chance)? & self.push(who, chance)?) {
            rounds += 1;
            if rounds > 8 {
                return Err("one does not come to rest".to_owned());
            }
        }
        Ok(rounds == 0)
    }
}
