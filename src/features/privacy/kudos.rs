//! What administrators ask of the record of kudos. That they asked is recorded, and never about whom.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::handing_out::{self, HandedOut};
use super::store::{self, Act};
use crate::features::feedback::views::answers;
use crate::features::kudos::export::{Kept, Range, csv, kept};
use crate::features::kudos::handlers::Actor;
use crate::features::kudos::rules::patterns::{self, Pattern};
use crate::features::kudos::store::flows;
use crate::features::kudos::views;
use crate::features::scores::rules::window::parse_period;
use crate::platform::Context;
use crate::platform::config::PatternsMode;
use crate::platform::slack::gateway::Answer;
use crate::platform::slack::kit::Message;

/// The period of which the record is handed out in Slack where none is named.
const USUAL: &str = "12 months";

/// The kudos of these days; that they were handed out is recorded, with their number and who ordered it.
///
/// # Errors
/// Where the database does not answer; then nothing is handed out.
pub async fn export(ctx: &Context, range: Range, ordered_by: &str) -> anyhow::Result<Vec<Kept>> {
    let now = ctx.clock.now();
    let mut tx = ctx.db.begin().await?;
    let found = kept(&mut tx, range).await?;
    let count = i64::try_from(found.len())?;
    store::record(&mut tx, Act::ExportKudos, ordered_by, count, 0, now).await?;
    tx.commit().await?;
    Ok(found)
}

/// Who thanks mostly whom; `None` where nobody may look for that. That it was asked is recorded.
///
/// # Errors
/// Where the database does not answer.
pub async fn patterns(ctx: &Context, ordered_by: &str) -> anyhow::Result<Option<Vec<Pattern>>> {
    let limits = &ctx.config.kudos.patterns;
    if limits.mode == PatternsMode::Off {
        return Ok(None);
    }
    let now = ctx.clock.now();
    let mut tx = ctx.db.begin().await?;
    let flows = flows(&mut tx, now - TimeDelta::days(i64::from(limits.days))).await?;
    let found = patterns::patterns(&flows, limits);
    let count = i64::try_from(found.len())?;
    store::record(&mut tx, Act::ReportPatterns, ordered_by, count, 0, now).await?;
    tx.commit().await?;
    Ok(Some(found))
}

/// What an administrator types.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Asked {
    /// Who thanks mostly whom.
    Patterns,
    /// The record of kudos: of which period in words, and whether as CSV.
    Export { period: String, is_csv: bool },
}

fn read(text: &str) -> Option<Asked> {
    let text = text.to_lowercase();
    let mut typed = text.split_whitespace();
    match (typed.next()?, typed.clone().next()) {
        ("patterns" | "patronen", None) => Some(Asked::Patterns),
        ("export" | "exporteer", _) => {
            let rest: Vec<&str> = typed.collect();
            let period = rest.iter().filter(|word| !matches!(**word, "csv" | "json"));
            Some(Asked::Export {
                period: period.copied().collect::<Vec<_>>().join(" "),
                is_csv: !rest.contains(&"json"),
            })
        }
        _ => None,
    }
}

/// Answers `/kudos patterns` and `/kudos export last quarter`; `None` for anything else that was typed.
///
/// # Errors
/// Where the database refused, or Slack did not take the file.
pub async fn typed(ctx: &Context, actor: Actor<'_>, text: &str) -> anyhow::Result<Option<Answer>> {
    let Some(asked) = read(text) else {
        return Ok(None);
    };
    let words = actor.words();
    let admins = &ctx.config.workspace.admins;
    let message = match asked {
        _ if !admins.contains(&actor.person.id) => answers::no_permission(words, admins),
        Asked::Patterns => match patterns(ctx, actor.person.id.as_str()).await? {
            Some(found) => views::patterns::report(words, &found, &ctx.config.kudos.patterns),
            None => Message::paragraph(words.kudos_patterns_off()),
        },
        Asked::Export { period, is_csv } => {
            Message::paragraph(hand_out(ctx, actor, &period, is_csv).await?)
        }
    };
    Ok(Some(Answer::Reply(message.to_json())))
}

/// Hands an administrator the record of a period as a file; returns what there is to say.
async fn hand_out(
    ctx: &Context,
    actor: Actor<'_>,
    period: &str,
    is_csv: bool,
) -> anyhow::Result<String> {
    let words = actor.words();
    let period = match period {
        "" => USUAL,
        period => period,
    };
    let zone = ctx.config.workspace.time_zone;
    let today = ctx.clock.now().with_timezone(&zone).date_naive();
    let windows = parse_period(period).ok();
    let Some(windows) = windows.and_then(|period| period.windows(today)) else {
        return Ok(words.kudos_export_period());
    };
    if !ctx.people.may("files:write").await {
        return Ok(words.kudos_export_no_files());
    }
    let range = Range {
        from: Some(windows.current.first),
        to: Some(windows.current.last),
        with_private_words: false,
    };
    let user = &actor.person.id;
    let kept = export(ctx, range, user.as_str()).await?;
    let (from, to) = (windows.current.first, windows.current.last);
    let comment = words.kudos_export_comment(&from.to_string(), &to.to_string());
    let (name, text) = match is_csv {
        true => ("kudos.csv", csv(&kept)),
        false => ("kudos.json", format!("{:#}", as_json(range, &kept))),
    };
    let file = HandedOut {
        name,
        text,
        comment,
    };
    Ok(match handing_out::hand_out(ctx, user, file).await? {
        true => words.kudos_export_sent(),
        false => words.kudos_export_no_files(),
    })
}

/// The record of kudos as JSON, with the days that were asked for.
pub fn as_json(range: Range, kudos: &[Kept]) -> Value {
    json!({ "from": range.from, "to": range.to, "kudos": kudos })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_administrator_types_is_read() {
        let export = |period: &str, is_csv| {
            let period = period.to_owned();
            Some(Asked::Export { period, is_csv })
        };
        assert_eq!(read("Patterns"), Some(Asked::Patterns));
        assert_eq!(read(" export "), export("", true));
        assert_eq!(
            read("export last quarter json"),
            export("last quarter", false)
        );
        assert_eq!(read("exporteer csv 2026-q3"), export("2026-q3", true));
        assert_eq!(read("patterns of good work @bob"), None);
        assert_eq!(read("@bob export helped me"), None);
        assert_eq!(read(""), None);
    }
}
