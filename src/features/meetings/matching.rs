//! Which occurrences of a calendar a rule means.

use std::fmt;

use super::calendars::Occurrence;
use crate::features::feedback::rules::matching::{Matcher, PatternError};
use crate::platform::config::Meeting;

/// What an occurrence must be like.
#[derive(Clone)]
pub struct Matches {
    /// The calendar.
    pub calendar: String,
    /// As it was written.
    text: String,
    title: Option<Matcher>,
    organizer: Option<String>,
    min_attendees: u32,
}

/// Without the automaton: what was asked for.
impl fmt::Debug for Matches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Matches")
            .field("calendar", &self.calendar)
            .field("title", &self.text)
            .field("organizer", &self.organizer)
            .field("min_attendees", &self.min_attendees)
            .finish()
    }
}

impl Matches {
    /// What a rule of the configuration asks for.
    ///
    /// # Errors
    /// Where the title can not be looked for.
    pub fn of(calendar: &str, meeting: &Meeting) -> Result<Self, PatternError> {
        let title = meeting.title.as_deref();
        Ok(Self {
            calendar: calendar.to_owned(),
            text: title.unwrap_or_default().to_owned(),
            title: title.map(|title| Matcher::parse([title])).transpose()?,
            organizer: meeting
                .organizer
                .as_ref()
                .map(|organizer| organizer.to_lowercase()),
            min_attendees: meeting.min_attendees,
        })
    }

    /// Whether an occurrence is meant. What takes whole days is no meeting.
    pub fn fits(&self, occurrence: &Occurrence) -> bool {
        let has_title = |matcher: &Matcher| !matcher.find(&occurrence.title).is_empty();
        !occurrence.is_all_day
            && self.title.as_ref().is_none_or(has_title)
            && (self.organizer.is_none() || self.organizer == occurrence.organizer)
            && occurrence.attendees >= self.min_attendees
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::features::meetings::calendars::Identity;
    use crate::platform::config::{self, Environment};

    fn matches(more: &str) -> Matches {
        let text = format!(
            "[calendars.team]\nkind = \"ics\"\n[[meetings]]\nname = \"a\"\ndepartment = \"hr\"\ncalendar = \"team\"\n{more}\n"
        );
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("klantstem.toml");
        std::fs::write(&file, text).unwrap();
        let loaded = config::load(Some(&file), &Environment::default(), &|_, _, _| Vec::new());
        let loaded = loaded.unwrap_or_else(|problems| panic!("{problems}"));
        Matches::of("team", &loaded.config.meetings[0]).unwrap()
    }

    fn occurrence(title: &str, organizer: &str, attendees: u32) -> Occurrence {
        Occurrence {
            identity: Identity {
                event: "e".to_owned(),
                original_start: None,
            },
            uid: None,
            starts_at: DateTime::UNIX_EPOCH,
            ends_at: DateTime::UNIX_EPOCH,
            is_all_day: false,
            title: title.to_owned(),
            organizer: Some(organizer.to_owned()),
            attendees,
        }
    }

    #[test]
    fn a_title_is_a_pattern_of_words_without_case() {
        let by = matches("title = \"week*\"");
        for (title, fits) in [
            ("Weekly finance", true),
            ("Biweekly", false),
            ("WEEKSTART", true),
        ] {
            assert_eq!(by.fits(&occurrence(title, "a@b.nl", 0)), fits, "{title}");
        }
    }

    #[test]
    fn organiser_and_attendees_must_fit_too() {
        let by = matches("organizer = \"Anna@Bedrijf.nl\"\nmin_attendees = 3");
        assert!(by.fits(&occurrence("x", "anna@bedrijf.nl", 3)));
        assert!(!by.fits(&occurrence("x", "anna@bedrijf.nl", 2)));
        assert!(!by.fits(&occurrence("x", "bob@bedrijf.nl", 3)));
    }

    #[test]
    fn without_conditions_every_meeting_fits_but_no_whole_day() {
        let whole_day = Occurrence {
            is_all_day: true,
            ..occurrence("Holiday", "a@b.nl", 9)
        };
        assert!(matches("").fits(&occurrence("x", "a@b.nl", 0)));
        assert!(!matches("").fits(&whole_day));
    }
}
