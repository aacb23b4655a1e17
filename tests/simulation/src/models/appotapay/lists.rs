//! What is for sale, whose a number is, and what is left of the balance. None of it is signed.

use serde_json::{Value, json};

use super::super::dice::happens;
use super::super::{Chance, Said, Seen, wire};
use super::{AppotaPay, products};

impl AppotaPay {
    pub(super) fn product_codes(&self, chance: &mut dyn Chance) -> Said {
        let as_text = happens(chance, 500);
        let amount = |dong: i64| if as_text { json!(dong.to_string()) } else { json!(dong) };
        let group = |telco: &str, prefix: &str| {
            let item = |(at, (code, dong)): (usize, (String, i64))| json!({"id": at + 1, "productCode": code, "amount": amount(dong)});
            let items: Vec<Value> = products::airtime(prefix).into_iter().enumerate().map(item).collect();
            json!({"telco": telco, "description": format!("Mã sản phẩm {telco}"), "products": items})
        };
        let mut groups: Vec<Value> = products::OWN.iter().map(|telco| group(telco, telco)).collect();
        groups.push(group("common", "topup"));
        wire::reply(200, &json!({"errorCode": 0, "message": "Thành công", "data": groups}))
    }

    pub(super) fn info(&mut self, phone: &str, chance: &mut dyn Chance) -> Said {
        match self.number(phone, chance) {
            Some(number) => {
                let data = json!({"phone_number": phone, "telco": number.telco});
                wire::reply(200, &json!({"errorCode": 0, "message": "Thành công", "data": data}))
            }
            None => self.failure(37, chance),
        }
    }

    /// Packages of data alone, for this number's operator.
    pub(super) fn data_packages(&mut self, phone: &str, seen: &Seen, chance: &mut dyn Chance) -> Said {
        let query = wire::query(&seen.url);
        let prices: Option<Vec<&str>> = wire::named(&query, "value").map(|value| value.split(',').collect());
        if wire::named(&query, "telco_service_type").is_none() {
            return self.failure(1, chance);
        }
        let Some(number) = self.number(phone, chance) else { return self.failure(37, chance) };
        let theirs = format!("{}_data", number.telco);
        let wanted =
            |dong: i64| prices.as_ref().is_none_or(|prices| prices.iter().any(|price| *price == dong.to_string()));
        let items: Vec<Value> = products::DATA
            .iter()
            .filter(|(telco, _, dong)| *telco == theirs && wanted(*dong))
            .map(|(telco, code, dong)| {
                json!({"productCode": code, "amount": dong, "type": "topup_data", "telco": telco,
                    "description": "Gói data\n30 ngày"})
            })
            .collect();
        wire::reply(200, &json!({"errorCode": 0, "message": "Thành công", "data": items}))
    }

    /// A number on one page, a text on another.
    pub(super) fn balance_told(&self, chance: &mut dyn Chance) -> Said {
        let as_text = happens(chance, 500);
        let balance = if as_text { json!(self.account.balance.to_string()) } else { json!(self.account.balance) };
        wire::reply(200, &json!({"errorCode": 0, "message": "Thành công", "account": {"balance": balance}}))
    }
}
