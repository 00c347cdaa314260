//! The bodies of the fuzz targets over their corpus and simple mutations of it: always the same.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

#[path = "../fuzz/bodies/answer.rs"]
mod answer;
#[path = "../fuzz/bodies/deck_board.rs"]
mod deck_board;
#[path = "../fuzz/bodies/front_matter.rs"]
mod front_matter;

/// How many mutations of each file are tried.
const MUTATIONS: u64 = 300;

/// The numbers of one sequence: xorshift, as good as mutations need.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

/// Bytes that mean something to one of the readers.
const TELLING: [&[u8]; 24] = [
    b"---\n",
    b"\n",
    b"\r\n",
    b": ",
    b"- ",
    b"\"",
    b"'",
    b"#",
    b"[",
    b"]",
    b"{",
    b"}",
    b"null",
    b"0",
    b"-1",
    b"1e999",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xae",
    b"\\u0000",
    b"&a *a",
    b"|+\n",
    b"\t",
];

fn mutated(bytes: &[u8], other: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=numbers.below(3) {
        let at = numbers.below(bytes.len() + 1);
        let end = (at + 1 + numbers.below(12)).min(bytes.len());
        match numbers.below(6) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let piece = TELLING[numbers.below(TELLING.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
            3 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            4 => {
                let from = numbers.below(other.len() + 1);
                let to = (from + numbers.below(40)).min(other.len());
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = byte.wrapping_add(1 << numbers.below(8));
                }
            }
        }
    }
    bytes
}

fn corpus(target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let files = fs::read_dir(folder).expect("the corpus is there");
    let mut files: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    files.sort();
    assert!(files.len() >= 4, "{target}");
    files
}

fn run(target: &str, body: fn(&[u8])) {
    let files: Vec<Vec<u8>> = corpus(target)
        .iter()
        .map(|file| fs::read(file).expect("it can be read"))
        .collect();
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let check = |bytes: &[u8]| {
        let ended = catch_unwind(AssertUnwindSafe(|| body(bytes)));
        assert!(
            ended.is_ok(),
            "{target}: {:?}",
            String::from_utf8_lossy(bytes)
        );
    };
    for bytes in &files {
        check(bytes);
        for _ in 0..MUTATIONS {
            let other = &files[numbers.below(files.len())];
            check(&mutated(bytes, other, &mut numbers));
        }
    }
}

#[test]
fn any_file_of_a_card_is_read_or_refused() {
    run("front_matter", front_matter::front_matter);
}

#[test]
fn any_answers_are_refused_or_a_board_that_can_be_written() {
    run("deck_board", deck_board::deck_board);
}

#[test]
fn any_answer_is_judged_in_one_harmless_line() {
    run("answer", answer::answer);
}
