//! A scene as SVG, for snapshots: what is drawn, as a person can read it.

use std::fmt::Write as _;

use super::{Align, Colour, Place, Scene, Shape};

/// The scene as the text of an SVG file.
pub(crate) fn svg(scene: &Scene) -> String {
    let (width, height) = (scene.width, scene.height);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"Roboto\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>\n",
        hex(scene.background)
    );
    for shape in &scene.shapes {
        let _ = writeln!(out, "{}", element(shape));
    }
    out.push_str("</svg>\n");
    out
}

fn element(shape: &Shape) -> String {
    match shape {
        Shape::Area { corners, colour } => {
            format!(
                "<polygon points=\"{}\" fill=\"{}\"/>",
                places(corners),
                hex(*colour)
            )
        }
        Shape::Line {
            through,
            colour,
            width,
            dash,
        } => {
            let dash = dash.map_or(String::new(), |(on, off)| {
                format!(" stroke-dasharray=\"{on} {off}\"")
            });
            format!(
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{width}\"{dash}/>",
                places(through),
                hex(*colour)
            )
        }
        Shape::Disc {
            at,
            radius,
            colour,
            outline,
            width,
        } => format!(
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius}\" fill=\"{}\" stroke=\"{}\" stroke-width=\"{width}\"/>",
            at.0,
            at.1,
            hex(*colour),
            hex(*outline)
        ),
        Shape::Text {
            at,
            align,
            words,
            set,
        } => {
            let anchor = match align {
                Align::Start => "start",
                Align::Middle => "middle",
                Align::End => "end",
            };
            let weight = if set.is_bold {
                " font-weight=\"bold\""
            } else {
                ""
            };
            format!(
                "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\" font-size=\"{}\"{weight} fill=\"{}\">{}</text>",
                at.0,
                at.1,
                set.size,
                hex(set.colour),
                html_escape::encode_text(words)
            )
        }
    }
}

fn places(places: &[Place]) -> String {
    let places = places.iter().map(|(x, y)| format!("{x:.1},{y:.1}"));
    places.collect::<Vec<_>>().join(" ")
}

fn hex(colour: Colour) -> String {
    format!("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue)
}
