//! What the loader says about mistakes in sources, variables and secrets; no secret is repeated.

use super::*;

#[test]
fn what_only_the_reader_of_payloads_knows_of_a_source_gets_its_line() {
    let file = r#"[sources.reviews]
preset = "trustpiloot"

["sources"."Our Reviews"]
preset = "qualtrics"

[sources.shop.mapping]
comment = '"the" words'
score = [{ path = "a" }, { path = "" }]
"#;
    insta::assert_snapshot!(problems(file), @r#"
    klantstem.toml:2:10: there is no preset `trustpiloot`
      |
    2 | preset = "trustpiloot"
      |          ^^^^^^^^^^^^^

    klantstem.toml:4:12: `Our Reviews` can not be the id of a source
      |
    4 | ["sources"."Our Reviews"]
      |            ^^^^^^^^^^^^^
      = An id has at most 40 small letters, digits and hyphens, as in customer-service.

    klantstem.toml:5:10: there is no preset `qualtrics`
      |
    5 | preset = "qualtrics"
      |          ^^^^^^^^^^^

    klantstem.toml:8:11: a path has no quotation marks
      |
    8 | comment = '"the" words'
      |           ^^^^^^^^^^^^^

    klantstem.toml:9:35: sources.shop.mapping.score[1].path = ``: a path is needed
      |
    9 | score = [{ path = "a" }, { path = "" }]
      |                                   ^^

    The configuration has 5 problems.
    "#);
    let short = [("WEBHOOK_SECRET_TALLY", "abc")];
    insta::assert_snapshot!(problems_of_environment(&short), @r#"
    environment variable WEBHOOK_SECRET_TALLY: its secret is too short

    The configuration has 1 problem.
    "#);
}

#[test]
fn a_source_is_checked_through_its_alternatives() {
    let file = r#"[sources.shop.verify]
proof = "signatur"
tolerance_seconds = "300"

[sources.shop.mapping]
when = 3
score = [{ path = "a", kind = "npss" }, { pth = "b" }]
time_zone = "Europe/Amsterdm"
out_of_scale = true
segment = { plan = 3 }

[sources.other.mapping]
score = { path = "a", scale = { min = 1 } }
"#;
    insta::assert_snapshot!(problems(file), @r#"
    klantstem.toml:2:9: `signatur` is not a value of `proof` in [sources.shop.verify]; did you mean `signature`?
      |
    2 | proof = "signatur"
      |         ^^^^^^^^^^
      = It can be `signature`, `header` or `token`.

    klantstem.toml:3:21: `tolerance_seconds` in [sources.shop.verify] must be a whole number, not a text
      |
    3 | tolerance_seconds = "300"
      |                     ^^^^^
      = Write 300 without quotation marks.

    klantstem.toml:6:8: `when` in [sources.shop.mapping] must be a text or a list, not a whole number
      |
    6 | when = 3
      |        ^

    klantstem.toml:7:31: `npss` is not a value of `kind` in [[sources.shop.mapping.score]]; did you mean `nps`?
      |
    7 | score = [{ path = "a", kind = "npss" }, { pth = "b" }]
      |                               ^^^^^^
      = It can be `nps`, `csat`, `ces`, `stars` or `text`.

    klantstem.toml:7:43: unknown key `pth` in [[sources.shop.mapping.score]]; did you mean `path`?
      |
    7 | score = [{ path = "a", kind = "npss" }, { pth = "b" }]
      |                                           ^^^

    klantstem.toml:8:13: `Europe/Amsterdm` is not a time zone; did you mean `Europe/Amsterdam`?
      |
    8 | time_zone = "Europe/Amsterdm"
      |             ^^^^^^^^^^^^^^^^^

    klantstem.toml:9:16: `out_of_scale` in [sources.shop.mapping] must be `keep` or `refuse`, not true or false
      |
    9 | out_of_scale = true
      |                ^^^^

    klantstem.toml:10:20: `plan` in [sources.shop.mapping.segment] must be a text, not a whole number
       |
    10 | segment = { plan = 3 }
       |                    ^
       = Write it between quotation marks.

    klantstem.toml:13:31: [sources.other.mapping.score.scale] lacks `max`
       |
    13 | score = { path = "a", scale = { min = 1 } }
       |                               ^^^^^^^^^^^
       = `max`: Highest possible value.

    The configuration has 9 problems.
    "#);
}

#[test]
fn a_secret_in_a_file_is_refused_and_not_repeated() {
    let file = r#"[slack]
bot_token = "xoxb-123-456-abcdef"
signing_secret = "8f742231b10e"
api_url = "xapp-1-A1-geheim"

[database]
url = "postgres://bot:geheim@db/klantstem"

[webhooks]
typeform = "whsec_C2FVsBQIhrscChlQIMV"
"#;
    insta::assert_snapshot!(problems(file), @r#"
    klantstem.toml:2:1: `bot_token` in [slack] looks like a secret, which has no place here
      |
    2 | bot_token = "*******************"
      | ^^^^^^^^^
      = Secrets are read only from the environment: take it out of here (and replace it, if others could read this), then set the variable or NAME_FILE: SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, DATABASE_URL, WEBHOOK_SECRET_<SOURCE>, CALENDAR_SECRET_<ID>.

    klantstem.toml:3:1: `signing_secret` in [slack] looks like a secret, which has no place here
      |
    3 | signing_secret = "************"
      | ^^^^^^^^^^^^^^

    klantstem.toml:4:11: `api_url` in [slack] holds a secret, which has no place here
      |
    4 | api_url = "xapp-***********"
      |           ^^^^^^^^^^^^^^^^^^

    klantstem.toml:7:7: `url` in [database] holds a secret, which has no place here
      |
    7 | url = "postgres://bot:******@db/klantstem"
      |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

    klantstem.toml:9:2: unknown key `webhooks` at the top level
      |
    9 | [webhooks]
      |  ^^^^^^^^
      = Known keys here: `calendars`, `database`, `departments`, `digest`, `kudos`, `meetings`, `people`, `privacy`, `routes`, `scores`, `server`, `slack`, `sources`, `stories` and `workspace`.

    klantstem.toml:10:12: this holds a secret, which has no place here
       |
    10 | typeform = "whsec_*******************"
       |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^
       = Secrets are read only from the environment: take it out of here (and replace it, if others could read this), then set the variable or NAME_FILE: SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, DATABASE_URL, WEBHOOK_SECRET_<SOURCE>, CALENDAR_SECRET_<ID>.

    The configuration has 6 problems.
    "#);
}

#[test]
fn a_secret_on_a_line_that_is_not_toml_is_not_repeated() {
    let file = r#"SLACK_BOT_TOKEN = xoxb-1-geheim
wachtwoord_password = geheim!
"#;
    insta::assert_snapshot!(problems(file), @r#"
    klantstem.toml:1:19: this is not TOML: string values must be quoted, expected literal string
      |
    1 | SLACK_BOT_TOKEN = *************
      |                   ^^^^^^^^^^^^^

    klantstem.toml:2:23: this is not TOML: string values must be quoted, expected literal string
      |
    2 | wachtwoord_password = ******!
      |                       ^^^^^^^

    The configuration has 2 problems.
    "#);
}

#[test]
fn an_unknown_override_is_named_with_the_nearest_known_one() {
    let variables = [
        ("KLANTSTEM__SLACK__MOD", "http"),
        ("KLANTSTEM__SLAK__MODE", "http"),
        ("KLANTSTEM__ROUTES__0__NAME", "x"),
        ("KLANTSTEM__SERVER__PORT", "1"),
        ("KLANTSTEM__SERVER__LISTEN__IP", "1"),
        ("KLANTSTEM__", "1"),
    ];
    insta::assert_snapshot!(problems_of_environment(&variables), @r#"
    environment variable KLANTSTEM__: the top level has no key ``
      = Known keys there: `calendars`, `database`, `departments`, `digest`, `kudos`, `meetings`, `people`, `privacy`, `routes`, `scores`, `server`, `slack`, `sources`, `stories` and `workspace`.

    environment variable KLANTSTEM__ROUTES__0__NAME: [routes] has no key `0`
      = `routes` is a list: it is set as a whole, as it would stand in the file.

    environment variable KLANTSTEM__SERVER__LISTEN__IP: [server.listen] has no key `ip`

    environment variable KLANTSTEM__SERVER__PORT: [server] has no key `port`
      = Known keys there: `listen` and `max_body_kib`.

    environment variable KLANTSTEM__SLACK__MOD: [slack] has no key `mod`; did you mean `mode`?

    environment variable KLANTSTEM__SLAK__MODE: the top level has no key `slak`; did you mean `slack`?

    The configuration has 6 problems.
    "#);
}

#[test]
fn a_wrong_value_in_a_variable_is_told_like_one_in_a_file() {
    let variables = [
        ("KLANTSTEM__SLACK__MODE", "htp"),
        ("KLANTSTEM__SLACK__CONNECTIONS", "two"),
        ("KLANTSTEM__PRIVACY__KEEP_RAW", "yes"),
        ("KLANTSTEM__WORKSPACE__HOLIDAYS", "2026-13-01,2026-12-25"),
        ("KLANTSTEM__DEPARTMENTS__LEGAL__CHANNEL", "#legal"),
    ];
    insta::assert_snapshot!(problems_of_environment(&variables), @r#"
    environment variable KLANTSTEM__DEPARTMENTS__LEGAL__CHANNEL: [departments.legal] lacks `name` and `question`
      = `name`: Its name in both languages. `question`: The question that it should ask itself when it reads a customer's words.

    environment variable KLANTSTEM__PRIVACY__KEEP_RAW: `yes` can not be read as a value of `privacy.keep_raw`
      = Write it as it would stand in the file, after the equals sign.

    environment variable KLANTSTEM__SLACK__CONNECTIONS: `two` can not be read as a value of `slack.connections`

    environment variable KLANTSTEM__SLACK__MODE: `htp` is not a value of `mode` in [slack]; did you mean `http`?
      = It can be `socket` or `http`.

    environment variable KLANTSTEM__WORKSPACE__HOLIDAYS: `2026-13-01` is not a date
      = Write year, month and day, as in 2026-12-25.

    The configuration has 5 problems.
    "#);
}

#[test]
fn tokens_of_the_wrong_form_are_refused_and_not_repeated() {
    let variables = [
        ("SLACK_BOT_TOKEN", "xapp-1-geheim"),
        ("SLACK_APP_TOKEN", "geheim"),
        ("SLACK_SIGNING_SECRET", "a,b,c"),
        ("DATABASE_URL", "mongodb://bot:geheim@db/x"),
        ("WEBHOOK_SECRET_TYPFORM", "geheim"),
    ];
    insta::assert_snapshot!(problems_of_environment(&variables), @r#"
    environment variable DATABASE_URL: Klantstem has no database of the kind `mongodb`
      = Write sqlite:klantstem.db or postgres://user@host/database.

    environment variable SLACK_APP_TOKEN: is not a token of the form xapp-…
      = Take an App-Level Token of Basic Information.

    environment variable SLACK_BOT_TOKEN: is not a token of the form xoxb-…
      = SLACK_BOT_TOKEN and SLACK_APP_TOKEN seem to be exchanged.

    environment variable SLACK_SIGNING_SECRET: holds 3 secrets
      = Two, separated by a comma, are accepted while one replaces the other.

    environment variable WEBHOOK_SECRET_TYPFORM: belongs to no source of the configuration; did you mean `WEBHOOK_SECRET_TYPEFORM`?

    The configuration has 5 problems.
    "#);
}

#[test]
fn a_secret_must_be_given_once_and_be_readable() {
    let variables = [
        ("SLACK_BOT_TOKEN", "xoxb-1"),
        ("SLACK_BOT_TOKEN_FILE", "/nowhere/a"),
        ("SLACK_APP_TOKEN_FILE", "/nowhere/b"),
        ("WEBHOOK_SECRET_TALLY_FILE", "/nowhere/c"),
    ];
    insta::assert_snapshot!(problems_of_environment(&variables), @r#"
    environment variable SLACK_APP_TOKEN_FILE: the file /nowhere/b can not be read: No such file or directory (os error 2)

    environment variable SLACK_BOT_TOKEN: is set, and SLACK_BOT_TOKEN_FILE too
      = Keep one of them.

    environment variable WEBHOOK_SECRET_TALLY_FILE: the file /nowhere/c can not be read: No such file or directory (os error 2)

    The configuration has 3 problems.
    "#);
}

#[test]
fn a_token_that_rotates_is_refused_with_the_reason() {
    let variables = [
        ("SLACK_BOT_TOKEN", "xoxe.xoxb-1-geheim"),
        ("SLACK_APP_TOKEN", "xapp-with space"),
    ];
    insta::assert_snapshot!(problems_of_environment(&variables), @r#"
    environment variable SLACK_APP_TOKEN: is not a token of the form xapp-…
      = Copy the whole token, without spaces.

    environment variable SLACK_BOT_TOKEN: is not a token of the form xoxb-…
      = Token rotation is on for this app. Klantstem does not support it: create the app from `klantstem manifest`, which leaves it off.

    The configuration has 2 problems.
    "#);
}

#[test]
fn what_serve_lacks_is_told_by_mode_with_where_it_is_found() {
    let secrets = load_text("", &[]).unwrap().secrets;
    insta::assert_snapshot!(secrets.require(SlackMode::Socket).unwrap_err(), @r#"
    environment variable SLACK_BOT_TOKEN: is not set, and Slack can not be reached without it in socket mode
      = On your app's page at api.slack.com/apps: OAuth & Permissions, Bot User OAuth Token (xoxb-). Set SLACK_BOT_TOKEN, or SLACK_BOT_TOKEN_FILE to the path of a file that holds it.

    environment variable SLACK_APP_TOKEN: is not set, and Slack can not be reached without it in socket mode
      = On your app's page at api.slack.com/apps: Basic Information, App-Level Tokens, with the scope connections:write (xapp-). Set SLACK_APP_TOKEN, or SLACK_APP_TOKEN_FILE to the path of a file that holds it.

    The configuration has 2 problems.
    "#);
    insta::assert_snapshot!(secrets.require(SlackMode::Http).unwrap_err(), @r#"
    environment variable SLACK_BOT_TOKEN: is not set, and Slack can not be reached without it in http mode
      = On your app's page at api.slack.com/apps: OAuth & Permissions, Bot User OAuth Token (xoxb-). Set SLACK_BOT_TOKEN, or SLACK_BOT_TOKEN_FILE to the path of a file that holds it.

    environment variable SLACK_SIGNING_SECRET: is not set, and Slack can not be reached without it in http mode
      = On your app's page at api.slack.com/apps: Basic Information, App Credentials. Set SLACK_SIGNING_SECRET, or SLACK_SIGNING_SECRET_FILE to the path of a file that holds it.

    The configuration has 2 problems.
    "#);
}
