//! `/metrics`: Prometheus' text format (exposition format 0.0.4). Whole numbers only.

use super::super::control;
use super::super::http::Reply;
use super::super::ledger::{LedgerAnswer, LedgerCall};
use super::super::stub;
use super::stored::unexpected;
use super::{Gateway, Stop};
use crate::domain::sorting::sorted;

/// The samples of all objects: ages by the oldest, everything else added up.
pub async fn metrics(gateway: &Gateway) -> Result<Reply, Stop> {
    let mut samples: Vec<(String, i64)> = control::samples(&gateway.env).await?;
    for part in stub::every_ledger(&gateway.env, &LedgerCall::Metrics).await {
        match part? {
            LedgerAnswer::Metrics(part) => part.into_iter().for_each(|sample| merge(&mut samples, sample)),
            other => return Err(unexpected(&other)),
        }
    }
    let mut text = String::new();
    let mut family = String::new();
    for (name, value) in sorted(samples, |one, other| one.0.cmp(&other.0)) {
        let of = name.split('{').next().unwrap_or_default();
        if of != family {
            family = of.to_owned();
            let kind = if family.ends_with("_total") { "counter" } else { "untyped" };
            text.push_str(&format!("# TYPE {family} {kind}\n"));
        }
        text.push_str(&format!("{name} {value}\n"));
    }
    Ok(Reply::text(200, "text/plain; version=0.0.4; charset=utf-8", text))
}

fn merge(samples: &mut Vec<(String, i64)>, (name, value): (String, i64)) {
    let is_age = name.ends_with("_seconds");
    match samples.iter_mut().find(|(known, _)| *known == name) {
        Some((_, known)) if is_age => *known = (*known).max(value),
        Some((_, known)) => *known = known.saturating_add(value),
        None => samples.push((name, value)),
    }
}
