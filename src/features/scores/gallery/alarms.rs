//! Every message of an alarm's thread, with sample values.

use chrono::Days;

use super::{HOSTILE, day, quoted};
use crate::features::scores::rules::counts::{Scale, ScoreCounts};
use crate::features::scores::rules::metric::{CesDefinition, Metric};
use crate::features::scores::rules::sign::Sign;
use crate::features::scores::rules::verdict::{Direction, VerdictPolicy};
use crate::features::scores::rules::watch::Baseline;
use crate::features::scores::rules::watch_counts::UsualRate;
use crate::features::scores::rules::window::Window;
use crate::features::scores::views::alarm::{
    Further, Opening, Stage, further, opening, over_before, seen_before,
};
use crate::platform::ids::UserId;
use crate::platform::slack::kit::Message;
use crate::platform::words::Words;

fn since(weeks: u64) -> Window {
    let last = day(2026, 11, 22);
    let first = last.checked_sub_days(Days::new(7 * weeks - 1));
    Window {
        first: first.unwrap_or(last),
        last,
    }
}

fn score(metric: Metric, scale: Scale, counts: &[u64], usual: f64, direction: Direction) -> Sign {
    let usual = Baseline {
        mean: usual,
        deviation: 80.0,
        answers: Some(612),
    };
    let counts = ScoreCounts::of_whole_points(scale, counts);
    let policy = VerdictPolicy::default();
    Sign::of_score(metric, &counts, &usual, direction, since(3), &policy)
}

/// Every message of an alarm in the language of `words`.
pub fn messages(words: Words) -> Vec<(String, Message)> {
    let fell = [6, 2, 2, 4, 5, 6, 8, 10, 11, 12, 10];
    let nps = score(Metric::Nps, Scale::NPS, &fell, 31.4, Direction::Down);
    let few = score(Metric::Nps, Scale::NPS, &[4, 0, 3], 31.4, Direction::Down);
    let effort = Metric::Ces(CesDefinition::Mean);
    let effort = score(
        effort,
        Scale::SEVEN,
        &[9, 8, 7, 6, 5, 4, 3],
        5.2,
        Direction::Down,
    );
    let rose = [0, 0, 1, 1, 2, 3, 5, 10, 21, 32, 40];
    let rose = score(Metric::Nps, Scale::NPS, &rose, 31.4, Direction::Up);
    let csat = score(
        Metric::Csat,
        Scale::FIVE,
        &[8, 9, 4, 11, 12],
        82.0,
        Direction::Down,
    );
    let stars = score(
        Metric::Stars,
        Scale::FIVE,
        &[20, 9, 4, 11, 12],
        4.4,
        Direction::Down,
    );
    let usual = UsualRate { per_day: 0.214 };
    let complaints = Sign::of_comments(14, 76, usual, since(3));
    let one = Sign::of_comments(1, 76, usual, since(4));
    let quote = vec!["De factuur klopte weer niet: twee keer btw.".to_owned()];
    let hostile = vec![HOSTILE.repeat(40), HOSTILE.repeat(40)];
    let long =
        "Afdeling voor het zorgvuldig afhandelen van alles wat nergens anders past ".repeat(5);
    let bob = UserId::from("U024BE7LH");
    let opened = |signs: &[(&Sign, bool)], name: &str, quotes: &[String], stage| {
        let question = match name {
            "Finance" => "How fast and kindly?",
            long => long,
        };
        let shown = Opening {
            id: "019ac0de-0000-7000-8000-000000000000",
            department: name,
            question,
            signs,
            quotes: &quoted("said", quotes),
            stage,
        };
        opening(words, &shown)
    };
    let both = [(&nps, false), (&complaints, false)];
    let all = [
        (&nps, false),
        (&csat, false),
        (&effort, true),
        (&stars, false),
        (&complaints, false),
    ];
    let messages = [
        ("opened", opened(&both, "Finance", &quote, Stage::Open)),
        (
            "rose",
            opened(&[(&rose, false)], "Finance", &[], Stage::Open),
        ),
        (
            "half-over",
            opened(
                &[(&nps, true), (&complaints, false)],
                "Finance",
                &quote,
                Stage::Open,
            ),
        ),
        (
            "over",
            opened(
                &[(&nps, true)],
                "Finance",
                &quote,
                Stage::Over(day(2026, 12, 13)),
            ),
        ),
        (
            "seen",
            opened(
                &both,
                "Finance",
                &quote,
                Stage::Seen(&bob, day(2026, 11, 24)),
            ),
        ),
        ("longest", opened(&all, &long, &hostile, Stage::Open)),
        ("few", opened(&[(&few, false)], "Finance", &[], Stage::Open)),
        (
            "lasts",
            further(
                words,
                &[Further::Lasts(&nps), Further::Begins(&complaints)],
                false,
            ),
        ),
        (
            "turned",
            further(words, &[Further::Turned(&rose), Further::Over(&nps)], false),
        ),
        (
            "closes",
            further(words, &[Further::Over(&rose), Further::Over(&one)], true),
        ),
        ("seen-before", seen_before(words, &bob)),
        ("over-before", over_before(words)),
    ];
    messages
        .into_iter()
        .map(|(name, message)| (format!("alarm-{name}"), message))
        .collect()
}
