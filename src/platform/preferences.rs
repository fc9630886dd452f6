//! What a person or a channel chose for itself.

use std::collections::HashMap;

use sqlx::QueryBuilder;

use crate::platform::config::Language;
use crate::platform::db::{Db, Tx};
use crate::{in_tx, on_pool};

const LANGUAGE: &str = "language";

/// Under which name the language of a person's Slack is kept, where it is not the workspace's.
const SLACK_LANGUAGE: &str = "slack_language";

const CHOSEN_LANGUAGE: &str =
    "SELECT value FROM preferences WHERE owner = $1 AND name = 'language'";
// `language`, which was chosen, stands before `slack_language`.
const SPOKEN_LANGUAGE: &str = "SELECT value FROM preferences
    WHERE owner = $1 AND name IN ('language', 'slack_language') ORDER BY name LIMIT 1";

/// The language that a person (`U…`) or channel (as configured) chose.
///
/// # Errors
/// Where the database does not answer.
pub async fn chosen_language(db: &Db, owner: &str) -> anyhow::Result<Option<Language>> {
    let row: Option<(Language,)> = on_pool!(db, |pool| sqlx::query_as(CHOSEN_LANGUAGE)
        .bind(owner)
        .fetch_optional(pool)
        .await?);
    Ok(row.map(|(language,)| language))
}

/// The language that a person or channel chose, else that of the person's Slack.
///
/// # Errors
/// Where the database does not answer.
pub async fn chosen_language_in(tx: &mut Tx, owner: &str) -> anyhow::Result<Option<Language>> {
    let row: Option<(Language,)> = in_tx!(tx, |connection| sqlx::query_as(SPOKEN_LANGUAGE)
        .bind(owner)
        .fetch_optional(connection)
        .await?);
    Ok(row.map(|(language,)| language))
}

/// The language of a person's Slack as it was seen last.
///
/// # Errors
/// Where the database does not answer.
pub async fn slack_language(db: &Db, owner: &str) -> anyhow::Result<Option<Language>> {
    let row: Option<(Language,)> = on_pool!(db, |pool| {
        sqlx::query_as("SELECT value FROM preferences WHERE owner = $1 AND name = $2")
            .bind(owner)
            .bind(SLACK_LANGUAGE)
            .fetch_optional(pool)
            .await?
    });
    Ok(row.map(|(language,)| language))
}

/// Remembers the language of a person's Slack, for what is written when nobody can be asked.
///
/// # Errors
/// Where the database refused.
pub async fn remember_slack_language(
    tx: &mut Tx,
    owner: &str,
    language: Language,
) -> anyhow::Result<()> {
    choose(tx, owner, SLACK_LANGUAGE, language.code()).await
}

const CHOSEN_LANGUAGES: &str = "SELECT owner, value FROM preferences WHERE name = 'language'
    AND substr(owner, 1, 1) <> 'U' AND substr(owner, 1, 1) <> 'W'";

/// The languages that channels chose.
///
/// # Errors
/// Where the database does not answer.
pub async fn channel_languages(tx: &mut Tx) -> anyhow::Result<HashMap<String, Language>> {
    let rows: Vec<(String, Language)> = in_tx!(tx, |connection| sqlx::query_as(CHOSEN_LANGUAGES)
        .fetch_all(connection)
        .await?);
    Ok(rows.into_iter().collect())
}

const CHOOSE: &str = "INSERT INTO preferences (owner, name, value) VALUES ($1, $2, $3)
    ON CONFLICT (owner, name) DO UPDATE SET value = excluded.value";
/// What several people or channels chose, by owner and name.
///
/// # Errors
/// Where the database does not answer.
pub async fn of_all(
    tx: &mut Tx,
    owners: &[&str],
) -> anyhow::Result<HashMap<(String, String), String>> {
    if owners.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(String, String, String)> = in_tx!(tx, |connection| {
        let mut query =
            QueryBuilder::new("SELECT owner, name, value FROM preferences WHERE owner IN (");
        let mut listed = query.separated(", ");
        for owner in owners {
            listed.push_bind(*owner);
        }
        query.push(")");
        query.build_query_as().fetch_all(connection).await?
    });
    Ok(rows
        .into_iter()
        .map(|(owner, name, value)| ((owner, name), value))
        .collect())
}

const CHOSEN: &str = "SELECT value FROM preferences WHERE owner = $1 AND name = $2";

/// What a person or channel chose under `name`.
///
/// # Errors
/// Where the database does not answer.
pub async fn chosen(db: &Db, owner: &str, name: &str) -> anyhow::Result<Option<String>> {
    let row: Option<(String,)> = on_pool!(db, |pool| sqlx::query_as(CHOSEN)
        .bind(owner)
        .bind(name)
        .fetch_optional(pool)
        .await?);
    Ok(row.map(|(value,)| value))
}

/// Sets what a person or channel chose under `name`.
///
/// # Errors
/// Where the database refused.
pub async fn choose(tx: &mut Tx, owner: &str, name: &str, value: &str) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(CHOOSE)
            .bind(owner)
            .bind(name)
            .bind(value)
            .execute(connection)
            .await?;
    });
    Ok(())
}

const FORGET: &str = "DELETE FROM preferences WHERE owner = $1 AND name = $2";

/// Sets the language of a person or channel; `None` follows the workspace again.
///
/// # Errors
/// Where the database refused.
pub async fn choose_language(
    tx: &mut Tx,
    owner: &str,
    language: Option<Language>,
) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        match language {
            Some(language) => {
                sqlx::query(CHOOSE)
                    .bind(owner)
                    .bind(LANGUAGE)
                    .bind(language)
                    .execute(connection)
                    .await?
            }
            None => {
                sqlx::query(FORGET)
                    .bind(owner)
                    .bind(LANGUAGE)
                    .execute(connection)
                    .await?
            }
        };
    });
    Ok(())
}
