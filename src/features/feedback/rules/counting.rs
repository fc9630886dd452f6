//! Which daily counts a response adds to, and which monthly ones.

use std::collections::{BTreeMap, HashMap};

use chrono_tz::Tz;

use crate::features::feedback::rules::response::{ResponseState, ScoreKind, StoredResponse};
use crate::platform::config::ScoreClass;
use crate::platform::ids::DepartmentId;

/// Segment fields of a response that are counted; more would let one source swell the counts.
const MOST_SEGMENT_FIELDS: usize = 8;
/// The longest member of a dimension, in characters.
const LONGEST_MEMBER: usize = 80;

/// A cell of the daily or the monthly counts.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cell {
    /// What was asked.
    pub kind: &'static str,
    /// The department; empty for the whole organisation.
    pub department: String,
    /// Empty for all of it, else `touchpoint`, `source`, `segment.<field>`, or `comment`: the member
    /// `dissatisfied` counts dissatisfied customers who wrote something.
    pub dimension: String,
    /// What the dimension names.
    pub member: String,
    /// The day, `2026-03-02`, or the month, `2026-03`, in the organisation's time zone.
    pub span: String,
    /// The scale, as [`scale_name`] writes it.
    pub scale: String,
    /// The score in hundredths of a point.
    pub value: i64,
}

/// What is added to or taken from each cell.
pub type Cells = HashMap<Cell, i64>;

/// Adds what `response` counts for in `departments`: `times` is 1, or -1 to take it away.
///
/// A response that is excluded, not whole, or without a score on its scale counts for nothing.
pub fn count(
    cells: &mut Cells,
    response: &StoredResponse,
    departments: impl Iterator<Item = DepartmentId>,
    zone: Tz,
    times: i64,
) {
    let is_counted = response.excluded.is_none() && response.state == ResponseState::Complete;
    let (Some(value), Some(min), Some(max)) =
        (response.score, response.scale_min, response.scale_max)
    else {
        return;
    };
    if !is_counted || response.score_class.is_none() {
        return;
    }
    let local_day = response
        .answered_at
        .with_timezone(&zone)
        .date_naive()
        .to_string();
    let scale = scale_name(min, max, response.low_is_good);
    let places = places(response);
    for department in
        std::iter::once(String::new()).chain(departments.map(|department| department.0))
    {
        for (dimension, member) in &places {
            let cell = Cell {
                kind: kind_name(response.kind),
                department: department.clone(),
                dimension: dimension.clone(),
                member: member.clone(),
                span: local_day.clone(),
                scale: scale.clone(),
                value: hundredths(value),
            };
            *cells.entry(cell).or_default() += times;
        }
    }
}

/// What is added to or taken from each cell of a month, by what it is on its days.
pub fn by_month(days: &Cells) -> Cells {
    let mut months = Cells::new();
    for (day, times) in days {
        let month: String = day.span.chars().take("2026-03".len()).collect();
        let cell = Cell {
            span: month,
            ..day.clone()
        };
        *months.entry(cell).or_default() += times;
    }
    months
}

/// The dimensions that a response stands in, each with its member; first all of it.
fn places(response: &StoredResponse) -> Vec<(String, String)> {
    let mut places = vec![(String::new(), String::new())];
    let mut add = |dimension: String, member: &str| {
        let member: String = member.trim().chars().take(LONGEST_MEMBER).collect();
        if !member.is_empty() {
            places.push((dimension, member));
        }
    };
    add("source".to_owned(), response.source.as_str());
    if is_complaint(response) {
        add("comment".to_owned(), "dissatisfied");
    }
    if let Some(touchpoint) = &response.touchpoint {
        add("touchpoint".to_owned(), touchpoint);
    }
    if response.segment != "{}" {
        // What is stored there was written by us; an unreadable one counts for no segment.
        let segment: BTreeMap<String, String> =
            serde_json::from_str(&response.segment).unwrap_or_default();
        for (field, member) in segment.iter().take(MOST_SEGMENT_FIELDS) {
            add(format!("segment.{field}"), member);
        }
    }
    places
}

/// Whether a dissatisfied customer wrote something.
fn is_complaint(response: &StoredResponse) -> bool {
    let comment = response.comment.as_deref().unwrap_or_default();
    let class = response.score_class;
    matches!(
        class,
        Some(ScoreClass::Detractor | ScoreClass::Dissatisfied)
    ) && !comment.trim().is_empty()
}

/// A score in hundredths of a point, so that it can be a key.
pub fn hundredths(value: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "scores lie on scales of a few points"
    )]
    let hundredths = (value * 100.0).round() as i64;
    hundredths
}

/// A scale as a key: `0:10`, `1:5`, `1:7:low` where a low score is the good end.
pub fn scale_name(min: f64, max: f64, low_is_good: bool) -> String {
    format!("{min}:{max}{}", if low_is_good { ":low" } else { "" })
}

/// A kind as it is stored.
pub fn kind_name(kind: ScoreKind) -> &'static str {
    match kind {
        ScoreKind::Nps => "nps",
        ScoreKind::Csat => "csat",
        ScoreKind::Ces => "ces",
        ScoreKind::Stars => "stars",
        ScoreKind::Text => "text",
    }
}
