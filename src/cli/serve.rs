//! `git board serve`: a look-alike server that holds the boards of a folder.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use walkdir::WalkDir;

use crate::board::{Account, Service};
use crate::files::{Content, ContentId, File, Files};
use crate::lookalike::clock::Clock;
use crate::lookalike::codecks::{Codecks, RateLimit, RetryAfter};
use crate::lookalike::deck::{Deck, Release};
use crate::lookalike::kanbanik;
use crate::lookalike::s3::S3;
use crate::lookalike::server::{Model, Options, Server};
use crate::text::{self, suggestion};

use super::args::{CommonOptions, ServeOptions};
use super::connection::no_folder;
use super::error::Failure;
use super::exit_code::Exit;
use super::interrupt;
use super::printer::{Printer, STRONG};
use super::running::block_on;
use super::seed::codecks::{self, CardIds, SUBDOMAIN, TOKEN, codecks_of, with_uploads};
use super::seed::deck::{PASSWORD, USER, attach_all, deck_of};
use super::seed::kanbanik::kanbanik_of;

const EXAMPLE_NAME: &str = "the built-in example";

static EXAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/example-board");

/// Runs a look-alike until Ctrl-C.
///
/// # Errors
/// The folder holds no boards that can be read, or the port is taken.
pub fn serve(
    common: &CommonOptions,
    options: &ServeOptions,
    printer: Printer,
) -> Result<Exit, Failure> {
    let service = Service::of_word(&options.service).ok_or_else(|| {
        Failure::new(
            Exit::Usage,
            format!("there is no look-alike of `{}`", options.service),
        )
        .hint(
            match suggestion(&options.service, ["deck", "kanbanik", "codecks"]) {
                Some(meant) => format!("did you mean `--service {meant}`?"),
                None => "--service deck, kanbanik or codecks".to_owned(),
            },
        )
    })?;
    let (files, whose) = match &options.folder {
        Some(directory) => {
            let start = common
                .directory
                .as_deref()
                .map_or(Path::new("."), |at| at.as_std_path());
            let folder = start.join(directory);
            if !folder.is_dir() {
                return Err(no_folder(directory.as_std_path()));
            }
            let files = files_of_folder(&folder)?;
            (files, directory.as_str())
        }
        None => (example_files(), EXAMPLE_NAME),
    };
    interrupt::listen()?;
    let version = options.server_version.as_deref();
    match service {
        Service::Deck => {
            let account = boards_of(service, &files, whose)?;
            let release = match version {
                None | Some("1.18" | "1.18.3") => Release::V1_18,
                Some("1.16" | "1.16.7") => Release::V1_16,
                Some(other) => return Err(no_version(other, "1.16 and 1.18")),
            };
            let server = start(&account, &files, release, options.port)?;
            {
                let mut model = server.model();
                model.largest_upload_bytes = options.max_upload;
                // What stands around a file in its form is little.
                model.largest_post_bytes = options.max_upload.saturating_add(1 << 20);
            }
            let door = with_password(server.url());
            run(&server, (service, &account), options, &door, printer)
        }
        Service::Kanbanik => {
            let account = boards_of(service, &files, whose)?;
            let version = version.unwrap_or("master");
            let release = kanbanik::Release::of_word(version)
                .ok_or_else(|| no_version(version, "0.2.6, 1.0.0 and master"))?;
            let model = kanbanik_of(&account, release, Clock::real());
            let server = started(model, options.port)?;
            let url = format!("{}/kanbanik", server.url());
            run(
                &server,
                (service, &account),
                options,
                &with_password(&url),
                printer,
            )
        }
        Service::Codecks => {
            if let Some(version) = version {
                return Err(no_version(version, "no versions of Codecks"));
            }
            // The example has Deck's keys.
            let (account, ids) = match options.folder {
                Some(_) => (boards_of(service, &files, whose)?, CardIds::Codes),
                None => (example()?, CardIds::Numbers),
            };
            let (server, store) = start_codecks(&account, ids, &files, options.port)?;
            let url = format!("codecks+{}/{SUBDOMAIN}", server.url());
            let door = with_token(&url, store.url());
            run(&server, (service, &account), options, &door, printer)
        }
    }
}

fn no_version(version: &str, known: &str) -> Failure {
    Failure::new(
        Exit::Usage,
        format!("there is no look-alike of version `{version}`"),
    )
    .hint(format!("--server-version knows {known}"))
}

/// How to get at a server.
struct Door {
    /// Its address, as `clone` takes it.
    url: String,
    /// What else there is to know, with its names.
    details: Vec<(&'static str, String)>,
    /// The variables that log in.
    variables: String,
}

fn with_password(url: &str) -> Door {
    Door {
        url: url.to_owned(),
        details: vec![("user", USER.to_owned()), ("password", PASSWORD.to_owned())],
        variables: format!("GIT_BOARD_USER={USER} GIT_BOARD_TOKEN={PASSWORD}"),
    }
}

fn with_token(url: &str, store: &str) -> Door {
    Door {
        url: url.to_owned(),
        details: vec![("token", TOKEN.to_owned()), ("files", store.to_owned())],
        variables: format!("GIT_BOARD_TOKEN={TOKEN}"),
    }
}

/// Plans what shall go wrong, says where the server is, and waits for Ctrl-C.
fn run<M: Model>(
    server: &Server<M>,
    (service, account): (Service, &Account),
    options: &ServeOptions,
    door: &Door,
    printer: Printer,
) -> Result<Exit, Failure> {
    for fault in &options.faults {
        fault.plan(server.faults());
    }
    let boards: Vec<&str> = account
        .boards
        .iter()
        .map(|board| board.title.as_str())
        .collect();
    let Door {
        url,
        details,
        variables,
    } = door;
    printer.out(format!(
        "A look-alike of {} holds: {}",
        service.title(),
        boards.join(", ")
    ));
    printer.out(format!("  URL       {STRONG}{url}{STRONG:#}"));
    for (name, value) in details {
        printer.out(format!("  {name:<8}  {value}"));
    }
    printer.out("");
    printer.out(format!("Try it:  {variables} git board clone {url}"));
    if !options.faults.is_empty() {
        let words: Vec<&str> = options
            .faults
            .iter()
            .map(|one| one.words.as_str())
            .collect();
        printer.out(format!("Going wrong, once each: {}", words.join(", ")));
    }
    printer.out("Ctrl-C ends it; what was changed on it is forgotten then.");
    printer.flush();
    block_on(interrupt::asked())?;
    Ok(Exit::Done)
}

/// Starts a look-alike Codecks that holds an account, with a store that holds those of its
/// attachments that are among `files`.
///
/// # Errors
/// The port is taken.
pub fn start_codecks(
    account: &Account,
    ids: CardIds,
    files: &Files,
    port: u16,
) -> Result<(Server<Codecks>, Server<S3>), Failure> {
    let clock = Clock::real();
    let mut codecks = codecks_of(account, ids, clock.clone());
    codecks.rate_limit = Some(RateLimit {
        requests: 40,
        seconds: 5,
        retry_after: RetryAfter::Milliseconds,
    });
    let store = with_uploads(&mut codecks, clock).map_err(|error| taken(0, &error))?;
    let contents = contents_of(files);
    codecks::attach_all(&mut codecks, &mut store.model(), account, ids, &contents);
    Ok((started(codecks, port)?, store))
}

/// Starts a look-alike Deck that holds an account, with the attachments that are among `files`.
///
/// # Errors
/// The port is taken.
pub fn start(
    account: &Account,
    files: &Files,
    release: Release,
    port: u16,
) -> Result<Server<Deck>, Failure> {
    let mut deck = deck_of(account, release, Clock::real());
    attach_all(&mut deck, account, &contents_of(files));
    started(deck, port)
}

fn started<M: Model>(model: M, port: u16) -> Result<Server<M>, Failure> {
    let options = Options {
        port,
        ..Options::default()
    };
    Server::start(model, options).map_err(|error| taken(port, &error))
}

fn taken(port: u16, error: &io::Error) -> Failure {
    Failure::new(
        Exit::Failed,
        format!("cannot serve on port {port}: {error}"),
    )
    .hint("leave --port out to take a free one")
}

/// Returns the boards of the built-in example.
///
/// # Errors
/// They cannot be read, which a test rules out.
pub fn example() -> Result<Account, Failure> {
    boards_of(Service::Deck, &example_files(), EXAMPLE_NAME)
}

/// Returns the files of the built-in example.
pub fn example_files() -> Files {
    let mut files = Files::default();
    let mut folders = vec![&EXAMPLE];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            let path = file.path().to_string_lossy().replace('\\', "/");
            files
                .entries
                .insert(path, File::with_bytes(file.contents()));
        }
    }
    files
}

/// Returns the bytes of files by their ids.
pub fn contents_of(files: &Files) -> BTreeMap<ContentId, Arc<[u8]>> {
    let bytes = files
        .entries
        .values()
        .filter_map(|file| match &file.content {
            Content::Bytes(bytes) => Some((file.id, Arc::clone(bytes))),
            _ => None,
        });
    bytes.collect()
}

/// Returns the boards that stand in files of that service.
///
/// # Errors
/// There are none, or they cannot be read; all problems are listed.
pub fn boards_of(service: Service, files: &Files, whose: &str) -> Result<Account, Failure> {
    let read = text::read(service, files, files, None);
    let errors: Vec<String> = read
        .problems
        .iter()
        .filter(|problem| problem.is_error())
        .map(ToString::to_string)
        .collect();
    if !errors.is_empty() {
        return Err(Failure {
            lines: errors,
            ..Failure::new(Exit::Failed, format!("cannot read the boards of {whose}"))
        });
    }
    if read.known.account.boards.is_empty() {
        return Err(
            Failure::new(Exit::Failed, format!("{whose} holds no boards"))
                .line("a board is a folder with a `board.yaml` in it"),
        );
    }
    Ok(read.known.account)
}

/// Reads the files below a folder, `.git` left out.
///
/// # Errors
/// A file or folder cannot be read.
pub fn files_of_folder(folder: &Path) -> Result<Files, Failure> {
    let failed = |path: &Path, reason: String| {
        Failure::new(
            Exit::Failed,
            format!("cannot read `{}`: {reason}", path.display()),
        )
    };
    let mut files = Files::default();
    let entries = WalkDir::new(folder)
        .into_iter()
        .filter_entry(|entry| entry.file_name() != ".git");
    for entry in entries {
        let entry = entry.map_err(|error| failed(folder, error.to_string()))?;
        if !entry.file_type().is_file() {
            continue;
        }
        let path = entry.path();
        let Some(relative) = path.strip_prefix(folder).ok().and_then(Path::to_str) else {
            continue;
        };
        let bytes = fs::read(path).map_err(|error| failed(path, error.to_string()))?;
        let relative = relative.replace('\\', "/");
        files.entries.insert(relative, File::with_bytes(bytes));
    }
    Ok(files)
}
