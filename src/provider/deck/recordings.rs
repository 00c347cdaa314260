//! Tests over answers that real servers gave: Nextcloud 34 with Deck 1.18.3, Nextcloud 32 with
//! Deck 1.16.7.

use std::fs;
use std::path::PathBuf;

use reqwest::Method;
use serde::de::DeserializeOwned;

use super::api::{decoded, judge};
use super::decode;
use super::wire;
use crate::board::Card;
use crate::provider::ProviderError;
use crate::provider::http::Answer;

mod boards;
mod cards;
mod refusals;

const NEW: &str = "1.18.3";
const OLD: &str = "1.16.7";
const BOTH: [&str; 2] = [NEW, OLD];

fn folder(version: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/deck-answers")
        .join(version)
}

/// The recorded answer to a request of this method; the file's name holds the status.
fn recorded(version: &str, name: &str, method: Method) -> Answer {
    let prefix = format!("{name}.");
    let file = fs::read_dir(folder(version))
        .expect("the fixtures are there")
        .map(|entry| entry.expect("a file").path())
        .find(|path| {
            path.file_name()
                .and_then(|file| file.to_str())
                .is_some_and(|file| file.starts_with(&prefix))
        })
        .unwrap_or_else(|| panic!("no recording `{name}` of {version}"));
    let status = file
        .file_stem()
        .and_then(|stem| stem.to_str())
        .and_then(|stem| stem.rsplit('.').next())
        .and_then(|status| status.parse().ok())
        .expect("the name holds the status");
    Answer {
        is_of_write: method != Method::GET,
        method,
        url: "http://127.0.0.1/x".to_owned(),
        status,
        date: None,
        etag: None,
        location: None,
        retry_after: None,
        retry_after_text: None,
        in_maintenance: name.starts_with("06-"),
        body: fs::read(&file).expect("readable"),
    }
}

fn read<T: DeserializeOwned>(version: &str, name: &str) -> T {
    decoded(&recorded(version, name, Method::GET)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn refusal(version: &str, name: &str, method: Method) -> ProviderError {
    judge(recorded(version, name, method))
        .expect_err("it is a refusal")
        .error
}

fn one_card(version: &str, name: &str) -> Card {
    decode::card(&read::<wire::Card>(version, name), |_| true)
}
