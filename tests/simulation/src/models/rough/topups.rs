//! AppotaPay and Connect Topup: what is credited is taken from the balance.

use std::collections::BTreeSet;

use serde_json::json;

use super::super::loaded::Seeded;
use super::super::{Model, appotapay, connect_topup, wire};
use super::{AT, SEEDS, all_occur, get, json_of, lives, noted};

/// Dong credited, each id once.
fn credited(model: &dyn Model, least: usize) -> i64 {
    let book = model.book();
    let ids: BTreeSet<_> = book.charges.iter().map(|charge| &charge.id).collect();
    assert!(ids.len() == book.charges.len() && ids.len() > least, "{}", ids.len());
    book.charges.iter().map(|charge| charge.minor).sum()
}

#[test]
fn connect_topup() {
    let mut played = BTreeSet::new();
    for seed in SEEDS {
        let mut chance = Seeded(seed);
        let (username, private_key) = ("demo".to_owned(), "secret".to_owned());
        let account = connect_topup::Account { username, private_key, balance: 10_000_000, finds_by_client_id: true };
        let mut model = connect_topup::ConnectTopup::new(account, connect_topup::odds::Odds::ROUGH);
        for turn in 0..600 {
            let (page, id) = if turn < 300 { ("topup", turn) } else { ("recheck", turn - 300) };
            let url = format!(
                "http://t/{page}.jsp?username=demo&privatekey=secret&phone=0901234567&sotien=10000&transidclient=T{id}\
                 &checksum=618501372aea002ee57d280b77103a113b304e299ce80a2a6acb52801d87d2f1"
            );
            model.answer(&get(&url, &[], AT + turn), &mut chance);
        }
        lives(&mut model, &mut chance);
        played.extend(noted(&model));
        assert_eq!(credited(&model, 200), 10_000_000 - model.balance());
    }
    all_occur(&played, &connect_topup::odds::ODD);
}

fn token() -> String {
    let claims = json!({"iss": "P", "api_key": "A", "jti": format!("A-{}", AT / 1_000), "exp": AT / 1_000 + 300});
    appotapay::signed::token(&json!({"typ": "JWT", "alg": "HS256", "cty": "appotapay-api;v=1"}), &claims, "secret")
}

fn charge(turn: i64) -> serde_json::Value {
    let mut body = json!({"partnerRefId": format!("A{}", turn % 380), "telco": "viettel", "telcoServiceType": "prepaid",
        "phoneNumber": format!("0866{:06}", turn % 50), "productCode": "topup_10"});
    let names = ["partnerRefId", "phoneNumber", "productCode", "telco", "telcoServiceType"];
    body["signature"] = json!(appotapay::signed::hmac_hex("secret", &appotapay::signed::text(&body, &names)));
    body
}

#[test]
fn appotapay() {
    let token = token();
    let headers = [("x-appotapay-auth", token.as_str())];
    let (mut codes, mut played) = (BTreeSet::new(), BTreeSet::new());
    for seed in SEEDS {
        let mut chance = Seeded(seed);
        let (partner_code, api_key, secret) = ("P".to_owned(), "A".to_owned(), "secret".to_owned());
        let account = appotapay::Account { partner_code, api_key, secret, balance: 100_000_000 };
        let mut model = appotapay::AppotaPay::new(account, appotapay::odds::Odds::ROUGH);
        for turn in 0..400 {
            let seen = wire::post("https://a/api/v2/service/topup/charging", &headers, &charge(turn), AT + turn);
            codes.insert(json_of(model.answer(&seen, &mut chance))["errorCode"].to_string());
        }
        for turn in 0..380 {
            let url = format!("https://a/api/v1/service/topup/transaction/A{turn}");
            model.answer(&get(&url, &headers, AT + 1_000), &mut chance);
        }
        lives(&mut model, &mut chance);
        played.extend(noted(&model));
        let (credited, taken) = (credited(&model, 150), 100_000_000 - model.balance());
        assert!((credited / 100 * 97..=credited).contains(&taken));
    }
    all_occur(&played, &appotapay::odds::ODD);
    for code in ["0", "31", "33", "34", "35", "40", "41", "56", "91", "94", "99", "500"] {
        assert!(codes.contains(code), "{code} of {codes:?}");
    }
}
