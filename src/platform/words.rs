//! Everything that a person reads, in the person's language: sentences, numbers, dates.
//!
//! The sentences stand in config/languages/{en,nl}.ftl (Fluent). A feature names those that it uses
//! in one `words!` list; each becomes a method of [`Words`] with typed arguments. A sentence that is
//! not listed or an argument that is left out does not compile, one that nobody uses is reported as
//! dead code, and a test compares the lists with both files.

use std::sync::LazyLock;

use chrono::{Datelike, Locale, NaiveDate, NaiveDateTime, NaiveTime};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::platform::config::Language;

#[cfg(test)]
pub(crate) mod checks;

/// Both languages, in the order in which they are compared and shown.
pub const LANGUAGES: [Language; 2] = [Language::En, Language::Nl];

/// The English sentences.
const ENGLISH: &str = include_str!("../../config/languages/en.ftl");
/// The Dutch sentences.
const DUTCH: &str = include_str!("../../config/languages/nl.ftl");

/// The words of one language. Cheap to copy; ask it for sentences, numbers and dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    language: Language,
}

/// Names the sentences that a part of Klantstem uses: `"message-id" => method(argument: type);`.
///
/// Numbers are `i64`, so that plural rules apply to them; texts are `&str`.
macro_rules! words {
    ($list:ident: $($id:literal => $name:ident($($argument:ident: $kind:ty),* $(,)?);)*) => {
        impl $crate::platform::words::Words {
            $(pub(crate) fn $name(self $(, $argument: $kind)*) -> String {
                self.say($id, &[$((
                    stringify!($argument),
                    $crate::platform::words::Argument::from($argument),
                )),*])
            })*
        }

        /// The sentences named here, with their arguments.
        #[cfg(test)]
        pub(crate) const $list: &[(&str, &[&str])] = &[$(($id, &[$(stringify!($argument)),*])),*];
    };
}
pub(crate) use words;

/// What a sentence is filled in with.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Argument<'a> {
    /// A text, put in as it is.
    Text(&'a str),
    /// A whole number, shown in the language and obeying its plural rules.
    Number(i64),
}

impl<'a> From<&'a str> for Argument<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Argument<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

words! { PLATFORM_WORDS:
    "day-today" => day_today();
    "day-tomorrow" => day_tomorrow();
    "day-yesterday" => day_yesterday();
    "day-and-time" => day_and_time(day: &str, time: &str);
    "list-and" => list_and(before: &str, last: &str);
}

impl Words {
    /// The words of `language`.
    pub fn of(language: Language) -> Self {
        Self { language }
    }

    /// The language of these words.
    pub fn language(self) -> Language {
        self.language
    }

    /// The sentence `id`. Reached only through the methods that `words!` makes.
    pub(crate) fn say(self, id: &str, arguments: &[(&'static str, Argument<'_>)]) -> String {
        let mut values = FluentArgs::with_capacity(arguments.len());
        for (name, argument) in arguments {
            match argument {
                Argument::Text(text) => values.set(*name, *text),
                Argument::Number(number) => values.set(*name, *number),
            }
        }
        let bundle = match self.language {
            Language::En => &BUNDLES.0,
            Language::Nl => &BUNDLES.1,
        };
        let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
            return id.to_owned(); // the tests below keep this from happening
        };
        let mut errors = Vec::new();
        bundle
            .format_pattern(pattern, Some(&values), &mut errors)
            .into_owned()
    }

    /// A whole number with thousands separators: `12,345`, `12.345`.
    pub fn count(self, number: i64) -> String {
        let digits = number.unsigned_abs().to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 + 1);
        if number < 0 {
            grouped.push('-');
        }
        for (position, digit) in digits.chars().enumerate() {
            if position > 0 && (digits.len() - position).is_multiple_of(3) {
                grouped.push(match self.language {
                    Language::En => ',',
                    Language::Nl => '.',
                });
            }
            grouped.push(digit);
        }
        grouped
    }

    /// A number with at most `decimals` decimals, without trailing zeros: `1,234.5`, `1.234,5`.
    pub fn number(self, number: f64, decimals: usize) -> String {
        let written = format!("{number:.decimals$}");
        let (whole, fraction) = written.split_once('.').unwrap_or((&written, ""));
        let fraction = fraction.trim_end_matches('0');
        let Ok(count) = whole.parse::<i64>() else {
            return written; // beyond any number that we show
        };
        let mut shown = self.count(count);
        if count == 0 && whole.starts_with('-') && !fraction.is_empty() {
            shown.insert(0, '-');
        }
        if !fraction.is_empty() {
            shown.push(match self.language {
                Language::En => '.',
                Language::Nl => ',',
            });
            shown.push_str(fraction);
        }
        shown
    }

    /// A date in full: `14 September 2026`, `14 september 2026`.
    pub fn date(self, date: NaiveDate) -> String {
        self.localized(date, "%-d %B %Y")
    }

    /// A date in short: `14 Sep 2026`, `14 sep 2026`.
    pub fn short_date(self, date: NaiveDate) -> String {
        self.localized(date, "%-d %b %Y").replace('.', "")
    }

    /// A month in short: `Sep`, `sep`.
    pub fn short_month(self, date: NaiveDate) -> String {
        self.localized(date, "%b").replace('.', "")
    }

    /// A month of a year: `September 2026`, `september 2026`.
    pub fn month(self, date: NaiveDate) -> String {
        self.localized(date, "%B %Y")
    }

    /// A day of a year that everybody knows: `14 September`, `14 september`.
    pub fn day_of_year(self, date: NaiveDate) -> String {
        self.localized(date, "%-d %B")
    }

    /// A weekday and date: `Monday 14 September`, `maandag 14 september`.
    pub fn weekday_and_date(self, date: NaiveDate) -> String {
        self.localized(date, "%A %-d %B")
    }

    /// A time of day: `09:30`.
    pub fn time(self, time: NaiveTime) -> String {
        time.format("%H:%M").to_string()
    }

    /// A day as people say it on `today`: `today`, `morgen`, `Thursday 17 September`, and in full in
    /// another year.
    pub fn day(self, date: NaiveDate, today: NaiveDate) -> String {
        match (date - today).num_days() {
            0 => self.day_today(),
            1 => self.day_tomorrow(),
            -1 => self.day_yesterday(),
            _ if date.year() == today.year() => self.weekday_and_date(date),
            _ => self.date(date),
        }
    }

    /// A moment as people say it on `today`: `tomorrow at 09:30`, `vandaag om 16:00`.
    pub fn moment(self, moment: NaiveDateTime, today: NaiveDate) -> String {
        self.day_and_time(&self.day(moment.date(), today), &self.time(moment.time()))
    }

    /// Texts in a row: `a, b and c`, `a, b en c`.
    pub fn list(self, texts: &[&str]) -> String {
        match texts {
            [] => String::new(),
            [only] => (*only).to_owned(),
            [before @ .., last] => self.list_and(&before.join(", "), last),
        }
    }

    fn localized(self, date: NaiveDate, pattern: &str) -> String {
        let locale = match self.language {
            Language::En => Locale::en_GB,
            Language::Nl => Locale::nl_NL,
        };
        date.format_localized(pattern, locale).to_string()
    }
}

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<(Bundle, Bundle)> =
    LazyLock::new(|| (bundle(Language::En, ENGLISH), bundle(Language::Nl, DUTCH)));

fn bundle(language: Language, source: &str) -> Bundle {
    // Lines with a mistake are left out of the resource; the tests refuse files that have any.
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(parsed, _)| parsed);
    let code = match language {
        Language::En => "en-GB",
        Language::Nl => "nl-NL",
    };
    let mut bundle =
        Bundle::new_concurrent(vec![code.parse::<LanguageIdentifier>().unwrap_or_default()]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::En => |value, _| show_number(value, Language::En),
        Language::Nl => |value, _| show_number(value, Language::Nl),
    }));
    bundle.add_resource_overriding(resource);
    bundle
}

fn show_number(value: &FluentValue, language: Language) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(Words::of(language).number(number.value, 2)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EN: Words = Words {
        language: Language::En,
    };
    const NL: Words = Words {
        language: Language::Nl,
    };

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_are_written_as_the_language_writes_them() {
        assert_eq!(EN.count(1_234_567), "1,234,567");
        assert_eq!(NL.count(-1_234), "-1.234");
        assert_eq!(NL.count(999), "999");
        assert_eq!(EN.number(1234.5, 2), "1,234.5");
        assert_eq!(NL.number(1234.567, 2), "1.234,57");
        assert_eq!(NL.number(-0.5, 1), "-0,5");
        assert_eq!(EN.number(9.0, 1), "9");
        assert_eq!(EN.number(-0.001, 1), "0");
    }

    #[test]
    fn dates_are_written_as_the_language_writes_them() {
        let day = date("2026-09-14");
        assert_eq!(EN.date(day), "14 September 2026");
        assert_eq!(NL.date(day), "14 september 2026");
        assert_eq!(EN.short_date(date("2026-03-02")), "2 Mar 2026");
        assert_eq!(NL.short_date(date("2026-03-02")), "2 mrt 2026");
        assert_eq!(NL.day_of_year(day), "14 september");
        assert_eq!(NL.month(day), "september 2026");
        assert_eq!(NL.short_month(date("2026-03-02")), "mrt");
        assert_eq!(EN.weekday_and_date(day), "Monday 14 September");
        assert_eq!(NL.weekday_and_date(day), "maandag 14 september");
    }

    #[test]
    fn days_near_today_have_their_own_words() {
        let today = date("2026-12-31");
        assert_eq!(NL.day(today, today), "vandaag");
        assert_eq!(EN.day(date("2027-01-01"), today), "tomorrow");
        assert_eq!(NL.day(date("2026-12-30"), today), "gisteren");
        assert_eq!(NL.day(date("2026-12-21"), today), "maandag 21 december");
        assert_eq!(EN.day(date("2027-01-04"), today), "4 January 2027");
        let moment = date("2027-01-01").and_hms_opt(9, 30, 0).unwrap();
        assert_eq!(EN.moment(moment, today), "tomorrow at 09:30");
        assert_eq!(NL.moment(moment, today), "morgen om 09:30");
    }

    #[test]
    fn lists_end_in_and() {
        assert_eq!(NL.list(&["a", "b", "c"]), "a, b en c");
        assert_eq!(EN.list(&["a", "b"]), "a and b");
        assert_eq!(EN.list(&["a"]), "a");
        assert_eq!(EN.list(&[]), "");
    }
}
