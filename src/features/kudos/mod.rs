//! Thanks between colleagues: given by `/kudos`, a shortcut or the button of a testimonial; endorsed by
//! reactions; withdrawn by their giver.
//!
//! For other features:
//! - [`record::record`] writes a kudos down within a unit of work of theirs, with the people that
//!   [`record::Gift`] names. It posts nothing and checks no limit; a kudos with `is_limited: false` does
//!   not count towards the giver's daily limit. [`record::Link`] ties it to a response or a story, and
//!   [`linked::follow`] lets the kudos of a story follow its changes.
//! - Where somebody works, who is a member or in a user group, says the directory of the platform:
//!   `ctx.people` ([`People`](crate::platform::slack::people::People)), with `departments`, `profile`,
//!   `groups` and `is_among`.

use crate::platform::Context;
use crate::platform::batch::Batcher;

pub mod between;
pub mod desk;
pub mod endorse;
pub mod export;
pub mod follow;
mod giving;
pub mod handlers;
pub mod home;
pub mod linked;
mod messages;
pub mod record;
pub mod rules;
pub mod store;
pub mod together;
pub mod undo;
pub mod undoing;
pub mod views;

/// What kudos keep while the program runs.
#[derive(Debug)]
pub struct Kudos {
    /// Gives kudos, several in one unit of work.
    desk: Batcher<desk::Wish, desk::Outcome>,
}

impl Kudos {
    /// Starts the worker that gives kudos.
    pub fn new(ctx: &Context) -> Self {
        Self {
            desk: desk::open(ctx),
        }
    }
}
