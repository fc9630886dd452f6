//! `klantstem report kudos-patterns`: who thanks mostly whom, for administrators.

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::app::App;
use crate::app::commands::export::ordered_by;
use crate::app::output::say;
use crate::features::kudos::rules::patterns::Pattern;
use crate::features::privacy::kudos;
use crate::platform::clock::Clock;
use crate::platform::config::Loaded;
use crate::platform::ids::UserId;
use crate::platform::spreadsheet;

/// Show who thanks mostly whom, as `[kudos.patterns]` says.
#[derive(Debug, Args)]
pub struct Arguments {
    /// How it is written.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Csv,
    Json,
}

/// Prints the patterns.
///
/// # Errors
/// Where the database does not answer, or nobody may look for patterns.
pub async fn run(arguments: &Arguments, loaded: Loaded) -> anyhow::Result<()> {
    let app = App::open(loaded, Clock::system()).await?;
    let found = kudos::patterns(&app.ctx, &ordered_by()).await?;
    app.ctx.db.close().await;
    let Some(found) = found else {
        anyhow::bail!("kudos.patterns.mode is off: nobody looks for patterns");
    };
    let rows: Vec<Row> = found.iter().map(Row::of).collect();
    match arguments.format {
        Format::Table => say!("{}", table(&rows).trim_end()),
        Format::Csv => say!("{}", csv(&rows).trim_end()),
        Format::Json => {
            let rows: Vec<Value> = rows.iter().map(Row::to_json).collect();
            say!("{:#}", Value::from(rows));
        }
    }
    Ok(())
}

/// A pattern as a row: the people in the order in which each thanks the next, and how many kudos.
struct Row {
    pattern: &'static str,
    people: Vec<UserId>,
    counts: Vec<u32>,
    /// How many the giver gave in all, where it is about one giver.
    of: Option<u32>,
}

impl Row {
    fn of(pattern: &Pattern) -> Self {
        match pattern {
            Pattern::OneReceiver {
                giver,
                receiver,
                count,
                of,
            } => Self {
                pattern: "one_receiver",
                people: vec![giver.clone(), receiver.clone()],
                counts: vec![*count],
                of: Some(*of),
            },
            Pattern::Pair { people, counts } => Self {
                pattern: "pair",
                people: people.to_vec(),
                counts: counts.to_vec(),
                of: None,
            },
            Pattern::Ring { people, counts } => Self {
                pattern: "ring",
                people: people.to_vec(),
                counts: counts.to_vec(),
                of: None,
            },
        }
    }

    fn to_json(&self) -> Value {
        let Self {
            pattern,
            people,
            counts,
            of,
        } = self;
        json!({ "pattern": pattern, "people": people, "counts": counts, "of": of })
    }

    /// Pattern, people, counts, and of how many.
    fn cells(&self) -> [String; 4] {
        let people: Vec<&str> = self.people.iter().map(UserId::as_str).collect();
        let counts: Vec<String> = self.counts.iter().map(u32::to_string).collect();
        let of = self.of.map_or_else(String::new, |of| of.to_string());
        [
            self.pattern.to_owned(),
            people.join(" > "),
            counts.join(" "),
            of,
        ]
    }
}

const HEADER: [&str; 4] = ["pattern", "people", "kudos", "of"];

fn csv(rows: &[Row]) -> String {
    let lines = rows.iter().map(|row| {
        let cells = row.cells();
        spreadsheet::line(cells.iter().map(String::as_str))
    });
    spreadsheet::line(HEADER) + &lines.collect::<String>()
}

fn table(rows: &[Row]) -> String {
    if rows.is_empty() {
        return "Nothing stands out.".to_owned();
    }
    let line = |[pattern, people, counts, of]: [&str; 4]| {
        format!("{pattern:<14}{people:<44}{counts:<12}{of}")
            .trim_end()
            .to_owned()
    };
    let mut lines = vec![line(HEADER)];
    for row in rows {
        let cells = row.cells();
        lines.push(line([&cells[0], &cells[1], &cells[2], &cells[3]]));
    }
    lines.push(
        "\nA pattern is a question, not a finding: who works together thanks each other often."
            .to_owned(),
    );
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pattern_is_a_row_that_says_who_thanked_whom() {
        let pattern = Pattern::Ring {
            people: ["U1".into(), "U2".into(), "U3".into()],
            counts: [3, 2, 1],
        };
        let rows = [Row::of(&pattern)];
        assert_eq!(
            csv(&rows),
            "pattern,people,kudos,of\r\nring,U1 > U2 > U3,3 2 1,\r\n"
        );
        assert!(
            table(&rows).contains("ring          U1 > U2 > U3"),
            "{}",
            table(&rows)
        );
        assert_eq!(table(&[]), "Nothing stands out.");
    }
}
