//! What of a person's App Home is remembered: the hash that Slack gave it, by which nothing newer is overwritten.

use crate::platform::db::Db;
use crate::platform::ids::UserId;
use crate::platform::preferences::{self, Choices};

/// Under which name the hash is kept.
const HASH: &str = "home_hash";

/// The hash of the Home that was published last for this person; `None` for who never opened it.
///
/// # Errors
/// Where the database does not answer.
pub async fn hash(choices: &Choices, user: &UserId) -> anyhow::Result<Option<String>> {
    let chosen = choices.by(user.as_str()).await?;
    Ok(chosen.get(HASH).map(str::to_owned))
}

/// Remembers the hash of what was published for this person.
///
/// # Errors
/// Where the database refused.
pub async fn remember(db: &Db, user: &UserId, hash: &str) -> anyhow::Result<()> {
    let mut tx = db.begin().await?;
    preferences::choose(&mut tx, user.as_str(), HASH, hash).await?;
    tx.commit().await
}
