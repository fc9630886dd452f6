//! The rules of meetings, their forms, and what is said of them.

use super::{View, day, local, message, sample, starts_at};
use crate::features::meetings::rules::standing::Unusable;
use crate::features::meetings::views::answers::Coming;
use crate::features::meetings::views::overview::{self, Overview, ShownRule};
use crate::features::meetings::views::rule_actions::Carried;
use crate::features::meetings::views::rule_form::{self, RuleForm};
use crate::features::meetings::views::rule_notices::{self, Found, Said};
use crate::platform::config::{Frequency, Meeting, Write};
use crate::platform::ids::{ChannelId, DepartmentId, UserId};
use crate::platform::slack::kit::Surface;
use crate::platform::words::Words;

const ZONE: chrono_tz::Tz = chrono_tz::Europe::Amsterdam;
/// The longest name that a rule can have.
const NAME: &str = "<!channel> *vet* `x` & <@U1> @here é, each Monday of a month";
const HOSTILE: &str = "<!channel> *vet* `x` & <@U1> @here \u{202e}é ";

/// All of them in the language of `words`.
pub(super) fn views(words: Words) -> Vec<View> {
    let mut views = overviews(words);
    views.extend(forms(words));
    views.extend(said(words));
    views
}

fn by_schedule() -> Meeting {
    let mut meeting = Meeting::of("Finance, Monday".to_owned(), DepartmentId::from("finance"));
    meeting.schedule = Some("30 9 * * mon".to_owned());
    meeting.frequency = Frequency::EveryNth(2);
    meeting.owner = Some(UserId::from("UANNA"));
    meeting
}

fn in_calendar() -> Meeting {
    let mut meeting = Meeting::of("Finance & <co>".to_owned(), DepartmentId::from("finance"));
    meeting.calendar = Some("team".to_owned());
    meeting.title = Some("finance*".to_owned());
    meeting.organizer = Some("anna@example.org".to_owned());
    meeting.min_attendees = 3;
    meeting.lead_minutes = 1_440;
    meeting.write = Write::Series;
    meeting
}

fn overviews(words: Words) -> Vec<View> {
    let sample = sample(words);
    let long = HOSTILE.repeat(60);
    let [anna, bob] = ["UANNA", "UBOB"].map(UserId::from);
    let place = ChannelId::from("C024BE91L");
    let coming = Coming {
        title: "Finance & <co>",
        starts_at: starts_at(),
        local: local(),
    };
    let next = [coming; 3];
    let (scheduled, found) = (by_schedule(), in_calendar());
    let mut wild = in_calendar();
    for text in [&mut wild.title, &mut wild.organizer, &mut wild.calendar] {
        *text = Some(long.clone());
    }
    let plain = ShownRule {
        name: "Finance, Monday",
        department: sample.name,
        place: Some(&place),
        meeting: Some(&scheduled),
        zone: ZONE,
        next: &next,
        unusable: None,
        paused: None,
        made: None,
        changed: None,
        is_managed: true,
    };
    let made = ShownRule {
        name: "Finance & <co>",
        meeting: Some(&found),
        made: Some(("0198-a", (&anna, day()))),
        next: &[],
        ..plain
    };
    let longest = ShownRule {
        name: NAME,
        department: &long,
        meeting: Some(&wild),
        changed: Some((&bob, day())),
        next: &next,
        ..made
    };
    let standing_still = [
        Unusable::Taken,
        Unusable::Department,
        Unusable::Calendar("team".to_owned()),
        Unusable::Unreadable("missing field".to_owned()),
    ];
    let mut resting: Vec<ShownRule> = vec![
        ShownRule {
            paused: Some((&bob, day())),
            ..plain
        },
        ShownRule {
            paused: Some((&bob, day())),
            changed: Some((&bob, day())),
            ..made
        },
    ];
    resting.extend(standing_still.iter().map(|why| {
        ShownRule {
            unusable: Some(why),
            place: None,
            meeting: made
                .meeting
                .filter(|_| !matches!(why, Unusable::Unreadable(_))),
            ..made
        }
    }));
    let reader = |rule| ShownRule {
        is_managed: false,
        ..rule
    };
    let notice = rule_notices::in_words(words, Said::Paused("Finance & <co>"));
    let shown = |name: &str, rules: &[ShownRule], may_make, typed, notice| {
        let overview = Overview {
            rules,
            may_make,
            typed,
            notice,
        };
        message(name, &overview::overview(words, &overview))
    };
    vec![
        shown("rules", &[plain, made], true, "", None),
        shown(
            "rules-read-only",
            &[reader(plain), reader(made)],
            false,
            "",
            None,
        ),
        shown("rules-resting", &resting, true, "", Some(&notice)),
        shown("rules-longest", &[longest; 40], true, "", Some(&notice)),
        shown("rules-none", &[], true, "", None),
        shown("rules-none-to-read", &[], false, "", None),
        shown("rules-none-found", &[], true, &long, None),
    ]
}

fn forms(words: Words) -> Vec<View> {
    let sample = sample(words);
    let long = HOSTILE.repeat(60);
    let [finance, hr] = ["finance", "hr"].map(DepartmentId::from);
    let channel = ChannelId::from("C024BE91L");
    let mut empty = Meeting::of(String::new(), DepartmentId::from(""));
    empty.owner = Some(UserId::from("UANNA"));
    let mut wild = in_calendar();
    wild.name = NAME.to_owned();
    wild.title = Some(long.clone());
    wild.organizer = Some(long.clone());
    wild.frequency = Frequency::EveryNth(7);
    let changed = Carried {
        rule: Some("0198-a".to_owned()),
        revision: 3,
        calendar: Some("team".to_owned()),
    };
    let new = Carried::default();
    let both = [(&finance, sample.name), (&hr, long.as_str())];
    let many: Vec<String> = (1..=12).map(|number| format!("team-{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let form = |carried, meeting, departments, channel| {
        rule_form::form(
            words,
            &RuleForm {
                carried,
                meeting,
                departments,
                channel,
                zone: "Europe/Amsterdam",
                is_writable: true,
            },
        )
    };
    let next = [(starts_at(), local()); 3];
    let saved = |name, found| rule_notices::saved(words, name, &channel, 60, found);
    [
        ("rule-kind", rule_form::kind(words, &["team", "board"])),
        ("rule-kind-many", rule_form::kind(words, &many)),
        ("rule-form-new", form(&new, &empty, &both[..1], None)),
        (
            "rule-form-schedule",
            form(&changed, &by_schedule(), &both, Some(&channel)),
        ),
        (
            "rule-form-calendar",
            form(&changed, &in_calendar(), &both, Some(&channel)),
        ),
        ("rule-form-longest", form(&changed, &wild, &both, None)),
        ("rule-remove", rule_notices::remove(words, "0198-a", &long)),
        ("rule-saved", saved("Finance & <co>", Found::Next(&next))),
        ("rule-saved-none", saved(&long, Found::None)),
        ("rule-saved-unread", saved("Finance", Found::Unread)),
        ("rule-saved-slow", saved("Finance", Found::Slow)),
        ("rule-saved-paused", saved("Finance", Found::Paused)),
        (
            "rule-changed-meanwhile",
            rule_notices::modal(words, Said::Changed),
        ),
        (
            "rule-no-calendar",
            rule_notices::modal(words, Said::NoCalendar),
        ),
        (
            "rule-removed",
            rule_notices::modal(words, Said::Removed(&long)),
        ),
    ]
    .into_iter()
    .map(|(name, view)| (name.to_owned(), Surface::Modal, view))
    .collect()
}

fn said(words: Words) -> Vec<View> {
    let [anna, bob] = ["UANNA", "UBOB"].map(UserId::from);
    let managers = [anna, bob];
    [
        ("rule-paused", Said::Paused("Finance & <co>")),
        ("rule-resumed", Said::Resumed("Finance & <co>")),
        ("rule-paused-already", Said::PausedAlready("Finance")),
        ("rule-runs-already", Said::RunsAlready("Finance")),
        ("rule-gone", Said::Gone),
        ("rule-forbidden", Said::Forbidden(&managers)),
        ("rule-forbidden-nobody", Said::Forbidden(&[])),
    ]
    .into_iter()
    .map(|(name, said)| message(name, &rule_notices::message(words, said)))
    .collect()
}
