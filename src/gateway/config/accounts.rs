//! `PROVIDER_…` and what belongs to it. What is wrong with an account keeps new orders away; the orders that were made
//! before are asked about as long as it can be done at all.

use serde_json::Value;

use super::{ConfigReader, Configured, DEVELOPMENT, SHORTEST_SECRET};
use crate::api::{ConfigProblem, Stops, known};
use crate::domain::Secret;
use crate::json;
use crate::providers::http::{BaseUrl, UrlPurpose};
use crate::providers::{Account, ConfigError, Provider, REGISTRY};
use crate::signing::account_fingerprint;

/// What is configured for providers.
#[derive(Default)]
pub(super) struct Accounts {
    pub accounts: Vec<(&'static str, Configured)>,
    pub unsubscribe_secrets: Vec<(&'static str, Vec<Secret>)>,
    /// Whether every provider's address is this machine's: no money is real. One that cannot be read may be anywhere.
    pub development: bool,
    /// What is worth changing in their secrets.
    pub advice: Vec<ConfigProblem>,
}

/// A provider's secrets as they stand.
struct ProviderSecrets {
    provider: &'static dyn Provider,
    name: String,
    json: String,
    private_key: Option<String>,
}

impl ProviderSecrets {
    fn configure(&self, json: &str) -> Result<Box<dyn Account>, ConfigError> {
        self.provider.configure(json, self.private_key.as_deref())
    }

    /// The account without the fields that are at fault, if it can do without: what it is told and asked of orders that
    /// were made before needs none of them.
    fn without_faults(&self) -> Option<Box<dyn Account>> {
        let mut tree = json::parse(self.json.as_bytes()).ok()?;
        for _ in 0..self.json.len() {
            match self.configure(&json::to_text(&tree)) {
                Ok(account) => return Some(account),
                Err(error) => take_out(&mut tree, &error.field)?,
            }
        }
        None
    }

    /// The field that holds a value of `dev.vars`.
    fn known_field(&self) -> Option<String> {
        let of_development = |value: &Value| match value {
            Value::String(text) => known::is_development(text),
            Value::Array(items) => items.iter().filter_map(Value::as_str).any(known::is_development),
            _ => false,
        };
        let tree = json::parse(self.json.as_bytes()).unwrap_or_default();
        let field = tree.as_object().into_iter().flatten().find(|(_, value)| of_development(value));
        let alone = self.private_key.as_deref().filter(|key| known::is_development(key));
        field.map(|(name, _)| name.clone()).or_else(|| alone.map(|_| "private_key".to_owned()))
    }
}

/// Takes out what a path such as `low_balance` or `public_keys[1]` names; the last item of a list goes with it.
fn take_out(tree: &mut Value, path: &str) -> Option<()> {
    let fields = tree.as_object_mut()?;
    let (name, index) = path.split_once('[').unwrap_or((path, ""));
    let named = fields.keys().find(|key| json::shown(key) == name)?.clone();
    let at = index.strip_suffix(']').and_then(|at| at.parse::<usize>().ok());
    match (fields.get_mut(&named).and_then(Value::as_array_mut), at) {
        (Some(items), Some(at)) if items.len() > 1 && at < items.len() => drop(items.remove(at)),
        _ => drop(fields.remove(&named)),
    }
    Some(())
}

/// Whether the secret of an account that cannot be read says at least that the provider is this machine.
fn is_loopback(json: &str) -> bool {
    let tree = json::parse(json.as_bytes()).unwrap_or_default();
    let text = tree.get("base_url").and_then(Value::as_str).unwrap_or_default();
    BaseUrl::parse(text, UrlPurpose::Provider { allow_http: false }).is_ok_and(|url| url.is_loopback())
}

impl ConfigReader<'_> {
    pub(super) fn accounts(&mut self, fingerprint_secret: &Secret) -> Accounts {
        let all: Vec<ProviderSecrets> =
            REGISTRY.iter().filter_map(|provider| self.provider_secrets(*provider)).collect();
        let mut found = Accounts { development: true, ..Accounts::default() };
        for secrets in &all {
            let account = self.account(secrets);
            let address = account.as_ref().map(|account| account.base_url().is_loopback());
            found.development &= address.unwrap_or_else(|| is_loopback(&secrets.json));
            let id = secrets.provider.id();
            let advised = account.as_ref().map(|account| account.advice()).unwrap_or_default();
            found.advice.extend(advised.into_iter().map(|advised| ConfigProblem::advice(secrets.provider, advised)));
            let configured = account.map(|account| Configured {
                fingerprint: account_fingerprint(fingerprint_secret, id, &account.identity()),
                account,
            });
            found.accounts.extend(configured.map(|configured| (id, configured)));
        }
        for secrets in &all {
            if let Some(field) = secrets.known_field().filter(|_| !found.development) {
                self.wrong(&secrets.name, field, DEVELOPMENT, Stops::OrdersOf(secrets.provider.id()));
            }
            // Whatever else is wrong with the account: a subscriber's wish to end it is taken.
            let unsubscribe = self.unsubscribe_secrets(secrets.provider, found.development);
            found.unsubscribe_secrets.push((secrets.provider.id(), unsubscribe));
        }
        found
    }

    fn provider_secrets(&self, provider: &'static dyn Provider) -> Option<ProviderSecrets> {
        let name = format!("PROVIDER_{}", provider.id().to_ascii_uppercase());
        let set = |name: &str| (self.read)(name).filter(|text| !text.trim().is_empty());
        Some(ProviderSecrets { provider, json: set(&name)?, private_key: set(&format!("{name}_PRIVATE_KEY")), name })
    }

    fn account(&mut self, secrets: &ProviderSecrets) -> Option<Box<dyn Account>> {
        let error = match secrets.configure(&secrets.json) {
            Ok(account) => return Some(account),
            Err(error) => error,
        };
        let (id, account) = (secrets.provider.id(), secrets.without_faults());
        let stops = if account.is_some() { Stops::OrdersOf(id) } else { Stops::CallsTo(id) };
        self.wrong(&secrets.name, error.field, error.problem, stops);
        account
    }

    fn unsubscribe_secrets(&mut self, provider: &'static dyn Provider, development: bool) -> Vec<Secret> {
        if provider.unsubscribe_calls().and_then(|n| n.unsubscribe_path()).is_none() {
            return Vec::new();
        }
        let name = format!("{}_UNSUBSCRIBE_SECRETS", provider.id().to_ascii_uppercase());
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        // Without one nobody could end what a new order starts.
        self.secrets(&name, Stops::OrdersOf(provider.id()), |secret| {
            if secret.len() < SHORTEST_SECRET || !secret.bytes().all(plain) {
                Some("each takes 16 characters or more of A-Z a-z 0-9 - _")
            } else if !development && known::is_development(secret) {
                Some(DEVELOPMENT)
            } else {
                None
            }
        })
    }
}
