//! What is printed.

use std::collections::BTreeMap;
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::judges::coverage::Coverage;
use crate::run::Ended;
use crate::world::faults::Fault;

const MOST_BREACHES: usize = 5;
const MOST_LINES: usize = 400;

/// All worlds together.
#[derive(Default)]
pub struct Sum {
    digest: Sha256,
    orders: u64,
    took: Duration,
    faults: BTreeMap<&'static str, u64>,
    /// By judge, in their order: how many were looked at, and how many broke the promise.
    judges: Vec<(&'static str, usize, usize)>,
    answers: BTreeMap<String, u64>,
    ends: BTreeMap<String, u64>,
}

impl Sum {
    /// Adds a world, takes it apart and says what occurred in it.
    pub fn add(&mut self, ended: Ended) -> Coverage {
        self.digest.update(ended.world.trace.digest());
        self.orders += ended.orders;
        self.took += ended.took;
        for fault in Fault::ALL {
            *self.faults.entry(fault.name()).or_default() += ended.world.faults.happened(*fault);
        }
        for verdict in &ended.verdicts {
            let (looked, broken) = (verdict.looked, verdict.breaches.len());
            match self.judges.iter_mut().find(|(name, ..)| *name == verdict.name) {
                Some((_, all, breaches)) => (*all, *breaches) = (*all + looked, *breaches + broken),
                None => self.judges.push((verdict.name, looked, broken)),
            }
        }
        for (answer, times) in ended.world.records.answers.borrow().iter() {
            *self.answers.entry(answer.clone()).or_default() += times;
        }
        for kept in ended.evidence.orders.values() {
            let reason = kept
                .order
                .pointer("/failure/reason")
                .or_else(|| kept.order.get("unknown_reason"))
                .and_then(|r| r.as_str())
                .unwrap_or_default();
            let review = kept.reasons().join("+");
            *self
                .ends
                .entry(format!(
                    "{} {} {} {reason} {review}",
                    kept.text("provider"),
                    kept.text("operation"),
                    kept.state()
                ))
                .or_default() += 1;
        }
        let mut covered = Coverage::default();
        covered.add(&ended.world, &ended.evidence);
        covered
    }

    pub fn digest(&self) -> String {
        hex::encode(self.digest.clone().finalize())
    }
}

/// One line of a world that has ended.
pub fn progress(ended: &Ended) {
    let (seed, orders, took) = (ended.seed, ended.orders, ended.took.as_millis());
    let how = if ended.is_broken() { "BROKEN" } else { "well" };
    println!("seed {seed}: {orders} orders in {took} ms, {how}, digest {}", ended.world.trace.digest());
    if let Some(watched) = Some(ended.world.trace.lines()).filter(|lines| !lines.is_empty()) {
        watched.iter().for_each(|line| println!("  {line}"));
    }
}

/// Which promises a world broke.
pub fn breaches(ended: &Ended) {
    for verdict in ended.verdicts.iter().filter(|verdict| !verdict.breaches.is_empty()) {
        println!("  seed {} broke: {} ({} of {})", ended.seed, verdict.name, verdict.breaches.len(), verdict.looked);
        for (id, why) in verdict.breaches.iter().take(MOST_BREACHES) {
            println!("    {id}: {why}");
        }
    }
}

/// What happened to the orders that broke one, the faults among it.
pub fn lives(again: &Ended, ids: &[String]) {
    println!("  the lives of {}:", ids.join(", "));
    again.world.trace.lines().iter().take(MOST_LINES).for_each(|line| println!("    {line}"));
}

/// The tables. Whether all is well.
pub fn sum(all: &Sum, covered: &Coverage, covers: bool) -> bool {
    println!("\ninjected:");
    for (name, times) in &all.faults {
        println!("  {times:>8} {name}");
    }
    println!("\nanswers:");
    for (name, times) in &all.answers {
        println!("  {times:>8} {name}");
    }
    println!("\norders in the end:");
    for (name, times) in &all.ends {
        println!("  {times:>8} {name}");
    }
    println!("\njudged:");
    for (name, looked, broken) in &all.judges {
        println!("  {looked:>8} looked at, {broken:>4} broken: {name}");
    }
    let (expected, missing) = covered.missing();
    println!("  {expected:>8} to occur,  {:>4} missing: everything that can occur does", missing.len());
    missing.iter().for_each(|line| println!("           never: {line}"));
    for (line, why) in covered.not_shown() {
        println!("           not shown yet: {line} ({why})");
    }
    let millis = u64::try_from(all.took.as_millis()).unwrap_or(u64::MAX).max(1);
    println!("\n{} orders in {millis} ms: {} a second", all.orders, all.orders * 1000 / millis);
    all.judges.iter().all(|(_, _, broken)| *broken == 0) && (!covers || missing.is_empty())
}
