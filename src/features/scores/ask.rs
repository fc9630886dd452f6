//! Gathers how scores stand: for a question, a post or a report.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::picture;
use super::rules::marks::Event;
use super::rules::metric::{CesDefinition, Metric};
use super::rules::mix::{MixPolicy, shown_mix};
use super::rules::question::{Called, Misunderstood, Question, Subject};
use super::rules::revised::Said;
use super::rules::standing::{Standing, TrendPoint, judge_together, standing, trend};
use super::rules::verdict::{Showing, Verdict, VerdictPolicy};
use super::rules::window::{self, Period, Unit, Window, Windows};
use super::store::{Selection, pieces};
use super::views::chart::{Chart, Trend, chart};
use super::views::{self, Overview, Quoted, ShownStanding, Unanswered};
use crate::features::feedback::rules::matching::fold;
use crate::features::feedback::rules::posting::day_bounds;
use crate::features::feedback::store::{QuoteSearch, quotes};
use crate::features::feedback::views::Speaker;
use crate::platform::Context;
use crate::platform::config::{CesIs, Language, ScoreClass, ScoreMetric};
use crate::platform::ids::DepartmentId;
use crate::platform::outbox::pictures::NewPicture;
use crate::platform::slack::kit::Message;
use crate::platform::words::Words;

/// Windows of a trend, the current one included.
const TREND: u32 = 12;
/// Customers' words on each side of an overview.
const LEADING_QUOTES: i64 = 2;
/// What the whole organisation is called.
const EVERYONE: [&str; 8] = [
    "all",
    "everyone",
    "company",
    "organisation",
    "alles",
    "iedereen",
    "bedrijf",
    "organisatie",
];
/// Customers' words in an answer to `quotes`.
const QUOTES: i64 = 8;

/// The classes that praise, and those that hurt.
pub(super) const GOOD: [ScoreClass; 2] = [ScoreClass::Promoter, ScoreClass::Satisfied];
pub(super) const BAD: [ScoreClass; 2] = [ScoreClass::Detractor, ScoreClass::Dissatisfied];

/// The metrics that the organisation wants told, in its order.
pub fn metrics(ctx: &Context) -> Vec<Metric> {
    let scores = &ctx.config.scores;
    scores
        .metrics
        .iter()
        .map(|metric| metric_of(*metric, ces(ctx)))
        .collect()
}

/// How the organisation tells an effort score.
pub fn ces(ctx: &Context) -> CesDefinition {
    match ctx.config.scores.ces {
        CesIs::Mean => CesDefinition::Mean,
        CesIs::Positive => CesDefinition::Positive,
        CesIs::Index => CesDefinition::Index,
    }
}

/// A configured metric.
pub fn metric_of(metric: ScoreMetric, ces: CesDefinition) -> Metric {
    match metric {
        ScoreMetric::Nps => Metric::Nps,
        ScoreMetric::Csat => Metric::Csat,
        ScoreMetric::Ces => Metric::Ces(ces),
        ScoreMetric::Stars => Metric::Stars,
    }
}

/// The departments in use, as people may call them, and the whole organisation, whose id is empty.
pub fn called(ctx: &Context) -> Vec<Called> {
    let all = ctx.config.departments.iter();
    let in_use = all.filter(|(_, department)| department.enabled);
    let departments = in_use.map(|(id, department)| {
        let names = [id.as_str(), &department.name.en, &department.name.nl];
        called_by(id.as_str(), &names)
    });
    departments.chain([called_by("", &EVERYONE)]).collect()
}

/// Each name with its accents and without: `financiën`, `financien`.
fn called_by(id: &str, names: &[&str]) -> Called {
    let names = names.iter().map(|name| name.trim().to_lowercase());
    Called {
        id: id.to_owned(),
        names: names.flat_map(|name| [fold(&name), name]).collect(),
    }
}

/// Today in the organisation's time zone.
pub fn today(ctx: &Context, now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&ctx.config.workspace.time_zone)
        .date_naive()
}

/// The scores of a department in a window, each with the windows before it; those without answers are
/// left out.
///
/// # Errors
/// Where the database does not answer.
pub async fn standings(
    ctx: &Context,
    department: &str,
    metrics: &[Metric],
    windows: Windows,
) -> anyhow::Result<Vec<(Standing, Vec<TrendPoint>)>> {
    let policy = VerdictPolicy::default();
    let trend_windows = trend_windows(windows.current);
    let mut all = vec![windows.before, windows.current];
    all.extend(&trend_windows);
    let mut found = Vec::with_capacity(metrics.len());
    for metric in metrics {
        let selection = Selection::of(metric.kind(), department);
        let days = pieces::pieces(&ctx.db, selection, &all).await?;
        let Some(standing) = standing(*metric, &days, windows, &policy) else {
            continue;
        };
        let scale = standing.counts.scale();
        let points = trend(*metric, scale, &days, &trend_windows, &policy);
        found.push((standing, points));
    }
    Ok(found)
}

/// Finds out of each score that changed whether other customers answered.
async fn mix(
    ctx: &Context,
    department: &str,
    found: &mut [(Standing, Vec<TrendPoint>)],
) -> anyhow::Result<()> {
    for (standing, _) in found {
        if matches!(
            standing.verdict,
            Verdict::NoClearChange | Verdict::TooFewAnswers
        ) {
            continue;
        }
        let (kind, scale) = (standing.metric.kind(), standing.counts.scale());
        let windows = standing.windows;
        let members = pieces::by_member(&ctx.db, kind, department, windows, scale).await?;
        standing.mix = shown_mix(standing, &members, &MixPolicy::default());
    }
    Ok(())
}

/// The windows of a trend that ends with `current`: twelve weeks, months or quarters by its length.
pub fn trend_windows(current: Window) -> Vec<Window> {
    window::trend(current.last, TREND, trend_unit(current)).unwrap_or_default()
}

/// What each window of such a trend is.
pub fn trend_unit(current: Window) -> Unit {
    match current.days() {
        ..=7 => Unit::Week,
        8..=92 => Unit::Month,
        _ => Unit::Quarter,
    }
}

/// What is told, with the picture that it may have where it is posted.
#[derive(Clone, Debug)]
pub struct Told {
    /// The message, with its trend in text.
    pub message: Message,
    /// The trend as a picture.
    pub picture: Option<NewPicture>,
    /// Whether there is something in it to share.
    pub has_content: bool,
}

impl Told {
    /// An answer that nobody wants to share.
    fn nothing(message: Message) -> Self {
        Self {
            message,
            picture: None,
            has_content: false,
        }
    }
}

/// The answer to a question; `here` is the department whose channel it was asked in.
///
/// # Errors
/// Where the database does not answer.
pub async fn answer(
    ctx: &Context,
    asked: Result<Question, Misunderstood>,
    here: Option<&DepartmentId>,
    language: Language,
    now: DateTime<Utc>,
) -> anyhow::Result<Told> {
    let words = Words::of(language);
    let question = match asked {
        Ok(question) => question,
        Err(Misunderstood::Department { given, nearest }) => {
            let why = Unanswered::Department { given, nearest };
            return Ok(Told::nothing(views::unanswered(words, &why)));
        }
        Err(Misunderstood::Period { given, nearest }) => {
            let why = Unanswered::Period { given, nearest };
            return Ok(Told::nothing(views::unanswered(words, &why)));
        }
    };
    let Some(windows) = question.period.windows(today(ctx, now)) else {
        let why = Unanswered::Period {
            given: format!("{:?}", question.period),
            nearest: None,
        };
        return Ok(Told::nothing(views::unanswered(words, &why)));
    };
    let department = question
        .department
        .as_deref()
        .or(here.map(DepartmentId::as_str));
    match question.subject {
        Subject::Quotes(part) => found_quotes(ctx, words, department, &part, windows.current).await,
        Subject::Overview => told(ctx, language, department, &metrics(ctx), windows).await,
        Subject::Score(metric) => told(ctx, language, department, &[metric], windows).await,
    }
}

async fn told(
    ctx: &Context,
    language: Language,
    department: Option<&str>,
    metrics: &[Metric],
    windows: Windows,
) -> anyhow::Result<Told> {
    let mut found = standings(ctx, department.unwrap_or_default(), metrics, windows).await?;
    mix(ctx, department.unwrap_or_default(), &mut found).await?;
    let told = overview(ctx, language, department, &found, windows).await?;
    Ok(told.unwrap_or_else(|| {
        let department = name(ctx, department, language);
        Told::nothing(views::nothing(
            Words::of(language),
            department,
            windows.current,
        ))
    }))
}

/// The picture of a score of a department, with the events that concern it.
pub fn chart_of(
    ctx: &Context,
    language: Language,
    department: Option<&str>,
    standing: &Standing,
    points: &[TrendPoint],
) -> Chart {
    let concerning = ctx.config.scores.events.iter();
    let events: Vec<Event> = concerning
        .filter(|event| event.concerns(department.unwrap_or_default()))
        .map(|event| Event {
            on: event.on,
            name: event.name.in_language(language).to_owned(),
        })
        .collect();
    let trend = Trend {
        department: name(ctx, department, language),
        standing,
        points,
        unit: trend_unit(standing.windows.current),
        events: &events,
    };
    chart(Words::of(language), &trend)
}

/// How a department stands, with its customers' leading words; `None` where nobody answered.
///
/// # Errors
/// Where the database does not answer.
pub async fn overview(
    ctx: &Context,
    language: Language,
    department: Option<&str>,
    found: &[(Standing, Vec<TrendPoint>)],
    windows: Windows,
) -> anyhow::Result<Option<Told>> {
    if found
        .iter()
        .all(|(standing, _)| standing.counts.total() == 0)
    {
        return Ok(None);
    }
    // One picture is looked at, four are not: the first score that has a trend.
    let pictured = found
        .iter()
        .position(|(standing, trend)| views::has_trend(standing, trend));
    let scores: Vec<ShownStanding> = found
        .iter()
        .enumerate()
        .map(|(number, (standing, trend))| ShownStanding {
            standing,
            trend,
            is_pictured: pictured == Some(number),
        })
        .collect();
    let picture = pictured
        .and_then(|number| found.get(number))
        .map(|(standing, trend)| {
            picture::kept(&chart_of(ctx, language, department, standing, trend))
        })
        .transpose()?;
    let question = department
        .and_then(|id| ctx.config.departments.get(id))
        .map(|department| department.question.in_language(language));
    let shown = Overview {
        department: name(ctx, department, language),
        question,
        window: windows.current,
        before: windows.before,
        scores: &scores,
        praise: &leading(ctx, department, &GOOD, windows.current).await?,
        pain: &leading(ctx, department, &BAD, windows.current).await?,
    };
    Ok(Some(Told {
        message: views::overview(Words::of(language), &shown),
        picture,
        has_content: true,
    }))
}

fn name<'a>(ctx: &'a Context, department: Option<&str>, language: Language) -> Option<&'a str> {
    Some(
        ctx.config
            .departments
            .get(department?)?
            .name
            .in_language(language),
    )
}

/// The leading words of customers of these classes in a window, masked.
pub(super) async fn leading(
    ctx: &Context,
    department: Option<&str>,
    classes: &[ScoreClass],
    window: Window,
) -> anyhow::Result<Vec<Quoted>> {
    let search = search(ctx, department, window);
    let found = quotes(
        &ctx.db,
        QuoteSearch {
            classes,
            most: LEADING_QUOTES,
            ..search
        },
    )
    .await?;
    Ok(found
        .into_iter()
        .filter_map(|response| {
            Some(Quoted {
                response: response.id,
                words: response.comment?,
            })
        })
        .collect())
}

async fn found_quotes(
    ctx: &Context,
    words: Words,
    department: Option<&str>,
    part: &str,
    window: Window,
) -> anyhow::Result<Told> {
    let search = search(ctx, department, window);
    let found = quotes(
        &ctx.db,
        QuoteSearch {
            part,
            most: QUOTES,
            ..search
        },
    )
    .await?;
    let found: Vec<(Quoted, String)> = found
        .into_iter()
        .filter_map(|response| {
            let speaker = Speaker {
                consent: response.consent,
                name: response.respondent_name.as_deref(),
                company: response.respondent_company.as_deref(),
            };
            let speaker = speaker.in_words(words);
            let quoted = Quoted {
                response: response.id,
                words: response.comment?,
            };
            Some((quoted, speaker))
        })
        .collect();
    let department = name(ctx, department, words.language());
    let message = views::quotes(words, department, part, window, &found);
    Ok(Told {
        message,
        picture: None,
        has_content: !found.is_empty(),
    })
}

fn search<'a>(ctx: &Context, department: Option<&'a str>, window: Window) -> QuoteSearch<'a> {
    let zone = ctx.config.workspace.time_zone;
    QuoteSearch {
        department: department.unwrap_or_default(),
        classes: &[],
        part: "",
        from: day_bounds(window.first, zone).0,
        until: day_bounds(window.last, zone).1,
        most: 0,
    }
}

/// A department's scheduled post.
#[derive(Clone, Debug)]
pub struct Post {
    /// The department.
    pub department: DepartmentId,
    /// The message, with its picture.
    pub told: Told,
    /// Its figures.
    pub said: Said,
    /// What it says now in the place of what was told before; none where that is the same.
    pub revised: Option<Said>,
}

/// The messages of a scheduled post: one for each department in which somebody answered, all judged
/// together, so that chance does not make one of many stand out. `said` is what was told before of the
/// same windows: what is another number now is marked.
///
/// # Errors
/// Where the database does not answer.
pub async fn posts(
    ctx: &Context,
    local_day: NaiveDate,
    language_of: impl Fn(&DepartmentId) -> Language,
    said: &HashMap<DepartmentId, Said>,
) -> anyhow::Result<Vec<Post>> {
    let Some(windows) = posted_period(ctx).windows(local_day) else {
        return Ok(Vec::new());
    };
    let metrics = metrics(ctx);
    let mut by_department = Vec::new();
    for (id, _) in ctx
        .config
        .departments
        .iter()
        .filter(|(_, department)| department.enabled)
    {
        by_department.push((
            id.clone(),
            standings(ctx, id.as_str(), &metrics, windows).await?,
        ));
    }
    let mut all: Vec<Standing> = by_department
        .iter()
        .flat_map(|(_, found)| found.iter().map(|(standing, _)| standing.clone()))
        .collect();
    judge_together(&mut all, &VerdictPolicy::default());
    let mut judged = all.into_iter();
    for (_, found) in &mut by_department {
        for ((standing, _), judged) in found.iter_mut().zip(&mut judged) {
            *standing = judged;
        }
    }
    for (id, found) in &mut by_department {
        mix(ctx, id.as_str(), found).await?;
        if let Some(said) = said.get(id) {
            found.iter_mut().for_each(|(found, _)| said.mark(found));
        }
    }
    let mut messages = Vec::new();
    for (id, found) in &by_department {
        let language = language_of(id);
        let told = overview(ctx, language, Some(id.as_str()), found, windows).await?;
        let told = told.or_else(|| {
            let department = name(ctx, said.get(id).map(|_| id.as_str()), language)?;
            let words = Words::of(language);
            Some(Told::nothing(views::withdrawn(
                words,
                Some(department),
                windows.current,
            )))
        });
        let standings = || found.iter().map(|(standing, _)| standing);
        messages.extend(told.map(|told| Post {
            department: id.clone(),
            told,
            said: Said::of(windows.current, standings()),
            revised: said.get(id).and_then(|said| said.now(standings())),
        }));
    }
    Ok(messages)
}

/// One number for a meeting: the first score of a department that can be told, over the period of the posts
/// before `local_day`, with how sure it is and whether it changed; `None` where too few answered.
///
/// # Errors
/// Where the database does not answer.
pub async fn one_number(
    ctx: &Context,
    department: &DepartmentId,
    language: Language,
    local_day: NaiveDate,
) -> anyhow::Result<Option<String>> {
    let Some(windows) = posted_period(ctx).windows(local_day) else {
        return Ok(None);
    };
    let found = standings(ctx, department.as_str(), &metrics(ctx), windows).await?;
    let standing = found
        .iter()
        .map(|(standing, _)| standing)
        .find(|standing| standing.showing != Showing::CountsOnly && standing.estimate.is_some());
    Ok(standing.map(|standing| views::line(Words::of(language), standing)))
}

/// The period that the posts tell.
fn posted_period(ctx: &Context) -> Period {
    Period::Last(match ctx.config.scores.period {
        crate::platform::config::ScorePeriod::Week => Unit::Week,
        crate::platform::config::ScorePeriod::Month => Unit::Month,
        crate::platform::config::ScorePeriod::Quarter => Unit::Quarter,
    })
}
