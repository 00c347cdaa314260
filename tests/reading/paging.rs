//! Paging, on a terminal and elsewhere.

use super::world::{edited, run};

#[test]
fn without_a_terminal_nothing_is_paged() {
    let mut served = edited();
    served.set("GIT_PAGER", "cat > PAGED; exit 1");
    run(&mut served, "80", &["diff"]).code(0);
    assert!(!served.path("boards/PAGED").exists());
}
