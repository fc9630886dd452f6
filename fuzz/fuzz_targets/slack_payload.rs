//! Whatever Slack, or someone who can sign as Slack, sends: it is read without a panic.
#![no_main]

use klantstem::platform::slack::inbound::Inbound;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    // The first line of a socket's input is the envelope's type.
    let (kind, payload) = text.split_once('\n').unwrap_or(("interactive", text));
    for inbound in [
        Inbound::from_http_body(text),
        Inbound::from_socket(kind, payload),
    ] {
        let _ = inbound.dedup_key();
        let _ = inbound.user();
        let _ = inbound.channel();
        let _ = inbound.response_url();
        let _ = format!("{} {inbound:?}", inbound.kind());
    }
});
