#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use serde_json::{Value, json};

use super::super::loaded::{Kind, Seeded, answered};
use super::super::{Model, wire};
use super::odds::Odds;
use super::{Account, Ltc, Server};

const HOST: &str = "https://ltcpay.laotel.com";

struct Shop {
    ltc: Ltc,
    token: String,
}

impl Shop {
    fn with(server: Server, odds: Odds) -> Self {
        let account = Account {
            username: "test@laotel.com".to_owned(),
            password: "your password".to_owned(),
            unsubscribe_url: Some("https://gateway.example/v1/notifications/ltc/s".to_owned()),
            ussd_codes: vec!["*131#".to_owned()],
        };
        let mut shop = Self { ltc: Ltc::new(account, server, odds), token: String::new() };
        let form = "username=test%40laotel.com&password=your+password&grant_type=password";
        let mut seen = wire::post(&format!("{HOST}/token"), &[], &Value::Null, 1_663_907_315_000);
        seen.body = form.as_bytes().to_vec();
        let reply = shop.ask_seen(&seen);
        assert_eq!(reply["token_type"], "bearer");
        assert_eq!(reply["expires_in"], 2_591_999);
        assert_eq!(reply[".issued"], "Fri, 23 Sep 2022 04:28:35 GMT");
        assert_eq!(reply[".expires"], "Sun, 23 Oct 2022 04:28:34 GMT");
        shop.token = format!("Bearer {}", reply["access_token"].as_str().unwrap());
        shop
    }

    fn ask_seen(&mut self, seen: &super::Seen) -> Value {
        wire::json(&answered(self.ltc.answer(seen, &mut Kind)).1)
    }

    fn ask(&mut self, call: &str, body: &Value, at: i64) -> Value {
        let token = self.token.clone();
        self.ask_seen(&wire::post(&format!("{HOST}/api/{call}"), &[("Authorization", &token)], body, at))
    }

    fn check(&mut self, id: &str) -> Value {
        let token = self.token.clone();
        let url = format!("{HOST}/api/CheckTransaction?transactionId={id}");
        let mut seen = wire::post(&url, &[("authorization", &token)], &Value::Null, 9_000);
        seen.method = "GET".to_owned();
        self.ask_seen(&seen)
    }

    fn deduct(&mut self, id: &str, recurring: bool) -> Value {
        self.ask("RequestDeduct", &deduct(id, recurring), 1_000)
    }

    /// By the payer's text, or another password.
    fn confirm(&mut self, asked: &Value, otp: Option<&str>, at: i64) -> Value {
        let read = self.ltc.text("2055515155").map(|text| text.otp.clone()).unwrap();
        let body = json!({"TransactionID": asked["TransactionID"], "RefCode": asked["RefCode"],
            "OTP": otp.map_or(read, str::to_owned), "Gamename": "TEST", "GameType": "Purchase"});
        self.ask("ConfirmDeduct", &body, at)
    }

    fn charged(&self) -> Vec<(String, i64)> {
        self.ltc.book().charges.iter().map(|charge| (charge.id.clone(), charge.minor)).collect()
    }
}

/// The document's request, under an id of letters and digits.
fn deduct(id: &str, recurring: bool) -> Value {
    json!({"TransactionID": id, "Msisdn": "2055515155", "Amount": 1000, "RequestType": "UAT", "GameName": "TEST",
        "CardName": "Card1K", "IsRecurring": recurring})
}

fn names(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn a_purchase_as_the_document_prints_it() {
    let mut shop = Shop::with(Server::Documented, Odds::QUIET);
    let asked = shop.deduct("TESTxLTC0000000003", false);
    assert_eq!(names(&asked), ["Msisdn", "RefCode", "ResultCode", "ResultDesc", "ResultType", "TransactionID"]);
    assert_eq!((&asked["ResultCode"], &asked["ResultType"]), (&json!("200"), &json!("Register")));
    assert_eq!(asked["RefCode"].as_str().unwrap().len(), 32);
    assert_eq!(shop.check("TESTxLTC0000000003")["ResultCode"], "800");
    let again = shop.deduct("TESTxLTC0000000003", false);
    assert_eq!((&again["ResultCode"], &again["ResultDesc"]), (&json!("003"), &json!("Duplicate transaction")));

    let wrong = shop.confirm(&asked, Some("12345"), 2_000);
    assert_eq!(names(&wrong), ["Email", "RefCode", "ResultCode", "ResultDesc", "TransactionID"]);
    assert_eq!(wrong["ResultCode"], "006");
    assert_eq!(wrong["ResultDesc"], "Invalid request please check your OTP");
    assert_eq!(wrong["Email"], "test@laotel.com");
    assert_eq!(shop.charged(), []);
    assert_eq!(shop.confirm(&asked, None, 3_000)["ResultCode"], "200");
    assert_eq!(shop.confirm(&asked, None, 4_000)["ResultCode"], "007");
    assert_eq!(shop.charged(), [("TESTxLTC0000000003".to_owned(), 1_000)]);
    assert_eq!(shop.ltc.book().calls_that_charge, [("TESTxLTC0000000003".to_owned(), 3_000)]);
}

#[test]
fn a_look_as_the_document_prints_it() {
    let mut shop = Shop::with(Server::Documented, Odds::QUIET);
    shop.ask("RequestDeduct", &deduct("TESTxLTC0000000003", false), 1_661_588_565_000);
    let expected = json!({"TransactionID": "TESTxLTC0000000003", "Msisdn": "2055515155", "SMSStatus": "True",
        "Operator": "LTC", "Amount": "1000", "ResultCode": "800", "ResultDesc": "Not complete confirm deduct",
        "Detail": "Date: 27/08/2022 15:22:45, request success and confirm failed"});
    assert_eq!(shop.check("TESTxLTC0000000003"), expected);
    assert_eq!(shop.check("NOBODYS")["ResultCode"], "002");
}

#[test]
fn each_refusal_of_a_confirm_has_its_code() {
    let mut shop = Shop::with(Server::Documented, Odds::QUIET);
    let asked = shop.deduct("A1", false);
    let mut other = asked.clone();
    other["RefCode"] = json!("b1c21c80cee1478fa09970b9d9507320");
    assert_eq!(shop.confirm(&other, None, 2_000)["ResultCode"], "004");
    other["TransactionID"] = json!("A2");
    assert_eq!(shop.confirm(&other, None, 2_000)["ResultCode"], "005");
    assert_eq!(shop.confirm(&asked, None, 301_001)["ResultCode"], "008");
    assert_eq!(shop.ask("ConfirmDeduct", &json!({"TransactionID": "A1"}), 2_000)["ResultCode"], "003");
    assert_eq!(shop.ltc.book().calls_that_charge, []);
    let mut asked = deduct("A3", false);
    asked["RequestType"] = json!("Test");
    assert_eq!(shop.ask("RequestDeduct", &asked, 1)["ResultCode"], "004");
    asked["RequestType"] = json!("Production");
    asked["Amount"] = json!(0);
    assert_eq!(shop.ask("RequestDeduct", &asked, 1)["ResultCode"], "106");
    shop.token = "Bearer another".to_owned();
    assert_eq!(names(&shop.deduct("A4", false)), ["Message"]);
}

#[test]
fn the_earlier_server_texts_where_it_should_renew() {
    let mut shop = Shop::with(Server::Of2021, Odds { otp_life_ms: 60_000, ..Odds::QUIET });
    let renewal = shop.deduct("R1", true);
    assert_eq!((&renewal["ResultCode"], &renewal["ResultType"]), (&json!("200"), &json!("Register")));
    assert_eq!((shop.charged().len(), shop.check("R1")["ResultCode"].clone()), (0, json!("800")));
    assert!(shop.ltc.text("2055515155").is_some());

    let asked = shop.deduct("A1", false);
    assert_eq!(shop.confirm(&asked, None, 2_000)["ResultCode"], "200");
    assert_eq!(shop.deduct("R2", true)["ResultType"], "Recurring");
    assert_eq!(shop.deduct("A2", false)["ResultCode"], "107");
    assert_eq!(shop.charged(), [("A1".to_owned(), 1_000), ("R2".to_owned(), 1_000)]);
}

#[test]
fn the_earlier_server_charges_first_and_may_fail_to_write() {
    let mut shop = Shop::with(Server::Of2021, Odds { fails_after: 1_000, ..Odds::QUIET });
    let asked = shop.deduct("A1", false);
    assert_eq!(shop.confirm(&asked, None, 2_000)["ResultCode"], "002");
    assert_eq!(shop.charged(), [("A1".to_owned(), 1_000)]);
    assert_eq!(shop.check("A1")["ResultCode"], "800");
    shop.confirm(&asked, None, 3_000);
    assert_eq!(shop.charged().len(), 2, "whoever confirms again pays again");
}

#[test]
fn a_name_too_long_for_its_column_fails_after_the_charge() {
    let mut shop = Shop::with(Server::Of2021, Odds::QUIET);
    let mut body = deduct("A1", false);
    body["GameName"] = json!("a name of twenty-one.");
    let asked = shop.ask("RequestDeduct", &body, 1_000);
    assert_eq!(shop.confirm(&asked, None, 2_000)["ResultCode"], "002");
    assert_eq!(shop.charged().len(), 1);
}

#[test]
fn another_merchants_id_is_a_duplicate_and_looks_like_his() {
    let mut shop = Shop::with(Server::Documented, Odds { taken: 1_000, ..Odds::QUIET });
    assert_eq!(shop.deduct("A1", false)["ResultCode"], "003");
    assert_eq!(shop.check("A1")["Msisdn"], "2099999999");
}

#[test]
fn cancellations_are_sent_until_they_are_stored() {
    let mut shop = Shop::with(Server::Documented, Odds::QUIET);
    let asked = shop.deduct("A1", false);
    shop.confirm(&asked, None, 2_000);
    assert!(shop.ltc.is_member("2055515155"));
    shop.ltc.leaves("2055515155", 5_000);
    assert_eq!(shop.ltc.next_message_at(), Some(5_000));
    let message = shop.ltc.messages(5_000, &mut Kind).remove(0);
    assert!(!shop.ltc.is_member("2055515155"));
    let expected = json!({"Msisdn": "2055515155", "USSDCode": "", "Channel": "Application"});
    assert_eq!(wire::json(&message.body), expected);
    shop.ltc.acknowledged(&message, 200, br#"{"ResultCode":"001"}"#, 6_000);
    assert!(!shop.ltc.cancellations()[0].is_stored());
    assert_eq!(shop.ltc.next_message_at(), Some(606_000));
    let again = shop.ltc.messages(606_000, &mut Kind).remove(0);
    assert_eq!(again.body, message.body);
    shop.ltc.acknowledged(&again, 200, br#"{"ResultCode":"200"}"#, 607_000);
    assert!(shop.ltc.cancellations()[1].is_stored());
    assert_eq!(shop.ltc.next_message_at(), None);
}

#[test]
fn a_charge_answered_as_a_renewal_may_have_charged() {
    let mut shop = Shop::with(Server::Documented, Odds { charge_as_renewal: 1_000, ..Odds::QUIET });
    let mut moved = 0;
    let mut chance = Seeded(2);
    for turn in 0..20 {
        let token = shop.token.clone();
        let body = json!({"TransactionID": format!("A{turn}"), "Msisdn": format!("20555151{turn:02}"), "Amount": 1000,
            "RequestType": "UAT", "GameName": "TEST", "CardName": "Card1K", "IsRecurring": false});
        let seen = wire::post(&format!("{HOST}/api/RequestDeduct"), &[("Authorization", &token)], &body, 1_000);
        let told = wire::json(&answered(shop.ltc.answer(&seen, &mut chance)).1);
        assert_eq!((&told["ResultCode"], &told["ResultType"]), (&json!("200"), &json!("Recurring")));
        let before = shop.charged().len();
        let looked = shop.check(&format!("A{turn}"))["ResultCode"].clone();
        assert_eq!(looked, if shop.charged().len() > before { "200" } else { "800" });
        moved = shop.charged().len();
    }
    assert!((3..18).contains(&moved), "{moved}");
}
