//! What AppotaPay's signatures cover: named fields in ascending order, `name=value` joined with `&`, values as they
//! are written ("Security").

use super::config::Config;
use super::reply::Reply;
use crate::signing::canonical::Json;
use crate::signing::{Verified, verify_hmac};

/// The fields of an answer that are signed. `errorCode` stands beside the transaction, the others in it.
const FIELDS: [&str; 7] =
    ["amount", "appotapayTransId", "errorCode", "phoneNumber", "productCode", "time", "topupAmount"];

/// The text that is signed.
pub(super) fn canonical(fields: &[(&str, &str)]) -> String {
    fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// The answer's transaction, if its signature is good.
///
/// The page of the charging call signs `productCode`, that of the status call does not have it; the charging page's
/// own sample carries the signature of a text without it. Both lists are accepted: each is keyed, and nothing is
/// believed of the product.
pub(super) fn transaction<'a>(config: &Config, reply: &'a Reply) -> Option<Verified<&'a Json>> {
    let json = reply.json.as_ref()?;
    let transaction = json.get("transaction")?;
    let signature = json.get("signature")?.text()?;
    let texts: Vec<String> = [true, false].iter().filter_map(|product| covered(reply, transaction, *product)).collect();
    verify_hmac(&config.secret_key, &texts, signature, transaction)
}

fn covered(reply: &Reply, transaction: &Json, product: bool) -> Option<String> {
    let value = |name: &'static str| match name {
        "errorCode" => reply.code.as_deref(),
        _ => transaction.get(name).and_then(Json::text),
    };
    let names = FIELDS.iter().filter(|name| product || **name != "productCode");
    // A separator in a value would let two transactions share a text.
    let plain = |text: &&str| !text.contains(['&', '=']);
    let fields: Option<Vec<_>> = names.map(|name| Some((*name, value(name).filter(plain)?))).collect();
    Some(canonical(&fields?))
}
