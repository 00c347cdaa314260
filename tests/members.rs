//! Who a board is shared with, changed in `board.yaml`, and boards that come back.

mod changes;
mod endpoints;
mod kills;
mod moved_stacks;
mod restored;
mod rights;
