//! Customer stories: written, approved, posted once, changed and withdrawn everywhere.

use klantstem::sandbox::Submitted;
use serde_json::{Value, json};

use crate::harness::*;

/// Anna leads, and so does Ada, the administrator.
const LEADERS: &str = r#"
[stories]
leaders = ["U0000ANNA"]

[departments.finance]
groups = ["@finance-team"]
"#;
const HAPPENED: &str = "The invoice charged VAT twice and was right within the hour.";

/// The channels of all departments.
const CHANNELS: [&str; 5] = [PRODUCT, FINANCE, SERVICE, OPERATIONS, HR];

async fn bot() -> TestBot {
    TestBot::with().file(LEADERS).start().await
}

/// What a form carries along: our id of the draft.
fn owner(view: &Value) -> String {
    let metadata = view["private_metadata"].as_str().unwrap();
    let id = metadata.trim_start_matches("story:");
    id.split(':').next().unwrap().to_owned()
}

/// The values of the first form.
fn first(view: &Value, happened: &str, people: &[&str], more: Value) -> Value {
    let owner = owner(view);
    let mut values = json!({
        format!("happened:{owner}"): { "happened": happened },
        format!("outcome:{owner}"): { "outcome": "The bakery stays." },
        format!("people:{owner}"): { "people": people },
    });
    for (name, value) in more.as_object().unwrap() {
        let block = format!("{name}:{owner}");
        values[block] = json!({ name: value });
    }
    values
}

#[track_caller]
fn pushed(submitted: Submitted) -> Value {
    match submitted {
        Submitted::Pushed(view) => view,
        other => panic!("no further form: {other:?}"),
    }
}

#[track_caller]
fn updated(submitted: Submitted) -> String {
    match submitted {
        Submitted::Updated(view) => words(&view["blocks"]),
        other => panic!("no answer: {other:?}"),
    }
}

impl TestBot {
    async fn story_form(&self, user: &str, text: &str) -> Value {
        let answer = self.sandbox.slash(user, GENERAL, "/story", text).await;
        assert!(answer.is_acknowledged(), "{answer:?}");
        self.modal(user).await
    }

    /// Writes a story up to its preview, which it returns.
    async fn written(&self, user: &str, people: &[&str], more: Value, details: Value) -> Value {
        let form = self.story_form(user, "").await;
        let values = first(&form, HAPPENED, people, more);
        let form = pushed(self.submit(user, &form, values).await);
        let owner = owner(&form);
        let mut values = json!({});
        for (name, value) in details.as_object().unwrap() {
            let (name, whose) = name.split_once(':').unwrap_or((name, &owner));
            values[format!("{name}:{whose}")] = json!({ name: value });
        }
        pushed(self.submit(user, &form, values).await)
    }

    /// Tells a story about Bob's work to all departments; returns what the last modal says.
    async fn told_story(&self, user: &str) -> String {
        let company = json!({ "consent": "company", "company": "Bakkerij De Vries" });
        let preview = self.written(user, &[BOB], company, json!({})).await;
        let said = updated(self.submit(user, &preview, json!({})).await);
        self.close(user).await;
        said
    }

    async fn kudos(&self) -> i64 {
        self.number(
            "SELECT COUNT(*) FROM kudos WHERE NOT EXISTS
            (SELECT 1 FROM kudos_events WHERE kudos_id = kudos.id AND kind = 'undo')",
        )
        .await
    }

    /// The ids of the story in the menu of its post.
    fn menu_value(&self, post: &Post, item: &str) -> String {
        post.choice("story:menu", |value| {
            value.starts_with(&format!("story:{item}:"))
        })
    }
}

#[tokio::test]
async fn a_leaders_story_stands_in_each_department_with_its_own_question_and_thanks_its_people() {
    let bot = bot().await;
    let company = json!({ "consent": "company", "company": "Bakkerij De Vries" });
    let details = json!({ "role:U00000BOB": "called back", "department:U00000BOB": "finance" });
    let preview = bot.written(ANNA, &[BOB, ADMIN], company, details).await;
    let shown = words(&preview["blocks"]);
    assert!(shown.contains("A customer at Bakkerij De Vries"), "{shown}");
    let said = updated(bot.submit(ANNA, &preview, json!({})).await);
    assert!(said.contains("on its way"), "{said}");
    bot.close(ANNA).await;
    bot.deliver().await;
    for channel in CHANNELS {
        let post = bot.post(channel);
        post.assert_shows(HAPPENED);
        post.assert_shows("• Finance: <@U00000BOB> (called back)");
        // The preview is the post, without what its menu adds.
        assert!(shown.contains(HAPPENED));
    }
    bot.post(FINANCE).assert_shows("*Finance asks itself:*");
    bot.post(HR).assert_shows("*HR asks itself:*");
    assert_eq!(bot.kudos().await, 2);
    let across = "SELECT COUNT(*) FROM kudos_receivers WHERE is_across";
    assert_eq!(bot.number(across).await, 0);
}

#[tokio::test]
async fn the_preview_is_what_is_posted() {
    let bot = bot().await;
    let preview = bot.written(ANNA, &[BOB], json!({}), json!({})).await;
    let blocks = preview["blocks"].as_array().unwrap();
    let divider = blocks.iter().position(|block| block["type"] == "divider");
    let shown = &blocks[divider.unwrap() + 1..];
    updated(bot.submit(ANNA, &preview, json!({})).await);
    bot.deliver().await;
    let post = CHANNELS.map(|channel| bot.post(channel)).into_iter();
    let service = post.into_iter().nth(2).unwrap();
    let plain = |block: &Value| {
        let mut block = block.clone();
        let fields = block.as_object_mut().unwrap();
        fields.remove("block_id");
        fields.remove("accessory");
        block
    };
    let posted: Vec<Value> = service.json["blocks"]
        .as_array()
        .unwrap()
        .iter()
        .map(plain)
        .collect();
    assert_eq!(shown.iter().map(plain).collect::<Vec<_>>(), posted);
}

#[tokio::test]
async fn everybody_else_proposes_and_of_two_leaders_who_approve_at_once_one_acts() {
    let bot = bot().await;
    let said = bot.told_story(BOB).await;
    assert!(said.contains("You will hear"), "{said}");
    bot.deliver().await;
    let (annas, adas) = (bot.direct_messages(ANNA), bot.direct_messages(ADMIN));
    assert_eq!((annas.len(), adas.len()), (1, 1));
    annas[0].assert_shows("proposes this story");
    let approve = |user, post: &Post| {
        let (bot, post) = (&bot, post.clone());
        async move { bot.click(user, &post, "story:approve", None).await }
    };
    tokio::join!(approve(ANNA, &annas[0]), approve(ADMIN, &adas[0]));
    bot.deliver().await;
    for channel in CHANNELS {
        let post = bot.post(channel);
        post.assert_shows("approved by <@");
    }
    for leader in [ANNA, ADMIN] {
        let told = bot.direct_messages(leader);
        assert_eq!(told.len(), 1);
        told[0].assert_shows("approved the story of <@U00000BOB>");
    }
    let approvals = "SELECT COUNT(*) FROM story_events WHERE act = 'approve'";
    assert_eq!(bot.number(approvals).await, 1);
    // Bob is the author and the only contributor: nobody thanks himself.
    assert_eq!(bot.kudos().await, 0);
    let told = bot.direct_messages(BOB);
    assert_eq!(told.len(), 1);
    told[0].assert_shows("approved your story");
}

#[tokio::test]
async fn a_story_comes_back_with_a_note_and_goes_on_from_there() {
    let bot = bot().await;
    bot.told_story(BOB).await;
    bot.deliver().await;
    let ask = bot.direct_message(ANNA);
    bot.click(ANNA, &ask, "story:return", None).await;
    let form = bot.modal(ANNA).await;
    let note = format!(
        "note:{}",
        form["private_metadata"]
            .as_str()
            .unwrap()
            .rsplit(':')
            .next()
            .unwrap()
    );
    let values = json!({ note: { "note": "May we name the <!channel> bakery?" } });
    updated(bot.submit(ANNA, &form, values).await);
    bot.close(ANNA).await;
    bot.deliver().await;
    bot.direct_message(ANNA).assert_shows("gave the story of");
    bot.direct_message(ADMIN).assert_shows("gave the story of");
    let back = bot.direct_message(BOB);
    back.assert_shows("May we name the <!channel> bakery?");
    assert!(!back.text().contains("<!channel>"));
    // The other leader is too late.
    let ask = bot.direct_message(ADMIN);
    assert!(!ask.json.to_string().contains("story:approve"));
    bot.click(BOB, &back, "story:continue", None).await;
    let form = bot.modal(BOB).await;
    assert!(form.to_string().contains(HAPPENED));
    let values = first(
        &form,
        "The bakery wrote that it stays with us.",
        &[BOB],
        json!({}),
    );
    let form = pushed(bot.submit(BOB, &form, values).await);
    let preview = pushed(bot.submit(BOB, &form, json!({})).await);
    updated(bot.submit(BOB, &preview, json!({})).await);
    bot.deliver().await;
    let asked = bot.direct_messages(ANNA);
    asked.last().unwrap().assert_shows("stays with us");
    bot.direct_messages(ADMIN);
}

#[tokio::test]
async fn a_decline_needs_a_reason_and_ends_it() {
    let bot = bot().await;
    bot.told_story(BOB).await;
    bot.deliver().await;
    let ask = bot.direct_message(ADMIN);
    bot.click(ADMIN, &ask, "story:decline", None).await;
    let form = bot.modal(ADMIN).await;
    let id = form["private_metadata"]
        .as_str()
        .unwrap()
        .rsplit(':')
        .next()
        .unwrap()
        .to_owned();
    let empty = bot
        .submit(
            ADMIN,
            &form,
            json!({ format!("note:{id}"): { "note": " \u{200b} " } }),
        )
        .await;
    assert!(
        matches!(empty, Submitted::Errors(_) | Submitted::Incomplete(_)),
        "{empty:?}"
    );
    let values = json!({ format!("note:{id}"): { "note": "It was told last month." } });
    updated(bot.submit(ADMIN, &form, values).await);
    bot.deliver().await;
    bot.direct_message(BOB)
        .assert_shows("It was told last month.");
    bot.direct_message(ANNA).assert_shows("declined the story");
    bot.direct_message(ADMIN).assert_shows("declined the story");
    assert_eq!(bot.texts("SELECT state FROM stories").await, ["declined"]);
    for channel in CHANNELS {
        assert!(bot.posts(channel).is_empty());
    }
}

#[tokio::test]
async fn a_scheduled_story_is_posted_once_at_its_moment_also_after_a_crash() {
    // In the night in which the clocks go back, three o'clock comes twice.
    let mut bot = TestBot::with()
        .file(LEADERS)
        .at("2026-10-24T12:00")
        .start()
        .await;
    let at = moment("2026-10-25T09:30").timestamp();
    let preview = bot
        .written(ANNA, &[BOB], json!({}), json!({ "moment": at }))
        .await;
    assert!(words(&preview["blocks"]).contains("tomorrow at 09:30 (Europe/Amsterdam)"));
    let said = updated(bot.submit(ANNA, &preview, json!({})).await);
    assert!(said.contains("tomorrow at 09:30"), "{said}");
    bot.comes_to("2026-10-25T09:29").await;
    assert!(bot.posts(FINANCE).is_empty());
    assert_eq!(bot.kudos().await, 0);
    bot.at("2026-10-25T09:30");
    let replica = bot.replica().await;
    let (one, other) = tokio::join!(
        bot.app.timetable.run_due(&bot.app.ctx),
        replica.timetable.run_due(&replica.ctx)
    );
    assert!(one.unwrap() && other.unwrap());
    bot.restart().await;
    bot.tick().await;
    bot.deliver().await;
    for channel in CHANNELS {
        bot.post(channel).assert_shows(HAPPENED);
    }
    assert_eq!(bot.kudos().await, 1);
}

#[tokio::test]
async fn edits_and_withdrawal_follow_in_all_channels_and_so_do_the_kudos() {
    let bot = bot().await;
    bot.told_story(ANNA).await;
    bot.deliver().await;
    assert_eq!(bot.kudos().await, 1);
    let post = bot.post(FINANCE);
    let edit = bot.menu_value(&post, "edit");
    bot.click(ANNA, &post, "story:menu", Some(&edit)).await;
    let form = bot.modal(ANNA).await;
    assert!(form.to_string().contains("Bakkerij De Vries"));
    let owner = owner(&form);
    let values = json!({
        format!("outcome:{owner}"): { "outcome": "The bakery recommends us." },
        format!("people:{owner}"): { "people": [ADMIN] },
        format!("departments:{owner}"): { "departments": ["finance", "hr"] },
    });
    let form = pushed(bot.submit(ANNA, &form, values).await);
    assert!(!form.to_string().contains("datetimepicker"));
    let preview = pushed(bot.submit(ANNA, &form, json!({})).await);
    updated(bot.submit(ANNA, &preview, json!({})).await);
    bot.close(ANNA).await;
    bot.deliver().await;
    for channel in [FINANCE, HR] {
        let post = bot.post(channel);
        post.assert_shows("The bakery recommends us.");
    }
    for channel in [PRODUCT, SERVICE, OPERATIONS] {
        bot.post(channel).assert_shows("was withdrawn");
    }
    let receivers =
        "SELECT receiver FROM kudos_receivers JOIN kudos ON kudos.id = kudos_id WHERE NOT EXISTS
        (SELECT 1 FROM kudos_events WHERE kudos_events.kudos_id = kudos.id AND kind = 'undo')";
    assert_eq!(bot.texts(receivers).await, [ADMIN]);

    let post = bot.post(HR);
    let withdraw = bot.menu_value(&post, "withdraw");
    bot.click(BOB, &post, "story:menu", Some(&withdraw)).await;
    let told = bot.told(BOB).await;
    assert!(told.contains("Only the person who wrote"), "{told}");
    bot.click(ADMIN, &post, "story:menu", Some(&withdraw)).await;
    let sure = bot.modal(ADMIN).await;
    updated(bot.submit(ADMIN, &sure, json!({})).await);
    bot.close(ADMIN).await;
    // Once more, from a message that was not drawn anew yet.
    bot.click(ADMIN, &post, "story:menu", Some(&withdraw)).await;
    let told = bot.told(ADMIN).await;
    assert!(told.contains("This story was withdrawn."), "{told}");
    bot.deliver().await;
    for channel in CHANNELS {
        bot.post(channel).assert_shows("was withdrawn");
    }
    assert_eq!(bot.kudos().await, 0);
}

#[tokio::test]
async fn a_scheduled_story_that_is_withdrawn_is_never_posted() {
    let bot = bot().await;
    let at = moment("2026-09-15T09:30").timestamp();
    let preview = bot
        .written(ANNA, &[BOB], json!({}), json!({ "moment": at }))
        .await;
    updated(bot.submit(ANNA, &preview, json!({})).await);
    bot.close(ANNA).await;
    let id = bot.texts("SELECT id FROM stories").await.remove(0);
    bot.execute("UPDATE stories SET state = 'withdrawn'").await;
    bot.comes_to("2026-09-15T09:31").await;
    for channel in CHANNELS {
        assert!(bot.posts(channel).is_empty(), "{id}");
    }
}

#[tokio::test]
async fn two_who_change_a_story_at_once_do_not_overwrite_each_other() {
    let bot = bot().await;
    bot.told_story(ANNA).await;
    bot.deliver().await;
    let post = CHANNELS
        .map(|channel| bot.post(channel))
        .into_iter()
        .next()
        .unwrap();
    let edit = bot.menu_value(&post, "edit");
    let mut previews = Vec::new();
    for user in [ANNA, ADMIN] {
        bot.click(user, &post, "story:menu", Some(&edit)).await;
        let form = bot.modal(user).await;
        let owner = owner(&form);
        let values = json!({ format!("outcome:{owner}"): { "outcome": format!("Says {user}.") } });
        let form = pushed(bot.submit(user, &form, values).await);
        previews.push((user, pushed(bot.submit(user, &form, json!({})).await)));
    }
    let (anna, annas) = &previews[0];
    assert!(updated(bot.submit(anna, annas, json!({})).await).contains("saved"));
    let (ada, adas) = &previews[1];
    let said = updated(bot.submit(ada, adas, json!({})).await);
    assert!(said.contains("Somebody else changed"), "{said}");
    bot.deliver().await;
    for channel in CHANNELS {
        bot.post(channel).assert_shows("Says U0000ANNA.");
    }
}

#[tokio::test]
async fn a_name_to_which_the_customer_did_not_agree_is_refused_and_not_stored() {
    let bot = bot().await;
    let form = bot.story_form(ANNA, "").await;
    let named = "Sanne de Vries called and was helped within the hour.";
    let name = json!({ "customer": "Sanne de Vries", "consent": "anonymous" });
    let values = first(&form, named, &[BOB], name.clone());
    let Submitted::Errors(errors) = bot.submit(ANNA, &form, values).await else {
        panic!("the name was taken");
    };
    assert!(
        errors
            .values()
            .any(|error| error.contains("Sanne de Vries")),
        "{errors:?}"
    );
    let values = first(&form, HAPPENED, &[BOB], name);
    let form = pushed(bot.submit(ANNA, &form, values).await);
    let preview = pushed(bot.submit(ANNA, &form, json!({})).await);
    let shown = words(&preview["blocks"]);
    assert!(
        shown.contains("A customer") && !shown.contains("Sanne"),
        "{shown}"
    );
    updated(bot.submit(ANNA, &preview, json!({})).await);
    bot.deliver().await;
    for channel in CHANNELS {
        bot.post(channel).assert_hides("Sanne");
    }
    assert!(!bot.database.everything().await.contains("Sanne"));
}

#[tokio::test]
async fn personal_data_in_a_story_is_masked_and_mentions_are_harmless() {
    let bot = bot().await;
    let form = bot.story_form(ANNA, "").await;
    let hostile = "<!channel> Bel 06-12345678 of <@U000ADMIN> & *vet*, zei de klant.";
    let values = first(
        &form,
        hostile,
        &[BOB],
        json!({ "departments": ["finance"] }),
    );
    let form = pushed(bot.submit(ANNA, &form, values).await);
    let preview = pushed(bot.submit(ANNA, &form, json!({})).await);
    updated(bot.submit(ANNA, &preview, json!({})).await);
    bot.deliver().await;
    let post = bot.post(FINANCE);
    post.assert_hides("12345678");
    assert!(!post.text().contains("<!channel>") && !post.text().contains("<@U000ADMIN>"));
}

#[tokio::test]
async fn what_was_typed_is_kept_when_the_form_is_closed() {
    let bot = bot().await;
    let form = bot.story_form(BOB, "The invoice was wrong").await;
    assert!(form.to_string().contains("The invoice was wrong"));
    bot.close(BOB).await;
    let kept = bot
        .sandbox
        .wait_until(std::time::Duration::from_secs(5), |_| true)
        .await;
    assert!(kept);
    let form = bot.story_form(BOB, "").await;
    assert!(form.to_string().contains("The invoice was wrong"));
    bot.click_in(BOB, &form, "story:afresh", None).await;
    let form = bot.modal(BOB).await;
    assert!(!form.to_string().contains("The invoice was wrong"));
    bot.close(BOB).await;
    assert!(!bot.database.everything().await.is_empty());
    assert_eq!(bot.texts("SELECT happened FROM stories").await, [""]);
}

#[tokio::test]
async fn guests_and_strangers_are_refused() {
    let bot = bot().await;
    let told = bot.slash(GUEST, "/story", "Something").await;
    assert!(told.contains("Only members"), "{told}");
    bot.told_story(ANNA).await;
    bot.deliver().await;
    let post = CHANNELS.map(|channel| bot.post(channel)).into_iter().next();
    let post = post.unwrap();
    for person in [GUEST, STRANGER] {
        let withdraw = bot.menu_value(&post, "withdraw");
        bot.click(person, &post, "story:menu", Some(&withdraw))
            .await;
        let told = bot.told(person).await;
        assert!(told.contains("Only members"), "{told}");
        assert!(bot.sandbox.views(person).is_empty());
    }
    let form = bot.story_form(ANNA, "").await;
    let values = first(&form, HAPPENED, &[STRANGER], json!({}));
    let Submitted::Errors(errors) = bot.submit(ANNA, &form, values).await else {
        panic!("a stranger was taken");
    };
    assert!(
        errors
            .values()
            .any(|error| error.contains("your own workspace")),
        "{errors:?}"
    );
}

#[tokio::test]
async fn where_nobody_may_approve_the_text_is_kept() {
    let bot = TestBot::with()
        .set("KLANTSTEM__WORKSPACE__ADMINS", "")
        .start()
        .await;
    let preview = bot.written(BOB, &[ANNA], json!({}), json!({})).await;
    let said = updated(bot.submit(BOB, &preview, json!({})).await);
    assert!(said.contains("kept as a draft"), "{said}");
    assert_eq!(bot.texts("SELECT state FROM stories").await, ["draft"]);
}

/// A picture of one pixel.
const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\xd3\xc5K\x13\0\0\0\0IEND\xaeB`\x82";

#[tokio::test]
async fn a_picture_stands_in_each_post_with_what_is_on_it_and_can_be_taken_off() {
    let bot = bot().await;
    let file = bot.sandbox.upload(ANNA, "card.png", PIXEL);
    let id = file["id"].as_str().unwrap().to_owned();
    let form = bot.story_form(ANNA, "").await;
    let only_finance = json!({ "departments": ["finance"] });
    let values = first(&form, HAPPENED, &[BOB], only_finance);
    let form = pushed(bot.submit(ANNA, &form, values).await);
    let owner = owner(&form);
    let text = bot.sandbox.upload(ANNA, "notes.txt", b"notes");
    let picture =
        |file: Value| json!({ format!("picture:{owner}"): { "picture": { "files": [file] } } });
    let Submitted::Errors(errors) = bot.submit(ANNA, &form, picture(text)).await else {
        panic!("a text was taken for a picture");
    };
    assert!(
        errors.values().any(|error| error.contains("PNG")),
        "{errors:?}"
    );
    let mut values = picture(file);
    values[format!("alt:{owner}")] = json!({ "alt": "The card of the bakery" });
    let preview = pushed(bot.submit(ANNA, &form, values).await);
    assert!(preview.to_string().contains(&id));
    updated(bot.submit(ANNA, &preview, json!({})).await);
    bot.close(ANNA).await;
    bot.deliver().await;
    let post = bot.post(FINANCE);
    let image = post.json["blocks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|block| block["type"] == "image");
    assert_eq!(image.unwrap()["slack_file"]["id"], id);
    assert_eq!(image.unwrap()["alt_text"], "The card of the bakery");

    let edit = bot.menu_value(&post, "edit");
    bot.click(ANNA, &post, "story:menu", Some(&edit)).await;
    let form = bot.modal(ANNA).await;
    let form = pushed(bot.submit(ANNA, &form, json!({})).await);
    let owner = form["private_metadata"].as_str().unwrap();
    let off = json!({ format!("no-picture:{owner}"): { "no-picture": ["off"] } });
    let preview = pushed(bot.submit(ANNA, &form, off).await);
    updated(bot.submit(ANNA, &preview, json!({})).await);
    bot.deliver().await;
    bot.post(FINANCE).assert_hides(&id);
}

#[tokio::test]
async fn without_the_scope_for_files_no_picture_is_asked_for() {
    let bot = TestBot::with()
        .file(LEADERS)
        .without_scope("files:read")
        .start()
        .await;
    let form = bot.story_form(ANNA, "").await;
    let values = first(&form, HAPPENED, &[BOB], json!({ "departments": ["hr"] }));
    let form = pushed(bot.submit(ANNA, &form, values).await);
    assert!(!form.to_string().contains("file_input"));
    let preview = pushed(bot.submit(ANNA, &form, json!({})).await);
    updated(bot.submit(ANNA, &preview, json!({})).await);
    bot.deliver().await;
    bot.post(HR).assert_shows(HAPPENED);
}

#[tokio::test]
async fn a_story_is_made_of_a_customers_card_and_quotes_its_masked_words() {
    let bot = bot().await;
    let named =
        json!({ "name": "Sanne de Vries", "company": "Bakkerij De Vries", "consent": "company" });
    let said = response(
        "r1",
        9,
        "De factuur klopte weer na één belletje naar 06-12345678",
    );
    bot.stored("shop", &with(said, named)).await;
    bot.deliver().await;
    let card = bot.post(FINANCE);
    let chosen = Some((card.channel.as_str(), card.ts.as_str()));
    let answer = bot
        .sandbox
        .shortcut(BOB, "story:from-message", chosen)
        .await;
    assert!(answer.is_acknowledged(), "{answer:?}");
    let form = bot.modal(BOB).await;
    let shown = form.to_string();
    assert!(
        shown.contains("één belletje") && shown.contains("Bakkerij De Vries"),
        "{shown}"
    );
    assert!(!shown.contains("Sanne") && !shown.contains("12345678"));
    let values = first(&form, HAPPENED, &[ANNA], json!({ "departments": ["hr"] }));
    let form = pushed(bot.submit(BOB, &form, values).await);
    let preview = pushed(bot.submit(BOB, &form, json!({})).await);
    updated(bot.submit(BOB, &preview, json!({})).await);
    bot.deliver().await;
    bot.direct_message(ADMIN);
    let ask = bot.direct_message(ANNA);
    bot.click(ANNA, &ask, "story:approve", None).await;
    bot.deliver().await;
    let post = bot.post(HR);
    post.assert_shows("De factuur klopte weer na één belletje");
    post.assert_shows("A customer at Bakkerij De Vries");
    post.assert_hides("12345678");
    bot.direct_message(BOB);
    bot.direct_message(ANNA);
    bot.direct_message(ADMIN);
    // A guest gets no form.
    let answer = bot
        .sandbox
        .shortcut(GUEST, "story:from-message", chosen)
        .await;
    assert!(answer.is_acknowledged(), "{answer:?}");
    assert!(bot.told(GUEST).await.contains("Only members"));
}

#[tokio::test]
async fn app_home_shows_leaders_what_awaits_them_and_authors_their_own() {
    let bot = bot().await;
    bot.told_story(BOB).await;
    bot.deliver().await;
    let home = bot.home(ANNA).await;
    let shown = words(&home["blocks"]);
    assert!(
        shown.contains("Stories awaiting you") && shown.contains(HAPPENED),
        "{shown}"
    );
    let home_of_bob = bot.home(BOB).await;
    let shown = words(&home_of_bob["blocks"]);
    assert!(
        shown.contains("Waits for a leader") && !shown.contains("awaiting you"),
        "{shown}"
    );
    bot.click_in(ANNA, &home, "story:read", None).await;
    let review = bot.modal(ANNA).await;
    bot.click_in(ANNA, &review, "story:approve", None).await;
    bot.deliver().await;
    for channel in CHANNELS {
        bot.post(channel).assert_shows(HAPPENED);
    }
    bot.close(ANNA).await;
    // Ada looks at an old Home.
    let home = bot.home(ADMIN).await;
    assert!(!words(&home["blocks"]).contains("awaiting you"));
    for person in [ANNA, ADMIN, BOB] {
        bot.direct_messages(person);
    }
}

#[tokio::test]
async fn an_author_withdraws_a_scheduled_story_from_app_home() {
    let bot = bot().await;
    let at = moment("2026-09-15T09:30").timestamp();
    let preview = bot
        .written(ANNA, &[BOB], json!({}), json!({ "moment": at }))
        .await;
    updated(bot.submit(ANNA, &preview, json!({})).await);
    bot.close(ANNA).await;
    let home = bot.home(ANNA).await;
    let withdraw = choice(&home["blocks"], "story:menu", |value| {
        value.starts_with("story:withdraw:")
    });
    bot.click_in(ANNA, &home, "story:menu", Some(&withdraw))
        .await;
    let sure = bot.modal(ANNA).await;
    updated(bot.submit(ANNA, &sure, json!({})).await);
    bot.comes_to("2026-09-15T09:31").await;
    for channel in CHANNELS {
        assert!(bot.posts(channel).is_empty());
    }
}

#[tokio::test]
async fn a_proposal_that_is_taken_back_is_a_draft_again_and_no_leader_can_approve_it() {
    let bot = bot().await;
    bot.told_story(BOB).await;
    bot.deliver().await;
    let home = bot.home(BOB).await;
    let withdraw = choice(&home["blocks"], "story:menu", |value| {
        value.starts_with("story:withdraw:")
    });
    bot.click_in(BOB, &home, "story:menu", Some(&withdraw))
        .await;
    let sure = bot.modal(BOB).await;
    assert!(words(&sure["blocks"]).contains("your draft again"));
    let said = updated(bot.submit(BOB, &sure, json!({})).await);
    assert!(said.contains("your draft again"), "{said}");
    // Before the leader's message was changed.
    let ask = bot.direct_message(ANNA);
    bot.click(ANNA, &ask, "story:approve", None).await;
    assert!(bot.told(ANNA).await.contains("draft of its author"));
    bot.deliver().await;
    bot.direct_message(ANNA).assert_shows("took the story back");
    bot.direct_message(ADMIN)
        .assert_shows("took the story back");
}

/// A story of Anna's that quotes a customer who agreed to be named.
async fn quoting(bot: &TestBot) -> (Value, Post) {
    let praise = with(
        response("r1", 10, "De factuur klopte meteen, petje af"),
        json!({ "name": "Sanne de Vries", "company": "Bakkerij De Vries", "consent": "named",
            "email": "sanne@voorbeeld.test" }),
    );
    bot.stored("shop", &praise).await;
    bot.deliver().await;
    let card = bot.posts(FINANCE).remove(0);
    bot.menu(ANNA, &card, "story").await;
    let form = bot.modal(ANNA).await;
    assert!(words(&form["blocks"]).contains("petje af"), "{form:#}");
    let named =
        json!({ "consent": "named", "customer": "Sanne de Vries", "company": "Bakkerij De Vries" });
    let values = first(&form, HAPPENED, &[BOB], named);
    let form = pushed(bot.submit(ANNA, &form, values).await);
    let preview = pushed(bot.submit(ANNA, &form, json!({})).await);
    updated(bot.submit(ANNA, &preview, json!({})).await);
    bot.close(ANNA).await;
    bot.deliver().await;
    let story = bot.posts(HR).remove(0);
    story.assert_shows("petje af");
    story.assert_shows("Sanne de Vries");
    (praise, story)
}

fn seen(bot: &TestBot) {
    for channel in CHANNELS {
        bot.posts(channel);
    }
}

#[tokio::test]
async fn a_story_of_a_card_follows_what_its_customer_edits_and_withdraws() {
    let bot = bot().await;
    let (praise, _) = quoting(&bot).await;
    let edited = with(
        praise,
        json!({ "updated_at": "2026-03-01T10:05:00Z", "consent": "company",
            "comment": "De factuur klopte na een dag" }),
    );
    bot.stored("shop", &edited).await;
    bot.deliver().await;
    let story = bot.posts(HR).remove(0);
    story.assert_shows("klopte na een dag");
    story.assert_hides("petje af");
    story.assert_hides("Sanne");
    story.assert_shows("A customer at Bakkerij De Vries");
    let gone = json!({ "updated_at": "2026-03-01T10:09:00Z", "state": "deleted" });
    bot.stored("shop", &with(edited, gone)).await;
    bot.deliver().await;
    let story = bot.posts(HR).remove(0);
    story.assert_hides("klopte na een dag");
    story.assert_shows(HAPPENED);
    assert_eq!(bot.kudos().await, 1);
    seen(&bot);
}

#[tokio::test]
async fn a_proposal_follows_its_customer_before_a_leader_decides() {
    let bot = bot().await;
    bot.stored(
        "shop",
        &response("r1", 10, "De factuur klopte meteen, petje af"),
    )
    .await;
    bot.deliver().await;
    let card = bot.post(FINANCE);
    bot.menu(BOB, &card, "story").await;
    let form = bot.modal(BOB).await;
    let values = first(&form, HAPPENED, &[ANNA], json!({}));
    let form = pushed(bot.submit(BOB, &form, values).await);
    let preview = pushed(bot.submit(BOB, &form, json!({})).await);
    updated(bot.submit(BOB, &preview, json!({})).await);
    bot.deliver().await;
    bot.direct_messages(ANNA)[0].assert_shows("petje af");
    let edited = with(
        response("r1", 10, "De factuur klopte na een dag"),
        json!({ "updated_at": "2026-03-01T10:05:00Z" }),
    );
    bot.stored("shop", &edited).await;
    bot.deliver().await;
    for leader in [ANNA, ADMIN] {
        let asked = bot.direct_messages(leader).remove(0);
        asked.assert_shows("klopte na een dag");
        asked.assert_hides("petje af");
    }
    seen(&bot);
}

#[tokio::test]
async fn the_story_of_a_customer_who_is_forgotten_is_taken_back_and_so_are_its_words_in_kudos() {
    let bot = bot().await;
    quoting(&bot).await;
    bot.erase(&["--customer", "sanne@voorbeeld.test", "--yes"])
        .await;
    bot.deliver().await;
    for channel in CHANNELS {
        for post in bot.posts(channel) {
            for word in ["Sanne", "petje af", "Bakkerij", HAPPENED] {
                post.assert_hides(word);
            }
        }
    }
    let stored = bot.database.everything().await;
    for word in ["Sanne", "petje af", "Bakkerij", HAPPENED] {
        assert!(!stored.contains(word), "{word}");
    }
    assert_eq!(bot.texts("SELECT state FROM stories").await, ["withdrawn"]);
    // Bob was thanked, and stays so.
    assert_eq!(bot.kudos().await, 1);
}
