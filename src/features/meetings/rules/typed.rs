//! What somebody typed behind `/agenda`, and the words of a message that is put on the agenda.

use crate::features::feedback::rules::redaction::redact;
use crate::platform::text;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// This is to be spoken of.
    Add(String),
    /// What is on the agenda?
    List,
    /// What can be asked for?
    Help,
}

const ADD: [&str; 5] = ["add", "erbij", "zet", "toevoegen", "voeg"];
const LIST: [&str; 4] = ["", "list", "lijst", "toon"];

/// Reads what was typed; what is not understood asks for help.
pub fn read(typed: &str) -> Typed {
    let typed = typed.trim();
    let (verb, rest) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
    let verb = verb.to_lowercase();
    if ADD.contains(&verb.as_str()) {
        Typed::Add(plain(rest))
    } else if LIST.contains(&verb.as_str()) {
        Typed::List
    } else {
        Typed::Help
    }
}

/// A text as Slack sends it, as people read it: links by their label, without mentions of people, so that
/// nobody is called by an agenda.
pub fn plain(sent: &str) -> String {
    let mut plain = String::with_capacity(sent.len());
    let mut rest = sent;
    while let Some((before, after)) = rest.split_once('<') {
        plain.push_str(before);
        let Some((token, behind)) = after.split_once('>') else {
            rest = after;
            break;
        };
        let (target, label) = token.split_once('|').unwrap_or((token, ""));
        match target.chars().next() {
            Some('#') if !label.is_empty() => {
                plain.push('#');
                plain.push_str(label);
            }
            Some('@' | '!' | '#') => {}
            _ if label.is_empty() => plain.push_str(target),
            _ => plain.push_str(label),
        }
        rest = behind;
    }
    plain.push_str(rest);
    let plain = text::unescape(&plain);
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ")
}

/// What a colleague wrote as it is kept and shown, also in calendars: a customer's number or address that was pasted
/// with it is masked, and it has `most` characters at most.
pub fn kept(said: &str, most: usize) -> String {
    text::cut(&redact(said).text, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_personal_is_masked_before_anything_is_cut() {
        assert_eq!(kept("call 06-12345678 back", 80), "call [phone] back");
        assert_eq!(kept("mail anna@bakkerij.test", 80), "mail [e-mail]");
        assert!(!kept("call 06-12345678 back", 12).contains("0612"));
        assert_eq!(kept("the invoices of May", 80), "the invoices of May");
    }

    #[test]
    fn both_languages_are_understood() {
        let invoice = Typed::Add("de factuur van mei".to_owned());
        assert_eq!(read("add de factuur van mei"), invoice);
        assert_eq!(read("  Erbij  de factuur   van mei "), invoice);
        assert_eq!(read("add"), Typed::Add(String::new()));
        assert_eq!(read(""), Typed::List);
        assert_eq!(read("lijst"), Typed::List);
        assert_eq!(read("help"), Typed::Help);
        assert_eq!(read("the invoice"), Typed::Help);
    }

    #[test]
    fn a_message_is_put_down_as_people_read_it() {
        let sent = "<@U0BOB> the <https://a.example/x|invoice> of <#C01|finance> &amp; <https://b.example>\n<!channel> twice";
        assert_eq!(
            plain(sent),
            "the invoice of #finance & https://b.example twice"
        );
        assert_eq!(plain("a &lt; b <unfinished"), "a < b unfinished");
    }
}
