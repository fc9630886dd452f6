//! What people ask: `nps finance last quarter`, `citaten financiën factuur`, in both languages.

use super::metric::{CesDefinition, Metric};
use super::window::{Period, PeriodRefusal, Unit, parse_period};

/// A department as people may call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// Its id.
    pub id: String,
    /// Its id and its names in both languages, in small letters.
    pub names: Vec<String>,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// All scores, with the customers' words.
    Overview,
    /// One score.
    Score(Metric),
    /// What customers said, with these words in it; empty for everything.
    Quotes(String),
}

/// A question that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What is asked for.
    pub subject: Subject,
    /// The department's id; `None` where none was named.
    pub department: Option<String>,
    /// The period.
    pub period: Period,
}

/// Why a question was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misunderstood {
    /// The rest names neither a department nor a period; the nearest department, if one is near.
    Department {
        /// What was typed.
        given: String,
        /// The nearest name.
        nearest: Option<String>,
    },
    /// The rest is no period.
    Period {
        /// What was typed.
        given: String,
        /// The nearest period.
        nearest: Option<String>,
    },
}

/// What is looked at where no period is named: enough answers for a small department to say something.
pub const USUAL_PERIOD: Period = Period::Rolling(90, Unit::Day);
/// How alike two words must be, 0 to 1, for one to be taken for a slip of the other.
const ALIKE: f64 = 0.8;

/// The subject that the first word of a question names; `None` where it names none.
pub fn subject_called(word: &str, ces: CesDefinition) -> Option<Subject> {
    Some(match word {
        "overview" | "overzicht" | "scores" => Subject::Overview,
        "nps" => Subject::Score(Metric::Nps),
        "csat" | "satisfaction" | "tevredenheid" | "klanttevredenheid" => {
            Subject::Score(Metric::Csat)
        }
        "ces" | "effort" | "moeite" => Subject::Score(Metric::Ces(ces)),
        "stars" | "sterren" | "reviews" => Subject::Score(Metric::Stars),
        "quotes" | "quote" | "words" | "citaten" | "citaat" | "woorden" => {
            Subject::Quotes(String::new())
        }
        _ => return None,
    })
}

/// Reads a question. `None` where it does not begin with a subject, so that it is another command.
///
/// # Errors
/// Where a part of it is not understood.
pub fn read(
    text: &str,
    departments: &[Called],
    ces: CesDefinition,
) -> Option<Result<Question, Misunderstood>> {
    let text = text.to_lowercase();
    let (first, rest) = text
        .trim()
        .split_once(char::is_whitespace)
        .unwrap_or((text.trim(), ""));
    let subject = subject_called(first, ces)?;
    let (department, rest) = department_at_start(rest.trim(), departments);
    Some(match subject {
        Subject::Quotes(_) => Ok(quotes(rest, department)),
        subject => period(rest, department.as_deref(), departments).map(|period| Question {
            subject,
            department,
            period,
        }),
    })
}

/// The words to look for come before a period, if one is named at the end.
fn quotes(rest: &str, department: Option<String>) -> Question {
    let words: Vec<&str> = rest.split_whitespace().collect();
    // The longest end that is a period is one.
    for start in 0..words.len() {
        if let Ok(period) = parse_period(&words[start..].join(" ")) {
            return Question {
                subject: Subject::Quotes(words[..start].join(" ")),
                department,
                period,
            };
        }
    }
    Question {
        subject: Subject::Quotes(words.join(" ")),
        department,
        period: USUAL_PERIOD,
    }
}

fn period(
    rest: &str,
    department: Option<&str>,
    departments: &[Called],
) -> Result<Period, Misunderstood> {
    if rest.is_empty() {
        return Ok(USUAL_PERIOD);
    }
    let refusal = match parse_period(rest) {
        Ok(period) => return Ok(period),
        Err(refusal) => refusal,
    };
    let nearest_period = match refusal {
        PeriodRefusal::Unknown { nearest, .. } => nearest,
        _ => None,
    };
    // `nps finanse last month`: the first word was meant for a department.
    let (first, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let is_rest_a_period = after.trim().is_empty() || parse_period(after).is_ok();
    if department.is_none() && nearest_period.is_none() && is_rest_a_period {
        return Err(Misunderstood::Department {
            given: first.to_owned(),
            nearest: nearest_department(first, departments),
        });
    }
    Err(Misunderstood::Period {
        given: rest.to_owned(),
        nearest: nearest_period,
    })
}

/// The department that the text begins with, and what follows it; the longest name wins.
fn department_at_start<'a>(text: &'a str, departments: &[Called]) -> (Option<String>, &'a str) {
    let fits = |name: &&String| {
        text.strip_prefix(name.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
    };
    departments
        .iter()
        .flat_map(|called| {
            called
                .names
                .iter()
                .filter(fits)
                .map(|name| (name.len(), &called.id))
        })
        .max()
        .map_or((None, text), |(length, id)| {
            (Some(id.clone()), text[length..].trim_start())
        })
}

fn nearest_department(word: &str, departments: &[Called]) -> Option<String> {
    departments
        .iter()
        .flat_map(|called| &called.names)
        .map(|name| (strsim::jaro_winkler(name, word), name))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, name)| name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn departments() -> Vec<Called> {
        let called = |id: &str, names: &[&str]| Called {
            id: id.to_owned(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        };
        vec![
            called("finance", &["finance", "financiën"]),
            called(
                "customer-service",
                &["customer-service", "customer service", "klantenservice"],
            ),
            called("hr", &["hr"]),
        ]
    }

    fn read(text: &str) -> Option<Result<Question, Misunderstood>> {
        super::read(text, &departments(), CesDefinition::Mean)
    }

    fn understood(text: &str) -> Question {
        read(text).unwrap().unwrap()
    }

    #[test]
    fn a_score_a_department_and_a_period_are_read_in_both_languages() {
        let question = understood("NPS Financiën vorig kwartaal");
        assert_eq!(question.subject, Subject::Score(Metric::Nps));
        assert_eq!(question.department.as_deref(), Some("finance"));
        assert_eq!(question.period, Period::Last(Unit::Quarter));
        let question = understood("csat customer service last month");
        assert_eq!(question.department.as_deref(), Some("customer-service"));
        assert_eq!(question.period, Period::Last(Unit::Month));
        assert_eq!(understood("csat").period, USUAL_PERIOD);
        assert_eq!(understood("overzicht").department, None);
    }

    #[test]
    fn quotes_are_looked_for_by_words_and_perhaps_a_period() {
        let question = understood("quotes finance invoice last month");
        assert_eq!(question.subject, Subject::Quotes("invoice".to_owned()));
        assert_eq!(question.period, Period::Last(Unit::Month));
        let question = understood("citaten klantenservice te laat");
        assert_eq!(question.subject, Subject::Quotes("te laat".to_owned()));
        assert_eq!(question.period, USUAL_PERIOD);
    }

    #[test]
    fn what_is_misspelt_gets_the_nearest_name() {
        let nearest = Some("finance".to_owned());
        let given = "finanse".to_owned();
        assert_eq!(
            read("nps finanse").unwrap(),
            Err(Misunderstood::Department {
                given: given.clone(),
                nearest: nearest.clone()
            })
        );
        assert_eq!(
            read("nps finanse last month").unwrap(),
            Err(Misunderstood::Department { given, nearest })
        );
        assert!(matches!(
            read("nps finance last quartre").unwrap(),
            Err(Misunderstood::Period {
                nearest: Some(_),
                ..
            })
        ));
    }

    #[test]
    fn other_commands_are_left_alone() {
        assert_eq!(read("language nl"), None);
        assert_eq!(read(""), None);
    }
}
