//! `git board log`.

use snapbox::{assert_data_eq, str};

use super::world::{clean, edited, run};
use crate::support::deck_server::Served;

/// Returns a log with its times and ids made stable.
pub fn stable(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let is_head = line.contains(" UTC") && !line.starts_with("  ");
        if !is_head {
            return line.to_owned();
        }
        let mut words = Vec::new();
        for word in line.split(' ') {
            let bare: String = word
                .chars()
                .filter(|char| char.is_ascii_hexdigit())
                .collect();
            let is_date = word.contains("20") && word.matches('-').count() == 2;
            let is_time =
                word.matches(':').count() >= 1 && word.starts_with(|c: char| c.is_ascii_digit());
            let is_id = bare.len() >= 9 && !is_date && !is_time;
            words.push(match (is_date, is_time, is_id) {
                (true, _, _) => word.replace(date_in(word), "DATE"),
                (_, true, _) => "TIME".to_owned(),
                (_, _, true) => word.replace(id_in(word), "COMMIT"),
                _ => word.to_owned(),
            });
        }
        words.join(" ")
    });
    lines.map(|line| line + "\n").collect()
}

fn date_in(word: &str) -> &str {
    let from = word.find("20").unwrap_or(0);
    word.get(from..from + 10).unwrap_or(word)
}

fn id_in(word: &str) -> &str {
    let is_hex = |part: &&str| part.len() == 9 && part.chars().all(|char| char.is_ascii_hexdigit());
    let mut parts = word.split(['\u{1b}', 'm', '[']);
    parts.find(is_hex).unwrap_or(word)
}

#[test]
fn the_story_of_a_card_is_told_under_every_name_that_it_had() {
    let mut served = edited();
    served.push(&["--yes"]);
    served
        .server
        .model()
        .rename_card("alice", 1, "Sign in")
        .expect("she may");
    served.later(60);
    served.git_board("boards", &["pull"]).code(0);
    let ran = run(&mut served, "100", &["log", "work/to-do/1-login.md"]).code(0);
    assert_data_eq!(
        stable(&ran.out),
        str![[r#"
DATE TIME UTC COMMIT git-board, pull
  changed card "Signing in, after a change of the password, on every phone" in Work / To do: title
      "Signing in, after a change of the password, on every phone" → "Sign in"

DATE TIME UTC COMMIT git-board, push
  created attachment "log.txt" in Work / To do: on "Signing in, after a change of the password, on
      every phone"
  changed card "Login" in Work / To do: title "Login" → "Signing in, after a change of the password,
      on every phone"; labels +later −urgent; due none → 2026-12-01 09:00 UTC; text: 4 lines added,
      2 removed

DATE TIME UTC COMMIT git-board, clone
  created card "Login" in Work / To do: labels urgent; 5 lines of text

"#]]
    );
    let by_title = run(&mut served, "100", &["log", "Sign in"]).code(0);
    assert_eq!(by_title.out, ran.out);
}

#[test]
fn the_story_of_a_stack_is_that_of_its_cards() {
    let mut served = edited();
    served.push(&["--yes"]);
    let ran = run(&mut served, "100", &["log", "work/done"]).code(0);
    assert_data_eq!(
        stable(&ran.out),
        str![[r#"
DATE TIME UTC COMMIT git-board, push
  moved card "Profile" in Work: To do → Done, first
  created card "Write the notes" in Work / Done: 3 lines of text

DATE TIME UTC COMMIT git-board, clone
  created stack "Done" in Work

"#]]
    );
}

#[test]
fn commits_of_ones_own_are_told_under_their_subjects() {
    let mut served = clean();
    served.substitute(
        "boards/work/to-do/2-logout.md",
        "title: Logout",
        "title: Sign out",
    );
    let commit = [
        "-c",
        "user.name=Ann",
        "-c",
        "user.email=a@b",
        "commit",
        "-qam",
        "one word for it",
    ];
    served.git("boards", &commit).code(0);
    let ran = run(&mut served, "100", &["log", "-n", "1"]).code(0);
    assert_data_eq!(
        stable(&ran.out),
        str![[r#"
DATE TIME UTC COMMIT Ann, "one word for it"
  changed card "Logout" in Work / To do: title "Logout" → "Sign out"

"#]]
    );
}

#[test]
fn a_merge_tells_only_what_is_on_neither_side() {
    let mut served = clean();
    served.substitute(
        "boards/work/to-do/2-logout.md",
        "title: Logout",
        "title: Sign out",
    );
    let commit = [
        "-c",
        "user.name=Ann",
        "-c",
        "user.email=a@b",
        "commit",
        "-qam",
        "one word for it",
    ];
    served.git("boards", &commit).code(0);
    served
        .server
        .model()
        .rename_card("alice", 3, "Own page")
        .expect("she may");
    served.later(60);
    served.git_board("boards", &["pull"]).code(0);
    let ran = run(&mut served, "100", &["log", "-n", "2"]).code(0);
    // Which of the two is newer is the machine's haste.
    let told = stable(&ran.out);
    let mut chapters: Vec<&str> = told.trim_end().split("\n\n").collect();
    chapters.sort_unstable();
    assert_data_eq!(
        chapters.join("\n\n") + "\n",
        str![[r#"
DATE TIME UTC COMMIT Ann, "one word for it"
  changed card "Logout" in Work / To do: title "Logout" → "Sign out"

DATE TIME UTC COMMIT git-board, pull
  changed card "Profile" in Work / To do: title "Profile" → "Own page"

"#]]
    );
}

/// Commits all files of the working tree.
fn commit(served: &Served, subject: &str) {
    served.git("boards", &["add", "--all"]).code(0);
    let commit = [
        "-c",
        "user.name=Ann",
        "-c",
        "user.email=a@b",
        "commit",
        "-qm",
    ];
    served
        .git("boards", &[&commit[..], &[subject]].concat())
        .code(0);
}

/// A card that is renamed, broken by two commits, and renamed once more; the last commit breaks it,
/// and its board, again.
pub fn broken() -> Served {
    let served = clean();
    let card = "boards/work/to-do/2-logout.md";
    for (from, to, subject) in [
        ("title: Logout", "title: Sign out", "one word for it"),
        ("title: Sign out", "title: \"Sign out", "a quote too many"),
        ("title: \"Sign", "title: \"Sign me", "it is still there"),
        ("title: \"Sign me out", "title: Leave", "no quote"),
        ("title: Leave", "title: [Leave", "a bracket"),
    ] {
        served.substitute(card, from, to);
        if subject == "it is still there" {
            served.substitute("boards/work/to-do/3-profile.md", "Profile", "My page");
        }
        commit(&served, subject);
    }
    served.substitute("boards/work/board.yaml", "title: Work", "title: {Work");
    commit(&served, "a brace");
    served
}

#[test]
fn what_a_commit_broke_is_named_and_told_as_it_was_before() {
    let mut served = broken();
    let ran = run(&mut served, "100", &["log"]).code(0);
    assert_data_eq!(
        stable(&ran.out),
        str![[r#"
DATE TIME UTC COMMIT Ann, "a brace"
  could not read work/board.yaml:2:8: this bracket is never closed; it is told as it was before

DATE TIME UTC COMMIT Ann, "a bracket"
  could not read work/to-do/2-logout.md:3:8: this bracket is never closed; it is told as it was
      before

DATE TIME UTC COMMIT Ann, "no quote"
  changed card "Sign out" in Work / To do: title "Sign out" → "Leave"

DATE TIME UTC COMMIT Ann, "it is still there"
  changed card "Profile" in Work / To do: title "Profile" → "My page"

DATE TIME UTC COMMIT Ann, "a quote too many"
  could not read work/to-do/2-logout.md:3:8: this quote is never closed; it is told as it was before

DATE TIME UTC COMMIT Ann, "one word for it"
  changed card "Logout" in Work / To do: title "Logout" → "Sign out"

DATE TIME UTC COMMIT git-board, clone
  new board Work (2 stacks, 3 cards)
  new board Home (1 stack, 1 card)

"#]]
    );
}

#[test]
fn the_story_of_a_card_goes_on_where_it_cannot_be_read() {
    let mut served = broken();
    let ran = run(&mut served, "100", &["log", "work/to-do/2-logout.md"]).code(0);
    assert_data_eq!(
        stable(&ran.out),
        str![[r#"
DATE TIME UTC COMMIT Ann, "a bracket"
  could not read work/to-do/2-logout.md:3:8: this bracket is never closed; it is told as it was
      before

DATE TIME UTC COMMIT Ann, "no quote"
  changed card "Sign out" in Work / To do: title "Sign out" → "Leave"

DATE TIME UTC COMMIT Ann, "a quote too many"
  could not read work/to-do/2-logout.md:3:8: this quote is never closed; it is told as it was before

DATE TIME UTC COMMIT Ann, "one word for it"
  changed card "Logout" in Work / To do: title "Logout" → "Sign out"

DATE TIME UTC COMMIT git-board, clone
  created card "Logout" in Work / To do

"#]]
    );
    let other = run(&mut served, "100", &["log", "-n", "1", "My page"]).code(0);
    assert_data_eq!(
        stable(&other.out),
        str![[r#"
DATE TIME UTC COMMIT Ann, "it is still there"
  changed card "Profile" in Work / To do: title "Profile" → "My page"

"#]]
    );
}

#[test]
fn a_card_that_is_deleted_here_has_its_story_still() {
    let mut served = clean();
    served.remove("boards/work/to-do/2-logout.md");
    let ran = run(&mut served, "100", &["log", "work/to-do/2-logout.md"]).code(0);
    assert_data_eq!(
        stable(&ran.out),
        str![[r#"
DATE TIME UTC COMMIT git-board, clone
  created card "Logout" in Work / To do

"#]]
    );
}

#[test]
fn a_word_that_names_nothing_is_told_with_the_nearest() {
    let mut served = clean();
    let ran = run(&mut served, "100", &["log", "wrok/to-do"]).code(2);
    assert_data_eq!(
        ran.err,
        str![[r#"
error: there is no board, stack or card `wrok/to-do`
hint: did you mean `work/to-do`?

"#]]
    );
}
