//! What privacy shows in Slack, and on App Home.

use serde_json::Value;

use crate::platform::slack::kit::Message;
use crate::platform::words::{Words, words};

words! { PRIVACY_WORDS:
    "privacy-words-erased" => privacy_words_erased();
    "privacy-message-erased" => privacy_message_erased();
}

/// What stands in a message where a customer's words stood, in Slack's markup.
pub fn words_erased(words: Words) -> String {
    words.privacy_words_erased()
}

/// What becomes of a message of which nothing else is left, or is not kept any more.
pub fn message_erased(words: Words) -> Value {
    Message::paragraph(words.privacy_message_erased()).to_json()
}
