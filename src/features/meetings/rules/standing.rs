//! Why a rule has no effect.

/// Why a rule stands still.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// The configuration has one of its name.
    #[error("[[meetings]] has one of its name, which takes its place")]
    Taken,
    /// Its department is not in use.
    #[error("its department is not in use")]
    Department,
    /// Its calendar is not in the configuration.
    #[error("there is no [calendars.{0}] in the configuration")]
    Calendar(String),
    /// It can not be read.
    #[error("it can not be read: {0}")]
    Unreadable(String),
}
