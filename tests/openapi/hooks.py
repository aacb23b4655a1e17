"""Checks of our own for schemathesis, beside all of its."""

import schemathesis

# What is wrong with the form of a request. A request that the document allows must never be refused with one of these;
# with other codes it may be: there is no such product, the payer cannot be sent there, and so on.
FORM = {
    "amount_invalid", "amount_not_representable", "amount_unsupported", "content_type_unsupported",
    "currency_unsupported", "field_invalid", "field_missing", "field_unknown", "json_invalid",
    "merchant_order_id_invalid", "merchant_refund_id_invalid", "msisdn_invalid", "otp_invalid",
}

# What a schema cannot say.
BEYOND_SCHEMAS = {
    # The number must be of the country of the provider that the path names.
    ("askNumber", "msisdn_invalid", "msisdn"),
    # A subscriber cannot have agreed in the future.
    ("importSubscription", "field_invalid", "consented_at"),
}
# A version in a header and another one in the body; and what goes with one verdict alone.
BEYOND_SCHEMAS |= {
    (operation, "field_invalid", field)
    for operation in ("cancelOrder", "createRefund", "resolveOrder", "resolveRefund")
    for field in ("If-Match", "against_evidence", "provider_order_id")
}


def beyond_schemas(operation, said, body):
    """Whether the form that is refused is one that the document cannot forbid here."""
    code, field = said.get("code"), said.get("field") or ""
    # A purchase is the form of another key: which key calls is no part of a body's schema.
    if operation == "createOrder" and isinstance(body, dict) and "sku" in body:
        return True
    # An item is held against its provider's rules; the document has those with the forms of orders.
    if operation == "replaceCatalogue" and field.startswith("items["):
        return True
    return (operation, code, field) in BEYOND_SCHEMAS


def problem(response):
    kind = response.headers.get("content-type", [""])[0]
    return response.json() if kind.startswith("application/problem+json") and response.content else {}


@schemathesis.check
def refused_for_its_form(ctx, response, case):
    """What the document allows is not refused for its form."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    said = problem(response)
    # JSON Schema takes 1.0 for a whole number; the gateway's reader takes no point at all.
    if "without a fraction" in said.get("detail", ""):
        return
    operation = case.operation.definition.raw.get("operationId")
    if said.get("code") in FORM and not beyond_schemas(operation, said, case.body):
        raise AssertionError(f"the document allows what is refused: {said.get('code')} {said.get('detail')}")


@schemathesis.check
def says_what_is_wrong(ctx, response, case):
    """A refusal is a problem whose status is the response's."""
    if response.status_code >= 400 and response.request.method != "HEAD":
        said = problem(response)
        if said.get("status") != response.status_code and not case.operation.path == "/healthz":
            raise AssertionError(f"{response.status_code} without its problem")
