//! What is wrong with files, each with its place and words.

use git_board::files::{Content, ContentId, File};

use super::support::{base, board, problems, put, rename, replace};

const CARD: &str = "roadmap/todo/12-fix-login.md";

/// Checks the problems after replacing a piece of the first card.
fn check(old: &str, new: &str, expected: &str) {
    let mut files = board();
    replace(&mut files, CARD, old, new);
    assert_eq!(problems(&files, Some(&base())), expected);
}

/// Checks the problems of a new card with this text.
fn check_new(text: &str, expected: &str) {
    let mut files = board();
    put(&mut files, "roadmap/todo/new.md", text);
    assert_eq!(problems(&files, Some(&base())), expected);
}

#[test]
fn an_unknown_label_is_named_with_a_suggestion() {
    check(
        "- Urgent",
        "- urgnet",
        "roadmap/todo/12-fix-login.md:7:5: unknown label `urgnet`; did you mean `Urgent`?",
    );
}

#[test]
fn an_unknown_key_is_a_warning_with_a_suggestion() {
    check(
        "assignees:",
        "asignees:",
        "roadmap/todo/12-fix-login.md:8:1: unknown key `asignees`: Nextcloud Deck has none of that \
         name; did you mean `assignees`?",
    );
}

#[test]
fn a_copy_of_a_card_is_an_error_that_names_both_files() {
    let mut files = board();
    let text = super::support::text_at(&files, CARD);
    put(&mut files, "roadmap/doing/copy.md", &text);
    assert_eq!(
        problems(&files, Some(&base())),
        "roadmap/doing/copy.md: card 12 stands in `roadmap/todo/12-fix-login.md` too; \
         delete one of them, or remove `id` from the copy to make a new card\n\
         roadmap/todo/12-fix-login.md: card 12 stands in `roadmap/doing/copy.md` too; \
         delete one of them, or remove `id` from the copy to make a new card"
    );
}

#[test]
fn a_changed_copy_of_a_card_is_an_error_too() {
    let mut files = board();
    let text = super::support::text_at(&files, CARD).replace("The body", "Another body");
    put(&mut files, "roadmap/todo/copy.md", &text);
    assert!(problems(&files, Some(&base())).contains("remove `id` from the copy"));
}

#[test]
fn a_file_that_lost_its_id_is_an_error() {
    check(
        "id: 12\n",
        "",
        "roadmap/todo/12-fix-login.md: the id of card 12 is gone from this file; put back `id: 12`, \
         or rename the file to make a new card",
    );
}

#[test]
fn an_empty_file_is_an_error_with_the_way_back() {
    let mut files = board();
    put(&mut files, CARD, "");
    assert_eq!(
        problems(&files, Some(&base())),
        "roadmap/todo/12-fix-login.md: is empty; bring it back with \
         `git restore -- roadmap/todo/12-fix-login.md`, or delete it"
    );
    check_new(
        "",
        "roadmap/todo/new.md: is empty; write something into it, or delete it",
    );
}

#[test]
fn a_known_card_outside_of_every_stack_is_an_error() {
    let mut files = board();
    rename(&mut files, CARD, "roadmap/12-fix-login.md");
    assert_eq!(
        problems(&files, Some(&base())),
        "roadmap/12-fix-login.md: card 12 stands in no stack; move it into a folder with a \
         `stack.yaml`"
    );
}

#[test]
fn invalid_utf8_is_an_error_with_its_place() {
    let mut files = board();
    let bytes = b"---\nid: 12\n---\nab\xffc\n".to_vec();
    files
        .entries
        .insert(CARD.to_owned(), File::with_bytes(bytes));
    assert_eq!(
        problems(&files, Some(&base())),
        "roadmap/todo/12-fix-login.md:4:3: is not valid UTF-8"
    );
}

#[test]
fn yaml_that_does_not_parse_is_an_error_with_its_place() {
    check(
        "title: Fix login",
        "title: Fix: login",
        "roadmap/todo/12-fix-login.md:3:11: not valid YAML: mapping values are not allowed in this \
         context; a text with a colon in it stands in quotes, like `title: \"Fix: login\"`",
    );
    check(
        "title: Fix login",
        "title: \"Fix login",
        "roadmap/todo/12-fix-login.md:3:8: this quote is never closed",
    );
}

#[test]
fn what_front_matter_must_not_have_is_refused() {
    let at = "roadmap/todo/12-fix-login.md";
    for (line, place, message) in [
        ("title: Other", "4:1", "the key `title` stands here twice"),
        ("mine: &anchor x", "4:7", "anchors are not allowed"),
        ("mine: *alias", "4:7", "aliases are not allowed"),
        ("mine: !!str x", "4:7", "tags are not allowed"),
        ("mine: [a, &b c]", "4:11", "anchors are not allowed"),
        ("mine:\n  a: &b c", "5:6", "anchors are not allowed"),
        ("mine:\n  - *b", "5:5", "aliases are not allowed"),
        ("? mine", "4:1", "keys that begin with `? ` are not allowed"),
        ("... ", "4:1", "a second document is not allowed"),
        ("--- x", "4:1", "a second document is not allowed"),
        (
            "mine: a\u{7}b",
            "4:8",
            "the control character U+0007 is not allowed",
        ),
        (
            "mine: a\u{85}b",
            "4:8",
            "the line break U+0085 is not allowed",
        ),
        (
            "mine: a\u{2028}b",
            "4:8",
            "the line break U+2028 is not allowed",
        ),
        (
            "mine: a\u{2029}b",
            "4:8",
            "the line break U+2029 is not allowed",
        ),
        (
            "mine: a\u{feff}b",
            "4:8",
            "a byte order mark is allowed only at the start",
        ),
        (
            "mine: a\rb",
            "4:8",
            "the control character U+000D is not allowed",
        ),
    ] {
        let new = format!("title: Fix login\n{line}");
        check(
            "title: Fix login",
            &new,
            &format!("{at}:{place}: {message}"),
        );
    }
    let long = format!("title: Fix login\nmine: {}", "x".repeat(64 * 1024));
    check(
        "title: Fix login",
        &long,
        &format!("{at}:2:1: more than 64 KB"),
    );
}

#[test]
fn front_matter_that_is_no_block_mapping_is_refused() {
    check_new(
        "---\n{title: x}\n---\n",
        "roadmap/todo/new.md:2:1: a mapping in braces is not allowed here; write one key a line",
    );
    check_new(
        "---\n- x\n---\n",
        "roadmap/todo/new.md:2:1: not a mapping of keys",
    );
    check_new(
        "---\nx\n---\n",
        "roadmap/todo/new.md:2:1: not a mapping of keys",
    );
    check_new(
        "---\ntitle: x\n",
        "roadmap/todo/new.md:1:1: the front matter is not closed: no second line is `---`",
    );
}

#[test]
fn a_known_card_without_a_title_is_an_error() {
    check(
        "title: Fix login\n",
        "",
        "roadmap/todo/12-fix-login.md: card 12 has no `title`",
    );
    check(
        "title: Fix login\n",
        "title: \"\"\n",
        "roadmap/todo/12-fix-login.md: card 12 has no `title`",
    );
}

#[test]
fn values_of_a_wrong_type_are_errors() {
    let at = "roadmap/todo/12-fix-login.md";
    for (line, expected) in [
        (
            "archived: maybe",
            "4:11: `archived` must be `true` or `false`, not `maybe`",
        ),
        ("done: [x]", "4:7: `done` must be one value"),
        (
            "depends_on: 12",
            "4:13: `depends_on` must be a list: one item a line, each after `- `",
        ),
        (
            "depends_on: [x]",
            "4:13: `depends_on` takes card ids, not `x`",
        ),
        (
            "due: tomorrow",
            "4:6: `due` is no time: `tomorrow`; write one like `2026-12-01T09:00:00Z`",
        ),
        (
            "due: 2026-12-01 09:00",
            "4:6: `due` is no time: `2026-12-01 09:00`; write one like `2026-12-01T09:00:00Z`; did \
             you mean `2026-12-01T09:00:00Z`?",
        ),
        (
            "color: #ff0000",
            "4:8: `#ff0000` is a comment, and `color` has no value; quote it or leave out the `#`",
        ),
    ] {
        let new = format!("title: Fix login\n{line}");
        check("title: Fix login", &new, &format!("{at}:{expected}"));
    }
    check(
        "position: 10",
        "position: 1e3",
        &format!("{at}:4:11: `position` is `1e3`: not a decimal number"),
    );
    check(
        "id: 12",
        "id: twelve",
        &format!("{at}:2:5: `id` must be a number, not `twelve`"),
    );
    check(
        "labels:\n  - Bug\n  - Urgent",
        "labels: Bug",
        &format!("{at}:5:9: `labels` must be a list: one item a line, each after `- `"),
    );
}

#[test]
fn markers_of_a_merge_are_an_error() {
    check(
        "The body.\n",
        "<<<<<<< HEAD\nThe body.\n=======\nA body.\n>>>>>>> other\n",
        "roadmap/todo/12-fix-login.md:13:1: a merge left its markers here; settle the conflict and \
         take them out",
    );
    check(
        "title: Fix login\n",
        "<<<<<<< HEAD\ntitle: Fix login\n=======\ntitle: Fix\n>>>>>>> other\n",
        "roadmap/todo/12-fix-login.md:3:1: a merge left its markers here; settle the conflict and \
         take them out",
    );
}

#[test]
fn what_is_no_regular_file_is_an_error_where_a_card_would_be() {
    for (content, message) in [
        (
            Content::Link,
            "is a symbolic link; links are never followed",
        ),
        (Content::Special, "is not a regular file"),
        (
            Content::Unreadable("Permission denied".to_owned()),
            "cannot be read: Permission denied",
        ),
    ] {
        let mut files = board();
        let file = File {
            id: ContentId::of(b""),
            content,
        };
        files.entries.insert("roadmap/todo/x.md".to_owned(), file);
        assert_eq!(
            problems(&files, Some(&base())),
            format!("roadmap/todo/x.md: {message}")
        );
    }
}

#[test]
fn a_pointer_of_git_lfs_is_an_error() {
    check_new(
        "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 1\n",
        "roadmap/todo/new.md: is a git-lfs pointer, not the text itself; take `*.md` and `*.yaml` \
         of boards out of git-lfs",
    );
}

#[test]
fn a_stack_line_that_names_no_stack_is_an_error() {
    check(
        "position: 10",
        "stack: dong",
        "roadmap/todo/12-fix-login.md:4:1: there is no stack `dong`; did you mean `doing`?",
    );
}

#[test]
fn every_problem_is_reported_not_the_first() {
    let mut files = board();
    replace(&mut files, CARD, "- Urgent", "- a");
    replace(&mut files, CARD, "- Bug", "- b");
    put(&mut files, "roadmap/doing/14-release.md", "---\nx");
    assert_eq!(problems(&files, Some(&base())).lines().count(), 3);
}
