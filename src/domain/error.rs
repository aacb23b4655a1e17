//! What can be wrong before a provider is asked. Errors are cut by phase, because the phase answers the one
//! question that matters: can money have moved? Here it cannot.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::json::FieldError;

/// A command that cannot be carried out as it stands. Nothing was stored or sent; correct it and call again.
/// Boxed, since it may come out of every check: a tenth of the Worker was the moving of errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandError(Box<Found>);

/// The first problem, and what else is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    first: Wrong,
    more: Vec<Wrong>,
}

/// What is wrong with a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Stable code for programs, the same in Rust, over HTTP and in JavaScript.
    pub code: &'static str,
    /// The field at fault, as a dotted path into the request.
    pub field: Cow<'static, str>,
    /// What was expected, for people. Never the value.
    pub problem: Cow<'static, str>,
}

impl CommandError {
    /// An error about one field.
    pub fn new(code: &'static str, field: impl Into<Cow<'static, str>>, problem: impl Into<Cow<'static, str>>) -> Self {
        let first = Wrong { code, field: field.into(), problem: problem.into() };
        Self(Box::new(Found { first, more: Vec::new() }))
    }

    /// Every problem, the first one first.
    pub fn all(&self) -> impl Iterator<Item = &Wrong> {
        std::iter::once(&self.0.first).chain(&self.0.more)
    }

    /// With the problems of another error behind its own.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        let Found { first, more } = *other.0;
        self.0.more.extend(std::iter::once(first).chain(more));
        self
    }

    /// What both checks gave, or everything that is wrong with either: see [`Self::with`].
    pub fn both<A, B>(one: Result<A, Self>, other: Result<B, Self>) -> Result<(A, B), Self> {
        match (one, other) {
            (Ok(one), Ok(other)) => Ok((one, other)),
            (Err(one), Err(other)) => Err(one.with(Err(other))),
            (Err(error), Ok(_)) | (Ok(_), Err(error)) => Err(error),
        }
    }

    /// All of these, or everything that is wrong with any.
    pub fn every(checks: impl IntoIterator<Item = Result<(), Self>>) -> Result<(), Self> {
        let mut all = Ok(());
        for check in checks {
            all = Self::both(all, check).map(drop);
        }
        all
    }

    /// What each of these finds.
    pub fn in_each(checks: impl IntoIterator<Item = Result<(), Self>>) -> Result<(), Self> {
        let mut checks = checks.into_iter();
        let Some(first) = checks.next() else { return Ok(()) };
        checks.fold(first, |common, check| {
            let (common, other) = (common.err(), check.err());
            let is_found = |wrong: &&Wrong| {
                other.iter().flat_map(Self::all).any(|one| (one.code, &one.field) == (wrong.code, &wrong.field))
            };
            Self::of(common.iter().flat_map(Self::all).filter(is_found).cloned().collect()).map_or(Ok(()), Err)
        })
    }

    /// With what else a check finds. Of one field, and of what stands in it, the first problem alone is told: what is wrong
    /// there can be found to be wrong in other ways, too.
    #[must_use]
    pub fn with(self, checked: Result<(), Self>) -> Self {
        let Err(other) = checked else { return self };
        let told: Vec<&str> = self.all().map(|wrong| &*wrong.field).collect();
        match other.beside(&told) {
            Some(more) => self.and(more),
            None => self,
        }
    }

    /// Whether something is said of this field, of what stands in it, or of the object in which it stands.
    pub fn names(&self, field: &str) -> bool {
        self.all().any(|wrong| is_within(field, &wrong.field) || is_within(&wrong.field, field))
    }

    /// Those of its problems that are about other fields than these, and what stands in them; `None` if there are none.
    pub fn beside(self, fields: &[&str]) -> Option<Self> {
        let Found { first, more } = *self.0;
        let told = |wrong: &Wrong| fields.iter().any(|field| is_within(&wrong.field, field));
        Self::of(std::iter::once(first).chain(more).filter(|wrong| !told(wrong)).collect())
    }

    /// These problems as one error; `None` if there are none.
    pub fn of(problems: Vec<Wrong>) -> Option<Self> {
        let mut problems = problems.into_iter();
        let first = problems.next()?;
        Some(Self(Box::new(Found { first, more: problems.collect() })))
    }

    /// The same, each problem in another field.
    #[must_use]
    pub fn moved(self, field: impl Fn(&str) -> String) -> Self {
        let Found { first, more } = *self.0;
        let moved = |wrong: Wrong| Wrong { field: field(&wrong.field).into(), ..wrong };
        Self(Box::new(Found { first: moved(first), more: more.into_iter().map(moved).collect() }))
    }

    /// The provider knows no such thing.
    pub fn unsupported(problem: impl Into<Cow<'static, str>>) -> Self {
        Self::new("operation_unsupported", "operation", problem)
    }

    /// Only an order whose personal data was removed lacks what a call must say.
    pub fn forgotten(field: &'static str) -> Self {
        Self::new("order_forgotten", field, "is no longer kept")
    }
}

/// Whether a path is a field's, or leads into it.
fn is_within(path: &str, field: &str) -> bool {
    path.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

impl From<FieldError> for CommandError {
    fn from(error: FieldError) -> Self {
        let FieldError { code, field, problem, more } = error;
        more.into_iter().map(Self::from).fold(Self::new(code, field, problem), Self::and)
    }
}

impl std::ops::Deref for CommandError {
    type Target = Wrong;

    fn deref(&self) -> &Wrong {
        &self.0.first
    }
}

impl std::fmt::Display for CommandError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.field, self.problem)
    }
}

impl std::error::Error for CommandError {}

/// What an order's life does not allow now. The order is unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OrderError {
    /// A call to the provider is under way: wait for it.
    InProgress,
    /// It is not known whether money moved: the gateway is asking; nothing may be sent.
    OutcomeUnknown,
    /// The order has succeeded.
    Succeeded,
    /// The order has failed, and nothing contradicts it.
    Failed,
    /// The order has failed, but a person has to look, or had it fail although the provider reported a success.
    FailedInDoubt,
    /// The order waits for nothing that this call could give.
    NotConfirmable,
    /// The provider account was changed in the configuration since the order was made.
    AccountChanged,
    /// A person may settle only what is under review or unknown.
    NotInReview,
    /// The order is another one than the caller has looked at.
    Changed,
    /// The provider reported a success: to have it fail all the same takes a word of its own.
    SuccessReported,
    /// The provider said of the paid order that it failed: nothing is given back before a person has settled it.
    Contradicted,
}

impl OrderError {
    /// Stable code for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InProgress => "order_in_progress",
            Self::OutcomeUnknown => "order_outcome_unknown",
            Self::Succeeded | Self::Failed | Self::FailedInDoubt => "order_final",
            Self::NotConfirmable => "order_not_confirmable",
            Self::AccountChanged => "order_account_changed",
            Self::NotInReview => "order_not_in_review",
            Self::Changed => "order_changed",
            Self::SuccessReported => "order_success_reported",
            Self::Contradicted => "order_contradicted",
        }
    }
}

impl std::fmt::Display for OrderError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::InProgress => "a call to the provider is under way; read the order until it has answered",
            Self::OutcomeUnknown => "it is not known whether money moved; the gateway is asking the provider, read the order until it is settled",
            Self::Succeeded => "the order has succeeded: the money moved, nothing more is to be sent",
            Self::Failed => "the order has failed; a new attempt takes a new merchant_order_id",
            Self::FailedInDoubt => "the order has failed, but the money may have moved: make no other in its place",
            Self::NotConfirmable => "the order does not wait for this",
            Self::AccountChanged => "the provider account was changed since the order was made: configure that one again, and make no other order in its place",
            Self::NotInReview => "only an order that is under review or unknown can be resolved by a person",
            Self::Changed => "the order has changed since the version that you name: look at `order`, then decide again",
            Self::SuccessReported => "the provider reported a success: to have it fail all the same, say \"against_evidence\": true",
            Self::Contradicted => "the provider has said both that the order was paid and that it was not: find out which holds and resolve it before anything is given back",
        })
    }
}

impl std::error::Error for OrderError {}
