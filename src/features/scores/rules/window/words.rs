//! The words in which people ask for a period, in English and Dutch.

use super::Unit;

/// What a word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The whole one before; before a number, up to today.
    Last,
    /// The one that is running.
    This,
    /// A piece of the calendar.
    Unit(Unit),
    /// Another word for `this year`, `last week` and so on.
    Today,
    /// The day before today.
    Yesterday,
    /// A month, 1 to 12.
    Month(u32),
    /// A number that is written out.
    Number(u32),
    /// Half of what follows: a half year.
    Half,
    /// Up to and including.
    Until,
    /// Says nothing: "of", "the".
    Filler,
}

use Meaning::{Filler, Half, Last, Month, Number, This, Today, Unit as Piece, Until, Yesterday};

/// Every word that is understood. The first of a meaning is not special; hints take the nearest.
pub(super) const WORDS: &[(&str, Meaning)] = &[
    ("last", Last),
    ("previous", Last),
    ("past", Last),
    ("prior", Last),
    ("vorig", Last),
    ("vorige", Last),
    ("afgelopen", Last),
    ("laatste", Last),
    ("voorgaand", Last),
    ("voorgaande", Last),
    ("voorbije", Last),
    ("this", This),
    ("current", This),
    ("dit", This),
    ("deze", This),
    ("huidig", This),
    ("huidige", This),
    ("lopend", This),
    ("lopende", This),
    ("day", Piece(Unit::Day)),
    ("days", Piece(Unit::Day)),
    ("dag", Piece(Unit::Day)),
    ("dagen", Piece(Unit::Day)),
    ("week", Piece(Unit::Week)),
    ("weeks", Piece(Unit::Week)),
    ("weken", Piece(Unit::Week)),
    ("month", Piece(Unit::Month)),
    ("months", Piece(Unit::Month)),
    ("maand", Piece(Unit::Month)),
    ("maanden", Piece(Unit::Month)),
    ("quarter", Piece(Unit::Quarter)),
    ("quarters", Piece(Unit::Quarter)),
    ("kwartaal", Piece(Unit::Quarter)),
    ("kwartalen", Piece(Unit::Quarter)),
    ("year", Piece(Unit::Year)),
    ("years", Piece(Unit::Year)),
    ("jaar", Piece(Unit::Year)),
    ("jaren", Piece(Unit::Year)),
    ("today", Today),
    ("vandaag", Today),
    ("yesterday", Yesterday),
    ("gisteren", Yesterday),
    ("january", Month(1)),
    ("januari", Month(1)),
    ("jan", Month(1)),
    ("february", Month(2)),
    ("februari", Month(2)),
    ("feb", Month(2)),
    ("march", Month(3)),
    ("maart", Month(3)),
    ("mar", Month(3)),
    ("mrt", Month(3)),
    ("april", Month(4)),
    ("apr", Month(4)),
    ("may", Month(5)),
    ("mei", Month(5)),
    ("june", Month(6)),
    ("juni", Month(6)),
    ("jun", Month(6)),
    ("july", Month(7)),
    ("juli", Month(7)),
    ("jul", Month(7)),
    ("august", Month(8)),
    ("augustus", Month(8)),
    ("aug", Month(8)),
    ("september", Month(9)),
    ("sept", Month(9)),
    ("sep", Month(9)),
    ("october", Month(10)),
    ("oktober", Month(10)),
    ("oct", Month(10)),
    ("okt", Month(10)),
    ("november", Month(11)),
    ("nov", Month(11)),
    ("december", Month(12)),
    ("dec", Month(12)),
    ("one", Number(1)),
    ("een", Number(1)),
    ("één", Number(1)),
    ("two", Number(2)),
    ("twee", Number(2)),
    ("three", Number(3)),
    ("drie", Number(3)),
    ("four", Number(4)),
    ("vier", Number(4)),
    ("six", Number(6)),
    ("zes", Number(6)),
    ("twelve", Number(12)),
    ("twaalf", Number(12)),
    ("half", Half),
    ("halve", Half),
    ("halfjaar", Half),
    ("to", Until),
    ("until", Until),
    ("till", Until),
    ("through", Until),
    ("tot", Until),
    ("t/m", Until),
    ("tm", Until),
    ("-", Until),
    ("–", Until),
    ("..", Until),
    ("the", Filler),
    ("of", Filler),
    ("in", Filler),
    ("over", Filler),
    ("for", Filler),
    ("from", Filler),
    ("between", Filler),
    ("and", Filler),
    ("a", Filler),
    ("de", Filler),
    ("het", Filler),
    ("van", Filler),
    ("voor", Filler),
    ("met", Filler),
    ("en", Filler),
];

/// What the word means; `None` where it is not known.
pub(super) fn meaning(word: &str) -> Option<Meaning> {
    WORDS
        .iter()
        .find(|(known, _)| *known == word)
        .map(|(_, meaning)| *meaning)
}

/// The known word that was probably meant.
pub(super) fn nearest(word: &str) -> Option<&'static str> {
    // One slip in a word of up to five letters, two in a longer one.
    let allowed = if word.chars().count() < 6 { 1 } else { 2 };
    WORDS
        .iter()
        .filter(|(known, meaning)| *meaning != Filler && known.chars().count() > 2)
        .map(|(known, _)| (strsim::damerau_levenshtein(word, known), *known))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}
