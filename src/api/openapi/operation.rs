//! One operation of the document, put together part by part.

use serde_json::{Map, Value, json};

use super::components::Components;
use super::parameters;
use super::problems::{Problems, UNAUTHORIZED, UNAVAILABLE};

/// What a path does with one method.
pub(super) struct ApiOperation {
    pub(super) path: String,
    pub(super) method: &'static str,
    id: String,
    tag: &'static str,
    summary: String,
    description: Option<String>,
    /// What may call it beside a secret key.
    also_for: &'static [&'static str],
    open: bool,
    parameters: Vec<Value>,
    request: Option<Value>,
    replies: Vec<(u16, Value)>,
    problems: Vec<Problems>,
}

impl ApiOperation {
    /// One that only a key may call, and what any such call may be refused with.
    pub(super) fn keyed(method: &'static str, path: &str, id: &str, tag: &'static str, summary: &str) -> Self {
        Self::open(method, path, id, tag, summary)
            .shut()
            .refused(401, &UNAUTHORIZED)
            .refused(403, &["not_allowed"])
            .refused(429, &["rate_limited"])
            .refused(406, &["not_acceptable"])
            .refused(422, &["field_unknown"])
            .refused(429, &["rate_limited"])
            .refused(503, &UNAVAILABLE)
    }

    /// One that anybody may call.
    pub(super) fn open(method: &'static str, path: &str, id: &str, tag: &'static str, summary: &str) -> Self {
        let this = Self {
            path: path.to_owned(),
            method,
            id: id.to_owned(),
            tag,
            summary: summary.to_owned(),
            description: None,
            also_for: &[],
            open: true,
            parameters: Vec::new(),
            request: None,
            replies: Vec::new(),
            problems: Vec::new(),
        };
        this.refused(500, &["internal"])
    }

    fn shut(mut self) -> Self {
        self.open = false;
        self
    }

    /// Also for keys that a browser may hold.
    pub(super) fn also_for(mut self, schemes: &'static [&'static str]) -> Self {
        self.also_for = schemes;
        self
    }

    /// More about it.
    pub(super) fn about(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// What stands in its path, its query or its headers.
    pub(super) fn parameters(mut self, parameters: impl IntoIterator<Item = Value>) -> Self {
        self.parameters.extend(parameters);
        self
    }

    /// A body of JSON that must be there, with examples by name.
    pub(super) fn body(self, schema: Value, examples: &[(&str, Value)]) -> Self {
        self.json(schema, examples, true)
    }

    /// A body of JSON that may be left out.
    pub(super) fn optional_body(self, schema: Value, examples: &[(&str, Value)]) -> Self {
        self.json(schema, examples, false)
    }

    fn json(self, schema: Value, examples: &[(&str, Value)], required: bool) -> Self {
        let refused = self
            .sent("application/json", schema, examples, required)
            .refused(400, &["json_invalid"])
            .refused(415, &["content_type_unsupported"]);
        refused.refused(422, &["field_invalid", "field_missing"])
    }

    /// A body of some type.
    pub(super) fn sent(mut self, kind: &str, schema: Value, examples: &[(&str, Value)], required: bool) -> Self {
        let named = examples.iter().map(|(name, value)| ((*name).to_owned(), json!({ "value": value })));
        let examples = Some(named.collect::<Map<_, _>>()).filter(|examples| !examples.is_empty());
        let media = filled([("schema", Some(schema)), ("examples", examples.map(Value::from))]);
        self.request = Some(json!({ "required": required, "content": { kind: media } }));
        self.refused(400, &["body_unreadable"]).refused(413, &["body_too_large"])
    }

    /// An answer of JSON.
    pub(super) fn replies(self, status: u16, description: &str, schema: Value) -> Self {
        self.replies_with(
            status,
            json!({
                "description": description, "content": { "application/json": { "schema": schema } },
            }),
        )
    }

    /// An answer.
    pub(super) fn replies_with(mut self, status: u16, response: Value) -> Self {
        self.replies.push((status, response));
        self
    }

    /// Refusals, beside those that are there already.
    pub(super) fn refused(mut self, status: u16, codes: &[&'static str]) -> Self {
        match self.problems.iter_mut().find(|known| known.status == status) {
            Some(known) => known.codes.extend(codes),
            None => self.problems.push(Problems { status, codes: codes.to_vec() }),
        }
        self
    }

    /// Not refused like this.
    pub(super) fn without(mut self, status: u16) -> Self {
        self.problems.retain(|known| known.status != status);
        self
    }

    /// As OpenAPI has it.
    pub(super) fn value(mut self, components: &mut Components) -> Value {
        let mut responses = Map::new();
        for problems in &mut self.problems {
            problems.codes.sort_unstable();
            problems.codes.dedup();
            responses.insert(problems.status.to_string(), components.refusal(problems));
        }
        for (status, response) in self.replies {
            responses.insert(status.to_string(), response);
        }
        filled([
            ("operationId", Some(self.id.into())),
            ("tags", Some(json!([self.tag]))),
            ("summary", Some(self.summary.into())),
            ("description", self.description.map(Value::from)),
            ("security", security(self.open, self.also_for)),
            ("parameters", Some(self.parameters).filter(|all| !all.is_empty()).map(Value::from)),
            ("requestBody", self.request),
            ("responses", Some(responses.into())),
        ])
    }
}

/// Where it is not as everywhere.
fn security(open: bool, also_for: &[&str]) -> Option<Value> {
    let schemes = ["secretKey"].iter().chain(also_for).map(|scheme| json!({ *scheme: [] }));
    if open { Some(json!([])) } else { (!also_for.is_empty()).then(|| schemes.collect::<Vec<_>>().into()) }
}

/// An object of what is there.
fn filled<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect::<Map<_, _>>().into()
}

/// One about an order that is there.
pub(super) fn of_order(method: &'static str, rest: &str, id: &str, tag: &'static str, summary: &str) -> ApiOperation {
    ApiOperation::keyed(method, &format!("/v1/orders/{{merchant_order_id}}{rest}"), id, tag, summary)
        .parameters([parameters::order()])
        .refused(404, &["order_not_found"])
}

/// One about a refund that is there.
pub(super) fn of_refund(method: &'static str, rest: &str, id: &str, summary: &str) -> ApiOperation {
    let path = format!("/v1/orders/{{merchant_order_id}}/refunds/{{merchant_refund_id}}{rest}");
    ApiOperation::keyed(method, &path, id, "Refunds", summary)
        .parameters(parameters::refund())
        .refused(404, &["order_not_found"])
}
