//! Text without the differences that a reader overlooks: case, accents, widths, runs of spaces.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// `text` in small letters without accents: `Überraschend  CAFÉ` becomes `uberraschend cafe`.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, &mut folded);
    }
    folded
}

/// Adds the folded form of `c`: nothing for marks and invisible characters, one space for a run.
fn fold_char(c: char, folded: &mut String) {
    if c.is_ascii() {
        if c.is_ascii_whitespace() {
            add_space(folded);
        } else {
            folded.push(c.to_ascii_lowercase());
        }
        return;
    }
    if c.is_whitespace() {
        add_space(folded);
        return;
    }
    for part in std::iter::once(c).nfkd() {
        if is_combining_mark(part) || is_invisible(part) {
            continue;
        }
        for small in part.to_lowercase() {
            match small {
                'ß' => folded.push_str("ss"),
                'æ' => folded.push_str("ae"),
                'œ' => folded.push_str("oe"),
                'þ' => folded.push_str("th"),
                'ø' => folded.push('o'),
                'ł' => folded.push('l'),
                'đ' | 'ð' => folded.push('d'),
                'ħ' => folded.push('h'),
                'ı' => folded.push('i'),
                '\u{2018}' | '\u{2019}' | '\u{2bc}' => folded.push('\''),
                '\u{2010}'..='\u{2015}' => folded.push('-'),
                ' ' => add_space(folded),
                // A capital such as `İ` becomes a letter and a mark.
                mark if is_combining_mark(mark) => {}
                other => folded.push(other),
            }
        }
    }
}

fn add_space(folded: &mut String) {
    if !folded.ends_with(' ') {
        folded.push(' ');
    }
}

/// Soft hyphens, zero-width characters and direction marks.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A folded text that knows which part of the original each of its bytes came from.
pub(super) struct Folded {
    text: String,
    /// For each byte of `text`, where its character begins in the original. Empty where the two
    /// have the same positions.
    origins: Vec<usize>,
}

impl Folded {
    pub(super) fn new(original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        if original.is_ascii() {
            for c in original.chars() {
                let space = c.is_ascii_whitespace();
                text.push(if space { ' ' } else { c.to_ascii_lowercase() });
            }
            // Runs of spaces are rare; only they move positions.
            if !text.contains("  ") {
                return Self {
                    text,
                    origins: Vec::new(),
                };
            }
            text.clear();
        }
        let mut origins = Vec::with_capacity(original.len());
        for (at, c) in original.char_indices() {
            fold_char(c, &mut text);
            origins.resize(text.len(), at);
        }
        Self { text, origins }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether no word goes on from before `at` to after it.
    fn is_boundary(&self, at: usize) -> bool {
        let before = self.text[..at].chars().next_back();
        let after = self.text[at..].chars().next();
        !(before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric))
    }

    pub(super) fn starts_word(&self, at: usize) -> bool {
        self.is_boundary(at)
    }

    pub(super) fn ends_word(&self, at: usize) -> bool {
        self.is_boundary(at)
    }

    /// The whole words of the original that the folded `start..end` lies in.
    pub(super) fn original<'a>(&self, original: &'a str, start: usize, end: usize) -> &'a str {
        let origin = |at: usize| match self.origins.get(at) {
            Some(&origin) => origin,
            None if self.origins.is_empty() => at,
            None => original.len(),
        };
        let mut from = origin(start);
        // The character of the last byte, and the marks that follow it.
        let last = origin(end - 1);
        let mut until = original[last..]
            .char_indices()
            .nth(1)
            .map_or(original.len(), |(length, _)| last + length);
        let in_word = |c: &char| c.is_alphanumeric() || is_combining_mark(*c) || is_invisible(*c);
        let edge = |at: usize| original[at..].chars().next();
        if edge(from).is_some_and(|c| in_word(&c)) {
            let more = original[..from].chars().rev().take_while(in_word);
            from -= more.map(char::len_utf8).sum::<usize>();
        }
        if edge(last).is_some_and(|c| in_word(&c)) {
            let more = original[until..].chars().take_while(in_word);
            until += more.map(char::len_utf8).sum::<usize>();
        }
        original[from..until].trim()
    }
}
