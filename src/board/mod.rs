//! Account, boards, stacks, cards; operations and what applying one means.
