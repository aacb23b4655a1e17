//! Replies, notifications, answers to queries and time, in every order in which up to six of them can arrive: the end
//! is the same, or a person is called and told why.

use crate::support::arrivals::What::{Confirm, Notification, Pass, Read, Reply, ReplyToLatest};
use crate::support::arrivals::{Readings, Scene, Walk};
use crate::support::lianlian::{self, ORDER_ID};
use crate::support::orders::{ACCOUNT, Kind, at, confirmed, context, said, silence, stored_with};
use crate::support::rsa::{AnyRsa, block_on};
use mekong_pay::domain::order::lifecycle::Fingerprints;
use mekong_pay::domain::order::{Order, State};
use mekong_pay::domain::{Currency, MerchantOrderId, Money, Operation, Prepared, ProviderReport, Secret};
use mekong_pay::providers::http::{Answer, Response, TransportError};
use mekong_pay::providers::{self, Account, Call, Command, Message, NotificationVerification, Step};
use mekong_pay::signing::hmac_sha256;
use serde_json::{Value, json};

const MOST: usize = 6;

/// Walks through a scene; at least so many sequences, and of so many handfuls some order calls a person.
fn walk(scene: &Scene, least: u64, flagged: usize) {
    let walk = Walk::through(scene, MOST);
    println!("{} sequences, {} handfuls flagged", walk.walked, walk.flagged);
    assert!(walk.walked >= least && walk.flagged >= flagged, "{} walked, {} flagged", walk.walked, walk.flagged);
}

/// What an answer means to the order as it may be, by what it knows.
fn reports(order: &Order, id: &str, read: impl Fn(&Order) -> ProviderReport) -> Readings {
    [(false, false), (true, false), (false, true), (true, true)].map(|(known, maintenance)| {
        let order = order.clone().named_by_provider(known.then(|| id.to_owned()));
        read(&stored_with(&order, &[("charge_reply", maintenance.then_some("40").into())]))
    })
}

fn reserved(prepared: Prepared) -> Order {
    let fingerprints = Fingerprints { command: "v1:0".to_owned(), account: ACCOUNT.to_owned() };
    Order::reserve(prepared, fingerprints, at(0))
}

mod at_ltc {
    use super::*;

    fn scene(arrivals: Vec<(&'static str, crate::support::arrivals::What)>) -> Scene {
        let (paid, unpaid) = (check("200"), check("800"));
        Scene { start: confirmed(10), now: 10, arrivals, paid, unpaid }
    }

    fn heard(kind: Kind, code: &str) -> Readings {
        let order = confirmed(10);
        let id = order.provider_order_id().unwrap();
        reports(&order, id, |order| match code {
            "-" => silence(order, kind),
            code => said(order, kind, code),
        })
    }

    fn confirm(code: &str) -> Readings {
        heard(Kind::Confirm, code)
    }

    fn check(code: &str) -> Readings {
        heard(Kind::Check, code)
    }

    #[test]
    fn a_confirm_and_what_is_heard_of_it() {
        let arrivals = vec![
            ("reply: success", Reply(confirm("200"))),
            ("reply: wrong password", Reply(confirm("006"))),
            ("reply: failure", Reply(confirm("008"))),
            ("reply: none", Reply(confirm("-"))),
            ("check: success", Read(check("200"))),
            ("check: not confirmed", Read(check("800"))),
            ("check: nothing", Read(check("-"))),
            ("25 s", Pass(25)),
            ("31 min", Pass(31 * 60)),
        ];
        walk(&scene(arrivals), 480_000, 1);
    }

    #[test]
    fn two_confirms_and_what_is_heard_of_both() {
        let arrivals = vec![
            ("reply: success", Reply(confirm("200"))),
            ("reply: wrong password", Reply(confirm("006"))),
            ("reply: none", Reply(confirm("-"))),
            ("confirm", Confirm),
            ("latest reply: success", ReplyToLatest(confirm("200"))),
            ("latest reply: failure", ReplyToLatest(confirm("008"))),
            ("latest reply: none", ReplyToLatest(confirm("-"))),
            ("check: not confirmed", Read(check("800"))),
            ("31 min", Pass(31 * 60)),
        ];
        walk(&scene(arrivals), 480_000, 1);
    }
}

mod at_lianlian {
    use super::*;

    fn paid_by_page() -> Prepared {
        lianlian::payment("thaiqr", "THAI_QR", json!({}))
    }

    fn scene(arrivals: Vec<(&'static str, crate::support::arrivals::What)>) -> Scene {
        Scene { start: reserved(paid_by_page()), now: 0, arrivals, paid: query("PS"), unpaid: query("PE") }
    }

    fn heard(step: fn(&Prepared) -> Step, word: &str) -> Readings {
        let prepared = paid_by_page();
        let answer = match word {
            "-" => Err(TransportError::Timeout),
            code if code.starts_with('4') => lianlian::coded(&json!(code.parse::<u32>().unwrap()), 200),
            status => lianlian::signed(&lianlian::data(&prepared, status)),
        };
        reports(&reserved(prepared.clone()), ORDER_ID, |order| {
            lianlian::read_knowing(order.provider_order_id(), &prepared, step(&prepared), &answer)
        })
    }

    fn reply(word: &str) -> Readings {
        heard(lianlian::create, word)
    }

    fn query(word: &str) -> Readings {
        heard(|_| Step::Query, word)
    }

    fn notification(status: &str, amount: &str) -> Readings {
        let prepared = paid_by_page();
        let mut data = lianlian::data(&prepared, status);
        data["order_amount"] = amount.into();
        let headers = vec![("sign".to_owned(), lianlian::signature(&data))];
        let account = lianlian::account();
        let notifications = account.signed_notifications().unwrap();
        let body = data.to_string();
        let message = Message { headers: &headers, body: body.as_bytes() };
        let NotificationVerification::Verified(notification) = block_on(notifications.verify(&message, &AnyRsa)) else {
            panic!("not verified")
        };
        reports(&reserved(prepared), ORDER_ID, |order| notifications.judge(&notification, order))
    }

    #[test]
    fn a_payment_its_notifications_and_queries() {
        let arrivals = vec![
            ("reply: success", Reply(reply("PS"))),
            ("reply: failure", Reply(reply("403000"))),
            ("reply: pending", Reply(reply("WP"))),
            ("reply: none", Reply(reply("-"))),
            ("notification: success", Notification(notification("PS", "344.00"))),
            ("notification: failure", Notification(notification("PF", "344.00"))),
            ("query: failure", Read(query("PF"))),
            ("query: nothing", Read(query("-"))),
            ("2 min", Pass(120)),
        ];
        walk(&scene(arrivals), 480_000, 1);
    }

    #[test]
    fn a_payment_that_is_not_found_or_not_the_same() {
        let arrivals = vec![
            ("reply: failure", Reply(reply("403000"))),
            ("reply: pending", Reply(reply("WP"))),
            ("reply: none", Reply(reply("-"))),
            ("notification: another amount", Notification(notification("PS", "1.00"))),
            ("query: success", Read(query("PS"))),
            ("query: waits", Read(query("WP"))),
            ("query: expired", Read(query("PE"))),
            ("query: not found", Read(query("404003"))),
            ("31 min", Pass(31 * 60)),
        ];
        walk(&scene(arrivals), 480_000, 1);
    }
}

mod at_appotapay {
    use super::*;

    const ID: &str = "01J7G2DYZTPCGHM3AAF8ANZC7J";

    fn account() -> Box<dyn Account> {
        let config = json!({
            "base_url": "https://gateway.dev.appotapay.com", "partner_code": "PARTNER", "api_key": "an-api-key",
            "secret_key": "test-secret-key",
        });
        providers::find("appotapay").unwrap().configure(&config.to_string(), None).unwrap()
    }

    fn topup() -> Order {
        let details = json!({ "product_code": "viettel_10", "service_type": "prepaid" });
        let command = Command {
            operation: Operation::Topup,
            merchant_order_id: MerchantOrderId::parse("AB123").unwrap(),
            amount: Money::parse("10000", Currency::Vnd).unwrap(),
            msisdn: Some("0866123456"),
            return_url: None,
            details: &details,
        };
        reserved(account().prepare(command).unwrap())
    }

    /// Signed as its page says ("Security").
    fn succeeded() -> Value {
        let text = format!(
            "amount=10000&appotapayTransId={ID}&errorCode=0&phoneNumber=0866123456&time=2026-11-21&topupAmount=10000"
        );
        let key = Secret::new("test-secret-key");
        json!({
            "errorCode": 0, "message": "-", "signature": hex::encode(hmac_sha256(key.reveal().as_bytes(), text.as_bytes())),
            "transaction": {
                "phoneNumber": "0866123456", "amount": 10000, "topupAmount": 10000, "appotapayTransId": ID,
                "time": "2026-11-21",
            },
        })
    }

    fn heard(step: Step, code: i64) -> Readings {
        let body = if code == 0 { succeeded() } else { json!({ "errorCode": code, "message": "-" }) };
        let answer: Answer = match code {
            -1 => Err(TransportError::ConnectionLost),
            _ => Ok(Response { status: 200, headers: Vec::new(), body: body.to_string().into_bytes() }),
        };
        reports(&topup(), ID, |order| {
            block_on(account().classify(&Call::about(order, step.clone()), &answer, context()))
        })
    }

    fn reply(code: i64) -> Readings {
        heard(Step::Create(None), code)
    }

    fn status(code: i64) -> Readings {
        heard(Step::Query, code)
    }

    fn scene(arrivals: Vec<(&'static str, crate::support::arrivals::What)>) -> Scene {
        Scene { start: topup(), now: 0, arrivals, paid: status(0), unpaid: status(33) }
    }

    #[test]
    fn a_topup_and_what_its_status_says() {
        let arrivals = vec![
            ("reply: success", Reply(reply(0))),
            ("reply: failure", Reply(reply(33))),
            ("reply: maintenance", Reply(reply(40))),
            ("reply: none", Reply(reply(-1))),
            ("status: success", Read(status(0))),
            ("status: failure", Read(status(33))),
            ("status: not found", Read(status(36))),
            ("status: refused", Read(status(37))),
            ("11 min", Pass(11 * 60)),
        ];
        walk(&scene(arrivals), 480_000, 1);
    }
}

#[test]
fn the_scenes_begin_with_a_call_under_way() {
    assert_eq!((confirmed(10).state(), confirmed(10).attempt().number), (State::Sending, 2));
}
