//! Files: CSV from Excel and tools, imported once and again.

use std::path::PathBuf;

use klantstem::features::feedback::counts;

use crate::harness::*;

fn example(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/import")
        .join(name)
}

/// A copy of the file, so that the rejected rows are written beside it and not among the fixtures.
fn copy(bot: &TestBot, name: &str) -> PathBuf {
    let file = bot.path(name);
    std::fs::copy(example(name), &file).unwrap();
    file
}

const SCALE: [&str; 4] = ["--kind", "csat", "--scale", "1-10"];

#[tokio::test]
async fn a_dutch_excel_file_lands_silently_and_again_changes_nothing() {
    let bot = TestBot::with().at("2026-11-02T10:00").start().await;
    let file = copy(&bot, "dutch-excel.csv");
    let failed = bot.import_file(&file, &SCALE).await;
    assert!(failed.is_empty(), "{failed:?}");
    let comments = "SELECT comment FROM responses WHERE comment IS NOT NULL ORDER BY external_id";
    let first = bot.texts(comments).await;
    assert!(
        first
            .iter()
            .any(|comment| comment.contains("Prijs € 12,50 te hoog")),
        "{first:?}"
    );
    assert!(
        first
            .iter()
            .any(|comment| comment.contains("Snel geholpen; \"top\" service")),
        "{first:?}"
    );
    bot.deliver().await;
    assert!(bot.outbox().await.is_empty());
    assert!(bot.posts(FINANCE).is_empty());

    let count = bot.number("SELECT COUNT(*) FROM responses").await;
    assert_eq!(count, 4);
    let failed = bot.import_file(&file, &SCALE).await;
    assert!(failed.is_empty(), "{failed:?}");
    assert_eq!(bot.number("SELECT COUNT(*) FROM responses").await, count);
    assert_eq!(bot.texts(comments).await, first);
    assert_eq!(bot.number("SELECT MAX(revision) FROM responses").await, 1);
}

#[tokio::test]
async fn with_post_the_departments_get_what_is_imported_and_again_nothing_new() {
    let bot = TestBot::with().at("2026-11-02T10:00").start().await;
    let file = copy(&bot, "dutch-excel.csv");
    let flags = [&SCALE[..], &["--post"]].concat();
    let failed = bot.import_file(&file, &flags).await;
    assert!(failed.is_empty(), "{failed:?}");
    bot.deliver().await;
    let finance = bot.posts(FINANCE);
    assert!(
        finance.iter().any(|post| post
            .words()
            .contains("Factuur klopte niet, twee keer gebeld")),
        "{finance:#?}"
    );
    let service = bot.posts(SERVICE);
    assert!(service.iter().any(|post| post.words().contains("service")));
    // The file names the hr department for a row whose words say nothing.
    bot.post(HR).assert_shows("Alleen tekst");
    let posted = bot.sandbox.call_count("chat.postMessage");
    assert!(bot.import_file(&file, &flags).await.is_empty());
    bot.deliver().await;
    assert_eq!(bot.sandbox.call_count("chat.postMessage"), posted);
}

#[tokio::test]
async fn bad_rows_are_written_to_a_file_with_line_and_reason_and_the_others_are_stored() {
    let bot = TestBot::start().await;
    let file = copy(&bot, "bad-rows.csv");
    let failed = bot.import_file(&file, &[]).await;
    assert!(failed.is_empty(), "{failed:?}");
    let good = bot.number("SELECT COUNT(*) FROM responses").await;
    assert!(good > 0);
    let mut beside: Vec<PathBuf> = std::fs::read_dir(bot.path(""))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().contains("reject"))
        .collect();
    let rejects = std::fs::read_to_string(beside.pop().expect("a file of rejected rows")).unwrap();
    assert!(rejects.contains("not a date"), "{rejects}");
    assert!(rejects.contains("eleven"), "{rejects}");
    assert!(
        !rejects.lines().any(|line| line.starts_with('=')),
        "a formula would be run: {rejects}"
    );
    assert!(!rejects.contains("Fine"), "{rejects}");
}

#[tokio::test]
async fn rejected_rows_that_somebody_mends_are_not_overwritten_and_belong_to_their_source() {
    let bot = TestBot::start().await;
    let rows = "id;date;nps;comment\n1;2026-03-01;9;Fijn\n2;gisteren;8;Goed\n";
    assert!(bot.import("nl.csv", rows, &[]).await.is_empty());
    let rejects = bot.path("nl.csv.rejected.csv");
    let mended = std::fs::read_to_string(&rejects)
        .unwrap()
        .replace("gisteren", "2026-03-02");
    std::fs::write(&rejects, &mended).unwrap();
    assert!(bot.import("nl.csv", rows, &[]).await.is_empty());
    let kept = bot.path("nl.csv.rejected.csv.old");
    assert_eq!(std::fs::read_to_string(kept).unwrap(), mended);

    std::fs::write(&rejects, &mended).unwrap();
    assert!(bot.import_file(&rejects, &[]).await.is_empty());
    let sources = "SELECT DISTINCT source FROM responses";
    assert_eq!(bot.texts(sources).await, ["nl"]);
    assert_eq!(bot.number("SELECT COUNT(*) FROM responses").await, 2);
}

#[tokio::test]
async fn a_file_with_ambiguous_dates_is_refused_with_the_question_and_nothing_is_stored() {
    let bot = TestBot::start().await;
    let file = copy(&bot, "ambiguous-dates.csv");
    let failed = bot.import_file(&file, &["--scale", "1-5"]).await;
    assert_eq!(failed.len(), 1);
    assert!(failed[0].contains("--dates"), "{}", failed[0]);
    assert_eq!(bot.number("SELECT COUNT(*) FROM responses").await, 0);
    let failed = bot
        .import_file(&file, &["--scale", "1-5", "--dates", "dmy"])
        .await;
    assert!(failed.is_empty(), "{failed:?}");
    assert_eq!(bot.number("SELECT COUNT(*) FROM responses").await, 2);
}

#[tokio::test]
async fn json_lines_and_a_webhook_of_the_same_source_are_one_response() {
    let bot = TestBot::start().await;
    bot.stored("shop", &response("r1", 3, "De factuur klopt niet"))
        .await;
    let line = r#"{"id":"r1","nps":3,"comment":"De factuur klopt niet","answered_at":"2026-03-01T10:00:00Z"}"#;
    let failed = bot
        .import("old.jsonl", line, &["--source", "shop", "--kind", "nps"])
        .await;
    assert!(failed.is_empty(), "{failed:?}");
    assert_eq!(bot.number("SELECT COUNT(*) FROM responses").await, 1);
    bot.deliver().await;
    bot.post(FINANCE);
}

#[tokio::test]
async fn a_file_of_thousands_of_rows_is_stored_whole() {
    let bot = TestBot::start().await;
    let mut file = String::from("id,nps,comment,date\n");
    for number in 0..3_500 {
        file += &format!("x{number},{},De factuur {number},2026-02-14\n", number % 11);
    }
    let failed = bot.import("many.csv", file, &[]).await;
    assert!(failed.is_empty(), "{failed:?}");
    assert_eq!(bot.number("SELECT COUNT(*) FROM responses").await, 3_500);
    let at_finance = "SELECT COUNT(*) FROM assignments WHERE department = 'finance'";
    assert_eq!(bot.number(at_finance).await, 3_500);
}

#[tokio::test]
async fn a_file_that_is_no_table_is_refused_with_advice_and_the_next_one_is_imported() {
    let bot = TestBot::start().await;
    let array = std::fs::read(example("array.json")).unwrap();
    for (name, bytes, advice) in [
        ("empty.csv", Vec::new(), "the file is empty"),
        ("book.xlsx", b"PK\x03\x04 and so on".to_vec(), "not CSV"),
        ("array.json", array, "line by line"),
        (
            "odd.csv",
            b"a,b,c\n1,2,3\n".to_vec(),
            "no column could be recognised",
        ),
    ] {
        let failed = bot.import(name, bytes, &[]).await;
        assert_eq!(failed.len(), 1, "{name}");
        assert!(failed[0].contains(advice), "{name}: {}", failed[0]);
    }
    assert_eq!(bot.number("SELECT COUNT(*) FROM responses").await, 0);
    let good = bot.path("good.csv");
    let missing = bot.path("missing.csv");
    std::fs::write(&good, "id,nps,comment,date\nx1,9,Fine,2026-09-13\n").unwrap();
    let good = good.to_str().unwrap();
    let failed = bot.import_file(&missing, &[good]).await;
    assert_eq!(failed.len(), 1);
    assert!(failed[0].contains("missing.csv"), "{}", failed[0]);
    assert_eq!(bot.number("SELECT COUNT(*) FROM responses").await, 1);
}

/// Everything that is stored of a response but our id and when it came.
const STORED: &str = "SELECT external_id || '|' || source || '|' || kind || '|' || COALESCE(CAST(score AS TEXT), '-')
    || '|' || COALESCE(CAST(scale_max AS TEXT), '-') || '|' || COALESCE(score_class, '-') || '|' || COALESCE(comment, '-')
    || '|' || COALESCE(language, '-') || '|' || COALESCE(touchpoint, '-') || '|' || consent || '|' || segment
    || '|' || CAST(answered_at AS TEXT) || '|' || CAST(updated_at AS TEXT) || '|' || state || '|' || tags
    || '|' || COALESCE(named_department, '-') || '|' || fingerprint || '|' || CAST(revision AS TEXT)
    FROM responses ORDER BY external_id";

#[tokio::test]
async fn a_large_file_is_stored_as_many_small_ones_are() {
    let row = |number: u32| {
        let score = number % 11;
        let day = 1 + number % 28;
        let comment = ["Snel geholpen", "", "Great support"][number as usize % 3];
        let department = ["finance", "product", ""][number as usize % 3];
        format!("r{number},{score},{comment},2026-09-{day:02},{department},zakelijk,checkout\n")
    };
    const HEADER: &str = "id,score,comment,date,department,plan,touchpoint\n";
    let flags = [
        "--source",
        "survey",
        "--kind",
        "nps",
        "--map",
        "segment.plan=plan",
    ];
    let write = |bot: &TestBot, name: &str, numbers: std::ops::Range<u32>| {
        let file = bot.path(name);
        let rows: String = numbers.map(row).collect();
        std::fs::write(&file, format!("{HEADER}{rows}")).unwrap();
        file
    };
    let large = TestBot::with().at("2026-11-02T10:00").start().await;
    // Some of it is there already.
    for numbers in [100..130, 0..400] {
        let file = write(&large, "large.csv", numbers);
        assert!(large.import_file(&file, &flags).await.is_empty());
    }
    let small = TestBot::with().at("2026-11-02T10:00").start().await;
    for first in (0..400).step_by(50) {
        let file = write(&small, "small.csv", first..first + 50);
        assert!(small.import_file(&file, &flags).await.is_empty());
    }
    let stored = large.texts(STORED).await;
    assert_eq!(stored.len(), 400);
    assert_eq!(stored, small.texts(STORED).await);
    for bot in [&large, &small] {
        let differences = counts::recount(&bot.app.ctx, false).await.unwrap();
        assert_eq!(differences, []);
    }
}
