//! A stack that moves to another board goes there whole, and its cards get that board's labels.

use git_board::lookalike::deck::Release;

use crate::edits::world::{BEANS, card, check_push, check_refused, garden_on};

#[test]
fn a_stack_takes_its_cards_along_with_labels_of_the_same_names_and_people() {
    for release in [Release::V1_16, Release::V1_18] {
        let served = garden_on(release);
        served.rename("boards/garden/to-do", "boards/kitchen/to-do");
        // The kitchen has no label `Later`.
        let ran = check_refused(&served, &[], 1);
        assert!(ran.err.contains("unknown label `Later`"), "{}", ran.err);
        served.substitute(
            "boards/kitchen/to-do/5-endive.md",
            "  - Later\n",
            "  - Urgent\n",
        );
        check_push(
            &served,
            &[],
            &[
                r#"PUT boards/1/stacks/1/cards/2/removeLabel {"labelId":1}"#,
                r#"PUT boards/2/stacks/1 {"title":"To do","order":1}"#,
                r#"PUT boards/2/stacks/1/cards/2/assignLabel {"labelId":4}"#,
                "PUT boards/2/stacks/1/cards/5/unarchive",
                r#"PUT boards/2/stacks/1/cards/5/assignLabel {"labelId":4}"#,
                "PUT boards/2/stacks/1/cards/5/archive",
            ],
        );
        // Nothing of the old board's labels comes along, and bob stays on the card.
        let beans = card(&served, 2);
        assert_eq!((beans.labels, beans.assignments.len()), (vec![4], 1));
        assert!(
            served
                .read(&BEANS.replace("garden", "kitchen"))
                .contains("  - bob\n")
        );
    }
}
