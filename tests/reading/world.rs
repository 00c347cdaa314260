//! Two boards with edits of every kind.

use crate::support::deck_server::Served;
use crate::support::sandbox::Ran;

/// A clone of two boards, without edits.
pub fn clean() -> Served {
    Served::files([
        (
            "work/board.yaml",
            "id: 1\ntitle: Work\ncolor: 0082c9\nlabels:\n  - name: urgent\n    color: ff7a66\n    \
             id: 1\n  - name: later\n    color: 31cc7c\n    id: 2\n",
        ),
        (
            "work/to-do/stack.yaml",
            "id: 1\ntitle: To do\nposition: 10\n",
        ),
        (
            "work/to-do/1-login.md",
            "---\nid: 1\ntitle: Login\nposition: 10\nlabels:\n  - urgent\n---\n# What happens\n\nThe \
             login fails on phones.\nNobody knows why.\nIt worked in May.\n",
        ),
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
            "home/board.yaml",
            "id: 2\ntitle: Home\ncolor: 0082c9\n",
        ),
        (
            "home/garden/stack.yaml",
            "id: 3\ntitle: Garden\nposition: 10\n",
        ),
        (
            "home/garden/5-roses.md",
            "---\nid: 5\ntitle: Roses\nposition: 10\n---\n",
        ),
    ])
    .cloned()
}

/// The same with edits of every kind on both boards.
pub fn edited() -> Served {
    let served = clean();
    edit(&served);
    served
}

/// Makes the edits.
pub fn edit(served: &Served) {
    let login = "boards/work/to-do/1-login.md";
    served.substitute(
        login,
        "title: Login",
        "title: Signing in, after a change of the password, on every phone",
    );
    served.substitute(
        login,
        "labels:\n  - urgent\n",
        "labels:\n  - later\ndue: 2026-12-01T09:00:00Z\n",
    );
    served.substitute(login, "fails on phones.", "fails on all tablets.");
    served.substitute(
        login,
        "It worked in May.\n",
        "It worked in May, somebody said.\n\nSee the log.\n",
    );
    served.write("boards/work/to-do/1-login/log.txt", "it fails\n");
    served.rename(
        "boards/work/to-do/3-profile.md",
        "boards/work/done/3-profile.md",
    );
    served.write(
        "boards/work/done/notes.md",
        "# Write the notes\n\nShort ones.\n",
    );
    served.remove("boards/home/garden/5-roses.md");
}

/// Runs a command in `boards` with so many columns.
pub fn run(served: &mut Served, columns: &str, arguments: &[&str]) -> Ran {
    served.set("COLUMNS", columns);
    served.git_board("boards", arguments)
}
