use super::*;
use crate::features::scores::rules::counts::{Scale, ScoreCounts};
use crate::features::scores::rules::metric::CesDefinition;
use crate::features::scores::rules::standing::{DayCount, standing, trend};
use crate::features::scores::rules::window::{self, Period, Window, Windows};
use crate::platform::picture::{png, svg::svg};
use crate::platform::words::LANGUAGES;

const HOSTILE: &str = "<!channel> *b* </text><script>alert(1)</script> & \u{202e}gnitset 🎉 営業 <https://evil.test|x>";
const LONG: &str =
    "Afdeling voor het zorgvuldig afhandelen van alles wat nergens anders past en toch moet";

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Answers on the middle day of each window, told as one answer for each value of the scale.
fn days(windows: &[Window], scale: Scale, answers: &[&[u64]]) -> Vec<DayCount> {
    let mut days = Vec::new();
    for (window, counts) in windows.iter().zip(answers) {
        let counted = ScoreCounts::of_whole_points(scale, counts);
        for (number, answers) in counts.iter().enumerate() {
            let value = scale.min + 100 * number as i64;
            days.push(DayCount {
                day: window.first + (window.last - window.first) / 2,
                scale: counted.scale(),
                value,
                answers: *answers,
            });
        }
    }
    days.retain(|day| day.answers > 0);
    days
}

/// So many detractors, passives and promoters.
fn nps(bad: u64, passive: u64, good: u64) -> [u64; 11] {
    let mut counts = [0; 11];
    (counts[3], counts[8], counts[10]) = (bad, passive, good);
    counts
}

struct Sample {
    name: &'static str,
    department: Option<&'static str>,
    metric: Metric,
    scale: Scale,
    windows: Windows,
    unit: Unit,
    answers: Vec<Vec<u64>>,
    events: Vec<(&'static str, String)>,
}

impl Sample {
    fn chart(&self, words: Words) -> Chart {
        let policy = VerdictPolicy::default();
        let windows = window::trend(self.windows.current.last, 12, self.unit).unwrap();
        let answers: Vec<&[u64]> = self.answers.iter().map(Vec::as_slice).collect();
        let days = days(&windows, self.scale, &answers);
        let standing = standing(self.metric, &days, self.windows, &policy).unwrap();
        let points = trend(self.metric, self.scale, &days, &windows, &policy);
        let events: Vec<Event> = self
            .events
            .iter()
            .map(|(on, name)| Event {
                on: date(on),
                name: name.clone(),
            })
            .collect();
        chart(
            words,
            &Trend {
                department: self.department,
                standing: &standing,
                points: &points,
                unit: self.unit,
                events: &events,
            },
        )
    }
}

fn last(unit: Unit) -> Windows {
    Period::Last(unit).windows(date("2026-11-24")).unwrap()
}

fn samples() -> Vec<Sample> {
    let weeks = [
        (30, 40, 90),
        (28, 44, 96),
        (33, 39, 88),
        (25, 41, 102),
        (35, 44, 91),
        (29, 38, 97),
        (31, 45, 89),
        (34, 36, 99),
        (27, 42, 104),
        (30, 40, 95),
        (31, 39, 93),
        (72, 41, 60),
    ];
    let gaps = [
        (1, 2, 3),
        (4, 5, 12),
        (3, 9, 14),
        (2, 1, 1),
        (12, 20, 31),
        (9, 18, 40),
        (0, 0, 0),
        (6, 3, 9),
        (11, 17, 38),
        (14, 30, 60),
        (10, 22, 44),
        (3, 4, 8),
    ];
    let rows = |rows: &[(u64, u64, u64)]| -> Vec<Vec<u64>> {
        rows.iter()
            .map(|(bad, passive, good)| nps(*bad, *passive, *good).to_vec())
            .collect()
    };
    let mut few = rows(&[(0, 0, 0); 12]);
    few[10] = nps(2, 3, 7).to_vec();
    few[11] = nps(3, 4, 6).to_vec();
    let mut none = rows(&[(0, 0, 1); 12]);
    none[11] = nps(1, 2, 3).to_vec();
    let many =
        (0..12).map(|month| nps(180_000 + month * 900, 210_000, 402_000 - month * 700).to_vec());
    let events = vec![
        ("2026-09-23", "New billing system".to_owned()),
        (
            "2026-11-02",
            "Reminder mails are sent a week later".to_owned(),
        ),
    ];
    let crowd = (1..=7)
        .map(|day| {
            (
                [
                    "2026-10-05",
                    "2026-10-06",
                    "2026-10-07",
                    "2026-10-08",
                    "2026-10-20",
                    "2026-10-21",
                    "2020-01-01",
                ][day - 1],
                format!("{day} {HOSTILE}"),
            )
        })
        .collect();
    vec![
        Sample {
            name: "weeks",
            department: Some("Finance"),
            metric: Metric::Nps,
            scale: Scale::NPS,
            windows: last(Unit::Week),
            unit: Unit::Week,
            answers: rows(&weeks),
            events,
        },
        Sample {
            name: "gaps",
            department: Some("Klantenservice"),
            metric: Metric::Nps,
            scale: Scale::NPS,
            windows: last(Unit::Month),
            unit: Unit::Month,
            answers: rows(&gaps),
            events: vec![("2026-04-08", "Nieuwe website".to_owned())],
        },
        Sample {
            name: "hostile",
            department: Some(HOSTILE),
            metric: Metric::Nps,
            scale: Scale::NPS,
            windows: last(Unit::Week),
            unit: Unit::Week,
            answers: rows(&weeks),
            events: crowd,
        },
        Sample {
            name: "long",
            department: Some(LONG),
            metric: Metric::Csat,
            scale: Scale::FIVE,
            windows: Period::Rolling(12, Unit::Month)
                .windows(date("2026-11-24"))
                .unwrap(),
            unit: Unit::Quarter,
            answers: (0..12)
                .map(|step| vec![2, 3, 4 + step, 30, 50 + step % 3])
                .collect(),
            events: vec![("2026-01-05", LONG.to_owned())],
        },
        Sample {
            name: "few",
            department: Some("HR"),
            metric: Metric::Nps,
            scale: Scale::NPS,
            windows: last(Unit::Month),
            unit: Unit::Month,
            answers: few,
            events: vec![],
        },
        Sample {
            name: "none",
            department: Some("HR"),
            metric: Metric::Nps,
            scale: Scale::NPS,
            windows: last(Unit::Month),
            unit: Unit::Month,
            answers: none,
            events: vec![],
        },
        Sample {
            name: "many",
            department: None,
            metric: Metric::Nps,
            scale: Scale::NPS,
            windows: last(Unit::Month),
            unit: Unit::Month,
            answers: many.collect(),
            events: vec![],
        },
        Sample {
            name: "low-is-good",
            department: Some("Operations"),
            metric: Metric::Ces(CesDefinition::Mean),
            scale: Scale {
                low_is_good: true,
                ..Scale::FIVE
            },
            windows: last(Unit::Month),
            unit: Unit::Month,
            answers: (0..12)
                .map(|step| vec![20, 14, 9, 5 + step % 4, 2])
                .collect(),
            events: vec![],
        },
    ]
}

#[test]
fn every_chart_looks_as_it_did() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let folder = std::env::var_os("KLANTSTEM_CHARTS");
    settings.bind(|| {
        for sample in samples() {
            for language in LANGUAGES {
                let chart = sample.chart(Words::of(language));
                let scene = scene(&chart);
                let name = format!("chart-{}-{}", sample.name, language.code());
                insta::assert_snapshot!(name.clone(), format!("{}\n{}", chart.spoken, svg(&scene)));
                let bytes = png(&scene).unwrap();
                assert!(bytes.len() < 200_000, "{name}: {} bytes", bytes.len());
                if let Some(folder) = &folder {
                    std::fs::write(std::path::Path::new(folder).join(name + ".png"), bytes)
                        .unwrap();
                }
            }
        }
    });
}

#[test]
fn a_chart_that_was_stored_gives_the_same_picture() {
    for sample in samples() {
        let chart = sample.chart(Words::of(crate::platform::config::Language::Nl));
        let stored = serde_json::to_string(&chart).unwrap();
        assert!(stored.len() < 8_000, "{} bytes", stored.len());
        assert_eq!(serde_json::from_str::<Chart>(&stored).unwrap(), chart);
    }
}

#[test]
fn what_a_chart_shows_can_all_be_read() {
    let all = samples();
    let spoken = all[1]
        .chart(Words::of(crate::platform::config::Language::Nl))
        .spoken;
    assert!(
        spoken.contains("november 2025: 6 antwoorden, te weinig voor een cijfer."),
        "{spoken}"
    );
    assert!(
        spoken.contains("Gemarkeerd: 8 apr 2026: Nieuwe website."),
        "{spoken}"
    );
    for sample in &all {
        for language in LANGUAGES {
            let chart = sample.chart(Words::of(language));
            assert!(text::length(&chart.spoken) <= 2_000);
            assert!(!chart.spoken.contains('\u{202e}') && !chart.spoken.contains('\n'));
        }
    }
}
