//! The name that was probably meant, and names in a row.

use std::collections::BTreeSet;

/// The name among `known` that `wrong` was probably meant to be.
pub(super) fn nearest<'a>(
    wrong: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace(['-', ' '], "_");
    let wrong = plain(wrong);
    let allowed = (wrong.chars().count() / 3).clamp(1, 4);
    known
        .into_iter()
        .map(|name| {
            let distance = strsim::damerau_levenshtein(&wrong, &plain(name));
            (distance, name)
        })
        .filter(|(distance, name)| *distance <= allowed && *distance < name.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// ``; did you mean `x`?`` or nothing.
pub(super) fn did_you_mean<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(wrong, known).map_or(String::new(), |name| format!("; did you mean `{name}`?"))
}

/// `` `a`, `b` and `c` ``, each name once.
pub(super) fn listing<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    joined(names, "and")
}

/// `` `a`, `b` or `c` ``, each name once.
pub(super) fn either_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    joined(names, "or")
}

fn joined<'a>(names: impl IntoIterator<Item = &'a str>, word: &str) -> String {
    let mut seen = BTreeSet::new();
    let names: Vec<String> = names
        .into_iter()
        .filter(|name| seen.insert(*name))
        .map(|name| format!("`{name}`"))
        .collect();
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {word} {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_and_a_far_one_is_not() {
        let known = ["channel", "question", "customer-service"];
        assert_eq!(nearest("chanel", known), Some("channel"));
        assert_eq!(nearest("customer_service", known), Some("customer-service"));
        assert_eq!(nearest("wombat", known), None);
    }
}
