//! One trait: what is happening, how much is left, whether to stop.

/// Something that happened, or begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// A phase begins: what is being done, in words, and how many steps it has, if known.
    Phase {
        /// What is being done, for a person: `reading boards`.
        name: &'a str,
        /// How many steps are ahead.
        total: Option<u64>,
    },
    /// So many steps of the phase are done.
    Step {
        /// Steps since the phase began.
        done: u64,
    },
    /// Files begin to come or go; a phase that goes on meanwhile counts them.
    Transfers {
        /// How many bytes are ahead, where it is known.
        bytes: u64,
    },
    /// So many more bytes of files came or went; fewer than none where they come again.
    Transferred(i64),
    /// A request was answered.
    Request {
        /// The HTTP method.
        method: &'a str,
        /// The address, without secrets.
        url: &'a str,
        /// The HTTP status.
        status: u16,
    },
    /// So many files were parsed.
    Parsed(u64),
    /// So many files were written.
    Written(u64),
    /// So many boards are no part of what is done: nobody touched them.
    LeftAside(usize),
    /// Something that a person should know and that stops nothing.
    Notice(&'a str),
}

/// Watches work that takes long.
pub trait Monitor: Send + Sync {
    /// Takes note of an event.
    fn report(&self, event: Event<'_>);

    /// Returns true when the person asked to stop; the work ends at the next safe point.
    fn is_stopping(&self) -> bool {
        false
    }

    /// Returns true when no wait shall go on: the person asked to stop, and nothing is under way
    /// while the program waits for a server that asked for patience.
    fn ends_waits(&self) -> bool {
        self.is_stopping()
    }
}

/// A monitor that takes no note of anything.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Monitor for Silent {
    fn report(&self, _event: Event<'_>) {}
}

/// Tells a monitor, and does not stop when it asks to: an operation that was begun is ended, unless
/// the server lets it wait.
pub struct ToTheEnd<'a>(pub &'a dyn Monitor);

impl Monitor for ToTheEnd<'_> {
    fn report(&self, event: Event<'_>) {
        self.0.report(event);
    }

    fn ends_waits(&self) -> bool {
        self.0.ends_waits()
    }
}
