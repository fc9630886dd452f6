//! Personal data in customers' words, masked before they are stored.
//!
//! What is looked for has a checkable form: e-mail addresses, telephone numbers, IBANs (mod 97),
//! card numbers (Luhn), Dutch citizen numbers (eleven-test), other long numbers, and links that
//! carry an address or a key. Names are not: they are shown or not by consent. Where a text can be
//! read in two ways, it is masked: a lost number costs less than a published one.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

mod email;
mod iban;
mod number;
mod url;
mod view;

use view::View;

/// Something personal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// An international bank account number.
    Iban,
    /// A payment card number.
    Card,
    /// A Dutch citizen service number.
    Bsn,
    /// Another number of seven or more digits.
    Number,
    /// A link that carries an address or a key.
    Link,
}

impl Kind {
    /// Every kind.
    const ALL: [Self; 7] = [
        Self::Email,
        Self::Phone,
        Self::Iban,
        Self::Card,
        Self::Bsn,
        Self::Number,
        Self::Link,
    ];

    /// What stands in its place, the same in every language.
    pub fn mask(self) -> &'static str {
        match self {
            Self::Email => "[e-mail]",
            Self::Phone => "[phone]",
            Self::Iban => "[iban]",
            Self::Card => "[card]",
            Self::Bsn => "[bsn]",
            Self::Number => "[number]",
            Self::Link => "[link]",
        }
    }
}

/// How much of each kind was masked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// E-mail addresses.
    pub emails: u32,
    /// Telephone numbers.
    pub phones: u32,
    /// IBANs.
    pub ibans: u32,
    /// Card numbers.
    pub cards: u32,
    /// Dutch citizen service numbers.
    pub bsns: u32,
    /// Other long numbers.
    pub numbers: u32,
    /// Links.
    pub links: u32,
}

impl Found {
    /// How much was masked in all.
    pub fn total(&self) -> u32 {
        self.emails + self.phones + self.ibans + self.cards + self.bsns + self.numbers + self.links
    }

    fn add(&mut self, more: Self) {
        self.emails += more.emails;
        self.phones += more.phones;
        self.ibans += more.ibans;
        self.cards += more.cards;
        self.bsns += more.bsns;
        self.numbers += more.numbers;
        self.links += more.links;
    }

    fn count(&mut self, kind: Kind) {
        *match kind {
            Kind::Email => &mut self.emails,
            Kind::Phone => &mut self.phones,
            Kind::Iban => &mut self.ibans,
            Kind::Card => &mut self.cards,
            Kind::Bsn => &mut self.bsns,
            Kind::Number => &mut self.numbers,
            Kind::Link => &mut self.links,
        } += 1;
    }
}

/// A text without the personal data that was found in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redacted<'a> {
    /// The text to store; borrowed where nothing was found.
    pub text: Cow<'a, str>,
    /// What was masked.
    pub found: Found,
}

/// A piece of a [`View`] that is masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    start: usize,
    end: usize,
    kind: Kind,
}

/// Masks the personal data in `text`. Masking twice changes nothing more.
pub fn redact(text: &str) -> Redacted<'_> {
    let mut redacted = redact_once(text);
    // A mask can show what a number hid that was glued to it, as in `mail at bakker.nl0612345678`. Each
    // round masks something that was left, so this ends.
    while let Cow::Owned(masked) = &redacted.text {
        let again = redact_once(masked);
        if matches!(again.text, Cow::Borrowed(_)) {
            break;
        }
        let mut found = redacted.found;
        found.add(again.found);
        redacted = Redacted {
            text: Cow::Owned(again.text.into_owned()),
            found,
        };
    }
    redacted
}

fn redact_once(text: &str) -> Redacted<'_> {
    let unchanged = Redacted {
        text: Cow::Borrowed(text),
        found: Found::default(),
    };
    if !view::may_hold_personal_data(text) {
        return unchanged;
    }
    let view = View::new(text);
    let spans = find(view.symbols());
    if spans.is_empty() {
        return unchanged;
    }
    let mut masked = String::with_capacity(text.len());
    let mut found = Found::default();
    let mut copied = 0;
    for span in spans {
        let (start, end) = view.original(span.start, span.end);
        // One character, such as a ligature, can end one span and begin the next.
        let start = start.max(copied);
        masked.push_str(&text[copied..start]);
        masked.push_str(span.kind.mask());
        found.count(span.kind);
        copied = end;
    }
    masked.push_str(&text[copied..]);
    Redacted {
        text: Cow::Owned(masked),
        found,
    }
}

/// `text` without its masks, for rules that look for words: a `[phone]` is ours, not the customer's.
pub fn without_masks(text: &str) -> Cow<'_, str> {
    let mut plain = Cow::Borrowed(text);
    for mask in Kind::ALL.map(Kind::mask) {
        if plain.contains(mask) {
            plain = Cow::Owned(plain.replace(mask, "[…]"));
        }
    }
    plain
}

/// All spans, in order and apart from each other.
fn find(symbols: &[u8]) -> Vec<Span> {
    let mut spans = Vec::new();
    if !symbols.iter().any(u8::is_ascii_digit) {
        worded(symbols, 0, &mut spans);
        return spans;
    }
    // Accounts first, for nothing else looks like one; then addresses and links, which may hold
    // what looks like a number; then numbers.
    let accounts = between(symbols, Vec::new(), accounts);
    let words = between(symbols, accounts, worded);
    let mut groups = Vec::new();
    between(symbols, words, |symbols, from, spans| {
        numbered(symbols, from, &mut groups, spans);
    })
}

/// Adds what `scan` finds before, between and after `known` spans, keeping the order. `scan` looks
/// at the symbols from a place on and adds what it finds.
fn between(
    symbols: &[u8],
    known: Vec<Span>,
    mut scan: impl FnMut(&[u8], usize, &mut Vec<Span>),
) -> Vec<Span> {
    let mut spans = Vec::with_capacity(known.len() + 1);
    let mut from = 0;
    for span in known {
        scan(&symbols[..span.start], from, &mut spans);
        spans.push(span);
        from = span.end;
    }
    scan(symbols, from, &mut spans);
    spans
}

/// IBANs.
fn accounts(symbols: &[u8], from: usize, spans: &mut Vec<Span>) {
    let mut at = from;
    while at < symbols.len() {
        at = match iban::end(symbols, at) {
            Some(end) => {
                spans.push(Span {
                    start: at,
                    end,
                    kind: Kind::Iban,
                });
                end
            }
            None => at + 1,
        };
    }
}

/// E-mail addresses and links.
fn worded(symbols: &[u8], from: usize, spans: &mut Vec<Span>) {
    let mut free_from = from;
    let mut looked_at_link = from;
    let mut at = from;
    while at < symbols.len() {
        let mut span = None;
        if matches!(symbols[at], b'h' | b'f' | b'w')
            && at >= looked_at_link
            && let Some(end) = url::link_end(symbols, at)
        {
            looked_at_link = end;
            span = url::is_telling(&symbols[at..end]).then_some(Span {
                start: at,
                end,
                kind: Kind::Link,
            });
        }
        let span = span.or_else(|| {
            let (start, end) = email::around(symbols, at, free_from)?;
            Some(Span {
                start,
                end,
                kind: Kind::Email,
            })
        });
        match span {
            Some(span) => {
                spans.push(span);
                free_from = span.end;
                at = span.end;
            }
            None => at += 1,
        }
    }
}

/// Telephone numbers, cards, citizen numbers and other long numbers.
fn numbered(symbols: &[u8], from: usize, groups: &mut Vec<number::Group>, spans: &mut Vec<Span>) {
    let mut at = from;
    while let Some(ahead) = symbols[at..].iter().position(u8::is_ascii_digit) {
        at = number::run(symbols, at + ahead, from, groups, spans);
    }
}

#[cfg(test)]
mod tests;
