//! Finds out, from a whole file, in which order its dates name day, month and year.

use std::fmt;
use std::str::FromStr;

use super::dates::{Written, date_of, read};

/// In which order a date names its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateOrder {
    /// 31-12-2026.
    DayMonthYear,
    /// 12/31/2026.
    MonthDayYear,
    /// 2026-12-31, or 26-12-31.
    YearMonthDay,
}

impl DateOrder {
    const ALL: [Self; 3] = [Self::DayMonthYear, Self::MonthDayYear, Self::YearMonthDay];

    fn bit(self) -> u8 {
        1 << self as u8
    }

    /// The word of the command line: `dmy`, `mdy`, `ymd`.
    pub fn word(self) -> &'static str {
        match self {
            Self::DayMonthYear => "dmy",
            Self::MonthDayYear => "mdy",
            Self::YearMonthDay => "ymd",
        }
    }
}

impl fmt::Display for DateOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DayMonthYear => "day-month-year",
            Self::MonthDayYear => "month-day-year",
            Self::YearMonthDay => "year-month-day",
        })
    }
}

impl FromStr for DateOrder {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|order| order.word() == text)
            .ok_or_else(|| format!("`{text}` is not an order of dates: use dmy, mdy or ymd"))
    }
}

/// What the dates of a whole file say about their order.
#[derive(Clone, Debug)]
pub(super) struct DateEvidence {
    possible: u8,
    /// The first value on which the possible orders gave different days.
    differs: Option<(u64, String)>,
    /// The value that left this order as the only one.
    decided: Option<(u64, String)>,
    /// The value that contradicts those before it.
    conflict: Option<(u64, String)>,
    seen: bool,
}

impl Default for DateEvidence {
    fn default() -> Self {
        Self {
            possible: 0b111,
            differs: None,
            decided: None,
            conflict: None,
            seen: false,
        }
    }
}

/// What came of the evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Orders {
    /// No date needs an order.
    NotNeeded,
    /// One order, and the line that shows it.
    One(DateOrder, u64),
    /// Any of the possible orders gives the same days.
    Same(DateOrder),
    /// Several orders fit every value: for example this one.
    Several(Vec<DateOrder>, u64, String),
    /// No order fits them all: these two contradict each other.
    Conflict((u64, String), (u64, String)),
}

impl DateEvidence {
    /// Looks at a cell.
    pub(super) fn add(&mut self, line: u64, text: &str) {
        let Some(Written::Numbers(numbers, year_last, _)) = read(text) else {
            return;
        };
        let mut fits = 0;
        let mut days = [None; 3];
        for (order, day) in DateOrder::ALL.into_iter().zip(&mut days) {
            *day = date_of(numbers, year_last, order);
            if day.is_some() {
                fits |= order.bit();
            }
        }
        if fits == 0 {
            return;
        }
        self.seen = true;
        if self.differs.is_none() {
            let mut known = days.iter().flatten();
            let first = known.next();
            if known.any(|day| Some(day) != first) {
                self.differs = Some((line, text.to_owned()));
            }
        }
        let left = self.possible & fits;
        if left == 0 {
            if self.conflict.is_none() {
                self.conflict = Some((line, text.to_owned()));
            }
            return;
        }
        if left != self.possible {
            self.possible = left;
            self.decided = Some((line, text.to_owned()));
        }
    }

    /// What the whole file says.
    pub(super) fn orders(&self) -> Orders {
        let left: Vec<_> = DateOrder::ALL
            .into_iter()
            .filter(|order| self.possible & order.bit() != 0)
            .collect();
        if let Some(conflict) = &self.conflict {
            let other = self.decided.clone().unwrap_or_else(|| conflict.clone());
            return Orders::Conflict(other, conflict.clone());
        }
        match (left.as_slice(), &self.differs) {
            _ if !self.seen => Orders::NotNeeded,
            (&[order], _) => Orders::One(order, self.decided.as_ref().map_or(0, |(line, _)| *line)),
            (&[order, ..], None) => Orders::Same(order),
            (_, Some((line, text))) => Orders::Several(left, *line, text.clone()),
            ([], None) => Orders::NotNeeded,
        }
    }
}
