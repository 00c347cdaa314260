//! Whether all attachments of an account are as they were agreed, told by one comparison.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::board::{CardId, RemoteAttachment};
use crate::files::ContentId;

use super::contents::has_settled;

/// All attachments of an account, as a service lists them.
pub(super) type Listed = BTreeMap<CardId, Vec<RemoteAttachment>>;

/// Returns what stands for these attachments, all of which the state has as they were at `at`; none
/// where the bytes of one may still change without another time being listed.
pub(super) fn agreed(listed: &Listed, at: Timestamp) -> Option<ContentId> {
    let mut all = listed.values().flatten();
    all.all(|one| has_settled(one, at)).then(|| sum(listed))
}

/// Returns what stands for these attachments: the same for the same ones alone.
///
/// All that is listed of them counts, in the words of this program: another one may have others,
/// which costs time alone.
pub(super) fn sum(listed: &Listed) -> ContentId {
    ContentId::of(format!("{listed:?}").as_bytes())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{Listed, agreed, sum};
    use crate::board::{AttachmentId, CardId, RemoteAttachment};

    fn listed(card: &str, name: &str, modified: i64) -> Listed {
        let attachment = RemoteAttachment {
            id: AttachmentId {
                kind: 'd',
                id: "1".to_owned(),
            },
            name: name.to_owned(),
            size: Some(2),
            modified,
            created: 1,
            by: None,
            path: None,
        };
        Listed::from([(CardId::new(card), vec![attachment])])
    }

    #[test]
    fn other_attachments_have_another_sum() {
        let one = sum(&listed("1", "a", 10));
        assert_eq!(one, sum(&listed("1", "a", 10)));
        for other in [
            listed("2", "a", 10),
            listed("1", "b", 10),
            listed("1", "a", 11),
            Listed::new(),
        ] {
            assert_ne!(one, sum(&other));
        }
    }

    #[test]
    fn what_may_still_change_is_not_agreed() {
        let at = |second| Timestamp::from_second(second).expect("in range");
        assert!(agreed(&listed("1", "a", 1000), at(1000)).is_none());
        assert!(agreed(&listed("1", "a", 1000), at(1100)).is_some());
        assert!(agreed(&Listed::new(), at(1000)).is_some());
    }
}
