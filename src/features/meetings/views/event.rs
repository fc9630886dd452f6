//! The agenda as it stands in the event of a calendar: plain and short.

use super::card::{Card, Featured};
use crate::features::meetings::rules::carry::ItemKind;
use crate::platform::slack::kit;
use crate::platform::text;
use crate::platform::words::Words;

/// The longest text of each kind.
const LONGEST: usize = 300;

/// The agenda.
pub fn agenda(words: Words, card: &Card) -> String {
    let short = |said: &str| text::one_line(said, LONGEST);
    let mut lines = vec![words.agenda_event_title()];
    match &card.featured {
        Some(Featured::Said { quote, speaker, .. }) => {
            lines.push(words.card_said(&short(quote), &speaker.in_words(words)));
        }
        Some(Featured::Told {
            customer, happened, ..
        }) => lines.push(words.card_said(&short(happened), &customer.in_words(words))),
        None => {}
    }
    // Over as many lines as on the card: the change stands in one of its own.
    let number = card.number.map(kit::unformatted);
    lines.extend(number.map(|number| text::unescape(&number)));
    lines.push(words.card_question_text(&short(card.department.name), &short(card.question)));
    // Who does it stands in Slack: no names of colleagues go into calendars.
    let named = card
        .lines
        .iter()
        .filter(|line| line.is_open && line.kind != ItemKind::Note && !line.words.is_empty());
    lines.extend(named.map(|line| format!("- {}", short(line.words))));
    lines.join("\n")
}

/// The one line of a series.
pub fn line(words: Words, channel: &str) -> String {
    words.agenda_event_line(&format!("https://slack.com/app_redirect?channel={channel}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::config::Language;

    #[test]
    fn the_line_of_a_series_leads_to_the_channel() {
        let line = line(Words::of(Language::Nl), "C0FINANCE");
        assert!(
            line.ends_with("https://slack.com/app_redirect?channel=C0FINANCE"),
            "{line}"
        );
        assert!(!line.contains('\n'));
    }
}
