//! Every preset's mapping on arbitrary bytes: it answers, and what it answers can be stored.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run webhook_body fuzz/corpus/webhook_body tests/fixtures/sources`
//! begins with the payloads of the tests.
#![no_main]

use std::sync::LazyLock;

use chrono::DateTime;
use klantstem::features::feedback::sources::{
    CompiledMapping, MappedItem, PRESETS, map_payload, preset,
};
use klantstem::platform::ids::SourceId;
use libfuzzer_sys::fuzz_target;

static MAPPINGS: LazyLock<Vec<(SourceId, CompiledMapping)>> = LazyLock::new(|| {
    PRESETS
        .iter()
        .map(|(name, _)| {
            let preset = preset(name).expect("presets are readable");
            let mapping = CompiledMapping::new(&preset.mapping).expect("presets are right");
            (SourceId::from(*name), mapping)
        })
        .collect()
});

fuzz_target!(|body: &[u8]| {
    let received_at = DateTime::from_timestamp(1_789_373_700, 0).expect("a time");
    for (source, mapping) in MAPPINGS.iter() {
        let Ok(items) = map_payload(mapping, source, body, received_at, true) else {
            continue;
        };
        for item in items {
            let MappedItem::Response { response, .. } = item else {
                continue;
            };
            assert!(!response.external_id.is_empty());
            assert!(response.external_id.chars().count() <= 500);
            let texts = [
                Some(&response.external_id),
                response.comment.as_ref(),
                response.respondent.email.as_ref(),
                response.respondent.name.as_ref(),
                response.respondent.company.as_ref(),
                response.survey.as_ref(),
                response.touchpoint.as_ref(),
            ];
            let fields = response.segment.iter().flat_map(|(key, value)| [key, value]);
            for text in texts.into_iter().flatten().chain(&response.tags).chain(fields) {
                assert!(!text.is_empty() && !text.contains('\0'));
            }
            assert!(response.score.is_none_or(|score| score.value.is_finite()));
            assert!(response.score.is_none_or(|score| score.min < score.max));
            assert!((received_at - response.updated_at).num_hours() >= -24);
        }
    }
});
