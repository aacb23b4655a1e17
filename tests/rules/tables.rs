//! The tables in documents have what the source has: providers, states, events, reviews, causes, routes, metrics,
//! secrets, limits. Codes of problems are compared in `tests/api/openapi.rs`, where the list of them is.

use std::collections::BTreeSet;

use crate::support::documents::{Document, cells, document, root};
use crate::support::source::all;
use mekong_pay::domain::budget::{GUESSES, PAGE_TEXTS, RECHECK_BUDGET, TEXTS};
use mekong_pay::domain::circuit::Cause;
use mekong_pay::domain::event::KINDS;
use mekong_pay::domain::review::ReviewReason;
use mekong_pay::domain::{Operation, State};
use mekong_pay::providers::REGISTRY;
use serde::de::DeserializeOwned;

/// The table's columns, and the operations that they are of. A refund is no operation of its own.
const COLUMNS: [(&str, Operation); 4] = [
    ("`charge`", Operation::Charge),
    ("`renewal`", Operation::Renewal),
    ("`payment`", Operation::Payment),
    ("`topup`", Operation::Topup),
];

#[test]
fn the_table_of_providers_is_the_registry() {
    let readme = document("README.md");
    let columns = readme.text.lines().find(|line| line.starts_with("| Provider |")).map(cells).unwrap();
    assert_eq!(columns[1..5], COLUMNS.map(|(name, _)| name));
    let rows = readme.table("| Provider |");
    assert_eq!(rows.len(), REGISTRY.len(), "README.md: a row of the table for each of REGISTRY, and no other");
    for (row, provider) in rows.iter().zip(REGISTRY) {
        let id = provider.id();
        let expected = format!("[`{id}`](src/providers/{id}/README.md) {}", provider.name());
        assert_eq!(row[0], expected, "README.md: rows in REGISTRY's order, each with the id, its link and the name");
        for (cell, (name, operation)) in row[1..5].iter().zip(COLUMNS) {
            let expected = if provider.operations().contains(&operation) { "●" } else { "" };
            assert_eq!(*cell, expected, "README.md: {id} has ● under {name} if its operations() name it, else nothing");
        }
    }
}

#[test]
fn every_operation_has_a_column() {
    for operation in REGISTRY.iter().flat_map(|provider| provider.operations()) {
        assert!(COLUMNS.iter().any(|(_, known)| known == operation), "{operation:?}");
    }
}

/// The words of a table's first column, which stands in backticks.
fn words(document: &Document, begins: &str) -> Vec<String> {
    document.table(begins).iter().map(|row| row[0].trim_matches('`').to_owned()).collect()
}

#[test]
fn the_table_of_states_has_every_state() {
    let named = words(&document("docs/http-api.md"), "| `state` |");
    assert_eq!(named, State::ALL.map(State::name));
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
    let rows = document("docs/events.md").table("| `type` | `data` has |");
    let named: Vec<String> = rows.iter().flat_map(|row| kinds(&row[0])).collect();
    assert_eq!(named, KINDS);
}

/// The variants of an enum, as its source lists them.
fn variants(file: &str, name: &str) -> Vec<String> {
    let files = all();
    let source = &files.iter().find(|source| source.path == file).expect("the file").code;
    let body = source.split(&format!("pub enum {name} {{")).nth(1).and_then(|rest| rest.split('}').next());
    let lines = body.expect("the enum").lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| line.trim_end_matches(',').to_owned()).collect()
}

/// Words of a table as values of an enum, which has no other ones.
fn read<T: DeserializeOwned + std::fmt::Debug>(words: &[String], variants: &[String]) -> Vec<T> {
    let read = |word: &String| serde_json::from_str(&format!("\"{word}\"")).unwrap_or_else(|_| panic!("no {word}"));
    let values: Vec<T> = words.iter().map(read).collect();
    let names: Vec<String> = values.iter().map(|value| format!("{value:?}")).collect();
    assert_eq!(names, variants, "a row for each, in the source's order");
    values
}

#[test]
fn each_reason_for_a_review_has_its_advice() {
    let operating = document("docs/operating.md");
    let rows = operating.table("| `review.reasons` |");
    let named = words(&operating, "| `review.reasons` |");
    let reasons: Vec<ReviewReason> = read(&named, &variants("domain/review.rs", "ReviewReason"));
    for (row, reason) in rows.iter().zip(reasons) {
        assert_eq!(row[3], reason.advice(), "{reason:?}");
        assert!(!row[1].is_empty() && !row[2].is_empty(), "{reason:?}: what happened, and where to look");
    }
}

#[test]
fn each_cause_of_a_suspension_has_a_row() {
    let named = words(&document("docs/operating.md"), "| `cause` |");
    read::<Cause>(&named, &variants("domain/circuit.rs", "Cause"));
}

/// A route as the router matches it: `/v1/orders/*`.
fn routed() -> BTreeSet<String> {
    let files = all();
    let router = files.iter().find(|file| file.path == "api/route.rs").expect("the router");
    let patterns = router.code.lines().map(str::trim).filter(|line| line.starts_with('[') && line.contains("] => "));
    let path = |line: &str| {
        let inside = line.trim_start_matches('[').split(']').next().unwrap_or_default();
        let part = |part: &str| part.strip_prefix('"').map_or("*", |text| text.trim_end_matches('"')).to_owned();
        inside.split(',').map(|text| format!("/{}", part(text.trim()))).collect::<String>()
    };
    patterns.map(path).collect()
}

/// The paths of a cell: `GET /v1/a/{id}/b`, `…/c/{id}` is `/v1/a/*/b` and `/v1/a/*/c/*`.
fn paths(cell: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for span in cell.split('`').skip(1).step_by(2) {
        let path = span.rsplit(' ').next().unwrap_or_default();
        let parts = path.split('/').map(|part| if part.starts_with('{') { "*" } else { part }).collect::<Vec<_>>();
        let path = parts.join("/");
        match path.strip_prefix('…') {
            Some(rest) => {
                let first = rest.split('/').nth(1).unwrap_or_default();
                let before = found.last().and_then(|last| last.split(&format!("/{first}")).next()).unwrap_or_default();
                found.push(format!("{before}{rest}"));
            }
            None if path.starts_with('/') => found.push(path),
            None => {}
        }
    }
    found
}

#[test]
fn the_table_of_routes_has_the_routers_paths_and_no_other() {
    let rows = document("docs/http-api.md").table("| Route | |");
    let told: BTreeSet<String> = rows.iter().flat_map(|row| paths(&row[0])).collect();
    let routed = routed();
    let unknown: Vec<_> = told.iter().filter(|path| !fits(&routed, path)).collect();
    // What a refund takes besides is told in its row; older notifications and returns have no tag.
    let told_beside = |path: &str| {
        path.contains("/refunds/*/")
            || ["/v1/notifications/*", "/v1/notifications/*/*", "/v1/returns/*/*"].contains(&path)
    };
    let untold: Vec<_> =
        routed.iter().filter(|path| !told_beside(path) && !told.iter().any(|one| same(path, one))).collect();
    assert!(routed.len() > 25 && unknown.is_empty() && untold.is_empty(), "unknown: {unknown:?}, untold: {untold:?}");
}

fn fits(routed: &BTreeSet<String>, path: &str) -> bool {
    routed.iter().any(|pattern| same(pattern, path))
}

/// Whether a pattern takes a path: `*` takes any part.
fn same(pattern: &str, path: &str) -> bool {
    let (one, two): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    one.len() == two.len() && one.iter().zip(two).all(|(pattern, part)| *pattern == "*" || *pattern == part)
}

/// Every metric that is made: its name up to a label, or to what follows a histogram's.
fn metrics() -> BTreeSet<String> {
    let files = all();
    let code: String =
        files.iter().filter(|file| file.path.starts_with("gateway/")).map(|file| file.code.as_str()).collect();
    let name = |rest: &str| rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect::<String>();
    let names = code.split("mekong_").skip(1).map(name);
    let histogram = |name: String| {
        ["_bucket", "_count", "_sum"].iter().fold(name, |name, end| name.trim_end_matches(end).to_owned())
    };
    names
        .map(histogram)
        .filter(|name| name.len() > 1 && !name.starts_with('_'))
        .map(|name| format!("mekong_{name}"))
        .collect()
}

#[test]
fn every_metric_is_told() {
    let rows = document("docs/operating.md").table("| Metric |");
    let told: BTreeSet<String> = rows
        .iter()
        .flat_map(|row| row[0].split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    // Made of what is counted: `mekong_{what}`.
    let made = ["mekong_orders", "mekong_refunds", "mekong_orders_in_review", "mekong_refunds_in_review"];
    let known: BTreeSet<String> = metrics().into_iter().chain(made.map(str::to_owned)).collect();
    assert_eq!(told, known);
}

/// The secrets that wrangler.toml lists.
fn secrets() -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join("wrangler.toml")).unwrap();
    let listed = text.split("# Secrets and settings").nth(1).expect("the list").lines();
    let names = listed.flat_map(|line| line.split(|c: char| !(c.is_ascii_uppercase() || c == '_')));
    names.filter(|word| word.len() > 6 && word.contains('_')).map(str::to_owned).collect()
}

#[test]
fn every_secret_has_a_row() {
    let rows = document("docs/deploying.md").table("| Secret |");
    let told = rows.iter().flat_map(|row| row[0].split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>());
    let (told, secrets) = (told.collect::<BTreeSet<_>>(), secrets());
    let no_row: Vec<_> = secrets.difference(&told).collect();
    assert!(no_row.is_empty(), "docs/deploying.md: no row in its table for {no_row:?}, which wrangler.toml lists");
    let unlisted: Vec<_> = told.difference(&secrets).collect();
    assert!(unlisted.is_empty(), "wrangler.toml: {unlisted:?} not listed below \"# Secrets and settings\"");
}

#[test]
fn limits_are_told_as_they_are() {
    let rows = document("docs/http-api.md").table("| What | At most |");
    let told = |begins: &str| {
        let row = rows.iter().find(|row| row[0].starts_with(begins)).unwrap_or_else(|| panic!("{begins}"));
        row[1].split(' ').next().and_then(|number| number.parse::<i64>().ok())
    };
    assert_eq!(told("texts with a password to one number"), Some(TEXTS.most));
    assert_eq!(told("texts of one publishable key"), Some(PAGE_TEXTS));
    assert_eq!(told("passwords tried on one number"), Some(GUESSES.most));
    assert_eq!(told("`recheck` of one order"), Some(RECHECK_BUDGET.most));
}

/// How many cases of a provider's vectors stand on whose word.
fn confirmed(id: &str) -> [usize; 2] {
    let text = std::fs::read_to_string(root().join(format!("tests/vectors/{id}.json"))).unwrap();
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    let cases = file["cases"].as_array().unwrap();
    ["doc", "self"].map(|word| cases.iter().filter(|case| case["provenance"] == word).count())
}

#[test]
fn who_confirmed_the_vectors_is_counted() {
    let rows = document("tests/vectors/README.md").table("| File | `doc` | `self` |");
    let told: BTreeSet<String> = rows.iter().map(|row| row[..3].join(" ")).collect();
    let row = |id: &str| {
        let [doc, own] = confirmed(id);
        format!("`{id}.json` {doc} {own}")
    };
    let counted: BTreeSet<String> = REGISTRY.iter().map(|provider| row(provider.id())).collect();
    assert_eq!(told, counted, "tests/vectors/README.md (left): write what is counted in the files (right)");
}
