//! What stands over the boards, and the names that cards give to it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Base, Reader, Written};
use crate::board::{Account, Board, CardField, CardKey, Listed, Organization, Service, Stack};
use crate::text::codecks_file::{CODECKS_FILE, has_new, read_organization};
use crate::text::front_matter::BOM;
use crate::text::layout::OrganizationFile;
use crate::text::problem::Problem;
use crate::text::suggestion::suggestion;

/// Names of milestones that cards may still give, with what they are called now; `None`: they are
/// deleted here.
type Former<'a> = BTreeMap<&'a str, Option<&'a str>>;

impl<'a> Reader<'a> {
    /// Returns what people may have changed, for as long as it is there.
    fn base_if_of_people(&self) -> Option<&'a Base<'a>> {
        self.base.filter(|_| self.written == Written::ByPeople)
    }

    /// Reads what stands over the boards.
    pub(super) fn organization(&mut self) -> Arc<Organization> {
        if self.service != Service::Codecks {
            return Arc::default();
        }
        let base = self.base.map(|base| base.known);
        let before = base.and_then(|known| known.layout.organization.as_ref());
        let Some(file) = self.files.get(CODECKS_FILE) else {
            return match (self.base_if_of_people(), before) {
                (Some(base), Some(_)) => {
                    let message = format!(
                        "is gone, and with it all milestones; bring it back with `git restore -- \
                         {CODECKS_FILE}`"
                    );
                    self.problems.push(Problem::error(CODECKS_FILE, message));
                    Arc::clone(&base.known.account.organization)
                }
                _ => Arc::default(),
            };
        };
        let mut layout = OrganizationFile {
            content: file.id,
            needs_writing: false,
        };
        let is_before = |known: &OrganizationFile| known.content == file.id && !known.needs_writing;
        if let (Some(base), true) = (base, before.is_some_and(is_before)) {
            self.layout.organization = Some(layout);
            return Arc::clone(&base.account.organization);
        }
        let Some(text) = self.yaml_text(CODECKS_FILE, file) else {
            return Arc::default();
        };
        let text = text.strip_prefix(BOM).unwrap_or(&text);
        let (mut organization, mut problems) = read_organization(CODECKS_FILE, text);
        self.problems.append(&mut problems);
        layout.needs_writing = has_new(&organization);
        self.layout.organization = Some(layout);
        if let Some(base) = self.base_if_of_people().filter(|_| before.is_some()) {
            let runs = &base.known.account.organization.runs;
            if organization.runs != *runs {
                let message = "`runs` are made and changed in the app of Codecks alone; put them \
                               back as they were";
                self.problems.push(Problem::error(CODECKS_FILE, message));
                organization.runs.clone_from(runs);
            }
        }
        Arc::new(organization)
    }

    /// Lets cards name milestones as the file does now: those that were renamed in it by their new
    /// names, those that were deleted not at all. A card that somebody edited to name one that is
    /// not there is an error.
    pub(super) fn settle_milestones(&mut self, account: &mut Account) {
        let Some(base) = self.base_if_of_people() else {
            return;
        };
        if self.layout.organization.is_none() || base.known.layout.organization.is_none() {
            return;
        }
        let before = &base.known.account;
        self.settle_boards(account, before);
        let organization = Arc::clone(&account.organization);
        let former = former(&before.organization, &organization);
        let is_before = |board: &Arc<Board>| {
            let mut boards = before.boards.iter();
            boards.any(|known| Arc::ptr_eq(known, board))
        };
        for board in &mut account.boards {
            if former.is_empty() && is_before(board) {
                continue;
            }
            for (key, name) in named(&board.stacks) {
                if organization.milestone(&name).is_some() {
                    continue;
                }
                let was = base.cards.get(&key).map(|located| located.card);
                let is_as_before =
                    was.is_some_and(|was| was.field(CardField::Milestone) == Some(&name));
                match former.get(name.as_str()) {
                    Some(now) if now.is_some() || is_as_before => {
                        rename(&mut Arc::make_mut(board).stacks, &key, *now);
                        if let Some(file) = self.layout.cards.get_mut(&key) {
                            file.needs_writing = true;
                        }
                    }
                    _ if is_as_before => {}
                    _ => {
                        let path = self.layout.card_path(&key).unwrap_or_default().to_owned();
                        self.problems.push(unknown(path, &name, &organization));
                    }
                }
            }
        }
    }
}

impl Reader<'_> {
    /// Lets milestones name boards by the titles that these have here.
    fn settle_boards(&mut self, account: &mut Account, before: &Account) {
        for was in &before.boards {
            let is_taken = account.boards.iter().any(|board| board.title == was.title);
            let Some(now) = account.board(&was.key).filter(|_| !is_taken) else {
                continue;
            };
            let organization = &account.organization;
            let renamed = organization.with_renamed_board(&was.title, &now.title);
            if let Some(renamed) = renamed {
                account.organization = Arc::new(renamed);
                if let Some(file) = &mut self.layout.organization {
                    file.needs_writing = true;
                }
            }
        }
    }
}

fn former<'a>(before: &'a Organization, now: &'a Organization) -> Former<'a> {
    let mut former = Former::new();
    for was in &before.milestones {
        if now.milestone(&was.name).is_none() {
            let now = was.find_in(&now.milestones);
            former.insert(&was.name, now.map(|now| now.name.as_str()));
        }
    }
    former
}

fn unknown(path: String, name: &str, organization: &Organization) -> Problem {
    let names = organization.milestones.iter().map(Listed::name);
    let meant = suggestion(name, names).map(str::to_owned);
    let message = format!("no milestone of `{CODECKS_FILE}` is called `{name}`");
    Problem::error(path, message).suggesting(meant)
}

/// Returns the cards in stacks that name a milestone, with its name.
fn named(stacks: &[Arc<Stack>]) -> Vec<(CardKey, String)> {
    let mut named = Vec::new();
    for stack in stacks {
        for card in &stack.cards {
            let name = card.field(CardField::Milestone);
            named.extend(name.map(|name| (card.key.clone(), name.to_owned())));
        }
        named.extend(self::named(&stack.stacks));
    }
    named
}

fn rename(stacks: &mut [Arc<Stack>], key: &CardKey, name: Option<&str>) {
    for stack in stacks {
        let is_here = stack.cards.iter().any(|card| card.key == *key);
        if !is_here && stack.stacks.is_empty() {
            continue;
        }
        let stack = Arc::make_mut(stack);
        for card in stack.cards.iter_mut().filter(|card| card.key == *key) {
            Arc::make_mut(card).set_field(CardField::Milestone, name.map(str::to_owned));
        }
        rename(&mut stack.stacks, key, name);
    }
}
