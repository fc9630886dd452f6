//! Every Home view that the code can produce, with sample values.

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::Value;

use super::views::{Home, Listener, Status, home};
use crate::features::kudos::views::home::{Hears, KudosHome, Line};
use crate::platform::config::{Keep, Language};
use crate::platform::ids::ChannelId;
use crate::platform::slack::kit::Surface;
use crate::platform::words::Words;

/// Every Home view in the language of `words`.
pub fn views(words: Words) -> Vec<(String, Surface, Value)> {
    let (finance, product) = (
        ChannelId::from("C024BE91L"),
        ChannelId::from("#voice-product"),
    );
    let (names, questions) = match words.language() {
        Language::En => (
            ["Finance", "Product"],
            [
                "How fast and kindly do we solve invoice problems?",
                "Is the product intuitive?",
            ],
        ),
        Language::Nl => (
            ["Financiën", "Product"],
            [
                "Hoe snel en vriendelijk lossen we factuurproblemen op?",
                "Wijst het product zich vanzelf?",
            ],
        ),
    };
    let two = [
        Listener {
            name: names[0],
            channel: &finance,
            question: questions[0],
        },
        Listener {
            name: names[1],
            channel: &product,
            question: questions[1],
        },
    ];
    let long = "<!channel> *R&D* `x` ".repeat(40);
    let many = vec![
        Listener {
            name: &long,
            channel: &finance,
            question: &long,
        };
        90
    ];
    let at = |day: u32, hour: u32| -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 9, day)
            .and_then(|date| date.and_hms_opt(hour, 30, 0))
            .unwrap_or_default()
    };
    let kudos = kudos_home(at(14, 12).date());
    let person = Home {
        kudos: None,
        chosen: None,
        without_choice: Language::Nl,
        departments: &two,
        stories: &[],
        keep: Keep::default(),
        status: None,
    };
    let admin = Home {
        chosen: Some(words.language()),
        status: Some(Status {
            now: at(14, 12),
            waiting: 3,
            uncertain: 1,
            failed: 2,
            last_received: Some(at(14, 9)),
            next_post: Some(at(15, 8)),
        }),
        ..person.clone()
    };
    let fresh = Home {
        departments: &[],
        status: Some(Status {
            now: at(14, 12),
            waiting: 0,
            uncertain: 0,
            failed: 0,
            last_received: None,
            next_post: None,
        }),
        ..person.clone()
    };
    let thanked = Home {
        kudos: Some(&kudos),
        ..person.clone()
    };
    let longest = Home {
        departments: &many,
        ..admin.clone()
    };
    [
        ("home", person),
        ("home-admin", admin),
        ("home-fresh", fresh),
        ("home-kudos", thanked),
        ("home-longest", longest),
    ]
    .into_iter()
    .map(|(name, of)| (name.to_owned(), Surface::Home, home(words, &of)))
    .collect()
}

fn kudos_home(today: NaiveDate) -> KudosHome {
    KudosHome {
        today,
        left_today: Some(4),
        received: 12,
        given: 1,
        last_received: vec![Line {
            people: vec!["U024BE7LH".into()],
            message: "*called* the bakery back <!channel> & solved it".to_owned(),
            day: today,
        }],
        last_given: vec![Line {
            people: vec!["U024BE7LJ".into(), "U024BE7LK".into()],
            message: "the new invoice explains itself".to_owned(),
            day: today.pred_opt().unwrap_or(today),
        }],
        hears: Hears::Told,
        leaderboard: None,
    }
}
