//! Responses, where they were sent, and what was posted about them.

mod assignments;
mod corrections;
mod deliveries;
mod forgotten;
mod posts;
mod quotes;
mod reactions;
mod responses;

pub use assignments::*;
pub use corrections::*;
pub use deliveries::*;
pub use forgotten::*;
pub use posts::*;
pub use quotes::*;
pub use reactions::*;
pub use responses::*;

/// Rows of `responses` in a statement: SQLite takes 32,766 values.
pub const ROWS_PER_STATEMENT: usize = 500;

/// The department under which a response waits that no rule sends anywhere.
pub const TRIAGE: &str = "triage";
