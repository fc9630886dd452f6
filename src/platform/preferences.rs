//! What a person or a channel chose for itself.

use std::collections::HashMap;

use sqlx::QueryBuilder;

use crate::platform::batch::{Batcher, padded};
use crate::platform::config::Language;
use crate::platform::db::{Db, Tx};
use crate::{in_tx, on_pool};

const LANGUAGE: &str = "language";

/// Under which name the language of a person's Slack is kept, where it is not the workspace's.
const SLACK_LANGUAGE: &str = "slack_language";

// `language`, which was chosen, stands before `slack_language`.
const SPOKEN_LANGUAGE: &str = "SELECT value FROM preferences
    WHERE owner = $1 AND name IN ('language', 'slack_language') ORDER BY name LIMIT 1";

/// Reads what people and channels chose. Those who ask while the database answers somebody else are
/// answered together.
#[derive(Clone, Debug)]
pub struct Choices(Batcher<String, Result<Chosen, String>>);

/// What one person or channel chose.
#[derive(Clone, Debug, Default)]
pub struct Chosen(HashMap<String, String>);

impl Choices {
    /// Starts the worker that reads.
    pub fn of(db: Db) -> Self {
        Self(Batcher::start(move |owners: Vec<String>| {
            let db = db.clone();
            async move {
                Ok(match chosen_by(&db, &owners).await {
                    Ok(chosen) => chosen.into_iter().map(Ok).collect(),
                    // All fail together: a database that does not answer would be asked for each again.
                    Err(error) => vec![Err(format!("{error:#}")); owners.len()],
                })
            }
        }))
    }

    /// What a person (`U…`) or channel (as configured) chose, as it is stored now.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn by(&self, owner: &str) -> anyhow::Result<Chosen> {
        let chosen = self.0.store(owner.to_owned()).await?;
        chosen.map_err(anyhow::Error::msg)
    }
}

impl Chosen {
    /// What was chosen under `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The language that was chosen.
    pub fn language(&self) -> Option<Language> {
        self.get(LANGUAGE).and_then(Language::of_locale)
    }

    /// The language of a person's Slack as it was seen last.
    pub fn slack_language(&self) -> Option<Language> {
        self.get(SLACK_LANGUAGE).and_then(Language::of_locale)
    }
}

async fn chosen_by(db: &Db, owners: &[String]) -> anyhow::Result<Vec<Chosen>> {
    let rows: Vec<(String, String, String)> = on_pool!(db, |pool| {
        let mut query =
            QueryBuilder::new("SELECT owner, name, value FROM preferences WHERE owner IN (");
        let mut listed = query.separated(", ");
        for owner in padded(owners) {
            listed.push_bind(owner);
        }
        query.push(")");
        query.build_query_as().fetch_all(pool).await?
    });
    let mut found: HashMap<String, Chosen> = HashMap::new();
    for (owner, name, value) in rows {
        found.entry(owner).or_default().0.insert(name, value);
    }
    Ok(owners
        .iter()
        .map(|owner| found.get(owner).cloned().unwrap_or_default())
        .collect())
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
        for owner in padded(owners) {
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
