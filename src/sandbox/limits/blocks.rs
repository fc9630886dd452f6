//! Layout blocks: which are allowed where, and what each must hold.

use std::collections::HashSet;

use super::Surface;
use super::cursor::{At, Checker, length};
use super::elements::{allowed_in_actions, allowed_in_input, allowed_in_section, check_element};
use super::objects::{Text, image_source, optional_text, required_text, text};
use super::rich_text::check_rich_text;
use super::table::check_table;

/// Most characters in all `markdown` blocks of a message together.
const MARKDOWN_TOTAL: usize = 12_000;

/// Checks a list of blocks, at most `most` of them.
pub(super) fn check_blocks(check: &mut Checker, at: &At<'_>, most: usize) {
    for block in check.array(at, 0, most) {
        check_block(check, &block);
    }
}

fn check_block(check: &mut Checker, at: &At<'_>) {
    if !at.value.is_object() {
        check.problem(at, "must be a valid object");
        return;
    }
    let Some(name) = at.text("type") else {
        check.problem(at, "missing required field: type");
        return;
    };
    if !allowed_on(name, check.surface) {
        check.problem(at, format!("unsupported type: {name}"));
        return;
    }
    if let Some(id) = at.get("block_id") {
        check.string(&id, 255);
        if let Some(id_text) = id.value.as_str()
            && !check.block_ids.insert(id_text.to_owned())
        {
            check.problem(&id, format!("`block_id` {id_text} already exists"));
        }
    }
    check.object(at, fields_of(name));
    match name {
        "section" => section(check, at),
        "header" => {
            required_text(check, at, "text", Text::Plain, 150);
            check.whole_number(at, "level", 1, 4);
        }
        "image" => {
            image_source(check, at);
            optional_text(check, at, "title", Text::Plain, 2000);
        }
        "actions" => actions(check, at),
        "context" => context(check, at),
        "input" => input(check, at),
        "video" => video(check, at),
        "markdown" => markdown(check, at),
        "rich_text" => check_rich_text(check, at),
        "table" => check_table(check, at),
        _ => {}
    }
    unique_action_ids(check, at);
}

fn allowed_on(name: &str, surface: Surface) -> bool {
    match name {
        "section" | "header" | "divider" | "image" | "actions" | "context" | "input" | "video"
        | "rich_text" => true,
        "markdown" | "table" => surface == Surface::Message,
        _ => false,
    }
}

fn fields_of(name: &str) -> &'static [&'static str] {
    match name {
        "section" => &["block_id", "text", "fields", "accessory", "expand"],
        "header" => &["block_id", "text", "level"],
        "image" => &["block_id", "image_url", "slack_file", "alt_text", "title"],
        "actions" | "context" | "rich_text" => &["block_id", "elements"],
        "input" => &[
            "block_id",
            "label",
            "element",
            "hint",
            "optional",
            "dispatch_action",
        ],
        "video" => &[
            "block_id",
            "alt_text",
            "title",
            "title_url",
            "thumbnail_url",
            "video_url",
            "author_name",
            "description",
            "provider_icon_url",
            "provider_name",
        ],
        "markdown" => &["block_id", "text"],
        "table" => &["block_id", "rows", "column_settings"],
        _ => &["block_id"],
    }
}

fn section(check: &mut Checker, at: &At<'_>) {
    optional_text(check, at, "text", Text::Any, 3000);
    check.booleans(at, &["expand"]);
    match at.get("fields") {
        Some(fields) => {
            for field in check.array(&fields, 1, 10) {
                text(check, &field, Text::Any, 2000);
            }
        }
        None if at.get("text").is_none() => {
            check.problem(at, "missing required field: text");
        }
        None => {}
    }
    if let Some(accessory) = at.get("accessory") {
        element(check, &accessory, allowed_in_section);
    }
}

fn actions(check: &mut Checker, at: &At<'_>) {
    if let Some(elements) = check.required(at, "elements") {
        for item in check.array(&elements, 1, 25) {
            element(check, &item, allowed_in_actions);
        }
    }
}

fn context(check: &mut Checker, at: &At<'_>) {
    if let Some(elements) = check.required(at, "elements") {
        for item in check.array(&elements, 1, 10) {
            match item.text("type") {
                Some("image") => check_element(check, &item, "image"),
                Some(_) => text(check, &item, Text::Any, 3000),
                None => check.problem(&item, "missing required field: type"),
            }
        }
    }
}

fn input(check: &mut Checker, at: &At<'_>) {
    required_text(check, at, "label", Text::Plain, 2000);
    optional_text(check, at, "hint", Text::Plain, 2000);
    check.booleans(at, &["optional", "dispatch_action"]);
    let surface = check.surface;
    if let Some(item) = check.required(at, "element") {
        element(check, &item, |name| allowed_in_input(name, surface));
    }
}

fn element(check: &mut Checker, at: &At<'_>, allowed: impl Fn(&str) -> bool) {
    match at.text("type") {
        Some(name) if allowed(name) => check_element(check, at, name),
        Some(name) => check.problem(at, format!("unsupported type: {name}")),
        None => check.problem(at, "missing required field: type"),
    }
}

fn video(check: &mut Checker, at: &At<'_>) {
    required_text(check, at, "title", Text::Plain, 200);
    check.required_string(at, "alt_text", 2000);
    check.required_string(at, "thumbnail_url", 3000);
    check.required_string(at, "video_url", 3000);
    check.optional_string(at, "title_url", 3000);
    check.optional_string(at, "provider_icon_url", 3000);
    check.optional_string(at, "provider_name", 50);
    check.optional_string(at, "author_name", 50);
    optional_text(check, at, "description", Text::Plain, 200);
}

fn markdown(check: &mut Checker, at: &At<'_>) {
    check.required_string(at, "text", MARKDOWN_TOTAL);
    check.markdown_length += at.text("text").map_or(0, length);
    if check.markdown_length > MARKDOWN_TOTAL && at.text("text").map_or(0, length) <= MARKDOWN_TOTAL
    {
        check.problem(
            at,
            format!(
                "all markdown blocks together must be less than {} characters",
                MARKDOWN_TOTAL + 1
            ),
        );
    }
}

/// An `action_id` may be used once in a block.
fn unique_action_ids(check: &mut Checker, at: &At<'_>) {
    let mut seen = HashSet::new();
    let elements = at
        .get("elements")
        .map(|list| list.items())
        .unwrap_or_default();
    for element in elements {
        if let Some(id) = element.text("action_id")
            && !seen.insert(id.to_owned())
        {
            check.problem(&element, format!("`action_id` {id} already exists"));
        }
    }
}
