//! Compares the lists of words with the language files. Called with every list of the crate.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

type Named = BTreeMap<String, BTreeSet<String>>;

/// Ids and their arguments, as a language file has them.
fn in_file(source: &str) -> Named {
    let mut found = Named::new();
    let mut current = None;
    for line in source.lines() {
        let id = line.split('=').next().unwrap_or_default().trim_end();
        if line.starts_with(|first: char| first.is_ascii_lowercase()) && line.contains('=') {
            assert!(
                found.insert(id.to_owned(), BTreeSet::new()).is_none(),
                "`{id}` stands twice in a language file"
            );
            current = Some(id.to_owned());
        }
        if let Some(id) = current.as_ref().filter(|_| !line.starts_with('#')) {
            let arguments = line.split('$').skip(1).map(|after| {
                after
                    .split(|next: char| !next.is_ascii_alphanumeric() && next != '_')
                    .next()
                    .unwrap_or_default()
                    .to_owned()
            });
            found.get_mut(id).unwrap().extend(arguments);
        }
    }
    found
}

/// Panics with the differences between the files and what the crate asks for.
pub(crate) fn assert_lists_match_files(lists: &[&[(&str, &[&str])]]) {
    let asked: Named = lists
        .iter()
        .copied()
        .flatten()
        .map(|(id, arguments)| {
            let arguments = arguments.iter().map(|name| (*name).to_owned()).collect();
            ((*id).to_owned(), arguments)
        })
        .collect();
    let mut problems = Vec::new();
    for (file, source) in [("en.ftl", ENGLISH), ("nl.ftl", DUTCH)] {
        let found = in_file(source);
        for id in asked.keys().filter(|id| !found.contains_key(*id)) {
            problems.push(format!("{file}: `{id}` is missing"));
        }
        for (id, arguments) in &found {
            match asked.get(id) {
                None => problems.push(format!("{file}: nobody asks for `{id}`")),
                Some(given) if given != arguments => problems.push(format!(
                    "{file}: `{id}` uses {arguments:?} and is given {given:?}"
                )),
                Some(_) => {}
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn both_files_are_free_of_mistakes() {
    for source in [ENGLISH, DUTCH] {
        if let Err((_, mistakes)) = FluentResource::try_new(source.to_owned()) {
            panic!("{mistakes:?}");
        }
    }
}

#[test]
fn every_sentence_can_be_said_with_any_number() {
    for (bundle, source) in [(&BUNDLES.0, ENGLISH), (&BUNDLES.1, DUTCH)] {
        for (id, arguments) in in_file(source) {
            for number in [0, 1, 2, 11, 1_000_000] {
                let mut values = FluentArgs::new();
                for argument in &arguments {
                    values.set(argument.clone(), number);
                }
                let pattern = bundle.get_message(&id).and_then(|message| message.value());
                let mut errors = Vec::new();
                let said = bundle.format_pattern(pattern.unwrap(), Some(&values), &mut errors);
                assert!(errors.is_empty(), "`{id}`: {errors:?}");
                assert!(!said.trim().is_empty(), "`{id}` says nothing");
                assert!(!said.contains('\u{2068}'), "`{id}` isolates its arguments");
            }
        }
    }
}
