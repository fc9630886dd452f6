//! Payloads as Slack sends them, among them those that break stricter readers.

use proptest::prelude::*;
use serde_json::json;

use super::*;

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../../../../tests/fixtures/slack/", $name, ".json"))
    };
}

fn ids<T: AsRef<str>>(list: &[T]) -> Vec<&str> {
    list.iter().map(AsRef::as_ref).collect()
}

fn texts(list: &[UserId]) -> Vec<&str> {
    list.iter().map(UserId::as_str).collect()
}

fn channel_texts(list: &[ChannelId]) -> Vec<&str> {
    list.iter().map(ChannelId::as_str).collect()
}

#[test]
fn a_command_is_the_same_as_a_form_and_from_the_socket() {
    let Inbound::Slash(from_socket) =
        Inbound::from_socket("slash_commands", fixture!("slash_command_org"))
    else {
        panic!()
    };
    let fields: serde_json::Map<String, Value> =
        serde_json::from_str(fixture!("slash_command_org")).unwrap();
    let form: String = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(
            fields
                .iter()
                .map(|(k, v)| (k, v.as_str().unwrap_or_default())),
        )
        .finish();
    assert_eq!(
        Inbound::from_http_body(&form),
        Inbound::Slash(from_socket.clone())
    );
    assert_eq!(from_socket.command, "/kudos");
    assert_eq!(from_socket.text, "<@U0BOB|bob> saved the Monday delivery");
    assert_eq!(from_socket.user.name.as_deref(), Some("sanne"));
    assert_eq!(
        from_socket.installation,
        Installation {
            team_id: None,
            enterprise_id: Some("E1".into()),
            is_enterprise_install: true,
            app_id: Some("A1".into()),
        }
    );
    assert!(!format!("{from_socket:?}").contains("secret"));
}

#[test]
fn every_kind_of_choice_in_a_click_is_kept() {
    let Inbound::Action(click) =
        Inbound::from_socket("interactive", fixture!("block_actions_selects"))
    else {
        panic!()
    };
    let input = |id: &str| {
        let action = click.actions.iter().find(|action| action.action_id == id);
        &action.unwrap().input
    };
    assert_eq!(click.actions.len(), 13);
    assert_eq!(texts(&input("owner").users), ["U2"]);
    assert_eq!(texts(&input("team").users), ["U3", "U4"]);
    assert_eq!(channel_texts(&input("where").channels), ["C7"]);
    assert_eq!(channel_texts(&input("talk").conversations), ["G8"]);
    assert_eq!(channel_texts(&input("talks").conversations), ["C9", "D1"]);
    assert_eq!(input("day").date.as_deref(), Some("2026-03-02"));
    assert_eq!(input("hour").time.as_deref(), Some("08:30"));
    assert_eq!(input("hour").time_zone.as_deref(), Some("Europe/Amsterdam"));
    assert_eq!(input("moment").date_time, Some(1_765_793_412));
    assert_eq!(ids(&input("department").options), ["finance"]);
    assert_eq!(ids(&input("boxes").options), ["a", "b"]);
    assert_eq!(input("undo").value.as_deref(), Some("kudos:undo:1"));
    assert!(input("menu").options.is_empty());
    assert_eq!(input("new").value.as_deref(), Some("7"));

    assert_eq!(click.user.team_id.as_deref(), Some("T9"));
    assert_eq!(click.installation.team_id, None);
    assert_eq!(click.installation.enterprise_id.as_deref(), Some("E1"));
    assert_eq!(click.container.thread_ts, Some("1765793000.000100".into()));
    assert_eq!(click.channel, Some("C1".into()));
    let message = click.message.as_ref().unwrap();
    assert_eq!(message.ts, Some("1765793412.000200".into()));
    assert_eq!(message.metadata_type.as_deref(), Some("klantstem_post"));
    assert_eq!(message.metadata["attempt"], 2);
    assert_eq!(message.metadata["nested"], json!({"a": [1, null]}));
    assert_eq!(message.blocks[0]["type"], "brand_new_block");
    assert_eq!(
        click.state.get("extra", "note").unwrap().value.as_deref(),
        Some("later")
    );
}

#[test]
fn a_click_in_app_home_has_its_view_and_no_channel() {
    let Inbound::Action(click) =
        Inbound::from_socket("interactive", fixture!("block_actions_home"))
    else {
        panic!()
    };
    let view = click.view.as_ref().unwrap();
    assert_eq!((view.kind.as_str(), view.team_id.as_ref()), ("home", None));
    assert_eq!(view.private_metadata, None);
    assert_eq!(click.channel, None);
    assert_eq!(click.response_url, None);
}

#[test]
fn everything_that_was_entered_in_a_modal_is_kept() {
    let Inbound::Submit(sent) = Inbound::from_socket("interactive", fixture!("view_submission"))
    else {
        panic!()
    };
    let state = &sent.view.state;
    assert_eq!(texts(&state.get("who", "person").unwrap().users), ["U2"]);
    assert_eq!(
        state.find("said").unwrap().value.as_deref(),
        Some("bedankt <!channel> & meer")
    );
    assert_eq!(
        channel_texts(&state.find("all").unwrap().channels),
        ["C1", "C2"]
    );
    assert_eq!(
        state.find("body").unwrap().rich_text.as_ref().unwrap()["type"],
        "rich_text"
    );
    assert_eq!(state.find("upload").unwrap().files[0]["id"], "F1");
    assert_eq!(state.find("n").unwrap().value.as_deref(), Some("3.5"));
    assert_eq!(state.find("at").unwrap().date_time, Some(1_628_633_820));
    assert_eq!(state.find("none").unwrap().value, None);
    assert_eq!(sent.view.private_metadata.as_deref(), Some("12345"));
    assert_eq!(sent.view.hash.as_deref(), Some("156663117.cd33ad1f"));
    assert_eq!(sent.view.external_id.as_deref(), Some("ours"));
    assert_eq!(sent.response_urls.len(), 1);
    assert_eq!(sent.response_urls[0].channel, Some("C3".into()));
}

#[test]
fn the_other_interactions_are_known() {
    let Inbound::Closed(closed) = Inbound::from_socket("interactive", fixture!("view_closed"))
    else {
        panic!()
    };
    assert!(closed.is_cleared);
    let Inbound::MessageShortcut(shortcut) =
        Inbound::from_socket("interactive", fixture!("message_action"))
    else {
        panic!()
    };
    assert_eq!(shortcut.message.ts, Some("5.5".into()));
    assert_eq!(shortcut.message.text, "what they said");
    let Inbound::Suggestion(suggestion) =
        Inbound::from_socket("interactive", fixture!("block_suggestion"))
    else {
        panic!()
    };
    assert_eq!(suggestion.typed, "Acm");
    assert_eq!(suggestion.container.kind, "brand_new_container");
    let global =
        json!({"type": "shortcut", "callback_id": "k", "user": {"id": "U1"}, "team": null});
    assert!(matches!(Inbound::from_json(global), Inbound::Shortcut(_)));
}

#[test]
fn events_of_an_organisation_wide_installation_are_read() {
    let Inbound::Event(event) = Inbound::from_http_body(fixture!("event_reaction_added_org"))
    else {
        panic!()
    };
    assert_eq!(event.event_id.as_deref(), Some("Ev9UQ52YNA"));
    assert!(event.is_ext_shared_channel && event.installation.is_enterprise_install);
    assert_eq!(event.installation.enterprise_id.as_deref(), Some("E1"));
    assert_eq!(
        event.kind,
        EventKind::ReactionAdded(Reaction {
            user: "U1".into(),
            name: "+1::skin-tone-2".into(),
            channel: "C1".into(),
            message: "1360782400.498405".into(),
            author: Some("UBOT".into()),
            event_ts: Some("1360782804.083113".into()),
        })
    );
    let Inbound::Event(event) = Inbound::from_http_body(fixture!("event_app_home_opened")) else {
        panic!()
    };
    assert_eq!(event.event_time, Some(1_360_782_804));
    let EventKind::AppHomeOpened { tab, view, .. } = event.kind else {
        panic!()
    };
    assert_eq!(
        (tab.as_str(), view.unwrap().hash.as_deref()),
        ("home", Some("h1"))
    );
}

fn event(event: Value) -> EventKind {
    let body = json!({"type": "event_callback", "event_id": "Ev1", "event": event});
    match Inbound::from_json(body) {
        Inbound::Event(event) => event.kind,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_other_events_are_known_and_what_is_not_ours_is_left_whole() {
    let joined = json!({"type": "member_joined_channel", "user": "UBOT", "channel": "C1",
        "channel_type": "C", "team": "T1", "inviter": "U1"});
    assert!(matches!(
        event(joined),
        EventKind::MemberJoined {
            inviter: Some(_),
            ..
        }
    ));
    let renamed = json!({"type": "channel_rename", "channel": {"id": "C1", "name": "new"}});
    assert_eq!(
        event(renamed),
        EventKind::ChannelRenamed {
            channel: "C1".into(),
            name: Some("new".into())
        }
    );
    let changed =
        json!({"type": "channel_id_changed", "old_channel_id": "G1", "new_channel_id": "C1"});
    assert!(matches!(event(changed), EventKind::ChannelIdChanged { .. }));
    let direct = json!({"type": "message", "channel_type": "im", "channel": "D1", "user": "U1",
        "text": "hoi", "ts": "1.1"});
    assert!(matches!(event(direct.clone()), EventKind::DirectMessage(_)));
    for (field, value) in [("bot_id", "B1"), ("subtype", "message_changed")] {
        let mut echo = direct.clone();
        echo[field] = value.into();
        assert!(matches!(event(echo), EventKind::Other { .. }), "{field}");
    }
    let on_file = json!({"type": "reaction_added", "user": "U1", "reaction": "x",
        "item": {"type": "file", "file": "F1"}});
    assert_eq!(
        event(on_file.clone()),
        EventKind::Other {
            name: "reaction_added".into(),
            event: on_file
        }
    );
    assert!(matches!(
        event(json!({"type": "brand_new"})),
        EventKind::Other { .. }
    ));
    assert!(matches!(event(json!("odd")), EventKind::Other { .. }));
}

#[test]
fn what_is_unknown_or_broken_is_other_and_never_an_error() {
    for body in [
        "",
        "{",
        "{}",
        "[]",
        "null",
        "command=%2Fkudos",
        "user_id=U1",
        "payload=",
        "payload=%7B%22type%22%3A7%7D",
        r#"{"type":"brand_new"}"#,
        r#"{"type":"block_actions","user":{"id":"U1"},"actions":[]}"#,
        r#"{"type":"block_actions","actions":[{"action_id":"a"}]}"#,
        r#"{"type":"view_submission","user":{"id":"U1"},"view":null}"#,
        r#"{"type":"event_callback"}"#,
        r#"{"type":"event_callback","event":"\ud800"}"#,
        r#"{"type":"app_rate_limited","minute_rate_limited":1518467820}"#,
        r#"{"type":"url_verification"}"#,
    ] {
        let inbound = Inbound::from_http_body(body);
        assert!(
            matches!(inbound, Inbound::Other { .. }),
            "{body}: {inbound:?}"
        );
        assert_eq!(inbound.dedup_key(), None);
    }
    let deep = format!(
        "{{\"type\":\"shortcut\",\"x\":{}{}}}",
        "[".repeat(9000),
        "]".repeat(9000)
    );
    assert!(matches!(
        Inbound::from_http_body(&deep),
        Inbound::Other { .. }
    ));
}

#[test]
fn the_two_checks_of_the_address_are_known() {
    let check = r#" {"token":"x","challenge":"3eZbrw1a","type":"url_verification"}"#;
    assert_eq!(
        Inbound::from_http_body(check),
        Inbound::UrlVerification {
            challenge: "3eZbrw1a".into()
        }
    );
    assert_eq!(
        Inbound::from_http_body("token=x&ssl_check=1"),
        Inbound::SslCheck
    );
}

#[test]
fn repetitions_have_the_same_key_and_new_acts_have_another() {
    let key = |body: &Value| Inbound::from_json(body.clone()).dedup_key();
    let mut sent: Value = serde_json::from_str(fixture!("view_submission")).unwrap();
    let first = key(&sent);
    assert_eq!(first, key(&sent));
    // After an answer with errors, Slack sends the same view and hash with a new trigger.
    sent["trigger_id"] = "9.9.y".into();
    assert_ne!(first, key(&sent));
    // Where there is no trigger, other values make it another act.
    sent["trigger_id"] = Value::Null;
    let first = key(&sent);
    assert_eq!(first, key(&sent));
    sent["view"]["state"]["values"]["text"]["said"]["value"] = "corrected".into();
    assert_ne!(first, key(&sent));

    let click: Value = serde_json::from_str(fixture!("block_actions_home")).unwrap();
    assert_eq!(key(&click).as_deref(), Some("action:1.2.b"));
    let reaction: Value = serde_json::from_str(fixture!("event_reaction_added_org")).unwrap();
    assert_eq!(key(&reaction).as_deref(), Some("event:Ev9UQ52YNA"));
    let typed: Value = serde_json::from_str(fixture!("block_suggestion")).unwrap();
    assert_eq!(key(&typed), None);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec(("[a-z_]{1,6}", inner), 0..3)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn places(value: &Value, prefix: &str, into: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(k, v)| (k.clone(), v)).collect(),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .map(|(i, v)| (i.to_string(), v))
            .collect(),
        _ => Vec::new(),
    };
    for (name, child) in children {
        let place = format!("{prefix}/{}", name.replace('~', "~0").replace('/', "~1"));
        places(child, &place, into);
        into.push(place);
    }
}

proptest! {
    #[test]
    fn anything_in_any_place_of_a_payload_is_survived(
        which in 0..5_usize, place in any::<prop::sample::Index>(), odd in any_json()
    ) {
        let fixture = [
            fixture!("block_actions_selects"),
            fixture!("view_submission"),
            fixture!("event_reaction_added_org"),
            fixture!("message_action"),
            fixture!("slash_command_org"),
        ][which];
        let mut payload: Value = serde_json::from_str(fixture).unwrap();
        let mut all = Vec::new();
        places(&payload, "", &mut all);
        if let Some(target) = payload.pointer_mut(place.get::<String>(&all)) {
            *target = odd;
        }
        let text = payload.to_string();
        for inbound in [
            Inbound::from_http_body(&text),
            Inbound::from_socket("slash_commands", &text),
            Inbound::from_socket("interactive", &text),
        ] {
            inbound.dedup_key();
            inbound.user();
            inbound.response_url();
        }
    }

    #[test]
    fn any_text_is_survived(body in ".{0,200}") {
        Inbound::from_http_body(&body).dedup_key();
        Inbound::from_socket("interactive", &body).dedup_key();
    }
}
