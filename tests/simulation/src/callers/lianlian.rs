//! LianLian: payments by services that need no card, and refunds of what was paid.

use std::rc::Rc;

use serde_json::{Value, json};

use super::Caller;
use super::crowd::Crowd;
use crate::world::World;

/// Service, method, and what it needs beside the fields of all. (Alipay on the web gives its payers a month, longer than
/// a world lasts.)
fn services() -> Vec<(&'static str, &'static str, Value)> {
    let number = || json!({"mobile_number": "0929195256"});
    vec![
        ("thaiqr", "THAI_QR", json!({})),
        ("alipay_offline", "MERCHANT_SCAN", json!({"buyer_identity_code": "289832926768089864"})),
        ("alipay_offline", "DYNAMIC_CODE", json!({})),
        ("wechatpay", "DYNAMIC_CODE", json!({})),
        ("wechatpay", "MERCHANT_SCAN", json!({"auth_code": "130990587353875588"})),
        ("mobile_banking", "KPLUS_NOTIFICATION", number()),
        ("mobile_banking", "KMA_DEEPLINK", json!({})),
        ("truemoney", "NORMAL_ALL_TM", json!({})),
        ("linepay", "NORMAL_ALL", json!({})),
        ("shopeepay", "NORMAL_ALL_SP", json!({})),
        ("paotang", "DEEPLINK", json!({})),
    ]
}

/// Those whose payments LianLian gives back in parts.
const GIVES_BACK: [&str; 6] = ["alipay_offline", "alipay", "wechatpay", "truemoney", "linepay", "shopeepay"];
const HOUR: i64 = 3_600_000;

fn new_id(world: &World, id: String, kind: &'static str) -> String {
    world.records.ids.borrow_mut().insert(id.to_ascii_lowercase(), (id.clone(), kind));
    id
}

/// One purchase; the merchant tries again under a new id where it may.
pub async fn payment(world: &Rc<World>, _: &Crowd, order: u64) {
    let caller = Caller::server(world);
    for nth in 0..2 {
        let id = new_id(world, format!("L{order}T{nth}"), "payment");
        world.records.purchases.borrow_mut().entry(order).or_default().push(id.to_ascii_lowercase());
        let services = services();
        let (service, method, more) = world.chance.pick(&services);
        let body = wanted(world, &id, (service, method), more);
        caller.rechecks(&id);
        if caller.post("/v1/orders", &body).await.is_none_or(|made| made.status >= 400) {
            return;
        }
        act(&caller, &id).await;
        world.executor.sleep(world.chance.between(60_000, 2 * HOUR)).await;
        let Some(end) = caller.settled(&id).await else { return };
        caller.rechecks(&id);
        if end.state() == "succeeded" && GIVES_BACK.contains(service) && world.chance.percent(60) {
            return refunds(&caller, &id).await;
        }
        if end.json.get("may_retry") != Some(&Value::Bool(true)) {
            return;
        }
    }
}

fn wanted(world: &World, id: &str, (service, method): (&str, &str), more: &Value) -> Value {
    let mut details = json!({"service": service, "method": method, "order_desc": "one hat",
        "customer": {"merchant_user_id": "USER_0001", "full_name": "Bruce Lee"}});
    if let (Some(details), Some(more)) = (details.as_object_mut(), more.as_object()) {
        details.extend(more.clone());
    }
    let mut body = json!({"provider": "lianlian", "operation": "payment", "merchant_order_id": id, "details": details,
        "amount": {"value": world.chance.pick(&["344.00", "1.50", "20000"]), "currency": "THB"}});
    if world.chance.percent(40)
        && let Some(body) = body.as_object_mut()
    {
        body.insert("return_url".to_owned(), "https://shop.example/thanks".into());
    }
    body
}

async fn act(caller: &Caller, id: &str) {
    let world = &caller.world;
    let Some(order) = caller.settled(id).await else { return };
    if world.chance.percent(5) {
        super::ltc::resolves_stale(caller, id, &order).await;
    }
    if world.chance.percent(6) {
        caller.insist("POST", &format!("/v1/orders/{id}/cancel"), Some(&json!({}))).await;
    }
}

/// Parts of what was paid; some are asked for beyond what is left, some twice.
async fn refunds(caller: &Caller, order: &str) {
    let world = &caller.world;
    for nth in 0..world.chance.between(1, 3) {
        let id = new_id(world, format!("B{nth}{order}"), "refund");
        let value = world.chance.pick(&["344.00", "100.00", "1.00", "200.50"]);
        let body = json!({"merchant_refund_id": id, "reason": "returned",
            "amount": {"value": value, "currency": "THB"}});
        let path = format!("/v1/orders/{order}/refunds");
        if world.chance.percent(70) {
            caller.post(&path, &body).await;
        } else {
            caller.in_the_background(&path, &body);
        }
    }
}
