//! Pages: they hold a key that anybody may have, order what the catalogue sells, and act for one payer with a token.

use std::rc::Rc;

use serde_json::{Value, json};

use super::Caller;
use super::crowd::Crowd;
use crate::world::World;
use crate::world::variables::PAGE_KEY;

/// What is sold.
pub async fn sell(world: &Rc<World>) {
    let items = json!({"items": [{"sku": "gold", "provider": "ltc", "operation": "charge",
        "amount": {"value": "5000", "currency": "LAK"}, "details": {"card_name": "Gold"}}]});
    Caller::server(world).insist("PUT", "/v1/catalogue", Some(&items)).await;
}

/// One purchase. The page does not know its order's id before it is answered; asked again it finds the same order.
pub async fn purchase(world: &Rc<World>, crowd: &Crowd, order: u64) {
    let page = Caller { world: Rc::clone(world), key: PAGE_KEY.to_owned() };
    let msisdn = super::ltc::number(world, order);
    let body = json!({"sku": "gold", "msisdn": msisdn, "client_key": format!("{order:032}")});
    if world.chance.percent(20) {
        page.in_the_background("/v1/orders", &body);
    }
    let Some(made) = page.insist("POST", "/v1/orders", Some(&body)).await else { return };
    let text = |at: &str| made.json.pointer(at).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (id, token) = (text("/merchant_order_id"), text("/client_token/token"));
    if made.status >= 400 || token.is_empty() {
        return;
    }
    world.records.ids.borrow_mut().insert(id.to_ascii_lowercase(), (id.clone(), "charge"));
    let payer = Caller { world: Rc::clone(world), key: token };
    if payer.settled(&id).await.is_none_or(|order| order.state() != "pending") {
        return;
    }
    if world.chance.percent(5) {
        payer.insist("POST", &format!("/v1/orders/{id}/cancel"), Some(&json!({}))).await;
        return;
    }
    super::ltc::types(&payer, crowd, &id, &msisdn).await;
}
