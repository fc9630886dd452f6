//! Every message and form of kudos, with sample values: normal, longest, hostile.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use serde_json::Value;

use super::answer::{self, GivenKudos, Refused, ShownBridge};
use super::form::{self, Draft, ShownGroup};
use super::home::{self, Hears, KudosHome, Line, Ranked};
use super::patterns;
use super::post::{self, Quoted, ShownKudos, Thanked};
use crate::features::feedback::rules::response::Consent;
use crate::features::feedback::views::Speaker;
use crate::features::kudos::record::{Link, LinkKind, Visibility};
use crate::features::kudos::rules::checks::Refusal;
use crate::features::kudos::rules::patterns::Pattern;
use crate::platform::config::{self, Bilingual, KudosValue, Language};
use crate::platform::ids::{ChannelId, KudosId, ResponseId, UserId};
use crate::platform::slack::kit::{self, Message, Surface};
use crate::platform::words::Words;

type Views = Vec<(String, Surface, Value)>;

const HOSTILE: &str = "<!channel> @here *bold* _it_ `code` <https://evil.example|bank> <@U1> \
    \u{202e}right to left\u{202c} \u{200b}:tada: > quote\r\n\r\n\r\n\r\n\u{7}";

/// Every message and form in the language of `words`.
pub fn views(words: Words) -> Views {
    let message =
        |name: &str, message: Message| (name.to_owned(), Surface::Message, message.to_json());
    let mut all: Views = posts(words)
        .into_iter()
        .chain(answers(words))
        .map(|(name, view)| message(&name, view))
        .collect();
    all.extend(
        modals(words)
            .into_iter()
            .map(|(name, view)| (name, Surface::Modal, view)),
    );
    let home = kit::home(home::blocks(words, &longest_home()));
    all.push(("kudos-home-longest".to_owned(), Surface::Home, home));
    all
}

fn posts(words: Words) -> Vec<(String, Message)> {
    let response = ResponseId::from("01995a3e-7c1b-7d2a-9b54-3f8f4e0a6c11");
    let id = KudosId::from("01995a3e-7c1b-7d2a-9b54-3f8f4e0a6c11");
    let (anna, bob, eva): (UserId, UserId, UserId) =
        ("U024BE7LA".into(), "U024BE7LB".into(), "U024BE7LE".into());
    let dutch = words.language() == Language::Nl;
    let reason = match dutch {
        false => "solved the invoice of Bakkerij De Vries the same day",
        true => "losten de factuur van Bakkerij De Vries dezelfde dag op",
    };
    let quote = match dutch {
        false => "The credit note was there within the hour.",
        true => "De creditnota was er binnen het uur.",
    };
    let (from, to) = match dutch {
        false => ("Finance", ["Customer service", "Product"]),
        true => ("Financiën", ["Klantenservice", "Product"]),
    };
    let speaker = Speaker {
        consent: Consent::Company,
        name: Some("Sanne de Vries"),
        company: Some("Bakkerij De Vries"),
    };
    let thanked = |user, muted_as| Thanked { user, muted_as };
    let two = [thanked(&bob, None), thanked(&eva, Some("eva"))];
    let normal = ShownKudos {
        id: &id,
        giver: &anna,
        receivers: &two[..1],
        message: reason,
        value: Some(if dutch {
            "De klant voorop"
        } else {
            "The customer first"
        }),
        across: Some((from, &to[..1])),
        quoted: None,
        about: None,
        visibility: Visibility::Public,
    };
    let with_customer = ShownKudos {
        receivers: &two,
        across: Some((from, &to)),
        quoted: Some(Quoted {
            response: &response,
            words: quote,
            speaker,
        }),
        ..normal
    };
    let about_message = ShownKudos {
        value: None,
        across: None,
        about: Some("https://hetbedrijf.slack.com/archives/C024BE91L/p1765793412000200"),
        ..normal
    };
    let ten: Vec<UserId> = (0..10).map(|n| UserId(format!("U024BE7L{n}"))).collect();
    let long_name = "Wilhelmina van der Heijden-Kloosterboer de tweede ".repeat(4);
    let ten: Vec<Thanked> = ten
        .iter()
        .map(|user| thanked(user, Some(&long_name)))
        .collect();
    let long = "Zonder jullie was het nooit gelukt, ".repeat(60);
    let longest = ShownKudos {
        receivers: &ten,
        message: &long,
        value: Some(&long_name),
        across: Some((&long_name, &[long_name.as_str(); 9])),
        quoted: Some(Quoted {
            response: &response,
            words: &long,
            speaker,
        }),
        ..normal
    };
    // A customer's words stand in a post once.
    let longest_alone = ShownKudos {
        quoted: None,
        ..longest
    };
    let hostile = ShownKudos {
        receivers: &[thanked(&bob, Some(HOSTILE))],
        message: HOSTILE,
        value: Some(HOSTILE),
        across: Some((HOSTILE, &[HOSTILE])),
        quoted: Some(Quoted {
            response: &response,
            words: HOSTILE,
            speaker: Speaker {
                consent: Consent::Named,
                name: Some(HOSTILE),
                company: Some(HOSTILE),
            },
        }),
        ..normal
    };
    let place = ChannelId::from("C024BE91L");
    let private = ShownKudos {
        visibility: Visibility::Private,
        ..normal
    };
    let together = |kudos: &[&ShownKudos]| {
        let parts: Vec<_> = kudos.iter().map(|kudos| post::part(words, kudos)).collect();
        let fitting = post::Part::fitting(&parts);
        post::together(words, parts[..fitting].to_vec(), "clap")
    };
    let posts = [
        ("kudos-post", post::post(words, &normal, "clap")),
        (
            "kudos-post-customer",
            post::post(words, &with_customer, "clap"),
        ),
        (
            "kudos-post-message",
            post::post(words, &about_message, "clap"),
        ),
        ("kudos-post-longest", post::post(words, &longest, "clap")),
        ("kudos-post-hostile", post::post(words, &hostile, "clap")),
        (
            "kudos-told",
            post::told(words, &with_customer, &eva, Some(&place), false),
        ),
        (
            "kudos-told-waits",
            post::told(words, &normal, &bob, Some(&place), true),
        ),
        (
            "kudos-together",
            together(&[&normal, &with_customer, &about_message]),
        ),
        ("kudos-together-longest", together(&[&longest_alone; 20])),
        ("kudos-together-hostile", together(&[&hostile])),
        (
            "kudos-told-private",
            post::told(words, &private, &bob, None, false),
        ),
        (
            "kudos-told-hostile",
            post::told(words, &hostile, &bob, None, false),
        ),
        ("kudos-withdrawn", post::withdrawn(words)),
    ];
    posts.map(|(name, view)| (name.to_owned(), view)).into()
}

fn answers(words: Words) -> Vec<(String, Message)> {
    let id = KudosId::from("01995a3e-7c1b-7d2a-9b54-3f8f4e0a6c11");
    let (bob, eva): (UserId, UserId) = ("U024BE7LB".into(), "U024BE7LE".into());
    let place = ChannelId::from("C024BE91L");
    let balances = [(bob.clone(), 12), (eva, 1_234)];
    let given = GivenKudos {
        id: &id,
        visibility: Visibility::Public,
        posted_in: Some(&place),
        balances: &balances[..1],
        left_today: 4,
        undo_until: NaiveTime::from_hms_opt(10, 25, 0).unwrap_or_default(),
        waits_until: None,
    };
    let waiting = GivenKudos {
        waits_until: Some((moment(14) + TimeDelta::hours(16), moment(14).date())),
        ..given
    };
    let two = GivenKudos {
        balances: &balances,
        left_today: 0,
        visibility: Visibility::Private,
        ..given
    };
    let nowhere = GivenKudos {
        posted_in: None,
        left_today: 1,
        ..given
    };
    let settings = sample_settings();
    let bridge = |one, other, kudos| ShownBridge { one, other, kudos };
    let found = [
        bridge("Finance", "Product", Some(12)),
        bridge("HR", HOSTILE, None),
    ];
    let mut all = vec![
        ("kudos-given".to_owned(), answer::given(words, &given)),
        ("kudos-given-two".to_owned(), answer::given(words, &two)),
        (
            "kudos-given-waits".to_owned(),
            answer::given(words, &waiting),
        ),
        (
            "kudos-given-nowhere".to_owned(),
            answer::given(words, &nowhere),
        ),
        (
            "kudos-help".to_owned(),
            answer::help(words, "/kudos", &settings, false),
        ),
        (
            "kudos-help-admin".to_owned(),
            answer::help(words, "/kudos", &settings, true),
        ),
        (
            "kudos-bridges".to_owned(),
            answer::bridges(words, &found, &[("Finance", "HR")], 5),
        ),
        (
            "kudos-bridges-none".to_owned(),
            answer::bridges(words, &[], &[], 5),
        ),
    ];
    let limits = settings.patterns;
    for (name, found) in [
        ("kudos-patterns", found_patterns(3)),
        ("kudos-patterns-none", Vec::new()),
        ("kudos-patterns-longest", found_patterns(40)),
    ] {
        all.push((name.to_owned(), patterns::report(words, &found, &limits)));
    }
    for (number, refusal) in refusals(&bob).iter().enumerate() {
        let refused = Refused {
            refusal,
            name: Some("bob <!channel>"),
            now: moment(14),
            again_at: moment(15),
        };
        all.push((
            format!("kudos-refused-{number:02}"),
            answer::refused(words, &refused),
        ));
    }
    for (name, said) in [
        ("known", words.kudos_answer_known()),
        ("undone", words.kudos_undone()),
        ("undone-already", words.kudos_undone_already()),
        ("undo-too-late", words.kudos_undo_too_late()),
        ("undo-not-yours", words.kudos_undo_not_yours()),
        ("slack-silent", words.kudos_refused_slack()),
        ("export-sent", words.kudos_export_sent()),
        ("export-no-files", words.kudos_export_no_files()),
        ("export-period", words.kudos_export_period()),
        (
            "export-comment",
            words.kudos_export_comment("2026-07-01", "2026-09-30"),
        ),
    ] {
        all.push((format!("kudos-said-{name}"), answer::said(&said)));
    }
    all
}

/// So many of each kind of pattern.
fn found_patterns(most: u32) -> Vec<Pattern> {
    let person = |number: u32| UserId(format!("U024BE7L{number}"));
    let of = |number: u32| {
        let [one, other, third] = [0, 1, 2].map(|more| person(number * 3 + more));
        [
            Pattern::OneReceiver {
                giver: one.clone(),
                receiver: other.clone(),
                count: 7,
                of: 10,
            },
            Pattern::Pair {
                people: [one.clone(), other.clone()],
                counts: [7, 3],
            },
            Pattern::Ring {
                people: [one, other, third],
                counts: [7, 3, 2],
            },
        ]
    };
    (1..=most.div_ceil(3)).flat_map(of).collect()
}

fn refusals(bob: &UserId) -> Vec<Refusal> {
    let pair = |limit| Refusal::PairLimit {
        receiver: bob.clone(),
        limit,
        days: 30,
    };
    vec![
        Refusal::Off,
        Refusal::GiverMayNot,
        Refusal::Nobody,
        Refusal::TooMany { count: 14 },
        Refusal::Yourself,
        Refusal::Bot(bob.clone()),
        Refusal::Left(bob.clone()),
        Refusal::Guest(bob.clone()),
        Refusal::Outsider(bob.clone()),
        Refusal::TooShort { has: 6, needs: 30 },
        Refusal::UnknownValue,
        Refusal::SameDepartment,
        Refusal::NoDepartment,
        Refusal::DailyLimit {
            limit: 5,
            again_at: chrono::DateTime::UNIX_EPOCH,
        },
        pair(3),
        pair(1),
        Refusal::Pattern {
            receiver: bob.clone(),
            share: 40,
            days: 90,
        },
    ]
}

fn moment(day: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 9, day)
        .and_then(|date| date.and_hms_opt(0, 0, 0))
        .unwrap_or_default()
}

fn modals(words: Words) -> Vec<(String, Value)> {
    let response = ResponseId::from("01995a3e-7c1b-7d2a-9b54-3f8f4e0a6c11");
    let settings = sample_settings();
    let people: Vec<UserId> = (0..12).map(|n| UserId(format!("U024BE7L{n}"))).collect();
    let groups = [ShownGroup {
        id: "S024BE7LH",
        handle: "finance-team",
        name: HOSTILE,
    }];
    let link = Link {
        kind: LinkKind::Response,
        id: "01995a3e-7c1b-7d2a-9b54-3f8f4e0a6c11".to_owned(),
    };
    let empty = Draft {
        people: &[],
        groups: None,
        message: "",
        value: None,
        visibility: Visibility::Public,
        link: None,
        quoted: None,
        from_home: false,
    };
    let full = Draft {
        people: &people,
        groups: Some(&groups),
        message: HOSTILE,
        value: Some("customer"),
        visibility: Visibility::Private,
        link: Some(&link),
        quoted: Some(Quoted {
            response: &response,
            words: HOSTILE,
            speaker: Speaker::default(),
        }),
        from_home: false,
    };
    let form = |draft: &Draft| form::form(words, draft, &settings.values, settings.min_chars);
    let id = KudosId::from("01995a3e-7c1b-7d2a-9b54-3f8f4e0a6c11");
    let balances = [(people[0].clone(), 3)];
    let given = GivenKudos {
        id: &id,
        visibility: Visibility::Private,
        posted_in: None,
        balances: &balances,
        left_today: 2,
        undo_until: NaiveTime::from_hms_opt(10, 25, 0).unwrap_or_default(),
        waits_until: None,
    };
    vec![
        ("kudos-form".to_owned(), form(&empty)),
        ("kudos-form-full".to_owned(), form(&full)),
        (
            "kudos-form-given".to_owned(),
            answer::given_view(words, &given),
        ),
        (
            "kudos-form-said".to_owned(),
            answer::said_view(words, &words.kudos_undone()),
        ),
        (
            "kudos-undo-form".to_owned(),
            form::undo(words, &id, &people[0], &people[1..]),
        ),
    ]
}

fn longest_home() -> KudosHome {
    let today = moment(14).date();
    let line = |number: u32| Line {
        people: (0..10).map(|n| UserId(format!("U024BE7L{n}"))).collect(),
        message: format!("{HOSTILE}{}", "heel lang ".repeat(number as usize * 20)),
        day: today,
    };
    KudosHome {
        today,
        left_today: None,
        received: 1_234,
        given: 987,
        last_received: (1..4).map(line).collect(),
        last_given: (1..4).map(line).collect(),
        hears: Hears::Muted,
        leaderboard: Some((
            (1..=10)
                .map(|n| Ranked {
                    user: UserId(format!("U024BE7L{n}")),
                    givers: 11 - n,
                    departments: 1 + n % 3,
                })
                .collect(),
            false,
        )),
    }
}

/// Settings as they are shipped, with one value.
fn sample_settings() -> config::Kudos {
    config::Kudos {
        enabled: true,
        channel: None,
        daily_limit: 5,
        pair_limit: 3,
        pair_days: 30,
        min_chars: 30,
        guests: false,
        require_other_department: false,
        direct_messages: true,
        endorse_emoji: "clap".to_owned(),
        leaderboard: config::Leaderboard::Off,
        leaderboard_min_givers: 3,
        bridges_min_people: 5,
        digest_at: String::new(),
        patterns: config::KudosPatterns {
            mode: config::PatternsMode::Report,
            share: 40,
            least: 5,
            days: 90,
        },
        values: vec![KudosValue {
            id: "customer".to_owned(),
            name: Bilingual {
                en: "The customer first".to_owned(),
                nl: "De klant voorop".to_owned(),
            },
        }],
    }
}
