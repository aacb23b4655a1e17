//! The API's document against the source: every route, every code of a problem, every kind of event, both ways.

use std::collections::BTreeSet;

use crate::support::documents::document as people;
use crate::support::source::{Source, all};
use mekong_pay::api::openapi::{PROBLEMS, document};
use mekong_pay::domain::event::KINDS;
use mekong_pay::domain::review::ReviewReason;
use serde_json::Value;

/// A route's path as the router matches it: a text, or a name for any.
fn routes() -> Vec<Vec<String>> {
    let files = all();
    let router = files.iter().find(|file| file.path == "api/route.rs").expect("the router");
    let patterns = router.code.lines().map(str::trim).filter(|line| line.starts_with('[') && line.contains("] => "));
    let parts = |line: &str| {
        let inside = line.trim_start_matches('[').split(']').next().unwrap_or_default();
        inside.split(',').map(|part| part.trim().to_owned()).collect::<Vec<_>>()
    };
    patterns.map(parts).collect()
}

fn paths(document: &Value) -> Vec<String> {
    document["paths"].as_object().expect("paths").keys().cloned().collect()
}

/// Whether a documented path is one that the router's pattern takes: a text in quotes stands for itself.
fn takes(route: &[String], path: &str) -> bool {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let fits = |part: &str, pattern: &str| match pattern.strip_prefix('"') {
        Some(text) => text.trim_end_matches('"') == part,
        None => true,
    };
    parts.len() == route.len() && parts.iter().zip(route).all(|(part, pattern)| fits(part, pattern))
}

#[test]
fn the_document_has_the_routers_paths_and_no_other() {
    let (routes, paths) = (routes(), paths(&document()));
    assert!(routes.len() > 25, "the router's patterns are read off its source");
    let undocumented: Vec<_> = routes.iter().filter(|route| !paths.iter().any(|path| takes(route, path))).collect();
    let unknown: Vec<_> = paths.iter().filter(|path| !routes.iter().any(|route| takes(route, path))).collect();
    assert!(undocumented.is_empty() && unknown.is_empty(), "undocumented: {undocumented:?}, unknown: {unknown:?}");
}

/// The texts that follow `start` in the code, each with what stands between.
fn after<'a>(code: &'a str, start: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    code.match_indices(start).filter_map(move |(at, _)| {
        let (between, rest) = code[at + start.len()..].split_once('"')?;
        Some((between, rest.split('"').next()?))
    })
}

/// Codes with their statuses, as the source writes them.
fn written() -> BTreeSet<(String, u16)> {
    let mut found = BTreeSet::new();
    let files: Vec<Source> = all().into_iter().filter(|file| !file.path.starts_with("api/openapi")).collect();
    for file in &files {
        for (status, code) in after(&file.code, "Problem::new(") {
            if let Ok(status) = status.trim().trim_end_matches(',').parse() {
                found.insert((code.to_owned(), status));
            }
        }
        found.extend(after(&file.code, "Problem::limited(").map(|(_, code)| (code.to_owned(), 429)));
        for start in ["CommandError::new(", "FieldError::new(", "Self::new("] {
            for (between, code) in after(&file.code, start) {
                if between.trim().is_empty() {
                    let status = match code {
                        "json_invalid" => 400,
                        "version_required" => 428,
                        _ => 422,
                    };
                    found.insert((code.to_owned(), status));
                }
            }
        }
    }
    let error = files.iter().find(|file| file.path == "domain/error.rs").expect("the errors");
    found.extend(
        after(&error.code, "=> ").filter(|(between, _)| between.is_empty()).map(|(_, code)| (code.to_owned(), 409)),
    );
    found.retain(|(code, _)| !code.contains(' '));
    found
}

#[test]
fn the_document_has_the_sources_problem_codes_and_no_other() {
    let documented: BTreeSet<(String, u16)> = PROBLEMS
        .iter()
        .flat_map(|(code, statuses, _)| statuses.iter().map(|status| ((*code).to_owned(), *status)))
        .collect();
    let written = written();
    let missing: Vec<_> = written.difference(&documented).collect();
    let unknown: Vec<_> = documented.difference(&written).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "undocumented: {missing:?}, unknown: {unknown:?}");
}

#[test]
fn the_document_for_people_says_of_every_code_when_and_what_to_do() {
    let rows = people("docs/http-api.md").table("| Code | Status |");
    let told: Vec<(String, Vec<u16>)> = rows
        .iter()
        .map(|row| {
            let [code, statuses, when, what] = row.as_slice() else { panic!("four cells: {row:?}") };
            assert!(!when.is_empty() && !what.is_empty(), "{row:?}");
            (code.trim_matches('`').to_owned(), statuses.split(", ").map(|status| status.parse().unwrap()).collect())
        })
        .collect();
    let known: Vec<(String, Vec<u16>)> =
        PROBLEMS.iter().map(|(code, statuses, _)| ((*code).to_owned(), statuses.to_vec())).collect();
    assert_eq!(told, known, "in the same order");
}

#[test]
fn every_code_is_a_refusal_of_some_operation() {
    let document = document();
    let refusals = format!("{}{}", document["paths"], document["components"]["responses"]);
    for (code, _, _) in PROBLEMS.iter().filter(|(code, ..)| *code != "method_not_allowed") {
        assert!(refusals.contains(&format!("\"{code}\"")), "no operation is refused with {code}");
    }
}

#[test]
fn every_kind_of_event_is_a_webhook() {
    let document = document();
    let webhooks: BTreeSet<&str> =
        document["webhooks"].as_object().expect("webhooks").keys().map(String::as_str).collect();
    assert_eq!(webhooks, KINDS.into_iter().collect());
}

#[test]
fn each_reason_for_a_review_is_described_with_its_advice() {
    let document = document();
    let schema = &document["components"]["schemas"]["ReviewReason"];
    let lines: Vec<&str> = schema["description"].as_str().expect("described").lines().collect();
    for reason in schema["enum"].as_array().expect("reasons") {
        let known: ReviewReason = serde_json::from_value(reason.clone()).expect("a reason");
        let begins = format!("- `{}`: ", reason.as_str().unwrap());
        let line = lines.iter().find(|line| line.starts_with(&begins)).expect("a line of its own");
        assert!(line.ends_with(&format!("Advice: {}.", known.advice())), "{line}");
    }
}

#[test]
fn every_schema_that_is_named_is_there() {
    let document = document();
    let text = document.to_string();
    for (at, _) in text.match_indices("\"$ref\":\"#") {
        let place = text[at + 9..].split('"').next().unwrap();
        assert!(document.pointer(place).is_some(), "{place}");
    }
}

#[test]
fn no_object_takes_what_is_not_documented() {
    fn walk(value: &Value, at: &str, open: &mut Vec<String>) {
        if value.get("type").is_some_and(|kind| kind == "object")
            && value.get("properties").is_some()
            && value.get("additionalProperties").is_none()
        {
            open.push(at.to_owned());
        }
        match value {
            Value::Object(fields) => fields.iter().for_each(|(name, value)| walk(value, &format!("{at}/{name}"), open)),
            Value::Array(items) => items.iter().for_each(|value| walk(value, at, open)),
            _ => {}
        }
    }
    let mut open = Vec::new();
    walk(&document(), "", &mut open);
    assert!(open.is_empty(), "{open:?}");
}

/// Generators name classes and files after titles: a file's name takes 255 bytes, and theirs are longer than the title.
#[test]
fn every_title_is_short_and_one_schemas_alone() {
    fn walk(value: &Value, titles: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                titles.extend(fields.get("title").and_then(Value::as_str).map(str::to_owned));
                fields.values().for_each(|value| walk(value, titles));
            }
            Value::Array(values) => values.iter().for_each(|value| walk(value, titles)),
            _ => {}
        }
    }
    let mut titles = Vec::new();
    walk(&document()["components"]["schemas"], &mut titles);
    assert!(titles.len() > 20, "{titles:?}");
    let long: Vec<&String> = titles.iter().filter(|title| title.len() > 60).collect();
    assert!(long.is_empty(), "{long:?}");
    assert_eq!(titles.iter().collect::<BTreeSet<_>>().len(), titles.len(), "{titles:?}");
}

/// Generators of clients read each constant as a type of its own, and one reads `const` without `type` as no boolean.
#[test]
fn words_and_flags_are_enumerations() {
    fn walk(value: &Value, at: &str, found: &mut Vec<String>) {
        let is_const = |one: &Value| one.get("const").is_some();
        let of = |name: &str| value.get(name).and_then(Value::as_array).is_some_and(|all| all.iter().any(is_const));
        if of("oneOf") || of("anyOf") || value.get("const").is_some_and(Value::is_boolean) {
            found.push(at.to_owned());
        }
        match value {
            Value::Object(fields) => fields.iter().for_each(|(name, one)| walk(one, &format!("{at}/{name}"), found)),
            Value::Array(all) => all.iter().for_each(|one| walk(one, at, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(&document(), "", &mut found);
    assert!(found.is_empty(), "{found:?}");
}
