//! Three hundred edits at once, in the fewest calls that Deck allows.

use std::collections::BTreeMap;

use super::sent;
use super::world::{add, check_agreement};
use crate::support::deck_server::Served;

/// How many cards each kind of edit is made to.
const TITLES: usize = 40;
const TEXTS: usize = 40;
const TITLES_AND_DUE_DATES: usize = 20;
const LABELS: usize = 40;
const ARCHIVED: usize = 20;
const DONE: usize = 20;
const MOVED_TO_ANOTHER_STACK: usize = 40;
const DELETED: usize = 30;
const NEW: usize = 30;
const NEW_WITH_A_LABEL: usize = 20;

/// The cards of the first stack: one for each edit of a known card, and some that stay.
const CARDS: usize = 270;

/// A board with a stack of many cards and an empty one, cloned.
fn board() -> Served {
    let mut texts = vec![
        (
            "b/board.yaml".to_owned(),
            "id: 1\ntitle: B\nlabels:\n  - name: Bug\n    color: ff0000\n    id: 1\n".to_owned(),
        ),
        (
            "b/s/stack.yaml".to_owned(),
            "id: 1\ntitle: S\nposition: 10\n".to_owned(),
        ),
        (
            "b/t/stack.yaml".to_owned(),
            "id: 2\ntitle: T\nposition: 20\n".to_owned(),
        ),
    ];
    for id in 1..=CARDS {
        let text = format!("---\nid: {id}\ntitle: Card {id}\nposition: {id}0\n---\nText {id}.\n");
        texts.push((format!("b/s/{id}.md"), text));
    }
    let texts = texts
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    Served::files(texts).cloned()
}

/// Takes the next cards' ids for a kind of edit.
fn take(next: &mut usize, count: usize) -> std::ops::Range<usize> {
    let start = *next;
    *next += count;
    start..*next
}

fn path(id: usize) -> String {
    format!("boards/b/s/{id}-card-{id}.md")
}

/// Makes all edits; returns how many.
fn edit(served: &Served) -> usize {
    let mut next = 1;
    let title = |id: usize| served.substitute(&path(id), "title: Card", "title: Other");
    take(&mut next, TITLES).for_each(title);
    for id in take(&mut next, TEXTS) {
        served.substitute(&path(id), "Text", "Other text");
    }
    for id in take(&mut next, TITLES_AND_DUE_DATES) {
        title(id);
        add(served, &path(id), "due: 2026-12-24");
    }
    for id in take(&mut next, LABELS) {
        add(served, &path(id), "labels: [Bug]");
    }
    for id in take(&mut next, ARCHIVED) {
        add(served, &path(id), "archived: true");
    }
    for id in take(&mut next, DONE) {
        add(served, &path(id), "done: true");
    }
    for id in take(&mut next, MOVED_TO_ANOTHER_STACK) {
        served.rename(&path(id), &format!("boards/b/t/{id}-card-{id}.md"));
    }
    for id in take(&mut next, DELETED) {
        served.remove(&path(id));
    }
    for number in 0..NEW {
        served.write(&format!("boards/b/t/plain-{number:02}.md"), "New.\n");
    }
    for number in 0..NEW_WITH_A_LABEL {
        let text = "---\nlabels: [Bug]\n---\nNew.\n";
        served.write(&format!("boards/b/t/with-{number:02}.md"), text);
    }
    assert!(next <= CARDS + 1);
    next - 1 + NEW + NEW_WITH_A_LABEL
}

#[test]
fn three_hundred_mixed_edits_are_pushed_with_the_fewest_calls() {
    let served = board();
    let edits = edit(&served);
    assert_eq!(edits, 300);
    let (writes, requests) = sent::push(&served, &["--yes", "--allow-deletes"]);

    // A PUT replaces all values of a card, and there is none for several cards: one a card. So it
    // is with `assignLabel`, `archive`, `reorder`, DELETE and POST. A POST with labels is not to
    // be trusted, so a label of a new card is a call more.
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for write in &writes {
        let (method, rest) = write.split_once(' ').expect("a method and a target");
        let target = rest.split(' ').next().unwrap_or(rest);
        let last = target.rsplit('/').next().unwrap_or(target);
        let is_id = last.bytes().all(|byte| byte.is_ascii_digit());
        *kinds.entry(if is_id { method } else { last }).or_default() += 1;
    }
    let expected = BTreeMap::from([
        ("PUT", TITLES + TEXTS + TITLES_AND_DUE_DATES + DONE),
        ("assignLabel", LABELS + NEW_WITH_A_LABEL),
        ("archive", ARCHIVED),
        ("reorder", MOVED_TO_ANOTHER_STACK),
        ("DELETE", DELETED),
        ("cards", NEW + NEW_WITH_A_LABEL),
    ]);
    assert_eq!(kinds, expected);
    let fewest = edits + NEW_WITH_A_LABEL;
    assert_eq!(writes.len(), fewest);

    // There are no conditional writes, so each operation reads once, just before; and the whole
    // is read before and after: the list, the board, its stacks, its archive, the list again.
    // Archived cards are read one by one. Who is asking, and what the server can do, are two more.
    let reading = 5;
    assert_eq!(requests, fewest + edits + 2 * reading + ARCHIVED + 2);
    check_agreement(&served);
}
