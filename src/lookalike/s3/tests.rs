//! Uploads with whole and with tampered forms.

use super::S3;
use super::policy::{Grant, signed_fields};
use super::signature::Keys;
use crate::lookalike::clock::Clock;
use crate::lookalike::message::Request;
use crate::lookalike::server::Model;

const NOW: i64 = 1_795_291_200;

fn s3() -> S3 {
    S3::new("uploads", Keys::default(), Clock::stopped(NOW))
}

fn fields() -> Vec<(&'static str, String)> {
    let grant = Grant {
        bucket: "uploads",
        key: "account-a1/2026/x/note.txt",
        longest: 8,
        now: NOW,
        expires: NOW + 60,
    };
    let mut fields = signed_fields(&Keys::default(), &grant);
    fields.push(("Content-Type", "text/plain".to_owned()));
    fields
}

fn form(fields: &[(&str, String)], file: Option<&str>) -> Request {
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!(
            "--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    if let Some(file) = file {
        body.push_str(&format!(
            "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"note.txt\"\r\n\r\n{file}\r\n"
        ));
    }
    body.push_str("--B--\r\n");
    let mut request =
        Request::new("POST", "/").with_header("Content-Type", "multipart/form-data; boundary=B");
    request.body = body.into_bytes();
    request
}

fn said(s3: &mut S3, request: &Request) -> String {
    let answer = s3.answer(request);
    let text = answer.text();
    let part = |name: &str| {
        let from = text.find(&format!("<{name}>"))? + name.len() + 2;
        let to = text.find(&format!("</{name}>"))?;
        Some(text[from..to].to_owned())
    };
    match (part("Code"), part("Message")) {
        (Some(code), Some(message)) => format!("{} {code}: {message}", answer.status),
        _ => answer.status.to_string(),
    }
}

#[test]
fn a_whole_form_is_stored_and_can_be_had() {
    let mut s3 = s3();
    assert_eq!(said(&mut s3, &form(&fields(), Some("hello"))), "204");
    let got = s3.answer(&Request::new("GET", "/account-a1/2026/x/note.txt"));
    assert_eq!((got.status, got.text().as_str()), (200, "hello"));
    assert_eq!(
        s3.objects["account-a1/2026/x/note.txt"].content_type,
        "text/plain"
    );
}

#[test]
fn a_field_that_is_not_the_policys_is_refused() {
    let mut tampered = fields();
    tampered[0].1 = "elsewhere".to_owned();
    assert_eq!(
        said(&mut s3(), &form(&tampered, Some("hello"))),
        "403 AccessDenied: Invalid according to Policy: Policy Condition failed: [&quot;eq&quot;, &quot;$key&quot;, &quot;account-a1/2026/x/note.txt&quot;]"
    );
    let mut extra = fields();
    extra.push(("x-amz-meta-who", "me".to_owned()));
    assert_eq!(
        said(&mut s3(), &form(&extra, Some("hello"))),
        "403 AccessDenied: Invalid according to Policy: Extra input fields: x-amz-meta-who"
    );
}

#[test]
fn another_policy_or_signature_does_not_match() {
    for index in [7, 8] {
        let mut tampered = fields();
        tampered[index].1.replace_range(0..1, "0");
        let said = said(&mut s3(), &form(&tampered, Some("hello")));
        assert!(said.starts_with("403 SignatureDoesNotMatch"), "{said}");
    }
}

#[test]
fn a_policy_ends_at_its_time() {
    let mut s3 = s3();
    s3.clock.advance(61);
    assert_eq!(
        said(&mut s3, &form(&fields(), Some("hello"))),
        "403 AccessDenied: Invalid according to Policy: Policy expired."
    );
}

#[test]
fn a_file_over_the_limit_is_too_large() {
    assert_eq!(
        said(&mut s3(), &form(&fields(), Some("123456789"))),
        "400 EntityTooLarge: Your proposed upload exceeds the maximum allowed size"
    );
}

#[test]
fn what_follows_the_file_is_not_seen() {
    let mut late = fields();
    let signature = late.remove(8);
    let mut request = form(&late, Some("hello"));
    let text = String::from_utf8_lossy(&request.body).replace(
        "--B--",
        &format!(
            "--B\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n--B--",
            signature.0, signature.1
        ),
    );
    request.body = text.into_bytes();
    let said = said(&mut s3(), &request);
    assert!(
        said.starts_with(
            "400 InvalidArgument: Bucket POST must contain a field named 'x-amz-signature'"
        ),
        "{said}"
    );
}

#[test]
fn a_form_without_a_file_and_a_bearer_are_refused() {
    let said_without = said(&mut s3(), &form(&fields(), None));
    assert_eq!(
        said_without,
        "400 InvalidArgument: POST requires exactly one file upload per request."
    );
    let with_bearer = form(&fields(), Some("hello")).with_header("Authorization", "Bearer x");
    assert_eq!(
        said(&mut s3(), &with_bearer),
        "400 InvalidArgument: Unsupported Authorization Type"
    );
    assert_eq!(s3().sender(&with_bearer).as_deref(), Some("authorization"));
}
