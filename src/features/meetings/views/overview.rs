//! Which meetings have the customer on their agenda: all rules, how each stands, and what may be done with it.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::TITLE;
use super::answers::Coming;
use super::card::moment;
use super::rule_actions::{self, RuleAction};
use crate::features::meetings::rules::standing::Unusable;
use crate::platform::config::{Frequency, Meeting};
use crate::platform::ids::{ChannelId, UserId};
use crate::platform::slack::kit::{self, Action, Block, Choice, Message, channel, person};
use crate::platform::text::{self, escape};
use crate::platform::words::Words;

/// Rules that are shown.
const RULES: usize = 30;
/// Bytes of their blocks; what stands around them takes the rest.
const BYTES: usize = kit::MESSAGE_BYTES - 1_500;
/// The longest condition.
const CONDITION: usize = 120;

/// Who did something, and on which local day.
pub type By<'a> = (&'a UserId, NaiveDate);

/// A rule.
#[derive(Clone, Copy, Debug)]
pub struct ShownRule<'a> {
    /// What it is called.
    pub name: &'a str,
    /// The name of the department.
    pub department: &'a str,
    /// The channel, where it is known.
    pub place: Option<&'a ChannelId>,
    /// What it says; `None` where that can not be read.
    pub meeting: Option<&'a Meeting>,
    /// The zone in which its schedule is read.
    pub zone: Tz,
    /// When the next meetings begin, soonest first.
    pub next: &'a [Coming<'a>],
    /// Why it stands still.
    pub unusable: Option<&'a Unusable>,
    /// Who paused it, and when.
    pub paused: Option<By<'a>>,
    /// Its id and who made it, where it was made in Slack.
    pub made: Option<(&'a str, By<'a>)>,
    /// Who changed it last.
    pub changed: Option<By<'a>>,
    /// Whether the reader may change it.
    pub is_managed: bool,
}

/// All rules that are shown.
#[derive(Clone, Copy, Debug)]
pub struct Overview<'a> {
    /// The rules.
    pub rules: &'a [ShownRule<'a>],
    /// Whether the reader may make one.
    pub may_make: bool,
    /// What the reader looks for.
    pub typed: &'a str,
    /// What was done just now.
    pub notice: Option<&'a str>,
}

/// Which meetings have the customer on their agenda.
pub fn overview(words: Words, shown: &Overview) -> Message {
    let title = words.agenda_overview_title();
    let lines: Vec<String> = shown
        .rules
        .iter()
        .map(|rule| rule.in_words(words))
        .collect();
    let none = nothing(words, shown);
    let spoken: Vec<&str> = [shown.notice, none.as_deref()]
        .into_iter()
        .flatten()
        .chain(lines.iter().map(String::as_str))
        .collect();
    let spoken = kit::unformatted(&format!("{title}. {}", spoken.join(" ")));
    let mut message = Message::new(spoken)
        .with_some(shown.notice.map(kit::section))
        .with(kit::header(&title))
        .with_some(none.as_deref().map(kit::section));
    let (mut used, mut listed) = (0, 0);
    for (rule, line) in shown.rules.iter().zip(&lines).take(RULES) {
        let block = rule.block(words, line);
        used += kit::size(&block);
        if used > BYTES {
            break;
        }
        message = message.with(block);
        listed += 1;
    }
    let left = shown.rules.len() - listed;
    let more = (left > 0).then(|| words.rule_more(i64::try_from(left).unwrap_or(i64::MAX)));
    let new = kit::primary_button(
        &words.rule_new(),
        rule_actions::NEW,
        &RuleAction::New.to_string(),
    );
    let buttons = shown.may_make.then(|| vec![Action::Button(new)]);
    message
        .with_some(more.as_deref().map(kit::context))
        .with_some(buttons.and_then(|buttons| kit::actions("rules", buttons)))
        .with(kit::context(&words.agenda_overview_hint()))
}

/// What is said where no rule is shown.
fn nothing(words: Words, shown: &Overview) -> Option<String> {
    if !shown.rules.is_empty() {
        return None;
    }
    Some(match (shown.typed, shown.may_make) {
        ("", true) => words.rule_none(),
        ("", false) => words.agenda_no_meetings(),
        (typed, _) => words.rule_none_found(&escape(&text::one_line(typed, TITLE))),
    })
}

impl ShownRule<'_> {
    fn in_words(&self, words: Words) -> String {
        let mut lines = vec![self.heading(words)];
        if let Some(meeting) = self.meeting {
            lines.push(when(words, meeting, self.zone));
        }
        lines.push(self.standing(words));
        lines.push(self.origin(words));
        lines.join("\n")
    }

    fn heading(&self, words: Words) -> String {
        let name = escape(&text::one_line(self.name, TITLE));
        let department = escape(&text::one_line(self.department, TITLE));
        match (self.place, self.meeting) {
            (Some(place), Some(meeting)) => words.agenda_rule(
                &name,
                &department,
                &channel(place),
                &lead(words, meeting.lead_minutes),
            ),
            (_, Some(_)) => words.rule_of(&name, &department),
            (_, None) => format!("*{name}*"),
        }
    }

    fn standing(&self, words: Words) -> String {
        match (self.unusable, self.paused) {
            (Some(why), _) => unusable(words, why),
            (None, Some((by, day))) => words.rule_paused(&person(by), &words.date(day)),
            (None, None) => self.upcoming(words),
        }
    }

    fn upcoming(&self, words: Words) -> String {
        let next: Vec<String> = self
            .next
            .iter()
            .map(|next| moment(words, next.starts_at, next.local))
            .collect();
        let next: Vec<&str> = next.iter().map(String::as_str).collect();
        match next.is_empty() {
            true => words.agenda_next_none(),
            false => words.agenda_rule_next(&words.list(&next)),
        }
    }

    fn origin(&self, words: Words) -> String {
        match (self.made, self.changed) {
            (None, _) => words.rule_in_file(),
            (Some((_, (by, day))), None) => words.rule_made(&person(by), &words.date(day)),
            (Some((_, (by, day))), Some((changer, changed))) => words.rule_made_and_changed(
                &person(by),
                &words.date(day),
                &person(changer),
                &words.date(changed),
            ),
        }
    }

    fn block(&self, words: Words, line: &str) -> Block {
        let choices = self.choices(words);
        match choices.is_empty() {
            true => kit::section(line),
            false => kit::section_with(line, kit::menu(rule_actions::MENU, choices)),
        }
    }

    /// What the reader may do with it.
    fn choices(&self, words: Words) -> Vec<Choice> {
        let choice = |label: String, action: RuleAction| kit::choice(&label, &action.to_string());
        let (name, id) = (self.name.to_owned(), self.made.map(|(id, _)| id.to_owned()));
        let mut choices = Vec::new();
        if !self.is_managed {
            return choices;
        }
        if let (Some(id), Some(_)) = (&id, self.meeting) {
            choices.push(choice(words.rule_change(), RuleAction::Change(id.clone())));
        }
        match (self.paused, self.unusable) {
            (Some(_), _) => choices.push(choice(words.rule_resume(), RuleAction::Resume(name))),
            (None, None) => choices.push(choice(words.rule_pause(), RuleAction::Pause(name))),
            // It stands still anyhow; where its name means another rule, that one would be paused.
            (None, Some(_)) => {}
        }
        if let Some(id) = id {
            choices.push(choice(words.rule_remove(), RuleAction::Remove(id)));
        }
        choices
    }
}

/// How long before a meeting its agenda appears.
pub fn lead(words: Words, minutes: u32) -> String {
    let count = i64::from(minutes);
    match minutes {
        0 => words.rule_lead_none(),
        _ if minutes.is_multiple_of(1_440) => words.rule_lead_days(count / 1_440),
        _ if minutes.is_multiple_of(60) => words.rule_lead_hours(count / 60),
        _ => words.rule_lead_minutes(count),
    }
}

/// Which of the meetings have an agenda.
pub fn frequency(words: Words, frequency: Frequency) -> String {
    match frequency {
        Frequency::Every => words.rule_every(),
        Frequency::EveryNth(number) => words.rule_every_nth(i64::from(number)),
        Frequency::Weekly => words.rule_weekly(),
    }
}

/// When its meetings are, or which of a calendar they are.
fn when(words: Words, meeting: &Meeting, zone: Tz) -> String {
    let mut parts = Vec::new();
    match &meeting.calendar {
        None => {
            let schedule = meeting.schedule.as_deref().unwrap_or_default();
            parts.push(format!("{} ({})", code(schedule), zone.name()));
        }
        Some(calendar) => {
            parts.push(words.rule_in_calendar(&code(calendar)));
            let title = meeting.title.as_deref();
            parts.extend(title.map(|title| words.rule_title(&code(title))));
            let organizer = meeting.organizer.as_deref();
            parts.extend(organizer.map(|organizer| words.rule_organizer(&code(organizer))));
            let attendees = i64::from(meeting.min_attendees);
            parts.extend((attendees > 0).then(|| words.rule_attendees(attendees)));
        }
    }
    if meeting.frequency != Frequency::Every {
        parts.push(frequency(words, meeting.frequency).to_lowercase());
    }
    parts.join(" · ")
}

/// What somebody typed, letter by letter: a `*` in it makes nothing bold.
fn code(typed: &str) -> String {
    let typed = text::one_line(typed, CONDITION).replace('`', "'");
    format!("`{}`", escape(&typed))
}

fn unusable(words: Words, why: &Unusable) -> String {
    match why {
        Unusable::Taken => words.rule_unusable_taken(),
        Unusable::Department => words.rule_unusable_department(),
        Unusable::Calendar(calendar) => words.rule_unusable_calendar(&code(calendar)),
        Unusable::Unreadable(_) => words.rule_unusable_unreadable(),
    }
}
