//! How colleagues thank each other.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Bilingual;
use crate::platform::ids::ChannelId;

/// How colleagues thank each other.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Kudos {
    /// Whether `/kudos` and its buttons are in use.
    pub enabled: bool,
    /// The channel in which kudos are posted; absent for that of the department of who is thanked.
    pub channel: Option<ChannelId>,
    /// How many kudos a person may give on one day of the own time zone.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub daily_limit: u32,
    /// How many kudos a person may give to the same colleague within `pair_days`.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub pair_limit: u32,
    /// The days over which `pair_limit` counts.
    #[schemars(range(min = 1, max = 366))]
    pub pair_days: u32,
    /// The least number of letters, without mentions and emoji, of what somebody is thanked for.
    #[schemars(range(min = 0, max = 500))]
    pub min_chars: u32,
    /// Whether guests of the workspace may give and get kudos.
    pub guests: bool,
    /// Whether somebody of another department has to be among those who are thanked.
    pub require_other_department: bool,
    /// Whether those who are thanked hear it in a direct message; each may switch it off.
    pub direct_messages: bool,
    /// The emoji, without colons, by which colleagues join in.
    pub endorse_emoji: String,
    /// Whether App Home shows from how many colleagues people were thanked.
    pub leaderboard: Leaderboard,
    /// From so many different givers on, somebody stands on the leaderboard.
    #[schemars(range(min = 1, max = 100))]
    pub leaderboard_min_givers: u32,
    /// A pair of departments is counted only where so many different people gave or got kudos.
    #[schemars(range(min = 2, max = 100))]
    pub bridges_min_people: u32,
    /// When the kudos of the day are posted together, one post in each channel: `weekdays at 16:00`. Empty:
    /// each is posted at once.
    pub digest_at: String,
    /// What is done about colleagues who thank mostly each other.
    pub patterns: KudosPatterns,
    /// The values of the organisation that a kudos can name.
    #[serde(default)]
    pub values: Vec<KudosValue>,
}

impl Kudos {
    /// Whether the kudos of a day are posted together.
    pub fn is_together(&self) -> bool {
        !self.digest_at.is_empty()
    }
}

/// What is done about colleagues who thank mostly each other.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KudosPatterns {
    /// Whether there is a report, and whether a kudos is refused.
    pub mode: PatternsMode,
    /// More than this share of somebody's kudos to one colleague is a pattern, in percent.
    #[schemars(range(min = 1, max = 100))]
    pub share: u32,
    /// From so many kudos on there can be a pattern.
    #[schemars(range(min = 2, max = 1_000))]
    pub least: u32,
    /// The days over which kudos count.
    #[schemars(range(min = 1, max = 366))]
    pub days: u32,
}

/// What is done about patterns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PatternsMode {
    /// Nothing: nobody looks for them.
    Off,
    /// Administrators can ask for a report.
    Report,
    /// The same, and a kudos that exceeds the share is refused.
    Block,
}

/// Whether there is a leaderboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Leaderboard {
    /// Stories, not scores.
    Off,
    /// On App Home, by distinct givers and departments.
    On,
}

/// A value of the organisation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KudosValue {
    /// What it is known by: `customer`.
    pub id: String,
    /// Its name in both languages.
    pub name: Bilingual,
}
