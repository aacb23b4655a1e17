//! What may break, each by name and with a rate.

use std::cell::RefCell;

macro_rules! faults {
    ($($kind:ident $name:literal $rate:literal $what:literal,)*) => {
        /// Everything that may break.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Fault { $(#[doc = $what] $kind),* }

        impl Fault {
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// As `--faults` and the tables name it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$kind => $name),* }
            }

            /// How often it happens of a million times that it could.
            const fn usual(self) -> u32 {
                match self { $(Self::$kind => $rate),* }
            }
        }
    };
}

faults! {
    CallLostBefore "call_lost_before" 2_000 "A call between objects is lost before it ran.",
    CallLostAfter "call_lost_after" 2_000 "… after it ran: whoever called sees an error.",
    CallDelayed "call_delayed" 5_000 "… comes seconds later.",
    CallDoubled "call_doubled" 1_000 "… runs twice.",
    CallReordered "call_reordered" 4_000 "… is overtaken by those that came after it.",
    Evicted "evicted" 500 "An object is thrown out of its process between two awaits of its own.",
    Killed "killed" 60 "A process ends with everything in it.",
    TransactionFailed "transaction_failed" 1_000 "A transaction fails and leaves nothing.",
    CommitUnheard "commit_unheard" 500 "A transaction is made, and its object dies before it can say so.",
    DiskFull "disk_full" 40 "For minutes an object can write nothing.",
    AlarmLate "alarm_late" 10_000 "An alarm rings seconds or minutes late.",
    AlarmTwice "alarm_twice" 10_000 "… twice.",
    AlarmNever "alarm_never" 4_000 "… never: only the cron finds what is due.",
    CronMissed "cron_missed" 20_000 "The cron's task does not run.",
    FetchRefused "fetch_refused" 8_000 "No connection.",
    FetchResetBefore "fetch_reset_before" 8_000 "The connection breaks before anything was done.",
    FetchResetAfter "fetch_reset_after" 12_000 "… after everything was done.",
    FetchSlow "fetch_slow" 10_000 "An answer that takes seconds.",
    FetchLate "fetch_late" 10_000 "An answer that nobody waits for any more.",
    FetchDelayed "fetch_delayed" 4_000 "A request that arrives when nobody waits for its answer any more.",
    FetchGarbage "fetch_garbage" 8_000 "An answer that is none.",
    FetchTooLong "fetch_too_long" 1_000 "An answer longer than is read.",
    ClockDiffers "clock_differs" 500_000 "A process whose clock goes a little wrong.",
    RequestLost "request_lost" 10_000 "A call to the gateway is lost before it ran.",
    AnswerLost "answer_lost" 20_000 "The gateway's answer is lost.",
    SecretReplaced "secret_replaced" 200_000 "The configuration is replaced: another endpoint's secret, another key.",
    AccountChanged "account_changed" 100_000 "… with another account at a provider, and back.",
}

/// How often each happens, and how often it did.
pub struct Faults {
    rates: Vec<u32>,
    happened: RefCell<Vec<u64>>,
}

impl Faults {
    pub fn usual() -> Self {
        let rates = Fault::ALL.iter().map(|fault| fault.usual()).collect();
        Self { rates, happened: RefCell::new(vec![0; Fault::ALL.len()]) }
    }

    /// Sets a rate by the fault's name; `all=0` takes every one away.
    pub fn set(&mut self, name: &str, rate: u32) -> Result<(), String> {
        if name == "all" && rate == 0 {
            self.rates.fill(0);
            return Ok(());
        }
        let at = Fault::ALL.iter().position(|fault| fault.name() == name);
        let slot = at.and_then(|at| self.rates.get_mut(at));
        *slot.ok_or_else(|| format!("there is no fault {name:?}"))? = rate;
        Ok(())
    }

    pub fn rate(&self, fault: Fault) -> u32 {
        self.rates.get(fault as usize).copied().unwrap_or(0)
    }

    pub fn count(&self, fault: Fault) {
        if let Some(times) = self.happened.borrow_mut().get_mut(fault as usize) {
            *times += 1;
        }
    }

    pub fn happened(&self, fault: Fault) -> u64 {
        self.happened.borrow().get(fault as usize).copied().unwrap_or(0)
    }
}
