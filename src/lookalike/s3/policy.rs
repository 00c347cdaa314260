//! The policy of an upload: written and signed by whoever grants it, verified by S3.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::S3;
use super::form::Form;
use super::refusal::Refusal;
use super::signature::Keys;

/// What an upload is granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant<'a> {
    /// The bucket.
    pub bucket: &'a str,
    /// The name that the file gets.
    pub key: &'a str,
    /// The longest file, in bytes.
    pub longest: u64,
    /// When the grant begins, in unix seconds.
    pub now: i64,
    /// When it ends, in unix seconds.
    pub expires: i64,
}

/// A policy whose conditions a form meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The name that the file gets.
    pub key: String,
}

/// Fields that every form has and that no condition is needed for.
const EXEMPT: [&str; 5] = [
    "policy",
    "x-amz-signature",
    "file",
    "awsaccesskeyid",
    "submit",
];

/// Returns the fields of a signed form, in the order in which they are to be sent.
pub fn signed_fields(keys: &Keys, grant: &Grant<'_>) -> Vec<(&'static str, String)> {
    let now = Timestamp::from_second(grant.now).unwrap_or_default();
    let day = now.strftime("%Y%m%d").to_string();
    let date = now.strftime("%Y%m%dT%H%M%SZ").to_string();
    let credential = keys.credential(&day);
    let expiration = Timestamp::from_second(grant.expires)
        .unwrap_or_default()
        .strftime("%Y-%m-%dT%H:%M:%S.000Z")
        .to_string();
    let policy = json!({
        "expiration": expiration,
        "conditions": [
            {"key": grant.key},
            {"Cache-Control": "max-age=31536000"},
            {"acl": "public-read"},
            {"bucket": grant.bucket},
            {"X-Amz-Algorithm": "AWS4-HMAC-SHA256"},
            {"X-Amz-Credential": credential},
            {"X-Amz-Date": date},
            ["starts-with", "$Content-Type", ""],
            ["content-length-range", 0, grant.longest],
        ],
    });
    let policy = STANDARD.encode(policy.to_string());
    let signature = keys.sign(&day, &policy);
    vec![
        ("key", grant.key.to_owned()),
        ("Cache-Control", "max-age=31536000".to_owned()),
        ("acl", "public-read".to_owned()),
        ("bucket", grant.bucket.to_owned()),
        ("X-Amz-Algorithm", "AWS4-HMAC-SHA256".to_owned()),
        ("X-Amz-Credential", credential),
        ("X-Amz-Date", date),
        ("Policy", policy),
        ("X-Amz-Signature", signature),
    ]
}

/// Verifies signature, expiry and every condition of the policy in a form.
///
/// # Errors
/// What S3 answers; the signature is looked at before the policy is read.
pub fn verified(form: &Form, s3: &S3) -> Result<Verified, Refusal> {
    let field = |name: &'static str| form.field(name).ok_or(Refusal::MissingField(name));
    let key = field("key")?;
    let policy = field("policy")?;
    let algorithm = field("x-amz-algorithm")?;
    let credential = field("x-amz-credential")?;
    let signature = field("x-amz-signature")?;
    field("x-amz-date")?;
    let parts: Vec<&str> = credential.split('/').collect();
    let [access_key, day, region, "s3", "aws4_request"] = parts.as_slice() else {
        return Err(Refusal::BadCredential(
            "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".".to_owned(),
        ));
    };
    if algorithm != "AWS4-HMAC-SHA256" {
        return Err(Refusal::BadCredential(
            "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"".to_owned(),
        ));
    }
    if *access_key != s3.keys.access_key {
        return Err(Refusal::UnknownKey);
    }
    if *region != s3.keys.region {
        return Err(Refusal::BadCredential(format!(
            "Error parsing the X-Amz-Credential parameter; the region '{region}' is wrong; expecting '{}'",
            s3.keys.region
        )));
    }
    if s3.keys.sign(day, policy) != signature {
        return Err(Refusal::WrongSignature);
    }
    let bytes = STANDARD
        .decode(policy)
        .map_err(|_| Refusal::BadPolicy("Invalid Base64.".to_owned()))?;
    let policy: Value = serde_json::from_slice(&bytes)
        .map_err(|_| Refusal::BadPolicy("Invalid JSON.".to_owned()))?;
    check_expiry(&policy, s3)?;
    check_conditions(&policy, form, s3)?;
    Ok(Verified {
        key: key.to_owned(),
    })
}

fn check_expiry(policy: &Value, s3: &S3) -> Result<(), Refusal> {
    let expiration: Timestamp = policy["expiration"]
        .as_str()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| Refusal::BadPolicy("Invalid 'expiration' value".to_owned()))?;
    if expiration.as_second() < s3.clock.now() {
        return Err(Refusal::AccessDenied("Policy expired.".to_owned()));
    }
    Ok(())
}

fn check_conditions(policy: &Value, form: &Form, s3: &S3) -> Result<(), Refusal> {
    let conditions = policy["conditions"]
        .as_array()
        .ok_or_else(|| Refusal::BadPolicy("missing 'conditions'".to_owned()))?;
    let mut named: Vec<String> = Vec::new();
    for condition in conditions {
        let (operator, name, wanted) = condition_of(condition)?;
        if operator == "content-length-range" {
            check_length(condition, form)?;
            continue;
        }
        named.push(name.to_ascii_lowercase());
        let sent = match name.to_ascii_lowercase().as_str() {
            // The bucket is named by the address, too.
            "bucket" => Some(form.field("bucket").unwrap_or(&s3.bucket)),
            lower => form.field(lower),
        };
        let is_met = sent.is_some_and(|sent| match operator.as_str() {
            "eq" => sent == wanted,
            _ => sent.starts_with(&wanted),
        });
        if !is_met {
            return Err(Refusal::AccessDenied(format!(
                "Policy Condition failed: [\"{operator}\", \"${name}\", \"{wanted}\"]"
            )));
        }
    }
    let extra: Vec<&str> = form
        .fields
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| {
            let lower = name.to_ascii_lowercase();
            !EXEMPT.contains(&lower.as_str())
                && !lower.starts_with("x-ignore-")
                && !named.contains(&lower)
        })
        .collect();
    if !extra.is_empty() {
        return Err(Refusal::AccessDenied(format!(
            "Extra input fields: {}",
            extra.join(", ").to_ascii_lowercase()
        )));
    }
    Ok(())
}

/// Returns operator, name and value of a condition, of whichever form.
fn condition_of(condition: &Value) -> Result<(String, String, String), Refusal> {
    let bad = || Refusal::BadPolicy("Invalid Condition".to_owned());
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match condition {
        Value::Object(pair) => {
            let (name, value) = pair.iter().next().ok_or_else(bad)?;
            Ok(("eq".to_owned(), name.clone(), text(value).ok_or_else(bad)?))
        }
        Value::Array(parts) => {
            let operator = parts.first().and_then(text).ok_or_else(bad)?;
            if operator == "content-length-range" {
                return Ok((operator, String::new(), String::new()));
            }
            if operator != "eq" && operator != "starts-with" {
                return Err(bad());
            }
            let name = parts.get(1).and_then(text).ok_or_else(bad)?;
            let name = name.strip_prefix('$').ok_or_else(bad)?.to_owned();
            Ok((operator, name, parts.get(2).and_then(text).ok_or_else(bad)?))
        }
        _ => Err(bad()),
    }
}

fn check_length(condition: &Value, form: &Form) -> Result<(), Refusal> {
    let bound = |at: usize| {
        condition[at]
            .as_u64()
            .ok_or_else(|| Refusal::BadPolicy("Invalid Condition".to_owned()))
    };
    let (shortest, longest) = (bound(1)?, bound(2)?);
    let proposed = u64::try_from(form.file.len()).unwrap_or(u64::MAX);
    if proposed > longest {
        return Err(Refusal::TooLarge {
            proposed,
            allowed: longest,
        });
    }
    if proposed < shortest {
        return Err(Refusal::TooSmall {
            proposed,
            allowed: shortest,
        });
    }
    Ok(())
}
