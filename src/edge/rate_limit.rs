//! The platform's rate limit, where it is bound.

use std::rc::Rc;

use wasm_bindgen::prelude::*;
use worker::{Env, RateLimiter};

use super::host::fault;
use crate::gateway::platform::{Fault, RateLimit};
use crate::providers::Local;

/// The binding's name.
const BINDING: &str = "RATE_LIMIT";

/// What is bound, if anything is. Whatever it is, it is taken for a rate limit: in tests it is a service that plays one.
pub fn bound(env: &Env) -> Option<Rc<dyn RateLimit>> {
    let binding = js_sys::Reflect::get(env, &JsValue::from(BINDING)).ok().filter(|binding| !binding.is_undefined())?;
    Some(Rc::new(Bound(binding.unchecked_into())))
}

struct Bound(RateLimiter);

impl RateLimit for Bound {
    fn count<'a>(&'a self, key: &'a str) -> Local<'a, Result<bool, Fault>> {
        Box::pin(async move { self.0.limit(key.to_owned()).await.map(|outcome| outcome.success).map_err(fault) })
    }
}
