//! Operations on attachments in words.

use super::{ChangeLine, Described, Kind, Titles, Verb, quoted};
use crate::board::EditAttachment;

pub(super) fn edit(edit: &EditAttachment, titles: &Titles) -> Described {
    let EditAttachment {
        card,
        card_title,
        board,
        stack,
        name,
        content,
        size,
        listed: _,
    } = edit;
    let verb = match (content.old, content.new) {
        (None, _) => Verb::Create,
        (Some(_), Some(_)) => Verb::Edit,
        (Some(_), None) => Verb::Delete,
    };
    let mut lines = vec![ChangeLine {
        field: "card",
        old: None,
        new: Some(card_title.clone()),
        words: format!("on {}", quoted(&titles.card(card))),
        text: None,
    }];
    lines.extend(size.map(|size| ChangeLine {
        field: "size",
        old: None,
        new: Some(size.to_string()),
        words: bytes_in_words(size),
        text: None,
    }));
    Described {
        verb,
        kind: Kind::Attachment,
        board: Some(titles.board(board)),
        stack: Some(titles.stack(stack)),
        new_stack: None,
        card: Some(card.clone()),
        id: None,
        title: name.clone(),
        lines,
    }
}

/// Returns a size as people read it: `812 bytes`, `12 kB`, `3.4 MB`; a kB is 1000 bytes.
pub fn bytes_in_words(bytes: u64) -> String {
    match bytes {
        1 => "1 byte".to_owned(),
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", (bytes + 500) / 1_000),
        1_000_000..1_000_000_000 => tenths(bytes, 1_000_000, "MB"),
        _ => tenths(bytes, 1_000_000_000, "GB"),
    }
}

fn tenths(bytes: u64, unit: u64, word: &str) -> String {
    let tenths = (bytes + unit / 20) / (unit / 10);
    match tenths % 10 {
        0 => format!("{} {word}", tenths / 10),
        rest => format!("{}.{rest} {word}", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::bytes_in_words;

    #[test]
    fn sizes_are_rounded() {
        for (bytes, words) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (12_400, "12 kB"),
            (3_440_000, "3.4 MB"),
            (50_000_000, "50 MB"),
            (1_500_000_000, "1.5 GB"),
        ] {
            assert_eq!(bytes_in_words(bytes), words);
        }
    }
}
