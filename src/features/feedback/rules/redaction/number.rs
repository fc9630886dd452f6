//! Numbers: telephone numbers as people write them, cards, Dutch citizen numbers, other long ones.
//!
//! A run is a row of digit groups with spaces, dots, dashes, slashes or brackets between them. Only
//! what has the shape of something personal is masked, so that dates, times, prices and short
//! order numbers stay.

use super::{Kind, Span};

/// From this many digits in a row on, a number is masked whatever it is.
const LONG: usize = 7;

/// The most digits that anything looked for here has (a card).
const MOST_DIGITS: usize = 19;

/// Digits in a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    start: usize,
    end: usize,
    /// Part of a date, and so of nothing else.
    date: bool,
}

impl Group {
    fn len(&self) -> usize {
        self.end - self.start
    }
}

/// What begins at a group: its kind, where it starts, and of how many groups it is.
struct Hit {
    kind: Kind,
    start: usize,
    count: usize,
}

/// Adds the spans of the run that begins with the digit at `start`, and says where the run ends.
/// Nothing before `from` may be looked at. `groups` is only room to work in.
pub(super) fn run(
    symbols: &[u8],
    start: usize,
    mut from: usize,
    groups: &mut Vec<Group>,
    spans: &mut Vec<Span>,
) -> usize {
    groups.clear();
    let mut at = start;
    let end = loop {
        let end = digits_end(symbols, at);
        groups.push(Group {
            start: at,
            end,
            date: false,
        });
        match next_group(symbols, end) {
            Some(next) => at = next,
            None => break end,
        }
    };
    mark_dates(symbols, groups);
    let mut index = 0;
    let mut resumed = 0;
    while index < groups.len() {
        let row = Row {
            symbols,
            groups,
            index,
            from,
            begins: index == resumed,
        };
        let Some(hit) = row.hit() else {
            index += 1;
            continue;
        };
        let last = groups[index + hit.count - 1].end;
        let start = with_bracket(symbols, hit.start, last, from);
        spans.push(Span {
            start,
            end: last,
            kind: hit.kind,
        });
        from = last;
        index += hit.count;
        resumed = index;
    }
    end
}

fn digits_end(symbols: &[u8], start: usize) -> usize {
    let length = symbols[start..]
        .iter()
        .take_while(|symbol| symbol.is_ascii_digit())
        .count();
    start + length
}

/// Where the next group of the same run begins, if one follows a group that ends at `end`.
fn next_group(symbols: &[u8], end: usize) -> Option<usize> {
    let rest = &symbols[end..];
    if rest.starts_with(b". ") {
        return None; // a sentence ends
    }
    let between = rest
        .iter()
        .take(4)
        .take_while(|symbol| b" .-/_()".contains(symbol))
        .count();
    let next = end + between;
    (between > 0 && symbols.get(next).is_some_and(u8::is_ascii_digit)).then_some(next)
}

/// Includes a bracket before `start` that is closed inside: `(020) 123 45 67`.
fn with_bracket(symbols: &[u8], start: usize, end: usize, from: usize) -> usize {
    let closes = symbols[start..end]
        .iter()
        .find(|&&symbol| symbol == b'(' || symbol == b')')
        == Some(&b')');
    if closes && start > from && symbols[start - 1] == b'(' {
        start - 1
    } else {
        start
    }
}

/// Marks `24-11-2026` and `2026-11-24`, unless more groups follow or precede with the same sign.
fn mark_dates(symbols: &[u8], groups: &mut [Group]) {
    for index in 0..groups.len().saturating_sub(2) {
        let [first, second, third] = [groups[index], groups[index + 1], groups[index + 2]];
        let sign = symbols[first.end];
        if !b"-/.".contains(&sign)
            || second.start - first.end != 1
            || third.start - second.end != 1
            || symbols[second.end] != sign
        {
            continue;
        }
        let number = |group: Group| {
            let digits = &symbols[group.start..group.end];
            digits
                .iter()
                .take(5)
                .fold(0, |number, &digit| number * 10 + u32::from(digit - b'0'))
        };
        let short =
            |group: Group, most: u32| group.len() <= 2 && (1..=most).contains(&number(group));
        let year = |group: Group| group.len() == 4 && (1900..2100).contains(&number(group));
        let is_date = (short(first, 31) && short(second, 12) && year(third))
            || (short(first, 12) && short(second, 31) && year(third))
            || (year(first) && short(second, 12) && short(third, 31));
        let joined_before = index > 0 && symbols[first.start - 1] == sign;
        let joined_after = index + 3 < groups.len() && symbols[third.end] == sign;
        // No date begins with the plus of a country: `+31-6-1900 0000` is a telephone number.
        let is_dialled = first.start > 0 && symbols[first.start - 1] == b'+';
        if is_date && !joined_before && !joined_after && !is_dialled {
            groups[index..index + 3]
                .iter_mut()
                .for_each(|group| group.date = true);
        }
    }
}

/// The groups of a run from one of them on.
struct Row<'a> {
    symbols: &'a [u8],
    groups: &'a [Group],
    index: usize,
    from: usize,
    /// Nothing of the run lies before that was not masked.
    begins: bool,
}

impl Row<'_> {
    fn hit(&self) -> Option<Hit> {
        let first = self.groups[self.index];
        if first.date {
            return None;
        }
        let row = &self.groups[self.index..];
        let usable = row
            .iter()
            .take(MOST_DIGITS)
            .take_while(|group| !group.date)
            .count();
        let row = &row[..usable];
        let hit = |kind: Kind, count: usize| Hit {
            kind,
            start: first.start,
            count,
        };
        self.international(row)
            .or_else(|| {
                self.digit_by_digit(row)
                    .map(|(kind, count)| hit(kind, count))
            })
            .or_else(|| self.card(row).map(|count| hit(Kind::Card, count)))
            .or_else(|| self.bsn(&row[..1]).then(|| hit(Kind::Bsn, 1)))
            .or_else(|| self.national(row).map(|count| hit(Kind::Phone, count)))
            .or_else(|| self.american(row).map(|count| hit(Kind::Phone, count)))
            .or_else(|| {
                let split = (2..=row.len().min(4)).find(|&count| self.is_split_bsn(row, count));
                split.map(|count| hit(Kind::Bsn, count))
            })
            .or_else(|| (first.len() >= LONG).then(|| hit(Kind::Number, 1)))
    }

    fn digits<'b>(&'b self, groups: &'b [Group]) -> impl DoubleEndedIterator<Item = u8> + 'b {
        groups.iter().flat_map(|group| {
            self.symbols[group.start..group.end]
                .iter()
                .map(|&digit| digit - b'0')
        })
    }

    /// The sign between a group and the one after it; brackets count as spaces.
    fn sign(&self, group: &Group) -> u8 {
        let between = self.symbols[group.end..]
            .iter()
            .take_while(|symbol| !symbol.is_ascii_digit());
        let mut signs = between.filter(|&&symbol| !b" ()".contains(&symbol));
        signs.next().copied().unwrap_or(b' ')
    }

    /// Whether the same sign stands between all of `groups` from the `skip`th on.
    fn uniform(&self, groups: &[Group], skip: usize) -> bool {
        let mut signs = groups[..groups.len() - 1]
            .iter()
            .skip(skip)
            .map(|group| self.sign(group));
        signs
            .next()
            .is_none_or(|first| signs.all(|sign| sign == first))
    }

    /// `+31 6 …`, `(+31)6…`, `0031-6-…`, `+31 (0)6 …`
    fn international(&self, row: &[Group]) -> Option<Hit> {
        let first = row[0];
        let before = |at: usize| (at > self.from).then(|| self.symbols[at - 1]);
        let plus = match before(first.start) {
            Some(b'+') => Some(first.start - 1),
            Some(b' ' | b'(') if before(first.start - 1) == Some(b'+') => Some(first.start - 2),
            _ => None,
        };
        let zeros = self.symbols[first.start..first.end].starts_with(b"00");
        let (start, skip) = match plus {
            Some(plus) => (plus, 0),
            None if zeros => (first.start, 2),
            None => return None,
        };
        let country: Vec<u8> = self.digits(row).skip(skip).take(3).collect();
        let &[one, two, three] = country.as_slice() else {
            return None;
        };
        if one == 0 {
            return None;
        }
        // How many digits a number of that country has, with the country's own.
        let exact = match (one, two, three) {
            (1, ..) | (3, 1 | 3, _) | (3, 2, 4) => Some(11),
            (3, 2, _) => Some(10),
            (4, 4, _) => Some(12),
            _ => None,
        };
        let fewest = if plus.is_some() { 8 } else { 9 };
        let mut total = 0;
        let mut longest = None;
        for (index, group) in row.iter().enumerate() {
            // The zero in `+31 (0)6` is not dialled.
            let trunk = group.len() == 1
                && self.symbols[group.start] == b'0'
                && before(group.start) == Some(b'(');
            total += if trunk { 0 } else { group.len() };
            if total > 15 + skip {
                break;
            }
            if exact.is_some_and(|exact| total == exact + skip) {
                longest = Some(index + 1);
                break;
            }
            if total >= fewest + skip {
                longest = Some(index + 1);
            }
        }
        longest.map(|count| Hit {
            kind: Kind::Phone,
            start,
            count,
        })
    }

    /// `0 6 1 2 3 4 5 6 7 8`: a row of single digits that as a whole is a number of some kind.
    fn digit_by_digit(&self, row: &[Group]) -> Option<(Kind, usize)> {
        if !self.begins && self.groups[self.index - 1].len() == 1 {
            return None;
        }
        let count = row.iter().take_while(|group| group.len() == 1).count();
        let row = &row[..count];
        if count < 9 || !self.uniform(row, 0) {
            return None;
        }
        let starts = |one: u8| self.digits(row).next() == Some(one);
        match count {
            9 if self.eleven_test(row) => Some((Kind::Bsn, count)),
            9..=12 if starts(0) && self.digits(row).nth(1) != Some(0) => Some((Kind::Phone, count)),
            13.. if self.is_card(row) => Some((Kind::Card, count)),
            _ => None,
        }
    }

    /// Of how many groups the card number is that begins here.
    fn card(&self, row: &[Group]) -> Option<usize> {
        let whole =
            |count: &usize| *count == 1 || row[..*count].iter().all(|group| group.len() >= 2);
        let longest = row.len().min(MOST_DIGITS / 2);
        (1..=longest)
            .rev()
            .filter(whole)
            .find(|&count| self.is_card(&row[..count]))
    }

    fn is_card(&self, groups: &[Group]) -> bool {
        let length: usize = groups.iter().map(Group::len).sum();
        if !(13..=MOST_DIGITS).contains(&length) {
            return false;
        }
        // Issuers begin with 2 to 6; without that, one row of numbers in ten would be taken.
        let issuer = self
            .digits(groups)
            .next()
            .is_some_and(|first| (2..=6).contains(&first));
        (issuer || groups.len() == 1) && self.luhn(groups)
    }

    fn luhn(&self, groups: &[Group]) -> bool {
        let from_the_end = self.digits(groups).rev().enumerate();
        let sum: u32 = from_the_end
            .map(|(place, digit)| match (place % 2, u32::from(digit)) {
                (0, digit) => digit,
                (_, digit) if digit > 4 => 2 * digit - 9,
                (_, digit) => 2 * digit,
            })
            .sum();
        sum.is_multiple_of(10)
    }

    /// Whether all of `groups` together are a citizen number: `123456782`, `1234.56.782`.
    fn bsn(&self, groups: &[Group]) -> bool {
        let length: usize = groups.iter().map(Group::len).sum();
        let whole = groups.len() == 1 || groups.iter().all(|group| group.len() >= 2);
        length == 9 && whole && self.eleven_test(groups)
    }

    /// Whether the first `count` groups are a citizen number, and not by chance: one in eleven rows
    /// of nine digits is, so a telephone number that begins inside goes before.
    fn is_split_bsn(&self, row: &[Group], count: usize) -> bool {
        self.bsn(&row[..count]) && (1..count).all(|later| self.national(&row[later..]).is_none())
    }

    fn eleven_test(&self, groups: &[Group]) -> bool {
        let weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
        let sum: i32 = self
            .digits(groups)
            .zip(weights)
            .map(|(digit, weight)| i32::from(digit) * weight)
            .sum();
        sum % 11 == 0 && self.digits(groups).any(|digit| digit != 0)
    }

    /// Of how many groups the number is that begins here with a trunk zero: `06-12345678`,
    /// `(020) 123 45 67`, `0470 12 34 56`, `07700 900123`.
    fn national(&self, row: &[Group]) -> Option<usize> {
        let first = row[0];
        let mut digits = self.digits(row);
        if digits.next() != Some(0) || matches!(digits.next(), Some(0) | None) {
            return None;
        }
        let bracketed = first.start > self.from
            && self.symbols[first.start - 1] == b'('
            && self.symbols.get(first.end) == Some(&b')');
        if first.len() < 2 && !bracketed {
            return None;
        }
        let with_total = |wanted: usize| {
            let mut total = 0;
            let count = 1 + row.iter().position(|group| {
                total += group.len();
                total >= wanted
            })?;
            let groups = &row[..count];
            let written_so = count == 1
                || (groups[count - 1].len() >= 2 && (count <= 4 || self.uniform(groups, 1)));
            (total == wanted && written_so && count <= 6).then_some(count)
        };
        // Ten digits in the Netherlands, France and on Belgian mobiles; eleven and twelve in
        // Germany and the United Kingdom; nine on Belgian landlines.
        with_total(10)
            .or_else(|| with_total(11).filter(|&count| count <= 4 || first.len() >= 3))
            .or_else(|| with_total(12).filter(|&count| count <= 3))
            .or_else(|| with_total(9))
    }

    /// `(555) 123-4567`, `1-555-123-4567`; also `31 6 …`, the Dutch mobile number without its plus.
    fn american(&self, row: &[Group]) -> Option<usize> {
        let shape = |lengths: &[usize]| {
            row.len() >= lengths.len()
                && row
                    .iter()
                    .zip(lengths)
                    .all(|(group, &length)| group.len() == length)
        };
        let area = |group: usize| matches!(self.symbols[row[group].start], b'2'..=b'9');
        if shape(&[3, 3, 4]) && area(0) {
            return Some(3);
        }
        if shape(&[1, 3, 3, 4]) && self.symbols[row[0].start] == b'1' && area(1) {
            return Some(4);
        }
        if !self.digits(row).take(3).eq([3, 1, 6]) || row[0].len() != 2 {
            return None;
        }
        let mut total = 0;
        let count = 1 + row.iter().position(|group| {
            total += group.len();
            total >= 11
        })?;
        (total == 11).then_some(count)
    }
}
