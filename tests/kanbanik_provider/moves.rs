//! Cards that move to another board, where the server has no way that keeps them: made anew there, and
//! deleted where they were, without loss whatever happens in between.

use git_board::lookalike::faults::{Fault, When};
use git_board::lookalike::kanbanik::Release;

use super::round::Round;
use super::world::{A, B, RELEASES, garden_and_shed, id};
use crate::support::long::step_of;

const FROM: &str = "boards/garden/to-do/1-a.md";
const TO: &str = "boards/shed/all/1-a.md";

fn moved(round: &Round) {
    round.sandbox.rename(FROM, TO);
    round
        .sandbox
        .substitute(TO, "project: Web", "project: Tools");
}

/// Asserts that the card is on its new board alone, with that text, here and there.
#[track_caller]
fn assert_moved(round: &Round, text: &str, what: &str) {
    let sandbox = &round.sandbox;
    assert_eq!(round.writes(&["pull"]), [""; 0], "{what}");
    assert_eq!(round.writes(&["push"]), [""; 0], "{what}");
    let model = round.server.model();
    let mut titles: Vec<&str> = model.tasks().map(|(_, task)| task.name.as_str()).collect();
    titles.sort_unstable();
    assert_eq!(titles, ["a", "b", "c", "d"], "{what}");
    let (board, task) = model
        .tasks()
        .find(|(_, task)| task.name == "a")
        .expect("it is there");
    assert_eq!(board.name, "Shed", "{what}");
    assert_eq!(task.description.as_deref(), Some(text), "{what}");
    assert_eq!(task.ticket, "#1", "{what}");
    assert!(!sandbox.path(FROM).exists(), "{what}");
    let file = sandbox.read(TO);
    assert!(
        file.contains(&format!("id: {}\n", task.id)),
        "{what}: {file}"
    );
    assert!(file.contains(text), "{what}: {file}");
    assert!(file.contains("ticket: \"#1\"\n"), "{what}: {file}");
    let status = sandbox.git("boards", &["status", "--porcelain"]).code(0);
    assert_eq!(status.out, "", "{what}");
}

#[test]
fn a_card_that_moves_to_another_board_gets_its_new_id_and_keeps_all_else() {
    for release in RELEASES {
        let round = Round::of(release, &garden_and_shed());
        moved(&round);
        let planned = round.sandbox.git_board("boards", &["push", "--dry-run"]);
        assert!(
            planned.out.contains("Garden / To do → Shed / All, first"),
            "{}",
            planned.out
        );
        assert!(!planned.out.contains("delete"), "{}", planned.out);
        // No deletion: nobody has to agree to one.
        let expected = ["createTask", "editTask", "deleteTask"];
        assert_eq!(round.writes(&["push", "--yes"]), expected, "{release:?}");
        assert_moved(&round, "<b>text</b> of a", &format!("{release:?}"));
        let log = round.sandbox.git("boards", &["log", "-1", "--format=%s"]);
        assert_eq!(log.out.trim_end(), "push: Garden: changed \"a\"");
        // And back, in one push with another one.
        round.sandbox.rename(TO, FROM);
        round
            .sandbox
            .substitute(FROM, "project: Tools", "project: Web");
        round.sandbox.remove("boards/garden/to-do/2-b.md");
        round.writes(&["push", "--yes"]);
        assert_eq!(round.writes(&["push"]), [""; 0], "{release:?}");
        let model = round.server.model();
        assert!(model.task(&id(B)).is_none());
        let mut garden = model.boards.iter().filter(|board| board.name == "Garden");
        let garden = garden.next().expect("it is there");
        assert_eq!(garden.tasks.len(), 3, "{release:?}");
    }
}

#[test]
fn a_move_that_is_cut_off_anywhere_ends_with_the_card_on_its_new_board_alone() {
    for release in RELEASES {
        for cut in (1..=3).step_by(step_of(2)) {
            for fault in [Fault::Cut, Fault::CutAfterEffect] {
                let what = format!("{release:?} {cut} {fault:?}");
                let round = Round::of(release, &garden_and_shed());
                moved(&round);
                round.server.faults().plan(When::Write(cut), fault);
                round.sandbox.git_board("boards", &["push", "--yes"]);
                // The rest of a move is no deletion either.
                let planned = round.sandbox.git_board("boards", &["push", "--dry-run"]);
                assert!(!planned.out.contains("delete"), "{what}: {}", planned.out);
                round.writes(&["push", "--yes"]);
                assert_moved(&round, "<b>text</b> of a", &what);
            }
        }
    }
}

#[test]
fn a_move_that_was_cut_off_can_be_pulled_before_it_is_pushed_on() {
    for cut in [2, 3] {
        let round = Round::of(Release::Master, &garden_and_shed());
        moved(&round);
        let fault = Fault::Cut;
        round.server.faults().plan(When::Write(cut), fault);
        round
            .sandbox
            .git_board("boards", &["push", "--yes"])
            .code(4);
        round.writes(&["pull"]);
        round.writes(&["pull"]);
        round.writes(&["push", "--yes"]);
        assert_moved(&round, "<b>text</b> of a", &format!("{cut}"));
    }
}

#[test]
fn what_somebody_did_there_goes_along_even_if_the_move_is_cut_off() {
    for release in RELEASES {
        for cut in 1..=4 {
            let round = Round::of(release, &garden_and_shed());
            moved(&round);
            {
                let mut model = round.server.model();
                let task = model.task_mut(&id(A)).expect("there");
                task.description = Some("<b>theirs</b>".to_owned());
                task.version += 1;
            }
            let what = format!("{release:?} {cut}");
            round.server.faults().plan(When::Write(cut), Fault::Cut);
            round.sandbox.git_board("boards", &["push", "--yes"]);
            let ran = round.sandbox.git_board("boards", &["push", "--yes"]);
            if release == Release::Master && cut == 2 && ran.code != 0 {
                // The copy has no text yet: a person decides, and nothing is lost until then.
                let model = round.server.model();
                let task = model.task(&id(A)).expect("it is not deleted");
                assert_eq!(task.description.as_deref(), Some("<b>theirs</b>"));
                continue;
            }
            assert_eq!(ran.code, 0, "{what}: {}{}", ran.out, ran.err);
            round.writes(&["pull"]);
            assert_moved(&round, "<b>theirs</b>", &what);
        }
    }
}
