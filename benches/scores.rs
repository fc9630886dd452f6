//! How long a score over twelve months with its trend takes, with few and with many responses stored.
//!
//! `cargo bench --bench scores` makes the stores once, in `target/benches`, and uses them again. How
//! many responses they hold is said by `KLANTSTEM_BENCH_RESPONSES`: `10000,1000000` without it.
//! The responses are real rows with their assignments; the daily counts are made of them by the same
//! code that mends them (`klantstem report --recount`). See README.md here.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark that can not go on has failed"
)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, Utc};
use criterion::{BenchmarkId, Criterion};
use klantstem::app::App;
use klantstem::features::feedback::counts;
use klantstem::features::scores::ask;
use klantstem::features::scores::rules::metric::Metric;
use klantstem::features::scores::rules::question;
use klantstem::features::scores::rules::window::{Period, Unit};
use klantstem::features::scores::store::{Selection, pieces};
use klantstem::in_tx;
use klantstem::platform::clock::Clock;
use klantstem::platform::config::{self, Environment, Language};
use tokio::runtime::Runtime;

/// The day on which the question is asked; the answers came in over the three years before it, which is
/// what a trend of twelve quarters reads.
const TODAY: &str = "2026-11-24";
const DAYS: i64 = 1_096;
const USUAL: &str = "10000,1000000";

/// One answer in a row of `n`: spread evenly over days and departments, its score by a fixed shuffle.
const RESPONSES: &str = "
    WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < $1),
    answers (n, score, at) AS (
        SELECT n, (n * 7919 + n / 11) % 11,
            strftime('%Y-%m-%dT%H:%M:%S+00:00', $2, '-' || ($3 - 1 - n * $3 / $1) || ' days', '+11 hours')
        FROM numbers)
    INSERT INTO responses (id, source, external_id, kind, score, scale_min, scale_max, low_is_good,
        score_class, comment, language, consent, answered_at, updated_at, received_at, state, tags,
        segment, fingerprint, revision)
    SELECT printf('%012d', n), 'panel', printf('%012d', n), 'nps', score, 0, 10, FALSE,
        CASE WHEN score >= 9 THEN 'promoter' WHEN score >= 7 THEN 'passive' ELSE 'detractor' END,
        'The invoice was right this time, thank you.', 'en', 'named', at, at, at, 'complete', '[]',
        '{}', 'bench', 1
    FROM answers";

const ASSIGNMENTS: &str = "
    INSERT INTO assignments (response_id, department, reasons, assigned_at)
    SELECT id, CASE CAST(id AS INTEGER) % 5 WHEN 0 THEN 'finance' WHEN 1 THEN 'product'
        WHEN 2 THEN 'hr' WHEN 3 THEN 'operations' ELSE 'customer-service' END, '[]', answered_at
    FROM responses";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/benches")
}

async fn open(file: &Path) -> Arc<App> {
    let address = format!("sqlite:{}", file.display());
    let environment: Environment = [
        ("DATABASE_URL".to_owned(), address),
        (
            "KLANTSTEM__DATABASE__SYNCHRONOUS".to_owned(),
            "normal".to_owned(),
        ),
    ]
    .into_iter()
    .collect();
    let loaded = config::load(None, &environment, &|_, _, _| Vec::new()).unwrap();
    let now: DateTime<Utc> = format!("{TODAY}T12:00:00Z").parse().unwrap();
    App::open(loaded, Clock::stopped_at(now)).await.unwrap()
}

/// A store with so many responses; made where it is not there yet.
async fn store_of(responses: i64) -> Arc<App> {
    let file = folder().join(format!("scores-{responses}.db"));
    let finished = file.with_extension("finished");
    if finished.exists() {
        return open(&file).await;
    }
    std::fs::create_dir_all(folder()).unwrap();
    for end in ["", "-wal", "-shm"] {
        std::fs::remove_file(format!("{}{end}", file.display())).ok();
    }
    let started = Instant::now();
    let app = open(&file).await;
    let mut tx = app.ctx.db.begin().await.unwrap();
    in_tx!(&mut tx, |connection| {
        sqlx::query(RESPONSES)
            .bind(responses)
            .bind(TODAY)
            .bind(DAYS)
            .execute(&mut *connection)
            .await
            .unwrap();
        sqlx::query(ASSIGNMENTS).execute(connection).await.unwrap();
    });
    tx.commit().await.unwrap();
    eprintln!("{responses} responses stored after {:?}", started.elapsed());
    let counted = counts::recount(&app.ctx, true).await.unwrap().len();
    eprintln!("{counted} counts made after {:?}", started.elapsed());
    std::fs::write(finished, "").unwrap();
    app
}

/// The whole path of `/voice nps finance 12 months`: the question read, the score with its trend, its
/// picture and what explains it, customers' words on both sides, the finished message.
async fn answer(app: &App, words: &str) {
    let now = app.ctx.clock.now();
    let question = question::read(words, &ask::called(&app.ctx), ask::ces(&app.ctx)).unwrap();
    let told = ask::answer(&app.ctx, question, None, Language::Nl, now)
        .await
        .unwrap();
    assert!(told.has_content && told.picture.is_some());
}

/// Its score and trend alone.
async fn score(app: &App, department: &str) {
    let today = ask::today(&app.ctx, app.ctx.clock.now());
    let windows = Period::Rolling(12, Unit::Month).windows(today).unwrap();
    let found = ask::standings(&app.ctx, department, &[Metric::Nps], windows)
        .await
        .unwrap();
    assert_eq!(found.len(), 1);
}

/// What `klantstem report --by department,month` reads.
async fn months(app: &App) {
    let today = ask::today(&app.ctx, app.ctx.clock.now());
    let windows = Period::Rolling(12, Unit::Month).windows(today).unwrap();
    let months = windows.current.months();
    for called in ask::called(&app.ctx) {
        let selection = Selection::of(Metric::Nps.kind(), &called.id);
        let found = pieces::pieces(&app.ctx.db, selection, &months);
        assert!(!found.await.unwrap().is_empty());
    }
}

fn main() {
    let wanted = std::env::var("KLANTSTEM_BENCH_RESPONSES").unwrap_or_else(|_| USUAL.to_owned());
    let runtime = Runtime::new().unwrap();
    let mut criterion = Criterion::default().configure_from_args();
    for responses in wanted
        .split(',')
        .map(|number| number.parse::<i64>().unwrap())
    {
        let app = runtime.block_on(store_of(responses));
        let mut group = criterion.benchmark_group("twelve months");
        for (name, words) in [
            ("answer for all", "nps alles 12 maanden"),
            ("answer for finance", "nps finance 12 maanden"),
        ] {
            group.bench_function(BenchmarkId::new(name, responses), |bencher| {
                bencher.iter(|| runtime.block_on(answer(&app, words)));
            });
        }
        for (name, department) in [("nps of all", ""), ("nps of finance", "finance")] {
            group.bench_function(BenchmarkId::new(name, responses), |bencher| {
                bencher.iter(|| runtime.block_on(score(&app, department)));
            });
        }
        group.bench_function(
            BenchmarkId::new("by department and month", responses),
            |bencher| {
                bencher.iter(|| runtime.block_on(months(&app)));
            },
        );
        group.finish();
        runtime.block_on(app.ctx.db.close());
    }
    criterion.final_summary();
}
