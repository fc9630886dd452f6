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
