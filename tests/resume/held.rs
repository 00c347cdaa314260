//! All that a server holds, in words that tell what differs.

use std::fmt::Write as _;

use git_board::lookalike::deck::Deck;
use git_board::lookalike::deck::card::Card;

/// Returns all that a server holds, trash too, without ids and times of change.
pub fn held(deck: &Deck) -> String {
    let mut text = String::new();
    let mut boards: Vec<_> = deck.boards().collect();
    boards.sort_by_key(|board| (&board.title, board.deleted_at));
    for board in boards {
        let mut labels: Vec<String> = deck
            .labels_of(board.id)
            .map(|label| format!("{} {}", label.title, label.color))
            .collect();
        labels.sort();
        let _ = writeln!(
            text,
            "{} {} {} {} {labels:?}",
            board.title,
            board.color,
            board.archived,
            is_gone(board.deleted_at)
        );
        let mut members: Vec<_> = deck.rules().filter(|one| one.board == board.id).collect();
        members.sort_by_key(|rule| &rule.participant);
        for rule in members {
            let may = (rule.may_edit, rule.may_share, rule.may_manage);
            let _ = writeln!(text, "  {} {may:?}", rule.participant);
        }
        let mut stacks: Vec<_> = deck.stacks().filter(|one| one.board == board.id).collect();
        stacks.sort_by_key(|stack| (stack.order, stack.id));
        for stack in stacks {
            let _ = writeln!(text, "  {} {}", stack.title, is_gone(stack.deleted_at));
            for card in deck.shown_cards(stack.id) {
                let _ = writeln!(text, "    {}", card_text(deck, card));
            }
            let is_hidden =
                |card: &&Card| card.stack == stack.id && (card.archived || card.deleted_at > 0);
            let mut hidden: Vec<String> = deck
                .cards()
                .filter(is_hidden)
                .map(|card| card_text(deck, card))
                .collect();
            hidden.sort();
            for line in hidden {
                let _ = writeln!(text, "    {line}");
            }
        }
    }
    text
}

fn is_gone(deleted_at: i64) -> &'static str {
    if deleted_at > 0 { "(deleted)" } else { "" }
}

fn card_text(deck: &Deck, card: &Card) -> String {
    let title = |id: &i64| deck.label(*id).map_or("?", |label| label.title.as_str());
    let mut labels: Vec<&str> = card.labels.iter().map(title).collect();
    labels.sort_unstable();
    let mut people: Vec<&str> = card
        .assignments
        .iter()
        .map(|one| one.participant.as_str())
        .collect();
    people.sort_unstable();
    let mut attached: Vec<String> = deck
        .deck_files(card.id)
        .map(|file| {
            let bytes = file.content.as_deref().unwrap_or_default();
            format!("{}={}", file.name, String::from_utf8_lossy(bytes))
        })
        .collect();
    attached.sort();
    let message = |id: i64| card.comment(id).map(|one| one.message.as_str());
    let mut comments: Vec<String> = card
        .comments
        .iter()
        .map(|one| {
            let answered = one.parent.and_then(message);
            format!("{} {} {answered:?}", one.author, one.message)
        })
        .collect();
    comments.sort();
    format!(
        "{} {:?} {labels:?} {people:?} due {:?} done {:?} {} {:?} {attached:?} {comments:?} {}",
        card.title,
        card.description,
        card.due,
        card.done,
        card.archived,
        card.color,
        is_gone(card.deleted_at)
    )
}
