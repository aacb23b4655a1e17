//! The parts of `wrangler.toml` that the launcher goes by, so that nothing is said twice.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail};
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
        Ok(this)
    }
}

#[cfg(test)]
mod tests {
    use super::Wrangler;

    const BOUND: &str =
        "name = 'x'\ncompatibility_date = '2026-01-01'\n[[durable_objects.bindings]]\nname = 'A'\nclass_name = 'B'\n";

    #[test]
    fn every_bound_class_needs_its_migration() {
        assert!(Wrangler::parse(BOUND).is_err());
        assert!(Wrangler::parse(&format!("{BOUND}[[migrations]]\ntag = 'v1'\nnew_sqlite_classes = ['B']\n")).is_ok());
    }
}
