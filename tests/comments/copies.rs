//! A board that is copied to another account: comments cannot be forged, and are not lost.

use git_board::lookalike::clock::Clock;
use git_board::lookalike::deck::Deck;
use git_board::lookalike::deck::person::User;
use git_board::lookalike::server::{Options, Server};

use crate::support::deck_server::BEGIN;
use crate::support::sandbox::files_below;

use super::world::{RELEASES, World};

#[test]
fn a_copy_names_authors_and_times_and_comes_back_the_same() {
    for release in RELEASES {
        let mut world = World::on(release).cloned();
        let clock = Clock::stopped(BEGIN + 86_400);
        let mut deck = Deck::new(release, clock.clone());
        deck.insert_user(User::new("dana", "Dana", "secret"));
        let other = Server::start(deck, Options::default()).expect("a server on loopback");
        world.replace(other.url(), "OTHER");
        world.set("GIT_BOARD_USER", "dana");
        world.set("GIT_BOARD_TOKEN", "secret");
        let url = other.url().to_owned();
        world.git_board(".", &["clone", &url, "copy"]).code(0);
        for (path, bytes) in files_below(&world.path("boards/roadmap")) {
            let text = String::from_utf8(bytes).expect("text");
            let lines = text.split_inclusive('\n');
            let kept: String = lines.filter(|line| !line.starts_with("id: ")).collect();
            // Bob is no user there.
            let kept = kept.split("members:").next().unwrap_or_default().to_owned();
            world.write(&format!("copy/roadmap/{path}"), &kept);
        }
        clock.advance(10);
        world.git_board("copy", &["push", "--yes"]).code(0);
        let model = other.model();
        let cards = 1..40;
        let comments: Vec<String> = cards
            .filter_map(|id| model.card(id))
            .flat_map(|card| &card.comments)
            .map(|one| format!("{} {:?} {}", one.author, one.parent.is_some(), one.message))
            .collect();
        drop(model);
        assert_eq!(
            comments,
            [
                "dana false bob, 2026-11-01 08:00:00 UTC:\nWhich version?",
                "dana true alice, 2026-11-02 09:00:00 UTC:\n34.\nAnd 32.",
                "dana false alice, 2026-11-03 10:00:00 UTC:\nFound it.",
            ]
        );
        clock.advance(10);
        assert_eq!(world.git("copy", &["status", "--porcelain"]).out, "");
        world.git_board("copy", &["push"]).code(0);
        world.git_board(".", &["clone", &url, "again"]).code(0);
        let below = |folder: &str| files_below(&world.path(&format!("{folder}/roadmap")));
        assert_eq!(below("copy"), below("again"), "{release:?}");
    }
}
