//! What is asked for on the command line.

use crate::world::faults::Faults;

pub const USAGE: &str = "\
usage: simulation [--orders N] [--seed S] [--seeds N] [--faults name=rate,…] [--covers] [--watch ID]
  --orders   orders in each world (400)
  --seed     the first world's seed (1)
  --seeds    how many worlds, each with the next seed (1)
  --faults   how often of a million times, by name; all=0 first for none but those that are named
  --covers   fails if anything that can occur did not
  --watch    prints the life of one order";

pub struct Args {
    pub orders: u64,
    seed: u64,
    seeds: u64,
    faults: Vec<(String, u32)>,
    pub covers: bool,
    pub watch: Option<String>,
}

impl Args {
    pub fn read(given: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut args = Self { orders: 400, seed: 1, seeds: 1, faults: Vec::new(), covers: false, watch: None };
        let mut given = given.flat_map(|arg| match arg.split_once('=') {
            Some((name, value)) if name.starts_with("--") => vec![name.to_owned(), value.to_owned()],
            _ => vec![arg],
        });
        while let Some(name) = given.next() {
            let mut value = || given.next().ok_or_else(|| format!("{name} needs a value"));
            match name.as_str() {
                "--orders" => args.orders = number(&value()?)?,
                "--seed" => args.seed = number(&value()?)?,
                "--seeds" => args.seeds = number(&value()?)?,
                "--faults" => args.faults = faults(&value()?)?,
                "--watch" => args.watch = Some(value()?),
                "--covers" => args.covers = true,
                _ => return Err(format!("unexpected argument {name:?}")),
            }
        }
        args.rates().map(|_| args)
    }

    pub fn seeds(&self) -> impl Iterator<Item = u64> {
        (0..self.seeds).map(|nth| self.seed.wrapping_add(nth))
    }

    pub fn rates(&self) -> Result<Faults, String> {
        let mut faults = Faults::usual();
        self.faults.iter().try_for_each(|(name, rate)| faults.set(name, *rate))?;
        Ok(faults)
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text:?} does not fit"))
}

fn faults(text: &str) -> Result<Vec<(String, u32)>, String> {
    let one = |part: &str| {
        let (name, rate) = part.split_once('=').ok_or_else(|| format!("expected name=rate, not {part:?}"))?;
        Ok((name.to_owned(), number(rate)?))
    };
    text.split(',').map(one).collect()
}
