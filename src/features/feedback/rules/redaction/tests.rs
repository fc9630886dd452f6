//! What customers write, in every usual spelling, and what must stay as it is.

use super::*;

fn masked(text: &str) -> String {
    redact(text).text.into_owned()
}

#[test]
fn mail_addresses_are_masked_however_they_are_written() {
    for address in [
        "jan@bedrijf.nl",
        "Jan.de-Vries+klant@mail.Bedrijf.co.uk",
        "jan_1980@xs4all.nl",
        "o'neil@x.ie",
        "\"jan jansen\"@bedrijf.nl",
        "jan@bücher.de",
        "jürgen@bedrijf.de",
        "jan@[192.0.2.1]",
        "jan@192.0.2.1",
        "jan @ bedrijf.nl",
        "jan@ bedrijf . nl",
        "jan (at) bedrijf (punt) nl",
        "jan[at]bedrijf[dot]com",
        "jan{at}bedrijf.nl",
        "jan (a) bedrijf.nl",
        "jan at bedrijf punt nl",
        "jan AT bedrijf DOT com",
        "jan apenstaartje bedrijf punt nl",
        "jan punt jansen at bedrijf punt nl",
        "jan.jansen at bedrijf.nl",
        "jan(punt)jansen(at)bedrijf(punt)nl",
        "jan_at_bedrijf.nl",
        "jan＠bedrijf．nl",
        "ｊａｎ@bedrijf.nl",
        "jan\u{200b}@\u{200b}bedrijf\u{ad}.nl",
        "j\u{2060}an@bedrijf.nl",
        "jan&#64;bedrijf.nl",
        "jan@bedrijf",
        "0612345678@bedrijf.nl",
        "a@b.nl@c.nl",
        "jan (@) bedrijf.nl",
    ] {
        assert_eq!(masked(address), "[e-mail]");
        assert_eq!(
            masked(&format!("Mail mij: {address}, graag!")),
            "Mail mij: [e-mail], graag!"
        );
    }
    assert_eq!(masked("<jan@x.nl>;piet@x.nl."), "<[e-mail]>;[e-mail].");
    assert_eq!(masked("mailto:jan@x.nl"), "mailto:[e-mail]");
    assert_eq!(
        redact("a@b.nl en c@d.nl").found,
        Found {
            emails: 2,
            ..Found::default()
        }
    );
}

#[test]
fn telephone_numbers_are_masked_however_they_are_written() {
    for number in [
        // Dutch mobile
        "06-12345678",
        "06 12345678",
        "0612345678",
        "06 - 12345678",
        "06 12 34 56 78",
        "06-12 34 56 78",
        "06.12.34.56.78",
        "06 1234 5678",
        "06-123 456 78",
        "06 123 45 678",
        "(06) 12345678",
        "06/12345678",
        "+31 6 12345678",
        "+31612345678",
        "+31 (0)6 12345678",
        "+31(0)612345678",
        "+31 (0) 6 12 34 56 78",
        "+31-6-12345678",
        "0031 6 12345678",
        "0031612345678",
        "00 31 6 12345678",
        "(+31) 6 12345678",
        "+ 31 6 12345678",
        "+31 06 12345678",
        "31 6 12345678",
        "0 6 1 2 3 4 5 6 7 8",
        "+31 6 12 34 56 78",
        "+31.6.12345678",
        "0031(0)612345678",
        "06–1234–5678",
        "０６－１２３４５６７８",
        "06 12\u{200b}34 56 78",
        "٠٦١٢٣٤٥٦٧٨",
        "06-12-11-1980",
        // Dutch landline
        "020-1234567",
        "(020) 123 45 67",
        "020 123 4567",
        "0201234567",
        "010-123 45 67",
        "0475-123456",
        "0475 12 34 56",
        "(0475) 123456",
        "+31 20 123 45 67",
        "+31 (0)20 1234567",
        "0031-20-1234567",
        "(0)20 123 45 67",
        // Belgium, Germany, United Kingdom, France, United States
        "0470 12 34 56",
        "02 123 45 67",
        "02/123.45.67",
        "+32 470 12 34 56",
        "+32 2 123 45 67",
        "0032 470 123456",
        "0171 1234567",
        "030 12345678",
        "+49 171 1234567",
        "+49 (0) 30 123456",
        "0151 23456789",
        "0049 30 1234567",
        "020 7946 0958",
        "07700 900123",
        "+44 20 7946 0958",
        "+44 (0)7700 900 123",
        "01 23 45 67 89",
        "+33 6 12 34 56 78",
        "(555) 123-4567",
        "555-123-4567",
        "555.123.4567",
        "1-555-123-4567",
        "+1 555 123 4567",
        "+1 (555) 123-4567",
        "+352 27 12 34",
    ] {
        assert_eq!(masked(number), "[phone]", "{number}");
        let text = format!("Bel {number} a.u.b., of 2 keer.");
        assert_eq!(masked(&text), "Bel [phone] a.u.b., of 2 keer.", "{number}");
        assert_eq!(
            redact(&text).found,
            Found {
                phones: 1,
                ..Found::default()
            }
        );
    }
}

#[test]
fn accounts_cards_and_citizen_numbers_are_masked_by_their_checksums() {
    for iban in [
        "NL91ABNA0417164300",
        "NL91 ABNA 0417 1643 00",
        "nl91abna0417164300",
        "NL91-ABNA-0417-1643-00",
        "NL 91 ABNA 0417164300",
        "NL91.ABNA.0417.1643.00",
        "BE68 5390 0754 7034",
        "DE89370400440532013000",
        "GB29 NWBK 6016 1331 9268 19",
        "FR14 2004 1010 0505 0001 3M02 606",
        "NO9386011117947",
        "CH93 0076 2011 6238 5295 7",
        "MT84MALT011000012345MTLCAST001S",
        "ＮＬ９１ＡＢＮＡ０４１７１６４３００",
        "N\u{200b}L91ABNA0417164300",
    ] {
        assert_eq!(
            masked(&format!("Rekening:{iban}, dank")),
            "Rekening:[iban], dank",
            "{iban}"
        );
        assert!(masked(&format!("ibanx{iban}")).contains("[iban]"), "{iban}");
    }
    for card in [
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "3782 822463 10005",
        "378282246310005",
        "5555.5555.5555.4444",
        "6011111111111117",
        "30569309025904",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "4222222222222",
    ] {
        assert_eq!(
            masked(&format!("kaart {card} (visa)")),
            "kaart [card] (visa)",
            "{card}"
        );
    }
    for bsn in [
        "123456782",
        "123 456 782",
        "123.456.782",
        "1234.56.782",
        "12 345 67 82",
        "1 2 3 4 5 6 7 8 2",
        "111222333",
    ] {
        assert_eq!(masked(&format!("BSN {bsn}!")), "BSN [bsn]!", "{bsn}");
    }
}

#[test]
fn other_long_numbers_are_masked() {
    assert_eq!(masked("klantnummer 1234567"), "klantnummer [number]");
    assert_eq!(
        masked("NL91ABNA0417164301"),
        "NL91ABNA[phone]",
        "an account with a slip of the pen"
    );
    assert_eq!(masked("4111111111111112"), "[number]");
    assert_eq!(masked("ref ab12345678cd"), "ref ab[number]cd");
    assert_eq!(masked(&"7".repeat(100)), "[number]");
}

#[test]
fn links_with_a_key_or_an_address_are_masked_and_others_stay() {
    for link in [
        "https://shop.test/reset?token=abcdef",
        "http://x.test/?email=jan%40bedrijf.nl",
        "https://jan:geheim@x.test/",
        "https://x.test/s/3fa85f64-5717-4562-b3fc-2c963f66afa6",
        "www.x.test/?sessionid=abc",
        "HTTPS://X.TEST/#access_token=abc",
        "https://x.test/v/eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
        "https://x.test/jan@bedrijf.nl/uitschrijven",
    ] {
        assert_eq!(masked(&format!("Zie {link}.")), "Zie [link].", "{link}");
    }
    for link in [
        "https://www.bedrijf.nl/nieuwe-collectie-voor-de-winter-2026/jassen",
        "www.bedrijf.nl",
        "http://x.test/a?page=2&sort=prijs",
        "https://nl.wikipedia.org/wiki/Klanttevredenheid#Meting",
    ] {
        assert_eq!(masked(link), link);
    }
    assert_eq!(
        masked("https://shop.test/order/12345678"),
        "https://shop.test/order/[number]"
    );
    assert_eq!(
        masked("https://wa.me/31612345678"),
        "https://wa.me/[number]"
    );
}

#[test]
fn dates_times_prices_and_short_numbers_stay() {
    for text in [
        "24-11-2026",
        "2026-11-24",
        "24/11/2026",
        "24.11.2026",
        "1-2-2026",
        "2026-11-24 16:00",
        "24-11-2026 16:00:30",
        "2026-11-24T16:00:00Z",
        "01-01-2026 - 31-12-2026",
        "01-01-2026/31-12-2026",
        "01.09.2026-30.09.2026",
        "van 01-02 tot 05-03-2026",
        "09:00-17:30",
        "09.00-17.30 uur",
        "09:00 tot 12:00",
        "07.30 - 09.15",
        "06-12-2026",
        "€ 1.299,95",
        "€1.234.567,89",
        "12.500.000 euro",
        "EUR 1299.95",
        "$1,299.00",
        "-50%",
        "1.000.000",
        "+10%",
        "order 123456",
        "order 2026-118",
        "ORD-2026-00118",
        "ticket #98765",
        "factuur 2026.0042",
        "artikel 12-345-67",
        "een 9 van 10",
        "10/10",
        "8 9 10 7 6 9 10",
        "1, 2, 3, 4, 5, 6, 7, 8, 9",
        "1 2 3 4 5 6 7 8 9 10",
        "2024 2025 2026",
        "in 2025-2026",
        "3x",
        "versie 4.2.0",
        "10.2.33.4",
        "1012 AB",
        "A12 afslag 20",
        "24/7",
        "0800-1234",
        "0900 1234",
        "112",
        "05-2026 06-2026",
        "1e, 2e en 3e",
        "60 x 120 x 80 cm",
        "½ uur",
        "16:00, 17:00, 18:00",
        "5G",
        "iPhone 15",
        "1,5 miljoen",
        "kamer 12, 3 nachten, 2 personen",
        "@jan",
        "@team bedankt",
        "een score @ 9",
        "look at example.com",
        "I was at bol.com",
        "meet me at the dot",
        "Ik at punt voor punt",
        "we looked at this (at) home",
        "a (b) c",
        "at",
        "at dot",
        "3 @ 5",
        "NL",
        "AT12 bus",
        "in 12 weken",
        "DE 89 boeken",
        "www",
        "http://",
        "",
    ] {
        let redacted = redact(text);
        assert_eq!(redacted.text, text);
        assert_eq!(redacted.found.total(), 0);
        assert!(matches!(redacted.text, Cow::Borrowed(_)), "{text}");
    }
}

#[test]
fn a_telephone_number_is_whole_beside_other_numbers() {
    // 108 06 12 31 passes the eleven-test.
    assert_eq!(masked("108 06 12 31 56 78"), "108 [phone]");
    assert_eq!(masked("24-11-2026 06-12345678"), "24-11-2026 [phone]");
    assert_eq!(masked("24-11-2026-06-12345678"), "24-11-2026-[phone]");
    assert_eq!(masked("4 x 020-1234567 2 keer"), "4 x [phone] 2 keer");
    assert_eq!(masked("020-1234567/06-12345678"), "[phone]/[phone]");
    assert_eq!(masked("4111 1111 1111 1111 12/28 123"), "[card] 12/28 123");
}

#[test]
fn a_whole_comment_keeps_its_sense() {
    assert_eq!(
        masked(
            "Op 24-11-2026 om 16:00 belde ik 020-1234567 (order 4711, € 49,95) en mailde info@bedrijf.nl; \
             geld terug op NL91 ABNA 0417 1643 00 graag. Groet, Sanne 06 12 34 56 78"
        ),
        "Op 24-11-2026 om 16:00 belde ik [phone] (order 4711, € 49,95) en mailde [e-mail]; \
         geld terug op [iban] graag. Groet, Sanne [phone]"
    );
}

mod properties;

#[test]
fn a_mask_is_no_word_of_the_customer() {
    let masked = redact("Bel mij op 06-12345678 of mail sanne@voorbeeld.test").text;
    assert_eq!(masked, "Bel mij op [phone] of mail [e-mail]");
    assert_eq!(without_masks(&masked), "Bel mij op […] of mail […]");
}
