//! AWS Signature Version 4, as forms are signed with it.
//!
//! Source: Amazon S3, "Authenticating requests in browser-based uploads using POST (AWS Signature
//! Version 4)": the string to sign is the policy in base64, the key is derived from the secret by
//! day, region, service and `aws4_request`.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Who may sign, and for where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    /// The public part.
    pub access_key: String,
    /// The secret part.
    pub secret_key: String,
    /// The region.
    pub region: String,
}

impl Default for Keys {
    fn default() -> Keys {
        Keys {
            access_key: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned(),
            region: "us-east-1".to_owned(),
        }
    }
}

impl Keys {
    /// Returns the credential of a day (`20151229`): `AKIA…/20151229/us-east-1/s3/aws4_request`.
    pub fn credential(&self, day: &str) -> String {
        format!("{}/{day}/{}/s3/aws4_request", self.access_key, self.region)
    }

    /// Returns the signature of a policy in base64, in small hexadecimal digits.
    pub fn sign(&self, day: &str, policy: &str) -> String {
        let first = format!("AWS4{}", self.secret_key);
        let parts = [day, self.region.as_str(), "s3", "aws4_request", policy];
        let last = parts
            .into_iter()
            .fold(first.into_bytes(), |key, part| hmac(&key, part.as_bytes()));
        last.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    // A key of any length will do for HMAC, so that this cannot fail.
    Hmac::<Sha256>::new_from_slice(key).map_or_else(
        |_| Vec::new(),
        |mut mac| {
            mac.update(message);
            mac.finalize().into_bytes().to_vec()
        },
    )
}

#[cfg(test)]
mod tests {
    use super::Keys;

    #[test]
    fn the_example_of_amazons_documentation_comes_out() {
        // "Example: Browser-Based Upload using HTTP POST (Using AWS Signature Version 4)".
        let policy = "eyAiZXhwaXJhdGlvbiI6ICIyMDE1LTEyLTMwVDEyOjAwOjAwLjAwMFoiLA0KICAiY29uZGl0aW9ucyI6IFsNCiAgICB7ImJ1Y2tldCI6ICJzaWd2NGV4YW1wbGVidWNrZXQifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRrZXkiLCAidXNlci91c2VyMS8iXSwNCiAgICB7ImFjbCI6ICJwdWJsaWMtcmVhZCJ9LA0KICAgIHsic3VjY2Vzc19hY3Rpb25fcmVkaXJlY3QiOiAiaHR0cDovL3NpZ3Y0ZXhhbXBsZWJ1Y2tldC5zMy5hbWF6b25hd3MuY29tL3N1Y2Nlc3NmdWxfdXBsb2FkLmh0bWwifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRDb250ZW50LVR5cGUiLCAiaW1hZ2UvIl0sDQogICAgeyJ4LWFtei1tZXRhLXV1aWQiOiAiMTQzNjUxMjM2NTEyNzQifSwNCiAgICB7IngtYW16LXNlcnZlci1zaWRlLWVuY3J5cHRpb24iOiAiQUVTMjU2In0sDQogICAgWyJzdGFydHMtd2l0aCIsICIkeC1hbXotbWV0YS10YWciLCAiIl0sDQoNCiAgICB7IngtYW16LWNyZWRlbnRpYWwiOiAiQUtJQUlPU0ZPRE5ON0VYQU1QTEUvMjAxNTEyMjkvdXMtZWFzdC0xL3MzL2F3czRfcmVxdWVzdCJ9LA0KICAgIHsieC1hbXotYWxnb3JpdGhtIjogIkFXUzQtSE1BQy1TSEEyNTYifSwNCiAgICB7IngtYW16LWRhdGUiOiAiMjAxNTEyMjlUMDAwMDAwWiIgfQ0KICBdDQp9";
        assert_eq!(
            Keys::default().sign("20151229", policy),
            "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e"
        );
    }
}
