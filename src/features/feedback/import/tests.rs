//! Whole files: what their plans say, what comes out of them, and what no file may do.

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Amsterdam;
use proptest::prelude::*;

use super::*;
use crate::features::feedback::rules::response::{IncomingResponse, Score};

fn now() -> DateTime<Utc> {
    "2026-12-31T12:00:00Z".parse().unwrap()
}

fn options() -> Options {
    let mut options = Options::new("file".into(), Amsterdam);
    options.now = Some(now());
    options.departments = DepartmentNames(
        [
            ("finance", "finance"),
            ("financien", "finance"),
            ("klantenservice", "customer-service"),
            ("hr", "hr"),
        ]
        .into_iter()
        .map(|(name, id)| (name.to_owned(), id.into()))
        .collect(),
    );
    options
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/fixtures/import/{name}")).unwrap()
}

fn plan_of(name: &str, options: &Options) -> Plan {
    inspect_bytes(&fixture(name), options).unwrap()
}

fn refusal(bytes: &[u8], options: &Options) -> String {
    inspect_bytes(bytes, options).unwrap_err().to_string()
}

fn all_rows(bytes: &[u8], plan: &Plan) -> Vec<Row> {
    read_bytes(bytes, plan)
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

fn good(bytes: &[u8], options: &Options) -> Vec<(u64, IncomingResponse)> {
    let plan = inspect_bytes(bytes, options).unwrap();
    all_rows(bytes, &plan)
        .into_iter()
        .filter_map(|row| match row {
            Row::Good { line, response } => Some((line, response)),
            Row::Rejected { .. } => None,
        })
        .collect()
}

fn first(text: &str, options: &Options) -> IncomingResponse {
    good(text.as_bytes(), options).remove(0).1
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn a_dutch_excel_file_is_read_with_its_commas_accents_and_local_times() {
    let mut options = options();
    assert_eq!(
        refusal(&fixture("dutch-excel.csv"), &options),
        "column `Rapportcijfer` holds scores from 2 to 9, and its name does not tell what was asked. Say it with --kind nps, csat, ces or stars, and for csat and ces the scale, such as --scale 1-5"
    );
    options.kind = Some(ScoreKind::Csat);
    assert_eq!(
        refusal(&fixture("dutch-excel.csv"), &options),
        "column `Rapportcijfer` holds csat scores from 2 to 9, which does not tell their scale. Say it with --scale and the lowest and highest score that could be given, such as --scale 1-10"
    );
    options.scale = Some("1-10".parse().unwrap());
    options.segments = vec!["filiaal".to_owned()];
    insta::assert_snapshot!(plan_of("dutch-excel.csv", &options));
    let rows = good(&fixture("dutch-excel.csv"), &options);
    assert_eq!(
        rows.iter().map(|row| row.0).collect::<Vec<_>>(),
        [2, 3, 5, 7]
    );
    let response = &rows[0].1;
    assert_eq!(
        response.score,
        Some(Score {
            value: 7.5,
            min: 1.0,
            max: 10.0,
            low_is_good: false
        })
    );
    assert_eq!(response.answered_at, instant("2026-09-03T10:00:00Z"));
    assert_eq!(response.department, Some("finance".into()));
    assert_eq!(response.respondent.external_id.as_deref(), Some("10023"));
    assert_eq!(response.segment["filiaal"], "Zwolle");
    let response = &rows[1].1;
    assert_eq!(
        response.comment.as_deref(),
        Some("Snel geholpen; \"top\" service\nVolgende keer weer")
    );
    assert_eq!(response.respondent.company.as_deref(), Some("Café België"));
    assert_eq!(
        response.respondent.email.as_deref(),
        Some("joão@voorbeeld.test")
    );
    // The hour that autumn repeats: the first of the two.
    assert_eq!(rows[2].1.answered_at, instant("2026-10-25T00:30:00Z"));
    assert_eq!(rows[3].1.kind, ScoreKind::Text);
    assert_eq!(rows[3].1.score, None);
}

#[test]
fn an_english_file_is_read_with_its_questions_as_names() {
    insta::assert_snapshot!(plan_of("english.csv", &options()));
    let rows = good(&fixture("english.csv"), &options());
    assert_eq!(rows.iter().map(|row| row.0).collect::<Vec<_>>(), [2, 6, 7]);
    assert_eq!(
        rows[0].1.comment.as_deref(),
        Some("Fast answer,\nand kind.\n\nThank you")
    );
    assert_eq!(rows[0].1.answered_at, instant("2026-09-14T06:12:41Z"));
    assert_eq!(rows[1].1.answered_at, instant("2026-09-03T10:05:00Z"));
    assert_eq!(rows[2].1.answered_at, instant("2026-12-24T23:00:00Z"));
    assert_eq!(rows[1].1.score.unwrap().value, 10.0);
    assert_eq!(rows[2].1.respondent.company.as_deref(), Some("Acme & Co"));
    assert_eq!(rows[0].1.segment["plan"], "pro");
}

#[test]
fn both_sorts_of_utf_16_are_read() {
    insta::assert_snapshot!(plan_of("unicode-text.txt", &options()));
    let rows = good(&fixture("unicode-text.txt"), &options());
    assert_eq!(rows[0].1.comment.as_deref(), Some("Prima €"));
    assert_eq!(rows[1].1.comment.as_deref(), Some("Top\tdienst"));
    let rows = good(&fixture("utf16be.csv"), &options());
    assert_eq!(rows[0].1.comment.as_deref(), Some("Ça va"));
    assert_eq!(rows[0].1.answered_at, instant("2026-09-14T08:00:00Z"));
}

#[test]
fn excels_own_first_line_names_the_delimiter() {
    insta::assert_snapshot!(plan_of("bom-sep.csv", &options()));
    let rows = good(&fixture("bom-sep.csv"), &options());
    assert_eq!(rows[0].0, 3);
    assert_eq!(rows[0].1.score.unwrap().value, 4.0);
    assert_eq!(rows[0].1.comment.as_deref(), Some("Prima\nDag te laat"));
    assert_eq!(rows[0].1.answered_at, instant("2026-03-01T08:05:00Z"));
    assert_eq!(rows[1].1.comment.as_deref(), Some("Top"));
    assert_eq!(rows[1].1.answered_at, instant("2026-11-01T11:00:00Z"));
}

#[test]
fn popular_exports_need_no_mapping() {
    insta::assert_snapshot!("surveymonkey", plan_of("surveymonkey.csv", &options()));
    insta::assert_snapshot!("google_forms", plan_of("google-forms.csv", &options()));
    insta::assert_snapshot!("trustpilot", plan_of("trustpilot.csv", &options()));
    let rows = good(&fixture("surveymonkey.csv"), &options());
    assert_eq!(rows[0].1.external_id, "5007154325");
    assert_eq!(rows[0].1.respondent.name.as_deref(), Some("Sanne de Vries"));
    assert_eq!(rows[1].1.answered_at, instant("2026-09-14T18:22:41Z"));
    let rows = good(&fixture("google-forms.csv"), &options());
    assert_eq!(rows[0].1.answered_at, instant("2026-09-14T06:12:41Z"));
    let rows = good(&fixture("trustpilot.csv"), &options());
    assert_eq!(rows[0].1.answered_at, instant("2026-09-14T08:12:41Z"));
    assert_eq!(rows[0].1.tags, ["levering", "snel"]);
}

#[test]
fn lines_above_the_names_are_passed_over_and_equal_rows_stay_two() {
    insta::assert_snapshot!(plan_of("titled.csv", &options()));
    let rows = good(&fixture("titled.csv"), &options());
    assert_eq!(rows.iter().map(|row| row.0).collect::<Vec<_>>(), [5, 6, 7]);
    let id = &rows[0].1.external_id;
    assert_eq!(rows[2].1.external_id, format!("{id}-2"));
}

#[test]
fn each_bad_row_says_why_and_the_good_ones_come_through() {
    let plan = plan_of("bad-rows.csv", &options());
    insta::assert_snapshot!(plan);
    let rows = all_rows(&fixture("bad-rows.csv"), &plan);
    let kept: Vec<_> = rows
        .iter()
        .filter(|row| matches!(row, Row::Good { .. }))
        .map(Row::line)
        .collect();
    assert_eq!(kept, [2, 9]);
    assert_eq!(plan.counts.unwrap().off_scale, 1);
}

#[test]
fn ambiguous_and_contradicting_dates_are_asked_and_the_answer_is_obeyed() {
    let mut options = options();
    insta::assert_snapshot!(
        "ambiguous_dates",
        refusal(&fixture("ambiguous-dates.csv"), &options)
    );
    insta::assert_snapshot!(
        "conflicting_dates",
        refusal(&fixture("conflicting-dates.csv"), &options)
    );
    options.dates = Some(DateOrder::MonthDayYear);
    let rows = good(&fixture("ambiguous-dates.csv"), &options);
    assert_eq!(rows[0].1.answered_at, instant("2026-03-09T11:00:00Z"));
    options.dates = Some(DateOrder::DayMonthYear);
    let rows = good(&fixture("ambiguous-dates.csv"), &options);
    assert_eq!(rows[0].1.answered_at, instant("2026-09-03T10:00:00Z"));
    // One order for all: the other date is rejected, not read another way.
    assert_eq!(good(&fixture("conflicting-dates.csv"), &options).len(), 1);
}

#[test]
fn evidence_on_the_last_line_decides_the_dates_of_the_first() {
    let mut text = "nps,date\n".to_owned();
    for _ in 0..9_000 {
        text.push_str("9,03-04-2026\n");
    }
    assert!(refusal(text.as_bytes(), &options()).contains("--dates dmy or --dates mdy"));
    text.push_str("9,13-04-2026\n");
    assert_eq!(
        first(&text, &options()).answered_at,
        instant("2026-04-03T10:00:00Z")
    );
    // Where both orders give the same days, there is nothing to ask.
    assert_eq!(
        first("nps,date\n9,03-03-2026\n", &options()).answered_at,
        instant("2026-03-03T11:00:00Z")
    );
}

#[test]
fn a_scale_is_never_guessed() {
    let ask = |text: &str| refusal(text.as_bytes(), &options());
    assert!(ask("score,date\n4,2026-01-01\n5,2026-01-01\n").contains("--kind"));
    assert!(ask("cijfer,date\n10,2026-01-01\n").contains("--kind"));
    assert!(ask("score,date\n80,2026-01-01\n").contains("--kind"));
    assert!(ask("score,date\n7.5,2026-01-01\n10,2026-01-01\n").contains("--kind"));
    assert!(ask("ces,date\n4,2026-01-01\n").contains("--scale 1-5 or --scale 1-7"));
    assert!(ask("csat,date\n8,2026-01-01\n").contains("--scale"));
    assert!(ask("nps,comment\n8,x\n").contains("--answered-on"));
    let kind = |text: &str| first(text, &options()).kind;
    assert_eq!(kind("score,date\n10,2026-01-01\n"), ScoreKind::Nps);
    assert_eq!(kind("NPS score,date\n3,2026-01-01\n"), ScoreKind::Nps);
    assert_eq!(kind("Tevredenheid,date\n3,2026-01-01\n"), ScoreKind::Csat);
    let score = |text: &str| first(text, &options()).score.unwrap();
    assert_eq!(score("ces,date\n6,2026-01-01\n").max, 7.0);
    assert_eq!(score("csat,date\n8/10,2026-01-01\n").max, 10.0);
    assert_eq!(score("csat,date\nzeer tevreden,2026-01-01\n").value, 5.0);
    assert_eq!(
        score("score,date\nbad,2026-01-01\n").class(ScoreKind::Csat),
        Some(crate::platform::config::ScoreClass::Dissatisfied)
    );
}

#[test]
fn all_questions_come_at_once() {
    insta::assert_snapshot!(refusal(
        b"cijfer;opmerking;datum\n4;a;01-02-2026\n",
        &options()
    ));
}

#[test]
fn a_mapping_overrides_the_names_and_names_what_it_does_not_find() {
    let mut options = options();
    options.kind = Some(ScoreKind::Nps);
    let text = "a,b,c\n9,hello,2026-09-14\n";
    assert!(refusal(text.as_bytes(), &options).contains("no column could be recognised"));
    options.map = vec![
        ("score".to_owned(), "A".to_owned()),
        ("comment".to_owned(), "#2".to_owned()),
        ("answered_at".to_owned(), "c".to_owned()),
    ];
    let response = first(text, &options);
    assert_eq!(response.comment.as_deref(), Some("hello"));
    options.map[1].1 = "verbatim".to_owned();
    assert!(refusal(text.as_bytes(), &options).contains("no column `verbatim`; it has: a, b, c"));
    options.map[1] = ("score".to_owned(), "b".to_owned());
    assert!(refusal(text.as_bytes(), &options).contains("gives a field or a column that another"));
    options.map[1] = ("commment".to_owned(), "b".to_owned());
    assert!(refusal(text.as_bytes(), &options).contains("nothing called `commment`"));
    options.no_header = true;
    options.map = vec![
        ("score".to_owned(), "#1".to_owned()),
        ("answered_at".to_owned(), "#3".to_owned()),
    ];
    assert_eq!(
        first("9,hello,2026-09-14\n", &options).score.unwrap().value,
        9.0
    );
}

#[test]
fn two_columns_that_fit_equally_well_are_asked() {
    let text = "nps,date,comment,Comment\n9,2026-01-01,a,b\n";
    assert_eq!(
        refusal(text.as_bytes(), &options()),
        "comment could be any of the columns comment (#3), Comment (#4). Say which with --map comment=#3"
    );
    // A better name wins without a question, and the other is shown as not used.
    let text = "nps,date,comment,text\n9,2026-01-01,a,b\n";
    let plan = inspect_bytes(text.as_bytes(), &options()).unwrap();
    assert_eq!(plan.unused().collect::<Vec<_>>(), ["text"]);
}

#[test]
fn json_lines_are_read_and_a_json_array_is_refused_with_advice() {
    let plan = plan_of("responses.jsonl", &options());
    insta::assert_snapshot!(plan);
    let rows = good(&fixture("responses.jsonl"), &options());
    assert_eq!(rows.iter().map(|row| row.0).collect::<Vec<_>>(), [1, 2, 6]);
    assert_eq!(rows[0].1.tags, ["billing", "phone, call"]);
    assert_eq!(rows[0].1.consent, Consent::Company);
    assert_eq!(rows[1].1.kind, ScoreKind::Csat);
    assert_eq!(rows[1].1.language.as_deref(), Some("en"));
    assert_eq!(rows[1].1.answered_at, instant("2026-09-14T08:12:41Z"));
    assert_eq!(rows[2].1.score.unwrap().max, 7.0);
    assert!(refusal(&fixture("array.json"), &options()).contains("jq -c"));
    assert!(refusal(b"{\n  \"score\": 9\n}\n", &options()).contains("jq -c"));
}

#[test]
fn what_is_no_text_is_refused_by_name() {
    assert!(refusal(b"", &options()).contains("empty"));
    assert!(refusal(b"\n \n", &options()).contains("empty"));
    assert!(refusal(b"PK\x03\x04....", &options()).contains("Excel workbook"));
    assert!(refusal(b"\x1f\x8b\x08\x00", &options()).contains("gunzip"));
    assert!(refusal(b"n\0p\0s\0\n\0", &options()).contains("--encoding utf-16le"));
    let missing = inspect(Path::new("tests/fixtures/import/none.csv"), &options()).unwrap_err();
    assert!(
        missing
            .to_string()
            .starts_with("tests/fixtures/import/none.csv can not be read")
    );
    assert!(
        inspect(Path::new("tests/fixtures"), &options())
            .unwrap_err()
            .to_string()
            .contains("plain file")
    );
}

#[test]
fn broken_characters_in_a_good_file_are_replaced_and_told() {
    let mut bytes = "nps,comment,date\n9,één,2026-09-14\n9,twéé,2026-09-14\n"
        .as_bytes()
        .to_vec();
    bytes.extend_from_slice(b"9,cut \xC3,2026-09-14\n");
    let plan = inspect_bytes(&bytes, &options()).unwrap();
    assert!(
        plan.to_string()
            .contains("1 row holds broken characters, the first on line 4")
    );
    let rows = good(&bytes, &options());
    assert_eq!(rows[1].1.comment.as_deref(), Some("twéé"));
    assert_eq!(rows[2].1.comment.as_deref(), Some("cut \u{fffd}"));
}

#[test]
fn the_same_rows_get_the_same_ids_however_the_file_is_written() {
    let ids = |text: &str, options: &Options| -> Vec<String> {
        good(text.as_bytes(), options)
            .into_iter()
            .map(|row| row.1.external_id)
            .collect()
    };
    let comma = ids(
        "nps,comment,date\n9,Fine,2026-09-14 12:00\n3,Bad,2026-09-15 12:00\n",
        &options(),
    );
    let other = ids(
        "Datum;NPS;Toelichting;Filiaal\n14-09-2026 12:00;9;Fine;x\n15-09-2026 12:00;3;Bad;y\n",
        &options(),
    );
    assert_eq!(comma, other);
    assert_ne!(comma[0], comma[1]);
}

#[test]
fn rejected_rows_can_be_mended_and_imported_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bad.csv");
    std::fs::write(&path, fixture("bad-rows.csv")).unwrap();
    let target = rejects_path(&path);
    let run = || {
        let plan = inspect(&path, &options()).unwrap();
        let mut rejects = Rejects::new(target.clone(), &plan).unwrap();
        let mut seen = 0;
        for row in read(&path, &plan, Some(Box::new(|bytes| seen = bytes))).unwrap() {
            if let Row::Rejected {
                line,
                reason,
                record,
            } = row.unwrap()
            {
                rejects.add(line, &reason, &record).unwrap();
            }
        }
        assert_eq!(seen, plan.bytes);
        rejects.finish().unwrap()
    };
    assert_eq!(run().unwrap().0, 11);
    let written = std::fs::read_to_string(&target).unwrap();
    insta::assert_snapshot!(written);
    // The same again: replaced, not added to.
    run();
    assert_eq!(std::fs::read_to_string(&target).unwrap(), written);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    // Mended, it is a file like any other, and what is still bad comes back as it was.
    let mended = written.replace("eleven", "10");
    std::fs::write(&target, &mended).unwrap();
    let plan = inspect(&target, &options()).unwrap();
    let rows: Vec<_> = read(&target, &plan, None)
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(matches!(&rows[0], Row::Good { response, .. } if response.external_id == "2"));
    assert!(
        rows.iter()
            .any(|row| matches!(row, Row::Rejected { record, .. } if record.get(1).is_some_and(|cell| cell == "@cmd")))
    );
    // Nothing rejected any more: the old file goes.
    std::fs::write(&target, &written).unwrap();
    std::fs::write(&path, "nps,date\n9,2026-09-14\n").unwrap();
    assert_eq!(run(), None);
    assert!(!target.exists());
    // A file that somebody else made stays.
    std::fs::write(&target, "my notes").unwrap();
    let plan = inspect(&path, &options()).unwrap();
    assert!(matches!(
        Rejects::new(target.clone(), &plan),
        Err(ImportError::NotOurs { .. })
    ));
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "my notes");
}

#[test]
fn a_file_that_changed_since_it_was_looked_at_is_not_read() {
    let plan = inspect_bytes(b"nps,date\n9,2026-09-14\n", &options()).unwrap();
    assert!(matches!(
        read_bytes(b"nps,date\n", &plan),
        Err(ImportError::Changed)
    ));
}

#[test]
fn a_cell_beyond_all_measure_is_rejected() {
    let text = format!(
        "nps,comment,date\n9,{},2026-09-14\n",
        "é".repeat(MAX_CELL + 1)
    );
    let plan = inspect_bytes(text.as_bytes(), &options()).unwrap();
    assert!(
        plan.to_string()
            .contains("REJECTED, the cell in column `comment` has more than 32767 characters")
    );
    let text = format!("nps,comment,date\n9,{},2026-09-14\n", "é".repeat(MAX_CELL));
    assert_eq!(good(text.as_bytes(), &options()).len(), 1);
}

#[test]
fn a_terminal_is_not_steered_by_what_customers_write() {
    let text = "nps,comment,date\n9,\u{1b}[2Jgone\u{202e},2026-09-14\n";
    let shown = inspect_bytes(text.as_bytes(), &options())
        .unwrap()
        .to_string();
    assert!(!shown.contains('\u{1b}') && !shown.contains('\u{202e}'));
    assert!(shown.contains("[2Jgone"));
}

/// How a test writes a table.
#[derive(Clone, Debug)]
struct Style {
    delimiter: u8,
    always_quoted: bool,
    crlf: bool,
    encoding: usize,
}

fn style() -> impl Strategy<Value = Style> {
    (0..4_usize, any::<bool>(), any::<bool>(), 0..5_usize).prop_map(
        |(delimiter, always_quoted, crlf, encoding)| Style {
            delimiter: b",;\t|"[delimiter],
            always_quoted,
            crlf,
            encoding,
        },
    )
}

impl Style {
    fn write(&self, rows: &[Vec<String>]) -> Vec<u8> {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(self.delimiter)
            .quote_style(if self.always_quoted {
                csv::QuoteStyle::Always
            } else {
                csv::QuoteStyle::Necessary
            })
            .terminator(if self.crlf {
                csv::Terminator::CRLF
            } else {
                csv::Terminator::Any(b'\n')
            })
            .from_writer(Vec::new());
        for row in rows {
            writer.write_record(row).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        match self.encoding {
            0 => text.into_bytes(),
            1 => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            2 => [0xFEFF]
                .into_iter()
                .chain(text.encode_utf16())
                .flat_map(u16::to_le_bytes)
                .collect(),
            3 => [0xFEFF]
                .into_iter()
                .chain(text.encode_utf16())
                .flat_map(u16::to_be_bytes)
                .collect(),
            _ => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
        }
    }
}

/// Beginnings that lead into every branch.
const BEGINNINGS: &[&[u8]] = &[
    b"",
    b"nps,comment,date\n",
    b"sep=;\r\nscore;reden;datum\r\n",
    b"\xEF\xBB\xBFcsat\tdate\n",
    b"\xFF\xFE",
    b"\xFE\xFF",
    b"{\"score\":",
    b"klantstem_line,klantstem_reason,nps,date\n",
];

prop_compose! {
    fn table()(rows in proptest::collection::vec(
        (0..=10_u32, "[a-z éëü;,|\t\"'\r\n0-9.=-]{0,20}", 0..500_000_000_i64, "[a-zé]{0,6}"), 1..12,
    )) -> Vec<(u32, String, i64, String)> {
        rows
    }
}

fn cells(rows: &[(u32, String, i64, String)]) -> Vec<Vec<String>> {
    let header = ["NPS", "Toelichting", "Datum", "Naam"]
        .map(str::to_owned)
        .to_vec();
    let rows = rows.iter().map(|(score, comment, seconds, name)| {
        let date = DateTime::from_timestamp(1_200_000_000 + seconds, 0).unwrap();
        vec![
            score.to_string(),
            comment.clone(),
            date.to_rfc3339(),
            name.clone(),
        ]
    });
    std::iter::once(header).chain(rows).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_table_comes_back_however_it_is_written(rows in table(), style in style()) {
        let bytes = style.write(&cells(&rows));
        let back = good(&bytes, &options());
        prop_assert_eq!(back.len(), rows.len());
        for ((_, response), (score, comment, seconds, name)) in back.iter().zip(&rows) {
            prop_assert_eq!(response.score.unwrap().value, f64::from(*score));
            prop_assert_eq!(response.comment.as_deref().unwrap_or(""), comment.trim());
            prop_assert_eq!(response.respondent.name.as_deref().unwrap_or(""), name);
            prop_assert_eq!(response.answered_at.timestamp(), 1_200_000_000 + seconds);
        }
    }

    #[test]
    fn ids_are_the_same_for_every_style_and_order_of_rows(
        rows in table(), a in style(), b in style(),
    ) {
        let ids = |style: &Style, rows: &[(u32, String, i64, String)]| {
            let mut ids: Vec<_> = good(&style.write(&cells(rows)), &options())
                .into_iter()
                .map(|row| row.1.external_id)
                .collect();
            ids.sort();
            ids
        };
        let twice: Vec<_> = rows.iter().chain(&rows).cloned().collect();
        let reversed: Vec<_> = twice.iter().rev().cloned().collect();
        let first = ids(&a, &twice);
        prop_assert_eq!(&first, &ids(&b, &reversed));
        let mut different = first.clone();
        different.dedup();
        prop_assert_eq!(different.len(), twice.len());
    }

    #[test]
    fn no_bytes_make_it_panic_and_every_record_is_accounted_for(
        head in proptest::sample::select(BEGINNINGS),
        body in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..200),
            "[0-9a-c,;\"\\r\\n\\t '=/:.-]{0,200}".prop_map(String::into_bytes),
        ],
        answered in any::<bool>(),
    ) {
        let bytes = [head, &body].concat();
        let mut options = options();
        if answered {
            options.kind = Some(ScoreKind::Csat);
            options.scale = Some(Scale::new(1.0, 10.0));
            options.dates = Some(DateOrder::DayMonthYear);
            options.answered_on = chrono::NaiveDate::from_ymd_opt(2026, 9, 14);
        }
        if let Ok(plan) = inspect_bytes(&bytes, &options) {
            let counts = plan.counts.unwrap();
            prop_assert_eq!(counts.records, plan.records);
            prop_assert_eq!(counts.records, counts.good + counts.rejected + counts.empty);
            let rows = all_rows(&bytes, &plan);
            prop_assert_eq!(rows.len() as u64, counts.good + counts.rejected);
            prop_assert_eq!(&rows, &all_rows(&bytes, &plan));
            prop_assert!(rows.windows(2).all(|pair| pair[0].line() < pair[1].line() ));
            let _ = plan.to_string();
        }
    }
}
