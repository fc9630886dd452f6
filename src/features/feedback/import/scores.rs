//! Reads scores as people and tools write them, and finds the scale on which they were given.

use std::str::FromStr;

use crate::features::feedback::rules::response::ScoreKind;

/// The ends of a scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// Lowest possible value.
    pub min: f64,
    /// Highest possible value.
    pub max: f64,
}

impl Scale {
    /// A scale between two whole numbers.
    pub const fn new(min: f64, max: f64) -> Self {
        Self { min, max }
    }
}

impl std::fmt::Display for Scale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} to {}", self.min, self.max)
    }
}

impl FromStr for Scale {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refused = || {
            format!("`{text}` is not a scale: write the lowest and the highest score, such as 1-5")
        };
        let (min, max) = text
            .split_once("..")
            .or_else(|| text.split_once('-'))
            .or_else(|| text.split_once(" to "))
            .or_else(|| text.split_once(':'))
            .ok_or_else(refused)?;
        match (plain_number(min.trim()), plain_number(max.trim())) {
            (Some(min), Some(max)) if min < max => Ok(Self { min, max }),
            _ => Err(refused()),
        }
    }
}

/// What stands in a score's cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Given {
    /// Nothing, or a word for nothing.
    Nothing,
    /// A number, perhaps "out of" another.
    Number(f64, Option<f64>),
    /// A word, which brings its scale along.
    Word(f64, Scale),
    /// Something else.
    Unreadable,
}

/// Reads `9`, `7,5`, `"10"`, `8/10`, `9 - Extremely likely`, `★★★★☆`, `zeer tevreden`.
pub(super) fn read(text: &str) -> Given {
    if let [byte @ b'0'..=b'9'] = text.as_bytes() {
        return Given::Number(f64::from(byte - b'0'), None);
    }
    let text = text.trim();
    if text.is_empty() {
        return Given::Nothing;
    }
    if let Some(value) = plain_number(text) {
        return Given::Number(value, None);
    }
    if let Some(stars) = stars(text) {
        return Given::Number(stars, None);
    }
    if let Some(number) = number_with_words(text) {
        return number;
    }
    word(text)
}

/// A number with a decimal point or a decimal comma. A score has no thousands to group.
fn plain_number(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if unsigned.is_empty() || unsigned.len() > 12 || !unsigned.as_bytes()[0].is_ascii_digit() {
        return None;
    }
    let mut marks = 0;
    for byte in unsigned.bytes() {
        match byte {
            b'0'..=b'9' => {}
            b'.' | b',' => marks += 1,
            _ => return None,
        }
    }
    match marks {
        0 => text.parse().ok(),
        1 => text.replacen(',', ".", 1).parse().ok(),
        _ => None,
    }
}

/// `★★★★☆` or `⭐⭐⭐`.
fn stars(text: &str) -> Option<f64> {
    let mut full = 0;
    for c in text.chars() {
        match c {
            '★' | '⭐' => full += 1,
            '☆' | '\u{fe0f}' | ' ' => {}
            _ => return None,
        }
    }
    (full > 0).then_some(f64::from(full))
}

/// `8/10`, `4 van 5`, `4 out of 5`, `5 sterren`, `9 - Extremely likely`, `10 (zeer waarschijnlijk)`.
fn number_with_words(text: &str) -> Option<Given> {
    let stop = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',')))?;
    let (number, rest) = text.split_at(stop);
    let value = plain_number(number)?;
    let rest = rest.trim();
    for word in ["/", "out of", "van de", "van", "of"] {
        if let Some(most) = rest.strip_prefix(word) {
            return Some(match plain_number(most.trim()) {
                Some(most) => Given::Number(value, Some(most)),
                None => Given::Unreadable,
            });
        }
    }
    let labelled = rest.starts_with(['-', '–', '—', ':', '(', '=']);
    let label = rest.trim_start_matches(['-', '–', '—', ':', '(', '=', ' ']);
    let words = label.starts_with(|c: char| c.is_alphabetic());
    let known = ["star", "ster", "punt", "point"];
    // A number behind the number ("2 - 3") is a range or a date, not a label.
    ((labelled && words)
        || known
            .iter()
            .any(|word| rest.to_lowercase().starts_with(word)))
    .then_some(Given::Number(value, None))
}

fn word(text: &str) -> Given {
    const FIVE: Scale = Scale::new(1.0, 5.0);
    const TWO: Scale = Scale::new(0.0, 1.0);
    let plain = super::columns::normalise(text);
    let five = |value| Given::Word(value, FIVE);
    match plain.as_str() {
        "" | "na" | "nvt" | "null" | "none" | "nan" | "nil" | "geen" | "leeg" | "onbekend"
        | "unknown" | "nietvantoepassing" | "notapplicable" | "geenantwoord" | "noanswer"
        | "geenmening" | "noopinion" | "skipped" | "overgeslagen" | "offered" | "unoffered" => {
            Given::Nothing
        }
        "verysatisfied" | "extremelysatisfied" | "zeertevreden" | "heeltevreden"
        | "ergtevreden" | "uitstekend" | "excellent" | "verygood" | "zeergoed" | "heelgoed"
        | "veryeasy" | "heelmakkelijk" | "zeermakkelijk" | "stronglyagree" | "helemaalmeeeens"
        | "zeereens" | "helemaaleens" => five(5.0),
        "satisfied" | "somewhatsatisfied" | "tevreden" | "easy" | "makkelijk" | "agree"
        | "eens" | "meeeens" => five(4.0),
        "neutral"
        | "neutraal"
        | "neithersatisfiednordissatisfied"
        | "nietontevredenniettevreden"
        | "niettevredennietontevreden"
        | "okay"
        | "ok"
        | "average"
        | "gemiddeld"
        | "redelijk"
        | "neitheragreenordisagree" => five(3.0),
        "dissatisfied"
        | "somewhatdissatisfied"
        | "unsatisfied"
        | "ontevreden"
        | "difficult"
        | "moeilijk"
        | "disagree"
        | "oneens"
        | "meeoneens"
        | "matig" => five(2.0),
        "verydissatisfied"
        | "extremelydissatisfied"
        | "veryunsatisfied"
        | "zeerontevreden"
        | "heelontevreden"
        | "ergontevreden"
        | "verybad"
        | "zeerslecht"
        | "heelslecht"
        | "terrible"
        | "verydifficult"
        | "zeermoeilijk"
        | "heelmoeilijk"
        | "stronglydisagree"
        | "helemaaloneens"
        | "helemaalmeeoneens"
        | "zeeroneens" => five(1.0),
        "good" | "goodwithcomment" | "goed" | "thumbsup" | "positive" | "positief" | "happy"
        | "blij" => Given::Word(1.0, TWO),
        "bad" | "badwithcomment" | "slecht" | "thumbsdown" | "negative" | "negatief"
        | "unhappy" => Given::Word(0.0, TWO),
        _ => match text.trim_end_matches('\u{fe0f}') {
            "-" | "–" | "—" | "?" => Given::Nothing,
            "👍" => Given::Word(1.0, TWO),
            "👎" => Given::Word(0.0, TWO),
            _ => Given::Unreadable,
        },
    }
}

/// A kind as exports name it.
pub(super) fn kind_named(text: &str) -> Option<ScoreKind> {
    Some(match super::columns::normalise(text).as_str() {
        "nps" | "enps" | "netpromoterscore" | "netpromoter" => ScoreKind::Nps,
        "csat" | "customersatisfaction" | "satisfaction" | "klanttevredenheid" | "tevredenheid" => {
            ScoreKind::Csat
        }
        "ces" | "customereffort" | "customereffortscore" | "effort" | "klantinspanning" => {
            ScoreKind::Ces
        }
        "star" | "stars" | "sterren" | "review" | "starrating" => ScoreKind::Stars,
        "text" | "tekst" | "open" | "comment" => ScoreKind::Text,
        _ => return None,
    })
}

/// The numbers of a whole file, for one kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct ScoreEvidence {
    pub(super) min: f64,
    pub(super) max: f64,
    pub(super) fractions: bool,
    pub(super) numbers: u64,
    pub(super) words: u64,
    /// The highest "out of".
    pub(super) out_of: Option<f64>,
}

impl Default for ScoreEvidence {
    fn default() -> Self {
        Self {
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
            fractions: false,
            numbers: 0,
            words: 0,
            out_of: None,
        }
    }
}

impl ScoreEvidence {
    pub(super) fn add(&mut self, given: Given) {
        match given {
            Given::Number(value, out_of) => {
                self.min = self.min.min(value);
                self.max = self.max.max(value);
                self.fractions |= value.fract() != 0.0;
                self.numbers += 1;
                if let Some(most) = out_of {
                    self.out_of = Some(self.out_of.map_or(most, |other| other.max(most)));
                }
            }
            Given::Word(..) => self.words += 1,
            Given::Nothing | Given::Unreadable => {}
        }
    }

    fn within(&self, min: f64, max: f64) -> bool {
        self.min >= min && self.max <= max
    }
}

/// Which kind the numbers of a column without a telling name are; `None` where that is a question.
///
/// Ten-point whole numbers under `score` are NPS. Under a Dutch `cijfer` or a `rating` they may just
/// as well be a grade, and low numbers may be any scale.
pub(super) fn kind_of_numbers(header: &str, evidence: &ScoreEvidence) -> Option<ScoreKind> {
    if evidence.numbers == 0 && evidence.words > 0 {
        return Some(ScoreKind::Csat);
    }
    let neutral = matches!(
        header,
        "score" | "scores" | "scorevalue" | "scoreraw" | "value"
    );
    (neutral && evidence.within(0.0, 10.0) && evidence.max > 7.0 && !evidence.fractions)
        .then_some(ScoreKind::Nps)
}

/// The scale of a kind; `None` where that is a question.
///
/// Values outside what a kind allows do not widen it: they are kept and left out of the figures.
pub(super) fn scale_of(kind: ScoreKind, evidence: &ScoreEvidence) -> Option<Scale> {
    let from_out_of = evidence.out_of.map(|most| {
        Scale::new(
            if most > 10.0 || evidence.min < 1.0 {
                0.0
            } else {
                1.0
            },
            most,
        )
    });
    match kind {
        ScoreKind::Nps => Some(Scale::new(0.0, 10.0)),
        ScoreKind::Stars => Some(Scale::new(1.0, 5.0)),
        ScoreKind::Text => Some(Scale::new(0.0, 1.0)),
        // Words bring their own.
        _ if evidence.numbers == 0 => Some(Scale::new(1.0, 5.0)),
        ScoreKind::Csat => {
            from_out_of.or_else(|| evidence.within(1.0, 5.0).then_some(Scale::new(1.0, 5.0)))
        }
        ScoreKind::Ces => from_out_of.or_else(|| {
            (evidence.within(1.0, 7.0) && evidence.max > 5.0).then_some(Scale::new(1.0, 7.0))
        }),
    }
}
