//! Whether a server works on a database: an import beside it leaves it room.

use std::fs::File;
use std::path::PathBuf;

use super::{Db, SqliteDb};

impl Db {
    /// Says for as long as what is returned lives that a server works on this database, so that an import
    /// beside it leaves it room. A server does not need it: where that can not be said, it is logged.
    pub fn say_served(&self) -> Option<File> {
        let Self::Sqlite(sqlite) = self else {
            return None;
        };
        let path = sqlite.file_of_servers();
        let said = File::create(&path).and_then(|file| file.lock_shared().map(|()| file));
        said.inspect_err(|error| {
            let file = path.display().to_string();
            tracing::warn!(file, %error, "this file can not be locked; an import beside this server may hold it up");
        })
        .ok()
    }

    /// Whether somebody may wait for this process to finish a unit of work.
    pub fn is_served(&self) -> bool {
        let Self::Sqlite(sqlite) = self else {
            return true;
        };
        // Whoever holds the lock does not give it up while it runs, and loses it when it dies.
        match File::open(sqlite.file_of_servers()) {
            Ok(file) => file.try_lock().is_err(),
            Err(error) => error.kind() != std::io::ErrorKind::NotFound,
        }
    }

    /// Whether all who write take turns.
    pub fn has_one_writer(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }
}

impl SqliteDb {
    /// Servers on this database hold a lock on this file. It is not SQLite's own: SQLite would lose its locks
    /// on a file that somebody else in this process opens and closes.
    fn file_of_servers(&self) -> PathBuf {
        let mut path = self.file.clone().into_os_string();
        path.push("-server");
        path.into()
    }
}

#[cfg(test)]
mod tests {
    use crate::platform::config::Synchronous;
    use crate::platform::db::Db;

    #[tokio::test]
    async fn a_server_is_known_as_long_as_it_lives() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("klantstem.db").display());
        let db = Db::open(&url.into(), Synchronous::Normal).await.unwrap();
        assert!(!db.is_served());
        let first = db.say_served();
        let second = db.say_served();
        assert!(db.is_served());
        drop(first);
        assert!(db.is_served());
        drop(second);
        assert!(!db.is_served());
        // Something else stands where the file would be: the server goes on without it.
        std::fs::remove_file(folder.path().join("klantstem.db-server")).unwrap();
        std::fs::create_dir(folder.path().join("klantstem.db-server")).unwrap();
        assert!(db.say_served().is_none());
        db.close().await;
    }
}
