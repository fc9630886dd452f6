//! What other customers did to a change, in a few lines.

use super::number;
use crate::features::scores::rules::estimate::{rounded, rounded_to_tenths};
use crate::features::scores::rules::metric::Unit;
use crate::features::scores::rules::mix::ShownMix;
use crate::features::scores::rules::standing::Standing;
use crate::features::scores::rules::verdict::VerdictPolicy;
use crate::platform::text::{self, escape};
use crate::platform::words::Words;

/// The longest name of a dimension or of what it names.
const NAME: usize = 40;

/// Which part of a change came from other customers, and how each group changed; no lines where the mix
/// did not.
pub fn mix(words: Words, standing: &Standing) -> Vec<String> {
    let (Some(mix), Some(change)) = (&standing.mix, &standing.change) else {
        return Vec::new();
    };
    let metric = standing.metric;
    // The two parts that are shown add up to the change that is shown.
    let shown = |value: f64| match metric.unit() {
        Unit::ScalePoints => rounded_to_tenths(value),
        Unit::Balance | Unit::Percent => rounded(value) as f64,
    };
    let signed = |value: f64| {
        let sign = if value > 0.0 { "+" } else { "" };
        format!("{sign}{}", number(words, metric, value))
    };
    let part = shown(mix.composition);
    let rest = shown(change.difference) - part;
    let why = words.mix_why(&dimension(words, mix), &signed(part), &signed(rest));
    let answers = (standing.before.total(), standing.counts.total());
    let score = |score: Option<f64>| {
        score.map_or_else(|| "–".to_owned(), |score| number(words, metric, score))
    };
    let share = |share: f64| format!("{}%", words.count(rounded(share * 100.0)));
    let members = mix.members.iter().map(|member| {
        let (before, after) = member.shown_scores(answers, &VerdictPolicy::default());
        let name = match member.name.as_str() {
            "" => words.mix_none(),
            name => escape(&text::one_line(name, NAME)),
        };
        words.mix_member(
            &name,
            &share(member.weight_before),
            &share(member.weight_after),
            &score(before),
            &score(after),
        )
    });
    std::iter::once(why).chain(members).collect()
}

fn dimension(words: Words, mix: &ShownMix) -> String {
    match mix.dimension.as_str() {
        "source" => words.mix_source(),
        "touchpoint" => words.mix_touchpoint(),
        other => {
            let field = other.strip_prefix("segment.").unwrap_or(other);
            escape(&text::one_line(field, NAME))
        }
    }
}
