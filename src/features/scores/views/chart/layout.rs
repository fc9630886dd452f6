//! Where everything on a chart stands, how large and in which colour.
//!
//! A phone shows the picture at little more than half its size, so nothing is set smaller than 15
//! points. Nothing is told by colour alone: few answers make a hollow point and a dashed line, marks
//! have letters. The colours are of Okabe and Ito, "Color Universal Design", 2008, darker where they
//! carry words. The background is opaque, so that Slack's dark theme does not shine through.

use super::{Chart, Marked, Shown};
use crate::platform::picture::font::{fitting, width, writable};
use crate::platform::picture::{Align, Colour, Place, Scene, Shape, Type};

const WIDTH: f32 = 600.0;
const MARGIN: f32 = 20.0;
/// Left of the first window: the values of the lines.
const LEFT: f32 = 64.0;
/// Right of the last window: the newest number.
const RIGHT: f32 = 58.0;
const PLOT: f32 = 196.0;
/// From one line of words to the next.
const LEADING: f32 = 21.0;
const RADIUS: f32 = 5.5;
/// Half of the width of an interval that stands alone.
const ALONE: f32 = 9.0;
const BADGE: f32 = 10.5;

const PAPER: Colour = Colour::of(0xff_ff_ff);
const FRAME: Colour = Colour::of(0xc9_ce_d3);
const INK: Colour = Colour::of(0x1d_1c_1d);
const SOFT_INK: Colour = Colour::of(0x4a_4d_50);
const LINES: Colour = Colour::of(0xd9_dd_e1);
const ZERO: Colour = Colour::of(0x80_85_8a);
const BLUE: Colour = Colour::of(0x00_65_a0);
const BAND: Colour = Colour::of(0xcf_e5_f4);
const BAND_EDGE: Colour = Colour::of(0x86_b9_dc);
const RUST: Colour = Colour::of(0xa8_40_00);

const TITLE: Type = set(23.0, true, INK);
const SMALL: Type = set(16.0, false, SOFT_INK);
const LABEL: Type = set(16.0, false, INK);
const ANSWERS: Type = set(15.0, false, SOFT_INK);
const NEWEST: Type = set(20.0, true, INK);
const LETTER: Type = set(15.0, true, PAPER);

const fn set(size: f32, is_bold: bool, colour: Colour) -> Type {
    Type {
        size,
        is_bold,
        colour,
    }
}

/// The picture of a chart.
pub fn scene(chart: &Chart) -> Scene {
    let mut scene = Scene::new(WIDTH, 0.0, PAPER);
    let mut y = 36.0;
    line_of(
        &mut scene,
        (MARGIN, y),
        &chart.title,
        TITLE,
        WIDTH - 2.0 * MARGIN,
    );
    y += 24.0;
    line_of(
        &mut scene,
        (MARGIN, y),
        &chart.period,
        SMALL,
        WIDTH - 2.0 * MARGIN,
    );
    y = key(&mut scene, chart, y + 25.0);
    let plot = Plot {
        top: y + 22.0 + rows_of_badges(chart) * 2.0 * (BADGE + 1.0),
        slot: (WIDTH - LEFT - RIGHT) / chart.points.len().max(1) as f32,
    };
    plot.intervals(&mut scene, chart);
    plot.lines(&mut scene, chart);
    plot.marks(&mut scene, chart);
    plot.trend(&mut scene, chart);
    y = plot.windows(&mut scene, chart) + 5.0;
    for mark in &chart.marks {
        y += LEADING + 2.0;
        badge(&mut scene, (MARGIN + BADGE, y - 5.0), mark.letter);
        let at = (MARGIN + 2.0 * BADGE + 8.0, y);
        line_of(&mut scene, at, &mark.words, LABEL, WIDTH - MARGIN - at.0);
    }
    scene.height = (y + 16.0).ceil();
    frame(&mut scene);
    scene
}

fn line_of(scene: &mut Scene, at: Place, words: &str, set: Type, most: f32) {
    let words = fitting(&writable(words), set.size, set.is_bold, most);
    scene.text(at, Align::Start, words, set);
}

fn frame(scene: &mut Scene) {
    let (right, bottom) = (scene.width - 0.5, scene.height - 0.5);
    let corners = vec![
        (0.5, 0.5),
        (right, 0.5),
        (right, bottom),
        (0.5, bottom),
        (0.5, 0.5),
    ];
    scene.line(corners, FRAME, 1.0);
}

/// Draws a sign of the key.
type Sign = fn(&mut Scene, Place);

/// The signs and what they mean, in as many rows as they need; returns the base line of the last.
fn key(scene: &mut Scene, chart: &Chart, first: f32) -> f32 {
    const SIGN: f32 = 22.0;
    const GAP: f32 = 18.0;
    let key = &chart.key;
    let (mut x, mut y) = (MARGIN, first);
    let signs: [(&Option<String>, Sign); 4] = [
        (&key.normal, |scene, (x, y)| {
            point(scene, (x + 7.0, y), false)
        }),
        (&key.indicative, |scene, (x, y)| {
            point(scene, (x + 7.0, y), true)
        }),
        (&key.interval, |scene, (x, y)| {
            band(
                scene,
                &[(x, y - 7.0, y + 7.0), (x + 15.0, y - 7.0, y + 7.0)],
            );
        }),
        (&key.gap, |scene, (x, y)| {
            scene.line(vec![(x + 2.0, y), (x + 13.0, y)], SOFT_INK, 2.0);
        }),
    ];
    for (words, sign) in signs {
        let Some(words) = words else { continue };
        let wide = SIGN + width(words, SMALL.size, SMALL.is_bold);
        if x > MARGIN && x + wide > WIDTH - MARGIN {
            x = MARGIN;
            y += LEADING + 1.0;
        }
        sign(scene, (x, y - 5.5));
        scene.text((x + SIGN, y), Align::Start, words.as_str(), SMALL);
        x += wide + GAP;
    }
    y
}

fn point(scene: &mut Scene, at: Place, is_indicative: bool) {
    scene.shapes.push(Shape::Disc {
        at,
        radius: RADIUS,
        colour: if is_indicative { PAPER } else { BLUE },
        outline: BLUE,
        width: 2.5,
    });
}

fn badge(scene: &mut Scene, at: Place, letter: char) {
    scene.shapes.push(Shape::Disc {
        at,
        radius: BADGE,
        colour: RUST,
        outline: PAPER,
        width: 1.5,
    });
    scene.text(
        (at.0, at.1 + 5.5),
        Align::Middle,
        letter.to_string(),
        LETTER,
    );
}

/// A band through places `(x, top, bottom)`.
fn band(scene: &mut Scene, places: &[(f32, f32, f32)]) {
    let top: Vec<Place> = places.iter().map(|(x, top, _)| (*x, *top)).collect();
    let bottom: Vec<Place> = places.iter().map(|(x, _, bottom)| (*x, *bottom)).collect();
    scene.shapes.push(Shape::Area {
        corners: top.iter().chain(bottom.iter().rev()).copied().collect(),
        colour: BAND,
    });
    scene.line(top, BAND_EDGE, 1.0);
    scene.line(bottom, BAND_EDGE, 1.0);
}

/// In which row the badge of each mark stands, so that none covers another.
fn rows(chart: &Chart, slot: f32) -> Vec<usize> {
    let mut ends: Vec<f32> = Vec::new();
    chart
        .marks
        .iter()
        .map(|mark| {
            let x = mark.at as f32 * slot;
            let free = ends.iter().position(|end| *end <= x).unwrap_or(ends.len());
            if free == ends.len() {
                ends.push(0.0);
            }
            ends[free] = x + 2.0 * BADGE + 2.0;
            free
        })
        .collect()
}

fn rows_of_badges(chart: &Chart) -> f32 {
    let slot = (WIDTH - LEFT - RIGHT) / chart.points.len().max(1) as f32;
    let highest = rows(chart, slot).into_iter().max();
    highest.map_or(0.0, |highest| highest as f32 + 1.0)
}

/// The part between the axes.
struct Plot {
    top: f32,
    slot: f32,
}

impl Plot {
    fn bottom(&self) -> f32 {
        self.top + PLOT
    }

    /// The middle of a window.
    fn x(&self, number: usize) -> f32 {
        LEFT + (number as f32 + 0.5) * self.slot
    }

    fn y(&self, height: f64) -> f32 {
        self.bottom() - height as f32 * PLOT
    }

    /// Windows with a number that follow each other: each run with the number of its first window.
    fn runs(chart: &Chart) -> Vec<Vec<(usize, &Shown)>> {
        let mut runs = vec![Vec::new()];
        for (number, point) in chart.points.iter().enumerate() {
            match (&point.number, runs.last_mut()) {
                (Some(shown), Some(run)) => run.push((number, shown)),
                _ => runs.push(Vec::new()),
            }
        }
        runs
    }

    fn intervals(&self, scene: &mut Scene, chart: &Chart) {
        for run in Self::runs(chart) {
            let mut places: Vec<(f32, f32, f32)> = run
                .iter()
                .filter_map(|(number, shown)| {
                    let (low, high) = shown.interval?;
                    Some((self.x(*number), self.y(high), self.y(low)))
                })
                .collect();
            if let [(x, top, bottom)] = places[..] {
                places = vec![(x - ALONE, top, bottom), (x + ALONE, top, bottom)];
            }
            if !places.is_empty() {
                band(scene, &places);
            }
        }
    }

    fn lines(&self, scene: &mut Scene, chart: &Chart) {
        for (height, value) in &chart.lines {
            let y = self.y(*height);
            scene.line(vec![(LEFT, y), (WIDTH - RIGHT, y)], LINES, 1.0);
            scene.text((LEFT - 9.0, y + 5.5), Align::End, value.as_str(), LABEL);
        }
        if let Some(zero) = chart.zero {
            let y = self.y(zero);
            scene.line(vec![(LEFT, y), (WIDTH - RIGHT, y)], ZERO, 1.5);
        }
    }

    fn marks(&self, scene: &mut Scene, chart: &Chart) {
        let rows = rows(chart, self.slot);
        let place = |mark: &Marked, row: usize| {
            let x = LEFT + mark.at as f32 * self.slot;
            (x, self.top - BADGE - 3.0 - row as f32 * 2.0 * (BADGE + 1.0))
        };
        for (mark, row) in chart.marks.iter().zip(&rows) {
            let (x, y) = place(mark, *row);
            scene.dashes(vec![(x, y), (x, self.bottom())], RUST, 2.0, (2.5, 3.5));
        }
        for (mark, row) in chart.marks.iter().zip(&rows) {
            badge(scene, place(mark, *row), mark.letter);
        }
    }

    fn trend(&self, scene: &mut Scene, chart: &Chart) {
        let runs = Self::runs(chart);
        let place = |(number, shown): &(usize, &Shown)| (self.x(*number), self.y(shown.height));
        for pair in runs.iter().flat_map(|run| run.windows(2)) {
            let through = pair.iter().map(place).collect();
            if pair.iter().any(|(_, shown)| shown.is_indicative) {
                scene.dashes(through, BLUE, 2.5, (7.0, 5.0));
            } else {
                scene.line(through, BLUE, 3.0);
            }
        }
        for shown in runs.iter().flatten() {
            point(scene, place(shown), shown.1.is_indicative);
        }
        if let Some(newest) = runs.iter().flatten().next_back() {
            let (x, y) = place(newest);
            let words = newest.1.words.as_str();
            if newest.0 + 1 == chart.points.len() {
                scene.text((x + 11.0, y + 7.0), Align::Start, words, NEWEST);
            } else {
                let above = if y - self.top > 30.0 {
                    y - 13.0
                } else {
                    y + 27.0
                };
                scene.text((x, above), Align::Middle, words, NEWEST);
            }
        }
    }

    /// What stands below the plot: the windows, what they are part of, and their answers. Returns the
    /// base line of the last row.
    fn windows(&self, scene: &mut Scene, chart: &Chart) -> f32 {
        let first = self.bottom() + 22.0;
        let (second, third) = (first + LEADING - 1.0, first + 2.0 * LEADING + 3.0);
        let right = WIDTH - RIGHT;
        scene.line(
            vec![(LEFT, self.bottom()), (right, self.bottom())],
            ZERO,
            1.5,
        );
        scene.line(
            vec![(MARGIN, second + 7.0), (right, second + 7.0)],
            LINES,
            1.0,
        );
        scene.text((LEFT - 9.0, third), Align::End, "n", ANSWERS);
        for (number, point) in chart.points.iter().enumerate() {
            let x = self.x(number);
            let has_number = point.number.is_some();
            let set = if has_number { LABEL } else { ANSWERS };
            scene.text((x, first), Align::Middle, point.name.as_str(), set);
            if let Some(part_of) = &point.part_of {
                scene.text((x, second), Align::Middle, part_of.as_str(), SMALL);
            }
            scene.text((x, third), Align::Middle, point.answers.as_str(), ANSWERS);
            if !has_number {
                let y = self.bottom() - 7.0;
                scene.line(vec![(x - 5.5, y), (x + 5.5, y)], SOFT_INK, 2.0);
            }
        }
        third
    }
}
