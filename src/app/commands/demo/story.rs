//! What the sample customers say, sent as their survey tools would: signed, over HTTP.

use std::net::SocketAddr;
use std::time::Duration;

use chrono::TimeDelta;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio_util::sync::CancellationToken;

use super::{SOURCE_SECRET, pause};
use crate::platform::clock::Clock;

/// Between the responses that are there when the page is opened.
const AT_ONCE: Duration = Duration::from_millis(120);
/// Between those that come in while somebody watches.
const LIVE: Duration = Duration::from_secs(15);

/// Who said it, as far as they want to be named.
#[derive(Clone, Copy)]
enum Who {
    Nobody,
    Company(&'static str),
    Person(&'static str, &'static str),
}

/// One sample response.
struct Said {
    source: &'static str,
    kind: &'static str,
    score: Option<f64>,
    who: Who,
    touchpoint: &'static str,
    comment: &'static str,
    minutes_ago: i64,
}

const fn said(
    source: &'static str,
    kind: &'static str,
    score: f64,
    who: Who,
    touchpoint: &'static str,
    minutes_ago: i64,
    comment: &'static str,
) -> Said {
    Said {
        source,
        kind,
        score: Some(score),
        who,
        touchpoint,
        comment,
        minutes_ago,
    }
}

use Who::{Company, Nobody, Person};

/// What is there when the page is opened.
const BEFORE: [Said; 13] = [
    said(
        "klantpanel",
        "nps",
        3.0,
        Company("Bakkerij De Vries"),
        "facturatie",
        95,
        "De factuur klopte weer niet: twee keer btw. Ik heb twee keer gebeld en wacht nog op de creditnota. Bel me op 06-12345678.",
    ),
    said(
        "helpdesk",
        "csat",
        5.0,
        Person("Joost Mulder", "Fietsenmaker Mulder"),
        "support",
        88,
        "Binnen tien minuten een mens aan de lijn die echt luisterde. Eva van support verdient een bos bloemen!",
    ),
    said(
        "klantpanel",
        "nps",
        9.0,
        Person("Amelia Clarke", "Clarke & Sons"),
        "product",
        80,
        "The new dashboard explains itself. My team stopped asking me how to export a report, which never happened before.",
    ),
    said(
        "reviews",
        "stars",
        2.0,
        Nobody,
        "app",
        74,
        "De app crasht sinds de update zodra ik een foto van een bon toevoeg. Inloggen duurt ook eeuwig.",
    ),
    said(
        "klantpanel",
        "nps",
        10.0,
        Company("Hotel Zeezicht"),
        "onboarding",
        66,
        "De onboarding was een feest. Noor had alles klaargezet, de levering kwam precies op tijd en na één dag draaiden we.",
    ),
    said(
        "helpdesk",
        "csat",
        2.0,
        Company("Tandartspraktijk West"),
        "levering",
        61,
        "Levering drie dagen te laat en niemand die belde. De planning wist van niets.",
    ),
    said(
        "klantpanel",
        "nps",
        6.0,
        Nobody,
        "facturatie",
        55,
        "Betalen gaat prima, maar uit jullie factuur kan ik niet opmaken welke maand ik betaal.",
    ),
    said(
        "klantpanel",
        "text",
        0.0,
        Nobody,
        "sollicitatie",
        49,
        "Sollicitatie op de vacature planner: na het gesprek hoorde ik drie weken niets. Jammer, want de recruiter was juist zo aardig.",
    ),
    said(
        "reviews",
        "stars",
        5.0,
        Person("Pieter van Dam", "Van Dam Tuinen"),
        "product",
        41,
        "Simpel, snel en het doet wat het belooft. Zelfs mijn vader maakt nu zijn eigen overzicht.",
    ),
    said(
        "helpdesk",
        "ces",
        6.0,
        Nobody,
        "support",
        34,
        "I expected a long wait, but the answer in the chat was clear and solved it in one go.",
    ),
    said(
        "klantpanel",
        "nps",
        7.0,
        Company("Atelier Rood"),
        "relatie",
        27,
        "Het gaat wel. *Niet slecht*, niet <!channel> geweldig; `gewoon` goed & degelijk.",
    ),
    said(
        "klantpanel",
        "nps",
        8.0,
        Nobody,
        "relatie",
        18,
        "Ga zo door.",
    ),
    said("klantpanel", "nps", 9.0, Nobody, "relatie", 12, ""),
];

/// What comes in while somebody watches.
const LATER: [Said; 6] = [
    said(
        "helpdesk",
        "csat",
        1.0,
        Company("Bakkerij De Vries"),
        "facturatie",
        0,
        "Nog steeds geen creditnota. Mijn IBAN is NL91 ABNA 0417 1643 00, dat hebben jullie toch al?",
    ),
    said(
        "klantpanel",
        "nps",
        9.0,
        Person("Fatima el Amrani", "Kinderdagverblijf Pluk"),
        "support",
        0,
        "Wat een fijne helpdesk. Mijn vraag over de planning was in één mail opgelost.",
    ),
    said(
        "reviews",
        "stars",
        4.0,
        Nobody,
        "app",
        0,
        "Good app. The search could be smarter, but it saves me an hour a week.",
    ),
    said(
        "klantpanel",
        "nps",
        2.0,
        Nobody,
        "onboarding",
        0,
        "De implementatie duurde twee maanden langer dan beloofd en we moesten alles zelf uitzoeken.",
    ),
    said(
        "helpdesk",
        "csat",
        4.0,
        Nobody,
        "facturatie",
        0,
        "Mijn vraag over de betaling was na een uur opgelost, netjes.",
    ),
    said(
        "klantpanel",
        "nps",
        10.0,
        Company("Hotel Zeezicht"),
        "product",
        0,
        "Het nieuwe rooster in de app is precies waar we om vroegen. Chapeau!",
    ),
];

/// Sends what the customers say: first what is there already, then one after the other; one of them
/// thinks better of what he said.
pub async fn tell(address: SocketAddr, clock: Clock, cancel: CancellationToken) {
    let Ok(client) = reqwest::Client::builder().no_proxy().build() else {
        return;
    };
    for (number, said) in BEFORE.iter().enumerate() {
        send(&client, address, &clock, said, number).await;
        if !pause(AT_ONCE, &cancel).await {
            return;
        }
    }
    for (number, said) in LATER.iter().enumerate() {
        if !pause(LIVE, &cancel).await {
            return;
        }
        send(&client, address, &clock, said, BEFORE.len() + number).await;
    }
    let first = &BEFORE[0];
    let thought_better = Said {
        score: Some(7.0),
        comment: "De factuur klopte eerst niet, maar Bob belde zelf terug en de creditnota was er dezelfde dag. Netjes opgelost.",
        ..*first
    };
    if pause(LIVE, &cancel).await {
        send(&client, address, &clock, &thought_better, 0).await;
    }
}

async fn send(
    client: &reqwest::Client,
    address: SocketAddr,
    clock: &Clock,
    said: &Said,
    number: usize,
) {
    let body = payload(said, number, clock).to_string();
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(SOURCE_SECRET.as_bytes()) else {
        return;
    };
    mac.update(body.as_bytes());
    let signature = format!("sha256={}", hex::encode(mac.finalize().into_bytes()));
    let url = format!("http://{address}/webhooks/{}", said.source);
    let sent = client
        .post(url)
        .header("X-Survey-Signature", signature)
        .body(body)
        .send()
        .await;
    match sent {
        Ok(answer) if answer.status().is_success() => {}
        Ok(answer) => tracing::warn!(status = %answer.status(), "a sample response was refused"),
        Err(error) => tracing::warn!(%error, "a sample response could not be sent"),
    }
}

fn payload(said: &Said, number: usize, clock: &Clock) -> Value {
    let now = clock.now();
    let (consent, name, company) = match said.who {
        Nobody => ("anonymous", None, None),
        Company(company) => ("company", None, Some(company)),
        Person(name, company) => ("named", Some(name), Some(company)),
    };
    json!({
        "id": format!("sample-{number}"),
        "kind": said.kind,
        "score": if said.kind == "text" { None } else { said.score },
        "comment": said.comment,
        "timestamp": (now - TimeDelta::minutes(said.minutes_ago)).to_rfc3339(),
        "updated_at": now.to_rfc3339(),
        "respondent": format!("klant-{number}"),
        "name": name,
        "company": company,
        "consent": consent,
        "touchpoint": said.touchpoint,
    })
}
