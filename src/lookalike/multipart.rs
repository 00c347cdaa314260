//! Forms with files in them, read as PHP reads them.

use std::sync::Arc;

use super::message::Request;

/// A form of several parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The plain fields, in order.
    pub fields: Vec<(String, String)>,
    /// The files, in order.
    pub files: Vec<FormFile>,
}

/// A file in a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormFile {
    /// The field that it was sent in.
    pub field: String,
    /// Its name, as PHP leaves it: without folders, cut at a NUL.
    pub name: String,
    /// Its bytes.
    pub content: Arc<[u8]>,
}

impl Form {
    /// Returns a request's form; none if it is not a POST with one, the only kind that PHP reads.
    pub fn of(request: &Request) -> Option<Form> {
        let kind = request.header("content-type")?;
        if request.method != "POST" || !kind.starts_with("multipart/form-data") {
            return None;
        }
        let (_, boundary) = kind.split_once("boundary=")?;
        let boundary = boundary.split(';').next().unwrap_or(boundary);
        Some(parse(&request.body, boundary.trim().trim_matches('"')))
    }

    /// Returns the file of a field.
    pub fn file(&self, field: &str) -> Option<&FormFile> {
        self.files.iter().find(|file| file.field == field)
    }
}

fn parse(body: &[u8], boundary: &str) -> Form {
    let mut form = Form::default();
    let mark = format!("--{boundary}");
    let mut rest = match find(body, mark.as_bytes()) {
        Some(at) => &body[at + mark.len()..],
        None => return form,
    };
    let end_mark = format!("\r\n{mark}");
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        let end = find(part, end_mark.as_bytes()).unwrap_or(part.len());
        if let Some(head_end) = find(part, b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&part[..head_end]).into_owned();
            let content = &part[(head_end + 4).min(end)..end];
            add(&mut form, &head, content);
        }
        rest = part.get(end + end_mark.len()..).unwrap_or_default();
    }
    form
}

fn add(form: &mut Form, head: &str, content: &[u8]) {
    let Some(disposition) = head.lines().find(|line| {
        line.to_ascii_lowercase()
            .starts_with("content-disposition:")
    }) else {
        return;
    };
    let Some(field) = parameter(disposition, "name") else {
        return;
    };
    match parameter(disposition, "filename") {
        Some(name) => form.files.push(FormFile {
            field,
            name: php_name(&name),
            content: content.into(),
        }),
        None => {
            let value = String::from_utf8_lossy(content).into_owned();
            form.fields.push((field, value));
        }
    }
}

/// Returns the value of `name="…"`, a backslash before a quote taken away.
fn parameter(line: &str, name: &str) -> Option<String> {
    let (_, rest) = line.split_once(&format!("; {name}=\""))?;
    let mut value = String::new();
    let mut letters = rest.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => return Some(value),
            '\\' => match letters.next() {
                Some('"') => value.push('"'),
                Some(other) => value.extend(['\\', other]),
                None => return None,
            },
            letter => value.push(letter),
        }
    }
    None
}

/// Returns what PHP makes of a file's name: its last part, up to a NUL, without line ends.
fn php_name(sent: &str) -> String {
    let sent = sent.split('\0').next().unwrap_or_default();
    let name = sent.rsplit(['/', '\\']).next().unwrap_or(sent);
    name.replace(['\r', '\n'], "")
}

fn find(within: &[u8], what: &[u8]) -> Option<usize> {
    let first = *what.first()?;
    let mut from = 0;
    while let Some(at) = within[from..].iter().position(|byte| *byte == first) {
        if within[from + at..].starts_with(what) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Form;
    use crate::lookalike::message::Request;

    #[test]
    fn fields_and_files_are_told_apart_and_names_lose_their_folders() {
        let mut request = Request::new("POST", "/")
            .with_header("content-type", "multipart/form-data; boundary=xyz");
        request.body = b"--xyz\r\nContent-Disposition: form-data; name=\"data\"\r\n\r\n\r\n\
            --xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../a\\\"b.txt\"\r\n\
            Content-Type: text/plain\r\n\r\none\r\n--xy\r\n--xyz--\r\n"
            .to_vec();
        let form = Form::of(&request).expect("it is a form");
        assert_eq!(form.fields, [("data".to_owned(), String::new())]);
        let file = form.file("file").expect("it was sent");
        assert_eq!(file.name, "a\"b.txt");
        assert_eq!(&*file.content, b"one\r\n--xy");
    }
}
