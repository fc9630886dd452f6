//! Answers people who look at an agenda, add to it and say what came of it, and who manage the rules.

mod adding;
mod clicking;
mod forms;
mod looking;
mod making;
mod managing;
mod placing;

pub use adding::{added_from_message, typed};
pub use clicking::clicked;
pub use forms::sent;
pub use looking::{asks, overview};
pub use making::{chosen, made};
pub use managing::{managed, removed};

use crate::platform::config::Language;
use crate::platform::ids::UserId;
use crate::platform::words::Words;

/// Who acts, and in which language that person is spoken to.
#[derive(Clone, Copy, Debug)]
pub struct Actor<'a> {
    /// The person.
    pub user: &'a UserId,
    /// The person's language.
    pub language: Language,
}

impl Actor<'_> {
    fn words(&self) -> Words {
        Words::of(self.language)
    }
}
