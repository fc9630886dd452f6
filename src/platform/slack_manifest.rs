//! The manifest from which an organisation creates its own Slack app: scopes, commands, events.

use serde_json::{Value as Json, json};

use crate::platform::config::SlackMode;

/// A slash command as the manifest announces it. Slack can not translate these texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Command {
    /// The command, with its slash.
    pub name: &'static str,
    /// What it does, where Slack lists it.
    pub description: &'static str,
    /// What may follow it.
    pub usage_hint: &'static str,
}

/// Every slash command.
pub const COMMANDS: [Command; 4] = [
    Command {
        name: "/voice",
        description: "What customers say, in your department's words",
        usage_hint: "nps finance last quarter | quotes finance invoice | language nl | help",
    },
    Command {
        name: "/story",
        description: "Tell what colleagues did for a customer",
        usage_hint: "[what happened]",
    },
    Command {
        name: "/kudos",
        description: "Thank a colleague",
        usage_hint: "@bob @eva solved the invoice the same day | bridges | help",
    },
    Command {
        name: "/agenda",
        description: "What your next meeting speaks of, with the customer on it",
        usage_hint: "add the invoice of May | list | help",
    },
];

/// A shortcut as the manifest announces it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortcut {
    /// What people see; at most 24 characters.
    pub name: &'static str,
    /// `message` or `global`.
    pub kind: &'static str,
    /// What Slack sends when it is used.
    pub callback_id: &'static str,
    /// What it does.
    pub description: &'static str,
}

/// Every shortcut.
pub const SHORTCUTS: [Shortcut; 4] = [
    Shortcut {
        name: "Make a customer story",
        kind: "message",
        callback_id: "story:from-message",
        description: "Tell what colleagues did for the customer of this message",
    },
    Shortcut {
        name: "Give kudos",
        kind: "message",
        callback_id: "kudos:message",
        description: "Thank who wrote this message",
    },
    Shortcut {
        name: "Thank a colleague",
        kind: "global",
        callback_id: "kudos:shortcut",
        description: "Give kudos, with a customer's words if you like",
    },
    Shortcut {
        name: "Put on the agenda",
        kind: "message",
        callback_id: "agenda:from-message",
        description: "The next meeting of this channel speaks of this message",
    },
];

/// Every event that Slack is asked to send.
pub const EVENTS: [&str; 3] = ["app_home_opened", "reaction_added", "reaction_removed"];

/// Every bot scope that is always asked for.
pub const SCOPES: [&str; 11] = [
    "channels:read",
    "chat:write",
    "chat:write.public",
    "commands",
    "files:read",
    "files:write",
    "groups:read",
    "im:write",
    "reactions:read",
    "usergroups:read",
    "users:read",
];

/// Those of them that may be declined when the app is installed: without `files:read` stories have no
/// pictures of their own, without `files:write` scores are posted with a line of text instead of a chart.
pub const OPTIONAL_SCOPES: [&str; 2] = ["files:read", "files:write"];

/// Scopes with which Klantstem can look up whether an unclear post arrived (`look_up`).
pub const HISTORY_SCOPES: [&str; 2] = ["channels:history", "groups:history"];

/// Where Slack sends everything in HTTP mode.
pub const EVENTS_PATH: &str = "/slack/events";

/// What Klantstem is, where Slack shows the app.
const LONG_DESCRIPTION: &str = "Klantstem brings the voice of the customer into everybody's daily \
    work. It takes in the answers to your surveys and reviews, masks personal data, and posts each \
    one in the channel of the department that can act on it, with the question that the department \
    should ask itself. It speaks English and Dutch and runs on your own server.";

/// What stands in an HTTP manifest for the public address when none is given.
pub const PLACEHOLDER_URL: &str = "https://klantstem.example.org";

/// The manifest as JSON, ready to be pasted at api.slack.com/apps.
///
/// In HTTP mode Slack needs `public_url`, the address at which it reaches this server; without it,
/// [`PLACEHOLDER_URL`] stands in its place. `history` asks for the history scopes too.
pub fn manifest(mode: SlackMode, public_url: Option<&str>, history: bool) -> String {
    let request_url = (mode == SlackMode::Http).then(|| {
        let public_url = public_url.unwrap_or(PLACEHOLDER_URL).trim_end_matches('/');
        format!("{public_url}{EVENTS_PATH}")
    });
    let mut scopes: Vec<&str> = SCOPES.to_vec();
    if history {
        scopes.extend(HISTORY_SCOPES);
        scopes.sort_unstable();
    }
    let commands: Vec<Json> = COMMANDS.iter().map(announce).collect();
    let shortcuts: Vec<Json> = SHORTCUTS.iter().map(offer).collect();
    let mut long_description = LONG_DESCRIPTION.to_owned();
    if !history {
        long_description.push_str(" It does not read your channels.");
    }
    // Keys stand in the order of the alphabet, so that the text is the same however they are kept.
    let mut manifest = json!({
        "_metadata": { "major_version": 2, "minor_version": 1 },
        "display_information": {
            "background_color": "#1d3f58",
            "description": "What customers say, in the channel of the department that can act on it",
            "long_description": long_description,
            "name": "Klantstem"
        },
        "features": {
            "app_home": {
                "home_tab_enabled": true,
                "messages_tab_enabled": true,
                "messages_tab_read_only_enabled": true
            },
            "bot_user": { "always_online": true, "display_name": "Klantstem" },
            "shortcuts": shortcuts,
            "slash_commands": commands
        },
        "oauth_config": { "scopes": { "bot": scopes, "bot_optional": OPTIONAL_SCOPES } },
        "settings": {
            "event_subscriptions": { "bot_events": EVENTS },
            "interactivity": { "is_enabled": true },
            "org_deploy_enabled": false,
            "socket_mode_enabled": mode == SlackMode::Socket,
            "token_rotation_enabled": false
        }
    });
    if let Some(url) = request_url {
        manifest["settings"]["event_subscriptions"]["request_url"] = url.as_str().into();
        manifest["settings"]["interactivity"]["request_url"] = url.as_str().into();
        manifest["settings"]["interactivity"]["message_menu_options_url"] = url.as_str().into();
        for command in manifest["features"]["slash_commands"]
            .as_array_mut()
            .into_iter()
            .flatten()
        {
            command["url"] = url.as_str().into();
        }
    }
    // `{:#}` of a JSON value is its indented form.
    format!("{manifest:#}\n")
}

fn announce(command: &Command) -> Json {
    json!({
        "command": command.name,
        "description": command.description,
        // Without it Slack sends names where we need ids of people and channels.
        "should_escape": true,
        "usage_hint": command.usage_hint
    })
}

fn offer(shortcut: &Shortcut) -> Json {
    json!({
        "callback_id": shortcut.callback_id,
        "description": shortcut.description,
        "name": shortcut.name,
        "type": shortcut.kind
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(mode: SlackMode, public_url: Option<&str>, history: bool) -> Json {
        serde_json::from_str(&manifest(mode, public_url, history)).unwrap()
    }

    #[test]
    fn the_manifest_in_the_repository_is_the_one_for_socket_mode() {
        let file = include_str!("../../config/slack-manifest.json");
        assert_eq!(
            file,
            manifest(SlackMode::Socket, None, false),
            "write what `klantstem manifest` prints into config/slack-manifest.json"
        );
    }

    #[test]
    fn socket_mode_needs_no_address() {
        let text = manifest(SlackMode::Socket, Some("https://ignored.example"), false);
        assert!(!text.contains("url"));
        let manifest: Json = serde_json::from_str(&text).unwrap();
        assert_eq!(manifest["settings"]["socket_mode_enabled"], true);
    }

    #[test]
    fn http_mode_sends_events_interactions_and_every_command_to_one_address() {
        let manifest = parsed(SlackMode::Http, Some("https://bot.example.org/"), false);
        let url = "https://bot.example.org/slack/events";
        let settings = &manifest["settings"];
        assert_eq!(settings["socket_mode_enabled"], false);
        assert_eq!(settings["event_subscriptions"]["request_url"], url);
        assert_eq!(settings["interactivity"]["request_url"], url);
        let commands = manifest["features"]["slash_commands"].as_array().unwrap();
        assert_eq!(commands.len(), COMMANDS.len());
        assert!(commands.iter().all(|command| command["url"] == url));
    }

    #[test]
    fn every_command_gets_ids_instead_of_names() {
        for mode in [SlackMode::Socket, SlackMode::Http] {
            let manifest = parsed(mode, None, false);
            let commands = manifest["features"]["slash_commands"].as_array().unwrap();
            assert!(!commands.is_empty());
            for command in commands {
                assert_eq!(command["should_escape"], true, "{command}");
            }
        }
    }

    #[test]
    fn history_is_read_only_where_it_was_asked_for() {
        let without = manifest(SlackMode::Socket, None, false);
        assert!(!without.contains(":history"));
        let with = parsed(SlackMode::Socket, None, true);
        let scopes = with["oauth_config"]["scopes"]["bot"].as_array().unwrap();
        for scope in HISTORY_SCOPES {
            assert!(scopes.contains(&scope.into()), "{scope}");
        }
    }

    #[test]
    fn an_optional_scope_is_one_of_those_that_are_asked_for() {
        for scope in OPTIONAL_SCOPES {
            assert!(SCOPES.contains(&scope), "{scope}");
        }
    }

    #[test]
    fn every_event_has_the_scope_that_slack_asks_for_it() {
        for event in EVENTS {
            let scope = match event {
                "reaction_added" | "reaction_removed" => Some("reactions:read"),
                "app_home_opened" => None,
                other => panic!("which scope does {other} need?"),
            };
            assert!(scope.is_none_or(|scope| SCOPES.contains(&scope)), "{event}");
        }
    }

    /// The limits of Slack's schema of a manifest, in characters.
    #[test]
    fn every_text_is_within_slacks_limits() {
        let length = |value: &Json| value.as_str().unwrap().chars().count();
        let manifest = parsed(SlackMode::Http, Some("https://bot.example.org"), true);
        let display = &manifest["display_information"];
        assert!(length(&display["name"]) <= 35);
        assert!(length(&display["description"]) <= 140);
        assert!((175..=4000).contains(&length(&display["long_description"])));
        let colour = display["background_color"].as_str().unwrap();
        assert!(colour.len() == 7 && colour.starts_with('#'));
        assert!(length(&manifest["features"]["bot_user"]["display_name"]) <= 80);
        let commands = manifest["features"]["slash_commands"].as_array().unwrap();
        assert!(commands.len() <= 50);
        for command in commands {
            let name = command["command"].as_str().unwrap();
            assert!(name.starts_with('/') && name.chars().count() <= 32);
            assert!(length(&command["description"]) <= 2000);
            assert!(length(&command["usage_hint"]) <= 1000);
        }
        let shortcuts = manifest["features"].get("shortcuts");
        for shortcut in shortcuts.and_then(Json::as_array).into_iter().flatten() {
            assert!(length(&shortcut["name"]) <= 24);
            assert!(length(&shortcut["callback_id"]) <= 255);
            assert!(length(&shortcut["description"]) <= 150);
        }
        let events = &manifest["settings"]["event_subscriptions"]["bot_events"];
        assert!(events.as_array().unwrap().len() <= 100);
    }

    /// Slack's schema of a manifest refuses every key that it does not know.
    #[test]
    fn every_key_is_one_that_slack_knows() {
        fn check(value: &Json, path: &str, known: &[&str]) {
            if let Json::Object(object) = value {
                for (key, value) in object {
                    let path = format!("{path}/{key}");
                    assert!(known.contains(&path.as_str()), "{path}");
                    check(value, &path, known);
                }
            }
            if let Json::Array(items) = value {
                for item in items {
                    check(item, path, known);
                }
            }
        }
        let known = [
            "/_metadata",
            "/_metadata/major_version",
            "/_metadata/minor_version",
            "/display_information",
            "/display_information/background_color",
            "/display_information/description",
            "/display_information/long_description",
            "/display_information/name",
            "/features",
            "/features/app_home",
            "/features/app_home/home_tab_enabled",
            "/features/app_home/messages_tab_enabled",
            "/features/app_home/messages_tab_read_only_enabled",
            "/features/bot_user",
            "/features/bot_user/always_online",
            "/features/bot_user/display_name",
            "/features/shortcuts",
            "/features/shortcuts/callback_id",
            "/features/shortcuts/description",
            "/features/shortcuts/name",
            "/features/shortcuts/type",
            "/features/slash_commands",
            "/features/slash_commands/command",
            "/features/slash_commands/description",
            "/features/slash_commands/should_escape",
            "/features/slash_commands/url",
            "/features/slash_commands/usage_hint",
            "/oauth_config",
            "/oauth_config/scopes",
            "/oauth_config/scopes/bot",
            "/oauth_config/scopes/bot_optional",
            "/settings",
            "/settings/event_subscriptions",
            "/settings/event_subscriptions/bot_events",
            "/settings/event_subscriptions/request_url",
            "/settings/interactivity",
            "/settings/interactivity/is_enabled",
            "/settings/interactivity/message_menu_options_url",
            "/settings/interactivity/request_url",
            "/settings/org_deploy_enabled",
            "/settings/socket_mode_enabled",
            "/settings/token_rotation_enabled",
        ];
        check(&parsed(SlackMode::Http, None, true), "", &known);
    }
}
