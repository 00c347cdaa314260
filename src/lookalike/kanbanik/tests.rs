//! Rules of the model that no recording shows.
