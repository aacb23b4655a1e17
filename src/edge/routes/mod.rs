//! The HTTP API: which path takes which method, who may call it, and what HTTP itself asks for.

mod actions;
mod claims;
mod events;
pub mod health;
mod limits;
mod metrics;
mod notices;
mod notifications;
mod orders;
mod providers;
mod refunds;
mod returns;
mod stored;
mod subscriptions;

use std::rc::Rc;

use futures_util::future::LocalBoxFuture;
use worker::Env;

use super::config::Config;
use super::http::{Reply, Request};
use super::platform::{Fault, log};
use crate::api::Problem;

/// What a request is answered with.
pub struct Gateway {
    pub config: Rc<Config>,
    pub env: Rc<Env>,
}

/// A path of the API.
enum Route<'a> {
    Health,
    Document,
    Metrics,
    Providers,
    Provider(&'a str, About),
    Events,
    Event(&'a str),
    Redeliver(&'a str),
    RedeliverSince,
    Orders,
    Order(&'a str, Option<&'a str>),
    OrderAction(&'a str, Option<&'a str>, Action),
    History(&'a str, Option<&'a str>),
    Refunds(&'a str),
    Subscriptions,
    SubscriptionSearch,
    Unmatched,
    Notice { provider: &'a str, order: Option<&'a str> },
    Notification { provider: &'a str, kind: &'a str, secret: &'a str },
    Return { provider: &'a str, id: &'a str },
}

/// What can be asked of a provider.
#[derive(Debug, Clone, Copy)]
enum About {
    Balance,
    Products,
    Numbers,
    Reopen,
}

/// What can be done with an order.
#[derive(Debug, Clone, Copy)]
enum Action {
    Confirm,
    Recheck,
    Cancel,
    Resolve,
}

impl<'a> Route<'a> {
    fn of(path: &'a str) -> Option<Self> {
        let parts: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        Some(match parts.as_slice() {
            ["healthz"] => Self::Health,
            ["openapi.json"] => Self::Document,
            ["metrics"] => Self::Metrics,
            ["v1", "providers"] => Self::Providers,
            ["v1", "providers", id, "balance"] => Self::Provider(id, About::Balance),
            ["v1", "providers", id, "products"] => Self::Provider(id, About::Products),
            ["v1", "providers", id, "numbers"] => Self::Provider(id, About::Numbers),
            ["v1", "providers", id, "reopen"] => Self::Provider(id, About::Reopen),
            ["v1", "events"] => Self::Events,
            ["v1", "events", "redeliver"] => Self::RedeliverSince,
            ["v1", "events", id] => Self::Event(id),
            ["v1", "events", id, "redeliver"] => Self::Redeliver(id),
            ["v1", "orders"] => Self::Orders,
            ["v1", "orders", id] => Self::Order(id, None),
            ["v1", "orders", id, "confirm"] => Self::OrderAction(id, None, Action::Confirm),
            ["v1", "orders", id, "recheck"] => Self::OrderAction(id, None, Action::Recheck),
            ["v1", "orders", id, "cancel"] => Self::OrderAction(id, None, Action::Cancel),
            ["v1", "orders", id, "resolve"] => Self::OrderAction(id, None, Action::Resolve),
            ["v1", "orders", id, "history"] => Self::History(id, None),
            ["v1", "orders", id, "refunds"] => Self::Refunds(id),
            ["v1", "orders", id, "refunds", refund] => Self::Order(id, Some(refund)),
            ["v1", "orders", id, "refunds", refund, "recheck"] => Self::OrderAction(id, Some(refund), Action::Recheck),
            ["v1", "orders", id, "refunds", refund, "resolve"] => Self::OrderAction(id, Some(refund), Action::Resolve),
            ["v1", "orders", id, "refunds", refund, "history"] => Self::History(id, Some(refund)),
            ["v1", "subscriptions"] => Self::Subscriptions,
            ["v1", "subscriptions", "search"] => Self::SubscriptionSearch,
            ["v1", "notifications"] => Self::Unmatched,
            ["v1", "notifications", provider] => Self::Notice { provider, order: None },
            ["v1", "notifications", provider, order] => Self::Notice { provider, order: Some(order) },
            ["v1", "returns", provider, id] => Self::Return { provider, id },
            ["v1", "notifications", provider, kind, secret] => Self::Notification { provider, kind, secret },
            _ => return None,
        })
    }

    /// The methods it takes, as `Allow` names them.
    const fn allow(&self) -> &'static str {
        match self {
            Self::Health | Self::Document | Self::Providers | Self::Order(..) | Self::History(..) | Self::Unmatched => {
                "GET, HEAD, OPTIONS"
            }
            Self::Metrics | Self::Events | Self::Event(_) | Self::Provider(_, About::Balance | About::Products) => {
                "GET, HEAD, OPTIONS"
            }
            Self::Orders | Self::Refunds(_) | Self::Return { .. } => "GET, HEAD, POST, OPTIONS",
            _ => "POST, OPTIONS",
        }
    }

    /// Whether anybody may call it. A notification's secret stands in its path, a notice's signature in a header.
    const fn is_public(&self) -> bool {
        matches!(
            self,
            Self::Health | Self::Document | Self::Notice { .. } | Self::Notification { .. } | Self::Return { .. }
        )
    }
}

/// Answers a request.
pub async fn answer(gateway: &Gateway, mut request: Request) -> Reply {
    let path = std::mem::take(&mut request.path);
    let Some(route) = Route::of(&path) else { return not_found().into() };
    if request.method == "OPTIONS" {
        return Reply::text(204, "text/plain", String::new()).header("allow", route.allow().to_owned());
    }
    if !route.allow().split(", ").any(|method| method == request.method) {
        let detail = format!("this path takes {}", route.allow());
        return Reply::from(Problem::new(405, "method_not_allowed", detail)).header("allow", route.allow().to_owned());
    }
    let reads = matches!(request.method.as_str(), "GET" | "HEAD");
    let answered = match checked(gateway, &request, &route) {
        Err(problem) => Box::pin(limits::refused(gateway, &request, problem)),
        Ok(()) => run(gateway, &mut request, route),
    };
    answered.await.unwrap_or_else(|stop| stop.reply(reads))
}

/// What must be right before any route runs.
fn checked(gateway: &Gateway, request: &Request, route: &Route<'_>) -> Result<(), Problem> {
    if route.is_public() {
        return Ok(());
    }
    gateway.config.usable(None)?;
    if !request.bearer().is_some_and(|key| gateway.config.knows_key(key)) {
        return Err(Problem::new(401, "key_invalid", "send a secret key as Authorization: Bearer sk_…"));
    }
    if !matches!(route, Route::Metrics) && !request.accepts_json() {
        return Err(Problem::new(406, "not_acceptable", "answers are application/json"));
    }
    Ok(())
}

/// The future of the route, boxed: all of them in one would be a function of 86 kB.
fn run<'a>(
    gateway: &'a Gateway,
    request: &'a mut Request,
    route: Route<'a>,
) -> LocalBoxFuture<'a, Result<Reply, Stop>> {
    match route {
        Route::Health => Box::pin(async { Ok(health::health(gateway).await) }),
        // The shim lays the document in: it is no part of the wasm.
        Route::Document => Box::pin(async { Ok(Reply::text(200, "application/json", String::new())) }),
        Route::Providers => Box::pin(async { Ok(providers::list(gateway).await) }),
        Route::Provider(id, About::Balance) => Box::pin(providers::balance(gateway, id)),
        Route::Provider(id, About::Products) => Box::pin(providers::products(gateway, id)),
        Route::Provider(id, About::Numbers) => Box::pin(providers::number(gateway, request, id)),
        Route::Provider(id, About::Reopen) => Box::pin(providers::reopen(gateway, request, id)),
        Route::Metrics => Box::pin(metrics::metrics(gateway)),
        Route::Events => Box::pin(events::list(gateway, request)),
        Route::Event(id) => Box::pin(events::read(gateway, id)),
        Route::Redeliver(id) => Box::pin(events::redeliver(gateway, request, id)),
        Route::RedeliverSince => Box::pin(events::redeliver_since(gateway, request)),
        Route::Orders if request.method == "POST" => Box::pin(orders::create(gateway, request)),
        Route::Orders => Box::pin(orders::list(gateway, request)),
        Route::Order(id, refund) => Box::pin(orders::read(gateway, request, id, refund)),
        Route::History(id, refund) => Box::pin(orders::history(gateway, id, refund)),
        Route::Refunds(id) if request.method == "POST" => Box::pin(refunds::create(gateway, request, id)),
        Route::Refunds(id) => Box::pin(refunds::list(gateway, id)),
        Route::OrderAction(id, _, Action::Confirm) => Box::pin(actions::confirm(gateway, request, id)),
        Route::OrderAction(id, refund, Action::Recheck) => Box::pin(actions::recheck(gateway, request, id, refund)),
        Route::OrderAction(id, _, Action::Cancel) => Box::pin(actions::cancel(gateway, request, id)),
        Route::OrderAction(id, refund, Action::Resolve) => Box::pin(actions::resolve(gateway, request, id, refund)),
        Route::Unmatched => Box::pin(notices::unmatched(gateway)),
        Route::Notice { provider, order } => Box::pin(notices::receive(gateway, request, provider, order)),
        Route::Return { provider, id } => Box::pin(returns::back(gateway, request, provider, id)),
        Route::Subscriptions => Box::pin(subscriptions::import(gateway, request)),
        Route::SubscriptionSearch => Box::pin(subscriptions::search(gateway, request)),
        Route::Notification { provider, kind, secret } => {
            Box::pin(notifications::receive(gateway, request, provider, kind, secret))
        }
    }
}

/// Why a route ended without its answer.
enum Stop {
    /// A refusal, with its reason.
    Refused(Box<Problem>),
    /// Something of ours failed.
    Failed(Fault),
}

impl Stop {
    fn reply(self, reads: bool) -> Reply {
        match self {
            Self::Refused(problem) => (*problem).into(),
            Self::Failed(fault) => {
                log(&format!("a call failed inside the gateway: {}", fault.0));
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

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Refused(Box::new(problem))
    }
}

impl From<crate::domain::CommandError> for Stop {
    fn from(error: crate::domain::CommandError) -> Self {
        Problem::from(error).into()
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Failed(fault)
    }
}

fn not_found() -> Problem {
    Problem::new(404, "not_found", "there is nothing at this path")
}
