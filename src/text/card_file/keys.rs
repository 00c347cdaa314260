//! The keys of a card's front matter, by service, in their order.

use crate::board::Service;

/// What every service has, then what Deck has, then what nobody can change.
const DECK: [&str; 15] = [
    "id",
    "title",
    "position",
    "stack",
    "labels",
    "assignees",
    "due",
    "done",
    "archived",
    "color",
    "start",
    "type",
    "depends_on",
    "created",
    "author",
];

/// The same for Codecks.
const CODECKS: [&str; 18] = [
    "id",
    "title",
    "position",
    "stack",
    "labels",
    "assignees",
    "due",
    "archived",
    "parent",
    "status",
    "priority",
    "effort",
    "milestone",
    "run",
    "doc",
    "depends_on",
    "created",
    "author",
];

/// The same for Kanbanik, whose tags stand under `labels`.
const KANBANIK: [&str; 10] = [
    "id",
    "title",
    "position",
    "stack",
    "labels",
    "assignees",
    "due",
    "project",
    "class_of_service",
    "ticket",
];

/// Returns the keys that a card of that service may have, in the order in which they are written.
pub fn card_keys(service: Service) -> &'static [&'static str] {
    match service {
        Service::Deck => &DECK,
        Service::Kanbanik => &KANBANIK,
        Service::Codecks => &CODECKS,
    }
}
