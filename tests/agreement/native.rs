//! The native side of the agreement (`js/mekong-pay/test/agreement.test.mjs`): reads cases, a line each, and writes what
//! the core says of them, a line each. A case has the form of a vector's, without an expectation. First comes a line
//! with the configurations and keys that cases name.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test fails by panicking")]

mod said;
#[path = "../support/mod.rs"]
mod support;
mod webhook;

use std::collections::BTreeMap;
use std::io::{BufRead as _, stdin};
use std::panic::{AssertUnwindSafe, catch_unwind};

use base64ct::{Base64, Encoding};
use mekong_pay::providers::{self, Account};
use mekong_pay::signing::keys::{PrivateKey, PublicKey};
use serde::Deserialize;
use serde_json::{Value, json};
use support::rsa::{Known, ListedRsa};
use support::vectors::{Case, File, WrittenSignature};

fn main() {
    let mut lines = stdin().lock().lines().map(|line| line.expect("text"));
    let world = World::read(&lines.next().expect("configurations"));
    for line in lines {
        println!("{}", world.said(&line));
    }
}

/// A case of the core's, or a delivery of a webhook.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Provider { provider: String, case: Box<Case>, signatures: Vec<WrittenSignature> },
    Webhook { webhook: webhook::Deliveries },
}

/// The accounts that cases name, and both halves of the keys that signatures name.
struct World {
    accounts: BTreeMap<(String, String), Box<dyn Account>>,
    keys: BTreeMap<String, (Vec<u8>, Vec<u8>)>,
}

impl World {
    fn read(text: &str) -> Self {
        let files: Vec<File> = serde_json::from_str(text).expect("files of vectors without cases");
        let mut world = Self { accounts: BTreeMap::new(), keys: BTreeMap::new() };
        for file in files {
            let provider = providers::find(&file.provider).expect("a provider");
            for (name, config) in &file.configs {
                let account = provider.configure(&config.to_string(), None).expect("a good configuration");
                world.accounts.insert((file.provider.clone(), name.clone()), account);
            }
            for (name, key) in &file.keys {
                let private = PrivateKey::parse(&key.private).expect("a private key").pkcs8().to_vec();
                let public = PublicKey::parse(&key.public).expect("a public key").spki().to_vec();
                world.keys.insert(name.clone(), (private, public));
            }
        }
        world
    }

    /// A panic is an answer, too: one that nobody else gives.
    fn said(&self, line: &str) -> Value {
        let said = catch_unwind(AssertUnwindSafe(|| match serde_json::from_str(line).expect("a case") {
            Line::Webhook { webhook } => webhook.said(),
            Line::Provider { provider, case, signatures } => {
                let name = (provider, case.config.clone().unwrap_or_default());
                said::of(&name.0, self.accounts.get(&name).map(AsRef::as_ref), &case, &self.rsa(&signatures))
            }
        }));
        said.unwrap_or_else(|_| json!({ "panicked": true }))
    }

    fn rsa(&self, signatures: &[WrittenSignature]) -> ListedRsa {
        let known = |written: &WrittenSignature| {
            let (private, public) = &self.keys[&written.key];
            Known {
                private: Some(private.clone()),
                public: public.clone(),
                digest: written.digest,
                text: written.text.clone().into_bytes(),
                signature: Base64::decode_vec(&written.signature).expect("base64"),
            }
        };
        ListedRsa(signatures.iter().map(known).collect())
    }
}
