//! Who else on the machine may read what a clone holds: as the person's mask of rights says.

use std::os::unix::fs::PermissionsExt;

use crate::support::deck_server::Served;

/// Returns what below `boards` somebody else may read, write or enter.
fn open_to_others(served: &Served) -> Vec<String> {
    let entries = walkdir::WalkDir::new(served.path("boards"));
    entries
        .into_iter()
        .map(|entry| entry.expect("the folder can be listed"))
        .filter(|entry| {
            let found = entry.metadata().expect("it is there");
            found.permissions().mode() & 0o077 != 0
        })
        .map(|entry| entry.path().display().to_string())
        .collect()
}

#[test]
fn what_a_mask_keeps_from_others_no_command_gives_them() {
    let served = Served::example();
    let url = served.server.url().to_owned();
    let run = |folder: &str, arguments: &[&str]| {
        let ran = served.git_board_under("077", folder, arguments);
        ran.code(0);
        let open = open_to_others(&served);
        assert!(open.is_empty(), "after {arguments:?}: {open:?}");
    };
    run(".", &["clone", &url, "boards"]);
    let card = "boards/product-roadmap/ideas/1-offline-maps.md";
    let text = served.read(card);
    std::fs::write(served.path(card), format!("{text}\nOne more line.\n")).expect("written");
    let folder = served.path(card.strip_suffix(".md").expect("a card"));
    let secret = folder.join("a large one.bin");
    std::fs::create_dir_all(&folder).expect("made");
    // Larger than what is kept in memory on its way.
    std::fs::write(&secret, vec![7; 3 << 20]).expect("written");
    for path in [&folder, &secret] {
        let mode = if path.is_dir() { 0o700 } else { 0o600 };
        std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).expect("set");
    }
    run("boards", &["push", "--yes"]);
    run("boards", &["pull", "--full"]);
    run(".", &["clone", &url, "boards/again"]);
}
