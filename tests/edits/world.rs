//! Two small boards, and the one check of these tests: an edit, the writes of its push, and that
//! here and there say the same afterwards.

use git_board::board::{Account, Service};
use git_board::cli::seed::deck::{PASSWORD, USER};
use git_board::cli::serve::{boards_of, files_of_folder};
use git_board::lookalike::deck::Release;
use git_board::lookalike::deck::card::Card;
use git_board::monitor::Silent;
use git_board::provider::{self, Credentials, HttpOptions, Wanted};

use super::sent;
use crate::support::deck_server::Served;
use crate::support::sandbox::{Ran, files_below};

pub const GARDEN: &str = "boards/garden/board.yaml";
pub const APPLES: &str = "boards/garden/to-do/1-apples.md";
pub const BEANS: &str = "boards/garden/to-do/2-beans.md";
pub const CARROTS: &str = "boards/garden/to-do/3-carrots.md";
pub const DILL: &str = "boards/garden/to-do/4-dill.md";
pub const ENDIVE: &str = "boards/garden/to-do/5-endive.md";
pub const FIGS: &str = "boards/garden/doing/6-figs.md";
pub const GARLIC: &str = "boards/kitchen/shelf/7-garlic.md";

/// Cards 1 to 5 in stack 1, 6 in stack 2, none in stack 3; on another board 7 in stack 4.
const FILES: &[(&str, &str)] = &[
    (
        "garden/board.yaml",
        "id: 1\ntitle: Garden\ncolor: 0082c9\nlabels:\n  - name: Urgent\n    color: ff7a66\n    id: 1\n  \
         - name: Later\n    color: 31cc7c\n    id: 2\n  - name: Idea\n    color: 317ccc\n    id: 3\n\
         members:\n  - user: bob\n    permissions: [edit]\n",
    ),
    (
        "garden/to-do/stack.yaml",
        "id: 1\ntitle: To do\nposition: 10\n",
    ),
    (
        "garden/to-do/1-apples.md",
        "---\nid: 1\ntitle: Apples\nposition: 10\n---\nPick them.\n",
    ),
    (
        "garden/to-do/2-beans.md",
        "---\nid: 2\ntitle: Beans\nposition: 20\nlabels:\n  - Urgent\nassignees:\n  - bob\n\
         due: 2026-12-01T09:00:00Z\n---\nSow them.\n\nWater them.\n",
    ),
    (
        "garden/to-do/3-carrots.md",
        "---\nid: 3\ntitle: Carrots\nposition: 30\n---\n",
    ),
    (
        "garden/to-do/4-dill.md",
        "---\nid: 4\ntitle: Dill\nposition: 40\ndone: 2026-11-01T08:00:00Z\n---\nDry it.\n",
    ),
    (
        "garden/to-do/5-endive.md",
        "---\nid: 5\ntitle: Endive\nlabels:\n  - Later\narchived: true\n---\nBitter.\n",
    ),
    (
        "garden/doing/stack.yaml",
        "id: 2\ntitle: Doing\nposition: 20\n",
    ),
    (
        "garden/doing/6-figs.md",
        "---\nid: 6\ntitle: Figs\nposition: 10\n---\n",
    ),
    (
        "garden/done/stack.yaml",
        "id: 3\ntitle: Done\nposition: 30\n",
    ),
    (
        "kitchen/board.yaml",
        "id: 2\ntitle: Kitchen\ncolor: 0082c9\nlabels:\n  - name: Urgent\n    color: ff7a66\n    id: 4\n",
    ),
    (
        "kitchen/shelf/stack.yaml",
        "id: 4\ntitle: Shelf\nposition: 10\n",
    ),
    (
        "kitchen/shelf/7-garlic.md",
        "---\nid: 7\ntitle: Garlic\nposition: 10\n---\n",
    ),
];

/// Serves the two boards and clones them.
pub fn garden() -> Served {
    garden_on(Release::V1_18)
}

/// The same, by a release of Deck.
pub fn garden_on(release: Release) -> Served {
    Served::files_on(release, FILES.iter().copied()).cloned()
}

/// Edits a clone and pushes; see [`check_push`].
#[track_caller]
pub fn check(edit: impl FnOnce(&Served), expected: &[&str]) -> Served {
    check_with(&[], edit, expected)
}

/// The same, for a push with options.
#[track_caller]
pub fn check_with(options: &[&str], edit: impl FnOnce(&Served), expected: &[&str]) -> Served {
    let served = garden();
    edit(&served);
    check_push(&served, options, expected);
    served
}

/// Pushes and compares the writes that are sent; then, that git sees nothing to commit if anything
/// was sent, that a fresh reading says what the files here say, and that a pull changes no byte.
#[track_caller]
pub fn check_push(served: &Served, options: &[&str], expected: &[&str]) {
    let (writes, _) = sent::push(served, options);
    assert_eq!(writes, expected);
    if !writes.is_empty() {
        let status = served.git("boards", &["status", "--porcelain"]).code(0);
        assert_eq!(status.out, "", "git sees changes after the push");
    }
    check_agreement(served);
}

/// Checks that here and there say the same.
#[track_caller]
pub fn check_agreement(served: &Served) {
    assert_eq!(here(served), there(served));
    let before = files_below(&served.path("boards"));
    let pull = served.git_board("boards", &["pull"]).code(0);
    assert_eq!(pull.out, "Already up to date.\n");
    assert_eq!(files_below(&served.path("boards")), before);
}

/// The account as the files say it.
fn here(served: &Served) -> Account {
    let files = files_of_folder(&served.path("boards")).expect("the folder can be read");
    boards_of(git_board::board::Service::Deck, &files, "the test").expect("the files are boards")
}

/// The account as a fresh reading of the server says it.
fn there(served: &Served) -> Account {
    let credentials = Credentials {
        user: USER.to_owned(),
        secret: PASSWORD.to_owned(),
    };
    let url = served.server.url();
    let provider = provider::open(Service::Deck, url, credentials, HttpOptions::default())
        .expect("loopback is allowed");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let read = runtime.block_on(provider.read(&Wanted::All, None, &Silent));
    read.expect("the server answers").account
}

/// Pushes, and checks that it is refused with this exit code and that nothing has changed here or
/// there.
#[track_caller]
pub fn check_refused(served: &Served, options: &[&str], code: i32) -> Ran {
    let before = files_below(&served.path("boards"));
    let refs = served.git("boards", &["for-each-ref"]).out;
    served.server.log().clear();
    let mut all = vec!["push"];
    all.extend(options);
    let ran = served.git_board("boards", &all).code(code);
    assert_eq!(served.writes(), [""; 0], "nothing may be sent");
    assert_eq!(files_below(&served.path("boards")), before);
    assert_eq!(served.git("boards", &["for-each-ref"]).out, refs);
    ran
}

/// Writes a line into a card's front matter.
#[track_caller]
pub fn add(served: &Served, path: &str, line: &str) {
    served.substitute(path, "\ncreated:", &format!("\n{line}\ncreated:"));
}

/// Returns a card as the server has it.
#[track_caller]
pub fn card(served: &Served, id: i64) -> Card {
    let model = served.server.model();
    model.card(id).expect("the card is there").clone()
}

/// Returns the ids of the cards that a stack shows, in order.
pub fn shown(served: &Served, stack: i64) -> Vec<i64> {
    let model = served.server.model();
    let shown = model.shown_cards(stack);
    shown.iter().map(|card| card.id).collect()
}

/// Returns the titles of a board's stacks, in order.
pub fn stacks(served: &Served, board: i64) -> Vec<String> {
    let model = served.server.model();
    let mut stacks: Vec<_> = model
        .stacks()
        .filter(|stack| stack.board == board && stack.deleted_at == 0)
        .collect();
    stacks.sort_by_key(|stack| (stack.order, stack.id));
    stacks.iter().map(|stack| stack.title.clone()).collect()
}
