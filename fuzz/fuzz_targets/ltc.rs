//! LTC: answers to every call, its token, and what it sends by itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mekong_pay::domain::order::Order;
use mekong_pay::domain::{Country, Msisdn, Operation, Outcome, Secret, State};
use mekong_pay::providers::{self, Account, Call, Step, UnsubscribeResult};
use mekong_pay_fuzz::accounts::{account, at, at_ltc, context};
use mekong_pay_fuzz::invariants::{report, shows_no_secret};
use mekong_pay_fuzz::rsa::{RsaThatSays, block_on};
use mekong_pay_fuzz::{Heard, MARK};
use serde_json::Value;

const REF_CODE: &str = "b1c21c80cee1478fa09970b9d9507320";

struct World {
    account: &'static dyn Account,
    charge: Order,
    renewal: Order,
    confirmed: Order,
}

impl World {
    fn new() -> Self {
        let account = account("ltc");
        let charge = at_ltc(account, Operation::Charge);
        let renewal = at_ltc(account, Operation::Renewal);
        let mut confirmed = charge.clone();
        let texted = Heard::read(
            &[&[0, 200, 0], &b"\n\n{\"ResultCode\":\"200\",\"RefCode\":\""[..], REF_CODE.as_bytes(), b"\"}"].concat(),
        )
        .map(|heard| {
            block_on(account.classify(
                &Call::about(&charge, Step::Create(None)),
                &heard.answer,
                context(&RsaThatSays(false)),
            ))
        });
        confirmed.record_reply(1, texted.expect("long enough"), at(1));
        assert_eq!(confirmed.state(), State::Pending);
        confirmed.begin_confirm("a1:0", at(10)).expect("it waits for its payer");
        Self { account, charge, renewal, confirmed }
    }
}

thread_local! { static WORLD: World = World::new(); }

fuzz_target!(|data: &[u8]| {
    let Some(heard) = Heard::read(data) else { return };
    WORLD.with(|world| answered(world, &heard));
    WORLD.with(|world| token(world.account, &heard));
    unsubscribed(heard.body);
});

fn answered(world: &World, heard: &Heard<'_>) {
    let otp = Secret::new(format!("{MARK}-otp"));
    let (order, step, required): (_, _, &[&str]) = match heard.selector % 5 {
        0 => (&world.charge, Step::Create(None), &[]),
        1 => (&world.renewal, Step::Create(None), &["transactionid", "msisdn"]),
        2 => (&world.confirmed, Step::Confirm(otp), &["transactionid", "refcode"]),
        3 => (&world.confirmed, Step::Query, &["transactionid", "msisdn", "amount"]),
        _ => (&world.renewal, Step::Query, &["transactionid", "msisdn", "amount"]),
    };
    let call = Call::about(order, step);
    let read = block_on(world.account.classify(&call, &heard.answer, context(&RsaThatSays(false))));
    shows_no_secret(&call);
    let registration = heard.selector.is_multiple_of(5);
    report(order, heard, &read, !registration);
    if read.outcome == Outcome::Succeeded {
        assert!(!registration, "a registration cannot charge");
        assert_eq!(heard.status(), Some(200));
        assert!(says_success(heard.body, required), "{:?}", String::from_utf8_lossy(heard.body));
    }
}

/// A second reader, of LTC's document and not of the code: whether a body says that this order's money moved.
fn says_success(body: &[u8], required: &[&str]) -> bool {
    let Ok(Value::Object(fields)) = serde_json::from_slice(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)) else {
        return false;
    };
    let all = |name: &str, good: &dyn Fn(&str) -> bool| {
        let named = fields.iter().filter(|(key, _)| key.to_ascii_lowercase() == name);
        let texts: Vec<String> =
            named.map(|(_, value)| value.as_str().map_or(value.to_string(), str::to_owned)).collect();
        !texts.is_empty() && texts.iter().all(|text| good(text))
    };
    all("resultcode", &|code| code == "200")
        && required.iter().all(|name| {
            all(name, &|text| match *name {
                "transactionid" => text == "TESTxLTC0000000003",
                "refcode" => text == REF_CODE,
                "amount" => text.split('.').next() == Some("1000") && text.parse::<f64>() == Ok(1000.0),
                _ => Msisdn::parse(text, Country::Laos).is_ok_and(|number| number.digits() == "8562055515155"),
            })
        })
}

fn token(account: &dyn Account, heard: &Heard<'_>) {
    let session = account.session().expect("LTC has sessions");
    assert!(!session.refused(&heard.answer) || heard.status() == Some(401), "repeated though it may be carried out");
    if let Ok(token) = session.read(&heard.answer) {
        let shown = format!("{token:?}");
        assert_eq!(shown, format!("Token {{ secret: [redacted], expires_in_s: {} }}", token.expires_in_s));
        assert!(heard.status() == Some(200) && token.expires_in_s > 0);
        assert!(token.secret.reveal().bytes().all(|byte| byte.is_ascii_graphic()), "it goes into a header");
    }
}

fn unsubscribed(body: &[u8]) {
    let notifications = providers::find("ltc").and_then(|ltc| ltc.unsubscribe_calls()).expect("LTC calls us");
    let replies = match notifications.read_unsubscribe(body) {
        Err(reply) => vec![reply],
        Ok(call) => {
            assert_eq!(Msisdn::parse(&call.msisdn.e164(), Country::Laos).as_ref(), Ok(&call.msisdn));
            assert!(!call.short_code.is_empty() && call.channel.chars().count() <= 100);
            let results = [UnsubscribeResult::Stored, UnsubscribeResult::NotFound, UnsubscribeResult::NotStored];
            results.map(|result| notifications.answer_unsubscribe(&call, result)).into()
        }
    };
    for reply in replies {
        let answer: Value = serde_json::from_str(&reply.body).expect("we answer JSON");
        assert!(reply.status == 200 && answer["ResultCode"].as_str().is_some_and(|code| code.len() == 3));
    }
}
