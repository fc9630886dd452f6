//! Survey tools that send responses: which bytes to believe, and what is in them.

use chrono::{DateTime, Utc};
use secrecy::SecretString;

mod condition;
mod mapping;
mod parser;
mod path;
mod payload;
mod presets;
mod score;
mod text;
mod time;

pub use condition::{Condition, Verdict};
pub use mapping::CompiledMapping;
pub use parser::ParseError;
pub use path::Path;
pub use payload::{MOST_ITEMS, MappedItem, MappingError, map_payload};
pub use presets::{PRESETS, Preset, preset};
pub use score::number;
pub use time::read_time;

use crate::platform::config::{Mapping, Source, Verify};
use crate::platform::ids::SourceId;
use crate::platform::signature::{Verified, Verifier};

/// A source, ready to take requests.
#[derive(Debug)]
pub struct CompiledSource {
    /// Its name, as in its address.
    pub id: SourceId,
    /// Whether to believe a request.
    pub verifier: Verifier,
    /// Where things are in its payload.
    pub mapping: CompiledMapping,
}

/// Lays a source's own keys over those of its preset, and parses them.
///
/// # Errors
/// All problems at once, each a sentence that names the key: `sources.shop.mapping.comment: …`.
pub fn compile(
    id: &SourceId,
    source: &Source,
    secrets: &[SecretString],
) -> Result<CompiledSource, Vec<String>> {
    let (verify, mapping) =
        settings(source).map_err(|problem| vec![format!("sources.{id}.preset: {problem}")])?;
    let mut problems = Vec::new();
    let verifier = Verifier::new(&verify, secrets)
        .map_err(|problem| problems.push(format!("sources.{id}: {problem}")));
    let mapping = CompiledMapping::new(&mapping).map_err(|found| {
        problems.extend(
            found
                .into_iter()
                .map(|problem| format!("sources.{id}.mapping.{problem}")),
        );
    });
    match (verifier, mapping) {
        (Ok(verifier), Ok(mapping)) => Ok(CompiledSource {
            id: id.clone(),
            verifier,
            mapping,
        }),
        _ => Err(problems),
    }
}

/// What is wrong with a source's settings: for the check of the configuration.
///
/// Without a secret the source takes no part yet, and its settings are checked all the same.
pub fn check(id: &SourceId, source: &Source, secret: Option<&SecretString>) -> Vec<String> {
    // Right in both forms that a secret can have.
    let stand_in = SecretString::from("whsec_c3RhbmQtaW4=");
    let secret = secret.unwrap_or(&stand_in);
    compile(id, source, std::slice::from_ref(secret))
        .err()
        .unwrap_or_default()
}

/// A source's settings, its own keys laid over those of its preset.
///
/// # Errors
/// Where there is no such preset.
pub fn settings(source: &Source) -> Result<(Verify, Mapping), String> {
    let own = (source.verify.clone(), source.mapping.clone());
    Ok(match &source.preset {
        None => own,
        Some(name) => {
            let preset = preset(name)?;
            (own.0.over(preset.verify), own.1.over(preset.mapping))
        }
    })
}

impl CompiledSource {
    /// The responses in a verified body. A delivery's identity from a header holds for those whose
    /// payload has none; in a list each gets its own, `identity#1`, or the second of one delivery
    /// would pass for a retry of the first.
    ///
    /// # Errors
    /// As [`map_payload`].
    pub fn map(
        &self,
        body: &[u8],
        verified: &Verified,
        received_at: DateTime<Utc>,
        keep_raw: bool,
    ) -> Result<Vec<MappedItem>, MappingError> {
        let mut items = map_payload(&self.mapping, &self.id, body, received_at, keep_raw)?;
        for (number, item) in items.iter_mut().enumerate() {
            if let MappedItem::Response { response, .. } = item {
                let delivery = response.delivery_id.take().or(verified.delivery_id.clone());
                response.delivery_id = match &self.mapping.items {
                    None => delivery,
                    Some(_) => delivery.map(|id| format!("{id}#{}", number + 1)),
                };
            }
        }
        Ok(items)
    }
}

#[cfg(test)]
mod tests;
