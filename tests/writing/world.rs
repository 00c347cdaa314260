//! Two small boards to change.

use crate::support::deck_server::Served;

pub const LOGIN: &str = "boards/work/to-do/1-login.md";

/// A board with three cards in one stack and one in another, and a second board.
pub fn work() -> Served {
    Served::files([
        (
            "work/board.yaml",
            "id: 1\ntitle: Work\ncolor: 0082c9\nlabels:\n  - name: urgent\n    color: ff7a66\n    \
             id: 1\n",
        ),
        (
            "work/to-do/stack.yaml",
            "id: 1\ntitle: To do\nposition: 10\n",
        ),
        (
            "work/to-do/1-login.md",
            "---\nid: 1\ntitle: Login\nposition: 10\nlabels:\n  - urgent\n---\nFix it.\n",
        ),
        ("work/to-do/1-login/log.txt", "it fails\n"),
        (
            "work/to-do/2-logout.md",
            "---\nid: 2\ntitle: Logout\nposition: 20\n---\n",
        ),
        (
            "work/to-do/3-profile.md",
            "---\nid: 3\ntitle: Profile\nposition: 30\n---\n",
        ),
        ("work/done/stack.yaml", "id: 2\ntitle: Done\nposition: 20\n"),
        (
            "work/done/4-setup.md",
            "---\nid: 4\ntitle: Setup\nposition: 10\n---\n",
        ),
        (
            "home/board.yaml",
            "id: 2\ntitle: Home\ncolor: 0082c9\nlabels:\n  - name: urgent\n    color: ff7a66\n    \
             id: 2\n",
        ),
        (
            "home/to-do/stack.yaml",
            "id: 3\ntitle: To do\nposition: 10\n",
        ),
        (
            "home/to-do/5-garden.md",
            "---\nid: 5\ntitle: Garden\nposition: 10\n---\n",
        ),
    ])
    .cloned()
}

/// Returns what `status` says of the edits here, without its first line.
#[track_caller]
pub fn edits(served: &Served) -> String {
    let ran = served.git_board("boards", &["status"]).code(0);
    let rest = ran.out.split_once('\n').map(|(_, rest)| rest.to_owned());
    rest.unwrap_or_default()
}

/// Returns what is uncommitted, as git says it.
pub fn dirty(served: &Served) -> String {
    served
        .git("boards", &["status", "--short", "-uall"])
        .code(0)
        .out
}
