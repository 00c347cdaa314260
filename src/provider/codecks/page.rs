//! Page after page of cards, safe while people edit and past records that are withheld.
//!
//! The next page begins behind the greatest number seen, so that nothing is skipped when a card
//! comes or goes. A page that is shorter than asked for ends nothing: records may be withheld. The
//! end is where all are there that the server counted, or a page is empty.

use serde_json::{Map, Value, json};

use super::query::{cards_key, count_key};

/// Where a reading of cards has come to.
#[derive(Clone, Debug)]
pub(super) struct Pages {
    filter: Map<String, Value>,
    limit: usize,
    /// The greatest number seen.
    after: Option<i64>,
    /// How many ids behind `after` were withheld.
    offset: usize,
}

/// What a page was like.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page {
    /// How many ids it listed.
    pub(super) listed: usize,
    /// The greatest number among its records; `None` if all were withheld.
    pub(super) greatest: Option<i64>,
    /// How many there are from the beginning of this page on, if the server counted.
    pub(super) counted: Option<usize>,
}

impl Pages {
    /// Returns the first page of the cards that pass a filter.
    pub(super) fn new(filter: Map<String, Value>, limit: usize) -> Self {
        Self {
            filter,
            limit,
            after: None,
            offset: 0,
        }
    }

    /// Returns the key of the page to ask for.
    pub(super) fn key(&self) -> String {
        cards_key(&self.filter_now(), self.limit, self.offset)
    }

    /// Returns the key of how many there are from here on.
    pub(super) fn count_key(&self) -> String {
        count_key(&self.filter_now())
    }

    fn filter_now(&self) -> Map<String, Value> {
        let mut filter = self.filter.clone();
        if let Some(after) = self.after {
            filter.insert("accountSeq".to_owned(), json!({"op": "gt", "value": after}));
        }
        filter
    }

    /// Goes on behind a page; returns false if it was the last one.
    pub(super) fn go_on(&mut self, page: Page) -> bool {
        let Page {
            listed,
            greatest,
            counted,
        } = page;
        if listed == 0 || counted.is_some_and(|counted| listed + self.offset >= counted) {
            return false;
        }
        match greatest.filter(|greatest| self.after.is_none_or(|after| *greatest > after)) {
            Some(greatest) => {
                self.after = Some(greatest);
                self.offset = 0;
            }
            None => self.offset += listed,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{Page, Pages};

    fn page(listed: usize, greatest: Option<i64>, counted: Option<usize>) -> Page {
        Page {
            listed,
            greatest,
            counted,
        }
    }

    #[test]
    fn the_next_page_begins_behind_the_greatest_number() {
        let mut pages = Pages::new(Default::default(), 2);
        assert_eq!(pages.key(), r#"cards({"$limit":2,"$order":"accountSeq"})"#);
        assert!(pages.go_on(page(2, Some(7), Some(3))));
        assert_eq!(
            pages.key(),
            r#"cards({"accountSeq":{"op":"gt","value":7},"$limit":2,"$order":"accountSeq"})"#
        );
        assert!(!pages.go_on(page(1, Some(9), Some(1))));
    }

    #[test]
    fn a_short_page_is_not_the_last_one_unless_the_server_counted() {
        let mut pages = Pages::new(Default::default(), 3);
        assert!(pages.go_on(page(1, Some(7), None)));
        assert!(!pages.go_on(page(0, None, None)));
    }

    #[test]
    fn a_page_of_withheld_records_is_stepped_over() {
        let mut pages = Pages::new(Default::default(), 2);
        assert!(pages.go_on(page(2, None, Some(5))));
        assert_eq!(
            pages.key(),
            r#"cards({"$limit":2,"$offset":2,"$order":"accountSeq"})"#
        );
        assert!(pages.go_on(page(2, Some(5), Some(5))));
        assert!(pages.key().contains("\"value\":5"), "{}", pages.key());
    }
}
