//! Stacks: creating, changing, moving between boards, reordering, deleting, the done column.

use super::Deck;
use super::permission::Right;
use super::refusal::{BOARD_ARCHIVED, Refusal};

/// A stack of cards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stack {
    /// The id; 0 lets [`Deck::insert_stack`] choose.
    pub id: i64,
    /// 1 to 100 characters.
    pub title: String,
    /// The board's id.
    pub board: i64,
    /// Unix seconds; 0 if not deleted.
    pub deleted_at: i64,
    /// Unix seconds of the last change of a card in it; 0 if there was none.
    pub last_modified: i64,
    /// Its place among the stacks; need be neither unique nor dense.
    pub order: i64,
    /// Whether cards moved here by a reorder become done (1.18).
    pub is_done_column: bool,
}

impl Deck {
    /// Returns a board's stacks that are not deleted, by id: the server does not sort them.
    pub(super) fn stacks_of(&self, board: i64) -> Vec<&Stack> {
        self.stacks
            .values()
            .filter(|stack| stack.board == board && stack.deleted_at == 0)
            .collect()
    }

    /// Makes a stack; its time of change is 0.
    ///
    /// # Errors
    /// `Denied` without the right to manage; refused on an archived board.
    pub fn create_stack(
        &mut self,
        who: &str,
        board: i64,
        title: &str,
        order: i64,
    ) -> Result<Stack, Refusal> {
        if self.allow_board(who, board, Right::Manage)?.archived {
            return Err(BOARD_ARCHIVED);
        }
        let id = self.insert_stack(Stack {
            title: title.to_owned(),
            board,
            order,
            ..Stack::default()
        });
        self.touch_board(board);
        self.stacks.get(&id).cloned().ok_or(Refusal::Denied)
    }

    /// Sets title, order and board of a stack, and takes it out of the trash.
    ///
    /// Only the target board's time changes, the stack's own does not.
    ///
    /// # Errors
    /// `Denied` without the right to manage both boards; refused on an archived board.
    pub fn update_stack(
        &mut self,
        who: &str,
        id: i64,
        board: i64,
        title: &str,
        order: i64,
    ) -> Result<Stack, Refusal> {
        let (_, from) = self.allow_stack(who, id, Right::Manage)?;
        if from.archived {
            return Err(BOARD_ARCHIVED);
        }
        self.allow_board(who, board, Right::Manage)?;
        let stack = self.stacks.get_mut(&id).ok_or(Refusal::Denied)?;
        stack.title = title.to_owned();
        stack.board = board;
        stack.order = order;
        stack.deleted_at = 0;
        let shown = stack.clone();
        self.touch_board(board);
        Ok(shown)
    }

    /// Puts a stack into the trash; its cards stay as they are, out of all lists.
    ///
    /// # Errors
    /// `Denied` without the right to manage.
    pub fn delete_stack(&mut self, who: &str, id: i64) -> Result<Stack, Refusal> {
        self.allow_stack(who, id, Right::Manage)?;
        let now = self.clock.now();
        let stack = self.stacks.get_mut(&id).ok_or(Refusal::Denied)?;
        stack.deleted_at = now;
        let shown = stack.clone();
        self.touch_board(shown.board);
        Ok(shown)
    }

    /// Gives a stack a place among its board's stacks and renumbers the others around it.
    ///
    /// Returns the stacks in their former order; `order` is kept literally, also beyond the end.
    ///
    /// # Errors
    /// `Denied` without the right to manage.
    pub fn reorder_stack(&mut self, who: &str, id: i64, order: i64) -> Result<Vec<Stack>, Refusal> {
        let (stack, _) = self.allow_stack(who, id, Right::Manage)?;
        let board = stack.board;
        let mut ids: Vec<(i64, i64)> = self
            .stacks_of(board)
            .iter()
            .map(|stack| (stack.order, stack.id))
            .collect();
        ids.sort_unstable();
        let orders = renumbered(ids.iter().map(|(_, one)| *one), id, order);
        let mut shown = Vec::with_capacity(orders.len());
        for (one, order) in orders {
            if let Some(stack) = self.stacks.get_mut(&one) {
                stack.order = order;
                shown.push(stack.clone());
            }
        }
        self.touch_board(board);
        Ok(shown)
    }

    /// Makes a stack the done column or an ordinary one; then all its cards are done at once.
    ///
    /// Taking the mark away leaves the cards done. A board has one such stack at most.
    ///
    /// # Errors
    /// `Denied` without the right to manage; refused on an archived board.
    pub fn set_done_column(&mut self, who: &str, id: i64, is_done: bool) -> Result<(), Refusal> {
        let (stack, board) = self.allow_stack(who, id, Right::Manage)?;
        let board_id = stack.board;
        if board.archived {
            return Err(BOARD_ARCHIVED);
        }
        let now = self.clock.now();
        for stack in self.stacks.values_mut().filter(|one| one.board == board_id) {
            if stack.id == id {
                stack.is_done_column = is_done;
            } else if is_done {
                stack.is_done_column = false;
            }
        }
        if is_done {
            let undone = |card: &&mut super::card::Card| card.stack == id && card.done.is_none();
            for card in self.cards.values_mut().filter(undone) {
                card.done = Some(now);
                card.last_modified = now;
            }
        }
        self.touch_board(board_id);
        Ok(())
    }
}

/// Gives the things in their former order their new numbers: the moved one gets `order` as it is,
/// the others count up from 0 and leave that number out.
pub(super) fn renumbered(
    former: impl Iterator<Item = i64>,
    moved: i64,
    order: i64,
) -> Vec<(i64, i64)> {
    let mut next = 0;
    former
        .map(|id| {
            if next == order {
                next += 1;
            }
            if id == moved {
                return (id, order);
            }
            next += 1;
            (id, next - 1)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::renumbered;

    #[test]
    fn the_moved_one_gets_its_number_and_the_others_close_up_around_it() {
        let ids = [1, 2, 3, 4];
        let to = |order| renumbered(ids.into_iter(), 4, order);
        assert_eq!(to(1), [(1, 0), (2, 2), (3, 3), (4, 1)]);
        assert_eq!(to(0), [(1, 1), (2, 2), (3, 3), (4, 0)]);
        assert_eq!(to(9), [(1, 0), (2, 1), (3, 2), (4, 9)]);
        assert_eq!(to(-1), [(1, 0), (2, 1), (3, 2), (4, -1)]);
    }
}
