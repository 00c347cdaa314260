//! From the model to Deck's JSON; pure.
