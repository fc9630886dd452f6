//! Every form of the weekly digest, with sample values.

use serde_json::Value;

use super::views::{Look, Quoted, Thanked, weekly};
use crate::features::feedback::rules::response::Consent;
use crate::features::feedback::views::{ShownDepartment, Speaker};
use crate::platform::config::Language;
use crate::platform::ids::{DepartmentId, ResponseId};
use crate::platform::slack::kit::Surface;
use crate::platform::words::Words;

/// Every view in the language of `words`.
pub fn views(words: Words) -> Vec<(String, Surface, Value)> {
    let id = DepartmentId::from("finance");
    let (name, question, bad, good, thanks) = match words.language() {
        Language::En => (
            "Finance",
            "How fast and kindly do we solve invoice problems?",
            "The invoice was wrong again.",
            "Bob called back within the hour.",
            "helped my customer on his day off",
        ),
        Language::Nl => (
            "Financiën",
            "Hoe snel en vriendelijk lossen we factuurproblemen op?",
            "De factuur klopte weer niet.",
            "Bob belde binnen een uur terug.",
            "hielp mijn klant op zijn vrije dag",
        ),
    };
    let long = "<!channel> *vet* `x` & <@U1> @here \u{202e}é ".repeat(60);
    let ids = ["response-1", "response-2", "response-3", "response-4"].map(ResponseId::from);
    let said = |words, response| Quoted {
        response,
        words,
        speaker: Speaker {
            consent: Consent::Company,
            name: None,
            company: Some("Bakkerij De Vries"),
        },
    };
    let thanked = [Thanked {
        giver: "Eva Smit",
        receivers: vec!["Bob Jansen", "Noor Bakker"],
        message: thanks,
    }];
    let hostile: Vec<Thanked> = (0..5)
        .map(|_| Thanked {
            giver: &long,
            receivers: vec![&long; 10],
            message: &long,
        })
        .collect();
    let look = Look {
        department: ShownDepartment { id: &id, name },
        question,
        responses: 12,
        bad: &[said(bad, &ids[0])],
        good: &[said(good, &ids[1])],
        thanked: &thanked,
        kudos: 1,
    };
    let quiet = Look {
        responses: 0,
        bad: &[],
        good: &[],
        ..look
    };
    let silent = Look {
        thanked: &[],
        kudos: 0,
        ..look
    };
    let longest = Look {
        department: ShownDepartment {
            id: &id,
            name: &long,
        },
        question: &long,
        responses: 1_234,
        bad: &[said(&long, &ids[0]), said(&long, &ids[1])],
        good: &[said(&long, &ids[2]), said(&long, &ids[3])],
        thanked: &hostile,
        kudos: 40,
    };
    [
        ("weekly", look),
        ("weekly-kudos-only", quiet),
        ("weekly-words-only", silent),
        ("weekly-longest", longest),
    ]
    .into_iter()
    .map(|(name, look)| {
        let view = weekly(words, &look).to_json();
        (name.to_owned(), Surface::Message, view)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::words::LANGUAGES;

    #[test]
    fn every_view_looks_as_it_did() {
        let mut settings = insta::Settings::clone_current();
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| {
            for language in LANGUAGES {
                for (name, _, view) in views(Words::of(language)) {
                    insta::assert_json_snapshot!(format!("{name}-{}", language.code()), view);
                }
            }
        });
    }
}
