//! What the loader says about meetings that can not be. These texts are read by people: read them.

use super::*;

#[test]
fn a_meeting_says_when_it_is_and_whom_it_concerns() {
    let file = r#"[[meetings]]
name = "Finance, Monday"
department = "finances"
schedule = "every monday"

[[meetings]]
name = "Finance, Monday"
department = "hr"
channel = "HR"
time_zone = "Amsterdam"
owner = "anna"
frequency = "monthly"
praise_to_pain = "2/1"
"#;
    insta::assert_snapshot!(problems(file), @r##"
    klantstem.toml:3:14: there is no department `finances`; did you mean `finance`?
      |
    3 | department = "finances"
      |              ^^^^^^^^^^
      = Departments are `customer-service`, `finance`, `hr`, `operations` and `product`.

    klantstem.toml:4:12: `every monday` is not a schedule; write for example `daily at 16:00`, `weekly on mon at 09:00`, `monthly on 1 at 09:00`, or cron fields such as `30 9 * * mon-fri`
      |
    4 | schedule = "every monday"
      |            ^^^^^^^^^^^^^^

    klantstem.toml:6:1: this meeting does not say when it is
      |
    6 | [[meetings]]
      | ^^^^^^^^^^^^
      = Add for example schedule = "weekly on mon at 09:30", or calendar = "team".

    klantstem.toml:7:8: there are two meetings `Finance, Monday`
      |
    7 | name = "Finance, Monday"
      |        ^^^^^^^^^^^^^^^^^
      = Give each a name of its own, as in "Finance, Monday".

    klantstem.toml:9:11: `HR` is not a channel
      |
    9 | channel = "HR"
      |           ^^^^
      = Write `#hr`, or the channel's id, as in C024BE91L.

    klantstem.toml:10:13: `Amsterdam` is not a time zone; did you mean `Europe/Amsterdam`?
       |
    10 | time_zone = "Amsterdam"
       |             ^^^^^^^^^^^

    klantstem.toml:11:9: `anna` is not a Slack user id
       |
    11 | owner = "anna"
       |         ^^^^^^
       = In Slack: the person's profile, the three dots, Copy member ID. It looks like U024BE7LH.

    klantstem.toml:12:13: `monthly` does not say which of the meetings have an agenda
       |
    12 | frequency = "monthly"
       |             ^^^^^^^^^
       = Write "every", "every 2" for each second one, or "weekly" for at most one a week.

    klantstem.toml:13:18: `2/1` is not a ratio of praise to pain
       |
    13 | praise_to_pain = "2/1"
       |                  ^^^^^
       = Write it as in "2:1", each at most 20.

    The configuration has 9 problems.
    "##);
}

#[test]
fn a_meeting_by_words_or_cron_in_a_zone_of_its_own_is_read() {
    let file = "[[meetings]]\nname = \"Stand-up\"\ndepartment = \"hr\"\nschedule = \"30 9 * * mon-fri\"\n\
        time_zone = \"Europe/London\"\nfrequency = \"every 3\"\npraise_to_pain = \"2:1\"\nweekdays = [\"mon\"]\n";
    let loaded = load_text(file, &[]).unwrap();
    let meeting = &loaded.config.meetings[0];
    assert_eq!(meeting.frequency, Frequency::EveryNth(3));
    assert_eq!(meeting.praise_to_pain, Ratio { praise: 2, pain: 1 });
    assert_eq!(
        (
            meeting.minutes,
            meeting.lead_minutes,
            meeting.repeat_after_weeks
        ),
        (30, 60, 12)
    );
    assert_eq!(meeting.time_zone, Some(chrono_tz::Europe::London));
}

#[test]
fn a_calendar_has_what_its_kind_needs_and_a_meeting_in_it_exists() {
    let file = r#"[calendars.team]
kind = "caldav"
url = "https://anna:geheim@calendar.example/team"

[calendars.Team]
kind = "ics"

[[meetings]]
name = "Finance"
department = "finance"
calendar = "teem"
schedule = "daily at 10:00"
title = "*"

[[meetings]]
name = "HR"
department = "hr"
schedule = "daily at 10:00"
write = "series"
"#;
    insta::assert_snapshot!(problems(file), @r##"
    klantstem.toml:2:8: a calendar of the kind `caldav` needs `account`
      |
    2 | kind = "caldav"
      |        ^^^^^^^^
      = It is the user name.

    klantstem.toml:3:7: `url` in [calendars.team] holds a secret, which has no place here
      |
    3 | url = "https://anna:******@calendar.example/team"
      |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = Secrets are read only from the environment: take it out of here (and replace it, if others could read this), then set the variable or NAME_FILE: SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, DATABASE_URL, WEBHOOK_SECRET_<SOURCE>, CALENDAR_SECRET_<ID>.

    klantstem.toml:5:12: `Team` can not be the id of a calendar
      |
    5 | [calendars.Team]
      |            ^^^^
      = An id has at most 40 small letters, digits and hyphens, as in customer-service.

    klantstem.toml:11:12: there is no calendar `teem`; did you mean `Team`?
       |
    11 | calendar = "teem"
       |            ^^^^^^
       = Calendars are `Team` and `team`.

    klantstem.toml:12:12: this meeting has a schedule and a calendar
       |
    12 | schedule = "daily at 10:00"
       |            ^^^^^^^^^^^^^^^^
       = Keep one of them: a calendar says itself when it is.

    klantstem.toml:13:9: `*` names no words of a title
       |
    13 | title = "*"
       |         ^^^
       = Write for example "finance", or "finance*" for what begins so.

    klantstem.toml:19:9: `write` has no effect without `calendar`
       |
    19 | write = "series"
       |         ^^^^^^^^
       = Name the calendar, or take it out.

    The configuration has 7 problems.
    "##);
}

#[test]
fn a_secret_travels_to_no_other_machine_over_plain_http() {
    let file = r#"[calendars.people]
kind = "google"
calendar = "people@example.org"
url = "http://127.0.0.1:8080/calendar/v3"
login_url = "http://proxy.example/token"

[calendars.team]
kind = "graph"
tenant = "t"
client = "c"
account = "team@example.org"
url = "graph.microsoft.us"
login_url = "ftp://login.microsoftonline.us"
"#;
    insta::assert_snapshot!(problems(file), @r##"
    klantstem.toml:5:13: the secret would travel over plain http to another machine
      |
    5 | login_url = "http://proxy.example/token"
      |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = Use https; http is accepted for this machine only.

    klantstem.toml:12:7: `graph.microsoft.us` is not an address: relative URL without a base
       |
    12 | url = "graph.microsoft.us"
       |       ^^^^^^^^^^^^^^^^^^^^
       = The vendor's own is https://graph.microsoft.com/v1.0.

    klantstem.toml:13:13: `ftp://login.microsoftonline.us` is not an https address
       |
    13 | login_url = "ftp://login.microsoftonline.us"
       |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       = The vendor's own is https://login.microsoftonline.com.

    The configuration has 3 problems.
    "##);
}
