//! The number that puts a thing between two others, where there is one.

use crate::board::Id;

/// A number that a stack or card has, and its id, which decides between equal numbers.
pub(in crate::provider::deck) type Standing<'a, Kind> = (i64, &'a Id<Kind>);

/// Returns an order that puts a thing right behind `before` and right before `after`; `None` if
/// there is none without other numbers for the others.
///
/// `own` is the thing's id; a new thing will have a higher one than all others.
pub(in crate::provider::deck) fn order_between<Kind>(
    before: Option<Standing<'_, Kind>>,
    after: Option<Standing<'_, Kind>>,
    own: Option<&Id<Kind>>,
) -> Option<i64> {
    match (before, after) {
        (None, None) => Some(0),
        (Some((low, _)), None) => low.checked_add(1),
        (None, Some((high, _))) => high.checked_sub(1),
        (Some((low, before)), Some((high, after))) => {
            let gap = high.checked_sub(low)?;
            let is_behind = own.is_none_or(|own| before < own);
            let is_before = own.is_some_and(|own| own < after);
            if gap >= 2 {
                Some(low + gap / 2)
            } else if gap == 1 && is_behind {
                Some(low)
            } else if gap == 1 && is_before {
                Some(high)
            } else if gap == 0 && is_behind && is_before {
                Some(low)
            } else {
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::order_between;
    use crate::board::CardId;

    fn order(before: Option<(i64, u8)>, after: Option<(i64, u8)>, own: Option<u8>) -> Option<i64> {
        let id = |number: u8| CardId::new(number.to_string());
        let before = before.map(|(order, number)| (order, id(number)));
        let after = after.map(|(order, number)| (order, id(number)));
        order_between(
            before.as_ref().map(|(order, id)| (*order, id)),
            after.as_ref().map(|(order, id)| (*order, id)),
            own.map(id).as_ref(),
        )
    }

    #[test]
    fn the_ends_are_open() {
        assert_eq!(order(None, None, None), Some(0));
        assert_eq!(order(Some((999, 1)), None, None), Some(1000));
        assert_eq!(order(None, Some((0, 1)), None), Some(-1));
        assert_eq!(order(Some((i64::MAX, 1)), None, None), None);
    }

    #[test]
    fn a_gap_is_used() {
        assert_eq!(order(Some((0, 1)), Some((10, 2)), Some(3)), Some(5));
        assert_eq!(order(Some((-4, 1)), Some((-2, 2)), Some(3)), Some(-3));
    }

    #[test]
    fn without_a_gap_the_id_decides_where_it_can() {
        assert_eq!(order(Some((3, 5)), Some((4, 6)), None), Some(3));
        assert_eq!(order(Some((3, 5)), Some((4, 6)), Some(2)), Some(4));
        assert_eq!(order(Some((3, 5)), Some((4, 1)), Some(2)), None);
        assert_eq!(order(Some((3, 5)), Some((3, 9)), Some(7)), Some(3));
        assert_eq!(order(Some((3, 5)), Some((3, 9)), None), None);
    }
}
