//! The ways in which S3 says no: XML with a code and words.

use crate::lookalike::message::Answer;

/// Why an upload or download was refused.
///
/// Source: Amazon S3, "List of error codes", and the messages of its POST face.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A header `Authorization` beside a form; `Bearer` is no scheme of S3.
    UnsupportedAuthorization,
    /// The body is no form.
    Malformed,
    /// The form has no file, or one more.
    NotOneFile,
    /// A field that every signed form has is missing.
    MissingField(&'static str),
    /// The policy is no base64 of JSON.
    BadPolicy(String),
    /// The policy is over, or the form is not as it says.
    AccessDenied(String),
    /// The access key is nobody's.
    UnknownKey,
    /// The signature is not that of the policy.
    WrongSignature,
    /// The credential is not of the form that S3 knows, or of another day, region or service.
    BadCredential(String),
    /// The file is longer than the policy allows.
    TooLarge {
        /// Its length in bytes.
        proposed: u64,
        /// The longest that is allowed, in bytes.
        allowed: u64,
    },
    /// The file is shorter than the policy allows.
    TooSmall {
        /// Its length in bytes.
        proposed: u64,
        /// The shortest that is allowed, in bytes.
        allowed: u64,
    },
    /// Nothing has that name.
    NoSuchKey(String),
    /// Another method.
    MethodNotAllowed,
}

impl Refusal {
    fn parts(&self) -> (u16, &'static str, String, String) {
        let plain = String::new;
        match self {
            Refusal::UnsupportedAuthorization => (
                400,
                "InvalidArgument",
                "Unsupported Authorization Type".into(),
                "<ArgumentName>Authorization</ArgumentName>".into(),
            ),
            Refusal::Malformed => (
                400,
                "MalformedPOSTRequest",
                "The body of your POST request is not well-formed multipart/form-data.".into(),
                plain(),
            ),
            Refusal::NotOneFile => (
                400,
                "InvalidArgument",
                "POST requires exactly one file upload per request.".into(),
                "<ArgumentName>file</ArgumentName><ArgumentValue>0</ArgumentValue>".into(),
            ),
            Refusal::MissingField(name) => (
                400,
                "InvalidArgument",
                format!("Bucket POST must contain a field named '{name}'.  If it is specified, please check the order of the fields."),
                format!("<ArgumentName>{name}</ArgumentName><ArgumentValue></ArgumentValue>"),
            ),
            Refusal::BadPolicy(why) => (
                400,
                "InvalidPolicyDocument",
                format!("Invalid Policy: {why}"),
                plain(),
            ),
            Refusal::AccessDenied(why) => (
                403,
                "AccessDenied",
                format!("Invalid according to Policy: {why}"),
                plain(),
            ),
            Refusal::UnknownKey => (
                403,
                "InvalidAccessKeyId",
                "The AWS Access Key Id you provided does not exist in our records.".into(),
                plain(),
            ),
            Refusal::WrongSignature => (
                403,
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. Check your key and signing method.".into(),
                plain(),
            ),
            Refusal::BadCredential(why) => (
                400,
                "AuthorizationQueryParametersError",
                why.clone(),
                plain(),
            ),
            Refusal::TooLarge { proposed, allowed } => (
                400,
                "EntityTooLarge",
                "Your proposed upload exceeds the maximum allowed size".into(),
                format!("<ProposedSize>{proposed}</ProposedSize><MaxSizeAllowed>{allowed}</MaxSizeAllowed>"),
            ),
            Refusal::TooSmall { proposed, allowed } => (
                400,
                "EntityTooSmall",
                "Your proposed upload is smaller than the minimum allowed size".into(),
                format!("<ProposedSize>{proposed}</ProposedSize><MinSizeAllowed>{allowed}</MinSizeAllowed>"),
            ),
            Refusal::NoSuchKey(key) => (
                404,
                "NoSuchKey",
                "The specified key does not exist.".into(),
                format!("<Key>{}</Key>", escaped(key)),
            ),
            Refusal::MethodNotAllowed => (
                405,
                "MethodNotAllowed",
                "The specified method is not allowed against this resource.".into(),
                plain(),
            ),
        }
    }

    /// Returns the answer that S3 gives.
    pub fn answer(&self) -> Answer {
        let (status, code, message, more) = self.parts();
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{}</Message>{more}<RequestId>4TA4N8Q0EXAMPLE0</RequestId><HostId>bG9vay1hbGlrZQ==</HostId></Error>",
            escaped(&message)
        );
        Answer {
            status,
            content_type: Some("application/xml"),
            headers: Vec::new(),
            body: body.into_bytes(),
        }
    }
}

/// Returns a text as it stands in XML.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
