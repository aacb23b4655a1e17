//! The requests: all GET, everything in the query, the private key too (CONNECT TOPUP document). So a URL is seen
//! by nobody but the one who sends it.

use super::super::Call;
use super::super::http::{Request, percent_encode};
use super::Config;
use crate::domain::{CommandError, OrderTerms};

/// What stands for the private key in a canonical string that is shown.
const REDACTED: &str = "[redacted]";

/// topup.jsp: spends money. `transidclient` is optional there and always sent here: without it a top-up that got
/// no answer could never be asked about.
pub(super) fn topup(config: &Config, terms: &OrderTerms) -> Result<Request, CommandError> {
    let phone = terms.msisdn.as_ref().ok_or_else(|| CommandError::forgotten("msisdn"))?.dialled();
    let amount = terms.amount.to_string();
    // No separator: the document names the parts, and the integration that is public joins them so (`assumed`).
    let signed = [&config.username, phone.as_str(), &amount].concat();
    let checksum = config.checksum(&[&signed, config.private_key.reveal()].concat());
    let mut query = Query::with_credentials(config);
    query.add("phone", &phone);
    query.add("sotien", &amount);
    query.add("checksum", &checksum);
    query.add("transidclient", terms.merchant_order_id.as_str());
    if let Some(gateway) = terms.details.get("gateway").and_then(|name| name.as_str()) {
        query.add("gateway", gateway);
    }
    Ok(query.get(config, "/topup.jsp").signed_over(signed + REDACTED))
}

/// recheck.jsp, with what the configuration says of [`super::config::Recheck`].
pub(super) fn recheck(config: &Config, call: &Call<'_>) -> Result<Request, CommandError> {
    if !config.can_ask(call.provider_order_id) {
        let problem = "is not known, and recheck of the configuration has no transidclient";
        return Err(CommandError::new("order_cannot_be_asked", "provider_order_id", problem));
    }
    let sent = config.recheck;
    let mut query = if sent.credentials { Query::with_credentials(config) } else { Query(String::new()) };
    if let Some(id) = call.provider_order_id.filter(|_| sent.idtransaction) {
        query.add("idtransaction", id);
    }
    if sent.transidclient {
        query.add("transidclient", call.terms.merchant_order_id.as_str());
    }
    Ok(query.get(config, "/recheck.jsp"))
}

/// userbalance.jsp. The document prints a blank beside the three colons; the integration that is public has none
/// (`assumed`).
pub(super) fn userbalance(config: &Config) -> Request {
    let signed = [&config.username, ":::"].concat();
    let checksum = config.checksum(&[&signed, config.private_key.reveal()].concat());
    let mut query = Query::with_credentials(config);
    query.add("checksum", &checksum);
    query.get(config, "/userbalance.jsp").signed_over(signed + REDACTED)
}

/// Names and values, in the order added.
struct Query(String);

impl Query {
    fn with_credentials(config: &Config) -> Self {
        let mut query = Self(String::new());
        query.add("username", &config.username);
        query.add("privatekey", config.private_key.reveal());
        query
    }

    fn add(&mut self, name: &str, value: &str) {
        self.0.push(if self.0.is_empty() { '?' } else { '&' });
        self.0.push_str(name);
        self.0.push('=');
        self.0.push_str(&percent_encode(value));
    }

    fn get(self, config: &Config, path: &str) -> Request {
        // JSP pages call their line of text HTML.
        Request::get(config.base_url.join(path) + &self.0).accepting("text/plain, text/html, */*")
    }
}
