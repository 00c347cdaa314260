//! Killing the program at a request of its own.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use git_board::lookalike::faults::{Fault, When};
use git_board::lookalike::server::{Model, Server};

use crate::stories::world::World;
use crate::support::sandbox::{Ran, Sandbox};

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

/// Runs `git-board` in `boards` and kills it at a request; returns true if that ended it.
pub fn kill_at(world: &World, arguments: &[&str], when: When, moment: Moment) -> bool {
    kill(world, &world.server, arguments, when, moment)
}

/// The same for a server of any kind.
pub fn kill<M: Model>(
    sandbox: &Sandbox,
    server: &Server<M>,
    arguments: &[&str],
    when: When,
    moment: Moment,
) -> bool {
    let is_killed = run_on(sandbox, server, arguments, (when, moment), &["KILL"]).0;
    remove_locks(&sandbox.path("boards/.git"));
    is_killed
}

/// Runs `git-board` in `boards` and sends it signals, one after another, at a request, which is
/// answered after them; returns true if a signal that it did not handle ended it, and what it
/// printed.
pub fn run_to_signal(
    world: &World,
    arguments: &[&str],
    when: When,
    moment: Moment,
    signals: &'static [&'static str],
) -> (bool, Ran) {
    run_on(world, &world.server, arguments, (when, moment), signals)
}

fn run_on<M: Model>(
    sandbox: &Sandbox,
    server: &Server<M>,
    arguments: &[&str],
    (when, moment): (When, Moment),
    signals: &'static [&'static str],
) -> (bool, Ran) {
    let running: Arc<Mutex<Option<u32>>> = Arc::default();
    let victim = Arc::clone(&running);
    // Held until the child is there, so that the act waits for it.
    let mut slot = running.lock().expect("nobody has it yet");
    let send = move || {
        let process = victim.lock().unwrap_or_else(PoisonError::into_inner);
        let process = process.expect("it was started").to_string();
        for signal in signals {
            let sent = Command::new("kill")
                .args(["-s", signal, &process])
                .stderr(Stdio::null())
                .status();
            sent.expect("`kill` is on every Unix");
            if *signal != "KILL" {
                // So that it has heard of it before it is answered, or hears of another, which so
                // soon after the first would be the same once more, passed on by git.
                thread::sleep(Duration::from_millis(if signals.len() > 1 {
                    300
                } else {
                    60
                }));
            }
        }
    };
    match moment {
        Moment::Before => {
            server.faults().plan(when.clone(), Fault::Cut);
            server.faults().before(when, move |_| send());
        }
        Moment::After => server.faults().after(when, move |_| send()),
        Moment::Later(delay) => server.faults().after(when, move |_| {
            thread::spawn(move || {
                thread::sleep(delay);
                send();
            });
        }),
    }
    let mut child = sandbox
        .command(env!("CARGO_BIN_EXE_git-board"), "boards")
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it can be started");
    *slot = Some(child.id());
    drop(slot);
    // The pipes end when the program does; it prints less than they hold.
    let mut texts = [String::new(), String::new()];
    let mut out = child.stdout.take().expect("a pipe");
    let mut err = child.stderr.take().expect("a pipe");
    out.read_to_string(&mut texts[0]).expect("text");
    err.read_to_string(&mut texts[1]).expect("text");
    let status = child.wait().expect("it has ended");
    let [out, err] = texts.map(|text| text.replace(server.url(), "SERVER"));
    let code = status.code();
    let ran = Ran {
        code: code.unwrap_or(-1),
        out,
        err,
    };
    (code.is_none(), ran)
}

/// Removes the lock files of refs and index that a killed git leaves, as git then tells people to.
pub fn remove_locks(folder: &Path) {
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
