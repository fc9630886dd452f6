//! Which daily counts a response adds to, and which monthly ones.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate};
use chrono_tz::Tz;

use crate::features::feedback::rules::response::{ResponseState, ScoreKind, StoredResponse};
use crate::platform::config::ScoreClass;
use crate::platform::ids::DepartmentId;

/// Segment fields of a response that are counted; more would let one source swell the counts.
const MOST_SEGMENT_FIELDS: usize = 8;
/// The longest member of a dimension, in characters.
const LONGEST_MEMBER: usize = 80;

/// A cell of the daily or the monthly counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell<'a> {
    /// What was asked.
    pub kind: ScoreKind,
    /// The department; empty for the whole organisation.
    pub department: &'a str,
    /// Empty for all of it, else `touchpoint`, `source`, `segment.<field>`, or `comment`: the member
    /// `dissatisfied` counts dissatisfied customers who wrote something.
    pub dimension: &'a str,
    /// What the dimension names.
    pub member: &'a str,
    /// The day in the organisation's time zone; a month is known by its first.
    pub day: NaiveDate,
    /// The scale, as [`scale_name`] writes it.
    pub scale: &'a str,
    /// The score in hundredths of a point.
    pub value: i64,
}

/// What is added to or taken from each cell. An import gathers very many: each name is held once, and a cell
/// is a few numbers.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    names: Names,
    times: HashMap<Key, i64>,
}

/// A [`Cell`] with the numbers of its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key {
    kind: ScoreKind,
    department: u32,
    dimension: u32,
    member: u32,
    day: NaiveDate,
    scale: u32,
    value: i64,
}

impl Cells {
    /// Adds what `response` counts for in `departments`: `times` is 1, or -1 to take it away.
    ///
    /// A response that is excluded, not whole, or without a score on its scale counts for nothing.
    pub fn count<'a>(
        &mut self,
        response: &StoredResponse,
        departments: impl Iterator<Item = &'a DepartmentId>,
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
        let places = self.places(response);
        let mut key = Key {
            kind: response.kind,
            department: self.names.number(""),
            dimension: 0,
            member: 0,
            day: response.answered_at.with_timezone(&zone).date_naive(),
            scale: self.names.scale(min, max, response.low_is_good),
            value: hundredths(value),
        };
        let departments = departments.map(DepartmentId::as_str);
        for department in std::iter::once("").chain(departments) {
            key.department = self.names.number(department);
            for (dimension, member) in &places {
                (key.dimension, key.member) = (*dimension, *member);
                *self.times.entry(key).or_default() += times;
            }
        }
    }

    /// Adds `times` to one cell.
    pub fn add(&mut self, cell: Cell<'_>, times: i64) {
        let key = Key {
            kind: cell.kind,
            department: self.names.number(cell.department),
            dimension: self.names.number(cell.dimension),
            member: self.names.number(cell.member),
            day: cell.day,
            scale: self.names.number(cell.scale),
            value: cell.value,
        };
        *self.times.entry(key).or_default() += times;
    }

    /// What is added to this cell; 0 for nothing.
    pub fn times(&self, cell: Cell<'_>) -> i64 {
        let number = |text: &str| self.names.numbers.get(text).copied();
        let key = || {
            Some(Key {
                kind: cell.kind,
                department: number(cell.department)?,
                dimension: number(cell.dimension)?,
                member: number(cell.member)?,
                day: cell.day,
                scale: number(cell.scale)?,
                value: cell.value,
            })
        };
        key().map_or(0, |key| self.times.get(&key).copied().unwrap_or(0))
    }

    /// What is added to each cell of a month, by what is added to those of its days.
    pub fn by_month(&self) -> Self {
        let mut months = HashMap::new();
        for (key, times) in &self.times {
            let day = key.day.with_day(1).unwrap_or(key.day);
            *months.entry(Key { day, ..*key }).or_default() += times;
        }
        Self {
            names: self.names.clone(),
            times: months,
        }
    }

    /// In how many cells something stands.
    pub fn size(&self) -> usize {
        self.times.len()
    }

    /// The cells that change, each with what is added to it: always in the same order.
    pub fn in_order(&self) -> impl Iterator<Item = (Cell<'_>, i64)> {
        let ranks = self.names.ranks();
        let rank = |number: u32| ranks[number as usize];
        let mut changed: Vec<(&Key, i64)> = self
            .times
            .iter()
            .filter(|(_, times)| **times != 0)
            .map(|(key, times)| (key, *times))
            .collect();
        changed.sort_unstable_by_key(|(key, _)| {
            let place = (rank(key.department), rank(key.dimension), rank(key.member));
            (key.kind, place, key.day, rank(key.scale), key.value)
        });
        let cells = changed.into_iter();
        cells.map(|(key, times)| (self.cell(key), times))
    }

    fn cell(&self, key: &Key) -> Cell<'_> {
        Cell {
            kind: key.kind,
            department: self.names.text(key.department),
            dimension: self.names.text(key.dimension),
            member: self.names.text(key.member),
            day: key.day,
            scale: self.names.text(key.scale),
            value: key.value,
        }
    }

    /// The dimensions that a response stands in, each with its member; first all of it.
    fn places(&mut self, response: &StoredResponse) -> Vec<(u32, u32)> {
        let nothing = self.names.number("");
        let mut places = vec![(nothing, nothing)];
        let mut add = |dimension: &str, member: &str| {
            let member = member.trim();
            let end = member.char_indices().nth(LONGEST_MEMBER);
            let member = end.map_or(member, |(end, _)| &member[..end]);
            if !member.is_empty() {
                places.push((self.names.number(dimension), self.names.number(member)));
            }
        };
        add("source", response.source.as_str());
        if is_complaint(response) {
            add("comment", "dissatisfied");
        }
        if let Some(touchpoint) = &response.touchpoint {
            add("touchpoint", touchpoint);
        }
        if response.segment != "{}" {
            // What is stored there was written by us; an unreadable one counts for no segment.
            let segment: BTreeMap<String, String> =
                serde_json::from_str(&response.segment).unwrap_or_default();
            for (field, member) in segment.iter().take(MOST_SEGMENT_FIELDS) {
                add(&format!("segment.{field}"), member);
            }
        }
        places
    }
}

/// Texts, each with a number.
#[derive(Clone, Debug, Default)]
struct Names {
    texts: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
    /// The scales that were met, which are few: bounds, whether low is good, the number of the name.
    scales: Vec<((f64, f64, bool), u32)>,
}

impl Names {
    fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        let text: Arc<str> = text.into();
        self.texts.push(text.clone());
        self.numbers.insert(text, number);
        number
    }

    fn scale(&mut self, min: f64, max: f64, low_is_good: bool) -> u32 {
        let scale = (min, max, low_is_good);
        if let Some((_, number)) = self.scales.iter().find(|(known, _)| *known == scale) {
            return *number;
        }
        let number = self.number(&scale_name(min, max, low_is_good));
        self.scales.push((scale, number));
        number
    }

    fn text(&self, number: u32) -> &str {
        &self.texts[number as usize]
    }

    /// For each number its place among all texts in their order.
    fn ranks(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = self.numbers.values().copied().collect();
        numbers.sort_unstable_by_key(|number| self.text(*number));
        let mut ranks = vec![0; numbers.len()];
        for (rank, number) in (0..).zip(numbers) {
            ranks[number as usize] = rank;
        }
        ranks
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn cell<'a>(department: &'a str, on: &str, value: i64) -> Cell<'a> {
        Cell {
            kind: ScoreKind::Nps,
            department,
            dimension: "",
            member: "",
            day: day(on),
            scale: "0:10",
            value,
        }
    }

    #[test]
    fn cells_stand_in_the_order_of_their_texts_however_they_came() {
        let mut cells = Cells::default();
        cells.add(cell("support", "2026-03-01", 900), 1);
        cells.add(cell("", "2026-03-02", 900), 2);
        cells.add(cell("finance", "2026-03-02", 100), 3);
        cells.add(cell("finance", "2026-03-01", 1_000), 4);
        cells.add(cell("finance", "2026-03-01", 0), 5);
        cells.add(cell("hr", "2026-03-01", 0), 1);
        cells.add(cell("hr", "2026-03-01", 0), -1);
        let times: Vec<i64> = cells.in_order().map(|(_, times)| times).collect();
        assert_eq!(times, [2, 5, 4, 3, 1]);
    }

    #[test]
    fn months_are_the_sums_of_their_days() {
        let mut cells = Cells::default();
        cells.add(cell("finance", "2026-03-01", 900), 1);
        cells.add(cell("finance", "2026-03-31", 900), 2);
        cells.add(cell("finance", "2026-04-01", 900), -4);
        let months = cells.by_month();
        let march = (cell("finance", "2026-03-01", 900), 3);
        let april = (cell("finance", "2026-04-01", 900), -4);
        assert!(months.in_order().eq([march, april]));
    }
}
