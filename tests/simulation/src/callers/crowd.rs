//! Everybody who is there, and what each kind of order is made by.

use std::cell::RefCell;
use std::rc::Rc;

use base64ct::{Base64, Encoding};

use crate::models::appotapay::{self, AppotaPay};
use crate::models::connect_topup::{self, ConnectTopup};
use crate::models::endpoint::{self, Endpoint};
use crate::models::lianlian::{self, LianLian, Signs};
use crate::models::ltc::odds::Odds;
use crate::models::ltc::{Account, Ltc, Server};
use crate::models::payer::Habits;
use crate::models::{Book, Chance, Message, Model, Said, Seen};
use crate::platform::stand_ins::keyed;
use crate::world::executor::WORLD;
use crate::world::outside::{GATEWAY, Outsider};
use crate::world::variables::{ENDPOINT_SECRET, LTC_USER, NEXT_ENDPOINT_SECRET, UNSUBSCRIBE_SECRET};
use crate::world::{World, variables};

/// What the merchant has paid in for top-ups, in dong: in some worlds it does not last.
const FUNDS: [i64; 2] = [1_000_000_000, 3_000_000];

/// A model that others look at, too.
pub struct Shared<M>(pub Rc<RefCell<M>>);

impl<M: Model> Model for Shared<M> {
    fn answer(&mut self, seen: &Seen, chance: &mut dyn Chance) -> Said {
        self.0.borrow_mut().answer(seen, chance)
    }

    fn messages(&mut self, now: i64, chance: &mut dyn Chance) -> Vec<Message> {
        self.0.borrow_mut().messages(now, chance)
    }

    fn next_message_at(&self) -> Option<i64> {
        self.0.borrow().next_message_at()
    }

    fn acknowledged(&mut self, message: &Message, status: u16, body: &[u8], now: i64) {
        self.0.borrow_mut().acknowledged(message, status, body, now);
    }

    fn book(&self) -> Book {
        self.0.borrow().book()
    }
}

/// A field of the account that is a key, as bytes.
fn key(field: &str) -> Vec<u8> {
    let account = variables::lianlian();
    Base64::decode_vec(&text_of(&account, field)).unwrap_or_default()
}

fn text_of(account: &serde_json::Value, field: &str) -> String {
    account.pointer(field).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

/// What stands for the RSA signature by this key.
fn signs(key: Vec<u8>) -> Signs {
    Box::new(move |text| Base64::encode_string(&keyed(&key, "SHA1", text.as_bytes())))
}

fn play_lianlian() -> LianLian {
    let account = lianlian::Account {
        merchant_id: text_of(&variables::lianlian(), "/merchant_id"),
        ours: signs(key("/public_keys/0")),
        merchants: signs(key("/private_key")),
        strangers_url: Some(format!("{GATEWAY}/v1/notifications/lianlian")),
    };
    LianLian::new(account, lianlian::odds::Odds::ROUGH, Habits::USUAL)
}

/// The models that callers look at.
#[derive(Clone)]
pub struct Crowd {
    pub ltc: Rc<RefCell<Ltc>>,
    pub lianlian: Rc<RefCell<LianLian>>,
    pub endpoint: Rc<RefCell<Endpoint>>,
    /// How long a password lives.
    pub otp_life: i64,
}

impl Crowd {
    pub fn gather(world: &World) -> Self {
        let unsubscribe_url = format!("{GATEWAY}/v1/notifications/ltc/unsubscribe/{UNSUBSCRIBE_SECRET}");
        let account = Account {
            username: LTC_USER.0.to_owned(),
            password: LTC_USER.1.to_owned(),
            unsubscribe_url: Some(unsubscribe_url),
            ussd_codes: vec!["*123#".to_owned()],
        };
        let server = if world.chance.percent(50) { Server::Of2021 } else { Server::Documented };
        let odds = if server == Server::Of2021 { Odds::ROUGH_2021 } else { Odds::ROUGH };
        let otp_life = odds.otp_life_ms;
        let crowd = Self {
            ltc: Rc::new(RefCell::new(Ltc::new(account, server, odds))),
            lianlian: Rc::new(RefCell::new(play_lianlian())),
            endpoint: Rc::new(RefCell::new(Endpoint::new(
                &[ENDPOINT_SECRET, NEXT_ENDPOINT_SECRET],
                endpoint::Odds::ROUGH,
            ))),
            otp_life,
        };
        let appotapay = AppotaPay::new(
            appotapay::Account {
                partner_code: "SIMULATION".to_owned(),
                api_key: "simulation-api-key".to_owned(),
                secret: "simulation-secret-key".to_owned(),
                balance: *world.chance.pick(&FUNDS),
            },
            appotapay::odds::Odds::ROUGH,
        );
        // In half of the worlds the gateway must not ask by its own id.
        if world.chance.percent(50) {
            let mut account = variables::connect_topup();
            if let Some(fields) = account.as_object_mut() {
                fields.insert("recheck".to_owned(), serde_json::json!(["idtransaction"]));
            }
            world.variables.borrow_mut().insert("PROVIDER_CONNECT_TOPUP".to_owned(), account.to_string());
        }
        let connect = ConnectTopup::new(
            connect_topup::Account {
                username: "simulation".to_owned(),
                private_key: "simulation-private-key".to_owned(),
                balance: *world.chance.pick(&FUNDS),
                finds_by_client_id: false,
            },
            connect_topup::odds::Odds::ROUGH,
        );
        *world.outside.borrow_mut() = vec![
            Outsider::new("appotapay", Box::new(appotapay)),
            Outsider::new("connect_topup", Box::new(connect)),
            Outsider::new("ltc", Box::new(Shared(Rc::clone(&crowd.ltc)))),
            Outsider::new("lianlian", Box::new(Shared(Rc::clone(&crowd.lianlian)))),
            Outsider::new("events", Box::new(Shared(Rc::clone(&crowd.endpoint)))),
        ];
        crowd
    }

    /// Begins so many orders within so long.
    pub fn order(&self, world: &Rc<World>, orders: u64, within: i64) {
        for number in 0..orders {
            let at = world.now() + world.chance.between(0, within);
            let (crowd, world) = (self.clone(), Rc::clone(world));
            world.clone().executor.spawn(
                WORLD,
                Box::pin(async move {
                    world.executor.until(at).await;
                    match world.chance.under(100) {
                        0..6 => super::pages::purchase(&world, &crowd, number).await,
                        6..30 => super::ltc::charge(&world, &crowd, number).await,
                        30..45 => super::ltc::renewal(&world, &crowd, number).await,
                        45..62 => super::topups::topup(&world, "appotapay", number).await,
                        62..80 => super::topups::topup(&world, "connect_topup", number).await,
                        _ => super::lianlian::payment(&world, &crowd, number).await,
                    }
                }),
            );
        }
    }
}
