//! Errors over HTTP: RFC 9457 problem details with a stable code.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use crate::domain::budget::Budget;
use crate::domain::error::{CommandError, OrderError, Wrong};
use crate::domain::time::ScheduleScale;
use crate::json::{self, FieldError};
use crate::providers::http::percent_encode;

/// A refusal. `code` is for programs and pinned by tests; `detail` is for people and never quotes a value.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Problem(Box<ProblemBody>);

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(inline))]
struct ProblemBody {
    /// `urn:mekong-pay:problem:` and the code.
    #[serde(rename = "type")]
    kind: String,
    /// HTTP status.
    status: u16,
    /// Stable code, for programs.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::ProblemCode"))]
    code: &'static str,
    /// The status in words.
    title: &'static str,
    /// For people; never quotes a value.
    detail: Cow<'static, str>,
    /// The field at fault, a dotted path into the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<Cow<'static, str>>,
    /// Everything that is wrong with the request, 32 at most; the first is also told above.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<WrongField>,
    /// Whether this very call may have moved money although it ends in an error.
    money_may_have_moved: bool,
    /// `urn:mekong-pay:request:` and the `X-Request-Id` of the answer, percent-encoded: names this call in the log and
    /// in the order's history.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    /// Seconds after which the same call may be made again; also sent as `Retry-After`.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<i64>,
    /// Where the order forbids the call: the order, as the caller may see it.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::AnyOrder"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<Value>,
    /// The budget that is spent, and its window in seconds.
    #[serde(skip)]
    spent: Option<(Budget, i64)>,
}

/// Something that is wrong with a request.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct WrongField {
    /// The field, a dotted path into the request; empty for the whole.
    field: Cow<'static, str>,
    /// Stable code, for programs.
    #[cfg_attr(feature = "openapi", schemars(with = "super::openapi::ProblemCode"))]
    code: &'static str,
    /// What was expected, for people; never quotes a value.
    detail: Cow<'static, str>,
}

/// Most that is told of one request.
const MOST_ERRORS: usize = 32;

impl Problem {
    /// A refusal that moved no money.
    pub fn new(status: u16, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::plain(status, code, detail.into())
    }

    fn plain(status: u16, code: &'static str, detail: Cow<'static, str>) -> Self {
        Self(Box::new(ProblemBody {
            kind: format!("urn:mekong-pay:problem:{code}"),
            status,
            code,
            title: title(status),
            detail,
            field: None,
            errors: Vec::new(),
            money_may_have_moved: false,
            instance: None,
            retry_after: None,
            order: None,
            spent: None,
        }))
    }

    /// A refusal because a budget is spent, for so many seconds.
    pub fn limited(
        code: &'static str,
        detail: &'static str,
        budget: Budget,
        scale: ScheduleScale,
        seconds: i64,
    ) -> Self {
        let mut problem = Self::new(429, code, detail).retry_after(seconds);
        problem.0.spent = Some((budget, budget.window_s(scale)));
        problem
    }

    /// HTTP status.
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// Stable code.
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// Seconds after which the same call may be made again.
    pub fn seconds_to_wait(&self) -> Option<i64> {
        self.0.retry_after
    }

    /// `RateLimit` and `RateLimit-Policy`, where a budget is spent: draft-ietf-httpapi-ratelimit-headers-11, a list of
    /// one string each, with parameters (RFC 9651).
    pub fn rate_limit(&self) -> Option<(String, String)> {
        let (Budget { name, most, .. }, window) = self.0.spent?;
        Some((format!("\"{name}\";r=0;t={}", self.0.retry_after?), format!("\"{name}\";q={most};w={window}")))
    }

    /// Names the field at fault.
    #[must_use]
    pub fn field(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.0.field = Some(field.into());
        self
    }

    /// Says when to come again.
    #[must_use]
    pub fn retry_after(mut self, seconds: i64) -> Self {
        self.0.retry_after = Some(seconds.max(1));
        self
    }

    /// Says which call it answers (RFC 9457 section 3.1.5: a URI reference).
    #[must_use]
    pub fn about(mut self, request_id: &str) -> Self {
        self.0.instance = Some(format!("urn:mekong-pay:request:{}", percent_encode(request_id)));
        self
    }

    /// Says that the order must be read before anybody acts.
    #[must_use]
    pub fn money_may_have_moved(mut self) -> Self {
        self.0.money_may_have_moved = true;
        self
    }

    /// Shows the order that forbids the call, written as the caller may see it.
    #[must_use]
    pub fn order(mut self, shown: &str) -> Self {
        self.0.order = json::parse(shown.as_bytes()).ok();
        self
    }

    /// RFC 9457 JSON.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl From<CommandError> for Problem {
    fn from(error: CommandError) -> Self {
        let invalid = error.code == "json_invalid";
        let whole = error.field.is_empty();
        let detail = if whole { error.problem.clone() } else { Cow::from(error.to_string()) };
        let status = match error.code {
            "json_invalid" => 400,
            "version_required" => 428,
            _ => 422,
        };
        let mut problem = Self::plain(status, error.code, detail);
        if !whole {
            problem = problem.field(error.field.clone());
        }
        if !invalid {
            problem.0.errors = error.all().take(MOST_ERRORS).map(WrongField::of).collect();
        }
        problem
    }
}

impl WrongField {
    fn of(wrong: &Wrong) -> Self {
        Self { field: wrong.field.clone(), code: wrong.code, detail: wrong.problem.clone() }
    }
}

impl From<FieldError> for Problem {
    fn from(error: FieldError) -> Self {
        CommandError::from(error).into()
    }
}

impl From<OrderError> for Problem {
    fn from(error: OrderError) -> Self {
        Self::new(409, error.code(), error.to_string())
    }
}

const fn title(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        409 => "Conflict",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        428 => "Precondition Required",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        _ => "Error",
    }
}
