//! Whose responses do not count: colleagues who try the survey, and tests.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::response::Respondent;
use crate::platform::config::Privacy;

/// Why a response is stored but neither posted nor counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExclusionReason {
    /// The source itself says that it is a test.
    MarkedAsTest,
    /// The respondent is on the list of tests.
    TestRespondent,
    /// The respondent's address is a colleague's.
    InternalDomain,
}

crate::stored_as_text!(ExclusionReason {
    MarkedAsTest = "marked_as_test",
    TestRespondent = "test_respondent",
    InternalDomain = "internal_domain",
});

/// The configured rules on who is left out, ready to be asked.
#[derive(Clone, Debug, Default)]
pub struct Exclusions {
    domains: HashSet<String>,
    respondents: HashSet<String>,
}

impl Exclusions {
    /// Prepares what the configuration says. Domains may be written with or without `@`.
    pub fn new(privacy: &Privacy) -> Self {
        let domain = |text: &String| clean(text).trim_start_matches(['@', '.', '*']).to_owned();
        Self {
            domains: privacy.internal_domains.iter().map(domain).collect(),
            respondents: privacy
                .test_respondents
                .iter()
                .map(|text| clean(text))
                .collect(),
        }
    }

    /// Why `respondent` is left out; `None` for a customer.
    ///
    /// A domain stands for its subdomains too, and an address for all its `+` forms.
    pub fn reason(&self, respondent: &Respondent, is_test: bool) -> Option<ExclusionReason> {
        if is_test {
            return Some(ExclusionReason::MarkedAsTest);
        }
        if let Some(id) = &respondent.external_id
            && self.respondents.contains(&clean(id))
        {
            return Some(ExclusionReason::TestRespondent);
        }
        let email = address(respondent.email.as_deref()?)?;
        let (mailbox, domain) = email.rsplit_once('@')?;
        let plain = mailbox
            .split_once('+')
            .map(|(name, _)| format!("{name}@{domain}"));
        if self.respondents.contains(&email)
            || plain.is_some_and(|plain| self.respondents.contains(&plain))
        {
            return Some(ExclusionReason::TestRespondent);
        }
        self.is_internal(domain)
            .then_some(ExclusionReason::InternalDomain)
    }

    fn is_internal(&self, domain: &str) -> bool {
        let mut rest = domain.trim_end_matches('.');
        loop {
            if self.domains.contains(rest) {
                return true;
            }
            match rest.split_once('.') {
                Some((_, parent)) => rest = parent,
                None => return false,
            }
        }
    }
}

fn clean(text: &str) -> String {
    text.trim().to_lowercase()
}

/// The address in `Sanne <sanne@voorbeeld.test>`, or the text itself.
fn address(text: &str) -> Option<String> {
    let inner = match (text.rfind('<'), text.rfind('>')) {
        (Some(open), Some(close)) if open < close => &text[open + 1..close],
        _ => text,
    };
    let inner = clean(inner);
    (!inner.is_empty()).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exclusions() -> Exclusions {
        Exclusions::new(&Privacy {
            internal_domains: vec!["@Ons-Bedrijf.nl".into(), "test.example".into()],
            test_respondents: vec!["qa@voorbeeld.test".into(), "KLANT-0".into()],
            keep_raw: false,
            ..Privacy::default()
        })
    }

    fn reason(email: &str, id: &str) -> Option<ExclusionReason> {
        let respondent = Respondent {
            external_id: Some(id.to_owned()),
            email: Some(email.to_owned()),
            ..Respondent::default()
        };
        exclusions().reason(&respondent, false)
    }

    #[test]
    fn colleagues_are_left_out_by_domain_and_subdomain_in_any_case() {
        for email in [
            "jan@ons-bedrijf.nl",
            "Jan@ONS-BEDRIJF.NL ",
            "a@mail.ons-bedrijf.nl",
            "Jan <jan@ons-bedrijf.nl>",
            "x@test.example.",
        ] {
            assert_eq!(
                reason(email, "1"),
                Some(ExclusionReason::InternalDomain),
                "{email}"
            );
        }
        for email in [
            "jan@niet-ons-bedrijf.nl",
            "jan@ons-bedrijf.nl.evil.test",
            "ons-bedrijf.nl",
            "@",
            "",
            "ons-bedrijf.nl@klant.test",
        ] {
            assert_eq!(reason(email, "1"), None, "{email}");
        }
    }

    #[test]
    fn tests_are_left_out_by_address_and_by_id() {
        assert_eq!(
            reason("QA@voorbeeld.test", "1"),
            Some(ExclusionReason::TestRespondent)
        );
        assert_eq!(
            reason("qa+7@voorbeeld.test", "1"),
            Some(ExclusionReason::TestRespondent)
        );
        assert_eq!(
            reason("sanne@voorbeeld.test", "klant-0"),
            Some(ExclusionReason::TestRespondent)
        );
        assert_eq!(reason("sanne@voorbeeld.test", "klant-01"), None);
        assert_eq!(exclusions().reason(&Respondent::default(), false), None);
        assert_eq!(
            exclusions().reason(&Respondent::default(), true),
            Some(ExclusionReason::MarkedAsTest)
        );
    }

    #[test]
    fn no_configured_rule_leaves_nobody_out() {
        let none = Exclusions::new(&Privacy {
            internal_domains: vec![],
            test_respondents: vec![],
            keep_raw: false,
            ..Privacy::default()
        });
        let respondent = Respondent {
            email: Some("a@b.test".into()),
            ..Respondent::default()
        };
        assert_eq!(none.reason(&respondent, false), None);
    }
}
