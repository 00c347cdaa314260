//! Tests of the merge: each row of the tables, on the smallest accounts that show it.

use std::collections::BTreeSet;
use std::sync::Arc;

use snapbox::{assert_data_eq, str};

use super::{Bug, Merged, Note, Scope, merge, strangers};
use crate::board::{Account, BoardId, Card, CardKey};
use crate::plan::ThingKey;
use crate::plan::body::BodyMerge;
use crate::plan::diff::operations;
use crate::plan::sketch::{account, sketch, time};
use crate::plan::words::{describe, line};

/// Merges texts that differ in different lines, of as many lines as base.
fn by_lines(base: &str, ours: &str, theirs: &str) -> BodyMerge {
    let mut merged = String::new();
    for ((base, ours), theirs) in base.lines().zip(ours.lines()).zip(theirs.lines()) {
        let line = match (ours == base, theirs == base) {
            (true, _) => theirs,
            (_, true) => ours,
            _ => return BodyMerge::Conflict,
        };
        merged.push_str(line);
        merged.push('\n');
    }
    BodyMerge::Merged(merged)
}

/// A merge with everything in sight, but for what a test hides.
struct Case<'a> {
    bases: &'a [&'a str],
    local: &'a str,
    remote: &'a str,
    gone_boards: &'a [&'a str],
    not_looked_for: &'a [&'a str],
    earlier: &'a str,
}

impl Case<'_> {
    fn new<'a>(bases: &'a [&'a str], local: &'a str, remote: &'a str) -> Case<'a> {
        Case {
            bases,
            local,
            remote,
            gone_boards: &[],
            not_looked_for: &[],
            earlier: "",
        }
    }

    fn merge(&self) -> Merged {
        let bases: Vec<Account> = self.bases.iter().map(|base| account(base)).collect();
        let gone: BTreeSet<BoardId> = self
            .gone_boards
            .iter()
            .map(|id| BoardId::new(*id))
            .collect();
        let earlier = account(self.earlier);
        let scope = Scope {
            gone_boards: &gone,
            is_gone: &|id| !self.not_looked_for.contains(&id.as_str()),
            earlier: &|key: &CardKey| -> Vec<Arc<Card>> {
                let cards = earlier.cards();
                cards
                    .get(key)
                    .map(|at| Arc::clone(at.card))
                    .into_iter()
                    .collect()
            },
            was_agreed: &|key, _| match key {
                ThingKey::Board(key) => earlier.board(key).is_some(),
                ThingKey::Stack(key) => earlier.stacks().contains_key(key),
                _ => false,
            },
            user: None,
            merge_body: &by_lines,
        };
        let bases: Vec<&Account> = bases.iter().collect();
        merge(&bases, &account(self.local), &account(self.remote), &scope).expect("nothing is lost")
    }

    /// Checks the folder, then the notes, the conflicts, and what is sent.
    fn check(&self, expected: impl snapbox::IntoData) {
        let merged = self.merge();
        let mut text = sketch(&merged.folder);
        for note in &merged.notes {
            text.push_str(&match note {
                Note::Attachment { .. } => format!("{note}\n"),
                Note::Adopted { thing } => format!("note: {thing} gets id {}\n", thing.key),
                Note::OutOfSight { title, .. } => format!("note: {title} is out of sight\n"),
                Note::NotLookedFor { thing } => format!("note: {thing} was not looked for\n"),
            });
        }
        for conflict in &merged.conflicts {
            text.push_str(&format!("conflict: {conflict}; {}\n", conflict.way_out()));
        }
        if merged.conflicts.is_empty() {
            let remote = account(self.remote);
            let operations = operations(&remote, &merged.account, time("2026-12-24"));
            for described in describe(&operations, &remote, &merged.account) {
                text.push_str(&format!("send: {}\n", line(&described)));
            }
        }
        assert_data_eq!(text, expected);
    }
}

fn check(base: &str, local: &str, remote: &str, expected: impl snapbox::IntoData) {
    Case::new(&[base], local, remote).check(expected);
}

/// A board with one stack of these cards.
fn cards(cards: &str) -> String {
    let cards: String = cards
        .lines()
        .map(|card| format!("  card {card}\n"))
        .collect();
    format!("board 1 B\n label 5 Bug\n label 6 Idea\n stack 2 To do\n{cards}")
}

/// The same with a second stack.
fn two(first: &str, second: &str) -> String {
    let second: String = second
        .lines()
        .map(|card| format!("  card {card}\n"))
        .collect();
    format!("{} stack 3 Doing\n{second}", cards(first))
}

#[test]
fn a_new_card_here_is_created_there() {
    check(
        &cards("10 a"),
        &cards("10 a\n+1 b"),
        &cards("10 a"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
  card +1 b
send: create card "b" in B / To do

"#]],
    );
}

#[test]
fn a_new_card_here_that_is_the_same_there_gets_the_id() {
    check(
        &cards("10 a"),
        &cards("10 a\n+1 b; #5; body text"),
        &cards("10 a\n12 b; body text\n11 b; due 2026-12-01; body text\n13 b"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
  card 12 b; body text
  card 11 b; #5; due 2026-12-01T00:00:00Z; body text
  card 13 b
note: card "b" in B / To do gets id 11
send: edit card "b" in B / To do: labels +Bug

"#]],
    );
}

#[test]
fn a_new_card_there_is_added_here() {
    check(
        &cards("10 a"),
        &cards("10 a"),
        &cards("11 b\n10 a"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 11 b
  card 10 a

"#]],
    );
}

#[test]
fn a_card_with_id_that_base_has_not_is_merged_without_base() {
    check(
        &cards("10 a"),
        &cards("10 a\n11 b"),
        &cards("10 a\n11 b"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
  card 11 b

"#]],
    );
    check(
        &cards("10 a"),
        &cards("10 a\n11 ours; due 2026-12-01"),
        &cards("10 a\n11 theirs"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
  card 11 ours; due 2026-12-01T00:00:00Z
conflict: card "ours" in B / To do: `title` differs, and nobody knows what it was: "ours" here, "theirs" there, none before; keep one of the values, or write a third
conflict: card "ours" in B / To do: `due` differs, and nobody knows what it was: "2026-12-01" here, none there, none before; keep one of the values, or write a third

"#]],
    );
}

#[test]
fn a_card_with_id_that_is_nowhere_else_is_removed_if_an_earlier_state_had_it_so() {
    let (base, local) = (cards("10 a"), cards("10 a\n11 b; done"));
    let bases = [base.as_str()];
    let mut case = Case::new(&bases, &local, &base);
    case.check(str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
  card 11 b; done
conflict: card "b" in B / To do: gone there, and its id `11` is in no state that is known here; delete the file, or remove `id` to make a new card

"#]]);
    let earlier = cards("11 b; done 2026-01-01");
    case.earlier = &earlier;
    case.check(str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a

"#]]);
}

#[test]
fn a_card_that_both_deleted_is_gone() {
    check(
        &cards("10 a\n11 b"),
        &cards("10 a"),
        &cards("10 a"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a

"#]],
    );
}

#[test]
fn a_card_deleted_there_is_removed_here() {
    check(
        &cards("10 a\n11 b"),
        &cards("10 a\n11 b"),
        &cards("10 a"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a

"#]],
    );
}

#[test]
fn a_card_deleted_there_and_changed_here_is_a_conflict() {
    check(
        &cards("10 a\n11 b"),
        &cards("10 a\n11 c"),
        &cards("10 a"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
  card 11 c
conflict: card "c" in B / To do: deleted there and changed here; delete the file, or remove `id` to make a new card

"#]],
    );
}

#[test]
fn a_card_deleted_here_is_deleted_there() {
    check(
        &cards("10 a\n11 b"),
        &cards("10 a"),
        &cards("10 a\n11 b"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
send: delete card "b" in B / To do

"#]],
    );
}

#[test]
fn a_card_deleted_here_and_changed_there_comes_back_as_a_conflict() {
    check(
        &cards("10 a\n11 b"),
        &cards("10 a"),
        &cards("10 a\n11 c"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
  card 11 c
conflict: card "c" in B / To do: deleted here and changed there; delete the file again to mean it, or keep it

"#]],
    );
}

#[test]
fn a_card_on_all_sides_is_merged_field_by_field() {
    check(
        &cards("10 a; #5; @alice; due 2026-01-01; body one\\ntwo"),
        &cards("10 b; #5; #6; @alice; due 2026-01-01; done; body 1\\ntwo"),
        &cards("10 a; @alice; @bob; due 2026-01-02; body one\\n2"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 b; #6; @alice; @bob; due 2026-01-02T00:00:00Z; done; body 1/n2
send: edit card "a" in B / To do: title "a" → "b"; labels +Idea; done none → 2026-12-24; text: 1 line added, 1 removed

"#]],
    );
}

#[test]
fn values_that_both_changed_are_conflicts_with_three_values() {
    check(
        &cards("10 a; due 2026-01-01; body one\\ntwo"),
        &cards("10 b; due 2026-01-02; body 1\\ntwo"),
        &cards("10 c; body eins\\ntwo"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 b; due 2026-01-02T00:00:00Z; body 1/ntwo
conflict: card "b" in B / To do: `title` changed on both sides: "b" here, "c" there, "a" before; keep one of the values, or write a third
conflict: card "b" in B / To do: `text` changed on both sides: 2 lines here, 2 lines there, 2 lines before; keep one of the values, or write a third
conflict: card "b" in B / To do: `due` changed on both sides: "2026-01-02" here, none there, "2026-01-01" before; keep one of the values, or write a third

"#]],
    );
}

#[test]
fn a_card_in_conflict_has_three_versions_that_differ_in_the_conflict_alone() {
    let base = cards("10 a; #5; body one\\ntwo");
    let local = cards("10 b; #5; body 1\\ntwo");
    let remote = cards("10 c; #6; body one\\n2");
    let merged = Case::new(&[&base], &local, &remote).merge();
    let versions = &merged.versions[&CardKey::known("10")];
    let base = versions.base.as_ref().expect("base has it");
    let titles = [base, &versions.ours, &versions.theirs].map(|card| card.title.as_str());
    assert_eq!(titles, ["a", "b", "c"]);
    for card in [base, &versions.ours, &versions.theirs] {
        assert_eq!(card.body.as_deref(), Some("1\n2"));
        assert_eq!(card.labels.len(), 1);
    }
}

#[test]
fn done_at_any_time_equals_every_time() {
    check(
        &cards("10 a; done 2026-01-01"),
        &cards("10 a; done"),
        &cards("10 a; done 2026-02-02"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a; done 2026-02-02T00:00:00Z

"#]],
    );
}

#[test]
fn one_side_that_moved_a_card_decides_on_its_place() {
    check(
        &two("10 a\n11 b", "12 c"),
        &two("11 b", "12 c\n10 a"),
        &two("10 a2\n11 b\n14 x", "13 y\n12 c"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 11 b
  card 14 x
 stack 3 Doing
  card 13 y
  card 12 c
  card 10 a2
send: move card "a2" in B: To do → Doing, after "c"

"#]],
    );
}

#[test]
fn a_card_that_both_moved_to_different_stacks_is_a_conflict() {
    let third = |first: &str, second: &str, third: &str| {
        format!("{} stack 4 Done\n{third}", two(first, second))
    };
    check(
        &third("10 a", "", ""),
        &third("", "10 a", ""),
        &third("", "", "  card 10 a\n"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
 stack 3 Doing
  card 10 a
 stack 4 Done
conflict: card "a" in B / Doing: moved on both sides: "B / Doing" here, "B / Done" there, "B / To do" before; leave the file in the place that you want

"#]],
    );
}

#[test]
fn both_reordering_a_stack_is_no_conflict() {
    check(
        &cards("10 a\n11 b\n12 c\n13 d"),
        &cards("13 d\n10 a\n11 b\n12 c"),
        &cards("11 b\n10 a\n12 c\n13 d"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 11 b
  card 13 d
  card 10 a
  card 12 c
send: move card "d" in B / To do: place after "b"

"#]],
    );
}

#[test]
fn a_card_on_another_board_has_its_labels_by_name() {
    let other = |cards: &str| format!("board 7 Other\n label 8 Bug\n stack 9 There\n{cards}");
    check(
        &format!("{}{}", cards("10 a; #5"), other("")),
        &format!("{}{}", cards(""), other("  card 10 a; #8\n")),
        &format!("{}{}", cards("10 a; #5; #6; @bob"), other("")),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
board 7 Other
 label 8 Bug
 stack 9 There
  card 10 a; #8; @bob
send: edit card "a" in B: B / To do → Other / There, first; labels −Idea

"#]],
    );
}

#[test]
fn a_renamed_label_is_one_edit_and_cards_keep_it() {
    check(
        &cards("10 a; #5"),
        &cards("10 a; #5\n11 b; #5")
            .replace("Bug", "Defect")
            .replace("11 b", "+1 b"),
        &cards("10 a2; #5"),
        str![[r#"
board 1 B
 label 5 Defect
 label 6 Idea
 stack 2 To do
  card 10 a2; #5
  card +1 b; #5
send: edit label "Bug" in B: name "Bug" → "Defect"
send: create card "b" in B / To do: labels Defect

"#]],
    );
}

#[test]
fn new_labels_of_one_name_are_one() {
    let with =
        |label: &str, card: &str| cards(card).replace(" stack", &format!(" label {label}\n stack"));
    check(
        &cards("10 a"),
        &with("+1 New 00ff00", "10 a; #+1"),
        &with("7 New ff0000", "10 a"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 label 7 New ff0000
 stack 2 To do
  card 10 a; #7
note: label "New" in B gets id 7
send: edit card "a" in B / To do: labels +New

"#]],
    );
}

#[test]
fn a_label_whose_entry_lost_its_id_is_still_that_label() {
    let local = cards("10 a; #+1").replace(" label 5 Bug\n", " label +1 Bug 00ff00\n");
    check(
        &cards("10 a; #5"),
        &local,
        &cards("10 a; #5"),
        str![[r#"
board 1 B
 label 5 Bug 00ff00
 label 6 Idea
 stack 2 To do
  card 10 a; #5
note: label "Bug" in B gets id 5
send: edit label "Bug" in B: color none → 00ff00

"#]],
    );
}

#[test]
fn a_label_deleted_there_comes_off_the_cards_here() {
    check(
        &cards("10 a; #5"),
        &cards("10 b; #5"),
        &cards("10 a").replace(" label 5 Bug\n", ""),
        str![[r#"
board 1 B
 label 6 Idea
 stack 2 To do
  card 10 b
send: edit card "a" in B / To do: title "a" → "b"

"#]],
    );
}

#[test]
fn a_label_deleted_there_and_put_on_a_card_here_is_a_conflict() {
    check(
        &cards("10 a"),
        &cards("10 a; #5"),
        &cards("10 a").replace(" label 5 Bug\n", ""),
        str![[r#"
board 1 B
 label 6 Idea
 label 5 Bug
 stack 2 To do
  card 10 a; #5
conflict: label "Bug" in B: deleted there and put on 1 card here; take the label off the cards, or remove its `id` to make it anew

"#]],
    );
}

#[test]
fn a_label_deleted_here_and_put_on_a_card_there_is_a_conflict() {
    check(
        &cards("10 a"),
        &cards("10 a").replace(" label 5 Bug\n", ""),
        &cards("10 a; #5"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a; #5
conflict: label "Bug" in B: deleted here and put on 1 card there; delete the label again to mean it, or keep it

"#]],
    );
}

#[test]
fn a_label_deleted_there_and_renamed_here_is_a_conflict() {
    check(
        &cards("10 a"),
        &cards("10 a").replace("Bug", "Defect"),
        &cards("10 a").replace(" label 5 Bug\n", ""),
        str![[r#"
board 1 B
 label 6 Idea
 label 5 Defect
 stack 2 To do
  card 10 a
conflict: label "Defect" in B: deleted there and changed here; delete the entry in `board.yaml`, or remove `id` to make a new label

"#]],
    );
}

#[test]
fn a_stack_deleted_there_is_removed_here_with_its_cards() {
    check(
        &two("10 a", "11 b"),
        &two("10 a", "11 b"),
        &cards("10 a"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a

"#]],
    );
}

#[test]
fn a_stack_deleted_there_while_a_card_was_added_here_is_a_conflict() {
    check(
        &two("10 a", "11 b"),
        &two("10 a", "11 b\n+1 c"),
        &cards("10 a"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
 stack 3 Doing
  card +1 c
conflict: stack "Doing" in B: deleted there and changed here; delete the folder, or remove `id` to make a new stack

"#]],
    );
}

#[test]
fn a_stack_deleted_here_while_a_card_was_added_there_comes_back() {
    check(
        &two("10 a", "11 b"),
        &cards("10 a"),
        &two("10 a", "11 b\n12 c"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
 stack 3 Doing
  card 12 c
conflict: stack "Doing" in B: deleted here and changed there; delete the folder again to mean it, or keep it

"#]],
    );
}

#[test]
fn a_stack_deleted_here_is_deleted_there() {
    check(
        &two("10 a", "11 b"),
        &cards("10 a\n11 b"),
        &two("10 a", "11 b"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
  card 11 b
send: move card "b" in B: Doing → To do, after "a"
send: delete stack "Doing" in B

"#]],
    );
}

#[test]
fn a_new_stack_here_that_is_the_same_there_gets_the_id_with_its_cards() {
    check(
        &cards("10 a"),
        &format!(
            "{} stack +1 Doing; done column\n  card +2 x\n",
            cards("10 a")
        ),
        &two("10 a", "12 x"),
        str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
 stack 3 Doing; done column
  card 12 x
note: stack "Doing" in B gets id 3
note: card "x" in B / Doing gets id 12
send: edit stack "Doing" in B: becomes a done column

"#]],
    );
}

#[test]
fn a_new_board_here_that_is_the_same_there_gets_the_id() {
    check(
        "",
        "board +1 B; color ff0000\n label +2 Bug 00ff00\n member alice edit\n stack +3 S\n  card +4 a; #+2",
        "board 1 B\n label 5 Bug 00ff00\n stack 2 S\n  card 10 a",
        str![[r#"
board 1 B; color ff0000
 label 5 Bug 00ff00
 member alice edit
 stack 2 S
  card 10 a; #5
note: board "B" gets id 1
note: label "Bug" in B gets id 5
note: stack "S" in B gets id 2
note: card "a" in B / S gets id 10
send: edit board "B": color none → ff0000
send: create member "alice" in B: may edit
send: edit card "a" in B / S: labels +Bug

"#]],
    );
}

#[test]
fn a_board_deleted_there_is_removed_here_if_the_service_says_so() {
    let (base, kept) = (
        format!("{}board 7 Gone\n stack 8 S\n  card 9 x\n", cards("10 a")),
        cards("10 a"),
    );
    let bases = [base.as_str()];
    let mut case = Case::new(&bases, &base, &kept);
    case.gone_boards = &["7"];
    case.check(str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a

"#]]);
    let changed = base.replace("9 x", "9 y");
    case.local = &changed;
    case.check(str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
board 7 Gone
 stack 8 S
  card 9 y
conflict: card "y" in Gone / S: deleted there and changed here; delete the file, or remove `id` to make a new card
conflict: stack "S" in Gone: deleted there and changed here; delete the folder, or remove `id` to make a new stack
conflict: board "Gone": deleted there and changed here; delete the folder, or remove `id` to make a new board

"#]]);
}

#[test]
fn a_board_that_is_not_shown_is_left_alone() {
    let (base, kept) = (
        format!("{}board 7 Hidden\n stack 8 S\n  card 9 x\n", cards("10 a")),
        cards("10 b"),
    );
    let local = format!(
        "{}board 7 Hidden\n stack 8 S\n  card 9 y\n  card +1 z\n",
        cards("10 a")
    );
    Case::new(&[&base], &local, &kept).check(str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 b
board 7 Hidden
 stack 8 S
  card 9 y
  card +1 z
note: Hidden is out of sight

"#]]);
    let moved = format!(
        "{}board 7 Hidden\n stack 8 S\n  card 9 x\n  card 10 a\n",
        cards("")
    );
    Case::new(&[&base], &moved, &kept).check(str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 b
board 7 Hidden
 stack 8 S
  card 9 x
note: Hidden is out of sight
conflict: card "a" in Hidden / S: moved to "Hidden / S", which is out of sight; move the file back, or make that board visible to this account

"#]]);
    let came = cards("10 a\n9 x; #5");
    Case::new(&[&base], &local, &came).check(str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
  card 9 y; #5
board 7 Hidden
 stack 8 S
  card +1 z
note: Hidden is out of sight
send: edit card "x" in B / To do: title "x" → "y"

"#]]);
}

#[test]
fn nothing_moves_into_a_stack_that_came_from_out_of_sight() {
    let hidden = "board 7 Hidden\n stack 8 S\n  card 9 x\n";
    let base = format!("{}{hidden}", two("10 a", ""));
    let local = format!(
        "{} stack 8 S\n  card 9 x\n  card 10 a\n  stack 3 Doing\nboard 7 Hidden\n",
        cards("")
    );
    Case::new(&[&base], &local, &two("10 a", "")).check(str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
 stack 3 Doing
 stack 8 S
  card 9 x
board 7 Hidden
note: card "x" in B / S was not looked for
note: Hidden is out of sight
conflict: stack "Doing" in B / S: moved to "B / S", which is out of sight; move the folder back, or make that board visible to this account
conflict: card "a" in B / S: moved to "B / S", which is out of sight; move the file back, or make that board visible to this account

"#]]);
}

#[test]
fn a_card_made_at_another_time_is_a_stranger() {
    let made = |at: &str| {
        let mut account = account(&cards("10 a"));
        let stack = &mut Arc::make_mut(&mut account.boards[0]).stacks[0];
        let card = &mut Arc::make_mut(stack).cards[0];
        Arc::make_mut(card).created = Some(time(at));
        account
    };
    let (one, other) = (made("2026-01-01"), made("2026-01-02"));
    assert!(strangers(&one, &one).is_empty());
    assert_eq!(strangers(&one, &other).len(), 1);
}

#[test]
fn a_card_that_was_not_looked_for_is_left_alone() {
    let (base, remote) = (cards("10 a\n11 b"), cards("10 a"));
    let bases = [base.as_str()];
    let mut case = Case::new(&bases, &base, &remote);
    case.not_looked_for = &["11"];
    case.check(str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
  card 11 b
note: card "b" in B / To do was not looked for

"#]]);
}

#[test]
fn members_are_merged_one_by_one() {
    check(
        "board 1 B\n member alice edit\n member bob",
        "board 1 B\n member alice edit share\n member bob\n member carol",
        "board 1 B\n member alice edit\n member dave",
        str![[r#"
board 1 B
 member alice edit share
 member carol
 member dave
send: edit member "alice" in B: may edit → edit, share
send: create member "carol" in B: may read

"#]],
    );
    check(
        "board 1 B\n member alice edit",
        "board 1 B\n member alice share",
        "board 1 B",
        str![[r#"
board 1 B
 member alice share
conflict: member "alice" in B: `permissions` changed on both sides: "share" here, none there, "edit" before; keep one of the values, or write a third

"#]],
    );
}

#[test]
fn boards_and_stacks_are_merged_field_by_field() {
    check(
        "board 1 B; color aaaaaa\n stack 2 S\n stack 3 T",
        "board 1 C; color bbbbbb\n stack 3 T2\n stack 2 S",
        "board 1 B; color cccccc; archived\n stack 2 S; done column\n stack 3 T3",
        str![[r#"
board 1 C; color bbbbbb; archived
 stack 3 T2
 stack 2 S; done column
conflict: board "C": `color` changed on both sides: "bbbbbb" here, "cccccc" there, "aaaaaa" before; keep one of the values, or write a third
conflict: stack "T2" in C: `title` changed on both sides: "T2" here, "T3" there, "T" before; keep one of the values, or write a third

"#]],
    );
}

#[test]
fn stacks_moved_into_each_other_are_a_conflict() {
    check(
        "board 1 B\n stack 2 S\n stack 3 T",
        "board 1 B\n stack 3 T\n  stack 2 S",
        "board 1 B\n stack 2 S\n  stack 3 T",
        str![[r#"
board 1 B
 stack 3 T
  stack 2 S
conflict: stack "T" in B: moved into a stack that was moved into it on the other side; move one of the folders out of the other

"#]],
    );
}

#[test]
fn a_value_of_another_state_that_counts_as_base_is_no_edit() {
    let newest = two("10 new; #5", "11 b");
    let older = two("10 old\n12 late", "11 b");
    Case::new(&[&newest, &older], &older, &newest).check(str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 new; #5
 stack 3 Doing
  card 11 b

"#]]);
    let without = two("10 new; #5", "");
    Case::new(&[&newest, &without], &without, &newest).check(str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 new; #5
 stack 3 Doing
  card 11 b

"#]]);
}

#[test]
fn without_any_base_what_differs_is_a_conflict() {
    let (local, remote) = (cards("10 a"), cards("10 b"));
    Case::new(&[], &local, &remote).check(str![[r#"
board 1 B
 label 5 Bug
 label 6 Idea
 stack 2 To do
  card 10 a
conflict: card "a" in B / To do: `title` differs, and nobody knows what it was: "a" here, "b" there, none before; keep one of the values, or write a third

"#]]);
}

#[test]
fn a_thing_that_is_twice_is_a_bug() {
    let scope = Scope {
        gone_boards: &BTreeSet::new(),
        is_gone: &|_| true,
        earlier: &|_| Vec::new(),
        was_agreed: &|_, _| false,
        user: None,
        merge_body: &by_lines,
    };
    let twice = account(&two("10 a", "10 a"));
    let bug = merge(&[], &twice, &Account::default(), &scope).expect_err("card 10 is twice");
    assert_eq!(
        bug,
        Bug::Twice {
            thing: "card",
            key: "10".to_owned(),
            account: "local"
        }
    );
}

#[test]
fn what_is_the_same_in_memory_stays_the_same() {
    let base = account(&two("10 a", "11 b"));
    let mut remote = base.clone();
    let board = Arc::make_mut(&mut remote.boards[0]);
    let stack = Arc::make_mut(&mut board.stacks[1]);
    Arc::make_mut(&mut stack.cards[0]).title = "c".to_owned();
    let scope = Scope {
        gone_boards: &BTreeSet::new(),
        is_gone: &|_| true,
        earlier: &|_| Vec::new(),
        was_agreed: &|_, _| false,
        user: None,
        merge_body: &by_lines,
    };
    let merged = merge(&[&base], &base, &remote, &scope).expect("nothing is lost");
    assert!(Arc::ptr_eq(&merged.account.boards[0], &remote.boards[0]));
    let merged = merge(&[&base], &remote, &base, &scope).expect("nothing is lost");
    assert!(Arc::ptr_eq(&merged.account.boards[0], &remote.boards[0]));
}
