//! The models of Codecks: their fields and relations, as queries may name them.
//!
//! Source: the generated types of the official client `@codecks/fetch` 2.0.1, and the older API
//! reference for `account.roles`.

mod others;

/// A kind of record.
#[derive(Debug)]
pub struct Schema {
    /// Its name in queries and in answers.
    pub name: &'static str,
    /// The fields that are its id; several for a join row.
    pub id: &'static [&'static str],
    /// Its other fields.
    pub fields: &'static [&'static str],
    /// What it leads to.
    pub relations: &'static [Relation],
}

/// A way from one record to others.
#[derive(Debug)]
pub struct Relation {
    /// Its name.
    pub name: &'static str,
    /// The kind of record that it leads to.
    pub to: &'static str,
    /// How the records are found.
    pub by: By,
}

/// How the records at the end of a relation are found.
#[derive(Clone, Copy, Debug)]
pub enum By {
    /// This field here holds the id of the one.
    Own(&'static str),
    /// This field there holds the id from here.
    Theirs(&'static str, Which),
    /// This field here holds a list of ids; no filter, order or limit is taken.
    List(&'static str),
}

/// Which of the related records are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// All.
    All,
    /// Those with `isDeleted: false`.
    NotDeleted,
    /// Those with `visibility: "default"`.
    Shown,
    /// Those with `visibility: "archived"`.
    Archived,
}

const fn own(name: &'static str, to: &'static str, field: &'static str) -> Relation {
    Relation {
        name,
        to,
        by: By::Own(field),
    }
}

const fn many(name: &'static str, to: &'static str, field: &'static str, which: Which) -> Relation {
    Relation {
        name,
        to,
        by: By::Theirs(field, which),
    }
}

const fn list(name: &'static str, to: &'static str) -> Relation {
    Relation {
        name,
        to,
        by: By::List(name),
    }
}

const fn user(name: &'static str, field: &'static str) -> Relation {
    own(name, "user", field)
}

const ACCOUNT: Schema = Schema {
    name: "account",
    id: &["id"],
    fields: &[
        "name",
        "subdomain",
        "createdAt",
        "effortScale",
        "priorityLabels",
        "startWeekday",
        "workdays",
        "milestonesEnabled",
        "sprintsEnabled",
        "dependenciesEnabled",
        "dueDateEnabled",
        "statusChangeDurations",
    ],
    relations: &[
        many("cards", "card", "accountId", Which::All),
        many("decks", "deck", "accountId", Which::NotDeleted),
        many("projects", "project", "accountId", Which::Shown),
        many("archivedProjects", "project", "accountId", Which::Archived),
        many("attachments", "attachment", "accountId", Which::All),
        many("files", "file", "accountId", Which::All),
        many("milestones", "milestone", "accountId", Which::NotDeleted),
        many("sprints", "sprint", "accountId", Which::NotDeleted),
        many("sprintConfigs", "sprintConfig", "accountId", Which::All),
        many("resolvables", "resolvable", "accountId", Which::All),
        many("roles", "accountRole", "accountId", Which::All),
    ],
};

const PROJECT: Schema = Schema {
    name: "project",
    id: &["id"],
    fields: &[
        "accountId",
        "name",
        "visibility",
        "createdAt",
        "coverFileId",
        "spaces",
    ],
    relations: &[
        many("decks", "deck", "projectId", Which::NotDeleted),
        many("tags", "projectTag", "projectId", Which::All),
        many(
            "milestoneProjects",
            "milestoneProject",
            "projectId",
            Which::All,
        ),
        own("account", "account", "accountId"),
        own("coverFile", "file", "coverFileId"),
    ],
};

const DECK: Schema = Schema {
    name: "deck",
    id: &["id"],
    fields: &[
        "accountId",
        "projectId",
        "accountSeq",
        "title",
        "description",
        "deckType",
        "isDeleted",
        "createdAt",
        "creatorId",
        "milestoneId",
        "defaultProjectTagId",
        "spaceId",
        "sortValue",
        "coverColor",
        "coverFileId",
    ],
    relations: &[
        many("cards", "card", "deckId", Which::All),
        own("project", "project", "projectId"),
        own("milestone", "milestone", "milestoneId"),
        user("creator", "creatorId"),
        own("defaultProjectTag", "projectTag", "defaultProjectTagId"),
    ],
};

const CARD: Schema = Schema {
    name: "card",
    id: &["cardId"],
    fields: &[
        "accountId",
        "accountSeq",
        "content",
        "title",
        "status",
        "derivedStatus",
        "visibility",
        "priority",
        "effort",
        "assigneeId",
        "creatorId",
        "deckId",
        "milestoneId",
        "sprintId",
        "parentCardId",
        "isDoc",
        "dueDate",
        "masterTags",
        "tags",
        "mentionedUsers",
        "checkboxStats",
        "createdAt",
        "lastUpdatedAt",
        "version",
        "coverFileId",
    ],
    relations: &[
        own("account", "account", "accountId"),
        user("assignee", "assigneeId"),
        user("creator", "creatorId"),
        own("deck", "deck", "deckId"),
        own("milestone", "milestone", "milestoneId"),
        own("sprint", "sprint", "sprintId"),
        own("parentCard", "card", "parentCardId"),
        own("coverFile", "file", "coverFileId"),
        list("attachments", "attachment"),
        list("childCards", "card"),
        list("inDeps", "card"),
        list("outDeps", "card"),
        many("resolvables", "resolvable", "cardId", Which::All),
        many("resolvableEntries", "resolvableEntry", "cardId", Which::All),
    ],
};

const USER: Schema = Schema {
    name: "user",
    id: &["id"],
    fields: &[
        "name",
        "fullName",
        "kind",
        "isIntegration",
        "profileImageId",
        "timezone",
    ],
    relations: &[],
};

const THREAD: Schema = Schema {
    name: "resolvable",
    id: &["id"],
    fields: &[
        "cardId",
        "accountId",
        "creatorId",
        "context",
        "createdAt",
        "isClosed",
        "closedAt",
        "reopenedAt",
    ],
    relations: &[
        many("entries", "resolvableEntry", "resolvableId", Which::All),
        own("card", "card", "cardId"),
        user("creator", "creatorId"),
        user("closedBy", "closedBy"),
        user("reopenedBy", "reopenedBy"),
    ],
};

const ENTRY: Schema = Schema {
    name: "resolvableEntry",
    id: &["entryId"],
    fields: &[
        "resolvableId",
        "cardId",
        "authorId",
        "content",
        "createdAt",
        "lastChangedAt",
        "version",
    ],
    relations: &[
        own("resolvable", "resolvable", "resolvableId"),
        own("card", "card", "cardId"),
        user("author", "authorId"),
    ],
};

/// Returns the kind of record of that name.
pub fn schema(name: &str) -> Option<&'static Schema> {
    static ALL: [&Schema; 7] = [&ACCOUNT, &PROJECT, &DECK, &CARD, &USER, &THREAD, &ENTRY];
    static MORE: &[Schema] = &others::OTHERS;
    ALL.into_iter()
        .chain(MORE)
        .find(|schema| schema.name == name)
}

impl Schema {
    /// Returns the relation of that name.
    pub fn relation(&self, name: &str) -> Option<&'static Relation>
    where
        Self: 'static,
    {
        schema(self.name)?
            .relations
            .iter()
            .find(|relation| relation.name == name)
    }

    /// Returns true if a record has a field of that name.
    pub fn has_field(&self, name: &str) -> bool {
        self.id.contains(&name) || self.fields.contains(&name)
    }
}
