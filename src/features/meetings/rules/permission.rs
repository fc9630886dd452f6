//! Who may make, change, pause and remove rules.

use crate::platform::config::Config;
use crate::platform::ids::{DepartmentId, UserId};

/// Whether somebody may manage the rules of a department, or with `None` those of no known one: administrators
/// may, and the owner of the department.
pub fn may_manage(config: &Config, user: &UserId, department: Option<&DepartmentId>) -> bool {
    let owner = department.and_then(|id| config.departments.get(id)?.owner.as_ref());
    config.workspace.admins.contains(user) || owner == Some(user)
}

/// The departments in use whose rules somebody may manage.
pub fn manageable(config: &Config, user: &UserId) -> Vec<DepartmentId> {
    let in_use = config.departments.iter();
    in_use
        .filter(|(id, department)| department.enabled && may_manage(config, user, Some(id)))
        .map(|(id, _)| id.clone())
        .collect()
}

/// Those who may manage the rules of a department, each once.
pub fn managers(config: &Config, department: Option<&DepartmentId>) -> Vec<UserId> {
    let owner = department.and_then(|id| config.departments.get(id)?.owner.clone());
    let mut managers = config.workspace.admins.clone();
    managers.extend(owner.filter(|owner| !config.workspace.admins.contains(owner)));
    managers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::config;

    #[test]
    fn administrators_may_everywhere_and_an_owner_in_the_own_department() {
        let mut config = config::defaults().unwrap();
        let [admin, owner, other] = ["UADMIN", "UOWNER", "UOTHER"].map(UserId::from);
        let [finance, hr] = ["finance", "hr"].map(DepartmentId::from);
        config.workspace.admins = vec![admin.clone()];
        config.departments.get_mut(&finance).unwrap().owner = Some(owner.clone());
        assert!(may_manage(&config, &admin, Some(&hr)));
        assert!(may_manage(&config, &admin, None));
        assert!(may_manage(&config, &owner, Some(&finance)));
        assert!(!may_manage(&config, &owner, Some(&hr)));
        assert!(!may_manage(&config, &owner, None));
        assert!(!may_manage(&config, &other, Some(&finance)));
        let asked = managers(&config, Some(&finance));
        assert_eq!(asked, [admin.clone(), owner.clone()]);
        assert_eq!(managers(&config, None), [admin]);
        assert_eq!(manageable(&config, &owner), [finance]);
    }
}
