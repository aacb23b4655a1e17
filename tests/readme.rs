//! What the README says of the providers is what the registry has.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test fails by panicking")]

use mekong_pay::domain::Operation;
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
    let readme = include_str!("../README.md");
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
