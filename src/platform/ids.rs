//! Identifiers as types, so that a channel can not be passed where a user is meant.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! text_id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(
            Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, sqlx::Type,
        )]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

text_id!(
    /// A department as the configuration names it: `finance`.
    DepartmentId
);
text_id!(
    /// A Slack conversation: `C024BE91L`, or a name such as `#finance` in the configuration.
    ChannelId
);
text_id!(
    /// A Slack user: `U024BE7LH` or `W024BE7LH`.
    UserId
);
text_id!(
    /// A configured source of responses: `typeform`, `csv-2026`.
    SourceId
);
text_id!(
    /// A stored response: a UUID, version 7.
    ResponseId
);
text_id!(
    /// A kudos: a UUID, version 7.
    KudosId
);
text_id!(
    /// Slack's identity of a message inside its channel: `1765793412.000200`.
    MessageTs
);

/// A new identifier for a row: UUID version 7, so that new rows sort after old ones.
pub fn new_row_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
