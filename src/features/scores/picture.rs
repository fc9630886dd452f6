//! The picture of a message: kept as the chart that it shows, painted when the message is delivered.

use anyhow::Context as _;

use super::views::TREND;
use super::views::chart::{Chart, scene};
use crate::platform::outbox::pictures::NewPicture;
use crate::platform::picture::png;

/// What is kept of a chart beside its message, until it is painted.
///
/// # Errors
/// Never for a chart that we made.
pub fn kept(chart: &Chart) -> anyhow::Result<NewPicture> {
    Ok(NewPicture {
        block_id: TREND.to_owned(),
        drawing: serde_json::to_string(chart)?,
        alt_text: chart.spoken.clone(),
    })
}

/// Paints what was kept: the bytes of a PNG file.
///
/// # Errors
/// Where it is no chart.
pub fn paint(drawing: &str) -> anyhow::Result<Vec<u8>> {
    let chart: Chart = serde_json::from_str(drawing).context("the picture is no chart")?;
    png(&scene(&chart))
}
