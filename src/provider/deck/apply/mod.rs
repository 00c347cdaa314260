//! One operation as the calls that it takes.
use super::api::Api;
use crate::board::Operation;
use crate::provider::{Applied, ApplyError, Record};
pub(super) async fn apply(_api: Api<'_>, _operation: &Operation, _record: &dyn Record) -> Result<Applied, ApplyError> { Ok(Applied::default()) }
