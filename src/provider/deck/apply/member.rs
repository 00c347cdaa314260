//! Members of a board: new, with other permissions, gone.

use super::Course;
use crate::board::{EditMember, Permissions, Person};
use crate::provider::deck::decode;
use crate::provider::deck::wire;
use crate::provider::http::on_one_line;
use crate::provider::{ApplyError, ProviderError};

/// Gives somebody access to a board, other permissions, or none at all.
///
/// The rules are read just before: what is there already is not sent, and a rule that is neither
/// the old nor the new one makes the operation stale.
pub(super) async fn edit(course: &mut Course<'_>, edit: &EditMember) -> Result<(), ApplyError> {
    let EditMember {
        board,
        person,
        permissions,
    } = edit;
    let what = named(person);
    let board = course.id(board)?;
    let answer = course.api.board(board).await;
    let present = course.read_to_change(answer, &what)?;
    if permissions.old.is_none()
        && let Some(rule) = rule_of_nobody(&present, person)
    {
        // An earlier push was cut off before it could be taken back.
        return take_back(course, board, &rule.clone(), person).await;
    }
    let rules = rules_of(&present, person);
    let held = rules.first().map(|(_, may)| *may);
    if held == permissions.new {
        return Ok(());
    }
    if held != permissions.old {
        return Err(course.stale(what));
    }
    match (rules.first(), permissions.new) {
        (None, Some(may)) => add(course, board, person, may).await,
        (Some((rule, _)), Some(may)) => {
            let answer = course.api.put_rule(board, rule, may).await;
            course.wrote(answer)
        }
        (_, None) => {
            for (rule, _) in &rules {
                let answer = course.api.delete_rule(board, rule).await;
                course.wrote(answer)?;
            }
            Ok(())
        }
    }
}

/// Adds a rule; where the call fails and the rule is there all the same, that is the one.
async fn add(
    course: &mut Course<'_>,
    board: &str,
    person: &Person,
    may: Permissions,
) -> Result<(), ApplyError> {
    let error = match course.api.add_rule(board, person, may).await {
        Ok(rule) if rule.participant.is_known() => return course.wrote(Ok(())),
        Ok(rule) => return take_back(course, board, &rule, person).await,
        Err(error) => error,
    };
    if is_taken_or_unknown(&error)
        && let Ok(present) = course.api.board(board).await
    {
        match rules_of(&present, person).first() {
            Some((_, held)) if *held == may => return course.wrote(Ok(())),
            // Somebody else was faster, and gave other permissions.
            Some(_) => return Err(course.stale(named(person))),
            None => {}
        }
    }
    course.wrote(Err(error))
}

/// A person who has a rule already is answered with a crash, in which the rule may be made as well.
fn is_taken_or_unknown(error: &ProviderError) -> bool {
    error.may_have_taken_effect() || matches!(error, ProviderError::Refused { status: 409, .. })
}

/// Takes a rule away that names nobody, and returns the refusal that the server did not give.
async fn take_back(
    course: &mut Course<'_>,
    board: &str,
    rule: &wire::Acl,
    person: &Person,
) -> Result<(), ApplyError> {
    course.has_written = true;
    let kind = person.kind.word();
    let id = on_one_line(&person.id);
    match course.api.delete_rule(board, &rule.id.0).await {
        Ok(()) => {
            course.has_written = false;
            Err(course.refused(format!("the server knows no {kind} `{id}`")))
        }
        Err(error) if error.may_have_taken_effect() => course.wrote(Err(error)),
        Err(error) => Err(course.refused(format!(
            "the server knows no {kind} `{id}` and lists it as a member all the same; it cannot be \
             taken back: {error}"
        ))),
    }
}

/// Returns the rule for a person whom the server does not know, if there is one.
fn rule_of_nobody<'b>(board: &'b wire::Board, person: &Person) -> Option<&'b wire::Acl> {
    let of_nobody = board.acl.iter().filter(|rule| !rule.participant.is_known());
    let mut of_nobody = of_nobody
        .filter(|rule| decode::member(rule).is_some_and(|member| member.person == *person));
    of_nobody.next()
}

/// Returns the ids and permissions of the rules for a person, the one that counts first.
fn rules_of<'b>(board: &'b wire::Board, person: &Person) -> Vec<(&'b str, Permissions)> {
    let members = board.acl.iter().filter_map(|rule| {
        let member = decode::member(rule)?;
        Some((rule.id.0.as_str(), member))
    });
    members
        .filter(|(_, member)| member.person == *person)
        .map(|(rule, member)| (rule, member.permissions))
        .collect()
}

fn named(person: &Person) -> String {
    format!("member `{}`", on_one_line(&person.to_string()))
}
