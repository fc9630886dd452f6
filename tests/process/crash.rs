//! Killed at random moments while responses come in and posts go out: nothing lost, nothing twice.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use klantstem::sandbox::{Fault, FaultKind, Sandbox};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::harness::bot::{Bot, PATIENCE, Setup};
use crate::harness::{database, senders, slack};

const RESPONSES: usize = 2_000;
/// So many channels that a post a second in each still ends within two minutes.
const DEPARTMENTS: usize = 60;
const KILLS: usize = 16;
/// Survey tools that send at the same time.
const SENDERS: usize = 12;
/// How far the senders run ahead of the posts, so that both go on from the first kill to the last.
const AHEAD: usize = 500;
/// Two processes of one machine may give what they take in within this time the same moment.
const SAME_MOMENT: Duration = Duration::from_millis(2);

#[tokio::test(flavor = "multi_thread")]
async fn killed_sixteen_times_on_sqlite_nothing_is_lost_and_nothing_is_posted_twice() {
    let sandbox = Arc::new(workspace().await);
    let setup = setup(&sandbox);
    let file = setup.folder.path().join("klantstem.db");
    let url = format!("sqlite:{}", file.display());
    Trial::new(sandbox, vec![setup], url).run().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_replicas_on_postgresql_killed_in_turn_lose_nothing_and_post_nothing_twice() {
    let Some(server) = database::postgres() else {
        eprintln!("NOT RUN: KLANTSTEM_TEST_DATABASE_URL names no PostgreSQL");
        return;
    };
    let sandbox = Arc::new(workspace().await);
    let url = database::fresh_schema(&server).await;
    let mut setups = vec![setup(&sandbox), setup(&sandbox)];
    for setup in &mut setups {
        setup.set("DATABASE_URL", &url);
    }
    Trial::new(sandbox, setups, url).run().await;
}

fn department(index: usize) -> String {
    format!("d{index:02}")
}

async fn workspace() -> Sandbox {
    let mut names: Vec<String> = (0..DEPARTMENTS).map(department).collect();
    names.extend(slack::DEFAULT_CHANNELS.map(str::to_owned));
    slack::workspace(names.iter().map(String::as_str)).await
}

fn setup(sandbox: &Sandbox) -> Setup {
    let mut config = "[sources.generic]\npreset = \"generic\"\n".to_owned();
    for id in (0..DEPARTMENTS).map(department) {
        write!(
            config,
            r##"
            [departments.{id}]
            channel = "#{id}"
            name = {{ en = "Department {id}", nl = "Afdeling {id}" }}
            question = {{ en = "What do we learn?", nl = "Wat leren we?" }}
            [[routes]]
            name = "Also {id}"
            departments = ["{id}"]
            [[routes.any]]
            tags = ["also-{id}"]
            "##
        )
        .unwrap();
    }
    let mut setup = Setup::new(sandbox);
    setup
        .configure(&config)
        .set("KLANTSTEM__SLACK__UNCLEAR_POSTS", "look_up");
    setup
}

/// What is sent of one customer.
#[derive(Clone)]
struct Planned {
    id: String,
    departments: Vec<usize>,
    /// The tool delivers it a second time although it was told that it is stored.
    is_repeated: bool,
    /// Two deliveries of it arrive at once.
    is_doubled: bool,
    /// The customer changes the answer.
    edited: Edited,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Edited {
    Never,
    /// As soon as the first answer is stored: mostly before it is posted.
    Soon,
    /// When it stands in its channel.
    Late,
}

impl Planned {
    fn all(random: &mut fastrand::Rng) -> Vec<Self> {
        (0..RESPONSES)
            .map(|index| {
                let mut departments = vec![index % DEPARTMENTS];
                if index % 10 == 0 {
                    let other = (index / 10 * 7 + 13) % DEPARTMENTS;
                    departments.extend((other != departments[0]).then_some(other));
                }
                Self {
                    id: format!("r-{index:04}"),
                    departments,
                    is_repeated: random.u8(..) < 25,
                    is_doubled: random.u8(..) < 13,
                    edited: match index % 100 {
                        0 => Edited::Soon,
                        50 => Edited::Late,
                        _ => Edited::Never,
                    },
                }
            })
            .collect()
    }

    fn payload(&self) -> Value {
        let mut payload = senders::response(&self.id, &department(self.departments[0]));
        if let Some(other) = self.departments.get(1) {
            payload["tags"] = json!([format!("also-{}", department(*other))]);
        }
        payload
    }

    fn edited_payload(&self) -> Value {
        let mut edited = self.payload();
        let comment = edited["comment"].as_str().unwrap();
        edited["comment"] = format!("{comment} Herzien.").into();
        edited["updated_at"] = "2026-03-02T10:00:00Z".into();
        edited
    }
}

/// When a response was sent for the first time, and when the sender knew that it is stored.
#[derive(Clone, Copy)]
struct Times {
    sent: Instant,
    stored: Instant,
}

/// What the senders have done so far.
#[derive(Default)]
struct Progress {
    next: AtomicUsize,
    stored: AtomicUsize,
    attempts: AtomicUsize,
    times: Mutex<HashMap<String, Times>>,
}

struct Replica {
    setup: Setup,
    bot: Option<Bot>,
    address: watch::Sender<Option<SocketAddr>>,
}

struct Trial {
    sandbox: Arc<Sandbox>,
    replicas: Vec<Replica>,
    database: String,
    seed: u64,
    random: fastrand::Rng,
    planned: Arc<Vec<Planned>>,
    progress: Arc<Progress>,
}

impl Trial {
    fn new(sandbox: Arc<Sandbox>, setups: Vec<Setup>, database: String) -> Self {
        let seed = std::env::var("KLANTSTEM_TEST_SEED")
            .map_or_else(|_| fastrand::u64(..), |seed| seed.parse().unwrap());
        let mut random = fastrand::Rng::with_seed(seed);
        let planned = Arc::new(Planned::all(&mut random));
        Self {
            sandbox,
            replicas: setups
                .into_iter()
                .map(|setup| Replica {
                    setup,
                    bot: None,
                    address: watch::Sender::new(None),
                })
                .collect(),
            database,
            seed,
            random,
            planned,
            progress: Arc::default(),
        }
    }

    async fn run(mut self) {
        eprintln!("KLANTSTEM_TEST_SEED={}", self.seed);
        let begin = Instant::now();
        for index in 0..self.replicas.len() {
            self.start(index).await;
        }
        let senders = self.start_senders();
        let cut_short = self.kill_again_and_again().await;
        eprintln!(
            "{KILLS} kills within {:?}, {cut_short} of them while it was starting",
            begin.elapsed()
        );
        senders.join_all().await;
        let posts = self.expected_posts();
        // A call that a kill broke off is not in the log; the messages are, but to count them costs more.
        let all_there = self
            .sandbox
            .wait_until(4 * PATIENCE, |sandbox| {
                sandbox.call_count("chat.postMessage") + 10 * KILLS >= posts
                    && sandbox.all_messages().len() >= posts
            })
            .await;
        let messages = self.sandbox.all_messages().len();
        assert!(all_there, "{messages} of {posts} posts arrived");
        self.wait_until_nothing_is_open().await;
        for replica in &mut self.replicas {
            let bot = replica.bot.take().unwrap();
            bot.ask_to_stop();
            let (status, log) = bot.ended().await;
            assert_eq!(status.code(), Some(0), "{log}");
        }
        eprintln!(
            "{posts} posts of {RESPONSES} responses in {:?}; {} deliveries, {} posts sent, {} look-ups, {} updates",
            begin.elapsed(),
            self.progress.attempts.load(Ordering::SeqCst),
            self.sandbox.call_count("chat.postMessage"),
            self.sandbox.call_count("conversations.history"),
            self.sandbox.call_count("chat.update"),
        );
        self.check_slack();
        self.check_database().await;
    }

    fn expected_posts(&self) -> usize {
        self.planned
            .iter()
            .map(|planned| planned.departments.len())
            .sum()
    }

    async fn start(&mut self, index: usize) {
        let replica = &mut self.replicas[index];
        let (bot, address) = replica.setup.serve().await;
        replica.bot = Some(bot);
        replica.address.send_replace(Some(address));
    }

    fn start_senders(&self) -> JoinSet<()> {
        let client = senders::client();
        let addresses: Vec<_> = self
            .replicas
            .iter()
            .map(|replica| replica.address.subscribe())
            .collect();
        let mut senders = self.start_late_editors(&client, &addresses);
        for _ in 0..SENDERS {
            let (sandbox, planned, progress) = (
                self.sandbox.clone(),
                self.planned.clone(),
                self.progress.clone(),
            );
            let (client, addresses) = (client.clone(), addresses.clone());
            senders.spawn(async move {
                loop {
                    let index = progress.next.fetch_add(1, Ordering::SeqCst);
                    let Some(planned) = planned.get(index) else {
                        return;
                    };
                    let is_time =
                        |sandbox: &Sandbox| index < sandbox.call_count("chat.postMessage") + AHEAD;
                    assert!(sandbox.wait_until(4 * PATIENCE, is_time).await);
                    deliver(&client, &addresses, index, planned, &progress).await;
                }
            });
        }
        senders
    }

    /// Those that wait until the post is there, and then change what it is about.
    fn start_late_editors(
        &self,
        client: &reqwest::Client,
        addresses: &[watch::Receiver<Option<SocketAddr>>],
    ) -> JoinSet<()> {
        let late = self
            .planned
            .iter()
            .filter(|planned| planned.edited == Edited::Late);
        late.map(|planned| {
            let (sandbox, planned) = (self.sandbox.clone(), planned.clone());
            let (client, address) = (client.clone(), addresses[0].clone());
            async move {
                let channel = department(planned.departments[0]);
                let is_there = |sandbox: &Sandbox| {
                    let messages = sandbox.messages(&channel);
                    messages.iter().any(|message| id_in(message) == planned.id)
                };
                assert!(sandbox.wait_until(4 * PATIENCE, is_there).await);
                let delivery = format!("delivery-{}-edited", planned.id);
                let edited = planned.edited_payload();
                senders::send_until_stored(&client, address, &edited, &delivery).await;
            }
        })
        .collect()
    }

    /// Kills whenever a random share of the work is done. Returns how often it was not even ready.
    async fn kill_again_and_again(&mut self) -> usize {
        let work = RESPONSES + self.expected_posts();
        let mut moments: Vec<usize> = (0..KILLS)
            .map(|_| self.random.usize(work / 50..work * 9 / 10))
            .collect();
        moments.sort_unstable();
        let mut cut_short = 0;
        for (kill, moment) in moments.into_iter().enumerate() {
            let progress = self.progress.clone();
            let is_time = |sandbox: &Sandbox| {
                progress.stored.load(Ordering::SeqCst) + sandbox.call_count("chat.postMessage")
                    >= moment
            };
            assert!(self.sandbox.wait_until(4 * PATIENCE, is_time).await);
            let index = kill % self.replicas.len();
            for _ in 0..3 {
                let kind = self.fault();
                self.sandbox.fault(Fault::next("chat.postMessage", kind));
            }
            self.pause(250).await;
            self.replicas[index].address.send_replace(None);
            self.replicas[index].bot.take().unwrap().kill().await;
            self.sandbox.clear_faults();
            if self.random.u8(..) < 64 {
                let bot = self.replicas[index].setup.start();
                self.pause(400).await;
                bot.kill().await;
                cut_short += 1;
            }
            self.start(index).await;
        }
        cut_short
    }

    /// What happens at Slack in the moments before a kill: it makes sends that are half-way likely.
    fn fault(&mut self) -> FaultKind {
        let milliseconds = self.random.u64(100..2_000);
        match self.random.u8(0..6) {
            0 => FaultKind::Delay { milliseconds },
            1 => FaultKind::DropAfter,
            2 => FaultKind::StatusAfter { status: 502 },
            _ => FaultKind::DelayAfter { milliseconds },
        }
    }

    /// The random moment itself; there is nothing to wait for.
    async fn pause(&mut self, most_milliseconds: u64) {
        tokio::time::sleep(Duration::from_micros(
            self.random.u64(0..most_milliseconds * 1_000),
        ))
        .await;
    }

    async fn wait_until_nothing_is_open(&self) {
        let db = database::open(&self.database).await;
        let deadline = Instant::now() + 2 * PATIENCE;
        loop {
            let open = klantstem::platform::outbox::counts(&db).await.unwrap().open;
            if open == 0 {
                break;
            }
            assert!(Instant::now() < deadline, "{open} messages stay open");
            // A change in a database of another process is nothing that can be waited for.
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        db.close().await;
    }

    /// Every post is there exactly once, in the order in which the responses came, with its last text.
    fn check_slack(&self) {
        let times = self.progress.times.lock().unwrap();
        let mut expected: HashMap<usize, HashSet<&str>> = HashMap::new();
        for planned in self.planned.iter() {
            for department in &planned.departments {
                expected.entry(*department).or_default().insert(&planned.id);
            }
        }
        for (index, expected) in expected {
            let channel = department(index);
            let messages = self.sandbox.messages(&channel);
            let ids: Vec<String> = messages.iter().map(id_in).collect();
            let distinct: HashSet<&str> = ids.iter().map(String::as_str).collect();
            assert_eq!(ids.len(), distinct.len(), "twice in #{channel}: {ids:?}");
            assert_eq!(distinct, expected, "in #{channel}");
            let mut latest_sent = None;
            for id in &ids {
                let times = times[id];
                if let Some((earlier, sent)) = latest_sent {
                    assert!(
                        sent <= times.stored + SAME_MOMENT,
                        "{id} was stored before {earlier} was sent, and stands after it in #{channel}"
                    );
                }
                latest_sent = match latest_sent {
                    Some((_, sent)) if sent >= times.sent => latest_sent,
                    _ => Some((id, times.sent)),
                };
            }
            for (id, message) in ids.iter().zip(&messages) {
                let planned = self.planned.iter().find(|planned| planned.id == *id);
                assert_eq!(
                    slack::text_of(message).contains("Herzien"),
                    planned.unwrap().edited != Edited::Never,
                    "{id}: {message}"
                );
            }
        }
        assert_eq!(self.sandbox.messages("voice-triage"), Vec::<Value>::new());
        assert!(
            self.sandbox.call_count("conversations.history") > 0,
            "no kill left a post half-way: the test shows nothing"
        );
    }

    async fn check_database(&self) {
        let db = database::open(&self.database).await;
        let responses = database::count(&db, "SELECT COUNT(*) FROM responses").await;
        let distinct = database::count(
            &db,
            "SELECT COUNT(DISTINCT external_id) FROM responses WHERE source = 'generic'",
        )
        .await;
        assert_eq!((responses, distinct), (2_000, 2_000));
        let posts = database::count(&db, "SELECT COUNT(*) FROM posts").await;
        assert_eq!(posts, i64::try_from(self.expected_posts()).unwrap());
        database::assert_all_arrived(&db).await;
        if self.replicas.len() == 1 {
            let sent = database::pairs(
                &db,
                "SELECT lane, message_ts FROM outbox WHERE operation = 'post' ORDER BY lane, due_at, id",
            )
            .await;
            assert!(sent.is_sorted(), "posted in another order than stored");
        }
        db.close().await;
    }
}

/// The identity of the response that a message is about.
fn id_in(message: &Value) -> String {
    let text = slack::text_of(message);
    let at = text
        .find("(r-")
        .unwrap_or_else(|| panic!("no response in {message}"));
    text[at + 1..at + 7].to_owned()
}

async fn deliver(
    client: &reqwest::Client,
    addresses: &[watch::Receiver<Option<SocketAddr>>],
    index: usize,
    planned: &Planned,
    progress: &Progress,
) {
    let address = |turn: usize| addresses[(index + turn) % addresses.len()].clone();
    let delivery = format!("delivery-{index}");
    let payload = planned.payload();
    let send = |turn: usize, payload: Value, delivery: String| async move {
        let times = senders::send_until_stored(client, address(turn), &payload, &delivery).await;
        progress
            .attempts
            .fetch_add(times as usize, Ordering::SeqCst);
    };
    let sent = Instant::now();
    if planned.is_doubled {
        tokio::join!(
            send(0, payload.clone(), delivery.clone()),
            send(1, payload.clone(), delivery.clone())
        );
    } else {
        send(0, payload.clone(), delivery.clone()).await;
    }
    let stored = Instant::now();
    progress
        .times
        .lock()
        .unwrap()
        .insert(planned.id.clone(), Times { sent, stored });
    progress.stored.fetch_add(1, Ordering::SeqCst);
    if planned.is_repeated {
        send(1, payload.clone(), delivery).await;
    }
    if planned.edited == Edited::Soon {
        send(
            1,
            planned.edited_payload(),
            format!("delivery-{index}-edited"),
        )
        .await;
    }
}
