//! Socket Mode against a Slack in memory, on stopped time; and once over a real WebSocket.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::io::DuplexStream;
use tokio::time::sleep;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use super::*;
use crate::platform::slack::gateway::{Answer, Handler};
use crate::platform::slack::inbound::Inbound;
use crate::platform::slack::test_support::{agreeable, client, handler, parts, serve, serve_at};

type Line0 = WebSocketStream<DuplexStream>;

/// What the Slack in memory does with each attempt to connect.
#[derive(Clone)]
enum Doing {
    Accept,
    Refuse(&'static str, Duration),
}

/// A Slack in memory: hands out its ends of the connections in the order in which they were opened.
struct Fake {
    opens: Arc<AtomicUsize>,
    doing: Arc<Mutex<VecDeque<Doing>>>,
    ends: mpsc::UnboundedReceiver<Line0>,
    open: Open,
}

fn fake() -> Fake {
    let opens = Arc::new(AtomicUsize::new(0));
    let doing = Arc::new(Mutex::new(VecDeque::new()));
    let (sender, ends) = mpsc::unbounded_channel();
    let open: Open = {
        let (opens, doing) = (opens.clone(), doing.clone());
        Arc::new(move || {
            opens.fetch_add(1, Ordering::SeqCst);
            let todo = doing.lock().unwrap().pop_front().unwrap_or(Doing::Accept);
            let sender = sender.clone();
            Box::pin(async move {
                if let Doing::Refuse(reason, wait) = todo {
                    return Err(NotOpened {
                        reason: reason.to_owned(),
                        wait,
                    });
                }
                let (ours, theirs) = tokio::io::duplex(1 << 20);
                let line: Box<dyn Line> = Box::new(ours);
                let request = "ws://slack/".into_client_request().unwrap();
                let (client, server) = tokio::join!(
                    tokio_tungstenite::client_async_tls_with_config(request, line, None, None),
                    tokio_tungstenite::accept_async(theirs),
                );
                sender.send(server.unwrap()).ok();
                Ok(client.unwrap().0)
            })
        })
    };
    Fake {
        opens,
        doing,
        ends,
        open,
    }
}

struct Bot {
    health: watch::Receiver<Health>,
    cancel: CancellationToken,
    task: JoinHandle<()>,
}

impl Fake {
    fn start(&self, connections: u8, dispatcher: Dispatcher) -> Bot {
        let options = SocketOptions {
            connections,
            ..SocketOptions::default()
        };
        let clock = Clock::stopped_at(chrono::DateTime::UNIX_EPOCH);
        let socket = SocketMode::over(self.open.clone(), options, dispatcher, clock);
        let cancel = CancellationToken::new();
        Bot {
            health: socket.health(),
            cancel: cancel.clone(),
            task: tokio::spawn(socket.serve(cancel)),
        }
    }

    fn opens(&self) -> usize {
        self.opens.load(Ordering::SeqCst)
    }

    /// The next connection, on which hello was said.
    async fn greeted(&mut self) -> Line0 {
        let mut end = self.ends.recv().await.unwrap();
        say(&mut end, json!({"type": "hello"})).await;
        end
    }
}

impl Bot {
    async fn ready(&mut self) {
        self.health.wait_for(Health::is_ready).await.unwrap();
    }

    async fn unready(&mut self) -> String {
        let health = self
            .health
            .wait_for(|h| h.reason().is_some())
            .await
            .unwrap();
        assert!(!health.is_ready());
        health.reason().unwrap().to_owned()
    }
}

async fn say(end: &mut Line0, frame: Value) {
    end.send(Message::Text(frame.to_string().into()))
        .await
        .unwrap();
}

/// Lets time pass on a connection that is read, so that its pings are answered.
async fn rest(end: &mut Line0, seconds: u64) {
    let until = Instant::now() + Duration::from_secs(seconds);
    while let Ok(heard) = tokio::time::timeout_at(until, end.next()).await {
        assert!(matches!(heard, Some(Ok(Message::Ping(_)))), "{heard:?}");
    }
}

/// The next text that the bot says; pings are passed over.
async fn hear(end: &mut Line0) -> Option<Value> {
    loop {
        match end.next().await {
            Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).unwrap(),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            _ => return None,
        }
    }
}

fn command(envelope: &str, text: &str) -> Value {
    json!({"type": "slash_commands", "envelope_id": envelope, "accepts_response_payload": true,
        "payload": {"command": "/kudos", "user_id": "U1", "text": text, "trigger_id": envelope}})
}

/// Echoes the text of a command; `slow` takes four seconds and `panic` panics.
fn echo() -> Handler {
    handler(|inbound| {
        Box::pin(async move {
            let Inbound::Slash(command) = inbound else {
                return Ok(Answer::Nothing);
            };
            match command.text.as_str() {
                "slow" => sleep(Duration::from_secs(4)).await,
                "second" => sleep(Duration::from_secs(1)).await,
                "panic" => panic!("as asked"),
                _ => {}
            }
            Ok(Answer::Reply(command.text.into()))
        })
    })
}

async fn dispatcher() -> Dispatcher {
    Dispatcher::new(parts(serve(agreeable).await.0, echo()))
}

#[tokio::test(start_paused = true)]
async fn envelopes_are_acknowledged_with_their_answers_and_nobody_waits_for_anybody() {
    let mut fake = fake();
    let mut bot = fake.start(1, dispatcher().await);
    let mut end = fake.greeted().await;
    bot.ready().await;
    let start = Instant::now();
    for (envelope, text) in [("e1", "slow"), ("e2", "panic"), ("e3", "hello")] {
        say(&mut end, command(envelope, text)).await;
    }
    let mut heard = std::collections::BTreeMap::new();
    for _ in 0..3 {
        let answer = hear(&mut end).await.unwrap();
        let envelope = answer["envelope_id"].as_str().unwrap().to_owned();
        heard.insert(envelope, (answer, start.elapsed().as_millis()));
    }
    assert_eq!(heard["e3"].0["payload"]["text"], "hello");
    assert!(
        heard["e2"].0["payload"]["text"]
            .as_str()
            .unwrap()
            .starts_with("Sorry")
    );
    assert_eq!((heard["e2"].1, heard["e3"].1), (0, 0));
    // Late: acknowledged bare.
    assert_eq!(heard["e1"], (json!({"envelope_id": "e1"}), 2500));
    assert!(bot.health.borrow().last_envelope.is_some());
}

#[tokio::test(start_paused = true)]
async fn every_envelope_is_acknowledged_whatever_is_in_it() {
    let mut fake = fake();
    let _bot = fake.start(1, dispatcher().await);
    let mut end = fake.ends.recv().await.unwrap();
    let frames: Vec<Value> = serde_json::from_str(include_str!(
        "../../../tests/fixtures/slack/socket_frames.json"
    ))
    .unwrap();
    for frame in frames {
        say(&mut end, frame).await;
    }
    for text in ["", "[]", "no JSON", "{\"type\":\"hello\""] {
        end.send(Message::Text(text.into())).await.unwrap();
    }
    end.send(Message::Binary(vec![1, 2].into())).await.unwrap();
    let deep = "[".repeat(500) + &"]".repeat(500);
    let deep = format!(r#"{{"type":"interactive","envelope_id":"e6","payload":{{"x":{deep}}}}}"#);
    end.send(Message::Text(deep.into())).await.unwrap();
    let lone = r#"{"type":"interactive","envelope_id":"e7","payload":{"x":"\ud800"}}"#;
    end.send(Message::Text(lone.into())).await.unwrap();
    let mut heard = Vec::new();
    for _ in 0..7 {
        let answer = hear(&mut end).await.unwrap();
        heard.push(answer["envelope_id"].as_str().unwrap().to_owned());
    }
    heard.sort();
    assert_eq!(heard, ["e1", "e2", "e3", "e4", "e5", "e6", "e7"]);
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_is_to_be_refreshed_is_replaced_before_it_goes() {
    let mut fake = fake();
    let mut bot = fake.start(1, dispatcher().await);
    let mut old = fake.greeted().await;
    bot.ready().await;
    rest(&mut old, 3600).await;
    // Both announcements make one replacement.
    for reason in ["warning", "refresh_requested"] {
        say(&mut old, json!({"type": "disconnect", "reason": reason})).await;
    }
    let mut new = fake.ends.recv().await.unwrap();
    // Not yet greeted: the old one works on.
    say(&mut old, command("e1", "on the old one")).await;
    assert_eq!(hear(&mut old).await.unwrap()["envelope_id"], "e1");
    say(&mut new, json!({"type": "hello"})).await;
    say(&mut new, command("e2", "on the new one")).await;
    assert_eq!(hear(&mut new).await.unwrap()["envelope_id"], "e2");
    let replaced = Instant::now();
    // And it still acknowledges while it is being drained.
    rest(&mut old, 8).await;
    say(&mut old, command("e3", "slow")).await;
    assert_eq!(hear(&mut old).await.unwrap(), json!({"envelope_id": "e3"}));
    assert_eq!(hear(&mut old).await, None);
    let drained = replaced.elapsed().as_secs_f32();
    assert!((10.0..11.0).contains(&drained), "{drained}");
    assert!(bot.health.borrow().is_ready());
    assert_eq!(fake.opens(), 2);
}

#[tokio::test(start_paused = true)]
async fn while_no_new_connection_can_be_had_the_old_one_counts() {
    let mut fake = fake();
    let mut bot = fake.start(1, dispatcher().await);
    let mut old = fake.greeted().await;
    bot.ready().await;
    rest(&mut old, 3600).await;
    for _ in 0..3 {
        let refuse = Doing::Refuse("Slack is down", Duration::ZERO);
        fake.doing.lock().unwrap().push_back(refuse);
    }
    say(&mut old, json!({"type": "disconnect", "reason": "warning"})).await;
    let serving = async {
        let mut new = fake.ends.recv().await.unwrap();
        say(&mut new, json!({"type": "hello"})).await;
        new
    };
    let (new, ()) = tokio::join!(serving, async {
        sleep(Duration::from_millis(2500)).await;
        assert!(bot.health.borrow().is_ready());
        say(&mut old, command("e1", "still here")).await;
        assert_eq!(hear(&mut old).await.unwrap()["envelope_id"], "e1");
        // Now it goes before its successor is there.
        old.close(None).await.unwrap();
        assert_eq!(bot.unready().await, "Slack is down");
    });
    bot.ready().await;
    drop(new);
}

#[tokio::test(start_paused = true)]
async fn a_slack_that_keeps_closing_is_not_stormed() {
    for behaviour in ["close", "close after hello", "refresh", "silent"] {
        let mut fake = fake();
        let _bot = fake.start(2, dispatcher().await);
        let minute = sleep(Duration::from_secs(60));
        tokio::pin!(minute);
        let mut kept = Vec::new();
        loop {
            let mut end = tokio::select! {
                () = &mut minute => break,
                Some(end) = fake.ends.recv() => end,
            };
            if behaviour != "close" && behaviour != "silent" {
                say(&mut end, json!({"type": "hello"})).await;
            }
            match behaviour {
                "refresh" => {
                    say(
                        &mut end,
                        json!({"type": "disconnect", "reason": "refresh_requested"}),
                    )
                    .await;
                    kept.push(end);
                }
                "silent" => kept.push(end),
                _ => end.close(None).await.unwrap(),
            }
        }
        let opens = fake.opens();
        assert!(
            (2..=10).contains(&opens),
            "{behaviour}: {opens} in a minute"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn attempts_that_fail_come_further_apart_up_to_a_minute() {
    let fake = fake();
    let refuse = Doing::Refuse("down", Duration::ZERO);
    fake.doing
        .lock()
        .unwrap()
        .extend(std::iter::repeat_n(refuse, 1000));
    let _bot = fake.start(1, dispatcher().await);
    sleep(Duration::from_secs(600)).await;
    let before = fake.opens();
    sleep(Duration::from_secs(3600)).await;
    let hour = fake.opens() - before;
    assert!((59..=61).contains(&hour), "{hour} in an hour");
}

#[tokio::test(start_paused = true)]
async fn a_lost_connection_comes_back_at_once_after_it_had_proved_itself() {
    let mut fake = fake();
    let mut bot = fake.start(1, dispatcher().await);
    for _ in 0..5 {
        let mut end = fake.greeted().await;
        bot.ready().await;
        rest(&mut end, 600).await;
        drop(end);
        let lost = Instant::now();
        bot.unready().await;
        let next = fake.ends.recv().await.unwrap();
        assert!(
            lost.elapsed() <= Duration::from_secs(2),
            "{:?}",
            lost.elapsed()
        );
        drop(next);
    }
}

#[tokio::test(start_paused = true)]
async fn where_a_person_has_to_act_the_reason_is_shown_and_slack_is_left_in_peace() {
    let mut fake = fake();
    fake.doing.lock().unwrap().push_back(Doing::Refuse(
        "invalid_auth, so set a new token",
        REFUSED_WAIT,
    ));
    let mut bot = fake.start(1, dispatcher().await);
    let start = Instant::now();
    assert_eq!(bot.unready().await, "invalid_auth, so set a new token");
    let mut end = fake.greeted().await;
    assert!(start.elapsed().as_secs() >= 60);
    bot.ready().await;

    say(
        &mut end,
        json!({"type": "disconnect", "reason": "link_disabled"}),
    )
    .await;
    let start = Instant::now();
    assert!(bot.unready().await.contains("switch Socket Mode on"));
    let mut end = fake.greeted().await;
    assert!(start.elapsed().as_secs() >= 60);
    bot.ready().await;

    say(
        &mut end,
        json!({"type": "disconnect", "reason": "too_many_websockets"}),
    )
    .await;
    let start = Instant::now();
    assert!(bot.unready().await.contains("another instance"));
    fake.greeted().await;
    assert!(start.elapsed().as_secs() >= 10);
}

#[tokio::test(start_paused = true)]
async fn a_silent_connection_is_pinged_and_given_up_after_thirty_seconds() {
    let mut fake = fake();
    let mut bot = fake.start(1, dispatcher().await);
    let mut end = fake.greeted().await;
    bot.ready().await;
    // Answering pings keeps it alive; the library answers while it is read.
    let until = Instant::now() + Duration::from_secs(120);
    let mut pings = 0;
    while let Ok(Some(Ok(message))) = tokio::time::timeout_at(until, end.next()).await {
        pings += usize::from(matches!(message, Message::Ping(_)));
    }
    assert!((11..=12).contains(&pings), "{pings}");
    assert!(bot.health.borrow().is_ready());
    // Nobody reads any more, so nobody answers.
    let silent = Instant::now();
    assert!(bot.unready().await.contains("30 seconds"));
    let waited = silent.elapsed().as_secs();
    assert!((20..=30).contains(&waited), "{waited}");
    let _next = fake.greeted().await;
    bot.ready().await;
}

#[tokio::test(start_paused = true)]
async fn a_connection_on_which_nobody_says_hello_is_given_up() {
    let mut fake = fake();
    let mut bot = fake.start(1, dispatcher().await);
    let _silent = fake.ends.recv().await.unwrap();
    let start = Instant::now();
    assert_eq!(bot.unready().await, "Slack did not say hello");
    assert_eq!(start.elapsed().as_secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn one_of_two_connections_is_enough_to_be_ready() {
    let mut fake = fake();
    let mut bot = fake.start(2, dispatcher().await);
    let first = fake.greeted().await;
    let _second = fake.greeted().await;
    bot.health
        .wait_for(|h| {
            h.connections
                .iter()
                .all(|c| c.state == ConnectionState::Ready)
        })
        .await
        .unwrap();
    drop(first);
    let health = bot
        .health
        .wait_for(|h| h.reason().is_some())
        .await
        .unwrap()
        .clone();
    assert!(health.is_ready());
    assert_eq!(fake.opens(), 2);
}

#[tokio::test(start_paused = true)]
async fn stopping_acknowledges_what_was_read_and_closes_within_a_few_seconds() {
    let mut fake = fake();
    let mut bot = fake.start(2, dispatcher().await);
    let mut first = fake.greeted().await;
    let mut second = fake.greeted().await;
    bot.ready().await;
    say(&mut first, command("e1", "second")).await;
    say(&mut second, command("e2", "slow")).await;
    sleep(Duration::from_millis(100)).await;
    bot.cancel.cancel();
    sleep(Duration::from_millis(100)).await;
    // Not read any more: Slack gives it to someone else.
    say(&mut first, command("e9", "too late")).await;
    let stopped = Instant::now();
    let (one, two, done) = tokio::join!(
        async { (hear(&mut first).await, hear(&mut first).await) },
        async { (hear(&mut second).await, hear(&mut second).await) },
        bot.task,
    );
    done.unwrap();
    let (answer, end) = one;
    assert_eq!(answer.unwrap()["payload"]["text"], "second");
    assert_eq!(end, None);
    assert_eq!(two, (Some(json!({"envelope_id": "e2"})), None));
    assert!(stopped.elapsed().as_secs() < 8);
    let health = bot.health.borrow();
    assert!(
        health
            .connections
            .iter()
            .all(|c| c.state == ConnectionState::Stopped)
    );
}

#[tokio::test(start_paused = true)]
async fn stopping_does_not_wait_for_a_pause_between_attempts() {
    let fake = fake();
    let refuse = Doing::Refuse("down", Duration::from_secs(60));
    fake.doing.lock().unwrap().push_back(refuse);
    let mut bot = fake.start(2, dispatcher().await);
    bot.unready().await;
    bot.cancel.cancel();
    let start = Instant::now();
    bot.task.await.unwrap();
    assert!(start.elapsed().as_secs() < 1);
}

#[tokio::test]
async fn over_a_real_websocket_the_ticket_is_asked_for_and_used() {
    use axum::extract::ws::{Message as Frame, WebSocketUpgrade};
    use axum::routing::any;

    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let noted = acknowledged.clone();
    let with_ticket = Arc::new(AtomicBool::new(false));
    let seen_ticket = with_ticket.clone();
    let sockets = axum::Router::new().route(
        "/link/",
        any(
            move |uri: axum::http::Uri, upgrade: WebSocketUpgrade| async move {
                seen_ticket.store(uri.query() == Some("ticket=s-3cret"), Ordering::SeqCst);
                upgrade.on_upgrade(async move |mut socket| {
                    for frame in [json!({"type": "hello"}), command("e1", "hoi")] {
                        let frame = Frame::Text(frame.to_string().into());
                        socket.send(frame).await.unwrap();
                    }
                    while let Some(Ok(frame)) = socket.recv().await {
                        if let Frame::Text(text) = frame {
                            let text: Value = serde_json::from_str(&text).unwrap();
                            noted.lock().unwrap().push(text);
                        }
                    }
                })
            },
        ),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "ws://{}/link/?ticket=s-3cret",
        listener.local_addr().unwrap()
    );
    tokio::spawn(async move { axum::serve(listener, sockets).await });
    let (address, log) = serve_at(move |_| {
        crate::platform::slack::test_support::answer(json!({"ok": true, "url": url}))
    })
    .await;
    let client = client(&address);
    let dispatcher = Dispatcher::new(parts(client.clone(), echo()));
    let options = SocketOptions {
        connections: 1,
        ..SocketOptions::default()
    };
    let socket = SocketMode::new(client, options, dispatcher, Clock::system());
    let mut health = socket.health();
    let cancel = CancellationToken::new();
    let task = tokio::spawn(socket.serve(cancel.clone()));
    health.wait_for(Health::is_ready).await.unwrap();
    cancel.cancel();
    task.await.unwrap();
    assert!(with_ticket.load(Ordering::SeqCst));
    let seen = log.lock().unwrap()[0].clone();
    assert_eq!(seen.uri, "/api/apps.connections.open");
    assert_eq!(seen.token, "Bearer xapp-the-app");
}

#[tokio::test]
async fn a_websocket_that_can_not_be_opened_says_so_without_the_ticket() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "ws://{}/link/?ticket=s-3cret",
        listener.local_addr().unwrap()
    );
    drop(listener);
    let (address, _) = serve_at(move |_| {
        crate::platform::slack::test_support::answer(json!({"ok": true, "url": url}))
    })
    .await;
    let problem = super::open(&client(&address)).await.err().unwrap();
    assert!(problem.reason.contains("refused"), "{}", problem.reason);
    assert!(!problem.reason.contains("s-3cret"));
    let (address, _) = serve_at(|_| {
        crate::platform::slack::test_support::answer(json!({"ok": false, "error": "invalid_auth"}))
    })
    .await;
    let problem = super::open(&client(&address)).await.err().unwrap();
    assert_eq!(problem.wait, REFUSED_WAIT);
    assert!(
        problem.reason.contains("set a new one"),
        "{}",
        problem.reason
    );
}
