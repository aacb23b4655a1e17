//! What LianLian's answers look like on public servers: blanks around links, images in lines of 76, texts in codes,
//! byte order marks, parts that nobody can read. The payer gets what there is, and whatever came can be stored.

use crate::support::lianlian::{CARD_NUMBER, card, create, data, payment, read, signed};
use crate::support::orders::at;
use mekong_pay::api::NextActionView;
use mekong_pay::domain::order::lifecycle::Fingerprints;
use mekong_pay::domain::order::{Order, State};
use mekong_pay::domain::{Outcome, Prepared, ProviderReport};
use mekong_pay::json as readers;
use mekong_pay::providers::http::Answer;
use serde_json::{Value, json};

/// A picture of one pixel.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=";
const EMV: &str = "00020101021229370016A000000677010111011300660000000005802TH530376463048956";

fn answer(prepared: &Prepared, fields: &[(&str, Value)]) -> Answer {
    let mut said = data(prepared, "WP");
    for (name, value) in fields {
        said[*name] = value.clone();
    }
    signed(&said)
}

/// What the payer is told, and the warnings of the order, through the JSON in which all of it is stored.
fn told(prepared: &Prepared, answer: &Answer) -> (Value, Vec<String>) {
    let report = read(prepared, create(prepared), answer);
    assert!(matches!(report.outcome, Outcome::Pending(_)), "{report:?}");
    let fingerprints = Fingerprints { command: "c".to_owned(), account: "a".to_owned() };
    let mut order = Order::reserve(prepared.clone(), fingerprints, at(0));
    order.record_reply(1, carried(&report), at(1));
    assert_eq!(order.state(), State::Pending);
    let shown = order.next_action_at(at(1).now).map(|next| serde_json::to_value(NextActionView::of(next)).unwrap());
    (shown.unwrap_or_default(), order.warnings().iter().map(|warning| warning.code.clone()).collect())
}

/// As it goes from the isolate to the ledger: wrapped, written, read.
fn carried(report: &ProviderReport) -> ProviderReport {
    let wrapped =
        serde_json::to_string(&(16, "key", json!({ "WithClientToken": [1, { "Reply": [1, report] }] }))).unwrap();
    let tree = readers::parse(wrapped.as_bytes()).expect("the ledger can read it");
    let back: ProviderReport = readers::from_value(&tree[2]["WithClientToken"][1]["Reply"][1]).expect("a reading");
    assert_eq!(back, ProviderReport { account_problem: None, ..report.clone() });
    back
}

#[test]
fn links_codes_and_images_reach_the_payer() {
    let qr = payment("thaiqr", "THAI_QR", json!({}));
    let lines: String =
        PNG.as_bytes().chunks(76).map(|line| format!("{}\r\n", String::from_utf8_lossy(line))).collect();
    let image = json!({ "type": "qr", "image_png_base64": PNG });
    for code in [PNG.to_owned(), lines, format!("{PNG}\n"), format!("data:image/png;base64,{PNG}")] {
        assert_eq!(told(&qr, &answer(&qr, &[("qr_code", json!(code))])), (image.clone(), vec![]), "{code}");
    }
    let text = json!({ "type": "qr", "text": EMV });
    assert_eq!(told(&qr, &answer(&qr, &[("qr_code", json!(EMV))])), (text, vec![]));
    let wallet = payment("truemoney", "NORMAL_BALANCE_TM", json!({}));
    for link in [" https://pay.example/a", "https://pay.example/a\r\n", "\u{feff}https://pay.exa\nmple/a "] {
        let wanted = json!({ "type": "redirect", "url": "https://pay.example/a" });
        assert_eq!(told(&wallet, &answer(&wallet, &[("link_url", json!(link))])), (wanted, vec![]), "{link:?}");
    }
    let inapp = payment("alipay_offline", "INAPP_PAYMENT", json!({}));
    let both = [("link_url", json!(" https://qr.alipay.example/1")), ("pay_params", json!({ "tradeNo": "2023" }))];
    let wanted = json!({ "type": "app", "params": { "tradeNo": "2023" }, "url": "https://qr.alipay.example/1" });
    assert_eq!(told(&inapp, &answer(&inapp, &both)), (wanted, vec![]));
}

#[test]
fn where_nothing_can_be_read_the_order_says_so() {
    let qr = payment("thaiqr", "THAI_QR", json!({}));
    let unread = || (Value::Null, vec!["next_action_unreadable".to_owned()]);
    for fields in [vec![], vec![("qr_code", json!("not base64!"))], vec![("link_url", json!("javascript://alert"))]] {
        assert_eq!(told(&qr, &answer(&qr, &fields)), unread(), "{fields:?}");
    }
    let scan = payment("wechatpay", "MERCHANT_SCAN", json!({ "auth_code": "130990587353875588" }));
    assert_eq!(told(&scan, &answer(&scan, &[])), (json!({ "type": "wait", "on": "device" }), vec![]));
}

#[test]
fn an_answer_that_is_too_deep_loses_that_part_alone() {
    let deep = format!("{}\"x\"{}", "{\"a\":".repeat(119), "}".repeat(119));
    let wechat = payment("wechatpay", "APP_PAYMENT", json!({ "appid": "wx8c23b713feegh361" }));
    let object: Value = serde_json::from_str(&deep).unwrap();
    let given = json!({ "package": "Sign=WXPay", "more": object });
    let (next, warnings) = told(&wechat, &answer(&wechat, &[("pay_params", given)]));
    assert_eq!((&next["params"]["package"], warnings), (&json!("Sign=WXPay"), vec![]));
    let (next, _) = told(&wechat, &answer(&wechat, &[("pay_params", json!(deep))]));
    assert_eq!(next["params"], json!(deep), "a text is handed on as it is");
}

#[test]
fn a_mark_before_an_answer_and_what_is_broken_outside_the_signature_change_nothing() {
    let qr = payment("thaiqr", "THAI_QR", json!({}));
    let plain = answer(&qr, &[("qr_code", json!(PNG))]).unwrap();
    let whole = read(&qr, create(&qr), &Ok(plain.clone()));
    let body = String::from_utf8(plain.body.clone()).unwrap();
    let mark = [b"\xef\xbb\xbf".as_slice(), &plain.body].concat();
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(body.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for bytes in [mark, wide] {
        assert_eq!(
            read(&qr, create(&qr), &Ok(mekong_pay::providers::http::Response { body: bytes, ..plain.clone() })),
            whole
        );
    }
    let long = "\\u0000".repeat(30_000);
    for message in ["\\ud83d", "\u{1}".escape_default().to_string().as_str(), long.as_str()]
        .map(|text| text.replace("\\u{1}", "\\u0001"))
    {
        let bytes = body.replace("\"Success\"", &format!("\"{message}\"")).into_bytes();
        let answer = Ok(mekong_pay::providers::http::Response { body: bytes, ..plain.clone() });
        assert_eq!(told(&qr, &answer).0["type"], "qr");
        let said = read(&qr, create(&qr), &answer).provider_status.unwrap();
        assert!(said.message.chars().count() <= 200, "cut");
    }
    let windows =
        [b"{\"code\":400000,\"message\":\"\xca\xd3\xe0\"}".as_slice(), b"{\"code\":400000,\"message\":\"\xff\xfe\"}"];
    for bytes in windows {
        let report = read(
            &qr,
            create(&qr),
            &Ok(mekong_pay::providers::http::Response { status: 200, headers: vec![], body: bytes.to_vec() }),
        );
        assert!(matches!(report.outcome, Outcome::Failed(_)), "{report:?}");
    }
}

#[test]
fn what_a_provider_repeats_of_a_card_is_not_kept() {
    let paying = payment("bankcard", "CARD", card());
    let links = [
        "https://issuer.example/3ds?pan=4929131415161718",
        "https://issuer.example/?n=Bruce%20Lee",
        "https://issuer.example/?n=BRUCE+LEE",
    ];
    let mut answers: Vec<Answer> = links.iter().map(|link| answer(&paying, &[("link_url", json!(link))])).collect();
    answers.push(answer(&paying, &[("order_id", json!(CARD_NUMBER)), ("link_url", json!("https://issuer.example/"))]));
    answers.push(answer(&paying, &[("order_status", json!("BRUCE LEE"))]));
    for code in ["403003", CARD_NUMBER, "BRUCE LEE"] {
        let body = json!({ "code": code, "message": format!("card of Bruce Lee, {CARD_NUMBER}, 737") }).to_string();
        answers.push(Ok(mekong_pay::providers::http::Response {
            status: 200,
            headers: vec![],
            body: body.into_bytes(),
        }));
    }
    for answer in answers {
        let report = read(&paying, create(&paying), &answer);
        let kept = format!("{report:?} {}", serde_json::to_string(&report).unwrap()).to_lowercase();
        for piece in ["bruce", "4929131415161718", "737"] {
            assert!(!kept.contains(piece), "{piece} stands in {kept}");
        }
    }
    let (next, warnings) = told(&paying, &answer(&paying, &[("link_url", json!(links[0]))]));
    assert_eq!((next, warnings), (Value::Null, vec!["next_action_unreadable".to_owned()]));
}
