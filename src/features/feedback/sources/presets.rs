//! Ready descriptions of known tools: files in config/sources that an administrator can read and copy.

use serde::Deserialize;

use crate::platform::config::{Mapping, Verify};

/// A ready description of a tool.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// What the tool is, and what to set there.
    pub about: String,
    /// How its requests are verified.
    pub verify: Verify,
    /// Where things are in its payload.
    pub mapping: Mapping,
}

/// The presets' names and files.
pub const PRESETS: [(&str, &str); 9] = [
    (
        "asknicely",
        include_str!("../../../../config/sources/asknicely.toml"),
    ),
    (
        "formbricks",
        include_str!("../../../../config/sources/formbricks.toml"),
    ),
    (
        "generic",
        include_str!("../../../../config/sources/generic.toml"),
    ),
    (
        "satismeter",
        include_str!("../../../../config/sources/satismeter.toml"),
    ),
    (
        "survicate",
        include_str!("../../../../config/sources/survicate.toml"),
    ),
    (
        "tally",
        include_str!("../../../../config/sources/tally.toml"),
    ),
    (
        "trustpilot",
        include_str!("../../../../config/sources/trustpilot.toml"),
    ),
    (
        "typeform",
        include_str!("../../../../config/sources/typeform.toml"),
    ),
    (
        "zendesk",
        include_str!("../../../../config/sources/zendesk.toml"),
    ),
];

/// The preset called `name`.
///
/// # Errors
/// What to write instead.
pub fn preset(name: &str) -> Result<Preset, String> {
    if name == "surveymonkey" {
        return Err(
            "there is no preset `surveymonkey`: SurveyMonkey's webhooks say that there is a response, not what is in it. Export the responses as CSV and run `klantstem import`".to_owned(),
        );
    }
    let Some((_, text)) = PRESETS.iter().find(|(known, _)| *known == name) else {
        let names: Vec<&str> = PRESETS.iter().map(|(known, _)| *known).collect();
        let nearest = names
            .iter()
            .filter(|known| strsim::damerau_levenshtein(known, name) <= 3)
            .min_by_key(|known| strsim::damerau_levenshtein(known, name));
        let advice = match nearest {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => format!("there are {}", names.join(", ")),
        };
        return Err(format!("there is no preset `{name}`; {advice}"));
    };
    toml::from_str(text).map_err(|error| format!("the preset `{name}` can not be read: {error}"))
}
