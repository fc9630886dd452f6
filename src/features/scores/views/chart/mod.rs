//! The picture of a trend: what is on it, in the reader's language. [`layout`] says where it stands.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::super::rules::axis::Axis;
use super::super::rules::marks::{Event, Mark, What, marks};
use super::super::rules::metric::{Metric, Unit as ValueUnit};
use super::super::rules::standing::{Standing, TrendPoint};
use super::super::rules::verdict::{Direction, Showing, VerdictPolicy};
use super::super::rules::window::Unit;
use super::{metric_name, number, plain_name};
use crate::platform::picture::font::writable;
use crate::platform::text;
use crate::platform::words::Words;

mod layout;
mod spoken;

pub use layout::scene;

#[cfg(test)]
mod tests;

/// The longest name of an event.
const EVENT: usize = 80;
/// From so many answers on they are told in thousands, so that they fit under their point.
const IN_THOUSANDS: u64 = 10_000;

/// What a chart is made of.
#[derive(Clone, Copy, Debug)]
pub struct Trend<'a> {
    /// The department's name; none for the whole organisation.
    pub department: Option<&'a str>,
    /// How the score stands in the newest window.
    pub standing: &'a Standing,
    /// Its windows, oldest first.
    pub points: &'a [TrendPoint],
    /// What each window is: a week, a month, a quarter.
    pub unit: Unit,
    /// What happened, as the organisation named it.
    pub events: &'a [Event],
}

/// A chart with all its words, ready to be drawn. It can be stored, and gives the same picture later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// What is measured, and of whom.
    pub title: String,
    /// In which windows, from when to when.
    pub period: String,
    /// The lines of the upright axis, from the bottom up: how high each is (0 to 1), its value.
    pub lines: Vec<(f64, String)>,
    /// How high zero is, where it is on a line and values can lie on both sides.
    pub zero: Option<f64>,
    /// The windows, oldest first.
    pub points: Vec<Point>,
    /// What is marked.
    pub marks: Vec<Marked>,
    /// What a full point, an indicative point, the band and a missing point mean, where there are any.
    pub key: Key,
    /// All of it in words, for who does not see it.
    pub spoken: String,
}

/// A window on a chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Its name: a day, a month, a quarter.
    pub name: String,
    /// What it and those after it are part of, where that begins here: a month, a year.
    pub part_of: Option<String>,
    /// How many answers.
    pub answers: String,
    /// Its number; `None` where there are too few answers for one.
    pub number: Option<Shown>,
}

/// A number on a chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// The number in words.
    pub words: String,
    /// How high it stands: 0 at the bottom, 1 at the top.
    pub height: f64,
    /// How high its interval begins and ends.
    pub interval: Option<(f64, f64)>,
    /// Whether it rests on few answers.
    pub is_indicative: bool,
}

/// A mark on a chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Marked {
    /// Its letter.
    pub letter: char,
    /// Where it stands: 0 at the beginning of the first window, 1 at the beginning of the second.
    pub at: f64,
    /// What it stands for.
    pub words: String,
}

/// What the signs mean; only those that are on the chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Key {
    /// A full point.
    pub normal: Option<String>,
    /// A hollow point.
    pub indicative: Option<String>,
    /// The band.
    pub interval: Option<String>,
    /// No point at all.
    pub gap: Option<String>,
}

/// The chart of a trend in the language of `words`.
pub fn chart(words: Words, trend: &Trend) -> Chart {
    let policy = VerdictPolicy::default();
    let (metric, scale) = (trend.standing.metric, trend.standing.counts.scale());
    let axis = Axis::of(metric, scale, trend.points);
    let lines: Vec<(f64, String)> = axis
        .lines()
        .into_iter()
        .map(|value| (part(axis.height(value)), label(words, metric, value)))
        .collect();
    let crosses_zero = metric.unit() == ValueUnit::Balance && axis.low <= 0.0 && axis.high >= 0.0;
    let marks = marks(trend.standing, trend.points, trend.events);
    let mut chart = Chart {
        title: title(words, trend),
        period: period(words, trend),
        lines,
        zero: crosses_zero.then(|| part(axis.height(0.0))),
        points: points(words, trend, &axis),
        marks: marks
            .iter()
            .map(|mark| marked(words, metric, mark))
            .collect(),
        key: key(words, trend, &policy),
        spoken: String::new(),
    };
    chart.spoken = spoken::spoken(words, trend, &chart);
    chart
}

/// A part of a whole to four decimals: finer than a pixel, and the same after it was stored.
fn part(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

/// A value as a picture shows it, with a real minus.
fn label(words: Words, metric: Metric, value: f64) -> String {
    number(words, metric, value).replace('-', "−")
}

fn title(words: Words, trend: &Trend) -> String {
    let department = plain_name(words, trend.department);
    words.chart_title(&metric_name(words, trend.standing.metric), &department)
}

fn period(words: Words, trend: &Trend) -> String {
    let first = trend.points.first().map(|point| point.window.first);
    let last = trend.points.last().map(|point| point.window.last);
    let (Some(first), Some(last)) = (first, last) else {
        return String::new();
    };
    // A window that is still running ends, for now, with what was told.
    let last = last.min(trend.standing.windows.current.last);
    let (first, last) = (words.short_date(first), words.short_date(last));
    let period = match trend.unit {
        Unit::Day | Unit::Week => words.chart_by_week(&first, &last),
        Unit::Month => words.chart_by_month(&first, &last),
        Unit::Quarter | Unit::Year => words.chart_by_quarter(&first, &last),
    };
    let scale = trend.standing.counts.scale();
    if trend.standing.metric.higher_is_better(scale) {
        period
    } else {
        format!("{period}; {}", words.chart_lower_is_better())
    }
}

fn points(words: Words, trend: &Trend, axis: &Axis) -> Vec<Point> {
    let metric = trend.standing.metric;
    let mut last_part = String::new();
    trend
        .points
        .iter()
        .map(|point| {
            let (name, part_of) = names(words, trend.unit, point.window.first);
            let begins = part_of != last_part;
            last_part.clone_from(&part_of);
            Point {
                name,
                part_of: begins.then_some(part_of),
                answers: answers(words, point.answers),
                number: point.estimate.map(|estimate| Shown {
                    words: label(words, metric, estimate.value),
                    height: part(axis.height(estimate.value)),
                    interval: estimate.interval.map(|interval| {
                        (
                            part(axis.height(interval.low)),
                            part(axis.height(interval.high)),
                        )
                    }),
                    is_indicative: point.showing == Showing::Indicative,
                }),
            }
        })
        .collect()
}

/// What a window is called, and what it is part of.
fn names(words: Words, unit: Unit, first: NaiveDate) -> (String, String) {
    let year = first.year().to_string();
    match unit {
        Unit::Day | Unit::Week => (first.day().to_string(), words.short_month(first)),
        Unit::Month => (words.short_month(first), year),
        Unit::Quarter | Unit::Year => (format!("Q{}", first.month0() / 3 + 1), year),
    }
}

fn answers(words: Words, answers: u64) -> String {
    let count = |number: u64| words.count(i64::try_from(number).unwrap_or(i64::MAX));
    if answers < IN_THOUSANDS {
        count(answers)
    } else {
        format!("{}k", count(answers / 1_000))
    }
}

fn marked(words: Words, metric: Metric, mark: &Mark) -> Marked {
    let date = words.short_date(mark.on);
    let what = match &mark.what {
        What::Event(name) => writable(&text::one_line(name, EVENT)),
        What::Changed(direction, difference) => {
            let sign = if *difference > 0.0 { "+" } else { "" };
            let difference = format!("{sign}{}", label(words, metric, *difference));
            match direction {
                Direction::Up => words.chart_rose(&difference),
                Direction::Down => words.chart_fell(&difference),
            }
        }
    };
    Marked {
        letter: mark.letter,
        at: part(mark.at),
        words: words.chart_mark(&date, &what),
    }
}

fn key(words: Words, trend: &Trend, policy: &VerdictPolicy) -> Key {
    let full = i64::try_from(policy.full_answers).unwrap_or(i64::MAX);
    let shown = i64::try_from(policy.shown_answers).unwrap_or(i64::MAX);
    let any = |showing: Showing| trend.points.iter().any(|point| point.showing == showing);
    let has_band = trend.points.iter().any(|point| {
        point
            .estimate
            .is_some_and(|estimate| estimate.interval.is_some())
    });
    Key {
        normal: any(Showing::Normal).then(|| words.chart_normal(full)),
        indicative: any(Showing::Indicative).then(|| words.chart_indicative(shown, full - 1)),
        interval: has_band.then(|| words.chart_interval()),
        gap: any(Showing::CountsOnly).then(|| words.chart_gap(shown)),
    }
}
