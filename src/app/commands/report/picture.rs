//! The picture of `klantstem report --format png`: the same that Slack gets.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use anyhow::{Context as _, bail};

use crate::app::App;
use crate::features::scores::ask;
use crate::features::scores::rules::standing::{Standing, TrendPoint};
use crate::features::scores::views::chart::scene;
use crate::platform::picture::png;

/// Writes the picture to the file, or without one to the standard output, if nobody reads that.
pub(super) fn write(
    app: &App,
    department: &str,
    standing: &Standing,
    trend: &[TrendPoint],
    file: Option<&Path>,
) -> anyhow::Result<()> {
    let department = (!department.is_empty()).then_some(department);
    let language = app.ctx.config.workspace.language;
    let chart = ask::chart_of(&app.ctx, language, department, standing, trend);
    let bytes = png(&scene(&chart))?;
    let mut out = std::io::stdout();
    match file {
        Some(file) => std::fs::write(file, bytes)
            .with_context(|| format!("the picture can not be written to {}", file.display())),
        None if out.is_terminal() => {
            bail!("a terminal can not show a picture; name a file with --output FILE")
        }
        None => {
            out.write_all(&bytes)?;
            Ok(out.flush()?)
        }
    }
}
