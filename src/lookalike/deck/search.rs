//! Finding cards: by words, and those that come up soon.

use super::Deck;
use super::card::Card;
use super::rule::RuleKind;

const DAY_SECONDS: i64 = 86_400;

impl Deck {
    /// Returns the cards of a user's boards that have all the words of `term`, by id.
    ///
    /// Words are looked for in title and description, in any case; `title:`, `description:`,
    /// `list:`, `tag:`, `assigned:` and `due:overdue|today|none` narrow it.
    pub fn find_cards(&self, who: &str, term: &str) -> Vec<&Card> {
        let words: Vec<&str> = term.split_whitespace().collect();
        let mut found: Vec<&Card> = self
            .visible_cards(who)
            .into_iter()
            .filter(|card| words.iter().all(|word| self.matches(card, word)))
            .collect();
        found.sort_by_key(|card| card.id);
        found
    }

    /// Returns the cards that come up for a user, under the names of their groups: not done, not
    /// archived; of boards that are shared only those assigned to the user or to nobody.
    ///
    /// Cards without a date come by board, those shared with nobody first; then by id.
    pub fn upcoming_cards(&self, who: &str) -> Vec<(&'static str, &Card)> {
        let now = self.clock.now();
        let is_shared = |card: &Card| {
            let board = self.stacks.get(&card.stack).map(|stack| stack.board);
            self.rules.values().any(|rule| Some(rule.board) == board)
        };
        let mut cards: Vec<(&Card, bool)> = self
            .visible_cards(who)
            .into_iter()
            .filter(|card| !card.archived && card.done.is_none())
            .map(|card| (card, is_shared(card)))
            .filter(|(card, is_shared)| {
                let is_mine = card.assignment(who, RuleKind::User).is_some();
                !is_shared || is_mine || card.assignments.is_empty()
            })
            .collect();
        cards.sort_by_key(|(card, is_shared)| (card.due.is_none() && *is_shared, card.id));
        let group = |card: &Card| match card.due.map(|due| days_until(due, now)) {
            None => "nodue",
            Some(days) if days < 0 => "overdue",
            Some(0) => "today",
            Some(1) => "tomorrow",
            Some(days) if days <= 7 => "nextSevenDays",
            Some(_) => "later",
        };
        cards
            .into_iter()
            .map(|(card, _)| (group(card), card))
            .collect()
    }

    fn visible_cards(&self, who: &str) -> Vec<&Card> {
        let boards: Vec<i64> = self
            .boards_of(who)
            .into_iter()
            .filter(|(board, _)| board.deleted_at == 0 && !board.archived)
            .map(|(board, _)| board.id)
            .collect();
        let is_visible = |stack: i64| {
            self.stacks
                .get(&stack)
                .is_some_and(|stack| stack.deleted_at == 0 && boards.contains(&stack.board))
        };
        self.cards_where(|card| card.deleted_at == 0 && is_visible(card.stack))
    }

    fn matches(&self, card: &Card, word: &str) -> bool {
        let has = |text: &str, part: &str| text.to_lowercase().contains(&part.to_lowercase());
        match word.split_once(':') {
            Some(("title", part)) => has(&card.title, part),
            Some(("description", part)) => has(&card.description, part),
            Some(("list", part)) => {
                let stack = self.stacks.get(&card.stack);
                stack.is_some_and(|stack| has(&stack.title, part))
            }
            Some(("tag", part)) => {
                let mut labels = card.labels.iter().filter_map(|id| self.labels.get(id));
                labels.any(|label| has(&label.title, part))
            }
            Some(("assigned", part)) => {
                let mut names = card.assignments.iter();
                names.any(|one| has(&one.participant, part))
            }
            Some(("due", when)) => {
                let now = self.clock.now();
                match (when, card.due) {
                    ("none", due) => due.is_none(),
                    ("overdue", Some(due)) => due < now,
                    ("today", Some(due)) => days_until(due, now) == 0,
                    _ => false,
                }
            }
            _ => has(&card.title, word) || has(&card.description, word),
        }
    }
}

fn days_until(due: i64, now: i64) -> i64 {
    due.div_euclid(DAY_SECONDS) - now.div_euclid(DAY_SECONDS)
}
