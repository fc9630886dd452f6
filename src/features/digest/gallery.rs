//! Every form of the weekly digest, with sample values.

use serde_json::Value;

use super::views::{Look, Quoted, Thanked, weekly};
use crate::features::feedback::rules::response::Consent;
use crate::features::feedback::views::{ShownDepartment, Speaker};
use crate::platform::config::Language;
use crate::platform::ids::{DepartmentId, ResponseId, UserId};
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
    let (eva, people) = (UserId::from("UEVA"), ["UBOB", "UNOOR"].map(UserId::from));
    let thanked = [Thanked {
        giver: &eva,
        receivers: &people,
        message: thanks,
    }];
    let (forgotten, many) = (
        UserId::from("person-1a2b3c4d"),
        vec![UserId::from("UBOB"); 10],
    );
    let hostile = [0; 5].map(|_| Thanked {
        giver: &forgotten,
        receivers: &many,
        message: &long,
    });
    let look = Look {
        department: ShownDepartment { id: &id, name },
        question,
        responses: 12,
        bad: &[said(bad, &ids[0])],
        good: &[said(good, &ids[1])],
        thanked: &thanked,
        kudos: 1,
        ask_after: Some("HR"),
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
        ask_after: Some(&long),
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
