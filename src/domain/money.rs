//! Money as integers in the currency's minor unit. There are no floats near it.

use serde::{Deserialize, Serialize};

use super::error::CommandError;

/// Most minor units one order may carry: 10^13, which JavaScript still holds exactly.
pub const MAX_MINOR: i64 = 10_000_000_000_000;

/// A currency of one of the three countries, ISO 4217.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// Lao kip, written without a fraction.
    Lak,
    /// Thai baht, two digits (satang).
    Thb,
    /// Vietnamese dong, no fraction.
    Vnd,
}

impl Currency {
    /// ISO 4217 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Lak => "LAK",
            Self::Thb => "THB",
            Self::Vnd => "VND",
        }
    }

    /// Digits after the point. ISO 4217 gives the kip two, but nobody bills them and every provider wants
    /// whole kip (LTC API 1.0.0, RequestDeduct `Amount`).
    pub const fn digits(self) -> usize {
        match self {
            Self::Lak | Self::Vnd => 0,
            Self::Thb => 2,
        }
    }

    /// Reads an ISO 4217 code; letter case matters.
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Lak, Self::Thb, Self::Vnd].into_iter().find(|c| c.code() == code)
    }
}

/// The forms that are read, for the API's document.
#[cfg(feature = "openapi")]
impl Currency {
    /// A regular expression of the amounts that an order may carry: above zero, 10^13 minor units at most, 14 digits
    /// before the point.
    pub const fn pattern(self) -> &'static str {
        match self {
            Self::Lak | Self::Vnd => "^(?=[0-9]{1,14}$)0*([1-9][0-9]{0,12}|10000000000000)$",
            Self::Thb => {
                r"^(?=[0-9]{1,14}(\.|$))0*([1-9][0-9]{0,10}(\.[0-9]{1,2})?|100000000000(\.0{1,2})?|0\.(0[1-9]|[1-9][0-9]?))$"
            }
        }
    }
}

/// An amount in minor units of its currency: above zero, unless it is a [`Money::balance`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// Money from minor units: 1 to [`MAX_MINOR`].
    pub fn from_minor(minor: i64, currency: Currency) -> Result<Self, CommandError> {
        if (1..=MAX_MINOR).contains(&minor) {
            return Ok(Self { minor, currency });
        }
        Err(CommandError::new(
            "amount_invalid",
            "amount.value",
            "the amount must be above zero and at most 10^13 minor units",
        ))
    }

    /// What is left on an account: it may be nothing, and more than an order may carry. JavaScript holds its digits
    /// exactly.
    pub fn balance(minor: i64, currency: Currency) -> Option<Self> {
        (0..1_000_000_000_000_000).contains(&minor).then_some(Self { minor, currency })
    }

    /// Reads a [`Money::balance`] of whole dong: digits and nothing else.
    pub fn dong(text: &str) -> Option<Self> {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| digits).and_then(|minor| Self::balance(minor, Currency::Vnd))
    }

    /// Reads a decimal string such as `344.00`: digits, then at most the currency's digits after a point.
    /// No sign, no exponent, no separators, no blank; zeros that lead mean nothing.
    pub fn parse(value: &str, currency: Currency) -> Result<Self, CommandError> {
        let (whole, fraction) = value.split_once('.').map_or((value, None), |(w, f)| (w, Some(f)));
        let fraction = check_fraction(fraction, currency)?;
        if whole.is_empty() || !whole.bytes().all(|b| b.is_ascii_digit()) {
            return Err(not_a_decimal());
        }
        let padded = format!("{whole}{fraction:0<width$}", width = currency.digits());
        let minor = padded.parse().ok().filter(|_| whole.len() <= 14);
        Self::from_minor(minor.unwrap_or(i64::MAX), currency)
    }

    /// Minor units: kip, satang, dong.
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }
}

/// The one spelling of an amount: all of the currency's digits, no more.
impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.currency.digits() {
            0 => write!(f, "{}", self.minor),
            _ => write!(f, "{}.{:02}", self.minor.div_euclid(100), self.minor.rem_euclid(100)),
        }
    }
}

fn check_fraction(fraction: Option<&str>, currency: Currency) -> Result<&str, CommandError> {
    let Some(fraction) = fraction else { return Ok("") };
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(not_a_decimal());
    }
    if fraction.len() > currency.digits() {
        let problem = format!("{} takes {} digits after the point", currency.code(), currency.digits());
        return Err(CommandError::new("amount_not_representable", "amount.value", problem));
    }
    Ok(fraction)
}

fn not_a_decimal() -> CommandError {
    CommandError::new("amount_invalid", "amount.value", "expected a decimal string such as \"344.00\"")
}
