//! Modals and App Home: the frame around the blocks.

use serde_json::Value;

use super::blocks::check_blocks;
use super::cursor::{At, Checker};
use super::objects::{Text, optional_text, required_text};
use super::{Code, Problem, Surface, VIEW_BLOCKS, VIEW_TOTAL};

/// Checks a whole view.
pub(super) fn check_view(view: &Value) -> Vec<Problem> {
    let at = At::new(view, "/view");
    let surface = match at.text("type") {
        Some("modal") => Surface::Modal,
        Some("home") => Surface::Home,
        other => {
            let mut check = Checker::new(Surface::Modal);
            match other {
                Some(name) => check.problem(&at, format!("unsupported type: {name}")),
                None if view.is_object() => check.problem(&at, "missing required field: type"),
                None => check.problem(&at, "must be a valid object"),
            }
            return check.into_problems();
        }
    };
    let mut check = Checker::new(surface);
    check.optional_string(&at, "callback_id", 255);
    check.optional_string(&at, "external_id", 255);
    if at.text("private_metadata") != Some("") {
        check.optional_string(&at, "private_metadata", 3000);
    }
    if surface == Surface::Modal {
        modal(&mut check, &at);
    } else {
        check.object(
            &at,
            &["blocks", "private_metadata", "callback_id", "external_id"],
        );
    }
    if let Some(blocks) = check.required(&at, "blocks") {
        check_blocks(&mut check, &blocks, VIEW_BLOCKS);
    }
    if view.to_string().len() > VIEW_TOTAL {
        check.problem_with_code(Code::ViewTooLarge, &at, "the view is too large");
    }
    check.into_problems()
}

fn modal(check: &mut Checker, at: &At<'_>) {
    check.object(
        at,
        &[
            "title",
            "blocks",
            "close",
            "submit",
            "private_metadata",
            "callback_id",
            "clear_on_close",
            "notify_on_close",
            "external_id",
            "submit_disabled",
        ],
    );
    required_text(check, at, "title", Text::Plain, 24);
    optional_text(check, at, "submit", Text::Plain, 24);
    optional_text(check, at, "close", Text::Plain, 24);
    check.booleans(
        at,
        &["clear_on_close", "notify_on_close", "submit_disabled"],
    );
    let has_input = at
        .get("blocks")
        .map(|blocks| blocks.items())
        .unwrap_or_default()
        .iter()
        .any(|block| block.text("type") == Some("input"));
    if has_input && at.get("submit").is_none() {
        check.problem(at, "missing required field: submit");
    }
}
