//! Both readers on random texts: ours and `serde_yaml`.

use serde_yaml::Value as Yaml;

use super::document::Document;
use super::scalar::{flow_list, flow_text, text_scalar};
use super::verify::agrees;

/// Numbers that are the same on every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((bits ^ (bits >> 31)) % end as u64).unwrap()
    }

    fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

const PIECES: [&str; 70] = [
    "id: 12\n",
    "title: ",
    "labels:\n",
    "  - ",
    "- ",
    "due: ",
    "a",
    "Bug",
    " ",
    "  ",
    "\n",
    "\n\n",
    ": ",
    ":",
    "#",
    " # c",
    "# c\n",
    "\"",
    "'",
    "\\\"",
    "''",
    "\\n",
    "\\x41",
    "\\q",
    "[",
    "]",
    "{",
    "}",
    ", ",
    ",",
    "|",
    ">-",
    "|+",
    "&a ",
    "*a",
    "!t ",
    "? ",
    "---\n",
    "...\n",
    "--- x",
    "\t",
    "\r\n",
    "~",
    "null",
    "true",
    "12",
    "1e3",
    "-5",
    "-",
    "0x1f",
    "2026-12-01T09:00:00Z",
    "12:30",
    "@",
    "`",
    "%",
    "é",
    "日本",
    "🎉",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\u{a0}",
    "\u{7}",
    "key: v\n",
    "key:\n    deep: x\n",
    "x: [a, b]\n",
    "y: {a: b}\n",
    "z: \"q\"\n",
    "=",
    "<<: x\n",
];

/// Holds what `Document::parse` made of a text against `serde_yaml`.
fn check(text: &str) -> bool {
    let Ok(document) = Document::parse(text) else {
        return false;
    };
    let yaml: Yaml =
        serde_yaml::from_str(text).unwrap_or_else(|error| panic!("only we read {text:?}: {error}"));
    let mapping = match yaml {
        Yaml::Null => serde_yaml::Mapping::new(),
        Yaml::Mapping(mapping) => mapping,
        other => panic!("{text:?} is {other:?}"),
    };
    assert_eq!(mapping.len(), document.entries.len(), "{text:?}");
    for (entry, (key, value)) in document.entries.iter().zip(&mapping) {
        if let Some(key) = key.as_str() {
            assert_eq!(entry.key, key, "{text:?}");
        }
        assert!(
            agrees(&entry.value.node(), value),
            "{text:?}: {entry:?} is {value:?}"
        );
    }
    true
}

#[test]
fn what_we_read_of_random_pieces_is_what_serde_yaml_reads() {
    let mut chance = Chance(1);
    let mut read = 0;
    for _ in 0..15_000 {
        let count = 1 + chance.below(9);
        let text: String = (0..count).map(|_| chance.of(&PIECES)).collect();
        read += usize::from(check(&text));
    }
    assert!(read > 1_000, "only {read} could be read");
}

#[test]
fn what_we_read_of_mended_front_matter_is_what_serde_yaml_reads() {
    let whole = "id: 12\ntitle: \"Fix: login #2\"\nposition: 20\nlabels:\n  - Bug # x\n  - 'Urgent'\n\
                 assignees: [alice, bob]\ndue: 2026-12-01T09:00:00Z\n# mine\nnote: |\n  a\n\n  b\n\
                 maps:\n- a: 1\n  b: [x]\n- {a: 2}\n";
    let mut chance = Chance(2);
    let mut read = 0;
    for _ in 0..6_000 {
        let mut text = whole.to_owned();
        for _ in 0..=chance.below(3) {
            let mut at = chance.below(text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            if chance.below(2) == 0 {
                text.insert_str(at, chance.of(&PIECES));
            } else if let Some(char) = text[at..].chars().next() {
                text.replace_range(at..at + char.len_utf8(), "");
            }
        }
        read += usize::from(check(&text));
    }
    assert!(read > 1_500, "only {read} could be read");
}

/// Returns a random text of characters that are hard on YAML.
fn hard_text(chance: &mut Chance) -> String {
    const HARD: [char; 60] = [
        'a',
        'e',
        'x',
        'n',
        'o',
        'y',
        'Z',
        'T',
        '0',
        '1',
        '7',
        '9',
        '.',
        '_',
        '-',
        '+',
        ':',
        ' ',
        '#',
        ',',
        '[',
        ']',
        '{',
        '}',
        '&',
        '*',
        '!',
        '|',
        '>',
        '\'',
        '"',
        '%',
        '@',
        '`',
        '?',
        '=',
        '<',
        '~',
        '\\',
        '/',
        '\t',
        '\n',
        '\r',
        '\0',
        '\u{7f}',
        '\u{85}',
        '\u{a0}',
        '\u{2028}',
        '\u{202e}',
        '\u{feff}',
        '\u{fffe}',
        '\u{e000}',
        'é',
        'ß',
        '日',
        '本',
        '🎉',
        '\u{301}',
        '\u{1ffff}',
        '\u{10ffff}',
    ];
    let count = chance.below(8);
    (0..count).map(|_| HARD[chance.below(HARD.len())]).collect()
}

#[test]
fn every_text_comes_back_from_its_scalar() {
    let mut chance = Chance(3);
    for _ in 0..5_000 {
        let one = hard_text(&mut chance);
        let other = hard_text(&mut chance);
        let yaml = format!(
            "a: {}\nb:\n  - {}\nc: {}\n",
            text_scalar(&one),
            text_scalar(&other),
            flow_list([flow_text(&one), flow_text(&other)]),
        );
        let read: Yaml = serde_yaml::from_str(&yaml).unwrap();
        assert_eq!(read["a"].as_str(), Some(one.as_str()), "{yaml}");
        assert_eq!(read["b"][0].as_str(), Some(other.as_str()), "{yaml}");
        assert_eq!(read["c"][0].as_str(), Some(one.as_str()), "{yaml}");
        assert_eq!(read["c"][1].as_str(), Some(other.as_str()), "{yaml}");
        assert!(check(&yaml), "{yaml:?}");
    }
}
