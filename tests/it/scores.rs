//! Scores: counted with the responses, told with how sure they are, posted exactly once.

use klantstem::features::feedback::counts;
use klantstem::features::scores::rules::counts::{Scale, ScoreCounts};
use klantstem::features::scores::rules::mix::Member;
use klantstem::features::scores::rules::standing::by_scale;
use klantstem::features::scores::rules::window::{Window, Windows};
use klantstem::features::scores::store::{self, Selection, pieces};
use klantstem::platform::config::ScoreKind;
use serde_json::json;

use crate::harness::*;

/// `good` promoters and `bad` detractors of the finance department, answered on a day.
fn answers(day: &str, good: usize, bad: usize) -> String {
    let mut file = "id;date;nps;comment;department\n".to_owned();
    for number in 0..good + bad {
        let (score, words) = if number < good {
            (10, "De factuur was helder")
        } else {
            (2, "De factuur klopt niet")
        };
        file.push_str(&format!("{day}-{number};{day};{score};{words};finance\n"));
    }
    file
}

async fn import(bot: &TestBot, name: &str, day: &str, good: usize, bad: usize) {
    bot.import(name, answers(day, good, bad), &["--source", "panel"])
        .await;
}

async fn assert_counts_agree(bot: &TestBot) {
    let differences = counts::recount(&bot.app.ctx, false).await.unwrap();
    assert_eq!(differences, []);
}

const FINANCE_ANSWERS: &str = "SELECT CAST(COALESCE(SUM(answers), 0) AS BIGINT) FROM daily_counts
    WHERE department = 'finance' AND dimension = ''";
const ALL_ANSWERS: &str = "SELECT CAST(COALESCE(SUM(answers), 0) AS BIGINT) FROM daily_counts
    WHERE department = '' AND dimension = ''";

#[tokio::test]
async fn counts_follow_new_edited_sent_on_withdrawn_and_excluded_responses() {
    let bot = TestBot::start().await;
    let later = |minute: u32| json!({ "updated_at": format!("2026-03-01T10:{minute:02}:00Z") });
    bot.stored("shop", &response("r1", 3, "De factuur klopt niet"))
        .await;
    bot.stored(
        "shop",
        &with(response("r2", 9, "Prima factuur"), json!({ "test": true })),
    )
    .await;
    bot.deliver().await;
    assert_eq!(bot.number(FINANCE_ANSWERS).await, 1);
    assert_eq!(bot.number(ALL_ANSWERS).await, 1);
    assert_counts_agree(&bot).await;

    bot.stored(
        "shop",
        &with(response("r1", 8, "De factuur klopt nu"), later(5)),
    )
    .await;
    bot.deliver().await;
    assert_eq!(bot.number(FINANCE_ANSWERS).await, 1);
    assert_counts_agree(&bot).await;

    bot.reroute(ANNA, &bot.post(FINANCE), "product", None).await;
    bot.deliver().await;
    assert_eq!(bot.number(FINANCE_ANSWERS).await, 0);
    assert_eq!(bot.number(ALL_ANSWERS).await, 1);
    assert_counts_agree(&bot).await;
    bot.post(PRODUCT).assert_shows("De factuur klopt nu");

    let deleted = json!({ "state": "deleted" });
    bot.stored(
        "shop",
        &with(with(response("r1", 8, "x"), later(9)), deleted),
    )
    .await;
    bot.deliver().await;
    assert_eq!(bot.number(ALL_ANSWERS).await, 0);
    assert_counts_agree(&bot).await;
    bot.post(FINANCE);
    bot.post(PRODUCT);
}

#[tokio::test]
async fn counts_that_were_spoilt_are_found_and_mended() {
    let bot = TestBot::start().await;
    import(&bot, "a.csv", "2026-09-08", 4, 3).await;
    assert_counts_agree(&bot).await;
    bot.execute("UPDATE daily_counts SET answers = answers + 1 WHERE department = 'finance'")
        .await;
    let spoilt = counts::recount(&bot.app.ctx, true).await.unwrap();
    assert!(!spoilt.is_empty());
    assert_counts_agree(&bot).await;
    assert_eq!(bot.number(FINANCE_ANSWERS).await, 7);
    bot.execute("DELETE FROM monthly_counts WHERE department = 'finance'")
        .await;
    let spoilt = counts::recount(&bot.app.ctx, true).await.unwrap();
    assert!(spoilt.iter().all(|spoilt| spoilt.span == "2026-09"));
    assert!(!spoilt.is_empty());
    assert_counts_agree(&bot).await;
}

#[tokio::test]
async fn months_and_single_days_add_up_to_what_days_say() {
    let bot = TestBot::start().await;
    for (number, day) in [
        "2025-12-31",
        "2026-01-01",
        "2026-01-31",
        "2026-02-01",
        "2026-02-28",
        "2026-03-15",
        "2026-04-30",
        "2026-05-01",
    ]
    .into_iter()
    .enumerate()
    {
        let source = ["panel", "phone"][number % 2];
        let file = answers(day, number + 1, 3);
        bot.import("a.csv", file, &["--source", source]).await;
    }
    let window = |first: &str, last: &str| Window {
        first: first.parse().unwrap(),
        last: last.parse().unwrap(),
    };
    let db = &bot.app.ctx.db;
    let selection = Selection::of(ScoreKind::Nps, "finance");
    let scale = Scale::parse("0:10").unwrap();
    for (before, current) in [
        (
            window("2025-12-01", "2025-12-31"),
            window("2026-01-01", "2026-01-31"),
        ),
        (
            window("2025-12-31", "2026-01-30"),
            window("2026-01-31", "2026-03-15"),
        ),
        (
            window("2026-01-02", "2026-02-27"),
            window("2026-02-28", "2026-05-01"),
        ),
        (
            window("2026-03-14", "2026-03-14"),
            window("2026-03-15", "2026-03-15"),
        ),
    ] {
        let windows = Windows { current, before };
        let overlapping = [before, current, window("2026-01-01", "2026-03-31")];
        let found = pieces::pieces(db, selection, &overlapping).await.unwrap();
        let members = pieces::by_member(db, ScoreKind::Nps, "finance", windows, scale)
            .await
            .unwrap();
        for window in overlapping {
            let days = store::days(db, selection, window).await.unwrap();
            assert_eq!(
                by_scale(&found, window),
                by_scale(&days, window),
                "{window:?}"
            );
        }
        for (window, of) in [
            (
                before,
                (|member| member.before.clone()) as fn(&Member) -> ScoreCounts,
            ),
            (current, |member| member.after.clone()),
        ] {
            for name in ["panel", "phone"] {
                let only = Selection {
                    dimension: "source",
                    member: name,
                    ..selection
                };
                let days = store::days(db, only, window).await.unwrap();
                let expected = by_scale(&days, window).remove(&scale);
                let member = members.iter().find(|member| member.name == name);
                assert_eq!(
                    member.map_or(0, |member| of(member).total()),
                    expected.map_or(0, |counts| counts.total()),
                    "{name} {window:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn an_import_twice_counts_once() {
    let bot = TestBot::start().await;
    import(&bot, "a.csv", "2026-09-08", 40, 20).await;
    import(&bot, "a.csv", "2026-09-08", 40, 20).await;
    assert_eq!(bot.number(FINANCE_ANSWERS).await, 60);
    assert_counts_agree(&bot).await;
}

#[tokio::test]
async fn a_question_is_answered_privately_with_number_interval_and_verdict() {
    let bot = TestBot::start().await;
    import(&bot, "a.csv", "2026-09-02", 60, 20).await;
    import(&bot, "b.csv", "2026-09-09", 25, 55).await;
    let answer = bot.slash(ANNA, "/voice", "nps finance last week").await;
    // 100 × (25 − 55) / 80 = −37.5, and 100 × (60 − 20) / 80 = 50 before it.
    assert!(answer.contains("-38"), "{answer}");
    assert!(answer.contains("80 answers"), "{answer}");
    assert!(answer.contains("it fell"), "{answer}");
    assert!(answer.contains("De factuur klopt niet"), "{answer}");
    let dutch = bot.slash(ANNA, "/voice", "taal nl").await;
    assert!(dutch.contains("Nederlands"), "{dutch}");
    let answer = bot.slash(ANNA, "/voice", "nps financiën vorige week").await;
    assert!(answer.contains("gedaald"), "{answer}");
}

#[tokio::test]
async fn a_change_because_other_customers_answered_is_told_as_such() {
    let bot = TestBot::start().await;
    // The panel stays at 50 and the telephone at −10; the telephone goes from a fifth to a half.
    for (source, day, good, bad) in [
        ("panel", "2026-09-02", 360, 120),
        ("phone", "2026-09-02", 54, 66),
        ("panel", "2026-09-09", 225, 75),
        ("phone", "2026-09-09", 135, 165),
    ] {
        let name = format!("{source}-{day}.csv");
        bot.import(&name, answers(day, good, bad), &["--source", source])
            .await;
    }
    let answer = bot.slash(ANNA, "/voice", "nps finance last week").await;
    assert!(answer.contains("-18"), "{answer}");
    assert!(
        answer.contains("mix by source accounts for -18"),
        "{answer}"
    );
    assert!(answer.contains("different opinions for 0"), "{answer}");
    assert!(
        answer.contains("• phone: 20% → 50% of the answers, score -10 → -10"),
        "{answer}"
    );
    // Where each judges otherwise and the mix stays, nothing is said of it.
    let answer = bot.slash(ANNA, "/voice", "nps hr last week").await;
    assert!(!answer.contains("other customers"), "{answer}");
}

#[tokio::test]
async fn under_ten_answers_no_number_is_shown() {
    let bot = TestBot::start().await;
    import(&bot, "a.csv", "2026-09-09", 5, 4).await;
    let answer = bot.slash(ANNA, "/voice", "nps finance last week").await;
    assert!(answer.contains("too few for a number"), "{answer}");
    assert!(!answer.contains("11"), "{answer}");
}

#[tokio::test]
async fn what_is_misspelt_or_empty_is_said_exactly() {
    let bot = TestBot::start().await;
    let answer = bot.slash(ANNA, "/voice", "nps finanse last week").await;
    assert!(answer.contains("Did you mean finance"), "{answer}");
    let answer = bot.slash(ANNA, "/voice", "nps finance last weak").await;
    assert!(answer.contains("last week"), "{answer}");
    let answer = bot.slash(ANNA, "/voice", "nps finance last week").await;
    assert!(answer.contains("no answers from"), "{answer}");
}

#[tokio::test]
async fn quotes_are_found_by_department_and_word() {
    let bot = TestBot::start().await;
    import(&bot, "a.csv", "2026-09-09", 1, 1).await;
    let answer = bot
        .slash(ANNA, "/voice", "quotes finance klopt last week")
        .await;
    assert!(answer.contains("De factuur klopt niet"), "{answer}");
    assert!(!answer.contains("helder"), "{answer}");
    let answer = bot.slash(ANNA, "/voice", "citaten hr").await;
    assert!(answer.contains("No words found"), "{answer}");
}

#[tokio::test]
async fn each_department_hears_once_a_week_how_it_stands() {
    let mut bot = TestBot::with().at("2026-09-11T12:00").start().await;
    bot.tick().await;
    import(&bot, "a.csv", "2026-09-02", 60, 20).await;
    import(&bot, "b.csv", "2026-09-09", 25, 55).await;
    bot.at("2026-09-14T09:00");
    bot.tick().await;
    bot.tick().await;
    let replica = bot.replica().await;
    replica.timetable.run_due(&replica.ctx).await.unwrap();
    bot.restart().await;
    bot.tick().await;
    bot.deliver().await;
    let post = bot.post(FINANCE);
    post.assert_shows("NPS: *-38*");
    post.assert_shows("it fell");
    post.assert_shows("Finance asks itself");
    assert!(bot.posts(HR).is_empty());
}

#[tokio::test]
async fn a_posted_figure_that_moves_is_revised_in_its_message_and_says_what_it_was() {
    let mut bot = TestBot::with().at("2026-09-11T12:00").start().await;
    import(&bot, "a.csv", "2026-09-02", 60, 20).await;
    import(&bot, "b.csv", "2026-09-09", 25, 55).await;
    bot.comes_to("2026-09-14T09:00").await;
    let post = bot.post(FINANCE);
    post.assert_shows("NPS: *-38*");
    // Late answers: 100 × (45 − 55) / 100 = −10.
    bot.import(
        "late.csv",
        answers("2026-09-09", 20, 0),
        &["--source", "late"],
    )
    .await;
    bot.at("2026-09-14T09:10");
    bot.tick().await;
    bot.restart().await;
    bot.tick().await;
    bot.deliver().await;
    let post = bot.post(FINANCE);
    post.assert_shows("NPS: *-10*");
    post.assert_shows("*Revised:* it was -38");
    // What comes later is compared with what was told first; where nothing is left, that is said.
    bot.at("2026-09-21T08:00");
    bot.execute("UPDATE daily_counts SET answers = 0 WHERE local_day = '2026-09-09'")
        .await;
    bot.comes_to("2026-09-21T09:10").await;
    bot.post(FINANCE)
        .assert_shows("*Revised:* all answers of Finance");
    let texts = bot.texts("SELECT figures FROM told_scores").await;
    assert_eq!(texts.len(), 1);
    // Two weeks after it, nobody looks at it any more.
    bot.comes_to("2026-10-05T09:10").await;
    assert_eq!(bot.number("SELECT COUNT(*) FROM told_scores").await, 0);
}

#[tokio::test]
async fn an_answer_is_shared_with_the_channel_by_its_button() {
    let bot = TestBot::start().await;
    import(&bot, "a.csv", "2026-09-09", 30, 10).await;
    bot.slash_in(FINANCE, ANNA, "/voice", "nps last week").await;
    bot.click_in_answer(ANNA, "scores:share").await;
    bot.deliver().await;
    let post = bot.post(FINANCE);
    post.assert_shows("NPS: *50*");
    post.assert_shows("shares this");
}
