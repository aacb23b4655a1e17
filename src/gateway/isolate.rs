//! What all requests and objects of one isolate share: what they run on, how it is configured, what is remembered.

use std::rc::Rc;

use super::config::Config;
use super::memory::Memory;
use super::platform::Platform;
use crate::domain::Timestamp;
use crate::domain::time::Clock;

/// One isolate, as a request or an object has it.
pub struct Isolate {
    pub(super) platform: Platform,
    pub(super) config: Rc<Config>,
    pub(super) memory: Rc<Memory>,
}

/// What an isolate keeps from one call to the next.
#[derive(Clone)]
pub struct Kept {
    config: Rc<Config>,
    memory: Rc<Memory>,
}

impl Kept {
    /// Of an isolate that has just started.
    pub fn new(config: Config) -> Self {
        Self { config: Rc::new(config), memory: Rc::default() }
    }
}

impl Isolate {
    /// With what it runs on and what it has kept.
    pub fn new(platform: Platform, kept: &Kept) -> Rc<Self> {
        Rc::new(Self { platform, config: Rc::clone(&kept.config), memory: Rc::clone(&kept.memory) })
    }

    /// Now.
    pub(super) fn now(&self) -> Timestamp {
        self.platform.host.now()
    }

    /// Now, and how fast schedules run.
    pub(super) fn clock(&self) -> Clock {
        Clock { now: self.now(), scale: self.config.scale }
    }

    /// Writes one line to the log. Callers pass no values that came from outside.
    pub(super) fn log(&self, line: &str) {
        self.platform.host.log(line);
    }
}
