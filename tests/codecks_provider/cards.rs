//! What each change of a card sends: one call with just what changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use git_board::board::ListedAttachments;
use git_board::board::{
    Card, CardChanges, CardField, CardKey, Change, CreateCard, DeleteCard, LabelKey, Operation,
    Person,
};
use git_board::lookalike::faults::{Fault, When};
use git_board::provider::ApplyError;
use serde_json::json;

use super::world::{World, card, change, edit, key, place};

fn field(field: CardField, old: Option<&str>, new: Option<&str>) -> CardChanges {
    let change = Change {
        old: old.map(str::to_owned),
        new: new.map(str::to_owned),
    };
    CardChanges {
        fields: BTreeMap::from([(field, change)]),
        ..CardChanges::default()
    }
}

fn text(text: &str) -> Option<Arc<str>> {
    Some(Arc::from(text))
}

#[tokio::test]
async fn each_value_is_one_update_with_that_value_alone() {
    let labels = |ids: &[&str]| ids.iter().map(|id| LabelKey::known(*id)).collect();
    let edits: [(CardChanges, &str); 12] = [
        (
            CardChanges {
                title: change("a".to_owned(), "A: b".to_owned()),
                ..CardChanges::default()
            },
            r#""content":"A: b\ntext of a""#,
        ),
        (
            CardChanges {
                body: change(text("text of a"), None),
                ..CardChanges::default()
            },
            r#""content":"a""#,
        ),
        (
            CardChanges {
                body: change(text("text of a"), text("")),
                ..CardChanges::default()
            },
            r#""content":"a\n""#,
        ),
        (
            CardChanges {
                labels: change(BTreeSet::new(), labels(&["urgent", "later"])),
                ..CardChanges::default()
            },
            r#""masterTags":["later","urgent"]"#,
        ),
        (
            CardChanges {
                due: change(None, "2026-12-01T00:00:00Z".parse().ok()),
                ..CardChanges::default()
            },
            r#""dueDate":"2026-12-01""#,
        ),
        (
            CardChanges {
                archived: change(false, true),
                ..CardChanges::default()
            },
            r#""visibility":"archived""#,
        ),
        (
            field(CardField::Priority, None, Some("low")),
            r#""priority":"c""#,
        ),
        (field(CardField::Effort, None, Some("8")), r#""effort":8"#),
        (
            field(CardField::Status, None, Some("started")),
            r#""status":"started""#,
        ),
        (field(CardField::Doc, None, Some("true")), r#""isDoc":true"#),
        (
            field(CardField::Parent, None, Some("114")),
            r#""parentCardId":"card 4""#,
        ),
        (
            CardChanges {
                depends_on: change(BTreeSet::new(), BTreeSet::from([key("112"), key("115")])),
                ..CardChanges::default()
            },
            r#""inDeps":["card 2","card 5"]"#,
        ),
    ];
    for (changes, expected) in edits {
        let world = World::new();
        world
            .edit("111", changes.clone())
            .await
            .expect("it is done");
        assert_eq!(
            world.written(),
            [format!(r#"cards/update {{"id":"card 1",{expected}}}"#)]
        );
        let read = world.read().await;
        let old = &changes;
        let card = card(&read, "111");
        if let Some(change) = &old.title {
            assert_eq!(card.title, change.new);
        }
        if let Some(change) = &old.body {
            assert_eq!(card.body, change.new);
        }
        if let Some(change) = &old.labels {
            assert_eq!(card.labels, change.new);
        }
        if let Some(change) = &old.depends_on {
            assert_eq!(card.depends_on, change.new);
        }
        for (field, change) in &old.fields {
            assert_eq!(card.fields.get(field), change.new.as_ref(), "{field:?}");
        }
    }
}

#[tokio::test]
async fn several_values_and_a_move_are_one_update() {
    let world = World::new();
    let mut changes = field(CardField::Status, None, Some("done"));
    changes.title = change("a".to_owned(), "A".to_owned());
    changes.assignees = change(BTreeSet::new(), BTreeSet::from([Person::user("alice")]));
    changes.place = change(place("garden", "todo"), place("kitchen", "shelf"));
    world.edit("111", changes).await.expect("it is done");
    let written = world.written();
    assert_eq!(written.len(), 1, "{written:?}");
    let row = world.row(1);
    assert_eq!(row["content"], json!("A\ntext of a"));
    assert_eq!(row["deckId"], json!("shelf"));
    assert_eq!(row["status"], json!("done"));
}

#[tokio::test]
async fn somebody_who_was_not_met_is_found_among_the_members() {
    let world = World::new();
    let changes = CardChanges {
        assignees: change(BTreeSet::new(), BTreeSet::from([Person::user("bob")])),
        ..CardChanges::default()
    };
    world.edit("112", changes).await.expect("bob is a member");
    let stranger = CardChanges {
        assignees: change(BTreeSet::new(), BTreeSet::from([Person::user("eve")])),
        ..CardChanges::default()
    };
    let error = world.edit("111", stranger).await.expect_err("no such user");
    assert_eq!(
        error.to_string(),
        "there is no user `eve`; there are: `alice`, `bob`"
    );
    assert!(world.written().is_empty());
}

#[tokio::test]
async fn what_changed_meanwhile_is_not_overwritten() {
    let world = World::new();
    world.elsewhere(1, json!({"content": "theirs\ntext of a"}));
    let changes = CardChanges {
        title: change("a".to_owned(), "A".to_owned()),
        ..CardChanges::default()
    };
    let error = world.edit("111", changes).await.expect_err("it is stale");
    assert!(matches!(error, ApplyError::Stale { .. }), "{error}");
    assert!(world.written().is_empty());
    assert_eq!(world.row(1)["content"], "theirs\ntext of a");
}

#[tokio::test]
async fn what_is_there_already_is_not_sent_again() {
    let world = World::new();
    world.elsewhere(1, json!({"status": "done"}));
    let changes = field(CardField::Status, None, Some("done"));
    world.edit("111", changes).await.expect("nothing to do");
    assert!(world.written().is_empty());
}

#[tokio::test]
async fn tags_that_the_project_lists_no_more_stay() {
    let world = World::new();
    world.elsewhere(1, json!({"masterTags": ["gone", "later"]}));
    let changes = CardChanges {
        labels: change(
            BTreeSet::from([LabelKey::known("later")]),
            BTreeSet::from([LabelKey::known("urgent")]),
        ),
        ..CardChanges::default()
    };
    world.edit("111", changes).await.expect("it is done");
    assert_eq!(world.row(1)["masterTags"], json!(["urgent", "gone"]));
}

fn new_card() -> Card {
    Card {
        body: text("body"),
        labels: BTreeSet::from([LabelKey::known("urgent")]),
        depends_on: BTreeSet::from([key("111")]),
        fields: BTreeMap::from([
            (CardField::Status, "started".to_owned()),
            (CardField::Priority, "high".to_owned()),
        ]),
        ..Card::new(CardKey::New(1), "new")
    }
}

#[tokio::test]
async fn a_card_is_created_and_then_gets_what_no_new_card_can_have() {
    let world = World::new();
    let create = Operation::CreateCard(CreateCard {
        place: place("garden", "doing"),
        card: Arc::new(new_card()),
    });
    let applied = world.apply(create).await.expect("it is done");
    let read = world.read().await;
    let code = applied.created.expect("a code");
    assert_eq!(
        world.notes(),
        ["creating".to_owned(), format!("created {code}")]
    );
    let made = card(&read, &code);
    let expected = Card {
        key: made.key.clone(),
        created: made.created,
        author: Some("alice".to_owned()),
        ..new_card()
    };
    assert_eq!(**made, expected);
}

#[tokio::test]
async fn a_plain_card_is_one_call_and_a_private_one_has_no_deck() {
    let world = World::new();
    let create = Operation::CreateCard(CreateCard {
        place: place("private", "private"),
        card: Arc::new(Card::new(CardKey::New(1), "secret")),
    });
    let applied = world.apply(create).await.expect("it is done");
    assert_eq!(
        world.written(),
        [r#"cards/create {"content":"secret","deckId":null}"#]
    );
    let read = world.read().await;
    let code = applied.created.expect("a code");
    assert_eq!(card(&read, &code).title, "secret");
}

#[tokio::test]
async fn a_create_whose_answer_is_lost_is_not_sent_again() {
    let world = World::new();
    world.read().await;
    world
        .server
        .faults()
        .plan(When::Write(1), Fault::CutAfterEffect);
    let create = Operation::CreateCard(CreateCard {
        place: place("garden", "doing"),
        card: Arc::new(Card::new(CardKey::New(1), "once")),
    });
    let error = world.apply(create).await.expect_err("nobody knows");
    assert!(matches!(error, ApplyError::Unknown { .. }), "{error}");
    assert_eq!(world.written().len(), 1);
}

#[tokio::test]
async fn a_card_is_deleted_only_as_it_was() {
    let world = World::new();
    let read = world.read().await;
    let delete = |code: &str| {
        Operation::DeleteCard(DeleteCard {
            card: Arc::clone(card(&read, code)),
            board: git_board::board::BoardKey::known("garden"),
            stack: git_board::board::StackKey::known("todo"),
            listed: ListedAttachments::new(),
            moved_to: None,
        })
    };
    world.elsewhere(2, json!({"content": "theirs"}));
    let error = world.apply(delete("112")).await.expect_err("it is stale");
    assert!(matches!(error, ApplyError::Stale { .. }), "{error}");
    world.apply(delete("111")).await.expect("it is done");
    assert_eq!(
        world.written(),
        [r#"cards/update {"id":"card 1","visibility":"deleted"}"#]
    );
    world
        .apply(delete("111"))
        .await
        .expect("it is gone already");
    assert!(world.written().is_empty());
}

#[tokio::test]
async fn a_card_cannot_become_private_again() {
    let world = World::new();
    let changes = CardChanges {
        place: change(place("garden", "todo"), place("private", "private")),
        ..CardChanges::default()
    };
    let error = world
        .apply(edit("111", changes))
        .await
        .expect_err("no such call");
    assert!(
        error.to_string().contains("cannot become private again"),
        "{error}"
    );
    assert!(world.written().is_empty());
}
