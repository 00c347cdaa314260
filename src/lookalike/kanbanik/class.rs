//! Classes of service.

use serde_json::{Value, json};

/// Those that a new server has: name, description, color.
pub const FIRST: [(&str, &str, &str); 4] = [
    (
        "Standard",
        "For typical tasks that flow through the system.",
        "5d8eef",
    ),
    (
        "Expedite",
        "For critical tasks. Can break all rules on the system.",
        "e21714",
    ),
    ("Intangible", "Nice to have but not critical.", "1eaa25"),
    (
        "Fixed Delivery Date",
        "Has to be done until specified date.",
        "ffeb00",
    ),
];

/// A class of service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Six hexadecimal digits.
    pub color: String,
    /// Counted up with every change.
    pub version: i64,
}

impl Class {
    /// Returns the class as JSON.
    pub fn json(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "colour": self.color,
            "version": self.version,
        })
    }
}
