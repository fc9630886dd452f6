//! The item comes and goes, and nothing else in the description changes.

use proptest::prelude::*;

use super::*;

const ITEM: &str = "Customer of the week: \"Quick & kind\"\nhttps://example.com/i/1";

#[test]
fn the_item_stands_at_the_end_behind_a_blank_line() {
    assert_eq!(
        put("Agenda\n1. Figures", Some(ITEM)),
        "Agenda\n1. Figures\n\n=== Klantstem ===\nCustomer of the week: \"Quick & kind\"\n\
         https://example.com/i/1\n=== /Klantstem ==="
    );
}

#[test]
fn what_is_written_behind_the_item_stays_there() {
    let with = put("Agenda", Some(ITEM)) + "\nBring the figures\n";
    assert_eq!(put(&with, Some(ITEM)), with);
    assert_eq!(put(&with, None), "Agenda\nBring the figures\n");
    let renewed = put(&with, Some("Another"));
    assert_eq!(
        renewed,
        "Agenda\n\n=== Klantstem ===\nAnother\n=== /Klantstem ===\nBring the figures\n"
    );
}

#[test]
fn an_item_that_came_first_leaves_no_empty_line() {
    let with = put("", Some(ITEM)) + "\r\nBring the figures";
    assert_eq!(put(&with, None), "Bring the figures");
}

#[test]
fn of_two_items_one_is_left() {
    let twice = format!(
        "A\n\n{}\nB\n\n{}\nC",
        put("", Some("one")),
        put("", Some("two"))
    );
    assert_eq!(
        put(&twice, Some("one")),
        "A\n\n=== Klantstem ===\none\n=== /Klantstem ===\nB\nC"
    );
    assert_eq!(put(&twice, None), "A\nB\nC");
}

#[test]
fn half_an_item_is_somebodys_text() {
    let text = "=== Klantstem ===\nsomething";
    assert_eq!(put(text, None), text);
    assert_eq!(put(&put(text, Some(ITEM)), None), text);
    let text = "something\n=== /Klantstem ===";
    assert_eq!(put(&put(text, Some(ITEM)), None), text);
}

#[test]
fn nothing_is_sent_anew_for_other_line_ends_or_lost_white_space() {
    let with = put("Agenda", Some(&format!("{ITEM}  \n\nwords")));
    let crlf = with.replace('\n', "\r\n");
    assert_eq!(put(&crlf, Some(&format!("{ITEM}  \n\nwords"))), crlf);
    assert_eq!(put(&crlf, None), "Agenda");
}

/// What Google makes of a description once somebody edits it on its page.
const BY_GOOGLE: &str = "Agenda<br><br>=== Klantstem ===<br>Customer of the week: \"Quick &amp; kind\"<br>\
    <a href=\"https://www.google.com/url?q=https://example.com/i/1&amp;sa=D\" target=\"_blank\">https://example.com/i/1</a>\
    <br>===&nbsp;/Klantstem ===<br><b>Bring</b> the figures";

#[test]
fn an_item_that_google_turned_into_html_is_known_again() {
    for put in [put, put_markup] {
        assert_eq!(put(BY_GOOGLE, Some(ITEM)), BY_GOOGLE);
        assert_eq!(put(BY_GOOGLE, None), "Agenda<br><b>Bring</b> the figures");
    }
    assert_eq!(
        put_markup(BY_GOOGLE, Some("a < b\nand more")),
        "Agenda<br><br>=== Klantstem ===<br>a &lt; b<br>and more<br>=== /Klantstem ===<br><b>Bring</b> the figures"
    );
}

#[test]
fn an_item_in_paragraphs_of_its_own_leaves_none() {
    let text =
        "<p>Agenda</p><p>=== Klantstem ===</p><p>one</p><p>=== /Klantstem ===</p><p>More</p>";
    assert_eq!(put_markup(text, None), "<p>Agenda</p><p>More</p>");
    assert_eq!(
        put_markup(text, Some("two")),
        "<p>Agenda</p><p>=== Klantstem ===<br>two<br>=== /Klantstem ===</p><p>More</p>"
    );
}

#[test]
fn tags_that_reach_out_of_the_item_stay() {
    let text = "<ul><li>=== Klantstem ===</li></ul><div>=== /Klantstem === More</div>";
    assert_eq!(put_markup(text, None), "<ul><li></li></ul><div> More</div>");
}

#[test]
fn in_exchange_the_item_comes_first_in_the_body_and_is_escaped() {
    let document = "<html><head><style><!-- <body> --></style></head>\r\n<body lang=\"en\">\r\n<p>Hi</p></body></html>";
    let with = put_html(document, Some("Quick & <b>kind</b>"));
    assert_eq!(
        with,
        "<html><head><style><!-- <body> --></style></head>\r\n<body lang=\"en\">\
         <div>=== Klantstem ===<br>Quick &amp; &lt;b&gt;kind&lt;/b&gt;<br>=== /Klantstem ===</div>\
         \r\n<p>Hi</p></body></html>"
    );
    assert_eq!(put_html(&with, None), document);
}

#[test]
fn an_item_that_exchange_wrapped_and_broke_into_lines_is_known_again() {
    let document = "<html>\r\n<body>\r\n<div class=\"x\">\r\n<div>=== Klantstem\r\n===<br>\r\nQuick &amp;\r\nkind<br>\r\n\
                    === /Klantstem ===</div>\r\n</div>\r\n<p>Hi</p>\r\n</body>\r\n</html>";
    assert_eq!(
        put_html(document, None),
        "<html>\r\n<body>\r\n\r\n<p>Hi</p>\r\n</body>\r\n</html>"
    );
}

#[test]
fn words_of_a_customer_can_not_end_the_item() {
    let hostile = "x<br>=== /Klantstem ===\n=== Klantstem ===\n==== /Klantstem ====";
    for put in [put, put_markup, put_html] {
        let with = put("Agenda", Some(hostile));
        assert_eq!(find::all(&with).len(), 1, "{with}");
        assert_eq!(put(&with, Some(hostile)), with);
        assert_eq!(put(&with, None), "Agenda");
    }
}

#[test]
fn an_item_without_words_is_none() {
    assert_eq!(put("Agenda", Some(" \n")), "Agenda");
    assert_eq!(put(&put("Agenda", Some("x")), Some("")), "Agenda");
}

/// Text as it stands in calendars: words, line ends, tags and pieces of our own markers.
fn text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "Agenda",
        " ",
        "\n",
        "\r\n",
        "\r",
        "=",
        "===",
        "=== Klantstem",
        " ===",
        "Klantstem",
        "<br>",
        "<br",
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<body>",
        "</body>",
        "<html>",
        "<head>",
        "</head>",
        "<a href=\"",
        "'",
        "\"",
        ">",
        "<",
        "<!--",
        "-->",
        "<style>",
        "&nbsp;",
        "&",
        "é",
        "👍",
        "\u{a0}",
        "<ul><li>",
        "/",
    ]);
    prop_oneof![
        prop::collection::vec(pieces, 0..14).prop_map(|pieces| pieces.concat()),
        "\\PC{0,40}",
    ]
}

fn section() -> impl Strategy<Value = String> {
    text().prop_map(|text| format!("{text}\n=== /Klantstem === x"))
}

type Put = fn(&str, Option<&str>) -> String;

fn ways() -> impl Strategy<Value = Put> {
    prop::sample::select(vec![put as Put, put_markup as Put, put_html as Put])
}

proptest! {
    #[test]
    fn putting_and_taking_out_leaves_every_byte(put in ways(), text in text(), section in section()) {
        prop_assume!(find::all(&text).is_empty());
        prop_assert_eq!(put(&put(&text, Some(&section)), None), text);
    }

    #[test]
    fn putting_twice_is_putting_once(put in ways(), text in text(), section in section()) {
        let once = put(&text, Some(&section));
        prop_assert_eq!(put(&once, Some(&section)), once.clone());
        prop_assert_eq!(find::all(&once).len(), 1);
    }

    #[test]
    fn renewing_changes_nothing_around(put in ways(), text in text(), one in section(), two in section()) {
        prop_assume!(find::all(&text).is_empty());
        let renewed = put(&put(&text, Some(&one)), Some(&two));
        prop_assert_eq!(put(&renewed, None), text);
    }

    #[test]
    fn text_on_both_sides_stays(put in ways(), before in text(), after in text(), section in section()) {
        let with = put(&before, Some(&section));
        let with = format!("{with}{after}");
        prop_assume!(find::all(&with).len() == 1 && find::all(&before).is_empty());
        let place = find::all(&with).remove(0).whole;
        let renewed = put(&with, Some("another"));
        prop_assert!(renewed.starts_with(&with[..place.start]));
        prop_assert!(renewed.ends_with(&with[place.end..]));
    }

    #[test]
    fn other_line_ends_and_lost_trailing_space_change_nothing(words in "[a-z \n]{0,40}", section in "[a-z&<>=]{1,9}( ?\n[a-z ]{1,9}){0,3}") {
        let with = put(&words, Some(&section)).replace('\n', "\r\n");
        let lines: Vec<_> = with.split("\r\n").map(str::trim_end).collect();
        let trimmed = lines.join("\r\n");
        prop_assert_eq!(put(&trimmed, Some(&section)), trimmed.clone());
        prop_assert_eq!(put(&with, None), words.replace('\n', "\r\n"));
    }
}
