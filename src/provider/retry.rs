//! Which requests are sent again, how often, and after how long.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use tokio::time::{Instant, sleep};

use super::ProviderError;
use crate::monitor::Monitor;

/// How often a request is sent in all.
const TRIES: usize = 3;
/// The longest wait that a server may ask for before we give up instead.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// How often it is asked, in a wait, whether the person wants to stop.
const LOOK: Duration = Duration::from_millis(50);

/// What to do after a request that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    /// Another try would end alike, or would do harm.
    Never,
    /// Another try may help, after a short wait.
    Soon,
    /// The server named the wait.
    After(Duration),
}

/// An error, and whether the request may be sent again.
#[derive(Debug)]
pub(super) struct Trouble {
    pub(super) error: ProviderError,
    pub(super) again: Again,
}

impl Trouble {
    /// Wraps an error that ends the request.
    pub(super) fn last(error: ProviderError) -> Self {
        Self {
            error,
            again: Again::Never,
        }
    }
}

/// Calls `request` until it succeeds, at most three times, as its troubles allow.
///
/// # Errors
/// That of the last try; `Stopped` if the person asked to stop in the wait for the next.
pub(super) async fn with_retries<T, Fut, Send>(
    monitor: &dyn Monitor,
    mut request: Send,
) -> Result<T, ProviderError>
where
    Fut: Future<Output = Result<T, Trouble>>,
    Send: FnMut() -> Fut,
{
    let mut waits = ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(150))
        .with_max_delay(Duration::from_secs(2))
        .with_max_times(TRIES - 1)
        .with_jitter()
        .build();
    loop {
        let trouble = match request().await {
            Ok(answer) => return Ok(answer),
            Err(trouble) => trouble,
        };
        let next = waits.next().filter(|_| may_try_again(trouble.again));
        let Some(wait) = next else {
            return Err(trouble.error);
        };
        if !wait_for(longer_wait(trouble.again, wait), monitor).await {
            return Err(ProviderError::Stopped);
        }
    }
}

/// Waits; returns false as soon as the person asks to stop.
pub(super) async fn wait_for(wait: Duration, monitor: &dyn Monitor) -> bool {
    let end = Instant::now() + wait;
    loop {
        if monitor.ends_waits() {
            return false;
        }
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return true;
        }
        sleep(left.min(LOOK)).await;
    }
}

fn may_try_again(again: Again) -> bool {
    match again {
        Again::Never => false,
        Again::Soon => true,
        Again::After(wait) => wait <= LONGEST_WAIT,
    }
}

fn longer_wait(again: Again, wait: Duration) -> Duration {
    match again {
        Again::After(asked) => wait.max(asked),
        Again::Never | Again::Soon => wait,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::{Again, Trouble, longer_wait, may_try_again, with_retries};
    use crate::monitor::{Event, Monitor, ToTheEnd};
    use crate::provider::ProviderError;

    /// Somebody who presses Ctrl-C after so many looks.
    struct Impatient(AtomicUsize);

    impl Monitor for Impatient {
        fn report(&self, _event: Event<'_>) {}

        fn is_stopping(&self) -> bool {
            self.0.fetch_add(1, Ordering::Relaxed) > 3
        }
    }

    #[tokio::test]
    async fn a_long_wait_ends_as_soon_as_the_person_asks_to_stop() {
        let person = Impatient(AtomicUsize::new(0));
        let mut tries = 0;
        let monitor = ToTheEnd(&person);
        let ended = with_retries(&monitor, || {
            tries += 1;
            async {
                Err::<(), _>(Trouble {
                    error: ProviderError::Local("busy".to_owned()),
                    again: Again::After(Duration::from_secs(20)),
                })
            }
        });
        assert!(matches!(ended.await, Err(ProviderError::Stopped)));
        assert_eq!(tries, 1);
    }

    #[test]
    fn a_wait_that_the_server_names_is_kept_unless_it_is_too_long() {
        assert!(may_try_again(Again::After(Duration::from_secs(5))));
        assert!(!may_try_again(Again::After(Duration::from_secs(120))));
        let ours = Duration::from_millis(200);
        assert_eq!(
            longer_wait(Again::After(Duration::from_secs(5)), ours),
            Duration::from_secs(5)
        );
        assert_eq!(longer_wait(Again::Soon, ours), ours);
    }
}
