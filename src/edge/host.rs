//! The machine: its clock, its log, and time that passes.

use std::time::Duration;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use worker::{Delay, State};

use crate::domain::Timestamp;
use crate::gateway::platform::{Background, Fault, Host};
use crate::providers::LocalFuture;

/// An isolate of the Worker.
pub struct Machine;

impl Host for Machine {
    fn now(&self) -> Timestamp {
        now()
    }

    fn log(&self, line: &str) {
        worker::console_error!("{line}");
    }

    fn sleep(&self, millis: i64) -> LocalFuture<'static, ()> {
        Box::pin(Delay::from(Duration::from_millis(u64::try_from(millis).unwrap_or(0))))
    }
}

/// Now.
pub fn now() -> Timestamp {
    // Milliseconds since 1970 are whole and far below 2^53.
    #[expect(clippy::cast_possible_truncation, reason = "see above")]
    Timestamp::from_millis(js_sys::Date::now() as i64)
}

/// Work beside an object's calls, by `waitUntil`.
pub struct WaitUntil(pub State);

impl Background for WaitUntil {
    fn run(&self, work: LocalFuture<'static, ()>) {
        let promise = promise(Box::pin(async move {
            work.await;
            Ok(JsValue::UNDEFINED)
        }));
        if self.0.as_raw().wait_until(&promise).is_err() {
            Machine.log("work in the background may be cut short");
        }
    }
}

/// Work as a promise. One kind of future for all of them: each kind would cost the wasm its own machinery.
pub fn promise(work: LocalFuture<'static, Result<JsValue, JsValue>>) -> js_sys::Promise {
    future_to_promise(work)
}

/// What the platform threw.
pub fn thrown(error: JsValue) -> Fault {
    Fault(error.dyn_ref::<js_sys::Error>().map_or_else(|| format!("{error:?}"), |error| String::from(error.message())))
}

/// The same by way of the `worker` crate.
pub fn fault(error: worker::Error) -> Fault {
    Fault(error.to_string())
}

/// A fault as an error of JavaScript.
pub fn error(fault: Fault) -> JsValue {
    js_sys::Error::new(&fault.0).into()
}
