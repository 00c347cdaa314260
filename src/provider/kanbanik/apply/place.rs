//! Where a task is to stand among others, and the number that puts it there.

use super::Course;
use crate::board::CardKey;
use crate::provider::ApplyError;
use crate::provider::kanbanik::decimal::Decimal;
use crate::provider::kanbanik::decode::in_order;
use crate::provider::kanbanik::encode;
use crate::provider::kanbanik::wire::{Board, Item, Task};

/// A place among the tasks of a column.
#[derive(Debug)]
pub(super) struct Place<'b> {
    before: Option<&'b Task>,
    after: Option<&'b Task>,
    /// All tasks below the place, in order.
    below: Vec<&'b Task>,
    /// True if the task stands there already.
    pub(super) is_there: bool,
    /// The task that it stands behind now, where it is in the column.
    stands_behind: Option<Option<&'b Task>>,
}

/// Returns the column of that id, at any depth.
pub(super) fn find_item<'b>(items: &'b [Item], id: &str) -> Option<&'b Item> {
    items.iter().find_map(|item| {
        (item.id == id)
            .then_some(item)
            .or_else(|| find_item(item.items(), id))
    })
}

/// Returns the place right behind `after` (`None`: the first) in a column.
///
/// `own` is the task that is to stand there; `None` for a new one. `what` names it for a person.
///
/// # Errors
/// `Stale` if the column or `after` is not there.
pub(super) fn place<'b>(
    course: &Course<'_>,
    board: &'b Board,
    item: &str,
    after: Option<&CardKey>,
    own: Option<&str>,
    what: &str,
) -> Result<Place<'b>, ApplyError> {
    if find_item(board.items(), item).is_none() {
        return Err(course.stale(format!("the stack of {what}")));
    }
    let all = in_order(&board.tasks, item);
    let present = own.and_then(|own| all.iter().position(|task| task.id() == own));
    let stands_behind = present.map(|at| at.checked_sub(1).map(|before| all[before]));
    let others: Vec<&Task> = all
        .into_iter()
        .filter(|task| Some(task.id()) != own)
        .collect();
    let index = match after {
        None => 0,
        Some(after) => {
            let after = course.id(after)?;
            let before = others.iter().position(|task| task.id() == after);
            before.ok_or_else(|| course.stale(format!("the card before {what}")))? + 1
        }
    };
    Ok(Place {
        before: index.checked_sub(1).map(|index| others[index]),
        after: others.get(index).copied(),
        below: others[index..].to_vec(),
        is_there: present == Some(index),
        stands_behind,
    })
}

/// How a task comes into its place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Way {
    /// Its own number.
    pub(super) order: Decimal,
    /// True if its number lies between those around it; else those below have to make room.
    pub(super) fits: bool,
}

impl Place<'_> {
    /// Returns true if the task stands behind `after` in the column now, or is not in it.
    pub(super) fn was_behind(
        &self,
        course: &Course<'_>,
        after: Option<&CardKey>,
    ) -> Result<bool, ApplyError> {
        let Some(present) = self.stands_behind else {
            return Ok(true);
        };
        let expected = after.map(|after| course.id(after)).transpose()?;
        Ok(present.map(Task::id) == expected)
    }

    /// Returns the number for a task in this place.
    pub(super) fn way(&self) -> Way {
        let before = self.before.map(|task| Decimal::of(task.order()));
        let after = self.after.map(|task| Decimal::of(task.order()));
        match (before, after) {
            (None, None) => Way::fitting(Decimal::of(None)),
            (None, Some(after)) => Way::fitting(after.hundred_less()),
            (Some(before), None) => Way::fitting(before.hundred_more()),
            (Some(before), Some(after)) => match before.middle(&after) {
                Some(middle) => Way::fitting(middle),
                None => Way {
                    order: before.hundred_more(),
                    fits: false,
                },
            },
        }
    }

    /// Returns the numbers around the place, as they are spelled: what `moveTask` takes.
    pub(super) fn around(&self, way: &Way) -> (Option<String>, Option<String>) {
        let spelled = |task: &Task| Decimal::of(task.order()).to_string();
        let after = self.after.filter(|_| way.fits);
        (self.before.map(spelled), after.map(spelled))
    }

    /// Moves tasks below out of the way of a number, where there was no room for it: each by one
    /// call, until one is far enough below.
    pub(super) async fn make_room(
        &self,
        course: &mut Course<'_>,
        way: &Way,
        what: &str,
    ) -> Result<(), ApplyError> {
        if way.fits {
            return Ok(());
        }
        let mut last = way.order.clone();
        for task in &self.below {
            if Decimal::of(task.order()) > last {
                return Ok(());
            }
            let fields = encode::task(task);
            let answer = course
                .api
                .move_task(&fields, Some(&last.to_string()), None)
                .await;
            course.wrote_to(answer, what)?;
            last = last.hundred_more();
        }
        Ok(())
    }
}

impl Way {
    fn fitting(order: Decimal) -> Self {
        Self { order, fits: true }
    }
}
