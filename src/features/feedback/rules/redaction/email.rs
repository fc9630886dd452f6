//! E-mail addresses, also written out: `jan (at) bedrijf (punt) nl`.

use super::view::LETTER;

/// How an address writes its `@`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// As one symbol or its code, between the two parts.
    Direct,
    /// As one symbol with spaces around it.
    Spaced,
    /// As a word in brackets: `(at)`.
    Bracketed,
    /// As a bare word between spaces.
    Word,
}

const AT_WORDS: [&[u8]; 5] = [b"apenstaartje", b"apenstaart", b"arobase", b"at", b"a"];
const DOT_WORDS: [&[u8]; 5] = [b"punt", b"dot", b"point", b"punkt", b"stip"];

/// What a domain must end in where spaces make it doubtful that it is one.
const ENDINGS: [&[u8]; 20] = [
    b"nl", b"be", b"de", b"fr", b"eu", b"lu", b"uk", b"at", b"ch", b"com", b"net", b"org", b"info",
    b"io", b"co", b"nu", b"biz", b"app", b"dev", b"test",
];

/// English words before a bare `at` that are no mailbox: `look at example.com`.
const NOT_A_MAILBOX: [&[u8]; 60] = [
    b"look",
    b"looked",
    b"looking",
    b"available",
    b"find",
    b"found",
    b"buy",
    b"bought",
    b"order",
    b"ordered",
    b"ordering",
    b"shop",
    b"shopping",
    b"work",
    b"works",
    b"worked",
    b"working",
    b"arrived",
    b"is",
    b"are",
    b"was",
    b"were",
    b"been",
    b"be",
    b"me",
    b"us",
    b"them",
    b"it",
    b"him",
    b"her",
    b"you",
    b"all",
    b"good",
    b"better",
    b"best",
    b"bad",
    b"great",
    b"people",
    b"team",
    b"staff",
    b"support",
    b"service",
    b"store",
    b"price",
    b"prices",
    b"start",
    b"started",
    b"open",
    b"live",
    b"see",
    b"stay",
    b"only",
    b"not",
    b"and",
    b"or",
    b"here",
    b"there",
    b"delivered",
    b"delivery",
    b"customer",
];

/// The address whose `@` stands at `at`, as start and end; its start is not before `free_from`.
pub(super) fn around(symbols: &[u8], at: usize, free_from: usize) -> Option<(usize, usize)> {
    let (sign, before, after) = sign(symbols, at, free_from)?;
    let domain = Domain::read(symbols, after)?;
    let plausible = match sign {
        Sign::Direct => domain.has_letter || domain.dots >= 3,
        Sign::Bracketed => domain.has_letter && domain.dots > 0,
        Sign::Spaced | Sign::Word => domain.dots > 0 && (domain.spelled || domain.known_ending),
    };
    if !plausible {
        return None;
    }
    let spelled = matches!(sign, Sign::Bracketed | Sign::Word);
    let start = mailbox_start(symbols, before, free_from, spelled)?;
    // A number before a sign that stands by itself is a number.
    let only_digits = symbols[start..before].iter().all(u8::is_ascii_digit);
    if only_digits && (sign == Sign::Word || sign == Sign::Spaced) {
        return None;
    }
    if sign == Sign::Word && NOT_A_MAILBOX.contains(&&symbols[start..before]) {
        return None;
    }
    Some((start, domain.end))
}

/// How the `@` at `at` is written, where the mailbox before it ends, where the domain begins.
fn sign(symbols: &[u8], at: usize, free_from: usize) -> Option<(Sign, usize, usize)> {
    let rest = &symbols[at..];
    let codes: [&[u8]; 4] = [b"@", b"&#64;", b"&commat;", b"%40"];
    if let Some(code) = codes.into_iter().find(|code| rest.starts_with(code)) {
        let before = skip_spaces_back(symbols, at, free_from);
        let after = skip_spaces(symbols, at + code.len());
        let direct = before == at && after == at + code.len();
        let sign = if direct { Sign::Direct } else { Sign::Spaced };
        return Some((sign, before, after));
    }
    match rest[0] {
        b'(' | b'[' | b'{' | b'<' => {
            let word = skip_spaces(symbols, at + 1);
            let inner = &symbols[word..];
            let length = match inner.first() {
                Some(b'@') => 1,
                _ => AT_WORDS
                    .into_iter()
                    .find(|word| inner.starts_with(word))?
                    .len(),
            };
            let close = skip_spaces(symbols, word + length);
            if !symbols
                .get(close)
                .is_some_and(|symbol| b")]}>".contains(symbol))
            {
                return None;
            }
            let before = skip_spaces_back(symbols, at, free_from);
            Some((Sign::Bracketed, before, skip_spaces(symbols, close + 1)))
        }
        separator @ (b' ' | b'_') => {
            let word = skip_spaces(symbols, at + 1);
            let inner = &symbols[word..];
            // A lone `a` is a word of its own in too many languages.
            let named = AT_WORDS.into_iter().filter(|word| word.len() > 1);
            let name = named.into_iter().find(|word| inner.starts_with(word))?;
            if inner.get(name.len()) != Some(&separator) {
                return None;
            }
            let before = skip_spaces_back(symbols, at, free_from);
            Some((
                Sign::Word,
                before,
                skip_spaces(symbols, word + name.len() + 1),
            ))
        }
        _ => None,
    }
}

/// Where the mailbox that ends at `end` begins; `None` where there is none.
fn mailbox_start(symbols: &[u8], end: usize, free_from: usize, spelled: bool) -> Option<usize> {
    let mut start = end;
    if end > free_from && symbols[end - 1] == b'"' {
        let quoted = symbols[free_from..end - 1].iter().rev().take(64);
        let open = quoted
            .take_while(|&&symbol| symbol != b'\n')
            .position(|&symbol| symbol == b'"');
        if let Some(open) = open {
            return Some(end - 2 - open);
        }
    }
    loop {
        let word_end = start;
        while start > free_from && in_mailbox(symbols[start - 1]) {
            start -= 1;
        }
        // Punctuation before the mailbox is not part of it.
        while start < word_end && !in_label(symbols[start]) {
            start += 1;
        }
        if start == word_end {
            return (start < end).then_some(start);
        }
        match spelled
            .then(|| dot_before(symbols, start, free_from))
            .flatten()
        {
            Some(before) => start = before,
            None => return Some(start),
        }
    }
}

/// Where a dot that is written as a word before `at` begins: `jan (punt) jansen`.
fn dot_before(symbols: &[u8], at: usize, free_from: usize) -> Option<usize> {
    let mut end = skip_spaces_back(symbols, at, free_from);
    let closed = end > free_from && b")]}".contains(&symbols[end - 1]);
    if closed {
        end = skip_spaces_back(symbols, end - 1, free_from);
    } else if end == at {
        return None;
    }
    let before = &symbols[free_from..end];
    let word = DOT_WORDS.into_iter().find(|word| before.ends_with(word))?;
    let mut start = end - word.len();
    if closed {
        start = skip_spaces_back(symbols, start, free_from);
        if start == free_from || !b"([{".contains(&symbols[start - 1]) {
            return None;
        }
        start -= 1;
    }
    let trimmed = skip_spaces_back(symbols, start, free_from);
    let apart = closed || trimmed < start;
    (apart && trimmed > free_from && in_label(symbols[trimmed - 1])).then_some(trimmed)
}

/// What follows the `@`.
struct Domain {
    end: usize,
    dots: usize,
    has_letter: bool,
    /// A dot is written as a word.
    spelled: bool,
    known_ending: bool,
}

impl Domain {
    fn read(symbols: &[u8], start: usize) -> Option<Self> {
        if let Some(end) = bracketed_address(symbols, start) {
            return Some(Self {
                end,
                dots: 3,
                has_letter: false,
                spelled: false,
                known_ending: true,
            });
        }
        let mut domain = Self {
            end: start,
            dots: 0,
            has_letter: false,
            spelled: false,
            known_ending: false,
        };
        let mut label = start;
        loop {
            domain.end = label_end(symbols, label);
            if domain.end == label {
                return None;
            }
            let text = &symbols[label..domain.end];
            domain.has_letter |= text
                .iter()
                .any(|&symbol| symbol.is_ascii_lowercase() || symbol == LETTER);
            domain.known_ending = ENDINGS.contains(&text);
            match next_label(symbols, domain.end) {
                Some((next, spelled)) => {
                    domain.dots += 1;
                    domain.spelled |= spelled;
                    label = next;
                }
                None => break,
            }
        }
        // An address after an address, glued together.
        if symbols.get(domain.end) == Some(&b'@')
            && let Some(more) = Self::glued(symbols, domain.end)
        {
            domain.end = more;
        }
        Some(domain)
    }

    /// The end of `@bedrijf.nl@…` pieces that follow without a space.
    fn glued(symbols: &[u8], mut at: usize) -> Option<usize> {
        let mut end = None;
        while symbols.get(at) == Some(&b'@') {
            let label = label_end(symbols, at + 1);
            if label == at + 1 {
                break;
            }
            at = label;
            while let Some((next, false)) = next_label(symbols, at) {
                at = label_end(symbols, next);
            }
            end = Some(at);
        }
        end
    }
}

/// `[192.0.2.1]`
fn bracketed_address(symbols: &[u8], start: usize) -> Option<usize> {
    if symbols.get(start) != Some(&b'[') {
        return None;
    }
    let inner = symbols[start + 1..].iter().take(48);
    let length = inner
        .take_while(|symbol| symbol.is_ascii_hexdigit() || b".:ipv".contains(symbol))
        .count();
    let close = start + 1 + length;
    let holds_digit = symbols[start + 1..close].iter().any(u8::is_ascii_digit);
    (holds_digit && symbols.get(close) == Some(&b']')).then_some(close + 1)
}

/// Where the next label begins if a dot follows at `at`, and whether that is written as a word.
fn next_label(symbols: &[u8], at: usize) -> Option<(usize, bool)> {
    let is_label = |at: usize| symbols.get(at).is_some_and(|&symbol| in_label(symbol));
    let is_name = |at: usize| is_label(at) && !symbols[at].is_ascii_digit();
    if symbols.get(at) == Some(&b'.') && is_label(at + 1) {
        return Some((at + 1, false));
    }
    let apart = skip_spaces(symbols, at);
    match symbols.get(apart)? {
        b'.' => {
            let next = skip_spaces(symbols, apart + 1);
            let ending = &symbols[next..label_end(symbols, next)];
            ENDINGS.contains(&ending).then_some((next, false))
        }
        b'(' | b'[' | b'{' => {
            let word = skip_spaces(symbols, apart + 1);
            let inner = &symbols[word..];
            let length = match inner.first()? {
                b'.' => 1,
                _ => DOT_WORDS
                    .into_iter()
                    .find(|word| inner.starts_with(word))?
                    .len(),
            };
            let close = skip_spaces(symbols, word + length);
            let next = skip_spaces(symbols, close + 1);
            let closed = symbols
                .get(close)
                .is_some_and(|symbol| b")]}".contains(symbol));
            (closed && is_name(next)).then_some((next, true))
        }
        _ if apart > at => {
            let inner = &symbols[apart..];
            let word = DOT_WORDS.into_iter().find(|word| inner.starts_with(word))?;
            let next = skip_spaces(symbols, apart + word.len());
            (next > apart + word.len() && is_name(next)).then_some((next, true))
        }
        _ => None,
    }
}

fn label_end(symbols: &[u8], start: usize) -> usize {
    let inside = |&&symbol: &&u8| in_label(symbol) || symbol == b'-';
    let length = symbols
        .get(start..)
        .map_or(0, |rest| rest.iter().take_while(inside).count());
    if length > 0 && in_label(symbols[start]) {
        start + length
    } else {
        start
    }
}

fn in_label(symbol: u8) -> bool {
    symbol.is_ascii_lowercase() || symbol.is_ascii_digit() || symbol == LETTER
}

fn in_mailbox(symbol: u8) -> bool {
    in_label(symbol) || b".!#$%&'*+-/=?^_`{|}~".contains(&symbol)
}

/// Past at most two spaces.
fn skip_spaces(symbols: &[u8], at: usize) -> usize {
    let rest = symbols.get(at..).unwrap_or_default();
    at + rest
        .iter()
        .take(2)
        .take_while(|&&symbol| symbol == b' ')
        .count()
}

/// Back over at most two spaces.
fn skip_spaces_back(symbols: &[u8], at: usize, free_from: usize) -> usize {
    let before = symbols[free_from..at].iter().rev().take(2);
    at - before.take_while(|&&symbol| symbol == b' ').count()
}
