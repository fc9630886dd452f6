//! Any bytes as a file of responses: no panic, every record accounted for, and the same ids each time.

#![no_main]

use klantstem::features::feedback::import::{self, DateOrder, Options, Row, Scale};
use klantstem::features::feedback::rules::response::ScoreKind;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut options = Options::new("fuzz".into(), chrono_tz::Europe::Amsterdam);
    // As a newcomer calls it: most files are refused with a question.
    check(data, &options);
    // With every question answered, so that rows are reached.
    options.dates = Some(DateOrder::DayMonthYear);
    options.kind = Some(ScoreKind::Csat);
    options.scale = Some(Scale { min: 1.0, max: 10.0 });
    options.answered_on = chrono::NaiveDate::from_ymd_opt(2026, 9, 14);
    check(data, &options);
    options.no_header = true;
    options.map = vec![("comment".to_owned(), "#1".to_owned())];
    check(data, &options);
});

fn check(data: &[u8], options: &Options) {
    let Ok(plan) = import::inspect_bytes(data, options) else {
        return;
    };
    let shown = plan.to_string();
    assert!(!shown.chars().any(|c| c.is_control() && c != '\n'));
    let counts = plan.counts.expect("rows are counted by default");
    assert_eq!(counts.records, plan.records);
    assert_eq!(counts.records, counts.good + counts.rejected + counts.empty);
    assert_eq!(ids(data, &plan), ids(data, &plan));
}

fn ids(data: &[u8], plan: &import::Plan) -> Vec<String> {
    let rows = import::read_bytes(data, plan).expect("the bytes are the same");
    rows.map(|row| match row.expect("memory can be read") {
        Row::Good { response, .. } => response.external_id,
        Row::Rejected { line, reason, .. } => format!("{line}: {reason}"),
    })
    .collect()
}
