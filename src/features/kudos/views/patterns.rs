//! Who thanks mostly whom, as an administrator sees it.

use crate::features::kudos::rules::patterns::Pattern;
use crate::platform::config::KudosPatterns;
use crate::platform::slack::kit::{self, Message, person};
use crate::platform::words::Words;

/// Patterns in the message; the rest is counted, the command line shows all.
const LINES: usize = 20;

/// The patterns that were found, without what anybody wrote.
pub fn report(words: Words, found: &[Pattern], limits: &KudosPatterns) -> Message {
    let mut lines: Vec<String> = found
        .iter()
        .take(LINES)
        .map(|pattern| format!("• {}", in_words(words, pattern)))
        .collect();
    if lines.is_empty() {
        lines.push(words.kudos_patterns_none());
    }
    if let Some(more) = found.len().checked_sub(LINES).filter(|more| *more > 0) {
        lines.push(words.kudos_patterns_more(i64::try_from(more).unwrap_or(i64::MAX)));
    }
    let lines = lines.join("\n");
    let title = words.kudos_patterns_title(i64::from(limits.days));
    let note = words.kudos_patterns_note(i64::from(limits.share), i64::from(limits.least));
    Message::new(kit::unformatted(&format!("{title}\n{lines}")))
        .with(kit::header(&title))
        .with(kit::section(&lines))
        .with(kit::context(&note))
}

fn in_words(words: Words, pattern: &Pattern) -> String {
    match pattern {
        Pattern::OneReceiver {
            giver,
            receiver,
            count,
            of,
        } => words.kudos_pattern_one(
            &person(giver),
            &person(receiver),
            i64::from(*count),
            i64::from(*of),
        ),
        Pattern::Pair {
            people: [one, other],
            counts: [there, back],
        } => words.kudos_pattern_pair(
            &person(one),
            &person(other),
            i64::from(*there),
            i64::from(*back),
        ),
        Pattern::Ring {
            people: [one, other, third],
            counts,
        } => words.kudos_pattern_ring(
            &person(one),
            &person(other),
            &person(third),
            i64::from(counts.iter().sum::<u32>()),
        ),
    }
}
