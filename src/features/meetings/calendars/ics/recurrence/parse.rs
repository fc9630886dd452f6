//! Reading the text of a recurrence rule: `FREQ=WEEKLY;BYDAY=MO,WE;INTERVAL=2`.

use std::ops::RangeInclusive;

use chrono::Weekday;

use super::super::values;
use super::{Frequency, Rule, Until};

impl Rule {
    /// Reads a rule.
    ///
    /// # Errors
    /// What can not be read, as the end of a sentence: `"FREQ=OFTEN" is no frequency`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut rule = Rule {
            frequency: frequency(text)?,
            interval: 1,
            count: None,
            until: None,
            week_start: Weekday::Mon,
            months: Vec::new(),
            week_numbers: Vec::new(),
            year_days: Vec::new(),
            month_days: Vec::new(),
            weekdays: Vec::new(),
            hours: Vec::new(),
            minutes: Vec::new(),
            seconds: Vec::new(),
            positions: Vec::new(),
        };
        for (name, value) in parts(text) {
            rule.set(&name.to_ascii_uppercase(), value).ok_or_else(|| {
                format!(
                    "\"{}\" can not be read",
                    values::short(&format!("{name}={value}"))
                )
            })?;
        }
        Ok(rule)
    }

    /// Takes in one part; none where it can not be read.
    fn set(&mut self, name: &str, value: &str) -> Option<()> {
        match name {
            "INTERVAL" => {
                self.interval = value
                    .parse()
                    .ok()
                    .filter(|interval| (1..=1_000_000).contains(interval))?
            }
            "COUNT" => self.count = Some(value.parse().ok().filter(|count| *count > 0)?),
            "UNTIL" => self.until = Some(until(value)?),
            "WKST" => self.week_start = weekday(value)?,
            "BYMONTH" => self.months = numbers(value, 1..=12)?,
            "BYWEEKNO" => self.week_numbers = numbers(value, -53..=53)?,
            "BYYEARDAY" => self.year_days = numbers(value, -366..=366)?,
            "BYMONTHDAY" => self.month_days = numbers(value, -31..=31)?,
            "BYDAY" => self.weekdays = value.split(',').map(nth_weekday).collect::<Option<_>>()?,
            "BYHOUR" => self.hours = numbers(value, 0..=23)?,
            "BYMINUTE" => self.minutes = numbers(value, 0..=59)?,
            "BYSECOND" => self.seconds = numbers(value, 0..=60)?,
            "BYSETPOS" => self.positions = numbers(value, -366..=366)?,
            // Other calendars than ours (RFC 7529) shift their days in ways that are not followed here.
            "RSCALE" => Some(()).filter(|()| value.eq_ignore_ascii_case("GREGORIAN"))?,
            "SKIP" => Some(()).filter(|()| value.eq_ignore_ascii_case("OMIT"))?,
            _ => {}
        }
        Some(())
    }
}

fn parts(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split(';')
        .filter_map(|part| part.trim().split_once('='))
}

fn frequency(text: &str) -> Result<Frequency, String> {
    let value = parts(text)
        .find(|(name, _)| name.eq_ignore_ascii_case("FREQ"))
        .map(|(_, value)| value.to_ascii_uppercase())
        .ok_or_else(|| format!("\"{}\" does not say how often", values::short(text)))?;
    Ok(match value.as_str() {
        "SECONDLY" => Frequency::Secondly,
        "MINUTELY" => Frequency::Minutely,
        "HOURLY" => Frequency::Hourly,
        "DAILY" => Frequency::Daily,
        "WEEKLY" => Frequency::Weekly,
        "MONTHLY" => Frequency::Monthly,
        "YEARLY" => Frequency::Yearly,
        _ => {
            return Err(format!(
                "\"FREQ={}\" is no frequency",
                values::short(&value)
            ));
        }
    })
}

fn until(text: &str) -> Option<Until> {
    Some(match values::written_time(text)? {
        values::Written::Day(day) => Until::Day(day),
        values::Written::Local(time) => Until::Local(time),
        values::Written::Moment(time) => Until::Moment(time),
    })
}

/// Numbers between commas; 0 is none where one may count from the end too.
fn numbers(text: &str, range: RangeInclusive<i32>) -> Option<Vec<i32>> {
    let may_be_zero = *range.start() == 0;
    let mut numbers = text
        .split(',')
        .map(|number| {
            let number: i32 = number.trim().parse().ok()?;
            (range.contains(&number) && (number != 0 || may_be_zero)).then_some(number)
        })
        .collect::<Option<Vec<_>>>()?;
    numbers.sort_unstable();
    numbers.dedup();
    Some(numbers)
}

fn nth_weekday(text: &str) -> Option<(Option<i32>, Weekday)> {
    let text = text.trim();
    let (number, name) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let nth = match number {
        "" => None,
        number => Some(
            number
                .parse()
                .ok()
                .filter(|nth: &i32| *nth != 0 && (-53..=53).contains(nth))?,
        ),
    };
    Some((nth, weekday(name)?))
}

fn weekday(name: &str) -> Option<Weekday> {
    Some(match name.trim().to_ascii_uppercase().as_str() {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    })
}
