//! `git board clone`.

use std::path::{Path, PathBuf};
use std::{env, fs};

use minijinja::{Environment as Templates, context};
use url::Url;

use crate::board::Account;
use crate::provider::Wanted;
use crate::repo::{Environment, Repo, UserConfig, take_away_unfinished};
use crate::sync::cloning::{FirstFile, clone_into};
use crate::sync::error::SyncError;
use crate::sync::session::{LARGEST_ATTACHMENT_SETTING, Server, Session, remember_branch};
use crate::sync::what_may_be;
use crate::text::NamePolicy;

use super::args::{CloneOptions, CommonOptions};
use super::connection::{SCOPE, largest_attachment, remember};
use super::credentials::{Address, Connection, connect};
use super::error::Failure;
use super::exit_code::Exit;
use super::interrupt;
use super::merge_driver;
use super::printer::Printer;
use super::progress::Progress;
use super::running::{block_on, now};
use super::target::{self, Target};

const README: &str = include_str!("../../templates/README.md");
const GITATTRIBUTES: &str = include_str!("../../templates/gitattributes");

/// Makes a new repository with every board that the account may see.
///
/// # Errors
/// In words for a person; what was made for nothing is removed again.
pub fn clone(
    common: &CommonOptions,
    options: &CloneOptions,
    printer: Printer,
) -> Result<Exit, Failure> {
    interrupt::listen()?;
    let target = target::parse(&options.url)?;
    let folder = new_folder(common, options, &target)?;
    let was_there = folder.exists();
    let result = clone_to(common, options, printer, &target, &folder);
    if result.is_err() {
        // What cannot be removed stays, and the next clone into this folder removes it.
        let _ = take_away_unfinished(&folder, SCOPE, Environment::of_process());
        if !was_there {
            let _ = fs::remove_dir(&folder);
        }
    }
    result
}

fn new_folder(
    common: &CommonOptions,
    options: &CloneOptions,
    target: &Target,
) -> Result<PathBuf, Failure> {
    let name = match &options.folder {
        Some(directory) => directory.as_std_path().to_owned(),
        None => PathBuf::from(folder_name(&target.url)),
    };
    let folder = match &common.directory {
        Some(start) => start.as_std_path().join(name),
        None => name,
    };
    check_free(&folder, "name another folder behind the address")?;
    Ok(folder)
}

/// Refuses a folder that is taken, with a hint; what a clone that was cut off left there goes away.
///
/// # Errors
/// The folder is there and not empty.
pub(super) fn check_free(folder: &Path, hint: &str) -> Result<(), Failure> {
    take_away_unfinished(folder, SCOPE, Environment::of_process()).map_err(SyncError::from)?;
    let is_empty = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(_) => !folder.exists(),
    };
    if is_empty {
        return Ok(());
    }
    let words = format!(
        "`{}` is there already and is not an empty folder",
        folder.display()
    );
    Err(Failure::new(Exit::Usage, words).hint(hint))
}

fn folder_name(url: &str) -> String {
    let host = Url::parse(url)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned));
    match host {
        Some(host) if !host.starts_with(|first: char| first.is_ascii_digit() || first == '[') => {
            format!("{host}-boards")
        }
        _ => "boards".to_owned(),
    }
}

fn clone_to(
    common: &CommonOptions,
    options: &CloneOptions,
    printer: Printer,
    target: &Target,
    folder: &std::path::Path,
) -> Result<Exit, Failure> {
    let address = Address {
        service: target.service,
        url: &target.url,
        account: "",
    };
    // Before there is anything to be left behind, since a person may give up here.
    let user_config = UserConfig::of_folder(&outside(), Environment::of_process());
    let connection = connect(&user_config.map_err(SyncError::from)?, address, printer)?;
    let mut repo =
        Repo::init_unfinished(folder, SCOPE, Environment::of_process()).map_err(SyncError::from)?;
    let lock = repo.lock().map_err(SyncError::from)?;
    let progress = Progress::new(printer, common.quiet);
    let mut names = options.boards.clone();
    names.extend(target.board.clone());
    let mut server = Server {
        url: target.url.clone(),
        account: String::new(),
        service: target.service,
        wanted: if names.is_empty() {
            Wanted::All
        } else {
            Wanted::Named(names)
        },
        largest_attachment_bytes: match options.no_attachments {
            true => 0,
            false => largest_attachment(&repo, None)?,
        },
        names: NamePolicy::AsPulled,
    };
    let result = block_on(fill(
        &mut repo,
        &connection,
        &mut server,
        options,
        &progress,
    ))?;
    progress.pause();
    connection.settle(result.as_ref().err());
    let account = result?;
    repo.finish().map_err(SyncError::from)?;
    drop(lock);
    progress.finish();
    report(&printer, &account, folder);
    Ok(Exit::Done)
}

/// Returns a folder from which git sees the configuration that a new repository will see: not that
/// of a repository in which the person happens to stand.
fn outside() -> PathBuf {
    env::home_dir()
        .filter(|home| home.is_dir())
        .unwrap_or_else(env::temp_dir)
}

async fn fill(
    repo: &mut Repo,
    connection: &Connection,
    server: &mut Server,
    options: &CloneOptions,
    progress: &Progress,
) -> Result<Account, SyncError> {
    let me = connection.provider.who_am_i(progress).await?;
    server.account.clone_from(&me.user);
    // The branch comes last: once it is there, nothing lacks.
    remember(repo, server)?;
    merge_driver::set_up(repo)?;
    if options.no_attachments {
        repo.set_setting(LARGEST_ATTACHMENT_SETTING, "0")?;
    }
    if let Some(branch) = repo.head()?.branch() {
        remember_branch(repo, branch)?;
    }
    let session = Session {
        repo,
        provider: connection.provider.as_ref(),
        server,
        monitor: progress,
        aside: None,
    };
    let (fetched, known) = clone_into(session, &first_files(server)?, now()).await?;
    *server = known;
    // A comfort for `check`: what cannot be noted is told by the first push.
    let _ = what_may_be::note(repo, server, &me, &fetched.remote.rights);
    Ok(fetched.remote.account)
}

fn first_files(server: &Server) -> Result<Vec<FirstFile>, SyncError> {
    let readme = Templates::new()
        .render_str(
            README,
            context! {
                url => &server.url,
                account => &server.account,
                service => server.service.title(),
            },
        )
        .map_err(|error| SyncError::bug(format!("the template of README.md: {error}")))?;
    Ok(vec![
        FirstFile {
            path: "README.md",
            text: readme,
        },
        FirstFile {
            path: ".gitattributes",
            text: GITATTRIBUTES.to_owned(),
        },
    ])
}

fn report(printer: &Printer, account: &Account, folder: &std::path::Path) {
    let boards = account.boards.len();
    let cards: usize = account.cards().len();
    let count = |number: usize, noun: &str| match number {
        1 => format!("1 {noun}"),
        many => format!("{many} {noun}s"),
    };
    printer.out(format!(
        "Cloned {} with {} into {}",
        count(boards, "board"),
        count(cards, "card"),
        folder.display()
    ));
}
