//! The HTTP API: which path takes which method, who may call it, and what HTTP itself asks for.

mod actions;
mod catalogue;
mod claims;
mod cors;
mod events;
mod fingerprints;
mod health;
mod limits;
mod metrics;
mod notifications;
mod orders;
mod place_order;
mod providers;
mod purchases;
mod refunds;
mod returns;
mod stored_orders;
mod subscriptions;
mod tokens;

use std::rc::Rc;

use futures_util::future::LocalBoxFuture;

use super::config::Config;
use super::http::{IncomingRequest, OutgoingResponse};
use super::isolate::Isolate;
use super::platform::Fault;
use crate::api::caller::not_allowed;
use crate::api::route::{About, Action};
use crate::api::{Caller, Problem, RootView, Route};
use crate::domain::Timestamp;

/// What a request is answered with.
pub struct Gateway {
    isolate: Rc<Isolate>,
    config: Rc<Config>,
    /// What this call is known by: in its answer, in the log and in the history of what it changes.
    request_id: String,
}

impl Gateway {
    /// For one call, known by `request_id`.
    pub fn new(isolate: Rc<Isolate>, request_id: String) -> Self {
        Self { config: Rc::clone(&isolate.config), isolate, request_id }
    }

    /// Now.
    fn now(&self) -> Timestamp {
        self.isolate.now()
    }

    /// Writes one line to the log, about this call.
    fn log(&self, line: &str) {
        self.isolate.log(&format!("{line} (request {})", self.request_id));
    }
}

/// Asks every object, which also makes it look at its alarm: the cron's task, in case an alarm was lost.
pub async fn poke(gateway: &Gateway) {
    health::look(gateway).await;
}

/// Answers a request.
pub async fn answer(gateway: &Gateway, mut request: IncomingRequest) -> OutgoingResponse {
    let path = std::mem::take(&mut request.path);
    let Some(route) = Route::of(&path) else { return not_found().into() };
    if request.method == "OPTIONS" {
        return cors::options(&gateway.config, &request, &route);
    }
    let caller = gateway.config.caller(request.bearer(), gateway.now());
    let shared = cors::headers(&gateway.config, &request, &route, caller.as_ref().ok());
    let mut reply = answered(gateway, request, route, caller).await;
    reply.headers.extend(shared);
    reply
}

async fn answered(
    gateway: &Gateway,
    mut request: IncomingRequest,
    route: Route<'_>,
    caller: Result<Caller, Problem>,
) -> OutgoingResponse {
    if !route.takes(&request.method) {
        let detail = format!("this path takes {}", route.allow());
        return OutgoingResponse::from(Problem::new(405, "method_not_allowed", detail))
            .header("allow", route.allow().to_owned());
    }
    let reads = matches!(request.method.as_str(), "GET" | "HEAD");
    let admitted = admitted(&request, &route, caller);
    let to_page = matches!(admitted, Ok(Caller::Publishable(_)));
    let answered = match admitted {
        Err(problem) => limits::refused(gateway, &request, problem).await,
        Ok(caller) => within_limits(gateway, &mut request, route, &caller).await,
    };
    answered.unwrap_or_else(|error| if to_page { purchases::for_anybody(error) } else { error }.reply(gateway, reads))
}

/// Who calls, if everything is right that must be before any route runs.
fn admitted(request: &IncomingRequest, route: &Route<'_>, caller: Result<Caller, Problem>) -> Result<Caller, Problem> {
    if route.is_public() {
        return Ok(Caller::Anybody);
    }
    let caller = caller?;
    if !caller.may(&request.method, route) {
        return Err(not_allowed());
    }
    if !matches!(route, Route::Metrics) && !request.accepts_json() {
        return Err(Problem::new(406, "not_acceptable", "answers are application/json"));
    }
    Ok(caller)
}

async fn within_limits(
    gateway: &Gateway,
    request: &mut IncomingRequest,
    route: Route<'_>,
    caller: &Caller,
) -> Result<OutgoingResponse, RouteError> {
    limits::count(gateway, caller, &route, request).await?;
    if !route.takes_query(&request.method) {
        std::mem::take(&mut request.query).finish()?;
    }
    run(gateway, request, route, caller).await
}

/// The future of the route, boxed: all of them in one would be a function of 86 kB.
fn run<'a>(
    gateway: &'a Gateway,
    request: &'a mut IncomingRequest,
    route: Route<'a>,
    caller: &'a Caller,
) -> LocalBoxFuture<'a, Result<OutgoingResponse, RouteError>> {
    match route {
        Route::Root => Box::pin(async { Ok(OutgoingResponse::json(200, &RootView::of_this_gateway())) }),
        Route::Health => Box::pin(async { Ok(health::health(gateway).await) }),
        Route::Document => Box::pin(async { Ok(OutgoingResponse::text(200, "application/json", String::new())) }),
        Route::Providers => Box::pin(async { Ok(providers::list(gateway).await) }),
        Route::Provider(id, About::Balance) => Box::pin(providers::balance(gateway, id)),
        Route::Provider(id, About::Products) => Box::pin(providers::products(gateway, id)),
        Route::Provider(id, About::Numbers) => Box::pin(providers::number(gateway, request, id)),
        Route::Provider(id, About::Resume) => Box::pin(providers::resume(gateway, request, id)),
        Route::Metrics => Box::pin(metrics::metrics(gateway)),
        Route::Events => Box::pin(events::list(gateway, request)),
        Route::Event(id) => Box::pin(events::read(gateway, id)),
        Route::Redeliver(id) => Box::pin(events::redeliver(gateway, request, id)),
        Route::RedeliverSince => Box::pin(events::redeliver_since(gateway, request)),
        Route::Catalogue if request.method == "PUT" => Box::pin(catalogue::replace(gateway, request)),
        Route::Catalogue => Box::pin(catalogue::read(gateway, caller)),
        Route::Orders if request.method == "POST" => Box::pin(orders::create(gateway, request, caller)),
        Route::ClientTokens(id) => Box::pin(tokens::create(gateway, request, id)),
        Route::Orders => Box::pin(orders::list(gateway, request)),
        Route::Order(id, refund) => Box::pin(orders::read(gateway, request, caller, id, refund)),
        Route::History(id, refund) => Box::pin(orders::history(gateway, request, id, refund)),
        Route::Refunds(id) if request.method == "POST" => Box::pin(refunds::create(gateway, request, id)),
        Route::Refunds(id) => Box::pin(refunds::list(gateway, request, id)),
        Route::OrderAction(id, _, Action::Confirm) => Box::pin(actions::confirm(gateway, request, caller, id)),
        Route::OrderAction(id, refund, Action::Recheck) => Box::pin(actions::recheck(gateway, request, id, refund)),
        Route::OrderAction(id, _, Action::Cancel) => Box::pin(actions::cancel(gateway, request, caller, id)),
        Route::OrderAction(id, refund, Action::Resolve) => Box::pin(actions::resolve(gateway, request, id, refund)),
        Route::Unmatched => Box::pin(notifications::unmatched(gateway, request)),
        Route::SignedNotification { provider, order } => {
            Box::pin(notifications::signed(gateway, request, provider, order))
        }
        Route::Return { provider, id, tag } => Box::pin(returns::back(gateway, request, provider, id, tag)),
        Route::Subscriptions => Box::pin(subscriptions::import(gateway, request)),
        Route::SubscriptionSearch => Box::pin(subscriptions::search(gateway, request)),
        Route::AddressedNotification { provider, kind, secret } => {
            Box::pin(notifications::addressed(gateway, request, provider, kind, secret))
        }
    }
}

/// Why a route ended without its answer.
enum RouteError {
    /// A refusal, with its reason.
    Refused(Box<Problem>),
    /// Something of ours failed.
    Failed(Fault),
}

impl RouteError {
    fn reply(self, gateway: &Gateway, reads: bool) -> OutgoingResponse {
        match self {
            Self::Refused(problem) => (*problem).into(),
            Self::Failed(fault) => {
                gateway.log(&format!("a call failed inside the gateway: {}", fault.0));
                let problem = Problem::new(
                    503,
                    "ledger_unavailable",
                    "the gateway could not finish this call; read the order, then call again with the same id",
                )
                .retry_after(2);
                if reads { problem.into() } else { problem.money_may_have_moved().into() }
            }
        }
    }
}

impl From<Problem> for RouteError {
    fn from(problem: Problem) -> Self {
        Self::Refused(Box::new(problem))
    }
}

impl From<crate::domain::CommandError> for RouteError {
    fn from(error: crate::domain::CommandError) -> Self {
        Problem::from(error).into()
    }
}

impl From<Fault> for RouteError {
    fn from(fault: Fault) -> Self {
        Self::Failed(fault)
    }
}

fn not_found() -> Problem {
    Problem::new(404, "not_found", "there is nothing at this path")
}
