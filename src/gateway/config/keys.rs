//! `API_KEYS` and `CLIENT_TOKEN_SECRETS`: what callers are known by. Each stands and falls by itself.

use serde_json::Value;

use super::{Config, ConfigProblem, ConfigReader, invalid};
use crate::api::caller::{RefusedKey, looks_like_token, sorted_keys};
use crate::api::{ApiKey, Caller, Keys, Problem, Stops, known};
use crate::domain::{Secret, Timestamp};

/// Shortest secret that client tokens are signed with, in characters.
const SHORTEST_TOKEN_SECRET: usize = 32;
const TOKEN_SECRETS: &str = "CLIENT_TOKEN_SECRETS";

impl Config {
    /// Who shows this after `Authorization: Bearer`. Whoever shows a key or a token that the configuration keeps from
    /// working is told so: it may be good again.
    pub fn caller(&self, shown: Option<&str>, now: Timestamp) -> Result<Caller, Problem> {
        self.keys.caller(shown, now).map_err(|problem| match self.keeps_away(shown.unwrap_or_default(), &problem) {
            Some(wrong) => invalid(wrong),
            None => problem,
        })
    }

    fn keeps_away(&self, shown: &str, problem: &Problem) -> Option<&ConfigProblem> {
        if problem.code() != "key_invalid" {
            return None;
        }
        if looks_like_token(shown) {
            return self.problems.iter().find(|wrong| wrong.secret == TOKEN_SECRETS);
        }
        let refused = self.refused_keys.iter().find(|(key, _)| key.is(shown)).map(|(_, wrong)| wrong);
        refused.or_else(|| self.problems.iter().find(|wrong| wrong.stops == Stops::Callers))
    }

    /// Everything that callers are known by.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// What new client tokens are signed with, or why there can be none.
    pub fn token_secret(&self) -> Result<&Secret, Problem> {
        self.keys.token_secrets.first().ok_or_else(|| {
            let wrong = self.problems.iter().find(|wrong| wrong.secret == TOKEN_SECRETS);
            wrong.map_or_else(|| invalid(&not_set(TOKEN_SECRETS, Stops::Tokens)), invalid)
        })
    }
}

fn not_set(secret: &str, stops: Stops) -> ConfigProblem {
    ConfigProblem { secret: secret.to_owned(), field: String::new(), problem: "is not set".into(), stops }
}

impl ConfigReader<'_> {
    /// The keys that work, and those that do not.
    pub(super) fn keys(&mut self, development: bool) -> (Keys, Vec<(RefusedKey, ConfigProblem)>) {
        let listed: Vec<Value> = self.required_json("API_KEYS", Stops::Callers).unwrap_or_default();
        let (keys, refused) = sorted_keys(&listed, development);
        let stops = if keys.is_empty() { Stops::Callers } else { Stops::Itself };
        let mut named = Vec::new();
        for key in refused {
            self.wrong("API_KEYS", key.field.clone(), key.problem.clone(), stops);
            named.extend(self.problems.last().cloned().map(|wrong| (key, wrong)));
        }
        let token_secrets = self.token_secrets(keys.iter().any(ApiKey::is_publishable), development);
        (Keys { keys, token_secrets }, named)
    }

    /// Needed once there is a key for pages.
    fn token_secrets(&mut self, needed: bool, development: bool) -> Vec<Secret> {
        if !needed && (self.read)(TOKEN_SECRETS).is_none_or(|text| text.trim().is_empty()) {
            return Vec::new();
        }
        self.secrets(TOKEN_SECRETS, Stops::Tokens, |secret| {
            if secret.len() < SHORTEST_TOKEN_SECRET {
                Some("each takes 32 random characters or more")
            } else if !development && known::is_development(secret) {
                Some(super::DEVELOPMENT)
            } else {
                None
            }
        })
    }
}
