//! What the lines of a journal tell of a push that was cut off.

use super::{CutOff, Ended, Line};
use crate::sync::intent::CreateIntent;

/// Returns what the lines tell; `None` if nothing was sent.
pub(super) fn told(lines: Vec<Line>) -> Option<CutOff> {
    let mut lines = lines.into_iter();
    let Some(Line::Begin {
        url,
        account,
        server_time,
        operations,
        seen,
        ..
    }) = lines.next()
    else {
        // Not even the first line was flushed: nothing was sent.
        return None;
    };
    let mut cut_off = CutOff {
        url,
        account,
        server_time,
        operations,
        done: 0,
        seen,
        created: Vec::new(),
        unknown: Vec::new(),
        member: None,
        left: None,
    };
    let mut adding = None;
    let mut intent: Option<(usize, CreateIntent)> = None;
    let mut is_open = false;
    for line in lines {
        match line {
            Line::Begin { .. } => {}
            Line::Adding { number, member } => {
                adding = Some(number);
                cut_off.member = Some(member);
            }
            Line::Step { words, .. } => cut_off.left = Some(words),
            Line::Intent { number, create, .. } => {
                cut_off.left = None;
                intent = create.map(|create| (number, create));
                is_open = false;
            }
            Line::Creating { .. } => is_open = true,
            Line::Created { number, id } => {
                let is_of_it = |(of, _): &mut (usize, CreateIntent)| *of == number;
                // Where the answer was lost, the id was found out after the end.
                let late = cut_off.unknown.extract_if(.., is_of_it).next();
                if let Some((_, create)) = intent.take_if(is_of_it).or(late) {
                    cut_off.created.push((create, id));
                }
            }
            Line::Ended { number, how } => {
                // Whatever went wrong was told then.
                cut_off.left = None;
                if adding == Some(number) && !matches!(how, Ended::Unknown(_)) {
                    cut_off.member = None;
                }
                if matches!(how, Ended::Failed(_)) {
                    is_open = false;
                }
                if how == Ended::Done {
                    cut_off.done += 1;
                    is_open = false;
                }
                cut_off.unknown.extend(intent.take().filter(|_| is_open));
            }
        }
    }
    cut_off.unknown.extend(intent.filter(|_| is_open));
    Some(cut_off)
}
