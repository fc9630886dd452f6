//! Splits delimited bytes into records: true line numbers, bounded memory, and a broken quote costs one line.
//!
//! The `csv` crate decides what a quote means and is the referee in the tests; it is not used for
//! reading because it takes everything after an unclosed quote into one record, however large.

use std::io::{self, Read};

/// The longest record in bytes; what is longer holds a quote that nobody closed.
pub const MAX_RECORD: usize = 1 << 20;
/// How many bytes are asked for at a time.
const CHUNK: usize = 1 << 17;
/// How much of a broken line is kept to show.
const MAX_SHOWN: usize = 2_000;

/// The cells of one record, in buffers that are used again for the next.
#[derive(Debug, Default)]
pub struct Record {
    /// All cells, one behind the other.
    pub(super) bytes: Vec<u8>,
    /// Where each cell ends.
    pub(super) ends: Vec<usize>,
    /// The line on which the record begins, from 1.
    pub(super) line: u64,
}

impl Record {
    /// The line on which the record begins, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The bytes of a cell; none where the record has no such cell.
    pub fn cell(&self, index: usize) -> &[u8] {
        let Some(&end) = self.ends.get(index) else {
            return &[];
        };
        let start = match index {
            0 => 0,
            _ => self.ends[index - 1],
        };
        &self.bytes[start..end]
    }

    /// All cells as text; what is not UTF-8 is replaced.
    pub fn to_strings(&self) -> Vec<String> {
        (0..self.len())
            .map(|index| String::from_utf8_lossy(self.cell(index)).into_owned())
            .collect()
    }

    pub(super) fn clear(&mut self, line: u64) {
        self.bytes.clear();
        self.ends.clear();
        self.line = line;
    }

    pub(super) fn end_cell(&mut self) {
        self.ends.push(self.bytes.len());
    }
}

/// What came out of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// A record, in the buffer that was handed in.
    Record,
    /// A line that begins a quoted cell which is not closed well; the reading goes on with the next line.
    Unclosed,
    /// The file is over.
    End,
}

/// Reads records one by one.
pub struct Records<R> {
    reader: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    line: u64,
    delimiter: u8,
}

enum Parsed {
    /// This many bytes and this many line ends.
    Whole(usize, u64),
    /// The buffer ends before the record does.
    More,
    /// A quoted cell over several lines ends in the middle of something: its quote was not closed,
    /// and what ended it is the opening quote of another cell.
    Torn,
}

impl<R: Read> Records<R> {
    /// Begins at the reader's present place, which is line 1.
    pub fn new(reader: R, delimiter: u8) -> Self {
        Self {
            reader,
            buffer: Vec::new(),
            start: 0,
            end: 0,
            ended: false,
            line: 1,
            delimiter,
        }
    }

    /// Reads the next record into `record`. Lines without any byte are passed over.
    pub fn next(&mut self, record: &mut Record) -> io::Result<Next> {
        if !self.skip_blank_lines()? {
            return Ok(Next::End);
        }
        loop {
            record.clear(self.line);
            match parse(
                &self.buffer[self.start..self.end],
                self.delimiter,
                self.ended,
                record,
            ) {
                Parsed::Whole(bytes, lines) => {
                    self.start += bytes;
                    self.line += lines;
                    return Ok(Next::Record);
                }
                Parsed::More if !self.ended && self.end - self.start < MAX_RECORD => self.fill()?,
                Parsed::More | Parsed::Torn => {
                    self.give_up_line(record)?;
                    return Ok(Next::Unclosed);
                }
            }
        }
    }

    /// Whether anything is left.
    fn skip_blank_lines(&mut self) -> io::Result<bool> {
        loop {
            // Room for a CR and the LF that belongs to it.
            while self.end - self.start < 2 && !self.ended {
                self.fill()?;
            }
            match &self.buffer[self.start..self.end] {
                [] => return Ok(false),
                [b'\r', b'\n', ..] => self.start += 2,
                [b'\r' | b'\n', ..] => self.start += 1,
                _ => return Ok(true),
            }
            self.line += 1;
        }
    }

    /// Leaves out one physical line whose quote is not closed within [`MAX_RECORD`].
    fn give_up_line(&mut self, record: &mut Record) -> io::Result<()> {
        record.clear(self.line);
        loop {
            let data = &self.buffer[self.start..self.end];
            let found = data.iter().position(|&byte| byte == b'\n' || byte == b'\r');
            let line = &data[..found.unwrap_or(data.len())];
            let room = MAX_SHOWN.saturating_sub(record.bytes.len()).min(line.len());
            record.bytes.extend_from_slice(&line[..room]);
            self.start += line.len();
            if found.is_some() || self.ended {
                record.end_cell();
                return Ok(());
            }
            self.fill()?;
        }
    }

    /// Adds at least [`CHUNK`] bytes to the buffer, or all that is left.
    fn fill(&mut self) -> io::Result<()> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        let wanted = self.end + CHUNK;
        if self.buffer.len() < wanted {
            self.buffer.resize(wanted, 0);
        }
        while self.end < wanted {
            match self.reader.read(&mut self.buffer[self.end..wanted]) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(count) => self.end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// Takes one record off the front of `data`, which is not empty and begins no blank line.
fn parse(data: &[u8], delimiter: u8, ended: bool, record: &mut Record) -> Parsed {
    let mut at = 0;
    let mut lines = 0;
    loop {
        if data.get(at) == Some(&b'"') {
            at += 1;
            let lines_before = lines;
            loop {
                let Some(length) = data[at..].iter().position(|&byte| byte == b'"') else {
                    return Parsed::More;
                };
                let part = &data[at..at + length];
                lines += part.iter().filter(|&&byte| byte == b'\n').count() as u64;
                record.bytes.extend_from_slice(part);
                at += length + 1;
                match data.get(at) {
                    None if !ended => return Parsed::More,
                    Some(b'"') => {
                        record.bytes.push(b'"');
                        at += 1;
                    }
                    _ => break,
                }
            }
            let ends_well = data
                .get(at)
                .is_none_or(|&byte| byte == delimiter || byte == b'\n' || byte == b'\r');
            if lines > lines_before && !ends_well {
                return Parsed::Torn;
            }
        }
        let rest = &data[at..];
        let stop = rest
            .iter()
            .position(|&byte| byte == delimiter || byte == b'\n' || byte == b'\r');
        let Some(length) = stop else {
            if !ended {
                return Parsed::More;
            }
            record.bytes.extend_from_slice(rest);
            record.end_cell();
            return Parsed::Whole(data.len(), lines);
        };
        record.bytes.extend_from_slice(&rest[..length]);
        record.end_cell();
        at += length + 1;
        if rest[length] == delimiter {
            continue;
        }
        if rest[length] == b'\r' {
            match data.get(at) {
                None if !ended => return Parsed::More,
                Some(b'\n') => at += 1,
                _ => {}
            }
        }
        return Parsed::Whole(at, lines + 1);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Hands out a byte at a time, as a slow pipe does.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            self.0.read(&mut out[..1])
        }
    }

    fn all(reader: impl Read, delimiter: u8) -> Vec<(Next, u64, Vec<Vec<u8>>)> {
        let mut records = Records::new(reader, delimiter);
        let mut record = Record::default();
        let mut out = Vec::new();
        loop {
            let next = records.next(&mut record).unwrap();
            if next == Next::End {
                return out;
            }
            let cells = (0..record.len()).map(|i| record.cell(i).to_vec()).collect();
            out.push((next, record.line(), cells));
        }
    }

    fn lines(text: &str) -> Vec<u64> {
        all(text.as_bytes(), b',').iter().map(|row| row.1).collect()
    }

    #[test]
    fn line_numbers_are_those_of_a_text_editor() {
        assert_eq!(lines("a,b\nc,d\ne,f"), [1, 2, 3]);
        assert_eq!(lines("a,b\r\nc,d\r\ne,f\r\n"), [1, 2, 3]);
        assert_eq!(lines("a,b\rc,d\re,f\r"), [1, 2, 3]);
        assert_eq!(lines("\n\na,b\r\n\r\nc,d"), [3, 5]);
        assert_eq!(lines("a,\"x\r\ny\r\nz\"\r\nc,d\r\n"), [1, 4]);
        assert_eq!(lines("a,\"x\n\ny\"\nc,d\n"), [1, 4]);
    }

    #[test]
    fn an_unclosed_quote_costs_its_own_line_only() {
        let rows = all("a,b\n1,\"open\n2,c\n3,d\n".as_bytes(), b',');
        assert_eq!(rows[1].0, Next::Unclosed);
        assert_eq!(rows[1].1, 2);
        assert_eq!(rows[1].2, [b"1,\"open".to_vec()]);
        assert_eq!(
            rows[2],
            (Next::Record, 3, vec![b"2".to_vec(), b"c".to_vec()])
        );
        assert_eq!(rows.len(), 4);
    }

    #[test]
    fn an_unclosed_quote_does_not_swallow_the_rows_up_to_the_next_quote() {
        let rows = all("1,\"open\n2,c\n3,\"d, e\"\n4,f\n".as_bytes(), b',');
        let seen: Vec<_> = rows.iter().map(|row| (row.0, row.1)).collect();
        assert_eq!(
            seen,
            [
                (Next::Unclosed, 1),
                (Next::Record, 2),
                (Next::Record, 3),
                (Next::Record, 4)
            ]
        );
        assert_eq!(rows[2].2[1], b"d, e");
    }

    #[test]
    fn memory_stays_bounded_behind_an_unclosed_quote() {
        let mut text = b"a,\"never closed\n".to_vec();
        for _ in 0..400_000 {
            text.extend_from_slice(b"1,two,three\n");
        }
        let mut records = Records::new(text.as_slice(), b',');
        let mut record = Record::default();
        assert_eq!(records.next(&mut record).unwrap(), Next::Unclosed);
        let mut good = 0;
        while records.next(&mut record).unwrap() == Next::Record {
            good += 1;
        }
        assert_eq!(good, 400_000);
        assert!(records.buffer.len() <= MAX_RECORD + 2 * CHUNK);
    }

    fn by_the_csv_crate(text: &[u8], delimiter: u8) -> Vec<Vec<Vec<u8>>> {
        csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(text)
            .byte_records()
            .map(|row| row.unwrap().iter().map(<[u8]>::to_vec).collect())
            .collect()
    }

    proptest! {
        #[test]
        fn the_csv_crate_reads_the_same_cells(text in "([a-c\"\"\";,\\r\\n\\n é]|\"[a-c,;\n]{0,3}\",?){0,60}") {
            // They agree up to the first quote that is not closed well; the csv crate takes that
            // one up to the next quote, or to the end.
            let rows = all(text.as_bytes(), b',');
            let good = rows.iter().take_while(|row| row.0 == Next::Record);
            let ours: Vec<_> = good.map(|row| row.2.clone()).collect();
            let mut theirs = by_the_csv_crate(text.as_bytes(), b',');
            if ours.len() < rows.len() {
                theirs.truncate(ours.len());
            }
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn the_size_of_the_pieces_makes_no_difference(text in "[a\",;\\r\\n]{0,60}") {
            prop_assert_eq!(all(text.as_bytes(), b';'), all(Slow(text.as_bytes()), b';'));
        }

        #[test]
        fn what_the_csv_crate_writes_is_read_back(
            rows in proptest::collection::vec(proptest::collection::vec("(?s).{0,12}", 2..5), 0..12),
            delimiter in proptest::sample::select(&b",;\t|"[..]),
            crlf in any::<bool>(), always in any::<bool>(),
        ) {
            let mut writer = csv::WriterBuilder::new()
                .flexible(true)
                .delimiter(delimiter)
                .terminator(if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') })
                .quote_style(if always { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary })
                .from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let text = writer.into_inner().unwrap();
            let back: Vec<Vec<String>> = all(text.as_slice(), delimiter)
                .into_iter()
                .map(|row| row.2.into_iter().map(|cell| String::from_utf8(cell).unwrap()).collect())
                .collect();
            prop_assert_eq!(back, rows);
        }
    }
}
