//! Faults on demand: what goes wrong at which request, and what happens beside it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::message::{Answer, Request};

/// What goes wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It has no effect; this status and body are answered, the body as JSON.
    Fail {
        /// The status.
        status: u16,
        /// The body.
        body: String,
    },
    /// It takes effect; this status and body are answered instead of the right ones.
    FailAfterEffect {
        /// The status.
        status: u16,
        /// The body.
        body: String,
    },
    /// It has no effect, and the connection is closed without an answer.
    Cut,
    /// It takes effect, and the connection is closed without an answer.
    CutAfterEffect,
    /// It has no effect: the connection is closed after half of the request's body has come. Which
    /// request it is has to be known from its head.
    HalfSent,
    /// It has no effect and is never answered.
    Hang,
    /// It takes effect and is never answered.
    HangAfterEffect,
    /// It takes effect after this time and is answered as it should be.
    Delay(Duration),
    /// It has no effect; 429 is answered.
    TooManyRequests {
        /// The seconds in the header `Retry-After`; without it there is no header.
        retry_after_seconds: Option<u64>,
    },
    /// It takes effect; a page of HTML is answered with status 200.
    Html,
    /// It takes effect; the connection is closed after half of the body.
    HalfBody,
    /// It has no effect; this is answered instead of anything of the service's own.
    Answer(Answer),
    /// It has no effect; an answer of 200 begins and goes on for ever, as fast as it is read.
    Endless,
}

/// Which of the requests to come is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// The n-th from now, from 1.
    Request(usize),
    /// The n-th from now that asks for a change, from 1.
    Write(usize),
    /// The next with this method whose path (with query) contains this.
    Next {
        /// `GET`, `PUT` and so on.
        method: String,
        /// A part of the path.
        path: String,
    },
}

impl When {
    /// Returns [`When::Next`].
    pub fn next(method: &str, path: &str) -> When {
        When::Next {
            method: method.to_owned(),
            path: path.to_owned(),
        }
    }

    /// Returns whether a request that was not counted yet is the one.
    fn would_be_now(&self, request: &Request, is_write: bool) -> bool {
        self.clone().is_now(request, is_write)
    }

    /// Counts a request; returns whether it is the one.
    fn is_now(&mut self, request: &Request, is_write: bool) -> bool {
        let left = match self {
            When::Next { method, path } => {
                return *method == request.method && request.target().contains(path.as_str());
            }
            When::Write(_) if !is_write => return false,
            When::Write(left) | When::Request(left) => left,
        };
        *left = left.saturating_sub(1);
        *left == 0
    }
}

type Act<M> = Box<dyn FnOnce(&mut M) + Send>;

/// The faults and acts that are planned for a model's requests; each happens once.
pub struct Faults<M> {
    plans: Mutex<Vec<Plan<M>>>,
}

struct Plan<M> {
    when: When,
    what: What<M>,
}

enum What<M> {
    Fault(Fault),
    Before(Act<M>),
    After(Act<M>),
}

/// What is to happen at one request.
pub(super) struct Due<M> {
    pub(super) fault: Option<Fault>,
    pub(super) before: Vec<Act<M>>,
    pub(super) after: Vec<Act<M>>,
}

impl<M> Default for Faults<M> {
    fn default() -> Faults<M> {
        Faults {
            plans: Mutex::new(Vec::new()),
        }
    }
}

impl<M> Faults<M> {
    /// Plans a fault.
    pub fn plan(&self, when: When, fault: Fault) {
        self.add(when, What::Fault(fault));
    }

    /// Plans an act on the model just before a request is carried out.
    ///
    /// It is handed the model; it must not ask the server for it, which would wait for ever.
    pub fn before(&self, when: When, act: impl FnOnce(&mut M) + Send + 'static) {
        self.add(when, What::Before(Box::new(act)));
    }

    /// Plans an act on the model just after a request was carried out, before its answer is sent.
    ///
    /// As for [`Faults::before`].
    pub fn after(&self, when: When, act: impl FnOnce(&mut M) + Send + 'static) {
        self.add(when, What::After(Box::new(act)));
    }

    /// Returns how many faults and acts have not happened yet.
    pub fn pending(&self) -> usize {
        self.lock().len()
    }

    /// Forgets all that has not happened yet.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// Returns whether the connection is to be cut while the body of a request comes, which is
    /// not counted by this.
    pub(super) fn breaks_off(&self, head: &Request, is_write: bool) -> bool {
        let is_it = |plan: &Plan<M>| plan.when.would_be_now(head, is_write);
        let plans = self.lock();
        let first = plans.iter().find_map(|plan| match &plan.what {
            What::Fault(fault) if is_it(plan) => Some(fault),
            _ => None,
        });
        first == Some(&Fault::HalfSent)
    }

    /// Counts a request and takes out what is to happen at it; of several faults the first.
    pub(super) fn due(&self, request: &Request, is_write: bool) -> Due<M> {
        let mut plans = self.lock();
        let mut due = Due {
            fault: None,
            before: Vec::new(),
            after: Vec::new(),
        };
        for mut plan in std::mem::take(&mut *plans) {
            if !plan.when.is_now(request, is_write) {
                plans.push(plan);
                continue;
            }
            match plan.what {
                What::Fault(fault) => due.fault = due.fault.or(Some(fault)),
                What::Before(act) => due.before.push(act),
                What::After(act) => due.after.push(act),
            }
        }
        due
    }

    fn add(&self, when: When, what: What<M>) {
        self.lock().push(Plan { when, what });
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Plan<M>>> {
        self.plans.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, Faults, When};
    use crate::lookalike::message::Request;

    #[test]
    fn a_fault_waits_for_its_write_and_happens_once() {
        let faults: Faults<()> = Faults::default();
        faults.plan(When::Write(2), Fault::Cut);
        let read = Request::new("GET", "/boards");
        let write = Request::new("PUT", "/boards/1");
        assert_eq!(faults.due(&write, true).fault, None);
        assert_eq!(faults.due(&read, false).fault, None);
        assert_eq!(faults.due(&write, true).fault, Some(Fault::Cut));
        assert_eq!(faults.due(&write, true).fault, None);
        assert_eq!(faults.pending(), 0);
    }

    #[test]
    fn the_next_request_is_found_by_method_and_path() {
        let faults: Faults<()> = Faults::default();
        faults.plan(When::next("PUT", "/cards/7"), Fault::Hang);
        assert_eq!(
            faults.due(&Request::new("GET", "/cards/7"), false).fault,
            None
        );
        assert_eq!(
            faults.due(&Request::new("PUT", "/cards/8"), true).fault,
            None
        );
        assert_eq!(
            faults.due(&Request::new("PUT", "/x/cards/7"), true).fault,
            Some(Fault::Hang)
        );
    }
}
