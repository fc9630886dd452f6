//! Held against sqlx's own driver, which reads the same file.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::pool::PoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use sqlx::types::chrono::TimeZone as _;
use sqlx::{Connection as _, Pool, Row as _, SqlitePool, ValueRef as _};
use tempfile::TempDir;

use super::{DirectOptions, DirectSqlite};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Colour {
    Red,
    DarkBlue,
}

crate::stored_as_text!(Colour { Red = "red", DarkBlue = "dark_blue" });

/// One row of everything that we store.
type Everything = (
    i64,
    f64,
    bool,
    String,
    Option<String>,
    Vec<u8>,
    DateTime<Utc>,
    NaiveDate,
    Colour,
);

fn everything() -> Everything {
    (
        i64::MIN,
        -0.1,
        true,
        "Zonnebloemkwark 🌻 ' \" \0 é".to_owned(),
        None,
        vec![0, 255],
        Utc.with_ymd_and_hms(2026, 3, 29, 1, 0, 0).unwrap() + Duration::from_millis(120),
        NaiveDate::from_ymd_opt(2026, 2, 28).unwrap(),
        Colour::DarkBlue,
    )
}

struct File {
    _folder: TempDir,
    ours: Pool<DirectSqlite>,
    theirs: SqlitePool,
}

async fn file() -> File {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.db");
    let ours = DirectOptions {
        file: path.clone(),
        read_only: false,
        synchronous: SqliteSynchronous::Normal,
        busy_timeout: Duration::from_secs(5),
    };
    let theirs = SqliteConnectOptions::new().filename(&path);
    let ours = PoolOptions::new()
        .max_connections(1)
        .connect_with(ours)
        .await
        .unwrap();
    let theirs = SqlitePool::connect_with(theirs).await.unwrap();
    let table = "CREATE TABLE t (a BIGINT, b DOUBLE PRECISION, c BOOLEAN, d TEXT, e TEXT, f BLOB,
        g TIMESTAMPTZ, h TEXT, i TEXT)";
    sqlx::query(table).execute(&ours).await.unwrap();
    File {
        _folder: folder,
        ours,
        theirs,
    }
}

const INSERT: &str = "INSERT INTO t VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

macro_rules! insert {
    ($pool:expr) => {{
        let (a, b, c, d, e, f, g, h, i) = everything();
        let query = sqlx::query(INSERT).bind(a).bind(b).bind(c).bind(d).bind(e);
        let query = query.bind(f).bind(g).bind(h).bind(i);
        query.execute($pool).await.unwrap().rows_affected()
    }};
}

#[tokio::test]
async fn what_one_driver_stores_the_other_reads_and_stores_alike() {
    let file = file().await;
    assert_eq!(insert!(&file.ours), 1);
    assert_eq!(insert!(&file.theirs), 1);
    let ours: Vec<Everything> = sqlx::query_as("SELECT * FROM t")
        .fetch_all(&file.ours)
        .await
        .unwrap();
    let theirs: Vec<Everything> = sqlx::query_as("SELECT * FROM t")
        .fetch_all(&file.theirs)
        .await
        .unwrap();
    assert_eq!(ours, [everything(), everything()]);
    assert_eq!(theirs, ours);
    // Not only what is read, but what stands in the file: order and equality are of text.
    let (different,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM (SELECT DISTINCT * FROM t)")
        .fetch_one(&file.theirs)
        .await
        .unwrap();
    assert_eq!(different, 1);
}

#[tokio::test]
async fn an_argument_goes_where_its_number_is_and_a_question_mark_takes_the_next_one() {
    let file = file().await;
    let numbered: (String, String, String) = sqlx::query_as("SELECT $2, $1, $2")
        .bind("one")
        .bind("two")
        .fetch_one(&file.ours)
        .await
        .unwrap();
    assert_eq!(numbered, ("two".into(), "one".into(), "two".into()));
    let counted: (i64, i64) = sqlx::query_as("SELECT ?, ?")
        .bind(1_i64)
        .bind(2_i64)
        .fetch_one(&file.ours)
        .await
        .unwrap();
    assert_eq!(counted, (1, 2));
}

#[tokio::test]
async fn a_column_is_found_by_name_and_a_wrong_type_is_refused() {
    let file = file().await;
    let row = sqlx::query("SELECT 1 AS number, 'x' AS word, NULL AS missing")
        .fetch_one(&file.ours)
        .await
        .unwrap();
    assert_eq!(row.get::<i64, _>("number"), 1);
    assert_eq!(row.get::<&str, _>("word"), "x");
    assert_eq!(row.get::<Option<i64>, _>("missing"), None);
    assert!(row.try_get_raw("missing").unwrap().is_null());
    assert!(row.try_get::<i64, _>("word").is_err());
    assert!(row.try_get::<i64, _>("absent").is_err());
    assert!(row.try_get::<i64, _>(3).is_err());
    assert!(
        sqlx::query_as::<_, (Colour,)>("SELECT 'green'")
            .fetch_one(&file.ours)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn what_is_returned_is_counted_and_all_of_it_is_done_where_one_row_is_asked_for() {
    let file = file().await;
    for _ in 0..3 {
        insert!(&file.ours);
    }
    let changed: Option<(i64,)> = sqlx::query_as("UPDATE t SET a = 7 RETURNING a")
        .fetch_optional(&file.ours)
        .await
        .unwrap();
    assert_eq!(changed, Some((7,)));
    let (changed,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM t WHERE a = 7")
        .fetch_one(&file.theirs)
        .await
        .unwrap();
    assert_eq!(changed, 3);
    let read = sqlx::query("SELECT * FROM t").execute(&file.ours).await;
    assert_eq!(read.unwrap().rows_affected(), 0);
}

#[tokio::test]
async fn a_refusal_says_what_and_which_kind() {
    let file = file().await;
    sqlx::query("CREATE UNIQUE INDEX once ON t (a)")
        .execute(&file.ours)
        .await
        .unwrap();
    insert!(&file.ours);
    let again = sqlx::query("INSERT INTO t (a) SELECT a FROM t")
        .execute(&file.ours)
        .await
        .unwrap_err();
    let refusal = again.as_database_error().unwrap();
    assert!(refusal.is_unique_violation());
    assert_eq!(refusal.message(), "UNIQUE constraint failed: t.a");
    let unknown = sqlx::query("SELECT missing")
        .execute(&file.ours)
        .await
        .unwrap_err();
    assert!(unknown.to_string().contains("no such column: missing"));
}

#[tokio::test]
async fn a_unit_of_work_that_is_dropped_is_taken_back() {
    let file = file().await;
    let mut dropped = file.ours.begin_with("BEGIN IMMEDIATE").await.unwrap();
    insert!(&mut *dropped);
    drop(dropped);
    let mut kept = file.ours.begin_with("BEGIN IMMEDIATE").await.unwrap();
    assert!(kept.is_in_transaction());
    insert!(&mut *kept);
    let mut inner = kept.begin().await.unwrap();
    insert!(&mut *inner);
    inner.rollback().await.unwrap();
    kept.commit().await.unwrap();
    let (rows,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM t")
        .fetch_one(&file.theirs)
        .await
        .unwrap();
    assert_eq!(rows, 1);
}

/// Time stands still but for what is waited for, so that five seconds take none.
#[tokio::test]
async fn another_process_that_writes_is_waited_for_but_not_for_ever() {
    let file = file().await;
    let theirs = file.theirs.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let (begun, committed) = tokio::join!(file.ours.begin_with("BEGIN IMMEDIATE"), async {
        tokio::task::yield_now().await;
        theirs.commit().await
    });
    committed.unwrap();
    begun.unwrap().rollback().await.unwrap();

    let _held = file.theirs.begin_with("BEGIN IMMEDIATE").await.unwrap();
    tokio::time::pause();
    let begun = file.ours.begin_with("BEGIN IMMEDIATE").await;
    let error = begun.unwrap_err();
    assert_eq!(
        error.as_database_error().unwrap().code().as_deref(),
        Some("5")
    );
}
