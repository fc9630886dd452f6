use std::cell::RefCell;
use std::collections::BTreeMap;

use super::*;
use crate::features::scores::rules::counts::NpsCounts;

/// Sunday of a week; week 0 is long after the year in which is learned.
fn sunday(week: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 4).unwrap() + Days::new(7 * week)
}

/// Answers by day; a week's stand on its Sunday.
#[derive(Default)]
struct Answers(RefCell<BTreeMap<NaiveDate, NpsCounts>>);

impl Answers {
    /// A usual year before week 1: 10 a week.
    fn usual() -> Self {
        let answers = Self::default();
        for week in 1..=60 {
            let day = sunday(0) - Days::new(7 * (week - 1));
            answers.put(day, NpsCounts::new(5, 3, 2));
        }
        answers
    }

    fn put(&self, day: NaiveDate, counts: NpsCounts) {
        let mut days = self.0.borrow_mut();
        let known = days.get(&day).copied().unwrap_or_default();
        days.insert(day, known + counts);
    }

    fn tally(&self, window: Window) -> Tally {
        let days = self.0.borrow();
        let mut tally = Tally::default();
        for (_, counts) in days.range(window.first..=window.last) {
            tally += Tally::from(*counts);
        }
        tally
    }

    fn look(&self, kept: Option<Kept<Watch>>, week: u64) -> Looked<Watch> {
        let policy = WatchPolicy::default();
        let tally = |window| self.tally(window);
        look_at_score(kept, sunday(week), tally, 100.0, &policy)
    }
}

const BAD: NpsCounts = NpsCounts {
    promoters: 3,
    passives: 3,
    detractors: 14,
};

#[test]
fn a_first_look_learns_from_the_year_before_the_open_weeks() {
    let looked = Answers::usual().look(None, 0);
    let Phase::Frozen(baseline) = looked.now.phase else {
        panic!("a year is enough");
    };
    assert_eq!(baseline.answers, Some(520));
    assert_eq!(looked.kept.until, sunday(0) - Days::new(28));
    assert_eq!(looked.now.alarm.open, None);
}

#[test]
fn looking_twice_changes_nothing_and_a_missed_look_is_made_up_for() {
    let answers = Answers::usual();
    let mut each_week = Some(answers.look(None, 0).kept);
    let first = each_week;
    for week in 1..=8 {
        answers.put(sunday(week), BAD);
    }
    let mut now = None;
    for week in 1..=8 {
        let looked = answers.look(each_week, week);
        let again = answers.look(Some(looked.kept), week);
        assert_eq!(looked, again);
        each_week = Some(looked.kept);
        now = Some(looked);
    }
    assert_eq!(now, Some(answers.look(first, 8)));
    let open = now.unwrap().now.alarm.open.unwrap();
    assert_eq!(open.direction, Direction::Down);
    assert_eq!(open.began, sunday(0) + Days::new(1));
}

#[test]
fn answers_that_come_late_count_in_their_week() {
    let (late, in_time) = (Answers::usual(), Answers::usual());
    let kept = late.look(None, 0).kept;
    for week in 1..=3 {
        in_time.put(sunday(week), BAD);
    }
    let before = late.look(Some(kept), 3);
    assert_eq!(before.now.alarm.open, None);
    for week in 1..=3 {
        late.put(sunday(week), BAD);
    }
    let after = late.look(Some(before.kept), 3);
    assert_eq!(after, in_time.look(Some(kept), 3));
    assert!(after.now.alarm.open.is_some());
}

#[test]
fn what_was_loaded_later_is_learned_from_until_there_is_a_baseline() {
    let empty = Answers::default();
    let kept = empty.look(None, 0).kept;
    assert!(matches!(kept.settled.phase, Phase::Learning(_)));
    let looked = Answers::usual().look(Some(kept), 1);
    assert!(matches!(looked.now.phase, Phase::Frozen(_)));
    assert_eq!(looked.now.alarm.open, None);
}

#[test]
fn after_it_was_seen_the_new_level_is_learned_and_the_old_one_forgotten() {
    let answers = Answers::usual();
    for week in 1..=40 {
        answers.put(sunday(week), BAD);
    }
    let policy = WatchPolicy::default();
    let mut kept = score_seen(sunday(4), sunday(4) + Days::new(2), &policy);
    let mut opened = false;
    for week in 5..=40 {
        let looked = answers.look(Some(kept), week);
        opened |= looked.now.alarm.open.is_some();
        kept = looked.kept;
    }
    assert!(!opened);
    assert!(
        matches!(kept.settled.phase, Phase::Frozen(Baseline { mean, .. }) if mean < -50.0),
        "{kept:?}"
    );
}

use crate::features::scores::rules::watch::Baseline;

#[test]
fn comments_are_usual_only_since_somebody_answered() {
    let policy = CountPolicy::default();
    let comments = |window: Window| u64::from(window.days() >= 7) * 3;
    let since = Some(sunday(0) - Days::new(30));
    let learning = look_at_comments(None, sunday(0), comments, since, &policy);
    assert_eq!(learning.now.usual, None);
    let since = Some(sunday(0) - Days::new(200));
    let watching = look_at_comments(None, sunday(0), comments, since, &policy);
    assert!(watching.now.usual.is_some());
    let nobody = look_at_comments(None, sunday(0), comments, None, &policy);
    assert_eq!(nobody.now.usual, None);
}

#[test]
fn more_comments_than_usual_open_an_alarm_and_seen_they_are_the_usual() {
    let policy = CountPolicy::default();
    // One a week, and since week 1 six.
    let comments = |window: Window| {
        (0..window.days())
            .filter_map(|days| window.first.checked_add_days(Days::new(days as u64)))
            .filter(|day| (*day - sunday(0)).num_days() % 7 == 0)
            .map(|day| if day > sunday(0) { 6 } else { 1 })
            .sum()
    };
    let since = Some(sunday(0) - Days::new(300));
    let mut kept = look_at_comments(None, sunday(0), comments, since, &policy).kept;
    let looked = look_at_comments(Some(kept), sunday(2), comments, since, &policy);
    let open = looked.now.alarm.open.unwrap();
    assert_eq!(
        (open.direction, open.began),
        (Direction::Up, sunday(0) + Days::new(1))
    );
    kept = comments_seen(sunday(2), sunday(2) + Days::new(1), &policy);
    for week in 3..=40 {
        let looked = look_at_comments(Some(kept), sunday(week), comments, since, &policy);
        assert_eq!(looked.now.alarm.open, None);
        kept = looked.kept;
    }
    assert!(kept.settled.usual.unwrap().per_day > 0.8);
}

#[test]
fn only_what_was_not_told_is_news() {
    let open = |direction, level| OpenAlarm {
        direction,
        since: sunday(2),
        began: sunday(0),
        level,
        recovery: 0.0,
    };
    let (down, lower) = (open(Direction::Down, 1), open(Direction::Down, 2));
    let up = open(Direction::Up, 1);
    let told = ToldAlarm::of(&down);
    let over = ToldAlarm {
        is_over: true,
        ..told
    };
    assert_eq!(news(None, None), None);
    assert_eq!(news(None, Some(&down)), Some(News::Begins(down)));
    assert_eq!(news(Some(&told), Some(&down)), None);
    assert_eq!(news(Some(&told), Some(&lower)), Some(News::Lasts(lower)));
    assert_eq!(news(Some(&told), Some(&up)), Some(News::Turned(up)));
    assert_eq!(news(Some(&told), None), Some(News::Over));
    assert_eq!(news(Some(&over), None), None);
    assert_eq!(news(Some(&over), Some(&down)), Some(News::Begins(down)));
}

#[test]
fn a_subject_is_found_by_its_key() {
    let low = Scale {
        low_is_good: true,
        ..Scale::SEVEN
    };
    for subject in [
        Subject::Score(Metric::Nps, Scale::NPS),
        Subject::Score(Metric::Ces(CesDefinition::Index), low),
        Subject::Comments,
    ] {
        assert_eq!(Subject::parse(&subject.key()), Some(subject));
    }
    assert_eq!(Subject::Score(Metric::Nps, Scale::NPS).key(), "nps 0:10");
    assert_eq!(Subject::parse("joy 0:10"), None);
}

#[test]
fn a_week_ends_on_sunday() {
    let monday = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap();
    assert_eq!(last_sunday(monday), Some(sunday(0)));
    assert_eq!(last_sunday(sunday(1)), Some(sunday(0)));
}
