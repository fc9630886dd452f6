//! Who may thank whom: what is refused, and where in the form it is shown.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{patterns, typed};
use crate::features::kudos::record::Receiver;
use crate::platform::config::{self, PatternsMode};
use crate::platform::ids::{DepartmentId, UserId};
use crate::platform::slack::people::{Profile, Standing};

/// The most people whom one kudos thanks.
pub const MOST_RECEIVERS: usize = 10;

/// Why a kudos is not given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Kudos are out of use.
    Off,
    /// The giver is a guest, a bot or of another organisation.
    GiverMayNot,
    /// Nobody is thanked.
    Nobody,
    /// More than ten are thanked.
    TooMany {
        /// So many.
        count: usize,
    },
    /// The giver is among those who are thanked.
    Yourself,
    /// It is a bot.
    Bot(UserId),
    /// The account was closed.
    Left(UserId),
    /// It is a guest.
    Guest(UserId),
    /// It is somebody of another organisation.
    Outsider(UserId),
    /// The reason is too short.
    TooShort {
        /// So many letters it has.
        has: usize,
        /// So many it needs.
        needs: usize,
    },
    /// The organisation has no such value.
    UnknownValue,
    /// Nobody of another department is among them.
    SameDepartment,
    /// It is not known where the giver works, and another department is asked for.
    NoDepartment,
    /// The day's kudos are given.
    DailyLimit {
        /// So many a day.
        limit: u32,
        /// When there are new ones.
        again_at: DateTime<Utc>,
    },
    /// This colleague was thanked often enough.
    PairLimit {
        /// Who.
        receiver: UserId,
        /// So often.
        limit: u32,
        /// Within so many days.
        days: u32,
    },
    /// Too much of what the giver gives would go to this colleague.
    Pattern {
        /// Who.
        receiver: UserId,
        /// More than so many percent.
        share: u32,
        /// Within so many days.
        days: u32,
    },
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Who is thanked.
    People,
    /// What for.
    Message,
    /// Which value.
    Value,
}

impl Refusal {
    /// Where in the form it is shown.
    pub fn field(&self) -> Field {
        match self {
            Self::TooShort { .. } | Self::Off | Self::GiverMayNot | Self::DailyLimit { .. } => {
                Field::Message
            }
            Self::UnknownValue => Field::Value,
            _ => Field::People,
        }
    }
}

/// Whether somebody of this standing may give.
pub fn giver(settings: &config::Kudos, standing: Standing) -> Result<(), Refusal> {
    match standing {
        _ if !settings.enabled => Err(Refusal::Off),
        Standing::Member => Ok(()),
        Standing::Guest if settings.guests => Ok(()),
        Standing::Guest | Standing::Outsider | Standing::NoPerson => Err(Refusal::GiverMayNot),
    }
}

/// Whether these people may be thanked by `giver`: how many, and each of them.
pub fn receivers(giver: &UserId, receivers: &[UserId]) -> Result<(), Refusal> {
    match receivers.len() {
        0 => Err(Refusal::Nobody),
        _ if receivers.contains(giver) => Err(Refusal::Yourself),
        1..=MOST_RECEIVERS => Ok(()),
        count => Err(Refusal::TooMany { count }),
    }
}

/// Whether this person may be thanked.
pub fn receiver(settings: &config::Kudos, user: &UserId, profile: &Profile) -> Result<(), Refusal> {
    match profile.standing {
        _ if profile.is_deactivated => Err(Refusal::Left(user.clone())),
        Standing::Member => Ok(()),
        Standing::Guest if settings.guests => Ok(()),
        Standing::Guest => Err(Refusal::Guest(user.clone())),
        Standing::Outsider => Err(Refusal::Outsider(user.clone())),
        Standing::NoPerson => Err(Refusal::Bot(user.clone())),
    }
}

/// Whether enough is said.
pub fn message(settings: &config::Kudos, message: &str) -> Result<(), Refusal> {
    let (has, needs) = (typed::said(message), settings.min_chars as usize);
    // Without any word there is nothing to show, whatever the setting.
    if has < needs || message.trim().is_empty() {
        return Err(Refusal::TooShort {
            has,
            needs: needs.max(1),
        });
    }
    Ok(())
}

/// Whether the organisation has this value.
pub fn value(settings: &config::Kudos, value: Option<&str>) -> Result<(), Refusal> {
    match value {
        Some(value) if !settings.values.iter().any(|known| known.id == value) => {
            Err(Refusal::UnknownValue)
        }
        _ => Ok(()),
    }
}

/// Whether somebody of another department is thanked, where that is asked for.
pub fn across(
    settings: &config::Kudos,
    giver_department: Option<&DepartmentId>,
    receivers: &[Receiver],
) -> Result<(), Refusal> {
    if !settings.require_other_department || receivers.iter().any(|receiver| receiver.is_across) {
        return Ok(());
    }
    Err(match giver_department {
        Some(_) => Refusal::SameDepartment,
        None => Refusal::NoDepartment,
    })
}

/// Whether the giver has kudos left today, and has not thanked these colleagues too often.
/// `to_each` is how often each of the receivers was thanked by the giver within the days that count.
pub fn limits(
    settings: &config::Kudos,
    given_today: u32,
    again_at: DateTime<Utc>,
    to_each: impl Iterator<Item = (UserId, u32)>,
) -> Result<(), Refusal> {
    if given_today >= settings.daily_limit {
        return Err(Refusal::DailyLimit {
            limit: settings.daily_limit,
            again_at,
        });
    }
    for (receiver, count) in to_each {
        if count >= settings.pair_limit {
            return Err(Refusal::PairLimit {
                receiver,
                limit: settings.pair_limit,
                days: settings.pair_days,
            });
        }
    }
    Ok(())
}

/// Whether not too much of what the giver gives goes to one of these colleagues, where that is asked for. `given`
/// is how often the giver thanked whom within the days that count.
pub fn shares(
    settings: &config::Kudos,
    given: &BTreeMap<UserId, u32>,
    receivers: &[&UserId],
) -> Result<(), Refusal> {
    let limits = &settings.patterns;
    if limits.mode != PatternsMode::Block {
        return Ok(());
    }
    match patterns::would_exceed(given, receivers, limits) {
        None => Ok(()),
        Some(receiver) => Err(Refusal::Pattern {
            receiver: receiver.clone(),
            share: limits.share,
            days: limits.days,
        }),
    }
}

/// The departments between which a kudos goes: the giver's, and whether a receiver's is another one.
/// Who shares one department with the giver is no other department.
pub fn receiver_of(user: UserId, givers: &[DepartmentId], receivers: &[DepartmentId]) -> Receiver {
    let is_across = !givers.is_empty()
        && !receivers.is_empty()
        && !receivers
            .iter()
            .any(|department| givers.contains(department));
    Receiver {
        user,
        department: receivers.first().cloned(),
        is_across,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::config;

    fn settings() -> config::Kudos {
        config::defaults().unwrap().kudos
    }

    fn profile(standing: Standing, is_deactivated: bool) -> Profile {
        Profile {
            standing,
            is_deactivated,
            name: None,
            time_zone: None,
            locale: None,
            department: None,
        }
    }

    #[test]
    fn oneself_nobody_and_a_crowd_are_not_thanked() {
        let anna = UserId::from("U0ANNA");
        let all: Vec<UserId> = (0..11).map(|n| UserId(format!("U{n}"))).collect();
        assert_eq!(receivers(&anna, &[]), Err(Refusal::Nobody));
        let with_me = [UserId::from("U1"), anna.clone()];
        assert_eq!(receivers(&anna, &with_me), Err(Refusal::Yourself));
        assert_eq!(receivers(&anna, &all), Err(Refusal::TooMany { count: 11 }));
        assert_eq!(receivers(&anna, &all[..10]), Ok(()));
    }

    #[test]
    fn guests_take_part_only_where_the_setting_says_so() {
        let mut settings = settings();
        let user = UserId::from("U0GUEST");
        let guest = profile(Standing::Guest, false);
        assert_eq!(giver(&settings, Standing::Guest), Err(Refusal::GiverMayNot));
        let refused = Err(Refusal::Guest(user.clone()));
        assert_eq!(receiver(&settings, &user, &guest), refused);
        settings.guests = true;
        assert_eq!(giver(&settings, Standing::Guest), Ok(()));
        assert_eq!(receiver(&settings, &user, &guest), Ok(()));
    }

    #[test]
    fn bots_those_who_left_and_outsiders_are_refused_each_by_name() {
        let settings = settings();
        let user = UserId::from("U1");
        let check = |standing, left| receiver(&settings, &user, &profile(standing, left));
        assert_eq!(
            check(Standing::NoPerson, false),
            Err(Refusal::Bot(user.clone()))
        );
        assert_eq!(
            check(Standing::NoPerson, true),
            Err(Refusal::Left(user.clone()))
        );
        assert_eq!(
            check(Standing::Outsider, false),
            Err(Refusal::Outsider(user.clone()))
        );
        assert_eq!(
            giver(&settings, Standing::Outsider),
            Err(Refusal::GiverMayNot)
        );
    }

    #[test]
    fn emoji_do_not_make_a_reason_longer() {
        let settings = settings();
        let short = message(&settings, "thanks :tada: :tada: :tada: :tada: :tada:");
        assert_eq!(short, Err(Refusal::TooShort { has: 6, needs: 30 }));
        assert_eq!(
            message(&settings, "solved the invoice of the bakery the same day"),
            Ok(())
        );
        let none = config::Kudos {
            min_chars: 0,
            ..settings
        };
        assert!(message(&none, " ").is_err());
        assert_eq!(message(&none, "thanks"), Ok(()));
    }

    #[test]
    fn who_shares_a_department_is_of_no_other_department() {
        let (finance, product) = (DepartmentId::from("finance"), DepartmentId::from("product"));
        let to = |theirs: &[DepartmentId]| {
            receiver_of("U1".into(), std::slice::from_ref(&finance), theirs).is_across
        };
        assert!(to(std::slice::from_ref(&product)));
        assert!(!to(&[product.clone(), finance.clone()]));
        assert!(!to(&[]));
        let mut settings = settings();
        settings.require_other_department = true;
        let own = [receiver_of(
            "U1".into(),
            std::slice::from_ref(&finance),
            std::slice::from_ref(&finance),
        )];
        assert_eq!(
            across(&settings, Some(&finance), &own),
            Err(Refusal::SameDepartment)
        );
        assert_eq!(across(&settings, None, &own), Err(Refusal::NoDepartment));
    }

    #[test]
    fn the_day_is_limited_before_the_pair() {
        let settings = settings();
        let again_at = DateTime::UNIX_EPOCH;
        let bob = || [(UserId::from("U0BOB"), 3)].into_iter();
        assert_eq!(limits(&settings, 4, again_at, std::iter::empty()), Ok(()));
        let daily = Err(Refusal::DailyLimit { limit: 5, again_at });
        assert_eq!(limits(&settings, 5, again_at, bob()), daily);
        let pair = Refusal::PairLimit {
            receiver: "U0BOB".into(),
            limit: 3,
            days: 30,
        };
        assert_eq!(limits(&settings, 0, again_at, bob()), Err(pair));
    }
}
