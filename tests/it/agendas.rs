//! Meetings with the customer on their agenda: posted once, at their time, answered by people.

use chrono::TimeDelta;
use klantstem::features::meetings;
use klantstem::sandbox::Submitted;
use serde_json::{Value, json};

use crate::harness::*;

/// Every Monday, in the channel of finance.
const MONDAY: &str = r#"
[scores]
posts_at = ""
watches_at = ""

[digest]
weekly_at = ""

[[meetings]]
name = "Finance, Monday"
department = "finance"
schedule = "weekly on mon at 10:00"
"#;
const GOOD: &str = "Eindelijk een factuur die klopt";
const OLDER: &str = "Keurige factuur, dank";
const BAD: &str = "De factuur klopt weer niet";

/// A customer's words for finance, said on a day of September 2026.
fn said(id: &str, score: i64, words: &str, day: u32) -> Value {
    let at = format!("2026-09-{day:02}T10:00:00Z");
    with(
        response(id, score, words),
        json!({ "department": "finance", "timestamp": at, "updated_at": at, "company": "Bakkerij De Vries", "consent": "company" }),
    )
}

/// A bot on the Thursday before, with three customers' words in finance.
async fn bot_with(file: &str) -> TestBot {
    let bot = TestBot::with()
        .at("2026-09-17T10:00")
        .file(file)
        .start()
        .await;
    for response in [
        said("r1", 9, OLDER, 14),
        said("r2", 10, GOOD, 15),
        said("r3", 2, BAD, 16),
    ] {
        bot.stored("shop", &response).await;
    }
    bot.deliver().await;
    bot.posts(FINANCE);
    bot
}

/// The agendas of a channel.
fn agendas(bot: &TestBot, channel: &str) -> Vec<Post> {
    let is_agenda = |post: &Post| post.words().contains("The customer in");
    bot.posts(channel).into_iter().filter(is_agenda).collect()
}

fn agenda(bot: &TestBot, channel: &str) -> Post {
    agendas(bot, channel).pop().expect("an agenda")
}

#[tokio::test]
async fn the_agenda_appears_once_at_its_time_also_with_two_replicas_and_after_a_restart() {
    let mut bot = bot_with(MONDAY).await;
    bot.comes_to("2026-09-21T08:59").await;
    assert!(agendas(&bot, FINANCE).is_empty());
    bot.at("2026-09-21T09:00");
    let replica = bot.replica().await;
    let (one, other) = tokio::join!(
        bot.app.timetable.run_due(&bot.app.ctx),
        replica.timetable.run_due(&replica.ctx)
    );
    assert!(one.unwrap() && other.unwrap());
    bot.restart().await;
    bot.tick().await;
    bot.deliver().await;
    let told = agendas(&bot, FINANCE);
    assert_eq!(told.len(), 1);
    told[0].assert_shows("The customer in “Finance, Monday”");
    told[0].assert_shows("<!date^1789977600^");
    told[0].assert_shows(GOOD);
    told[0].assert_shows("A customer at Bakkerij De Vries");
    told[0].assert_shows("*Finance asks itself:*");
    let actions = told[0].json.to_string();
    for button in ["Discussed", "Swap", "Skip", "Add note"] {
        assert!(actions.contains(button), "{button}");
    }
}

#[tokio::test]
async fn nothing_is_repeated_praise_and_pain_take_turns_and_why_is_told() {
    let bot = bot_with(MONDAY).await;
    for (day, words) in [("21", GOOD), ("28", BAD)] {
        bot.comes_to(&format!("2026-09-{day}T09:00")).await;
        agenda(&bot, FINANCE).assert_shows(words);
    }
    bot.comes_to("2026-10-05T09:00").await;
    agenda(&bot, FINANCE).assert_shows(OLDER);
    let shown = agenda(&bot, FINANCE);
    let why = shown.choice("agenda:menu", |value| value.starts_with("agenda:why:"));
    bot.click(ANNA, &shown, "agenda:menu", Some(&why)).await;
    let modal = words(&bot.modal(ANNA).await["blocks"]);
    assert!(modal.contains("the last 12 weeks"), "{modal}");
    assert!(modal.contains("the turn of praise"), "{modal}");
    // Everything was seen: no agenda, and nothing is posted.
    bot.comes_to("2026-10-12T09:00").await;
    assert_eq!(agendas(&bot, FINANCE).len(), 3);
    let why = bot
        .texts("SELECT why FROM meetings WHERE state = 'without'")
        .await;
    assert_eq!(why, ["nothing"]);
    bot.posts(FINANCE);
}

#[tokio::test]
async fn after_downtime_it_is_late_only_until_the_meeting_begins_and_never_in_bulk() {
    let bot = bot_with(MONDAY).await;
    bot.comes_to("2026-09-21T09:40").await;
    assert_eq!(agendas(&bot, FINANCE).len(), 1);
    // Three weeks of silence.
    bot.comes_to("2026-10-12T10:00").await;
    assert_eq!(agendas(&bot, FINANCE).len(), 1);
    let missed = "SELECT COUNT(*) FROM meetings WHERE state = 'missed'";
    assert_eq!(bot.number(missed).await, 3);
    // The administrator hears it once, not three times.
    bot.direct_message(ADMIN)
        .assert_shows("began without the customer on its agenda");
    // The question about the meeting of three weeks ago is left, too.
    assert_eq!(bot.posts(FINANCE).len(), 4);
}

#[tokio::test]
async fn holidays_weekends_and_the_change_of_the_clock() {
    let file = MONDAY.replace(
        "schedule = \"weekly on mon at 10:00\"",
        "schedule = \"daily at 10:00\"\nlead_minutes = 1440",
    ) + "\n[workspace]\nholidays = [\"2026-10-27\"]\n";
    let bot = TestBot::with()
        .at("2026-10-22T11:00")
        .file(&file)
        .start()
        .await;
    for number in 0..9 {
        let words = format!("De factuur klopt {number}");
        let spoken = with(
            response(&format!("r{number}"), 9, &words),
            json!({ "department": "finance", "timestamp": "2026-10-20T10:00:00Z" }),
        );
        bot.stored("shop", &spoken).await;
    }
    bot.deliver().await;
    let count = |bot: &TestBot| agendas(bot, FINANCE).len();
    // When the agenda of Friday's meeting was due, nobody had said anything yet.
    // Saturday's is shown on Friday; Sunday's not on Saturday, but an hour before it.
    bot.comes_to("2026-10-23T10:00").await;
    assert_eq!(count(&bot), 1);
    bot.comes_to("2026-10-24T10:00").await;
    assert_eq!(count(&bot), 1);
    // In the night to Sunday the clock went back.
    bot.comes_to("2026-10-25T08:59").await;
    assert_eq!(count(&bot), 1);
    bot.comes_to("2026-10-25T09:00").await;
    assert_eq!(count(&bot), 2);
    bot.comes_to("2026-10-26T08:00").await;
    assert_eq!(count(&bot), 3);
    // Tuesday is a holiday on which a schedule knows no better.
    bot.comes_to("2026-10-27T12:00").await;
    assert_eq!(count(&bot), 3);
    assert_eq!(
        bot.texts("SELECT why FROM meetings WHERE state = 'without' ORDER BY starts_at")
            .await,
        ["nothing", "holiday"]
    );
    bot.posts(FINANCE);
}

#[tokio::test]
async fn people_swap_once_note_skip_and_say_what_came_of_it() {
    let bot = bot_with(MONDAY).await;
    bot.comes_to("2026-09-21T09:00").await;
    let shown = agenda(&bot, FINANCE);
    // A message that both see: each presses the button that was drawn for the first choice.
    tokio::join!(
        bot.click(ANNA, &shown, "agenda:swap", None),
        bot.click(BOB, &shown, "agenda:swap", None),
    );
    bot.deliver().await;
    let swapped = agenda(&bot, FINANCE);
    swapped.assert_shows(OLDER);
    swapped.assert_hides(GOOD);
    bot.click(GUEST, &swapped, "agenda:skip", None).await;
    let told = bot.told(GUEST).await;
    assert!(told.contains("Only members"), "{told}");
    bot.click(ANNA, &swapped, "agenda:note", None).await;
    let form = bot.modal(ANNA).await;
    let note = json!({ "words": { "words": "Vraag <!channel> & Bob" } });
    assert_eq!(bot.submit(ANNA, &form, note).await, Submitted::Closed);
    bot.deliver().await;
    agenda(&bot, FINANCE).assert_shows("<@U0000ANNA>: Vraag &lt;!");
    agenda(&bot, FINANCE).assert_hides("<!channel");
    bot.click(BOB, &agenda(&bot, FINANCE), "agenda:discussed", None)
        .await;
    bot.deliver().await;
    let done = agenda(&bot, FINANCE);
    done.assert_shows("Discussed, says <@U00000BOB>");
    done.assert_hides("agenda:skip");
    // Nobody is asked what was said already.
    bot.comes_to("2026-09-21T10:40").await;
    assert_eq!(bot.posts(FINANCE).len(), 4);

    bot.comes_to("2026-09-28T09:00").await;
    bot.click(ANNA, &agenda(&bot, FINANCE), "agenda:skip", None)
        .await;
    bot.deliver().await;
    let last = bot.posts(FINANCE).pop().unwrap();
    last.assert_shows("<@U0000ANNA> skips the customer in “Finance, Monday” this time.");
    bot.comes_to("2026-09-28T10:40").await;
    assert_eq!(bot.posts(FINANCE).len(), 5);
}

#[tokio::test]
async fn an_item_comes_back_three_times_and_then_who_added_it_is_told() {
    let bot = bot_with(MONDAY).await;
    let told = bot
        .slash_in(FINANCE, ANNA, "/agenda", "add the invoices of May")
        .await;
    assert!(
        told.contains("On the agenda: “the invoices of May”"),
        "{told}"
    );
    assert!(told.contains("*Finance, Monday*, <!date^"), "{told}");
    let listed = bot.slash_in(FINANCE, BOB, "/agenda", "lijst").await;
    assert!(listed.contains("the invoices of May"), "{listed}");
    let elsewhere = bot.slash(BOB, "/agenda", "add x").await;
    assert!(
        elsewhere.contains("Agendas appear in #voice-finance"),
        "{elsewhere}"
    );
    for day in [
        "2026-09-21",
        "2026-09-28",
        "2026-10-05",
        "2026-10-12",
        "2026-10-19",
    ] {
        bot.comes_to(&format!("{day}T09:00")).await;
    }
    let cards = agendas(&bot, FINANCE);
    assert_eq!(cards.len(), 4);
    for card in &cards {
        card.assert_shows("the invoices of May");
    }
    cards[3].assert_shows("back 3 times");
    let dropped = bot.direct_message(ANNA);
    dropped.assert_shows("“the invoices of May” came back on the agenda three times");
    bot.posts(FINANCE);
}

#[tokio::test]
async fn a_customers_card_or_a_colleagues_words_are_put_on_the_agenda_and_closed_by_one_tap() {
    let bot = bot_with(MONDAY).await;
    let card = bot
        .posts(FINANCE)
        .into_iter()
        .find(|post| post.words().contains(BAD));
    let card = card.unwrap();
    let chosen = Some((card.channel.as_str(), card.ts.as_str()));
    let answer = bot
        .sandbox
        .shortcut(ANNA, "agenda:from-message", chosen)
        .await;
    assert!(answer.is_acknowledged(), "{answer:?}");
    let told = bot.told(ANNA).await;
    assert!(
        told.contains("On the agenda: the customer’s words"),
        "{told}"
    );
    bot.comes_to("2026-09-21T09:00").await;
    let shown = agenda(&bot, FINANCE);
    shown.assert_shows("<@U0000ANNA> put these words of a customer on the agenda");
    shown.assert_shows(BAD);
    bot.click(BOB, &shown, "agenda:close", None).await;
    bot.deliver().await;
    agenda(&bot, FINANCE).assert_shows("(<@U00000BOB>)");
    bot.comes_to("2026-09-28T09:00").await;
    agenda(&bot, FINANCE).assert_hides("put these words");
    bot.posts(FINANCE);
}

#[tokio::test]
async fn ten_minutes_after_the_end_one_tap_and_an_action_comes_back_until_it_is_done() {
    let bot = bot_with(MONDAY).await;
    bot.comes_to("2026-09-21T09:00").await;
    bot.comes_to("2026-09-21T10:39").await;
    assert_eq!(bot.posts(FINANCE).len(), 4);
    bot.comes_to("2026-09-21T10:40").await;
    bot.tick().await;
    bot.deliver().await;
    let question = bot.posts(FINANCE).pop().unwrap();
    question.assert_shows("“Finance, Monday” is over. Did you speak of the customer?");
    bot.click(ANNA, &question, "agenda:act", None).await;
    let form = bot.modal(ANNA).await;
    let empty = json!({ "words": { "words": "  " }, "owner": { "owner": [BOB] } });
    let refused = bot.submit(ANNA, &form, empty).await;
    assert!(matches!(refused, Submitted::Errors(_)), "{refused:?}");
    let filled = json!({
        "words": { "words": "Sjabloon van de factuur nakijken" },
        "owner": { "owner": [BOB] },
        "due": { "due": "2026-09-25" },
    });
    assert_eq!(bot.submit(ANNA, &form, filled).await, Submitted::Closed);
    bot.deliver().await;
    let answered = bot.posts(FINANCE);
    let question = answered
        .iter()
        .find(|post| post.words().contains("there is an action"));
    question.unwrap().assert_shows("noted by <@U0000ANNA>");
    // The customer's own card says so in its thread.
    let card = answered
        .iter()
        .find(|post| post.is_card() && post.words().contains(GOOD))
        .unwrap();
    let reply = answered
        .iter()
        .find(|post| post.json["thread_ts"] == card.json["ts"] && post.ts != card.ts)
        .unwrap();
    reply.assert_shows(
        "Agreed in a meeting: Sjabloon van de factuur nakijken – <@U00000BOB>, by 25 September",
    );
    bot.comes_to("2026-09-28T09:00").await;
    let next = agenda(&bot, FINANCE);
    next.assert_shows("Sjabloon van de factuur nakijken – <@U00000BOB>, by 25 September");
    bot.click(BOB, &next, "agenda:close", None).await;
    bot.deliver().await;
    let done = bot
        .posts(FINANCE)
        .into_iter()
        .filter(|post| post.words().contains("Done: Sjabloon"))
        .count();
    assert_eq!(done, 1);
    bot.comes_to("2026-10-05T09:00").await;
    agenda(&bot, FINANCE).assert_hides("Sjabloon");
    bot.posts(FINANCE);
}

#[tokio::test]
async fn words_that_their_customer_withdraws_leave_the_agenda() {
    let bot = bot_with(MONDAY).await;
    bot.comes_to("2026-09-21T09:00").await;
    agenda(&bot, FINANCE).assert_shows(GOOD);
    let deleted = json!({ "state": "deleted", "updated_at": "2026-09-21T07:30:00Z" });
    bot.stored("shop", &with(said("r2", 10, GOOD, 15), deleted))
        .await;
    bot.tick().await;
    bot.tick().await;
    bot.deliver().await;
    let shown = agenda(&bot, FINANCE);
    shown.assert_hides(GOOD);
    shown.assert_shows("were withdrawn");
    bot.posts(FINANCE);
}

#[tokio::test]
async fn a_changed_schedule_moves_what_is_planned_and_each_second_meeting_is_counted() {
    let file = MONDAY.replace("schedule = ", "frequency = \"every 2\"\nschedule = ");
    let bot = bot_with(&file).await;
    let mut days = Vec::new();
    for week in 0..4 {
        let before = agendas(&bot, FINANCE).len();
        bot.comes_to("2026-09-21T09:00").await;
        bot.later(TimeDelta::weeks(week));
        bot.tick().await;
        bot.deliver().await;
        if agendas(&bot, FINANCE).len() > before {
            days.push(week);
        }
    }
    assert_eq!(days, [0, 2]);
    bot.posts(FINANCE);
}

#[tokio::test]
async fn what_a_colleague_pastes_of_a_customer_is_masked() {
    let bot = bot_with(MONDAY).await;
    let told = bot
        .slash_in(
            FINANCE,
            ANNA,
            "/agenda",
            "add bel Bakker op 06-12345678 terug",
        )
        .await;
    assert!(told.contains("bel Bakker op [phone] terug"), "{told}");
    bot.comes_to("2026-09-21T09:00").await;
    let card = agenda(&bot, FINANCE);
    card.assert_shows("bel Bakker op [phone] terug");
    bot.click(ANNA, &card, "agenda:note", None).await;
    let form = bot.modal(ANNA).await;
    let filled = json!({ "words": { "words": "mail jan@bakker.test vandaag" } });
    assert_eq!(bot.submit(ANNA, &form, filled).await, Submitted::Closed);
    bot.deliver().await;
    let card = agenda(&bot, FINANCE);
    card.assert_shows("mail [e-mail] vandaag");
    card.assert_hides("jan@bakker.test");
}

#[tokio::test]
async fn the_next_agenda_is_one_that_appears() {
    let file = MONDAY.replace("weekly on mon", "weekdays") + "frequency = \"weekly\"\n";
    let bot = bot_with(&file).await;
    bot.comes_to("2026-09-21T09:00").await;
    assert_eq!(agendas(&bot, FINANCE).len(), 1);
    let next = async || {
        let rules = bot
            .app
            .timetable
            .meetings()
            .rules(&bot.app.ctx)
            .await
            .unwrap();
        let now = bot.clock.now();
        meetings::next_agenda(&bot.app.ctx, &rules, now)
            .await
            .unwrap()
    };
    assert_eq!(next().await.unwrap().0, moment("2026-09-28T09:00"));
    bot.at("2026-09-27T10:00");
    bot.execute("UPDATE responses SET excluded = 'test'").await;
    assert_eq!(next().await, None);
    bot.slash_in(FINANCE, ANNA, "/agenda", "add the invoices")
        .await;
    assert_eq!(next().await.unwrap().0, moment("2026-09-28T09:00"));
    // The meeting of the Friday in between was before the bot looked.
    bot.direct_messages(ADMIN);
}
