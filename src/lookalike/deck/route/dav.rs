//! The few WebDAV calls on a user's files in the folder `Deck`.

use crate::lookalike::deck::Deck;
use crate::lookalike::deck::answer::attachment::mime_type;
use crate::lookalike::deck::answer::md5_hex;
use crate::lookalike::deck::moment::http_date;
use crate::lookalike::deck::person::Login;
use crate::lookalike::message::{Answer, Request};

/// Answers a call below `/remote.php/dav/files/`; `path` is what follows.
pub(super) fn answer(deck: &mut Deck, request: &Request, path: &str) -> Answer {
    let Login::User(who) = deck.login(request) else {
        return Answer::empty(401);
    };
    let decoded: String = url::form_urlencoded::parse(path.replace('+', "%2B").as_bytes())
        .map(|(name, value)| match value.is_empty() {
            true => name.into_owned(),
            false => format!("{name}={value}"),
        })
        .collect::<Vec<_>>()
        .join("&");
    let Some((owner, name)) = decoded.split_once("/Deck/") else {
        return Answer::empty(404);
    };
    // A file that was shared with somebody cannot be written by them, and stands elsewhere.
    let file = deck.user_file_named(owner, name).cloned();
    let Some(file) = file.filter(|file| file.owner == who) else {
        return Answer::empty(404);
    };
    let answer = match request.method.as_str() {
        "PUT" => {
            deck.write_user_file(file.id, request.body.as_slice().into());
            Answer {
                content_type: None,
                ..Answer::empty(204)
            }
        }
        "PROPFIND" => {
            let etag = md5_hex(&format!("{} {}", file.id, file.modified));
            let body = format!(
                "<?xml version=\"1.0\"?>\n<d:multistatus xmlns:d=\"DAV:\" \
                 xmlns:s=\"http://sabredav.org/ns\" xmlns:oc=\"http://owncloud.org/ns\" \
                 xmlns:nc=\"http://nextcloud.org/ns\"><d:response><d:href>/remote.php/dav/files/\
                 {path}</d:href><d:propstat><d:prop><d:getlastmodified>{}</d:getlastmodified>\
                 <d:getcontentlength>{}</d:getcontentlength><d:resourcetype/>\
                 <d:getetag>&quot;{etag}&quot;</d:getetag><d:getcontenttype>{}\
                 </d:getcontenttype></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>\
                 </d:response></d:multistatus>\n",
                http_date(file.modified),
                file.content.len(),
                mime_type(&file.name)
            );
            Answer {
                content_type: Some("application/xml; charset=utf-8"),
                ..Answer::html(207, body)
            }
        }
        _ => return Answer::empty(405),
    };
    answer.with_header("X-User-Id", who)
}
