//! Where the buttons, menus and forms of kudos lead: made by the views, parsed by the handlers.

use crate::features::kudos::record::{Link, LinkKind, Visibility};
use crate::features::kudos::rules::checks::Field;
use crate::platform::ids::{KudosId, UserId};
use crate::platform::slack::inbound::ViewState;
use crate::platform::text;

/// `action_id` of the button under the giver's private answer; its value is the kudos.
pub const UNDO: &str = "kudos:undo";
/// `action_id` of the menu of a post; the value of its choice is the kudos.
pub const MENU: &str = "kudos:menu";
/// `action_id` of the button that opens an empty form.
pub const OPEN: &str = "kudos:open";
/// `action_id` of the select of how somebody wants to hear of kudos.
pub const MESSAGES: &str = "kudos:messages";
/// `action_id` of the select of whether somebody stands on the leaderboard.
pub const RANKING: &str = "kudos:ranking";
/// `callback_id` of the form.
pub const FORM: &str = "kudos:form";
/// `callback_id` of the form in which an administrator says why a kudos is withdrawn.
pub const UNDO_FORM: &str = "kudos:undo-form";
/// `callback_id` of what is shown when the form was sent.
pub const DONE: &str = "kudos:done";
/// `callback_id` of the shortcut in the menu of a message.
pub const MESSAGE_SHORTCUT: &str = "kudos:message";
/// `callback_id` of the global shortcut.
pub const SHORTCUT: &str = "kudos:shortcut";

/// The field for people.
pub const PEOPLE: &str = "kudos:people";
/// The field for user groups, whose choices we are asked for.
pub const GROUPS: &str = "kudos:groups";
/// The field for the reason.
pub const MESSAGE: &str = "kudos:message-text";
/// The field for the value.
pub const VALUE: &str = "kudos:value";
/// The field for who sees it.
pub const VISIBILITY: &str = "kudos:visibility";
/// The field for a customer's words, whose choices we are asked for.
pub const CUSTOMER: &str = "kudos:customer";
/// The field for why a kudos is withdrawn.
pub const REASON: &str = "kudos:reason";

/// The `private_metadata` of a form that was opened on App Home.
pub const FROM_HOME: &str = "home";

/// The longest reason for a withdrawal.
pub const REASON_LENGTH: usize = 300;

/// The value of the choice that everybody sees it.
pub const PUBLIC: &str = "public";
/// The value of the choice that only those who are thanked see it.
pub const PRIVATE: &str = "private";

/// The `block_id` at which a refusal is shown.
pub fn block_of(field: Field) -> &'static str {
    match field {
        Field::People => PEOPLE,
        Field::Message => MESSAGE,
        Field::Value => VALUE,
    }
}

/// What a form is tied to, as its `private_metadata`: `response:<id>`, `message:<address>`, or nothing.
pub fn metadata(link: Option<&Link>) -> String {
    match link {
        Some(Link {
            kind: LinkKind::Response,
            id,
        }) => format!("response:{id}"),
        Some(Link {
            kind: LinkKind::Message,
            id,
        }) => format!("message:{id}"),
        Some(Link {
            kind: LinkKind::Story,
            id,
        }) => format!("story:{id}"),
        None => String::new(),
    }
}

/// What [`metadata`] wrote.
pub fn link_of(metadata: &str) -> Option<Link> {
    let (kind, id) = metadata.split_once(':')?;
    let kind = match kind {
        "response" => LinkKind::Response,
        "message" => LinkKind::Message,
        "story" => LinkKind::Story,
        _ => return None,
    };
    (!id.is_empty()).then(|| Link {
        kind,
        id: id.to_owned(),
    })
}

/// A form that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The people that were chosen.
    pub people: Vec<UserId>,
    /// The user groups that were chosen.
    pub groups: Vec<String>,
    /// What for.
    pub message: String,
    /// The value that was chosen.
    pub value: Option<String>,
    /// Who sees it.
    pub visibility: Visibility,
    /// What it is tied to.
    pub link: Option<Link>,
}

impl Filled {
    /// Reads a form that was sent.
    pub fn read(metadata: &str, state: &ViewState) -> Self {
        let input = |id: &str| state.get(id, id);
        let option = |id: &str| input(id).and_then(|input| input.options.first().cloned());
        let customer = option(CUSTOMER).map(|id| Link {
            kind: LinkKind::Response,
            id,
        });
        let message = input(MESSAGE).and_then(|input| input.value.as_deref());
        Self {
            people: input(PEOPLE)
                .map(|input| input.users.clone())
                .unwrap_or_default(),
            groups: input(GROUPS)
                .map(|input| input.options.clone())
                .unwrap_or_default(),
            message: text::clean(message.unwrap_or_default()),
            value: option(VALUE),
            visibility: match option(VISIBILITY).as_deref() {
                Some(PRIVATE) => Visibility::Private,
                _ => Visibility::Public,
            },
            link: link_of(metadata).or(customer),
        }
    }
}

/// Why an administrator withdraws which kudos, from the form that asks for it.
pub fn undo_form(metadata: &str, state: &ViewState) -> (KudosId, String) {
    let reason = state
        .get(REASON, REASON)
        .and_then(|input| input.value.as_deref())
        .unwrap_or_default();
    (
        KudosId::from(metadata),
        text::cut(&text::clean(reason), REASON_LENGTH),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_form_is_tied_to_is_read_back() {
        for kind in [LinkKind::Response, LinkKind::Message, LinkKind::Story] {
            let link = Link {
                kind,
                id: "https://a.test/b:c".to_owned(),
            };
            assert_eq!(link_of(&metadata(Some(&link))), Some(link));
        }
        assert_eq!(link_of(""), None);
        assert_eq!(link_of("other:1"), None);
    }
}
