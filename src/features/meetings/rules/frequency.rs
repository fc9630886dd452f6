//! Which of the meetings of a rule have an agenda.

use chrono::{Datelike as _, NaiveDate};

use crate::platform::config::{Frequency, Weekday};

/// Why a meeting has no agenda.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Without {
    /// Only other days of the week have one.
    Weekday,
    /// It is a holiday.
    Holiday,
    /// One of the last meetings had one.
    Frequency,
    /// Another rule takes it in the same channel.
    Taken,
    /// There is nothing to show that the channel did not see lately, and nothing was put on it.
    Nothing,
}

crate::stored_as_text!(Without {
    Weekday = "weekday",
    Holiday = "holiday",
    Frequency = "frequency",
    Taken = "taken",
    Nothing = "nothing",
});

/// What went before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// The local day of the last meeting of this rule that had an agenda.
    pub last: Option<NaiveDate>,
    /// Meetings since then, without this one.
    pub since: u32,
}

/// Whether the meeting on the local `day` has an agenda by its rule.
///
/// # Errors
/// Why it has none.
pub fn has_agenda(
    frequency: Frequency,
    weekdays: &[Weekday],
    day: NaiveDate,
    before: Before,
) -> Result<(), Without> {
    let is_its_day = |wanted: &Weekday| chrono::Weekday::from(*wanted) == day.weekday();
    if !weekdays.is_empty() && !weekdays.iter().any(is_its_day) {
        return Err(Without::Weekday);
    }
    let is_its_turn = match (frequency, before.last) {
        (Frequency::Every, _) | (_, None) => true,
        (Frequency::EveryNth(number), Some(_)) => before.since + 1 >= number,
        (Frequency::Weekly, Some(last)) => last.iso_week() != day.iso_week(),
    };
    is_its_turn.then_some(()).ok_or(Without::Frequency)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Which of the meetings of two weeks, each day from Monday 21 September on, have an agenda.
    fn with_agenda(frequency: Frequency, weekdays: &[Weekday]) -> Vec<u32> {
        let mut before = Before::default();
        let mut found = Vec::new();
        for day in (21..=30).map(|number| day(&format!("2026-09-{number}"))) {
            match has_agenda(frequency, weekdays, day, before) {
                Ok(()) => {
                    found.push(day.day());
                    before = Before {
                        last: Some(day),
                        since: 0,
                    };
                }
                Err(_) => before.since += 1,
            }
        }
        found
    }

    #[test]
    fn each_each_third_and_one_a_week() {
        assert_eq!(with_agenda(Frequency::Every, &[]).len(), 10);
        assert_eq!(with_agenda(Frequency::EveryNth(3), &[]), [21, 24, 27, 30]);
        assert_eq!(with_agenda(Frequency::Weekly, &[]), [21, 28]);
    }

    #[test]
    fn only_some_days_of_the_week() {
        let days = [Weekday::Tue, Weekday::Thu];
        assert_eq!(with_agenda(Frequency::Every, &days), [22, 24, 29]);
        assert_eq!(with_agenda(Frequency::Weekly, &days), [22, 29]);
        let monday = day("2026-09-21");
        let refused = has_agenda(Frequency::Every, &days, monday, Before::default());
        assert_eq!(refused, Err(Without::Weekday));
    }

    #[test]
    fn a_week_ends_with_sunday_also_over_new_year() {
        let before = Before {
            last: Some(day("2026-12-28")),
            since: 0,
        };
        let on = |text| has_agenda(Frequency::Weekly, &[], day(text), before);
        assert_eq!(on("2027-01-03"), Err(Without::Frequency));
        assert_eq!(on("2027-01-04"), Ok(()));
    }
}
