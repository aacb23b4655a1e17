//! What an order needs of its number before it is made.

use std::net::IpAddr;

use super::super::platform::Fault;
use super::super::protocol::{
    CLAIM_LIVES, Claim, Holder, LedgerAnswer, LedgerCall, PageText, Refusal, SubscriberAnswer, SubscriberCall,
};
use super::super::rpc;
use super::stored_orders::{other_meaning, other_spelling};
use super::{Gateway, RouteError};
use crate::api::Problem;
use crate::domain::budget::{GUESSES, TEXTS, block_texts, page_texts};
use crate::domain::order::Hint;
use crate::domain::time::{Clock, SECOND};
use crate::domain::{MerchantOrderId, Order, Prepared, State, Timestamp};

/// When a claim may be taken over whose order was never made: once the ledger accepts none on it any more, by
/// any of two clocks.
const TAKEN_OVER_AFTER: i64 = CLAIM_LIVES + 30 * SECOND;

/// Most orders of one number that a claim is made beside.
const MOST_ORDERS: u32 = 20;

/// A claim that was granted.
pub struct Granted {
    claim: Claim,
    /// When.
    pub at: Timestamp,
    /// The text that it counts for a page's key.
    page: Option<PageText>,
}

/// What the caller says beside the order.
#[derive(Clone, Copy, Default)]
pub struct Circumstances<'a> {
    /// The orders of the same number in spite of which this one is made.
    pub despite: &'a [String],
    /// The page's key, and where the page is.
    pub page: Option<(&'a str, Option<IpAddr>)>,
}

/// Claims what the order needs, if it needs anything.
pub async fn claim(
    gateway: &Gateway,
    prepared: &Prepared,
    fingerprint: &str,
    around: Circumstances<'_>,
) -> Result<Option<Granted>, RouteError> {
    let Some(mut claim) = Claim::of(prepared, fingerprint) else { return Ok(None) };
    let page = count_page_text(gateway, &claim, around).await?;
    for _ in 0..MOST_ORDERS {
        let refusal = match ask(gateway, &claim).await? {
            Ok(at) => return Ok(Some(Granted { claim, at, page })),
            Err(refusal) => refusal,
        };
        match stands(gateway, &refusal, around.despite).await? {
            Stands::NeverMade(holder) => release(gateway, &claim, holder).await?,
            Stands::Aside(holder) => claim.beside.push(holder.order),
            Stands::InTheWay(problem) => {
                return_page_text(gateway, page).await;
                return Err(same_id(&refusal, &prepared.terms.merchant_order_id).unwrap_or(problem).into());
            }
        }
    }
    return_page_text(gateway, page).await;
    Err(Problem::new(503, "busy", "the order was not made; call again with the same id").retry_after(1).into())
}

/// What stands in the way has this order's own id, though it may not be stored yet, and asks for something else or is
/// written in other letters.
fn same_id(refusal: &Refusal, id: &MerchantOrderId) -> Option<Problem> {
    let (Refusal::OrderOpen(holder) | Refusal::PeriodClaimed(holder)) = refusal else { return None };
    let same = holder.key() == id.key();
    same.then(|| if holder.id() == id.as_str() { other_meaning() } else { other_spelling(holder.id()) })
}

/// Counts the text that a page is about to have sent.
async fn count_page_text(
    gateway: &Gateway,
    claim: &Claim,
    around: Circumstances<'_>,
) -> Result<Option<PageText>, RouteError> {
    let (Some(_), Some((id, source))) = (claim.otp, around.page) else { return Ok(None) };
    let Some(key) = gateway.config.keys().publishable(id) else { return Ok(None) };
    let block = key.counted_block(source);
    let text = PageText { key: id.to_owned(), order: claim.order.clone(), block, most: key.texts_per_hour() };
    let call = SubscriberCall::CountPageText(text.clone());
    match rpc::subscriber_of_key(&gateway.isolate, id, &call).await? {
        SubscriberAnswer::Claimed(_) => Ok(Some(text)),
        SubscriberAnswer::Refused(Refusal::TooManyPageTexts(seconds)) => {
            let detail = "this shop's pages have had their passwords texted for this hour: pay in another way, or later; \
                          the merchant can raise texts_per_hour of the page's key";
            let budget = page_texts(text.most);
            Err(Problem::limited("page_texts_limited", detail, budget, gateway.config.scale, seconds).into())
        }
        SubscriberAnswer::Refused(Refusal::TooManyFromBlock(seconds)) => {
            let detail = "too many passwords were texted for your network in this hour: pay in another way, from \
                          another network, or later; the merchant can list a carrier's addresses in texts_exempt";
            let budget = block_texts(text.most);
            Err(Problem::limited("page_texts_limited", detail, budget, gateway.config.scale, seconds).into())
        }
        _ => Err(Fault("the subscriber's object answered something else".to_owned()).into()),
    }
}

/// Nothing was sent. Should this fail, one more counts.
async fn return_page_text(gateway: &Gateway, counted: Option<PageText>) {
    let Some(text) = counted else { return };
    let key = text.key.clone();
    if rpc::subscriber_of_key(&gateway.isolate, &key, &SubscriberCall::ReturnPageText(text)).await.is_err() {
        gateway.log("a text that was not sent stays counted for a page's key");
    }
}

/// Gives back what was claimed for an order that was not made. Should this fail, the next claim finds it.
pub async fn give_back(gateway: &Gateway, granted: Option<Granted>) {
    let Some(Granted { claim, at, page }) = granted else { return };
    return_page_text(gateway, page).await;
    let holder = Holder { order: claim.order.clone(), since: at };
    if release(gateway, &claim, holder).await.is_err() {
        gateway.log("a claim could not be given back; it is taken over when it is in the way");
    }
}

/// The order that was to send the text had been made already, or is not made on this claim: nothing was sent by it.
pub async fn return_page_text_of(gateway: &Gateway, granted: Option<Granted>) {
    return_page_text(gateway, granted.and_then(|granted| granted.page)).await;
}

async fn ask(gateway: &Gateway, claim: &Claim) -> Result<Result<Timestamp, Refusal>, Fault> {
    match rpc::subscriber(&gateway.isolate, &claim.msisdn, &SubscriberCall::Claim(Box::new(claim.clone()))).await? {
        SubscriberAnswer::Claimed(at) => Ok(Ok(at)),
        SubscriberAnswer::Refused(refusal) => Ok(Err(refusal)),
        _ => Err(Fault("the subscriber's object answered something else".to_owned())),
    }
}

/// What becomes of a claim that another order stands in the way of.
enum Stands {
    /// Its order was never made: its gateway stopped between claim and reservation. The ledger accepts no order on a
    /// claim this old, so nothing can come of it any more.
    NeverMade(Holder),
    /// It has ended, and the number's object has not heard of it yet; or the merchant goes on in spite of it.
    Aside(Holder),
    /// It stays.
    InTheWay(Problem),
}

async fn stands(gateway: &Gateway, refusal: &Refusal, despite: &[String]) -> Result<Stands, RouteError> {
    let (Refusal::OrderOpen(holder) | Refusal::PeriodClaimed(holder)) = refusal else {
        return Ok(Stands::InTheWay(refused(gateway, refusal)));
    };
    let order = match rpc::ledger(&gateway.isolate, &holder.key(), &LedgerCall::Read).await? {
        LedgerAnswer::Order(order) if holder.is(&order) => *order,
        LedgerAnswer::Missing | LedgerAnswer::Order(_) if gateway.now().since(holder.since) > TAKEN_OVER_AFTER => {
            return Ok(Stands::NeverMade(holder.clone()));
        }
        LedgerAnswer::Missing if matches!(refusal, Refusal::OrderOpen(_)) => {
            return Ok(Stands::InTheWay(under_way(holder)));
        }
        _ => return Ok(Stands::InTheWay(refused(gateway, refusal))),
    };
    if matches!(refusal, Refusal::PeriodClaimed(_)) {
        return Ok(Stands::InTheWay(refused(gateway, refusal)));
    }
    beside(gateway, holder, order, despite).await
}

/// Whether a second order of the number may be made beside one that is stored.
async fn beside(
    gateway: &Gateway,
    holder: &Holder,
    mut order: Order,
    despite: &[String],
) -> Result<Stands, RouteError> {
    order.advance(Clock { now: gateway.now(), scale: gateway.config.scale });
    let overridden = despite.iter().any(|id| id.eq_ignore_ascii_case(holder.id()));
    match order.state() {
        State::Succeeded | State::Failed => Ok(Stands::Aside(holder.clone())),
        State::Unknown if overridden => Ok(Stands::Aside(holder.clone())),
        State::Unknown => {
            rpc::ledger(&gateway.isolate, &holder.key(), &ask_now()).await?;
            Ok(Stands::InTheWay(unsettled(&order)))
        }
        State::Sending => Ok(Stands::InTheWay(under_way(holder))),
        State::Pending => Ok(Stands::InTheWay(refused(gateway, &Refusal::OrderOpen(holder.clone())))),
    }
}

/// Has the provider asked about an order: somebody waits for it.
pub fn ask_now() -> LedgerCall {
    LedgerCall::Hint(Box::new(Hint { text: None, says_paid: false, agrees: true }))
}

fn unsettled(order: &Order) -> Problem {
    let id = order.terms().merchant_order_id.as_str();
    let detail = format!(
        "it is not known whether order {id} charged this number. The provider is being asked: wait until the order has \
         succeeded or failed. If you go on all the same, the payer may be charged twice: then send this order with {id} \
         in despite, and with every other order of which you are told the same"
    );
    Problem::new(409, "number_unsettled", detail)
}

fn under_way(holder: &Holder) -> Problem {
    let id = holder.id();
    let detail = format!("a call about order {id} of this number is under way: read it until it has answered");
    Problem::new(409, "otp_order_open", detail)
}

async fn release(gateway: &Gateway, claim: &Claim, holder: Holder) -> Result<(), Fault> {
    let call = SubscriberCall::Release(claim.provider.clone(), claim.msisdn.clone(), holder);
    rpc::subscriber(&gateway.isolate, &claim.msisdn, &call).await.map(drop)
}

/// A refusal as the caller sees it.
pub fn refused(gateway: &Gateway, refusal: &Refusal) -> Problem {
    let scale = gateway.config.scale;
    match refusal {
        Refusal::OrderOpen(holder) => Problem::new(
            409,
            "otp_order_open",
            format!("order {} of this number waits for its password: confirm or cancel it first", holder.id()),
        ),
        Refusal::PeriodClaimed(holder) => Problem::new(
            409,
            "period_claimed",
            format!("order {} charges this period of the subscription already", holder.id()),
        ),
        Refusal::NotSubscribed => {
            Problem::new(409, "subscription_not_active", "this number has no active subscription of this kind")
        }
        Refusal::TooManyTexts(seconds) => {
            let detail = "this number was sent too many passwords";
            Problem::limited("otp_texts_limited", detail, TEXTS, scale, *seconds)
        }
        // Counted, and refused, where they are asked for.
        Refusal::TooManyPageTexts(seconds) | Refusal::TooManyFromBlock(seconds) => {
            Problem::new(503, "busy", "the order was not made; call again with the same id").retry_after(*seconds)
        }
        Refusal::TooManyGuesses(seconds) => {
            let detail = "too many passwords were tried on this number";
            Problem::limited("otp_guesses_limited", detail, GUESSES, scale, *seconds)
        }
    }
}
