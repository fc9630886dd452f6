//! Any text as a calendar: no panic, in bounded time, and what is written into it can be taken out again.
#![no_main]

use chrono::{DateTime, TimeDelta};
use chrono_tz::Europe::Amsterdam;
use klantstem::features::meetings::calendars::{Target, Window, ics};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let from = DateTime::from_timestamp(1_767_225_600, 0).expect("2026-01-01");
    let window = Window {
        from,
        until: from + TimeDelta::days(365),
    };
    let expanded = ics::occurrences(text, &window, Amsterdam);
    for occurrence in &expanded.occurrences {
        assert!(occurrence.starts_at <= occurrence.ends_at);
        assert!(occurrence.starts_at < window.until && occurrence.ends_at >= window.from);
    }
    let starts: Vec<_> = expanded.occurrences.iter().map(|it| it.starts_at).collect();
    assert!(starts.is_sorted());
    let _ = ics::inspect(text, &window, Amsterdam);

    // The first and the last, alone and with all of their series.
    let ends = expanded.occurrences.first().into_iter().chain(expanded.occurrences.last());
    for identity in ends.map(|occurrence| &occurrence.identity) {
        let series = Target::Series(identity.event.clone());
        for target in [Target::Occurrence(identity.clone()), series] {
            let Ok(Some(with)) = ics::describe(text, &target, Some("Item, 1;\\2"), Amsterdam) else {
                continue;
            };
            let again = ics::describe(&with, &target, Some("Item, 1;\\2"), Amsterdam);
            assert_eq!(again, Ok(None), "{with}");
            assert!(ics::describe(&with, &target, None, Amsterdam).is_ok(), "{with}");
        }
    }
});
