//! What an organisation sets: every key, its type and its meaning. Defaults are in config/klantstem.toml.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod calendars;
mod check;
mod digest;
mod environment;
mod events;
mod hide;
mod keep;
mod kudos;
mod load;
mod meetings;
mod missing;
mod names;
mod people;
mod problems;
mod schema;
mod secrets;
mod shape;
mod source;
mod stories;
#[cfg(test)]
mod tests;
mod tree;

pub use calendars::{Calendar, CalendarKind, Write};
pub use check::zone_called;
pub use digest::Digest;
pub use environment::Environment;
pub use events::{ScoreEvent, Wording};
pub use keep::{Keep, Period};
pub use kudos::{Kudos, KudosPatterns, KudosValue, Leaderboard, PatternsMode};
pub use load::{CheckSource, DEFAULTS, Loaded, Origin, defaults, load};
pub use meetings::{Frequency, Meeting, Ratio};
pub use people::People;
pub use problems::{Location, Problem, Problems};
pub use schema::schema;
pub use secrets::{Secrets, calendar_secret_variable, webhook_secret_variable};
pub use source::{
    Algorithm, Encoding, KeyForm, Mapping, OneOrMany, OutOfScale, Proof, RespondentPaths,
    ScaleRange, ScoreKind, ScoreRule, Separator, Signed, Source, TimeFormat, TimestampFormat,
    Verify,
};
pub use stories::Stories;

use crate::platform::ids::{ChannelId, DepartmentId, SourceId, UserId};

/// The whole configuration, after defaults, file and environment were laid over each other.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What holds for the whole organisation.
    pub workspace: Workspace,
    /// How Slack is reached.
    pub slack: Slack,
    /// Where Klantstem listens for webhooks, Slack over HTTP, and health checks.
    pub server: Server,
    /// Where responses, posts and settings are kept.
    pub database: Database,
    /// How personal data is kept out of what is stored and shown.
    pub privacy: Privacy,
    /// How scores are told.
    pub scores: Scores,
    /// How it is known in which department somebody works.
    pub people: People,
    /// Who tells customer stories, and who lets them through.
    pub stories: Stories,
    /// When each department looks back.
    pub digest: Digest,
    /// How colleagues thank each other.
    pub kudos: Kudos,
    /// The calendars in which meetings stand, by their id.
    #[serde(default)]
    pub calendars: BTreeMap<String, Calendar>,
    /// The meetings on whose agenda the customer stands.
    #[serde(default)]
    pub meetings: Vec<Meeting>,
    /// The departments, by their id.
    pub departments: BTreeMap<DepartmentId, Department>,
    /// The rules that send a response to departments, asked in this order.
    #[serde(default)]
    pub routes: Vec<Route>,
    /// The survey tools that send responses, by the name in their webhook's address.
    #[serde(default)]
    pub sources: BTreeMap<SourceId, Source>,
}

/// What holds for the whole organisation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Workspace {
    /// The language of posts where a department or a person chose none.
    pub language: Language,
    /// The time zone of schedules, for example `Europe/Amsterdam`.
    #[schemars(with = "String")]
    pub time_zone: chrono_tz::Tz,
    /// The channel for responses that no rule sends anywhere.
    pub triage_channel: ChannelId,
    /// Whether a score without words goes to triage too; counted it is in either case.
    pub triage_without_words: bool,
    /// Slack user ids of the people who may change and see everything, and are told of problems.
    #[serde(default)]
    pub admins: Vec<UserId>,
    /// When nothing is posted, unless a department says otherwise.
    pub posting_hours: PostingHours,
    /// Dates on which nothing is posted: `2026-12-25`.
    #[serde(default)]
    pub holidays: Vec<chrono::NaiveDate>,
}

/// A language that Klantstem speaks.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    En,
    /// Dutch.
    Nl,
}

crate::stored_as_text!(Language {
    En = "en",
    Nl = "nl",
});

impl Language {
    /// The language of a locale as Slack names it, `nl-NL`; `None` for one that we do not speak.
    pub fn of_locale(locale: &str) -> Option<Self> {
        match locale.split(['-', '_']).next()? {
            "en" => Some(Self::En),
            "nl" => Some(Self::Nl),
            _ => None,
        }
    }

    /// Its two letters: `nl`.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Nl => "nl",
        }
    }
}

/// A text in both languages.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// The English text.
    pub en: String,
    /// The Dutch text.
    pub nl: String,
}

impl Bilingual {
    /// The text in `language`.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Nl => &self.nl,
        }
    }
}

/// When posts may go out, in local time.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PostingHours {
    /// From this local time on, `08:00`.
    #[schemars(with = "String")]
    pub from: LocalTime,
    /// Until this local time, `18:00`.
    #[schemars(with = "String")]
    pub until: LocalTime,
    /// On these days.
    pub days: Vec<Weekday>,
}

/// A local time of day, written `HH:MM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalTime(pub chrono::NaiveTime);

impl Serialize for LocalTime {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.format("%H:%M"))
    }
}

impl<'de> Deserialize<'de> for LocalTime {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        chrono::NaiveTime::parse_from_str(&text, "%H:%M")
            .map(LocalTime)
            .map_err(|_| serde::de::Error::custom(format!("`{text}` is not a time such as 08:30")))
    }
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Weekday {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

impl From<Weekday> for chrono::Weekday {
    fn from(day: Weekday) -> Self {
        match day {
            Weekday::Mon => Self::Mon,
            Weekday::Tue => Self::Tue,
            Weekday::Wed => Self::Wed,
            Weekday::Thu => Self::Thu,
            Weekday::Fri => Self::Fri,
            Weekday::Sat => Self::Sat,
            Weekday::Sun => Self::Sun,
        }
    }
}

/// How Slack is reached.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Slack {
    /// The address of Slack's Web API.
    pub api_url: String,
    /// How Slack reaches us: over our own outgoing connection, or by HTTP requests to our address.
    pub mode: SlackMode,
    /// Socket Mode connections kept open by this process, 1 to 4.
    #[schemars(range(min = 1, max = 4))]
    pub connections: u8,
    /// What happens to a post of which it is unclear whether Slack took it.
    pub unclear_posts: UnclearPosts,
    /// Hosts that a `response_url` may point to.
    pub response_hosts: Vec<String>,
}

/// How Slack reaches us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SlackMode {
    /// Socket Mode: an outgoing WebSocket; nothing has to be reachable from outside.
    Socket,
    /// Signed requests to `/slack/events`.
    Http,
}

impl std::fmt::Display for SlackMode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            SlackMode::Socket => "socket",
            SlackMode::Http => "http",
        })
    }
}

/// What happens to a post of which it is unclear whether Slack took it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnclearPosts {
    /// Set it aside and tell the owner: at most once.
    Hold,
    /// Send it again: at least once.
    SendAgain,
    /// Look it up in the channel's history, which needs the optional history scopes: exactly once.
    LookUp,
}

/// Where Klantstem listens.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address and port: `127.0.0.1:3000`.
    pub listen: String,
    /// The largest accepted request body, in KiB.
    #[schemars(range(min = 1, max = 16_384))]
    pub max_body_kib: u32,
}

/// Where responses, posts and settings are kept.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite:klantstem.db`. One with a password belongs in the environment, as `DATABASE_URL`.
    pub url: String,
    /// SQLite only: `full` survives a power cut, `normal` survives a crash of the process.
    pub synchronous: Synchronous,
}

/// How hard SQLite waits for the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Synchronous {
    /// Survives a power cut.
    Full,
    /// Survives a crash of the process.
    Normal,
}

/// How personal data is kept out of what is stored and shown.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Privacy {
    /// E-mail domains of colleagues and of tests; their responses are stored but excluded.
    #[serde(default)]
    pub internal_domains: Vec<String>,
    /// Respondents (e-mail address or id in the source) that are tests.
    #[serde(default)]
    pub test_respondents: Vec<String>,
    /// Keep the payload as it was received, with its personal data, beside the response.
    pub keep_raw: bool,
    /// Keep and show what meetings of calendars are called; else they are called as their rule.
    pub keep_meeting_titles: bool,
    /// How long what is stored is kept.
    pub keep: Keep,
}

/// How scores are told.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scores {
    /// When each department hears how its scores stand: `weekly on mon at 09:00`. Empty for never.
    pub posts_at: String,
    /// When scores are looked at between the posts: `weekly on mon at 09:10`. Empty for never.
    pub watches_at: String,
    /// The last whole week, month or quarter is told, compared with the one before.
    pub period: ScorePeriod,
    /// Which scores are told, in this order.
    pub metrics: Vec<ScoreMetric>,
    /// Which of the three published definitions of an effort score is meant.
    pub ces: CesIs,
    /// What happened, for the pictures to mark.
    #[serde(default)]
    pub events: Vec<ScoreEvent>,
}

/// A piece of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScorePeriod {
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// A quarter of a year.
    Quarter,
}

/// A score that can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScoreMetric {
    /// Net Promoter Score.
    Nps,
    /// Customer satisfaction: the share of the satisfied.
    Csat,
    /// Customer effort.
    Ces,
    /// The mean of stars.
    Stars,
}

/// A definition of the effort score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CesIs {
    /// The mean on its scale.
    Mean,
    /// The share on the good side of the middle.
    Positive,
    /// The share of easy minus the share of difficult.
    Index,
}

/// A department: who it is, where it listens, what it asks itself.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// Its name in both languages.
    pub name: Bilingual,
    /// Its channel: `#voice-finance` or `C024BE91L`.
    pub channel: ChannelId,
    /// The question that it should ask itself when it reads a customer's words.
    pub question: Bilingual,
    /// The language of its posts, where it differs from the workspace's.
    pub language: Option<Language>,
    /// Slack user id of the person who is told when its channel can not be posted to, and who manages its meetings.
    pub owner: Option<UserId>,
    /// Slack user ids of the people who work there.
    #[serde(default)]
    pub members: Vec<UserId>,
    /// Slack user groups whose members work there: `@finance-team` or `S024BE7LH`.
    #[serde(default)]
    pub groups: Vec<String>,
    /// What is posted there, and when.
    #[serde(default)]
    pub posting: Posting,
    /// `false` takes a department that the defaults bring out of use.
    #[serde(default = "yes")]
    pub enabled: bool,
}

fn yes() -> bool {
    true
}

/// What is posted in a department's channel, and when.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Posting {
    /// Every response, only those that `only` lets through, or all together at a time.
    pub mode: PostingMode,
    /// With `mode = "only"`: what is posted at once; the rest goes into the digest.
    pub only: Option<Condition>,
    /// When the digest of what was not posted one by one appears: `weekdays at 16:00`.
    pub digest_at: Option<String>,
    /// At most so many single posts a day; the rest goes into the digest. 0 means no limit.
    pub at_most_a_day: u32,
    /// Other posting hours than the workspace's.
    pub hours: Option<PostingHours>,
}

/// How responses reach a channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PostingMode {
    /// Each response is a post.
    #[default]
    Each,
    /// Only those that the filter lets through.
    Only,
    /// All together, at a time.
    Digest,
}

/// A rule that sends a response to departments.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// What it is called where its decision is explained.
    pub name: String,
    /// Where a response goes that fits.
    pub departments: Vec<DepartmentId>,
    /// All of these must hold.
    #[serde(default)]
    pub all: Vec<Condition>,
    /// At least one of these must hold, if there are any.
    #[serde(default)]
    pub any: Vec<Condition>,
    /// None of these may hold.
    #[serde(default)]
    pub none: Vec<Condition>,
    /// Ask no later rule when this one fits.
    #[serde(default)]
    pub stop: bool,
}

/// What a response must be like. Every key that is given must hold; inside a list one is enough.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Condition {
    /// Words in the comment: `invoice` (whole word), `factu*` (beginning), `*factuur*` (part).
    pub words: Vec<String>,
    /// Sources.
    pub sources: Vec<SourceId>,
    /// Surveys, by id or title.
    pub surveys: Vec<String>,
    /// Touchpoints or journey stages.
    pub touchpoints: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Segment fields: `{ plan = ["pro", "enterprise"] }`.
    pub segment: BTreeMap<String, Vec<String>>,
    /// Score classes: promoter, passive, detractor; satisfied, neutral, dissatisfied.
    pub score_classes: Vec<ScoreClass>,
    /// Languages of the comment: `nl`, `en`.
    pub languages: Vec<String>,
    /// Whether there must be a comment (`true`) or must not be one (`false`).
    pub has_text: Option<bool>,
}

/// What a score says about the customer, whatever its scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScoreClass {
    /// NPS 9 or 10.
    Promoter,
    /// NPS 7 or 8.
    Passive,
    /// NPS 0 to 6.
    Detractor,
    /// The upper part of a CSAT, CES or star scale.
    Satisfied,
    /// The middle of a CSAT, CES or star scale.
    Neutral,
    /// The lower part of a CSAT, CES or star scale.
    Dissatisfied,
}

crate::stored_as_text!(ScoreClass {
    Promoter = "promoter",
    Passive = "passive",
    Detractor = "detractor",
    Satisfied = "satisfied",
    Neutral = "neutral",
    Dissatisfied = "dissatisfied",
});
