//! Killing the program at a request of its own.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use git_board::lookalike::faults::When;

use crate::stories::world::World;

/// When, seen from a request, the program is killed.
#[derive(Clone, Copy, Debug)]
pub enum Moment {
    /// It was sent and has no effect.
    Before,
    /// It took effect and was not answered.
    After,
    /// It took effect and was answered, and then so much time went by.
    Later(Duration),
}

/// Runs `git-board` in `boards` and kills it at a request.
pub fn kill_at(world: &World, arguments: &[&str], when: When, moment: Moment) {
    let running: Arc<Mutex<Option<Child>>> = Arc::default();
    let victim = Arc::clone(&running);
    // Held until the child is there, so that the act waits for it.
    let mut slot = running.lock().expect("nobody has it yet");
    let kill = move || {
        let mut child = victim.lock().unwrap_or_else(PoisonError::into_inner);
        child
            .as_mut()
            .expect("it was started")
            .kill()
            .expect("it can be killed");
    };
    match moment {
        Moment::Before => world.server.faults().before(when, move |_| kill()),
        Moment::After => world.server.faults().after(when, move |_| kill()),
        Moment::Later(delay) => world.server.faults().after(when, move |_| {
            thread::spawn(move || {
                thread::sleep(delay);
                kill();
            });
        }),
    }
    let mut child = world
        .command(env!("CARGO_BIN_EXE_git-board"), "boards")
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it can be started");
    let mut out = child.stdout.take().expect("a pipe");
    *slot = Some(child);
    drop(slot);
    // The pipe ends when the program does.
    let mut text = Vec::new();
    out.read_to_end(&mut text).expect("the pipe can be read");
    let mut child = running.lock().unwrap_or_else(PoisonError::into_inner);
    child
        .as_mut()
        .expect("it was started")
        .wait()
        .expect("it has ended");
    remove_locks(&world.path("boards/.git"));
}

/// Removes the lock files of refs and index that a killed git leaves, as git then tells people to.
fn remove_locks(folder: &Path) {
    if !folder.exists() {
        return;
    }
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.expect("the folder can be listed");
        if entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "lock")
        {
            fs::remove_file(entry.path()).expect("it can be removed");
        }
    }
}
