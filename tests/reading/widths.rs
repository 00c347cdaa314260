//! What is printed fits 80 columns, and uses 200.

use snapbox::{assert_data_eq, str};

use super::world::{edited, run};

#[test]
fn status_at_80_columns() {
    let ran = run(&mut edited(), "80", &["status"]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
On branch main; agreed with SERVER at 2026-11-21 20:00 UTC
To push (5 operations):
Work
  ~ edit "Login" in To do
      title "Login" → "Signing in, after a change of the password, on every
        phone"
      labels +later −urgent
      due none → 2026-12-01 09:00 UTC
      text: 4 lines added, 2 removed
  + create attachment "log.txt" in To do
      on "Signing in, after a change of the password, on every phone"
  > move "Profile": To do → Done, first
  + create "Write the notes" in Done: 3 lines of text
Home
  - delete "Roses" in Garden

"#]]
    );
}

#[test]
fn status_at_200_columns() {
    let ran = run(&mut edited(), "200", &["status"]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
On branch main; agreed with SERVER at 2026-11-21 20:00 UTC
To push (5 operations):
Work
  ~ edit "Login" in To do: title "Login" → "Signing in, after a change of the password, on every phone"; labels +later −urgent; due none → 2026-12-01 09:00 UTC; text: 4 lines added, 2 removed
  + create attachment "log.txt" in To do: on "Signing in, after a change of the password, on every phone"
  > move "Profile": To do → Done, first
  + create "Write the notes" in Done: 3 lines of text
Home
  - delete "Roses" in Garden

"#]]
    );
}

#[test]
fn diff_at_80_columns() {
    let ran = run(&mut edited(), "80", &["diff"]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
Work
  edit card "Login" (1) in To do
    title "Login" → "Signing in, after a change of the password, on every phone"
    labels +later −urgent
    due none → 2026-12-01 09:00 UTC
    text: 4 lines added, 2 removed:
      @@ -1,5 +1,7 @@
       # What happens
       
      ~The login fails on [-phones-]{+all tablets+}.
       Nobody knows why.
      ~It worked in May{+, somebody said+}.
      +
      +See the log.
  create attachment "log.txt" in To do
    on "Signing in, after a change of the password, on every phone"
  move card "Profile" (3) in To do
    To do → Done, first
  create card "Write the notes" in Done
    3 lines of text:
      @@ -0,0 +1,3 @@
      +# Write the notes
      +
      +Short ones.

Home
  delete card "Roses" (5) in Garden

"#]]
    );
}

#[test]
fn diff_at_200_columns() {
    let ran = run(&mut edited(), "200", &["diff"]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
Work
  edit card "Login" (1) in To do
    title "Login" → "Signing in, after a change of the password, on every phone"
    labels +later −urgent
    due none → 2026-12-01 09:00 UTC
    text: 4 lines added, 2 removed:
      @@ -1,5 +1,7 @@
       # What happens
       
      ~The login fails on [-phones-]{+all tablets+}.
       Nobody knows why.
      ~It worked in May{+, somebody said+}.
      +
      +See the log.
  create attachment "log.txt" in To do
    on "Signing in, after a change of the password, on every phone"
  move card "Profile" (3) in To do
    To do → Done, first
  create card "Write the notes" in Done
    3 lines of text:
      @@ -0,0 +1,3 @@
      +# Write the notes
      +
      +Short ones.

Home
  delete card "Roses" (5) in Garden

"#]]
    );
}

#[test]
fn push_at_80_columns() {
    let ran = run(&mut edited(), "80", &["push", "--yes"]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
Work
  ~ edit "Login" in To do
      title "Login" → "Signing in, after a change of the password, on every
        phone"
      labels +later −urgent
      due none → 2026-12-01 09:00 UTC
      text: 4 lines added, 2 removed
  + create attachment "log.txt" in To do
      on "Signing in, after a change of the password, on every phone"
      9 bytes
  > move "Profile": To do → Done, first
  + create "Write the notes" in Done: 3 lines of text
Home
  - delete "Roses" in Garden
Pushed: 5 operations done.

"#]]
    );
}

#[test]
fn push_at_200_columns() {
    let ran = run(&mut edited(), "200", &["push", "--yes"]).code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
Work
  ~ edit "Login" in To do: title "Login" → "Signing in, after a change of the password, on every phone"; labels +later −urgent; due none → 2026-12-01 09:00 UTC; text: 4 lines added, 2 removed
  + create attachment "log.txt" in To do: on "Signing in, after a change of the password, on every phone"; 9 bytes
  > move "Profile": To do → Done, first
  + create "Write the notes" in Done: 3 lines of text
Home
  - delete "Roses" in Garden
Pushed: 5 operations done.

"#]]
    );
}

#[test]
fn log_at_80_columns() {
    let mut served = edited();
    served.push(&["--yes"]);
    let ran = run(&mut served, "80", &["log"]).code(0);
    assert_data_eq!(
        super::log::stable(&ran.out),
        str![[r#"
DATE TIME UTC COMMIT git-board, push
  created attachment "log.txt" in Work / To do: on "Signing in, after a change
      of the password, on every phone"
  changed card "Login" in Work / To do: title "Login" → "Signing in, after a
      change of the password, on every phone"; labels +later −urgent; due none →
      2026-12-01 09:00 UTC; text: 4 lines added, 2 removed
  moved card "Profile" in Work: To do → Done, first
  created card "Write the notes" in Work / Done: 3 lines of text
  deleted card "Roses" in Home / Garden

DATE TIME UTC COMMIT git-board, clone
  new board Work (2 stacks, 3 cards)
  new board Home (1 stack, 1 card)

"#]]
    );
}

#[test]
fn log_at_200_columns() {
    let mut served = edited();
    served.push(&["--yes"]);
    let ran = run(&mut served, "200", &["log"]).code(0);
    assert_data_eq!(
        super::log::stable(&ran.out),
        str![[r#"
DATE TIME UTC COMMIT git-board, push
  created attachment "log.txt" in Work / To do: on "Signing in, after a change of the password, on every phone"
  changed card "Login" in Work / To do: title "Login" → "Signing in, after a change of the password, on every phone"; labels +later −urgent; due none → 2026-12-01 09:00 UTC; text: 4 lines added, 2
      removed
  moved card "Profile" in Work: To do → Done, first
  created card "Write the notes" in Work / Done: 3 lines of text
  deleted card "Roses" in Home / Garden

DATE TIME UTC COMMIT git-board, clone
  new board Work (2 stacks, 3 cards)
  new board Home (1 stack, 1 card)

"#]]
    );
}

#[test]
fn no_line_is_longer_than_the_terminal_is_wide() {
    let mut served = edited();
    for arguments in [&["status"][..], &["push", "--dry-run"], &["log"]] {
        let ran = run(&mut served, "60", arguments).code(0);
        for line in ran.out.lines().skip(1) {
            assert!(line.chars().count() <= 60, "{line}");
        }
    }
}
