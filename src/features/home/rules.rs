//! What can be typed behind `/voice`, besides questions about scores.

use crate::platform::config::Language;

/// A command as a person typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// What can be typed.
    Help,
    /// Speak this language with me; `None` follows the workspace.
    LanguageForMe(Option<Language>),
    /// Speak this language in this channel; `None` follows the department's setting.
    LanguageHere(Option<Language>),
    /// Nothing that is known, with the known word nearest to it.
    Unknown {
        /// What was typed.
        given: String,
        /// What may have been meant.
        nearest: Option<&'static str>,
    },
}

/// The words that a command can begin with, in both languages.
const SUBCOMMANDS: [&str; 10] = [
    "help", "language", "hulp", "taal", "nps", "csat", "ces", "quotes", "citaten", "overview",
];
/// How alike two words must be, 0 to 1, for one to be taken for a slip of the other.
const ALIKE: f64 = 0.7;

/// Reads what was typed behind the command; both languages are understood.
pub fn parse(text: &str) -> Command {
    let text = text.to_lowercase();
    let mut typed = text.split_whitespace();
    match (typed.next(), typed.next(), typed.next()) {
        (None | Some("help" | "hulp" | "?"), _, _) => Command::Help,
        (Some("language" | "taal"), Some(language), place) => {
            let Some(language) = language_called(language) else {
                return Command::Unknown {
                    given: text,
                    nearest: Some("language nl"),
                };
            };
            match place {
                None => Command::LanguageForMe(language),
                Some("here" | "hier" | "channel" | "kanaal") => Command::LanguageHere(language),
                Some(_) => Command::Unknown {
                    given: text,
                    nearest: Some("language nl here"),
                },
            }
        }
        (Some("language" | "taal"), None, _) => Command::Unknown {
            given: text,
            nearest: Some("language nl"),
        },
        (Some(word), _, _) => Command::Unknown {
            nearest: nearest(word),
            given: word.to_owned(),
        },
    }
}

/// `None` where it names no language; `Some(None)` for "as the workspace".
fn language_called(word: &str) -> Option<Option<Language>> {
    match word {
        "en" | "english" | "engels" => Some(Some(Language::En)),
        "nl" | "dutch" | "nederlands" => Some(Some(Language::Nl)),
        "workspace" | "default" | "werkruimte" | "standaard" => Some(None),
        _ => None,
    }
}

fn nearest(word: &str) -> Option<&'static str> {
    SUBCOMMANDS
        .into_iter()
        .map(|known| (strsim::jaro_winkler(known, word), known))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_are_understood() {
        assert_eq!(parse(""), Command::Help);
        assert_eq!(parse("hulp"), Command::Help);
        assert_eq!(
            parse("taal Nederlands"),
            Command::LanguageForMe(Some(Language::Nl))
        );
        assert_eq!(
            parse("language en here"),
            Command::LanguageHere(Some(Language::En))
        );
        assert_eq!(parse("taal standaard hier"), Command::LanguageHere(None));
    }

    #[test]
    fn a_slip_of_the_finger_gets_the_nearest_word() {
        let slip = Command::Unknown {
            given: "langage".to_owned(),
            nearest: Some("language"),
        };
        assert_eq!(parse("langage nl"), slip);
        let strange = Command::Unknown {
            given: "xyzzy".to_owned(),
            nearest: None,
        };
        assert_eq!(parse("xyzzy"), strange);
    }
}
