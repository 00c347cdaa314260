//! Which records a filter of a query lets through, and in what order they come.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::query::Eval;
use super::refusal::Refusal;
use super::schema::Schema;
use super::table::Row;

/// The most that `$limit` may be.
pub const MAX_LIMIT: u64 = 3000;

/// What a filter says besides which records it lets through.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Window {
    /// Fields to order by, each with true for descending.
    pub order: Vec<(String, bool)>,
    /// How many at most.
    pub limit: Option<usize>,
    /// How many to leave out first.
    pub offset: usize,
    /// Whether only the first one is asked for.
    pub first: bool,
}

impl Window {
    /// Reads the special keys of a filter.
    ///
    /// # Errors
    /// A limit without an order (a crash: "needs an order to be able to use subset") or beyond
    /// [`MAX_LIMIT`], an order by what is no field, an unknown special key.
    pub fn of(filter: &Map<String, Value>, schema: &Schema, path: &str) -> Result<Window, Refusal> {
        let mut window = Window::default();
        for (key, value) in filter.iter().filter(|(key, _)| key.starts_with('$')) {
            let number = || {
                value.as_u64().ok_or_else(|| {
                    Refusal::query("invalid_limit", format!("'{key}' must be a number"), path)
                })
            };
            match key.as_str() {
                "$order" => window.order = order(value, schema, path)?,
                "$limit" => {
                    let limit = number()?;
                    if limit > MAX_LIMIT {
                        let message = format!("'$limit' must not be greater than {MAX_LIMIT}");
                        return Err(Refusal::query("invalid_limit", message, path));
                    }
                    window.limit = usize::try_from(limit).ok().filter(|limit| *limit > 0);
                }
                "$offset" => window.offset = usize::try_from(number()?).unwrap_or(usize::MAX),
                "$first" => window.first = value.as_bool().unwrap_or(false),
                "$or" | "$and" => {}
                _ => {
                    let message = format!("unknown special key '{key}'");
                    return Err(Refusal::query("unknown_special_key", message, path));
                }
            }
        }
        if (window.limit.is_some() || window.first) && window.order.is_empty() {
            let message = "needs an order to be able to use subset";
            return Err(Refusal::query("invalid_limit", message, path));
        }
        if window.offset > 0 && window.limit.is_none() {
            return Err(Refusal::query(
                "invalid_limit",
                "'$offset' needs '$limit'",
                path,
            ));
        }
        Ok(window)
    }
}

fn order(value: &Value, schema: &Schema, path: &str) -> Result<Vec<(String, bool)>, Refusal> {
    let bad = |message: String| Refusal::query("invalid_order", message, path);
    let one = |value: &Value| -> Result<(String, bool), Refusal> {
        let (field, descends) = match value {
            Value::String(text) => match text.strip_prefix('-') {
                Some(field) => (field.to_owned(), true),
                None => (text.clone(), false),
            },
            Value::Object(map) => {
                let field = map.get("field").and_then(Value::as_str);
                let field = field.ok_or_else(|| bad("'$order' needs a field".to_owned()))?;
                let descends = map.get("dir").and_then(Value::as_str) == Some("desc");
                (field.to_owned(), descends)
            }
            _ => return Err(bad("'$order' must be a field".to_owned())),
        };
        if !schema.has_field(&field) {
            return Err(bad(format!("'{}' has no field '{field}'", schema.name)));
        }
        Ok((field, descends))
    };
    match value {
        Value::Array(values) => values.iter().map(one).collect(),
        value => Ok(vec![one(value)?]),
    }
}

/// Compares two records by the fields of an order; nulls come last.
pub fn compare(one: &Row, other: &Row, order: &[(String, bool)]) -> Ordering {
    for (field, descends) in order {
        let (one, other) = (
            one.get(field).unwrap_or(&Value::Null),
            other.get(field).unwrap_or(&Value::Null),
        );
        let result = match (one.is_null(), other.is_null()) {
            (true, true) => Ordering::Equal,
            (true, false) => return Ordering::Greater,
            (false, true) => return Ordering::Less,
            (false, false) => compared(one, other).unwrap_or(Ordering::Equal),
        };
        let result = if *descends { result.reverse() } else { result };
        if result != Ordering::Equal {
            return result;
        }
    }
    Ordering::Equal
}

fn compared(one: &Value, other: &Value) -> Option<Ordering> {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64()?.partial_cmp(&other.as_f64()?),
        (Value::String(one), Value::String(other)) => Some(one.cmp(other)),
        (Value::Bool(one), Value::Bool(other)) => Some(one.cmp(other)),
        _ => None,
    }
}

impl Eval<'_> {
    /// Returns whether a record passes a filter.
    ///
    /// # Errors
    /// What the filter names is not there.
    pub(super) fn passes(
        &self,
        schema: &'static Schema,
        row: &Row,
        filter: &Map<String, Value>,
        path: &str,
    ) -> Result<bool, Refusal> {
        // All of it is looked at, so that what is wrong shows whatever the records are.
        let mut passes = true;
        for (key, wanted) in filter {
            let is_met = match key.as_str() {
                "$or" | "$and" => self.any_or_all(schema, row, key == "$or", wanted, path)?,
                special if special.starts_with('$') => continue,
                key if schema.has_field(key) => {
                    holds(row.get(key).unwrap_or(&Value::Null), wanted, key, path)?
                }
                key => {
                    let (name, is_negated) = match key.strip_prefix('!') {
                        Some(name) => (name, true),
                        None => (key, false),
                    };
                    let Some(relation) = schema.relation(name) else {
                        let message = format!("'{}' has no field '{name}'", schema.name);
                        return Err(Refusal::query("unknown_field", message, path));
                    };
                    let Value::Object(inner) = wanted else {
                        let message = format!("'{name}' takes a filter");
                        return Err(Refusal::query("invalid_value", message, path));
                    };
                    let mut has_one = false;
                    for related in self.related(relation, row) {
                        let to = super::query::schema_of(relation.to, path)?;
                        has_one = has_one || self.passes(to, related, inner, path)?;
                    }
                    has_one != is_negated
                }
            };
            passes &= is_met;
        }
        Ok(passes)
    }

    fn any_or_all(
        &self,
        schema: &'static Schema,
        row: &Row,
        any: bool,
        filters: &Value,
        path: &str,
    ) -> Result<bool, Refusal> {
        let bad = || Refusal::query("invalid_value", "'$or' and '$and' take a list", path);
        let mut result = !any;
        for filter in filters.as_array().ok_or_else(bad)? {
            let filter = filter.as_object().ok_or_else(bad)?;
            let allowed =
                |key: &String| schema.has_field(key) || matches!(key.as_str(), "$or" | "$and");
            if let Some(key) = filter.keys().find(|key| !allowed(key)) {
                let message = format!("'{key}' is not allowed within '$or' and '$and'");
                return Err(Refusal::query("invalid_value", message, path));
            }
            let is_met = self.passes(schema, row, filter, path)?;
            result = if any {
                result || is_met
            } else {
                result && is_met
            };
        }
        Ok(result)
    }
}

/// Returns whether a value is as a filter wants it.
fn holds(value: &Value, wanted: &Value, key: &str, path: &str) -> Result<bool, Refusal> {
    let operation = match wanted {
        Value::Array(_) => return Ok(is_in(value, wanted)),
        Value::Object(operation) => operation,
        wanted => return Ok(is_equal(value, wanted)),
    };
    let Some(operator) = operation.get("op").and_then(Value::as_str) else {
        let message = format!("'{key}' takes a value or an operation with 'op'");
        return Err(Refusal::query("invalid_value", message, path));
    };
    let argument = operation.get("value").unwrap_or(&Value::Null);
    let order = compared(value, argument);
    Ok(match operator {
        "eq" => is_equal(value, argument),
        "neq" => !is_equal(value, argument),
        "in" => is_in(value, argument),
        "notIn" => !is_in(value, argument),
        "inOrNull" => value.is_null() || is_in(value, argument),
        "gt" => order == Some(Ordering::Greater),
        "gte" => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
        "lt" => order == Some(Ordering::Less),
        "lte" => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        "contains" | "search" => match (value, argument) {
            (Value::String(text), Value::String(part)) => {
                text.to_lowercase().contains(&part.to_lowercase())
            }
            _ => false,
        },
        "has" => value
            .as_array()
            .is_some_and(|values| values.contains(argument)),
        "overlaps" => value.as_array().is_some_and(|values| {
            values
                .iter()
                .any(|one| argument.as_array().is_some_and(|all| all.contains(one)))
        }),
        other => {
            let message = format!("unknown operator '{other}'");
            return Err(Refusal::query("unknown_operator", message, path));
        }
    })
}

fn is_equal(value: &Value, wanted: &Value) -> bool {
    match (value, wanted) {
        (Value::Number(_), Value::Number(_)) => compared(value, wanted) == Some(Ordering::Equal),
        // The guide's own example writes the id of a deck as a number.
        (Value::String(text), Value::Number(number)) => *text == number.to_string(),
        _ => value == wanted,
    }
}

fn is_in(value: &Value, list: &Value) -> bool {
    list.as_array()
        .is_some_and(|list| list.iter().any(|one| is_equal(value, one)))
}
