//! Looks through a whole file once, in memory that does not grow, and decides how it is to be read.

use std::collections::{BTreeSet, HashSet};
use std::io::Read;

use super::Options;
use super::columns::{self, Column, Field, normalise};
use super::date_order::{DateEvidence, Orders};
use super::detect::{self, Encoding, Format, Layout, SAMPLE, Told};
use super::errors::{ImportError, Question};
use super::feed::{Fed, Feed};
use super::identity::{Content, Seen};
use super::input::Input;
use super::jsonl;
use super::plan::{PREVIEW, Plan, Scales, grouped, kind_word};
use super::records::Record;
use super::rejects::unguarded;
use super::rows::Rows;
use super::scores::{self, ScoreEvidence};
use crate::features::feedback::rules::response::ScoreKind;

const KINDS: [ScoreKind; 5] = [
    ScoreKind::Nps,
    ScoreKind::Csat,
    ScoreKind::Ces,
    ScoreKind::Stars,
    ScoreKind::Text,
];
/// So many names of departments that are not known are named.
const MAX_UNKNOWN: usize = 10;
/// A column with more different values than this is no column of departments.
const MAX_LOOKED_UP: usize = 1_000;

/// Looks through `input` and says how it is to be read.
pub(super) fn inspect(input: Input<'_>, options: &Options) -> Result<Plan, ImportError> {
    let what = match input.path() {
        Some(path) => path.display().to_string(),
        None => "the text".to_owned(),
    };
    let unreadable = |error| ImportError::Unreadable {
        what: what.clone(),
        error,
    };
    let bytes = input.length().map_err(unreadable)?;
    let raw_sample = input.sample(SAMPLE).map_err(unreadable)?;
    if options.encoding.is_none() {
        detect::refuse_binary(&raw_sample)?;
    }
    let marked = Encoding::of_mark(&raw_sample);
    let told = options.encoding.or(marked);
    // Windows-1252 shares its ASCII with UTF-8, so that the first look can be at the bytes.
    let first_look = told.unwrap_or(Encoding::Utf8);
    let mut sample = Vec::new();
    input
        .open(first_look, None)
        .and_then(|reader| reader.take(SAMPLE as u64).read_to_end(&mut sample))
        .map_err(unreadable)?;
    if sample.trim_ascii().is_empty() {
        return Err(ImportError::Empty);
    }
    let (format, layout) = if detect::is_json_lines(&sample)? {
        let names = input
            .open(first_look, None)
            .and_then(jsonl::names)
            .map_err(unreadable)?;
        (Format::JsonLines, json_layout(names))
    } else {
        let mut names: Vec<String> = options.map.iter().map(|(_, name)| name.clone()).collect();
        names.extend(options.segments.iter().cloned());
        let told = Told {
            delimiter: options.delimiter,
            no_header: options.no_header,
            names: &names,
        };
        let layout = detect::layout(&sample, told)?;
        (
            Format::Csv {
                delimiter: layout.delimiter,
            },
            layout,
        )
    };
    let columns = columns::assign(&layout.names, &options.map, &options.segments)?;
    let reader = input.open(first_look, None).map_err(unreadable)?;
    let feed = Feed::open(reader, format, &layout.names);
    let evidence = Evidence::gather(feed, &columns, &layout, options, bytes).map_err(unreadable)?;
    let mut plan = Plan {
        path: input.path(),
        bytes,
        format,
        encoding: evidence.encoding(told),
        header_line: layout.header_line,
        columns,
        dates: None,
        kind: None,
        scales: Scales::default(),
        records: evidence.records,
        counts: None,
        notes: layout.notes.clone(),
        preview: Vec::new(),
        options: options.clone(),
        skip: layout.skip,
        rejects: layout.rejects,
    };
    decide(&mut plan, &evidence)?;
    notes(&mut plan, &evidence);
    preview(&mut plan, input)?;
    Ok(plan)
}

fn json_layout(names: Vec<String>) -> Layout {
    Layout {
        delimiter: b',',
        names,
        skip: 0,
        header_line: 0,
        rejects: false,
        notes: Vec::new(),
    }
}

/// What all rows together show.
struct Evidence {
    records: u64,
    /// Records that are whole UTF-8 and hold more than ASCII.
    utf8: u64,
    /// Records that are not UTF-8, and the line of the first.
    broken: u64,
    first_broken: u64,
    dates: DateEvidence,
    /// By kind; the last one where the kind is not known.
    scores: [ScoreEvidence; 6],
    unknown_departments: BTreeSet<String>,
    /// Cells of departments that were looked up, so that each is looked up once.
    departments: HashSet<Vec<u8>>,
    repeated_ids: u64,
}

/// Where the columns are that the evidence is in.
struct Places {
    score: Option<usize>,
    kind: Option<usize>,
    scaled: bool,
    dates: Vec<usize>,
    department: Option<usize>,
    id: Option<usize>,
}

impl Places {
    fn of(columns: &[Column]) -> Self {
        let at = |field: &Field| {
            columns
                .iter()
                .position(|column| column.field.as_ref() == Some(field))
        };
        Self {
            score: at(&Field::Score),
            kind: at(&Field::Kind),
            scaled: at(&Field::Scale).is_some()
                || (at(&Field::ScaleMin).is_some() && at(&Field::ScaleMax).is_some()),
            dates: [at(&Field::AnsweredAt), at(&Field::UpdatedAt)]
                .into_iter()
                .flatten()
                .collect(),
            department: at(&Field::Department),
            id: at(&Field::ExternalId),
        }
    }
}

impl Evidence {
    fn gather(
        mut feed: Feed<'_>,
        columns: &[Column],
        layout: &Layout,
        options: &Options,
        bytes: u64,
    ) -> std::io::Result<Self> {
        let places = Places::of(columns);
        let mut evidence = Self {
            records: 0,
            utf8: 0,
            broken: 0,
            first_broken: 0,
            dates: DateEvidence::default(),
            scores: [ScoreEvidence::default(); 6],
            unknown_departments: BTreeSet::new(),
            departments: HashSet::new(),
            repeated_ids: 0,
        };
        // Hardly any row is shorter than this.
        let mut ids = Seen::for_rows(bytes / 24);
        let mut record = Record::default();
        let mut skip = layout.skip;
        loop {
            let fed = feed.next(&mut record)?;
            match &fed {
                Fed::End => return Ok(evidence),
                Fed::Record | Fed::Broken(_) => evidence.look_at_encoding(&record),
            }
            if skip > 0 {
                skip -= usize::from(matches!(fed, Fed::Record));
                continue;
            }
            evidence.records += 1;
            if matches!(fed, Fed::Record) {
                evidence.look_at(&record, &places, layout.rejects, options);
                if let Some(id) = places.id {
                    evidence.look_at_id(record.cell(id).trim_ascii(), &mut ids);
                }
            }
        }
    }

    fn look_at_encoding(&mut self, record: &Record) {
        if record.bytes.is_ascii() {
            return;
        }
        if (0..record.len()).all(|index| std::str::from_utf8(record.cell(index)).is_ok()) {
            self.utf8 += 1;
        } else {
            if self.broken == 0 {
                self.first_broken = record.line();
            }
            self.broken += 1;
        }
    }

    fn look_at(&mut self, record: &Record, places: &Places, rejects: bool, options: &Options) {
        let cell = |place: usize| {
            let cell = std::str::from_utf8(record.cell(place)).unwrap_or_default();
            if rejects {
                unguarded(cell).trim()
            } else {
                cell.trim()
            }
        };
        for &place in &places.dates {
            self.dates.add(record.line(), cell(place));
        }
        if let Some(place) = places.score {
            let kind = match (options.kind, places.kind) {
                (None, Some(place)) => scores::kind_named(cell(place)),
                (kind, _) => kind,
            };
            self.scores[kind.map_or(5, |kind| kind as usize)].add(scores::read(cell(place)));
        }
        if let Some(place) = places.department
            && self.departments.len() < MAX_LOOKED_UP
            && !self.departments.contains(record.cell(place))
        {
            self.departments.insert(record.cell(place).to_vec());
            let name = detect::cell_text(record.cell(place));
            if !name.is_empty() && options.departments.find(&name).is_none() {
                self.unknown_departments.insert(name);
            }
        }
    }

    fn look_at_id(&mut self, id: &[u8], seen: &mut Seen) {
        if id.is_empty() {
            return;
        }
        let mut content = Content::default();
        content.add(id);
        self.repeated_ids += u64::from(seen.insert(content.digest()));
    }

    fn encoding(&self, told: Option<Encoding>) -> Encoding {
        match told {
            Some(Encoding::Utf8) | None if self.broken == 0 => Encoding::Utf8,
            // A few broken characters in a file of good ones: a tool cut a text at a byte.
            Some(Encoding::Utf8) => Encoding::Utf8Damaged,
            None if self.utf8 > self.broken => Encoding::Utf8Damaged,
            None => Encoding::Windows1252,
            Some(told) => told,
        }
    }
}

/// Settles kind, scale and dates, or asks, everything at once.
fn decide(plan: &mut Plan, evidence: &Evidence) -> Result<(), ImportError> {
    let places = Places::of(&plan.columns);
    let has_comment = plan
        .columns
        .iter()
        .any(|column| matches!(column.field, Some(Field::Comment | Field::Title)));
    if places.score.is_none() && !has_comment {
        let names: Vec<_> = plan
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        return Err(ImportError::NothingSaid {
            columns: names.join(", "),
        });
    }
    let mut questions = Vec::new();
    decide_dates(plan, evidence, &places, &mut questions);
    decide_scores(plan, evidence, &places, &mut questions);
    if questions.is_empty() {
        note_scales(plan, evidence, &places);
        Ok(())
    } else {
        Err(ImportError::Questions(questions))
    }
}

fn decide_dates(
    plan: &mut Plan,
    evidence: &Evidence,
    places: &Places,
    questions: &mut Vec<Question>,
) {
    let answered = plan
        .columns
        .iter()
        .any(|column| column.field == Some(Field::AnsweredAt));
    if !answered && plan.options.answered_on.is_none() {
        questions.push(Question::NoDate);
    }
    if let Some(order) = plan.options.dates {
        plan.dates = Some(order);
        return;
    }
    if places.dates.is_empty() {
        return;
    }
    match evidence.dates.orders() {
        Orders::NotNeeded => {}
        Orders::Same(order) => plan.dates = Some(order),
        Orders::One(order, line) => {
            plan.dates = Some(order);
            if line > 0 {
                plan.notes.push(format!(
                    "dates are {order}: line {line} can be read in no other way"
                ));
            }
        }
        Orders::Several(orders, line, example) => questions.push(Question::DateOrder {
            flags: orders
                .iter()
                .map(|order| format!("--dates {}", order.word()))
                .collect(),
            orders: orders.iter().map(ToString::to_string).collect(),
            line,
            example,
        }),
        Orders::Conflict(first, second) => questions.push(Question::DateConflict { first, second }),
    }
}

fn decide_scores(
    plan: &mut Plan,
    evidence: &Evidence,
    places: &Places,
    questions: &mut Vec<Question>,
) {
    for kind in [ScoreKind::Nps, ScoreKind::Stars, ScoreKind::Text] {
        if let Some(scale) = scores::scale_of(kind, &ScoreEvidence::default()) {
            plan.scales.set(kind, scale);
        }
    }
    let Some(score) = places.score else {
        plan.kind = Some(ScoreKind::Text);
        return;
    };
    let column = plan.columns[score].name.clone();
    plan.kind = plan.options.kind;
    if plan.kind.is_none() && places.kind.is_none() {
        let numbers = &evidence.scores[5];
        plan.kind = columns::kind_of_name(&column)
            .or_else(|| scores::kind_of_numbers(&normalise(&column), numbers));
        match plan.kind {
            None if numbers.numbers == 0 => plan.kind = Some(ScoreKind::Text),
            None => {
                questions.push(Question::Kind {
                    column,
                    range: range(numbers),
                });
                return;
            }
            Some(ScoreKind::Nps) if columns::kind_of_name(&column).is_none() => plan.notes.push(format!(
                "column \"{column}\" is taken for NPS: whole numbers {}. If it is not, say --kind csat and its --scale",
                range(numbers)
            )),
            Some(_) => {}
        }
    }
    for kind in KINDS {
        let numbers = match plan.kind {
            Some(only) if only != kind => continue,
            // With a kind from the name of the column, the evidence lies under "not known".
            Some(_) if plan.options.kind.is_none() => &evidence.scores[5],
            _ => &evidence.scores[kind as usize],
        };
        match (plan.options.scale, kind) {
            (_, ScoreKind::Text) => {}
            // An NPS has one scale only.
            (Some(scale), kind) if kind != ScoreKind::Nps => plan.scales.set(kind, scale),
            _ => match scores::scale_of(kind, numbers) {
                Some(scale) => plan.scales.set(kind, scale),
                None if places.scaled => {}
                None => questions.push(Question::Scale {
                    column: column.clone(),
                    kind: kind_word(kind),
                    range: range(numbers),
                    example: match kind {
                        ScoreKind::Ces => "--scale 1-5 or --scale 1-7",
                        _ => "--scale and the lowest and highest score that could be given, such as --scale 1-10",
                    },
                }),
            },
        }
    }
}

/// Says which scales hold where a column names the kind of each row.
fn note_scales(plan: &mut Plan, evidence: &Evidence, places: &Places) {
    if plan.kind.is_some() || places.scaled {
        return;
    }
    let scales: Vec<String> = KINDS
        .into_iter()
        .filter(|&kind| kind != ScoreKind::Text && evidence.scores[kind as usize].numbers > 0)
        .filter_map(|kind| Some(format!("{} {}", kind_word(kind), plan.scales.of(kind)?)))
        .collect();
    if !scales.is_empty() {
        plan.notes.push(format!("scales: {}", scales.join(", ")));
    }
}

fn range(numbers: &ScoreEvidence) -> String {
    if numbers.numbers == 0 {
        return "in words".to_owned();
    }
    format!("from {} to {}", numbers.min, numbers.max)
}

fn notes(plan: &mut Plan, evidence: &Evidence) {
    if plan.encoding == Encoding::Utf8Damaged {
        let rows = match evidence.broken {
            1 => "1 row holds".to_owned(),
            count => format!("{} rows hold", grouped(count)),
        };
        plan.notes.push(format!(
            "{rows} broken characters, the first on line {}; each is replaced by \u{fffd}",
            evidence.first_broken
        ));
    }
    if evidence.repeated_ids > 0 {
        let column = plan
            .columns
            .iter()
            .find(|column| column.field == Some(Field::ExternalId))
            .map_or("", |column| column.name.as_str());
        plan.notes.push(format!(
            "{} repeated in column \"{column}\", and of each id only the newest row is kept. If they are not ids of responses, map another column, or this one with --map respondent.id=\"{column}\"",
            match evidence.repeated_ids {
                1 => "1 id is".to_owned(),
                count => format!("{} ids are", grouped(count)),
            }
        ));
    }
    if !evidence.unknown_departments.is_empty() {
        let mut names: Vec<_> = evidence.unknown_departments.iter().cloned().collect();
        if names.len() > MAX_UNKNOWN {
            names.truncate(MAX_UNKNOWN);
            names.push("and more".to_owned());
        }
        plan.notes.push(format!(
            "no department is called {}: those rows are sent where the routing rules say",
            names.join(", ")
        ));
    }
}

/// Maps the first rows, or all of them where they are to be counted.
fn preview(plan: &mut Plan, input: Input<'_>) -> Result<(), ImportError> {
    let mut shown = Vec::new();
    let counts = {
        let mut rows = Rows::open(input, plan, None).map_err(|error| ImportError::Unreadable {
            what: plan.shown_name(),
            error,
        })?;
        for row in rows.by_ref() {
            let row = row?;
            if shown.len() < PREVIEW {
                shown.push(row);
            } else if !plan.options.count_rows {
                break;
            }
        }
        rows.counts()
    };
    plan.preview = shown;
    if plan.options.count_rows {
        plan.counts = Some(counts);
    }
    Ok(())
}
