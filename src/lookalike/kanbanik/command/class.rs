//! Classes of service.

use serde_json::{Value, json};

use super::{Answered, Call};
use crate::lookalike::kanbanik::Kanbanik;
use crate::lookalike::kanbanik::class::Class;
use crate::lookalike::kanbanik::refusal::Refusal;

pub(super) fn all(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let mut shown: Vec<&Class> = server
        .classes
        .iter()
        .filter(|class| server.may(&call.who, 6, &class.id))
        .collect();
    shown.sort_by_key(|class| &class.name);
    let shown: Vec<Value> = shown.into_iter().map(Class::json).collect();
    Ok(json!({ "values": shown }))
}

pub(super) fn create(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let mut class = read(call)?;
    server.check(&call.who, &[(18, "")])?;
    class.id = server.fresh_id();
    server.classes.push(class.clone());
    server.grant(&call.who, &[6, 19, 20], &class.id);
    Ok(class.json())
}

pub(super) fn edit(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let sent = read(call)?;
    server.check(&call.who, &[(19, &sent.id)])?;
    let known = found(server, &sent)?;
    *known = Class {
        version: sent.version + 1,
        ..sent
    };
    Ok(known.json())
}

pub(super) fn delete(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let sent = read(call)?;
    server.check(&call.who, &[(20, &sent.id)])?;
    if server
        .tasks()
        .any(|(_, task)| task.class.as_deref() == Some(&sent.id))
    {
        return Err(Refusal::message(
            "There are some tasks associated with this class of service. Please delete them first and than try to do this action again.",
        ));
    }
    found(server, &sent)?;
    server.classes.retain(|class| class.id != sent.id);
    Ok(json!({}))
}

fn found<'s>(server: &'s mut Kanbanik, sent: &Class) -> Result<&'s mut Class, Refusal> {
    let known = server.classes.iter_mut().find(|class| class.id == sent.id);
    let known = known.ok_or_else(|| Refusal::gone("class of service"))?;
    if known.version != sent.version {
        return Err(Refusal::mid_air());
    }
    Ok(known)
}

fn read(call: &Call<'_>) -> Result<Class, Refusal> {
    Ok(Class {
        id: call.fields.optional_text("id").unwrap_or_default(),
        name: call.fields.text("name")?,
        description: call.fields.text("description")?,
        color: call.fields.text("colour")?,
        version: call.fields.number("version")?,
    })
}
