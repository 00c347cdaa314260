//! The numbers of new things: one that base knows too keeps its number.

use foldhash::HashMap;

use crate::board::Key;
use crate::text::layout::Known;

/// Gives numbers to new things by the places where they stand.
#[derive(Debug, Default)]
pub(super) struct NewNumbers {
    known: HashMap<String, u32>,
    next: u32,
}

/// Returns what stands for the place of a label: its board's folder and its name.
pub(super) fn label_place(folder: &str, name: &str) -> String {
    format!("{folder}\0{name}")
}

impl NewNumbers {
    /// Begins behind the numbers of base; what stands where base has something new is the same.
    pub(super) fn after(base: Option<&Known>) -> Self {
        let mut numbers = Self::default();
        let Some(base) = base else {
            return numbers;
        };
        let layout = &base.layout;
        for (key, folder) in &layout.boards {
            numbers.know(key, &folder.path);
        }
        for (key, folder) in &layout.stacks {
            numbers.know(key, &folder.path);
        }
        for (key, file) in &layout.cards {
            numbers.know(key, &file.path);
            for (key, file) in &file.comments {
                numbers.know(key, &file.path);
            }
        }
        for board in &base.account.boards {
            let Some(folder) = layout.board_folder(&board.key) else {
                continue;
            };
            for label in &board.labels {
                numbers.know(&label.key, &label_place(folder, &label.name));
            }
        }
        numbers
    }

    fn know<Kind>(&mut self, key: &Key<Kind>, place: &str) {
        if let Key::New(number) = key {
            self.known.insert(place.to_owned(), *number);
            self.next = self.next.max(number + 1);
        }
    }

    /// Returns the number of the new thing at a place.
    pub(super) fn at(&mut self, place: &str) -> u32 {
        self.known.remove(place).unwrap_or_else(|| {
            let number = self.next;
            self.next += 1;
            number
        })
    }
}
