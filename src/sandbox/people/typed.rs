//! What people type: names, channels and addresses in it become links, as Slack's client makes them.

use serde_json::{Value, json};

use crate::sandbox::workspace::Workspace;

/// A piece of what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(String),
    Address(String),
    User {
        id: String,
        name: String,
    },
    Channel {
        id: String,
        name: String,
    },
    Group {
        id: String,
        handle: String,
    },
    /// `here`, `channel` or `everyone`.
    Everyone(String),
}

/// Escapes `&`, `<` and `>`.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The pieces of a text.
pub(crate) fn read(workspace: &Workspace, text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    let mut at_start = true;
    while let Some(first) = rest.chars().next() {
        if at_start && let Some((piece, length)) = link_at(workspace, rest) {
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            pieces.push(piece);
            rest = &rest[length..];
            at_start = false;
            continue;
        }
        plain.push(first);
        at_start = !first.is_alphanumeric();
        rest = &rest[first.len_utf8()..];
    }
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    pieces
}

/// As a command's text carries it: `<@U1|anna>`.
pub(crate) fn with_labels(pieces: &[Piece]) -> String {
    let shown = |piece: &Piece| match piece {
        Piece::User { id, name } => format!("<@{id}|{name}>"),
        Piece::Group { id, handle } => format!("<!subteam^{id}|@{handle}>"),
        other => mrkdwn(other),
    };
    pieces.iter().map(shown).collect()
}

/// As a message's text carries it: `<@U1>`.
pub(crate) fn without_labels(pieces: &[Piece]) -> String {
    pieces.iter().map(mrkdwn).collect()
}

fn mrkdwn(piece: &Piece) -> String {
    match piece {
        Piece::Text(text) => escape(text),
        Piece::Address(address) => format!("<{}>", escape(address)),
        Piece::User { id, .. } => format!("<@{id}>"),
        Piece::Channel { id, name } => format!("<#{id}|{name}>"),
        Piece::Group { id, .. } => format!("<!subteam^{id}>"),
        Piece::Everyone(range) => format!("<!{range}>"),
    }
}

/// As a message's rich text carries it.
pub(crate) fn rich_text(pieces: &[Piece]) -> Value {
    let elements: Vec<Value> = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => json!({"type": "text", "text": text}),
            Piece::Address(address) => json!({"type": "link", "url": address}),
            Piece::User { id, .. } => json!({"type": "user", "user_id": id}),
            Piece::Channel { id, .. } => json!({"type": "channel", "channel_id": id}),
            Piece::Group { id, .. } => json!({"type": "usergroup", "usergroup_id": id}),
            Piece::Everyone(range) => json!({"type": "broadcast", "range": range}),
        })
        .collect();
    json!([{
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": elements}],
    }])
}

/// The link that begins here, and how many bytes of the text it stands for.
fn link_at(workspace: &Workspace, text: &str) -> Option<(Piece, usize)> {
    if text.starts_with("https://") || text.starts_with("http://") {
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        let address = text[..end].trim_end_matches(['.', ',', ')', '!', '?', '>']);
        return Some((Piece::Address(address.to_owned()), address.len()));
    }
    let sign = text.chars().next().filter(|sign| "@#".contains(*sign))?;
    let end = text[1..]
        .find(|c: char| !(c.is_alphanumeric() || "._-".contains(c)))
        .map_or(text.len(), |end| end + 1);
    let mut name = &text[1..end];
    // "@bob." at the end of a sentence is still bob.
    loop {
        if name.is_empty() {
            return None;
        }
        if let Some(piece) = mention(workspace, sign, name) {
            return Some((piece, name.len() + 1));
        }
        let last = name.chars().next_back().filter(|c| "._-".contains(*c))?;
        name = &name[..name.len() - last.len_utf8()];
    }
}

fn mention(workspace: &Workspace, sign: char, name: &str) -> Option<Piece> {
    if sign == '#' {
        let channel = workspace.conversations.iter().find(|c| c.name == name)?;
        return Some(Piece::Channel {
            id: channel.id.clone(),
            name: channel.name.clone(),
        });
    }
    if matches!(name, "here" | "channel" | "everyone") {
        return Some(Piece::Everyone(name.to_owned()));
    }
    if let Some(user) = workspace.user_named(name) {
        return Some(Piece::User {
            id: user.id.clone(),
            name: user.name.clone(),
        });
    }
    let group = workspace
        .user_groups
        .iter()
        .find(|group| group.handle.eq_ignore_ascii_case(name))?;
    Some(Piece::Group {
        id: group.id.clone(),
        handle: group.handle.clone(),
    })
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::sandbox::options::{AppSeed, ChannelSeed, UserGroupSeed, UserSeed, WorkspaceSeed};

    fn pieces(text: &str) -> Vec<Piece> {
        let seed = WorkspaceSeed {
            users: vec![UserSeed::new("U1", "anna.b", "Anna Bakker")],
            user_groups: vec![UserGroupSeed {
                id: "S1".into(),
                handle: "finance-team".into(),
                ..UserGroupSeed::default()
            }],
            channels: vec![ChannelSeed::public("C1", "finance", &[])],
            ..WorkspaceSeed::default()
        };
        let workspace = Workspace::new(seed, AppSeed::default(), DateTime::UNIX_EPOCH);
        read(&workspace, text)
    }

    #[test]
    fn names_channels_and_addresses_become_links() {
        assert_eq!(
            with_labels(&pieces("@anna.b. saw #finance, a < b & me@anna.b")),
            "<@U1|anna.b>. saw <#C1|finance>, a &lt; b &amp; me@anna.b"
        );
        assert_eq!(
            with_labels(&pieces(
                "see https://example.com/?a=1&b=2. @finance-team @here"
            )),
            "see <https://example.com/?a=1&amp;b=2>. <!subteam^S1|@finance-team> <!here>"
        );
        assert_eq!(
            with_labels(&pieces("@nobody #nowhere @")),
            "@nobody #nowhere @"
        );
        assert_eq!(
            without_labels(&pieces("Ähm, @ANNA.B <3")),
            "Ähm, <@U1> &lt;3"
        );
    }

    #[test]
    fn rich_text_carries_what_was_typed_unescaped() {
        assert_eq!(
            rich_text(&pieces("@anna.b & co"))[0]["elements"][0]["elements"],
            json!([{"type": "user", "user_id": "U1"}, {"type": "text", "text": " & co"}])
        );
    }
}
