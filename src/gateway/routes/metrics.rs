//! `/metrics`: Prometheus' text format (exposition format 0.0.4). Whole numbers only.

use super::super::control;
use super::super::http::OutgoingResponse;
use super::super::protocol::{LedgerAnswer, LedgerCall};
use super::super::rpc;
use super::stored_orders::unexpected;
use super::{Gateway, RouteError};
use crate::domain::sorting::sorted;

/// The samples of all objects: ages by the oldest, everything else added up.
pub async fn metrics(gateway: &Gateway) -> Result<OutgoingResponse, RouteError> {
    let mut samples: Vec<(String, i64)> = control::samples(&gateway.isolate).await?;
    for part in rpc::every_ledger(&gateway.isolate, &LedgerCall::Metrics).await {
        match part? {
            LedgerAnswer::Metrics(part) => part.into_iter().for_each(|sample| merge(&mut samples, sample)),
            other => return Err(unexpected(&other)),
        }
    }
    let mut text = String::new();
    let mut last = String::new();
    for (name, value) in sorted(samples, |one, other| sort_key(&one.0).cmp(&sort_key(&other.0))) {
        let (family, kind) = family(&name);
        if family != last {
            text.push_str(&format!("# TYPE {family} {kind}\n"));
            last = family.to_owned();
        }
        text.push_str(&format!("{name} {value}\n"));
    }
    Ok(OutgoingResponse::text(200, "text/plain; version=0.0.4; charset=utf-8", text))
}

/// The family that a sample belongs to, and its type.
fn family(name: &str) -> (&str, &'static str) {
    let name = name.split('{').next().unwrap_or_default();
    let parts = ["_bucket", "_count", "_sum"];
    match parts.iter().find_map(|part| name.strip_suffix(part)) {
        Some(histogram) => (histogram, "histogram"),
        None if name.ends_with("_total") => (name, "counter"),
        None => (name, "gauge"),
    }
}

/// Where a sample stands: by name and labels, a histogram's buckets from the smallest to the largest.
fn sort_key(name: &str) -> (&str, i64) {
    match name.split_once(",le=\"") {
        Some((bucket, most)) => (bucket, most.trim_end_matches("\"}").parse().unwrap_or(i64::MAX)),
        None => (name, 0),
    }
}

fn merge(samples: &mut Vec<(String, i64)>, (name, value): (String, i64)) {
    let is_age = name.ends_with("_seconds");
    match samples.iter_mut().find(|(known, _)| *known == name) {
        Some((_, known)) if is_age => *known = (*known).max(value),
        Some((_, known)) => *known = known.saturating_add(value),
        None => samples.push((name, value)),
    }
}
