//! What feedback shows in Slack: pure functions from finished values to messages and modals.
//!
//! A customer's words only ever go into rich text and plain text, which format nothing. The fallback
//! `text` of a message is markup to Slack, so there they are escaped.

pub mod actions;
pub mod answers;
pub mod card;
pub mod digest;
#[doc(hidden)]
pub mod gallery;
pub mod modals;
pub mod problems;
pub mod triage;
pub mod why;
pub mod words;

use crate::features::feedback::rules::response::{Consent, Score, ScoreKind};
use crate::platform::config::ScoreClass;
use crate::platform::ids::DepartmentId;
use crate::platform::slack::kit::{channel, person};
use crate::platform::text;
use crate::platform::words::Words;

/// The longest name of a person, company, survey or source that is shown.
const NAME: usize = 80;

/// Who said it. Shown only as far as `consent` goes, whatever else is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Speaker<'a> {
    /// How far the customer agreed to be named.
    pub consent: Consent,
    /// The customer's name.
    pub name: Option<&'a str>,
    /// The customer's company.
    pub company: Option<&'a str>,
}

impl Speaker<'_> {
    /// Who said it, in words, not escaped: `A customer`, `Sanne de Vries, Bakkerij De Vries`.
    pub(crate) fn in_words(&self, words: Words) -> String {
        let shown = |text: Option<&str>, least: Consent| {
            text.filter(|_| self.consent >= least)
                .map(|text| text::one_line(text, NAME))
                .filter(|text| !text.is_empty())
        };
        let name = shown(self.name, Consent::Named);
        let company = shown(self.company, Consent::Company);
        match (name, company) {
            (Some(name), Some(company)) => words.speaker_named(&name, &company),
            (Some(name), None) => name,
            (None, Some(company)) => words.speaker_at_company(&company),
            (None, None) => words.speaker_anonymous(),
        }
    }
}

/// A score and the question that it answers.
#[derive(Clone, Copy, Debug)]
pub struct ShownScore {
    /// What kind of question was asked.
    pub kind: ScoreKind,
    /// The score on its scale.
    pub score: Score,
}

impl ShownScore {
    /// What the score says about the customer; `None` where it is not on its scale.
    fn class(&self) -> Option<ScoreClass> {
        self.score.class(self.kind)
    }

    /// The score on its scale, in words: `9 out of 10`.
    fn on_scale(&self, words: Words) -> String {
        let shown = |number: f64| words.number(number, 2);
        let Score {
            value, min, max, ..
        } = self.score;
        let (value, least, most) = (shown(value), shown(min), shown(max));
        if self.score.low_is_good {
            words.score_low_is_good(&value, &least, &most)
        } else if self.kind == ScoreKind::Stars {
            let count = if max == 1.0 { 1 } else { 2 };
            words.score_stars(&value, &most, count)
        } else if min == 0.0 || min == 1.0 {
            words.score_out_of(&value, &most)
        } else {
            words.score_on_scale(&value, &least, &most)
        }
    }

    /// What the score says, in words: `Promoter`, `Much effort`.
    fn class_in_words(&self, words: Words) -> Option<String> {
        let class = self.class()?;
        Some(match (self.kind, class) {
            (ScoreKind::Ces, ScoreClass::Satisfied) => words.class_easy(),
            (ScoreKind::Ces, ScoreClass::Neutral) => words.class_some_effort(),
            (ScoreKind::Ces, ScoreClass::Dissatisfied) => words.class_hard(),
            (_, class) => class_in_words(class, words),
        })
    }
}

/// A class of scores in words, whatever was asked.
fn class_in_words(class: ScoreClass, words: Words) -> String {
    match class {
        ScoreClass::Promoter => words.class_promoter(),
        ScoreClass::Passive => words.class_passive(),
        ScoreClass::Detractor => words.class_detractor(),
        ScoreClass::Satisfied => words.class_satisfied(),
        ScoreClass::Neutral => words.class_neutral(),
        ScoreClass::Dissatisfied => words.class_dissatisfied(),
    }
}

/// A calm symbol beside the words; orange, not red: a detractor is news, not an alarm.
fn symbol(class: Option<ScoreClass>) -> &'static str {
    match class {
        Some(ScoreClass::Promoter | ScoreClass::Satisfied) => "🟢",
        Some(ScoreClass::Passive | ScoreClass::Neutral) => "🟡",
        Some(ScoreClass::Detractor | ScoreClass::Dissatisfied) => "🟠",
        None => "⚪",
    }
}

/// `9 out of 10 · Promoter`; our own words only.
fn score_in_words(score: Option<&ShownScore>, words: Words) -> String {
    let Some(score) = score else {
        return words.class_none();
    };
    let on_scale = score.on_scale(words);
    match score.class_in_words(words) {
        Some(class) => format!("{on_scale} · {class}"),
        None => on_scale,
    }
}

/// A department as it is shown.
#[derive(Clone, Copy, Debug)]
pub struct ShownDepartment<'a> {
    /// Its id.
    pub id: &'a DepartmentId,
    /// Its name in the reader's language.
    pub name: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::config::Language;

    const EN: Language = Language::En;

    fn said_by(consent: Consent) -> String {
        let speaker = Speaker {
            consent,
            name: Some("Sanne de Vries"),
            company: Some("Bakkerij De Vries"),
        };
        speaker.in_words(Words::of(EN))
    }

    #[test]
    fn a_customer_is_named_only_as_far_as_consent_goes() {
        assert_eq!(said_by(Consent::Anonymous), "A customer");
        assert_eq!(said_by(Consent::Company), "A customer at Bakkerij De Vries");
        assert_eq!(said_by(Consent::Named), "Sanne de Vries, Bakkerij De Vries");
    }

    fn shown(kind: ScoreKind, value: f64, min: f64, max: f64, low_is_good: bool) -> String {
        let score = ShownScore {
            kind,
            score: Score {
                value,
                min,
                max,
                low_is_good,
            },
        };
        score_in_words(Some(&score), Words::of(Language::Nl))
    }

    #[test]
    fn scores_say_their_scale_and_their_class() {
        assert_eq!(
            shown(ScoreKind::Nps, 9.0, 0.0, 10.0, false),
            "9 van 10 · Promotor"
        );
        assert_eq!(
            shown(ScoreKind::Csat, 4.5, 1.0, 5.0, false),
            "4,5 van 5 · Tevreden"
        );
        assert_eq!(
            shown(ScoreKind::Stars, 2.0, 1.0, 5.0, false),
            "2 van 5 sterren · Ontevreden"
        );
        assert_eq!(
            shown(ScoreKind::Ces, 1.0, 1.0, 7.0, true),
            "1 op een schaal van 1 tot 7, waarbij 1 het beste is · Weinig moeite"
        );
        assert_eq!(
            shown(ScoreKind::Csat, 0.0, -5.0, 5.0, false),
            "0 op een schaal van -5 tot 5 · Neutraal"
        );
        assert_eq!(shown(ScoreKind::Nps, 11.0, 0.0, 10.0, false), "11 van 10");
    }
}
