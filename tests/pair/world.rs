//! A server, two people's clones and the ledger; pulls and pushes run here, each under the rules.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;
use std::sync::Arc;

use git_board::board::{Member, Permissions, Person};
use git_board::lookalike::deck::Release;

use super::held::account_of;
use crate::histories::chance::Chance;
use crate::histories::check::{self, Sides};
use crate::histories::folder::Folder;
use crate::histories::ledger::Ledger;
use crate::histories::model::Model;
use crate::histories::there::first_account;
use crate::support::deck_server::Served;
use crate::support::sandbox::Ran;

/// How often what happened.
pub type Counts = BTreeMap<&'static str, usize>;

/// Somebody with a clone.
pub struct Someone {
    /// The clone's folder in the sandbox, also the name of the branch in the third repository.
    pub name: &'static str,
    /// The account on the server.
    pub account: &'static str,
    /// The clone's files.
    pub folder: Folder,
}

/// Everything that a story plays in.
pub struct World {
    /// The server and the sandbox.
    pub served: Served,
    /// The two.
    pub people: [Someone; 2],
    /// Whether one clone was made of the other, so that git can merge them.
    pub is_related: bool,
    /// The bookkeeping.
    pub ledger: Ledger,
    /// What happened, in words.
    pub log: Vec<String>,
    /// The same in numbers.
    pub counts: Counts,
    /// The words in all files that were pushed.
    pushed_words: HashSet<String>,
}

impl World {
    /// Returns a server with boards and two clones; the seed says whether both are of one account,
    /// and whether one clone is made of the other, through a third repository.
    pub fn new(seed: u64) -> Self {
        let mut chance = Chance::new(seed ^ 0xc1a5);
        let mut ledger = Ledger::default();
        let (mut account, _) = first_account(&mut chance, &mut ledger);
        for board in &mut account.boards {
            Arc::make_mut(board).members.push(Member {
                person: Person::user("bob"),
                permissions: Permissions {
                    edit: true,
                    share: true,
                    manage: true,
                },
            });
        }
        let served = Served::new(&account, Release::V1_18);
        served.later(3600);
        let someone = |name: &'static str, account| Someone {
            name,
            account,
            folder: Folder::new(served.path(name)),
        };
        let other = if seed.is_multiple_of(2) {
            "alice"
        } else {
            "bob"
        };
        let people = [someone("first", "alice"), someone("second", other)];
        let mut world = Self {
            served,
            people,
            is_related: !seed.is_multiple_of(5),
            ledger,
            log: Vec::new(),
            counts: Counts::new(),
            pushed_words: HashSet::new(),
        };
        let there = world.there().expect("new boards are sound");
        world.ledger.see_there(&there);
        world.clone_both();
        world
    }

    fn clone_both(&mut self) {
        let url = self.served.server.url().to_owned();
        self.served.clone_to("first");
        self.served
            .git(".", &["init", "--quiet", "--bare", "third"])
            .code(0);
        if !self.is_related {
            self.served.set("GIT_BOARD_USER", self.people[1].account);
            self.served.clone_to("second");
            return;
        }
        let branch = self.git(0, &["symbolic-ref", "HEAD"]).code(0).out;
        let branch = branch.trim_end();
        let to = format!("HEAD:{branch}");
        self.git(0, &["push", "--quiet", "../third", &to]).code(0);
        self.served
            .git("third", &["symbolic-ref", "HEAD", branch])
            .code(0);
        self.served
            .git(".", &["clone", "--quiet", "third", "second"])
            .code(0);
        let account = self.people[1].account;
        for (key, value) in [("board.url", url.as_str()), ("board.account", account)] {
            self.git(1, &["config", key, value]).code(0);
        }
        self.board(1, &["check", "--fix"]).code(0);
    }

    /// Runs git in somebody's clone.
    pub fn git(&self, who: usize, arguments: &[&str]) -> Ran {
        let identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
        self.served
            .git(self.people[who].name, &[&identity, arguments].concat())
    }

    /// Runs `git board` in somebody's clone, with their account.
    pub fn board(&mut self, who: usize, arguments: &[&str]) -> Ran {
        let someone = &self.people[who];
        let (name, account) = (someone.name, someone.account);
        self.served.set("GIT_BOARD_USER", account);
        let ran = self.served.git_board(name, arguments);
        let words = format!(
            "git board {} → {}\n{}{}",
            arguments.join(" "),
            ran.code,
            ran.out,
            ran.err
        );
        self.tell(who, words.trim_end());
        ran
    }

    /// Notes what somebody did.
    pub fn tell(&mut self, who: usize, what: &str) {
        let name = self.people[who].name;
        self.log.push(format!("{name}: {what}"));
    }

    /// Counts what happened.
    pub fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    /// Commits everything, if there is anything.
    pub fn commit(&mut self, who: usize) {
        self.git(who, &["add", "--all"]).code(0);
        let ran = self.git(who, &["commit", "--quiet", "-m", "Edits"]);
        if ran.code == 0 {
            self.tell(who, "commit -a");
        }
    }

    /// Returns what the server holds.
    ///
    /// # Errors
    /// Something is there twice.
    pub fn there(&mut self) -> Result<Model, String> {
        let account = account_of(&self.served.server.model());
        Model::of_account(&account, &mut self.ledger)
    }

    /// Returns what somebody's files say.
    ///
    /// # Errors
    /// They cannot be read as boards.
    pub fn here(&mut self, who: usize) -> Result<Model, String> {
        let files = self.people[who].folder.files();
        Model::of_files(&files, &mut self.ledger)
    }

    /// Returns an error that shows how two models differ, if they do.
    ///
    /// # Errors
    /// That.
    pub fn same(&self, what: &str, one: &Model, other: &Model) -> Result<(), String> {
        let words = check::difference(one, other, &self.ledger);
        if words.is_empty() {
            return Ok(());
        }
        Err(format!("{what} differ:{words}"))
    }

    /// Pulls, and settles conflicts by a coin; returns true if there was nothing to do.
    ///
    /// # Errors
    /// A rule that was broken.
    pub fn pull(&mut self, who: usize, chance: &mut Chance) -> Result<bool, String> {
        let here = self.here(who);
        let there = self.there()?;
        let files = self.people[who].folder.files();
        self.served.later(10);
        let ran = self.board(who, &["pull", "--yes"]);
        self.count("pulls");
        match ran.code {
            0 => {
                if let Ok(here) = &here {
                    let after = self.here(who)?;
                    self.check_merged(here, &there, &after)
                        .map_err(|error| format!("a pull: {error}"))?;
                }
                Ok(self.people[who].folder.files() == files)
            }
            3 => {
                self.settle(who, &ran, here.ok().as_ref(), &there, chance)?;
                Ok(false)
            }
            1 => {
                self.mend(who, &ran, chance)?;
                Ok(false)
            }
            other => Err(format!("a pull ended with {other}: {}{}", ran.out, ran.err)),
        }
    }

    /// Pushes; returns true if there was nothing to do.
    ///
    /// # Errors
    /// A rule that was broken.
    pub fn push(&mut self, who: usize, chance: &mut Chance) -> Result<bool, String> {
        let before = self.there()?;
        self.served.later(10);
        let ran = self.board(who, &["push", "--yes", "--allow-deletes"]);
        self.count("pushes");
        let after = self.there()?;
        check::sent(&before, &after, &self.ledger)?;
        self.ledger.see_there(&after);
        match ran.code {
            0 => {
                if ran.err.contains("`git board pull` brings them")
                    || ran.out.contains("`git board pull` brings them")
                {
                    return Ok(false);
                }
                let here = self.here(who)?;
                self.same("after a push, files and server", &here, &after)?;
                for text in self.people[who].folder.files().values() {
                    self.pushed_words.extend(words(text));
                }
                self.check_committed(who, &here)?;
                self.commit(who);
                Ok(ran.out == "Nothing to push.\n")
            }
            3 => {
                if before != after {
                    return Err("a push that stopped for conflicts sent something".to_owned());
                }
                // It asks for a pull, which shows the conflicts in the files.
                self.pull(who, chance)?;
                Ok(false)
            }
            1 => {
                self.mend(who, &ran, chance)?;
                Ok(false)
            }
            other => Err(format!("a push ended with {other}: {}{}", ran.out, ran.err)),
        }
    }

    /// Checks what a push left uncommitted: that is no edit of a board, but a file's name or a
    /// number between the same two.
    fn check_committed(&mut self, who: usize, here: &Model) -> Result<(), String> {
        let arguments = ["diff", "--name-only", "--no-renames", "-z", "HEAD"];
        let changed = self.git(who, &arguments).code(0).out;
        let arguments = ["ls-files", "--others", "--exclude-standard", "-z"];
        let new = self.git(who, &arguments).code(0).out;
        let mut files = self.people[who].folder.files();
        for path in changed
            .split_terminator('\0')
            .chain(new.split_terminator('\0'))
        {
            let object = format!("HEAD:{path}");
            let committed = self.git(who, &["cat-file", "blob", &object]);
            if committed.code != 0 {
                files.remove(path);
            } else if path.contains('/') {
                files.insert(path.to_owned(), committed.out);
            }
        }
        let committed = Model::of_files(&files, &mut self.ledger)?;
        self.same("after a push, HEAD and files", &committed, here)
    }

    /// Checks a pull without conflicts: no value that somebody had not seen was replaced, nothing
    /// was lost or made up.
    ///
    /// # Errors
    /// In words.
    pub fn check_merged(&self, here: &Model, there: &Model, after: &Model) -> Result<(), String> {
        let sides = Sides {
            here,
            bases: &[],
            there,
            hidden: &BTreeSet::new(),
            lagging: None,
        };
        check::merged(&sides, after, &self.ledger)?;
        for (origin, thing) in &there.things {
            if !after.things.contains_key(origin) && !self.ledger.deletions.contains_key(origin) {
                return Err(format!("{thing:?} is there, and did not come"));
            }
        }
        Ok(())
    }

    /// Checks what both have at the end.
    ///
    /// # Errors
    /// A rule that was broken.
    pub fn check_end(&mut self) -> Result<(), String> {
        let there = self.there()?;
        for who in [0, 1] {
            let here = self.here(who)?;
            self.same("at the end, files and server", &here, &there)?;
            for (arguments, said) in [
                (&["status"][..], Some("Nothing to push.")),
                (&["pull", "--full"], None),
                (&["push"], Some("Nothing to push.")),
            ] {
                let ran = self.board(who, arguments);
                if ran.code != 0 || said.is_some_and(|said| !ran.out.contains(said)) {
                    return Err(format!(
                        "at the end, {arguments:?} says {}{}",
                        ran.out, ran.err
                    ));
                }
            }
            let again = self.here(who)?;
            self.same("reading everything again, files and server", &again, &there)?;
            let status = self.git(who, &["status", "--porcelain"]).out;
            if !status.is_empty() {
                return Err(format!("at the end, the tree is not clean: {status}"));
            }
            self.git(who, &["fsck", "--strict", "--no-dangling"])
                .code(0);
        }
        self.ledger.check_end(&there)?;
        let mut history = HashSet::new();
        for who in [0, 1] {
            let log = ["log", "-p", "-m", "--format=", "--branches", "--remotes"];
            history.extend(words(&self.git(who, &log).code(0).out));
        }
        match self
            .pushed_words
            .iter()
            .find(|word| !history.contains(*word))
        {
            Some(word) => Err(format!("`{word}` was pushed, and is not in the history")),
            None => Ok(()),
        }
    }
}

/// Returns the words of a text that the ledger may have given out.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .is_some_and(|first| first.is_ascii_lowercase())
                && word.len() > 1
                && letters.all(|letter| letter.is_ascii_digit())
        })
        .map(str::to_owned)
}

/// Returns true if a merge is in progress in a clone.
pub fn is_merging(folder: &Path) -> bool {
    folder.join(".git/MERGE_HEAD").exists()
}
