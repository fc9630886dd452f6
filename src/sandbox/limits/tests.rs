//! Each limit is shown by the largest value that passes and the smallest that does not.

use serde_json::{Value, json};

use super::*;

fn section(text: &str) -> Value {
    json!({"type": "section", "text": {"type": "mrkdwn", "text": text}})
}

fn button(action_id: &str) -> Value {
    json!({"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": "Press"}})
}

fn option(value: &str) -> Value {
    json!({"text": {"type": "plain_text", "text": value}, "value": value})
}

fn modal(blocks: Value) -> Value {
    json!({
        "type": "modal",
        "title": {"type": "plain_text", "text": "Title"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": blocks,
    })
}

fn input(element: Value) -> Value {
    json!({"type": "input", "label": {"type": "plain_text", "text": "Label"}, "element": element})
}

fn of_blocks(blocks: Value) -> Vec<String> {
    validate_message(&json!({"blocks": blocks}))
        .iter()
        .map(ToString::to_string)
        .collect()
}

fn of_view(view: &Value) -> Vec<String> {
    validate_view(view)
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// The problems of one element in an input block of a modal.
fn of_input(element: Value) -> Vec<String> {
    of_view(&modal(json!([input(element)])))
}

/// The problems of one element in an actions block of a message.
fn of_action(element: Value) -> Vec<String> {
    of_blocks(json!([{"type": "actions", "elements": [element]}]))
}

#[test]
fn a_message_with_every_block_that_we_use_has_no_problem() {
    let problems = of_blocks(json!([
        section("Hello *there*"),
        {"type": "header", "text": {"type": "plain_text", "text": "Head", "emoji": true}},
        {"type": "divider"},
        {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A chart"},
        {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "A chart",
         "title": {"type": "plain_text", "text": "Chart"}},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "x"},
            {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"}]},
        {"type": "actions", "block_id": "a", "elements": [
            button("one"),
            {"type": "static_select", "action_id": "two", "options": [option("a"), option("b")],
             "initial_option": option("b")},
            {"type": "overflow", "action_id": "three", "options": [option("a")]},
            {"type": "datepicker", "action_id": "four", "initial_date": "2026-03-02"},
            {"type": "multi_users_select", "action_id": "five", "max_selected_items": 3},
        ]},
        {"type": "rich_text", "elements": [
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "Great", "style": {"bold": true}}]},
            {"type": "rich_text_list", "style": "bullet", "elements": [
                {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U1"}]}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x"}]},
            {"type": "rich_text_section", "elements": [
                {"type": "emoji", "name": "tada"}, {"type": "link", "url": "https://example.com"},
                {"type": "date", "timestamp": 1_790_000_000, "format": "{date}", "fallback": "x"},
                {"type": "broadcast", "range": "here"}]},
        ]},
        {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}, {"type": "raw_text", "text": "b"}]],
         "column_settings": [{"align": "right"}]},
        {"type": "markdown", "text": "**x**"},
    ]));
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn a_section_takes_three_thousand_characters_and_answers_in_slacks_words() {
    assert!(of_blocks(json!([section(&"x".repeat(3000))])).is_empty());
    assert_eq!(
        of_blocks(json!([section(&"x".repeat(3001))])),
        ["[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"]
    );
    assert_eq!(
        of_blocks(json!([section("")])),
        ["[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"]
    );
    assert_eq!(
        of_blocks(json!([{"type": "section"}])),
        ["[ERROR] missing required field: text [json-pointer:/blocks/0]"]
    );
}

#[test]
fn characters_outside_the_basic_plane_count_twice() {
    assert!(of_blocks(json!([section(&"🎉".repeat(1500))])).is_empty());
    assert_eq!(of_blocks(json!([section(&"🎉".repeat(1501))])).len(), 1);
}

#[test]
fn a_message_takes_fifty_blocks_and_a_view_a_hundred() {
    let dividers = |count: usize| json!(vec![json!({"type": "divider"}); count]);
    assert!(of_blocks(dividers(50)).is_empty());
    assert_eq!(
        of_blocks(dividers(51)),
        ["[ERROR] no more than 50 items allowed [json-pointer:/blocks]"]
    );
    assert!(of_view(&modal(dividers(100))).is_empty());
    assert_eq!(
        of_view(&modal(dividers(101))),
        ["[ERROR] no more than 100 items allowed [json-pointer:/view/blocks]"]
    );
    let home = |count| json!({"type": "home", "blocks": dividers(count)});
    assert!(of_view(&home(100)).is_empty());
    assert_eq!(of_view(&home(101)).len(), 1);
}

#[test]
fn all_blocks_of_a_message_together_are_limited() {
    let blocks = |count: usize| json!(vec![section(&"x".repeat(2900)); count]);
    assert!(of_blocks(blocks(4)).is_empty());
    let problems = validate_message(&json!({"blocks": blocks(5)}));
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].code, Code::TooLong);
}

#[test]
fn ids_are_unique_and_at_most_255_characters() {
    let two = json!([{"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}]);
    assert_eq!(
        of_blocks(two),
        ["[ERROR] `block_id` a already exists [json-pointer:/blocks/1/block_id]"]
    );
    let actions = json!([{"type": "actions", "elements": [button("a"), button("a")]}]);
    assert_eq!(
        of_blocks(actions),
        ["[ERROR] `action_id` a already exists [json-pointer:/blocks/0/elements/1]"]
    );
    let apart = json!([
        {"type": "actions", "elements": [button("a")]},
        {"type": "actions", "elements": [button("a")]},
    ]);
    assert!(of_blocks(apart).is_empty());
    assert!(of_action(button(&"x".repeat(255))).is_empty());
    assert_eq!(of_action(button(&"x".repeat(256))).len(), 1);
}

#[test]
fn unknown_types_and_unknown_fields_are_refused() {
    assert_eq!(
        of_blocks(json!([{"type": "carousel"}])),
        ["[ERROR] unsupported type: carousel [json-pointer:/blocks/0]"]
    );
    assert_eq!(
        of_blocks(json!([{"type": "divider", "colour": "red"}])),
        ["[ERROR] invalid additional property: colour [json-pointer:/blocks/0]"]
    );
    assert_eq!(
        of_view(&modal(json!([{"type": "markdown", "text": "x"}]))),
        ["[ERROR] unsupported type: markdown [json-pointer:/view/blocks/0]"]
    );
    let input_in_actions = of_action(json!({"type": "plain_text_input", "action_id": "a"}));
    assert_eq!(
        input_in_actions,
        ["[ERROR] unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0]"]
    );
    assert_eq!(of_input(button("a")).len(), 1);
    assert_eq!(
        of_blocks(json!([input(
            json!({"type": "file_input", "action_id": "a"})
        )]))
        .len(),
        1
    );
}

#[test]
fn headers_contexts_and_fields_keep_their_counts() {
    let header = |length: usize| json!([{"type": "header", "text": {"type": "plain_text", "text": "x".repeat(length)}}]);
    assert!(of_blocks(header(150)).is_empty());
    assert_eq!(of_blocks(header(151)).len(), 1);
    assert_eq!(
        of_blocks(json!([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}])),
        ["[ERROR] must provide a plain_text object [json-pointer:/blocks/0/text]"]
    );
    let context = |count: usize| json!([{"type": "context", "elements": vec![json!({"type": "mrkdwn", "text": "x"}); count]}]);
    assert!(of_blocks(context(10)).is_empty());
    assert_eq!(of_blocks(context(11)).len(), 1);
    assert_eq!(of_blocks(context(0)).len(), 1);
    let fields = |count: usize, length: usize| json!([{"type": "section", "fields": vec![json!({"type": "mrkdwn", "text": "x".repeat(length)}); count]}]);
    assert!(of_blocks(fields(10, 500)).is_empty());
    assert!(of_blocks(fields(1, 2000)).is_empty());
    assert_eq!(of_blocks(fields(11, 5)).len(), 1);
    assert_eq!(of_blocks(fields(1, 2001)).len(), 1);
    let actions = |count: usize| {
        let buttons: Vec<Value> = (0..count).map(|i| button(&format!("b{i}"))).collect();
        json!([{"type": "actions", "elements": buttons}])
    };
    assert!(of_blocks(actions(25)).is_empty());
    assert_eq!(of_blocks(actions(26)).len(), 1);
}

#[test]
fn buttons_keep_their_lengths() {
    let with = |field: &str, length: usize| {
        let mut button = button("a");
        button[field] = json!("x".repeat(length));
        of_action(button)
    };
    assert!(with("value", 2000).is_empty());
    assert_eq!(with("value", 2001).len(), 1);
    assert!(with("url", 3000).is_empty());
    assert_eq!(with("url", 3001).len(), 1);
    assert_eq!(with("accessibility_label", 76).len(), 1);
    assert_eq!(with("style", 1).len(), 1);
    let long = json!({"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "x".repeat(76)}});
    assert_eq!(of_action(long).len(), 1);
}

#[test]
fn options_are_counted_measured_and_unique() {
    let select = |count: usize| {
        let options: Vec<Value> = (0..count).map(|i| option(&format!("o{i}"))).collect();
        json!({"type": "static_select", "action_id": "a", "options": options})
    };
    assert!(of_action(select(100)).is_empty());
    assert!(
        of_action(select(101))
            .iter()
            .any(|p| p.contains("no more than 100 items"))
    );
    assert_eq!(of_action(select(0)).len(), 1);
    let long_value = json!({"text": {"type": "plain_text", "text": "x"}, "value": "x".repeat(151)});
    for (element, most) in [("overflow", 5), ("radio_buttons", 10), ("checkboxes", 10)] {
        let with = |count: usize| {
            let options: Vec<Value> = (0..count).map(|i| option(&format!("o{i}"))).collect();
            of_action(json!({"type": element, "action_id": "a", "options": options}))
        };
        assert!(with(most).is_empty(), "{element}");
        assert_eq!(with(most + 1).len(), 1, "{element}");
        assert_eq!(
            of_action(json!({"type": element, "action_id": "a", "options": [long_value]})).len(),
            1
        );
    }
    let twice =
        json!({"type": "static_select", "action_id": "a", "options": [option("a"), option("a")]});
    assert_eq!(of_action(twice).len(), 1);
    let both = json!({"type": "static_select", "action_id": "a", "options": [option("a")],
        "option_groups": [{"label": {"type": "plain_text", "text": "g"}, "options": [option("a")]}]});
    assert_eq!(of_action(both).len(), 1);
    let elsewhere = json!({"type": "static_select", "action_id": "a", "options": [option("a")],
        "initial_option": option("b")});
    assert_eq!(
        of_action(elsewhere),
        [
            "[ERROR] must be one of the provided options [json-pointer:/blocks/0/elements/0/initial_option]"
        ]
    );
}

#[test]
fn a_confirmation_keeps_its_lengths() {
    let confirm = |title: usize, text: usize, yes: usize| {
        let plain = |length: usize| json!({"type": "plain_text", "text": "x".repeat(length)});
        let mut button = button("a");
        button["confirm"] = json!({"title": plain(title), "text": plain(text), "confirm": plain(yes), "deny": plain(1)});
        of_action(button)
    };
    assert!(confirm(100, 300, 30).is_empty());
    assert_eq!(confirm(101, 301, 31).len(), 3);
}

#[test]
fn a_modal_keeps_its_frame() {
    let mut view = modal(json!([]));
    assert!(of_view(&view).is_empty());
    view["title"]["text"] = json!("x".repeat(25));
    view["submit"]["text"] = json!("x".repeat(25));
    view["private_metadata"] = json!("x".repeat(3001));
    view["callback_id"] = json!("x".repeat(256));
    assert_eq!(of_view(&view).len(), 4);
    let mut without = modal(json!([input(
        json!({"type": "plain_text_input", "action_id": "a"})
    )]));
    without.as_object_mut().unwrap().remove("submit");
    assert_eq!(
        of_view(&without),
        ["[ERROR] missing required field: submit [json-pointer:/view]"]
    );
    assert_eq!(
        of_view(&json!({"type": "modal", "blocks": []})),
        ["[ERROR] missing required field: title [json-pointer:/view]"]
    );
    let titled_home =
        json!({"type": "home", "blocks": [], "title": {"type": "plain_text", "text": "x"}});
    assert_eq!(of_view(&titled_home).len(), 1);
}

#[test]
fn inputs_keep_their_own_rules() {
    assert!(
        of_input(json!({"type": "plain_text_input", "action_id": "a", "max_length": 3000}))
            .is_empty()
    );
    assert_eq!(
        of_input(json!({"type": "plain_text_input", "action_id": "a", "max_length": 3001})).len(),
        1
    );
    assert!(
        of_input(
            json!({"type": "number_input", "action_id": "a", "is_decimal_allowed": false,
        "min_value": "1", "max_value": "10", "initial_value": "5"})
        )
        .is_empty()
    );
    assert_eq!(
        of_input(json!({"type": "number_input", "action_id": "a"})).len(),
        1
    );
    assert_eq!(
        of_input(
            json!({"type": "number_input", "action_id": "a", "is_decimal_allowed": true, "min_value": 1})
        )
        .len(),
        1
    );
    assert_eq!(
        of_input(json!({"type": "datepicker", "action_id": "a", "initial_date": "2-3-2026"})).len(),
        1
    );
    assert_eq!(
        of_input(json!({"type": "timepicker", "action_id": "a", "initial_time": "9:00"})).len(),
        1
    );
    let focused = json!({"type": "plain_text_input", "action_id": "a", "focus_on_load": true});
    assert_eq!(
        of_view(&modal(json!([input(focused.clone()), input(focused)]))).len(),
        1
    );
    assert_eq!(
        of_input(json!({"type": "plain_text_input", "action_id": "a",
            "placeholder": {"type": "plain_text", "text": "x".repeat(151)}}))
        .len(),
        1
    );
}

#[test]
fn rich_text_and_tables_keep_their_structure() {
    let section = |element: Value| json!([{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [element]}]}]);
    assert_eq!(
        of_blocks(section(json!({"type": "text", "text": ""}))).len(),
        1
    );
    assert_eq!(of_blocks(section(json!({"type": "shout"}))).len(), 1);
    assert_eq!(
        of_blocks(section(
            json!({"type": "text", "text": "x", "style": {"loud": true}})
        ))
        .len(),
        1
    );
    let in_code = json!([{"type": "rich_text", "elements": [{"type": "rich_text_preformatted",
        "elements": [{"type": "user", "user_id": "U1"}]}]}]);
    assert_eq!(of_blocks(in_code).len(), 1);
    let cells = |count: usize| json!(vec![json!({"type": "raw_text", "text": "x"}); count]);
    let table =
        |rows: usize, columns: usize| json!({"type": "table", "rows": vec![cells(columns); rows]});
    assert!(of_blocks(json!([table(100, 2)])).is_empty());
    assert_eq!(of_blocks(json!([table(101, 2)])).len(), 1);
    assert!(of_blocks(json!([table(1, 20)])).is_empty());
    assert_eq!(of_blocks(json!([table(1, 21)])).len(), 1);
    assert_eq!(of_blocks(json!([table(1, 1), table(1, 1)])).len(), 1);
}

#[test]
fn an_image_needs_one_source_and_a_text_that_stands_for_it() {
    let problems = of_blocks(json!([{"type": "image", "image_url": "https://example.com/a.png"}]));
    assert_eq!(
        problems,
        ["[ERROR] missing required field: alt_text [json-pointer:/blocks/0]"]
    );
    let both = json!([{"type": "image", "image_url": "https://example.com/a.png",
        "slack_file": {"id": "F1"}, "alt_text": "a"}]);
    assert_eq!(of_blocks(both).len(), 1);
    assert_eq!(
        of_blocks(json!([{"type": "image", "alt_text": "a"}])).len(),
        1
    );
}
