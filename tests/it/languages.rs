//! Dutch and English: per channel, per person, on App Home.

use crate::harness::*;

#[tokio::test]
async fn a_person_chooses_a_language_and_is_answered_in_it() {
    let bot = TestBot::start().await;
    let said = bot.slash(ANNA, "/voice", "help").await;
    assert!(said.contains("What I can do"), "{said}");
    let said = bot.slash(ANNA, "/voice", "language nl").await;
    assert_eq!(said, "Vanaf nu spreek ik Nederlands met je.");
    let said = bot.slash(ANNA, "/voice", "hulp").await;
    assert!(said.contains("Wat ik kan"), "{said}");
    let said = bot.slash(BOB, "/voice", "help").await;
    assert!(said.contains("What I can do"), "Bob chose nothing: {said}");
    let said = bot.slash(ANNA, "/voice", "taal workspace").await;
    assert!(said.contains("the language of your Slack"), "{said}");
}

#[tokio::test]
async fn an_unknown_word_gets_the_nearest_known_one() {
    let bot = TestBot::start().await;
    let said = bot.slash(ANNA, "/voice", "langage nl").await;
    assert!(said.contains("Did you mean `/voice language`"), "{said}");
    let said = bot.slash(ANNA, "/voice", "<!channel> `x` *y*").await;
    assert!(!said.contains("<!channel>"), "{said}");
}

#[tokio::test]
async fn an_administrator_chooses_a_channels_language_and_its_cards_follow() {
    let bot = TestBot::start().await;
    bot.stored("shop", &response("r1", 3, "De factuur klopt niet"))
        .await;
    let said = bot
        .slash_in(FINANCE, ADMIN, "/voice", "language nl here")
        .await;
    assert!(said.contains("in het Nederlands"), "{said}");
    bot.stored(
        "shop",
        &response("r2", 9, "De factuur was helder en het dashboard ook"),
    )
    .await;
    bot.deliver().await;
    let posts = bot.posts(FINANCE);
    posts[0].assert_shows("Detractor");
    posts[1].assert_shows("9 van 10 · Promotor");
    posts[1].assert_shows("Financiën");
    posts[1].assert_shows("Een klant");
    bot.post(PRODUCT).assert_shows("9 out of 10 · Promoter");
}

#[tokio::test]
async fn only_administrators_and_the_channels_owner_choose_its_language() {
    let bot = TestBot::with()
        .file(&format!("\n[departments.finance]\nowner = \"{BOB}\"\n"))
        .start()
        .await;
    let said = bot
        .slash_in(FINANCE, ANNA, "/voice", "language nl here")
        .await;
    assert!(said.contains("Only an administrator"), "{said}");
    assert!(said.contains(&format!("<@{ADMIN}>")), "{said}");
    let said = bot.slash_in(FINANCE, BOB, "/voice", "taal nl hier").await;
    assert!(said.contains("in het Nederlands"), "{said}");
    let said = bot
        .slash_in(GENERAL, ADMIN, "/voice", "language nl here")
        .await;
    assert!(said.contains("no channel in which I post"), "{said}");
}

#[tokio::test]
async fn a_department_and_a_workspace_have_a_configured_language() {
    let bot = TestBot::with()
        .set("KLANTSTEM__WORKSPACE__LANGUAGE", "nl")
        .set("KLANTSTEM__DEPARTMENTS__PRODUCT__LANGUAGE", "en")
        .set("KLANTSTEM__PEOPLE__LANGUAGE_OF_SLACK", "false")
        .start()
        .await;
    let comment = "De factuur klopt niet en het dashboard is traag";
    bot.stored("shop", &response("r1", 3, comment)).await;
    bot.stored("shop", &response("r2", 3, "Zo zo")).await;
    bot.deliver().await;
    bot.post(FINANCE).assert_shows("3 van 10 · Criticaster");
    bot.post(PRODUCT).assert_shows("3 out of 10 · Detractor");
    bot.post(TRIAGE).assert_shows("Wie kan hier iets mee?");
    let card = bot.post(PRODUCT);
    // A modal is for one person, so it is in that person's language, not in the channel's.
    bot.menu(ANNA, &card, "why").await;
    let why = words(&bot.modal(ANNA).await);
    assert!(why.contains("Dit staat bij"), "{why}");
}

#[tokio::test]
async fn app_home_opens_in_the_persons_language_and_its_select_changes_it() {
    let bot = TestBot::start().await;
    let home = bot.home(ANNA).await;
    let shown = words(&home);
    assert!(shown.contains("The voice of the customer"), "{shown}");
    assert!(shown.contains("#voice-finance"), "{shown}");
    assert!(!shown.contains("For administrators"), "{shown}");

    let home = bot.choose_language(ANNA, &home, "nl").await;
    assert!(words(&home).contains("De stem van de klant"));
    let home = bot.home(ANNA).await;
    assert!(words(&home).contains("De stem van de klant"));
    let said = bot.slash(ANNA, "/voice", "help").await;
    assert!(said.contains("Wat ik kan"), "{said}");
    let home = bot.choose_language(ANNA, &home, "workspace").await;
    assert!(words(&home).contains("The voice of the customer"));
}

#[tokio::test]
async fn app_home_tells_an_administrator_how_posting_goes() {
    let bot = TestBot::with().at("2026-03-02T20:00").start().await;
    let shown = words(&bot.home(ADMIN).await);
    assert!(shown.contains("All posts have been sent"), "{shown}");
    bot.stored("shop", &response("r1", 3, "De factuur klopt niet"))
        .await;
    let shown = words(&bot.home(ADMIN).await);
    assert!(shown.contains("1 post waiting"), "{shown}");
    assert!(
        shown.contains("Last response received: today at 20:00"),
        "{shown}"
    );
    assert!(shown.contains("Next post planned: "), "{shown}");
}

#[tokio::test]
async fn who_chose_no_language_is_spoken_to_in_that_of_slack_also_when_nobody_can_be_asked() {
    let bot = TestBot::with()
        .set("KLANTSTEM__WORKSPACE__LANGUAGE", "nl")
        .set("KLANTSTEM__KUDOS__CHANNEL", "#general")
        .start()
        .await;
    // Anna's Slack is English.
    let said = bot
        .slash(
            ANNA,
            "/kudos",
            "@bob solved the invoice of Bakkerij De Vries the same day",
        )
        .await;
    assert!(said.contains("Thank you! Posted in"), "{said}");
    bot.deliver().await;
    bot.post(GENERAL).assert_shows("bedankt");
    bot.direct_messages(BOB)[0].assert_shows("thanks you");
    let home = bot.home(ANNA).await;
    assert!(words(&home).contains("Like Slack (English)"), "{home:#}");
    let home = bot.choose_language(ANNA, &home, "nl").await;
    assert!(words(&home).contains("Net als Slack (English)"), "{home:#}");
}
