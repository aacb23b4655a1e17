//! The HTTP API: which path takes which method, who may call it, and what HTTP itself asks for.

mod claims;
pub mod health;
mod notifications;
mod orders;
mod providers;
mod subscriptions;

use std::rc::Rc;

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
    Providers,
    Orders,
    Order(&'a str),
    OrderAction(&'a str, Action),
    History(&'a str),
    Subscriptions,
    SubscriptionSearch,
    Notification { provider: &'a str, kind: &'a str, secret: &'a str },
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
            ["v1", "providers"] => Self::Providers,
            ["v1", "orders"] => Self::Orders,
            ["v1", "orders", id] => Self::Order(id),
            ["v1", "orders", id, "confirm"] => Self::OrderAction(id, Action::Confirm),
            ["v1", "orders", id, "recheck"] => Self::OrderAction(id, Action::Recheck),
            ["v1", "orders", id, "cancel"] => Self::OrderAction(id, Action::Cancel),
            ["v1", "orders", id, "resolve"] => Self::OrderAction(id, Action::Resolve),
            ["v1", "orders", id, "history"] => Self::History(id),
            ["v1", "subscriptions"] => Self::Subscriptions,
            ["v1", "subscriptions", "search"] => Self::SubscriptionSearch,
            ["v1", "notifications", provider, kind, secret] => Self::Notification { provider, kind, secret },
            _ => return None,
        })
    }

    /// The methods it takes, as `Allow` names them.
    const fn allow(&self) -> &'static str {
        match self {
            Self::Health | Self::Providers | Self::Order(_) | Self::History(_) => "GET, HEAD, OPTIONS",
            Self::Orders => "GET, HEAD, POST, OPTIONS",
            Self::OrderAction(..) | Self::Subscriptions | Self::SubscriptionSearch | Self::Notification { .. } => {
                "POST, OPTIONS"
            }
        }
    }

    /// Whether anybody may call it. A notification's secret stands in its path.
    const fn is_public(&self) -> bool {
        matches!(self, Self::Health | Self::Notification { .. })
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
    match checked(gateway, &request, &route) {
        Err(problem) => problem.into(),
        Ok(()) => run(gateway, request, route).await.unwrap_or_else(|stop| stop.reply(reads)),
    }
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
    if !request.accepts_json() {
        return Err(Problem::new(406, "not_acceptable", "answers are application/json"));
    }
    Ok(())
}

async fn run(gateway: &Gateway, request: Request, route: Route<'_>) -> Result<Reply, Stop> {
    match route {
        Route::Health => Ok(health::health(gateway).await),
        Route::Providers => Ok(providers::list(gateway)),
        Route::Orders if request.method == "POST" => orders::create(gateway, &request).await,
        Route::Orders => orders::list(gateway, request).await,
        Route::Order(id) => orders::read(gateway, request, id).await,
        Route::History(id) => orders::history(gateway, id).await,
        Route::OrderAction(id, Action::Confirm) => orders::confirm(gateway, &request, id).await,
        Route::OrderAction(id, Action::Recheck) => orders::recheck(gateway, &request, id).await,
        Route::OrderAction(id, Action::Cancel) => orders::cancel(gateway, &request, id).await,
        Route::OrderAction(id, Action::Resolve) => orders::resolve(gateway, &request, id).await,
        Route::Subscriptions => subscriptions::import(gateway, &request).await,
        Route::SubscriptionSearch => subscriptions::search(gateway, &request).await,
        Route::Notification { provider, kind, secret } => {
            notifications::receive(gateway, &request, provider, kind, secret).await
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
