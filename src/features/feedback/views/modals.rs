//! Two of feedback's modals: send a response elsewhere, and the whole quote.

use serde_json::Value;

use super::actions::{self, FeedbackAction, RerouteForm};
use super::{NAME, ShownDepartment, Speaker};
use crate::platform::ids::{DepartmentId, ResponseId};
use crate::platform::slack::kit::{self, Block};
use crate::platform::text::{self, escape};
use crate::platform::words::Words;

/// Characters of one block of a whole quote.
const PAGE: usize = 2_900;
/// Blocks of a whole quote; past some 40,000 characters, a long short story, the rest is left out.
const PAGES: usize = 14;

/// The form that sends `response` from department `from` to one of `others`.
pub fn reroute(
    words: Words,
    response: &ResponseId,
    from: ShownDepartment,
    others: &[ShownDepartment],
) -> Value {
    let origin = FeedbackAction::Reroute {
        response: response.clone(),
        from: from.id.clone(),
    };
    let choices = others
        .iter()
        .filter(|department| department.id != from.id)
        .map(|department| kit::choice(department.name, department.id.as_str()))
        .collect();
    let now_at = words.reroute_now_at(&escape(&text::one_line(from.name, NAME)));
    let department = RerouteForm::department_field();
    let note = RerouteForm::note_field();
    kit::modal(
        actions::REROUTE_FORM,
        &origin.to_string(),
        &words.reroute_title(),
        Some(&words.reroute_submit()),
        &words.reroute_cancel(),
        vec![
            kit::section(&now_at),
            kit::choice_input(department, department, &words.reroute_department(), choices),
            kit::text_input(
                note,
                note,
                &words.reroute_note(),
                actions::NOTE as u64,
                true,
            ),
        ],
    )
}

/// A whole quote, letter by letter; at a department also with what can be done with it.
pub fn whole_quote(
    words: Words,
    response: &ResponseId,
    quote: &str,
    speaker: Speaker,
    department: Option<&DepartmentId>,
) -> Value {
    let quote = text::clean(quote);
    let pages = pages(&quote);
    let last = pages.len().saturating_sub(1);
    let speaker = speaker.in_words(words);
    let mut blocks: Vec<Block> = pages
        .iter()
        .enumerate()
        .map(|(number, page)| kit::quote(page, (number == last).then_some(speaker.as_str()), None))
        .collect();
    if let Some(department) = department {
        let reroute = FeedbackAction::Reroute {
            response: response.clone(),
            from: department.clone(),
        };
        let why = FeedbackAction::Why {
            response: response.clone(),
            department: department.clone(),
        };
        let buttons = vec![
            kit::button(
                &words.card_reroute(),
                actions::REROUTE,
                &reroute.to_string(),
            )
            .into(),
            kit::button(&words.card_why(), actions::WHY, &why.to_string()).into(),
        ];
        blocks.extend(kit::actions("feedback:buttons", buttons));
    }
    kit::modal(
        actions::READ_ONLY,
        "",
        &words.quote_title(),
        None,
        &words.close(),
        blocks,
    )
}

/// `quote` in pages that each fit a block, broken at a space or line break where there is one.
fn pages(quote: &str) -> Vec<String> {
    let mut pages = Vec::new();
    let mut rest = quote;
    while text::length(rest) > PAGE && pages.len() + 1 < PAGES {
        let cut = text::cut(rest, PAGE);
        let taken = cut.trim_end_matches('…').len();
        let broken = rest[..taken].rfind(char::is_whitespace);
        let end = broken.filter(|end| *end > taken / 2).unwrap_or(taken);
        pages.push(rest[..end].to_owned());
        rest = rest[end..].trim_start();
    }
    if !rest.is_empty() || pages.is_empty() {
        pages.push(text::cut(rest, PAGE));
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_quote_is_spread_over_pages_and_nothing_is_lost() {
        let quote = "de factuur klopt niet en ".repeat(400);
        let pages = pages(quote.trim());
        assert!(pages.len() > 3);
        assert!(pages.iter().all(|page| text::length(page) <= PAGE));
        assert_eq!(pages.join(" "), quote.trim());
    }

    #[test]
    fn a_quote_without_a_space_is_spread_too() {
        let quote = "ä".repeat(7_000);
        assert_eq!(pages(&quote).concat(), quote);
    }
}
