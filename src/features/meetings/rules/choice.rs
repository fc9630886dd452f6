//! Which customer is on the agenda, and why.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::features::stories::rules::week::Subject;
use crate::platform::config::{Ratio, ScoreClass};

/// What a customer's words are like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// What went well.
    Praise,
    /// What hurts.
    Pain,
    /// Neither.
    Neutral,
}

crate::stored_as_text!(Tone {
    Praise = "praise",
    Pain = "pain",
    Neutral = "neutral",
});

impl Tone {
    /// What the words of a score of this class are like.
    pub fn of(class: Option<ScoreClass>) -> Self {
        match class {
            Some(ScoreClass::Promoter | ScoreClass::Satisfied) => Self::Praise,
            Some(ScoreClass::Detractor | ScoreClass::Dissatisfied) => Self::Pain,
            Some(ScoreClass::Passive | ScoreClass::Neutral) | None => Self::Neutral,
        }
    }
}

/// What may be chosen: words of a customer of the department that may be shown, or a story that it hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What it is.
    pub subject: Subject,
    /// What it is like.
    pub tone: Tone,
    /// When it was said or told.
    pub said_at: DateTime<Utc>,
}

/// What stood on an agenda of the channel before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// What it was.
    pub subject: Subject,
    /// What it was like.
    pub tone: Tone,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether it was swapped for something else: it was seen, but does not count for the ratio.
    pub is_swapped: bool,
}

/// Why something was chosen, for whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What was wanted by the ratio.
    pub wanted: Tone,
    /// What it is.
    pub got: Tone,
    /// How often praise was on the agenda within the weeks.
    pub praise: u32,
    /// How often pain was.
    pub pain: u32,
    /// Out of how many that the channel had not seen it was the newest of its tone.
    pub fresh: u32,
    /// The weeks within which nothing is repeated.
    pub weeks: u32,
}

/// What was chosen, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is shown.
    pub subject: Subject,
    /// Why.
    pub reason: Reason,
}

/// Chooses what the agenda of a meeting shows; `None` where the channel saw everything lately.
///
/// What stood on an agenda of the channel within `weeks` is never repeated. Whether praise or pain is
/// wanted says the ratio with what was shown within these weeks; where there is none of that, the other is
/// taken rather than nothing. The newest goes first, then by its id, so that the choice is the same
/// wherever it is made.
pub fn choose(
    candidates: &[Candidate],
    shown: &[Shown],
    ratio: Ratio,
    weeks: u32,
    now: DateTime<Utc>,
) -> Option<Choice> {
    let since = now - TimeDelta::weeks(i64::from(weeks));
    let lately: Vec<&Shown> = shown.iter().filter(|shown| shown.at > since).collect();
    let times = |tone: Tone| {
        let counted = lately.iter().filter(|shown| !shown.is_swapped);
        u32::try_from(counted.filter(|shown| shown.tone == tone).count()).unwrap_or(u32::MAX)
    };
    let (praise, pain) = (times(Tone::Praise), times(Tone::Pain));
    let wanted = wanted(ratio, praise, pain);
    let mut fresh: Vec<&Candidate> = candidates
        .iter()
        .filter(|candidate| {
            !lately
                .iter()
                .any(|shown| shown.subject == candidate.subject)
        })
        .collect();
    fresh.sort_by(|one, other| (other.said_at, &one.subject).cmp(&(one.said_at, &other.subject)));
    let order = match wanted {
        Tone::Pain => [Tone::Pain, Tone::Praise, Tone::Neutral],
        _ => [Tone::Praise, Tone::Pain, Tone::Neutral],
    };
    let of = |tone: Tone| fresh.iter().find(|candidate| candidate.tone == tone);
    let chosen = order.into_iter().find_map(of)?;
    Some(Choice {
        subject: chosen.subject.clone(),
        reason: Reason {
            wanted,
            got: chosen.tone,
            praise,
            pain,
            fresh: u32::try_from(fresh.len()).unwrap_or(u32::MAX),
            weeks,
        },
    })
}

/// Whether praise or pain is wanted after so many times of each: whichever lags behind the ratio, and
/// praise to begin with.
fn wanted(ratio: Ratio, praise: u32, pain: u32) -> Tone {
    let is_pain_behind =
        u64::from(pain) * u64::from(ratio.praise) < u64::from(praise) * u64::from(ratio.pain);
    if ratio.praise == 0 || is_pain_behind {
        Tone::Pain
    } else {
        Tone::Praise
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::features::stories::rules::week::Kind;

    const ONE_TO_ONE: Ratio = Ratio { praise: 1, pain: 1 };

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::weeks(1_000)
    }

    fn subject(id: &str) -> Subject {
        Subject {
            kind: Kind::Testimonial,
            id: id.to_owned(),
        }
    }

    fn candidate(id: &str, tone: Tone, days_ago: i64) -> Candidate {
        Candidate {
            subject: subject(id),
            tone,
            said_at: now() - TimeDelta::days(days_ago),
        }
    }

    fn shown(id: &str, tone: Tone, weeks_ago: i64) -> Shown {
        Shown {
            subject: subject(id),
            tone,
            at: now() - TimeDelta::weeks(weeks_ago),
            is_swapped: false,
        }
    }

    fn chosen(candidates: &[Candidate], shown: &[Shown], ratio: Ratio) -> Option<String> {
        choose(candidates, shown, ratio, 12, now()).map(|choice| choice.subject.id)
    }

    #[test]
    fn the_newest_of_what_is_wanted_is_chosen_with_its_reason() {
        let all = [
            candidate("old", Tone::Praise, 9),
            candidate("new", Tone::Praise, 2),
            candidate("pain", Tone::Pain, 1),
        ];
        let choice = choose(&all, &[], ONE_TO_ONE, 12, now()).unwrap();
        assert_eq!(choice.subject.id, "new");
        let reason = Reason {
            wanted: Tone::Praise,
            got: Tone::Praise,
            praise: 0,
            pain: 0,
            fresh: 3,
            weeks: 12,
        };
        assert_eq!(choice.reason, reason);
    }

    #[test]
    fn nothing_is_repeated_within_the_weeks_also_not_what_was_swapped() {
        let all = [
            candidate("a", Tone::Praise, 1),
            candidate("b", Tone::Praise, 2),
            candidate("c", Tone::Praise, 3),
        ];
        let swapped = Shown {
            is_swapped: true,
            ..shown("a", Tone::Praise, 1)
        };
        let before = [swapped, shown("b", Tone::Praise, 13)];
        assert_eq!(chosen(&all, &before, ONE_TO_ONE), Some("b".into()));
        let before = [shown("a", Tone::Praise, 1), shown("b", Tone::Praise, 11)];
        assert_eq!(chosen(&all, &before, ONE_TO_ONE), Some("c".into()));
        assert_eq!(chosen(&all[..2], &before, ONE_TO_ONE), None);
    }

    #[test]
    fn praise_and_pain_follow_the_ratio() {
        let all: Vec<Candidate> = (0..20)
            .flat_map(|number| {
                [
                    candidate(&format!("good-{number}"), Tone::Praise, number),
                    candidate(&format!("bad-{number}"), Tone::Pain, number),
                ]
            })
            .collect();
        for (ratio, expected) in [
            (ONE_TO_ONE, "+-+-+-"),
            (Ratio { praise: 2, pain: 1 }, "+-++-+"),
            (Ratio { praise: 0, pain: 1 }, "------"),
            (Ratio { praise: 1, pain: 0 }, "++++++"),
        ] {
            let mut before = Vec::new();
            let mut tones = String::new();
            for _ in 0..6 {
                let choice = choose(&all, &before, ratio, 12, now()).unwrap();
                tones.push(if choice.reason.got == Tone::Pain {
                    '-'
                } else {
                    '+'
                });
                before.push(shown(&choice.subject.id, choice.reason.got, 1));
            }
            assert_eq!(tones, expected, "{ratio:?}");
        }
    }

    #[test]
    fn the_other_is_better_than_nothing() {
        let all = [
            candidate("a", Tone::Neutral, 1),
            candidate("b", Tone::Pain, 9),
        ];
        assert_eq!(chosen(&all, &[], ONE_TO_ONE), Some("b".into()));
        assert_eq!(chosen(&all[..1], &[], ONE_TO_ONE), Some("a".into()));
        assert_eq!(chosen(&[], &[], ONE_TO_ONE), None);
    }

    proptest! {
        #[test]
        fn the_choice_does_not_depend_on_how_candidates_come_in(
            ages in prop::collection::vec((0i64..5, 0u8..3), 1..9), turn in 0usize..9,
        ) {
            let mut all: Vec<Candidate> = ages
                .iter()
                .enumerate()
                .map(|(number, (age, tone))| {
                    let tone = [Tone::Praise, Tone::Pain, Tone::Neutral][usize::from(*tone)];
                    candidate(&format!("c{number}"), tone, *age)
                })
                .collect();
            let before = chosen(&all, &[], ONE_TO_ONE);
            prop_assert!(before.is_some());
            let turn = turn % all.len();
            all.rotate_left(turn);
            prop_assert_eq!(chosen(&all, &[], ONE_TO_ONE), before);
        }
    }
}
