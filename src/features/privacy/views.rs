//! What privacy shows in Slack, and on App Home.

use serde_json::Value;

use crate::platform::config::{Keep, Period};
use crate::platform::slack::kit::{self, Block, Message};
use crate::platform::words::{Words, words};

words! { PRIVACY_WORDS:
    "privacy-words-erased" => privacy_words_erased();
    "privacy-message-erased" => privacy_message_erased();
    "privacy-home-title" => privacy_home_title();
    "privacy-home-intro" => privacy_home_intro();
    "privacy-home-keep" => privacy_home_keep(kudos: &str, reactions: &str, corrections: &str, meetings: &str);
    "privacy-keep-forever" => privacy_keep_forever();
    "privacy-keep-months" => privacy_keep_months(count: i64);
    "privacy-keep-days" => privacy_keep_days(count: i64);
    "privacy-home-export" => privacy_home_export();
    "privacy-home-erase" => privacy_home_erase();
    "privacy-erase-sure-title" => privacy_erase_sure_title();
    "privacy-erase-sure" => privacy_erase_sure();
    "privacy-erase-yes" => privacy_erase_yes();
    "privacy-erase-no" => privacy_erase_no();
    "privacy-handed-out" => privacy_handed_out();
    "privacy-handed-out-more" => privacy_handed_out_more();
}

/// `action_id` of the button by which somebody asks what is kept.
pub const EXPORT: &str = "privacy:export";
/// `action_id` of the button by which somebody asks to be forgotten.
pub const ERASE: &str = "privacy:erase";

/// What of an export stands in one message.
const PART: usize = 2_800;
/// Messages in which an export is handed out; an administrator hands out what is longer.
const PARTS: usize = 8;

/// What stands in a message where a customer's words stood, in Slack's markup.
pub fn words_erased(words: Words) -> String {
    words.privacy_words_erased()
}

/// What becomes of a message of which nothing else is left, or is not kept any more.
pub fn message_erased(words: Words) -> Value {
    Message::paragraph(words.privacy_message_erased()).to_json()
}

fn period(words: Words, period: Period) -> String {
    match period {
        Period::Forever => words.privacy_keep_forever(),
        Period::Months(months) => words.privacy_keep_months(i64::from(months)),
        Period::Days(days) => words.privacy_keep_days(i64::from(days)),
    }
}

/// The part of App Home about what is kept of its reader, and for how long.
pub fn my_data(words: Words, keep: Keep) -> Vec<Block> {
    let export = kit::button(&words.privacy_home_export(), EXPORT, EXPORT);
    let erase = kit::button(&words.privacy_home_erase(), ERASE, ERASE);
    let erase = kit::asked_twice(
        erase,
        &words.privacy_erase_sure_title(),
        &words.privacy_erase_sure(),
        &words.privacy_erase_yes(),
        &words.privacy_erase_no(),
    );
    let mut blocks = vec![
        kit::divider(),
        kit::header(&words.privacy_home_title()),
        kit::section(&words.privacy_home_intro()),
        kit::context(&words.privacy_home_keep(
            &period(words, keep.kudos),
            &period(words, keep.reactions),
            &period(words, keep.corrections),
            &period(words, keep.meetings),
        )),
    ];
    blocks.extend(kit::actions(
        "privacy:mine",
        vec![export.into(), erase.into()],
    ));
    blocks
}

/// The messages in which somebody is handed what is kept about them.
pub fn handed_out(words: Words, kept: &str) -> Vec<Message> {
    let characters: Vec<char> = kept.chars().collect();
    let parts: Vec<String> = characters
        .chunks(PART)
        .map(|part| part.iter().collect())
        .collect();
    let intro = words.privacy_handed_out();
    let mut messages: Vec<Message> = parts
        .iter()
        .take(PARTS)
        .enumerate()
        .map(|(number, part)| {
            let message = Message::new(kit::unformatted(&intro));
            let message = match number {
                0 => message.with(kit::section(&intro)),
                _ => message,
            };
            message.with(kit::rich(vec![kit::words(part)]))
        })
        .collect();
    if parts.len() > PARTS {
        messages.push(Message::paragraph(words.privacy_handed_out_more()));
    }
    messages
}
