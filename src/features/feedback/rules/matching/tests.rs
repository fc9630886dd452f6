//! Words, beginnings, parts and phrases in Dutch and English comments.

use proptest::prelude::*;

use super::*;

fn words(patterns: &[&str], text: &str) -> Vec<(usize, String)> {
    let matcher = Matcher::parse(patterns.iter().copied()).unwrap();
    matcher
        .find(text)
        .into_iter()
        .map(|found| (found.pattern, found.word))
        .collect()
}

fn finds(pattern: &str, text: &str) -> bool {
    !words(&[pattern], text).is_empty()
}

#[test]
fn a_plain_pattern_is_a_whole_word() {
    assert!(finds("invoice", "The INVOICE, again."));
    assert!(finds("invoice", "invoice"));
    assert!(finds("invoice", "(invoice/credit)"));
    assert!(!finds("invoice", "invoices"));
    assert!(!finds("invoice", "reinvoice"));
    assert!(!finds("invoice", "invoice2"));
    assert!(finds("foto", "de foto's zijn mooi"));
}

#[test]
fn stars_open_the_beginning_and_the_end() {
    assert!(finds("factu*", "Facturen kloppen niet"));
    assert!(!finds("factu*", "creditfactuur"));
    assert!(finds("*factuur*", "creditfactuurnummer"));
    assert!(finds("*bug", "een superbug"));
    assert!(!finds("*bug", "buggy"));
    assert!(finds("*factuur*", "factuur"));
}

#[test]
fn the_whole_word_is_given_as_the_customer_wrote_it() {
    assert_eq!(
        words(&["*factuur*"], "Mijn Creditfactuurnummer klopt niet"),
        [(0, "Creditfactuurnummer".into())]
    );
    assert_eq!(
        words(&["cafe*"], "naar het CAFÉTJE gegaan"),
        [(0, "CAFÉTJE".into())]
    );
    assert_eq!(
        words(&["*geleverd"], "te laat na\u{300}geleverd!"),
        [(0, "na\u{300}geleverd".into())]
    );
}

#[test]
fn case_accents_widths_and_spellings_do_not_matter() {
    assert!(finds("café", "cafe"));
    assert!(finds("cafe", "CAFE\u{301}"));
    assert!(finds("reünie", "REUNIE"));
    assert!(finds("strasse", "Straße"));
    assert!(finds("ijsje", "ĳsje"));
    assert!(finds("invoice", "ｉｎｖｏｉｃｅ"));
    assert!(finds("factuur", "fac\u{ad}tu\u{200b}ur"));
    assert!(finds("istanbul", "İstanbul"));
    assert!(finds("foto's", "foto’s"));
}

#[test]
fn phrases_cross_any_white_space_but_no_other_words() {
    assert!(finds("niet tevreden", "Ik ben NIET\n  tevreden."));
    assert!(finds("niet tevreden", "niet\u{a0}tevreden"));
    assert!(!finds("niet tevreden", "niet echt tevreden"));
    assert!(!finds("niet tevreden", "niet tevredenheid"));
    assert!(finds("not work*", "does  not working"));
    assert_eq!(
        words(&["not work*"], "does  not  working well"),
        [(0, "not  working".into())]
    );
}

#[test]
fn signs_and_pictures_can_be_patterns() {
    assert!(finds("👍", "Top👍👍"));
    assert!(finds("c++", "your c++ sdk"));
    assert!(finds("€", "kost €5"));
    assert!(!finds("c++", "objc++"));
}

#[test]
fn all_patterns_that_occur_are_found_once_in_their_order() {
    let found = words(
        &["levering", "*lever*", "factuur", "te laat", "lever*"],
        "De levering: te laat, levering te laat",
    );
    assert_eq!(
        found,
        [
            (0, "levering".into()),
            (1, "levering".into()),
            (3, "te laat".into()),
            (4, "levering".into())
        ]
    );
}

#[test]
fn what_is_no_pattern_is_refused() {
    assert_eq!(Pattern::parse(" "), Err(PatternError::Empty(" ".into())));
    assert_eq!(Pattern::parse("**"), Err(PatternError::Empty("**".into())));
    assert_eq!(Pattern::parse("*"), Err(PatternError::Empty("*".into())));
    assert_eq!(
        Pattern::parse("a*b"),
        Err(PatternError::StarInside("a*b".into()))
    );
    assert!(Matcher::parse([]).unwrap().find("anything").is_empty());
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop_oneof![
            prop::sample::select(vec![
                "factuur", "CREDIT", "é", "e\u{301}", " ", "  ", "\n", "ß", "İ", "ĳ", "\u{200b}",
                "-", "nota", "1"
            ])
            .prop_map(str::to_owned),
            "\\PC{0,4}",
        ],
        0..12,
    )
    .prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn a_word_is_found_in_any_text_that_has_it_between_spaces(
        word in "[a-zéüıßø]{1,8}", before in text(), after in text(), upper in any::<bool>(),
    ) {
        let written = if upper { word.to_uppercase() } else { word.clone() };
        let text = format!("{before} {written} {after}");
        prop_assert!(finds(&word, &text));
        let wrapped = format!("{before} x{written}x {after}");
        let pattern = format!("*{word}*");
        prop_assert!(finds(&pattern, &wrapped));
    }

    #[test]
    fn what_is_found_is_a_piece_of_the_text_that_holds_the_pattern(text in text(), pattern in text()) {
        if let Ok(matcher) = Matcher::parse([pattern.as_str()]) {
            for found in matcher.find(&text) {
                prop_assert!(text.contains(&found.word));
                let bare = fold(pattern.trim().trim_matches('*'));
                prop_assert!(fold(&found.word).contains(bare.trim()), "{:?} {:?}", found.word, bare);
            }
        }
    }

    #[test]
    fn folding_twice_changes_nothing_more(text in text()) {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }
}
