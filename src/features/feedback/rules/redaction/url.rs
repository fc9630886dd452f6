//! Links, and whether one carries what should not be shown: an address, a session, a key.

/// From this length on, a piece of a link in which letters and digits alternate is taken for a key.
const SHORTEST_KEY: usize = 16;

/// Names of parameters that carry a key or a person.
const TELLING_PARAMETERS: [&[u8]; 22] = [
    b"token", b"key", b"sig", b"auth", b"code", b"session", b"sid", b"pass", b"pwd", b"secret",
    b"otp", b"jwt", b"mail", b"user", b"name", b"naam", b"phone", b"tel", b"hash", b"invite",
    b"reset", b"account",
];

/// Where the link that begins at `start` ends; `None` where none begins.
pub(super) fn link_end(symbols: &[u8], start: usize) -> Option<usize> {
    let rest = &symbols[start..];
    let prefixes: [&[u8]; 4] = [b"https://", b"http://", b"ftp://", b"www."];
    let prefix = prefixes
        .into_iter()
        .find(|prefix| rest.starts_with(prefix))?;
    let ends = |symbol: &u8| symbol.is_ascii_whitespace() || b"<>\"`{}|\\^[]".contains(symbol);
    let mut length = rest.iter().position(ends).unwrap_or(rest.len());
    // What closes the sentence is not the link's.
    while length > 0 && b".,;:!?'()".contains(&rest[length - 1]) {
        length -= 1;
    }
    (length > prefix.len()).then_some(start + length)
}

/// Whether `link` carries an address, a key or a person's name.
pub(super) fn is_telling(link: &[u8]) -> bool {
    if link.contains(&b'@') || link.windows(3).any(|three| three == b"%40") {
        return true;
    }
    let pieces = link.split(|symbol| b"/?&#=;:,.~".contains(symbol));
    if pieces.into_iter().any(looks_like_a_key) {
        return true;
    }
    let Some(query) = link.iter().position(|symbol| b"?#".contains(symbol)) else {
        return false;
    };
    let mut parameters = link[query..].split(|symbol| b"?#&;".contains(symbol));
    parameters.any(|parameter| {
        let mut parts = parameter.splitn(2, |&symbol| symbol == b'=');
        let (Some(name), Some(value)) = (parts.next(), parts.next()) else {
            return false;
        };
        let holds = |part: &[u8]| name.windows(part.len()).any(|window| window == part);
        !value.is_empty() && TELLING_PARAMETERS.into_iter().any(holds)
    })
}

/// Long, and going back and forth between letters and digits as no words do.
fn looks_like_a_key(piece: &[u8]) -> bool {
    if piece.len() < SHORTEST_KEY {
        return false;
    }
    let (mut changes, mut digits, mut last) = (0, 0, None);
    for symbol in piece {
        let is_digit = symbol.is_ascii_digit();
        if is_digit || symbol.is_ascii_lowercase() {
            digits += usize::from(is_digit);
            changes += usize::from(last.is_some_and(|last| last != is_digit));
            last = Some(is_digit);
        }
    }
    digits >= 3 && changes >= 3
}
