//! `klantstem export kudos`: hands out the record of kudos.

use chrono::NaiveDate;
use clap::Args;

use super::{Format, ordered_by};
use crate::app::App;
use crate::features::kudos::export::{Range, csv};
use crate::features::privacy::kudos;

/// Hand out the record of kudos, those that were withdrawn too.
#[derive(Debug, Args)]
pub struct Arguments {
    /// From this day on: `2026-01-01`. Days are those of who gave the kudos.
    #[arg(long, value_name = "DATE")]
    from: Option<NaiveDate>,
    /// Up to and including this day.
    #[arg(long, value_name = "DATE")]
    to: Option<NaiveDate>,
    /// How it is written. JSON is whole; CSV has one line for each colleague who was thanked.
    #[arg(long, value_enum, default_value = "json")]
    format: Format,
    /// Also what private kudos say; without it, only that they were given.
    #[arg(long)]
    private_words: bool,
}

/// The kudos of these days, written out.
///
/// # Errors
/// Where the database does not answer, or the range ends before it begins.
pub async fn export(app: &App, arguments: &Arguments) -> anyhow::Result<String> {
    let Arguments { from, to, .. } = *arguments;
    if let (Some(from), Some(to)) = (from, to) {
        anyhow::ensure!(from <= to, "--from is after --to");
    }
    let range = Range {
        from,
        to,
        with_private_words: arguments.private_words,
    };
    let kept = kudos::export(&app.ctx, range, &ordered_by()).await?;
    Ok(match arguments.format {
        Format::Csv => csv(&kept),
        Format::Json => format!("{:#}", kudos::as_json(range, &kept)),
    })
}
