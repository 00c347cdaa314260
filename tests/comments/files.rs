//! What people do to the files of comments.

use super::world::{ANSWER, OF_ALICE, OF_BOB, RELEASES, World};

#[test]
fn what_is_wrong_with_comments_is_told_with_a_way_out() {
    let world = World::on(RELEASES[1]).cloned();
    let check = |expected: &[&str]| {
        let ran = world.git_board("boards", &["status"]);
        let said = format!("{}{}", ran.out, ran.err);
        for line in expected {
            assert!(said.contains(line), "`{line}` is not in:\n{said}");
        }
        world.git("boards", &["restore", "."]).code(0);
        world.git("boards", &["clean", "-fdq"]).code(0);
    };
    world.copy(&world.at(OF_ALICE), &world.at("copy.md"));
    check(&[
        "comment 3 stands in",
        "remove `id` from the copy to make a new comment",
    ]);
    world.substitute(&world.at(ANSWER), "id: 2\n", "");
    check(&["the id of comment 2 is gone from this file; put back `id: 2`"]);
    world.substitute(&world.at(OF_BOB), "author: bob", "author: alice");
    world.write(&world.at("picture.png"), "x");
    check(&[
        "`author`, `created` and `reply_to` of a comment cannot be changed",
        "comments are `.md` files",
        "Nothing to push",
    ]);
    world.write(&world.at("a.md"), "---\nreply_to: 99\n---\nx\n");
    world.write(&world.at("b.md"), "---\n---\n \n");
    check(&[
        "a.md:2:1: `reply_to: 99` is no comment of this card",
        "a new comment needs a text",
    ]);
    world.write(&world.at("a.md"), "---\nreply_to: b\n---\nx\n");
    world.write(&world.at("b.md"), "---\nreply_to: a.md\n---\ny\n");
    check(&["a.md: this comment answers itself, by way of others"]);
    world.write(&world.at("c.md"), "---\nreplyto: 1\n---\nx\n");
    check(&["unknown key `replyto`: a comment has none of that name; did you mean `reply_to`?"]);
    let folder = "boards/roadmap/to-do/1-fix-login";
    world.rename(folder, "boards/roadmap/to-do/elsewhere");
    check(&["elsewhere: this folder belongs to no card"]);
}

#[test]
fn line_ends_of_an_editor_are_no_edit() {
    let world = World::on(RELEASES[1]).cloned();
    let text = world.read(&world.at(ANSWER)).replace('\n', "\r\n");
    world.write(&world.at(ANSWER), &text);
    assert_eq!(world.pushed(), Vec::<String>::new());
    world.write(&world.at(ANSWER), &text.replace("And 32.", "And 33."));
    assert_eq!(world.pushed().len(), 1);
    assert_eq!(world.there(1)[1], "2 alice <1: 34.\nAnd 33.");
}
