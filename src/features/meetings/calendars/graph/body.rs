//! The body of an event: what it becomes, and whether the link of its online meeting is still in it.

use super::events::Event;
use crate::features::meetings::calendars::{CalendarError, section};

/// By what the block is known that Exchange and Teams put into the body of an online meeting.
const LINKS: [&str; 5] = [
    "teams.microsoft.com/l/meetup-join",
    "teams.microsoft.com/meet/",
    "teams.live.com/meet/",
    "meet.lync.com/",
    "aka.ms/JoinTeamsMeeting",
];

/// Returns the body with the item, or nothing where it is the same.
///
/// # Errors
/// `OnlineMeeting` where the meeting is online and its link is not in the body: then it could not be proven that it
/// survived. `Unreadable` where the body is no HTML.
pub(super) fn with(event: &Event, item: Option<&str>) -> Result<Option<String>, CalendarError> {
    let old = event.content();
    let is_html = |body: &super::events::Body| body.content_type.eq_ignore_ascii_case("html");
    if !event.body.as_ref().is_none_or(is_html) {
        return Err(CalendarError::Unreadable(
            "the body is not the HTML that was asked for".to_owned(),
        ));
    }
    let new = section::put_html(old, item);
    if new == old {
        return Ok(None);
    }
    let is_proven = section::markup_outside(&new) == section::markup_outside(old);
    if event.is_online() && !(is_proven && holds_link(event, old) && holds_link(event, &new)) {
        return Err(CalendarError::OnlineMeeting);
    }
    Ok(Some(new))
}

/// Whether what is outside of the item is as it was: every tag of an online meeting, every word of another.
pub(super) fn is_kept(before: &Event, after: &Event) -> bool {
    let (old, new) = (before.content(), after.content());
    if before.is_online() {
        before.is_online_meeting == after.is_online_meeting
            && before.online_meeting == after.online_meeting
            && section::markup_outside(old) == section::markup_outside(new)
    } else {
        section::words_outside(old) == section::words_outside(new)
    }
}

/// Whether an online meeting still is one and has its link.
pub(super) fn has_link(before: &Event, after: &Event) -> bool {
    !before.is_online() || (after.is_online() && holds_link(before, after.content()))
}

/// Whether nobody changed the event between the two.
pub(super) fn is_same_version(one: &Event, other: &Event) -> bool {
    one.etag.is_some() && one.etag == other.etag
}

fn holds_link(event: &Event, body: &str) -> bool {
    let meeting = event.online_meeting.as_ref();
    match meeting.and_then(|meeting| meeting.join_url.as_deref()) {
        Some(url) => html_escape::decode_html_entities(body).contains(url),
        None => holds_known_link(body),
    }
}

fn holds_known_link(body: &str) -> bool {
    let body = body.to_lowercase();
    LINKS.iter().any(|link| body.contains(&link.to_lowercase()))
}

impl Event {
    /// Whether it is an online meeting, or its body looks like that of one.
    pub fn is_online(&self) -> bool {
        self.is_online_meeting || self.online_meeting.is_some() || holds_known_link(self.content())
    }
}
