//! Creates whose answer was lost: the next push knows again what took effect, and makes nothing
//! twice; a text that the server dropped meanwhile is sent.

use git_board::lookalike::faults::{Fault, When};
use git_board::lookalike::kanbanik::Release;

use super::round::Round;
use super::world::{RELEASES, garden};
use crate::support::long::step_of;

const CARD: &str = "boards/garden/to-do/idea.md";

#[test]
fn a_card_whose_answer_was_lost_is_adopted_with_its_text() {
    for release in RELEASES {
        let round = Round::of(release, &garden());
        let sandbox = &round.sandbox;
        sandbox.write(
            CARD,
            "---\nproject: Web\nlabels:\n---\n# An idea\n\nGood.\n",
        );
        round
            .server
            .faults()
            .plan(When::Write(1), Fault::CutAfterEffect);
        let ran = sandbox.git_board("boards", &["push", "--yes"]).code(4);
        assert!(ran.err.contains("nobody knows"), "{}", ran.err);
        round.writes(&["push", "--yes"]);
        {
            let model = round.server.model();
            assert_eq!(model.tasks().count(), 5, "{release:?}");
            let made = model.tasks().find(|(_, task)| task.name == "An idea");
            let text = made.expect("it is there").1.description.clone();
            assert_eq!(text.as_deref(), Some("# An idea\n\nGood."), "{release:?}");
        }
        round.writes(&["pull"]);
        let file = sandbox.read("boards/garden/to-do/5-an-idea.md");
        assert!(
            file.ends_with("# An idea\n\nGood.\n"),
            "{release:?}: {file}"
        );
        assert_eq!(round.writes(&["push"]), [""; 0], "{release:?}");
    }
}

#[test]
fn a_push_that_is_cut_off_anywhere_goes_on_and_makes_nothing_twice() {
    for release in RELEASES {
        let step = match release {
            Release::Master => step_of(2),
            // They differ from it in what a create does, which is the first of the writes.
            Release::V0_2_6 | Release::V1_0_0 => step_of(6),
        };
        for cut in (1..=6).step_by(step) {
            for fault in [Fault::Cut, Fault::CutAfterEffect] {
                let round = Round::of(release, &garden());
                let sandbox = &round.sandbox;
                sandbox.write(CARD, "---\nproject: Web\n---\nGood.\n");
                sandbox.write("boards/garden/later/stack.yaml", "title: Later\n");
                sandbox.substitute("boards/garden/to-do/1-a.md", "title: a", "title: A");
                sandbox.remove("boards/garden/to-do/3-c.md");
                sandbox.rename("boards/garden/to-do/2-b.md", "boards/garden/done/2-b.md");
                round.server.faults().plan(When::Write(cut), fault.clone());
                sandbox.git_board("boards", &["push", "--yes"]);
                round.writes(&["push", "--yes"]);
                round.writes(&["pull"]);
                assert_eq!(
                    round.writes(&["push"]),
                    [""; 0],
                    "{release:?} {cut} {fault:?}"
                );
                let model = round.server.model();
                let mut names: Vec<&str> =
                    model.tasks().map(|(_, task)| task.name.as_str()).collect();
                names.sort_unstable();
                assert_eq!(
                    names,
                    ["A", "b", "d", "idea"],
                    "{release:?} {cut} {fault:?}"
                );
                let board = &model.boards[0];
                assert_eq!(board.workflow.items.len(), 4, "{release:?} {cut} {fault:?}");
                let idea = model.tasks().find(|(_, task)| task.name == "idea");
                let text = idea.expect("there").1.description.clone();
                assert_eq!(
                    text.as_deref(),
                    Some("Good."),
                    "{release:?} {cut} {fault:?}"
                );
            }
        }
    }
}
