//! Queries as values: what is asked of the organization, its projects and its cards.
//!
//! Source: the grammar of Codecks' API reference; a filter is JSON within the key of a relation.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::threads;

/// Fields and relations that may be missing on older or newer servers (preview tier, or not
/// documented any more). A reading does without them.
pub(super) const OPTIONAL: [&str; 13] = [
    "sortValue",
    "spaceId",
    "spaces",
    "inDeps",
    "sprintConfigs",
    "sprints",
    "milestones",
    "milestoneProjects",
    "kind",
    "version",
    ROLES,
    "count:cards",
    ATTACHMENTS_COUNT,
];

/// The relation to all members.
pub(super) const ROLES: &str = "roles";

/// The key of how many files hang on cards.
pub(super) const ATTACHMENTS_COUNT: &str = "count:attachments";

/// The most that a relation lists at once.
pub(super) const MOST: usize = 3000;

const CARD: [&str; 18] = [
    "cardId",
    "accountSeq",
    "content",
    "status",
    "visibility",
    "priority",
    "effort",
    "assigneeId",
    "creatorId",
    "deckId",
    "milestoneId",
    "sprintId",
    "parentCardId",
    "dueDate",
    "isDoc",
    "masterTags",
    "createdAt",
    "lastUpdatedAt",
];

/// What is asked of the organization; one query.
#[derive(Clone, Debug, Default)]
pub(super) struct Query {
    account: Vec<Value>,
    roots: Vec<(String, Value)>,
    asks_user: bool,
}

impl Query {
    /// Asks who is logged in.
    pub(super) fn with_user(mut self) -> Self {
        self.asks_user = true;
        self.account
            .extend(["id", "name", "subdomain"].map(Value::from));
        self
    }

    /// Asks for everything that cards stand in or refer to.
    pub(super) fn with_structure(mut self) -> Self {
        let project = json!([
            "id", "name", "visibility", "spaces",
            {
                "decks": ["id", "accountSeq", "title", "isDeleted", "projectId", "spaceId", "sortValue"],
                "tags": ["id", "tag", "color"],
            },
        ]);
        self.account.push(json!({
            "projects": project,
            "archivedProjects": project,
            "milestones": [
                "id", "accountSeq", "name", "color", "date", "startDate", "isGlobal", "isDeleted",
                {"milestoneProjects": ["projectId"]},
            ],
            "sprints": [
                "id", "accountSeq", "name", "index", "sprintConfigId", "startDate", "endDate",
                "isDeleted",
            ],
            "sprintConfigs": ["id", "name"],
        }));
        self
    }

    /// Asks how many there are under a key.
    pub(super) fn with_count(mut self, key: &str) -> Self {
        self.account.push(Value::from(key));
        self
    }

    /// Asks for cards under a key of their relation; `count` asks how many there are, too.
    pub(super) fn with_cards(mut self, key: &str, count: Option<&str>) -> Self {
        let mut selection: Vec<Value> = CARD.map(Value::from).to_vec();
        selection.push(Value::from("version"));
        selection.push(json!({
            "assignee": ["id", "name"],
            "creator": ["id", "name"],
            "parentCard": ["accountSeq"],
            "inDeps": ["accountSeq"],
            "resolvables": threads::selection(),
            "attachments": ["id", "createdAt", {"file": ["id", "name", "size", "url", "createdAt"]}],
        }));
        self.account.extend(count.map(Value::from));
        self.account.push(json!({ key: selection }));
        self
    }

    /// Asks for what may have come to cards at a time or later without their counting as changed:
    /// nobody documents that it does.
    pub(super) fn with_late_comers(self, since: &str) -> Self {
        let mut thread = threads::selection();
        if let Value::Array(parts) = &mut thread {
            parts.push(json!({"card": ["cardId", "accountSeq"]}));
        }
        let [moved, talked] = threads_since(since);
        self.with_selection(&moved, thread.clone())
            .with_selection(&talked, thread)
            .with_selection(
                &hung_since(since),
                json!(["id", {"card": ["cardId", "accountSeq"]}]),
            )
    }

    /// Asks for this of what a relation of the organization leads to.
    pub(super) fn with_selection(mut self, key: &str, selection: Value) -> Self {
        self.account.push(json!({ key: selection }));
        self
    }

    /// Asks for the names of all members, so that two of one name are told apart whoever has cards. No
    /// documented relation tells them, and a reading does without.
    pub(super) fn with_roles(mut self) -> Self {
        self.account
            .push(json!({ROLES: [{"user": ["id", "name"]}]}));
        self
    }

    /// Returns true if it asks for all members.
    pub(super) fn asks_for_roles(&self) -> bool {
        let mut parts = self.account.iter();
        parts.any(|part| part.get(ROLES).is_some())
    }

    /// Asks for a record by id.
    pub(super) fn with_record(mut self, kind: &str, id: &str, selection: Value) -> Self {
        self.roots.push((format!("{kind}({id})"), selection));
        self
    }

    /// Returns the query without the optional fields that the server is known to lack.
    pub(super) fn to_json(&self, lacking: &BTreeSet<String>) -> Value {
        let mut query = Map::new();
        let mut root = Map::new();
        if !self.account.is_empty() {
            root.insert("account".to_owned(), Value::Array(self.account.clone()));
        }
        if self.asks_user {
            root.insert("loggedInUser".to_owned(), json!(["id", "name", "kind"]));
        }
        if !root.is_empty() {
            query.insert("_root".to_owned(), json!([root]));
        }
        query.extend(self.roots.iter().cloned());
        without(Value::Object(query), lacking)
    }
}

/// Returns a selection without the fields and relations of these names.
fn without(value: Value, lacking: &BTreeSet<String>) -> Value {
    let is_lacking = |key: &str| {
        let name = key.split('(').next().unwrap_or(key);
        lacking.contains(name)
    };
    match value {
        Value::Array(values) => values
            .into_iter()
            .filter(|value| !value.as_str().is_some_and(is_lacking))
            .map(|value| without(value, lacking))
            .collect(),
        Value::Object(map) => map
            .into_iter()
            .filter(|(key, _)| !is_lacking(key))
            .map(|(key, value)| (key, without(value, lacking)))
            .collect(),
        value => value,
    }
}

/// Returns the key of the cards that pass a filter, in order of number, with how many at most.
pub(super) fn cards_key(filter: &Map<String, Value>, limit: usize, offset: usize) -> String {
    let mut filter = filter.clone();
    filter.insert("$limit".to_owned(), json!(limit));
    if offset > 0 {
        filter.insert("$offset".to_owned(), json!(offset));
    }
    filter.insert("$order".to_owned(), json!("accountSeq"));
    format!("cards({})", Value::Object(filter))
}

/// Returns the key under which the number of such cards stands.
pub(super) fn count_key(filter: &Map<String, Value>) -> String {
    if filter.is_empty() {
        "count:cards".to_owned()
    } else {
        format!("count:cards({})", Value::Object(filter.clone()))
    }
}

/// Returns the key of the files that were hung on cards at a time or later.
pub(super) fn hung_since(time: &str) -> String {
    let mut filter = since("createdAt", time);
    filter.insert("$limit".to_owned(), json!(MOST));
    filter.insert("$order".to_owned(), json!("createdAt"));
    format!("attachments({})", Value::Object(filter))
}

/// Returns the keys of the threads that were opened, closed or opened again at a time or later, and
/// of those in which something was said since.
pub(super) fn threads_since(time: &str) -> [String; 2] {
    let moved = ["createdAt", "closedAt", "reopenedAt"].map(|field| since(field, time));
    let key = |name: &str, what: Value| {
        let mut filter = Map::from_iter([(name.to_owned(), what)]);
        filter.insert("$limit".to_owned(), json!(MOST));
        filter.insert("$order".to_owned(), json!(["createdAt", "id"]));
        format!("resolvables({})", Value::Object(filter))
    };
    [
        key("$or", json!(moved)),
        key("entries", json!(since("lastChangedAt", time))),
    ]
}

/// Returns the filter for what has a later time than this, or this one, in a field.
pub(super) fn since(field: &str, time: &str) -> Map<String, Value> {
    Map::from_iter([(field.to_owned(), json!({"op": "gte", "value": time}))])
}

/// Returns the filter for cards of these numbers.
pub(super) fn of_numbers(numbers: &[i64]) -> Map<String, Value> {
    Map::from_iter([("accountSeq".to_owned(), json!(numbers))])
}

/// Returns the filter for cards that changed at a time or later.
pub(super) fn changed_since(time: &str) -> Map<String, Value> {
    since("lastUpdatedAt", time)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Query, cards_key, changed_since, count_key};

    #[test]
    fn a_filter_stands_in_the_key_before_limit_and_order() {
        let filter = changed_since("2026-11-21T20:00:00.000Z");
        assert_eq!(
            cards_key(&filter, 10, 0),
            r#"cards({"lastUpdatedAt":{"op":"gte","value":"2026-11-21T20:00:00.000Z"},"$limit":10,"$order":"accountSeq"})"#
        );
        assert_eq!(count_key(&Default::default()), "count:cards");
    }

    #[test]
    fn what_a_server_lacks_is_not_asked_for() {
        let lacking = BTreeSet::from(["inDeps".to_owned(), "version".to_owned()]);
        let query = Query::default().with_cards("cards", None).to_json(&lacking);
        let text = query.to_string();
        assert!(
            !text.contains("inDeps") && !text.contains("version"),
            "{text}"
        );
        assert!(text.contains("parentCard"), "{text}");
    }
}
