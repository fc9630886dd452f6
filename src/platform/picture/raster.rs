//! Draws a scene: two pixels to a point, opaque, as PNG.

use anyhow::Context as _;
use tiny_skia::{
    Color, FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Stroke, StrokeDash,
    Transform,
};

use super::font::{self, Pen};
use super::{Align, Colour, Place, Scene, Shape};

/// Pixels to a point, for screens with a fine grain.
const PIXELS: f32 = 2.0;
/// The largest width and height in points.
const LARGEST: f32 = 2_000.0;

/// The picture as the bytes of a PNG file. Takes some milliseconds of one core.
///
/// # Errors
/// Where the scene has no size or one that no chart has.
pub fn png(scene: &Scene) -> anyhow::Result<Vec<u8>> {
    let size = |points: f32| {
        anyhow::ensure!(
            (1.0..=LARGEST).contains(&points),
            "a picture of {points} points can not be drawn"
        );
        Ok((points * PIXELS).round() as u32)
    };
    let mut pixels = Pixmap::new(size(scene.width)?, size(scene.height)?)
        .context("there is no room for a picture")?;
    pixels.fill(colour(scene.background));
    for shape in &scene.shapes {
        draw(shape, &mut pixels);
    }
    Ok(pixels.encode_png()?)
}

fn draw(shape: &Shape, pixels: &mut Pixmap) {
    match shape {
        Shape::Area {
            corners,
            colour: fill_colour,
        } => {
            let mut path = polyline(corners);
            path.close();
            fill(path.finish(), *fill_colour, pixels);
        }
        Shape::Line {
            through,
            colour,
            width,
            dash,
        } => {
            let dash = dash.and_then(|(on, off)| StrokeDash::new(vec![on, off], 0.0));
            stroke(polyline(through).finish(), *colour, *width, dash, pixels);
        }
        Shape::Disc {
            at,
            radius,
            colour,
            outline,
            width,
        } => {
            let disc = PathBuilder::from_circle(at.0, at.1, *radius);
            fill(disc.clone(), *colour, pixels);
            stroke(disc, *outline, *width, None, pixels);
        }
        Shape::Text {
            at,
            align,
            words,
            set,
        } => {
            let width = font::width(words, set.size, set.is_bold);
            let before = match align {
                Align::Start => 0.0,
                Align::Middle => width / 2.0,
                Align::End => width,
            };
            let mut letters = Letters(PathBuilder::new());
            let from = (at.0 - before, at.1);
            font::outline(words, set.size, set.is_bold, from, &mut letters);
            fill(letters.0.finish(), set.colour, pixels);
        }
    }
}

fn polyline(places: &[Place]) -> PathBuilder {
    let mut path = PathBuilder::new();
    for (number, (x, y)) in places.iter().enumerate() {
        if number == 0 {
            path.move_to(*x, *y);
        } else {
            path.line_to(*x, *y);
        }
    }
    path
}

fn colour(colour: Colour) -> Color {
    Color::from_rgba8(colour.red, colour.green, colour.blue, u8::MAX)
}

fn paint(paint_colour: Colour) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color(colour(paint_colour));
    paint.anti_alias = true;
    paint
}

/// A path of nothing, or of one place alone, is none.
fn fill(path: Option<Path>, colour: Colour, pixels: &mut Pixmap) {
    if let Some(path) = path {
        let scale = Transform::from_scale(PIXELS, PIXELS);
        pixels.fill_path(&path, &paint(colour), FillRule::Winding, scale, None);
    }
}

fn stroke(
    path: Option<Path>,
    colour: Colour,
    width: f32,
    dash: Option<StrokeDash>,
    pixels: &mut Pixmap,
) {
    if let Some(path) = path {
        let stroke = Stroke {
            width,
            line_cap: if dash.is_some() {
                LineCap::Butt
            } else {
                LineCap::Round
            },
            line_join: LineJoin::Round,
            dash,
            ..Stroke::default()
        };
        let scale = Transform::from_scale(PIXELS, PIXELS);
        pixels.stroke_path(&path, &paint(colour), &stroke, scale, None);
    }
}

struct Letters(PathBuilder);

impl Pen for Letters {
    fn move_to(&mut self, to: Place) {
        self.0.move_to(to.0, to.1);
    }

    fn line_to(&mut self, to: Place) {
        self.0.line_to(to.0, to.1);
    }

    fn curve_to(&mut self, by: Place, to: Place) {
        self.0.quad_to(by.0, by.1, to.0, to.1);
    }

    fn close(&mut self) {
        self.0.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::picture::Type;

    fn scene() -> Scene {
        let mut scene = Scene::new(60.0, 30.0, Colour::of(0xffffff));
        let set = Type {
            size: 20.0,
            is_bold: true,
            colour: Colour::of(0x0072b2),
        };
        scene.text((30.0, 20.0), Align::Middle, "Ab", set);
        scene.dashes(vec![(0.0, 25.0), (60.0, 25.0)], set.colour, 2.0, (4.0, 4.0));
        scene
    }

    #[test]
    fn a_picture_has_two_pixels_to_a_point_no_hole_and_the_same_bytes_each_time() {
        let bytes = png(&scene()).unwrap();
        assert_eq!(bytes, png(&scene()).unwrap());
        let pixels = Pixmap::decode_png(&bytes).unwrap();
        assert_eq!((pixels.width(), pixels.height()), (120, 60));
        assert!(pixels.pixels().iter().all(|pixel| pixel.alpha() == u8::MAX));
        let blue = pixels.pixels().iter().filter(|pixel| pixel.red() == 0);
        assert!(blue.count() > 200, "letters and dashes are drawn");
    }

    #[test]
    fn a_picture_of_no_size_or_of_nonsense_is_refused() {
        for size in [0.0, -1.0, f32::NAN, f32::INFINITY, 1e9] {
            assert!(png(&Scene::new(size, 10.0, Colour::of(0))).is_err());
        }
        let mut odd = scene();
        odd.line(vec![], Colour::of(0), 1.0);
        odd.line(vec![(f32::NAN, 1.0), (2.0, 2.0)], Colour::of(0), 1.0);
        odd.text(
            (1.0, 1.0),
            Align::End,
            "",
            Type {
                size: 1.0,
                is_bold: false,
                colour: Colour::of(0),
            },
        );
        assert!(png(&odd).is_ok());
    }
}
