//! Thanks between colleagues: given by `/kudos`, a shortcut or the button of a testimonial; endorsed by
//! reactions; withdrawn by their giver.
//!
//! For other features:
//! - [`record::record`] writes a kudos down within a unit of work of theirs, with the people that
//!   [`record::Gift`] names. It posts nothing and checks no limit; a kudos with `is_limited: false` does
//!   not count towards the giver's daily limit. [`record::Link`] ties it to a response or a story.
//! - Where somebody works, who is a member or in a user group, says the directory of the platform:
//!   `ctx.people` ([`People`](crate::platform::slack::people::People)), with `departments`, `profile`,
//!   `groups` and `is_among`.

pub mod linked;
pub mod record;
