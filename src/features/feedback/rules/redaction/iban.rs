//! International bank account numbers: country, structure and check digits (ISO 13616, mod 97-10).

/// Countries and the structure of what follows the check digits, from SWIFT's IBAN registry:
/// n for digits, a for letters, c for either.
const COUNTRIES: [(&[u8; 2], &str); 81] = [
    (b"ad", "8n12c"),
    (b"ae", "19n"),
    (b"al", "8n16c"),
    (b"at", "16n"),
    (b"az", "4a20c"),
    (b"ba", "16n"),
    (b"be", "12n"),
    (b"bg", "4a6n8c"),
    (b"bh", "4a14c"),
    (b"bi", "23n"),
    (b"br", "23n1a1c"),
    (b"by", "4c4n16c"),
    (b"ch", "5n12c"),
    (b"cr", "18n"),
    (b"cy", "8n16c"),
    (b"cz", "20n"),
    (b"de", "18n"),
    (b"dj", "23n"),
    (b"dk", "14n"),
    (b"do", "4c20n"),
    (b"ee", "16n"),
    (b"eg", "25n"),
    (b"es", "20n"),
    (b"fi", "14n"),
    (b"fk", "2a12n"),
    (b"fo", "14n"),
    (b"fr", "10n11c2n"),
    (b"gb", "4a14n"),
    (b"ge", "2a16n"),
    (b"gi", "4a15c"),
    (b"gl", "14n"),
    (b"gr", "7n16c"),
    (b"gt", "24c"),
    (b"hr", "17n"),
    (b"hu", "24n"),
    (b"ie", "4a14n"),
    (b"il", "19n"),
    (b"iq", "4a15n"),
    (b"is", "22n"),
    (b"it", "1a10n12c"),
    (b"jo", "4a4n18c"),
    (b"kw", "4a22c"),
    (b"kz", "3n13c"),
    (b"lb", "4n20c"),
    (b"lc", "4a24c"),
    (b"li", "5n12c"),
    (b"lt", "16n"),
    (b"lu", "3n13c"),
    (b"lv", "4a13c"),
    (b"ly", "21n"),
    (b"mc", "10n11c2n"),
    (b"md", "20c"),
    (b"me", "18n"),
    (b"mk", "3n10c2n"),
    (b"mn", "16n"),
    (b"mr", "23n"),
    (b"mt", "4a5n18c"),
    (b"mu", "4a19n3a"),
    (b"ni", "4a20n"),
    (b"nl", "4a10n"),
    (b"no", "11n"),
    (b"om", "3n16c"),
    (b"pk", "4a16c"),
    (b"pl", "24n"),
    (b"ps", "4a21c"),
    (b"pt", "21n"),
    (b"qa", "4a21c"),
    (b"ro", "4a16c"),
    (b"rs", "18n"),
    (b"ru", "14n15c"),
    (b"sa", "2n18c"),
    (b"sc", "4a20n3a"),
    (b"sd", "14n"),
    (b"se", "20n"),
    (b"si", "15n"),
    (b"sk", "20n"),
    (b"sm", "1a10n12c"),
    (b"so", "19n"),
    (b"st", "21n"),
    (b"sv", "4a20n"),
    (b"tl", "19n"),
];

/// The countries of the registry that come after those in the alphabet.
const MORE_COUNTRIES: [(&[u8; 2], &str); 7] = [
    (b"tn", "20n"),
    (b"tr", "5n17c"),
    (b"ua", "6n19c"),
    (b"va", "18n"),
    (b"vg", "4a16n"),
    (b"xk", "16n"),
    (b"ye", "4a4n18c"),
];

/// The longest IBAN that the standard allows.
const LONGEST: usize = 34;

/// Where the IBAN that begins at `start` ends; `None` where none does.
///
/// Its characters may be set apart by spaces, dots or dashes.
pub(super) fn end(symbols: &[u8], start: usize) -> Option<usize> {
    let mut iban = [0u8; LONGEST];
    let mut at = start;
    let mut wanted = 4;
    let mut length = 0;
    let mut structure = None;
    while length < wanted {
        let symbol = *symbols.get(at)?;
        let fits = match length {
            0 | 1 => symbol.is_ascii_lowercase(),
            2 | 3 => symbol.is_ascii_digit(),
            _ => symbol.is_ascii_lowercase() || symbol.is_ascii_digit(),
        };
        if !fits {
            return None;
        }
        iban[length] = symbol;
        length += 1;
        at += 1;
        if length == 4 {
            let known = structure_of([iban[0], iban[1]])?;
            wanted += parts(known).map(|(count, _)| count).sum::<usize>();
            structure = Some(known);
        }
        if length < wanted {
            at += separator(&symbols[at..]);
        }
    }
    let follows = parts(structure?).flat_map(|(count, kind)| std::iter::repeat_n(kind, count));
    let structured = iban[4..wanted]
        .iter()
        .zip(follows)
        .all(|(symbol, kind)| match kind {
            b'n' => symbol.is_ascii_digit(),
            b'a' => symbol.is_ascii_lowercase(),
            _ => true,
        });
    (structured && remainder(&iban[..wanted]) == 1).then_some(at)
}

fn structure_of(country: [u8; 2]) -> Option<&'static str> {
    let all = COUNTRIES.iter().chain(&MORE_COUNTRIES);
    all.into_iter()
        .find(|(code, _)| **code == country)
        .map(|(_, structure)| *structure)
}

/// `4a10n` as (4, a), (10, n).
fn parts(structure: &'static str) -> impl Iterator<Item = (usize, u8)> {
    structure.split_inclusive(['n', 'a', 'c']).map(|part| {
        let (count, kind) = part.split_at(part.len() - 1);
        (count.parse().unwrap_or(0), kind.as_bytes()[0])
    })
}

/// How many symbols, at most three, set the next character apart.
fn separator(symbols: &[u8]) -> usize {
    let separates = |symbol: &&u8| b" .-_/".contains(symbol);
    symbols.iter().take(3).take_while(separates).count()
}

/// The number that an IBAN stands for, modulo 97; 1 for a valid one.
fn remainder(iban: &[u8]) -> u32 {
    let rearranged = iban[4..].iter().chain(&iban[..4]);
    rearranged.fold(0, |remainder, &symbol| match symbol {
        b'0'..=b'9' => (remainder * 10 + u32::from(symbol - b'0')) % 97,
        letter => (remainder * 100 + u32::from(letter - b'a') + 10) % 97,
    })
}
