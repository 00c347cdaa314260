//! What is mistyped in files.

use snapbox::str;

use super::table::{LOGIN, LOGOUT, TO_DO, WORK, check, work};
use crate::support::deck_server::Served;

/// Returns the mistake that one text in a file is another.
fn instead(
    file: &'static str,
    old: &'static str,
    new: &'static str,
) -> impl FnOnce(&Served) + 'static {
    move |served| served.substitute(file, old, new)
}

#[test]
fn values_of_a_card() {
    let served = work();
    let status = &["push", "--dry-run"];
    check(
        &served,
        instead(LOGIN, "  - urgent", "  - urgnet"),
        status,
        1,
        str![[r#"
error: work/to-do/1-login.md:6:5: unknown label `urgnet`; did you mean `urgent`?
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
    check(
        &served,
        instead(LOGIN, "2026-12-01T09:00:00Z", "tomorrow"),
        status,
        1,
        str![[r#"
error: work/to-do/1-login.md:9:6: `due` is no time: `tomorrow`; write one like `2026-12-01T09:00:00Z`
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
    check(
        &served,
        instead(LOGIN, "2026-12-01T09:00:00Z", "2026-02-30"),
        status,
        1,
        str![[r#"
error: work/to-do/1-login.md:9:6: `due` is no time: `2026-02-30`; write one like `2026-12-01T09:00:00Z`
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
    check(
        &served,
        instead(LOGIN, "position: 10", "position: first"),
        status,
        1,
        str![[r#"
error: work/to-do/1-login.md:4:11: `position` is `first`: not a decimal number
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
    check(
        &served,
        instead(LOGIN, "labels:\n  - urgent", "labels: urgent, later"),
        status,
        1,
        str![[r#"
error: work/to-do/1-login.md:5:9: `labels` must be a list: one item a line, each after `- `
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
    check(
        &served,
        instead(LOGIN, "due:", "done: maybe\ndue:"),
        status,
        1,
        str![[r#"
error: work/to-do/1-login.md:9:7: `done` is no time: `maybe`; write one like `2026-12-01T09:00:00Z`
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
    check(
        &served,
        instead(LOGIN, "due:", "archived: yes please\ndue:"),
        status,
        1,
        str![[r#"
error: work/to-do/1-login.md:9:11: `archived` must be `true` or `false`, not `yes please`
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
    check(
        &served,
        instead(LOGIN, "title: Login", "title:"),
        status,
        1,
        str![[r#"
error: work/to-do/1-login.md: card 1 has no `title`
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
    check(
        &served,
        instead(LOGIN, "due:", "color: blue\ndue:"),
        status,
        6,
        str![[r#"
error: the server cannot take this
  card "Login" in Work: `blue` is no color; six hexadecimal digits are, like `ff7a66`
  nothing was sent
hint: undo these edits, and push again

"#]],
    );
}

#[test]
fn the_form_of_a_card() {
    let served = work();
    let status = &["status"];
    check(
        &served,
        instead(LOGIN, "title: Login", "title: Fix: login"),
        status,
        1,
        str![[r#"
error: work/to-do/1-login.md:3:11: not valid YAML: mapping values are not allowed in this context; a text with a colon in it stands in quotes, like `title: "Fix: login"`
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
    check(
        &served,
        instead(LOGIN, "  - urgent", "\t- urgent"),
        status,
        1,
        str![[r#"
error: work/to-do/1-login.md:6:1: not valid YAML: found character that cannot start any token; indent with blanks, not with tabs, and put a text that begins with a sign in quotes
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
    check(
        &served,
        instead(LOGIN, "---\nFix it.", "Fix it."),
        status,
        1,
        str![[r#"
error: work/to-do/1-login.md:1:1: the front matter is not closed: no second line is `---`
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
    check(
        &served,
        instead(LOGIN, "id: 1\n", ""),
        status,
        1,
        str![[r#"
error: work/to-do/1-login.md: the id of card 1 is gone from this file; put back `id: 1`, or rename the file to make a new card
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
    check(
        &served,
        instead(LOGIN, "id: 1\n", "id: one\n"),
        status,
        1,
        str![[r#"
error: work/to-do/1-login.md:2:5: `id` must be a number, not `one`
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
    check(
        &served,
        |served| served.copy(LOGIN, "boards/work/done/1-login.md"),
        status,
        1,
        str![[r#"
error: 2 problems in the files
  work/done/1-login.md: card 1 stands in `work/to-do/1-login.md` too; delete one of them, or remove `id` from the copy to make a new card
  work/to-do/1-login.md: card 1 stands in `work/done/1-login.md` too; delete one of them, or remove `id` from the copy to make a new card
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
    check(
        &served,
        |served| {
            served.write(
                LOGOUT,
                "<<<<<<< HEAD\nmine\n=======\ntheirs\n>>>>>>> board/main\n",
            )
        },
        status,
        3,
        str![[r#"
error: work/to-do/2-logout.md:1:1: a merge left its markers here; settle the conflict and take them out
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
    check(
        &served,
        |served| served.write(LOGOUT, ""),
        status,
        1,
        str![[r#"
error: work/to-do/2-logout.md: is empty; bring it back with `git restore -- work/to-do/2-logout.md`, or delete it
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
}

#[test]
fn boards_and_stacks() {
    let served = work();
    let status = &["push", "--dry-run"];
    check(
        &served,
        instead(WORK, "color: 0082c9", "color: blue"),
        status,
        6,
        str![[r#"
error: the server cannot take this
  board "Work": `blue` is no color; six hexadecimal digits are, like `ff7a66`
  nothing was sent
hint: undo these edits, and push again

"#]],
    );
    check(
        &served,
        instead(WORK, "  - user: bob", "  - usr: bob"),
        status,
        1,
        str![[r#"
error: work/board.yaml:9:5: a member has no `user`, `group`, `team` or `remote`
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
    check(
        &served,
        instead(
            WORK,
            "  - user: bob",
            "  - user: bob\n    permissions: [edti]",
        ),
        status,
        1,
        str![[r#"
error: work/board.yaml:10:18: unknown permission `edti`: there are `edit`, `share` and `manage`
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
    check(
        &served,
        instead(WORK, "id: 1\ntitle", "id: 99\ntitle"),
        status,
        3,
        str![[r#"
error: 1 conflict between here and the server
  board "Work": gone there, and its id `99` is in no state that is known here
  nothing was changed here and nothing sent
hint: delete the folder, or remove `id` to make a new board

"#]],
    );
    check(
        &served,
        instead(TO_DO, "position: 10", "position: ten"),
        status,
        1,
        str![[r#"
error: work/to-do/stack.yaml:3:11: `position` is `ten`: not a decimal number
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
    check(
        &served,
        instead(TO_DO, "title: To do", "title: \"\""),
        status,
        1,
        str![[r#"
error: work/to-do/stack.yaml: has an `id` but no `title`
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
    check(
        &served,
        |served| served.remove(TO_DO),
        status,
        1,
        str![[r#"
error: work/to-do: `stack.yaml` is gone, but the folder holds 2 known cards; bring it back with `git restore -- work/to-do/stack.yaml`, or `git restore --source=board/main -- work/to-do/stack.yaml` where that is committed, or move the cards elsewhere
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
    check(
        &served,
        |served| served.remove(WORK),
        status,
        1,
        str![[r#"
error: work: `board.yaml` is gone, but the folder holds 2 known cards; bring it back with `git restore -- work/board.yaml`, or `git restore --source=board/main -- work/board.yaml` where that is committed, or move the cards elsewhere
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
}

#[test]
fn comments_and_paths() {
    let served = work();
    let status = &["push", "--dry-run"];
    check(
        &served,
        |served| {
            served.write(
                "boards/work/to-do/1-login/comments/new.md",
                "---\nreply_to: 4711\n---\nYes.\n",
            );
        },
        status,
        1,
        str![[r#"
error: work/to-do/1-login/comments/new.md:2:1: `reply_to: 4711` is no comment of this card; name one by its id or the name of its file, or take the line out
hint: nothing was changed and nothing sent; mend the files and run this again

"#]],
    );
    check(
        &served,
        |served| {
            let text = "x".repeat(1001);
            served.write("boards/work/to-do/1-login/comments/new.md", &text);
        },
        status,
        6,
        str![[r#"
error: the server cannot take this
  comment "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…" in Work: it has 1001 characters, and Nextcloud Deck takes 1000
  nothing was sent
hint: undo these edits, and push again

"#]],
    );
}
