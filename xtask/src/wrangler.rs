//! The parts of `wrangler.toml` that the launcher goes by, so that nothing is said twice.

use std::collections::BTreeMap;
use std::fs;
use std::str::FromStr;

use anyhow::{Context, Error, Result, bail};
use serde::Deserialize;

use crate::repo::Repo;

#[derive(Deserialize)]
pub struct Wrangler {
    pub name: String,
    pub compatibility_date: String,
    #[serde(default)]
    pub compatibility_flags: Vec<String>,
    #[serde(default)]
    pub vars: BTreeMap<String, String>,
    #[serde(default)]
    pub durable_objects: DurableObjects,
    #[serde(default)]
    pub ratelimits: Vec<RateLimit>,
    #[serde(default)]
    migrations: Vec<Migration>,
}

#[derive(Default, Deserialize)]
pub struct DurableObjects {
    pub bindings: Vec<DurableObject>,
}

#[derive(Deserialize)]
pub struct DurableObject {
    pub name: String,
    pub class_name: String,
}

#[derive(Deserialize)]
pub struct RateLimit {
    pub name: String,
    pub simple: Rate,
}

/// So many in so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Rate {
    pub limit: u32,
    pub period: u32,
}

/// `LIMIT/SECONDS`.
impl FromStr for Rate {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (limit, period) = text.split_once('/').context("expected LIMIT/SECONDS")?;
        Ok(Self { limit: limit.parse()?, period: period.parse()? })
    }
}

#[derive(Deserialize)]
struct Migration {
    #[serde(default)]
    new_sqlite_classes: Vec<String>,
}

impl Wrangler {
    pub fn read(repo: &Repo) -> Result<Self> {
        Self::parse(&fs::read_to_string(repo.path("wrangler.toml"))?).context("wrangler.toml")
    }

    fn parse(text: &str) -> Result<Self> {
        let this: Self = toml::from_str(text)?;
        // A class without SQLite would behave differently in production, and only there.
        let created = |class: &String| this.migrations.iter().any(|m| m.new_sqlite_classes.contains(class));
        if let Some(object) = this.durable_objects.bindings.iter().find(|o| !created(&o.class_name)) {
            bail!("no migration creates {} as a SQLite class", object.class_name);
        }
        if let Some(other) = this.ratelimits.iter().find(|one| ![10, 60].contains(&one.simple.period)) {
            bail!("{}: the platform counts over 10 or 60 seconds", other.name);
        }
        Ok(this)
    }
}

#[cfg(test)]
mod tests {
    use super::{Rate, Wrangler};

    const BOUND: &str =
        "name = 'x'\ncompatibility_date = '2026-01-01'\n[[durable_objects.bindings]]\nname = 'A'\nclass_name = 'B'\n";

    #[test]
    fn every_bound_class_needs_its_migration() {
        assert!(Wrangler::parse(BOUND).is_err());
        assert!(Wrangler::parse(&format!("{BOUND}[[migrations]]\ntag = 'v1'\nnew_sqlite_classes = ['B']\n")).is_ok());
    }

    #[test]
    fn rates_are_read_as_the_platform_takes_them() {
        let with = |period: u32| {
            let limit = format!("simple = {{ limit = 5, period = {period} }}");
            Wrangler::parse(&format!("name = 'x'\ncompatibility_date = 'x'\n[[ratelimits]]\nname = 'A'\n{limit}\n"))
        };
        assert!(with(10).is_ok() && with(60).is_ok() && with(3).is_err());
        assert_eq!("5/3".parse::<Rate>().ok(), Some(Rate { limit: 5, period: 3 }));
        assert!(["", "5", "5/", "/3", "-1/3"].iter().all(|text| text.parse::<Rate>().is_err()));
    }
}
