//! Logging in, and users.

use serde_json::{Value, json};

use super::{Answered, Call};
use crate::lookalike::kanbanik::Kanbanik;
use crate::lookalike::kanbanik::refusal::Refusal;
use crate::lookalike::kanbanik::user::{Permission, Session, User, read_permission};

pub(super) fn login(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let name = call.fields.text("userName")?;
    let password = call.fields.text("password")?;
    let found = server.user(&name).filter(|user| user.password == password);
    let Some(user) = found.cloned() else {
        return Err(Refusal::message("Login not successful!"));
    };
    let token = server.fresh_id();
    let id = format!(
        "{}-{}-4{}-8{}-{}0000",
        &token[..8],
        &token[8..12],
        &token[12..15],
        &token[15..18],
        &token[16..24]
    );
    server.sessions.push(Session {
        id: id.clone(),
        user: user.name.clone(),
        since: server.clock.now(),
    });
    Ok(user.json(server.release, &id))
}

/// Does nothing, as the real one.
pub(super) fn logout(_: &mut Kanbanik, _: &Call<'_>) -> Answered {
    Ok(json!({"success": true}))
}

pub(super) fn current(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let user = server
        .user(&call.who)
        .cloned()
        .unwrap_or_else(User::unlogged);
    Ok(user.json(server.release, &call.session))
}

pub(super) fn all(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let nobody = User::unlogged();
    let is_new = server.release >= super::Release::V1_0_0;
    let all: Vec<Value> = is_new
        .then_some(&nobody)
        .into_iter()
        .chain(server.users.iter())
        .filter(|user| server.may(&call.who, 5, &user.name))
        .map(|user| user.json(server.release, &call.session))
        .collect();
    Ok(json!({ "values": all }))
}

pub(super) fn create(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let mut user = read(call)?;
    user.password = call.fields.text("password")?;
    call.fields.text("newPassword")?;
    server.check(&call.who, &[(8, "")])?;
    let own = |kind| Permission {
        kind,
        args: vec![user.name.clone()],
    };
    let permissions = [9, 1, 5].map(own);
    user.permissions.extend(permissions);
    server.users.push(user.clone());
    server.grant(&call.who, &[9, 7, 1, 5], &user.name);
    Ok(user.json(server.release, &call.session))
}

pub(super) fn edit(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let sent = read(call)?;
    let password = call.fields.text("newPassword")?;
    server.check(&call.who, &[(1, &sent.name)])?;
    let permissions = call.fields.optional_list("permissions", read_permission);
    let release = server.release;
    let Some(user) = server.users.iter_mut().find(|user| user.name == sent.name) else {
        return Err(Refusal::gone("user"));
    };
    if user.version != sent.version {
        return Err(Refusal::mid_air());
    }
    user.real_name = sent.real_name;
    user.picture_url = sent.picture_url;
    user.version += 1;
    if let Some(permissions) = permissions {
        user.permissions = permissions;
    }
    if !password.is_empty() {
        user.password = password;
    }
    Ok(user.json(release, &call.session))
}

pub(super) fn delete(server: &mut Kanbanik, call: &Call<'_>) -> Answered {
    let sent = read(call)?;
    server.check(&call.who, &[(9, &sent.name)])?;
    let Some(place) = server.users.iter().position(|user| user.name == sent.name) else {
        return Err(Refusal::gone("user"));
    };
    if server.users[place].version != sent.version {
        return Err(Refusal::mid_air());
    }
    server.users.remove(place);
    Ok(json!({}))
}

fn read(call: &Call<'_>) -> Result<User, Refusal> {
    Ok(User {
        name: call.fields.text("userName")?,
        real_name: call.fields.text("realName")?,
        picture_url: call.fields.text("pictureUrl")?,
        password: String::new(),
        version: call.fields.number("version")?,
        permissions: Vec::new(),
    })
}
