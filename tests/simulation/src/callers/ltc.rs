//! LTC: charges that a password confirms, and renewals of subscriptions.

use std::rc::Rc;

use serde_json::{Value, json};

use super::crowd::Crowd;
use super::{Answer, Caller};
use crate::models::payer::{Habits, Reader, Told};
use crate::world::World;
use crate::world::chance::ForModels;

/// How long a payer is waited for, in milliseconds.
const PATIENCE: i64 = 900_000;
const AMOUNTS: [&str; 3] = ["1000", "5000", "20000"];

pub fn number(world: &World, order: u64) -> String {
    // Some share a number: their orders get into each other's way.
    let which = if world.chance.percent(10) { order / 3 } else { order + 1_000_000 };
    format!("205{:07}", 2_000_000 + which)
}

pub fn new_id(world: &World, order: u64, nth: u64, kind: &'static str) -> String {
    let id = format!("S{order}T{nth}{}", if world.chance.percent(20) { "x" } else { "X" });
    world.records.ids.borrow_mut().insert(id.to_ascii_lowercase(), (id.clone(), kind));
    world.records.purchases.borrow_mut().entry(order).or_default().push(id.to_ascii_lowercase());
    id
}

fn wanted(world: &World, id: &str, msisdn: &str, operation: &str, details: &Value) -> Value {
    json!({"provider": "ltc", "operation": operation, "merchant_order_id": id, "msisdn": msisdn,
        "amount": {"value": world.chance.pick(&AMOUNTS), "currency": "LAK"}, "details": details})
}

/// One purchase. The merchant tries again under a new id as long as it may, and as often as it cares to.
pub async fn charge(world: &Rc<World>, crowd: &Crowd, order: u64) {
    let caller = Caller::server(world);
    let msisdn = number(world, order);
    for nth in 0..3 {
        let id = new_id(world, order, nth, "charge");
        let details = json!({"card_name": "Gold", "subscribe": world.chance.percent(30)});
        let body = wanted(world, &id, &msisdn, "charge", &details);
        caller.rechecks(&id);
        let made = caller.post("/v1/orders", &body).await;
        if made.is_none_or(|made| made.status >= 400) {
            return;
        }
        act(&caller, crowd, &id, &msisdn).await;
        world.executor.sleep(world.chance.between(1_000, 3_600_000)).await;
        let end = caller.settled(&id).await;
        if !end.is_some_and(|end| end.json.get("may_retry") == Some(&Value::Bool(true))) {
            return;
        }
    }
}

/// What merchant and payer do with an order that was made.
async fn act(caller: &Caller, crowd: &Crowd, id: &str, msisdn: &str) {
    let world = &caller.world;
    let Some(order) = caller.settled(id).await else { return };
    if world.chance.percent(5) {
        resolves_stale(caller, id, &order).await;
    }
    if order.state() != "pending" {
        return;
    }
    if world.chance.percent(4) {
        caller.insist("POST", &format!("/v1/orders/{id}/cancel"), Some(&json!({}))).await;
        return;
    }
    types(caller, crowd, id, msisdn).await;
}

/// The payer reads the text and types what it says, or something else.
pub async fn types(caller: &Caller, crowd: &Crowd, id: &str, msisdn: &str) {
    let world = &caller.world;
    // A few have lost their phone, and guess.
    let mistype = if world.chance.percent(5) { 1_000 } else { Habits::USUAL.mistype };
    let habits = Habits { most_ms: crowd.otp_life / 6, mistype, ..Habits::USUAL };
    let mut reader = Reader::drawn(&habits, &mut ForModels(&world.chance));
    let over_at = world.now() + 300_000;
    while world.now() < over_at + PATIENCE {
        let text = crowd.ltc.borrow().text(msisdn).filter(|text| text.transaction.eq_ignore_ascii_case(id)).cloned();
        let (Some(at), Some(text)) = (reader.types_at(text.as_ref(), over_at), text) else { return };
        world.executor.until(at).await;
        let otp = reader.types(&text, &mut ForModels(&world.chance));
        let told = confirm(caller, id, &otp).await;
        reader.told(told, &mut ForModels(&world.chance));
        world.executor.sleep(world.chance.between(500, 5_000)).await;
    }
}

/// Gives the password, and again where no answer came, as long as the order waits for it.
async fn confirm(caller: &Caller, id: &str, otp: &str) -> Told {
    let (path, body) = (format!("/v1/orders/{id}/confirm"), json!({"otp": otp}));
    let world = &caller.world;
    if world.chance.percent(10) {
        caller.in_the_background(&path, &body);
    }
    caller.rechecks(id);
    for _ in 0..6 {
        if let Some(answer) = caller.once("POST", &path, Some(&body)).await.filter(Answer::tells) {
            return if answer.state() == "pending" { Told::Wrong } else { Told::Ended };
        }
        let before = caller.settled(id).await;
        if world.chance.percent(50) && before.is_some_and(|order| order.state() != "pending") {
            return Told::Ended;
        }
        world.executor.sleep(world.chance.between(200, 5_000)).await;
    }
    Told::Ended
}

/// Somebody decides on what the order was, not on what it is. None of that may be taken.
pub async fn resolves_stale(caller: &Caller, id: &str, seen: &Answer) {
    let version = seen.json.get("version").and_then(Value::as_u64).unwrap_or(0);
    let verdict = json!({"state": caller.world.chance.pick(&["failed", "succeeded"]), "by": "somebody",
        "evidence": "seen a minute ago", "version": version.saturating_sub(1)});
    let answer = caller.once("POST", &format!("/v1/orders/{id}/resolve"), Some(&verdict)).await;
    if answer.is_some_and(|answer| answer.status == 200) {
        caller.world.records.breach(&id.to_ascii_lowercase(), "a verdict on what the order was, was taken".to_owned());
    }
}

/// Renewals of one subscription; a period is asked for under several ids. Most who renew have bought before.
pub async fn renewal(world: &Rc<World>, crowd: &Crowd, order: u64) {
    let caller = Caller::server(world);
    let msisdn = number(world, order);
    if world.chance.percent(80) {
        let id = new_id(world, order, 90, "charge");
        let body = wanted(world, &id, &msisdn, "charge", &json!({"card_name": "Gold", "subscribe": true}));
        if caller.post("/v1/orders", &body).await.is_none_or(|made| made.status >= 400) {
            return;
        }
        act(&caller, crowd, &id, &msisdn).await;
    } else {
        import(&caller, &msisdn).await;
    }
    world.executor.sleep(world.chance.between(1_000, 3_600_000)).await;
    let period = format!("{msisdn} 2026-12");
    for nth in 0..if world.chance.percent(40) { 3 } else { 1 } {
        let id = renewal_id(world, order, nth);
        world.records.periods.borrow_mut().entry(period.clone()).or_default().push(id.to_ascii_lowercase());
        let details = json!({"card_name": "Gold", "period": "2026-12"});
        let body = wanted(world, &id, &msisdn, "renewal", &details);
        if world.chance.percent(50) {
            caller.post("/v1/orders", &body).await;
        } else {
            caller.in_the_background("/v1/orders", &body);
        }
    }
}

fn renewal_id(world: &World, order: u64, nth: u64) -> String {
    let id = format!("R{order}T{nth}");
    world.records.ids.borrow_mut().insert(id.to_ascii_lowercase(), (id.clone(), "renewal"));
    id
}

async fn import(caller: &Caller, msisdn: &str) {
    let subscription = json!({"provider": "ltc", "msisdn": msisdn, "consented_at": "2026-01-01T00:00:00+07:00",
        "details": {"card_name": "Gold"}});
    caller.insist("POST", "/v1/subscriptions", Some(&subscription)).await;
}
