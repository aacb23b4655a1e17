//! Verdicts, and what they rest on.

use serde::{Deserialize, Serialize};

use super::command::Warning;
use super::review::ReviewReason;
use super::time::Timestamp;

/// Our verdict on what a call did. Exhaustive on purpose: a fifth case must break every `match`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The money moved, and the answer names this very order.
    Succeeded,
    /// It will not move any more.
    Failed(Failure),
    /// Nothing is decided: the payer has something to do.
    Pending(Option<NextAction>),
    /// Money may have moved or not.
    Unknown(UnknownReason),
}

/// A final no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Failure {
    /// Why.
    pub reason: Reason,
    /// Whether the provider may have had the command: `false` only if it certainly never left.
    pub reached_provider: bool,
}

impl Failure {
    /// The provider itself said no.
    pub const fn by_provider(reason: Reason) -> Self {
        Self { reason, reached_provider: true }
    }

    /// Ended by us after a call that may have arrived; the provider holds nothing that can still charge.
    pub const fn by_gateway(reason: Reason) -> Self {
        Self { reason, reached_provider: true }
    }
}

/// Why an order failed: a small list, the same for all providers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "FailureReason"))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// The provider said no and gave no better reason.
    Declined,
    /// The payer has not enough money.
    InsufficientFunds,
    /// This number cannot be charged this way.
    NumberNotEligible,
    /// The number is already registered for this.
    AlreadyRegistered,
    /// The provider found the request wrong.
    RequestRefused,
    /// The provider found our account not entitled to this.
    AccountRefused,
    /// The provider knows this id from another order.
    DuplicateId,
    /// What was asked for is not sold, not in this amount, or not to this number.
    ProductNotAvailable,
    /// The merchant's balance at the provider is too low.
    BalanceTooLow,
    /// The provider allows no more of this today.
    LimitReached,
    /// A system at the provider was out of order; it says that nothing was charged.
    ProviderUnavailable,
    /// No usable answer to a call that cannot charge.
    NoAnswer,
    /// The text message with the one-time password did not leave.
    OtpNotSent,
    /// The one-time password ran out.
    OtpExpired,
    /// Every attempt at the one-time password was wrong.
    OtpAttemptsUsedUp,
    /// The payer never confirmed.
    NotConfirmed,
    /// The provider knows no subscription to renew: it did not charge, and another try would fare no better.
    NotSubscribed,
    /// The payer let it run out.
    Expired,
    /// The provider never had the order.
    NotFound,
    /// The merchant closed it before the payer confirmed.
    Cancelled,
    /// A person settled it so.
    ResolvedByPerson,
}

impl Reason {
    /// Whether another try, under a new id, could fare better.
    pub const fn may_retry(self) -> bool {
        !matches!(self, Self::NotSubscribed)
    }
}

/// Why we cannot tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum UnknownReason {
    /// No connection, or it broke.
    ConnectionLost,
    /// No answer in time.
    Timeout,
    /// An answer longer than we read.
    AnswerTooLong,
    /// An HTTP status that says nothing about the order.
    HttpStatus,
    /// Not the provider's format.
    Unparsable,
    /// A code that no document lists.
    UnlistedCode,
    /// A listed code that leaves open whether money moved.
    InconclusiveCode,
    /// Says something that a signature must cover, and none that is good does.
    BadSignature,
    /// Says success, but of another kind of command than was sent, or of none.
    OtherResult,
    /// Says success, but names another order, number, amount or reference.
    Mismatch,
    /// Proves something only when it is read again, later, and is still the same.
    Uncorroborated,
    /// The call's deadline passed and nobody recorded an answer.
    DeadlinePassed,
    /// A call came after one whose result is not known.
    AfterInconclusive,
}

impl UnknownReason {
    /// Whether there was no answer at all, or none in the provider's language.
    pub const fn is_no_answer(self) -> bool {
        matches!(self, Self::ConnectionLost | Self::Timeout | Self::AnswerTooLong | Self::HttpStatus | Self::Unparsable)
    }
}

/// What the payer must do next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NextAction {
    /// Type the one-time password that was texted; give it to `POST /v1/orders/{id}/confirm`.
    Otp,
    /// Open an address: a provider's page, or an app.
    Redirect {
        /// Where.
        url: String,
        /// The same in the provider's app.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        app_url: Option<String>,
        /// Until when.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires_at: Option<Timestamp>,
    },
    /// Show a code to be scanned: as a picture, or as the text to make one of.
    Qr {
        /// PNG, base64.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        image_png_base64: Option<String>,
        /// What the code says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// Until when.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires_at: Option<Timestamp>,
    },
    /// Hand these to the wallet's SDK in the merchant's app or page.
    App {
        /// As the provider gave them.
        params: serde_json::Value,
        /// A page or app of the provider's, where it gave one besides.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        url: Option<String>,
    },
    /// Nothing to show: the payer acts on the device.
    Wait {
        /// Where the payer acts: `device`.
        on: String,
    },
}

impl NextAction {
    /// Until when the payer may act, where the action itself says so.
    pub fn expires_at(&self) -> Option<Timestamp> {
        match self {
            Self::Redirect { expires_at, .. } | Self::Qr { expires_at, .. } => *expires_at,
            Self::Otp | Self::App { .. } | Self::Wait { .. } => None,
        }
    }
}

/// Who stands behind a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// A signature that was verified.
    Signed,
    /// Unsigned reply on a connection that we opened ourselves.
    OwnReply,
    /// Anyone could have sent it: it may start a query or stop charging, nothing else.
    Hint,
}

/// What the provider said, verbatim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProviderStatus {
    /// The provider's name of the call.
    pub call: String,
    /// Its code or word, leading zeros kept, cut at 64 characters.
    pub code: String,
    /// Its sentence, cut at 200 characters.
    pub message: String,
}

impl ProviderStatus {
    /// What was said, cut: whatever a provider says can be kept.
    pub fn new(call: &str, code: &str, message: &str) -> Self {
        let cut = |text: &str, most| text.chars().take(most).collect();
        Self { call: call.to_owned(), code: cut(code, 64), message: cut(message, 200) }
    }
}

/// A rule for answers that prove something only when repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corroboration {
    /// Equal reads needed; none if it proves nothing however often it comes.
    pub reads: Option<u32>,
    /// Milliseconds that must lie between the first of them and the last.
    pub over: i64,
    /// What comes of it then.
    pub then: Proof,
}

/// What repetition is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// It proves that the order failed.
    Failed(Failure),
    /// It proves nothing, but a person should look.
    Review(ReviewReason),
}

/// What an answer says of our account beside the order: no new order would fare better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountProblem {
    /// Our balance at the provider is too low.
    BalanceTooLow,
    /// Our account, key or address is refused.
    AccountRefused,
    /// What we ordered is not served, or not at the moment.
    ServicePaused,
}

/// Something about an account that the merchant should take up with the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alert {
    /// Stable code.
    pub code: &'static str,
    /// What to know.
    pub detail: &'static str,
}

/// An answer, read: the outcome, and everything the order keeps of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderReport {
    /// Our verdict.
    pub outcome: Outcome,
    /// Who stands behind it.
    pub evidence: Evidence,
    /// The id the provider assigned, if it said one.
    pub provider_order_id: Option<String>,
    /// What it said, verbatim.
    pub provider_status: Option<ProviderStatus>,
    /// Until when the payer may act, where the answer says so.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
    /// What the same answer is good for when it is repeated.
    pub corroboration: Option<Corroboration>,
    /// Why a person must look whatever the outcome turns out to be.
    pub review: Option<ReviewReason>,
    /// How the provider says that it carried out a call that can charge, where its code does not tell: later queries
    /// are read in that light.
    #[serde(default)]
    pub charge_reply: Option<String>,
    /// Whether the number was sent a text though none was asked for.
    #[serde(default)]
    pub texted: bool,
    /// Why a person must look if the order is still unknown so many milliseconds from now.
    #[serde(default)]
    pub review_after: Option<(ReviewReason, i64)>,
    /// What the merchant should know of it.
    #[serde(default)]
    pub warnings: Vec<Warning>,
    /// What it says of our account. Not kept with the order.
    #[serde(skip)]
    pub account_problem: Option<AccountProblem>,
    /// What the merchant should hear about the account, once for all of its orders. Not kept with the order.
    #[serde(skip)]
    pub alert: Option<Alert>,
    /// How long the call took, in milliseconds, where that was measured. Not kept with the order.
    #[serde(default)]
    pub took: Option<i64>,
}

impl ProviderReport {
    /// A report of our own connection's reply with nothing but an outcome.
    pub const fn of(outcome: Outcome) -> Self {
        Self {
            outcome,
            evidence: Evidence::OwnReply,
            provider_order_id: None,
            provider_status: None,
            expires_at: None,
            corroboration: None,
            review: None,
            charge_reply: None,
            texted: false,
            review_after: None,
            warnings: Vec::new(),
            account_problem: None,
            alert: None,
            took: None,
        }
    }

    /// The same, when it leaves open whether money moved.
    pub const fn unknown(unknown_reason: UnknownReason) -> Self {
        Self::of(Outcome::Unknown(unknown_reason))
    }
}
