//! Rows in columns, two spaces apart, nothing wrapped and nothing cut. What goes in must have been made safe.

use comfy_table::{ContentArrangement, ContentLineStyle, LineStyle, Table, presets};

/// The spaces between two columns: one is padding, the other is the line that is not drawn.
pub(super) const BETWEEN: usize = 2;

/// The lines of a grid, below a ruled heading where there is one.
pub(in crate::render) fn lay_out<const N: usize>(
    heading: Option<[&str; N]>,
    rows: impl IntoIterator<Item = [String; N]>,
    ascii: bool,
) -> Vec<String> {
    let rule = if ascii { '-' } else { '─' };
    let blank = ContentLineStyle::none().junction(' ');
    let mut table = Table::new();
    table
        .load_style(
            presets::NOTHING
                .header_lines(blank)
                .content_lines(blank)
                .header_separator(LineStyle::none().fill(rule).junction(rule)),
        )
        .set_content_arrangement(ContentArrangement::Disabled)
        .add_rows(rows);
    if let Some(heading) = heading {
        table.set_header(heading.to_vec());
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 1));
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect()
}
