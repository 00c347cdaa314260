//! Cards that depend on other cards (1.18).

use super::Deck;
use super::card::Card;
use super::permission::Right;
use super::refusal::Refusal;

impl Deck {
    /// Makes a card depend on another one, or no longer (1.18).
    ///
    /// # Errors
    /// `Denied` without the right to edit it and to read the other.
    pub fn set_dependency(
        &mut self,
        who: &str,
        id: i64,
        other: i64,
        depends: bool,
    ) -> Result<Card, Refusal> {
        self.allow_card(who, other, Right::Read)?;
        self.change_card(who, id, |card| {
            card.depends_on.retain(|one| *one != other);
            if depends {
                card.depends_on.push(other);
            }
        })
    }
}
