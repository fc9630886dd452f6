//! Killed at random moments while a colleague is forgotten: all of it is done, or nothing.

use std::time::{Duration, Instant};

use klantstem::in_tx;
use klantstem::platform::db::Db;

use crate::harness::bot::Setup;
use crate::harness::{database, slack};

const COLLEAGUE: &str = "U0FORGET";
const ROWS: i64 = 1_500;
const KILLS: u32 = 12;

/// So many rows of each kind, all of one colleague.
const SEED: [&str; 5] = [
    "INSERT INTO kudos (id, giver, message, visibility, occasion, is_limited, local_day, time_zone, given_at)
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
     SELECT 'k' || i, 'U0FORGET', 'with <@U0FORGET> ' || i, 'public', 'form', TRUE, '2026-09-14',
     'Europe/Amsterdam', '2026-09-14T10:00:00+00:00' FROM n",
    "INSERT INTO kudos_receivers (kudos_id, receiver, is_across) SELECT id, 'U0OTHER', FALSE FROM kudos",
    "INSERT INTO reactions (channel, message_ts, user_id, emoji, reacted_at)
     SELECT 'C1', id, 'U0FORGET', 'tada', '2026-09-14T10:00:00+00:00' FROM kudos",
    "INSERT INTO outbox (id, lane, operation, payload, dedup_key, due_at, state, attempts, channel, message_ts, created_at)
     SELECT 'm' || id, 'C1', 'post', '{\"text\":\"<@U0FORGET> was here\"}', 'seed:' || id,
     '2026-09-14T10:00:00+00:00', 'sent', 1, 'C1', id, '2026-09-14T10:00:00+00:00' FROM kudos",
    "INSERT INTO mentions (subject, message_id) SELECT 'U0FORGET', 'm' || id FROM kudos",
];
/// What is counted: rows in which the colleague stands still.
const LEFT: [&str; 5] = [
    "SELECT COUNT(*) FROM kudos WHERE giver = 'U0FORGET'",
    "SELECT COUNT(*) FROM kudos WHERE message LIKE '%U0FORGET%'",
    "SELECT COUNT(*) FROM reactions WHERE user_id = 'U0FORGET'",
    "SELECT COUNT(*) FROM outbox WHERE payload LIKE '%U0FORGET%'",
    "SELECT COUNT(*) FROM mentions WHERE subject = 'U0FORGET'",
];

async fn seed(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    for sql in SEED {
        in_tx!(&mut tx, |connection| {
            sqlx::query(sql).execute(connection).await.unwrap();
        });
    }
    tx.commit().await.unwrap();
}

async fn left(db: &Db) -> Vec<i64> {
    let mut left = Vec::new();
    for sql in LEFT {
        left.push(database::count(db, sql).await);
    }
    left
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_a_colleague_is_forgotten_all_of_it_is_done_or_nothing() {
    let sandbox = slack::workspace(slack::DEFAULT_CHANNELS).await;
    let setup = Setup::new(&sandbox);
    setup.run(&["export", "log"]).await.succeeded();
    let file = setup.folder.path().join("klantstem.db");
    let url = format!("sqlite:{}", file.display());
    let db = database::open(&url).await;
    seed(&db).await;
    db.close().await;
    let full = std::fs::read(&file).unwrap();
    let erase = ["erase", "--person", COLLEAGUE, "--yes"];
    let begun = Instant::now();
    setup.run(&erase).await.succeeded();
    let whole = begun.elapsed();
    let mut undone = 0;
    for kill in 1..=KILLS {
        for end in ["db", "db-wal", "db-shm"] {
            let _ = std::fs::remove_file(file.with_extension(end));
        }
        std::fs::write(&file, &full).unwrap();
        let after: Duration = whole * kill / KILLS;
        setup.run_for(&erase, after).await;
        let db = database::open(&url).await;
        let left = left(&db).await;
        let acts = database::count(
            &db,
            "SELECT COUNT(*) FROM privacy_acts WHERE act = 'erase_person'",
        );
        let acts = acts.await;
        match left[0] {
            0 => assert_eq!((left, acts), (vec![0; LEFT.len()], 1), "after {after:?}"),
            _ => assert_eq!((left, acts), (vec![ROWS; LEFT.len()], 0), "after {after:?}"),
        }
        undone += 1 - acts;
        db.close().await;
    }
    assert!(undone > 0, "nothing was killed in the middle");
    setup.run(&erase).await.succeeded();
    let db = database::open(&url).await;
    assert_eq!(left(&db).await, [0; LEFT.len()]);
    let names = "SELECT COUNT(DISTINCT giver) FROM kudos";
    assert_eq!(database::count(&db, names).await, 1);
    db.close().await;
}
