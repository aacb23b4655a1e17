//! The coarse limit: how many requests come from one place, by the platform's own count. That count is approximate and
//! kept per location, so nothing rests on it: what must be exact is counted in the number's and the order's object.

use super::super::http::{IncomingRequest, OutgoingResponse};
use super::{Gateway, RouteError};
use crate::api::{Caller, ConfigProblem, Problem, Route, source_block};
use crate::domain::budget::Budget;
use crate::domain::time::{SECOND, ScheduleScale};

/// The binding's name.
const BINDING: &str = "RATE_LIMIT";

/// The platform does not tell a binding's figures. They stand in wrangler.toml alone and are read off it while this is
/// compiled.
const REQUESTS: Budget =
    Budget { name: "requests", most: figure(b"limit = "), window: figure(b"period = ").saturating_mul(SECOND) };
const _: () = assert!(
    REQUESTS.most > 0 && REQUESTS.window > 0,
    "wrangler.toml: expected [[ratelimits]] with `limit = ` and `period = `"
);

/// Counts a request of a caller who may be anybody. A page's key is everybody's; a payer's token counts for its order,
/// since carriers put many payers behind one address. Who comes back from a provider is counted, too; of what providers
/// send only what is refused is.
pub async fn count(
    gateway: &Gateway,
    caller: &Caller,
    route: &Route<'_>,
    request: &IncomingRequest,
) -> Result<(), Problem> {
    match caller {
        Caller::Anybody if matches!(route, Route::Return { .. }) => coarse(gateway, "return", request).await,
        Caller::Anybody | Caller::Secret => Ok(()),
        Caller::Publishable(id) => coarse(gateway, &["pk ", id].concat(), request).await,
        Caller::Client(token) => coarse(gateway, &["ct ", &token.order].concat(), request).await,
    }
}

/// Counts one request of `who` from where it came; refuses when there were too many.
async fn coarse(gateway: &Gateway, who: &str, request: &IncomingRequest) -> Result<(), Problem> {
    let Some(limit) = &gateway.isolate.platform.rate_limit else { return Ok(()) };
    let key = [who, " ", &source_block(request.source())].concat();
    match limit.count(&key).await {
        Ok(false) => {
            let detail = "too many requests from this address";
            Err(Problem::limited(
                "rate_limited",
                detail,
                REQUESTS,
                ScheduleScale::REAL,
                REQUESTS.window_s(ScheduleScale::REAL),
            ))
        }
        Ok(true) => Ok(()),
        // Payments do not stop because a limit that nothing rests on has.
        Err(_) => {
            gateway.log("requests are not limited: the platform's rate limit fails");
            Ok(())
        }
    }
}

/// What a caller without a good key is told. A right key is let in however many wrong ones came from its address: else
/// anybody there could lock the merchant out.
pub async fn refused(
    gateway: &Gateway,
    request: &IncomingRequest,
    problem: Problem,
) -> Result<OutgoingResponse, RouteError> {
    if problem.status() == 401 {
        coarse(gateway, "refused", request).await?;
    }
    Err(problem.into())
}

/// Counts a message that was refused. Providers send from few places, and many: what is good is never counted.
pub async fn refused_message(gateway: &Gateway, request: &IncomingRequest) -> Result<(), Problem> {
    coarse(gateway, "message", request).await
}

/// What is wrong where the limit is needed and not bound. Orders are taken all the same.
pub fn problem(gateway: &Gateway) -> Option<ConfigProblem> {
    let missing = gateway.config.has_public_keys() && gateway.isolate.platform.rate_limit.is_none();
    missing.then(|| ConfigProblem::harmless(BINDING, "is not bound: wrangler.toml as shipped has it in [[ratelimits]]"))
}

/// The first number that stands behind `name` in wrangler.toml; 0 if there is none.
const fn figure(name: &[u8]) -> i64 {
    let mut text: &[u8] = include_bytes!("../../../wrangler.toml");
    while let [_, rest @ ..] = text {
        if let Some(number) = number_after(name, text) {
            return number;
        }
        text = rest;
    }
    0
}

const fn number_after(mut name: &[u8], mut text: &[u8]) -> Option<i64> {
    while let [wanted, names @ ..] = name {
        match text {
            [found, rest @ ..] if *found == *wanted => (name, text) = (names, rest),
            _ => return None,
        }
    }
    let mut number: i64 = 0;
    while let [digit @ b'0'..=b'9', rest @ ..] = text {
        number = number.saturating_mul(10).saturating_add(digit.saturating_sub(b'0') as i64);
        text = rest;
    }
    Some(number)
}
