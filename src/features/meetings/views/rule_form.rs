//! The forms in which a rule is made and changed, and what is wrong with their fields.

use serde_json::Value;

use super::TITLE;
use super::overview::frequency;
use super::rule_actions::{self, Carried};
use crate::features::meetings::rules::wanted::{Fault, Input, write_value};
use crate::platform::config::{Frequency, Meeting, Write};
use crate::platform::ids::{ChannelId, DepartmentId};
use crate::platform::schedule::ScheduleError;
use crate::platform::slack::fields::Field;
use crate::platform::slack::kit::{self, Block};
use crate::platform::text::{self, escape};
use crate::platform::words::Words;

/// The longest schedule, title or address.
const TYPED: u64 = 200;
/// Choices that are shown as radio buttons; more are a select.
const FEW: usize = 10;
/// What of a text that can not be read is repeated.
const REPEATED: usize = 60;

/// Asks where a meeting is known from: a schedule, or one of these calendars.
pub fn kind(words: Words, calendars: &[&str]) -> Value {
    let field = Field {
        block: rule_actions::KIND,
        action: rule_actions::KIND,
        label: &words.rule_form_kind(),
        hint: None,
        optional: false,
    };
    let schedule = kit::choice(&words.rule_form_by_schedule(), rule_actions::BY_SCHEDULE);
    let mut choices = vec![schedule];
    choices.extend(calendars.iter().map(|id| {
        let value = rule_actions::calendar_value(id);
        kit::choice(&words.rule_form_in_calendar(id), &value)
    }));
    let input = match choices.len() {
        ..=FEW => Some(field.one_of_few(choices, rule_actions::BY_SCHEDULE)),
        _ => field.one(
            &words.rule_form_kind(),
            choices,
            Some(rule_actions::BY_SCHEDULE),
        ),
    };
    kit::modal(
        rule_actions::KIND_FORM,
        "",
        &words.rule_form_title(),
        Some(&words.rule_form_next()),
        &words.close(),
        input.into_iter().collect(),
    )
}

/// What the form of a rule begins with.
#[derive(Clone, Copy, Debug)]
pub struct RuleForm<'a> {
    /// What it carries along.
    pub carried: &'a Carried,
    /// What the rule says so far; without a name where it is a new one.
    pub meeting: &'a Meeting,
    /// The departments whose rules the reader may manage, with their names.
    pub departments: &'a [(&'a DepartmentId, &'a str)],
    /// Slack's id of its channel; `None` for the department's.
    pub channel: Option<&'a ChannelId>,
    /// The name of the zone in which its schedule is read.
    pub zone: &'a str,
    /// Whether its calendar can be written to.
    pub is_writable: bool,
}

/// The form of a rule.
pub fn form(words: Words, form: &RuleForm) -> Value {
    let meeting = form.meeting;
    let is_new = form.carried.rule.is_none();
    let mut blocks = match is_new {
        true => vec![
            field(Input::Name, &words.rule_form_name(), None, false).text(
                &meeting.name,
                Meeting::LONGEST_NAME as u64,
                false,
            ),
        ],
        false => vec![kit::section(&format!(
            "*{}*",
            escape(&text::one_line(&meeting.name, TITLE))
        ))],
    };
    blocks.extend(department(words, form));
    let hint = words.rule_form_channel_hint();
    blocks.push(
        field(
            Input::Channel,
            &words.rule_form_channel(),
            Some(&hint),
            true,
        )
        .channel(&words.rule_form_channel_placeholder(), form.channel),
    );
    match &meeting.calendar {
        None => blocks.extend(by_schedule(words, form)),
        Some(_) => blocks.extend(in_calendar(words, form)),
    }
    let hint = words.rule_form_lead_hint();
    blocks.push(
        field(Input::Lead, &words.rule_form_lead(), Some(&hint), false)
            .number(meeting.lead_minutes, &Meeting::LEAD_MINUTES),
    );
    blocks.extend(frequencies(words, meeting.frequency));
    let hint = words.rule_form_owner_hint();
    blocks.push(
        field(Input::Owner, &words.rule_form_owner(), Some(&hint), true).people(
            &words.agenda_action_owner_placeholder(),
            meeting.owner.as_slice(),
            1,
        ),
    );
    let title = match is_new {
        true => words.rule_form_title(),
        false => words.rule_form_change_title(),
    };
    kit::modal(
        rule_actions::FORM,
        &form.carried.to_metadata(),
        &title,
        Some(&words.agenda_save()),
        &words.close(),
        blocks,
    )
}

fn field<'a>(input: Input, label: &'a str, hint: Option<&'a str>, optional: bool) -> Field<'a> {
    Field {
        block: input.id(),
        action: input.id(),
        label,
        hint,
        optional,
    }
}

fn department(words: Words, form: &RuleForm) -> Option<Block> {
    let choices = form.departments.iter();
    let choices: Vec<kit::Choice> = choices
        .map(|(id, name)| kit::choice(&text::one_line(name, TITLE), id.as_str()))
        .collect();
    let chosen = match form.departments {
        [(only, _)] => only.as_str(),
        _ => form.meeting.department.as_str(),
    };
    let label = words.rule_form_department();
    field(Input::Department, &label, None, false).one(&label, choices, Some(chosen))
}

fn by_schedule(words: Words, form: &RuleForm) -> [Block; 3] {
    let schedule = form.meeting.schedule.as_deref().unwrap_or_default();
    [
        field(
            Input::Schedule,
            &words.rule_form_schedule(),
            Some(&words.rule_form_schedule_hint()),
            false,
        )
        .text(schedule, TYPED, false),
        field(
            Input::Zone,
            &words.rule_form_zone(),
            Some(&words.rule_form_zone_hint()),
            false,
        )
        .text(form.zone, TYPED, false),
        field(Input::Minutes, &words.rule_form_minutes(), None, false)
            .number(form.meeting.minutes, &Meeting::MINUTES),
    ]
}

fn in_calendar(words: Words, form: &RuleForm) -> Vec<Block> {
    let meeting = form.meeting;
    let given = |text: &'_ Option<String>| text.clone().unwrap_or_default();
    let mut blocks = vec![
        field(
            Input::Title,
            &words.rule_form_words(),
            Some(&words.rule_form_words_hint()),
            true,
        )
        .text(&given(&meeting.title), TYPED, false),
        field(
            Input::Organizer,
            &words.rule_form_organizer(),
            Some(&words.rule_form_organizer_hint()),
            true,
        )
        .text(&given(&meeting.organizer), TYPED, false),
        field(Input::Attendees, &words.rule_form_attendees(), None, false)
            .number(meeting.min_attendees, &Meeting::MIN_ATTENDEES),
    ];
    if form.is_writable {
        let choice = |label: String, write| kit::choice(&label, write_value(write));
        let choices = vec![
            choice(words.rule_form_write_off(), Write::Off),
            choice(words.rule_form_write_occurrence(), Write::Occurrence),
            choice(words.rule_form_write_series(), Write::Series),
        ];
        let label = words.rule_form_write();
        let chosen = Some(write_value(meeting.write));
        blocks.extend(field(Input::Write, &label, None, false).one(&label, choices, chosen));
    }
    blocks
}

fn frequencies(words: Words, chosen: Frequency) -> Option<Block> {
    let mut offered = vec![
        Frequency::Every,
        Frequency::EveryNth(2),
        Frequency::EveryNth(3),
        Frequency::EveryNth(4),
        Frequency::Weekly,
    ];
    if !offered.contains(&chosen) {
        offered.push(chosen);
    }
    let choices = offered
        .into_iter()
        .map(|offered| kit::choice(&frequency(words, offered), &offered.to_string()))
        .collect();
    let label = words.rule_form_frequency();
    field(Input::Frequency, &label, None, false).one(&label, choices, Some(&chosen.to_string()))
}

/// What is wrong with a field. Slack shows it as plain text.
pub fn fault(words: Words, fault: &Fault) -> String {
    let shown = |typed: &str| text::one_line(typed, REPEATED);
    match fault {
        Fault::Name => words.rule_fault_name(Meeting::LONGEST_NAME as i64),
        Fault::NameTaken => words.rule_fault_taken(),
        Fault::Department => words.rule_fault_department(),
        Fault::Schedule(error) => schedule_fault(words, error),
        Fault::TooOften => words.rule_fault_too_often(),
        Fault::Zone(typed, Some(nearest)) => words.rule_fault_zone_nearest(&shown(typed), nearest),
        Fault::Zone(typed, None) => words.rule_fault_zone(&shown(typed)),
        Fault::Number(range) => {
            words.rule_fault_number(i64::from(*range.start()), i64::from(*range.end()))
        }
        Fault::Title(typed) => words.rule_fault_words(&shown(typed)),
        Fault::Organizer(typed) => words.rule_fault_organizer(&shown(typed)),
    }
}

fn schedule_fault(words: Words, error: &ScheduleError) -> String {
    let shown = |typed: &str| text::one_line(typed, REPEATED);
    match error {
        ScheduleError::Empty => words.rule_fault_schedule_empty(),
        ScheduleError::NotUnderstood(typed) => words.rule_fault_schedule(&shown(typed)),
        ScheduleError::FieldCount(count) => {
            words.rule_fault_fields(i64::try_from(*count).unwrap_or(i64::MAX))
        }
        ScheduleError::WeekdayNumber(typed) => words.rule_fault_weekday_number(&shown(typed)),
        ScheduleError::Weekday(typed) => words.rule_fault_weekday(&shown(typed)),
        ScheduleError::TimeOfDay(typed) => words.rule_fault_time(&shown(typed)),
        ScheduleError::DayOfMonth(typed) => words.rule_fault_day_of_month(&shown(typed)),
        ScheduleError::Minutes(typed) => words.rule_fault_interval(&shown(typed)),
        ScheduleError::Fields { fields, .. } => words.rule_fault_cron(&shown(fields)),
        ScheduleError::Never(typed) => words.rule_fault_never(&shown(typed)),
    }
}

/// Why a channel can not be used for agendas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelFault {
    /// We are not in it.
    NotAMember,
    /// It is private and we are not in it, or it is not there.
    NotFound,
    /// It is archived.
    Archived,
    /// Another organisation reads it too.
    Shared,
}

/// What is wrong with a channel, and what to do. Slack shows it as plain text.
pub fn channel_fault(words: Words, fault: ChannelFault) -> String {
    match fault {
        ChannelFault::NotAMember => words.rule_fault_channel(),
        ChannelFault::NotFound => words.rule_fault_channel_unseen(),
        ChannelFault::Archived => words.rule_fault_channel_archived(),
        ChannelFault::Shared => words.rule_fault_channel_shared(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::schedule::Schedule;
    use crate::platform::words::LANGUAGES;

    #[test]
    fn each_schedule_that_can_not_be_read_is_repeated_with_what_would_be_one() {
        let zone = chrono_tz::Europe::Amsterdam;
        let told: Vec<String> = [
            "",
            "every twosday",
            "30 9 * *",
            "30 9 * * 1",
            "30 9 * * xyz",
            "weekly on someday at 09:30",
            "daily at 25:00",
            "monthly on 31 at 09:00",
            "every 7 minutes",
            "99 9 * * mon",
            "0 9 31 2 *",
        ]
        .into_iter()
        .flat_map(|typed| {
            let error = Schedule::parse(typed, zone).unwrap_err();
            LANGUAGES.map(|language| {
                let said = fault(Words::of(language), &Fault::Schedule(error.clone()));
                format!("{typed}: {said}")
            })
        })
        .collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        : Write when it begins; try “every monday at 10:00”.
        : Schrijf wanneer het begint; probeer “elke maandag om 10:00”.
        every twosday: I can not read “every twosday”; try “every tuesday at 10:00”, “weekdays at 09:30”, “monthly on 1 at 14:00” or cron such as 30 9 * * mon-fri.
        every twosday: “every twosday” kan ik niet lezen; probeer “elke dinsdag om 10:00”, “werkdagen om 09:30”, “maandelijks op 1 om 14:00” of cron zoals 30 9 * * mon-fri.
        30 9 * *: I see 4 cron fields; there are five: minute, hour, day, month, weekday, as in 30 9 * * mon-fri.
        30 9 * *: Ik zie 4 cron-velden; er horen er vijf te zijn: minuut, uur, dag, maand, weekdag, zoals 30 9 * * mon-fri.
        30 9 * * 1: “1” as weekday means different days to different tools; write its name, as in mon or mon-fri.
        30 9 * * 1: “1” als weekdag betekent niet overal dezelfde dag; schrijf de naam, zoals mon of mon-fri.
        30 9 * * xyz: “xyz” is not a weekday; write for example monday, or mon-fri in cron.
        30 9 * * xyz: “xyz” is geen weekdag; schrijf bijvoorbeeld maandag, of mon-fri in cron.
        weekly on someday at 09:30: “someday” is not a weekday; write for example monday, or mon-fri in cron.
        weekly on someday at 09:30: “someday” is geen weekdag; schrijf bijvoorbeeld maandag, of mon-fri in cron.
        daily at 25:00: “25:00” is not a time of day; write hours and minutes, as in 09:30.
        daily at 25:00: “25:00” is geen tijd; schrijf uren en minuten, zoals 09:30.
        monthly on 31 at 09:00: Not every month has a day “31”; choose 1 to 28, or “monthly on last at 09:00”.
        monthly on 31 at 09:00: Niet elke maand heeft een dag “31”; kies 1 tot en met 28, of “maandelijks op laatste om 09:00”.
        every 7 minutes: “7” minutes do not divide an hour; choose for example 15 or 30.
        every 7 minutes: “7” minuten passen niet precies in een uur; kies bijvoorbeeld 15 of 30.
        99 9 * * mon: I can not read the cron fields “99 9 * * mon”; a right example is 30 9 * * mon-fri.
        99 9 * * mon: De cron-velden “99 9 * * mon” kan ik niet lezen; een goed voorbeeld is 30 9 * * mon-fri.
        0 9 31 2 *: “0 9 31 2 *” never comes: there is no such date.
        0 9 31 2 *: “0 9 31 2 *” komt nooit: zo’n datum bestaat niet.
        ");
    }
}
