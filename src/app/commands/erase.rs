//! `klantstem erase`: forgets a customer or a colleague who asks for it.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;

use super::export::{Meant, candidates, ordered_by};
use crate::app::App;
use crate::app::output::say;
use crate::features::privacy::customers::{self, Asked, Erased, Plan};
use crate::features::privacy::people;
use crate::platform::clock::Clock;
use crate::platform::config::{Department, Loaded};
use crate::platform::ids::UserId;

/// Forget a customer or a colleague; without --yes, show what would change.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    meant: Meant,
    /// Do it. Without it, nothing is changed.
    #[arg(long)]
    yes: bool,
}

/// Erases, or shows what would be erased.
///
/// # Errors
/// Where the database refused; what was erased before stays erased.
pub async fn run(arguments: &Arguments, loaded: Loaded) -> anyhow::Result<ExitCode> {
    let app = App::open(loaded, Clock::system()).await?;
    let told = erase(&app, arguments).await?;
    say!("{}", told.trim_end());
    app.ctx.db.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Erases, or finds out what would be erased; returns what there is to say about it.
///
/// # Errors
/// As [`run`].
pub async fn erase(app: &App, arguments: &Arguments) -> anyhow::Result<String> {
    if let Some(person) = arguments.meant.person() {
        return erase_person(app, person, arguments.yes).await;
    }
    let asked = arguments.meant.customers();
    let plan = customers::plan(&app.ctx, &asked).await?;
    if plan.responses == 0 && !arguments.yes {
        return candidates(app, &asked).await;
    }
    if !arguments.yes {
        return Ok(would(&plan));
    }
    let erased = customers::erase(&app.ctx, &asked, &ordered_by()).await?;
    let mut told = done(&erased, &asked);
    if !app.ctx.db.empty_log().await? {
        told.push_str("\nSQLite's log is in use: what was erased leaves it with the next writes of the server.");
    }
    Ok(told)
}

async fn erase_person(app: &App, person: &UserId, yes: bool) -> anyhow::Result<String> {
    let config = &app.ctx.config;
    let owns = |department: &Department| department.owner.as_ref() == Some(person);
    let is_configured =
        config.workspace.admins.contains(person) || config.departments.values().any(owns);
    let mut told = if yes {
        let erased = people::erase(&app.ctx, person, &ordered_by()).await?;
        app.ctx.db.empty_log().await?;
        format!(
            "Erased: a pseudonym stands in {} rows instead. {} messages in Slack are edited by `serve` or by the next `once`.",
            erased.rows, erased.messages.edited
        )
    } else {
        let (rows, messages) = people::plan(&app.ctx, person).await?;
        format!(
            "Would put a pseudonym into {rows} rows and {messages} messages in Slack; counts stay as they are.\nNothing was changed. To do it, add --yes. To keep a copy first: klantstem export."
        )
    };
    if is_configured {
        told.push_str("\nThe configuration names this person, too, as an administrator or an owner: change it there.");
    }
    Ok(told)
}

fn would(plan: &Plan) -> String {
    let Plan {
        responses,
        cards,
        messages,
        days,
    } = plan;
    let mut told = String::new();
    let days = days.map_or_else(String::new, |(first, last)| {
        format!(", answered {} to {}", first.date_naive(), last.date_naive())
    });
    let _ = writeln!(told, "Would erase: {responses} responses{days}.");
    let _ = writeln!(
        told,
        "  Their words, names, addresses, labels and segment fields go; their scores stay counted."
    );
    let _ = writeln!(
        told,
        "  {cards} cards in Slack are replaced, and the words are taken out of {messages} other messages."
    );
    let _ = write!(
        told,
        "Nothing was changed. To do it, add --yes. To keep a copy first: klantstem export."
    );
    told
}

fn done(erased: &Erased, asked: &Asked) -> String {
    let mut told = format!(
        "Erased: {} responses. {} messages in Slack are edited by `serve` or by the next `once`.",
        erased.responses, erased.messages.edited
    );
    if !asked.customers.is_empty() {
        told.push_str(
            "\nWhat was answered until now is not taken in again, by no webhook and no import.",
        );
    }
    let mut unclear = erased.messages.unclear.clone();
    unclear.sort_unstable();
    unclear.dedup();
    if !unclear.is_empty() {
        let _ = write!(
            told,
            "\nWhether some messages are in Slack is not known. Look in {}, and delete there what is: klantstem outbox list",
            unclear.join(", ")
        );
    }
    told.push_str("\nNot in the database, and still to be looked after: backups, files that were imported, their .rejected.csv.");
    told
}
