//! What is marked along a trend: events that the organisation named, and a change that is one.

use chrono::NaiveDate;

use super::standing::{Standing, TrendPoint};
use super::verdict::{Direction, Verdict};
use super::window::Window;

/// Marks on a picture; more can not be told apart.
pub const MOST_MARKS: usize = 5;

/// Something that happened, in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The day from which on it may show.
    pub on: NaiveDate,
    /// What happened.
    pub name: String,
}

/// What a mark stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// Something that the organisation named.
    Event(String),
    /// The change of the newest window, by so much, where it is a clear one.
    Changed(Direction, f64),
}

/// A mark on a trend.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Its letter, in the order of days.
    pub letter: char,
    /// The day.
    pub on: NaiveDate,
    /// Where it stands: 0 at the beginning of the first window, 1 at the beginning of the second.
    pub at: f64,
    /// What it stands for.
    pub what: What,
}

/// The marks of a trend, oldest first. Of more than [`MOST_MARKS`] the latest are kept, and a clear
/// change always.
pub fn marks(standing: &Standing, trend: &[TrendPoint], events: &[Event]) -> Vec<Mark> {
    let windows: Vec<Window> = trend.iter().map(|point| point.window).collect();
    let changed = changed(standing);
    let mut named: Vec<(NaiveDate, What)> = events
        .iter()
        .map(|event| (event.on, What::Event(event.name.clone())))
        .filter(|(on, _)| place(&windows, *on).is_some())
        .collect();
    named.sort_by_key(|(on, _)| *on);
    let room = MOST_MARKS - usize::from(changed.is_some());
    let mut all = named.split_off(named.len().saturating_sub(room));
    all.extend(changed);
    all.sort_by_key(|(on, _)| *on);
    all.into_iter()
        .filter_map(|(on, what)| Some((place(&windows, on)?, on, what)))
        .zip('A'..)
        .map(|((at, on, what), letter)| Mark {
            letter,
            on,
            at,
            what,
        })
        .collect()
}

/// A clear change is marked where the window begins that is told.
fn changed(standing: &Standing) -> Option<(NaiveDate, What)> {
    let Verdict::Changed(direction) = standing.verdict else {
        return None;
    };
    let difference = standing.change?.difference;
    Some((
        standing.windows.current.first,
        What::Changed(direction, difference),
    ))
}

/// Where a day stands among consecutive windows, which are all drawn equally wide.
fn place(windows: &[Window], day: NaiveDate) -> Option<f64> {
    let number = windows.iter().position(|window| window.holds(day))?;
    let window = windows[number];
    let into = (day - window.first).num_days() as f64 / window.days() as f64;
    Some(number as f64 + into)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::scores::rules::counts::{Scale, ScoreCounts};
    use crate::features::scores::rules::metric::Metric;
    use crate::features::scores::rules::standing::{self, DayCount};
    use crate::features::scores::rules::verdict::VerdictPolicy;
    use crate::features::scores::rules::window::{Period, Unit, trend};

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn told(good: u64, bad: u64) -> (Standing, Vec<TrendPoint>) {
        let today = date("2026-12-01");
        let windows = Period::Last(Unit::Month).windows(today).unwrap();
        let day = |day: &str, value, answers| DayCount {
            day: date(day),
            scale: Scale::NPS,
            value,
            answers,
        };
        let days = [
            day("2026-10-15", 1_000, 200),
            day("2026-10-15", 300, 50),
            day("2026-11-15", 1_000, good),
            day("2026-11-15", 300, bad),
        ];
        let policy = VerdictPolicy::default();
        let standing = standing::standing(Metric::Nps, &days, windows, &policy).unwrap();
        assert_eq!(
            standing.counts.scale(),
            ScoreCounts::empty(Scale::NPS).scale()
        );
        let months = trend(windows.current.last, 12, Unit::Month).unwrap();
        let trend = standing::trend(Metric::Nps, Scale::NPS, &days, &months, &policy);
        (standing, trend)
    }

    fn event(on: &str) -> Event {
        Event {
            on: date(on),
            name: on.to_owned(),
        }
    }

    #[test]
    fn events_and_a_clear_change_are_lettered_by_day_and_placed_by_days() {
        let (standing, trend) = told(100, 100);
        let events = [
            event("2026-04-16"),
            event("2026-01-01"),
            event("2025-11-30"),
        ];
        let marks = marks(&standing, &trend, &events);
        let found: Vec<(char, f64)> = marks.iter().map(|mark| (mark.letter, mark.at)).collect();
        assert_eq!(found, [('A', 1.0), ('B', 4.5), ('C', 11.0)]);
        assert!(
            matches!(marks[2].what, What::Changed(Direction::Down, difference) if (difference + 60.0).abs() < 1e-9)
        );
    }

    #[test]
    fn what_is_no_clear_change_is_not_marked() {
        let (standing, trend) = told(190, 60);
        assert_eq!(marks(&standing, &trend, &[]), []);
    }

    #[test]
    fn of_many_events_the_latest_are_kept_beside_the_change() {
        let (standing, trend) = told(100, 100);
        let events: Vec<Event> = (1..=9)
            .map(|month| event(&format!("2026-0{month}-02")))
            .collect();
        let marks = marks(&standing, &trend, &events);
        assert_eq!(marks.len(), MOST_MARKS);
        assert_eq!(marks[0].on, date("2026-06-02"));
        assert!(matches!(marks[4].what, What::Changed(..)));
    }
}
