//! Top-ups at AppotaPay and at Connect Topup: charged in their one call, to the merchant's own balance.

use std::rc::Rc;

use serde_json::{Value, json};

use super::Caller;
use crate::world::World;

const VALUES: [&str; 3] = ["10000", "20000", "50000"];

/// One purchase; the merchant tries again under a new id where it may.
pub async fn topup(world: &Rc<World>, provider: &'static str, order: u64) {
    let caller = Caller::server(world);
    // Some top up one number again and again.
    let number = if world.chance.percent(30) { order / 10 } else { 100_000 + order };
    let value = *world.chance.pick(&VALUES);
    for nth in 0..2 {
        let id = format!("{}{order}T{nth}", if provider == "appotapay" { "A" } else { "C" });
        world.records.ids.borrow_mut().insert(id.to_ascii_lowercase(), (id.clone(), "topup"));
        world.records.purchases.borrow_mut().entry(order).or_default().push(id.to_ascii_lowercase());
        let (start, details) = match provider {
            "appotapay" => ("086", json!({"face_value": value, "service_type": "prepaid"})),
            _ => ("090", json!({})),
        };
        let body = json!({"provider": provider, "operation": "topup", "merchant_order_id": id,
            "msisdn": format!("{start}{:07}", 1_000_000 + number), "details": details,
            "amount": {"value": value, "currency": "VND"}});
        if !placed(&caller, provider, &id, &body).await {
            return;
        }
        world.executor.sleep(world.chance.between(1_000, 7_200_000)).await;
        let Some(end) = caller.settled(&id).await else { return };
        if end.json.get("may_retry") != Some(&Value::Bool(true)) {
            return;
        }
    }
}

/// The provider may be suspended since too many calls had no answer: a person may have it resumed.
async fn placed(caller: &Caller, provider: &str, id: &str, body: &Value) -> bool {
    let world = &caller.world;
    caller.rechecks(id);
    for _ in 0..6 {
        match caller.post("/v1/orders", body).await {
            Some(made) if made.status < 300 => {
                if world.chance.percent(5) {
                    super::ltc::resolves_stale(caller, id, &made).await;
                }
                return true;
            }
            Some(refused) if refused.status < 500 => return false,
            _ => {}
        }
        world.executor.sleep(world.chance.between(10_000, 600_000)).await;
        if world.chance.percent(30) {
            caller.once("POST", &format!("/v1/providers/{provider}/resume"), Some(&json!({}))).await;
        }
    }
    false
}
