//! The recorded scenario: what was done between the recordings, and their order within a second.

use super::asking::{
    ask_around, ask_conditionally, comment, log_in, meet_a_foreign_comment, miss_the_purged,
    refuse_changes_of_archived_boards, use_ocs, use_web,
};
use super::attaching::attach;
use super::changing::{archive_cards, label_cards, move_cards, share, use_trash};
use super::making::{greet, make_boards, make_cards, make_stacks, meet_welcome_board, put_cards};
use super::world::World;

/// Replays all recordings of a release in the order of their making.
pub fn play(world: &mut World) {
    if world.has("01-boards-apppassword") {
        greet(world);
    } else {
        meet_welcome_board(world);
    }
    make_boards(world);
    make_stacks(world);
    make_cards(world);
    put_cards(world);
    archive_cards(world);
    move_cards(world);
    label_cards(world);
    share(world);
    use_trash(world);
    comment(world);
    ask_around(world);
    use_ocs(world);
    use_web(world);
    ask_conditionally(world);
    attach(world);
    log_in(world);
    if world.has("71-comment-update-not-author") {
        meet_a_foreign_comment(world);
    }
    if world.has("113-archived-board-card-put") {
        refuse_changes_of_archived_boards(world);
    }
    if world.has("64-card-get-purged") {
        miss_the_purged(world);
    }
}
