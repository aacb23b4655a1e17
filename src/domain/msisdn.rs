//! Subscriber numbers.

use serde::{Deserialize, Serialize};

use super::error::CommandError;
use super::numbering::{laos, vietnam};
#[cfg(feature = "openapi")]
use super::texts::patterns::{PLUS, SKIPPED, digit};

/// A country whose numbers we read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Country {
    /// +856
    Laos,
    /// +84
    Vietnam,
}

/// A subscriber's number in E.164 digits without the `+`: `8562055515155`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Msisdn(String);

impl Msisdn {
    /// A number of each country as it is dialled there, for checks that need one before a payer has given theirs.
    pub const SAMPLES: [&str; 2] = ["02055515155", "0866123456"];

    /// Reads a number in any of the country's usual forms, as people paste it: see [`super::texts::digits`].
    ///
    /// Laos: `+85620…`, `85620…`, `0085620…`, `020…`, `20…`, with `20` + 8 digits for mobile and `30` + 7 digits
    /// for fixed wireless (LTC API 1.0.0 samples print `2055515155`).
    ///
    /// Vietnam: `+84…`, `0084…`, `84…` or `0…`, then 9 digits of which the first is 3, 5, 7, 8 or 9. Eleven-digit
    /// numbers as they were until 2018 are refused with what became of their prefix.
    pub fn parse(text: &str, country: Country) -> Result<Self, CommandError> {
        match country {
            Country::Laos => laos::national(text).map(|national| Self(format!("856{national}"))).ok_or_else(|| {
                CommandError::new(
                    "msisdn_invalid",
                    "msisdn",
                    "expected a Lao number: 20 and 8 digits or 30 and 7 digits, with or without +856 or 0 in front",
                )
            }),
            Country::Vietnam => vietnam::national(text).map(|national| Self(format!("84{national}"))),
        }
    }

    /// E.164 digits without the `+`.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The form with `+`, as shown in the API.
    pub fn e164(&self) -> String {
        format!("+{}", self.0)
    }

    /// The form that a payer's page may show: `+85620*****155`, the country's code and two digits, and the last three.
    pub fn masked(&self) -> String {
        let first = self.0.len().saturating_sub(self.national().len()).saturating_add(2);
        let last = self.0.len().saturating_sub(3);
        let shown = |(at, digit)| if (first..last).contains(&at) { '*' } else { digit };
        ['+'].into_iter().chain(self.0.chars().enumerate().map(shown)).collect()
    }

    /// The national form without trunk 0 or country code.
    pub fn national(&self) -> &str {
        ["856", "84"].iter().find_map(|code| self.0.strip_prefix(code)).unwrap_or(&self.0)
    }

    /// The national form with the trunk 0, as it is dialled at home.
    pub fn dialled(&self) -> String {
        format!("0{}", self.national())
    }

    /// The network that issued the number, where its country's plan says so. Numbers move between networks, so
    /// this is a hint: good for a warning, never for a refusal.
    pub fn issued_by(&self) -> Option<&'static str> {
        self.0.strip_prefix("84").and_then(vietnam::issued_by)
    }
}

/// The forms that are read, for the API's document.
#[cfg(feature = "openapi")]
impl Country {
    /// A regular expression of them.
    pub fn pattern(self) -> String {
        let (codes, numbers) = match self {
            Self::Laos => (["+856", "00856", "856", "0"], &["20########", "30#######"][..]),
            Self::Vietnam => (["+84", "0084", "84", "0"], &["*########"][..]),
        };
        let any = |forms: &[&str]| forms.iter().map(|form| spaced(form)).collect::<Vec<_>>().join("|");
        let optional = if self == Self::Laos { "?" } else { "" };
        format!("^{SKIPPED}(({}){SKIPPED}){optional}({}){SKIPPED}$", any(&codes), any(numbers))
    }
}

/// A form with what is skipped between its characters: `#` is any digit, `*` one that Vietnam's numbers start with.
#[cfg(feature = "openapi")]
fn spaced(form: &str) -> String {
    let atom = |c: char| match c {
        '#' => digit(0, 9),
        // 3, 5, 7, 8 or 9: each alone, in every script.
        '*' => format!("(?:{})", [3, 5, 7, 8, 9].map(|value| digit(value, value)).join("|")),
        '+' => PLUS.to_owned(),
        other => other.to_digit(10).map_or_else(|| other.to_string(), |value| digit(value, value)),
    };
    form.chars().map(atom).collect::<Vec<_>>().join(SKIPPED)
}
