//! The platform's rate limit, where it is bound.

use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::Env;

use super::host::thrown;
use crate::gateway::platform::{Fault, RateLimit};
use crate::providers::LocalFuture;

/// The binding's name.
const BINDING: &str = "RATE_LIMIT";

#[wasm_bindgen]
extern "C" {
    /// A rate limit's binding. (The `worker` crate's reads its options and its answer through a serde of their own.)
    type JsRateLimit;

    #[wasm_bindgen(method, catch)]
    fn limit(this: &JsRateLimit, options: &JsValue) -> Result<JsValue, JsValue>;
}

/// What is bound, if anything is. Whatever it is, it is taken for a rate limit: in tests it is a service that plays one.
pub fn bound(env: &Env) -> Option<Rc<dyn RateLimit>> {
    let binding = js_sys::Reflect::get(env, &JsValue::from(BINDING)).ok().filter(|binding| !binding.is_undefined())?;
    Some(Rc::new(Bound(binding.unchecked_into())))
}

struct Bound(JsRateLimit);

impl RateLimit for Bound {
    fn count<'a>(&'a self, key: &'a str) -> LocalFuture<'a, Result<bool, Fault>> {
        Box::pin(async move { self.within(key).await.map_err(thrown) })
    }
}

impl Bound {
    async fn within(&self, key: &str) -> Result<bool, JsValue> {
        let options = js_sys::Object::new();
        js_sys::Reflect::set(&options, &JsValue::from("key"), &JsValue::from(key))?;
        // What a rpc returns is not a Promise but acts like one.
        let answer = JsFuture::from(js_sys::Promise::resolve(&self.0.limit(&options)?)).await?;
        Ok(!js_sys::Reflect::get(&answer, &JsValue::from("success"))?.is_falsy())
    }
}
