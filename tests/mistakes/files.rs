//! Files that cannot be read as boards, or cannot be trusted.

use snapbox::{assert_data_eq, str};

use super::world::{LOGIN, LOGOUT, TO_DO, WORK, check, work};

#[test]
fn broken_front_matter_is_told_with_line_and_column() {
    let served = work();
    served.substitute(LOGIN, "title: Login", "title: \"Login");
    for command in ["push", "pull", "status", "diff"] {
        check(
            &served,
            &[command],
            1,
            str![[r#"
error: work/to-do/1-login.md:3:8: this quote is never closed
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
        );
    }
}

#[test]
fn an_unknown_label_is_told_with_the_one_that_is_close() {
    let served = work();
    served.substitute(LOGIN, "- urgent", "- urgnet");
    check(
        &served,
        &["push"],
        1,
        str![[r#"
error: work/to-do/1-login.md:6:5: unknown label `urgnet`; did you mean `urgent`?
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
}

#[test]
fn an_unknown_key_is_a_warning_and_stops_nothing() {
    let served = work();
    served.substitute(
        LOGIN,
        "title: Login",
        "title: Log in\nlables: [urgent]\nmine: 1",
    );
    let ran = served.git_board("boards", &["push"]).code(0);
    assert_data_eq!(
        ran.err,
        str![[r#"
warning: work/to-do/1-login.md:4:1: unknown key `lables`: Nextcloud Deck has none of that name; did you mean `labels`?
warning: work/to-do/1-login.md:5:1: unknown key `mine`: Nextcloud Deck has none of that name

"#]]
    );
    assert!(
        served
            .read(LOGIN)
            .contains("title: Log in\nlables: [urgent]\nmine: 1\n")
    );
}

#[test]
fn two_files_with_one_id_are_both_named() {
    let served = work();
    served.copy(LOGIN, "boards/work/done/login.md");
    check(
        &served,
        &["push"],
        1,
        str![[r#"
error: 2 problems in the files
  work/done/login.md: card 1 stands in `work/to-do/1-login.md` too; delete one of them, or remove `id` from the copy to make a new card
  work/to-do/1-login.md: card 1 stands in `work/done/login.md` too; delete one of them, or remove `id` from the copy to make a new card
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
}

#[test]
fn an_id_that_is_gone_from_its_file_is_asked_for() {
    let served = work();
    served.substitute(LOGIN, "id: 1\n", "");
    check(
        &served,
        &["push"],
        1,
        str![[r#"
error: work/to-do/1-login.md: the id of card 1 is gone from this file; put back `id: 1`, or rename the file to make a new card
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
}

#[test]
fn front_matter_that_a_formatter_lost_is_not_a_new_card() {
    let served = work();
    served.write(LOGIN, "Fix it.\n");
    check(
        &served,
        &["push"],
        1,
        str![[r#"
error: work/to-do/1-login.md: the id of card 1 is gone from this file; put back `id: 1`, or rename the file to make a new card
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
}

#[test]
fn an_empty_file_is_not_a_deleted_card() {
    let served = work();
    served.write(LOGIN, "");
    check(
        &served,
        &["push", "--yes"],
        1,
        str![[r#"
error: work/to-do/1-login.md: is empty; bring it back with `git restore -- work/to-do/1-login.md`, or delete it
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
}

#[test]
fn a_lost_stack_file_is_not_a_deleted_stack() {
    let served = work();
    served.remove(TO_DO);
    check(
        &served,
        &["push", "--yes", "--allow-deletes"],
        1,
        str![[r#"
error: work/to-do: `stack.yaml` is gone, but the folder holds 2 known cards; bring it back with `git restore -- work/to-do/stack.yaml`, or `git restore --source=board/main -- work/to-do/stack.yaml` where that is committed, or move the cards elsewhere
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
    check(
        &served,
        &["pull"],
        1,
        str![[r#"
error: work/to-do: `stack.yaml` is gone, but the folder holds 2 known cards; bring it back with `git restore -- work/to-do/stack.yaml`, or `git restore --source=board/main -- work/to-do/stack.yaml` where that is committed, or move the cards elsewhere
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
}

#[test]
fn a_lost_board_file_is_not_a_deleted_board() {
    let served = work();
    served.remove(WORK);
    check(
        &served,
        &["push", "--yes", "--allow-deletes"],
        1,
        str![[r#"
error: work: `board.yaml` is gone, but the folder holds 2 known cards; bring it back with `git restore -- work/board.yaml`, or `git restore --source=board/main -- work/board.yaml` where that is committed, or move the cards elsewhere
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
}

#[test]
fn a_file_with_conflict_markers_is_not_sent() {
    let served = work();
    served.substitute(
        LOGIN,
        "Fix it.\n",
        "<<<<<<< here\nFix it.\n=======\nLeave it.\n>>>>>>> there\n",
    );
    check(
        &served,
        &["push"],
        3,
        str![[r#"
error: work/to-do/1-login.md:10:1: a merge left its markers here; settle the conflict and take them out
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
}

#[test]
fn bytes_that_are_no_utf_8_are_told() {
    let served = work();
    let mut bytes = served.read(LOGIN).into_bytes();
    bytes.extend(b"caf\xe9\n");
    std::fs::write(served.path(LOGIN), bytes).expect("it can be written");
    check(
        &served,
        &["push"],
        1,
        str![[r#"
error: work/to-do/1-login.md:11:4: is not valid UTF-8
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
}

#[test]
fn a_title_that_is_too_long_or_missing_is_told() {
    let served = work();
    served.substitute(LOGIN, "title: Login", "title: ''");
    check(
        &served,
        &["push"],
        1,
        str![[r#"
error: work/to-do/1-login.md: card 1 has no `title`
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
}

#[test]
fn every_problem_is_told_not_only_the_first() {
    let served = work();
    served.substitute(LOGIN, "- urgent", "- urgnet");
    served.substitute(
        LOGOUT,
        "title: Logout",
        "title: Logout\ndue: soon\ntitle: Twice",
    );
    served.write("boards/work/done/a.md", "---\nid: 99\ntitle: [\n---\n");
    served.write("boards/work/done/b.md", "---\nnever: closed\n");
    for command in ["push", "status"] {
        check(
            &served,
            &[command],
            1,
            str![[r#"
error: 4 problems in the files
  work/done/a.md:3:8: this bracket is never closed
  work/done/b.md:1:1: the front matter is not closed: no second line is `---`
  work/to-do/1-login.md:6:5: unknown label `urgnet`; did you mean `urgent`?
  work/to-do/2-logout.md:5:1: the key `title` stands here twice
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
        );
    }
    let ran = served.git_board("boards", &["check"]).code(1);
    assert_data_eq!(
        ran.out,
        str![[r#"
error: work/done/a.md:3:8: this bracket is never closed
error: work/done/b.md:1:1: the front matter is not closed: no second line is `---`
error: work/to-do/1-login.md:6:5: unknown label `urgnet`; did you mean `urgent`?
error: work/to-do/2-logout.md:5:1: the key `title` stands here twice

"#]]
    );
}

#[test]
fn an_attribute_that_would_change_bytes_is_refused() {
    let served = work();
    served.write("boards/.gitattributes", "*.md text eol=lf\n");
    served.substitute(LOGIN, "title: Login", "title: Log in");
    check(
        &served,
        &["push"],
        1,
        str![[r#"
error: the files here cannot be trusted as they are
  work/to-do/1-login.md and 1 more: the attribute `eol=lf` lets git change bytes; take it out of .gitattributes
  work/to-do/1-login.md and 1 more: the attribute `text` lets git change bytes; take it out of .gitattributes
  nothing was changed and nothing sent
hint: mend this, and run it again

"#]],
    );
}
