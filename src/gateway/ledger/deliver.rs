//! Delivering events. About one thing they go in order, one after the other; about different things, and to different
//! endpoints, independently. The first attempt starts right after the commit.

use std::rc::Rc;

use super::super::config::Endpoint;
use super::super::control;
use super::super::isolate::Isolate;
use super::super::platform::{AnswerPart, Fault};
use super::super::protocol::{LedgerAnswer, OutboxEvent, Redelivery};
use super::LedgerShard;
use super::due::LEASE;
use super::events::{DeliveryAttempt, Waiting};
use super::lanes;
use super::store::DELIVER;
use crate::api::DeliveryState;
use crate::domain::Timestamp;
use crate::domain::endpoint_health::{Delivered, DeliveryPermit};
use crate::domain::schedule;
use crate::domain::time::{MINUTE, SECOND};
use crate::providers::http::{Answer, Request, TransportError};
use crate::signing::{sha256, webhook};

/// How long an endpoint may take.
const LIMIT: i64 = 15 * SECOND;
/// How often it is asked whether an endpoint that rests may be tried: it may have recovered through another shard.
const TRY_AGAIN: i64 = MINUTE;

impl LedgerShard {
    /// Takes in what another object has to tell; told again, it changes nothing.
    pub(super) fn emit(self: &Rc<Self>, emitted: &OutboxEvent) -> Result<LedgerAnswer, Fault> {
        self.tables.transaction(|tx| tx.tell_once(emitted))?;
        self.start_deliveries(&emitted.about)?;
        Ok(LedgerAnswer::Well)
    }

    /// Has events delivered once more. Whoever asks for that says that the endpoint is there again.
    pub(super) fn redeliver(self: &Rc<Self>, wanted: &Redelivery) -> Result<LedgerAnswer, Fault> {
        let many = self.tables.transaction(|tx| tx.redeliver(wanted, self.isolate.now()))?;
        for endpoint in &self.isolate.config.endpoints {
            if wanted.endpoint.as_ref().is_none_or(|id| *id == endpoint.id) {
                self.wake_lane(endpoint)?;
            }
        }
        self.run_due()?;
        Ok(LedgerAnswer::Redelivered(many))
    }

    /// Starts what is due to be told about one thing, where there is a place.
    pub(super) fn start_deliveries(self: &Rc<Self>, about: &str) -> Result<(), Fault> {
        for endpoint in &self.isolate.config.endpoints {
            let (lane, queue) = (lanes::to(&endpoint.id), format!("{} {about}", endpoint.id));
            let open = self.lanes.rests(&lane).is_none() && self.lanes.free(&lane) > 0;
            if open && self.tables.due_at(DELIVER, &queue)?.is_some_and(|at| at <= self.isolate.now()) {
                self.deliver(&queue)?;
            }
        }
        Ok(())
    }

    /// Starts delivering the events about one thing to one endpoint, unless that is under way.
    pub(super) fn deliver(self: &Rc<Self>, queue: &str) -> Result<(), Fault> {
        self.start(queue, false)
    }

    /// The turn of an endpoint that rests: it is tried with what was not tried for longest.
    pub(super) fn try_endpoint(self: &Rc<Self>, lane: &str) -> Result<(), Fault> {
        let Some(endpoint) = self.isolate.config.endpoints.iter().find(|endpoint| lanes::to(&endpoint.id) == lane)
        else {
            return Ok(());
        };
        let Some(about) = self.tables.longest_untried(&endpoint.id)? else { return self.wake_lane(endpoint).map(drop) };
        self.lanes.rest(lane, self.isolate.now().plus(self.isolate.config.scale.of(TRY_AGAIN)));
        self.start(&format!("{} {about}", endpoint.id), true)
    }

    fn start(self: &Rc<Self>, queue: &str, early: bool) -> Result<(), Fault> {
        let Some((endpoint, _)) = self.parts(queue) else { return Ok(()) };
        let lane = lanes::to(&endpoint.id);
        if self.lanes.has(&lane, queue) {
            return Ok(());
        }
        self.lanes.begin(&lane, queue);
        let (shard, queue) = (Rc::clone(self), queue.to_owned());
        let work = async move {
            let done = shard.deliver_all(&queue, early).await;
            shard.lanes.end(&lane, &queue);
            if let Err(fault) = &done {
                shard.isolate.log(&format!("a delivery was not recorded and is made again: {}", fault.0));
            }
            let later = if done.is_err() { shard.postpone(DELIVER, &queue, LEASE) } else { Ok(()) };
            if let Err(fault) = later.and_then(|()| shard.run_lane(&lane)).and_then(|()| shard.arm()) {
                shard.isolate.log(&format!("what waits for an endpoint could not be looked at: {}", fault.0));
            }
        };
        self.object.background.run(Box::pin(work));
        Ok(())
    }

    /// One event after the other, until all are taken or one is not. `early`: the first one before its time.
    async fn deliver_all(self: &Rc<Self>, queue: &str, mut early: bool) -> Result<(), Fault> {
        let Some((endpoint, about)) = self.parts(queue) else { return Ok(()) };
        loop {
            let Some(event) = self.tables.first_waiting(&endpoint.id, about)? else {
                return self.tables.transaction(|tx| tx.not_due(DELIVER, queue));
            };
            if let Some(at) = event.again_at.filter(|at| *at > self.isolate.now() && !early) {
                return self.tables.transaction(|tx| tx.move_due(DELIVER, queue, at));
            }
            early = false;
            match control::permit(&self.isolate, &endpoint.id, &self.object.id).await? {
                DeliveryPermit::Go => {}
                DeliveryPermit::Gone => return self.tables.transaction(|tx| tx.give_up(&endpoint.id)),
                DeliveryPermit::Wait(at) => return self.rest(endpoint, Some(at)),
            }
            self.postpone(DELIVER, queue, LEASE)?;
            let answer = post(&self.isolate, endpoint, &event).await;
            let delivered = ended(&answer);
            let attempt = DeliveryAttempt { at: self.isolate.now(), status: status(&answer), error: error(&answer) };
            let asked = asked_pause(&answer, attempt.at);
            let again = self.again(&event, asked, attempt.at);
            let state = match (delivered, again) {
                (Delivered::Taken, _) => DeliveryState::Delivered,
                (Delivered::Failed, Some(_)) => DeliveryState::Waiting,
                _ => DeliveryState::Exhausted,
            };
            self.tables.transaction(|tx| {
                tx.add_attempt((&endpoint.id, about), &event, &attempt, (state, again))?;
                let how = if delivered == Delivered::Taken { "taken" } else { "failed" };
                tx.count_delivery(&endpoint.id, how)?;
                let at = again.filter(|_| state == DeliveryState::Waiting).unwrap_or(attempt.at);
                tx.move_due(DELIVER, queue, at)
            })?;
            let rests = control::delivered(&self.isolate, &endpoint.id, delivered, asked).await?;
            match state {
                DeliveryState::Waiting if rests => return self.rest(endpoint, None),
                DeliveryState::Waiting => return Ok(()),
                DeliveryState::Delivered => self.catch_up(endpoint)?,
                DeliveryState::Exhausted => {}
            }
        }
    }

    /// An endpoint that takes events again gets everything that rested meanwhile.
    fn catch_up(self: &Rc<Self>, endpoint: &Endpoint) -> Result<(), Fault> {
        if !self.wake_lane(endpoint)? {
            return Ok(());
        }
        self.tables.transaction(|tx| tx.park(&endpoint.id, Some(self.isolate.now())))?;
        self.run_lane(&lanes::to(&endpoint.id))
    }

    /// Nothing goes to an endpoint before it may be tried. Only that it rests is written, once, and no row of what
    /// waits for it.
    fn rest(&self, endpoint: &Endpoint, until: Option<Timestamp>) -> Result<(), Fault> {
        let lane = lanes::to(&endpoint.id);
        let at = self.isolate.now().plus(self.isolate.config.scale.of(TRY_AGAIN));
        self.lanes.rest(&lane, until.map_or(at, |until| until.min(at)));
        self.tables.transaction(|tx| tx.set_resting(&lane))
    }

    /// Whether it rested; it no longer does.
    fn wake_lane(&self, endpoint: &Endpoint) -> Result<bool, Fault> {
        let lane = lanes::to(&endpoint.id);
        let rested = self.lanes.wake(&lane);
        if rested {
            self.tables.transaction(|tx| tx.not_resting(&lane))?;
        }
        Ok(rested)
    }

    /// When an event is tried again: by the schedule, spread a little, and not before the endpoint asked for it.
    fn again(&self, event: &Waiting, asked: i64, now: Timestamp) -> Option<Timestamp> {
        let [spread, ..] = sha256(format!("{}{}", event.id, now.millis()).as_bytes());
        schedule::again(event.since, now, asked, spread, self.isolate.config.scale)
    }

    fn parts<'a>(&'a self, queue: &'a str) -> Option<(&'a Endpoint, &'a str)> {
        let (id, about) = queue.split_once(' ')?;
        Some((self.isolate.config.endpoints.iter().find(|endpoint| endpoint.id == id && endpoint.works)?, about))
    }
}

/// Sends one event (Standard Webhooks 1.0.0, "Webhook headers").
async fn post(isolate: &Isolate, endpoint: &Endpoint, event: &Waiting) -> Answer {
    let seconds = isolate.now().millis().div_euclid(SECOND);
    let signature = webhook::signatures(&endpoint.keys, &event.id, seconds, &event.body);
    let request = Request::post(endpoint.url.clone(), "application/json", event.body.clone())
        .header("webhook-id", event.id.clone())
        .header("webhook-timestamp", seconds.to_string())
        .header("webhook-signature", signature)
        .accepting("*/*");
    isolate.platform.outbound.send(&request, isolate.config.scale.of(LIMIT), AnswerPart::Head).await
}

/// `Retry-After` of an answer that takes nothing: seconds or a date (RFC 9110 section 10.2.3), as milliseconds from
/// now.
fn asked_pause(answer: &Answer, now: Timestamp) -> i64 {
    let asked = answer.as_ref().ok().filter(|_| ended(answer) == Delivered::Failed);
    let Some(text) = asked.and_then(|answer| answer.header("retry-after")) else { return 0 };
    schedule::pause(text.trim(), now, Timestamp::parse_http_date)
}

fn ended(answer: &Answer) -> Delivered {
    match status(answer) {
        Some(200..300) => Delivered::Taken,
        Some(410) => Delivered::Gone,
        _ => Delivered::Failed,
    }
}

fn status(answer: &Answer) -> Option<u16> {
    answer.as_ref().ok().map(|answer| answer.status)
}

fn error(answer: &Answer) -> Option<&'static str> {
    match answer {
        Ok(_) => None,
        Err(TransportError::Timeout) => Some("timeout"),
        Err(_) => Some("connection_lost"),
    }
}
