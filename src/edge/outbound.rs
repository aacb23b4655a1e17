//! The one place that sends. Requests go out with a deadline, without redirects and without a cache; no URL and no body
//! is ever logged.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, Headers, ReadableStreamReadResult, RequestCache, RequestInit, RequestRedirect, WorkerGlobalScope,
};

use crate::gateway::platform::{AnswerPart, Outbound};
use crate::providers::LocalFuture;
use crate::providers::http::{Answer, MAX_ANSWER, Request, Response, TransportError};

/// Most that is read of an answer of which only status and headers matter.
const MAX_SKIPPED: usize = 64 * 1024;

/// The platform's `fetch`.
pub struct Fetch;

impl Outbound for Fetch {
    fn send<'a>(&'a self, request: &'a Request, limit: i64, wanted: AnswerPart) -> LocalFuture<'a, Answer> {
        match wanted {
            AnswerPart::Whole => Box::pin(whole(request, limit)),
            AnswerPart::Head => Box::pin(head(request, limit)),
        }
    }
}

async fn whole(request: &Request, limit: i64) -> Answer {
    let sent = async {
        let response = open(request, limit).await?;
        let (status, headers) = (response.status(), headers_of(&response)?);
        let body = read(&response, MAX_ANSWER).await?;
        Ok(body.map(|body| Response { status, headers, body }).ok_or(TransportError::TooLong))
    };
    sent.await.unwrap_or_else(|error: JsValue| Err(transport_error(&error)))
}

async fn head(request: &Request, limit: i64) -> Answer {
    let sent = async {
        let response = open(request, limit).await?;
        let answer = Response { status: response.status(), headers: headers_of(&response)?, body: Vec::new() };
        // Whatever comes of that: the answer has been given.
        let _ = read(&response, MAX_SKIPPED).await;
        Ok(answer)
    };
    sent.await.map_err(|error: JsValue| transport_error(&error))
}

async fn open(request: &Request, limit: i64) -> Result<web_sys::Response, JsValue> {
    let init = init(request, limit)?;
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    JsFuture::from(scope.fetch_with_str_and_init(&request.url, &init)).await?.dyn_into()
}

fn init(request: &Request, limit: i64) -> Result<RequestInit, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in &request.headers {
        headers.append(name, value)?;
    }
    let init = RequestInit::new();
    init.set_method(request.method);
    init.set_headers(&headers);
    init.set_redirect(RequestRedirect::Manual);
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(u32::try_from(limit).unwrap_or(1))));
    if let Some(body) = &request.body {
        init.set_body(&JsValue::from(body));
    }
    Ok(init)
}

/// Reads the body piece by piece, so that an endless one is left in time; nothing if it is longer than `most`.
async fn read(response: &web_sys::Response, most: usize) -> Result<Option<Vec<u8>>, JsValue> {
    let mut body = Vec::new();
    let Some(stream) = response.body() else { return Ok(Some(body)) };
    let reader: web_sys::ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    loop {
        let piece: ReadableStreamReadResult = JsFuture::from(reader.read()).await?.unchecked_into();
        if piece.get_done() == Some(true) {
            return Ok(Some(body));
        }
        let bytes: js_sys::Uint8Array = piece.get_value().dyn_into()?;
        body.extend(bytes.to_vec());
        if body.len() > most {
            let _ = reader.cancel();
            return Ok(None);
        }
    }
}

/// The answer's headers; the platform gives names in lower case.
fn headers_of(response: &web_sys::Response) -> Result<Vec<(String, String)>, JsValue> {
    let mut headers = Vec::new();
    for pair in response.headers().entries() {
        let pair: js_sys::Array = pair?.dyn_into()?;
        if let (Some(name), Some(value)) = (pair.get(0).as_string(), pair.get(1).as_string()) {
            headers.push((name, value));
        }
    }
    Ok(headers)
}

fn transport_error(error: &JsValue) -> TransportError {
    let name = js_sys::Reflect::get(error, &JsValue::from("name")).ok().and_then(|name| name.as_string());
    match name.as_deref() {
        Some("TimeoutError" | "AbortError") => TransportError::Timeout,
        _ => TransportError::ConnectionLost,
    }
}
