//! Stacks and labels that change on one side while the other uses them, and cards between boards.

use super::world::World;

#[test]
fn a_stack_deleted_there_keeps_the_card_that_was_added_here() {
    let world = World::cloned();
    world.there(|deck| deck.delete_stack("alice", 2));
    world.write("boards/roadmap/doing/idea.md", "# An idea\n");
    let before = world.local_state();
    world.server.log().clear();
    let ran = world.git_board("boards", &["push", "--yes"]).code(3);
    assert!(ran.err.contains("Doing"), "{}", ran.err);
    assert_eq!(world.local_state(), before);
    assert_eq!(world.writes(), [""; 0]);
    // The way out: the card goes elsewhere, then the stack may go.
    world.rename(
        "boards/roadmap/doing/idea.md",
        "boards/roadmap/to-do/idea.md",
    );
    world.git_board("boards", &["pull", "--yes"]).code(0);
    assert!(!world.has("boards/roadmap/doing"));
    world.pushed();
    assert_eq!(world.line(9), "To do: 9 An idea | # An idea");
    world.assert_settled();
}

#[test]
fn a_stack_deleted_here_comes_back_with_the_card_that_was_added_there() {
    let world = World::cloned();
    world.there(|deck| {
        let new = git_board::lookalike::deck::card::NewCard::titled("Theirs");
        deck.create_card("bob", 2, &new)
    });
    world.remove("boards/roadmap/doing");
    world.server.log().clear();
    for command in [
        &["push", "--allow-deletes", "--yes"][..],
        &["pull", "--yes"],
    ] {
        let ran = world.git_board("boards", command).code(3);
        assert!(ran.err.contains("Doing"), "{}", ran.err);
    }
    assert_eq!(world.writes(), [""; 0]);
    assert_eq!(world.line(9), "Doing: 9 Theirs");
    assert_eq!(world.line(4), "Doing: 4 Search | Fast.");
}

#[test]
fn a_stack_deleted_on_both_sides_is_gone_and_nothing_is_sent() {
    let world = World::cloned();
    world.there(|deck| deck.delete_stack("alice", 2));
    world.remove("boards/roadmap/doing");
    world.server.log().clear();
    world.git_board("boards", &["push", "--yes"]).code(0);
    assert_eq!(world.writes(), [""; 0]);
    world.git_board("boards", &["pull", "--yes"]).code(0);
    world.assert_settled();
}

#[test]
fn a_stack_renamed_there_takes_a_card_added_here_in_the_same_folder() {
    let world = World::cloned();
    world.there(|deck| deck.rename_stack("alice", 2, "In progress"));
    world.write("boards/roadmap/doing/idea.md", "# An idea\n");
    world.pushed();
    assert_eq!(world.line(9), "In progress: 9 An idea | # An idea");
    let stack = world.read("boards/roadmap/doing/stack.yaml");
    assert!(stack.contains("title: In progress\n"), "{stack}");
    assert!(world.has("boards/roadmap/doing/9-an-idea.md"));
    world.assert_settled();
}

#[test]
fn a_label_renamed_there_and_newly_used_here_by_its_old_name_is_one_label() {
    let world = World::cloned();
    world.there(|deck| deck.update_label("alice", 1, "Defect", "ff7a66"));
    world.substitute(
        "boards/roadmap/to-do/2-new-logo.md",
        "position: 20\n",
        "position: 20\nlabels:\n  - Bug\n",
    );
    world.server.log().clear();
    let writes = world.pushed();
    assert_eq!(writes.len(), 1, "{writes:?}");
    assert!(writes[0].contains("/cards/2/assignLabel"), "{writes:?}");
    assert_eq!(world.line(2), "To do: 2 New logo #Defect | Round.");
    for card in ["1-fix-login", "2-new-logo"] {
        let text = world.read(&format!("boards/roadmap/to-do/{card}.md"));
        assert!(text.contains("labels:\n  - Defect\n"), "{text}");
    }
    let board = world.read("boards/roadmap/board.yaml");
    assert!(
        board.contains("name: Defect\n") && !board.contains("Bug"),
        "{board}"
    );
    // The other board's label of that name stays.
    assert!(
        world
            .read("boards/garden/board.yaml")
            .contains("name: Bug\n")
    );
    world.assert_settled();
}

#[test]
fn a_label_renamed_here_is_one_call_and_the_cards_are_rewritten() {
    let world = World::cloned();
    world.substitute("boards/roadmap/board.yaml", "name: Bug", "name: Defect");
    let writes = world.pushed();
    assert_eq!(writes, ["PUT v1.0/boards/1/labels/1"]);
    assert_eq!(
        world.line(1),
        "To do: 1 Fix login #Defect | one/two/three/four/five"
    );
    let text = world.read("boards/roadmap/to-do/1-fix-login.md");
    assert!(text.contains("labels:\n  - Defect\n"), "{text}");
    world.assert_settled();
}

#[test]
fn a_label_deleted_there_and_put_on_a_card_here_is_a_conflict() {
    let world = World::cloned();
    world.there(|deck| deck.delete_label("alice", 2));
    world.substitute(
        "boards/roadmap/to-do/2-new-logo.md",
        "position: 20\n",
        "position: 20\nlabels:\n  - Later\n",
    );
    let before = world.local_state();
    world.server.log().clear();
    let ran = world.git_board("boards", &["push"]).code(3);
    assert!(ran.err.contains("Later"), "{}", ran.err);
    assert_eq!(world.local_state(), before);
    assert_eq!(world.writes(), [""; 0]);
}

#[test]
fn labels_of_one_name_made_on_both_sides_are_one() {
    let world = World::cloned();
    world.there(|deck| deck.create_label("alice", 1, "Urgent", "ff0000"));
    world.substitute(
        "boards/roadmap/board.yaml",
        "members:",
        "  - name: Urgent\n    color: ff0000\nmembers:",
    );
    world.substitute(
        "boards/roadmap/to-do/2-new-logo.md",
        "position: 20\n",
        "position: 20\nlabels:\n  - Urgent\n",
    );
    let writes = world.pushed();
    assert_eq!(writes.len(), 1, "{writes:?}");
    assert_eq!(world.line(2), "To do: 2 New logo #Urgent | Round.");
    world.assert_settled();
}

#[test]
fn a_card_moved_to_another_board_by_hand_keeps_its_id() {
    let world = World::cloned();
    world.rename(
        "boards/roadmap/to-do/1-fix-login.md",
        "boards/garden/paths/1-fix-login.md",
    );
    let writes = world.pushed();
    assert!(
        writes.iter().all(|line| !line.starts_with("DELETE")),
        "{writes:?}"
    );
    assert!(
        writes.iter().all(|line| !line.starts_with("POST")),
        "{writes:?}"
    );
    // The label of that name on the other board is what it carries there.
    assert_eq!(
        world.line(1),
        "Paths: 1 Fix login #Bug | one/two/three/four/five"
    );
    let labels = world.card(1).labels;
    assert_eq!(labels, [3]);
    assert!(world.has("boards/garden/paths/1-fix-login.md"));
    world.assert_settled();
}

#[test]
fn a_card_moved_to_another_board_and_edited_there_meanwhile_is_both() {
    let world = World::cloned();
    world.rename(
        "boards/roadmap/to-do/2-new-logo.md",
        "boards/garden/paths/2-new-logo.md",
    );
    world.there(|deck| deck.rename_card("bob", 2, "A new logo"));
    world.pushed();
    assert_eq!(world.line(2), "Paths: 2 A new logo | Round.");
    world.assert_settled();
}

#[test]
fn a_card_moved_to_another_board_there_is_followed_and_not_deleted() {
    let world = World::cloned();
    world.substitute("boards/roadmap/to-do/2-new-logo.md", "Round.", "Square.");
    world.there(|deck| deck.move_card("alice", 2, 5));
    world.pushed();
    assert_eq!(world.line(2), "Paths: 2 New logo | Square.");
    assert!(world.has("boards/garden/paths/2-new-logo.md"));
    assert!(!world.has("boards/roadmap/to-do/2-new-logo.md"));
    world.assert_settled();
}

#[test]
fn cards_moved_out_of_a_stack_that_is_deleted_here_survive() {
    let world = World::cloned();
    for card in ["4-search.md", "5-export.md"] {
        let from = format!("boards/roadmap/doing/{card}");
        world.rename(&from, &format!("boards/roadmap/to-do/{card}"));
    }
    world.remove("boards/roadmap/doing");
    world.git_board("boards", &["push", "--yes"]).code(0);
    assert_eq!(world.line(4), "To do: 4 Search | Fast.");
    assert_eq!(world.line(5), "To do: 5 Export | As text.");
    assert!(!world.outline().contains("Doing"));
    world.assert_settled();
}
