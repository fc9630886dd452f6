//! Which whole months and which single days make up windows, so that few counts are read.

use chrono::{Datelike, NaiveDate};

use super::window::{Unit, Window, beginning};

/// Adjacent days that lie in the same of some windows: what is counted in it can be added up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its days.
    pub window: Window,
    /// The whole calendar months in it.
    pub months: Option<Window>,
    /// Its days before the first and after the last whole month; all of them where there is none.
    pub days: Vec<Window>,
}

/// The pieces of these windows, in the order of time: no day stands in two, each day of a window in one.
pub fn pieces(windows: &[Window]) -> Vec<Piece> {
    let mut bounds: Vec<NaiveDate> = windows
        .iter()
        .flat_map(|window| [Some(window.first), window.last.succ_opt()])
        .flatten()
        .collect();
    bounds.sort_unstable();
    bounds.dedup();
    let pairs = bounds.iter().zip(bounds.iter().skip(1));
    pairs
        .filter(|(first, _)| windows.iter().any(|window| window.holds(**first)))
        .filter_map(|(first, next)| {
            piece(Window {
                first: *first,
                last: next.pred_opt()?,
            })
        })
        .collect()
}

/// `None` at the ends of the calendar.
fn piece(window: Window) -> Option<Piece> {
    let next = window.last.succ_opt()?;
    let first_whole = match window.first.day() {
        1 => window.first,
        _ => beginning(window.first, Unit::Month)?.checked_add_months(chrono::Months::new(1))?,
    };
    let after_whole = beginning(next, Unit::Month)?;
    if first_whole >= after_whole {
        return Some(Piece {
            window,
            months: None,
            days: vec![window],
        });
    }
    let months = Window {
        first: first_whole,
        last: after_whole.pred_opt()?,
    };
    let before = Window {
        first: window.first,
        last: first_whole.pred_opt()?,
    };
    let after = Window {
        first: after_whole,
        last: window.last,
    };
    let days = [before, after].into_iter();
    Some(Piece {
        window,
        months: Some(months),
        days: days.filter(|days| days.first <= days.last).collect(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn window(first: &str, last: &str) -> Window {
        Window {
            first: first.parse().unwrap(),
            last: last.parse().unwrap(),
        }
    }

    #[test]
    fn whole_months_are_read_as_months_and_what_is_left_as_days() {
        let found = pieces(&[window("2026-01-15", "2026-04-03")]);
        assert_eq!(
            found,
            [Piece {
                window: window("2026-01-15", "2026-04-03"),
                months: Some(window("2026-02-01", "2026-03-31")),
                days: vec![
                    window("2026-01-15", "2026-01-31"),
                    window("2026-04-01", "2026-04-03")
                ],
            }]
        );
    }

    #[test]
    fn windows_that_overlap_are_cut_at_each_others_bounds() {
        let quarter = window("2026-01-01", "2026-03-31");
        let found = pieces(&[quarter, window("2026-02-10", "2026-02-19")]);
        let windows: Vec<Window> = found.iter().map(|piece| piece.window).collect();
        assert_eq!(
            windows,
            [
                window("2026-01-01", "2026-02-09"),
                window("2026-02-10", "2026-02-19"),
                window("2026-02-20", "2026-03-31"),
            ]
        );
        assert_eq!(found[1].months, None);
        assert_eq!(found[2].months, Some(window("2026-03-01", "2026-03-31")));
    }

    #[test]
    fn days_between_windows_are_not_read() {
        let found = pieces(&[
            window("2026-01-01", "2026-01-31"),
            window("2026-03-01", "2026-03-31"),
        ]);
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|piece| piece.days.is_empty()));
    }

    proptest! {
        #[test]
        fn each_day_of_the_windows_is_read_once_and_no_other(
            ends in proptest::collection::vec((0_u64..900, 0_u64..500), 1..5),
        ) {
            let start: NaiveDate = "2024-01-01".parse().unwrap();
            let windows: Vec<Window> = ends
                .iter()
                .map(|(first, length)| Window {
                    first: start + chrono::Days::new(*first),
                    last: start + chrono::Days::new(first + length),
                })
                .collect();
            let found = pieces(&windows);
            for days in 0..1_500 {
                let day = start + chrono::Days::new(days);
                let read = found
                    .iter()
                    .flat_map(|piece| piece.days.iter().chain(&piece.months))
                    .filter(|window| window.holds(day))
                    .count();
                let is_wanted = windows.iter().any(|window| window.holds(day));
                prop_assert_eq!(read, usize::from(is_wanted), "{}", day);
            }
            for piece in &found {
                for window in &windows {
                    prop_assert_eq!(
                        window.holds(piece.window.first),
                        window.holds(piece.window.last)
                    );
                }
            }
        }
    }
}
