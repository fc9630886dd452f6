//! What the loader says about each kind of mistake. These texts are read by people: read them.

use super::*;

#[test]
fn an_unknown_key_is_named_with_the_nearest_known_one() {
    let file = r##"[departments.finance]
chanel = "#money"

[slak]
mode = "http"
"##;
    insta::assert_snapshot!(problems(file), @r##"
    klantstem.toml:2:1: unknown key `chanel` in [departments.finance]; did you mean `channel`?
      |
    2 | chanel = "#money"
      | ^^^^^^

    klantstem.toml:4:2: unknown key `slak` at the top level; did you mean `slack`?
      |
    4 | [slak]
      |  ^^^^

    The configuration has 2 problems.
    "##);
}

#[test]
fn an_unknown_key_that_resembles_none_is_answered_with_all_known_ones() {
    let file = r#"[server]
port = 3000
"#;
    insta::assert_snapshot!(problems(file), @r#"
    klantstem.toml:2:1: unknown key `port` in [server]
      |
    2 | port = 3000
      | ^^^^
      = Known keys here: `listen` and `max_body_kib`.

    The configuration has 1 problem.
    "#);
}

#[test]
fn a_wrong_type_is_told_with_both_types() {
    let file = r##"[slack]
connections = "2"

[workspace]
language = 1
admins = "U024BE7LH"
posting_hours = 8

[privacy]
keep_raw = "no"

[departments]
hr = "#hr"
"##;
    insta::assert_snapshot!(problems(file), @r##"
    klantstem.toml:2:15: `connections` in [slack] must be a whole number, not a text
      |
    2 | connections = "2"
      |               ^^^
      = Write 2 without quotation marks.

    klantstem.toml:5:12: `language` in [workspace] must be `en` or `nl`, not a whole number
      |
    5 | language = 1
      |            ^

    klantstem.toml:6:10: `admins` in [workspace] must be a list, not a text
      |
    6 | admins = "U024BE7LH"
      |          ^^^^^^^^^^^
      = Write ["U024BE7LH"].

    klantstem.toml:7:17: `posting_hours` in [workspace] must be a table, not a whole number
      |
    7 | posting_hours = 8
      |                 ^

    klantstem.toml:10:12: `keep_raw` in [privacy] must be true or false, not a text
       |
    10 | keep_raw = "no"
       |            ^^^^

    klantstem.toml:13:6: `hr` in [departments] must be a table, not a text
       |
    13 | hr = "#hr"
       |      ^^^^^

    The configuration has 6 problems.
    "##);
}

#[test]
fn a_value_that_is_not_allowed_is_answered_with_those_that_are() {
    let file = r#"[slack]
mode = "sockt"
unclear_posts = "delete"

[workspace.posting_hours]
days = ["mon", "wedn"]
"#;
    insta::assert_snapshot!(problems(file), @r#"
    klantstem.toml:2:8: `sockt` is not a value of `mode` in [slack]; did you mean `socket`?
      |
    2 | mode = "sockt"
      |        ^^^^^^^
      = It can be `socket` or `http`.

    klantstem.toml:3:17: `delete` is not a value of `unclear_posts` in [slack]
      |
    3 | unclear_posts = "delete"
      |                 ^^^^^^^^
      = It can be `hold`, `send_again` or `look_up`.

    klantstem.toml:6:16: `wedn` is not a value of `days` in [workspace.posting_hours]; did you mean `wed`?
      |
    6 | days = ["mon", "wedn"]
      |                ^^^^^^
      = It can be `mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`.

    The configuration has 3 problems.
    "#);
}

#[test]
fn times_zones_and_dates_that_do_not_exist_are_refused() {
    let file = r#"[workspace]
time_zone = "Europe/Amsterdm"
holidays = ["2026-12-25", "2026-02-30", 2026-12-25T10:00:00]

[workspace.posting_hours]
from = "8.30"
until = "25:00"
"#;
    insta::assert_snapshot!(problems(file), @r#"
    klantstem.toml:2:13: `Europe/Amsterdm` is not a time zone; did you mean `Europe/Amsterdam`?
      |
    2 | time_zone = "Europe/Amsterdm"
      |             ^^^^^^^^^^^^^^^^^

    klantstem.toml:3:27: `2026-02-30` is not a date
      |
    3 | holidays = ["2026-12-25", "2026-02-30", 2026-12-25T10:00:00]
      |                           ^^^^^^^^^^^^
      = Write year, month and day, as in 2026-12-25.

    klantstem.toml:3:41: `2026-12-25T10:00:00` is not a date
      |
    3 | holidays = ["2026-12-25", "2026-02-30", 2026-12-25T10:00:00]
      |                                         ^^^^^^^^^^^^^^^^^^^

    klantstem.toml:6:8: `8.30` is not a time of day
      |
    6 | from = "8.30"
      |        ^^^^^^
      = Write hours and minutes, as in 08:30.

    klantstem.toml:7:9: `25:00` is not a time of day
      |
    7 | until = "25:00"
      |         ^^^^^^^

    The configuration has 5 problems.
    "#);
}

#[test]
fn an_event_of_scores_needs_a_day_a_name_and_a_department_that_exists() {
    let file = r#"
[[scores.events]]
on = 2026-09-01
name = "Nieuwe website"

[[scores.events]]
on = "1 September"
name = { en = "New bills", nl = " " }
department = "finanse"

[[scores.events]]
name = ""
"#;
    insta::assert_snapshot!(problems(file), @r#"
    klantstem.toml:7:6: `1 September` is not a date
      |
    7 | on = "1 September"
      |      ^^^^^^^^^^^^^
      = Write year, month and day, as in 2026-12-25.

    klantstem.toml:8:33: the event has no name
      |
    8 | name = { en = "New bills", nl = " " }
      |                                 ^^^

    klantstem.toml:9:14: there is no department `finanse`; did you mean `finance`?
      |
    9 | department = "finanse"
      |              ^^^^^^^^^
      = Departments are `customer-service`, `finance`, `hr`, `operations` and `product`.

    klantstem.toml:11:1: [[scores.events]] lacks `on`
       |
    11 | [[scores.events]]
       | ^^^^^^^^^^^^^^^^^
       = `on`: The day: `2026-09-01`.

    klantstem.toml:12:8: the event has no name
       |
    12 | name = ""
       |        ^^

    The configuration has 5 problems.
    "#);
}

#[test]
fn a_city_alone_is_answered_with_its_zone() {
    let file = r#"[workspace]
time_zone = "Amsterdam"
"#;
    insta::assert_snapshot!(problems(file), @r#"
    klantstem.toml:2:13: `Amsterdam` is not a time zone; did you mean `Europe/Amsterdam`?
      |
    2 | time_zone = "Amsterdam"
      |             ^^^^^^^^^^^

    The configuration has 1 problem.
    "#);
}

#[test]
fn a_route_to_an_unknown_department_is_refused() {
    let file = r#"[[routes]]
name = "Money"
departments = ["finance", "customer_service", "sales"]
any = [{ words = ["invoice"] }]
"#;
    insta::assert_snapshot!(problems(file), @r#"
    klantstem.toml:3:27: there is no department `customer_service`; did you mean `customer-service`?
      |
    3 | departments = ["finance", "customer_service", "sales"]
      |                           ^^^^^^^^^^^^^^^^^^
      = Departments are `customer-service`, `finance`, `hr`, `operations` and `product`.

    klantstem.toml:3:47: there is no department `sales`
      |
    3 | departments = ["finance", "customer_service", "sales"]
      |                                               ^^^^^^^

    The configuration has 2 problems.
    "#);
}

#[test]
fn a_route_without_name_department_or_condition_is_refused() {
    let file = r#"[[routes]]
name = " "
departments = []

[[routes]]
name = "Everything"
departments = ["hr"]
all = []

[[routes]]
departments = ["hr"]
any = [{}]
"#;
    insta::assert_snapshot!(problems(file), @r#"
    klantstem.toml:1:1: this route has no condition and would fit every response
      |
    1 | [[routes]]
      | ^^^^^^^^^^
      = Add `all`, `any` or `none`. What fits no route goes to the triage channel.

    klantstem.toml:2:8: the route's name is empty
      |
    2 | name = " "
      |        ^^^

    klantstem.toml:3:15: this route leads to no department
      |
    3 | departments = []
      |               ^^
      = Name one or more, or take the route out.

    klantstem.toml:5:1: this route has no condition and would fit every response
      |
    5 | [[routes]]
      | ^^^^^^^^^^
      = Add `all`, `any` or `none`. What fits no route goes to the triage channel.

    klantstem.toml:10:1: [[routes]] lacks `name`
       |
    10 | [[routes]]
       | ^^^^^^^^^^
       = `name`: What it is called where its decision is explained.

    klantstem.toml:12:8: this condition says nothing and would fit every response
       |
    12 | any = [{}]
       |        ^^
       = Give it `words`, `score_classes`, `sources` or another key.

    The configuration has 6 problems.
    "#);
}

#[test]
fn words_that_can_not_be_looked_for_are_refused() {
    let file = r#"[[routes]]
name = "Words"
departments = ["hr"]
any = [{ words = ["*", "fac*tuur", ""], languages = ["Dutch"], tags = [""] }]
"#;
    insta::assert_snapshot!(problems(file), @r#"
    klantstem.toml:4:19: `*` is not a word that can be looked for
      |
    4 | any = [{ words = ["*", "fac*tuur", ""], languages = ["Dutch"], tags = [""] }]
      |                   ^^^
      = Write `invoice` (whole word), `factu*` (beginning) or `*factuur*` (part).

    klantstem.toml:4:24: `fac*tuur` is not a word that can be looked for
      |
    4 | any = [{ words = ["*", "fac*tuur", ""], languages = ["Dutch"], tags = [""] }]
      |                        ^^^^^^^^^^

    klantstem.toml:4:36: `` is not a word that can be looked for
      |
    4 | any = [{ words = ["*", "fac*tuur", ""], languages = ["Dutch"], tags = [""] }]
      |                                    ^^

    klantstem.toml:4:54: `Dutch` is not the code of a language
      |
    4 | any = [{ words = ["*", "fac*tuur", ""], languages = ["Dutch"], tags = [""] }]
      |                                                      ^^^^^^^
      = Codes have two small letters, as in `nl` and `en`.

    klantstem.toml:4:72: `tags` holds an empty text
      |
    4 | any = [{ words = ["*", "fac*tuur", ""], languages = ["Dutch"], tags = [""] }]
      |                                                                        ^^

    The configuration has 5 problems.
    "#);
}

#[test]
fn two_departments_in_one_channel_are_refused() {
    let file = r##"[departments.finance]
channel = "#voice-product"

[departments.hr]
channel = "#voice-triage"
"##;
    insta::assert_snapshot!(problems(file), @r##"
    klantstem.toml:2:11: `#voice-product` is already the channel of [departments.product] (defaults:198)
      |
    2 | channel = "#voice-product"
      |           ^^^^^^^^^^^^^^^^
      = Each department needs a channel of its own.

    klantstem.toml:5:11: `#voice-triage` is already the triage channel (defaults:24)
      |
    5 | channel = "#voice-triage"
      |           ^^^^^^^^^^^^^^^

    The configuration has 2 problems.
    "##);
}

#[test]
fn a_channel_must_be_a_name_or_an_id() {
    let file = r##"[workspace]
triage_channel = "voice-triage"

[departments.finance]
channel = "#Finance Team"

[departments.hr]
channel = "c123"
owner = "@anna"
"##;
    insta::assert_snapshot!(problems(file), @r##"
    klantstem.toml:2:18: `voice-triage` is not a channel
      |
    2 | triage_channel = "voice-triage"
      |                  ^^^^^^^^^^^^^^
      = Write `#voice-triage`, or the channel's id, as in C024BE91L.

    klantstem.toml:5:11: `#Finance Team` is not a channel
      |
    5 | channel = "#Finance Team"
      |           ^^^^^^^^^^^^^^^
      = Write #, then small letters, digits, hyphens and underscores, or the channel's id, as in C024BE91L.

    klantstem.toml:8:11: `c123` is not a channel
      |
    8 | channel = "c123"
      |           ^^^^^^
      = Write `#c123`, or the channel's id, as in C024BE91L.

    klantstem.toml:9:9: `@anna` is not a Slack user id
      |
    9 | owner = "@anna"
      |         ^^^^^^^
      = In Slack: the person's profile, the three dots, Copy member ID. It looks like U024BE7LH.

    The configuration has 4 problems.
    "##);
}

#[test]
fn a_mode_without_what_it_needs_is_refused() {
    let file = r#"[departments.finance.posting]
mode = "only"

[departments.hr.posting]
mode = "digest"

[departments.product.posting]
at_most_a_day = 3
only = { has_text = true }
"#;
    insta::assert_snapshot!(problems(file), @r#"
    klantstem.toml:2:8: `mode` is "only", but `only` does not say what is posted
      |
    2 | mode = "only"
      |        ^^^^^^
      = Add for example only = { score_classes = ["detractor"] }.

    klantstem.toml:5:8: `mode` is "digest", but `digest_at` does not say when
      |
    5 | mode = "digest"
      |        ^^^^^^^^
      = Add for example digest_at = "weekdays at 16:00".

    klantstem.toml:8:17: what is over `at_most_a_day` goes into the digest, but `digest_at` does not say when
      |
    8 | at_most_a_day = 3
      |                 ^

    klantstem.toml:9:8: `only` has no effect, because `mode` is "each"
      |
    9 | only = { has_text = true }
      |        ^^^^^^^^^^^^^^^^^^^
      = Set mode = "only", or take `only` out.

    The configuration has 4 problems.
    "#);
}

#[test]
fn a_schedule_that_can_not_be_read_is_refused() {
    let file = r#"[departments.hr.posting]
mode = "digest"
digest_at = "sometimes"
"#;
    insta::assert_snapshot!(problems(file), @r#"
    klantstem.toml:3:13: `sometimes` is not a schedule; write for example `daily at 16:00`, `weekly on mon at 09:00`, `monthly on 1 at 09:00`, or cron fields such as `30 9 * * mon-fri`
      |
    3 | digest_at = "sometimes"
      |             ^^^^^^^^^^^

    The configuration has 1 problem.
    "#);
}

#[test]
fn posting_hours_must_end_after_they_begin_and_have_days() {
    let file = r#"[workspace.posting_hours]
from = "18:00"
until = "08:00"
days = []

[departments.hr.posting.hours]
from = "09:00"
"#;
    insta::assert_snapshot!(problems(file), @r#"
    klantstem.toml:3:9: posting hours end at 08:00, which is not after their beginning at 18:00
      |
    3 | until = "08:00"
      |         ^^^^^^^
      = They lie within one day; the last possible end is 23:59.

    klantstem.toml:4:8: without days nothing would ever be posted
      |
    4 | days = []
      |        ^^
      = Name at least one, as in ["mon", "tue", "wed", "thu", "fri"].

    klantstem.toml:6:1: [departments.hr.posting.hours] lacks `until` and `days`
      |
    6 | [departments.hr.posting.hours]
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = `until`: Until this local time, `18:00`. `days`: On these days.

    The configuration has 3 problems.
    "#);
}

#[test]
fn addresses_that_can_not_be_right_are_refused() {
    let file = r#"[slack]
api_url = "http://slack.example.org/api"
response_hosts = ["https://hooks.slack.com", ""]

[server]
listen = "3000"

[database]
url = "mysql:klantstem"

[privacy]
internal_domains = ["@example.org"]
test_respondents = [""]
"#;
    insta::assert_snapshot!(problems(file), @r#"
    klantstem.toml:2:11: the token would travel over plain http to another machine
      |
    2 | api_url = "http://slack.example.org/api"
      |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = Use https; http is accepted for this machine only.

    klantstem.toml:3:19: `https://hooks.slack.com` is not the name of a host
      |
    3 | response_hosts = ["https://hooks.slack.com", ""]
      |                   ^^^^^^^^^^^^^^^^^^^^^^^^^
      = Write it without https://, as in hooks.slack.com.

    klantstem.toml:3:46: `` is not the name of a host
      |
    3 | response_hosts = ["https://hooks.slack.com", ""]
      |                                              ^^

    klantstem.toml:6:10: `3000` is not an address and port to listen on
      |
    6 | listen = "3000"
      |          ^^^^^^
      = Write 127.0.0.1:3000 for this machine only, 0.0.0.0:3000 for everyone.

    klantstem.toml:9:7: Klantstem has no database of the kind `mysql`
      |
    9 | url = "mysql:klantstem"
      |       ^^^^^^^^^^^^^^^^^
      = Write sqlite:klantstem.db or postgres://user@host/database.

    klantstem.toml:12:21: `@example.org` is not a domain
       |
    12 | internal_domains = ["@example.org"]
       |                     ^^^^^^^^^^^^^^
       = Write `example.org`.

    klantstem.toml:13:21: `test_respondents` holds an empty text
       |
    13 | test_respondents = [""]
       |                     ^^

    The configuration has 7 problems.
    "#);
}

#[test]
fn numbers_out_of_range_are_refused() {
    let file = r#"[slack]
connections = 5

[server]
max_body_kib = 0

[departments.hr.posting]
at_most_a_day = -1
"#;
    insta::assert_snapshot!(problems(file), @r#"
    klantstem.toml:2:15: `connections` in [slack] must be from 1 to 4, not 5
      |
    2 | connections = 5
      |               ^

    klantstem.toml:5:16: `max_body_kib` in [server] must be from 1 to 16384, not 0
      |
    5 | max_body_kib = 0
      |                ^

    klantstem.toml:8:17: `at_most_a_day` in [departments.hr.posting] must be 0 or more, not -1
      |
    8 | at_most_a_day = -1
      |                 ^^

    The configuration has 3 problems.
    "#);
}

#[test]
fn a_number_that_no_computer_holds_is_refused() {
    let file = r#"[departments.hr.posting]
at_most_a_day = 5000000000

[slack]
connections = 99999999999999999999999999999999999999999
"#;
    insta::assert_snapshot!(problems(file), @r#"
    klantstem.toml:2:17: `at_most_a_day` in [departments.hr.posting] must be at most 4294967295, not 5000000000
      |
    2 | at_most_a_day = 5000000000
      |                 ^^^^^^^^^^

    klantstem.toml:5:15: `connections` in [slack] must be from 1 to 4, not a number of this length
      |
    5 | connections = 99999999999999999999999999999999999999999
      |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

    The configuration has 2 problems.
    "#);
}

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
fn a_new_department_must_be_whole() {
    let file = r##"[departments.legal]
channel = "#legal"
name.en = "Legal"

[departments."R & D"]
channel = "#lab"
name = { en = "", nl = "Lab" }
question = { en = "New?", nl = "Nieuw?" }
"##;
    insta::assert_snapshot!(problems(file), @r#"
    klantstem.toml:1:1: [departments.legal] lacks `question`
      |
    1 | [departments.legal]
      | ^^^^^^^^^^^^^^^^^^^
      = `question`: The question that it should ask itself when it reads a customer's words.

    klantstem.toml:3:1: [departments.legal.name] lacks `nl`
      |
    3 | name.en = "Legal"
      | ^^^^
      = `nl`: The Dutch text.

    klantstem.toml:5:14: `R & D` can not be the id of a department
      |
    5 | [departments."R & D"]
      |              ^^^^^^^
      = An id has at most 40 small letters, digits and hyphens, as in customer-service.

    klantstem.toml:7:15: the department's name is empty in `en`
      |
    7 | name = { en = "", nl = "Lab" }
      |               ^^

    The configuration has 4 problems.
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
      = Secrets are read only from the environment: take it out of here (and replace it, if others could read this), then set the variable or NAME_FILE: SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, DATABASE_URL, WEBHOOK_SECRET_<SOURCE>.

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
      = Known keys here: `database`, `departments`, `digest`, `kudos`, `people`, `privacy`, `routes`, `scores`, `server`, `slack`, `sources`, `stories` and `workspace`.

    klantstem.toml:10:12: this holds a secret, which has no place here
       |
    10 | typeform = "whsec_*******************"
       |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^
       = Secrets are read only from the environment: take it out of here (and replace it, if others could read this), then set the variable or NAME_FILE: SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, DATABASE_URL, WEBHOOK_SECRET_<SOURCE>.

    The configuration has 6 problems.
    "#);
}

#[test]
fn every_mistake_against_toml_is_shown() {
    let file = r#"[workspace
language = "en"

[slack]
mode = "http
connections = 2
connections = 3

[departments.finance]
channel = #money
"#;
    insta::assert_snapshot!(problems(file), @r#"
    klantstem.toml:1:11: this is not TOML: unclosed table, expected `]`
      |
    1 | [workspace
      |           ^

    klantstem.toml:5:13: this is not TOML: invalid basic string, expected `"`
      |
    5 | mode = "http
      |             ^

    klantstem.toml:7:1: this is not TOML: duplicate key
      |
    7 | connections = 3
      | ^^^^^^^^^^^

    klantstem.toml:10:11: this is not TOML: string values must be quoted, expected literal string
       |
    10 | channel = #money
       |           ^

    The configuration has 4 problems.
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
      = Known keys there: `database`, `departments`, `digest`, `kudos`, `people`, `privacy`, `routes`, `scores`, `server`, `slack`, `sources`, `stories` and `workspace`.

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

#[test]
fn groups_emoji_and_values_that_can_not_be_meant_are_told_with_a_remedy() {
    let file = r##"[departments.finance]
groups = ["finance team"]
members = ["bob"]

[kudos]
channel = "kudos"
endorse_emoji = ":Clap:"
daily_limits = 3

[[kudos.values]]
id = "Customer"
name = { en = "", nl = "De klant" }
"##;
    insta::assert_snapshot!(problems(file), @r##"
    klantstem.toml:2:11: `finance team` is not a Slack user group
      |
    2 | groups = ["finance team"]
      |           ^^^^^^^^^^^^^^
      = Write @ and its handle, as in @finance-team, or its id, as in S024BE7LH.

    klantstem.toml:3:12: `bob` is not a Slack user id
      |
    3 | members = ["bob"]
      |            ^^^^^
      = In Slack: the person's profile, the three dots, Copy member ID. It looks like U024BE7LH.

    klantstem.toml:6:11: `kudos` is not a channel
      |
    6 | channel = "kudos"
      |           ^^^^^^^
      = Write `#kudos`, or the channel's id, as in C024BE91L.

    klantstem.toml:7:17: `:Clap:` is not the name of an emoji
      |
    7 | endorse_emoji = ":Clap:"
      |                 ^^^^^^^^
      = Write its name without colons, as in `clap`.

    klantstem.toml:8:1: unknown key `daily_limits` in [kudos]; did you mean `daily_limit`?
      |
    8 | daily_limits = 3
      | ^^^^^^^^^^^^

    klantstem.toml:11:6: `Customer` can not be the id of a value
       |
    11 | id = "Customer"
       |      ^^^^^^^^^^
       = An id has at most 40 small letters, digits and hyphens, as in customer-service.

    klantstem.toml:12:15: the value's name is empty in `en`
       |
    12 | name = { en = "", nl = "De klant" }
       |               ^^

    The configuration has 7 problems.
    "##);
}
