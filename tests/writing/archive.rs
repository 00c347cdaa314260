//! `git board archive`.

use super::world::{LOGIN, dirty, edits, work};

#[test]
fn a_card_goes_into_the_archive_and_comes_back() {
    let served = work();
    let ran = served.git_board("boards", &["archive", "Login"]).code(0);
    assert_eq!(
        ran.out,
        "changed card \"Login\" in Work / To do: archived\n"
    );
    assert!(served.read(LOGIN).contains("archived: true\n"));
    let ran = served.git_board("boards", &["archive", "Login"]).code(0);
    assert_eq!(
        ran.out,
        "Nothing to archive: it is in the archive already.\n"
    );
    served.push(&[]);
    served
        .git_board("boards", &["archive", "--undo", "1"])
        .code(0);
    let plan = edits(&served);
    assert!(plan.contains("back from archive"), "{plan}");
    served.push(&[]);
    assert_eq!(dirty(&served), "");
}
