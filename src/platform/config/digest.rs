//! `[digest]`: when each department looks back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When each department looks back.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Digest {
    /// When each department hears what customers said and what colleagues were thanked for:
    /// `weekly on fri at 15:00`. Empty for never.
    pub weekly_at: String,
}
