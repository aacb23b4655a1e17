//! Programs that live and end together.

use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::http;
use crate::keep::END;
use crate::process::not_started;

const START: Duration = Duration::from_secs(60);
const TICK: Duration = Duration::from_millis(50);

/// Set by Ctrl-C, SIGTERM, or a closed terminal.
#[derive(Clone)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    pub fn on_signals() -> Result<Self> {
        let stop = Self(Arc::new(AtomicBool::new(false)));
        let flag = Arc::clone(&stop.0);
        ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed)).context("signals")?;
        Ok(stop)
    }

    pub fn asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

pub struct Running {
    pub name: &'static str,
    pub port: u16,
    pub child: Child,
}

impl Running {
    /// `command` is kept (`keep.rs`).
    pub fn start(name: &'static str, port: u16, mut command: Command) -> Result<Self> {
        // A process group of its own: the terminal's Ctrl-C reaches only us, and we end the others in order.
        command.process_group(0);
        let child = command.spawn().map_err(|e| not_started(&command, e))?;
        Ok(Self { name, port, child })
    }

    fn still_runs(&mut self) -> Result<()> {
        match self.child.try_wait()? {
            None => Ok(()),
            Some(status) => bail!("the {} ended by itself ({status}); what it had to say stands above", self.name),
        }
    }
}

impl Drop for Running {
    /// With its pipe closed the keeper ends the program, and then itself.
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let start = Instant::now();
        while start.elapsed() < END.saturating_mul(2) {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            sleep(TICK);
        }
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Says so as each answers over HTTP, in their order: after the last line, all of them are there. Returns early when
/// asked to stop.
pub fn wait_until_ready(all: &mut [Running], stop: &Stop) -> Result<()> {
    let start = Instant::now();
    let waiting: Vec<(&str, u16)> = all.iter().map(|running| (running.name, running.port)).collect();
    for (name, port) in waiting {
        let mut status = http::health(port);
        while !status.is_some_and(http::is_up) {
            for running in all.iter_mut() {
                running.still_runs()?;
            }
            if stop.asked() {
                return Ok(());
            }
            if start.elapsed() > START {
                let last = status.map_or_else(|| "no answer".to_owned(), |status| format!("status {status}"));
                bail!("the {name} is not ready after {} s: {last}", START.as_secs());
            }
            sleep(TICK);
            status = http::health(port);
        }
        println!("{name} ready at http://127.0.0.1:{port}");
    }
    Ok(())
}

/// Until asked to stop; an error when one of them ends by itself.
pub fn watch(all: &mut [Running], stop: &Stop) -> Result<()> {
    while !stop.asked() {
        for running in all.iter_mut() {
            running.still_runs()?;
        }
        sleep(TICK);
    }
    Ok(())
}
