//! The look-alike of Kanbanik against recorded answers of three versions of the real one: each
//! recorded request is replayed in the state that it presupposes, and the answers compared.

mod play;
mod scenario;
mod wiki;
mod world;

use std::io::Write;

use git_board::lookalike::kanbanik::Release;

use world::World;

/// Recordings that are not compared, each with its reason.
const LEFT_OUT: [(&str, &str); 0] = [];

fn check(file: &str, release: Release, expected: usize, play: fn(&mut World)) {
    let mut world = World::new(file, release);
    play(&mut world);
    let not_played = world.not_played();
    for name in &not_played {
        let found = LEFT_OUT.iter().find(|(known, _)| known == name);
        let (_, reason) = found.unwrap_or_else(|| panic!("`{name}` was not replayed"));
        writeln!(std::io::stderr(), "left out {name}: {reason}").expect("standard error");
    }
    let (compared, skipped) = (world.compared, not_played.len());
    // Written past the test runner, which would keep it to itself.
    writeln!(
        std::io::stderr(),
        "kanbanik/{file}: compared {compared}, left out {skipped}"
    )
    .expect("standard error");
    println!("{}", world.problems.join("\n"));
    assert!(
        world.problems.is_empty(),
        "{} recordings differ",
        world.problems.len()
    );
    assert_eq!(compared + skipped, expected);
}

#[test]
fn the_model_answers_as_the_last_kanbanik_did() {
    check("master", Release::Master, 154, play::play);
}

#[test]
fn the_scenario_is_answered_as_the_last_kanbanik_did() {
    check("scenario-master", Release::Master, 24, scenario::play);
}

#[test]
fn the_scenario_is_answered_as_kanbanik_1_0_0_did() {
    check("scenario-v1.0.0", Release::V1_0_0, 24, scenario::play);
}

#[test]
fn the_scenario_is_answered_as_kanbanik_0_2_6_did() {
    check("scenario-v0.2.6", Release::V0_2_6, 24, scenario::play);
}
