//! Finding the words of many rules in a comment, in one pass over it.

use aho_corasick::AhoCorasick;

mod fold;

use fold::Folded;
pub use fold::fold;

/// A word as a rule names it.
///
/// `invoice` is a whole word, `factu*` the beginning of one, `*bug` its ending, `*factuur*` any
/// part of it (so that Dutch compounds such as `creditfactuur` are found). A pattern may be several
/// words: `niet tevreden`. Case and accents do not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    folded: String,
    open_start: bool,
    open_end: bool,
}

/// Why a text is not a pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// Nothing is left to look for.
    #[error("`{0}` names no word; write for example `invoice`, `factu*` or `*factuur*`")]
    Empty(String),
    /// A star inside a word.
    #[error(
        "`{0}` has a star inside; a star can only stand at the beginning or the end of a pattern"
    )]
    StarInside(String),
    /// More than the automaton can hold.
    #[error("the words of the rules are too many or too long: {0}")]
    TooMany(String),
}

impl Pattern {
    /// Reads a pattern.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let trimmed = text.trim();
        let (open_start, rest) = match trimmed.strip_prefix('*') {
            Some(rest) => (true, rest),
            None => (false, trimmed),
        };
        let (open_end, rest) = match rest.strip_suffix('*') {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        if rest.contains('*') {
            return Err(PatternError::StarInside(text.to_owned()));
        }
        let folded = fold(rest).trim().to_owned();
        if folded.is_empty() {
            return Err(PatternError::Empty(text.to_owned()));
        }
        Ok(Self {
            folded,
            open_start,
            open_end,
        })
    }
}

/// A pattern that was found, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which pattern, counted in the order in which they were given.
    pub pattern: usize,
    /// The whole word or words of the comment in which it was found: `Creditfactuur`.
    pub word: String,
}

/// Many patterns, ready to be looked for at once.
#[derive(Clone, Debug)]
pub struct Matcher {
    patterns: Vec<Pattern>,
    automaton: AhoCorasick,
}

impl Matcher {
    /// Prepares `patterns`; [`Found::pattern`] counts them in this order.
    pub fn new(patterns: Vec<Pattern>) -> Result<Self, PatternError> {
        let automaton = AhoCorasick::new(patterns.iter().map(|pattern| &pattern.folded))
            .map_err(|error| PatternError::TooMany(error.to_string()))?;
        Ok(Self {
            patterns,
            automaton,
        })
    }

    /// Reads and prepares patterns as the configuration has them.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, PatternError> {
        let patterns: Result<_, _> = texts.into_iter().map(Pattern::parse).collect();
        Self::new(patterns?)
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Each pattern that occurs in `text`, once, with the word in which it occurs first; in the
    /// order of the patterns.
    pub fn find(&self, text: &str) -> Vec<Found> {
        if self.patterns.is_empty() || text.is_empty() {
            return Vec::new();
        }
        let folded = Folded::new(text);
        let mut seen = vec![false; self.patterns.len()];
        let mut found = Vec::new();
        for hit in self.automaton.find_overlapping_iter(folded.text()) {
            let index = hit.pattern().as_usize();
            if seen[index] {
                continue;
            }
            let pattern = &self.patterns[index];
            if (pattern.open_start || folded.starts_word(hit.start()))
                && (pattern.open_end || folded.ends_word(hit.end()))
            {
                seen[index] = true;
                let word = folded.original(text, hit.start(), hit.end());
                found.push(Found {
                    pattern: index,
                    word: word.to_owned(),
                });
            }
        }
        found.sort_unstable_by_key(|found| found.pattern);
        found
    }
}

#[cfg(test)]
mod tests;
