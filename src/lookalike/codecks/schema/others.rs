//! The models of what cards refer to: tags, milestones, runs, files, roles.

use super::{Schema, Which, many, own, user};

pub(super) const OTHERS: [Schema; 8] = [
    Schema {
        name: "projectTag",
        id: &["id"],
        fields: &[
            "projectId",
            "tag",
            "description",
            "color",
            "emoji",
            "createdAt",
        ],
        relations: &[own("project", "project", "projectId")],
    },
    Schema {
        name: "milestone",
        id: &["id"],
        fields: &[
            "accountSeq",
            "accountId",
            "name",
            "description",
            "color",
            "date",
            "startDate",
            "isGlobal",
            "isDeleted",
            "createdAt",
            "creatorId",
        ],
        relations: &[
            many("cards", "card", "milestoneId", Which::All),
            many(
                "milestoneProjects",
                "milestoneProject",
                "milestoneId",
                Which::All,
            ),
        ],
    },
    Schema {
        name: "milestoneProject",
        id: &["milestoneId", "projectId"],
        fields: &[],
        relations: &[
            own("milestone", "milestone", "milestoneId"),
            own("project", "project", "projectId"),
        ],
    },
    Schema {
        name: "sprint",
        id: &["id"],
        fields: &[
            "accountSeq",
            "accountId",
            "sprintConfigId",
            "name",
            "description",
            "index",
            "startDate",
            "endDate",
            "completedAt",
            "isDeleted",
            "createdAt",
        ],
        relations: &[
            own("sprintConfig", "sprintConfig", "sprintConfigId"),
            many("cards", "card", "sprintId", Which::All),
        ],
    },
    Schema {
        name: "sprintConfig",
        id: &["id"],
        fields: &[
            "accountId",
            "name",
            "color",
            "isGlobal",
            "createdAt",
            "runLabelTemplate",
        ],
        relations: &[many(
            "sprints",
            "sprint",
            "sprintConfigId",
            Which::NotDeleted,
        )],
    },
    Schema {
        name: "attachment",
        id: &["id"],
        fields: &[
            "accountId",
            "cardId",
            "fileId",
            "creatorId",
            "createdAt",
            "content",
            "title",
        ],
        relations: &[
            own("file", "file", "fileId"),
            own("card", "card", "cardId"),
            user("creator", "creatorId"),
        ],
    },
    Schema {
        name: "file",
        id: &["id"],
        fields: &[
            "accountId",
            "name",
            "size",
            "url",
            "createdAt",
            "uploaderId",
        ],
        relations: &[],
    },
    Schema {
        name: "accountRole",
        id: &["accountId", "userId"],
        fields: &["role"],
        relations: &[
            user("user", "userId"),
            own("account", "account", "accountId"),
        ],
    },
];
