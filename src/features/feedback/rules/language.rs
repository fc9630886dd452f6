//! In which language a comment is: what its source says, else what the words look like.

use std::collections::HashMap;
use std::sync::LazyLock;

use whatlang::{Detector, Lang};

/// Below this many letters a guess is not worth making.
const FEWEST_LETTERS: usize = 12;

/// From this many letters on, whatlang's answer counts without a word that confirms it.
const ENOUGH_LETTERS: usize = 20;

/// whatlang's confidence, 0 to 1, from which on its answer is taken without such a word.
const CONFIDENCE_FLOOR: f64 = 0.5;

/// Frequent words that belong to one of the four languages only. They decide the one-sentence
/// comments on which whatlang's three-letter statistics are unsure or wrong, and nearly all others too:
/// whatlang costs a hundred times as much.
const TELLING_WORDS: [(&str, &str); 4] = [
    (
        "nl",
        "aan alleen alles altijd bedankt beter bij dat deze duurde een erg fijn fijne geen \
         geholpen goed goede graag heb hebben heeft heel het ik jammer jullie kan klachten klopt kon \
         kunnen maar met mij mijn moest moet naar niemand niet nog onze ook prima slecht slechte snel \
         snelle te tevreden uit van veel voor vriendelijk vriendelijke weer wel werkt wij wordt zeer \
         zijn",
    ),
    (
        "en",
        "about after all always and are because been but could easy every everything for from good great \
         has have i it just let love many more much my never not our please quick really should slow \
         thank thanks that the their they this to too very we were what when which with works would \
         you your",
    ),
    (
        "de",
        "aber auch bei danke das der ein eine gut ich immer ist leider mit nicht noch schnell sehr und \
         wir zu für",
    ),
    (
        "fr",
        "avec bien c'est dans du est et j'ai la le les mais merci mon nous pour qui sur trop très une vous",
    ),
];

/// The place in [`TELLING_WORDS`] of each word's language.
static LANGUAGE_OF_WORD: LazyLock<HashMap<&'static str, usize>> = LazyLock::new(|| {
    let languages = TELLING_WORDS.iter().enumerate();
    let words =
        languages.flat_map(|(index, (_, words))| words.split(' ').map(move |word| (word, index)));
    words.collect()
});

/// The two-letter language of a response: as its source states it, else as its comment reads.
pub fn language_of(stated: Option<&str>, comment: Option<&str>) -> Option<String> {
    stated
        .and_then(normalise)
        .or_else(|| detect(comment?).map(str::to_owned))
}

/// Two small letters for what a source calls a language: `nl-BE`, `NLD`, `Dutch`, `Nederlands`.
///
/// `None` where it names none (`default`, `und`, an empty text).
pub fn normalise(stated: &str) -> Option<String> {
    let lower = stated.trim().to_lowercase();
    let first = lower
        .split(['-', '_', ' ', '.', '@'])
        .next()
        .unwrap_or_default();
    let known = match first {
        "nld" | "dut" | "dutch" | "nederlands" | "vlaams" | "flemish" => "nl",
        "eng" | "english" | "engels" => "en",
        "deu" | "ger" | "german" | "deutsch" | "duits" => "de",
        "fra" | "fre" | "french" | "français" | "francais" | "frans" => "fr",
        "spa" | "spanish" | "español" => "es",
        "ita" | "italian" | "italiano" => "it",
        "por" | "portuguese" | "português" => "pt",
        "pol" | "polish" | "polski" => "pl",
        "tur" | "turkish" | "türkçe" => "tr",
        two if two.len() == 2 && two.bytes().all(|byte| byte.is_ascii_lowercase()) => two,
        _ => return None,
    };
    Some(known.to_owned())
}

/// `nl`, `en`, `de` or `fr`, where `text` is long enough and clear enough to tell.
pub fn detect(text: &str) -> Option<&'static str> {
    let letters = text
        .chars()
        .filter(|c| c.is_alphabetic())
        .take(ENOUGH_LETTERS)
        .count();
    if letters < FEWEST_LETTERS {
        return None;
    }
    let votes = votes(text);
    let most = votes.iter().copied().max().unwrap_or_default();
    let mut leaders = (0..votes.len()).filter(|&index| votes[index] == most);
    let leader = match (leaders.next(), leaders.next()) {
        (Some(leader), None) => Some(TELLING_WORDS[leader].0),
        _ => None,
    };
    if most >= 2 {
        return leader;
    }
    let (guess, confidence) = guess(text)?;
    let taken = match leader {
        Some(leader) => leader == guess,
        None => most == 0 && letters >= ENOUGH_LETTERS && confidence >= CONFIDENCE_FLOOR,
    };
    taken.then_some(guess)
}

/// whatlang's best guess and its confidence.
fn guess(text: &str) -> Option<(&'static str, f64)> {
    let detector = Detector::with_allowlist(vec![Lang::Nld, Lang::Eng, Lang::Deu, Lang::Fra]);
    let info = detector.detect(text)?;
    let language = match info.lang() {
        Lang::Nld => "nl",
        Lang::Eng => "en",
        Lang::Deu => "de",
        Lang::Fra => "fr",
        // whatlang answers for scripts with a single language (Greek, Thai) past the list.
        _ => return None,
    };
    Some((language, info.confidence()))
}

/// How many telling words of each language `text` holds.
fn votes(text: &str) -> [usize; 4] {
    let mut votes = [0; 4];
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphabetic() && c != '\'');
    for word in words {
        if let Some(index) = LANGUAGE_OF_WORD.get(word) {
            votes[*index] += 1;
        }
    }
    votes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_source_says_wins_and_becomes_two_letters() {
        for stated in [
            "nl",
            "NL",
            "nl-NL",
            "nl_BE",
            "nl_NL.UTF-8",
            "nld",
            "Dutch",
            " Nederlands ",
        ] {
            assert_eq!(normalise(stated).as_deref(), Some("nl"), "{stated}");
        }
        for stated in ["", "default", "und", "x", "12", "-", "é"] {
            assert_eq!(normalise(stated), None, "{stated}");
        }
        assert_eq!(
            language_of(
                Some("fr-BE"),
                Some("This text is quite clearly English, is it not?")
            )
            .as_deref(),
            Some("fr")
        );
        assert_eq!(
            language_of(
                Some("default"),
                Some("This text is quite clearly English, is it not?")
            )
            .as_deref(),
            Some("en")
        );
        assert_eq!(language_of(None, None), None);
    }

    #[test]
    fn comments_as_customers_write_them_are_recognised() {
        let comments = [
            (
                "nl",
                "Factuur klopte niet, twee keer gebeld en nog steeds geen creditnota ontvangen.",
            ),
            (
                "nl",
                "Binnen een dag nieuw onderdeel ontvangen, prima service!",
            ),
            (
                "nl",
                "Snel geholpen door een vriendelijke medewerker van support",
            ),
            (
                "nl",
                "De levering was een dag te laat en niemand belde ons daarover terug.",
            ),
            (
                "en",
                "The invoice was wrong and I had to call twice before anyone helped me.",
            ),
            (
                "en",
                "Setup took five minutes and everything just worked, really impressed.",
            ),
            (
                "en",
                "Great product but the onboarding emails were confusing for our team.",
            ),
            (
                "de",
                "Die Rechnung war falsch und ich musste zweimal anrufen.",
            ),
            (
                "fr",
                "La facture était fausse et j'ai dû appeler deux fois avant d'avoir une réponse.",
            ),
        ];
        for (language, comment) in comments {
            assert_eq!(detect(comment), Some(language), "{comment}");
        }
    }

    #[test]
    fn short_and_foreign_texts_are_not_guessed_at() {
        for comment in [
            "",
            "Top!",
            "ok",
            "Prima service",
            "10/10",
            "👍👍👍",
            "Πολύ καλή εξυπηρέτηση από όλους",
            "บริการดีมากและจัดส่งรวดเร็วมากค่ะ",
        ] {
            assert_eq!(detect(comment), None, "{comment}");
        }
    }

    #[test]
    fn no_telling_word_belongs_to_two_languages() {
        let words: usize = TELLING_WORDS
            .iter()
            .map(|(_, words)| words.split(' ').count())
            .sum();
        assert_eq!(LANGUAGE_OF_WORD.len(), words);
    }
}
