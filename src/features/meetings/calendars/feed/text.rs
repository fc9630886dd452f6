//! The bytes of a feed as text, if they are a calendar.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::super::CalendarError;

/// Returns the text of a calendar that is there as a whole.
///
/// # Errors
/// `Unreadable`, with what came instead and what to do.
pub(super) fn calendar(bytes: &[u8]) -> Result<String, CalendarError> {
    let text = decoded(bytes);
    let begin = text.trim_start();
    if !starts_with(begin, "BEGIN:VCALENDAR") {
        let reason = if begin.starts_with('<') {
            "it sends a web page, most likely one to sign in; take the secret address in iCal format (.ics), \
             or publish the calendar"
        } else if begin.is_empty() {
            "it sends nothing"
        } else {
            "what it sends does not begin as a calendar does (BEGIN:VCALENDAR)"
        };
        return Err(CalendarError::Unreadable(reason.to_owned()));
    }
    // Half a calendar would look as if the other half was cancelled.
    let last = text
        .trim_end_matches(|character: char| character.is_whitespace() || character.is_control());
    if !starts_with(
        last.rsplit('\n').next().unwrap_or_default(),
        "END:VCALENDAR",
    ) {
        return Err(CalendarError::Unreadable(
            "it ends before its end (END:VCALENDAR)".to_owned(),
        ));
    }
    Ok(text)
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

fn decoded(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode_with_bom_removal(bytes).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            // Some programs fold in the middle of a character, which is whole again without folds.
            let unfolded = without_folds(bytes);
            match UTF_8.decode_without_bom_handling_and_without_replacement(&unfolded) {
                Some(text) => text.into_owned(),
                None => WINDOWS_1252
                    .decode_without_bom_handling(bytes)
                    .0
                    .into_owned(),
            }
        }
    }
}

fn without_folds(bytes: &[u8]) -> Vec<u8> {
    let mut unfolded = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        rest = match rest {
            [b'\r', b'\n', b' ' | b'\t', tail @ ..] | [b'\n', b' ' | b'\t', tail @ ..] => tail,
            _ => {
                unfolded.push(*first);
                after
            }
        };
    }
    unfolded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_in_other_encodings_are_read() {
        let text = "BEGIN:VCALENDAR\r\nX-NAME:Café 🙂\r\nEND:VCALENDAR\r\n";
        assert_eq!(calendar(text.as_bytes()).as_deref(), Ok(text));
        assert_eq!(
            calendar(format!("\u{feff}{text}").as_bytes()).as_deref(),
            Ok(text)
        );
        let utf_16: Vec<u8> = std::iter::once(0xfeff)
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(calendar(&utf_16).as_deref(), Ok(text));
        let latin: Vec<u8> = text
            .replace(" 🙂", "")
            .chars()
            .map(|character| character as u8)
            .collect();
        assert_eq!(calendar(&latin), Ok(text.replace(" 🙂", "")));
    }

    #[test]
    fn a_fold_in_the_middle_of_a_character_does_no_harm() {
        let mut bytes = b"BEGIN:VCALENDAR\r\nX-NAME:Caf".to_vec();
        bytes.extend([0xc3, b'\r', b'\n', b' ', 0xa9]);
        bytes.extend(b"\r\nEND:VCALENDAR");
        assert_eq!(
            calendar(&bytes).as_deref(),
            Ok("BEGIN:VCALENDAR\r\nX-NAME:Café\r\nEND:VCALENDAR")
        );
    }

    #[test]
    fn what_is_no_whole_calendar_is_refused_with_what_to_do() {
        let reason = |bytes: &[u8]| calendar(bytes).expect_err("no calendar").to_string();
        assert!(
            reason(b"\n<!DOCTYPE html><title>Sign in</title>")
                .contains("secret address in iCal format")
        );
        assert!(reason(b"").contains("it sends nothing"));
        assert!(reason(b"{\"error\":1}").contains("BEGIN:VCALENDAR"));
        assert!(reason(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n").contains("before its end"));
    }
}
