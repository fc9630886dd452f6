//! `klantstem report`: scores on the command line, as a table, CSV, JSON or a picture.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::Context as _;
use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use crate::app::App;
use crate::features::feedback::counts::{self, Difference};
use crate::features::scores::ask;
use crate::features::scores::rules::counts::{Scale, ScoreCounts};
use crate::features::scores::rules::estimate::{rounded, rounded_to_tenths};
use crate::features::scores::rules::metric::{Metric, Unit};
use crate::features::scores::rules::standing::{DayCount, Standing};
use crate::features::scores::rules::verdict::{Direction, Verdict};
use crate::features::scores::rules::window::{Window, parse_period};
use crate::features::scores::store::{Selection, pieces};
use crate::platform::clock::Clock;
use crate::platform::config::Loaded;

mod kudos_patterns;
mod picture;

/// Show how scores stand.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
    /// Which score.
    #[arg(long, value_enum, default_value = "nps")]
    metric: Which,
    /// The department's id or name; the whole organisation without it.
    #[arg(long, value_name = "NAME")]
    department: Option<String>,
    /// From this day on: `2026-01-01`.
    #[arg(long, value_name = "DATE", requires = "to", conflicts_with = "period")]
    from: Option<NaiveDate>,
    /// Up to and including this day.
    #[arg(long, value_name = "DATE", requires = "from")]
    to: Option<NaiveDate>,
    /// Or in words: `last quarter`, `2026-q3`, `12 months`.
    #[arg(long, value_name = "PERIOD", default_value = "12 months")]
    period: String,
    /// One line for each: `department,month`.
    #[arg(
        long,
        value_name = "WHAT",
        value_delimiter = ',',
        conflicts_with = "output"
    )]
    by: Vec<By>,
    /// How it is written.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// The file that a picture is written to; without it, a picture goes to where the output goes.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Compare the counts with the responses first, and mend them where they differ.
    #[arg(long)]
    recount: bool,
}

/// What else is reported.
#[derive(Debug, Subcommand)]
enum What {
    /// Who thanks mostly whom: much to one colleague, pairs, rings of three. That it was asked is recorded.
    KudosPatterns(kudos_patterns::Arguments),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Which {
    Nps,
    Csat,
    Ces,
    Stars,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    Department,
    Month,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Csv,
    Json,
    /// The trend as a picture.
    Png,
}

/// Prints the report.
///
/// # Errors
/// Where the database does not answer, the department or period is not known, or a picture has no
/// place to go to.
pub async fn run(arguments: &Arguments, loaded: Loaded) -> anyhow::Result<()> {
    if let Some(What::KudosPatterns(arguments)) = &arguments.what {
        return kudos_patterns::run(arguments, loaded).await;
    }
    let is_picture = arguments.format == Format::Png;
    anyhow::ensure!(
        arguments.by.is_empty() || !is_picture,
        "a picture shows one trend: leave --by out, or take another format"
    );
    anyhow::ensure!(
        arguments.output.is_none() || is_picture,
        "--output is for a picture: add --format png"
    );
    let app = App::open(loaded, Clock::system()).await?;
    if arguments.recount {
        recount(&app).await?;
    }
    let metric = match arguments.metric {
        Which::Nps => Metric::Nps,
        Which::Csat => Metric::Csat,
        Which::Ces => Metric::Ces(ask::ces(&app.ctx)),
        Which::Stars => Metric::Stars,
    };
    let department = department(&app, arguments.department.as_deref())?;
    let today = ask::today(&app.ctx, app.ctx.clock.now());
    let windows = match (arguments.from, arguments.to) {
        (Some(from), Some(to)) => parse_period(&format!("{from}..{to}"))?,
        _ => parse_period(&arguments.period)?,
    }
    .windows(today)
    .context("the calendar has no such period")?;
    if arguments.by.is_empty() {
        let found = ask::standings(&app.ctx, &department, &[metric], windows).await?;
        match found.first() {
            Some((standing, trend)) if is_picture => {
                let file = arguments.output.as_deref();
                picture::write(&app, &department, standing, trend, file)?;
            }
            Some((standing, _)) => print_standing(arguments.format, &department, standing),
            None => eprintln!("No answers in this period."),
        }
    } else {
        let rows = rows(&app, arguments, &department, metric, windows.current).await?;
        print_rows(arguments, metric, &rows);
    }
    app.ctx.db.close().await;
    Ok(())
}

async fn recount(app: &App) -> anyhow::Result<()> {
    let differences = counts::recount(&app.ctx, true).await?;
    for Difference {
        place,
        span,
        stored,
        counted,
    } in &differences
    {
        eprintln!("{place} {span}: stored {stored}, counted {counted}");
    }
    match differences.len() {
        0 => eprintln!("The counts agree with the responses."),
        count => eprintln!("{count} counts were mended."),
    }
    Ok(())
}

/// The id of a department by id or name; empty for the whole organisation.
fn department(app: &App, wanted: Option<&str>) -> anyhow::Result<String> {
    let Some(wanted) = wanted else {
        return Ok(String::new());
    };
    let called = ask::called(&app.ctx);
    let lower = wanted.to_lowercase();
    called
        .iter()
        .find(|called| called.names.contains(&lower))
        .map(|called| called.id.clone())
        .with_context(|| {
            let known = called.iter().map(|called| called.id.as_str());
            let known: Vec<&str> = known.filter(|id| !id.is_empty()).collect();
            format!(
                "there is no department `{wanted}`; there are {}",
                known.join(", ")
            )
        })
}

/// A line of a table: where, when, and its answers.
struct Row {
    department: String,
    month: String,
    counts: ScoreCounts,
}

async fn rows(
    app: &App,
    arguments: &Arguments,
    department: &str,
    metric: Metric,
    window: Window,
) -> anyhow::Result<Vec<Row>> {
    let departments: Vec<String> =
        if arguments.by.contains(&By::Department) && department.is_empty() {
            ask::called(&app.ctx)
                .into_iter()
                .map(|called| called.id)
                .filter(|id| !id.is_empty())
                .collect()
        } else {
            vec![department.to_owned()]
        };
    let by_month = arguments.by.contains(&By::Month);
    let mut rows = BTreeMap::<(String, String, Scale), ScoreCounts>::new();
    let windows = match by_month {
        true => window.months(),
        false => vec![window],
    };
    for department in departments {
        let selection = Selection::of(metric.kind(), &department);
        let days = pieces::pieces(&app.ctx.db, selection, &windows).await?;
        for DayCount {
            day,
            scale,
            value,
            answers,
        } in days
        {
            let month = if by_month {
                day.format("%Y-%m").to_string()
            } else {
                String::new()
            };
            rows.entry((department.clone(), month, scale))
                .or_insert_with(|| ScoreCounts::empty(scale))
                .add(value, answers);
        }
    }
    Ok(rows
        .into_iter()
        .map(|((department, month, _), counts)| Row {
            department,
            month,
            counts,
        })
        .collect())
}

fn print_rows(arguments: &Arguments, metric: Metric, rows: &[Row]) {
    let by: BTreeSet<&str> = arguments
        .by
        .iter()
        .map(|by| match by {
            By::Department => "department",
            By::Month => "month",
        })
        .collect();
    let mut header: Vec<&str> = by.iter().copied().collect();
    header.extend(["responses", "promoters", "detractors", name(metric)]);
    let lines = rows.iter().map(|row| {
        let ends = row.counts.nps();
        let (good, bad) = match metric {
            Metric::Nps => (ends.promoters, ends.detractors),
            _ => {
                let satisfied = row.counts.satisfied();
                (satisfied.satisfied, satisfied.total - satisfied.satisfied)
            }
        };
        let mut line: Vec<String> = by
            .iter()
            .map(|by| {
                if *by == "month" {
                    row.month.clone()
                } else {
                    row.department.clone()
                }
            })
            .collect();
        let value = metric
            .estimate(&row.counts)
            .map_or(String::new(), |estimate| value(metric, estimate.value));
        line.extend([
            row.counts.total().to_string(),
            good.to_string(),
            bad.to_string(),
            value,
        ]);
        line
    });
    match arguments.format {
        Format::Csv => {
            println!("{}", header.join(","));
            for line in lines {
                println!("{}", line.join(","));
            }
        }
        Format::Json => {
            let objects: Vec<serde_json::Value> = lines
                .map(|line| {
                    header
                        .iter()
                        .zip(line)
                        .map(|(name, value)| ((*name).to_owned(), as_json(&value)))
                        .collect()
                })
                .collect();
            println!("{:#}", json!(objects));
        }
        Format::Table | Format::Png => {
            println!(
                "{}",
                columns(
                    &header
                        .iter()
                        .map(|name| (*name).to_owned())
                        .collect::<Vec<_>>()
                )
            );
            for line in lines {
                println!("{}", columns(&line));
            }
        }
    }
}

/// A number as a number, nothing as null.
fn as_json(value: &str) -> serde_json::Value {
    match value.parse::<serde_json::Number>() {
        Ok(number) => number.into(),
        Err(_) if value.is_empty() => serde_json::Value::Null,
        Err(_) => value.into(),
    }
}

fn columns(line: &[String]) -> String {
    line.iter()
        .map(|cell| format!("{cell:<18}"))
        .collect::<String>()
        .trim_end()
        .to_owned()
}

fn name(metric: Metric) -> &'static str {
    match metric {
        Metric::Nps => "nps",
        Metric::Csat => "csat",
        Metric::Ces(_) => "ces",
        Metric::Stars => "stars",
    }
}

fn value(metric: Metric, value: f64) -> String {
    match metric.unit() {
        Unit::ScalePoints => format!("{:.1}", rounded_to_tenths(value)),
        Unit::Balance | Unit::Percent => rounded(value).to_string(),
    }
}

fn print_standing(format: Format, department: &str, standing: &Standing) {
    let metric = standing.metric;
    let department = if department.is_empty() {
        "all"
    } else {
        department
    };
    let verdict = match standing.verdict {
        Verdict::Changed(Direction::Up) => "rose",
        Verdict::Changed(Direction::Down) => "fell",
        Verdict::Possibly(Direction::Up) => "possibly rose",
        Verdict::Possibly(Direction::Down) => "possibly fell",
        Verdict::NoClearChange => "no clear change",
        Verdict::TooFewAnswers => "too few answers",
    };
    let estimate = standing.estimate.filter(|_| standing.counts.total() > 0);
    let (low, high) = estimate
        .and_then(|estimate| estimate.interval)
        .map_or((String::new(), String::new()), |interval| {
            (value(metric, interval.low), value(metric, interval.high))
        });
    let fields = [
        ("metric", name(metric).to_owned()),
        ("department", department.to_owned()),
        ("from", standing.windows.current.first.to_string()),
        ("to", standing.windows.current.last.to_string()),
        ("responses", standing.counts.total().to_string()),
        (
            "value",
            estimate.map_or(String::new(), |estimate| value(metric, estimate.value)),
        ),
        ("low", low),
        ("high", high),
        ("responses_before", standing.before.total().to_string()),
        (
            "change",
            standing
                .change
                .map_or(String::new(), |change| value(metric, change.difference)),
        ),
        (
            "p",
            standing
                .change
                .map_or(String::new(), |change| format!("{:.4}", change.p)),
        ),
        ("verdict", verdict.to_owned()),
    ];
    match format {
        Format::Csv => {
            println!(
                "{}",
                fields
                    .iter()
                    .map(|(name, _)| *name)
                    .collect::<Vec<_>>()
                    .join(",")
            );
            println!(
                "{}",
                fields
                    .iter()
                    .map(|(_, value)| value.as_str())
                    .collect::<Vec<_>>()
                    .join(",")
            );
        }
        Format::Json => {
            let object: serde_json::Map<String, serde_json::Value> = fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), as_json(value)))
                .collect();
            println!("{:#}", json!(object));
        }
        Format::Table | Format::Png => {
            for (name, value) in fields {
                println!("{name:<18}{value}");
            }
        }
    }
}
