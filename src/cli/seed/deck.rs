//! The boards of an account as what a look-alike Deck holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::board::{
    Account, Board, Card, CardKey, Comment, CommentKey, Done, Key, LabelKey, Located, Member,
    Person, PersonKind, Stack,
};
use crate::files::ContentId;
use crate::lookalike::clock::Clock;
use crate::lookalike::deck::attachment::DeckFile;
use crate::lookalike::deck::board::Board as DeckBoard;
use crate::lookalike::deck::card::Card as DeckCard;
use crate::lookalike::deck::comment::Comment as DeckComment;
use crate::lookalike::deck::label::Label as DeckLabel;
use crate::lookalike::deck::person::{Group, User};
use crate::lookalike::deck::rule::{Rule, RuleKind};
use crate::lookalike::deck::stack::Stack as DeckStack;
use crate::lookalike::deck::{Deck, Release};

/// Who owns the boards of a seeded server.
pub const USER: &str = "alice";

/// The password of everybody on a seeded server; it is no secret, the server is on loopback.
pub const PASSWORD: &str = "look-alike";

/// How long ago, in seconds, everything was changed that has no time of its own.
const AGE_S: i64 = 3600;

/// Returns a Deck that holds the boards of `account`, all owned by [`USER`].
///
/// Ids, times of creation and authors are kept; things without an id get the next free one.
/// Everybody who is named anywhere is a user, with the password [`PASSWORD`].
pub fn deck_of(account: &Account, release: Release, clock: Clock) -> Deck {
    let then = clock.now() - AGE_S;
    let mut seed = Seed {
        deck: Deck::new(release, clock),
        then,
        labels: BTreeMap::new(),
        cards: BTreeMap::new(),
    };
    seed.person(&Person::user(USER));
    seed.reserve_ids(account);
    for board in &account.boards {
        seed.board(board);
    }
    seed.dependencies(account);
    seed.deck
}

/// Puts the attachments of `account` on the cards of a Deck made of it, as Deck's own files; those
/// of which `contents` lacks the bytes are left out.
pub fn attach_all(deck: &mut Deck, account: &Account, contents: &BTreeMap<ContentId, Arc<[u8]>>) {
    let then = deck.clock.now() - AGE_S;
    let cards = account.cards();
    let mut known: Vec<&Located<'_>> = cards.values().collect();
    known.sort_by(|one, other| one.card.key.cmp(&other.card.key));
    for located in known {
        for (name, content) in &located.card.attachments {
            let Some(bytes) = contents.get(content) else {
                continue;
            };
            deck.insert_deck_file(DeckFile {
                id: 0,
                card: number(&located.card.key),
                name: name.clone(),
                content: Some(Arc::clone(bytes)),
                last_modified: then,
                created_at: then,
                created_by: USER.to_owned(),
                deleted_at: 0,
            });
        }
    }
}

struct Seed {
    deck: Deck,
    then: i64,
    labels: BTreeMap<LabelKey, i64>,
    cards: BTreeMap<CardKey, i64>,
}

impl Seed {
    /// Lets the ids of things that have none begin after all that are given.
    fn reserve_ids(&mut self, account: &Account) {
        let mut next = self.deck.next_ids();
        let after = |next: &mut i64, id: i64| *next = (*next).max(id + 1);
        for board in &account.boards {
            after(&mut next.board, number(&board.key));
            for label in &board.labels {
                after(&mut next.label, number(&label.key));
            }
            for stack in &board.stacks {
                after(&mut next.stack, number(&stack.key));
                for card in &stack.cards {
                    after(&mut next.card, number(&card.key));
                    for key in card.comments.keys() {
                        after(&mut next.comment, number(key));
                    }
                }
            }
        }
        self.deck.set_next_ids(next);
    }

    fn board(&mut self, board: &Board) {
        let Board {
            key,
            title,
            color,
            archived,
            labels,
            members,
            projects: _,
            classes: _,
            stacks,
        } = board;
        let id = self.deck.insert_board(DeckBoard {
            id: number(key),
            title: title.clone(),
            owner: USER.to_owned(),
            color: color.clone(),
            archived: *archived,
            last_modified: self.then,
            ..DeckBoard::default()
        });
        for label in labels {
            let label_id = self.deck.insert_label(DeckLabel {
                id: number(&label.key),
                title: label.name.clone(),
                color: label.color.clone(),
                board: id,
                last_modified: self.then,
            });
            self.labels.insert(label.key.clone(), label_id);
        }
        for member in members {
            self.member(id, member);
        }
        for (order, stack) in (0..).zip(stacks) {
            self.stack(id, order, stack);
        }
    }

    fn member(&mut self, board: i64, member: &Member) {
        self.person(&member.person);
        let permissions = member.permissions;
        self.deck.insert_rule(Rule {
            id: 0,
            board,
            kind: rule_kind(member.person.kind),
            participant: member.person.id.clone(),
            may_edit: permissions.edit,
            may_share: permissions.share,
            may_manage: permissions.manage,
        });
    }

    fn stack(&mut self, board: i64, order: i64, stack: &Stack) {
        let Stack {
            key,
            title,
            done_column,
            lane: _,
            stacks: _,
            cards,
        } = stack;
        let id = self.deck.insert_stack(DeckStack {
            id: number(key),
            title: title.clone(),
            board,
            last_modified: self.then,
            order,
            is_done_column: *done_column,
            ..DeckStack::default()
        });
        for (order, card) in (0..).zip(cards) {
            self.card(id, order, card);
        }
    }

    fn card(&mut self, stack: i64, order: i64, card: &Card) {
        let Card {
            key,
            title,
            body,
            labels,
            assignees,
            due,
            done,
            archived,
            color,
            start,
            card_type,
            depends_on: _,
            fields: _,
            // Their bytes are not here: see `attach_all`.
            attachments: _,
            comments,
            tags: _,
            ticket: _,
            created,
            author,
        } = card;
        let owner = author.clone().unwrap_or_else(|| USER.to_owned());
        self.person(&Person::user(owner.clone()));
        let seconds = |time: &Timestamp| time.as_second();
        let created_at = created.as_ref().map_or(self.then, seconds);
        let id = self.deck.insert_card(DeckCard {
            id: number(key),
            title: title.clone(),
            description: body.as_deref().unwrap_or_default().to_owned(),
            stack,
            kind: card_type.clone().unwrap_or_else(|| "plain".to_owned()),
            color: color.clone(),
            last_modified: created_at.min(self.then),
            created_at,
            labels: labels
                .iter()
                .filter_map(|key| self.labels.get(key).copied())
                .collect(),
            owner,
            order,
            archived: *archived,
            done: done.map(|done| match done {
                Done::At(time) => time.as_second(),
                Done::AnyTime => self.then,
            }),
            due: due.as_ref().map(seconds),
            start: start.as_ref().map(seconds),
            ..DeckCard::default()
        });
        self.comments(id, comments);
        for person in assignees {
            self.person(person);
            self.deck
                .insert_assignment(id, &person.id, rule_kind(person.kind));
        }
        self.cards.insert(key.clone(), id);
    }

    fn comments(&mut self, card: i64, comments: &BTreeMap<CommentKey, Comment>) {
        for (key, comment) in comments {
            let author = comment.author.clone().unwrap_or_else(|| USER.to_owned());
            self.person(&Person::user(author.clone()));
            let created_at = comment.created.map(|time| time.as_second());
            let comment = DeckComment {
                id: number(key),
                message: comment.text.to_string(),
                author,
                created_at: created_at.unwrap_or(self.then),
                parent: comment.reply_to.as_ref().map(number),
            };
            self.deck.insert_comment(card, comment);
        }
    }

    /// Sets what cards depend on, once all of them have ids.
    fn dependencies(&mut self, account: &Account) {
        for located in account.cards().into_values() {
            let Some(id) = self.cards.get(&located.card.key) else {
                continue;
            };
            let depends_on: Vec<i64> = located
                .card
                .depends_on
                .iter()
                .filter_map(|key| self.cards.get(key).copied())
                .collect();
            if depends_on.is_empty() {
                continue;
            }
            if let Some(card) = self.deck.card(*id).cloned() {
                self.deck.insert_card(DeckCard { depends_on, ..card });
            }
        }
    }

    fn person(&mut self, person: &Person) {
        match person.kind {
            PersonKind::User => {
                if !self.deck.users().any(|user| user.id == person.id) {
                    self.deck
                        .insert_user(User::new(&person.id, &person.id, PASSWORD));
                }
            }
            PersonKind::Group => self.deck.insert_group(Group {
                id: person.id.clone(),
                display_name: person.id.clone(),
                members: Vec::new(),
            }),
            PersonKind::Team => self.deck.insert_team(Group {
                id: person.id.clone(),
                display_name: person.id.clone(),
                members: Vec::new(),
            }),
            PersonKind::Remote => {}
        }
    }
}

/// Returns the number that a key's id is; 0, for the next free one, where it has none.
fn number<Kind>(key: &Key<Kind>) -> i64 {
    key.id()
        .and_then(|id| id.as_str().parse().ok())
        .unwrap_or(0)
}

fn rule_kind(kind: PersonKind) -> RuleKind {
    match kind {
        PersonKind::User => RuleKind::User,
        PersonKind::Group => RuleKind::Group,
        PersonKind::Team => RuleKind::Team,
        PersonKind::Remote => RuleKind::Remote,
    }
}
