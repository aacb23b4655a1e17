//! What `dev` says once everything runs: what is where, the keys, and one command to try.

use super::address;

/// The keys of dev.vars, which work only while every provider is this machine's.
const SECRET_KEY: &str = "sk_dev_mekong";
const PUBLISHABLE_KEY: &str = "pk_dev_mekong";

/// `shipped`: the variables are those of dev.vars, so the keys are known.
pub fn text(ports: [u16; 3], shipped: bool) -> String {
    let [gateway, simulator, checkout] = ports.map(address);
    let places = format!(
        "
  gateway       {gateway}   its API: {gateway}/openapi.json
  simulator     {simulator}   plays the providers; what it charged: {simulator}/_book
  example page  {checkout}   sells coffee and a song
"
    );
    let keys = if shipped { tried(&gateway) } else { "\n  keys          those of the file of --vars\n".to_owned() };
    format!("{places}{keys}\n  Ctrl-C ends all of them.\n\n")
}

/// An order that asks for a one-time password. Pasted again it is the same order. The number is not the README's, which
/// another order of the same payer would keep waiting.
fn tried(gateway: &str) -> String {
    format!(
        "
  keys          {SECRET_KEY} for servers, {PUBLISHABLE_KEY} for pages

  try           curl {gateway}/v1/orders -H 'Authorization: Bearer {SECRET_KEY}' \\
                  -H 'Content-Type: application/json' -d '{{\"provider\":\"ltc\",\"operation\":\"charge\",
                  \"merchant_order_id\":\"TRY1\",\"amount\":{{\"value\":\"1000\",\"currency\":\"LAK\"}},
                  \"msisdn\":\"02055515156\",\"details\":{{\"card_name\":\"Card1K\"}}}}'
"
    )
}
