//! The structure of rich text: sections, lists, quotes, preformatted text and what stands in them.

use super::cursor::{At, Checker};

/// The value of a `rich_text_input`, or any other place that holds a whole rich text.
pub(super) fn check_rich_text_value(check: &mut Checker, at: &At<'_>) {
    if at.text("type") != Some("rich_text") {
        check.problem(at, "must be a rich_text object");
        return;
    }
    check.object(at, &["elements", "block_id"]);
    check_rich_text(check, at);
}

/// The `elements` of a rich text.
pub(super) fn check_rich_text(check: &mut Checker, at: &At<'_>) {
    let Some(elements) = check.required(at, "elements") else {
        return;
    };
    for element in check.array(&elements, 1, usize::MAX) {
        match element.text("type") {
            Some("rich_text_section") => {
                check.object(&element, &["elements"]);
                inline(check, &element, false);
            }
            Some("rich_text_quote") => {
                check.object(&element, &["elements", "border"]);
                check.whole_number(&element, "border", 0, 1);
                inline(check, &element, false);
            }
            Some("rich_text_preformatted") => {
                check.object(&element, &["elements", "border", "language"]);
                check.whole_number(&element, "border", 0, 1);
                inline(check, &element, true);
            }
            Some("rich_text_list") => list(check, &element),
            other => unsupported(check, &element, other),
        }
    }
}

fn list(check: &mut Checker, at: &At<'_>) {
    check.object(at, &["elements", "style", "indent", "offset", "border"]);
    check.required(at, "style");
    check.one_of(at, "style", &["bullet", "ordered"]);
    check.whole_number(at, "indent", 0, 8);
    check.whole_number(at, "offset", 0, i64::MAX);
    check.whole_number(at, "border", 0, 1);
    let Some(elements) = check.required(at, "elements") else {
        return;
    };
    for item in check.array(&elements, 1, usize::MAX) {
        if item.text("type") == Some("rich_text_section") {
            check.object(&item, &["elements"]);
            inline(check, &item, false);
        } else {
            let name = item.text("type");
            unsupported(check, &item, name);
        }
    }
}

fn inline(check: &mut Checker, at: &At<'_>, preformatted: bool) {
    let Some(elements) = check.required(at, "elements") else {
        return;
    };
    for item in check.array(&elements, 0, usize::MAX) {
        let name = item.text("type");
        if preformatted && !matches!(name, Some("text" | "link")) {
            unsupported(check, &item, name);
            continue;
        }
        match name {
            Some("text") => {
                check.object(&item, &["text", "style"]);
                check.required_string(&item, "text", usize::MAX - 1);
            }
            Some("link") => {
                check.object(&item, &["url", "text", "unsafe", "style"]);
                check.required_string(&item, "url", 3000);
                check.booleans(&item, &["unsafe"]);
            }
            Some("user") => id(check, &item, "user_id"),
            Some("channel") => id(check, &item, "channel_id"),
            Some("usergroup") => id(check, &item, "usergroup_id"),
            Some("team") => id(check, &item, "team_id"),
            Some("emoji") => {
                check.object(&item, &["name", "unicode", "url", "skin_tone", "style"]);
                check.required_string(&item, "name", 100);
            }
            Some("date") => {
                check.object(&item, &["timestamp", "format", "url", "fallback", "style"]);
                check.required(&item, "timestamp");
                check.whole_number(&item, "timestamp", 0, i64::MAX);
                check.required_string(&item, "format", 3000);
                check.optional_string(&item, "fallback", 3000);
            }
            Some("broadcast") => {
                check.object(&item, &["range", "style"]);
                check.required(&item, "range");
                check.one_of(&item, "range", &["here", "channel", "everyone"]);
            }
            Some("color") => {
                check.object(&item, &["value", "style"]);
                check.required_string(&item, "value", 20);
            }
            other => unsupported(check, &item, other),
        }
        style(check, &item);
    }
}

fn id(check: &mut Checker, at: &At<'_>, name: &str) {
    check.object(at, &[name, "style"]);
    check.required_string(at, name, 255);
}

fn style(check: &mut Checker, at: &At<'_>) {
    const STYLES: [&str; 8] = [
        "bold",
        "italic",
        "strike",
        "code",
        "underline",
        "highlight",
        "client_highlight",
        "unlink",
    ];
    if let Some(style) = at.get("style") {
        check.object(&style, &STYLES);
        check.booleans(&style, &STYLES);
    }
}

fn unsupported(check: &mut Checker, at: &At<'_>, name: Option<&str>) {
    match name {
        Some(name) => check.problem(at, format!("unsupported type: {name}")),
        None => check.problem(at, "missing required field: type"),
    }
}
