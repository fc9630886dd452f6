//! Private answers to a command or a click: help, a changed language, a refusal, an apology.

use super::problems::code;
use super::{channel, person};
use crate::platform::ids::{ChannelId, UserId};
use crate::platform::slack::kit::{self, Message};
use crate::platform::words::Words;

/// The apology for a fault on our side; `number` finds it in the log.
pub fn apology(words: Words, number: &str) -> Message {
    Message::paragraph(words.answer_apology(&code(number)))
}

/// What `command` (`/voice`) can do.
pub fn help(words: Words, command: &str) -> Message {
    let command = code(command);
    let lines = [
        words.help_scores(&command),
        words.help_quotes(&command),
        words.help_meetings(&command),
        words.help_agenda(),
        words.help_help(&command),
        words.help_language(&command),
        words.help_language_here(&command),
        words.help_menu(),
        words.help_home(),
    ]
    .map(|line| format!("• {line}"))
    .join("\n");
    let (title, intro) = (words.help_title(), words.help_intro());
    Message::new(kit::unformatted(&format!("{title}. {intro}\n{lines}")))
        .with(kit::header(&title))
        .with(kit::section(&intro))
        .with(kit::section(&lines))
}

/// The answer to a person who chose a language, in that language.
pub fn language_changed_for_me(words: Words) -> Message {
    Message::paragraph(words.answer_language_me())
}

/// The answer to a person who chose to follow the workspace, in the workspace's language.
pub fn language_follows_workspace(words: Words) -> Message {
    Message::paragraph(words.answer_language_me_workspace())
}

/// The answer to a person who chose a channel's language, in that language.
pub fn language_changed_here(words: Words, here: &ChannelId) -> Message {
    Message::paragraph(words.answer_language_channel(&channel(here)))
}

/// The answer to a subcommand that does not exist, with the one that may have been meant.
pub fn unknown_subcommand(
    words: Words,
    command: &str,
    given: &str,
    nearest: Option<&str>,
) -> Message {
    let (command, given) = (code(command), code(given));
    let refusal = match nearest {
        Some(nearest) => words.answer_unknown_nearest(&command, &given, &code(nearest)),
        None => words.answer_unknown(&command, &given),
    };
    Message::paragraph(format!("{refusal} {}", words.answer_see_help(&command)))
}

/// The answer to a click on something that is not there any more.
pub fn too_late(words: Words) -> Message {
    Message::paragraph(words.answer_too_late())
}

/// The answer to a guest, or to somebody of another organisation, who may not do this.
pub fn not_for_guests(words: Words) -> Message {
    Message::paragraph(words.answer_not_for_guests())
}

/// The answer to a person who chose the language of a channel in which nothing is posted.
pub fn not_our_channel(words: Words, here: &ChannelId) -> Message {
    Message::paragraph(words.answer_not_our_channel(&channel(here)))
}

/// The answer to a person who asked for something that only `admins` may do.
pub fn no_permission(words: Words, admins: &[UserId]) -> Message {
    if admins.is_empty() {
        return Message::paragraph(words.answer_no_permission_nobody());
    }
    let names: Vec<String> = admins.iter().take(5).map(person).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    Message::paragraph(words.answer_no_permission(&words.list(&names)))
}
