//! Decides which column of a file holds what, from its name or from what the operator says.

use std::fmt;

use super::errors::{ImportError, Question};
use super::synonyms::{NAMES, QUESTIONS};
use crate::features::feedback::rules::response::ScoreKind;

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The source's own identity of the response.
    ExternalId,
    /// The score.
    Score,
    /// The kind of question, row by row.
    Kind,
    /// The scale, row by row: `1-5`.
    Scale,
    /// The lowest possible score, row by row.
    ScaleMin,
    /// The highest possible score, row by row.
    ScaleMax,
    /// A headline above the comment.
    Title,
    /// The customer's words.
    Comment,
    /// When the customer answered.
    AnsweredAt,
    /// When the source last changed it.
    UpdatedAt,
    /// The company's id of the customer.
    RespondentId,
    /// Name of the customer.
    Name,
    /// First name, where it has a column of its own.
    FirstName,
    /// Last name, where it has a column of its own.
    LastName,
    /// E-mail address.
    Email,
    /// Company.
    Company,
    /// How far the customer agreed to be named.
    Consent,
    /// Language of the answer.
    Language,
    /// Where it can be read in the source.
    Url,
    /// Name or id of the survey.
    Survey,
    /// Touchpoint or stage of the customer journey.
    Touchpoint,
    /// Labels.
    Tags,
    /// Id or name of a department.
    Department,
    /// Something known of the customer, under this key.
    Segment(String),
}

/// How each field is called on the command line.
const WORDS: &[(Field, &str)] = &[
    (Field::ExternalId, "external_id"),
    (Field::Score, "score"),
    (Field::Kind, "kind"),
    (Field::Scale, "scale"),
    (Field::ScaleMin, "scale_min"),
    (Field::ScaleMax, "scale_max"),
    (Field::Title, "title"),
    (Field::Comment, "comment"),
    (Field::AnsweredAt, "answered_at"),
    (Field::UpdatedAt, "updated_at"),
    (Field::RespondentId, "respondent.id"),
    (Field::Name, "respondent.name"),
    (Field::FirstName, "respondent.first_name"),
    (Field::LastName, "respondent.last_name"),
    (Field::Email, "respondent.email"),
    (Field::Company, "respondent.company"),
    (Field::Consent, "consent"),
    (Field::Language, "language"),
    (Field::Url, "url"),
    (Field::Survey, "survey"),
    (Field::Touchpoint, "touchpoint"),
    (Field::Tags, "tags"),
    (Field::Department, "department"),
];

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Segment(key) = self {
            return write!(f, "segment.{key}");
        }
        let word = WORDS
            .iter()
            .find(|(field, _)| field == self)
            .map_or("", |(_, word)| word);
        f.write_str(word)
    }
}

impl Field {
    /// The field that the command line names: `score`, `respondent.email` or just `email`.
    pub fn named(text: &str) -> Option<Self> {
        if let Some(key) = text.strip_prefix("segment.").filter(|key| !key.is_empty()) {
            return Some(Self::Segment(key.to_owned()));
        }
        let plain = normalise(text);
        WORDS
            .iter()
            .find(|(_, word)| {
                normalise(word) == plain
                    || word
                        .strip_prefix("respondent.")
                        .is_some_and(|word| normalise(word) == plain && plain != "id")
            })
            .map(|(field, _)| field.clone())
    }
}

/// A column of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in the file.
    pub name: String,
    /// What it holds; `None` where it is not used.
    pub field: Option<Field>,
}

/// A name without case, accents and punctuation, so that `E-mail adres` and `e-mailadres` are one.
pub(super) fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        for c in c.to_lowercase() {
            match c {
                'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => out.push('a'),
                'ç' => out.push('c'),
                'è' | 'é' | 'ê' | 'ë' => out.push('e'),
                'ì' | 'í' | 'î' | 'ï' => out.push('i'),
                'ñ' => out.push('n'),
                'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => out.push('o'),
                'ù' | 'ú' | 'û' | 'ü' => out.push('u'),
                'ý' | 'ÿ' => out.push('y'),
                'ß' => out.push_str("ss"),
                'ĳ' => out.push_str("ij"),
                c if c.is_alphanumeric() => out.push(c),
                _ => {}
            }
        }
    }
    if out.is_empty() && text.trim() == "#" {
        out.push('#');
    }
    out
}

/// How sure a name is; the lower the surer.
type Rank = usize;
const RANK_QUESTION: Rank = 1_000;

/// What the name of a column says that it holds.
pub(super) fn field_of_name(name: &str) -> Option<(Field, Rank)> {
    let lower = name.trim().to_lowercase();
    for mark in ["segment.", "segment_", "segment:", "segment "] {
        if let Some(key) = lower.strip_prefix(mark) {
            let key = key_of(key);
            if !key.is_empty() {
                return Some((Field::Segment(key), 0));
            }
        }
    }
    let plain = normalise(name);
    if plain.is_empty() {
        return None;
    }
    for (field, names) in NAMES {
        if let Some(rank) = names.iter().position(|known| *known == plain) {
            return Some((field.clone(), rank));
        }
    }
    if plain == "segment" {
        return Some((Field::Segment(plain), 0));
    }
    if plain.len() < 12 {
        return None;
    }
    QUESTIONS
        .iter()
        .find(|(_, parts)| parts.iter().all(|part| plain.contains(part)))
        .map(|(field, _)| (field.clone(), RANK_QUESTION))
}

/// A segment's key: lower case, words joined by `_`.
fn key_of(text: &str) -> String {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("_")
        .to_lowercase()
}

/// The kind that the name of a score's column tells.
pub(super) fn kind_of_name(name: &str) -> Option<ScoreKind> {
    let plain = normalise(name);
    let has = |parts: &[&str]| parts.iter().any(|part| plain.contains(part));
    if has(&["nps", "netpromoter", "recommend", "aanbevel", "aanbeveel"]) {
        Some(ScoreKind::Nps)
    } else if has(&["csat", "satisf", "tevreden"]) {
        Some(ScoreKind::Csat)
    } else if matches!(plain.as_str(), "ces" | "cesscore")
        || has(&["effort", "inspanning", "makkelijk", "howeasy", "moeite"])
    {
        Some(ScoreKind::Ces)
    } else if has(&["stars", "sterren", "starrating"]) {
        Some(ScoreKind::Stars)
    } else {
        None
    }
}

/// Lays the fields over the columns: first what the operator says, then what the names say.
///
/// `map` holds pairs such as (`score`, `cijfer`); a column is named or counted (`#3`).
pub(super) fn assign(
    names: &[String],
    map: &[(String, String)],
    segments: &[String],
) -> Result<Vec<Column>, ImportError> {
    let mut columns: Vec<Column> = names
        .iter()
        .map(|name| Column {
            name: name.clone(),
            field: None,
        })
        .collect();
    let mut taken: Vec<Field> = Vec::new();
    for (word, name) in map {
        let field = Field::named(word).ok_or_else(|| ImportError::UnknownField {
            word: word.clone(),
            known: WORDS
                .iter()
                .map(|(_, word)| *word)
                .collect::<Vec<_>>()
                .join(", "),
        })?;
        let index = find(names, name)?;
        // A second `--map` for the same field or column is a slip, and the later one does not win silently.
        if taken.contains(&field) || columns[index].field.is_some() {
            return Err(ImportError::MappedTwice {
                pair: format!("{word}={name}"),
            });
        }
        taken.push(field.clone());
        columns[index].field = Some(field);
    }
    for name in segments {
        let index = find(names, name)?;
        if columns[index].field.is_none() {
            let field = Field::Segment(key_of(&names[index]));
            taken.push(field.clone());
            columns[index].field = Some(field);
        }
    }
    let guesses: Vec<_> = names.iter().map(|name| field_of_name(name)).collect();
    let mut questions = Vec::new();
    for index in 0..names.len() {
        let Some((field, _)) = &guesses[index] else {
            continue;
        };
        if taken.contains(field) {
            continue;
        }
        let rivals: Vec<(usize, Rank)> = guesses
            .iter()
            .enumerate()
            .filter(|(rival, _)| columns[*rival].field.is_none())
            .filter_map(|(rival, guess)| {
                guess
                    .as_ref()
                    .filter(|(other, _)| other == field)
                    .map(|(_, rank)| (rival, *rank))
            })
            .collect();
        let Some(best) = rivals.iter().map(|(_, rank)| *rank).min() else {
            continue;
        };
        let winners: Vec<usize> = rivals
            .iter()
            .filter(|(_, rank)| *rank == best)
            .map(|(rival, _)| *rival)
            .collect();
        taken.push(field.clone());
        match winners.as_slice() {
            [one] => columns[*one].field = Some(field.clone()),
            several => questions.push(Question::SeveralColumns {
                field: field.clone(),
                columns: several
                    .iter()
                    .map(|i| format!("{} (#{})", names[*i], i + 1))
                    .collect(),
                example: format!("#{}", several[0] + 1),
            }),
        }
    }
    if !questions.is_empty() {
        return Err(ImportError::Questions(questions));
    }
    // SurveyMonkey calls the id of the response "Respondent ID".
    if !taken.contains(&Field::ExternalId)
        && names.iter().any(|name| normalise(name) == "collectorid")
        && let Some(column) = columns
            .iter_mut()
            .find(|column| normalise(&column.name) == "respondentid")
    {
        column.field = Some(Field::ExternalId);
    }
    Ok(columns)
}

/// The column that the operator means.
fn find(names: &[String], wanted: &str) -> Result<usize, ImportError> {
    let plain = normalise(wanted);
    names
        .iter()
        .position(|name| name == wanted)
        .or_else(|| {
            names
                .iter()
                .position(|name| !plain.is_empty() && normalise(name) == plain)
        })
        .or_else(|| {
            let number: usize = wanted.strip_prefix('#')?.parse().ok()?;
            (1..=names.len()).contains(&number).then(|| number - 1)
        })
        .ok_or_else(|| ImportError::NoSuchColumn {
            wanted: wanted.to_owned(),
            columns: names.join(", "),
        })
}

/// Reads a pair of the command line, `score=cijfer`.
pub fn parse_pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((field, column)) if !column.is_empty() => {
            if Field::named(field).is_none() {
                return Err(format!(
                    "`{field}` is nothing that an import fills; it fills {} and segment.NAME",
                    WORDS
                        .iter()
                        .map(|(_, word)| *word)
                        .collect::<Vec<_>>()
                        .join(", ")
                ));
            }
            Ok((field.to_owned(), column.to_owned()))
        }
        _ => Err(format!("`{text}` is not a pair such as score=cijfer")),
    }
}
