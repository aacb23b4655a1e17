//! Calling the gateway's own objects: one RPC method, one text there, one back.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::Env;

use super::host::{fault, thrown};
use crate::gateway::platform::{Fault, ObjectClass, Peers};
use crate::providers::LocalFuture;

/// Where objects are made: close to the three countries.
const LOCATION: &str = "apac";

#[wasm_bindgen]
extern "C" {
    type ObjectStub;

    #[wasm_bindgen(method, catch)]
    fn call(this: &ObjectStub, message: &str) -> Result<JsValue, JsValue>;
}

/// The Durable Objects that are bound in `wrangler.toml`.
pub struct DurableObjects(pub Env);

impl Peers for DurableObjects {
    fn call(&self, class: ObjectClass, name: &str, message: String) -> LocalFuture<'static, Result<String, Fault>> {
        let begun = self.begin(class, name, &message);
        Box::pin(async move {
            let text = JsFuture::from(begun?).await.map_err(thrown)?;
            text.as_string().ok_or_else(|| Fault("an object answered without a text".to_owned()))
        })
    }
}

impl DurableObjects {
    fn begin(&self, class: ObjectClass, name: &str, message: &str) -> Result<Promise, Fault> {
        let binding = match class {
            ObjectClass::Ledger => "LEDGER",
            ObjectClass::Subscriber => "SUBSCRIBER",
            ObjectClass::Control => "CONTROL",
        };
        let namespace = self.0.durable_object(binding).map_err(fault)?;
        let stub = namespace.get_by_name_with_location_hint(name, LOCATION).map_err(fault)?;
        let stub: ObjectStub = stub.into_rpc();
        // What a stub returns is not a Promise but acts like one.
        Ok(Promise::resolve(&stub.call(message).map_err(thrown)?))
    }
}
