//! Composition objects: text, option, option group, confirm, conversation filter, image source.

use std::collections::HashSet;

use super::cursor::{At, Checker};

/// Which kinds of text object are taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Text {
    /// `plain_text` only.
    Plain,
    /// `plain_text` or `mrkdwn`.
    Any,
}

/// A text object of one to `most` characters.
pub(super) fn text(check: &mut Checker, at: &At<'_>, kind: Text, most: usize) {
    if check.object(at, &["text", "emoji", "verbatim"]).is_none() {
        return;
    }
    match (at.text("type"), kind) {
        (Some("plain_text"), _) => {
            if at.get("verbatim").is_some() {
                check.problem(at, "invalid additional property: verbatim");
            }
        }
        (Some("mrkdwn"), Text::Any) => {
            if at.get("emoji").is_some() {
                check.problem(at, "invalid additional property: emoji");
            }
        }
        (Some(_), Text::Plain) => check.problem(at, "must provide a plain_text object"),
        (Some(other), Text::Any) => check.problem(at, format!("unsupported type: {other}")),
        (None, _) => check.problem(at, "missing required field: type"),
    }
    check.booleans(at, &["emoji", "verbatim"]);
    check.required_string(at, "text", most.min(3000));
}

/// The text object in the field `name`, if it is there.
pub(super) fn optional_text(check: &mut Checker, at: &At<'_>, name: &str, kind: Text, most: usize) {
    if let Some(field) = at.get(name) {
        text(check, &field, kind, most);
    }
}

/// The text object in the field `name`, which must be there.
pub(super) fn required_text(check: &mut Checker, at: &At<'_>, name: &str, kind: Text, most: usize) {
    if let Some(field) = check.required(at, name) {
        text(check, &field, kind, most);
    }
}

/// One option of a select, overflow, radio or checkbox element. Radio buttons and checkboxes take
/// `mrkdwn`; only overflow takes a `url`. A value may have 150 characters (docs of the option object).
pub(super) fn option(check: &mut Checker, at: &At<'_>, element_type: &str) {
    let kind = match element_type {
        "radio_buttons" | "checkboxes" => Text::Any,
        _ => Text::Plain,
    };
    let allowed: &[&str] = match element_type {
        "overflow" => &["text", "value", "description", "url"],
        _ => &["text", "value", "description"],
    };
    if check.object(at, allowed).is_none() {
        return;
    }
    required_text(check, at, "text", kind, 75);
    check.required_string(at, "value", 150);
    optional_text(check, at, "description", kind, 75);
    check.optional_string(at, "url", 3000);
}

/// A list of options in the field `name`: counted, each checked, values unique.
pub(super) fn options(
    check: &mut Checker,
    at: &At<'_>,
    element_type: &str,
    least: usize,
    most: usize,
) {
    let mut seen = HashSet::new();
    for item in check.array(at, least, most) {
        option(check, &item, element_type);
        if let Some(value) = item.text("value")
            && !seen.insert(value.to_owned())
        {
            check.problem(&item, format!("duplicate option value: {value}"));
        }
    }
}

/// `options` or `option_groups`: one of the two, within the limits of a select menu.
pub(super) fn options_or_groups(check: &mut Checker, at: &At<'_>, element_type: &str) {
    match (at.get("options"), at.get("option_groups")) {
        (Some(list), None) => options(check, &list, element_type, 1, 100),
        (None, Some(groups)) => {
            for group in check.array(&groups, 1, 100) {
                if check.object(&group, &["label", "options"]).is_none() {
                    continue;
                }
                required_text(check, &group, "label", Text::Plain, 75);
                if let Some(list) = check.required(&group, "options") {
                    options(check, &list, element_type, 1, 100);
                }
            }
        }
        (Some(_), Some(_)) => {
            check.problem(at, "must define only one of options, option_groups");
        }
        (None, None) => check.problem(at, "missing required field: options"),
    }
}

/// A confirmation dialog.
pub(super) fn confirm(check: &mut Checker, at: &At<'_>) {
    let Some(dialog) = at.get("confirm") else {
        return;
    };
    if check
        .object(&dialog, &["title", "text", "confirm", "deny", "style"])
        .is_none()
    {
        return;
    }
    required_text(check, &dialog, "title", Text::Plain, 100);
    required_text(check, &dialog, "text", Text::Any, 300);
    required_text(check, &dialog, "confirm", Text::Plain, 30);
    required_text(check, &dialog, "deny", Text::Plain, 30);
    check.one_of(&dialog, "style", &["primary", "danger"]);
}

/// The filter of a conversations select.
pub(super) fn conversation_filter(check: &mut Checker, at: &At<'_>) {
    let Some(filter) = at.get("filter") else {
        return;
    };
    if check
        .object(
            &filter,
            &[
                "include",
                "exclude_external_shared_channels",
                "exclude_bot_users",
            ],
        )
        .is_none()
    {
        return;
    }
    check.booleans(
        &filter,
        &["exclude_external_shared_channels", "exclude_bot_users"],
    );
    if let Some(include) = filter.get("include") {
        for kind in check.array(&include, 1, 4) {
            if !matches!(
                kind.value.as_str(),
                Some("im" | "mpim" | "private" | "public")
            ) {
                check.problem(&kind, "value must be one of: im, mpim, private, public");
            }
        }
    }
}

/// An image's address: `image_url` or `slack_file`, and the text that stands for it.
pub(super) fn image_source(check: &mut Checker, at: &At<'_>) {
    check.optional_string(at, "image_url", 3000);
    check.required_string(at, "alt_text", 2000);
    match (at.get("image_url"), at.get("slack_file")) {
        (Some(url), None) => {
            if let Some(text) = url.value.as_str()
                && !text.starts_with("https://")
                && !text.starts_with("http://")
            {
                check.problem(&url, "must be a valid URL");
            }
        }
        (None, Some(file)) => {
            check.object(&file, &["id", "url"]);
            if file.text("id").is_some() == file.text("url").is_some() {
                check.problem(&file, "must define exactly one of id, url");
            }
        }
        (Some(_), Some(_)) => {
            check.problem(at, "must define only one of image_url, slack_file");
        }
        (None, None) => check.problem(at, "missing required field: image_url"),
    }
}
