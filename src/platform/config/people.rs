//! How it is known in which department somebody works, beyond what each department says.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How it is known in which department somebody works.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct People {
    /// The field of a Slack profile that names the department: `title`, the label of a field of your
    /// own (`Department`), or its id (`Xf0DEPART1`). Absent or empty for none.
    pub department_field: Option<String>,
    /// Whether who chose no language is spoken to in that of the person's Slack, where we speak it; else in that
    /// of the workspace.
    pub language_of_slack: bool,
}
