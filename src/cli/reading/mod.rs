//! What people read: status, diff, plans and the story of a board, fit for the terminal they see it
//! on.

pub mod check;
pub mod diff;
pub mod log;
pub mod pager;
pub mod plan_view;
pub mod status;
pub mod text_view;
pub mod width;
