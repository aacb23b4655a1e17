//! What the README says of the providers is what the registry has.

use mekong_pay::domain::Operation;
use mekong_pay::domain::event::KINDS;
use mekong_pay::domain::review::ReviewReason;
use mekong_pay::providers::REGISTRY;

/// The table's columns, and the operations that they are of. A refund is no operation of its own.
const COLUMNS: [(&str, Operation); 4] = [
    ("`charge`", Operation::Charge),
    ("`renewal`", Operation::Renewal),
    ("`payment`", Operation::Payment),
    ("`topup`", Operation::Topup),
];

fn cells(row: &str) -> Vec<&str> {
    row.trim_matches('|').split('|').map(str::trim).collect()
}

#[test]
fn the_table_of_providers_is_the_registry() {
    let readme = include_str!("../../README.md");
    let mut lines = readme.lines().skip_while(|line| !line.starts_with("| Provider |"));
    let columns = cells(lines.next().expect("the table is there"));
    assert_eq!(columns[1..5], COLUMNS.map(|(name, _)| name));
    let rows: Vec<Vec<&str>> = lines.skip(1).take_while(|line| line.starts_with('|')).map(cells).collect();
    assert_eq!(rows.len(), REGISTRY.len(), "a provider is missing, or one too many");
    for (row, provider) in rows.iter().zip(REGISTRY) {
        let id = provider.id();
        assert_eq!(row[0], format!("[`{id}`](src/providers/{id}/README.md) {}", provider.name()));
        for (cell, (name, operation)) in row[1..5].iter().zip(COLUMNS) {
            let expected = if provider.operations().contains(&operation) { "●" } else { "" };
            assert_eq!(*cell, expected, "{id}: {name}");
        }
    }
}

#[test]
fn every_operation_has_a_column() {
    for operation in REGISTRY.iter().flat_map(|provider| provider.operations()) {
        assert!(COLUMNS.iter().any(|(_, known)| known == operation), "{operation:?}");
    }
}

/// Kinds in a cell: `a.b`, `.c` is `a.b` and `a.c`.
fn kinds(cell: &str) -> Vec<String> {
    let mut about = String::new();
    let kind = |name: &str| match name.strip_prefix('.') {
        Some(rest) => format!("{about}.{rest}"),
        None => {
            name.split('.').next().unwrap_or_default().clone_into(&mut about);
            name.to_owned()
        }
    };
    cell.split(", ").map(|name| name.trim_matches('`')).map(kind).collect()
}

#[test]
fn the_table_of_events_has_every_kind() {
    let readme = include_str!("../../README.md");
    let lines = readme.lines().skip_while(|line| !line.starts_with("| `type` | `data` has |"));
    let rows = lines.skip(2).take_while(|line| line.starts_with('|')).map(cells);
    let named: Vec<String> = rows.flat_map(|row| kinds(row[0])).collect();
    assert_eq!(named, KINDS);
}

/// The variants of the enum, as its source lists them.
fn reasons() -> Vec<String> {
    let source = include_str!("../../src/domain/review.rs");
    let body =
        source.split("pub enum ReviewReason {").nth(1).and_then(|rest| rest.split('}').next()).expect("the enum");
    let lines = body.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('/'));
    lines.map(|line| line.trim_end_matches(',').to_owned()).collect()
}

#[test]
fn each_reason_for_a_review_has_its_advice() {
    let readme = include_str!("../../README.md");
    let lines = readme.lines().skip_while(|line| !line.starts_with("| `review.reasons` |"));
    let rows: Vec<Vec<&str>> = lines.skip(2).take_while(|line| line.starts_with('|')).map(cells).collect();
    let named: Vec<ReviewReason> =
        rows.iter().map(|row| serde_json::from_str(&row[0].replace('`', "\"")).expect("a reason")).collect();
    let names: Vec<String> = named.iter().map(|reason| format!("{reason:?}")).collect();
    assert_eq!(names, reasons(), "README has a row for each reason, in the source's order");
    for (row, reason) in rows.iter().zip(named) {
        assert_eq!(row[2], reason.advice(), "{reason:?}");
    }
}
