//! Reads a period as people write it: `last quarter`, `vorig kwartaal`, `laatste 30 dagen`,
//! `2026-q1`, `maart`, `1 t/m 15 maart`.

use chrono::NaiveDate;
use thiserror::Error;

use super::words::{Meaning, meaning, nearest};
use super::{Period, Unit};

/// The years in which customers' answers can lie.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2199;

/// The longest rolling period, in days: ten years.
const MOST_DAYS: u32 = 3660;

/// Why a period could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PeriodRefusal {
    /// Not a period; perhaps another one was meant.
    #[error("`{given}` is not a period{}", hint(.nearest.as_deref()))]
    Unknown {
        /// What was written.
        given: String,
        /// A period that can be read and is written nearly so.
        nearest: Option<String>,
    },
    /// Looks like a period, and the calendar has no such one: `2026-13`, `q5`.
    #[error("the calendar has no `{given}`")]
    NotInCalendar {
        /// What was written.
        given: String,
    },
    /// The end lies before the beginning.
    #[error("`{given}` ends before it begins")]
    BackToFront {
        /// What was written.
        given: String,
    },
    /// More than ten years.
    #[error("`{given}` is longer than ten years")]
    TooLong {
        /// What was written.
        given: String,
    },
}

fn hint(nearest: Option<&str>) -> String {
    nearest.map_or(String::new(), |nearest| {
        format!("; did you mean `{nearest}`?")
    })
}

/// A piece of what was written.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Token {
    Word(Meaning),
    /// Up to three digits.
    Number(u32),
    /// Four digits.
    Year(i32),
    Quarter(u32),
    WeekNumber(u32),
    YearQuarter(i32, u32),
    YearWeek(i32, u32),
    YearMonth(i32, u32),
    /// A number with its unit: `30d`.
    Count(u32, Unit),
    /// A day.
    Date(NaiveDate),
    /// Well-formed, and not in the calendar.
    Impossible,
}

/// Why the tokens make no period.
enum Misfit {
    NoPhrase,
    NotInCalendar,
    BackToFront,
    TooLong,
}

/// Reads a whole text as a period. Words of both languages may be mixed, capitals do not matter.
///
/// # Errors
/// Where it is no period, with the nearest one that is.
pub fn parse_period(text: &str) -> Result<Period, PeriodRefusal> {
    let given = shortened(text);
    let words = words_of(text);
    read(&words).map_err(|misfit| match misfit {
        Misfit::NoPhrase => PeriodRefusal::Unknown {
            nearest: corrected(&words),
            given,
        },
        Misfit::NotInCalendar => PeriodRefusal::NotInCalendar { given },
        Misfit::BackToFront => PeriodRefusal::BackToFront { given },
        Misfit::TooLong => PeriodRefusal::TooLong { given },
    })
}

/// Splits a command such as `nps customer success last quarter` into what stands before the period
/// and the period: the most words at the end that can be read as one. Without a period the whole text
/// is returned. Fillers such as "in" before the period belong to it.
///
/// # Errors
/// Where the end looks like a period and the calendar has no such one.
pub fn split_period(text: &str) -> Result<(String, Option<Period>), PeriodRefusal> {
    let original: Vec<&str> = text.split_whitespace().collect();
    let mut refusal = None;
    for start in 0..original.len() {
        let tail = original[start..].join(" ");
        match parse_period(&tail) {
            Ok(period) => return Ok((original[..start].join(" "), Some(period))),
            Err(PeriodRefusal::Unknown { .. }) => {}
            Err(other) => refusal = refusal.or(Some(other)),
        }
    }
    refusal.map_or_else(|| Ok((original.join(" "), None)), Err)
}

/// What stands before a misspelt period, and the period that was probably meant; for use where the
/// text before the period is not known either. `finance last qarter` gives `finance` and
/// `last quarter`.
pub fn misspelt_period(text: &str) -> Option<(String, String)> {
    let original: Vec<&str> = text.split_whitespace().collect();
    (0..original.len()).find_map(|start| {
        let nearest = corrected(&words_of(&original[start..].join(" ")))?;
        Some((original[..start].join(" "), nearest))
    })
}

/// What was written, for a message: short enough to be read.
fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= MOST {
        text
    } else {
        text.chars().take(MOST).chain(['…']).collect()
    }
}

fn words_of(text: &str) -> Vec<String> {
    text.to_lowercase()
        .replace("..", " .. ")
        .split_whitespace()
        .map(|word| word.trim_matches([',', ';', ':', '(', ')', '"', '\'', '’', '?', '!']))
        .map(|word| {
            let bare = word.trim_end_matches('.');
            if bare.is_empty() { word } else { bare }
        })
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn read(words: &[String]) -> Result<Period, Misfit> {
    // No period has so many words; a long comment is not searched.
    const MOST_WORDS: usize = 12;
    if words.len() > MOST_WORDS {
        return Err(Misfit::NoPhrase);
    }
    let tokens: Vec<Token> = words
        .iter()
        .map(|word| token(word))
        .collect::<Option<Vec<_>>>()
        .ok_or(Misfit::NoPhrase)?
        .into_iter()
        .filter(|token| *token != Token::Word(Meaning::Filler))
        .collect();
    if tokens.contains(&Token::Impossible) {
        return Err(Misfit::NotInCalendar);
    }
    let until = Token::Word(Meaning::Until);
    match tokens.iter().position(|token| *token == until) {
        Some(at) => range(&tokens[..at], &tokens[at + 1..]),
        None => phrase(&tokens),
    }
}

fn token(word: &str) -> Option<Token> {
    if let Some(meaning) = meaning(word) {
        return Some(Token::Word(meaning));
    }
    let plain: String = word.replace('/', "-");
    if let Some(date) = date(&plain) {
        return Some(date);
    }
    let parts: Vec<&str> = plain.split('-').collect();
    match parts[..] {
        [one] => single(one),
        [first, second] => match (single(first)?, single(second)?) {
            (Token::Year(year), Token::Quarter(quarter))
            | (Token::Quarter(quarter), Token::Year(year)) => {
                Some(Token::YearQuarter(year, quarter))
            }
            (Token::Year(year), Token::WeekNumber(week))
            | (Token::WeekNumber(week), Token::Year(year)) => Some(Token::YearWeek(year, week)),
            (Token::Year(year), Token::Number(month))
            | (Token::Number(month), Token::Year(year)) => Some(Token::YearMonth(year, month)),
            (Token::Year(year), Token::Word(Meaning::Month(month)))
            | (Token::Word(Meaning::Month(month)), Token::Year(year)) => {
                Some(Token::YearMonth(year, month))
            }
            (Token::Impossible, _) | (_, Token::Impossible) => Some(Token::Impossible),
            _ => None,
        },
        _ => None,
    }
}

/// `2026-03-31` and `31-03-2026`; the day stands first where the year stands last, in both languages.
fn date(word: &str) -> Option<Token> {
    let parts: Vec<&str> = word.split('-').collect();
    let [first, second, third] = parts[..] else {
        return None;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if ![first, second, third].into_iter().all(digits) {
        return None;
    }
    let (year, day) = match (first.len(), third.len()) {
        (4, 1..=2) => (first, third),
        (1..=2, 4) => (third, first),
        _ => return None,
    };
    let date = NaiveDate::from_ymd_opt(year.parse().ok()?, second.parse().ok()?, day.parse().ok()?);
    Some(match date {
        Some(date) if YEARS.contains(&year.parse().ok()?) => Token::Date(date),
        _ => Token::Impossible,
    })
}

fn single(word: &str) -> Option<Token> {
    if let Some(meaning) = meaning(word) {
        return Some(Token::Word(meaning));
    }
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = word.split_at(digits);
    if number.is_empty() {
        return lettered(word);
    }
    // Longer ones are no numbers that a period has.
    if number.len() > 4 {
        return None;
    }
    let value: u32 = number.parse().ok()?;
    match rest {
        "" if number.len() == 4 => {
            let year = i32::try_from(value).ok()?;
            Some(if YEARS.contains(&year) {
                Token::Year(year)
            } else {
                Token::Impossible
            })
        }
        // `1e kwartaal`, `1st quarter`.
        "" | "e" | "ste" | "de" | "st" | "nd" | "rd" | "th" => Some(Token::Number(value)),
        "d" => Some(Token::Count(value, Unit::Day)),
        "w" => Some(Token::Count(value, Unit::Week)),
        "m" | "mo" | "mnd" => Some(Token::Count(value, Unit::Month)),
        "y" | "j" => Some(Token::Count(value, Unit::Year)),
        _ => match meaning(rest) {
            Some(Meaning::Unit(unit)) => Some(Token::Count(value, unit)),
            _ => None,
        },
    }
}

/// `q1`, `k1`, `kw1` and `w12`, `wk12`.
fn lettered(word: &str) -> Option<Token> {
    let number = |prefixes: &[&str]| {
        prefixes.iter().find_map(|prefix| {
            let digits = word.strip_prefix(prefix)?;
            (!digits.is_empty() && digits.len() <= 2).then(|| digits.parse::<u32>().ok())?
        })
    };
    if let Some(quarter) = number(&["q", "kw", "k"]) {
        return Some(if (1..=4).contains(&quarter) {
            Token::Quarter(quarter)
        } else {
            Token::Impossible
        });
    }
    number(&["week", "wk", "w"]).map(|week| {
        if (1..=53).contains(&week) {
            Token::WeekNumber(week)
        } else {
            Token::Impossible
        }
    })
}

fn phrase(tokens: &[Token]) -> Result<Period, Misfit> {
    use Meaning::{Half, Last, Month, Number as Written, This, Today, Yesterday};
    use Token::{
        Count, Date, Number, Quarter, WeekNumber, Word, Year, YearMonth, YearQuarter, YearWeek,
    };
    match *tokens {
        [Word(Today)] => Ok(Period::Running(Unit::Day)),
        [Word(Yesterday)] => Ok(Period::Last(Unit::Day)),
        [Word(This), Word(Meaning::Unit(unit))] => Ok(Period::Running(unit)),
        [Word(Last), Word(Meaning::Unit(unit))] => Ok(Period::Last(unit)),
        // `laatste 30 dagen`, `30 days`, `last 30d`.
        [
            Word(Last),
            Number(count) | Word(Written(count)),
            Word(Meaning::Unit(unit)),
        ]
        | [
            Number(count) | Word(Written(count)),
            Word(Meaning::Unit(unit)),
        ]
        | [Word(Last), Count(count, unit)]
        | [Count(count, unit)] => rolling(count, unit),
        [Word(Last), Word(Half)]
        | [Word(Half)]
        | [Word(Last), Word(Half), Word(Meaning::Unit(Unit::Year))]
        | [Word(Half), Word(Meaning::Unit(Unit::Year))] => rolling(6, Unit::Month),
        [Word(Month(month))] => Ok(Period::Month(None, month)),
        [Word(Month(month)), Year(year)] | [Year(year), Word(Month(month))] => {
            month_of(year, month)
        }
        [YearMonth(year, month)] => month_of(year, month),
        [Quarter(quarter)] => Ok(Period::Quarter(None, quarter)),
        [Quarter(quarter), Year(year)]
        | [Year(year), Quarter(quarter)]
        | [YearQuarter(year, quarter)] => Ok(Period::Quarter(Some(year), quarter)),
        // `1e kwartaal 2026`, `quarter 1`.
        [Word(Meaning::Unit(Unit::Quarter)), Number(quarter)] => quarter_of(None, quarter),
        [
            Word(Meaning::Unit(Unit::Quarter)),
            Number(quarter),
            Year(year),
        ]
        | [
            Number(quarter),
            Word(Meaning::Unit(Unit::Quarter)),
            Year(year),
        ] => quarter_of(Some(year), quarter),
        [WeekNumber(week)] => Ok(Period::Week(None, week)),
        [WeekNumber(week), Year(year)]
        | [Year(year), WeekNumber(week)]
        | [YearWeek(year, week)] => week_of(Some(year), week),
        [Word(Meaning::Unit(Unit::Week)), Number(week)] => week_of(None, week),
        [Word(Meaning::Unit(Unit::Week)), Number(week), Year(year)] => week_of(Some(year), week),
        [Year(year)] | [Word(Meaning::Unit(Unit::Year)), Year(year)] => Ok(Period::Year(year)),
        [Date(day)] => Ok(Period::Between(day, day)),
        [Number(_), Word(Month(_)), Year(_)] | [Word(Month(_)), Number(_), Year(_)] => {
            let day = day_of(tokens).ok_or(Misfit::NotInCalendar)?;
            Ok(Period::Between(day, day))
        }
        _ => Err(Misfit::NoPhrase),
    }
}

fn rolling(count: u32, unit: Unit) -> Result<Period, Misfit> {
    let days = match unit {
        Unit::Day => 1,
        Unit::Week => 7,
        Unit::Month => 30,
        Unit::Quarter => 91,
        Unit::Year => 365,
    };
    match count.checked_mul(days) {
        Some(0) => Err(Misfit::NotInCalendar),
        Some(days) if days <= MOST_DAYS => Ok(Period::Rolling(count, unit)),
        _ => Err(Misfit::TooLong),
    }
}

fn month_of(year: i32, month: u32) -> Result<Period, Misfit> {
    if (1..=12).contains(&month) {
        Ok(Period::Month(Some(year), month))
    } else {
        Err(Misfit::NotInCalendar)
    }
}

fn quarter_of(year: Option<i32>, quarter: u32) -> Result<Period, Misfit> {
    if (1..=4).contains(&quarter) {
        Ok(Period::Quarter(year, quarter))
    } else {
        Err(Misfit::NotInCalendar)
    }
}

fn week_of(year: Option<i32>, week: u32) -> Result<Period, Misfit> {
    let exists = match year {
        Some(year) => NaiveDate::from_isoywd_opt(year, week, chrono::Weekday::Mon).is_some(),
        None => (1..=53).contains(&week),
    };
    exists
        .then_some(Period::Week(year, week))
        .ok_or(Misfit::NotInCalendar)
}

/// `31 maart 2026`, `march 31 2026`.
fn day_of(tokens: &[Token]) -> Option<NaiveDate> {
    match *tokens {
        [Token::Date(date)] => Some(date),
        [
            Token::Number(day),
            Token::Word(Meaning::Month(month)),
            Token::Year(year),
        ]
        | [
            Token::Word(Meaning::Month(month)),
            Token::Number(day),
            Token::Year(year),
        ] => NaiveDate::from_ymd_opt(year, month, day),
        _ => None,
    }
}

/// `from 2026-01-01 to 2026-03-31`, `1 t/m 15 maart 2026`, `januari t/m maart 2026`. The end is always
/// included: where the calendar piece has a length, its last day counts.
fn range(from: &[Token], to: &[Token]) -> Result<Period, Misfit> {
    use Token::{Number, Word, Year, YearMonth, YearQuarter};
    // What the beginning leaves out it has from the end: month and year.
    let completed: Vec<Token> = match (from, to) {
        ([Number(day)], [Number(_), month @ Word(Meaning::Month(_)), year @ Year(_)]) => {
            vec![Number(*day), *month, *year]
        }
        (
            [day @ Number(_), month @ Word(Meaning::Month(_))],
            [Number(_), Word(Meaning::Month(_)), year @ Year(_)],
        ) => vec![*day, *month, *year],
        ([month @ Word(Meaning::Month(_))], [Word(Meaning::Month(_)), year @ Year(_)])
        | ([month @ Token::Quarter(_)], [Token::Quarter(_), year @ Year(_)]) => {
            vec![*month, *year]
        }
        _ => from.to_vec(),
    };
    let has_year = |tokens: &[Token]| {
        tokens.iter().any(|token| {
            matches!(
                token,
                Year(_) | YearMonth(..) | YearQuarter(..) | Token::Date(_) | Token::YearWeek(..)
            )
        })
    };
    // Without years it would depend on today which one ends first.
    if !has_year(&completed) || !has_year(to) {
        return Err(Misfit::NoPhrase);
    }
    let ends = |tokens: &[Token]| {
        // The windows of a period with a year do not depend on today.
        let windows = phrase(tokens)?.windows(NaiveDate::default());
        windows
            .map(|windows| windows.current)
            .ok_or(Misfit::NotInCalendar)
    };
    let (first, last) = (ends(&completed)?.first, ends(to)?.last);
    let days = (last - first).num_days();
    if days < 0 {
        Err(Misfit::BackToFront)
    } else if days >= i64::from(MOST_DAYS) {
        Err(Misfit::TooLong)
    } else {
        Ok(Period::Between(first, last))
    }
}

/// The phrase with every unknown word replaced by the nearest known one, if that makes a period.
fn corrected(words: &[String]) -> Option<String> {
    let better: Vec<String> = words
        .iter()
        .map(|word| match token(word) {
            Some(_) => Some(word.clone()),
            None => nearest(word).map(str::to_owned),
        })
        .collect::<Option<_>>()?;
    read(&better).is_ok().then(|| better.join(" "))
}
