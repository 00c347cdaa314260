//! `git board mv`.

use snapbox::{assert_data_eq, str};

use super::world::{dirty, edits, work};

#[test]
fn a_card_goes_to_the_end_of_another_stack_with_what_hangs_on_it() {
    let served = work();
    let ran = served.git_board("boards", &["mv", "Login", "Done"]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
moved card "Login" in Work: To do → Done, after "Setup"

"#]]
    );
    assert_data_eq!(
        edits(&served),
        str![[r#"
To push (1 operation):
Work
  > move "Login": To do → Done, after "Setup"

"#]]
    );
    assert_eq!(
        served.read("boards/work/done/1-login/log.txt"),
        "it fails\n"
    );
    assert!(!served.path("boards/work/to-do/1-login").exists());
    served.push(&[]);
    assert_eq!(dirty(&served), "");
}

#[test]
fn a_card_goes_first_or_behind_another() {
    let served = work();
    served
        .git_board("boards", &["mv", "3", "work/to-do", "--first"])
        .code(0);
    served
        .git_board("boards", &["mv", "Login", "to-do", "--after", "logout"])
        .code(0);
    assert_data_eq!(
        edits(&served),
        str![[r#"
To push (2 operations):
Work
  > move "Profile" in To do: place first
  > move "Logout" in To do: place after "Profile"

"#]]
    );
}

#[test]
fn several_cards_keep_the_order_in_which_they_are_named() {
    let served = work();
    let cards = ["mv", "work/to-do/3-profile.md", "Login", "work/done"];
    served.git_board("boards", &cards).code(0);
    let plan = edits(&served);
    assert!(
        plan.contains("\"Profile\": To do → Done, after \"Setup\""),
        "{plan}"
    );
    assert!(
        plan.contains("\"Login\": To do → Done, after \"Profile\""),
        "{plan}"
    );
}

#[test]
fn a_card_keeps_its_labels_by_name_on_another_board() {
    let served = work();
    let ran = served
        .git_board("boards", &["mv", "Login", "Home/To do"])
        .code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
moved card "Login" in Work: Work / To do → Home / To do, after "Garden"

"#]]
    );
    served.push(&[]);
    served.git_board("boards", &["pull", "--full"]).code(0);
    assert!(
        served
            .read("boards/home/to-do/1-login.md")
            .contains("- urgent")
    );
}

#[test]
fn a_label_that_the_other_board_lacks_stops_it() {
    let served = work();
    served.substitute("boards/home/board.yaml", "name: urgent", "name: later");
    let ran = served
        .git_board("boards", &["mv", "Login", "home/to-do"])
        .code(2);
    assert_data_eq!(
        ran.err,
        str![[r#"
error: board "Home" has no label "urgent", which card "Login" carries
hint: add it to that board's `board.yaml`, or take it off the card first

"#]]
    );
}

#[test]
fn a_card_that_is_there_already_is_left() {
    let served = work();
    let ran = served
        .git_board("boards", &["mv", "Profile", "work/to-do"])
        .code(0);
    assert_eq!(ran.out, "Nothing to move: it is there already.\n");
    assert_eq!(dirty(&served), "");
}

#[test]
fn names_nearly_right_get_a_suggestion() {
    let served = work();
    let ran = served.git_board("boards", &["mv", "Logn", "Done"]).code(2);
    assert_data_eq!(
        ran.err,
        str![[r#"
error: there is no card `Logn`
hint: did you mean `Login`?

"#]]
    );
    let ran = served
        .git_board("boards", &["mv", "Login", "Donne"])
        .code(2);
    assert_data_eq!(
        ran.err,
        str![[r#"
error: there is no stack `Donne`
hint: did you mean `Done`?

"#]]
    );
    let ran = served
        .git_board("boards", &["mv", "Login", "somewhere"])
        .code(2);
    assert_data_eq!(
        ran.err,
        str![[r#"
error: there is no stack `somewhere`
  there are: home/to-do, work/done, work/to-do
hint: name it as BOARD/STACK

"#]]
    );
}

#[test]
fn a_name_that_fits_several_is_not_guessed() {
    let served = work();
    served
        .git_board("boards", &["new", "work/done", "Login", "--no-edit"])
        .code(0);
    let ran = served.git_board("boards", &["rm", "Login"]).code(2);
    assert_data_eq!(
        ran.err,
        str![[r#"
error: `Login` is the name of 2 cards
  work/done/login.md
  work/to-do/1-login.md
hint: name the one that you mean by its path

"#]]
    );
}

#[test]
fn paths_are_read_from_where_the_person_is() {
    let served = work();
    let folder = "boards/work/to-do";
    served
        .git_board(folder, &["mv", "2-logout.md", "../done"])
        .code(0);
    assert!(served.path("boards/work/done/2-logout.md").exists());
}

#[test]
fn other_files_stay_as_they_are_written() {
    let served = work();
    let odd = "---\nid:   3\ntitle: \"Profile\"   # odd\nposition: 30\n---\n";
    served.write("boards/work/to-do/3-profile.md", odd);
    served.git_board("boards", &["mv", "Login", "Done"]).code(0);
    assert_eq!(served.read("boards/work/to-do/3-profile.md"), odd);
}
