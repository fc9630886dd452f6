//! What feedback decides, values in and values out.

pub mod counting;
pub mod exclusion;
pub mod forgetting;
pub mod language;
pub mod matching;
pub mod posting;
pub mod redaction;
pub mod response;
pub mod routing;
pub mod storable;
