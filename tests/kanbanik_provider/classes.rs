//! Classes of service: listed in every board's file, and one list for the whole server.

use git_board::lookalike::kanbanik::Release;

use super::round::Round;
use super::world::{A, EXPEDITE, INTANGIBLE, RELEASES, World, garden, garden_and_shed, id};

const BOARD: &str = "boards/garden/board.yaml";
const CARD: &str = "boards/garden/to-do/1-a.md";

/// Returns the classes of the server: name, description, color.
fn held(round: &Round) -> Vec<String> {
    let model = round.server.model();
    let classes = model.classes.iter();
    let mut held: Vec<String> = classes
        .map(|class| format!("{} {} {}", class.name, class.description, class.color))
        .collect();
    held.sort();
    held
}

#[tokio::test]
async fn every_board_lists_the_classes_of_the_server() {
    for release in RELEASES {
        let world = World::with_shed(release);
        let read = world.read().await;
        for board in &read.account.boards {
            let names: Vec<&str> = board.classes.iter().map(|one| one.name.as_str()).collect();
            assert_eq!(names, ["Expedite", "Intangible", "Standard"], "{release:?}");
            assert_eq!(board.classes[0].id, Some(id(EXPEDITE)));
            assert_eq!(board.classes[0].description, "At once.");
            assert_eq!(board.classes[0].color, "e21714");
        }
    }
}

#[test]
fn classes_of_service_are_made_changed_and_deleted_once_no_card_has_them() {
    for release in RELEASES {
        let round = Round::of(release, &garden_and_shed());
        let sandbox = &round.sandbox;
        sandbox.substitute(
            BOARD,
            "classes_of_service:\n",
            "classes_of_service:\n  - name: Urgent\n    color: ff0000\n",
        );
        sandbox.substitute(BOARD, "Some day.", "Perhaps.");
        let expedite = format!(
            "  - name: Expedite\n    description: At once.\n    color: e21714\n    id: {}\n",
            id(EXPEDITE)
        );
        sandbox.substitute(BOARD, &expedite, "");
        for (file, class) in [
            ("to-do/1-a", "Urgent"),
            ("to-do/2-b", "Standard"),
            ("to-do/3-c", "Intangible"),
            ("doing/dev/4-d", "Urgent"),
        ] {
            sandbox.substitute(
                &format!("boards/garden/{file}.md"),
                "class_of_service: Expedite",
                &format!("class_of_service: {class}"),
            );
        }
        let planned = sandbox.git_board("boards", &["push", "--dry-run"]);
        assert!(
            planned.out.contains("changed Intangible, new Urgent"),
            "{}",
            planned.out
        );
        assert!(planned.out.contains("deleted Expedite"), "{}", planned.out);
        // A deletion is agreed to.
        let refused = sandbox.git_board("boards", &["push"]);
        assert_ne!(refused.code, 0, "{}", refused.out);
        let expected = [
            "createClassOfService",
            "editClassOfService",
            "editTask",
            "editTask",
            "editTask",
            "editTask",
            "deleteClassOfService",
        ];
        let mut writes = round.writes(&["push", "--yes"]);
        // Which of the first two comes first is a matter of their names.
        writes[..2].sort();
        assert_eq!(writes, expected, "{release:?}");
        assert_eq!(
            held(&round),
            [
                "Intangible Perhaps. 1eaa25",
                "Standard In its turn. 5d8eef",
                "Urgent  ff0000"
            ],
            "{release:?}"
        );
        let text = sandbox.read("boards/shed/board.yaml");
        assert!(text.contains("name: Urgent\n"), "{text}");
        assert!(!text.contains("Expedite"), "{text}");
        assert_eq!(round.writes(&["pull"]), [""; 0], "{release:?}");
        assert_eq!(round.writes(&["push"]), [""; 0], "{release:?}");
    }
}

#[test]
fn a_class_that_was_renamed_on_either_side_is_the_same_on_its_cards() {
    for release in RELEASES {
        let round = Round::of(release, &garden());
        let sandbox = &round.sandbox;
        {
            let mut model = round.server.model();
            let mut classes = model.classes.iter_mut();
            let class = classes.find(|class| class.id == id(EXPEDITE));
            class.expect("there").name = "Rush".to_owned();
        }
        // The card goes although its class has another name there: that is no change of it.
        sandbox.remove("boards/garden/to-do/3-c.md");
        sandbox.substitute(BOARD, "name: Intangible", "name: Vague");
        round.writes(&["pull"]);
        let expected = ["editClassOfService", "deleteTask"];
        assert_eq!(round.writes(&["push", "--yes"]), expected, "{release:?}");
        let card = sandbox.read(CARD);
        assert!(card.contains("class_of_service: Rush\n"), "{card}");
        let text = sandbox.read(BOARD);
        assert!(text.contains("name: Vague\n"), "{text}");
        assert_eq!(round.writes(&["push"]), [""; 0], "{release:?}");
        let model = round.server.model();
        let task = model.task(&id(A)).expect("there");
        assert_eq!(task.class, Some(id(EXPEDITE)));
        let names: Vec<&str> = model.classes.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["Rush", "Vague", "Standard"]);
    }
}

#[test]
fn a_class_that_a_card_still_has_is_not_deleted_and_the_server_says_why() {
    let round = Round::of(Release::Master, &garden());
    let sandbox = &round.sandbox;
    let mut model = round.server.model();
    model.task_mut(&id(A)).expect("there").class = Some(id(INTANGIBLE));
    drop(model);
    round.writes(&["pull"]);
    let intangible = format!(
        "  - name: Intangible\n    description: Some day.\n    color: 1eaa25\n    id: {}\n",
        id(INTANGIBLE)
    );
    sandbox.substitute(BOARD, &intangible, "");
    let ran = sandbox.git_board("boards", &["push", "--yes"]);
    assert_ne!(ran.code, 0, "{}", ran.out);
    assert!(ran.err.contains("some tasks associated"), "{}", ran.err);
    assert_eq!(round.server.model().classes.len(), 3);
}

#[test]
fn a_new_class_without_a_color_is_told() {
    let round = Round::of(Release::Master, &garden());
    round.sandbox.substitute(
        BOARD,
        "classes_of_service:\n",
        "classes_of_service:\n  - name: Urgent\n",
    );
    let ran = round.sandbox.git_board("boards", &["push", "--yes"]);
    assert!(ran.err.contains("has no `color`"), "{}", ran.err);
}
