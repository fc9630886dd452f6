//! Decides in which departments somebody works, from what is known; asks nobody.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::Group;
use crate::platform::config::{Config, Department};
use crate::platform::ids::{DepartmentId, UserId};

/// What stands between several departments in one field of a profile.
const SEPARATORS: [char; 6] = [',', ';', '/', '|', '&', '+'];

/// The departments in use in which `user` works, in the order of the configuration.
///
/// Trusted in this order: the `members` that the configuration names, the user groups that it names,
/// and `named`, the department in the person's profile. The first of them that knows an answer is taken.
pub fn departments(
    config: &Config,
    user: &UserId,
    groups: &[Group],
    named: Option<&str>,
) -> Vec<DepartmentId> {
    let listed = those(config, |_, department| department.members.contains(user));
    if !listed.is_empty() {
        return listed;
    }
    let grouped = those(config, |_, department| {
        groups
            .iter()
            .filter(|group| department.groups.iter().any(|name| group.is_called(name)))
            .any(|group| group.members.contains(user))
    });
    if !grouped.is_empty() {
        return grouped;
    }
    let named: Vec<String> = named
        .unwrap_or_default()
        .split(SEPARATORS)
        .map(fold)
        .filter(|name| !name.is_empty())
        .collect();
    if named.is_empty() {
        return Vec::new();
    }
    those(config, |id, department| {
        let names = [id.as_str(), &department.name.en, &department.name.nl].map(fold);
        // Also whole: a department may be called "Research & Development".
        named.iter().any(|name| names.contains(name))
            || names
                .iter()
                .any(|name| Some(name) == whole(&named).as_ref())
    })
}

fn those(config: &Config, fits: impl Fn(&DepartmentId, &Department) -> bool) -> Vec<DepartmentId> {
    config
        .departments
        .iter()
        .filter(|(id, department)| department.enabled && fits(id, department))
        .map(|(id, _)| id.clone())
        .collect()
}

fn whole(parts: &[String]) -> Option<String> {
    (parts.len() > 1).then(|| parts.join(" "))
}

/// Letters and digits alone, small and without accents: `Financiën` and `financien` are one.
fn fold(text: &str) -> String {
    let plain: String = text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::config;

    fn ids(found: &[DepartmentId]) -> Vec<&str> {
        found.iter().map(DepartmentId::as_str).collect()
    }

    fn group(id: &str, handle: &str, members: &[&str]) -> Group {
        Group {
            id: id.to_owned(),
            handle: handle.to_owned(),
            name: handle.to_owned(),
            members: members.iter().map(|&member| member.into()).collect(),
        }
    }

    fn organisation() -> Config {
        let mut config = config::defaults().unwrap();
        let set = |config: &mut Config, id: &str, members: &[&str], groups: &[&str]| {
            let department = config.departments.get_mut(&DepartmentId::from(id)).unwrap();
            department.members = members.iter().map(|&member| member.into()).collect();
            department.groups = groups.iter().map(|&group| group.to_owned()).collect();
        };
        set(&mut config, "finance", &["U0BOB"], &["@finance-team"]);
        set(&mut config, "product", &[], &["S0PRODUCT"]);
        config
    }

    #[test]
    fn the_configuration_goes_before_groups_and_groups_before_the_profile() {
        let config = organisation();
        let groups = [
            group("S0FINANCE", "finance-team", &["U0EVA"]),
            group("S0PRODUCT", "makers", &["U0BOB", "U0EVA"]),
            group("S0OTHER", "other", &["U0TIM"]),
        ];
        let of = |user: &str, named| departments(&config, &user.into(), &groups, named);
        assert_eq!(ids(&of("U0BOB", Some("HR"))), ["finance"]);
        assert_eq!(ids(&of("U0EVA", Some("HR"))), ["finance", "product"]);
        assert_eq!(ids(&of("U0TIM", Some("HR"))), ["hr"]);
        assert!(of("U0TIM", None).is_empty());
    }

    #[test]
    fn a_profile_names_a_department_in_either_language_or_by_its_id() {
        let config = organisation();
        let named = |named| departments(&config, &"U0TIM".into(), &[], Some(named));
        assert_eq!(ids(&named("financien")), ["finance"]);
        assert_eq!(ids(&named(" FINANCIËN ")), ["finance"]);
        assert_eq!(
            ids(&named("Klantenservice / HR")),
            ["customer-service", "hr"]
        );
        assert_eq!(ids(&named("customer-service")), ["customer-service"]);
        assert!(named("Finance intern").is_empty());
        assert!(named(" , ").is_empty());
    }

    #[test]
    fn a_department_that_is_out_of_use_is_nobodys() {
        let mut config = organisation();
        config
            .departments
            .get_mut(&DepartmentId::from("finance"))
            .unwrap()
            .enabled = false;
        assert!(departments(&config, &"U0BOB".into(), &[], None).is_empty());
    }
}
