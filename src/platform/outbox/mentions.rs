//! Whom a message speaks of, so that it is found again when somebody asks to be forgotten.
//!
//! The message itself says so: a block that shows a response's words is marked with
//! [`kit::marked`](crate::platform::slack::kit::marked), and colleagues stand in it by their Slack id.

use std::collections::BTreeSet;

use serde_json::Value;
use sqlx::QueryBuilder;

use crate::in_tx;
use crate::platform::db::Tx;
use crate::platform::slack::kit::MARK;

/// Rows of `mentions` in a statement.
const ROWS_PER_STATEMENT: usize = 1_000;

/// Whom a message speaks of: ids of responses and of colleagues, each once.
pub fn subjects(message: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    look(message, &mut found);
    found
}

fn look(json: &Value, found: &mut BTreeSet<String>) {
    match json {
        Value::Array(items) => items.iter().for_each(|item| look(item, found)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match (name.as_str(), value) {
                    ("block_id", Value::String(id)) => {
                        found.extend(id.strip_prefix(MARK).map(str::to_owned));
                    }
                    ("user_id", Value::String(user)) => {
                        found.insert(user.clone());
                    }
                    (_, Value::String(text)) => found.extend(people(text)),
                    (_, value) => look(value, found),
                }
            }
        }
        _ => {}
    }
}

/// The people who are mentioned in Slack's markup: `<@U024BE7LH>`.
fn people(markup: &str) -> impl Iterator<Item = String> + '_ {
    markup.split("<@").skip(1).filter_map(|rest| {
        let id = rest.split(['>', '|']).next()?;
        let is_id = id.starts_with(['U', 'W'])
            && id
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        is_id.then(|| id.to_owned())
    })
}

/// Stores of whom messages speak, each by the row that posted it.
pub(super) async fn insert(tx: &mut Tx, mentions: &[(String, &str)]) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        for part in mentions.chunks(ROWS_PER_STATEMENT) {
            QueryBuilder::new("INSERT INTO mentions (subject, message_id) ")
                .push_values(part, |mut row, (subject, message)| {
                    row.push_bind(subject).push_bind(*message);
                })
                .push(" ON CONFLICT DO NOTHING")
                .build()
                .execute(&mut *connection)
                .await?;
        }
    });
    Ok(())
}

const MENTIONING: &str =
    "SELECT message_id FROM mentions WHERE subject = $1 ORDER BY message_id LIMIT $2";

/// The rows that posted messages in which a response or a colleague stands, at most `most`.
///
/// # Errors
/// Where the database does not answer.
pub async fn mentioning(tx: &mut Tx, subject: &str, most: i64) -> anyhow::Result<Vec<String>> {
    let rows: Vec<(String,)> = in_tx!(tx, |connection| {
        sqlx::query_as(MENTIONING)
            .bind(subject)
            .bind(most)
            .fetch_all(connection)
            .await?
    });
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

const FORGET: &str = "DELETE FROM mentions WHERE subject = $1";

/// Forgets where a response or a colleague stood, once they stand there no more.
///
/// # Errors
/// Where the database refused.
pub async fn forget_mentions(tx: &mut Tx, subject: &str) -> anyhow::Result<()> {
    in_tx!(tx, |connection| {
        sqlx::query(FORGET)
            .bind(subject)
            .execute(connection)
            .await?;
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_message_says_of_whom_it_speaks() {
        let message = json!({
            "text": "<@U0000ANNA> shared <@W1|x> and <@nobody> <!here>",
            "blocks": [
                { "type": "rich_text", "block_id": "said:r-1", "elements": [
                    { "type": "rich_text_section", "elements": [{ "type": "user", "user_id": "U00000BOB" }] },
                ] },
                { "type": "actions", "block_id": "feedback:choose" },
            ],
        });
        let found: Vec<String> = subjects(&message).into_iter().collect();
        assert_eq!(found, ["U00000BOB", "U0000ANNA", "W1", "r-1"]);
    }
}
