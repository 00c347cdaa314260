//! The examples of Codecks' own quick guide of 2023, retyped, against the look-alike.

use git_board::lookalike::clock::Clock;
use git_board::lookalike::codecks::login::Token;
use git_board::lookalike::codecks::{Codecks, Uploads};
use git_board::lookalike::message::{Answer, Request};
use git_board::lookalike::s3::S3;
use git_board::lookalike::s3::signature::Keys;
use git_board::lookalike::server::Model;
use serde_json::{Value, json};

const NOW: i64 = 1_795_291_200;
const TOKEN: &str = "0f1e2d3c4b5a";

struct World {
    codecks: Codecks,
    s3: S3,
    user: String,
}

fn world() -> World {
    let clock = Clock::stopped(NOW);
    let mut codecks = Codecks::new("team123", clock.clone());
    codecks.takes_old_tokens = true;
    let user = codecks.insert_user("alice", "human");
    codecks.tokens.push(Token::new(TOKEN, &user));
    codecks.uploads = Some(Uploads {
        signed_url: "https://s3.example".to_owned(),
        public_url: "https://uploads.example".to_owned(),
        bucket: "uploads".to_owned(),
        keys: Keys::default(),
        longest: 1000,
        good_for: 60,
        tells_limit: false,
    });
    World {
        codecks,
        s3: S3::new("uploads", Keys::default(), clock),
        user,
    }
}

/// Does what `curl URL -H … --data-binary BODY` does.
fn curl(codecks: &mut Codecks, path: &str, body: &str) -> Answer {
    let mut request = Request::new("POST", path)
        .with_header("X-Account", "team123")
        .with_header("Content-Type", "application/json")
        .with_header("X-Auth-Token", TOKEN);
    request.body = body.as_bytes().to_vec();
    Model::answer(codecks, &request)
}

fn value(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).expect("JSON")
}

#[test]
fn the_first_curl_example_returns_the_name_of_the_organization() {
    let mut world = world();
    let answer = curl(
        &mut world.codecks,
        "/",
        r#"{"query":{"_root":[{"account":["name"]}]}}"#,
    );
    let id = &world.codecks.account;
    assert_eq!(
        value(&answer),
        json!({"_root": {"account": id}, "account": {id: {"id": id, "name": "team123"}}})
    );
}

#[test]
fn the_second_curl_example_creates_a_card_and_returns_its_id() {
    let mut world = world();
    let body = format!(
        r#"{{"assigneeId":null,"content":"My card content","putOnHand":true,"deckId":null,"milestoneId":null,"masterTags":[],"attachments":[],"effort":12,"priority":"b","childCards":[],"userId":"{}"}}"#,
        world.user
    );
    let answer = curl(&mut world.codecks, "/dispatch/cards/create", &body);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let payload = &value(&answer)["payload"];
    let id = payload["id"].as_str().expect("an id");
    let card = world.codecks.row("card", id).expect("the card");
    assert_eq!(card["content"], "My card content");
    assert_eq!(
        (&card["effort"], &card["priority"]),
        (&json!(12), &json!("b"))
    );
    assert_eq!(payload["accountSeq"], card["accountSeq"]);
}

#[test]
fn the_queries_of_the_guide_are_answered() {
    let mut world = world();
    let project = world.codecks.insert_project(None, "Game", "default");
    let deck = world.codecks.insert_deck(Some("123"), &project, "Backlog");
    for (content, effort) in [("Sword", 8), ("Shield", 1), ("Word", 3)] {
        world
            .codecks
            .insert_card(Some(&deck), content, json!({ "effort": effort }));
    }
    let titles = |answer: &Answer| {
        let answer = value(answer);
        let cards = answer["card"].as_object().cloned().unwrap_or_default();
        let titles = cards.values().map(|card| card["title"].to_string());
        titles.collect::<Vec<String>>().join(",")
    };
    let queries = [
        (
            r#"{"_root": [{"account": [{"cards": ["title"]}]}]}"#,
            r#""Sword","Shield","Word""#,
        ),
        (
            r#"{"_root": [{"account": [{"cards({\"title\":{\"op\":\"contains\",\"value\":\"word\"}})": ["title"]}]}]}"#,
            r#""Sword","Word""#,
        ),
        (
            r#"{"_root":[{"account":[{"cards({\"deckId\": 123, \"$order\": \"createdAt\", \"$limit\": 10})":["title"]}]}]}"#,
            r#""Sword","Shield","Word""#,
        ),
        (
            r#"{"deck(123)":{"cards({\"$order\": \"createdAt\", \"$limit\": 10})":["title"]}}"#,
            r#""Sword","Shield","Word""#,
        ),
        (
            r#"{"_root":[{"account":[{"cards({\"$or\": [{\"effort\": {\"op\": \"gt\", \"value\": 5}},{\"effort\": {\"op\": \"lte\", \"value\": 1}}]})":["title"]}]}]}"#,
            r#""Sword","Shield""#,
        ),
    ];
    for (query, expected) in queries {
        let answer = curl(&mut world.codecks, "/", &format!("{{\"query\":{query}}}"));
        assert_eq!(titles(&answer), expected, "{query}\n{}", answer.text());
    }
}

/// The Python function `add_file_to_card`, line by line; it passes its headers on to S3, too.
fn add_file_to_card(world: &mut World, name: &str, bytes: &str, card: &str) -> [u16; 3] {
    let with_headers = |request: Request| {
        request
            .with_header("X-Account", "team123")
            .with_header("X-Auth-Token", TOKEN)
    };
    let content_type = "text/plain";
    let sign = with_headers(Request::new("GET", &format!("/s3/sign?objectName={name}")));
    let signed = Model::answer(&mut world.codecks, &sign);
    let u = value(&signed);

    let mut body = String::new();
    let mut payload = u["fields"].as_object().cloned().expect("fields");
    payload.insert("Content-Type".to_owned(), json!(content_type));
    for (field, text) in &payload {
        let text = text.as_str().expect("a text");
        body.push_str(&format!(
            "--B\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{text}\r\n"
        ));
    }
    body.push_str(&format!(
        "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: {content_type}\r\n\r\n{bytes}\r\n--B--\r\n"
    ));
    let mut upload = with_headers(Request::new("POST", "/"))
        .with_header("Content-Type", "multipart/form-data; boundary=B");
    upload.body = body.into_bytes();
    let uploaded = world.s3.answer(&upload);

    let file = json!({
        "cardId": card,
        "userId": world.user,
        "fileData": {
            "fileName": name,
            "url": u["publicUrl"],
            "size": bytes.len(),
            "type": content_type,
        },
    });
    let added = Request::new("POST", "/dispatch/cards/addFile").with_json(&file);
    let added = Model::answer(&mut world.codecks, &with_headers(added));
    [signed.status, uploaded.status, added.status]
}

#[test]
fn the_python_snippet_adds_a_file_to_a_card() {
    let mut world = world();
    let user = world.user.clone();
    let card = world
        .codecks
        .insert_card(None, "A card", json!({ "creatorId": user }));
    let statuses = add_file_to_card(&mut world, "note.txt", "hello", &card);
    assert_eq!(statuses, [200, 204, 200]);
    let stored: Vec<&Vec<u8>> = world
        .s3
        .objects
        .values()
        .map(|object| &object.bytes)
        .collect();
    assert_eq!(stored, [b"hello"]);
    let answer = curl(
        &mut world.codecks,
        "/",
        &format!(
            r#"{{"query":{{"card({card})":[{{"attachments":["title",{{"file":["name","size","url"]}}]}}]}}}}"#
        ),
    );
    let answer = value(&answer);
    let file = answer["file"]
        .as_object()
        .and_then(|files| files.values().next());
    let file = file.expect("a file");
    assert_eq!(
        (&file["name"], &file["size"]),
        (&json!("note.txt"), &json!(5))
    );
    let url = file["url"].as_str().expect("an address");
    assert!(url.starts_with("https://uploads.example/account-"), "{url}");
}

#[test]
fn an_older_token_is_nobodys_once_they_have_ended() {
    let mut world = world();
    world.codecks.takes_old_tokens = false;
    let answer = curl(
        &mut world.codecks,
        "/",
        r#"{"query":{"_root":[{"account":["name",{"cards":["title"]}],"loggedInUser":["name"]}]}}"#,
    );
    assert_eq!(answer.status, 200);
    let answer = value(&answer);
    assert_eq!(answer["_root"]["loggedInUser"], Value::Null);
    let account = &answer["account"][&world.codecks.account];
    assert_eq!(account["name"], "team123");
    assert_eq!(account["cards"], json!([]));
}

#[test]
fn a_wrong_query_is_told_where_it_is_wrong() {
    let mut world = world();
    let said = |world: &mut World, query: &str| {
        let answer = curl(&mut world.codecks, "/", &format!("{{\"query\":{query}}}"));
        format!("{} {}", answer.status, answer.text())
    };
    assert_eq!(
        said(&mut world, r#"{"_root":[{"account":["nme"]}]}"#),
        r#"400 {"error":"unknown_field","message":"'account' has no field 'nme'","path":"_root.account.nme","statusCode":400}"#
    );
    for (query, code) in [
        (
            r#"{"_root":[{"account":[{"cards({\"$limit\":5})":["title"]}]}]}"#,
            "invalid_limit",
        ),
        (
            r#"{"_root":[{"account":[{"cards({\"$limit\":3001,\"$order\":\"title\"})":["title"]}]}]}"#,
            "invalid_limit",
        ),
        (
            r#"{"_root":[{"account":[{"crds":["title"]}]}]}"#,
            "unknown_relation",
        ),
        (
            r#"{"_root":[{"account":["count:crds"]}]}"#,
            "invalid_aggregate",
        ),
        (r#"{"thing(1)":["title"]}"#, "unknown_model"),
        (
            r#"{"_root":[{"account":[{"cards({\"status\":{\"in\":[\"done\"]}})":["title"]}]}]}"#,
            "invalid_value",
        ),
    ] {
        let said = said(&mut world, query);
        assert!(
            said.contains(&format!("\"error\":\"{code}\"")),
            "{query}: {said}"
        );
    }
    world.codecks.has_old_errors = true;
    let said = said(&mut world, r#"{"_root":[{"account":["nme"]}]}"#);
    assert!(said.starts_with("500 "), "{said}");
}
