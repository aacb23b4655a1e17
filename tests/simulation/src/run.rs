//! One world, from its beginning to its end.

use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::args::Args;
use crate::callers::crowd::Crowd;
use crate::callers::pages;
use crate::judges::evidence::{self, Evidence};
use crate::judges::promises::Verdict;
use crate::judges::{events, promises};
use crate::world::executor::WORLD;
use crate::world::variables::variables;
use crate::world::{BEGINNING, World};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Orders are made within so long.
const ORDERS_WITHIN: i64 = 6 * HOUR;
/// The provider is asked about an order for seven days from its call, or from when its payer's time is over.
const LIFE: i64 = 8 * DAY + 12 * HOUR;
/// Then nothing breaks any more, and what was put off for a day comes.
const CALM: i64 = 32 * HOUR;

pub struct Run {
    seed: u64,
    orders: u64,
    world: Rc<World>,
}

/// A world that has ended, and what the judges say.
pub struct Ended {
    pub seed: u64,
    pub orders: u64,
    pub world: Rc<World>,
    pub evidence: Evidence,
    pub verdicts: Vec<Verdict>,
    pub took: Duration,
}

impl Run {
    pub fn of(args: &Args, seed: u64, watched: Vec<String>) -> Self {
        let faults = args.rates().unwrap_or_else(|_| crate::world::faults::Faults::usual());
        let watched = watched.into_iter().chain(args.watch.clone()).collect();
        Self { seed, orders: args.orders, world: World::new(seed, faults, watched, variables()) }
    }

    pub fn lives(self) -> Ended {
        let started = Instant::now();
        let world = self.world;
        let crowd = Crowd::gather(&world);
        world.start_processes();
        let selling = std::rc::Rc::clone(&world);
        world.executor.spawn(WORLD, Box::pin(async move { pages::sell(&selling).await }));
        crowd.order(&world, self.orders, ORDERS_WITHIN);
        world.start_cron();
        world.start_changes();
        world.run_until(BEGINNING + LIFE);
        // What was late for the last fault may come now.
        world.calm.set(true);
        crowd.endpoint.borrow_mut().stands_up();
        world.run_until(BEGINNING + LIFE + CALM);
        let evidence = evidence::gather(&world, &crowd);
        let mut verdicts = promises::judge(&world, &evidence);
        verdicts.extend(events::judge(&world, &evidence, &crowd));
        Ended { seed: self.seed, orders: self.orders, world, evidence, verdicts, took: started.elapsed() }
    }
}

impl Ended {
    pub fn is_broken(&self) -> bool {
        self.verdicts.iter().any(|verdict| !verdict.breaches.is_empty())
    }

    /// The first few that broke a promise.
    pub fn broken_ids(&self) -> Vec<String> {
        let mut ids: Vec<String> =
            self.verdicts.iter().filter_map(|verdict| verdict.breaches.first()).map(|(id, _)| id.clone()).collect();
        ids.sort();
        ids.dedup();
        ids.truncate(3);
        ids
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        self.world.end();
    }
}
