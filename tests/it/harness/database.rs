//! A database of its own for each test: a SQLite file, or a schema on the PostgreSQL that is named.

use sqlx::{Connection as _, Executor as _};
use tempfile::TempDir;

/// Where this variable is set to `postgres://…`, the whole suite runs there instead of on SQLite.
pub const VARIABLE: &str = "KLANTSTEM_TEST_DATABASE_URL";

/// An empty database that goes with its test.
pub struct TestDatabase {
    url: String,
    place: Place,
}

enum Place {
    Folder(TempDir),
    Schema { server: String, name: String },
}

impl TestDatabase {
    /// A new one. The test fails where the PostgreSQL that was asked for does not answer.
    pub async fn create() -> Self {
        let Ok(server) = std::env::var(VARIABLE) else {
            return Self::file();
        };
        let name = format!("test_{}", uuid::Uuid::new_v4().simple());
        execute(&server, format!("CREATE SCHEMA {name}")).await;
        let mark = if server.contains('?') { '&' } else { '?' };
        Self {
            url: format!("{server}{mark}options[search_path]={name}&application_name={name}"),
            place: Place::Schema { server, name },
        }
    }

    /// A new SQLite file, whatever the rest of the suite runs on.
    pub fn file() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("klantstem.db");
        Self {
            url: format!("sqlite:{}", file.display()),
            place: Place::Folder(folder),
        }
    }

    /// Its address, as `DATABASE_URL` takes it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Everything that it holds, as text in which to search: whole files, or all rows as JSON.
    pub async fn everything(&self) -> String {
        match &self.place {
            Place::Folder(folder) => std::fs::read_dir(folder.path())
                .unwrap()
                .map(|file| std::fs::read(file.unwrap().path()).unwrap())
                .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
                .collect(),
            Place::Schema { server, name } => {
                let mut connection = sqlx::PgConnection::connect(server).await.unwrap();
                let tables: Vec<String> = sqlx::query_scalar(
                    "SELECT table_name::text FROM information_schema.tables WHERE table_schema = $1",
                )
                .bind(name)
                .fetch_all(&mut connection)
                .await
                .unwrap();
                let mut all = String::new();
                for table in tables {
                    let rows = format!("SELECT row_to_json(t)::text FROM {name}.{table} t");
                    let rows: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(rows))
                        .fetch_all(&mut connection)
                        .await
                        .unwrap();
                    all.extend(rows);
                }
                all
            }
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Place::Schema { server, name } = &self.place else {
            return;
        };
        let (server, name) = (server.clone(), name.clone());
        // A thread of its own, because the test's runtime is inside of what drops this.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            // What the bot still does when its test is over ends with it.
            let end = format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{name}'"
            );
            runtime.block_on(execute(
                &server,
                format!("{end}; DROP SCHEMA {name} CASCADE"),
            ));
        });
        if dropped.join().is_err() && !std::thread::panicking() {
            panic!("the schema of this test could not be dropped");
        }
    }
}

async fn execute(server: &str, sql: String) {
    let mut connection = sqlx::PgConnection::connect(server)
        .await
        .unwrap_or_else(|error| panic!("{VARIABLE} is set, but: {error}"));
    connection
        .execute("SET client_min_messages = warning; SET lock_timeout = '10s'")
        .await
        .unwrap();
    connection.execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
}
