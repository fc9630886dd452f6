//! What happened, for the pictures of scores to mark.

use std::fmt;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::{Deserialize, Deserializer, Serialize};

use super::{Bilingual, Language};
use crate::platform::ids::DepartmentId;

/// Something that happened and may explain why a score changed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreEvent {
    /// The day: `2026-09-01`.
    pub on: NaiveDate,
    /// What happened: one text, or one in each language.
    pub name: Wording,
    /// The department whose pictures show it; without it, those of all.
    pub department: Option<DepartmentId>,
}

impl ScoreEvent {
    /// Whether the picture of a department shows it; an empty one is the whole organisation, which
    /// shows what concerns all.
    pub fn concerns(&self, department: &str) -> bool {
        self.department
            .as_ref()
            .is_none_or(|own| own.as_str() == department)
    }
}

/// One text for both languages, or one for each.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Wording {
    /// The same in both languages.
    Same(String),
    /// One for each.
    Each(Bilingual),
}

impl Wording {
    /// The text in `language`.
    pub fn in_language(&self, language: Language) -> &str {
        match self {
            Self::Same(text) => text,
            Self::Each(texts) => texts.in_language(language),
        }
    }
}

/// Written by hand, because serde's own message for an untagged enum names neither key nor reason.
impl<'de> Deserialize<'de> for Wording {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Wording;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("one text or one in each language")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Wording::Same(text.to_owned()))
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                map: A,
            ) -> Result<Self::Value, A::Error> {
                Bilingual::deserialize(MapAccessDeserializer::new(map)).map(Wording::Each)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}
