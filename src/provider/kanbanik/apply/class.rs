//! Classes of service, which all boards of a server share.

use super::{Course, named};
use crate::board::{ClassOfService, Listed};
use crate::provider::ApplyError;
use crate::provider::kanbanik::{decode, encode, wire};

/// Brings the classes of service from one list to another: new ones are made, others changed, and
/// those that it loses are deleted. Whichever else there are stay. Without an `old` list nothing is
/// deleted, and what is there may be anything.
pub(super) async fn put(
    course: &mut Course<'_>,
    old: Option<&[ClassOfService]>,
    new: &[ClassOfService],
) -> Result<(), ApplyError> {
    let all = course.read(course.api.classes().await)?;
    let present: Vec<(ClassOfService, &wire::Class)> = all
        .iter()
        .map(|class| (decode::class(class), class))
        .collect();
    let find = |class: &ClassOfService| present.iter().find(|(known, _)| class.is_same(known));
    for wanted in new {
        let what = named("class of service", &wanted.name);
        let was = old.and_then(|old| wanted.find_in(old));
        match find(wanted) {
            Some((known, _)) if known == wanted => {}
            Some((known, read)) => {
                if old.is_some() && was != Some(known) {
                    return Err(course.stale(what));
                }
                let fields = encode::class(wanted, Some(read));
                let answer = course.api.edit_class(&fields).await;
                course.wrote_to(answer, &what)?;
            }
            None if wanted.id.is_some() => return Err(course.stale(what)),
            None => {
                let answer = course.api.create_class(&encode::class(wanted, None)).await;
                course.made(answer, &what)?;
            }
        }
    }
    for was in old.unwrap_or_default() {
        let what = named("class of service", &was.name);
        let (None, Some((known, read))) = (was.find_in(new), find(was)) else {
            continue;
        };
        if known != was {
            return Err(course.stale(what));
        }
        let answer = course.api.delete_class(read).await;
        course.wrote_to(answer, &what)?;
    }
    Ok(())
}
