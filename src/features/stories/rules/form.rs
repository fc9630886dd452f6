//! What a story must be like: its words, its people, and the customer's consent to be named.

use crate::features::feedback::rules::redaction::redact;
use crate::features::feedback::rules::response::Consent;
use crate::platform::ids::{DepartmentId, UserId};
use crate::platform::text;

/// The longest text of what happened.
pub const HAPPENED: usize = 1_200;
/// The shortest text of what happened: less tells nothing.
pub const LEAST: usize = 20;
/// The longest text of the outcome.
pub const OUTCOME: usize = 400;
/// The longest name of a customer or company.
pub const NAME: usize = 80;
/// The longest role of a colleague.
pub const ROLE: usize = 60;
/// The longest description of a picture.
pub const ALT: usize = 250;
/// Colleagues in a story.
pub const CONTRIBUTORS: usize = 8;

/// What somebody wrote about a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The customer's name; empty where none was given or it may not be told.
    pub customer: String,
    /// The customer's company; likewise.
    pub company: String,
    /// How far the customer agreed to be named.
    pub consent: Consent,
    /// What happened.
    pub happened: String,
    /// What came of it.
    pub outcome: String,
    /// The departments that hear it; empty for all.
    pub departments: Vec<DepartmentId>,
}

/// An input of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Input {
    /// The customer's name.
    Customer,
    /// The customer's company.
    Company,
    /// What happened.
    Happened,
    /// What came of it.
    Outcome,
    /// Who made it happen.
    People,
}

/// What is wrong with an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A name is wanted where the customer agreed to be named.
    NameMissing,
    /// A company is wanted where the customer agreed to that.
    CompanyMissing,
    /// The customer did not agree to this name, and the story says it.
    SaysTheName(String),
    /// Less than [`LEAST`] characters.
    TooShort,
    /// Nothing to be seen.
    Empty,
    /// Nobody made it happen.
    Nobody,
    /// More than [`CONTRIBUTORS`] people.
    TooMany,
    /// Somebody who is no colleague: a bot, an account that was closed, another organisation.
    NoColleague(UserId),
}

impl Told {
    /// The same without personal data in the texts, each cleaned and cut to its length.
    pub fn tidied(self) -> Self {
        Self {
            customer: text::one_line(&self.customer, NAME),
            company: text::one_line(&self.company, NAME),
            happened: masked(&self.happened, HAPPENED),
            outcome: masked(&self.outcome, OUTCOME),
            ..self
        }
    }

    /// The same without the names that the customer did not agree to: they are not kept.
    pub fn as_agreed(mut self) -> Self {
        if self.consent < Consent::Named {
            self.customer.clear();
        }
        if self.consent < Consent::Company {
            self.company.clear();
        }
        self
    }

    /// What is wrong with it, in the order of the form.
    pub fn faults(&self, people: &[UserId]) -> Vec<(Input, Fault)> {
        let mut faults = Vec::new();
        if self.consent == Consent::Named && self.customer.is_empty() {
            faults.push((Input::Customer, Fault::NameMissing));
        }
        if self.consent == Consent::Company && self.company.is_empty() {
            faults.push((Input::Company, Fault::CompanyMissing));
        }
        for (input, words) in [
            (Input::Happened, &self.happened),
            (Input::Outcome, &self.outcome),
        ] {
            if !text::is_visible(words) {
                faults.push((input, Fault::Empty));
            } else if input == Input::Happened && text::length(words) < LEAST {
                faults.push((input, Fault::TooShort));
            } else if let Some(name) = self.name_without_consent(words) {
                faults.push((input, Fault::SaysTheName(name.to_owned())));
            }
        }
        if people.is_empty() {
            faults.push((Input::People, Fault::Nobody));
        } else if people.len() > CONTRIBUTORS {
            faults.push((Input::People, Fault::TooMany));
        }
        faults
    }

    /// A name that was given, that `words` say, and to which the customer did not agree.
    fn name_without_consent(&self, words: &str) -> Option<&str> {
        let words = words.to_lowercase();
        let given = [
            (&self.customer, Consent::Named),
            (&self.company, Consent::Company),
        ];
        given
            .into_iter()
            .filter(|(name, least)| self.consent < *least && !name.is_empty())
            .map(|(name, _)| name.as_str())
            .find(|name| words.contains(&name.to_lowercase()))
    }
}

/// A text without personal data, cleaned and cut.
pub fn masked(words: &str, most: usize) -> String {
    let cleaned = text::clean(words);
    text::cut(&redact(&cleaned).text, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(consent: Consent) -> Told {
        Told {
            customer: "Sanne de Vries".into(),
            company: "Bakkerij De Vries".into(),
            consent,
            happened: "De factuur klopte niet en stond dezelfde dag recht.".into(),
            outcome: "De klant bleef.".into(),
            departments: Vec::new(),
        }
    }

    fn somebody() -> Vec<UserId> {
        vec!["U1".into()]
    }

    #[test]
    fn a_whole_story_has_no_faults() {
        for consent in [Consent::Anonymous, Consent::Company, Consent::Named] {
            assert_eq!(told(consent).faults(&somebody()), []);
        }
    }

    #[test]
    fn names_are_kept_only_as_far_as_the_customer_agreed() {
        let kept = |consent| {
            let told = told(consent).as_agreed();
            (!told.customer.is_empty(), !told.company.is_empty())
        };
        assert_eq!(kept(Consent::Anonymous), (false, false));
        assert_eq!(kept(Consent::Company), (false, true));
        assert_eq!(kept(Consent::Named), (true, true));
    }

    #[test]
    fn a_name_in_the_words_is_refused_without_consent() {
        let mut told = told(Consent::Company);
        told.happened = "Toen belde SANNE DE VRIES ons zelf terug.".into();
        let refused = (
            Input::Happened,
            Fault::SaysTheName("Sanne de Vries".to_owned()),
        );
        assert_eq!(told.faults(&somebody()), [refused]);
        told.consent = Consent::Named;
        assert_eq!(told.faults(&somebody()), []);
    }

    #[test]
    fn consent_to_a_name_needs_the_name() {
        let mut told = told(Consent::Named);
        told.customer.clear();
        assert_eq!(
            told.faults(&somebody()),
            [(Input::Customer, Fault::NameMissing)]
        );
        told.consent = Consent::Company;
        told.company.clear();
        assert_eq!(
            told.faults(&somebody()),
            [(Input::Company, Fault::CompanyMissing)]
        );
    }

    #[test]
    fn too_little_is_refused_at_its_field() {
        let told = Told {
            happened: "Kort".into(),
            outcome: "\u{200b}".into(),
            ..told(Consent::Anonymous)
        };
        assert_eq!(
            told.faults(&[]),
            [
                (Input::Happened, Fault::TooShort),
                (Input::Outcome, Fault::Empty),
                (Input::People, Fault::Nobody),
            ]
        );
        let nine = vec![UserId::from("U1"); 9];
        assert!(
            told.faults(&nine)
                .contains(&(Input::People, Fault::TooMany))
        );
    }

    #[test]
    fn personal_data_is_masked_and_long_texts_are_cut() {
        let told = Told {
            happened: "Bel 06-12345678 ".repeat(200),
            ..told(Consent::Named)
        }
        .tidied();
        assert!(!told.happened.contains("12345678"));
        assert!(text::length(&told.happened) <= HAPPENED);
    }
}
