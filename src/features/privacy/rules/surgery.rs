//! Takes somebody's words or name out of a message that also speaks of others.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::platform::slack::kit::{self, MARK};

/// A message without the words of these responses; `notice` stands in their place, in Slack's markup.
///
/// `None` where nothing else is left in the message, or it is not one that we would have made.
pub fn without_words(message: &Value, responses: &BTreeSet<String>, notice: &str) -> Option<Value> {
    let blocks = message.get("blocks")?.as_array()?;
    let is_theirs = |block: &Value| {
        let id = block["block_id"]
            .as_str()
            .and_then(|id| id.strip_prefix(MARK));
        id.is_some_and(|id| responses.contains(id))
    };
    let says_more = |block: &Value| {
        let kind = block["type"].as_str().unwrap_or_default();
        !is_theirs(block) && matches!(kind, "header" | "section" | "rich_text")
    };
    if !blocks.iter().any(says_more) {
        return None;
    }
    let mut left: Vec<Value> = Vec::with_capacity(blocks.len());
    for block in blocks {
        if is_theirs(block) {
            left.push(json!({ "type": "context", "elements": [
                { "type": "mrkdwn", "text": notice, "verbatim": true },
            ] }));
        } else if let Some(block) = without_choices(block, responses) {
            left.push(block);
        }
    }
    // What notifications read may quote the words as well: a title of ours takes its place.
    let title = left.iter().find_map(|block| {
        let text = block["text"]["text"].as_str()?;
        match block["type"].as_str()? {
            "header" => Some(crate::platform::text::escape(text)),
            "section" => Some(kit::unformatted(text)),
            _ => None,
        }
    });
    let mut changed = message.clone();
    changed["text"] = title.unwrap_or_else(|| notice.to_owned()).into();
    changed["blocks"] = left.into();
    Some(changed)
}

/// A block without buttons and choices that lead to one of these responses; `None` where none is left.
fn without_choices(block: &Value, responses: &BTreeSet<String>) -> Option<Value> {
    let leads_there = |element: &Value| {
        let value = element["value"].as_str().unwrap_or_default();
        value.split(':').any(|part| responses.contains(part))
    };
    let mut block = block.clone();
    let Some(elements) = block.get_mut("elements").and_then(Value::as_array_mut) else {
        return Some(block);
    };
    let had_any = !elements.is_empty();
    for element in elements.iter_mut() {
        if let Some(options) = element.get_mut("options").and_then(Value::as_array_mut) {
            options.retain(|option| !leads_there(option));
        }
    }
    elements.retain(|element| {
        let is_empty = element["options"].as_array().is_some_and(Vec::is_empty);
        !is_empty && !leads_there(element)
    });
    (!had_any || !elements.is_empty()).then_some(block)
}

/// A message in which a pseudonym stands instead of a colleague, wherever that is.
pub fn under_pseudonym(message: &Value, user: &str, pseudonym: &str) -> Value {
    match message {
        Value::Array(items) => items
            .iter()
            .map(|item| under_pseudonym(item, user, pseudonym))
            .collect(),
        Value::Object(fields) if fields.get("user_id").is_some_and(|id| id == user) => {
            json!({ "type": "text", "text": pseudonym })
        }
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), under_pseudonym(value, user, pseudonym)))
            .collect(),
        Value::String(text) => {
            let text = text.replace(&format!("<@{user}>"), pseudonym);
            renamed(&text, user, pseudonym).into()
        }
        other => other.clone(),
    }
}

/// A text in which another name stands for an id, where the id stands alone and not within another.
pub fn renamed(text: &str, id: &str, name: &str) -> String {
    let mut changed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(id) {
        let (before, found) = rest.split_at(at);
        let after = &found[id.len()..];
        let is_alone = !before.ends_with(|c: char| c.is_ascii_alphanumeric())
            && !after.starts_with(|c: char| c.is_ascii_alphanumeric());
        changed.push_str(before);
        changed.push_str(if is_alone { name } else { id });
        rest = after;
    }
    changed.push_str(rest);
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quote(id: &str, words: &str) -> Value {
        json!({ "type": "rich_text", "block_id": format!("said:{id}"), "elements": [
            { "type": "rich_text_quote", "elements": [{ "type": "text", "text": words }] },
        ] })
    }

    fn digest() -> Value {
        let choice = |id: &str, words: &str| json!({ "text": { "type": "plain_text", "text": words }, "value": format!("feedback:read-all:{id}:finance") });
        json!({
            "text": "Two responses: secret one, open one",
            "blocks": [
                { "type": "header", "text": { "type": "plain_text", "text": "R&D hears" } },
                quote("one", "secret one"),
                quote("two", "open one"),
                { "type": "actions", "elements": [{ "type": "static_select", "options": [
                    choice("one", "secret one"), choice("two", "open one"),
                ] }] },
            ],
        })
    }

    #[test]
    fn what_one_customer_said_goes_and_what_others_said_stays() {
        let left = without_words(&digest(), &["one".to_owned()].into(), "erased").unwrap();
        let shown = left.to_string();
        assert!(
            !shown.contains("secret") && shown.contains("open one"),
            "{shown}"
        );
        assert_eq!(left["text"], "R&amp;D hears");
        assert_eq!(left["blocks"][1]["elements"][0]["text"], "erased");
        // A second customer leaves a title and no empty select.
        let left = without_words(&left, &["two".to_owned()].into(), "erased").unwrap();
        assert_eq!(left["blocks"].as_array().unwrap().len(), 3);
        assert!(!left.to_string().contains("open"));
    }

    #[test]
    fn what_a_colleague_wrote_beside_a_customers_words_stays() {
        let own =
            json!({ "type": "rich_text", "elements": [{ "type": "text", "text": "called back" }] });
        let thanks = json!({ "type": "section", "text": { "type": "mrkdwn", "text": "<@U1> thanks *bob*" } });
        let message = json!({ "text": "secret", "blocks": [thanks, own, quote("one", "secret")] });
        let left = without_words(&message, &["one".to_owned()].into(), "erased").unwrap();
        assert!(!left.to_string().contains("secret"), "{left}");
        assert!(left.to_string().contains("called back"), "{left}");
        assert_eq!(left["text"], "<@U1> thanks bob");
    }

    #[test]
    fn of_a_message_that_says_nothing_else_nothing_is_left() {
        let message = json!({ "text": "secret", "blocks": [quote("one", "secret")] });
        assert_eq!(
            without_words(&message, &["one".to_owned()].into(), "erased"),
            None
        );
        assert_eq!(
            without_words(&json!({ "text": "secret" }), &BTreeSet::new(), "erased"),
            None
        );
    }

    #[test]
    fn a_pseudonym_stands_wherever_a_colleague_stood() {
        let message = json!({
            "text": "<@U1> thanks <@U12>",
            "blocks": [{ "elements": [{ "type": "user", "user_id": "U1" }, { "value": "kudos:U1:U12" }] }],
        });
        let changed = under_pseudonym(&message, "U1", "person-1a");
        assert_eq!(
            changed,
            json!({
                "text": "person-1a thanks <@U12>",
                "blocks": [{ "elements": [{ "type": "text", "text": "person-1a" }, { "value": "kudos:person-1a:U12" }] }],
            })
        );
    }

    #[test]
    fn an_id_within_another_stays() {
        assert_eq!(
            renamed("share:C1:U1:9 U11 XU1 U1", "U1", "p"),
            "share:C1:p:9 U11 XU1 p"
        );
    }
}
