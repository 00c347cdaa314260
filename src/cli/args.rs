//! The arguments: every subcommand with its options; clap is used here only.

use camino::Utf8PathBuf;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::repo::parse_size;

use super::fault_words::{self, PlannedFault};
use super::machine::candidates;

pub mod examples;
pub mod machine;
pub mod writing;

use machine::{CompletionsOptions, ManOptions};
use writing::{ArchiveOptions, CardsOptions, MvOptions, NewOptions, OpenOptions, TidyOptions};

/// Kanban boards as folders of Markdown in a git repository.
#[derive(Debug, Parser)]
#[command(
    name = "git-board",
    bin_name = "git board",
    version,
    about,
    long_about = "Kanban boards as folders of Markdown in a git repository.\n\n\
        `clone` writes every board of an account as `board/stack/card.md`; edit the files with \
        any editor, read `git diff`, and `push` sends the differences to the server.",
    after_help = "Try it without a server of your own: git board demo",
    arg_required_else_help = true,
    max_term_width = 100
)]
pub struct Arguments {
    /// Options of all subcommands.
    #[command(flatten)]
    pub common: CommonOptions,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of all subcommands.
#[derive(Clone, Debug, Args)]
pub struct CommonOptions {
    /// Run as if started in this folder
    #[arg(short = 'C', value_name = "DIR", global = true)]
    pub directory: Option<Utf8PathBuf>,
    /// Print only what went wrong
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Also print requests and how much was read and written
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// When to color what is printed
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub color: ColorChoice,
}

/// When to color.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a new repository with every board that the account may see
    #[command(after_help = examples::CLONE)]
    Clone(CloneOptions),
    /// Fetch, and merge what changed there into the files
    #[command(after_help = examples::PULL)]
    Pull(PullOptions),
    /// Only bring the server's state to `board/main`
    #[command(after_help = examples::FETCH)]
    Fetch(FetchOptions),
    /// Show what a push would do, and what is wrong with the files (offline)
    #[command(after_help = examples::STATUS)]
    Status(StatusOptions),
    /// Show edits card by card, old and new
    #[command(after_help = examples::DIFF)]
    Diff(DiffOptions),
    /// Show the plan, send it, verify, commit
    #[command(after_help = examples::PUSH)]
    Push(PushOptions),
    /// Find everything in the files that a push would refuse (offline)
    #[command(after_help = examples::CHECK)]
    Check(CheckOptions),
    /// Log in, so that every command finds the credentials
    #[command(after_help = examples::LOGIN)]
    Login(LoginOptions),
    /// Revoke and forget what `login` stored
    #[command(after_help = examples::LOGOUT)]
    Logout(LogoutOptions),
    /// Tell the story of boards or of a card from the commits
    #[command(after_help = examples::LOG)]
    Log(LogOptions),
    /// Make a card from a template and open it in the editor
    #[command(after_help = examples::NEW)]
    New(NewOptions),
    /// Move cards to another stack, or to another place in theirs
    #[command(after_help = examples::MV)]
    Mv(MvOptions),
    /// Delete cards
    #[command(after_help = examples::RM)]
    Rm(CardsOptions),
    /// Archive cards, or bring them back
    #[command(after_help = examples::ARCHIVE)]
    Archive(ArchiveOptions),
    /// Show a card or a board in the browser
    #[command(after_help = examples::OPEN)]
    Open(OpenOptions),
    /// Give files and folders the names of today's titles
    #[command(after_help = examples::TIDY)]
    Tidy(TidyOptions),
    /// Run a look-alike server on this machine that holds the boards of a folder
    #[command(after_help = examples::SERVE)]
    Serve(ServeOptions),
    /// Play the whole round on a built-in server: clone, edit, diff, push, pull
    #[command(after_help = examples::DEMO)]
    Demo(DemoOptions),
    /// Print completions for a shell
    #[command(after_help = examples::COMPLETIONS)]
    Completions(CompletionsOptions),
    /// Write the manual's pages
    #[command(after_help = examples::MAN)]
    Man(ManOptions),
    /// Print the JSON schema of what `--json` prints
    #[command(after_help = examples::SCHEMA)]
    Schema,
    /// Print the version, and with `--verbose` what this program is made of
    #[command(after_help = examples::VERSION)]
    Version,
    /// Merge a card's file by field; git runs this, `clone` sets it up
    #[command(hide = true)]
    MergeDriver(MergeDriverOptions),
}

/// Options of `clone`.
#[derive(Debug, Args)]
pub struct CloneOptions {
    /// The server, or a board's address copied from the browser
    #[arg(value_name = "URL")]
    pub url: String,
    /// The new folder; by default named for the server
    #[arg(value_name = "DIR")]
    pub folder: Option<Utf8PathBuf>,
    /// Only this board, by title or id (repeatable)
    #[arg(long = "board", value_name = "NAME")]
    pub boards: Vec<String>,
    /// Leave attachments on the server
    #[arg(long)]
    pub no_attachments: bool,
}

/// Options of `pull`.
#[derive(Debug, Args)]
pub struct PullOptions {
    /// Print one JSON document instead (`git board schema` describes it)
    #[arg(long)]
    pub json: bool,
    /// Read everything again, whatever the stamps say
    #[arg(long)]
    pub full: bool,
    /// Do not ask before many cards or a board are removed here
    #[arg(short, long)]
    pub yes: bool,
}

/// Options of `fetch`.
#[derive(Debug, Args)]
pub struct FetchOptions {
    /// Print one JSON document instead (`git board schema` describes it)
    #[arg(long)]
    pub json: bool,
    /// Read everything again, whatever the stamps say
    #[arg(long)]
    pub full: bool,
}

/// Options of `status`.
#[derive(Debug, Args)]
pub struct StatusOptions {
    /// Print one JSON document instead (`git board schema` describes it)
    #[arg(long)]
    pub json: bool,
    /// Exit with 1 if there is something to push
    #[arg(long)]
    pub exit_code: bool,
}

/// Options of `diff`.
#[derive(Debug, Args)]
pub struct DiffOptions {
    /// Print one JSON document instead (`git board schema` describes it)
    #[arg(long)]
    pub json: bool,
    /// Show what a pull would bring instead
    #[arg(long)]
    pub remote: bool,
}

/// Options of `push`.
#[derive(Debug, Args)]
pub struct PushOptions {
    /// Print one JSON document instead (`git board schema` describes it)
    #[arg(long)]
    pub json: bool,
    /// Show the plan and stop
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,
    /// Let the plan delete boards, stacks with cards, labels in use, or many cards
    #[arg(long)]
    pub allow_deletes: bool,
}

/// Options of `merge-driver`: what git puts for `%O %A %B %P %L %S %X %Y`.
#[derive(Debug, Args)]
pub struct MergeDriverOptions {
    /// The file that both sides come from (%O)
    #[arg(value_name = "BASE")]
    pub base: Utf8PathBuf,
    /// The file here (%A), which the result is written to
    #[arg(value_name = "OURS")]
    pub ours: Utf8PathBuf,
    /// The file there (%B)
    #[arg(value_name = "THEIRS")]
    pub theirs: Utf8PathBuf,
    /// Where the file stands in the repository (%P)
    #[arg(value_name = "PATH")]
    pub path: String,
    /// How many characters a conflict's markers have (%L)
    #[arg(value_name = "SIZE")]
    pub marker_size: Option<u16>,
    /// What base, ours and theirs are called behind the markers (%S %X %Y)
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
}

/// Options of `log`.
#[derive(Debug, Args)]
pub struct LogOptions {
    /// Print one JSON document instead (`git board schema` describes it)
    #[arg(long)]
    pub json: bool,
    /// A card, a stack or a board, by path, title or id; without it, all of them
    #[arg(value_name = "PATH", add = candidates::cards_and_boards())]
    pub what: Option<String>,
    /// Tell of so many commits at most
    #[arg(short = 'n', long, value_name = "NUMBER")]
    pub max_count: Option<usize>,
}

/// Options of `check`.
#[derive(Debug, Args)]
pub struct CheckOptions {
    /// Print one JSON document instead (`git board schema` describes it)
    #[arg(long)]
    pub json: bool,
    /// Mend what is mechanical: folders left behind, positions that are there twice, a missing merge
    /// driver
    #[arg(long)]
    pub fix: bool,
    /// Only problems below these paths
    #[arg(value_name = "PATH", add = candidates::paths())]
    pub paths: Vec<String>,
}

/// Options of `login`.
#[derive(Debug, Args)]
pub struct LoginOptions {
    /// The server; by default that of this repository
    #[arg(value_name = "URL")]
    pub url: Option<String>,
    /// Read the token or app password from standard input instead of asking
    #[arg(long)]
    pub with_token: bool,
    /// Whose it is
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,
    /// Only print the address to open (deck)
    #[arg(long)]
    pub no_browser: bool,
    /// How long to wait for the browser; by default and at most 1200
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub timeout: Option<u64>,
}

/// Options of `logout`.
#[derive(Debug, Args)]
pub struct LogoutOptions {
    /// The server; by default that of this repository
    #[arg(value_name = "URL")]
    pub url: Option<String>,
    /// Whose credentials; by default this repository's account
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,
}

/// Options of `serve`.
#[derive(Debug, Args)]
pub struct ServeOptions {
    /// The folder whose boards it holds; by default the built-in example
    #[arg(value_name = "DIR")]
    pub folder: Option<Utf8PathBuf>,
    /// The port; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    pub port: u16,
    /// Which service it looks like: deck, kanbanik or codecks
    #[arg(long, value_name = "NAME", default_value = "deck")]
    pub service: String,
    /// Which version of it: deck 1.16 or 1.18, kanbanik 0.2.6, 1.0.0 or master; by default the newest
    #[arg(long, value_name = "VERSION")]
    pub server_version: Option<String>,
    /// The largest file that it takes (deck), like 2g
    #[arg(long, value_name = "SIZE", default_value = "64m", value_parser = size)]
    pub max_upload: u64,
    /// Let a request go wrong (repeatable); `--help` tells what and when
    #[arg(
        long = "fault",
        value_name = "WHAT@WHEN",
        value_parser = fault_words::parse,
        long_help = fault_words::HELP
    )]
    pub faults: Vec<PlannedFault>,
}

fn seconds(value: &str) -> Result<u64, String> {
    let number = value.parse();
    number.map_err(|_| "a number of seconds is wanted, like `300`".to_owned())
}

impl Command {
    /// Returns the command's name, where a script asked for one JSON document.
    pub fn for_a_script(&self) -> Option<&'static str> {
        let (name, json) = match self {
            Self::Pull(options) => ("pull", options.json),
            Self::Fetch(options) => ("fetch", options.json),
            Self::Status(options) => ("status", options.json),
            Self::Diff(options) => ("diff", options.json),
            Self::Push(options) => ("push", options.json),
            Self::Check(options) => ("check", options.json),
            Self::Log(options) => ("log", options.json),
            _ => return None,
        };
        json.then_some(name)
    }
}

fn size(value: &str) -> Result<u64, String> {
    parse_size(value).ok_or_else(|| "a number of bytes is wanted, like `64m`".to_owned())
}

/// Options of `demo`.
#[derive(Debug, Args)]
pub struct DemoOptions {
    /// Where the repository goes; by default a new folder `git-board-demo`, with a number behind it
    /// where that is taken
    #[arg(value_name = "DIR")]
    pub folder: Option<Utf8PathBuf>,
    /// Which service it plays on: deck or codecks
    #[arg(long, value_name = "NAME", default_value = "deck")]
    pub service: String,
    /// Do not wait for a key between the steps
    #[arg(short, long)]
    pub yes: bool,
}
