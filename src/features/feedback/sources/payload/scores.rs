//! Which of a mapping's score rules fits a payload, and the score that it finds.

use super::super::mapping::{CompiledScore, Meaning};
use super::super::score::{number_or_word, read_kind, read_scale, scale_problem, usual_scale};
use super::{MappedItem, Reader};
use crate::features::feedback::rules::response::{Score, ScoreKind};
use crate::platform::config::OutOfScale;

impl Reader<'_> {
    /// The kind and score by the first rule that fits; `None` where no score was given.
    pub(super) fn score(&mut self) -> Result<Option<(ScoreKind, Score)>, MappedItem> {
        let mapping = self.mapping;
        for rule in &mapping.scores {
            if !self.all(&rule.when) {
                continue;
            }
            let Some(value) = self.find(Some(&rule.path)) else {
                continue;
            };
            let Meaning::Known {
                kind,
                kind_path,
                scale,
                scale_path,
            } = &rule.meaning
            else {
                self.notes.push(format!(
                    "the score at `{}` is not counted: only the form knows its kind and scale. Say them under this source's mapping.score",
                    rule.path
                ));
                continue;
            };
            let expected = *kind;
            let kind = match kind_path.as_ref().zip(self.find(kind_path.as_ref())) {
                None => expected,
                Some((path, value)) => read_kind(value).ok_or_else(|| MappedItem::Unmapped {
                    path: path.to_string(),
                    problem: "not a kind of score: nps, csat, ces, stars or text".to_owned(),
                })?,
            };
            if kind == ScoreKind::Text {
                return Ok(None);
            }
            let scale = match scale_path.as_ref().zip(self.find(scale_path.as_ref())) {
                Some((path, value)) => {
                    let unmapped = |problem: &str| MappedItem::Unmapped {
                        path: path.to_string(),
                        problem: problem.to_owned(),
                    };
                    let scale = read_scale(value)
                        .ok_or_else(|| unmapped("not a scale such as {\"min\": 1, \"max\": 5}"))?;
                    match scale_problem(kind, scale) {
                        None => Some(scale),
                        Some(problem) => return Err(unmapped(problem)),
                    }
                }
                // Another kind than the configured one has another scale too.
                None if kind != expected => usual_scale(kind),
                None => *scale,
            };
            let Some(scale) = scale else { continue };
            let Some(number) = number_or_word(value, &rule.words) else {
                self.unreadable_score(rule)?;
                continue;
            };
            let score = Score {
                value: number,
                min: scale.min,
                max: scale.max,
                low_is_good: scale.low_is_good,
            };
            if !score.on_scale() {
                self.off_scale(rule, &score)?;
            }
            return Ok(Some((kind, score)));
        }
        Ok(None)
    }

    fn unreadable_score(&mut self, rule: &CompiledScore) -> Result<(), MappedItem> {
        if self.mapping.out_of_scale == OutOfScale::Refuse {
            return Err(MappedItem::Unmapped {
                path: rule.path.to_string(),
                problem: "the score is not a number".to_owned(),
            });
        }
        self.notes.push(format!(
            "the score at `{}` is not a number and is not counted",
            rule.path
        ));
        Ok(())
    }

    fn off_scale(&mut self, rule: &CompiledScore, score: &Score) -> Result<(), MappedItem> {
        let problem = format!(
            "the score {} is not on its scale of {} to {}",
            score.value, score.min, score.max
        );
        if self.mapping.out_of_scale == OutOfScale::Refuse {
            return Err(MappedItem::Unmapped {
                path: rule.path.to_string(),
                problem,
            });
        }
        self.notes.push(format!("{problem} and is not counted"));
        Ok(())
    }
}
