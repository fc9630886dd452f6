//! Every message of privacy that the code can produce, with sample values.

use serde_json::Value;

use super::views;
use crate::platform::config::{Keep, Period};
use crate::platform::slack::kit::{self, Surface};
use crate::platform::words::Words;

/// Every view in the language of `words`.
pub fn views(words: Words) -> Vec<(String, Surface, Value)> {
    let kept = r#"{ "reactions": [{ "emoji": "tada", "user_id": "U024BE7LH", "words": "<!channel> *bold*" }] }"#;
    let keep = Keep {
        kudos: Period::Days(180),
        corrections: Period::Months(1),
        ..Keep::default()
    };
    let mut all = vec![
        (
            "privacy-home".to_owned(),
            Surface::Home,
            kit::home(views::my_data(words, keep)),
        ),
        (
            "privacy-message-erased".to_owned(),
            Surface::Message,
            views::message_erased(words),
        ),
    ];
    for (name, text) in [
        ("privacy-handed-out", kept.to_owned()),
        ("privacy-handed-out-longest", kept.repeat(300)),
    ] {
        let messages = views::handed_out(words, &text);
        let ends = [messages.first(), messages.last()];
        all.extend(
            ends.into_iter()
                .flatten()
                .enumerate()
                .map(|(number, message)| {
                    (
                        format!("{name}-{number}"),
                        Surface::Message,
                        message.to_json(),
                    )
                }),
        );
    }
    all
}
