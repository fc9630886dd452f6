//! What the loader says about mistakes in departments, routes, kudos and posting.

use super::*;

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
    klantstem.toml:2:11: `#voice-product` is already the channel of [departments.product] (defaults:222)
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
