//! The calls that change one card a little: labels, assignees, dependencies, the archive.

use super::Course;
use crate::board::{CardKey, LabelKey, Person};
use crate::provider::ApplyError;
use crate::provider::compare::Difference;
use crate::provider::deck::api::CardAddress;
use crate::provider::deck::encode::person_kind;

/// Brings the labels of a card that is not archived to a set. Only what is missing is assigned,
/// since a second time would make a second row.
pub(super) async fn change_labels(
    course: &mut Course<'_>,
    address: CardAddress<'_>,
    difference: &Difference<LabelKey>,
) -> Result<(), ApplyError> {
    for label in &difference.remove {
        let label = course.id(label)?;
        let answer = course.api.remove_label(address, label).await;
        course.wrote(answer)?;
    }
    for label in &difference.add {
        let label = course.id(label)?;
        let answer = course.api.assign_label(address, label).await;
        course.wrote(answer)?;
    }
    Ok(())
}

/// Brings the assignees of a card to a set.
pub(super) async fn change_assignees(
    course: &mut Course<'_>,
    address: CardAddress<'_>,
    difference: &Difference<Person>,
) -> Result<(), ApplyError> {
    for Person { kind, id } in &difference.remove {
        let answer = course
            .api
            .unassign_user(address, id, person_kind(*kind))
            .await;
        course.wrote(answer)?;
    }
    for Person { kind, id } in &difference.add {
        let answer = course
            .api
            .assign_user(address, id, person_kind(*kind))
            .await;
        course.wrote(answer)?;
    }
    Ok(())
}

/// Brings the cards that a card depends on to a set.
pub(super) async fn change_dependencies(
    course: &mut Course<'_>,
    address: CardAddress<'_>,
    difference: &Difference<CardKey>,
) -> Result<(), ApplyError> {
    for on in &difference.remove {
        let on = course.id(on)?;
        let answer = course.api.remove_dependency(address.card, on).await;
        course.wrote(answer)?;
    }
    for on in &difference.add {
        let on = course.id(on)?;
        let answer = course.api.add_dependency(address.card, on).await;
        course.wrote(answer)?;
    }
    Ok(())
}

/// Archives a card, or takes it out of the archive.
pub(super) async fn set_archived(
    course: &mut Course<'_>,
    address: CardAddress<'_>,
    archived: bool,
) -> Result<(), ApplyError> {
    let answer = if archived {
        course.api.archive_card(address).await
    } else {
        course.api.unarchive_card(address).await
    };
    course.wrote(answer)
}
