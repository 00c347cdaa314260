//! Which names of attachments the server keeps, changes or refuses.

use icu_normalizer::ComposingNormalizerBorrowed;

use super::Release;
use super::refusal::Refusal;

/// Longest name of a user's file, in bytes; longer ones are refused with an empty message.
pub(super) const LONGEST_FILE_NAME: usize = 250;
/// Longest name of a deck file, in characters.
const LONGEST_DECK_FILE_NAME: usize = 255;

/// Refuses the names that no deck file has.
pub(super) fn check_deck_file_name(name: &str) -> Result<(), Refusal> {
    if name == "." || name.ends_with(".part") {
        return Err(Refusal::Denied);
    }
    let is_too_long = name.chars().count() > LONGEST_DECK_FILE_NAME;
    if name == ".." || name == ".htaccess" || is_too_long {
        return Err(Refusal::Crash);
    }
    Ok(())
}

/// Returns the name that a user's file gets: in NFC.
pub(super) fn file_name(release: Release, name: &str) -> Result<String, Refusal> {
    let refused = |words: &str| match release {
        Release::V1_16 => Refusal::Crash,
        Release::V1_18 => Refusal::Invalid(words.to_owned()),
    };
    if name == "." && release == Release::V1_16 {
        return Ok(name.to_owned());
    }
    if matches!(name, "." | "..") {
        return Err(refused("Dot files are not allowed"));
    }
    if name == ".htaccess" || name.ends_with(".part") {
        return Err(refused("File name is a reserved word"));
    }
    if name.contains('\t') {
        return Err(refused("File name contains at least one invalid character"));
    }
    if name.len() > LONGEST_FILE_NAME {
        return Err(refused(""));
    }
    Ok(ComposingNormalizerBorrowed::new_nfc()
        .normalize(name)
        .into_owned())
}
