//! What belongs to one service: its methods, how long the payer has, and what its reply adds, as the page's samples
//! show it.

use serde_json::{Map, Value, json};

use super::super::dice::{digits, happens, hex};
use super::super::{Chance, calendar};
use super::object;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;

/// Services that make an order, without `llpth.`.
const PAYMENTS: [&str; 11] = [
    "thaiqr.pay",
    "alipay.pay",
    "alipay.offline.pay",
    "wechatpay.pay",
    "bankcard.pay",
    "mobile.banking.pay",
    "truemoney.pay",
    "linepay.pay",
    "shopeepay.pay",
    "paotang.pay",
    "checkout.apply",
];

pub(super) fn is_payment(service: &str) -> bool {
    PAYMENTS.contains(&service)
}

/// Which fields an order needs beside those of all, by service and method.
pub(super) fn required(service: &str, method: &str) -> Vec<&'static str> {
    let mut names = vec![method_field(service)];
    let info = matches!(service, "alipay.offline.pay" | "alipay.pay" | "wechatpay.pay");
    names.push(if info { "order_info" } else { "order_desc" });
    names.extend(match (service, method) {
        ("alipay.offline.pay", "MERCHANT_SCAN") => vec!["buyer_identity_code"],
        ("alipay.offline.pay", _) => vec![],
        ("wechatpay.pay", "DYNAMIC_CODE") => vec![],
        ("wechatpay.pay", "MERCHANT_SCAN") => vec!["auth_code"],
        ("wechatpay.pay", "INAPP_PAYMENT") => vec!["customer", "appid", "openid"],
        ("wechatpay.pay", "APP_PAYMENT") => vec!["customer", "appid"],
        ("wechatpay.pay", "H5_PAYMENT") => vec!["customer", "client"],
        ("bankcard.pay", _) => vec!["customer", "card", "notify_url", "redirect_url"],
        ("mobile.banking.pay", method) if method.ends_with("_NOTIFICATION") => vec!["customer", "mobile_number"],
        ("mobile.banking.pay", method) if method.starts_with("EASY_APP") => vec!["customer", "app_callback_url"],
        _ => vec!["customer"],
    });
    names.retain(|name| !(service == "checkout.apply" && *name == "payment_method"));
    names
}

/// In-store Alipay calls it another.
pub(super) fn method_field(service: &str) -> &'static str {
    if service == "alipay.offline.pay" { "payment_type" } else { "payment_method" }
}

/// How long the payer has. Samples show those with seconds or `due_date`; the others are a guess.
pub(super) fn life_ms(service: &str) -> i64 {
    match service {
        "thaiqr.pay" => 480_000,
        "truemoney.pay" => 180_000,
        "linepay.pay" => 1_200_000,
        "shopeepay.pay" => 1_800_000,
        "alipay.offline.pay" => DAY_MS,
        "alipay.pay" => 31 * DAY_MS,
        "wechatpay.pay" => 120 * MINUTE_MS,
        _ => 15 * MINUTE_MS,
    }
}

/// Where the samples' replies name merchant and order.
pub(super) fn names_merchant(service: &str) -> bool {
    !matches!(service, "alipay.offline.pay" | "wechatpay.pay" | "mobile.banking.pay")
}

/// What a reply adds.
pub(super) fn of(service: &str, method: &str, odd: bool, at: i64, chance: &mut dyn Chance) -> Map<String, Value> {
    let token = hex(chance, 24);
    let link = |text: &str| json!(format!("{}{text}{token}", if odd { " " } else { "" }));
    let due = json!(calendar::spaced(at + life_ms(service)));
    let seconds = json!((life_ms(service) / 1_000).to_string());
    match (service, method) {
        ("alipay.offline.pay", "MERCHANT_SCAN") => object([("payment_type", json!(method)), ("due_date", due)]),
        ("alipay.offline.pay", "DYNAMIC_CODE") => {
            object([("payment_type", json!(method)), ("due_date", due), ("link_url", link("https://qr.alipay.com/"))])
        }
        ("alipay.offline.pay", _) => object([
            ("payment_type", json!(method)),
            ("due_date", due),
            ("link_url", link("https://qr.alipay.com/")),
            ("pay_params", json!({"tradeNo": digits(chance, 29)})),
        ]),
        ("alipay.pay", "APP_PAYMENT") => object([("due_date", due), ("req_data_to_channel", channel(&token))]),
        ("alipay.pay", _) => {
            object([("due_date", due), ("link_url", link("https://mclient.alipay.com/home/?a=1&sign="))])
        }
        ("wechatpay.pay", "DYNAMIC_CODE") => object([("link_url", link("weixin://wxpay/bizpayurl?pr="))]),
        ("wechatpay.pay", "H5_PAYMENT") => {
            object([("link_url", link("https://wx.tenpay.com/cgi-bin/checkmweb?prepay_id="))])
        }
        ("wechatpay.pay", "INAPP_PAYMENT") => object([("pay_params", in_app(&token))]),
        ("wechatpay.pay", "APP_PAYMENT") => object([("pay_params", app(&token))]),
        ("thaiqr.pay", _) => object([("qr_code", picture(odd, chance)), ("qr_code_expire_sec", seconds)]),
        ("mobile.banking.pay", method) if !method.ends_with("_NOTIFICATION") => {
            object([("link_url", link("scbeasy://payments/bill/id/"))])
        }
        ("truemoney.pay" | "linepay.pay", _) => object([
            ("link_url", link("https://tmn.app.link/commoncashier?deeplink=")),
            ("link_url_app", link("https://tmn.app.link/commoncashier?deeplink=")),
            ("link_url_expire_sec", seconds),
        ]),
        ("shopeepay.pay", _) => object([
            ("link_url", link("https://pay.airpay.in.th/h5pay/pay?type=start&key=")),
            ("link_url_app", Value::Null),
            ("link_url_expire_sec", seconds),
        ]),
        ("paotang.pay", _) => object([
            ("link_url", link("https://paotang.example/deeplink.html?txnRefId=")),
            ("link_url_app", link("paotang://paotang.co.th/scene.deeplink?txnRefId=")),
        ]),
        ("bankcard.pay" | "checkout.apply", _) => {
            object([("link_url", link("https://checkout.lianlianpay.co.th/in?token="))])
        }
        _ => Map::new(),
    }
}

fn channel(token: &str) -> Value {
    json!(format!(
        "_input_charset=\"UTF-8\"&currency=\"THB\"&out_trade_no=\"{token}\"&sign=\"{token}\"&sign_type=\"RSA\""
    ))
}

fn in_app(token: &str) -> Value {
    json!({"timeStamp": "1695717886", "package": format!("prepay_id=wx{token}"), "paySign": token,
        "appId": "wx8c23b862feedf361", "signType": "HMAC-SHA256", "nonceStr": "20230101084446502"})
}

fn app(token: &str) -> Value {
    json!({"package": "Sign=WXPay", "appid": "wx8522da19e74fcf88", "sign": token, "partnerid": "114476940",
        "prepayid": format!("wx{token}"), "noncestr": "20230101085039983", "timestamp": "1695718239"})
}

/// Base64 of a picture; MIME encoders fold it into lines of 76.
fn picture(odd: bool, chance: &mut dyn Chance) -> Value {
    let folded = happens(chance, 500);
    let text = format!("iVBORw0KGgoAAAANSUhEUgAA{}", hex(chance, 120));
    match (odd, folded) {
        (true, true) => json!(format!("{}\r\n{}\r\n", text.get(..76).unwrap_or(""), text.get(76..).unwrap_or(""))),
        (true, false) => json!(format!("data:image/png;base64,{text}")),
        _ => json!(text),
    }
}
