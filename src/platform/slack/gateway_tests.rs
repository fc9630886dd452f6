//! Once each, in time, and whatever happens: against a small Slack, on stopped time.

use std::sync::atomic::AtomicUsize;

use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use serde_json::json;
use tokio::time::{Instant, sleep};

use super::*;
use crate::platform::slack::test_support::{
    Keys, Log, agreeable, handler, parts, quiet_dispatcher, serve, serve_at,
};

const LATE: Duration = Duration::from_secs(3);

fn command(trigger: &str, hook: &str) -> Inbound {
    let form = [
        ("command", "/kudos"),
        ("user_id", "U1"),
        ("trigger_id", trigger),
        ("response_url", hook),
    ];
    let body: String = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    Inbound::from_http_body(&body)
}

fn submission(trigger: &str) -> Inbound {
    Inbound::from_json(json!({
        "type": "view_submission", "user": {"id": "U1"}, "trigger_id": trigger,
        "view": {"id": "V7", "type": "modal", "hash": "h1",
            "blocks": [
                {"type": "actions", "block_id": "buttons"},
                {"type": "input", "block_id": "words"}],
            "state": {"values": {
                "buttons": {"b": {"type": "static_select"}},
                "words": {"w": {"type": "plain_text_input", "value": "thanks"}}}}}
    }))
}

fn click(place: Value, hook: Option<&str>) -> Inbound {
    let mut click = json!({
        "type": "block_actions", "user": {"id": "U1"}, "trigger_id": "t-click",
        "actions": [{"type": "button", "action_id": "a", "action_ts": "1.1"}]
    });
    if let Some(hook) = hook {
        click["response_url"] = hook.into();
    }
    if let (Value::Object(click), Value::Object(place)) = (&mut click, place) {
        click.extend(place);
    }
    Inbound::from_json(click)
}

fn reaction(id: &str) -> Inbound {
    Inbound::from_json(json!({
        "type": "event_callback", "event_id": id,
        "event": {"type": "reaction_added", "user": "U1", "reaction": "tada",
            "item": {"type": "message", "channel": "C1", "ts": "1.1"}}
    }))
}

/// A dispatcher whose handler always gives `answer`, after `wait`.
fn answering(
    client: SlackClient,
    answer: Answer,
    wait: Duration,
) -> (Dispatcher, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let handler = handler(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        let answer = answer.clone();
        Box::pin(async move {
            sleep(wait).await;
            Ok(answer)
        })
    });
    (Dispatcher::new(parts(client, handler)), count)
}

/// What the small Slack was asked until everything had ended.
async fn asked(dispatcher: &Dispatcher, log: &Log) -> Vec<(String, Value)> {
    assert!(dispatcher.drain(Duration::from_secs(60)).await);
    log.lock()
        .unwrap()
        .iter()
        .map(|seen| (seen.uri.clone(), seen.json()))
        .collect()
}

fn reply() -> Answer {
    Answer::Reply("Thank you".into())
}

#[tokio::test(start_paused = true)]
async fn an_answer_in_time_travels_in_the_acknowledgement() {
    let (address, log) = serve_at(agreeable).await;
    let client = crate::platform::slack::test_support::client(&address);
    let (dispatcher, count) = answering(client, reply(), Duration::from_millis(2400));
    let answer = dispatcher
        .dispatch(command("t1", &format!("{address}/hook")), true)
        .await;
    let words = json!({"text": "Thank you", "response_type": "ephemeral"});
    assert_eq!(answer, Acknowledgement::With(words));
    assert_eq!(asked(&dispatcher, &log).await, []);
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn a_late_answer_goes_through_the_response_url() {
    let (address, log) = serve_at(agreeable).await;
    let client = crate::platform::slack::test_support::client(&address);
    let (dispatcher, _) = answering(client, reply(), LATE);
    let start = Instant::now();
    let answer = dispatcher
        .dispatch(command("t1", &format!("{address}/hook")), true)
        .await;
    assert_eq!(answer, Acknowledgement::Bare);
    assert_eq!(start.elapsed().as_millis(), 2500);
    let words =
        json!({"text": "Thank you", "response_type": "ephemeral", "replace_original": false});
    assert_eq!(
        asked(&dispatcher, &log).await,
        [("/hook".to_owned(), words)]
    );
}

#[tokio::test(start_paused = true)]
async fn a_socket_that_carries_no_payload_gets_the_answer_another_way() {
    let (address, log) = serve_at(agreeable).await;
    let client = crate::platform::slack::test_support::client(&address);
    let (dispatcher, _) = answering(client, reply(), Duration::ZERO);
    let inbound = command("t1", &format!("{address}/hook"));
    assert_eq!(
        dispatcher.dispatch(inbound, false).await,
        Acknowledgement::Bare
    );
    assert_eq!(asked(&dispatcher, &log).await[0].0, "/hook");
}

#[tokio::test(start_paused = true)]
async fn a_used_up_response_url_is_followed_by_a_direct_message() {
    let (address, log) = serve_at(|seen| match seen.uri.as_str() {
        "/hook" => (StatusCode::NOT_FOUND, "used_url").into_response(),
        _ => agreeable(seen),
    })
    .await;
    let client = crate::platform::slack::test_support::client(&address);
    let (dispatcher, _) = answering(client, reply(), LATE);
    dispatcher
        .dispatch(command("t1", &format!("{address}/hook")), true)
        .await;
    let asked = asked(&dispatcher, &log).await;
    assert_eq!(asked[1].0, "/api/chat.postMessage");
    assert_eq!(asked[1].1, json!({"channel": "U1", "text": "Thank you"}));
}

#[tokio::test(start_paused = true)]
async fn a_repetition_is_acknowledged_and_not_handled() {
    let (client, _) = serve(agreeable).await;
    let (dispatcher, count) = answering(client, reply(), Duration::from_secs(1));
    // The second arrives while the first is still being handled.
    let (first, second) = tokio::join!(
        dispatcher.dispatch(command("t1", ""), true),
        dispatcher.dispatch(command("t1", ""), true),
    );
    assert!(matches!(first, Acknowledgement::With(_)));
    assert_eq!(second, Acknowledgement::Bare);
    let third = dispatcher.dispatch(command("t1", ""), true).await;
    assert_eq!(third, Acknowledgement::Bare);
    assert_eq!(count.load(Ordering::SeqCst), 1);
    dispatcher.dispatch(command("t2", ""), true).await;
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_panic_or_a_fault_ends_in_an_apology_and_the_next_one_is_handled() {
    let (client, _) = serve(agreeable).await;
    let count = AtomicUsize::new(0);
    let handler = handler(move |_| match count.fetch_add(1, Ordering::SeqCst) {
        0 => panic!("before the future"),
        1 => Box::pin(async { panic!("inside the future") }),
        2 => Box::pin(async { anyhow::bail!("a fault") }),
        _ => Box::pin(async { Ok(reply()) }),
    });
    let dispatcher = Dispatcher::new(parts(client, handler));
    for trigger in ["t0", "t1", "t2"] {
        let answer = dispatcher.dispatch(command(trigger, ""), true).await;
        let Acknowledgement::With(words) = answer else {
            panic!("{answer:?}");
        };
        let text = words["text"].as_str().unwrap();
        let id = text
            .strip_prefix("Sorry (")
            .unwrap()
            .strip_suffix(')')
            .unwrap();
        assert_eq!(id.len(), 8, "{text}");
    }
    let answer = dispatcher.dispatch(command("t3", ""), true).await;
    assert!(matches!(answer, Acknowledgement::With(words) if words["text"] == "Thank you"));
}

#[tokio::test(start_paused = true)]
async fn a_modal_whose_handler_fails_stays_open_with_what_was_typed() {
    let (client, _) = serve(agreeable).await;
    let handler = handler(|_| Box::pin(async { anyhow::bail!("a fault") }));
    let dispatcher = Dispatcher::new(parts(client, handler));
    let answer = dispatcher.dispatch(submission("s1"), true).await;
    let Acknowledgement::With(answer) = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(answer["response_action"], "errors");
    // At the input: Slack takes no errors for the block of buttons.
    assert!(
        answer["errors"]["words"]
            .as_str()
            .unwrap()
            .starts_with("Sorry")
    );
    assert_eq!(answer["errors"].as_object().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_answers_to_a_modal_have_slacks_shape() {
    let view = json!({"type": "modal"});
    let errors = BTreeMap::from([("words".to_owned(), "Too short".to_owned())]);
    for (answer, expected) in [
        (
            Answer::Errors(errors),
            json!({"response_action": "errors", "errors": {"words": "Too short"}}),
        ),
        (
            Answer::UpdateView(view.clone()),
            json!({"response_action": "update", "view": view}),
        ),
        (
            Answer::PushView(view.clone()),
            json!({"response_action": "push", "view": view}),
        ),
        (Answer::ClearViews, json!({"response_action": "clear"})),
    ] {
        let (client, _) = serve(agreeable).await;
        let (dispatcher, _) = answering(client, answer, Duration::ZERO);
        assert_eq!(
            dispatcher.dispatch(submission("s1"), true).await,
            Acknowledgement::With(expected)
        );
    }
    let (client, _) = serve(agreeable).await;
    let (dispatcher, _) = answering(client, Answer::Nothing, Duration::ZERO);
    let answer = dispatcher.dispatch(submission("s1"), true).await;
    assert_eq!(answer, Acknowledgement::Bare);
}

#[tokio::test(start_paused = true)]
async fn what_was_wrong_in_a_modal_is_told_even_when_the_modal_is_closed_by_then() {
    let (client, log) = serve(agreeable).await;
    let errors = BTreeMap::from([("words".to_owned(), "Not <!channel> & co".to_owned())]);
    let (dispatcher, _) = answering(client, Answer::Errors(errors), LATE);
    let answer = dispatcher.dispatch(submission("s1"), true).await;
    assert_eq!(answer, Acknowledgement::Bare);
    let message = json!({"channel": "U1", "text": "Not &lt;!channel&gt; &amp; co"});
    assert_eq!(
        asked(&dispatcher, &log).await,
        [("/api/chat.postMessage".to_owned(), message)]
    );
}

#[tokio::test(start_paused = true)]
async fn a_modal_that_gets_its_new_view_late_is_updated() {
    let (client, log) = serve(agreeable).await;
    let view = json!({"type": "modal", "title": "Done"});
    let (dispatcher, _) = answering(client, Answer::UpdateView(view.clone()), LATE);
    dispatcher.dispatch(submission("s1"), true).await;
    let call = json!({"view_id": "V7", "hash": "h1", "view": view});
    assert_eq!(
        asked(&dispatcher, &log).await,
        [("/api/views.update".to_owned(), call)]
    );
}

#[tokio::test(start_paused = true)]
async fn the_answers_to_a_click_go_where_the_click_was() {
    let view = json!({"type": "modal"});
    let in_modal = json!({"view": {"id": "V1", "type": "modal", "hash": "h1"}});
    let in_home = json!({"view": {"id": "V2", "type": "home", "hash": "h1"}});
    let in_message = json!({"channel": {"id": "C1"}, "message": {"ts": "1.1"}});
    for (place, answer, method, call) in [
        (
            in_modal.clone(),
            Answer::UpdateView(view.clone()),
            "/api/views.update",
            json!({"view_id": "V1", "hash": "h1", "view": view}),
        ),
        (
            in_modal.clone(),
            Answer::PushView(view.clone()),
            "/api/views.push",
            json!({"trigger_id": "t-click", "view": view}),
        ),
        (
            in_home,
            Answer::UpdateView(view.clone()),
            "/api/views.publish",
            json!({"user_id": "U1", "view": view}),
        ),
        (
            in_message,
            Answer::PushView(view.clone()),
            "/api/views.open",
            json!({"trigger_id": "t-click", "view": view}),
        ),
        (
            in_modal,
            reply(),
            "/api/chat.postMessage",
            json!({"channel": "U1", "text": "Thank you"}),
        ),
    ] {
        let (client, log) = serve(agreeable).await;
        let (dispatcher, _) = answering(client, answer, Duration::ZERO);
        let answer = dispatcher.dispatch(click(place, None), true).await;
        assert_eq!(answer, Acknowledgement::Bare, "{method}");
        assert_eq!(asked(&dispatcher, &log).await, [(method.to_owned(), call)]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_reply_to_a_click_does_not_replace_the_message_unless_asked_to() {
    let (address, log) = serve_at(agreeable).await;
    let hook = format!("{address}/hook");
    for (words, replaces) in [
        (json!({"text": "x"}), json!(false)),
        (json!({"text": "x", "replace_original": true}), json!(true)),
        (json!({"delete_original": true}), Value::Null),
    ] {
        log.lock().unwrap().clear();
        let client = crate::platform::slack::test_support::client(&address);
        let (dispatcher, _) = answering(client, Answer::Reply(words), Duration::ZERO);
        dispatcher
            .dispatch(click(json!({}), Some(&hook)), true)
            .await;
        assert_eq!(
            asked(&dispatcher, &log).await[0].1["replace_original"],
            replaces
        );
    }
}

#[tokio::test(start_paused = true)]
async fn options_for_a_select_are_given_in_time_or_not_at_all() {
    let typed = || {
        Inbound::from_json(
            json!({"type": "block_suggestion", "action_id": "a", "value": "Ac",
            "user": {"id": "U1"}}),
        )
    };
    let options = Answer::Options(json!([{"value": "acme"}]));
    let (client, log) = serve(agreeable).await;
    let (dispatcher, _) = answering(client.clone(), options.clone(), Duration::ZERO);
    let expected = json!({"options": [{"value": "acme"}]});
    for _ in 0..2 {
        let answer = dispatcher.dispatch(typed(), true).await;
        assert_eq!(answer, Acknowledgement::With(expected.clone()));
    }
    let (dispatcher, _) = answering(client, options, LATE);
    assert_eq!(
        dispatcher.dispatch(typed(), true).await,
        Acknowledgement::Bare
    );
    assert_eq!(asked(&dispatcher, &log).await, []);
}

#[tokio::test(start_paused = true)]
async fn an_event_is_acknowledged_after_it_was_handled() {
    let (client, _) = serve(agreeable).await;
    let (dispatcher, count) = answering(client, Answer::Nothing, Duration::from_secs(2));
    let start = Instant::now();
    let answer = dispatcher.dispatch(reaction("Ev1"), false).await;
    assert_eq!(answer, Acknowledgement::Bare);
    assert_eq!(start.elapsed().as_secs(), 2);
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn an_event_that_the_store_did_not_take_is_not_acknowledged() {
    let (client, _) = serve(agreeable).await;
    let quiet = handler(|_| Box::pin(async { Ok(Answer::Nothing) }));
    let mut broken = parts(client, quiet);
    broken.first_sight = Arc::new(|_| Box::pin(async { anyhow::bail!("disk full") }));
    let dispatcher = Dispatcher::new(broken.clone());
    assert_eq!(
        dispatcher.dispatch(reaction("Ev1"), false).await,
        Acknowledgement::Withheld
    );
    // A person is told instead of being left to wait.
    let answer = dispatcher.dispatch(command("t1", ""), true).await;
    assert!(matches!(answer, Acknowledgement::With(_)));

    // The same when the store is too slow to say.
    broken.first_sight = Arc::new(|_| {
        Box::pin(async {
            sleep(LATE).await;
            Ok(true)
        })
    });
    let dispatcher = Dispatcher::new(broken);
    assert_eq!(
        dispatcher.dispatch(reaction("Ev1"), false).await,
        Acknowledgement::Withheld
    );
}

#[tokio::test(start_paused = true)]
async fn an_event_that_was_recorded_is_acknowledged_at_the_end_of_the_budget() {
    let (client, _) = serve(agreeable).await;
    let (dispatcher, _) = answering(client, Answer::Nothing, LATE);
    let start = Instant::now();
    let answer = dispatcher.dispatch(reaction("Ev1"), false).await;
    assert_eq!(answer, Acknowledgement::Bare);
    assert_eq!(start.elapsed().as_millis(), 2500);
}

#[tokio::test(start_paused = true)]
async fn an_event_whose_handler_failed_is_forgotten_and_handled_when_slack_sends_it_again() {
    let (client, _) = serve(agreeable).await;
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let keys = Keys::default();
    let flaky = handler(move |_| match counted.fetch_add(1, Ordering::SeqCst) {
        0 => Box::pin(async { anyhow::bail!("locked") }),
        _ => Box::pin(async { Ok(Answer::Nothing) }),
    });
    let mut parts = parts(client, flaky);
    parts.first_sight = keys.first_sight();
    parts.forget = Some(keys.forget());
    let dispatcher = Dispatcher::new(parts);
    let mut answers = Vec::new();
    for _ in 0..3 {
        answers.push(dispatcher.dispatch(reaction("Ev1"), false).await);
    }
    assert_eq!(
        answers,
        [
            Acknowledgement::Withheld,
            Acknowledgement::Bare,
            Acknowledgement::Bare
        ]
    );
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn too_many_at_once_wait_and_what_is_more_is_turned_away_politely() {
    let (client, _) = serve(agreeable).await;
    let slow = handler(|_| {
        Box::pin(async {
            sleep(Duration::from_secs(1)).await;
            Ok(reply())
        })
    });
    let mut parts = parts(client, slow);
    parts.options.at_once = 1;
    parts.options.waiting = 1;
    let dispatcher = Dispatcher::new(parts);
    let start = Instant::now();
    let timed = |inbound: Inbound| {
        let dispatcher = dispatcher.clone();
        async move {
            let answer = dispatcher.dispatch(inbound, true).await;
            (answer, start.elapsed().as_secs())
        }
    };
    let (first, second, third, event) = tokio::join!(
        timed(command("t1", "")),
        timed(command("t2", "")),
        timed(command("t3", "")),
        timed(reaction("Ev1")),
    );
    let text = |answer: &Acknowledgement| match answer {
        Acknowledgement::With(words) => words["text"].as_str().unwrap()[..5].to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!((text(&first.0).as_str(), first.1), ("Thank", 1));
    assert_eq!((text(&second.0).as_str(), second.1), ("Thank", 2));
    assert_eq!((text(&third.0).as_str(), third.1), ("Sorry", 0));
    // Slack sends an event again, so it is not taken.
    assert_eq!(event, (Acknowledgement::Withheld, 0));
}

#[tokio::test(start_paused = true)]
async fn handling_goes_on_when_the_one_who_waits_goes_away() {
    let (client, log) = serve(agreeable).await;
    let (dispatcher, count) = answering(client, reply(), Duration::from_secs(1));
    let waiting = dispatcher.dispatch(command("t1", ""), true);
    assert!(
        tokio::time::timeout(Duration::from_millis(100), waiting)
            .await
            .is_err()
    );
    assert_eq!(asked(&dispatcher, &log).await[0].0, "/api/chat.postMessage");
    assert_eq!(count.load(Ordering::SeqCst), 1);
    assert!(quiet_dispatcher().drain(Duration::ZERO).await);
}
