//! How long what is stored is kept.

use std::borrow::Cow;
use std::str::FromStr;

use chrono::{DateTime, Days, Months, Utc};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

/// How long what is stored is kept, in months (`24 months`) or days (`180 days`); empty for ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Keep {
    /// The words and the respondent of a response; its score stays counted.
    pub responses: Period,
    /// Who sent a response to another department, and what that person noted.
    pub corrections: Period,
    /// Who reacted on a post with what.
    pub reactions: Period,
    /// Kudos, with who joined in and what was withdrawn.
    pub kudos: Period,
    /// Meetings with what stood on their agenda and in their calendar; an open item or action stays.
    pub meetings: Period,
    /// Keys of deliveries of survey tools, by which a repetition is known.
    pub deliveries: Period,
}

/// A time for which something is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Period {
    /// For ever.
    #[default]
    Forever,
    /// So many months.
    Months(u32),
    /// So many days.
    Days(u32),
}

impl Period {
    /// What is from before this moment is kept no longer; `None` where everything is kept.
    pub fn kept_since(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self {
            Self::Forever => None,
            Self::Months(months) => now.checked_sub_months(Months::new(months)),
            Self::Days(days) => now.checked_sub_days(Days::new(u64::from(days))),
        }
    }

    /// Whether what is from `moment` is kept no longer.
    pub fn is_over(self, moment: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        self.kept_since(now).is_some_and(|since| moment < since)
    }
}

/// What can not be read as a time for which something is kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a time for which something can be kept")]
pub struct NoPeriod(String);

impl FromStr for Period {
    type Err = NoPeriod;

    fn from_str(text: &str) -> Result<Self, NoPeriod> {
        let refusal = || NoPeriod(text.to_owned());
        let mut parts = text.split_whitespace();
        let (Some(number), unit, None) = (parts.next(), parts.next(), parts.next()) else {
            return match text.trim() {
                "" => Ok(Self::Forever),
                _ => Err(refusal()),
            };
        };
        let number: u32 = number.parse().map_err(|_| refusal())?;
        match unit {
            Some("month" | "months") if (1..=1_200).contains(&number) => Ok(Self::Months(number)),
            Some("day" | "days") if (1..=36_500).contains(&number) => Ok(Self::Days(number)),
            _ => Err(refusal()),
        }
    }
}

impl TryFrom<String> for Period {
    type Error = NoPeriod;

    fn try_from(text: String) -> Result<Self, NoPeriod> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        match period {
            Period::Forever => Self::new(),
            Period::Months(1) => "1 month".to_owned(),
            Period::Months(months) => format!("{months} months"),
            Period::Days(1) => "1 day".to_owned(),
            Period::Days(days) => format!("{days} days"),
        }
    }
}

impl JsonSchema for Period {
    fn schema_name() -> Cow<'static, str> {
        "Period".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }

    fn inline_schema() -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_read_as_it_is_written() {
        for text in ["", "1 month", "24 months", "1 day", "180 days"] {
            let period: Period = text.parse().unwrap();
            assert_eq!(String::from(period), text);
        }
        for text in [
            "24",
            "months",
            "0 days",
            "-1 days",
            "2 years",
            "24 months ago",
            "9999 months",
        ] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn months_are_those_of_the_calendar() {
        let now: DateTime<Utc> = "2026-03-31T12:00:00Z".parse().unwrap();
        let since = Period::Months(1).kept_since(now).unwrap();
        assert_eq!(since.to_rfc3339(), "2026-02-28T12:00:00+00:00");
        assert!(Period::Days(30).is_over("2026-03-01T11:00:00Z".parse().unwrap(), now));
        assert!(!Period::Forever.is_over(DateTime::UNIX_EPOCH, now));
    }
}
