//! CSV for spreadsheets, in which no cell is taken for a formula.

/// What a spreadsheet begins a formula with, also in their full width.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// A line of CSV with these cells, and its end.
pub fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<String> = cells.into_iter().map(cell).collect();
    cells.join(",") + "\r\n"
}

/// A cell of CSV. What a spreadsheet would take for a formula is kept from being one by an apostrophe, also
/// behind what it may take for the end of a cell where it expects semicolons or tabs.
fn cell(text: &str) -> String {
    let text = if text.parse::<f64>().is_ok() {
        text.to_owned()
    } else {
        guarded(text)
    };
    if text.contains(['"', ',', ';', '\t', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

fn guarded(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 1);
    let mut begins = true;
    for letter in text.chars() {
        if begins && FORMULA.contains(&letter) {
            safe.push('\'');
        }
        safe.push(letter);
        begins = match letter {
            ';' | '\t' | '\n' | '\r' => true,
            ' ' | '"' | '\'' => begins,
            _ => false,
        };
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_stays_and_no_formula_runs() {
        let cells = ["said \"so\", twice", "=HYPERLINK(1)", "-5", "", "@SUM(A1)"];
        let expected = "\"said \"\"so\"\", twice\",'=HYPERLINK(1),-5,,'@SUM(A1)\r\n";
        assert_eq!(line(cells), expected);
    }

    #[test]
    fn nor_does_one_behind_what_another_spreadsheet_takes_for_the_end_of_a_cell() {
        for (text, expected) in [
            ("thanks;=1+1", "\"thanks;'=1+1\""),
            ("thanks\n=1+1", "\"thanks\n'=1+1\""),
            ("thanks\t \"=1+1\"", "\"thanks\t \"\"'=1+1\"\"\""),
            (" ＝1", " '＝1"),
            ("a-b = c", "a-b = c"),
        ] {
            assert_eq!(line([text]), format!("{expected}\r\n"));
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_stands_in_a_cell_it_is_one_cell_and_begins_with_no_formula(text in "\\PC{0,40}") {
            let written = line([text.as_str(), "end"]);
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(written.as_bytes());
            let row = reader.records().next().unwrap().unwrap();
            assert_eq!(row.len(), 2);
            let begins = row[0].trim_start_matches([' ', '"', '\'']);
            let is_number = row[0].parse::<f64>().is_ok();
            let is_kept = row[0].contains('\'') || !begins.starts_with(FORMULA);
            assert!(is_number || is_kept, "{written}");
        }
    }
}
