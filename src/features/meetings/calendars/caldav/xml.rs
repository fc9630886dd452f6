//! What is asked of a CalDAV server, and what its answers say.

use chrono::{DateTime, Utc};
use roxmltree::{Document, Node};

use super::stamp;
use crate::features::meetings::calendars::CalendarError;

const DAV: &str = "DAV:";
const CALDAV: &str = "urn:ietf:params:xml:ns:caldav";
const SERVER: &str = "http://calendarserver.org/ns/";

/// Who signs in.
pub(super) const PRINCIPAL: &str =
    r#"<propfind xmlns="DAV:"><prop><current-user-principal/></prop></propfind>"#;
/// Where their calendars are.
pub(super) const HOME: &str = r#"<propfind xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><prop><c:calendar-home-set/></prop></propfind>"#;
/// What is a calendar, and its name.
pub(super) const KINDS: &str =
    r#"<propfind xmlns="DAV:"><prop><resourcetype/><displayname/></prop></propfind>"#;
/// What changes with anything in a calendar.
pub(super) const STATE: &str = r#"<propfind xmlns="DAV:" xmlns:s="http://calendarserver.org/ns/"><prop><sync-token/><s:getctag/></prop></propfind>"#;
/// What changes with each event.
pub(super) const ETAGS: &str =
    r#"<propfind xmlns="DAV:"><prop><getetag/><resourcetype/></prop></propfind>"#;

/// Asks for the events, whole, of which an occurrence lies between the two times.
pub(super) fn by_time(from: DateTime<Utc>, until: DateTime<Utc>) -> String {
    let (from, until) = (stamp(from), stamp(until));
    query(
        "<d:getetag/><c:calendar-data/>",
        &format!(r#"<c:time-range start="{from}" end="{until}"/>"#),
    )
}

/// Asks for the addresses of the events with this in their UID.
pub(super) fn by_uid(uid: &str) -> String {
    let uid = html_escape::encode_text(uid);
    query(
        "<d:getetag/>",
        &format!(r#"<c:prop-filter name="UID"><c:text-match>{uid}</c:text-match></c:prop-filter>"#),
    )
}

fn query(properties: &str, filter: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="utf-8"?><c:calendar-query xmlns:d="{DAV}" xmlns:c="{CALDAV}"><d:prop>{properties}</d:prop><c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">{filter}</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"#
    )
}

/// What an answer says of one address; what was not asked for or is not there is absent.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Resource {
    pub href: String,
    pub etag: Option<String>,
    /// The event in iCalendar.
    pub data: Option<String>,
    /// A sync token, or the tag of the collection.
    pub state: Option<String>,
    /// The address that a property names.
    pub link: Option<String>,
    pub name: Option<String>,
    pub is_calendar: bool,
}

/// Reads a multistatus.
///
/// # Errors
/// Unreadable where it is none.
pub(super) fn resources(text: &str) -> Result<Vec<Resource>, CalendarError> {
    let unreadable = || CalendarError::Unreadable("not the XML of a CalDAV server".to_owned());
    let document = Document::parse(text).map_err(|_| unreadable())?;
    let root = document.root_element();
    if !root.has_tag_name((DAV, "multistatus")) {
        return Err(unreadable());
    }
    let responses = root
        .children()
        .filter(|child| child.has_tag_name((DAV, "response")));
    Ok(responses.filter_map(resource).collect())
}

fn resource(response: Node<'_, '_>) -> Option<Resource> {
    let mut resource = Resource {
        href: child(response, (DAV, "href"))?.text()?.trim().to_owned(),
        ..Resource::default()
    };
    let found = response.children().filter(|child| {
        // Properties that are not there come in a part of their own, with a status that says so.
        child.has_tag_name((DAV, "propstat"))
            && words(*child, (DAV, "status")).is_none_or(|status| status.contains(" 200 "))
    });
    let properties = found.filter_map(|part| child(part, (DAV, "prop")));
    for property in properties
        .flat_map(|all| all.children())
        .filter(Node::is_element)
    {
        take(&mut resource, property);
    }
    Some(resource)
}

fn take(resource: &mut Resource, property: Node<'_, '_>) {
    let name = property.tag_name();
    let text = property
        .text()
        .map(str::to_owned)
        .filter(|text| !text.trim().is_empty());
    match (name.namespace().unwrap_or_default(), name.name()) {
        (DAV, "getetag") => resource.etag = text,
        (DAV, "displayname") => resource.name = text,
        (DAV, "sync-token") => resource.state = text,
        (SERVER, "getctag") => resource.state = resource.state.take().or(text),
        (CALDAV, "calendar-data") => resource.data = text,
        (DAV, "current-user-principal") | (CALDAV, "calendar-home-set") => {
            resource.link = words(property, (DAV, "href"));
        }
        (DAV, "resourcetype") => {
            resource.is_calendar = child(property, (CALDAV, "calendar")).is_some();
        }
        _ => {}
    }
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: (&str, &str)) -> Option<Node<'a, 'i>> {
    node.children().find(|child| child.has_tag_name(name))
}

fn words(node: Node<'_, '_>, name: (&str, &str)) -> Option<String> {
    Some(child(node, name)?.text()?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_by_its_namespaces_and_without_what_is_not_there() {
        let text = r#"<?xml version="1.0"?>
            <x:multistatus xmlns:x="DAV:" xmlns:cs="http://calendarserver.org/ns/" xmlns:cal="urn:ietf:params:xml:ns:caldav">
              <x:response>
                <x:href> /cal/a%20b.ics </x:href>
                <x:propstat>
                  <x:prop><x:getetag>"1"</x:getetag><cal:calendar-data>BEGIN:VCALENDAR&#13;
A:1 &lt; 2</cal:calendar-data><x:resourcetype><x:collection/><cal:calendar/></x:resourcetype></x:prop>
                  <x:status>HTTP/1.1 200 OK</x:status>
                </x:propstat>
                <x:propstat>
                  <x:prop><x:displayname>none</x:displayname><cs:getctag/></x:prop>
                  <x:status>HTTP/1.1 404 Not Found</x:status>
                </x:propstat>
              </x:response>
              <x:sync-token>ignored</x:sync-token>
            </x:multistatus>"#;
        assert_eq!(
            resources(text).unwrap(),
            [Resource {
                href: "/cal/a%20b.ics".into(),
                etag: Some("\"1\"".into()),
                data: Some("BEGIN:VCALENDAR\r\nA:1 < 2".into()),
                is_calendar: true,
                ..Resource::default()
            }]
        );
    }

    #[test]
    fn what_is_no_multistatus_is_refused_and_entities_are_not_opened() {
        for text in [
            "",
            "<html/>",
            "<multistatus/>",
            r#"<!DOCTYPE m [<!ENTITY a "b">]><multistatus xmlns="DAV:">&a;</multistatus>"#,
        ] {
            assert!(resources(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_uid_can_not_leave_its_place() {
        let asked = by_uid("a</c:text-match>&");
        assert!(asked.contains("<c:text-match>a&lt;/c:text-match&gt;&amp;</c:text-match>"));
        Document::parse(&asked).unwrap();
        Document::parse(&by_time(DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH)).unwrap();
    }
}
