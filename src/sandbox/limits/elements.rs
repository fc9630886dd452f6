//! Interactive elements: buttons, selects, inputs, pickers.

use super::Surface;
use super::cursor::{At, Checker, length};
use super::objects::{
    Text, confirm, conversation_filter, image_source, option, optional_text, options,
    options_or_groups, required_text,
};
use super::rich_text::check_rich_text_value;

/// The selects of one choice, and the same of several choices.
const SELECTS: [&str; 5] = [
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
];

/// Whether the element `name` may stand in an `actions` block.
pub(super) fn allowed_in_actions(name: &str) -> bool {
    is_select(name)
        || matches!(
            name,
            "button"
                | "checkboxes"
                | "datepicker"
                | "datetimepicker"
                | "overflow"
                | "radio_buttons"
                | "timepicker"
        )
}

/// Whether the element `name` may stand beside the text of a `section`.
pub(super) fn allowed_in_section(name: &str) -> bool {
    is_select(name)
        || matches!(
            name,
            "button"
                | "checkboxes"
                | "datepicker"
                | "image"
                | "overflow"
                | "radio_buttons"
                | "timepicker"
        )
}

/// Whether the element `name` may stand in an `input` block on this surface.
pub(super) fn allowed_in_input(name: &str, surface: Surface) -> bool {
    is_select(name)
        || matches!(
            name,
            "checkboxes"
                | "datepicker"
                | "datetimepicker"
                | "email_text_input"
                | "number_input"
                | "plain_text_input"
                | "radio_buttons"
                | "rich_text_input"
                | "timepicker"
                | "url_text_input"
        )
        || (name == "file_input" && surface == Surface::Modal)
}

/// Whether the element is a select menu, of one or several choices.
fn is_select(name: &str) -> bool {
    SELECTS.contains(&name.strip_prefix("multi_").unwrap_or(name))
}

/// Checks one element, whose type is known to be allowed where it stands.
pub(super) fn check_element(check: &mut Checker, at: &At<'_>, name: &str) {
    let allowed = allowed_fields(name);
    if check.object(at, &allowed).is_none() {
        return;
    }
    check.optional_string(at, "action_id", 255);
    optional_text(check, at, "placeholder", Text::Plain, 150);
    check.booleans(at, &["focus_on_load"]);
    if at.get("focus_on_load").is_some_and(|f| f.value == true) {
        check.focused += 1;
        if check.focused > 1 {
            check.problem(at, "only one element can have focus_on_load");
        }
    }
    confirm(check, at);
    match name {
        "button" => button(check, at),
        "image" => image_source(check, at),
        "overflow" => {
            if let Some(list) = check.required(at, "options") {
                options(check, &list, name, 1, 5);
            }
        }
        "radio_buttons" | "checkboxes" => {
            if let Some(list) = check.required(at, "options") {
                options(check, &list, name, 1, 10);
            }
            initial_options(check, at, name);
        }
        "plain_text_input" | "email_text_input" | "url_text_input" => text_input(check, at),
        "number_input" => number_input(check, at),
        "rich_text_input" => {
            if let Some(initial) = at.get("initial_value") {
                check_rich_text_value(check, &initial);
            }
            dispatch_config(check, at);
        }
        "file_input" => {
            check.whole_number(at, "max_files", 1, 10);
            if let Some(types) = at.get("filetypes") {
                check.array(&types, 1, 100);
            }
        }
        "datepicker" => pattern(check, at, "initial_date", "YYYY-MM-DD", is_date),
        "timepicker" => pattern(check, at, "initial_time", "HH:mm", is_time),
        "datetimepicker" => {
            check.whole_number(at, "initial_date_time", 1_000_000_000, 9_999_999_999);
        }
        _ => select(check, at, name),
    }
}

fn allowed_fields(name: &str) -> Vec<&'static str> {
    let mut fields: Vec<&'static str> = match name {
        "image" => return vec!["image_url", "slack_file", "alt_text"],
        "button" => vec![
            "text",
            "url",
            "value",
            "style",
            "confirm",
            "accessibility_label",
        ],
        "overflow" => vec!["options", "confirm"],
        "radio_buttons" => vec!["options", "initial_option", "confirm", "focus_on_load"],
        "checkboxes" => vec!["options", "initial_options", "confirm", "focus_on_load"],
        "plain_text_input" => vec![
            "initial_value",
            "multiline",
            "min_length",
            "max_length",
            "dispatch_action_config",
            "focus_on_load",
            "placeholder",
        ],
        "email_text_input" | "url_text_input" | "rich_text_input" => vec![
            "initial_value",
            "dispatch_action_config",
            "focus_on_load",
            "placeholder",
        ],
        "number_input" => vec![
            "is_decimal_allowed",
            "initial_value",
            "min_value",
            "max_value",
            "dispatch_action_config",
            "focus_on_load",
            "placeholder",
        ],
        "file_input" => vec!["filetypes", "max_files"],
        "datepicker" => vec!["initial_date", "confirm", "focus_on_load", "placeholder"],
        "timepicker" => vec![
            "initial_time",
            "timezone",
            "confirm",
            "focus_on_load",
            "placeholder",
        ],
        "datetimepicker" => vec!["initial_date_time", "confirm", "focus_on_load"],
        _ => select_fields(name),
    };
    fields.push("action_id");
    fields
}

fn select_fields(name: &str) -> Vec<&'static str> {
    let mut fields = vec!["confirm", "focus_on_load", "placeholder"];
    let several = name.starts_with("multi_");
    if several {
        fields.push("max_selected_items");
    }
    let by_kind: &[&'static str] = match (name.strip_prefix("multi_").unwrap_or(name), several) {
        ("static_select", false) => &["options", "option_groups", "initial_option"],
        ("static_select", true) => &["options", "option_groups", "initial_options"],
        ("external_select", false) => &["initial_option", "min_query_length"],
        ("external_select", true) => &["initial_options", "min_query_length"],
        ("users_select", false) => &["initial_user"],
        ("users_select", true) => &["initial_users"],
        ("conversations_select", false) => &[
            "initial_conversation",
            "default_to_current_conversation",
            "response_url_enabled",
            "filter",
        ],
        ("conversations_select", true) => &[
            "initial_conversations",
            "default_to_current_conversation",
            "filter",
        ],
        (_, false) => &["initial_channel", "response_url_enabled"],
        (_, true) => &["initial_channels"],
    };
    fields.extend_from_slice(by_kind);
    fields
}

fn button(check: &mut Checker, at: &At<'_>) {
    required_text(check, at, "text", Text::Plain, 75);
    check.optional_string(at, "value", 2000);
    check.optional_string(at, "url", 3000);
    check.optional_string(at, "accessibility_label", 75);
    check.one_of(at, "style", &["primary", "danger"]);
}

fn select(check: &mut Checker, at: &At<'_>, name: &str) {
    match name {
        "static_select" | "multi_static_select" => options_or_groups(check, at, name),
        "external_select" | "multi_external_select" => {
            check.whole_number(at, "min_query_length", 0, 3000);
        }
        _ => conversation_filter(check, at),
    }
    initial_options(check, at, name);
    check.booleans(
        at,
        &["default_to_current_conversation", "response_url_enabled"],
    );
    check.whole_number(at, "max_selected_items", 1, i64::MAX);
    for list in ["initial_users", "initial_conversations", "initial_channels"] {
        if let Some(list) = at.get(list) {
            for item in check.array(&list, 0, 100) {
                check.string(&item, 255);
            }
        }
    }
    for one in ["initial_user", "initial_conversation", "initial_channel"] {
        check.optional_string(at, one, 255);
    }
}

/// What is chosen at the start must be one of the choices, word for word.
fn initial_options(check: &mut Checker, at: &At<'_>, name: &str) {
    let mut chosen = Vec::new();
    if let Some(one) = at.get("initial_option") {
        chosen.push(one);
    }
    if let Some(several) = at.get("initial_options") {
        chosen.extend(check.array(&several, 1, 100));
    }
    for choice in chosen {
        option(check, &choice, name);
        let offered = at
            .get("options")
            .into_iter()
            .chain(
                at.get("option_groups")
                    .iter()
                    .flat_map(At::items)
                    .filter_map(|group| group.get("options")),
            )
            .flat_map(|list| list.items())
            .any(|item| item.value == choice.value);
        if !offered && !name.ends_with("external_select") {
            check.problem(&choice, "must be one of the provided options");
        }
    }
}

fn text_input(check: &mut Checker, at: &At<'_>) {
    check.booleans(at, &["multiline"]);
    check.whole_number(at, "min_length", 0, 3000);
    check.whole_number(at, "max_length", 1, 3000);
    let number = |name: &str| at.get(name).and_then(|field| field.value.as_i64());
    if let (Some(least), Some(most)) = (number("min_length"), number("max_length"))
        && least > most
    {
        check.problem(at, "min_length must not be more than max_length");
    }
    if let Some(initial) = at.get("initial_value") {
        let most = number("max_length")
            .and_then(|most| usize::try_from(most).ok())
            .unwrap_or(3000);
        match initial.value.as_str() {
            Some(text) if length(text) > most => {
                check.problem(
                    &initial,
                    format!("must be less than {} characters", most + 1),
                );
            }
            Some(_) => {}
            None => check.problem(&initial, "must be a string"),
        }
    }
    dispatch_config(check, at);
}

fn number_input(check: &mut Checker, at: &At<'_>) {
    check.required(at, "is_decimal_allowed");
    check.booleans(at, &["is_decimal_allowed"]);
    let mut read = |name: &str| {
        let field = at.get(name)?;
        let number = field
            .value
            .as_str()
            .and_then(|text| text.parse::<f64>().ok());
        if number.is_none() {
            check.problem(&field, "must be a string that holds a number");
        }
        number
    };
    let (least, most, initial) = (read("min_value"), read("max_value"), read("initial_value"));
    if least.zip(most).is_some_and(|(least, most)| least > most) {
        check.problem(at, "min_value must not be more than max_value");
    }
    if initial.is_some_and(|value| {
        least.is_some_and(|least| value < least) || most.is_some_and(|most| value > most)
    }) {
        check.problem(at, "initial_value must be between min_value and max_value");
    }
    dispatch_config(check, at);
}

fn dispatch_config(check: &mut Checker, at: &At<'_>) {
    let Some(config) = at.get("dispatch_action_config") else {
        return;
    };
    if check.object(&config, &["trigger_actions_on"]).is_none() {
        return;
    }
    if let Some(list) = check.required(&config, "trigger_actions_on") {
        for item in check.array(&list, 1, 2) {
            if !matches!(
                item.value.as_str(),
                Some("on_enter_pressed" | "on_character_entered")
            ) {
                check.problem(
                    &item,
                    "value must be one of: on_enter_pressed, on_character_entered",
                );
            }
        }
    }
}

fn pattern(check: &mut Checker, at: &At<'_>, name: &str, shape: &str, fits: fn(&str) -> bool) {
    if let Some(field) = at.get(name)
        && !field.value.as_str().is_some_and(fits)
    {
        check.problem(&field, format!("must be in the format {shape}"));
    }
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

fn is_time(text: &str) -> bool {
    text.len() == 5 && chrono::NaiveTime::parse_from_str(text, "%H:%M").is_ok()
}
