//! Files on cards.

use serde_json::Value;

use super::{Call, Payload};
use crate::lookalike::codecks::refusal::Refusal;

impl Call<'_> {
    pub(super) fn add_file(&mut self) -> Payload {
        self.needs("card:write")?;
        let card = self.required("cardId")?;
        let card = self.present("card", &card)?;
        let user = self.required("userId")?;
        if user != self.user {
            return Err(Refusal::Scope("file:writeAny"));
        }
        let file = self.params.get("fileData").cloned().unwrap_or_default();
        let part = |name: &str| {
            file.get(name)
                .and_then(Value::as_str)
                .map(str::to_owned)
                .ok_or_else(|| Refusal::Body(format!("fileData must have property '{name}'")))
        };
        let (name, url) = (part("fileName")?, part("url")?);
        let size = file.get("size").and_then(Value::as_u64).unwrap_or(0);
        let id = self.server.insert_file(&card, &user, &name, &url, size);
        self.server.touch(&card);
        Ok(Call::id_payload(&id, None))
    }

    pub(super) fn delete_attachment(&mut self) -> Payload {
        self.needs("card:write")?;
        let card = self.required("cardId")?;
        let card = self.present("card", &card)?;
        let id = self.required("id")?;
        if !self.server.remove_attachment(&card, &id) {
            return Err(Refusal::Action(format!("Can't find attachment {id}")));
        }
        self.server.touch(&card);
        Ok(Value::Null)
    }
}
