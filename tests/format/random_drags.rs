//! Many random drags: how many files they touch, how long their numbers get.

use git_board::text::{Placed, Position, positions_for};

use super::support::Chance;

/// Drags cards of one stack at random; returns files touched per drag and the most decimals.
fn drag(seed: u64, cards: usize, drags: usize, near: bool) -> (f64, usize) {
    let mut chance = Chance(seed);
    let mut order: Vec<(String, Option<Position>)> = (0..cards)
        .map(|index| (format!("{index}.md"), None))
        .collect();
    let mut touched = 0;
    let mut decimals = 0;
    for turn in 0..=drags {
        if turn > 0 {
            let from = chance.below(cards);
            let card = order.remove(from);
            let to = if near {
                chance.below(3)
            } else {
                chance.below(cards)
            };
            order.insert(to, card);
        }
        let placed: Vec<Placed<'_>> = order
            .iter()
            .map(|(name, position)| Placed {
                position: *position,
                name: position.map(|_| name.as_str()),
            })
            .collect();
        let new = positions_for(&placed);
        for (card, position) in order.iter_mut().zip(new) {
            if let Some(position) = position {
                card.1 = Some(position);
                decimals = decimals.max(position.decimals());
                touched += usize::from(turn > 0);
            }
        }
        let mut sorted = order.clone();
        sorted.sort_by(|one, other| (one.1, &one.0).cmp(&(other.1, &other.0)));
        assert_eq!(sorted, order, "drag {turn}");
    }
    (touched as f64 / drags as f64, decimals)
}

#[test]
fn ten_thousand_drags_touch_one_file_each_with_at_most_six_decimals() {
    let (files, decimals) = drag(1, 50, 10_000, false);
    assert!(files <= 1.05, "{files} files a drag");
    assert!(decimals <= 6, "{decimals} decimals");
}

#[test]
fn ten_thousand_drags_to_the_top_do_too() {
    let (files, decimals) = drag(2, 30, 10_000, true);
    assert!(files <= 1.05, "{files} files a drag");
    assert!(decimals <= 6, "{decimals} decimals");
}
