//! All that a server and its store hold, in lines that do not depend on the way to it.

use std::fmt::Write as _;

use git_board::lookalike::codecks::Codecks;
use git_board::lookalike::codecks::table::{Row, text, texts};
use git_board::lookalike::s3::S3;

/// Returns it without ids, versions and numbers.
pub fn held(server: &Codecks, store: &S3) -> String {
    let tables = server.tables();
    let mut lines = Vec::new();
    for tag in tables.all("projectTag") {
        let project = server.row("project", text(tag, "projectId"));
        let project = project.map_or("?", |project| text(project, "name"));
        lines.push(format!(
            "tag {project} {} {}",
            text(tag, "tag"),
            tag["color"]
        ));
    }
    for deck in tables.all("deck") {
        lines.push(format!(
            "deck {} {}",
            place(server, deck),
            deck["isDeleted"]
        ));
    }
    for milestone in tables.all("milestone") {
        let mut projects: Vec<&str> = tables
            .all("milestoneProject")
            .filter(|one| one["milestoneId"] == milestone["id"])
            .filter_map(|one| server.row("project", text(one, "projectId")))
            .map(|project| text(project, "name"))
            .collect();
        projects.sort_unstable();
        lines.push(format!(
            "milestone {} {} {} {} {projects:?} deleted {}",
            text(milestone, "name"),
            text(milestone, "date"),
            text(milestone, "color"),
            milestone["isGlobal"],
            milestone["isDeleted"],
        ));
    }
    for card in tables.all("card") {
        lines.push(in_words(server, store, card));
    }
    lines.sort();
    let mut held = String::new();
    for line in lines {
        let _ = writeln!(held, "{line}");
    }
    held
}

fn place(server: &Codecks, deck: &Row) -> String {
    let project = server.row("project", text(deck, "projectId"));
    let project = project.map_or("?", |project| text(project, "name"));
    format!("{project} / {}", text(deck, "title"))
}

fn in_words(server: &Codecks, store: &S3, card: &Row) -> String {
    let deck = server.row("deck", text(card, "deckId"));
    let content = |id: &String| {
        let card = server.row("card", id);
        card.map_or("?".to_owned(), |card| text(card, "content").to_owned())
    };
    let named = |kind: &str, field: &str| {
        let row = server.row(kind, text(card, field));
        row.map(|row| text(row, "name").to_owned())
    };
    let mut tags = texts(card, "masterTags");
    tags.sort();
    let parent = card["parentCardId"].as_str().map(str::to_owned);
    let mut files: Vec<String> = texts(card, "attachments")
        .iter()
        .map(|id| file(server, store, id))
        .collect();
    files.sort();
    let mut threads: Vec<String> = server
        .tables()
        .all("resolvable")
        .filter(|thread| thread["cardId"] == card["cardId"])
        .map(|thread| thread_in_words(server, thread))
        .collect();
    threads.sort();
    format!(
        "card in {:?}: {:?} {} {} {} {} due {} doc {} owner {:?} {:?} {:?} {tags:?} of {:?} \
         needs {:?} files {files:?} threads {threads:?}",
        deck.map(|deck| place(server, deck)),
        text(card, "content"),
        text(card, "status"),
        text(card, "visibility"),
        card["priority"],
        card["effort"],
        card["dueDate"],
        card["isDoc"],
        named("user", "assigneeId"),
        named("milestone", "milestoneId"),
        named("sprint", "sprintId"),
        parent.as_ref().map(content),
        texts(card, "inDeps")
            .iter()
            .map(content)
            .collect::<Vec<_>>(),
    )
}

fn file(server: &Codecks, store: &S3, attachment: &str) -> String {
    let file = server.row("attachment", attachment);
    let file = file.and_then(|row| server.row("file", text(row, "fileId")));
    let Some(file) = file else {
        return "?".to_owned();
    };
    let place = text(file, "url").splitn(4, '/').nth(3).unwrap_or_default();
    let object = store.objects.get(place);
    let bytes = object.map(|object| String::from_utf8_lossy(&object.bytes).into_owned());
    format!("{}={bytes:?}", text(file, "name"))
}

fn thread_in_words(server: &Codecks, thread: &Row) -> String {
    let entries = server.tables().all("resolvableEntry");
    let mut said: Vec<String> = entries
        .filter(|entry| entry["resolvableId"] == thread["id"])
        .map(|entry| {
            let author = server.row("user", text(entry, "authorId"));
            let author = author.map_or("?", |author| text(author, "name"));
            format!("{author}: {}", text(entry, "content"))
        })
        .collect();
    said.sort();
    format!(
        "{} {} {said:?}",
        text(thread, "context"),
        thread["isClosed"]
    )
}
