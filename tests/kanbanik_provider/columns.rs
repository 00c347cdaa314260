//! Boards, columns and projects through the program: made, changed, moved and deleted, and what a person
//! has to agree to first.

use git_board::lookalike::kanbanik::Release;
use git_board::lookalike::kanbanik::board::Workflow;

use super::round::Round;
use super::world::{GARDEN, RELEASES, garden, garden_and_shed, id};

/// Returns the columns of a board: names with limit and direction, those within in brackets.
fn outline(round: &Round, board: u32) -> String {
    fn of(list: &Workflow) -> String {
        let items = list.items.iter().map(|item| {
            let own = format!("{} {} {}", item.name, item.wip_limit, item.kind);
            match item.nested.items.is_empty() {
                true => own,
                false => format!("{own} [{}]", of(&item.nested)),
            }
        });
        items.collect::<Vec<_>>().join(", ")
    }
    of(&round
        .server
        .model()
        .board(&id(board))
        .expect("there")
        .workflow)
}

/// Asserts that pull and push find nothing to do.
#[track_caller]
fn assert_settled(round: &Round) {
    assert_eq!(round.writes(&["pull"]), [""; 0]);
    assert_eq!(round.writes(&["push"]), [""; 0]);
    let status = round.sandbox.git("boards", &["status", "--porcelain"]);
    assert_eq!(status.out, "");
}

/// Asserts that a push is refused without its last option and sends no write; then sends it.
#[track_caller]
fn agreed(round: &Round, options: &[&str], what: &str) -> Vec<String> {
    let mut arguments = vec!["push"];
    arguments.extend(&options[..options.len() - 1]);
    round.server.log().clear();
    let ran = round.sandbox.git_board("boards", &arguments);
    assert_ne!(ran.code, 0, "{what}");
    let said = format!("{}{}", ran.out, ran.err);
    assert!(said.contains(what), "{what}: {said}");
    assert_eq!(round.server.log().writes(), [""; 0], "{what}");
    arguments.push(options[options.len() - 1]);
    round.writes(&arguments)
}

#[test]
fn columns_are_made_changed_and_moved_in_and_out_of_others() {
    for release in RELEASES {
        let round = Round::of(release, &garden());
        let sandbox = &round.sandbox;
        sandbox.write(
            "boards/garden/done/year/stack.yaml",
            "title: This year\nwip_limit: 4\norientation: vertical\n",
        );
        let doing = "boards/garden/doing/stack.yaml";
        sandbox.substitute(
            doing,
            "wip_limit: 7\norientation: vertical\n",
            "wip_limit: 8\n",
        );
        sandbox.substitute(doing, "title: Doing", "title: Now");
        assert_eq!(
            round.writes(&["push", "--yes"]),
            ["editWorkflowitemData", "editWorkflow"],
            "{release:?}"
        );
        assert_eq!(
            outline(&round, GARDEN),
            "To do 5 H, Now 8 H [Dev -1 H], Done -1 H [This year 4 V]",
            "{release:?}"
        );
        assert_settled(&round);
        // Out of a column, with its cards, and into another one.
        sandbox.rename("boards/garden/doing/dev", "boards/garden/dev");
        assert_eq!(
            round.writes(&["push", "--yes"]),
            ["editWorkflow"],
            "{release:?}"
        );
        assert_settled(&round);
        sandbox.rename("boards/garden/dev", "boards/garden/done/dev");
        assert_eq!(
            round.writes(&["push", "--yes"]),
            ["editWorkflow"],
            "{release:?}"
        );
        assert_settled(&round);
        let outline = outline(&round, GARDEN);
        assert!(outline.contains("Done -1 H ["), "{release:?}: {outline}");
        assert!(outline.ends_with("Dev -1 H]") || outline.contains("Dev -1 H, This year"));
        assert_eq!(round.server.model().tasks().count(), 4, "{release:?}");
    }
}

#[test]
fn a_column_that_holds_cards_takes_no_columns_and_that_is_said_before_any_call() {
    let round = Round::of(Release::Master, &garden());
    let sandbox = &round.sandbox;
    sandbox.write("boards/garden/to-do/sub/stack.yaml", "title: Sub\n");
    sandbox.rename(
        "boards/garden/to-do/1-a.md",
        "boards/garden/to-do/sub/1-a.md",
    );
    round.server.log().clear();
    let ran = sandbox.git_board("boards", &["push", "--yes"]);
    assert_ne!(ran.code, 0, "{}", ran.out);
    assert!(
        ran.err.contains("no stacks within one that holds cards"),
        "{}",
        ran.err
    );
    assert_eq!(round.server.log().writes(), [""; 0]);
}

#[test]
fn what_is_deleted_is_agreed_to_first() {
    for release in RELEASES {
        let round = Round::of(release, &garden_and_shed());
        let sandbox = &round.sandbox;
        let line = format!("  - name: Shop\n    id: {}\n", id(22));
        sandbox.substitute("boards/garden/board.yaml", &line, "");
        let writes = agreed(&round, &["--yes"], "the plan deletes, and nobody agreed");
        assert_eq!(writes, ["deleteProject"], "{release:?}");
        sandbox.remove("boards/garden/doing");
        let options = ["--yes", "--allow-deletes"];
        let writes = agreed(&round, &options, "deletes stack \"Doing\" in Garden");
        assert_eq!(
            writes,
            ["deleteTask", "deleteWorkflowitem", "deleteWorkflowitem"],
            "{release:?}"
        );
        sandbox.remove("boards/garden");
        let writes = agreed(&round, &options, "deletes board \"Garden\" with 3 cards");
        let mut expected = vec!["deleteTask"; 3];
        expected.extend(["removeProjectFromBoard", "deleteBoard"]);
        assert_eq!(writes, expected, "{release:?}");
        assert_settled(&round);
        let model = round.server.model();
        let titles: Vec<&str> = model
            .boards
            .iter()
            .map(|board| board.name.as_str())
            .collect();
        assert_eq!(titles, ["Shed"], "{release:?}");
    }
}

#[test]
fn a_project_goes_after_its_cards_have_left_it() {
    for release in RELEASES {
        let round = Round::of(release, &garden());
        let sandbox = &round.sandbox;
        let board = "boards/garden/board.yaml";
        sandbox.substitute(board, &format!("  - name: Web\n    id: {}\n", id(21)), "");
        sandbox.substitute(board, "projects:\n", "projects:\n  - name: Farm\n");
        for (folder, card) in [
            ("to-do", "1-a"),
            ("to-do", "2-b"),
            ("to-do", "3-c"),
            ("doing/dev", "4-d"),
        ] {
            let path = format!("boards/garden/{folder}/{card}.md");
            sandbox.substitute(&path, "project: Web", "project: Farm");
        }
        assert_eq!(
            round.writes(&["push", "--yes"]),
            [
                "createProject",
                "editTask",
                "editTask",
                "editTask",
                "editTask",
                "deleteProject"
            ],
            "{release:?}"
        );
        assert_settled(&round);
        let model = round.server.model();
        let mut names: Vec<&str> = model.projects.iter().map(|one| one.name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["Farm", "Shop"], "{release:?}");
    }
}

#[test]
fn boards_are_made_renamed_and_share_the_projects_that_they_name() {
    for release in RELEASES {
        let round = Round::of(release, &garden_and_shed());
        let sandbox = &round.sandbox;
        sandbox.substitute("boards/shed/board.yaml", "title: Shed", "title: Hut");
        // A project of another board, by its id.
        sandbox.substitute(
            "boards/shed/board.yaml",
            "projects:\n",
            &format!("projects:\n  - name: Web\n    id: {}\n", id(21)),
        );
        sandbox.write(
            "boards/yard/board.yaml",
            "title: Yard\nprojects:\n  - name: Sand\n",
        );
        sandbox.write("boards/yard/all/stack.yaml", "title: All\n");
        sandbox.write("boards/yard/all/dig.md", "# Dig\n");
        let writes = round.writes(&["push", "--yes"]);
        for name in [
            "createBoard",
            "createProject",
            "editsBoard",
            "addProjectToBoard",
        ] {
            let count = writes.iter().filter(|other| *other == name).count();
            assert_eq!(count, 1, "{release:?} {name}: {writes:?}");
        }
        assert_settled(&round);
        let model = round.server.model();
        let mut titles: Vec<&str> = model
            .boards
            .iter()
            .map(|board| board.name.as_str())
            .collect();
        titles.sort_unstable();
        assert_eq!(titles, ["Garden", "Hut", "Yard"], "{release:?}");
        let web = model.projects.iter().find(|one| one.id == id(21));
        assert_eq!(web.expect("there").boards.len(), 2, "{release:?}");
    }
}

#[test]
fn an_account_that_may_see_no_board_is_told_so() {
    let round = Round::of(Release::Master, &garden());
    for user in &mut round.server.model().users {
        user.permissions.clear();
    }
    let ran = round.sandbox.git_board("boards", &["pull", "--full"]);
    assert_ne!(ran.code, 0, "{}", ran.out);
    assert!(ran.err.contains("shows no boards to"), "{}", ran.err);
    let garden = round.sandbox.read("boards/garden/board.yaml");
    assert!(garden.contains("title: Garden"), "nothing is deleted here");
}
