//! The form of an upload: its fields in order up to the file; what follows the file is not seen.

use crate::lookalike::message::Request;

use super::refusal::Refusal;

/// What a form holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Names as sent and values, in order, up to the file.
    pub fields: Vec<(String, String)>,
    /// The name of the file.
    pub file_name: String,
    /// The bytes of the file.
    pub file: Vec<u8>,
}

impl Form {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// `Malformed` if it is no form; `NotOneFile` if it has no file.
    pub fn parse(request: &Request) -> Result<Form, Refusal> {
        let boundary = request
            .header("content-type")
            .and_then(boundary_of)
            .ok_or(Refusal::Malformed)?;
        let mark = format!("--{boundary}").into_bytes();
        let mut rest = after(&request.body, &mark).ok_or(Refusal::Malformed)?;
        let mut form = Form::default();
        let part_end = [b"\r\n", mark.as_slice()].concat();
        loop {
            if rest.starts_with(b"--") {
                return Err(Refusal::NotOneFile);
            }
            let part = rest.strip_prefix(b"\r\n").ok_or(Refusal::Malformed)?;
            let head_end = find(part, b"\r\n\r\n").ok_or(Refusal::Malformed)?;
            let head = String::from_utf8_lossy(&part[..head_end]).into_owned();
            let body = &part[head_end + 4..];
            let body_end = find(body, &part_end).ok_or(Refusal::Malformed)?;
            let name = parameter(&head, "name").ok_or(Refusal::Malformed)?;
            if name == "file" {
                form.file_name = parameter(&head, "filename").unwrap_or_default();
                form.file = body[..body_end].to_vec();
                return Ok(form);
            }
            let value = String::from_utf8_lossy(&body[..body_end]).into_owned();
            form.fields.push((name, value));
            rest = &body[body_end + part_end.len()..];
        }
    }

    /// Returns the value of a field; names are compared without regard to case.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

fn boundary_of(content_type: &str) -> Option<String> {
    let rest = content_type.strip_prefix("multipart/form-data")?;
    let boundary = rest.split("boundary=").nth(1)?;
    let boundary = boundary.split(';').next()?.trim().trim_matches('"');
    (!boundary.is_empty()).then(|| boundary.to_owned())
}

/// Returns a parameter of `Content-Disposition`: `name="key"`.
fn parameter(head: &str, name: &str) -> Option<String> {
    let line = head.lines().find(|line| {
        let lower = line.to_ascii_lowercase();
        lower.starts_with("content-disposition:")
    })?;
    let mark = format!("; {name}=\"");
    let from = line.find(&mark)? + mark.len();
    let to = line[from..].find('"')? + from;
    Some(line[from..to].to_owned())
}

fn after<'a>(bytes: &'a [u8], mark: &[u8]) -> Option<&'a [u8]> {
    find(bytes, mark).map(|at| &bytes[at + mark.len()..])
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).position(|window| window == mark)
}
