//! What the access rules of boards are written with.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Api, REST};
use crate::board::{Permissions, Person, PersonKind};
use crate::provider::ProviderError;
use crate::provider::deck::wire::Acl;

impl Api<'_> {
    /// Gives somebody access to a board. One whom the server does not know is taken too, and is
    /// nothing but a text in the answer; one who has a rule already is a crash (recordings 58).
    pub(in crate::provider::deck) async fn add_rule(
        &self,
        board: &str,
        person: &Person,
        may: Permissions,
    ) -> Result<Acl, ProviderError> {
        let mut body = permissions(may);
        body["type"] = json!(number(person.kind));
        body["participant"] = json!(person.id);
        let path = format!("{REST}/boards/{board}/acl");
        self.write(Method::POST, path, Some(body)).await
    }

    /// Replaces what a rule gives; one permission left out is a crash.
    pub(in crate::provider::deck) async fn put_rule(
        &self,
        board: &str,
        rule: &str,
        may: Permissions,
    ) -> Result<(), ProviderError> {
        let path = format!("{REST}/boards/{board}/acl/{rule}");
        self.change(Method::PUT, path, Some(permissions(may))).await
    }

    /// Takes a rule away; a user is taken off all cards of the board by it.
    pub(in crate::provider::deck) async fn delete_rule(
        &self,
        board: &str,
        rule: &str,
    ) -> Result<(), ProviderError> {
        let path = format!("{REST}/boards/{board}/acl/{rule}");
        self.change(Method::DELETE, path, None).await
    }
}

fn permissions(may: Permissions) -> Value {
    let Permissions {
        edit,
        share,
        manage,
    } = may;
    json!({ "permissionEdit": edit, "permissionShare": share, "permissionManage": manage })
}

fn number(kind: PersonKind) -> i64 {
    match kind {
        PersonKind::User => 0,
        PersonKind::Group => 1,
        PersonKind::Remote => 6,
        PersonKind::Team => 7,
    }
}
