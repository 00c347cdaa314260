//! The README names every endpoint of Deck's document, and the look-alike serves each of them.

use std::collections::BTreeSet;
use std::fs;

use git_board::lookalike::clock::Clock;
use git_board::lookalike::deck::person::User;
use git_board::lookalike::deck::{Deck, Release};
use git_board::lookalike::message::Request;

const BASE: &str = "/index.php/apps/deck/api/v1.0";
const CARD: &str = "/boards/{boardId}/stacks/{stackId}/cards/{cardId}";

/// The endpoints of the document, as of Deck 1.18, by what their paths begin with.
const DOCUMENTED: [(&str, &[&str]); 4] = [
    (
        "/boards",
        &[
            "GET ",
            "POST ",
            "GET /{boardId}",
            "PUT /{boardId}",
            "DELETE /{boardId}",
            "POST /{boardId}/undo_delete",
            "POST /{boardId}/acl",
            "PUT /{boardId}/acl/{aclId}",
            "DELETE /{boardId}/acl/{aclId}",
            "POST /{boardId}/clone",
            "GET /import/getSystems",
            "GET /import/config/system/{schema}",
            "POST /import",
        ],
    ),
    (
        "/boards/{boardId}/stacks",
        &[
            "GET ",
            "GET /archived",
            "GET /{stackId}",
            "POST ",
            "PUT /{stackId}",
            "DELETE /{stackId}",
            "POST /{stackId}/cards",
        ],
    ),
    (
        CARD,
        &[
            "GET ",
            "PUT ",
            "DELETE ",
            "PUT /assignLabel",
            "PUT /removeLabel",
            "PUT /assignUser",
            "PUT /unassignUser",
            "PUT /reorder",
            "PUT /archive",
            "PUT /unarchive",
            "GET /attachments",
            "GET /attachments/{attachmentId}",
            "POST /attachments",
            "PUT /attachments/{attachmentId}",
            "DELETE /attachments/{attachmentId}",
            "PUT /attachments/{attachmentId}/restore",
        ],
    ),
    (
        "/boards/{boardId}/labels",
        &[
            "POST ",
            "GET /{labelId}",
            "PUT /{labelId}",
            "DELETE /{labelId}",
        ],
    ),
];

/// Those that nothing of ours asks for, and that the look-alike does not serve. Copying boards is
/// in the document and in no release up to 1.18.
const NOT_SERVED: [&str; 4] = [
    "POST /boards/{boardId}/clone",
    "GET /boards/import/getSystems",
    "GET /boards/import/config/system/{schema}",
    "POST /boards/import",
];

fn documented() -> BTreeSet<String> {
    let groups = DOCUMENTED.iter().flat_map(|(base, ends)| {
        ends.iter().filter_map(move |end| {
            let (method, rest) = end.split_once(' ')?;
            Some(format!("{method} {base}{rest}"))
        })
    });
    groups.collect()
}

#[test]
fn the_readme_names_each_endpoint_once_and_the_look_alike_serves_it() {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = fs::read_to_string(readme).expect("the README is there");
    let rows: Vec<(&str, &str)> = readme
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` | "))
        .filter(|(endpoint, _)| endpoint.contains(" /boards"))
        .collect();
    let named: BTreeSet<String> = rows.iter().map(|(one, _)| (*one).to_owned()).collect();
    assert_eq!(named, documented());
    assert_eq!(named.len(), rows.len(), "an endpoint has two rows");
    assert!(rows.iter().all(|(_, use_of)| use_of.len() > " |".len()));

    for release in [Release::V1_16, Release::V1_18] {
        let mut deck = Deck::new(release, Clock::stopped(1_795_291_200));
        deck.insert_user(User::new("alice", "Alice", "secret"));
        let served = documented().into_iter();
        for endpoint in served.filter(|one| !NOT_SERVED.contains(&one.as_str())) {
            let (method, path) = endpoint.split_once(' ').expect("a method and a path");
            let numbered: Vec<&str> = path
                .split('/')
                .map(|part| if part.starts_with('{') { "1" } else { part })
                .collect();
            let request = Request::new(method, &format!("{BASE}{}", numbered.join("/")))
                .with_header("Authorization", "Basic YWxpY2U6c2VjcmV0");
            let status = deck.answer(&request).status;
            assert!(![401, 405, 501].contains(&status), "{endpoint}: {status}");
        }
    }
}
