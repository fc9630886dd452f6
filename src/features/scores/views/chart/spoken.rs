//! The same chart in words, complete, for who does not see pictures.

use super::super::super::rules::standing::TrendPoint;
use super::super::super::rules::verdict::Showing;
use super::super::super::rules::window::Unit;
use super::{Chart, Trend, label};
use crate::platform::text;
use crate::platform::words::Words;

/// Characters of a picture's text alternative that Slack takes at most.
const ALTERNATIVE: usize = 2_000;

/// Every window with its number, interval and answers, and every mark.
pub(super) fn spoken(words: Words, trend: &Trend, chart: &Chart) -> String {
    let mut lines = vec![words.chart_spoken(&chart.title, &chart.period)];
    lines.extend(
        trend
            .points
            .iter()
            .map(|point| point_in_words(words, trend, point)),
    );
    if !chart.marks.is_empty() {
        let marks: Vec<&str> = chart.marks.iter().map(|mark| mark.words.as_str()).collect();
        lines.push(words.chart_spoken_marks(&marks.join("; ")));
    }
    text::cut(&lines.join(" "), ALTERNATIVE)
}

fn point_in_words(words: Words, trend: &Trend, point: &TrendPoint) -> String {
    let window = point.window;
    let mut name = match trend.unit {
        Unit::Day | Unit::Week => words.short_date(window.first),
        Unit::Month => words.month(window.first),
        Unit::Quarter | Unit::Year => {
            let (quarter, year) = super::names(words, trend.unit, window.first);
            format!("{quarter} {year}")
        }
    };
    if window.last > trend.standing.windows.current.last {
        name = words.chart_so_far(&name);
    }
    let answers = words.scores_answers(i64::try_from(point.answers).unwrap_or(i64::MAX));
    let Some(estimate) = point.estimate else {
        return words.chart_spoken_few(&name, &answers);
    };
    let in_words = |value: f64| label(words, trend.standing.metric, value);
    let value = match estimate.interval {
        Some(interval) => words.chart_spoken_value(
            &in_words(estimate.value),
            &in_words(interval.low),
            &in_words(interval.high),
        ),
        None => in_words(estimate.value),
    };
    if point.showing == Showing::Indicative {
        words.chart_spoken_indicative(&name, &value, &answers)
    } else {
        words.chart_spoken_point(&name, &value, &answers)
    }
}
