//! What can be ordered, and what a provider tells beside orders.

use super::super::control;
use super::super::http::{IncomingRequest, OutgoingResponse};
use super::super::sender::Sender;
use super::{Gateway, RouteError};
use crate::api::{AskNumber, BalanceView, Nothing, NumberView, Problem, ProductView, ProviderView};
use crate::domain::circuit::CallSignal;
use crate::domain::{CommandError, Msisdn};
use crate::providers::{Inquiry, InquiryAnswer, NUMBERS, Product, REGISTRY, expected, find};

/// GET `/v1/providers`.
pub async fn list(gateway: &Gateway) -> OutgoingResponse {
    // Not to know what is suspended keeps nobody from seeing what there is.
    let circuits = control::circuits(&gateway.isolate).await.unwrap_or_default();
    let providers: Vec<_> = REGISTRY
        .iter()
        .map(|provider| {
            let circuit = circuits.iter().find(|(id, _)| id == provider.id()).map(|(_, circuit)| circuit);
            ProviderView::of(*provider, gateway.config.offers(*provider), circuit)
        })
        .collect();
    OutgoingResponse::named("providers", &providers)
}

/// GET `/v1/providers/{id}/balance`. A provider that was suspended for want of it is resumed if it is enough.
pub async fn balance(gateway: &Gateway, id: &str) -> Result<OutgoingResponse, RouteError> {
    let sender = sender(gateway, id)?;
    let found = sender.inquire(&Inquiry::Balance).await?;
    let low = sender.configured().account.inquiries().map(|inquiries| inquiries.low_balance());
    let (Some(InquiryAnswer::Balance(balance)), Some(low)) = (found, low) else {
        return Err(unsupported("this provider is not paid in advance: it has no balance").into());
    };
    Ok(OutgoingResponse::json(200, &BalanceView::of(balance, low, sender.circuit().await.as_ref())))
}

/// GET `/v1/providers/{id}/products`: what is sold to any number.
pub async fn products(gateway: &Gateway, id: &str) -> Result<OutgoingResponse, RouteError> {
    match sender(gateway, id)?.inquire(&Inquiry::Products).await? {
        Some(InquiryAnswer::Products(products)) => Ok(OutgoingResponse::named("products", &views(&products))),
        _ => Err(unsupported("this provider lists no products").into()),
    }
}

/// POST `/v1/providers/{id}/numbers`: whose network a number is on, and what is sold to it.
pub async fn number(gateway: &Gateway, request: &IncomingRequest, id: &str) -> Result<OutgoingResponse, RouteError> {
    let sender = sender(gateway, id)?;
    let account = sender.configured().account.as_ref();
    let numbers = sender.capability(account.numbers(), NUMBERS)?;
    let wanted: AskNumber = request.checked(|wanted: &AskNumber, _| {
        let listed = wanted.check_details(account, gateway.now());
        CommandError::every([numbers.msisdn(&wanted.msisdn).map(drop), listed])
    })?;
    let msisdn: Msisdn = numbers.msisdn(&wanted.msisdn)?;
    let details = match sender.inquire(&Inquiry::Number(msisdn.clone())).await? {
        Some(InquiryAnswer::Number(details)) => Some(details),
        _ => None,
    };
    let products = match wanted.details {
        Some(details) => match sender.inquire(&Inquiry::NumberProducts(msisdn.clone(), details)).await? {
            Some(InquiryAnswer::Products(products)) => Some(products),
            _ => return Err(unsupported("this provider lists nothing for a number: leave details out").into()),
        },
        None => None,
    };
    let view = NumberView {
        issued_by: msisdn.issued_by(),
        msisdn: msisdn.e164(),
        details: details.as_ref(),
        products: products.as_deref().map(views),
    };
    Ok(OutgoingResponse::json(200, &view))
}

/// POST `/v1/providers/{id}/resume`: a person knows better than the probe.
pub async fn resume(gateway: &Gateway, request: &IncomingRequest, id: &str) -> Result<OutgoingResponse, RouteError> {
    let Nothing {} = request.checked_or_nothing(|_, _| Ok(()))?;
    let sender = sender(gateway, id)?;
    if sender.configured().account.inquiries().is_none() {
        return Err(unsupported("this provider is never suspended").into());
    }
    sender.record_signal(CallSignal::Resume).await;
    Ok(list(gateway).await)
}

fn sender<'a>(gateway: &'a Gateway, id: &str) -> Result<Sender<'a>, RouteError> {
    if find(id).is_none() {
        return Err(Problem::new(404, "provider_unknown", expected()).into());
    }
    Ok(Sender::of(&gateway.isolate, id)?)
}

fn views(products: &[Product]) -> Vec<ProductView<'_>> {
    products.iter().map(ProductView::of).collect()
}

fn unsupported(detail: &'static str) -> Problem {
    Problem::new(422, "operation_unsupported", detail)
}
