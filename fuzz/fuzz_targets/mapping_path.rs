//! The path language: the first line is a path or a condition, the rest a JSON value for it.
#![no_main]

use klantstem::features::feedback::sources::{Condition, Path};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// The longest path that is read, in characters.
const LONGEST: usize = 1_000;

fuzz_target!(|input: &str| {
    let (text, json) = input.split_once('\n').unwrap_or((input, "null"));
    let value: Value = serde_json::from_str(json).unwrap_or_default();
    match Path::parse(text) {
        Ok(path) => {
            // Written out with all its escapes, a long path may be longer than what is read.
            let written = path.to_string();
            if written.chars().count() <= LONGEST {
                assert_eq!(Path::parse(&written).as_ref(), Ok(&path));
            }
            let found = path.find(&value, &value);
            assert!(found.is_none_or(|found| !found.is_null()));
        }
        Err(error) => assert!(error.position >= 1),
    }
    if let Ok(condition) = Condition::parse(text) {
        let _ = condition.test(&value, &value);
    }
});
