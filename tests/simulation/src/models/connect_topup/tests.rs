#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use serde_json::Value;

use super::super::loaded::{Kind, Seeded, answered};
use super::super::{Chance, Model, wire};
use super::odds::Odds;
use super::{Account, ConnectTopup};

/// By sha256sum, of `demo0901234567` `10000` `secret` and of `demo:::secret`.
const SUM: &str = "618501372aea002ee57d280b77103a113b304e299ce80a2a6acb52801d87d2f1";
const BALANCE_SUM: &str = "60ad8bee71f75a6798886cb5718fea706f82effb13869b8c3a012fbfbded27f6";

fn service(odds: Odds) -> ConnectTopup {
    let account = Account {
        username: "demo".to_owned(),
        private_key: "secret".to_owned(),
        balance: 1_000_000,
        finds_by_client_id: true,
    };
    ConnectTopup::new(account, odds)
}

fn ask(service: &mut ConnectTopup, page: &str, rest: &str, at: i64, chance: &mut dyn Chance) -> String {
    let url = format!("http://topup.example/{page}?username=demo&privatekey=secret&{rest}");
    let mut seen = wire::post(&url, &[], &Value::Null, at);
    seen.method = "GET".to_owned();
    String::from_utf8(answered(service.answer(&seen, chance)).1).unwrap().trim().to_owned()
}

fn top_up(service: &mut ConnectTopup, client: &str, chance: &mut dyn Chance) -> String {
    let rest = format!("phone=0901234567&sotien=10000&checksum={SUM}&transidclient={client}&gateway=VMS");
    ask(service, "topup.jsp", &rest, 1_000, chance)
}

fn recheck(service: &mut ConnectTopup, rest: &str, at: i64) -> String {
    ask(service, "recheck.jsp", rest, at, &mut Kind)
}

#[test]
fn a_top_up_answers_with_code_and_id() {
    let mut service = service(Odds::QUIET);
    assert_eq!(top_up(&mut service, "A1", &mut Kind), "1;100000");
    assert_eq!(top_up(&mut service, "A1", &mut Kind), "-308");
    assert_eq!(recheck(&mut service, "idtransaction=100000", 2_000), "1;100000");
    assert_eq!(recheck(&mut service, "transidclient=A1", 2_000), "1;100000");
    assert_eq!(recheck(&mut service, "transidclient=B1", 2_000), "-99");
    let balance = format!("checksum={BALANCE_SUM}");
    assert_eq!(ask(&mut service, "userbalance.jsp", &balance, 1, &mut Kind), "990000");
    let book = service.book();
    assert_eq!((book.charges.len(), book.charges[0].minor), (1, 10_000));
    assert_eq!(book.calls_that_charge.len(), 2);
}

#[test]
fn each_mistake_has_its_code() {
    let mut service = service(Odds::QUIET);
    let mut asks = |rest: &str| ask(&mut service, "topup.jsp", rest, 1, &mut Kind);
    assert_eq!(asks("phone=0901234567&sotien=10000&checksum=0"), "-6");
    assert_eq!(asks("phone=0901234567&sotien=10000"), "-6");
    // By sha256sum of `demo0901234567` `15000` `secret` and `demo901234567` `10000` `secret`.
    assert_eq!(
        asks("phone=0901234567&sotien=15000&checksum=133a3fefa3b2ab2571433f8083c740a781a02441f3540be3bc3a8742a873a2aa"),
        "5"
    );
    assert_eq!(
        asks("phone=901234567&sotien=10000&checksum=cab81459d81643e9eda6240e970860656ff2f0cc675b770e4610af1feac74b5d"),
        "6"
    );
    assert_eq!(ask(&mut service, "userbalance.jsp", "checksum=0", 1, &mut Kind), "-6");
    let mut seen = wire::post("http://topup.example/userbalance.jsp?username=demo", &[], &Value::Null, 1);
    seen.method = "GET".to_owned();
    assert_eq!(answered(service.answer(&seen, &mut Kind)).1, b"-302");
    service.account.balance = 9_999;
    assert_eq!(top_up(&mut service, "A1", &mut Kind), "-3");
    assert!(service.book().charges.is_empty());
}

#[test]
fn a_code_that_does_not_tell_may_have_credited() {
    let odds = Odds { unclear: 1_000, unclear_credited: 500, unclear_most_ms: 60_000, ..Odds::QUIET };
    let (mut credited, mut forms) = (0, std::collections::BTreeSet::new());
    let mut chance = Seeded(5);
    for turn in 0..200 {
        let mut service = service(odds);
        let told = top_up(&mut service, "A1", &mut chance);
        assert_ne!(told, "1", "{turn}");
        forms.insert(told);
        let ended = recheck(&mut service, "transidclient=A1", 61_000);
        let charged = service.book().charges.len();
        assert_eq!(ended, if charged == 1 { "1;100000" } else { "61;100000" });
        credited += charged;
    }
    assert!((60..140).contains(&credited), "{credited}");
    let forms: Vec<&str> = forms.iter().map(String::as_str).collect();
    let expected = [
        "-1",
        "-1;100000",
        "-302;100000",
        "-304;100000",
        "-5",
        "-5;100000",
        "-99",
        "-99;100000",
        "0",
        "0;100000",
        "5;100000",
        "61;100000",
        "62;100000",
    ];
    assert_eq!(forms, expected);
}

#[test]
fn a_bare_refusal_credits_nothing() {
    let mut chance = Seeded(9);
    for _ in 0..100 {
        let mut service = service(Odds { refused: 1_000, ..Odds::QUIET });
        let told = top_up(&mut service, "A1", &mut chance);
        assert!(["61", "6", "5", "-2", "-3", "-304"].contains(&told.as_str()), "{told}");
        assert_eq!(recheck(&mut service, "transidclient=A1", 2_000), "-99");
        assert!(service.book().charges.is_empty());
    }
}
