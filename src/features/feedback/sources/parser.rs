//! Reads paths and the parts of conditions, character by character, with the place of every mistake.

use thiserror::Error;

use super::path::{Alternative, Children, Path, Step};

/// A path is written by an administrator; longer ones are a mistake.
const MOST_CHARACTERS: usize = 1000;
const MOST_STEPS: usize = 32;
const MOST_ALTERNATIVES: usize = 16;

/// Why a text is not a path or a condition.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("at character {position}: {problem}")]
pub struct ParseError {
    /// Counted from 1.
    pub position: usize,
    /// What is wrong and what to write instead.
    pub problem: String,
}

/// Reads paths, and for conditions what stands around them.
pub(super) struct Parser {
    characters: Vec<char>,
    at: usize,
}

impl Parser {
    pub(super) fn new(text: &str) -> Result<Self, ParseError> {
        let characters: Vec<char> = text.chars().take(MOST_CHARACTERS + 1).collect();
        if characters.len() > MOST_CHARACTERS {
            return Err(ParseError {
                position: MOST_CHARACTERS + 1,
                problem: format!("longer than {MOST_CHARACTERS} characters"),
            });
        }
        Ok(Self { characters, at: 0 })
    }

    pub(super) fn path(&mut self) -> Result<Path, ParseError> {
        let mut alternatives = vec![self.alternative()?];
        loop {
            let before = self.at;
            self.skip_spaces();
            if !self.take('|') {
                self.at = before;
                return Ok(Path { alternatives });
            }
            if alternatives.len() == MOST_ALTERNATIVES {
                return Err(self.error(format!("more than {MOST_ALTERNATIVES} alternatives")));
            }
            alternatives.push(self.alternative()?);
        }
    }

    fn alternative(&mut self) -> Result<Alternative, ParseError> {
        self.skip_spaces();
        let from_root = self.take('$');
        let mut steps = Vec::new();
        loop {
            let first = steps.is_empty() && !from_root;
            if self.take('[') {
                steps.push(self.bracket()?);
            } else if self.take('.') {
                if first {
                    self.at -= 1;
                    return Err(self.error("a path begins with a key, not with a dot".to_owned()));
                }
                steps.push(self.key_step()?);
            } else if first {
                steps.push(self.key_step()?);
            } else {
                return Ok(Alternative { from_root, steps });
            }
            if steps.len() > MOST_STEPS {
                return Err(self.error(format!("more than {MOST_STEPS} steps")));
            }
        }
    }

    fn key_step(&mut self) -> Result<Step, ParseError> {
        if self.peek() == Some('"') {
            return Ok(Step::Key(self.quoted()?));
        }
        let start = self.at;
        let key = self.plain();
        if key.is_empty() {
            return Err(self.error(
                "a key is missing: write letters, digits, `_` or `-`, or any text in double quotes"
                    .to_owned(),
            ));
        }
        if !self.take('(') {
            return Ok(Step::Key(key));
        }
        let known = Children::ALL
            .into_iter()
            .find(|choice| choice.name() == key);
        match known {
            Some(choice) if self.take(')') => Ok(Step::Children(choice)),
            Some(_) => Err(self.error("`)` is missing".to_owned())),
            None => {
                self.at = start;
                Err(self.error(format!(
                    "`{key}()` is not known; there are only_number(), any_number() and longest_text()"
                )))
            }
        }
    }

    /// What follows `[`.
    fn bracket(&mut self) -> Result<Step, ParseError> {
        self.skip_spaces();
        let start = self.at;
        let digits = self.while_fits(|character| character.is_ascii_digit());
        self.skip_spaces();
        if !digits.is_empty() && self.take(']') {
            return digits.parse().map(Step::Index).map_err(|_| ParseError {
                position: start + 1,
                problem: "the number is too large".to_owned(),
            });
        }
        self.at = start;
        let mut keys = Vec::new();
        loop {
            let key = if self.peek() == Some('"') {
                self.quoted()?
            } else {
                self.plain()
            };
            if key.is_empty() {
                return Err(self.error(
                    "write the number of an element, `[0]`, or what it must be like, `[type=nps]`"
                        .to_owned(),
                ));
            }
            keys.push(key);
            if keys.len() > MOST_STEPS {
                return Err(self.error(format!("more than {MOST_STEPS} keys")));
            }
            if !self.take('.') {
                break;
            }
        }
        self.skip_spaces();
        if !self.take('=') {
            return Err(self.error("`=` is missing: write `[key=value]`".to_owned()));
        }
        self.skip_spaces();
        let value = if self.peek() == Some('"') {
            self.quoted()?
        } else {
            let text = self.while_fits(|character| !matches!(character, ']' | '"' | '[' | '='));
            text.trim_end().to_owned()
        };
        self.skip_spaces();
        if !self.take(']') {
            return Err(self.error(
                "`]` is missing; a value with `[`, `]`, `=` or `\"` stands in double quotes"
                    .to_owned(),
            ));
        }
        Ok(Step::Filter { keys, value })
    }

    /// A text in double quotes; `\"` and `\\` stand for themselves.
    pub(super) fn quoted(&mut self) -> Result<String, ParseError> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(character) = self.next() {
            match character {
                '"' => return Ok(text),
                '\\' => text.extend(self.next()),
                _ => text.push(character),
            }
        }
        self.at = start;
        Err(self.error("this double quote is never closed".to_owned()))
    }

    fn plain(&mut self) -> String {
        self.while_fits(is_plain)
    }

    pub(super) fn while_fits(&mut self, fits: impl Fn(char) -> bool) -> String {
        let text: String = self.characters[self.at..]
            .iter()
            .copied()
            .take_while(|character| fits(*character))
            .collect();
        self.at += text.chars().count();
        text
    }

    pub(super) fn skip_spaces(&mut self) {
        self.while_fits(char::is_whitespace);
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += 1;
        Some(character)
    }

    pub(super) fn take(&mut self, character: char) -> bool {
        let found = self.peek() == Some(character);
        if found {
            self.at += 1;
        }
        found
    }

    /// Takes `word` where it stands next.
    pub(super) fn take_text(&mut self, word: &str) -> bool {
        let found = word.chars().eq(self.characters[self.at..]
            .iter()
            .copied()
            .take(word.chars().count()));
        if found {
            self.at += word.chars().count();
        }
        found
    }

    pub(super) fn error(&self, problem: String) -> ParseError {
        ParseError {
            position: self.at + 1,
            problem,
        }
    }
}

/// Whether a key or value with this character needs no quotes.
pub(super) fn is_plain(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '-'
}
