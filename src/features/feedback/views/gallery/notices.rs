//! Samples of what owners of channels are told, and of answers to commands.

use super::super::answers;
use super::super::problems::{Problem, ProblemAt, problem as problem_message};
use super::{HOSTILE, Samples, Views, message};
use crate::platform::ids::{ChannelId, UserId};
use crate::platform::words::Words;

pub(super) fn problem_messages(words: Words, samples: &Samples) -> Views {
    let (known, named) = (
        ChannelId::from("C024BE91L"),
        ChannelId::from("#voice-<finance>"),
    );
    let post = "01995a3e-7c1b-7d2a-9b54-3f8f4e0a6c11";
    [
        ("channel-not-found", Problem::ChannelNotFound, &named, 1),
        ("not-in-channel", Problem::NotInChannel, &known, 12),
        ("archived", Problem::Archived, &known, 1_234),
        (
            "missing-scope",
            Problem::MissingScope {
                scope: "chat:write.public",
            },
            &known,
            2,
        ),
        ("unclear", Problem::Unclear { post }, &known, 0),
        ("token-revoked", Problem::TokenRevoked, &known, 5),
        ("other", Problem::Other { code: HOSTILE }, &known, 0),
    ]
    .into_iter()
    .map(|(name, problem, channel, waiting)| {
        let at = ProblemAt {
            problem,
            channel,
            department: (name != "other").then_some(samples.department),
            waiting,
        };
        message(&format!("problem-{name}"), &problem_message(words, &at))
    })
    .collect()
}

pub(super) fn answer_messages(words: Words) -> Views {
    let here = ChannelId::from("C024BE91L");
    let admins = [UserId::from("U024BE7LH"), UserId::from("U024BE7LJ")];
    vec![
        message("apology", &answers::apology(words, "7f3a9c")),
        message("help", &answers::help(words, "/voice")),
        message("language-me", &answers::language_changed_for_me(words)),
        message(
            "language-workspace",
            &answers::language_follows_workspace(words),
        ),
        message(
            "language-channel",
            &answers::language_changed_here(words, &here),
        ),
        message(
            "unknown",
            &answers::unknown_subcommand(words, "/voice", "langauge", Some("language")),
        ),
        message(
            "unknown-hostile",
            &answers::unknown_subcommand(words, "/voice", HOSTILE, None),
        ),
        message("no-permission", &answers::no_permission(words, &admins)),
        message("no-permission-nobody", &answers::no_permission(words, &[])),
    ]
}
