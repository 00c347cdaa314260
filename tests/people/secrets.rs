//! No credential stands in a file, a log, a list of processes, an error or a commit: what a whole
//! round leaves behind is searched for them, on every service and at every level of logging.

use std::fs;
use std::process::Command;

use git_board::board::Service;
use git_board::cli::seed::kanbanik::kanbanik_of;
use git_board::cli::serve::boards_of;
use git_board::files::Files;
use git_board::lookalike::clock::Clock;
use git_board::lookalike::codecks::login::Token;
use git_board::lookalike::faults::{Fault, Faults, When};
use git_board::lookalike::kanbanik::Release;
use git_board::lookalike::server::{Options, Server};

use super::world::{agree, keep_credentials, kept, keychain, log_out, work};
use crate::support::codecks_server;
use crate::support::sandbox::{Ran, Sandbox};

/// A password with everything in it that is written differently somewhere.
const PASSWORD: &str = "Grün/3c0&r \"et\"+%\\4711";
/// A token of Codecks.
const TOKEN: &str = "cdxut_5YbRT0QxKq4711";

const LEVELS: [&str; 4] = ["error", "info", "debug", "trace"];

/// What is searched for.
struct Secrets(Vec<String>);

impl Secrets {
    /// Returns the forms in which a password may stand somewhere.
    fn of(user: &str, password: &str) -> Self {
        let quoted = serde_json::Value::from(password).to_string();
        let percent: String = url::form_urlencoded::byte_serialize(password.as_bytes()).collect();
        Self(vec![
            password.to_owned(),
            quoted.trim_matches('"').to_owned(),
            percent.clone(),
            percent.replace('+', "%20"),
            base64(&format!("{user}:{password}")),
            base64(password),
            // As PHP writes it.
            password
                .replace('\\', "\\\\")
                .replace('/', "\\/")
                .replace('&', "\\u0026")
                .replace('"', "\\u0022")
                .replace('ü', "\\u00fc"),
        ])
    }

    #[track_caller]
    fn are_not_in(&self, what: &str, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        for secret in &self.0 {
            assert!(!text.contains(secret), "`{secret}` is in {what}:\n{text}");
        }
    }
}

fn base64(text: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(text)
}

/// Puts a `git` first on the path that notes its arguments and its environment.
fn note_programs(sandbox: &mut Sandbox) {
    let path = std::env::var("PATH").expect("there is one");
    let git = std::env::split_paths(&path)
        .map(|folder| folder.join("git"))
        .find(|program| program.is_file())
        .expect("git is on the path");
    let script = format!(
        "#!/bin/sh\n{{ printf '%s\\n' \"$@\"; env; }} >> '{}'\nexec '{}' \"$@\"\n",
        sandbox.path("programs").display(),
        git.display()
    );
    sandbox.write("bin/git", &script);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::Permissions::from_mode(0o755);
        fs::set_permissions(sandbox.path("bin/git"), mode).expect("it is ours");
    }
    let path = format!("{}:{path}", sandbox.path("bin").display());
    sandbox.set("PATH", &path);
}

/// Everything that a round prints.
#[derive(Default)]
struct Printed(String);

impl Printed {
    fn add(&mut self, ran: &Ran) {
        self.0.push_str(&ran.out);
        self.0.push_str(&ran.err);
    }
}

/// Answers that repeat what was sent, as what stands before a service may.
fn echo<M>(faults: &Faults<M>, when: When, secrets: &Secrets, status: u16) {
    let words = secrets.0.join(" ");
    let body = serde_json::json!({ "message": words, "errorMessage": words }).to_string();
    faults.plan(when, Fault::Fail { status, body });
}

/// Plays a clone, edits, pushes, pulls and failures at every level of logging.
fn play<M>(
    sandbox: &Sandbox,
    (url, card): (&str, &str),
    faults: &Faults<M>,
    secrets: &Secrets,
) -> Printed {
    let mut printed = Printed::default();
    for (number, level) in LEVELS.into_iter().enumerate() {
        let folder = format!("boards-{level}");
        let mut run = |arguments: &[&str], code: Option<i32>| {
            let mut all = vec!["--verbose"];
            all.extend(arguments);
            let place = if arguments[0] == "clone" {
                "."
            } else {
                &folder
            };
            let ran = sandbox.git_board_with(("GIT_BOARD_LOG", level), place, &all);
            printed.add(&ran);
            if let Some(code) = code {
                ran.code(code);
            }
        };
        run(&["clone", url, &folder], Some(0));
        let file = sandbox.path(&format!("{folder}/{card}"));
        let text = fs::read_to_string(&file).expect("the card is there");
        fs::write(&file, format!("{text}\nEdit {number}.\n")).expect("it is ours");
        run(&["status"], Some(0));
        run(&["diff"], Some(0));
        for status in [400, 404, 409, 452, 500, 502] {
            echo(faults, When::Request(1), secrets, status);
            run(&["push", "--dry-run"], None);
            faults.clear();
            echo(faults, When::Write(1), secrets, status);
            run(&["push"], None);
            faults.clear();
        }
        faults.plan(When::Request(2), Fault::Html);
        run(&["pull"], None);
        faults.plan(When::Request(2), Fault::HalfBody);
        run(&["pull", "--full"], None);
        faults.clear();
        run(&["push"], Some(0));
        run(&["pull", "--full"], Some(0));
        run(&["fetch"], Some(0));
    }
    printed
}

/// Searches all that is in the sandbox, what git keeps packed too.
#[track_caller]
fn search(sandbox: &Sandbox, secrets: &Secrets, printed: &Printed) {
    secrets.are_not_in("what was printed", printed.0.as_bytes());
    let root = sandbox.path("");
    let mut files = 0;
    for entry in walkdir::WalkDir::new(&root) {
        let entry = entry.expect("the sandbox can be listed");
        if !entry.file_type().is_file() || entry.path() == keychain(sandbox) {
            continue;
        }
        let bytes = fs::read(entry.path()).expect("a file of the sandbox");
        secrets.are_not_in(&entry.path().display().to_string(), &bytes);
        files += 1;
    }
    assert!(files > 100, "only {files} files");
    for level in LEVELS {
        let objects = Command::new("git")
            .current_dir(sandbox.path(&format!("boards-{level}")))
            .args(["cat-file", "--batch-all-objects", "--batch"])
            .output()
            .expect("git can be started");
        assert!(objects.stdout.len() > 1000);
        secrets.are_not_in("the objects", &objects.stdout);
    }
}

/// Logs in by a token that is handed over by a pipe, once with a wrong one.
fn hand_over(sandbox: &Sandbox, url: &str, user: &[&str], secret: &str) -> Printed {
    let mut printed = Printed::default();
    let arguments = [&["--verbose", "login", url, "--with-token"], user].concat();
    let wrong = format!("{secret}-not");
    let ran = sandbox.git_board_with_input(".", &arguments, &wrong);
    printed.add(&ran.code(5));
    let ran = sandbox.git_board_with_input(".", &arguments, secret);
    printed.add(&ran.code(0));
    assert_eq!(kept(sandbox).len(), 1);
    printed
}

/// Logs out at a server that repeats what it was sent.
fn log_out_of<M>(sandbox: &Sandbox, url: &str, faults: &Faults<M>, secrets: &Secrets) -> Printed {
    let mut printed = Printed::default();
    echo(faults, When::Request(1), secrets, 500);
    printed.add(&sandbox.git_board(".", &["--verbose", "logout", url]));
    assert_eq!(kept(sandbox), [""; 0]);
    printed
}

#[test]
fn an_app_password_of_deck_stands_nowhere() {
    let mut served = work();
    note_programs(&mut served);
    agree(&served);
    let url = served.server.url().to_owned();
    let arguments = ["--verbose", "login", &url];
    let ran = served.git_board_with(("GIT_BOARD_LOG", "trace"), ".", &arguments);
    let mut printed = Printed::default();
    printed.add(&ran.code(0));
    let line = kept(&served).remove(0);
    let (who, _) = line.rsplit_once('@').expect("a server");
    let (_, password) = who.rsplit_once(':').expect("a password");
    assert_eq!(password.len(), 72);
    let secrets = Secrets::of("alice", password);
    let faults = served.server.faults();
    let card = "work/to-do/1-login.md";
    printed.0 += &play(&served, (&url, card), faults, &secrets).0;
    printed.0 += &log_out_of(&served, &url, faults, &secrets).0;
    search(&served, &secrets, &printed);
}

#[test]
fn a_password_of_deck_with_all_kinds_of_letters_stands_nowhere() {
    let mut served = work();
    note_programs(&mut served);
    served.server.model().set_password("alice", PASSWORD);
    let secrets = Secrets::of("alice", PASSWORD);
    let url = served.server.url().to_owned();
    let mut printed = hand_over(&served, &url, &["--user", "alice"], PASSWORD);
    let faults = served.server.faults();
    let card = "work/to-do/1-login.md";
    printed.0 += &play(&served, (&url, card), faults, &secrets).0;
    printed.0 += &log_out_of(&served, &url, faults, &secrets).0;
    search(&served, &secrets, &printed);
}

#[test]
fn a_token_of_codecks_stands_nowhere() {
    let mut served = codecks_server::Served::files([
        ("garden/board.yaml", "id: p1\ntitle: Garden\n"),
        (
            "garden/todo/stack.yaml",
            "id: d1\ntitle: Todo\nposition: 10\n",
        ),
        (
            "garden/todo/111-dig.md",
            "---\nid: 111\ntitle: Dig\nposition: 10\ncreated: 2026-11-20T08:00:00Z\nauthor: alice\n---\nWith a spade.\n",
        ),
    ]);
    log_out(&mut served);
    keep_credentials(&served);
    note_programs(&mut served);
    {
        let mut model = served.server.model();
        let user = model.tokens[0].user.clone();
        model.tokens = vec![Token::new(TOKEN, &user)];
    }
    let secrets = Secrets::of("token", TOKEN);
    let url = served.url();
    let mut printed = hand_over(&served, &url, &[], TOKEN);
    let faults = served.server.faults();
    let card = "garden/todo/111-dig.md";
    printed.0 += &play(&served, (&url, card), faults, &secrets).0;
    printed.0 += &log_out_of(&served, &url, faults, &secrets).0;
    search(&served, &secrets, &printed);
}

#[test]
fn a_password_of_kanbanik_and_its_sessions_stand_nowhere() {
    let files = Files::from_texts([
        (
            "garden/board.yaml",
            "id: 5a0000000000000000000001\ntitle: Garden\nprojects:\n  - name: Web\n    id: 5a0000000000000000000021\n",
        ),
        (
            "garden/to-do/stack.yaml",
            "id: 5a0000000000000000000002\ntitle: To do\nposition: 10\n",
        ),
        (
            "garden/to-do/1-dig.md",
            "---\nid: 5a0000000000000000000011\ntitle: Dig\nposition: 10\nassignees:\n  - bob\nproject: Web\nticket: \"#1\"\n---\nWith a spade.\n",
        ),
    ]);
    let account = boards_of(Service::Kanbanik, &files, "the test").expect("they can be read");
    let mut model = kanbanik_of(&account, Release::Master, Clock::stopped(1_795_283_837));
    for user in &mut model.users {
        user.password = PASSWORD.to_owned();
    }
    let server = Server::start(model, Options::default()).expect("a server on loopback");
    let mut sandbox = Sandbox::new();
    keep_credentials(&sandbox);
    note_programs(&mut sandbox);
    let mut secrets = Secrets::of("alice", PASSWORD);
    let url = format!("{}/kanbanik", server.url());
    let mut printed = hand_over(&sandbox, &url, &["--user", "alice"], PASSWORD);
    let card = "garden/to-do/1-dig.md";
    printed.0 += &play(&sandbox, (&url, card), server.faults(), &secrets).0;
    printed.0 += &log_out_of(&sandbox, &url, server.faults(), &secrets).0;
    let sessions = server.model().sessions.clone();
    assert!(sessions.len() > 10, "{}", sessions.len());
    secrets
        .0
        .extend(sessions.into_iter().map(|session| session.id));
    search(&sandbox, &secrets, &printed);
}
