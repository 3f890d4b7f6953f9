//! Numbers as people read them, and a table with aligned columns.

/// `111 111 B` for exact byte counts.
pub fn bytes(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out + " B"
}

/// Pads every column to its widest cell. The first row is the head.
pub fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            rows.iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut out = String::new();
    for (index, row) in rows.iter().enumerate() {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width + 2 - cell.chars().count()));
        }
        out.push_str(line.trim_end());
        out.push('\n');
        if index == 0 {
            let rule: usize = widths.iter().map(|width| width + 2).sum();
            out.extend(std::iter::repeat_n('-', rule.saturating_sub(2)));
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_grouped_by_three() {
        assert_eq!(bytes(7), "7 B");
        assert_eq!(bytes(1_234), "1 234 B");
        assert_eq!(bytes(150_000), "150 000 B");
    }

    #[test]
    fn columns_line_up() {
        let rows = [["what", "n"], ["a", "12"]].map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(table(&rows), "what  n\n--------\na     12\n");
    }
}
