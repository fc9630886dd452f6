//! A look into the database of a process, by SQL of the tests' own.

use klantstem::on_pool;
use klantstem::platform::config::Synchronous;
use klantstem::platform::db::Db;
use secrecy::SecretString;

/// The PostgreSQL server on which the tests may make schemas of their own, if there is one.
pub fn postgres() -> Option<String> {
    std::env::var("KLANTSTEM_TEST_DATABASE_URL").ok()
}

/// Makes a fresh schema on the server at `url`, and returns the address under which it is used.
pub async fn fresh_schema(url: &str) -> String {
    let schema = format!("proef_{}", uuid::Uuid::new_v4().simple());
    let pool = sqlx::PgPool::connect(url).await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE SCHEMA {schema}")))
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}options[search_path]={schema}")
}

/// Opens the database that a process used.
pub async fn open(url: &str) -> Db {
    Db::open(&SecretString::from(url), Synchronous::Normal)
        .await
        .unwrap()
}

/// The numbers that a query of one row and one column, or of two columns, returns.
pub async fn count(db: &Db, query: &'static str) -> i64 {
    let (count,): (i64,) = on_pool!(db, |pool| sqlx::query_as(query)
        .fetch_one(pool)
        .await
        .unwrap());
    count
}

/// Pairs of texts.
pub async fn pairs(db: &Db, query: &'static str) -> Vec<(String, String)> {
    on_pool!(db, |pool| sqlx::query_as(query)
        .fetch_all(pool)
        .await
        .unwrap())
}

/// Fails unless every message arrived and none is in doubt.
pub async fn assert_all_arrived(db: &Db) {
    let open = pairs(
        db,
        "SELECT state, COALESCE(error, '') FROM outbox WHERE state <> 'sent' ORDER BY id",
    )
    .await;
    assert_eq!(open, [], "messages that did not arrive");
}
