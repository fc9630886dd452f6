//! `klantstem export`: hands out what is kept about somebody who asks for it.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::Value;

use crate::app::App;
use crate::app::output::say;
use crate::features::privacy::customers::{self, Asked};
use crate::features::privacy::people;
use crate::features::privacy::store::{self, Act};
use crate::platform::clock::Clock;
use crate::platform::config::Loaded;
use crate::platform::ids::UserId;
use crate::platform::{spreadsheet, text};

mod kudos;

/// What was done that is listed at most.
const ACTS: i64 = 1_000;

/// Who is meant.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub struct Meant {
    /// A customer, by e-mail address, by id in the source, or by the key that an export shows. A name only lists
    /// who may be meant. May be repeated.
    #[arg(long, value_name = "EMAIL|ID|KEY")]
    customer: Vec<String>,
    /// A response, by our id, for customers of whom no address or id is known. May be repeated.
    #[arg(long, value_name = "ID")]
    response: Vec<String>,
    /// A colleague, by Slack's id: `U024BE7LH`.
    #[arg(long, value_name = "ID", conflicts_with_all = ["customer", "response"], value_parser = slack_id)]
    person: Option<UserId>,
}

/// A Slack user id.
fn slack_id(text: &str) -> Result<UserId, String> {
    let is_id = text.len() > 1
        && text.starts_with(['U', 'W'])
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    is_id.then(|| text.into()).ok_or_else(|| {
        "a Slack user id looks like U024BE7LH; the profile's menu has “Copy member ID”".to_owned()
    })
}

impl Meant {
    /// The colleague who is meant, if one is.
    pub fn person(&self) -> Option<&UserId> {
        self.person.as_ref()
    }

    /// The customers who are meant.
    pub fn customers(&self) -> Asked {
        Asked {
            customers: self.customer.clone(),
            responses: self.response.clone(),
        }
    }
}

/// Hand out what is kept about a customer or a colleague, or the record of kudos.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    meant: Meant,
    /// How it is written.
    #[arg(long, value_enum, default_value = "json")]
    format: Format,
}

/// What else can be handed out.
#[derive(Debug, Subcommand)]
enum What {
    /// The record of kudos: who thanked whom for what, who joined in, what was withdrawn.
    Kudos(kudos::Arguments),
    /// What was handed out and erased, when, and on whose order.
    Log,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Json,
    Csv,
}

/// Prints what is kept.
///
/// # Errors
/// Where the database does not answer.
pub async fn run(arguments: &Arguments, loaded: Loaded) -> anyhow::Result<ExitCode> {
    let app = App::open(loaded, Clock::system()).await?;
    let told = export(&app, arguments).await?;
    say!("{}", told.trim_end());
    app.ctx.db.close().await;
    Ok(ExitCode::SUCCESS)
}

/// What is kept, written out.
///
/// # Errors
/// As [`run`].
pub async fn export(app: &App, arguments: &Arguments) -> anyhow::Result<String> {
    match &arguments.what {
        Some(What::Kudos(arguments)) => return kudos::export(app, arguments).await,
        Some(What::Log) => return log(app).await,
        None => {}
    }
    if let Some(person) = arguments.meant.person() {
        let kept = people::export(&app.ctx, person, &ordered_by()).await?;
        return Ok(match arguments.format {
            Format::Json => format!("{kept:#}"),
            Format::Csv => csv(&by_table(&kept)),
        });
    }
    let asked = arguments.meant.customers();
    let found = customers::export(&app.ctx, &asked, &ordered_by()).await?;
    if found.is_empty() {
        return candidates(app, &asked).await;
    }
    let rows = serde_json::to_value(&found)?;
    Ok(match arguments.format {
        Format::Json => format!("{rows:#}"),
        Format::Csv => csv(rows.as_array().map_or(&[], Vec::as_slice)),
    })
}

/// What was handed out and erased, a line each.
async fn log(app: &App) -> anyhow::Result<String> {
    let done = store::last(&app.ctx.db, ACTS).await?;
    if done.is_empty() {
        return Ok("Nothing was handed out or erased.".to_owned());
    }
    let lines: Vec<String> = done
        .iter()
        .map(|done| {
            format!(
                "{}  {:<16}  {:>6} rows  {:>6} messages  by {}",
                done.acted_at.format("%Y-%m-%d %H:%M:%SZ"),
                act(done.act),
                done.items,
                done.messages,
                done.ordered_by
            )
        })
        .collect();
    Ok(lines.join("\n"))
}

fn act(act: Act) -> &'static str {
    match act {
        Act::EraseCustomer => "erase customer",
        Act::ExportCustomer => "export customer",
        Act::ErasePerson => "erase person",
        Act::ExportPerson => "export person",
        Act::ExportKudos => "export kudos",
        Act::ReportPatterns => "kudos patterns",
    }
}

/// Rows of several tables as rows of one: the table, and the row as JSON.
fn by_table(kept: &Value) -> Vec<Value> {
    let tables = kept.as_object().into_iter().flatten();
    tables
        .flat_map(|(table, rows)| {
            let rows = rows.as_array().into_iter().flatten();
            rows.map(move |row| serde_json::json!({ "table": table, "row": row }))
        })
        .collect()
}

/// Rows of JSON objects as CSV, with a header; what is nested stays JSON in its cell.
pub fn csv(rows: &[Value]) -> String {
    let Some(first) = rows.first().and_then(Value::as_object) else {
        return String::new();
    };
    let header: Vec<&str> = first.keys().map(String::as_str).collect();
    let mut written = spreadsheet::line(header.iter().copied());
    for row in rows {
        let cells: Vec<String> = header
            .iter()
            .map(|name| match &row[*name] {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            })
            .collect();
        written.push_str(&spreadsheet::line(cells.iter().map(String::as_str)));
    }
    written
}

/// Says that nobody was found, and who may be meant where a name was given.
pub(super) async fn candidates(app: &App, asked: &Asked) -> anyhow::Result<String> {
    let mut told = "Nothing is kept about this customer, or only scores without a name.".to_owned();
    for name in asked.customers.iter().filter(|name| !name.contains('@')) {
        let found = customers::candidates(&app.ctx, name).await?;
        if found.is_empty() {
            continue;
        }
        let _ = write!(
            told,
            "\nResponses in which “{name}” stands; look at each before you name it with --response, or its key with --customer:"
        );
        for response in found {
            let called = [&response.respondent_name, &response.respondent_company];
            let called: Vec<&str> = called.into_iter().flatten().map(String::as_str).collect();
            let _ = write!(
                told,
                "\n  {}  {}  {}  key {}  {}  {}",
                response.id,
                response.answered_at.date_naive(),
                response.source,
                response.respondent_key.as_deref().unwrap_or("none"),
                text::one_line(&called.join(", "), 60),
                text::one_line(response.comment.as_deref().unwrap_or_default(), 60),
            );
        }
    }
    Ok(told)
}

/// On whose order the shell acts: the user of the operating system.
pub(super) fn ordered_by() -> String {
    let user = ["SUDO_USER", "USER", "LOGNAME"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|user| !user.is_empty()));
    format!("shell:{}", user.as_deref().unwrap_or("unknown"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn csv_keeps_every_word_and_runs_no_formula() {
        let rows = [
            json!({ "id": 1, "words": "said \"so\", twice", "none": null, "more": [1] }),
            json!({ "id": 2, "words": "=HYPERLINK(1)", "none": "-5", "more": {} }),
        ];
        assert_eq!(
            csv(&rows),
            "id,more,none,words\r\n1,[1],,\"said \"\"so\"\", twice\"\r\n2,{},-5,'=HYPERLINK(1)\r\n"
        );
    }
}
