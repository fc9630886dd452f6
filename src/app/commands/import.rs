//! `klantstem import`: loads responses from files.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use tokio::sync::mpsc;

use crate::app::output::say;
use crate::app::{App, telemetry};
use crate::features::feedback::counts;
use crate::features::feedback::import::{
    self, DateOrder, DepartmentNames, Encoding, Options, Plan, Rejects, Row, Scale, parse_pair,
    rejects_path,
};
use crate::features::feedback::intake::{self, Outcome, Posting, Prepared};
use crate::features::feedback::rules::counting::Cells;
use crate::features::feedback::rules::response::{Consent, ScoreKind};
use crate::platform::clock::Clock;
use crate::platform::config::Loaded;
use crate::platform::ids::SourceId;

/// Rows that are prepared and handed on together: as many as two statements take.
const ROWS_TOGETHER: usize = 1_000;
/// A unit of work lasts so long, for the counts of many rows cost little more than those of a few …
const UNIT_LASTS: Duration = Duration::from_secs(3);
/// … or until so many counts changed: they are held in memory.
const CELLS_IN_A_UNIT: usize = 220_000;
/// It lasts only so long where a server runs beside the import, and waits for it: Slack is answered in time.
const UNIT_LASTS_BESIDE_A_SERVER: Duration = Duration::from_millis(400);
/// Between two units: a program that starts meanwhile tries again every 100 ms, as SQLite's patience does, and finds
/// the file free then.
const ROOM_FOR_OTHERS: Duration = Duration::from_millis(120);

/// Load responses from CSV or JSONL files.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The files.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Show what would be imported, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Also post what is imported. Without it, old responses are loaded silently.
    #[arg(long)]
    post: bool,
    /// The name under which they are stored; the same name recognises them again. [default: the file's name]
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Which column holds what: `score=cijfer`, `comment=#3`, `segment.plan=abonnement`. May be repeated.
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = parse_pair)]
    map: Vec<(String, String)>,
    /// A column that is kept as a segment field. May be repeated.
    #[arg(long, value_name = "COLUMN")]
    segment: Vec<String>,
    /// The order of day, month and year, where the file leaves it open.
    #[arg(long, value_enum)]
    dates: Option<Dates>,
    /// One date for rows that have none: `2026-03-02`.
    #[arg(long, value_name = "DATE")]
    answered_on: Option<chrono::NaiveDate>,
    /// What was asked, where the file leaves it open.
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// The scale, where the file leaves it open: `1-5`.
    #[arg(long, value_name = "MIN-MAX")]
    scale: Option<Scale>,
    /// A low score is the good end.
    #[arg(long)]
    low_is_good: bool,
    /// How far the respondents agreed to be named, where the file does not say.
    #[arg(long, value_enum, default_value = "anonymous")]
    consent: Named,
    /// How characters are written, where it is found out wrongly: utf-8, utf-16le, windows-1252.
    #[arg(long, value_name = "NAME")]
    encoding: Option<Encoding>,
    /// The character between cells, where it is found out wrongly: `;`.
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    delimiter: Option<u8>,
    /// The first line is a response, not names of columns; use --map with `#1`, `#2` …
    #[arg(long)]
    no_header: bool,
}

/// One character that can stand between cells.
fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        [byte] if !matches!(byte, b'"' | b'\r' | b'\n') => Ok(*byte),
        _ if text == "\\t" || text == "tab" => Ok(b'\t'),
        _ => Err(format!(
            "`{text}` can not stand between cells: use ; , tab or |"
        )),
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Dates {
    /// 31-12-2026
    Dmy,
    /// 12/31/2026
    Mdy,
    /// 2026-12-31
    Ymd,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    Nps,
    Csat,
    Ces,
    Stars,
    Text,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Named {
    /// Not at all.
    Anonymous,
    /// By company only.
    Company,
    /// By name and company.
    #[value(name = "named")]
    Full,
}

/// Imports the files, one after the other; one that can not be read does not keep the others.
///
/// # Errors
/// Where the database can not be opened.
pub async fn run(arguments: &Arguments, loaded: Loaded) -> anyhow::Result<ExitCode> {
    telemetry::start();
    let app = if arguments.dry_run {
        None
    } else {
        Some(App::open(loaded.clone(), Clock::system()).await?)
    };
    let failed = import_files(arguments, &loaded, app.as_ref()).await;
    for (file, error) in &failed {
        let (file, error) = (file.display().to_string(), format!("{error:#}"));
        // Where the error names the file itself, it is not named twice.
        match error.strip_prefix(&file) {
            Some(rest) => eprintln!("{file}{rest}"),
            None => eprintln!("{file}: {error}"),
        }
    }
    let code = if failed.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    };
    if let Some(app) = app {
        app.ctx.db.close().await;
    }
    Ok(code)
}

/// Imports the files into `app`, or only looks at them without one. Returns those that could not be
/// read, or not to the end, each with the reason.
pub async fn import_files(
    arguments: &Arguments,
    loaded: &Loaded,
    app: Option<&Arc<App>>,
) -> Vec<(PathBuf, anyhow::Error)> {
    let mut failed = Vec::new();
    for file in &arguments.files {
        if let Err(error) = import_file(arguments, loaded, app, file).await {
            failed.push((file.clone(), error));
        }
    }
    failed
}

async fn import_file(
    arguments: &Arguments,
    loaded: &Loaded,
    app: Option<&Arc<App>>,
    file: &Path,
) -> anyhow::Result<()> {
    let mut options = options(arguments, loaded, file);
    options.now = Some(app.map_or_else(chrono::Utc::now, |app| app.ctx.clock.now()));
    let plan = tokio::task::spawn_blocking({
        let file = file.to_owned();
        move || import::inspect(&file, &options)
    })
    .await??;
    say!("{plan}");
    match app {
        Some(app) => store(arguments, app, file, plan).await,
        None => {
            say!("Nothing was stored: --dry-run.");
            Ok(())
        }
    }
}

fn options(arguments: &Arguments, loaded: &Loaded, file: &Path) -> Options {
    // What was rejected belongs to the file that it was rejected from.
    let stem = || {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let name = name.strip_suffix(".rejected.csv").unwrap_or(&name);
        let stem = Path::new(name).file_stem().unwrap_or_default();
        stem.to_string_lossy().to_lowercase()
    };
    let source = SourceId::from(arguments.source.clone().unwrap_or_else(stem));
    let config = &loaded.config;
    let mut options = Options::new(source, config.workspace.time_zone);
    options.map.clone_from(&arguments.map);
    options.segments.clone_from(&arguments.segment);
    options.dates = arguments.dates.map(|dates| match dates {
        Dates::Dmy => DateOrder::DayMonthYear,
        Dates::Mdy => DateOrder::MonthDayYear,
        Dates::Ymd => DateOrder::YearMonthDay,
    });
    options.answered_on = arguments.answered_on;
    options.kind = arguments.kind.map(|kind| match kind {
        Kind::Nps => ScoreKind::Nps,
        Kind::Csat => ScoreKind::Csat,
        Kind::Ces => ScoreKind::Ces,
        Kind::Stars => ScoreKind::Stars,
        Kind::Text => ScoreKind::Text,
    });
    options.scale = arguments.scale;
    options.low_is_good = arguments.low_is_good;
    options.consent = match arguments.consent {
        Named::Anonymous => Consent::Anonymous,
        Named::Company => Consent::Company,
        Named::Full => Consent::Named,
    };
    options.encoding = arguments.encoding;
    options.delimiter = arguments.delimiter;
    options.no_header = arguments.no_header;
    options.departments = DepartmentNames::new(&config.departments);
    options.keep_raw = config.privacy.keep_raw;
    options.count_rows = arguments.dry_run;
    options
}

/// What became of the rows of a file.
#[derive(Default)]
struct Tally {
    new: u64,
    updated: u64,
    known: u64,
}

async fn store(
    arguments: &Arguments,
    app: &Arc<App>,
    file: &Path,
    plan: Plan,
) -> anyhow::Result<()> {
    let posting = if arguments.post {
        Posting::Wanted
    } else {
        Posting::Silent
    };
    let bar = ProgressBar::new(plan.bytes);
    bar.set_style(
        ProgressStyle::with_template(
            "{bar:30} {percent:>3}% of {total_bytes}, {elapsed} gone, {eta} left  {msg}",
        )
        .context("the progress bar's template")?,
    );
    let (batches, mut waiting) = mpsc::channel::<Vec<Prepared>>(2);
    // Reading, masking and routing go on while the batch before is being stored.
    let reader = tokio::task::spawn_blocking({
        let (app, file, bar) = (app.clone(), file.to_owned(), bar.clone());
        move || read(&app, &file, &plan, &bar, &batches)
    });
    app.ctx.db.prepare_for_bulk().await?;
    let mut tally = Tally::default();
    let mut stored = Ok(());
    while let Some(batch) = waiting.recv().await {
        stored = store_unit(app, batch, &mut waiting, posting, &mut tally).await;
        if stored.is_err() {
            break;
        }
        bar.set_message(format!("{} new", tally.new));
        let is_last = waiting.is_closed() && waiting.is_empty();
        if !is_last && app.ctx.db.has_one_writer() {
            tokio::time::sleep(ROOM_FOR_OTHERS).await;
        }
    }
    drop(waiting);
    let rejected = reader.await?;
    bar.finish_and_clear();
    stored.context("the import stopped; what was stored stays, and importing again goes on")?;
    let rejected = rejected?;
    say!(
        "Stored: {} new, {} changed, {} known already.",
        tally.new,
        tally.updated,
        tally.known
    );
    if let Some((count, path)) = rejected {
        say!(
            "Rejected: {count}. They are in {} with line number and reason; mend and import that file.",
            path.display()
        );
    }
    if posting == Posting::Silent && tally.new > 0 {
        say!("Nothing is posted about them; with --post it would be.");
    }
    Ok(())
}

/// Reads all rows and hands the good ones on in batches. Returns where the rejected ones are.
fn read(
    app: &App,
    file: &Path,
    plan: &Plan,
    bar: &ProgressBar,
    batches: &mpsc::Sender<Vec<Prepared>>,
) -> anyhow::Result<Option<(u64, PathBuf)>> {
    let mut rejects = Rejects::new(rejects_path(file), plan)?;
    let progress = {
        let bar = bar.clone();
        move |bytes| bar.set_position(bytes)
    };
    let now = app.ctx.clock.now();
    let mut batch = Vec::with_capacity(ROWS_TOGETHER);
    for row in import::read(file, plan, Some(Box::new(progress)))? {
        match row? {
            Row::Good { response, .. } => {
                batch.push(intake::prepare(&app.feedback.rulebook, &response, now));
                if batch.len() == ROWS_TOGETHER {
                    let full = std::mem::replace(&mut batch, Vec::with_capacity(ROWS_TOGETHER));
                    if batches.blocking_send(full).is_err() {
                        return Ok(None);
                    }
                }
            }
            Row::Rejected {
                line,
                reason,
                record,
            } => rejects.add(line, &reason, &record)?,
        }
    }
    if !batch.is_empty() && batches.blocking_send(batch).is_err() {
        return Ok(None);
    }
    Ok(rejects.finish()?)
}

/// Stores `batch`, and those that come soon after it, in one unit of work.
async fn store_unit(
    app: &App,
    batch: Vec<Prepared>,
    waiting: &mut mpsc::Receiver<Vec<Prepared>>,
    posting: Posting,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    let (ctx, rulebook) = (&app.ctx, &app.feedback.rulebook);
    let now = ctx.clock.now();
    let lasts = if ctx.db.is_served() {
        UNIT_LASTS_BESIDE_A_SERVER
    } else {
        UNIT_LASTS
    };
    let began = Instant::now();
    let mut tx = ctx.db.begin().await?;
    let mut cells = Cells::default();
    let mut outcomes = Vec::new();
    let mut next = Some(batch);
    while let Some(batch) = next.take() {
        let stored =
            intake::take_in_uncounted(ctx, rulebook, &mut tx, batch, posting, now, &mut cells);
        outcomes.extend(stored.await?);
        if began.elapsed() < lasts && cells.size() < CELLS_IN_A_UNIT {
            next = waiting.recv().await;
        }
    }
    counts::apply(&mut tx, &cells).await?;
    tx.commit().await?;
    for outcome in outcomes {
        match outcome {
            Outcome::New => tally.new += 1,
            Outcome::Updated => tally.updated += 1,
            Outcome::Known => tally.known += 1,
        }
    }
    Ok(())
}
