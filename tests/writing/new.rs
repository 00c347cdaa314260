//! `git board new`.

use std::fs;

use snapbox::{assert_data_eq, str};

use super::world::{dirty, edits, work};
use crate::support::deck_server::Served;

/// Lets an editor write this text into the file.
fn with_editor(served: &mut Served, script: &str) {
    served.write("editor", &format!("#!/bin/sh\n{script}\n"));
    let path = served.path("editor");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it is ours");
    }
    served.set("GIT_EDITOR", &path.to_string_lossy());
}

#[test]
fn a_card_is_made_from_the_template_and_opened_in_the_editor() {
    let mut served = work();
    with_editor(&mut served, "echo 'More words.' >> \"$1\"");
    let ran = served
        .git_board("boards", &["new", "work/to-do", "Fix:", "the menu"])
        .code(0);
    assert_eq!(ran.out, "work/to-do/fix-the-menu.md\n");
    assert_eq!(
        served.read("boards/work/to-do/fix-the-menu.md"),
        "---\ntitle: \"Fix: the menu\"\n---\nMore words.\n"
    );
    assert_data_eq!(
        edits(&served),
        str![[r#"
To push (1 operation):
Work
  + create "Fix: the menu" in To do: 1 line of text

"#]]
    );
    served.push(&[]);
    assert_eq!(dirty(&served), "");
    assert!(served.path("boards/work/to-do/6-fix-the-menu.md").exists());
}

#[test]
fn a_template_of_the_repository_wins() {
    let served = work();
    served.write(
        "boards/.templates/card.md",
        "---\ntitle: {{ title }}\nlabels:\n  - urgent\n---\n# {{ title }}\n\n{{ board }}, {{ stack }}, {{ account }}\n",
    );
    let arguments = ["new", "Work/To do", "[urgent] menu", "--no-edit"];
    let ran = served.git_board("boards", &arguments).code(0);
    assert_eq!(ran.out, "work/to-do/urgent-menu.md\n");
    assert_eq!(
        served.read("boards/work/to-do/urgent-menu.md"),
        "---\ntitle: \"[urgent] menu\"\nlabels:\n  - urgent\n---\n# [urgent] menu\n\nWork, To do, alice\n"
    );
    assert_eq!(served.push(&[]).len(), 2);
}

#[test]
fn a_template_that_is_none_makes_no_card() {
    let served = work();
    served.write("boards/.templates/card.md", "# {{ titel }}\n");
    let arguments = ["new", "work/done", "Menu", "--no-edit"];
    let ran = served.git_board("boards", &arguments).code(1);
    assert!(
        ran.err
            .starts_with("error: `.templates/card.md` is no template: undefined value"),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("\n  no card was made\nhint: mend it"),
        "{}",
        ran.err
    );
    assert!(!served.path("boards/work/done/menu.md").exists());
}

#[test]
fn a_file_that_is_left_empty_makes_no_card() {
    let mut served = work();
    with_editor(&mut served, ": > \"$1\"");
    let ran = served
        .git_board("boards", &["new", "work/done", "Menu"])
        .code(1);
    assert_eq!(
        ran.err,
        "error: the file was left empty\n  no card was made\n"
    );
    assert_eq!(dirty(&served), "");
}

#[test]
fn an_editor_that_fails_leaves_only_what_was_written() {
    let mut served = work();
    with_editor(&mut served, "exit 1");
    let ran = served
        .git_board("boards", &["new", "work/done", "Menu"])
        .code(1);
    assert!(ran.err.ends_with("  no card was made\n"), "{}", ran.err);
    assert_eq!(dirty(&served), "");
    with_editor(&mut served, "echo mine >> \"$1\"; exit 1");
    let ran = served
        .git_board("boards", &["new", "work/done", "Menu"])
        .code(1);
    assert!(
        ran.err
            .ends_with("  what was written is in work/done/menu.md\n"),
        "{}",
        ran.err
    );
}

#[test]
fn what_keeps_the_card_from_being_pushed_is_told_at_once() {
    let mut served = work();
    with_editor(
        &mut served,
        "printf -- '---\\ntitle: x\\nlabels: [urgnet]\\n---\\n' > \"$1\"",
    );
    let ran = served
        .git_board("boards", &["new", "work/done", "Menu"])
        .code(1);
    assert_data_eq!(
        ran.err,
        str![[r#"
error: work/done/menu.md is not fit to be pushed yet
  work/done/menu.md:3:9: unknown label `urgnet`; did you mean `urgent`?
hint: mend the file; `git board check` tells what is left

"#]]
    );
}

#[test]
fn a_second_card_of_a_title_gets_a_number() {
    let served = work();
    for path in ["work/done/menu.md", "work/done/menu-2.md"] {
        let ran = served
            .git_board("boards", &["new", "done", "Menu", "--no-edit"])
            .code(0);
        assert_eq!(ran.out, format!("{path}\n"));
    }
}
