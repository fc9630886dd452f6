//! Kudos: given once, limited, endorsed, withdrawn.

use klantstem::features::kudos::record::{
    Gift, Link, LinkKind, Occasion, Receiver, Visibility, record,
};
use klantstem::platform::slack::inbound::Installation;

use crate::harness::*;

fn gift(key: &str) -> Gift {
    Gift {
        giver: ANNA.into(),
        giver_department: Some("finance".into()),
        receivers: vec![Receiver {
            user: BOB.into(),
            department: Some("product".into()),
            is_across: true,
        }],
        value: None,
        message: "Bob solved it the same day".to_owned(),
        visibility: Visibility::Public,
        occasion: Occasion::Story,
        is_limited: false,
        link: Some(Link {
            kind: LinkKind::Story,
            id: "story-1".to_owned(),
        }),
        post: None,
        time_zone: chrono_tz::Europe::Amsterdam,
        installation: Installation::default(),
        event_key: key.to_owned(),
    }
}

#[tokio::test]
async fn a_kudos_of_another_feature_is_written_down_once() {
    let bot = TestBot::start().await;
    for expected in [true, false] {
        let mut tx = bot.app.ctx.db.begin().await.unwrap();
        let now = bot.app.ctx.clock.now();
        let id = record(&mut tx, &gift("story:1:U2"), now).await.unwrap();
        assert_eq!(id.is_some(), expected);
        tx.commit().await.unwrap();
    }
    assert_eq!(bot.number("SELECT COUNT(*) FROM kudos").await, 1);
    assert_eq!(bot.number("SELECT COUNT(*) FROM kudos_events").await, 1);
    let days = bot.texts("SELECT local_day FROM kudos").await;
    assert_eq!(days, ["2026-09-14"]);
}
