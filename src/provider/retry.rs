//! Which requests are sent again, how often, and after how long.

use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};

use super::ProviderError;

/// How often a request is sent in all.
const TRIES: usize = 3;
/// The longest wait that a server may ask for before we give up instead.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

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
/// That of the last try.
pub(super) async fn with_retries<T, Fut, Send>(request: Send) -> Result<T, ProviderError>
where
    Fut: Future<Output = Result<T, Trouble>>,
    Send: FnMut() -> Fut,
{
    let backoff = ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(150))
        .with_max_delay(Duration::from_secs(2))
        .with_max_times(TRIES - 1)
        .with_jitter();
    request
        .retry(backoff)
        .when(|trouble| may_try_again(trouble.again))
        .adjust(|trouble, wait| wait.map(|wait| longer_wait(trouble.again, wait)))
        .await
        .map_err(|trouble| trouble.error)
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
    use std::time::Duration;

    use super::{Again, longer_wait, may_try_again};

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
