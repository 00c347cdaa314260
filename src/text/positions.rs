//! Which numbers change so that the files give a wanted order: rules 0 to 3 of the format.

use super::position::Position;
use crate::board::sequence::longest_increasing;

/// The most decimals that a number of ours gets.
const MOST_DECIMALS: usize = 6;
/// The distance of numbers that have nothing on one side.
const STEP: i128 = 10;

/// Something with a place in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed<'a> {
    /// The number that its file has now.
    pub position: Option<Position>,
    /// Its file's or folder's name, which decides where numbers are equal or missing.
    ///
    /// `None` for a thing that has no file yet: it always gets a number.
    pub name: Option<&'a str>,
}

/// Returns the numbers that give the order in which `placed` stands; `None` keeps what is there.
///
/// The answer has one element for each of `placed`.
pub fn positions_for(placed: &[Placed<'_>]) -> Vec<Option<Position>> {
    if is_in_order(placed) {
        return vec![None; placed.len()];
    }
    let mut numbers = kept(placed);
    let mut start = 0;
    while start < numbers.len() {
        if numbers[start].is_some() {
            start += 1;
            continue;
        }
        let end = end_of_run(&numbers, start);
        start = fill(&mut numbers, start, end);
    }
    numbers
        .into_iter()
        .zip(placed)
        .map(|(number, placed)| number.filter(|_| number != placed.position))
        .collect()
}

/// Returns the index of the first number at or after `start`, or the end.
fn end_of_run(numbers: &[Option<Position>], start: usize) -> usize {
    (start..numbers.len())
        .find(|index| numbers[*index].is_some())
        .unwrap_or(numbers.len())
}

/// Rule 0: the numbers, then the names, give the wanted order already.
fn is_in_order(placed: &[Placed<'_>]) -> bool {
    placed.iter().all(|one| one.name.is_some())
        && placed
            .windows(2)
            .all(|pair| sort_key(&pair[0]) < sort_key(&pair[1]))
}

fn sort_key<'a>(placed: &Placed<'a>) -> (bool, Option<Position>, Option<&'a str>) {
    (placed.position.is_none(), placed.position, placed.name)
}

/// Rule 1: the numbers of a longest strictly increasing subsequence.
fn kept(placed: &[Placed<'_>]) -> Vec<Option<Position>> {
    let numbered: Vec<usize> = (0..placed.len())
        .filter(|index| placed[*index].name.is_some() && placed[*index].position.is_some())
        .collect();
    let values: Vec<Option<Position>> = numbered
        .iter()
        .map(|index| placed[*index].position)
        .collect();
    let mut numbers = vec![None; placed.len()];
    for (index, belongs) in numbered.iter().zip(longest_increasing(&values)) {
        if belongs {
            numbers[*index] = placed[*index].position;
        }
    }
    numbers
}

/// Gives numbers to the run `start..end`, and perhaps to its neighbors; returns where to go on.
fn fill(numbers: &mut [Option<Position>], start: usize, end: usize) -> usize {
    let count = end - start;
    let found = match bounds(numbers, start, end) {
        (Some(below), Some(above)) => {
            (0..=MOST_DECIMALS).find_map(|decimals| between(below, above, count, count, decimals))
        }
        (below, above) => beyond(below, above, count),
    };
    match found {
        Some(found) => {
            numbers[start..end].copy_from_slice(&found);
            end
        }
        None => renumber(numbers, start, end),
    }
}

/// Rule 3: gives new whole numbers to a window around `start..end`; returns its end.
fn renumber(numbers: &mut [Option<Position>], start: usize, end: usize) -> usize {
    let mut wider = end - start;
    loop {
        let from = start.saturating_sub(wider);
        let to = end_of_run(numbers, (end + wider).min(numbers.len()));
        let count = to - from;
        let found = match bounds(numbers, from, to) {
            (Some(below), Some(above)) => between(below, above, count, 2 * count, 0),
            (None, None) => beyond(None, None, count),
            (below, above) => beyond(below, above, count),
        };
        if let Some(found) = found {
            numbers[from..to].copy_from_slice(&found);
            return to;
        }
        wider *= 2;
    }
}

/// Returns the numbers right before and right after a run.
fn bounds(
    numbers: &[Option<Position>],
    start: usize,
    end: usize,
) -> (Option<Position>, Option<Position>) {
    let below = start.checked_sub(1).and_then(|index| numbers[index]);
    (below, numbers.get(end).copied().flatten())
}

/// Rule 2: returns `count` numbers of so many decimals strictly between two, spread evenly.
///
/// `None` if fewer than `room` numbers lie between.
fn between(
    below: Position,
    above: Position,
    count: usize,
    room: usize,
    decimals: usize,
) -> Option<Vec<Option<Position>>> {
    let lowest = below.floor_units(decimals) + 1;
    let candidates = above.ceil_units(decimals) - lowest;
    let (count, room) = (i128::try_from(count).ok()?, i128::try_from(room).ok()?);
    if candidates < room {
        return None;
    }
    (1..=count)
        .map(|index| {
            let units = lowest + candidates.checked_mul(2 * index - 1)? / (2 * count);
            Position::in_units(units, decimals).map(Some)
        })
        .collect()
}

/// Rule 2: returns multiples of ten above the last number, or below the first, or from ten on.
fn beyond(
    below: Option<Position>,
    above: Option<Position>,
    count: usize,
) -> Option<Vec<Option<Position>>> {
    let count = i128::try_from(count).ok()?;
    let first = match (below, above) {
        (Some(below), _) => below.floor_units(0).div_euclid(STEP) + 1,
        (None, Some(above)) => -(-above.ceil_units(0)).div_euclid(STEP) - count,
        (None, None) => 1,
    };
    (first..first + count)
        .map(|step| Position::whole(step * STEP).map(Some))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Placed, positions_for};
    use crate::text::position::Position;

    /// Returns the numbers after ordering files `a`, `b`, … that have these numbers now.
    fn numbers(now: &[&str]) -> String {
        let names: Vec<String> = (0..now.len()).map(|index| format!("{index:03}")).collect();
        let placed: Vec<Placed<'_>> = now
            .iter()
            .zip(&names)
            .map(|(text, name)| Placed {
                position: text.parse().ok(),
                name: (*text != "new").then_some(name.as_str()),
            })
            .collect();
        let after: Vec<String> = positions_for(&placed)
            .iter()
            .zip(now)
            .map(|(number, now)| {
                number.map_or((*now).to_owned(), |number: Position| number.to_string())
            })
            .collect();
        after.join(" ")
    }

    #[test]
    fn numbers_that_give_the_order_stay() {
        assert_eq!(numbers(&["1", "2.5", "2.5", "-", "-"]), "1 2.5 2.5 - -");
    }

    #[test]
    fn a_first_pull_counts_in_tens() {
        assert_eq!(numbers(&["new", "new", "new"]), "10 20 30");
    }

    #[test]
    fn one_that_moved_gets_a_number_between_its_neighbors() {
        assert_eq!(numbers(&["10", "40", "20", "30"]), "10 15 20 30");
        assert_eq!(numbers(&["10", "50", "11", "30"]), "10 10.5 11 30");
        assert_eq!(numbers(&["10", "new", "new", "20"]), "10 13 17 20");
    }

    #[test]
    fn the_first_and_the_last_get_multiples_of_ten() {
        assert_eq!(numbers(&["30", "10", "20"]), "0 10 20");
        assert_eq!(numbers(&["20", "30", "10"]), "20 30 40");
        assert_eq!(numbers(&["-15", "new"]), "-15 -10");
        assert_eq!(numbers(&["new", "new", "-15"]), "-30 -20 -15");
        assert_eq!(numbers(&["25", "new"]), "25 30");
        assert_eq!(numbers(&["new", "25"]), "20 25");
    }

    #[test]
    fn without_room_only_a_window_is_renumbered() {
        let crowded = ["10", "20", "20.000001", "20.000002", "30", "40", "50"];
        assert_eq!(numbers(&crowded), crowded.join(" "));
        let dropped = [
            "10",
            "20",
            "new",
            "20.000001",
            "20.000002",
            "30",
            "40",
            "50",
        ];
        assert_eq!(numbers(&dropped), "10 12 16 19 20.000002 30 40 50");
    }

    #[test]
    fn a_file_without_a_number_gets_one_when_others_come_behind_it() {
        assert_eq!(numbers(&["10", "-", "new"]), "10 20 30");
    }
}
