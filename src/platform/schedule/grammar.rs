//! How a schedule is written: cron fields, or plain words in English and Dutch.

use super::ScheduleError;

/// What a text says, as the six fields of the cron library.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parsed {
    pub fields: String,
    pub last_of_month: bool,
}

impl From<String> for Parsed {
    fn from(fields: String) -> Self {
        Self {
            fields,
            last_of_month: false,
        }
    }
}

const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Every way to write a weekday, Monday first.
const WEEKDAYS: [&[&str]; 7] = [
    &["mon", "monday", "ma", "maandag"],
    &["tue", "tues", "tuesday", "di", "dinsdag"],
    &["wed", "wednesday", "wo", "woensdag"],
    &["thu", "thurs", "thursday", "do", "donderdag"],
    &["fri", "friday", "vr", "vrijdag"],
    &["sat", "saturday", "za", "zaterdag"],
    &["sun", "sunday", "zo", "zondag"],
];

pub(super) fn parse(text: &str) -> Result<Parsed, ScheduleError> {
    let lower = text.trim().to_lowercase();
    let parts: Vec<&str> = lower.split_whitespace().collect();
    match parts.first() {
        None => Err(ScheduleError::Empty),
        Some(first) if looks_like_a_field(first) => from_fields(&parts),
        Some(_) => from_words(text, &parts),
    }
}

/// A minute or second field: digits, `*`, and what joins them.
fn looks_like_a_field(part: &str) -> bool {
    part.starts_with(|first: char| first.is_ascii_digit() || first == '*')
        && part
            .chars()
            .all(|c| c.is_ascii_digit() || "*/,-".contains(c))
}

fn from_fields(parts: &[&str]) -> Result<Parsed, ScheduleError> {
    let (second, rest) = match parts.len() {
        5 => ("0", parts),
        6 => (parts[0], &parts[1..]),
        count => return Err(ScheduleError::FieldCount(count)),
    };
    let weekday = weekday_field(rest[4])?;
    Ok(format!(
        "{second} {} {} {} {} {weekday}",
        rest[0], rest[1], rest[2], rest[3]
    )
    .into())
}

/// Names and ranges of names, written out, because the cron library counts from Sunday and so
/// refuses `fri-sun`.
fn weekday_field(field: &str) -> Result<String, ScheduleError> {
    if field == "*" || field == "?" {
        return Ok("*".to_owned());
    }
    if field.chars().any(|c| c.is_ascii_digit()) {
        return Err(ScheduleError::WeekdayNumber(field.to_owned()));
    }
    let mut on = [false; 7];
    for item in field.split(',') {
        let (from, until) = item.split_once('-').unwrap_or((item, item));
        let (mut day, until) = (weekday(from)?, weekday(until)?);
        on[day] = true;
        while day != until {
            day = (day + 1) % 7;
            on[day] = true;
        }
    }
    Ok(written_out(on))
}

fn weekday(name: &str) -> Result<usize, ScheduleError> {
    WEEKDAYS
        .iter()
        .position(|names| names.contains(&name))
        .ok_or_else(|| ScheduleError::Weekday(name.to_owned()))
}

fn written_out(on: [bool; 7]) -> String {
    let chosen: Vec<&str> = (0..7)
        .filter(|&day| on[day])
        .map(|day| NAMES[day])
        .collect();
    chosen.join(",")
}

fn from_words(text: &str, words: &[&str]) -> Result<Parsed, ScheduleError> {
    let unknown = || ScheduleError::NotUnderstood(text.trim().to_owned());
    if let ["hourly"] | ["every", "hour"] | ["elk", "uur"] = words {
        return Ok("0 0 * * * *".to_owned().into());
    }
    if let ["every", count, "minutes"] | ["elke" | "iedere", count, "minuten"] = words {
        return match count.parse::<u32>() {
            Ok(minutes) if (1..60).contains(&minutes) && 60 % minutes == 0 => {
                Ok(format!("0 */{minutes} * * * *").into())
            }
            _ => Err(ScheduleError::Minutes((*count).to_owned())),
        };
    }
    // The time comes last: `… at 09:30`, `… om 09:30 uur`.
    let words = words.strip_suffix(&["uur"]).unwrap_or(words);
    let [when @ .., "at" | "om", time] = words else {
        return Err(unknown());
    };
    let (hour, minute) = time_of_day(time)?;
    let at = format!("0 {minute} {hour}");
    match when {
        ["daily" | "dagelijks"] | ["every" | "elke" | "iedere", "day" | "dag"] => {
            Ok(format!("{at} * * *").into())
        }
        ["weekdays" | "werkdagen"]
        | ["on", "weekdays"]
        | ["op", "werkdagen"]
        | ["every", "weekday"]
        | ["elke" | "iedere", "werkdag"] => Ok(format!("{at} * * mon,tue,wed,thu,fri").into()),
        ["weekly", "on", days @ ..] | ["wekelijks", "op", days @ ..] if !days.is_empty() => {
            Ok(format!("{at} * * {}", days_in_words(days)?).into())
        }
        ["every" | "elke" | "iedere", days @ ..] if !days.is_empty() => {
            Ok(format!("{at} * * {}", days_in_words(days)?).into())
        }
        ["monthly", "on", day]
        | ["monthly", "on", "the", day]
        | ["maandelijks", "op", day]
        | ["maandelijks", "op", "de", day] => day_of_month(day, &at),
        ["monthly", "on", "the", "last", "day"] | ["maandelijks", "op", "de", "laatste", "dag"] => {
            day_of_month("last", &at)
        }
        _ => Err(unknown()),
    }
}

/// `mon`, `mon and thu`, `ma, wo en vr`.
fn days_in_words(words: &[&str]) -> Result<String, ScheduleError> {
    let mut on = [false; 7];
    let mut any = false;
    for word in words.iter().flat_map(|word| word.split(',')) {
        if word.is_empty() || word == "and" || word == "en" {
            continue;
        }
        on[weekday(word)?] = true;
        any = true;
    }
    if any {
        Ok(written_out(on))
    } else {
        Err(ScheduleError::Weekday(words.join(" ")))
    }
}

/// `1`, `1st`, `1e`, `21ste`, `last`, `laatste`.
fn day_of_month(text: &str, at: &str) -> Result<Parsed, ScheduleError> {
    if text == "last" || text == "laatste" {
        return Ok(Parsed {
            fields: format!("{at} 28-31 * *"),
            last_of_month: true,
        });
    }
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let known_ending = matches!(
        &text[number.len()..],
        "" | "st" | "nd" | "rd" | "th" | "e" | "de" | "ste"
    );
    match number.parse::<u32>() {
        Ok(day @ 1..=28) if known_ending => Ok(format!("{at} {day} * *").into()),
        _ => Err(ScheduleError::DayOfMonth(text.to_owned())),
    }
}

fn time_of_day(text: &str) -> Result<(u32, u32), ScheduleError> {
    let wrong = || ScheduleError::TimeOfDay(text.to_owned());
    let (hour, minute) = text.split_once([':', '.']).ok_or_else(wrong)?;
    let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    if !(1..=2).contains(&hour.len()) || minute.len() != 2 || !digits(hour) || !digits(minute) {
        return Err(wrong());
    }
    match (hour.parse(), minute.parse()) {
        (Ok(hour @ 0..=23), Ok(minute @ 0..=59)) => Ok((hour, minute)),
        _ => Err(wrong()),
    }
}
