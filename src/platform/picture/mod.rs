//! Pictures: shapes and words at places, and the one function that makes a PNG of them.
//!
//! What is drawn is a value ([`Scene`]); who decides what to draw never touches a pixel. Sizes are in
//! points, of which each becomes two pixels. Words are set in a font of our own, so that a picture has
//! the same bytes on every machine.

pub mod font;
mod raster;
#[cfg(test)]
pub(crate) mod svg;

pub use raster::png;

/// Where something is: points from the left and from the top.
pub type Place = (f32, f32);

/// An opaque colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    /// 0 to 255.
    pub red: u8,
    /// 0 to 255.
    pub green: u8,
    /// 0 to 255.
    pub blue: u8,
}

impl Colour {
    /// As a web page writes it: `0x0072b2`.
    pub const fn of(hex: u32) -> Self {
        Self {
            red: (hex >> 16) as u8,
            green: (hex >> 8) as u8,
            blue: hex as u8,
        }
    }
}

/// To which side of its place a text runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// From its place to the right.
    Start,
    /// To both sides.
    Middle,
    /// Up to its place.
    End,
}

/// How words look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Type {
    /// The height of the font.
    pub size: f32,
    /// Whether it is bold.
    pub is_bold: bool,
    /// Its colour.
    pub colour: Colour,
}

/// Something that is drawn. What comes later covers what came before.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A filled area.
    Area {
        /// Its corners.
        corners: Vec<Place>,
        /// Its colour.
        colour: Colour,
    },
    /// A line through places.
    Line {
        /// The places.
        through: Vec<Place>,
        /// Its colour.
        colour: Colour,
        /// How wide it is.
        width: f32,
        /// Lengths of dashes and of the gaps between them; none for an unbroken line.
        dash: Option<(f32, f32)>,
    },
    /// A disc with an outline of its own.
    Disc {
        /// Its centre.
        at: Place,
        /// Up to the middle of its outline.
        radius: f32,
        /// The colour inside.
        colour: Colour,
        /// The colour of the outline.
        outline: Colour,
        /// How wide the outline is.
        width: f32,
    },
    /// A line of text.
    Text {
        /// Where its base line begins, is halved, or ends.
        at: Place,
        /// To which side it runs.
        align: Align,
        /// What it says.
        words: String,
        /// How it looks.
        set: Type,
    },
}

/// A picture before it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Its width in points.
    pub width: f32,
    /// Its height in points.
    pub height: f32,
    /// What covers all of it, below everything.
    pub background: Colour,
    /// What is drawn, from the bottom up.
    pub shapes: Vec<Shape>,
}

impl Scene {
    /// An empty picture.
    pub fn new(width: f32, height: f32, background: Colour) -> Self {
        Self {
            width,
            height,
            background,
            shapes: Vec::new(),
        }
    }

    /// Draws a line.
    pub fn line(&mut self, through: Vec<Place>, colour: Colour, width: f32) {
        self.shapes.push(Shape::Line {
            through,
            colour,
            width,
            dash: None,
        });
    }

    /// Draws a line of dashes.
    pub fn dashes(&mut self, through: Vec<Place>, colour: Colour, width: f32, dash: (f32, f32)) {
        self.shapes.push(Shape::Line {
            through,
            colour,
            width,
            dash: Some(dash),
        });
    }

    /// Writes a line of text.
    pub fn text(&mut self, at: Place, align: Align, words: impl Into<String>, set: Type) {
        self.shapes.push(Shape::Text {
            at,
            align,
            words: words.into(),
            set,
        });
    }
}
