//! `API_KEYS` and `CLIENT_TOKEN_SECRETS`: what callers are known by.

use std::borrow::Cow;

use super::{Config, ConfigProblem, Reader, invalid};
use crate::api::caller::{key_problems, looks_like_token};
use crate::api::{ApiKey, Caller, Keys, Problem};
use crate::domain::{Secret, Timestamp};

/// SHA-256 of `sk_dev_mekong` and `pk_dev_mekong`, which work only while every address is this machine's.
const DEVELOPMENT_KEYS: [&str; 2] = [
    "b92b7a61cc1d7a037946dc3d13683e31b925c6549b996f5d87dc99d875c70119",
    "841bca26b2253ba340915dbdd6e54e04951f9bd07680e65fd86442a918ea13d5",
];
/// Shortest secret that client tokens are signed with, in characters.
const SHORTEST_TOKEN_SECRET: usize = 32;
/// What cannot be used while something is wrong with what client tokens are signed with.
const CLIENT_TOKENS: &str = "client tokens";

impl Config {
    /// Who shows this after `Authorization: Bearer`.
    pub fn caller(&self, shown: Option<&str>, now: Timestamp) -> Result<Caller, Problem> {
        if shown.is_some_and(looks_like_token) {
            self.usable(Some(CLIENT_TOKENS))?;
        }
        self.keys.caller(shown, now)
    }

    /// Everything that callers are known by.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// What new client tokens are signed with, or why there can be none.
    pub fn token_secret(&self) -> Result<&Secret, Problem> {
        self.usable(Some(CLIENT_TOKENS))?;
        self.keys.token_secrets.first().ok_or_else(|| invalid(&token_secrets_missing()))
    }
}

fn token_secrets_missing() -> ConfigProblem {
    let (secret, problem) = ("CLIENT_TOKEN_SECRETS".to_owned(), Cow::Borrowed("is not set"));
    ConfigProblem { secret, field: String::new(), problem, part: Some(CLIENT_TOKENS) }
}

impl Reader<'_> {
    pub(super) fn keys(&mut self) -> Keys {
        let keys: Vec<ApiKey> = self.required_json("API_KEYS", None).unwrap_or_default();
        for (field, problem) in key_problems(&keys) {
            self.wrong("API_KEYS", field, problem, None);
        }
        let token_secrets = self.token_secrets(keys.iter().any(ApiKey::is_publishable));
        Keys { keys, token_secrets }
    }

    /// Needed once there is a key for pages. Whatever is wrong with them keeps no server from ordering.
    fn token_secrets(&mut self, needed: bool) -> Vec<Secret> {
        let name = "CLIENT_TOKEN_SECRETS";
        if !needed && (self.read)(name).is_none_or(|text| text.trim().is_empty()) {
            return Vec::new();
        }
        let secrets: Vec<Secret> = self.required_json(name, Some(CLIENT_TOKENS)).unwrap_or_default();
        if secrets.iter().any(|secret| secret.reveal().len() < SHORTEST_TOKEN_SECRET) {
            self.wrong(name, "", "each takes 32 random characters or more", Some(CLIENT_TOKENS));
        }
        secrets
    }

    pub(super) fn development_keys(&mut self, keys: &Keys, at_home: bool) {
        if !at_home && keys.keys.iter().any(|key| DEVELOPMENT_KEYS.contains(&key.sha256())) {
            let problem =
                "the development keys work only while every base_url is this machine's: make a key of your own";
            self.wrong("API_KEYS", "sha256", problem, None);
        }
    }
}
