//! Ids that the base does not know, in `status`.

use snapbox::{assert_data_eq, str};

use super::world::{clean, run};

#[test]
fn a_card_that_was_deleted_and_stands_here_as_it_was_goes_here() {
    let mut served = clean();
    let path = "boards/work/to-do/2-logout.md";
    let text = served.read(path);
    served.remove(path);
    served.push(&["--yes"]);
    served.write(path, &text);
    let ran = run(&mut served, "80", &["status"]).code(0);
    let said = ran.out.split_once('\n').map(|(_, rest)| rest.to_owned());
    assert_data_eq!(
        said.unwrap_or_default(),
        str![[r#"
Unknown here; a push asks the server for it:
  ? card "Logout" (2): it is as it was before it was deleted; if the server has
    it no more, the file goes here

"#]]
    );
}

#[test]
fn a_card_that_was_fetched_and_not_merged_is_no_stranger() {
    let mut served = clean();
    served.clone_to("other");
    served.write("other/work/to-do/new.md", "# New\n");
    served.git_board("other", &["push"]).code(0);
    served.git_board("boards", &["fetch"]).code(0);
    served.copy("other/work/to-do/6-new.md", "boards/work/to-do/6-new.md");
    let ran = run(&mut served, "80", &["status"]).code(0);
    assert!(!ran.out.contains("Unknown here"), "{}", ran.out);
    assert!(
        ran.out.contains("Fetched and not merged yet"),
        "{}",
        ran.out
    );
}
