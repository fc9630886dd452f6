//! Things that are good once or for a while: trigger ids, response addresses, socket tickets.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Workspace, random_key};

/// How long a trigger id is good for.
pub(crate) const TRIGGER_SECONDS: i64 = 3;
/// How long a response address is good for.
pub(crate) const RESPONSE_MINUTES: i64 = 30;
/// How often a response address may be used.
pub(crate) const RESPONSE_USES: u32 = 5;

/// The permission to open a modal for someone who has just done something.
#[derive(Clone)]
pub(crate) struct Trigger {
    pub user: String,
    /// The modal in which it was done, if it was done in one.
    pub view_id: Option<String>,
    pub expires: DateTime<Utc>,
    pub used: bool,
}

/// An address at which the app may answer an interaction.
#[derive(Clone)]
pub(crate) struct ResponseAddress {
    pub user: String,
    pub channel: String,
    /// The message that a button was pressed on.
    pub message_ts: Option<String>,
    pub message_is_ephemeral: bool,
    pub expires: DateTime<Utc>,
    pub uses: u32,
}

impl Workspace {
    /// A new trigger id for `user`.
    pub fn new_trigger(
        &mut self,
        user: &str,
        view_id: Option<&str>,
        limits_now: DateTime<Utc>,
    ) -> String {
        let id = format!("{}.{}", self.next_id("1"), random_key());
        self.triggers.insert(
            id.clone(),
            Trigger {
                user: user.to_owned(),
                view_id: view_id.map(str::to_owned),
                expires: limits_now + TimeDelta::seconds(TRIGGER_SECONDS),
                used: false,
            },
        );
        id
    }

    /// Uses up a trigger id, or says with Slack's word why that cannot be.
    pub fn exchange_trigger(
        &mut self,
        id: &str,
        limits_now: DateTime<Utc>,
    ) -> Result<Trigger, &'static str> {
        let trigger = self.triggers.get_mut(id).ok_or("invalid_trigger_id")?;
        if trigger.used {
            return Err("exchanged_trigger_id");
        }
        if limits_now > trigger.expires {
            return Err("expired_trigger_id");
        }
        trigger.used = true;
        Ok(trigger.clone())
    }

    /// A new response address; returns its key.
    pub fn new_response_address(
        &mut self,
        user: &str,
        channel: &str,
        message: Option<(&str, bool)>,
        limits_now: DateTime<Utc>,
    ) -> String {
        let key = random_key();
        self.response_addresses.insert(
            key.clone(),
            ResponseAddress {
                user: user.to_owned(),
                channel: channel.to_owned(),
                message_ts: message.map(|(ts, _)| ts.to_owned()),
                message_is_ephemeral: message.is_some_and(|(_, ephemeral)| ephemeral),
                expires: limits_now + TimeDelta::minutes(RESPONSE_MINUTES),
                uses: 0,
            },
        );
        key
    }

    /// Counts one use of a response address, or says why it cannot be used.
    pub fn use_response_address(
        &mut self,
        key: &str,
        limits_now: DateTime<Utc>,
    ) -> Result<ResponseAddress, &'static str> {
        let address = self.response_addresses.get_mut(key).ok_or("invalid_url")?;
        if limits_now > address.expires {
            return Err("expired_url");
        }
        if address.uses >= RESPONSE_USES {
            return Err("used_url");
        }
        address.uses += 1;
        Ok(address.clone())
    }
}
