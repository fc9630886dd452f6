//! Scores and comments that are looked at between the posts: one thread while something is not as usual.

use chrono::{Days, NaiveDate};
use klantstem::features::feedback::counts;
use klantstem::sandbox::{Fault, FaultKind};
use serde_json::json;

use crate::harness::*;

/// The Friday before the first look, which is on Monday 14 September.
const FRIDAY: &str = "2026-09-11T12:00";

fn monday(week: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 9, 14).unwrap() + Days::new(7 * week)
}

fn watching() -> Builder {
    TestBot::with()
        .at(FRIDAY)
        .file("\n[scores]\nposts_at = \"\"\n")
}

/// Answers to finance in the week that begins with `day`: promoters, passives, detractors, of whom so
/// many write something.
fn answers(day: NaiveDate, (good, middling, bad): (u64, u64, u64), written: u64) -> String {
    let mut file = String::new();
    for number in 0..good + middling + bad {
        let (score, words) = match number {
            number if number < good => (10, ""),
            number if number < good + middling => (8, ""),
            number if number < good + middling + written => (2, "De factuur klopt niet"),
            _ => (2, ""),
        };
        let day = day + Days::new(number % 7);
        file.push_str(&format!("{day}-{number};{day};{score};{words};finance\n"));
    }
    file
}

async fn import(bot: &TestBot, name: &str, rows: &str) {
    let file = format!("id;date;nps;comment;department\n{rows}");
    let flags = ["--source", "panel"];
    let before = bot.number("SELECT COUNT(*) FROM responses").await;
    bot.import(&format!("{name}.csv"), file, &flags).await;
    let after = bot.number("SELECT COUNT(*) FROM responses").await;
    assert_eq!(after - before, rows.lines().count() as i64);
}

/// Fifty usual weeks before the first look: NPS 30, one complaint a week.
async fn usual_year(bot: &TestBot) {
    bot.at("2026-09-14T08:00");
    let weeks = (1..=50).map(|week| {
        let day = monday(0) - Days::new(7 * week);
        answers(day, (5, 3, 2), 1)
    });
    let rows: String = weeks.collect();
    import(bot, "usual", &rows).await;
}

/// The answers of a week after the first look; they are there on the Monday after it.
async fn week(bot: &TestBot, week: u64, counts: (u64, u64, u64), written: u64) {
    bot.at(&format!("{}T08:00", monday(week + 1)));
    let rows = answers(monday(week), counts, written);
    import(bot, &format!("week{week}"), &rows).await;
}

/// The look on the Monday on which a week begins, and what it posts.
async fn look(bot: &TestBot, week: u64) {
    bot.comes_to(&format!("{}T09:10", monday(week))).await;
}

const USUAL: (u64, u64, u64) = (5, 3, 2);
const BAD: (u64, u64, u64) = (3, 3, 30);
const GOOD: (u64, u64, u64) = (60, 10, 0);

#[tokio::test]
async fn a_fall_is_told_once_goes_on_in_its_thread_and_is_closed_there() {
    let mut bot = watching().start().await;
    usual_year(&bot).await;
    look(&bot, 0).await;
    week(&bot, 0, USUAL, 0).await;
    look(&bot, 1).await;
    assert!(bot.posts(FINANCE).is_empty());

    week(&bot, 1, BAD, 0).await;
    look(&bot, 2).await;
    let opening = bot.post(FINANCE);
    opening.assert_shows("Finance: NPS down");
    opening
        .assert_shows("NPS: *-75* (probably between -89 and -49), 36 answers. Usually it is 30.");
    opening.assert_shows("Probably since 21 September 2026; counted up to 27 September 2026.");
    opening.assert_shows("about once in 3 years");
    opening.assert_shows("Finance asks itself");
    opening.assert_shows("We have seen it");

    // Looking again, in another process too, says nothing more.
    bot.tick().await;
    let replica = bot.replica().await;
    replica.timetable.run_due(&replica.ctx).await.unwrap();
    bot.restart().await;
    bot.tick().await;
    bot.deliver().await;
    assert_eq!(bot.posts(FINANCE).len(), 1);

    week(&bot, 2, BAD, 0).await;
    look(&bot, 3).await;
    let posts = bot.posts(FINANCE);
    assert_eq!(posts.len(), 2);
    assert_eq!(posts[1].json["thread_ts"], opening.ts.as_str());
    posts[1].assert_shows("*It lasts:* NPS: *-75*");
    assert!(!posts[0].is_edited());

    week(&bot, 3, GOOD, 0).await;
    look(&bot, 4).await;
    let posts = bot.posts(FINANCE);
    assert_eq!(posts.len(), 3);
    assert_eq!(posts[2].json["thread_ts"], opening.ts.as_str());
    posts[2].assert_shows("*As usual again:* NPS: *86*");
    posts[2].assert_shows("That closes this thread");

    posts[0].assert_shows("*Over.* By 11 October 2026 all was as usual again.");
    posts[0].assert_hides("scores:seen");

    for number in 5..8 {
        week(&bot, number - 1, USUAL, 0).await;
        look(&bot, number).await;
    }
    assert_eq!(bot.posts(FINANCE).len(), 3);
}

#[tokio::test]
async fn more_complaints_and_a_fall_are_one_thread_with_what_customers_said() {
    let bot = watching().start().await;
    usual_year(&bot).await;
    look(&bot, 0).await;
    week(&bot, 0, BAD, 12).await;
    look(&bot, 1).await;
    let opening = bot.post(FINANCE);
    opening.assert_shows("Finance: NPS down and more complaints than usual");
    opening.assert_shows("*12* dissatisfied customers wrote a comment (36 answers in all).");
    opening.assert_shows("De factuur klopt niet");
    assert_eq!(counts::recount(&bot.app.ctx, false).await.unwrap(), []);
}

#[tokio::test]
async fn a_department_with_few_answers_hears_of_complaints_and_of_what_joins_them_in_one_thread() {
    let bot = watching().start().await;
    usual_year(&bot).await;
    look(&bot, 0).await;
    // Too few for an NPS, yet many for complaints.
    week(&bot, 0, (0, 0, 9), 9).await;
    look(&bot, 1).await;
    let opening = bot.post(FINANCE);
    opening.assert_shows("Finance: more complaints than usual");
    opening.assert_hides("NPS");
    week(&bot, 1, BAD, 8).await;
    look(&bot, 2).await;
    let posts = bot.posts(FINANCE);
    assert_eq!(posts.len(), 2);
    assert_eq!(posts[1].json["thread_ts"], opening.ts.as_str());
    posts[1].assert_shows("*This as well:* NPS: *-80*");
    posts[0].assert_shows("Finance: more complaints than usual and NPS down");
}

#[tokio::test]
async fn of_two_who_press_the_first_ends_it_and_the_new_level_is_learned() {
    let bot = watching().start().await;
    usual_year(&bot).await;
    look(&bot, 0).await;
    week(&bot, 0, BAD, 9).await;
    look(&bot, 1).await;
    let opening = bot.post(FINANCE);
    bot.click(GUEST, &opening, "scores:seen", None).await;
    assert!(bot.told(GUEST).await.contains("Only members"));
    bot.click(ANNA, &opening, "scores:seen", None).await;
    bot.click(BOB, &opening, "scores:seen", None).await;
    let told = bot.told(BOB).await;
    assert!(told.contains("was first"), "{told}");
    bot.deliver().await;
    let opening = bot.post(FINANCE);
    opening.assert_shows(&format!("*Seen* by <@{ANNA}> on 21 September 2026."));
    opening.assert_hides("We have seen it");
    for number in 2..20 {
        week(&bot, number - 1, BAD, 9).await;
        look(&bot, number).await;
    }
    assert_eq!(bot.posts(FINANCE).len(), 1);
    // What was learned anew is what a rise is told against.
    week(&bot, 19, GOOD, 0).await;
    look(&bot, 20).await;
    let posts = bot.posts(FINANCE);
    assert_eq!(posts.len(), 2);
    posts[1].assert_shows("Finance: NPS up");
    posts[1].assert_shows("Usually it is -75.");
    assert!(posts[1].json["thread_ts"].is_null());
}

#[tokio::test]
async fn looks_that_were_missed_are_made_up_for_and_nothing_is_told_of_what_is_past() {
    let bot = watching().start().await;
    usual_year(&bot).await;
    look(&bot, 0).await;
    for number in 0..2 {
        week(&bot, number, BAD, 0).await;
    }
    for number in 2..8 {
        week(&bot, number, GOOD, 0).await;
    }
    for number in 8..12 {
        week(&bot, number, USUAL, 0).await;
    }
    look(&bot, 12).await;
    let told: Vec<String> = bot.posts(FINANCE).iter().map(|post| post.words()).collect();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].contains("Finance: NPS up"), "{told:#?}");
}

#[tokio::test]
async fn answers_that_come_late_count_in_their_week() {
    let bot = watching().start().await;
    usual_year(&bot).await;
    look(&bot, 0).await;
    week(&bot, 0, USUAL, 0).await;
    look(&bot, 1).await;
    // The week before that comes in as well, and it was bad.
    let late = answers(monday(0), (0, 0, 60), 0);
    let late = late
        .replace("2026-09-1", "late-2026-09-1")
        .replace(";late-", ";");
    let late = late.replace("2026-09-20-", "late-2026-09-20-");
    import(&bot, "late", &late).await;
    look(&bot, 2).await;
    let opening = bot.post(FINANCE);
    opening.assert_shows("Finance: NPS down");
    opening.assert_shows("Probably since 14 September 2026");
}

#[tokio::test]
async fn years_that_are_loaded_before_the_first_look_are_no_news() {
    let bot = watching().start().await;
    // A bad half year that ended months ago.
    bot.at("2026-09-14T08:00");
    let bad: String = (30..50)
        .map(|week| answers(monday(0) - Days::new(7 * week), BAD, 12))
        .collect();
    let usual: String = (1..30)
        .map(|week| answers(monday(0) - Days::new(7 * week), USUAL, 1))
        .collect();
    import(&bot, "bad", &bad).await;
    import(&bot, "usual", &usual).await;
    look(&bot, 0).await;
    assert!(bot.posts(FINANCE).len() <= 1);
}

#[tokio::test]
async fn a_thread_whose_opening_slack_refused_is_told_whole_when_that_is_mended() {
    let bot = watching().start().await;
    usual_year(&bot).await;
    look(&bot, 0).await;
    week(&bot, 0, BAD, 0).await;
    let archived = FaultKind::Error {
        error: "is_archived".to_owned(),
    };
    bot.sandbox.fault(Fault::next("chat.postMessage", archived));
    look(&bot, 1).await;
    week(&bot, 1, BAD, 0).await;
    look(&bot, 2).await;
    assert!(bot.posts(FINANCE).is_empty());
    bot.direct_messages(ADMIN);
    let mut tx = bot.app.ctx.db.begin().await.unwrap();
    let now = bot.clock.now();
    let again = klantstem::platform::outbox::retry(&mut tx, "all", now).await;
    assert_eq!(again.unwrap(), 2);
    tx.commit().await.unwrap();
    bot.deliver().await;
    let posts = bot.posts(FINANCE);
    assert_eq!(posts.len(), 2);
    assert_eq!(posts[1].json["thread_ts"], json!(posts[0].ts));
}

#[tokio::test]
async fn without_a_time_nobody_looks() {
    let bot = watching().file("watches_at = \"\"\n").start().await;
    usual_year(&bot).await;
    look(&bot, 0).await;
    week(&bot, 0, BAD, 9).await;
    look(&bot, 1).await;
    assert!(bot.posts(FINANCE).is_empty());
}
