//! Who is calling, and what each may do. Both are decided here and nowhere else.

use std::borrow::Cow;
use std::net::IpAddr;

use serde::Deserialize;
use serde::de::{Deserializer, Error, Unexpected};
use serde_json::Value;

use super::Problem;
use super::known;
use super::return_url::is_origin;
use super::route::{Action, Route};
use super::source::block;
use crate::domain::budget::PAGE_TEXTS;
use crate::domain::ip_block::IpBlock;
use crate::domain::{Secret, Timestamp};
use crate::json;
use crate::signing::client_token::{self, ClientToken};
use crate::signing::{equal, sha256};

/// Who is calling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// Nobody in particular, at a path that is open to anybody.
    Anybody,
    /// The merchant's own servers.
    Secret,
    /// Anybody who has seen the merchant's page, by the id of its key.
    Publishable(String),
    /// Whoever holds a token of one order. Whether its generation still holds, only the order's shard knows.
    Client(ClientToken),
}

impl Caller {
    /// Whether this caller may use a method of a route. What is not named here is refused; it is not said whether
    /// there is anything at the path.
    pub fn may(&self, method: &str, route: &Route<'_>) -> bool {
        let reads = matches!(method, "GET" | "HEAD");
        match (self, route) {
            _ if route.is_public() => true,
            (Self::Secret, _) => true,
            (Self::Publishable(_), Route::Orders) => method == "POST",
            (Self::Publishable(_), Route::Catalogue) => reads,
            (Self::Client(token), Route::Order(id, None)) => reads && token.opens(id),
            (Self::Client(token), Route::OrderAction(id, None, Action::Confirm | Action::Cancel)) => {
                method == "POST" && token.opens(id)
            }
            _ => false,
        }
    }
}

/// A key as configured: its digest, never the key.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApiKey {
    id: String,
    kind: KeyKind,
    sha256: KeyDigest,
    /// Whose pages read the answers; for publishable keys only. It allows nothing, it serves CORS.
    origins: Option<Vec<String>>,
    /// Texts with a password that all pages with this key may have sent in an hour; for publishable keys only.
    texts_per_hour: Option<i64>,
    /// Blocks of addresses of which none gets less than the others: carriers put many payers behind one.
    texts_exempt: Option<Vec<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeyKind {
    Secret,
    Publishable,
}

impl ApiKey {
    /// Whether it may be seen by anybody.
    pub fn is_publishable(&self) -> bool {
        self.kind == KeyKind::Publishable
    }

    /// Texts that all pages with this key may have sent in an hour.
    pub fn texts_per_hour(&self) -> i64 {
        self.texts_per_hour.unwrap_or(PAGE_TEXTS)
    }

    /// The block of addresses whose share of the texts is counted: none where the merchant exempts it.
    pub fn counted_block(&self, source: Option<IpAddr>) -> Option<String> {
        let networks = self.texts_exempt.iter().flatten().filter_map(|text| IpBlock::parse(text));
        let exempt = source.is_some_and(|source| networks.into_iter().any(|network| network.contains(source)));
        (!exempt).then(|| block(source))
    }

    fn lists(&self, origin: &str) -> bool {
        self.origins.iter().flatten().any(|listed| listed == origin)
    }
}

/// SHA-256 of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct KeyDigest([u8; 32]);

impl KeyDigest {
    /// Of 64 lower-case hexadecimal digits: one digest has one spelling.
    fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        (!text.bytes().any(|byte| byte.is_ascii_uppercase())).then_some(Self(bytes))
    }

    /// In a time that tells nothing of either.
    fn is_of(&self, digest: &[u8; 32]) -> bool {
        equal(&self.0, digest)
    }
}

impl<'de> Deserialize<'de> for KeyDigest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let expected = &"the key's SHA-256 as 64 lower-case hexadecimal digits";
        Self::parse(&text).ok_or_else(|| D::Error::invalid_value(Unexpected::Other("another text"), expected))
    }
}

/// A key that does not work, and why.
#[derive(Debug)]
pub struct RefusedKey {
    /// Where it stands, `[1].sha256`.
    pub field: String,
    /// By its id, and without its digest.
    pub problem: Cow<'static, str>,
    sha256: Option<KeyDigest>,
}

impl RefusedKey {
    /// Whether somebody shows it.
    pub fn is(&self, shown: &str) -> bool {
        self.sha256.is_some_and(|digest| digest.is_of(&sha256(shown.as_bytes())))
    }
}

/// The keys that work, and those that do not: each stands and falls by itself. `development`: no money is real.
pub fn sorted_keys(listed: &[Value], development: bool) -> (Vec<ApiKey>, Vec<RefusedKey>) {
    let digests: Vec<KeyDigest> = listed.iter().filter_map(written_digest).collect();
    let (mut keys, mut refused) = (Vec::<ApiKey>::new(), Vec::new());
    for (at, written) in listed.iter().enumerate() {
        let checked = json::from_value::<ApiKey>(written).map_err(|error| (error.field, error.problem.into()));
        let checked = checked.and_then(|key| match fault(&key, &digests, &keys, development) {
            Some((field, problem)) => Err((field.to_owned(), problem.into())),
            None => Ok(key),
        });
        match checked {
            Ok(key) => keys.push(key),
            Err((field, problem)) => refused.push(refusal(at, written, &field, problem)),
        }
    }
    (keys, refused)
}

fn written_digest(key: &Value) -> Option<KeyDigest> {
    KeyDigest::parse(key.get("sha256")?.as_str()?)
}

fn refusal(at: usize, written: &Value, field: &str, problem: Cow<'static, str>) -> RefusedKey {
    let text = |name: &str| written.get(name).and_then(Value::as_str).unwrap_or_default();
    let id = Some(text("id")).filter(|id| may_be_shown(id));
    RefusedKey {
        field: json::joined(&format!("[{at}]"), field),
        problem: id.map_or(problem.clone(), |id| format!("the key {id} is disabled: {problem}").into()),
        sha256: written_digest(written),
    }
}

/// An id is no secret, unless somebody took its place for the key's.
fn may_be_shown(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (1..=40).contains(&id.len()) && id.bytes().all(plain) && !id.starts_with("sk_") && !id.starts_with("pk_")
}

/// What is wrong with a key: the field, and what was expected.
fn fault(
    key: &ApiKey,
    all: &[KeyDigest],
    before: &[ApiKey],
    development: bool,
) -> Option<(&'static str, &'static str)> {
    let digest = key.sha256;
    let rules = [
        (before.iter().all(|other| other.id != key.id), "id", "two keys have the same id"),
        (
            !known::is_of_nothing(&digest.0),
            "sha256",
            "this is the digest of an empty value: the key was not set when it was hashed",
        ),
        (all.iter().filter(|other| **other == digest).count() < 2, "sha256", "two keys have the same digest"),
        (
            development || !known::is_development_key(&digest.0),
            "sha256",
            "the development keys work only while every base_url is this machine's: make a key of your own",
        ),
        (
            key.origins.iter().flatten().all(|origin| is_origin(origin)),
            "origins",
            "each is an origin such as https://shop.example, as browsers write it",
        ),
        (
            key.is_publishable() || key.origins.is_none(),
            "origins",
            "only a publishable key has origins: no page may hold a secret key",
        ),
        (
            key.texts_per_hour.is_none_or(|most| (1..=100_000).contains(&most)),
            "texts_per_hour",
            "expected a whole number from 1 to 100000",
        ),
        (
            key.texts_exempt.iter().flatten().all(|text| IpBlock::parse(text).is_some()),
            "texts_exempt",
            "expected addresses such as 192.0.2.0/24",
        ),
        (
            key.is_publishable() || (key.texts_per_hour.is_none() && key.texts_exempt.is_none()),
            "texts_per_hour",
            "only a publishable key has a budget of texts",
        ),
    ];
    rules.into_iter().find(|(good, ..)| !good).map(|(_, field, problem)| (field, problem))
}

/// Everything that callers are known by.
#[derive(Debug)]
pub struct Keys {
    /// The merchant's keys.
    pub keys: Vec<ApiKey>,
    /// What client tokens are signed with: the first signs, all verify.
    pub token_secrets: Vec<Secret>,
}

impl Keys {
    /// Who shows this after `Authorization: Bearer`. Every key is compared, each in constant time.
    pub fn caller(&self, shown: Option<&str>, now: Timestamp) -> Result<Caller, Problem> {
        // Nothing is nobody, before anything is hashed: nothing has a digest, too.
        let shown = shown.map(str::trim).filter(|shown| !shown.is_empty()).ok_or_else(missing)?;
        let digest = sha256(shown.as_bytes());
        let fits = |key: &ApiKey| key.sha256.is_of(&digest);
        if let Some(key) = self.keys.iter().fold(None, |found, key| if fits(key) { Some(key) } else { found }) {
            return Ok(if key.is_publishable() { Caller::Publishable(key.id.clone()) } else { Caller::Secret });
        }
        match ClientToken::verified(&self.token_secrets, shown) {
            Some(token) if token.is_over(now) => Err(expired()),
            Some(token) => Ok(Caller::Client(token)),
            None => Err(unknown()),
        }
    }

    /// The publishable key with this id.
    pub fn publishable(&self, id: &str) -> Option<&ApiKey> {
        self.keys.iter().find(|key| key.is_publishable() && key.id == id)
    }

    /// Whether a page of this origin may read the answer to this caller. A key or token that is not known is answered
    /// as a token is: the page must see that it is refused.
    pub fn shares_with(&self, caller: Option<&Caller>, origin: &str) -> bool {
        match caller {
            Some(Caller::Secret) => false,
            Some(Caller::Publishable(id)) => self.keys.iter().any(|key| key.id == *id && key.lists(origin)),
            Some(Caller::Anybody | Caller::Client(_)) | None => self.keys.iter().any(|key| key.lists(origin)),
        }
    }
}

/// Whether this is meant to be a client token.
pub fn looks_like_token(shown: &str) -> bool {
    shown.starts_with(client_token::PREFIX)
}

fn missing() -> Problem {
    Problem::new(401, "key_missing", "send a key, or a client token, as Authorization: Bearer KEY")
}

fn unknown() -> Problem {
    let detail = "this key or token is not known here: is it whole, of this deployment, and still in API_KEYS?";
    Problem::new(401, "key_invalid", detail)
}

fn expired() -> Problem {
    Problem::new(401, "client_token_expired", "its time is over: have a new one made for the order")
}

/// The token was good once; the order's shard says that it is not any more.
pub fn revoked() -> Problem {
    Problem::new(401, "client_token_revoked", "it was revoked: have a new one made for the order")
}

/// The caller is known, but this is not for it.
pub fn not_allowed() -> Problem {
    Problem::new(
        403,
        "not_allowed",
        "this key or token is not for this: a publishable key orders from the catalogue and reads it, a client token reads and confirms its own order, and cancels it while it waits for its password",
    )
}
