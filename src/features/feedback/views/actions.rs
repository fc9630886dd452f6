//! Where feedback's buttons, menus and modals lead: made by the views, parsed by the routes.

use std::fmt;

use crate::platform::slack::inbound::ViewState;

use crate::platform::ids::{DepartmentId, ResponseId};
use crate::platform::text;

/// `action_id` of the menu on a card.
pub const MENU: &str = "feedback:menu";
/// `action_id` of the select on a triage card.
pub const TRIAGE: &str = "feedback:triage";
/// `action_id` of the button that shows a whole quote.
pub const READ_ALL: &str = "feedback:read-all";
/// `action_id` of the button in a whole quote that opens the form for another department.
pub const REROUTE: &str = "feedback:reroute";
/// `action_id` of the button in a whole quote that shows why it is where it is.
pub const WHY: &str = "feedback:why";
/// `action_id` of the select in a digest that shows one of its responses.
pub const CHOOSE: &str = "feedback:choose";
/// `action_id` of the button under praise that thanks a colleague for it; another feature answers it.
pub const THANK: &str = "feedback:thank";
/// `callback_id` of the modal that sends a response to another department.
pub const REROUTE_FORM: &str = "feedback:reroute-form";
/// `callback_id` of the modals that only show something.
pub const READ_ONLY: &str = "feedback:read-only";

const DEPARTMENT_FIELD: &str = "department";
const NOTE_FIELD: &str = "note";
/// The longest note to a new department.
pub const NOTE: usize = 500;

/// What a click on one of feedback's elements asks for.
///
/// Written as the element's `value`, `feedback:reroute:<response>:<department>`, which says
/// everything; the `action_id` only tells the kinds of elements apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeedbackAction {
    /// Open the form that sends a response from this department to another.
    Reroute {
        /// The response.
        response: ResponseId,
        /// Where it is now.
        from: DepartmentId,
    },
    /// Show why a response is at this department.
    Why {
        /// The response.
        response: ResponseId,
        /// Where it is now.
        department: DepartmentId,
    },
    /// Show the whole quote.
    ReadAll {
        /// The response.
        response: ResponseId,
        /// Where it is now; `None` for triage.
        department: Option<DepartmentId>,
    },
    /// Send a response from triage to a department.
    Triage {
        /// The response.
        response: ResponseId,
        /// Where it goes.
        department: DepartmentId,
    },
    /// Thank a colleague for what a customer says.
    Thank {
        /// The response.
        response: ResponseId,
    },
    /// Tell a story about a response; another feature answers it.
    Story {
        /// The response.
        response: ResponseId,
    },
    /// Set a response in triage aside: it is not for a department.
    Nobody {
        /// The response.
        response: ResponseId,
    },
}

impl fmt::Display for FeedbackAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reroute { response, from } => write!(f, "feedback:reroute:{response}:{from}"),
            Self::Why {
                response,
                department,
            } => write!(f, "feedback:why:{response}:{department}"),
            Self::ReadAll {
                response,
                department: Some(department),
            } => write!(f, "feedback:read-all:{response}:{department}"),
            Self::ReadAll {
                response,
                department: None,
            } => write!(f, "feedback:read-all:{response}"),
            Self::Triage {
                response,
                department,
            } => write!(f, "feedback:triage:{response}:{department}"),
            Self::Thank { response } => write!(f, "feedback:thank:{response}"),
            Self::Story { response } => write!(f, "feedback:story:{response}"),
            Self::Nobody { response } => write!(f, "feedback:nobody:{response}"),
        }
    }
}

impl FeedbackAction {
    /// The action that an element's value stands for; `None` for anything that we did not make.
    pub fn parse(value: &str) -> Option<Self> {
        let (kind, rest) = value.strip_prefix("feedback:")?.split_once(':')?;
        let pair = || {
            let (response, department) = rest.split_once(':')?;
            (!response.is_empty() && !department.is_empty())
                .then(|| (ResponseId::from(response), DepartmentId::from(department)))
        };
        let alone = || (!rest.is_empty() && !rest.contains(':')).then(|| ResponseId::from(rest));
        Some(match kind {
            "reroute" => {
                let (response, from) = pair()?;
                Self::Reroute { response, from }
            }
            "why" => {
                let (response, department) = pair()?;
                Self::Why {
                    response,
                    department,
                }
            }
            "triage" => {
                let (response, department) = pair()?;
                Self::Triage {
                    response,
                    department,
                }
            }
            "read-all" => match pair() {
                Some((response, department)) => Self::ReadAll {
                    response,
                    department: Some(department),
                },
                None => Self::ReadAll {
                    response: alone()?,
                    department: None,
                },
            },
            "thank" => Self::Thank { response: alone()? },
            "story" => Self::Story { response: alone()? },
            "nobody" => Self::Nobody { response: alone()? },
            _ => return None,
        })
    }
}

/// A filled-in form that sends a response to another department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RerouteForm {
    /// The response.
    pub response: ResponseId,
    /// Where it was when the form was opened.
    pub from: DepartmentId,
    /// Where it goes.
    pub to: DepartmentId,
    /// What the new department should know.
    pub note: Option<String>,
}

impl RerouteForm {
    /// Reads a submitted form: the view's `private_metadata` and what its inputs hold.
    ///
    /// `None` for a form that we did not make or in which no department was chosen.
    pub fn parse(private_metadata: &str, state: &ViewState) -> Option<Self> {
        let FeedbackAction::Reroute { response, from } = FeedbackAction::parse(private_metadata)?
        else {
            return None;
        };
        let to = state
            .get(DEPARTMENT_FIELD, DEPARTMENT_FIELD)?
            .options
            .first()?;
        let note = state
            .get(NOTE_FIELD, NOTE_FIELD)
            .and_then(|input| input.value.as_deref())
            .map(text::clean);
        Some(Self {
            response,
            from,
            to: to.as_str().into(),
            note: note.filter(|note| !note.is_empty()),
        })
    }

    /// `block_id` of the department's field, at which a refusal can be shown.
    pub const fn department_field() -> &'static str {
        DEPARTMENT_FIELD
    }

    /// `block_id` of the note's field.
    pub const fn note_field() -> &'static str {
        NOTE_FIELD
    }
}

#[cfg(test)]
mod tests {
    use crate::platform::slack::inbound::InputValue;
    use proptest::prelude::*;

    use super::*;

    fn any_action() -> impl Strategy<Value = FeedbackAction> {
        ("[0-9a-f-]{1,36}", "[a-z0-9_:-]{1,40}", 0..7).prop_map(|(response, department, kind)| {
            let response = ResponseId::from(response);
            let department = DepartmentId::from(department);
            match kind {
                0 => FeedbackAction::Reroute {
                    response,
                    from: department,
                },
                1 => FeedbackAction::Why {
                    response,
                    department,
                },
                2 => FeedbackAction::ReadAll {
                    response,
                    department: Some(department),
                },
                4 => FeedbackAction::ReadAll {
                    response,
                    department: None,
                },
                3 => FeedbackAction::Triage {
                    response,
                    department,
                },
                5 => FeedbackAction::Thank { response },
                _ => FeedbackAction::Nobody { response },
            }
        })
    }

    proptest! {
        #[test]
        fn every_action_is_read_back_as_it_was_written(action in any_action()) {
            prop_assert_eq!(FeedbackAction::parse(&action.to_string()), Some(action));
        }

        #[test]
        fn nothing_else_is_taken_for_an_action(value in ".*") {
            if let Some(action) = FeedbackAction::parse(&value) {
                prop_assert_eq!(action.to_string(), value);
            }
        }
    }

    #[test]
    fn values_without_a_response_are_refused() {
        for value in [
            "feedback:why::finance",
            "feedback:why:r1",
            "feedback:why:r1:",
            "feedback:nobody:",
            "feedback:nobody:r1:finance",
            "kudos:why:r1:finance",
        ] {
            assert_eq!(FeedbackAction::parse(value), None, "{value}");
        }
    }

    #[test]
    fn a_submitted_form_is_read_and_an_empty_note_is_none() {
        let chosen = InputValue {
            options: vec!["finance".to_owned()],
            ..InputValue::default()
        };
        let note = InputValue {
            value: Some("  ".to_owned()),
            ..InputValue::default()
        };
        let filled = |name: &str, input| (name.to_owned(), [(name.to_owned(), input)].into());
        let state = ViewState {
            values: [filled("department", chosen), filled("note", note)].into(),
        };
        let form = RerouteForm::parse("feedback:reroute:r1:hr", &state).unwrap();
        assert_eq!(form.to, "finance".into());
        assert_eq!(form.from, "hr".into());
        assert_eq!(form.note, None);
        let empty = ViewState::default();
        assert_eq!(RerouteForm::parse("feedback:reroute:r1:hr", &empty), None);
        assert_eq!(RerouteForm::parse("feedback:why:r1:hr", &state), None);
    }
}
