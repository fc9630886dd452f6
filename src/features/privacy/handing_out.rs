//! Hands a file to somebody in a direct message, and takes it back after an hour.

use anyhow::Context as _;
use chrono::TimeDelta;

use crate::platform::Context;
use crate::platform::ids::UserId;
use crate::platform::outbox::{self, NewMessage, takes_no_files};
use crate::platform::slack::SlackError;
use crate::platform::slack::files::NewFile;

/// How long what was handed out stays in the direct message.
pub const HANDED_OUT_FOR: TimeDelta = TimeDelta::hours(1);

/// A file for one person.
#[derive(Clone, Debug)]
pub struct HandedOut {
    /// Its name.
    pub name: &'static str,
    /// What stands in it.
    pub text: String,
    /// What stands beside it.
    pub comment: String,
}

/// Hands a file to somebody. Returns `false` where Slack takes no files from us.
///
/// That it is taken back is written down before it is uploaded, so that no crash leaves it there.
///
/// # Errors
/// Where Slack or the database did not take it.
pub async fn hand_out(ctx: &Context, user: &UserId, file: HandedOut) -> anyhow::Result<bool> {
    if !ctx.people.may("files:write").await {
        return Ok(false);
    }
    match upload(ctx, user, file).await {
        Err(error) if is_refused(&error) => Ok(false),
        Err(error) => Err(error),
        Ok(()) => Ok(true),
    }
}

fn is_refused(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<SlackError>();
    error.is_some_and(|error| error.code().is_some_and(takes_no_files))
}

async fn upload(ctx: &Context, user: &UserId, handed: HandedOut) -> anyhow::Result<()> {
    let now = ctx.clock.now();
    let file = NewFile {
        name: handed.name.to_owned(),
        alt_text: handed.comment.clone(),
        bytes: handed.text.into_bytes(),
    };
    let channel = ctx.slack.direct_with(user).await?;
    let upload = ctx.slack.begin_upload(&file).await?;
    let key = format!("handed-out:{}", upload.id);
    let gone = now + HANDED_OUT_FOR;
    let delete = NewMessage::delete_file(user.as_str(), &upload.id, key, gone);
    let mut tx = ctx.db.begin().await?;
    outbox::enqueue(&mut tx, &[delete], now).await?;
    tx.commit().await?;
    let shared = Some((channel.as_str(), handed.comment.as_str()));
    ctx.slack
        .finish_upload(&upload, file, shared)
        .await
        .context("a file was not handed out")?;
    Ok(())
}
