//! The table block: rows of raw or rich text.

use super::cursor::{At, Checker};
use super::rich_text::check_rich_text;

/// Most rows of a table.
const ROWS: usize = 100;
/// Most cells of a row.
const COLUMNS: usize = 20;

/// Checks a table; a message holds at most one.
pub(super) fn check_table(check: &mut Checker, at: &At<'_>) {
    check.tables += 1;
    if check.tables > 1 {
        check.problem(at, "only_one_table_allowed");
    }
    if let Some(rows) = check.required(at, "rows") {
        for row in check.array(&rows, 1, ROWS) {
            for cell in check.array(&row, 1, COLUMNS) {
                check_cell(check, &cell);
            }
        }
    }
    if let Some(settings) = at.get("column_settings") {
        for column in check.array(&settings, 1, COLUMNS) {
            if column.value.is_null() {
                continue;
            }
            check.object(&column, &["align", "is_wrapped"]);
            check.one_of(&column, "align", &["left", "center", "right"]);
            check.booleans(&column, &["is_wrapped"]);
        }
    }
}

fn check_cell(check: &mut Checker, cell: &At<'_>) {
    match cell.text("type") {
        Some("raw_text") => {
            check.object(cell, &["text"]);
            check.required_string(cell, "text", usize::MAX - 1);
        }
        Some("rich_text") => {
            check.object(cell, &["elements", "block_id"]);
            check_rich_text(check, cell);
        }
        Some(other) => check.problem(cell, format!("unsupported type: {other}")),
        None => check.problem(cell, "missing required field: type"),
    }
}
