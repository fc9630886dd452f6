//! What commands print: to whoever reads it, and to nobody where the reader has gone.

use std::fmt::Arguments;
use std::io::Write as _;

/// Prints a line. A reader that has gone, as in `klantstem manifest | head`, is no fault: what a
/// command was asked to do, it still does.
pub fn line(text: Arguments<'_>) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Prints a line of a command's output, as `println!` does, without breaking when nobody reads it.
macro_rules! say {
    ($($text:tt)*) => {
        $crate::app::output::line(format_args!($($text)*))
    };
}
pub(crate) use say;
