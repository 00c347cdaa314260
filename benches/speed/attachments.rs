//! Attachments: one that is larger than the memory that may be held, and very many small ones.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use git_board::board::{Account, Board, BoardKey, Card, CardKey, Stack, StackKey};
use git_board::cli::seed::deck::{PASSWORD, USER, deck_of};
use git_board::lookalike::clock::Clock;
use git_board::lookalike::deck::attachment::DeckFile;
use git_board::lookalike::deck::{Deck, Release};
use git_board::lookalike::server::{Options, Server};

use crate::ROUNDS;
use crate::folder::{Folder, Ran};
use crate::table::{Limit, Table};

const LARGE_BYTES: u64 = 1_000_000_000;
const MOST_MB: f64 = 64.0;
const CARDS: i64 = 500;
const ON_A_CARD: i64 = 4;
const SMALL_BYTES: usize = 10_000;
/// Where the first card's attachments are.
const FIRST: &str = "files/to-do/1-card-1";
const PARALLEL: &str = "8";

/// Measures both.
pub fn measure(table: &Table, program: &Path) {
    large(table, program);
    many(table, program);
}

/// A file goes there from one clone and comes back into another.
fn large(table: &Table, program: &Path) {
    let folder = Folder::new(program);
    let server = served(deck(1));
    let url = server.url();
    folder.git("", &["config", "--global", "board.maxAttachmentSize", "2g"]);
    folder.git_board("", &["clone", url, "one"]);
    fs::create_dir_all(folder.path(&format!("one/{FIRST}"))).expect("a folder");
    let path = format!("{FIRST}/large.bin");
    write_noise(&folder.path(&format!("one/{path}"))).expect("there is room on the disk");
    let row = |what: &str, relative: &str, arguments: &[&str]| {
        let began = Instant::now();
        let mb = folder.memory_mb(relative, arguments);
        let took = began.elapsed().as_secs_f64();
        let Some(mb) = mb else {
            return;
        };
        let value = format!("{mb:.0} MB, {took:.1} s");
        table.value(what, &value, "64 MB", Some(mb < MOST_MB));
    };
    row(
        "push of a file of 1 GB, and reading it back",
        "one",
        &["push", "--yes"],
    );
    row("pull of nothing after it", "one", &["pull"]);
    row("clone with it", "", &["clone", url, "other"]);
    for command in ["status", "diff", "check"] {
        row(&format!("`{command}` with it"), "other", &[command]);
    }
    let bytes = |clone: &str| fs::metadata(folder.path(&format!("{clone}/{path}")));
    let size = bytes("other").expect("it came").len();
    assert_eq!(size, LARGE_BYTES);
}

/// Small files come, beside the same by curl.
fn many(table: &Table, program: &Path) {
    let folder = Folder::new(program);
    let server = served(deck(CARDS));
    attach_small(&server);
    let url = server.url();
    // Once is not measured, and tells the addresses.
    folder.git_board("", &["clone", url, "many"]);
    let requests = server.log().requests();
    let files = requests.iter().filter_map(|line| line.strip_prefix("GET "));
    let files: Vec<&str> = files
        .filter(|path| path.contains("/attachments/"))
        .collect();
    assert_eq!(files.len() as i64, CARDS * ON_A_CARD);
    let has_curl = Command::new("curl").arg("--version").output().is_ok();
    let mut ours = Vec::new();
    let mut curl = Vec::new();
    // In turns: whatever else the machine does slows both. Nothing is removed before the end.
    for round in 0..ROUNDS {
        ours.push(folder.git_board("", &["clone", url, &format!("many-{round}")]));
        if has_curl {
            curl.push(by_curl(&folder, url, &files, round));
        }
    }
    let what = "clone with 2,000 files of 10 kB; curl";
    table.row(what, ours, curl, Limit::TimesCurl(3.0));
    let row = |what: &str, relative: &str, arguments: &[&str]| {
        server.log().clear();
        let mb = folder.memory_mb(relative, arguments).unwrap_or_default();
        let requests = server.log().requests();
        let downloads = requests
            .iter()
            .filter(|line| line.contains("/attachments/"));
        let (downloads, requests) = (downloads.count(), requests.len());
        let value = format!("{requests}, {downloads}; {mb:.0} MB");
        table.value(what, &value, "", None);
    };
    row(
        "… requests, downloads; memory",
        "",
        &["clone", url, "again"],
    );
    row("… of a second pull", "again", &["pull"]);
    row(
        "… of one that reads everything",
        "again",
        &["pull", "--full"],
    );
}

fn by_curl(folder: &Folder, url: &str, files: &[&str], round: usize) -> Ran {
    let into = folder.path(&format!("curl-{round}"));
    fs::create_dir(&into).expect("a folder");
    let mut config = format!("silent\nuser = \"{USER}:{PASSWORD}\"\n");
    for (number, path) in files.iter().enumerate() {
        let output = into.join(number.to_string());
        let _ = writeln!(config, "url = \"{url}{path}\"\noutput = {:?}", output);
    }
    let name = format!("curl-{round}.config");
    fs::write(folder.path(&name), config).expect("a file");
    let arguments = ["--parallel", "--parallel-max", PARALLEL, "--config", &name];
    let ran = folder.run("curl", "", &arguments);
    let came = fs::read_dir(into).expect("a folder").count();
    assert_eq!(came, files.len());
    ran
}

fn served(deck: Deck) -> Server<Deck> {
    Server::start(deck, Options::default()).expect("a free port")
}

/// Returns a server with one board of one stack of so many cards.
fn deck(cards: i64) -> Deck {
    let mut board = Board::new(BoardKey::known("1"), "Files");
    let mut stack = Stack::new(StackKey::known("1"), "To do");
    for number in 1..=cards {
        let key = CardKey::known(number.to_string());
        let card = Card::new(key, format!("Card {number}"));
        stack.cards.push(card.into());
    }
    board.stacks.push(stack.into());
    let boards = vec![board.into()];
    let mut deck = deck_of(
        &Account {
            boards,
            ..Account::default()
        },
        Release::V1_18,
        Clock::real(),
    );
    deck.largest_upload_bytes = 2 << 30;
    deck.largest_post_bytes = 2 << 30;
    deck
}

fn attach_small(server: &Server<Deck>) {
    let mut noise = Noise(1);
    let mut model = server.model();
    let long_ago = Clock::real().now() - 3600;
    for card in 1..=CARDS {
        for number in 0..ON_A_CARD {
            let content: Vec<u8> = noise.by_ref().take(SMALL_BYTES).collect();
            model.insert_deck_file(DeckFile {
                card,
                name: format!("file-{number}.bin"),
                content: Some(content.into()),
                last_modified: long_ago,
                created_at: long_ago,
                created_by: USER.to_owned(),
                ..DeckFile::default()
            });
        }
    }
}

fn write_noise(path: &Path) -> io::Result<()> {
    let mut file = File::create(path)?;
    let mut noise = Noise(2);
    let mut left = LARGE_BYTES;
    while left > 0 {
        let length = left.min(1 << 20);
        let piece: Vec<u8> = noise.by_ref().take(length as usize).collect();
        file.write_all(&piece)?;
        left -= length;
    }
    Ok(())
}

/// Bytes that do not shrink, always the same.
struct Noise(u64);

impl Iterator for Noise {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = self.0.wrapping_add(1_442_695_040_888_963_407);
        Some((self.0 >> 56) as u8)
    }
}
