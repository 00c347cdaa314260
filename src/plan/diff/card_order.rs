//! In which order cards are sent: from the top down, new ones that others depend on before these.

use std::collections::BTreeSet;

use foldhash::HashMap;

use super::card::Job;
use crate::board::{CardIndex, CardKey};

/// Returns the jobs' indexes in order of sending, each with the new cards that it cannot depend
/// on yet, because they depend on it.
///
/// The jobs keep their order but where one needs a card that a later one creates.
pub(super) fn in_order_of_need(
    jobs: &[Job<'_>],
    present: &CardIndex<'_>,
) -> Vec<(usize, BTreeSet<CardKey>)> {
    let creates: HashMap<&CardKey, usize> = jobs
        .iter()
        .enumerate()
        .map(|(index, job)| (&job.card().key, index))
        .filter(|(key, _)| !present.contains_key(key))
        .collect();
    let needs = |index: usize| -> Vec<usize> {
        let depends_on = jobs[index].card().depends_on.iter();
        depends_on
            .filter_map(|key| creates.get(key).copied())
            .collect()
    };
    let mut search = Search {
        states: vec![State::Waiting; jobs.len()],
        left_out: vec![BTreeSet::new(); jobs.len()],
        order: Vec::with_capacity(jobs.len()),
    };
    for index in 0..jobs.len() {
        search.visit(index, jobs, &needs);
    }
    let Search {
        order,
        mut left_out,
        ..
    } = search;
    order
        .into_iter()
        .map(|index| (index, std::mem::take(&mut left_out[index])))
        .collect()
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Waiting,
    /// What it needs is being visited.
    Open,
    Done,
}

struct Search {
    states: Vec<State>,
    left_out: Vec<BTreeSet<CardKey>>,
    order: Vec<usize>,
}

impl Search {
    /// Visits what a job needs, then the job; without recursion, since chains may be long.
    fn visit(&mut self, start: usize, jobs: &[Job<'_>], needs: &dyn Fn(usize) -> Vec<usize>) {
        if self.states[start] != State::Waiting {
            return;
        }
        self.states[start] = State::Open;
        let mut path = vec![(start, needs(start))];
        while let Some((index, needed)) = path.last_mut() {
            let index = *index;
            let Some(next) = needed.pop() else {
                self.states[index] = State::Done;
                self.order.push(index);
                path.pop();
                continue;
            };
            match self.states[next] {
                State::Done => {}
                State::Open => {
                    self.left_out[index].insert(jobs[next].card().key.clone());
                }
                State::Waiting => {
                    self.states[next] = State::Open;
                    path.push((next, needs(next)));
                }
            }
        }
    }
}
