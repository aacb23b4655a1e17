//! The clock of one process, and its log.

use std::rc::Rc;

use mekong_pay::domain::Timestamp;
use mekong_pay::gateway::platform::Host;
use mekong_pay::providers::LocalFuture;

use crate::world::World;

/// A clock that goes a little wrong.
#[derive(Clone)]
pub struct IsolateClock {
    pub world: Rc<World>,
    pub ahead: i64,
}

impl IsolateClock {
    pub fn now(&self) -> i64 {
        self.world.now() + self.ahead
    }
}

impl Host for IsolateClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.now())
    }

    fn log(&self, line: &str) {
        self.world.trace.logged.set(self.world.trace.logged.get() + 1);
        self.world.note(format_args!("log {line}"), "");
    }

    fn sleep(&self, millis: i64) -> LocalFuture<'static, ()> {
        Box::pin(self.world.executor.sleep(millis))
    }
}
