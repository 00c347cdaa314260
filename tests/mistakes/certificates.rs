//! Certificates that do not fit: nothing is sent to such a server, no password above all.

use snapbox::str;

use super::world::{LOGIN, check, check_here, work};
use crate::support::deck_server::Served;
use crate::support::encrypted::{Encrypted, certificate};

/// A front with a certificate before the look-alike.
fn front(served: &mut Served, name: &str) -> (Encrypted, String) {
    let address = served.server.url().trim_start_matches("http://");
    let front = Encrypted::start(name, address.parse().expect("an address"));
    let url = format!("https://localhost:{}", front.port);
    served.replace(url.clone(), "FRONT");
    (front, url)
}

#[test]
fn a_certificate_that_is_vouched_for_is_taken() {
    let mut served = Served::example();
    let (front, url) = front(&mut served, "right.pem");
    let authority = certificate("authority.pem");
    served.set("SSL_CERT_FILE", &authority.to_string_lossy());
    served.git_board(".", &["clone", &url, "boards"]).code(0);
    assert!(front.requests() > 0);
}

#[test]
fn a_certificate_of_another_name_is_refused() {
    let mut served = work();
    let (front, url) = front(&mut served, "other.pem");
    let authority = certificate("authority.pem");
    served.set("SSL_CERT_FILE", &authority.to_string_lossy());
    served.git("boards", &["config", "board.url", &url]).code(0);
    served.substitute(LOGIN, "title: Login", "title: Log in");
    check_here(
        &served,
        &["clone", &url, "new"],
        1,
        str![[r#"
error: failed to read the boards
  GET FRONT/ocs/v2.php/cloud/user: nobody vouches for this server: invalid peer certificate: certificate not valid for name "localhost"; certificate is only valid for DnsName("other.example")
  nothing was changed here and nothing sent
  no password was sent: somebody may have come in between
hint: ask who runs the server; the variable SSL_CERT_FILE names an authority of your own

"#]],
    );
    assert_eq!(front.requests(), 0);
    assert_eq!(served.server.log().count(), 0);
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_refused() {
    let mut served = Served::example();
    std::fs::create_dir(served.path("boards")).expect("a folder");
    let (front, url) = front(&mut served, "right.pem");
    check(
        &served,
        &["clone", &url, "new"],
        1,
        str![[r#"
error: failed to read the boards
  GET FRONT/ocs/v2.php/cloud/user: nobody vouches for this server: invalid peer certificate: UnknownIssuer
  nothing was changed here and nothing sent
  no password was sent: somebody may have come in between
hint: ask who runs the server; the variable SSL_CERT_FILE names an authority of your own

"#]],
    );
    assert_eq!(front.requests(), 0);
    assert_eq!(served.server.log().count(), 0);
    assert!(!served.path("boards/new").exists());
}
